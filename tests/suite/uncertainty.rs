//! How sure a ranking is: against exact values, and what must hold whatever is drawn.
#![cfg(all(feature = "csv", feature = "json", feature = "toml", feature = "uncertainty"))]

use std::ops::ControlFlow;

use crate::common::{numbers, rows};
use governance_efficacy::analysis::uncertainty::{DataNoise, Draws, Factor, Uncertainty, WeightNoise};
use governance_efficacy::model::{Branch, Model, System};
use governance_efficacy::prepare::{Missing, Normalization, Preparation};
use governance_efficacy::score::{Score, ScoreMethod, Topsis, Vikor, WeightedSum};
use governance_efficacy::weight::Entropy;
use governance_efficacy::{Indicator, IndicatorTable, Key, Weights};
use serde_json::Value;

fn unknown_weights() -> Factor {
    Factor::Weights { nodes: Vec::new(), noise: WeightNoise::Uniform }
}

fn key(text: &str) -> Key {
    Key::new(text).expect("a key")
}

fn flat(indicators: usize) -> Model {
    let indicators = crate::common::keys(indicators).into_iter().map(|key| Indicator::new(&key).expect("a key"));
    Model::new(System::flat(indicators).expect("a hierarchy"))
}

fn tai() -> (Model, IndicatorTable) {
    let model = Model::from_toml(include_str!("../../examples/models/tai.toml")).expect("a model");
    let table =
        IndicatorTable::read_csv("examples/data/tai.csv", &governance_efficacy::table::CsvOptions::default()).expect("a table");
    (model, table)
}

#[test]
fn acceptabilities_agree_with_the_exact_ones() {
    let golden: Value = serde_json::from_str(include_str!("../golden/sensitivity.json")).expect("JSON");
    let case = &golden["cases"][0];
    let matrix = rows(&case["inputs"]["matrix"]);
    let exact = numbers(&case["expected"]["acceptability"]);
    let central = rows(&case["expected"]["central_weights"]);
    let directions = crate::common::directions(&case["inputs"]["types"], matrix[0].len());
    let named = crate::common::keys(matrix[0].len()).into_iter().zip(directions);
    let indicators = named.map(|(key, direction)| Indicator::new(&key).and_then(|i| i.with_direction(direction)).expect("valid"));
    let model = Model::new(System::flat(indicators).expect("a hierarchy")).with_indicator_scores(WeightedSum::default());
    let draws = Uncertainty::of([unknown_weights()]).and_then(|u| u.with_draws(100_000)).expect("settings");
    let draws = draws.run(&model, &crate::common::table(&matrix)).expect("runs");
    for (row, exact) in exact.iter().enumerate() {
        let found = draws.acceptability(row, 1);
        assert!((found.value - exact).abs() <= 3.0 * found.standard_error, "{row}: {found:?}, exactly {exact}");
        let weights = draws.central_weights(row).expect("each is first for some weights");
        let near = weights.iter().zip(&central[row]).all(|((_, w), e)| (w.value - e).abs() <= 3.0 * w.standard_error);
        assert!(near, "{row}: {weights:?}, exactly {:?}", central[row]);
    }
}

/// Every draw of two runs is the same.
fn assert_same(a: &Draws, b: &Draws) {
    assert_eq!(a.acceptabilities(), b.acceptabilities());
    for row in 0..a.rows().len() {
        assert!(a.scores(row).eq(b.scores(row)) && a.ranks(row).eq(b.ranks(row)), "row {row}");
    }
}

#[test]
fn one_seed_gives_one_result_and_another_seed_another() {
    let (model, table) = tai();
    let settings = Uncertainty::default().with_draws(300).expect("draws");
    let first = settings.run(&model, &table).expect("runs");
    assert_same(&first, &settings.run(&model, &table).expect("runs"));
    let other = settings.clone().with_seed(2).run(&model, &table).expect("runs");
    assert_ne!(first.acceptabilities(), other.acceptabilities());
    // The first draws are the same however many follow.
    let longer = settings.with_draws(400).expect("draws").run(&model, &table).expect("runs");
    assert!(first.scores(3).eq(longer.scores(3).take(300)));
}

