//! Correlation of two samples (相关分析) with its two-sided test: Pearson, Spearman, Kendall.

use serde::{Deserialize, Serialize};
use statrs::function::beta::beta_reg;

use crate::error::Error;
use crate::label::Language;

use super::concordance::Concordance;
use super::moments::pearson;
use super::rank::fractional_ranks;

/// A coefficient of correlation (相关系数), −1 to 1.
///
/// | name | formula | two-sided p-value |
/// |---|---|---|
/// | `pearson` | `Σ(x − x̄)(y − ȳ) / √(Σ(x − x̄)² Σ(y − ȳ)²)` | `t = r √((n − 2)/(1 − r²))` on n − 2 degrees of freedom |
/// | `spearman` | Pearson's of the fractional ranks, so that ties count rightly | the same `t`, which is an approximation below some ten pairs |
/// | `kendall` | τ-b, `(C − D)/√((P − T_x)(P − T_y))` | exact for up to 50 pairs without ties, else normal with the variance corrected for ties |
/// | `kendall-tau-a` | τ-a, `(C − D)/P` | as `kendall`: the test is of `C − D` |
///
/// `P = n(n − 1)/2` pairs, of which `C` are ordered alike, `D` the other way, and `T_x`, `T_y` tied in x and y.
///
/// # Complexity
/// O(n) for Pearson, O(n log n) for the others.
///
/// # Reference
/// Fisher (1915), Frequency distribution of the values of the correlation coefficient in samples from an indefinitely large population,
/// *Biometrika* 10; Spearman (1904), The proof and measurement of association between two
/// things, *American Journal of Psychology* 15; Kendall (1938), A new measure of rank correlation, *Biometrika* 30; Kendall (1970), *Rank
/// Correlation Methods*; Knight (1966), *Journal of the American Statistical Association* 61, for the sorting.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
#[non_exhaustive]
pub enum Correlation {
    /// Pearson's product-moment correlation (皮尔逊相关系数): how near to a line.
    #[default]
    Pearson,
    /// Spearman's rank correlation (斯皮尔曼等级相关系数): how near to any rising curve.
    Spearman,
    /// Kendall's τ-b (肯德尔 τ-b): how many pairs are ordered alike, ties set apart.
    Kendall,
    /// Kendall's τ-a (肯德尔 τ-a): how many of all pairs are ordered alike.
    KendallTauA,
}

/// A correlation with its test (相关检验).
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Association {
    /// The coefficient, −1 to 1.
    pub coefficient: f64,
    /// Number of pairs.
    pub n: usize,
    /// Probability of a coefficient as far from 0 or farther if the two were unrelated (双侧 p 值); none for Pearson and Spearman with two
    /// pairs, where no freedom is left.
    pub p_value: Option<f64>,
}

impl Correlation {
    /// All coefficients, in the order of the documentation.
    pub const ALL: [Self; 4] = [Self::Pearson, Self::Spearman, Self::Kendall, Self::KendallTauA];

