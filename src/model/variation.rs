//! The same model under other weights or over other indicators (模型变体): what an analysis asks of a model.

use std::sync::Arc;

use crate::error::Error;
use crate::indicator::{Direction, Indicator};
use crate::label::Key;
use crate::score::{Orientation, Score, ScoreMethod};
use crate::table::{Column, IndicatorTable, Rows};
use crate::weight::{Given, WeightMethod, Weights};

use super::fitted::{Fitted, inputs_of};
use super::hierarchy::{Branch, Children, System};
use super::node::FittedNode;
use super::scoring::Climb;
use super::{Levels, Model};

/// One node over all rows: its scores and what it made them of.
#[derive(Debug, Clone)]
pub(crate) struct NodeView {
    pub(crate) rows: Arc<Rows>,
    pub(crate) scores: Vec<Option<f64>>,
    pub(crate) orientation: Orientation,
    /// Name of the method.
    pub(crate) method: &'static str,
}

impl Fitted {
    /// The weights of the children of `node`.
    ///
    /// # Errors
    /// [`Error::Unknown`] if nothing is scored there.
    pub(crate) fn weights_of(&self, node: &str) -> Result<&Weights, Error> {
        self.node_of(node).map(|node| &node.weighing.weights)
    }

    /// The key of the node called `node`.
    ///
    /// # Errors
    /// [`Error::Unknown`] if nothing is scored there.
    pub(crate) fn node_key(&self, node: &str) -> Result<&Key, Error> {
        self.node_of(node).map(|node| &node.key)
    }

    /// The key of the whole.
    pub(crate) fn root(&self) -> &Key {
        self.model().system().root().key()
    }

    /// The keys of the nodes that are scored, the whole first.
    pub(crate) fn node_keys(&self) -> impl Iterator<Item = &Key> {
        self.nodes.iter().rev().map(|node| &node.key)
    }

    /// The same model in which the children of `node` have other weights; scales, ideals and the ranges by which scores climb
    /// stay as they were fitted.
    pub(crate) fn with_weights_of(&self, node: &Key, weights: Weights) -> Result<Self, Error> {
        let mut varied = self.clone();
        if let Some(node) = varied.nodes.iter_mut().find(|n| n.key == *node) {
            node.weighing.weights = weights;
        }
        let leaves = varied.nodes.iter().map(|n| n.leaf_weights.as_ref().map(|_| varied.leaves(&n.weighing.weights)));
        let leaves: Vec<Option<Vec<(Key, f64)>>> = leaves.collect();
        for (node, leaves) in varied.nodes.iter_mut().zip(leaves) {
            node.leaf_weights = leaves.map(Weights::try_from).transpose()?;
        }
        Ok(varied)
    }

    /// The scores of `node` for the rows of `table`.
    pub(crate) fn view(&self, table: &IndicatorTable, node: &str) -> Result<NodeView, Error> {
        let method = self.node_of(node)?.score.method();
        let prepared = self.preparation.apply(table)?;
        let scored = self.score_nodes(&prepared, self.others(&prepared.rows))?;
        let scores = scored.iter().find(|(key, _)| key == node).map(|(_, result)| result.scores.iter().collect());
        let (orientation, method) = (method.orientation(), method.info().name);
        Ok(NodeView { rows: prepared.rows, scores: scores.unwrap_or_default(), orientation, method })
    }

    /// The children of `node` for the rows of `table`: values of indicators with their directions, or scores of nodes as they
    /// enter it.
    pub(crate) fn children_of(&self, table: &IndicatorTable, node: &str) -> Result<Vec<(Column, Direction)>, Error> {
        let keys = self.node_of(node)?.weighing.weights.keys();
        let prepared = self.preparation.apply(table)?;
        let scored = self.score_nodes(&prepared, self.others(&prepared.rows))?;
        Ok(inputs_of(keys, &prepared, &scored).into_iter().map(|input| (input.column, input.terms.direction)).collect())
    }

