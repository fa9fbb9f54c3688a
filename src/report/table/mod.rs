//! A table of results (结果表), for a terminal, a spreadsheet, a web page or a paper.
//!
//! A [`Table`] is a plain value: columns, rows of typed [`Cell`]s, caption, notes, source. Each format has one writer, which does no more
//! than set what the table says: [`to_text`](Table::to_text), [`to_markdown`](Table::to_markdown), [`to_latex`](Table::to_latex),
//! `write_csv` (feature `csv`). The tables of a study are made in [`tables`](super::tables).

#[cfg(feature = "csv")]
mod csv;
mod latex;
mod markdown;
mod text;

use serde::{Deserialize, Serialize};

use crate::error::Error;
use crate::label::{Label, Language};

/// The language of a table (表格语言): one of the two, or both side by side.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Wording {
    /// English (英文).
    #[default]
    En,
    /// Chinese (中文).
    Zh,
    /// Chinese and English side by side (中英对照); once where they are the same.
    Both,
}

impl Wording {
    /// `label` in this wording.
    ///
    /// ```
    /// use governance_efficacy::Label;
    /// use governance_efficacy::report::Wording;
    ///
    /// let rank = Label::new("rank", "名次");
    /// assert_eq!(Wording::Both.of(&rank), "名次 rank");
    /// assert_eq!(Wording::Both.of(&Label::same("A")), "A");
    /// ```
    pub fn of(self, label: &Label) -> String {
        match self {
            Self::En => label.en.clone(),
            Self::Zh => label.zh.clone(),
            Self::Both if label.en == label.zh => label.en.clone(),
            Self::Both => format!("{} {}", label.zh, label.en),
        }
    }
}

impl From<Language> for Wording {
    fn from(language: Language) -> Self {
        match language {
            Language::En => Self::En,
            Language::Zh => Self::Zh,
        }
    }
}

/// One cell of a table (单元格).
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case", deny_unknown_fields)]
pub enum Cell {
    /// Nothing belongs here.
    Empty,
    /// A value that is not there: a dash.
    Missing,
    /// A text.
    Text(Label),
    /// A number, shown with that many decimals; in full in a spreadsheet.
    Number {
        /// The number, finite.
        value: f64,
        /// Decimals shown.
        decimals: usize,
    },
    /// An interval, shown with that many decimals.
    Interval {
        /// Its lower end, finite.
        low: f64,
        /// Its upper end, finite.
        high: f64,
        /// Decimals shown.
        decimals: usize,
    },
}

impl Cell {
    /// A text that reads the same in both languages.
    pub fn text(text: impl Into<String>) -> Self {
        Self::Text(Label::same(text))
    }

    /// A number with `decimals`, or a dash for none and for what is not finite.
    pub fn number(value: impl Into<Option<f64>>, decimals: usize) -> Self {
        value.into().filter(|x| x.is_finite()).map_or(Self::Missing, |value| Self::Number { value, decimals })
    }

    /// A whole number.
    pub fn count(value: usize) -> Self {
        Self::Number { value: value as f64, decimals: 0 }
    }

    /// What is shown of it in `wording`.
    pub fn shown(&self, wording: Wording) -> String {
        match self {
            Self::Empty => String::new(),
            Self::Missing => "–".to_owned(),
            Self::Text(label) => wording.of(label),
            Self::Number { value, decimals } => fixed(*value, *decimals),
            Self::Interval { low, high, decimals } => format!("{}–{}", fixed(*low, *decimals), fixed(*high, *decimals)),
        }
    }

    /// Whether it stands at the right of its column.
    fn is_number(&self) -> bool {
        matches!(self, Self::Number { .. } | Self::Interval { .. })
    }

    /// Decimals of a number; none of anything else.
    fn decimals(&self) -> Option<usize> {
        match self {
            Self::Number { decimals, .. } => Some(*decimals),
            _ => None,
        }
    }
}

/// `value` with `decimals`, and no minus before a zero.
pub(crate) fn fixed(value: f64, decimals: usize) -> String {
    let text = format!("{value:.decimals$}");
    if text.starts_with('-') && !text.contains(|c: char| matches!(c, '1'..='9')) { text[1..].to_owned() } else { text }
}

