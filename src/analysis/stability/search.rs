//! Bounds of an interval by search, for scores that are no straight lines in the weight.

use crate::error::Error;

use super::crossing::{bound, change};
use super::intervals::{Bound, Change, Span};
use super::stage::{Stage, stands};

/// How near to a bound halving comes, in the weight.
pub(super) const TOLERANCE: f64 = 1e-12;

/// How finely the way of a weight to 0 and to 1 is searched (搜索步数).
///
/// ```
/// use governance_efficacy::analysis::stability::Search;
///
/// assert_eq!(Search::default().steps(), 100);
/// assert!(Search::default().with_steps(0).is_err());
/// ```
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Search {
    steps: usize,
}

impl Default for Search {
    fn default() -> Self {
        Self { steps: 100 }
    }
}

impl Search {
    /// Sets the number of grid points on each side of the weight; 100 if not set.
    ///
    /// # Errors
    /// [`Error::InvalidSetting`] unless there are 1 to 100,000.
    pub fn with_steps(self, steps: usize) -> Result<Self, Error> {
        if (1..=100_000).contains(&steps) {
            Ok(Self { steps })
        } else {
            Err(Error::setting("the steps of the search", steps, "give 1 to 100,000 grid points"))
        }
    }

    /// The number of grid points on each side of the weight.
    pub fn steps(self) -> usize {
        self.steps
    }
}

type Scores = Result<Vec<Option<f64>>, Error>;
type Pair = (usize, usize, bool);

/// The way of one weight to both ends, scored as far as it was needed.
pub(super) struct Walk<'a> {
    stage: &'a Stage<'a>,
    j: usize,
    steps: usize,
    /// Scores at the grid points below the weight and above it, from the weight outward.
    seen: [Vec<Scores>; 2],
}

impl<'a> Walk<'a> {
    pub(super) fn new(stage: &'a Stage<'a>, j: usize, search: Search) -> Self {
        Self { stage, j, steps: search.steps, seen: [Vec::new(), Vec::new()] }
    }

    /// The interval in which all `pairs` stand as they do.
    pub(super) fn span<I: Iterator<Item = Pair>>(&mut self, pairs: &dyn Fn() -> I) -> Span {
        let weight = self.stage.weights[self.j];
        let mut span = Span::whole(weight, self.stage.with_weight(self.j, weight).is_some());
        if let Some(bound) = self.bound(span.lower.weight, pairs) {
            span.lower = bound;
        }
        if let Some(bound) = self.bound(span.upper.weight, pairs) {
            span.upper = bound;
        }
        span
    }

    /// The first point on the way to `end` where some of `pairs` stand otherwise.
    fn bound<I: Iterator<Item = Pair>>(&mut self, end: f64, pairs: &dyn Fn() -> I) -> Option<Bound> {
        let weight = self.stage.weights[self.j];
        if end == weight {
            return None;
        }
        let side = usize::from(end > weight);
        let point = |step: usize, steps: usize| {
            if step == steps { end } else { weight + (end - weight) * (step as f64 / steps as f64) }
        };
        for step in 1..=self.steps {
            if self.seen[side].len() < step {
                let scores = self.scores(point(step, self.steps));
                self.seen[side].push(scores);
            }
            if let Some(change) = self.broken(pairs(), &self.seen[side][step - 1]) {
                let (same, change) = self.halve((point(step - 1, self.steps), point(step, self.steps)), change, pairs);
                return Some(bound(same, end, change));
            }
        }
        None
    }

    /// The bound between a point where all is as it was and one where it is not.
    fn halve<I: Iterator<Item = Pair>>(&self, ends: (f64, f64), mut change: Change, pairs: &dyn Fn() -> I) -> (f64, Change) {
        let (mut same, mut other) = ends;
        while (other - same).abs() > TOLERANCE {
            let middle = f64::midpoint(same, other);
            match self.broken(pairs(), &self.scores(middle)) {
                Some(found) => (other, change) = (middle, found),
                None => same = middle,
            }
        }
        (same, change)
    }

    fn scores(&self, weight: f64) -> Scores {
        self.stage.with_weight(self.j, weight).map_or_else(|| Ok(Vec::new()), |weights| self.stage.scores(&weights))
    }

    /// What is not as it was; of several overtakings the one that is farthest.
    fn broken(&self, pairs: impl Iterator<Item = Pair>, scores: &Scores) -> Option<Change> {
        let scores = match scores {
            Ok(scores) => scores,
            Err(error) => return Some(Change::Refused { reason: error.to_string() }),
        };
        let mut farthest: Option<(f64, Pair)> = None;
        for (ahead, behind, tied) in pairs {
            let score =
                |row: usize| scores.get(row).copied().flatten().ok_or_else(|| Change::Unscored { unit: self.stage.name(row) });
            let (a, b) = match (score(ahead), score(behind)) {
                (Ok(a), Ok(b)) => (a, b),
                (Err(change), _) | (_, Err(change)) => return Some(change),
            };
            let lead = (b - a).abs();
            if !stands(a, b, tied) && farthest.is_none_or(|(most, _)| lead > most) {
                farthest = Some((lead, if tied && a > b { (ahead, behind, tied) } else { (behind, ahead, tied) }));
            }
        }
        farthest.map(|(_, (unit, other, tied))| change(self.stage, unit, other, tied))
    }
}
