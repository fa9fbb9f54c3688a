//! Linear regression on several variables (多元线性回归).

use nalgebra::{DMatrix, DVector};
use serde::{Deserialize, Serialize};
use statrs::function::beta::beta_reg;

use super::moments::mean;
use super::sum::sum_by;

/// One coefficient of a regression (回归系数).
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Coefficient {
    /// Its estimate.
    pub estimate: f64,
    /// Standard error, with the same variance for all (标准误); none where nothing is left over.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub standard_error: Option<f64>,
    /// Two-sided p-value of 0, by the t distribution.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub p_value: Option<f64>,
}

impl Coefficient {
    /// The estimate over its standard error (t 统计量).
    pub fn t(&self) -> Option<f64> {
        self.standard_error.map(|error| self.estimate / error)
    }
}

/// `y = b₀ + b₁x₁ + …` by least squares.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct LeastSquares {
    /// The intercept, then one a variable.
    pub(crate) coefficients: Vec<Coefficient>,
    /// Share of the variance of y that is explained; none if y doesn't vary.
    pub(crate) r_squared: Option<f64>,
}

impl LeastSquares {
    /// None for fewer values than coefficients, or variables of which one is a sum of others to within rounding. All are of the length of
    /// `y`.
    pub(crate) fn of(variables: &[Vec<f64>], y: &[f64]) -> Option<Self> {
        let (n, k) = (y.len(), variables.len() + 1);
        if n < k {
            return None;
        }
        // Centred and scaled, so that neither place nor unit of a variable decides what counts as dependent.
        let centers: Vec<f64> = variables.iter().map(|x| mean(x)).collect();
        let lengths: Vec<f64> =
            variables.iter().zip(&centers).map(|(x, center)| sum_by(x, |x| (x - center) * (x - center)).sqrt()).collect();
        if lengths.iter().any(|length| !(length.is_finite() && *length > 0.0)) {
            return None;
        }
        let design = DMatrix::from_fn(n, k - 1, |i, j| (variables[j][i] - centers[j]) / lengths[j]);
        let center = mean(y);
        let response = DVector::from_iterator(n, y.iter().map(|y| y - center));
        let decomposition = design.clone().svd(true, true);
        let (largest, least) = (decomposition.singular_values.max(), decomposition.singular_values.min());
        if k > 1 && least <= largest * 1e-10 {
            return None;
        }
        let scaled = if k > 1 { decomposition.solve(&response, 0.0).ok()? } else { DVector::zeros(0) };
        let residuals = &response - &design * &scaled;
        let left = residuals.norm_squared();
        let total = response.norm_squared();
        let freedom = n - k;
        // What is left is rounding below this.
        let variance = (freedom > 0 && left > 1e-28 * total).then(|| left / freedom as f64);
        let slopes: Vec<f64> = scaled.iter().zip(&lengths).map(|(b, length)| b / length).collect();
        let intercept = center - slopes.iter().zip(&centers).map(|(b, center)| b * center).sum::<f64>();
        // (XᵀX)⁻¹ of the scaled variables.
        let inverse = (design.transpose() * &design).try_inverse()?;
        let of_slope = |j: usize| inverse[(j, j)] / (lengths[j] * lengths[j]);
        let shift = DVector::from_iterator(k - 1, centers.iter().zip(&lengths).map(|(center, length)| center / length));
        let of_intercept = 1.0 / n as f64 + (shift.transpose() * &inverse * &shift).sum();
        let coefficient = |estimate: f64, share: f64| {
            let standard_error = variance.map(|variance| (variance * share).sqrt());
            let of = Coefficient { estimate, standard_error, p_value: None };
            Coefficient { p_value: of.t().map(|t| p_of_t(t, freedom as f64)), ..of }
        };
        let coefficients: Vec<Coefficient> = std::iter::once(coefficient(intercept, of_intercept))
            .chain(slopes.iter().enumerate().map(|(j, &slope)| coefficient(slope, of_slope(j))))
            .collect();
        let r_squared = (total > 0.0).then(|| (1.0 - left / total).clamp(0.0, 1.0));
        coefficients.iter().all(|of| of.estimate.is_finite()).then_some(Self { coefficients, r_squared })
    }
}

/// Two-sided probability of so large a t.
fn p_of_t(t: f64, freedom: f64) -> f64 {
    beta_reg(freedom / 2.0, 0.5, (freedom / (freedom + t * t)).clamp(0.0, 1.0)).clamp(0.0, 1.0)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::numeric::regression::Line;

    #[test]
    fn one_variable_is_the_straight_line() {
        let (x, y) = (vec![1.0, 2.0, 4.0, 7.0, 8.5], [2.0, 2.5, 3.5, 8.0, 7.0]);
        let (line, found) = (Line::through(&x, &y).expect("a line"), LeastSquares::of(&[x], &y).expect("a fit"));
        let near = |a: f64, b: f64| assert!((a - b).abs() < 1e-12, "{a} {b}");
        near(found.coefficients[0].estimate, line.intercept);
        near(found.coefficients[1].estimate, line.slope);
        near(found.coefficients[1].p_value.expect("left over"), line.p.expect("left over"));
        near(found.r_squared.expect("varies"), line.r * line.r);
        // t² = F.
        let t = line.slope / found.coefficients[1].standard_error.expect("left over");
        near(t * t, line.f.expect("left over"));
    }

    #[test]
    fn two_variables_by_hand() {
        // On the corners of a square y = 1 + 2a − b, but for ±d that sums to 0 with either: a residual of d² · 4 on one degree of freedom.
        let (a, b, d) = (vec![0.0, 0.0, 1.0, 1.0], vec![0.0, 1.0, 0.0, 1.0], 0.25);
        let y = [1.0 + d, 0.0 - d, 3.0 - d, 2.0 + d];
        let found = LeastSquares::of(&[a.clone(), b], &y).expect("a fit");
        for (of, expected) in found.coefficients.iter().zip([1.0, 2.0, -1.0]) {
            assert!((of.estimate - expected).abs() < 1e-12, "{found:?}");
        }
        // Variance ¼, and each variable has the sum of squares 1: a standard error of ½. On one degree P(|t| > 4) = 1 − 2 atan(4)/π.
        assert!((found.coefficients[1].standard_error.expect("left over") - 0.5).abs() < 1e-12);
        let p = 1.0 - 2.0 * 4.0_f64.atan() / std::f64::consts::PI;
        assert!((found.coefficients[1].p_value.expect("left over") - p).abs() < 1e-12);
        // At the origin: ¼ (1/4 + ¼ + ¼).
        assert!((found.coefficients[0].standard_error.expect("left over") - 0.1875_f64.sqrt()).abs() < 1e-12);
        assert_eq!(LeastSquares::of(&[a.clone(), a], &y), None);
    }
}
