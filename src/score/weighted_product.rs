//! Weighted product (加权乘积法).

use crate::error::Error;
use crate::method::{Invariance, MethodInfo, Needs};
use crate::prepare::Normalization;

use super::{Aggregation, Found, Learning, Score, ScoreRange, Units, normalization_only};

pub(super) const INFO: MethodInfo = MethodInfo {
    name: "weighted-product",
    en: "Weighted product",
    zh: "加权乘积法",
    source: "Miller & Starr (1969), Executive Decisions and Operations Research, Prentice-Hall",
    needs: Needs::Columns,
    invariances: &[Invariance::UnitOrder, Invariance::IndicatorOrder, Invariance::Scale],
    streamable: true,
};

/// Weighted product (加权乘积法, WPM), the weighted geometric mean of ratios.
///
/// # Formula
/// `P_i = ∏_j r_ij^{w_j}`, `r` by default `linear`: a benefit over the largest, the smallest over a cost. The order of the units doesn't depend
/// on what each indicator is divided by, so that it needs a ratio scale and no more.
///
/// # Result
/// With `linear` in (0, 1]; higher is better. A criterion makes up for another the less, the worse it is.
///
/// # Errors
/// What the normalisation refuses; [`Error::Value`] for a normalised value that is not positive. [`GeometricMean`](super::GeometricMean) takes
/// zeros.
///
/// # Complexity
/// O(n m).
///
/// # Reference
/// Bridgman (1922), *Dimensional Analysis*; Miller & Starr (1969), *Executive Decisions and Operations Research*, Prentice-Hall.
///
/// # Example
/// By hand: the first unit is 1/4 of the largest in one and the largest in the other, so `√(¼ · 1) = ½`.
/// ```
/// use governance_efficacy::score::{Score, WeightedProduct};
/// use governance_efficacy::{DecisionMatrix, Direction, Weights};
///
/// let criteria = [("a", Direction::Benefit), ("b", Direction::Benefit)];
/// let matrix = DecisionMatrix::from_rows(&criteria, &[[1.0, 2.0], [4.0, 2.0]])?;
/// let weights = Weights::new([("a", 0.5), ("b", 0.5)])?;
/// let scores = WeightedProduct::default().score(&matrix, &weights)?.scores;
/// assert!((scores.as_slice()[0] - 0.5).abs() < 1e-12);
/// assert_eq!(scores.as_slice()[1], 1.0);
/// # Ok::<(), governance_efficacy::Error>(())
/// ```
#[derive(Debug, Clone, PartialEq, Default)]
pub struct WeightedProduct {
    normalization: Option<Normalization>,
}

normalization_only!(WeightedProduct);

impl Score for WeightedProduct {
    fn info(&self) -> &'static MethodInfo {
        &INFO
    }

    fn normalization(&self) -> Option<Normalization> {
        Some(self.normalization.unwrap_or(Normalization::Linear))
    }

    fn range(&self) -> ScoreRange {
        ScoreRange::of_mean(self.normalization())
    }

    fn aggregation(&self) -> Aggregation {
        Aggregation::Geometric
    }

    /// Nothing, but refuses values that are not positive.
    fn learn(&self, criterion: &Learning<'_>) -> Result<Vec<f64>, Error> {
        criterion.require_positive("the weighted product")?;
        Ok(Vec::new())
    }

    fn evaluate(&self, units: &Units<'_>, weights: &[f64]) -> Result<Found, Error> {
        Ok(Found::scores(super::product(units, weights, "the weighted product")?))
    }
}