    /// Its name in a model document.
    pub fn name(self) -> &'static str {
        match self {
            Self::Pearson => "pearson",
            Self::Spearman => "spearman",
            Self::Kendall => "kendall",
            Self::KendallTauA => "kendall-tau-a",
        }
    }

    /// Its name for a reader.
    pub fn label(self, language: Language) -> &'static str {
        let (en, zh) = match self {
            Self::Pearson => ("Pearson's r", "皮尔逊相关系数"),
            Self::Spearman => ("Spearman's ρ", "斯皮尔曼等级相关系数"),
            Self::Kendall => ("Kendall's τ-b", "肯德尔 τ-b"),
            Self::KendallTauA => ("Kendall's τ-a", "肯德尔 τ-a"),
        };
        match language {
            Language::En => en,
            Language::Zh => zh,
        }
    }

    /// The correlation of `x` and `y`, value by value, with its test.
    ///
    /// # Errors
    /// [`Error::Length`] for samples of different length, [`Error::TooFew`] for fewer than two pairs, [`Error::InvalidSetting`] for a value
    /// that is not finite, [`Error::Undefined`] if either sample is the same everywhere.
    ///
    /// # Example
    /// By hand: of the ten pairs of five units two neighbours differ, so nine agree and one doesn't, τ = 8/10. Of the 120 orders of five
    /// things 1 has no inversion and 4 have one, so a τ as far from 0 has probability 2 · 5/120.
    /// ```
    /// use governance_efficacy::numeric::correlation::Correlation;
    ///
    /// let tau = Correlation::Kendall.test(&[1.0, 2.0, 3.0, 4.0, 5.0], &[2.0, 1.0, 3.0, 4.0, 5.0])?;
    /// assert_eq!((tau.coefficient, tau.n), (0.8, 5));
    /// assert!((tau.p_value.unwrap_or_default() - 1.0 / 12.0).abs() < 1e-12);
    /// assert!(Correlation::Pearson.test(&[1.0, 2.0], &[3.0, 3.0]).is_err());
    /// # Ok::<(), governance_efficacy::Error>(())
    /// ```
    pub fn test(self, x: &[f64], y: &[f64]) -> Result<Association, Error> {
        if x.len() != y.len() {
            return Err(Error::Length { what: "values of the second sample".to_owned(), expected: x.len(), found: y.len() });
        }
        if x.len() < 2 {
            return Err(Error::TooFew { what: "pairs of values", needed: 2 });
        }
        if let Some(odd) = x.iter().chain(y).find(|value| !value.is_finite()) {
            return Err(Error::setting("a value of a sample", odd, "give finite values"));
        }
        self.associate(x, y).ok_or_else(|| Error::Undefined {
            method: self.label(Language::En),
            problem: "a sample is the same everywhere".to_owned(),
            remedy: "leave it out, or give units that differ in it".to_owned(),
        })
    }

    /// The coefficient of two samples of equal length; none if either doesn't vary.
    pub(crate) fn coefficient(self, x: &[f64], y: &[f64]) -> Option<f64> {
        match self {
            Self::Pearson => pearson(x, y),
            Self::Spearman => pearson(&fractional_ranks(x), &fractional_ranks(y)),
            Self::Kendall => Concordance::of(x, y).tau_b(),
            Self::KendallTauA => Concordance::of(x, y).tau_a(),
        }
    }

    /// The coefficient and its test, of two finite samples of equal length; none if either doesn't vary.
    pub(crate) fn associate(self, x: &[f64], y: &[f64]) -> Option<Association> {
        let n = x.len();
        let (coefficient, p_value) = match self {
            Self::Pearson | Self::Spearman => {
                let r = self.coefficient(x, y)?;
                (r, p_of_t(r, n))
            }
            Self::Kendall | Self::KendallTauA => {
                let pairs = Concordance::of(x, y);
                let tau = if self == Self::Kendall { pairs.tau_b() } else { pairs.tau_a() };
                (tau?, pairs.p_value())
            }
        };
        Some(Association { coefficient, n, p_value })
    }
}

