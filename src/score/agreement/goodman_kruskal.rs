//! Goodman & Kruskal's γ (古德曼－克鲁斯卡尔 γ).

use crate::numeric::Concordance;

use super::AgreementInfo;

pub(super) const INFO: AgreementInfo = AgreementInfo {
    name: "goodman-kruskal",
    en: "Goodman & Kruskal's γ",
    zh: "古德曼－克鲁斯卡尔 γ",
    source: "Goodman & Kruskal (1954), Measures of association for cross classifications, Journal of the American Statistical Association 49",
    least: -1.0,
    most: Some(1.0),
    identical: 1.0,
    symmetric: true,
};

pub(super) fn of(x: &[f64], y: &[f64]) -> Option<f64> {
    Concordance::of(x, y).gamma()
}
