//! The steps, learned from the rows of the fit (拟合).

use std::borrow::Cow;

use crate::error::Error;
use crate::indicator::{Direction, Indicator, Normalization};
use crate::label::Key;
use crate::notice::{DropReason, Notice};
use crate::numeric::Extrema;
use crate::table::{Column, IndicatorTable, Terms};

use super::draft::Draft;
use super::fitted::{Dropped, FittedPreparation, PreparedIndicator, complete_rows, treated_by};
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
            let treated = treated_by(curve, column, &draft.rows)?;
            let direction =
                curve.map_or(Some(direction), |c| c.direction(direction)).ok_or_else(|| out_of_reach(one.key(), "the target"))?;
            let present: Vec<f64> = treated.iter().flatten().collect();
            // A target or a band counts by the closeness to it, which may be the same where the values are not.
            let counted = normalize::oriented(direction, &present);
            match self.examined((!counted.is_empty()).then(|| Extrema::of(&counted)), direction, curve, *one)? {
                Ok(prepared) => indicators.push(prepared),
                Err(reason) => dropped.push(Dropped { indicator: column.key().clone(), reason }),
            }
        }
        if indicators.is_empty() {
            return Err(Error::TooFew {
                what: "indicators left after the screen, the policy for missing data and that for constants",
                needed: 1,
            });
        }
        Ok(FittedPreparation { settings: self.clone(), indicators, dropped, screened, imputed, imputation, result })
    }

    /// What is needed to prepare parts of a stream: before anything is known of it, and with `ends` once the least and the largest value of each
    /// indicator are, none of an indicator without values.
    ///
    /// # Errors
    /// What only a whole table can be prepared by; as [`fit`](Self::fit).
    pub(crate) fn fit_stream(&self, wanted: &[Wanted<'_>], ends: Option<&[Option<Extrema>]>) -> Result<FittedPreparation, Error> {
        let refused = match (self.screen(), self.missing(), self.treatment()) {
            (Some(_), ..) => Some("the screen"),
            (_, _, Some(_)) => Some("the treatment of outliers"),
            (_, Missing::Error | Missing::Renormalize { .. }, _) => None,
            _ => Some("this policy for missing data"),
        };
        if let Some(what) = refused {
            return Err(Error::Undefined {
                method: "a stream",
                problem: format!("{what} needs the whole table"),
                remedy: "read the whole table; or set missing = \"error\" or \"renormalize\", without screen and treatment"
                    .to_owned(),
            });
        }
        let (mut indicators, mut dropped) = (Vec::with_capacity(wanted.len()), Vec::new());
        for (at, &one) in wanted.iter().enumerate() {
            let direction = one.indicator.direction();
            let known = ends.map(|ends| ends.get(at).copied().flatten());
            let found = match known {
                Some(None) => Err(DropReason::NoValues),
                // Before anything is known nothing is constant.
                None => self.examined(None, direction, None, one)?,
                Some(ends) => self.examined(ends, direction, None, one)?,
            };
            match found {
                Ok(prepared) => indicators.push(prepared),
                Err(reason) => dropped.push(Dropped { indicator: one.key().clone(), reason }),
            }
        }
        if indicators.is_empty() {
            return Err(Error::TooFew { what: "indicators left after the policy for constants", needed: 1 });
        }
        let imputed = indicators.iter().map(|indicator| indicator.key.clone()).collect();
        Ok(FittedPreparation {
            settings: self.clone(),
            indicators,
            dropped,
            screened: Vec::new(),
            imputed,
            imputation: FittedImputation::default(),
            result: PreparationResult::default(),
        })
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
    pub(super) fn refuse_remaining(&self, draft: &Draft<'_>) -> Result<(), Error> {
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
        counted: Option<Extrema>,
        direction: Direction,
        curve: Option<Curve>,
        wanted: Wanted<'_>,
    ) -> Result<Result<PreparedIndicator, DropReason>, Error> {
        let (indicator, key) = (wanted.indicator, wanted.key());
        let is_constant = !wanted.may_be_constant && counted.is_some_and(Extrema::is_constant);
        let value = counted.map_or(0.0, |ends| ends.min);
        match self.on_constant() {
            OnConstant::Error if is_constant => {
                let method = match indicator.direction() {
                    Direction::Benefit | Direction::Cost => "the model",
                    _ => "the model, for which a target or a band counts by the closeness to it,",
                };
                return Err(Error::Constant { indicator: key.clone(), value, method });
            }
            OnConstant::Drop if is_constant => return Ok(Err(DropReason::Constant { value })),
            _ => {}
        }
        // The ends of the range, which may serve as goalposts, are in the indicator's own unit.
        let is_divided = self.denominator_of(key).is_some();
        let given = if is_divided { indicator.goalposts() } else { indicator.effective_goalposts() };
        let goalposts = match (curve, given) {
            (Some(curve), Some(given)) => Some(curve.goalposts(given).ok_or_else(|| out_of_reach(key, "a goalpost"))?),
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
    pub(super) fn draft<'a>(&self, table: &'a IndicatorTable, keys: &[Key], needed: &[Key]) -> Result<Draft<'a>, Error> {
        let mut draft = Draft::of(table, keys, needed)?;
        for column in &mut draft.columns {
            if let Some(denominator) = self.denominator_of(column.key()) {
                *column = denominator.divided(table, column)?;
            }
        }
        Ok(draft)
    }

    /// The rows of `table` with enough values of the indicators `keys`.
    pub(super) fn screened<'a>(
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

fn out_of_reach(key: &Key, what: &str) -> Error {
    Error::Undefined {
        method: "the treatment of outliers",
        problem: format!("{what} of {key:?} is out of reach of its curve"),
        remedy: "treat the indicator by capping it, or leave it out of the treatment".to_owned(),
    }
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
