//! Spearman's ρ (斯皮尔曼等级相关系数).

use crate::numeric::correlation::Correlation;

use super::AgreementInfo;

pub(super) const INFO: AgreementInfo = AgreementInfo {
    name: "spearman",
    en: "Spearman's ρ",
    zh: "斯皮尔曼等级相关系数",
    source: "Spearman (1904), The proof and measurement of association between two things, American Journal of Psychology 15",
    least: -1.0,
    most: Some(1.0),
    identical: 1.0,
    symmetric: true,
};

pub(super) fn of(x: &[f64], y: &[f64]) -> Option<f64> {
    Correlation::Spearman.coefficient(x, y)
}
