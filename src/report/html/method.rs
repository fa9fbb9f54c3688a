//! How the scores came about (方法), written from the model.

use maud::{Markup, html};

use crate::indicator::Role;
use crate::method::MethodInfo;
use crate::model::{Evaluation, NodeResult};
use crate::report::tables;
use crate::score::ScoreMethod;
use crate::weight::{WeighingDetail, WeightMethod};

use super::HtmlReport;
use super::markup::{paragraph, say, table, term};

/// Formulas of the methods most often used, by name; of the others the source tells.
const FORMULAS: [(&str, &str); 16] = [
    ("equal", "w_j = 1/m"),
    ("entropy", "p_ij = r_ij/Σ_i r_ij, e_j = −Σ_i p_ij ln p_ij / ln n, w_j = (1 − e_j)/Σ_k (1 − e_k)"),
    ("standard-deviation", "w_j = σ_j/Σ_k σ_k"),
    ("coefficient-of-variation", "w_j = v_j/Σ_k v_k, v_j = s_j/|mean_j|"),
    ("critic", "C_j = σ_j Σ_k (1 − r_jk), w_j = C_j/Σ_k C_k"),
    ("ahp", "A w = λ_max w, CI = (λ_max − n)/(n − 1), CR = CI/RI"),
    ("weighted-sum", "S_i = Σ_j w_j r_ij"),
    ("weighted-product", "S_i = ∏_j r_ij^(w_j)"),
    ("topsis", "D⁺_i = √Σ_j (w_j (r⁺_j − r_ij))², D⁻_i = √Σ_j (w_j (r_ij − r⁻_j))², C_i = D⁻_i/(D⁺_i + D⁻_i)"),
    ("vikor", "S_i = Σ_j w_j d_ij, R_i = max_j w_j d_ij, Q_i = v (S_i − S*)/(S⁻ − S*) + (1 − v)(R_i − R*)/(R⁻ − R*)"),
    ("min-max", "r = (x − min)/(max − min)"),
    ("goalposts", "r = (x − low)/(high − low)"),
    ("vector", "r = x/√Σ x²"),
    ("sum", "r = x/Σ x"),
    ("max", "r = x/max"),
    ("z-score", "r = (x − mean)/s"),
];

fn formula(name: &str) -> Option<&'static str> {
    FORMULAS.iter().find(|(of, _)| *of == name).map(|(_, formula)| *formula)
}

pub(super) fn section(report: &HtmlReport<'_>) -> Markup {
    let evaluation = report.evaluation;
    html! {
        section id="method" {
            h2 { (say("Method", "方法")) }
            (paragraph(
                "Scores climb the hierarchy: indicators are normalised and weighed into dimensions, dimensions into the whole. Every choice stands in the model document at the end of this section.",
                "得分沿层级自下而上：指标经标准化与赋权合成维度得分，维度合成总分。全部选择见本节末的模型文档。",
            ))
            (table(None, &tables::indicator_system(evaluation), |_| None))
            (definitions(report))
            h3 { (say("Methods at each node", "各节点所用方法")) }
            div.scroll { table {
                thead { tr {
                    th scope="col" { (say("node", "节点")) } th scope="col" { (say("weights", "赋权")) }
                    th scope="col" { (say("normalisation", "标准化")) } th scope="col" { (say("score", "评价方法")) }
                } }
                tbody { @for node in evaluation.nodes() { (node_line(node)) } }
            } }
            h3 { (say("Formulas and sources", "公式与出处")) }
            dl { @for info in infos(evaluation) { (method_line(info)) } @for name in normalizations(evaluation) { (normalization_line(name)) } }
            (table(None, &tables::weights(evaluation), |_| None))
            details {
                summary { (say("The model document, with every default", "模型文档（含全部默认值）")) }
                pre { (document(report)) }
            }
        }
    }
}

/// How each indicator is computed.
fn definitions(report: &HtmlReport<'_>) -> Markup {
    let system = report.fitted.model().system();
    html! {
        h3 { (say("How the indicators are computed", "指标计算方法")) }
        dl {
            @for indicator in system.indicators() {
                @if !indicator.formula().is_empty() {
                    dt { (term(indicator.label())) @if indicator.role() == Role::Diagnostic { " *" } }
                    dd { code { (indicator.formula()) } @if !indicator.source().is_empty() { br; small { (indicator.source()) } } }
                }
            }
        }
        p.note { (say("* shown, not scored", "* 仅供诊断，不计分")) }
    }
}

fn node_line(node: &NodeResult) -> Markup {
    let weights = methods_of(&node.weighing().detail);
    html! {
        tr {
            td { (term(node.label())) }
            td { @for (at, name) in weights.iter().enumerate() { @if at > 0 { " + " } code { (name) } } }
            td { code { (node.normalization()) } }
            td { code { (node.method()) } }
        }
    }
}

/// The weighting methods at the bottom of combinations.
fn methods_of(detail: &WeighingDetail) -> Vec<&str> {
    match detail {
        WeighingDetail::Combined { sources, .. } => sources.iter().flat_map(|source| methods_of(&source.detail)).collect(),
        other => vec![other.method()],
    }
}

/// Every method in use, once.
fn infos(evaluation: &Evaluation) -> Vec<&'static MethodInfo> {
    let used = evaluation.nodes().iter().flat_map(|node| {
        let weights = methods_of(&node.weighing().detail).into_iter();
        weights.chain([node.method()]).filter_map(|name| {
            let known = WeightMethod::INFOS.iter().chain(ScoreMethod::INFOS.iter());
            known.copied().find(|info| info.name == name)
        })
    });
    let mut found: Vec<&'static MethodInfo> = Vec::new();
    for info in used {
        if !found.iter().any(|other| other.name == info.name) {
            found.push(info);
        }
    }
    found
}

fn normalizations(evaluation: &Evaluation) -> Vec<&str> {
    let mut found: Vec<&str> = Vec::new();
    let of_indicators = evaluation.indicators().iter().filter_map(|indicator| indicator.normalization.as_deref());
    for name in of_indicators {
        if !found.contains(&name) {
            found.push(name);
        }
    }
    found
}

fn method_line(info: &MethodInfo) -> Markup {
    html! {
        dt { (say(info.en, info.zh)) " " code { (info.name) } }
        dd { @if let Some(formula) = formula(info.name) { code { (formula) } br; } small { (info.source) } }
    }
}

fn normalization_line(name: &str) -> Markup {
    html! {
        @if let Some(formula) = formula(name) { dt { code { (name) } } dd { code { (formula) } (say("; of a cost with the ends exchanged", "；逆向指标两端互换")) } }
    }
}

fn document(report: &HtmlReport<'_>) -> String {
    let model = report.fitted.model();
    #[cfg(feature = "toml")]
    let text = model.to_toml();
    #[cfg(not(feature = "toml"))]
    let text = model.to_json();
    text.unwrap_or_else(|error| error.to_string())
}
