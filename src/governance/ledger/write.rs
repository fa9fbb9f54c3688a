//! From facts to ledgers (写出台账).

use std::collections::BTreeMap;

use csv::Writer;

use crate::error::Error;
use crate::governance::community::{CommunityFacts, KindVisitor, Ledgered, Profile};
use crate::governance::facts::Facts;
use crate::governance::record::Record;

use super::Ledger;
use super::row::Row;

/// The facts as ledgers, by file name. Every ledger is written, as its header alone if nothing is recorded in it.
///
/// What is not recorded is an empty cell; numbers are written so that they read back the same. [`read`](super::read) gives the
/// same facts again.
///
/// # Errors
/// [`Error::Io`] if a row can't be written, which no checked facts cause.
pub fn write(facts: &Facts) -> Result<BTreeMap<&'static str, String>, Error> {
    let mut writing = Writing { facts, files: BTreeMap::new() };
    CommunityFacts::visit_kinds(&mut writing)?;
    Ok(writing.files)
}

struct Writing<'a> {
    facts: &'a Facts,
    files: BTreeMap<&'static str, String>,
}

impl KindVisitor for Writing<'_> {
    fn visit_kind<R: Ledgered + Row>(&mut self) -> Result<(), Error> {
        let failed = |problem: String| Error::Io { path: R::FILE.to_owned(), problem };
        let mut writer = Writer::from_writer(Vec::new());
        let header = Ledger::of::<R>();
        writer.write_record(header.columns().iter().map(super::Column::name)).map_err(|e| failed(e.to_string()))?;
        for facts in self.facts {
            for record in R::of(facts) {
                let mut cells = Vec::with_capacity(header.columns().len());
                let mut recorded = false;
                record.cells(&mut |_, cell| {
                    let text = cell.text();
                    recorded |= !text.is_empty();
                    cells.push(text);
                });
                // The row in the first ledger stands for the community itself.
                if recorded || !R::ALONE || R::FILE == Profile::FILE {
                    let head = [facts.community.to_string(), facts.period.to_string()];
                    writer.write_record(head.into_iter().chain(cells)).map_err(|e| failed(e.to_string()))?;
                }
            }
        }
        let bytes = writer.into_inner().map_err(|e| failed(e.to_string()))?;
        let text = String::from_utf8(bytes).map_err(|e| failed(e.to_string()))?;
        self.files.insert(R::FILE, text);
        Ok(())
    }
}
