//! Parts of a result that may have no answer (结果部分).

use serde::{Deserialize, Serialize};

use crate::label::{Key, Language};

/// A part of a result, or why it has no answer (结果或原因).
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Part<T> {
    /// The answer.
    Found(T),
    /// Why there is none.
    Undefined(Reason),
}

impl<T> From<Result<T, Reason>> for Part<T> {
    fn from(answer: Result<T, Reason>) -> Self {
        answer.map_or_else(Self::Undefined, Self::Found)
    }
}

impl<T> Part<T> {
    /// The answer, if there is one.
    pub fn found(&self) -> Option<&T> {
        match self {
            Self::Found(answer) => Some(answer),
            Self::Undefined(_) => None,
        }
    }

    /// Why there is no answer, if so.
    pub fn reason(&self) -> Option<&Reason> {
        match self {
            Self::Found(_) => None,
            Self::Undefined(reason) => Some(reason),
        }
    }
}

/// Why a part of the result has no answer (原因).
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(tag = "code", rename_all = "kebab-case", deny_unknown_fields)]
#[non_exhaustive]
pub enum Reason {
    /// It takes more indicators (指标过少).
    TooFewIndicators {
        /// How many there are.
        found: usize,
        /// How many it takes.
        needed: usize,
    },
    /// It takes more rows in which all indicators are available (完整行过少).
    TooFewRows {
        /// How many there are.
        found: usize,
        /// How many it takes.
        needed: usize,
    },
    /// An indicator is the same in all those rows (指标无变异).
    Constant {
        /// The indicator.
        indicator: Key,
    },
    /// Indicators are a linear combination of each other, so that the correlation matrix has no inverse (相关矩阵奇异).
    Singular {
        /// Those indicators.
        indicators: Vec<Key>,
    },
    /// No two indicators are correlated at all (指标互不相关).
    Uncorrelated,
}

impl Reason {
    /// A stable code of the kind of reason.
    pub fn code(&self) -> &'static str {
        match self {
            Self::TooFewIndicators { .. } => "too-few-indicators",
            Self::TooFewRows { .. } => "too-few-rows",
            Self::Constant { .. } => "constant",
            Self::Singular { .. } => "singular",
            Self::Uncorrelated => "uncorrelated",
        }
    }

    /// The reason in `language`.
    pub fn text(&self, language: Language) -> String {
        match (self, language) {
            (Self::TooFewIndicators { found, needed }, Language::En) => format!("indicators: {found}, it takes {needed}"),
            (Self::TooFewIndicators { found, needed }, Language::Zh) => format!("仅 {found} 项指标，至少需要 {needed} 项"),
            (Self::TooFewRows { found, needed }, Language::En) => {
                format!("rows in which all indicators are available: {found}, it takes {needed}")
            }
            (Self::TooFewRows { found, needed }, Language::Zh) => format!("指标齐全的行仅 {found} 行，至少需要 {needed} 行"),
            (Self::Constant { indicator }, Language::En) => format!("indicator {indicator} is the same in all rows used"),
            (Self::Constant { indicator }, Language::Zh) => format!("指标 {indicator} 在所用各行中取值相同"),
            (Self::Singular { indicators }, Language::En) => {
                format!("{} are a linear combination of each other; leave one of them out", listed(indicators))
            }
            (Self::Singular { indicators }, Language::Zh) => format!("{} 线性相关，请剔除其中一项", listed(indicators)),
            (Self::Uncorrelated, Language::En) => "no two indicators are correlated at all".to_owned(),
            (Self::Uncorrelated, Language::Zh) => "指标两两完全不相关".to_owned(),
        }
    }
}

fn listed(keys: &[Key]) -> String {
    keys.iter().map(Key::as_str).collect::<Vec<_>>().join(", ")
}
