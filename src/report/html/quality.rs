//! What the data are like (数据质量): gaps, what was filled in, outliers, notices.

use maud::{Markup, html};

use crate::analysis::multivariate;
use crate::label::{Label, Language};
use crate::report::figure::CorrelationMap;
use crate::report::{Cell, Table, tables};

use super::HtmlReport;
use super::markup::{figure, paragraph, say, table, term};

pub(super) fn section(report: &HtmlReport<'_>) -> Markup {
    html! {
        section id="quality" {
            h2 { (say("Data quality", "数据质量")) }
            h3 { (say("What a reader must know", "提示")) }
            (notices(report))
            @if let Ok(descriptive) = tables::descriptive(report.evaluation) { (table(None, &descriptive, |_| None)) }
            h3 { (say("Gaps", "缺失")) }
            (gaps(report))
            (treatment(report))
            @if let Ok(checked) = multivariate::check(report.table, report.fitted.model().system()) {
                (figure(report, "correlations", |style| CorrelationMap::default().draw(&checked, style)))
            }
        }
    }
}

fn notices(report: &HtmlReport<'_>) -> Markup {
    let label = |key: &crate::label::Key| {
        report.evaluation.node(key.as_str()).map_or_else(|_| Label::same(key.as_str()), |node| node.label().clone())
    };
    html! {
        ul.notices {
            @for (node, notice) in report.evaluation.all_notices() {
                li {
                    @if let Some(node) = node { strong { (term(&label(node))) } (say(": ", "：")) }
                    (say(&notice.text(Language::En), &notice.text(Language::Zh))) " " code { (notice.code()) }
                }
            }
        }
        @if report.evaluation.all_notices().next().is_none() { (paragraph("There are none.", "无。")) }
    }
}

fn gaps(report: &HtmlReport<'_>) -> Markup {
    let header = [
        Label::new("indicator", "指标"),
        Label::new("gaps", "缺失数"),
        Label::new("filled in", "已插补"),
        Label::new("share missing, %", "缺失率，%"),
    ];
    let rows = report.evaluation.indicators().iter().filter_map(|indicator| {
        let cells = indicator.cells.as_ref()?;
        let missing = cells.values.iter().filter(|value| value.is_none()).count();
        let share = 100.0 * missing as f64 / cells.values.len().max(1) as f64;
        (missing > 0).then(|| {
            vec![
                Cell::Text(indicator.label.clone()),
                Cell::count(missing),
                Cell::count(cells.filled.len()),
                Cell::number(share, 1),
            ]
        })
    });
    let gaps = Table::new(Label::new("Gaps by indicator, all periods", "各指标缺失情况（全部时期）"), header).with_rows(rows);
    html! {
        @if gaps.rows().is_empty() { (paragraph("There are none.", "无缺失。")) } @else { (table(None, &gaps, |_| None)) }
    }
}

fn treatment(report: &HtmlReport<'_>) -> Markup {
    let treated: Vec<_> = report.evaluation.preparation().notices().collect();
    html! {
        h3 { (say("Outliers", "离群值")) }
        @if treated.is_empty() {
            (paragraph("No treatment of outliers was asked for.", "未设置离群值处理。"))
        } @else {
            ul {
                @for notice in treated { li { (say(&notice.text(Language::En), &notice.text(Language::Zh))) } }
            }
        }
    }
}
