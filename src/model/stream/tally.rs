//! What one pass gathers of part of a stream, and how parts are put together (分块统计与合并).

use std::collections::BTreeSet;

use crate::error::Error;
use crate::governance::Period;
use crate::numeric::{Extrema, Sum};

use super::Task;

/// What a pass gathered of one column (列统计): how many values there are, the least and the largest where they are asked for, and
/// the sums of what the pass is about.
///
/// Parts are put together by [`merge`](Self::merge), in any order. Sums carry their rounding error along, so that ten million rows in any parts
/// keep 10⁻¹². Another engine, such as a database, can gather the same and hand it over by [`of_parts`](Self::of_parts).
///
/// ```
/// use governance_efficacy::model::stream::ColumnTally;
///
/// let mut whole = ColumnTally::of_parts(2, Some((1.0, 4.0)), [5.0, 0.0]);
/// whole.merge(&ColumnTally::of_parts(1, Some((9.0, 9.0)), [9.0, 0.0]));
/// assert_eq!((whole.count(), whole.ends(), whole.sums()), (3, Some((1.0, 9.0)), [14.0, 0.0]));
/// ```
#[derive(Debug, Clone, Copy, Default)]
pub struct ColumnTally {
    count: usize,
    ends: Option<Extrema>,
    sums: [Sum; 2],
}

impl ColumnTally {
    /// Of numbers gathered elsewhere: how many values there are; the least and the largest, if there are any and the [`Task`] of the pass
    /// [asks for them](Task::asks_for_ends); and the sums it asks for.
    pub fn of_parts(count: usize, ends: Option<(f64, f64)>, sums: [f64; 2]) -> Self {
        let mut tally = Self { count, ends: ends.map(|(min, max)| Extrema { min, max }), ..Self::default() };
        tally.sums.iter_mut().zip(sums).for_each(|(to, x)| to.add(x));
        tally
    }

    /// Adds what was gathered of another part.
    pub fn merge(&mut self, other: &Self) {
        self.count += other.count;
        self.ends = match (self.ends, other.ends) {
            (Some(a), Some(b)) => Some(Extrema { min: a.min.min(b.min), max: a.max.max(b.max) }),
            (a, b) => a.or(b),
        };
        self.sums.iter_mut().zip(&other.sums).for_each(|(to, from)| to.merge(*from));
    }

    /// How many values there are.
    pub fn count(&self) -> usize {
        self.count
    }

    /// The least and the largest value, if there are any and they were asked for.
    pub fn ends(&self) -> Option<(f64, f64)> {
        self.ends.map(|ends| (ends.min, ends.max))
    }

    /// The sums.
    pub fn sums(&self) -> [f64; 2] {
        self.sums.map(Sum::value)
    }
}

/// What a pass gathered of all columns it is about (分块统计).
#[derive(Debug, Clone, Default)]
pub struct Tally {
    rows: usize,
    periods: BTreeSet<Period>,
    columns: Vec<ColumnTally>,
}

impl Tally {
    /// Of `rows` rows in `periods`, none if the rows have none, with one tally for each [task](super::Pass::tasks) of the pass, in their order.
    pub fn new(rows: usize, periods: impl IntoIterator<Item = Period>, columns: Vec<ColumnTally>) -> Self {
        Self { rows, periods: periods.into_iter().collect(), columns }
    }

    /// Adds what was gathered of another part in the same pass.
    ///
    /// # Errors
    /// [`Error::Length`] if that was another pass.
    pub fn merge(&mut self, other: &Self) -> Result<(), Error> {
        if self.rows == 0 {
            *self = other.clone();
        } else if other.rows > 0 {
            if self.columns.len() != other.columns.len() {
                let (expected, found) = (self.columns.len(), other.columns.len());
                return Err(Error::Length { what: "columns of the tally of another part".to_owned(), expected, found });
            }
            self.rows += other.rows;
            self.periods.extend(&other.periods);
            self.columns.iter_mut().zip(&other.columns).for_each(|(to, from)| to.merge(from));
        }
        Ok(())
    }

    /// How many rows it is of.
    pub fn rows(&self) -> usize {
        self.rows
    }

    pub(super) fn periods(&self) -> &BTreeSet<Period> {
        &self.periods
    }

    /// One tally for each task, if there are as many and each could have been gathered.
    pub(super) fn columns(&self, tasks: &[Task]) -> Result<&[ColumnTally], Error> {
        if self.columns.len() != tasks.len() {
            let what = "columns of the tally".to_owned();
            return Err(Error::Length { what, expected: tasks.len(), found: self.columns.len() });
        }
        for (tally, task) in self.columns.iter().zip(tasks) {
            let ordered = tally.ends.is_none_or(|ends| ends.min <= ends.max && ends.min.is_finite() && ends.max.is_finite());
            let sound = ordered && tally.sums().iter().all(|sum| sum.is_finite()) && tally.count <= self.rows;
            let told = !task.asks_for_ends() || (tally.count > 0) == tally.ends.is_some();
            if !sound || !told {
                let sums = tally.sums();
                return Err(Error::Undefined {
                    method: "a stream",
                    problem: format!(
                        "what was gathered of {:?} is {} of {} values, {:?}, and the sums {sums:?}",
                        task.key().as_str(),
                        tally.count,
                        self.rows,
                        tally.ends()
                    ),
                    remedy: "rescale the indicator if its values are so large that their squares are out of reach".to_owned(),
                });
            }
        }
        Ok(&self.columns)
    }
}
