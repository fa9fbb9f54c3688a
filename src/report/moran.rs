//! Likeness of neighbours as text (空间自相关文本).

use std::fmt;

use crate::analysis::space::{LocalMoran, Moran};
use crate::label::Language;

use super::{Align, TextTable};

/// Places a summary shows.
const ROWS: usize = 30;

summary! {
    /// Moran's I as text for a terminal (全局莫兰指数摘要). Made by [`Moran::summary`]; it computes nothing.
    MoranSummary of Moran
}

impl fmt::Display for MoranSummary<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let found = self.found;
        writeln!(
            f,
            "{} {:.4}, {} {:.4}",
            self.say("Moran's I", "莫兰指数 I"),
            found.statistic,
            self.say("expected", "期望"),
            found.expected
        )?;
        if let (Some(z), Some(p)) = (found.z, found.normal_p_value) {
            writeln!(f, "z = {z:.2}, p = {p:.4} ({})", self.say("normal", "正态近似"))?;
        }
        let name = self.say("permutations", "次置换");
        writeln!(
            f,
            "p = {:.4} ± {:.4} ({} {name}, {} {})",
            found.p_value, found.standard_error, found.permutations, found.generator, found.seed
        )?;
        islands(f, &found.islands, &self.say("without neighbours", "无邻居单元"))
    }
}

summary! {
    /// Local Moran statistics as text for a terminal (局部莫兰指数摘要): the places that stand out at 0.05 for all places together, then how many
    /// do. Made by [`LocalMoran::summary`]; it computes nothing.
    LocalMoranSummary of LocalMoran
}

impl fmt::Display for LocalMoranSummary<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let found = self.found;
        writeln!(
            f,
            "{}, {} {}\n",
            self.say("Local Moran statistics", "局部莫兰指数"),
            found.permutations,
            self.say("permutations", "次置换")
        )?;
        let mut table = TextTable::new([
            (self.say("unit", "单元"), Align::Left),
            ("I".to_owned(), Align::Right),
            (self.say("kind", "类型"), Align::Left),
            ("p".to_owned(), Align::Right),
            (self.say("p, all units", "p（校正）"), Align::Right),
        ]);
        let clusters: Vec<_> = found.clusters(0.05).collect();
        for place in clusters.iter().take(ROWS) {
            let kind = place.association.label().in_language(self.language).to_owned();
            table.push([
                place.unit.clone(),
                format!("{:.3}", place.statistic),
                kind,
                format!("{:.4}", place.p_value),
                format!("{:.4}", place.false_discovery_rate),
            ]);
        }
        if !clusters.is_empty() {
            write!(f, "{table}")?;
        }
        let (count, all) = (clusters.len(), found.places.len());
        match self.language {
            Language::En => writeln!(f, "  {count} of {all} places stand out")?,
            Language::Zh => writeln!(f, "  {all} 个单元中 {count} 个显著")?,
        }
        islands(f, &found.islands, &self.say("without neighbours", "无邻居单元"))
    }
}

fn islands(f: &mut fmt::Formatter<'_>, islands: &[String], name: &str) -> fmt::Result {
    if islands.is_empty() { Ok(()) } else { writeln!(f, "  {name}: {}", islands.join(", ")) }
}
