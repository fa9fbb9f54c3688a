//! From a score method to scores (拟合与计分): the scale of each criterion, frozen, and the pass over the units.

use std::cell::OnceCell;
use std::convert::Infallible;
use std::ops::Range;

use serde::de::Error as _;
use serde::{Deserialize, Deserializer, Serialize, Serializer};

use crate::document::{Entry, Node, Value};
use crate::error::Error;
use crate::indicator::Direction;
use crate::label::Key;
use crate::method::Needs;
use crate::numeric::{Extrema, length};
use crate::prepare::Scale;
use crate::table::{DecisionMatrix, Sample, SampleColumn, Statistics};
use crate::threads;
use crate::weight::Weights;

use super::outcome::{Outcome, ScoreDetail};
use super::ranking::Scores;
use super::{Score, ScoreMethod};

/// Rows worked on at a time: their partial results stay in the first-level cache while the columns pass by.
const BLOCK: usize = 1024;

/// Rows a thread takes at a time, or less where there are few.
const PIECE: usize = 16 * BLOCK;

/// A score method that has learned its scale (已拟合的评价方法): it scores the units it learned from or others, on the frozen scale.
///
/// ```
/// use governance_efficacy::score::{Score, WeightedSum};
/// use governance_efficacy::{DecisionMatrix, Direction, Weights};
///
/// let criteria = [("answered", Direction::Benefit)];
/// let fitted = WeightedSum::default().fit(&DecisionMatrix::from_rows(&criteria, &[[0.5], [0.9]])?)?;
/// let later = DecisionMatrix::from_rows(&criteria, &[[0.8]])?;
/// let outcome = fitted.score(&later, &Weights::new([("answered", 1.0)])?)?;
/// assert!((outcome.scores.as_slice()[0] - 0.75).abs() < 1e-12);
/// # Ok::<(), governance_efficacy::Error>(())
/// ```
#[derive(Debug, Clone, PartialEq)]
pub struct FittedScore<M> {
    method: M,
    criteria: Vec<FittedCriterion>,
}

/// What was learned of one criterion (已拟合的准则).
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct FittedCriterion {
    scale: Scale,
    is_cost: bool,
    reference: Vec<f64>,
}

impl FittedCriterion {
    /// From raw values to those the method works on.
    pub fn scale(&self) -> &Scale {
        &self.scale
    }

    /// Whether less is better after the scale; only where the method takes raw values.
    pub fn is_cost(&self) -> bool {
        self.is_cost
    }

    /// What the method learned beside, as its documentation lists it.
    pub fn reference(&self) -> &[f64] {
        &self.reference
    }
}

/// One criterion a method learns from (待学习的准则).
#[derive(Debug)]
pub struct Learning<'a> {
    sample: &'a Sample<'a>,
    column: &'a SampleColumn<'a>,
    scale: &'a Scale,
    /// Made when a method asks for them: most ask for less.
    values: OnceCell<Vec<f64>>,
    is_cost: bool,
}

impl Learning<'_> {
    /// The criterion.
    pub fn key(&self) -> &Key {
        self.column.key()
    }

    /// From raw values to [`values`](Self::values).
    pub fn scale(&self) -> &Scale {
        self.scale
    }

    /// The values the method works on; of a stream those at the ends alone, for a method that says it learns from one.
    pub fn values(&self) -> &[f64] {
        self.values.get_or_init(|| {
            let raw = self.column.values();
            let mut values = vec![0.0; raw.len()];
            self.scale.apply_into(raw, &mut values);
            values
        })
    }

    /// How many values there are.
    pub fn count(&self) -> usize {
        self.column.count()
    }

    /// The Euclidean length of the values, where they are taken as they are.
    pub(super) fn length(&self) -> f64 {
        self.column.statistics().map_or_else(|| length(self.values()), Statistics::length)
    }

    /// Whether less is better.
    pub fn is_cost(&self) -> bool {
        self.is_cost
    }

    /// The best and the worst value.
    pub fn ends(&self) -> [f64; 2] {
        let (low, high) = self.scale.ends().unwrap_or_else(|| {
            let ends = Extrema::of(self.values());
            (ends.min, ends.max)
        });
        if self.is_cost { [low, high] } else { [high, low] }
    }

    /// Refuses values that are not positive, as `formula` needs them.
    ///
    /// # Errors
    /// [`Error::Value`] with the place of the first that is not.
    pub fn require_positive(&self, formula: &str) -> Result<(), Error> {
        match self.values().iter().position(|&x| x <= 0.0) {
            None => Ok(()),
            Some(at) => Err(self.error(
                at,
                format!("counts as {}, and {formula} takes positive numbers only", self.values()[at]),
                "leave the indicator out, shift it to a natural zero, or take a method that allows zeros, such as topsis",
            )),
        }
    }

    /// An error about the `at`-th value, with its place.
    pub fn error(&self, at: usize, problem: impl Into<String>, remedy: impl Into<String>) -> Error {
        self.sample.value_error(self.column, at, problem, remedy)
    }
}

