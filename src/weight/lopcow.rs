//! LOPCOW weights (对数百分比变化客观赋权法).

use crate::error::Error;
use crate::method::{Invariance, MethodInfo, Needs};
use crate::prepare::Normalization;
use crate::table::{Gathers, Sample};

use super::{Weigh, Weighing, WeighingDetail, spread};

pub(super) const INFO: MethodInfo = MethodInfo {
    name: "lopcow",
    en: "LOPCOW weights",
    zh: "对数百分比变化客观赋权法",
    source: "Ecer & Pamucar (2022), A novel LOPCOW-DOBI multi-criteria sustainability performance assessment methodology, Omega 112",
    needs: Needs::Columns,
    invariances: &[Invariance::UnitOrder, Invariance::IndicatorOrder, Invariance::Scale, Invariance::Shift],
    streamable: true,
};

/// LOPCOW weights (对数百分比变化客观赋权法), the LOgarithmic Percentage Change-driven Objective Weighting.
///
/// # Formula
/// On `min-max` data `z` toward the ideal: `PV_j = |100 · ln(√(Σ_i z_ij² / n) / σ_j)|` with the sample's σ, `w_j = PV_j / Σ_j PV_j`.
///
/// # Errors
/// [`Error::Constant`] for an indicator that is the same everywhere; [`Error::Undefined`] for one unit, or if every `PV` is zero.
///
/// # Reference
/// Ecer & Pamucar (2022), *Omega* 112.
///
/// # Example
/// By hand: `z` = 0, ½, 1 has root mean square √(1.25/3) and σ = ½; 0, 0, 1 has √(1/3) and σ = √(1/3), so `PV = 0`.
/// ```
/// use governance_efficacy::weight::{Lopcow, Weigh};
/// use governance_efficacy::{DecisionMatrix, Direction};
///
/// let criteria = [("a", Direction::Benefit), ("b", Direction::Benefit)];
/// let matrix = DecisionMatrix::from_rows(&criteria, &[[1.0, 5.0], [2.0, 5.0], [3.0, 9.0]])?;
/// let weights = Lopcow.weigh(&matrix)?.weights;
/// assert!((weights.as_slice()[0] - 1.0).abs() < 1e-12);
/// # Ok::<(), governance_efficacy::Error>(())
/// ```
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Lopcow;

super::without_settings!(Lopcow);

impl Weigh for Lopcow {
    fn info(&self) -> &'static MethodInfo {
        &INFO
    }

    fn gathers(&self) -> Option<Gathers> {
        Some(spread::GATHERS)
    }

    fn weigh<'a>(&self, data: impl Into<Sample<'a>>) -> Result<Weighing, Error> {
        let sample = data.into();
        spread::require_two(INFO.name, &sample)?;
        let moments = spread::moments(Normalization::MinMax, &sample)?;
        let change = sample.columns().iter().zip(&moments).map(|(column, z)| {
            if column.at_midpoint() {
                return 0.0;
            }
            (100.0 * (z.root_mean_square() / z.standard_deviation(1)).ln()).abs()
        });
        let percentage_value: Vec<f64> = change.collect();
        let weights = spread::proportional(INFO.name, &sample, &percentage_value)?;
        Ok(Weighing { weights, detail: WeighingDetail::Lopcow { percentage_value }, notices: Vec::new() })
    }
}
