//! The tree of one row, out of an evaluation that holds its intermediate results.

use crate::document::Node;
use crate::indicator::{Indicator, StandardIndicator};
use crate::label::Key;
use crate::model::{Evaluation, IndicatorResult, Model, NodeDetail, NodeResult};

use super::{ExplainedIndicator, ExplainedNode, FactRead, standard};

/// How far a score may be from what enters the node above, for the two to be the same.
const ROUNDING: f64 = 1e-12;

/// One row of an evaluation, with the model that gave it, which knows formulas.
pub(super) struct Tree<'a> {
    evaluation: &'a Evaluation,
    model: Option<Model>,
    row: usize,
}

impl<'a> Tree<'a> {
    pub(super) fn of(evaluation: &'a Evaluation, row: usize) -> Self {
        // A result may come from a build with methods that this one lacks.
        let model = Model::from_node(&Node::from(evaluation.document().clone())).ok();
        Self { evaluation, model, row }
    }

    pub(super) fn explained(&self) -> ExplainedNode {
        self.node(self.evaluation.root(), Some(1.0), 1.0)
    }

    /// `result` and what is beneath it. `part`: what one point of its score adds to the score of the whole, where that is a plain sum.
    fn node(&self, result: &NodeResult, part: Option<f64>, local_weight: f64) -> ExplainedNode {
        let (evaluation, row) = (self.evaluation, self.row);
        let score = result.scores().get(row).copied().flatten();
        let weights = &result.weighing().weights;
        let entering = Entering::of(result, row);
        let part = part.filter(|_| result.method() == "weighted-sum" && entering.is_some());
        // What one point of a child adds to the whole: its weight among those that are there.
        let part_of = |key: &Key| {
            let total: f64 = weights.iter().filter(|(key, _)| entering.value(key).is_some()).map(|(_, w)| w).sum();
            Some(part? * weights.get(key.as_str())? / total).filter(|x| x.is_finite())
        };
        let below = |child: &&NodeResult| child.key() != result.key() && weights.get(child.key().as_str()).is_some();
        let nodes = evaluation.nodes().iter().filter(below).map(|child| {
            let enters = entering.value(child.key());
            // A score that is brought within a range on its way up is no plain part of the whole.
            let score = child.scores().get(row).copied().flatten();
            let as_it_is = enters.zip(score).is_some_and(|(enters, score)| (enters - score).abs() <= ROUNDING);
            let part = part_of(child.key());
            let mut explained = self.node(child, part.filter(|_| as_it_is), weights.get(child.key().as_str()).unwrap_or(0.0));
            explained.contribution = part.zip(enters).map(|(part, enters)| part * enters);
            explained
        });
        let indicators = evaluation.indicators().iter().filter(|indicator| indicator.node == *result.key()).map(|of| {
            let normalized = entering.value(&of.key);
            let contribution = part_of(&of.key).zip(normalized).map(|(part, normalized)| part * normalized);
            self.indicator(of, weights.get(of.key.as_str()).unwrap_or(0.0), normalized, contribution)
        });
        let is_whole = result.key() == evaluation.root().key();
        ExplainedNode {
            key: result.key().clone(),
            label: result.label().clone(),
            local_weight,
            global_weight: result.global_weight(),
            weighting: result.weighing().detail.method().to_owned(),
            method: result.method().to_owned(),
            normalization: result.normalization().to_owned(),
            score,
            rank: result.ranks().get(row).copied().flatten(),
            contribution: score.filter(|_| is_whole && part.is_some()),
            nodes: nodes.collect(),
            indicators: indicators.collect(),
        }
    }

    fn indicator(
        &self,
        of: &IndicatorResult,
        local_weight: f64,
        normalized: Option<f64>,
        contribution: Option<f64>,
    ) -> ExplainedIndicator {
        let (row, cells) = (self.row, of.cells.as_ref());
        // Facts were read only if the evaluation began with them.
        let measured = self.evaluation.beside().and_then(|_| standard(&of.key));
        let specification = measured.map(StandardIndicator::specification).or_else(|| {
            self.model.as_ref()?.system().indicators().into_iter().find(|indicator| *indicator.key() == of.key).cloned()
        });
        let stated = |text: fn(&Indicator) -> &str| specification.as_ref().map(|s| text(s).to_owned()).unwrap_or_default();
        ExplainedIndicator {
            key: of.key.clone(),
            label: of.label.clone(),
            unit: of.unit.clone(),
            direction: of.direction,
            role: of.role,
            local_weight,
            global_weight: of.global_weight,
            value: cells.and_then(|cells| cells.values.get(row).copied().flatten()),
            interval: cells.and_then(|cells| cells.interval(row)),
            reason: cells.and_then(|cells| cells.reason(row).cloned()),
            filled: cells.and_then(|cells| cells.filled(row)),
            normalization: of.normalization.clone(),
            normalized,
            contribution,
            formula: stated(Indicator::formula),
            source: stated(Indicator::source),
            facts: measured.map(|of| of.facts().iter().map(|path| FactRead::of(path)).collect()).unwrap_or_default(),
        }
    }
}

/// What enters a node in one row.
struct Entering<'a> {
    detail: Option<&'a NodeDetail>,
    row: usize,
}

impl<'a> Entering<'a> {
    fn of(result: &'a NodeResult, row: usize) -> Self {
        Self { detail: result.detail(), row }
    }

    fn is_some(&self) -> bool {
        self.detail.is_some()
    }

    fn value(&self, key: &Key) -> Option<f64> {
        let (_, values) = self.detail?.normalized.iter().find(|(known, _)| known == key)?;
        values.get(self.row).copied().flatten()
    }
}
