//! WS (WS 系数).

use super::AgreementInfo;

pub(super) const INFO: AgreementInfo = AgreementInfo {
    name: "ws",
    en: "WS",
    zh: "WS 系数",
    source: "Sałabun & Urbaniak (2020), A new coefficient of rankings similarity in decision-making problems, Computational Science – ICCS 2020, LNCS 12138",
    least: 0.0,
    most: Some(1.0),
    identical: 1.0,
    symmetric: false,
};

/// `1 − Σ 2^−R |R − Q| / max(R − 1, n − R)`, R the rank in the reference.
pub(super) fn of(reference: &[f64], other: &[f64]) -> f64 {
    let n = reference.len() as f64;
    let shifts = reference.iter().zip(other).map(|(r, q)| (-r).exp2() * (r - q).abs() / (r - 1.0).max(n - r));
    (1.0 - shifts.sum::<f64>()).clamp(0.0, 1.0)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::numeric::agrees;

    /// From 1 2 3 to 3 1 2: 1/2 · 2/2 + 1/4 · 1/1 + 1/8 · 1/2 = 13/16. The other way, the reference being 3 1 2: the unit ranked 1 there
    /// shifts by 1 of 2, that ranked 2 by 1 of 1, that ranked 3 by 2 of 2: 1/2 · 1/2 + 1/4 · 1 + 1/8 · 1 = 5/8.
    #[test]
    fn it_depends_on_which_ranking_is_the_reference() {
        let (a, b) = ([1.0, 2.0, 3.0], [3.0, 1.0, 2.0]);
        assert!(agrees(of(&a, &b), 3.0 / 16.0, 1.0));
        assert!(agrees(of(&b, &a), 3.0 / 8.0, 1.0));
    }
}
