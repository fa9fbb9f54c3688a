//! Whether correlations are worth a factor analysis: KMO and Bartlett's test (抽样适切性与球形检验).

use nalgebra::linalg::Cholesky;
use nalgebra::{Dyn, SymmetricEigen};
use serde::{Deserialize, Serialize};
use statrs::distribution::{ChiSquared, ContinuousCDF};

use crate::label::Key;

use super::Reason;
use super::data::Sample;

/// An eigenvalue of a correlation matrix at or below this is taken for zero: its inverse would be rounding.
const ZERO: f64 = 1e-10;

/// The Kaiser–Meyer–Olkin measure of sampling adequacy (KMO 抽样适切性), 0 to 1: how small partial correlations are against plain ones. Kaiser
/// calls .9 marvellous, .8 meritorious, .7 middling, .6 mediocre, .5 miserable, and less unacceptable.
///
/// # Formula
/// `Σ r_jk² / (Σ r_jk² + Σ a_jk²)` over j ≠ k, with the partial correlations `a_jk = −p_jk/√(p_jj p_kk)` of the inverse `P` of the
/// correlation matrix; of one indicator, over its own row.
///
/// # Edge cases
/// Of two indicators it is always 0.5. There is none where the correlation matrix has no inverse.
///
/// # Reference
/// Kaiser (1970), A second generation little jiffy, *Psychometrika* 35; Kaiser & Rice (1974), Little jiffy, mark IV, *Educational and
/// Psychological Measurement* 34.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
#[non_exhaustive]
pub struct Kmo {
    /// Of all indicators together.
    pub overall: f64,
    /// Of each indicator; none for one without any correlation.
    pub indicators: Vec<(Key, Option<f64>)>,
}

/// Bartlett's test of sphericity (巴特利特球形检验): whether the indicators may all be uncorrelated.
///
/// # Formula
/// `χ² = −(n − 1 − (2m + 5)/6) ln|R|` on `m(m − 1)/2` degrees of freedom, for m indicators in n rows with correlation matrix `R`.
///
/// # Edge cases
/// With many rows it rejects next to anything. There is none where the determinant is zero.
///
/// # Reference
/// Bartlett (1951), The effect of standardization on a χ² approximation in factor analysis, *Biometrika* 38.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
#[non_exhaustive]
pub struct Bartlett {
    /// The statistic.
    pub chi_squared: f64,
    /// Its degrees of freedom.
    pub degrees_of_freedom: usize,
    /// Probability of as large a statistic or larger if the indicators were uncorrelated.
    pub p_value: f64,
    /// ln |R|, at most 0.
    pub ln_determinant: f64,
}

/// The correlation matrix as a product of triangles, from which inverse and determinant follow.
fn factored(sample: &Sample<'_>) -> Result<Cholesky<f64, Dyn>, Reason> {
    let m = sample.keys.len();
    if sample.rows <= m {
        return Err(Reason::TooFewRows { found: sample.rows, needed: m + 1 });
    }
    let SymmetricEigen { eigenvalues, eigenvectors } = SymmetricEigen::new(sample.correlations.clone());
    let null: Vec<usize> = (0..m).filter(|&k| eigenvalues[k] <= ZERO).collect();
    let involved = |j: usize| null.iter().any(|&k| eigenvectors[(j, k)].abs() > 1e-3);
    let singular = || {
        let indicators = sample.keys.iter().enumerate().filter(|(j, _)| involved(*j)).map(|(_, key)| key.clone());
        Reason::Singular { indicators: indicators.collect() }
    };
    if null.is_empty() { Cholesky::new(sample.correlations.clone()).ok_or_else(singular) } else { Err(singular()) }
}

pub(super) fn kmo(sample: &Sample<'_>) -> Result<Kmo, Reason> {
    let inverse = factored(sample)?.inverse();
    let m = sample.keys.len();
    let sums: Vec<(f64, f64)> = (0..m)
        .map(|j| {
            (0..m).filter(|&k| k != j).fold((0.0, 0.0), |(plain, partial), k| {
                let r = sample.correlations[(j, k)];
                let a = inverse[(j, k)] / (inverse[(j, j)] * inverse[(k, k)]).sqrt();
                (plain + r * r, partial + a * a)
            })
        })
        .collect();
    let share = |(plain, partial): (f64, f64)| (plain + partial > 0.0).then(|| plain / (plain + partial));
    let total = sums.iter().fold((0.0, 0.0), |sum, one| (sum.0 + one.0, sum.1 + one.1));
    let overall = share(total).ok_or(Reason::Uncorrelated)?;
    Ok(Kmo { overall, indicators: sample.keys.iter().cloned().zip(sums.into_iter().map(share)).collect() })
}

pub(super) fn bartlett(sample: &Sample<'_>) -> Result<Bartlett, Reason> {
    let factored = factored(sample)?;
    let (m, n) = (sample.keys.len(), sample.rows as f64);
    let ln_determinant = (2.0 * factored.l_dirty().diagonal().iter().map(|x| x.ln()).sum::<f64>()).min(0.0);
    // More rows than indicators make the factor positive.
    let chi_squared = (n - 1.0 - (2.0 * m as f64 + 5.0) / 6.0) * -ln_determinant;
    let degrees_of_freedom = m * (m - 1) / 2;
    let p_value = ChiSquared::new(degrees_of_freedom as f64).map_or(1.0, |distribution| distribution.sf(chi_squared));
    Ok(Bartlett { chi_squared, degrees_of_freedom, p_value, ln_determinant })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn as_many_rows_as_indicators_are_too_few_and_one_more_is_told() {
        let keys = ["a", "b", "c"].map(|key| Key::new(key).expect("a key"));
        let columns = [[1.0, 2.0, 4.0, 3.0], [2.0, 1.0, 3.0, 5.0], [7.0, 1.0, 2.0, 2.0]].map(|column| column.map(Some));
        let sample = |rows: usize| {
            let columns: Vec<&[Option<f64>]> = columns.iter().map(|column| &column[..rows]).collect();
            super::super::data::Complete::of(&keys, &columns).sample().expect("they vary")
        };
        assert_eq!(kmo(&sample(3)).unwrap_err(), Reason::TooFewRows { found: 3, needed: 4 });
        assert!(kmo(&sample(4)).is_ok() && bartlett(&sample(4)).is_ok());
    }
}
