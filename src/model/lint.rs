//! What a reader must know of a fitted node (拟合提示).

use std::collections::HashMap;
use std::convert::Infallible;

use crate::governance::Period;
use crate::indicator::{Indicator, Role};
use crate::label::Key;
use crate::notice::Notice;
use crate::numeric::{correlations, pearson};
use crate::prepare::Normalization;
use crate::score::{Aggregation, Score, ScoreMethod};
use crate::table::{Column, Rows};
use crate::threads;
use crate::weight::{Weigh, Weighing, WeighingDetail, WeightMethod, Weights};

use super::node::Input;

/// A weight above this is told.
const DOMINANT: f64 = 0.4;

/// A correlation above this within a dimension is told: the two say the same (OECD/JRC 2008, §5, takes 0.92 of COINr's checks).
const REDUNDANT: f64 = 0.92;

/// How near the upper end of its range counts as at the ceiling, and from which share of units on that is told.
const CEILING: f64 = 0.05;
const CEILING_SHARE: f64 = 0.8;

/// What is to be said of a node after its fit.
pub(super) fn of_node(
    rows: &Rows,
    inputs: &[Input],
    family: &[Key],
    indicators: &[&Indicator],
    method: &WeightMethod,
    weighing: &Weighing,
) -> Vec<Notice> {
    let mut notices = Vec::new();
    notices.extend(dominant(weighing));
    if !indicators.is_empty() {
        notices.extend(redundant(inputs));
        if uses_entropy(&weighing.detail) {
            notices.extend(near_ceiling(inputs, indicators));
            notices.extend(outliers(rows, inputs, family, method, weighing));
        }
    }
    notices
}

/// Whether the weights mean what the score takes them for (OECD/JRC 2008, table 4), and whether its values are on a scale it can use.
pub(super) fn compatibility(weighing: &WeighingDetail, score: &ScoreMethod) -> Vec<Notice> {
    let mut notices = Vec::new();
    if score.aggregation() == Aggregation::Outranking && asks_for_ratios(weighing) {
        let (weights, score) = (weighing.method().to_owned(), score.info().name.to_owned());
        notices.push(Notice::WeightsAreRates { weights, score });
    }
    let normalization = score.normalization().filter(|_| score.aggregation() == Aggregation::Geometric);
    if let Some(normalization @ (Normalization::MinMax | Normalization::ZScore { .. })) = normalization {
        let (score, normalization) = (score.info().name.to_owned(), normalization.name().to_owned());
        notices.push(Notice::ArbitraryZero { score, normalization });
    }
    notices
}

/// Whether the weights come from ratios of judgements, which are rates of exchange.
fn asks_for_ratios(weighing: &WeighingDetail) -> bool {
    match weighing {
        WeighingDetail::Ahp(_) | WeighingDetail::FuzzyAhp(_) => true,
        WeighingDetail::Combined { sources, .. } => sources.iter().any(|source| asks_for_ratios(&source.detail)),
        _ => false,
    }
}

pub(super) fn dominant(weighing: &Weighing) -> impl Iterator<Item = Notice> + '_ {
    // Of two children one has at least half.
    let weights = weighing.weights.iter().filter(|_| weighing.weights.len() >= 3);
    weights.filter(|(_, weight)| *weight > DOMINANT).map(|(key, weight)| Notice::DominantWeight {
        indicator: key.clone(),
        weight,
        limit: DOMINANT,
    })
}

fn redundant(inputs: &[Input]) -> Vec<Notice> {
    let rows = inputs.first().map_or(0, |input| input.column.len());
    let pairs: Vec<(usize, usize)> = (0..inputs.len()).flat_map(|i| (i + 1..inputs.len()).map(move |j| (i, j))).collect();
    // Complete columns are gone through together, others pair by pair.
    let complete: Vec<&[f64]> = inputs.iter().filter_map(|input| input.column.as_complete()).collect();
    let of_complete = correlations(&complete);
    let is_complete = |at: usize| inputs[at].column.as_complete().is_some();
    let place: Vec<usize> = (0..inputs.len()).map(|at| (0..at).filter(|&before| is_complete(before)).count()).collect();
    let correlation = |&(i, j): &(usize, usize)| {
        if is_complete(i) && is_complete(j) {
            return Ok::<_, Infallible>(of_complete[place[j] * place[j].saturating_sub(1) / 2 + place[i]]);
        }
        let both = inputs[i].column.iter().zip(inputs[j].column.iter()).filter_map(|(x, y)| x.zip(y));
        let (x, y): (Vec<f64>, Vec<f64>) = both.unzip();
        Ok(if x.len() < 3 { None } else { pearson(&x, &y) })
    };
    let Ok(correlations) = threads::map(&pairs, rows * pairs.len(), correlation);
    // With two units every correlation is 1.
    let told = pairs.iter().zip(correlations).filter_map(|(&(i, j), correlation)| {
        let correlation = correlation.filter(|r| r.abs() > REDUNDANT && rows > 2)?;
        let (first, second) = (inputs[i].column.key().clone(), inputs[j].column.key().clone());
        Some(Notice::HighCorrelation { first, second, correlation })
    });
    told.collect()
}

fn uses_entropy(detail: &WeighingDetail) -> bool {
    match detail {
        WeighingDetail::Entropy { .. } => true,
        WeighingDetail::Combined { sources, .. } => sources.iter().any(|source| uses_entropy(&source.detail)),
        _ => false,
    }
}

