//! What an indicator is (指标说明): its key, labels, direction, unit, range, role, formula and source.

use serde::{Deserialize, Serialize};

use crate::error::Error;
use crate::label::{Key, Label};

use super::normalization::Normalization;

/// Which values of an indicator are good (指标方向).
///
/// A direction is part of the specification; data are never negated to express it.
#[derive(Debug, Clone, Copy, PartialEq, Default, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case", try_from = "DirectionForm")]
pub enum Direction {
    /// More is better (正向).
    #[default]
    Benefit,
    /// Less is better (逆向).
    Cost,
    /// Closest to the target is best (适度型).
    Target(f64),
    /// Inside the band is best (区间型).
    Band {
        /// Lower end of the band, in the indicator's unit.
        low: f64,
        /// Upper end of the band, in the indicator's unit.
        high: f64,
    },
}

/// What serde reads before the checks.
#[derive(Deserialize)]
#[serde(rename_all = "kebab-case", rename = "Direction", deny_unknown_fields)]
enum DirectionForm {
    Benefit,
    Cost,
    Target(f64),
    Band { low: f64, high: f64 },
}

impl TryFrom<DirectionForm> for Direction {
    type Error = Error;

    fn try_from(form: DirectionForm) -> Result<Self, Error> {
        match form {
            DirectionForm::Benefit => Ok(Self::Benefit),
            DirectionForm::Cost => Ok(Self::Cost),
            DirectionForm::Target(target) => Self::target(target),
            DirectionForm::Band { low, high } => Self::band(low, high),
        }
    }
}

impl Direction {
    /// Closest to `target` is best.
    ///
    /// # Errors
    /// [`Error::InvalidSetting`] if the target is not finite.
    pub fn target(target: f64) -> Result<Self, Error> {
        if target.is_finite() {
            Ok(Self::Target(target))
        } else {
            Err(Error::setting("direction.target", target, "give a finite target"))
        }
    }

    /// Inside `low..=high` is best.
    ///
    /// # Errors
    /// [`Error::InvalidSetting`] unless `low ≤ high`, both finite.
    pub fn band(low: f64, high: f64) -> Result<Self, Error> {
        if low.is_finite() && high.is_finite() && low <= high {
            Ok(Self::Band { low, high })
        } else {
            Err(Error::setting("direction.band", format!("[{low}, {high}]"), "give two finite ends, the lower first"))
        }
    }

    /// The checks of [`Direction::target`] and [`Direction::band`], for a value that was written as a literal.
    pub(crate) fn checked(self) -> Result<Self, Error> {
        match self {
            Self::Benefit | Self::Cost => Ok(self),
            Self::Target(target) => Self::target(target),
            Self::Band { low, high } => Self::band(low, high),
        }
    }
}

/// What an indicator is for (指标用途).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Role {
    /// It enters the score (计分指标).
    #[default]
    Scored,
    /// It is shown and weighs nothing, because its direction is disputed (诊断指标).
    Diagnostic,
}

/// The specification of one indicator (指标说明).
///
/// ```
/// use governance_efficacy::{Direction, Indicator};
///
/// let indicator = Indicator::new("dispute_recurrence")?
///     .with_label("Dispute recurrence", "纠纷复发率")
///     .with_direction(Direction::Cost)?
///     .with_range(0.0, 1.0)?;
/// assert_eq!(indicator.key().as_str(), "dispute_recurrence");
/// # Ok::<(), governance_efficacy::Error>(())
/// ```
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Indicator {
    key: Key,
    label: Label,
    #[serde(default)]
    direction: Direction,
    #[serde(default)]
    role: Role,
    #[serde(default, skip_serializing_if = "String::is_empty")]
    unit: String,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    range: Option<Range>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    goalposts: Option<Goalposts>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    normalization: Option<Normalization>,
    #[serde(default, skip_serializing_if = "String::is_empty")]
    formula: String,
    #[serde(default, skip_serializing_if = "String::is_empty")]
    source: String,
}

/// The values an indicator can take (取值范围), `low < high`; an end may be infinite only by being absent.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
#[serde(try_from = "RangeForm")]
pub struct Range {
    /// The least possible value.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub low: Option<f64>,
    /// The greatest possible value.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub high: Option<f64>,
}

