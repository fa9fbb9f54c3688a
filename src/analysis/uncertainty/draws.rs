//! The draws and what they say of each row (抽样结果).

use std::sync::Arc;

use serde::{Deserialize, Serialize};

use crate::label::{Key, Label};
use crate::model::{Certainty, Grades, Span, Uncertainty};
use crate::score::{Orientation, Tolerance};
use crate::table::Rows;
use crate::threads;

use super::sampling::share_of;

/// A number found by drawing, with its Monte-Carlo standard error (估计值与标准误).
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Estimate {
    /// The number.
    pub value: f64,
    /// How far it would typically be from the truth for this number of draws.
    pub standard_error: f64,
}

impl Estimate {
    /// A share of draws: its standard error is that of a proportion, and for a share of 0 or 1 that of half a draw.
    fn share(count: usize, draws: usize) -> Self {
        let (n, value) = (draws as f64, count as f64 / draws as f64);
        let inner = value.clamp(0.5 / n, 1.0 - 0.5 / n);
        Self { value, standard_error: (inner * (1.0 - inner) / n).sqrt() }
    }

    /// The quantile `p` of sorted values; the error is half the way between the values one standard deviation of their number below and above
    /// (the binomial interval of an order statistic).
    fn quantile(sorted: &[f64], p: f64) -> Self {
        let n = sorted.len() as f64;
        let at = |share: f64| sorted[place_of(share.clamp(0.0, 1.0), sorted.len())];
        let deviation = (p * (1.0 - p) / n).sqrt();
        Self { value: at(p), standard_error: (at(p + deviation) - at(p - deviation)) / 2.0 }
    }

    fn mean(values: &[f64]) -> Self {
        let n = values.len() as f64;
        let mean = crate::numeric::sum(values) / n;
        let variance = crate::numeric::sum_by(values, |x| (x - mean) * (x - mean)) / (n - 1.0).max(1.0);
        Self { value: mean, standard_error: (variance / n).sqrt() }
    }
}

/// All draws of an uncertainty analysis (抽样结果). Ranks are within a period, 1 the best, tied rows sharing the best of their ranks. Made by
/// [`Uncertainty::run`](super::Uncertainty::run).
#[derive(Debug, Clone, PartialEq)]
pub struct Draws {
    rows: Arc<Rows>,
    groups: Vec<Vec<usize>>,
    indicators: Vec<Key>,
    /// Draw after draw; 0 for a row without a score.
    ranks: Vec<u32>,
    /// Draw after draw; NaN for a row without a score, which never leaves.
    scores: Vec<f64>,
    /// Draw after draw, the weight of each indicator in the whole.
    weights: Vec<f64>,
    count: usize,
    seed: u64,
    generator: &'static str,
}

impl Draws {
    pub(super) fn new(rows: Arc<Rows>, indicators: Vec<Key>, seed: u64, generator: &'static str, expected: usize) -> Self {
        let groups = rows.by_period().into_iter().map(|(_, members)| members).collect();
        let room = |width: usize| expected.saturating_mul(width);
        let (ranks, scores) = (Vec::with_capacity(room(rows.len())), Vec::with_capacity(room(rows.len())));
        let weights = Vec::with_capacity(room(indicators.len()));
        Self { rows, groups, indicators, ranks, scores, weights, count: 0, seed, generator }
    }

