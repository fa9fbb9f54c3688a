//! How long it takes to know how sure a ranking is.
//!
//! `cargo bench --features parallel --bench uncertainty`; without the feature on one thread.

use divan::{Bencher, black_box};
use governance_efficacy::analysis::sensitivity::Output;
use governance_efficacy::analysis::uncertainty::{Factor, Uncertainty, WeightNoise};
use governance_efficacy::model::{Branch, Model, System};
use governance_efficacy::prepare::{Missing, Normalization, Preparation};
use governance_efficacy::score::{PowerMean, Topsis, WeightedSum};
use governance_efficacy::{Indicator, IndicatorTable};

fn main() {
    divan::main();
}

/// Numbers that look random and are the same on every run (a Weyl sequence); every so many cells a gap.
fn table(rows: usize, columns: usize, gap_every: usize) -> IndicatorTable {
    let keys: Vec<String> = (0..columns).map(|j| format!("i{j}")).collect();
    let cell = |i: usize, j: usize| {
        let at = i * columns + j + 1;
        (!at.is_multiple_of(gap_every)).then(|| 1.0 + (at as f64 * 0.618_033_988_749_895).fract())
    };
    let cells: Vec<Vec<Option<f64>>> = (0..rows).map(|i| (0..columns).map(|j| cell(i, j)).collect()).collect();
    IndicatorTable::from_rows((0..rows).map(|i| format!("u{i}")), &keys, &cells).expect("a table")
}

fn indicators(columns: impl IntoIterator<Item = usize>) -> Vec<Indicator> {
    columns.into_iter().map(|j| Indicator::new(format!("i{j}")).expect("a key")).collect()
}

fn uniform() -> Factor {
    Factor::Weights { nodes: Vec::new(), noise: WeightNoise::Uniform }
}

/// 10,000 weights of TOPSIS over 300 units and 16 indicators, with all rank acceptabilities.
#[divan::bench(sample_count = 20)]
fn topsis_10000_weights_300x16(bencher: Bencher) {
    let model = Model::new(System::flat(indicators(0..16)).expect("a hierarchy")).with_indicator_scores(Topsis::default());
    let table = table(300, 16, usize::MAX);
    let settings = Uncertainty::of([uniform()]).and_then(|u| u.with_draws(10_000)).expect("settings");
    bencher.bench(|| settings.run(black_box(&model), &table).expect("runs").acceptabilities());
}

/// 1,000 replicates of a 51 × 49 index of three levels with gaps: policy for gaps, normalisation, weights, score methods all varied.
#[divan::bench(sample_count = 20)]
fn pipeline_1000_replicates_51x49(bencher: Bencher) {
    let pillar = |s: usize| Branch::of(format!("s{s}"), indicators((0..49).filter(|j| j % 8 == s))).expect("a node");
    let pillars: Vec<Branch> = (0..8).map(pillar).collect();
    let groups = pillars.chunks(2).enumerate().map(|(g, pair)| Branch::over(format!("g{g}"), pair.to_vec()).expect("a node"));
    let system = System::new(Branch::over("all", groups).expect("a node")).expect("a hierarchy");
    let model = Model::new(system).with_preparation(Preparation::default().with_missing(Missing::Median));
    let table = table(51, 49, 29);
    let settings = Uncertainty::of([
        Factor::relative_weights(0.25).expect("a share"),
        Factor::Missing(vec![Missing::Mean, Missing::Median]),
        Factor::Normalization(vec![Normalization::MinMax, Normalization::Vector, Normalization::ZScore { ddof: 1 }]),
        Factor::IndicatorScores(vec![WeightedSum::default().into(), Topsis::default().into()]),
    ])
    .expect("settings");
    bencher.bench(|| settings.run(black_box(&model), &table).expect("runs"));
}

/// Sobol' indices of the rank shift and of the winner, 1,024 points of each base matrix over six factors: 51 × 49 as above, 8,192 replicates.
#[divan::bench(sample_count = 5)]
fn sobol_1024_points_6_factors_51x49(bencher: Bencher) {
    let pillar = |s: usize| Branch::of(format!("s{s}"), indicators((0..49).filter(|j| j % 8 == s))).expect("a node");
    let system = System::new(Branch::over("all", (0..8).map(pillar)).expect("a node")).expect("a hierarchy");
    let model = Model::new(system).with_preparation(Preparation::default().with_missing(Missing::Median));
    let table = table(51, 49, 29);
    let settings = Uncertainty::of([
        Factor::relative_weights(0.25).expect("a share"),
        Factor::Missing(vec![Missing::Mean, Missing::Median]),
        Factor::Normalization(vec![Normalization::MinMax, Normalization::Vector, Normalization::ZScore { ddof: 1 }]),
        Factor::IndicatorScores(vec![WeightedSum::default().into(), Topsis::default().into()]),
        Factor::DimensionScores(vec![
            WeightedSum::default().into(),
            PowerMean::default().with_exponent(0.5).expect("an exponent").into(),
        ]),
        Factor::LeaveOut,
    ])
    .expect("settings");
    let outputs = [Output::RankShift, Output::Winner];
    bencher.bench(|| settings.sensitivity(black_box(&model), &table, &outputs, 1024).expect("runs"));
}
