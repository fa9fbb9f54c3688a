//! The result of an evaluation (评价结果).

use std::sync::Arc;

use serde::{Deserialize, Serialize};

use crate::document::Value;
use crate::error::Error;
use crate::governance::Period;
use crate::indicator::{Direction, Measurement, Role};
use crate::label::{Key, Label};
use crate::notice::Notice;
use crate::prepare::{Normalization, PreparationResult, Prepared};
use crate::score::{Orientation, Score, ScoreDetail, Ties, rank};
use crate::table::{Column, IndicatorTable, Rows};
use crate::weight::Weighing;

use super::cells::{Beside, Cells};
use super::certainty::Certainty;
use super::fitted::{Fitted, inputs_of};
use super::hierarchy::Children;
use super::node::{FittedNode, ScoredNode};
use super::{Detail, Grades, Model, Outside, SCHEMA, Scope};

/// Where a result comes from (结果来源).
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct About {
    /// Name of the study.
    pub name: String,
    /// Version of this crate.
    pub crate_version: String,
    /// Version of the model document.
    pub schema: usize,
    /// Fingerprint of the table that was scored, [`IndicatorTable::checksum`] in hexadecimal.
    pub data_checksum: String,
    /// The periods the scale was fitted on, or all rows.
    pub scope: Scope,
    /// Number of rows the scale was fitted on.
    pub fitted_rows: usize,
    /// What rank tied scores get.
    pub ties: Ties,
}

/// Scores, ranks, weights and notices of every node, for every row (评价结果).
///
/// Nodes stand in the order of the hierarchy, the whole first. Ranks are within a period. Scores that could not be formed are
/// `None`; a notice says why.
///
/// # Example
/// See [`Model`](super::Model).
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(try_from = "EvaluationForm", into = "EvaluationForm")]
pub struct Evaluation {
    form: Arc<EvaluationForm>,
}

#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct EvaluationForm {
    about: About,
    model: Value,
    rows: Rows,
    nodes: Vec<NodeResult>,
    indicators: Vec<IndicatorResult>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    grades: Option<Vec<Option<Label>>>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    beside: Option<Beside>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    certainty: Option<Certainty>,
    #[serde(default, skip_serializing_if = "PreparationResult::is_empty")]
    preparation: PreparationResult,
    notices: Vec<Notice>,
}

impl TryFrom<EvaluationForm> for Evaluation {
    type Error = Error;

    fn try_from(form: EvaluationForm) -> Result<Self, Error> {
        let evaluation = Self::of_computed(form)?;
        evaluation.check_values()?;
        Ok(evaluation)
    }
}

impl Evaluation {
    /// A result whose values were computed and need no check.
    fn of_computed(form: EvaluationForm) -> Result<Self, Error> {
        let rows = form.rows.len();
        let lengths = form
            .nodes
            .iter()
            .flat_map(|n| [n.scores.len(), n.ranks.len()])
            .chain(form.grades.iter().map(Vec::len))
            .chain(form.certainty.iter().flat_map(|c| [c.ranks.len(), c.scores.len()]))
            .chain(form.indicators.iter().filter_map(|i| i.cells.as_ref().map(|c| c.values.len())));
        if let Some(found) = lengths.into_iter().find(|&length| length != rows) {
            return Err(Error::Length { what: "results of an evaluation, one for each row".to_owned(), expected: rows, found });
        }
        if form.nodes.is_empty() {
            return Err(Error::TooFew { what: "nodes", needed: 1 });
        }
        Ok(Self { form: Arc::new(form) })
    }

