//! The complete matrix that methods work on, and the sample they learn from (决策矩阵).

use std::borrow::Cow;
use std::sync::Arc;

use serde::{Deserialize, Serialize};

use crate::error::{Error, Place};
use crate::indicator::{Direction, Goalposts, Normalization};
use crate::label::Key;
use crate::numeric::{Extrema, Moments};

use super::column::Column;
use super::rows::Rows;
use super::statistics::Statistics;
use super::values::Values;

/// What is known of an indicator beside its values (指标属性).
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Terms {
    pub(crate) direction: Direction,
    /// What counts as 0 and 1 under goalposts normalisation.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(crate) goalposts: Option<Goalposts>,
    /// Its own normalisation.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(crate) normalization: Option<Normalization>,
    /// Whether its values are no longer in the indicator's own unit.
    #[serde(default)]
    pub(crate) remeasured: bool,
    /// Whether the indicator doesn't vary and counts as 0.5 for every unit.
    #[serde(default)]
    pub(crate) at_midpoint: bool,
}

impl From<Direction> for Terms {
    fn from(direction: Direction) -> Self {
        Self { direction, goalposts: None, normalization: None, remeasured: false, at_midpoint: false }
    }
}

/// One criterion of a matrix: key, direction, a finite value for every row (准则列). Cloning is cheap.
#[derive(Debug, Clone, PartialEq)]
pub struct Criterion {
    key: Key,
    terms: Terms,
    values: Arc<Values>,
}

impl Criterion {
    /// Its key.
    pub fn key(&self) -> &Key {
        &self.key
    }

    /// Which values are good.
    pub fn direction(&self) -> Direction {
        self.terms.direction
    }

    /// What counts as 0 and 1 under goalposts normalisation, if set.
    pub fn goalposts(&self) -> Option<Goalposts> {
        self.terms.goalposts
    }

    /// The values in row order, in the indicator's own unit.
    pub fn values(&self) -> &[f64] {
        &self.values
    }
}

/// A complete, finite matrix of units × indicators with directions (决策矩阵), in raw units: what every score method takes.
///
/// ```
/// use governance_efficacy::{DecisionMatrix, Direction};
///
/// let matrix = DecisionMatrix::from_rows(
///     &[("price", Direction::Cost), ("camera", Direction::Benefit)],
///     &[[250.0, 12.0], [200.0, 8.0]],
/// )?
/// .with_units(["A", "B"])?;
/// assert_eq!(matrix.shape(), (2, 2));
/// # Ok::<(), governance_efficacy::Error>(())
/// ```
#[derive(Debug, Clone, PartialEq)]
pub struct DecisionMatrix {
    rows: Arc<Rows>,
    criteria: Vec<Criterion>,
}

impl DecisionMatrix {
    /// A matrix from rows (units) of values, one for each of `criteria` in their order. Units are numbered from 1;
    /// [`with_units`](Self::with_units) names them.
    ///
    /// # Errors
    /// [`Error::TooFew`] without rows or criteria, [`Error::Length`] for a row of another length, [`Error::Value`] for a value
    /// that is not finite, [`Error::Duplicate`] and [`Error::InvalidKey`] for the names.
    pub fn from_rows<K: AsRef<str>, R: AsRef<[f64]>>(criteria: &[(K, Direction)], rows: &[R]) -> Result<Self, Error> {
        for (at, row) in rows.iter().enumerate() {
            let found = row.as_ref().len();
            if found != criteria.len() {
                return Err(Error::Length { what: format!("values in row {}", at + 1), expected: criteria.len(), found });
            }
        }
        let columns: Vec<Vec<f64>> = (0..criteria.len()).map(|j| rows.iter().map(|row| row.as_ref()[j]).collect()).collect();
        Self::from_columns(criteria, columns)
    }

