//! Quantiles (分位数).

/// The quantile of `sorted`, at least one finite value in ascending order, for a `share` from 0 to 1: linear between the order
/// statistics, the seventh definition of Hyndman & Fan (1996), Sample quantiles in statistical packages, *The American Statistician* 50.
pub(crate) fn quantile(sorted: &[f64], share: f64) -> f64 {
    let at = share * (sorted.len() - 1) as f64;
    // A share is not negative, and no sample has more values than a usize counts.
    #[allow(clippy::cast_possible_truncation, clippy::cast_sign_loss)]
    let below = (at.floor() as usize).min(sorted.len() - 1);
    let (low, high) = (sorted[below], sorted[(below + 1).min(sorted.len() - 1)]);
    let way = at - below as f64;
    // As a mixture, so that ends far apart don't overflow.
    if way <= 0.0 { low } else { (low * (1.0 - way) + high * way).clamp(low, high) }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn between_two_values_it_is_linear() {
        // Positions 0, 0.75, 1.5, 3 of 1, 2, 4, 8.
        let sorted = [1.0, 2.0, 4.0, 8.0];
        assert_eq!([0.0, 0.25, 0.5, 1.0].map(|share| quantile(&sorted, share)), [1.0, 1.75, 3.0, 8.0]);
        assert_eq!(quantile(&[7.0], 0.3), 7.0);
        assert_eq!(quantile(&[-1.7e308, 1.7e308], 0.5), 0.0);
    }
}
