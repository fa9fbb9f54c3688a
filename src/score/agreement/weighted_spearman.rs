//! Weighted Spearman (加权斯皮尔曼系数).

use super::AgreementInfo;

pub(super) const INFO: AgreementInfo = AgreementInfo {
    name: "weighted-spearman",
    en: "Weighted Spearman",
    zh: "加权斯皮尔曼系数",
    source: "Pinto da Costa & Soares (2005), A weighted rank measure of correlation, Australian & New Zealand Journal of Statistics 47",
    least: -1.0,
    most: Some(1.0),
    identical: 1.0,
    symmetric: true,
};

/// `1 − 6 Σ d² [(n − R + 1) + (n − Q + 1)] / (n⁴ + n³ − n² − n)`
pub(super) fn of(x: &[f64], y: &[f64]) -> f64 {
    let n = x.len() as f64;
    let weighted: f64 = x.iter().zip(y).map(|(r, q)| (r - q) * (r - q) * (2.0 * (n + 1.0) - r - q)).sum();
    // n⁴ + n³ − n² − n
    let scale = n * (n + 1.0) * (n + 1.0) * (n - 1.0);
    (1.0 - 6.0 * weighted / scale).clamp(-1.0, 1.0)
}

#[cfg(test)]
mod tests {
    use super::*;

    /// 1 2 3 and 2 1 3: two shifts of 1 at the ranks 1 and 2, each weighing 8 − 3 = 5; 1 − 6 · 10/(81 + 27 − 9 − 3) = 3/8. At the other
    /// end, 1 2 3 and 1 3 2, each weighs 8 − 5 = 3: 1 − 36/96 = 5/8.
    #[test]
    fn a_shift_at_the_top_weighs_more() {
        assert_eq!(of(&[1.0, 2.0, 3.0], &[2.0, 1.0, 3.0]), 0.375);
        assert_eq!(of(&[1.0, 2.0, 3.0], &[1.0, 3.0, 2.0]), 0.625);
    }
}
