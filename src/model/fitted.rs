//! A model that has learned its scale (已拟合的模型).

use std::collections::HashSet;
use std::sync::Arc;

use serde::de::Error as _;
use serde::{Deserialize, Deserializer, Serialize};

use crate::error::Error;
use crate::governance::Facts;
use crate::indicator::{Direction, Role, measure};
use crate::label::Key;
use crate::notice::Notice;
use crate::prepare::{FittedPreparation, PreparationResult, Prepared, Wanted};
use crate::score::Score;
use crate::table::{Column, IndicatorTable, Rows};
use crate::weight::Weigh;

use super::evaluation::{self, Evaluation};
use super::hierarchy::Children;
use super::lint;
use super::node::{FittedNode, Input, ScoredNode};
use super::{Model, Scope};

/// A model with all it learned from a table (已拟合的模型): what gaps are filled with, weights, scales, ideals. It scores that table,
/// later periods or other communities on the frozen scale, and it can be written to a file and read again.
///
/// ```
/// use governance_efficacy::model::{Model, System};
/// use governance_efficacy::score::WeightedSum;
/// use governance_efficacy::{Indicator, IndicatorTable};
///
/// let model = Model::new(System::flat([Indicator::new("answered")?])?).with_indicator_scores(WeightedSum::default());
/// let base = IndicatorTable::from_rows(["A", "B"], &["answered"], &[[Some(0.5)], [Some(0.9)]])?;
/// let fitted = model.fit(&base)?;
///
/// let later = IndicatorTable::from_rows(["A"], &["answered"], &[[Some(0.7)]])?;
/// let evaluation = fitted.score(&later)?;
/// assert!((evaluation.root().scores()[0].unwrap() - 0.5).abs() < 1e-12);
/// # Ok::<(), governance_efficacy::Error>(())
/// ```
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Fitted {
    model: Model,
    preparation: FittedPreparation,
    /// Each node after those beneath it.
    nodes: Vec<FittedNode>,
    /// Nodes with nothing left to score.
    dropped: Vec<Key>,
    /// The rows it was fitted on.
    rows: Arc<Rows>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct FittedForm {
    model: Model,
    preparation: FittedPreparation,
    nodes: Vec<FittedNode>,
    dropped: Vec<Key>,
    rows: Rows,
}

impl<'de> Deserialize<'de> for Fitted {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let FittedForm { model, preparation, nodes, dropped, rows } = FittedForm::deserialize(deserializer)?;
        let fitted = Self { model, preparation, nodes, dropped, rows: Arc::new(rows) };
        fitted.check().map_err(D::Error::custom)?;
        Ok(fitted)
    }
}

impl Fitted {
    pub(super) fn fit(model: &Model, table: &IndicatorTable) -> Result<Self, Error> {
        model.check()?;
        let wanted = wanted(model);
        let selected;
        let base = match &model.scope {
            Scope::Pooled => table,
            Scope::Periods(periods) => {
                if let Some(absent) = periods.iter().find(|p| !table.rows().periods().contains(p)) {
                    let known: Vec<String> = table.rows().periods().iter().map(ToString::to_string).collect();
                    return Err(Error::unknown("period of the fit", &absent.to_string(), known.iter().map(String::as_str)));
                }
                selected = table.in_periods(periods)?;
                &selected
            }
        };
        let preparation = model.preparation.fit(base, &wanted)?;
        let prepared = preparation.apply(base)?;
        let mut fitted =
            Self { model: model.clone(), preparation, nodes: Vec::new(), dropped: Vec::new(), rows: prepared.rows.clone() };
        let mut scored: Vec<(Key, ScoredNode)> = Vec::new();
        let places = model.system.places();
        // Each node after those beneath it.
        for place in places.iter().rev() {
            let branch = place.branch;
            let family = branch.scored_children();
            let inputs = inputs_of(&family, &prepared, &scored);
            if inputs.is_empty() {
                fitted.dropped.push(branch.key().clone());
                continue;
            }
            let (weights, score) = (model.weight_method(branch), model.score_method(branch));
            let mut node = FittedNode::fit(branch.key(), &family, &prepared.rows, &inputs, &weights, &score)
                .map_err(|e| e.in_node(&place.address))?;
            let indicators = match branch.children() {
                Children::Indicators(indicators) => lint::scored(indicators),
                Children::Branches(_) => Vec::new(),
            };
            node.notices = lint::of_node(&prepared.rows, &inputs, &family, &indicators, &weights, &node.weighing);
            let result =
                node.score(&prepared.rows, &inputs, fitted.coverage(), model.outside).map_err(|e| e.in_node(&place.address))?;
            scored.push((branch.key().clone(), result));
            fitted.nodes.push(node);
        }
        Ok(fitted)
    }

