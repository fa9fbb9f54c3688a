//! What a diagnosis must say: contributions sum to scores, obstacles to one, and every leaf of an explanation to the facts that were read.
#![cfg(all(feature = "csv", feature = "json", feature = "toml"))]

use crate::common::{agrees, assert_agree};
use governance_efficacy::analysis::contribution::{
    Attribution, Baseline, Contributions, Decomposition, ImportancePerformance, PeerComparison, Peers,
};
use governance_efficacy::analysis::coupling::{CouplingCoordination, CouplingForm, Reference};
use governance_efficacy::analysis::obstacle::Obstacles;
use governance_efficacy::governance::Facts;
use governance_efficacy::indicator::StandardIndicator;
use governance_efficacy::model::{Detail, Evaluation, Fitted, Model};
use governance_efficacy::{CouplingNotice, Error, IndicatorTable, Language, Notice, Period, Weights};

fn example(path: &str) -> String {
    let path = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("examples").join(path);
    std::fs::read_to_string(path).expect("the examples are shipped")
}

fn sample_facts() -> Facts {
    Facts::from_json(&example("data/sample/facts.json")).expect("the sample holds together")
}

/// The sample under the standard model, with `edit` of its document.
fn sample(edit: &[(&str, &str)]) -> (Fitted, IndicatorTable) {
    let mut document = example("models/standard.toml");
    for (from, to) in edit {
        assert!(document.contains(from), "{from:?} is in the document");
        document = document.replace(from, to);
    }
    let model = Model::from_toml(&document).expect("a model");
    let facts = sample_facts();
    let fitted = model.fit_facts(&facts).expect("fits");
    (fitted, IndicatorTable::from_facts(&facts).expect("a table"))
}

const ADDITIVE: &[(&str, &str)] = &[("method = \"topsis\"", "method = \"weighted-sum\"")];

#[track_caller]
fn assert_sums(found: &Contributions) {
    for row in 0..found.rows.len() {
        let parts: Vec<f64> = found.indicators.iter().filter_map(|of| of.values[row]).collect();
        match found.scores[row] {
            None => assert!(parts.is_empty(), "a row without a score has no parts"),
            Some(score) => {
                let total: f64 = parts.iter().sum();
                assert!((total - (score - found.baseline_score)).abs() < 1e-9, "row {row}: {total} of {score}");
            }
        }
    }
}

#[test]
fn contributions_to_an_additive_score_sum_to_it() {
    let (fitted, table) = sample(ADDITIVE);
    let scores = fitted.score(&table).expect("scores");
    for baseline in [Baseline::Foot, Baseline::Mean, Baseline::Worst] {
        let found = Attribution::default().with_baseline(baseline.clone()).of(&fitted, &table).expect("contributions");
        assert_eq!(found.decomposition, Decomposition::Additive, "{baseline:?}");
        assert_eq!(found.scores, scores.root().scores());
        assert_sums(&found);
        let dimensions = found.dimensions();
        assert_eq!(dimensions.len(), 4);
        let total: f64 = dimensions.iter().filter_map(|(.., values)| values[0]).sum();
        assert!((total - (found.scores[0].expect("a score") - found.baseline_score)).abs() < 1e-9);
    }
    let row = Baseline::Row {
        unit: table.rows().get(3).expect("a row").unit.to_owned(),
        period: table.rows().get(3).expect("a row").period,
    };
    let found = Attribution::default().with_baseline(row).of(&fitted, &table).expect("contributions");
    assert_eq!(Some(found.baseline_score), found.scores[3]);
    assert_sums(&found);
}

