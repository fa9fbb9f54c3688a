//! Preference flows (偏好流), the positive and the negative sums of preference of each unit over all others.
//!
//! In the order of one criterion the units a unit is preferred to stand together, so that sorting and two moving ends of a window replace
//! the comparison of every pair. Only the bell curve needs each pair that is near.

use std::ops::Range;

use crate::numeric::Sum;
use crate::score::Units;

use super::preference::{Curve, Preference, gaussian};

/// Beyond so many `s` the bell curve is 1 to the last digit: `exp(−8.7²/2) < 2⁻⁵⁴`.
const FAR: f64 = 8.7;

/// Units whose sums stay in the first-level cache while all others pass by.
const BLOCK: usize = 1024;

/// One sum a unit: of its preference over the others, and of that of the others over it.
#[derive(Debug)]
pub(super) struct Flows {
    pub(super) positive: Vec<f64>,
    pub(super) negative: Vec<f64>,
}

impl Flows {
    /// Of at least two units; each flow is divided by the number of the others.
    pub(super) fn of(units: &Units<'_>, weights: &[f64], preference: impl Fn(usize) -> Preference) -> Self {
        let n = units.count();
        let mut flows = Self { positive: vec![0.0; n], negative: vec![0.0; n] };
        let mut sums = Sums::of(n);
        let mut order: Vec<(f64, usize)> = Vec::with_capacity(n);
        for (j, weight) in weights.iter().enumerate() {
            order.clear();
            order.extend(units.oriented(j).into_iter().zip(0..));
            order.sort_unstable_by(|a, b| a.0.total_cmp(&b.0));
            sums.measure(preference(j), order.iter().map(|(x, _)| *x));
            for (&(_, unit), (over, under)) in order.iter().zip(sums.over.iter().zip(&sums.under)) {
                flows.positive[unit] += weight * over;
                flows.negative[unit] += weight * under;
            }
        }
        let others = (n - 1) as f64;
        flows.positive.iter_mut().chain(&mut flows.negative).for_each(|flow| *flow /= others);
        flows
    }
}

/// The sums in one criterion, in ascending order of its values.
struct Sums {
    ascending: Vec<f64>,
    /// The same with the other sign, in ascending order: what was behind is ahead.
    mirrored: Vec<f64>,
    over: Vec<f64>,
    under: Vec<f64>,
}

impl Sums {
    fn of(n: usize) -> Self {
        Self { ascending: Vec::with_capacity(n), mirrored: Vec::with_capacity(n), over: vec![0.0; n], under: vec![0.0; n] }
    }

    fn measure(&mut self, preference: Preference, ascending: impl Iterator<Item = f64>) {
        self.ascending.clear();
        self.ascending.extend(ascending);
        self.mirrored.clear();
        self.mirrored.extend(self.ascending.iter().rev().map(|x| -x));
        for (values, sums) in [(&self.ascending, &mut self.over), (&self.mirrored, &mut self.under)] {
            sums.fill(0.0);
            match preference.0 {
                Curve::Usual => count(values, 0.0, 1.0, sums),
                Curve::UShape { q } => count(values, q, 1.0, sums),
                // Half for passing the first threshold, half for the second.
                Curve::Level { q, p } => {
                    count(values, q, 0.5, sums);
                    count(values, p, 0.5, sums);
                }
                Curve::VShape { p } => ramp(values, 0.0, p, sums),
                Curve::Linear { q, p } => ramp(values, q, p, sums),
                Curve::Gaussian { s } => count(values, FAR * s, 1.0, sums),
            }
        }
        self.under.reverse();
        if let Curve::Gaussian { s } = preference.0 {
            self.near(s);
        }
    }

    /// Adds the pairs that are no further apart than [`FAR`] times `s`.
    fn near(&mut self, s: f64) {
        let values = &self.ascending;
        for from in (0..values.len()).step_by(BLOCK) {
            let block = from..(from + BLOCK).min(values.len());
            let mut first = from;
            for (unit, &x) in values.iter().enumerate().skip(from) {
                while first < block.end && x - values[first] > FAR * s {
                    first += 1;
                }
                let near: Range<usize> = first..block.end.min(unit);
                if first == block.end {
                    break;
                }
                let mut over = 0.0;
                for (under, below) in self.under[near.clone()].iter_mut().zip(&values[near]) {
                    let degree = gaussian((x - below) / s);
                    over += degree;
                    *under += degree;
                }
                self.over[unit] += over;
            }
        }
    }
}

/// Adds `share` to the sum of each unit for every unit more than `threshold` behind it.
fn count(ascending: &[f64], threshold: f64, share: f64, sums: &mut [f64]) {
    let mut behind = 0;
    for (x, sum) in ascending.iter().zip(sums) {
        // Never beyond the unit itself, whose difference from itself is 0.
        while x - ascending[behind] > threshold {
            behind += 1;
        }
        *sum += share * behind as f64;
    }
}

