//! ARAS (加性比率评估法).

use crate::error::Error;
use crate::method::{Invariance, MethodInfo, Needs};
use crate::numeric::sum_by;
use crate::prepare::Normalization;

use super::{Aggregation, Found, Learning, Score, ScoreRange, Units, normalization_only};

pub(super) const INFO: MethodInfo = MethodInfo {
    name: "aras",
    en: "ARAS",
    zh: "加性比率评估法",
    source: "Zavadskas & Turskis (2010), A new additive ratio assessment (ARAS) method in multicriteria decision-making, Technological and Economic Development of Economy 16(2)",
    needs: Needs::Columns,
    invariances: &[Invariance::UnitOrder, Invariance::IndicatorOrder, Invariance::Scale],
    streamable: false,
};

/// ARAS (加性比率评估法, Additive Ratio ASsessment): the weighted sum over that of an optimal unit.
///
/// # Formula
/// An optimal unit 0 with the best value of each indicator joins the others; `r_ij = x_ij / Σ_{i=0}^n x_ij` for a benefit,
/// `(1/x_ij) / Σ_{i=0}^n 1/x_ij` for a cost; `S_i = Σ_j w_j r_ij`; utility `K_i = S_i / S_0`. With a normalisation `r` is as that gives it.
///
/// # Result
/// Utility in (0, 1] for the rows of the fit; higher is better.
///
/// # Errors
/// [`Error::Value`] for a value that is not positive.
///
/// # Complexity
/// O(n m).
///
/// # Reference
/// Zavadskas & Turskis (2010), A new additive ratio assessment (ARAS) method in multicriteria decision-making, *Technological and Economic
/// Development of Economy* 16(2), 159–172.
///
/// # Example
/// By hand: with the optimal unit the columns are (3, 1, 3) and (4, 4, 2), so the first is `½ (1/7 + 4/10)` and the optimum `½ (3/7 + 4/10)`:
/// `K = (1/7 + 2/5)/(3/7 + 2/5) = 19/29`.
/// ```
/// use governance_efficacy::score::{Score, Aras};
/// use governance_efficacy::{DecisionMatrix, Direction, Weights};
///
/// let criteria = [("a", Direction::Benefit), ("b", Direction::Benefit)];
/// let matrix = DecisionMatrix::from_rows(&criteria, &[[1.0, 4.0], [3.0, 2.0]])?;
/// let weights = Weights::new([("a", 0.5), ("b", 0.5)])?;
/// let scores = Aras::default().score(&matrix, &weights)?.scores;
/// assert!((scores.as_slice()[0] - 19.0 / 29.0).abs() < 1e-12);
/// # Ok::<(), governance_efficacy::Error>(())
/// ```
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Aras {
    normalization: Option<Normalization>,
}

normalization_only!(Aras);

impl Score for Aras {
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
        2
    }

    /// The share of the optimal unit and the sum it is a share of.
    fn learn(&self, criterion: &Learning<'_>) -> Result<Vec<f64>, Error> {
        let [best, _] = criterion.ends();
        if self.normalization.is_some() {
            return Ok(vec![best, 1.0]);
        }
        criterion.require_positive("ARAS")?;
        let amount = |x: f64| if criterion.is_cost() { 1.0 / x } else { x };
        let total = sum_by(criterion.values(), amount) + amount(best);
        super::divisor(criterion, total, "sum").map(|_| vec![amount(best) / total, total])
    }

    fn evaluate(&self, units: &Units<'_>, weights: &[f64]) -> Result<Found, Error> {
        let references = units.ends();
        let optimum: f64 = references.iter().zip(weights).map(|((best, _), w)| w * best).sum();
        if optimum <= 0.0 {
            return Err(Error::Undefined {
                method: INFO.name,
                problem: "the optimal unit sums to nothing, so that no unit can be compared with it".to_owned(),
                remedy: "name a normalisation that is positive somewhere, or weigh an indicator that is".to_owned(),
            });
        }
        let share =
            |j: usize, x: f64| if units.criteria()[j].is_cost() { 1.0 / (x * references[j].1) } else { x / references[j].1 };
        Ok(Found::scores(units.sums(|j, x| weights[j] * share(j, x) / optimum)))
    }
}
