//! The steps, frozen and applied to a table (套用).

use std::sync::Arc;

use serde::{Deserialize, Serialize};

use crate::error::Error;
use crate::label::Key;
use crate::notice::{DropReason, Notice};
use crate::table::{Column, IndicatorTable, Rows, Terms};

use super::draft::Draft;
use super::impute::FittedImputation;
use super::report::PreparationResult;
use super::treat::Curve;
use super::{Missing, Preparation};

/// An indicator that was left out, and why.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Dropped {
    /// The indicator.
    pub indicator: Key,
    /// Why.
    pub reason: DropReason,
}

impl Dropped {
    fn notice(&self) -> Notice {
        Notice::IndicatorDropped { indicator: self.indicator.clone(), reason: self.reason }
    }
}

/// What was learned about one indicator.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct PreparedIndicator {
    pub(crate) key: Key,
    pub(crate) terms: Terms,
    /// What becomes of its values.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(super) curve: Option<Curve>,
}

/// What was learned from the rows of the fit (已拟合的预处理).
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct FittedPreparation {
    pub(super) settings: Preparation,
    pub(crate) indicators: Vec<PreparedIndicator>,
    pub(super) dropped: Vec<Dropped>,
    /// The indicators of which rows must have enough.
    pub(super) screened: Vec<Key>,
    /// The indicators that fill each other's gaps, in the order in which the methods know them.
    pub(super) imputed: Vec<Key>,
    pub(super) imputation: FittedImputation,
    pub(super) result: PreparationResult,
}

/// A column ready to be scored.
#[derive(Debug, Clone)]
pub(crate) struct PreparedColumn {
    pub(crate) column: Column,
    pub(crate) terms: Terms,
}

/// A table ready to be scored.
#[derive(Debug, Clone)]
pub(crate) struct Prepared {
    pub(crate) rows: Arc<Rows>,
    pub(crate) columns: Vec<PreparedColumn>,
    pub(crate) notices: Vec<Notice>,
}

impl Prepared {
    /// No indicator yet.
    #[cfg(feature = "uncertainty")]
    pub(crate) fn empty(rows: Arc<Rows>) -> Self {
        Self { rows, columns: Vec::new(), notices: Vec::new() }
    }
}

impl FittedPreparation {
    /// Prepares a table as the one it was fitted on.
    pub(crate) fn apply(&self, table: &IndicatorTable) -> Result<Prepared, Error> {
        let mut notices: Vec<Notice> = self.dropped.iter().map(Dropped::notice).collect();
        let table = self.settings.screened(table, &self.screened, &mut notices)?;
        let needed: Vec<Key> = self.indicators.iter().map(|indicator| indicator.key.clone()).collect();
        let keys = if self.imputation.is_empty() { &needed } else { &self.imputed };
        let mut draft = self.settings.draft(&table, keys, &needed)?;
        let gaps = needed.iter().filter_map(|key| draft.column(key)).map(Column::missing).sum();
        if gaps > 0 {
            let cells = needed.len() * draft.rows.len();
            notices.push(Notice::MissingCells { missing: gaps, cells, policy: self.missing().to_string() });
        }
        draft.columns = self.imputation.fill(draft.gappy())?;
        draft.keep(&needed);
        match self.missing().remaining() {
            Missing::Renormalize { .. } => {}
            Missing::DropUnit if draft.missing() > 0 => {
                let keep = complete_rows(&draft)?;
                let without = draft.rows.iter().enumerate().filter(|(at, _)| keep.binary_search(at).is_err());
                notices.push(Notice::UnitsDropped { rows: without.map(|(_, row)| row.to_string()).collect() });
                draft.select(&keep)?;
            }
            _ => self.settings.refuse_remaining(&draft)?,
        }
        notices.extend(self.result.notices());
        let treated = self.indicators.iter().zip(&draft.columns).map(|(indicator, column)| {
            let column = treated_by(indicator.curve, column, &draft.rows)?;
            Ok(PreparedColumn { column, terms: indicator.terms })
        });
        Ok(Prepared { columns: treated.collect::<Result<_, Error>>()?, rows: draft.rows, notices })
    }

