//! COPRAS (复杂比例评估法).

use crate::error::Error;
use crate::method::{Invariance, MethodInfo, Needs};
use crate::numeric::{sum, sum_by};
use crate::prepare::Normalization;

use super::{Aggregation, Found, Learning, Score, ScoreRange, Units, normalization_only};

pub(super) const INFO: MethodInfo = MethodInfo {
    name: "copras",
    en: "COPRAS",
    zh: "复杂比例评估法",
    source: "Zavadskas, Kaklauskas & Sarka (1994), The new method of multicriteria complex proportional assessment of projects, Technological and Economic Development of Economy 1(3)",
    needs: Needs::CompleteMatrix,
    invariances: &[Invariance::UnitOrder, Invariance::IndicatorOrder, Invariance::Scale],
    streamable: false,
};

/// COPRAS (复杂比例评估法, COmplex PRoportional ASsessment): benefits add up, costs count in inverse proportion.
///
/// # Formula
/// `d_ij = w_j x_ij / Σ_i x_ij` for benefits and costs alike; `S⁺_i`, `S⁻_i` their sums over benefits and costs;
/// `Q_i = S⁺_i + Σ_k S⁻_k / (S⁻_i Σ_k 1/S⁻_k)`; utility `N_i = Q_i / max Q`. Without a cost `Q = S⁺`. With a normalisation, `d_ij = w_j r_ij` and all
/// are benefits.
///
/// # Result
/// Utility in [0, 1], 1 for the best; higher is better. The series `benefits` and `costs` hold `S⁺` and `S⁻`.
///
/// # Errors
/// [`Error::Value`] for a negative value; [`Error::Undefined`] for an indicator that sums to zero, and for a unit without any cost where there are
/// costs: its inverse is not a number.
///
/// # Complexity
/// O(n m).
///
/// # Reference
/// Zavadskas, Kaklauskas & Sarka (1994), The new method of multicriteria complex proportional assessment of projects, *Technological and
/// Economic Development of Economy* 1(3), 131–139.
///
/// # Example
/// By hand: `S⁺ = ⅛, ⅜` and `S⁻ = ⅛, ⅜`. `Σ S⁻ = ½` and `Σ 1/S⁻ = 8 + 8/3 = 32/3`, so the cost term is `½ · 8 / (32/3) = ⅜` and `⅛`:
/// `Q = ½, ½`.
/// ```
/// use governance_efficacy::score::{Score, Copras};
/// use governance_efficacy::{DecisionMatrix, Direction, Weights};
///
/// let criteria = [("a", Direction::Benefit), ("b", Direction::Cost)];
/// let matrix = DecisionMatrix::from_rows(&criteria, &[[1.0, 1.0], [3.0, 3.0]])?;
/// let weights = Weights::new([("a", 0.5), ("b", 0.5)])?;
/// let outcome = Copras::default().score(&matrix, &weights)?;
/// assert!(outcome.scores.as_slice().iter().all(|utility| (utility - 1.0).abs() < 1e-12));
/// assert_eq!(outcome.detail.series("costs").unwrap(), [0.125, 0.375]);
/// # Ok::<(), governance_efficacy::Error>(())
/// ```
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Copras {
    normalization: Option<Normalization>,
}

normalization_only!(Copras);

impl Score for Copras {
    fn info(&self) -> &'static MethodInfo {
        &INFO
    }

    fn normalization(&self) -> Option<Normalization> {
        self.normalization
    }

    fn range(&self) -> ScoreRange {
        ScoreRange::Unit
    }

    fn aggregation(&self) -> Aggregation {
        Aggregation::Linear
    }

    fn reference_length(&self) -> usize {
        1
    }

    /// The sum of the values.
    fn learn(&self, criterion: &Learning<'_>) -> Result<Vec<f64>, Error> {
        if let Some(at) = criterion.values().iter().position(|&x| x < 0.0) {
            return Err(criterion.error(
                at,
                "is negative, and COPRAS takes shares of a sum",
                "name a normalisation, such as min-max",
            ));
        }
        if self.normalization.is_some() {
            return Ok(vec![1.0]);
        }
        super::divisor(criterion, sum(criterion.values()), "sum")
    }

    fn evaluate(&self, units: &Units<'_>, weights: &[f64]) -> Result<Found, Error> {
        let n = units.count();
        let (mut benefits, mut costs) = (vec![0.0; n], vec![0.0; n]);
        units.each_block(|rows, j, values| {
            let totals = if units.criteria()[j].is_cost() { &mut costs[rows] } else { &mut benefits[rows] };
            let rate = weights[j] / units.reference(j);
            for (total, x) in totals.iter_mut().zip(values) {
                *total += rate * x;
            }
        });
        let has_costs = units.criteria().iter().zip(weights).any(|(criterion, &w)| criterion.is_cost() && w > 0.0);
        let mut scores = benefits.clone();
        if has_costs {
            if let Some(row) = costs.iter().position(|&s| s <= 0.0) {
                return Err(Error::Undefined {
                    method: INFO.name,
                    problem: format!("{} has no cost at all, and a cost counts by its inverse", units.name(row)),
                    remedy: "name a normalisation such as min-max, or take another method".to_owned(),
                });
            }
            let (total, inverse) = (sum(&costs), sum_by(&costs, |s| 1.0 / s));
            for (score, s) in scores.iter_mut().zip(&costs) {
                *score += total / (s * inverse);
            }
        }
        let best = scores.iter().copied().fold(0.0, f64::max);
        if best > 0.0 {
            for score in &mut scores {
                *score /= best;
            }
        }
        let found = Found::scores(scores).with_series("benefits", benefits);
        Ok(if has_costs { found.with_series("costs", costs) } else { found })
    }
}
