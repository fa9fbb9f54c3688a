//! The multivariate checks as text (多元检验文本).

use std::fmt;

use crate::analysis::multivariate::{Multivariate, NodeCheck, Part};
use crate::label::{Key, Language};

use super::{Align, TextTable};

/// Pairs of different dimensions that are shown.
const ACROSS: usize = 5;

/// The multivariate checks as text for a terminal (多元检验文本): flags, then tables. Made by [`Multivariate::summary`]; it computes nothing.
#[derive(Debug, Clone, Copy)]
pub struct MultivariateSummary<'a> {
    checked: &'a Multivariate,
    language: Language,
}

impl Multivariate {
    /// The checks as text in `language`: flags, α, KMO and Bartlett's test of each node, each indicator against the others, components of
    /// the whole, Pearson's correlations within each dimension and the strongest across.
    ///
    /// ```
    /// use governance_efficacy::analysis::multivariate::check;
    /// use governance_efficacy::model::System;
    /// use governance_efficacy::{Indicator, IndicatorTable, Language};
    ///
    /// let system = System::flat([Indicator::new("answered")?, Indicator::new("settled")?])?;
    /// let rows = [[Some(0.9), Some(0.8)], [Some(0.6), Some(0.7)], [Some(0.5), Some(0.9)]];
    /// let table = IndicatorTable::from_rows(["East", "West", "North"], &["answered", "settled"], &rows)?;
    /// let text = check(&table, &system)?.summary(Language::Zh).to_string();
    /// assert!(text.contains("相关系数"));
    /// # Ok::<(), governance_efficacy::Error>(())
    /// ```
    pub fn summary(&self, language: Language) -> MultivariateSummary<'_> {
        MultivariateSummary { checked: self, language }
    }
}

impl fmt::Display for Multivariate {
    /// The English [`summary`](Multivariate::summary).
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.summary(Language::En).fmt(f)
    }
}

impl fmt::Display for MultivariateSummary<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let (rows, indicators) = (self.checked.rows, self.checked.indicators.len());
        match self.language {
            Language::En => writeln!(f, "{rows} rows, {indicators} indicators, directed to benefit")?,
            Language::Zh => writeln!(f, "{rows} 行，{indicators} 项指标，均已转为正向")?,
        }
        self.flags(f)?;
        self.nodes(f)?;
        self.items(f)?;
        self.components(f)?;
        self.correlations(f)?;
        self.across(f)
    }
}

