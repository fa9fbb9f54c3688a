//! Mazziotta–Pareto index, plain and adjusted (马齐奥塔-帕累托指数).

use crate::error::Error;
use crate::method::{Invariance, MethodInfo, Needs};
use crate::prepare::Normalization;

use super::{Aggregation, Found, Score, ScoreRange, Units, normalization_only};

pub(super) const MPI: MethodInfo = MethodInfo {
    name: "mpi",
    en: "Mazziotta–Pareto index",
    zh: "马齐奥塔-帕累托指数",
    source: "De Muro, Mazziotta & Pareto (2011), Composite indices of development and poverty, Social Indicators Research 104",
    needs: Needs::Columns,
    invariances: &[Invariance::UnitOrder, Invariance::IndicatorOrder, Invariance::Scale, Invariance::Shift],
    streamable: true,
};

pub(super) const AMPI: MethodInfo = MethodInfo {
    name: "ampi",
    en: "Adjusted Mazziotta–Pareto index",
    zh: "调整的马齐奥塔-帕累托指数",
    source: "Mazziotta & Pareto (2016), On a generalized non-compensatory composite index, Social Indicators Research 127",
    needs: Needs::Columns,
    invariances: &[Invariance::UnitOrder, Invariance::IndicatorOrder, Invariance::Scale, Invariance::Shift],
    streamable: true,
};

/// Mazziotta–Pareto index (马齐奥塔-帕累托指数, MPI): the mean less a penalty for imbalance.
///
/// # Formula
/// `z_ij = 100 + 10 (x_ij − M_j)/S_j`, for a cost `100 − …`, with mean and population standard deviation of the indicator; per unit the mean
/// `M_i = Σ_j w_j z_ij`, the deviation `S_i = √(Σ_j w_j (z_ij − M_i)²)`, and `MPI_i = M_i − S_i · S_i/M_i`. The paper weighs all indicators the same;
/// other weights stand in both mean and deviation.
///
/// # Result
/// Around 100; higher is better. The series `mean` and `penalty` hold both parts.
///
/// # Errors
/// What the normalisation refuses; [`Error::Undefined`] for a unit whose mean is not positive.
///
/// # Complexity
/// O(n m), two passes after the fit.
///
/// # Reference
/// De Muro, Mazziotta & Pareto (2011), Composite indices of development and poverty: An application to MDGs, *Social Indicators Research* 104,
/// 1–18.
///
/// # Example
/// By hand: with two units every `z` is 90 or 110. The first has both, the mean 100, the deviation 10: `100 − 10²/100 = 99`.
/// ```
/// use governance_efficacy::score::{Mpi, Score};
/// use governance_efficacy::{DecisionMatrix, Direction, Weights};
///
/// let criteria = [("a", Direction::Benefit), ("b", Direction::Benefit)];
/// let matrix = DecisionMatrix::from_rows(&criteria, &[[1.0, 4.0], [3.0, 2.0]])?;
/// let weights = Weights::new([("a", 0.5), ("b", 0.5)])?;
/// let scores = Mpi::default().score(&matrix, &weights)?.scores;
/// assert!((scores.as_slice()[0] - 99.0).abs() < 1e-12);
/// # Ok::<(), governance_efficacy::Error>(())
/// ```
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Mpi {
    normalization: Option<Normalization>,
}

/// Adjusted Mazziotta–Pareto index (调整的马齐奥塔-帕累托指数, AMPI): as [`Mpi`], on a fixed scale, so that years compare.
///
/// # Formula
/// `z_ij = 70 + 60 r_ij`, `r` by default `min-max`; goalposts fix the scale. Then as [`Mpi`]. To let a reference value be 100, as the paper does,
/// set the goalposts of each indicator at that value minus and plus half the range of all years.
///
/// # Result
/// Around 100; higher is better. The series `mean` and `penalty` hold both parts.
///
/// # Errors
/// As [`Mpi`].
///
/// # Complexity
/// O(n m), two passes after the fit.
///
/// # Reference
/// Mazziotta & Pareto (2016), On a generalized non-compensatory composite index for measuring socio-economic phenomena, *Social Indicators
/// Research* 127, 983–1003.
///
/// # Example
/// By hand: one value at 70 and one at 130 have the mean 100 and the deviation 30: `100 − 30²/100 = 91`.
/// ```
/// use governance_efficacy::score::{Ampi, Score};
/// use governance_efficacy::{DecisionMatrix, Direction, Weights};
///
/// let criteria = [("a", Direction::Benefit), ("b", Direction::Benefit)];
/// let matrix = DecisionMatrix::from_rows(&criteria, &[[1.0, 4.0], [3.0, 2.0]])?;
/// let weights = Weights::new([("a", 0.5), ("b", 0.5)])?;
/// let scores = Ampi::default().score(&matrix, &weights)?.scores;
/// assert!((scores.as_slice()[0] - 91.0).abs() < 1e-12);
/// # Ok::<(), governance_efficacy::Error>(())
/// ```
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Ampi {
    normalization: Option<Normalization>,
}