/// A table of results (结果表).
///
/// # Example
/// ```
/// use governance_efficacy::Label;
/// use governance_efficacy::report::{Cell, Table, Wording};
///
/// let mut table = Table::new(Label::new("Weights", "权重"), [Label::new("indicator", "指标"), Label::new("weight", "权重")]);
/// table.push([Cell::text("answered & solved"), Cell::number(0.25, 2)])?;
/// table.push([Cell::text("open"), Cell::number(None, 2)])?;
/// assert_eq!(
///     table.to_markdown(Wording::En),
///     "**Weights**\n\n| indicator | weight |\n| :-- | --: |\n| answered & solved | 0.25 |\n| open | – |\n"
/// );
/// assert!(table.to_latex(Wording::En).contains(r"answered \& solved & 0.25 \\"));
/// assert!(table.push([Cell::Empty]).is_err());
/// # Ok::<(), governance_efficacy::Error>(())
/// ```
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Table {
    caption: Label,
    header: Vec<Label>,
    rows: Vec<Vec<Cell>>,
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    notes: Vec<Label>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    source: Option<Label>,
}

impl Table {
    /// A table without rows.
    pub fn new(caption: Label, header: impl IntoIterator<Item = Label>) -> Self {
        Self { caption, header: header.into_iter().collect(), rows: Vec::new(), notes: Vec::new(), source: None }
    }

    /// Adds a row.
    ///
    /// # Errors
    /// [`Error::Length`] unless it has a cell for each column.
    pub fn push(&mut self, row: impl IntoIterator<Item = Cell>) -> Result<(), Error> {
        let row: Vec<Cell> = row.into_iter().collect();
        if row.len() != self.header.len() {
            return Err(Error::Length { what: "cells of a row".to_owned(), expected: self.header.len(), found: row.len() });
        }
        self.rows.push(row);
        Ok(())
    }

    /// The same with rows that are known to fit.
    pub(crate) fn with_rows(mut self, rows: impl IntoIterator<Item = Vec<Cell>>) -> Self {
        self.rows.extend(rows);
        debug_assert!(self.rows.iter().all(|row| row.len() == self.header.len()), "{:?}", self.caption);
        self
    }

    /// Adds a note that stands beneath it.
    #[must_use]
    pub fn with_note(mut self, note: Label) -> Self {
        self.notes.push(note);
        self
    }

    /// Sets where its numbers come from (数据来源), the last line beneath it.
    #[must_use]
    pub fn with_source(mut self, source: Label) -> Self {
        self.source = Some(source);
        self
    }

    /// What it shows.
    pub fn caption(&self) -> &Label {
        &self.caption
    }

    /// Names of the columns.
    pub fn header(&self) -> &[Label] {
        &self.header
    }

    /// The rows, each with a cell a column.
    pub fn rows(&self) -> &[Vec<Cell>] {
        &self.rows
    }

    /// Notes beneath it.
    pub fn notes(&self) -> &[Label] {
        &self.notes
    }

    /// Where its numbers come from.
    pub fn source(&self) -> Option<&Label> {
        self.source.as_ref()
    }

    /// Whether each column holds numbers; one with neither numbers nor texts does not.
    pub(crate) fn numeric(&self) -> Vec<bool> {
        let column = |at: usize| self.rows.iter().filter_map(move |row| row.get(at));
        let is_text = |cell: &Cell| matches!(cell, Cell::Text(_));
        (0..self.header.len()).map(|at| column(at).any(Cell::is_number) && !column(at).any(is_text)).collect()
    }

    /// The most decimals of each column.
    fn decimals(&self) -> Vec<usize> {
        let most = |at: usize| self.rows.iter().filter_map(|row| row.get(at)?.decimals()).max();
        (0..self.header.len()).map(|at| most(at).unwrap_or_default()).collect()
    }

    /// The lines beneath it: notes and source.
    pub(crate) fn foot(&self) -> Vec<Label> {
        let source = self.source.iter().map(|of| Label::new(format!("Source: {}", of.en), format!("数据来源：{}", of.zh)));
        self.notes.iter().cloned().chain(source).collect()
    }
}
