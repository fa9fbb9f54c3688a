//! SPOTIS (稳定偏好排序法).

use crate::error::Error;
use crate::method::{Invariance, MethodInfo, Needs};
use crate::prepare::Normalization;

use super::{Aggregation, Found, Orientation, Score, ScoreRange, Units, normalization_only};

pub(super) const INFO: MethodInfo = MethodInfo {
    name: "spotis",
    en: "SPOTIS",
    zh: "稳定偏好排序法",
    source: "Dezert, Tchamova, Han & Tacnet (2020), The SPOTIS rank reversal free method for multi-criteria decision-making support, FUSION 2020",
    needs: Needs::Columns,
    invariances: &[Invariance::UnitOrder, Invariance::IndicatorOrder],
    streamable: true,
};

/// SPOTIS (稳定偏好排序法, Stable Preference Ordering Towards Ideal Solution): the distance to the better end of bounds that the analyst sets.
///
/// # Formula
/// `d_ij = |x_ij − s*_j| / |s_max,j − s_min,j|`, `s*` the better bound; `P_i = Σ_j w_j d_ij`. The bounds are the goalposts of each indicator.
///
/// # Result
/// In [0, 1], **lower is better**. As the bounds are given, no unit moves another: free of rank reversal. The order is that of the weighted sum
/// on goalposts.
///
/// # Errors
/// [`Error::Undefined`] for an indicator without goalposts; what another normalisation refuses.
///
/// # Complexity
/// O(n m).
///
/// # Reference
/// Dezert, Tchamova, Han & Tacnet (2020), The SPOTIS rank reversal free method for multi-criteria decision-making support, *23rd
/// International Conference on Information Fusion*.
///
/// # Example
/// By hand: within 0 to 10 the value 7 is 0.3 from the better end.
/// ```
/// use governance_efficacy::indicator::Goalposts;
/// use governance_efficacy::score::{Score, Spotis};
/// use governance_efficacy::{DecisionMatrix, Direction, Weights};
///
/// let matrix = DecisionMatrix::from_rows(&[("a", Direction::Benefit)], &[[7.0], [2.0]])?.with_goalposts("a", Goalposts::new(0.0, 10.0)?)?;
/// let scores = Spotis::default().score(&matrix, &Weights::new([("a", 1.0)])?)?.scores;
/// assert!((scores.as_slice()[0] - 0.3).abs() < 1e-12);
/// # Ok::<(), governance_efficacy::Error>(())
/// ```
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Spotis {
    normalization: Option<Normalization>,
}

normalization_only!(Spotis);

impl Score for Spotis {
    fn info(&self) -> &'static MethodInfo {
        &INFO
    }

    fn normalization(&self) -> Option<Normalization> {
        Some(self.normalization.unwrap_or(Normalization::GOALPOSTS))
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

    fn evaluate(&self, units: &Units<'_>, weights: &[f64]) -> Result<Found, Error> {
        Ok(Found::scores(units.sums(|j, r| weights[j] * (1.0 - r))))
    }
}
