//! Kendall's W (肯德尔和谐系数).

use serde::{Deserialize, Serialize};
use statrs::distribution::{ChiSquared, ContinuousCDF};

use crate::error::Error;

use super::{AgreementInfo, all_tied, fractional};

pub(super) const INFO: AgreementInfo = AgreementInfo {
    name: "kendall-w",
    en: "Kendall's W",
    zh: "肯德尔和谐系数",
    source: "Kendall & Babington Smith (1939), The problem of m rankings, Annals of Mathematical Statistics 10",
    least: 0.0,
    most: Some(1.0),
    identical: 1.0,
    symmetric: true,
};

/// Kendall's W with its test (肯德尔和谐系数检验).
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct KendallW {
    /// The coefficient, 0 to 1.
    pub w: f64,
    /// Number of rankings.
    pub rankings: usize,
    /// Number of units.
    pub units: usize,
    /// `χ² = m(n − 1) W`.
    pub chi_squared: f64,
    /// n − 1.
    pub degrees_of_freedom: usize,
    /// Probability of as much agreement or more among random rankings (p 值), from the χ² distribution.
    pub p_value: f64,
}

/// Kendall's W of `rankings`, each a list of ranks of the same units in the same order, 1 the best (肯德尔和谐系数): how far several judges,
/// methods or indicators agree, from 0 to 1.
///
/// # Formula
/// With the rank sums `S_i` over m rankings of n units, and the groups of `t` tied units in each ranking,
/// `W = 12 Σ (S_i − m(n + 1)/2)² / (m²(n³ − n) − m Σ(t³ − t))`.
///
/// # Edge cases
/// The χ² approximation is rough for fewer than some seven units. For m rankings the mean of all pairwise ρ is `(mW − 1)/(m − 1)`, so that
/// two reversed rankings have W = 0.
///
/// # Errors
/// [`Error::TooFew`] for fewer than two rankings or units, [`Error::Length`] and [`Error::InvalidSetting`] as
/// [`Agreement::of`](super::Agreement::of), [`Error::Undefined`] if all units tie in every ranking.
///
/// # Reference
/// Kendall & Babington Smith (1939), *Annals of Mathematical Statistics* 10; Kendall (1970), *Rank Correlation Methods*, ch. 6.
///
/// # Example
/// By hand: the rank sums of 1 2 3, 1 3 2 and 2 1 3 are 4, 6, 8; `12 (4 + 0 + 4) / (9 · 24) = 4/9`, `χ² = 3 · 2 · 4/9 = 8/3`, and for two
/// degrees of freedom `p = exp(−χ²/2)`.
/// ```
/// use governance_efficacy::score::agreement::kendall_w;
///
/// let found = kendall_w(&[[1.0, 2.0, 3.0], [1.0, 3.0, 2.0], [2.0, 1.0, 3.0]])?;
/// assert!((found.w - 4.0 / 9.0).abs() < 1e-12);
/// assert!((found.p_value - (-4.0_f64 / 3.0).exp()).abs() < 1e-12);
/// # Ok::<(), governance_efficacy::Error>(())
/// ```
pub fn kendall_w<R: AsRef<[f64]>>(rankings: &[R]) -> Result<KendallW, Error> {
    let rankings = fractional(rankings)?;
    let (Some(first), 2..) = (rankings.first(), rankings.len()) else {
        return Err(Error::TooFew { what: "rankings", needed: 2 });
    };
    let (m, n) = (rankings.len() as f64, first.len() as f64);
    let squares: f64 = (0..first.len())
        .map(|unit| rankings.iter().map(|ranks| ranks[unit]).sum::<f64>() - m * (n + 1.0) / 2.0)
        .map(|deviation| deviation * deviation)
        .sum();
    let ties: f64 = rankings.iter().map(|ranks| cubes_of_ties(ranks)).sum();
    let most = m * (m * (n * n * n - n) - ties);
    if most <= 0.0 {
        return Err(all_tied(INFO.en));
    }
    let w = (12.0 * squares / most).clamp(0.0, 1.0);
    let chi_squared = m * (n - 1.0) * w;
    // There are at least two units, so that there is a degree of freedom.
    let p_value = ChiSquared::new(n - 1.0).map_or(1.0, |distribution| distribution.sf(chi_squared));
    let (units, degrees_of_freedom) = (first.len(), first.len() - 1);
    Ok(KendallW { w, rankings: rankings.len(), units, chi_squared, degrees_of_freedom, p_value })
}

/// Σ (t³ − t) over the groups of t tied units.
fn cubes_of_ties(ranks: &[f64]) -> f64 {
    let mut sorted = ranks.to_vec();
    sorted.sort_unstable_by(f64::total_cmp);
    sorted.chunk_by(|a, b| a == b).map(|group| group.len() as f64).map(|t| t * t * t - t).sum()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::numeric::agrees;

    #[test]
    fn ties_are_corrected_for() {
        // 1 2.5 2.5 twice agree fully: sums 2, 5, 5, mean 4; 12 · (4 + 1 + 1)/(4 · 24 − 2 · (6 + 6)) = 72/72, where 72/96 would fall short.
        let same = kendall_w(&[[1.0, 2.5, 2.5], [1.0, 2.5, 2.5]]).expect("an order");
        assert!(agrees(same.w, 1.0, 1.0), "{same:?}");
        // 1 2 3 and 1.5 1.5 3: sums 2.5, 3.5, 6, mean 4: 2.25 + .25 + 4 = 6.5; 12 · 6.5/(4 · 24 − 2 · 6) = 78/84.
        let tied = kendall_w(&[[1.0, 2.0, 3.0], [1.0, 1.0, 3.0]]).expect("an order");
        assert!(agrees(tied.w, 78.0 / 84.0, 1.0), "{tied:?}");
    }

    #[test]
    fn bad_rankings_are_refused() {
        let code = |rankings: &[Vec<f64>]| kendall_w(rankings).map_err(|e| e.code());
        assert_eq!(code(&[]), Err("too-few"));
        assert_eq!(code(&[vec![1.0, 2.0]]), Err("too-few"));
        assert_eq!(code(&[vec![1.0], vec![1.0]]), Err("too-few"));
        assert_eq!(code(&[vec![1.0, 2.0], vec![1.0, 2.0, 3.0]]), Err("length"));
        assert_eq!(code(&[vec![1.0, 1.0], vec![1.0, 1.0]]), Err("undefined"));
        assert_eq!(code(&[vec![1.0, 2.0], vec![0.0, 2.0]]), Err("invalid-setting"));
    }

    #[test]
    fn the_statistic_is_that_of_friedman() {
        // Sums 4, 6, 8 about 6: W = 12 · 8/(9 · 24) = 4/9, χ² = 3 · 2 · 4/9.
        let found = kendall_w(&[[1.0, 2.0, 3.0], [1.0, 3.0, 2.0], [2.0, 1.0, 3.0]]).expect("orders");
        assert!(agrees(found.chi_squared, 8.0 / 3.0, 1.0) && found.degrees_of_freedom == 2, "{found:?}");
    }
}
