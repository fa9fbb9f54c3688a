//! Vetoes (一票否决): a line that no score makes good.

use crate::document::{Entry, TableBuilder, Value};
use crate::error::Error;
use crate::label::Key;
use crate::table::{IndicatorTable, Rows};

use super::cells::Cells;

/// A line in one indicator (否决线): a row beyond it gets the lowest grade, whatever its score. Off unless the model states it; score
/// and rank stay as they are, and a notice names the rows.
///
/// ```
/// use governance_efficacy::model::Veto;
///
/// let veto = Veto::above("incidents_per_1000", 5.0)?;
/// assert!(veto.strikes(5.1) && !veto.strikes(5.0));
/// # Ok::<(), governance_efficacy::Error>(())
/// ```
#[derive(Debug, Clone, PartialEq)]
pub struct Veto {
    indicator: Key,
    line: Line,
}

#[derive(Debug, Clone, Copy, PartialEq)]
enum Line {
    Above(f64),
    Below(f64),
}

impl Veto {
    /// Strikes where `indicator`, scored or diagnostic, is above `limit`.
    ///
    /// # Errors
    /// [`Error::InvalidKey`] for the name, [`Error::InvalidSetting`] for a limit that is not finite.
    pub fn above(indicator: impl AsRef<str>, limit: f64) -> Result<Self, Error> {
        Self::new(indicator, Line::Above(limit))
    }

    /// Strikes where `indicator`, scored or diagnostic, is below `limit`.
    ///
    /// # Errors
    /// As [`Veto::above`].
    pub fn below(indicator: impl AsRef<str>, limit: f64) -> Result<Self, Error> {
        Self::new(indicator, Line::Below(limit))
    }

    fn new(indicator: impl AsRef<str>, line: Line) -> Result<Self, Error> {
        let (Line::Above(limit) | Line::Below(limit)) = line;
        if !limit.is_finite() {
            return Err(Error::setting("veto", limit, "give a finite limit"));
        }
        Ok(Self { indicator: Key::new(indicator)?, line })
    }

    /// The indicator.
    pub fn indicator(&self) -> &Key {
        &self.indicator
    }

    /// Whether `value` lies beyond the line.
    pub fn strikes(&self, value: f64) -> bool {
        match self.line {
            Line::Above(limit) => value > limit,
            Line::Below(limit) => value < limit,
        }
    }

    /// The rows of `kept` that it strikes. A gap is not struck: nothing is known of it.
    pub(super) fn struck(&self, table: &IndicatorTable, kept: &Rows) -> Result<Vec<usize>, Error> {
        let column = table.column(self.indicator.as_str())?;
        let values = Cells::of(column, table.rows(), kept).values;
        Ok(values.iter().enumerate().filter(|(_, v)| v.is_some_and(|v| self.strikes(v))).map(|(row, _)| row).collect())
    }

    pub(super) fn read(entry: &Entry<'_>) -> Result<Self, Error> {
        let mut reader = entry.table()?;
        let indicator = reader.required("indicator")?.text()?;
        let (above, below) = (reader.optional("above"), reader.optional("below"));
        reader.finish()?;
        match (above, below) {
            (Some(limit), None) => Self::above(indicator, limit.number()?),
            (None, Some(limit)) => Self::below(indicator, limit.number()?),
            _ => Err(Error::setting("veto", "without one line", "give either above or below")),
        }
        .map_err(|e| entry.error(e))
    }

    pub(super) fn write(&self) -> Value {
        let table = TableBuilder::default().with("indicator", self.indicator.as_str());
        match self.line {
            Line::Above(limit) => table.with("above", limit),
            Line::Below(limit) => table.with("below", limit),
        }
        .into()
    }
}
