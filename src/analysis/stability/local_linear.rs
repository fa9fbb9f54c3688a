//! Local linear regression (局部线性回归) of one variable on another: the curve of means that a correlation ratio needs.
//!
//! At each value `x₀` a line is fitted by least squares with weights `exp(−½ ((x − x₀)/h)²)`; its height at `x₀` is the estimate
//! (Fan & Gijbels 1996, *Local Polynomial Modelling and Its Applications*). The bandwidth `h` is the one of a fixed list with the
//! least squared error of each value left out in turn, by the identity `(y − ŷ)/(1 − ℓ)`, in which `ℓ` is the share of a value in
//! its own estimate. The straight line is on the list.

use crate::numeric::Moments;

/// The most places at which a curve is fitted: more distinct values than that are taken together with their neighbors.
pub(super) const GROUPS: usize = 256;

/// Bandwidths in standard deviations of x: from 0.025, three to an octave, to 3.2; then the straight line.
const BANDWIDTHS: [f64; 23] = {
    let mut list = [f64::INFINITY; 23];
    let thirds = [0.025, 0.031_498_026_247_371_83, 0.039_685_026_299_204_985];
    let mut k = 0;
    while k < 22 {
        list[k] = thirds[k % 3] * (1_u32 << (k / 3)) as f64;
        k += 1;
    }
    list
};

/// Errors nearer than this, relative to the larger, are equally good but for rounding.
const NO_BETTER: f64 = 1e-9;

/// The values of x, equal or neighboring ones together.
pub(super) struct Abscissa {
    /// The group of each value.
    group: Vec<usize>,
    /// Size of each group.
    sizes: Vec<f64>,
    /// Place of each group, in standard deviations from the mean.
    places: Vec<f64>,
}

/// A curve fitted to y.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) struct Curve {
    /// Variance of the curve over the variance of y, 0 to 1: the correlation ratio η².
    pub(super) share: f64,
    /// Trace of the smoother, at least 1: 2 for a line.
    pub(super) degrees_of_freedom: f64,
    /// Sum of squared errors of each value left out; none if some value is its own only estimate.
    error: Option<f64>,
}

/// The smoother at one bandwidth: how much each group counts for the estimate at each.
pub(super) struct Smoother<'a> {
    x: &'a Abscissa,
    /// By place of the estimate, then by group.
    shares: Vec<f64>,
    /// How much one value counts for the estimate at its own group.
    leverage: Vec<f64>,
}

impl Abscissa {
    /// Of at least one finite value; none if they don't vary.
    pub(super) fn of(x: &[f64]) -> Option<Self> {
        let moments = Moments::of(x);
        let deviation = moments.standard_deviation(0);
        if deviation <= 0.0 {
            return None;
        }
        let mut order: Vec<usize> = (0..x.len()).collect();
        order.sort_by(|&a, &b| x[a].total_cmp(&x[b]));
        let distinct = 1 + order.windows(2).filter(|pair| x[pair[0]] < x[pair[1]]).count();
        let least = if distinct <= GROUPS { 1 } else { x.len().div_ceil(GROUPS) };
        let mut abscissa = Self { group: vec![0; x.len()], sizes: Vec::new(), places: Vec::new() };
        let mut last = None;
        for row in order {
            // Equal values are never parted.
            if abscissa.sizes.last().is_none_or(|&size| size >= least as f64) && last != Some(x[row]) {
                abscissa.sizes.push(0.0);
                abscissa.places.push(0.0);
            }
            let at = abscissa.sizes.len() - 1;
            abscissa.group[row] = at;
            abscissa.sizes[at] += 1.0;
            abscissa.places[at] += (x[row] - moments.mean) / deviation;
            last = Some(x[row]);
        }
        for (place, size) in abscissa.places.iter_mut().zip(&abscissa.sizes) {
            *place /= size;
        }
        Some(abscissa)
    }

    /// The bandwidth for `y`, in standard deviations of x, infinite for the straight line; of equally good ones the widest.
    pub(super) fn bandwidth(&self, y: &[f64]) -> f64 {
        let error = |h: f64| self.smoother(h).curve(y).error;
        let line = BANDWIDTHS[BANDWIDTHS.len() - 1];
        let mut best = (line, error(line).unwrap_or(f64::INFINITY));
        for &h in BANDWIDTHS.iter().rev().skip(1) {
            if let Some(found) = error(h).filter(|&found| found < best.1 * (1.0 - NO_BETTER)) {
                best = (h, found);
            }
        }
        best.0
    }

    pub(super) fn smoother(&self, h: f64) -> Smoother<'_> {
        let groups = self.places.len();
        let (mut shares, mut leverage) = (Vec::with_capacity(groups * groups), Vec::with_capacity(groups));
        for &here in &self.places {
            let line = h.is_infinite();
            let distance = |place: f64| if line { place - here } else { (place - here) / h };
            let kernel = |d: f64| if line { 1.0 } else { (-0.5 * d * d).exp() };
            let (mut s0, mut s1, mut s2) = (0.0, 0.0, 0.0);
            for (&place, size) in self.places.iter().zip(&self.sizes) {
                let d = distance(place);
                let weight = size * kernel(d);
                s0 += weight;
                s1 += weight * d;
                s2 += weight * d * d;
            }
            let determinant = s0 * s2 - s1 * s1;
            // With all the weight in one place there is no slope, and the estimate is the mean there.
            let share = |d: f64| if determinant > 1e-9 * s0 * s0 { (s2 - s1 * d) / determinant } else { 1.0 / s0 };
            shares.extend(self.places.iter().zip(&self.sizes).map(|(&place, size)| {
                let d = distance(place);
                size * kernel(d) * share(d)
            }));
            leverage.push(share(0.0));
        }
        Smoother { x: self, shares, leverage }
    }
}