impl<M: Score> FittedScore<M> {
    /// Learns from whatever criteria are there: in a model, some of those the method names may have been dropped.
    pub(crate) fn learn(method: &M, sample: &Sample<'_>) -> Result<Self, Error> {
        if method.info().needs == Needs::CompleteMatrix {
            sample.require_complete(method.info().name)?;
        }
        if sample.columns().is_empty() {
            return Err(Error::TooFew { what: "indicators", needed: 1 });
        }
        let criteria = threads::map(sample.columns(), sample.cells(), |column| {
            let (scale, is_cost) = match method.normalization() {
                Some(normalization) => (Scale::fit(normalization, sample, column)?, false),
                // An indicator's own normalisation stands before the raw values.
                None => match column.normalization() {
                    Some(own) => (Scale::fit(own, sample, column)?, false),
                    None => (Scale::unscaled(sample, column)?, column.direction() == Direction::Cost && !column.at_midpoint()),
                },
            };
            let reference = method.learn(&Learning { sample, column, scale: &scale, values: OnceCell::new(), is_cost })?;
            Ok::<_, Error>(FittedCriterion { scale, is_cost, reference })
        });
        Ok(Self { method: method.clone(), criteria: criteria? })
    }

    /// Scores the units of `matrix`, whose criteria are those it was fitted on, in their order.
    ///
    /// # Errors
    /// [`Error::Length`] and [`Error::Unknown`] unless the weights name the criteria of the matrix; what the method refuses.
    pub fn score(&self, matrix: &DecisionMatrix, weights: &Weights) -> Result<Outcome, Error> {
        let found = self.with_units(matrix, weights, |units, weights| self.method.evaluate(units, weights))?;
        refuse_overflow(matrix, &found.scores)?;
        for series in &found.series {
            refuse_overflow(matrix, &series.values)?;
        }
        let scores = Scores::of_rows(matrix.rows().clone(), found.scores, self.method.orientation());
        Ok(Outcome { scores, detail: ScoreDetail { series: found.series, findings: found.findings }, notices: found.notices })
    }

    /// Scores the units of `matrix` under many weights, one set after the other in `weights`, each in the order of the criteria: the scores
    /// of all units under the first, then under the second, …. For thousands of weights it is much faster than as many calls.
    ///
    /// # Errors
    /// [`Error::Length`] unless `weights` holds whole sets; what the method refuses.
    ///
    /// ```
    /// use governance_efficacy::score::{Score, WeightedSum};
    /// use governance_efficacy::{DecisionMatrix, Direction};
    ///
    /// let criteria = [("a", Direction::Benefit), ("b", Direction::Benefit)];
    /// let matrix = DecisionMatrix::from_rows(&criteria, &[[0.0, 1.0], [2.0, 0.0]])?;
    /// let scores = WeightedSum::default().fit(&matrix)?.score_many(&matrix, &[0.3, 0.7, 0.9, 0.1])?;
    /// assert_eq!(scores, [0.7, 0.3, 0.1, 0.9]);
    /// # Ok::<(), governance_efficacy::Error>(())
    /// ```
    pub fn score_many(&self, matrix: &DecisionMatrix, weights: &[f64]) -> Result<Vec<f64>, Error> {
        let (units, criteria) = matrix.shape();
        let mut scores = vec![0.0; weights.len() / criteria.max(1) * units];
        self.score_many_into(matrix, weights, &mut scores)?;
        Ok(scores)
    }

