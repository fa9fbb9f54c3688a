//! A model that has learned its scale (已拟合的模型).

use std::borrow::Cow;
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
use crate::weight::{Weigh, WeightMethod, Weights};

use super::evaluation::{self, Evaluation};
use super::hierarchy::Children;
use super::lint;
use super::node::{self, FittedNode, Input, ScoredNode};
use super::scoring::{Climb, Scoring};
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
    pub(super) model: Model,
    pub(super) preparation: FittedPreparation,
    /// Each node after those beneath it.
    pub(super) nodes: Vec<FittedNode>,
    /// Nodes with nothing left to score.
    pub(super) dropped: Vec<Key>,
    /// The rows it was fitted on; of a stream none is kept.
    #[serde(skip_serializing_if = "is_empty")]
    pub(super) rows: Arc<Rows>,
    /// How many rows of a stream it was fitted on.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) streamed: Option<usize>,
}

fn is_empty(rows: &Arc<Rows>) -> bool {
    rows.is_empty()
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct FittedForm {
    model: Model,
    preparation: FittedPreparation,
    nodes: Vec<FittedNode>,
    dropped: Vec<Key>,
    #[serde(default)]
    rows: Option<Rows>,
    #[serde(default)]
    streamed: Option<usize>,
}

impl<'de> Deserialize<'de> for Fitted {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let FittedForm { model, preparation, nodes, dropped, rows, streamed } = FittedForm::deserialize(deserializer)?;
        let rows = match (rows, streamed) {
            (Some(rows), None) => rows,
            (None, Some(1..)) => Rows::none(),
            _ => return Err(D::Error::custom("a fitted model holds either the rows it was fitted on or how many a stream had")),
        };
        let fitted = Self { model, preparation, nodes, dropped, rows: Arc::new(rows), streamed };
        fitted.check().map_err(D::Error::custom)?;
        Ok(fitted)
    }
}

impl Fitted {
    pub(super) fn fit(model: &Model, table: &IndicatorTable) -> Result<Self, Error> {
        model.check()?;
        let wanted = wanted(model);
        let base = &*base_of(model, table)?;
        check_ranges(model, base)?;
        let preparation = model.preparation.fit(base, &wanted)?;
        let prepared = preparation.apply(base)?;
        let mut fitted = Self {
            model: model.clone(),
            preparation,
            nodes: Vec::new(),
            dropped: Vec::new(),
            rows: prepared.rows.clone(),
            streamed: None,
        };
        let mut scored: Vec<(Key, ScoredNode)> = Vec::new();
        let places = model.system.places();
        // Each node after those beneath it.
        for place in places.iter().rev() {
            let branch = place.branch;
            let family = branch.scored_children();
            let children = inputs_of(&family, &prepared, &scored);
            if children.is_empty() {
                fitted.dropped.push(branch.key().clone());
                continue;
            }
            let (weights, scoring) = (model.weight_method(branch), model.scoring(branch));
            let mut node = fitted
                .fit_node(branch.key(), &family, &children, (&weights, &scoring), &prepared)
                .map_err(|e| e.in_node(&place.address))?;
            let inputs = inputs_of(&node.scored, &prepared, &scored);
            let indicators = match branch.children() {
                Children::Indicators(indicators) => lint::scored(indicators),
                Children::Branches(_) => Vec::new(),
            };
            node.notices = lint::of_node(&prepared.rows, &children, &family, &indicators, &weights, &node.weighing);
            node.notices.extend(lint::compatibility(&node.weighing.detail, scoring.method()));
            let result =
                node.score(&prepared.rows, &inputs, model.coverage(), model.outside).map_err(|e| e.in_node(&place.address))?;
            node.climb = Climb::of(scoring.method(), Climb::ends(&result.scores));
            if branch.key() != model.system.root().key() || model.grades.is_some() {
                node.notices.extend(node.climb.notice());
            }
            let result = node.climbing(result.scores, result.detail, result.notices, model.outside);
            scored.push((branch.key().clone(), result));
            fitted.nodes.push(node);
        }
        Ok(fitted)
    }

