//! Mean, standard deviation, correlation (均值、标准差、相关系数).

use super::extrema::Extrema;
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
    squares: f64,
}

impl Moments {
    /// Two passes, with the correction for the rounding of the mean (Chan, Golub & LeVeque 1983, eq. 1.7); n ≥ 1.
    pub(crate) fn of(values: &[f64]) -> Self {
        let n = values.len();
        let mean = sum(values) / n as f64;
        let residue = sum_by(values, |x| x - mean);
        let squares = sum_by(values, |x| (x - mean) * (x - mean)) - residue * residue / n as f64;
        Self { n, mean: mean + residue / n as f64, squares: squares.max(0.0) }
    }

    /// Standard deviation with `ddof` degrees of freedom taken off; 0 where no freedom is left.
    pub(crate) fn standard_deviation(self, ddof: usize) -> f64 {
        if self.n > ddof { (self.squares / (self.n - ddof) as f64).sqrt() } else { 0.0 }
    }
}

/// Pearson's correlation of two samples of equal length; none if either doesn't vary.
pub(crate) fn pearson(x: &[f64], y: &[f64]) -> Option<f64> {
    let (mx, my) = (Moments::of(x), Moments::of(y));
    if x.len() != y.len() || mx.squares == 0.0 || my.squares == 0.0 {
        return None;
    }
    let products: Vec<f64> = x.iter().zip(y).map(|(a, b)| (a - mx.mean) * (b - my.mean)).collect();
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
