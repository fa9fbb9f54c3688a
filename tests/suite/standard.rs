//! The main job on the shipped sample: facts in, four dimensions and a ranking out.
#![cfg(all(feature = "csv", feature = "json", feature = "toml"))]

use governance_efficacy::governance::{Dimension, Facts, Path, ledger};
use governance_efficacy::model::{Evaluation, Fitted, Model, System};
use governance_efficacy::{IndicatorTable, Language, Role};

fn sample() -> Facts {
    Facts::from_json(include_str!("../../examples/data/sample/facts.json")).expect("the shipped sample is sound")
}

fn model() -> Model {
    Model::from_toml(include_str!("../../examples/models/standard.toml")).expect("the shipped model is valid")
}

#[test]
fn json_and_ledgers_give_the_same_result_byte_for_byte() {
    let folder = concat!(env!("CARGO_MANIFEST_DIR"), "/examples/data/sample/ledgers");
    let from_ledgers = model().evaluate_facts(&ledger::read_folder(folder).expect("reads")).expect("evaluates");
    let from_json = model().evaluate_facts(&sample()).expect("evaluates");
    assert_eq!(from_ledgers.to_json().expect("writes"), from_json.to_json().expect("writes"));
    assert_eq!(
        model().evaluate_facts(&sample()).expect("again").to_json().expect("writes"),
        from_json.to_json().expect("writes")
    );
}

#[test]
fn the_four_dimensions_stand_before_the_whole_in_every_row() {
    let evaluation = model().evaluate_facts(&sample()).expect("evaluates");
    assert_eq!(evaluation.rows().len(), 72);
    let keys: Vec<&str> = evaluation.nodes().iter().map(|n| n.key().as_str()).collect();
    let dimensions: Vec<&str> = Dimension::ALL.iter().map(|d| d.key()).collect();
    assert_eq!(keys[0], "efficacy");
    assert_eq!(keys[1..], dimensions);
    for node in evaluation.nodes() {
        assert!(node.scores().iter().flatten().all(|s| (0.0..=1.0).contains(s)), "{}", node.key());
    }
    // Global weights of what is scored sum to 1; what is diagnostic weighs nothing and is shown.
    let total: f64 = evaluation.indicators().iter().map(|i| i.global_weight).sum();
    assert!((total - 1.0).abs() < 1e-12, "{total}");
    for indicator in evaluation.indicators() {
        assert_eq!(indicator.role == Role::Diagnostic, indicator.global_weight == 0.0, "{}", indicator.key);
        assert!(indicator.cells.is_some(), "{} is shown", indicator.key);
    }
}

#[test]
fn the_overall_score_is_the_weighted_sum_of_the_dimensions_that_are_there() {
    let evaluation = model().evaluate_facts(&sample()).expect("evaluates");
    let weights = &evaluation.root().weighing().weights;
    for row in 0..evaluation.rows().len() {
        let there: Vec<(f64, f64)> =
            evaluation.nodes()[1..].iter().filter_map(|n| Some((weights.get(n.key().as_str())?, n.scores()[row]?))).collect();
        let share: f64 = there.iter().map(|(w, _)| w).sum();
        let expected = there.iter().map(|(w, s)| w * s).sum::<f64>() / share;
        let found = evaluation.root().scores()[row].expect("half of the weight is there in every row");
        assert!((found - expected).abs() < 1e-12, "row {row}: {found} {expected}");
    }
}

#[test]
fn the_path_profile_stands_beside_and_enters_no_score() {
    let evaluation = model().evaluate_facts(&sample()).expect("evaluates");
    let beside = evaluation.beside().expect("it began with facts");
    for path in Path::ALL {
        assert!(beside.path_profile.iter().any(|item| item.group == path.key()), "{path}");
    }
    let efficacy: Vec<&str> = evaluation.indicators().iter().map(|i| i.key.as_str()).collect();
    assert!(beside.path_profile.iter().chain(&beside.companions).all(|item| !efficacy.contains(&item.key.as_str())));
    // A table alone has no profile, and the same scores.
    let table = IndicatorTable::from_facts(&sample()).expect("measures");
    let fitted = model().fit_facts(&sample()).expect("fits");
    let alone = fitted.score(&table).expect("scores");
    assert!(alone.beside().is_none());
    assert_eq!(alone.root().scores(), evaluation.root().scores());
}

