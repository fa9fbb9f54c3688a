//! Principal components (主成分分析).

use nalgebra::SymmetricEigen;
use serde::{Deserialize, Serialize};

use crate::label::Key;

use super::data::Sample;

/// Principal components of the correlation matrix (主成分分析), the one with the largest eigenvalue first.
///
/// # Formula
/// Eigenvalues `λ_k` and unit eigenvectors `v_k` of the correlation matrix of m indicators; component k explains `λ_k/m` of the variance,
/// and the loading of indicator j on it, their correlation, is `v_jk √λ_k`. The sign of a component means nothing: it is chosen so that its
/// loadings sum to no less than zero.
///
/// # Reference
/// Pearson (1901), On lines and planes of closest fit to systems of points in space, *Philosophical Magazine* 2; Kaiser (1960), The
/// application of electronic computers to factor analysis, *Educational and Psychological Measurement* 20; OECD/JRC (2008), *Handbook on
/// Constructing Composite Indicators*, §6.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
#[non_exhaustive]
pub struct Components {
    /// Eigenvalues, which sum to the number of indicators.
    pub eigenvalues: Vec<f64>,
    /// Share of the variance each explains, 0 to 1.
    pub explained: Vec<f64>,
    /// Share that those so far explain.
    pub cumulative: Vec<f64>,
    /// How many have an eigenvalue above 1, after Kaiser.
    pub above_one: usize,
    /// Each indicator's loadings on the components, −1 to 1.
    pub loadings: Vec<(Key, Vec<f64>)>,
}

/// What is no more than this is rounding.
const ROUNDING: f64 = 1e-9;

pub(super) fn of(sample: &Sample<'_>) -> Components {
    let m = sample.keys.len();
    let SymmetricEigen { eigenvalues, eigenvectors } = SymmetricEigen::new(sample.correlations.clone());
    let mut order: Vec<usize> = (0..m).collect();
    order.sort_by(|&a, &b| eigenvalues[b].total_cmp(&eigenvalues[a]));
    let sorted: Vec<f64> = order.iter().map(|&k| eigenvalues[k].max(0.0)).collect();
    let signs: Vec<f64> = order.iter().map(|&k| sign(eigenvectors.column(k).iter().copied())).collect();
    let loading = |j: usize, k: usize| (signs[k] * eigenvectors[(j, order[k])] * sorted[k].sqrt()).clamp(-1.0, 1.0);
    let explained: Vec<f64> = sorted.iter().map(|lambda| lambda / m as f64).collect();
    let cumulative = explained.iter().scan(0.0, |sum, share| {
        *sum += share;
        Some(f64::min(*sum, 1.0))
    });
    Components {
        cumulative: cumulative.collect(),
        above_one: sorted.iter().filter(|&&lambda| lambda > 1.0 + ROUNDING).count(),
        loadings: sample.keys.iter().enumerate().map(|(j, key)| (key.clone(), (0..m).map(|k| loading(j, k)).collect())).collect(),
        eigenvalues: sorted,
        explained,
    }
}

/// The sign that makes the sum positive, or where it is nothing but rounding, the first entry that is more.
fn sign(entries: impl Iterator<Item = f64> + Clone) -> f64 {
    let sum: f64 = entries.clone().sum();
    let telling = if sum.abs() > ROUNDING { Some(sum) } else { entries.into_iter().find(|entry| entry.abs() > ROUNDING) };
    if telling.is_some_and(|x| x < 0.0) { -1.0 } else { 1.0 }
}
