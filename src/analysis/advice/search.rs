//! The cheapest plan where all that is known is that no change does harm (单调优化的分支定界).

use std::cmp::Ordering;
use std::collections::BinaryHeap;

use crate::error::Error;

use super::improvement::Problem;
use super::plan::Optimality;

/// Halvings of a share when the least one that does is looked for.
const HALVINGS: usize = 14;

/// A box of shares, from `low` to `high`, whose upper end reaches the target. Nothing in it costs less than its lower end.
struct Part {
    low: Vec<f64>,
    high: Vec<f64>,
    bound: f64,
}

impl PartialEq for Part {
    fn eq(&self, other: &Self) -> bool {
        self.cmp(other) == Ordering::Equal
    }
}

impl Eq for Part {}

impl PartialOrd for Part {
    fn partial_cmp(&self, other: &Self) -> Option<Ordering> {
        Some(self.cmp(other))
    }
}

impl Ord for Part {
    /// The cheapest bound first.
    fn cmp(&self, other: &Self) -> Ordering {
        other.bound.total_cmp(&self.bound)
    }
}

/// The shares of the cheapest plan found, and how good it is: branch, reduce and bound of monotonic optimization (Tuy 2000).
pub(super) fn solve(problem: &Problem<'_>, needed: f64, gap: f64, effort: usize) -> Result<(Vec<f64>, Optimality), Error> {
    let low = vec![0.0; problem.moves.len()];
    let high: Vec<f64> = problem.moves.iter().map(super::lever::Move::most).collect();
    let search = Search { problem, needed, order: least_worth_first(problem, &high)? };
    let mut best = search.exchanged(search.descended(high.clone())?)?;
    let mut cost = search.cost(&best);
    let mut open = BinaryHeap::new();
    open.extend(search.reduced(low, high)?);
    let is_enough = |bound: f64, cost: f64| bound >= cost * (1.0 - gap);
    while let Some(part) = open.pop() {
        if is_enough(part.bound, cost) {
            return Ok((best, Optimality::Optimal));
        }
        if problem.evaluations() >= effort {
            return Ok((best, Optimality::Within { lower_bound: part.bound.min(cost) }));
        }
        let found = search.descended(search.on_the_way(&part)?)?;
        if search.cost(&found) < cost {
            (cost, best) = (search.cost(&found), found);
        }
        for (low, high) in search.halves(&part) {
            open.extend(search.reduced(low, high)?.filter(|half| !is_enough(half.bound, cost)));
        }
    }
    Ok((best, Optimality::Optimal))
}

struct Search<'a, 'p> {
    problem: &'a Problem<'p>,
    needed: f64,
    /// The levers, from the one whose whole way brings the least for its cost.
    order: Vec<usize>,
}

fn least_worth_first(problem: &Problem<'_>, high: &[f64]) -> Result<Vec<usize>, Error> {
    let mut worth = Vec::with_capacity(high.len());
    for (j, lever) in problem.moves.iter().enumerate() {
        let mut shares = vec![0.0; high.len()];
        shares[j] = high[j];
        worth.push((problem.score(&shares)? - problem.before) / lever.cost.max(f64::MIN_POSITIVE));
    }
    let mut order: Vec<usize> = (0..high.len()).collect();
    order.sort_by(|&a, &b| worth[a].total_cmp(&worth[b]));
    Ok(order)
}

impl Search<'_, '_> {
    fn cost(&self, shares: &[f64]) -> f64 {
        self.problem.moves.iter().zip(shares).map(|(lever, share)| lever.cost * share).sum()
    }

    fn reaches(&self, shares: &[f64]) -> Result<bool, Error> {
        Ok(self.problem.score(shares)? >= self.needed)
    }

    /// The least share of lever `j` between `low` and what `shares` has, with which `shares` reach the target, from below and from above.
    fn least(&self, shares: &[f64], j: usize, low: f64) -> Result<(f64, f64), Error> {
        let lever = &self.problem.moves[j];
        let mut trial = shares.to_vec();
        trial[j] = low;
        if self.reaches(&trial)? {
            return Ok((low, low));
        }
        let (mut below, mut above) = (low, shares[j]);
        for _ in 0..HALVINGS {
            let middle = lever.down(f64::midpoint(below, above));
            if middle <= below || middle >= above {
                break;
            }
            trial[j] = middle;
            if self.reaches(&trial)? { above = middle } else { below = middle }
        }
        // Between two steps there is nothing.
        let below = if lever.step.is_some() { lever.up(below + 1e-6 * (above - below)).min(above) } else { below };
        Ok((below, above))
    }