    /// A matrix from columns (indicators) of values, in the order of `criteria`. Units are numbered from 1.
    ///
    /// # Errors
    /// As [`DecisionMatrix::from_rows`].
    pub fn from_columns<K: AsRef<str>>(criteria: &[(K, Direction)], columns: Vec<Vec<f64>>) -> Result<Self, Error> {
        if columns.len() != criteria.len() {
            return Err(Error::Length { what: "columns".to_owned(), expected: criteria.len(), found: columns.len() });
        }
        let Some(first) = columns.first() else {
            return Err(Error::TooFew { what: "indicators", needed: 1 });
        };
        let rows = Arc::new(Rows::numbered(first.len())?);
        let columns = criteria
            .iter()
            .zip(columns)
            .map(|((key, direction), values)| Ok((Column::complete(Key::new(key)?, values)?, direction.checked()?.into())));
        Self::of_columns(rows, &columns.collect::<Result<Vec<_>, Error>>()?)
    }

    /// Names the units.
    ///
    /// # Errors
    /// [`Error::Length`] for another number of names than rows, [`Error::Duplicate`] for a repeated one.
    pub fn with_units<S: AsRef<str>>(self, units: impl IntoIterator<Item = S>) -> Result<Self, Error> {
        let rows = Rows::units(units)?;
        if rows.len() != self.rows.len() {
            return Err(Error::Length { what: "unit names".to_owned(), expected: self.rows.len(), found: rows.len() });
        }
        Ok(Self { rows: Arc::new(rows), ..self })
    }

    /// Sets what counts as 0 and 1 under goalposts normalisation, for the criterion `key`.
    ///
    /// # Errors
    /// [`Error::Unknown`] if there is no such criterion.
    pub fn with_goalposts(mut self, key: &str, goalposts: Goalposts) -> Result<Self, Error> {
        match self.criteria.iter_mut().find(|c| c.key == key) {
            Some(criterion) => criterion.terms.goalposts = Some(goalposts),
            None => return Err(Error::unknown("indicator", key, self.keys().map(Key::as_str))),
        }
        Ok(self)
    }

    /// The complete columns of a table with their directions. Values are shared, not copied.
    pub(crate) fn of_columns(rows: Arc<Rows>, columns: &[(Column, Terms)]) -> Result<Self, Error> {
        if columns.is_empty() {
            return Err(Error::TooFew { what: "indicators", needed: 1 });
        }
        let mut criteria: Vec<Criterion> = Vec::with_capacity(columns.len());
        for (column, terms) in columns {
            if column.len() != rows.len() {
                let what = format!("values of {:?}", column.key().as_str());
                return Err(Error::Length { what, expected: rows.len(), found: column.len() });
            }
            if column.missing() > 0
                && let Some(row) = (0..rows.len()).find(|&row| column.is_gap(row))
            {
                return Err(Error::Missing { place: Box::new(rows.place(row, column.key())), further: column.missing() - 1 });
            }
            if criteria.iter().any(|c| c.key == *column.key()) {
                return Err(Error::Duplicate { what: "indicator", name: column.key().to_string() });
            }
            criteria.push(Criterion { key: column.key().clone(), terms: *terms, values: column.shared() });
        }
        Ok(Self { rows, criteria })
    }

    /// A matrix of parts known to be sound: rows and columns of equal length, finite.
    pub(crate) fn of_parts(rows: Arc<Rows>, criteria: impl IntoIterator<Item = (Key, Terms, Arc<Values>)>) -> Self {
        let criteria = criteria.into_iter().map(|(key, terms, values)| Criterion { key, terms, values }).collect();
        Self { rows, criteria }
    }

    /// The rows.
    pub fn rows(&self) -> &Arc<Rows> {
        &self.rows
    }

    /// The criteria, in order.
    pub fn criteria(&self) -> &[Criterion] {
        &self.criteria
    }

    /// Number of rows and of criteria.
    pub fn shape(&self) -> (usize, usize) {
        (self.rows.len(), self.criteria.len())
    }

