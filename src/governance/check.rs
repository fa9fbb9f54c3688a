//! Whether facts hold together (核查): every rule in one pass, every contradiction found.

use std::collections::HashMap;

use super::community::{CommunityFacts, Visitor};
use super::contradiction::{Contradiction, Problem};
use super::record::{Record, Relation};

/// Every contradiction in `communities`.
pub(crate) fn contradictions(communities: &[CommunityFacts]) -> Vec<Contradiction> {
    let mut found = Vec::new();
    let mut seen = HashMap::new();
    for (index, facts) in communities.iter().enumerate() {
        let mut check = Check { facts, found: &mut found };
        if seen.insert((&facts.community, facts.period), index).is_some() {
            check.report("community", facts.community.to_string(), None, Problem::Duplicate, "keep one record of it");
        }
        if let Some(first) = communities.first()
            && first.period.granularity() != facts.period.granularity()
        {
            let other = ("period".to_owned(), first.period.to_string());
            check.report("period", facts.period.to_string(), Some(other), Problem::PeriodMismatch, "give all periods one length");
        }
        facts.visit(&mut check);
    }
    found
}

struct Check<'a> {
    facts: &'a CommunityFacts,
    found: &'a mut Vec<Contradiction>,
}

impl Check<'_> {
    fn report(
        &mut self,
        field: impl Into<String>,
        value: String,
        other: Option<(String, String)>,
        problem: Problem,
        remedy: &str,
    ) {
        self.found.push(Contradiction {
            file: None,
            row: None,
            community: self.facts.community.to_string(),
            period: self.facts.period.to_string(),
            field: field.into(),
            value,
            other,
            problem,
            remedy: remedy.to_owned(),
        });
    }
}

impl Visitor for Check<'_> {
    fn visit<R: Record>(&mut self, ledger: &'static str, records: &[R]) {
        for record in records {
            for rule in R::rules() {
                let Some((part, whole)) = (rule.values)(record) else { continue };
                let holds = match rule.relation {
                    Relation::AtMost => part <= whole,
                    Relation::Below => part < whole,
                };
                if !holds {
                    let path = |field: &str| format!("{ledger}[{}].{field}", record.key());
                    let other = Some((path(rule.whole), whole.to_string()));
                    self.report(path(rule.part), part.to_string(), other, Problem::PartExceedsWhole, "correct one of the two");
                }
            }
        }
    }
}
