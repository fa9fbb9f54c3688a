//! Score methods at the nodes of a hierarchy: what enters the node above, what a node is over, what a method refuses.
#![cfg(all(feature = "csv", feature = "json", feature = "toml"))]

use crate::common::assert_agree;
use governance_efficacy::indicator::Goalposts;
use governance_efficacy::model::{Branch, Evaluation, Grades, Model, Outside, Scoring, System};
use governance_efficacy::prepare::{Missing, Normalization, Preparation};
use governance_efficacy::score::{
    Ampi, GeometricMean, HarmonicMean, Ideal, Moora, Mpi, Multimoora, Orientation, Owa, PowerMean, Score, ScoreMethod, Spotis,
    Topsis, Vikor, Waspas, WeightedProduct, WeightedSum,
};
use governance_efficacy::weight::{Ahp, Given, JudgementMatrix};
use governance_efficacy::{DecisionMatrix, Direction, Indicator, IndicatorTable, Label, Notice, Weights};

const INDICATORS: [(&str, Direction); 4] =
    [("a", Direction::Benefit), ("b", Direction::Cost), ("c", Direction::Benefit), ("d", Direction::Benefit)];

const ROWS: [[f64; 4]; 5] =
    [[1.0, 9.0, 4.0, 2.0], [3.0, 5.0, 1.0, 8.0], [6.0, 2.0, 3.0, 5.0], [2.0, 7.0, 8.0, 4.0], [5.0, 4.0, 6.0, 1.0]];

fn indicator(j: usize) -> Indicator {
    let (key, direction) = INDICATORS[j];
    Indicator::new(key).expect("a key").with_direction(direction).expect("a direction")
}

/// `left` over a and b, `right` over c and d, weighted 0.3 and 0.7; within them 0.6 and 0.4.
fn model() -> Model {
    let left = Branch::of("left", [indicator(0), indicator(1)]).expect("a node");
    let right = Branch::of("right", [indicator(2), indicator(3)]).expect("a node");
    let system = System::new(Branch::over("overall", [left, right]).expect("a node")).expect("a hierarchy");
    let given = |pairs: [(&str, f64); 2]| Given::new(pairs).expect("weights");
    Model::new(system)
        .with_dimension_weights(given([("left", 0.3), ("right", 0.7)]))
        .with_node_weights("left", given([("a", 0.6), ("b", 0.4)]))
        .and_then(|m| m.with_node_weights("right", given([("c", 0.6), ("d", 0.4)])))
        .expect("nodes of the hierarchy")
}

fn table(rows: &[[f64; 4]]) -> IndicatorTable {
    let cells: Vec<Vec<Option<f64>>> = rows.iter().map(|row| row.map(Some).to_vec()).collect();
    let units = (1..=rows.len()).map(|i| format!("u{i}"));
    IndicatorTable::from_rows(units, &INDICATORS.map(|(key, _)| key), &cells).expect("a table")
}

fn scores(evaluation: &Evaluation, node: &str) -> Vec<f64> {
    evaluation.node(node).expect("a node").scores().iter().map(|s| s.expect("a score")).collect()
}

fn matrix(columns: &[usize]) -> DecisionMatrix {
    let criteria: Vec<(&str, Direction)> = columns.iter().map(|&j| INDICATORS[j]).collect();
    let rows: Vec<Vec<f64>> = ROWS.iter().map(|row| columns.iter().map(|&j| row[j]).collect()).collect();
    DecisionMatrix::from_rows(&criteria, &rows).expect("a matrix")
}

#[test]
fn a_score_of_which_less_is_better_enters_as_one_minus_it() {
    let evaluation = model().with_indicator_scores(Vikor::default()).evaluate(&table(&ROWS)).expect("evaluates");
    let (left, right) = (scores(&evaluation, "left"), scores(&evaluation, "right"));
    let alone = Vikor::default().score(&matrix(&[0, 1]), &Weights::new([("a", 0.6), ("b", 0.4)]).expect("weights"));
    assert_eq!(left, alone.expect("scores").scores.as_slice());
    let expected: Vec<f64> = left.iter().zip(&right).map(|(l, r)| 0.3 * (1.0 - l) + 0.7 * (1.0 - r)).collect();
    assert_agree("overall", &scores(&evaluation, "overall"), &expected);
    let node = evaluation.node("left").expect("a node");
    assert_eq!(node.orientation(), Orientation::LowerIsBetter);
    let best = (0..5).min_by(|&a, &b| left[a].total_cmp(&left[b])).expect("some");
    assert_eq!(node.ranks()[best], Some(1.0));
}

