//! Input that is wrong, extreme or hostile: a typed error that names the place and the remedy, or a right answer; never a panic.
#![cfg(all(feature = "csv", feature = "json", feature = "toml"))]

use std::fmt::Write as _;
use std::panic::{AssertUnwindSafe, catch_unwind};

use crate::common::{agrees, assert_agree, document, given_entry, keys, matrix, table, weights};
use crate::methods::NORMALIZATIONS;
use governance_efficacy::indicator::Goalposts;
use governance_efficacy::model::{Branch, Detail, Evaluation, Fitted, Grades, Model, Outside, Scope, System, Veto};
use governance_efficacy::prepare::{Cuts, Missing, Normalization, OnConstant, Preparation, Reference, Scale, TiedRanks};
use governance_efficacy::score::{Orientation, Score, ScoreMethod, Scores, Topsis, WeightedSum};
use governance_efficacy::table::{Attribute, Column, CsvForm, CsvOptions, Rows};
use governance_efficacy::weight::ahp::{AhpDetail, RandomIndex};
use governance_efficacy::weight::combine::Game;
use governance_efficacy::weight::{
    Ahp, Combined, Entropy, Equal, Given, JudgementMatrix, Rule, Weigh, WeighingDetail, WeightMethod,
};
use governance_efficacy::{DecisionMatrix, Direction, Error, Indicator, IndicatorTable, Key, Notice, Period, Weights};
use serde_json::{Value, json};

const BENEFIT: Direction = Direction::Benefit;
const COST: Direction = Direction::Cost;

/// The error is of this kind and its message has each of `parts`: the place and the remedy.
#[track_caller]
fn refused<T: std::fmt::Debug>(result: Result<T, Error>, code: &str, parts: &[&str]) {
    match result {
        Ok(value) => panic!("expected the error {code:?}, found {value:?}"),
        Err(error) => {
            assert_eq!(error.root().code(), code, "{error}");
            let message = error.to_string();
            for part in parts {
                assert!(message.contains(part), "{message:?} should say {part:?}");
            }
        }
    }
}

/// The same for what serde reads, whose errors are texts.
#[track_caller]
fn unreadable<T: serde::de::DeserializeOwned + std::fmt::Debug>(text: &str, parts: &[&str]) {
    match serde_json::from_str::<T>(text) {
        Ok(value) => panic!("{text} should be refused, and is read as {value:?}"),
        Err(error) => {
            let message = error.to_string();
            for part in parts {
                assert!(message.contains(part), "{message:?} should say {part:?}");
            }
        }
    }
}

fn read_csv(text: &str) -> Result<IndicatorTable, Error> {
    IndicatorTable::from_csv(text.as_bytes(), &CsvOptions::default())
}

fn indicator(key: &str, direction: Direction) -> Indicator {
    Indicator::new(key).expect("a key").with_direction(direction).expect("finite")
}

fn flat(directions: &[Direction]) -> Model {
    let indicators = keys(directions.len()).into_iter().zip(directions).map(|(key, &d)| indicator(&key, d));
    Model::new(System::flat(indicators).expect("valid"))
}

fn with_on_constant(model: Model, policy: OnConstant) -> Model {
    model.with_preparation(Preparation::default().with_on_constant(policy))
}

fn columns(columns: &[&[f64]]) -> Vec<Vec<f64>> {
    (0..columns[0].len()).map(|i| columns.iter().map(|column| column[i]).collect()).collect()
}

// ---------------------------------------------------------------------------------------------------------------------------
// What is no number

