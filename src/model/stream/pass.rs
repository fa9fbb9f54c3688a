//! One pass over a stream: what is gathered of each part (单遍扫描).

use std::sync::Arc;

use crate::error::Error;
use crate::indicator::Normalization;
use crate::label::Key;
use crate::model::Scope;
use crate::model::fitted::{Fitted, check_ranges, input_of};
use crate::numeric::{Extrema, Reading, excess_sum, sum, sum_by};
use crate::prepare::Scale;
use crate::table::{Column, IndicatorTable};
use crate::threads;

use super::tally::{ColumnTally, Tally};

/// What a pass gathers of one column (统计任务).
#[derive(Debug, Clone, PartialEq)]
#[non_exhaustive]
pub enum Task {
    /// Of the values of an indicator, the least, the largest and the sum; the other sum is 0.
    Ends {
        /// The indicator.
        key: Key,
    },
    /// The same of the scores of a node.
    ScoreEnds {
        /// The node.
        key: Key,
    },
    /// Of an indicator, or of the scores of a node as they enter the node above: `Σ (x − center)` and `Σ (x − center)²`.
    Deviations {
        /// The indicator or node.
        key: Key,
        /// A number near the mean.
        center: f64,
    },
    /// Of an indicator, or of the scores of a node as they enter the node above: `Σ (1 + u) ln(1 + u) − u`, `u = (r − mean)/mean`, where `r` is the
    /// value on the scale; the other sum is 0. At `u = −1` the term is 1.
    Divergence {
        /// The indicator or node.
        key: Key,
        /// The scale; the values as they are if there is none.
        scale: Option<Scale>,
        /// The mean of `r`.
        mean: f64,
        /// What the scale was learned by.
        normalization: Normalization,
    },
}

impl Task {
    /// The indicator or node it is about.
    pub fn key(&self) -> &Key {
        match self {
            Self::Ends { key } | Self::ScoreEnds { key } | Self::Deviations { key, .. } | Self::Divergence { key, .. } => key,
        }
    }

    /// Whether the least and the largest value are asked for.
    pub fn asks_for_ends(&self) -> bool {
        matches!(self, Self::Ends { .. } | Self::ScoreEnds { .. })
    }

    /// Of the values that are there.
    fn of(&self, values: &[f64]) -> ColumnTally {
        if values.is_empty() {
            return ColumnTally::default();
        }
        let ends = self.asks_for_ends().then(|| Extrema::of(values));
        let sums = match self {
            Self::Ends { .. } | Self::ScoreEnds { .. } => [sum(values), 0.0],
            Self::Deviations { center, .. } => [sum_by(values, |x| x - center), sum_by(values, |x| (x - center) * (x - center))],
            Self::Divergence { scale, mean, .. } => {
                let reading = scale.as_ref().map_or(Reading::Plain, Scale::reading);
                [excess_sum(values, *mean, &reading), 0.0]
            }
        };
        ColumnTally::of_parts(values.len(), ends.map(|ends| (ends.min, ends.max)), sums)
    }
}

/// One pass over a stream (单遍扫描): it can be sent to where the parts are.
#[derive(Debug, Clone)]
pub struct Pass {
    pub(super) fitted: Arc<Fitted>,
    pub(super) tasks: Vec<Task>,
}

impl Pass {
    /// What is gathered, column by column.
    pub fn tasks(&self) -> &[Task] {
        &self.tasks
    }

    /// What was learned in the passes before (已学得的部分): the nodes of which this pass gathers scores are in it, those above them are not, so
    /// that it scores nothing yet. Another engine reads from it how scores are made, as [`Fitted`] writes it.
    ///
    /// ```
    /// use governance_efficacy::Indicator;
    /// use governance_efficacy::model::stream::FitInPasses;
    /// use governance_efficacy::model::{Model, System};
    ///
    /// let model = Model::new(System::flat([Indicator::new("answered")?])?);
    /// let fit = FitInPasses::new(&model)?;
    /// let first = fit.pass().expect("a fit begins with a pass");
    /// assert_eq!(first.learned().model(), &model);
    /// # Ok::<(), governance_efficacy::Error>(())
    /// ```
    pub fn learned(&self) -> &Fitted {
        &self.fitted
    }

    /// What this pass gathers of part of the rows.
    ///
    /// # Errors
    /// [`Error::Unknown`] for an indicator the part lacks, [`Error::Missing`] for a gap the model refuses, [`Error::Value`] for a value
    /// outside the range of its indicator.
    pub fn tally(&self, part: &IndicatorTable) -> Result<Tally, Error> {
        check_ranges(&self.fitted.model, part)?;
        let part = match &self.fitted.model.scope {
            Scope::Pooled => part.clone(),
            Scope::Periods(periods) => {
                if !part.rows().has_periods() {
                    // The one door for this mistake.
                    return super::super::fitted::base_of(&self.fitted.model, part).map(|_| Tally::default());
                }
                let there: Vec<_> = periods.iter().copied().filter(|period| part.rows().periods().contains(period)).collect();
                if there.is_empty() {
                    return Ok(Tally::default());
                }
                part.in_periods(&there)?
            }
        };
        let prepared = self.fitted.preparation.apply(&part)?;
        let scored = self.fitted.score_nodes(&prepared, 0)?;
        let cells = prepared.rows.len() * self.tasks.len();
        let columns = threads::map(&self.tasks, cells, |task| {
            let column: Option<Column> = match task {
                Task::ScoreEnds { key } => scored.iter().find(|(k, _)| k == key).map(|(_, node)| node.scores.clone()),
                task => input_of(task.key(), &prepared, &scored).map(|input| input.column),
            };
            let column = column.ok_or_else(|| Error::unknown("indicator or node of the pass", task.key().as_str(), []))?;
            Ok::<_, Error>(match column.as_complete() {
                Some(values) => task.of(values),
                None => task.of(&column.iter().flatten().collect::<Vec<f64>>()),
            })
        })?;
        Ok(Tally::new(prepared.rows.len(), prepared.rows.periods().iter().copied(), columns))
    }
}
