//! What a node makes of the indicators beneath it (指标下钻): where each row stands on each, and the score of rows put together anew.

use std::sync::Arc;

use crate::error::Error;
use crate::indicator::{Direction, Normalization};
use crate::label::{Key, Label};
use crate::prepare::{Prepared, PreparedColumn, Scale};
use crate::score::{Score, ScoreMethod};
use crate::table::{Column, IndicatorTable, Rows, Terms};

use super::fitted::{Fitted, inputs_of};
use super::hierarchy::{Branch, Children};
use super::node::{FittedNode, ScoredNode};
use super::scoring::Climb;

/// The indicators beneath a node over the rows of a table.
#[derive(Debug, Clone)]
pub(crate) struct LeafView {
    pub(crate) rows: Arc<Rows>,
    /// In the order of the hierarchy.
    pub(crate) leaves: Vec<Leaf>,
    /// The score of the node, row by row; empty unless it was asked for.
    pub(crate) scores: Vec<Option<f64>>,
}

/// One indicator beneath a node.
#[derive(Debug, Clone)]
pub(crate) struct Leaf {
    pub(crate) label: Label,
    /// The nodes from right below the one viewed down to the one over the indicator, with their labels.
    pub(crate) path: Vec<(Key, Label)>,
    /// The product of the weights from the node down.
    pub(crate) weight: f64,
    /// Its values, prepared.
    pub(crate) column: Column,
    pub(crate) terms: Terms,
    scale: Scale,
    /// The range of the fit, where the scale does not run from 0 to 1.
    range: Option<(f64, f64)>,
}

impl Leaf {
    pub(crate) fn key(&self) -> &Key {
        self.column.key()
    }

    /// Right below the node viewed: the branch the indicator is in, or the indicator itself.
    pub(crate) fn dimension(&self) -> (Key, Label) {
        self.path.first().cloned().unwrap_or_else(|| (self.key().clone(), self.label.clone()))
    }

    /// Where each row stands, from 0 at the worst to 1 at the best: as its node normalises it, if that runs from 0 to 1, else within the
    /// range of the fit.
    pub(crate) fn positions(&self) -> impl ExactSizeIterator<Item = Option<f64>> + '_ {
        self.column.iter().map(|x| x.map(|x| self.position(x)))
    }

    /// The same of one row.
    pub(crate) fn position_of(&self, row: usize) -> Option<f64> {
        self.column.get(row).map(|x| self.position(x))
    }

    fn position(&self, x: f64) -> f64 {
        if self.terms.at_midpoint {
            return 0.5;
        }
        let Some((low, high)) = self.range else { return self.scale.apply(x).clamp(0.0, 1.0) };
        let above_worst = match self.terms.direction {
            Direction::Benefit => x - low,
            Direction::Cost => high - x,
            Direction::Target(target) => high - (x - target).abs(),
            Direction::Band { low: from, high: to } => high - (from - x).max(x - to).max(0.0),
        };
        (above_worst / (high - low)).clamp(0.0, 1.0)
    }
}

impl Fitted {
    /// The indicators beneath `node` for the rows of `table`, without scores.
    pub(crate) fn leaf_view(&self, table: &IndicatorTable, node: &str) -> Result<LeafView, Error> {
        self.view_of_leaves(&self.preparation.apply(table)?, node)
    }

    /// The same with the scores of `node`.
    pub(crate) fn scored_leaf_view(&self, table: &IndicatorTable, node: &str) -> Result<LeafView, Error> {
        let prepared = self.preparation.apply(table)?;
        let scored = self.score_beneath(node, &prepared, self.others(&prepared.rows))?;
        let scores = scored.last().map(|(_, result)| result.scores.iter().collect()).unwrap_or_default();
        Ok(LeafView { scores, ..self.view_of_leaves(&prepared, node)? })
    }

    fn view_of_leaves(&self, prepared: &Prepared, node: &str) -> Result<LeafView, Error> {
        let weights = self.leaves(self.weights_of(node)?);
        let mut leaves = Vec::with_capacity(weights.len());
        let places = self.model().system().places();
        if let Some(place) = places.iter().find(|place| *place.branch.key() == *node) {
            self.collect_leaves(place.branch, &[], &weights, prepared, &mut leaves);
        }
        Ok(LeafView { rows: prepared.rows.clone(), leaves, scores: Vec::new() })
    }

    fn collect_leaves(
        &self,
        branch: &Branch,
        path: &[(Key, Label)],
        weights: &[(Key, f64)],
        prepared: &Prepared,
        to: &mut Vec<Leaf>,
    ) {
        match branch.children() {
            Children::Branches(branches) => {
                for child in branches {
                    let below: Vec<(Key, Label)> =
                        path.iter().cloned().chain([(child.key().clone(), child.label().clone())]).collect();
                    self.collect_leaves(child, &below, weights, prepared, to);
                }
            }
            Children::Indicators(indicators) => {
                let Some(node) = self.nodes.iter().find(|node| node.key == *branch.key()) else { return };
                for indicator in indicators {
                    let weight = weights.iter().find(|(key, _)| key == indicator.key());
                    let found = prepared.columns.iter().find(|c| c.column.key() == indicator.key());
                    let (Some((_, weight)), Some(PreparedColumn { column, terms })) = (weight, found) else { continue };
                    let Some(j) = node.scored.iter().position(|key| key == indicator.key()) else { continue };
                    let scale = node.score.criteria()[j].scale();
                    let range = scale.bounds().or_else(|| node.score.bounds(j)).filter(|(low, high)| low < high);
                    let normalization = terms.normalization.or(node.score.method().normalization());
                    to.push(Leaf {
                        label: indicator.label().clone(),
                        path: path.to_vec(),
                        weight: *weight,
                        scale: scale.clone(),
                        range: range.filter(|_| !runs_from_0_to_1(normalization)),
                        column: column.clone(),
                        terms: *terms,
                    });
                }
            }
        }
    }

