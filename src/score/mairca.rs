//! MAIRCA (多属性理想与实际比较分析法).

use crate::error::Error;
use crate::method::{Invariance, MethodInfo, Needs};
use crate::prepare::Normalization;

use super::{Aggregation, Found, Learning, Orientation, Score, ScoreRange, Units, normalization_only};

pub(super) const INFO: MethodInfo = MethodInfo {
    name: "mairca",
    en: "MAIRCA",
    zh: "多属性理想与实际比较分析法",
    source: "Pamucar, Vasin & Lukovac (2014), Selection of railway level crossings for investing in security equipment using hybrid DEMATEL-MAIRCA model",
    needs: Needs::Columns,
    invariances: &[Invariance::UnitOrder, Invariance::IndicatorOrder, Invariance::Scale, Invariance::Shift],
    streamable: true,
};

/// MAIRCA (多属性理想与实际比较分析法, Multi-Attributive Ideal-Real Comparative Analysis): the gap between what a unit could have and what it has.
///
/// # Formula
/// Before anything is known each of the `n` units of the fit may have the share `1/n` of each weight; of that it has `r_ij`, by default
/// `min-max`. The gap is `Q_i = (1/n) Σ_j w_j (1 − r_ij)`.
///
/// # Result
/// Gap in [0, 1/n], **lower is better**. The order is that of the weighted sum on the same normalisation.
///
/// # Errors
/// What the normalisation refuses.
///
/// # Complexity
/// O(n m).
///
/// # Reference
/// Pamučar, Vasin & Lukovac (2014), Selection of railway level crossings for investing in security equipment using hybrid DEMATEL-MAIRCA
/// model, *XVI International Scientific-Expert Conference on Railways*, Niš.
///
/// # Example
/// By hand: the first is worst in one indicator and best in the other: `½ · ½ = ¼`; so is the second.
/// ```
/// use governance_efficacy::score::{Score, Mairca};
/// use governance_efficacy::{DecisionMatrix, Direction, Weights};
///
/// let criteria = [("a", Direction::Benefit), ("b", Direction::Benefit)];
/// let matrix = DecisionMatrix::from_rows(&criteria, &[[1.0, 4.0], [3.0, 2.0]])?;
/// let weights = Weights::new([("a", 0.5), ("b", 0.5)])?;
/// let scores = Mairca::default().score(&matrix, &weights)?.scores;
/// assert_eq!(scores.as_slice(), [0.25, 0.25]);
/// # Ok::<(), governance_efficacy::Error>(())
/// ```
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Mairca {
    normalization: Option<Normalization>,
}

normalization_only!(Mairca);

impl Score for Mairca {
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

    fn orientation(&self) -> Orientation {
        Orientation::LowerIsBetter
    }

    fn reference_length(&self) -> usize {
        1
    }

    /// The number of units.
    fn learn(&self, criterion: &Learning<'_>) -> Result<Vec<f64>, Error> {
        Ok(vec![criterion.count() as f64])
    }

    fn evaluate(&self, units: &Units<'_>, weights: &[f64]) -> Result<Found, Error> {
        Ok(Found::scores(units.sums(|j, r| weights[j] * (1.0 - r) / units.reference(j))))
    }
}