#[test]
fn without_anything_to_vary_every_draw_is_the_evaluation() {
    let (model, table) = tai();
    // The table has no counts, so that counting errors change nothing.
    let draws = Uncertainty::of([Factor::Data(DataNoise::Counting)]).and_then(|u| u.with_draws(5)).expect("settings");
    let draws = draws.run(&model, &table).expect("runs");
    let evaluation = model.evaluate(&table).expect("evaluates");
    for row in 0..table.rows().len() {
        let score = evaluation.root().scores()[row].expect("a score");
        assert!(draws.scores(row).all(|s| (s - score).abs() <= 1e-12), "row {row}");
        assert_eq!(draws.rank_span(row, 0.9).expect("ranks").median, evaluation.root().ranks()[row].expect("a rank"));
    }
}

#[test]
fn a_replicate_is_what_the_edited_model_evaluates_to() {
    let (_, table) = tai();
    let keys: Vec<&str> = table.keys().map(Key::as_str).collect();
    let half = |name: &str, keys: &[&str]| Branch::of(name, keys.iter().map(|key| Indicator::new(key).expect("a key")));
    let halves = [half("first", &keys[..4]).expect("a node"), half("second", &keys[4..]).expect("a node")];
    let model = Model::new(System::new(Branch::over("all", halves).expect("a node")).expect("a hierarchy"));
    let cases: [(Factor, Vec<Model>); 3] = [
        (
            Factor::IndicatorScores(vec![Vikor::default().into(), WeightedSum::default().into()]),
            vec![
                model.clone().with_indicator_scores(Vikor::default()),
                model.clone().with_indicator_scores(WeightedSum::default()),
            ],
        ),
        (
            Factor::Normalization(vec![Normalization::MinMax, Normalization::Vector, Normalization::ZScore { ddof: 1 }]),
            [Normalization::MinMax, Normalization::Vector, Normalization::ZScore { ddof: 1 }]
                .map(|n| model.clone().with_preparation(Preparation::with_normalization(model.preparation().to_owned(), n)))
                .to_vec(),
        ),
        (
            Factor::DimensionScores(vec![Topsis::default().into(), Vikor::default().into()]),
            vec![model.clone().with_dimension_scores(Topsis::default()), model.clone().with_dimension_scores(Vikor::default())],
        ),
    ];
    for (factor, models) in cases {
        let draws = Uncertainty::of([factor.clone()]).and_then(|u| u.with_draws(40)).expect("settings");
        let draws = draws.run(&model, &table).expect("runs");
        let expected: Vec<Vec<f64>> = models
            .iter()
            .map(|m| m.evaluate(&table).expect("evaluates").root().scores().iter().map(|s| s.expect("a score")).collect())
            .collect();
        let mut seen = vec![0; models.len()];
        for draw in 0..draws.count() {
            let scores: Vec<f64> = (0..table.rows().len()).map(|row| draws.scores(row).nth(draw).expect("a draw")).collect();
            let same = |e: &Vec<f64>| e.iter().zip(&scores).all(|(a, b)| (a - b).abs() <= 1e-12);
            let at = expected.iter().position(same).unwrap_or_else(|| panic!("{factor:?}: draw {draw} is no choice"));
            seen[at] += 1;
        }
        assert!(seen.iter().all(|&count| count > 5), "{factor:?}: {seen:?}");
    }
}

#[test]
fn leaving_out_is_leaving_out() {
    let rows = [vec![1.0, 5.0, 2.0], vec![2.0, 1.0, 9.0], vec![4.0, 3.0, 3.0]];
    let draws = Uncertainty::of([Factor::LeaveOut]).and_then(|u| u.with_draws(60)).expect("settings");
    let draws = draws.run(&flat(3).with_indicator_scores(WeightedSum::default()), &crate::common::table(&rows)).expect("runs");
    let mut kinds: Vec<Vec<f64>> = Vec::new();
    for draw in 0..60 {
        let scores: Vec<f64> = (0..3).map(|row| draws.scores(row).nth(draw).expect("a draw")).collect();
        if !kinds.contains(&scores) {
            kinds.push(scores);
        }
    }
    assert_eq!(kinds.len(), 4, "each of three, or none: {kinds:?}");
    let weights = draws.central_weights(0).or_else(|| draws.central_weights(1)).expect("someone is first");
    assert!((weights.iter().map(|(_, w)| w.value).sum::<f64>() - 1.0).abs() < 1e-12);
}

