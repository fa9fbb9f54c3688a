//! Trends as text (趋势文本).

use std::fmt;

use crate::analysis::panel::Trends;
use crate::label::Language;

use super::{Align, TextTable, p_value};

/// Units a summary shows.
const ROWS: usize = 30;

summary! {
    /// Trends as text for a terminal (趋势摘要): the units with the steepest slopes first. Made by [`Trends::summary`]; it computes nothing.
    TrendSummary of Trends
}

impl fmt::Display for TrendSummary<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let of = self.found.of.as_ref().map_or_else(String::new, |key| format!(": {key}"));
        writeln!(f, "{}{of}\n", self.say("Trends", "趋势"))?;
        let mut table = TextTable::new([
            (self.say("unit", "单元"), Align::Left),
            (self.say("periods", "时期"), Align::Left),
            (self.say("values", "观测数"), Align::Right),
            (self.say("slope a year", "年均变化"), Align::Right),
            (self.say("Kendall τ", "肯德尔 τ"), Align::Right),
            ("p".to_owned(), Align::Right),
            (self.say("p, all units", "p（校正）"), Align::Right),
            (self.say("course", "走向"), Align::Left),
        ]);
        let mut trends: Vec<_> = self.found.trends.iter().collect();
        trends.sort_by(|a, b| b.slope.abs().total_cmp(&a.slope.abs()));
        let number = |x: Option<f64>| x.map_or_else(|| "–".to_owned(), |x| format!("{x:.3}"));
        for trend in trends.iter().take(ROWS) {
            table.push([
                trend.unit.clone(),
                format!("{}–{}", trend.first, trend.last),
                trend.values.to_string(),
                format!("{:+.4}", trend.slope),
                number(trend.tau),
                trend.p_value.map_or_else(|| "–".to_owned(), p_value),
                trend.false_discovery_rate.map_or_else(|| "–".to_owned(), p_value),
                trend.course(0.05).label().in_language(self.language).to_owned(),
            ]);
        }
        write!(f, "{table}")?;
        if let more @ 1.. = trends.len().saturating_sub(ROWS) {
            writeln!(f, "  … {more} {}", self.say("more", "行未列出"))?;
        }
        if !self.found.too_short.is_empty() {
            let lead = self.say("fewer than three values", "观测不足三期");
            writeln!(f, "  {lead}: {}", self.found.too_short.join(", "))?;
        }
        Ok(())
    }
}
