//! The rows of a table: which unit, in which period (单元与期).

use std::collections::{HashMap, HashSet};
use std::fmt::{self, Write as _};

use serde::{Deserialize, Serialize};

use crate::error::{Error, Place};
use crate::governance::Period;
use crate::label::Key;

/// One row: a unit and, in a panel, a period (行).
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Row<'a> {
    /// Name of the unit.
    pub unit: &'a str,
    /// The period; none in a table without periods.
    pub period: Option<Period>,
}

impl fmt::Display for Row<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.period {
            Some(period) => f.pad(&format!("{} {period}", self.unit)),
            None => f.pad(self.unit),
        }
    }
}

/// The rows of a table, in their order: unique pairs of unit and period, all with a period of one granularity, or all without.
///
/// ```
/// use governance_efficacy::table::Rows;
///
/// let rows = Rows::units(["East", "West"])?;
/// assert_eq!(rows.len(), 2);
/// assert_eq!(rows.get(1).unwrap().unit, "West");
/// assert!(Rows::units(["East", "East"]).is_err());
/// # Ok::<(), governance_efficacy::Error>(())
/// ```
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(try_from = "RowsForm", into = "RowsForm")]
pub struct Rows {
    /// Distinct unit names, in order of first appearance.
    units: Names,
    /// Distinct periods in time order; empty without periods.
    periods: Vec<Period>,
    /// Per row, the index of its unit and of its period; empty without periods, where each row is a unit of its own.
    index: Vec<(u32, u32)>,
}

/// Names, one after the other in one text: a million of them are no million allocations.
#[derive(Debug, Clone, Default, PartialEq)]
struct Names {
    text: String,
    /// Where each ends.
    ends: Vec<u32>,
}

impl Names {
    fn push(&mut self, name: &str) -> Result<(), Error> {
        let too_many = |what, found| Error::Limit { what, found, limit: u32::MAX as usize };
        let end = self.text.len() + name.len();
        let end = u32::try_from(end).map_err(|_| too_many("bytes in the names of units", end))?;
        if self.ends.len() >= u32::MAX as usize {
            return Err(too_many("number of units", self.ends.len() + 1));
        }
        self.text.push_str(name);
        self.ends.push(end);
        Ok(())
    }

    fn len(&self) -> usize {
        self.ends.len()
    }

    fn get(&self, at: usize) -> Option<&str> {
        let to = *self.ends.get(at)?;
        let from = at.checked_sub(1).map_or(0, |before| self.ends[before]);
        self.text.get(from as usize..to as usize)
    }

    fn iter(&self) -> impl ExactSizeIterator<Item = &str> {
        (0..self.len()).map(|at| self.get(at).unwrap_or_default())
    }
}

#[derive(Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct RowsForm {
    units: Vec<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    periods: Option<Vec<Period>>,
}

impl TryFrom<RowsForm> for Rows {
    type Error = Error;

    fn try_from(form: RowsForm) -> Result<Self, Error> {
        match form.periods {
            None => Self::units(form.units),
            Some(periods) if periods.len() != form.units.len() => {
                Err(Error::Length { what: "periods of the rows".to_owned(), expected: form.units.len(), found: periods.len() })
            }
            Some(periods) => Self::panel(form.units.into_iter().zip(periods)),
        }
    }
}

impl From<Rows> for RowsForm {
    fn from(rows: Rows) -> Self {
        Self {
            units: rows.iter().map(|row| row.unit.to_owned()).collect(),
            periods: rows.has_periods().then(|| rows.iter().filter_map(|row| row.period).collect()),
        }
    }
}

impl Rows {
    /// One row a unit, without periods.
    ///
    /// # Errors
    /// [`Error::TooFew`] without units, [`Error::InvalidKey`] for a name that is empty or begins or ends with white space,
    /// [`Error::Duplicate`] for a repeated one.
    pub fn units<S: AsRef<str>>(units: impl IntoIterator<Item = S>) -> Result<Self, Error> {
        Self::collect(units.into_iter().map(|unit| (unit, None)))
    }

    /// One row a unit and period.
    ///
    /// # Errors
    /// As [`Rows::units`]; [`Error::InvalidSetting`] if the periods differ in granularity.
    pub fn panel<S: AsRef<str>>(rows: impl IntoIterator<Item = (S, Period)>) -> Result<Self, Error> {
        Self::collect(rows.into_iter().map(|(unit, period)| (unit, Some(period))))
    }

