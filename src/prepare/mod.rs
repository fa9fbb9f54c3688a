//! From a table as it is to columns that can be scored (数据预处理): gaps, constant indicators, normalisation.

mod constant;
mod missing;
pub mod normalize;

use std::sync::Arc;

use serde::{Deserialize, Serialize};

use crate::document::{Entry, TableBuilder, Value};
use crate::error::Error;
use crate::indicator::{Direction, Imputation, Indicator, Origin, Role};
use crate::label::Key;
use crate::notice::{DropReason, Notice};
use crate::numeric::{Extrema, mean, median};
use crate::table::{Column, DecisionMatrix, IndicatorTable, Rows, Terms};

pub use constant::OnConstant;
pub use missing::Missing;
pub use normalize::{Cuts, Normalization, Reference, Scale, TiedRanks};

/// How a table is prepared (预处理设置).
///
/// ```
/// use governance_efficacy::prepare::{Missing, Preparation};
///
/// let preparation = Preparation::default().with_missing(Missing::Median);
/// assert_eq!(preparation.missing().name(), "median");
/// ```
#[derive(Debug, Clone, Copy, PartialEq, Default)]
pub struct Preparation {
    missing: Missing,
    on_constant: OnConstant,
    normalization: Option<Normalization>,
}

impl Preparation {
    /// Sets what to do about gaps; an error if not set.
    #[must_use]
    pub fn with_missing(mut self, missing: Missing) -> Self {
        self.missing = missing;
        self
    }

    /// Sets what to do about an indicator that doesn't vary; an error if not set. Under goalposts it need not vary: one unit alone can
    /// be scored.
    #[must_use]
    pub fn with_on_constant(mut self, on_constant: OnConstant) -> Self {
        self.on_constant = on_constant;
        self
    }

    /// Normalises the table once, for every method that doesn't name a normalisation of its own; if not set, each method uses
    /// the one of its paper.
    #[must_use]
    pub fn with_normalization(mut self, normalization: Normalization) -> Self {
        self.normalization = Some(normalization);
        self
    }

    /// What is done about gaps.
    pub fn missing(&self) -> Missing {
        self.missing
    }

    /// What is done about an indicator that doesn't vary.
    pub fn on_constant(&self) -> OnConstant {
        self.on_constant
    }

    /// The normalisation for every method that doesn't name its own.
    pub fn normalization(&self) -> Option<Normalization> {
        self.normalization
    }

    /// Makes a complete matrix of `indicators` out of `table`, in their order and with their directions. Diagnostic indicators
    /// are left out.
    ///
    /// # Errors
    /// [`Error::Unknown`] for an indicator the table lacks, [`Error::Missing`] and [`Error::Constant`] as the policies say,
    /// [`Error::TooFew`] if no indicator is left; [`Error::Missing`] if gaps remain, which they do under [`Missing::Renormalize`].
    ///
    /// ```
    /// use governance_efficacy::prepare::{Missing, Preparation};
    /// use governance_efficacy::{Indicator, IndicatorTable};
    ///
    /// let table = IndicatorTable::from_rows(["A", "B", "C"], &["x"], &[[Some(1.0)], [None], [Some(3.0)]])?;
    /// let matrix = Preparation::default().with_missing(Missing::Mean).matrix(&table, &[Indicator::new("x")?])?;
    /// assert_eq!(matrix.criteria()[0].values(), [1.0, 2.0, 3.0]);
    /// # Ok::<(), governance_efficacy::Error>(())
    /// ```
    pub fn matrix(&self, table: &IndicatorTable, indicators: &[Indicator]) -> Result<DecisionMatrix, Error> {
        let scored = indicators.iter().filter(|i| i.role() == Role::Scored);
        let wanted: Vec<Wanted<'_>> = scored.map(|indicator| Wanted::new(indicator, self.normalization)).collect();
        let fitted = self.fit(table, &wanted)?;
        let prepared = fitted.apply(table)?;
        let columns: Vec<(Column, Terms)> = prepared.columns.into_iter().map(|c| (c.column, c.terms)).collect();
        DecisionMatrix::of_columns(prepared.rows, &columns)
    }

