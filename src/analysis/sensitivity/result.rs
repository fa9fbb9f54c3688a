//! What a sensitivity analysis gives (敏感性分析结果).

use serde::{Deserialize, Serialize};

use crate::error::Error;
use crate::numeric::interval::{Confidence, Interval};

/// One index, estimated (敏感性指数): a share of the output's variance, without unit.
///
/// The index itself lies between 0 and 1. The estimate of a small one can come out a little below 0, and of a large one a little above
/// 1; it is given as it came out, since a cut would bias it.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Index {
    /// The estimate.
    pub value: f64,
    /// The interval between the percentiles of the bootstrap; none without one, or if the output does not vary in some resample.
    pub interval: Option<Interval>,
    /// The Monte-Carlo standard error: the standard deviation over the bootstrap; none where there is no interval.
    pub standard_error: Option<f64>,
}

/// The indices of one factor (单因子敏感性指数).
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct FactorIndices {
    /// The factor.
    pub factor: String,
    /// S1, the first-order index (一阶指数): the share of the variance this factor causes alone.
    pub first: Option<Index>,
    /// ST, the total index (总效应指数): the share it causes alone and together with others.
    pub total: Option<Index>,
}

/// The second-order indices of two factors (二阶敏感性指数).
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct PairIndices {
    /// The two factors, in the order they were given.
    pub factors: [String; 2],
    /// The closed index (闭合二阶指数): the share the two cause together, each alone included.
    pub closed: Option<Index>,
    /// The share of their interaction (交互效应): the closed index less both first-order indices.
    pub interaction: Option<Index>,
}

/// Why an output has no indices (无指数的原因).
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
#[serde(tag = "reason", rename_all = "kebab-case", deny_unknown_fields)]
#[non_exhaustive]
pub enum NoIndices {
    /// It is the same at every point, but for rounding: no variance, nothing to share out.
    Constant {
        /// The value it has.
        value: f64,
    },
    /// It varies so seldom that the points of the variance hardly show it: more samples are needed.
    TooRare,
}

/// The indices of one output (单输出敏感性指数).
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct OutputIndices {
    /// The output.
    pub output: String,
    /// Its mean over the 2N points of A and B, in its own unit.
    pub mean: f64,
    /// Its standard deviation over them, in its own unit.
    pub standard_deviation: f64,
    /// Of each factor, in the order given.
    pub factors: Vec<FactorIndices>,
    /// Σ S1: what is short of 1 is due to interactions.
    pub first_order_sum: Option<Index>,
    /// Of each pair of factors, in the order given; empty unless asked for.
    pub pairs: Vec<PairIndices>,
    /// Why there are no indices, if there are none.
    pub without: Option<NoIndices>,
}

impl OutputIndices {
    /// The indices of a factor.
    ///
    /// # Errors
    /// [`Error::Unknown`] if there is no such factor.
    pub fn factor(&self, name: &str) -> Result<&FactorIndices, Error> {
        let found = self.factors.iter().find(|indices| indices.factor == name);
        found.ok_or_else(|| Error::unknown("factor", name, self.factors.iter().map(|indices| indices.factor.as_str())))
    }
}

/// The sensitivity of all outputs to all factors, and how it was found (敏感性分析结果).
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct SobolIndices {
    /// Where the points and the resamples come from, with versions.
    pub generator: String,
    /// The seed of both.
    pub seed: u64,
    /// N, the rows of each sample.
    pub samples: usize,
    /// How often the function was evaluated: N (d + 2) times for d factors, N (2d + 2) times with pairs.
    pub evaluations: usize,
    /// How many resamples the intervals stand on; 0 for none.
    pub resamples: usize,
    /// The confidence level of the intervals.
    pub confidence: Confidence,
    /// Of each output, in the order given.
    pub outputs: Vec<OutputIndices>,
}

impl SobolIndices {
    /// The indices of an output.
    ///
    /// # Errors
    /// [`Error::Unknown`] if there is no such output.
    pub fn output(&self, name: &str) -> Result<&OutputIndices, Error> {
        let found = self.outputs.iter().find(|indices| indices.output == name);
        found.ok_or_else(|| Error::unknown("output", name, self.outputs.iter().map(|indices| indices.output.as_str())))
    }
}
