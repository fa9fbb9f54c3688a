//! How far the ranking hangs on choices (稳健性).

use maud::{Markup, html};

use crate::label::Label;
use crate::model::Certainty;
use crate::report::{Cell, Table, tables};
use crate::score::agreement::Agreement;

use super::HtmlReport;
use super::markup::{paragraph, say, table};

pub(super) fn section(report: &HtmlReport<'_>) -> Markup {
    html! {
        section id="robustness" {
            h2 { (say("Robustness", "稳健性")) }
            @match report.evaluation.certainty() {
                Some(certainty) => (intervals(report, certainty)),
                None => (paragraph(
                    "Intervals were not computed. Evaluate with certainty to see how far ranks depend on weights, methods and data.",
                    "未计算区间。请启用不确定性分析，以了解名次对权重、方法与数据的依赖程度。",
                )),
            }
            @match report.comparison {
                Some(comparison) => {
                    h3 { (say("Other score methods", "其他评价方法")) }
                    (table(None, &tables::agreement(comparison, Agreement::Spearman), |_| None))
                },
                None => (paragraph("Other score methods were not compared.", "未与其他评价方法比较。")),
            }
        }
    }
}

fn intervals(report: &HtmlReport<'_>, certainty: &Certainty) -> Markup {
    let percent = (certainty.level * 100.0).round();
    let header = [
        Label::new("unit", "单元"),
        Label::new("rank", "名次"),
        Label::new("median of the draws", "抽样中位数"),
        Label::new(format!("lower end, {percent} %"), format!("{percent} % 下限")),
        Label::new(format!("upper end, {percent} %"), format!("{percent} % 上限")),
        Label::new("width", "区间宽度"),
    ];
    let root = report.evaluation.root();
    let rows = report.members.iter().filter_map(|&row| {
        let span = certainty.ranks[row]?;
        let numbers = [span.median, span.low, span.high, span.high - span.low];
        let mut cells = vec![Cell::text(report.unit(row)), tables::shown_rank(root.ranks()[row])];
        cells.extend(numbers.map(|x| Cell::number(x, 1)));
        Some(cells)
    });
    let caption = Label::new("Ranks had it been otherwise", "不确定性下的名次");
    let intervals = Table::new(caption, header).with_rows(rows);
    let links: Vec<String> = (0..intervals.rows().len()).map(|place| report.link(place)).collect();
    html! {
        (paragraph(
            &format!("{} draws, seed {}, {}.", certainty.draws, certainty.seed, certainty.generator),
            &format!("{} 次抽样，种子 {}，随机数发生器 {}。", certainty.draws, certainty.seed, certainty.generator),
        ))
        (table(Some("intervals"), &intervals, |place| links.get(place).cloned()))
    }
}
