//! What to change, and what it would bring (改进方案).

use serde::{Deserialize, Serialize};

use crate::governance::Period;
use crate::label::Key;

/// Changes of one unit's indicators that reach a target (改进方案). Made by [`Improvement::plan`](super::Improvement::plan).
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Plan {
    /// The unit.
    pub unit: String,
    /// The period.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub period: Option<Period>,
    /// The score of the whole that the target comes to.
    pub target: f64,
    /// The score before.
    pub before: f64,
    /// The score after all changes, as the model itself finds it; at least the target unless that is out of reach.
    pub after: f64,
    /// What the changes cost together.
    pub cost: f64,
    /// How good the plan is.
    pub optimality: Optimality,
    /// Every indicator that could be moved, in the order given.
    pub changes: Vec<Change>,
    /// How often the model was computed.
    pub evaluations: usize,
}

/// How good a plan is (最优性).
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case", deny_unknown_fields)]
pub enum Optimality {
    /// No cheaper plan reaches the target (最优).
    Optimal,
    /// A cheaper plan may exist; none costs less than the bound (在界内).
    Within {
        /// What any plan that reaches the target costs at least.
        lower_bound: f64,
    },
    /// Even all changes together don't reach the target; the plan shows them all (不可达).
    Unreachable,
}

/// What becomes of one indicator (指标变化).
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Change {
    /// The indicator.
    pub indicator: Key,
    /// Its value now.
    pub from: f64,
    /// Its value under the plan.
    pub to: f64,
    /// What that costs.
    pub cost: f64,
    /// What the score loses if this change alone is left out of the plan.
    pub gain: f64,
    /// What the score gains per unit of the indicator at its present value, a one-sided derivative (边际增益); 0 for an indicator that has to
    /// come into the range of the scale first.
    pub marginal: f64,
    /// The same per unit of cost.
    pub marginal_per_cost: f64,
    /// Keys of the theory's [countermeasures](super::countermeasures_for) that bear on it.
    pub countermeasures: Vec<String>,
}
