//! Distillation (蒸馏): from degrees of outranking to a complete order, Roy (1978).

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

/// The rank of each unit, 1 the best, those distilled together sharing their mean rank. `degree(a, b)` is that of `a` over `b`.
pub(super) fn distill(n: usize, degree: impl Fn(usize, usize) -> f64, way: Way) -> Vec<f64> {
    let mut places = vec![0.0; n];
    let mut left: Vec<usize> = (0..n).collect();
    let mut place = 0.0;
    while !left.is_empty() {
        place += 1.0;
        for unit in distillate(&left, &degree, way) {
            places[unit] = place;
        }
        left.retain(|&unit| places[unit] == 0.0);
    }
    let orientation = if way == Way::Descending { Orientation::LowerIsBetter } else { Orientation::HigherIsBetter };
    rank(&places, orientation, Ties::Fractional)
}

/// The best, or the worst, of the units that are `left`: those best qualified at a high degree, and among these at ever lower ones.
fn distillate(left: &[usize], degree: &impl Fn(usize, usize) -> f64, way: Way) -> Vec<usize> {
    let mut chosen = left.to_vec();
    let mut level = greatest_below(&chosen, degree, f64::INFINITY);
    while chosen.len() > 1 && level > 0.0 {
        level = greatest_below(&chosen, degree, level - discrimination(level) - TOLERANCE);
        let qualification = qualifications(&chosen, degree, level);
        let best = match way {
            Way::Descending => qualification.iter().max(),
            Way::Ascending => qualification.iter().min(),
        };
        let best = best.copied().unwrap_or_default();
        let mut at = qualification.iter();
        chosen.retain(|_| at.next() == Some(&best));
    }
    chosen
}

/// The greatest degree of a pair of `units` that is below `limit`; 0 if there is none.
fn greatest_below(units: &[usize], degree: &impl Fn(usize, usize) -> f64, limit: f64) -> f64 {
    let mut greatest = 0.0;
    for &a in units {
        for &b in units {
            let found = degree(a, b);
            if a != b && found < limit && found > greatest {
                greatest = found;
            }
        }
    }
    greatest
}

/// How many of `units` each outranks above `level`, minus how many outrank it.
fn qualifications(units: &[usize], degree: &impl Fn(usize, usize) -> f64, level: f64) -> Vec<i64> {
    let outranks = |a: usize, b: usize| {
        let (over, back) = (degree(a, b), degree(b, a));
        over > level + TOLERANCE && over - back > discrimination(over) + TOLERANCE
    };
    let mut qualification = vec![0; units.len()];
    for (i, &a) in units.iter().enumerate() {
        for (k, &b) in units.iter().enumerate() {
            if a != b && outranks(a, b) {
                qualification[i] += 1;
                qualification[k] -= 1;
            }
        }
    }
    qualification
}

#[cfg(test)]
mod tests {
    use super::*;

    fn both(degrees: &[&[f64]]) -> [Vec<f64>; 2] {
        let degree = |a: usize, b: usize| degrees[a][b];
        [Way::Descending, Way::Ascending].map(|way| distill(degrees.len(), degree, way))
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