    /// The same into `scores`, which has room for them.
    pub(crate) fn score_many_into(&self, matrix: &DecisionMatrix, weights: &[f64], scores: &mut [f64]) -> Result<(), Error> {
        let (units, found) = matrix.shape();
        if found != self.criteria.len() {
            return Err(Error::Length { what: "criteria of the matrix".to_owned(), expected: self.criteria.len(), found });
        }
        let sets = weights.len().div_ceil(found);
        if sets * found != weights.len() {
            return Err(Error::Length { what: "weights".to_owned(), expected: sets * found, found: weights.len() });
        }
        self.method.evaluate_many(&Units { matrix, criteria: &self.criteria }, weights, scores)?;
        scores.chunks(units).try_for_each(|scores| refuse_overflow(matrix, scores))
    }

    /// What `ask` says of the units of `matrix` and the weights in the order of its criteria.
    pub(super) fn with_units<T>(
        &self,
        matrix: &DecisionMatrix,
        weights: &Weights,
        ask: impl FnOnce(&Units<'_>, &[f64]) -> Result<T, Error>,
    ) -> Result<T, Error> {
        let (_, found) = matrix.shape();
        if found != self.criteria.len() {
            return Err(Error::Length { what: "criteria of the matrix".to_owned(), expected: self.criteria.len(), found });
        }
        let weights = weights.in_order_of(matrix.keys())?;
        ask(&Units { matrix, criteria: &self.criteria }, &weights)
    }

    /// The method.
    pub fn method(&self) -> &M {
        &self.method
    }

    /// What was learned, criterion by criterion.
    pub fn criteria(&self) -> &[FittedCriterion] {
        &self.criteria
    }

    /// The same scale for some of the criteria only: those at `columns`.
    ///
    /// # Errors
    /// [`Error::Length`] for a criterion that is not there.
    pub fn restrict(&self, columns: &[usize]) -> Result<Self, Error> {
        let chosen = columns.iter().map(|&at| {
            let beyond = || Error::Length { what: "criteria".to_owned(), expected: self.criteria.len(), found: at + 1 };
            self.criteria.get(at).cloned().ok_or_else(beyond)
        });
        Ok(Self { method: self.method.clone(), criteria: chosen.collect::<Result<_, _>>()? })
    }

    /// The values of criterion `column` the method was fitted on, or for a target or a band their distances from it, where beyond
    /// them it extrapolates.
    pub fn bounds(&self, column: usize) -> Option<(f64, f64)> {
        let criterion = self.criteria.get(column).filter(|_| !self.method.has_given_scale())?;
        self.reference_bounds(criterion).or_else(|| criterion.scale.bounds())
    }

    /// `x` where criterion `column` was fitted on values as good and as bad; else the nearest value that is.
    pub fn within(&self, column: usize, x: f64) -> f64 {
        let Some(criterion) = self.criteria.get(column).filter(|_| !self.method.has_given_scale()) else { return x };
        match self.reference_bounds(criterion) {
            Some((worst, best)) => x.max(worst).min(best),
            None => criterion.scale.within(x),
        }
    }

    /// Beyond a best point distance would count against a unit; so a value taken as it is has bounds too.
    fn reference_bounds(&self, criterion: &FittedCriterion) -> Option<(f64, f64)> {
        match criterion.reference[..] {
            [best, worst] if self.method.measures_distance() && criterion.scale.is_identity() => Some((worst, best)),
            _ => None,
        }
    }

    /// Whether what was read from a file can be used for `columns` criteria.
    pub(crate) fn is_sound(&self, columns: usize) -> bool {
        self.criteria.len() == columns
            && self.criteria.iter().all(|criterion| {
                let (scale, reference) = (&criterion.scale, &criterion.reference);
                let ordered = !self.method.measures_distance() || reference.windows(2).all(|pair| pair[0] >= pair[1]);
                scale.is_sound()
                    && reference.len() == self.method.reference_length()
                    && reference.iter().all(|x| x.is_finite())
                    && ordered
                    && !(criterion.is_cost && self.method.normalization().is_some())
            })
    }
}

/// What a method scores (待评价单元): every value of every unit, on the scale of the fit.
#[derive(Debug)]
pub struct Units<'a> {
    matrix: &'a DecisionMatrix,
    criteria: &'a [FittedCriterion],
}