    /// The score at `node` of rows put together anew: `values` holds the prepared values of each leaf of `view`, in its order.
    pub(crate) fn score_anew(
        &self,
        view: &LeafView,
        node: &str,
        values: Vec<Vec<Option<f64>>>,
    ) -> Result<Vec<Option<f64>>, Error> {
        let count = values.first().map_or(0, Vec::len);
        let columns = view.leaves.iter().zip(values).map(|(leaf, values)| {
            Ok(PreparedColumn { column: Column::with_gaps(leaf.key().clone(), values)?, terms: leaf.terms })
        });
        let columns = columns.collect::<Result<_, Error>>()?;
        let prepared = Prepared { rows: Arc::new(Rows::numbered(count)?), columns, notices: Vec::new() };
        let scored = self.score_beneath(node, &prepared, count)?;
        Ok(scored.last().map(|(_, result)| result.scores.iter().collect()).unwrap_or_default())
    }

    /// `node` and what it is made of over prepared rows, `node` last.
    fn score_beneath(&self, node: &str, prepared: &Prepared, others: usize) -> Result<Vec<(Key, ScoredNode)>, Error> {
        self.weights_of(node)?;
        let mut scored: Vec<(Key, ScoredNode)> = Vec::new();
        for below in self.nodes.iter().filter(|below| self.is_above(node, below.key.as_str())) {
            if below.is_relative() && (others > 0 || prepared.rows.len() != self.rows().len()) {
                return Err(super::fitted::no_frozen_scale(below.score.method().info().name).in_node(below.key.as_str()));
            }
            let inputs = inputs_of(&below.scored, prepared, &scored);
            let result = below
                .score(&prepared.rows, &inputs, self.model().coverage(), self.model().outside)
                .map_err(|e| e.in_node(below.key.as_str()))?;
            scored.push((below.key.clone(), result));
        }
        Ok(scored)
    }

    /// The parts of which the score at `node` is the sum, leaf by leaf of `view` and row by row, if it is one: a weighted sum at every
    /// node on the way, of which nothing is brought within a range. Under gaps the weights of what is there are rescaled, as the score
    /// has them. `columns` are those of the leaves, or others in their place.
    pub(crate) fn addends(&self, view: &LeafView, node: &str, columns: &[Column]) -> Option<Vec<Vec<Option<f64>>>> {
        let place = |key: &Key| view.leaves.iter().position(|leaf| leaf.key() == key);
        let parts = self.parts_of(self.nodes.iter().find(|n| n.key == *node)?, columns, &place)?;
        let mut addends = vec![Vec::new(); columns.len()];
        for (leaf, mut part) in parts.leaves {
            if parts.is_there.contains(&false) {
                part.iter_mut().zip(&parts.is_there).for_each(|(x, there)| *x = x.filter(|_| *there));
            }
            addends[leaf] = part;
        }
        Some(addends)
    }

    fn parts_of(&self, node: &FittedNode, columns: &[Column], place: &dyn Fn(&Key) -> Option<usize>) -> Option<Parts> {
        let ScoreMethod::WeightedSum(_) = node.score.method() else { return None };
        let rows = columns.first().map_or(0, Column::len);
        let weights = node.leaf_weights.as_ref().unwrap_or(&node.weighing.weights);
        let mut shares = vec![0.0; rows];
        let mut children = Vec::with_capacity(node.scored.len());
        for (j, (key, weight)) in weights.iter().enumerate() {
            let scale = node.score.criteria()[j].scale();
            let part = if let Some(leaf) = place(key) {
                let within = |x: f64| if self.model().outside == super::Outside::Clip { node.score.within(j, x) } else { x };
                let values: Vec<Option<f64>> = columns[leaf].iter().map(|x| x.map(|x| scale.apply(within(x)))).collect();
                Parts { is_there: values.iter().map(Option::is_some).collect(), leaves: vec![(leaf, values)] }
            } else {
                let below = self.nodes.iter().find(|n| n.key == *key)?;
                let as_it_is = node.score.bounds(j).is_none() && scale.is_identity() && below.climb == Climb::Same;
                as_it_is.then(|| self.parts_of(below, columns, place)).flatten()?
            };
            for (share, there) in shares.iter_mut().zip(&part.is_there) {
                *share += if *there { weight } else { 0.0 };
            }
            children.push((weight, part));
        }
        // As in the score: the share is a sum of rounded weights.
        let coverage = self.model().coverage();
        let is_there: Vec<bool> = shares.iter().map(|&share| share > 0.0 && share >= coverage - 1e-12).collect();
        let mut leaves = Vec::new();
        for (weight, part) in children {
            for (leaf, mut values) in part.leaves {
                for ((x, share), there) in values.iter_mut().zip(&shares).zip(&part.is_there) {
                    *x = x.filter(|_| *there).map(|x| x * (weight / share));
                }
                leaves.push((leaf, values));
            }
        }
        Some(Parts { is_there, leaves })
    }
}

/// What a node is the sum of.
struct Parts {
    /// Whether the node has a score, row by row.
    is_there: Vec<bool>,
    /// Per leaf its part of the score, row by row.
    leaves: Vec<(usize, Vec<Option<f64>>)>,
}

/// Whether a normalisation takes the worst to 0 and the best to 1.
fn runs_from_0_to_1(normalization: Option<Normalization>) -> bool {
    matches!(
        normalization,
        Some(
            Normalization::MinMax
                | Normalization::Goalposts { .. }
                | Normalization::Percentile
                | Normalization::Categorical { .. }
        )
    )
}
