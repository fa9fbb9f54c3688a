//! One row of a ledger on its way to a record (行).

use csv::StringRecord;

use super::column::{Column, FromCell, Refusal};

/// A record that has a ledger.
pub(crate) trait Row: Sized {
    /// What the ledger is about.
    const ABOUT: &'static str;

    /// Its columns, after those for community and period.
    fn columns() -> Vec<Column>;

    /// Reads a record from the cells of a row, column by column; none if something it can't do without is missing or unreadable.
    fn read(cells: &mut Cells<'_>) -> Option<Self>;
}

/// The cells of a row, in the order of the columns of the ledger.
pub(crate) struct Cells<'a> {
    row: &'a StringRecord,
    /// Where in the row each column stands, if it is in the file.
    places: &'a [Option<usize>],
    next: usize,
    /// What could not be read: which column, what stands there, why.
    pub(crate) refused: Vec<(usize, String, Refusal)>,
}

impl<'a> Cells<'a> {
    pub(crate) fn new(row: &'a StringRecord, places: &'a [Option<usize>]) -> Self {
        Self { row, places, next: 0, refused: Vec::new() }
    }

    /// Reads the next column. A column that is not in the file is empty.
    pub(crate) fn take<C: FromCell>(&mut self) -> Option<C> {
        let column = self.next;
        self.next += 1;
        let text = self.places.get(column).copied().flatten().and_then(|place| self.row.get(place)).unwrap_or_default().trim();
        let cell = if text.is_empty() { C::empty() } else { C::parse(text) };
        cell.map_err(|refusal| self.refused.push((column, text.to_owned(), refusal))).ok()
    }
}
