//! Distillation (蒸馏): from degrees of outranking to a complete order, Roy (1978).

use std::borrow::Cow;

use crate::score::ranking::{Orientation, Ties, rank};

/// How much the degrees of a pair must differ to count, `s(λ) = 0.30 − 0.15 λ`, as Roy set it.
const ALPHA: f64 = 0.30;
const BETA: f64 = -0.15;

/// Degrees nearer than this differ by rounding.
const TOLERANCE: f64 = 1e-12;

fn discrimination(degree: f64) -> f64 {
    ALPHA + BETA * degree
}

/// From the best to the worst, or from the worst to the best.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Way {
    Descending,
    Ascending,
}

/// Some units and how far each outranks each other, row by row.
#[derive(Debug, Clone)]
pub(super) struct Degrees {
    units: Vec<usize>,
    /// 0 on the diagonal.
    all: Vec<f64>,
    /// The same where it exceeds that of the other over the one by more than [`discrimination`], else 0: what counts above a level.
    clear: Vec<f64>,
}

impl Degrees {
    /// Of all units; `rows[a][b]` is the degree of `a` over `b`.
    pub(super) fn of(rows: &[Vec<f64>]) -> Self {
        let n = rows.len();
        let mut found = Self { units: (0..n).collect(), all: vec![0.0; n * n], clear: vec![0.0; n * n] };
        for (a, row) in rows.iter().enumerate() {
            for (b, &over) in row.iter().enumerate().filter(|(b, _)| *b != a) {
                found.all[a * n + b] = over;
                if over - rows[b][a] > discrimination(over) + TOLERANCE {
                    found.clear[a * n + b] = over;
                }
            }
        }
        found
    }

    /// The rank of each unit, 1 the best; those distilled together share their mean rank.
    pub(super) fn distill(&self, way: Way) -> Vec<f64> {
        let mut places = vec![0.0; self.units.len()];
        let mut left = self.clone();
        let mut place = 0.0;
        while !left.units.is_empty() {
            place += 1.0;
            for unit in left.distillate(way) {
                places[unit] = place;
            }
            left = left.only(|at| places[left.units[at]] == 0.0);
        }
        let orientation = if way == Way::Descending { Orientation::LowerIsBetter } else { Orientation::HigherIsBetter };
        rank(&places, orientation, Ties::Fractional)
    }

    /// The best, or the worst, of these units: those best qualified at a high level, and among these at ever lower ones.
    fn distillate(&self, way: Way) -> Vec<usize> {
        let mut chosen = Cow::Borrowed(self);
        let mut level = self.greatest_below(f64::INFINITY);
        while chosen.units.len() > 1 && level > 0.0 {
            level = chosen.greatest_below(level - discrimination(level) - TOLERANCE);
            let qualifications = chosen.qualifications(level);
            let best = match way {
                Way::Descending => qualifications.iter().max(),
                Way::Ascending => qualifications.iter().min(),
            };
            let best = best.copied().unwrap_or_default();
            chosen = Cow::Owned(chosen.only(|at| qualifications[at] == best));
        }
        chosen.units.clone()
    }

    /// The units at the places that `keep` names, among themselves.
    fn only(&self, keep: impl Fn(usize) -> bool) -> Self {
        let n = self.units.len();
        let kept: Vec<usize> = (0..n).filter(|&at| keep(at)).collect();
        // Mostly all but a few: what stands side by side is copied at once.
        let runs: Vec<&[usize]> = kept.chunk_by(|a, b| a + 1 == *b).collect();
        let of = |values: &[f64]| {
            let mut chosen = Vec::with_capacity(kept.len() * kept.len());
            for row in kept.iter().map(|a| &values[a * n..][..n]) {
                for run in &runs {
                    chosen.extend_from_slice(&row[run[0]..][..run.len()]);
                }
            }
            chosen
        };
        Self { units: kept.iter().map(|&at| self.units[at]).collect(), all: of(&self.all), clear: of(&self.clear) }
    }

    /// The greatest degree below `limit`; 0 if there is none.
    fn greatest_below(&self, limit: f64) -> f64 {
        const LANES: usize = 8;
        let greater = |greatest: f64, x: f64| if x < limit && x > greatest { x } else { greatest };
        let mut lanes = [0.0; LANES];
        let mut chunks = self.all.chunks_exact(LANES);
        for chunk in &mut chunks {
            for (lane, &x) in lanes.iter_mut().zip(chunk) {
                *lane = greater(*lane, x);
            }
        }
        lanes.iter().chain(chunks.remainder()).fold(0.0, |greatest, &x| greater(greatest, x))
    }

    /// How many others each clearly outranks above `level`, minus how many outrank it.
    fn qualifications(&self, level: f64) -> Vec<i64> {
        let n = self.units.len();
        let mut qualifications = vec![0; n];
        for (a, row) in self.clear.chunks_exact(n).enumerate() {
            let mut outranked = 0;
            for (qualification, &degree) in qualifications.iter_mut().zip(row) {
                let counts = i64::from(degree > level + TOLERANCE);
                *qualification -= counts;
                outranked += counts;
            }
            qualifications[a] += outranked;
        }
        qualifications
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn both(degrees: &[&[f64]]) -> [Vec<f64>; 2] {
        let rows: Vec<Vec<f64>> = degrees.iter().map(|row| row.to_vec()).collect();
        [Way::Descending, Way::Ascending].map(|way| Degrees::of(&rows).distill(way))
    }

    #[test]
    fn a_clear_order_is_found_both_ways() {
        let degrees: [&[f64]; 3] = [&[1.0, 1.0, 1.0], &[0.0, 1.0, 1.0], &[0.0, 0.0, 1.0]];
        assert_eq!(both(&degrees), [[1.0, 2.0, 3.0], [1.0, 2.0, 3.0]]);
    }

    #[test]
    fn a_unit_like_no_other_is_placed_apart_by_the_two_ways() {
        // 0 outranks 1; nothing is known of 2. At λ = 0.9 the next level is 0, and the qualifications are 1, −1, 0: from above 0, then
        // 1 and 2 together, who outrank nobody; from below 1, then 0 and 2 together.
        let degrees: [&[f64]; 3] = [&[1.0, 0.9, 0.0], &[0.0, 1.0, 0.0], &[0.0, 0.0, 1.0]];
        assert_eq!(both(&degrees), [[1.0, 2.5, 2.5], [1.5, 3.0, 1.5]]);
    }

    #[test]
    fn what_ties_at_a_high_degree_is_told_apart_at_a_lower_one() {
        // λ₀ = 1, s = 0.15: the next level is the greatest degree below 0.85, which is 0.8. Above it 0 and 1 each outrank 2 and 3: both
        // have qualification 2. Among the two alone the greatest degree below 0.8 − s(0.8) = 0.62 is none, hence 0, where 0 with 0.8
        // over 0.1 outranks 1. Of 2 and 3 neither outranks the other.
        let degrees: [&[f64]; 4] = [&[1.0, 0.8, 1.0, 1.0], &[0.1, 1.0, 1.0, 1.0], &[0.0, 0.0, 1.0, 0.2], &[0.0, 0.0, 0.2, 1.0]];
        assert_eq!(both(&degrees), [[1.0, 2.0, 3.5, 3.5], [1.0, 2.0, 3.5, 3.5]]);
    }

    #[test]
    fn no_degrees_no_order() {
        let degrees: [&[f64]; 2] = [&[1.0, 0.0], &[0.0, 1.0]];
        assert_eq!(both(&degrees), [[1.5, 1.5], [1.5, 1.5]]);
    }
}
