//! What the kernels allocate: a guard against copies of the table, on counts and not on time. The counter is of the whole process, so that
//! there is one test only.

use std::alloc::System;

use governance_efficacy::model::{Model, System as Hierarchy};
use governance_efficacy::prepare::Normalization;
use governance_efficacy::score::{Score, Ties, Topsis, Vikor};
use governance_efficacy::table::{Column, Rows};
use governance_efficacy::weight::{Entropy, Weigh};
use governance_efficacy::{DecisionMatrix, Direction, Indicator, IndicatorTable, Key, Weights};
use stats_alloc::{INSTRUMENTED_SYSTEM, Region, StatsAlloc};

#[global_allocator]
static COUNTED: &StatsAlloc<System> = &INSTRUMENTED_SYSTEM;

const ROWS: usize = 50_000;
const COLUMNS: usize = 20;

/// All bytes that `work` asks for, and how often.
fn counted<T>(work: impl FnOnce() -> T) -> (T, usize, usize) {
    let region = Region::new(COUNTED);
    let result = work();
    let change = region.change();
    (result, change.bytes_allocated, change.allocations + change.reallocations)
}

fn columns(rows: usize) -> Vec<Vec<f64>> {
    (0..COLUMNS).map(|j| (0..rows).map(|i| 1.0 + ((i * 31 + j * 17) % 1009) as f64).collect()).collect()
}

#[test]
fn no_kernel_copies_the_table() {
    let criteria: Vec<(String, Direction)> = (0..COLUMNS).map(|j| (format!("c{j}"), Direction::Benefit)).collect();
    let column = ROWS * size_of::<f64>();
    let matrix = DecisionMatrix::from_columns(&criteria, columns(ROWS)).expect("a matrix");
    let weights = Weights::equal(matrix.keys().cloned()).expect("weights");
    // What threads need for themselves is asked for once.
    let min_max = || Topsis::default().with_normalization(Normalization::MinMax);
    min_max().score(&matrix, &weights).expect("scores");

    let (_, bytes, times) = counted(|| Entropy::default().with_normalization(Normalization::MinMax).weigh(&matrix));
    assert!(bytes < column / 4 && times < 40 * COLUMNS, "entropy: {bytes} bytes, {times} times");

    // Two distances a row and the score.
    let (_, bytes, times) = counted(|| min_max().score(&matrix, &weights));
    assert!(bytes < 5 * column && times < 40 * COLUMNS, "TOPSIS: {bytes} bytes, {times} times");

    let (_, bytes, times) = counted(|| Vikor::default().score(&matrix, &weights));
    assert!(bytes < 7 * column && times < 40 * COLUMNS, "VIKOR: {bytes} bytes, {times} times");

    let outcome = min_max().score(&matrix, &weights).expect("scores");
    let (_, bytes, _) = counted(|| outcome.scores.ranking(Ties::Competition));
    assert!(bytes < 8 * column, "ranks: {bytes} bytes");

    // A stream takes memory for one part, however many there are.
    let part = |from: usize| {
        let rows = Rows::units((from..from + 1000).map(|i| format!("u{i}"))).expect("names");
        let of = columns(1000).into_iter().enumerate();
        let columns = of.map(|(j, values)| Column::complete(Key::new(format!("c{j}"))?, values));
        IndicatorTable::new(rows, columns.collect::<Result<_, _>>().expect("finite")).expect("a table")
    };
    let indicators = (0..COLUMNS).map(|j| Indicator::new(format!("c{j}")));
    let system = Hierarchy::flat(indicators.collect::<Result<Vec<_>, _>>().expect("keys")).expect("a system");
    let model = Model::new(system).with_indicator_weights(Entropy::default()).with_indicator_scores(min_max());
    let held = |parts: usize| {
        let source = move || Ok((0..parts).map(move |at| Ok(part(at * 1000))));
        let region = Region::new(COUNTED);
        let fitted = model.fit_stream(&source).expect("a fit");
        // What is still held, not what passed through.
        let change = region.change();
        (fitted, change.bytes_allocated.saturating_sub(change.bytes_deallocated))
    };
    let ((_few, of_few), (_many, of_many)) = (held(2), held(20));
    assert!(of_many < of_few + (1 << 16), "{of_few} bytes after 2 parts, {of_many} after 20");
}