/// Without gaps the parts of a sum are its Shapley and its Owen values.
#[test]
fn the_parts_of_a_sum_are_its_owen_and_shapley_values() {
    let mut model = Model::from_toml(&example("models/tai.toml")).expect("a model");
    model = model.with_indicator_scores(governance_efficacy::score::WeightedSum::default());
    model = model.with_dimension_scores(governance_efficacy::score::WeightedSum::default());
    let options = governance_efficacy::table::CsvOptions::default();
    let table = IndicatorTable::from_csv(example("data/tai.csv").as_bytes(), &options).expect("a table");
    let fitted = model.fit(&table).expect("fits");
    let parts = Attribution::default().of(&fitted, &table).expect("parts");
    assert_eq!(parts.decomposition, Decomposition::Additive);
    for decomposition in [Decomposition::Shapley, Decomposition::Owen] {
        let values = Attribution::default().with_decomposition(decomposition).of(&fitted, &table).expect("values");
        for (part, value) in parts.indicators.iter().zip(&values.indicators) {
            let flat = |values: &[Option<f64>]| values.iter().map(|x| x.expect("complete")).collect::<Vec<_>>();
            for (a, b) in flat(&part.values).into_iter().zip(flat(&value.values)) {
                assert!((a - b).abs() < 1e-9, "{} {a} {b}", part.key);
            }
        }
    }
}

#[test]
fn owen_values_of_topsis_sum_to_the_distance_from_the_baseline() {
    let (fitted, table) = sample(&[]);
    let row = table.rows().get(5).expect("a row");
    let attribution = Attribution::default().of_unit(row.unit, row.period);
    for baseline in [Baseline::Mean, Baseline::Worst] {
        let found = attribution.clone().with_baseline(baseline).of(&fitted, &table).expect("values");
        assert_eq!((found.decomposition, found.rows.len(), found.drawn.is_none()), (Decomposition::Owen, 1, true));
        assert_sums(&found);
    }
    let refused = attribution.with_baseline(Baseline::Foot).of(&fitted, &table).expect_err("no sum");
    assert!(matches!(refused, Error::InvalidSetting { .. }), "{refused}");
}

#[test]
fn sampled_shapley_values_sum_exactly_and_lie_within_their_errors() {
    let (fitted, table) = sample(&[]);
    let row = table.rows().get(5).expect("a row");
    let node = "order_stability".parse().expect("a key");
    let attribution =
        Attribution::default().of_unit(row.unit, row.period).with_node(node).with_decomposition(Decomposition::Shapley);
    let exact = attribution.of(&fitted, &table).expect("values");
    assert!(exact.drawn.is_none() && exact.indicators.len() <= 12);
    assert_sums(&exact);
    // The whole has too many indicators for all orders.
    let whole = Attribution::default().of_unit(row.unit, row.period).with_decomposition(Decomposition::Shapley);
    let code = |pairs: usize| whole.clone().with_pairs(pairs).map(|_| ()).map_err(|e| e.code());
    assert_eq!([1, 2, 100_000, 100_001].map(code), [Err("invalid-setting"), Ok(()), Ok(()), Err("limit")]);
    let whole = whole.with_pairs(40).expect("pairs").with_seed(7);
    let found = whole.of(&fitted, &table).expect("values");
    let drawn = found.drawn.as_ref().expect("drawn");
    assert_eq!((drawn.pairs, drawn.seed, drawn.generator.as_str()), (40, 7, "pcg64"));
    assert_sums(&found);
    assert_eq!(found, whole.of(&fitted, &table).expect("values"), "the same seed gives the same values");
    let other = whole.clone().with_seed(8).of(&fitted, &table).expect("values");
    for (a, b) in found.indicators.iter().zip(&other.indicators) {
        let (Some(x), Some(y), Some(se)) = (a.values[0], b.values[0], a.standard_errors[0]) else { panic!("complete") };
        let other_se = b.standard_errors[0].expect("an error");
        assert!((x - y).abs() <= 6.0 * se.hypot(other_se) + 1e-12, "{}: {x} ± {se}, {y}", a.key);
    }
}

#[test]
fn obstacle_degrees_of_a_row_sum_to_one() {
    let (fitted, table) = sample(&[]);
    let found = Obstacles::of_model(&fitted, &table).expect("obstacles");
    assert_eq!(found.dimensions.len(), 4);
    for row in 0..found.rows.len() {
        for parts in [&found.indicators, &found.dimensions] {
            let total: f64 = parts.iter().filter_map(|o| o.degrees[row]).sum();
            assert!((total - 1.0).abs() < 1e-12, "row {row}: {total}");
        }
        let top =
            found.top(found.rows.get(row).expect("a row").unit, found.rows.get(row).expect("a row").period, 3).expect("a row");
        assert!(top.len() == 3 && top[0].1 >= top[1].1 && top[1].1 >= top[2].1);
    }
    // Where the score is a weighted sum on the same scale, what is missing is one minus the score.
    let (fitted, table) = sample(&[ADDITIVE[0], ("{ policy = \"renormalize\", coverage = 0.5 }", "\"median\"")]);
    let found = Obstacles::of_model(&fitted, &table).expect("obstacles");
    let scores = fitted.score(&table).expect("scores");
    let losses: Vec<f64> = (0..found.rows.len()).map(|row| found.indicators.iter().filter_map(|o| o.losses[row]).sum()).collect();
    let missing: Vec<f64> = scores.root().scores().iter().map(|s| 1.0 - s.expect("a score")).collect();
    assert_agree("losses", &losses, &missing);
}

