//! Paths beside dimensions as text (路径—维度关联文本).

use std::fmt;

use crate::analysis::pathways::Pathways;
use crate::governance::{Dimension, Path};
use crate::label::Language;

use super::{Align, TextTable};

/// Paths beside dimensions as text for a terminal (路径—维度关联文本). Made by [`Pathways::summary`]; it computes nothing.
#[derive(Debug, Clone, Copy)]
pub struct PathwaySummary<'a> {
    found: &'a Pathways,
    language: Language,
}

impl Pathways {
    /// The result as text in `language`: grey grades, rank correlations with their adjusted p-values, coupling.
    pub fn summary(&self, language: Language) -> PathwaySummary<'_> {
        PathwaySummary { found: self, language }
    }
}

impl fmt::Display for Pathways {
    /// The English [`summary`](Pathways::summary).
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.summary(Language::En).fmt(f)
    }
}

impl PathwaySummary<'_> {
    fn say(&self, en: &'static str, zh: &'static str) -> &'static str {
        match self.language {
            Language::En => en,
            Language::Zh => zh,
        }
    }

    fn table(&self, f: &mut fmt::Formatter<'_>, cell: impl Fn(Path, Dimension) -> Option<String>) -> fmt::Result {
        let heading =
            Dimension::ALL.iter().map(|dimension| (dimension.label().in_language(self.language).to_owned(), Align::Right));
        let first = std::iter::once((self.say("path", "路径").to_owned(), Align::Left));
        let mut table = TextTable::new(first.chain(heading));
        for &path in Path::ALL {
            let cells = Dimension::ALL.iter().map(|&dimension| cell(path, dimension).unwrap_or_else(|| "–".to_owned()));
            table.push(std::iter::once(path.label().in_language(self.language).to_owned()).chain(cells));
        }
        write!(f, "{table}")
    }
}

impl fmt::Display for PathwaySummary<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let found = self.found;
        match self.language {
            Language::En => writeln!(f, "Paths beside dimensions, {}: grey relational grade", found.period)?,
            Language::Zh => writeln!(f, "路径与维度的关联，{}：灰色关联度", found.period)?,
        }
        self.table(f, |path, dimension| Some(format!("{:.3}", found.pair(path, dimension)?.grey_grade?)))?;
        let title = self.say(
            "Spearman's ρ, with p after Holm for all pairs, and n communities",
            "斯皮尔曼 ρ，括号内为 Holm 校正 p 值与社区数",
        );
        writeln!(f, "\n{title}")?;
        self.table(f, |path, dimension| {
            let pair = found.pair(path, dimension)?;
            let correlation = pair.correlation?;
            Some(format!("{:.2} ({:.3}, {})", correlation.rho, correlation.holm, pair.n))
        })?;
        let form = found.form.label();
        match self.language {
            Language::En => writeln!(
                f,
                "\nMean degree of coupling coordination, {}, and the share of communities whose path lags",
                form.in_language(self.language)
            )?,
            Language::Zh => {
                writeln!(f, "\n平均耦合协调度（{}），括号内为路径滞后的社区占比", form.in_language(self.language))?;
            }
        }
        self.table(f, |path, dimension| {
            let coupling = found.pair(path, dimension)?.coupling?;
            Some(format!("{:.3} ({:.0} %)", coupling.degree, 100.0 * coupling.path_lags))
        })?;
        let (permutations, seed) = (found.permutations, found.seed);
        match self.language {
            Language::En => writeln!(f, "{permutations} permutations, seed {seed}")?,
            Language::Zh => writeln!(f, "{permutations} 次置换，种子 {seed}")?,
        }
        let caution = self.say("What goes together need not cause each other.", "相关不等于因果。");
        write!(f, "{caution}")
    }
}
