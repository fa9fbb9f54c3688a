//! The Condorcet–Kemeny rule (孔多塞–凯梅尼法).

use std::cmp::Ordering;

use crate::error::Error;
use crate::method::{Invariance, MethodInfo, Needs};
use crate::numeric::{Sum, components};
use crate::prepare::Normalization;

use super::majority::{Votes, verdict};
use super::{Aggregation, Findings, Found, Orientation, Score, ScoreRange, Units, normalization_only};

/// Units beyond which the votes on all pairs are not drawn up.
const MAX_UNITS: usize = 2_000;

/// Units in one circle of majorities beyond which the best order is not sought: time and memory double with each.
const MAX_CIRCLE: usize = 20;

/// Orders whose support differs by less are equally good: the difference is rounding.
const TOLERANCE: f64 = 1e-12;

pub(super) const INFO: MethodInfo = MethodInfo {
    name: "kemeny",
    en: "Condorcet–Kemeny rule",
    zh: "孔多塞–凯梅尼法",
    source: "Kemeny (1959), Mathematics without numbers, Daedalus 88(4); Young & Levenglick (1978), SIAM Journal on Applied Mathematics 35(2)",
    needs: Needs::CompleteMatrix,
    invariances: &[Invariance::UnitOrder, Invariance::IndicatorOrder, Invariance::Scale, Invariance::Shift],
    streamable: false,
};

/// The Condorcet–Kemeny rule (孔多塞–凯梅尼法, also Condorcet–Kemeny–Young–Levenglick): of all orders the one that the criteria, each voting
/// on every pair with its weight, support most.
///
/// # Formula
/// The support of an order is the sum of `e(a, b)` over all pairs in which `a` stands before `b`; `e(a, b)` is the weight of the criteria in
/// which `a` is better, and half of that in which they tie.
///
/// # Result
/// **Only an order**, lower is better: the place of a unit, the mean over all best orders if there are several.
/// [`Findings::Kemeny`] tells the support and the number of best orders.
///
/// # Edge cases
/// A group of which each unit beats each outsider comes first in every best order, so that the search goes on within the smallest such
/// groups alone: those in which majorities and ties run in a circle. Distances don't count, and a further unit may change the order of the
/// others.
///
/// # Errors
/// [`Error::TooFew`] for one unit; [`Error::Limit`] for more than 20 units in one circle, where the search would take too long, and for
/// more than 2,000 units.
///
/// # Complexity
/// O(m n²) for the votes; O(k 2ᵏ) time and O(2ᵏ) memory for a circle of k units.
///
/// # Reference
/// Kemeny (1959), Mathematics without numbers, *Daedalus* 88(4), 577–591; Young & Levenglick (1978), A consistent extension of Condorcet's
/// election principle, *SIAM Journal on Applied Mathematics* 35(2), 285–300; that groups come apart: Truchon (1998), An extension of the
/// Condorcet criterion and Kemeny orders, Université Laval; OECD/JRC (2008), *Handbook on Constructing Composite Indicators*, on
/// non-compensatory aggregation.
///
/// # Example
/// The Handbook's 60 voters on three candidates: 23 say a, b, c; 17 b, c, a; 2 b, a, c; 10 c, a, b; 8 c, b, a. It prints the best order
/// b, c, a with a support of 104 voters: 42 for b before c, 35 for c before a, 27 for b before a.
/// ```
/// use governance_efficacy::score::{Findings, Kemeny, Score};
/// use governance_efficacy::{DecisionMatrix, Direction, Weights};
///
/// // The place each group of voters gives to a, b, c.
/// let groups = ["v", "w", "x", "y", "z"].map(|group| (group, Direction::Cost));
/// let places = [[1.0, 3.0, 2.0, 2.0, 3.0], [2.0, 1.0, 1.0, 3.0, 2.0], [3.0, 2.0, 3.0, 1.0, 1.0]];
/// let matrix = DecisionMatrix::from_rows(&groups, &places)?;
/// let voters = [("v", 23.0), ("w", 17.0), ("x", 2.0), ("y", 10.0), ("z", 8.0)];
/// let weights = Weights::new(voters.map(|(group, count)| (group, count / 60.0)))?;
/// let outcome = Kemeny::default().score(&matrix, &weights)?;
/// assert_eq!(outcome.scores.as_slice(), [3.0, 1.0, 2.0]);
/// let Some(Findings::Kemeny { support, orders: 1 }) = outcome.detail.findings else { panic!() };
/// assert!((support * 60.0 - 104.0).abs() < 1e-9);
/// # Ok::<(), governance_efficacy::Error>(())
/// ```
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Kemeny {
    normalization: Option<Normalization>,
}