#[test]
fn an_ideal_row_has_no_obstacle_and_a_value_beyond_the_scale_is_refused() {
    let weights = Weights::new([("a", 0.5), ("b", 0.5)]).expect("weights");
    let table = |rows: &[[Option<f64>; 2]]| IndicatorTable::from_rows((1..=rows.len()).map(|i| i.to_string()), &["a", "b"], rows);
    let found =
        Obstacles::of_table(&table(&[[Some(1.0), Some(1.0)], [None, Some(0.4)], [None, None]]).expect("a table"), &weights);
    let found = found.expect("obstacles");
    assert_eq!(found.indicators[0].degrees, [Some(0.0), None, None]);
    assert_eq!(found.indicators[1].degrees, [Some(0.0), Some(1.0), None]);
    assert!(found.top("1", None, 5).expect("a row").is_empty());
    let error = Obstacles::of_table(&table(&[[Some(0.5), Some(1.5)]]).expect("a table"), &weights).expect_err("1.5");
    assert!(error.to_string().contains("\"b\"") && error.to_string().contains("1.5"), "{error}");
    assert!(matches!(found.top("2024", None, 1), Err(Error::Unknown { .. })));
}

#[test]
fn the_dimensions_of_the_sample_are_coupled_row_by_row() {
    let (fitted, table) = sample(&[]);
    let evaluation = fitted.score(&table).expect("scores");
    for form in [CouplingForm::Standard, CouplingForm::Revised] {
        let found = CouplingCoordination::default().with_form(form).of_evaluation(&evaluation).expect("coupled");
        assert_eq!(found.subsystems.len(), 4);
        let absent: usize = found
            .notices
            .iter()
            .map(|n| if let Notice::Coupling(CouplingNotice::NoLevel { rows }) = n { rows.len() } else { 0 })
            .sum();
        assert_eq!(found.coordination.iter().flatten().count() + absent, table.rows().len());
        for row in found.coordination.iter().flatten() {
            assert!((row.degree * row.degree - row.coupling * row.development).abs() < 1e-12);
            assert_eq!(row.lagging.len(), 1);
        }
        let text = serde_json::to_string(&found).expect("writes");
        assert_eq!(found, serde_json::from_str(&text).expect("reads"));
    }
    let two = CouplingCoordination::default().of_nodes(&evaluation, &["service_precision", "order_stability"]).expect("coupled");
    assert_eq!(two.subsystems[0].label.zh, "治理服务精准度");
    assert!(CouplingCoordination::default().of_nodes(&evaluation, &["order_stability"]).is_err());
    let standard = CouplingCoordination::default().of_evaluation(&evaluation).expect("coupled");
    assert!(
        standard.notices.iter().any(|n| matches!(n, Notice::Coupling(CouplingNotice::Crowded { .. }))),
        "{:?}",
        standard.notices
    );
}

#[test]
fn a_level_beyond_0_to_1_is_refused_with_its_place() {
    let table = IndicatorTable::from_rows(["East"], &["a", "b"], &[[Some(0.4), Some(1.2)]]).expect("a table");
    let error = CouplingCoordination::default().of_table(&table, &["a", "b"]).expect_err("1.2");
    assert!(matches!(&error, Error::Value { value: 1.2, place, .. } if place.unit == "East"), "{error}");
    for small in [0.0, -1.0, 0.5, f64::NAN] {
        assert!(CouplingCoordination::default().with_zero_replacement(small).is_err(), "{small}");
    }
}

