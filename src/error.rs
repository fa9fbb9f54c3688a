//! What can go wrong: one error type for the crate. It names the place and the remedy.

use std::borrow::Cow;
use std::fmt;

use crate::governance::{Contradictions, Period};
use crate::label::Key;

/// A place in a table (表格位置): the unit and, where they matter, the period and the indicator.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Place {
    /// Name of the unit.
    pub unit: String,
    /// The period, if the table has periods.
    pub period: Option<Period>,
    /// The indicator, if one is meant.
    pub indicator: Option<Key>,
}

impl fmt::Display for Place {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "unit {:?}", self.unit)?;
        if let Some(period) = self.period {
            write!(f, ", period {period}")?;
        }
        if let Some(indicator) = &self.indicator {
            write!(f, ", indicator {:?}", indicator.as_str())?;
        }
        Ok(())
    }
}

/// Why no right answer can be given.
///
/// Every variant has a stable [`code`](Error::code); the message names the place, the value and the remedy.
///
/// ```
/// use governance_efficacy::{Error, Key};
///
/// let error = Key::new("").unwrap_err();
/// assert_eq!(error.code(), "invalid-key");
/// ```
#[derive(Debug, Clone, PartialEq, thiserror::Error)]
#[non_exhaustive]
pub enum Error {
    /// A text that can't be a key.
    #[error("{key:?} can't be a key: {reason}; give a non-empty text without '/' or control characters")]
    InvalidKey {
        /// The text.
        key: String,
        /// What is wrong with it.
        reason: &'static str,
    },
    /// A text that is no period.
    #[error("{text:?} is no period; write a year 2024, half-year 2024-H1, quarter 2024-Q3 or month 2024-07")]
    InvalidPeriod {
        /// The text.
        text: String,
    },
    /// A setting outside what it may be.
    #[error("{setting} is {value}; {remedy}")]
    InvalidSetting {
        /// Which setting.
        setting: String,
        /// The value found.
        value: String,
        /// What to give instead.
        remedy: String,
    },
    /// A name that occurs twice where it must be unique.
    #[error("{what} {name:?} occurs more than once; give each its own name")]
    Duplicate {
        /// What is named: unit, indicator, unit and period, expert, …
        what: &'static str,
        /// The name.
        name: String,
    },
    /// Nothing to work on, or less than gives an answer.
    #[error("{}", too_few(.what, *.needed))]
    TooFew {
        /// What is missing: rows, indicators, …
        what: &'static str,
        /// The least number that gives an answer.
        needed: usize,
    },
    /// Two lengths that must agree.
    #[error("{what}: expected {expected}, found {found}; {}", more_or_less(*.expected, *.found))]
    Length {
        /// What has the wrong length.
        what: String,
        /// The length it must have.
        expected: usize,
        /// The length it has.
        found: usize,
    },
    /// A value a method can't take.
    #[error("the value {value} at {place} {problem}; {remedy}")]
    Value {
        /// Where it stands.
        place: Box<Place>,
        /// The value.
        value: f64,
        /// What is wrong with it.
        problem: String,
        /// What to do.
        remedy: String,
    },
    /// A gap where a value is needed.
    #[error("no value at {place}{}; set another policy for missing data (drop-unit, drop-indicator, renormalize, mean, median, nearest, …) or fill the gap", others(*.further))]
    Missing {
        /// The first gap.
        place: Box<Place>,
        /// How many further gaps there are.
        further: usize,
    },
    /// An indicator that doesn't vary, where a method needs it to.
    #[error("indicator {:?} is {value} for every unit, so that {method} has nothing to tell units apart; leave it out, or set on-constant = \"drop\" or \"midpoint\"", .indicator.as_str())]
    Constant {
        /// The indicator.
        indicator: Key,
        /// The value it has everywhere; for a target or a band the closeness to it, 1 being at it.
        value: f64,
        /// The method that needs it to vary.
        method: &'static str,
    },
    /// Data on which a method has no answer.
    #[error("{method} has no answer here: {problem}; {remedy}")]
    Undefined {
        /// The method.
        method: &'static str,
        /// What about the data.
        problem: String,
        /// What to do.
        remedy: String,
    },
    /// A name that is not known.
    #[error("{what} {name:?} is not known{}", near_matches(.near))]
    Unknown {
        /// What kind of name: indicator, method, field, …
        what: &'static str,
        /// The name found.
        name: String,
        /// Known names close to it, the closest first.
        near: Vec<String>,
    },
    /// A method that this build of the crate leaves out.
    #[error(
        "{what} {name:?} needs the feature {feature:?}, which this build lacks; add features = [\"{feature}\"] where the crate is named in Cargo.toml"
    )]
    Feature {
        /// What kind of name: score method, weighting method, …
        what: &'static str,
        /// The name found.
        name: String,
        /// The feature it needs.
        feature: &'static str,
    },
    /// Weights that are no weights.
    #[error("the weights are invalid: {problem}; {remedy}")]
    Weights {
        /// What is wrong.
        problem: String,
        /// What to do.
        remedy: String,
    },
    /// A judgement matrix that is none.
    #[error("the judgement matrix is invalid at row {row}, column {column} (counted from 1): {problem}; {remedy}")]
    Judgement {
        /// Row, counted from 1.
        row: usize,
        /// Column, counted from 1.
        column: usize,
        /// What is wrong.
        problem: String,
        /// What to do.
        remedy: String,
    },
    /// A mistake in a model document, at a path such as `weights.indicators.of[1].base`.
    #[error("in the model document{}{}: {source}", at_path(.path), at_line(*.line))]
    Document {
        /// The path of the entry.
        path: String,
        /// Its line, where the format tells.
        line: Option<usize>,
        /// What is wrong there.
        source: Box<Error>,
    },
    /// A mistake in a file, or in a text that was read as one.
    #[error("in {file}{}: {source}", at_line(*.line))]
    File {
        /// The file.
        file: String,
        /// The line, counted from 1, where known.
        line: Option<usize>,
        /// What is wrong there.
        source: Box<Error>,
    },
    /// A mistake at a node of the hierarchy.
    #[error("in {node}: {source}")]
    Node {
        /// Address of the node.
        node: String,
        /// What is wrong there.
        source: Box<Error>,
    },
    /// A text that could not be read as the format it should be.
    #[error("{what} can't be read as {format}{}: {}", at_line(*.line), shortened(problem))]
    Syntax {
        /// Which file or text.
        what: String,
        /// TOML, JSON or CSV.
        format: &'static str,
        /// The line, counted from 1, where known.
        line: Option<usize>,
        /// What the reader said.
        problem: String,
    },
    /// A file that could not be read or written.
    #[error("{path}: {problem}")]
    Io {
        /// The file.
        path: String,
        /// What the system said.
        problem: String,
    },
    /// A limit on the size of the input that was passed.
    #[error("{what}: {found} is over the limit of {limit}; give less")]
    Limit {
        /// What is too large; where the limit can be set, by what.
        what: &'static str,
        /// How large it is.
        found: usize,
        /// The limit.
        limit: usize,
    },
    /// Work that its caller ended before there was an answer.
    #[error("{work} was cancelled after {done} of {of} steps, before there was an answer; run it again for one")]
    Cancelled {
        /// What was going on.
        work: &'static str,
        /// Steps that were done.
        done: usize,
        /// Steps there were to do.
        of: usize,
    },
    /// Facts of communities that do not hold together: all contradictions that were found.
    #[error("the facts do not hold together: {0}")]
    Facts(Contradictions),
}

