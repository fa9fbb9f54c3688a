//! Equal weights (等权).

use crate::error::Error;
use crate::method::{Invariance, MethodInfo, Needs};
use crate::table::Sample;

use super::{Weigh, Weighing, WeighingDetail, Weights};

pub(super) const INFO: MethodInfo = MethodInfo {
    name: "equal",
    en: "Equal weights",
    zh: "等权",
    source: "OECD/JRC (2008), Handbook on Constructing Composite Indicators, §6",
    needs: Needs::Names,
    invariances: &[Invariance::UnitOrder, Invariance::IndicatorOrder, Invariance::Scale, Invariance::Shift],
    streamable: true,
};

/// The same weight for every indicator (等权), `1/m`.
///
/// Equal weights are a choice too: a node with two indicators gives each more than a node with ten.
///
/// # Reference
/// OECD/JRC (2008), *Handbook on Constructing Composite Indicators*, §6.
///
/// ```
/// use governance_efficacy::weight::{Equal, Weigh};
/// use governance_efficacy::{DecisionMatrix, Direction};
///
/// let criteria = [("a", Direction::Benefit), ("b", Direction::Cost)];
/// let matrix = DecisionMatrix::from_rows(&criteria, &[[1.0, 2.0]])?;
/// assert_eq!(Equal.weigh(&matrix)?.weights.as_slice(), [0.5, 0.5]);
/// # Ok::<(), governance_efficacy::Error>(())
/// ```
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Equal;

impl Weigh for Equal {
    fn info(&self) -> &'static MethodInfo {
        &INFO
    }

    fn weigh<'a>(&self, data: impl Into<Sample<'a>>) -> Result<Weighing, Error> {
        let weights = Weights::equal(data.into().keys().cloned())?;
        Ok(Weighing { weights, detail: WeighingDetail::Equal {}, notices: Vec::new() })
    }
}

super::without_settings!(Equal);
