//! Shannon's entropy without cancellation (香农熵).

use super::sum::{sum, sum_by};

/// `1 − e`, the divergence of a non-negative sample from evenness, where `e = −Σ p ln p / ln n`, `p = x/Σx` (差异系数).
///
/// The direct form subtracts two numbers near 1 and loses every digit on a near-constant sample. With `u = (x − mean)/mean`
/// it is `Σ h(u)/(n ln n)`, `h(u) = (1 + u) ln(1 + u) − u`, in which nothing cancels. Sum and n are positive, n ≥ 2.
pub(crate) fn divergence(values: &[f64]) -> f64 {
    let n = values.len() as f64;
    let rough = sum(values) / n;
    // The deviations must sum to zero, or the linear term of h returns through the back door.
    let residue = sum_by(values, |x| x - rough) / n;
    let mean = rough + residue;
    let correction = (rough - mean) + residue;
    sum_by(values, |x| excess(((x - mean) - correction) / mean)) / (n * n.ln())
}

/// `h(u) = (1 + u) ln(1 + u) − u` for `u ≥ −1`.
fn excess(u: f64) -> f64 {
    if u <= -1.0 {
        1.0
    } else if u.abs() < 0.05 {
        // Σ_{k≥2} (−u)^k / (k (k − 1)); twelve terms leave less than a unit in the last place.
        const TERMS: usize = 13;
        let mut total = 0.0;
        for k in (2..=TERMS).rev() {
            total = 1.0 / (k * (k - 1)) as f64 - u * total;
        }
        total * u * u
    } else {
        (1.0 + u) * u.ln_1p() - u
    }
}

/// `e = −Σ p ln p / ln n`, for showing beside the divergence.
pub(crate) fn shannon_entropy(divergence: f64) -> f64 {
    (1.0 - divergence).clamp(0.0, 1.0)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::numeric::agrees;

    #[test]
    fn it_equals_the_direct_form_where_that_has_digits() {
        let values = [30.0, 19.0, 19.0, 68.0];
        let total: f64 = values.iter().sum();
        let direct = 1.0 + values.iter().map(|x| x / total * (x / total).ln()).sum::<f64>() / 4.0_f64.ln();
        assert!(agrees(divergence(&values), direct, 1.0));
    }

    #[test]
    fn an_offset_of_a_hundred_million_keeps_nine_digits() {
        // To second order in u, Σ u²/(2 n ln n): u = ±1e-8·{1.5, .5}, the next term is 1e-8 smaller.
        let values = [1e8 - 1.5, 1e8 - 0.5, 1e8 + 0.5, 1e8 + 1.5];
        let expected = (1.5e-8_f64.powi(2) * 2.0 + 0.5e-8_f64.powi(2) * 2.0) / (2.0 * 4.0 * 4.0_f64.ln());
        assert!((divergence(&values) / expected - 1.0).abs() < 1e-9, "{} {expected}", divergence(&values));
    }

    #[test]
    fn the_ends_of_the_scale() {
        assert_eq!(divergence(&[5.0, 5.0, 5.0]), 0.0);
        // All in one unit: p = (1, 0, 0), entropy 0.
        assert!(agrees(divergence(&[9.0, 0.0, 0.0]), 1.0, 1.0));
    }

    #[test]
    fn the_series_meets_the_closed_form() {
        for u in [0.0499, -0.0499] {
            let closed = (1.0 + u) * f64::ln_1p(u) - u;
            assert!((excess(u) / closed - 1.0).abs() < 1e-13, "{u}");
        }
    }
}
