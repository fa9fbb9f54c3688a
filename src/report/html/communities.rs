//! The ranking, and a page for each community (排名与社区页面).

use maud::{Markup, html};

use crate::analysis::advice::countermeasures_for;
use crate::analysis::obstacle::{Obstacle, Obstacles};
use crate::analysis::trace::{ExplainedIndicator, ExplainedNode};
use crate::error::Error;
use crate::indicator::Role;
use crate::label::{Key, Language};
use crate::model::Evaluation;
use crate::report::figure::{ContributionBars, IndicatorHeatMap, Radar};
use crate::report::tables;

use super::HtmlReport;
use super::markup::{bar, figure, number, say, table, term};

/// Taking scores apart costs more the more rows there are; beyond these the figure is left out.
const ATTRIBUTED: usize = 300;

pub(super) fn ranking(report: &HtmlReport<'_>, members: &[usize]) -> Markup {
    html! {
        section id="communities" {
            h2 { (say("Communities", "社区")) }
            (table(Some("scores"), &tables::scores(report.evaluation, report.period), |place| Some(report.link(place))))
            (figure(report, "radar", |style| Radar::default().draw(report.evaluation, style)))
            (figure(report, "heat", |style| IndicatorHeatMap::default().draw(report.fitted, report.table, style)))
            @if members.len() <= ATTRIBUTED {
                @match crate::analysis::contribution::Attribution::default().of(report.fitted, report.table) {
                    Ok(contributions) => (figure(report, "contributions", |style| ContributionBars::default().draw(&contributions, style))),
                    Err(error) => p.note { (say("Contributions were not computed: ", "未计算贡献：")) (error.to_string()) },
                }
            }
        }
    }
}

/// A page for each of `members`, of whom the first is at place `from` of the ranking.
pub(super) fn pages(report: &HtmlReport<'_>, members: &[usize], from: usize) -> Result<Markup, Error> {
    let mut pages = Vec::with_capacity(members.len());
    for (at, &row) in members.iter().enumerate() {
        pages.push(page(report, row, from + at)?);
    }
    Ok(html! { @for page in pages { (page) } })
}

fn page(report: &HtmlReport<'_>, row: usize, place: usize) -> Result<Markup, Error> {
    let unit = report.unit(row);
    let explanation = report.evaluation.explain(unit, report.period)?;
    let explanation = match report.facts {
        Some(facts) if report.period.is_some() => explanation.with_facts(facts)?,
        _ => explanation,
    };
    let root = report.evaluation.root();
    let grade = report.evaluation.grades().and_then(|grades| grades[row].clone());
    let certainty = report.evaluation.certainty();
    Ok(html! {
        article.community id=(format!("c{place}")) {
            h3 { (unit) }
            p.headline {
                (say("score ", "得分 ")) strong { (number(root.scores()[row], 3)) }
                @if let Some(span) = certainty.and_then(|found| found.scores[row]) {
                    " (" (number(Some(span.low), 3)) "–" (number(Some(span.high), 3)) ")"
                }
                (say(", rank ", "，名次 ")) strong { (rank(root.ranks()[row])) }
                @if let Some(span) = certainty.and_then(|found| found.ranks[row]) {
                    " (" (rank(Some(span.low))) "–" (rank(Some(span.high))) ")"
                }
                @if let Some(grade) = grade { (say(", grade ", "，等级 ")) strong { (term(&grade)) } }
            }
            (dimensions(report, &explanation.root))
            (strengths(report, row))
            (obstacles(report, row))
            details {
                summary { (say("Indicators and the facts they come from", "指标及其事实依据")) }
                div.scroll {
                    table.sortable {
                        thead {
                            tr {
                                th scope="col" { (say("indicator", "指标")) }
                                th.n scope="col" { (say("value", "取值")) }
                                th scope="col" { (say("95 % interval", "95 % 区间")) }
                                th.n scope="col" { (say("standing", "相对位置")) }
                                th.n scope="col" { (say("weight", "权重")) }
                                th scope="col" { (say("facts", "事实")) }
                            }
                        }
                        tbody { (indicators(report, &explanation.root, row)) }
                    }
                }
            }
        }
    })
}

fn rank(rank: Option<f64>) -> Markup {
    number(rank, usize::from(rank.is_some_and(|rank| rank.fract() != 0.0)))
}

fn dimensions(report: &HtmlReport<'_>, root: &ExplainedNode) -> Markup {
    let mean = |key: &Key| report.means.iter().find(|(of, _)| of == key).and_then(|(_, mean)| *mean);
    html! {
        @if !root.nodes.is_empty() {
            table {
                thead {
                    tr {
                        th scope="col" { (say("dimension", "维度")) }
                        th.n scope="col" { (say("score", "得分")) }
                        th.n scope="col" { (say("rank", "名次")) }
                        th.n scope="col" { (say("mean of all", "全体均值")) }
                        th.n scope="col" { (say("weight", "权重")) }
                    }
                }
                tbody {
                    @for node in &root.nodes {
                        tr {
                            td { (term(&node.label)) }
                            td.n { (number(node.score, 3)) }
                            td.n { (rank(node.rank)) }
                            td.n { (number(mean(&node.key), 3)) }
                            td.n { (number(Some(node.global_weight), 3)) }
                        }
                    }
                }
            }
        }
    }
}

