//! Uncertainty analysis (不确定性分析): the ranking again and again under everything that could as well have been otherwise.
//!
//! Each draw takes one value of each [`Factor`], computes the model, and ranks. What doesn't change between draws is computed once. The same
//! seed gives the same bytes on any number of threads.
//!
//! References: Saisana, Saltelli & Tarantola (2005), Uncertainty and sensitivity analysis techniques as tools for the quality assessment of
//! composite indicators, *Journal of the Royal Statistical Society A* 168; OECD/JRC (2008), *Handbook on Constructing Composite Indicators*, §7;
//! Lahdelma & Salminen (2001), SMAA-2, *Operations Research* 49.

mod draws;
mod sampling;

use std::collections::HashMap;
use std::ops::ControlFlow;

use crate::error::Error;
use crate::governance::Facts;
use crate::indicator::measure;
use crate::label::Key;
use crate::model::{Change, Evaluation, Model, Pipeline, Replicate};
use crate::numeric::Moments;
use crate::table::{Column, IndicatorTable};
use crate::threads;
use crate::weight::Weights;

pub use crate::model::{DataNoise, Factor, Span, Uncertainty, WeightNoise};
pub use draws::{Draws, Estimate};

use draws::Block;
use sampling::{GENERATOR, Generator};

/// Draws computed by one thread at a time.
const BLOCK: usize = 64;

/// Draws between two looks at the progress and the precision.
const BATCH: usize = 1024;

/// Scores and ranks of all draws kept at most.
const LIMIT: usize = 50_000_000;

