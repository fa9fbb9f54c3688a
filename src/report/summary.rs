//! A result in one screen (结果摘要).

use std::fmt;

use crate::governance::Period;
use crate::indicator::Role;
use crate::label::{Key, Language};
use crate::model::{Evaluation, NodeResult, Scope};
use crate::weight::{Weighing, WeighingDetail};

use super::{Align, TextTable};

/// Rows a summary shows unless told otherwise.
const ROWS: usize = 30;

/// A result as text for a terminal (结果摘要): scores and ranks of the latest period, weights, notices. Made by
/// [`Evaluation::summary`]; it computes nothing.
#[derive(Debug, Clone, Copy)]
pub struct Summary<'a> {
    evaluation: &'a Evaluation,
    language: Language,
    rows: usize,
    period: Option<Period>,
}

impl Evaluation {
    /// The result as text in `language`: scores and ranks of the latest period, weights, notices.
    ///
    /// ```
    /// use governance_efficacy::model::{Model, System};
    /// use governance_efficacy::{Indicator, IndicatorTable, Language};
    ///
    /// let model = Model::new(System::flat([Indicator::new("answered")?])?);
    /// let table = IndicatorTable::from_rows(["East", "West"], &["answered"], &[[Some(0.9)], [Some(0.6)]])?;
    /// let text = model.evaluate(&table)?.summary(Language::Zh).to_string();
    /// assert!(text.contains("总体"));
    /// # Ok::<(), governance_efficacy::Error>(())
    /// ```
    pub fn summary(&self, language: Language) -> Summary<'_> {
        Summary { evaluation: self, language, rows: ROWS, period: self.rows().periods().last().copied() }
    }
}

impl fmt::Display for Evaluation {
    /// The English [`summary`](Evaluation::summary).
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.summary(Language::En).fmt(f)
    }
}