/// What serde reads before the checks.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct RangeForm {
    #[serde(default)]
    low: Option<f64>,
    #[serde(default)]
    high: Option<f64>,
}

impl TryFrom<RangeForm> for Range {
    type Error = Error;

    fn try_from(RangeForm { low, high }: RangeForm) -> Result<Self, Error> {
        Self::new(low, high)
    }
}

/// The values the analyst counts as 0 and as 1 for a benefit (目标值), as UNDP does; a cost reverses them. `low < high`, finite.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
#[serde(try_from = "(f64, f64)", into = "(f64, f64)")]
pub struct Goalposts {
    low: f64,
    high: f64,
}

impl Goalposts {
    /// Goalposts at `low` and `high`.
    ///
    /// # Errors
    /// [`Error::InvalidSetting`] unless `low < high`, both finite and not too far apart to subtract.
    pub fn new(low: f64, high: f64) -> Result<Self, Error> {
        if low < high && (high - low).is_finite() {
            Ok(Self { low, high })
        } else {
            Err(Error::setting("goalposts", format!("[{low}, {high}]"), "give two finite bounds, the lower first"))
        }
    }

    /// What counts as 0 for a benefit.
    pub fn low(self) -> f64 {
        self.low
    }

    /// What counts as 1 for a benefit.
    pub fn high(self) -> f64 {
        self.high
    }
}

impl TryFrom<(f64, f64)> for Goalposts {
    type Error = Error;

    fn try_from((low, high): (f64, f64)) -> Result<Self, Error> {
        Self::new(low, high)
    }
}

impl From<Goalposts> for (f64, f64) {
    fn from(goalposts: Goalposts) -> Self {
        (goalposts.low, goalposts.high)
    }
}

impl Range {
    /// A share, 0 to 1.
    pub const SHARE: Self = Self { low: Some(0.0), high: Some(1.0) };
    /// A quantity that can't be negative.
    pub const NON_NEGATIVE: Self = Self { low: Some(0.0), high: None };

    /// A range that may be open at either end.
    ///
    /// # Errors
    /// [`Error::InvalidSetting`] unless the ends given are finite and `low < high`.
    pub fn new(low: Option<f64>, high: Option<f64>) -> Result<Self, Error> {
        let finite = low.into_iter().chain(high).all(f64::is_finite);
        if finite && low.zip(high).is_none_or(|(low, high)| low < high) {
            return Ok(Self { low, high });
        }
        Err(Error::setting("range", format!("{low:?} to {high:?}"), "give finite ends, the lower first"))
    }

    /// Whether `value` lies in the range.
    pub fn contains(self, value: f64) -> bool {
        self.low.is_none_or(|low| value >= low) && self.high.is_none_or(|high| value <= high)
    }
}

impl Indicator {
    /// A benefit indicator that enters the score, labelled by its key.
    ///
    /// # Errors
    /// [`Error::InvalidKey`] if `key` is no valid [`Key`].
    pub fn new(key: impl AsRef<str>) -> Result<Self, Error> {
        Ok(Self::of_key(Key::new(key)?))
    }

    /// A benefit indicator that enters the score, labelled by its key.
    pub fn of_key(key: Key) -> Self {
        let label = Label::same(key.as_str());
        Self {
            key,
            label,
            direction: Direction::Benefit,
            role: Role::Scored,
            unit: String::new(),
            range: None,
            goalposts: None,
            normalization: None,
            formula: String::new(),
            source: String::new(),
        }
    }

    /// Sets the English and the Chinese label.
    #[must_use]
    pub fn with_label(mut self, en: impl Into<String>, zh: impl Into<String>) -> Self {
        self.label = Label::new(en, zh);
        self
    }

    /// Sets which values are good.
    ///
    /// # Errors
    /// [`Error::InvalidSetting`] for a target or band that is not finite or not ordered.
    pub fn with_direction(mut self, direction: Direction) -> Result<Self, Error> {
        self.direction = direction.checked()?;
        Ok(self)
    }

    /// Sets which values are good, known to be valid.
    #[must_use]
    pub(crate) fn with_checked_direction(mut self, direction: Direction) -> Self {
        debug_assert!(direction.checked().is_ok(), "{direction:?} is no direction");
        self.direction = direction;
        self
    }

