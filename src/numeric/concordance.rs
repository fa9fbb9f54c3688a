//! Pairs that two samples order alike, the other way, or not at all (一致对与不一致对).

use statrs::function::erf::erfc;

/// Up to so many values without ties the distribution of Kendall's statistic is counted out.
const EXACT: usize = 50;

/// How the pairs of two samples stand to each other, and the groups of equal values in each.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(crate) struct Concordance {
    n: usize,
    pub(crate) concordant: u64,
    pub(crate) discordant: u64,
    x: Tied,
    y: Tied,
}

/// Sums over the groups of `t` equal values.
#[derive(Debug, Clone, Copy, PartialEq, Default)]
struct Tied {
    /// Σ t(t − 1)/2
    pairs: u64,
    /// Σ t(t − 1)(t − 2)
    triples: f64,
    /// Σ t(t − 1)(2t + 5)
    variance: f64,
}

impl Tied {
    fn of(sizes: impl IntoIterator<Item = usize>) -> Self {
        sizes.into_iter().fold(Self::default(), |sum, size| {
            let t = size as f64;
            Self {
                pairs: sum.pairs + pairs(size),
                triples: sum.triples + t * (t - 1.0) * (t - 2.0),
                variance: sum.variance + t * (t - 1.0) * (2.0 * t + 5.0),
            }
        })
    }
}

/// n(n − 1)/2
fn pairs(n: usize) -> u64 {
    let n = n as u64;
    n * n.saturating_sub(1) / 2
}

impl Concordance {
    /// Of two samples of equal length, in O(n log n) (Knight 1966, A computer method for calculating Kendall's tau with ungrouped
    /// data, *Journal of the American Statistical Association* 61): sorted by `x`, the exchanges that sort `y` are the discordant pairs.
    pub(crate) fn of(x: &[f64], y: &[f64]) -> Self {
        let n = x.len().min(y.len());
        let (x, y) = (dense_ranks(&x[..n]), dense_ranks(&y[..n]));
        let mut both: Vec<(usize, usize)> = x.iter().copied().zip(y.iter().copied()).collect();
        both.sort_unstable();
        let tied_in_both = Tied::of(both.chunk_by(|a, b| a == b).map(<[_]>::len));
        let (tied_x, tied_y) = (Tied::of(sizes(&x)), Tied::of(sizes(&y)));
        let discordant = inversions(both.into_iter().map(|(_, y)| y).collect());
        let concordant = (pairs(n) + tied_in_both.pairs) - tied_x.pairs - tied_y.pairs - discordant;
        Self { n, concordant, discordant, x: tied_x, y: tied_y }
    }

    /// Concordant less discordant pairs, Kendall's S.
    fn score(self) -> f64 {
        self.concordant as f64 - self.discordant as f64
    }

    /// Whether either sample is the same everywhere, so that it orders nothing.
    fn is_degenerate(self) -> bool {
        let all = pairs(self.n);
        self.x.pairs == all || self.y.pairs == all
    }

    /// Kendall's τ-a, `S` over all pairs; none if either sample doesn't vary.
    pub(crate) fn tau_a(self) -> Option<f64> {
        (!self.is_degenerate()).then(|| self.score() / pairs(self.n) as f64)
    }

    /// Kendall's τ-b, `S` over the geometric mean of the pairs untied in each; none if either sample doesn't vary.
    pub(crate) fn tau_b(self) -> Option<f64> {
        let untied = |tied: Tied| (pairs(self.n) - tied.pairs) as f64;
        (!self.is_degenerate()).then(|| (self.score() / (untied(self.x) * untied(self.y)).sqrt()).clamp(-1.0, 1.0))
    }

    /// Goodman & Kruskal's γ, `S` over the pairs untied in both; none if either sample doesn't vary.
    pub(crate) fn gamma(self) -> Option<f64> {
        let untied = (self.concordant + self.discordant) as f64;
        (!self.is_degenerate()).then(|| self.score() / untied)
    }

    /// Probability of an `S` as far from 0 or farther where there is no association (Kendall 1970, *Rank Correlation Methods*): exact for
    /// up to fifty values without ties, else from the normal distribution with the variance corrected for ties.
    pub(crate) fn p_value(self) -> Option<f64> {
        if self.is_degenerate() {
            return None;
        }
        if self.n <= EXACT && self.x.pairs == 0 && self.y.pairs == 0 {
            return Some((2.0 * at_most(self.n, self.concordant.min(self.discordant))).min(1.0));
        }
        let n = self.n as f64;
        let twice_pairs = |tied: Tied| 2.0 * tied.pairs as f64;
        let mut variance = (n * (n - 1.0) * (2.0 * n + 5.0) - self.x.variance - self.y.variance) / 18.0
            + twice_pairs(self.x) * twice_pairs(self.y) / (2.0 * n * (n - 1.0));
        if self.n > 2 {
            variance += self.x.triples * self.y.triples / (9.0 * n * (n - 1.0) * (n - 2.0));
        }
        Some(erfc(self.score().abs() / (2.0 * variance).sqrt()).min(1.0))
    }
}

