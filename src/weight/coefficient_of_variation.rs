//! Coefficient of variation weights (变异系数法（信息量权重）).

use crate::error::Error;
use crate::method::{Invariance, MethodInfo, Needs};
use crate::table::{Gathers, Sample};

use super::{Weigh, Weighing, WeighingDetail, spread};

pub(super) const INFO: MethodInfo = MethodInfo {
    name: "coefficient-of-variation",
    en: "Coefficient of variation weights",
    zh: "变异系数法（信息量权重）",
    source: "Pearson (1896), Mathematical contributions to the theory of evolution III, Philosophical Transactions A 187",
    needs: Needs::Columns,
    invariances: &[Invariance::UnitOrder, Invariance::IndicatorOrder, Invariance::Scale],
    streamable: true,
};

/// Coefficient of variation weights (变异系数法), known in Chinese practice as information weights (信息量权重): an indicator weighs more
/// the more it varies relative to its mean.
///
/// # Formula
/// `v_j = s_j / |mean_j|`, `w_j = v_j / Σ_j v_j`, with the sample standard deviation (the degrees of freedom cancel), on raw data.
///
/// # Edge cases
/// The mean must not be zero. An indicator that is the same everywhere weighs nothing. Another zero of the scale changes the weights,
/// so that the data must be on a ratio scale.
///
/// # Errors
/// [`Error::Undefined`] for one unit, a mean of zero, or when no indicator varies.
///
/// # Reference
/// The coefficient is Pearson's (1896), *Philosophical Transactions of the Royal Society A* 187.
///
/// # Example
/// By hand: 1, 3 has `s = √2`, mean 2; 10, 30 the same ratio; so both weigh the same.
/// ```
/// use governance_efficacy::weight::{CoefficientOfVariation, Weigh};
/// use governance_efficacy::{DecisionMatrix, Direction};
///
/// let criteria = [("a", Direction::Benefit), ("b", Direction::Cost)];
/// let matrix = DecisionMatrix::from_rows(&criteria, &[[1.0, 10.0], [3.0, 30.0]])?;
/// assert_eq!(CoefficientOfVariation.weigh(&matrix)?.weights.as_slice(), [0.5, 0.5]);
/// # Ok::<(), governance_efficacy::Error>(())
/// ```
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct CoefficientOfVariation;

super::without_settings!(CoefficientOfVariation);

/// Whether `mean` is zero but for rounding, which would make it the divisor of everything.
fn vanishes(mean: f64, values: &[f64]) -> bool {
    let largest = values.iter().fold(0.0, |largest: f64, x| largest.max(x.abs()));
    mean.abs() <= 4.0 * f64::EPSILON * largest
}

impl Weigh for CoefficientOfVariation {
    fn info(&self) -> &'static MethodInfo {
        &INFO
    }

    fn gathers(&self) -> Option<Gathers> {
        Some(spread::GATHERS)
    }

    fn weigh<'a>(&self, data: impl Into<Sample<'a>>) -> Result<Weighing, Error> {
        let sample = data.into();
        spread::require_two(INFO.name, &sample)?;
        let coefficient = sample.columns().iter().map(|column| {
            let moments = column.moments();
            if column.at_midpoint() {
                Ok(0.0)
            } else if vanishes(moments.mean, column.values()) {
                Err(Error::Undefined {
                    method: INFO.name,
                    problem: format!("indicator {:?} has a mean of zero", column.key().as_str()),
                    remedy: "use standard-deviation weights".to_owned(),
                })
            } else {
                Ok(moments.relative_deviation(1).abs())
            }
        });
        let coefficient = coefficient.collect::<Result<Vec<f64>, Error>>()?;
        let weights = spread::proportional(INFO.name, &sample, &coefficient)?;
        Ok(Weighing { weights, detail: WeighingDetail::CoefficientOfVariation { coefficient }, notices: Vec::new() })
    }
}
