//! One node at work (节点计算): children in, one score a row out.

#[cfg(feature = "uncertainty")]
use std::borrow::Cow;
use std::collections::HashMap;
use std::sync::Arc;

use serde::{Deserialize, Serialize};

use crate::error::Error;
use crate::indicator::Direction;
use crate::label::Key;
use crate::method::Needs;
use crate::notice::Notice;
use crate::score::{FittedScore, Score, ScoreDetail, ScoreMethod, Series};
use crate::table::{Column, DecisionMatrix, Rows, Sample, SampleColumn, Terms, Values};
use crate::weight::{Weighing, Weights};

use super::lint;
use super::scoring::Climb;
use super::settings::Outside;

/// A child of a node over all rows: an indicator, or the scores of a node beneath.
#[derive(Debug, Clone)]
pub(super) struct Input {
    pub(super) column: Column,
    pub(super) terms: Terms,
}

/// A node that has learned its weights and its scale (已拟合的节点).
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct FittedNode {
    pub(super) key: Key,
    /// What is scored, in order: the children that are left, or the indicators beneath.
    pub(super) scored: Vec<Key>,
    pub(super) terms: Vec<Terms>,
    /// The weights of the children that are left.
    pub(super) weighing: Weighing,
    /// The weights of the indicators beneath, where those are scored instead of the children.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(super) leaf_weights: Option<Weights>,
    pub(super) score: FittedScore<ScoreMethod>,
    /// How its scores enter the node above.
    pub(super) climb: Climb,
    /// What was noticed when it was fitted.
    pub(super) notices: Vec<Notice>,
}

/// The scores of one node over all rows.
#[derive(Debug, Clone)]
pub(super) struct ScoredNode {
    pub(super) scores: Column,
    /// The scores as they enter the node above.
    pub(super) shares: Column,
    pub(super) detail: ScoreDetail,
    pub(super) notices: Vec<Notice>,
}

impl FittedNode {
    /// Learns the scale of `sample`: of the children that were weighed, or of the indicators beneath with their weights.
    pub(super) fn fit(
        key: &Key,
        weighing: Weighing,
        sample: &Sample<'_>,
        leaf_weights: Option<Weights>,
        method: &ScoreMethod,
    ) -> Result<Self, Error> {
        Ok(Self {
            key: key.clone(),
            scored: sample.keys().cloned().collect(),
            terms: sample.columns().iter().map(SampleColumn::terms).collect(),
            weighing,
            leaf_weights,
            score: FittedScore::learn(method, sample)?,
            climb: Climb::Same,
            notices: Vec::new(),
        })
    }

    /// The weights of what is scored.
    fn weights(&self) -> &Weights {
        self.leaf_weights.as_ref().unwrap_or(&self.weighing.weights)
    }

    /// Whether its method compares all units with each other, so that there is no frozen scale for others.
    pub(super) fn is_relative(&self) -> bool {
        self.score.method().info().needs == Needs::CompleteMatrix
    }

    /// Scores all rows. `coverage` is the least share of the weight that must be available where there are gaps.
    pub(super) fn score(&self, rows: &Arc<Rows>, inputs: &[Input], coverage: f64, outside: Outside) -> Result<ScoredNode, Error> {
        let mut notices = lint::breaks(rows, inputs);
        let inputs: Vec<Input> = inputs
            .iter()
            .enumerate()
            .map(|(j, input)| self.within_scale(rows, j, input, outside, &mut notices))
            .collect::<Result<_, _>>()?;
        if inputs.iter().all(|input| input.column.missing() == 0) {
            let outcome = self.score.score(&self.matrix(rows.clone(), &inputs), self.weights())?;
            notices.extend(outcome.notices);
            let scores = Column::complete(self.key.clone(), outcome.scores.as_slice().to_vec())?;
            return Ok(self.climbing(scores, outcome.detail, notices, outside));
        }
        self.require_complete(rows, &inputs)?;
        let (scores, detail) = self.score_by_pattern(rows, &inputs, self.weights(), coverage, &mut notices)?;
        Ok(self.climbing(scores, detail, notices, outside))
    }

