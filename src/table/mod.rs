//! Units × indicators × periods (指标表): the table that may have gaps, and the complete matrix that methods work on.

mod column;
#[cfg(feature = "csv")]
mod csv;
mod matrix;
mod rows;
mod statistics;
mod values;

use std::collections::HashSet;
use std::sync::Arc;

use serde::{Deserialize, Serialize};

use crate::error::Error;
use crate::governance::{CommunityFacts, Facts, Period};
use crate::indicator::{Measurement, measure};
use crate::label::Key;

pub use column::Column;
#[cfg(feature = "csv")]
pub use csv::{CsvChunks, CsvFile, CsvForm, CsvOptions};
pub(crate) use matrix::Terms;
pub use matrix::{Criterion, DecisionMatrix, Sample, SampleColumn};
pub use rows::{Row, Rows};
pub use statistics::Gathers;
pub(crate) use statistics::{Deviations, Statistics};
pub(crate) use values::Values;

/// A table of units (and periods) × indicators (指标表): it may have gaps, and holds only finite numbers.
///
/// Directions are not in the table: they belong to the specification of the indicator, in the model.
///
/// ```
/// use governance_efficacy::IndicatorTable;
///
/// let table = IndicatorTable::from_rows(
///     ["East", "West"],
///     &["response_rate", "disputes"],
///     &[[Some(0.98), Some(3.1)], [Some(0.91), None]],
/// )?;
/// assert_eq!(table.missing(), 1);
/// assert_eq!(table.value(0, "disputes")?, Some(3.1));
/// assert!(table.value(0, "dispute").is_err()); // … did you mean "disputes"?
/// # Ok::<(), governance_efficacy::Error>(())
/// ```
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(try_from = "TableForm")]
pub struct IndicatorTable {
    rows: Arc<Rows>,
    columns: Vec<Column>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    attributes: Vec<Attribute>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct TableForm {
    rows: Rows,
    columns: Vec<Column>,
    #[serde(default)]
    attributes: Vec<Attribute>,
}

impl TryFrom<TableForm> for IndicatorTable {
    type Error = Error;

    fn try_from(form: TableForm) -> Result<Self, Error> {
        form.attributes.into_iter().try_fold(Self::new(form.rows, form.columns)?, Self::with_attribute)
    }
}

/// Something known of every row that is never scored: the group it belongs to, its population, a coordinate (行属性).
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Attribute {
    /// Name of the attribute.
    pub name: Key,
    /// One text a row; none where it is not known.
    pub values: Vec<Option<String>>,
}

impl Attribute {
    /// Its values in the rows at `keep`, in that order.
    pub(crate) fn select(&self, keep: &[usize]) -> Self {
        Self { name: self.name.clone(), values: keep.iter().map(|&row| self.values.get(row).cloned().flatten()).collect() }
    }
}

impl IndicatorTable {
    /// A table of `columns` over `rows`.
    ///
    /// # Errors
    /// [`Error::TooFew`] without columns, [`Error::Length`] for a column of another length, [`Error::Duplicate`] for a key that
    /// occurs twice.
    pub fn new(rows: Rows, columns: Vec<Column>) -> Result<Self, Error> {
        if columns.is_empty() {
            return Err(Error::TooFew { what: "indicators", needed: 1 });
        }
        let mut seen = HashSet::with_capacity(columns.len());
        for column in &columns {
            if column.len() != rows.len() {
                let what = format!("values of {:?}", column.key().as_str());
                return Err(Error::Length { what, expected: rows.len(), found: column.len() });
            }
            if !seen.insert(column.key()) {
                return Err(Error::Duplicate { what: "indicator", name: column.key().to_string() });
            }
        }
        Ok(Self { rows: Arc::new(rows), columns, attributes: Vec::new() })
    }

    /// The same rows with other columns of the same length.
    #[cfg(feature = "uncertainty")]
    pub(crate) fn with_columns(&self, columns: Vec<Column>) -> Result<Self, Error> {
        if let Some(column) = columns.iter().find(|column| column.len() != self.rows.len()) {
            let what = format!("values of {:?}", column.key().as_str());
            return Err(Error::Length { what, expected: self.rows.len(), found: column.len() });
        }
        Ok(Self { columns, ..self.clone() })
    }

    /// A table without periods from rows of values, `None` being a gap.
    ///
    /// # Errors
    /// [`Error::Length`] for a row of another length than `keys`, [`Error::Value`] for a value that is not finite, naming unit and
    /// indicator, and as [`IndicatorTable::new`] and [`Rows::units`].
    pub fn from_rows<S: AsRef<str>, K: AsRef<str>, R: AsRef<[Option<f64>]>>(
        units: impl IntoIterator<Item = S>,
        keys: &[K],
        rows: &[R],
    ) -> Result<Self, Error> {
        let names = Rows::units(units)?;
        if rows.len() != names.len() {
            return Err(Error::Length { what: "rows of values".to_owned(), expected: names.len(), found: rows.len() });
        }
        for (row, values) in names.iter().zip(rows) {
            let found = values.as_ref().len();
            if found != keys.len() {
                return Err(Error::Length { what: format!("values of unit {:?}", row.unit), expected: keys.len(), found });
            }
        }
        let mut columns = Vec::with_capacity(keys.len());
        for (j, key) in keys.iter().enumerate() {
            let key = Key::new(key)?;
            let values: Vec<Option<f64>> = rows.iter().map(|row| row.as_ref()[j]).collect();
            columns.push(gappy_column(&names, key, values)?);
        }
        Self::new(names, columns)
    }

