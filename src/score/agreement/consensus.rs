//! One ranking that stands for several (共识排序): by mean rank (Borda), by majorities (Copeland), or the one nearest to all of them
//! (Kemeny–Young).
//!
//! The three can differ. Borda asks how high each unit stands on average, so that adding a unit can change the order of others; Copeland and
//! Kemeny ask of each pair which of the two most rankings prefer. A ranking given several times counts as often.
//!
//! # Example
//! The Handbook's table 25: 21 voters on four candidates. Borda puts b before c; of the pair c and b eleven voters prefer c, so that
//! Copeland and Kemeny put c first.
//! ```
//! use governance_efficacy::score::agreement::consensus::{borda, copeland, kemeny};
//!
//! // Ranks of a, b, c, d.
//! let ballots = [(3, [1.0, 2.0, 3.0, 4.0]), (5, [1.0, 3.0, 2.0, 4.0]), (7, [4.0, 1.0, 3.0, 2.0]), (6, [4.0, 2.0, 1.0, 3.0])];
//! let rankings: Vec<[f64; 4]> = ballots.iter().flat_map(|&(voters, ranks)| vec![ranks; voters]).collect();
//!
//! assert_eq!(borda(&rankings)?.ranks, [3.0, 1.0, 2.0, 4.0]);
//! assert_eq!(copeland(&rankings)?.ranks, [4.0, 2.0, 1.0, 3.0]);
//! assert_eq!(kemeny(&rankings)?.ranks, [4.0, 2.0, 1.0, 3.0]);
//! # Ok::<(), governance_efficacy::Error>(())
//! ```

use serde::{Deserialize, Serialize};

use crate::error::Error;
use crate::numeric::fractional_ranks;

use super::fractional;

/// The most units of one majority cycle among which Kemeny's order is searched: 2¹⁶ subsets of them.
const LARGEST_CYCLE: usize = 16;

/// A consensus ranking and the points behind it (共识排序).
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Consensus {
    /// Rank of each unit, 1 the best; tied units share their mean rank.
    pub ranks: Vec<f64>,
    /// Points of each unit: the mean rank under Borda, wins less losses under Copeland.
    pub points: Vec<f64>,
}

/// The Kemeny–Young ranking (凯梅尼－杨排序).
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Kemeny {
    /// Rank of each unit, 1 the best, without ties. Of several orders that are equally near, the first by unit order.
    pub ranks: Vec<f64>,
    /// Over all rankings, the pairs ordered the other way; a pair tied in a ranking counts half.
    pub disagreements: f64,
    /// How many orders are equally near, the one given included; at most `u64::MAX` are counted.
    pub orders: u64,
}

/// The ranking by mean rank (博尔达排序), ties at their mean rank; the same as by Borda's points. O(m n log n).
///
/// # Errors
/// [`Error::TooFew`] without rankings or for fewer than two units, [`Error::Length`] and [`Error::InvalidSetting`] as
/// [`Agreement::of`](super::Agreement::of).
///
/// # Reference
/// Borda (1781), Mémoire sur les élections au scrutin, *Histoire de l'Académie Royale des Sciences*; OECD/JRC (2008), *Handbook on
/// Constructing Composite Indicators*, §6.
pub fn borda<R: AsRef<[f64]>>(rankings: &[R]) -> Result<Consensus, Error> {
    let (rankings, units) = checked(rankings)?;
    let sum = |unit: usize| rankings.iter().map(|ranks| ranks[unit]).sum::<f64>();
    let points: Vec<f64> = (0..units).map(|unit| sum(unit) / rankings.len() as f64).collect();
    Ok(Consensus { ranks: fractional_ranks(&points), points })
}

/// The ranking by majorities (科普兰排序): a unit wins against another if more rankings put it before than behind; wins less losses are its
/// points. O(m n²).
///
/// # Errors
/// As [`borda`].
///
/// # Reference
/// Copeland (1951), *A reasonable social welfare function*, University of Michigan; OECD/JRC (2008), *Handbook on Constructing Composite
/// Indicators*, §6.
pub fn copeland<R: AsRef<[f64]>>(rankings: &[R]) -> Result<Consensus, Error> {
    let (rankings, units) = checked(rankings)?;
    let margins = Margins::of(&rankings, units);
    let losses: Vec<f64> = (0..units).map(|unit| -margins.points(unit) as f64).collect();
    let points = losses.iter().map(|loss| 0.0 - loss).collect();
    Ok(Consensus { ranks: fractional_ranks(&losses), points })
}

