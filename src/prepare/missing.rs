//! What to do about gaps (缺失数据处理).

use crate::document::{Entry, TableBuilder, Value};
use crate::error::Error;

/// The policy for missing data (缺失数据策略). The model states it; nothing is filled or dropped without a notice.
#[derive(Debug, Clone, Copy, PartialEq, Default)]
#[non_exhaustive]
pub enum Missing {
    /// A gap is an error that names unit and indicator (报错).
    #[default]
    Error,
    /// A row with a gap is left out (剔除单元).
    DropUnit,
    /// An indicator with a gap in the rows of the fit is left out (剔除指标).
    DropIndicator,
    /// Score what is there, with the weights of each node rescaled over the available children (权重重分配). A node of whose weight
    /// less than `coverage` is available has no score for that row.
    ///
    /// This is imputation in disguise: a gap counts as the weighted mean of what is there.
    Renormalize {
        /// Least share of a node's weight that must be available, 0 < coverage ≤ 1.
        coverage: f64,
    },
    /// A gap becomes the mean of the indicator over the rows of the fit (均值插补).
    Mean,
    /// A gap becomes the median of the indicator over the rows of the fit (中位数插补).
    Median,
}

/// The policies without a parameter, and `renormalize` with its default.
const NAMES: [(&str, Missing); 6] = [
    ("error", Missing::Error),
    ("drop-unit", Missing::DropUnit),
    ("drop-indicator", Missing::DropIndicator),
    ("renormalize", Missing::Renormalize { coverage: Missing::DEFAULT_COVERAGE }),
    ("mean", Missing::Mean),
    ("median", Missing::Median),
];

impl Missing {
    /// Half of the weight of a node.
    pub const DEFAULT_COVERAGE: f64 = 0.5;

    /// Score what is there, if at least the share `coverage` of a node's weight is.
    ///
    /// # Errors
    /// [`Error::InvalidSetting`] unless 0 < coverage ≤ 1.
    pub fn renormalize(coverage: f64) -> Result<Self, Error> {
        if coverage > 0.0 && coverage <= 1.0 {
            Ok(Self::Renormalize { coverage })
        } else {
            Err(Error::setting("coverage", coverage, "give a share above 0 and at most 1"))
        }
    }

    /// Its name in a model document.
    pub fn name(self) -> &'static str {
        match self {
            Self::Renormalize { .. } => "renormalize",
            other => NAMES.iter().find(|(_, policy)| *policy == other).map_or("error", |(name, _)| name),
        }
    }

    pub(crate) fn read(entry: &Entry<'_>) -> Result<Self, Error> {
        if entry.is_text() {
            return entry.word("policy for missing data", &NAMES);
        }
        let mut reader = entry.table()?;
        reader.required("policy")?.word("policy with a coverage", &[("renormalize", ())])?;
        let coverage = reader.required("coverage")?;
        reader.finish()?;
        Self::renormalize(coverage.number()?).map_err(|e| coverage.error(e))
    }

    pub(crate) fn write(self) -> Value {
        match self {
            Self::Renormalize { coverage } => {
                TableBuilder::default().with("policy", "renormalize").with("coverage", coverage).into()
            }
            other => other.name().into(),
        }
    }
}
