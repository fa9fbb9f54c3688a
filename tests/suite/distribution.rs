//! Space and time: what must hold of any distribution, and the governance of 63 provinces in 14 years (Viet Nam, PAPI 2011–2024)
//! through trends, inequality, convergence, transitions and changes. The data stand beside the repository, in the folder `papi` of the place
//! that `GOVERNANCE_EFFICACY_SHARED` names; without it those tests say that they were skipped.
#![cfg(all(feature = "csv", feature = "json", feature = "toml"))]

use crate::common::agrees;
use governance_efficacy::analysis::contribution::{Attribution, Decomposition};
use governance_efficacy::analysis::distribution::{Amounts, Inequality, NaturalBreaks, Theil, atkinson, dagum, gini};
use governance_efficacy::analysis::panel::{
    BetaForm, BetaSettings, Course, Levels, Panel, SigmaConvergence, Transitions, Trends,
};
use governance_efficacy::analysis::space::{Distance, MoranTest, SpatialWeights};
use governance_efficacy::model::{Evaluation, Fitted, Model};
use governance_efficacy::score::{Topsis, WeightedSum};
use governance_efficacy::table::CsvOptions;
use governance_efficacy::{IndicatorTable, Language, Notice, Period};
use proptest::prelude::*;
use proptest::test_runner::RngSeed;

fn config() -> ProptestConfig {
    ProptestConfig { cases: 200, rng_seed: RngSeed::Fixed(0x70_61_70_69), failure_persistence: None, ..ProptestConfig::default() }
}

/// Amounts of 4 to 20 units, how many units each stands for, and three groups.
fn amounts() -> impl Strategy<Value = (Vec<f64>, Vec<u8>, Vec<usize>)> {
    (4..=20_usize).prop_flat_map(|n| {
        (prop::collection::vec(0.1..100.0, n), prop::collection::vec(1..9_u8, n), prop::collection::vec(0..3_usize, n))
    })
}

fn shares(counts: &[u8]) -> Vec<f64> {
    counts.iter().copied().map(f64::from).collect()
}

fn measures(values: &[f64], counts: &[u8]) -> [f64; 5] {
    let amounts = Amounts::new(values).and_then(|a| a.with_weights(&shares(counts))).expect("positive");
    [
        gini(&amounts).expect("positive").population,
        Theil::T.of(&amounts).expect("positive").value,
        Theil::L.of(&amounts).expect("positive").value,
        atkinson(&amounts, 0.5).expect("positive").value,
        atkinson(&amounts, 2.0).expect("positive").value,
    ]
}

proptest! {
    #![proptest_config(config())]

    #[test]
    fn inequality_knows_neither_unit_nor_order_nor_how_a_unit_is_counted((values, weights, _) in amounts(), factor in 1e-6..1e6_f64) {
        let found = measures(&values, &weights);
        let scaled: Vec<f64> = values.iter().map(|x| x * factor).collect();
        let (mut back_values, mut back_weights) = (values.clone(), weights.clone());
        back_values.reverse();
        back_weights.reverse();
        // A unit of weight 3 is three units.
        let long: Vec<f64> = values.iter().zip(&weights).flat_map(|(&x, &w)| std::iter::repeat_n(x, w.into())).collect();
        let others = [measures(&scaled, &weights), measures(&back_values, &back_weights), measures(&long, &vec![1; long.len()])];
        for other in others {
            for (a, b) in found.iter().zip(other) {
                prop_assert!((a - b).abs() < 1e-10, "{found:?} {other:?}");
            }
        }
    }

    #[test]
    fn a_gift_from_the_richer_to_the_poorer_makes_less_inequality((mut values, _, _) in amounts(), share in 0.01..0.49_f64) {
        let ones = vec![1; values.len()];
        let (low, high) = (0..values.len()).fold((0, 0), |(low, high), at| {
            (if values[at] < values[low] { at } else { low }, if values[at] > values[high] { at } else { high })
        });
        let gift = (values[high] - values[low]) * share;
        prop_assume!(gift > 1e-3);
        let before = measures(&values, &ones);
        values[high] -= gift;
        values[low] += gift;
        for (before, after) in before.iter().zip(measures(&values, &ones)) {
            prop_assert!(after < *before, "{before} {after}");
        }
    }

    #[test]
    fn parts_sum_to_the_whole((values, weights, groups) in amounts()) {
        let names = groups.iter().map(|group| format!("g{group}"));
        let amounts = Amounts::new(&values).and_then(|a| a.with_weights(&shares(&weights))).and_then(|a| a.with_groups(names)).expect("groups");
        let split = dagum(&amounts).expect("positive");
        prop_assert!(agrees(split.within + split.net_between + split.transvariation, split.gini, 1.0), "{split:?}");
        for index in [Theil::T, Theil::L] {
            let found = index.of(&amounts).expect("positive");
            let parts = found.decomposition.expect("groups");
            prop_assert!(agrees(parts.within + parts.between, found.value, 1.0), "{parts:?}");
        }
    }

    #[test]
    fn breaks_move_with_their_values((values, _, _) in amounts(), factor in 0.5..20.0_f64, shift in -50.0..50.0_f64) {
        let moved: Vec<f64> = values.iter().map(|x| x * factor + shift).collect();
        let (found, other) = (NaturalBreaks::of(&values, 3), NaturalBreaks::of(&moved, 3));
        if let (Ok(found), Ok(other)) = (found, other) {
            prop_assert!((found.goodness - other.goodness).abs() < 1e-9, "{found:?} {other:?}");
        }
    }
}

