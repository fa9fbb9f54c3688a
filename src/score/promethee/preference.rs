//! Preference functions (偏好函数): from a difference to a degree of preference.

use crate::document::{Entry, TableBuilder, Value};
use crate::error::Error;

/// How far a difference in one criterion makes one unit preferred to another (偏好函数), after Brans & Vincke (1985): a degree from 0 to
/// 1 of a difference `d` in favour of the first; 0 where `d ≤ 0`.
///
/// | shape | in a document | degree |
/// |---|---|---|
/// | usual (通常准则) | `"usual"` | 1 where `d > 0` |
/// | u-shape (拟准则) | `{ shape = "u-shape", q = 2 }` | 0 where `d ≤ q`, else 1 |
/// | v-shape (线性偏好准则) | `{ shape = "v-shape", p = 5 }` | `d/p`, 1 where `d > p` |
/// | level (水平准则) | `{ shape = "level", q = 2, p = 5 }` | 0 where `d ≤ q`, 1 where `d > p`, ½ between |
/// | linear (带无差异区的线性准则) | `{ shape = "linear", q = 2, p = 5 }` | 0 where `d ≤ q`, 1 where `d > p`, `(d − q)/(p − q)` between |
/// | gaussian (高斯准则) | `{ shape = "gaussian", s = 3 }` | `1 − exp(−d²/(2 s²))` |
///
/// The thresholds are in the unit of the criterion, of a target or a band in that of the closeness to it, from 0 to 1; after a
/// normalisation in that of the normalised values.
///
/// ```
/// use governance_efficacy::score::Preference;
///
/// let preference = Preference::linear(1.0, 5.0)?;
/// // (3 − 1)/(5 − 1)
/// assert_eq!([-2.0, 1.0, 3.0, 5.0, 9.0].map(|d| preference.degree(d)), [0.0, 0.0, 0.5, 1.0, 1.0]);
/// # Ok::<(), governance_efficacy::Error>(())
/// ```
#[derive(Debug, Clone, Copy, PartialEq, Default)]
pub struct Preference(pub(super) Curve);

#[derive(Debug, Clone, Copy, PartialEq, Default)]
pub(super) enum Curve {
    #[default]
    Usual,
    UShape {
        q: f64,
    },
    VShape {
        p: f64,
    },
    Level {
        q: f64,
        p: f64,
    },
    Linear {
        q: f64,
        p: f64,
    },
    Gaussian {
        s: f64,
    },
}

/// A threshold that may be 0 and not below `least`.
fn threshold(name: &str, value: f64, least: f64) -> Result<f64, Error> {
    if value.is_finite() && value >= least && value >= 0.0 {
        return Ok(value);
    }
    Err(Error::setting(
        name,
        value,
        if least > 0.0 { "give p that is finite and not below q" } else { "give a finite number of at least 0" },
    ))
}

fn above_zero(name: &str, value: f64) -> Result<f64, Error> {
    if value.is_finite() && value > 0.0 { Ok(value) } else { Err(Error::setting(name, value, "give a finite number above 0")) }
}

impl Preference {
    /// Every difference counts in full.
    pub fn usual() -> Self {
        Self(Curve::Usual)
    }

    /// A difference above `q` counts in full, one up to it not at all.
    ///
    /// # Errors
    /// [`Error::InvalidSetting`] unless `0 ≤ q < ∞`.
    pub fn u_shape(q: f64) -> Result<Self, Error> {
        Ok(Self(Curve::UShape { q: threshold("q", q, 0.0)? }))
    }

    /// The degree grows evenly up to a difference of `p`.
    ///
    /// # Errors
    /// [`Error::InvalidSetting`] unless `0 < p < ∞`.
    pub fn v_shape(p: f64) -> Result<Self, Error> {
        Ok(Self(Curve::VShape { p: above_zero("p", p)? }))
    }

    /// A difference above `q` counts half, one above `p` in full.
    ///
    /// # Errors
    /// [`Error::InvalidSetting`] unless `0 ≤ q ≤ p < ∞`.
    pub fn level(q: f64, p: f64) -> Result<Self, Error> {
        Ok(Self(Curve::Level { q: threshold("q", q, 0.0)?, p: threshold("p", p, q)? }))
    }

    /// A difference up to `q` counts nothing; from there the degree grows evenly to 1 at `p`.
    ///
    /// # Errors
    /// [`Error::InvalidSetting`] unless `0 ≤ q ≤ p < ∞`.
    pub fn linear(q: f64, p: f64) -> Result<Self, Error> {
        Ok(Self(Curve::Linear { q: threshold("q", q, 0.0)?, p: threshold("p", p, q)? }))
    }

    /// The degree grows as a bell curve falls, most steeply at a difference of `s`.
    ///
    /// # Errors
    /// [`Error::InvalidSetting`] unless `0 < s < ∞`.
    pub fn gaussian(s: f64) -> Result<Self, Error> {
        Ok(Self(Curve::Gaussian { s: above_zero("s", s)? }))
    }

    /// The degree of preference for a difference `d`.
    pub fn degree(self, d: f64) -> f64 {
        match self.0 {
            Curve::Gaussian { s } if d > 0.0 => gaussian(d / s),
            Curve::Level { q, p } if d > q && d <= p => 0.5,
            Curve::VShape { p } if d > 0.0 && d <= p => d / p,
            Curve::Linear { q, p } if d > q && d <= p => (d - q) / (p - q),
            Curve::Gaussian { .. } => 0.0,
            Curve::Usual => f64::from(u8::from(d > 0.0)),
            Curve::UShape { q } => f64::from(u8::from(d > q)),
            Curve::VShape { p } | Curve::Level { p, .. } | Curve::Linear { p, .. } => f64::from(u8::from(d > p)),
        }
    }

    pub(super) fn read(entry: &Entry<'_>) -> Result<Self, Error> {
        const SHAPES: [&str; 6] = ["usual", "u-shape", "v-shape", "level", "linear", "gaussian"];
        let words = SHAPES.map(|name| (name, name));
        if entry.is_text() {
            return match entry.word("preference function", &words)? {
                "usual" => Ok(Self::usual()),
                shape => Err(entry.error(Error::setting(shape, "without thresholds", "give { shape = …, q = …, p = … }"))),
            };
        }
        let mut reader = entry.table()?;
        let shape = reader.required("shape")?.word("preference function", &words)?;
        let mut number = |name: &'static str| reader.required(name)?.number();
        let preference = match shape {
            "u-shape" => Self::u_shape(number("q")?),
            "v-shape" => Self::v_shape(number("p")?),
            "level" => Self::level(number("q")?, number("p")?),
            "linear" => Self::linear(number("q")?, number("p")?),
            "gaussian" => Self::gaussian(number("s")?),
            _ => Ok(Self::usual()),
        };
        let preference = preference.map_err(|e| entry.error(e))?;
        reader.finish()?;
        Ok(preference)
    }

    pub(super) fn write(self) -> Value {
        let shape = |name: &str| TableBuilder::default().with("shape", name);
        match self.0 {
            Curve::Usual => return "usual".into(),
            Curve::UShape { q } => shape("u-shape").with("q", q),
            Curve::VShape { p } => shape("v-shape").with("p", p),
            Curve::Level { q, p } => shape("level").with("q", q).with("p", p),
            Curve::Linear { q, p } => shape("linear").with("q", q).with("p", p),
            Curve::Gaussian { s } => shape("gaussian").with("s", s),
        }
        .into()
    }
}

/// The degree where the difference is `t` times `s`.
pub(super) fn gaussian(t: f64) -> f64 {
    1.0 - (-0.5 * t * t).exp()
}
