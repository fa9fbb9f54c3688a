//! One report for readers (HTML 报告): pages that need no network, in both languages, from one study.
//!
//! The report computes nothing of its own but what the diagnosis modules compute; every number in it carries its full value as `data-value`.
//! It works without scripts; with them tables can be sorted. Names are shown as they are, never run. More communities than fit on one page
//! stand on pages of their own beside it.

mod audit;
mod communities;
mod executive;
mod markup;
mod method;
mod quality;
mod robustness;

use maud::{DOCTYPE, Markup, PreEscaped, html};

use crate::analysis::obstacle::Obstacles;
use crate::error::Error;
use crate::governance::{Facts, Period};
use crate::label::{Key, Label, Language};
use crate::model::{Evaluation, Fitted, NodeResult};
use crate::numeric::mean;
use crate::score::Comparison;
use crate::table::IndicatorTable;

use markup::{say, term};

const STYLE: &str = include_str!("style.css");
const SCRIPT: &str = include_str!("script.js");

/// Nothing may be fetched; style and script are those of the page.
const POLICY: &str = "default-src 'none'; style-src 'unsafe-inline'; script-src 'unsafe-inline'; img-src data:; base-uri 'none'; form-action 'none'";

/// Up to so many communities have their pages within the report itself; of more, so many stand in each file.
const TOGETHER: usize = 120;

/// A report of one study as HTML (HTML 报告).
///
/// # Input
/// What the study was fitted on and scored, with intermediate results (`detail = "full"`). [`with_facts`](Self::with_facts) traces each
/// community down to its facts; [`with_comparison`](Self::with_comparison) shows how far other methods agree.
///
/// # Result
/// [`pages`](Self::pages): `report.html`, and for more than 120 communities their pages in further files, 120 in each.
///
/// # Example
/// ```
/// use governance_efficacy::model::{Detail, Model, System};
/// use governance_efficacy::report::html::HtmlReport;
/// use governance_efficacy::{Indicator, IndicatorTable};
///
/// let model = Model::new(System::flat([Indicator::new("answered")?, Indicator::new("solved")?])?).with_detail(Detail::Full);
/// let rows = [[Some(0.9), Some(0.5)], [Some(0.6), Some(0.7)], [Some(0.4), Some(0.2)]];
/// let table = IndicatorTable::from_rows(["East", "West", "<script>"], &["answered", "solved"], &rows)?;
/// let fitted = model.fit(&table)?;
/// let evaluation = fitted.score(&table)?;
///
/// let pages = HtmlReport::new(&fitted, &table, &evaluation)?.pages()?;
/// assert_eq!(pages[0].name, "report.html");
/// // A name is shown, not run.
/// assert!(pages[0].html.contains("&lt;script&gt;") && !pages[0].html.contains("<script></td>"));
/// # Ok::<(), governance_efficacy::Error>(())
/// ```
#[derive(Debug, Clone)]
pub struct HtmlReport<'a> {
    fitted: &'a Fitted,
    table: &'a IndicatorTable,
    evaluation: &'a Evaluation,
    facts: Option<&'a Facts>,
    comparison: Option<&'a Comparison>,
    source: Option<Label>,
    language: Language,
    period: Option<Period>,
    obstacles: Obstacles,
    /// The rows of the period, the best first, those without a rank last.
    members: Vec<usize>,
    /// Their mean standing on each indicator, in the order of the obstacles, and their mean score at each node.
    standings: Vec<Option<f64>>,
    means: Vec<(Key, Option<f64>)>,
}

/// One file of a report (报告页面).
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Page {
    /// The name of the file.
    pub name: String,
    /// What is in it, in UTF-8.
    pub html: String,
}

impl<'a> HtmlReport<'a> {
    /// A report of the latest period that was scored, of all rows where there are none, opened in English.
    ///
    /// # Errors
    /// [`Error::InvalidSetting`] unless the evaluation holds its intermediate results; as [`Fitted::score`].
    pub fn new(fitted: &'a Fitted, table: &'a IndicatorTable, evaluation: &'a Evaluation) -> Result<Self, Error> {
        if evaluation.root().detail().is_none() {
            return Err(Error::setting(
                "detail",
                "scores",
                "set detail = \"full\" in the model, so that the report can show the way",
            ));
        }
        let period = evaluation.rows().periods().last().copied();
        let obstacles = Obstacles::of_model(fitted, table)?;
        let members = members(evaluation, period);
        let scored: Vec<usize> =
            members.iter().filter_map(|&row| communities::obstacle_row(evaluation, &obstacles, row)).collect();
        let mean_of = |values: Vec<f64>| (!values.is_empty()).then(|| mean(&values));
        let standing = |of| mean_of(scored.iter().filter_map(|&row| communities::standing(of, row)).collect());
        let standings = obstacles.indicators.iter().map(standing).collect();
        let of_node = |node: &NodeResult| mean_of(members.iter().filter_map(|&row| node.scores()[row]).collect());
        let means = evaluation.nodes().iter().map(|node| (node.key().clone(), of_node(node))).collect();
        let (facts, comparison, source, language) = (None, None, None, Language::En);
        Ok(Self { fitted, table, evaluation, facts, comparison, source, language, period, obstacles, members, standings, means })
    }