    /// Room for `count` further draws, parted into blocks of at most `size`.
    pub(super) fn extend(&mut self, count: usize, size: usize) -> Vec<Block<'_>> {
        let (n, m, from) = (self.rows.len(), self.indicators.len(), self.count);
        self.count += count;
        self.ranks.resize(self.count * n, 0);
        self.scores.resize(self.count * n, f64::NAN);
        self.weights.resize(self.count * m, 0.0);
        let ranks = self.ranks[from * n..].chunks_mut(size * n);
        let scores = self.scores[from * n..].chunks_mut(size * n);
        let weights = self.weights[from * m..].chunks_mut(size * m);
        let blocks = ranks.zip(scores).zip(weights).enumerate();
        let block =
            |(at, ((ranks, scores), weights))| Block { from: from + at * size, groups: &self.groups, ranks, scores, weights };
        blocks.map(block).collect()
    }

    /// The rows.
    pub fn rows(&self) -> &Rows {
        &self.rows
    }

    /// The indicators whose weights were drawn.
    pub fn indicators(&self) -> &[Key] {
        &self.indicators
    }

    /// Number of draws.
    pub fn count(&self) -> usize {
        self.count
    }

    /// The seed.
    pub fn seed(&self) -> u64 {
        self.seed
    }

    /// Name and version of the random generator.
    pub fn generator(&self) -> &'static str {
        self.generator
    }

    /// The ranks of `row` over the draws in which it has one.
    pub fn ranks(&self, row: usize) -> impl Iterator<Item = u32> + '_ {
        self.of_row(&self.ranks, row).filter(|&rank| rank > 0)
    }

    /// The scores of `row` over the draws in which it has one. Under score methods of different kinds they are not on one scale.
    pub fn scores(&self, row: usize) -> impl Iterator<Item = f64> + '_ {
        self.of_row(&self.scores, row).filter(|score| !score.is_nan())
    }

    fn of_row<'a, T: Copy>(&self, values: &'a [T], row: usize) -> impl Iterator<Item = T> + use<'a, T> {
        values.iter().skip(row).step_by(self.rows.len()).copied()
    }

    /// Mean rank of `row`; none if it never has a score.
    pub fn mean_rank(&self, row: usize) -> Option<Estimate> {
        let ranks: Vec<f64> = self.ranks(row).map(f64::from).collect();
        (!ranks.is_empty()).then(|| Estimate::mean(&ranks))
    }

    /// Mean score of `row`; none if it never has one.
    pub fn mean_score(&self, row: usize) -> Option<Estimate> {
        let scores: Vec<f64> = self.scores(row).collect();
        (!scores.is_empty()).then(|| Estimate::mean(&scores))
    }

    /// Median and interval of the rank of `row` that holds the share `level` of the draws in its middle, 0.9 from the 5th to the 95th in a
    /// hundred; none if it never has a score.
    pub fn rank_span(&self, row: usize, level: f64) -> Option<Span> {
        span(self.ranks(row).map(f64::from).collect(), level)
    }

    /// Median and interval of the score of `row`, as [`rank_span`](Self::rank_span).
    pub fn score_span(&self, row: usize, level: f64) -> Option<Span> {
        span(self.scores(row).collect(), level)
    }

    /// The quantile `p` of the rank of `row`, 0.5 its median; none if it never has a score.
    pub fn rank_quantile(&self, row: usize, p: f64) -> Option<Estimate> {
        quantile(self.ranks(row).map(f64::from).collect(), p)
    }

    /// The quantile `p` of the score of `row`, 0.5 its median; none if it never has a score.
    pub fn score_quantile(&self, row: usize, p: f64) -> Option<Estimate> {
        quantile(self.scores(row).collect(), p)
    }

    /// The share of draws in which `row` gets each of `grades`, from the lowest to the highest (等级概率); of a score that falls as things get
    /// better no grade can be told, nor of draws without a score.
    pub fn grades(&self, row: usize, grades: &Grades) -> Vec<(Label, Estimate)> {
        let share = |label: &Label| {
            let count = self.scores(row).filter(|&score| grades.of(score) == label).count();
            (label.clone(), Estimate::share(count, self.count))
        };
        grades.labels().iter().map(share).collect()
    }

    /// Rank acceptability `b` (名次可接受度): the share of draws in which `row` has this rank.
    pub fn acceptability(&self, row: usize, rank: u32) -> Estimate {
        Estimate::share(self.of_row(&self.ranks, row).filter(|&r| r == rank).count(), self.count)
    }

    /// The rank acceptabilities of all rows (名次可接受度矩阵): per row, the share of draws for each rank from 1 to the most rows of a period.
    pub fn acceptabilities(&self) -> Vec<Vec<f64>> {
        let most = self.groups.iter().map(Vec::len).max().unwrap_or_default();
        let counts = self.counts(most);
        counts.chunks(most).map(|row| row.iter().map(|&count| f64::from(count) / self.count as f64).collect()).collect()
    }

    /// How often each row has each rank, row after row.
    fn counts(&self, most: usize) -> Vec<u32> {
        // So many rows are counted at a time.
        const ROWS: usize = 64;
        let mut counts = vec![0_u32; self.rows.len() * most];
        let work: Vec<_> = counts.chunks_mut((ROWS * most).max(1)).enumerate().collect();
        let counted = threads::for_each(work, |(block, counts)| {
            for draw in self.ranks.chunks(self.rows.len()) {
                for (counts, &rank) in counts.chunks_mut(most).zip(&draw[block * ROWS..]) {
                    if rank > 0 {
                        counts[rank as usize - 1] += 1;
                    }
                }
            }
            Ok::<(), std::convert::Infallible>(())
        });
        let Ok(()) = counted;
        counts
    }

    /// The share of draws in which `row` ranks before `other` of the same period (两两优先概率); a tie counts half.
    pub fn before(&self, row: usize, other: usize) -> Estimate {
        let pairs = self.of_row(&self.ranks, row).zip(self.of_row(&self.ranks, other)).filter(|(a, b)| *a > 0 && *b > 0);
        let (mut total, mut twice) = (0, 0_usize);
        for (a, b) in pairs {
            total += 1;
            twice += 2 * usize::from(a < b) + usize::from(a == b);
        }
        let share = Estimate::share(twice, 2 * total.max(1));
        // Half draws are no draws: the error is that of the draws there are.
        Estimate { standard_error: share.standard_error * 2.0_f64.sqrt(), ..share }
    }

    /// The mean weights of the indicators over the draws in which `row` is first (中心权重向量): the typical preferences that put it there. None
    /// if it never is.
    pub fn central_weights(&self, row: usize) -> Option<Vec<(Key, Estimate)>> {
        let m = self.indicators.len();
        let firsts: Vec<usize> =
            self.of_row(&self.ranks, row).enumerate().filter(|&(_, rank)| rank == 1).map(|(draw, _)| draw).collect();
        let mean = |j: usize| {
            let weights: Vec<f64> = firsts.iter().map(|draw| self.weights[draw * m + j]).collect();
            Estimate::mean(&weights)
        };
        (!firsts.is_empty()).then(|| self.indicators.iter().cloned().zip((0..m).map(mean)).collect())
    }

    /// Medians and intervals of all rows that hold the share `level` of the draws, as a result carries them; `settings` are those of the run.
    pub fn certainty(&self, settings: &Uncertainty, level: f64) -> Certainty {
        let rows = || 0..self.rows.len();
        Certainty {
            draws: self.count,
            seed: self.seed,
            generator: self.generator.to_owned(),
            settings: settings.write(),
            level,
            ranks: rows().map(|row| self.rank_span(row, level)).collect(),
            scores: rows().map(|row| self.score_span(row, level)).collect(),
        }
    }

    /// Whether every rank acceptability has a standard error of at most `precision`.
    pub(super) fn is_precise(&self, precision: f64) -> bool {
        let most = self.groups.iter().map(Vec::len).max().unwrap_or_default();
        self.counts(most).iter().all(|&count| Estimate::share(count as usize, self.count).standard_error <= precision)
    }
}