    /// Refuses scores that are not finite and ranks that are not those of the scores.
    fn check_values(&self) -> Result<(), Error> {
        let groups = self.form.rows.by_period();
        for node in &self.form.nodes {
            let place = |row: usize| self.form.rows.get(row).map(|row| row.to_string()).unwrap_or_default();
            let not_finite = |score: &Option<f64>| score.is_some_and(|score| !score.is_finite());
            if let Some(row) = node.scores.iter().position(not_finite) {
                let (what, remedy) = (format!("the score of {} in {:?}", place(row), node.key.as_str()), "evaluate again");
                return Err(Error::setting(what, "not finite", remedy));
            }
            let scores = Column::with_gaps(node.key.clone(), node.scores.clone())?;
            let expected = ranks(&scores, node.orientation, &groups, self.form.about.ties);
            if let Some(row) = expected.iter().zip(&node.ranks).position(|(expected, found)| expected != found) {
                let rank = |rank: Option<f64>| rank.map_or_else(|| "none".to_owned(), |rank| rank.to_string());
                let what = format!("the rank of {} in {:?}", place(row), node.key.as_str());
                let remedy = format!("by the scores it is {}; correct it, or evaluate again", rank(expected[row]));
                return Err(Error::setting(what, rank(node.ranks[row]), remedy));
            }
        }
        Ok(())
    }
}

impl From<Evaluation> for EvaluationForm {
    fn from(evaluation: Evaluation) -> Self {
        Arc::unwrap_or_clone(evaluation.form)
    }
}

/// One node of the hierarchy over all rows (节点结果).
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct NodeResult {
    key: Key,
    label: Label,
    address: String,
    global_weight: f64,
    weighing: Weighing,
    method: String,
    normalization: String,
    orientation: Orientation,
    scores: Vec<Option<f64>>,
    ranks: Vec<Option<f64>>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    detail: Option<NodeDetail>,
    notices: Vec<Notice>,
}

/// The way from the children of a node to its score (节点中间结果), with `detail = "full"`.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct NodeDetail {
    /// Per child, its normalised value in each row; none at a gap.
    pub normalized: Vec<(Key, Vec<Option<f64>>)>,
    /// What the score method found on the way. In a row without a score its numbers are 0.
    pub way: ScoreDetail,
}

/// One indicator over all rows (指标结果).
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct IndicatorResult {
    /// Its key.
    pub key: Key,
    /// Its name in English and Chinese.
    pub label: Label,
    /// The node it belongs to.
    pub node: Key,
    /// Which values are good.
    pub direction: Direction,
    /// Whether it enters the score.
    pub role: Role,
    /// Unit of measurement.
    pub unit: String,
    /// Its weight in the whole: the product of the local weights above it; 0 if it is diagnostic or was left out.
    pub global_weight: f64,
    /// Name of the normalisation the score used for it: its own, or that of its node. None if it is diagnostic or was left out.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub normalization: Option<String>,
    /// Raw values as the table has them, with their intervals and the reasons of gaps, with `detail = "full"`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub cells: Option<Cells>,
}

impl Evaluation {
    /// Where the result comes from.
    pub fn about(&self) -> &About {
        &self.form.about
    }

    /// The model document with every default written out.
    pub fn document(&self) -> &Value {
        &self.form.model
    }

    /// The rows that were scored.
    pub fn rows(&self) -> &Rows {
        &self.form.rows
    }

    /// The whole: the node above all others.
    pub fn root(&self) -> &NodeResult {
        // The constructor refuses a result without nodes.
        &self.form.nodes[0]
    }

    /// All nodes in the order of the hierarchy, the whole first.
    pub fn nodes(&self) -> &[NodeResult] {
        &self.form.nodes
    }

    /// The node `key`.
    ///
    /// # Errors
    /// [`Error::Unknown`] with the near matches.
    pub fn node(&self, key: &str) -> Result<&NodeResult, Error> {
        let known = || self.form.nodes.iter().map(|n| n.key.as_str());
        self.form.nodes.iter().find(|n| n.key == key).ok_or_else(|| Error::unknown("node", key, known()))
    }

    /// All indicators in the order of the hierarchy.
    pub fn indicators(&self) -> &[IndicatorResult] {
        &self.form.indicators
    }