impl Error {
    /// A stable code of the kind of error, for programs and for searching.
    pub fn code(&self) -> &'static str {
        match self {
            Self::InvalidKey { .. } => "invalid-key",
            Self::InvalidPeriod { .. } => "invalid-period",
            Self::InvalidSetting { .. } => "invalid-setting",
            Self::Duplicate { .. } => "duplicate",
            Self::TooFew { .. } => "too-few",
            Self::Length { .. } => "length",
            Self::Value { .. } => "value",
            Self::Missing { .. } => "missing",
            Self::Constant { .. } => "constant",
            Self::Undefined { .. } => "undefined",
            Self::Unknown { .. } => "unknown",
            Self::Feature { .. } => "missing-feature",
            Self::Weights { .. } => "weights",
            Self::Judgement { .. } => "judgement",
            Self::Document { .. } => "document",
            Self::File { .. } => "file",
            Self::Node { .. } => "node",
            Self::Syntax { .. } => "syntax",
            Self::Io { .. } => "io",
            Self::Limit { .. } => "limit",
            Self::Cancelled { .. } => "cancelled",
            Self::Facts(_) => "facts",
        }
    }

    /// The error at the bottom, beneath the place in a document or file or the node of a hierarchy.
    pub fn root(&self) -> &Self {
        match self {
            Self::Document { source, .. } | Self::File { source, .. } | Self::Node { source, .. } => source.root(),
            other => other,
        }
    }

    pub(crate) fn setting(setting: impl Into<String>, value: impl fmt::Display, remedy: impl Into<String>) -> Self {
        Self::InvalidSetting { setting: setting.into(), value: value.to_string(), remedy: remedy.into() }
    }

    /// An unknown name, with those of `known` that are near it.
    pub(crate) fn unknown<'a>(what: &'static str, name: &str, known: impl IntoIterator<Item = &'a str>) -> Self {
        Self::Unknown { what, name: name.to_owned(), near: near(name, known) }
    }

    /// This error, found in `file`.
    #[cfg(feature = "csv")]
    pub(crate) fn in_file(self, file: &str, line: Option<usize>) -> Self {
        match self {
            // These name their file themselves.
            Self::Syntax { .. } | Self::File { .. } | Self::Io { .. } => self,
            source => Self::File { file: file.to_owned(), line, source: Box::new(source) },
        }
    }

    /// This error, found at `node` of the hierarchy.
    pub(crate) fn in_node(self, node: &str) -> Self {
        Self::Node { node: node.to_owned(), source: Box::new(self) }
    }

    /// This error, found at `path` in a model document.
    pub(crate) fn at(self, path: impl Into<String>, line: Option<usize>) -> Self {
        match self {
            Self::Document { .. } => self,
            source => Self::Document { path: path.into(), line, source: Box::new(source) },
        }
    }
}

