//! Kendall's τ-a and τ-b (肯德尔等级相关系数).

use crate::numeric::Concordance;

use super::AgreementInfo;

pub(super) const TAU_A: AgreementInfo = AgreementInfo {
    name: "kendall-tau-a",
    en: "Kendall's τ-a",
    zh: "肯德尔 τ-a",
    source: "Kendall (1938), A new measure of rank correlation, Biometrika 30",
    least: -1.0,
    most: Some(1.0),
    identical: 1.0,
    symmetric: true,
};

pub(super) const TAU_B: AgreementInfo = AgreementInfo {
    name: "kendall-tau-b",
    en: "Kendall's τ-b",
    zh: "肯德尔 τ-b",
    source: "Kendall (1945), The treatment of ties in ranking problems, Biometrika 33",
    least: -1.0,
    most: Some(1.0),
    identical: 1.0,
    symmetric: true,
};

pub(super) fn tau_a(x: &[f64], y: &[f64]) -> Option<f64> {
    Concordance::of(x, y).tau_a()
}

pub(super) fn tau_b(x: &[f64], y: &[f64]) -> Option<f64> {
    Concordance::of(x, y).tau_b()
}
