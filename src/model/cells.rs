//! Measured values over all rows, with what is known of them (取值及其依据).

use serde::{Deserialize, Serialize};

use crate::error::Error;
use crate::indicator::{Imputation, Measurement, Origin, Series, Unavailable};
use crate::label::{Key, Label};
use crate::numeric::interval::{Confidence, Interval};
use crate::table::{Column, Rows};

/// The values of one indicator over all rows, with the sampling interval of each that comes from counts and the reason of each gap
/// (取值、区间与缺失原因).
#[derive(Debug, Clone, PartialEq, Default, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Cells {
    /// Per row, the value; none at a gap.
    pub values: Vec<Option<f64>>,
    /// 95 % intervals: Wilson's for a proportion, the exact Poisson interval for a rate, by row.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub intervals: Vec<(usize, Interval)>,
    /// Why there is no value, by row, where that is known.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub reasons: Vec<(usize, Unavailable)>,
    /// What was filled in for a gap, by row, and how.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub filled: Vec<(usize, Filled)>,
}

/// A value that was filled in (插补值).
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Filled {
    /// The value, in the unit in which the indicator is scored.
    pub value: f64,
    /// The method.
    pub by: Imputation,
}

impl Cells {
    /// The interval of the value in `row`, if it comes from counts.
    pub fn interval(&self, row: usize) -> Option<Interval> {
        self.intervals.binary_search_by_key(&row, |(at, _)| *at).ok().map(|found| self.intervals[found].1)
    }

    /// Why there is no value in `row`, if that is known.
    pub fn reason(&self, row: usize) -> Option<&Unavailable> {
        self.reasons.binary_search_by_key(&row, |(at, _)| *at).ok().map(|found| &self.reasons[found].1)
    }

    /// The value that was filled in for the gap in `row`, if one was.
    pub fn filled(&self, row: usize) -> Option<Filled> {
        self.filled.binary_search_by_key(&row, |(at, _)| *at).ok().map(|found| self.filled[found].1)
    }

    /// The same cells with what was filled in for their gaps in the column that was scored.
    pub(super) fn with_filled(mut self, scored: Option<&Column>) -> Self {
        let filled = |row: usize| match scored?.origin(row)? {
            Origin::Imputed { by } => Some((row, Filled { value: scored?.get(row)?, by })),
            _ => None,
        };
        self.filled = (0..self.values.len()).filter(|&row| self.values[row].is_none()).filter_map(filled).collect();
        self
    }

    /// The cells of `column`, given over `all` rows, in those that were `kept`, which are in the same order.
    pub(super) fn of(column: &Column, all: &Rows, kept: &Rows) -> Self {
        let rows = matching(all, kept);
        let interval = |row: usize| column.origin(row)?.interval(Confidence::default());
        let numbered = || rows.iter().copied().enumerate();
        Self {
            values: rows.iter().map(|&row| column.get(row)).collect(),
            intervals: numbered().filter_map(|(at, row)| Some((at, interval(row)?))).collect(),
            reasons: numbered().filter_map(|(at, row)| Some((at, column.reason(row)?.clone()))).collect(),
            filled: Vec::new(),
        }
    }
}

/// The rows of `all` that are in `kept`, as indices; `kept` is a part of `all` in the same order.
fn matching(all: &Rows, kept: &Rows) -> Vec<usize> {
    if all.len() == kept.len() {
        return (0..all.len()).collect();
    }
    let mut wanted = kept.iter().peekable();
    let mut rows = Vec::with_capacity(kept.len());
    for (at, row) in all.iter().enumerate() {
        if wanted.peek() == Some(&row) {
            wanted.next();
            rows.push(at);
        }
    }
    rows
}

/// What was measured from the facts and stands beside the scores, never added to them (并列展示，不计分).
#[derive(Debug, Clone, PartialEq, Default, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Beside {
    /// The path profile (路径画像): inputs and process, path by path. There is no total.
    pub path_profile: Vec<BesideItem>,
    /// What helps to read an efficacy indicator (附注指标), such as the size of a network beside its density.
    pub companions: Vec<BesideItem>,
}

/// One item that stands beside the scores (并列项).
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct BesideItem {
    /// Key of the path or dimension it belongs to.
    pub group: String,
    /// Its key.
    pub key: Key,
    /// Its name in English and Chinese.
    pub label: Label,
    /// Unit of measurement.
    pub unit: String,
    /// Its values over all rows.
    pub cells: Cells,
}

impl Beside {
    pub(super) fn of(measurement: &Measurement, kept: &Rows) -> Result<Self, Error> {
        let all = Rows::panel(measurement.rows().iter().map(|(community, period)| (community, *period)))?;
        let path_profile = measurement.path_profile().iter().map(|s| item(s, s.group().key(), &all, kept));
        let companions = measurement.companions().iter().map(|s| item(s, s.group().key(), &all, kept));
        Ok(Self { path_profile: path_profile.collect::<Result<_, _>>()?, companions: companions.collect::<Result<_, _>>()? })
    }
}

fn item<G: Copy>(series: &Series<G>, group: &str, all: &Rows, kept: &Rows) -> Result<BesideItem, Error> {
    let indicator = series.indicator();
    let column = Column::measured(indicator.key().clone(), series.values().to_vec())?;
    Ok(BesideItem {
        group: group.to_owned(),
        key: indicator.key().clone(),
        label: indicator.label().clone(),
        unit: indicator.unit().to_owned(),
        cells: Cells::of(&column, all, kept),
    })
}