    /// The efficacy indicators of a measurement, with the reason of each gap and the counts behind each value.
    ///
    /// # Errors
    /// [`Error::Value`] for a value that is not finite, which no fact gives rise to.
    pub fn from_measurement(measurement: &Measurement) -> Result<Self, Error> {
        let rows = Rows::panel(measurement.rows().iter().map(|(community, period)| (community, *period)))?;
        let columns = measurement
            .efficacy()
            .iter()
            .map(|series| Column::measured(series.indicator().key().clone(), series.values().to_vec()));
        Self::new(rows, columns.collect::<Result<_, _>>()?)
    }

    /// Measures the standard system on `facts`: its efficacy indicators, with the group and the population of each community as
    /// attributes.
    ///
    /// # Errors
    /// As [`from_measurement`](Self::from_measurement).
    pub fn from_facts(facts: &Facts) -> Result<Self, Error> {
        Self::from_measurement(&measure(facts))?.with_attributes_of(facts)
    }

    /// The group and the population of each community as attributes of its rows, which come from the same `facts`.
    pub(crate) fn with_attributes_of(self, facts: &Facts) -> Result<Self, Error> {
        let attribute = |name, of: fn(&CommunityFacts) -> Option<String>| Attribute {
            name: Key::of_standard(name),
            values: facts.iter().map(of).collect(),
        };
        self.with_attribute(attribute("group", |f| f.profile.group.clone()))?
            .with_attribute(attribute("population", |f| f.profile.population.map(|p| p.to_string())))
    }

    /// Adds something known of every row, replacing an attribute of the same name.
    ///
    /// # Errors
    /// [`Error::Length`] for another number of values than rows.
    pub fn with_attribute(mut self, attribute: Attribute) -> Result<Self, Error> {
        if attribute.values.len() != self.rows.len() {
            return Err(Error::Length {
                what: format!("values of attribute {:?}", attribute.name.as_str()),
                expected: self.rows.len(),
                found: attribute.values.len(),
            });
        }
        self.attributes.retain(|a| a.name != attribute.name);
        self.attributes.push(attribute);
        Ok(self)
    }

    /// Tables of one period each, on top of each other; a unit has a gap where its period's table lacks an indicator, and no value of
    /// an attribute it lacks.
    ///
    /// # Errors
    /// [`Error::InvalidSetting`] for a part that has periods already; as [`IndicatorTable::new`] and [`Rows::panel`].
    pub fn stack(parts: &[(Period, Self)]) -> Result<Self, Error> {
        let mut rows = Vec::new();
        let mut keys: Vec<&Key> = Vec::new();
        for (period, part) in parts {
            if part.rows.has_periods() {
                return Err(Error::setting("part", format!("{period}, with periods of its own"), "stack tables without periods"));
            }
            rows.extend(part.rows.iter().map(|row| (row.unit, *period)));
            for column in &part.columns {
                if !keys.contains(&column.key()) {
                    keys.push(column.key());
                }
            }
        }
        let names = Rows::panel(rows)?;
        let mut columns = Vec::with_capacity(keys.len());
        for key in keys {
            let mut values: Vec<Option<f64>> = Vec::with_capacity(names.len());
            for (_, part) in parts {
                match part.columns.iter().find(|c| c.key() == key) {
                    Some(column) => values.extend(column.iter()),
                    None => values.resize(values.len() + part.rows.len(), None),
                }
            }
            columns.push(Column::with_gaps(key.clone(), values)?);
        }
        let mut attributes: Vec<&Key> = Vec::new();
        for attribute in parts.iter().flat_map(|(_, part)| &part.attributes) {
            if !attributes.contains(&&attribute.name) {
                attributes.push(&attribute.name);
            }
        }
        let stacked = attributes.into_iter().map(|name| {
            let values = parts.iter().flat_map(|(_, part)| match part.attributes.iter().find(|a| a.name == *name) {
                Some(attribute) => attribute.values.clone(),
                None => vec![None; part.rows.len()],
            });
            Attribute { name: name.clone(), values: values.collect() }
        });
        stacked.collect::<Vec<_>>().into_iter().try_fold(Self::new(names, columns)?, Self::with_attribute)
    }

    /// The rows.
    pub fn rows(&self) -> &Rows {
        &self.rows
    }

    /// The columns, in order.
    pub fn columns(&self) -> &[Column] {
        &self.columns
    }

    /// The attributes of the rows.
    pub fn attributes(&self) -> &[Attribute] {
        &self.attributes
    }

