//! The model again and again (重复计算): what an uncertainty analysis repeats, without notices and without a report.
//!
//! A [`Pipeline`] holds what doesn't change from one replicate to the next: the prepared table, the scales of the indicators, weights that
//! don't depend on scores. A replicate computes the rest.

use std::borrow::Cow;
use std::sync::Arc;

use crate::error::Error;
use crate::indicator::Direction;
use crate::label::Key;
use crate::method::Needs;
use crate::prepare::Prepared;
use crate::score::{Orientation, Score};
use crate::table::{Column, IndicatorTable, Rows};
use crate::weight::{Weigh, Weighing, WeighingDetail, WeightMethod, Weights};

use super::Model;
use super::fitted::{base_of, wanted};
use super::node::{self, FittedNode, Input};
use super::scoring::{Climb, Scoring};

/// A model made ready to be computed many times on one table.
#[derive(Debug, Clone)]
pub(crate) struct Pipeline {
    model: Arc<Model>,
    stages: Arc<Vec<Stage>>,
    /// The rows the scale is learned from.
    base: Prepared,
    /// The rows that are scored, where those are others.
    others: Option<Prepared>,
    /// Per stage what is learned of indicators, which no replicate on the same data changes.
    learned: Vec<Option<FittedNode>>,
    /// Per stage the weights that don't depend on scores.
    constant: Vec<Option<Weights>>,
}

/// One node as it is computed, each after those beneath it.
#[derive(Debug)]
pub(crate) struct Stage {
    key: Key,
    family: Vec<Key>,
    weights: WeightMethod,
    scoring: Scoring,
    is_over_indicators: bool,
}

impl Stage {
    /// The node.
    pub(crate) fn key(&self) -> &Key {
        &self.key
    }

    /// How it is weighed.
    pub(crate) fn weight_method(&self) -> &WeightMethod {
        &self.weights
    }

    /// What stands beneath it.
    pub(crate) fn family(&self) -> &[Key] {
        &self.family
    }
}

/// What one replicate changes of the data.
#[derive(Debug, Clone, Copy, Default)]
pub(crate) struct Change<'a> {
    /// The indicator that is left out.
    pub(crate) left_out: Option<&'a Key>,
    /// The rows of the fit the scale is learned from, some perhaps several times.
    pub(crate) resampled: Option<&'a [usize]>,
}

/// The scores of the whole in one replicate.
#[derive(Debug, Clone)]
pub(crate) struct Replicate {
    /// Per row; none where it has no score.
    pub(crate) scores: Column,
    pub(crate) orientation: Orientation,
    /// The weight of each indicator in the whole.
    pub(crate) weights: Vec<(Key, f64)>,
}

/// What one replicate changes of the weights of a stage, which is given by its number.
pub(crate) trait Reweigh {
    /// Another method in the place of its own.
    fn method(&mut self, stage: usize, own: &WeightMethod) -> Result<Option<WeightMethod>, Error>;

    /// Other weights in the place of those found.
    fn weights(&mut self, stage: usize, found: Weights) -> Result<Weights, Error>;
}

/// A child on the rows of the fit and on those scored.
#[derive(Debug, Clone)]
struct Child {
    base: Input,
    others: Option<Input>,
}

impl Pipeline {
    pub(crate) fn new(model: &Model, table: &IndicatorTable) -> Result<Self, Error> {
        model.check()?;
        let stages = model.system.places().into_iter().rev().map(|place| Stage {
            key: place.branch.key().clone(),
            family: place.branch.scored_children(),
            weights: model.weight_method(place.branch),
            scoring: model.scoring(place.branch),
            is_over_indicators: place.branch.is_over_indicators(),
        });
        let stages: Vec<Stage> = stages.collect();
        let empty = Self {
            learned: vec![None; stages.len()],
            constant: vec![None; stages.len()],
            stages: Arc::new(stages),
            // How far a policy for gaps is off is no part of a replicate.
            model: Arc::new(Model { preparation: model.preparation.clone().without_held_out(), ..model.clone() }),
            base: Prepared::empty(table.shared_rows().clone()),
            others: None,
        };
        empty.on(table)
    }

