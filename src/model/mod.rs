//! The model (评价模型): a hierarchy with its preparation, weights and scores, fitted to data and applied to them.

mod audit;
mod cells;
mod certainty;
mod check;
mod compare;
mod demotion;
mod document;
mod evaluation;
mod fitted;
mod hierarchy;
mod leaf;
mod lint;
mod node;
#[cfg(feature = "uncertainty")]
mod replicate;
mod scoring;
mod settings;
pub mod stream;
mod uncertainty;
mod variation;
mod veto;

use crate::error::Error;
use crate::governance::{Facts, Period};
use crate::indicator::measure;
use crate::label::Key;
use crate::prepare::{Missing, Normalization, Preparation};
use crate::score::{Ties, Topsis, WeightedSum};
use crate::table::IndicatorTable;
use crate::weight::WeightMethod;

pub use audit::{AUDIT_QUESTIONS, AUDIT_STEPS, Audit, AuditQuestion};
pub use cells::{Beside, BesideItem, Cells, Filled};
pub use certainty::{Certainty, Span};
pub use evaluation::{About, Evaluation, IndicatorResult, NodeDetail, NodeResult};
pub use fitted::Fitted;
pub use hierarchy::{Branch, Children, System};
pub(crate) use leaf::{Leaf, LeafView};
#[cfg(feature = "uncertainty")]
pub(crate) use replicate::{Change, Pipeline, Replicate, Reweigh};
pub use scoring::Scoring;
pub use settings::{Detail, Grades, Outside, Scope};
pub use uncertainty::{DataNoise, Factor, Uncertainty, WeightNoise};
pub use veto::Veto;

/// The version of the model document this crate reads and writes.
pub const SCHEMA: usize = 1;

/// A setting for the nodes of a hierarchy (分级设置): one for those over further nodes, one for those over indicators, and
/// exceptions by key.
#[derive(Debug, Clone, PartialEq)]
struct Levels<T> {
    dimensions: T,
    indicators: T,
    nodes: Vec<(Key, T)>,
}

impl<T> Levels<T> {
    fn of(&self, branch: &Branch) -> &T {
        match self.own(branch.key()) {
            Some(setting) => setting,
            None if branch.is_over_indicators() => &self.indicators,
            None => &self.dimensions,
        }
    }

    /// The setting of the node `key` alone.
    fn own(&self, key: &Key) -> Option<&T> {
        let at = self.nodes.binary_search_by(|(k, _)| k.cmp(key)).ok()?;
        self.nodes.get(at).map(|(_, setting)| setting)
    }

    /// Kept in the order of the keys, so that two models with the same settings are equal whatever order they were set in.
    fn set(&mut self, key: Key, setting: T) {
        let at = self.nodes.partition_point(|(k, _)| *k < key);
        match self.nodes.get_mut(at) {
            Some((k, old)) if *k == key => *old = setting,
            _ => self.nodes.insert(at, (key, setting)),
        }
    }
}

