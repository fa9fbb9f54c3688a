//! Mean, standard deviation, correlation (均值、标准差、相关系数).

use super::extrema::{Extrema, magnitude};
use super::sum::{sum, sum_by};

/// The mean of at least one finite value: finite itself, also where the sum is not.
pub(crate) fn mean(values: &[f64]) -> f64 {
    let n = values.len() as f64;
    let mean = sum(values) / n;
    if mean.is_finite() {
        return mean;
    }
    let ends = Extrema::of(values);
    values.iter().map(|x| x / n).sum::<f64>().clamp(ends.min, ends.max)
}

/// Mean and sum of squared deviations of a sample (样本矩).
#[derive(Debug, Clone, Copy)]
pub(crate) struct Moments {
    n: usize,
    pub(crate) mean: f64,
    /// A power of two, by which the values are multiplied before they are squared.
    scale: f64,
    /// The mean and the squared deviations of what that makes of them.
    center: f64,
    squares: f64,
}

impl Moments {
    /// Of at least one finite value.
    pub(crate) fn of(values: &[f64]) -> Self {
        let plain = Self::scaled(values, 1.0);
        if plain.squares.is_normal() {
            return plain;
        }
        // Nothing varies, or the squares overflow or vanish: then another unit, which costs no digit, brings them back.
        let ends = Extrema::of(values);
        Self::scaled(values, 1.0 / magnitude(ends.min.abs().max(ends.max.abs())))
    }

    /// Two passes, with the correction for the rounding of the mean (Chan, Golub & LeVeque 1983, eq. 1.7).
    fn scaled(values: &[f64], scale: f64) -> Self {
        let n = values.len();
        let rough = sum_by(values, |x| x * scale) / n as f64;
        let residue = sum_by(values, |x| x * scale - rough);
        let squares = sum_by(values, |x| (x * scale - rough) * (x * scale - rough)) - residue * residue / n as f64;
        let center = rough + residue / n as f64;
        Self { n, mean: center / scale, scale, center, squares: squares.max(0.0) }
    }

    /// From the sums of the distances from `center`, a number near the mean, and of their squares.
    pub(crate) fn about(center: f64, n: usize, sum: f64, squares: f64) -> Self {
        let offset = sum / n as f64;
        let mean = center + offset;
        Self { n, mean, scale: 1.0, center: mean, squares: (squares - sum * offset).max(0.0) }
    }

    /// Those of `(x − origin)/span·factor + offset`.
    pub(crate) fn mapped(self, origin: f64, span: f64, factor: f64, offset: f64) -> Self {
        let by = factor / (span * self.scale);
        let mean = (self.mean - origin) / span * factor + offset;
        Self { n: self.n, mean, scale: 1.0, center: mean, squares: self.squares * by * by }
    }

    /// Whether the values differ.
    pub(crate) fn varies(self) -> bool {
        self.squares > 0.0
    }

    /// The deviations from the mean in units of their length, so that the products of two samples sum to their correlation; as many of
    /// `values`, which are those of the sample or some of them, as `to` has room for. Without meaning where nothing varies.
    pub(crate) fn unit_deviations(self, values: &[f64], to: &mut [f64]) {
        let length = self.squares.sqrt();
        for (y, x) in to.iter_mut().zip(values) {
            *y = (x * self.scale - self.center) / length;
        }
    }

    /// The root of the mean of the squares.
    pub(crate) fn root_mean_square(self) -> f64 {
        (self.mean * self.mean + self.standard_deviation(0).powi(2)).sqrt()
    }

    /// Standard deviation with `ddof` degrees of freedom taken off; 0 where no freedom is left.
    pub(crate) fn standard_deviation(self, ddof: usize) -> f64 {
        self.scaled_deviation(ddof) / self.scale
    }

    /// Standard deviation over the mean, which keeps its digits where either of them alone has lost some.
    pub(crate) fn relative_deviation(self, ddof: usize) -> f64 {
        self.scaled_deviation(ddof) / self.center
    }

    fn scaled_deviation(self, ddof: usize) -> f64 {
        if self.n > ddof { (self.squares / (self.n - ddof) as f64).sqrt() } else { 0.0 }
    }
}

/// Pearson's correlation of two samples of equal length; none if either doesn't vary.
pub(crate) fn pearson(x: &[f64], y: &[f64]) -> Option<f64> {
    let (mx, my) = (Moments::of(x), Moments::of(y));
    if x.len() != y.len() || mx.squares == 0.0 || my.squares == 0.0 {
        return None;
    }
    let deviation = |m: Moments, x: f64| x * m.scale - m.center;
    let products: Vec<f64> = x.iter().zip(y).map(|(&a, &b)| deviation(mx, a) * deviation(my, b)).collect();
    Some((sum(&products) / (mx.squares.sqrt() * my.squares.sqrt())).clamp(-1.0, 1.0))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::numeric::agrees;

    #[test]
    fn a_large_offset_costs_no_digits() {
        // 1, 2, 3, 4 have mean 2.5 and sample standard deviation √(5/3), wherever they are shifted to.
        let values = [1e8 + 1.0, 1e8 + 2.0, 1e8 + 3.0, 1e8 + 4.0];
        let moments = Moments::of(&values);
        assert_eq!(moments.mean, 1e8 + 2.5);
        assert!(agrees(moments.standard_deviation(1), (5.0_f64 / 3.0).sqrt(), 1.0));
    }

    #[test]
    fn numbers_near_the_ends_of_the_floats_vary_too() {
        for unit in [5e-324, 1e-310, 1e-200, 1e200, 2.0_f64.powi(1021)] {
            let values = [1.0, 2.0, 3.0, 4.0].map(|x| x * unit);
            let moments = Moments::of(&values);
            // The deviation itself is no more exact than its unit lets it be.
            assert!(agrees(moments.standard_deviation(1) / unit, (5.0_f64 / 3.0).sqrt(), 1.0) || unit < 1e-300, "{unit}");
            assert!(agrees(moments.relative_deviation(1), (5.0_f64 / 3.0).sqrt() / 2.5, 1.0), "{unit}");
            assert!(agrees(pearson(&values, &[4.0, 3.0, 2.0, 1.0]).expect("both vary"), -1.0, 1.0), "{unit}");
        }
        assert_eq!(Moments::of(&[1.7e308, 1.7e308]).standard_deviation(0), 0.0);
        assert_eq!(Moments::of(&[0.0, 0.0]).standard_deviation(0), 0.0);
    }

    #[test]
    fn a_mean_of_huge_numbers_is_finite() {
        assert_eq!(mean(&[1.0, 2.0, 6.0]), 3.0);
        assert_eq!(mean(&[f64::MAX; 3]), f64::MAX);
        assert_eq!(mean(&[1.5e308, 1.7e308]), 1.6e308);
    }

    #[test]
    fn correlation_of_a_line_is_one_and_of_a_constant_none() {
        let r = |y: &[f64]| pearson(&[1.0, 2.0, 3.0], y).expect("both vary");
        assert!(agrees(r(&[10.0, 20.0, 30.0]), 1.0, 1.0));
        assert!(agrees(r(&[3.0, 2.0, 1.0]), -1.0, 1.0));
        assert_eq!(pearson(&[1.0, 2.0, 3.0], &[5.0, 5.0, 5.0]), None);
    }
}
