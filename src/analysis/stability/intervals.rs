//! Weight-stability intervals (权重稳定区间).

use serde::{Deserialize, Serialize};

use crate::error::Error;
use crate::governance::Period;
use crate::label::Key;
use crate::model::Fitted;
use crate::score::ScoreMethod;
use crate::table::{DecisionMatrix, IndicatorTable};
use crate::weight::Weights;

use super::crossing::Lines;
use super::search::{Search, TOLERANCE, Walk};
use super::stage::Stage;

/// How far each weight may move, the others rescaled in proportion, before the winner or the order changes (权重稳定区间).
///
/// # Definition
/// With weight `j` at `t` the others are `w_k (1 − t)/(1 − w_j)`. The interval of the winner is the largest around `w_j` in which
/// the same units, and no others, are first; that of the order the largest in which every two units stand to each other as they
/// do at `w_j`. Both are open where a [`Change`] bounds them: at the bound the two units tie. Ties count: units that tie at `w_j`
/// and part with any change of it make the interval a point.
///
/// # How it is found
/// Under a score that is a weighted sum ([`WeightedSum`](crate::score::WeightedSum), MABAC, MAIRCA, MOORA, SPOTIS; in a
/// hierarchy, if all methods from the node to the one that ranks are such, scores climb unchanged, and no value is missing) each
/// unit's score is a straight line in `t`. The bounds are where lines cross: exact, O(n) for the winner, O(n log n) for the
/// order.
///
/// Under any other method each side of `w_j` is searched on a grid ([`Search`]), and the last grid point where all is as before
/// is parted from the first where it is not by halving, down to 10⁻¹² in the weight. What changes and changes back between two
/// grid points is not seen. [`Procedure`] says which way was taken.
///
/// # Edge cases
/// A weight of 1 can't move, because the others have no proportions; its interval is the point 1. Rows without a score have no
/// place. In a table with periods every period has intervals of its own.
///
/// # Reference
/// The ray of weights and the crossing points: Triantaphyllou & Sánchez (1997), A sensitivity analysis approach for some
/// deterministic multi-criteria decision-making methods, *Decision Sciences* 28(1), 151–194; Mareschal (1988), Weight stability
/// intervals in multicriteria decision aid, *European Journal of Operational Research* 33(1), 54–64.
///
/// # Example
/// In the [module](super), by hand.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct WeightStability {
    /// The node whose weights move; none for a matrix.
    pub node: Option<Key>,
    /// The node whose ranking is watched; none for a matrix.
    pub ranked: Option<Key>,
    /// How the bounds were found.
    pub procedure: Procedure,
    /// One of each weight and period: the weights in their order, the periods of each in time order.
    pub intervals: Vec<WeightInterval>,
}

/// How bounds were found (求解方式).
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
#[serde(tag = "procedure", rename_all = "kebab-case", deny_unknown_fields)]
pub enum Procedure {
    /// Where straight lines cross: exact.
    ClosedForm {},
    /// On a grid, then by halving.
    Search {
        /// Grid points on each side of the weight.
        steps: usize,
        /// How far the bound may be from the true one, if nothing changes and changes back between two grid points.
        tolerance: f64,
    },
}

/// How far one weight may move in one period (单个权重的稳定区间).
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct WeightInterval {
    /// The indicator or child whose weight it is.
    pub indicator: Key,
    /// The period; none in a table without periods.
    pub period: Option<Period>,
    /// The weight.
    pub weight: f64,
    /// Who is first; several if they tie.
    pub winners: Vec<String>,
    /// Where they stay first.
    pub winner: Span,
    /// Where the whole order stays.
    pub order: Span,
}

/// From a lower to an upper bound (区间), both in [0, 1] and around the weight.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Span {
    /// The lower bound.
    pub lower: Bound,
    /// The upper bound.
    pub upper: Bound,
}

/// One end of an interval (界).
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Bound {
    /// The value of the weight there.
    pub weight: f64,
    /// What happens there; none where the weight can go no further.
    pub change: Option<Change>,
}

/// What ends an interval (排序变化).
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "change", rename_all = "kebab-case", deny_unknown_fields)]
pub enum Change {
    /// A unit draws level with one that was ahead, and passes it beyond (反超).
    Overtakes {
        /// The unit that was behind.
        unit: String,
        /// The unit that was ahead.
        over: String,
    },
    /// A unit draws level with one that was ahead where the weight can go no further (追平).
    DrawsLevel {
        /// The unit that was behind.
        unit: String,
        /// The unit that was ahead.
        with: String,
    },
    /// Units that tied do so no longer (并列解除).
    Parts {
        /// The unit that goes ahead.
        unit: String,
        /// The unit that stays behind.
        from: String,
    },
    /// A unit has no score any more, because too little of its weight is available (失去得分).
    Unscored {
        /// The unit.
        unit: String,
    },
    /// The method gives no scores there (无法计算).
    Refused {
        /// What it says.
        reason: String,
    },
}

