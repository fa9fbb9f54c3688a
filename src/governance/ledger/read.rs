//! From ledgers to facts (读取台账): every mistake found in one go, each with its file and row.

use std::collections::{BTreeMap, HashMap, HashSet};

use csv::{ReaderBuilder, StringRecord};

use crate::error::{Error, near, near_matches};
use crate::governance::check::{self, Finding};
use crate::governance::community::{CommunityFacts, KindVisitor, Ledgered, Profile};
use crate::governance::contradiction::{Contradiction, ContradictionKind, Contradictions};
use crate::governance::facts::Facts;
use crate::governance::period::Period;
use crate::governance::record::Record;
use crate::label::Key;

use super::column::{Column, Refusal};
use super::row::{Cells, Row};
use super::{Ledger, Limits, common_columns, ledgers};

/// Near matches of a community are sought among so many, so that a folder of mistakes stays cheap to report.
const NEAR_AMONG: usize = 1000;

/// The column of the period.
const PERIOD: &str = "period";

/// More columns than this are no ledger.
const MOST_COLUMNS: usize = 1000;

/// Everything that is read, and where each record came from.
pub(super) struct Reader<'f> {
    files: BTreeMap<&'f str, &'f [u8]>,
    limits: Limits,
    rows_read: usize,
    cells_read: usize,
    communities: Vec<CommunityFacts>,
    index: HashMap<(Key, Period), usize>,
    names: HashSet<Key>,
    /// Line of each record: by ledger, community and place among its records.
    lines: HashMap<&'static str, Vec<Vec<usize>>>,
    found: Vec<Contradiction>,
}

impl<'f> Reader<'f> {
    pub(super) fn read(files: BTreeMap<&'f str, &'f [u8]>, limits: Limits) -> Result<Facts, Error> {
        let mut reader = Self {
            files,
            limits,
            rows_read: 0,
            cells_read: 0,
            communities: Vec::new(),
            index: HashMap::new(),
            names: HashSet::new(),
            lines: HashMap::new(),
            found: Vec::new(),
        };
        reader.refuse_unknown_files();
        CommunityFacts::visit_kinds(&mut reader)?;
        reader.finish()
    }

    /// A misspelled file name must not read as "nothing recorded".
    fn refuse_unknown_files(&mut self) {
        let known: Vec<&str> = ledgers().iter().map(Ledger::file).collect();
        for &name in self.files.keys().filter(|name| !known.contains(name)) {
            let remedy = format!("rename it, or move it elsewhere{}", near_matches(&near(name, known.iter().copied())));
            let refusal = Refusal::new(ContradictionKind::UnknownFile, remedy);
            self.found.push(in_file(name, None, "the file", name, refusal));
        }
    }

    /// The facts, or all that was found.
    fn finish(self) -> Result<Facts, Error> {
        let full = self.is_full();
        let Self { communities, lines, mut found, .. } = self;
        if full {
            // Half-read ledgers would contradict each other for no other reason.
            return Err(Contradictions::up_to_here(found));
        }
        let line = |Finding { site, .. }: &Finding| lines.get(site.file)?.get(site.community)?.get(site.record).copied();
        for finding in check::findings(&communities) {
            let row = line(&finding);
            found.push(Contradiction { file: Some(finding.site.file.to_owned()), row, ..finding.contradiction });
        }
        Contradictions::none_in(found)?;
        if communities.is_empty() {
            return Err(Error::TooFew { what: "rows of communities beneath the header", needed: 1 }.in_file(Profile::FILE, None));
        }
        Ok(Facts::of_checked(communities))
    }

    /// Where each column stands in the file, if nothing is wrong with the header.
    fn places(&mut self, file: &'static str, header: &StringRecord, columns: &[Column]) -> Option<Vec<Option<usize>>> {
        let mut names: Vec<&str> = header.iter().map(str::trim).collect();
        if let [only] = names[..]
            && let Some((_, separator)) = [(';', "semicolon"), ('\t', "tab")].into_iter().find(|(sign, _)| only.contains(*sign))
        {
            let remedy = format!("separate the columns by commas, not by a {separator}");
            self.found.push(in_file(file, Some(1), "the header", only, Refusal::new(ContradictionKind::Unreadable, remedy)));
            return None;
        }
        // The period may go by its other names, unless the ledger has it already.
        if !names.contains(&PERIOD)
            && let Some(name) = names.iter_mut().find(|name| Period::is_column_name(name))
        {
            *name = PERIOD;
        }
        let mut refuse = |name: &str, refusal| self.found.push(in_file(file, Some(1), "column", name, refusal));
        for (place, name) in names.iter().enumerate() {
            if name.is_empty() {
                let remedy = format!("name column {} in the header, or delete the column", place + 1);
                refuse(name, Refusal::new(ContradictionKind::UnknownColumn, remedy));
            } else if names.iter().take(place).any(|earlier| earlier == name) {
                refuse(name, Refusal::new(ContradictionKind::Duplicate, "keep one column of the name"));
            } else if !columns.iter().any(|column| column.name() == *name) {
                let known = columns.iter().map(Column::name);
                let remedy = format!("rename or remove it{}", near_matches(&near(name, known)));
                refuse(name, Refusal::new(ContradictionKind::UnknownColumn, remedy));
            }
        }
        let places: Vec<Option<usize>> =
            columns.iter().map(|column| names.iter().position(|name| *name == column.name())).collect();
        let mut complete = true;
        for (column, _) in columns.iter().zip(&places).filter(|(column, place)| column.required() && place.is_none()) {
            refuse(column.name(), Refusal::new(ContradictionKind::MissingColumn, "add it, with a value in every row"));
            complete = false;
        }
        complete.then_some(places)
    }

