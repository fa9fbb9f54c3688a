//! CODAS (组合距离评价法).

use crate::document::{Reader, TableBuilder};
use crate::error::Error;
use crate::method::{Invariance, MethodInfo, Needs};
use crate::numeric::{Extrema, sum};
use crate::prepare::Normalization;

use super::{Aggregation, Found, Learning, Score, ScoreRange, Units, normalization_choice};

pub(super) const INFO: MethodInfo = MethodInfo {
    name: "codas",
    en: "CODAS",
    zh: "组合距离评价法",
    source: "Keshavarz Ghorabaee, Zavadskas, Turskis & Antucheviciene (2016), A new combinative distance-based assessment (CODAS) method, Economic Computation and Economic Cybernetics Studies and Research 50(3)",
    needs: Needs::CompleteMatrix,
    invariances: &[Invariance::UnitOrder, Invariance::IndicatorOrder, Invariance::Scale],
    streamable: false,
};

/// CODAS (组合距离评价法, COmbinative Distance-based ASsessment): the Euclidean distance from the worst, and where that does not tell two units
/// apart the city-block distance stands back.
///
/// # Formula
/// `v_ij = w_j r_ij`, `r` by default `linear`; `E_i`, `T_i` the Euclidean and the city-block distance from the anti-ideal `min_i v_ij`;
/// `h_ik = (E_i − E_k) + ψ(E_i − E_k)(T_i − T_k)` with `ψ(x) = 1` where `|x| ≥ τ`, else 0; `H_i = Σ_k h_ik`. `τ = 0.02`.
///
/// # Options
/// [`with_threshold`](Self::with_threshold), in a document `tau`.
///
/// # Result
/// Any number, summing to 0 over the units; higher is better. The series `euclidean` and `city-block` hold `E` and `T`.
///
/// # Errors
/// What the normalisation refuses.
///
/// # Complexity
/// O(n m + n log n): by sorting, where the definition asks for every pair.
///
/// # Reference
/// Keshavarz Ghorabaee, Zavadskas, Turskis & Antucheviciene (2016), A new combinative distance-based assessment (CODAS) method for
/// multi-criteria decision-making, *Economic Computation and Economic Cybernetics Studies and Research* 50(3), 25–44.
///
/// # Example
/// By hand: the worst is `½ · ½` in one indicator and `½ · 1` in the other; the second is ¼ from it by both distances, the first at it:
/// `H = ∓(¼ + ¼)`.
/// ```
/// use governance_efficacy::score::{Score, Codas};
/// use governance_efficacy::{DecisionMatrix, Direction, Weights};
///
/// let criteria = [("a", Direction::Benefit), ("b", Direction::Benefit)];
/// let matrix = DecisionMatrix::from_rows(&criteria, &[[1.0, 2.0], [2.0, 2.0]])?;
/// let weights = Weights::new([("a", 0.5), ("b", 0.5)])?;
/// let scores = Codas::default().score(&matrix, &weights)?.scores;
/// assert_eq!(scores.as_slice(), [-0.5, 0.5]);
/// # Ok::<(), governance_efficacy::Error>(())
/// ```
#[derive(Debug, Clone, PartialEq)]
pub struct Codas {
    normalization: Option<Normalization>,
    threshold: f64,
}

impl Default for Codas {
    fn default() -> Self {
        Self { normalization: None, threshold: 0.02 }
    }
}

normalization_choice!(Codas);

impl Codas {
    /// Sets the threshold `τ` from which on two Euclidean distances differ.
    ///
    /// # Errors
    /// [`Error::InvalidSetting`] unless τ is finite and not negative.
    pub fn with_threshold(mut self, tau: f64) -> Result<Self, Error> {
        if !(tau >= 0.0 && tau.is_finite()) {
            return Err(Error::setting("tau", tau, "give a finite number that is not negative"));
        }
        self.threshold = tau;
        Ok(self)
    }

    pub(super) fn read(reader: &mut Reader<'_>) -> Result<Self, Error> {
        let method = Self { normalization: super::read_normalization(reader)?, ..Self::default() };
        super::read_number(reader, "tau", method, Self::with_threshold)
    }