    /// No row: of what was learned from a stream.
    pub(crate) fn none() -> Self {
        Self { units: Names::default(), periods: Vec::new(), index: Vec::new() }
    }

    /// Units named by their number, from 1.
    pub(crate) fn numbered(count: usize) -> Result<Self, Error> {
        if count == 0 {
            return Err(Error::TooFew { what: "rows", needed: 1 });
        }
        // Numbers differ: a million of them need no table of those seen.
        let mut units = Names::default();
        let mut name = String::new();
        for number in 1..=count {
            name.clear();
            // Writing to a text can't fail.
            let _ = write!(name, "{number}");
            units.push(&name)?;
        }
        Ok(Self { units, ..Self::none() })
    }

    pub(crate) fn collect<S: AsRef<str>>(rows: impl IntoIterator<Item = (S, Option<Period>)>) -> Result<Self, Error> {
        let mut draft = RowsDraft::default();
        for (unit, period) in rows {
            draft.push(unit.as_ref(), period)?;
        }
        draft.finish()
    }

    fn refuse_duplicates(&self) -> Result<(), Error> {
        let mut sorted: Vec<(u32, u32)> = self.index.clone();
        sorted.sort_unstable();
        let Some(twice) = sorted.windows(2).find(|w| w[0] == w[1]).map(|w| w[0]) else {
            return Ok(());
        };
        let row = self.index.iter().position(|&i| i == twice).and_then(|at| self.get(at));
        Err(Error::Duplicate { what: "unit and period", name: row.map(|row| row.to_string()).unwrap_or_default() })
    }

    /// Number of rows; at least 1 in a table.
    pub fn len(&self) -> usize {
        if self.has_periods() { self.index.len() } else { self.units.len() }
    }

    /// Whether there is no row, as in what was learned from a stream. A table has at least one.
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }

    /// Row `at`, counted from 0.
    pub fn get(&self, at: usize) -> Option<Row<'_>> {
        if !self.has_periods() {
            return Some(Row { unit: self.units.get(at)?, period: None });
        }
        let &(unit, period) = self.index.get(at)?;
        Some(Row { unit: self.units.get(unit as usize)?, period: self.periods.get(period as usize).copied() })
    }

    /// The rows in order.
    pub fn iter(&self) -> impl ExactSizeIterator<Item = Row<'_>> {
        (0..self.len()).map(|at| self.get(at).unwrap_or(Row { unit: "", period: None }))
    }

    /// The row of `unit` in `period`.
    pub fn position(&self, unit: &str, period: Option<Period>) -> Option<usize> {
        self.iter().position(|row| row.unit == unit && row.period == period)
    }

    /// Whether the rows have periods.
    pub fn has_periods(&self) -> bool {
        !self.periods.is_empty()
    }

    /// The distinct periods in time order; empty without periods.
    pub fn periods(&self) -> &[Period] {
        &self.periods
    }

    /// The distinct units, in order of first appearance.
    pub fn unit_names(&self) -> impl ExactSizeIterator<Item = &str> {
        self.units.iter()
    }

    /// The rows by period in time order, as indices; one group of all rows without periods.
    pub(crate) fn by_period(&self) -> Vec<(Option<Period>, Vec<usize>)> {
        if !self.has_periods() {
            return vec![(None, (0..self.len()).collect())];
        }
        let mut members: Vec<Vec<usize>> = vec![Vec::new(); self.periods.len()];
        for (row, &(_, period)) in self.index.iter().enumerate() {
            members[period as usize].push(row);
        }
        members.into_iter().enumerate().map(|(at, rows)| (self.periods.get(at).copied(), rows)).collect()
    }

    /// The rows at `keep`, in that order; at least one.
    pub(crate) fn select(&self, keep: &[usize]) -> Result<Self, Error> {
        Self::collect(keep.iter().filter_map(|&at| self.get(at)).map(|row| (row.unit, row.period)))
    }

    /// The place of a cell, for an error.
    pub(crate) fn place(&self, row: usize, indicator: &Key) -> Place {
        let (unit, period) = self.get(row).map_or_else(|| (String::new(), None), |row| (row.unit.to_owned(), row.period));
        Place { unit, period, indicator: Some(indicator.clone()) }
    }
}

