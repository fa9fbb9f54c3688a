//! Votes on pairs of units (两两表决): each criterion votes with its weight for the unit that is better in it.

use std::cmp::Ordering;
use std::ops::Range;

use super::Units;

/// A majority smaller than this is the rounding of the weights: a tie.
const TOLERANCE: f64 = 1e-12;

/// The values of every criterion, more being better, and the weight of its vote.
pub(super) struct Votes {
    criteria: Vec<(Vec<f64>, f64)>,
}

impl Votes {
    pub(super) fn of(units: &Units<'_>, weights: &[f64]) -> Self {
        Self { criteria: weights.iter().enumerate().map(|(j, &weight)| (units.oriented(j), weight)).collect() }
    }

    /// Into `margins`, by how much of the weight each unit of `others` loses to `unit`: from −1 to 1, 0 a tie.
    pub(super) fn margins(&self, unit: usize, others: Range<usize>, margins: &mut [f64]) {
        margins.fill(0.0);
        for &(ref values, weight) in &self.criteria {
            let own = values[unit];
            for (margin, &other) in margins.iter_mut().zip(&values[others.clone()]) {
                let ahead = if own > other { weight } else { 0.0 };
                let behind = if own < other { weight } else { 0.0 };
                *margin += ahead - behind;
            }
        }
    }
}

/// Which way a vote went.
pub(super) fn verdict(margin: f64) -> Ordering {
    if margin.abs() <= TOLERANCE { Ordering::Equal } else { margin.total_cmp(&0.0) }
}
