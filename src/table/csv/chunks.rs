//! A wide CSV in parts (分块读取).

use std::io::Read;
use std::path::PathBuf;

use crate::document::SteadyFile;
use crate::error::Error;
use crate::table::IndicatorTable;

use super::CsvOptions;
use super::wide::Wide;

/// A wide CSV in parts (分块读取), so that it need not fit into memory: an iterator of tables of so many rows each, the last of what is left.
#[derive(Debug)]
pub struct CsvChunks<R> {
    pub(super) wide: Wide<R>,
    pub(super) rows: usize,
    /// After an error nothing more comes.
    pub(super) is_over: bool,
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
