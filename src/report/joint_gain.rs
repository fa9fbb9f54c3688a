//! What advancing together adds, as text (协同增益文本).

use std::fmt;

use crate::analysis::coupling::{JointGain, Reference, RowGain};
use crate::governance::Period;
use crate::label::{Label, Language};
use crate::numeric::sum;
use crate::table::Row;

use super::{Align, TextTable};

/// Rows a summary shows unless told otherwise.
const ROWS: usize = 30;

/// Joint gains as text for a terminal (协同增益摘要): per row of the latest period what all advances change together, what they change one
/// at a time, and the difference, the greatest gain first. Made by [`JointGain::summary`]; it computes nothing but sums.
#[derive(Debug, Clone, Copy)]
pub struct JointGainSummary<'a> {
    found: &'a JointGain,
    language: Language,
    rows: usize,
    period: Option<Period>,
}

impl JointGain {
    /// The result as text in `language`.
    ///
    /// ```
    /// use governance_efficacy::analysis::coupling::{CouplingCoordination, Reference};
    /// use governance_efficacy::{IndicatorTable, Language};
    ///
    /// // The degree rises from 0.25 to 1; each advance alone takes it to 0.5.
    /// let rows = [[Some(0.0625), Some(0.0625)], [Some(1.0), Some(1.0)]];
    /// let table = IndicatorTable::from_rows(["before", "after"], &["order", "service"], &rows)?;
    /// let found = CouplingCoordination::default().of_table(&table, &["order", "service"])?;
    /// let text = found.joint_gain(&Reference::Worst)?.summary(Language::En).to_string();
    /// assert!(text.contains("after     +0.750     +0.500  +0.250  yes"), "{text}");
    /// # Ok::<(), governance_efficacy::Error>(())
    /// ```
    pub fn summary(&self, language: Language) -> JointGainSummary<'_> {
        JointGainSummary { found: self, language, rows: ROWS, period: self.rows.periods().last().copied() }
    }
}

impl fmt::Display for JointGain {
    /// The English [`summary`](JointGain::summary).
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.summary(Language::En).fmt(f)
    }
}

impl JointGainSummary<'_> {
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
        Label::new(en, zh).in_language(self.language).to_owned()
    }

    fn reference(&self) -> String {
        match &self.found.reference {
            Reference::Mean => self.say("the mean of the period", "同期均值"),
            Reference::Worst => self.say("the least levels of the period", "同期最低水平"),
            Reference::Row { unit, period: None } => unit.clone(),
            Reference::Row { unit, period: Some(period) } => format!("{unit} {period}"),
            Reference::Period(period) => self.say(&format!("the same unit in {period}"), &format!("同一单元 {period}")),
        }
    }
}

impl fmt::Display for JointGainSummary<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let period = self.period.map_or_else(String::new, |period| format!(", {period}"));
        let title = self.say("Joint gain in coordination (1 + 1 > 2)", "协同增益（1+1>2）");
        writeln!(f, "{title}{period}: {} {}\n", self.say("from", "参照"), self.reference())?;
        let mut table = TextTable::new([
            (self.say("unit", "单元"), Align::Left),
            (self.say("together", "共同变化"), Align::Right),
            (self.say("sum alone", "各自之和"), Align::Right),
            (self.say("gain", "增益"), Align::Right),
            (self.say("exceeds", "整体大于部分"), Align::Left),
        ]);
        let rows = self.found.rows.iter().zip(&self.found.gains).filter(|(row, _)| row.period == self.period);
        let mut rows: Vec<(Row<'_>, &RowGain)> = rows.filter_map(|(row, gain)| Some((row, gain.as_ref()?))).collect();
        rows.sort_by(|a, b| b.1.gain.total_cmp(&a.1.gain));
        for (row, gain) in rows.iter().take(self.rows) {
            table.push([
                row.unit.to_owned(),
                format!("{:+.3}", gain.joint),
                format!("{:+.3}", sum(&gain.alone)),
                format!("{:+.3}", gain.gain),
                if gain.exceeds() { self.say("yes", "是") } else { self.say("no", "否") },
            ]);
        }
        write!(f, "{table}")?;
        match rows.len().saturating_sub(self.rows) {
            0 => {}
            more => writeln!(f, "  … {more} {}", self.say("more", "行未列出"))?,
        }
        let (exceeding, of) = (rows.iter().filter(|(_, gain)| gain.exceeds()).count(), rows.len());
        match self.language {
            Language::En => {
                writeln!(f, "  {exceeding} of {of} rows exceed their parts: a gain, at least two subsystems higher, none lower")
            }
            Language::Zh => writeln!(f, "  {of} 行中 {exceeding} 行整体大于部分：增益为正，至少两个子系统上升且无一下降"),
        }
    }
}