#[test]
fn errors_are_as_large_as_they_are_said_to_be() {
    // 10, 20, 30, 40: standard deviation √(500/3), a tenth of it is 1.29; of 40 a tenth is 4.
    let rows: Vec<Vec<f64>> = (1..=4).map(|i| vec![f64::from(i) * 10.0]).collect();
    let sum = WeightedSum::default().with_normalization(Normalization::None);
    let model =
        flat(1).with_preparation(Preparation::default().with_normalization(Normalization::None)).with_indicator_scores(sum);
    let deviation = |noise: DataNoise| {
        let draws = Uncertainty::of([Factor::Data(noise)]).and_then(|u| u.with_draws(4_000)).expect("settings");
        let scores: Vec<f64> = draws.run(&model, &crate::common::table(&rows)).expect("runs").scores(3).collect();
        let mean = scores.iter().sum::<f64>() / scores.len() as f64;
        assert!((mean - 40.0).abs() < 0.3, "{mean}");
        (scores.iter().map(|x| (x - mean).powi(2)).sum::<f64>() / scores.len() as f64).sqrt()
    };
    // The standard error of a deviation of 4,000 draws is 1.1 % of it.
    let normal = deviation(DataNoise::Normal { deviation: 0.1 }) / (500.0_f64 / 3.0).sqrt();
    assert!((normal - 0.1).abs() < 0.005, "{normal}");
    let relative = deviation(DataNoise::Relative { deviation: 0.1 }) / 40.0;
    assert!((relative - 0.1).abs() < 0.005, "{relative}");
}

#[test]
fn a_draw_in_which_a_unit_has_no_score_compares_it_with_nobody() {
    // The first unit is known by one indicator alone and the last of all in it; without that indicator it has no score.
    let rows = [[Some(1.0), None], [Some(2.0), Some(1.0)], [Some(3.0), Some(2.0)]];
    let table = IndicatorTable::from_rows(["A", "B", "C"], &["c1", "c2"], &rows).expect("a table");
    let model = flat(2)
        .with_preparation(Preparation::default().with_missing(Missing::renormalize(0.1).expect("a share")))
        .with_indicator_scores(WeightedSum::default());
    let draws = Uncertainty::of([Factor::LeaveOut]).and_then(|u| u.with_draws(60)).expect("settings");
    let draws = draws.run(&model, &table).expect("runs");
    let scored = draws.scores(0).count();
    assert!(scored > 0 && scored < 60, "{scored}");
    assert_eq!((draws.before(0, 1).value, draws.before(1, 0).value), (0.0, 1.0));
}

#[test]
fn small_counts_make_wide_intervals() {
    use governance_efficacy::governance::Facts;
    let facts = Facts::from_json(include_str!("../../examples/data/sample/facts.json")).expect("the sample");
    let model = Model::from_toml(include_str!("../../examples/models/standard.toml")).expect("a model");
    let table = IndicatorTable::from_facts(&facts).expect("a table");
    let draws = Uncertainty::of([Factor::Data(DataNoise::Counting)]).and_then(|u| u.with_draws(200)).expect("settings");
    let draws = draws.run(&model, &table).expect("runs");
    let width = |row: usize| draws.score_span(row, 0.9).map(|span| span.high - span.low);
    let population: Vec<f64> = facts.iter().map(|c| c.profile.population.unwrap_or_default() as f64).collect();
    let (mut small, mut large) = (Vec::new(), Vec::new());
    let mut sorted = population.clone();
    sorted.sort_by(f64::total_cmp);
    let (low, high) = (sorted[sorted.len() / 4], sorted[3 * sorted.len() / 4]);
    for (row, &people) in population.iter().enumerate() {
        let Some(width) = width(row) else { continue };
        if people <= low {
            small.push(width);
        } else if people >= high {
            large.push(width);
        }
    }
    let mean = |widths: &[f64]| widths.iter().sum::<f64>() / widths.len() as f64;
    println!("mean width of 90 % intervals: small {:.4}, large {:.4}", mean(&small), mean(&large));
    assert!(mean(&small) > 1.2 * mean(&large), "{} {}", mean(&small), mean(&large));
}

