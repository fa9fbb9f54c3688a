//! A table on its way through the steps (预处理中的表).

use std::borrow::Cow;
use std::sync::Arc;

use crate::error::Error;
use crate::label::Key;
use crate::table::{Attribute, Column, IndicatorTable, Rows};

use super::impute::Gappy;

/// The columns to prepare, over the rows that are left so far.
#[derive(Debug, Clone)]
pub(super) struct Draft<'a> {
    pub(super) rows: Arc<Rows>,
    pub(super) attributes: Cow<'a, [Attribute]>,
    pub(super) columns: Vec<Column>,
}

impl<'a> Draft<'a> {
    /// The columns `keys` of `table`. Values are shared, not copied. Those that are not among the `needed` may be absent, and then have
    /// gaps only.
    pub(super) fn of(table: &'a IndicatorTable, keys: &[Key], needed: &[Key]) -> Result<Self, Error> {
        let column = |key: &Key| match table.column(key.as_str()) {
            Ok(column) => Ok(column.clone()),
            Err(_) if !needed.contains(key) => Column::with_gaps(key.clone(), vec![None; table.rows().len()]),
            Err(error) => Err(error),
        };
        let columns = keys.iter().map(column).collect::<Result<_, _>>()?;
        Ok(Self { rows: table.shared_rows().clone(), attributes: Cow::Borrowed(table.attributes()), columns })
    }

    /// The columns with what methods that fill gaps look at beside.
    pub(super) fn gappy(&self) -> Gappy<'_> {
        Gappy { rows: &self.rows, attributes: &self.attributes, columns: &self.columns }
    }

    /// The column of the indicator `key`.
    pub(super) fn column(&self, key: &Key) -> Option<&Column> {
        self.columns.iter().find(|column| column.key() == key)
    }

    /// The columns `keys` only, in that order.
    pub(super) fn keep(&mut self, keys: &[Key]) {
        if !self.columns.iter().map(Column::key).eq(keys) {
            self.columns = keys.iter().filter_map(|key| self.column(key)).cloned().collect();
        }
    }

    /// The rows at `keep` only.
    pub(super) fn select(&mut self, keep: &[usize]) -> Result<(), Error> {
        self.rows = Arc::new(self.rows.select(keep)?);
        self.attributes = self.attributes.iter().map(|attribute| attribute.select(keep)).collect();
        self.columns = self.columns.iter().map(|column| column.select(keep)).collect();
        Ok(())
    }

    /// Number of gaps.
    pub(super) fn missing(&self) -> usize {
        self.columns.iter().map(Column::missing).sum()
    }

    /// The rows without gaps.
    pub(super) fn complete_rows(&self) -> Vec<usize> {
        (0..self.rows.len()).filter(|&row| self.columns.iter().all(|c| !c.is_gap(row))).collect()
    }

    /// Refuses gaps with the place of the first, indicator by indicator.
    pub(super) fn refuse_gaps(&self) -> Result<(), Error> {
        match self.first_gap() {
            None => Ok(()),
            Some((row, column)) => {
                Err(Error::Missing { place: Box::new(self.rows.place(row, column.key())), further: self.missing() - 1 })
            }
        }
    }

    /// The first gap, indicator by indicator.
    pub(super) fn first_gap(&self) -> Option<(usize, &Column)> {
        let first = |column: &Column| (0..self.rows.len()).find(|&row| column.is_gap(row));
        self.columns.iter().find_map(|column| Some((first(column)?, column)))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_needed_must_be_there_and_the_rest_may_have_gaps_only() {
        let table = IndicatorTable::from_rows(["A", "B"], &["a"], &[[Some(1.0)], [Some(2.0)]]).expect("a table");
        let keys = ["a", "b"].map(|key| Key::new(key).expect("a key"));
        let draft = Draft::of(&table, &keys, &keys[..1]).expect("a is there");
        assert_eq!(draft.column(&keys[1]).map(|column| column.iter().collect::<Vec<_>>()), Some(vec![None, None]));
        assert_eq!(Draft::of(&table, &keys, &keys).map(|_| ()).unwrap_err().code(), "unknown");
    }
}
