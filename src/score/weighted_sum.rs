//! Weighted sum (线性加权法).

use crate::error::Error;
use crate::method::{Invariance, MethodInfo, Needs};
use crate::prepare::Normalization;

use super::{Aggregation, Found, Score, ScoreRange, Units, normalization_only};

pub(super) const INFO: MethodInfo = MethodInfo {
    name: "weighted-sum",
    en: "Weighted sum",
    zh: "线性加权法",
    source: "Fishburn (1967), Additive utilities with incomplete product sets, Operations Research 15",
    needs: Needs::Columns,
    invariances: &[Invariance::UnitOrder, Invariance::IndicatorOrder, Invariance::Scale, Invariance::Shift],
    streamable: true,
};

/// Weighted sum (线性加权法, SAW/WSM), the weighted arithmetic mean of normalised indicators.
///
/// # Formula
/// `S_i = Σ_j w_j r_ij`, `r` normalised to benefit orientation, by default with `min-max`.
///
/// # Result
/// With `min-max` or goalposts in [0, 1]; higher is better. Full compensation: a point lost in one indicator is made good by a point
/// gained in another, at the rate of their weights.
///
/// # Edge cases
/// One unit, or an indicator that is the same everywhere, has no range: choose goalposts, or `sum`, `vector`, `max`.
///
/// # Errors
/// What the normalisation refuses.
///
/// # Complexity
/// O(n m), one pass after the fit.
///
/// # Reference
/// Fishburn (1967), Additive utilities with incomplete product sets, *Operations Research* 15; OECD/JRC (2008), *Handbook on
/// Constructing Composite Indicators*, §7.
///
/// # Example
/// Climbing a mountain, after the data of Opricovic & Tzeng (2004): a low risk and a great height count equally. By hand: risk
/// `(5 − 2)/(5 − 1) = 0.75` and height `(3750 − 3000)/1500 = 0.5` give the second 0.625.
/// ```
/// use governance_efficacy::score::{Score, WeightedSum};
/// use governance_efficacy::{DecisionMatrix, Direction, Weights};
///
/// let criteria = [("risk", Direction::Cost), ("altitude", Direction::Benefit)];
/// let matrix = DecisionMatrix::from_rows(&criteria, &[[1.0, 3000.0], [2.0, 3750.0], [5.0, 4500.0]])?;
/// let weights = Weights::new([("risk", 0.5), ("altitude", 0.5)])?;
/// let outcome = WeightedSum::default().score(&matrix, &weights)?;
/// assert_eq!(outcome.scores.as_slice(), [0.5, 0.625, 0.5]);
/// # Ok::<(), governance_efficacy::Error>(())
/// ```
#[derive(Debug, Clone, PartialEq, Default)]
pub struct WeightedSum {
    normalization: Option<Normalization>,
}

normalization_only!(WeightedSum);

impl Score for WeightedSum {
    fn info(&self) -> &'static MethodInfo {
        &INFO
    }

    fn normalization(&self) -> Option<Normalization> {
        Some(self.normalization.unwrap_or(Normalization::MinMax))
    }

    fn range(&self) -> ScoreRange {
        ScoreRange::of_mean(self.normalization())
    }

    fn aggregation(&self) -> Aggregation {
        Aggregation::Linear
    }

    fn evaluate(&self, units: &Units<'_>, weights: &[f64]) -> Result<Found, Error> {
        Ok(Found::scores(units.sums(|j, r| weights[j] * r)))
    }

    fn evaluate_many(&self, units: &Units<'_>, weights: &[f64], scores: &mut [f64]) -> Result<(), Error> {
        let columns = units.columns();
        for (weights, scores) in weights.chunks(columns.len()).zip(scores.chunks_mut(units.count())) {
            scores.fill(0.0);
            add_weighted(&columns, weights, scores);
        }
        Ok(())
    }
}

/// Adds `Σ_j weights[j] · columns[j]`, in the order of the columns.
pub(super) fn add_weighted(columns: &[Vec<f64>], weights: &[f64], totals: &mut [f64]) {
    // Four columns at a time load and store the totals a quarter as often.
    for (columns, weights) in columns.chunks(4).zip(weights.chunks(4)) {
        if let ([a, b, c, d], &[p, q, r, s]) = (columns, weights) {
            for ((((total, a), b), c), d) in totals.iter_mut().zip(a).zip(b).zip(c).zip(d) {
                *total = *total + p * a + q * b + r * c + s * d;
            }
        } else {
            for (column, &w) in columns.iter().zip(weights) {
                for (total, x) in totals.iter_mut().zip(column) {
                    *total += w * x;
                }
            }
        }
    }
}
