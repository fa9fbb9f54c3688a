//! MEREC weights (基于移除效应的赋权法).

use crate::error::Error;
use crate::indicator::Direction;
use crate::method::{Invariance, MethodInfo, Needs};
use crate::numeric::{Extrema, Sum};
use crate::table::Sample;

use super::{Weigh, Weighing, WeighingDetail, spread};

pub(super) const INFO: MethodInfo = MethodInfo {
    name: "merec",
    en: "MEREC weights",
    zh: "基于移除效应的赋权法",
    source: "Keshavarz-Ghorabaee, Amiri, Zavadskas, Turskis & Antucheviciene (2021), Determination of objective weights using a new method based on the removal effects of criteria (MEREC), Symmetry 13",
    needs: Needs::CompleteMatrix,
    invariances: &[Invariance::UnitOrder, Invariance::IndicatorOrder, Invariance::Scale],
    streamable: false,
};

/// MEREC weights (基于移除效应的赋权法), the MEthod based on the Removal Effects of Criteria: an indicator weighs more the more the
/// performance of the units changes without it.
///
/// # Formula
/// `N = min/x` for a benefit, `x/max` for a cost; `S_i = ln(1 + (1/m) Σ_j |ln N_ij|)`, `S'_ij` the same without j and still over m;
/// `E_j = Σ_i |S'_ij − S_i|`, `w_j = E_j / Σ_j E_j`.
///
/// # Edge cases
/// Values must be positive. An indicator that is the same everywhere weighs nothing.
///
/// # Errors
/// [`Error::Value`] for a value that is not positive; [`Error::Undefined`] for one unit, for gaps, for a target or band, or when no
/// indicator varies.
///
/// # Reference
/// Keshavarz-Ghorabaee et al. (2021), *Symmetry* 13(4), 525.
///
/// # Example
/// By hand: one unit best in both has `S = S' = 0`. The other, half as good in each: `S = ln(1 + ln 2)`, `S' = ln(1 + ln 2 / 2)`, the
/// same for both indicators.
/// ```
/// use governance_efficacy::weight::{Merec, Weigh};
/// use governance_efficacy::{DecisionMatrix, Direction};
///
/// let criteria = [("a", Direction::Benefit), ("b", Direction::Cost)];
/// let matrix = DecisionMatrix::from_rows(&criteria, &[[1.0, 4.0], [2.0, 2.0]])?;
/// assert_eq!(Merec.weigh(&matrix)?.weights.as_slice(), [0.5, 0.5]);
/// # Ok::<(), governance_efficacy::Error>(())
/// ```
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Merec;

super::without_settings!(Merec);

impl Weigh for Merec {
    fn info(&self) -> &'static MethodInfo {
        &INFO
    }

    fn weigh<'a>(&self, data: impl Into<Sample<'a>>) -> Result<Weighing, Error> {
        let sample = data.into();
        sample.require_complete(INFO.name)?;
        spread::require_two(INFO.name, &sample)?;
        spread::require_positive(INFO.name, &sample)?;
        let mut logs: Vec<Vec<f64>> = Vec::with_capacity(sample.columns().len());
        for column in sample.columns() {
            let ends = column.ends();
            let log: fn(f64, Extrema) -> f64 = match column.direction() {
                Direction::Benefit => |x, ends| (x / ends.min).ln(),
                Direction::Cost => |x, ends| (ends.max / x).ln(),
                Direction::Target(_) | Direction::Band { .. } => {
                    return Err(Error::Undefined {
                        method: INFO.name,
                        problem: format!("indicator {:?} has a target or a band", column.key().as_str()),
                        remedy: "use entropy, critic or standard-deviation weights".to_owned(),
                    });
                }
            };
            logs.push(column.values().iter().map(|&x| log(x, ends)).collect());
        }
        let m = logs.len() as f64;
        let units = logs.first().map_or(0, Vec::len);
        let mut effects = vec![Sum::default(); logs.len()];
        for i in 0..units {
            let total: f64 = logs.iter().map(|column| column[i]).sum();
            for (effect, column) in effects.iter_mut().zip(&logs) {
                // ln(1 + a/m) − ln(1 + (a − b)/m), without the cancellation of that difference.
                effect.add((column[i] / (m + total - column[i])).ln_1p());
            }
        }
        let removal_effect: Vec<f64> = effects.into_iter().map(Sum::value).collect();
        let weights = spread::proportional(INFO.name, &sample, &removal_effect)?;
        Ok(Weighing { weights, detail: WeighingDetail::Merec { removal_effect }, notices: Vec::new() })
    }
}
