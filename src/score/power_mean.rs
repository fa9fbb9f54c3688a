//! Geometric, harmonic and power mean (几何平均、调和平均、幂平均).

use crate::document::{Reader, TableBuilder};
use crate::error::Error;
use crate::method::{Invariance, MethodInfo, Needs};
use crate::prepare::Normalization;

use super::{Aggregation, Found, Learning, Score, ScoreRange, Units, normalization_choice, normalization_only};

pub(super) const GEOMETRIC: MethodInfo = MethodInfo {
    name: "geometric-mean",
    en: "Geometric mean",
    zh: "几何平均",
    source: "OECD/JRC (2008), Handbook on Constructing Composite Indicators, §6; UNDP (2010), Human Development Report, technical note 1",
    needs: Needs::Columns,
    invariances: &[Invariance::UnitOrder, Invariance::IndicatorOrder, Invariance::Scale],
    streamable: true,
};

pub(super) const HARMONIC: MethodInfo = MethodInfo {
    name: "harmonic-mean",
    en: "Harmonic mean",
    zh: "调和平均",
    source: "Hardy, Littlewood & Pólya (1934), Inequalities, ch. 2",
    needs: Needs::Columns,
    invariances: &[Invariance::UnitOrder, Invariance::IndicatorOrder, Invariance::Scale],
    streamable: true,
};

pub(super) const POWER: MethodInfo = MethodInfo {
    name: "power-mean",
    en: "Power mean",
    zh: "幂平均",
    source: "Hardy, Littlewood & Pólya (1934), Inequalities, ch. 2",
    needs: Needs::Columns,
    invariances: &[Invariance::UnitOrder, Invariance::IndicatorOrder, Invariance::Scale],
    streamable: true,
};

/// Weighted geometric mean (几何平均): a percent lost in one indicator is made good by a percent gained in another of the same weight.
///
/// # Formula
/// `G_i = ∏_j r_ij^{w_j}`, `r` by default `linear`.
///
/// # Result
/// In [0, 1] if `r` is; higher is better. One indicator at 0 takes the whole to 0.
///
/// # Errors
/// What the normalisation refuses; [`Error::Value`] for a negative normalised value.
///
/// # Complexity
/// O(n m).
///
/// # Reference
/// OECD/JRC (2008), *Handbook on Constructing Composite Indicators*, §6; UNDP (2010), *Human Development Report*, technical note 1, which uses
/// goalposts.
///
/// # Example
/// By hand: `√(¼ · 1) = ½`.
/// ```
/// use governance_efficacy::score::{GeometricMean, Score};
/// use governance_efficacy::{DecisionMatrix, Direction, Weights};
///
/// let criteria = [("a", Direction::Benefit), ("b", Direction::Benefit)];
/// let matrix = DecisionMatrix::from_rows(&criteria, &[[1.0, 2.0], [4.0, 2.0]])?;
/// let weights = Weights::new([("a", 0.5), ("b", 0.5)])?;
/// let scores = GeometricMean::default().score(&matrix, &weights)?.scores;
/// assert!((scores.as_slice()[0] - 0.5).abs() < 1e-12);
/// # Ok::<(), governance_efficacy::Error>(())
/// ```
#[derive(Debug, Clone, PartialEq, Default)]
pub struct GeometricMean {
    normalization: Option<Normalization>,
}

