//! Scores and ranks (得分与名次).

use std::sync::Arc;

use serde::{Deserialize, Serialize};

use crate::error::Error;
use crate::numeric::Extrema;
use crate::table::Rows;
use crate::threads;

/// Whether a higher or a lower score is better (得分方向).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Orientation {
    /// Higher is better (越高越好).
    #[default]
    HigherIsBetter,
    /// Lower is better (越低越好).
    LowerIsBetter,
}

/// What rank tied scores get (并列名次).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Ties {
    /// All the best rank of the group, then as many are skipped: 1, 2, 2, 4 (竞赛名次).
    #[default]
    Competition,
    /// All the same rank, none is skipped: 1, 2, 2, 3 (密集名次).
    Dense,
    /// Each its own, in row order: 1, 2, 3, 4 (顺序名次).
    Ordinal,
    /// All the mean rank of the group: 1, 2.5, 2.5, 4 (平均名次).
    Fractional,
}

pub(crate) const TIES: [(&str, Ties); 4] =
    [("competition", Ties::Competition), ("dense", Ties::Dense), ("ordinal", Ties::Ordinal), ("fractional", Ties::Fractional)];

impl Ties {
    /// Its name in a model document.
    pub fn name(self) -> &'static str {
        TIES.iter().find(|(_, ties)| *ties == self).map_or("competition", |(name, _)| name)
    }
}

/// Two scores nearer than this, relative to the larger, tie: they differ by rounding.
const TIE_TOLERANCE: f64 = 1e-12;

/// What sums that cancel to about zero may keep of rounding: a few dozen units in the last place of 1, as the parts of a score are
/// seldom larger, being normalized.
const ROUNDING: f64 = 1e-14;

/// Whether two scores tie, looked at by themselves.
pub(crate) fn is_tie(x: f64, y: f64) -> bool {
    (x - y).abs() <= TIE_TOLERANCE * x.abs().max(y.abs())
}

/// When two of many scores tie: if they are nearer than 10⁻¹² of the larger of the two, or, where zero lies among the scores, than
/// 10⁻¹⁴.
///
/// Sums of positive and negative parts, such as z-scores, cancel to 0 or to 2.8e-17, which no tolerance relative to the two calls
/// equal. Scores of one sign can't come from such sums to the last digit; they may be as small as they like. The largest score has no
/// say: a huge one must not tie all others.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Tolerance {
    floor: f64,
}

impl Tolerance {
    /// For scores of which these are the best and the worst.
    pub(crate) fn between(best: f64, worst: f64) -> Self {
        let of_one_sign = best > 0.0 && worst > 0.0 || best < 0.0 && worst < 0.0;
        Self { floor: if of_one_sign { 0.0 } else { ROUNDING } }
    }

    /// Whether two of them tie.
    #[inline]
    pub(crate) fn is_tie(self, x: f64, y: f64) -> bool {
        (x - y).abs() <= (TIE_TOLERANCE * x.abs().max(y.abs())).max(self.floor)
    }
}

/// Ranks of `scores`, 1 being the best. A score ties with the first of its group, so that a chain of small steps can't make
/// unequal ends tie.
pub(crate) fn rank(scores: &[f64], orientation: Orientation, ties: Ties) -> Vec<f64> {
    let mut sorted = Sorted::of(scores, orientation);
    let mut ranks = vec![0.0; scores.len()];
    let mut start = 0;
    let mut groups = 0_u32;
    while start < scores.len() {
        let end = sorted.group_end(scores, start);
        let group = &mut sorted.entries[start..end];
        groups += 1;
        // Within a group the row order decides, not rounding.
        group.sort_unstable_by_key(|&entry| row_of(entry));
        for (k, &entry) in group.iter().enumerate() {
            ranks[row_of(entry)] = match ties {
                Ties::Competition => (start + 1) as f64,
                Ties::Dense => f64::from(groups),
                Ties::Ordinal => (start + 1 + k) as f64,
                Ties::Fractional => (start + end + 1) as f64 / 2.0,
            };
        }
        start = end;
    }
    ranks
}

