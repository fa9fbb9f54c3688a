//! The measures of inequality side by side (不平等测度汇总).

use serde::{Deserialize, Serialize};

use crate::error::Error;
use crate::governance::Period;
use crate::label::Key;

use super::{Amounts, Atkinson, Dagum, Gini, Theil, TheilIndex, atkinson, dagum, gini};

/// The aversions to inequality that are usual.
const EPSILONS: [f64; 2] = [0.5, 1.0];

/// What was found, or why there is no answer (结果或原因).
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case", deny_unknown_fields)]
pub enum Measured<T> {
    /// The answer (结果).
    Found(T),
    /// There is none (无法计算).
    Refused {
        /// Why, in English, with the unit concerned.
        reason: String,
    },
}

impl<T> Measured<T> {
    /// The answer, if there is one.
    pub fn found(&self) -> Option<&T> {
        match self {
            Self::Found(found) => Some(found),
            Self::Refused { .. } => None,
        }
    }
}

impl<T> From<Result<T, Error>> for Measured<T> {
    fn from(result: Result<T, Error>) -> Self {
        match result {
            Ok(found) => Self::Found(found),
            Err(error) => Self::Refused { reason: error.to_string() },
        }
    }
}

/// Gini's, Theil's and Atkinson's measures of the same amounts, by groups if they have groups (不平等测度汇总).
///
/// Measures that need positive amounts say so in their place if there is a 0; the others stand all the same.
///
/// # Example
/// ```
/// use governance_efficacy::analysis::distribution::{Amounts, Inequality};
///
/// let found = Inequality::of(&Amounts::new(&[0.0, 1.0, 2.0])?)?;
/// // By hand: pairs differ by 1, 2, 1; 2 · 4/(2 · 9 · 1) = 4/9.
/// assert!((found.gini.population - 4.0 / 9.0).abs() < 1e-15);
/// assert!(found.theil_l.found().is_none());
/// # Ok::<(), governance_efficacy::Error>(())
/// ```
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Inequality {
    /// What the amounts are of, where they came from a panel.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub of: Option<Key>,
    /// Their period, where they came from a panel.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub period: Option<Period>,
    /// Weighted mean.
    pub mean: f64,
    /// Whether units count by weights.
    pub weighted: bool,
    /// Gini's coefficient.
    pub gini: Gini,
    /// Its parts by groups, if there are groups.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub dagum: Option<Dagum>,
    /// Theil's T.
    pub theil_t: TheilIndex,
    /// Theil's L.
    pub theil_l: Measured<TheilIndex>,
    /// Atkinson's index at ε = 0.5 and 1.
    pub atkinson: Vec<Measured<Atkinson>>,
}

impl Inequality {
    /// All measures of `amounts`.
    ///
    /// # Errors
    /// [`Error::Value`] with the unit for a negative amount, [`Error::Undefined`] if all are 0.
    pub fn of(amounts: &Amounts) -> Result<Self, Error> {
        Ok(Self {
            of: amounts.subject().cloned(),
            period: amounts.period(),
            mean: amounts.mean(),
            weighted: amounts.is_weighted(),
            gini: gini(amounts)?,
            dagum: amounts.has_groups().then(|| dagum(amounts)).transpose()?,
            theil_t: Theil::T.of(amounts)?,
            theil_l: Theil::L.of(amounts).into(),
            atkinson: EPSILONS.iter().map(|&epsilon| atkinson(amounts, epsilon).into()).collect(),
        })
    }
}