// ---------------------------------------------------------------------------------------------------------------------------
// 63 provinces in 14 years

fn papi(test: &str) -> Option<(Fitted, IndicatorTable, Evaluation)> {
    let Some(folder) = crate::common::shared("papi") else {
        println!("{test}: skipped, because GOVERNANCE_EFFICACY_SHARED is not set");
        return None;
    };
    let table = IndicatorTable::read_csv_folder(&folder, &CsvOptions::default()).expect("a readable folder");
    let model = Model::from_toml(include_str!("../../examples/models/papi.toml")).expect("the shipped model is valid");
    let fitted = model.fit(&table).expect("fits");
    let evaluation = fitted.score(&table).expect("scores");
    Some((fitted, table, evaluation))
}

/// Median of all pairwise slopes and Kendall's S, as plainly as they can be written.
fn naive_trend(years: &[f64], values: &[f64]) -> (f64, i64) {
    let (mut slopes, mut s) = (Vec::new(), 0);
    for i in 0..values.len() {
        for j in i + 1..values.len() {
            slopes.push((values[j] - values[i]) / (years[j] - years[i]));
            s += i64::from(values[j] > values[i]) - i64::from(values[j] < values[i]);
        }
    }
    slopes.sort_by(f64::total_cmp);
    let middle = slopes.len() / 2;
    (if slopes.len() % 2 == 1 { slopes[middle] } else { f64::midpoint(slopes[middle - 1], slopes[middle]) }, s)
}

#[test]
fn trends_of_real_provinces_are_those_of_the_plain_formula() {
    let Some((_, _, evaluation)) = papi("trends") else { return };
    let panel = Panel::of_scores(&evaluation, evaluation.root().key().as_str()).expect("a panel");
    let found = Trends::of(&panel).expect("trends");
    assert!(found.trends.len() >= 60, "{}", found.trends.len());
    let mut courses = [0; 3];
    for trend in &found.trends {
        let values = panel.values_of(&trend.unit).expect("a unit");
        let (years, values): (Vec<f64>, Vec<f64>) =
            panel.periods().iter().zip(values).filter_map(|(period, x)| Some((f64::from(period.calendar_year()), (*x)?))).unzip();
        let (slope, s) = naive_trend(&years, &values);
        assert!(agrees(trend.slope, slope, 1.0), "{trend:?} {slope}");
        let pairs = (values.len() * (values.len() - 1) / 2) as f64;
        assert!(agrees(trend.tau.expect("varies"), s as f64 / pairs, 1.0), "{trend:?} {s}");
        let (p, rate) = (trend.p_value.expect("tested"), trend.false_discovery_rate.expect("tested"));
        assert!((0.0..=1.0).contains(&p) && p <= rate && rate <= 1.0);
        courses[trend.course(0.05) as usize] += 1;
    }
    println!("of {} provinces {} rise, {} fall, {} show no trend", found.trends.len(), courses[0], courses[1], courses[2]);
    assert_eq!(courses[Course::Unclear as usize], found.trends.iter().filter(|t| t.course(0.05) == Course::Unclear).count());
    assert!(found.to_string().contains("Kendall") && found.summary(Language::Zh).to_string().contains("趋势"));
    // Two dimensions come in 2018, which moves every score: no trend of the whole is told without that.
    let in_2018 = |notice: &Notice| matches!(notice, Notice::BreakInSeries { period, .. } if period.to_string() == "2018");
    assert!(found.notices.iter().any(in_2018) && found.to_string().contains("2018"), "{:?}", found.notices);
    assert!(SigmaConvergence::of(&panel).expect("a spread").notices.iter().any(in_2018));
    let whole = BetaSettings::default().with_form(BetaForm::Linear);
    let (before, after) = (Period::year(2011).expect("a year"), Period::year(2017).expect("a year"));
    assert!(whole.of(&panel).expect("a fit").notices.iter().any(in_2018));
    assert!(!whole.between(before, after).of(&panel).expect("a fit").notices.iter().any(in_2018));
    let again: Panel = serde_json::from_str(&serde_json::to_string(&panel).expect("writes")).expect("reads");
    assert_eq!(again, panel);
    for node in evaluation.nodes().iter().skip(1) {
        let panel = Panel::of_scores(&evaluation, node.key().as_str()).expect("a panel");
        let own = node.notices().iter().filter(|notice| matches!(notice, Notice::BreakInSeries { .. })).count();
        assert_eq!(panel.notices().len(), own, "{}", node.key());
        let trends = Trends::of(&panel).expect("trends");
        let count = |course| trends.trends.iter().filter(|trend| trend.course(0.05) == course).count();
        println!("{}: {} rise, {} fall, {own} breaks", node.key(), count(Course::Rising), count(Course::Falling));
    }
}

