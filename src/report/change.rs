//! What changed scores, as text (得分变动文本).

use std::fmt;

use crate::analysis::contribution::Change;
use crate::label::Language;
use crate::numeric::mean;

use super::{Align, TextTable};

/// Indicators a summary shows.
const ROWS: usize = 15;

summary! {
    /// What changed scores, as text for a terminal (得分变动摘要): the mean over all units, the indicators that changed most first. Made by
    /// [`Change::summary`].
    ChangeSummary of Change
}

impl fmt::Display for ChangeSummary<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let found = self.found;
        let method = found.decomposition.label();
        writeln!(
            f,
            "{}: {}, {} → {}, {}",
            self.say("Change", "得分变动"),
            found.node,
            found.from,
            found.to,
            method.in_language(self.language)
        )?;
        let (before, after) = (mean(&found.before), mean(&found.after));
        let (units, lead) = (found.units.len(), self.say("mean of units", "单元均值"));
        writeln!(f, "{lead} ({units}): {before:.4} → {after:.4}, {:+.4}\n", after - before)?;
        let mut table = TextTable::new([
            (self.say("indicator", "指标"), Align::Left),
            (self.say("dimension", "维度"), Align::Left),
            (self.say("change", "变动"), Align::Right),
            (self.say("units up", "上升"), Align::Right),
            (self.say("units down", "下降"), Align::Right),
        ]);
        let mut items: Vec<_> = found.indicators.iter().map(|item| (item, mean(&item.changes))).collect();
        items.sort_by(|a, b| b.1.abs().total_cmp(&a.1.abs()));
        for (item, change) in items.iter().take(ROWS) {
            table.push([
                item.label.in_language(self.language).to_owned(),
                item.dimension_label.in_language(self.language).to_owned(),
                format!("{change:+.4}"),
                item.changes.iter().filter(|x| **x > 0.0).count().to_string(),
                item.changes.iter().filter(|x| **x < 0.0).count().to_string(),
            ]);
        }
        write!(f, "{table}")?;
        if let more @ 1.. = items.len().saturating_sub(ROWS) {
            writeln!(f, "  … {more} {}", self.say("more", "行未列出"))?;
        }
        if let more @ 1.. = found.left_out.len() {
            writeln!(f, "  {more} {}", self.say("units without a score in both periods", "个单元缺少其中一期得分"))?;
        }
        Ok(())
    }
}
