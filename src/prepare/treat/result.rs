//! The treatment table (离群值处理表).

use serde::{Deserialize, Serialize};

use crate::label::Key;
use crate::notice::Notice;
use crate::numeric::Shape;

/// One line of the treatment table (离群值处理表).
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct TreatmentResult {
    /// The indicator.
    pub indicator: Key,
    /// Its shape before; none if it doesn't vary or has too few values.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub before: Option<Shape>,
    /// Name of the method that was used; none if there was nothing to treat, or no method had an answer.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub method: Option<String>,
    /// The exponent of a power transformation.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub lambda: Option<f64>,
    /// The rows whose values were capped.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub capped: Vec<String>,
    /// Its shape after; none if it was not treated.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub after: Option<Shape>,
    /// Whether outliers are left by the rule.
    pub outlying: bool,
}

impl TreatmentResult {
    /// What the reader must know of it; nothing of an indicator without outliers.
    pub(in crate::prepare) fn notice(&self) -> Option<Notice> {
        if self.method.is_none() && !self.outlying {
            return None;
        }
        Some(Notice::Treated {
            indicator: self.indicator.clone(),
            method: self.method.clone(),
            rows: self.capped.clone(),
            before: self.before,
            after: self.after,
            outlying: self.outlying,
        })
    }
}
