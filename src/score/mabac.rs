//! MABAC (多属性边界近似区域比较法).

use crate::error::Error;
use crate::method::{Invariance, MethodInfo, Needs};
use crate::numeric::sum_by;
use crate::prepare::Normalization;

use super::{Aggregation, Found, Learning, Score, ScoreRange, Units, normalization_only};

pub(super) const INFO: MethodInfo = MethodInfo {
    name: "mabac",
    en: "MABAC",
    zh: "多属性边界近似区域比较法",
    source: "Pamucar & Cirovic (2015), The selection of transport and handling resources in logistics centers using MABAC, Expert Systems with Applications 42(6)",
    needs: Needs::Columns,
    invariances: &[Invariance::UnitOrder, Invariance::IndicatorOrder, Invariance::Scale, Invariance::Shift],
    streamable: false,
};

/// MABAC (多属性边界近似区域比较法, Multi-Attributive Border Approximation area Comparison): how far beyond the border between good and bad a unit
/// lies.
///
/// # Formula
/// `v_ij = w_j (r_ij + 1)`, `r` by default `min-max`; border `g_j = (∏_i v_ij)^{1/n}`; `S_i = Σ_j (v_ij − g_j)`.
///
/// # Result
/// Any number, positive above the border; higher is better.
///
/// # Errors
/// What the normalisation refuses; [`Error::Value`] for a normalised value of −1 or less.
///
/// # Complexity
/// O(n m).
///
/// # Reference
/// Pamučar & Ćirović (2015), The selection of transport and handling resources in logistics centers using Multi-Attributive Border
/// Approximation area Comparison (MABAC), *Expert Systems with Applications* 42(6), 3016–3028.
///
/// # Example
/// By hand: `r + 1` is 1 and 2 in each indicator, so each border is `½ √2`, and the second unit is `2 (1 − ½ √2) = 2 − √2` beyond.
/// ```
/// use governance_efficacy::score::{Score, Mabac};
/// use governance_efficacy::{DecisionMatrix, Direction, Weights};
///
/// let criteria = [("a", Direction::Benefit), ("b", Direction::Benefit)];
/// let matrix = DecisionMatrix::from_rows(&criteria, &[[1.0, 2.0], [4.0, 3.0]])?;
/// let weights = Weights::new([("a", 0.5), ("b", 0.5)])?;
/// let scores = Mabac::default().score(&matrix, &weights)?.scores;
/// assert!((scores.as_slice()[0] - (1.0 - 2.0_f64.sqrt())).abs() < 1e-12);
/// assert!((scores.as_slice()[1] - (2.0 - 2.0_f64.sqrt())).abs() < 1e-12);
/// # Ok::<(), governance_efficacy::Error>(())
/// ```
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Mabac {
    normalization: Option<Normalization>,
}

normalization_only!(Mabac);

impl Score for Mabac {
    fn info(&self) -> &'static MethodInfo {
        &INFO
    }

    fn normalization(&self) -> Option<Normalization> {
        Some(self.normalization.unwrap_or(Normalization::MinMax))
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

    /// The border before weighting, less 1.
    fn learn(&self, criterion: &Learning<'_>) -> Result<Vec<f64>, Error> {
        if let Some(at) = criterion.values().iter().position(|&r| r <= -1.0) {
            return Err(criterion.error(
                at,
                "is −1 or less after normalisation, where the border is not defined",
                "use min-max normalisation",
            ));
        }
        let logarithms = sum_by(criterion.values(), f64::ln_1p);
        Ok(vec![(logarithms / criterion.values().len() as f64).exp_m1()])
    }

    fn evaluate(&self, units: &Units<'_>, weights: &[f64]) -> Result<Found, Error> {
        Ok(Found::scores(units.sums(|j, r| weights[j] * (r - units.reference(j)))))
    }
}
