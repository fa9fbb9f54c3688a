//! Average rank shift (平均名次变动).

use crate::numeric::mean;

use super::AgreementInfo;

pub(super) const INFO: AgreementInfo = AgreementInfo {
    name: "rank-shift",
    en: "Average rank shift",
    zh: "平均名次变动",
    source: "Saisana, Saltelli & Tarantola (2005), Uncertainty and sensitivity analysis techniques as tools for the quality assessment of composite indicators, Journal of the Royal Statistical Society A 168",
    least: 0.0,
    most: None,
    identical: 0.0,
    symmetric: true,
};

/// `Σ |R − Q| / n`
pub(super) fn of(x: &[f64], y: &[f64]) -> f64 {
    let shifts: Vec<f64> = x.iter().zip(y).map(|(r, q)| (r - q).abs()).collect();
    mean(&shifts)
}
