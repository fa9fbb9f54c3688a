//! Which rows a figure shows (显示哪些行).

use crate::error::Error;
use crate::governance::Period;
use crate::label::Language;
use crate::table::Rows;

/// The rows a figure shows: all, or the first and the last.
#[derive(Debug)]
pub(super) struct Shown {
    /// Rows of the result, the best first.
    pub(super) rows: Vec<usize>,
    /// Where rows are left out, and what is said there.
    pub(super) gap: Option<(usize, String)>,
    /// What a note says of what is not shown.
    pub(super) note: Option<String>,
}

/// How many rows a figure shows at most (显示行数).
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Ends {
    pub(super) first: usize,
    pub(super) last: usize,
}

impl Ends {
    /// The rows of `period` by `order`, less being better; those without stand apart and are not shown.
    pub(super) fn choose(
        self,
        rows: &Rows,
        period: Option<Period>,
        order: impl Fn(usize) -> Option<f64>,
        language: Language,
    ) -> Result<Shown, Error> {
        if let Some(period) = period.filter(|period| !rows.periods().contains(period)) {
            let known: Vec<String> = rows.periods().iter().map(ToString::to_string).collect();
            return Err(Error::unknown("period of the result", &period.to_string(), known.iter().map(String::as_str)));
        }
        let of_period: Vec<usize> =
            rows.iter().enumerate().filter(|(_, row)| period.is_none() || row.period == period).map(|(at, _)| at).collect();
        let mut placed: Vec<(f64, usize)> = of_period.iter().filter_map(|&row| Some((order(row)?, row))).collect();
        placed.sort_by(|a, b| a.0.total_cmp(&b.0));
        if placed.is_empty() {
            return Err(Error::TooFew { what: "rows with a score in the period of the figure", needed: 1 });
        }
        let without = of_period.len() - placed.len();
        let mut rows: Vec<usize> = placed.into_iter().map(|(_, row)| row).collect();
        let count = rows.len();
        let mut notes = Vec::new();
        let mut gap = None;
        if count > self.first + self.last {
            let hidden = count - self.first - self.last;
            rows.drain(self.first..count - self.last);
            gap = (self.last > 0 && self.first > 0).then(|| {
                let text = match language {
                    Language::En => format!("… {hidden} between them are not shown"),
                    Language::Zh => format!("… 中间 {hidden} 个未显示"),
                };
                (self.first, text)
            });
            notes.push(match (language, self.first, self.last) {
                (Language::En, first, 0) => format!("Shown: the first {first} of {count}."),
                (Language::En, 0, last) => format!("Shown: the last {last} of {count}."),
                (Language::En, first, last) => format!("Shown: the first {first} and the last {last} of {count}."),
                (Language::Zh, first, 0) => format!("共 {count} 个，只显示前 {first} 个。"),
                (Language::Zh, 0, last) => format!("共 {count} 个，只显示后 {last} 个。"),
                (Language::Zh, first, last) => format!("共 {count} 个，只显示前 {first} 个与后 {last} 个。"),
            });
        }
        if without > 0 {
            notes.push(match language {
                Language::En => format!("Without a score, and not shown: {without}."),
                Language::Zh => format!("另有 {without} 个没有得分，未显示。"),
            });
        }
        let note = (!notes.is_empty()).then(|| notes.join(if language == Language::En { " " } else { "" }));
        Ok(Shown { rows, gap, note })
    }
}

/// The settings of a figure that shows rows of one period, the best first.
macro_rules! choice_of_rows {
    ($figure:ident, $first:literal, $last:literal) => {
        impl Default for $figure {
            #[doc = concat!("The latest period, the first ", $first, " and the last ", $last, ".")]
            fn default() -> Self {
                Self { ends: crate::report::figure::choice::Ends { first: $first, last: $last }, period: None }
            }
        }

        impl $figure {
            #[doc = concat!("Sets how many of the first are shown at most; ", $first, " if not set.")]
            #[must_use]
            pub fn with_first(mut self, first: usize) -> Self {
                self.ends.first = first;
                self
            }

            #[doc = concat!("Sets how many of the last are shown at most; ", $last, " if not set.")]
            #[must_use]
            pub fn with_last(mut self, last: usize) -> Self {
                self.ends.last = last;
                self
            }

            /// Sets the period; the latest if not set.
            #[must_use]
            pub fn of_period(mut self, period: crate::governance::Period) -> Self {
                self.period = Some(period);
                self
            }
        }
    };
}
pub(super) use choice_of_rows;