#[test]
fn every_factor_runs_on_a_panel_with_gaps() {
    use governance_efficacy::governance::Facts;
    let facts = Facts::from_json(include_str!("../../examples/data/sample/facts.json")).expect("the sample");
    let model = Model::from_toml(include_str!("../../examples/models/standard.toml")).expect("a model");
    let table = IndicatorTable::from_facts(&facts).expect("a table");
    let factors = [
        Factor::relative_weights(0.3).expect("a share"),
        Factor::Weights { nodes: vec![key("efficacy")], noise: WeightNoise::Dirichlet { concentration: 30.0 } },
        Factor::Normalization(vec![Normalization::ZScore { ddof: 1 }, Normalization::MinMax]),
        Factor::IndicatorScores(vec![WeightedSum::default().into(), Topsis::default().into()]),
        Factor::Missing(vec![Missing::renormalize(0.3).expect("a share"), Missing::Median]),
        Factor::LeaveOut,
        Factor::Data(DataNoise::Counting),
        Factor::Data(DataNoise::Normal { deviation: 0.05 }),
        Factor::Data(DataNoise::Relative { deviation: 0.05 }),
        Factor::Data(DataNoise::Bootstrap),
    ];
    for factor in factors.iter().cloned().map(|f| vec![f]).chain([factors.to_vec()]) {
        let draws = Uncertainty::of(factor.clone()).and_then(|u| u.with_draws(20)).expect("settings");
        let draws = match draws.run(&model, &table) {
            Ok(draws) => draws,
            Err(error) => {
                // An error added to a share can take it below 0, which entropy refuses.
                let adds = factor.iter().any(|f| matches!(f, Factor::Data(DataNoise::Normal { .. })));
                assert!(adds && error.to_string().contains("negative"), "{factor:?}: {error}");
                continue;
            }
        };
        for row in 0..draws.rows().len() {
            let ranks: Vec<u32> = draws.ranks(row).collect();
            assert!(ranks.iter().all(|&rank| (1..=24).contains(&rank)), "{factor:?}: within a period of 24");
            assert_eq!(ranks.len(), draws.scores(row).count());
        }
        for row in draws.acceptabilities() {
            assert!(row.iter().sum::<f64>() <= 1.0 + 1e-12);
        }
    }
}

#[test]
fn experts_and_constraints_are_kept_to() {
    let rows = [vec![1.0, 5.0, 2.0], vec![2.0, 1.0, 9.0], vec![4.0, 3.0, 3.0]];
    let model = flat(3).with_indicator_scores(WeightedSum::default());
    let experts = [[0.5, 0.3, 0.2], [0.1, 0.2, 0.7]].map(|w| crate::common::weights(&w)).to_vec();
    let noise = WeightNoise::Sources(experts);
    let draws = Uncertainty::of([Factor::Weights { nodes: Vec::new(), noise }]).and_then(|u| u.with_draws(50)).expect("settings");
    let draws = draws.run(&model, &crate::common::table(&rows)).expect("runs");
    let mut kinds: Vec<f64> = draws.scores(0).collect();
    kinds.sort_by(f64::total_cmp);
    kinds.dedup();
    assert_eq!(kinds.len(), 2, "two experts: {kinds:?}");

    let stray = WeightNoise::Sources(vec![Weights::new([("x", 1.0)]).expect("weights")]);
    let stray = Uncertainty::of([Factor::Weights { nodes: Vec::new(), noise: stray }]).expect("settings");
    assert_eq!(stray.run(&model, &crate::common::table(&rows)).unwrap_err().code(), "unknown");

    // With an indicator left out, a source follows as the weights do: the shares of the two that are left.
    let alone = vec![crate::common::weights(&[0.5, 0.3, 0.2])];
    let noise = Factor::Weights { nodes: Vec::new(), noise: WeightNoise::Sources(alone) };
    let both = Uncertainty::of([noise, Factor::LeaveOut]).and_then(|u| u.with_draws(64)).expect("settings");
    let draws = both.run(&model, &crate::common::table(&rows)).expect("runs");
    // Min-max values of the first row are 0, 1, 0: its score is the rescaled weight of the second.
    for score in draws.scores(0) {
        let possible = [0.3, 0.3 / 0.5, 0.0, 0.3 / 0.8];
        assert!(possible.iter().any(|p| (score - p).abs() < 1e-12), "{score}");
    }

    let order = vec![key("c3"), key("c1"), key("c2")];
    let noise = WeightNoise::Constrained { order, bounds: vec![(key("c3"), 0.0, 0.6)] };
    let draws =
        Uncertainty::of([Factor::Weights { nodes: Vec::new(), noise }]).and_then(|u| u.with_draws(200)).expect("settings");
    let draws = draws.run(&model, &crate::common::table(&rows)).expect("runs");
    for row in 0..3 {
        let Some(weights) = draws.central_weights(row) else { continue };
        let of = |name: &str| weights.iter().find(|(k, _)| k == name).expect("an indicator").1.value;
        assert!(of("c3") >= of("c1") && of("c1") >= of("c2") && of("c3") <= 0.6 + 1e-12, "{weights:?}");
    }
}