/// The order with the fewest disagreements with all rankings together (凯梅尼－杨排序), exactly.
///
/// # Formula
/// Units are first parted into blocks of which each beats all later ones by majority: every nearest order keeps them so (Truchon 1998).
/// Within a block, the least disagreement of each subset follows from those with one unit less.
///
/// # Errors
/// As [`borda`]; [`Error::Undefined`] if more than 16 units are in one block, tied together by cycles of majorities.
///
/// # Complexity
/// O(m n²), and O(b² 2ᵇ) for a block of b units.
///
/// # Reference
/// Kemeny (1959), Mathematics without numbers, *Daedalus* 88; Young & Levenglick (1978), A consistent extension of Condorcet's election
/// principle, *SIAM Journal on Applied Mathematics* 35; Truchon (1998), *An extension of the Condorcet criterion and Kemeny orders*; OECD/JRC
/// (2008), *Handbook on Constructing Composite Indicators*, §6, there C-K-Y-L.
pub fn kemeny<R: AsRef<[f64]>>(rankings: &[R]) -> Result<Kemeny, Error> {
    let (rankings, units) = checked(rankings)?;
    let margins = Margins::of(&rankings, units);
    let mut order = Vec::with_capacity(units);
    let mut orders: u64 = 1;
    for block in margins.blocks() {
        if block.len() > LARGEST_CYCLE {
            return Err(Error::Undefined {
                method: "Kemeny–Young ranking",
                problem: format!(
                    "{} units are tied together by cycles of majorities, over the {LARGEST_CYCLE} searched",
                    block.len()
                ),
                remedy: "use borda or copeland, or rank fewer units".to_owned(),
            });
        }
        let (best, equally_near) = margins.nearest(&block);
        order.extend(best);
        orders = orders.saturating_mul(equally_near);
    }
    let mut ranks = vec![0.0; units];
    for (rank, &unit) in order.iter().enumerate() {
        ranks[unit] = (rank + 1) as f64;
    }
    let twice: i64 = order
        .iter()
        .enumerate()
        .flat_map(|(at, &a)| order[at + 1..].iter().map(move |&b| (a, b)))
        .map(|(a, b)| margins.against(a, b))
        .sum();
    Ok(Kemeny { ranks, disagreements: twice as f64 / 2.0, orders })
}

/// At least one ranking, and the number of units.
fn checked<R: AsRef<[f64]>>(rankings: &[R]) -> Result<(Vec<Vec<f64>>, usize), Error> {
    let rankings = fractional(rankings)?;
    let units = rankings.first().map(Vec::len).ok_or(Error::TooFew { what: "rankings", needed: 1 })?;
    Ok((rankings, units))
}

/// Of each pair of units, how many rankings put the first before the second, less those that put it behind.
struct Margins {
    units: usize,
    rankings: i64,
    of_pairs: Vec<i64>,
}

impl Margins {
    fn of(rankings: &[Vec<f64>], units: usize) -> Self {
        let mut of_pairs = vec![0; units * units];
        for ranks in rankings {
            for (a, row) in of_pairs.chunks_exact_mut(units).enumerate() {
                for (margin, &other) in row.iter_mut().zip(ranks) {
                    *margin += i64::from(ranks[a] < other) - i64::from(ranks[a] > other);
                }
            }
        }
        Self { units, rankings: i64::try_from(rankings.len()).unwrap_or(i64::MAX), of_pairs }
    }

    fn margin(&self, a: usize, b: usize) -> i64 {
        self.of_pairs[a * self.units + b]
    }

    /// Twice the disagreement of putting `a` before `b`: rankings that put it behind count two, ties one.
    fn against(&self, a: usize, b: usize) -> i64 {
        self.rankings - self.margin(a, b)
    }

    /// Majorities won less majorities lost.
    fn points(&self, unit: usize) -> i64 {
        (0..self.units).map(|other| self.margin(unit, other).signum()).sum()
    }

    /// Units parted so that each block beats all later ones, in that order; within a block in unit order.
    fn blocks(&self) -> Vec<Vec<usize>> {
        let points: Vec<i64> = (0..self.units).map(|unit| self.points(unit)).collect();
        let mut by_points: Vec<usize> = (0..self.units).collect();
        by_points.sort_by_key(|&unit| -points[unit]);
        let mut blocks = Vec::new();
        let mut block = Vec::new();
        // Those so far beat all others if their points are as many as that alone gives: what they win from each other cancels.
        let mut sum = 0;
        let units = i64::try_from(self.units).unwrap_or(i64::MAX);
        for (so_far, unit) in (1..).zip(by_points) {
            sum += points[unit];
            block.push(unit);
            if sum == so_far * (units - so_far) {
                block.sort_unstable();
                blocks.push(std::mem::take(&mut block));
            }
        }
        blocks
    }