/// Two-sided probability of `t = r √((n − 2)/(1 − r²))` on n − 2 degrees of freedom: the incomplete beta function at
/// `(n − 2)/(n − 2 + t²) = 1 − r²`.
fn p_of_t(r: f64, n: usize) -> Option<f64> {
    let freedom = n.checked_sub(2).filter(|&freedom| freedom > 0)?;
    let unexplained = ((1.0 - r) * (1.0 + r)).clamp(0.0, 1.0);
    Some(beta_reg(freedom as f64 / 2.0, 0.5, unexplained).clamp(0.0, 1.0))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::numeric::agrees;

    fn numbers(count: u32, of: impl Fn(u32) -> u32) -> Vec<f64> {
        (0..count).map(|i| f64::from(of(i))).collect()
    }

    #[track_caller]
    fn expect(correlation: Correlation, x: &[f64], y: &[f64], coefficient: f64, p_value: f64) {
        let found = correlation.test(x, y).expect("both vary");
        assert!(agrees(found.coefficient, coefficient, 1.0), "{correlation:?}: {found:?}, expected {coefficient}");
        // A small p-value must be right in its own size.
        assert!(agrees(found.p_value.expect("enough pairs"), p_value, 0.0), "{correlation:?}: {found:?}, expected p = {p_value}");
    }

    /// Coefficients and p-values of scipy 1.17.1: pearsonr, spearmanr, kendalltau.
    #[test]
    fn coefficients_and_p_values_are_those_of_a_published_library() {
        use Correlation::{Kendall, Pearson, Spearman};
        let (x, y) = (numbers(12, |i| i), numbers(12, |i| i * 7 % 12));
        expect(Pearson, &x, &y, 0.244_755_244_755_244_74, 0.443_261_936_450_183_14);
        expect(Spearman, &x, &y, 0.244_755_244_755_244_8, 0.443_261_936_450_183_25);
        expect(Kendall, &x, &y, 0.181_818_181_818_181_8, 0.459_023_957_331_249);
        expect(Correlation::KendallTauA, &x, &y, 0.181_818_181_818_181_8, 0.459_023_957_331_249);

        let (x, y) = (numbers(23, |i| i), numbers(23, |i| i * i % 23));
        expect(Pearson, &x, &y, 0.106_600_358_177_805_21, 0.628_307_216_049_885_7);
        expect(Spearman, &x, &y, 0.125_341_064_753_979_2, 0.568_781_010_546_407_2);
        expect(Kendall, &x, &y, 0.088_910_844_894_877_41, 0.559_710_231_881_423_7);

        let (x, y) = ([1.0, 2.5, 2.5, 4.0, 5.0, 6.5, 6.5], [2.0, 2.0, 2.0, 4.0, 5.5, 5.5, 7.0]);
        expect(Pearson, &x, &y, 0.943_242_218_283_798_7, 0.001_429_495_369_523_287_6);
        expect(Kendall, &x, &y, 0.890_263_814_519_451_5, 0.009_488_911_934_388_68);

        let (x, mut y) = (numbers(50, |i| i), numbers(50, |i| i));
        y.swap(0, 9);
        y.swap(20, 40);
        expect(Pearson, &x, &y, 0.953_805_522_208_883_5, 1.023_419_335_328_805_6e-26);
        expect(Kendall, &x, &y, 0.908_571_428_571_428_6, 8.432_117_283_541_649e-35);

        let (x, y) = (numbers(60, |i| i), numbers(60, |i| i * 17 % 60));
        expect(Pearson, &x, &y, -0.031_397_610_447_346_5, 0.811_766_723_267_127_4);
        expect(Kendall, &x, &y, -0.048_587_570_621_468_93, 0.583_347_385_713_011_1);
    }

    #[test]
    fn a_line_through_two_points_tests_nothing_and_through_three_everything() {
        let two = Correlation::Pearson.test(&[1.0, 2.0], &[5.0, 3.0]).expect("both vary");
        assert!(agrees(two.coefficient, -1.0, 1.0) && two.p_value.is_none(), "{two:?}");
        let three = Correlation::Pearson.test(&[1.0, 2.0, 3.0], &[2.0, 4.0, 6.0]).expect("both vary");
        assert!(three.p_value.is_some_and(|p| p < 1e-7), "{three:?}");
    }

    #[test]
    #[cfg_attr(miri, ignore = "takes hours there")]
    fn the_test_of_a_hundred_thousand_pairs_is_finite() {
        let x: Vec<f64> = (0..100_000_u32).map(f64::from).collect();
        let y: Vec<f64> = (0..100_000_u32).map(|i| f64::from(i.wrapping_mul(2_654_435_761) >> 16)).collect();
        for correlation in Correlation::ALL {
            let found = correlation.test(&x, &y).expect("both vary");
            assert!(found.coefficient.abs() < 0.05, "{correlation:?}: {found:?}");
            assert!(found.p_value.is_some_and(|p| (0.0..=1.0).contains(&p)), "{correlation:?}: {found:?}");
        }
    }

    #[test]
    fn bad_samples_are_refused_with_their_kind() {
        let code = |x: &[f64], y: &[f64]| Correlation::Kendall.test(x, y).map_err(|e| e.code());
        assert_eq!(code(&[1.0, 2.0], &[1.0]), Err("length"));
        assert_eq!(code(&[1.0], &[1.0]), Err("too-few"));
        assert_eq!(code(&[1.0, f64::NAN], &[1.0, 2.0]), Err("invalid-setting"));
        assert_eq!(code(&[1.0, 2.0], &[1.0, 1.0]), Err("undefined"));
    }

    #[test]
    fn names_are_those_of_the_serialised_form() {
        for correlation in Correlation::ALL {
            assert_eq!(serde_json::to_value(correlation).expect("writes"), correlation.name());
        }
    }
}
