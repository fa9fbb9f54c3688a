//! p-values of many tests at once (多重检验校正).

/// p-values adjusted after Holm (1979): small if even one false finding among all tests is improbable.
pub(crate) fn holm(p_values: &[f64]) -> Vec<f64> {
    let count = p_values.len();
    let mut least = 0.0_f64;
    in_order(p_values, |at, p| {
        least = least.max(p * (count - at) as f64).min(1.0);
        least
    })
}

/// p-values adjusted after Benjamini & Hochberg (1995): the share of false findings to expect among those as small.
pub(crate) fn false_discovery_rates(p_values: &[f64]) -> Vec<f64> {
    let count = p_values.len();
    let mut adjusted = vec![0.0; count];
    let mut most = 1.0_f64;
    for (at, place) in ascending(p_values).into_iter().enumerate().rev() {
        most = most.min(p_values[place] * count as f64 / (at + 1) as f64);
        adjusted[place] = most;
    }
    adjusted
}

fn in_order(p_values: &[f64], mut adjust: impl FnMut(usize, f64) -> f64) -> Vec<f64> {
    let mut adjusted = vec![0.0; p_values.len()];
    for (at, place) in ascending(p_values).into_iter().enumerate() {
        adjusted[place] = adjust(at, p_values[place]);
    }
    adjusted
}

fn ascending(values: &[f64]) -> Vec<usize> {
    let mut order: Vec<usize> = (0..values.len()).collect();
    order.sort_by(|&a, &b| values[a].total_cmp(&values[b]));
    order
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn four_tests_by_hand() {
        // Holm: 4 · .01 = .04, 3 · .02 = .06, then 2 · .03 = .06 stays .06, 1 · .5. Benjamini & Hochberg from the end: .5, .03 · 4/3 = .04,
        // .02 · 4/2 = .04, .01 · 4 = .04.
        let p_values = [0.03, 0.01, 0.5, 0.02];
        let near = |found: Vec<f64>, expected: [f64; 4]| {
            assert!(found.iter().zip(expected).all(|(a, b)| (a - b).abs() < 1e-12), "{found:?} {expected:?}");
        };
        near(holm(&p_values), [0.06, 0.04, 0.5, 0.06]);
        near(false_discovery_rates(&p_values), [0.04, 0.04, 0.5, 0.04]);
        assert!(holm(&[]).is_empty() && false_discovery_rates(&[]).is_empty());
    }
}
