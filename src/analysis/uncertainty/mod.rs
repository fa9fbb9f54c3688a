//! Uncertainty analysis (不确定性分析): the ranking again and again under everything that could as well have been otherwise.
//!
//! Each draw takes one value of each [`Factor`], computes the model, and ranks. What doesn't change between draws is computed once. The same
//! seed gives the same bytes on any number of threads.
//!
//! References: Saisana, Saltelli & Tarantola (2005), Uncertainty and sensitivity analysis techniques as tools for the quality assessment of
//! composite indicators, *Journal of the Royal Statistical Society A* 168; OECD/JRC (2008), *Handbook on Constructing Composite Indicators*, §7;
//! Lahdelma & Salminen (2001), SMAA-2, *Operations Research* 49.

mod draws;
pub(super) mod plan;
mod sampling;

use std::ops::ControlFlow;

use crate::error::Error;
use crate::governance::Facts;
use crate::indicator::measure;
use crate::model::{Evaluation, Model};
use crate::table::IndicatorTable;
use crate::threads;

pub use crate::model::{DataNoise, Factor, Span, Uncertainty, WeightNoise};
pub use draws::{Draws, Estimate};

use plan::Plan;
use sampling::GENERATOR;

/// Draws computed by one thread at a time.
const BLOCK: usize = 64;

/// Draws between two looks at the progress and the precision.
const BATCH: usize = 1024;

/// Scores and ranks of all draws kept at most.
const LIMIT: usize = 40_000_000;

/// How far a run is (进度).
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Progress {
    /// Draws done.
    pub done: usize,
    /// Draws to do at most.
    pub total: usize,
}

impl Uncertainty {
    /// Computes the model on `table` under every draw.
    ///
    /// # Errors
    /// What the model refuses under some choice, with the choice; [`Error::Unknown`] for a node that is not there; [`Error::Limit`] for more
    /// scores than can be kept.
    pub fn run(&self, model: &Model, table: &IndicatorTable) -> Result<Draws, Error> {
        self.run_with(model, table, |_| ControlFlow::Continue(()))
    }

    /// The same, telling `progress` how far it is, which may end it.
    ///
    /// # Errors
    /// As [`run`](Self::run); [`Error::Cancelled`] if `progress` ends it.
    pub fn run_with(
        &self,
        model: &Model,
        table: &IndicatorTable,
        mut progress: impl FnMut(Progress) -> ControlFlow<()>,
    ) -> Result<Draws, Error> {
        let plan = Plan::new(self, model, table)?;
        let rows = plan.pipelines[0].rows().clone();
        // Each draw keeps the scores of all rows and the weights of all indicators.
        let found = (rows.len() + plan.indicators.len()).saturating_mul(self.draws());
        if found > LIMIT {
            return Err(Error::Limit {
                what: "scores and weights of all draws ((rows + indicators) × draws)",
                found,
                limit: LIMIT,
            });
        }
        // With a precision far fewer may do.
        let expected = if self.precision().is_some() { BATCH } else { self.draws() };
        let mut draws = Draws::new(rows, plan.indicators.clone(), self.seed(), GENERATOR, expected);
        while draws.count() < self.draws() {
            let from = draws.count();
            let to = (from + BATCH).min(self.draws());
            threads::for_each(draws.extend(to - from, BLOCK), |block| plan.compute(block))?;
            let done = Progress { done: draws.count(), total: self.draws() };
            if progress(done).is_break() {
                return Err(Error::Cancelled { work: "the uncertainty analysis", done: done.done, of: done.total });
            }
            if self.precision().is_some_and(|precision| draws.is_precise(precision)) {
                break;
            }
        }
        Ok(draws)
    }

    /// For each row the share of draws in which it is first when its own central weights hold and all but the weights varies (置信因子,
    /// confidence factor of SMAA); none for a row that was never first.
    ///
    /// # Errors
    /// As [`run`](Self::run).
    pub fn confidence_factors(
        &self,
        model: &Model,
        table: &IndicatorTable,
        draws: &Draws,
    ) -> Result<Vec<Option<Estimate>>, Error> {
        let mut found = Vec::with_capacity(draws.rows().len());
        for row in 0..draws.rows().len() {
            let Some(central) = draws.central_weights(row) else {
                found.push(None);
                continue;
            };
            let mut plan = Plan::new(self, model, table)?;
            plan.central = Some(central.into_iter().map(|(key, weight)| (key, weight.value)).collect());
            let mut own = Draws::new(plan.pipelines[0].rows().clone(), plan.indicators.clone(), self.seed(), GENERATOR, 1);
            // With nothing but the weights varying every draw is the same.
            let count = if self.factors().iter().all(|f| matches!(f, Factor::Weights { .. })) { 1 } else { self.draws() };
            threads::for_each(own.extend(count, BLOCK), |block| plan.compute(block))?;
            found.push(Some(own.acceptability(row, 1)));
        }
        Ok(found)
    }
}

/// Rows up to which intervals are computed without being asked for.
const ROWS: usize = 2_000;

/// The share of the draws that intervals hold.
const LEVEL: f64 = 0.9;

impl Model {
    /// Evaluates `table` and says how sure the result is: medians and 90 % intervals of scores and ranks under the uncertainty of the model,
    /// or under that of [`Uncertainty::default`] for a table of up to 2,000 rows.
    ///
    /// # Errors
    /// As [`evaluate`](Model::evaluate) and [`Uncertainty::run`].
    ///
    /// ```
    /// use governance_efficacy::model::{Model, System};
    /// use governance_efficacy::{Indicator, IndicatorTable};
    ///
    /// let model = Model::new(System::flat([Indicator::new("a")?, Indicator::new("b")?])?);
    /// let rows = [[Some(3.0), Some(3.0)], [Some(2.0), Some(1.0)], [Some(1.0), Some(2.0)]];
    /// let table = IndicatorTable::from_rows(["East", "West", "North"], &["a", "b"], &rows)?;
    /// let evaluation = model.evaluate_with_certainty(&table)?;
    /// // The first is best in everything, whatever the weights.
    /// assert_eq!(evaluation.certainty().unwrap().ranks[0].unwrap().high, 1.0);
    /// assert_eq!(evaluation.certainty().unwrap().ranks[1].unwrap().low, 2.0);
    /// # Ok::<(), governance_efficacy::Error>(())
    /// ```
    pub fn evaluate_with_certainty(&self, table: &IndicatorTable) -> Result<Evaluation, Error> {
        self.certain(self.evaluate(table)?, table)
    }

    /// Measures the standard system on `facts`, evaluates it and says how sure the result is, as
    /// [`evaluate_with_certainty`](Model::evaluate_with_certainty): indicators that come from counts are drawn from what the counts allow, so
    /// that a small community is not ranked as surely as a large one.
    ///
    /// # Errors
    /// As [`evaluate_facts`](Model::evaluate_facts) and [`Uncertainty::run`].
    pub fn evaluate_facts_with_certainty(&self, facts: &Facts) -> Result<Evaluation, Error> {
        let measurement = measure(facts);
        let table = IndicatorTable::from_measurement(&measurement)?;
        self.demoted_by(&measurement)?.model.certain(self.evaluate_facts(facts)?, &table)
    }

    fn certain(&self, evaluation: Evaluation, table: &IndicatorTable) -> Result<Evaluation, Error> {
        let settings = match self.uncertainty() {
            Some(settings) => settings.clone(),
            None if table.rows().len() <= ROWS => Uncertainty::default(),
            None => return Ok(evaluation),
        };
        let draws = settings.run(self, table)?;
        evaluation.with_certainty(draws.certainty(&settings, LEVEL))
    }
}