#[test]
fn a_run_can_be_watched_and_ended_and_stops_when_it_is_sure() {
    let (model, table) = tai();
    let mut seen = Vec::new();
    let long = Uncertainty::default().with_draws(3000).expect("draws");
    let ended = long.run_with(&model, &table, |progress| {
        seen.push(progress.done);
        if progress.done >= 2048 { ControlFlow::Break(()) } else { ControlFlow::Continue(()) }
    });
    assert_eq!(ended.unwrap_err().code(), "cancelled");
    assert_eq!(seen, [1024, 2048]);
    let precise = Uncertainty::default().with_draws(100_000).and_then(|u| u.with_precision(0.02)).expect("settings");
    let draws = precise.run(&model, &table).expect("runs");
    assert_eq!(draws.count(), 1024, "a share of draws has an error of at most 0.5/√1024");
}

#[test]
fn confidence_factors_are_one_where_only_weights_vary_and_the_central_ones_put_a_row_first() {
    let rows = [vec![1.0, 0.0], vec![0.0, 1.0], vec![0.4, 0.4]];
    let model = flat(2).with_indicator_scores(WeightedSum::default().with_normalization(Normalization::None));
    let settings = Uncertainty::of([unknown_weights()]).and_then(|u| u.with_draws(500)).expect("settings");
    let table = crate::common::table(&rows);
    let draws = settings.run(&model, &table).expect("runs");
    let found = settings.confidence_factors(&model, &table, &draws).expect("runs");
    assert_eq!(found.iter().map(|f| f.map(|f| f.value)).collect::<Vec<_>>(), [Some(1.0), Some(1.0), None]);
    // Of the first two one is always first, and each before the other half of the time.
    let before = draws.before(0, 1);
    assert!((before.value - 0.5).abs() < 4.0 * before.standard_error, "{before:?}");
    assert!((draws.before(1, 0).value + before.value - 1.0).abs() < 1e-12);
}

#[test]
fn weights_from_data_are_found_anew_where_the_data_change() {
    let rows = [vec![1.0, 5.0], vec![2.0, 9.0], vec![4.0, 3.0], vec![8.0, 4.0]];
    let model = flat(2).with_indicator_weights(Entropy::default());
    let table = crate::common::table(&rows);
    let draws = Uncertainty::of([Factor::Data(DataNoise::Relative { deviation: 0.1 })]).and_then(|u| u.with_draws(50));
    let draws = draws.expect("settings").run(&model, &table).expect("runs");
    let weights = draws.central_weights(0).or_else(|| draws.central_weights(3)).expect("someone is first");
    let base = model.evaluate(&table).expect("evaluates").root().weighing().weights.clone();
    assert!((weights[0].1.value - base.as_slice()[0]).abs() > 1e-6, "{weights:?} {base:?}");
}

#[test]
fn hierarchies_draw_local_weights_and_central_ones_multiply() {
    let branch = |name: &str, of: [&str; 2]| Branch::of(name, of.map(|key| Indicator::new(key).expect("a key"))).expect("a node");
    let system = System::new(Branch::over("all", [branch("x", ["c1", "c2"]), branch("y", ["c3", "c4"])]).expect("a node"));
    let model = Model::new(system.expect("a hierarchy")).with_preparation(Preparation::default());
    let rows = [vec![1.0, 5.0, 2.0, 3.0], vec![2.0, 1.0, 9.0, 4.0], vec![4.0, 3.0, 3.0, 9.0]];
    let only = Factor::Weights { nodes: vec![key("x")], noise: WeightNoise::Uniform };
    let draws = Uncertainty::of([only]).and_then(|u| u.with_draws(100)).expect("settings");
    let draws = draws.run(&model, &crate::common::table(&rows)).expect("runs");
    let row = (0..3).find(|&row| draws.central_weights(row).is_some()).expect("someone is first");
    let weights = draws.central_weights(row).expect("first");
    let of = |name: &str| weights.iter().find(|(k, _)| k == name).expect("an indicator").1.value;
    assert!((of("c1") + of("c2") - 0.5).abs() < 1e-12 && (of("c3") - 0.25).abs() < 1e-12, "{weights:?}");
    let stray = Factor::Weights { nodes: vec![key("z")], noise: WeightNoise::Uniform };
    let error = Uncertainty::of([stray]).expect("settings").run(&model, &crate::common::table(&rows)).unwrap_err();
    assert_eq!(error.code(), "unknown");
    let _: fn(&ScoreMethod) -> _ = ScoreMethod::info;
}

