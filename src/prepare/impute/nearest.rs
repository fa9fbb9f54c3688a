//! From the rows that are most alike (K 近邻插补).

use serde::{Deserialize, Serialize};

use crate::error::Error;
use crate::numeric::{Extrema, mean};
use crate::table::Column;

use super::{Fills, Gappy, share_of_way};

/// A gap becomes the mean of the indicator over the `k` rows that have it and are nearest in what both rows have: by the mean squared
/// difference over the shared indicators, each in units of its range over the rows of the fit. Rows as far as the `k`-th count too, so
/// that the order of the rows doesn't matter; where fewer rows have the indicator, all of them count. The neighbors are rows of the
/// table that is scored. O(n² m).
///
/// Troyanskaya et al. (2001), Missing value estimation methods for DNA microarrays, *Bioinformatics* 17; the distance over shared
/// indicators after Gower (1971), *Biometrics* 27.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Nearest {
    k: usize,
    /// Least and largest value of each column; none where it doesn't vary and can tell no rows apart.
    ranges: Vec<Option<(f64, f64)>>,
}

/// Distances nearer than this, relative to the farther, are equal but for rounding.
const EQUAL: f64 = 1e-12;

impl Nearest {
    pub(super) fn fit(data: Gappy<'_>, k: usize) -> Result<Self, Error> {
        if k == 0 {
            return Err(Error::setting("k", k, "give at least one neighbor"));
        }
        let range = |present: Vec<f64>| {
            let ends = (!present.is_empty()).then(|| Extrema::of(&present))?;
            (!ends.is_constant()).then_some((ends.min, ends.max))
        };
        Ok(Self { k, ranges: data.columns.iter().map(|column| range(column.iter().flatten().collect())).collect() })
    }

    pub(super) fn fills(&self, data: Gappy<'_>) -> Fills {
        let mut fills: Fills = vec![Vec::new(); data.columns.len()];
        self.for_each_gap(data, |j, row, donors| fills[j].push((row, mean(donors))));
        fills
    }

    /// Gives each gap that has neighbors, with its column and its row, the values of the indicator in the nearest rows, row by row.
    pub(super) fn for_each_gap(&self, data: Gappy<'_>, mut gap: impl FnMut(usize, usize, &[f64])) {
        let places = self.places(data);
        for (row, place) in places.iter().enumerate() {
            let gaps: Vec<usize> = (0..data.columns.len()).filter(|&j| data.columns[j].is_gap(row)).collect();
            if gaps.is_empty() {
                continue;
            }
            let distances: Vec<Option<f64>> = places.iter().map(|other| distance(place, other)).collect();
            for j in gaps {
                let donors = self.nearest(&data.columns[j], &distances);
                if !donors.is_empty() {
                    gap(j, row, &donors);
                }
            }
        }
    }

    /// The rows with each value as a share of its range.
    fn places(&self, data: Gappy<'_>) -> Vec<Vec<Option<f64>>> {
        let coordinates: Vec<_> = self.ranges.iter().zip(data.columns).collect();
        let place = |row: usize| {
            let share = |(range, column): &(&Option<(f64, f64)>, &Column)| {
                let (low, high) = (**range)?;
                Some(share_of_way(column.get(row)?, low, high))
            };
            coordinates.iter().map(share).collect()
        };
        (0..data.rows.len()).map(place).collect()
    }

    /// The values of `column` in the rows that have one and are nearest.
    fn nearest(&self, column: &Column, distances: &[Option<f64>]) -> Vec<f64> {
        let mut donors: Vec<(f64, f64)> =
            distances.iter().enumerate().filter_map(|(row, distance)| Some(((*distance)?, column.get(row)?))).collect();
        donors.sort_by(|a, b| a.0.total_cmp(&b.0));
        let Some(&(farthest, _)) = donors.get(self.k.min(donors.len()).saturating_sub(1)) else {
            return Vec::new();
        };
        let reach = farthest * (1.0 + EQUAL);
        donors.into_iter().take_while(|(distance, _)| *distance <= reach).map(|(_, x)| x).collect()
    }

    pub(super) fn is_sound(&self, columns: usize) -> bool {
        self.k > 0
            && self.ranges.len() == columns
            && self.ranges.iter().flatten().all(|(low, high)| low.is_finite() && high.is_finite() && low < high)
    }
}

/// The mean squared difference over what both have; none if they share nothing.
fn distance(a: &[Option<f64>], b: &[Option<f64>]) -> Option<f64> {
    let (mut sum, mut shared) = (0.0, 0_u32);
    for (x, y) in a.iter().zip(b) {
        if let (Some(x), Some(y)) = (x, y) {
            sum += (x - y) * (x - y);
            shared += 1;
        }
    }
    (shared > 0).then(|| sum / f64::from(shared))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn distance_is_the_mean_over_what_both_have() {
        let a = [Some(1.0), None, Some(3.0), Some(2.0)];
        let b = [Some(4.0), Some(1.0), Some(2.0), None];
        assert_eq!(distance(&a, &b), Some(5.0));
        assert_eq!(distance(&a[..1], &b[..1]), Some(9.0));
        assert_eq!(distance(&a[1..2], &b[1..2]), None);
    }

    #[test]
    fn the_way_is_in_shares_and_finite() {
        use super::super::share_of_way;
        assert_eq!([2.0, 3.0, 6.0].map(|x| share_of_way(x, 2.0, 6.0)), [0.0, 0.25, 1.0]);
        assert_eq!([2.0, -2.0].map(|x| share_of_way(x, -2.0, 6.0)), [0.5, 0.0]);
        assert_eq!(share_of_way(f64::MAX, f64::MIN, f64::MAX), 1.0);
    }

    #[test]
    fn what_no_fit_makes_is_not_sound() {
        let of = |k: usize, ranges: &[Option<(f64, f64)>]| Nearest { k, ranges: ranges.to_vec() }.is_sound(2);
        assert!(of(3, &[Some((0.0, 1.0)), None]));
        assert!(!of(0, &[Some((0.0, 1.0)), None]) && !of(3, &[None]) && !of(3, &[Some((1.0, 1.0)), None]));
        assert!(!of(3, &[Some((f64::NAN, 1.0)), None]) && !of(3, &[Some((0.0, f64::INFINITY)), None]));
    }
}