    /// Scores the rows of `table` on the frozen scale.
    ///
    /// # Errors
    /// What preparation can't answer; [`Error::Value`] for a value that its indicator can't take, by its range, and for one outside
    /// the scale where the model says so.
    pub fn score(&self, table: &IndicatorTable) -> Result<Evaluation, Error> {
        check_ranges(&self.model, table)?;
        let prepared = self.preparation.apply(table)?;
        let others = self.others(&prepared.rows);
        let scored = self.score_nodes(&prepared, others)?;
        let mut notices = prepared.notices.clone();
        notices.extend(self.dropped.iter().map(|node| Notice::NodeDropped { node: node.clone() }));
        if let Some(rows) = self.streamed {
            notices.push(Notice::LearnedFromStream { rows });
        } else if others > 0 {
            notices.push(Notice::FrozenScale { rows: self.rows.len(), others });
        }
        evaluation::assemble(self, table, &prepared, &scored, notices)
    }

    /// Every node over prepared rows, `others` of which it was not fitted on.
    pub(super) fn score_nodes(&self, prepared: &Prepared, others: usize) -> Result<Vec<(Key, ScoredNode)>, Error> {
        let mut scored: Vec<(Key, ScoredNode)> = Vec::new();
        for node in &self.nodes {
            if node.is_relative() && (others > 0 || prepared.rows.len() != self.rows.len()) {
                return Err(no_frozen_scale(node.score.method().info().name).in_node(node.key.as_str()));
            }
            let inputs = inputs_of(&node.scored, prepared, &scored);
            let result = node
                .score(&prepared.rows, &inputs, self.model.coverage(), self.model.outside)
                .map_err(|e| e.in_node(node.key.as_str()))?;
            scored.push((node.key.clone(), result));
        }
        Ok(scored)
    }

    /// Measures the standard system on `facts` and scores it on the frozen scale, with the path profile beside the scores.
    ///
    /// # Errors
    /// As [`score`](Fitted::score); [`Error::Undefined`] if an indicator that is scored is not recorded independently in these facts,
    /// so that it would compare nothing.
    pub fn score_facts(&self, facts: &Facts) -> Result<Evaluation, Error> {
        let measurement = measure(facts);
        self.refuse_self_reported(measurement.notices())?;
        self.score(&IndicatorTable::from_measurement(&measurement)?.with_attributes_of(facts)?)?.with_measurement(&measurement)
    }

    /// An indicator that is scored can't become diagnostic on a frozen scale.
    fn refuse_self_reported(&self, notices: &[Notice]) -> Result<(), Error> {
        let scored = |key: &Key| self.preparation.indicators.iter().any(|prepared| prepared.key == *key);
        let refused = notices.iter().find_map(|notice| match notice {
            Notice::SelfReported { indicator, rows } if scored(indicator) => Some((indicator, rows)),
            _ => None,
        });
        match refused {
            None => Ok(()),
            Some((indicator, rows)) => Err(Error::Undefined {
                method: "scoring on the frozen scale",
                problem: format!("{indicator} is part of it, and is not recorded independently here: {}", rows.join(", ")),
                remedy:
                    "fit the model on the facts of all periods together, which leaves the indicator out, or leave out these rows"
                        .to_owned(),
            }),
        }
    }

    /// Reads a fitted model from JSON text, as [`to_json`](Fitted::to_json) wrote it, and checks it against its own hierarchy.
    ///
    /// # Errors
    /// [`Error::Syntax`] with the path and the value for what is no fitted model, or none that a fit could have made.
    #[cfg(feature = "json")]
    pub fn from_json(text: &str) -> Result<Self, Error> {
        crate::document::read_json(text, "the fitted model", &["key"])
    }

