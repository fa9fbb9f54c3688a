//! The steps, fitted and applied (拟合与套用).

use std::borrow::Cow;
use std::sync::Arc;

use serde::{Deserialize, Serialize};

use crate::error::Error;
use crate::indicator::{Direction, Imputation, Indicator, Normalization, Origin};
use crate::label::Key;
use crate::notice::{DropReason, Notice};
use crate::numeric::{Extrema, mean, median};
use crate::table::{Column, IndicatorTable, Rows, Terms};

use super::draft::Draft;
use super::{Denominator, Missing, OnConstant, Preparation, normalize};

/// An indicator to prepare.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Wanted<'a> {
    pub(crate) indicator: &'a Indicator,
    /// Whether its scale is the analyst's, so that it need not vary.
    pub(crate) may_be_constant: bool,
}

impl<'a> Wanted<'a> {
    /// `indicator`, for which `normalization` is used unless it has its own.
    pub(crate) fn new(indicator: &'a Indicator, normalization: Option<Normalization>) -> Self {
        Self { indicator, may_be_constant: indicator.normalization().or(normalization).is_some_and(Normalization::is_given) }
    }
}

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
    /// What a gap becomes.
    pub(crate) fill: Option<f64>,
}

/// What was learned from the rows of the fit (已拟合的预处理).
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct FittedPreparation {
    settings: Preparation,
    pub(crate) indicators: Vec<PreparedIndicator>,
    dropped: Vec<Dropped>,
    /// The indicators of which rows must have enough.
    screened: Vec<Key>,
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

impl Preparation {
    /// Learns from the rows of `table` what is needed to prepare it and later tables alike: which indicators are left out, what gaps
    /// are filled with.
    ///
    /// # Errors
    /// [`Error::Unknown`] for an indicator the table lacks, [`Error::Missing`] and [`Error::Constant`] as the policies say,
    /// [`Error::TooFew`] if no indicator is left; what the steps refuse.
    pub(crate) fn fit(&self, table: &IndicatorTable, wanted: &[Wanted<'_>]) -> Result<FittedPreparation, Error> {
        let mut dropped = Vec::new();
        let mut left: Vec<Wanted<'_>> = Vec::with_capacity(wanted.len());
        for &one in wanted {
            let column = table.column(one.indicator.key().as_str())?;
            match self.screen().and_then(|screen| screen.of_indicator(column)) {
                Some(reason) => dropped.push(reason),
                None => left.push(one),
            }
        }
        let screened: Vec<Key> = left.iter().map(|one| one.indicator.key().clone()).collect();
        let table = self.screened(table, &screened, &mut Vec::new())?;
        let mut draft = self.draft(&table, &screened)?;
        if *self.missing() == Missing::Error {
            draft.refuse_gaps()?;
        }
        if *self.missing() == Missing::DropUnit {
            draft.select(&complete_rows(&draft)?)?;
        }
        let mut indicators = Vec::with_capacity(left.len());
        for (column, one) in draft.columns.iter().zip(&left) {
            match self.examined(column, *one)? {
                Ok(prepared) => indicators.push(prepared),
                Err(reason) => dropped.push(Dropped { indicator: column.key().clone(), reason }),
            }
        }
        if indicators.is_empty() {
            return Err(Error::TooFew { what: "indicators left after preparation", needed: 1 });
        }
        Ok(FittedPreparation { settings: self.clone(), indicators, dropped, screened })
    }

    /// What was learned about one indicator, or why it is left out.
    fn examined(&self, column: &Column, wanted: Wanted<'_>) -> Result<Result<PreparedIndicator, DropReason>, Error> {
        let (indicator, key) = (wanted.indicator, wanted.indicator.key());
        if *self.missing() == Missing::DropIndicator && column.missing() > 0 {
            return Ok(Err(DropReason::Gaps { missing: column.missing() }));
        }
        let present: Vec<f64> = column.iter().flatten().collect();
        if present.is_empty() {
            if matches!(self.missing(), Missing::Renormalize { .. }) {
                return Ok(Err(DropReason::NoValues));
            }
            return Err(Error::Undefined {
                method: "imputation",
                problem: format!("indicator {key:?} has no value in any row"),
                remedy: "leave the indicator out, or set missing = \"renormalize\"".to_owned(),
            });
        }
        // A target or a band counts by the closeness to it, which may be the same where the values are not.
        let counted = normalize::oriented(indicator.direction(), &present);
        let is_constant = !wanted.may_be_constant && Extrema::of(&counted).is_constant();
        match self.on_constant() {
            OnConstant::Error if is_constant => {
                let method = match indicator.direction() {
                    Direction::Benefit | Direction::Cost => "the model",
                    _ => "the model, for which a target or a band counts by the closeness to it,",
                };
                return Err(Error::Constant { indicator: key.clone(), value: counted[0], method });
            }
            OnConstant::Drop if is_constant => return Ok(Err(DropReason::Constant { value: counted[0] })),
            _ => {}
        }
        let fill = match self.missing() {
            Missing::Mean => Some(mean(&present)),
            Missing::Median => Some(median(&present)),
            _ => None,
        };
        // The ends of the range, which may serve as goalposts, are in the indicator's own unit.
        let remeasured = self.denominator_of(key).is_some();
        let terms = Terms {
            direction: indicator.direction(),
            goalposts: if remeasured { indicator.goalposts() } else { indicator.effective_goalposts() },
            normalization: indicator.normalization(),
            remeasured,
            at_midpoint: is_constant,
        };
        Ok(Ok(PreparedIndicator { key: key.clone(), terms, fill }))
    }

    fn denominator_of(&self, key: &Key) -> Option<&Denominator> {
        self.denominators().iter().find(|denominator| denominator.indicator() == key)
    }

    /// The columns `keys` of `table`, divided where they are to be.
    fn draft<'a, 'k>(&self, table: &'a IndicatorTable, keys: impl IntoIterator<Item = &'k Key>) -> Result<Draft<'a>, Error> {
        let mut draft = Draft::of(table, keys)?;
        for column in &mut draft.columns {
            if let Some(denominator) = self.denominator_of(column.key()) {
                *column = denominator.divided(table, column)?;
            }
        }
        Ok(draft)
    }

    /// The rows of `table` with enough values of the indicators `keys`.
    fn screened<'a>(
        &self,
        table: &'a IndicatorTable,
        keys: &[Key],
        notices: &mut Vec<Notice>,
    ) -> Result<Cow<'a, IndicatorTable>, Error> {
        match self.screen() {
            Some(screen) => screen.rows(table, keys, notices),
            None => Ok(Cow::Borrowed(table)),
        }
    }
}