#[test]
fn the_five_kinds_of_subject_are_coupled_from_the_facts() {
    let found = CouplingCoordination::default().of_subjects(&sample_facts()).expect("coupled");
    assert_eq!(found.subsystems[0].label.zh, "党组织");
    assert_eq!(found.rows.len(), 72);
    assert!(found.coordination.iter().flatten().count() > 0);
    for subsystem in &found.subsystems {
        assert!(subsystem.levels.iter().flatten().all(|u| (0.0..=1.0).contains(u)));
    }
}

#[test]
fn a_sum_of_parts_never_exceeds_itself_and_the_gain_is_zero_at_the_reference() {
    let (fitted, table) = sample(&[]);
    let evaluation = fitted.score(&table).expect("scores");
    let found = CouplingCoordination::default().of_evaluation(&evaluation).expect("coupled");
    let first = Period::year(2022).unwrap_or_else(|_| found.rows.periods()[0]);
    let base = if found.rows.periods().contains(&first) { first } else { found.rows.periods()[0] };
    let gains = found.joint_gain(&Reference::Period(base)).expect("a reference");
    for (row, gain) in found.rows.iter().zip(&gains.gains) {
        let Some(gain) = gain else { continue };
        assert_eq!(gain.alone.len(), 4);
        assert!(agrees(gain.joint - gain.alone.iter().sum::<f64>(), gain.gain, 1.0));
        if row.period == Some(base) {
            assert!(gain.joint == 0.0 && gain.gain == 0.0 && !gain.exceeds());
        }
    }
    // With the worst as reference nobody fell, and the standard form then can't lose by advancing together.
    let gains = found.joint_gain(&Reference::Worst).expect("a reference");
    assert!(gains.gains.iter().flatten().all(|gain| gain.gain > -1e-12));
    assert!(gains.gains.iter().flatten().any(governance_efficacy::analysis::coupling::RowGain::exceeds));
}

#[test]
fn peers_are_the_others_of_the_period_and_of_the_group() {
    let (fitted, _) = sample(&[]);
    let facts = sample_facts();
    let plain = IndicatorTable::from_facts(&facts).expect("a table");
    let row = plain.rows().get(0).expect("a row");
    let all = PeerComparison::of(&fitted, &plain, row.unit, row.period, &Peers::All).expect("peers");
    assert_eq!(all.peers, 23);
    assert!(all.items.windows(2).all(|pair| pair[0].lead() >= pair[1].lead()));
    assert!(all.strengths(3).iter().all(|item| item.lead() > 0.0) && all.weaknesses(3).iter().all(|item| item.lead() < 0.0));
    assert!(matches!(
        PeerComparison::of(&fitted, &plain, row.unit, row.period, &Peers::Attribute("nothing".into())),
        Err(Error::Unknown { .. })
    ));
    let map = ImportancePerformance::of(&fitted, &plain, row.period).expect("a map");
    assert!((map.items.iter().map(|item| item.importance).sum::<f64>() - 1.0).abs() < 1e-12);
}

#[test]
fn a_lead_is_how_far_a_unit_is_from_the_mean_of_its_peers() {
    // By hand: in order A stands at 1, its peers at 0, 0.5 and 0.25; in service A stands at 0.25, its peers at 1, 0 and 0.25.
    let rows = [[8.0, 2.0], [4.0, 5.0], [6.0, 1.0], [5.0, 2.0]].map(|row| row.map(Some));
    let table = IndicatorTable::from_rows(["A", "B", "C", "D"], &["order", "service"], &rows).expect("a table");
    let indicators = ["order", "service"].map(|key| governance_efficacy::Indicator::new(key).expect("a key"));
    let system = governance_efficacy::model::System::flat(indicators).expect("a hierarchy");
    let model = Model::new(system).with_indicator_scores(governance_efficacy::score::WeightedSum::default());
    let found = PeerComparison::of(&model.fit(&table).expect("fits"), &table, "A", None, &Peers::All).expect("peers");
    let told: Vec<(f64, f64, f64)> = found.items.iter().map(|item| (item.position, item.peer_mean, item.share_worse)).collect();
    assert_eq!(told, [(1.0, 0.25, 1.0), (0.25, 1.25 / 3.0, 0.5)]);
    assert_eq!((found.items[0].lead(), found.items[1].lead()), (0.75, 0.25 - 1.25 / 3.0));
}