/// Scores from the best to the worst.
struct Sorted {
    /// A score, shortened, and its row: as many of the leading bits in which the scores differ as have room beside the row, so that a
    /// sort moves little and looks nowhere else.
    entries: Vec<u64>,
    /// How far apart two shortened scores may be for the scores to tie.
    reach: u64,
    tolerance: Tolerance,
}

impl Sorted {
    fn of(scores: &[f64], orientation: Orientation) -> Self {
        // Bits in the order of the numbers, the best first; zero has one sign.
        let key = |score: f64| {
            let bits = (score + 0.0).to_bits();
            let ascending = if bits >> 63 == 1 { !bits } else { bits | 1 << 63 };
            if orientation == Orientation::HigherIsBetter { !ascending } else { ascending }
        };
        let ends = Extrema::of(scores);
        let (least, most) = (key(ends.min).min(key(ends.max)), key(ends.min).max(key(ends.max)));
        let shift = 32_u32.saturating_sub((most - least).leading_zeros());
        let mut entries: Vec<u64> =
            scores.iter().zip(0..).map(|(&score, row)| ((key(score) - least) >> shift) << 32 | row).collect();
        threads::sort(&mut entries);
        if shift > 0 {
            // The few that agree in what was kept.
            for same in entries.chunk_by_mut(|a, b| a >> 32 == b >> 32).filter(|same| same.len() > 1) {
                same.sort_unstable_by_key(|entry| (key(scores[row_of(*entry)]), *entry));
            }
        }
        let tolerance = Tolerance::between(ends.max, ends.min);
        // Relative to the score a tie is no wider than 2¹⁴ neighbouring numbers.
        let reach = if tolerance.floor > 0.0 { u64::MAX } else { (1 << 14 >> shift) + 1 };
        Self { entries, reach, tolerance }
    }

    /// Where those end that tie with the one at `start`. Far from all others, it is not looked up among the scores, which are in no order.
    fn group_end(&self, scores: &[f64], start: usize) -> usize {
        let short = |at: usize| self.entries[at] >> 32;
        let score = |at: usize| scores[row_of(self.entries[at])];
        let is_tie = |at: usize| short(at) - short(start) <= self.reach && self.tolerance.is_tie(score(at), score(start));
        (start + 1..self.entries.len()).find(|&at| !is_tie(at)).unwrap_or(self.entries.len())
    }
}

fn row_of(entry: u64) -> usize {
    usize::try_from(entry & u64::from(u32::MAX)).unwrap_or(usize::MAX)
}

/// Finite scores, one a row (得分).
///
/// ```
/// use governance_efficacy::score::{Orientation, Scores, Ties};
///
/// let scores = Scores::new(["A", "B", "C", "D"], vec![0.9, 0.5, 0.5, 0.1], Orientation::HigherIsBetter)?;
/// assert_eq!(scores.ranking(Ties::Competition), [1.0, 2.0, 2.0, 4.0]);
/// assert_eq!(scores.ranking(Ties::Fractional), [1.0, 2.5, 2.5, 4.0]);
/// # Ok::<(), governance_efficacy::Error>(())
/// ```
#[derive(Debug, Clone, PartialEq)]
pub struct Scores {
    rows: Arc<Rows>,
    values: Vec<f64>,
    orientation: Orientation,
}

impl Scores {
    /// Scores of `units`.
    ///
    /// # Errors
    /// [`Error::Length`] unless there is one score a unit, [`Error::InvalidSetting`] for a score that is not finite, and as
    /// [`Rows::units`].
    pub fn new<S: AsRef<str>>(
        units: impl IntoIterator<Item = S>,
        values: Vec<f64>,
        orientation: Orientation,
    ) -> Result<Self, Error> {
        let rows = Rows::units(units)?;
        if values.len() != rows.len() {
            return Err(Error::Length { what: "scores".to_owned(), expected: rows.len(), found: values.len() });
        }
        if let Some((row, x)) = rows.iter().zip(&values).find(|(_, x)| !x.is_finite()) {
            return Err(Error::setting(format!("the score of {:?}", row.unit), x, "give finite scores"));
        }
        Ok(Self { rows: Arc::new(rows), values, orientation })
    }