#[test]
fn inequality_and_convergence_of_real_provinces() {
    let Some((_, _, evaluation)) = papi("convergence") else { return };
    let panel = Panel::of_scores(&evaluation, evaluation.root().key().as_str()).expect("a panel");
    for &year in panel.periods() {
        let amounts = panel.amounts(year).expect("scores");
        let (x, n) = (amounts.values(), amounts.values().len() as f64);
        let differences: f64 = x.iter().flat_map(|a| x.iter().map(move |b| (a - b).abs())).sum();
        let plain = differences / (2.0 * n * x.iter().sum::<f64>());
        let found = Inequality::of(&amounts).expect("scores");
        assert!(agrees(found.gini.population, plain, 1.0), "{year}: {found:?} {plain}");
        assert!(found.to_string().contains("Gini"));
    }
    let sigma = SigmaConvergence::of(&panel).expect("a spread");
    assert_eq!((sigma.periods.len(), sigma.units + sigma.left_out.len()), (14, panel.units().len()));
    let linear = BetaSettings::default().with_form(BetaForm::Linear);
    let (first, last) = (panel.periods()[0], panel.periods()[13]);
    let beta = linear.of(&panel).expect("a fit");
    // The slope by covariance over variance.
    let pairs: Vec<(f64, f64)> = panel
        .units()
        .iter()
        .filter_map(|unit| {
            let values = panel.values_of(unit).expect("a unit");
            Some((values[0]?, (values[13]? - values[0]?) / 13.0))
        })
        .collect();
    let n = pairs.len() as f64;
    let (mx, my) = (pairs.iter().map(|p| p.0).sum::<f64>() / n, pairs.iter().map(|p| p.1).sum::<f64>() / n);
    let slope =
        pairs.iter().map(|(x, y)| (x - mx) * (y - my)).sum::<f64>() / pairs.iter().map(|(x, _)| (x - mx).powi(2)).sum::<f64>();
    assert!(
        agrees(beta.slope.estimate, slope, 1.0) && (beta.units, beta.from, beta.to) == (pairs.len(), first, last),
        "{beta:?}"
    );
    println!("{sigma}\n{beta}");
    let moves = Transitions::of(&panel, &Levels::default()).expect("moves");
    let count: usize = moves.moves.iter().flatten().map(|of| of.count).sum();
    assert!(count > 700, "{count}");
    for row in &moves.moves {
        assert!((row.iter().filter_map(|of| of.share).sum::<f64>() - 1.0).abs() < 1e-12);
    }
    let long_run = moves.long_run.as_ref().expect("all levels are reached");
    let stays: Vec<f64> = (0..4).map(|j| (0..4).map(|i| long_run[i] * moves.moves[i][j].share.expect("moves")).sum()).collect();
    assert!(stays.iter().zip(long_run).all(|(a, b)| (a - b).abs() < 1e-12) && (long_run.iter().sum::<f64>() - 1.0).abs() < 1e-12);
    println!("{moves}");
}

#[test]
fn changes_of_real_scores_sum_to_what_the_score_changed() {
    let Some((fitted, table, evaluation)) = papi("changes") else { return };
    let years = evaluation.rows().periods().to_vec();
    let change = Attribution::default().of_change(&fitted, &table, years[10], years[13]).expect("a change");
    assert!(change.units.len() > 50);
    for (at, unit) in change.units.iter().enumerate() {
        let total: f64 = change.indicators.iter().map(|item| item.changes[at]).sum();
        assert!((total - (change.after[at] - change.before[at])).abs() < 1e-9, "{unit}: {total}");
    }
    println!("{change}");
    assert!(Attribution::default().of_change(&fitted, &table, years[13], years[10]).is_err());
    assert!(Attribution::default().of_change(&fitted, &table, years[10], Period::year(1999).expect("a year")).is_err());
}

