//! Screening (数据可得性筛选): which indicators and units have too many gaps or zeros to be evaluated.

use std::borrow::Cow;

use crate::document::{Entry, TableBuilder, Value};
use crate::error::Error;
use crate::label::Key;
use crate::notice::{DropReason, Notice, TooMany};
use crate::table::{Column, IndicatorTable};

use super::Dropped;

/// Leaves out what has too few values, or too many zeros (数据可得性筛选): first indicators over all rows, then rows over the indicators
/// that are left, so that no unit pays for an indicator nobody has.
///
/// # Formula
/// `available` is the share of cells with a value, `nonzero` the share of those values that are not zero. What lies below the
/// threshold is left out, with a notice that tells the share.
///
/// # Frozen
/// The indicators are chosen once, on the rows of the fit; the rows of every table by the same thresholds over those indicators.
///
/// # Reference
/// OECD/JRC (2008), *Handbook on Constructing Composite Indicators*, §3: a rule of thumb asks for two thirds of the values.
///
/// # Example
/// ```
/// use governance_efficacy::prepare::{Preparation, Screen, Screened};
/// use governance_efficacy::{Indicator, IndicatorTable};
///
/// // B has one of two values: less than two thirds.
/// let rows = [[Some(1.0), Some(2.0)], [Some(3.0), None], [Some(5.0), Some(6.0)]];
/// let table = IndicatorTable::from_rows(["A", "B", "C"], &["x", "y"], &rows)?;
/// let preparation = Preparation::default().with_screen(Screen::default().of(Screened::Units));
/// let matrix = preparation.matrix(&table, &[Indicator::new("x")?, Indicator::new("y")?])?;
/// assert_eq!(matrix.criteria()[1].values(), [2.0, 6.0]);
/// # Ok::<(), governance_efficacy::Error>(())
/// ```
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Screen {
    of: Screened,
    available: f64,
    nonzero: f64,
}

/// What is screened (筛选对象).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Screened {
    /// Indicators, then units (指标与单元).
    #[default]
    Both,
    /// Indicators only (指标).
    Indicators,
    /// Units only (单元).
    Units,
}

const OF: [(&str, Screened); 3] = [("both", Screened::Both), ("indicators", Screened::Indicators), ("units", Screened::Units)];

/// Shares are quotients of small numbers; what a threshold misses by rounding meets it.
const ROUNDING: f64 = 1e-12;

impl Default for Screen {
    fn default() -> Self {
        Self { of: Screened::Both, available: Self::TWO_THIRDS, nonzero: 0.0 }
    }
}

impl Screen {
    /// The usual least share of available values.
    pub const TWO_THIRDS: f64 = 2.0 / 3.0;

    /// Sets what is screened; indicators and units if not set.
    #[must_use]
    pub fn of(mut self, of: Screened) -> Self {
        self.of = of;
        self
    }

    /// Sets the least share of available values; two thirds if not set.
    ///
    /// # Errors
    /// [`Error::InvalidSetting`] unless it is a share.
    pub fn with_available(mut self, share: f64) -> Result<Self, Error> {
        self.available = checked("available", share)?;
        Ok(self)
    }

    /// Sets the least share of values that are not zero; any if not set.
    ///
    /// # Errors
    /// [`Error::InvalidSetting`] unless it is a share.
    pub fn with_nonzero(mut self, share: f64) -> Result<Self, Error> {
        self.nonzero = checked("nonzero", share)?;
        Ok(self)
    }

    /// Why a row or column of these cells is left out, if it is.
    fn reason(&self, counts: Counts) -> Option<(TooMany, f64, f64)> {
        let (available, nonzero) = counts.shares();
        if available < self.available - ROUNDING {
            Some((TooMany::Gaps, available, self.available))
        } else if nonzero < self.nonzero - ROUNDING {
            Some((TooMany::Zeros, nonzero, self.nonzero))
        } else {
            None
        }
    }