    /// The grade of each row, if the model has grades and the row a score.
    pub fn grades(&self) -> Option<&[Option<Label>]> {
        self.form.grades.as_deref()
    }

    /// What was measured from the facts and stands beside the scores; none if the evaluation began with a table.
    pub fn beside(&self) -> Option<&Beside> {
        self.form.beside.as_ref()
    }

    /// What the preparation found on the rows of the fit: how far filled gaps are off.
    pub fn preparation(&self) -> &PreparationResult {
        &self.form.preparation
    }

    /// The same result with what was measured beside it.
    pub(super) fn with_measurement(self, measurement: &Measurement) -> Result<Self, Error> {
        let mut form = EvaluationForm::from(self);
        form.beside = Some(Beside::of(measurement, &form.rows)?);
        let periods = form.rows.periods().to_vec();
        let concerned = measurement.notices().iter().filter(|n| n.period().is_none_or(|p| periods.contains(&p)));
        form.notices.splice(0..0, concerned.cloned());
        Self::of_computed(form)
    }

    /// How sure scores and ranks are; none if it was not computed.
    pub fn certainty(&self) -> Option<&Certainty> {
        self.form.certainty.as_ref()
    }

    /// The same result with how sure it is.
    ///
    /// # Errors
    /// [`Error::Length`] unless the intervals are those of the same rows.
    pub fn with_certainty(self, certainty: Certainty) -> Result<Self, Error> {
        let mut form = EvaluationForm::from(self);
        form.certainty = Some(certainty);
        Self::of_computed(form)
    }

    /// What the reader must know of the whole; each node has its own notices besides.
    pub fn notices(&self) -> &[Notice] {
        &self.form.notices
    }

    /// All notices, those of the whole first, with the key of the node they belong to.
    pub fn all_notices(&self) -> impl Iterator<Item = (Option<&Key>, &Notice)> {
        let of_nodes = self.form.nodes.iter().flat_map(|n| n.notices.iter().map(|notice| (Some(&n.key), notice)));
        self.form.notices.iter().map(|notice| (None, notice)).chain(of_nodes)
    }

    /// Reads a result from JSON text, as [`to_json`](Evaluation::to_json) wrote it.
    ///
    /// ```
    /// use governance_efficacy::model::{Evaluation, Model, System};
    /// use governance_efficacy::{Indicator, IndicatorTable};
    ///
    /// let table = IndicatorTable::from_rows(["A", "B"], &["answered"], &[[Some(0.5)], [Some(0.9)]])?;
    /// let evaluation = Model::new(System::flat([Indicator::new("answered")?])?).evaluate(&table)?;
    /// let text = evaluation.to_json()?;
    /// assert_eq!(Evaluation::from_json(&text)?, evaluation);
    ///
    /// let wrong = text.replace("\"ranks\":[2.0,1.0]", "\"ranks\":[1.0,2.0]");
    /// assert!(Evaluation::from_json(&wrong).unwrap_err().to_string().contains("the rank of A"));
    /// # Ok::<(), governance_efficacy::Error>(())
    /// ```
    ///
    /// # Errors
    /// [`Error::Syntax`] with the path and the value for what is no result; also if lengths differ, a score is not finite, or ranks are
    /// not those of the scores.
    #[cfg(feature = "json")]
    pub fn from_json(text: &str) -> Result<Self, Error> {
        crate::document::read_json(text, "the evaluation", &["key"])
    }

    /// The result as JSON text on one line, the same bytes for the same input.
    ///
    /// # Errors
    /// [`Error::Syntax`] if it can't be written, which no result of this crate gives rise to.
    #[cfg(feature = "json")]
    pub fn to_json(&self) -> Result<String, Error> {
        crate::document::write_compact_json(&*self.form, "the evaluation")
    }
}

impl NodeResult {
    /// Its key.
    pub fn key(&self) -> &Key {
        &self.key
    }

    /// Its name in English and Chinese.
    pub fn label(&self) -> &Label {
        &self.label
    }

