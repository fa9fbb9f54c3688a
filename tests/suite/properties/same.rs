//! When two answers are the same.

use super::*;

pub(crate) fn same(found: &[f64], expected: &[f64]) -> Result<(), TestCaseError> {
    prop_assert_eq!(found.len(), expected.len());
    for (found, expected) in found.iter().zip(expected) {
        prop_assert!(agrees(*found, *expected, 1.0), "{} {}", found, expected);
    }
    Ok(())
}

/// Weights by key, or the code of the error.
pub(crate) fn weighed(method: &WeightMethod, matrix: &DecisionMatrix) -> Result<Weights, &'static str> {
    method.weigh(matrix).map(|weighing| weighing.weights).map_err(|e| e.code())
}

pub(crate) fn same_weights(
    found: Result<Weights, &'static str>,
    expected: Result<Weights, &'static str>,
) -> Result<(), TestCaseError> {
    match (found, expected) {
        (Ok(found), Ok(expected)) => {
            for (key, weight) in expected.iter() {
                let found = found.get(key.as_str());
                prop_assert!(found.is_some_and(|f| agrees(f, weight, 1.0)), "{}: {:?} {}", key, found, weight);
            }
            prop_assert_eq!(found.len(), expected.len());
        }
        (found, expected) => prop_assert_eq!(found.err(), expected.err(), "an answer here and none there"),
    }
    Ok(())
}

pub(crate) fn scored(method: &ScoreMethod, matrix: &DecisionMatrix, weights: &Weights) -> Result<Vec<f64>, &'static str> {
    method.score(matrix, weights).map(|outcome| outcome.scores.as_slice().to_vec()).map_err(|e| e.code())
}

pub(crate) fn same_scores(
    found: Result<Vec<f64>, &'static str>,
    expected: Result<Vec<f64>, &'static str>,
) -> Result<(), TestCaseError> {
    match (found, expected) {
        (Ok(found), Ok(expected)) => same(&found, &expected),
        (found, expected) => {
            prop_assert_eq!(found.err(), expected.err(), "an answer here and none there");
            Ok(())
        }
    }
}

pub(crate) fn reordered<T: Clone>(values: &[T], order: &[usize]) -> Vec<T> {
    order.iter().map(|&at| values[at].clone()).collect()
}
