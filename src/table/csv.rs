//! Tables as CSV, wide or long (逗号分隔表).

use std::io::{Read, Write};
use std::path::{Path, PathBuf};

use csv::{ReaderBuilder, StringRecord, Trim, Writer};

use crate::document::{NOT_UTF8, SteadyFile};
use crate::error::{Error, Place};
use crate::governance::Period;
use crate::label::Key;
use crate::numeric::written::number;

use super::{Attribute, Column, IndicatorTable, Rows};

/// What to do about a file with two bytes a letter.
const UTF_16: &str =
    "it is in UTF-16, as a spreadsheet saves \"Unicode text\"; save it as \"CSV UTF-8\" (UTF-16 编码；请另存为 CSV UTF-8)";

/// How the values are laid out in a CSV (表格形式).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum CsvForm {
    /// One row a unit (and period), one column an indicator (宽表).
    #[default]
    Wide,
    /// One row a value, with the columns unit, period (optional), `indicator`, `value` (长表).
    Long,
}

/// What to expect of a CSV (读取设置). The default: wide, units in the first column, periods in a column named `period`, `year`,
/// 年份, 年度, 时期 or 期别, in capitals or not, if there is one, gaps written as an empty cell or `NA`.
///
/// ```
/// use governance_efficacy::IndicatorTable;
/// use governance_efficacy::table::CsvOptions;
///
/// let text = "community,period,response_rate\nEast,2024,0.98\nWest,2024,\n";
/// let table = IndicatorTable::from_csv(text.as_bytes(), &CsvOptions::default())?;
/// assert_eq!(table.missing(), 1);
/// # Ok::<(), governance_efficacy::Error>(())
/// ```
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CsvOptions {
    form: CsvForm,
    unit: Option<String>,
    period: Option<String>,
    ignored: Vec<String>,
    attributes: Vec<String>,
    gaps: Vec<String>,
    max_cells: usize,
    name: String,
}

impl Default for CsvOptions {
    fn default() -> Self {
        Self {
            form: CsvForm::Wide,
            unit: None,
            period: None,
            ignored: Vec::new(),
            attributes: Vec::new(),
            gaps: vec![String::new(), "NA".to_owned()],
            max_cells: 1 << 30,
            name: "the table".to_owned(),
        }
    }
}

impl CsvOptions {
    /// Sets the layout.
    #[must_use]
    pub fn with_form(mut self, form: CsvForm) -> Self {
        self.form = form;
        self
    }

    /// Sets the name of the column that holds the units; the first column if not set.
    #[must_use]
    pub fn with_unit_column(mut self, name: impl Into<String>) -> Self {
        self.unit = Some(name.into());
        self
    }

    /// Sets the name of the column that holds the periods, which must then be there; if not set, it is found by its name.
    #[must_use]
    pub fn with_period_column(mut self, name: impl Into<String>) -> Self {
        self.period = Some(name.into());
        self
    }

    /// Leaves out columns, for example remarks.
    #[must_use]
    pub fn ignoring<S: Into<String>>(mut self, columns: impl IntoIterator<Item = S>) -> Self {
        self.ignored.extend(columns.into_iter().map(Into::into));
        self
    }

    /// Names columns of a wide table that hold attributes of the rows and no indicators, such as the group of a community or its
    /// population. An empty cell is an attribute that is not known.
    ///
    /// ```
    /// use governance_efficacy::IndicatorTable;
    /// use governance_efficacy::table::CsvOptions;
    ///
    /// let text = "community,group,answered\nEast,old town,0.98\nWest,new town,0.91\n";
    /// let table = IndicatorTable::from_csv(text.as_bytes(), &CsvOptions::default().with_attributes(["group"]))?;
    /// assert_eq!(table.attribute("group")?.values[0].as_deref(), Some("old town"));
    /// assert_eq!(table.columns().len(), 1);
    /// # Ok::<(), governance_efficacy::Error>(())
    /// ```
    #[must_use]
    pub fn with_attributes<S: Into<String>>(mut self, columns: impl IntoIterator<Item = S>) -> Self {
        self.attributes.extend(columns.into_iter().map(Into::into));
        self
    }

    /// Sets the texts that stand for a gap.
    #[must_use]
    pub fn with_gaps<S: Into<String>>(mut self, texts: impl IntoIterator<Item = S>) -> Self {
        self.gaps = texts.into_iter().map(Into::into).collect();
        self
    }

