//! What may stand in a field of a record (字段值), and when a value can't be right whatever stands beside it.

use crate::label::Key;

use super::contradiction::ContradictionKind;
use super::period::Period;
use super::vocabulary::Word;

/// More than this of anything is no count of a community; below it, every count is an exact f64 and no sum overflows.
pub(crate) const LARGEST_COUNT: u64 = 1_000_000_000_000;
/// The same for amounts.
const LARGEST_AMOUNT: f64 = 1e15;

/// What may stand in a field.
pub(crate) trait Cell: Sized {
    /// The value as it stands in a ledger; empty if it is not recorded.
    fn text(&self) -> String;

    /// The value, if it is a number that is recorded.
    fn number(&self) -> Option<f64> {
        None
    }

    /// What is wrong with the value by itself.
    fn problem(&self) -> Option<ContradictionKind> {
        None
    }
}

impl Cell for u64 {
    fn text(&self) -> String {
        self.to_string()
    }

    fn number(&self) -> Option<f64> {
        Some(*self as f64)
    }

    fn problem(&self) -> Option<ContradictionKind> {
        (*self > LARGEST_COUNT).then_some(ContradictionKind::NotPlausible)
    }
}

impl Cell for f64 {
    fn text(&self) -> String {
        self.to_string()
    }

    fn number(&self) -> Option<f64> {
        self.is_finite().then_some(*self)
    }

    fn problem(&self) -> Option<ContradictionKind> {
        if *self < 0.0 {
            Some(ContradictionKind::Negative)
        } else {
            (!self.is_finite() || *self > LARGEST_AMOUNT).then_some(ContradictionKind::NotPlausible)
        }
    }
}

impl Cell for bool {
    fn text(&self) -> String {
        if *self { "yes" } else { "no" }.to_owned()
    }
}

impl Cell for String {
    fn text(&self) -> String {
        self.clone()
    }

    /// A text that would not come back from a ledger as it went in.
    fn problem(&self) -> Option<ContradictionKind> {
        let plain = !self.is_empty() && self.trim() == self && !self.chars().any(char::is_control);
        (!plain).then_some(ContradictionKind::Unreadable)
    }
}

impl Cell for Key {
    fn text(&self) -> String {
        self.to_string()
    }
}

impl Cell for Period {
    fn text(&self) -> String {
        self.to_string()
    }
}

impl<W: Word> Cell for W {
    fn text(&self) -> String {
        self.word().to_owned()
    }
}

impl<C: Cell> Cell for Option<C> {
    fn text(&self) -> String {
        self.as_ref().map_or_else(String::new, Cell::text)
    }

    fn number(&self) -> Option<f64> {
        self.as_ref().and_then(Cell::number)
    }

    fn problem(&self) -> Option<ContradictionKind> {
        self.as_ref().and_then(Cell::problem)
    }
}