#[test]
fn a_score_that_can_be_any_number_enters_by_the_range_of_the_fit_and_says_so() {
    let evaluation = model().with_indicator_scores(Moora::default()).evaluate(&table(&ROWS)).expect("evaluates");
    let share = |scores: &[f64]| -> Vec<f64> {
        let least = scores.iter().copied().fold(f64::INFINITY, f64::min);
        let most = scores.iter().copied().fold(f64::NEG_INFINITY, f64::max);
        scores.iter().map(|s| (s - least) / (most - least)).collect()
    };
    let (left, right) = (share(&scores(&evaluation, "left")), share(&scores(&evaluation, "right")));
    let expected: Vec<f64> = left.iter().zip(&right).map(|(l, r)| 0.3 * l + 0.7 * r).collect();
    assert_agree("overall", &scores(&evaluation, "overall"), &expected);
    for node in ["left", "right"] {
        let codes: Vec<&str> = evaluation.node(node).expect("a node").notices().iter().map(Notice::code).collect();
        assert!(codes.contains(&"enters-by-range"), "{node}: {codes:?}");
    }
    assert!(evaluation.root().notices().iter().all(|n| n.code() != "enters-by-range"), "nothing is above the whole");
}

#[test]
fn a_later_unit_beyond_the_range_of_the_fit_is_clipped_or_not_as_the_model_says() {
    let mut later = ROWS;
    later[0] = [60.0, 1.0, 4.0, 2.0];
    for (outside, is_clipped) in [(Outside::Clip, true), (Outside::Extend, false)] {
        let fitted = model().with_indicator_scores(Moora::default()).with_outside(outside).fit(&table(&ROWS)).expect("fits");
        let overall = scores(&fitted.score(&table(&later)).expect("scores"), "overall");
        // Of the whole the left has 0.3, and the right is as it was.
        let before = scores(&fitted.score(&table(&ROWS)).expect("scores"), "overall");
        assert_eq!(overall[0] <= before[0] + 0.3 + 1e-12, is_clipped, "{outside:?}: {} {}", overall[0], before[0]);
    }
}

#[test]
fn a_node_over_its_leaves_scores_them_with_the_products_of_the_weights() {
    let over = model().with_dimension_scores(Scoring::from(Topsis::default()).over_leaves());
    let evaluation = over.evaluate(&table(&ROWS)).expect("evaluates");
    let global = Weights::new([("a", 0.18), ("b", 0.12), ("c", 0.42), ("d", 0.28)]).expect("weights");
    let expected = Topsis::default().score(&matrix(&[0, 1, 2, 3]), &global).expect("scores");
    assert_agree("overall", &scores(&evaluation, "overall"), expected.scores.as_slice());
    // The nodes between keep their own scores, and the weights of the children are told as ever.
    let by_children = model().evaluate(&table(&ROWS)).expect("evaluates");
    assert_eq!(scores(&evaluation, "left"), scores(&by_children, "left"));
    assert_eq!(evaluation.root().weighing(), by_children.root().weighing());

    let text = over.to_toml().expect("writes");
    assert!(text.contains("over = \"leaves\""), "{text}");
    assert_eq!(Model::from_toml(&text).expect("reads"), over);
    let fitted = over.fit(&table(&ROWS)).expect("fits");
    let again: governance_efficacy::model::Fitted =
        serde_json::from_str(&serde_json::to_string(&fitted).expect("writes")).expect("reads");
    assert_eq!(again, fitted);
    assert_agree("again", &scores(&again.score(&table(&ROWS)).expect("scores"), "overall"), expected.scores.as_slice());
}

#[test]
fn a_method_that_compares_units_refuses_other_rows_and_gaps() {
    let relative = model().with_indicator_scores(Vikor::default());
    let fitted = relative.fit(&table(&ROWS)).expect("fits");
    assert!(fitted.score(&table(&ROWS)).is_ok());
    let error = fitted.score(&table(&ROWS[..3])).expect_err("fewer rows");
    assert!(error.to_string().contains("no frozen scale"), "{error}");

    let mut cells: Vec<Vec<Option<f64>>> = ROWS.iter().map(|row| row.map(Some).to_vec()).collect();
    cells[2][1] = None;
    let units = (1..=5).map(|i| format!("u{i}"));
    let table = IndicatorTable::from_rows(units, &INDICATORS.map(|(key, _)| key), &cells).expect("a table");
    let missing = Preparation::default().with_missing(Missing::renormalize(0.5).expect("a share"));
    let error = relative.with_preparation(missing).evaluate(&table).expect_err("a gap");
    let text = error.to_string();
    assert!(text.contains("vikor") && text.contains("\"b\"") && text.contains("drop-unit"), "{text}");
}

