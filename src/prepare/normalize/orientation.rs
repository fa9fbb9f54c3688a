//! From a raw value to one where more is better (正向化).

use std::borrow::Cow;

use serde::{Deserialize, Serialize};

use crate::indicator::Direction;

/// From a raw value to one where more is better.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub(super) enum Orientation {
    AsIs,
    Target { target: f64, reach: f64 },
    Band { low: f64, high: f64, reach: f64 },
}

impl Orientation {
    pub(super) fn of(direction: Direction, values: &[f64]) -> Self {
        let reached = |orientation: Self| values.iter().map(|&x| orientation.distance(x)).fold(0.0, f64::max);
        match direction {
            Direction::Benefit | Direction::Cost => Self::AsIs,
            Direction::Target(target) => Self::Target { target, reach: reached(Self::Target { target, reach: 0.0 }) },
            Direction::Band { low, high } => Self::Band { low, high, reach: reached(Self::Band { low, high, reach: 0.0 }) },
        }
    }

    /// How far `x` is from the target or the band; `x` itself without one.
    pub(super) fn distance(self, x: f64) -> f64 {
        match self {
            Self::AsIs => x,
            Self::Target { target, .. } => (x - target).abs(),
            Self::Band { low, high, .. } => (low - x).max(x - high).max(0.0),
        }
    }

    /// The value at `distance` on the same side of the target or the band as `x`.
    pub(super) fn at_distance(self, distance: f64, x: f64) -> f64 {
        match self {
            Self::AsIs => distance,
            Self::Target { target, .. } => target + distance.copysign(x - target),
            Self::Band { low, .. } if x < low => low - distance,
            Self::Band { high, .. } => high + distance,
        }
    }

    pub(super) fn apply(self, x: f64) -> f64 {
        match self {
            Self::AsIs => x,
            Self::Target { reach, .. } | Self::Band { reach, .. } => {
                let distance = self.distance(x);
                if reach > 0.0 { (1.0 - distance / reach).clamp(0.0, 1.0) } else { f64::from(u8::from(distance <= 0.0)) }
            }
        }
    }
}

/// The values of an indicator as they count: a target or a band by the closeness to it.
pub(crate) fn oriented(direction: Direction, values: &[f64]) -> Cow<'_, [f64]> {
    match Orientation::of(direction, values) {
        Orientation::AsIs => Cow::Borrowed(values),
        orientation => values.iter().map(|&x| orientation.apply(x)).collect(),
    }
}
