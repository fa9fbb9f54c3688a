//! What a reader should look at (提示标记).

use serde::{Deserialize, Serialize};

use crate::label::{Key, Language};

use super::Pair;

/// Two indicators with a Pearson correlation beyond this, either way, say nearly the same (冗余界限); a fitted model gives its notice
/// `high-correlation` from there on, too.
pub const REDUNDANT: f64 = 0.92;

/// What a reader should look at (提示标记). Correlations are Pearson's, of indicators directed to benefit.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(tag = "code", rename_all = "kebab-case", deny_unknown_fields)]
#[non_exhaustive]
pub enum Flag {
    /// Two indicators say nearly the same: `|r| > 0.92` (冗余).
    Redundant {
        /// One indicator.
        first: Key,
        /// The other.
        second: Key,
        /// The node right above both; none if they belong to different dimensions.
        node: Option<Key>,
        /// Their correlation.
        correlation: f64,
    },
    /// Two indicators of one dimension contradict each other: r < 0 (维度内负相关). Whether it may be chance, the p-value tells.
    NegativeWithin {
        /// One indicator.
        first: Key,
        /// The other.
        second: Key,
        /// Their dimension.
        node: Key,
        /// Their correlation.
        correlation: f64,
        /// Its two-sided p-value.
        p_value: Option<f64>,
    },
}

impl Flag {
    /// A stable code of the kind of flag.
    pub fn code(&self) -> &'static str {
        match self {
            Self::Redundant { .. } => "redundant",
            Self::NegativeWithin { .. } => "negative-within",
        }
    }

    /// The flag in `language`.
    pub fn text(&self, language: Language) -> String {
        match (self, language) {
            (Self::Redundant { first, second, node, correlation }, Language::En) => {
                let place = node.as_ref().map_or_else(|| "across dimensions".to_owned(), |node| format!("in {node}"));
                format!("{first} and {second} say nearly the same ({place}, r = {correlation:.3})")
            }
            (Self::Redundant { first, second, node, correlation }, Language::Zh) => {
                let place = node.as_ref().map_or_else(|| "跨维度".to_owned(), |node| format!("{node} 内"));
                format!("{first} 与 {second} 几乎重复（{place}，r = {correlation:.3}）")
            }
            (Self::NegativeWithin { first, second, node, correlation, p_value }, Language::En) => {
                let p = p_value.map_or_else(String::new, |p| format!(", p = {p:.3}"));
                format!("{first} and {second} contradict each other in {node} (r = {correlation:.3}{p})")
            }
            (Self::NegativeWithin { first, second, node, correlation, p_value }, Language::Zh) => {
                let p = p_value.map_or_else(String::new, |p| format!("，p = {p:.3}"));
                format!("{first} 与 {second} 在 {node} 内负相关（r = {correlation:.3}{p}）")
            }
        }
    }
}

pub(super) fn of_pairs(pairs: &[Pair]) -> Vec<Flag> {
    let mut flags = Vec::new();
    for pair in pairs {
        let Some(pearson) = pair.correlations.found().map(|correlations| correlations.pearson) else { continue };
        let (first, second, correlation) = (pair.first.clone(), pair.second.clone(), pearson.coefficient);
        if correlation.abs() > REDUNDANT {
            flags.push(Flag::Redundant { first: first.clone(), second: second.clone(), node: pair.node.clone(), correlation });
        }
        // A zero is seldom exactly zero.
        if let Some(node) = pair.node.clone().filter(|_| correlation < -1e-12) {
            flags.push(Flag::NegativeWithin { first, second, node, correlation, p_value: pearson.p_value });
        }
    }
    flags
}
