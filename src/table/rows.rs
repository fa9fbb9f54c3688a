//! The rows of a table: which unit, in which period (单元与期).

use std::collections::HashMap;
use std::fmt;
use std::sync::Arc;

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
    units: Vec<Arc<str>>,
    /// Distinct periods in time order; empty without periods.
    periods: Vec<Period>,
    /// Per row, the index of its unit and of its period (0 without periods).
    index: Vec<(u32, u32)>,
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
        Self { units: Vec::new(), periods: Vec::new(), index: Vec::new() }
    }

    /// Units named by their number, from 1.
    pub(crate) fn numbered(count: usize) -> Result<Self, Error> {
        if count == 0 {
            return Err(Error::TooFew { what: "rows", needed: 1 });
        }
        let limit = u32::MAX as usize;
        let last = u32::try_from(count).map_err(|_| Error::Limit { what: "number of units", found: count, limit })?;
        // Numbers differ: a million of them need no table of those seen.
        let units = (1..=last).map(|number| number.to_string().into()).collect();
        Ok(Self { units, periods: Vec::new(), index: (0..last).map(|at| (at, 0)).collect() })
    }

    pub(crate) fn collect<S: AsRef<str>>(rows: impl IntoIterator<Item = (S, Option<Period>)>) -> Result<Self, Error> {
        let mut units: Vec<Arc<str>> = Vec::new();
        let mut unit_index: HashMap<Arc<str>, u32> = HashMap::new();
        let mut raw: Vec<(u32, Option<Period>)> = Vec::new();
        for (unit, period) in rows {
            let unit = unit.as_ref();
            let next = u32::try_from(units.len()).map_err(|_| Error::Limit {
                what: "number of units",
                found: units.len(),
                limit: u32::MAX as usize,
            })?;
            let at = if let Some(&at) = unit_index.get(unit) {
                at
            } else {
                if unit.trim().is_empty() {
                    return Err(Error::InvalidKey { key: unit.to_owned(), reason: "a unit needs a name" });
                }
                // A file would give it back without.
                if unit.trim() != unit {
                    let reason = "the name of a unit begins or ends with white space";
                    return Err(Error::InvalidKey { key: unit.to_owned(), reason });
                }
                let name: Arc<str> = unit.into();
                units.push(name.clone());
                unit_index.insert(name, next);
                next
            };
            raw.push((at, period));
        }
        if raw.is_empty() {
            return Err(Error::TooFew { what: "rows", needed: 1 });
        }
        let mut periods: Vec<Period> = raw.iter().filter_map(|&(_, period)| period).collect();
        let dated = periods.len();
        periods.sort_unstable();
        periods.dedup();
        if dated != 0 && dated != raw.len() {
            return Err(Error::setting("period", "missing in some rows", "give every row a period, or none"));
        }
        if let (Some(first), Some(other)) =
            (periods.first(), periods.iter().find(|p| p.granularity() != periods[0].granularity()))
        {
            return Err(Error::setting(
                "period",
                format!("{first} in one row and {other} in another"),
                "use one granularity in a table: years, half-years, quarters or months",
            ));
        }
        let index: Vec<(u32, u32)> = raw
            .iter()
            .map(|&(unit, period)| {
                let period = period.map_or(0, |p| periods.binary_search(&p).unwrap_or(0));
                (unit, u32::try_from(period).unwrap_or(u32::MAX))
            })
            .collect();
        let rows = Self { units, periods, index };
        rows.refuse_duplicates()?;
        Ok(rows)
    }

    fn refuse_duplicates(&self) -> Result<(), Error> {
        let mut sorted: Vec<(u32, u32)> = self.index.clone();
        sorted.sort_unstable();
        let Some(twice) = sorted.windows(2).find(|w| w[0] == w[1]).map(|w| w[0]) else {
            return Ok(());
        };
        let row = self.index.iter().position(|&i| i == twice).and_then(|at| self.get(at));
        Err(Error::Duplicate {
            what: if self.has_periods() { "unit and period" } else { "unit" },
            name: row.map(|row| row.to_string()).unwrap_or_default(),
        })
    }

    /// Number of rows; at least 1 in a table.
    pub fn len(&self) -> usize {
        self.index.len()
    }

    /// Whether there is no row, as in what was learned from a stream. A table has at least one.
    pub fn is_empty(&self) -> bool {
        self.index.is_empty()
    }

    /// Row `at`, counted from 0.
    pub fn get(&self, at: usize) -> Option<Row<'_>> {
        let &(unit, period) = self.index.get(at)?;
        Some(Row { unit: self.units.get(unit as usize)?, period: self.periods.get(period as usize).copied() })
    }

    /// The rows in order.
    pub fn iter(&self) -> impl ExactSizeIterator<Item = Row<'_>> {
        self.index
            .iter()
            .map(|&(unit, period)| Row { unit: &self.units[unit as usize], period: self.periods.get(period as usize).copied() })
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
        self.units.iter().map(AsRef::as_ref)
    }

    /// The rows by period in time order, as indices; one group of all rows without periods.
    pub(crate) fn by_period(&self) -> Vec<(Option<Period>, Vec<usize>)> {
        let groups = self.periods.len().max(1);
        let mut members: Vec<Vec<usize>> = vec![Vec::new(); groups];
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