#[test]
fn sources_are_kept_to_where_an_indicator_is_left_out() {
    let rows = [vec![1.0, 5.0, 2.0], vec![2.0, 1.0, 9.0], vec![4.0, 3.0, 3.0]];
    let model = flat(3).with_indicator_scores(WeightedSum::default());
    let noise = WeightNoise::Sources([[0.5, 0.3, 0.2], [0.1, 0.2, 0.7]].map(|w| crate::common::weights(&w)).to_vec());
    let factors = [Factor::Weights { nodes: Vec::new(), noise }, Factor::LeaveOut];
    let draws = Uncertainty::of(factors).and_then(|u| u.with_draws(200)).expect("settings");
    let mut kinds: Vec<f64> = draws.run(&model, &crate::common::table(&rows)).expect("runs").scores(0).collect();
    kinds.sort_by(f64::total_cmp);
    kinds.dedup_by(|a, b| (*a - *b).abs() < 1e-12);
    assert!((5..=8).contains(&kinds.len()), "two sources, four choices: {kinds:?}");
}

fn judged(method: &str) -> Model {
    let text = format!(
        r#"
        schema = 1
        [weights]
        {method}
        [score]
        method = "weighted-sum"
        [[indicator]]
        key = "c1"
        [[indicator]]
        key = "c2"
        [[indicator]]
        key = "c3"
        "#
    );
    Model::from_toml(&text).unwrap_or_else(|e| panic!("{e}"))
}

fn noise(noise: WeightNoise) -> Uncertainty {
    Uncertainty::of([Factor::Weights { nodes: Vec::new(), noise }]).and_then(|u| u.with_draws(400)).expect("settings")
}

/// The weight of c1 in every draw: with the identity as data, the score of the first row.
fn weights_of_first(draws: &Draws) -> Vec<f64> {
    draws.scores(0).collect()
}

#[test]
fn judgements_err_and_experts_take_turns() {
    let identity = [vec![1.0, 0.0, 0.0], vec![0.0, 1.0, 0.0], vec![0.0, 0.0, 1.0]];
    let table = crate::common::table(&identity);
    let one = judged(
        r#"method = "ahp"
        upper = [[2, 4], [2]]"#,
    );
    let draws = noise(WeightNoise::Judgements { deviation: 0.2 }).run(&one, &table).expect("runs");
    let weights = weights_of_first(&draws);
    let mean = weights.iter().sum::<f64>() / weights.len() as f64;
    assert!((mean - 4.0 / 7.0).abs() < 0.01, "around what was judged: {mean}");
    let spread = (weights.iter().map(|w| (w - mean).powi(2)).sum::<f64>() / weights.len() as f64).sqrt();
    // ln(w1/w̄) has the variance of two of three independent errors over 9; w1(1 − w1) turns it into that of w1.
    assert!(spread > 0.01 && spread < 0.06, "{spread}");

    let group = judged(
        r#"method = "ahp"
        experts = [{ upper = [[2, 4], [2]] }, { upper = [[1, 1], [1]] }]"#,
    );
    let mut kinds = weights_of_first(&noise(WeightNoise::Experts).run(&group, &table).expect("runs"));
    kinds.sort_by(f64::total_cmp);
    kinds.dedup_by(|a, b| (*a - *b).abs() < 1e-12);
    assert_eq!(kinds.len(), 2, "{kinds:?}");
    assert!((kinds[0] - 1.0 / 3.0).abs() < 1e-12 && (kinds[1] - 4.0 / 7.0).abs() < 1e-12, "{kinds:?}");

    // Also within a combination; with neither judges nor experts it is refused.
    let combined = judged(
        r#"method = "combined"
        rule = "additive"
        of = [{ method = "ahp", upper = [[2, 4], [2]] }, { method = "equal" }]"#,
    );
    let combined = weights_of_first(&noise(WeightNoise::Judgements { deviation: 0.2 }).run(&combined, &table).expect("runs"));
    assert!(combined.iter().any(|w| (w - combined[0]).abs() > 1e-6));
    for (model, of) in [(&flat(3), WeightNoise::Judgements { deviation: 0.2 }), (&one, WeightNoise::Experts)] {
        let error = noise(of).run(model, &table).unwrap_err();
        assert!(error.to_string().contains("no node has any"), "{error}");
    }
}