    /// Traces each community down to the facts it was measured from.
    #[must_use]
    pub fn with_facts(self, facts: &'a Facts) -> Self {
        Self { facts: Some(facts), ..self }
    }

    /// Shows how far the rankings of other methods agree.
    #[must_use]
    pub fn with_comparison(self, comparison: &'a Comparison) -> Self {
        Self { comparison: Some(comparison), ..self }
    }

    /// Sets where the data come from (数据来源), told on every figure.
    #[must_use]
    pub fn with_source(self, source: Label) -> Self {
        Self { source: Some(source), ..self }
    }

    /// Sets the language it opens in; the other is a click away.
    #[must_use]
    pub fn with_language(self, language: Language) -> Self {
        Self { language, ..self }
    }

    /// The name of the row without its period, which the title of the report tells.
    fn unit(&self, row: usize) -> &str {
        self.evaluation.rows().get(row).map_or("", |row| row.unit)
    }

    /// Where the page of the community at `place` of the ranking stands.
    fn link(&self, place: usize) -> String {
        if self.members.len() <= TOGETHER { format!("#c{place}") } else { format!("{}#c{place}", part_name(place / TOGETHER)) }
    }

    fn title(&self) -> Label {
        let name = match self.evaluation.about().name.as_str() {
            "" => Label::new("Evaluation", "评价"),
            name => Label::same(name),
        };
        match self.period {
            None => name,
            Some(period) => Label::new(format!("{}, {period}", name.en), format!("{}（{period}）", name.zh)),
        }
    }

    /// The files of the report, the report itself first.
    ///
    /// # Errors
    /// As [`Evaluation::explain`].
    pub fn pages(&self) -> Result<Vec<Page>, Error> {
        let members = &self.members;
        let is_together = members.len() <= TOGETHER;
        let sections = html! {
            (executive::section(self))
            (communities::ranking(self, members))
            @if is_together { (communities::pages(self, members, 0)?) }
            (method::section(self))
            (quality::section(self))
            (robustness::section(self))
            (audit::section(self))
        };
        let mut pages = vec![self.page("report.html", &self.title(), &sections, None)];
        if !is_together {
            for (at, part) in members.chunks(TOGETHER).enumerate() {
                let from = at * TOGETHER;
                let title = Label::new(
                    format!("{}: communities {} to {}", self.title().en, from + 1, from + part.len()),
                    format!("{}：第 {} 至 {} 名", self.title().zh, from + 1, from + part.len()),
                );
                let sections = communities::pages(self, part, from)?;
                pages.push(self.page(&part_name(at), &title, &sections, Some("report.html")));
            }
        }
        Ok(pages)
    }

    /// A whole file: the switch of language stands before everything it switches.
    fn page(&self, name: &str, title: &Label, sections: &Markup, back: Option<&str>) -> Page {
        let links = [
            ("#summary", "Summary", "摘要"),
            ("#communities", "Communities", "社区"),
            ("#method", "Method", "方法"),
            ("#quality", "Data quality", "数据质量"),
            ("#robustness", "Robustness", "稳健性"),
            ("#audit", "Audit", "审计"),
        ];
        let lang = match self.language {
            Language::En => "en",
            Language::Zh => "zh-CN",
        };
        let document = html! {
            (DOCTYPE)
            html lang=(lang) {
                head {
                    meta charset="utf-8";
                    meta http-equiv="Content-Security-Policy" content=(POLICY);
                    meta name="viewport" content="width=device-width, initial-scale=1";
                    title { (title.in_language(self.language)) }
                    style { (PreEscaped(STYLE)) }
                }
                body {
                    input type="radio" name="language" id="to-en" class="switch" checked[self.language == Language::En] aria-label="English";
                    input type="radio" name="language" id="to-zh" class="switch" checked[self.language == Language::Zh] aria-label="中文";
                    div.page {
                        header {
                            h1 { (term(title)) }
                            p.switches { label for="to-en" { "English" } label for="to-zh" { "中文" } }
                        }
                        nav {
                            @if let Some(back) = back {
                                a href=(back) { (say("Back to the report", "返回报告")) }
                            } @else {
                                @for (to, en, zh) in links { a href=(to) { (say(en, zh)) } }
                            }
                        }
                        main { (sections) }
                        footer {
                            p {
                                (say("Made with governance-efficacy ", "由 governance-efficacy 生成，版本 ")) (self.evaluation.about().crate_version)
                                (say("; checksum of the data ", "；数据校验和 ")) code { (self.evaluation.about().data_checksum) }
                                @if let Some(source) = &self.source { (say(". Source: ", "。数据来源：")) (term(source)) }
                            }
                        }
                    }
                    script { (PreEscaped(SCRIPT)) }
                }
            }
        };
        Page { name: name.to_owned(), html: document.into_string() }
    }
}

fn members(evaluation: &Evaluation, period: Option<Period>) -> Vec<usize> {
    let rows = evaluation.rows();
    let mut members: Vec<usize> = rows.iter().enumerate().filter(|(_, row)| row.period == period).map(|(at, _)| at).collect();
    let rank = |row: usize| evaluation.root().ranks()[row].unwrap_or(f64::INFINITY);
    members.sort_by(|&a, &b| rank(a).total_cmp(&rank(b)));
    members
}

fn part_name(at: usize) -> String {
    format!("report-communities-{}.html", at + 1)
}
