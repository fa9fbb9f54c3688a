//! Facts as a folder of CSV ledgers (台账), as an office keeps them: reading, writing, empty templates, data dictionary.
//!
//! A folder holds up to one file for each kind of record ([`ledgers`] lists them); each row names its community and period. Only
//! `communities.csv` must be there: a ledger that is absent, like an empty cell, means *not recorded*, never zero.
//!
//! * The header names the columns; their order is free; columns that are not required may be left out.
//! * Words are written as in the data dictionary or by their Chinese term: `elderly-care` or 养老服务; `yes`, `no` or 是, 否.
//! * Files are UTF-8, with or without a byte order mark; lines end in LF or CRLF; rows without any value are passed over.
//! * Every mistake of a folder is reported in one go ([`Error::Facts`]), with file, row, community, period, field and values.
//!
//! ```
//! use governance_efficacy::governance::ledger;
//!
//! let facts = ledger::read([
//!     ("communities.csv", "community,period,population\n东湖,2024,6200\n西园,2024,4100\n"),
//!     ("services.csv", "community,period,category,valid_requests,resolved\n东湖,2024,养老服务,80,61\n"),
//! ])?;
//! assert_eq!(facts.len(), 2);
//! assert_eq!(ledger::read(ledger::write(&facts)?)?, facts);
//! # Ok::<(), governance_efficacy::Error>(())
//! ```
//!
//! All mistakes come together, each with its place:
//!
//! ```
//! use governance_efficacy::Error;
//! use governance_efficacy::governance::ledger;
//!
//! let Err(Error::Facts(found)) = ledger::read([
//!     ("communities.csv", "community,period,population\n东湖,2024,-1\n"),
//!     ("services.csv", "community,period,category,valid_requests,resolved\n东湖,2024,legal,8,9\n东湖,2024,helth,1,1\n"),
//! ]) else { panic!("three mistakes") };
//! let places: Vec<_> = found.iter().map(|c| (c.file.as_deref(), c.row, c.kind.code())).collect();
//! assert_eq!(places, [
//!     (Some("communities.csv"), Some(2), "negative"),
//!     (Some("services.csv"), Some(3), "unknown-word"),
//!     (Some("services.csv"), Some(2), "part-exceeds-whole"),
//! ]);
//! ```

mod column;
mod dictionary;
mod folder;
mod read;
mod row;
mod write;

use std::collections::BTreeMap;

use crate::error::Error;
use crate::label::Key;

use super::community::{CommunityFacts, KindVisitor, Ledgered};
use super::facts::Facts;
use super::period::Period;

pub use column::{Column, Holds};
pub use dictionary::{data_dictionary, templates};
pub use folder::{read_folder, read_folder_within, write_folder};
pub(crate) use row::{Cells, Row};
pub use write::write;

/// One ledger: a kind of file in the folder (台账).
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Ledger {
    file: &'static str,
    about: &'static str,
    columns: Vec<Column>,
}

impl Ledger {
    fn of<R: Ledgered + Row>() -> Self {
        Self { file: R::FILE, about: R::ABOUT.trim(), columns: common_columns().into_iter().chain(R::columns()).collect() }
    }

    /// The name of its file.
    pub fn file(&self) -> &'static str {
        self.file
    }

    /// What one row of it is about.
    pub fn about(&self) -> &'static str {
        self.about
    }

    /// Its columns, in the order in which they are written.
    pub fn columns(&self) -> &[Column] {
        &self.columns
    }
}

/// Every ledger, in the order of the theory (全部台账).
pub fn ledgers() -> Vec<Ledger> {
    struct List(Vec<Ledger>);
    impl KindVisitor for List {
        fn visit_kind<R: Ledgered + Row>(&mut self) -> Result<(), Error> {
            self.0.push(Ledger::of::<R>());
            Ok(())
        }
    }
    let mut list = List(Vec::new());
    // Listing can't fail; a ledger that were missing here would be missed by every test.
    let _ = CommunityFacts::visit_kinds(&mut list);
    list.0
}

/// The columns that every ledger begins with.
fn common_columns() -> Vec<Column> {
    vec![
        Column::of::<Key>("community", "Key of the community", "社区编号", ""),
        Column::of::<Period>("period", "Period, of one length in all ledgers", "期（各台账期别一致）", ""),
    ]
}

/// How much is read at most (读取上限).
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Limits {
    rows: usize,
    cells: usize,
    bytes: usize,
    mistakes: usize,
}

impl Default for Limits {
    /// 2 million rows and 50 million cells in all, 512 MiB a file; reading stops after 10,000 mistakes.
    fn default() -> Self {
        Self { rows: 2_000_000, cells: 50_000_000, bytes: 512 << 20, mistakes: 10_000 }
    }
}

impl Limits {
    /// Sets the largest number of rows in all ledgers together, without the headers.
    #[must_use]
    pub fn with_rows(mut self, rows: usize) -> Self {
        self.rows = rows;
        self
    }

    /// Sets the largest number of cells in all ledgers together.
    #[must_use]
    pub fn with_cells(mut self, cells: usize) -> Self {
        self.cells = cells;
        self
    }

    /// Sets the largest size of a file, in bytes.
    #[must_use]
    pub fn with_bytes(mut self, bytes: usize) -> Self {
        self.bytes = bytes;
        self
    }

    /// Sets after how many mistakes reading stops; they are then reported as
    /// [not complete](crate::governance::Contradictions::is_complete).
    #[must_use]
    pub fn with_mistakes(mut self, mistakes: usize) -> Self {
        self.mistakes = mistakes;
        self
    }

    fn keep(what: &'static str, found: usize, limit: usize) -> Result<(), Error> {
        if found > limit { Err(Error::Limit { what, found, limit }) } else { Ok(()) }
    }
}

/// Reads facts from ledgers, given as pairs of file name and content, within the default [`Limits`].
///
/// # Errors
/// [`Error::Facts`] with every mistake of every ledger and every contradiction between them, [`Error::TooFew`] without any
/// community, [`Error::Limit`] for more than is read at most.
pub fn read<N: AsRef<str>, C: AsRef<[u8]>>(files: impl IntoIterator<Item = (N, C)>) -> Result<Facts, Error> {
    read_within(files, Limits::default())
}

/// Reads facts from ledgers within `limits`.
///
/// ```
/// use governance_efficacy::Error;
/// use governance_efficacy::governance::ledger::{Limits, read_within};
///
/// let files = [("communities.csv", "community,period\nEast,2024\nWest,2024\n")];
/// let refused = read_within(files, Limits::default().with_rows(1));
/// assert!(matches!(refused, Err(Error::Limit { found: 2, limit: 1, .. })));
/// ```
///
/// # Errors
/// As [`read`].
pub fn read_within<N: AsRef<str>, C: AsRef<[u8]>>(
    files: impl IntoIterator<Item = (N, C)>,
    limits: Limits,
) -> Result<Facts, Error> {
    let files: Vec<(N, C)> = files.into_iter().collect();
    let files: BTreeMap<&str, &[u8]> = files.iter().map(|(name, content)| (name.as_ref(), content.as_ref())).collect();
    read::Reader::read(files, limits)
}
