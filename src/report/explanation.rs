//! An explanation as a tree of text (溯源文本).

use std::fmt;

use crate::analysis::trace::{ExplainedIndicator, ExplainedNode, Explanation, FactRead, FactValue};
use crate::indicator::Role;
use crate::label::Language;

use super::{Align, TextTable};

/// Facts shown of one field unless told otherwise.
const FACTS: usize = 6;

/// An explanation as text for a terminal (溯源摘要): the tree with weights, values and contributions, then formula and facts of each
/// indicator. Made by [`Explanation::summary`]; it computes nothing.
#[derive(Debug, Clone, Copy)]
pub struct ExplanationSummary<'a> {
    explanation: &'a Explanation,
    language: Language,
    facts: usize,
}

impl Explanation {
    /// The explanation as text in `language`; an example is at [`Evaluation::explain`](crate::model::Evaluation::explain).
    pub fn summary(&self, language: Language) -> ExplanationSummary<'_> {
        ExplanationSummary { explanation: self, language, facts: FACTS }
    }
}

impl fmt::Display for Explanation {
    /// The English [`summary`](Explanation::summary).
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.summary(Language::En).fmt(f)
    }
}

impl ExplanationSummary<'_> {
    /// Sets how many recorded facts are shown of one field at most; 6 if not set, 0 for none.
    #[must_use]
    pub fn with_facts(mut self, facts: usize) -> Self {
        self.facts = facts;
        self
    }

    fn say(&self, en: &str, zh: &str) -> String {
        match self.language {
            Language::En => en.to_owned(),
            Language::Zh => zh.to_owned(),
        }
    }

    fn heading(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Explanation { unit, period, root, against } = self.explanation;
        let period = period.map_or_else(String::new, |period| format!(" {period}"));
        let rank = root.rank.map_or_else(String::new, |rank| match self.language {
            Language::En => format!(", rank {rank}"),
            Language::Zh => format!("，第 {rank} 名"),
        });
        writeln!(f, "{unit}{period}: {} {}{rank}", root.label.in_language(self.language), number(root.score))?;
        let Some(against) = against else {
            return writeln!(f, "{}\n", self.say("contributions: parts of weighted sums", "贡献：加权和的各分量"));
        };
        let what = super::contribution::against(self.language, &against.decomposition.label(), &against.baseline, against.score);
        writeln!(f, "{}: {what}\n", self.say("contributions", "贡献"))
    }

    fn tree(&self) -> TextTable {
        let mut table = TextTable::new([
            (self.say("node, indicator", "节点、指标"), Align::Left),
            (self.say("local weight", "局部权重"), Align::Right),
            (self.say("global weight", "全局权重"), Align::Right),
            (self.say("raw value", "原始值"), Align::Right),
            (self.say("score, normalised", "得分、标准化值"), Align::Right),
            (self.say("contributes", "贡献"), Align::Right),
            (self.say("how", "方法"), Align::Left),
        ]);
        self.push(&mut table, &self.explanation.root, "", "");
        table
    }

    /// `here` stands before the node itself, `below` before what is beneath it.
    fn push(&self, table: &mut TextTable, node: &ExplainedNode, here: &str, below: &str) {
        let cells = [
            format!("{here}{}", node.label.in_language(self.language)),
            number(Some(node.local_weight)),
            number(Some(node.global_weight)),
            String::new(),
            number(node.score),
            signed(node.contribution),
            format!("{} · {} ({})", node.weighting, node.method, node.normalization),
        ];
        table.push(cells);
        let count = node.nodes.len() + node.indicators.len();
        let branch = |at: usize| if at + 1 == count { ("└─ ", "   ") } else { ("├─ ", "│  ") };
        for (at, indicator) in node.indicators.iter().enumerate() {
            table.push(self.cells(indicator, &format!("{below}{}", branch(at).0)));
        }
        for (at, child) in node.nodes.iter().enumerate() {
            let (here, further) = branch(node.indicators.len() + at);
            self.push(table, child, &format!("{below}{here}"), &format!("{below}{further}"));
        }
    }

    fn cells(&self, indicator: &ExplainedIndicator, here: &str) -> [String; 7] {
        let is_scored = indicator.role == Role::Scored && indicator.normalization.is_some();
        let weight = |weight: f64| if is_scored { number(Some(weight)) } else { String::new() };
        let how = match (&indicator.normalization, indicator.role) {
            _ if indicator.filled.is_some() => self.say("filled in", "插补"),
            (_, Role::Diagnostic) => self.say("diagnostic", "诊断"),
            (None, Role::Scored) => self.say("left out", "已剔除"),
            (Some(normalization), Role::Scored) => normalization.clone(),
        };
        let value = indicator.value.map_or_else(dash, |x| format!("{x:.4}"));
        let value = match indicator.filled {
            Some(filled) => format!("[{:.4}]", filled.value),
            None => value,
        };
        [
            format!("{here}{}", indicator.label.in_language(self.language)),
            weight(indicator.local_weight),
            weight(indicator.global_weight),
            value,
            if is_scored { number(indicator.normalized) } else { String::new() },
            if is_scored { signed(indicator.contribution) } else { String::new() },
            how,
        ]
    }

    fn sources(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let indicators = self.explanation.indicators();
        if indicators.iter().all(|of| of.formula.is_empty() && of.facts.is_empty()) {
            return Ok(());
        }
        writeln!(f, "\n{}", self.say("From formulas and facts", "公式与原始事实"))?;
        for of in indicators {
            write!(f, "  {}", of.label.in_language(self.language))?;
            let unit = if of.unit.is_empty() { String::new() } else { format!(" {}", of.unit) };
            match (of.value, of.interval) {
                (Some(value), Some(interval)) => {
                    writeln!(f, " = {value:.4} [{:.4}, {:.4}]{unit}", interval.low(), interval.high())?;
                }
                (Some(value), None) => writeln!(f, " = {value:.4}{unit}")?,
                (None, _) => match &of.reason {
                    Some(reason) => writeln!(f, ": {}", reason.text(self.language))?,
                    None => writeln!(f, ": {}", self.say("not available", "不可得"))?,
                },
            }
            if !of.formula.is_empty() {
                let source = if of.source.is_empty() { String::new() } else { format!("  ({})", of.source) };
                writeln!(f, "    = {}{source}", of.formula)?;
            }
            of.facts.iter().try_for_each(|fact| self.fact(f, fact))?;
        }
        Ok(())
    }

    fn fact(&self, f: &mut fmt::Formatter<'_>, fact: &FactRead) -> fmt::Result {
        let value = |found: &FactValue| format!("{} {}", found.record, found.value).trim_start().to_owned();
        let shown: Vec<String> = fact.values.iter().take(self.facts).map(value).collect();
        let more = fact.values.len() - shown.len();
        let what = if fact.field.contains('.') { String::new() } else { self.say(" records", " 条记录") };
        write!(f, "    ← {}", fact.field)?;
        if !shown.is_empty() {
            write!(f, ": {}{what}", shown.join(", "))?;
        }
        match (more, shown.is_empty()) {
            (0, _) => writeln!(f),
            (more, true) => writeln!(f, ": {more} {}", self.say("values", "个值")),
            (more, false) => writeln!(f, ", … {more} {}", self.say("more", "个未列出")),
        }
    }
}

impl fmt::Display for ExplanationSummary<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.heading(f)?;
        write!(f, "{}", self.tree())?;
        self.sources(f)
    }
}

fn number(value: Option<f64>) -> String {
    value.map_or_else(dash, |x| format!("{x:.3}"))
}

fn signed(value: Option<f64>) -> String {
    value.map_or_else(dash, |x| format!("{x:+.4}"))
}

fn dash() -> String {
    "–".to_owned()
}