impl Units<'_> {
    /// Number of units, at least 1.
    pub fn count(&self) -> usize {
        self.matrix.rows().len()
    }

    /// What was learned, criterion by criterion.
    pub fn criteria(&self) -> &[FittedCriterion] {
        self.criteria
    }

    /// The key of criterion `j`.
    pub fn key(&self, j: usize) -> &Key {
        self.matrix.criteria()[j].key()
    }

    /// The name of unit `row`, with its period if it has one.
    pub fn name(&self, row: usize) -> String {
        self.matrix.rows().get(row).map(|row| row.to_string()).unwrap_or_default()
    }

    /// Shows all values, block of rows by block of rows and in each criterion by criterion, without a copy of the table: `visit` gets
    /// the rows, the criterion and its values in those rows.
    pub fn each_block(&self, mut visit: impl FnMut(Range<usize>, usize, &[f64])) {
        let mut values = [0.0; BLOCK];
        let mut from = 0;
        while from < self.count() {
            let rows = from..(from + BLOCK).min(self.count());
            for (j, (fitted, criterion)) in self.criteria.iter().zip(self.matrix.criteria()).enumerate() {
                let values = &mut values[..rows.len()];
                fitted.scale.apply_into(&criterion.values()[rows.clone()], values);
                visit(rows.clone(), j, values);
            }
            from = rows.end;
        }
    }

    /// `K` numbers a unit, each 0 at first: `add` gets a criterion, its values in some rows and the numbers of those rows, criterion after
    /// criterion; then `finish` gets the numbers. Threads share the rows.
    pub(super) fn fold<const K: usize>(
        &self,
        add: impl Fn(usize, &[f64], &mut [&mut [f64]; K]) + Sync + Send,
        finish: impl Fn(&mut [&mut [f64]; K]) + Sync + Send,
    ) -> [Vec<f64>; K] {
        let count = self.count();
        let mut numbers: [Vec<f64>; K] = std::array::from_fn(|_| vec![0.0; count]);
        // One piece if that is done before another thread has begun.
        let is_short = count * self.criteria.len() < 8 * PIECE;
        let piece = if is_short { count } else { (count / 8).next_multiple_of(BLOCK).min(PIECE) };
        let mut parts = numbers.each_mut().map(|of| of.chunks_mut(piece));
        let pieces: Vec<(usize, [&mut [f64]; K])> = (0..count)
            .step_by(piece)
            .map(|from| (from, parts.each_mut().map(|parts| parts.next().unwrap_or_default())))
            .collect();
        let done: Result<(), Infallible> = threads::for_each(pieces, |(start, mut of_piece)| {
            let mut values = [0.0; BLOCK];
            let length = of_piece.first().map_or(0, |of| of.len());
            for from in (0..length).step_by(BLOCK) {
                let to = (from + BLOCK).min(length);
                let mut of_block = of_piece.each_mut().map(|of| &mut of[from..to]);
                // New memory is cheaper to write than to read and then to write.
                for of in &mut of_block {
                    of.fill(0.0);
                }
                for (j, (fitted, criterion)) in self.criteria.iter().zip(self.matrix.criteria()).enumerate() {
                    let raw = &criterion.values()[start + from..start + to];
                    if fitted.scale.is_identity() {
                        add(j, raw, &mut of_block);
                    } else {
                        let values = &mut values[..to - from];
                        fitted.scale.apply_into(raw, values);
                        add(j, values, &mut of_block);
                    }
                }
                finish(&mut of_block);
            }
            Ok(())
        });
        let Ok(()) = done;
        numbers
    }

    /// The sum over the criteria of `term(j, value)`, for each unit.
    pub fn sums(&self, term: impl Fn(usize, f64) -> f64 + Sync + Send) -> Vec<f64> {
        let [totals] = self.fold(
            |j, values, [totals]| {
                for (total, &x) in totals.iter_mut().zip(values) {
                    *total += term(j, x);
                }
            },
            |_| {},
        );
        totals
    }

    /// Shows the values of each unit, criterion by criterion, unit after unit.
    ///
    /// # Errors
    /// The first that `visit` gives.
    pub fn each_row(&self, mut visit: impl FnMut(usize, &[f64]) -> Result<(), Error>) -> Result<(), Error> {
        let m = self.criteria.len();
        let mut block = vec![0.0; m * BLOCK.min(self.count())];
        let mut failure = Ok(());
        self.each_block(|rows, j, values| {
            for (at, &x) in values.iter().enumerate() {
                block[at * m + j] = x;
            }
            if j + 1 == m && failure.is_ok() {
                failure = rows.zip(block.chunks(m)).try_for_each(|(row, values)| visit(row, values));
            }
        });
        failure
    }

    /// What was learned of criterion `j` as its only number.
    pub fn reference(&self, j: usize) -> f64 {
        self.criteria[j].reference.first().copied().unwrap_or_default()
    }

    /// What was learned of each criterion as a best and a worst value.
    pub fn ends(&self) -> Vec<(f64, f64)> {
        let ends = |criterion: &FittedCriterion| match criterion.reference[..] {
            [best, worst] => (best, worst),
            _ => (1.0, 0.0),
        };
        self.criteria.iter().map(ends).collect()
    }

    /// The values of criterion `j`, one a unit.
    pub fn column(&self, j: usize) -> Vec<f64> {
        let raw = self.matrix.criteria()[j].values();
        let mut values = vec![0.0; raw.len()];
        self.criteria[j].scale.apply_into(raw, &mut values);
        values
    }

    /// The values of criterion `j`, one a unit, of a cost with the other sign: more is better.
    pub fn oriented(&self, j: usize) -> Vec<f64> {
        let mut values = self.column(j);
        if self.criteria[j].is_cost {
            for x in &mut values {
                *x = -*x;
            }
        }
        values
    }

    /// All values, criterion by criterion.
    pub fn columns(&self) -> Vec<Vec<f64>> {
        (0..self.criteria.len()).map(|j| self.column(j)).collect()
    }

    /// An error about the value of criterion `j` of unit `row`, with its place; the value told is the one in the table.
    pub fn error(&self, row: usize, j: usize, problem: impl Into<String>, remedy: impl Into<String>) -> Error {
        let criterion = &self.matrix.criteria()[j];
        Error::Value {
            place: Box::new(self.matrix.rows().place(row, criterion.key())),
            value: criterion.values().get(row).copied().unwrap_or_default(),
            problem: problem.into(),
            remedy: remedy.into(),
        }
    }
}

/// Finite values far enough beyond a frozen scale can still overflow.
fn refuse_overflow(matrix: &DecisionMatrix, scores: &[f64]) -> Result<(), Error> {
    match scores.iter().position(|s| !s.is_finite()) {
        None => Ok(()),
        Some(row) => Err(Error::Undefined {
            method: "the score",
            problem: format!(
                "the values of {} are out of reach of the scale",
                matrix.rows().get(row).map_or("a unit", |r| r.unit)
            ),
            remedy: "set outside = \"clip\", or look for a value in the wrong unit".to_owned(),
        }),
    }
}

/// In a file, the method stands as in a model document.
impl Serialize for FittedScore<ScoreMethod> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        FittedForm { method: self.method.fields().into(), criteria: self.criteria.clone() }.serialize(serializer)
    }
}

impl<'de> Deserialize<'de> for FittedScore<ScoreMethod> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let FittedForm { method, criteria } = FittedForm::deserialize(deserializer)?;
        let method = ScoreMethod::read(&Entry::root(&Node::from(method))).map_err(D::Error::custom)?;
        Ok(Self { method, criteria })
    }
}

#[derive(Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct FittedForm {
    method: Value,
    criteria: Vec<FittedCriterion>,
}
