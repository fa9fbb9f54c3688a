//! Coupling coordination as text (耦合协调文本).

use std::fmt;

use crate::analysis::coupling::{Couplings, Subsystem};
use crate::governance::Period;
use crate::label::{Key, Language};

use super::{Align, TextTable};

/// Rows a summary shows unless told otherwise.
const ROWS: usize = 30;

/// Coupling coordination as text for a terminal (耦合协调摘要): settings, C, T, D, class and what lags for each row of the latest
/// period, the best first, notices. Made by [`Couplings::summary`]; it computes nothing.
#[derive(Debug, Clone, Copy)]
pub struct CouplingSummary<'a> {
    found: &'a Couplings,
    language: Language,
    rows: usize,
    period: Option<Period>,
}

impl Couplings {
    /// The result as text in `language`.
    ///
    /// ```
    /// use governance_efficacy::analysis::coupling::CouplingCoordination;
    /// use governance_efficacy::{IndicatorTable, Language};
    ///
    /// let table = IndicatorTable::from_rows(["East"], &["order", "service"], &[[Some(0.9), Some(0.1)]])?;
    /// let found = CouplingCoordination::default().of_table(&table, &["order", "service"])?;
    /// assert!(found.summary(Language::Zh).to_string().contains("勉强协调"));
    /// # Ok::<(), governance_efficacy::Error>(())
    /// ```
    pub fn summary(&self, language: Language) -> CouplingSummary<'_> {
        CouplingSummary { found: self, language, rows: ROWS, period: self.rows.periods().last().copied() }
    }
}

impl fmt::Display for Couplings {
    /// The English [`summary`](Couplings::summary).
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.summary(Language::En).fmt(f)
    }
}

impl CouplingSummary<'_> {
    /// Sets how many rows are shown at most; 30 if not set.
    #[must_use]
    pub fn with_rows(mut self, rows: usize) -> Self {
        self.rows = rows;
        self
    }

    /// Sets the period that is shown; the latest if not set.
    #[must_use]
    pub fn of_period(mut self, period: Period) -> Self {
        self.period = Some(period);
        self
    }

    fn say(&self, en: &str, zh: &str) -> String {
        match self.language {
            Language::En => en.to_owned(),
            Language::Zh => zh.to_owned(),
        }
    }

    fn name<'b>(&'b self, key: &'b Key) -> &'b str {
        let subsystem = self.found.subsystems.iter().find(|s| s.key == *key);
        subsystem.map_or(key.as_str(), |s| s.label.in_language(self.language))
    }

    fn heading(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let found = self.found;
        let title = self.say("Coupling coordination", "耦合协调度");
        let period = self.period.map_or_else(String::new, |period| format!(", {period}"));
        let replaced = found.zero_replacement.map_or_else(String::new, |small| match self.language {
            Language::En => format!(", 0 taken as {small:e}"),
            Language::Zh => format!("，0 以 {small:e} 替代"),
        });
        let (form, closed) = (found.form.label(), found.closed.label());
        let (form, closed) = (form.in_language(self.language), closed.in_language(self.language));
        writeln!(f, "{title}{period}: {form}, {closed}{replaced}")?;
        let part = |s: &Subsystem| format!("{} {:.3}", s.label.in_language(self.language), s.contribution);
        let parts: Vec<String> = found.subsystems.iter().map(part).collect();
        writeln!(f, "{}: {}\n", self.say("contributions", "贡献系数"), parts.join(", "))
    }
}

impl fmt::Display for CouplingSummary<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.heading(f)?;
        let mut table = TextTable::new([
            (self.say("unit", "单元"), Align::Left),
            (self.say("C", "耦合度 C"), Align::Right),
            (self.say("T", "发展水平 T"), Align::Right),
            (self.say("D", "协调度 D"), Align::Right),
            (self.say("class", "协调等级"), Align::Left),
            (self.say("lags", "滞后"), Align::Left),
        ]);
        let rows = self.found.rows.iter().zip(&self.found.coordination).filter(|(row, _)| row.period == self.period);
        let mut rows: Vec<_> = rows.collect();
        let degree = |found: &Option<_>| found.as_ref().map_or(-1.0, |of: &crate::analysis::coupling::Coordination| of.degree);
        rows.sort_by(|a, b| degree(b.1).total_cmp(&degree(a.1)));
        for (row, found) in rows.iter().take(self.rows) {
            let mut cells = vec![row.unit.to_owned()];
            match found {
                None => cells.extend(std::iter::repeat_n("–".to_owned(), 5)),
                Some(found) => {
                    cells.extend([found.coupling, found.development, found.degree].map(|x| format!("{x:.3}")));
                    cells.push(found.class.label().in_language(self.language).to_owned());
                    let lagging: Vec<&str> = found.lagging.iter().map(|key| self.name(key)).collect();
                    cells.push(if lagging.is_empty() { self.say("none", "同步") } else { lagging.join(", ") });
                }
            }
            table.push(cells);
        }
        write!(f, "{table}")?;
        match rows.len().saturating_sub(self.rows) {
            0 => {}
            more => writeln!(f, "  … {more} {}", self.say("more", "行未列出"))?,
        }
        for notice in &self.found.notices {
            writeln!(f, "  {}", notice.text(self.language))?;
        }
        Ok(())
    }
}
