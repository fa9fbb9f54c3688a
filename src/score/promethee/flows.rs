//! Preference flows (偏好流), the positive and the negative sums of preference of each unit over all others.
//!
//! In the order of one criterion the units a unit is preferred to stand together, so that sorting and two moving ends of a window replace
//! the comparison of every pair. Only the bell curve needs each pair that is near.

use std::ops::Range;

use crate::numeric::Sum;
use crate::score::Units;

use super::preference::{Preference, Shape, gaussian};

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
                Shape::Usual => count(values, 0.0, 1.0, sums),
                Shape::UShape { q } => count(values, q, 1.0, sums),
                // Half for passing the first threshold, half for the second.
                Shape::Level { q, p } => {
                    count(values, q, 0.5, sums);
                    count(values, p, 0.5, sums);
                }
                Shape::VShape { p } => ramp(values, 0.0, p, sums),
                Shape::Linear { q, p } => ramp(values, q, p, sums),
                Shape::Gaussian { s } => count(values, FAR * s, 1.0, sums),
            }
        }
        self.under.reverse();
        if let Shape::Gaussian { s } = preference.0 {
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
