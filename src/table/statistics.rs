//! What passes over a column that is never whole in memory have learned of it (列统计量).

use crate::indicator::Normalization;
use crate::numeric::{Extrema, Moments};

/// What a method must know of a column to learn from a stream beside how many values there are, the least, the largest and their sum
/// (所需统计量).
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Gathers {
    /// The sum of squared deviations from the mean.
    pub deviations: bool,
    /// The divergence from evenness of the values on each of these scales.
    pub divergences: Vec<Normalization>,
}

impl Gathers {
    /// What either asks for.
    pub(crate) fn and(mut self, other: Self) -> Self {
        self.deviations |= other.deviations;
        for normalization in other.divergences {
            if !self.divergences.contains(&normalization) {
                self.divergences.push(normalization);
            }
        }
        self
    }
}

/// What was gathered of the values that are there.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Statistics {
    pub(crate) count: usize,
    pub(crate) ends: Extrema,
    pub(crate) sum: f64,
    /// From a second pass, if one was asked for.
    pub(crate) deviations: Option<Deviations>,
    /// `1 − e` on each scale, or the sum that leaves it without an answer.
    pub(crate) divergences: Vec<(Normalization, Result<f64, f64>)>,
}

/// The sums of the distances from a given number near the mean, and of their squares.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(crate) struct Deviations {
    pub(crate) center: f64,
    pub(crate) sum: f64,
    pub(crate) squares: f64,
}

impl Statistics {
    pub(crate) fn mean(&self) -> f64 {
        // Also where the sum overflows.
        (self.sum / self.count as f64).clamp(self.ends.min, self.ends.max)
    }

    pub(crate) fn moments(&self) -> Moments {
        match self.deviations {
            Some(Deviations { center, sum, squares }) => Moments::about(center, self.count, sum, squares),
            // Only what does not vary goes without.
            None => Moments::about(self.mean(), self.count, 0.0, 0.0),
        }
    }

    /// The divergence of what `normalization` makes of the values, or their sum if it leaves no answer.
    pub(crate) fn divergence(&self, normalization: Normalization) -> Result<f64, f64> {
        let found = self.divergences.iter().find(|(of, _)| *of == normalization);
        // Only what does not vary goes without.
        found.map_or(Ok(0.0), |(_, divergence)| *divergence)
    }

    /// The Euclidean length.
    pub(crate) fn length(&self) -> f64 {
        let n = self.count as f64;
        let Deviations { center, sum, squares } =
            self.deviations.unwrap_or(Deviations { center: self.mean(), sum: 0.0, squares: 0.0 });
        (squares + 2.0 * center * sum + n * center * center).sqrt()
    }
}
