//! What to do about an indicator that is the same for every unit (常数指标处理).

use crate::document::{Entry, Value};
use crate::error::Error;

/// The policy for an indicator that doesn't vary over the rows of the fit (常数指标策略): it carries no information.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
#[non_exhaustive]
pub enum OnConstant {
    /// It is an error that names the indicator (报错).
    #[default]
    Error,
    /// It counts as 0.5 for every unit (取中值).
    Midpoint,
    /// It is left out (剔除).
    Drop,
}

const NAMES: [(&str, OnConstant); 3] =
    [("error", OnConstant::Error), ("midpoint", OnConstant::Midpoint), ("drop", OnConstant::Drop)];

impl OnConstant {
    /// Its name in a model document.
    pub fn name(self) -> &'static str {
        NAMES.iter().find(|(_, policy)| *policy == self).map_or("error", |(name, _)| name)
    }

    pub(crate) fn read(entry: &Entry<'_>) -> Result<Self, Error> {
        entry.word("policy for a constant indicator", &NAMES)
    }

    pub(crate) fn write(self) -> Value {
        self.name().into()
    }
}