    /// The same model on another table.
    pub(crate) fn on(&self, table: &IndicatorTable) -> Result<Self, Error> {
        let selected = base_of(&self.model, table)?;
        let wanted = wanted(&self.model);
        let preparation = self.model.preparation.fit(&selected, &wanted)?;
        let base = preparation.apply(&selected)?;
        let is_pooled = selected.rows().len() == table.rows().len();
        let others = if is_pooled { None } else { Some(preparation.apply(table)?) };
        let mut pipeline = Self { base, others, ..self.clone() };
        for (at, stage) in self.stages.iter().enumerate() {
            let (mut learned, mut constant) = (None, None);
            if stage.is_over_indicators {
                let children = pipeline.children(stage, &[], Change::default());
                if !children.is_empty() {
                    let inputs: Vec<Input> = children.into_iter().map(|child| child.base).collect();
                    let weights = stage.weigh(&stage.weights, &pipeline.base.rows, &inputs)?;
                    learned = Some(stage.fit(&pipeline.base.rows, &inputs)?);
                    constant = Some(weights);
                }
            } else if stage.weights.info().needs == Needs::Names && pipeline.nothing_was_dropped(stage) {
                constant = Some(stage.weigh(&stage.weights, &pipeline.base.rows, &stage.by_name())?);
            }
            pipeline.learned[at] = learned;
            pipeline.constant[at] = constant;
        }
        Ok(pipeline)
    }

    /// The nodes in the order they are computed.
    pub(crate) fn stages(&self) -> &[Stage] {
        &self.stages
    }

    /// The rows that are scored.
    pub(crate) fn rows(&self) -> &Arc<Rows> {
        self.others.as_ref().map_or(&self.base.rows, |others| &others.rows)
    }

    /// Number of rows the scale is learned from.
    pub(crate) fn base_rows(&self) -> usize {
        self.base.rows.len()
    }

    /// The indicators that are left after preparation.
    pub(crate) fn indicators(&self) -> impl ExactSizeIterator<Item = &Key> {
        self.base.columns.iter().map(|prepared| prepared.column.key())
    }

    /// Whether all indicators and nodes beneath `stage` are there.
    fn nothing_was_dropped(&self, stage: &Stage) -> bool {
        stage.family.iter().all(|key| {
            self.stages.iter().zip(&self.learned).any(|(s, l)| s.key == *key && (l.is_some() || !s.is_over_indicators))
        })
    }

    /// Computes the model once, with `change` to the data and the weights of each stage as `reweigh` makes them of its own.
    pub(crate) fn run(&self, change: Change<'_>, reweigh: &mut impl Reweigh) -> Result<Replicate, Error> {
        let fresh = change.resampled.is_some();
        let base_rows = match change.resampled {
            // The names of the rows play no part any more.
            Some(resampled) => Arc::new(Rows::numbered(resampled.len())?),
            None => self.base.rows.clone(),
        };
        let coverage = self.model.coverage();
        let mut scored: Vec<(Key, Child)> = Vec::with_capacity(self.stages.len());
        let mut local: Vec<(&Key, Weights)> = Vec::with_capacity(self.stages.len());
        let mut whole = None;
        for (at, stage) in self.stages.iter().enumerate() {
            let children = self.children(stage, &scored, change);
            if children.is_empty() {
                continue;
            }
            let inputs: Vec<Input> = children.iter().map(|child| child.base.clone()).collect();
            let other = reweigh.method(at, &stage.weights)?;
            let weights = match &self.constant[at] {
                Some(constant) if other.is_none() && (!fresh || stage.weights.info().needs == Needs::Names) => {
                    constant.rescaled_to(inputs.iter().map(|input| input.column.key()).collect::<Vec<_>>().into_iter())?
                }
                _ => stage.weigh(other.as_ref().unwrap_or(&stage.weights), &base_rows, &inputs)?,
            };
            let weights = reweigh.weights(at, weights)?;
            let is_whole = inputs.len() == stage.family.len();
            let (fitted, used, weights_used) = if stage.scoring.is_over_leaves() && !stage.is_over_indicators {
                let leaves = leaves(&weights, &local);
                let keys: Vec<Key> = leaves.iter().map(|(key, _)| key.clone()).collect();
                let used = self.leaves(&keys, change.resampled);
                let inputs: Vec<Input> = used.iter().map(|child| child.base.clone()).collect();
                (Cow::Owned(stage.fit(&base_rows, &inputs)?), used, Weights::try_from(leaves)?)
            } else {
                match &self.learned[at] {
                    Some(learned) if !fresh && is_whole => (Cow::Borrowed(learned), children, weights.clone()),
                    _ => (Cow::Owned(stage.fit(&base_rows, &inputs)?), children, weights.clone()),
                }
            };
            local.push((&stage.key, weights));
            let inputs: Vec<Input> = used.iter().map(|child| child.base.clone()).collect();
            let on_base = fitted.replicate(&base_rows, &inputs, &weights_used, coverage, None)?;
            let climb = Climb::of(stage.scoring.method(), Climb::ends(&on_base));
            let on_others = if fresh || self.others.is_some() {
                let inputs: Vec<Input> =
                    used.iter().map(|child| child.others.clone().unwrap_or_else(|| child.base.clone())).collect();
                Some(fitted.replicate(self.rows(), &inputs, &weights_used, coverage, Some(self.model.outside))?)
            } else {
                None
            };
            let share = |scores: &Column| Input {
                column: scores.clipped(|score| climb.apply(score, self.model.outside)),
                terms: Direction::Benefit.into(),
            };
            let child = Child { base: share(&on_base), others: on_others.as_ref().map(share) };
            scored.push((stage.key.clone(), child));
            whole = Some((on_others.unwrap_or(on_base), stage.scoring.method().orientation()));
        }
        let (scores, orientation) = whole.ok_or(Error::TooFew { what: "nodes that can be scored", needed: 1 })?;
        let weights = local.last().map(|(_, weights)| leaves(weights, &local)).unwrap_or_default();
        Ok(Replicate { scores, orientation, weights })
    }

