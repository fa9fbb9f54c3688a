//! What does not hold together in the facts (矛盾): each with its place and both values, all reported in one go.

use std::fmt;

use crate::error::Error;

/// What kind of contradiction it is (矛盾类型).
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
#[non_exhaustive]
pub enum ContradictionKind {
    /// A part is greater than its whole (部分大于整体): used more than allocated, resolved more than received.
    PartExceedsWhole,
    /// A share is over 1 (比例大于 1).
    ShareOverOne,
    /// A number is below zero (负数).
    Negative,
    /// A number is not finite, or too large to be a count of a community (数值非有限或过大).
    NotPlausible,
    /// A survey mean or its deviation off the scale, or a scale without width (超出量表).
    OutOfScale,
    /// The same community and period, or the same record in it, occurs twice (重复记录).
    Duplicate,
    /// A grid, subject, community or period that is not listed (未知对象).
    UnknownReference,
    /// A month outside the period, or a period of another granularity than the first (期别不符).
    PeriodMismatch,
    /// Two records that must agree do not (记录不一致).
    Inconsistent,
    /// A text that is not what the field holds (无法识别).
    Unreadable,
    /// A word that the vocabulary of the field does not have (未知用词).
    UnknownWord,
    /// Nothing stands where something must (缺必填值).
    MissingValue,
    /// A column that the ledger does not have (未知列).
    UnknownColumn,
    /// A column that the ledger must have is not there (缺必填列).
    MissingColumn,
    /// A file that is no ledger (未知文件).
    UnknownFile,
    /// A ledger that must be there is not (缺必备台账).
    MissingFile,
}

impl ContradictionKind {
    /// A stable code, for programs and for searching.
    pub fn code(self) -> &'static str {
        match self {
            Self::PartExceedsWhole => "part-exceeds-whole",
            Self::ShareOverOne => "share-over-one",
            Self::Negative => "negative",
            Self::NotPlausible => "not-plausible",
            Self::OutOfScale => "out-of-scale",
            Self::Duplicate => "duplicate",
            Self::UnknownReference => "unknown-reference",
            Self::PeriodMismatch => "period-mismatch",
            Self::Inconsistent => "inconsistent",
            Self::Unreadable => "unreadable",
            Self::UnknownWord => "unknown-word",
            Self::MissingValue => "missing-value",
            Self::UnknownColumn => "unknown-column",
            Self::MissingColumn => "missing-column",
            Self::UnknownFile => "unknown-file",
            Self::MissingFile => "missing-file",
        }
    }

    fn text(self) -> &'static str {
        match self {
            Self::PartExceedsWhole => "more than the whole it is part of",
            Self::ShareOverOne => "more than 1, which no share can be",
            Self::Negative => "below zero",
            Self::NotPlausible => "no plausible number",
            Self::OutOfScale => "off the scale",
            Self::Duplicate => "recorded more than once",
            Self::UnknownReference => "not listed",
            Self::PeriodMismatch => "not of the period",
            Self::Inconsistent => "in disagreement with another record",
            Self::Unreadable => "not what the field holds",
            Self::UnknownWord => "not a word of the field",
            Self::MissingValue => "not recorded, where it must be",
            Self::UnknownColumn => "no column of the ledger",
            Self::MissingColumn => "missing, though the ledger must have it",
            Self::UnknownFile => "no ledger",
            Self::MissingFile => "missing, though it must be there",
        }
    }
}

/// One contradiction in the facts (一处矛盾): where it is, what stands there, what it contradicts, what to do.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Contradiction {
    /// What is wrong.
    pub kind: ContradictionKind,
    /// The ledger file, if the facts came from one.
    pub file: Option<String>,
    /// The line in the file, the header being line 1.
    pub row: Option<usize>,
    /// The community, as it is written; none where a whole file is meant.
    pub community: Option<String>,
    /// The period, as it is written; none where a whole file is meant.
    pub period: Option<String>,
    /// The field: a column of the file, or a path such as `services[elderly-care].resolved`.
    pub field: String,
    /// What stands there.
    pub value: String,
    /// The field and the value that it contradicts, if there is one.
    pub other: Option<(String, String)>,
    /// What to do.
    pub remedy: String,
}

