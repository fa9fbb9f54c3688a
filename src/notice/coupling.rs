//! What a reader of a degree of coordination must know (耦合协调提示).

use serde::{Deserialize, Serialize};

use super::list;

/// What limits a degree of coordination (耦合协调提示).
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case", tag = "about", deny_unknown_fields)]
#[non_exhaustive]
pub enum CouplingNotice {
    /// Rows without a degree, because a subsystem has no level (无耦合协调度).
    NoLevel {
        /// The rows.
        rows: Vec<String>,
    },
    /// Rows with a subsystem at 0, which makes their coupling zero or, with a replacement, whatever that makes of it (零水平子系统).
    ZeroLevel {
        /// The rows.
        rows: Vec<String>,
        /// What stood in for 0.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        replaced_by: Option<f64>,
    },
    /// The standard coupling degree is near 1 for most rows and hardly tells them apart (耦合度趋近 1).
    Crowded {
        /// Rows at or above the limit.
        rows: usize,
        /// Rows with a degree.
        of: usize,
        /// The limit.
        limit: f64,
    },
}

impl CouplingNotice {
    pub(super) fn english(&self) -> String {
        match self {
            Self::NoLevel { rows } => format!("no degree of coordination, because a subsystem has no level: {}", list(rows)),
            Self::ZeroLevel { rows, replaced_by: None } => {
                format!(
                    "a subsystem at 0 makes the coupling 0 (under a scale of the sample it is merely the worst row): {}",
                    list(rows)
                )
            }
            Self::ZeroLevel { rows, replaced_by: Some(small) } => {
                format!("a level of 0 was taken as {small:e}, on which the coupling depends: {}", list(rows))
            }
            Self::Crowded { rows, of, limit } => {
                format!("{rows} of {of} rows have a coupling degree of {limit} or more: read D and T, or take the revised form")
            }
        }
    }

    pub(super) fn chinese(&self) -> String {
        match self {
            Self::NoLevel { rows } => format!("有子系统无水平值，未计算耦合协调度：{}", list(rows)),
            Self::ZeroLevel { rows, replaced_by: None } => {
                format!("有子系统水平为 0，耦合度即为 0（样本极差标准化下，0 仅表示样本最差）：{}", list(rows))
            }
            Self::ZeroLevel { rows, replaced_by: Some(small) } => {
                format!("水平 0 以 {small:e} 替代，耦合度取决于该值：{}", list(rows))
            }
            Self::Crowded { rows, of, limit } => {
                format!("{of} 行中有 {rows} 行耦合度不低于 {limit}，区分度低：请看 D 与 T，或改用修正式")
            }
        }
    }
}