/// Weighted harmonic mean (调和平均): the worst indicator counts most.
///
/// # Formula
/// `H_i = 1 / Σ_j (w_j / r_ij)`, `r` by default `linear`.
///
/// # Result
/// In [0, 1] if `r` is; higher is better. One indicator at 0 takes the whole to 0.
///
/// # Errors
/// As [`GeometricMean`].
///
/// # Complexity
/// O(n m).
///
/// # Reference
/// Hardy, Littlewood & Pólya (1934), *Inequalities*, ch. 2.
///
/// # Example
/// By hand: `1 / (½ · 4 + ½ · 1) = 2/5`.
/// ```
/// use governance_efficacy::score::{HarmonicMean, Score};
/// use governance_efficacy::{DecisionMatrix, Direction, Weights};
///
/// let criteria = [("a", Direction::Benefit), ("b", Direction::Benefit)];
/// let matrix = DecisionMatrix::from_rows(&criteria, &[[1.0, 2.0], [4.0, 2.0]])?;
/// let weights = Weights::new([("a", 0.5), ("b", 0.5)])?;
/// let scores = HarmonicMean::default().score(&matrix, &weights)?.scores;
/// assert!((scores.as_slice()[0] - 0.4).abs() < 1e-12);
/// # Ok::<(), governance_efficacy::Error>(())
/// ```
#[derive(Debug, Clone, PartialEq, Default)]
pub struct HarmonicMean {
    normalization: Option<Normalization>,
}

/// Weighted power mean (幂平均): one number from the worst indicator to the best.
///
/// # Formula
/// `M_i = (Σ_j w_j r_ij^p)^{1/p}`, for `p = 0` the geometric mean; `r` by default `linear`. `p = 1` is the weighted sum, `p = −1` the harmonic mean,
/// `p → ∓∞` the minimum and the maximum. `p = ½` if not set: some penalty for imbalance, and zeros do no harm.
///
/// # Options
/// [`with_exponent`](Self::with_exponent), in a document `exponent`.
///
/// # Result
/// In [0, 1] if `r` is; higher is better. For `p ≤ 0` one indicator at 0 takes the whole to 0.
///
/// # Errors
/// As [`GeometricMean`].
///
/// # Complexity
/// O(n m).
///
/// # Reference
/// Hardy, Littlewood & Pólya (1934), *Inequalities*, ch. 2.
///
/// # Example
/// By hand: `(½ · √¼ + ½ · √1)² = (¾)² = 9/16`.
/// ```
/// use governance_efficacy::score::{PowerMean, Score};
/// use governance_efficacy::{DecisionMatrix, Direction, Weights};
///
/// let criteria = [("a", Direction::Benefit), ("b", Direction::Benefit)];
/// let matrix = DecisionMatrix::from_rows(&criteria, &[[1.0, 2.0], [4.0, 2.0]])?;
/// let weights = Weights::new([("a", 0.5), ("b", 0.5)])?;
/// let scores = PowerMean::default().score(&matrix, &weights)?.scores;
/// assert!((scores.as_slice()[0] - 9.0 / 16.0).abs() < 1e-12);
/// # Ok::<(), governance_efficacy::Error>(())
/// ```
#[derive(Debug, Clone, PartialEq)]
pub struct PowerMean {
    normalization: Option<Normalization>,
    exponent: f64,
}

impl Default for PowerMean {
    fn default() -> Self {
        Self { normalization: None, exponent: 0.5 }
    }
}

normalization_only!(GeometricMean);
normalization_only!(HarmonicMean);
normalization_choice!(PowerMean);

/// Beyond this the powers of everyday shares leave the range of numbers.
const LARGEST_EXPONENT: f64 = 100.0;

impl PowerMean {
    /// Sets the exponent `p`.
    ///
    /// # Errors
    /// [`Error::InvalidSetting`] unless −100 ≤ p ≤ 100.
    pub fn with_exponent(mut self, exponent: f64) -> Result<Self, Error> {
        if !(-LARGEST_EXPONENT..=LARGEST_EXPONENT).contains(&exponent) {
            return Err(Error::setting("exponent", exponent, "give a number from −100 to 100"));
        }
        self.exponent = exponent;
        Ok(self)
    }

    pub(super) fn read(reader: &mut Reader<'_>) -> Result<Self, Error> {
        let method = Self { normalization: super::read_normalization(reader)?, ..Self::default() };
        super::read_number(reader, "exponent", method, Self::with_exponent)
    }

    pub(super) fn write(&self) -> TableBuilder {
        super::write_normalization(self.normalization).with("exponent", self.exponent)
    }
}

