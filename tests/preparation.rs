//! Preparation from end to end: against values computed with a published package (`golden/README.md` tells which, and what it gets
//! wrong), by hand, and through the model document.
#![cfg(all(feature = "csv", feature = "json", feature = "toml"))]

mod common;

use common::numbers;
use governance_efficacy::model::{Evaluation, Model, System};
use governance_efficacy::prepare::{Missing, Normalization, Preparation, Screen, Screened};
use governance_efficacy::score::WeightedSum;
use governance_efficacy::table::CsvOptions;
use governance_efficacy::{DropReason, Error, Indicator, IndicatorTable, Notice, TooMany};
use serde_json::Value;

fn golden(text: &str) -> Value {
    serde_json::from_str(text).expect("a golden file is JSON")
}

fn hand_example() -> Value {
    golden(include_str!("golden/hand_example.json"))
}

fn texts(value: &Value) -> Vec<&str> {
    value.as_array().expect("a list").iter().map(|text| text.as_str().expect("a text")).collect()
}

/// The columns of `value` that are no names, as a table of the units it names.
fn table_of(value: &Value) -> IndicatorTable {
    let names: Vec<&String> = value.as_object().expect("a table").keys().filter(|name| *name != "uCode").collect();
    let units = texts(&value["uCode"]);
    let rows: Vec<Vec<Option<f64>>> =
        (0..units.len()).map(|row| names.iter().map(|name| value[name.as_str()][row].as_f64()).collect()).collect();
    IndicatorTable::from_rows(units, &names, &rows).expect("a table")
}

fn indicators(keys: &[&str]) -> Vec<Indicator> {
    keys.iter().map(|key| Indicator::new(key).expect("a key")).collect()
}

/// A model of one level over the benefits `keys`, by the weighted sum.
fn flat(keys: &[&str], preparation: Preparation) -> Model {
    let system = System::flat(indicators(keys)).expect("a system");
    Model::new(system).with_preparation(preparation).with_indicator_scores(WeightedSum::default())
}

fn units(evaluation: &Evaluation) -> Vec<&str> {
    evaluation.rows().iter().map(|row| row.unit).collect()
}

fn told<'a>(evaluation: &'a Evaluation, code: &str) -> Vec<&'a Notice> {
    evaluation.notices().iter().filter(|notice| notice.code() == code).collect()
}

// ---------------------------------------------------------------------------------------------------------------------------
// Normalisation of one indicator

#[test]
fn an_indicator_is_normalised_its_own_way_whatever_the_others_use() {
    let document = |own: &str, all: &str| {
        Model::from_toml(&format!(
            "schema = 1\ndetail = \"full\"\n[prepare]\n{all}\n[score]\nmethod = \"weighted-sum\"\n\
             [[indicator]]\nkey = \"a\"\n[[indicator]]\nkey = \"b\"\n{own}\n"
        ))
        .expect("valid")
    };
    let rows = [[Some(1.0), Some(2.0)], [Some(2.0), Some(3.0)], [Some(5.0), Some(99.0)]];
    let table = IndicatorTable::from_rows(["X", "Y", "Z"], &["a", "b"], &rows).expect("valid");
    let normalized = |model: &Model| {
        let evaluation = model.evaluate(&table).expect("evaluates");
        let names: Vec<Option<String>> = evaluation.indicators().iter().map(|i| i.normalization.clone()).collect();
        (evaluation.root().detail().expect("in full").normalized[1].1.clone(), names)
    };
    let name = |text: &str| Some(text.to_owned());
    let percentiles = vec![Some(0.0), Some(0.5), Some(1.0)];
    let model = document("normalization = \"percentile\"", "");
    assert_eq!(normalized(&model), (percentiles.clone(), vec![name("min-max"), name("percentile")]));
    let model = document("normalization = \"percentile\"", "normalization = \"max\"");
    assert_eq!(normalized(&model), (percentiles, vec![name("max"), name("percentile")]));
    let model = document("normalization = { method = \"rank\", ties = \"lowest\" }", "");
    assert_eq!(normalized(&model).0, [Some(1.0), Some(2.0), Some(3.0)]);
    // Given cut points and references need no variation.

    let single = IndicatorTable::from_rows(["X"], &["a", "b"], &[[Some(1.0), Some(2.0)]]).expect("valid");
    let given = "normalization = { method = \"categorical\", values = [2] }";
    let model = document(given, "normalization = { method = \"distance-to-reference\", reference = 4 }");
    assert_eq!(model.evaluate(&single).expect("evaluates").root().scores(), [Some(0.5 * 0.25 + 0.5)]);
}

