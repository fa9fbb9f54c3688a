//! How a node is scored (节点评价设置), and how its scores enter the node above (上卷).

use serde::{Deserialize, Serialize};

use crate::document::{Entry, Reader, Value};
use crate::error::Error;
use crate::notice::Notice;
use crate::numeric::Extrema;
use crate::prepare::Normalization;
use crate::score::{Orientation, Score, ScoreMethod, ScoreRange};
use crate::table::Column;

use super::Outside;

/// How a node is scored (节点评价设置): by which method, and over what.
///
/// A method alone scores the children of the node. In a model document `over = "leaves"` beside `method`.
///
/// ```
/// use governance_efficacy::model::Scoring;
/// use governance_efficacy::score::Topsis;
///
/// let scoring = Scoring::from(Topsis::default()).over_leaves();
/// assert!(scoring.is_over_leaves());
/// ```
#[derive(Debug, Clone, PartialEq)]
pub struct Scoring {
    method: ScoreMethod,
    leaves: bool,
}

impl<M: Into<ScoreMethod>> From<M> for Scoring {
    fn from(method: M) -> Self {
        Self { method: method.into(), leaves: false }
    }
}

/// What a node scores, as a document names it.
const OVER: [(&str, bool); 2] = [("children", false), ("leaves", true)];

impl Scoring {
    /// Scores all indicators beneath the node at once, with the products of the weights down to them, instead of the scores of its
    /// children. The nodes between keep their own scores.
    #[must_use]
    pub fn over_leaves(self) -> Self {
        Self { leaves: true, ..self }
    }

    /// The method.
    pub fn method(&self) -> &ScoreMethod {
        &self.method
    }

    /// Whether it scores the indicators beneath the node instead of its children.
    pub fn is_over_leaves(&self) -> bool {
        self.leaves
    }

    /// The same with `normalization`, where the method names none of its own.
    pub(super) fn with_default_normalization(&self, normalization: Normalization) -> Self {
        Self { method: self.method.with_default_normalization(normalization), leaves: self.leaves }
    }

    pub(super) fn read(entry: &Entry<'_>) -> Result<Self, Error> {
        let mut reader = entry.table()?;
        let scoring = Self::read_fields(&mut reader)?;
        reader.finish()?;
        Ok(scoring)
    }

    /// Reads the setting from a table that may hold other entries too.
    pub(super) fn read_fields(reader: &mut Reader<'_>) -> Result<Self, Error> {
        let method = ScoreMethod::read_fields(reader)?;
        let leaves = reader.optional("over").map_or(Ok(false), |entry| entry.word("part of the hierarchy to score", &OVER))?;
        Ok(Self { method, leaves })
    }

    pub(super) fn write(&self) -> Value {
        self.method.fields().with_some("over", self.leaves.then_some("leaves")).into()
    }
}

/// How the scores of a node enter the node above: as shares of which more is better.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case", deny_unknown_fields)]
pub(super) enum Climb {
    /// As they are.
    Same,
    /// One minus the score, because lower is better.
    Complement,
    /// By the range of the rows of the fit.
    Range { worst: f64, best: f64 },
}

impl Climb {
    /// The least and the largest of the scores there are.
    pub(super) fn ends(scores: &Column) -> Option<Extrema> {
        let present: Vec<f64> = scores.iter().flatten().collect();
        (!present.is_empty()).then(|| Extrema::of(&present))
    }

    /// The way for `method`, whose scores of the rows of the fit lie between `ends`, if there are any.
    pub(super) fn of(method: &ScoreMethod, ends: Option<Extrema>) -> Self {
        let is_lower_better = method.orientation() == Orientation::LowerIsBetter;
        let ends = ends.unwrap_or(Extrema { min: 0.0, max: 1.0 });
        // A mean of values that were declared to be on one scale may turn out not to be shares.
        let is_unit = method.range() == ScoreRange::Unit && ends.min >= -1e-12 && ends.max <= 1.0 + 1e-12;
        match (is_unit, is_lower_better) {
            (true, false) => Self::Same,
            (true, true) => Self::Complement,
            (false, false) => Self::Range { worst: ends.min, best: ends.max },
            (false, true) => Self::Range { worst: ends.max, best: ends.min },
        }
    }

    /// The score as it enters the node above.
    pub(super) fn apply(self, score: f64, outside: Outside) -> f64 {
        match self {
            Self::Same => score,
            Self::Complement => 1.0 - score,
            Self::Range { worst, best } if worst == best => 0.5,
            Self::Range { worst, best } => {
                let share = (score - worst) / (best - worst);
                if outside == Outside::Extend { share } else { share.clamp(0.0, 1.0) }
            }
        }
    }

    /// The score that enters the node above as `share`.
    pub(super) fn inverse(self, share: f64) -> f64 {
        match self {
            Self::Same => share,
            Self::Complement => 1.0 - share,
            Self::Range { worst, best } => worst + share * (best - worst),
        }
    }

    /// What the reader must know of it.
    pub(super) fn notice(self) -> Option<Notice> {
        match self {
            Self::Range { worst, best } => Some(Notice::EntersByRange { worst, best }),
            Self::Same | Self::Complement => None,
        }
    }

    pub(super) fn is_sound(self) -> bool {
        match self {
            Self::Range { worst, best } => worst.is_finite() && best.is_finite(),
            Self::Same | Self::Complement => true,
        }
    }
}
