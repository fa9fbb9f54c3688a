//! The nearest weights at which a lead is made good: a point of the simplex with `Σ c_j v_j ≥ 0`, nearest to `w`, where `Σ c_j
//! w_j < 0 ≤ max c`.

/// The nearest by the Euclidean distance, exact: a quadratic program with one constraint, followed from `w` along its only
/// multiplier.
///
/// At the optimum `v_j = max(0, w_j + μ c_j − λ)` for some `μ ≥ 0`, with `λ` such that the weights sum to 1 (Karush–Kuhn–Tucker).
/// Among the weights `F` that are above 0, `v_j = w_j + r + μ (c_j − c̄)`, where `r` spreads what the others gave up and `c̄` is
/// the mean of `c` over `F`. As `μ` grows from 0, a weight with `c_j < c̄` falls until it leaves `F`, which raises `c̄`; so
/// whatever left, or started at 0 with `c_j ≤ c̄`, never comes (back) in. There are at most as many pieces as weights, and `Σ c_j
/// v_j`, which never falls, is solved for 0 on the piece where it gets there.
pub(super) fn euclidean(w: &[f64], c: &[f64]) -> Vec<f64> {
    let mut free: Vec<usize> = (0..w.len()).filter(|&j| w[j] > 0.0).collect();
    let mut zeros: Vec<usize> = (0..w.len()).filter(|&j| w[j] <= 0.0).collect();
    zeros.sort_by(|&a, &b| c[b].total_cmp(&c[a]));
    for j in zeros {
        if c[j] > mean(&free, c) {
            free.push(j);
        }
    }
    loop {
        let center = mean(&free, c);
        let given_up = (1.0 - free.iter().map(|&j| w[j]).sum::<f64>()) / free.len() as f64;
        let spread: f64 = free.iter().map(|&j| (c[j] - center).powi(2)).sum();
        let lead: f64 = free.iter().map(|&j| c[j] * (w[j] + given_up)).sum();
        let level = if spread > 0.0 { (-lead / spread).max(0.0) } else { f64::INFINITY };
        let runs_out = |&at: &usize| {
            let j = free[at];
            (c[j] < center).then(|| (at, (w[j] + given_up) / (center - c[j])))
        };
        let first_out = (0..free.len()).collect::<Vec<_>>().iter().filter_map(runs_out).min_by(|a, b| a.1.total_cmp(&b.1));
        match first_out {
            Some((at, out)) if out < level && free.len() > 1 => {
                free.remove(at);
            }
            _ => {
                // All that is left counts the same: the weights stay as they were when the last one left.
                let level = if level.is_finite() { level } else { 0.0 };
                let mut v = vec![0.0; w.len()];
                for &j in &free {
                    v[j] = (w[j] + given_up + level * (c[j] - center)).max(0.0);
                }
                return v;
            }
        }
    }
}

/// A nearest by the sum of absolute changes: weight is taken where it counts least, and put where it counts most.
///
/// Whatever is taken from `j` and put on `k` changes the lead by `c_k − c_j` for each unit moved, and every unit moved costs the
/// same. So nothing gains more than putting all on the largest `c` and taking first from the least: a program with one constraint
/// and equal costs, where the greedy choice is optimal. The distance is unique; the weights are not where several `c` are equal,
/// and then the first in order is taken.
pub(super) fn city_block(w: &[f64], c: &[f64]) -> Vec<f64> {
    let best = (0..w.len()).reduce(|best, j| if c[j] > c[best] { j } else { best }).unwrap_or_default();
    let mut from: Vec<usize> = (0..w.len()).filter(|&j| j != best).collect();
    from.sort_by(|&a, &b| c[a].total_cmp(&c[b]));
    let mut v = w.to_vec();
    for j in from {
        let behind = -v.iter().zip(c).map(|(v, c)| v * c).sum::<f64>();
        let gain = c[best] - c[j];
        if behind <= 0.0 || gain <= 0.0 {
            break;
        }
        let moved = (behind / gain).min(v[j]);
        v[j] -= moved;
        v[best] += moved;
    }
    v
}

/// The point of the simplex nearest to `v` (Held, Wolfe & Crowder 1974).
pub(super) fn project(v: &[f64]) -> Vec<f64> {
    let mut sorted = v.to_vec();
    sorted.sort_by(|a, b| b.total_cmp(a));
    let (mut total, mut excess) = (0.0, 0.0);
    for (at, x) in sorted.iter().enumerate() {
        total += x;
        let candidate = (total - 1.0) / (at + 1) as f64;
        if *x <= candidate {
            break;
        }
        excess = candidate;
    }
    v.iter().map(|x| (x - excess).max(0.0)).collect()
}

fn mean(of: &[usize], c: &[f64]) -> f64 {
    of.iter().map(|&j| c[j]).sum::<f64>() / of.len() as f64
}
