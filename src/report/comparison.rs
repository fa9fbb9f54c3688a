//! A comparison of methods in one screen (方法比较摘要).

use std::fmt;

use crate::score::Comparison;

use super::{Align, TextTable};

/// Rows the text of a comparison shows.
const ROWS: usize = 30;

impl fmt::Display for Comparison {
    /// Per unit its consensus rank and how far the methods differ; per method how far it agrees with the others.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let w = &self.kendall_w;
        writeln!(f, "{} methods, {} units, Kendall's W {:.3} (p {:.2e})\n", w.rankings, w.units, w.w, w.p_value)?;
        let right = |name: &str| (name.to_owned(), Align::Right);
        let header =
            [("unit".to_owned(), Align::Left), right("Borda"), right("Copeland"), right("best rank"), right("worst rank")];
        let mut table = TextTable::new(header);
        let mut order: Vec<usize> = (0..self.rows.len()).collect();
        order.sort_by(|&a, &b| self.borda.ranks[a].total_cmp(&self.borda.ranks[b]));
        for &unit in order.iter().take(ROWS) {
            let ranks = || self.methods.iter().map(|method| method.ranks[unit]);
            let name = self.rows.get(unit).map(|row| row.to_string()).unwrap_or_default();
            let (best, worst) = (ranks().fold(f64::INFINITY, f64::min), ranks().fold(0.0, f64::max));
            let numbers = [self.borda.ranks[unit], self.copeland.ranks[unit], best, worst];
            table.push(std::iter::once(name).chain(numbers.map(|rank| rank.to_string())));
        }
        write!(f, "{table}")?;
        if order.len() > ROWS {
            writeln!(f, "  … {} more", order.len() - ROWS)?;
        }
        writeln!(f, "\nagreement with the other methods, on average")?;
        let measures = self.agreement.iter().map(|matrix| right(matrix.measure.info().name));
        let mut table = TextTable::new(std::iter::once(("method".to_owned(), Align::Left)).chain(measures));
        for (at, method) in self.methods.iter().enumerate() {
            let mean = |values: &[Vec<f64>]| {
                let others = values[at].iter().enumerate().filter(|(other, _)| *other != at).map(|(_, value)| value);
                others.sum::<f64>() / (self.methods.len() - 1) as f64
            };
            let means = self.agreement.iter().map(|matrix| format!("{:.3}", mean(&matrix.values)));
            table.push(std::iter::once(method.name.clone()).chain(means));
        }
        write!(f, "{table}")?;
        for refused in &self.refused {
            writeln!(f, "  {} gave no ranking: {}", refused.name, refused.reason)?;
        }
        Ok(())
    }
}