    /// Every indicator that is scored, for the rows of `table`, with its direction and its weight in the whole.
    pub(crate) fn leaf_columns(&self, table: &IndicatorTable) -> Result<Vec<(Column, Direction, f64)>, Error> {
        let leaves = self.leaves(self.weights_of(self.root().as_str())?);
        let prepared = self.preparation.apply(table)?;
        let column = |(key, weight): (Key, f64)| {
            let found = prepared.columns.iter().find(|c| *c.column.key() == key)?;
            Some((found.column.clone(), found.terms.direction, weight))
        };
        Ok(leaves.into_iter().filter_map(column).collect())
    }

    /// Whether `ranked` is `node` or stands above it, so that the weights at `node` enter its score.
    pub(crate) fn is_above(&self, ranked: &str, node: &str) -> bool {
        let keys = |key: &str| self.nodes.iter().find(|n| n.key == key).map(|n| n.weighing.weights.keys());
        ranked == node || keys(ranked).is_some_and(|children| children.iter().any(|child| self.is_above(child.as_str(), node)))
    }

    /// Whether the scores of `ranked` for the rows of `table` are a weighted sum in the weights of the children of `node`: every
    /// method on the way is `additive`, nothing on the way is brought within a range, and no gap makes the weights depend on the
    /// row.
    pub(crate) fn is_additive(
        &self,
        table: &IndicatorTable,
        node: &str,
        ranked: &str,
        additive: fn(&ScoreMethod) -> bool,
    ) -> Result<bool, Error> {
        let prepared = self.preparation.apply(table)?;
        let is_complete = prepared.columns.iter().all(|c| c.column.missing() == 0);
        Ok(is_complete && self.is_straight(self.node_of(ranked)?, node, additive))
    }

    /// Whether the score of the whole is a sum of what each indicator gives: every method is `additive`, and nothing on the way up is
    /// brought within a range.
    pub(crate) fn is_separable(&self, additive: fn(&ScoreMethod) -> bool) -> bool {
        let climbs = |node: &FittedNode| node.key == *self.root() || !matches!(node.climb, Climb::Range { .. });
        let takes = |node: &FittedNode| {
            let is_node = |key: &Key| self.nodes.iter().any(|n| n.key == *key);
            let as_it_is = |j: usize| node.score.bounds(j).is_none() && node.score.criteria()[j].scale().is_identity();
            node.scored.iter().enumerate().all(|(j, child)| !is_node(child) || as_it_is(j))
        };
        self.nodes.iter().all(|node| additive(node.score.method()) && climbs(node) && takes(node))
    }

    /// The score of the whole at which the grade with this number from the lowest begins; none for the lowest.
    pub(crate) fn score_of_grade(&self, grade: usize) -> Option<f64> {
        let (grades, root) = (self.model().grades.as_ref()?, self.nodes.last()?);
        Some(root.climb.inverse(*grades.cuts().get(grade.checked_sub(1)?)?))
    }

    /// The name of a method that compares all units with each other, if there is one.
    pub(crate) fn relative_method(&self) -> Option<&'static str> {
        self.nodes.iter().find(|node| node.is_relative()).map(|node| node.score.method().info().name)
    }

    /// The indicators that are scored, in the order of the hierarchy.
    pub(crate) fn scored_indicators(&self) -> Vec<&Key> {
        let is_node = |key: &Key| self.nodes.iter().any(|node| node.key == *key);
        let mut found: Vec<&Key> = Vec::new();
        for key in self.nodes.iter().rev().flat_map(|node| &node.scored).filter(|key| !is_node(key)) {
            if !found.contains(&key) {
                found.push(key);
            }
        }
        found
    }

    fn is_straight(&self, ranked: &FittedNode, node: &str, additive: fn(&ScoreMethod) -> bool) -> bool {
        if !additive(ranked.score.method()) {
            return false;
        }
        // Over leaves, the weights of `node` are factors of those of the indicators.
        if ranked.key == node || ranked.leaf_weights.is_some() {
            return true;
        }
        let on_the_way = ranked.scored.iter().enumerate().filter(|(_, child)| self.is_above(child.as_str(), node));
        on_the_way.into_iter().all(|(j, child)| {
            let as_it_is = ranked.score.bounds(j).is_none() && ranked.score.criteria()[j].scale().is_identity();
            let below = self.nodes.iter().find(|n| n.key == *child);
            as_it_is && below.is_some_and(|n| !matches!(n.climb, Climb::Range { .. }) && self.is_straight(n, node, additive))
        })
    }

    fn node_of(&self, key: &str) -> Result<&FittedNode, Error> {
        let known = || self.nodes.iter().map(|n| n.key.as_str());
        self.nodes.iter().find(|n| n.key == key).ok_or_else(|| Error::unknown("node", key, known()))
    }
}