    /// Sets the largest number of cells to read; 2³⁰ if not set.
    #[must_use]
    pub fn with_max_cells(mut self, cells: usize) -> Self {
        self.max_cells = cells;
        self
    }

    /// Sets the name of the table in errors.
    #[must_use]
    pub fn with_name(mut self, name: impl Into<String>) -> Self {
        self.name = name.into();
        self
    }

    fn too_many_cells(&self, found: usize) -> Error {
        Error::Limit { what: "number of cells (set by CsvOptions::with_max_cells)", found, limit: self.max_cells }
    }

    fn syntax(&self, line: Option<u64>, problem: impl Into<String>) -> Error {
        Error::Syntax {
            what: self.name.clone(),
            format: "CSV",
            line: line.and_then(|l| usize::try_from(l).ok()),
            problem: problem.into(),
        }
    }

    fn unreadable(&self, error: &csv::Error, line: Option<u64>) -> Error {
        let line = error.position().map(csv::Position::line).or(line);
        match error.kind() {
            csv::ErrorKind::Utf8 { .. } => self.syntax(line, NOT_UTF8),
            csv::ErrorKind::UnequalLengths { expected_len, len, .. } => {
                let problem = format!(
                    "the line has {len} cells and the header {expected_len}; give it as many, and look for a quote that is not closed"
                );
                self.syntax(line, problem)
            }
            csv::ErrorKind::Io(problem) => Error::Io { path: self.name.clone(), problem: problem.to_string() },
            _ => self.syntax(line, error.to_string()),
        }
    }

    /// Where the periods stand, if anywhere.
    fn period_column(&self, header: &StringRecord) -> Result<Option<usize>, Error> {
        if let Some(name) = &self.period {
            return column_named(header, name).map(Some);
        }
        let taken = |name: &str| {
            let others = self.ignored.iter().chain(&self.attributes).chain(&self.unit);
            others.into_iter().any(|other| other == name)
        };
        let named: Vec<usize> = (usize::from(self.unit.is_none())..header.len())
            .filter(|&c| header.get(c).is_some_and(|name| Period::is_column_name(name) && !taken(name)))
            .collect();
        match named[..] {
            [] => Ok(None),
            [one] => Ok(Some(one)),
            [first, second, ..] => {
                let name = |at: usize| header.get(at).unwrap_or_default();
                let problem = format!("in the column {:?} and in the column {:?}", name(first), name(second));
                let remedy = "keep one, or tell with CsvOptions::with_period_column and ignoring which it is";
                Err(Error::setting("the period", problem, remedy).in_file(&self.name, Some(1)))
            }
        }
    }

    fn number(&self, text: &str, place: impl FnOnce() -> Place, line: Option<u64>) -> Result<Option<f64>, Error> {
        if self.gaps.iter().any(|gap| gap == text) {
            return Ok(None);
        }
        match number(text) {
            Ok(x) if x.is_finite() => Ok(Some(x)),
            Ok(x) => Err(Error::Value {
                place: Box::new(place()),
                value: x,
                problem: "is not finite".to_owned(),
                remedy: "give a number, or leave the cell empty as a gap".to_owned(),
            }),
            Err(remedy) => {
                let place = place();
                let problem = format!("{text:?} at {place} is no number; {remedy}, or leave the cell empty");
                Err(self.syntax(line, problem))
            }
        }
    }
}

impl IndicatorTable {
    /// Reads a table from CSV text in UTF-8, with or without a byte order mark; lines end in LF or CRLF.
    ///
    /// Numbers may be in full-width digits (`１２．５`) and in groups of three (`"1,234"`); a per cent sign is refused, since it does not tell
    /// whether the model counts shares or per cents. Periods may also be written `2024年`, `2024年3月`, `2024年第一季度`, `2024Q1`,
    /// `2024/03`; a day is refused, since it does not tell how long its period is.
    ///
    /// # Errors
    /// [`Error::Syntax`] with the line for what is no CSV or no number; [`Error::File`] around every other error: [`Error::Value`]
    /// for a value that is not finite, [`Error::Limit`] for a table that is too large, and as [`IndicatorTable::new`] and
    /// [`Rows::panel`].
    pub fn from_csv(reader: impl Read, options: &CsvOptions) -> Result<Self, Error> {
        let (csv, header) = opened(reader, options)?;
        let table = match options.form {
            CsvForm::Wide => Wide::new(csv, header, options)
                .and_then(|mut wide| wide.take(usize::MAX)?.ok_or(Error::TooFew { what: "rows", needed: 1 })),
            CsvForm::Long => long(csv, &header, options),
        };
        table.map_err(|error| error.in_file(&options.name, None))
    }

