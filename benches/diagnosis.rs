//! How long a diagnosis of 3,000 units in ten years takes: coupling, obstacles, contributions, the parts of one score; changes, trends,
//! inequality, convergence, transitions and neighbours.
//!
//! `cargo bench --bench diagnosis`.

use divan::{Bencher, black_box};
use governance_efficacy::analysis::contribution::{Attribution, Baseline};
use governance_efficacy::analysis::coupling::{CouplingCoordination, CouplingForm};
use governance_efficacy::analysis::distribution::{Inequality, NaturalBreaks};
use governance_efficacy::analysis::obstacle::Obstacles;
use governance_efficacy::analysis::panel::{BetaSettings, Levels, Panel, SigmaConvergence, Transitions, Trends};
use governance_efficacy::analysis::space::{Distance, MoranTest, SpatialWeights};
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

#[divan::bench(sample_count = 20)]
fn changes_3000x40(bencher: Bencher) {
    let (fitted, table) = panel(WeightedSum::default());
    let (from, to) = (Period::year(2015).expect("a year"), Period::year(2024).expect("a year"));
    bencher.bench(|| Attribution::default().of_change(&fitted, black_box(&table), from, to).expect("changes"));
}

/// The scores of the whole, one panel.
fn scores() -> Panel {
    let (fitted, table) = panel(WeightedSum::default());
    let evaluation = fitted.score(&table).expect("scores");
    Panel::of_scores(&evaluation, "all").expect("a panel")
}

#[divan::bench(sample_count = 20)]
fn trends_3000x10(bencher: Bencher) {
    let panel = scores();
    bencher.bench(|| Trends::of(black_box(&panel)).expect("trends"));
}

/// All measures of each year, in 30 groups.
#[divan::bench(sample_count = 20)]
fn inequality_3000x10(bencher: Bencher) {
    let panel = scores();
    let groups: Vec<String> = (0..UNITS).map(|unit| format!("g{}", unit % 30)).collect();
    bencher.bench(|| {
        let of = |&year: &Period| {
            let amounts = black_box(&panel).amounts(year)?.with_groups(&groups)?;
            Inequality::of(&amounts)
        };
        panel.periods().iter().map(of).collect::<Result<Vec<_>, _>>().expect("measures")
    });
}

#[divan::bench(sample_count = 20)]
fn convergence_and_transitions_3000x10(bencher: Bencher) {
    let panel = scores();
    bencher.bench(|| {
        let sigma = SigmaConvergence::of(black_box(&panel)).expect("a spread");
        let beta = BetaSettings::default().of(&panel).expect("a fit");
        (sigma, beta, Transitions::of(&panel, &Levels::Natural(5)).expect("moves"))
    });
}

#[divan::bench(sample_count = 20)]
fn natural_breaks_30000(bencher: Bencher) {
    let panel = scores();
    let values: Vec<f64> =
        panel.units().iter().flat_map(|unit| panel.values_of(unit).expect("a unit").iter().flatten().copied()).collect();
    bencher.bench(|| NaturalBreaks::of(black_box(&values), 5).expect("breaks"));
}

/// Neighbours and both tests of one year, 999 permutations each.
#[divan::bench(sample_count = 10)]
fn neighbours_3000(bencher: Bencher) {
    let panel = scores();
    let year = panel.amounts(Period::year(2024).expect("a year")).expect("scores");
    let places: Vec<(f64, f64)> = (0..UNITS).map(|unit| ((unit % 55) as f64, (unit / 55) as f64)).collect();
    bencher.bench(|| {
        let weights = SpatialWeights::nearest(year.units().iter().cloned().zip(places.iter().copied()), 6, Distance::Planar)
            .expect("places")
            .row_standardized();
        let test = MoranTest::default();
        (test.global(&weights, year.values()).expect("varies"), test.local(&weights, year.values()).expect("varies"))
    });
}
