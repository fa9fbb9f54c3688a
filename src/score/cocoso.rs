//! CoCoSo (组合折中解法).

use crate::document::{Reader, TableBuilder};
use crate::error::Error;
use crate::method::{Invariance, MethodInfo, Needs};
use crate::numeric::sum;
use crate::prepare::Normalization;

use super::{Aggregation, Found, Learning, Score, ScoreRange, Units, normalization_choice};

pub(super) const INFO: MethodInfo = MethodInfo {
    name: "cocoso",
    en: "CoCoSo",
    zh: "组合折中解法",
    source: "Yazdani, Zarate, Zavadskas & Turskis (2019), A combined compromise solution (CoCoSo) method for multi-criteria decision-making problems, Management Decision 57(9)",
    needs: Needs::CompleteMatrix,
    invariances: &[Invariance::UnitOrder, Invariance::IndicatorOrder, Invariance::Scale, Invariance::Shift],
    streamable: false,
};

/// CoCoSo (组合折中解法, COmbined COmpromise SOlution): weighted sum and power sum, compared in three ways.
///
/// # Formula
/// `S_i = Σ_j w_j r_ij`, `P_i = Σ_j r_ij^{w_j}`, `r` by default `min-max`; `k_a = (S_i + P_i)/Σ(S + P)`, `k_b = S_i/min S + P_i/min P`,
/// `k_c = (λ S_i + (1 − λ) P_i)/(λ max S + (1 − λ) max P)`; `k_i = (k_a k_b k_c)^{1/3} + (k_a + k_b + k_c)/3`.
///
/// # Options
/// [`with_lambda`](Self::with_lambda), in a document `lambda`, 0.5 if not set.
///
/// # Result
/// A positive number; higher is better. The series `sum` and `power` hold `S` and `P`.
///
/// # Errors
/// What the normalisation refuses; [`Error::Undefined`] if a unit is worst everywhere, so that `min S = 0`, or if a normalised value is negative.
///
/// # Complexity
/// O(n m).
///
/// # Reference
/// Yazdani, Zarate, Zavadskas & Turskis (2019), A combined compromise solution (CoCoSo) method for multi-criteria decision-making problems,
/// *Management Decision* 57(9), 2501–2519.
///
/// # Example
/// By hand: each unit is best in one indicator and worst in the other, `S = ½`, `P = 1`: `k_a = ½`, `k_b = 2`, `k_c = 1`, and
/// `k = 1 + 7/6 = 13/6`.
/// ```
/// use governance_efficacy::score::{Score, Cocoso};
/// use governance_efficacy::{DecisionMatrix, Direction, Weights};
///
/// let criteria = [("a", Direction::Benefit), ("b", Direction::Benefit)];
/// let matrix = DecisionMatrix::from_rows(&criteria, &[[1.0, 4.0], [3.0, 2.0]])?;
/// let weights = Weights::new([("a", 0.5), ("b", 0.5)])?;
/// let scores = Cocoso::default().score(&matrix, &weights)?.scores;
/// assert!(scores.as_slice().iter().all(|k| (k - 13.0 / 6.0).abs() < 1e-12));
/// # Ok::<(), governance_efficacy::Error>(())
/// ```
#[derive(Debug, Clone, PartialEq)]
pub struct Cocoso {
    normalization: Option<Normalization>,
    lambda: f64,
}

impl Default for Cocoso {
    fn default() -> Self {
        Self { normalization: None, lambda: 0.5 }
    }
}

normalization_choice!(Cocoso);

impl Cocoso {
    /// Sets the part `λ` of the weighted sum in the third comparison.
    ///
    /// # Errors
    /// [`Error::InvalidSetting`] unless 0 ≤ λ ≤ 1.
    pub fn with_lambda(mut self, lambda: f64) -> Result<Self, Error> {
        self.lambda = super::share("lambda", lambda)?;
        Ok(self)
    }

    pub(super) fn read(reader: &mut Reader<'_>) -> Result<Self, Error> {
        let method = Self { normalization: super::read_normalization(reader)?, ..Self::default() };
        super::read_number(reader, "lambda", method, Self::with_lambda)
    }

    pub(super) fn write(&self) -> TableBuilder {
        super::write_normalization(self.normalization).with("lambda", self.lambda)
    }
}