    /// Reads a wide CSV in parts of `rows` rows. Each part is a table of its own: a unit and period that occur in two parts are not noticed.
    ///
    /// # Errors
    /// As [`from_csv`](Self::from_csv), of the header at once and of the rest with the part; [`Error::InvalidSetting`] for the long form, whose
    /// rows are put together from the whole file, and for parts of no rows.
    ///
    /// ```
    /// use governance_efficacy::IndicatorTable;
    /// use governance_efficacy::table::CsvOptions;
    ///
    /// let text = "unit,answered\nA,0.5\nB,0.9\nC,0.6\n";
    /// let parts: Result<Vec<_>, _> = IndicatorTable::csv_chunks(text.as_bytes(), &CsvOptions::default(), 2)?.collect();
    /// assert_eq!(parts?.iter().map(|part| part.rows().len()).collect::<Vec<_>>(), [2, 1]);
    /// # Ok::<(), governance_efficacy::Error>(())
    /// ```
    pub fn csv_chunks<R: Read>(reader: R, options: &CsvOptions, rows: usize) -> Result<CsvChunks<R>, Error> {
        if rows == 0 {
            return Err(Error::setting("rows of a part", rows, "give at least 1"));
        }
        if options.form == CsvForm::Long {
            return Err(Error::setting("the form of the CSV", "long, for parts", "give a wide table, or read the whole"));
        }
        let (csv, header) = opened(reader, options)?;
        let wide = Wide::new(csv, header, options).map_err(|error| error.in_file(&options.name, None))?;
        Ok(CsvChunks { wide, rows, is_over: false })
    }

    /// Reads a table from a CSV file in UTF-8.
    ///
    /// # Errors
    /// [`Error::Io`] if the file can't be read or changes while it is read, and as [`IndicatorTable::from_csv`].
    pub fn read_csv(path: impl AsRef<Path>, options: &CsvOptions) -> Result<Self, Error> {
        let path = path.as_ref();
        // The CSV reader has a buffer of its own.
        Self::from_csv(SteadyFile::open(path)?, &options.clone().with_name(path.display().to_string()))
    }

    /// Reads a folder with one CSV a period, named by it (`2023.csv`, `2024-Q1.csv`), as one panel. Files with any other name
    /// are left alone.
    ///
    /// # Errors
    /// [`Error::Io`] if the folder can't be read or holds no such file, and as [`IndicatorTable::read_csv`] and
    /// [`IndicatorTable::stack`].
    pub fn read_csv_folder(folder: impl AsRef<Path>, options: &CsvOptions) -> Result<Self, Error> {
        let folder = folder.as_ref();
        let failed = |problem: String| Error::Io { path: folder.display().to_string(), problem };
        let mut files: Vec<(Period, std::path::PathBuf)> = Vec::new();
        for entry in std::fs::read_dir(folder).map_err(|e| failed(e.to_string()))? {
            let path = entry.map_err(|e| failed(e.to_string()))?.path();
            let is_csv = path.extension().is_some_and(|e| e.eq_ignore_ascii_case("csv"));
            let period = path.file_stem().and_then(|stem| stem.to_str()).and_then(|stem| Period::written(stem).ok());
            if let (true, Some(period)) = (is_csv, period) {
                files.push((period, path));
            }
        }
        if files.is_empty() {
            return Err(failed("it holds no CSV named by a period, such as 2024.csv".to_owned()));
        }
        files.sort();
        let parts: Result<Vec<(Period, Self)>, Error> =
            files.into_iter().map(|(period, path)| Ok((period, Self::read_csv(path, options)?))).collect();
        Self::stack(&parts?)
    }