    /// Whether what was read from a file can be used with `settings`.
    pub(crate) fn is_sound(&self, settings: &Preparation) -> bool {
        let is_imputed = |indicator: &PreparedIndicator| self.imputed.contains(&indicator.key);
        let once = |keys: &[Key]| keys.iter().enumerate().all(|(at, key)| !keys[..at].contains(key));
        !self.indicators.is_empty()
            && self.settings == *settings
            && self.indicators.iter().all(|i| i.terms.direction.checked().is_ok() && i.curve.is_none_or(Curve::is_sound))
            && self.imputation.is_sound(settings.missing(), self.imputed.len())
            && once(&self.imputed)
            && self.indicators.iter().all(is_imputed)
    }

    pub(crate) fn missing(&self) -> &Missing {
        self.settings.missing()
    }

    /// What the steps found on the rows of the fit.
    pub(crate) fn result(&self) -> &PreparationResult {
        &self.result
    }
}

/// The values of `column` as `curve` makes them.
pub(super) fn treated_by(curve: Option<Curve>, column: &Column, rows: &Rows) -> Result<Column, Error> {
    let Some(curve) = curve else { return Ok(column.clone()) };
    if let Some((row, value)) =
        column.iter().enumerate().find_map(|(row, x)| x.map(|x| (row, x)).filter(|(_, x)| !curve.apply(*x).is_finite()))
    {
        return Err(Error::Value {
            place: Box::new(rows.place(row, column.key())),
            value,
            problem: "is out of reach of the curve by which outliers are treated".to_owned(),
            remedy: "look for a value in the wrong unit, or treat the indicator by capping it".to_owned(),
        });
    }
    Ok(column.treated(|x| curve.apply(x)))
}

