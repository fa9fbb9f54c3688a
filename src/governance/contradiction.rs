//! What does not hold together in the facts (矛盾): each with its place and both values, all reported in one go.

use std::fmt;

use crate::error::Error;

/// What kind of contradiction it is (矛盾类型).
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
#[non_exhaustive]
pub enum Problem {
    /// A part is greater than its whole (部分大于整体): used more than allocated, resolved more than received.
    PartExceedsWhole,
    /// A share is over 1 (比例大于 1).
    ShareOverOne,
    /// A number is below zero (负数).
    Negative,
    /// A number is not finite, or too large to be a count of a community (数值非有限或过大).
    NotPlausible,
    /// A survey mean off its scale, or a scale without width (超出量表).
    OutOfScale,
    /// The same record occurs twice (重复记录).
    Duplicate,
    /// A grid, subject or community that is not listed (未知对象).
    UnknownReference,
    /// A month outside the period, or a period of another granularity than the first (期别不符).
    PeriodMismatch,
    /// Two records that must agree do not (记录不一致).
    Inconsistent,
}

impl Problem {
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
        }
    }

    fn text(self) -> &'static str {
        match self {
            Self::PartExceedsWhole => "which is more than the whole it is part of",
            Self::ShareOverOne => "which is no share of at most 1",
            Self::Negative => "which is below zero",
            Self::NotPlausible => "which is no plausible number",
            Self::OutOfScale => "which does not fit the scale",
            Self::Duplicate => "which occurs more than once",
            Self::UnknownReference => "which is not listed",
            Self::PeriodMismatch => "which does not fit the period",
            Self::Inconsistent => "which does not agree with another record",
        }
    }
}

/// One contradiction in the facts (一处矛盾): where it is, what stands there, what it contradicts, what to do.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Contradiction {
    /// The ledger file, if the facts came from one.
    pub file: Option<String>,
    /// The line in the file, the header being line 1.
    pub row: Option<usize>,
    /// The community, as it is written.
    pub community: String,
    /// The period, as it is written.
    pub period: String,
    /// The field, as a path: `services[elderly-care].resolved`.
    pub field: String,
    /// What stands there.
    pub value: String,
    /// The field and the value that it contradicts, if there is one.
    pub other: Option<(String, String)>,
    /// What is wrong.
    pub problem: Problem,
    /// What to do.
    pub remedy: String,
}

impl fmt::Display for Contradiction {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if let Some(file) = &self.file {
            write!(f, "{file}")?;
            if let Some(row) = self.row {
                write!(f, " row {row}")?;
            }
            f.write_str(", ")?;
        }
        write!(f, "community {:?}, period {}: ", self.community, self.period)?;
        write!(f, "{} is {}, {}", self.field, self.value, self.problem.text())?;
        if let Some((field, value)) = &self.other {
            write!(f, " ({field} is {value})")?;
        }
        write!(f, "; {}", self.remedy)
    }
}

/// All contradictions of a set of facts (全部矛盾), in the order of the communities; at least one.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Contradictions(Vec<Contradiction>);

impl Contradictions {
    /// The contradictions, in the order of the communities.
    pub fn iter(&self) -> std::slice::Iter<'_, Contradiction> {
        self.0.iter()
    }

    /// How many there are; at least one.
    #[expect(clippy::len_without_is_empty, reason = "there is always at least one")]
    pub fn len(&self) -> usize {
        self.0.len()
    }

    /// The error of all contradictions found, if there are any.
    pub(crate) fn none_in(found: Vec<Contradiction>) -> Result<(), Error> {
        if found.is_empty() { Ok(()) } else { Err(Error::Facts(Self(found))) }
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
        match self.0.as_slice() {
            [one] => write!(f, "{one}"),
            all => {
                write!(f, "{} contradictions:", all.len())?;
                all.iter().try_for_each(|one| write!(f, "\n  {one}"))
            }
        }
    }
}
