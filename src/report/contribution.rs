//! Contributions, peers and the importance–performance map as text (贡献分解文本).

use std::fmt;

use crate::analysis::contribution::{Baseline, Contributions, ImportancePerformance, PeerComparison};
use crate::governance::Period;
use crate::label::{Label, Language};

use super::{Align, TextTable};

/// Rows a summary shows unless told otherwise.
const ROWS: usize = 30;

/// A word in the language of a summary.
fn say(language: Language, en: &str, zh: &str) -> String {
    Label::new(en, zh).in_language(language).to_owned()
}

/// Contributions as text for a terminal (贡献摘要): per row of the latest period its score, the sum of each dimension, and the indicators
/// that lift and lower it most. Made by [`Contributions::summary`]; it computes nothing but sums.
#[derive(Debug, Clone, Copy)]
pub struct ContributionSummary<'a> {
    found: &'a Contributions,
    language: Language,
    top: usize,
    rows: usize,
    period: Option<Period>,
}

impl Contributions {
    /// The result as text in `language`.
    pub fn summary(&self, language: Language) -> ContributionSummary<'_> {
        ContributionSummary { found: self, language, top: 3, rows: ROWS, period: self.rows.periods().last().copied() }
    }
}

impl fmt::Display for Contributions {
    /// The English [`summary`](Contributions::summary).
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.summary(Language::En).fmt(f)
    }
}

/// What contributions are, and against what.
pub(super) fn against(language: Language, what: &Label, baseline: &Baseline, score: f64) -> String {
    let what = what.in_language(language);
    let (en, zh) = match baseline {
        Baseline::Foot => return what.to_owned(),
        Baseline::Mean => ("the mean".to_owned(), "均值".to_owned()),
        Baseline::Worst => ("the worst values".to_owned(), "最差值".to_owned()),
        Baseline::Row { unit, period } => {
            let name = period.map_or_else(|| unit.clone(), |period| format!("{unit} {period}"));
            (name.clone(), format!(" {name} "))
        }
    };
    match language {
        Language::En => format!("{what} against {en} (score {score:.3})"),
        Language::Zh => format!("{what}，以{zh}为基准（得分 {score:.3}）"),
    }
}

impl ContributionSummary<'_> {
    /// Sets how many indicators are shown of each row; 3 if not set.
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

    /// Sets the period that is shown; the latest if not set.
    #[must_use]
    pub fn of_period(mut self, period: Period) -> Self {
        self.period = Some(period);
        self
    }
}

impl fmt::Display for ContributionSummary<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let (found, language) = (self.found, self.language);
        let what = against(language, &found.decomposition.label(), &found.baseline, found.baseline_score);
        writeln!(f, "{}: {what}", say(language, "Contributions", "贡献分解"))?;
        if let Some(drawn) = &found.drawn {
            let errors = found.indicators.iter().flat_map(|of| of.standard_errors.iter().flatten());
            let largest = errors.copied().fold(0.0, f64::max);
            match language {
                Language::En => {
                    writeln!(f, "{} pairs of orders, seed {}, standard errors up to {largest:.1e}", drawn.pairs, drawn.seed)?;
                }
                Language::Zh => writeln!(f, "{} 对随机次序，种子 {}，标准误不超过 {largest:.1e}", drawn.pairs, drawn.seed)?,
            }
        }
        let dimensions = found.dimensions();
        let name = |label: &Label| (label.in_language(language).to_owned(), Align::Right);
        let header = [(say(language, "unit", "单元"), Align::Left), (say(language, "score", "得分"), Align::Right)];
        let header = header.into_iter().chain(dimensions.iter().map(|(_, label, _)| name(label)));
        let mut table = TextTable::new(header);
        let rows: Vec<usize> =
            found.rows.iter().enumerate().filter(|(_, row)| row.period == self.period).map(|(at, _)| at).collect();
        for &row in rows.iter().take(self.rows) {
            let unit = found.rows.get(row).map(|row| row.unit.to_owned()).unwrap_or_default();
            let score = found.scores.get(row).copied().flatten().map_or_else(dash, |x| format!("{x:.3}"));
            let sums = dimensions.iter().map(|(.., values)| signed(values[row]));
            table.push([unit, score].into_iter().chain(sums));
        }
        writeln!(f, "\n{table}")?;
        let places = (1..=self.top).map(|place| (place.to_string(), Align::Left));
        let mut table = TextTable::new(std::iter::once((say(language, "unit", "单元"), Align::Left)).chain(places));
        for row in rows.iter().take(self.rows).filter_map(|&row| found.rows.get(row)) {
            let largest = found.of(row.unit, row.period).unwrap_or_default();
            let cell = |(of, value): (&crate::analysis::contribution::Contribution, f64)| {
                format!("{} ({})", of.label.in_language(language), signed(Some(value)))
            };
            table.push(std::iter::once(row.unit.to_owned()).chain(largest.into_iter().take(self.top).map(cell)));
        }
        write!(f, "{}\n{table}", say(language, "largest in size", "影响最大的指标"))?;
        match rows.len().saturating_sub(self.rows) {
            0 => Ok(()),
            more => writeln!(f, "  … {more} {}", say(language, "more", "行未列出")),
        }
    }
}