impl Score for Cocoso {
    fn info(&self) -> &'static MethodInfo {
        &INFO
    }

    fn normalization(&self) -> Option<Normalization> {
        Some(self.normalization.unwrap_or(Normalization::MinMax))
    }

    fn range(&self) -> ScoreRange {
        ScoreRange::Open
    }

    fn aggregation(&self) -> Aggregation {
        Aggregation::Linear
    }

    /// Nothing, but refuses negative values.
    fn learn(&self, criterion: &Learning<'_>) -> Result<Vec<f64>, Error> {
        match criterion.values().iter().position(|&r| r < 0.0) {
            None => Ok(Vec::new()),
            Some(at) => Err(criterion.error(
                at,
                "is negative after normalisation, where its power is not defined",
                "use min-max normalisation",
            )),
        }
    }

    fn evaluate(&self, units: &Units<'_>, weights: &[f64]) -> Result<Found, Error> {
        let sums = units.sums(|j, r| weights[j] * r);
        let powers = units.sums(|j, r| r.powf(weights[j]));
        let least = |values: &[f64]| values.iter().copied().fold(f64::INFINITY, f64::min);
        let largest = |values: &[f64]| values.iter().copied().fold(0.0, f64::max);
        let (least_sum, least_power) = (least(&sums), least(&powers));
        if let Some(row) = sums.iter().zip(&powers).position(|(&s, &p)| s <= 0.0 || p <= 0.0) {
            return Err(Error::Undefined {
                method: INFO.name,
                problem: format!(
                    "{} is worst in every indicator, and the others are compared with it by ratios",
                    units.name(row)
                ),
                remedy: "leave it out, use goalposts below the worst value, or take another method".to_owned(),
            });
        }
        let lambda = self.lambda;
        let (total, mix) = (sum(&sums) + sum(&powers), |s: f64, p: f64| lambda * s + (1.0 - lambda) * p);
        let top = mix(largest(&sums), largest(&powers));
        let compromise = |(&s, &p): (&f64, &f64)| {
            let (a, b, c) = ((s + p) / total, s / least_sum + p / least_power, mix(s, p) / top);
            (a * b * c).cbrt() + (a + b + c) / 3.0
        };
        let scores = sums.iter().zip(&powers).map(compromise).collect();
        Ok(Found::scores(scores).with_series("sum", sums).with_series("power", powers))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    use crate::indicator::Direction;
    use crate::table::DecisionMatrix;
    use crate::weight::Weights;

    #[test]
    fn a_unit_that_is_worst_in_all_is_refused_and_one_worst_in_all_but_one_is_not() {
        let criteria = [("a", Direction::Benefit), ("b", Direction::Benefit)];
        let of = |rows: &[[f64; 2]]| {
            let matrix = DecisionMatrix::from_rows(&criteria, rows).expect("a matrix");
            Cocoso::default().score(&matrix, &Weights::new([("a", 0.5), ("b", 0.5)]).expect("weights"))
        };
        let error = of(&[[2.0, 2.0], [1.0, 1.0], [3.0, 1.5]]).unwrap_err().to_string();
        assert!(error.contains("worst in every indicator"), "{error}");
        // By hand: r = (0, 1), (½, 0), (1, ½); S = ½, ¼, ¾ and P = √0 + √1, √½ + √0, 1 + √½.
        let found = of(&[[1.0, 2.0], [2.0, 0.0], [3.0, 1.0]]).expect("scores");
        let (s, p) = ([0.5, 0.25, 0.75], [1.0, 0.5_f64.sqrt(), 1.0 + 0.5_f64.sqrt()]);
        let total: f64 = s.iter().chain(&p).sum();
        for i in 0..3 {
            let parts = [(s[i] + p[i]) / total, s[i] / s[1] + p[i] / p[1], (s[i] + p[i]) / (s[2] + p[2])];
            let expected = parts.iter().product::<f64>().cbrt() + parts.iter().sum::<f64>() / 3.0;
            assert!((found.scores.as_slice()[i] - expected).abs() < 1e-12, "{i}: {:?} {expected}", found.scores);
        }
    }

    #[test]
    fn a_negative_value_is_refused_with_its_place() {
        let criteria = [("a", Direction::Benefit), ("b", Direction::Benefit)];
        let matrix = DecisionMatrix::from_rows(&criteria, &[[1.0, 2.0], [-2.0, 3.0], [3.0, 1.0]]).expect("a matrix");
        let weights = Weights::new([("a", 0.5), ("b", 0.5)]).expect("weights");
        let error = Cocoso::default().with_normalization(Normalization::None).score(&matrix, &weights).unwrap_err();
        assert_eq!(error.code(), "value", "{error}");
        assert!(error.to_string().contains("\"a\"") && error.to_string().contains("min-max"), "{error}");
    }
}