    pub(super) fn write(&self) -> TableBuilder {
        super::write_normalization(self.normalization).with("tau", self.threshold)
    }
}

impl Score for Codas {
    fn info(&self) -> &'static MethodInfo {
        &INFO
    }

    fn normalization(&self) -> Option<Normalization> {
        Some(self.normalization.unwrap_or(Normalization::Linear))
    }

    fn range(&self) -> ScoreRange {
        ScoreRange::Open
    }

    fn aggregation(&self) -> Aggregation {
        Aggregation::Reference
    }

    fn reference_length(&self) -> usize {
        1
    }

    /// The worst value.
    fn learn(&self, criterion: &Learning<'_>) -> Result<Vec<f64>, Error> {
        Ok(vec![Extrema::of(criterion.values()).min])
    }

    fn evaluate(&self, units: &Units<'_>, weights: &[f64]) -> Result<Found, Error> {
        let distance = |j: usize, r: f64| weights[j] * (r - units.reference(j));
        let mut euclidean = units.sums(|j, r| distance(j, r) * distance(j, r));
        for e in &mut euclidean {
            *e = e.sqrt();
        }
        let city_block = units.sums(|j, r| distance(j, r).abs());
        let scores = assess(&euclidean, &city_block, self.threshold);
        Ok(Found::scores(scores).with_series("euclidean", euclidean).with_series("city-block", city_block))
    }
}

/// `Σ_k (E_i − E_k) + ψ(E_i − E_k)(T_i − T_k)` for each unit. In the order of `E` the units that differ by less than the threshold are a run
/// around each, so that two pointers and a sum over the rest stand for all pairs.
fn assess(euclidean: &[f64], city_block: &[f64], threshold: f64) -> Vec<f64> {
    let n = euclidean.len();
    let mut order: Vec<usize> = (0..n).collect();
    order.sort_by(|&a, &b| euclidean[a].total_cmp(&euclidean[b]));
    let (of_euclidean, of_city_block) = (sum(euclidean), sum(city_block));
    // Deviations from the mean keep the digits of the sums below.
    let mean = of_city_block / n as f64;
    let mut before = Vec::with_capacity(n + 1);
    before.push(0.0);
    for &unit in &order {
        before.push(before[before.len() - 1] + (city_block[unit] - mean));
    }
    let mut scores = vec![0.0; n];
    let (mut from, mut to) = (0, 0);
    for &unit in &order {
        let e = euclidean[unit];
        while from < n && e - euclidean[order[from]] >= threshold && euclidean[order[from]] < e {
            from += 1;
        }
        while to < n && (euclidean[order[to]] <= e || euclidean[order[to]] - e < threshold) {
            to += 1;
        }
        let apart = n - (to - from);
        let of_the_apart = before[n] - (before[to] - before[from]);
        scores[unit] = (n as f64 * e - of_euclidean) + (apart as f64 * (city_block[unit] - mean) - of_the_apart);
    }
    scores
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn sorting_gives_what_every_pair_gives() {
        let e = [0.31, 0.3, 0.305, 0.5, 0.52, 0.48, 0.9, 0.3];
        let t = [1.0, 0.4, 0.7, 0.9, 0.2, 0.6, 0.8, 0.35];
        for threshold in [0.0, 0.01, 0.02, 0.2, 2.0] {
            let found = assess(&e, &t, threshold);
            for i in 0..e.len() {
                let pair = |k: usize| {
                    let (by_e, by_t) = (e[i] - e[k], t[i] - t[k]);
                    // At the threshold 0 units with the same E differ by it too.
                    by_e + if by_e.abs() >= threshold && (threshold > 0.0 || by_e != 0.0) { by_t } else { 0.0 }
                };
                let expected: f64 = (0..e.len()).map(pair).sum();
                assert!((found[i] - expected).abs() < 1e-12, "{threshold} {i}: {} {expected}", found[i]);
            }
        }
    }

    #[test]
    fn the_threshold_is_kept_and_checked() {
        assert_ne!(Codas::default().with_threshold(0.5).expect("not negative"), Codas::default());
        for wrong in [-0.1, f64::NAN, f64::INFINITY] {
            assert_eq!(Codas::default().with_threshold(wrong).unwrap_err().code(), "invalid-setting");
        }
    }
}