fn quantile(mut values: Vec<f64>, p: f64) -> Option<Estimate> {
    values.sort_by(f64::total_cmp);
    (!values.is_empty()).then(|| Estimate::quantile(&values, p.clamp(0.0, 1.0)))
}

fn span(mut values: Vec<f64>, level: f64) -> Option<Span> {
    if values.is_empty() {
        return None;
    }
    values.sort_by(f64::total_cmp);
    let tail = (1.0 - level.clamp(0.0, 1.0)) / 2.0;
    let at = |share: f64| values[place_of(share, values.len())];
    Some(Span { low: at(tail), median: at(0.5), high: at(1.0 - tail) })
}

/// The place of a quantile among sorted values, as far from one end as its opposite from the other. An order statistic and no mean of two, so
/// that a rank stays a rank.
fn place_of(share: f64, count: usize) -> usize {
    // 0.1 / 2 is a little less than a twentieth among floats.
    const NEXT: f64 = 1e-12;
    let last = count - 1;
    if (share - 0.5).abs() <= NEXT {
        return last / 2;
    }
    let outside = share_of(share.min(1.0 - share) + NEXT, count).min(last);
    if share < 0.5 { outside } else { last - outside }
}

/// Some draws to be computed.
#[derive(Debug)]
pub(super) struct Block<'a> {
    /// The number of the first.
    pub(super) from: usize,
    groups: &'a [Vec<usize>],
    ranks: &'a mut [u32],
    /// Draw after draw; NaN for a row without a score.
    pub(super) scores: &'a mut [f64],
    /// Draw after draw.
    pub(super) weights: &'a mut [f64],
}

