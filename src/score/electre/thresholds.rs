//! Thresholds of a criterion (阈值).

use crate::document::{Entry, TableBuilder, Value};
use crate::error::Error;

/// What differences in one criterion mean (阈值), in its unit: up to `q` nothing (无差异阈值), beyond `p` a clear preference (偏好阈值), from
/// `v` on a veto (否决阈值).
#[derive(Debug, Clone, Copy, PartialEq, Default)]
pub struct Thresholds {
    q: f64,
    p: f64,
    v: Option<f64>,
}

impl Thresholds {
    /// Thresholds of indifference and of preference, without a veto.
    ///
    /// # Errors
    /// [`Error::InvalidSetting`] unless `0 ≤ q ≤ p < ∞`.
    pub fn new(q: f64, p: f64) -> Result<Self, Error> {
        if !(0.0..f64::INFINITY).contains(&q) {
            return Err(Error::setting("q", q, "give a finite number of at least 0"));
        }
        if !(q..f64::INFINITY).contains(&p) {
            return Err(Error::setting("p", p, "give a finite number not below q"));
        }
        Ok(Self { q, p, v: None })
    }

    /// The same with a veto.
    ///
    /// # Errors
    /// [`Error::InvalidSetting`] unless `p ≤ v < ∞`.
    pub fn with_veto(self, v: f64) -> Result<Self, Error> {
        if !(self.p..f64::INFINITY).contains(&v) {
            return Err(Error::setting("v", v, "give a finite number not below p"));
        }
        Ok(Self { v: Some(v), ..self })
    }

    pub(super) fn has_veto(self) -> bool {
        self.v.is_some()
    }

    /// How far it agrees that a unit which is `gap` behind is as good.
    pub(super) fn concordance(self, gap: f64) -> f64 {
        if gap <= self.q {
            1.0
        } else if gap > self.p {
            0.0
        } else {
            (self.p - gap) / (self.p - self.q)
        }
    }

    /// How far it objects to that.
    pub(super) fn discordance(self, gap: f64) -> f64 {
        match self.v {
            Some(v) if gap > self.p => {
                if gap < v {
                    (gap - self.p) / (v - self.p)
                } else {
                    1.0
                }
            }
            _ => 0.0,
        }
    }

    pub(super) fn read(entry: &Entry<'_>) -> Result<Self, Error> {
        let mut reader = entry.table()?;
        let mut number = |name: &'static str| reader.optional(name).map(|entry| entry.number()).transpose();
        let (q, p, v) = (number("q")?, number("p")?, number("v")?);
        reader.finish()?;
        let q = q.unwrap_or(0.0);
        let thresholds = Self::new(q, p.unwrap_or(q)).map_err(|e| entry.error(e))?;
        v.map_or(Ok(thresholds), |v| thresholds.with_veto(v).map_err(|e| entry.error(e)))
    }

    pub(super) fn write(self) -> Value {
        TableBuilder::default().with("q", self.q).with("p", self.p).with_some("v", self.v).into()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn thresholds_are_met_as_defined() {
        let thresholds = Thresholds::new(1.0, 3.0).and_then(|t| t.with_veto(7.0)).expect("thresholds");
        assert_eq!([-1.0, 1.0, 2.0, 3.0, 9.0].map(|gap| thresholds.concordance(gap)), [1.0, 1.0, 0.5, 0.0, 0.0]);
        assert_eq!([3.0, 4.0, 7.0, f64::INFINITY].map(|gap| thresholds.discordance(gap)), [0.0, 0.25, 1.0, 1.0]);
        let none = Thresholds::default();
        assert_eq!([-1.0, 0.0, 5e-324].map(|gap| none.concordance(gap)), [1.0, 1.0, 0.0]);
        for (q, p) in [(-1.0, 1.0), (2.0, 1.0), (f64::NAN, 1.0), (0.0, f64::INFINITY)] {
            assert_eq!(Thresholds::new(q, p).unwrap_err().code(), "invalid-setting");
        }
        assert_eq!(thresholds.with_veto(2.0).unwrap_err().code(), "invalid-setting");
    }
}