    /// The order of `block` with the least disagreement, the first by unit order if there are several, and how many there are.
    fn nearest(&self, block: &[usize]) -> (Vec<usize>, u64) {
        let sets = 1_usize << block.len();
        // Of each subset that is yet to be placed: the least disagreement of its orders, and how many reach it.
        let mut least = vec![(0_i64, 1_u64); sets];
        let first_costs = |set: usize, first: usize| -> i64 {
            let others = (0..block.len()).filter(|&other| other != first && set >> other & 1 == 1);
            others.map(|other| self.against(block[first], block[other])).sum()
        };
        for set in 1..sets {
            let mut best = (i64::MAX, 0);
            for first in (0..block.len()).filter(|first| set >> first & 1 == 1) {
                let (rest, ways) = least[set ^ 1 << first];
                let cost = rest + first_costs(set, first);
                if cost < best.0 {
                    best = (cost, ways);
                } else if cost == best.0 {
                    best.1 += ways;
                }
            }
            least[set] = best;
        }
        let mut set = sets - 1;
        let orders = least[set].1;
        let mut order = Vec::with_capacity(block.len());
        while set != 0 {
            let is_first =
                |&first: &usize| set >> first & 1 == 1 && least[set ^ 1 << first].0 + first_costs(set, first) == least[set].0;
            let Some(first) = (0..block.len()).find(is_first) else { break };
            order.push(block[first]);
            set ^= 1 << first;
        }
        (order, orders)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Condorcet's cycle: a b c, b c a, c a b. Each beats one and loses to one; every rotation has the same two disagreements with two of
    /// the rankings, 4 in all.
    #[test]
    fn a_cycle_of_majorities_leaves_three_orders() {
        let cycle = [[1.0, 2.0, 3.0], [3.0, 1.0, 2.0], [2.0, 3.0, 1.0]];
        assert_eq!(copeland(&cycle).expect("ranks"), Consensus { ranks: vec![2.0; 3], points: vec![0.0; 3] });
        assert_eq!(borda(&cycle).expect("ranks"), Consensus { ranks: vec![2.0; 3], points: vec![2.0; 3] });
        assert_eq!(kemeny(&cycle).expect("ranks"), Kemeny { ranks: vec![1.0, 2.0, 3.0], disagreements: 4.0, orders: 3 });
    }

    #[test]
    fn a_single_ranking_is_its_own_consensus() {
        let ranking = [[3.0, 1.0, 2.0, 4.0]];
        for ranks in [
            borda(&ranking).expect("ranks").ranks,
            copeland(&ranking).expect("ranks").ranks,
            kemeny(&ranking).expect("ranks").ranks,
        ] {
            assert_eq!(ranks, ranking[0]);
        }
        assert_eq!(kemeny(&ranking).map(|k| (k.disagreements, k.orders)), Ok((0.0, 1)));
    }

    /// A pair tied in a ranking costs half whichever way it is put: two orders, one half.
    #[test]
    fn a_tied_pair_counts_half() {
        assert_eq!(
            kemeny(&[[1.5, 1.5, 3.0]]).expect("ranks"),
            Kemeny { ranks: vec![1.0, 2.0, 3.0], disagreements: 0.5, orders: 2 }
        );
    }

    #[test]
    fn a_long_order_without_cycles_is_found() {
        let forward: Vec<f64> = (1..=300_u32).map(f64::from).collect();
        let mut other = forward.clone();
        other.swap(3, 4);
        let found = kemeny(&[forward.clone(), forward.clone(), other]).expect("ranks");
        assert_eq!(found, Kemeny { ranks: forward, disagreements: 1.0, orders: 1 });
    }

    #[test]
    #[cfg_attr(miri, ignore = "takes hours there")]
    fn a_large_cycle_is_refused_and_one_at_the_limit_is_not() {
        // A ranking and its reverse have no majority at all.
        let opposed = |units: u32| {
            let forward: Vec<f64> = (1..=units).map(f64::from).collect();
            kemeny(&[forward.clone(), forward.into_iter().rev().collect()])
        };
        assert_eq!(opposed(17).map_err(|e| e.code()), Err("undefined"));
        let found = opposed(16).expect("ranks");
        // Every order is equally near: 16!, with 120 pairs each against one of the two.
        assert_eq!((found.orders, found.disagreements), ((1..=16).product(), 120.0));
    }

    #[test]
    fn bad_rankings_are_refused() {
        assert_eq!(borda::<Vec<f64>>(&[]).map_err(|e| e.code()), Err("too-few"));
        assert_eq!(copeland(&[[1.0]]).map_err(|e| e.code()), Err("too-few"));
        assert_eq!(kemeny(&[vec![1.0, 2.0], vec![1.0]]).map_err(|e| e.code()), Err("length"));
        assert_eq!(kemeny(&[[1.0, f64::INFINITY]]).map_err(|e| e.code()), Err("invalid-setting"));
    }
}
