//! From a score down to the facts (得分溯源): why this community has this score.

mod facts;
mod tree;

use serde::{Deserialize, Serialize};

use crate::error::Error;
use crate::governance::Period;
use crate::indicator::{Direction, Role, StandardIndicator, Unavailable};
use crate::label::{Key, Label};
use crate::model::{Evaluation, Filled};
use crate::numeric::interval::Interval;

use super::contribution::{Baseline, Contributions, Decomposition};
use super::coupling::row_of;

pub use facts::{FactRead, FactValue};

/// One score taken back, node by node, to the values and facts it came from (得分溯源). Made by [`Evaluation::explain`].
///
/// At every node stand its weight, method, score and what it contributes to the whole; at every indicator its raw value, where that
/// stands, formula, source and the facts it reads.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Explanation {
    /// The unit.
    pub unit: String,
    /// The period, if the rows have periods.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub period: Option<Period>,
    /// What the contributions are, if they are not the plain parts of weighted sums.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub against: Option<Against>,
    /// The whole and what is beneath it.
    pub root: ExplainedNode,
}

/// How contributions were computed, and against what (分解方法与基准).
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Against {
    /// How the score was taken apart.
    pub decomposition: Decomposition,
    /// With what the row is compared.
    pub baseline: Baseline,
    /// The score of that.
    pub score: f64,
}

/// One node of an explanation (节点溯源).
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ExplainedNode {
    /// Its key.
    pub key: Key,
    /// Its name in English and Chinese.
    pub label: Label,
    /// Its weight among its siblings; 1 for the whole.
    pub local_weight: f64,
    /// Its weight in the whole.
    pub global_weight: f64,
    /// Name of the method that weighs what is beneath it.
    pub weighting: String,
    /// Name of the method that scores it.
    pub method: String,
    /// Name of the normalisation that method uses.
    pub normalization: String,
    /// Its score.
    pub score: Option<f64>,
    /// Its rank within the period.
    pub rank: Option<f64>,
    /// What it contributes to the score of the whole; none where that is not known.
    pub contribution: Option<f64>,
    /// The nodes beneath it.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub nodes: Vec<Self>,
    /// The indicators beneath it.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub indicators: Vec<ExplainedIndicator>,
}

/// One indicator of an explanation (指标溯源).
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ExplainedIndicator {
    /// Its key.
    pub key: Key,
    /// Its name in English and Chinese.
    pub label: Label,
    /// Unit of measurement.
    pub unit: String,
    /// Which values are good.
    pub direction: Direction,
    /// Whether it enters the score.
    pub role: Role,
    /// Its weight among its siblings; 0 if it is diagnostic or was left out.
    pub local_weight: f64,
    /// Its weight in the whole.
    pub global_weight: f64,
    /// Its raw value.
    pub value: Option<f64>,
    /// The 95 % interval of the value, if it comes from counts.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub interval: Option<Interval>,
    /// Why there is no value, if that is known.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub reason: Option<Unavailable>,
    /// What was filled in for the gap.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub filled: Option<Filled>,
    /// Name of its normalisation, if it is scored.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub normalization: Option<String>,
    /// Its normalised value, as the node above it scores it.
    pub normalized: Option<f64>,
    /// What it contributes to the score of the whole; none where that is not known.
    pub contribution: Option<f64>,
    /// How it is computed; empty if that is not stated.
    pub formula: String,
    /// Where that comes from.
    pub source: String,
    /// The facts it reads; empty unless it was measured from facts.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub facts: Vec<FactRead>,
}

