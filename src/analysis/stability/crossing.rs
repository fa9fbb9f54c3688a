//! Where the scores of two units cross as one weight moves, when each is a straight line in that weight.
//!
//! For the whole order it is enough to look at neighbors. Let the first meeting of any two units, on the way out from the weight,
//! be at `t*`, between `a` ahead and `b` behind. Up to `t*` no two have met, so every unit between them is between them still,
//! and at `t*`, where `a` and `b` are level and scores are continuous, level with both: some two neighbors meet at `t*` too.

use crate::error::Error;

use super::intervals::{Bound, Change, Span};
use super::search::TOLERANCE;
use super::stage::Stage;

/// Differences of slopes below this share of the numbers they come from are rounding.
const ROUNDING: f64 = 1e-12;

/// The scores at the weight, and how fast each rises with it.
pub(super) struct Lines<'a> {
    stage: &'a Stage<'a>,
    weight: f64,
    scores: Vec<f64>,
    slopes: Vec<f64>,
}

impl<'a> Lines<'a> {
    /// The lines of all rows in weight `j`; none if the weight can't move, or a row has no score.
    pub(super) fn of(stage: &'a Stage<'a>, j: usize, scores: &[Option<f64>]) -> Result<Option<Self>, Error> {
        let (Some(without), Some(scores)) = (stage.with_weight(j, 0.0), scores.iter().copied().collect::<Option<Vec<f64>>>())
        else {
            return Ok(None);
        };
        let (low, high) = (stage.scores(&without)?, stage.scores(&stage.vertex(j))?);
        let slopes = low.iter().zip(&high).map(|(low, high)| Some((*high)? - (*low)?)).collect::<Option<Vec<f64>>>();
        Ok(slopes.map(|slopes| Self { stage, weight: stage.weights[j], scores, slopes }))
    }

    /// The interval in which all `pairs` stand as they do.
    pub(super) fn span(&self, pairs: impl Iterator<Item = (usize, usize, bool)>) -> Span {
        let (mut below, mut above) = (Nearest::default(), Nearest::default());
        for (ahead, behind, tied) in pairs {
            let pull = self.slopes[behind] - self.slopes[ahead];
            if tied {
                let size = |row: usize| self.slopes[row].abs().max(self.scores[row].abs());
                if pull.abs() > ROUNDING * size(ahead).max(size(behind)) {
                    let (faster, slower) = if pull > 0.0 { (behind, ahead) } else { (ahead, behind) };
                    above.see(0.0, pull.abs(), (faster, slower, true));
                    below.see(0.0, pull.abs(), (slower, faster, true));
                }
            } else {
                let distance = (self.scores[ahead] - self.scores[behind]) / pull.abs();
                let side = if pull > 0.0 { &mut above } else { &mut below };
                side.see(distance, pull.abs(), (behind, ahead, false));
            }
        }
        let whole = Span::whole(self.weight, true);
        Span { lower: self.bound(&below, whole.lower), upper: self.bound(&above, whole.upper) }
    }

    /// The nearest meeting on the way to `end`, if it is not beyond it.
    fn bound(&self, nearest: &Nearest, end: Bound) -> Bound {
        let room = (end.weight - self.weight).abs();
        match &nearest.0 {
            Some(meeting) if room > 0.0 && meeting.distance <= room + TOLERANCE => {
                let (unit, other, tied) = meeting.pair;
                let weight = self.weight + meeting.distance.copysign(end.weight - self.weight);
                bound(weight, end.weight, change(self.stage, unit, other, tied))
            }
            _ => end,
        }
    }
}

/// The bound at `weight` on the way to `end`: a unit that draws level at the very end passes nobody.
pub(super) fn bound(weight: f64, end: f64, change: Change) -> Bound {
    match change {
        Change::Overtakes { unit, over } if (end - weight).abs() <= 2.0 * TOLERANCE => {
            Bound { weight: end, change: Some(Change::DrawsLevel { unit, with: over }) }
        }
        change => Bound { weight, change: Some(change) },
    }
}

/// `unit` goes ahead of `other`, with which it tied or which was ahead.
pub(super) fn change(stage: &Stage<'_>, unit: usize, other: usize, tied: bool) -> Change {
    let (unit, other) = (stage.name(unit), stage.name(other));
    if tied { Change::Parts { unit, from: other } } else { Change::Overtakes { unit, over: other } }
}

/// Two units that meet at a distance from the weight, and how fast they near each other.
struct Meeting {
    distance: f64,
    pull: f64,
    pair: (usize, usize, bool),
}

/// The nearest meeting on one side; of several at once the fastest, because beyond it that unit is ahead of the others.
#[derive(Default)]
struct Nearest(Option<Meeting>);

impl Nearest {
    fn see(&mut self, distance: f64, pull: f64, pair: (usize, usize, bool)) {
        let is_nearer = |m: &Meeting| distance < m.distance || (distance == m.distance && pull > m.pull);
        // Parallel lines meet nowhere, at an infinite distance.
        if distance.is_finite() && self.0.as_ref().is_none_or(is_nearer) {
            self.0 = Some(Meeting { distance, pull, pair });
        }
    }
}
