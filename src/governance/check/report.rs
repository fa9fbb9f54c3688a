//! How what was found is written down: with the path of the field, both values, and where the record stands.

use crate::governance::community::{CommunityFacts, Ledgered, Profile};
use crate::governance::contradiction::{Contradiction, ContradictionKind};
use crate::governance::record::Record;

use super::{Finding, Site};

const CORRECT_ONE: &str = "correct one of the two";

/// What is wrong with a value, what it contradicts, and what to do.
pub(super) struct Wrong {
    kind: ContradictionKind,
    other: Option<(String, String)>,
    remedy: &'static str,
}

impl Wrong {
    pub(super) fn new(kind: ContradictionKind, remedy: &'static str) -> Self {
        Self { kind, other: None, remedy }
    }

    /// A part that is greater than the whole, which stands at `field`.
    pub(super) fn part(field: impl Into<String>, whole: f64) -> Self {
        Self::new(ContradictionKind::PartExceedsWhole, CORRECT_ONE).against(field, &whole)
    }

    pub(super) fn against(mut self, field: impl Into<String>, value: &impl ToString) -> Self {
        self.other = Some((field.into(), value.to_string()));
        self
    }
}

/// A number in a field of a record, made by [`spot!`].
pub(super) struct Spot<'a, R> {
    pub(super) index: usize,
    pub(super) record: &'a R,
    pub(super) field: &'static str,
    pub(super) number: Option<f64>,
}

/// `spot!(index, record => field)`, or `spot!(record => field)` for a record that stands alone.
macro_rules! spot {
    ($record:expr => $field:ident) => {
        spot!(0, $record => $field)
    };
    ($index:expr, $record:expr => $field:ident) => {
        Spot { index: $index, record: $record, field: stringify!($field), number: Cell::number(&$record.$field) }
    };
}
pub(super) use spot;

/// What is found in one community and period.
pub(super) struct Report<'a> {
    community: usize,
    facts: &'a CommunityFacts,
    found: &'a mut Vec<Finding>,
}

impl<'a> Report<'a> {
    pub(super) fn new(community: usize, facts: &'a CommunityFacts, found: &'a mut Vec<Finding>) -> Self {
        Self { community, facts, found }
    }

    /// Something about a field of a record.
    pub(super) fn field<R: Ledgered>(&mut self, index: usize, record: &R, field: &str, value: String, wrong: Wrong) {
        self.push(R::FILE, index, record.path(field), value, wrong);
    }

    /// Something about a record as a whole, which its key names.
    pub(super) fn record<R: Ledgered>(&mut self, index: usize, record: &R, wrong: Wrong) {
        self.push(R::FILE, index, R::FIELD.to_owned(), record.key(), wrong);
    }

    /// Something about the community or the period itself.
    pub(super) fn itself(&mut self, field: &str, value: String, wrong: Wrong) {
        self.push(Profile::FILE, 0, field.to_owned(), value, wrong);
    }

    /// A part in one record is at most its whole in another, where both are recorded.
    pub(super) fn at_most<R: Ledgered, S: Ledgered>(&mut self, part: &Spot<'_, R>, whole: &Spot<'_, S>) {
        if let (Some(p), Some(w)) = (part.number, whole.number)
            && p > w
        {
            let wrong = Wrong::part(whole.record.path(whole.field), w);
            self.field(part.index, part.record, part.field, p.to_string(), wrong);
        }
    }

    /// Something about a sum over records, found at the record `index` of them or of their whole.
    pub(super) fn sum<R: Ledgered>(&mut self, index: usize, what: String, sum: f64, wrong: Wrong) {
        self.push(R::FILE, index, what, sum.to_string(), wrong);
    }

    fn push(&mut self, file: &'static str, record: usize, field: String, value: String, wrong: Wrong) {
        self.found.push(Finding {
            contradiction: Contradiction {
                kind: wrong.kind,
                file: None,
                row: None,
                community: Some(self.facts.community.to_string()),
                period: Some(self.facts.period.to_string()),
                field,
                value,
                other: wrong.other,
                remedy: wrong.remedy.to_owned(),
            },
            site: Site { file, community: self.community, record },
        });
    }
}

/// Whether a sum is more than a whole; sums of decimal amounts are exact to rounding only.
pub(super) fn exceeds(sum: f64, whole: f64) -> bool {
    sum > whole * (1.0 + 1e-9)
}
