//! CRADIS (基于理想解距离的折中排序法).

use crate::error::Error;
use crate::method::{Invariance, MethodInfo, Needs};
use crate::prepare::Normalization;

use super::{Aggregation, Found, Learning, Score, ScoreRange, Units, normalization_only};

pub(super) const INFO: MethodInfo = MethodInfo {
    name: "cradis",
    en: "CRADIS",
    zh: "基于理想解距离的折中排序法",
    source: "Puska, Stevic & Pamucar (2022), Evaluation and selection of healthcare waste incinerators, Environment, Development and Sustainability 24",
    needs: Needs::Columns,
    invariances: &[Invariance::UnitOrder, Invariance::IndicatorOrder, Invariance::Scale],
    streamable: true,
};

/// CRADIS (基于理想解距离的折中排序法, Compromise Ranking of Alternatives from Distance to Ideal Solution).
///
/// # Formula
/// `v_ij = w_j r_ij`, `r` by default `linear`; one ideal `t = max v` and one anti-ideal `t⁻ = min v` over the whole matrix;
/// `s⁺_i = Σ_j (t − v_ij)`, `s⁻_i = Σ_j (v_ij − t⁻)`; `s⁺_0`, `s⁻_0` the same of the unit with the best value of each indicator;
/// `K⁺ = s⁺_0/s⁺_i`, `K⁻ = s⁻_i/s⁻_0`, `Q_i = (K⁺ + K⁻)/2`.
///
/// # Result
/// In [0, 1]; higher is better.
///
/// # Edge cases
/// Where all indicators weigh the same and `r` reaches 1 in each, `s⁺_0 = 0`: then `K⁺` is 1 for a unit that is best everywhere and 0 for all
/// others. With `s⁻_0 = 0`, which all units the same bring about, `K⁻ = 1`.
///
/// # Errors
/// What the normalisation refuses.
///
/// # Complexity
/// O(n m).
///
/// # Reference
/// Puška, Stević & Pamučar (2022), Evaluation and selection of healthcare waste incinerators using extended sustainability criteria and
/// multi-criteria analysis methods, *Environment, Development and Sustainability* 24, 11195–11225.
///
/// # Example
/// By hand: with the weights ¾ and ¼ the first has `v = ⅜, ¼` and the second `v = ¾, ⅛`, so `t = ¾` and `t⁻ = ⅛`. The first is
/// `s⁺ = ⅜ + ½ = ⅞` and `s⁻ = ¼ + ⅛ = ⅜` away, the best of both `s⁺_0 = ½`, `s⁻_0 = ¾`: `Q = ½ (4/7 + ½) = 15/28`.
/// ```
/// use governance_efficacy::score::{Cradis, Score};
/// use governance_efficacy::{DecisionMatrix, Direction, Weights};
///
/// let criteria = [("a", Direction::Benefit), ("b", Direction::Benefit)];
/// let matrix = DecisionMatrix::from_rows(&criteria, &[[1.0, 4.0], [2.0, 2.0]])?;
/// let weights = Weights::new([("a", 0.75), ("b", 0.25)])?;
/// let scores = Cradis::default().score(&matrix, &weights)?.scores;
/// assert!((scores.as_slice()[0] - 15.0 / 28.0).abs() < 1e-12);
/// # Ok::<(), governance_efficacy::Error>(())
/// ```
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Cradis {
    normalization: Option<Normalization>,
}

normalization_only!(Cradis);

impl Score for Cradis {
    fn info(&self) -> &'static MethodInfo {
        &INFO
    }

    fn normalization(&self) -> Option<Normalization> {
        Some(self.normalization.unwrap_or(Normalization::Linear))
    }

    fn range(&self) -> ScoreRange {
        ScoreRange::Unit
    }

    fn aggregation(&self) -> Aggregation {
        Aggregation::Reference
    }

    fn reference_length(&self) -> usize {
        2
    }

    /// Best and worst value.
    fn learn(&self, criterion: &Learning<'_>) -> Result<Vec<f64>, Error> {
        Ok(criterion.ends().to_vec())
    }

    fn evaluate(&self, units: &Units<'_>, weights: &[f64]) -> Result<Found, Error> {
        let ends = units.ends();
        let weighted = |pick: fn(&(f64, f64)) -> f64| ends.iter().zip(weights).map(move |(ends, w)| w * pick(ends));
        let ideal = weighted(|ends| ends.0).fold(f64::NEG_INFINITY, f64::max);
        let anti_ideal = weighted(|ends| ends.1).fold(f64::INFINITY, f64::min);
        let best_to_ideal: f64 = weighted(|ends| ends.0).map(|v| ideal - v).sum();
        let best_to_anti_ideal: f64 = weighted(|ends| ends.0).map(|v| v - anti_ideal).sum();
        let to_ideal = units.sums(|j, r| ideal - weights[j] * r);
        let to_anti_ideal = units.sums(|j, r| weights[j] * r - anti_ideal);
        // 0/0 is a unit as good as the best.
        let ratio = |a: f64, b: f64| if b > 0.0 { a / b } else { 1.0 };
        let score = |(plus, minus): (&f64, &f64)| f64::midpoint(ratio(best_to_ideal, *plus), ratio(*minus, best_to_anti_ideal));
        let scores = to_ideal.iter().zip(&to_anti_ideal).map(score).collect();
        Ok(Found::scores(scores).with_series("to-ideal", to_ideal).with_series("to-anti-ideal", to_anti_ideal))
    }
}