    /// Each share brought down as far as the target allows, that of the least worth first.
    fn descended(&self, shares: Vec<f64>) -> Result<Vec<f64>, Error> {
        self.descended_but(shares, None)
    }

    /// The same, but for the share of one lever.
    fn descended_but(&self, mut shares: Vec<f64>, kept: Option<usize>) -> Result<Vec<f64>, Error> {
        for &j in self.order.iter().filter(|&&j| Some(j) != kept) {
            shares[j] = self.least(&shares, j, 0.0)?.1;
        }
        Ok(shares)
    }

    /// The shares after one lever goes further so that others need not go as far, or less far so that others go further, as long as that
    /// is cheaper.
    fn exchanged(&self, mut shares: Vec<f64>) -> Result<Vec<f64>, Error> {
        const PARTS: u32 = 8;
        const ROUNDS: usize = 20;
        let mut cost = self.cost(&shares);
        for _ in 0..ROUNDS {
            let start = cost;
            for j in 0..shares.len() {
                let lever = &self.problem.moves[j];
                for part in 0..=PARTS {
                    let mut other: Vec<f64> = self.problem.moves.iter().map(super::lever::Move::most).collect();
                    other[j] = lever.up(f64::from(part) / f64::from(PARTS)).min(lever.most());
                    if !self.reaches(&other)? {
                        continue;
                    }
                    let other = self.descended(self.descended_but(other, Some(j))?)?;
                    if self.cost(&other) < cost {
                        (cost, shares) = (self.cost(&other), other);
                    }
                }
            }
            if cost >= start * (1.0 - 1e-6) {
                break;
            }
        }
        Ok(shares)
    }

    /// A point between the ends of a box that reaches the target, as near to the lower one as halving finds.
    fn on_the_way(&self, part: &Part) -> Result<Vec<f64>, Error> {
        let at = |t: f64| -> Vec<f64> {
            let ends = part.low.iter().zip(&part.high).zip(&self.problem.moves);
            ends.map(|((low, high), lever)| lever.up(low + t * (high - low)).min(*high)).collect()
        };
        let (mut below, mut above) = (0.0, 1.0);
        for _ in 0..HALVINGS {
            let middle = f64::midpoint(below, above);
            if self.reaches(&at(middle))? { above = middle } else { below = middle }
        }
        Ok(if above >= 1.0 { part.high.clone() } else { at(above) })
    }

    /// The box without what can't hold the cheapest plan: below the least share each lever needs though all others go to their ends. None
    /// if it holds no plan at all.
    fn reduced(&self, mut low: Vec<f64>, high: Vec<f64>) -> Result<Option<Part>, Error> {
        if !self.reaches(&high)? {
            return Ok(None);
        }
        for (j, low) in low.iter_mut().enumerate() {
            *low = self.least(&high, j, *low)?.0;
        }
        Ok(Some(Part { bound: self.cost(&low), low, high }))
    }

    /// The box cut in two across the side that costs most.
    fn halves(&self, part: &Part) -> Vec<(Vec<f64>, Vec<f64>)> {
        let moves = &self.problem.moves;
        let side = |j: usize| moves[j].cost * (part.high[j] - part.low[j]);
        let Some(j) = (0..moves.len()).max_by(|&a, &b| side(a).total_cmp(&side(b))) else { return Vec::new() };
        let middle = moves[j].down(f64::midpoint(part.low[j], part.high[j]));
        let next = moves[j].step.map_or(middle, |step| moves[j].up(middle + step / 2.0));
        // A side too short to be cut holds nothing between its ends.
        if side(j) <= 0.0 || middle <= part.low[j] && next >= part.high[j] && moves[j].step.is_none() {
            return Vec::new();
        }
        let (mut lower, mut upper) = ((part.low.clone(), part.high.clone()), (part.low.clone(), part.high.clone()));
        (lower.1[j], upper.0[j]) = (middle, next);
        vec![lower, upper]
    }
}
