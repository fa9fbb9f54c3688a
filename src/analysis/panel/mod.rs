//! Over time (时间维度): who rises and falls, what changed a score, whether units draw together, how they move between levels.
//!
//! | question | answer |
//! |---|---|
//! | Does a unit rise or fall? | [`Trends`]: Sen's slope, Mann–Kendall test |
//! | Which indicators changed its score? | [`Attribution::of_change`](super::contribution::Attribution::of_change) |
//! | Do the units draw together? | [`SigmaConvergence`]: their spread over time |
//! | Do those that start low catch up? | [`BetaConvergence`]: growth on the start, with controls |
//! | How do they move between levels? | [`Transitions`]: Markov matrix, mobility, long run |
//! | How unequal are they in each period? | [`Panel::amounts`] with [`distribution`](super::distribution) |
//!
//! All of it needs scores of different periods on one scale: fit once, on all periods or on a base, and score them together. Scores that
//! were fitted each period for itself compare units within a period, not periods. Guide: `docs/distribution.md`.

mod beta;
mod first_passage;
mod sigma;
mod transition;
mod trend;

use serde::{Deserialize, Serialize};

use crate::error::{Error, Place};
use crate::governance::Period;
use crate::label::Key;
use crate::model::{Evaluation, NodeResult};
use crate::notice::Notice;
use crate::table::{IndicatorTable, Rows};

use super::distribution::Amounts;

pub use beta::{BetaConvergence, BetaForm, BetaSettings};
pub use sigma::{Dispersion, SigmaConvergence};
pub use transition::{Levels, Transition, Transitions};
pub use trend::{Course, Trend, Trends};

/// One quantity of units over periods, with gaps (面板): the score of a node, or an indicator.
///
/// ```
/// use governance_efficacy::Period;
/// use governance_efficacy::analysis::panel::Panel;
///
/// let years = [2022, 2023].map(|year| Period::year(year).unwrap());
/// let panel = Panel::new(["East", "West"], &years, &[[Some(0.5), Some(0.6)], [None, Some(0.8)]])?;
/// assert_eq!(panel.values_of("West")?, [None, Some(0.8)]);
/// assert_eq!(panel.amounts(years[0])?.values(), [0.5]);
/// # Ok::<(), governance_efficacy::Error>(())
/// ```
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(try_from = "Form", into = "Form")]
pub struct Panel {
    of: Option<Key>,
    units: Vec<String>,
    /// Ascending.
    periods: Vec<Period>,
    /// By unit, then period.
    values: Vec<Vec<Option<f64>>>,
    /// Breaks in the series.
    notices: Vec<Notice>,
}

#[derive(Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct Form {
    #[serde(default, skip_serializing_if = "Option::is_none")]
    of: Option<Key>,
    units: Vec<String>,
    periods: Vec<Period>,
    values: Vec<Vec<Option<f64>>>,
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    notices: Vec<Notice>,
}

impl TryFrom<Form> for Panel {
    type Error = Error;

    fn try_from(form: Form) -> Result<Self, Error> {
        Ok(Self { of: form.of, notices: form.notices, ..Self::new(form.units, &form.periods, &form.values)? })
    }
}

impl From<Panel> for Form {
    fn from(panel: Panel) -> Self {
        Self { of: panel.of, units: panel.units, periods: panel.periods, values: panel.values, notices: panel.notices }
    }
}

impl Panel {
    /// The values of `rows`, one row a unit and one value a period.
    ///
    /// # Errors
    /// [`Error::TooFew`] without units or periods, [`Error::Length`] unless there is one row a unit and one value a period,
    /// [`Error::Duplicate`] for a unit or a period that occurs twice, [`Error::Value`] for a value that is not finite.
    pub fn new<S: Into<String>, R: AsRef<[Option<f64>]>>(
        units: impl IntoIterator<Item = S>,
        periods: &[Period],
        rows: &[R],
    ) -> Result<Self, Error> {
        let units: Vec<String> = units.into_iter().map(Into::into).collect();
        if rows.len() != units.len() {
            return Err(Error::Length { what: "rows of values".to_owned(), expected: units.len(), found: rows.len() });
        }
        for (unit, row) in units.iter().zip(rows) {
            if row.as_ref().len() != periods.len() {
                let what = format!("values of unit {unit:?}");
                return Err(Error::Length { what, expected: periods.len(), found: row.as_ref().len() });
            }
        }
        // Checks granularity and that nothing occurs twice.
        let pairs = units.iter().flat_map(|unit| periods.iter().map(move |&period| (unit, period)));
        let rows_of = Rows::panel(pairs)?;
        Self::of_rows(&rows_of, rows.iter().flat_map(|row| row.as_ref().iter().copied()), None)
    }

    /// The scores of `node` in `evaluation`, over all its periods. Where the indicators available at the node, or at one beneath it, differ
    /// from period to period, its scores are not comparable: the notices of the evaluation that say so go with every result.
    ///
    /// # Errors
    /// [`Error::Unknown`] for a node that is not there, [`Error::TooFew`] if the rows have no periods.
    pub fn of_scores(evaluation: &Evaluation, node: &str) -> Result<Self, Error> {
        let result = evaluation.node(node)?;
        let panel = Self::of_rows(evaluation.rows(), result.scores().iter().copied(), Some(result.key().clone()))?;
        let is_beneath =
            |address: &str| address.strip_prefix(result.address()).is_some_and(|rest| rest.is_empty() || rest.starts_with('/'));
        let at_or_beneath = evaluation.nodes().iter().filter(|node| is_beneath(node.address()));
        let breaks = at_or_beneath.flat_map(NodeResult::notices).filter(|notice| matches!(notice, Notice::BreakInSeries { .. }));
        Ok(Self { notices: breaks.cloned().collect(), ..panel })
    }

