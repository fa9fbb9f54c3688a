//! Compensated sums (补偿求和).

/// Rows a block holds: small enough to stay in the first-level cache, large enough to hide the cost of merging.
pub(crate) const BLOCK: usize = 1024;

/// Independent partial sums within a block, which the compiler turns into vector registers.
const LANES: usize = 16;

/// The sum of one block, in sixteen lanes.
#[derive(Debug, Clone, Copy, Default)]
pub(crate) struct Lanes([f64; LANES]);

impl Lanes {
    /// Adds `f(x)` of each value.
    #[inline(always)]
    pub(crate) fn add(&mut self, block: &[f64], f: impl Fn(f64) -> f64) {
        let mut chunks = block.chunks_exact(LANES);
        for chunk in &mut chunks {
            for (lane, &x) in self.0.iter_mut().zip(chunk) {
                *lane += f(x);
            }
        }
        for (lane, &x) in self.0.iter_mut().zip(chunks.remainder()) {
            *lane += f(x);
        }
    }

    /// Adds `x·y` of each pair of values; as many as the shorter holds.
    #[inline(always)]
    pub(crate) fn add_products(&mut self, x: &[f64], y: &[f64]) {
        let (mut of_x, mut of_y) = (x.chunks_exact(LANES), y.chunks_exact(LANES));
        for (x, y) in (&mut of_x).zip(&mut of_y) {
            for ((lane, x), y) in self.0.iter_mut().zip(x).zip(y) {
                *lane += x * y;
            }
        }
        for ((lane, x), y) in self.0.iter_mut().zip(of_x.remainder()).zip(of_y.remainder()) {
            *lane += x * y;
        }
    }

    /// Halving keeps the rounding error of a block logarithmic in the number of lanes.
    #[inline(always)]
    pub(crate) fn total(self) -> f64 {
        let mut lanes = self.0;
        let mut width = LANES;
        while width > 1 {
            width /= 2;
            for i in 0..width {
                lanes[i] += lanes[i + width];
            }
        }
        lanes[0]
    }
}

/// A running sum with the error of each addition carried along (Neumaier 1974), so that 10⁷ terms keep 10⁻¹⁵.
#[derive(Debug, Clone, Copy, Default)]
pub(crate) struct Sum {
    total: f64,
    error: f64,
}

impl Sum {
    pub(crate) fn add(&mut self, x: f64) {
        let total = self.total + x;
        self.error += if self.total.abs() >= x.abs() { (self.total - total) + x } else { (x - total) + self.total };
        self.total = total;
    }

    /// Adds another running sum, with its error.
    pub(crate) fn merge(&mut self, other: Self) {
        self.add(other.total);
        self.error += other.error;
    }

    pub(crate) fn value(self) -> f64 {
        self.total + self.error
    }
}

/// Σ x.
pub(crate) fn sum(values: &[f64]) -> f64 {
    sum_by(values, |x| x)
}

/// Σ f(x), blockwise: sixteen lanes within a block, compensated between blocks.
pub(crate) fn sum_by(values: &[f64], f: impl Fn(f64) -> f64) -> f64 {
    let mut total = Sum::default();
    for block in values.chunks(BLOCK) {
        let mut lanes = Lanes::default();
        lanes.add(block, &f);
        total.add(lanes.total());
    }
    total.value()
}

/// The Euclidean length, from values scaled by the largest, so that squares neither overflow nor vanish.
pub(crate) fn length(values: &[f64]) -> f64 {
    let scale = values.iter().fold(0.0_f64, |most, x| most.max(x.abs()));
    if scale == 0.0 { 0.0 } else { scale * sum_by(values, |x| (x / scale) * (x / scale)).sqrt() }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    #[cfg_attr(miri, ignore = "takes hours there")]
    fn ten_million_tenths_sum_to_a_million() {
        let values = vec![0.1; 10_000_000];
        assert!((sum(&values) / 1e6 - 1.0).abs() <= 1e-14, "{}", sum(&values));
    }

    #[test]
    fn large_terms_that_cancel_leave_the_small_ones() {
        let mut total = Sum::default();
        for x in [1e16, 1.0, -1e16, 1.0] {
            total.add(x);
        }
        assert_eq!(total.value(), 2.0);
    }

    #[test]
    fn every_length_is_summed_whole() {
        for n in 0..100_u32 {
            let values: Vec<f64> = (1..=n).map(f64::from).collect();
            assert_eq!(sum(&values), f64::from(n * (n + 1) / 2), "n = {n}");
        }
        assert_eq!(sum(&[]), 0.0);
    }
}