normalization_only!(Kemeny);

impl Score for Kemeny {
    fn info(&self) -> &'static MethodInfo {
        &INFO
    }

    fn normalization(&self) -> Option<Normalization> {
        self.normalization
    }

    fn range(&self) -> ScoreRange {
        ScoreRange::Ordinal
    }

    fn aggregation(&self) -> Aggregation {
        Aggregation::Outranking
    }

    fn orientation(&self) -> Orientation {
        Orientation::LowerIsBetter
    }

    fn evaluate(&self, units: &Units<'_>, weights: &[f64]) -> Result<Found, Error> {
        let n = units.count();
        if n < 2 {
            return Err(Error::TooFew { what: "units for the Condorcet–Kemeny rule, which compares them", needed: 2 });
        }
        let too_many = |what: &'static str, found: usize, limit: usize| Err(Error::Limit { what, found, limit });
        if n > MAX_UNITS {
            return too_many("number of units that are compared pair by pair", n, MAX_UNITS);
        }
        let votes = Votes::of(units, weights);
        let mut margins = vec![0.0; n * n];
        margins.chunks_exact_mut(n).enumerate().for_each(|(a, row)| votes.margins(a, 0..n, row));
        let margin = |a: usize, b: usize| margins[a * n + b];
        let groups = components(n, |a, b| a != b && verdict(margin(a, b)) != Ordering::Less);
        if let Some(largest) = groups.iter().map(Vec::len).max().filter(|&k| k > MAX_CIRCLE) {
            return too_many("number of units in one circle of majorities and ties", largest, MAX_CIRCLE);
        }
        let mut scores = vec![0.0; n];
        let (mut support, mut orders, mut before) = (Sum::default(), 1_u64, 0);
        for (at, group) in groups.iter().enumerate() {
            let best = BestOrders::of(group.len(), |a, b| margin(group[a], group[b]));
            for (&unit, place) in group.iter().zip(&best.places) {
                scores[unit] = before as f64 + place;
            }
            support.add(best.support);
            orders = orders.saturating_mul(best.count);
            before += group.len();
            for &a in group {
                groups[at + 1..].iter().flatten().for_each(|&b| support.add(f64::midpoint(1.0, margin(a, b))));
            }
        }
        Ok(Found::scores(scores).with_findings(Findings::Kemeny { support: support.value(), orders }))
    }
}

/// The orders of a few units with the greatest support.
struct BestOrders {
    /// The mean place of each unit, the first being 1.
    places: Vec<f64>,
    support: f64,
    count: u64,
}

impl BestOrders {
    /// Of `k` units, by the best orders of all their subsets: what is best for those in front does not depend on who follows.
    fn of(k: usize, margin: impl Fn(usize, usize) -> f64) -> Self {
        let against = Against::of(k, margin);
        let full = (1_usize << k) - 1;
        let members = |set: usize| (0..k).filter(move |&unit| set >> unit & 1 == 1);
        // For each set of units in front: the least margin against an order of it, and how many of its orders have it.
        let (mut least, mut ways) = (vec![0.0; full + 1], vec![1_u64; full + 1]);
        for set in 1..=full {
            let with_last = |last: usize| {
                let rest = set ^ (1 << last);
                least[rest] + against.last(last, rest)
            };
            let best = members(set).map(with_last).fold(f64::INFINITY, f64::min);
            ways[set] =
                members(set).filter(|&last| with_last(last) <= best + TOLERANCE).map(|last| ways[set ^ (1 << last)]).sum();
            least[set] = best;
        }
        // Back from all units: in how many best orders of all the set stands in front, per order of the set.
        let (mut follow, mut places) = (vec![0_u64; full + 1], vec![0.0; k]);
        follow[full] = 1;
        for set in (1..=full).rev() {
            for last in members(set) {
                let rest = set ^ (1 << last);
                if least[rest] + against.last(last, rest) <= least[set] + TOLERANCE {
                    follow[rest] += follow[set];
                    places[last] += (ways[rest] * follow[set]) as f64 * f64::from(set.count_ones());
                }
            }
        }
        for place in &mut places {
            *place /= ways[full] as f64;
        }
        let pairs = (k * (k - 1) / 2) as f64;
        Self { places, support: (pairs - least[full]) / 2.0, count: ways[full] }
    }
}