    /// Scores all rows with other weights, and says nothing about it. Values beyond the scale go by `outside`, if there can be any.
    #[cfg(feature = "uncertainty")]
    pub(super) fn replicate(
        &self,
        rows: &Arc<Rows>,
        inputs: &[Input],
        weights: &Weights,
        coverage: f64,
        outside: Option<Outside>,
    ) -> Result<Column, Error> {
        let mut untold = Vec::new();
        let mut within = |outside| {
            let inputs = inputs.iter().enumerate().map(|(j, input)| self.within_scale(rows, j, input, outside, &mut untold));
            inputs.collect::<Result<Vec<_>, Error>>()
        };
        let inputs: Cow<'_, [Input]> = match outside {
            Some(outside) => Cow::Owned(within(outside)?),
            None => Cow::Borrowed(inputs),
        };
        if inputs.iter().all(|input| input.column.missing() == 0) {
            let outcome = self.score.score(&self.matrix(rows.clone(), &inputs), weights)?;
            return Column::complete(self.key.clone(), outcome.scores.as_slice().to_vec());
        }
        self.require_complete(rows, &inputs)?;
        Ok(self.score_by_pattern(rows, &inputs, weights, coverage, &mut untold)?.0)
    }

    /// Scores rows without gaps under many weights, one set after the other, as [`FittedScore::score_many`].
    #[cfg(feature = "uncertainty")]
    pub(super) fn replicate_many(
        &self,
        rows: &Arc<Rows>,
        inputs: &[Input],
        weights: &[f64],
        scores: &mut [f64],
    ) -> Result<(), Error> {
        self.score.score_many_into(&self.matrix(rows.clone(), inputs), weights, scores)
    }

    /// Refuses gaps where the method compares every unit with every other.
    fn require_complete(&self, rows: &Rows, inputs: &[Input]) -> Result<(), Error> {
        if self.is_relative() {
            let gap = inputs.iter().find_map(|input| Some((input, (0..rows.len()).find(|&row| input.column.is_gap(row))?)));
            let place = gap.map(|(input, row)| rows.place(row, input.column.key())).unwrap_or_default();
            return Err(Error::Undefined {
                method: self.score.method().info().name,
                problem: format!("there is a gap at {place}, and this method compares every unit with every other"),
                remedy: "set missing = \"drop-unit\", \"drop-indicator\", \"mean\" or \"median\"".to_owned(),
            });
        }
        Ok(())
    }

    /// The scores with the shares they are for the node above.
    pub(super) fn climbing(&self, scores: Column, detail: ScoreDetail, notices: Vec<Notice>, outside: Outside) -> ScoredNode {
        let shares = match self.climb {
            Climb::Same => scores.clone(),
            climb => scores.clipped(|score| climb.apply(score, outside)),
        };
        ScoredNode { scores, shares, detail, notices }
    }

    /// Rows with the same children available are a complete matrix of those children, on the same scale, with the weights of
    /// what is there rescaled.
    fn score_by_pattern(
        &self,
        rows: &Arc<Rows>,
        inputs: &[Input],
        weights: &Weights,
        coverage: f64,
        notices: &mut Vec<Notice>,
    ) -> Result<(Column, ScoreDetail), Error> {
        let mut scores: Vec<Option<f64>> = vec![None; rows.len()];
        let mut detail = ScoreDetail::default();
        let mut uncovered: Vec<usize> = Vec::new();
        for (available, members) in patterns(rows.len(), inputs) {
            let share: f64 = available.iter().map(|&j| weights.as_slice()[j]).sum();
            // The share is a sum of rounded weights.
            if available.is_empty() || share <= 0.0 || share < coverage - 1e-12 {
                uncovered.extend(members);
                continue;
            }
            let chosen: Vec<Input> = available.iter().map(|&j| inputs[j].clone()).collect();
            let selected = Arc::new(rows.select(&members)?);
            let keys: Vec<Key> = chosen.iter().map(|input| input.column.key().clone()).collect();
            let rescaled = weights.rescaled_to(keys.iter())?;
            let restricted = self.score.restrict(&available)?;
            let matrix = DecisionMatrix::of_parts(
                selected,
                chosen.iter().zip(&available).map(|(input, &j)| {
                    let values = Values::of(members.iter().map(|&row| input.column.raw()[row]).collect());
                    (input.column.key().clone(), self.terms[j], Arc::new(values))
                }),
            );
            let outcome = restricted.score(&matrix, &rescaled)?;
            for (&row, &score) in members.iter().zip(outcome.scores.as_slice()) {
                scores[row] = Some(score);
            }
            for series in outcome.detail.series {
                let at = detail.series.iter().position(|known| known.name == series.name).unwrap_or_else(|| {
                    detail.series.push(Series { name: series.name, values: vec![0.0; rows.len()] });
                    detail.series.len() - 1
                });
                for (&row, x) in members.iter().zip(series.values) {
                    detail.series[at].values[row] = x;
                }
            }
        }
        if !uncovered.is_empty() {
            uncovered.sort_unstable();
            let names = uncovered.iter().filter_map(|&row| rows.get(row)).map(|row| row.to_string()).collect();
            notices.push(Notice::NotScored { rows: names, coverage });
        }
        Ok((Column::with_gaps(self.key.clone(), scores)?, detail))
    }

    fn matrix(&self, rows: Arc<Rows>, inputs: &[Input]) -> DecisionMatrix {
        let criteria =
            inputs.iter().zip(&self.terms).map(|(input, &terms)| (input.column.key().clone(), terms, input.column.shared()));
        DecisionMatrix::of_parts(rows, criteria)
    }

    /// The child with its values brought within the frozen scale, or left, or refused, as `outside` says.
    fn within_scale(
        &self,
        rows: &Rows,
        j: usize,
        input: &Input,
        outside: Outside,
        notices: &mut Vec<Notice>,
    ) -> Result<Input, Error> {
        let Some((low, high)) = self.score.bounds(j) else {
            return Ok(input.clone());
        };
        let is_measured_itself = matches!(self.terms[j].direction, Direction::Benefit | Direction::Cost);
        let is_beyond = |x: f64| {
            // A comparison where it will do: this passes over every value.
            if is_measured_itself { x < low || x > high } else { self.score.within(j, x).to_bits() != x.to_bits() }
        };
        let beyond: Vec<usize> = (0..input.column.len()).filter(|&row| input.column.get(row).is_some_and(is_beyond)).collect();
        let Some(&first) = beyond.first() else {
            return Ok(input.clone());
        };
        let key = input.column.key();
        let refused = |problem: String| Error::Value {
            place: Box::new(rows.place(first, key)),
            value: input.column.raw()[first],
            problem,
            remedy: "set outside = \"clip\" or \"extend\", or fit the scale on rows that include it".to_owned(),
        };
        if outside == Outside::Error {
            let of = match self.terms[j].direction {
                Direction::Benefit | Direction::Cost => "",
                Direction::Target(_) => "distances from the target of ",
                Direction::Band { .. } => "distances from the band of ",
            };
            return Err(refused(format!("lies outside the frozen scale of {of}{low} to {high}")));
        }
        notices.push(Notice::OutsideScale { indicator: key.clone(), values: beyond.len(), policy: outside.name().to_owned() });
        if outside == Outside::Extend {
            // A ratio scale reaches down to zero only, so that a value there has no place on it.
            let scale = self.score.criteria()[j].scale();
            if let Some(&row) = beyond.iter().find(|&&row| !scale.reaches(input.column.raw()[row])) {
                let problem = "can't be put on this scale, which holds positive values only".to_owned();
                return Err(Error::Value {
                    place: Box::new(rows.place(row, key)),
                    value: input.column.raw()[row],
                    problem,
                    remedy: "set outside = \"clip\", or use min-max normalisation".to_owned(),
                });
            }
            return Ok(input.clone());
        }
        Ok(Input { column: input.column.clipped(|x| self.score.within(j, x)), ..input.clone() })
    }
}

/// What a method learns from.
pub(super) fn sample<'a>(rows: &'a Rows, inputs: &'a [Input]) -> Sample<'a> {
    Sample::of_columns(rows, inputs.iter().map(|input| (&input.column, input.terms)))
}

/// Groups the rows by which children are available, in order of first appearance.
fn patterns(rows: usize, inputs: &[Input]) -> Vec<(Vec<usize>, Vec<usize>)> {
    let mut index: HashMap<Vec<usize>, usize> = HashMap::new();
    let mut groups: Vec<(Vec<usize>, Vec<usize>)> = Vec::new();
    for row in 0..rows {
        let available: Vec<usize> = (0..inputs.len()).filter(|&j| !inputs[j].column.is_gap(row)).collect();
        let at = *index.entry(available.clone()).or_insert_with(|| {
            groups.push((available, Vec::new()));
            groups.len() - 1
        });
        groups[at].1.push(row);
    }
    groups
}