    /// Sets what the indicator is for.
    #[must_use]
    pub fn with_role(mut self, role: Role) -> Self {
        self.role = role;
        self
    }

    /// Sets the unit of measurement, as shown to readers (`per 1,000 residents`).
    #[must_use]
    pub fn with_unit(mut self, unit: impl Into<String>) -> Self {
        self.unit = unit.into();
        self
    }

    /// Sets the least and the greatest possible value.
    ///
    /// # Errors
    /// [`Error::InvalidSetting`] unless `low < high`, both finite.
    pub fn with_range(mut self, low: f64, high: f64) -> Result<Self, Error> {
        self.range = Some(Range::new(Some(low), Some(high))?);
        Ok(self)
    }

    /// Sets a range that may be open at either end.
    #[must_use]
    pub(crate) fn with_range_of(mut self, range: Range) -> Self {
        self.range = Some(range);
        self
    }

    /// Sets the values that count as 0 and as 1 under `goalposts` normalisation. Without them the ends of the range serve, if both
    /// are stated.
    #[must_use]
    pub fn with_goalposts(mut self, goalposts: Goalposts) -> Self {
        self.goalposts = Some(goalposts);
        self
    }

    /// Sets how this indicator is normalised, whatever the model or a method would use for it.
    ///
    /// ```
    /// use governance_efficacy::prepare::{Normalization, Preparation};
    /// use governance_efficacy::score::{Score, WeightedSum};
    /// use governance_efficacy::{Indicator, IndicatorTable, Weights};
    ///
    /// let indicators = [Indicator::new("a")?, Indicator::new("b")?.with_normalization(Normalization::Percentile)?];
    /// let rows = [[Some(1.0), Some(2.0)], [Some(2.0), Some(3.0)], [Some(5.0), Some(99.0)]];
    /// let table = IndicatorTable::from_rows(["X", "Y", "Z"], &["a", "b"], &rows)?;
    /// let matrix = Preparation::default().matrix(&table, &indicators)?;
    /// let weights = Weights::new([("a", 0.5), ("b", 0.5)])?;
    /// // Y: (2 − 1)/(5 − 1) = 1/4 by range, and the middle rank, 1/2; not (3 − 2)/97.
    /// assert_eq!(WeightedSum::default().score(&matrix, &weights)?.scores.as_slice(), [0.0, 0.375, 1.0]);
    /// # Ok::<(), governance_efficacy::Error>(())
    /// ```
    ///
    /// # Errors
    /// [`Error::InvalidSetting`] for settings of the normalisation that can't be.
    pub fn with_normalization(mut self, normalization: Normalization) -> Result<Self, Error> {
        self.normalization = Some(normalization.checked()?);
        Ok(self)
    }

    /// Sets the formula and where it comes from.
    #[must_use]
    pub fn with_formula(mut self, formula: impl Into<String>, source: impl Into<String>) -> Self {
        self.formula = formula.into();
        self.source = source.into();
        self
    }

    /// Its key.
    pub fn key(&self) -> &Key {
        &self.key
    }

    /// Its name in English and Chinese.
    pub fn label(&self) -> &Label {
        &self.label
    }

    /// Which values are good.
    pub fn direction(&self) -> Direction {
        self.direction
    }

    /// Whether it enters the score.
    pub fn role(&self) -> Role {
        self.role
    }

    /// Unit of measurement; empty for a pure number.
    pub fn unit(&self) -> &str {
        &self.unit
    }

    /// The values it can take, if stated.
    pub fn range(&self) -> Option<Range> {
        self.range
    }

    /// The goalposts that were set.
    pub fn goalposts(&self) -> Option<Goalposts> {
        self.goalposts
    }

    /// Its own normalisation, if one was set.
    pub fn normalization(&self) -> Option<Normalization> {
        self.normalization
    }

    /// The goalposts that were set, or else the ends of the range, if both are stated.
    pub(crate) fn effective_goalposts(&self) -> Option<Goalposts> {
        self.goalposts.or_else(|| {
            let (low, high) = self.range.and_then(|range| range.low.zip(range.high))?;
            Goalposts::new(low, high).ok()
        })
    }

    /// Its formula; empty if not stated.
    pub fn formula(&self) -> &str {
        &self.formula
    }

    /// Where the formula comes from; empty if not stated.
    pub fn source(&self) -> &str {
        &self.source
    }
}