/// The sum of the margins of one unit over those of a set, by halves of the set.
struct Against {
    half: usize,
    low: Vec<Vec<f64>>,
    high: Vec<Vec<f64>>,
}

impl Against {
    fn of(k: usize, margin: impl Fn(usize, usize) -> f64) -> Self {
        let half = k / 2;
        let sums = |unit: usize, from: usize, to: usize| {
            let mut sums = vec![0.0; 1 << (to - from)];
            for set in 1..sums.len() {
                let first = set.trailing_zeros() as usize;
                sums[set] = sums[set & (set - 1)] + margin(unit, from + first);
            }
            sums
        };
        Self {
            half,
            low: (0..k).map(|unit| sums(unit, 0, half)).collect(),
            high: (0..k).map(|unit| sums(unit, half, k)).collect(),
        }
    }

    /// What speaks against `unit` coming after all of `set`.
    fn last(&self, unit: usize, set: usize) -> f64 {
        self.low[unit][set & ((1 << self.half) - 1)] + self.high[unit][set >> self.half]
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The margins of three voters who agree on nothing but that the last comes last.
    fn circle(a: usize, b: usize) -> f64 {
        match (a, b) {
            (3, 3) => 0.0,
            (_, 3) => 1.0,
            (3, _) => -1.0,
            _ => [0.0, 1.0 / 3.0, -1.0 / 3.0][(b + 3 - a) % 3],
        }
    }

    #[test]
    fn a_circle_has_as_many_best_orders_as_beginnings() {
        // Each of the three orders along the circle has ⅔ + ⅔ + ⅓ among the first three, and 3 over the last.
        let best = BestOrders::of(4, circle);
        assert_eq!((best.count, best.places), (3, vec![2.0, 2.0, 2.0, 4.0]));
        assert!((best.support - (5.0 / 3.0 + 3.0)).abs() < 1e-12);
    }

    #[test]
    fn the_best_orders_are_those_of_a_trial_of_all() {
        for seed in 1..40_usize {
            let k = 1 + seed % 6;
            // Margins in eighths, so that several orders are equally good.
            let draw = |a: usize, b: usize| ((a * 31 + b * 17 + seed * 7) * (a + b + seed) % 9) as f64 / 4.0 - 1.0;
            let margin = |a: usize, b: usize| if a < b { draw(a, b) } else { -draw(b, a) };
            let (mut support, mut places, mut count) = (f64::NEG_INFINITY, vec![0.0; k], 0);
            for order in orders(k) {
                let pairs = (0..k).flat_map(|i| (i + 1..k).map(move |j| (i, j)));
                let found: f64 = pairs.map(|(i, j)| f64::midpoint(1.0, margin(order[i], order[j]))).sum();
                if found > support {
                    (support, places, count) = (found, vec![0.0; k], 0);
                }
                if found >= support {
                    count += 1;
                    order.iter().enumerate().for_each(|(place, &unit)| places[unit] += (place + 1) as f64);
                }
            }
            for place in &mut places {
                *place /= count as f64;
            }
            let best = BestOrders::of(k, margin);
            assert_eq!((best.support, best.count), (support, count), "seed {seed}");
            assert!(best.places.iter().zip(&places).all(|(x, y)| (x - y).abs() < 1e-12), "{:?} {places:?}", best.places);
        }
    }

    /// All orders of `k` units.
    fn orders(k: usize) -> Vec<Vec<usize>> {
        if k == 0 {
            return vec![Vec::new()];
        }
        let shorter = orders(k - 1);
        let with_last = |order: &Vec<usize>| -> Vec<Vec<usize>> {
            (0..k).map(|at| [&order[..at], &[k - 1], &order[at..]].concat()).collect()
        };
        shorter.iter().flat_map(with_last).collect()
    }
}