    /// The fitted model as JSON text on one line, the same bytes for the same input.
    ///
    /// ```
    /// use governance_efficacy::model::{Fitted, Model, System};
    /// use governance_efficacy::{Indicator, IndicatorTable};
    ///
    /// let base = IndicatorTable::from_rows(["A", "B"], &["answered"], &[[Some(0.5)], [Some(0.9)]])?;
    /// let fitted = Model::new(System::flat([Indicator::new("answered")?])?).fit(&base)?;
    /// assert_eq!(Fitted::from_json(&fitted.to_json()?)?, fitted);
    /// # Ok::<(), governance_efficacy::Error>(())
    /// ```
    ///
    /// # Errors
    /// [`Error::Syntax`] if it can't be written, which no fit gives rise to.
    #[cfg(feature = "json")]
    pub fn to_json(&self) -> Result<String, Error> {
        crate::document::write_compact_json(self, "the fitted model")
    }

    /// The model it was fitted from.
    pub fn model(&self) -> &Model {
        &self.model
    }

    /// The rows the scale was fitted on; of a stream none is kept, see [`row_count`](Self::row_count).
    pub fn rows(&self) -> &Rows {
        &self.rows
    }

    /// How many rows the scale was fitted on.
    pub fn row_count(&self) -> usize {
        self.streamed.unwrap_or(self.rows.len())
    }

    /// What the preparation found on the rows of the fit: how far filled gaps are off.
    pub fn preparation(&self) -> &PreparationResult {
        self.preparation.result()
    }

    pub(super) fn nodes(&self) -> &[FittedNode] {
        &self.nodes
    }

    fn fit_node(
        &self,
        key: &Key,
        family: &[Key],
        children: &[Input],
        (weights, scoring): (&WeightMethod, &Scoring),
        prepared: &Prepared,
    ) -> Result<FittedNode, Error> {
        let sample = node::sample(&prepared.rows, children);
        let weighing = weights.weigh(sample.clone().left_of(family))?;
        if !scoring.is_over_leaves() {
            return FittedNode::fit(key, weighing, &sample, None, scoring.method());
        }
        let leaves = self.leaves(&weighing.weights);
        let keys: Vec<Key> = leaves.iter().map(|(key, _)| key.clone()).collect();
        let inputs = inputs_of(&keys, prepared, &[]);
        FittedNode::fit(key, weighing, &node::sample(&prepared.rows, &inputs), Some(leaves.try_into()?), scoring.method())
    }

    /// The indicators beneath children with `weights`, each with the product of the weights down to it.
    pub(super) fn leaves(&self, weights: &Weights) -> Vec<(Key, f64)> {
        let beneath = |(key, weight): (&Key, f64)| match self.nodes.iter().find(|node| node.key == *key) {
            Some(node) => self.leaves(&node.weighing.weights).into_iter().map(|(leaf, w)| (leaf, w * weight)).collect(),
            None => vec![(key.clone(), weight)],
        };
        weights.iter().flat_map(beneath).collect()
    }