#[test]
fn changes_of_scores_that_are_no_sums_add_up_too() {
    let years = [2023, 2024].map(|year| Period::year(year).expect("a year"));
    let rows = |k: usize| -> Vec<Vec<Option<f64>>> {
        (0..6).map(|i| (0..4).map(|j| Some(((i * 7 + j * 5 + k * 3) % 11) as f64 + 1.0)).collect()).collect()
    };
    let keys = ["a", "b", "c", "d"];
    let year = |k| IndicatorTable::from_rows(["A", "B", "C", "D", "E", "F"], &keys, &rows(k)).expect("valid");
    let table = IndicatorTable::stack(&[(years[0], year(0)), (years[1], year(1))]).expect("valid");
    let text = r#"schema = 1
        indicator = [{ key = "a" }, { key = "b", direction = "cost" }, { key = "c" }, { key = "d" }]"#;
    let model = Model::from_toml(text).expect("a document");
    for decomposition in [Decomposition::Owen, Decomposition::Shapley] {
        let fitted = model.clone().with_indicator_scores(Topsis::default()).fit(&table).expect("fits");
        let attribution = Attribution::default().with_decomposition(decomposition);
        let change = attribution.of_change(&fitted, &table, years[0], years[1]).expect("a change");
        assert_eq!((change.decomposition, change.units.len()), (decomposition, 6));
        for at in 0..6 {
            let total: f64 = change.indicators.iter().map(|item| item.changes[at]).sum();
            assert!((total - (change.after[at] - change.before[at])).abs() < 1e-9, "{at}: {total}");
        }
    }
    // Of a weighted sum the games give the weighted differences.
    let fitted = model.with_indicator_scores(WeightedSum::default()).fit(&table).expect("fits");
    let plain = Attribution::default().of_change(&fitted, &table, years[0], years[1]).expect("a change");
    let games = Attribution::default().with_decomposition(Decomposition::Shapley);
    let games = games.of_change(&fitted, &table, years[0], years[1]).expect("a change");
    for (a, b) in plain.indicators.iter().zip(&games.indicators) {
        assert!(a.changes.iter().zip(&b.changes).all(|(a, b)| (a - b).abs() < 1e-12), "{a:?} {b:?}");
    }
}

#[test]
fn results_over_space_and_time_survive_json() {
    let places: Vec<(f64, f64)> = (0..25).map(|i| (f64::from(i % 5), f64::from(i / 5))).collect();
    let weights =
        SpatialWeights::nearest((0..25).map(|i| format!("u{i}")).zip(places.clone()), 4, Distance::Planar).expect("places");
    let values: Vec<f64> = places.iter().map(|(x, y)| x + 0.3 * y * y).collect();
    let test = MoranTest::default();
    let (global, local) = (test.global(&weights, &values).expect("varies"), test.local(&weights, &values).expect("varies"));
    assert!(global.statistic > 0.5 && global.p_value < 0.01, "{global:?}");
    let again: governance_efficacy::analysis::space::Moran =
        serde_json::from_str(&serde_json::to_string(&global).expect("writes")).expect("reads");
    assert_eq!(again, global);
    assert!(local.to_string().contains("places stand out") && global.summary(Language::Zh).to_string().contains("莫兰"));
    let years = [2020, 2021, 2022].map(|year| Period::year(year).expect("a year"));
    let rows: Vec<[Option<f64>; 3]> = (0..9).map(|i| [0, 1, 2].map(|t| Some(f64::from(i * 5 % 7 + t * i % 3 + 1)))).collect();
    let panel = Panel::new((0..9).map(|i| format!("u{i}")), &years, &rows).expect("a panel");
    let again: Panel = serde_json::from_str(&serde_json::to_string(&panel).expect("writes")).expect("reads");
    assert_eq!(again, panel);
    assert!(serde_json::from_str::<Panel>(r#"{"units":["A"],"periods":["2020","2020"],"values":[[1,2]]}"#).is_err());
    let moves = Transitions::of(&panel, &Levels::Natural(2)).expect("moves");
    let again: Transitions = serde_json::from_str(&serde_json::to_string(&moves).expect("writes")).expect("reads");
    assert_eq!(again, moves);
    for text in [
        Trends::of(&panel).expect("trends").summary(Language::Zh).to_string(),
        SigmaConvergence::of(&panel).expect("a spread").summary(Language::Zh).to_string(),
        BetaSettings::default().of(&panel).expect("a fit").summary(Language::Zh).to_string(),
        moves.summary(Language::Zh).to_string(),
        Inequality::of(&panel.amounts(years[0]).expect("values")).expect("positive").summary(Language::Zh).to_string(),
    ] {
        assert!(!text.contains("NaN") && text.lines().count() > 4, "{text}");
    }
}