/// Adds 1 for every unit more than `p` behind, and `(d − q)/(p − q)` for those `d` behind with `q < d ≤ p`.
///
/// The latter, a window that moves along the values, is carried from unit to unit: what leaves it is taken off, what stays grows by the
/// step, what enters is added. So only differences within the window are ever summed, whatever the size of the values.
fn ramp(ascending: &[f64], q: f64, p: f64, sums: &mut [f64]) {
    let degree = |d: f64| (d - q) / (p - q);
    let (mut behind, mut entered) = (0, 0);
    let mut window = Sum::default();
    let mut last = f64::NAN;
    for (&x, sum) in ascending.iter().zip(sums) {
        while x - ascending[behind] > p {
            if behind < entered {
                window.add(-degree(last - ascending[behind]));
            }
            behind += 1;
        }
        if behind < entered {
            window.add((entered - behind) as f64 * ((x - last) / (p - q)));
        } else {
            (window, entered) = (Sum::default(), behind);
        }
        while x - ascending[entered] > q {
            window.add(degree(x - ascending[entered]));
            entered += 1;
        }
        *sum += behind as f64 + window.value();
        last = x;
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::error::Error;
    use crate::numeric::sum_by;

    type Make = fn(f64, f64) -> Result<Preference, Error>;

    const SHAPES: [Make; 6] = [
        |_, _| Ok(Preference::usual()),
        |q, _| Preference::u_shape(q),
        |_, p| Preference::v_shape(p),
        Preference::level,
        Preference::linear,
        |_, p| Preference::gaussian(p),
    ];

    /// The definition: every pair.
    fn by_pairs(values: &[f64], preference: Preference) -> (Vec<f64>, Vec<f64>) {
        let over = values.iter().map(|x| sum_by(values, |other| preference.degree(x - other))).collect();
        let under = values.iter().map(|x| sum_by(values, |other| preference.degree(other - x))).collect();
        (over, under)
    }

    fn assert_by_pairs(mut values: Vec<f64>, preference: Preference) {
        values.sort_by(f64::total_cmp);
        let mut sums = Sums::of(values.len());
        sums.measure(preference, values.iter().copied());
        let (over, under) = by_pairs(&values, preference);
        let others = (values.len() - 1) as f64;
        for (found, expected) in sums.over.iter().zip(&over).chain(sums.under.iter().zip(&under)) {
            assert!((found - expected).abs() / others <= 1e-12, "{preference:?} of {values:?}: {found}, by pairs {expected}");
        }
    }

    /// Numbers that look random and are the same on every run.
    fn weyl(n: usize, seed: usize) -> impl Iterator<Item = f64> {
        (1..=n).map(move |i| ((i * (2 * seed + 1)) as f64 * 0.618_033_988_749_895).fract())
    }

    #[test]
    fn windows_give_what_the_comparison_of_every_pair_gives() {
        for (seed, n) in [2, 3, 7, 40, 300].into_iter().enumerate() {
            for shape in SHAPES {
                for (q, p) in [(0.0, 0.3), (0.05, 0.3), (0.2, 0.2), (0.0, 5.0), (0.1, 0.101)] {
                    let preference = shape(q, p).expect("thresholds");
                    // Offsets leave few digits to the differences, and steps make ties.
                    for offset in [0.0, 1e8, -1e8, 1e12] {
                        assert_by_pairs(weyl(n, seed).map(|x| offset + x).collect(), preference);
                        assert_by_pairs(weyl(n, seed).map(|x| offset + (x * 10.0).floor() / 10.0).collect(), preference);
                    }
                    // A few far from all others, so that windows empty and fill again.
                    assert_by_pairs(weyl(n, seed).map(|x| if x > 0.9 { x * 1e9 } else { x }).collect(), preference);
                }
            }
        }
    }

    #[test]
    fn differences_exactly_at_the_thresholds_are_as_defined() {
        // Differences of quarters are exact: 0.25 is q and counts nothing, 0.5 is p and counts in full on the ramp only.
        for shape in SHAPES {
            let preference = shape(0.25, 0.5).expect("thresholds");
            assert_by_pairs((0..40).map(|i| f64::from(i % 11) / 4.0).collect(), preference);
        }
        let level = Preference::level(0.25, 0.5).expect("thresholds");
        assert_eq!([0.25, 0.375, 0.5, 0.625].map(|d| level.degree(d)), [0.0, 0.5, 0.5, 1.0]);
        let u_shape = Preference::u_shape(0.25).expect("a threshold");
        assert_eq!([0.25, 0.375].map(|d| u_shape.degree(d)), [0.0, 1.0]);
        // Where p is q there is nothing between: up to it 0, above it 1.
        let step = Preference::linear(0.25, 0.25).expect("thresholds");
        assert_eq!([0.25, 0.375].map(|d| step.degree(d)), [0.0, 1.0]);
    }

    #[test]
    fn the_bell_curve_is_one_beyond_its_reach() {
        assert_eq!(gaussian(FAR), 1.0);
        assert!(gaussian(FAR - 0.2) < 1.0);
        // More units than a block holds, near ones and far ones.
        let values = weyl(2500, 3).map(|x| x * 40.0).collect();
        assert_by_pairs(values, Preference::gaussian(1.0).expect("s"));
    }
}