    /// Why `column` is left out, if it is.
    pub(super) fn of_indicator(&self, column: &Column) -> Option<Dropped> {
        if self.of == Screened::Units {
            return None;
        }
        let mut counts = Counts::default();
        column.iter().for_each(|cell| counts.add(cell));
        let (too_many, share, limit) = self.reason(counts)?;
        Some(Dropped { indicator: column.key().clone(), reason: DropReason::Screened { too_many, share, limit } })
    }

    /// The rows of `table` that have enough of the indicators `keys`, and what to tell of the others. An indicator that was constant
    /// in the fit may be absent from a later table.
    pub(super) fn rows<'a>(
        &self,
        table: &'a IndicatorTable,
        keys: &[Key],
        notices: &mut Vec<Notice>,
    ) -> Result<Cow<'a, IndicatorTable>, Error> {
        if self.of == Screened::Indicators {
            return Ok(Cow::Borrowed(table));
        }
        let columns: Vec<&Column> = keys.iter().filter_map(|key| table.column(key.as_str()).ok()).collect();
        let mut kept = Vec::with_capacity(table.rows().len());
        let mut left_out = [(TooMany::Gaps, self.available, Vec::new()), (TooMany::Zeros, self.nonzero, Vec::new())];
        for (at, row) in table.rows().iter().enumerate() {
            let mut counts = Counts::default();
            for column in &columns {
                counts.add(column.get(at));
            }
            match self.reason(counts) {
                None => kept.push(at),
                Some((too_many, share, _)) => left_out[usize::from(too_many == TooMany::Zeros)].2.push((row.to_string(), share)),
            }
        }
        for (too_many, limit, rows) in left_out {
            if !rows.is_empty() {
                notices.push(Notice::UnitsScreened { rows, too_many, limit });
            }
        }
        if kept.is_empty() {
            return Err(Error::Undefined {
                method: "the screen",
                problem: "every unit has too few values, or too many zeros".to_owned(),
                remedy: "lower the thresholds, or leave out the indicators with the most gaps".to_owned(),
            });
        }
        if kept.len() == table.rows().len() { Ok(Cow::Borrowed(table)) } else { table.select_rows(&kept).map(Cow::Owned) }
    }

    pub(super) fn read(entry: &Entry<'_>) -> Result<Self, Error> {
        let mut reader = entry.table()?;
        let mut screen = Self::default();
        if let Some(of) = reader.optional("of") {
            screen.of = of.word("part of the table to screen", &OF)?;
        }
        if let Some(available) = reader.optional("available") {
            screen = screen.with_available(available.number()?).map_err(|e| available.error(e))?;
        }
        if let Some(nonzero) = reader.optional("nonzero") {
            screen = screen.with_nonzero(nonzero.number()?).map_err(|e| nonzero.error(e))?;
        }
        reader.finish()?;
        Ok(screen)
    }

    pub(super) fn write(self) -> Value {
        let of = OF.iter().find(|(_, of)| *of == self.of).map_or("both", |(name, _)| name);
        TableBuilder::default().with("of", of).with("available", self.available).with("nonzero", self.nonzero).into()
    }
}

fn checked(what: &str, share: f64) -> Result<f64, Error> {
    if (0.0..=1.0).contains(&share) { Ok(share) } else { Err(Error::setting(what, share, "give a share from 0 to 1")) }
}

/// Cells by what is in them (单元格计数).
#[derive(Debug, Clone, Copy, Default)]
struct Counts {
    cells: usize,
    values: usize,
    zeros: usize,
}

impl Counts {
    fn add(&mut self, cell: Option<f64>) {
        self.cells += 1;
        self.values += usize::from(cell.is_some());
        self.zeros += usize::from(cell == Some(0.0));
    }

    /// The share of cells with a value, and of values that are not zero; 1 where there is nothing to take a share of.
    fn shares(self) -> (f64, f64) {
        let share = |part: usize, whole: usize| if whole == 0 { 1.0 } else { part as f64 / whole as f64 };
        (share(self.values, self.cells), share(self.values - self.zeros, self.values))
    }
}