fn near_ceiling(inputs: &[Input], indicators: &[&Indicator]) -> Vec<Notice> {
    let near = |input: &Input| {
        // The range is in the indicator's own unit.
        if input.terms.remeasured {
            return None;
        }
        let indicator = indicators.iter().find(|i| i.key() == input.column.key())?;
        let range = indicator.range()?;
        let (low, high) = (range.low?, range.high?);
        let present: Vec<f64> = input.column.iter().flatten().collect();
        let top = present.iter().filter(|&&x| x >= high - CEILING * (high - low)).count();
        let share = top as f64 / present.len().max(1) as f64;
        (share >= CEILING_SHARE).then(|| Notice::NearCeiling { indicator: input.column.key().clone(), share })
    };
    inputs.iter().filter_map(near).collect()
}

/// How many units are left out in turn to see whose weights change: each costs the weighing of the whole node.
const SUSPECTS: usize = 64;

/// The units that alone make the weight of an indicator: without its most extreme value it would weigh less than half. The
/// heaviest indicators come first, until so many units have been left out.
fn outliers(rows: &Rows, inputs: &[Input], family: &[Key], method: &WeightMethod, weighing: &Weighing) -> Vec<Notice> {
    let weights = weighing.weights.as_slice();
    // An indicator of no more than average weight is not made by anyone.
    let mut heavy: Vec<usize> = (0..inputs.len()).filter(|&j| weights[j] * (inputs.len() as f64) >= 1.0).collect();
    heavy.sort_by(|&a, &b| weights[b].total_cmp(&weights[a]));
    // Per unit the weights without it, found once for all indicators; none where the method then has no answer.
    let mut without: HashMap<usize, Option<Weights>> = HashMap::new();
    let mut found: Vec<(usize, Notice)> = Vec::new();
    for j in heavy {
        let Some(row) = most_extreme(&inputs[j].column) else { continue };
        if without.len() == SUSPECTS && !without.contains_key(&row) {
            continue;
        }
        let Some(others) = without.entry(row).or_insert_with(|| weights_without(row, rows, inputs, family, method)) else {
            continue;
        };
        let without = others.as_slice()[j];
        if without < weights[j] / 2.0 {
            let unit = rows.get(row).map(|r| r.to_string()).unwrap_or_default();
            let indicator = inputs[j].column.key().clone();
            found.push((j, Notice::OutlierMakesWeight { indicator, unit, weight: weights[j], without }));
        }
    }
    found.sort_by_key(|(j, _)| *j);
    found.into_iter().map(|(_, notice)| notice).collect()
}

/// An extreme value with a smaller share of all squared deviations can't halve a weight: what is left spreads too much without it.
const SHARE_OF_SPREAD: f64 = 0.2;

/// The row farthest from the mean, if there are enough to tell and it is far enough to matter.
fn most_extreme(column: &Column) -> Option<usize> {
    let count = column.len() - column.missing();
    if count < 4 {
        return None;
    }
    let mean = column.iter().flatten().sum::<f64>() / count as f64;
    let (mut squares, mut farthest) = (0.0, (0.0, 0));
    for (row, x) in column.iter().enumerate().filter_map(|(row, x)| Some((row, x?))) {
        let distance = (x - mean).abs();
        squares += distance * distance;
        // Of equals the last.
        if distance >= farthest.0 {
            farthest = (distance, row);
        }
    }
    // Infinite squares tell nothing, so the value stays a suspect.
    let is_far = !squares.is_finite() || farthest.0 * farthest.0 >= SHARE_OF_SPREAD * squares;
    is_far.then_some(farthest.1)
}

fn weights_without(row: usize, rows: &Rows, inputs: &[Input], family: &[Key], method: &WeightMethod) -> Option<Weights> {
    let keep: Vec<usize> = (0..rows.len()).filter(|&r| r != row).collect();
    let kept_rows = rows.select(&keep).ok()?;
    let kept: Vec<Column> = inputs.iter().map(|input| input.column.select(&keep)).collect();
    let columns = kept.iter().zip(inputs).map(|(column, input)| (column, input.terms));
    method.weigh(crate::table::Sample::of_columns(&kept_rows, columns).left_of(family)).ok().map(|weighing| weighing.weights)
}

/// Where the set of available children changes from one period to the next, in the rows that are scored.
pub(super) fn breaks(rows: &Rows, inputs: &[Input]) -> Vec<Notice> {
    let available: Vec<(Period, Vec<&Key>)> = rows
        .by_period()
        .into_iter()
        .filter_map(|(period, members)| {
            let has_any = |input: &&Input| members.iter().any(|&row| !input.column.is_gap(row));
            Some((period?, inputs.iter().filter(has_any).map(|input| input.column.key()).collect()))
        })
        .collect();
    let changes = available.windows(2).filter_map(|pair| {
        let [(_, before), (period, now)] = pair else { return None };
        let not_in = |these: &[&Key], those: &[&Key]| -> Vec<Key> {
            these.iter().filter(|key| !those.contains(key)).map(|&key| key.clone()).collect()
        };
        let (gained, lost) = (not_in(now, before), not_in(before, now));
        (!gained.is_empty() || !lost.is_empty()).then_some(Notice::BreakInSeries { period: *period, gained, lost })
    });
    changes.collect()
}

/// The indicators of a node that enter its score.
pub(super) fn scored(indicators: &[Indicator]) -> Vec<&Indicator> {
    indicators.iter().filter(|i| i.role() == Role::Scored).collect()
}