    /// Writes the table as wide CSV: `unit`, `period` if there are periods, then the indicators, without attributes. A gap is an empty cell. What
    /// [`from_csv`](Self::from_csv) reads from it has the same names and values.
    ///
    /// # Errors
    /// [`Error::Io`] if the writer fails; [`Error::InvalidSetting`] for an indicator that has a name of the column of periods, such as
    /// `period` or 年份, whose values would be read as periods.
    pub fn to_csv(&self, writer: impl Write) -> Result<(), Error> {
        let failed = |problem: String| Error::Io { path: "the CSV".to_owned(), problem };
        let mut csv = Writer::from_writer(writer);
        let dated = self.rows().has_periods();
        if let Some(key) = self.keys().find(|key| Period::is_column_name(key.as_str())) {
            let problem = "which is a name of the column of periods, so that its values would be read as periods";
            return Err(Error::setting(format!("an indicator {:?}", key.as_str()), problem, "give the indicator another key"));
        }
        let names = ["unit", "period"].into_iter().take(1 + usize::from(dated));
        let header = names.chain(self.keys().map(Key::as_str));
        csv.write_record(header).map_err(|e| failed(e.to_string()))?;
        for (at, row) in self.rows().iter().enumerate() {
            let period = row.period.map(|p| p.to_string());
            let cells = self.columns().iter().map(|c| c.get(at).map_or_else(String::new, |x| x.to_string()));
            let record = std::iter::once(row.unit.to_owned()).chain(period).chain(cells);
            csv.write_record(record).map_err(|e| failed(e.to_string()))?;
        }
        csv.flush().map_err(|e| failed(e.to_string()))
    }
}

/// The reader behind its header.
fn opened<R: Read>(reader: R, options: &CsvOptions) -> Result<(csv::Reader<R>, StringRecord), Error> {
    let mut csv = ReaderBuilder::new().trim(Trim::All).from_reader(reader);
    let mark_or_zero = |bytes: &[u8]| bytes.starts_with(&[0xff, 0xfe]) || bytes.starts_with(&[0xfe, 0xff]) || bytes.contains(&0);
    if csv.byte_headers().is_ok_and(|header| header.iter().any(mark_or_zero)) {
        return Err(options.syntax(Some(1), UTF_16));
    }
    let mut header = csv.headers().map_err(|e| options.unreadable(&e, Some(1)))?.clone();
    if let Some(first) = header.get(0).and_then(|h| h.strip_prefix('\u{feff}')) {
        header = std::iter::once(first).chain(header.iter().skip(1)).collect();
    }
    if header.is_empty() {
        return Err(options.syntax(Some(1), "it is empty; the first line names the columns"));
    }
    if let Some(separator) = other_separator(&header) {
        return Err(options.syntax(Some(1), format!("its columns are separated by a {separator}; save it with commas")));
    }
    Ok((csv, header))
}

fn column_named(header: &StringRecord, name: &str) -> Result<usize, Error> {
    header.iter().position(|h| h == name).ok_or_else(|| Error::unknown("column", name, header.iter()))
}

fn line_of(record: &StringRecord) -> Option<u64> {
    record.position().map(csv::Position::line)
}

fn period_at(
    record: &StringRecord,
    header: &StringRecord,
    column: Option<usize>,
    unit_column: usize,
    options: &CsvOptions,
) -> Result<Option<Period>, Error> {
    let Some(column) = column else { return Ok(None) };
    let text = record.get(column).unwrap_or_default();
    Period::written(text).map(Some).map_err(|_| {
        let name = header.get(column).unwrap_or_default();
        let unit = record.get(unit_column).unwrap_or_default();
        let hint = if options.period.is_none() { "; if the column holds no periods, give it another name" } else { "" };
        let problem = format!("{text:?} of {unit:?} in column {name:?} is no period; {}{hint}", Period::remedy(text));
        options.syntax(line_of(record), problem)
    })
}

/// What stands between the columns, if the header is one cell that something else than a comma divides.
fn other_separator(header: &StringRecord) -> Option<&'static str> {
    let only = header.get(0).filter(|_| header.len() == 1)?;
    [(';', "semicolon"), ('\t', "tab"), ('；', "full-width semicolon"), ('，', "full-width comma"), ('|', "bar")]
        .into_iter()
        .find(|(sign, _)| only.contains(*sign))
        .map(|(_, name)| name)
}