impl Model {
    /// Whether a line drawn elsewhere can take a grade away.
    pub(crate) fn has_vetoes(&self) -> bool {
        !self.vetoes.is_empty()
    }

    /// The model over what `fitted` scored, with the weights it found as given ones, after `edit` has changed the indicators of
    /// each node and their weights. Weights are rescaled to sum to 1; a node left without indicators is left out. There are no
    /// grades and no vetoes.
    ///
    /// # Errors
    /// [`Error::TooFew`] if nothing is left, [`Error::Undefined`] if what is left at a node has no weight.
    pub(crate) fn with_weights_fixed(&self, fitted: &Fitted, edit: impl Fn(&mut Vec<(Indicator, f64)>)) -> Result<Self, Error> {
        let mut model = Self { grades: None, vetoes: Vec::new(), ..self.clone() };
        let equal = WeightMethod::default();
        model.weights = Levels { dimensions: equal.clone(), indicators: equal, nodes: Vec::new() };
        let root = rebuilt(self.system.root(), fitted, &edit, &mut model.weights)?;
        model.system = System::new(root.ok_or(Error::TooFew { what: "indicators left", needed: 1 })?)?;
        Ok(model)
    }
}

fn rebuilt(
    branch: &Branch,
    fitted: &Fitted,
    edit: &impl Fn(&mut Vec<(Indicator, f64)>),
    given: &mut Levels<WeightMethod>,
) -> Result<Option<Branch>, Error> {
    let Ok(weights) = fitted.weights_of(branch.key().as_str()) else { return Ok(None) };
    let (pairs, rebuilt) = match branch.children() {
        Children::Indicators(indicators) => {
            let weight = |indicator: &Indicator| weights.get(indicator.key().as_str());
            let mut kept: Vec<(Indicator, f64)> = indicators.iter().filter_map(|i| Some((i.clone(), weight(i)?))).collect();
            edit(&mut kept);
            let pairs: Vec<(Key, f64)> = kept.iter().map(|(indicator, w)| (indicator.key().clone(), *w)).collect();
            (pairs, Branch::of(branch.key().as_str(), kept.into_iter().map(|(indicator, _)| indicator))?)
        }
        Children::Branches(branches) => {
            let mut pairs = Vec::new();
            let mut kept = Vec::new();
            for child in branches {
                let Some(weight) = weights.get(child.key().as_str()) else { continue };
                if let Some(child) = rebuilt(child, fitted, edit, given)? {
                    pairs.push((child.key().clone(), weight));
                    kept.push(child);
                }
            }
            (pairs, Branch::over(branch.key().as_str(), kept)?)
        }
    };
    if pairs.is_empty() {
        return Ok(None);
    }
    let (keys, values): (Vec<Key>, Vec<f64>) = pairs.into_iter().unzip();
    let weights = Weights::proportional("rescaling the weights of what is left", keys, &values)?;
    let method = Given::new(weights.iter().map(|(key, w)| (key.as_str(), w)))?;
    given.set(branch.key().clone(), method.into());
    Ok(Some(rebuilt.with_label_of(branch.label().clone())))
}