#[test]
fn nan_and_infinity_enter_nowhere() {
    for x in [f64::NAN, f64::INFINITY, f64::NEG_INFINITY] {
        let place = ["\"b\"", "not finite", "leave the cell empty"];
        refused(DecisionMatrix::from_rows(&[("a", BENEFIT), ("b", COST)], &[[1.0, 2.0], [3.0, x]]), "value", &place);
        let named = ["\"West\"", "\"b\"", "not finite", "leave the cell empty"];
        let cells = [[Some(1.0), Some(2.0)], [Some(3.0), Some(x)]];
        refused(IndicatorTable::from_rows(["East", "West"], &["a", "b"], &cells), "value", &named);
        refused(Column::complete("b".parse().expect("a key"), vec![1.0, x]), "value", &["row 2", "\"b\""]);
        refused(Column::with_gaps("b".parse().expect("a key"), vec![None, Some(x)]), "value", &["row 2", "\"b\""]);
        refused(Weights::new([("a", x), ("b", 0.5)]), "weights", &["\"a\"", "finite"]);
        refused(Scores::new(["A"], vec![x], Orientation::HigherIsBetter), "invalid-setting", &["\"A\"", "finite"]);
        refused(JudgementMatrix::from_upper(&[[x]]), "judgement", &["row 1", "column 2", "positive"]);
        refused(Direction::target(x), "invalid-setting", &["target", "finite"]);
        refused(Direction::band(x, 1.0), "invalid-setting", &["band", "finite"]);
        refused(Goalposts::new(0.0, x), "invalid-setting", &["goalposts", "finite"]);
        refused(Veto::above("a", x), "invalid-setting", &["veto", "finite"]);
        refused(Grades::new(vec![x], ["low", "high"]), "invalid-setting", &["cuts", "finite"]);
        refused(Missing::renormalize(x), "invalid-setting", &["coverage", "above 0"]);
        let ahp = Ahp::new(JudgementMatrix::from_upper(&[[3.0]]).expect("valid"));
        refused(ahp.with_limit(x), "invalid-setting", &["limit", "positive"]);
        // A literal value of the enum goes through the same check.
        refused(DecisionMatrix::from_rows(&[("a", Direction::Target(x))], &[[1.0]]), "invalid-setting", &["target"]);
        refused(
            Indicator::new("a").expect("a key").with_direction(Direction::Band { low: 1.0, high: x }),
            "invalid-setting",
            &[],
        );
        // Weights that are given are checked where they are used.
        let given = Given::new([("c1", x)]).and_then(|given| given.weigh(&matrix(&[vec![1.0]], &[BENEFIT])));
        refused(given, "weights", &["\"c1\"", "finite"]);
    }
    for text in ["NaN", "nan", "inf", "-inf", "infinity", "1e999", "-1e999"] {
        let csv = format!("unit,a\nEast,1\nWest,{text}\n");
        refused(read_csv(&csv), "value", &["\"West\"", "\"a\"", "not finite", "leave the cell empty"]);
    }
    for text in ["nan", "inf", "-inf", "+inf", "1e999"] {
        let toml = format!("schema = 1\n[[indicator]]\nkey = \"a\"\ngoalposts = [0, {text}]\n");
        assert!(Model::from_toml(&toml).is_err(), "{text}");
    }
    assert!(serde_json::from_str::<Model>(r#"{"schema":1,"indicator":[{"key":"a","goalposts":[0,1e999]}]}"#).is_err());
    assert!(serde_json::from_str::<Weights>(r#"[["a",1e999]]"#).is_err());
    assert!(serde_json::from_str::<Weights>(r#"[["a",null]]"#).is_err());
}

#[test]
fn what_is_no_number_in_a_csv_is_told_with_its_line() {
    for text in ["1 000", "1.000,5", "twelve", "0x10", "1_000", "½", "12,5", "１２％", "--1", "1e", "50%"] {
        let csv = format!("unit,a,b\nEast,1,2\nWest,3,\"{text}\"\n");
        refused(read_csv(&csv), "syntax", &["line 3", "\"West\"", "\"b\"", text, "leave the cell empty"]);
    }
    // A gap may be written as the reader was told, and in no other way.
    assert_eq!(read_csv("unit,a\nEast,NA\nWest,1\n").expect("valid").missing(), 1);
    refused(read_csv("unit,a\nEast,N/A\nWest,1\n"), "syntax", &["line 2", "N/A"]);
    let options = CsvOptions::default().with_gaps(["N/A", "-"]);
    assert_eq!(IndicatorTable::from_csv("unit,a\nEast,N/A\nWest,-\n".as_bytes(), &options).expect("valid").missing(), 2);
    refused(IndicatorTable::from_csv("unit,a\nEast,\n".as_bytes(), &options), "syntax", &["line 2"]);
}

// ---------------------------------------------------------------------------------------------------------------------------
// Too little

#[test]
fn an_empty_table_is_refused() {
    refused(IndicatorTable::from_rows(Vec::<String>::new(), &["a"], &Vec::<[Option<f64>; 1]>::new()), "too-few", &["rows", "1"]);
    refused(IndicatorTable::from_rows(["A"], &Vec::<String>::new(), &[Vec::new()]), "too-few", &["indicators", "1"]);
    refused(IndicatorTable::new(Rows::units(["A"]).expect("valid"), Vec::new()), "too-few", &["indicators"]);
    refused(DecisionMatrix::from_rows(&[("a", BENEFIT)], &Vec::<[f64; 1]>::new()), "too-few", &["rows"]);
    refused(DecisionMatrix::from_rows::<&str, [f64; 0]>(&[], &[[]]), "too-few", &["indicators"]);
    refused(DecisionMatrix::from_columns::<&str>(&[], Vec::new()), "too-few", &["indicators"]);
    refused(IndicatorTable::stack(&[]), "too-few", &["rows"]);
    refused(read_csv(""), "syntax", &["empty", "first line"]);
    refused(read_csv("unit,a\n"), "too-few", &["rows"]);
    refused(read_csv("unit\nEast\n"), "too-few", &["indicators"]);
    let table = table(&[vec![1.0]]);
    refused(table.in_periods(&[Period::year(2024).expect("valid")]), "too-few", &["rows"]);
    refused(flat(&[BENEFIT]).evaluate_each_period(&table), "too-few", &["periods"]);
    unreadable::<IndicatorTable>(r#"{"rows":{"units":[]},"columns":[]}"#, &["no rows"]);
    unreadable::<IndicatorTable>(r#"{"rows":{"units":["A"]},"columns":[]}"#, &["no indicators"]);
    unreadable::<Weights>("[]", &["no weights"]);
    refused(System::flat(Vec::new()), "too-few", &["scored children", "overall"]);
    refused(Combined::new(Rule::default(), [Equal.into()]), "too-few", &["sources", "2"]);
    refused(
        Ahp::new(JudgementMatrix::from_upper(&[[3.0]]).expect("valid")).weigh_names(["a"]),
        "length",
        &["expected 2", "found 1"],
    );
}

#[test]
fn one_unit_is_refused_where_the_scale_is_the_samples_and_fine_where_it_is_not() {
    let one = table(&[vec![3.0, 4.0]]);
    for model in [flat(&[BENEFIT, COST]), flat(&[BENEFIT, COST]).with_indicator_scores(WeightedSum::default())] {
        // Nothing varies.
        refused(model.evaluate(&one), "constant", &["\"c1\"", "3", "leave it out", "on-constant"]);
    }
    let matrix = matrix(&[vec![3.0, 4.0]], &[BENEFIT, COST]);
    refused(Entropy::default().weigh(&matrix), "undefined", &["\"c1\"", "1 unit", "at least two units"]);
    refused(WeightedSum::default().score(&matrix, &weights(&[0.5, 0.5])), "constant", &["\"c1\""]);
    // On bounds of the analyst's there is an answer: 3 of 0 to 4, and 4 of 10 to 0.
    let indicators = [(0.0, 4.0, BENEFIT), (0.0, 10.0, COST)].into_iter().zip(keys(2)).map(|((low, high, direction), key)| {
        indicator(&key, direction).with_goalposts(Goalposts::new(low, high).expect("ordered"))
    });
    let model = Model::new(System::flat(indicators).expect("valid"))
        .with_preparation(Preparation::default().with_normalization(Normalization::GOALPOSTS))
        .with_indicator_scores(WeightedSum::default());
    let evaluation = model.evaluate(&one).expect("evaluates");
    assert_agree("one unit", &[evaluation.root().scores()[0].expect("scored")], &[f64::midpoint(0.75, 0.6)]);
    assert_eq!(evaluation.root().ranks(), [Some(1.0)]);
    // TOPSIS by the length of the column: one unit is the ideal and the anti-ideal at once, 0.5 by definition.
    let outcome = Topsis::default().score(&matrix, &weights(&[0.5, 0.5])).expect("defined");
    assert_eq!(outcome.scores.as_slice(), [0.5]);
    assert_eq!(outcome.notices, [Notice::IdenticalUnits { units: 1 }]);
}

#[test]
fn one_indicator_is_fine_and_weighs_one() {
    let rows = [vec![3.0], vec![1.0], vec![2.0]];
    let matrix = matrix(&rows, &[COST]);
    let sources = || [Given::new([("c1", 1.0)]).expect("a name").into(), Entropy::default().into()];
    let methods: [WeightMethod; 6] = [
        Equal.into(),
        Given::new([("c1", 1.0)]).expect("a name").into(),
        Entropy::default().into(),
        Ahp::new(JudgementMatrix::from_upper::<[f64; 0]>(&[]).expect("order 1")).into(),
        Combined::new(Rule::Multiplicative, sources()).expect("two sources").into(),
        Combined::new(Rule::GameTheory(Game::default()), sources()).expect("two sources").into(),
    ];
    for method in methods {
        assert_eq!(method.weigh(&matrix).expect("weights").weights.as_slice(), [1.0], "{method:?}");
        let model = flat(&[COST]).with_indicator_weights(method);
        let evaluation = model.with_indicator_scores(WeightedSum::default()).evaluate(&table(&rows)).expect("evaluates");
        assert_eq!(evaluation.root().scores(), [Some(0.0), Some(1.0), Some(0.5)]);
        assert_eq!(evaluation.root().ranks(), [Some(3.0), Some(1.0), Some(2.0)]);
    }
    let topsis = Topsis::default().score(&matrix, &weights(&[1.0])).expect("scores");
    assert_agree("the nearer to the ideal", topsis.scores.as_slice(), &[0.0, 1.0, 0.5]);
}

// ---------------------------------------------------------------------------------------------------------------------------
// Nothing that varies

const ALL_ON_CONSTANT: [OnConstant; 3] = [OnConstant::Error, OnConstant::Midpoint, OnConstant::Drop];

#[test]
fn a_constant_column_goes_by_its_policy_in_every_method() {
    let rows = [vec![3.0, 7.0, 5.0], vec![1.0, 7.0, 9.0], vec![2.0, 7.0, 6.0]];
    let without: Vec<Vec<f64>> = rows.iter().map(|row| vec![row[0], row[2]]).collect();
    let weighing: [(WeightMethod, &[f64]); 3] = [
        (Equal.into(), &[1.0 / 3.0, 1.0 / 3.0, 1.0 / 3.0]),
        (Given::new([("c1", 0.2), ("c2", 0.5), ("c3", 0.3)]).expect("names").into(), &[0.2, 0.5, 0.3]),
        (Ahp::new(JudgementMatrix::from_upper(&[vec![1.0, 1.0], vec![1.0]]).expect("valid")).into(), &[1.0 / 3.0; 3]),
    ];
    let scoring: [ScoreMethod; 2] = [WeightedSum::default().into(), Topsis::default().into()];
    for policy in ALL_ON_CONSTANT {
        for score in &scoring {
            for (weigh, local) in &weighing {
                let model = with_on_constant(flat(&[BENEFIT; 3]), policy).with_indicator_weights(weigh.clone());
                let found = model.with_indicator_scores(score.clone()).evaluate(&table(&rows));
                if policy == OnConstant::Error {
                    refused(found, "constant", &["\"c2\"", "7", "leave it out", "\"drop\"", "\"midpoint\""]);
                    continue;
                }
                let evaluation = found.expect("evaluates");
                // Without the constant column, with the other weights rescaled.
                let rest: f64 = local[0] + local[2];
                let left = weights(&[local[0] / rest, local[2] / rest]);
                let others = score.score(&matrix(&without, &[BENEFIT; 2]), &left).expect("scores");
                let dropped = evaluation.notices().iter().any(|n| n.code() == "indicator-dropped");
                assert_eq!(dropped, policy == OnConstant::Drop, "{:?}", evaluation.notices());
                let is_sum = matches!(score, ScoreMethod::WeightedSum(_));
                for (found, other) in evaluation.root().scores().iter().zip(others.scores.as_slice()) {
                    let expected = match policy {
                        OnConstant::Drop => *other,
                        // In a sum it counts one half for every unit; in a distance it counts for none.
                        _ if is_sum => rest * other + local[1] * 0.5,
                        _ => *other,
                    };
                    assert!(agrees(found.expect("scored"), expected, 1.0), "{policy:?} {score:?}: {found:?} {expected}");
                }
            }
        }
        // Entropy gives it no weight, whatever the policy lets through.
        let model = with_on_constant(flat(&[BENEFIT; 3]), policy).with_indicator_weights(Entropy::default());
        match policy {
            OnConstant::Error => refused(model.evaluate(&table(&rows)), "constant", &["\"c2\""]),
            OnConstant::Midpoint => {
                let evaluation = model.evaluate(&table(&rows)).expect("evaluates");
                assert_eq!(evaluation.root().weighing().weights.get("c2"), Some(0.0));
            }
            _ => {
                let evaluation = model.evaluate(&table(&rows)).expect("evaluates");
                assert_eq!(evaluation.root().weighing().weights.get("c2"), None);
                let expected = Entropy::default().weigh(&matrix(&without, &[BENEFIT; 2])).expect("weights").weights;
                assert_eq!(evaluation.root().weighing().weights.as_slice(), expected.as_slice());
            }
        }
    }
}

#[test]
fn a_constant_column_in_a_direct_call() {
    let rows = [vec![3.0, 7.0, 5.0], vec![1.0, 7.0, 9.0], vec![2.0, 7.0, 6.0]];
    let without: Vec<Vec<f64>> = rows.iter().map(|row| vec![row[0], row[2]]).collect();
    let full = matrix(&rows, &[BENEFIT, COST, BENEFIT]);
    let third = weights(&[1.0 / 3.0; 3]);
    for normalization in [Normalization::MinMax, Normalization::ZScore { ddof: 1 }, Normalization::ZScore { ddof: 0 }] {
        let sum = WeightedSum::default().with_normalization(normalization);
        refused(sum.score(&full, &third), "constant", &["\"c2\"", "7", "leave it out"]);
        let topsis = Topsis::default().with_normalization(normalization);
        refused(topsis.score(&full, &third), "constant", &["\"c2\"", "7", "leave it out"]);
    }
    // Where the formula takes it, it moves no unit against another.
    for normalization in [Normalization::Vector, Normalization::Max, Normalization::Sum, Normalization::Linear] {
        let topsis = Topsis::default().with_normalization(normalization);
        let found = topsis.score(&full, &third).expect("scores");
        let expected = topsis.score(&matrix(&without, &[BENEFIT; 2]), &weights(&[0.5, 0.5])).expect("scores");
        assert_agree(normalization.name(), found.scores.as_slice(), expected.scores.as_slice());
    }
    let entropy = Entropy::default().weigh(&full).expect("weights");
    assert_eq!(entropy.weights.get("c2"), Some(0.0));
    // The product with an indicator that weighs nothing leaves it nothing.
    let sources = [Equal.into(), Entropy::default().into()];
    let combined = Combined::new(Rule::Multiplicative, sources).expect("two").weigh(&full).expect("weights");
    assert_eq!(combined.weights.get("c2"), Some(0.0));
}

#[test]
fn a_constant_indicator_at_the_midpoint_weighs_nothing_where_the_data_weigh() {
    use governance_efficacy::weight::{
        Cilos, CoefficientOfVariation, Critic, Entropy, Gini, Idocriw, Independence, Lopcow, Pca, WeightMethod,
    };
    let rows: Vec<[Option<f64>; 4]> = [
        [1.0, 5.0, 7.0, 2.0],
        [2.0, 3.0, 7.0, 4.0],
        [4.0, 4.0, 7.0, 3.0],
        [3.0, 1.0, 7.0, 9.0],
        [7.0, 2.0, 7.0, 6.0],
        [5.0, 8.0, 7.0, 1.0],
    ]
    .iter()
    .map(|row| row.map(Some))
    .collect();
    let table = IndicatorTable::from_rows((0..6).map(|i| format!("u{i}")), &["a", "b", "c", "d"], &rows).expect("a table");
    let evaluated = |method: WeightMethod, keys: &[&str]| {
        let indicators = keys.iter().map(|key| Indicator::new(key).expect("a key"));
        let model = Model::new(System::flat(indicators).expect("a hierarchy"))
            .with_preparation(Preparation::default().with_on_constant(OnConstant::Midpoint))
            .with_indicator_weights(method.clone());
        let name = method.info().name;
        model.evaluate(&table).unwrap_or_else(|e| panic!("{name}: {e}")).root().weighing().weights.clone()
    };
    let methods: [WeightMethod; 9] = [
        Pca::default().into(),
        Cilos::default().into(),
        Idocriw::default().into(),
        Independence.into(),
        Entropy::default().into(),
        Critic::default().into(),
        CoefficientOfVariation.into(),
        Gini.into(),
        Lopcow.into(),
    ];
    for method in methods {
        let name = method.info().name;
        let with = evaluated(method.clone(), &["a", "b", "c", "d"]);
        assert_eq!(with.get("c"), Some(0.0), "{name}");
        // CRITIC counts the conflict with it; the others are as without it.
        if name != "critic" {
            let without = evaluated(method, &["a", "b", "d"]);
            for key in ["a", "b", "d"] {
                assert!((with.get(key).expect("there") - without.get(key).expect("there")).abs() < 1e-12, "{name} {key}");
            }
        }
    }
}

#[test]
fn many_keys_are_checked_quickly_and_every_heavy_one_is_told() {
    let keys: Vec<String> = (0..40_000).map(|i| format!("k{i}")).collect();
    let weights = Weights::new(keys.iter().map(|key| (key.as_str(), 1.0 / 40_000.0))).expect("unique");
    assert_eq!(weights.len(), 40_000);
    let twice = keys.iter().chain([&keys[39_000]]).map(|key| (key.as_str(), 1.0 / 40_001.0));
    assert_eq!(Weights::new(twice).unwrap_err().code(), "duplicate");

    let indicators = ["a", "b", "c"].map(|key| Indicator::new(key).expect("a key"));
    let given = governance_efficacy::weight::Given::new([("a", 0.45), ("b", 0.43), ("c", 0.12)]).expect("weights");
    let model = Model::new(System::flat(indicators).expect("a hierarchy")).with_indicator_weights(given);
    let rows = [[Some(1.0), Some(2.0), Some(5.0)], [Some(2.0), Some(1.0), Some(4.0)]];
    let table = IndicatorTable::from_rows(["A", "B"], &["a", "b", "c"], &rows).expect("a table");
    let evaluation = model.evaluate(&table).expect("evaluates");
    assert_eq!(evaluation.root().notices().iter().filter(|notice| notice.code() == "dominant-weight").count(), 2);
}

#[test]
fn a_band_that_holds_every_unit_is_constant_too() {
    let band = Direction::Band { low: 10.0, high: 20.0 };
    let rows = [vec![11.0, 5.0], vec![15.0, 9.0], vec![19.0, 6.0]];
    let model = |policy| with_on_constant(flat(&[band, BENEFIT]), policy).with_indicator_scores(WeightedSum::default());
    refused(model(OnConstant::Error).evaluate(&table(&rows)), "constant", &["\"c1\"", "\"drop\""]);
    // The remedy the error names must help.
    let dropped = model(OnConstant::Drop).evaluate(&table(&rows)).expect("evaluates");
    assert_eq!(dropped.root().scores(), [Some(0.0), Some(1.0), Some(0.25)]);
    let midpoint = model(OnConstant::Midpoint).evaluate(&table(&rows)).expect("evaluates");
    assert_eq!(midpoint.root().scores(), [Some(0.25), Some(0.75), Some(0.375)]);
    // Every unit at the same distance from the target, on either side.
    let target = with_on_constant(flat(&[Direction::Target(7.0), BENEFIT]), OnConstant::Drop);
    let rows = [vec![6.0, 5.0], vec![8.0, 9.0], vec![6.0, 6.0]];
    let dropped = target.with_indicator_scores(WeightedSum::default()).evaluate(&table(&rows)).expect("evaluates");
    assert_eq!(dropped.root().scores(), [Some(0.0), Some(1.0), Some(0.25)]);
}

#[test]
fn units_that_are_all_the_same() {
    let rows = [vec![3.0, 7.0], vec![3.0, 7.0], vec![3.0, 7.0]];
    let full = matrix(&rows, &[BENEFIT, COST]);
    let half = weights(&[0.5, 0.5]);
    let outcome = Topsis::default().score(&full, &half).expect("defined");
    assert_eq!(outcome.scores.as_slice(), [0.5; 3]);
    assert_eq!(outcome.notices, [Notice::IdenticalUnits { units: 3 }]);
    assert_eq!(outcome.scores.ranking(governance_efficacy::score::Ties::Competition), [1.0; 3]);
    refused(WeightedSum::default().score(&full, &half), "constant", &["\"c1\"", "3"]);
    refused(Entropy::default().weigh(&full), "undefined", &["entropy", "no indicator tells the units apart", "equal or given"]);

    refused(flat(&[BENEFIT, COST]).evaluate(&table(&rows)), "constant", &["\"c1\""]);
    refused(with_on_constant(flat(&[BENEFIT, COST]), OnConstant::Drop).evaluate(&table(&rows)), "too-few", &["indicators left"]);
    for score in [ScoreMethod::from(Topsis::default()), WeightedSum::default().into()] {
        let model = with_on_constant(flat(&[BENEFIT, COST]), OnConstant::Midpoint).with_indicator_scores(score);
        let evaluation = model.evaluate(&table(&rows)).expect("evaluates");
        assert_eq!(evaluation.root().scores(), [Some(0.5); 3]);
        let entropy = with_on_constant(flat(&[BENEFIT, COST]), OnConstant::Midpoint).with_indicator_weights(Entropy::default());
        refused(entropy.evaluate(&table(&rows)), "undefined", &["overall", "equal or given"]);
    }
}

#[test]
fn two_units_under_entropy_of_ranges_are_refused() {
    // Every column becomes 0 and 1, whatever it holds.
    let two = matrix(&[vec![1.0, 5.0], vec![2.0, 3.0]], &[BENEFIT, COST]);
    let entropy = Entropy::default().with_normalization(Normalization::MinMax);
    refused(entropy.weigh(&two), "undefined", &["\"c1\"", "min-max", "raw data"]);
    assert!(Entropy::default().weigh(&two).is_ok(), "the raw data still differ");
}

// ---------------------------------------------------------------------------------------------------------------------------
// Zero and negative values

#[test]
fn zero_and_negative_values_where_they_are_not_allowed() {
    let half = weights(&[0.5, 0.5]);
    for bad in [0.0, -0.0, -2.0] {
        for direction in [BENEFIT, COST] {
            let data = matrix(&[vec![1.0, 3.0], vec![2.0, bad], vec![4.0, 5.0]], &[BENEFIT, direction]);
            let data = data.with_units(["East", "West", "North"]).expect("three");
            for normalization in [Normalization::Sum, Normalization::Linear] {
                let place = ["\"West\"", "\"c2\"", "not positive", normalization.name(), "use min-max"];
                refused(WeightedSum::default().with_normalization(normalization).score(&data, &half), "value", &place);
                refused(Topsis::default().with_normalization(normalization).score(&data, &half), "value", &place);
            }
        }
    }
    let negative = matrix(&[vec![-1.0], vec![-2.0]], &[BENEFIT]);
    let max = WeightedSum::default().with_normalization(Normalization::Max);
    refused(max.score(&negative, &weights(&[1.0])), "value", &["unit \"1\"", "\"c1\"", "-1", "not positive", "min-max"]);
    refused(max.score(&matrix(&[vec![0.0], vec![0.0]], &[COST]), &weights(&[1.0])), "value", &["\"c1\"", "min-max"]);
    let zero = matrix(&[vec![0.0], vec![0.0]], &[BENEFIT]);
    refused(
        Topsis::default().score(&zero, &weights(&[1.0])),
        "undefined",
        &["\"c1\"", "zero for every unit", "leave the indicator out"],
    );

    let data = matrix(&[vec![1.0, 3.0], vec![2.0, -0.5], vec![4.0, 5.0]], &[BENEFIT; 2]);
    refused(Entropy::default().weigh(&data), "value", &["unit \"2\"", "\"c2\"", "-0.5", "negative", "min-max"]);
    refused(
        Entropy::default().weigh(&matrix(&[vec![1.0, 0.0], vec![2.0, 0.0]], &[BENEFIT; 2])),
        "undefined",
        &["\"c2\"", "sum to 0"],
    );
    let by_deviation = Entropy::default().with_normalization(Normalization::ZScore { ddof: 1 });
    refused(by_deviation.weigh(&matrix(&[vec![1.0], vec![2.0]], &[BENEFIT])), "value", &["negative"]);
    // Zero is a share like any other, 0 · ln 0 = 0. By hand: p = (0, ½, ½) gives e = ln 2 / ln 3.
    let data = matrix(&[vec![0.0], vec![2.0], vec![2.0]], &[BENEFIT]);
    let WeighingDetail::Entropy { entropy, .. } = Entropy::default().weigh(&data).expect("weights").detail else { panic!() };
    assert_agree("entropy with a zero", &entropy, &[2.0_f64.ln() / 3.0_f64.ln()]);

    let through_model = flat(&[BENEFIT; 2]).with_indicator_weights(Entropy::default());
    let rows = [vec![1.0, 3.0], vec![2.0, -0.5], vec![4.0, 5.0]];
    refused(through_model.evaluate(&table(&rows)), "value", &["overall", "unit \"2\"", "\"c2\"", "-0.5"]);
}

#[test]
fn a_target_under_a_normalisation_of_positive_values_is_told_as_what_it_is() {
    // The farthest unit has the closeness 0; its value, 5, is positive.
    let data = matrix(&[vec![5.0], vec![7.0], vec![8.0]], &[Direction::Target(7.0)]);
    let sum = WeightedSum::default().with_normalization(Normalization::Sum);
    refused(sum.score(&data, &weights(&[1.0])), "value", &["unit \"1\"", "\"c1\"", "closeness as 0", "min-max"]);
}

#[test]
fn a_cost_without_normalisation_is_refused() {
    let data = matrix(&[vec![5.0], vec![7.0]], &[COST]);
    let none = WeightedSum::default().with_normalization(Normalization::None);
    refused(none.score(&data, &weights(&[1.0])), "undefined", &["\"c1\"", "cost", "name a normalisation"]);
    let goalposts = WeightedSum::default().with_normalization(Normalization::GOALPOSTS);
    refused(goalposts.score(&data, &weights(&[1.0])), "undefined", &["\"c1\"", "no goalposts", "give the indicator goalposts"]);
}

#[test]
fn goalposts_for_all_do_not_squeeze_a_target() {
    // A target is a share of its reach: distances 2, 0, 1 give 0, 1, ½, whatever the goalposts of the others.
    let bounds = Goalposts::new(0.0, 100.0).ok();
    let sum = WeightedSum::default().with_normalization(Normalization::Goalposts { bounds, clip: true });
    let data = matrix(&[vec![5.0, 10.0], vec![7.0, 20.0], vec![8.0, 30.0]], &[Direction::Target(7.0), BENEFIT]);
    let outcome = sum.score(&data, &weights(&[0.5, 0.5])).expect("scores");
    assert_agree("closeness", outcome.scores.as_slice(), &[0.05, 0.6, 0.4]);
}

// ---------------------------------------------------------------------------------------------------------------------------
// Lengths and names

#[test]
fn wrong_lengths_are_refused_with_both_numbers() {
    let found = ["expected 2", "found 1"];
    refused(
        DecisionMatrix::from_rows(&[("a", BENEFIT), ("b", COST)], &[vec![1.0, 2.0], vec![1.0]]),
        "length",
        &["row 2", found[0]],
    );
    refused(DecisionMatrix::from_columns(&[("a", BENEFIT), ("b", COST)], vec![vec![1.0]]), "length", &found);
    refused(DecisionMatrix::from_columns(&[("a", BENEFIT), ("b", COST)], vec![vec![1.0, 2.0], vec![1.0]]), "length", &["\"b\""]);
    refused(matrix(&[vec![1.0], vec![2.0]], &[BENEFIT]).with_units(["A"]), "length", &["unit names", found[0], found[1]]);
    let cells = [vec![Some(1.0), Some(2.0)], vec![Some(1.0)]];
    refused(IndicatorTable::from_rows(["A", "B"], &["a", "b"], &cells), "length", &["\"B\"", found[0], found[1]]);
    refused(IndicatorTable::from_rows(["A", "B"], &["a", "b"], &cells[..1]), "length", &["rows of values", found[0]]);
    let column = Column::complete("a".parse().expect("a key"), vec![1.0]).expect("valid");
    refused(IndicatorTable::new(Rows::units(["A", "B"]).expect("valid"), vec![column]), "length", &["\"a\"", found[0]]);
    let attribute = Attribute { name: "group".parse().expect("a key"), values: vec![None] };
    refused(table(&[vec![1.0], vec![2.0]]).with_attribute(attribute), "length", &["\"group\"", found[0]]);
    refused(Scores::new(["A", "B"], vec![1.0], Orientation::HigherIsBetter), "length", &["scores", found[0]]);

    let data = matrix(&[vec![1.0, 2.0], vec![3.0, 1.0]], &[BENEFIT; 2]);
    refused(Topsis::default().score(&data, &weights(&[1.0])), "length", &["weights", found[0], found[1]]);
    let fitted = Topsis::default().fit(&matrix(&[vec![1.0], vec![2.0]], &[BENEFIT])).expect("fits");
    refused(fitted.score(&data, &weights(&[0.5, 0.5])), "length", &["criteria"]);
    let ahp = Ahp::new(JudgementMatrix::from_upper(&[vec![2.0, 3.0], vec![2.0]]).expect("valid"));
    refused(ahp.weigh(&data), "length", &["judgement matrix", "expected 3", "found 2"]);
    refused(ahp.clone().with_names(["a", "b"]), "length", &["names", "expected 3"]);
    refused(flat(&[BENEFIT; 2]).with_indicator_weights(ahp).fit(&table(&[vec![1.0, 2.0]])), "length", &["overall", "expected 3"]);
    refused(JudgementMatrix::from_upper(&[vec![1.0], vec![1.0]]), "length", &["row 1", "expected 2"]);
    refused(JudgementMatrix::from_rows(&[vec![1.0, 2.0], vec![0.5]]), "length", &["row 2", found[0]]);
    let rule = || Rule::Additive { coefficients: Some(vec![1.0]) };
    refused(Combined::new(rule(), [Equal.into(), Equal.into()]), "length", &["coefficients", found[0]]);
    refused(Combined::of_weights(&rule(), &[weights(&[1.0]), weights(&[1.0])]), "length", &["coefficients"]);
    refused(Combined::of_weights(&Rule::default(), &[weights(&[1.0]), weights(&[0.5, 0.5])]), "length", &["weights"]);
    refused(Grades::new(vec![0.5], ["low"]), "length", &["grades", found[0]]);
    unreadable::<Rows>(r#"{"units":["A","B"],"periods":["2024"]}"#, &["periods", found[0], found[1]]);
    unreadable::<IndicatorTable>(
        r#"{"rows":{"units":["A","B"]},"columns":[{"key":"a","values":[1]}]}"#,
        &["\"a\"", found[0], found[1]],
    );
}

#[test]
fn names_that_occur_twice_are_refused() {
    let once = "give each its own name";
    refused(Rows::units(["A", "B", "A"]), "duplicate", &["unit", "\"A\"", once]);
    let year = Period::year(2024).expect("valid");
    refused(Rows::panel([("A", year), ("A", year)]), "duplicate", &["unit and period", "A 2024", once]);
    refused(DecisionMatrix::from_rows(&[("a", BENEFIT), ("a", COST)], &[[1.0, 2.0]]), "duplicate", &["indicator", "\"a\"", once]);
    refused(IndicatorTable::from_rows(["A"], &["a", "a"], &[[None, None]]), "duplicate", &["indicator", "\"a\"", once]);
    refused(read_csv("unit,a\nX,1\nX,2\n"), "duplicate", &["unit", "\"X\""]);
    refused(read_csv("unit,period,a\nX,2024,1\nX,2024,2\n"), "duplicate", &["X 2024"]);
    refused(read_csv("unit,a,b,a\nX,1,2,3\n"), "syntax", &["line 1", "columns 2 and 4 are both named \"a\"", once]);
    let long = CsvOptions::default().with_form(CsvForm::Long);
    let text = "unit,indicator,value\nX,a,1\nX,b,2\nX,a,3\n";
    refused(IndicatorTable::from_csv(text.as_bytes(), &long), "duplicate", &["X a", "line 4"]);
    refused(Weights::new([("a", 0.5), ("a", 0.5)]), "duplicate", &["\"a\"", once]);
    refused(Given::new([("a", 0.5), ("a", 0.5)]), "duplicate", &["\"a\"", once]);
    let ahp = Ahp::new(JudgementMatrix::from_upper(&[[3.0]]).expect("valid"));
    refused(ahp.with_names(["a", "a"]), "duplicate", &["\"a\"", once]);
    let stacked = [(year, table(&[vec![1.0]])), (year, table(&[vec![2.0]]))];
    refused(IndicatorTable::stack(&stacked), "duplicate", &["1 2024"]);

    // A key is unique in the hierarchy, among nodes and indicators together.
    let a = || indicator("a", BENEFIT);
    refused(System::flat([a(), a()]), "duplicate", &["hierarchy", "\"a\"", once]);
    let twice = Branch::over("o", [Branch::of("d", [a()]).expect("a key"), Branch::of("e", [a()]).expect("a key")]);
    refused(System::new(twice.expect("a key")), "duplicate", &["hierarchy", "\"a\""]);
    let node =
        Branch::over("o", [Branch::of("d", [a()]).expect("a key"), Branch::of("d", [indicator("b", COST)]).expect("a key")]);
    refused(System::new(node.expect("a key")), "duplicate", &["hierarchy", "\"d\""]);
    refused(System::new(Branch::of("a", [a()]).expect("a key")), "duplicate", &["hierarchy", "\"a\""]);

    let toml = "schema = 1\n[[dimension]]\nkey = \"d\"\n[[indicator]]\nkey = \"d\"\ndimension = \"d\"\n";
    refused(Model::from_toml(toml), "duplicate", &["hierarchy", "\"d\""]);
    let toml = "schema = 1\nname = \"a\"\nname = \"b\"\n";
    refused(Model::from_toml(toml), "syntax", &["TOML", "line 3"]);
    refused(Model::from_json(r#"{"schema": 1, "name": "a", "name": "b"}"#), "syntax", &["JSON", "\"name\"", "twice"]);
    let given = r#"{"schema":1,"indicator":[{"key":"a"}],"weights":{"method":"given","weights":{"a":1,"a":1}}}"#;
    refused(Model::from_json(given), "syntax", &["\"a\"", "twice"]);
}

#[test]
fn texts_that_are_no_names_are_refused() {
    for text in ["", " ", "a/b", " a", "a ", "a\nb", "\u{7}"] {
        refused(Key::new(text), "invalid-key", &["give a non-empty text without '/'"]);
        refused(DecisionMatrix::from_rows(&[(text, BENEFIT)], &[[1.0]]), "invalid-key", &[]);
    }
    for text in ["", "  ", "East ", "\tEast"] {
        refused(Rows::units([text]), "invalid-key", &["unit"]);
    }
    refused(read_csv("unit,a/b\nX,1\n"), "invalid-key", &["a/b"]);
    refused(read_csv("unit,a\n,1\n"), "invalid-key", &["unit"]);
    refused(read_csv("unit,a,\nX,1,2\n"), "syntax", &["line 1", "column 3 has no name"]);
    for text in ["", "24", "2024-13", "2024-Q5", "last year", "2024-1", "10000"] {
        refused(text.parse::<Period>(), "invalid-period", &["2024-Q3"]);
        let csv = format!("unit,period,a\nX,2024,1\nY,{text},1\n");
        refused(read_csv(&csv), "syntax", &["line 3", "period", "2024-Q3"]);
    }
    refused(read_csv("unit,period,a\nX,2024,1\nY,2024-Q1,1\n"), "invalid-setting", &["2024", "2024-Q1", "one granularity"]);
}

// ---------------------------------------------------------------------------------------------------------------------------
// Documents

/// A document with everything in it, to be spoiled in one place at a time.
fn sound_document() -> Value {
    json!({
        "schema": 1,
        "name": "two dimensions",
        "ties": "competition",
        "outside": "clip",
        "fit": ["2023", "2024"],
        "detail": "full",
        "prepare": { "missing": { "policy": "renormalize", "coverage": 0.5 }, "on-constant": "drop", "normalization": "min-max" },
        "weights": {
            "dimensions": { "method": "ahp", "upper": [["1/3"]], "names": ["order", "service"], "priority": "eigenvector",
                            "random-index": "saaty-1980", "limit": 0.1 },
            "indicators": { "method": "combined", "rule": "game-theory", "game": "non-negative",
                            "of": [{ "method": "equal" }, { "method": "entropy", "normalization": "min-max" }] }
        },
        "score": { "dimensions": { "method": "weighted-sum" }, "indicators": { "method": "topsis", "normalization": "vector" } },
        "node": { "service": { "weights": { "method": "given", "weights": { "answered": 0.4, "hours": 0.6 } } } },
        "grades": { "cuts": [0.5], "labels": ["weak", { "en": "strong", "zh": "强" }] },
        "veto": [{ "indicator": "incidents", "above": 5 }],
        "root": { "key": "all" },
        "dimension": [{ "key": "order" }, { "key": "service", "label": { "en": "Service", "zh": "服务" } }],
        "indicator": [
            { "key": "disputes", "dimension": "order", "direction": "cost", "unit": "per 1,000" },
            { "key": "incidents", "dimension": "order", "direction": "cost", "range": [0, 100] },
            { "key": "answered", "dimension": "service", "goalposts": [0, 1], "normalization": "percentile" },
            { "key": "hours", "dimension": "service", "direction": { "band": [8, 12] } },
            { "key": "noise", "dimension": "service", "direction": { "target": 40 }, "role": "diagnostic" }
        ]
    })
}

/// The document with the value at `pointer` replaced, or added to its table.
fn spoiled(pointer: &str, value: Value) -> String {
    let mut document = sound_document();
    if let Some(place) = document.pointer_mut(pointer) {
        *place = value;
    } else {
        let (table, name) = pointer.rsplit_once('/').expect("a pointer");
        document.pointer_mut(table).expect("a table")[name] = value;
    }
    document.to_string()
}

#[test]
fn the_sound_document_is_sound() {
    let model = Model::from_json(&sound_document().to_string()).expect("valid");
    assert_eq!(Model::from_toml(&model.to_toml().expect("writes")).expect("reads"), model);
}

#[test]
fn unknown_names_in_a_document_are_told_with_path_and_near_match() {
    let cases: &[(&str, Value, &[&str])] = &[
        ("/prepair", json!({}), &["at prepair", "field \"prepair\"", "did you mean \"prepare\""]),
        ("/prepare/mising", json!("error"), &["at prepare.mising", "\"missing\""]),
        ("/prepare/missing", json!("medain"), &["at prepare.missing", "\"medain\"", "\"median\""]),
        ("/prepare/missing/policy", json!("renormalise"), &["at prepare.missing.policy", "\"renormalize\""]),
        ("/prepare/missing/covrage", json!(1), &["at prepare.missing.covrage", "\"coverage\""]),
        ("/prepare/missing", json!("nearst"), &["at prepare.missing", "\"nearest\""]),
        ("/prepare/missing", json!(["panel-linaer"]), &["at prepare.missing[0]", "\"panel-linear\""]),
        ("/prepare/missing", json!({ "policy": "nearest", "K": 3 }), &["at prepare.missing.K", "\"k\""]),
        ("/prepare/screen", json!({ "availabel": 1 }), &["at prepare.screen.availabel", "\"available\""]),
        ("/prepare/screen", json!({ "of": "rows" }), &["at prepare.screen.of", "\"units\""]),
        (
            "/prepare/denominate",
            json!({ "disputes": { "bye": "x" , "by": "y" } }),
            &["at prepare.denominate.disputes.bye", "\"by\""],
        ),
        ("/prepare/denominate", json!({ "dispute": { "by": "x" } }), &["at prepare", "\"dispute\"", "\"disputes\""]),
        ("/prepare/treat", json!({ "methods": ["windsorize"] }), &["at prepare.treat.methods[0]", "\"winsorize\""]),
        ("/prepare/treat", json!({ "definition": "momnets" }), &["at prepare.treat.definition", "\"moments\""]),
        ("/prepare/treat", json!({ "rule": "alwys" }), &["at prepare.treat.rule", "\"always\""]),
        ("/prepare/treat", json!({ "indicators": ["hour"] }), &["at prepare", "\"hour\"", "\"hours\""]),
        ("/prepare/on-constant", json!("dropp"), &["at prepare.on-constant", "\"drop\""]),
        ("/prepare/normalization", json!("minmax"), &["at prepare.normalization", "\"minmax\"", "\"min-max\""]),
        ("/prepare/normalization", json!({ "method": "rnak" }), &["at prepare.normalization.method", "\"rank\""]),
        ("/prepare/normalization", json!({ "method": "rank", "ties": "maen" }), &["at prepare.normalization.ties", "\"mean\""]),
        ("/indicator/0/normalization", json!("percentil"), &["at indicator[0].normalization", "\"percentile\""]),
        ("/ties", json!("competitive"), &["at ties", "\"competition\""]),
        ("/outside", json!("cilp"), &["at outside", "\"clip\""]),
        ("/detail", json!("ful"), &["at detail", "\"full\""]),
        ("/fit", json!("poold"), &["at fit", "\"pooled\""]),
        ("/weights/dimension", json!({}), &["at weights.dimension", "\"dimensions\""]),
        ("/weights/dimensions/method", json!("aph"), &["at weights.dimensions.method", "\"aph\"", "\"ahp\""]),
        ("/weights/dimensions/priority", json!("eigenvektor"), &["at weights.dimensions.priority", "\"eigenvector\""]),
        ("/weights/dimensions/random-index", json!("saaty1980"), &["at weights.dimensions.random-index", "\"saaty-1980\""]),
        ("/weights/dimensions/lmit", json!(0.1), &["at weights.dimensions.lmit", "\"limit\""]),
        ("/weights/indicators/rule", json!("game_theory"), &["at weights.indicators.rule", "\"game-theory\""]),
        ("/weights/indicators/game", json!("nonnegative"), &["at weights.indicators.game", "\"non-negative\""]),
        ("/weights/indicators/of/1/method", json!("entropi"), &["at weights.indicators.of[1].method", "\"entropy\""]),
        ("/weights/indicators/of/1/base", json!(2), &["at weights.indicators.of[1].base", "field \"base\""]),
        (
            "/weights/indicators/of/1/normalization",
            json!("min_max"),
            &["at weights.indicators.of[1].normalization", "\"min-max\""],
        ),
        ("/score/indicators/method", json!("TOPSIS"), &["at score.indicators.method", "\"topsis\""]),
        ("/score/indicators/p", json!(2), &["at score.indicators.p", "field \"p\""]),
        ("/score/dimensions/method", json!("wieghted-sum"), &["at score.dimensions.method", "\"weighted-sum\""]),
        ("/node/servce", json!({}), &["at node.servce", "\"servce\"", "\"service\""]),
        ("/node/service/weigths", json!({}), &["at node.service.weigths", "\"weights\""]),
        ("/grades/labls", json!([]), &["at grades.labls", "\"labels\""]),
        ("/grades/labels/1/de", json!("stark"), &["at grades.labels[1].de"]),
        ("/veto/0/indicator", json!("incident"), &["\"incident\"", "\"incidents\""]),
        ("/veto/0/abov", json!(1), &["at veto[0].abov", "\"above\""]),
        ("/root/lable", json!("x"), &["at root.lable", "\"label\""]),
        ("/dimension/0/parnt", json!("all"), &["at dimension[0].parnt", "\"parent\""]),
        ("/dimension/0/parent", json!("servic"), &["at dimension[0]", "\"servic\"", "\"service\""]),
        ("/indicator/0/dimension", json!("ordre"), &["at indicator[0]", "\"ordre\"", "\"order\""]),
        ("/indicator/0/direction", json!("costs"), &["at indicator[0].direction", "\"cost\""]),
        ("/indicator/3/direction", json!({ "bnad": [8, 12] }), &["at indicator[3].direction.bnad", "\"band\""]),
        ("/indicator/4/role", json!("diagnostics"), &["at indicator[4].role", "\"diagnostic\""]),
        ("/indicator/0/weight", json!(1), &["at indicator[0].weight", "field \"weight\""]),
    ];
    for (pointer, value, parts) in cases {
        let text = spoiled(pointer, value.clone());
        refused(Model::from_json(&text), "unknown", parts);
        unreadable::<Model>(&text, parts);
    }
}

#[test]
fn values_that_can_not_be_in_a_document_are_told_with_their_path() {
    let cases: &[(&str, Value, &str, &[&str])] = &[
        ("/schema", json!(2), "invalid-setting", &["at schema", "2", "reads schema 1"]),
        ("/schema", json!("1"), "invalid-setting", &["at schema", "a whole number"]),
        ("/schema", json!(-1), "invalid-setting", &["at schema", "not negative"]),
        ("/name", json!(7), "invalid-setting", &["at name", "a text"]),
        ("/prepare", json!([]), "invalid-setting", &["at prepare", "a table"]),
        ("/prepare/missing/coverage", json!(0), "invalid-setting", &["at prepare.missing.coverage", "above 0"]),
        ("/prepare/missing/coverage", json!(1.5), "invalid-setting", &["at prepare.missing.coverage", "at most 1"]),
        ("/prepare/missing/coverage", json!("half"), "invalid-setting", &["at prepare.missing.coverage", "a number"]),
        ("/fit", json!([]), "too-few", &["at fit", "periods"]),
        ("/fit", json!(["2023", "20x4"]), "invalid-period", &["at fit[1]", "20x4"]),
        ("/weights/dimensions/upper", json!([[0]]), "judgement", &["at weights.dimensions.upper", "row 1, column 2", "positive"]),
        ("/weights/dimensions/upper", json!([["1/0"]]), "judgement", &["at weights.dimensions.upper", "row 1, column 2"]),
        ("/weights/dimensions/upper", json!([["one third"]]), "invalid-setting", &["at weights.dimensions.upper[0][0]", "1/3"]),
        ("/weights/dimensions/upper", json!([[3, 2], [1]]), "length", &["judgement matrix", "expected 3", "found 2"]),
        ("/weights/dimensions/upper", json!([[3], [1]]), "length", &["at weights.dimensions.upper", "expected 2"]),
        ("/weights/dimensions/upper", json!(3), "invalid-setting", &["at weights.dimensions.upper", "a list"]),
        ("/weights/dimensions/matrix", json!([[1, 3], [0.3, 1]]), "invalid-setting", &["both as upper and as matrix"]),
        ("/weights/dimensions/names", json!(["order", "order"]), "duplicate", &["at weights.dimensions.names", "\"order\""]),
        ("/weights/dimensions/names", json!(["order"]), "length", &["at weights.dimensions.names", "expected 2"]),
        ("/weights/dimensions/limit", json!(0), "invalid-setting", &["at weights.dimensions.limit", "positive"]),
        ("/weights/indicators/of", json!([{ "method": "equal" }]), "too-few", &["at weights.indicators.of", "sources"]),
        ("/weights/indicators/of/0", json!({}), "invalid-setting", &["at weights.indicators.of[0]", "method"]),
        ("/weights/indicators/of/0", json!("equal"), "invalid-setting", &["at weights.indicators.of[0]", "a table"]),
        (
            "/node/service/weights/weights/hours",
            json!("0.6"),
            "invalid-setting",
            &["at node.service.weights.weights.hours", "a number"],
        ),
        ("/node/service/weights/weights/houres", json!(0.6), "unknown", &["service", "\"houres\"", "\"hours\""]),
        ("/grades/cuts", json!([0.5, 0.4]), "length", &["at grades", "expected 3"]),
        ("/grades/cuts", json!([]), "length", &["at grades", "expected 1"]),
        ("/grades/labels/0", json!({ "en": "weak" }), "invalid-setting", &["at grades.labels[0]", "zh"]),
        ("/veto/0", json!({ "indicator": "incidents" }), "invalid-setting", &["at veto[0]", "above or below"]),
        ("/root/key", json!("a/b"), "invalid-key", &["at root.key"]),
        ("/dimension/0/key", json!("service"), "duplicate", &["\"service\""]),
        ("/dimension/0/parent", json!("order"), "invalid-setting", &["at dimension[0]", "circle", "\"order\""]),
        ("/indicator/0/key", json!(""), "invalid-key", &["at indicator[0].key"]),
        ("/indicator/1/range", json!([100, 0]), "invalid-setting", &["at indicator[1].range", "the lower first"]),
        ("/indicator/1/range", json!([0]), "length", &["at indicator[1].range", "expected 2"]),
        ("/indicator/2/goalposts", json!([1, 1]), "invalid-setting", &["at indicator[2].goalposts", "the lower first"]),
        ("/indicator/2/goalposts", json!([1, 2, 3]), "length", &["at indicator[2].goalposts", "expected 2"]),
        (
            "/indicator/3/direction",
            json!({ "band": [12, 8] }),
            "invalid-setting",
            &["at indicator[3].direction", "the lower first"],
        ),
        (
            "/indicator/3/direction",
            json!({ "band": [8, 12], "target": 9 }),
            "invalid-setting",
            &["at indicator[3].direction", "either"],
        ),
        ("/indicator/3/direction", json!({}), "invalid-setting", &["at indicator[3].direction", "either"]),
        ("/indicator", json!([]), "too-few", &["children"]),
        ("/indicator", json!({}), "invalid-setting", &["at indicator", "a list"]),
        ("/indicator/1/range", json!({ "low": 0, "hihg": 1 }), "unknown", &["at indicator[1].range.hihg", "\"high\""]),
    ];
    for (pointer, value, code, parts) in cases {
        refused(Model::from_json(&spoiled(pointer, value.clone())), code, parts);
    }
    refused(Model::from_json(r#"{"schema": 1, "system": "standrad"}"#), "unknown", &["at system", "\"standard\""]);
    let both = spoiled("/system", json!("standard"));
    refused(Model::from_json(&both), "invalid-setting", &["beside a built-in system"]);
    let mut without = sound_document();
    without.as_object_mut().expect("a table").remove("schema");
    refused(Model::from_json(&without.to_string()), "invalid-setting", &["schema", "missing"]);
    let mut without = sound_document();
    without.as_object_mut().expect("a table").remove("indicator");
    refused(Model::from_json(&without.to_string()), "invalid-setting", &["hierarchy", "[[indicator]]"]);
    let mut without = sound_document();
    without.as_object_mut().expect("a table").remove("grades");
    refused(Model::from_json(&without.to_string()), "invalid-setting", &["veto", "grades"]);
    for text in ["[]", "1", "null", "\"schema\"", "true"] {
        assert!(Model::from_json(text).is_err(), "{text}");
    }
}

#[test]
fn settings_of_the_preparation_that_can_not_be_are_told_with_their_path() {
    let cases: &[(&str, Value, &str, &[&str])] = &[
        (
            "/prepare/normalization",
            json!({ "method": "min-max-shifted", "epsilon": 1 }),
            "invalid-setting",
            &["at prepare.normalization", "epsilon", "below 1"],
        ),
        (
            "/indicator/0/normalization",
            json!({ "method": "categorical", "shares": [0.5, 0.2] }),
            "invalid-setting",
            &["at indicator[0].normalization.shares", "ascend"],
        ),
        (
            "/indicator/0/normalization",
            json!({ "method": "categorical", "shares": [0.5], "values": [2] }),
            "invalid-setting",
            &["at indicator[0].normalization.values", "either"],
        ),
        (
            "/indicator/0/normalization",
            json!({ "method": "distance-to-reference", "reference": 0 }),
            "invalid-setting",
            &["at indicator[0].normalization", "above 0"],
        ),
        ("/prepare/screen", json!({ "available": 1.2 }), "invalid-setting", &["at prepare.screen.available", "from 0 to 1"]),
        ("/prepare/screen", json!({ "nonzero": -1 }), "invalid-setting", &["at prepare.screen.nonzero", "from 0 to 1"]),
        (
            "/prepare/denominate",
            json!({ "disputes": { "by": "x", "per": 0 } }),
            "invalid-setting",
            &["at prepare.denominate.disputes.per", "above 0"],
        ),
        ("/prepare/denominate", json!({ "disputes": {} }), "invalid-setting", &["at prepare.denominate.disputes", "by"]),
        ("/prepare/missing", json!({ "policy": "nearest", "k": 0 }), "invalid-setting", &["at prepare.missing.k", "neighbor"]),
        ("/prepare/missing", json!([]), "too-few", &["at prepare.missing", "policies"]),
        ("/prepare/missing", json!(["drop-unit", "mean"]), "invalid-setting", &["at prepare.missing", "drop-unit", "last"]),
        ("/prepare/missing", json!(["mean", ["median"]]), "invalid-setting", &["at prepare.missing", "one list"]),
        ("/prepare/held-out", json!("no"), "invalid-setting", &["at prepare.held-out", "true or false"]),
        ("/prepare/treat", json!({ "methods": [] }), "too-few", &["at prepare.treat.methods", "treatments"]),
        ("/prepare/treat", json!({ "skewness": -1 }), "invalid-setting", &["at prepare.treat", "not negative"]),
        ("/prepare/treat", json!({ "rule": "always", "skewness": 1 }), "unknown", &["at prepare.treat.skewness"]),
        (
            "/prepare/treat",
            json!({ "methods": [{ "method": "quantile-cap", "low": 0.9, "high": 0.1 }] }),
            "invalid-setting",
            &["at prepare.treat.methods[0]", "the lower first"],
        ),
        (
            "/prepare/treat",
            json!({ "methods": [{ "method": "box-cox", "lambda": "one" }] }),
            "invalid-setting",
            &["at prepare.treat.methods[0].lambda", "a number"],
        ),
    ];
    for (pointer, value, code, parts) in cases {
        refused(Model::from_json(&spoiled(pointer, value.clone())), code, parts);
    }
}

#[test]
fn mistakes_in_toml_are_told_with_their_line() {
    let sound = Model::from_json(&sound_document().to_string()).expect("valid").to_toml().expect("writes");
    let line_of = |text: &str, part: &str| text.lines().position(|line| line.contains(part)).expect("there") + 1;
    for (from, to, code) in [
        ("method = \"topsis\"", "method = \"topsi\"", "unknown"),
        ("ties = \"competition\"", "tise = \"competition\"", "unknown"),
        ("direction = \"cost\"", "direction = 7", "invalid-setting"),
        ("outside = \"clip\"", "outside = clip", "syntax"),
    ] {
        let text = sound.replacen(from, to, 1);
        let line = format!("line {}", line_of(&text, to));
        refused(Model::from_toml(&text), code, &[&line]);
    }
}

#[test]
fn a_model_that_asks_for_what_the_table_lacks_is_refused() {
    let table =
        IndicatorTable::from_rows(["A", "B"], &["disputes", "answered"], &[[Some(1.0), Some(2.0)], [Some(2.0), Some(1.0)]]);
    let table = table.expect("valid");
    let system = System::flat([indicator("disputes", COST), indicator("anwsered", BENEFIT)]).expect("valid");
    refused(Model::new(system).evaluate(&table), "unknown", &["\"anwsered\"", "did you mean \"answered\""]);
    refused(table.column("dispute"), "unknown", &["indicator \"dispute\"", "\"disputes\""]);
    refused(table.value(0, "dispute"), "unknown", &["\"disputes\""]);
    let model = Model::new(System::flat([indicator("disputes", COST)]).expect("valid"));
    refused(model.clone().with_node_weights("overal", Equal), "unknown", &["node \"overal\"", "\"overall\""]);
    refused(model.clone().with_node_score("overal", Topsis::default()), "unknown", &["node \"overal\"", "\"overall\""]);
    let evaluation = model.evaluate(&table).expect("evaluates");
    refused(evaluation.node("overal"), "unknown", &["\"overall\""]);
    let year = Period::year(2024).expect("valid");
    refused(model.clone().with_scope(Scope::Periods(vec![year])).fit(&table), "invalid-setting", &["no periods", "2024"]);
    let dated = IndicatorTable::stack(&[(year, table.clone())]).expect("valid");
    let other = Scope::Periods(vec![Period::year(2023).expect("valid")]);
    refused(model.clone().with_scope(other).fit(&dated), "unknown", &["2023", "2024"]);
    refused(table.clone().attributes().first().ok_or(Error::TooFew { what: "attributes", needed: 1 }), "too-few", &[]);
    let veto = Veto::above("incidents", 1.0).expect("finite");
    let grades = Grades::new(vec![0.5], ["low", "high"]).expect("valid");
    refused(model.with_grades(grades).with_veto(veto).fit(&table), "unknown", &["veto", "\"incidents\""]);
}

// ---------------------------------------------------------------------------------------------------------------------------
// Weights and judgements

#[test]
fn weights_that_do_not_sum_to_one_are_refused() {
    refused(Weights::new([("a", 0.5), ("b", 0.4)]), "weights", &["sum to 0.9", "sum to 1"]);
    refused(Weights::new([("a", 0.5), ("b", 0.5 + 1e-6)]), "weights", &["sum to"]);
    assert!(Weights::new([("a", 0.1 + 0.2), ("b", 0.7)]).is_ok(), "rounding is no mistake");
    refused(Weights::new([("a", 1.5), ("b", -0.5)]), "weights", &["\"b\"", "-0.5", "not negative"]);
    refused(Weights::new([("a", 0.0), ("b", 0.0)]), "weights", &["sum to 0"]);
    unreadable::<Weights>(r#"[["a",0.5],["b",0.4]]"#, &["sum to 0.9"]);
    unreadable::<Weights>(r#"[["a",0.5],["a",0.5]]"#, &["more than once"]);
    refused(
        Combined::of_weights(&Rule::Additive { coefficients: Some(vec![0.6, 0.6]) }, &[weights(&[1.0]), weights(&[1.0])]),
        "weights",
        &["sum to 1.2"],
    );
    // In a model the error names the node.
    let rows = [vec![1.0, 5.0], vec![2.0, 3.0]];
    let entry = given_entry(&[0.5, 0.4]);
    let model =
        Model::from_json(&document(&[BENEFIT; 2], &entry, &json!({ "method": "topsis" })).to_string()).expect("names fit");
    refused(model.evaluate(&table(&rows)), "weights", &["overall", "sum to 0.9", "sum to 1"]);
    let half = Given::new([("c1", 1.0)]).expect("a name");
    refused(flat(&[BENEFIT; 2]).with_indicator_weights(half).evaluate(&table(&rows)), "unknown", &["overall", "\"c2\""]);
    let stray = Given::new([("c1", 0.5), ("c2", 0.25), ("c3", 0.25)]).expect("names");
    refused(flat(&[BENEFIT; 2]).with_indicator_weights(stray).evaluate(&table(&rows)), "unknown", &["\"c3\""]);
    let named = matrix(&rows, &[BENEFIT; 2]);
    let other = Weights::new([("c1", 0.5), ("x", 0.5)]).expect("valid");
    refused(Topsis::default().score(&named, &other), "unknown", &["\"c2\"", "weights"]);
}

#[test]
fn sources_of_weights_without_a_common_answer_are_refused() {
    let one = |a: f64, b: f64| weights(&[a, b]);
    refused(
        Combined::of_weights(&Rule::Multiplicative, &[one(1.0, 0.0), one(0.0, 1.0)]),
        "undefined",
        &["weight zero", "additive"],
    );
    refused(Combined::of_weights(&Rule::GeometricMean, &[one(1.0, 0.0), one(0.0, 1.0)]), "undefined", &["additive"]);
    // a = (.4, .3, .3), b = (.8, .1, .1): α = (−.33, 1.19), and the signed combination leaves the simplex no further than b does.
    let (a, b) = (weights(&[0.4, 0.3, 0.3]), weights(&[0.9, 0.1, 0.0]));
    refused(
        Combined::of_weights(&Rule::GameTheory(Game::Signed), &[a, b]),
        "undefined",
        &["\"c3\"", "negative weight", "non-negative"],
    );
}

#[test]
fn judgements_that_are_none_are_refused_with_their_place() {
    let reciprocal = "give the upper triangle";
    refused(JudgementMatrix::from_rows(&[[1.0, 2.0], [0.4, 1.0]]), "judgement", &["row 1, column 2", "0.8", reciprocal]);
    let third = [[1.0, 2.0, 3.0], [0.5, 1.0, 4.0], [1.0 / 3.0, 0.26, 1.0]];
    refused(JudgementMatrix::from_rows(&third), "judgement", &["row 2, column 3", "4", "0.26", reciprocal]);
    refused(JudgementMatrix::from_rows(&[[2.0, 2.0], [0.5, 1.0]]), "judgement", &["row 1, column 1", "diagonal"]);
    refused(JudgementMatrix::from_rows(&[[1.0, -2.0], [-0.5, 1.0]]), "judgement", &["row 1, column 2", "-2", "positive"]);
    refused(JudgementMatrix::from_rows(&[[1.0, 0.0], [0.0, 1.0]]), "judgement", &["row 1, column 2", "0", "positive"]);
    refused(JudgementMatrix::from_rounded(&[[1.0, 3.0], [0.2, 1.0]], 2), "judgement", &["row 1, column 2", reciprocal]);
    // Printed 3 and 0.33: the judgement was 3, since rounding costs it least, on whichever side of the diagonal it stands.
    let above = JudgementMatrix::from_rounded(&[[1.0, 3.0], [0.33, 1.0]], 2).expect("within rounding");
    assert_eq!((above.get(0, 1), above.get(1, 0)), (Some(3.0), Some(1.0 / 3.0)));
    let below = JudgementMatrix::from_rounded(&[[1.0, 0.33], [3.0, 1.0]], 2).expect("within rounding");
    assert_eq!((below.get(0, 1), below.get(1, 0)), (Some(1.0 / 3.0), Some(3.0)));
    refused(JudgementMatrix::from_rows(&vec![vec![1.0; 257]; 257]), "limit", &["257", "256"]);
    refused(JudgementMatrix::from_upper(&vec![vec![1.0]; 300]), "limit", &["301", "256"]);
    // A subnormal judgement has no reciprocal.
    refused(JudgementMatrix::from_upper(&[[1e-310]]), "judgement", &["row 1, column 2", "positive"]);

    let entry = json!({ "method": "ahp", "matrix": [[1, 2], [0.4, 1]] });
    let text = document(&[BENEFIT; 2], &entry, &json!({ "method": "topsis" })).to_string();
    refused(Model::from_json(&text), "judgement", &["at weights.matrix", "row 1, column 2", reciprocal]);
    for decimals in [json!(0), json!(99), json!(-1), json!("two")] {
        let entry = json!({ "method": "ahp", "matrix": [[1, 3], [0.33, 1]], "decimals": decimals });
        let text = document(&[BENEFIT; 2], &entry, &json!({ "method": "topsis" })).to_string();
        refused(Model::from_json(&text), "invalid-setting", &["at weights.decimals"]);
    }
}

#[test]
fn judgements_of_one_and_of_two() {
    for table in [RandomIndex::Saaty1980, RandomIndex::AlonsoLamata2006] {
        let one = Ahp::new(JudgementMatrix::from_rows(&[[1.0]]).expect("order 1")).with_random_index(table);
        let two = Ahp::new(JudgementMatrix::from_upper(&[[4.0]]).expect("order 2")).with_random_index(table);
        for (ahp, expected) in [(one, vec![1.0]), (two, vec![0.8, 0.2])] {
            let weighing = ahp.weigh_names(keys(expected.len())).expect("weights");
            assert_agree("weights", weighing.weights.as_slice(), &expected);
            let WeighingDetail::Ahp(AhpDetail { consistency, .. }) = weighing.detail else { panic!("{:?}", weighing.detail) };
            assert_eq!((consistency.consistency_index, consistency.consistency_ratio), (0.0, 0.0));
            assert_agree("λ_max", &[consistency.lambda_max], &[expected.len() as f64]);
            assert!(weighing.notices.is_empty());
        }
    }
    let sixteen = JudgementMatrix::from_rows(&vec![vec![1.0; 16]; 16]).expect("valid");
    let ahp = Ahp::new(sixteen);
    refused(ahp.weigh_names(keys(16)), "undefined", &["order 15", "16", "alonso-lamata-2006"]);
    assert!(ahp.with_random_index(RandomIndex::AlonsoLamata2006).weigh_names(keys(16)).is_ok());
}

#[test]
fn judgements_far_beyond_any_scale_are_answered_or_refused() {
    for a in [1e3, 1e12, 1e100, 1e300, 1.7e308, 1e-300] {
        for upper in [vec![vec![a, 1.0 / a], vec![a]], vec![vec![a, a], vec![a]], vec![vec![a, a], vec![1.0]]] {
            let Ok(judgements) = JudgementMatrix::from_upper(&upper) else { continue };
            match Ahp::new(judgements).weigh_names(keys(3)) {
                Ok(weighing) => {
                    let WeighingDetail::Ahp(AhpDetail { consistency, .. }) = &weighing.detail else {
                        panic!("{:?}", weighing.detail)
                    };
                    assert!(consistency.lambda_max.is_finite() && consistency.consistency_ratio.is_finite(), "{consistency:?}");
                    let text = serde_json::to_string(&weighing).expect("writes");
                    serde_json::from_str::<governance_efficacy::weight::Weighing>(&text).expect("reads");
                }
                Err(error) => assert!(error.to_string().contains("1/9 to 9"), "{error}"),
            }
        }
    }
}

// ---------------------------------------------------------------------------------------------------------------------------
// Cut off, too deep, too large

/// A small fitted model of two levels with gaps, and its table.
fn fitted() -> (Fitted, IndicatorTable) {
    let model = Model::from_json(&sound_document().to_string()).expect("valid");
    let cells = |shift: f64| {
        vec![
            vec![Some(3.0 + shift), Some(1.0), Some(0.5), Some(7.0), Some(41.0)],
            vec![Some(1.0), Some(2.0 + shift), None, Some(13.0 - shift), None],
            vec![Some(2.0), None, Some(0.75), Some(9.0), Some(39.0)],
            vec![Some(5.0), Some(6.0), Some(0.25), Some(15.0 + shift), Some(44.0)],
        ]
    };
    let names = ["disputes", "incidents", "answered", "hours", "noise"];
    let part = |year: i16, shift: f64| {
        let table = IndicatorTable::from_rows(["A", "B", "C", "D"], &names, &cells(shift)).expect("valid");
        (Period::year(year).expect("valid"), table)
    };
    let table = IndicatorTable::stack(&[part(2023, 0.0), part(2024, 0.5), part(2025, 2.0)]).expect("valid");
    (model.fit(&table).expect("fits"), table)
}

fn prefixes(text: &str) -> impl Iterator<Item = &str> {
    (0..text.len()).filter(|&at| text.is_char_boundary(at)).map(|at| &text[..at])
}

#[test]
fn json_that_is_cut_off_is_told_as_such() {
    let (fitted, table) = fitted();
    let model = fitted.model().to_json().expect("writes");
    for part in prefixes(model.trim_end()) {
        refused(Model::from_json(part), "syntax", &["JSON", "line"]);
    }
    let texts = [
        serde_json::to_string(&fitted).expect("writes"),
        serde_json::to_string(&fitted.score(&table).expect("scores")).expect("writes"),
        serde_json::to_string(&table).expect("writes"),
    ];
    for part in prefixes(&texts[0]) {
        assert!(serde_json::from_str::<Fitted>(part).is_err());
    }
    for part in prefixes(&texts[1]).step_by(7) {
        assert!(serde_json::from_str::<Evaluation>(part).is_err());
    }
    for part in prefixes(&texts[2]) {
        assert!(serde_json::from_str::<IndicatorTable>(part).is_err());
    }
}

#[test]
fn toml_that_is_cut_off_never_panics() {
    let toml = fitted().0.model().to_toml().expect("writes");
    let errors: Vec<Error> = prefixes(&toml).filter_map(|part| Model::from_toml(part).err()).collect();
    // Cut between two tables it is still TOML, and may even be a model.
    assert!(errors.len() > toml.len() / 2, "{}", errors.len());
    assert!(errors.iter().all(|e| e.to_string().contains("the model document")), "every error says what could not be read");
}

#[test]
fn toml_that_is_cut_off_within_a_text_is_no_toml() {
    let toml = fitted().0.model().to_toml().expect("writes");
    let at = toml.find("\"two dimensions").expect("the name");
    refused(Model::from_toml(&toml[..at + 5]), "syntax", &["TOML", "line 2"]);
}

#[test]
fn csv_that_is_cut_off_is_read_to_its_last_row_or_refused() {
    let text = "unit,period,a,b\n\"Korea, Rep.\",2023,0.1,-7\nX,2023,1e-3,2\nY,2023,4,\"5\"\n";
    let whole = read_csv(text).expect("valid");
    for part in prefixes(text) {
        match read_csv(part) {
            Ok(table) => assert!(table.rows().len() <= whole.rows().len() && table.columns().len() == 2, "{part:?}"),
            Err(error) => assert!(["syntax", "too-few", "invalid-key"].contains(&error.root().code()), "{part:?}: {error}"),
        }
    }
    refused(read_csv("unit,a,b\nX,1,2\nY,3\n"), "syntax", &["CSV", "line 3"]);
    refused(read_csv("unit,a,b\nX,1,2,3\n"), "syntax", &["CSV", "line 2"]);
    refused(IndicatorTable::from_csv(&b"unit,a\nX\xff,1\n"[..], &CsvOptions::default()), "syntax", &["UTF-8"]);
    refused(
        IndicatorTable::from_csv("a,b\n1,2\n".as_bytes(), &CsvOptions::default().with_unit_column("unit")),
        "unknown",
        &["column"],
    );
}

#[test]
fn a_document_of_any_depth_is_refused_without_end_of_stack() {
    for depth in [40, 130, 1_000, 100_000] {
        let texts = [
            format!("{}{}", "[".repeat(depth), "]".repeat(depth)),
            format!("{}1{}", "{\"a\":".repeat(depth), "}".repeat(depth)),
            format!("{{\"schema\":1,\"weights\":{}{}}}", "[".repeat(depth), "]".repeat(depth)),
            "[".repeat(depth),
        ];
        for text in texts {
            assert!(Model::from_json(&text).is_err());
            assert!(serde_json::from_str::<Fitted>(&text).is_err());
            assert!(serde_json::from_str::<Evaluation>(&text).is_err());
            assert!(serde_json::from_str::<IndicatorTable>(&text).is_err());
        }
        let dotted = vec!["a"; depth].join(".");
        let texts = [
            format!("a = {}{}\n", "[".repeat(depth), "]".repeat(depth)),
            format!("a = {}1{}\n", "{a = ".repeat(depth), "}".repeat(depth)),
            format!("{dotted} = 1\n"),
            format!("[{dotted}]\nb = 1\n"),
            format!("[[{dotted}]]\nb = 1\n"),
            format!("a = {}", "[".repeat(depth)),
        ];
        for text in texts {
            assert!(Model::from_toml(&text).is_err());
        }
    }
}

#[test]
fn a_hierarchy_of_any_depth_is_refused_without_end_of_stack() {
    for depth in [17, 1_000, 20_000] {
        let mut toml = "schema = 1\n".to_owned();
        for level in 0..depth {
            writeln!(toml, "[[dimension]]\nkey = \"d{level}\"").expect("a text");
            if level > 0 {
                writeln!(toml, "parent = \"d{}\"", level - 1).expect("a text");
            }
        }
        writeln!(toml, "[[indicator]]\nkey = \"x\"\ndimension = \"d{}\"", depth - 1).expect("a text");
        refused(Model::from_toml(&toml), "limit", &["depth of the hierarchy", "limit of 16"]);
    }
    let mut branch = Branch::of("x1", [indicator("x", BENEFIT)]).expect("a key");
    for level in 2..=16 {
        branch = Branch::over(format!("x{level}"), [branch]).expect("a key");
    }
    assert!(System::new(branch.clone()).is_ok(), "16 levels are enough for anyone and allowed");
    refused(System::new(Branch::over("x17", [branch]).expect("a key")), "limit", &["17", "limit of 16"]);
}

#[test]
fn what_is_too_large_is_refused() {
    let options = CsvOptions::default().with_max_cells(3);
    refused(IndicatorTable::from_csv("unit,a,b\nX,1,2\nY,3,4\n".as_bytes(), &options), "limit", &["cells", "4", "limit of 3"]);
    let long = options.with_form(CsvForm::Long);
    let text = "unit,indicator,value\nX,a,1\nY,b,1\nZ,c,1\n";
    refused(IndicatorTable::from_csv(text.as_bytes(), &long), "limit", &["cells", "limit of 3"]);
    let large = format!("schema = 1\nname = \"{}\"\n", "x".repeat(17 << 20));
    refused(Model::from_toml(&large), "limit", &["size of the document"]);
    let large = format!("{{\"schema\": 1, \"name\": \"{}\"}}", "x".repeat(17 << 20));
    refused(Model::from_json(&large), "limit", &["size of the document"]);
    // A name of a hostile length costs no time.
    let name = "x".repeat(1 << 20);
    assert!(Model::from_json(&spoiled("/score/indicators/method", json!(name))).is_err());
}

#[test]
fn files_that_are_not_there_are_told_by_name() {
    let nowhere = std::path::Path::new("no-such-folder").join("2024.csv");
    refused(IndicatorTable::read_csv(&nowhere, &CsvOptions::default()), "io", &["no-such-folder", "2024.csv"]);
    refused(IndicatorTable::read_csv_folder("no-such-folder", &CsvOptions::default()), "io", &["no-such-folder"]);
    refused(IndicatorTable::read_csv_folder("tests/golden", &CsvOptions::default()), "io", &["tests/golden", "2024.csv"]);
}

// ---------------------------------------------------------------------------------------------------------------------------
// Extreme numbers

/// Those that see nothing of the unit of measurement, beside the usual ones.
const OTHER_NORMALIZATIONS: [Normalization; 10] = [
    Normalization::ZScore { ddof: 0 },
    Normalization::MinMaxShifted { epsilon: 0.01 },
    Normalization::MinMaxPlus { epsilon: 1e-4 },
    Normalization::ZavadskasTurskis,
    Normalization::Rank { ties: TiedRanks::Mean },
    Normalization::Percentile,
    Normalization::Borda,
    Normalization::DISTANCE_TO_MAX,
    Normalization::DistanceToReference { reference: Reference::Mean },
    Normalization::DistanceToReference { reference: Reference::Median },
];

/// Columns near the ends of what a float holds, each with the same column in everyday numbers.
fn extreme_columns() -> Vec<(Vec<f64>, Vec<f64>)> {
    let mut pairs = Vec::new();
    let everyday = [vec![1.0, 1.5, 1.7], vec![3.0, 1.0, 4.0], vec![0.5, 1.75, 1.0, 0.25, 1.25]];
    for column in everyday {
        for power in [1023, 1020, 1000, 600, -600, -1000, -1040, -1060, -1070] {
            // A power of two changes no digit, but for those that a subnormal number loses.
            let scaled: Vec<f64> = column.iter().map(|x| x * 2.0_f64.powi(power / 2) * 2.0_f64.powi(power - power / 2)).collect();
            if scaled.iter().all(|x| x.is_finite()) {
                let back = scaled.iter().map(|x| x * 2.0_f64.powi(-(power / 2)) * 2.0_f64.powi(power / 2 - power)).collect();
                pairs.push((scaled, back));
            }
        }
    }
    pairs
}

#[test]
fn huge_and_tiny_numbers_are_normalised_rightly_or_refused() {
    for (extreme, everyday) in extreme_columns() {
        for direction in [BENEFIT, COST] {
            for normalization in NORMALIZATIONS.into_iter().chain(OTHER_NORMALIZATIONS) {
                let apply = |column: &[f64]| {
                    let matrix = matrix(&columns(&[column]), &[direction]);
                    let sample = matrix.sample();
                    let scale = Scale::fit(normalization, &sample, &sample.columns()[0])?;
                    let text = serde_json::to_string(&scale).expect("writes");
                    assert_eq!(serde_json::from_str::<Scale>(&text).expect("reads"), scale, "{text}");
                    Ok::<Vec<f64>, Error>(column.iter().map(|&x| scale.apply(x)).collect())
                };
                let expected = apply(&everyday).expect("everyday numbers");
                match apply(&extreme) {
                    Ok(found) => assert_agree(&format!("{normalization:?} {direction:?} {extreme:?}"), &found, &expected),
                    Err(error) => {
                        let message = error.to_string();
                        assert!(["value", "undefined", "constant"].contains(&error.code()), "{message}");
                        assert!(message.contains("\"c1\"") && message.contains(';'), "{message} names no place or no remedy");
                    }
                }
            }
        }
        let weigh = |column: &[f64]| {
            let other: Vec<f64> = (1..=column.len()).map(|x| x as f64).collect();
            Entropy::default().weigh(&matrix(&columns(&[column, &other]), &[BENEFIT; 2])).map(|w| w.weights.as_slice().to_vec())
        };
        match weigh(&extreme) {
            Ok(found) => assert_agree(&format!("entropy {extreme:?}"), &found, &weigh(&everyday).expect("everyday numbers")),
            Err(error) => assert!(error.to_string().contains("\"c1\""), "{error}"),
        }
    }
}

#[test]
fn values_from_end_to_end_of_the_floats_are_refused_and_not_taken_for_equal() {
    let data = columns(&[&[-1.7e308, 0.0, 1.7e308], &[1.0, 2.0, 4.0]]);
    for normalization in NORMALIZATIONS.into_iter().chain(OTHER_NORMALIZATIONS) {
        for score in [
            ScoreMethod::from(WeightedSum::default().with_normalization(normalization)),
            Topsis::default().with_normalization(normalization).into(),
        ] {
            // The middle value lies in the middle; whatever is answered must say so.
            match score.score(&matrix(&data, &[BENEFIT; 2]), &weights(&[1.0, 0.0])) {
                Ok(outcome) => {
                    let scores = outcome.scores.as_slice();
                    assert!(scores[0] < scores[1] && scores[1] < scores[2], "{score:?}: {scores:?}");
                }
                Err(error) => assert!(error.to_string().contains("\"c1\""), "{error}"),
            }
        }
    }
}

#[test]
fn gaps_among_huge_numbers_are_filled_with_a_finite_one() {
    let cells: Vec<[Option<f64>; 1]> = vec![[Some(1.2e308)], [Some(1.6e308)], [None], [Some(1.7e308)], [Some(1.5e308)]];
    let table = IndicatorTable::from_rows(["A", "B", "C", "D", "E"], &["c1"], &cells).expect("valid");
    for (policy, expected) in [(Missing::Mean, 1.5e308), (Missing::Median, 1.55e308)] {
        let matrix =
            Preparation::default().with_missing(policy.clone()).matrix(&table, &[indicator("c1", BENEFIT)]).expect("a matrix");
        let filled = matrix.criteria()[0].values()[2];
        assert!(filled.is_finite() && (filled / expected - 1.0).abs() < 1e-12, "{policy:?}: {filled}");
    }
    let apart: Vec<[Option<f64>; 1]> = vec![[Some(-1.7e308)], [Some(1.7e308)], [None]];
    let table = IndicatorTable::from_rows(["A", "B", "C"], &["c1"], &apart).expect("valid");
    for policy in [Missing::Mean, Missing::Median] {
        let matrix =
            Preparation::default().with_missing(policy.clone()).matrix(&table, &[indicator("c1", BENEFIT)]).expect("a matrix");
        assert_eq!(matrix.criteria()[0].values()[2], 0.0, "{policy:?}");
    }
}

#[test]
fn a_value_far_beyond_the_frozen_scale_gives_a_finite_score_or_an_error() {
    let base = table(&[vec![1.0, 5.0], vec![2.0, 3.0], vec![3.0, 4.0]]);
    for normalization in
        [Normalization::MinMax, Normalization::Vector, Normalization::Sum, Normalization::Max, Normalization::Linear]
    {
        for score in [
            ScoreMethod::from(WeightedSum::default().with_normalization(normalization)),
            Topsis::default().with_normalization(normalization).into(),
        ] {
            for directions in [[BENEFIT, BENEFIT], [COST, BENEFIT]] {
                for outside in [Outside::Clip, Outside::Extend, Outside::Error] {
                    let model = flat(&directions).with_indicator_scores(score.clone()).with_outside(outside);
                    let fitted = model.with_detail(Detail::Full).fit(&base).expect("fits");
                    for x in [1e10, 1e160, 1e308, -1e308, 1e-300, 5e-324, 0.0, -1.0] {
                        match fitted.score(&table(&[vec![x, 4.0], vec![2.0, 3.0]])) {
                            Ok(evaluation) => {
                                assert_ne!(outside, Outside::Error, "{x} lies outside");
                                let found = evaluation.root().scores();
                                assert!(found.iter().flatten().all(|s| s.is_finite()), "{found:?}");
                                let again: Evaluation =
                                    serde_json::from_str(&evaluation.to_json().expect("writes")).expect("reads");
                                assert_eq!(again, evaluation, "{normalization:?} {outside:?} {x}");
                                assert!(evaluation.root().notices().iter().any(|n| n.code() == "outside-scale"));
                            }
                            Err(error) => {
                                assert_ne!(outside, Outside::Clip, "{error}");
                                assert!(error.to_string().contains("clip"), "{error} names no remedy");
                            }
                        }
                    }
                }
            }
        }
    }
}

// ---------------------------------------------------------------------------------------------------------------------------
// Hostile files

/// Every value of the JSON tree, as a pointer.
fn pointers(value: &Value, at: &str, into: &mut Vec<String>) {
    into.push(at.to_owned());
    match value {
        Value::Array(items) => {
            for (i, item) in items.iter().enumerate() {
                pointers(item, &format!("{at}/{i}"), into);
            }
        }
        Value::Object(entries) => {
            for (name, item) in entries {
                pointers(item, &format!("{at}/{}", name.replace('~', "~0").replace('/', "~1")), into);
            }
        }
        _ => {}
    }
}

/// The tree with one value changed in each of many ways.
fn mutants(whole: &Value) -> Vec<(String, Value)> {
    let mut places = Vec::new();
    pointers(whole, "", &mut places);
    let mut mutants = Vec::new();
    for pointer in places {
        let mut with = |what: &str, value: Option<Value>| {
            let mut mutant = whole.clone();
            if let (Some(value), Some(place)) = (value, mutant.pointer_mut(&pointer)) {
                *place = value;
                mutants.push((format!("{pointer} {what}"), mutant));
            }
        };
        let old = whole.pointer(&pointer).expect("there");
        for new in [json!(null), json!([]), json!({}), json!("x"), json!(""), json!(0), json!(-1), json!(true)] {
            with(&format!("= {new}"), Some(new.clone()));
        }
        match old {
            Value::Number(_) => {
                for new in [json!(1e308), json!(-1e308), json!(1e-320), json!(-0.0), json!(0.5), json!(u64::MAX), json!(1e17)] {
                    with(&format!("= {new}"), Some(new.clone()));
                }
            }
            Value::Array(items) => {
                with("cut short", Some(Value::Array(items.iter().skip(1).cloned().collect())));
                with("made longer", items.first().map(|first| Value::Array([items, std::slice::from_ref(first)].concat())));
                with("turned round", Some(Value::Array(items.iter().rev().cloned().collect())));
            }
            Value::Object(entries) => {
                for name in entries.keys() {
                    let mut fewer = entries.clone();
                    fewer.remove(name);
                    with(&format!("without {name}"), Some(Value::Object(fewer)));
                }
                let mut more = entries.clone();
                more.insert("surprise".to_owned(), json!(1));
                with("with a surprise", Some(Value::Object(more)));
            }
            _ => {}
        }
    }
    mutants
}

#[test]
fn a_hostile_fitted_model_never_panics_and_gives_finite_scores_or_none() {
    let (fitted, table) = fitted();
    let whole = serde_json::to_value(&fitted).expect("writes");
    assert_eq!(serde_json::from_value::<Fitted>(whole.clone()).expect("reads"), fitted);
    let mut read = 0;
    for (what, mutant) in mutants(&whole) {
        let outcome = catch_unwind(AssertUnwindSafe(|| {
            let Ok(fitted) = serde_json::from_value::<Fitted>(mutant) else { return false };
            if let Ok(evaluation) = fitted.score(&table) {
                let text = evaluation.to_json().expect("writes");
                // What is not finite is written as null, and null is read as a gap or not at all.
                let again: Evaluation = serde_json::from_str(&text).unwrap_or_else(|e| panic!("{e}"));
                assert_eq!(again, evaluation, "the result holds what is no number");
                let scores = evaluation.nodes().iter().flat_map(|node| node.scores().iter().flatten());
                assert!(scores.into_iter().all(|s| s.is_finite()), "a score is not finite");
            }
            true
        }));
        assert!(outcome.is_ok(), "the fitted model with {what}");
        read += usize::from(outcome.unwrap_or_default());
    }
    assert!(read > 0, "some changes are harmless");
}

/// The sound document with every step of the preparation, and a table of three years with gaps, groups and a population.
fn prepared(missing: &Value) -> (Fitted, IndicatorTable) {
    let mut document = sound_document();
    document["fit"] = json!("pooled");
    document["prepare"] = json!({
        "screen": { "of": "units", "available": 0.3 },
        "denominate": { "disputes": { "by": "population", "per": 1000 } },
        "missing": missing,
        "treat": { "rule": "always", "methods": ["winsorize", { "method": "log" }, "box-cox"], "indicators": ["incidents", "answered"] },
        "on-constant": "drop",
    });
    let model = Model::from_json(&document.to_string()).unwrap_or_else(|e| panic!("{missing}: {e}"));
    let (_, table) = fitted();
    let texts = |text: fn(usize) -> String| (0..table.rows().len()).map(|row| Some(text(row))).collect();
    let group = Attribute { name: "group".parse().expect("a key"), values: texts(|row| ["old", "new"][row % 2].to_owned()) };
    let population = Attribute { name: "population".parse().expect("a key"), values: texts(|row| (500 + 100 * row).to_string()) };
    let table = table.with_attribute(group).and_then(|t| t.with_attribute(population)).expect("as long");
    (model.fit(&table).unwrap_or_else(|e| panic!("{missing}: {e}")), table)
}

#[test]
fn a_hostile_preparation_never_panics_and_gives_finite_scores_or_none() {
    let policies = [
        json!(["panel-linear", "group-mean", "median"]),
        json!(["row-mean", "dimension-mean", "mean"]),
        json!([{ "policy": "nearest", "k": 2 }, "expectation-maximization"]),
        json!(["regression"]),
    ];
    for missing in policies {
        let (fitted, table) = prepared(&missing);
        assert!(fitted.score(&table).expect("scores").root().scores().iter().all(Option::is_some), "{missing}");
        let whole = serde_json::to_value(&fitted).expect("writes");
        assert_eq!(serde_json::from_value::<Fitted>(whole.clone()).expect("reads"), fitted);
        for (what, mutant) in mutants(&whole["preparation"]) {
            let mut whole = whole.clone();
            whole["preparation"] = mutant;
            let outcome = catch_unwind(AssertUnwindSafe(|| {
                let Ok(fitted) = serde_json::from_value::<Fitted>(whole) else { return };
                let Ok(evaluation) = fitted.score(&table) else { return };
                let scores = evaluation.nodes().iter().flat_map(|node| node.scores().iter().flatten());
                assert!(scores.into_iter().all(|s| s.is_finite()), "a score is not finite");
            }));
            assert!(outcome.is_ok(), "{missing} with {what}");
        }
    }
}

#[test]
fn hostile_results_tables_and_models_never_panic() {
    let (fitted, table) = fitted();
    let evaluation = fitted.score(&table).expect("scores");
    for (what, mutant) in mutants(&serde_json::to_value(&evaluation).expect("writes")) {
        let outcome = catch_unwind(AssertUnwindSafe(|| {
            if let Ok(read) = serde_json::from_value::<Evaluation>(mutant) {
                for node in read.nodes() {
                    assert_eq!((node.scores().len(), node.ranks().len()), (read.rows().len(), read.rows().len()));
                }
                let _ = (read.root().weighing(), read.grades(), read.all_notices().count(), read.to_json().expect("writes"));
            }
        }));
        assert!(outcome.is_ok(), "the evaluation with {what}");
    }
    for (what, mutant) in mutants(&serde_json::to_value(&table).expect("writes")) {
        let outcome = catch_unwind(AssertUnwindSafe(|| {
            if let Ok(read) = serde_json::from_value::<IndicatorTable>(mutant) {
                let _ = (read.checksum(), fitted.score(&read), fitted.model().evaluate(&read));
            }
        }));
        assert!(outcome.is_ok(), "the table with {what}");
    }
    for (what, mutant) in mutants(&sound_document()) {
        let outcome = catch_unwind(AssertUnwindSafe(|| {
            if let Ok(model) = serde_json::from_value::<Model>(mutant) {
                let again = Model::from_toml(&model.to_toml().expect("writes")).expect("reads");
                assert_eq!(again, model);
                let _ = model.evaluate(&table);
            }
        }));
        assert!(outcome.is_ok(), "the model with {what}");
    }
}

#[test]
fn cut_points_that_are_none_are_refused() {
    refused(Cuts::shares(&[]), "length", &["1 to 9"]);
    refused(Cuts::values(&[1.0; 10]), "length", &["1 to 9", "found 10"]);
    refused(Cuts::values(&[2.0, 1.0]), "invalid-setting", &["ascend"]);
    refused(Cuts::values(&[f64::NAN]), "invalid-setting", &["finite"]);
    for share in [0.0, 1.0, -0.5, f64::NAN] {
        refused(Cuts::shares(&[share]), "invalid-setting", &["above 0 and below 1"]);
    }
    let shifted = Normalization::MinMaxShifted { epsilon: 2.0 };
    refused(indicator("a", BENEFIT).with_normalization(shifted), "invalid-setting", &["epsilon", "below 1"]);
}

#[test]
fn a_hostile_indicator_is_refused() {
    unreadable::<Indicator>(r#"{"key":"a","label":{"en":"","zh":""},"normalization":"ranks"}"#, &["rank"]);
    unreadable::<Indicator>(r#"{"key":"a/b","label":{"en":"","zh":""}}"#, &["can't be a key"]);
    unreadable::<Indicator>(r#"{"key":"a","label":{"en":"","zh":""},"direction":{"band":{"low":2,"high":1}}}"#, &["lower first"]);
    unreadable::<Indicator>(r#"{"key":"a","label":{"en":"","zh":""},"goalposts":[1,1]}"#, &["lower first"]);
    unreadable::<Indicator>(r#"{"key":"a","label":{"en":"","zh":""},"range":{"low":5,"high":1}}"#, &["lower first"]);
    unreadable::<Indicator>(r#"{"key":"a","label":{"en":"","zh":""},"surprise":1}"#, &["surprise"]);
    unreadable::<Column>(r#"{"key":"a","values":[1],"reasons":[[0,{"reason":"not-recorded","fact":"x"}]]}"#, &["gaps only"]);
    unreadable::<Column>(
        r#"{"key":"a","values":[1],"origins":[[0,{"origin":"binomial","successes":3,"trials":2}]]}"#,
        &["k ≤ n"],
    );
    unreadable::<Column>(
        r#"{"key":"a","values":[1],"origins":[[7,{"origin":"binomial","successes":1,"trials":2}]]}"#,
        &["row 7"],
    );
}

fn benefit_of_the_doubt(settings: &str) -> Result<Model, Error> {
    let score = format!(r#"{{ "method": "benefit-of-the-doubt"{settings} }}"#);
    Model::from_json(&format!(r#"{{ "schema": 1, "indicator": [{{ "key": "a" }}, {{ "key": "b" }}], "score": {score} }}"#))
}

#[cfg(not(feature = "lp"))]
#[test]
fn a_method_that_the_build_leaves_out_names_its_feature() {
    let error = benefit_of_the_doubt("").unwrap_err();
    assert_eq!(error.root().code(), "missing-feature");
    let message = error.to_string();
    assert!(message.contains("score.method") && message.contains("\"lp\""), "{message}");
}

#[cfg(feature = "lp")]
#[test]
fn bounds_in_a_document_are_read_and_checked() {
    let model = benefit_of_the_doubt(r#", "shares": { "b": [0.25, 0.5] }, "weight-bounds": [0.1, 1] "#).expect("a document");
    assert_eq!(Model::from_json(&model.to_json().expect("writes")).expect("reads"), model);
    for (settings, path, code) in [
        (r#", "shares": { "b": [0.5, 0.25] }"#, "score.shares", "invalid-setting"),
        (r#", "shares": { "b": [0.5] }"#, "score.shares.b", "length"),
        (r#", "weight-bounds": [0.5, 2]"#, "score.weight-bounds", "invalid-setting"),
        (r#", "share": [0, 1]"#, "score.share", "unknown"),
    ] {
        let error = benefit_of_the_doubt(settings).unwrap_err();
        assert!(error.root().code() == code && error.to_string().contains(path), "{settings}: {error}");
    }
    let stray = benefit_of_the_doubt(r#", "shares": { "c": [0.25, 0.5] }"#).expect("a document");
    let table = table(&[vec![1.0, 2.0], vec![2.0, 1.0]]);
    assert!(stray.evaluate(&table).is_err());
}