impl fmt::Display for Contradiction {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let row = self.row.map(|row| format!("row {row}"));
        let community = self.community.as_ref().map(|name| format!("community {}", shown(name)));
        let period = self.period.as_ref().map(|period| format!("period {}", shown(period)));
        let place: Vec<String> = [self.file.clone(), row, community, period].into_iter().flatten().collect();
        if !place.is_empty() {
            write!(f, "{}: ", place.join(", "))?;
        }
        write!(f, "{} is {}, {}", self.field, shown(&self.value), self.kind.text())?;
        if let Some((field, value)) = &self.other {
            write!(f, " ({field} is {})", shown(value))?;
        }
        write!(f, "; {}", self.remedy)
    }
}

/// A value as a reader can take it: quoted unless it is a plain word, with control characters shown and cut to a line.
fn shown(value: &str) -> String {
    const LONGEST: usize = 80;
    let plain = |c: char| c.is_alphanumeric() || matches!(c, '-' | '_' | '.' | '/' | '%');
    if !value.is_empty() && value.chars().count() <= LONGEST && value.chars().all(plain) {
        return value.to_owned();
    }
    let cut: String = value.chars().take(LONGEST).collect();
    let more = if cut.len() < value.len() { "…" } else { "" };
    format!("{:?}", cut + more)
}

/// All contradictions of a set of facts (全部矛盾), in the order they were found; at least one.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Contradictions {
    found: Vec<Contradiction>,
    complete: bool,
}

impl Contradictions {
    /// The contradictions, in the order they were found.
    pub fn iter(&self) -> std::slice::Iter<'_, Contradiction> {
        self.found.iter()
    }

    /// How many there are; at least one.
    #[expect(clippy::len_without_is_empty, reason = "there is always at least one")]
    pub fn len(&self) -> usize {
        self.found.len()
    }

    /// Whether these are all. Only the reading of ledgers stops, after as many mistakes as its limits say.
    pub fn is_complete(&self) -> bool {
        self.complete
    }

    /// An error if any contradiction was found.
    pub(crate) fn none_in(found: Vec<Contradiction>) -> Result<(), Error> {
        if found.is_empty() { Ok(()) } else { Err(Error::Facts(Self { found, complete: true })) }
    }

    /// The error of ledgers that were read only until so many mistakes were found.
    #[cfg(feature = "csv")]
    pub(crate) fn up_to_here(found: Vec<Contradiction>) -> Error {
        Error::Facts(Self { found, complete: false })
    }
}

impl<'a> IntoIterator for &'a Contradictions {
    type Item = &'a Contradiction;
    type IntoIter = std::slice::Iter<'a, Contradiction>;

    fn into_iter(self) -> Self::IntoIter {
        self.iter()
    }
}

impl fmt::Display for Contradictions {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let and_then = if self.complete { "" } else { ", after which reading stopped" };
        match self.found.as_slice() {
            [one] if self.complete => write!(f, "{one}"),
            all => {
                write!(f, "{} contradictions{and_then}:", all.len())?;
                all.iter().try_for_each(|one| write!(f, "\n  {one}"))
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_contradiction_names_file_row_community_period_field_both_values_and_the_remedy() {
        let contradiction = Contradiction {
            kind: ContradictionKind::PartExceedsWhole,
            file: Some("services.csv".to_owned()),
            row: Some(7),
            community: Some("East Lake".to_owned()),
            period: Some("2024".to_owned()),
            field: "services[legal].resolved".to_owned(),
            value: "12".to_owned(),
            other: Some(("services[legal].requests".to_owned(), "10".to_owned())),
            remedy: "correct one of the two".to_owned(),
        };
        assert_eq!(
            contradiction.to_string(),
            "services.csv, row 7, community \"East Lake\", period 2024: services[legal].resolved is 12, \
             more than the whole it is part of (services[legal].requests is 10); correct one of the two"
        );
    }

    #[test]
    fn a_hostile_value_is_shown_on_one_short_line() {
        let shown = shown(&"line\nbreak ".repeat(1000));
        assert!(shown.chars().count() < 120 && !shown.contains('\n'), "{shown}");
        assert!(shown.ends_with("…\""));
    }
}
