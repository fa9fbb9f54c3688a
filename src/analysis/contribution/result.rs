//! What contributions there are (贡献分解结果).

use serde::{Deserialize, Serialize};

use crate::error::Error;
use crate::governance::Period;
use crate::label::{Key, Label};
use crate::table::Rows;

use super::super::coupling::row_of;
use super::Baseline;

/// How a score was taken apart (分解方法).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Decomposition {
    /// The score is a weighted sum all the way: `w_j r_ij`, exact (加性分解).
    Additive,
    /// Shapley values (沙普利值): the mean marginal contribution over all orders of the indicators.
    Shapley,
    /// Owen values (欧文值): the same over the orders in which each dimension comes as a whole.
    Owen,
}

impl Decomposition {
    /// Its name in English and Chinese.
    pub fn label(self) -> Label {
        match self {
            Self::Additive => Label::new("weighted parts", "加权分量"),
            Self::Shapley => Label::new("Shapley values", "沙普利值"),
            Self::Owen => Label::new("Owen values along the hierarchy", "沿指标体系的欧文值"),
        }
    }
}

/// How orders were drawn where there were too many for all (抽样).
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Drawn {
    /// Pairs of an order and its reverse.
    pub pairs: usize,
    /// The seed.
    pub seed: u64,
    /// The generator of random numbers.
    pub generator: String,
}

/// What each indicator contributes to the scores of a node (贡献分解). Made by [`Attribution`](super::Attribution).
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Contributions {
    /// The node whose score is taken apart.
    pub node: Key,
    /// How.
    pub decomposition: Decomposition,
    /// Against what.
    pub baseline: Baseline,
    /// The score of the baseline; 0 for the foot of the scale.
    pub baseline_score: f64,
    /// The rows.
    pub rows: Rows,
    /// The score of each row.
    pub scores: Vec<Option<f64>>,
    /// The indicators beneath the node, in the order of the hierarchy.
    pub indicators: Vec<Contribution>,
    /// How orders were drawn; none if the values are exact.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub drawn: Option<Drawn>,
}

/// What one indicator contributes (单项贡献).
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Contribution {
    /// The indicator.
    pub key: Key,
    /// Its name in English and Chinese.
    pub label: Label,
    /// The dimension right below the node it belongs to; the indicator itself where there is none.
    pub dimension: Key,
    /// The name of the dimension.
    pub dimension_label: Label,
    /// Per row, in units of the score; none in a row without a score. Of an additive score against the foot of the scale none at a gap
    /// too.
    pub values: Vec<Option<f64>>,
    /// Monte-Carlo standard errors, row by row; empty if the values are exact.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub standard_errors: Vec<Option<f64>>,
}

impl Contributions {
    /// The contributions of `unit` in `period`, the largest in size first.
    ///
    /// # Errors
    /// [`Error::Unknown`] if there is no such row.
    pub fn of(&self, unit: &str, period: impl Into<Option<Period>>) -> Result<Vec<(&Contribution, f64)>, Error> {
        let row = row_of(&self.rows, unit, period.into())?;
        let value = |of| -> Option<(&Contribution, f64)> {
            let of: &Contribution = of;
            Some((of, of.values.get(row).copied().flatten()?))
        };
        let mut values: Vec<(&Contribution, f64)> = self.indicators.iter().filter_map(value).collect();
        values.sort_by(|a, b| b.1.abs().total_cmp(&a.1.abs()));
        Ok(values)
    }

    /// Per dimension right below the node, in order, the sum over its indicators, row by row; none in a row without any.
    pub fn dimensions(&self) -> Vec<(&Key, &Label, Vec<Option<f64>>)> {
        let mut dimensions: Vec<(&Key, &Label, Vec<Option<f64>>)> = Vec::new();
        for of in &self.indicators {
            let at = dimensions.iter().position(|(key, ..)| *key == &of.dimension).unwrap_or_else(|| {
                dimensions.push((&of.dimension, &of.dimension_label, vec![None; self.rows.len()]));
                dimensions.len() - 1
            });
            for (sum, value) in dimensions[at].2.iter_mut().zip(&of.values) {
                *sum = value.map_or(*sum, |value| Some(sum.unwrap_or(0.0) + value));
            }
        }
        dimensions
    }
}
