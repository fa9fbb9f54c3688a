//! MULTIMOORA (多重比率分析优化法).

use crate::error::Error;
use crate::method::{Invariance, MethodInfo, Needs};
use crate::numeric::length;
use crate::prepare::Normalization;

use super::{Aggregation, Found, Learning, Orientation, Score, ScoreRange, Ties, Units, normalization_only, rank};

pub(super) const INFO: MethodInfo = MethodInfo {
    name: "multimoora",
    en: "MULTIMOORA",
    zh: "多重比率分析优化法",
    source: "Brauers & Zavadskas (2010), Project management by MULTIMOORA as an instrument for transition economies, Technological and Economic Development of Economy 16(1)",
    needs: Needs::CompleteMatrix,
    invariances: &[Invariance::UnitOrder, Invariance::IndicatorOrder, Invariance::Scale],
    streamable: false,
};

/// How many units are compared with each other.
const LIMIT: usize = 20_000;

/// MULTIMOORA (多重比率分析优化法): three ways to look at the same ratios, and the order that two of three agree on.
///
/// # Formula
/// `r_ij = x_ij/√(Σ_i x_ij²)`. *Ratio system* `y_i = Σ_benefit w r − Σ_cost w r`, the more the better. *Reference point*
/// `z_i = max_j |w_j r⁺_j − w_j r_ij|`, the less the better. *Full multiplicative form* `u_i = ∏_benefit r^w / ∏_cost r^w`, the more the better. One unit
/// dominates another if it ranks better in two of the three. The score is the number of units it dominates less the number that dominate it.
///
/// # Result
/// A whole number, of which only the order means something; higher is better. The series `ratio`, `reference-point` and `multiplicative` hold the
/// three. Where dominance runs in a circle the units of the circle may share a score, as the paper has them share a rank.
///
/// # Errors
/// [`Error::Value`] for a value that is not positive, which the product can't take; [`Error::TooFew`] for one unit; [`Error::Limit`] beyond 20,000 units, each of which is compared
/// with every other.
///
/// # Complexity
/// O(n m + n²).
///
/// # Reference
/// Brauers & Zavadskas (2010), Project management by MULTIMOORA as an instrument for transition economies, *Technological and Economic
/// Development of Economy* 16(1), 5–24; for the dominance Brauers & Zavadskas (2011), MULTIMOORA optimization used to decide on a bank loan to buy
/// property, *Technological and Economic Development of Economy* 17(1).
///
/// # Example
/// By hand: (4, 4) is at least as good as both others everywhere and so dominates two; (1, 1) is dominated by both.
/// ```
/// use governance_efficacy::score::{Score, Multimoora};
/// use governance_efficacy::{DecisionMatrix, Direction, Weights};
///
/// let criteria = [("a", Direction::Benefit), ("b", Direction::Benefit)];
/// let matrix = DecisionMatrix::from_rows(&criteria, &[[1.0, 1.0], [4.0, 4.0], [2.0, 2.0]])?;
/// let weights = Weights::new([("a", 0.5), ("b", 0.5)])?;
/// let scores = Multimoora::default().score(&matrix, &weights)?.scores;
/// assert_eq!(scores.as_slice(), [-2.0, 2.0, 0.0]);
/// # Ok::<(), governance_efficacy::Error>(())
/// ```
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Multimoora {
    normalization: Option<Normalization>,
}

normalization_only!(Multimoora);

impl Score for Multimoora {
    fn info(&self) -> &'static MethodInfo {
        &INFO
    }

    fn normalization(&self) -> Option<Normalization> {
        self.normalization
    }

    fn range(&self) -> ScoreRange {
        ScoreRange::Ordinal
    }

    fn aggregation(&self) -> Aggregation {
        Aggregation::Outranking
    }

    fn reference_length(&self) -> usize {
        2
    }

    /// The best ratio and the length of the column.
    fn learn(&self, criterion: &Learning<'_>) -> Result<Vec<f64>, Error> {
        criterion.require_positive("MULTIMOORA")?;
        let length = if self.normalization.is_some() { 1.0 } else { length(criterion.values()) };
        super::divisor(criterion, length, "length").map(|_| vec![criterion.ends()[0] / length, length])
    }

    fn evaluate(&self, units: &Units<'_>, weights: &[f64]) -> Result<Found, Error> {
        let n = units.count();
        if n < 2 {
            return Err(Error::TooFew { what: "units for MULTIMOORA, which compares them", needed: 2 });
        }
        if n > LIMIT {
            return Err(Error::Limit { what: "number of units that MULTIMOORA compares pair by pair", found: n, limit: LIMIT });
        }
        let references = units.ends();
        let sign: Vec<f64> = units.criteria().iter().map(|criterion| if criterion.is_cost() { -1.0 } else { 1.0 }).collect();
        let ratio = units.sums(|j, x| sign[j] * weights[j] * (x / references[j].1));
        let mut logarithm = units.sums(|j, x| sign[j] * weights[j] * (x / references[j].1).ln());
        for u in &mut logarithm {
            *u = u.exp();
        }
        let mut reference_point = vec![0.0; n];
        units.each_block(|rows, j, values| {
            let (best, length) = references[j];
            for (z, x) in reference_point[rows].iter_mut().zip(values) {
                *z = f64::max(*z, weights[j] * (best - x / length).abs());
            }
        });
        let ranks = [
            rank(&ratio, Orientation::HigherIsBetter, Ties::Competition),
            rank(&reference_point, Orientation::LowerIsBetter, Ties::Competition),
            rank(&logarithm, Orientation::HigherIsBetter, Ties::Competition),
        ];
        let better = |a: usize, b: usize| ranks.iter().filter(|ranks| ranks[a] < ranks[b]).count() >= 2;
        let net = |a: usize| (0..n).map(|b| f64::from(i8::from(better(a, b)) - i8::from(better(b, a)))).sum();
        Ok(Found::scores((0..n).map(net).collect())
            .with_series("ratio", ratio)
            .with_series("reference-point", reference_point)
            .with_series("multiplicative", logarithm))
    }
}