    /// Puts a record to its community.
    fn place<R: Ledgered>(&mut self, row: &RowPlace<'_>, community: Key, period: Period, record: R) {
        let known = self.index.get(&(community.clone(), period)).copied();
        let index = match known {
            Some(_) if R::FILE == Profile::FILE => {
                let refusal = Refusal::new(ContradictionKind::Duplicate, "keep one row of the community and period");
                return self.found.push(row.contradiction("community", row.community, refusal));
            }
            Some(index) => index,
            None if R::FILE == Profile::FILE => {
                self.index.insert((community.clone(), period), self.communities.len());
                self.names.insert(community.clone());
                self.communities.push(CommunityFacts::new(community, period));
                self.communities.len() - 1
            }
            None => return self.refuse_unlisted(row, &community),
        };
        let lines = self.lines.entry(R::FILE).or_default();
        if lines.len() <= index {
            lines.resize_with(index + 1, Vec::new);
        }
        let (Some(lines), Some(facts)) = (lines.get_mut(index), self.communities.get_mut(index)) else { return };
        if let (true, Some(first)) = (R::ALONE, lines.first()) {
            let refusal = Refusal::new(ContradictionKind::Duplicate, "keep one row of the community and period");
            let mut again = row.contradiction("community", row.community, refusal);
            again.other = Some(("the first row".to_owned(), first.to_string()));
            return self.found.push(again);
        }
        lines.push(row.line);
        record.put(facts);
    }

    fn refuse_unlisted(&mut self, row: &RowPlace<'_>, community: &Key) {
        let listed = self.names.contains(community);
        let (field, value) = if listed { ("period", row.period) } else { ("community", row.community) };
        let near = if listed || self.found.len() > NEAR_AMONG {
            Vec::new()
        } else {
            near(row.community, self.communities.iter().take(NEAR_AMONG).map(|facts| facts.community.as_str()))
        };
        let remedy = format!("list the community and period in {}, or correct it{}", Profile::FILE, near_matches(&near));
        self.found.push(row.contradiction(field, value, Refusal::new(ContradictionKind::UnknownReference, remedy)));
    }

    fn is_full(&self) -> bool {
        self.found.len() >= self.limits.mistakes
    }

    fn count(&mut self, cells: usize) -> Result<(), Error> {
        self.rows_read += 1;
        self.cells_read = self.cells_read.saturating_add(cells);
        Limits::keep("number of rows of the ledgers (set by Limits::with_rows)", self.rows_read, self.limits.rows)?;
        Limits::keep("number of cells of the ledgers (set by Limits::with_cells)", self.cells_read, self.limits.cells)
    }
}

