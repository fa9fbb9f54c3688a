//! Tables as CSV (CSV 表).

use std::io::Write;

use csv::Writer;

use crate::error::Error;

use super::{Cell, Table, Wording};

impl Table {
    /// Writes the table as CSV: header and rows, numbers in full, an interval as `low..high`, nothing where a value is missing. Caption and
    /// notes are left out, so that any program reads it.
    ///
    /// A text that a spreadsheet would run as a formula, beginning with `=`, `+`, `-` or `@`, has an apostrophe before it.
    ///
    /// # Errors
    /// [`Error::Io`] if the writer fails.
    ///
    /// ```
    /// use governance_efficacy::Label;
    /// use governance_efficacy::report::{Cell, Table, Wording};
    ///
    /// let mut table = Table::new(Label::same("Scores"), [Label::new("unit", "单元"), Label::same("score")]);
    /// table.push([Cell::text("East, old"), Cell::number(1.0 / 3.0, 2)])?;
    /// let mut bytes = Vec::new();
    /// table.write_csv(&mut bytes, Wording::En)?;
    /// assert_eq!(String::from_utf8_lossy(&bytes), "unit,score\n\"East, old\",0.3333333333333333\n");
    /// # Ok::<(), governance_efficacy::Error>(())
    /// ```
    pub fn write_csv(&self, writer: impl Write, wording: Wording) -> Result<(), Error> {
        let failed = |e: csv::Error| Error::Io { path: "the table".to_owned(), problem: e.to_string() };
        let mut csv = Writer::from_writer(writer);
        csv.write_record(self.header.iter().map(|name| wording.of(name))).map_err(failed)?;
        for row in &self.rows {
            csv.write_record(row.iter().map(|cell| plain(cell, wording))).map_err(failed)?;
        }
        csv.flush().map_err(|e| failed(e.into()))
    }
}

fn plain(cell: &Cell, wording: Wording) -> String {
    match cell {
        Cell::Empty | Cell::Missing => String::new(),
        Cell::Number { value, .. } => value.to_string(),
        Cell::Interval { low, high, .. } => format!("{low}..{high}"),
        Cell::Text(label) => {
            let text = wording.of(label);
            if text.starts_with(['=', '+', '-', '@']) { format!("'{text}") } else { text }
        }
    }
}
