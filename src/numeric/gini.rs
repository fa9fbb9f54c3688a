//! Gini's coefficient (基尼系数).

use super::extrema::magnitude;
use super::sum::Sum;

/// `Σ_i Σ_k |x_i − x_k| / (2 n² mean)` of at least one value with a positive mean, by sorting: O(n log n).
///
/// With the values in ascending order the double sum is `2 Σ_i (2i − n − 1) x_i`, i from 1.
pub(crate) fn gini(values: &[f64]) -> f64 {
    let mut sorted = values.to_vec();
    sorted.sort_unstable_by(f64::total_cmp);
    let n = sorted.len() as f64;
    let scale = sorted.last().map_or(1.0, |&largest| 1.0 / magnitude(largest));
    let (mut weighted, mut total) = (Sum::default(), Sum::default());
    for (i, x) in sorted.iter().map(|x| x * scale).enumerate() {
        weighted.add((2.0 * (i + 1) as f64 - n - 1.0) * x);
        total.add(x);
    }
    weighted.value() / (n * total.value())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn five_incomes_by_hand() {
        // 5, 8, 10, 12, 20: Σ (2i − 6) x = −4·5 − 2·8 + 0·10 + 2·12 + 4·20 = 68; 68/(5·55) = 0.24727…
        assert!((gini(&[10.0, 12.0, 20.0, 5.0, 8.0]) - 68.0 / 275.0).abs() < 1e-15);
        assert_eq!(gini(&[3.0, 3.0]), 0.0);
        assert_eq!(gini(&[0.0, 0.0, 0.0, 1.0]), 0.75);
        for unit in [5e-324, 8e306] {
            assert!((gini(&[10.0, 12.0, 20.0, 5.0, 8.0].map(|x| x * unit)) - 68.0 / 275.0).abs() < 1e-12, "{unit}");
        }
    }
}
