//! Ranks of values (秩).

/// Fractional ranks in ascending order, 1 the smallest; equal values share their mean rank.
pub(crate) fn fractional_ranks(values: &[f64]) -> Vec<f64> {
    let mut order: Vec<usize> = (0..values.len()).collect();
    order.sort_by(|&a, &b| values[a].total_cmp(&values[b]));
    let mut ranks = vec![0.0; values.len()];
    let mut start = 0;
    while start < order.len() {
        let tied = order[start..].iter().take_while(|&&at| values[at] == values[order[start]]).count();
        for &at in &order[start..start + tied] {
            ranks[at] = start as f64 + (tied + 1) as f64 / 2.0;
        }
        start += tied;
    }
    ranks
}

/// Kendall's τ-b of two samples of equal length; none if either doesn't vary. O(n²), for the lengths in which it is asked for here.
pub(crate) fn kendall_tau_b(x: &[f64], y: &[f64]) -> Option<f64> {
    let (mut score, mut pairs_x, mut pairs_y) = (0_i64, 0_u64, 0_u64);
    for i in 0..x.len() {
        for j in 0..i {
            let sign = |a: f64, b: f64| i64::from(a > b) - i64::from(a < b);
            let (dx, dy) = (sign(x[i], x[j]), sign(y[i], y[j]));
            score += dx * dy;
            pairs_x += u64::from(dx != 0);
            pairs_y += u64::from(dy != 0);
        }
    }
    let pairs = (pairs_x as f64 * pairs_y as f64).sqrt();
    (pairs > 0.0).then(|| score as f64 / pairs)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ties_share_their_mean_rank() {
        assert_eq!(fractional_ranks(&[3.0, 1.0, 3.0, 2.0]), [3.5, 1.0, 3.5, 2.0]);
        assert!(fractional_ranks(&[]).is_empty());
    }

    #[test]
    fn kendall_by_hand() {
        // Pairs of 1, 2, 3 against 1, 3, 2: two agree, one doesn't.
        assert_eq!(kendall_tau_b(&[1.0, 2.0, 3.0], &[1.0, 3.0, 2.0]), Some((2.0 - 1.0) / 3.0));
        // One tie in y: 2/√(3 · 2).
        assert_eq!(kendall_tau_b(&[1.0, 2.0, 3.0], &[1.0, 2.0, 2.0]), Some(2.0 / 6.0_f64.sqrt()));
        assert_eq!(kendall_tau_b(&[1.0, 2.0], &[1.0, 1.0]), None);
    }
}