impl FittedPreparation {
    /// Prepares a table as the one it was fitted on.
    pub(crate) fn apply(&self, table: &IndicatorTable) -> Result<Prepared, Error> {
        let mut notices: Vec<Notice> = self.dropped.iter().map(Dropped::notice).collect();
        let table = self.settings.screened(table, &self.screened, &mut notices)?;
        let mut draft = self.settings.draft(&table, self.indicators.iter().map(|indicator| &indicator.key))?;
        let missing = draft.missing();
        if missing > 0 {
            let cells = draft.columns.len() * draft.rows.len();
            notices.push(Notice::MissingCells { missing, cells, policy: self.missing().name().to_owned() });
        }
        match self.missing() {
            Missing::Error | Missing::DropIndicator => draft.refuse_gaps()?,
            Missing::DropUnit if missing > 0 => {
                let keep = complete_rows(&draft)?;
                let without = draft.rows.iter().enumerate().filter(|(at, _)| keep.binary_search(at).is_err());
                notices.push(Notice::UnitsDropped { rows: without.map(|(_, row)| row.to_string()).collect() });
                draft.select(&keep)?;
            }
            _ => {}
        }
        let columns = self.indicators.iter().zip(draft.columns).map(|(indicator, column)| {
            let column = match indicator.fill {
                Some(fill) if column.missing() > 0 => {
                    let by = if *self.missing() == Missing::Mean { Imputation::Mean } else { Imputation::Median };
                    column.filled(fill, Origin::Imputed { by })
                }
                _ => column,
            };
            PreparedColumn { column, terms: indicator.terms }
        });
        Ok(Prepared { columns: columns.collect(), rows: draft.rows, notices })
    }

    /// Whether what was read from a file can be used with `settings`.
    pub(crate) fn is_sound(&self, settings: &Preparation) -> bool {
        !self.indicators.is_empty()
            && self.settings == *settings
            && self.indicators.iter().all(|i| i.fill.is_none_or(f64::is_finite) && i.terms.direction.checked().is_ok())
    }

    pub(crate) fn missing(&self) -> &Missing {
        self.settings.missing()
    }
}

/// The rows without gaps, of which there must be some.
fn complete_rows(draft: &Draft<'_>) -> Result<Vec<usize>, Error> {
    let rows = draft.complete_rows();
    if rows.is_empty() {
        return Err(Error::Undefined {
            method: "missing = \"drop-unit\"",
            problem: "every unit lacks some indicator".to_owned(),
            remedy: "leave out the indicators with the most gaps, or set missing = \"renormalize\"".to_owned(),
        });
    }
    Ok(rows)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::prepare::Scale;

    const INDICATORS: [&str; 3] = ["a", "b", "c"];

    /// Three units; `b` has a gap in the second, `c` in the second and third.
    fn table() -> IndicatorTable {
        let rows = [[Some(1.0), Some(2.0), Some(5.0)], [Some(2.0), None, None], [Some(4.0), Some(6.0), None]];
        IndicatorTable::from_rows(["X", "Y", "Z"], &INDICATORS, &rows).expect("valid")
    }

    fn prepared(preparation: &Preparation) -> Result<Prepared, Error> {
        let indicators: Vec<Indicator> = INDICATORS.iter().map(|key| Indicator::new(key).expect("valid")).collect();
        let wanted: Vec<Wanted<'_>> = indicators.iter().map(|indicator| Wanted { indicator, may_be_constant: true }).collect();
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
}