    /// Its place in the hierarchy: keys from below the whole, joined by `/`.
    pub fn address(&self) -> &str {
        &self.address
    }

    /// Its weight in the whole: the product of the local weights above it; 1 for the whole.
    pub fn global_weight(&self) -> f64 {
        self.global_weight
    }

    /// The weights of its children and how they came about.
    pub fn weighing(&self) -> &Weighing {
        &self.weighing
    }

    /// Name of the score method.
    pub fn method(&self) -> &str {
        &self.method
    }

    /// Whether a higher or a lower score is better.
    pub fn orientation(&self) -> Orientation {
        self.orientation
    }

    /// Name of the normalisation the score method used; `raw` where its formula takes raw values.
    pub fn normalization(&self) -> &str {
        &self.normalization
    }

    /// The score of each row.
    pub fn scores(&self) -> &[Option<f64>] {
        &self.scores
    }

    /// The rank of each row within its period, 1 being the best.
    pub fn ranks(&self) -> &[Option<f64>] {
        &self.ranks
    }

    /// The way to the score, with `detail = "full"`.
    pub fn detail(&self) -> Option<&NodeDetail> {
        self.detail.as_ref()
    }

    /// What the reader must know of this node.
    pub fn notices(&self) -> &[Notice] {
        &self.notices
    }
}

/// Puts the result together from the scored nodes.
pub(super) fn assemble(
    fitted: &Fitted,
    table: &IndicatorTable,
    prepared: &Prepared,
    scored: &[(Key, ScoredNode)],
    notices: Vec<Notice>,
) -> Result<Evaluation, Error> {
    let model = fitted.model();
    let full = model.detail == Detail::Full;
    let groups = prepared.rows.by_period();
    let mut nodes: Vec<NodeResult> = Vec::with_capacity(scored.len());
    let mut global: Vec<(Key, f64)> = vec![(model.system.root().key().clone(), 1.0)];
    for place in model.system.places() {
        let branch = place.branch;
        let Some(node) = fitted.nodes().iter().find(|n| n.key == *branch.key()) else { continue };
        let Some((_, result)) = scored.iter().find(|(key, _)| key == branch.key()) else { continue };
        let weight = global.iter().find(|(key, _)| key == branch.key()).map_or(0.0, |(_, w)| *w);
        global.extend(node.weighing.weights.iter().map(|(key, local)| (key.clone(), local * weight)));
        let method = node.score.method();
        let mut own = node.weighing.notices.clone();
        own.extend(node.notices.iter().chain(&result.notices).cloned());
        nodes.push(NodeResult {
            key: node.key.clone(),
            label: branch.label().clone(),
            address: place.address,
            global_weight: weight,
            weighing: node.weighing.clone(),
            method: method.info().name.to_owned(),
            normalization: method.normalization().map_or("raw", Normalization::name).to_owned(),
            orientation: method.orientation(),
            scores: result.scores.iter().collect(),
            ranks: ranks(&result.scores, method.orientation(), &groups, model.ties),
            detail: full.then(|| detail(node, prepared, scored, result, model.outside)),
            notices: own,
        });
    }
    let indicators = indicators(fitted, table, prepared, &global, full);
    let mut notices = notices;
    // The root is scored last.
    let grades = match model.grades.as_ref().zip(scored.last()) {
        Some((grades, (_, root))) => Some(graded(model, grades, &root.shares, table, &prepared.rows, &mut notices)?),
        None => None,
    };
    let about = About {
        name: model.name.clone(),
        crate_version: env!("CARGO_PKG_VERSION").to_owned(),
        schema: SCHEMA,
        data_checksum: format!("{:016x}", table.checksum()),
        scope: model.scope.clone(),
        fitted_rows: fitted.row_count(),
        ties: model.ties,
    };
    let rows = prepared.rows.as_ref().clone();
    let preparation = fitted.preparation().clone();
    let (beside, certainty) = (None, None);
    let model = model.to_document();
    let form = EvaluationForm { about, model, rows, nodes, indicators, grades, beside, certainty, preparation, notices };
    Evaluation::of_computed(form)
}

