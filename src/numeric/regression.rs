//! The straight line through points (直线回归).

use serde::{Deserialize, Serialize};
use statrs::distribution::{ContinuousCDF, FisherSnedecor};

use super::extrema::Extrema;
use super::moments::mean;
use super::sum::sum;

/// A straight line `y = intercept + slope · x` by least squares, and how well it fits (直线回归).
///
/// ```
/// use governance_efficacy::numeric::regression::Line;
///
/// // Sums of squares by hand: x 2, y 14/3, products 3; so the slope is 3/2 and r² = 9/(2 · 14/3) = 27/28.
/// let line = Line::through(&[1.0, 2.0, 3.0], &[1.0, 2.0, 4.0]).unwrap();
/// assert!((line.slope - 1.5).abs() < 1e-12 && (line.intercept + 2.0 / 3.0).abs() < 1e-12);
/// assert!((line.r * line.r - 27.0 / 28.0).abs() < 1e-12);
/// // F = r²/(1 − r²) · (3 − 2) = 27.
/// assert!((line.f.unwrap() - 27.0).abs() < 1e-9);
/// ```
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Line {
    /// Where it meets `x = 0` (截距).
    pub intercept: f64,
    /// How much y grows with one unit of x (斜率).
    pub slope: f64,
    /// Pearson's correlation of x and y (相关系数); 0 where y doesn't vary.
    pub r: f64,
    /// Variance ratio of the regression, with 1 and n − 2 degrees of freedom; none where nothing is left over: two points, or points
    /// on the line but for rounding.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub f: Option<f64>,
    /// Probability of so large a ratio if y did not depend on x; none where there is no ratio.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub p: Option<f64>,
}

impl Line {
    /// The line through the points `(x, y)`; none for unequal lengths, fewer than two points, or an x that doesn't vary.
    pub fn through(x: &[f64], y: &[f64]) -> Option<Self> {
        if x.len() != y.len() || x.len() < 2 || Extrema::of(x).is_constant() {
            return None;
        }
        let (center_x, center_y) = (mean(x), mean(y));
        let products =
            |a: &dyn Fn(usize) -> f64, b: &dyn Fn(usize) -> f64| sum(&(0..x.len()).map(|i| a(i) * b(i)).collect::<Vec<_>>());
        let (dx, dy) = (|i: usize| x[i] - center_x, |i: usize| y[i] - center_y);
        let (xx, yy, xy) = (products(&dx, &dx), products(&dy, &dy), products(&dx, &dy));
        let slope = xy / xx;
        let line = Self { intercept: center_y - slope * center_x, slope, r: 0.0, f: None, p: None };
        if !(line.intercept.is_finite() && slope.is_finite()) {
            return None;
        }
        if yy == 0.0 {
            return Some(line);
        }
        let r = (xy / (xx.sqrt() * yy.sqrt())).clamp(-1.0, 1.0);
        let left: Vec<f64> = (0..x.len()).map(|i| dy(i) - slope * dx(i)).map(|residual| residual * residual).collect();
        let freedom = (x.len() - 2) as f64;
        // What is left of the sum of squares is rounding below this.
        let is_exact = freedom == 0.0 || sum(&left) <= 1e-28 * yy;
        let f = (!is_exact).then(|| slope * xy / (sum(&left) / freedom)).filter(|f| f.is_finite());
        let p = f.and_then(|f| Some(FisherSnedecor::new(1.0, freedom).ok()?.sf(f)));
        Some(Self { r, f, p, ..line })
    }

    /// The value at `x`.
    pub fn at(&self, x: f64) -> f64 {
        self.intercept + self.slope * x
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn significance_is_that_of_the_t_distribution() {
        // One degree of freedom: t = √27, P(|t| ≥ √27) = 1 − 2 atan(√27)/π.
        let line = Line::through(&[1.0, 2.0, 3.0], &[1.0, 2.0, 4.0]).expect("a line");
        let expected = 1.0 - 2.0 * 27.0_f64.sqrt().atan() / std::f64::consts::PI;
        assert!((line.p.expect("some left") - expected).abs() < 1e-10, "{line:?} {expected}");
    }

    #[test]
    fn what_has_no_line_or_no_residual_says_so() {
        assert_eq!(Line::through(&[1.0, 1.0], &[1.0, 2.0]), None);
        assert_eq!(Line::through(&[1.0], &[1.0]), None);
        let exact = Line::through(&[1.0, 2.0, 3.0], &[3.0, 5.0, 7.0]).expect("a line");
        assert_eq!((exact.intercept, exact.slope, exact.f), (1.0, 2.0, None));
        assert!((exact.r - 1.0).abs() < 1e-15);
        let flat = Line::through(&[1.0, 2.0, 3.0], &[3.0; 3]).expect("a line");
        assert_eq!((flat.intercept, flat.slope, flat.r, flat.p), (3.0, 0.0, 0.0, None));
    }
}