/// What differs between the three is the exponent.
macro_rules! power_mean {
    ($method:ident, $info:ident, $exponent:expr) => {
        impl Score for $method {
            fn info(&self) -> &'static MethodInfo {
                &$info
            }

            fn normalization(&self) -> Option<Normalization> {
                Some(self.normalization.unwrap_or(Normalization::Linear))
            }

            fn range(&self) -> ScoreRange {
                ScoreRange::of_mean(self.normalization())
            }

            fn aggregation(&self) -> Aggregation {
                Aggregation::Geometric
            }

            /// Nothing, but refuses negative values.
            fn learn(&self, criterion: &Learning<'_>) -> Result<Vec<f64>, Error> {
                match criterion.values().iter().position(|&r| r < 0.0) {
                    None => Ok(Vec::new()),
                    Some(at) => Err(criterion.error(
                        at,
                        format!("is negative after normalisation, where the {} is not defined", $info.en.to_lowercase()),
                        "use linear, max or goalposts normalisation",
                    )),
                }
            }

            fn evaluate(&self, units: &Units<'_>, weights: &[f64]) -> Result<Found, Error> {
                let exponent: fn(&Self) -> f64 = $exponent;
                mean(units, weights, exponent(self), $info.name)
            }
        }
    };
}

power_mean!(GeometricMean, GEOMETRIC, |_| 0.0);
power_mean!(HarmonicMean, HARMONIC, |_| -1.0);
power_mean!(PowerMean, POWER, |method| method.exponent);

fn mean(units: &Units<'_>, weights: &[f64], p: f64, name: &'static str) -> Result<Found, Error> {
    // An indicator without weight has no part, not even with 0 to a negative power.
    let term = |j: usize, r: f64| if weights[j] > 0.0 { weights[j] * if p == 0.0 { r.ln() } else { r.powf(p) } } else { 0.0 };
    let mut scores = units.sums(term);
    for (row, score) in scores.iter_mut().enumerate() {
        *score = if p == 0.0 { score.exp() } else { score.powf(1.0 / p) };
        if score.is_nan() {
            return Err(Error::Undefined {
                method: name,
                problem: format!("{} has a negative value after normalisation", units.name(row)),
                remedy: "set outside = \"clip\", or fit the scale on rows that include it".to_owned(),
            });
        }
    }
    Ok(Found::scores(scores))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::indicator::Direction;
    use crate::table::DecisionMatrix;
    use crate::weight::Weights;

    fn score(method: &impl Score, rows: &[[f64; 2]]) -> Vec<f64> {
        let matrix = DecisionMatrix::from_rows(&[("a", Direction::Benefit), ("b", Direction::Benefit)], rows).expect("valid");
        let weights = Weights::new([("a", 0.25), ("b", 0.75)]).expect("valid");
        method.score(&matrix, &weights).expect("defined").scores.as_slice().to_vec()
    }

    #[test]
    fn the_power_mean_leads_from_the_least_to_the_largest() {
        let rows = [[1.0, 4.0], [4.0, 2.0]];
        let of = |p: f64| score(&PowerMean::default().with_exponent(p).expect("valid"), &rows)[0];
        let means: Vec<f64> = [-80.0, -1.0, 0.0, 0.5, 1.0, 80.0].map(of).to_vec();
        assert!(means.windows(2).all(|pair| pair[0] < pair[1]), "{means:?}");
        assert!((of(0.0) - score(&GeometricMean::default(), &rows)[0]).abs() < 1e-15);
        assert!((of(-1.0) - score(&HarmonicMean::default(), &rows)[0]).abs() < 1e-15);
        assert!((of(1.0) - (0.25 * 0.25 + 0.75)).abs() < 1e-15);
    }

    #[test]
    fn a_zero_takes_the_whole_to_zero() {
        let rows = [[0.0, 4.0], [4.0, 2.0]];
        let max = Normalization::Max;
        assert_eq!(score(&GeometricMean::default().with_normalization(max), &rows)[0], 0.0);
        assert_eq!(score(&HarmonicMean::default().with_normalization(max), &rows)[0], 0.0);
        assert!(score(&PowerMean::default().with_normalization(max), &rows)[0] > 0.0);
    }
}
