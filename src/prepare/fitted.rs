//! The steps, fitted and applied (拟合与套用).

use std::borrow::Cow;
use std::sync::Arc;

use serde::{Deserialize, Serialize};

use crate::error::Error;
use crate::indicator::{Direction, Indicator, Normalization};
use crate::label::Key;
use crate::notice::{DropReason, Notice};
use crate::numeric::Extrema;
use crate::table::{Column, IndicatorTable, Rows, Terms};

use super::draft::Draft;
use super::impute::{Facet, FittedImputation, ImputationResult};
use super::report::PreparationResult;
use super::treat::Curve;
use super::{Denominator, Missing, OnConstant, Preparation, normalize};

/// An indicator to prepare.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Wanted<'a> {
    pub(crate) indicator: &'a Indicator,
    /// Whether its scale is the analyst's, so that it need not vary.
    pub(crate) may_be_constant: bool,
    /// The number of the dimension it belongs to.
    pub(crate) dimension: usize,
}

impl<'a> Wanted<'a> {
    /// `indicator` of a dimension, for which `normalization` is used unless it has its own.
    pub(crate) fn new(indicator: &'a Indicator, normalization: Option<Normalization>, dimension: usize) -> Self {
        let may_be_constant = indicator.normalization().or(normalization).is_some_and(Normalization::is_given);
        Self { indicator, may_be_constant, dimension }
    }

    fn key(&self) -> &'a Key {
        self.indicator.key()
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
    /// What becomes of its values.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    curve: Option<Curve>,
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
    /// The indicators that fill each other's gaps, in the order in which the methods know them.
    imputed: Vec<Key>,
    imputation: FittedImputation,
    result: PreparationResult,
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
        let mut left = self.chosen(table, wanted, &mut dropped)?;
        let screened: Vec<Key> = left.iter().map(|one| one.key().clone()).collect();
        let table = self.screened(table, &screened, &mut Vec::new())?;
        let mut draft = self.draft(&table, &screened, &screened)?;

        // Gaps: what no method fills is dropped, refused, or left.
        self.without_empty(&mut draft, &mut left, &mut dropped)?;
        let imputed: Vec<Key> = left.iter().map(|one| one.key().clone()).collect();
        let facet = |one: &Wanted<'_>| Facet { direction: one.indicator.direction(), dimension: one.dimension };
        let facets: Vec<Facet> = left.iter().map(facet).collect();
        let imputation = FittedImputation::fit(self.missing(), draft.gappy(), &facets)?;
        let mut result = PreparationResult::default();
        if self.is_held_out() && !imputation.is_empty() && draft.missing() > 0 {
            result.imputation = Some(ImputationResult::of(self.missing(), draft.gappy(), &facets));
        }
        draft.columns = imputation.fill(draft.gappy())?;
        match self.missing().remaining() {
            Missing::DropUnit => draft.select(&complete_rows(&draft)?)?,
            Missing::DropIndicator => {
                let whole = |reason: &Column| (reason.missing() > 0).then_some(DropReason::Gaps { missing: reason.missing() });
                drop_where(&mut draft, &mut left, &mut dropped, whole);
            }
            Missing::Renormalize { .. } => {}
            _ => self.refuse_remaining(&draft)?,
        }

