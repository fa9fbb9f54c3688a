//! A CSV with one row a value (长表).

use std::io::Read;

use csv::StringRecord;

use crate::error::{Error, Place};
use crate::governance::Period;
use crate::label::Key;
use crate::table::{Column, IndicatorTable, Rows};

use super::{CsvOptions, cell, column_named, line_of, period_at};

/// A long table may have this many cells for each value: else a few lines, each of another unit and indicator, ask for any memory.
const SPARSE: usize = 32;

/// So many cells a long table may always have.
const ALWAYS: usize = 1 << 22;

pub(super) fn long(
    mut csv: csv::Reader<impl Read>,
    header: &StringRecord,
    options: &CsvOptions,
) -> Result<IndicatorTable, Error> {
    let unit_column = column_named(header, options.unit.as_deref().unwrap_or("unit"))?;
    let period_column = options.period_column(header)?;
    let indicator_column = column_named(header, "indicator")?;
    let value_column = column_named(header, "value")?;
    let mut row_of = std::collections::HashMap::new();
    let mut rows: Vec<(String, Option<Period>)> = Vec::new();
    let mut column_of = std::collections::HashMap::new();
    let mut columns: Vec<(Key, Vec<Option<f64>>)> = Vec::new();
    let mut seen = std::collections::HashSet::new();
    let mut record = StringRecord::new();
    while csv.read_record(&mut record).map_err(|e| options.unreadable(&e, None))? {
        let line = line_of(&record);
        let unit = cell(&record, unit_column);
        let period = period_at(&record, header, period_column, unit_column, options)?;
        let row = *row_of.entry((unit.to_owned(), period)).or_insert_with(|| {
            rows.push((unit.to_owned(), period));
            rows.len() - 1
        });
        let at_line = |e: Error| e.in_file(&options.name, line.and_then(|l| usize::try_from(l).ok()));
        let key = Key::new(cell(&record, indicator_column)).map_err(at_line)?;
        let at = *column_of.entry(key.clone()).or_insert_with(|| {
            columns.push((key.clone(), Vec::new()));
            columns.len() - 1
        });
        let cells = rows.len() * columns.len();
        if cells > options.max_cells {
            return Err(options.too_many_cells(cells));
        }
        let most = SPARSE.saturating_mul(seen.len() + 1).max(ALWAYS);
        if cells > most {
            return Err(Error::Limit {
                what: "rows × indicators of a long table that holds so few values",
                found: cells,
                limit: most,
            });
        }
        if !seen.insert((row, at)) {
            return Err(at_line(Error::Duplicate { what: "value", name: format!("{unit} {key}") }));
        }
        let place = || Place { unit: unit.to_owned(), period, indicator: Some(key.clone()) };
        let value = options.number(cell(&record, value_column), place, line)?;
        let values = &mut columns[at].1;
        if values.len() <= row {
            values.resize(row + 1, None);
        }
        values[row] = value;
    }
    let height = rows.len();
    let rows = Rows::collect(rows)?;
    let columns = columns.into_iter().map(|(key, mut values)| {
        values.resize(height, None);
        Column::with_gaps(key, values)
    });
    IndicatorTable::new(rows, columns.collect::<Result<_, _>>()?)
}
