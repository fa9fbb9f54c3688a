//! Correlations of every two indicators (两两相关).

use serde::{Deserialize, Serialize};

use crate::label::Key;
use crate::numeric::Extrema;
use crate::numeric::correlation::{Association, Correlation};

use super::{Checked, Part, Reason};

/// Two indicators and how they move together (指标对).
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
#[non_exhaustive]
pub struct Pair {
    /// One indicator.
    pub first: Key,
    /// The other.
    pub second: Key,
    /// The node right above both; none if they belong to different dimensions.
    pub node: Option<Key>,
    /// Their correlations over the rows in which both are available; two rows or fewer give none.
    pub correlations: Part<Correlations>,
}

/// The correlations of two indicators directed to benefit (相关系数与检验).
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Correlations {
    /// Pearson's r.
    pub pearson: Association,
    /// Spearman's ρ.
    pub spearman: Association,
    /// Kendall's τ-b.
    pub kendall: Association,
}

pub(super) fn pairs(indicators: &[Checked], values: &[Vec<Option<f64>>]) -> Vec<Pair> {
    let all: Vec<(&Checked, &Vec<Option<f64>>)> = indicators.iter().zip(values).collect();
    let mut pairs = Vec::new();
    for (at, (first, x)) in all.iter().enumerate() {
        for (second, y) in &all[at + 1..] {
            pairs.push(Pair {
                first: first.key.clone(),
                second: second.key.clone(),
                node: (first.node == second.node).then(|| first.node.clone()),
                correlations: correlations((&first.key, x), (&second.key, y)).into(),
            });
        }
    }
    pairs
}

fn correlations(first: (&Key, &[Option<f64>]), second: (&Key, &[Option<f64>])) -> Result<Correlations, Reason> {
    let (x, y): (Vec<f64>, Vec<f64>) = first.1.iter().zip(second.1).filter_map(|(x, y)| (*x).zip(*y)).unzip();
    if x.len() < 3 {
        return Err(Reason::TooFewRows { found: x.len(), needed: 3 });
    }
    for (key, values) in [(first.0, &x), (second.0, &y)] {
        if Extrema::of(values).is_constant() {
            return Err(Reason::Constant { indicator: key.clone() });
        }
    }
    let of = |correlation: Correlation| {
        // Both vary: there is a coefficient.
        correlation.associate(&x, &y).ok_or_else(|| Reason::Constant { indicator: first.0.clone() })
    };
    Ok(Correlations {
        pearson: of(Correlation::Pearson)?,
        spearman: of(Correlation::Spearman)?,
        kendall: of(Correlation::Kendall)?,
    })
}