    /// The attribute `name` of the rows.
    ///
    /// # Errors
    /// [`Error::Unknown`] with the near matches.
    pub fn attribute(&self, name: &str) -> Result<&Attribute, Error> {
        attribute_named(&self.attributes, name)
    }

    /// The keys of the indicators, in order.
    pub fn keys(&self) -> impl ExactSizeIterator<Item = &Key> {
        self.columns.iter().map(Column::key)
    }

    /// The column of the indicator `key`.
    ///
    /// # Errors
    /// [`Error::Unknown`] with the near matches.
    pub fn column(&self, key: &str) -> Result<&Column, Error> {
        self.columns.iter().find(|c| c.key() == key).ok_or_else(|| Error::unknown("indicator", key, self.keys().map(Key::as_str)))
    }

    /// The value of the indicator `key` in `row`, counted from 0; none at a gap.
    ///
    /// # Errors
    /// [`Error::Unknown`] with the near matches, if there is no such indicator.
    pub fn value(&self, row: usize, key: &str) -> Result<Option<f64>, Error> {
        Ok(self.column(key)?.get(row))
    }

    /// Number of gaps.
    pub fn missing(&self) -> usize {
        self.columns.iter().map(Column::missing).sum()
    }

    /// The rows of the given periods only.
    ///
    /// # Errors
    /// [`Error::TooFew`] if there is none.
    pub fn in_periods(&self, periods: &[Period]) -> Result<Self, Error> {
        let keep: Vec<usize> = self
            .rows
            .iter()
            .enumerate()
            .filter(|(_, row)| row.period.is_some_and(|p| periods.contains(&p)))
            .map(|(at, _)| at)
            .collect();
        self.select_rows(&keep)
    }

    /// The rows at `keep`, in that order.
    pub(crate) fn select_rows(&self, keep: &[usize]) -> Result<Self, Error> {
        Ok(Self {
            rows: Arc::new(self.rows.select(keep)?),
            columns: self.columns.iter().map(|c| c.select(keep)).collect(),
            attributes: self.attributes.iter().map(|a| a.select(keep)).collect(),
        })
    }

    /// The same table with another column of the same indicator and length.
    pub(crate) fn with_column(mut self, column: Column) -> Self {
        if let Some(own) = self.columns.iter_mut().find(|own| own.key() == column.key() && own.len() == column.len()) {
            *own = column;
        }
        self
    }

    pub(crate) fn shared_rows(&self) -> &Arc<Rows> {
        &self.rows
    }

    /// A fingerprint of names, values and attributes (数据指纹): FNV-1a over the bytes of the names and over each value as one 64-bit word.
    /// It tells two data sets apart; it is no protection against forgery.
    pub fn checksum(&self) -> u64 {
        let mut hash = Fingerprint::default();
        for row in self.rows.iter() {
            hash.text(row.unit);
            if let Some(period) = row.period {
                hash.text(&period.to_string());
            }
        }
        for column in &self.columns {
            hash.text(column.key().as_str());
            for (row, value) in column.raw().iter().enumerate() {
                // A gap must not look like a zero; no finite value has these bits.
                hash.word(if column.is_gap(row) { u64::MAX } else { value.to_bits() });
            }
        }
        for attribute in &self.attributes {
            hash.text(attribute.name.as_str());
            for value in &attribute.values {
                // An unknown value must not look like an empty text.
                match value {
                    Some(text) => hash.text(text),
                    None => hash.word(u64::MAX),
                }
            }
        }
        hash.0
    }
}

/// The attribute `name` among `attributes`.
pub(crate) fn attribute_named<'a>(attributes: &'a [Attribute], name: &str) -> Result<&'a Attribute, Error> {
    let unknown = || Error::unknown("attribute of the rows", name, attributes.iter().map(|a| a.name.as_str()));
    attributes.iter().find(|a| a.name == name).ok_or_else(unknown)
}

/// A column with the place of a value that is not finite in the error.
fn gappy_column(rows: &Rows, key: Key, values: Vec<Option<f64>>) -> Result<Column, Error> {
    if let Some((row, value)) = values.iter().enumerate().find_map(|(row, v)| v.filter(|x| !x.is_finite()).map(|x| (row, x))) {
        return Err(Error::Value {
            place: Box::new(rows.place(row, &key)),
            value,
            problem: "is not finite".to_owned(),
            remedy: "give a number, or leave the cell empty as a gap".to_owned(),
        });
    }
    Column::with_gaps(key, values)
}

/// FNV-1a (Fowler, Noll & Vo), 64 bits.
struct Fingerprint(u64);

impl Default for Fingerprint {
    fn default() -> Self {
        Self(0xcbf2_9ce4_8422_2325)
    }
}

impl Fingerprint {
    fn word(&mut self, word: u64) {
        self.0 = (self.0 ^ word).wrapping_mul(0x0100_0000_01b3);
    }

    fn text(&mut self, text: &str) {
        for byte in text.bytes() {
            self.word(u64::from(byte));
        }
        self.word(0xff);
    }
}
