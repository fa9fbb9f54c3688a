//! What the preparation found (预处理结果).

use serde::{Deserialize, Serialize};

use crate::notice::Notice;

use super::{ImputationResult, TreatmentResult};

/// What the steps found on the rows of the fit (预处理结果).
#[derive(Debug, Clone, PartialEq, Default, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct PreparationResult {
    /// How far the policy for gaps is off on values that are known; none if it fills no gaps, or there are none.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub imputation: Option<ImputationResult>,
    /// What was done about outliers, indicator by indicator; empty if nothing was to be done.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub treatment: Vec<TreatmentResult>,
}

impl PreparationResult {
    /// What the reader must know of it.
    pub(crate) fn notices(&self) -> impl Iterator<Item = Notice> + '_ {
        self.treatment.iter().filter_map(TreatmentResult::notice)
    }

    /// Whether there is nothing to tell.
    pub fn is_empty(&self) -> bool {
        self.imputation.is_none() && self.treatment.is_empty()
    }
}
