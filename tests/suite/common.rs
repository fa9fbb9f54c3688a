//! What the integration tests share: numbers out of JSON, the tolerance, the place of the shared data, small model documents.
#![allow(dead_code)] // Each test file takes the part it needs.

use std::path::PathBuf;

use governance_efficacy::{DecisionMatrix, Direction, IndicatorTable, Weights};
use serde_json::{Value, json};

pub(crate) use crate::methods::keys;

/// The tolerance the crate speaks of everywhere: 10⁻⁹ relative, and 10⁻¹² of the scale so that true zeros count.
pub(crate) fn agrees(found: f64, expected: f64, scale: f64) -> bool {
    (found - expected).abs() <= 1e-9 * expected.abs() + 1e-12 * scale
}

/// Every number agrees; the scale is the largest of those expected.
#[track_caller]
pub(crate) fn assert_agree(what: &str, found: &[f64], expected: &[f64]) {
    assert_eq!(found.len(), expected.len(), "{what}: number of values");
    let scale = expected.iter().fold(0.0, |largest: f64, x| largest.max(x.abs()));
    for (at, (&found, &expected)) in found.iter().zip(expected).enumerate() {
        assert!(agrees(found, expected, scale), "{what}[{at}]: found {found}, expected {expected}");
    }
}

/// Every number is as printed, within the absolute tolerance the source is printed to.
#[track_caller]
pub(crate) fn assert_printed(what: &str, found: &[f64], printed: &[f64], tolerance: f64) {
    assert_eq!(found.len(), printed.len(), "{what}: number of values");
    for (at, (found, printed)) in found.iter().zip(printed).enumerate() {
        assert!((found - printed).abs() <= tolerance, "{what}[{at}]: found {found}, printed {printed} ± {tolerance}");
    }
}

#[track_caller]
pub(crate) fn number(value: &Value) -> f64 {
    value.as_f64().unwrap_or_else(|| panic!("{value} is no number"))
}

#[track_caller]
pub(crate) fn numbers(value: &Value) -> Vec<f64> {
    value.as_array().unwrap_or_else(|| panic!("{value} is no list")).iter().map(number).collect()
}

#[track_caller]
pub(crate) fn rows(value: &Value) -> Vec<Vec<f64>> {
    value.as_array().unwrap_or_else(|| panic!("{value} is no list")).iter().map(numbers).collect()
}

/// 1 for a benefit, −1 for a cost; benefits where nothing is said.
#[track_caller]
pub(crate) fn directions(types: &Value, count: usize) -> Vec<Direction> {
    if types.is_null() {
        return vec![Direction::Benefit; count];
    }
    let directions: Vec<Direction> =
        numbers(types).into_iter().map(|t| if t > 0.0 { Direction::Benefit } else { Direction::Cost }).collect();
    assert_eq!(directions.len(), count, "one direction an indicator");
    directions
}

/// A matrix with the criteria `c1`, `c2`, ….
#[track_caller]
pub(crate) fn matrix(rows: &[Vec<f64>], directions: &[Direction]) -> DecisionMatrix {
    let criteria: Vec<(String, Direction)> = keys(directions.len()).into_iter().zip(directions.iter().copied()).collect();
    DecisionMatrix::from_rows(&criteria, rows).expect("a valid matrix")
}

/// The same numbers as a table.
#[track_caller]
pub(crate) fn table(rows: &[Vec<f64>]) -> IndicatorTable {
    let units = (1..=rows.len()).map(|i| i.to_string());
    let cells: Vec<Vec<Option<f64>>> = rows.iter().map(|row| row.iter().copied().map(Some).collect()).collect();
    IndicatorTable::from_rows(units, &keys(rows[0].len()), &cells).expect("a valid table")
}

/// Weights of `c1`, `c2`, ….
#[track_caller]
pub(crate) fn weights(values: &[f64]) -> Weights {
    Weights::new(keys(values.len()).into_iter().zip(values.iter().copied())).expect("weights on the simplex")
}

/// How a model document writes a direction.
pub(crate) fn direction_entry(direction: Direction) -> Value {
    match direction {
        Direction::Benefit => json!("benefit"),
        Direction::Cost => json!("cost"),
        Direction::Target(target) => json!({ "target": target }),
        Direction::Band { low, high } => json!({ "band": [low, high] }),
    }
}

/// A model document with one level over `c1`, `c2`, ….
pub(crate) fn document(directions: &[Direction], weights: &Value, score: &Value) -> Value {
    let indicators: Vec<Value> = keys(directions.len())
        .iter()
        .zip(directions)
        .map(|(key, &direction)| json!({ "key": key, "direction": direction_entry(direction) }))
        .collect();
    json!({ "schema": 1, "detail": "full", "weights": weights, "score": score, "indicator": indicators })
}

/// The entry of given weights of `c1`, `c2`, ….
pub(crate) fn given_entry(values: &[f64]) -> Value {
    let weights: serde_json::Map<String, Value> = keys(values.len()).into_iter().zip(values.iter().map(|w| json!(w))).collect();
    json!({ "method": "given", "weights": weights })
}

/// The folder with the published cases and the real data, which stand beside the repository and not in it.
pub(crate) fn shared(part: &str) -> Option<PathBuf> {
    let shared = std::env::var_os("GOVERNANCE_EFFICACY_SHARED")?;
    let folder = PathBuf::from(shared).join(part);
    assert!(folder.is_dir(), "GOVERNANCE_EFFICACY_SHARED is set, and {} is no folder", folder.display());
    Some(folder)
}
