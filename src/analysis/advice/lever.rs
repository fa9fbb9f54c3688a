//! An indicator that can be moved (可改进指标).

use crate::error::Error;
use crate::label::Key;

/// An indicator that can be moved from its present value toward a limit, at a price (可改进指标).
///
/// ```
/// use governance_efficacy::analysis::advice::Lever;
///
/// // The share of requests solved may rise to 0.95; each point in a hundred costs 3.
/// let lever = Lever::new("resolution_rate", 0.95, 300.0)?;
/// // Meetings come one at a time.
/// let meetings = Lever::new("meetings", 12.0, 1.5)?.with_step(1.0)?;
/// # Ok::<(), governance_efficacy::Error>(())
/// ```
#[derive(Debug, Clone, PartialEq)]
pub struct Lever {
    pub(super) indicator: Key,
    pub(super) limit: f64,
    pub(super) unit_cost: f64,
    pub(super) step: Option<f64>,
}

impl Lever {
    /// The indicator, the value it can reach, and what one unit of it costs. Whether it rises or falls to get there follows from its present
    /// value.
    ///
    /// # Errors
    /// [`Error::InvalidKey`]; [`Error::InvalidSetting`] unless the limit is finite and the cost positive and finite.
    pub fn new(indicator: impl AsRef<str>, limit: f64, unit_cost: f64) -> Result<Self, Error> {
        let indicator = Key::new(indicator)?;
        if !limit.is_finite() {
            return Err(Error::setting(format!("the limit of {indicator}"), limit, "give a finite number"));
        }
        if !(unit_cost > 0.0 && unit_cost.is_finite()) {
            return Err(Error::setting(format!("the cost of {indicator}"), unit_cost, "give a finite number above 0"));
        }
        Ok(Self { indicator, limit, unit_cost, step: None })
    }

    /// Lets it move in whole steps only, in the unit of the indicator.
    ///
    /// # Errors
    /// [`Error::InvalidSetting`] unless the step is positive and finite.
    pub fn with_step(mut self, step: f64) -> Result<Self, Error> {
        if !(step > 0.0 && step.is_finite()) {
            return Err(Error::setting(format!("the step of {}", self.indicator), step, "give a finite number above 0"));
        }
        self.step = Some(step);
        Ok(self)
    }

    /// The indicator.
    pub fn indicator(&self) -> &Key {
        &self.indicator
    }
}

/// A lever at its present value. How far it is moved is a share of the way to its limit.
#[derive(Debug, Clone)]
pub(super) struct Move {
    pub(super) indicator: Key,
    pub(super) from: f64,
    /// From the present value to the limit, with its sign.
    pub(super) way: f64,
    /// Cost of the whole way.
    pub(super) cost: f64,
    pub(super) unit_cost: f64,
    /// Share of the way that one step takes.
    pub(super) step: Option<f64>,
}

impl Move {
    pub(super) fn of(lever: &Lever, from: f64) -> Self {
        let way = lever.limit - from;
        // No more than whole steps fit.
        let step = lever.step.map(|step| step / way.abs()).filter(|share| share.is_finite());
        let unit_cost = lever.unit_cost;
        Self { indicator: lever.indicator.clone(), from, way, cost: way.abs() * unit_cost, unit_cost, step }
    }

    /// The value after `share` of the way.
    pub(super) fn at(&self, share: f64) -> f64 {
        if share >= 1.0 { self.from + self.way } else { self.from + share * self.way }
    }

    /// The largest share there is.
    pub(super) fn most(&self) -> f64 {
        self.step.map_or(1.0, |_| self.down(1.0))
    }

    /// The largest share there is that is at most `share`.
    pub(super) fn down(&self, share: f64) -> f64 {
        // A whole number of steps is one although their quotient is a little off.
        self.step.map_or(share, |step| (share / step + 1e-9).floor() * step)
    }

    /// The least share there is that is at least `share`, or the largest.
    pub(super) fn up(&self, share: f64) -> f64 {
        self.step.map_or(share, |step| ((share / step - 1e-9).ceil() * step).min(self.most()))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn whole_steps_lie_about_a_share() {
        let lever = Lever::new("a", 5.0, 2.0).and_then(|lever| lever.with_step(1.0)).expect("a lever");
        let steps = Move::of(&lever, 1.0);
        assert_eq!([0.0, 0.25, 0.3, 0.5, 1.0].map(|share| steps.down(share)), [0.0, 0.25, 0.25, 0.5, 1.0]);
        assert_eq!([0.0, 0.25, 0.3, 0.5, 0.9].map(|share| steps.up(share)), [0.0, 0.25, 0.5, 0.5, 1.0]);
        // Four tenths of the way: two steps fit and a half is left.
        let uneven = Move::of(&lever, 2.5);
        assert_eq!((uneven.most(), uneven.up(0.9)), (0.8, 0.8));
        assert_eq!((uneven.at(0.8), uneven.at(1.0), uneven.cost), (4.5, 5.0, 5.0));
    }
}