/// The rows without gaps, of which there must be some.
pub(super) fn complete_rows(draft: &Draft<'_>) -> Result<Vec<usize>, Error> {
    let rows = draft.complete_rows();
    if rows.is_empty() {
        let worst = draft.columns.iter().rev().max_by_key(|column| column.missing());
        let most = worst.map_or_else(String::new, |column| {
            format!("; {:?} has no value in {} of {} rows", column.key().as_str(), column.missing(), column.len())
        });
        return Err(Error::Undefined {
            method: "missing = \"drop-unit\"",
            problem: format!("it leaves nobody, since every unit lacks some indicator{most}"),
            remedy: "leave out the indicators with the most gaps, or set missing = \"renormalize\"".to_owned(),
        });
    }
    Ok(rows)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::indicator::{Imputation, Indicator, Origin};
    use crate::prepare::{Normalization, OnConstant, Scale, Wanted};

    const INDICATORS: [&str; 3] = ["a", "b", "c"];

    /// Three units; `b` has a gap in the second, `c` in the second and third.
    fn table() -> IndicatorTable {
        let rows = [[Some(1.0), Some(2.0), Some(5.0)], [Some(2.0), None, None], [Some(4.0), Some(6.0), None]];
        IndicatorTable::from_rows(["X", "Y", "Z"], &INDICATORS, &rows).expect("valid")
    }

    fn prepared(preparation: &Preparation) -> Result<Prepared, Error> {
        let indicators: Vec<Indicator> = INDICATORS.iter().map(|key| Indicator::new(key).expect("valid")).collect();
        let wanted: Vec<Wanted<'_>> =
            indicators.iter().map(|indicator| Wanted { indicator, may_be_constant: true, dimension: 0 }).collect();
        preparation.fit(&table(), &wanted)?.apply(&table())
    }

    fn values(prepared: &Prepared) -> Vec<Vec<Option<f64>>> {
        prepared.columns.iter().map(|c| c.column.iter().collect()).collect()
    }

    #[test]
    fn error_names_the_first_gap_and_counts_the_others() {
        let error = prepared(&Preparation::default()).unwrap_err();
        let Error::Missing { place, further } = &error else { panic!("{error}") };
        assert_eq!((place.unit.as_str(), place.indicator.as_ref().map(Key::as_str), *further), ("Y", Some("b"), 2));
    }

    #[test]
    fn drop_unit_keeps_the_complete_rows_and_names_the_others() {
        let prepared = prepared(&Preparation::default().with_missing(Missing::DropUnit)).expect("one row is complete");
        assert_eq!(values(&prepared), [[Some(1.0)], [Some(2.0)], [Some(5.0)]]);
        let dropped = Notice::UnitsDropped { rows: vec!["Y".to_owned(), "Z".to_owned()] };
        assert!(prepared.notices.contains(&dropped), "{:?}", prepared.notices);
    }

    #[test]
    fn drop_indicator_keeps_the_complete_columns_and_names_the_others() {
        let prepared = prepared(&Preparation::default().with_missing(Missing::DropIndicator)).expect("one column is complete");
        assert_eq!(values(&prepared), [[Some(1.0), Some(2.0), Some(4.0)]]);
        let codes: Vec<&str> = prepared.notices.iter().map(Notice::code).collect();
        assert_eq!(codes, ["indicator-dropped", "indicator-dropped"]);
    }

    #[test]
    fn mean_and_median_fill_and_mark_what_they_filled() {
        for (missing, by, b) in [(Missing::Mean, Imputation::Mean, 4.0), (Missing::Median, Imputation::Median, 4.0)] {
            let prepared = prepared(&Preparation::default().with_missing(missing)).expect("every column has a value");
            assert_eq!(values(&prepared)[1], [Some(2.0), Some(b), Some(6.0)]);
            assert_eq!(prepared.columns[1].column.origin(1), Some(Origin::Imputed { by }));
            assert_eq!(prepared.columns[1].column.origin(0), None);
        }
    }

    #[test]
    fn renormalize_leaves_gaps_and_says_how_many() {
        let missing = Missing::renormalize(0.5).expect("valid");
        let prepared = prepared(&Preparation::default().with_missing(missing)).expect("defined");
        assert_eq!(values(&prepared)[2], [Some(5.0), None, None]);
        assert_eq!(prepared.notices, [Notice::MissingCells { missing: 3, cells: 9, policy: "renormalize".to_owned() }]);
        for coverage in [0.0, -0.1, 1.1, f64::NAN] {
            assert_eq!(Missing::renormalize(coverage).unwrap_err().code(), "invalid-setting");
        }
    }

    #[test]
    fn a_constant_indicator_goes_by_its_policy() {
        let table = IndicatorTable::from_rows(["X", "Y"], &["a", "b"], &[[Some(1.0), Some(3.0)], [Some(2.0), Some(3.0)]]);
        let table = table.expect("valid");
        let indicators = ["a", "b"].map(|key| Indicator::new(key).expect("valid"));
        let matrix = |policy| Preparation::default().with_on_constant(policy).matrix(&table, &indicators);
        assert_eq!(matrix(OnConstant::Error).unwrap_err().code(), "constant");
        assert_eq!(matrix(OnConstant::Drop).expect("one is left").shape(), (2, 1));
        let midpoint = matrix(OnConstant::Midpoint).expect("defined");
        let sample = midpoint.sample();
        let scale = Scale::fit(Normalization::MinMax, &sample, &sample.columns()[1]).expect("defined");
        assert_eq!(scale.apply(3.0), 0.5);
    }

    #[test]
    fn outliers_of_the_named_indicators_alone_are_treated() {
        use crate::prepare::{Rule, Treatment, TreatmentMethod};

        let treatment = Treatment::default()
            .with_rule(Rule::Always)
            .and_then(|t| t.with_methods([TreatmentMethod::Log { mirror: false }]))
            .and_then(|t| t.with_indicators(["a"]))
            .expect("settings");
        let preparation = Preparation::default().with_missing(Missing::DropUnit).with_treatment(treatment.clone());
        let rows = [[1.0, 2.0, 5.0], [2.0, 3.0, 6.0], [4.0, 9.0, 7.0]].map(|row| row.map(Some));
        let table = IndicatorTable::from_rows(["X", "Y", "Z"], &INDICATORS, &rows).expect("valid");
        let indicators: Vec<Indicator> = INDICATORS.iter().map(|key| Indicator::new(key).expect("valid")).collect();
        let wanted: Vec<Wanted<'_>> =
            indicators.iter().map(|indicator| Wanted { indicator, may_be_constant: true, dimension: 0 }).collect();
        let found = preparation.fit(&table, &wanted).and_then(|fitted| fitted.apply(&table)).expect("prepares");
        let plain = Preparation::default().fit(&table, &wanted).and_then(|fitted| fitted.apply(&table)).expect("prepares");
        let (found, plain) = (values(&found), values(&plain));
        assert!(found[0] != plain[0] && found[1..] == plain[1..], "{found:?}");
    }

    #[test]
    fn what_does_not_fill_at_the_end_of_a_turn_is_what_remains() {
        let turns = Missing::in_turn([Missing::PanelLatest, Missing::DropUnit]).expect("the last may drop");
        assert_eq!((turns.filling(), turns.remaining()), (&[Missing::PanelLatest][..], &Missing::DropUnit));
        let filling = Missing::in_turn([Missing::PanelLatest, Missing::Median]).expect("they fill");
        assert_eq!((filling.filling().len(), filling.remaining()), (2, &Missing::Error));
    }
}