/// Combinations of choices that are prepared at most.
const COMBINATIONS: usize = 1_000;

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
        if rows.len().saturating_mul(self.draws()) > LIMIT {
            return Err(Error::Limit {
                what: "scores of all draws",
                found: rows.len().saturating_mul(self.draws()),
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
            plan.central = Some(central.into_iter().collect());
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
        self.demoted_by(&measurement)?.certain(self.evaluate_facts(facts)?, &table)
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

/// What is computed once, and what each draw chooses from.
struct Plan<'a> {
    settings: &'a Uncertainty,
    table: &'a IndicatorTable,
    /// One a combination of choices, in the order of mixed radix.
    pipelines: Vec<Pipeline>,
    /// Number of choices of each factor with choices.
    choices: Vec<usize>,
    indicators: Vec<Key>,
    /// Per stage and weight factor, whether it applies.
    applies: Vec<Vec<bool>>,
    leaves_out: bool,
    resamples: bool,
    data: Vec<DataNoise>,
    /// Weights of the indicators that hold in every draw.
    central: Option<HashMap<Key, f64>>,
}

impl<'a> Plan<'a> {
    fn new(settings: &'a Uncertainty, model: &Model, table: &'a IndicatorTable) -> Result<Self, Error> {
        let mut models = vec![model.clone()];
        let mut choices = Vec::new();
        for factor in settings.factors() {
            let edited = |edit: &dyn Fn(&Model) -> Model| models.iter().map(edit).collect::<Vec<_>>();
            let of_choice: Vec<Vec<Model>> = match factor {
                Factor::Normalization(of) => of
                    .iter()
                    .map(|&n| edited(&|m| m.clone().with_preparation(m.preparation().clone().with_normalization(n))))
                    .collect(),
                Factor::Missing(of) => of
                    .iter()
                    .map(|&missing| edited(&|m| m.clone().with_preparation(m.preparation().clone().with_missing(missing))))
                    .collect(),
                Factor::IndicatorScores(of) => {
                    of.iter().map(|method| edited(&|m| m.clone().with_indicator_scores(method.clone()))).collect()
                }
                Factor::DimensionScores(of) => {
                    of.iter().map(|method| edited(&|m| m.clone().with_dimension_scores(method.clone()))).collect()
                }
                Factor::Weights { .. } | Factor::LeaveOut | Factor::Data(_) => continue,
            };
            choices.push(of_choice.len());
            models = of_choice.into_iter().flatten().collect();
            if models.len() > COMBINATIONS {
                return Err(Error::Limit { what: "combinations of choices", found: models.len(), limit: COMBINATIONS });
            }
        }
        let pipelines = models.iter().map(|model| Pipeline::new(model, table)).collect::<Result<Vec<_>, _>>()?;
        if let Some(other) = pipelines.iter().find(|pipeline| pipeline.rows() != pipelines[0].rows()) {
            let (expected, found) = (pipelines[0].rows().len(), other.rows().len());
            return Err(Error::Length { what: "rows under another policy for missing data".to_owned(), expected, found });
        }
        let mut indicators: Vec<Key> = Vec::new();
        for key in pipelines.iter().flat_map(Pipeline::indicators) {
            if !indicators.contains(key) {
                indicators.push(key.clone());
            }
        }
        let stages = pipelines[0].stages();
        let mut applies = Vec::new();
        for factor in settings.factors() {
            let Factor::Weights { nodes, .. } = factor else { continue };
            if let Some(stray) = nodes.iter().find(|key| !stages.iter().any(|stage| stage.key() == *key)) {
                return Err(Error::unknown("node", stray.as_str(), stages.iter().map(|stage| stage.key().as_str())));
            }
            applies.push(stages.iter().map(|stage| nodes.is_empty() || nodes.contains(stage.key())).collect());
        }
        let of_data = settings.factors().iter().filter_map(|f| if let Factor::Data(noise) = f { Some(*noise) } else { None });
        let (resamples, data): (Vec<DataNoise>, Vec<DataNoise>) = of_data.partition(|noise| *noise == DataNoise::Bootstrap);
        // Counting errors of a table without counts would only cost time.
        let has_counts = table.columns().iter().any(Column::has_origins);
        let data = data.into_iter().filter(|noise| *noise != DataNoise::Counting || has_counts).collect();
        Ok(Self {
            settings,
            table,
            pipelines,
            choices,
            indicators,
            applies,
            leaves_out: settings.factors().contains(&Factor::LeaveOut),
            resamples: !resamples.is_empty(),
            data,
            central: None,
        })
    }

    /// Computes some draws, one after the other, or all at once where nothing but the weights of one node vary.
    fn compute(&self, mut block: Block<'_>) -> Result<(), Error> {
        let pipeline = &self.pipelines[0];
        let draws = block.draws();
        let only_weights = self.choices.is_empty() && self.data.is_empty() && !self.leaves_out && !self.resamples;
        if let Some(base) = pipeline.weights_alone().filter(|_| only_weights && self.central.is_none()) {
            for (draw, weights) in draws.zip(block.weights.chunks_mut(base.len())) {
                weights.copy_from_slice(base.as_slice());
                self.perturb(0, base.keys(), weights, &mut Generator::of_draw(self.settings.seed(), draw as u64))?;
            }
            pipeline.run_many(block.weights, block.scores)?;
            block.rank(&[pipeline.orientation()]);
            return Ok(());
        }
        let mut orientations = Vec::with_capacity(draws.len());
        let rows = block.scores.chunks_mut(pipeline.rows().len()).zip(block.weights.chunks_mut(self.indicators.len()));
        for (draw, (scores, weights)) in draws.zip(rows) {
            let replicate = self.replicate(draw)?;
            for (score, found) in scores.iter_mut().zip(replicate.scores.iter()) {
                *score = found.unwrap_or(f64::NAN);
            }
            for (weight, key) in weights.iter_mut().zip(&self.indicators) {
                *weight = replicate.weights.iter().find(|(k, _)| k == key).map_or(0.0, |(_, w)| *w);
            }
            orientations.push(replicate.orientation);
        }
        block.rank(&orientations);
        Ok(())
    }

    fn replicate(&self, draw: usize) -> Result<Replicate, Error> {
        let mut random = Generator::of_draw(self.settings.seed(), draw as u64);
        // The last factor is the most significant digit.
        let at = self.choices.iter().rev().fold(0, |at, &count| at * count + random.choice(count));
        let pipeline = &self.pipelines[at];
        let noisy;
        let pipeline = if self.data.is_empty() {
            pipeline
        } else {
            noisy = pipeline.on(&self.noisy_table(&mut random)?)?;
            &noisy
        };
        let left_out = if self.leaves_out { self.indicators.get(random.choice(self.indicators.len() + 1)) } else { None };
        let resampled = self.resamples.then(|| random.resample(pipeline.base_rows()));
        let change = Change { left_out, resampled: resampled.as_deref() };
        pipeline.run(change, &mut |at, weights| self.reweigh(at, weights, &mut random))
    }

    /// The weights of stage `at` in one draw.
    fn reweigh(&self, at: usize, weights: Weights, random: &mut Generator) -> Result<Weights, Error> {
        if let Some(central) = &self.central {
            return self.centred(weights, central);
        }
        let mut values = weights.as_slice().to_vec();
        self.perturb(at, weights.keys(), &mut values, random)?;
        Weights::proportional("weights of a draw", weights.keys().to_vec(), &values)
    }

    fn perturb(&self, at: usize, keys: &[Key], weights: &mut [f64], random: &mut Generator) -> Result<(), Error> {
        // One child has all the weight whatever happens.
        if weights.len() < 2 {
            return Ok(());
        }
        let noises =
            self.settings.factors().iter().filter_map(|f| if let Factor::Weights { noise, .. } = f { Some(noise) } else { None });
        for (noise, _) in noises.zip(&self.applies).filter(|(_, applies)| applies[at]) {
            weights.copy_from_slice(&perturbed(noise, keys, weights, random)?);
        }
        Ok(())
    }

    /// The local weights that make up the given weights of indicators.
    fn centred(&self, weights: Weights, central: &HashMap<Key, f64>) -> Result<Weights, Error> {
        let stages = self.pipelines[0].stages();
        let total = |key: &Key| -> f64 {
            let mut open = vec![key];
            let mut sum = 0.0;
            while let Some(key) = open.pop() {
                match stages.iter().find(|stage| stage.key() == key) {
                    Some(stage) => open.extend(stage.family()),
                    None => sum += central.get(key).copied().unwrap_or_default(),
                }
            }
            sum
        };
        let importance: Vec<f64> = weights.keys().iter().map(total).collect();
        if importance.iter().sum::<f64>() > 0.0 {
            return Weights::proportional("central weights", weights.keys().to_vec(), &importance);
        }
        Ok(weights)
    }

    fn noisy_table(&self, random: &mut Generator) -> Result<IndicatorTable, Error> {
        let columns = self.table.columns().iter().map(|column| {
            let mut column = column.clone();
            for noise in &self.data {
                column = noisy(*noise, &column, random)?;
            }
            Ok(column)
        });
        self.table.with_columns(columns.collect::<Result<_, Error>>()?)
    }
}

fn perturbed(noise: &WeightNoise, keys: &[Key], base: &[f64], random: &mut Generator) -> Result<Vec<f64>, Error> {
    Ok(match noise {
        WeightNoise::Relative { share } => random.scaled(base, *share),
        WeightNoise::Dirichlet { concentration } => random.dirichlet(base, *concentration),
        WeightNoise::Uniform => random.simplex(base.len()),
        WeightNoise::Sources(sources) => sources[random.choice(sources.len())].in_order_of(keys.iter())?,
        WeightNoise::Constrained { order, bounds } => {
            let order: Vec<usize> = order.iter().filter_map(|key| keys.iter().position(|k| k == key)).collect();
            let bound = |key: &Key| bounds.iter().find(|(k, ..)| k == key).map_or((0.0, 1.0), |(_, low, high)| (*low, *high));
            let bounds: Vec<(f64, f64)> = keys.iter().map(bound).collect();
            random.ordered(&order, &bounds).ok_or_else(|| Error::Undefined {
                method: "constrained weights",
                problem: "in 100,000 tries no weights met the order and the bounds".to_owned(),
                remedy: "widen the bounds, or use dirichlet noise".to_owned(),
            })?
        }
    })
}

/// The column with an error in each value.
fn noisy(noise: DataNoise, column: &Column, random: &mut Generator) -> Result<Column, Error> {
    let deviation = match noise {
        DataNoise::Normal { deviation } => {
            let present: Vec<f64> = column.iter().flatten().collect();
            let spread = if present.len() < 2 { 0.0 } else { Moments::of(&present).standard_deviation(1) };
            deviation * spread
        }
        _ => 0.0,
    };
    let mut value = |(row, x): (usize, Option<f64>)| {
        let x = x?;
        Some(match noise {
            DataNoise::Counting => column.origin(row).and_then(|origin| random.posterior(origin)).unwrap_or(x),
            DataNoise::Normal { .. } => x + deviation * random.normal(),
            DataNoise::Relative { deviation } => x * (1.0 + deviation * random.normal()),
            DataNoise::Bootstrap => x,
        })
    };
    Column::with_gaps(column.key().clone(), column.iter().enumerate().map(&mut value).collect())
}
