//! Power transformations (幂变换): Box & Cox (1964), An analysis of transformations, *Journal of the Royal Statistical Society B* 26; Yeo &
//! Johnson (2000), A new family of power transformations to improve normality or symmetry, *Biometrika* 87.

use crate::numeric::{Extrema, Moments, sum_by};

/// λ is looked for between these.
const LAMBDAS: std::ops::RangeInclusive<f64> = -5.0..=5.0;

/// `(x^λ − 1)/λ`, `ln x` for λ = 0; of a positive x.
pub(super) fn box_cox(x: f64, lambda: f64) -> f64 {
    if lambda == 0.0 { x.ln() } else { (lambda * x.ln()).exp_m1() / lambda }
}

/// `((x + 1)^λ − 1)/λ` for x ≥ 0, `−((1 − x)^{2 − λ} − 1)/(2 − λ)` for x < 0, with logarithms where the exponent is 0.
pub(super) fn yeo_johnson(x: f64, lambda: f64) -> f64 {
    if x >= 0.0 { box_cox(x + 1.0, lambda) } else { -box_cox(1.0 - x, 2.0 - lambda) }
}

/// The λ of greatest likelihood for positive values under Box & Cox.
pub(super) fn box_cox_lambda(values: &[f64]) -> Option<f64> {
    let logs = sum_by(values, f64::ln);
    greatest(values, box_cox, logs)
}

/// The λ of greatest likelihood under Yeo & Johnson.
pub(super) fn yeo_johnson_lambda(values: &[f64]) -> Option<f64> {
    let logs = sum_by(values, |x| x.abs().ln_1p().copysign(x));
    greatest(values, yeo_johnson, logs)
}

/// The λ at which `−n/2 ln σ²(λ) + (λ − 1) Σ logs` is greatest: the best of a grid, then by golden section between its neighbors.
fn greatest(values: &[f64], transformed: impl Fn(f64, f64) -> f64, logs: f64) -> Option<f64> {
    const STEP: f64 = 0.1;
    const ROUNDS: usize = 60;
    let n = values.len() as f64;
    let likelihood = |lambda: f64| {
        let treated: Vec<f64> = values.iter().map(|&x| transformed(x, lambda)).collect();
        if treated.iter().any(|y| !y.is_finite()) || Extrema::of(&treated).is_constant() {
            return f64::NEG_INFINITY;
        }
        -n * Moments::of(&treated).standard_deviation(0).ln() + (lambda - 1.0) * logs
    };
    let grid = (0..=100_i32).map(|step| LAMBDAS.start() + f64::from(step) * STEP);
    let best = grid.map(|lambda| (lambda, likelihood(lambda))).max_by(|a, b| a.1.total_cmp(&b.1))?;
    if !best.1.is_finite() {
        return None;
    }
    let golden = (5.0_f64.sqrt() - 1.0) / 2.0;
    let (mut low, mut high) = (best.0 - STEP, best.0 + STEP);
    let (mut left, mut right) = (high - golden * (high - low), low + golden * (high - low));
    let (mut at_left, mut at_right) = (likelihood(left), likelihood(right));
    for _ in 0..ROUNDS {
        if at_left >= at_right {
            (high, right, at_right) = (right, left, at_left);
            left = high - golden * (high - low);
            at_left = likelihood(left);
        } else {
            (low, left, at_left) = (left, right, at_right);
            right = low + golden * (high - low);
            at_right = likelihood(right);
        }
    }
    Some(f64::midpoint(low, high).clamp(*LAMBDAS.start(), *LAMBDAS.end()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_geometric_row_is_most_normal_as_its_logarithms() {
        // Turned round and rescaled it is the same row, which turns λ into −λ: the greatest likelihood is at 0.
        let row: Vec<f64> = (0..7).map(|k| 1.8_f64.powi(k)).collect();
        let lambda = box_cox_lambda(&row).expect("varies");
        assert!(lambda.abs() < 1e-6, "{lambda}");
        // The same for Yeo & Johnson of x − 1, and with the sign turned round 2 − λ.
        let shifted: Vec<f64> = row.iter().map(|x| x - 1.0).collect();
        assert!(yeo_johnson_lambda(&shifted).expect("varies").abs() < 1e-6);
        let negative: Vec<f64> = shifted.iter().map(|x| -x).collect();
        assert!((yeo_johnson_lambda(&negative).expect("varies") - 2.0).abs() < 1e-6);
    }

    #[test]
    fn lambda_is_that_of_an_independent_search() {
        let values = [1.0, 2.0, 3.0, 4.0, 5.0, 6.0, 7.0, 8.0, 9.0, 10.0, 30.0, 100.0];
        assert!((box_cox_lambda(&values).expect("varies") + 0.200_692_93).abs() < 1e-6);
    }

    #[test]
    fn lambda_one_changes_the_zero_only() {
        assert_eq!([-2.0, 0.0, 3.0].map(|x| yeo_johnson(x, 1.0)), [-2.0, 0.0, 3.0].map(|x: f64| (x * 1e15).round() / 1e15));
        assert!((box_cox(5.0, 1.0) - 4.0).abs() < 1e-12);
        assert!((yeo_johnson(-3.0, 2.0) + 4.0_f64.ln()).abs() < 1e-12);
    }
}
