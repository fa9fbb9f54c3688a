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

/// Rows parsed at a time: enough for every thread, few enough to stay in the cache.
const BATCH: usize = 1024;

/// Rows a thread parses at a time.
const PIECE: usize = 64;

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
    /// Those read last.
    records: Vec<StringRecord>,
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
        })
    }

    /// The next `most` rows, or as many as are left; none if none is.
    pub(super) fn take(&mut self, most: usize) -> Result<Option<IndicatorTable>, Error> {
        let mut rows = RowsDraft::default();
        let mut columns: Vec<Cells> = vec![Cells::default(); self.keys.len()];
        let mut attributes: Vec<Vec<Option<String>>> = vec![Vec::new(); self.attributes.len()];
        loop {
            let records = self.read(BATCH.min(most - rows.len()))?;
            if records == 0 {
                break;
            }
            let records = &self.records[..records];
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
            let parsed = threads::map(&pieces, records.len() * scored.len(), |records| numbers(records, scored, options));
            // The first in the order of the file, whoever came upon it.
            let parsed = parsed.map_err(|error| self.first_error(records).unwrap_or(error))?;
            for (column, cells) in parsed.into_iter().flat_map(|piece| (0..).zip(piece)) {
                columns[column].append(cells);
            }
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

    /// Reads up to `most` records, and says how many there were.
    fn read(&mut self, most: usize) -> Result<usize, Error> {
        self.records.resize_with(BATCH, StringRecord::new);
        for (at, record) in self.records[..most].iter_mut().enumerate() {
            if !self.csv.read_record(record).map_err(|e| self.options.unreadable(&e, None))? {
                return Ok(at);
            }
        }
        Ok(most)
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
