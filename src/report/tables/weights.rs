//! Weights as a table (权重表).

use crate::label::{Key, Label};
use crate::method::Needs;
use crate::model::Evaluation;
use crate::report::{Cell, Table};
use crate::weight::{Weighing, WeighingDetail, WeightMethod};

/// The weights of every node (权重表): one column for each source, subjective or objective, then the weights that were used within the node,
/// those in the whole, and the consistency ratio where judgements were compared in pairs.
///
/// # Example
/// ```
/// use governance_efficacy::model::{Model, System};
/// use governance_efficacy::report::{Wording, tables};
/// use governance_efficacy::weight::Given;
/// use governance_efficacy::{Indicator, IndicatorTable};
///
/// let model = Model::new(System::flat([Indicator::new("order")?, Indicator::new("service")?])?)
///     .with_indicator_weights(Given::new([("order", 0.75), ("service", 0.25)])?);
/// let rows = [[Some(4.0), Some(1.0)], [Some(6.0), Some(0.0)]];
/// let table = IndicatorTable::from_rows(["A", "B"], &["order", "service"], &rows)?;
/// let text = tables::weights(&model.evaluate(&table)?).to_markdown(Wording::En);
/// assert!(text.contains("| Overall | order | 0.7500 | 0.7500 | 0.7500 | – |"), "{text}");
/// # Ok::<(), governance_efficacy::Error>(())
/// ```
pub fn weights(evaluation: &Evaluation) -> Table {
    let mut sources: Vec<&'static str> = Vec::new();
    for node in evaluation.nodes() {
        for source in leaves(node.weighing()) {
            if !sources.contains(&source.detail.method()) {
                sources.push(source.detail.method());
            }
        }
    }
    let fixed = [Label::new("node", "节点"), Label::new("child", "下级")];
    let used = [Label::new("used", "组合权重"), Label::new("in the whole", "全局权重"), Label::new("CR", "一致性比率")];
    let header = fixed.into_iter().chain(sources.iter().map(|name| source_label(name))).chain(used);
    let mut rows = Vec::new();
    for node in evaluation.nodes() {
        let found = leaves(node.weighing());
        for (at, (key, weight)) in node.weighing().weights.iter().enumerate() {
            let of_source = |name: &&'static str| {
                let source = found.iter().find(|source| source.detail.method() == *name);
                source.map_or(Cell::Empty, |source| Cell::number(source.weights.get(key.as_str()), 4))
            };
            let ratio = (at == 0).then(|| found.iter().find_map(|source| ratio(&source.detail)));
            let mut row =
                vec![if at == 0 { Cell::Text(node.label().clone()) } else { Cell::Empty }, Cell::Text(label(evaluation, key))];
            row.extend(sources.iter().map(of_source));
            row.extend([Cell::number(weight, 4), Cell::number(weight * node.global_weight(), 4)]);
            row.push(ratio.map_or(Cell::Empty, |ratio| Cell::number(ratio, 3)));
            rows.push(row);
        }
    }
    Table::new(Label::new("Weights", "权重"), header).with_rows(rows).with_note(Label::new(
        "Subjective weights come from judgements, objective ones from the data. CR: consistency ratio of the judgements, acceptable up to 0.1.",
        "主观权重来自判断，客观权重来自数据。一致性比率不超过 0.1 为可接受。",
    ))
}

/// The weighings at the bottom of combinations.
fn leaves(weighing: &Weighing) -> Vec<&Weighing> {
    match &weighing.detail {
        WeighingDetail::Combined { sources, .. } => sources.iter().flat_map(leaves).collect(),
        _ => vec![weighing],
    }
}

fn ratio(detail: &WeighingDetail) -> Option<f64> {
    match detail {
        WeighingDetail::Ahp(detail) => Some(detail.consistency.consistency_ratio),
        WeighingDetail::FuzzyAhp(detail) => Some(detail.consistency.consistency_ratio),
        _ => None,
    }
}

/// The name of a weighting method, and whether it comes from judgements or from data.
fn source_label(name: &str) -> Label {
    let Some(info) = WeightMethod::INFOS.iter().find(|info| info.name == name) else { return Label::same(name) };
    match (info.needs, name) {
        (Needs::Names, "equal") => Label::new(info.en, info.zh),
        (Needs::Names, _) => Label::new(format!("{} (subjective)", info.en), format!("{}（主观）", info.zh)),
        _ => Label::new(format!("{} (objective)", info.en), format!("{}（客观）", info.zh)),
    }
}

/// The name of a node or indicator.
pub(crate) fn label(evaluation: &Evaluation, key: &Key) -> Label {
    let node = || evaluation.nodes().iter().find(|node| node.key() == key).map(|node| node.label().clone());
    let indicator =
        evaluation.indicators().iter().find(|indicator| indicator.key == *key).map(|indicator| indicator.label.clone());
    indicator.or_else(node).unwrap_or_else(|| Label::same(key.as_str()))
}
