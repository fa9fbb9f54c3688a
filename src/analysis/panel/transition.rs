//! How units move between levels: Markov transitions (马尔可夫转移).

use nalgebra::{DMatrix, DVector};
use serde::{Deserialize, Serialize};

use crate::error::Error;
use crate::governance::Period;
use crate::label::Key;
use crate::notice::Notice;
use crate::numeric::quantile;

use super::super::distribution::NaturalBreaks;
use super::Panel;
use super::first_passage::first_passage;

/// How values are cut into levels (等级划分).
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Levels {
    /// So many levels with as many values each, over all periods together (分位数).
    Quantiles(usize),
    /// So many levels by natural breaks of all periods together (自然断点).
    Natural(usize),
    /// The largest value of each level but the highest, ascending (给定断点).
    Breaks(Vec<f64>),
}

impl Default for Levels {
    /// Four levels with as many values each, as studies of convergence have them.
    fn default() -> Self {
        Self::Quantiles(4)
    }
}

/// The moves of units between levels from one period to the next (马尔可夫转移矩阵).
///
/// # Formula
/// `p_ij = n_ij/n_i`, the share of the moves from level i that lead to j, with the standard error `√(p(1 − p)/n_i)`. Mobility is Shorrocks'
/// `(k − Σ p_ii)/(k − 1)`: 0 if no one moves, 1 if the next level does not depend on this one. In the long run the levels are held by
/// the shares π with `πP = π`, if there is one such π. The way from a level to another takes `m_ij = 1 + Σ_{k ≠ j} p_ik m_kj` moves on average.
///
/// # Input
/// Values on one scale; levels are cut once for all periods. Periods are evenly spaced; a unit makes a move where it has a value in a
/// period and in the next.
///
/// # Edge cases
/// A level that no unit leaves from has no row of shares; then there is no mobility and no long run. The matrix describes moves in these
/// years; that they go on so, and depend on nothing but the level, is what the long run assumes.
///
/// # Reference
/// Quah (1993), Empirical cross-section dynamics in economic growth, *European Economic Review* 37; Shorrocks (1978), The measurement of
/// mobility, *Econometrica* 46(5); Kemeny & Snell (1960), *Finite Markov Chains*, ch. 4.
///
/// # Example
/// By hand: of three moves from the lower level one leads up, of three from the upper one down: P is 2/3 and 1/3, so mobility is 2/3 and
/// in the long run each level holds half.
/// ```
/// use governance_efficacy::Period;
/// use governance_efficacy::analysis::panel::{Levels, Panel, Transitions};
///
/// let years: Vec<Period> = (2020..=2023).map(|year| Period::year(year).unwrap()).collect();
/// let panel = Panel::new(["A", "B"], &years, &[[1.0, 1.0, 1.0, 3.0].map(Some), [3.0, 3.0, 3.0, 1.0].map(Some)])?;
/// let found = Transitions::of(&panel, &Levels::Breaks(vec![2.0]))?;
/// assert_eq!(found.moves[0][1].count, 1);
/// assert!((found.mobility.unwrap() - 2.0 / 3.0).abs() < 1e-15);
/// assert!((found.long_run.unwrap()[0] - 0.5).abs() < 1e-12);
/// // Up with probability 1/3 each year: three years on average; back at the lower level after 1/π = 2.
/// assert!((found.first_passage[0][1].unwrap() - 3.0).abs() < 1e-12 && (found.first_passage[0][0].unwrap() - 2.0).abs() < 1e-12);
/// # Ok::<(), governance_efficacy::Error>(())
/// ```
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Transitions {
    /// What the values are of, if that has a key.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub of: Option<Key>,
    /// The largest value of each level but the highest.
    pub breaks: Vec<f64>,
    /// The first period.
    pub from: Period,
    /// The last period.
    pub to: Period,
    /// From each level, 0 the lowest, to each.
    pub moves: Vec<Vec<Transition>>,
    /// Share of the units at each level in the first period.
    pub at_first: Vec<f64>,
    /// The same in the last.
    pub at_last: Vec<f64>,
    /// Shorrocks' index, 0 to `k/(k − 1)` (流动性指数); none where a level has no moves.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub mobility: Option<f64>,
    /// The share of each level in the long run (稳态分布); none where a level has no moves, or where it depends on the start.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub long_run: Option<Vec<f64>>,
    /// From each level, the mean number of moves until a unit is first at each; to its own level until it is there again (平均首达时间). None
    /// towards a level to which not every level leads, and nothing where a level has no moves.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub first_passage: Vec<Vec<Option<f64>>>,
    /// Where the values are not comparable over all these periods.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub notices: Vec<Notice>,
}

