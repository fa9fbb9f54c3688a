//! Obstacle degrees as papers print them (障碍度表).

use std::fmt;

use crate::analysis::obstacle::{Obstacle, Obstacles};
use crate::governance::Period;
use crate::label::Language;

use super::{Align, TextTable};

/// Rows a summary shows unless told otherwise.
const ROWS: usize = 30;

/// Obstacle degrees as text for a terminal (障碍度摘要): the mean of each dimension and of the largest indicators by period, then the
/// largest obstacles of each row of the latest period. Made by [`Obstacles::summary`]; it computes nothing but means.
#[derive(Debug, Clone, Copy)]
pub struct ObstacleSummary<'a> {
    found: &'a Obstacles,
    language: Language,
    top: usize,
    rows: usize,
    period: Option<Period>,
}

impl Obstacles {
    /// The result as text in `language`.
    ///
    /// ```
    /// use governance_efficacy::analysis::obstacle::Obstacles;
    /// use governance_efficacy::{IndicatorTable, Language, Weights};
    ///
    /// let table = IndicatorTable::from_rows(["East"], &["order", "service"], &[[Some(0.5), Some(1.0)]])?;
    /// let found = Obstacles::of_table(&table, &Weights::new([("order", 0.6), ("service", 0.4)])?)?;
    /// assert!(found.summary(Language::En).to_string().contains("order (100.0 %)"));
    /// # Ok::<(), governance_efficacy::Error>(())
    /// ```
    pub fn summary(&self, language: Language) -> ObstacleSummary<'_> {
        ObstacleSummary { found: self, language, top: 5, rows: ROWS, period: self.rows.periods().last().copied() }
    }
}

impl fmt::Display for Obstacles {
    /// The English [`summary`](Obstacles::summary).
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.summary(Language::En).fmt(f)
    }
}

impl ObstacleSummary<'_> {
    /// Sets how many obstacles are shown of each row; 5 if not set.
    #[must_use]
    pub fn with_top(mut self, top: usize) -> Self {
        self.top = top;
        self
    }

    /// Sets how many rows are shown at most; 30 if not set.
    #[must_use]
    pub fn with_rows(mut self, rows: usize) -> Self {
        self.rows = rows;
        self
    }

    /// Sets the period of which rows are shown; the latest if not set.
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

    fn share(&self, of: &Obstacle, degree: f64) -> String {
        format!("{} ({:.1} %)", of.label.in_language(self.language), 100.0 * degree)
    }

    /// A table whose first column is called `first`, with a column a place.
    fn places(&self, first: String) -> TextTable {
        let places = (1..=self.top).map(|place| (place.to_string(), Align::Left));
        TextTable::new(std::iter::once((first, Align::Left)).chain(places))
    }

    fn dimensions(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if self.found.dimensions.is_empty() {
            return Ok(());
        }
        writeln!(f, "{}", self.say("Mean obstacle degree of the dimensions, %", "各维度平均障碍度（%）"))?;
        let names = self.found.dimensions.iter().map(|d| (d.label.in_language(self.language).to_owned(), Align::Right));
        let mut table = TextTable::new(std::iter::once((self.say("period", "期"), Align::Left)).chain(names));
        for (name, period) in self.periods() {
            let mean = |d| self.found.mean(d, period).map_or_else(|| "–".to_owned(), |x| format!("{:.1}", 100.0 * x));
            table.push(std::iter::once(name).chain(self.found.dimensions.iter().map(mean)));
        }
        writeln!(f, "{table}")
    }

    /// Every period with its name; all rows where there are none.
    fn periods(&self) -> Vec<(String, Option<Period>)> {
        let mut periods: Vec<_> = self.found.rows.periods().iter().map(|p| (p.to_string(), Some(*p))).collect();
        if periods.is_empty() {
            periods.push((self.say("all", "全部"), None));
        }
        periods
    }
}

impl fmt::Display for ObstacleSummary<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.dimensions(f)?;
        writeln!(f, "{}", self.say("Largest obstacles on average", "平均障碍度排序"))?;
        let mut table = self.places(self.say("period", "期"));
        for (name, period) in self.periods() {
            let top = self.found.top_on_average(period, self.top);
            table.push(std::iter::once(name).chain(top.into_iter().map(|(of, degree)| self.share(of, degree))));
        }
        writeln!(f, "{table}")?;
        let period = self.period.map_or_else(String::new, |period| format!(", {period}"));
        writeln!(f, "{}{period}", self.say("Largest obstacles", "主要障碍因子"))?;
        let mut table = self.places(self.say("unit", "单元"));
        let units: Vec<&str> = self.found.rows.iter().filter(|row| row.period == self.period).map(|row| row.unit).collect();
        for unit in units.iter().take(self.rows) {
            let top = self.found.top(unit, self.period, self.top).unwrap_or_default();
            table.push(std::iter::once((*unit).to_owned()).chain(top.into_iter().map(|(of, degree)| self.share(of, degree))));
        }
        write!(f, "{table}")?;
        match units.len().saturating_sub(self.rows) {
            0 => Ok(()),
            more => writeln!(f, "  … {more} {}", self.say("more", "行未列出")),
        }
    }
}
