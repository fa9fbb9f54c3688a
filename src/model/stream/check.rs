//! Which models learn from a stream (可流式拟合的模型).

use crate::error::Error;
use crate::indicator::{Direction, Indicator, Normalization};
use crate::method::MethodInfo;
use crate::model::Model;
use crate::model::hierarchy::{Branch, Children};
use crate::score::{Score, ScoreMethod};
use crate::weight::{Weigh, WeightMethod};

use super::learning::is_learned_from_statistics;

/// Refuses a model of which a method needs the whole table.
pub(super) fn streamable(model: &Model) -> Result<(), Error> {
    for place in model.system.places() {
        let branch = place.branch;
        let (weights, scoring) = (model.weight_method(branch), model.scoring(branch));
        of_node(model, branch, &weights, scoring.method(), scoring.is_over_leaves()).map_err(|e| e.in_node(&place.address))?;
    }
    Ok(())
}

fn of_node(model: &Model, branch: &Branch, weights: &WeightMethod, score: &ScoreMethod, leaves: bool) -> Result<(), Error> {
    let Some(gathers) = weights.gathers() else {
        return Err(needs_table(weights.info(), WeightMethod::INFOS));
    };
    if !score.info().streamable {
        return Err(needs_table(score.info(), ScoreMethod::INFOS));
    }
    let weighed: Vec<&Indicator> = match branch.children() {
        Children::Indicators(indicators) => super::super::lint::scored(indicators),
        Children::Branches(_) => Vec::new(),
    };
    let all = model.system.indicators();
    let scored = if leaves { &all } else { &weighed };
    for indicator in weighed.iter().chain(scored) {
        let direction = indicator.direction();
        if !matches!(direction, Direction::Benefit | Direction::Cost) {
            return Err(Error::Undefined {
                method: "a stream",
                problem: format!(
                    "{} counts by the distance from a target or a band, whose scale needs the whole table",
                    indicator.key()
                ),
                remedy: "read the whole table, or turn the indicator into a benefit or a cost first".to_owned(),
            });
        }
        let of_weights = gathers.divergences.iter().copied().filter(|&normalization| normalization != Normalization::None);
        let named = indicator.normalization().into_iter().chain(of_weights).chain(score.normalization());
        if let Some(normalization) = named.into_iter().find(|&one| !is_learned_from_statistics(one, direction)) {
            return Err(Error::Undefined {
                method: "a stream",
                problem: format!("{} normalisation of {} needs the whole table", normalization.name(), indicator.key()),
                remedy: "read the whole table, or use min-max, goalposts, max, linear, vector or z-score normalisation"
                    .to_owned(),
            });
        }
    }
    Ok(())
}

fn needs_table(info: &MethodInfo, all: &[&MethodInfo]) -> Error {
    let others: Vec<&str> = all.iter().filter(|other| other.streamable).map(|other| other.name).collect();
    Error::Undefined {
        method: info.name,
        problem: "it needs the whole table, and can't learn from a stream".to_owned(),
        remedy: format!("read the whole table, or use one of {}", others.join(", ")),
    }
}
