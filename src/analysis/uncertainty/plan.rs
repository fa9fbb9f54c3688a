//! What one draw computes (单次抽样).

use std::collections::HashMap;

use crate::error::Error;
use crate::label::Key;
use crate::model::{Change, DataNoise, Factor, Model, Pipeline, Replicate, Uncertainty, WeightNoise};
use crate::numeric::Moments;
use crate::table::{Column, IndicatorTable};
use crate::weight::Weights;

use super::draws::Block;
use super::sampling::{Generator, share_of};

/// Combinations of choices that are prepared at most.
const COMBINATIONS: usize = 1_000;

/// What is computed once, and what each draw chooses from.
pub(in crate::analysis) struct Plan<'a> {
    settings: &'a Uncertainty,
    table: &'a IndicatorTable,
    /// One a combination of choices, in the order of mixed radix.
    pub(super) pipelines: Vec<Pipeline>,
    /// Number of choices of each factor with choices.
    choices: Vec<(usize, usize)>,
    pub(super) indicators: Vec<Key>,
    /// How weights vary, and at which stages.
    noises: Vec<(usize, &'a WeightNoise, Vec<bool>)>,
    leaves_out: Option<usize>,
    resamples: Option<usize>,
    data: Vec<(usize, DataNoise)>,
    /// Weights of the indicators that hold in every draw.
    pub(super) central: Option<HashMap<Key, f64>>,
}

impl<'a> Plan<'a> {
    pub(in crate::analysis) fn new(settings: &'a Uncertainty, model: &Model, table: &'a IndicatorTable) -> Result<Self, Error> {
        let mut models = vec![model.clone()];
        let mut choices = Vec::new();
        for (number, factor) in settings.factors().iter().enumerate() {
            let edited = |edit: &dyn Fn(&Model) -> Model| models.iter().map(edit).collect::<Vec<_>>();
            let of_choice: Vec<Vec<Model>> = match factor {
                Factor::Normalization(of) => of
                    .iter()
                    .map(|&n| edited(&|m| m.clone().with_preparation(m.preparation().clone().with_normalization(n))))
                    .collect(),
                Factor::Missing(of) => of
                    .iter()
                    .map(|missing| edited(&|m| m.clone().with_preparation(m.preparation().clone().with_missing(missing.clone()))))
                    .collect(),
                Factor::IndicatorScores(of) => {
                    of.iter().map(|method| edited(&|m| m.clone().with_indicator_scores(method.clone()))).collect()
                }
                Factor::DimensionScores(of) => {
                    of.iter().map(|method| edited(&|m| m.clone().with_dimension_scores(method.clone()))).collect()
                }
                Factor::Weights { .. } | Factor::LeaveOut | Factor::Data(_) => continue,
            };
            choices.push((number, of_choice.len()));
            models = of_choice.into_iter().flatten().collect();
            if models.len() > COMBINATIONS {
                return Err(Error::Limit {
                    what: "number of combinations of choices of the factors",
                    found: models.len(),
                    limit: COMBINATIONS,
                });
            }
        }
        let pipelines = models.iter().map(|model| Pipeline::new(model, table)).collect::<Result<Vec<_>, _>>()?;
        if let Some(other) = pipelines.iter().find(|pipeline| pipeline.rows() != pipelines[0].rows()) {
            let (one, other) = (pipelines[0].rows().len(), other.rows().len());
            return Err(Error::Undefined {
                method: "the uncertainty analysis",
                problem: format!(
                    "one choice for missing data leaves {one} rows and another {other}, whose ranks can't be compared"
                ),
                remedy: "vary only policies that keep the same rows, or fill the gaps first".to_owned(),
            });
        }
        let mut indicators: Vec<Key> = Vec::new();
        for key in pipelines.iter().flat_map(Pipeline::indicators) {
            if !indicators.contains(key) {
                indicators.push(key.clone());
            }
        }
        let stages = pipelines[0].stages();
        // Counting errors of a table without counts would only cost time.
        let has_counts = table.columns().iter().any(Column::has_origins);
        let (mut noises, mut data, mut leaves_out, mut resamples) = (Vec::new(), Vec::new(), None, None);
        for (number, factor) in settings.factors().iter().enumerate() {
            match factor {
                Factor::Weights { nodes, noise } => {
                    if let Some(stray) = nodes.iter().find(|key| !stages.iter().any(|stage| stage.key() == *key)) {
                        return Err(Error::unknown("node", stray.as_str(), stages.iter().map(|stage| stage.key().as_str())));
                    }
                    let applies: Vec<bool> = stages.iter().map(|stage| nodes.is_empty() || nodes.contains(stage.key())).collect();
                    if let WeightNoise::Sources(sources) = noise {
                        let concerned = stages.iter().zip(&applies).filter(|(_, applies)| **applies);
                        for (stage, _) in concerned {
                            sources.iter().try_for_each(|source| same_names(source, stage.family()))?;
                        }
                    }
                    noises.push((number, noise, applies));
                }
                Factor::LeaveOut => leaves_out = Some(number),
                Factor::Data(DataNoise::Bootstrap) => resamples = Some(number),
                Factor::Data(DataNoise::Counting) if !has_counts => {}
                Factor::Data(noise) => data.push((number, *noise)),
                _ => {}
            }
        }
        Ok(Self { settings, table, pipelines, choices, indicators, noises, leaves_out, resamples, data, central: None })
    }

