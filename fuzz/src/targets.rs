//! What each front door promises of any bytes: an answer that is whole and finite, or an error that says what to do. Run by the
//! fuzzers on new bytes and by `tests/suite/corpus.rs` on the kept ones.

use governance_efficacy::governance::Facts;
use governance_efficacy::model::Model;
use governance_efficacy::score::{Score as _, ScoreMethod};
use governance_efficacy::table::{CsvForm, CsvOptions};
use governance_efficacy::weight::Weigh as _;
use governance_efficacy::weight::WeightMethod;
use governance_efficacy::weight::ahp::{Aggregation, Completion, JudgementSheet};
use governance_efficacy::{DecisionMatrix, Direction, Error, IndicatorTable, Period, Weights};

use crate::methods::{self, keys};

/// An error has a stable code and something to tell.
fn tells(error: &Error) {
    assert!(!error.code().is_empty() && error.to_string().len() > 10, "{error:?}");
}

/// A model document in TOML.
pub(crate) fn model_toml(data: &[u8]) {
    let Ok(text) = std::str::from_utf8(data) else { return };
    match Model::from_toml(text) {
        Err(error) => tells(&error),
        Ok(model) => {
            let written = model.to_toml().expect("what was read can be written");
            assert_eq!(Model::from_toml(&written).as_ref(), Ok(&model), "{written}");
            evaluated(&model);
        }
    }
}

/// A model document in JSON.
pub(crate) fn model_json(data: &[u8]) {
    let Ok(text) = std::str::from_utf8(data) else { return };
    match Model::from_json(text) {
        Err(error) => tells(&error),
        Ok(model) => {
            let written = model.to_json().expect("what was read can be written");
            assert_eq!(Model::from_json(&written).as_ref(), Ok(&model), "{written}");
            evaluated(&model);
        }
    }
}

/// Five units in two years go through a model.
fn evaluated(model: &Model) {
    let indicators = model.system().indicators();
    if indicators.len() > 64 {
        return;
    }
    let names: Vec<&str> = indicators.iter().map(|indicator| indicator.key().as_str()).collect();
    let value = |i: usize, j: usize, year: usize| ((i * 7 + j * 3 + year) % 5 + 1) as f64 / 6.0;
    let of_year = |year: usize| {
        let rows: Vec<Vec<Option<f64>>> =
            (0..5).map(|i| (0..names.len()).map(|j| (i + j + year != 4).then(|| value(i, j, year))).collect()).collect();
        IndicatorTable::from_rows(["A", "B", "C", "D", "E"], &names, &rows)
    };
    let years: Result<Vec<_>, Error> =
        [2023, 2024].into_iter().map(|year| Ok((Period::year(year)?, of_year(usize::from(year == 2024))?))).collect();
    match years.and_then(|years| model.evaluate(&IndicatorTable::stack(&years)?)) {
        Err(error) => tells(&error),
        Ok(evaluation) => {
            for node in evaluation.nodes() {
                assert!(node.scores().iter().flatten().all(|score| score.is_finite()), "{}", node.key());
                assert!(node.ranks().iter().flatten().all(|&rank| (1.0..=5.0).contains(&rank)), "{}", node.key());
            }
            let written = evaluation.to_json().expect("a result can be written");
            assert!(!evaluation.to_string().is_empty() && !written.is_empty());
        }
    }
}

/// A table of indicators as CSV, in both layouts.
pub(crate) fn table_csv(data: &[u8]) {
    for form in [CsvForm::Wide, CsvForm::Long] {
        match IndicatorTable::from_csv(data, &CsvOptions::default().with_form(form)) {
            Err(error) => tells(&error),
            Ok(table) => {
                let mut written = Vec::new();
                if table.to_csv(&mut written).is_ok() {
                    let options = CsvOptions::default().with_unit_column("unit");
                    let again = IndicatorTable::from_csv(written.as_slice(), &options);
                    let cells = |table: &IndicatorTable| -> Vec<Vec<Option<u64>>> {
                        let column = |j: usize| table.columns()[j].iter().map(|x| x.map(f64::to_bits)).collect();
                        (0..table.columns().len()).map(column).collect()
                    };
                    let again = again.unwrap_or_else(|e| panic!("{e}: {}", String::from_utf8_lossy(&written)));
                    assert_eq!(cells(&again), cells(&table));
                }
            }
        }
    }
}

/// Facts in JSON, through the indicators of the standard system.
pub(crate) fn facts_json(data: &[u8]) {
    let Ok(text) = std::str::from_utf8(data) else { return };
    match Facts::from_json(text) {
        Err(error) => tells(&error),
        Ok(facts) => {
            let written = facts.to_json().expect("what was read can be written");
            assert_eq!(Facts::from_json(&written).as_ref(), Ok(&facts), "{written}");
            match IndicatorTable::from_facts(&facts) {
                Err(error) => tells(&error),
                Ok(table) => {
                    let cells = table.columns().iter().flat_map(|column| column.iter().flatten());
                    assert!(cells.into_iter().all(f64::is_finite));
                }
            }
        }
    }
}