/// Probability that a random order of `n` things has at most `k` inversions. From one length to the next,
/// `P_n(≤ k) − P_n(≤ k − 1) = [P_{n−1}(≤ k) − P_{n−1}(≤ k − n)]/n`.
fn at_most(n: usize, k: u64) -> f64 {
    let k = usize::try_from(k).unwrap_or(usize::MAX).min(n * n);
    let mut cumulative = vec![1.0; k + 1];
    for length in 2..=n {
        let before = cumulative.clone();
        let mut total = 0.0;
        for (at, sum) in cumulative.iter_mut().enumerate() {
            let below = at.checked_sub(length).map_or(0.0, |at| before[at]);
            total += (before[at] - below) / length as f64;
            *sum = total;
        }
    }
    cumulative.last().copied().unwrap_or(1.0)
}

/// Ranks without gaps, counted from 0; equal values share one.
fn dense_ranks(values: &[f64]) -> Vec<usize> {
    let mut order: Vec<usize> = (0..values.len()).collect();
    order.sort_by(|&a, &b| values[a].total_cmp(&values[b]));
    let mut ranks = vec![0; values.len()];
    for pair in order.windows(2) {
        let [before, at] = pair else { continue };
        ranks[*at] = ranks[*before] + usize::from(values[*at] != values[*before]);
    }
    ranks
}

/// How many values share each dense rank.
fn sizes(ranks: &[usize]) -> Vec<usize> {
    let mut sizes = vec![0; ranks.iter().max().map_or(0, |most| most + 1)];
    for &rank in ranks {
        sizes[rank] += 1;
    }
    sizes
}

/// The pairs of which the former is the larger, counted by merging sorted runs of doubling length.
fn inversions(mut values: Vec<usize>) -> u64 {
    let n = values.len();
    let mut merged = Vec::with_capacity(n);
    let mut found = 0;
    let mut width = 1;
    while width < n {
        merged.clear();
        for run in values.chunks(2 * width) {
            let (mut left, mut right) = run.split_at(width.min(run.len()));
            while let ([a, rest_a @ ..], [b, rest_b @ ..]) = (left, right) {
                if a <= b {
                    merged.push(*a);
                    left = rest_a;
                } else {
                    found += left.len() as u64;
                    merged.push(*b);
                    right = rest_b;
                }
            }
            merged.extend_from_slice(left);
            merged.extend_from_slice(right);
        }
        std::mem::swap(&mut values, &mut merged);
        width *= 2;
    }
    found
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::numeric::agrees;

    #[test]
    fn kendall_by_hand() {
        let of = |x: &[f64], y: &[f64]| Concordance::of(x, y);
        // Pairs of 1, 2, 3 against 1, 3, 2: two agree, one doesn't.
        let swapped = of(&[1.0, 2.0, 3.0], &[1.0, 3.0, 2.0]);
        assert_eq!((swapped.concordant, swapped.discordant), (2, 1));
        assert_eq!((swapped.tau_a(), swapped.tau_b(), swapped.gamma()), (Some(1.0 / 3.0), Some(1.0 / 3.0), Some(1.0 / 3.0)));
        // One tie in y: of three pairs two agree; 2/3, 2/√(3 · 2), 2/2.
        let tied = of(&[1.0, 2.0, 3.0], &[1.0, 2.0, 2.0]);
        assert_eq!((tied.tau_a(), tied.tau_b(), tied.gamma()), (Some(2.0 / 3.0), Some(2.0 / 6.0_f64.sqrt()), Some(1.0)));
        let constant = of(&[1.0, 2.0], &[1.0, 1.0]);
        assert_eq!((constant.tau_a(), constant.tau_b(), constant.gamma(), constant.p_value()), (None, None, None, None));
    }

    #[test]
    fn zero_ties_with_minus_zero() {
        let signed = Concordance::of(&[-0.0, 0.0, 1.0], &[0.0, -0.0, 1.0]);
        assert_eq!((signed.concordant, signed.discordant, signed.tau_b()), (2, 0, Some(1.0)));
    }

    #[test]
    fn inversions_of_three_are_counted_out() {
        // Of the 6 orders of three things 1, 2, 2, 1 have 0, 1, 2, 3 inversions.
        for (k, expected) in [(0, 1.0 / 6.0), (1, 3.0 / 6.0), (2, 5.0 / 6.0), (3, 1.0)] {
            assert!(agrees(at_most(3, k), expected, 1.0), "{k}");
        }
        // All of 50: the probabilities sum to 1 after 49 steps of the recursion.
        assert!(agrees(at_most(50, 1225), 1.0, 1.0));
        // Two of the 2 orders: as likely as not, whatever is found.
        assert_eq!(Concordance::of(&[1.0, 2.0], &[1.0, 2.0]).p_value(), Some(1.0));
    }
}