/// A comparison with peers as text for a terminal (优势短板摘要). Made by [`PeerComparison::summary`].
#[derive(Debug, Clone, Copy)]
pub struct PeerSummary<'a> {
    found: &'a PeerComparison,
    language: Language,
    top: usize,
}

impl PeerComparison {
    /// The result as text in `language`: the greatest leads and lags.
    pub fn summary(&self, language: Language) -> PeerSummary<'_> {
        PeerSummary { found: self, language, top: 5 }
    }
}

impl fmt::Display for PeerComparison {
    /// The English [`summary`](PeerComparison::summary).
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.summary(Language::En).fmt(f)
    }
}

impl PeerSummary<'_> {
    /// Sets how many leads and lags are shown; 5 each if not set.
    #[must_use]
    pub fn with_top(mut self, top: usize) -> Self {
        self.top = top;
        self
    }
}

impl fmt::Display for PeerSummary<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let (found, language) = (self.found, self.language);
        let period = found.period.map_or_else(String::new, |period| format!(" {period}"));
        match language {
            Language::En => writeln!(f, "{}{period} among {} peers, 0 the worst value to 1 the best", found.unit, found.peers)?,
            Language::Zh => writeln!(f, "{}{period} 与 {} 个同组单元比较（0 最差，1 最好）", found.unit, found.peers)?,
        }
        let mut table = TextTable::new([
            (String::new(), Align::Left),
            (say(language, "indicator", "指标"), Align::Left),
            (say(language, "position", "位置"), Align::Right),
            (say(language, "mean of peers", "同组均值"), Align::Right),
            (say(language, "lead", "领先"), Align::Right),
            (say(language, "peers worse", "劣于本单元"), Align::Right),
        ]);
        let groups = [
            (say(language, "strength", "优势"), found.strengths(self.top)),
            (say(language, "weakness", "短板"), found.weaknesses(self.top)),
        ];
        for (kind, items) in groups {
            for item in items {
                table.push([
                    kind.clone(),
                    item.label.in_language(language).to_owned(),
                    format!("{:.3}", item.position),
                    format!("{:.3}", item.peer_mean),
                    format!("{:+.3}", item.lead()),
                    format!("{:.0} %", 100.0 * item.share_worse),
                ]);
            }
        }
        write!(f, "{table}")
    }
}

/// An importance–performance map as text for a terminal (重要性—绩效摘要). Made by [`ImportancePerformance::summary`].
#[derive(Debug, Clone, Copy)]
pub struct MapSummary<'a> {
    found: &'a ImportancePerformance,
    language: Language,
}

impl ImportancePerformance {
    /// The map as text in `language`: quadrant by quadrant.
    pub fn summary(&self, language: Language) -> MapSummary<'_> {
        MapSummary { found: self, language }
    }
}

impl fmt::Display for ImportancePerformance {
    /// The English [`summary`](ImportancePerformance::summary).
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.summary(Language::En).fmt(f)
    }
}

impl fmt::Display for MapSummary<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        use crate::analysis::contribution::Quadrant::{Concentrate, KeepUp, LowPriority, PossibleOverkill};
        let (found, language) = (self.found, self.language);
        let period = found.period.map_or_else(String::new, |period| format!(", {period}"));
        let (importance, performance) = (found.importance_cut, found.performance_cut);
        match language {
            Language::En => {
                writeln!(
                    f,
                    "Importance–performance map{period}: cut at weight {importance:.3} and performance {performance:.3}"
                )?;
            }
            Language::Zh => writeln!(f, "重要性—绩效图{period}：以权重 {importance:.3}、绩效 {performance:.3} 为界")?,
        }
        let mut table = TextTable::new([
            (say(language, "quadrant", "象限"), Align::Left),
            (say(language, "indicator", "指标"), Align::Left),
            (say(language, "weight", "权重"), Align::Right),
            (say(language, "performance", "绩效"), Align::Right),
        ]);
        for quadrant in [Concentrate, KeepUp, LowPriority, PossibleOverkill] {
            for item in found.items.iter().filter(|item| item.quadrant == quadrant) {
                table.push([
                    quadrant.label().in_language(language).to_owned(),
                    item.label.in_language(language).to_owned(),
                    format!("{:.3}", item.importance),
                    format!("{:.3}", item.performance),
                ]);
            }
        }
        write!(f, "{table}")
    }
}

fn signed(value: Option<f64>) -> String {
    value.map_or_else(dash, |x| format!("{x:+.4}"))
}

fn dash() -> String {
    "–".to_owned()
}