#[test]
fn a_scale_of_ranks_is_frozen_as_any_other() {
    let percentile = Preparation::default().with_normalization(Normalization::Percentile);
    let model = flat(&["x"], percentile);
    let column = |values: &[f64]| {
        let rows: Vec<[Option<f64>; 1]> = values.iter().map(|&x| [Some(x)]).collect();
        IndicatorTable::from_rows((1..=values.len()).map(|i| i.to_string()), &["x"], &rows).expect("valid")
    };
    let fitted = model.fit(&column(&[10.0, 20.0, 40.0])).expect("fits");
    let text = serde_json::to_string(&fitted).expect("writes");
    let again: governance_efficacy::model::Fitted = serde_json::from_str(&text).expect("reads");
    assert_eq!(again, fitted);
    let evaluation = again.score(&column(&[5.0, 15.0, 20.0, 30.0, 41.0])).expect("scores");
    assert_eq!(evaluation.root().scores(), [0.0, 0.25, 0.5, 0.75, 1.0].map(Some));
    let outside = evaluation.root().notices().iter().find(|n| n.code() == "outside-scale");
    assert!(matches!(outside, Some(Notice::OutsideScale { values: 2, .. })), "{outside:?}");
}

// ---------------------------------------------------------------------------------------------------------------------------
// Screening

#[test]
fn units_with_too_few_values_are_screened_out_as_published() {
    let example = hand_example();
    let keys = ["a", "b", "c", "d"];
    let screen = Screen::default().of(Screened::Units).with_available(0.8).expect("a share");
    let evaluation =
        flat(&keys, Preparation::default().with_screen(screen)).evaluate(&table_of(&example["iData"])).expect("evaluates");
    let expected = &example["screen"]["ScreenedData"];
    assert_eq!(units(&evaluation), texts(&expected["uCode"]));
    let removed = example["screen"]["RemovedUnits"].as_str().expect("a unit");
    let share = numbers(&example["screen"]["DataSummary"]["Dat_Avail"])[3];
    let notice = Notice::UnitsScreened { rows: vec![(removed.to_owned(), share)], too_many: TooMany::Gaps, limit: 0.8 };
    assert_eq!(told(&evaluation, "units-screened"), [&notice]);
    assert_eq!(notice.to_string(), "left out, because less than 0.800 of the values are available: U4 (0.750)");
    let matrix = Preparation::default().with_screen(screen).matrix(&table_of(&example["iData"]), &indicators(&keys));
    for (criterion, key) in matrix.expect("complete").criteria().iter().zip(keys) {
        assert_eq!(criterion.values(), numbers(&expected[key]), "{key}");
    }
}

#[test]
fn gaps_and_zeros_are_screened_by_indicator_first() {
    // x lacks two of four values, y is zero in three of four, z is whole; without x, B has two values of two.
    let rows = [
        [Some(1.0), Some(0.0), Some(1.0)],
        [None, Some(0.0), Some(2.0)],
        [None, Some(0.0), Some(0.0)],
        [Some(4.0), Some(5.0), Some(4.0)],
    ];
    let table = IndicatorTable::from_rows(["A", "B", "C", "D"], &["x", "y", "z"], &rows).expect("valid");
    let screen = |available: f64, nonzero: f64| {
        Preparation::default()
            .with_screen(Screen::default().with_available(available).and_then(|s| s.with_nonzero(nonzero)).expect("shares"))
            .with_missing(Missing::DropUnit)
    };
    let evaluation = flat(&["x", "y", "z"], screen(0.75, 0.0)).evaluate(&table).expect("evaluates");
    let reason = DropReason::Screened { too_many: TooMany::Gaps, share: 0.5, limit: 0.75 };
    let dropped = Notice::IndicatorDropped { indicator: "x".parse().expect("a key"), reason };
    assert_eq!(told(&evaluation, "indicator-dropped"), [&dropped]);
    assert_eq!(units(&evaluation), ["A", "B", "C", "D"]);
    // y goes by its zeros, then C by its own.
    let evaluation = flat(&["x", "y", "z"], screen(0.5, 0.4)).evaluate(&table).expect("evaluates");
    let reason = DropReason::Screened { too_many: TooMany::Zeros, share: 0.25, limit: 0.4 };
    let dropped = Notice::IndicatorDropped { indicator: "y".parse().expect("a key"), reason };
    assert_eq!(told(&evaluation, "indicator-dropped"), [&dropped]);
    let zeros = Notice::UnitsScreened { rows: vec![("C".to_owned(), 0.0)], too_many: TooMany::Zeros, limit: 0.4 };
    assert_eq!(told(&evaluation, "units-screened"), [&zeros]);
    assert_eq!(units(&evaluation), ["A", "D"], "B has a gap in x, which the policy drops");
}