/// Where a row stands on an indicator, 0 the worst and 1 the best.
pub(super) fn standing(of: &Obstacle, row: usize) -> Option<f64> {
    of.losses.get(row).copied().flatten().filter(|_| of.weight > 0.0).map(|loss| 1.0 - loss / of.weight)
}

/// The row of the obstacles that `row` of the evaluation is.
pub(super) fn obstacle_row(evaluation: &Evaluation, obstacles: &Obstacles, row: usize) -> Option<usize> {
    // Nearly always the same.
    let wanted = evaluation.rows().get(row)?;
    match obstacles.rows.get(row) {
        Some(found) if found == wanted => Some(row),
        _ => obstacles.rows.position(wanted.unit, wanted.period),
    }
}

fn strengths(report: &HtmlReport<'_>, row: usize) -> Markup {
    let Some(at) = obstacle_row(report.evaluation, &report.obstacles, row) else { return html! {} };
    let standings = report.obstacles.indicators.iter().zip(&report.standings);
    let mut ahead: Vec<(&Obstacle, f64)> =
        standings.filter_map(|(indicator, mean)| Some((indicator, standing(indicator, at)? - (*mean)?))).collect();
    ahead.retain(|(_, lead)| *lead > 0.0);
    ahead.sort_by(|a, b| b.1.total_cmp(&a.1));
    html! {
        p {
            strong { (say("Strengths: ", "优势：")) }
            @if ahead.is_empty() { (say("none above the mean of all.", "无高于全体均值的指标。")) }
            @for (place, (indicator, _)) in ahead.iter().take(3).enumerate() {
                @if place > 0 { (say(", ", "、")) }
                (term(&indicator.label)) " (" (number(standing(indicator, at), 2)) ")"
            }
        }
    }
}

fn obstacles(report: &HtmlReport<'_>, row: usize) -> Markup {
    let top = report.obstacles.top(report.unit(row), report.period, 3).unwrap_or_default();
    html! {
        @if !top.is_empty() {
            p { strong { (say("Obstacles and advice", "主要障碍与对策")) } }
            ul {
                @for (obstacle, degree) in top {
                    li {
                        (term(&obstacle.label)) " " (number(Some(100.0 * degree), 1)) " %"
                        @if let Some(measure) = countermeasures_for(&obstacle.key).first() { (say(": ", "：")) (say(measure.en, measure.zh)) }
                    }
                }
            }
        }
    }
}

fn indicators(report: &HtmlReport<'_>, node: &ExplainedNode, row: usize) -> Markup {
    let at = obstacle_row(report.evaluation, &report.obstacles, row);
    html! {
        @for indicator in &node.indicators {
            @let of = report.obstacles.indicators.iter().find(|of| of.key == indicator.key);
            tr {
                td { (term(&indicator.label)) @if indicator.role == Role::Diagnostic { " *" } }
                td.n { (value(indicator)) }
                td { @if let Some(interval) = indicator.interval { (number(Some(interval.low()), 3)) "–" (number(Some(interval.high()), 3)) } }
                td.n { (bar(of.zip(at).and_then(|(of, at)| standing(of, at)))) }
                td.n { (number(Some(indicator.global_weight).filter(|weight| *weight > 0.0), 4)) }
                td.facts { (facts(indicator)) }
            }
        }
        @for node in &node.nodes { (indicators(report, node, row)) }
    }
}

fn value(indicator: &ExplainedIndicator) -> Markup {
    html! {
        @match (indicator.value, &indicator.reason) {
            (Some(value), _) => { (number(Some(value), 3)) @if !indicator.unit.is_empty() { " " span.unit { (indicator.unit) } } },
            (None, Some(reason)) => span.reason { (say(&reason.text(Language::En), &reason.text(Language::Zh))) },
            (None, None) => "–",
        }
        @if let Some(filled) = indicator.filled {
            " → " (number(Some(filled.value), 3)) " (" (say("filled in", "插补")) ")"
        }
    }
}

fn facts(indicator: &ExplainedIndicator) -> Markup {
    const SHOWN: usize = 6;
    html! {
        @for (at, fact) in indicator.facts.iter().enumerate() {
            @if at > 0 { "; " }
            code { (fact.field) }
            @for (n, value) in fact.values.iter().take(SHOWN).enumerate() {
                @if n == 0 { " = " } @else { ", " }
                (value.value) @if !value.record.is_empty() { " (" (value.record) ")" }
            }
            @if fact.values.len() > SHOWN { (format!(", … ({})", fact.values.len())) }
        }
    }
}
