//! What to do about gaps (缺失数据处理).

use crate::document::{Entry, TableBuilder, Value};
use crate::error::Error;
use crate::label::Key;

/// The policy for missing data (缺失数据策略). The model states it; nothing is filled or dropped without a notice.
///
/// # Frozen or not
/// `mean`, `median`, `group-mean`, `group-median`, `row-mean`, `dimension-mean`, `regression` and `expectation-maximization` learn from
/// the rows of the fit and fill each later row by itself. `panel-latest`, `panel-linear` and `nearest` look at the other rows of the
/// table that is scored: a row may be filled differently in another table. Their ranges are frozen all the same.
///
/// # Error
/// Every policy that fills gaps is tried on values that are known: the result tells how far it is off,
/// [`ImputationResult`](super::ImputationResult).
///
/// # References
/// OECD/JRC (2008), *Handbook on Constructing Composite Indicators*, §3; Little & Rubin (2002), *Statistical Analysis with Missing
/// Data*, 2nd ed., Wiley.
#[derive(Debug, Clone, PartialEq, Default)]
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
    /// A gap becomes the mean of the indicator over the rows of the fit in the same group (分组均值插补).
    GroupMean {
        /// The attribute of the rows that names the group.
        by: Key,
    },
    /// A gap becomes the median of the indicator over the rows of the fit in the same group (分组中位数插补).
    GroupMedian {
        /// The attribute of the rows that names the group.
        by: Key,
    },
    /// A gap becomes the value that is as good as the row's other indicators on average, by the ranges of the fit (行均值插补).
    RowMean,
    /// The same over the other indicators of its dimension only (维度内均值插补).
    DimensionMean,
    /// A gap becomes the unit's latest earlier value (前值结转).
    PanelLatest,
    /// A gap between two values of a unit becomes the value on the straight line between them (线性内插).
    PanelLinear,
    /// A gap becomes the mean over the rows that are nearest in the other indicators (K 近邻插补).
    Nearest {
        /// How many rows; those that are equally far as the last of them count too.
        k: usize,
    },
    /// A gap becomes what a linear regression on the row's other indicators expects, learned from the complete rows (回归插补).
    Regression,
    /// The same with means and covariances of greatest likelihood, learned from all rows, as if they were jointly normal
    /// (期望最大化插补).
    ExpectationMaximization,
    /// Several in turn (依次处理): each fills what those before it left, and the last may drop or renormalise.
    InTurn(Turns),
}

/// Policies for missing data, in turn (依次处理): none within another, and only the last may do anything but fill.
#[derive(Debug, Clone, PartialEq)]
pub struct Turns(Vec<Missing>);

impl Turns {
    /// The policies, the first first.
    pub fn as_slice(&self) -> &[Missing] {
        &self.0
    }
}