#[test]
fn imputations_show_what_gaps_leave_open() {
    let complete: Vec<[Option<f64>; 2]> =
        (0..30).map(|i| [Some(f64::from(i)), Some(f64::from(i) + f64::from(i * 7 % 5))]).collect();
    let mut gappy = complete.clone();
    gappy[12][1] = None;
    let table = |rows: &[[Option<f64>; 2]]| {
        IndicatorTable::from_rows((0..30).map(|i| format!("u{i}")), &["c1", "c2"], rows).expect("a table")
    };
    let factor = Factor::Imputations(governance_efficacy::prepare::MultipleImputation::new(20, 3).expect("enough"));
    let settings = Uncertainty::of([factor]).and_then(|u| u.with_draws(300)).expect("settings");
    let model = flat(2).with_indicator_scores(WeightedSum::default());
    let draws = settings.run(&model, &table(&gappy)).expect("runs");
    let kinds = |row: usize| {
        let mut scores: Vec<f64> = draws.scores(row).collect();
        scores.sort_by(f64::total_cmp);
        scores.dedup();
        scores.len()
    };
    assert_eq!((kinds(12), kinds(3)), (20, 1), "only the row with the gap varies");
    let none = settings.run(&model, &table(&complete)).expect("runs");
    assert_eq!(none.scores(12).fold(0.0_f64, f64::max), none.scores(12).fold(1.0_f64, f64::min));
}

#[test]
fn grades_and_quantiles_come_with_their_errors() {
    let (model, table) = tai();
    let draws = Uncertainty::default().run(&model, &table).expect("runs");
    let grades = governance_efficacy::model::Grades::new(vec![0.4, 0.6], ["low", "middle", "high"]).expect("grades");
    for row in 0..table.rows().len() {
        let shares = draws.grades(row, &grades);
        assert!((shares.iter().map(|(_, share)| share.value).sum::<f64>() - 1.0).abs() < 1e-12);
        let (span, median) = (draws.score_span(row, 0.9).expect("scored"), draws.score_quantile(row, 0.5).expect("scored"));
        assert_eq!(median.value, span.median);
        assert_eq!(draws.score_quantile(row, 0.95).expect("scored").value, span.high);
        assert_eq!(draws.rank_quantile(row, 0.05).expect("scored").value, draws.rank_span(row, 0.9).expect("scored").low);
        // About as large as that of the mean, which is smaller for anything like a normal distribution.
        let mean = draws.mean_score(row).expect("scored");
        assert!(median.standard_error > 0.5 * mean.standard_error && median.standard_error < 3.0 * mean.standard_error);
    }
}

#[test]
fn every_factor_is_written_as_it_is_read() {
    let text = r#"
        schema = 1
        [[indicator]]
        key = "c1"
        [uncertainty]
        draws = 50
        factor = [
            { vary = "weights", noise = "experts" },
            { vary = "weights", noise = "judgements", deviation = 0.2 },
            { vary = "imputations", draws = 5, seed = 2, nearest = 3 },
        ]
    "#;
    let model = Model::from_toml(text).expect("a model");
    let again = Model::from_toml(&model.to_toml().expect("writes")).expect("reads");
    assert_eq!(again.uncertainty(), model.uncertainty());
    assert!(
        matches!(model.uncertainty().expect("there").factors()[1], Factor::Weights { noise: WeightNoise::Judgements { deviation }, .. } if deviation == 0.2)
    );
}

/// With the feature `parallel` the draws are computed on as many threads as there are; the bytes are those of one.
#[cfg(feature = "parallel")]
#[test]
fn the_number_of_threads_makes_no_difference() {
    let (model, table) = tai();
    let settings = Uncertainty::default().with_draws(300).expect("draws");
    let on = |threads: usize| {
        let pool = rayon::ThreadPoolBuilder::new().num_threads(threads).build().expect("threads");
        pool.install(|| settings.run(&model, &table)).expect("runs")
    };
    let one = on(1);
    for threads in [2, 3, 8] {
        assert_eq!(on(threads), one, "{threads} threads");
    }
}
