//! A CSV with one row a unit (and period) and one column an indicator (宽表).

use std::io::Read;

use csv::StringRecord;

use crate::error::{Error, Place};
use crate::governance::Period;
use crate::label::Key;
use crate::table::rows::RowsDraft;
use crate::table::{Attribute, Column, IndicatorTable};
use crate::threads;

use super::{CsvOptions, cell, column_named, indicator_keys, line_of, period_at};

/// Rows parsed at a time, while as many are read: enough for every thread, few enough to stay in the cache.
const BATCH: usize = 4096;

/// Rows a thread parses at a time.
const PIECE: usize = 256;

/// A wide CSV, read from row to row.
#[derive(Debug)]
pub(super) struct Wide<R> {
    csv: csv::Reader<R>,
    header: StringRecord,
    pub(super) options: CsvOptions,
    unit_column: usize,
    period_column: Option<usize>,
    keys: Vec<Key>,
    /// Where the indicators stand.
    scored: Vec<usize>,
    attributes: Vec<usize>,
    /// Those read last, and those read while they are parsed.
    records: Vec<StringRecord>,
    ahead: Vec<StringRecord>,
}

impl<R: Read> Wide<R> {
    pub(super) fn new(csv: csv::Reader<R>, header: StringRecord, options: &CsvOptions) -> Result<Self, Error> {
        let unit_column = options.unit.as_ref().map_or(Ok(0), |name| column_named(&header, name))?;
        let period_column = options.period_column(&header)?;
        let is_left_out = |c: usize| options.ignored.iter().chain(&options.attributes).any(|i| Some(i.as_str()) == header.get(c));
        let scored: Vec<usize> =
            (0..header.len()).filter(|&c| c != unit_column && Some(c) != period_column && !is_left_out(c)).collect();
        let attributes = options.attributes.iter().map(|name| column_named(&header, name)).collect::<Result<_, _>>()?;
        let keys = indicator_keys(&header, &scored, options)?;
        Ok(Self {
            csv,
            header,
            options: options.clone(),
            unit_column,
            period_column,
            keys,
            scored,
            attributes,
            records: Vec::new(),
            ahead: Vec::new(),
        })
    }

    /// The next `most` rows, or as many as are left; none if none is.
    pub(super) fn take(&mut self, most: usize) -> Result<Option<IndicatorTable>, Error> {
        let mut rows = RowsDraft::default();
        let mut columns: Vec<Cells> = vec![Cells::default(); self.keys.len()];
        let mut attributes: Vec<Vec<Option<String>>> = vec![Vec::new(); self.attributes.len()];
        let mut count = read(&mut self.csv, &mut self.ahead, most, &self.options)?;
        while count > 0 {
            std::mem::swap(&mut self.records, &mut self.ahead);
            let records = &self.records[..count];
            for (at, record) in records.iter().enumerate() {
                let period = self.period(record).map_err(|error| self.first_error(&records[..at]).unwrap_or(error))?;
                let pushed = rows.push(cell(record, self.unit_column), period);
                pushed.map_err(|error| self.first_error(&records[..at]).unwrap_or(error))?;
                for (&c, values) in self.attributes.iter().zip(&mut attributes) {
                    values.push(Some(cell(record, c)).filter(|text| !text.is_empty()).map(str::to_owned));
                }
            }
            let cells = rows.len() * self.keys.len();
            if cells > self.options.max_cells {
                return Err(self.options.too_many_cells(cells));
            }
            let pieces: Vec<&[StringRecord]> = records.chunks(PIECE).collect();
            let (scored, options) = (&self.scored, &self.options);
            let parse = |records: &&[StringRecord]| numbers(records, scored, options);
            let read = || read(&mut self.csv, &mut self.ahead, most - rows.len(), options);
            let (parsed, next) = threads::map_beside(&pieces, parse, read);
            // The first in the order of the file, whoever came upon it.
            let parsed = parsed.map_err(|error| self.first_error(&self.records[..count]).unwrap_or(error))?;
            for (column, cells) in parsed.into_iter().flat_map(|piece| (0..).zip(piece)) {
                columns[column].append(cells);
            }
            count = next?;
        }
        if rows.len() == 0 {
            return Ok(None);
        }
        let rows = rows.finish()?;
        let columns = self.keys.iter().zip(columns).map(|(key, cells)| Column::of_cells(key.clone(), cells.values, &cells.gaps));
        let table = IndicatorTable::new(rows, columns.collect())?;
        let named = self.options.attributes.iter().zip(attributes);
        let with = |table: IndicatorTable, (name, values): (&String, _)| {
            table.with_attribute(Attribute { name: Key::new(name)?, values })
        };
        named.into_iter().try_fold(table, with).map(Some)
    }

    fn period(&self, record: &StringRecord) -> Result<Option<Period>, Error> {
        period_at(record, &self.header, self.period_column, self.unit_column, &self.options)
    }

    fn first_error(&self, records: &[StringRecord]) -> Option<Error> {
        records.iter().find_map(|record| {
            self.scored.iter().zip(&self.keys).find_map(|(&c, key)| {
                let (unit, period) = (cell(record, self.unit_column).to_owned(), self.period(record).ok().flatten());
                let place = || Place { unit, period, indicator: Some(key.clone()) };
                self.options.number(cell(record, c), place, line_of(record)).err()
            })
        })
    }
}

/// Reads up to `most` records, but no more than a batch, and says how many there were.
fn read<R: Read>(
    csv: &mut csv::Reader<R>,
    records: &mut Vec<StringRecord>,
    most: usize,
    options: &CsvOptions,
) -> Result<usize, Error> {
    let most = most.min(BATCH);
    for at in 0..most {
        // A small file asks for no more than it holds.
        if at == records.len() {
            records.push(StringRecord::new());
        }
        if !csv.read_record(&mut records[at]).map_err(|e| options.unreadable(&e, None))? {
            return Ok(at);
        }
    }
    Ok(most)
}

/// The cells of some rows, column by column.
fn numbers(records: &[StringRecord], scored: &[usize], options: &CsvOptions) -> Result<Vec<Cells>, Error> {
    let room = || Cells { values: Vec::with_capacity(records.len()), gaps: Vec::new() };
    let mut columns: Vec<Cells> = scored.iter().map(|_| room()).collect();
    for record in records {
        for (&c, cells) in scored.iter().zip(&mut columns) {
            cells.push(options.number(cell(record, c), Place::default, line_of(record))?);
        }
    }
    Ok(columns)
}

/// The cells of one column: 0 in a gap.
#[derive(Debug, Clone, Default)]
struct Cells {
    values: Vec<f64>,
    gaps: Vec<usize>,
}

impl Cells {
    fn push(&mut self, value: Option<f64>) {
        if value.is_none() {
            self.gaps.push(self.values.len());
        }
        self.values.push(value.unwrap_or_default());
    }

    fn append(&mut self, later: Self) {
        let from = self.values.len();
        self.gaps.extend(later.gaps.into_iter().map(|gap| from + gap));
        self.values.extend(later.values);
    }
}