    /// The weights of the whole, where it stands right over indicators without gaps: then nothing but weights need change from one replicate
    /// to the next.
    pub(crate) fn weights_alone(&self) -> Option<&Weights> {
        let [_] = self.stages.as_slice() else { return None };
        let complete = self.base.columns.iter().all(|prepared| prepared.column.missing() == 0);
        self.constant[0].as_ref().filter(|_| complete && self.others.is_none())
    }

    /// The scores of all rows under many weights, one set after the other, where [`weights_alone`](Self::weights_alone) allows it.
    pub(crate) fn run_many(&self, weights: &[f64], scores: &mut [f64]) -> Result<(), Error> {
        let Some(learned) = &self.learned[0] else { return Ok(()) };
        let inputs: Vec<Input> = self.leaves(&learned.scored, None).into_iter().map(|child| child.base).collect();
        learned.replicate_many(&self.base.rows, &inputs, weights, scores)
    }

    /// Whether a higher or a lower score of the whole is better.
    pub(crate) fn orientation(&self) -> Orientation {
        self.stages.last().map_or(Orientation::HigherIsBetter, |stage| stage.scoring.method().orientation())
    }

    /// The children of a stage that are left.
    fn children(&self, stage: &Stage, scored: &[(Key, Child)], change: Change<'_>) -> Vec<Child> {
        if stage.is_over_indicators {
            let keys: Vec<Key> = stage.family.iter().filter(|key| Some(*key) != change.left_out).cloned().collect();
            return self.leaves(&keys, change.resampled);
        }
        let child = |key: &Key| scored.iter().find(|(k, _)| k == key).map(|(_, child)| child.clone());
        stage.family.iter().filter_map(child).collect()
    }

    /// The indicators `keys` that are left; with `resampled` the scale is learned from those rows and the rows themselves are scored.
    fn leaves(&self, keys: &[Key], resampled: Option<&[usize]>) -> Vec<Child> {
        let leaf = |key: &Key| {
            let at = self.base.columns.iter().position(|prepared| prepared.column.key() == key)?;
            let input = |prepared: &Prepared| {
                let found = &prepared.columns[at];
                Input { column: found.column.clone(), terms: found.terms }
            };
            let (base, others) = (input(&self.base), self.others.as_ref().map(input));
            Some(match resampled {
                None => Child { base, others },
                Some(rows) => {
                    let column = base.column.select(rows);
                    let scored = others.unwrap_or_else(|| base.clone());
                    Child { base: Input { column, ..base }, others: Some(scored) }
                }
            })
        };
        keys.iter().filter_map(leaf).collect()
    }
}

impl Stage {
    fn weigh(&self, method: &WeightMethod, rows: &Rows, inputs: &[Input]) -> Result<Weights, Error> {
        Ok(method.weigh(node::sample(rows, inputs).left_of(&self.family))?.weights)
    }

    /// The children by name only, for a method that takes no more.
    fn by_name(&self) -> Vec<Input> {
        let input = |key: &Key| Input { column: Column::empty(key.clone()), terms: Direction::Benefit.into() };
        self.family.iter().map(input).collect()
    }

    fn fit(&self, rows: &Rows, inputs: &[Input]) -> Result<FittedNode, Error> {
        let keys = inputs.iter().map(|input| input.column.key().clone());
        // Weights come with each replicate.
        let weighing = Weighing { weights: Weights::equal(keys)?, detail: WeighingDetail::Equal {}, notices: Vec::new() };
        FittedNode::fit(&self.key, weighing, &node::sample(rows, inputs), None, self.scoring.method())
    }
}

/// The indicators beneath children with `weights`, each with the product of the weights down to it.
fn leaves(weights: &Weights, local: &[(&Key, Weights)]) -> Vec<(Key, f64)> {
    let beneath = |(key, weight): (&Key, f64)| match local.iter().find(|(k, _)| *k == key) {
        Some((_, own)) => leaves(own, local).into_iter().map(|(leaf, w)| (leaf, w * weight)).collect(),
        None => vec![(key.clone(), weight)],
    };
    weights.iter().flat_map(beneath).collect()
}
