//! The columns of the ledgers (台账列): what each holds, and how a cell is read.

use std::fmt;

use crate::error::{Error, near_matches};
use crate::governance::contradiction::ContradictionKind;
use crate::governance::period::Period;
use crate::governance::vocabulary::Word;
use crate::label::{Key, Label};
use crate::numeric::written;

/// What the cells of a column hold (取值).
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub enum Holds {
    /// A count: a whole number of at least 0 (计数).
    Count,
    /// An amount: a number of at least 0 (数量).
    Amount,
    /// `yes` or `no`, 是 or 否 (是否).
    YesNo,
    /// A key of the community's own (编号).
    Key,
    /// A period, such as `2024`, `2024-H1`, `2024-Q3` or `2024-07` (期).
    Period,
    /// Any text on one line (文本).
    Text,
    /// One of these words, or its Chinese term (用词).
    Word {
        /// What kind of word it is: `service category`.
        what: &'static str,
        /// Each word with its name in English and Chinese.
        words: Vec<(&'static str, Label)>,
    },
}

impl fmt::Display for Holds {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Count => f.write_str("count"),
            Self::Amount => f.write_str("amount"),
            Self::YesNo => f.write_str("yes or no"),
            Self::Key => f.write_str("key"),
            Self::Period => f.write_str("period"),
            Self::Text => f.write_str("text"),
            Self::Word { what, .. } => write!(f, "word: {what}"),
        }
    }
}

/// One column of a ledger (列).
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Column {
    name: &'static str,
    meaning: Label,
    unit: &'static str,
    required: bool,
    holds: Holds,
}

impl Column {
    pub(crate) fn of<C: FromCell>(name: &'static str, en: &'static str, zh: &'static str, unit: &'static str) -> Self {
        Self { name, meaning: Label::new(en, zh), unit, required: C::REQUIRED, holds: C::holds() }
    }

    /// Its name, as it stands in the header.
    pub fn name(&self) -> &'static str {
        self.name
    }

    /// What it means, in English and Chinese.
    pub fn meaning(&self) -> &Label {
        &self.meaning
    }

    /// The unit of its numbers; empty if it has none.
    pub fn unit(&self) -> &'static str {
        self.unit
    }

    /// Whether every row must fill it. An empty cell of another column means: not recorded.
    pub fn required(&self) -> bool {
        self.required
    }

    /// What its cells hold.
    pub fn holds(&self) -> &Holds {
        &self.holds
    }
}

/// Why a cell can't be read.
pub(crate) struct Refusal {
    pub(crate) kind: ContradictionKind,
    pub(crate) remedy: String,
}

impl Refusal {
    pub(crate) fn new(kind: ContradictionKind, remedy: impl Into<String>) -> Self {
        Self { kind, remedy: remedy.into() }
    }
}

/// A field that can be read from a cell.
pub(crate) trait FromCell: Sized {
    /// Whether the cell must be filled.
    const REQUIRED: bool = true;

    fn holds() -> Holds;

    /// Reads a cell that is not empty and has no white space around it.
    fn parse(text: &str) -> Result<Self, Refusal>;

    /// What an empty cell means.
    fn empty() -> Result<Self, Refusal> {
        Err(Refusal::new(ContradictionKind::MissingValue, "fill it in"))
    }
}

impl FromCell for u64 {
    fn holds() -> Holds {
        Holds::Count
    }

    fn parse(text: &str) -> Result<Self, Refusal> {
        if let Some(digits) = written::digits(text) {
            digits.parse().map_err(|_| Refusal::new(ContradictionKind::NotPlausible, "give the number as it was counted"))
        } else if text.strip_prefix(['-', '－', '\u{2212}']).and_then(written::digits).is_some() {
            Err(Refusal::new(ContradictionKind::Negative, "give a count of at least 0, or leave the cell empty"))
        } else {
            Err(Refusal::new(
                ContradictionKind::Unreadable,
                "write a whole number in digits, without separators or unit, or leave the cell empty",
            ))
        }
    }
}

impl FromCell for f64 {
    fn holds() -> Holds {
        Holds::Amount
    }

    fn parse(text: &str) -> Result<Self, Refusal> {
        // The parser would also take "inf" and "nan".
        let (number, remedy) = match written::number(text) {
            Ok(number) => (number.is_finite().then_some(number), "write a number with '.' and without separators or unit"),
            Err(remedy) => (None, remedy),
        };
        number.ok_or_else(|| Refusal::new(ContradictionKind::Unreadable, format!("{remedy}, or leave the cell empty")))
    }
}

impl FromCell for bool {
    fn holds() -> Holds {
        Holds::YesNo
    }

    fn parse(text: &str) -> Result<Self, Refusal> {
        match text.to_ascii_lowercase().as_str() {
            "yes" | "true" | "是" => Ok(true),
            "no" | "false" | "否" => Ok(false),
            _ => Err(Refusal::new(ContradictionKind::Unreadable, "write yes or no (是 or 否), or leave the cell empty")),
        }
    }
}

impl FromCell for String {
    fn holds() -> Holds {
        Holds::Text
    }

    fn parse(text: &str) -> Result<Self, Refusal> {
        if text.chars().any(char::is_control) {
            return Err(Refusal::new(
                ContradictionKind::Unreadable,
                "write the text on one line; look for a quote that is not closed",
            ));
        }
        Ok(text.to_owned())
    }
}

impl FromCell for Key {
    fn holds() -> Holds {
        Holds::Key
    }

    fn parse(text: &str) -> Result<Self, Refusal> {
        Self::new(text).map_err(|_| Refusal::new(ContradictionKind::Unreadable, "give a key without '/' and control characters"))
    }
}

impl FromCell for Period {
    fn holds() -> Holds {
        Holds::Period
    }

    fn parse(text: &str) -> Result<Self, Refusal> {
        Self::written(text).map_err(|_| Refusal::new(ContradictionKind::Unreadable, Self::remedy(text)))
    }
}

impl<W: Word> FromCell for W {
    fn holds() -> Holds {
        Holds::Word { what: W::WHAT, words: W::words() }
    }

    fn parse(text: &str) -> Result<Self, Refusal> {
        text.parse().map_err(|error| {
            let near = if let Error::Unknown { near, .. } = error { near } else { Vec::new() };
            let remedy = format!("write a {} of the data dictionary{}", W::WHAT, near_matches(&near));
            Refusal::new(ContradictionKind::UnknownWord, remedy)
        })
    }
}

impl<C: FromCell> FromCell for Option<C> {
    const REQUIRED: bool = false;

    fn holds() -> Holds {
        C::holds()
    }

    fn parse(text: &str) -> Result<Self, Refusal> {
        C::parse(text).map(Some)
    }

    fn empty() -> Result<Self, Refusal> {
        Ok(None)
    }
}