normalization_only!(Mpi);
normalization_only!(Ampi);

/// What differs between the two is the normalisation and the scale it is put on.
macro_rules! mazziotta_pareto {
    ($method:ident, $info:ident, $normalization:expr, $origin:expr, $span:expr) => {
        impl Score for $method {
            fn info(&self) -> &'static MethodInfo {
                &$info
            }

            fn normalization(&self) -> Option<Normalization> {
                Some(self.normalization.unwrap_or($normalization))
            }

            fn range(&self) -> ScoreRange {
                ScoreRange::Open
            }

            fn aggregation(&self) -> Aggregation {
                Aggregation::Geometric
            }

            fn evaluate(&self, units: &Units<'_>, weights: &[f64]) -> Result<Found, Error> {
                penalized(units, weights, |r| $origin + $span * r, $info.name)
            }
        }
    };
}

mazziotta_pareto!(Mpi, MPI, Normalization::ZScore { ddof: 0 }, 100.0, 10.0);
mazziotta_pareto!(Ampi, AMPI, Normalization::MinMax, 70.0, 60.0);

fn penalized(units: &Units<'_>, weights: &[f64], on_scale: fn(f64) -> f64, name: &'static str) -> Result<Found, Error> {
    let mean = units.sums(|j, r| weights[j] * on_scale(r));
    if let Some(row) = mean.iter().position(|&m| m <= 0.0) {
        return Err(Error::Undefined {
            method: name,
            problem: format!("the mean of {} is {}, and the penalty divides by it", units.name(row), mean[row]),
            remedy: "look for an extreme value, or treat outliers first".to_owned(),
        });
    }
    let mut penalty = vec![0.0; units.count()];
    units.each_block(|rows, j, values| {
        for ((total, m), &r) in penalty[rows.clone()].iter_mut().zip(&mean[rows]).zip(values) {
            *total += weights[j] * (on_scale(r) - m) * (on_scale(r) - m);
        }
    });
    for (variance, m) in penalty.iter_mut().zip(&mean) {
        *variance /= m;
    }
    let scores = mean.iter().zip(&penalty).map(|(m, p)| m - p).collect();
    Ok(Found::scores(scores).with_series("mean", mean).with_series("penalty", penalty))
}

#[cfg(test)]
mod tests {
    use super::*;

    use crate::indicator::Direction;
    use crate::table::DecisionMatrix;
    use crate::weight::Weights;

    #[test]
    fn the_mean_less_the_spread_within_a_unit_by_the_formula() {
        let criteria = [("a", Direction::Benefit), ("b", Direction::Cost)];
        let rows = [[2.0, 7.0], [5.0, 1.0], [8.0, 4.0]];
        let matrix = DecisionMatrix::from_rows(&criteria, &rows).expect("a matrix");
        let weights = Weights::new([("a", 0.7), ("b", 0.3)]).expect("weights");
        // Means 5 and 4, both deviations √6; ranges 6 and 6.
        let by_deviation = rows.map(|[a, b]| [(a - 5.0) / 6.0_f64.sqrt(), (4.0 - b) / 6.0_f64.sqrt()].map(|z| 100.0 + 10.0 * z));
        let by_range = rows.map(|[a, b]| [(a - 2.0) / 6.0, (7.0 - b) / 6.0].map(|r| 70.0 + 60.0 * r));
        let of = |z: [f64; 2]| {
            let mean = 0.7 * z[0] + 0.3 * z[1];
            let variance = 0.7 * (z[0] - mean).powi(2) + 0.3 * (z[1] - mean).powi(2);
            mean - variance / mean
        };
        let mpi = Mpi::default().score(&matrix, &weights).expect("scores").scores;
        let ampi = Ampi::default().score(&matrix, &weights).expect("scores").scores;
        for i in 0..3 {
            assert!((mpi.as_slice()[i] - of(by_deviation[i])).abs() < 1e-10, "{mpi:?}");
            assert!((ampi.as_slice()[i] - of(by_range[i])).abs() < 1e-10, "{ampi:?}");
        }
    }
}
