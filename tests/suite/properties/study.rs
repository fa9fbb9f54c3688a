//! Data to try methods on: units by indicators, with directions and importances.

use super::*;

/// Units × indicators with directions and importances.
#[derive(Debug, Clone)]
pub(crate) struct Study {
    pub(crate) rows: Vec<Vec<f64>>,
    pub(crate) directions: Vec<Direction>,
    pub(crate) importance: Vec<f64>,
}

pub(crate) fn direction() -> impl Strategy<Value = Direction> {
    prop_oneof![
        4 => Just(Direction::Benefit),
        3 => Just(Direction::Cost),
        1 => (1.0..100.0).prop_map(Direction::Target),
        1 => (1.0..60.0, 0.0..40.0).prop_map(|(low, width)| Direction::Band { low, high: low + width }),
    ]
}

pub(crate) fn study(
    units: std::ops::RangeInclusive<usize>,
    indicators: std::ops::RangeInclusive<usize>,
) -> impl Strategy<Value = Study> {
    (units, indicators)
        .prop_flat_map(|(n, m)| {
            let rows = prop::collection::vec(prop::collection::vec(0.5..100.0, m), n);
            let importance = prop::collection::vec(0.05..1.0, m);
            (rows, prop::collection::vec(direction(), m), importance)
        })
        .prop_map(|(rows, directions, importance)| Study { rows, directions, importance })
        .prop_filter("an indicator that tells no units apart is another test", |study| {
            (0..study.directions.len()).all(|j| {
                let good: Vec<f64> = study.rows.iter().map(|row| goodness(study.directions[j], row[j])).collect();
                let (low, high) = ends(&good);
                high - low > 0.5
            })
        })
}

pub(crate) fn ends(values: &[f64]) -> (f64, f64) {
    (values.iter().copied().fold(f64::INFINITY, f64::min), values.iter().copied().fold(f64::NEG_INFINITY, f64::max))
}

/// Something that grows with how good a value is.
pub(crate) fn goodness(direction: Direction, x: f64) -> f64 {
    match direction {
        Direction::Benefit => x,
        Direction::Cost => -x,
        Direction::Target(target) => -(x - target).abs(),
        Direction::Band { low, high } => -(low - x).max(x - high).max(0.0),
    }
}

/// `x` made better by a share of what can be gained.
pub(crate) fn improved(direction: Direction, x: f64, gain: f64) -> f64 {
    match direction {
        Direction::Benefit => x * (1.0 + gain),
        Direction::Cost => x / (1.0 + gain),
        Direction::Target(target) => x + (target - x) * gain.min(1.0),
        Direction::Band { low, high } => x + (x.clamp(low, high) - x) * gain.min(1.0),
    }
}

impl Study {
    pub(crate) fn shares(&self) -> Vec<f64> {
        shares(&self.importance)
    }

    pub(crate) fn keys(&self) -> Vec<String> {
        keys(self.directions.len())
    }

    pub(crate) fn matrix(&self) -> DecisionMatrix {
        matrix(&self.rows, &self.directions)
    }

    /// Another unit of measurement and another zero for each indicator, in its data and in its direction alike.
    pub(crate) fn remeasured(&self, factors: &[f64], shifts: &[f64]) -> Self {
        let x = |j: usize, x: f64| x * factors[j] + shifts[j];
        let direction = |j: usize| match self.directions[j] {
            Direction::Target(target) => Direction::Target(x(j, target)),
            Direction::Band { low, high } => Direction::Band { low: x(j, low), high: x(j, high) },
            other => other,
        };
        Self {
            rows: self.rows.iter().map(|row| row.iter().enumerate().map(|(j, &value)| x(j, value)).collect()).collect(),
            directions: (0..self.directions.len()).map(direction).collect(),
            importance: self.importance.clone(),
        }
    }
}

/// A way to put `0..count` in another order.
pub(crate) fn order(count: usize, seed: u64) -> Vec<usize> {
    let mut order: Vec<usize> = (0..count).collect();
    order.sort_by_key(|&at| (at as u64 + 1).wrapping_mul(seed | 1).rotate_left(17));
    order
}

/// The matrix with its columns in another order, under the keys they had.
pub(crate) fn with_columns(study: &Study, order: &[usize]) -> DecisionMatrix {
    let keys = study.keys();
    let criteria: Vec<(&str, Direction)> = order.iter().map(|&j| (keys[j].as_str(), study.directions[j])).collect();
    let rows: Vec<Vec<f64>> = study.rows.iter().map(|row| order.iter().map(|&j| row[j]).collect()).collect();
    DecisionMatrix::from_rows(&criteria, &rows).expect("valid")
}

pub(crate) fn with_rows(study: &Study, order: &[usize]) -> DecisionMatrix {
    let rows: Vec<Vec<f64>> = order.iter().map(|&i| study.rows[i].clone()).collect();
    matrix(&rows, &study.directions)
}

/// Three routes to climb a mountain, two indicators (Opricovic & Tzeng 2004).
pub(crate) fn mountain() -> Study {
    Study {
        rows: vec![vec![1.0, 3000.0], vec![2.0, 3750.0], vec![5.0, 4500.0]],
        directions: vec![Direction::Cost, Direction::Benefit],
        importance: vec![0.5, 0.5],
    }
}
