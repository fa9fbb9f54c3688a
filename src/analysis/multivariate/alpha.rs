//! Cronbach's α (克朗巴哈 α 系数).

use nalgebra::DMatrix;
use serde::{Deserialize, Serialize};

use crate::label::Key;

use super::data::Sample;

/// Cronbach's α (克朗巴哈 α 系数): how far indicators that are summed measure one thing.
///
/// # Formula
/// `α = k/(k − 1) · (1 − Σ s_j² / s²)`, `s²` the variance of the sum of k indicators; the standardised α is that of the z-scores,
/// `k r̄/(1 + (k − 1) r̄)` with the mean correlation `r̄`. At most 1, and negative if the indicators contradict each other.
///
/// # Edge cases
/// The raw α depends on the units of measurement: for indicators in different units only the standardised one means something. It is none
/// where the sum doesn't vary, since the indicators cancel.
///
/// # Reference
/// Cronbach (1951), Coefficient alpha and the internal structure of tests, *Psychometrika* 16; OECD/JRC (2008), *Handbook on Constructing
/// Composite Indicators*, §6.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
#[non_exhaustive]
pub struct Alpha {
    /// α of the values in their own units, directed to benefit.
    pub raw: Option<f64>,
    /// α of the z-scores.
    pub standardized: Option<f64>,
    /// Mean of the correlations between the indicators.
    pub mean_correlation: f64,
    /// Each indicator against the others.
    pub items: Vec<AlphaItem>,
}

/// One indicator against the others (单项统计).
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
#[non_exhaustive]
pub struct AlphaItem {
    /// The indicator.
    pub indicator: Key,
    /// Raw α without it (删除该项后的 α); none if fewer than two are left.
    pub raw_if_deleted: Option<f64>,
    /// Standardised α without it.
    pub standardized_if_deleted: Option<f64>,
    /// Correlation with the sum of the others in their own units (校正的项总相关).
    pub raw_item_rest: Option<f64>,
    /// Correlation of its z-score with the sum of those of the others.
    pub standardized_item_rest: Option<f64>,
}

pub(super) fn of(sample: &Sample<'_>) -> Alpha {
    let m = sample.keys.len();
    let r = &sample.correlations;
    let largest = sample.deviations.iter().copied().fold(f64::MIN_POSITIVE, f64::max);
    let share = |j: usize| sample.deviations[j] / largest;
    let covariances = DMatrix::from_fn(m, m, |j, k| r[(j, k)] * share(j) * share(k));
    let items = sample.keys.iter().enumerate().map(|(j, key)| AlphaItem {
        indicator: key.clone(),
        raw_if_deleted: alpha(&without(&covariances, j)),
        standardized_if_deleted: alpha(&without(r, j)),
        raw_item_rest: item_rest(&covariances, j),
        standardized_item_rest: item_rest(r, j),
    });
    Alpha {
        raw: alpha(&covariances),
        standardized: alpha(r),
        mean_correlation: (r.sum() - r.trace()) / (m * (m - 1)) as f64,
        items: items.collect(),
    }
}

fn without(covariances: &DMatrix<f64>, item: usize) -> DMatrix<f64> {
    covariances.clone().remove_row(item).remove_column(item)
}

/// The variance of the sum; none if it is nothing but the rounding of terms that cancel.
fn variance_of_sum(covariances: &DMatrix<f64>) -> Option<f64> {
    let size: f64 = covariances.iter().map(|c| c.abs()).sum();
    Some(covariances.sum()).filter(|&variance| variance > 1e-12 * size)
}

fn alpha(covariances: &DMatrix<f64>) -> Option<f64> {
    let k = covariances.nrows();
    if k < 2 {
        return None;
    }
    let variance = variance_of_sum(covariances)?;
    Some(k as f64 / (k - 1) as f64 * (1.0 - covariances.trace() / variance))
}

/// Correlation of an item with the sum of the others.
fn item_rest(covariances: &DMatrix<f64>, item: usize) -> Option<f64> {
    let rest = variance_of_sum(&without(covariances, item))?;
    let own = covariances[(item, item)];
    let covariance = covariances.row(item).sum() - own;
    (own > 0.0).then(|| (covariance / (own.sqrt() * rest.sqrt())).clamp(-1.0, 1.0))
}