const DEFAULT_NEIGHBORS: usize = 5;

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

    /// Fill by the `k` nearest rows.
    ///
    /// # Errors
    /// [`Error::InvalidSetting`] for none.
    pub fn nearest(k: usize) -> Result<Self, Error> {
        if k == 0 { Err(Error::setting("k", k, "give at least one neighbor")) } else { Ok(Self::Nearest { k }) }
    }

    /// Several policies in turn: each fills what those before it left.
    ///
    /// ```
    /// use governance_efficacy::prepare::Missing;
    ///
    /// let missing = Missing::in_turn([Missing::PanelLinear, Missing::PanelLatest, Missing::Median])?;
    /// assert_eq!(missing.to_string(), "panel-linear, panel-latest, median");
    /// assert!(Missing::in_turn([Missing::DropUnit, Missing::Median]).is_err());
    /// # Ok::<(), governance_efficacy::Error>(())
    /// ```
    ///
    /// # Errors
    /// [`Error::TooFew`] for none; [`Error::InvalidSetting`] if one before the last fills no gaps, or is several itself.
    pub fn in_turn(policies: impl IntoIterator<Item = Self>) -> Result<Self, Error> {
        let policies: Vec<Self> = policies.into_iter().collect();
        let Some((last, before)) = policies.split_last() else {
            return Err(Error::TooFew { what: "policies for missing data", needed: 1 });
        };
        if let Some(policy) = before.iter().find(|policy| !policy.fills()) {
            return Err(Error::setting("missing", policy, "put what fills no gaps last, and nothing after it"));
        }
        if matches!(last, Self::InTurn(_)) {
            return Err(Error::setting("missing", "a list within a list", "put all policies into one list"));
        }
        Ok(Self::InTurn(Turns(policies)))
    }

    /// Its name in a model document.
    pub fn name(&self) -> &'static str {
        match self {
            Self::Error => "error",
            Self::DropUnit => "drop-unit",
            Self::DropIndicator => "drop-indicator",
            Self::Renormalize { .. } => "renormalize",
            Self::Mean => "mean",
            Self::Median => "median",
            Self::GroupMean { .. } => "group-mean",
            Self::GroupMedian { .. } => "group-median",
            Self::RowMean => "row-mean",
            Self::DimensionMean => "dimension-mean",
            Self::PanelLatest => "panel-latest",
            Self::PanelLinear => "panel-linear",
            Self::Nearest { .. } => "nearest",
            Self::Regression => "regression",
            Self::ExpectationMaximization => "expectation-maximization",
            Self::InTurn(_) => "in-turn",
        }
    }

    /// Whether it fills gaps, and does nothing else.
    fn fills(&self) -> bool {
        !matches!(self, Self::Error | Self::DropUnit | Self::DropIndicator | Self::Renormalize { .. } | Self::InTurn(_))
    }

    /// The policies that fill gaps, in turn.
    pub(crate) fn filling(&self) -> &[Self] {
        match self {
            Self::InTurn(turns) => match turns.as_slice().split_last() {
                Some((last, before)) if !last.fills() => before,
                _ => turns.as_slice(),
            },
            policy if policy.fills() => std::slice::from_ref(policy),
            _ => &[],
        }
    }

    /// What is done about gaps that none of them fills.
    pub(crate) fn remaining(&self) -> &Self {
        match self {
            Self::InTurn(turns) => turns.0.last().filter(|last| !last.fills()).unwrap_or(&Self::Error),
            policy if policy.fills() => &Self::Error,
            policy => policy,
        }
    }

    /// The policies with their default settings.
    fn all() -> [Self; 15] {
        let group = Key::of_standard("group");
        [
            Self::Error,
            Self::DropUnit,
            Self::DropIndicator,
            Self::Renormalize { coverage: Self::DEFAULT_COVERAGE },
            Self::Mean,
            Self::Median,
            Self::GroupMean { by: group.clone() },
            Self::GroupMedian { by: group },
            Self::RowMean,
            Self::DimensionMean,
            Self::PanelLatest,
            Self::PanelLinear,
            Self::Nearest { k: DEFAULT_NEIGHBORS },
            Self::Regression,
            Self::ExpectationMaximization,
        ]
    }

    /// A name, a table with `policy` and its settings, or a list of these.
    pub(crate) fn read(entry: &Entry<'_>) -> Result<Self, Error> {
        if entry.is_list() {
            let policies = entry.list()?.iter().map(Self::read).collect::<Result<Vec<_>, _>>()?;
            return Self::in_turn(policies).map_err(|e| entry.error(e));
        }
        if entry.is_text() {
            return Self::named(entry);
        }
        let mut reader = entry.table()?;
        let policy = match Self::named(&reader.required("policy")?)? {
            Self::Renormalize { .. } => {
                let coverage = reader.required("coverage")?;
                Self::renormalize(coverage.number()?).map_err(|e| coverage.error(e))?
            }
            Self::GroupMean { by } => Self::GroupMean { by: reader.optional("by").map_or(Ok(by), |e| e.key())? },
            Self::GroupMedian { by } => Self::GroupMedian { by: reader.optional("by").map_or(Ok(by), |e| e.key())? },
            Self::Nearest { k } => match reader.optional("k") {
                Some(k) => Self::nearest(k.count()?).map_err(|e| k.error(e))?,
                None => Self::Nearest { k },
            },
            other => other,
        };
        reader.finish()?;
        Ok(policy)
    }

    fn named(entry: &Entry<'_>) -> Result<Self, Error> {
        let name = entry.text()?;
        let unknown = || Error::unknown("policy for missing data", name, Self::all().iter().map(Self::name));
        Self::all().into_iter().find(|policy| policy.name() == name).ok_or_else(|| entry.error(unknown()))
    }

    pub(crate) fn write(&self) -> Value {
        let table = TableBuilder::default().with("policy", self.name());
        match self {
            Self::Renormalize { coverage } => table.with("coverage", *coverage).into(),
            Self::GroupMean { by } | Self::GroupMedian { by } => table.with("by", by.as_str()).into(),
            Self::Nearest { k } => table.with("k", *k).into(),
            Self::InTurn(turns) => turns.0.iter().map(Self::write).collect::<Vec<Value>>().into(),
            other => other.name().into(),
        }
    }
}

impl std::fmt::Display for Missing {
    /// Its name, or the names of several in turn.
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Self::InTurn(turns) => f.write_str(&turns.0.iter().map(Self::name).collect::<Vec<_>>().join(", ")),
            other => f.write_str(other.name()),
        }
    }
}