/// Moves from one level to one (转移).
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Transition {
    /// How many.
    pub count: usize,
    /// Their share of the moves from that level; none if there are no moves from it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub share: Option<f64>,
    /// Standard error of the share.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub standard_error: Option<f64>,
}

impl Levels {
    fn breaks(&self, values: &[f64]) -> Result<Vec<f64>, Error> {
        let few = |count: usize| Error::setting("number of levels", count, "give 2 to 100");
        match self {
            Self::Quantiles(count) | Self::Natural(count) if !(2..=100).contains(count) => Err(few(*count)),
            Self::Natural(count) => Ok(NaturalBreaks::of(values, *count)?.breaks),
            Self::Quantiles(count) => {
                let mut sorted = values.to_vec();
                sorted.sort_unstable_by(f64::total_cmp);
                let breaks: Vec<f64> = (1..*count).map(|at| quantile(&sorted, at as f64 / *count as f64)).collect();
                let largest = sorted.last().copied().unwrap_or_default();
                if breaks.windows(2).any(|pair| pair[0] >= pair[1]) || breaks.last().is_some_and(|&last| last >= largest) {
                    return Err(Error::Undefined {
                        method: "levels by quantiles",
                        problem: format!("so many values are the same that {count} levels can't be told apart"),
                        remedy: "ask for fewer levels, or give breaks".to_owned(),
                    });
                }
                Ok(breaks)
            }
            Self::Breaks(breaks) => {
                let ascends = breaks.windows(2).all(|pair| pair[0] < pair[1]) && breaks.iter().all(|x| x.is_finite());
                if breaks.is_empty() || !ascends || breaks.len() > 99 {
                    let remedy = "give 1 to 99 finite numbers in ascending order";
                    return Err(Error::setting("breaks of levels", format!("{breaks:?}"), remedy));
                }
                Ok(breaks.clone())
            }
        }
    }
}

impl Transitions {
    /// The moves of the units of `panel` between `levels`.
    ///
    /// # Errors
    /// [`Error::InvalidSetting`] for levels that are none, [`Error::Undefined`] for levels that the values don't tell apart or periods that are not
    /// evenly spaced, [`Error::TooFew`] without any move.
    pub fn of(panel: &Panel, levels: &Levels) -> Result<Self, Error> {
        let all: Vec<f64> = panel.values.iter().flatten().flatten().copied().collect();
        let breaks = levels.breaks(&all)?;
        let [first, .., last] = panel.periods[..] else { return Err(Error::TooFew { what: "periods", needed: 2 }) };
        let steps: Vec<i32> =
            panel.periods.windows(2).map(|pair| pair[1].start_in_months() - pair[0].start_in_months()).collect();
        if let Some(at) = steps.iter().position(|&step| step != steps[0]) {
            return Err(Error::Undefined {
                method: "the transitions",
                problem: format!(
                    "from {} to {} is another time than from {} to {}",
                    panel.periods[at],
                    panel.periods[at + 1],
                    first,
                    panel.periods[1]
                ),
                remedy: "give evenly spaced periods".to_owned(),
            });
        }
        let level = |x: f64| breaks.partition_point(|&top| top < x);
        let count = breaks.len() + 1;
        let mut counts = vec![vec![0_usize; count]; count];
        let (mut starts, mut ends) = (vec![0_usize; count], vec![0_usize; count]);
        for values in &panel.values {
            for pair in values.windows(2) {
                if let [Some(before), Some(after)] = pair {
                    counts[level(*before)][level(*after)] += 1;
                }
            }
            if let Some(x) = values.first().copied().flatten() {
                starts[level(x)] += 1;
            }
            if let Some(x) = values.last().copied().flatten() {
                ends[level(x)] += 1;
            }
        }
        if counts.iter().flatten().sum::<usize>() == 0 {
            return Err(Error::TooFew { what: "units with values in two periods in a row", needed: 1 });
        }
        let moves: Vec<Vec<Transition>> = counts.iter().map(|row| shares(row)).collect();
        let matrix: Option<Vec<Vec<f64>>> = moves.iter().map(|row| row.iter().map(|of| of.share).collect()).collect();
        let stay = matrix.as_ref().map(|p| (0..count).map(|i| p[i][i]).sum::<f64>());
        let reaches = matrix.as_deref().map(reached).unwrap_or_default();
        Ok(Self {
            of: panel.of.clone(),
            from: first,
            to: last,
            moves,
            at_first: of_total(&starts),
            at_last: of_total(&ends),
            mobility: stay.map(|stay| (count as f64 - stay) / (count as f64 - 1.0)),
            long_run: matrix.as_deref().and_then(|p| long_run(p, &reaches)),
            first_passage: matrix.as_deref().map(|p| first_passage(p, &reaches)).unwrap_or_default(),
            notices: panel.notices.clone(),
            breaks,
        })
    }
}

