//! What one draw computes (单次抽样).

use std::collections::HashMap;

use crate::error::Error;
use crate::indicator::Indicator;
use crate::label::Key;
use crate::model::{Change, DataNoise, Factor, Model, Pipeline, Replicate, Reweigh, Uncertainty, WeightNoise};
use crate::numeric::Moments;
use crate::prepare::{Missing, Normalization};
use crate::score::ScoreMethod;
use crate::table::{Column, IndicatorTable};
use crate::weight::{WeightMethod, Weights};

use super::draws::Block;
use super::sampling::{Generator, share_of};

/// Combinations of choices that are prepared at most.
const COMBINATIONS: usize = 1_000;

/// So many combinations may be made ready of any table that fits into memory.
const FEW: usize = 20;

/// Prepared cells of all combinations, if there are more than a few.
const MOST_CELLS: usize = 50_000_000;

/// What is computed once, and what each draw chooses from.
pub(in crate::analysis) struct Plan<'a> {
    settings: &'a Uncertainty,
    /// One a combination of choices, in the order of mixed radix.
    pub(super) pipelines: Vec<Pipeline>,
    /// What each is computed on.
    tables: Vec<IndicatorTable>,
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
    pub(in crate::analysis) fn new(settings: &'a Uncertainty, model: &Model, table: &IndicatorTable) -> Result<Self, Error> {
        let mut variants = vec![Variant { model: model.clone(), table: table.clone() }];
        let mut choices = Vec::new();
        for (number, factor) in settings.factors().iter().enumerate() {
            let Some(edits) = edits(factor, model, table)? else { continue };
            let found = variants.len().saturating_mul(edits.len());
            if found > COMBINATIONS {
                return Err(Error::Limit {
                    what: "number of combinations of choices of the factors",
                    found,
                    limit: COMBINATIONS,
                });
            }
            let cells = found.saturating_mul(table.rows().len()).saturating_mul(table.columns().len());
            if found > FEW && cells > MOST_CELLS {
                return Err(Error::Limit {
                    what: "cells of all combinations of choices (combinations × rows × indicators)",
                    found: cells,
                    limit: MOST_CELLS,
                });
            }
            choices.push((number, edits.len()));
            variants = edits.iter().flat_map(|edit| variants.iter().map(|variant| variant.edited(edit))).collect();
        }
        let pipelines = variants.iter().map(|v| Pipeline::new(&v.model, &v.table)).collect::<Result<Vec<_>, _>>()?;
        let tables = variants.into_iter().map(|variant| variant.table).collect();
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
                    let applies = stages.iter().map(|stage| nodes.is_empty() || nodes.contains(stage.key()));
                    let applies: Vec<bool> = applies.collect();
                    let on = stages.iter().zip(&applies).filter(|(_, applies)| **applies).map(|(stage, _)| stage.weight_method());
                    require_judgements(noise, on)?;
                    if let WeightNoise::Sources(sources) = noise {
                        let families =
                            stages.iter().zip(&applies).filter(|(_, applies)| **applies).map(|(stage, _)| stage.family());
                        for (family, source) in families.flat_map(|family| sources.iter().map(move |source| (family, source))) {
                            same_names(source, family)?;
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
        Ok(Self { settings, pipelines, tables, choices, indicators, noises, leaves_out, resamples, data, central: None })
    }

    /// Computes some draws, one after the other, or all at once where nothing but the weights of one node vary.
    pub(super) fn compute(&self, mut block: Block<'_>) -> Result<(), Error> {
        let pipeline = &self.pipelines[0];
        let draws = block.draws();
        let only_weights = self.noises.iter().all(|(_, noise, _)| !is_of_judgements(noise))
            && self.choices.is_empty()
            && self.data.is_empty()
            && self.leaves_out.is_none()
            && self.resamples.is_none();
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
            noisy = pipeline.on(&self.noisy(&self.tables[at], &mut values)?)?;
            &noisy
        };
        let left_out = self.leaves_out.and_then(|factor| self.indicators.get(values.choice(factor, self.indicators.len() + 1)));
        let resampled = self.resamples.map(|factor| values.generators[factor].resample(pipeline.base_rows()));
        let change = Change { left_out, resampled: resampled.as_deref() };
        pipeline.run(change, &mut Draw { plan: self, values: &mut values })
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

    fn noisy(&self, table: &IndicatorTable, values: &mut Values<'_>) -> Result<IndicatorTable, Error> {
        let columns = table.columns().iter().map(|column| {
            let mut column = column.clone();
            for (factor, noise) in &self.data {
                column = noisy(*noise, &column, &mut values.generators[*factor])?;
            }
            Ok(column)
        });
        table.with_columns(columns.collect::<Result<_, Error>>()?)
    }
}

/// The weights of one draw.
struct Draw<'d, 'p> {
    plan: &'d Plan<'d>,
    values: &'d mut Values<'p>,
}

impl Reweigh for Draw<'_, '_> {
    fn method(&mut self, at: usize, own: &WeightMethod) -> Result<Option<WeightMethod>, Error> {
        if self.plan.central.is_some() {
            return Ok(None);
        }
        let mut changed: Option<WeightMethod> = None;
        for (factor, noise, applies) in &self.plan.noises {
            let method = changed.as_ref().unwrap_or(own);
            let other = match noise {
                _ if !applies[at] => None,
                WeightNoise::Judgements { deviation } => {
                    let generator = &mut self.values.generators[*factor];
                    method.with_judgements(&mut |ahp| ahp.perturbed(*deviation, &mut || generator.normal()).map(Some))?
                }
                WeightNoise::Experts => {
                    // The same number picks at all nodes.
                    let picked = self.values.generators[*factor].clone().uniform();
                    method.with_judgements(&mut |ahp| Ok(ahp.of_one_expert(&mut |count| share_of(picked, count))))?
                }
                _ => None,
            };
            changed = other.or(changed);
        }
        Ok(changed)
    }

    fn weights(&mut self, at: usize, weights: Weights) -> Result<Weights, Error> {
        if let Some(central) = &self.plan.central {
            return self.plan.centred(weights, central);
        }
        let mut local = weights.as_slice().to_vec();
        self.plan.perturb(at, weights.keys(), &mut local, self.values)?;
        Weights::proportional("weights of a draw", weights.keys().to_vec(), &local)
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

/// A model and the table it is computed on.
#[derive(Clone)]
struct Variant {
    model: Model,
    table: IndicatorTable,
}

/// One choice of a factor.
enum Edit {
    Normalization(Normalization),
    Missing(Missing),
    IndicatorScores(ScoreMethod),
    DimensionScores(ScoreMethod),
    Table(IndicatorTable),
}

impl Variant {
    fn edited(&self, edit: &Edit) -> Self {
        let Self { model, table } = self.clone();
        let model = match edit {
            Edit::Table(table) => return Self { model, table: table.clone() },
            Edit::Normalization(normalization) => {
                let preparation = model.preparation().clone().with_normalization(*normalization);
                model.with_preparation(preparation)
            }
            Edit::Missing(missing) => {
                let preparation = model.preparation().clone().with_missing(missing.clone());
                model.with_preparation(preparation)
            }
            Edit::IndicatorScores(method) => model.with_indicator_scores(method.clone()),
            Edit::DimensionScores(method) => model.with_dimension_scores(method.clone()),
        };
        Self { model, table }
    }
}

/// The choices of a factor; none if it has none.
fn edits(factor: &Factor, model: &Model, table: &IndicatorTable) -> Result<Option<Vec<Edit>>, Error> {
    Ok(Some(match factor {
        Factor::Normalization(of) => of.iter().map(|&normalization| Edit::Normalization(normalization)).collect(),
        Factor::Missing(of) => of.iter().cloned().map(Edit::Missing).collect(),
        Factor::IndicatorScores(of) => of.iter().cloned().map(Edit::IndicatorScores).collect(),
        Factor::DimensionScores(of) => of.iter().cloned().map(Edit::DimensionScores).collect(),
        Factor::Imputations(imputation) if imputation.count() > COMBINATIONS => {
            return Err(Error::Limit { what: "imputations", found: imputation.count(), limit: COMBINATIONS });
        }
        Factor::Imputations(imputation) => {
            let indicators: Vec<Indicator> = model.system().indicators().into_iter().cloned().collect();
            imputation.complete(table, &indicators)?.tables.into_iter().map(Edit::Table).collect()
        }
        _ => return Ok(None),
    }))
}

fn is_of_judgements(noise: &WeightNoise) -> bool {
    matches!(noise, WeightNoise::Experts | WeightNoise::Judgements { .. })
}

/// Refuses a noise of judgements where nobody judged.
fn require_judgements<'a>(noise: &WeightNoise, mut methods: impl Iterator<Item = &'a WeightMethod>) -> Result<(), Error> {
    let (name, remedy) = match noise {
        WeightNoise::Experts => ("experts", "name nodes weighed by an ahp that has experts, or take another noise"),
        WeightNoise::Judgements { .. } => ("judgements", "name nodes weighed by ahp, or take another noise"),
        _ => return Ok(()),
    };
    let applies = |method: &WeightMethod| -> Result<bool, Error> {
        let changed = method.with_judgements(&mut |ahp| {
            Ok(if matches!(noise, WeightNoise::Experts) { ahp.of_one_expert(&mut |_| 0) } else { Some(ahp.clone()) })
        })?;
        Ok(changed.is_some())
    };
    if methods.try_fold(false, |found, method| Ok::<bool, Error>(found || applies(method)?))? {
        return Ok(());
    }
    Err(Error::setting("noise of weights", format!("{name:?}, where no node has any"), remedy))
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
        // They change the method and not what it found.
        WeightNoise::Experts | WeightNoise::Judgements { .. } => base.to_vec(),
        // What is left out of one draw has no weight in it.
        WeightNoise::Sources(sources) => {
            sources[random.choice(sources.len())].rescaled_to(keys.iter())?.in_order_of(keys.iter())?
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