impl Block<'_> {
    /// The numbers of the draws.
    pub(super) fn draws(&self) -> std::ops::Range<usize> {
        let rows: usize = self.groups.iter().map(Vec::len).sum();
        self.from..self.from + self.scores.len() / rows
    }

    /// Ranks the scores of each draw, of which `orientations` has one, or one for all.
    pub(super) fn rank(&mut self, orientations: &[Orientation]) {
        let rows: usize = self.groups.iter().map(Vec::len).sum();
        let mut keys = Vec::new();
        let draws = self.scores.chunks(rows).zip(self.ranks.chunks_mut(rows)).zip(orientations.iter().cycle());
        for ((scores, ranks), &orientation) in draws {
            for members in self.groups {
                rank_into(scores, members, orientation, &mut keys, ranks);
            }
        }
    }
}

/// Ranks the scores of `members`, 1 the best, ties sharing the best of their ranks, as
/// [`Scores::ranking`](crate::score::Scores::ranking) does.
///
/// Most of the work is to sort. A score and the place of its row share one number: the score's bits in an order that integers have too, the
/// lowest of them given up for the place. What that puts wrong is next to its right place, and is put there afterwards.
fn rank_into(scores: &[f64], members: &[usize], orientation: Orientation, keys: &mut Vec<u64>, ranks: &mut [u32]) {
    let place = (members.len().max(2) as u64).next_power_of_two() - 1;
    keys.clear();
    keys.extend(members.iter().zip(0_u64..).filter(|&(&row, _)| !scores[row].is_nan()).map(|(&row, at)| {
        let bits = scores[row].to_bits();
        let ascending = if bits >> 63 == 1 { !bits } else { bits | 1 << 63 };
        let best_first = if orientation == Orientation::HigherIsBetter { !ascending } else { ascending };
        (best_first & !place) | at
    }));
    keys.sort_unstable();
    let row = |key: u64| members[usize::try_from(key & place).unwrap_or_default()];
    let is_better = |a: u64, b: u64| match orientation {
        Orientation::HigherIsBetter => scores[row(a)] > scores[row(b)],
        Orientation::LowerIsBetter => scores[row(a)] < scores[row(b)],
    };
    for at in 1..keys.len() {
        let mut to = at;
        while to > 0 && keys[to] & !place == keys[to - 1] & !place && is_better(keys[to], keys[to - 1]) {
            keys.swap(to, to - 1);
            to -= 1;
        }
    }
    let (Some(&best), Some(&worst)) = (keys.first(), keys.last()) else { return };
    let tolerance = Tolerance::between(scores[row(best)], scores[row(worst)]);
    // As a rule nobody ties, which is quicker to see of all neighbors than one after the other.
    if keys.windows(2).all(|pair| !tolerance.is_tie(scores[row(pair[0])], scores[row(pair[1])])) {
        for (&key, rank) in keys.iter().zip(1_u32..) {
            ranks[row(key)] = rank;
        }
        return;
    }
    let mut first = (f64::NAN, 0);
    for (&key, rank) in keys.iter().zip(1_u32..) {
        let row = row(key);
        if !tolerance.is_tie(scores[row], first.0) {
            first = (scores[row], rank);
        }
        ranks[row] = first.1;
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ranks_share_the_best_of_a_tie() {
        let ranked = |scores: &[f64], orientation| {
            let members: Vec<usize> = (0..scores.len()).collect();
            let mut ranks = vec![0; scores.len()];
            rank_into(scores, &members, orientation, &mut Vec::new(), &mut ranks);
            ranks
        };
        let scores = [0.2, 0.9, 0.9 + 1e-14, 0.5, f64::NAN];
        assert_eq!(ranked(&scores, Orientation::HigherIsBetter), [4, 1, 1, 3, 0]);
        assert_eq!(ranked(&scores, Orientation::LowerIsBetter), [1, 3, 3, 2, 0]);
        assert_eq!(ranked(&[0.0, -0.0, -1.0], Orientation::HigherIsBetter), [1, 1, 3]);
        assert_eq!(ranked(&[0.0, 2.8e-17, 0.0, 1.3, -1.3], Orientation::HigherIsBetter), [2, 2, 2, 1, 5]);
        assert_eq!(ranked(&[0.0, 2.8e-17, 0.0], Orientation::HigherIsBetter), [1, 1, 1]);
    }

    #[test]
    fn ranks_are_those_of_the_scores_however_near_they_lie() {
        let mut random = super::super::sampling::Generator::of_draw(5, 0);
        for near in [1.0, 1e-9, 1e-11, 1e-14] {
            let scores: Vec<f64> = (0..700).map(|_| 0.5 + near * random.normal()).collect();
            let members: Vec<usize> = (0..scores.len()).collect();
            for orientation in [Orientation::HigherIsBetter, Orientation::LowerIsBetter] {
                let mut ranks = vec![0; scores.len()];
                rank_into(&scores, &members, orientation, &mut Vec::new(), &mut ranks);
                let expected = crate::score::rank(&scores, orientation, crate::score::Ties::Competition);
                assert!(ranks.iter().zip(&expected).all(|(&a, &b)| f64::from(a) == b), "{near} {orientation:?}");
            }
        }
    }

    #[test]
    fn a_span_holds_the_middle() {
        let hundred: Vec<f64> = (1..=100).map(f64::from).collect();
        assert_eq!(span(hundred, 0.9), Some(Span { low: 6.0, median: 50.0, high: 95.0 }));
        assert_eq!(span(vec![3.0], 0.9), Some(Span { low: 3.0, median: 3.0, high: 3.0 }));
        assert_eq!(span(Vec::new(), 0.9), None);
    }

    #[test]
    fn a_share_of_none_is_not_sure() {
        let never = Estimate::share(0, 100);
        assert_eq!(never.value, 0.0);
        assert!(never.standard_error > 0.0 && never.standard_error < 0.01);
    }

    #[test]
    fn estimates_and_their_errors_by_hand() {
        // Deviations −1, 0 and 1 of three: √(1/3).
        let mean = Estimate::mean(&[1.0, 2.0, 3.0]);
        assert!((mean.value - 2.0).abs() < 1e-15 && (mean.standard_error - (1.0_f64 / 3.0).sqrt()).abs() < 1e-15, "{mean:?}");
        // Of 1 to 100 the median is 50; one deviation of its share is 0.05, which is from 46 to 55.
        let sorted: Vec<f64> = (1..=100).map(f64::from).collect();
        let median = Estimate::quantile(&sorted, 0.5);
        assert_eq!((median.value, median.standard_error), (50.0, 4.5));
        assert_eq!([0.0, 0.05, 0.5, 0.95, 1.0].map(|share| place_of(share, 100)), [0, 5, 49, 94, 99]);
        assert_eq!([0.0, 0.4, 0.5, 0.6, 1.0].map(|share| place_of(share, 1)), [0; 5]);
        assert_eq!([0.4, 0.5, 0.6].map(|share| place_of(share, 5)), [2, 2, 2]);
    }

    #[test]
    fn precision_is_of_every_acceptability_and_the_seed_is_told() {
        let rows = Arc::new(Rows::units(["A", "B"]).expect("two"));
        let mut draws = Draws::new(rows, vec!["a".parse().expect("a key")], 7, "a generator", 100);
        for (at, block) in draws.extend(100, 1).iter_mut().enumerate() {
            let first = if at % 2 == 0 { 1.0 } else { 3.0 };
            block.scores.copy_from_slice(&[first, 2.0]);
            block.rank(&[Orientation::HigherIsBetter]);
        }
        assert_eq!((draws.seed(), draws.count()), (7, 100));
        // A half of a hundred draws: √(0.25/100).
        assert!(draws.is_precise(0.05) && !draws.is_precise(0.0499));
    }
}