    pub(crate) fn of_rows(rows: Arc<Rows>, values: Vec<f64>, orientation: Orientation) -> Self {
        debug_assert!(values.iter().all(|x| x.is_finite()), "a score method gave a value that is not finite");
        Self { rows, values, orientation }
    }

    /// The rows.
    pub fn rows(&self) -> &Rows {
        &self.rows
    }

    /// The scores in row order.
    pub fn as_slice(&self) -> &[f64] {
        &self.values
    }

    /// Whether higher or lower is better.
    pub fn orientation(&self) -> Orientation {
        self.orientation
    }

    /// The rank of each row, 1 being the best; with [`Ties::Fractional`] ranks may be halves.
    ///
    /// Scores tie within 1e-12 of the larger of the two. Where scores are zero or on both sides of it, as sums of z-scores are, they
    /// also tie within 1e-14.
    pub fn ranking(&self, ties: Ties) -> Vec<f64> {
        rank(&self.values, self.orientation, ties)
    }

    /// Unit names and scores, in row order.
    pub fn iter(&self) -> impl Iterator<Item = (&str, f64)> {
        self.rows.iter().map(|row| row.unit).zip(self.values.iter().copied())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn sums_that_cancel_tie_whatever_their_rounding() {
        let ranked = |scores: &[f64]| rank(scores, Orientation::HigherIsBetter, Ties::Competition);
        assert_eq!(ranked(&[0.0, 2.8e-17, 0.0, 1.3, -1.3]), [2.0, 2.0, 2.0, 1.0, 5.0]);
        // One large score leaves small ones apart.
        assert_eq!(ranked(&[1e9, 2e-3, 1e-3]), [1.0, 2.0, 3.0]);
    }

    #[test]
    fn every_policy_ranks_ties_as_it_says() {
        let scores = [0.2, 0.9, 0.9 + 1e-14, 0.5];
        let ranks = |ties| rank(&scores, Orientation::HigherIsBetter, ties);
        assert_eq!(ranks(Ties::Competition), [4.0, 1.0, 1.0, 3.0]);
        assert_eq!(ranks(Ties::Dense), [3.0, 1.0, 1.0, 2.0]);
        assert_eq!(ranks(Ties::Ordinal), [4.0, 1.0, 2.0, 3.0]);
        assert_eq!(ranks(Ties::Fractional), [4.0, 1.5, 1.5, 3.0]);
        assert_eq!(rank(&scores, Orientation::LowerIsBetter, Ties::Competition), [1.0, 3.0, 3.0, 2.0]);
        assert!(rank(&[], Orientation::HigherIsBetter, Ties::Dense).is_empty());
    }

    /// The plain way: sorted by the numbers themselves, each compared with the first of its group.
    fn plainly(scores: &[f64], ties: Ties) -> Vec<f64> {
        let ends = Extrema::of(scores);
        let tolerance = Tolerance::between(ends.max, ends.min);
        let mut order: Vec<usize> = (0..scores.len()).collect();
        order.sort_by(|&a, &b| scores[b].total_cmp(&scores[a]));
        let mut ranks = vec![0.0; scores.len()];
        let (mut start, mut groups) = (0, 0.0);
        while start < order.len() {
            let tied =
                order[start..].iter().take_while(|&&row| tolerance.is_tie(scores[row], scores[order[start]])).count().max(1);
            groups += 1.0;
            let mut group = order[start..start + tied].to_vec();
            group.sort_unstable();
            for (k, &row) in group.iter().enumerate() {
                ranks[row] = match ties {
                    Ties::Competition => (start + 1) as f64,
                    Ties::Dense => groups,
                    Ties::Ordinal => (start + 1 + k) as f64,
                    Ties::Fractional => (2 * start + tied + 1) as f64 / 2.0,
                };
            }
            start += tied;
        }
        ranks
    }

    /// Scores nearer to each other than what the sort keeps of them, far from each other, of both signs, with zeros and with ties.
    #[test]
    fn ranks_are_those_of_the_plain_way() {
        let spread = |i: u32| f64::from(i.wrapping_mul(2_654_435_761) >> 8) / f64::from(1 << 24);
        let samples: [fn(f64, u32) -> f64; 7] = [
            |x, _| x,
            |x, _| 1.0 + x * 1e-9,
            |x, _| 0.5 + x * 1e-12,
            |x, i| if i % 3 == 0 { x * 1e-300 } else { x },
            |x, i| if i % 2 == 0 { -x } else { x },
            |x, i| if i % 5 == 0 { 0.0 } else { (x * 40.0).floor() },
            |x, _| (x - 0.5) * 1e-13,
        ];
        for (at, sample) in samples.iter().enumerate() {
            let scores: Vec<f64> = (0..3000).map(|i| sample(spread(i), i)).collect();
            for (_, ties) in TIES {
                assert_eq!(rank(&scores, Orientation::HigherIsBetter, ties), plainly(&scores, ties), "sample {at}, {ties:?}");
                let opposite: Vec<f64> = scores.iter().map(|x| -x).collect();
                assert_eq!(rank(&opposite, Orientation::LowerIsBetter, ties), plainly(&scores, ties), "sample {at}, {ties:?}");
            }
        }
    }

    #[test]
    fn a_chain_of_small_steps_does_not_tie_its_ends() {
        let scores = [1.0, 1.0 - 0.8e-12, 1.0 - 1.6e-12];
        assert_eq!(rank(&scores, Orientation::HigherIsBetter, Ties::Competition), [1.0, 1.0, 3.0]);
    }

    #[test]
    fn tiny_scores_do_not_tie_for_being_tiny() {
        assert_eq!(rank(&[1e-20, 2e-20], Orientation::HigherIsBetter, Ties::Competition), [2.0, 1.0]);
        assert_eq!(rank(&[0.0, -0.0], Orientation::HigherIsBetter, Ties::Competition), [1.0, 1.0]);
    }

    #[test]
    fn what_cancels_to_rounding_errors_ties() {
        let ranks = |scores: &[f64]| rank(scores, Orientation::HigherIsBetter, Ties::Competition);
        assert_eq!(ranks(&[0.0, 2.8e-17, 0.0]), [1.0, 1.0, 1.0]);
        assert_eq!(ranks(&[1.2, 0.0, 2.8e-17, -1.2, -5.6e-17]), [1.0, 2.0, 2.0, 5.0, 2.0]);
        assert_eq!(rank(&[0.0, 2.8e-17, 0.3], Orientation::LowerIsBetter, Ties::Dense), [1.0, 1.0, 2.0]);
    }

    #[test]
    fn one_huge_score_does_not_tie_the_others() {
        let ranks = |scores: &[f64]| rank(scores, Orientation::HigherIsBetter, Ties::Competition);
        assert_eq!(ranks(&[1e20, 1.0, 2.0, 1e-9]), [1.0, 3.0, 2.0, 4.0]);
        assert_eq!(ranks(&[1e20, 1.0, 2.0, 0.0, -1e-9]), [1.0, 3.0, 2.0, 4.0, 5.0]);
    }

    #[test]
    fn scores_that_agree_in_their_leading_bits_are_told_apart() {
        let ranks = |scores: &[f64]| rank(scores, Orientation::HigherIsBetter, Ties::Competition);
        assert_eq!(ranks(&[-1.0, 0.5, 0.5 + 1e-9, 1.0]), [4.0, 3.0, 2.0, 1.0]);
        assert_eq!(ranks(&[1.0, -0.5, -0.5 - 1e-9, -1.0, -0.5 + 1e-9]), [1.0, 3.0, 4.0, 5.0, 2.0]);
    }
}