/// An evaluation model (评价模型): what is measured, and how the measurements become one score a node.
///
/// Built here step by step, or read from a model document with [`from_toml`](Model::from_toml), [`from_json`](Model::from_json).
/// [`fit`](Model::fit) learns the scale from a table; [`Fitted::score`] applies it to that table or to another;
/// [`evaluate`](Model::evaluate) does both.
///
/// # Defaults
/// Equal weights at every node; TOPSIS over indicators, the weighted sum over dimensions; a gap is an error; the scale is fitted on
/// all rows.
///
/// # Climbing the hierarchy
/// A node sees the scores of its children, or its indicators, with its local weights. Scores of children enter as shares of which more is
/// better: as they are where the method gives such, as one minus the score where lower is better (VIKOR), and by the range of the rows
/// of the fit where any number may come out, which a notice says. Global weights are products of local ones. A node may also score all
/// indicators beneath it at once: [`Scoring::over_leaves`].
///
/// ```
/// use governance_efficacy::model::{Branch, Model, System};
/// use governance_efficacy::score::{Topsis, WeightedSum};
/// use governance_efficacy::weight::Entropy;
/// use governance_efficacy::{Direction, Indicator, IndicatorTable};
///
/// let system = System::new(Branch::over("overall", [
///     Branch::of("order", [
///         Indicator::new("disputes")?.with_direction(Direction::Cost)?,
///         Indicator::new("settled")?,
///     ])?,
///     Branch::of("service", [Indicator::new("answered")?])?,
/// ])?)?;
/// let model = Model::new(system).with_indicator_weights(Entropy::default()).with_indicator_scores(WeightedSum::default());
///
/// let table = IndicatorTable::from_rows(
///     ["East", "West", "North"],
///     &["disputes", "settled", "answered"],
///     &[
///         [Some(3.0), Some(0.9), Some(0.8)],
///         [Some(9.0), Some(0.6), Some(0.9)],
///         [Some(6.0), Some(0.7), Some(0.7)],
///     ],
/// )?;
/// let evaluation = model.evaluate(&table)?;
/// assert_eq!(evaluation.root().ranks(), [Some(1.0), Some(2.0), Some(3.0)]);
/// # Ok::<(), governance_efficacy::Error>(())
/// ```
#[derive(Debug, Clone, PartialEq)]
pub struct Model {
    name: String,
    system: System,
    preparation: Preparation,
    weights: Levels<WeightMethod>,
    scores: Levels<Scoring>,
    grades: Option<Grades>,
    vetoes: Vec<Veto>,
    ties: Ties,
    outside: Outside,
    scope: Scope,
    detail: Detail,
    uncertainty: Option<Uncertainty>,
    audit: Audit,
}

impl Model {
    /// A model of `system` with the defaults.
    pub fn new(system: System) -> Self {
        let (sum, topsis) = (Scoring::from(WeightedSum::default()), Scoring::from(Topsis::default()));
        let equal = WeightMethod::default();
        Self {
            name: String::new(),
            system,
            preparation: Preparation::default(),
            weights: Levels { dimensions: equal.clone(), indicators: equal, nodes: Vec::new() },
            scores: Levels { dimensions: sum, indicators: topsis, nodes: Vec::new() },
            grades: None,
            vetoes: Vec::new(),
            ties: Ties::default(),
            outside: Outside::default(),
            scope: Scope::default(),
            detail: Detail::default(),
            uncertainty: None,
            audit: Audit::default(),
        }
    }

    /// Sets the name of the study.
    #[must_use]
    pub fn with_name(mut self, name: impl Into<String>) -> Self {
        self.name = name.into();
        self
    }

    /// Sets how the table is prepared.
    #[must_use]
    pub fn with_preparation(mut self, preparation: Preparation) -> Self {
        self.preparation = preparation;
        self
    }

    /// Sets how nodes over further nodes are weighted.
    #[must_use]
    pub fn with_dimension_weights(mut self, method: impl Into<WeightMethod>) -> Self {
        self.weights.dimensions = method.into();
        self
    }

    /// Sets how nodes over indicators are weighted.
    #[must_use]
    pub fn with_indicator_weights(mut self, method: impl Into<WeightMethod>) -> Self {
        self.weights.indicators = method.into();
        self
    }

    /// Sets how the node `key` is weighted.
    ///
    /// # Errors
    /// [`Error::Unknown`] if there is no such node.
    pub fn with_node_weights(mut self, key: &str, method: impl Into<WeightMethod>) -> Result<Self, Error> {
        self.weights.set(self.node_key(key)?, method.into());
        Ok(self)
    }

    /// Sets how nodes over further nodes are scored.
    #[must_use]
    pub fn with_dimension_scores(mut self, scoring: impl Into<Scoring>) -> Self {
        self.scores.dimensions = scoring.into();
        self
    }

    /// Sets how nodes over indicators are scored.
    #[must_use]
    pub fn with_indicator_scores(mut self, scoring: impl Into<Scoring>) -> Self {
        self.scores.indicators = scoring.into();
        self
    }

    /// Sets how the node `key` is scored.
    ///
    /// # Errors
    /// [`Error::Unknown`] if there is no such node.
    pub fn with_node_score(mut self, key: &str, scoring: impl Into<Scoring>) -> Result<Self, Error> {
        self.scores.set(self.node_key(key)?, scoring.into());
        Ok(self)
    }