    /// Computes some draws, one after the other, or all at once where nothing but the weights of one node vary.
    pub(super) fn compute(&self, mut block: Block<'_>) -> Result<(), Error> {
        let pipeline = &self.pipelines[0];
        let draws = block.draws();
        let only_weights =
            self.choices.is_empty() && self.data.is_empty() && self.leaves_out.is_none() && self.resamples.is_none();
        if let Some(base) = pipeline.weights_alone().filter(|_| only_weights && self.central.is_none()) {
            for (draw, weights) in draws.zip(block.weights.chunks_mut(base.len())) {
                weights.copy_from_slice(base.as_slice());
                self.perturb(0, base.keys(), weights, &mut self.random(draw))?;
            }
            pipeline.run_many(block.weights, block.scores)?;
            block.rank(&[pipeline.orientation()]);
            return Ok(());
        }
        let mut orientations = Vec::with_capacity(draws.len());
        let rows = block.scores.chunks_mut(pipeline.rows().len()).zip(block.weights.chunks_mut(self.indicators.len()));
        for (draw, (scores, weights)) in draws.zip(rows) {
            let replicate = self.replicate(self.random(draw))?;
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

    /// What the factors are in one draw.
    fn random(&self, draw: usize) -> Values<'static> {
        let seed = |factor: usize| Generator::of_factor(self.settings.seed(), factor, draw as u64);
        Values { generators: (0..self.settings.factors().len()).map(seed).collect(), point: None }
    }

    /// What the factors are at a point of the unit cube: a choice by its share of the unit interval, everything else as a generator
    /// seeded by the coordinate makes it.
    pub(in crate::analysis) fn at<'p>(&self, point: &'p [f64]) -> Values<'p> {
        let seed = |(factor, u): (usize, &f64)| Generator::of_factor(self.settings.seed(), factor, u.to_bits());
        Values { generators: point.iter().enumerate().map(seed).collect(), point: Some(point) }
    }

    pub(in crate::analysis) fn replicate(&self, mut values: Values<'_>) -> Result<Replicate, Error> {
        // The last factor is the most significant digit.
        let digits = self.choices.iter().rev();
        let at = digits.fold(0, |at, &(factor, count)| at * count + values.choice(factor, count));
        let pipeline = &self.pipelines[at];
        let noisy;
        let pipeline = if self.data.is_empty() {
            pipeline
        } else {
            noisy = pipeline.on(&self.noisy_table(&mut values)?)?;
            &noisy
        };
        let left_out = self.leaves_out.and_then(|factor| self.indicators.get(values.choice(factor, self.indicators.len() + 1)));
        let resampled = self.resamples.map(|factor| values.generators[factor].resample(pipeline.base_rows()));
        let change = Change { left_out, resampled: resampled.as_deref() };
        pipeline.run(change, &mut |at, weights| self.reweigh(at, weights, &mut values))
    }

    /// The weights of stage `at` in one draw.
    fn reweigh(&self, at: usize, weights: Weights, values: &mut Values<'_>) -> Result<Weights, Error> {
        if let Some(central) = &self.central {
            return self.centred(weights, central);
        }
        let mut local = weights.as_slice().to_vec();
        self.perturb(at, weights.keys(), &mut local, values)?;
        Weights::proportional("weights of a draw", weights.keys().to_vec(), &local)
    }

    fn perturb(&self, at: usize, keys: &[Key], weights: &mut [f64], values: &mut Values<'_>) -> Result<(), Error> {
        // One child has all the weight whatever happens.
        if weights.len() < 2 {
            return Ok(());
        }
        for (factor, noise, _) in self.noises.iter().filter(|(_, _, applies)| applies[at]) {
            weights.copy_from_slice(&perturbed(noise, keys, weights, &mut values.generators[*factor])?);
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

    fn noisy_table(&self, values: &mut Values<'_>) -> Result<IndicatorTable, Error> {
        let columns = self.table.columns().iter().map(|column| {
            let mut column = column.clone();
            for (factor, noise) in &self.data {
                column = noisy(*noise, &column, &mut values.generators[*factor])?;
            }
            Ok(column)
        });
        self.table.with_columns(columns.collect::<Result<_, Error>>()?)
    }
}

/// What each factor is in one draw: a generator of its own, so that no factor depends on what another takes.
pub(in crate::analysis) struct Values<'p> {
    generators: Vec<Generator>,
    point: Option<&'p [f64]>,
}

impl Values<'_> {
    fn choice(&mut self, factor: usize, count: usize) -> usize {
        match self.point {
            Some(point) => share_of(point[factor], count),
            None => self.generators[factor].choice(count),
        }
    }
}

/// Refuses a source of weights that names other children than those of the node.
fn same_names(source: &Weights, family: &[Key]) -> Result<(), Error> {
    let what = "indicator in the source of weights";
    match source.keys().iter().find(|key| !family.contains(key)) {
        Some(stray) => Err(Error::unknown(what, stray.as_str(), family.iter().map(Key::as_str))),
        None => source.in_order_of(family.iter()).map(|_| ()),
    }
}

fn perturbed(noise: &WeightNoise, keys: &[Key], base: &[f64], random: &mut Generator) -> Result<Vec<f64>, Error> {
    Ok(match noise {
        WeightNoise::Relative { share } => random.scaled(base, *share),
        WeightNoise::Dirichlet { concentration } => random.dirichlet(base, *concentration),
        WeightNoise::Uniform => random.simplex(base.len()),
        WeightNoise::Sources(sources) => {
            let source = &sources[random.choice(sources.len())];
            // Where something was left out, a source follows as the weights of the node do. That it knows the others was checked.
            if source.len() > keys.len() { source.rescaled_to(keys.iter())? } else { source.clone() }.in_order_of(keys.iter())?
        }
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
