//! Preparation from end to end: against values computed with a published package (`golden/README.md` tells which, and what it gets
//! wrong), by hand, and through the model document.
#![cfg(all(feature = "csv", feature = "json", feature = "toml"))]

use crate::common::{assert_agree, numbers};
use governance_efficacy::indicator::{Goalposts, Imputation, Origin};
use governance_efficacy::model::{Detail, Evaluation, Model, System};
use governance_efficacy::prepare::{
    Draws, Missing, MultipleImputation, Normalization, Preparation, Rule, Screen, Screened, Shape, ShapeDefinition, Treatment,
    TreatmentMethod, TreatmentResult,
};
use governance_efficacy::score::WeightedSum;
use governance_efficacy::table::{Attribute, Column, CsvOptions, Rows};
use governance_efficacy::{
    DecisionMatrix, Direction, DropReason, Error, Indicator, IndicatorTable, Key, Notice, Period, TooMany,
};
use serde_json::Value;

fn golden(text: &str) -> Value {
    serde_json::from_str(text).expect("a golden file is JSON")
}

fn hand_example() -> Value {
    golden(include_str!("../golden/hand_example.json"))
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

// ---------------------------------------------------------------------------------------------------------------------------
// Gaps

fn with_missing(missing: Missing) -> Preparation {
    Preparation::default().with_missing(missing)
}

#[test]
fn means_and_medians_are_those_published() {
    let functions = golden(include_str!("../golden/unit_functions.json"));
    let mut filled = 0;
    for (name, missing) in [("i_mean", Missing::Mean), ("i_median", Missing::Median)] {
        for (vector, values) in functions["inputs"].as_object().expect("vectors") {
            let rows: Vec<[Option<f64>; 1]> = values.as_array().expect("a list").iter().map(|x| [x.as_f64()]).collect();
            let units = (1..=rows.len()).map(|i| i.to_string());
            let table = IndicatorTable::from_rows(units, &["x"], &rows).expect("valid");
            let matrix = with_missing(missing.clone()).matrix(&table, &indicators(&["x"])).expect("complete");
            assert_agree(&format!("{name} of {vector}"), matrix.criteria()[0].values(), &numbers(&functions[name][vector]));
            filled += table.missing();
        }
    }
    assert_eq!(filled, 4, "two of the vectors have a gap");
    let example = hand_example();
    for (name, missing) in [("impute_mean", Missing::Mean), ("impute_median", Missing::Median)] {
        let matrix = with_missing(missing).matrix(&table_of(&example["iData"]), &indicators(&["a", "b", "c", "d"]));
        for criterion in matrix.expect("complete").criteria() {
            assert_agree(name, criterion.values(), &numbers(&example[name][criterion.key().as_str()]));
        }
    }
}

/// The two pillars of the published example, with the one cost.
fn pillars(missing: &str) -> Model {
    Model::from_toml(&format!(
        "schema = 1\ndetail = \"full\"\n[prepare]\nmissing = {missing}\n[score]\nmethod = \"weighted-sum\"\n\
         [[dimension]]\nkey = \"P\"\n[[dimension]]\nkey = \"Q\"\n\
         [[indicator]]\nkey = \"a\"\ndimension = \"P\"\n[[indicator]]\nkey = \"b\"\ndimension = \"P\"\n\
         [[indicator]]\nkey = \"c\"\ndimension = \"Q\"\ndirection = \"cost\"\n\
         [[indicator]]\nkey = \"d\"\ndimension = \"Q\"\n"
    ))
    .expect("valid")
}

#[test]
fn the_mean_of_a_row_and_of_a_pillar_are_those_published() {
    let example = hand_example();
    let table = table_of(&example["iData"]);
    for (name, missing, by) in [
        ("impute_row_mean_normalised_first", "\"row-mean\"", Imputation::RowMean),
        ("impute_row_mean_within_pillar", "\"dimension-mean\"", Imputation::DimensionMean),
    ] {
        let evaluation = pillars(missing).evaluate(&table).expect("evaluates");
        let b = evaluation.indicators()[1].cells.as_ref().expect("in full");
        let expected = numbers(&example[name]["b"])[3];
        let filled = b.filled(3).expect("the gap of U4");
        assert_agree(name, &[filled.value], &[expected]);
        assert_eq!((filled.by, b.filled.len(), b.values[3]), (by, 1, None));
        assert!(evaluation.indicators().iter().all(|i| i.key == "b" || i.cells.as_ref().expect("in full").filled.is_empty()));
    }
    // No single value has a given closeness to a target.
    let target = |indicator: Indicator| indicator.with_direction(Direction::target(3.0).expect("finite")).expect("finite");
    let [a, b] = <[Indicator; 2]>::try_from(indicators(&["a", "b"])).expect("two");
    let error = with_missing(Missing::RowMean).matrix(&table, &[a, target(b)]).unwrap_err();
    assert!(error.to_string().contains("row-mean gives no value for unit \"U4\", indicator \"b\""), "{error}");
}

/// Rows of units `A`, `B`, … with a group each.
fn grouped(groups: &[Option<&str>], rows: &[[Option<f64>; 2]]) -> IndicatorTable {
    let units = (0..rows.len()).map(|at| char::from(b'A' + u8::try_from(at).expect("few")).to_string());
    let values = groups.iter().map(|group| group.map(str::to_owned)).collect();
    let table = IndicatorTable::from_rows(units, &["x", "y"], rows).expect("valid");
    table.with_attribute(Attribute { name: "region".parse().expect("a key"), values }).expect("as long")
}

fn column(prepared: Result<DecisionMatrix, Error>, at: usize) -> Vec<f64> {
    prepared.expect("complete").criteria()[at].values().to_vec()
}

#[test]
fn groups_fill_their_own_gaps_and_leave_what_they_do_not_know() {
    let by: Key = "region".parse().expect("a key");
    let rows = [
        [Some(1.0), Some(1.0)],
        [Some(2.0), Some(2.0)],
        [Some(6.0), Some(3.0)],
        [None, Some(4.0)],
        [Some(50.0), Some(5.0)],
        [None, Some(6.0)],
    ];
    let table = grouped(&[Some("old"), Some("old"), Some("old"), Some("old"), Some("new"), Some("new")], &rows);
    let fill = |missing: &Missing, table: &IndicatorTable| with_missing(missing.clone()).matrix(table, &indicators(&["x", "y"]));
    let (mean, median) = (Missing::GroupMean { by: by.clone() }, Missing::GroupMedian { by: by.clone() });
    assert_eq!(column(fill(&mean, &table), 0), [1.0, 2.0, 6.0, 3.0, 50.0, 50.0]);
    assert_eq!(column(fill(&median, &table), 0), [1.0, 2.0, 6.0, 2.0, 50.0, 50.0]);
    // The group of the last is not known.
    let table = grouped(&[Some("old"), Some("old"), Some("old"), Some("old"), Some("new"), None], &rows);
    let error = fill(&mean, &table).unwrap_err();
    assert!(error.to_string().contains("group-mean gives no value for unit \"F\", indicator \"x\""), "{error}");
    let in_turn = Missing::in_turn([mean.clone(), Missing::Median]).expect("they fill");
    assert_eq!(column(fill(&in_turn, &table), 0), [1.0, 2.0, 6.0, 3.0, 50.0, 4.0]);
    // A group that is no attribute of the table.
    let error = fill(&Missing::GroupMean { by: "regoin".parse().expect("a key") }, &table).unwrap_err();
    assert!(error.to_string().contains("did you mean \"region\""), "{error}");
    // Frozen: a later unit gets what its group had.
    let fitted = flat(&["x", "y"], with_missing(mean)).fit(&grouped(&[Some("old"), Some("new")], &rows[1..3])).expect("fits");
    let later = grouped(&[Some("new"), Some("old")], &[[None, Some(2.5)], [Some(4.0), Some(2.0)]]);
    // x: 6 of 2 to 6; y: 2.5 of 2 to 3.
    assert_eq!(fitted.score(&later).expect("scores").root().scores(), [Some(0.75), Some(0.25)]);
}

/// A panel of one unit, or two, over the years from 2020.
fn panel(units: &[(&str, &[Option<f64>])]) -> IndicatorTable {
    let rows = units.iter().flat_map(|(unit, cells)| {
        (2020..).zip(*cells).map(move |(year, cell)| ((*unit, Period::year(year).expect("valid")), *cell))
    });
    let (names, cells): (Vec<_>, Vec<_>) = rows.unzip();
    let column = Column::with_gaps("x".parse().expect("a key"), cells).expect("finite");
    IndicatorTable::new(Rows::panel(names).expect("unique"), vec![column]).expect("valid")
}

#[test]
fn a_panel_fills_gaps_from_the_same_unit() {
    let table = panel(&[("A", &[Some(1.0), None, None, Some(7.0), None]), ("B", &[None, Some(4.0), Some(6.0), None, Some(0.0)])]);
    let fill = |missing: Missing| with_missing(missing).matrix(&table, &indicators(&["x"]));
    let then_median = |missing| Missing::in_turn([missing, Missing::Median]).expect("they fill");
    // The median of 1, 7, 4, 6, 0 is 4.
    assert_eq!(column(fill(then_median(Missing::PanelLatest)), 0), [1.0, 1.0, 1.0, 7.0, 7.0, 4.0, 4.0, 6.0, 6.0, 0.0]);
    let linear = column(fill(then_median(Missing::PanelLinear)), 0);
    assert_agree("linear", &linear, &[1.0, 3.0, 5.0, 7.0, 4.0, 4.0, 4.0, 6.0, 3.0, 0.0]);
    let error = fill(Missing::PanelLatest).unwrap_err();
    assert!(error.to_string().contains("panel-latest gives no value for unit \"B\", period 2020"), "{error}");
    assert!(error.to_string().contains("missing = [\"panel-latest\", \"median\"]"), "{error}");
    // The method of each cell is told.
    let evaluation = flat(&["x"], with_missing(then_median(Missing::PanelLinear))).with_detail(Detail::Full).evaluate(&table);
    let evaluation = evaluation.expect("evaluates");
    let filled: Vec<(usize, Imputation)> =
        evaluation.indicators()[0].cells.as_ref().expect("in full").filled.iter().map(|(row, f)| (*row, f.by)).collect();
    let (linear, median) = (Imputation::PanelLinear, Imputation::Median);
    assert_eq!(filled, [(1, linear), (2, linear), (4, median), (5, median), (8, linear)]);
    // The last policy may leave a gap alone, or drop what still has one.
    let dropping = Missing::in_turn([Missing::PanelLatest, Missing::DropUnit]).expect("the last may drop");
    assert_eq!(column(fill(dropping), 0).len(), 9);
    let renormalizing =
        Missing::in_turn([Missing::PanelLatest, Missing::renormalize(0.5).expect("a share")]).expect("the last may");
    let evaluation = flat(&["x"], with_missing(renormalizing)).evaluate(&table).expect("evaluates");
    assert_eq!(evaluation.root().scores().iter().filter(|s| s.is_none()).count(), 1);
    let whole = IndicatorTable::from_rows(["A", "B"], &["x"], &[[Some(1.0)], [None]]).expect("valid");
    let error = with_missing(Missing::PanelLinear).matrix(&whole, &indicators(&["x"])).unwrap_err();
    assert!(error.to_string().contains("without periods"), "{error}");
}

#[test]
fn quarters_are_as_far_apart_as_they_are() {
    let names = [(2020, 4), (2021, 1), (2021, 3)].map(|(y, q)| ("A", Period::quarter(y, q).expect("valid")));
    let column_x = Column::with_gaps("x".parse().expect("a key"), vec![Some(0.0), None, Some(9.0)]).expect("finite");
    let table = IndicatorTable::new(Rows::panel(names).expect("unique"), vec![column_x]).expect("valid");
    assert_eq!(column(with_missing(Missing::PanelLinear).matrix(&table, &indicators(&["x"])), 0), [0.0, 3.0, 9.0]);
}

#[test]
fn the_nearest_rows_fill_a_gap_with_their_mean() {
    // Ranges: x 10, y 100. D is 0.1 from A, 0.2 from B and C on either side, 0.8 from E.
    let rows =
        [[Some(1.0), Some(10.0)], [Some(4.0), Some(20.0)], [Some(0.0), Some(36.0)], [Some(2.0), None], [Some(10.0), Some(110.0)]];
    let table = grouped(&[None; 5], &rows);
    let fill = |k| column(with_missing(Missing::nearest(k).expect("some")).matrix(&table, &indicators(&["x", "y"])), 1)[3];
    assert_eq!(fill(1), 10.0);
    // B and C are equally far: both count, so that the order of the rows doesn't.
    assert_eq!(fill(2), 22.0);
    assert_eq!(fill(3), 22.0);
    assert_eq!(fill(9), 44.0);
    assert_eq!(Missing::nearest(0).unwrap_err().code(), "invalid-setting");
    let alone = grouped(&[None; 3], &[[None, None], [Some(1.0), Some(2.0)], [Some(3.0), Some(4.0)]]);
    let error = with_missing(Missing::nearest(1).expect("some")).matrix(&alone, &indicators(&["x", "y"])).unwrap_err();
    assert!(error.to_string().contains("nearest gives no value for unit \"A\", indicator \"x\" (and 1 more)"), "{error}");
}

#[test]
fn regression_and_likelihood_expect_what_lies_on_the_line() {
    // y = 2x + 1 in all rows but the last, which lacks it.
    let rows: Vec<[Option<f64>; 2]> = (1..=6).map(f64::from).map(|x| [Some(x), (x < 6.0).then_some(2.0 * x + 1.0)]).collect();
    let table = grouped(&[None; 6], &rows);
    let fill = |missing: Missing, table: &IndicatorTable| with_missing(missing).matrix(table, &indicators(&["x", "y"]));
    assert_agree("on the line", &column(fill(Missing::Regression, &table), 1)[5..], &[13.0]);
    // Where only y has gaps, the likelihood is that of the complete rows and of x (Anderson 1957): slope and intercept by hand from
    // x 1, 2, 3, 4 and y 1, 3, 2, 4: means 2.5 and 2.5, slope 4/5, at 6 it is 2.5 + 0.8 · 3.5 = 5.3, at 0 it is 0.5.
    let rows = [
        [Some(1.0), Some(1.0)],
        [Some(2.0), Some(3.0)],
        [Some(3.0), Some(2.0)],
        [Some(4.0), Some(4.0)],
        [Some(6.0), None],
        [Some(0.0), None],
    ];
    let table = grouped(&[None; 6], &rows);
    assert_agree("regression", &column(fill(Missing::Regression, &table), 1)[4..], &[5.3, 0.5]);
    let expected = column(fill(Missing::ExpectationMaximization, &table), 1);
    assert!((expected[4] - 5.3).abs() < 1e-7 && (expected[5] - 0.5).abs() < 1e-7, "{expected:?}");
    // Frozen: one later row by itself.
    let fitted = flat(&["x", "y"], with_missing(Missing::Regression)).fit(&table).expect("fits");
    let later = grouped(&[None], &[[Some(2.5), None]]);
    // x is 2.5 of 0 to 6; y 2.5 of the prepared 0.5 to 5.3.
    let score = fitted.score(&later).expect("scores").root().scores()[0].expect("scored");
    assert!((score - f64::midpoint(2.5 / 6.0, 2.0 / 4.8)).abs() < 1e-12, "{score}");
    // Too few rows for as many indicators, and indicators that never meet.
    let error = fill(Missing::Regression, &grouped(&[None; 4], &rows[2..])).unwrap_err();
    assert!(error.to_string().contains("2 rows are complete, and 2 indicators vary"), "{error}");
    let apart = [[Some(1.0), None], [Some(2.0), None], [None, Some(3.0)], [None, Some(5.0)]];
    let error = fill(Missing::ExpectationMaximization, &grouped(&[None; 4], &apart)).unwrap_err();
    assert!(error.to_string().contains("no row has both \"x\" and \"y\""), "{error}");
}

#[test]
fn the_result_tells_how_far_filled_gaps_are_off() {
    // y = 2x but for a gap: on the line nothing is off, and the mean is about one standard deviation off.
    let rows: Vec<[Option<f64>; 2]> = (0..20).map(f64::from).map(|x| [Some(x), (x != 7.0).then_some(2.0 * x)]).collect();
    let units = (0..20).map(|i| i.to_string());
    let table = IndicatorTable::from_rows(units, &["x", "y"], &rows).expect("valid");
    let result = |missing: Missing| {
        let evaluation = flat(&["x", "y"], with_missing(missing)).evaluate(&table).expect("evaluates");
        let again: Evaluation = serde_json::from_str(&evaluation.to_json().expect("writes")).expect("reads");
        assert_eq!(again, evaluation);
        evaluation.preparation().imputation.clone().expect("tried")
    };
    let by_mean = result(Missing::Mean);
    assert_eq!((by_mean.policy.as_str(), by_mean.generator.as_str()), ("mean", "pcg64"));
    let [x, y] = &by_mean.indicators[..] else { panic!("{by_mean:?}") };
    assert_eq!((x.hidden, x.filled, y.hidden, y.filled), (20, 20, 19, 19), "each known value once");
    let (error, standard_error) = (y.error.expect("compared"), y.standard_error.expect("several"));
    assert!((error - 1.0).abs() < 3.0 * standard_error && standard_error < 0.2, "{error} ± {standard_error}");
    let by_line = result(Missing::Regression);
    assert!(by_line.indicators[1].error.is_some_and(|e| e < 1e-9), "{by_line:?}");
    let untried = with_missing(Missing::Mean).without_held_out();
    let evaluation = flat(&["x", "y"], untried.clone()).evaluate(&table).expect("evaluates");
    assert_eq!(evaluation.preparation().imputation, None);
    let model = flat(&["x", "y"], untried);
    assert_eq!(Model::from_toml(&model.to_toml().expect("writes")).expect("reads"), model);
    let complete = IndicatorTable::from_rows(["A", "B"], &["x", "y"], &[[Some(1.0), Some(2.0)], [Some(2.0), Some(1.0)]]);
    let evaluation = flat(&["x", "y"], with_missing(Missing::Mean)).evaluate(&complete.expect("valid")).expect("evaluates");
    assert!(evaluation.preparation().is_empty(), "there was nothing to fill");
}

#[test]
fn draws_of_a_gap_spread_as_its_neighbors_let_expect() {
    // y = x + noise of standard deviation about 1; one gap at x = 10.
    let noise = [0.9, -1.2, 0.3, 1.4, -0.8, -0.4, 1.1, -1.3, 0.2, -0.7, 1.0, -0.5];
    let rows: Vec<[Option<f64>; 2]> = (0..40)
        .map(|i| {
            let x = f64::from(i) / 2.0;
            [Some(x), (i != 20).then_some(x + noise[usize::try_from(i).expect("small") % noise.len()])]
        })
        .collect();
    let table = IndicatorTable::from_rows((0..40).map(|i| i.to_string()), &["x", "y"], &rows).expect("valid");
    let keys = indicators(&["x", "y"]);
    for draws in [Draws::Normal, Draws::Nearest { k: 6 }] {
        let imputation = MultipleImputation::new(100, 3).expect("enough").with_draws(draws);
        let completed = imputation.complete(&table, &keys).expect("completes");
        assert_eq!(imputation.complete(&table, &keys).expect("completes"), completed, "the same seed, the same draws");
        assert_ne!(
            MultipleImputation::new(100, 4).expect("enough").with_draws(draws).complete(&table, &keys).expect("completes"),
            completed
        );
        assert_eq!((completed.tables.len(), completed.cells.len(), completed.generator), (100, 1, "pcg64"));
        let cell = &completed.cells[0];
        assert_eq!((cell.row, cell.indicator.as_str()), (20, "y"));
        assert!((cell.mean - 10.0).abs() < 0.6, "{draws:?}: {cell:?}");
        assert!((0.6..1.6).contains(&cell.standard_deviation), "{draws:?}: {cell:?}");
        assert!((cell.standard_error * 10.0 - cell.standard_deviation).abs() < 1e-12);
        for complete in &completed.tables {
            assert_eq!(complete.missing(), 0);
            assert_eq!(complete.column("x").expect("there"), table.column("x").expect("there"));
            assert_eq!(complete.column("y").expect("there").origin(20), Some(Origin::Imputed { by: Imputation::Drawn }));
        }
    }
    assert_eq!(MultipleImputation::new(1, 1).unwrap_err().code(), "invalid-setting");
    let few = IndicatorTable::from_rows(["A", "B"], &["x", "y"], &[[Some(1.0), None], [Some(2.0), Some(1.0)]]).expect("valid");
    assert_eq!(MultipleImputation::new(5, 1).expect("enough").complete(&few, &keys).unwrap_err().code(), "undefined");
}

// ---------------------------------------------------------------------------------------------------------------------------
// Outliers

/// One indicator and what a treatment makes of it, with its line of the treatment table; through a document and back.
fn treated(values: &[Option<f64>], treatment: &Treatment) -> (Vec<Option<f64>>, TreatmentResult, Evaluation) {
    let rows: Vec<[Option<f64>; 1]> = values.iter().map(|&x| [x]).collect();
    let table = IndicatorTable::from_rows((1..=rows.len()).map(|i| format!("U{i}")), &["x"], &rows).expect("valid");
    let preparation = with_missing(Missing::renormalize(0.5).expect("a share")).with_treatment(treatment.clone());
    let as_they_are = WeightedSum::default().with_normalization(Normalization::None);
    let model = flat(&["x"], preparation).with_indicator_scores(as_they_are).with_detail(Detail::Full);
    let model = Model::from_toml(&model.to_toml().expect("writes")).expect("reads");
    let evaluation = model.evaluate(&table).expect("evaluates");
    let line = evaluation.preparation().treatment[0].clone();
    (evaluation.root().detail().expect("in full").normalized[0].1.clone(), line, evaluation)
}

fn by(methods: impl IntoIterator<Item = TreatmentMethod>) -> Treatment {
    Treatment::default().with_methods(methods).expect("sound")
}

fn always(method: TreatmentMethod) -> Treatment {
    by([method]).with_rule(Rule::Always).expect("sound")
}

fn cells(values: &Value) -> Vec<Option<f64>> {
    values.as_array().expect("a list").iter().map(Value::as_f64).collect()
}

fn same_cells(what: &str, found: &[Option<f64>], expected: &[Option<f64>]) {
    assert_eq!(found.iter().map(Option::is_some).collect::<Vec<_>>(), expected.iter().map(Option::is_some).collect::<Vec<_>>());
    let present = |cells: &[Option<f64>]| cells.iter().flatten().copied().collect::<Vec<f64>>();
    assert_agree(what, &present(found), &present(expected));
}

/// A golden family of one list a vector, with its number of vectors.
fn each_vector(family: &str, run: impl Fn(&str, &[Option<f64>], &Value)) {
    let functions = golden(include_str!("../golden/unit_functions.json"));
    let vectors = functions["inputs"].as_object().expect("vectors");
    assert_eq!(vectors.len(), 6);
    for (name, values) in vectors {
        run(&format!("{family} of {name}"), &cells(values), &functions[family][name]);
    }
}

#[test]
fn skewness_and_kurtosis_are_those_published() {
    let shape = |values: &[Option<f64>]| {
        let present: Vec<f64> = values.iter().flatten().copied().collect();
        Shape::of(&present, ShapeDefinition::SampleAdjusted).expect("it varies")
    };
    each_vector("skew", |name, values, expected| {
        assert_agree(name, &[shape(values).skewness], &[expected.as_f64().expect("a number")]);
    });
    each_vector("kurt", |name, values, expected| {
        assert_agree(name, &[shape(values).kurtosis], &[expected.as_f64().expect("a number")]);
    });
    assert_eq!(Shape::of(&[1.0, 2.0, 3.0], ShapeDefinition::SampleAdjusted), None);
    assert_eq!(Shape::of(&[2.0; 9], ShapeDefinition::Moments), None);
}

#[test]
fn winsorized_values_are_those_published() {
    for (family, points) in [("winsorise", 5), ("winsorise_max1", 1)] {
        each_vector(family, |name, values, expected| {
            let (found, line, evaluation) = treated(values, &by([TreatmentMethod::Winsorize { points }]));
            if name.ends_with(" of e") {
                // All but one value are the same: the package breaks off, or leaves nothing to tell units apart. Here it is told.
                assert_eq!((found.as_slice(), line.method, line.outlying), (values, None, true), "{name}");
                let notice = told(&evaluation, "treated")[0].to_string();
                assert_eq!(notice, "x has outliers (skewness 2.65, kurtosis 7.00), and no treatment had an answer");
                return;
            }
            same_cells(name, &found, &cells(&expected["x"]));
            let moved = expected["nwin"].as_u64().expect("a count");
            assert_eq!(line.capped.len() as u64, moved, "{name}");
            let flags = expected["treated"].as_array().expect("flags").iter().enumerate();
            let flagged: Vec<String> = flags.filter(|(_, flag)| *flag != "").map(|(at, _)| format!("U{}", at + 1)).collect();
            assert_eq!(line.capped, flagged, "{name}");
            assert!(!line.outlying && line.method.is_some() == (moved > 0) && line.before.is_some(), "{name}: {line:?}");
            assert_eq!(told(&evaluation, "treated").len() as u64, moved.min(1), "{name}");
        });
    }
}

#[test]
fn logarithms_and_powers_are_those_published() {
    let box_cox = |lambda| always(TreatmentMethod::BoxCox { lambda: Some(lambda) });
    let families = [
        ("log_CT", always(TreatmentMethod::Log { mirror: false })),
        ("log_CT_plus", always(TreatmentMethod::Log { mirror: true })),
        ("log_CT_orig", box_cox(0.0)),
        ("boxcox_0", box_cox(0.0)),
        ("boxcox_05", box_cox(0.5)),
        ("boxcox_2", box_cox(2.0)),
        ("boxcox_m1", box_cox(-1.0)),
    ];
    for (family, treatment) in families {
        each_vector(family, |name, values, expected| {
            let (found, line, _) = treated(values, &treatment);
            same_cells(name, &found, &cells(expected));
            assert!(line.method.is_some() && line.after.is_some() && line.capped.is_empty(), "{name}: {line:?}");
        });
    }
}

#[test]
fn what_winsorizing_does_not_mend_goes_to_the_next_method() {
    // Powers of 3: a tail that no few points make.
    let values: Vec<Option<f64>> = (0..16).map(|k| Some(3.0_f64.powi(k))).collect();
    let one = TreatmentMethod::Winsorize { points: 1 };
    let (_, line, evaluation) = treated(&values, &by([one]));
    assert!(line.outlying && line.capped == ["U16"], "{line:?}");
    assert!(told(&evaluation, "treated")[0].to_string().ends_with("; outliers are left"));
    let (found, line, evaluation) = treated(&values, &by([one, TreatmentMethod::Log { mirror: true }]));
    assert_eq!((line.method.as_deref(), line.outlying), (Some("log"), false));
    let expected: Vec<f64> = values.iter().flatten().map(|x| (x - 1.0 + 0.01 * (3.0_f64.powi(15) - 1.0)).ln()).collect();
    assert_agree("logarithms", &found.iter().flatten().copied().collect::<Vec<_>>(), &expected);
    assert!(told(&evaluation, "treated")[0].to_string().contains("x was treated by log (skewness"), "{:?}", evaluation.notices());
    // A geometric row is most normal as its logarithms: λ = 0 at x − min + 1 = 3^k.
    let (_, line, _) = treated(&values, &by([TreatmentMethod::BoxCox { lambda: None }]));
    assert!(line.lambda.is_some_and(|lambda| lambda.abs() < 1e-6), "{line:?}");
    // Without outliers nothing happens, and the table says so.
    let even: Vec<Option<f64>> = (0..12).map(|x| Some(f64::from(x))).collect();
    let (found, line, evaluation) = treated(&even, &Treatment::default());
    assert_eq!((found, line.method, line.outlying), (even, None, false));
    assert!(line.before.is_some() && told(&evaluation, "treated").is_empty());
}

#[test]
fn quantiles_cap_both_ends_and_equal_values_move_together() {
    let values: Vec<Option<f64>> = (0..=100).map(|x| Some(f64::from(x))).collect();
    let (found, line, _) = treated(&values, &always(TreatmentMethod::QuantileCap { low: 0.05, high: 0.9 }));
    let expected: Vec<Option<f64>> = (0..=100).map(|x| Some(f64::from(x).clamp(5.0, 90.0))).collect();
    assert_eq!((found, line.capped.len()), (expected, 15));
    // Two units share the largest value: one point can't move, two can.
    let shared =
        [1.0, 2.0, 3.0, 4.0, 5.0, 6.0, 7.0, 8.0, 9.0, 10.0, 11.0, 12.0, 13.0, 14.0, 15.0, 16.0, 17.0, 18.0, 400.0, 400.0];
    let shared = shared.map(Some);
    let winsorize = |points| treated(&shared, &by([TreatmentMethod::Winsorize { points }])).1;
    assert_eq!((winsorize(1).method, winsorize(1).outlying), (None, true));
    assert_eq!((winsorize(2).capped, winsorize(2).outlying), (vec!["U19".to_owned(), "U20".to_owned()], false));
    // By the plain moments the same indicator may have none.
    let strict = Rule::Shape { skewness: 2.95, kurtosis: 3.5, definition: ShapeDefinition::Moments };
    assert_eq!(treated(&shared, &Treatment::default().with_rule(strict).expect("sound")).1.method, None);
}

#[test]
fn limits_and_curves_are_frozen_and_goalposts_go_through_them() {
    let column = |values: &[f64]| {
        let rows: Vec<[Option<f64>; 1]> = values.iter().map(|&x| [Some(x)]).collect();
        IndicatorTable::from_rows((1..=values.len()).map(|i| i.to_string()), &["x"], &rows).expect("valid")
    };
    let base = column(&[1.0, 2.0, 3.0, 4.0, 5.0, 6.0, 7.0, 8.0, 200.0]);
    let fitted = flat(&["x"], Preparation::default().with_treatment(Treatment::default())).fit(&base).expect("fits");
    let text = serde_json::to_string(&fitted).expect("writes");
    let again: governance_efficacy::model::Fitted = serde_json::from_str(&text).expect("reads");
    assert_eq!(again, fitted);
    let evaluation = again.score(&column(&[0.0, 4.5, 100.0])).expect("scores");
    assert_eq!(evaluation.root().scores(), [Some(0.0), Some(0.5), Some(1.0)]);
    assert_eq!(evaluation.preparation(), fitted.preparation());

    // Goalposts at the ends of a logarithm are the ends of the score; the middle is where the logarithm has it.
    let log = always(TreatmentMethod::Log { mirror: false });
    let posts = Goalposts::new(1.0, 101.0).expect("ordered");
    let indicator = Indicator::new("x").expect("a key").with_goalposts(posts);
    let goalposts = Preparation::default().with_treatment(log.clone()).with_normalization(Normalization::GOALPOSTS);
    let model = |preparation: &Preparation, indicator: &Indicator| {
        Model::new(System::flat([indicator.clone()]).expect("a system"))
            .with_preparation(preparation.clone())
            .with_indicator_scores(WeightedSum::default())
    };
    let evaluation = model(&goalposts, &indicator).evaluate(&column(&[1.0, 10.0, 101.0])).expect("evaluates");
    let share = (10.0_f64.ln() - 1.0_f64.ln()) / (101.0_f64.ln() - 1.0_f64.ln());
    let found: Vec<f64> = evaluation.root().scores().iter().flatten().copied().collect();
    assert_agree("by goalposts", &found, &[0.0, share, 1.0]);
    // A target goes through the curve too: 10 stays best.
    let target = Indicator::new("x").and_then(|i| i.with_direction(Direction::target(10.0)?)).expect("valid");
    let evaluation = model(&Preparation::default().with_treatment(log), &target).evaluate(&column(&[1.0, 10.0, 101.0]));
    let ranks = evaluation.expect("evaluates").root().ranks().to_vec();
    assert_eq!(ranks[1], Some(1.0));
}

#[test]
fn a_stream_refuses_what_needs_the_whole_table() {
    let table = IndicatorTable::from_rows(["A", "B", "C"], &["x"], &[[Some(1.0)], [Some(2.0)], [Some(4.0)]]).expect("valid");
    let preparations = [
        (Preparation::default().with_screen(Screen::default()), "the screen"),
        (Preparation::default().with_treatment(Treatment::default()), "the treatment of outliers"),
        (with_missing(Missing::Median), "policy for missing data"),
    ];
    for (preparation, told) in preparations {
        let error = flat(&["x"], preparation).fit_stream(&[table.clone()][..]).expect_err("refused").to_string();
        assert!(error.contains(told) && error.contains("whole table"), "{error}");
    }
    assert!(flat(&["x"], Preparation::default()).fit_stream(&[table][..]).is_ok());
}