    /// Learns from the rows of `table` what is needed to prepare it and later tables alike: what gaps are filled with, which
    /// indicators are left out.
    ///
    /// # Errors
    /// [`Error::Unknown`] for an indicator the table lacks, [`Error::Missing`] and [`Error::Constant`] as the policies say,
    /// [`Error::TooFew`] if no indicator is left.
    pub(crate) fn fit(&self, table: &IndicatorTable, indicators: &[Wanted<'_>]) -> Result<FittedPreparation, Error> {
        let columns = indicators.iter().map(|w| table.column(w.indicator.key().as_str())).collect::<Result<Vec<_>, _>>()?;
        if self.missing == Missing::Error {
            refuse_gaps(table.rows(), &columns)?;
        }
        let dropping_rows = self.missing == Missing::DropUnit;
        let kept_rows: Option<Vec<usize>> = dropping_rows.then(|| complete_rows(table.rows().len(), &columns));
        if kept_rows.as_ref().is_some_and(Vec::is_empty) {
            return Err(Error::Undefined {
                method: "missing = \"drop-unit\"",
                problem: "every unit lacks some indicator".to_owned(),
                remedy: "leave out the indicators with the most gaps, or set missing = \"renormalize\"".to_owned(),
            });
        }
        let mut fitted = FittedPreparation { indicators: Vec::new(), dropped: Vec::new(), missing: self.missing };
        for (&column, wanted) in columns.iter().zip(indicators) {
            let (indicator, key) = (wanted.indicator, wanted.indicator.key());
            let selected = kept_rows.as_ref().map(|keep| column.select(keep));
            let column = selected.as_ref().unwrap_or(column);
            let present: Vec<f64> = column.iter().flatten().collect();
            let reason = if self.missing == Missing::DropIndicator && column.missing() > 0 {
                Some(DropReason::Gaps { missing: column.missing() })
            } else if present.is_empty() {
                if !matches!(self.missing, Missing::Renormalize { .. }) {
                    return Err(Error::Undefined {
                        method: "imputation",
                        problem: format!("indicator {key:?} has no value in any row"),
                        remedy: "leave the indicator out, or set missing = \"renormalize\"".to_owned(),
                    });
                }
                Some(DropReason::NoValues)
            } else {
                None
            };
            // A target or a band counts by the closeness to it, which may be the same where the values are not.
            let counted = normalize::oriented(indicator.direction(), &present);
            let constant = !wanted.may_be_constant && !present.is_empty() && Extrema::of(&counted).is_constant();
            let reason = reason.or(if constant {
                match self.on_constant {
                    OnConstant::Error => {
                        let method = match indicator.direction() {
                            Direction::Benefit | Direction::Cost => "the model",
                            _ => "the model, for which a target or a band counts by the closeness to it,",
                        };
                        return Err(Error::Constant { indicator: key.clone(), value: counted[0], method });
                    }
                    OnConstant::Drop => Some(DropReason::Constant { value: counted[0] }),
                    OnConstant::Midpoint => None,
                }
            } else {
                None
            });
            if let Some(reason) = reason {
                fitted.dropped.push(Dropped { indicator: key.clone(), reason });
                continue;
            }
            let fill = match self.missing {
                Missing::Mean => Some(mean(&present)),
                Missing::Median => Some(median(&present)),
                _ => None,
            };
            fitted.indicators.push(PreparedIndicator {
                key: key.clone(),
                terms: Terms {
                    direction: indicator.direction(),
                    goalposts: indicator.effective_goalposts(),
                    normalization: indicator.normalization(),
                    at_midpoint: constant,
                },
                fill,
            });
        }
        if fitted.indicators.is_empty() {
            return Err(Error::TooFew { what: "indicators left after preparation", needed: 1 });
        }
        Ok(fitted)
    }

    pub(crate) fn read(entry: &Entry<'_>) -> Result<Self, Error> {
        let mut reader = entry.table()?;
        let mut preparation = Self::default();
        if let Some(missing) = reader.optional("missing") {
            preparation.missing = Missing::read(&missing)?;
        }
        if let Some(on_constant) = reader.optional("on-constant") {
            preparation.on_constant = OnConstant::read(&on_constant)?;
        }
        if let Some(normalization) = reader.optional("normalization") {
            preparation.normalization = Some(Normalization::read(&normalization)?);
        }
        reader.finish()?;
        Ok(preparation)
    }

    pub(crate) fn write(&self) -> Value {
        TableBuilder::default()
            .with("missing", self.missing.write())
            .with("on-constant", self.on_constant.write())
            .with_some("normalization", self.normalization.map(Normalization::write))
            .into()
    }
}

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
    pub(crate) indicators: Vec<PreparedIndicator>,
    pub(crate) dropped: Vec<Dropped>,
    #[serde(with = "missing_form")]
    missing: Missing,
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

impl FittedPreparation {
    /// Prepares a table as the one it was fitted on.
    pub(crate) fn apply(&self, table: &IndicatorTable) -> Result<Prepared, Error> {
        let mut notices: Vec<Notice> = self.dropped.iter().map(Dropped::notice).collect();
        let columns = self.indicators.iter().map(|i| table.column(i.key.as_str())).collect::<Result<Vec<&Column>, _>>()?;
        let missing: usize = columns.iter().map(|c| c.missing()).sum();
        if missing > 0 {
            let cells = columns.len() * table.rows().len();
            notices.push(Notice::MissingCells { missing, cells, policy: self.missing.name().to_owned() });
        }
        let mut rows = table.shared_rows().clone();
        let mut kept: Option<Vec<usize>> = None;
        match self.missing {
            Missing::Error | Missing::DropIndicator => refuse_gaps(&rows, &columns)?,
            Missing::DropUnit if missing > 0 => {
                let keep = complete_rows(rows.len(), &columns);
                let without = rows.iter().enumerate().filter(|(at, _)| keep.binary_search(at).is_err());
                notices.push(Notice::UnitsDropped { rows: without.map(|(_, row)| row.to_string()).collect() });
                let selected = rows.select(&keep)?;
                rows = Arc::new(selected);
                kept = Some(keep);
            }
            _ => {}
        }
        let columns = self.indicators.iter().zip(columns).map(|(indicator, column)| {
            let column = match (&kept, indicator.fill) {
                (Some(keep), _) => column.select(keep),
                (None, Some(fill)) if column.missing() > 0 => {
                    let by = if self.missing == Missing::Mean { Imputation::Mean } else { Imputation::Median };
                    column.filled(fill, Origin::Imputed { by })
                }
                _ => column.clone(),
            };
            PreparedColumn { column, terms: indicator.terms }
        });
        let columns = columns.collect();
        Ok(Prepared { rows, columns, notices })
    }