#[test]
fn what_is_missing_has_its_reason_and_what_is_counted_its_interval() {
    let evaluation = model().evaluate_facts(&sample()).expect("evaluates");
    let (mut gaps, mut intervals) = (0, 0);
    for indicator in evaluation.indicators() {
        let cells = indicator.cells.as_ref().expect("in full");
        for (row, value) in cells.values.iter().enumerate() {
            match value {
                None => {
                    gaps += 1;
                    assert!(cells.reason(row).is_some(), "{} row {row} is missing without a reason", indicator.key);
                }
                Some(value) => {
                    if let Some(interval) = cells.interval(row) {
                        intervals += 1;
                        assert!(interval.low() <= *value && *value <= interval.high(), "{} row {row}", indicator.key);
                    }
                }
            }
        }
    }
    assert!(gaps > 72 && intervals > 1000, "{gaps} gaps, {intervals} intervals");
}

#[test]
fn a_fitted_model_survives_a_file_and_scores_a_later_year_on_the_old_scale() {
    let all = sample();
    let of = |years: &[&str]| {
        let chosen = all.iter().filter(|f| years.contains(&f.period.to_string().as_str())).cloned().collect();
        Facts::new(chosen).expect("sound")
    };
    let fitted = model().fit_facts(&of(&["2022", "2023"])).expect("fits");
    let text = serde_json::to_string(&fitted).expect("writes");
    let again: Fitted = serde_json::from_str(&text).expect("reads");
    assert_eq!(again, fitted);
    let later = again.score_facts(&of(&["2024"])).expect("scores");
    assert_eq!(later.rows().len(), 24);
    assert!(later.notices().iter().any(|n| n.code() == "frozen-scale"), "{:?}", later.notices());
    let text = later.to_json().expect("writes");
    let read: Evaluation = serde_json::from_str(&text).expect("reads");
    assert_eq!(read, later);
}

#[test]
fn each_period_by_itself_ranks_from_one() {
    for (period, evaluation) in model().evaluate_facts_each_period(&sample()).expect("evaluates") {
        assert!(evaluation.rows().iter().all(|row| row.period == Some(period)));
        assert!(evaluation.root().ranks().contains(&Some(1.0)), "{period}");
        assert!(evaluation.beside().is_some_and(|b| b.path_profile.iter().all(|item| item.cells.values.len() == 24)));
    }
}

#[test]
fn the_standard_system_can_be_written_out_and_read_back() {
    let model = Model::new(System::standard());
    assert_eq!(Model::from_toml(&model.to_toml().expect("writes")).expect("reads"), model);
    assert_eq!(Model::from_json(&model.to_json().expect("writes")).expect("reads"), model);
}

#[test]
fn the_summary_speaks_both_languages() {
    let evaluation = model().evaluate_facts(&sample()).expect("evaluates");
    let (en, zh) = (evaluation.summary(Language::En).to_string(), evaluation.summary(Language::Zh).to_string());
    assert!(en.contains("Order stability") && en.contains("excellent") && en.contains("more of this kind"), "{en}");
    assert!(zh.contains("治理秩序稳定度") && zh.contains("优秀") && zh.contains("条同类提示"), "{zh}");
}

#[test]
fn a_fitted_model_that_names_another_method_than_it_holds_is_refused() {
    let fitted = model().fit_facts(&sample()).expect("fits");
    let mut text: serde_json::Value = serde_json::to_value(&fitted).expect("writes");
    text["model"]["score"]["indicators"]["method"] = "weighted-sum".into();
    assert!(serde_json::from_value::<Fitted>(text).is_err());
    let mut text: serde_json::Value = serde_json::to_value(&fitted).expect("writes");
    text["model"]["weights"]["indicators"] = serde_json::json!({ "method": "equal" });
    assert!(serde_json::from_value::<Fitted>(text).is_err());
}
