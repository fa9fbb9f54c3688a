//! What was found, how sure it is, what to do (摘要).

use maud::{Markup, html};

use crate::analysis::advice::countermeasures_for;
use crate::analysis::contribution::ImportancePerformance;
use crate::analysis::coupling::CouplingCoordination;
use crate::numeric::median;
use crate::report::figure::{CouplingScatter, ObstacleBars, PriorityMap, Ranking, Slope};
use crate::report::table::fixed;

use super::HtmlReport;
use super::markup::{figure, number, paragraph, say, term};

pub(super) fn section(report: &HtmlReport<'_>) -> Markup {
    html! {
        section id="summary" {
            h2 { (say("Summary", "摘要")) }
            h3 { (say("What was found", "评价结果")) }
            (found(report))
            (figure(report, "ranking", |style| Ranking::default().draw(report.evaluation, style)))
            @if report.evaluation.rows().periods().len() > 1 {
                (figure(report, "slope", |style| Slope::default().draw(report.evaluation, style)))
            }
            @if let Ok(couplings) = CouplingCoordination::default().of_evaluation(report.evaluation) {
                (figure(report, "coupling", |style| CouplingScatter::default().draw(&couplings, style)))
            }
            h3 { (say("How sure it is", "可信程度")) }
            (certainty(report))
            h3 { (say("What to do", "改进方向")) }
            (advice(report))
        }
    }
}

fn found(report: &HtmlReport<'_>) -> Markup {
    let root = report.evaluation.root();
    let members = &report.members;
    let scored: Vec<usize> = members.iter().copied().filter(|&row| root.scores()[row].is_some()).collect();
    let scores: Vec<f64> = scored.iter().filter_map(|&row| root.scores()[row]).collect();
    let place = |row: usize| html! { strong { (report.unit(row)) } " (" (number(root.scores()[row], 3)) ")" };
    html! {
        p {
            (say(
                &format!("{} units were scored on {} indicators", scored.len(), report.evaluation.indicators().len()),
                &format!("{} 个单元按 {} 项指标评价", scored.len(), report.evaluation.indicators().len()),
            ))
            @if scored.len() < members.len() {
                (say(&format!("; {} have too few values for a score", members.len() - scored.len()), &format!("；{} 个单元因数据不足未评分", members.len() - scored.len())))
            }
            (say(". ", "。"))
            @if let (Some(&first), Some(&last)) = (scored.first(), scored.last()) {
                (say("The first is ", "居首的是 ")) (place(first))
                (say(", the last ", "，居末的是 ")) (place(last))
                (say("; the median score is ", "；得分中位数为 ")) (number((!scores.is_empty()).then(|| median(&scores)), 3)) (say(".", "。"))
            }
            @if let Some(source) = &report.source { (say(" Source: ", "数据来源：")) (term(source)) (say(".", "。")) }
        }
    }
}

fn certainty(report: &HtmlReport<'_>) -> Markup {
    let notices = report.evaluation.all_notices().count();
    let members = &report.members;
    html! {
        @match report.evaluation.certainty() {
            None => (paragraph(
                "Intervals of scores and ranks were not computed: neighbours in the ranking may well be in the other order.",
                "未计算得分与名次的区间：名次相邻者的先后未必可靠。",
            )),
            Some(certainty) => {
                @let widths: Vec<f64> = members.iter().filter_map(|&row| certainty.ranks[row].map(|span| span.high - span.low)).collect();
                @let percent = (certainty.level * 100.0).round();
                @if !widths.is_empty() {
                    (paragraph(
                        &format!(
                            "Had choices and data been otherwise within what was stated, {percent} % of the ranks of a unit would lie within {} places of each other (median over the units, {} draws). Units whose intervals overlap should not be told apart.",
                            fixed(median(&widths), 1), certainty.draws,
                        ),
                        &format!(
                            "在所声明的不确定性范围内，单元名次的 {percent} % 区间宽度中位数为 {} 位（{} 次抽样）。区间重叠的单元不宜区分先后。",
                            fixed(median(&widths), 1), certainty.draws,
                        ),
                    ))
                }
            }
        }
        p {
            (say(&format!("{notices} notices tell what a reader must know: see "), &format!("共有 {notices} 条提示，见")))
            a href="#quality" { (say("data quality", "数据质量")) } (say(".", "。"))
        }
    }
}

fn advice(report: &HtmlReport<'_>) -> Markup {
    let top = report.obstacles.top_on_average(report.period, 5);
    html! {
        (paragraph(
            "What holds the units back most, on average, as shares of all that is missing to the best values:",
            "平均而言，障碍最大的指标及其占全部差距的比重：",
        ))
        ol {
            @for (obstacle, degree) in &top {
                li {
                    strong { (term(&obstacle.label)) } " " (number(Some(100.0 * degree), 1)) " %"
                    @let measures = countermeasures_for(&obstacle.key);
                    @if !measures.is_empty() {
                        (say(": ", "："))
                        @for (at, measure) in measures.iter().take(3).enumerate() {
                            @if at > 0 { (say("; ", "；")) }
                            (say(measure.en, measure.zh))
                        }
                    }
                }
            }
        }
        (paragraph(
            "Which measure bears on which indicator is the reading of this library; that a measure moves its indicator is not shown by any score.",
            "对策与指标的对应关系为本库的解读；对策能否改善指标，非评分所能证明。",
        ))
        (figure(report, "obstacles", |style| ObstacleBars::default().draw(&report.obstacles, style)))
        @if let Ok(map) = ImportancePerformance::of(report.fitted, report.table, report.period) {
            (figure(report, "priorities", |style| PriorityMap::default().draw(&map, style)))
        }
    }
}