fn shares(counts: &[usize]) -> Vec<Transition> {
    let total = counts.iter().sum::<usize>() as f64;
    let of = |&count: &usize| {
        let share = (total > 0.0).then(|| count as f64 / total);
        Transition { count, share, standard_error: share.map(|p| (p * (1.0 - p) / total).sqrt()) }
    };
    counts.iter().map(of).collect()
}

/// Shares of the whole; nothing if there is none.
fn of_total(counts: &[usize]) -> Vec<f64> {
    let total = counts.iter().sum::<usize>();
    if total == 0 { Vec::new() } else { counts.iter().map(|&count| count as f64 / total as f64).collect() }
}

/// Which levels can be reached from each, by however many moves.
fn reached(p: &[Vec<f64>]) -> Vec<Vec<bool>> {
    let count = p.len();
    let mut reaches: Vec<Vec<bool>> = p.iter().map(|row| row.iter().map(|&x| x > 0.0).collect()).collect();
    for by in 0..count {
        for i in 0..count {
            for j in 0..count {
                reaches[i][j] |= reaches[i][by] && reaches[by][j];
            }
        }
    }
    reaches
}

/// The shares that the moves leave as they are, if no start leads to others.
fn long_run(p: &[Vec<f64>], reaches: &[Vec<bool>]) -> Option<Vec<f64>> {
    let count = p.len();
    // One level that every other leads to: so there is one closed class.
    let is_recurrent = |j: &usize| (0..count).all(|i| i == *j || reaches[i][*j]);
    (0..count).find(is_recurrent)?;
    // πP = π, with one of the equations replaced by Σ π = 1.
    let system = DMatrix::from_fn(count, count, |i, j| if i + 1 == count { 1.0 } else { p[j][i] - f64::from(u8::from(i == j)) });
    let right = DVector::from_fn(count, |i, _| f64::from(u8::from(i + 1 == count)));
    let shares = system.lu().solve(&right)?;
    Some(shares.iter().map(|share| share.clamp(0.0, 1.0)).collect())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn panel(rows: &[&[f64]]) -> Panel {
        let years: Vec<Period> =
            (0..rows[0].len()).map(|at| Period::year(2000 + i16::try_from(at).expect("few")).expect("a year")).collect();
        let rows: Vec<Vec<Option<f64>>> = rows.iter().map(|row| row.iter().map(|&x| (x >= 0.0).then_some(x)).collect()).collect();
        Panel::new((0..rows.len()).map(|i| format!("u{i}")), &years, &rows).expect("a panel")
    }

    #[test]
    fn three_levels_by_hand() {
        // From low: to low, to middle; from middle: to high; from high: to high, to low. A gap makes no move.
        let found = Transitions::of(&panel(&[&[1.0, 1.0, 2.0, 3.0], &[3.0, 3.0, 1.0, -1.0]]), &Levels::Breaks(vec![1.5, 2.5]))
            .expect("moves");
        let share = |i: usize, j: usize| found.moves[i][j].share.expect("moves");
        assert_eq!((share(0, 0), share(0, 1), share(1, 2), share(2, 0), share(2, 2)), (0.5, 0.5, 1.0, 0.5, 0.5));
        // π₁ = π₀/2 and π₂ = π₁ + π₂/2, so π₂ = π₀: 2 : 1 : 2.
        let long_run = found.long_run.as_ref().expect("one closed class");
        assert!(long_run.iter().zip([0.4, 0.2, 0.4]).all(|(a, b)| (a - b).abs() < 1e-12), "{long_run:?}");
        assert!((found.mobility.expect("moves") - 1.0).abs() < 1e-15);
        assert_eq!(found.at_last, [0.0, 0.0, 1.0]);
        let two = Transitions::of(&panel(&[&[1.0, 1.0], &[3.0, 1.0], &[1.0, 3.0]]), &Levels::Breaks(vec![2.0])).expect("moves");
        assert!(two.at_last.iter().zip([2.0 / 3.0, 1.0 / 3.0]).all(|(a, b)| (a - b).abs() < 1e-15), "{:?}", two.at_last);
        // To high: m₁ = 1, m₀ = 1 + m₀/2 + m₁/2 = 3, and back again after 1/π₂ = 2.5; to middle: m₀ = 2, m₂ = 1 + m₂/2 + m₀/2 = 4.
        let moves = |i: usize, j: usize| found.first_passage[i][j].expect("all lead there");
        for (i, j, expected) in [(1, 2, 1.0), (0, 2, 3.0), (2, 2, 2.5), (0, 1, 2.0), (2, 1, 4.0), (1, 1, 5.0), (1, 0, 3.0)] {
            assert!((moves(i, j) - expected).abs() < 1e-12, "{i} {j}: {}", moves(i, j));
        }
    }

    #[test]
    fn where_the_start_decides_there_is_no_long_run() {
        let stuck = Transitions::of(&panel(&[&[1.0, 1.0], &[3.0, 3.0]]), &Levels::Breaks(vec![2.0])).expect("moves");
        assert_eq!((stuck.mobility, stuck.long_run), (Some(0.0), None));
        assert!(stuck.first_passage.iter().flatten().all(Option::is_none));
        // No one leaves the upper level: all end there.
        let absorbing =
            Transitions::of(&panel(&[&[1.0, 1.0, 3.0], &[3.0, 3.0, 3.0]]), &Levels::Breaks(vec![2.0])).expect("moves");
        let long_run = absorbing.long_run.expect("one closed class");
        assert!(long_run[0].abs() < 1e-12 && (long_run[1] - 1.0).abs() < 1e-12);
        assert_eq!(absorbing.first_passage, [[None, Some(2.0)], [None, Some(1.0)]]);
        let empty = Transitions::of(&panel(&[&[1.0, 1.0]]), &Levels::Breaks(vec![2.0])).expect("moves");
        assert_eq!((empty.mobility, empty.long_run, empty.moves[1][1].share), (None, None, None));
    }

    #[test]
    fn levels_that_are_none_are_refused() {
        let of = |levels: Levels| Transitions::of(&panel(&[&[1.0, 1.0, 1.0, 2.0]]), &levels).map_err(|e| e.code()).err();
        assert_eq!(of(Levels::Quantiles(1)), Some("invalid-setting"));
        assert_eq!(of(Levels::Quantiles(3)), Some("undefined"));
        assert_eq!(of(Levels::Breaks(vec![2.0, 1.0])), Some("invalid-setting"));
        assert_eq!(of(Levels::Natural(3)), Some("undefined"));
        assert_eq!(of(Levels::Natural(2)), None);
        let uneven = [2000, 2001, 2003].map(|year| Period::year(year).expect("a year"));
        let uneven = Panel::new(["A"], &uneven, &[[1.0, 2.0, 3.0].map(Some)]).expect("a panel");
        assert_eq!(Transitions::of(&uneven, &Levels::default()).unwrap_err().code(), "undefined");
    }

    #[test]
    fn a_value_at_a_break_is_below_it() {
        let at = Transitions::of(&panel(&[&[2.0, 2.5], &[2.5, 2.0]]), &Levels::Breaks(vec![2.0])).expect("moves");
        let half = Transitions::of(&panel(&[&[1.0, 1.0], &[1.0, 3.0], &[1.0, 1.0], &[1.0, 3.0]]), &Levels::Breaks(vec![2.0]));
        assert_eq!(half.expect("moves").moves[0][0].standard_error, Some(0.25));
        assert_eq!((at.at_first.as_slice(), at.moves[0][1].share), ([0.5, 0.5].as_slice(), Some(1.0)));
    }
}