/// Judgements of experts as CSV, weighed in every way to aggregate and complete them.
pub(crate) fn judgements(data: &[u8]) {
    match JudgementSheet::from_csv(data) {
        Err(error) => tells(&error),
        Ok(sheet) if sheet.items().len() <= 24 && sheet.experts().len() <= 6 => {
            let names: Vec<String> = sheet.items().iter().map(ToString::to_string).collect();
            for aggregation in [Aggregation::Judgements, Aggregation::PrioritiesArithmetic, Aggregation::PrioritiesGeometric] {
                for completion in [Completion::LeastSquares, Completion::Harker, Completion::LambdaMax] {
                    match sheet.clone().into_ahp(aggregation, completion).and_then(|ahp| ahp.weigh_names(&names)) {
                        Err(error) => tells(&error),
                        Ok(weighing) => on_simplex(&weighing.weights),
                    }
                }
            }
        }
        Ok(_) => {}
    }
}

fn on_simplex(weights: &Weights) {
    let sum: f64 = weights.iter().map(|(_, w)| w).sum();
    assert!(weights.iter().all(|(_, w)| (0.0..=1.0).contains(&w)) && (sum - 1.0).abs() < 1e-9, "{weights:?}");
}

/// Any matrix through one weighting and one score method with all their settings; the two bytes after the cells choose which.
pub(crate) fn methods(data: &[u8]) {
    let Some((matrix, chosen)) = matrix(data) else { return };
    let choice = |at: usize| chosen.get(at).map_or(0, |&byte| usize::from(byte));
    let weights = weighed(&matrix, WeightMethod::INFOS[choice(0) % WeightMethod::INFOS.len()].name);
    scored(&matrix, &weights.unwrap_or_else(|| equal(&matrix)), ScoreMethod::INFOS[choice(1) % ScoreMethod::INFOS.len()].name);
}

/// Any matrix through all of them.
#[allow(dead_code)] // Too slow for a fuzzer.
pub(crate) fn every_method(data: &[u8]) {
    let Some((matrix, _)) = matrix(data) else { return };
    let mut weights = equal(&matrix);
    for info in WeightMethod::INFOS {
        weights = weighed(&matrix, info.name).unwrap_or(weights);
    }
    for info in ScoreMethod::INFOS {
        scored(&matrix, &weights, info.name);
    }
}

/// The matrix that bytes tell, and the bytes after it.
fn matrix(data: &[u8]) -> Option<(DecisionMatrix, &[u8])> {
    let [shape, directions, rest @ ..] = data else { return None };
    let (units, count) = (usize::from(shape % 7) + 1, usize::from(shape / 7 % 5) + 1);
    let (cells, chosen) = rest.split_at_checked(units * count * 2)?;
    let direction = |j: usize| if directions >> j & 1 == 0 { Direction::Benefit } else { Direction::Cost };
    let keys = keys(count);
    let criteria: Vec<(&str, Direction)> = (0..count).map(|j| (keys[j].as_str(), direction(j))).collect();
    let rows: Vec<Vec<f64>> = cells.chunks_exact(count * 2).map(|row| row.chunks_exact(2).map(cell).collect()).collect();
    Some((DecisionMatrix::from_rows(&criteria, &rows).expect("finite and of one width"), chosen))
}

fn equal(matrix: &DecisionMatrix) -> Weights {
    Weights::equal(matrix.keys().cloned()).expect("some")
}

/// The last weights that a method gives in any of its settings.
fn weighed(matrix: &DecisionMatrix, name: &str) -> Option<Weights> {
    let importance: Vec<f64> = (1..=matrix.keys().len()).map(|j| j as f64).collect();
    let mut weights = None;
    for method in methods::weight_methods(name, &importance) {
        match method.weigh(matrix) {
            Err(error) => tells(&error),
            Ok(weighing) => {
                on_simplex(&weighing.weights);
                weights = Some(weighing.weights);
            }
        }
    }
    weights
}

fn scored(matrix: &DecisionMatrix, weights: &Weights, name: &str) {
    for method in methods::score_methods(name) {
        match method.score(matrix, weights) {
            Err(error) => tells(&error),
            Ok(outcome) => {
                assert!(outcome.scores.as_slice().iter().all(|score| score.is_finite()), "{method:?}: {:?}", outcome.scores);
            }
        }
    }
}

/// Two bytes tell a number: small ones and equal ones often, and the ends of what a float can hold.
fn cell(bytes: &[u8]) -> f64 {
    const ENDS: [f64; 12] =
        [0.0, -0.0, 1.0, f64::MAX, f64::MIN, f64::MIN_POSITIVE, 5e-324, 1e-300, 1e300, 1e-160, 1e160, 1.0 + f64::EPSILON];
    let (kind, small) = (bytes[0], i32::from(bytes[1].cast_signed()));
    match kind % 8 {
        0..=3 => f64::from(small),
        4 => f64::from(small) / 8.0,
        5 => 1.0 + f64::from(small) * 1e-15,
        6 => 10_f64.powi(small * 2),
        _ => ENDS[bytes[1] as usize % ENDS.len()],
    }
}