    /// Sets the grades of the scores.
    #[must_use]
    pub fn with_grades(mut self, grades: Grades) -> Self {
        self.grades = Some(grades);
        self
    }

    /// The grades of the scores, if it has any.
    pub fn grades(&self) -> Option<&Grades> {
        self.grades.as_ref()
    }

    /// Adds a line that no score makes good; it needs grades.
    #[must_use]
    pub fn with_veto(mut self, veto: Veto) -> Self {
        self.vetoes.push(veto);
        self
    }

    /// Sets what rank tied scores get.
    #[must_use]
    pub fn with_ties(mut self, ties: Ties) -> Self {
        self.ties = ties;
        self
    }

    /// Sets what to do about a value outside the frozen scale.
    #[must_use]
    pub fn with_outside(mut self, outside: Outside) -> Self {
        self.outside = outside;
        self
    }

    /// Sets the rows the scale is learned from.
    #[must_use]
    pub fn with_scope(mut self, scope: Scope) -> Self {
        self.scope = scope;
        self
    }

    /// Sets how much of the way a result holds.
    #[must_use]
    pub fn with_detail(mut self, detail: Detail) -> Self {
        self.detail = detail;
        self
    }

    /// Sets what is uncertain in the study; `Uncertainty::default()` if not set.
    #[must_use]
    pub fn with_uncertainty(mut self, uncertainty: Uncertainty) -> Self {
        self.uncertainty = Some(uncertainty);
        self
    }

    /// Sets what those who made the study answer to the questions of the audit.
    #[must_use]
    pub fn with_audit(mut self, audit: Audit) -> Self {
        self.audit = audit;
        self
    }

    /// What those who made the study answer to the questions of the audit.
    pub fn audit(&self) -> &Audit {
        &self.audit
    }

    /// What is uncertain in the study, if that is set.
    pub fn uncertainty(&self) -> Option<&Uncertainty> {
        self.uncertainty.as_ref()
    }

    /// The name of the study.
    pub fn name(&self) -> &str {
        &self.name
    }

    /// What is measured.
    pub fn system(&self) -> &System {
        &self.system
    }

    /// How the table is prepared.
    pub fn preparation(&self) -> &Preparation {
        &self.preparation
    }

    /// The rows the scale is learned from.
    pub fn scope(&self) -> &Scope {
        &self.scope
    }

    /// Learns weights, scales and ideals from `table`.
    ///
    /// # Errors
    /// What preparation, weights or scores can't answer, with the node it happened in; settings that don't fit the hierarchy.
    pub fn fit(&self, table: &IndicatorTable) -> Result<Fitted, Error> {
        Fitted::fit(self, table)
    }

    /// Fits the model to `table` and scores it: [`fit`](Model::fit) and [`Fitted::score`].
    ///
    /// # Errors
    /// Those of both.
    pub fn evaluate(&self, table: &IndicatorTable) -> Result<Evaluation, Error> {
        self.fit(table)?.score(table)
    }

    /// Measures the standard system on `facts`, then fits and scores: [`measure`], [`fit`](Model::fit) and [`Fitted::score`]. The path
    /// profile stands beside the scores. What the facts make diagnostic weighs nothing: a weight that the model states for it is left
    /// out, and a notice says so.
    ///
    /// # Errors
    /// As [`evaluate`](Model::evaluate); [`Error::Unknown`] for an indicator that is not in the standard system.
    ///
    /// ```
    /// use governance_efficacy::governance::{CommunityFacts, Facts, Service, ServiceCategory};
    /// use governance_efficacy::model::{Branch, Model, System};
    /// use governance_efficacy::{Indicator, Key, Period};
    ///
    /// let community = |name: &str, resolved: u64| -> Result<CommunityFacts, governance_efficacy::Error> {
    ///     let service = Service { valid_requests: Some(200), resolved: Some(resolved), ..Service::new(ServiceCategory::Convenience) };
    ///     Ok(CommunityFacts::new(Key::new(name)?, Period::year(2024)?).with_services(vec![service]))
    /// };
    /// let facts = Facts::new(vec![community("East", 180)?, community("West", 150)?])?;
    ///
    /// let system = System::new(Branch::of("precision", [Indicator::new("resolution_rate")?])?)?;
    /// let evaluation = Model::new(system).evaluate_facts(&facts)?;
    /// assert_eq!(evaluation.root().ranks(), [Some(1.0), Some(2.0)]);
    /// assert!(evaluation.beside().is_some_and(|beside| !beside.path_profile.is_empty()));
    /// # Ok::<(), governance_efficacy::Error>(())
    /// ```
    pub fn evaluate_facts(&self, facts: &Facts) -> Result<Evaluation, Error> {
        self.fit_facts(facts)?.score_facts(facts)
    }

