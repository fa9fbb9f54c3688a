//! Angle weights (夹角赋权法).

use crate::error::Error;
use crate::method::{Invariance, MethodInfo, Needs};
use crate::table::{Gathers, Sample};

use super::{Weigh, Weighing, WeighingDetail, spread};

pub(super) const INFO: MethodInfo = MethodInfo {
    name: "angle",
    en: "Angle weights",
    zh: "夹角赋权法",
    source: "Shuai et al. (2012)",
    needs: Needs::Columns,
    invariances: &[Invariance::UnitOrder, Invariance::IndicatorOrder, Invariance::Scale],
    streamable: true,
};

/// Angle weights (夹角赋权法): an indicator weighs more the wider the angle between its column and a column of equal values.
///
/// # Formula
/// `u_j = arctan(σ_j / mean_j)` with the population's σ, `w_j = u_j / Σ_j u_j`, on raw data. This is the angle of the published
/// arccos form, whose argument can exceed 1 by rounding.
///
/// # Edge cases
/// The mean must be positive. An indicator that is the same everywhere weighs nothing.
///
/// # Errors
/// [`Error::Undefined`] for one unit, a mean that is not positive, or when no indicator varies.
///
/// # Reference
/// Shuai et al. (2012).
///
/// # Example
/// By hand: 1, 3 has `σ/mean = 1/2`, 0, 4 has 1.
/// ```
/// use governance_efficacy::weight::{Angle, Weigh};
/// use governance_efficacy::{DecisionMatrix, Direction};
///
/// let criteria = [("a", Direction::Benefit), ("b", Direction::Benefit)];
/// let matrix = DecisionMatrix::from_rows(&criteria, &[[1.0, 0.0], [3.0, 4.0]])?;
/// let weights = Angle.weigh(&matrix)?.weights;
/// let (a, b) = (0.5_f64.atan(), 1.0_f64.atan());
/// assert!((weights.as_slice()[0] - a / (a + b)).abs() < 1e-12);
/// # Ok::<(), governance_efficacy::Error>(())
/// ```
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Angle;

super::without_settings!(Angle);

impl Weigh for Angle {
    fn info(&self) -> &'static MethodInfo {
        &INFO
    }

    fn gathers(&self) -> Option<Gathers> {
        Some(spread::GATHERS)
    }

    fn weigh<'a>(&self, data: impl Into<Sample<'a>>) -> Result<Weighing, Error> {
        let sample = data.into();
        spread::require_two(INFO.name, &sample)?;
        let angle = sample.columns().iter().map(|column| {
            let moments = column.moments();
            if moments.mean <= 0.0 {
                return Err(Error::Undefined {
                    method: INFO.name,
                    problem: format!(
                        "indicator {:?} has the mean {}, which must be positive",
                        column.key().as_str(),
                        moments.mean
                    ),
                    remedy: "use standard-deviation weights".to_owned(),
                });
            }
            Ok(if column.at_midpoint() { 0.0 } else { moments.relative_deviation(0).atan() })
        });
        let angle = angle.collect::<Result<Vec<f64>, Error>>()?;
        let weights = spread::proportional(INFO.name, &sample, &angle)?;
        Ok(Weighing { weights, detail: WeighingDetail::Angle { angle }, notices: Vec::new() })
    }
}
