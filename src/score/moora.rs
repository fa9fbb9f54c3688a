//! MOORA, the ratio system (基于比率分析的多目标优化法).

use crate::error::Error;
use crate::method::{Invariance, MethodInfo, Needs};
use crate::prepare::Normalization;
use crate::table::Gathers;

use super::{Aggregation, Found, Learning, Score, ScoreRange, Units, normalization_only};

pub(super) const INFO: MethodInfo = MethodInfo {
    name: "moora",
    en: "MOORA",
    zh: "基于比率分析的多目标优化法",
    source: "Brauers & Zavadskas (2006), The MOORA method and its application to privatization in a transition economy, Control and Cybernetics 35(2)",
    needs: Needs::Columns,
    invariances: &[Invariance::UnitOrder, Invariance::IndicatorOrder, Invariance::Scale],
    streamable: true,
};

/// MOORA, the ratio system (基于比率分析的多目标优化法, Multi-Objective Optimization by Ratio Analysis): benefits minus costs, each over the length
/// of its column.
///
/// # Formula
/// `y_i = Σ_benefit w_j x_ij/√(Σ_i x_ij²) − Σ_cost w_j x_ij/√(Σ_i x_ij²)`. With a normalisation `y_i = Σ_j w_j r_ij`.
///
/// # Result
/// Any number; higher is better.
///
/// # Errors
/// [`Error::Undefined`] for an indicator that is zero everywhere.
///
/// # Complexity
/// O(n m).
///
/// # Reference
/// Brauers & Zavadskas (2006), The MOORA method and its application to privatization in a transition economy, *Control and Cybernetics* 35(2),
/// 445–469.
///
/// # Example
/// By hand: the columns (3, 4) and (4, 3) have the length 5, so the first is `½ (3/5 − 4/5) = −0.1`.
/// ```
/// use governance_efficacy::score::{Score, Moora};
/// use governance_efficacy::{DecisionMatrix, Direction, Weights};
///
/// let criteria = [("a", Direction::Benefit), ("b", Direction::Cost)];
/// let matrix = DecisionMatrix::from_rows(&criteria, &[[3.0, 4.0], [4.0, 3.0]])?;
/// let weights = Weights::new([("a", 0.5), ("b", 0.5)])?;
/// let scores = Moora::default().score(&matrix, &weights)?.scores;
/// assert!((scores.as_slice()[0] + 0.1).abs() < 1e-12);
/// assert!((scores.as_slice()[1] - 0.1).abs() < 1e-12);
/// # Ok::<(), governance_efficacy::Error>(())
/// ```
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Moora {
    normalization: Option<Normalization>,
}

normalization_only!(Moora);

impl Score for Moora {
    fn info(&self) -> &'static MethodInfo {
        &INFO
    }

    fn normalization(&self) -> Option<Normalization> {
        self.normalization
    }

    fn range(&self) -> ScoreRange {
        ScoreRange::Open
    }

    fn aggregation(&self) -> Aggregation {
        Aggregation::Linear
    }

    fn reference_length(&self) -> usize {
        1
    }

    /// The length of the column.
    fn gathers(&self) -> Gathers {
        Gathers { deviations: self.normalization.is_none(), ..Gathers::default() }
    }

    fn learn(&self, criterion: &Learning<'_>) -> Result<Vec<f64>, Error> {
        if self.normalization.is_some() {
            return Ok(vec![1.0]);
        }
        super::divisor(criterion, criterion.length(), "length")
    }

    fn evaluate(&self, units: &Units<'_>, weights: &[f64]) -> Result<Found, Error> {
        let rate = |j: usize| if units.criteria()[j].is_cost() { -weights[j] } else { weights[j] };
        Ok(Found::scores(units.sums(|j, x| rate(j) * (x / units.reference(j)))))
    }
}