impl Summary<'_> {
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

    fn say(&self, en: &'static str, zh: &'static str) -> &'static str {
        match self.language {
            Language::En => en,
            Language::Zh => zh,
        }
    }

    fn heading(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let about = self.evaluation.about();
        if !about.name.is_empty() {
            writeln!(f, "{}", about.name)?;
        }
        let rows = self.evaluation.rows();
        let scored = self.evaluation.indicators().iter().filter(|i| i.role == Role::Scored).count();
        let (units, periods) = (rows.unit_names().len(), rows.periods().len());
        let scope = match (&about.scope, self.language) {
            (Scope::Pooled, Language::En) => format!("scale fitted on {} rows", about.fitted_rows),
            (Scope::Pooled, Language::Zh) => format!("标尺由 {} 行拟合", about.fitted_rows),
            (Scope::Periods(base), language) => {
                let names = base.iter().map(ToString::to_string).collect::<Vec<_>>().join(", ");
                match language {
                    Language::En => format!("scale fitted on {names} ({} rows)", about.fitted_rows),
                    Language::Zh => format!("标尺由 {names} 拟合（{} 行）", about.fitted_rows),
                }
            }
        };
        let panel = match (periods, self.language) {
            (0, _) => String::new(),
            (n, Language::En) => format!(", {n} periods"),
            (n, Language::Zh) => format!("，{n} 期"),
        };
        match self.language {
            Language::En => writeln!(f, "{units} units{panel}, {scored} indicators scored, {scope}"),
            Language::Zh => writeln!(f, "{units} 个单元{panel}，{scored} 项计分指标，{scope}"),
        }
    }

    fn scores(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let evaluation = self.evaluation;
        let (root, others) = (evaluation.root(), dimensions(evaluation));
        let title = self.say("Scores and ranks", "得分与名次");
        match self.period {
            Some(period) => writeln!(f, "\n{title}, {period}")?,
            None => writeln!(f, "\n{title}")?,
        }
        let mut header = vec![
            (self.say("rank", "名次").to_owned(), Align::Right),
            (self.say("unit", "单元").to_owned(), Align::Left),
            (root.label().in_language(self.language).to_owned(), Align::Right),
        ];
        let certainty = evaluation.certainty();
        if let Some(certainty) = certainty {
            let percent = (certainty.level * 100.0).round();
            let name = match self.language {
                Language::En => format!("{percent} % of ranks"),
                Language::Zh => format!("名次 {percent} % 区间"),
            };
            header.insert(1, (name, Align::Right));
        }
        if evaluation.grades().is_some() {
            header.push((self.say("grade", "等级").to_owned(), Align::Left));
        }
        header.extend(others.iter().map(|node| (node.label().in_language(self.language).to_owned(), Align::Right)));
        let mut table = TextTable::new(header);
        let mut members: Vec<usize> =
            evaluation.rows().iter().enumerate().filter(|(_, row)| row.period == self.period).map(|(at, _)| at).collect();
        // Rows without a rank stand last.
        members.sort_by(|&a, &b| {
            let rank = |row: usize| root.ranks()[row].unwrap_or(f64::INFINITY);
            rank(a).total_cmp(&rank(b))
        });
        for &row in members.iter().take(self.rows) {
            let mut cells = vec![
                root.ranks()[row].map_or_else(dash, |rank| rank.to_string()),
                evaluation.rows().get(row).map(|row| row.unit.to_owned()).unwrap_or_default(),
                number(root.scores()[row]),
            ];
            if let Some(certainty) = certainty {
                let span = certainty.ranks[row].map_or_else(dash, |span| format!("{}–{}", span.low, span.high));
                cells.insert(1, span);
            }
            if let Some(grades) = evaluation.grades() {
                cells.push(grades[row].as_ref().map_or_else(dash, |grade| grade.in_language(self.language).to_owned()));
            }
            cells.extend(others.iter().map(|node| number(node.scores()[row])));
            table.push(cells);
        }
        write!(f, "{table}")?;
        match members.len().saturating_sub(self.rows) {
            0 => {}
            more => writeln!(f, "  … {more} {}", self.say("more", "行未列出"))?,
        }
        match (certainty, self.language) {
            (Some(c), Language::En) => writeln!(f, "  rank intervals from {} draws, seed {}", c.draws, c.seed),
            (Some(c), Language::Zh) => writeln!(f, "  名次区间由 {} 次抽样得出，种子 {}", c.draws, c.seed),
            (None, Language::En) => writeln!(f, "  rank intervals: not computed"),
            (None, Language::Zh) => writeln!(f, "  名次区间：未计算"),
        }
    }

    fn weights(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        writeln!(f, "\n{}", self.say("Weights", "权重"))?;
        let mut table = TextTable::new([
            (self.say("node", "节点").to_owned(), Align::Left),
            (self.say("local", "局部").to_owned(), Align::Right),
            (self.say("global", "全局").to_owned(), Align::Right),
            (self.say("method", "方法").to_owned(), Align::Left),
        ]);
        for node in self.evaluation.nodes() {
            let depth = if node.key() == self.evaluation.root().key() { 0 } else { 1 + node.address().matches('/').count() };
            let local = self.local_weight(node.key());
            let method = format!("{} · {} ({})", weighing(node.weighing()), node.method(), node.normalization());
            let name = format!("{}{}", "  ".repeat(depth), node.label().in_language(self.language));
            table.push([name, local.map_or_else(String::new, |w| number(Some(w))), number(Some(node.global_weight())), method]);
            for indicator in self.evaluation.indicators().iter().filter(|i| i.node == *node.key()) {
                let name = format!("{}{}", "  ".repeat(depth + 1), indicator.label.in_language(self.language));
                let local = node.weighing().weights.get(indicator.key.as_str());
                let note = match (indicator.role, local) {
                    (Role::Diagnostic, _) => self.say("diagnostic", "诊断"),
                    (Role::Scored, None) => self.say("left out", "已剔除"),
                    (Role::Scored, Some(_)) => "",
                };
                let weight = |w: f64| if local.is_some() { number(Some(w)) } else { String::new() };
                table.push([name, local.map_or_else(String::new, weight), weight(indicator.global_weight), note.to_owned()]);
            }
        }
        write!(f, "{table}")
    }

    fn local_weight(&self, key: &Key) -> Option<f64> {
        self.evaluation.nodes().iter().find_map(|parent| parent.weighing().weights.get(key.as_str()))
    }

    /// The first few notices of each kind, and how many more there are.
    fn notices(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        const SHOWN: usize = 4;
        let mut kinds: Vec<(&'static str, Vec<String>)> = Vec::new();
        for (node, notice) in self.evaluation.all_notices() {
            let text = notice.text(self.language);
            let text = node.map_or_else(|| text.clone(), |node| format!("[{node}] {text}"));
            match kinds.iter_mut().find(|(code, _)| *code == notice.code()) {
                Some((_, texts)) => texts.push(text),
                None => kinds.push((notice.code(), vec![text])),
            }
        }
        if kinds.is_empty() {
            return Ok(());
        }
        writeln!(f, "\n{}", self.say("Notices", "提示"))?;
        for (code, texts) in kinds {
            for text in texts.iter().take(SHOWN) {
                writeln!(f, "  {text}")?;
            }
            match texts.len().saturating_sub(SHOWN) {
                0 => {}
                more => writeln!(f, "  … {more} {} ({code})", self.say("more of this kind", "条同类提示"))?,
            }
        }
        Ok(())
    }
}

impl fmt::Display for Summary<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.heading(f)?;
        self.scores(f)?;
        self.weights(f)?;
        self.notices(f)
    }
}

/// The nodes right below the whole.
fn dimensions(evaluation: &Evaluation) -> Vec<&NodeResult> {
    let root = evaluation.root().key();
    evaluation.nodes().iter().filter(|node| node.key() != root && !node.address().contains('/')).collect()
}

/// How the weights of a node came about, in a few words.
fn weighing(weighing: &Weighing) -> String {
    match &weighing.detail {
        WeighingDetail::Entropy { normalization, .. } => format!("entropy ({normalization})"),
        WeighingDetail::Ahp(detail) => format!("ahp (CR {:.3})", detail.consistency.consistency_ratio),
        WeighingDetail::Combined { rule, sources, .. } => {
            let names: Vec<String> = sources.iter().map(self::weighing).collect();
            format!("{rule} of {}", names.join(" and "))
        }
        other => other.method().to_owned(),
    }
}

fn number(value: Option<f64>) -> String {
    value.map_or_else(dash, |x| format!("{x:.3}"))
}

fn dash() -> String {
    "–".to_owned()
}