    /// How many of `rows` the scale was not fitted on.
    pub(super) fn others(&self, rows: &Arc<Rows>) -> usize {
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
            let scoring = self.model.scoring(place.branch);
            let leaves = scoring.is_over_leaves().then(|| self.leaves(&node.weighing.weights));
            let right_leaves = match (&leaves, &node.leaf_weights) {
                (None, None) => left == node.scored,
                (Some(leaves), Some(weights)) => {
                    leaves.iter().map(|(key, _)| key).eq(&node.scored) && weights.keys() == node.scored
                }
                _ => false,
            };
            let sound = !left.is_empty()
                && right_leaves
                && node.terms.len() == node.scored.len()
                && node.terms.iter().all(|terms| terms.direction.checked().is_ok())
                && node.weighing.weights.keys() == left
                && node.weighing.detail.method() == self.model.weight_method(place.branch).info().name
                && node.score.method() == scoring.method()
                && node.climb.is_sound()
                && node.score.is_sound(node.scored.len());
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

pub(super) fn no_frozen_scale(method: &'static str) -> Error {
    Error::Undefined {
        method,
        problem: "it compares every unit with every other, so that it has no frozen scale for other rows than those of the fit"
            .to_owned(),
        remedy: "evaluate these rows by themselves, or use topsis, weighted-sum or another method that scores one row".to_owned(),
    }
}

/// Refuses a value that its indicator can't take: a share of 85 where 0.85 is meant would make the scale of all others.
pub(super) fn check_ranges(model: &Model, table: &IndicatorTable) -> Result<(), Error> {
    // An end may be missed by the rounding of a sum or a share.
    const ROUNDING: f64 = 1e-9;
    for indicator in model.system.indicators() {
        let (Some(range), Ok(column)) = (indicator.range(), table.column(indicator.key().as_str())) else { continue };
        let low = range.low.map_or(f64::NEG_INFINITY, |low| low - ROUNDING * low.abs().max(1.0));
        let high = range.high.map_or(f64::INFINITY, |high| high + ROUNDING * high.abs().max(1.0));
        let beyond = column.iter().enumerate().find_map(|(row, x)| x.filter(|x| !(low..=high).contains(x)).map(|x| (row, x)));
        if let Some((row, value)) = beyond {
            let ends = match (range.low, range.high) {
                (Some(low), Some(high)) => format!("{low} to {high}"),
                (Some(low), None) => format!("at least {low}"),
                (None, Some(high)) => format!("at most {high}"),
                (None, None) => continue,
            };
            return Err(Error::Value {
                place: Box::new(table.rows().place(row, indicator.key())),
                value,
                problem: format!("lies outside the range of the indicator, {ends}"),
                remedy: "correct the value or its unit (85 % is 0.85), or state another range in the model".to_owned(),
            });
        }
    }
    Ok(())
}

/// The rows of the table the scale is learned from.
pub(super) fn base_of<'a>(model: &Model, table: &'a IndicatorTable) -> Result<Cow<'a, IndicatorTable>, Error> {
    let Scope::Periods(periods) = &model.scope else { return Ok(Cow::Borrowed(table)) };
    if !table.rows().has_periods() {
        let setting = format!("fit = {:?}", periods.iter().map(ToString::to_string).collect::<Vec<_>>());
        let remedy = "give the table a column of periods, or set fit = \"pooled\"";
        return Err(Error::setting(setting, "for a table that has no periods", remedy));
    }
    if let Some(absent) = periods.iter().find(|p| !table.rows().periods().contains(p)) {
        let known: Vec<String> = table.rows().periods().iter().map(ToString::to_string).collect();
        return Err(Error::unknown("period of the fit", &absent.to_string(), known.iter().map(String::as_str)));
    }
    table.in_periods(periods).map(Cow::Owned)
}

/// The indicators to prepare: those that are scored.
pub(super) fn wanted(model: &Model) -> Vec<Wanted<'_>> {
    let mut wanted = Vec::new();
    for (dimension, place) in model.system.places().into_iter().enumerate() {
        if let Children::Indicators(indicators) = place.branch.children() {
            let scoring = model.scoring(place.branch);
            let (normalization, is_given) = (scoring.method().normalization(), scoring.method().has_given_scale());
            let scored = indicators.iter().filter(|i| i.role() == Role::Scored);
            wanted.extend(scored.map(|indicator| {
                let wanted = Wanted::new(indicator, normalization, dimension);
                Wanted { may_be_constant: wanted.may_be_constant || is_given, ..wanted }
            }));
        }
    }
    wanted
}

/// Those of `family` that are there to be scored, in order.
pub(super) fn inputs_of(family: &[Key], prepared: &Prepared, scored: &[(Key, ScoredNode)]) -> Vec<Input> {
    family.iter().filter_map(|key| input_of(key, prepared, scored)).collect()
}

pub(super) fn input_of(key: &Key, prepared: &Prepared, scored: &[(Key, ScoredNode)]) -> Option<Input> {
    if let Some(found) = prepared.columns.iter().find(|c| c.column.key() == key) {
        return Some(Input { column: found.column.clone(), terms: found.terms });
    }
    let column: &Column = scored.iter().find(|(k, _)| k == key).map(|(_, node)| &node.shares)?;
    Some(Input { column: column.clone(), terms: Direction::Benefit.into() })
}