    /// Whether what was read from a file can be used.
    pub(crate) fn is_sound(&self) -> bool {
        !self.indicators.is_empty()
            && self.indicators.iter().all(|i| i.fill.is_none_or(f64::is_finite) && i.terms.direction.checked().is_ok())
    }

    pub(crate) fn missing(&self) -> Missing {
        self.missing
    }
}

/// The policy as serde sees it.
mod missing_form {
    use serde::de::Error as _;
    use serde::{Deserialize, Deserializer, Serialize, Serializer};

    use super::Missing;
    use crate::document::{Entry, Node, Value};

    pub(super) fn serialize<S: Serializer>(missing: &Missing, serializer: S) -> Result<S::Ok, S::Error> {
        missing.write().serialize(serializer)
    }

    pub(super) fn deserialize<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Missing, D::Error> {
        let node: Node = Value::deserialize(deserializer)?.into();
        Missing::read(&Entry::root(&node)).map_err(D::Error::custom)
    }
}

fn complete_rows(rows: usize, columns: &[&Column]) -> Vec<usize> {
    (0..rows).filter(|&row| columns.iter().all(|c| !c.is_gap(row))).collect()
}

fn refuse_gaps(rows: &Rows, columns: &[&Column]) -> Result<(), Error> {
    let missing: usize = columns.iter().map(|c| c.missing()).sum();
    for column in columns {
        if let Some(row) = (0..rows.len()).find(|&row| column.is_gap(row)) {
            return Err(Error::Missing { place: Box::new(rows.place(row, column.key())), further: missing - 1 });
        }
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    const INDICATORS: [&str; 3] = ["a", "b", "c"];

    /// Three units; `b` has a gap in the second, `c` in the second and third.
    fn table() -> IndicatorTable {
        let rows = [[Some(1.0), Some(2.0), Some(5.0)], [Some(2.0), None, None], [Some(4.0), Some(6.0), None]];
        IndicatorTable::from_rows(["X", "Y", "Z"], &INDICATORS, &rows).expect("valid")
    }

    fn prepared(preparation: Preparation) -> Result<Prepared, Error> {
        let indicators: Vec<Indicator> = INDICATORS.iter().map(|key| Indicator::new(key).expect("valid")).collect();
        let wanted: Vec<Wanted<'_>> = indicators.iter().map(|indicator| Wanted { indicator, may_be_constant: true }).collect();
        preparation.fit(&table(), &wanted)?.apply(&table())
    }

    fn values(prepared: &Prepared) -> Vec<Vec<Option<f64>>> {
        prepared.columns.iter().map(|c| c.column.iter().collect()).collect()
    }

    #[test]
    fn error_names_the_first_gap_and_counts_the_others() {
        let error = prepared(Preparation::default()).unwrap_err();
        let Error::Missing { place, further } = &error else { panic!("{error}") };
        assert_eq!((place.unit.as_str(), place.indicator.as_ref().map(Key::as_str), *further), ("Y", Some("b"), 2));
    }

    #[test]
    fn drop_unit_keeps_the_complete_rows_and_names_the_others() {
        let prepared = prepared(Preparation::default().with_missing(Missing::DropUnit)).expect("one row is complete");
        assert_eq!(values(&prepared), [[Some(1.0)], [Some(2.0)], [Some(5.0)]]);
        let dropped = Notice::UnitsDropped { rows: vec!["Y".to_owned(), "Z".to_owned()] };
        assert!(prepared.notices.contains(&dropped), "{:?}", prepared.notices);
    }

    #[test]
    fn drop_indicator_keeps_the_complete_columns_and_names_the_others() {
        let prepared = prepared(Preparation::default().with_missing(Missing::DropIndicator)).expect("one column is complete");
        assert_eq!(values(&prepared), [[Some(1.0), Some(2.0), Some(4.0)]]);
        let codes: Vec<&str> = prepared.notices.iter().map(Notice::code).collect();
        assert_eq!(codes, ["indicator-dropped", "indicator-dropped"]);
    }

    #[test]
    fn mean_and_median_fill_and_mark_what_they_filled() {
        for (missing, by, b) in [(Missing::Mean, Imputation::Mean, 4.0), (Missing::Median, Imputation::Median, 4.0)] {
            let prepared = prepared(Preparation::default().with_missing(missing)).expect("every column has a value");
            assert_eq!(values(&prepared)[1], [Some(2.0), Some(b), Some(6.0)]);
            assert_eq!(prepared.columns[1].column.origin(1), Some(Origin::Imputed { by }));
            assert_eq!(prepared.columns[1].column.origin(0), None);
        }
    }

    #[test]
    fn renormalize_leaves_gaps_and_says_how_many() {
        let missing = Missing::renormalize(0.5).expect("valid");
        let prepared = prepared(Preparation::default().with_missing(missing)).expect("defined");
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