        let mut indicators = Vec::with_capacity(left.len());
        for (column, one) in draft.columns.iter().zip(&left) {
            let direction = one.indicator.direction();
            let treated = self.treatment().and_then(|treatment| treatment.fit(&draft.rows, column, direction));
            let (curve, line) = treated.map_or((None, None), |(curve, line)| (curve, Some(line)));
            result.treatment.extend(line);
            match self.examined(&treated_by(curve, column, &draft.rows)?, curve, *one)? {
                Ok(prepared) => indicators.push(prepared),
                Err(reason) => dropped.push(Dropped { indicator: column.key().clone(), reason }),
            }
        }
        if indicators.is_empty() {
            return Err(Error::TooFew { what: "indicators left after preparation", needed: 1 });
        }
        Ok(FittedPreparation { settings: self.clone(), indicators, dropped, screened, imputed, imputation, result })
    }

    /// The indicators that have enough values.
    fn chosen<'a>(
        &self,
        table: &IndicatorTable,
        wanted: &[Wanted<'a>],
        dropped: &mut Vec<Dropped>,
    ) -> Result<Vec<Wanted<'a>>, Error> {
        let mut left = Vec::with_capacity(wanted.len());
        for &one in wanted {
            let column = table.column(one.key().as_str())?;
            match self.screen().and_then(|screen| screen.of_indicator(column)) {
                Some(reason) => dropped.push(reason),
                None => left.push(one),
            }
        }
        Ok(left)
    }

    /// Leaves out the indicators without any value, from which nothing can be learned, or refuses them.
    fn without_empty(&self, draft: &mut Draft<'_>, left: &mut Vec<Wanted<'_>>, dropped: &mut Vec<Dropped>) -> Result<(), Error> {
        let is_empty = |column: &Column| column.missing() == column.len();
        match self.missing().remaining() {
            Missing::Renormalize { .. } => {
                drop_where(draft, left, dropped, |column| is_empty(column).then_some(DropReason::NoValues));
            }
            Missing::DropIndicator => {
                let gaps = |column: &Column| DropReason::Gaps { missing: column.missing() };
                drop_where(draft, left, dropped, |column| is_empty(column).then(|| gaps(column)));
            }
            _ if self.missing().filling().is_empty() => {}
            _ => {
                if let Some(column) = draft.columns.iter().find(|column| is_empty(column)) {
                    return Err(Error::Undefined {
                        method: "imputation",
                        problem: format!("indicator {:?} has no value in any row", column.key()),
                        remedy: "leave the indicator out, or set missing = \"renormalize\"".to_owned(),
                    });
                }
            }
        }
        Ok(())
    }

    /// Refuses gaps that are left.
    fn refuse_remaining(&self, draft: &Draft<'_>) -> Result<(), Error> {
        if self.missing().filling().is_empty() {
            return draft.refuse_gaps();
        }
        let Some((row, column)) = draft.first_gap() else { return Ok(()) };
        let further = match draft.missing() - 1 {
            0 => String::new(),
            more => format!(" (and {more} more)"),
        };
        Err(Error::Undefined {
            method: "imputation",
            problem: format!("{} gives no value for {}{further}", self.missing(), draft.rows.place(row, column.key())),
            remedy: format!("name a policy for what it leaves: missing = [\"{}\", \"median\"]", self.missing().name()),
        })
    }

    /// What was learned about one indicator, or why it is left out.
    fn examined(
        &self,
        column: &Column,
        curve: Option<Curve>,
        wanted: Wanted<'_>,
    ) -> Result<Result<PreparedIndicator, DropReason>, Error> {
        let (indicator, key) = (wanted.indicator, wanted.key());
        let out_of_reach = |what: &str| Error::Undefined {
            method: "the treatment of outliers",
            problem: format!("{what} of {key:?} is out of reach of its curve"),
            remedy: "treat the indicator by capping it, or leave it out of the treatment".to_owned(),
        };
        let direction = curve.map_or(Some(indicator.direction()), |c| c.direction(indicator.direction()));
        let direction = direction.ok_or_else(|| out_of_reach("the target"))?;
        let present: Vec<f64> = column.iter().flatten().collect();
        // A target or a band counts by the closeness to it, which may be the same where the values are not.
        let counted = normalize::oriented(direction, &present);
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
        // The ends of the range, which may serve as goalposts, are in the indicator's own unit.
        let is_divided = self.denominator_of(key).is_some();
        let given = if is_divided { indicator.goalposts() } else { indicator.effective_goalposts() };
        let goalposts = match (curve, given) {
            (Some(curve), Some(given)) => Some(curve.goalposts(given).ok_or_else(|| out_of_reach("a goalpost"))?),
            _ => given,
        };
        let terms = Terms {
            direction,
            goalposts,
            normalization: indicator.normalization(),
            remeasured: is_divided || curve.is_some_and(Curve::changes_unit),
            at_midpoint: is_constant,
        };
        Ok(Ok(PreparedIndicator { key: key.clone(), terms, curve }))
    }

    fn denominator_of(&self, key: &Key) -> Option<&Denominator> {
        self.denominators().iter().find(|denominator| denominator.indicator() == key)
    }

    /// The columns `keys` of `table`, divided where they are to be. Those that are not among the `needed` may be absent.
    fn draft<'a>(&self, table: &'a IndicatorTable, keys: &[Key], needed: &[Key]) -> Result<Draft<'a>, Error> {
        let mut draft = Draft::of(table, keys, needed)?;
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

    /// The least share of a node's weight that must be available.
    pub(crate) fn coverage(&self) -> f64 {
        match self.missing().remaining() {
            Missing::Renormalize { coverage } => *coverage,
            _ => 1.0,
        }
    }

    /// What the steps found on the rows of the fit.
    pub(crate) fn result(&self) -> &PreparationResult {
        &self.result
    }
}

/// The values of `column` as `curve` makes them.
fn treated_by(curve: Option<Curve>, column: &Column, rows: &Rows) -> Result<Column, Error> {
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

/// Leaves out the columns for which there is a reason.
fn drop_where(
    draft: &mut Draft<'_>,
    left: &mut Vec<Wanted<'_>>,
    dropped: &mut Vec<Dropped>,
    reason: impl Fn(&Column) -> Option<DropReason>,
) {
    let reasons: Vec<Option<DropReason>> = draft.columns.iter().map(reason).collect();
    let gone = draft.columns.iter().zip(&reasons);
    dropped.extend(gone.filter_map(|(c, reason)| Some(Dropped { indicator: c.key().clone(), reason: (*reason)? })));
    let mut stays = reasons.iter().map(Option::is_none);
    left.retain(|_| stays.next().unwrap_or(true));
    let mut stays = reasons.iter().map(Option::is_none);
    draft.columns.retain(|_| stays.next().unwrap_or(true));
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
    use crate::indicator::{Imputation, Origin};
    use crate::prepare::Scale;

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
}
