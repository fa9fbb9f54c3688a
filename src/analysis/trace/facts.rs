//! The facts that an indicator reads (原始事实).

use serde::{Deserialize, Serialize};

use crate::error::Error;
use crate::governance::{CommunityFacts, Facts, Ledgered, Visitor, same_word};
use crate::label::Key;

use super::{ExplainedNode, Explanation};

/// A field of the ledgers that an indicator reads (所读字段), with what is recorded there if the facts were given.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct FactRead {
    /// The field, as `services.resolved`, or the ledger where its records themselves count.
    pub field: String,
    /// What is recorded of the community in the period, record by record; of a whole ledger how many records there are.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub values: Vec<FactValue>,
}

/// One recorded fact (事实).
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct FactValue {
    /// The record it stands in, as `legal` among the services; empty where there is but one.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub record: String,
    /// The value as the ledger has it.
    pub value: String,
}

impl FactRead {
    pub(super) fn of(field: &str) -> Self {
        Self { field: field.to_owned(), values: Vec::new() }
    }
}

impl Explanation {
    /// The same with the facts that were read, out of `facts`: those of the community in the period. Where nothing is recorded in a field
    /// it has no values. What an indicator of stability over time reads of earlier periods is not repeated here.
    ///
    /// # Errors
    /// [`Error::Unknown`] if the facts don't hold the community in the period, [`Error::InvalidSetting`] for an explanation without a
    /// period.
    pub fn with_facts(mut self, facts: &Facts) -> Result<Self, Error> {
        let period = self.period.ok_or_else(|| Error::setting("period", "none", "explain a row that was measured from facts"))?;
        let found = facts.get(&Key::new(&self.unit)?, period).ok_or_else(|| {
            let known: Vec<String> = facts.iter().map(|of| format!("{} {}", of.community, of.period)).collect();
            Error::unknown("community", &format!("{} {period}", self.unit), known.iter().map(String::as_str))
        })?;
        self.root.read(found);
        Ok(self)
    }
}

impl ExplainedNode {
    fn read(&mut self, facts: &CommunityFacts) {
        for indicator in &mut self.indicators {
            for fact in &mut indicator.facts {
                let (ledger, field) = fact.field.split_once('.').map_or((fact.field.as_str(), None), |(l, f)| (l, Some(f)));
                let mut reading = Reading { ledger, field, values: Vec::new() };
                facts.visit(&mut reading);
                fact.values = reading.values;
                // What residents feel is measured question by question: the record of the same name is the one that is read.
                let own = fact.values.iter().position(|found| same_word(&found.record, indicator.key.as_str()));
                if let Some(own) = own {
                    fact.values = vec![fact.values.swap_remove(own)];
                }
            }
        }
        self.nodes.iter_mut().for_each(|node| node.read(facts));
    }
}

/// Collects what is recorded in one field of one ledger; of a whole ledger, how many records there are.
struct Reading<'a> {
    ledger: &'a str,
    field: Option<&'a str>,
    values: Vec<FactValue>,
}

impl Visitor for Reading<'_> {
    fn visit<R: Ledgered>(&mut self, records: &[R]) {
        if R::FIELD != self.ledger {
            return;
        }
        let Some(wanted) = self.field else {
            self.values.push(FactValue { record: String::new(), value: records.len().to_string() });
            return;
        };
        for record in records {
            record.cells(&mut |field, cell| {
                let value = cell.text();
                if field == wanted && !value.is_empty() {
                    let record = if R::ALONE { String::new() } else { record.key().trim_end_matches('/').to_owned() };
                    self.values.push(FactValue { record, value });
                }
            });
        }
    }
}