    /// The keys, in order.
    pub fn keys(&self) -> impl ExactSizeIterator<Item = &Key> {
        self.criteria.iter().map(|c| &c.key)
    }

    /// What a method learns from: every value of every criterion.
    pub fn sample(&self) -> Sample<'_> {
        let columns = self.criteria.iter().map(|c| SampleColumn {
            key: &c.key,
            terms: c.terms,
            values: Cow::Borrowed(&**c.values),
            ends: c.values.ends(),
            rows: None,
            statistics: None,
        });
        Sample { rows: &self.rows, columns: columns.collect(), family: None }
    }
}

impl<'a> From<&'a DecisionMatrix> for Sample<'a> {
    fn from(matrix: &'a DecisionMatrix) -> Self {
        matrix.sample()
    }
}

impl From<&Self> for Sample<'_> {
    fn from(sample: &Self) -> Self {
        sample.clone()
    }
}

/// What a method learns from (样本): for each criterion, its key, its direction, and the values that are there.
///
/// A sample of a complete matrix has the same rows in every column. Under the `Renormalize` policy each column holds the rows in
/// which its indicator is available; a method that needs all rows of all columns at once asks [`Sample::require_complete`].
#[derive(Debug, Clone)]
pub struct Sample<'a> {
    rows: &'a Rows,
    columns: Vec<SampleColumn<'a>>,
    /// The keys of all children of the node, where some were left out.
    family: Option<&'a [Key]>,
}

/// One criterion of a [`Sample`].
#[derive(Debug, Clone)]
pub struct SampleColumn<'a> {
    key: &'a Key,
    terms: Terms,
    values: Cow<'a, [f64]>,
    ends: Extrema,
    /// Row of each value, where not all rows are there.
    rows: Option<Vec<usize>>,
    /// What passes over a stream gathered; the values are then the least and the largest alone.
    statistics: Option<&'a Statistics>,
}

impl<'a> Sample<'a> {
    /// The available values of columns that may have gaps.
    pub(crate) fn of_columns(rows: &'a Rows, columns: impl IntoIterator<Item = (&'a Column, Terms)>) -> Self {
        let columns = columns.into_iter().map(|(column, terms)| {
            let key = column.key();
            if let Some(values) = column.as_complete() {
                SampleColumn { key, terms, values: Cow::Borrowed(values), ends: column.ends(), rows: None, statistics: None }
            } else {
                let present: Vec<usize> = (0..column.len()).filter(|&row| !column.is_gap(row)).collect();
                let values: Vec<f64> = present.iter().map(|&row| column.raw()[row]).collect();
                let ends = Extrema::of(&values);
                SampleColumn { key, terms, values: Cow::Owned(values), ends, rows: Some(present), statistics: None }
            }
        });
        Self { rows, columns: columns.collect(), family: None }
    }

    /// What passes over a stream gathered of each column, for methods that ask for no more.
    pub(crate) fn of_statistics(rows: &'a Rows, columns: impl IntoIterator<Item = (&'a Key, Terms, &'a Statistics)>) -> Self {
        let columns = columns.into_iter().map(|(key, terms, statistics)| {
            let values = Cow::Owned(vec![statistics.ends.min, statistics.ends.max]);
            SampleColumn { key, terms, values, ends: statistics.ends, rows: Some(Vec::new()), statistics: Some(statistics) }
        });
        Self { rows, columns: columns.collect(), family: None }
    }

    /// The same sample, from which some of `family` were left out.
    pub(crate) fn left_of(mut self, family: &'a [Key]) -> Self {
        self.family = (family.len() != self.columns.len()).then_some(family);
        self
    }

    /// The keys, with those that were left out, in order: what judgements were made of.
    pub(crate) fn family(&self) -> Vec<Key> {
        self.family.map_or_else(|| self.keys().cloned().collect(), <[Key]>::to_vec)
    }

    /// The criteria that `keep` keeps.
    pub(crate) fn only(&self, keep: impl Fn(&SampleColumn<'a>) -> bool) -> Self {
        Self { columns: self.columns.iter().filter(|column| keep(column)).cloned().collect(), ..self.clone() }
    }

    /// Number of values in all.
    pub(crate) fn cells(&self) -> usize {
        self.columns.iter().map(|column| column.values.len()).sum()
    }

    /// The criteria, in order.
    pub fn columns(&self) -> &[SampleColumn<'a>] {
        &self.columns
    }

    /// The keys, in order.
    pub fn keys(&self) -> impl ExactSizeIterator<Item = &Key> {
        self.columns.iter().map(|c| c.key)
    }

    /// Refuses a sample in which some column lacks rows, for `method` that needs all rows at once.
    ///
    /// # Errors
    /// [`Error::Undefined`] naming the policies for missing data that make the table complete.
    pub fn require_complete(&self, method: &'static str) -> Result<(), Error> {
        match self.columns.iter().find(|c| c.rows.is_some()) {
            None => Ok(()),
            Some(column) => Err(Error::Undefined {
                method,
                problem: format!("indicator {:?} has gaps and this method needs every value of every unit", column.key.as_str()),
                remedy: "set missing = \"drop-unit\", \"drop-indicator\", \"mean\" or \"median\"".to_owned(),
            }),
        }
    }
}

