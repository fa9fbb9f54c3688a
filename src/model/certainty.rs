//! How sure the ranks of a result are (结果的不确定性).

use serde::{Deserialize, Serialize};

use crate::document::Value;

/// The middle of a distribution and the ends of its interval (中位数与区间).
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Span {
    /// The lower end.
    pub low: f64,
    /// The median.
    pub median: f64,
    /// The upper end.
    pub high: f64,
}

/// Medians and intervals of the scores and ranks of a result (名次与得分区间), from draws of what could as well have been otherwise.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Certainty {
    /// Number of draws.
    pub draws: usize,
    /// The seed.
    pub seed: u64,
    /// Name and version of the random generator.
    pub generator: String,
    /// What was drawn, as in a model document.
    pub settings: Value,
    /// The share of the draws that the intervals hold.
    pub level: f64,
    /// Per row, the interval of its rank within the period; none if it never had a score.
    pub ranks: Vec<Option<Span>>,
    /// Per row, the interval of its score; none if it never had one.
    pub scores: Vec<Option<Span>>,
}
