//! The ten steps of the OECD/JRC Handbook (审计): what the model says of each, and what only people can answer.

use maud::{Markup, html};

use crate::label::Label;
use crate::model::{AUDIT_QUESTIONS, AUDIT_STEPS};

use super::HtmlReport;
use super::markup::{paragraph, say, term};

pub(super) fn section(report: &HtmlReport<'_>) -> Markup {
    let audit = report.fitted.model().audit();
    html! {
        section id="audit" {
            h2 { (say("Audit", "审计")) }
            (paragraph(
                "After the ten steps of the OECD/JRC Handbook on Constructing Composite Indicators (2008). What no program can answer stands as not answered until the model document says it, in a table [audit].",
                "依据 OECD/JRC《综合指标构建手册》（2008）的十个步骤。程序无法回答的问题标为“未答复”，可在模型文档的 [audit] 表中填写。",
            ))
            @for (at, (en, zh)) in AUDIT_STEPS.into_iter().enumerate() {
                h3 { (at + 1) ". " (say(en, zh)) }
                @if let Some(told) = told(report, at + 1) { p { (term(&told)) } }
                dl {
                    @for question in AUDIT_QUESTIONS.iter().filter(|question| question.step == at + 1) {
                        dt { (say(question.en, question.zh)) }
                        dd {
                            @match audit.answer(question.key) {
                                Some(answer) => (term(answer)),
                                None => em.open { (say("not answered", "未答复")) " " code { "audit." (question.key) } },
                            }
                        }
                    }
                }
            }
        }
    }
}

/// What the model itself says of a step.
fn told(report: &HtmlReport<'_>, step: usize) -> Option<Label> {
    let (evaluation, model) = (report.evaluation, report.fitted.model());
    let nodes = evaluation.nodes();
    let names = |of: &dyn Fn(&crate::model::NodeResult) -> String| {
        let mut names: Vec<String> = Vec::new();
        for name in nodes.iter().map(of) {
            if !names.contains(&name) {
                names.push(name);
            }
        }
        names.join(", ")
    };
    let missing: usize = evaluation
        .indicators()
        .iter()
        .filter_map(|i| i.cells.as_ref())
        .map(|c| c.values.iter().filter(|x| x.is_none()).count())
        .sum();
    let cells: usize = evaluation.indicators().iter().filter_map(|i| i.cells.as_ref()).map(|c| c.values.len()).sum();
    Some(match step {
        1 => Label::new(
            format!("{} nodes over {} indicators.", nodes.len(), evaluation.indicators().len()),
            format!("{} 个节点，{} 项指标。", nodes.len(), evaluation.indicators().len()),
        ),
        2 => Label::new(
            format!("{} rows; the scale was learned from {}.", evaluation.rows().len(), report.fitted.row_count()),
            format!("{} 行数据；标尺由 {} 行拟合。", evaluation.rows().len(), report.fitted.row_count()),
        ),
        3 => Label::new(
            format!("{missing} of {cells} cells are missing; policy: {}.", model.preparation().missing()),
            format!("{cells} 个单元格中缺失 {missing} 个；处理方式：{}。", model.preparation().missing()),
        ),
        4 => Label::new("See the map of correlations under data quality.", "见“数据质量”中的相关图。"),
        5 => {
            let used = names(&|node| node.normalization().to_owned());
            Label::new(format!("Normalisation: {used}."), format!("标准化方法：{used}。"))
        }
        6 => {
            let (weights, scores) =
                (names(&|node| node.weighing().detail.method().to_owned()), names(&|node| node.method().to_owned()));
            Label::new(format!("Weights: {weights}. Scores: {scores}."), format!("赋权：{weights}；合成：{scores}。"))
        }
        7 => match evaluation.certainty() {
            Some(certainty) => Label::new(
                format!("{} draws; see robustness.", certainty.draws),
                format!("{} 次抽样；见“稳健性”。", certainty.draws),
            ),
            None => Label::new("Not computed.", "未计算。"),
        },
        8 => Label::new(
            "Each community is traced to its indicators and facts under communities.",
            "各社区的得分可在“社区”中追溯到指标与事实。",
        ),
        10 => Label::new(
            "This report, in two languages; figures with numbers, titles and sources.",
            "本报告，双语；图形附数值、标题与来源。",
        ),
        _ => return None,
    })
}
