//! Concordance and discordance of pairs (一致性与不一致性).

use crate::error::Error;
use crate::numeric::{Extrema, magnitude};
use crate::score::Units;

/// Units beyond which the relation of all pairs is not drawn up.
const MAX_UNITS: usize = 5_000;

/// What every comparison needs: of each criterion the values, more being better, the weight, and one over the range.
pub(super) struct Pairs {
    criteria: Vec<(Vec<f64>, f64, f64)>,
}

impl Pairs {
    pub(super) fn of(units: &Units<'_>, weights: &[f64], common_range: bool) -> Result<Self, Error> {
        super::check(units.count(), MAX_UNITS)?;
        let columns: Vec<Vec<f64>> = (0..weights.len()).map(|j| units.oriented(j)).collect();
        let ends: Vec<Extrema> = columns.iter().map(|column| Extrema::of(column)).collect();
        let largest = |ends: &Extrema| ends.min.abs().max(ends.max.abs());
        let of_all = ends.iter().map(largest).fold(0.0, f64::max);
        // Divided by a power of two, so that no difference overflows and no digit is lost.
        let units_of: Vec<f64> = ends.iter().map(|e| magnitude(if common_range { of_all } else { largest(e) })).collect();
        let ranges: Vec<f64> = ends.iter().zip(&units_of).map(|(e, unit)| e.max / unit - e.min / unit).collect();
        let widest = ranges.iter().copied().fold(0.0, f64::max);
        let criteria = columns.into_iter().zip(units_of).zip(ranges).zip(weights).map(|(((column, unit), range), &weight)| {
            let range = if common_range { widest } else { range };
            let values = column.into_iter().map(|x| x / unit).collect();
            (values, weight, if range > 0.0 { 1.0 / range } else { 0.0 })
        });
        Ok(Self { criteria: criteria.collect() })
    }

    pub(super) fn units(&self) -> usize {
        self.criteria.first().map_or(0, |(values, ..)| values.len())
    }

    /// Concordance and discordance of unit `a` with each.
    pub(super) fn compare(&self, a: usize, concordance: &mut [f64], discordance: &mut [f64]) {
        concordance.fill(0.0);
        discordance.fill(0.0);
        for &(ref values, weight, rate) in &self.criteria {
            let own = values[a];
            for ((c, d), other) in concordance.iter_mut().zip(discordance.iter_mut()).zip(values) {
                let gap = other - own;
                *c += if gap <= 0.0 { weight } else { 0.0 };
                let objection = gap * rate;
                *d = if objection > *d { objection } else { *d };
            }
        }
    }
}
