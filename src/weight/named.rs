//! What the methods that take the analyst's judgements by name share (按名称给出的判断).

use std::collections::HashMap;

use crate::document::{Entry, TableBuilder, Value};
use crate::error::Error;
use crate::label::{Key, first_duplicate};
use crate::table::Sample;

use super::{Weighing, WeighingDetail, Weights};

/// Names, checked to be keys and each to stand once.
pub(super) fn keys<K: AsRef<str>>(what: &'static str, names: impl IntoIterator<Item = K>) -> Result<Vec<Key>, Error> {
    let keys = names.into_iter().map(Key::new).collect::<Result<Vec<Key>, _>>()?;
    if let Some(key) = first_duplicate(keys.iter()) {
        return Err(Error::Duplicate { what, name: key.to_string() });
    }
    if keys.is_empty() {
        return Err(Error::TooFew { what: "indicators", needed: 1 });
    }
    Ok(keys)
}

/// What `keys` say of each of `family`, in its order. Other keys are left to other nodes: one list may serve a whole level.
pub(super) fn of_family<T: Copy>(what: &'static str, keys: &[Key], values: &[T], family: &[Key]) -> Result<Vec<T>, Error> {
    let places: HashMap<&Key, T> = keys.iter().zip(values.iter().copied()).collect();
    let unknown = |key: &Key| Error::unknown(what, key.as_str(), keys.iter().map(Key::as_str));
    family.iter().map(|key| places.get(key).copied().ok_or_else(|| unknown(key))).collect()
}

/// Weights in proportion to `importance`, which goes by `keys`, for the indicators of `sample`, each of which must be among the keys.
pub(super) fn weigh(
    method: &'static str,
    keys: &[Key],
    importance: &[f64],
    sample: &Sample<'_>,
    detail: WeighingDetail,
) -> Result<Weighing, Error> {
    let family = sample.family();
    let own = of_family("indicator in the judgements of the weights", keys, importance, &family)?;
    if own.iter().all(|&x| x == 0.0) {
        return Err(Error::Undefined {
            method,
            problem: format!("nothing of {:?} has any importance", family.iter().map(Key::as_str).collect::<Vec<_>>()),
            remedy: "give some of them more than 0".to_owned(),
        });
    }
    let weights = Weights::proportional(method, family, &own)?.rescaled_to(sample.keys())?;
    Ok(Weighing { weights, detail, notices: Vec::new() })
}

/// The list of names at `entry`.
pub(super) fn read_names(entry: &Entry<'_>) -> Result<Vec<Key>, Error> {
    entry.list()?.iter().map(Entry::key).collect()
}

pub(super) fn write_names(keys: &[Key]) -> Value {
    keys.iter().map(Key::to_string).collect::<Vec<_>>().into()
}

/// The table of numbers by name at `entry`.
pub(super) fn read_numbers<'a>(entry: &Entry<'a>) -> Result<Vec<(&'a str, f64)>, Error> {
    entry.table()?.all().into_iter().map(|(name, value)| Ok((name, value.number()?))).collect()
}

pub(super) fn write_numbers(keys: &[Key], numbers: &[f64]) -> TableBuilder {
    keys.iter().zip(numbers).fold(TableBuilder::default(), |table, (key, number)| table.with(key.as_str(), *number))
}

#[cfg(test)]
mod tests {
    use super::super::{Bwm, Dematel, Fucom, G1, Given, Points, Precedence, RankOrder, Swara, Weigh, WeightMethod};
    use super::*;
    use crate::{DecisionMatrix, Direction};

    fn of(method: &WeightMethod, keys: &[&str]) -> Result<Vec<f64>, Error> {
        let criteria: Vec<(&str, Direction)> = keys.iter().map(|&key| (key, Direction::Benefit)).collect();
        let matrix = DecisionMatrix::from_rows(&criteria, &[vec![1.0; keys.len()]]).expect("a matrix");
        Ok(method.weigh(&matrix)?.weights.as_slice().to_vec())
    }

    /// Each says that a : b = 3 : 1 and something of c and d, which belong to another node.
    fn of_a_level() -> Vec<WeightMethod> {
        let names = ["c", "a", "d", "b"];
        // a acts on c with 2 and on d with 1, b on d with 1, and nothing goes further: T = X = D/3, so that r + c is 3/3 for a, 1/3 for b.
        let influence = [[0.0; 4], [2.0, 0.0, 1.0, 0.0], [0.0; 4], [0.0, 0.0, 1.0, 0.0]];
        // Half a mark each for itself: a is before d and b, b before none but half of d.
        let chart = [vec![0.5, 1.0, 0.5], vec![1.0, 1.0], vec![1.0]];
        let chart = Precedence::new(names, &chart).expect("a chart");
        let chains = [
            Swara::new(names, vec![0.5, 1.0, 0.5]).expect("steps").into(),
            Fucom::new(names, vec![1.5, 2.0, 1.5]).expect("steps").into(),
            G1::new(names, vec![1.5, 2.0, 1.5]).expect("steps").into(),
        ];
        let others = [
            Points::new(names.into_iter().zip([7.0, 30.0, 2.0, 10.0])).expect("points").into(),
            RankOrder::new(names).expect("an order").into(),
            Dematel::new(names, &influence).expect("influences").into(),
            Bwm::new("c", "d", [("c", 1.0, 6.0), ("a", 1.0, 6.0), ("d", 6.0, 1.0), ("b", 3.0, 2.0)]).expect("judged").into(),
            chart.into(),
        ];
        chains.into_iter().chain(others).collect()
    }

    #[test]
    fn each_node_of_a_level_takes_its_own() {
        for method in of_a_level() {
            let weights = of(&method, &["b", "a"]).expect("weights");
            // By the centroid of two: (1 + 1/2)/2 to 1/4. The chart gives a 3 marks and b 1.
            assert!((weights[1] - 0.75).abs() < 1e-15, "{method:?}: {weights:?}");
        }
        // Given weights sum to 1 in each node.
        let given = Given::new([("c", 0.4), ("a", 0.75), ("d", 0.6), ("b", 0.25)]).expect("weights").into();
        assert_eq!(of(&given, &["b", "a"]), Ok(vec![0.25, 0.75]));
        assert_eq!(of(&given, &["c", "d"]), Ok(vec![0.4, 0.6]));
    }

    #[test]
    fn the_one_that_is_missing_is_named() {
        let given = Given::new([("a", 0.5), ("b", 0.5)]).expect("weights").into();
        for method in of_a_level().into_iter().chain([given]) {
            let error = of(&method, &["a", "quality"]).expect_err("missing");
            assert!(matches!(&error, Error::Unknown { name, .. } if name == "quality"), "{method:?}: {error}");
        }
    }

    #[test]
    fn a_node_in_which_nothing_has_points_is_told() {
        let points = Points::new([("a", 0.0), ("b", 0.0), ("c", 1.0)]).expect("points").into();
        let error = of(&points, &["a", "b"]).unwrap_err().to_string();
        assert!(error.contains("\"a\", \"b\"") && error.contains("more than 0"), "{error}");
        assert_eq!(Points::new([("a", 1e308), ("b", 1e308)]).unwrap_err().code(), "invalid-setting");
    }
}