    /// The values of indicator `key` in `table`, over all its periods.
    ///
    /// # Errors
    /// [`Error::Unknown`] for an indicator that is not there, [`Error::TooFew`] if the rows have no periods.
    pub fn of_indicator(table: &IndicatorTable, key: &str) -> Result<Self, Error> {
        let column = table.column(key)?;
        Self::of_rows(table.rows(), column.iter(), Some(column.key().clone()))
    }

    fn of_rows(rows: &Rows, values: impl Iterator<Item = Option<f64>>, of: Option<Key>) -> Result<Self, Error> {
        let periods = rows.periods().to_vec();
        if periods.is_empty() {
            return Err(Error::TooFew { what: "periods", needed: 1 });
        }
        let units: Vec<String> = rows.unit_names().map(str::to_owned).collect();
        let place: std::collections::HashMap<&str, usize> =
            units.iter().enumerate().map(|(at, unit)| (unit.as_str(), at)).collect();
        let mut table = vec![vec![None; periods.len()]; units.len()];
        for (row, value) in rows.iter().zip(values) {
            let (Some(&unit), Some(period)) = (place.get(row.unit), row.period) else { continue };
            let Ok(at) = periods.binary_search(&period) else { continue };
            if let Some(x) = value.filter(|x| !x.is_finite()) {
                let place = Place { unit: row.unit.to_owned(), period: row.period, indicator: of };
                let (problem, remedy) = ("is not finite".to_owned(), "give a number, or None for a gap".to_owned());
                return Err(Error::Value { place: Box::new(place), value: x, problem, remedy });
            }
            table[unit][at] = value;
        }
        Ok(Self { of, units, periods, values: table, notices: Vec::new() })
    }

    /// The node or indicator the values are of; none for values given as such.
    pub fn of(&self) -> Option<&Key> {
        self.of.as_ref()
    }

    /// Names of the units.
    pub fn units(&self) -> &[String] {
        &self.units
    }

    /// The periods, ascending.
    pub fn periods(&self) -> &[Period] {
        &self.periods
    }

    /// The values of `unit`, one a period.
    ///
    /// # Errors
    /// [`Error::Unknown`] for a unit that is not there.
    pub fn values_of(&self, unit: &str) -> Result<&[Option<f64>], Error> {
        let at = self.units.iter().position(|name| name == unit);
        let known = || self.units.iter().map(String::as_str);
        at.map(|at| self.values[at].as_slice()).ok_or_else(|| Error::unknown("unit", unit, known()))
    }

    /// The units that have a value in `period`, for a measure of inequality.
    ///
    /// # Errors
    /// [`Error::Unknown`] for a period that is not there, [`Error::TooFew`] if no unit has a value.
    pub fn amounts(&self, period: Period) -> Result<Amounts, Error> {
        let at = self.place(period)?;
        let there = self.units.iter().zip(&self.values).filter_map(|(unit, values)| Some((unit.clone(), values[at]?)));
        let (units, values) = there.unzip();
        Amounts::named(units, values, Some(period), self.of.clone())
    }

    /// Where the values are not comparable over all periods, because indicators come or go (口径变化).
    pub fn notices(&self) -> &[Notice] {
        &self.notices
    }

    /// Those between the two periods.
    fn breaks_within(&self, from: Period, to: Period) -> Vec<Notice> {
        let is_within = |notice: &&Notice| match notice {
            Notice::BreakInSeries { period, .. } => from < *period && *period <= to,
            _ => true,
        };
        self.notices.iter().filter(is_within).cloned().collect()
    }

    /// Where `period` stands.
    fn place(&self, period: Period) -> Result<usize, Error> {
        self.periods.binary_search(&period).map_err(|_| {
            let known: Vec<String> = self.periods.iter().map(ToString::to_string).collect();
            Error::unknown("period", &period.to_string(), known.iter().map(String::as_str))
        })
    }

    /// Years from the first period to each.
    fn years(&self) -> Vec<f64> {
        let first = self.periods.first().map_or(0, |period| period.start_in_months());
        self.periods.iter().map(|period| f64::from(period.start_in_months() - first) / 12.0).collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn breaks_count_after_the_start_and_up_to_the_end() {
        let years: Vec<Period> = (2020..=2023).map(|year| Period::year(year).expect("a year")).collect();
        let notices = years.iter().map(|&period| Notice::BreakInSeries { period, gained: Vec::new(), lost: Vec::new() });
        let panel = Panel::new(["A"], &years, &[[Some(1.0); 4]]).expect("a panel");
        let panel = Panel { notices: notices.chain([Notice::SpreadErased]).collect(), ..panel };
        let within = panel.breaks_within(years[1], years[2]);
        let of = |period| Notice::BreakInSeries { period, gained: Vec::new(), lost: Vec::new() };
        assert_eq!(within, [of(years[2]), Notice::SpreadErased]);
    }

    #[test]
    fn years_count_from_the_first_period_in_months() {
        let quarters = ["2020-Q1", "2020-Q3", "2021-Q1"].map(|text| text.parse::<Period>().expect("a quarter"));
        let panel = Panel::new(["A"], &quarters, &[[Some(1.0); 3]]).expect("a panel");
        assert_eq!(panel.years(), [0.0, 0.5, 1.0]);
        let short = Panel::new(["A", "B"], &quarters, &[[Some(1.0); 3].as_slice(), &[Some(1.0); 2]]).unwrap_err();
        assert!(short.to_string().contains("\"B\""), "{short}");
    }
}