impl<'a> MultivariateSummary<'a> {
    fn say(&self, en: &'static str, zh: &'static str) -> &'static str {
        match self.language {
            Language::En => en,
            Language::Zh => zh,
        }
    }

    fn column(&self, en: &'static str, zh: &'static str, align: Align) -> (String, Align) {
        (self.say(en, zh).to_owned(), align)
    }

    fn name(&self, key: &'a Key) -> &'a str {
        let indicator = self.checked.indicators.iter().find(|indicator| indicator.key == *key);
        indicator.map_or(key.as_str(), |indicator| indicator.label.in_language(self.language))
    }

    fn flags(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if self.checked.flags.is_empty() {
            return Ok(());
        }
        writeln!(f, "\n{}", self.say("Flags", "提示"))?;
        self.checked.flags.iter().try_for_each(|flag| writeln!(f, "  {}", flag.text(self.language)))
    }

    fn nodes(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        writeln!(f, "\n{}", self.say("Consistency and adequacy", "信度与适切性"))?;
        let mut table = TextTable::new([
            self.column("node", "节点", Align::Left),
            self.column("indicators", "指标数", Align::Right),
            self.column("complete rows", "完整行数", Align::Right),
            self.column("α", "α", Align::Right),
            self.column("α standardised", "标准化 α", Align::Right),
            self.column("KMO", "KMO", Align::Right),
            self.column("Bartlett χ²", "Bartlett χ²", Align::Right),
            self.column("df", "自由度", Align::Right),
            self.column("p", "p", Align::Right),
        ]);
        for node in &self.checked.nodes {
            let (alpha, bartlett) = (node.alpha.found(), node.sphericity.found());
            table.push([
                node.label.in_language(self.language).to_owned(),
                node.indicators.len().to_string(),
                node.complete_rows.to_string(),
                number(alpha.and_then(|alpha| alpha.raw)),
                number(alpha.and_then(|alpha| alpha.standardized)),
                number(node.adequacy.found().map(|kmo| kmo.overall)),
                number(bartlett.map(|test| test.chi_squared)),
                bartlett.map_or_else(dash, |test| test.degrees_of_freedom.to_string()),
                probability(bartlett.map(|test| test.p_value)),
            ]);
        }
        write!(f, "{table}")?;
        self.checked.nodes.iter().try_for_each(|node| self.reasons(f, node))
    }

    /// Why a dash stands in the table.
    fn reasons(&self, f: &mut fmt::Formatter<'_>, node: &NodeCheck) -> fmt::Result {
        let parts = [("α", node.alpha.reason()), ("KMO", node.adequacy.reason()), ("Bartlett", node.sphericity.reason())];
        let mut told: Vec<(String, Vec<&str>)> = Vec::new();
        for (name, reason) in parts {
            let Some(text) = reason.map(|reason| reason.text(self.language)) else { continue };
            match told.iter_mut().find(|(known, _)| *known == text) {
                Some((_, names)) => names.push(name),
                None => told.push((text, vec![name])),
            }
        }
        told.iter().try_for_each(|(text, names)| {
            let node = node.label.in_language(self.language);
            match self.language {
                Language::En => writeln!(f, "  {node}: no {}: {text}", names.join(", ")),
                Language::Zh => writeln!(f, "  {node}：无 {}：{text}", names.join("、")),
            }
        })
    }

    /// Each indicator in its own node.
    fn items(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        writeln!(f, "\n{}", self.say("Indicators in their dimension, standardised", "各指标与所在维度（标准化）"))?;
        let mut table = TextTable::new([
            self.column("indicator", "指标", Align::Left),
            self.column("dimension", "维度", Align::Left),
            self.column("rows", "行数", Align::Right),
            self.column("item-rest r", "项总相关", Align::Right),
            self.column("α if deleted", "删除后 α", Align::Right),
            self.column("KMO", "KMO", Align::Right),
        ]);
        for indicator in &self.checked.indicators {
            let node = self.checked.nodes.iter().find(|node| node.key == indicator.node);
            let alpha = node.and_then(|node| node.alpha.found());
            let item = alpha.and_then(|alpha| alpha.items.iter().find(|item| item.indicator == indicator.key));
            let kmo = node.and_then(|node| node.adequacy.found());
            let kmo = kmo.and_then(|kmo| kmo.indicators.iter().find(|(key, _)| *key == indicator.key));
            table.push([
                indicator.label.in_language(self.language).to_owned(),
                node.map_or_else(String::new, |node| node.label.in_language(self.language).to_owned()),
                indicator.available.to_string(),
                number(item.and_then(|item| item.standardized_item_rest)),
                number(item.and_then(|item| item.standardized_if_deleted)),
                number(kmo.and_then(|(_, value)| *value)),
            ]);
        }
        write!(f, "{table}")
    }

    /// Components of the whole, up to the first that Kaiser's rule leaves out.
    fn components(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Some(whole) = self.checked.nodes.first() else { return Ok(()) };
        let title = self.say("Principal components of all indicators", "全部指标的主成分");
        let components = match &whole.components {
            Part::Found(components) => components,
            Part::Undefined(reason) => return writeln!(f, "\n{title}\n  {}", reason.text(self.language)),
        };
        writeln!(f, "\n{title}")?;
        let shown = (components.above_one + 1).min(components.eigenvalues.len());
        let header = (1..=shown).map(|k| (k.to_string(), Align::Right));
        let mut table = TextTable::new(std::iter::once((String::new(), Align::Left)).chain(header));
        let lines = [
            (self.say("eigenvalue", "特征值"), &components.eigenvalues),
            (self.say("explained", "方差贡献率"), &components.explained),
            (self.say("cumulative", "累计贡献率"), &components.cumulative),
        ];
        for (name, values) in lines {
            table.push(cells(name, values.iter().take(shown).copied().map(Some)));
        }
        for (key, loadings) in &components.loadings {
            table.push(cells(self.name(key), loadings.iter().take(shown).copied().map(Some)));
        }
        write!(f, "{table}")
    }

    /// Pearson's correlations within each dimension, as a lower triangle.
    fn correlations(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let matrix = self.checked.matrix(|correlations| correlations.pearson);
        let indicators = &self.checked.indicators;
        for node in &self.checked.nodes {
            let members: Vec<usize> = (0..indicators.len()).filter(|&j| indicators[j].node == node.key).collect();
            if members.len() < 2 {
                continue;
            }
            let name = node.label.in_language(self.language);
            match self.language {
                Language::En => writeln!(f, "\nPearson's correlations, {name}")?,
                Language::Zh => writeln!(f, "\n{name}：皮尔逊相关系数")?,
            }
            let header = (1..=members.len()).map(|k| (k.to_string(), Align::Right));
            let mut table = TextTable::new(std::iter::once((String::new(), Align::Left)).chain(header));
            for (at, &j) in members.iter().enumerate() {
                let name = format!("{} {}", at + 1, indicators[j].label.in_language(self.language));
                table.push(cells(&name, members[..=at].iter().map(|&k| matrix[j][k])));
            }
            write!(f, "{table}")?;
        }
        Ok(())
    }

    /// The strongest correlations between indicators of different dimensions.
    fn across(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let found = self.checked.pairs.iter().filter(|pair| pair.node.is_none());
        let mut pairs: Vec<_> = found.filter_map(|pair| Some((pair, pair.correlations.found()?))).collect();
        if pairs.is_empty() {
            return Ok(());
        }
        pairs.sort_by(|a, b| b.1.pearson.coefficient.abs().total_cmp(&a.1.pearson.coefficient.abs()));
        writeln!(f, "\n{}", self.say("Strongest correlations across dimensions", "跨维度的最强相关"))?;
        let mut table = TextTable::new([
            self.column("indicator", "指标", Align::Left),
            self.column("indicator", "指标", Align::Left),
            self.column("rows", "行数", Align::Right),
            self.column("r", "r", Align::Right),
            self.column("p", "p", Align::Right),
            self.column("ρ", "ρ", Align::Right),
            self.column("τ-b", "τ-b", Align::Right),
        ]);
        for (pair, correlations) in pairs.into_iter().take(ACROSS) {
            table.push([
                self.name(&pair.first).to_owned(),
                self.name(&pair.second).to_owned(),
                correlations.pearson.n.to_string(),
                number(Some(correlations.pearson.coefficient)),
                probability(correlations.pearson.p_value),
                number(Some(correlations.spearman.coefficient)),
                number(Some(correlations.kendall.coefficient)),
            ]);
        }
        write!(f, "{table}")
    }
}

fn cells(name: &str, values: impl Iterator<Item = Option<f64>>) -> Vec<String> {
    std::iter::once(name.to_owned()).chain(values.map(number)).collect()
}

fn number(value: Option<f64>) -> String {
    value.map_or_else(dash, |x| format!("{x:.3}"))
}

fn probability(value: Option<f64>) -> String {
    value.map_or_else(dash, |p| if p < 0.001 { "<0.001".to_owned() } else { format!("{p:.3}") })
}

fn dash() -> String {
    "–".to_owned()
}