    /// Measures the standard system on `facts` and fits the model to it.
    ///
    /// # Errors
    /// As [`evaluate_facts`](Model::evaluate_facts).
    pub fn fit_facts(&self, facts: &Facts) -> Result<Fitted, Error> {
        let measurement = measure(facts);
        self.demoted_by(&measurement)?.fit(&IndicatorTable::from_measurement(&measurement)?.with_attributes_of(facts)?)
    }

    /// Measures the standard system on `facts` and evaluates each period by itself, on a scale of its own.
    ///
    /// # Errors
    /// As [`evaluate_facts`](Model::evaluate_facts).
    pub fn evaluate_facts_each_period(&self, facts: &Facts) -> Result<Vec<(Period, Evaluation)>, Error> {
        let measurement = measure(facts);
        let table = IndicatorTable::from_measurement(&measurement)?.with_attributes_of(facts)?;
        let demoted = self.demoted_by(&measurement)?.map(|model| model.with_scope(Scope::Pooled));
        let evaluations = each_period(&table, |table| demoted.evaluate(table))?;
        evaluations.into_iter().map(|(period, e)| Ok((period, e.with_measurement(&measurement)?))).collect()
    }

    /// Evaluates each period by itself, on a scale of its own: ranks are comparable between periods, scores are not.
    ///
    /// # Errors
    /// As [`evaluate`](Model::evaluate); [`Error::TooFew`] if the table has no periods.
    pub fn evaluate_each_period(&self, table: &IndicatorTable) -> Result<Vec<(Period, Evaluation)>, Error> {
        let pooled = self.clone().with_scope(Scope::Pooled);
        each_period(table, |table| pooled.evaluate(table))
    }

    /// The least share of the weight of a node that must be available.
    fn coverage(&self) -> f64 {
        match self.preparation.missing().remaining() {
            Missing::Renormalize { coverage } => *coverage,
            _ => 1.0,
        }
    }

    fn node_key(&self, key: &str) -> Result<Key, Error> {
        let places = self.system.places();
        places
            .iter()
            .map(|place| place.branch.key())
            .find(|k| *k == key)
            .cloned()
            .ok_or_else(|| Error::unknown("node", key, places.iter().map(|place| place.branch.key().as_str())))
    }

    /// The weighting method of a node, with the normalisation that applies there.
    fn weight_method(&self, branch: &Branch) -> WeightMethod {
        let method = self.weights.of(branch);
        match self.preparation.normalization() {
            Some(normalization) if branch.is_over_indicators() => method.with_default_normalization(normalization),
            _ => method.clone(),
        }
    }

    /// How a node is scored, with the normalisation that applies there: the scores of children are on one scale already.
    fn scoring(&self, branch: &Branch) -> Scoring {
        let scoring = self.scores.of(branch);
        match self.preparation.normalization() {
            _ if !branch.is_over_indicators() && !scoring.is_over_leaves() => {
                scoring.with_default_normalization(Normalization::None)
            }
            Some(normalization) => scoring.with_default_normalization(normalization),
            None => scoring.clone(),
        }
    }
}

/// What `evaluate` gives for each period by itself.
fn each_period(
    table: &IndicatorTable,
    evaluate: impl Fn(&IndicatorTable) -> Result<Evaluation, Error>,
) -> Result<Vec<(Period, Evaluation)>, Error> {
    let periods = table.rows().periods();
    if periods.is_empty() {
        return Err(Error::TooFew { what: "periods in the table", needed: 1 });
    }
    periods.iter().map(|&period| Ok((period, evaluate(&table.in_periods(&[period])?)?))).collect()
}