/// The grade of each row that has a score; the lowest where a veto strikes.
pub(super) fn graded(
    model: &Model,
    grades: &Grades,
    shares: &Column,
    table: &IndicatorTable,
    rows: &Rows,
    notices: &mut Vec<Notice>,
) -> Result<Vec<Option<Label>>, Error> {
    let mut given: Vec<Option<Label>> = shares.iter().map(|share| share.map(|s| grades.of(s).clone())).collect();
    for veto in &model.vetoes {
        let struck = veto.struck(table, rows)?;
        for &row in &struck {
            given[row] = given[row].take().map(|_| grades.lowest().clone());
        }
        if !struck.is_empty() {
            let names = struck.iter().filter_map(|&row| rows.get(row)).map(|row| row.to_string()).collect();
            notices.push(Notice::Vetoed { indicator: veto.indicator().clone(), rows: names });
        }
    }
    Ok(given)
}

/// Ranks within each period, of the rows that have a score.
fn ranks(scores: &Column, orientation: Orientation, groups: &[(Option<Period>, Vec<usize>)], ties: Ties) -> Vec<Option<f64>> {
    let mut ranks = vec![None; scores.len()];
    for (_, members) in groups {
        let present: Vec<usize> = members.iter().copied().filter(|&row| !scores.is_gap(row)).collect();
        let values: Vec<f64> = present.iter().map(|&row| scores.raw()[row]).collect();
        for (row, rank) in present.into_iter().zip(rank(&values, orientation, ties)) {
            ranks[row] = Some(rank);
        }
    }
    ranks
}

fn detail(
    node: &FittedNode,
    prepared: &Prepared,
    scored: &[(Key, ScoredNode)],
    result: &ScoredNode,
    outside: Outside,
) -> NodeDetail {
    let inputs = inputs_of(&node.scored, prepared, scored);
    let normalized = inputs.iter().enumerate().map(|(j, input)| {
        let scale = node.score.criteria()[j].scale();
        let within = |x: f64| if outside == Outside::Clip { node.score.within(j, x) } else { x };
        (input.column.key().clone(), input.column.iter().map(|x| x.map(|x| scale.apply(within(x)))).collect())
    });
    NodeDetail { normalized: normalized.collect(), way: result.detail.clone() }
}

fn indicators(
    fitted: &Fitted,
    table: &IndicatorTable,
    prepared: &Prepared,
    global: &[(Key, f64)],
    full: bool,
) -> Vec<IndicatorResult> {
    let mut results = Vec::new();
    for place in fitted.model().system.places() {
        let Children::Indicators(indicators) = place.branch.children() else { continue };
        let normalization = fitted.model().scoring(place.branch).method().normalization();
        for indicator in indicators {
            let own = prepared.columns.iter().find(|c| c.column.key() == indicator.key()).map(|c| &c.column);
            let normalization =
                own.map(|_| indicator.normalization().or(normalization).map_or("raw", Normalization::name).to_owned());
            let cells = match table.column(indicator.key().as_str()) {
                // Rows that were left out have no place in the result.
                Ok(column) if full => Some(Cells::of(column, table.rows(), &prepared.rows).with_filled(own)),
                // A diagnostic indicator may be absent; a scored one that is was refused before.
                _ => None,
            };
            results.push(IndicatorResult {
                key: indicator.key().clone(),
                label: indicator.label().clone(),
                node: place.branch.key().clone(),
                direction: indicator.direction(),
                role: indicator.role(),
                unit: indicator.unit().to_owned(),
                global_weight: global.iter().find(|(key, _)| key == indicator.key()).map_or(0.0, |(_, w)| *w),
                normalization,
                cells,
            });
        }
    }
    results
}
