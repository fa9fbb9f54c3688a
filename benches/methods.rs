//! Normalisation, entropy, TOPSIS, PROMETHEE, Copeland and AHP at several sizes, beside a plain sum of the same data.
//!
//! `cargo bench` runs them; see `benches/README.md`.

use divan::{Bencher, black_box};
use governance_efficacy::prepare::{Normalization, Scale};
use governance_efficacy::score::{Copeland, Preference, Promethee, Score, Topsis, WeightedSum};
use governance_efficacy::weight::ahp::{Priority, RandomIndex};
use governance_efficacy::weight::{Ahp, Entropy, JudgementMatrix, Weigh};
use governance_efficacy::{DecisionMatrix, Direction, Weights};

const COLUMNS: usize = 40;
const ROWS: [usize; 4] = [100, 1_000, 10_000, 100_000];

fn main() {
    divan::main();
}

/// Positive numbers that look random and are the same on every run (a Weyl sequence).
fn matrix(rows: usize) -> DecisionMatrix {
    matrix_by(rows, COLUMNS, |cell| (cell as f64 * 0.618_033_988_749_895).fract())
}

/// Numbers in no order a sort could make use of (SplitMix64).
fn shuffled(rows: usize, columns: usize) -> DecisionMatrix {
    matrix_by(rows, columns, |cell| {
        let mut bits = (cell as u64).wrapping_mul(0x9e37_79b9_7f4a_7c15);
        bits = (bits ^ (bits >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        bits = (bits ^ (bits >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        ((bits ^ (bits >> 31)) >> 11) as f64 / (1_u64 << 53) as f64
    })
}

fn matrix_by(rows: usize, columns: usize, value: impl Fn(usize) -> f64) -> DecisionMatrix {
    let criteria: Vec<(String, Direction)> =
        (0..columns).map(|j| (format!("c{j}"), if j % 3 == 0 { Direction::Cost } else { Direction::Benefit })).collect();
    let data = (0..columns).map(|j| (0..rows).map(|i| 1.0 + value(i * columns + j + 1)).collect()).collect();
    DecisionMatrix::from_columns(&criteria, data).expect("valid")
}

fn equal(matrix: &DecisionMatrix) -> Weights {
    Weights::equal(matrix.keys().cloned()).expect("valid")
}

/// The floor: every value read once, into sixteen sums so that no addition waits for the one before it.
#[divan::bench(args = ROWS)]
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

#[divan::bench(args = ROWS)]
fn normalize_min_max(bencher: Bencher, rows: usize) {
    let matrix = matrix(rows);
    let mut out = vec![0.0; rows];
    bencher.bench_local(|| {
        let sample = matrix.sample();
        for column in sample.columns() {
            let scale = Scale::fit(Normalization::MinMax, &sample, column).expect("varies");
            scale.apply_into(column.values(), black_box(&mut out));
        }
    });
}

#[divan::bench(args = ROWS)]
fn entropy_raw(bencher: Bencher, rows: usize) {
    let matrix = matrix(rows);
    bencher.bench(|| Entropy::default().weigh(black_box(&matrix)).expect("weights"));
}

#[divan::bench(args = ROWS)]
fn topsis_vector(bencher: Bencher, rows: usize) {
    let matrix = matrix(rows);
    let weights = equal(&matrix);
    bencher.bench(|| Topsis::default().score(black_box(&matrix), &weights).expect("scores"));
}

#[divan::bench(args = ROWS)]
fn topsis_frozen(bencher: Bencher, rows: usize) {
    let matrix = matrix(rows);
    let weights = equal(&matrix);
    let fitted = Topsis::default().fit(&matrix).expect("fits");
    bencher.bench(|| fitted.score(black_box(&matrix), &weights).expect("scores"));
}

#[divan::bench(args = ROWS)]
fn weighted_sum(bencher: Bencher, rows: usize) {
    let matrix = matrix(rows);
    let weights = equal(&matrix);
    bencher.bench(|| WeightedSum::default().score(black_box(&matrix), &weights).expect("scores"));
}

/// Sixteen indicators, as many units as an outranking study has, and many more.
#[divan::bench(args = [200, 2_000, 20_000, 100_000])]
fn promethee_linear(bencher: Bencher, rows: usize) {
    promethee(bencher, rows, Preference::linear(0.1, 0.4).expect("thresholds"));
}

/// The one shape that compares every pair.
#[divan::bench(args = [200, 2_000])]
fn promethee_gaussian(bencher: Bencher, rows: usize) {
    promethee(bencher, rows, Preference::gaussian(0.3).expect("s"));
}

#[divan::bench(args = [200, 2_000])]
fn copeland(bencher: Bencher, rows: usize) {
    let matrix = shuffled(rows, 16);
    let weights = equal(&matrix);
    bencher.bench(|| Copeland::default().score(black_box(&matrix), &weights).expect("scores"));
}

fn promethee(bencher: Bencher, rows: usize, preference: Preference) {
    let matrix = shuffled(rows, 16);
    let weights = equal(&matrix);
    let method = Promethee::default().with_preference(preference);
    bencher.bench(|| method.score(black_box(&matrix), &weights).expect("scores"));
}

/// Mildly inconsistent, as judgements are (CR below 0.1): those of weights 1 … n, rounded to whole numbers.
fn judgements(order: usize) -> JudgementMatrix {
    let judgement = |i: usize, j: usize| {
        let ratio = (j + 1) as f64 / (i + 1) as f64;
        ratio.round().clamp(1.0, 9.0)
    };
    let upper: Vec<Vec<f64>> = (0..order - 1).map(|i| (i + 1..order).map(|j| judgement(i, j)).collect()).collect();
    JudgementMatrix::from_upper(&upper).expect("valid")
}

const ORDERS: [usize; 4] = [3, 5, 10, 15];

/// Priorities and consistency, as one calls it in a loop.
#[divan::bench(args = ORDERS)]
fn ahp_priorities(bencher: Bencher, order: usize) {
    let judgements = judgements(order);
    bencher.bench(|| black_box(&judgements).priorities(Priority::Eigenvector, RandomIndex::Saaty1980).expect("priorities"));
}

/// The same as a weighting method, with names, notices and detail.
#[divan::bench(args = ORDERS)]
fn ahp_weights(bencher: Bencher, order: usize) {
    let ahp = Ahp::new(judgements(order));
    let names: Vec<String> = (0..order).map(|i| format!("c{i}")).collect();
    bencher.bench(|| ahp.weigh_names(black_box(&names)).expect("weights"));
}
