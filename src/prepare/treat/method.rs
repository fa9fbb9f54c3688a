//! How outliers are treated (离群值处理方法).

use crate::document::{Entry, TableBuilder, Value};
use crate::error::Error;
use crate::numeric::{Extrema, quantile};

use super::curve::Curve;
use super::{Rule, power};

/// A way to treat outliers (离群值处理方法). None of them turns the order of two units around; capped ones may tie.
#[derive(Debug, Clone, Copy, PartialEq)]
#[non_exhaustive]
pub enum TreatmentMethod {
    /// The most extreme values become the next one, on the side of the longer tail, until the rule is met (缩尾处理). Values that are
    /// equal move together.
    Winsorize {
        /// At most so many units are moved; under [`Rule::Always`] as many as that.
        points: usize,
    },
    /// `ln(x − min + 0.01·range)`, or for a long lower tail mirrored, `−ln(max − x + 0.01·range)` (对数变换).
    Log {
        /// Whether a long lower tail is mirrored.
        mirror: bool,
    },
    /// Box & Cox of `x − min + 1` (Box–Cox 变换).
    BoxCox {
        /// The exponent λ; by maximum likelihood, between −5 and 5, if none.
        lambda: Option<f64>,
    },
    /// Yeo & Johnson of x, which may be negative (Yeo–Johnson 变换).
    YeoJohnson {
        /// The exponent λ; by maximum likelihood, between −5 and 5, if none.
        lambda: Option<f64>,
    },
    /// Values beyond two quantiles become the quantiles (分位数截断).
    QuantileCap {
        /// The share of the sample below the lower limit.
        low: f64,
        /// The share of the sample below the upper limit.
        high: f64,
    },
}

/// The methods with their default settings.
const NAMES: [(&str, TreatmentMethod); 5] = [
    ("winsorize", TreatmentMethod::Winsorize { points: 5 }),
    ("log", TreatmentMethod::Log { mirror: true }),
    ("box-cox", TreatmentMethod::BoxCox { lambda: None }),
    ("yeo-johnson", TreatmentMethod::YeoJohnson { lambda: None }),
    ("quantile-cap", TreatmentMethod::QuantileCap { low: 0.025, high: 0.975 }),
];

impl TreatmentMethod {
    /// Its name in a model document.
    pub fn name(self) -> &'static str {
        match self {
            Self::Winsorize { .. } => "winsorize",
            Self::Log { .. } => "log",
            Self::BoxCox { .. } => "box-cox",
            Self::YeoJohnson { .. } => "yeo-johnson",
            Self::QuantileCap { .. } => "quantile-cap",
        }
    }

    /// Refuses settings that can't be.
    pub(super) fn checked(self) -> Result<Self, Error> {
        match self {
            Self::BoxCox { lambda: Some(lambda) } | Self::YeoJohnson { lambda: Some(lambda) } if !lambda.is_finite() => {
                Err(Error::setting("lambda", lambda, "give a finite number"))
            }
            Self::QuantileCap { low, high } if !(low >= 0.0 && low < high && high <= 1.0) => {
                Err(Error::setting("quantile-cap", format!("{low} to {high}"), "give two shares from 0 to 1, the lower first"))
            }
            other => Ok(other),
        }
    }

    /// What it makes of `values`, which vary; none where it has no answer.
    pub(super) fn fit(self, values: &[f64], rule: Rule) -> Option<Curve> {
        let ends = Extrema::of(values);
        let curve = match self {
            Self::Winsorize { points } => winsorized(values, points, rule)?,
            Self::Log { mirror } => {
                let is_low_tail = super::Shape::of(values, super::ShapeDefinition::Moments).is_some_and(|s| s.skewness < 0.0);
                let margin = 0.01 * ends.range();
                if mirror && is_low_tail {
                    Curve::Logarithm { zero: ends.max + margin, end: ends.max, mirrored: true }
                } else {
                    Curve::Logarithm { zero: ends.min - margin, end: ends.min, mirrored: false }
                }
            }
            Self::BoxCox { lambda } => {
                let shifted: Vec<f64> = values.iter().map(|x| x - ends.min + 1.0).collect();
                Curve::BoxCox { lambda: lambda.or_else(|| power::box_cox_lambda(&shifted))?, least: ends.min }
            }
            Self::YeoJohnson { lambda } => Curve::YeoJohnson { lambda: lambda.or_else(|| power::yeo_johnson_lambda(values))? },
            Self::QuantileCap { low, high } => {
                let mut sorted = values.to_vec();
                sorted.sort_by(f64::total_cmp);
                Curve::Caps { low: quantile(&sorted, low), high: quantile(&sorted, high) }
            }
        };
        curve.is_sound().then_some(curve)
    }

    pub(super) fn read(entry: &Entry<'_>) -> Result<Self, Error> {
        if entry.is_text() {
            return entry.word("treatment of outliers", &NAMES);
        }
        let mut reader = entry.table()?;
        let method = match reader.required("method")?.word("treatment of outliers", &NAMES)? {
            Self::Winsorize { points } => {
                Self::Winsorize { points: reader.optional("points").map_or(Ok(points), |e| e.count())? }
            }
            Self::Log { mirror } => Self::Log { mirror: reader.optional("mirror").map_or(Ok(mirror), |e| e.truth())? },
            Self::BoxCox { .. } => Self::BoxCox { lambda: reader.optional("lambda").map(|e| e.number()).transpose()? },
            Self::YeoJohnson { .. } => Self::YeoJohnson { lambda: reader.optional("lambda").map(|e| e.number()).transpose()? },
            Self::QuantileCap { low, high } => Self::QuantileCap {
                low: reader.optional("low").map_or(Ok(low), |e| e.number())?,
                high: reader.optional("high").map_or(Ok(high), |e| e.number())?,
            },
        };
        reader.finish()?;
        method.checked().map_err(|e| entry.error(e))
    }

    pub(super) fn write(self) -> Value {
        let table = TableBuilder::default().with("method", self.name());
        match self {
            Self::Winsorize { points } => table.with("points", points).into(),
            Self::Log { mirror } => table.with("mirror", mirror).into(),
            Self::BoxCox { lambda } | Self::YeoJohnson { lambda } => table.with_some("lambda", lambda).into(),
            Self::QuantileCap { low, high } => table.with("low", low).with("high", high).into(),
        }
    }
}

/// The limits to which the most extreme values are moved, one distinct value after the other, until the rule is met or another step
/// would move more than `points` values or leave one value only.
fn winsorized(values: &[f64], points: usize, rule: Rule) -> Option<Curve> {
    let mut sorted = values.to_vec();
    sorted.sort_by(f64::total_cmp);
    let (mut low, mut high) = (*sorted.first()?, *sorted.last()?);
    let moved =
        |low: f64, high: f64| sorted.partition_point(|&x| x < low) + (sorted.len() - sorted.partition_point(|&x| x <= high));
    loop {
        let now: Vec<f64> = sorted.iter().map(|x| x.clamp(low, high)).collect();
        let shape = rule.shape(&now)?;
        if !rule.is_outlying(Some(shape)) {
            break;
        }
        let next = if shape.skewness > 0.0 {
            (low, sorted[..sorted.partition_point(|&x| x < high)].last().copied()?)
        } else {
            (sorted.get(sorted.partition_point(|&x| x <= low)).copied()?, high)
        };
        if next.0 >= next.1 || moved(next.0, next.1) > points {
            break;
        }
        (low, high) = next;
    }
    (moved(low, high) > 0).then_some(Curve::Caps { low, high })
}