impl Smoother<'_> {
    /// The curve of `y`, one finite value for each of x; nothing explains a `y` that doesn't vary.
    pub(super) fn curve(&self, y: &[f64]) -> Curve {
        let groups = self.x.sizes.len();
        let (mut means, mut within) = (vec![0.0; groups], vec![0.0; groups]);
        for (&at, &y) in self.x.group.iter().zip(y) {
            means[at] += y / self.x.sizes[at];
        }
        for (&at, &y) in self.x.group.iter().zip(y) {
            within[at] += (y - means[at]) * (y - means[at]);
        }
        let estimates: Vec<f64> =
            self.shares.chunks(groups).map(|shares| shares.iter().zip(&means).map(|(share, mean)| share * mean).sum()).collect();
        let n = y.len() as f64;
        let over = |of: &dyn Fn(usize) -> f64| (0..groups).map(|at| self.x.sizes[at] * of(at)).sum::<f64>();
        let (mean, center) = (over(&|at| means[at]) / n, over(&|at| estimates[at]) / n);
        let total = within.iter().sum::<f64>() + over(&|at| (means[at] - mean).powi(2));
        let explained = over(&|at| (estimates[at] - center).powi(2));
        let error = (0..groups).map(|at| {
            let left = 1.0 - self.leverage[at];
            let squares = within[at] + self.x.sizes[at] * (means[at] - estimates[at]).powi(2);
            (left > 1e-6).then(|| squares / (left * left))
        });
        Curve {
            share: if total > 0.0 { (explained / total).clamp(0.0, 1.0) } else { 0.0 },
            degrees_of_freedom: over(&|at| self.leverage[at]),
            error: error.sum(),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::numeric::{agrees, pearson};

    #[test]
    fn the_straight_line_explains_the_squared_correlation() {
        let x = [1.0, 2.0, 2.0, 4.0, 7.0, 8.0];
        let y = [2.0, 1.0, 4.0, 3.0, 9.0, 5.0];
        let curve = Abscissa::of(&x).expect("varies").smoother(f64::INFINITY).curve(&y);
        let r = pearson(&x, &y).expect("both vary");
        assert!(agrees(curve.share, r * r, 1.0), "{curve:?}");
        assert!(agrees(curve.degrees_of_freedom, 2.0, 1.0), "{curve:?}");
    }

    #[test]
    fn errors_of_values_left_out_are_those_of_fits_without_them() {
        let x = [0.1, 0.5, 0.9, 1.6, 2.0, 2.8, 3.1, 4.4];
        let y = [1.0, 0.4, 1.7, 2.0, 1.1, 3.0, 2.2, 1.9];
        let abscissa = Abscissa::of(&x).expect("varies");
        let h = 0.8;
        let width = h * Moments::of(&x).standard_deviation(0);
        let mut expected = 0.0;
        for out in 0..x.len() {
            // Least squares of y on 1 and (x − x₀), weighted, without the value itself.
            let (mut s, mut t) = ([0.0; 3], [0.0; 2]);
            for at in (0..x.len()).filter(|&at| at != out) {
                let d = (x[at] - x[out]) / width;
                let w = (-0.5 * d * d).exp();
                for (power, s) in s.iter_mut().enumerate() {
                    *s += w * d.powi(i32::try_from(power).expect("small"));
                }
                t[0] += w * y[at];
                t[1] += w * d * y[at];
            }
            let estimate = (s[2] * t[0] - s[1] * t[1]) / (s[0] * s[2] - s[1] * s[1]);
            expected += (y[out] - estimate).powi(2);
        }
        let found = abscissa.smoother(h).curve(&y).error.expect("no value stands alone");
        assert!(agrees(found, expected, 1.0), "{found} {expected}");
    }

    #[test]
    fn a_parabola_is_explained_by_its_curve_and_not_by_a_line() {
        let x: Vec<f64> = (0..101_u32).map(|i| f64::from(i) / 50.0 - 1.0).collect();
        let y: Vec<f64> = x.iter().map(|x| x * x).collect();
        let abscissa = Abscissa::of(&x).expect("varies");
        let h = abscissa.bandwidth(&y);
        assert!(abscissa.smoother(h).curve(&y).share > 0.98, "bandwidth {h}");
        assert!(abscissa.smoother(f64::INFINITY).curve(&y).share < 1e-12);
    }

    #[test]
    fn neighbors_are_taken_together_where_there_are_many() {
        let x: Vec<f64> = (0..20_000_u32).map(|i| f64::from(i % 10_000)).collect();
        let y: Vec<f64> = x.iter().map(|x| (x / 1500.0).sin()).collect();
        let abscissa = Abscissa::of(&x).expect("varies");
        assert!(abscissa.sizes.len() <= GROUPS && abscissa.sizes.iter().sum::<f64>() == 20_000.0);
        assert!(abscissa.smoother(abscissa.bandwidth(&y)).curve(&y).share > 0.99);
        assert!(Abscissa::of(&[3.0, 3.0]).is_none());
    }

    #[test]
    fn every_bandwidth_is_a_third_of_an_octave_wider_than_the_last() {
        assert_eq!(BANDWIDTHS[21], 3.2);
        for pair in BANDWIDTHS[..22].windows(2) {
            assert!(agrees(pair[1] / pair[0], 2.0_f64.cbrt(), 1.0), "{pair:?}");
        }
    }
}