#[test]
fn a_mere_order_is_refused_below_the_whole_and_where_grades_need_scores() {
    let error = model().with_indicator_scores(Multimoora::default()).evaluate(&table(&ROWS)).expect_err("below the whole");
    assert!(error.to_string().contains("multimoora"), "{error}");
    let whole = model().with_dimension_scores(Scoring::from(Multimoora::default()).over_leaves());
    assert!(whole.evaluate(&table(&ROWS)).is_ok());
    let grades = Grades::new(vec![0.5], [Label::same("low"), Label::same("high")]).expect("grades");
    assert_eq!(whole.with_grades(grades).evaluate(&table(&ROWS)).expect_err("grades").root().code(), "invalid-setting");
}

#[test]
fn weights_that_mean_something_else_and_an_arbitrary_zero_are_told() {
    let geometric = GeometricMean::default().with_normalization(Normalization::MinMax);
    let evaluation = model().with_indicator_scores(geometric).evaluate(&table(&ROWS)).expect("evaluates");
    let codes: Vec<&str> = evaluation.all_notices().map(|(_, notice)| notice.code()).collect();
    assert!(codes.contains(&"arbitrary-zero"), "{codes:?}");

    let ahp = Ahp::new(JudgementMatrix::from_upper(&[vec![2.0]]).expect("judgements"));
    let ordinal = model().with_dimension_weights(ahp).with_dimension_scores(Multimoora::default());
    let evaluation = ordinal.evaluate(&table(&ROWS));
    let Ok(evaluation) = evaluation else {
        // The worst unit of a dimension has the share 0, which the product can't take.
        return assert!(evaluation.unwrap_err().to_string().contains("positive"));
    };
    assert!(evaluation.all_notices().any(|(_, notice)| notice.code() == "weights-are-rates"));
}

#[test]
fn every_method_scores_the_whole_of_a_hierarchy_by_name_or_says_why_not() {
    for info in ScoreMethod::INFOS {
        let text = format!(
            r#"
schema = 1
[score.dimensions]
method = "{}"
over = "leaves"
[[dimension]]
key = "left"
[[dimension]]
key = "right"
[[indicator]]
key = "a"
dimension = "left"
goalposts = [0, 10]
[[indicator]]
key = "b"
dimension = "left"
direction = "cost"
goalposts = [0, 10]
[[indicator]]
key = "c"
dimension = "right"
goalposts = [0, 10]
[[indicator]]
key = "d"
dimension = "right"
goalposts = [0, 10]
"#,
            info.name
        );
        let model = Model::from_toml(&text).unwrap_or_else(|e| panic!("{}: {e}", info.name));
        let evaluation = model.evaluate(&table(&ROWS)).unwrap_or_else(|e| panic!("{}: {e}", info.name));
        assert_eq!(evaluation.root().method(), info.name);
        assert!(evaluation.root().scores().iter().all(|s| s.is_some_and(f64::is_finite)), "{}", info.name);
        let again = Model::from_toml(&model.to_toml().expect("writes")).expect("reads");
        assert_eq!(again, model, "{}", info.name);
    }
}

#[test]
fn on_scales_that_do_not_come_from_the_sample_no_unit_moves_another() {
    let fixed = Normalization::Goalposts { bounds: Goalposts::new(0.0, 10.0).ok(), clip: true };
    let free: [ScoreMethod; 10] = [
        WeightedSum::default().with_normalization(fixed).into(),
        WeightedProduct::default().with_normalization(fixed).into(),
        GeometricMean::default().with_normalization(fixed).into(),
        HarmonicMean::default().with_normalization(fixed).into(),
        PowerMean::default().with_normalization(fixed).into(),
        Waspas::default().with_normalization(fixed).into(),
        Owa::default().with_normalization(fixed).into(),
        Ampi::default().with_normalization(fixed).into(),
        Spotis::default().with_normalization(fixed).into(),
        Topsis::default().with_normalization(fixed).with_ideal(Ideal::Ends).into(),
    ];
    let criteria = INDICATORS.map(|(key, _)| (key, Direction::Benefit));
    let weights = Weights::new(INDICATORS.map(|(key, _)| (key, 0.25))).expect("weights");
    let scores = |method: &ScoreMethod, rows: &[[f64; 4]]| {
        let matrix = DecisionMatrix::from_rows(&criteria, rows).expect("a matrix");
        method.score(&matrix, &weights).expect("scores").scores.as_slice().to_vec()
    };
    let larger = [&ROWS[..], &[[9.0, 9.5, 9.0, 0.5]]].concat();
    for method in &free {
        assert_eq!(scores(method, &ROWS), scores(method, &larger)[..ROWS.len()], "{}", method.info().name);
    }
    // On scales of the sample others do move.
    for method in [ScoreMethod::from(Topsis::default()), WeightedSum::default().into(), Mpi::default().into()] {
        assert_ne!(scores(&method, &ROWS), scores(&method, &larger)[..ROWS.len()], "{}", method.info().name);
    }
}
