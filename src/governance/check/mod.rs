//! Whether facts hold together (核查): every rule in one pass, every contradiction found.
//!
//! What holds within one record is written beside its fields (`rules` of each record); what holds between records stands in
//! [`relations`]; what holds between communities stands here.

mod relations;
mod report;
#[cfg(all(test, feature = "csv"))]
mod tests;

use std::collections::HashSet;

use super::community::{CommunityFacts, Ledgered, Visitor};
use super::contradiction::{Contradiction, ContradictionKind};
use report::{Report, Wrong};

/// A contradiction, and the record it was found at.
pub(crate) struct Finding {
    pub(crate) contradiction: Contradiction,
    #[cfg_attr(not(feature = "csv"), expect(dead_code, reason = "only ledgers have rows to point to"))]
    pub(crate) site: Site,
}

/// Which record: its ledger, its community and period, its place among their records.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Site {
    pub(crate) file: &'static str,
    pub(crate) community: usize,
    pub(crate) record: usize,
}

/// Everything in `communities` that does not hold together.
pub(crate) fn findings(communities: &[CommunityFacts]) -> Vec<Finding> {
    let mut found = Vec::new();
    let mut seen = HashSet::with_capacity(communities.len());
    let Some(first) = communities.first() else { return found };
    for (index, facts) in communities.iter().enumerate() {
        let mut report = Report::new(index, facts, &mut found);
        if !seen.insert((&facts.community, facts.period)) {
            let wrong = Wrong::new(ContradictionKind::Duplicate, "keep one record of the community and period");
            report.itself("community", facts.community.to_string(), wrong);
        }
        if first.period.granularity() != facts.period.granularity() {
            let wrong = Wrong::new(ContradictionKind::PeriodMismatch, "give all periods the same length")
                .against("the first period", &first.period);
            report.itself("period", facts.period.to_string(), wrong);
        }
        facts.visit(&mut EachRecord(&mut report));
        for relation in relations::ALL {
            relation(facts, &mut report);
        }
    }
    found
}

/// Looks at each record by itself, and for records that occur twice.
struct EachRecord<'r, 'a>(&'r mut Report<'a>);

impl Visitor for EachRecord<'_, '_> {
    fn visit<R: Ledgered>(&mut self, records: &[R]) {
        let report = &mut *self.0;
        let mut keys = HashSet::with_capacity(records.len());
        for (index, record) in records.iter().enumerate() {
            if !R::ALONE && !keys.insert(record.key()) {
                report.record(index, record, Wrong::new(ContradictionKind::Duplicate, "keep one of the records"));
            }
            record.cells(&mut |field, cell| {
                if let Some(kind) = cell.problem() {
                    report.field(index, record, field, cell.text(), Wrong::new(kind, remedy(kind)));
                }
            });
            for rule in R::RULES {
                let Some((part, whole)) = (rule.values)(record).filter(|(part, whole)| part > whole) else { continue };
                let wrong = match rule.whole {
                    Some(field) => Wrong::part(record.path(field), whole),
                    None => Wrong::new(ContradictionKind::ShareOverOne, "write 50 % as 0.5"),
                };
                report.field(index, record, rule.part, part.to_string(), wrong);
            }
        }
    }
}

/// What to do about a value that can't be right by itself.
fn remedy(kind: ContradictionKind) -> &'static str {
    match kind {
        ContradictionKind::Negative => "give a number that is not below zero, or leave it out",
        ContradictionKind::Unreadable => "give a text without spaces around it and without control characters",
        _ => "give the number as it was counted, or leave it out",
    }
}