impl WeightStability {
    /// Of each of `weights`, for the units of `matrix`.
    ///
    /// # Errors
    /// What `method` refuses; [`Error::Length`] and [`Error::Unknown`] unless the weights name the criteria of the matrix.
    pub fn of_matrix(
        method: impl Into<ScoreMethod>,
        matrix: &DecisionMatrix,
        weights: &Weights,
        search: Search,
    ) -> Result<Self, Error> {
        let stage = Stage::of_matrix(&method.into(), matrix, weights)?;
        Ok(Self::of_stage(&stage, search)?.named(None, None))
    }

    /// Of the weights of the children of `node`, for the ranking by `ranked`, which is `node` or a node above it.
    ///
    /// # Errors
    /// [`Error::Unknown`] if nothing is scored at a node of that name, [`Error::InvalidSetting`] if the weights at `node` do not
    /// enter `ranked`, and as [`Fitted::score`].
    pub fn of_node(fitted: &Fitted, table: &IndicatorTable, node: &str, ranked: &str, search: Search) -> Result<Self, Error> {
        let stage = Stage::of_node(fitted, table, node, ranked)?;
        Ok(Self::of_stage(&stage, search)?.named(Some(fitted.node_key(node)?), Some(fitted.node_key(ranked)?)))
    }

    /// Of the weights at every node, for the ranking of the whole; the whole's own weights first.
    ///
    /// # Errors
    /// As [`of_node`](Self::of_node).
    pub fn of_model(fitted: &Fitted, table: &IndicatorTable, search: Search) -> Result<Vec<Self>, Error> {
        let whole = fitted.root().as_str();
        fitted.node_keys().map(|node| Self::of_node(fitted, table, node.as_str(), whole, search)).collect()
    }

    fn named(self, node: Option<&Key>, ranked: Option<&Key>) -> Self {
        Self { node: node.cloned(), ranked: ranked.cloned(), ..self }
    }

    fn of_stage(stage: &Stage<'_>, search: Search) -> Result<Self, Error> {
        let scores = stage.scores(&stage.weights)?;
        let standings = stage.standings(&scores);
        let mut intervals = Vec::new();
        for (j, (key, &weight)) in stage.keys.iter().zip(&stage.weights).enumerate() {
            let lines = if stage.is_additive { Lines::of(stage, j, &scores)? } else { None };
            let mut walk = Walk::new(stage, j, search);
            for standing in &standings {
                let (winner, order) = match &lines {
                    Some(lines) => (lines.span(standing.rivals()), lines.span(standing.neighbors())),
                    None => (walk.span(&|| standing.rivals()), walk.span(&|| standing.neighbors())),
                };
                intervals.push(WeightInterval {
                    indicator: key.clone(),
                    period: standing.period,
                    weight,
                    winners: standing.order[..standing.leaders()].iter().map(|&row| stage.name(row)).collect(),
                    winner,
                    order,
                });
            }
        }
        let procedure = if stage.is_additive {
            Procedure::ClosedForm {}
        } else {
            Procedure::Search { steps: search.steps(), tolerance: TOLERANCE }
        };
        Ok(Self { node: None, ranked: None, procedure, intervals })
    }
}

impl Span {
    /// The whole range, or the point `weight` if it can't move.
    pub(super) fn whole(weight: f64, can_move: bool) -> Self {
        let end = |end: f64| Bound { weight: if can_move { end } else { weight }, change: None };
        Self { lower: end(0.0), upper: end(1.0) }
    }

    /// Whether `weight` is strictly between the bounds, or at one where nothing changes.
    pub fn contains(&self, weight: f64) -> bool {
        let above = self.lower.weight < weight || (self.lower.weight == weight && self.lower.change.is_none());
        let below = weight < self.upper.weight || (self.upper.weight == weight && self.upper.change.is_none());
        above && below
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_point_contains_itself_and_an_end_where_something_changes_is_outside() {
        let point = Span::whole(0.3, false);
        assert_eq!([0.2, 0.3, 0.4].map(|weight| point.contains(weight)), [false, true, false]);
        let change = Some(Change::Unscored { unit: "A".to_owned() });
        let span = Span { lower: Bound { weight: 0.2, change: change.clone() }, upper: Bound { weight: 0.6, change } };
        assert_eq!([0.1, 0.2, 0.3, 0.6, 0.7].map(|weight| span.contains(weight)), [false, false, true, false, false]);
    }
}
