//! The Technology Achievement Index of the OECD/JRC Handbook (2008), end to end from its model document.
#![cfg(all(feature = "csv", feature = "json", feature = "toml"))]

use governance_efficacy::IndicatorTable;
use governance_efficacy::model::{Evaluation, Fitted, Model};
use governance_efficacy::table::CsvOptions;

fn model() -> Model {
    Model::from_toml(include_str!("../../examples/models/tai.toml")).expect("the shipped model is valid")
}

fn table() -> IndicatorTable {
    IndicatorTable::from_csv(include_bytes!("../../examples/data/tai.csv").as_slice(), &CsvOptions::default()).expect("valid")
}

#[test]
fn the_ranks_are_those_of_table_38() {
    let evaluation = model().evaluate(&table()).expect("evaluates");
    let mut ranked: Vec<(f64, &str)> = evaluation
        .root()
        .ranks()
        .iter()
        .zip(evaluation.rows().iter())
        .map(|(rank, row)| (rank.expect("ranked"), row.unit))
        .collect();
    ranked.sort_by(|a, b| a.0.total_cmp(&b.0));
    let names: Vec<&str> = ranked.into_iter().map(|(_, name)| name).collect();
    // Handbook, table 38, column LIN.
    let published = [
        "Finland",
        "United States",
        "Sweden",
        "Japan",
        "Korea, Rep.",
        "Netherlands",
        "United Kingdom",
        "Singapore",
        "Canada",
        "Australia",
        "Germany",
        "Norway",
        "Ireland",
        "Belgium",
        "New Zealand",
        "Austria",
        "France",
        "Israel",
        "Spain",
        "Italy",
        "Czech Republic",
        "Hungary",
        "Slovenia",
    ];
    assert_eq!(names, published);
}

#[test]
fn the_scores_are_the_recomputed_ones() {
    let golden: serde_json::Value = serde_json::from_str(include_str!("../golden/tai_handbook.json")).expect("valid JSON");
    let expected = golden["computed"]["undp_goalposts"]["score"].as_array().expect("a list");
    let evaluation = model().evaluate(&table()).expect("evaluates");
    assert_eq!(expected.len(), 23);
    for (score, expected) in evaluation.root().scores().iter().zip(expected) {
        let (score, expected) = (score.expect("scored"), expected.as_f64().expect("a number"));
        assert!((score / expected - 1.0).abs() <= 1e-9, "{score} {expected}");
    }
}

#[test]
fn the_result_and_the_fitted_model_survive_a_round_trip() {
    let fitted = model().fit(&table()).expect("fits");
    let evaluation = fitted.score(&table()).expect("scores");
    let text = evaluation.to_json().expect("writes");
    let again: Evaluation = serde_json::from_str(&text).expect("reads");
    assert_eq!(again, evaluation);
    assert_eq!(again.to_json().expect("writes"), text);

    let text = serde_json::to_string(&fitted).expect("writes");
    let again: Fitted = serde_json::from_str(&text).expect("reads");
    assert_eq!(again, fitted);
    assert_eq!(again.score(&table()).expect("scores"), evaluation);
}

#[test]
fn the_model_document_survives_both_formats() {
    let model = model();
    assert_eq!(Model::from_toml(&model.to_toml().expect("writes")).expect("reads"), model);
    assert_eq!(Model::from_json(&model.to_json().expect("writes")).expect("reads"), model);
}
