//! Moves between levels as text (转移矩阵文本).

use std::fmt;

use crate::analysis::panel::Transitions;
use crate::label::Language;

use super::{Align, TextTable};

summary! {
    /// Moves between levels as text for a terminal (转移矩阵摘要): shares of the moves from each level, then where units stand at first, at last and
    /// in the long run. Made by [`Transitions::summary`]; it computes nothing.
    TransitionSummary of Transitions
}

impl fmt::Display for TransitionSummary<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let found = self.found;
        let of = found.of.as_ref().map_or_else(String::new, |key| format!(": {key}"));
        writeln!(f, "{}{of}, {}–{}", self.say("Moves between levels", "等级转移"), found.from, found.to)?;
        let breaks: Vec<String> = found.breaks.iter().map(|x| format!("{x:.4}")).collect();
        writeln!(f, "{}: {}\n", self.say("levels end at", "等级断点"), breaks.join(", "))?;
        let level = |at: usize| format!("{} {}", self.say("level", "等级"), at + 1);
        let count = found.moves.len();
        let header = std::iter::once((self.say("from", "期初"), Align::Left))
            .chain([(self.say("moves", "转移数"), Align::Right)])
            .chain((0..count).map(|to| (level(to), Align::Right)));
        let mut table = TextTable::new(header);
        for (from, row) in found.moves.iter().enumerate() {
            let total: usize = row.iter().map(|of| of.count).sum();
            let shares = row.iter().map(|of| of.share.map_or_else(|| "–".to_owned(), |share| format!("{share:.3}")));
            table.push([level(from), total.to_string()].into_iter().chain(shares));
        }
        let mut held = |name: String, shares: &[f64]| {
            if !shares.is_empty() {
                table.push([name, String::new()].into_iter().chain(shares.iter().map(|share| format!("{share:.3}"))));
            }
        };
        held(self.say("at first", "首期分布"), &found.at_first);
        held(self.say("at last", "末期分布"), &found.at_last);
        held(self.say("long run", "稳态分布"), found.long_run.as_deref().unwrap_or_default());
        write!(f, "{table}")?;
        match found.mobility {
            Some(mobility) => writeln!(f, "  {} {mobility:.3}", self.say("mobility (Shorrocks)", "流动性指数（Shorrocks）")),
            None => Ok(()),
        }
    }
}