impl KindVisitor for Reader<'_> {
    fn visit_kind<R: Ledgered + Row>(&mut self) -> Result<(), Error> {
        let Some(&bytes) = self.files.get(R::FILE) else {
            if R::FILE == Profile::FILE {
                let refusal = Refusal::new(ContradictionKind::MissingFile, "add it, with a row a community and period");
                self.found.push(in_file(R::FILE, None, "the file", R::FILE, refusal));
            }
            return Ok(());
        };
        Limits::keep("size of a ledger in bytes (set by Limits::with_bytes)", bytes.len(), self.limits.bytes)?;
        let text = match std::str::from_utf8(bytes) {
            Ok(text) => text.strip_prefix('\u{feff}').unwrap_or(text),
            Err(error) => {
                let line = bytes.iter().take(error.valid_up_to()).filter(|&&b| b == b'\n').count() + 1;
                let remedy = if bytes.starts_with(&[0xff, 0xfe]) || bytes.starts_with(&[0xfe, 0xff]) {
                    "it is in UTF-16, as a spreadsheet saves \"Unicode text\"; save it as CSV in UTF-8 (另存为 CSV UTF-8)"
                } else {
                    "save the file as CSV in UTF-8; a spreadsheet in Chinese saves plain CSV in GBK (另存为 CSV UTF-8)"
                };
                let refusal = Refusal::new(ContradictionKind::Unreadable, remedy);
                self.found.push(in_file(R::FILE, Some(line), "the encoding", "not UTF-8", refusal));
                return Ok(());
            }
        };
        let common = common_columns();
        let columns: Vec<Column> = common.iter().cloned().chain(R::columns()).collect();
        let mut rows = ReaderBuilder::new().has_headers(false).flexible(true).from_reader(text.as_bytes());
        let mut row = StringRecord::new();
        let mut lines = Lines::of(text);
        let syntax = |problem: csv::Error| Error::Syntax {
            what: R::FILE.to_owned(),
            format: "CSV",
            line: problem.position().and_then(|at| usize::try_from(at.line()).ok()),
            problem: problem.to_string(),
        };
        rows.read_record(&mut row).map_err(syntax)?;
        let width = row.len();
        Limits::keep("number of columns of a ledger", width, MOST_COLUMNS)?;
        let Some(places) = self.places(R::FILE, &row, &columns) else { return Ok(()) };
        let (common_places, own_places) = places.split_at(common.len());
        while !self.is_full() && rows.read_record(&mut row).map_err(syntax)? {
            if row.iter().all(|cell| cell.trim().is_empty()) {
                continue;
            }
            self.count(row.len())?;
            let line = lines.at(row.position().map_or(0, csv::Position::byte));
            let cell = |at: usize| places.get(at).copied().flatten().and_then(|at| row.get(at)).unwrap_or_default().trim();
            let place = RowPlace { file: R::FILE, line, community: cell(0), period: cell(1) };
            if row.len() != width {
                let refusal = Refusal::new(
                    ContradictionKind::Unreadable,
                    format!("give the row {width} cells, as the header has; look for a quote that is not closed"),
                );
                self.found.push(place.contradiction("the number of cells", &row.len().to_string(), refusal));
                continue;
            }
            let mut head = Cells::new(&row, common_places);
            let (community, period) = (head.take::<Key>(), head.take::<Period>());
            let mut cells = Cells::new(&row, own_places);
            let record = R::read(&mut cells);
            let refused = [(common.as_slice(), head.refused), (columns.get(common.len()..).unwrap_or_default(), cells.refused)];
            for (columns, refused) in refused {
                for (column, text, refusal) in refused {
                    let name = columns.get(column).map_or("", Column::name);
                    self.found.push(place.contradiction(name, &text, refusal));
                }
            }
            if let (Some(community), Some(period), Some(record)) = (community, period, record) {
                self.place(&place, community, period, record);
            }
        }
        Ok(())
    }
}

/// Which row of which ledger, as it is written.
struct RowPlace<'a> {
    file: &'static str,
    line: usize,
    community: &'a str,
    period: &'a str,
}

impl RowPlace<'_> {
    fn contradiction(&self, field: &str, value: &str, refusal: Refusal) -> Contradiction {
        Contradiction {
            community: Some(self.community.to_owned()),
            period: Some(self.period.to_owned()),
            ..in_file(self.file, Some(self.line), field, value, refusal)
        }
    }
}

fn in_file(file: &str, row: Option<usize>, field: &str, value: &str, refusal: Refusal) -> Contradiction {
    Contradiction {
        kind: refusal.kind,
        file: Some(file.to_owned()),
        row,
        community: None,
        period: None,
        field: field.to_owned(),
        value: value.to_owned(),
        other: None,
        remedy: refusal.remedy,
    }
}

/// Line numbers of ascending places in a text. The CSV reader counts neither blank lines nor CRLF as an editor does.
struct Lines<'t> {
    text: &'t str,
    counted: usize,
    line: usize,
}

impl<'t> Lines<'t> {
    fn of(text: &'t str) -> Self {
        Self { text, counted: 0, line: 1 }
    }

    /// The line of the first character at or after `byte` that does not end a line.
    fn at(&mut self, byte: u64) -> usize {
        let from = usize::try_from(byte).unwrap_or(usize::MAX).min(self.text.len());
        let rest = self.text.get(from..).unwrap_or_default();
        let to = from + rest.len() - rest.trim_start_matches(['\r', '\n']).len();
        self.line += self.text.get(self.counted..to).unwrap_or_default().matches('\n').count();
        self.counted = self.counted.max(to);
        self.line
    }
}
