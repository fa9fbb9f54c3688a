//! Which indicators have outliers (离群值判定).

use crate::error::Error;
use crate::numeric::{Shape, ShapeDefinition};

/// Which indicators have outliers (离群值判定规则).
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum Rule {
    /// Those with both a skewness and a kurtosis beyond limits (偏度与峰度).
    Shape {
        /// Above this `|skewness|`.
        skewness: f64,
        /// And above this excess kurtosis.
        kurtosis: f64,
        /// Of which definition.
        definition: ShapeDefinition,
    },
    /// All (全部): every indicator that varies is treated.
    Always,
}

impl Default for Rule {
    fn default() -> Self {
        Self::Shape { skewness: 2.0, kurtosis: 3.5, definition: ShapeDefinition::SampleAdjusted }
    }
}

impl Rule {
    /// The shape of `values` as the rule sees it.
    pub(super) fn shape(self, values: &[f64]) -> Option<Shape> {
        match self {
            Self::Shape { definition, .. } => Shape::of(values, definition),
            Self::Always => Shape::of(values, ShapeDefinition::default()),
        }
    }

    /// Whether an indicator of this shape has outliers; one too small to have a shape has none.
    pub(super) fn is_outlying(self, shape: Option<Shape>) -> bool {
        match self {
            Self::Shape { skewness, kurtosis, .. } => {
                shape.is_some_and(|shape| shape.skewness.abs() > skewness && shape.kurtosis > kurtosis)
            }
            Self::Always => true,
        }
    }

    pub(super) fn checked(self) -> Result<Self, Error> {
        match self {
            Self::Shape { skewness, kurtosis, .. } if !(skewness >= 0.0 && skewness.is_finite() && kurtosis.is_finite()) => {
                let value = format!("skewness {skewness}, kurtosis {kurtosis}");
                Err(Error::setting("the rule for outliers", value, "give finite limits, that of skewness not negative"))
            }
            other => Ok(other),
        }
    }
}
