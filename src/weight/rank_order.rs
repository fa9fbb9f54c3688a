//! Weights from an order of importance (排序赋权).

use std::collections::HashSet;

use crate::document::{Reader, TableBuilder};
use crate::error::Error;
use crate::label::Key;
use crate::method::{Invariance, MethodInfo, Needs};
use crate::table::Sample;

use super::{Weigh, Weighing, WeighingDetail, named};

pub(super) const INFO: MethodInfo = MethodInfo {
    name: "rank-order",
    en: "Rank order weights",
    zh: "排序赋权法",
    source: "Stillwell, Seaver & Edwards (1981), A comparison of weight approximation techniques in multiattribute utility decision making, Organizational Behavior and Human Performance 28; Barron & Barrett (1996), Management Science 42",
    needs: Needs::Names,
    invariances: &[Invariance::UnitOrder, Invariance::IndicatorOrder, Invariance::Scale, Invariance::Shift],
    streamable: true,
};

/// Weights from an order of importance alone (排序赋权法).
///
/// # Formula
/// For the k-th of m in order of importance: rank order centroid `w_k = (1/m) Σ_(i≥k) 1/i`; rank sum `w_k = 2(m + 1 − k)/(m(m + 1))`;
/// rank reciprocal `w_k = (1/k)/Σ(1/i)`. The centroid is the mean of all weights that keep the order, and the default.
///
/// # Errors
/// [`Error::Unknown`] for an indicator of the node that is not in the order. One order may serve several nodes: each takes its own
/// children in that order, so that k and m count within the node.
///
/// # Reference
/// Stillwell, Seaver & Edwards (1981), *Organizational Behavior and Human Performance* 28; Barron & Barrett (1996), Decision quality using
/// ranked attribute weights, *Management Science* 42.
///
/// # Example
/// Three indicators by centroid: `(1 + ½ + ⅓)/3`, `(½ + ⅓)/3`, `⅓/3`.
/// ```
/// use governance_efficacy::weight::{RankOrder, Weigh};
/// use governance_efficacy::{DecisionMatrix, Direction};
///
/// let criteria = ["a", "b", "c"].map(|key| (key, Direction::Benefit));
/// let matrix = DecisionMatrix::from_rows(&criteria, &[[1.0, 2.0, 3.0]])?;
/// let weights = RankOrder::new(["b", "a", "c"])?.weigh(&matrix)?.weights;
/// assert!((weights.get("b").unwrap() - 11.0 / 18.0).abs() < 1e-12);
/// # Ok::<(), governance_efficacy::Error>(())
/// ```
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RankOrder {
    order: Vec<Key>,
    rule: RankRule,
}

/// How an order becomes weights (排序赋权规则).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
#[non_exhaustive]
pub enum RankRule {
    /// Rank order centroid (秩序质心法, ROC).
    #[default]
    Centroid,
    /// Rank sum (秩和法).
    Sum,
    /// Rank reciprocal (倒数法).
    Reciprocal,
}

const RULES: [(&str, RankRule); 3] =
    [("centroid", RankRule::Centroid), ("sum", RankRule::Sum), ("reciprocal", RankRule::Reciprocal)];

impl RankOrder {
    /// The indicators from the most to the least important.
    ///
    /// # Errors
    /// [`Error::TooFew`] without any, [`Error::InvalidKey`] and [`Error::Duplicate`] for the names.
    pub fn new<K: AsRef<str>>(order: impl IntoIterator<Item = K>) -> Result<Self, Error> {
        Ok(Self { order: named::keys("indicator in the order", order)?, rule: RankRule::default() })
    }

    /// Sets how the order becomes weights; the centroid if not set.
    #[must_use]
    pub fn with_rule(mut self, rule: RankRule) -> Self {
        self.rule = rule;
        self
    }

    pub(super) fn keys(&self) -> &[Key] {
        &self.order
    }

    pub(super) fn read(reader: &mut Reader<'_>) -> Result<Self, Error> {
        let order = reader.required("order")?;
        let rule = reader.optional("rule").map(|e| e.word("rule for an order", &RULES)).transpose()?;
        Ok(Self::new(named::read_names(&order)?).map_err(|e| order.error(e))?.with_rule(rule.unwrap_or_default()))
    }

    pub(super) fn write(&self) -> TableBuilder {
        let rule = RULES.iter().find(|(_, rule)| *rule == self.rule).map_or("centroid", |(name, _)| name);
        TableBuilder::default().with("order", named::write_names(&self.order)).with("rule", rule)
    }

    /// Of `m` indicators, from the first to the last.
    fn importance(&self, m: usize) -> Vec<f64> {
        let rank = |k: usize| (k + 1) as f64;
        (0..m)
            .map(|k| match self.rule {
                // Smallest terms first.
                RankRule::Centroid => (k..m).rev().map(|i| 1.0 / rank(i)).sum(),
                RankRule::Sum => (m - k) as f64,
                RankRule::Reciprocal => 1.0 / rank(k),
            })
            .collect()
    }
}

impl Weigh for RankOrder {
    fn info(&self) -> &'static MethodInfo {
        &INFO
    }

    fn weigh<'a>(&self, data: impl Into<Sample<'a>>) -> Result<Weighing, Error> {
        let sample = data.into();
        let family: HashSet<Key> = sample.family().into_iter().collect();
        let own: Vec<Key> = self.order.iter().filter(|key| family.contains(*key)).cloned().collect();
        // An indicator that is not in the order is told with all that are.
        let order = if own.len() == family.len() { &own } else { &self.order };
        named::weigh(INFO.name, order, &self.importance(order.len()), &sample, WeighingDetail::RankOrder {})
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_rule_by_hand() {
        let order = RankOrder::new(["a", "b", "c", "d"]).expect("valid");
        let importance = |rule| order.clone().with_rule(rule).importance(4);
        // Centroid, times m: 25/12, 13/12, 7/12, 3/12.
        let centroid = importance(RankRule::Centroid);
        assert!(centroid.iter().zip([25.0, 13.0, 7.0, 3.0]).all(|(w, e)| (w - e / 12.0).abs() < 1e-15), "{centroid:?}");
        assert_eq!(importance(RankRule::Sum), [4.0, 3.0, 2.0, 1.0]);
        assert_eq!(importance(RankRule::Reciprocal), [1.0, 0.5, 1.0 / 3.0, 0.25]);
        assert_eq!(RankOrder::new(["a", "a"]).unwrap_err().code(), "duplicate");
    }
}