/// The keys of the columns that hold indicators.
fn indicator_keys(header: &StringRecord, columns: &[usize], options: &CsvOptions) -> Result<Vec<Key>, Error> {
    let mut keys: Vec<Key> = Vec::with_capacity(columns.len());
    let mut seen = std::collections::HashMap::new();
    for &column in columns {
        let name = header.get(column).unwrap_or_default();
        if name.is_empty() {
            let problem = format!("column {} has no name in the header; name it, or delete the column", column + 1);
            return Err(options.syntax(Some(1), problem));
        }
        let key = Key::new(name).map_err(|e| e.in_file(&options.name, Some(1)))?;
        if let Some(earlier) = seen.insert(key.clone(), column) {
            let problem = format!("columns {} and {} are both named {name:?}; give each its own name", earlier + 1, column + 1);
            return Err(options.syntax(Some(1), problem));
        }
        keys.push(key);
    }
    Ok(keys)
}

/// A wide CSV, read from row to row.
struct Wide<R> {
    csv: csv::Reader<R>,
    header: StringRecord,
    options: CsvOptions,
    unit_column: usize,
    period_column: Option<usize>,
    keys: Vec<Key>,
    /// Where the indicators stand.
    scored: Vec<usize>,
    attributes: Vec<usize>,
    record: StringRecord,
}

impl<R: Read> Wide<R> {
    fn new(csv: csv::Reader<R>, header: StringRecord, options: &CsvOptions) -> Result<Self, Error> {
        let unit_column = options.unit.as_ref().map_or(Ok(0), |name| column_named(&header, name))?;
        let period_column = options.period_column(&header)?;
        let is_left_out = |c: usize| options.ignored.iter().chain(&options.attributes).any(|i| Some(i.as_str()) == header.get(c));
        let scored: Vec<usize> =
            (0..header.len()).filter(|&c| c != unit_column && Some(c) != period_column && !is_left_out(c)).collect();
        let attributes = options.attributes.iter().map(|name| column_named(&header, name)).collect::<Result<_, _>>()?;
        let keys = indicator_keys(&header, &scored, options)?;
        let record = StringRecord::new();
        Ok(Self { csv, header, options: options.clone(), unit_column, period_column, keys, scored, attributes, record })
    }

    /// The next `most` rows, or as many as are left; none if none is.
    fn take(&mut self, most: usize) -> Result<Option<IndicatorTable>, Error> {
        let Self { csv, header, options, record, .. } = self;
        let mut rows: Vec<(String, Option<Period>)> = Vec::new();
        // A gap stands as NaN, which no cell can hold.
        let mut columns: Vec<Vec<f64>> = vec![Vec::new(); self.keys.len()];
        let mut attributes: Vec<Vec<Option<String>>> = vec![Vec::new(); self.attributes.len()];
        while rows.len() < most && csv.read_record(record).map_err(|e| options.unreadable(&e, None))? {
            let line = line_of(record);
            let unit = record.get(self.unit_column).unwrap_or_default();
            let period = period_at(record, header, self.period_column, self.unit_column, options)?;
            for ((&c, key), column) in self.scored.iter().zip(&self.keys).zip(&mut columns) {
                let place = || Place { unit: unit.to_owned(), period, indicator: Some(key.clone()) };
                column.push(options.number(record.get(c).unwrap_or_default(), place, line)?.unwrap_or(f64::NAN));
            }
            for (&c, values) in self.attributes.iter().zip(&mut attributes) {
                values.push(record.get(c).filter(|text| !text.is_empty()).map(str::to_owned));
            }
            rows.push((unit.to_owned(), period));
            let cells = rows.len() * self.keys.len();
            if cells > options.max_cells {
                return Err(options.too_many_cells(cells));
            }
        }
        if rows.is_empty() {
            return Ok(None);
        }
        let rows = Rows::collect(rows)?;
        let columns = self.keys.iter().zip(columns).map(|(key, values)| Column::of_numbers(key.clone(), values));
        let table = IndicatorTable::new(rows, columns.collect())?;
        let named = options.attributes.iter().zip(attributes);
        let with = |table: IndicatorTable, (name, values): (&String, _)| {
            table.with_attribute(Attribute { name: Key::new(name)?, values })
        };
        named.into_iter().try_fold(table, with).map(Some)
    }
}

/// A wide CSV in parts (分块读取), so that it need not fit into memory: an iterator of tables of so many rows each, the last of what is left.
pub struct CsvChunks<R> {
    wide: Wide<R>,
    rows: usize,
    /// After an error nothing more comes.
    is_over: bool,
}

impl<R: Read> Iterator for CsvChunks<R> {
    type Item = Result<IndicatorTable, Error>;

