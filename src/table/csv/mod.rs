//! Tables as CSV, wide or long (逗号分隔表).

mod chunks;
mod long;
mod options;
mod wide;

use std::io::{Read, Write};
use std::path::Path;

use csv::{ReaderBuilder, StringRecord, Writer};

use crate::document::SteadyFile;
use crate::error::Error;
use crate::governance::Period;
use crate::label::Key;

use super::IndicatorTable;

pub use chunks::{CsvChunks, CsvFile};
pub use options::{CsvForm, CsvOptions};

use long::long;
use wide::Wide;

/// What to do about a file with two bytes a letter.
const UTF_16: &str =
    "it is in UTF-16, as a spreadsheet saves \"Unicode text\"; save it as \"CSV UTF-8\" (UTF-16 编码；请另存为 CSV UTF-8)";

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
    /// [`Rows::panel`](crate::table::Rows::panel).
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
    let mut csv = ReaderBuilder::new().from_reader(reader);
    let mark_or_zero = |bytes: &[u8]| bytes.starts_with(&[0xff, 0xfe]) || bytes.starts_with(&[0xfe, 0xff]) || bytes.contains(&0);
    if csv.byte_headers().is_ok_and(|header| header.iter().any(mark_or_zero)) {
        return Err(options.syntax(Some(1), UTF_16));
    }
    let mut header = csv.headers().map_err(|e| options.unreadable(&e, Some(1)))?.clone();
    header.trim();
    if let Some(first) = header.get(0).and_then(|h| h.strip_prefix('\u{feff}')) {
        header = std::iter::once(first.trim()).chain(header.iter().skip(1)).collect();
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

/// The text of a cell without the blanks around it.
fn cell(record: &StringRecord, column: usize) -> &str {
    let text = record.get(column).unwrap_or_default();
    let is_blank = |byte: Option<&u8>| byte.is_none_or(|&byte| byte <= b' ' || !byte.is_ascii());
    // Most cells have none, which two bytes tell.
    if is_blank(text.as_bytes().first()) || is_blank(text.as_bytes().last()) { text.trim() } else { text }
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
    let text = cell(record, column);
    Period::written(text).map(Some).map_err(|_| {
        let (name, unit) = (header.get(column).unwrap_or_default(), cell(record, unit_column));
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