impl Evaluation {
    /// Why `unit` has its score in `period`: a tree from the whole down to the indicators, and to the facts where they were measured from
    /// facts.
    ///
    /// Contributions are the parts of weighted sums, as far down as scores are such sums, and sum to the score of the whole; beneath any
    /// other method they are not known until [`Explanation::with_contributions`] says them. Which facts an indicator reads is known to
    /// the standard system; [`Explanation::with_facts`] says what they were.
    ///
    /// # Errors
    /// [`Error::Unknown`] for a row that is not there; [`Error::InvalidSetting`] unless the evaluation holds its intermediate results
    /// (`detail = "full"`).
    ///
    /// # Example
    /// By hand: 0.75 of the weight on order, which stands at (6 − 4)/(8 − 4) = 0.5.
    /// ```
    /// use governance_efficacy::model::{Detail, Model, System};
    /// use governance_efficacy::score::WeightedSum;
    /// use governance_efficacy::weight::Given;
    /// use governance_efficacy::{Indicator, IndicatorTable};
    ///
    /// let model = Model::new(System::flat([Indicator::new("order")?, Indicator::new("service")?])?)
    ///     .with_indicator_weights(Given::new([("order", 0.75), ("service", 0.25)])?)
    ///     .with_indicator_scores(WeightedSum::default())
    ///     .with_detail(Detail::Full);
    /// let rows = [[Some(4.0), Some(1.0)], [Some(6.0), Some(0.0)], [Some(8.0), Some(0.5)]];
    /// let table = IndicatorTable::from_rows(["A", "B", "C"], &["order", "service"], &rows)?;
    /// let explanation = model.evaluate(&table)?.explain("B", None)?;
    /// let order = &explanation.root.indicators[0];
    /// assert_eq!((order.value, order.normalized, order.contribution), (Some(6.0), Some(0.5), Some(0.375)));
    /// println!("{explanation}");
    /// # Ok::<(), governance_efficacy::Error>(())
    /// ```
    pub fn explain(&self, unit: impl AsRef<str>, period: impl Into<Option<Period>>) -> Result<Explanation, Error> {
        let period = period.into();
        let row = row_of(self.rows(), unit.as_ref(), period)?;
        if self.root().detail().is_none() {
            let remedy = "set detail = \"full\" in the model, so that the evaluation holds what an explanation shows";
            return Err(Error::setting("detail", "scores", remedy));
        }
        let root = tree::Tree::of(self, row).explained();
        Ok(Explanation { unit: unit.as_ref().to_owned(), period, against: None, root })
    }
}

impl Explanation {
    /// The same with `contributions` to the score of the whole, such as Owen values, in the place of the parts of weighted sums.
    ///
    /// # Errors
    /// [`Error::InvalidSetting`] for contributions to another node; [`Error::Unknown`] if they are not of this row.
    pub fn with_contributions(mut self, contributions: &Contributions) -> Result<Self, Error> {
        if contributions.node != self.root.key {
            let remedy = format!("take contributions to {:?}", self.root.key.as_str());
            return Err(Error::setting("contributions", format!("those to {:?}", contributions.node.as_str()), remedy));
        }
        let of_row = contributions.of(&self.unit, self.period)?;
        self.root.set_contributions(&of_row.iter().map(|(of, value)| (&of.key, *value)).collect::<Vec<_>>());
        self.against = Some(Against {
            decomposition: contributions.decomposition,
            baseline: contributions.baseline.clone(),
            score: contributions.baseline_score,
        });
        Ok(self)
    }

    /// All indicators, in the order of the hierarchy: the leaves of the tree.
    pub fn indicators(&self) -> Vec<&ExplainedIndicator> {
        let mut indicators = Vec::new();
        self.root.collect(&mut indicators);
        indicators
    }
}

impl ExplainedNode {
    /// Sets what is known of each indicator, and the sums above them.
    fn set_contributions(&mut self, values: &[(&Key, f64)]) {
        for indicator in &mut self.indicators {
            indicator.contribution = values.iter().find(|(key, _)| **key == indicator.key).map(|(_, value)| *value);
        }
        self.nodes.iter_mut().for_each(|node| node.set_contributions(values));
        let below = self.indicators.iter().map(|i| i.contribution).chain(self.nodes.iter().map(|n| n.contribution));
        let known: Vec<f64> = below.flatten().collect();
        self.contribution = (!known.is_empty()).then(|| crate::numeric::sum(&known));
    }

    fn collect<'a>(&'a self, to: &mut Vec<&'a ExplainedIndicator>) {
        to.extend(&self.indicators);
        self.nodes.iter().for_each(|node| node.collect(to));
    }
}

/// The standard indicator `key`.
fn standard(key: &Key) -> Option<&'static StandardIndicator> {
    StandardIndicator::efficacy().iter().flat_map(|(_, indicators)| *indicators).find(|indicator| key == indicator.key())
}