impl SampleColumn<'_> {
    /// The indicator.
    pub fn key(&self) -> &Key {
        self.key
    }

    /// Which values are good.
    pub fn direction(&self) -> Direction {
        self.terms.direction
    }

    /// What counts as 0 and 1 under goalposts normalisation, if set.
    pub fn goalposts(&self) -> Option<Goalposts> {
        self.terms.goalposts
    }

    /// The indicator's own normalisation, if it has one; else a method uses its own.
    pub fn normalization(&self) -> Option<Normalization> {
        self.terms.normalization
    }

    /// How many values are available.
    pub fn count(&self) -> usize {
        self.statistics.map_or(self.values.len(), |statistics| statistics.count)
    }

    /// What is known of the indicator beside its values.
    pub(crate) fn terms(&self) -> Terms {
        self.terms
    }

    /// What was gathered of a stream, where the values are not at hand.
    pub(crate) fn statistics(&self) -> Option<&Statistics> {
        self.statistics
    }

    /// Mean and squared deviations of the values.
    pub(crate) fn moments(&self) -> Moments {
        self.statistics.map_or_else(|| Moments::of(&self.values), Statistics::moments)
    }

    /// The available values, in row order. A method that says what it [gathers](crate::table::Gathers) of a stream gets the least and the largest
    /// alone, whatever their rows.
    pub fn values(&self) -> &[f64] {
        &self.values
    }

    /// The least and the largest of the available values.
    pub(crate) fn ends(&self) -> Extrema {
        self.ends
    }

    /// Whether the indicator doesn't vary and, as the model asks, counts as 0.5 for every unit.
    pub fn at_midpoint(&self) -> bool {
        self.terms.at_midpoint
    }
}

impl Sample<'_> {
    /// An error about the `at`-th available value of `column`, with its place.
    pub(crate) fn value_error(
        &self,
        column: &SampleColumn<'_>,
        at: usize,
        problem: impl Into<String>,
        remedy: impl Into<String>,
    ) -> Error {
        let row = column.rows.as_ref().map_or(Some(at), |rows| rows.get(at).copied());
        let of_some_row = || Place { indicator: Some(column.key.clone()), ..Place::default() };
        Error::Value {
            place: Box::new(row.map_or_else(of_some_row, |row| self.rows.place(row, column.key))),
            value: column.values.get(at).copied().unwrap_or_default(),
            problem: problem.into(),
            remedy: remedy.into(),
        }
    }
}