    fn next(&mut self) -> Option<Self::Item> {
        if self.is_over {
            return None;
        }
        let part = self.wide.take(self.rows).map_err(|error| error.in_file(&self.wide.options.name, None));
        self.is_over = !matches!(part, Ok(Some(_)));
        part.transpose()
    }
}

/// A CSV file that is read in parts, from the beginning each time it is opened (可重复读取的文件).
///
/// ```
/// use governance_efficacy::table::{CsvFile, CsvOptions};
///
/// let file = CsvFile::new("large.csv", CsvOptions::default());
/// assert!(file.open().is_err()); // there is no such file
/// ```
#[derive(Debug, Clone)]
pub struct CsvFile {
    path: PathBuf,
    options: CsvOptions,
    rows: usize,
}

impl CsvFile {
    /// The file at `path`, in parts of 16,384 rows.
    pub fn new(path: impl Into<PathBuf>, options: CsvOptions) -> Self {
        Self { path: path.into(), options, rows: 1 << 14 }
    }

    /// Sets the number of rows of a part.
    ///
    /// # Errors
    /// [`Error::InvalidSetting`] for 0.
    pub fn with_rows(self, rows: usize) -> Result<Self, Error> {
        if rows == 0 { Err(Error::setting("rows of a part", rows, "give at least 1")) } else { Ok(Self { rows, ..self }) }
    }

    /// Opens it at the beginning. A file that changes while a pass reads it ends in an [`Error::Io`].
    ///
    /// # Errors
    /// [`Error::Io`] if the file can't be read, and as [`IndicatorTable::csv_chunks`].
    pub fn open(&self) -> Result<CsvChunks<std::io::BufReader<SteadyFile>>, Error> {
        let options = self.options.clone().with_name(self.path.display().to_string());
        let file = std::io::BufReader::with_capacity(1 << 18, SteadyFile::open(&self.path)?);
        IndicatorTable::csv_chunks(file, &options, self.rows)
    }
}

/// A long table may have this many cells for each value: else a few lines, each of another unit and indicator, ask for any memory.
const SPARSE: usize = 32;

/// So many cells a long table may always have.
const ALWAYS: usize = 1 << 22;

