//! Standard deviation weights (标准差权重).

use crate::document::{Reader, TableBuilder};
use crate::error::Error;
use crate::method::{Invariance, MethodInfo, Needs};
use crate::prepare::Normalization;
use crate::prepare::normalize::normalization_setting;
use crate::table::{Gathers, Sample};

use super::{Weigh, Weighing, WeighingDetail, spread};

pub(super) const INFO: MethodInfo = MethodInfo {
    name: "standard-deviation",
    en: "Standard deviation weights",
    zh: "标准差权重",
    source: "Diakoulaki, Mavrotas & Papayannakis (1995), Determining objective weights in multiple criteria problems: the CRITIC method, Computers & Operations Research 22",
    needs: Needs::Columns,
    invariances: &[Invariance::UnitOrder, Invariance::IndicatorOrder, Invariance::Scale, Invariance::Shift],
    streamable: true,
};

/// Standard deviation weights (标准差权重): an indicator weighs more the more it varies.
///
/// # Formula
/// `w_j = σ_j / Σ_j σ_j`, σ of the data after normalisation, by default `min-max`, so that units of measurement don't count. The
/// degrees of freedom cancel.
///
/// # Edge cases
/// On raw data (`normalization = "none"`) the weights depend on the units of measurement: a notice would come too late, so name it
/// only for indicators in one unit. An indicator that is the same everywhere weighs nothing on raw data; with `min-max` it is refused.
///
/// # Errors
/// [`Error::Undefined`] for one unit or when no indicator varies; what the normalisation refuses.
///
/// # Reference
/// Diakoulaki, Mavrotas & Papayannakis (1995), *Computers & Operations Research* 22, which compares it with CRITIC.
///
/// # Example
/// By hand: `min-max` gives 0, ½, 1 and 0, 1, 0 with deviations in the ratio √(1/6) : √(2/9).
/// ```
/// use governance_efficacy::weight::{StandardDeviation, Weigh};
/// use governance_efficacy::{DecisionMatrix, Direction};
///
/// let criteria = [("a", Direction::Benefit), ("b", Direction::Benefit)];
/// let matrix = DecisionMatrix::from_rows(&criteria, &[[1.0, 5.0], [2.0, 9.0], [3.0, 5.0]])?;
/// let weights = StandardDeviation::default().weigh(&matrix)?.weights;
/// let (a, b) = ((1.0_f64 / 6.0).sqrt(), (2.0_f64 / 9.0).sqrt());
/// assert!((weights.as_slice()[0] - a / (a + b)).abs() < 1e-12);
/// # Ok::<(), governance_efficacy::Error>(())
/// ```
#[derive(Debug, Clone, Copy, PartialEq, Default)]
pub struct StandardDeviation {
    normalization: Option<Normalization>,
}

normalization_setting!(
    StandardDeviation,
    "Sets the normalisation of the data; `min-max` if not set. [`Normalization::None`] is the raw data, whatever their direction."
);

impl Weigh for StandardDeviation {
    fn info(&self) -> &'static MethodInfo {
        &INFO
    }

    fn gathers(&self) -> Option<Gathers> {
        Some(spread::GATHERS)
    }

    fn weigh<'a>(&self, data: impl Into<Sample<'a>>) -> Result<Weighing, Error> {
        let sample = data.into();
        spread::require_two(INFO.name, &sample)?;
        let normalization = self.normalization.unwrap_or(Normalization::MinMax);
        let moments = spread::moments(normalization, &sample)?;
        let deviation: Vec<f64> = moments.iter().map(|of_column| of_column.standard_deviation(1)).collect();
        let weights = spread::proportional(INFO.name, &sample, &deviation)?;
        let normalization = normalization.name().to_owned();
        Ok(Weighing { weights, detail: WeighingDetail::StandardDeviation { normalization, deviation }, notices: Vec::new() })
    }
}
