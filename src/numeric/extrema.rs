//! Smallest, largest and middle value (极值与中位数).

/// The smallest and the largest of a sample (极值).
#[derive(Debug, Clone, Copy, PartialEq)]
pub(crate) struct Extrema {
    pub(crate) min: f64,
    pub(crate) max: f64,
}

impl Extrema {
    /// Of no values yet.
    pub(crate) const NONE: Self = Self { min: f64::INFINITY, max: f64::NEG_INFINITY };

    /// Of at least one finite value.
    pub(crate) fn of(values: &[f64]) -> Self {
        const LANES: usize = 8;
        let mut min = [f64::INFINITY; LANES];
        let mut max = [f64::NEG_INFINITY; LANES];
        let mut chunks = values.chunks_exact(LANES);
        for chunk in &mut chunks {
            for i in 0..LANES {
                // A comparison, not f64::min: finite values need no NaN rule, and this form vectorises.
                min[i] = if chunk[i] < min[i] { chunk[i] } else { min[i] };
                max[i] = if chunk[i] > max[i] { chunk[i] } else { max[i] };
            }
        }
        let rest = chunks.remainder();
        Self {
            min: min.iter().chain(rest).copied().fold(f64::INFINITY, f64::min),
            max: max.iter().chain(rest).copied().fold(f64::NEG_INFINITY, f64::max),
        }
    }

    /// Of these values and the others.
    pub(crate) fn and(self, other: Self) -> Self {
        Self { min: self.min.min(other.min), max: self.max.max(other.max) }
    }

    pub(crate) fn range(self) -> f64 {
        self.max - self.min
    }

    /// Whether the values differ by no more than rounding: four units in the last place of the largest.
    pub(crate) fn is_constant(self) -> bool {
        self.range() <= 4.0 * f64::EPSILON * self.min.abs().max(self.max.abs())
    }
}

/// The power of two at or below `x`, at least the smallest normal number. Values divided by that of the largest neither overflow nor
/// vanish when they are squared and summed, and lose no digit.
pub(crate) fn magnitude(x: f64) -> f64 {
    const EXPONENT: u64 = 0x7ff0_0000_0000_0000;
    f64::from_bits(x.to_bits() & EXPONENT).max(f64::MIN_POSITIVE)
}

/// The middle value, or the mean of the middle two; of at least one finite value.
pub(crate) fn median(values: &[f64]) -> f64 {
    let mut sorted = values.to_vec();
    let middle = sorted.len() / 2;
    let (below, upper, _) = sorted.select_nth_unstable_by(middle, f64::total_cmp);
    let upper = *upper;
    if values.len() % 2 == 1 {
        upper
    } else {
        let lower = below.iter().copied().fold(f64::NEG_INFINITY, f64::max);
        f64::midpoint(lower, upper)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn extrema_see_every_value() {
        for n in 1..40 {
            for at in 0..n {
                let mut values = vec![0.5; n];
                values[at] = -3.0;
                assert_eq!(Extrema::of(&values).min, -3.0);
                values[at] = 7.0;
                assert_eq!(Extrema::of(&values).max, 7.0);
            }
        }
    }

    #[test]
    fn rounding_is_no_variation_and_a_small_step_is() {
        assert!(Extrema::of(&[0.3, 0.1 + 0.2]).is_constant());
        assert!(!Extrema::of(&[29.0, 28.9]).is_constant());
        assert!(!Extrema::of(&[1e8, 1e8 + 1e-6]).is_constant());
        assert!(Extrema::of(&[0.0, 0.0]).is_constant());
        assert!(!Extrema::of(&[0.0, 5e-324]).is_constant());
    }

    #[test]
    fn median_of_odd_and_even_counts() {
        assert_eq!(median(&[3.0, 1.0, 2.0]), 2.0);
        assert_eq!(median(&[4.0, 1.0, 3.0, 2.0]), 2.5);
        assert_eq!(median(&[7.0]), 7.0);
        assert_eq!(median(&[-1.7e308, 1.7e308]), 0.0);
    }
}