fn evaluated(edit: &[(&str, &str)]) -> (Evaluation, Fitted, IndicatorTable, Facts) {
    let (fitted, table) = sample(edit);
    let facts = sample_facts();
    (fitted.score_facts(&facts).expect("scores"), fitted, table, facts)
}

#[test]
fn the_leaves_of_an_explanation_are_the_facts_that_were_read() {
    let (evaluation, _, _, facts) = evaluated(&[]);
    let row = evaluation.rows().get(0).expect("a row");
    let explanation = evaluation.explain(row.unit, row.period).expect("explains").with_facts(&facts).expect("the same facts");
    let leaves = explanation.indicators();
    let standard: Vec<&StandardIndicator> = StandardIndicator::efficacy().iter().flat_map(|(_, of)| *of).collect();
    assert_eq!(leaves.len(), standard.len());
    for (leaf, standard) in leaves.iter().zip(&standard) {
        assert_eq!(leaf.key, *standard.key());
        assert_eq!(leaf.facts.iter().map(|fact| fact.field.as_str()).collect::<Vec<_>>(), standard.facts());
        assert!(!leaf.formula.is_empty() && !leaf.source.is_empty(), "{}", leaf.key);
    }
    let security = leaves.iter().find(|of| of.key == *"sense_of_security").expect("a leaf");
    assert!(security.facts.iter().all(|fact| fact.values.len() == 1 && fact.values[0].record == "sense-of-security"));
    // One of them by its own sum: resolved over valid requests.
    let total = |leaf: &str, field: &str| -> f64 {
        let leaf = leaves.iter().find(|of| of.key == *leaf).expect("a leaf");
        let fact = leaf.facts.iter().find(|fact| fact.field == field).expect("a fact");
        fact.values.iter().map(|found| found.value.parse::<f64>().expect("a number")).sum()
    };
    let resolved = leaves.iter().find(|of| of.key == *"resolution_rate").expect("a leaf");
    let share = total("resolution_rate", "services.resolved") / total("resolution_rate", "services.valid_requests");
    assert!(resolved.value.is_some_and(|value| (value - share).abs() < 1e-12), "{:?} {share}", resolved.value);
    // Every field is one of the ledgers: each is recorded for some row.
    let mut never: Vec<&str> = standard.iter().flat_map(|of| of.facts()).copied().collect();
    for row in evaluation.rows().iter() {
        let explanation = evaluation.explain(row.unit, row.period).expect("explains").with_facts(&facts).expect("facts");
        let read: Vec<_> = explanation.indicators().into_iter().flat_map(|leaf| leaf.facts.clone()).collect();
        never.retain(|field| !read.iter().any(|fact| fact.field == *field && !fact.values.is_empty()));
    }
    assert!(never.is_empty(), "no such field, or nowhere recorded: {never:?}");
}

#[test]
fn an_explanation_adds_up_on_the_way_to_the_whole() {
    for edit in [&[][..], ADDITIVE] {
        let (evaluation, fitted, table, _) = evaluated(edit);
        for at in [0, 17, 40] {
            let row = evaluation.rows().get(at).expect("a row");
            let explanation = evaluation.explain(row.unit, row.period).expect("explains");
            let score = evaluation.root().scores()[at].expect("a score");
            let parts: Vec<f64> = explanation.root.nodes.iter().filter_map(|node| node.contribution).collect();
            assert!((parts.iter().sum::<f64>() - score).abs() < 1e-9, "{parts:?} {score}");
            let leaves: Vec<f64> = explanation.indicators().iter().filter_map(|leaf| leaf.contribution).collect();
            if edit.is_empty() {
                assert!(leaves.is_empty(), "TOPSIS has no parts");
                let found = Attribution::default().of_unit(row.unit, row.period).of(&fitted, &table).expect("values");
                let explanation = explanation.with_contributions(&found).expect("of the whole");
                let against = explanation.against.as_ref().expect("a baseline");
                let leaves: f64 = explanation.indicators().iter().filter_map(|leaf| leaf.contribution).sum();
                assert!((leaves - (score - against.score)).abs() < 1e-9);
                assert!(explanation.root.contribution.is_some_and(|sum| (sum - leaves).abs() < 1e-9));
            } else {
                assert!((leaves.iter().sum::<f64>() - score).abs() < 1e-9);
            }
        }
    }
}

