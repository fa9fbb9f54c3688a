//! What a treatment does to a value, frozen (已拟合的离群值处理).

use serde::{Deserialize, Serialize};

use crate::indicator::{Direction, Goalposts};

use super::power;

/// A frozen map from raw values to treated ones. It never turns the order of two values around.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case", deny_unknown_fields)]
pub(crate) enum Curve {
    /// Values beyond the limits become the limits.
    Caps { low: f64, high: f64 },
    /// ln(x − zero), or mirrored −ln(zero − x); beyond the end of the fit that is next to `zero` it goes on as its tangent there.
    Logarithm { zero: f64, end: f64, mirrored: bool },
    /// Box & Cox of x − least + 1; below the least value of the fit it goes on as its tangent there.
    BoxCox { lambda: f64, least: f64 },
    /// Yeo & Johnson.
    YeoJohnson { lambda: f64 },
}

impl Curve {
    pub(crate) fn apply(self, x: f64) -> f64 {
        match self {
            Self::Caps { low, high } => x.clamp(low, high),
            Self::Logarithm { zero, end, mirrored } => {
                let sign = if mirrored { -1.0 } else { 1.0 };
                let (distance, at_end) = (sign * (x - zero), sign * (end - zero));
                let beyond = distance < at_end;
                sign * if beyond { at_end.ln() + (distance - at_end) / at_end } else { distance.ln() }
            }
            Self::BoxCox { least, .. } if x < least => x - least,
            Self::BoxCox { lambda, least } => power::box_cox(x - least + 1.0, lambda),
            Self::YeoJohnson { lambda } => power::yeo_johnson(x, lambda),
        }
    }

    /// The same direction for treated values; none where its target is out of reach.
    pub(crate) fn direction(self, direction: Direction) -> Option<Direction> {
        if !self.changes_unit() {
            return Some(direction);
        }
        match direction {
            Direction::Benefit | Direction::Cost => Some(direction),
            Direction::Target(target) => Direction::target(self.apply(target)).ok(),
            Direction::Band { low, high } => Direction::band(self.apply(low), self.apply(high)).ok(),
        }
    }

    /// The same goalposts for treated values; none where they are out of reach, or no longer apart.
    pub(crate) fn goalposts(self, goalposts: Goalposts) -> Option<Goalposts> {
        if !self.changes_unit() {
            return Some(goalposts);
        }
        Goalposts::new(self.apply(goalposts.low()), self.apply(goalposts.high())).ok()
    }

    /// Whether treated values are no longer in the unit of the raw ones.
    pub(crate) fn changes_unit(self) -> bool {
        !matches!(self, Self::Caps { .. })
    }

    /// Whether what was read from a file can be used.
    pub(crate) fn is_sound(self) -> bool {
        match self {
            Self::Caps { low, high } => low.is_finite() && high.is_finite() && low < high,
            Self::Logarithm { zero, end, mirrored } => {
                zero.is_finite() && end.is_finite() && if mirrored { end < zero } else { zero < end }
            }
            Self::BoxCox { lambda, least } => lambda.is_finite() && least.is_finite(),
            Self::YeoJohnson { lambda } => lambda.is_finite(),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn beyond_the_fit_a_curve_goes_on_without_a_break_and_rises() {
        let curves = [
            Curve::Logarithm { zero: -0.1, end: 0.0, mirrored: false },
            Curve::Logarithm { zero: 10.1, end: 10.0, mirrored: true },
            Curve::BoxCox { lambda: -1.0, least: 0.0 },
            Curve::BoxCox { lambda: 3.0, least: 0.0 },
            Curve::YeoJohnson { lambda: 0.0 },
            Curve::YeoJohnson { lambda: 2.5 },
        ];
        for curve in curves {
            let values: Vec<f64> = (-500..1500).map(|i| curve.apply(f64::from(i) / 100.0)).collect();
            assert!(values.windows(2).all(|w| w[0] < w[1] && w[1].is_finite()), "{curve:?}");
            for end in [0.0, 10.0] {
                let (below, above) = (curve.apply(end - 1e-9), curve.apply(end + 1e-9));
                assert!((above - below).abs() < 1e-5 * (1.0 + above.abs()), "{curve:?} at {end}: {below} {above}");
            }
        }
    }

    #[test]
    fn caps_that_leave_no_room_are_not_sound() {
        let caps = |low: f64, high: f64| Curve::Caps { low, high }.is_sound();
        assert!(caps(0.0, 1.0) && !caps(1.0, 1.0) && !caps(2.0, 1.0) && !caps(f64::NEG_INFINITY, 1.0));
        let log = |zero: f64, end: f64, mirrored: bool| Curve::Logarithm { zero, end, mirrored }.is_sound();
        assert!(log(0.0, 1.0, false) && log(1.0, 0.0, true) && !log(1.0, 1.0, false) && !log(0.0, 1.0, true));
    }

    #[test]
    fn beyond_its_end_a_logarithm_goes_on_as_its_tangent() {
        let rising = Curve::Logarithm { zero: 0.0, end: 2.0, mirrored: false };
        assert!((rising.apply(1.0) - (2.0_f64.ln() - 0.5)).abs() < 1e-15 && rising.apply(2.0) == 2.0_f64.ln());
        let mirrored = Curve::Logarithm { zero: 10.0, end: 6.0, mirrored: true };
        // 4 away at the end, 1 away here: three quarters of the tangent.
        assert!((mirrored.apply(9.0) + 4.0_f64.ln() - 0.75).abs() < 1e-15, "{}", mirrored.apply(9.0));
    }
}