    /// Scores the rows of `table` on the frozen scale.
    ///
    /// # Errors
    /// What preparation can't answer, and [`Error::Value`] for a value outside the scale where the model says so.
    pub fn score(&self, table: &IndicatorTable) -> Result<Evaluation, Error> {
        let prepared = self.preparation.apply(table)?;
        let mut scored: Vec<(Key, ScoredNode)> = Vec::new();
        for node in &self.nodes {
            let inputs = inputs_of(&node.children, &prepared, &scored);
            let result = node
                .score(&prepared.rows, &inputs, self.coverage(), self.model.outside)
                .map_err(|e| e.in_node(node.key.as_str()))?;
            scored.push((node.key.clone(), result));
        }
        let others = self.others(&prepared.rows);
        let mut notices = prepared.notices.clone();
        notices.extend(self.dropped.iter().map(|node| Notice::NodeDropped { node: node.clone() }));
        if others > 0 {
            notices.push(Notice::FrozenScale { rows: self.rows.len(), others });
        }
        evaluation::assemble(self, table, &prepared, &scored, notices)
    }

    /// Measures the standard system on `facts` and scores it on the frozen scale, with the path profile beside the scores.
    ///
    /// # Errors
    /// As [`score`](Fitted::score).
    pub fn score_facts(&self, facts: &Facts) -> Result<Evaluation, Error> {
        let measurement = measure(facts);
        self.score(&IndicatorTable::from_measurement(&measurement)?.with_attributes_of(facts)?)?.with_measurement(&measurement)
    }

    /// The model it was fitted from.
    pub fn model(&self) -> &Model {
        &self.model
    }

    /// The rows the scale was fitted on.
    pub fn rows(&self) -> &Rows {
        &self.rows
    }

    /// What the preparation found on the rows of the fit: how far filled gaps are off.
    pub fn preparation(&self) -> &PreparationResult {
        self.preparation.result()
    }

    pub(super) fn nodes(&self) -> &[FittedNode] {
        &self.nodes
    }

    fn coverage(&self) -> f64 {
        self.preparation.coverage()
    }

    /// How many of `rows` the scale was not fitted on.
    fn others(&self, rows: &Arc<Rows>) -> usize {
        if Arc::ptr_eq(&self.rows, rows) || self.rows == *rows {
            return 0;
        }
        let known: HashSet<_> = self.rows.iter().collect();
        rows.iter().filter(|row| !known.contains(row)).count()
    }

    /// Refuses what no fit could have made.
    fn check(&self) -> Result<(), Error> {
        self.model.check()?;
        let places = self.model.system.places();
        let known = |key: &Key| self.nodes.iter().any(|node| node.key == *key);
        let prepared = |key: &Key| self.preparation.indicators.iter().any(|i| i.key == *key);
        let unsound = |what: &str| Err(Error::setting("the fitted model", what, "fit the model again"));
        if !self.preparation.is_sound(&self.model.preparation) {
            return unsound("with an unusable preparation");
        }
        if self.nodes.len() + self.dropped.len() != places.len() {
            return unsound("with another number of nodes than its hierarchy");
        }
        let expected: Vec<&Key> = places.iter().rev().map(|p| p.branch.key()).filter(|k| !self.dropped.contains(k)).collect();
        if !expected.iter().copied().eq(self.nodes.iter().map(|node| &node.key)) {
            return unsound("with other nodes than its hierarchy");
        }
        for node in &self.nodes {
            let Some(place) = places.iter().find(|p| *p.branch.key() == node.key) else {
                return unsound("with a node its hierarchy lacks");
            };
            let left: Vec<Key> = place
                .branch
                .scored_children()
                .into_iter()
                .filter(|key| if place.branch.is_over_indicators() { prepared(key) } else { known(key) })
                .collect();
            let sound = !node.children.is_empty()
                && left == node.children
                && node.terms.len() == node.children.len()
                && node.terms.iter().all(|terms| terms.direction.checked().is_ok())
                && node.weighing.weights.keys() == node.children
                && node.weighing.detail.method() == self.model.weight_method(place.branch).info().name
                && node.score.name() == self.model.score_method(place.branch).info().name
                && node.score.is_sound(node.children.len());
            if !sound {
                return unsound(&format!("with an unusable node {:?}", node.key.as_str()));
            }
        }
        if self.nodes.last().map(|node| &node.key) != Some(self.model.system.root().key()) {
            return unsound("without a root");
        }
        Ok(())
    }
}

/// The indicators to prepare: those that are scored.
fn wanted(model: &Model) -> Vec<Wanted<'_>> {
    let mut wanted = Vec::new();
    for (dimension, place) in model.system.places().into_iter().enumerate() {
        if let Children::Indicators(indicators) = place.branch.children() {
            let normalization = Some(model.score_method(place.branch).normalization());
            let scored = indicators.iter().filter(|i| i.role() == Role::Scored);
            wanted.extend(scored.map(|indicator| Wanted::new(indicator, normalization, dimension)));
        }
    }
    wanted
}

/// Those of `family` that are there to be scored, in order.
pub(super) fn inputs_of(family: &[Key], prepared: &Prepared, scored: &[(Key, ScoredNode)]) -> Vec<Input> {
    family.iter().filter_map(|key| input_of(key, prepared, scored)).collect()
}

fn input_of(key: &Key, prepared: &Prepared, scored: &[(Key, ScoredNode)]) -> Option<Input> {
    if let Some(found) = prepared.columns.iter().find(|c| c.column.key() == key) {
        return Some(Input { column: found.column.clone(), terms: found.terms });
    }
    let column: &Column = scored.iter().find(|(k, _)| k == key).map(|(_, node)| &node.scores)?;
    Some(Input { column: column.clone(), terms: Direction::Benefit.into() })
}