fn long(mut csv: csv::Reader<impl Read>, header: &StringRecord, options: &CsvOptions) -> Result<IndicatorTable, Error> {
    let unit_column = column_named(header, options.unit.as_deref().unwrap_or("unit"))?;
    let period_column = options.period_column(header)?;
    let indicator_column = column_named(header, "indicator")?;
    let value_column = column_named(header, "value")?;
    let mut row_of = std::collections::HashMap::new();
    let mut rows: Vec<(String, Option<Period>)> = Vec::new();
    let mut column_of = std::collections::HashMap::new();
    let mut columns: Vec<(Key, Vec<f64>)> = Vec::new();
    let mut seen = std::collections::HashSet::new();
    let mut record = StringRecord::new();
    while csv.read_record(&mut record).map_err(|e| options.unreadable(&e, None))? {
        let line = line_of(&record);
        let unit = record.get(unit_column).unwrap_or_default();
        let period = period_at(&record, header, period_column, unit_column, options)?;
        let row = *row_of.entry((unit.to_owned(), period)).or_insert_with(|| {
            rows.push((unit.to_owned(), period));
            rows.len() - 1
        });
        let at_line = |e: Error| e.in_file(&options.name, line.and_then(|l| usize::try_from(l).ok()));
        let key = Key::new(record.get(indicator_column).unwrap_or_default()).map_err(at_line)?;
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
        let value = options.number(record.get(value_column).unwrap_or_default(), place, line)?;
        let values = &mut columns[at].1;
        if values.len() <= row {
            values.resize(row + 1, f64::NAN);
        }
        values[row] = value.unwrap_or(f64::NAN);
    }
    let height = rows.len();
    let rows = Rows::collect(rows)?;
    let columns = columns.into_iter().map(|(key, mut values)| {
        values.resize(height, f64::NAN);
        Column::of_numbers(key, values)
    });
    IndicatorTable::new(rows, columns.collect())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(text: &str) -> Result<IndicatorTable, Error> {
        IndicatorTable::from_csv(text.as_bytes(), &CsvOptions::default())
    }

    #[test]
    fn wide_and_long_tell_the_same() {
        let wide = read("\u{feff}unit,period,a,甲\r\nX,2023,1,\r\nX,2024,0.1,3e2\r\n").expect("valid");
        let text = "unit,period,indicator,value\nX,2023,a,1\nX,2024,a,0.1\nX,2024,甲,300\n";
        let long = IndicatorTable::from_csv(text.as_bytes(), &CsvOptions::default().with_form(CsvForm::Long)).expect("valid");
        assert_eq!(wide, long);
        assert_eq!(wide.missing(), 1);
    }

    #[test]
    fn what_is_written_reads_the_same() {
        let table = read("unit,period,a,b\n\"Korea, Rep.\",2023,0.1,\nX,2023,1e-300,-7\n").expect("valid");
        let mut text = Vec::new();
        table.to_csv(&mut text).expect("writable");
        assert_eq!(IndicatorTable::from_csv(text.as_slice(), &CsvOptions::default()).expect("valid"), table);
    }

    #[test]
    fn bad_text_is_told_with_its_line() {
        let message = read("unit,a\nX,1\nY,1 000\n").unwrap_err().to_string();
        assert!(message.contains("line 3") && message.contains("\"Y\"") && message.contains("1 000"), "{message}");
        assert_eq!(read("unit,a\nX,inf\n").unwrap_err().root().code(), "value");
        assert_eq!(read("unit,a\nX\n").unwrap_err().code(), "syntax");
        assert_eq!(read("unit,a\n").unwrap_err().root().code(), "too-few");
        assert_eq!(read("").unwrap_err().code(), "syntax");
        assert_eq!(read("unit,a,a\nX,1,2\n").unwrap_err().code(), "syntax");
        assert_eq!(read("unit,period,a\nX,last year,2\n").unwrap_err().code(), "syntax");
        let small = CsvOptions::default().with_max_cells(1);
        assert_eq!(IndicatorTable::from_csv("unit,a\nX,1\nY,2\n".as_bytes(), &small).unwrap_err().root().code(), "limit");
    }

    #[test]
    fn what_a_spreadsheet_saves_wrong_is_told_with_file_line_and_remedy() {
        let options = CsvOptions::default().with_name("towns.csv");
        let message = |bytes: &[u8]| IndicatorTable::from_csv(bytes, &options).unwrap_err().to_string();
        for (text, parts) in [
            ("unit;a;b\nX;1;2\n", ["line 1", "semicolon", "save it with commas"]),
            ("unit\ta\nX\t1\n", ["line 1", "tab", "save it with commas"]),
            ("unit,a,,b\nX,1,,2\n", ["line 1", "column 3 has no name", "delete the column"]),
            ("unit,a,b,a\nX,1,2,3\n", ["line 1", "columns 2 and 4", "\"a\""]),
            ("unit,a\nX,1,\n", ["line 2", "3 cells and the header 2", "give it as many"]),
            ("unit,a/b\nX,1\n", ["line 1", "\"a/b\"", "without '/'"]),
            ("unit,a\n", ["no rows", "at least 1", "towns.csv"]),
            ("unit,year,a\nX,40,1\n", ["line 2", "\"year\"", "another name"]),
            ("unit,year,period,a\nX,2024,2024,1\n", ["line 1", "\"year\"", "with_period_column"]),
        ] {
            let message = message(text.as_bytes());
            assert!(message.contains("towns.csv") && parts.iter().all(|part| message.contains(part)), "{message}");
        }
        // 社区,得分 as a Chinese spreadsheet saves it: in GBK.
        let gbk = message(b"unit,\xb5\xc3\xb7\xd6\nX,1\n");
        assert!(gbk.contains("towns.csv") && gbk.contains("GBK") && gbk.contains("另存为 CSV UTF-8"), "{gbk}");
        let later = message(b"unit,a\n\xb6\xab\xba\xfe,1\n");
        assert!(later.contains("line 2") && later.contains("GBK"), "{later}");
    }

    #[test]
    fn periods_are_found_by_their_name() {
        for name in ["period", "Period", "YEAR", "年份", "时期", "年度"] {
            let table = read(&format!("unit,{name},a\nX,2023,1\nX,2024,2\n")).expect("valid");
            assert!(table.rows().has_periods() && table.columns().len() == 1, "{name}");
        }
        let named = CsvOptions::default().with_period_column("when");
        let message = IndicatorTable::from_csv("unit,whem,a\nX,2023,1\n".as_bytes(), &named).unwrap_err().to_string();
        assert!(message.contains("did you mean \"whem\""), "{message}");
    }
}