#[test]
fn a_later_table_is_screened_by_the_indicators_of_the_fit() {
    let rows = [[Some(1.0), Some(1.0)], [Some(2.0), Some(3.0)]];
    let base = IndicatorTable::from_rows(["A", "B"], &["x", "y"], &rows).expect("valid");
    let fitted = flat(&["x", "y"], Preparation::default().with_screen(Screen::default())).fit(&base).expect("fits");
    let rows = [[Some(1.0), None], [Some(2.0), Some(3.0)]];
    let later = IndicatorTable::from_rows(["C", "D"], &["x", "y"], &rows).expect("valid");
    let evaluation = fitted.score(&later).expect("scores");
    assert_eq!(units(&evaluation), ["D"]);
    let nobody = IndicatorTable::from_rows(["C"], &["x", "y"], &rows[..1]).expect("valid");
    let error = fitted.score(&nobody).unwrap_err();
    assert!(matches!(error, Error::Undefined { .. }) && error.to_string().contains("lower the thresholds"), "{error}");
}

// ---------------------------------------------------------------------------------------------------------------------------
// Denominators

fn counts(options: &CsvOptions, text: &str) -> IndicatorTable {
    IndicatorTable::from_csv(text.as_bytes(), options).expect("valid")
}

const PER_THOUSAND: &str = "schema = 1\ndetail = \"full\"\n[prepare]\nmissing = \"renormalize\"\n\
    [prepare.denominate]\ndisputes = { by = \"population\", per = 1000 }\n[score]\nmethod = \"weighted-sum\"\n\
    normalization = \"none\"\n[[indicator]]\nkey = \"disputes\"\n";

#[test]
fn a_count_is_divided_by_a_column_or_an_attribute() {
    let model = Model::from_toml(PER_THOUSAND).expect("valid");
    let text = "unit,disputes,population\nA,30,6000\nB,10,800\nC,,0\n";
    let expected = [Some(5.0), Some(12.5), None];
    for options in [CsvOptions::default(), CsvOptions::default().with_attributes(["population"])] {
        let evaluation = model.evaluate(&counts(&options, text)).expect("evaluates");
        assert_eq!(evaluation.root().scores(), expected);
        // The raw counts stay beside the rates.
        assert_eq!(evaluation.indicators()[0].cells.as_ref().expect("in full").values, [Some(30.0), Some(10.0), None]);
    }
    let again = Model::from_toml(&model.to_toml().expect("writes")).expect("reads");
    assert_eq!(again, model);
}

#[test]
fn a_denominator_that_can_not_divide_is_told_with_its_unit() {
    let model = Model::from_toml(PER_THOUSAND).expect("valid");
    let attribute = CsvOptions::default().with_attributes(["population"]);
    let cases = [
        (CsvOptions::default(), "A,30,0", "value", "the value 0 at unit \"A\", indicator \"population\""),
        (CsvOptions::default(), "A,30,-5", "value", "\"A\""),
        (CsvOptions::default(), "A,30,", "undefined", "there is no value at unit \"A\", indicator \"population\""),
        (CsvOptions::default(), "A,1e300,1e-300", "value", "too large a number of \"disputes\""),
        (attribute.clone(), "A,30,many", "undefined", "\"many\", which is no finite number"),
        (attribute.clone(), "A,30,inf", "undefined", "\"inf\""),
        (attribute, "A,30,", "undefined", "there is no value at unit \"A\""),
    ];
    for (options, row, code, part) in cases {
        let error = model.evaluate(&counts(&options, &format!("unit,disputes,population\n{row}\n"))).unwrap_err();
        assert_eq!(error.root().code(), code, "{error}");
        assert!(error.to_string().contains(part), "{error}");
    }
    let error = model.evaluate(&counts(&CsvOptions::default(), "unit,disputes,popullation\nA,1,2\n")).unwrap_err();
    assert!(error.to_string().contains("did you mean \"popullation\""), "{error}");
    let error = Model::from_toml(&PER_THOUSAND.replace("\ndisputes = {", "\ndispute = {")).unwrap_err();
    assert!(error.to_string().contains("prepare") && error.to_string().contains("did you mean \"disputes\""), "{error}");
}
