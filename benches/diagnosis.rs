//! How long a diagnosis of 3,000 units in ten years takes: coupling, obstacles, contributions and the parts of one score.
//!
//! `cargo bench --bench diagnosis`.

use divan::{Bencher, black_box};
use governance_efficacy::analysis::contribution::{Attribution, Baseline};
use governance_efficacy::analysis::coupling::{CouplingCoordination, CouplingForm};
use governance_efficacy::analysis::obstacle::Obstacles;
use governance_efficacy::model::{Branch, Fitted, Model, Scoring, System};
use governance_efficacy::score::{Topsis, WeightedSum};
use governance_efficacy::table::{Column, Rows};
use governance_efficacy::{Indicator, IndicatorTable, Key, Period};

const UNITS: usize = 3_000;
const YEARS: i16 = 10;
const DIMENSIONS: usize = 4;
const INDICATORS: usize = 10;

fn main() {
    divan::main();
}

/// 40 indicators in four dimensions, and numbers that look random and are the same on every run (a Weyl sequence).
fn panel(method: impl Into<Scoring>) -> (Fitted, IndicatorTable) {
    let years = (0..YEARS).map(|year| Period::year(2015 + year).expect("a year"));
    let rows = years.flat_map(|year| (0..UNITS).map(move |unit| (format!("u{unit}"), year)));
    let rows = Rows::panel(rows).expect("rows");
    let value = |cell: usize| 1.0 + (cell as f64 * 0.618_033_988_749_895).fract();
    let column = |j: usize| {
        let values = (0..rows.len()).map(|i| value(i * DIMENSIONS * INDICATORS + j + 1)).collect();
        Column::complete(Key::new(format!("i{j}")).expect("a key"), values).expect("a column")
    };
    let columns = (0..DIMENSIONS * INDICATORS).map(column).collect();
    let table = IndicatorTable::new(rows, columns).expect("a table");
    let indicator = |j: usize| Indicator::new(format!("i{j}")).expect("a key");
    let branch = |d: usize| {
        let indicators = (d * INDICATORS..(d + 1) * INDICATORS).map(indicator);
        Branch::of(format!("d{d}"), indicators).expect("a node")
    };
    let system = System::new(Branch::over("all", (0..DIMENSIONS).map(branch)).expect("a node")).expect("a hierarchy");
    let model = Model::new(system).with_indicator_scores(method).with_dimension_scores(WeightedSum::default());
    (model.fit(&table).expect("fits"), table)
}

#[divan::bench(args = [CouplingForm::Standard, CouplingForm::Revised], sample_count = 20)]
fn coupling_30000x4(bencher: Bencher, form: CouplingForm) {
    let (fitted, table) = panel(WeightedSum::default());
    let evaluation = fitted.score(&table).expect("scores");
    bencher.bench(|| CouplingCoordination::default().with_form(form).of_evaluation(black_box(&evaluation)).expect("coupled"));
}

#[divan::bench(sample_count = 20)]
fn obstacles_30000x40(bencher: Bencher) {
    let (fitted, table) = panel(Topsis::default());
    bencher.bench(|| Obstacles::of_model(&fitted, black_box(&table)).expect("obstacles"));
}

#[divan::bench(sample_count = 20)]
fn additive_contributions_30000x40(bencher: Bencher) {
    let (fitted, table) = panel(WeightedSum::default());
    let attribution = Attribution::default().with_baseline(Baseline::Mean);
    bencher.bench(|| attribution.of(&fitted, black_box(&table)).expect("contributions"));
}

/// Exact Owen values of one row of a score that is no sum.
#[divan::bench(sample_count = 20)]
fn owen_values_of_one_row_4x10(bencher: Bencher) {
    let (fitted, table) = panel(Topsis::default());
    let one = table.rows().get(0).expect("a row");
    let attribution = Attribution::default().of_unit(one.unit, one.period);
    bencher.bench(|| attribution.of(&fitted, black_box(&table)).expect("values"));
}