#[test]
fn an_explanation_is_told_in_both_languages_and_survives_a_file() {
    let (evaluation, _, _, facts) = evaluated(&[]);
    let row = evaluation.rows().get(0).expect("a row");
    let explanation = evaluation.explain(row.unit, row.period).expect("explains").with_facts(&facts).expect("facts");
    let (english, chinese) = (explanation.to_string(), explanation.summary(Language::Zh).to_string());
    assert!(
        english.contains("Service precision") && english.contains("services.resolved: ") && english.contains("└─ "),
        "{english}"
    );
    assert!(chinese.contains("治理服务精准度") && chinese.contains("原始事实"), "{chinese}");
    let text = serde_json::to_string(&explanation).expect("writes");
    assert_eq!(explanation, serde_json::from_str(&text).expect("reads"));
}

#[test]
fn what_cannot_be_explained_says_what_to_do() {
    let (evaluation, fitted, table, facts) = evaluated(&[]);
    let row = evaluation.rows().get(0).expect("a row");
    assert!(matches!(evaluation.explain("nowhere", row.period), Err(Error::Unknown { .. })));
    assert!(matches!(evaluation.explain(row.unit, None), Err(Error::Unknown { .. })));
    let brief = fitted.model().clone().with_detail(Detail::Scores).evaluate(&table).expect("scores");
    let error = brief.explain(row.unit, row.period).expect_err("nothing to show");
    assert!(error.to_string().contains("detail = \"full\""), "{error}");
    let other = evaluation.explain(row.unit, row.period).expect("explains");
    let elsewhere = Facts::new(facts.iter().skip(1).cloned().collect()).expect("facts");
    assert!(matches!(other.clone().with_facts(&elsewhere), Err(Error::Unknown { .. })));
    let node = Attribution::default().with_node("order_stability".parse().expect("a key")).of(&fitted, &table).expect("values");
    assert!(matches!(other.with_contributions(&node), Err(Error::InvalidSetting { .. })));
}

#[test]
fn a_node_over_leaves_is_taken_apart_and_explained_too() {
    let edit = [(
        "[score.dimensions]\nmethod = \"weighted-sum\"",
        "[score.dimensions]\nmethod = \"topsis\"\nover = \"leaves\"\nnormalization = \"min-max\"",
    )];
    let (evaluation, fitted, table, facts) = evaluated(&edit);
    let row = evaluation.rows().get(2).expect("a row");
    let found = Attribution::default().of_unit(row.unit, row.period).of(&fitted, &table).expect("values");
    assert_sums(&found);
    let explanation = evaluation.explain(row.unit, row.period).expect("explains").with_facts(&facts).expect("facts");
    assert!(explanation.indicators().iter().all(|leaf| leaf.contribution.is_none()));
    assert!(explanation.with_contributions(&found).expect("of the whole").root.contribution.is_some());
}

#[test]
fn a_method_that_compares_all_with_all_has_obstacles_and_no_contributions() {
    let edit =
        [("method = \"topsis\"", "method = \"promethee\""), ("{ policy = \"renormalize\", coverage = 0.5 }", "\"median\"")];
    let (fitted, table) = sample(&edit);
    assert!(Obstacles::of_model(&fitted, &table).is_ok());
    let row = table.rows().get(0).expect("a row");
    let error = Attribution::default().of_unit(row.unit, row.period).of(&fitted, &table).expect_err("no frozen scale");
    assert!(matches!(error.root(), Error::Undefined { .. }), "{error}");
}

#[test]
fn peers_of_the_same_group_only() {
    let (_, fitted, table, _) = evaluated(&[]);
    let groups = &table.attribute("group").expect("the sample has groups").values;
    let row = table.rows().get(0).expect("a row");
    let same =
        table.rows().iter().zip(groups).filter(|(other, group)| other.period == row.period && **group == groups[0]).count();
    let found = PeerComparison::of(&fitted, &table, row.unit, row.period, &Peers::Attribute("group".into())).expect("peers");
    assert_eq!(found.peers, same - 1);
}
