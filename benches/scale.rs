//! The main way at growing sizes: MinMax, entropy weights, TOPSIS, ranks; VIKOR; a whole evaluation. Beside each size stands a plain sum of the
//! same data in the same process, the floor that memory sets.
//!
//! `cargo bench --bench scale --features parallel`; bytes allocated are counted.

use divan::{AllocProfiler, Bencher, black_box};
use governance_efficacy::model::stream::ScoredChunk;
use governance_efficacy::model::{Branch, Model, System};
use governance_efficacy::prepare::Normalization;
use governance_efficacy::score::{Score, Ties, Topsis, Vikor, WeightedSum};
use governance_efficacy::table::{Column, CsvOptions, Rows};
use governance_efficacy::weight::{Entropy, Weigh};
use governance_efficacy::{DecisionMatrix, Direction, Indicator, IndicatorTable, Key, Weights};

#[global_allocator]
static COUNTED: AllocProfiler = AllocProfiler::system();

const COLUMNS: usize = 40;
const ROWS: [usize; 4] = [1_000, 10_000, 100_000, 1_000_000];

fn main() {
    divan::main();
}

/// Positive numbers in no order a sort could make use of (SplitMix64), the same on every run.
fn value(cell: usize) -> f64 {
    let mut bits = (cell as u64).wrapping_mul(0x9e37_79b9_7f4a_7c15);
    bits = (bits ^ (bits >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
    bits = (bits ^ (bits >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
    1.0 + ((bits ^ (bits >> 31)) >> 11) as f64 / (1_u64 << 53) as f64
}

fn column(rows: usize, j: usize) -> Vec<f64> {
    (0..rows).map(|i| value(i * COLUMNS + j + 1)).collect()
}

fn direction(j: usize) -> Direction {
    if j.is_multiple_of(3) { Direction::Cost } else { Direction::Benefit }
}

fn matrix(rows: usize) -> DecisionMatrix {
    let criteria: Vec<(String, Direction)> = (0..COLUMNS).map(|j| (format!("c{j}"), direction(j))).collect();
    DecisionMatrix::from_columns(&criteria, (0..COLUMNS).map(|j| column(rows, j)).collect()).expect("valid")
}

/// The floor: every value read once, into sixteen sums so that no addition waits for the one before it.
#[divan::bench(args = ROWS, sample_count = 20)]
fn plain_sum(bencher: Bencher, rows: usize) {
    let matrix = matrix(rows);
    bencher.bench(|| {
        let mut sums = [0.0; 16];
        for criterion in matrix.criteria() {
            for chunk in black_box(criterion.values()).chunks(16) {
                sums.iter_mut().zip(chunk).for_each(|(sum, x)| *sum += x);
            }
        }
        sums
    });
}

/// Entropy of the MinMax scale and TOPSIS on it.
#[divan::bench(args = ROWS, sample_count = 20)]
fn entropy_and_topsis(bencher: Bencher, rows: usize) {
    let matrix = matrix(rows);
    bencher.bench(|| scored(black_box(&matrix)));
}

/// The same with ranks.
#[divan::bench(args = ROWS, sample_count = 20)]
fn entropy_topsis_and_ranks(bencher: Bencher, rows: usize) {
    let matrix = matrix(rows);
    bencher.bench(|| scored(black_box(&matrix)).scores.ranking(Ties::Competition));
}

fn scored(matrix: &DecisionMatrix) -> governance_efficacy::score::Outcome {
    let weights = Entropy::default().with_normalization(Normalization::MinMax).weigh(matrix).expect("weights").weights;
    Topsis::default().with_normalization(Normalization::MinMax).score(matrix, &weights).expect("scores")
}

#[divan::bench(args = ROWS, sample_count = 20)]
fn vikor(bencher: Bencher, rows: usize) {
    let matrix = matrix(rows);
    let weights = Weights::equal(matrix.keys().cloned()).expect("some");
    bencher.bench(|| Vikor::default().score(black_box(&matrix), &weights).expect("scores"));
}

/// A hierarchy of four dimensions over ten indicators each: weights from data, scores, ranks, notices.
#[divan::bench(args = [1_000, 10_000, 100_000], sample_count = 20)]
fn evaluate(bencher: Bencher, rows: usize) {
    let (model, table) = study(rows);
    bencher.bench(|| model.evaluate(black_box(&table)).expect("evaluates"));
}

/// The same, and written as JSON.
#[divan::bench(args = [1_000, 10_000, 100_000], sample_count = 20)]
fn evaluate_to_json(bencher: Bencher, rows: usize) {
    let (model, table) = study(rows);
    bencher.bench(|| model.evaluate(black_box(&table)).and_then(|found| found.to_json()).expect("evaluates"));
}

fn study(rows: usize) -> (Model, IndicatorTable) {
    let rows_of = Rows::units((0..rows).map(|i| format!("u{i}"))).expect("rows");
    let columns = (0..COLUMNS).map(|j| Column::complete(Key::new(format!("c{j}"))?, column(rows, j)));
    let table = IndicatorTable::new(rows_of, columns.collect::<Result<_, _>>().expect("columns")).expect("a table");
    let indicator = |j: usize| Indicator::new(format!("c{j}")).expect("a key").with_direction(direction(j)).expect("a direction");
    let branch = |d: usize| Branch::of(format!("d{d}"), (d * 10..(d + 1) * 10).map(indicator)).expect("a node");
    let system = System::new(Branch::over("all", (0..4).map(branch)).expect("a node")).expect("a hierarchy");
    let model = Model::new(system)
        .with_indicator_weights(Entropy::default())
        .with_indicator_scores(Topsis::default())
        .with_dimension_scores(WeightedSum::default());
    (model, table)
}

/// The table as CSV, every number with all its digits.
fn csv_text(rows: usize) -> Vec<u8> {
    let (_, table) = study(rows);
    let mut text = Vec::new();
    table.to_csv(&mut text).expect("writable");
    text
}

/// The floor of reading: the parser, and every cell as a number.
#[divan::bench(args = [1_000, 10_000, 100_000], sample_count = 5)]
fn parse_csv(bencher: Bencher, rows: usize) {
    let text = csv_text(rows);
    bencher.bench(|| {
        let mut reader = csv::Reader::from_reader(text.as_slice());
        let mut record = csv::ByteRecord::new();
        let mut sum = 0.0;
        while reader.read_byte_record(&mut record).expect("a record") {
            for cell in record.iter().skip(1) {
                sum += std::str::from_utf8(cell).expect("text").parse::<f64>().expect("a number");
            }
        }
        sum
    });
}

/// From CSV to scores, the table in memory.
#[divan::bench(args = [1_000, 10_000, 100_000], sample_count = 5)]
fn csv_to_scores(bencher: Bencher, rows: usize) {
    let (model, text) = (flat(), csv_text(rows));
    bencher.bench(|| {
        let table = IndicatorTable::from_csv(text.as_slice(), &CsvOptions::default()).expect("a table");
        model.evaluate(&table).expect("evaluates")
    });
}

/// From CSV to scores part by part, reading it once a pass.
#[divan::bench(args = [1_000, 10_000, 100_000], sample_count = 5)]
fn stream_csv_to_scores(bencher: Bencher, rows: usize) {
    let (model, text) = (flat(), csv_text(rows));
    bencher.bench(|| {
        let source = || IndicatorTable::csv_chunks(text.as_slice(), &CsvOptions::default(), 1 << 14);
        let mut sum = 0.0;
        let each = |chunk: ScoredChunk| {
            sum += chunk.root().iter().flatten().sum::<f64>();
            Ok(())
        };
        model.fit_stream(&source).and_then(|fitted| fitted.score_stream(&source, each)).expect("scores");
        sum
    });
}

/// MinMax, entropy, TOPSIS, without a hierarchy.
fn flat() -> Model {
    let indicators = (0..COLUMNS).map(|j| Indicator::new(format!("c{j}")).and_then(|one| one.with_direction(direction(j))));
    let system = System::flat(indicators.collect::<Result<Vec<_>, _>>().expect("indicators")).expect("a system");
    Model::new(system)
        .with_indicator_weights(Entropy::default())
        .with_indicator_scores(Topsis::default().with_normalization(Normalization::MinMax))
}