fn too_few(what: &str, needed: usize) -> String {
    match needed {
        0 | 1 => format!("there are no {what}; at least 1 is needed"),
        _ => format!("there are fewer than {needed} {what}; at least {needed} are needed"),
    }
}

fn more_or_less(expected: usize, found: usize) -> String {
    if found < expected { format!("give {} more", expected - found) } else { format!("leave {} out", found - expected) }
}

fn others(further: usize) -> String {
    match further {
        0 => String::new(),
        1 => " (and one more)".to_owned(),
        n => format!(" (and {n} more)"),
    }
}

pub(crate) fn near_matches(near: &[String]) -> String {
    match near {
        [] => String::new(),
        [one] => format!("; did you mean {one:?}?"),
        several => {
            let quoted: Vec<String> = several.iter().map(|name| format!("{name:?}")).collect();
            format!("; near matches: {}", quoted.join(", "))
        }
    }
}

fn at_path(path: &str) -> String {
    if path.is_empty() { String::new() } else { format!(" at {path}") }
}

fn at_line(line: Option<usize>) -> String {
    line.map_or_else(String::new, |line| format!(" (line {line})"))
}

/// The names of `known` within a third of the length of `name` in edits, the closest first, at most three;
/// all of them if there are no more than six and none is near.
pub(crate) fn near<'a>(name: &str, known: impl IntoIterator<Item = &'a str>) -> Vec<String> {
    let known: Vec<&str> = known.into_iter().collect();
    let reach = (name.chars().count() / 3).max(2);
    let mut close: Vec<(usize, &str)> =
        known.iter().map(|&k| (edit_distance(name, k), k)).filter(|&(distance, _)| distance <= reach).collect();
    close.sort_unstable();
    if close.is_empty() && known.len() <= 6 {
        return known.into_iter().map(str::to_owned).collect();
    }
    close.into_iter().take(3).map(|(_, k)| k.to_owned()).collect()
}

/// A text that a reader can take: of a very long one, such as a cell whose quote is never closed, the beginning and the end.
fn shortened(text: &str) -> Cow<'_, str> {
    const KEPT: usize = 400;
    let mut ends = text.char_indices().map(|(at, _)| at);
    match (ends.nth(KEPT), ends.nth_back(KEPT)) {
        (Some(first), Some(last)) => Cow::Owned(format!("{} … {}", &text[..first], &text[last..])),
        _ => Cow::Borrowed(text),
    }
}

/// Levenshtein's distance over characters; case, `-`, `_` and spaces are not told apart.
fn edit_distance(a: &str, b: &str) -> usize {
    // A hostile name must not cost more than it is worth.
    const LONGEST: usize = 64;
    let fold = |s: &str| -> Vec<char> {
        s.chars().filter(|c| !matches!(c, '-' | '_' | ' ')).flat_map(char::to_lowercase).take(LONGEST).collect()
    };
    let (a, b) = (fold(a), fold(b));
    let mut row: Vec<usize> = (0..=b.len()).collect();
    for (i, x) in a.iter().enumerate() {
        let mut diagonal = row[0];
        row[0] = i + 1;
        for (j, y) in b.iter().enumerate() {
            let substituted = diagonal + usize::from(x != y);
            diagonal = row[j + 1];
            row[j + 1] = substituted.min(row[j] + 1).min(diagonal + 1);
        }
    }
    row[b.len()]
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn near_matches_are_offered_the_closest_first() {
        let known = ["topsis", "weighted-sum", "entropy", "equal", "ahp", "given", "combined"];
        assert_eq!(near("topsi", known), ["topsis"]);
        assert_eq!(near("Weighted_Sum", known), ["weighted-sum"]);
        assert!(near("promethee-ii", known).is_empty());
        assert_eq!(near("zzz", ["a-long-name", "another-name"]).len(), 2);
    }

    #[test]
    fn what_is_too_many_or_too_few_is_told_with_what_to_do() {
        let text = |error: Error| error.to_string();
        assert_eq!(text(Error::TooFew { what: "communities", needed: 1 }), "there are no communities; at least 1 is needed");
        let units = Error::TooFew { what: "units for VIKOR, which compares them", needed: 2 };
        assert_eq!(text(units), "there are fewer than 2 units for VIKOR, which compares them; at least 2 are needed");
        let length = |expected, found| text(Error::Length { what: "ends of the range".to_owned(), expected, found });
        assert_eq!(length(2, 3), "ends of the range: expected 2, found 3; leave 1 out");
        assert_eq!(length(2, 0), "ends of the range: expected 2, found 0; give 2 more");
        let limit = Error::Limit { what: "number of draws", found: 11, limit: 10 };
        assert_eq!(text(limit), "number of draws: 11 is over the limit of 10; give less");
    }

    #[test]
    fn the_error_stays_small_enough_to_return_by_value() {
        assert!(size_of::<Error>() <= 96, "{}", size_of::<Error>());
    }
}
