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

#[cfg(test)]
mod tests {
    use super::*;

    use crate::indicator::Direction;
    use crate::table::DecisionMatrix;
    use crate::weight::Weights;

    #[test]
    fn three_views_by_their_formulas_with_unequal_weights_and_a_cost() {
        let criteria = [("a", Direction::Benefit), ("b", Direction::Cost), ("c", Direction::Benefit)];
        let rows = [[3.0, 7.0, 2.0], [5.0, 1.0, 9.0], [4.0, 2.0, 6.0], [1.0, 8.0, 4.0]];
        let weights = [0.5, 0.2, 0.3];
        let matrix = DecisionMatrix::from_rows(&criteria, &rows).expect("a matrix");
        let given = Weights::new([("a", 0.5), ("b", 0.2), ("c", 0.3)]).expect("weights");
        let found = Multimoora::default().score(&matrix, &given).expect("scores");
        let length: Vec<f64> = (0..3).map(|j| rows.iter().map(|row| row[j] * row[j]).sum::<f64>().sqrt()).collect();
        let best = [5.0, 1.0, 9.0];
        let sign = [1.0, -1.0, 1.0];
        let part = |row: &[f64; 3], of: &dyn Fn(usize, f64) -> f64| (0..3).map(|j| of(j, row[j] / length[j])).collect::<Vec<_>>();
        let views = rows.map(|row| {
            let ratio: f64 = part(&row, &|j, r| sign[j] * weights[j] * r).iter().sum();
            let apart = part(&row, &|j, r| weights[j] * (best[j] / length[j] - r).abs()).into_iter().fold(0.0, f64::max);
            let product: f64 = part(&row, &|j, r| r.powf(sign[j] * weights[j])).iter().product();
            [ratio, apart, product]
        });
        for (at, name) in ["ratio", "reference-point", "multiplicative"].into_iter().enumerate() {
            let series = found.detail.series(name).expect("a series");
            assert!(series.iter().zip(&views).all(|(x, view)| (x - view[at]).abs() < 1e-12), "{name}: {series:?} {views:?}");
        }
        let beats = |a: usize, b: usize| {
            let won = [views[a][0] > views[b][0], views[a][1] < views[b][1], views[a][2] > views[b][2]];
            won.iter().filter(|won| **won).count() >= 2
        };
        for a in 0..4 {
            let net: f64 = (0..4).map(|b| f64::from(i8::from(beats(a, b)) - i8::from(beats(b, a)))).sum();
            assert_eq!(found.scores.as_slice()[a], net, "{a}");
        }
    }
}