/// Rows as they come, one after the other.
#[derive(Debug, Default)]
pub(super) struct RowsDraft {
    names: Names,
    /// Of the rows that have one.
    dates: Vec<Period>,
}

impl RowsDraft {
    pub(super) fn push(&mut self, unit: &str, period: Option<Period>) -> Result<(), Error> {
        if unit.trim().is_empty() {
            return Err(Error::InvalidKey { key: unit.to_owned(), reason: "a unit needs a name" });
        }
        // A file would give it back without.
        if unit.trim() != unit {
            let reason = "the name of a unit begins or ends with white space";
            return Err(Error::InvalidKey { key: unit.to_owned(), reason });
        }
        self.dates.extend(period);
        self.names.push(unit)
    }

    #[cfg(feature = "csv")]
    pub(super) fn len(&self) -> usize {
        self.names.len()
    }

    pub(super) fn finish(self) -> Result<Rows, Error> {
        let Self { names, dates } = self;
        if names.len() == 0 {
            return Err(Error::TooFew { what: "rows", needed: 1 });
        }
        if dates.is_empty() {
            let mut seen: HashSet<&str> = HashSet::with_capacity(names.len());
            let twice = names.iter().find(|name| !seen.insert(name)).map(str::to_owned);
            return match twice {
                None => Ok(Rows { units: names, ..Rows::none() }),
                Some(name) => Err(Error::Duplicate { what: "unit", name }),
            };
        }
        if dates.len() != names.len() {
            return Err(Error::setting("period", "missing in some rows", "give every row a period, or none"));
        }
        let mut periods = dates.clone();
        periods.sort_unstable();
        periods.dedup();
        if let (Some(first), Some(other)) =
            (periods.first(), periods.iter().find(|p| p.granularity() != periods[0].granularity()))
        {
            return Err(Error::setting(
                "period",
                format!("{first} in one row and {other} in another"),
                "use one granularity in a table: years, half-years, quarters or months",
            ));
        }
        let mut units = Names::default();
        let mut known: HashMap<&str, u32> = HashMap::new();
        let mut index = Vec::with_capacity(names.len());
        for (name, date) in names.iter().zip(&dates) {
            let next = known.len();
            let unit = *known.entry(name).or_insert_with(|| u32::try_from(next).unwrap_or(u32::MAX));
            if known.len() > next {
                units.push(name)?;
            }
            index.push((unit, u32::try_from(periods.binary_search(date).unwrap_or(0)).unwrap_or(u32::MAX)));
        }
        let rows = Rows { units, periods, index };
        rows.refuse_duplicates()?;
        Ok(rows)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn year(y: i16) -> Period {
        Period::year(y).expect("valid")
    }

    #[test]
    fn a_panel_knows_its_periods_in_time_order() {
        let rows = Rows::panel([("A", year(2024)), ("A", year(2023)), ("B", year(2024))]).expect("valid");
        assert_eq!(rows.periods(), [year(2023), year(2024)]);
        assert_eq!(rows.by_period()[1], (Some(year(2024)), vec![0, 2]));
        assert_eq!(rows.position("A", Some(year(2023))), Some(1));
    }

    #[test]
    fn numbers_are_names_like_others() {
        assert_eq!(Rows::numbered(12), Rows::units((1..=12).map(|number: u32| number.to_string())));
        assert_eq!(Rows::numbered(0).unwrap_err().code(), "too-few");
    }

    #[test]
    fn what_is_no_set_of_rows_is_refused() {
        assert_eq!(Rows::units(Vec::<String>::new()).unwrap_err().code(), "too-few");
        assert_eq!(Rows::units([" "]).unwrap_err().code(), "invalid-key");
        assert_eq!(Rows::units(["A", "A "]).unwrap_err().code(), "invalid-key");
        assert_eq!(Rows::panel([("A", year(2024)), ("A", year(2024))]).unwrap_err().code(), "duplicate");
        let mixed = [("A", year(2024)), ("B", Period::quarter(2024, 1).expect("valid"))];
        assert_eq!(Rows::panel(mixed).unwrap_err().code(), "invalid-setting");
        assert_eq!(Rows::collect([("A", Some(year(2024))), ("B", None)]).unwrap_err().code(), "invalid-setting");
    }
}
