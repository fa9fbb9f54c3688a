//! Worked examples that papers and books print. They stand beside the repository, in the folder `cases` of the place that
//! `GOVERNANCE_EFFICACY_SHARED` names. Every value recomputed at full precision is met at 10⁻⁹, every printed one within what its
//! rounding allows.
#![cfg(all(feature = "csv", feature = "json", feature = "toml"))]

use std::collections::BTreeSet;
use std::path::Path;

use crate::common::{
    assert_agree, assert_printed, directions, document, given_entry, keys, matrix, number, numbers, rows, table, weights,
};
use governance_efficacy::analysis::coupling::{Coordination, CouplingCoordination, CouplingForm};
use governance_efficacy::analysis::obstacle::{Obstacle, Obstacles};
use governance_efficacy::model::Model;
use governance_efficacy::numeric::diversity::allocation_gini;
use governance_efficacy::numeric::interval::{Confidence, wilson};
use governance_efficacy::numeric::network;
use governance_efficacy::prepare::{Normalization, Scale};
use governance_efficacy::score::{
    Findings, FuzzyOperator, GreyRelational, MembershipMatrix, Outcome, Preference, Promethee, RankSumRatio, RatioGroup, Score,
    ScoreMethod, Topsis, Vikor, grey_relational_grades,
};
use governance_efficacy::weight::ahp::{
    Completion, Consistency, Criterion, Hierarchy, IncompleteJudgements, Priority, RandomIndex,
};
use governance_efficacy::weight::combine::Game;
use governance_efficacy::weight::{
    Ahp, Cilos, Combined, Correlation, Critic, Dematel, Entropy, Idocriw, JudgementMatrix, Merec, Rule, Weigh, Weighing,
    WeighingDetail, WeightMethod,
};
use governance_efficacy::{CouplingNotice, Direction, Notice};
use serde_json::{Value, json};

/// What a case is put through.
type Run = fn(&Value);

/// The cases that are run. A case of a new method moves here from [`NOT_YET`].
const RUN: &[(&str, Run)] = &[
    ("ahp_saaty2008_drinks", drinks),
    ("ahp_celikbilek_8x8_column_mean", column_mean),
    ("ahp_saaty1990_house", house),
    ("ahp_saaty2005_city_hierarchy", city),
    ("ahp_random_index_tables", random_indices),
    ("entropy_ersoy2021_laptops", entropy),
    ("entropy_xu2004_near_constant", entropy),
    ("entropy_minmax_water20", water),
    ("entropy_topsis_ersoy2021", entropy_topsis),
    ("topsis_opricovic2004_mountain", mountain),
    ("topsis_tzeng_huang2011", tzeng_huang),
    ("combine_weights_four_ways", four_ways),
    ("ahp_incomplete_bozoki2010", incomplete),
    ("cilos_idocriw_zavadskas2016", cilos_idocriw),
    ("critic_diakoulaki1995_firms", critic_firms),
    ("critic_tus2019_software", critic_software),
    ("dematel_celikbilek2018", dematel),
    ("merec_keshavarz2021", merec),
    ("wilson_newcombe1998", wilson_intervals),
    ("network_krackhardt_kite", kite),
    ("gini_book_error_edu2023", grouped_gini),
    ("theil_gini_five_staff", five_staff),
    ("gra_investment_output_textbook", grey_relations),
    ("gra_ranking_dora2015", grey_relational),
    ("vikor_opricovic2004_mountain", vikor),
    ("vikor_yang2020_rank_reversal", vikor),
    ("rsr_maternal_health", maternal_health),
    ("fuzzy_clothes", clothes),
    #[cfg(feature = "lp")]
    ("dea_hospitals_2011", hospitals),
    ("promethee2_papathanasiou2018", promethee),
    ("coupling_formula_grid", coupling_grid),
    ("coupling_obstacle_cdev_sim", provinces),
];

/// The cases of methods that the crate does not have yet.
const NOT_YET: &[&str] = &[
    #[cfg(not(feature = "lp"))]
    "dea_hospitals_2011",
];

#[test]
fn every_published_case_is_run_or_named_as_not_yet() {
    let Some(folder) = crate::common::shared("cases") else {
        println!("cases run 0 of {}, skipped: all, because GOVERNANCE_EFFICACY_SHARED is not set", RUN.len());
        return;
    };
    let found = names(&folder);
    let listed: Vec<&str> = RUN.iter().map(|(name, _)| *name).chain(NOT_YET.iter().copied()).collect();
    assert_eq!(listed.len(), listed.iter().collect::<BTreeSet<_>>().len(), "a case is listed twice");
    for name in &found {
        assert!(listed.contains(&name.as_str()), "the case {name:?} is in no list; add it to RUN or to NOT_YET");
    }
    let absent: Vec<&str> = listed.iter().copied().filter(|name| !found.contains(*name)).collect();
    for (name, run) in RUN.iter().filter(|(name, _)| found.contains(*name)) {
        run(&read(&folder, name));
    }
    let skipped = RUN.iter().map(|(name, _)| *name).filter(|name| absent.contains(name)).collect::<Vec<_>>();
    println!(
        "cases run {} of {}, skipped: {}; not yet: {}",
        RUN.len() - skipped.len(),
        RUN.len(),
        if skipped.is_empty() { "none".to_owned() } else { skipped.join(", ") },
        NOT_YET.join(", ")
    );
    assert!(absent.is_empty(), "{} lacks {}", folder.display(), absent.join(", "));
}

fn names(folder: &Path) -> BTreeSet<String> {
    let files = std::fs::read_dir(folder).expect("a readable folder").map(|entry| entry.expect("an entry").path());
    let is_case = |path: &std::path::PathBuf| path.extension().is_some_and(|e| e == "json");
    files.filter(is_case).map(|path| path.file_stem().expect("a name").to_string_lossy().into_owned()).collect()
}

fn read(folder: &Path, name: &str) -> Value {
    let text = std::fs::read_to_string(folder.join(format!("{name}.json"))).expect("a readable case");
    let case: Value = serde_json::from_str(&text).expect("a case is JSON");
    assert_eq!(case["id"], name, "the file is what its name says");
    case
}

/// Compares with what the case prints under `name`, at the tolerance it states.
#[track_caller]
fn printed(case: &Value, name: &str, found: &[f64]) {
    let published = &case["published"][name];
    let published = if published.is_number() { vec![number(published)] } else { numbers(published) };
    assert_printed(&format!("{} {name}", case["id"]), found, &published, number(&case["check"][name]["tolerance"]));
}

/// Compares with what the case holds under `name` at full precision.
#[track_caller]
fn recomputed(case: &Value, name: &str, found: &[f64]) {
    let expected = &case["recomputed"][name];
    let expected = if expected.is_number() { vec![number(expected)] } else { numbers(expected) };
    assert_agree(&format!("{} {name}", case["id"]), found, &expected);
}

fn count(value: &Value) -> usize {
    value.as_u64().and_then(|n| usize::try_from(n).ok()).unwrap_or_else(|| panic!("{value} is no count"))
}

fn weigh(judgements: &Value, priority: Priority) -> (Weighing, Consistency) {
    let judgements = rows(judgements);
    let ahp = Ahp::new(JudgementMatrix::from_rows(&judgements).expect("a reciprocal matrix")).with_priority(priority);
    let weighing = ahp.weigh_names(keys(judgements.len())).expect("weights");
    let WeighingDetail::Ahp(detail) = weighing.detail.clone() else { panic!("{:?}", weighing.detail) };
    let consistency = detail.consistency;
    assert_eq!(consistency.priority, priority.name(), "the result names how the priorities were found");
    assert_eq!(consistency.order, judgements.len());
    (weighing, consistency)
}

/// Inconsistency is told and not refused.
#[track_caller]
fn told(weighing: &Weighing) -> bool {
    weighing.notices.iter().any(|n| matches!(n, Notice::Inconsistent { ratio, limit } if ratio > limit))
}

fn drinks(case: &Value) {
    let judgements = &case["inputs"]["matrix"];
    let (weighing, consistency) = weigh(judgements, Priority::Eigenvector);
    printed(case, "weights", weighing.weights.as_slice());
    printed(case, "cr_saaty_ri_1.32", &[consistency.consistency_ratio]);
    recomputed(case, "weights", weighing.weights.as_slice());
    recomputed(case, "lambda_max", &[consistency.lambda_max]);
    recomputed(case, "ci", &[consistency.consistency_index]);
    recomputed(case, "cr_saaty_ri_1.32", &[consistency.consistency_ratio]);
    assert!(!told(&weighing), "a ratio of 0.022 is acceptable");
    recomputed(case, "weights_geometric_mean", weigh(judgements, Priority::GeometricMean).0.weights.as_slice());
    recomputed(case, "weights_column_mean", weigh(judgements, Priority::ColumnMean).0.weights.as_slice());
}

fn column_mean(case: &Value) {
    let judgements = &case["inputs"]["matrix"];
    let (weighing, consistency) = weigh(judgements, Priority::ColumnMean);
    recomputed(case, "weights_column_mean", weighing.weights.as_slice());
    let found =
        [("lambda_max", consistency.lambda_max), ("ci", consistency.consistency_index), ("cr", consistency.consistency_ratio)];
    for (name, found) in found {
        printed(case, name, &[found]);
        recomputed(case, name, &[found]);
    }
    let (weighing, consistency) = weigh(judgements, Priority::Eigenvector);
    recomputed(case, "weights_eigen", weighing.weights.as_slice());
    recomputed(case, "lambda_max_eigen", &[consistency.lambda_max]);
    recomputed(case, "cr_eigen", &[consistency.consistency_ratio]);
}

/// Criteria under one goal with the alternatives under each; checks local priorities and levels, and gives the alternatives in
/// distributive and in ideal mode.
fn synthesis(case: &Value, criteria: (&Weighing, &Consistency), alternatives: &[&Value]) -> (Vec<f64>, Vec<f64>) {
    let (weighing, of_criteria) = criteria;
    let matrix = |judgements: &Value| JudgementMatrix::from_rows(&rows(judgements)).expect("a reciprocal matrix");
    let children = alternatives.iter().zip(weighing.weights.keys());
    let children: Vec<Criterion> =
        children.map(|(m, key)| Criterion::over_alternatives(key, matrix(m)).expect("a name")).collect();
    let goal = Criterion::of("goal", matrix(&case["inputs"]["criteria_matrix"]), children).expect("a hierarchy");
    let names = keys(alternatives[0].as_array().expect("rows").len());
    let hierarchy = Hierarchy::with_alternatives(goal, &names).expect("judged everywhere");
    let outcome = hierarchy.evaluate(Priority::Eigenvector, RandomIndex::Saaty1980).expect("evaluates");

    let expected = rows(&case["recomputed"]["local"]);
    for (j, (judgements, (key, weight))) in alternatives.iter().zip(weighing.weights.iter()).enumerate() {
        let local = weigh(judgements, Priority::Eigenvector).0;
        let expected: Vec<f64> = expected.iter().map(|row| row[j]).collect();
        assert_agree(&format!("{} local priorities under {key}", case["id"]), local.weights.as_slice(), &expected);
        let criterion = outcome.criterion(&format!("goal/{key}")).expect("there");
        assert_agree(key.as_str(), &[criterion.local, criterion.global], &[weight, weight]);
    }
    // The goal is judged by one matrix, and all by it and the weighted mean of the others.
    assert_eq!(outcome.levels[0].ratio, of_criteria.consistency_ratio);
    let [goal, below] = outcome.levels[..] else { panic!("{:?}", outcome.levels) };
    let index = goal.consistency_index + below.consistency_index;
    assert_agree("overall consistency", &[outcome.overall.ratio], &[index / (goal.random_index + below.random_index)]);
    outcome.alternatives.iter().map(|a| (a.distributive, a.ideal)).unzip()
}

fn house(case: &Value) {
    let inputs = &case["inputs"];
    let (geometric, _) = weigh(&inputs["criteria_matrix"], Priority::GeometricMean);
    printed(case, "weights_geometric_mean", geometric.weights.as_slice());
    recomputed(case, "weights_geometric_mean", geometric.weights.as_slice());

    let (criteria, consistency) = weigh(&inputs["criteria_matrix"], Priority::Eigenvector);
    let alternatives: Vec<&Value> = inputs["alternative_matrices"].as_array().expect("a list").iter().collect();
    let (global, ideal) = synthesis(case, (&criteria, &consistency), &alternatives);
    recomputed(case, "global_ideal_mode", &ideal);
    let found = [
        ("weights_eigen_own_knowledge", criteria.weights.as_slice()),
        ("lambda_max_own_knowledge", &[consistency.lambda_max]),
        ("cr_own_knowledge", &[consistency.consistency_ratio]),
        ("global_own_knowledge", &global),
    ];
    for (name, found) in found {
        printed(case, name, found);
        recomputed(case, name, found);
    }
    assert!(told(&criteria), "a ratio of 0.169 is told");
}

fn city(case: &Value) {
    let inputs = &case["inputs"];
    let (criteria, consistency) = weigh(&inputs["criteria_matrix"], Priority::Eigenvector);
    recomputed(case, "criteria_weights", criteria.weights.as_slice());
    recomputed(case, "criteria_lambda_max", &[consistency.lambda_max]);
    let names = inputs["criteria"].as_array().expect("a list");
    let alternatives: Vec<&Value> =
        names.iter().map(|name| &inputs["alternative_matrices"][name.as_str().expect("a name")]).collect();
    let (global, _) = synthesis(case, (&criteria, &consistency), &alternatives);
    printed(case, "global", &global);
    recomputed(case, "global", &global);
}

fn random_indices(case: &Value) {
    for (order, expected) in case["recomputed"]["r_package"].as_object().expect("a table") {
        let order: usize = order.parse().expect("an order");
        assert_agree(
            &format!("RI({order})"),
            &[RandomIndex::Saaty1980.of_order(order).expect("in the table")],
            &[number(expected)],
        );
    }
    // The other table in circulation differs at order 12, and there only.
    for (order, other) in case["recomputed"]["book"].as_object().expect("a table") {
        let own = RandomIndex::Saaty1980.of_order(order.parse().expect("an order")).expect("in the table");
        assert_eq!((own - number(other)).abs() > 1e-9, order == "12", "RI({order}) is {own} here and {other} there");
    }
    for table in [RandomIndex::Saaty1980, RandomIndex::AlonsoLamata2006] {
        assert_eq!([1, 2].map(|order| table.of_order(order).expect("consistent by nature")), [0.0, 0.0]);
    }
    // Alonso & Lamata: CR = (λ_max − n)/(1.7699 n − 4.3513), so that RI(3) = (5.3097 − 4.3513)/2.
    let index = RandomIndex::AlonsoLamata2006.of_order(3).expect("any order");
    assert_agree("Alonso & Lamata, order 3", &[index], &[0.4792]);
}

fn entropy(case: &Value) {
    let rows = rows(&case["inputs"]["matrix"]);
    let matrix = matrix(&rows, &directions(&Value::Null, rows[0].len()));
    let weighing = Entropy::default().weigh(&matrix).expect("weights");
    printed(case, "weights", weighing.weights.as_slice());
    // Each weight at 10⁻⁹ of its own size: the near-constant indicator weighs 3.3·10⁻⁶.
    for (found, expected) in weighing.weights.as_slice().iter().zip(numbers(&case["recomputed"]["weights"])) {
        assert!((found - expected).abs() <= 1e-9 * expected, "{}: {found} {expected}", case["id"]);
    }
    let WeighingDetail::Entropy { entropy, divergence, .. } = weighing.detail else { panic!("{:?}", weighing.detail) };
    recomputed(case, "entropy", &entropy);
    let complement: Vec<f64> = numbers(&case["recomputed"]["entropy"]).iter().map(|e| 1.0 - e).collect();
    assert_printed("divergence", &divergence, &complement, 1e-15);
}

fn water(case: &Value) {
    let normalised = rows(&case["recomputed"]["normalised"]);
    let raw = Entropy::default().weigh(&matrix(&normalised, &[Direction::Benefit; 4])).expect("weights");
    printed(case, "weights", raw.weights.as_slice());
    recomputed(case, "weights", raw.weights.as_slice());
    let WeighingDetail::Entropy { entropy, .. } = raw.detail else { panic!("{:?}", raw.detail) };
    recomputed(case, "entropy", &entropy);

    // O2 is a benefit, pH best at 7, germs are a cost, nutrients best from 10 to 20; a zero share counts as 0 · ln 0 = 0.
    let directions = [
        Direction::Benefit,
        Direction::target(7.0).expect("finite"),
        Direction::Cost,
        Direction::band(10.0, 20.0).expect("ordered"),
    ];
    let water = rows(&case["inputs"]["matrix"]);
    let by_range = Entropy::default().with_normalization(Normalization::MinMax);
    let weighing = by_range.weigh(&matrix(&water, &directions)).expect("weights");
    recomputed(case, "weights_with_exact_zero_convention", weighing.weights.as_slice());
    assert!(weighing.notices.contains(&Notice::SpreadErased), "the habit is told");

    let entry = json!({ "method": "entropy", "normalization": "min-max" });
    let model = Model::from_json(&document(&directions, &entry, &json!({ "method": "weighted-sum" })).to_string());
    let evaluation = model.expect("a valid document").evaluate(&table(&water)).expect("evaluates");
    assert_eq!(evaluation.root().weighing(), &weighing, "through the document");
}

/// The scores of a case with matrix, types and weights, through the call and through the document.
fn topsis(case: &Value, normalization: Normalization, rows: &[Vec<f64>]) -> Outcome {
    let given = numbers(&case["inputs"]["weights"]);
    let directions = directions(&case["inputs"]["types"], given.len());
    let method = Topsis::default().with_normalization(normalization);
    let outcome = method.score(&matrix(rows, &directions), &weights(&given)).expect("scores");
    let entry = json!({ "method": "topsis", "normalization": normalization.name() });
    let model = Model::from_json(&document(&directions, &given_entry(&given), &entry).to_string()).expect("a valid document");
    let evaluation = model.evaluate(&table(rows)).expect("evaluates");
    let scores: Vec<Option<f64>> = outcome.scores.as_slice().iter().copied().map(Some).collect();
    assert_eq!(evaluation.root().scores(), scores, "through the document");
    outcome
}

/// A score method with the weights of the case, by call and by document.
fn scored(case: &Value, method: &ScoreMethod, entry: &Value) -> Outcome {
    let inputs = &case["inputs"];
    let rows = rows(&inputs["matrix"]);
    let directions = directions(&inputs["types"], rows[0].len());
    let given = numbers(&inputs["weights"]);
    let outcome = method.score(&matrix(&rows, &directions), &weights(&given)).expect("scores");
    let model = Model::from_json(&document(&directions, &given_entry(&given), entry).to_string()).expect("a valid document");
    let evaluation = model.evaluate(&table(&rows)).expect("evaluates");
    let scores: Vec<Option<f64>> = outcome.scores.as_slice().iter().copied().map(Some).collect();
    assert_eq!(evaluation.root().scores(), scores, "through the document");
    outcome
}

fn vikor(case: &Value) {
    let v = number(&case["inputs"]["v"]);
    let method = Vikor::default().with_strategy(v).expect("a share");
    let outcome = scored(case, &method.into(), &json!({ "method": "vikor", "v": v }));
    printed(case, "Q", outcome.scores.as_slice());
    recomputed(case, "Q", outcome.scores.as_slice());
    recomputed(case, "S", outcome.detail.series("group-utility").expect("S"));
    recomputed(case, "R", outcome.detail.series("individual-regret").expect("R"));
}

fn grey_relational(case: &Value) {
    let zeta = number(&case["inputs"]["rho"]);
    let method = GreyRelational::default().with_zeta(zeta).expect("a share");
    let outcome = scored(case, &method.into(), &json!({ "method": "grey-relational", "zeta": zeta }));
    printed(case, "grades", outcome.scores.as_slice());
    recomputed(case, "grades", outcome.scores.as_slice());
}

fn grey_relations(case: &Value) {
    let years = rows(&case["inputs"]["investments_x1_x5_outputs_y1_y6"]);
    // Each series over its first year.
    let series = |j: usize| -> Vec<f64> { years.iter().map(|year| year[j] / years[0][j]).collect() };
    let investments: Vec<Vec<f64>> = (0..5).map(series).collect();
    let zeta = number(&case["inputs"]["rho"]);
    for output in 0..6 {
        let grades = grey_relational_grades(&series(5 + output), &investments, zeta).expect("grades");
        let column =
            |kind: &str| -> Vec<f64> { rows(&case[kind]["grade_matrix_rows_x_cols_y"]).iter().map(|row| row[output]).collect() };
        assert_agree("recomputed", &grades, &column("recomputed"));
        assert_printed(
            "printed",
            &grades,
            &column("published"),
            number(&case["check"]["grade_matrix_rows_x_cols_y"]["tolerance"]),
        );
    }
}

fn distances(outcome: &Outcome) -> (&[f64], &[f64]) {
    let series = |name| outcome.detail.series(name).expect("a series of TOPSIS");
    (series("to-ideal"), series("to-anti-ideal"))
}

fn entropy_topsis(case: &Value) {
    let rows = rows(&case["inputs"]["matrix"]);
    let outcome = topsis(case, Normalization::Vector, &rows);
    printed(case, "closeness", outcome.scores.as_slice());
    recomputed(case, "closeness", outcome.scores.as_slice());
    let (plus, minus) = distances(&outcome);
    recomputed(case, "d_plus", plus);
    recomputed(case, "d_minus", minus);

    // With the entropy weights themselves instead of the three decimals the paper went on with.
    let matrix = matrix(&rows, &directions(&case["inputs"]["types"], rows[0].len()));
    let weights = Entropy::default().weigh(&matrix).expect("weights").weights;
    let outcome = ScoreMethod::default().score(&matrix, &weights).expect("scores");
    recomputed(case, "closeness_with_unrounded_weights", outcome.scores.as_slice());
}

fn mountain(case: &Value) {
    let rows = rows(&case["inputs"]["matrix"]);
    let closeness = topsis(case, Normalization::MinMax, &rows).scores;
    printed(case, "closeness", closeness.as_slice());
    recomputed(case, "closeness", closeness.as_slice());
    recomputed(case, "closeness_vector_normalised", topsis(case, Normalization::Vector, &rows).scores.as_slice());
    // Another zero of both scales: vector normalisation answers otherwise, min-max does not.
    let shifted: Vec<Vec<f64>> = rows.iter().map(|row| vec![row[0] + 5.0, row[1] - 1000.0]).collect();
    let closeness = topsis(case, Normalization::Vector, &shifted).scores;
    recomputed(case, "closeness_vector_after_shift_of_units", closeness.as_slice());
    recomputed(case, "closeness", topsis(case, Normalization::MinMax, &shifted).scores.as_slice());
}

fn tzeng_huang(case: &Value) {
    let outcome = topsis(case, Normalization::Vector, &rows(&case["inputs"]["matrix"]));
    printed(case, "closeness", outcome.scores.as_slice());
    recomputed(case, "closeness", outcome.scores.as_slice());
    let (plus, minus) = distances(&outcome);
    recomputed(case, "d_plus", plus);
    recomputed(case, "d_minus", minus);
}

fn four_ways(case: &Value) {
    let (subjective, objective) = (numbers(&case["inputs"]["subjective"]), numbers(&case["inputs"]["objective"]));
    let alpha = number(&case["inputs"]["alpha"]);
    let sources = [given_entry(&subjective), given_entry(&objective)];
    let coefficients = vec![alpha, 1.0 - alpha];
    let rules = [
        (
            "linear",
            Rule::Additive { coefficients: Some(coefficients.clone()) },
            json!({ "rule": "additive", "coefficients": coefficients }),
        ),
        ("multiplicative", Rule::Multiplicative, json!({ "rule": "multiplicative" })),
        ("min_relative_entropy", Rule::GeometricMean, json!({ "rule": "geometric-mean" })),
        ("game_theory", Rule::GameTheory(Game::NonNegative), json!({ "rule": "game-theory" })),
        ("game_theory", Rule::GameTheory(Game::Signed), json!({ "rule": "game-theory", "game": "signed" })),
        ("game_theory", Rule::GameTheory(Game::Absolute), json!({ "rule": "game-theory", "game": "absolute" })),
    ];
    for (name, rule, mut entry) in rules {
        let weighing = Combined::of_weights(&rule, &[weights(&subjective), weights(&objective)]).expect("weights");
        printed(case, name, weighing.weights.as_slice());
        recomputed(case, name, weighing.weights.as_slice());
        if let (Rule::GameTheory(_), WeighingDetail::Combined { coefficients, .. }) = (&rule, &weighing.detail) {
            recomputed(case, "game_theory_coefficients", coefficients);
        }
        entry["method"] = json!("combined");
        entry["of"] = json!(sources);
        let document = document(&[Direction::Benefit; 4], &entry, &json!({ "method": "weighted-sum" }));
        let model = Model::from_json(&document.to_string()).unwrap_or_else(|e| panic!("{name}: {e}"));
        let evaluation = model.evaluate(&table(&[vec![1.0; 4], vec![2.0; 4]])).expect("evaluates");
        assert_eq!(evaluation.root().weighing(), &weighing, "{name}: through the document");
    }
}

/// The weights of `method` on the matrix of a case, through the call and through the document.
fn by_method(case: &Value, types: &Value, method: impl Into<WeightMethod>, entry: &Value) -> Weighing {
    let rows = rows(&case["inputs"]["matrix"]);
    let directions = directions(types, rows[0].len());
    let weighing = method.into().weigh(&matrix(&rows, &directions)).expect("weights");
    let model = Model::from_json(&document(&directions, entry, &json!({ "method": "weighted-sum" })).to_string());
    let evaluation = model.expect("a valid document").evaluate(&table(&rows)).expect("evaluates");
    assert_eq!(evaluation.root().weighing(), &weighing, "through the document");
    weighing
}

fn incomplete(case: &Value) {
    let inputs = &case["inputs"];
    let (order, index) = (count(&inputs["n"]), count);
    let known = inputs["known"].as_array().expect("a list");
    let judged = |i: usize, j: usize| {
        let found = known.iter().find(|pair| index(&pair[0]) == i && index(&pair[1]) == j);
        found.map(|pair| number(&pair[2]))
    };
    let upper: Vec<Vec<Option<f64>>> = (0..order - 1).map(|i| (i + 1..order).map(|j| judged(i, j)).collect()).collect();
    let judgements = IncompleteJudgements::from_upper(&upper).expect("connected");
    let completed = judgements.complete(Completion::LambdaMax).expect("an answer");
    let (i, j) = (index(&inputs["missing"][0][0]), index(&inputs["missing"][0][1]));
    let filled = [completed.matrix.get(i, j).expect("filled")];
    printed(case, "missing_value", &filled);
    printed(case, "weights", &completed.priorities);
    // Where λ_max is smallest it is flat: half of its digits are left for the place of the minimum.
    let expected = numbers(&case["recomputed"]["missing_value"]);
    assert_printed("the missing value", &filled, &expected, 1e-6);
    assert_printed("the weights", &completed.priorities, &numbers(&case["recomputed"]["weights"]), 1e-6);
    recomputed(case, "lambda_max", &[completed.lambda_max]);
    let found: f64 = filled[0];
    // At the minimum the value is what the eigenvectors of both sides say, so that no step to either side makes λ_max smaller.
    for factor in [0.999, 1.001] {
        let mut rows: Vec<Vec<f64>> = completed.matrix.rows().map(<[f64]>::to_vec).collect();
        (rows[i][j], rows[j][i]) = (found * factor, 1.0 / (found * factor));
        let beside = Ahp::new(JudgementMatrix::from_rows(&rows).expect("reciprocal")).weigh_names(keys(order)).expect("weights");
        let WeighingDetail::Ahp(detail) = beside.detail else { panic!("{:?}", beside.detail) };
        assert!(detail.consistency.lambda_max > completed.lambda_max, "{factor}");
    }
}

fn cilos_idocriw(case: &Value) {
    let types = &case["inputs"]["types"];
    // No two rows tie for the best, so that both ways with ties are the published one.
    for (entry, cilos, idocriw) in [
        (json!({}), Cilos::default(), Idocriw::default()),
        (json!({ "first-best": true }), Cilos::default().with_first_best(), Idocriw::default().with_first_best()),
    ] {
        let named = |method: &str| {
            let mut entry = entry.clone();
            entry["method"] = json!(method);
            entry
        };
        let weighing = by_method(case, types, cilos, &named("cilos"));
        printed(case, "cilos", weighing.weights.as_slice());
        recomputed(case, "cilos", weighing.weights.as_slice());
        let weighing = by_method(case, types, idocriw, &named("idocriw"));
        printed(case, "idocriw", weighing.weights.as_slice());
        recomputed(case, "idocriw", weighing.weights.as_slice());
    }
    let weighing = by_method(case, types, Entropy::default(), &json!({ "method": "entropy" }));
    printed(case, "entropy", weighing.weights.as_slice());
    recomputed(case, "entropy", weighing.weights.as_slice());
}

fn critic_firms(case: &Value) {
    let types = &case["inputs"]["types"];
    let weighing = by_method(case, types, Critic::default(), &json!({ "method": "critic" }));
    printed(case, "weights", weighing.weights.as_slice());
    recomputed(case, "weights", weighing.weights.as_slice());
    let WeighingDetail::Critic { deviation, conflict, .. } = &weighing.detail else { panic!("{:?}", weighing.detail) };
    let content: Vec<f64> = deviation.iter().zip(conflict).map(|(sigma, conflict)| sigma * conflict).collect();
    recomputed(case, "information_content", &content);
    let spearman = Critic::default().with_correlation(Correlation::Spearman);
    let weighing = by_method(case, types, spearman, &json!({ "method": "critic", "correlation": "spearman" }));
    printed(case, "weights_spearman", weighing.weights.as_slice());
    recomputed(case, "weights_spearman", weighing.weights.as_slice());
}

fn critic_software(case: &Value) {
    // The paper took the price for a benefit; with its true direction the weights are others.
    let entry = json!({ "method": "critic" });
    let as_published = by_method(case, &Value::Null, Critic::default(), &entry);
    printed(case, "weights", as_published.weights.as_slice());
    recomputed(case, "weights", as_published.weights.as_slice());
    let directed = by_method(case, &case["inputs"]["types_true"], Critic::default(), &entry);
    recomputed(case, "weights_cost_direction_respected", directed.weights.as_slice());
}

fn dematel(case: &Value) {
    let influence = rows(&case["inputs"]["direct_influence"]);
    let dematel = Dematel::new(keys(influence.len()), &influence).expect("valid");
    let relations = dematel.relations();
    for (name, found) in [("row_sums_D", &relations.given), ("col_sums_R", &relations.received)] {
        printed(case, name, found);
        recomputed(case, name, found);
    }
    printed(case, "threshold_mean", &[relations.threshold]);
    recomputed(case, "threshold_mean", &[relations.threshold]);
    recomputed(case, "prominence", &relations.prominence);
    recomputed(case, "relation", &relations.relation);
}

fn merec(case: &Value) {
    let weighing = by_method(case, &case["inputs"]["types"], Merec, &json!({ "method": "merec" }));
    printed(case, "weights", weighing.weights.as_slice());
    recomputed(case, "weights", weighing.weights.as_slice());
    let WeighingDetail::Merec { removal_effect } = &weighing.detail else { panic!("{:?}", weighing.detail) };
    recomputed(case, "removal_effects", removal_effect);
}

fn wilson_intervals(case: &Value) {
    let published = rows(&case["published"]["ci"]);
    let expected = rows(&case["recomputed"]["ci"]);
    let tolerance = number(&case["check"]["ci"]["tolerance"]);
    let cases = case["inputs"]["k_n"].as_array().expect("a list");
    assert_eq!(cases.len(), expected.len());
    for ((counts, published), expected) in cases.iter().zip(&published).zip(&expected) {
        let (k, n) = (counts[0].as_u64().expect("a count"), counts[1].as_u64().expect("a count"));
        let interval = wilson(k, n, Confidence::default()).expect("k ≤ n").expect("there are trials");
        let found = [interval.low(), interval.high()];
        assert_printed(&format!("{k} of {n}"), &found, published, tolerance);
        assert_agree(&format!("{k} of {n}"), &found, expected);
    }
}

/// The crate has density, degrees and centralisation; betweenness and closeness it does not have.
fn kite(case: &Value) {
    let nodes = count(&case["inputs"]["n"]);
    let edges = case["inputs"]["edges"].as_array().expect("a list");
    let edges: Vec<(usize, usize)> = edges.iter().map(|edge| (count(&edge[0]), count(&edge[1]))).collect();
    let density = network::density(nodes, edges.len()).expect("more than one node");
    recomputed(case, "density", &[density]);
    let degrees = network::degrees(nodes, edges.iter().copied()).expect("known nodes");
    let centrality: Vec<f64> = degrees.iter().map(|&d| d as f64 / (nodes - 1) as f64).collect();
    printed(case, "degree_centrality", &centrality);
    recomputed(case, "degree_centrality", &centrality);
    let centralization = network::degree_centralization(&degrees).expect("more than two nodes");
    recomputed(case, "freeman_degree_centralisation", &[centralization]);
}

/// Five employees in two departments: recomputed, the source prints no result.
fn five_staff(case: &Value) {
    use governance_efficacy::analysis::distribution::{Amounts, Theil, dagum, gini};
    let groups: Vec<Vec<f64>> = rows(&case["inputs"]["groups"]);
    let incomes = numbers(&case["inputs"]["income"]);
    assert_eq!(groups.concat(), incomes);
    let names = groups.iter().enumerate().flat_map(|(at, group)| vec![format!("department {at}"); group.len()]);
    let amounts = Amounts::new(&incomes).and_then(|amounts| amounts.with_groups(names)).expect("incomes");
    let found = Theil::T.of(&amounts).expect("positive");
    let parts = found.decomposition.expect("groups");
    let expected = ["gini", "theil_T", "theil_within", "theil_between"].map(|key| number(&case["recomputed"][key]));
    let coefficient = gini(&amounts).expect("positive").population;
    assert_agree("five staff", &[coefficient, found.value, parts.within, parts.between], &expected);
    let split = dagum(&amounts).expect("groups");
    assert_agree("Dagum", &[split.within + split.net_between + split.transvariation], &expected[..1]);
}

fn grouped_gini(case: &Value) {
    // Income is the mean wage times the number of employees; the book passes the mean where the total belongs.
    let (wage, employees) = (numbers(&case["inputs"]["mean_wage"]), numbers(&case["inputs"]["employees"]));
    let groups: Vec<(f64, f64)> = employees.iter().zip(&wage).map(|(&n, &mean)| (n, n * mean)).collect();
    let found = allocation_gini(&groups).expect("several groups");
    recomputed(case, "gini_correct_total_income_sorted_by_mean", &[found]);
    let as_published: Vec<(f64, f64)> = employees.iter().copied().zip(wage).collect();
    let mistaken = allocation_gini(&as_published).expect("several groups");
    printed(case, "gini_as_published", &[mistaken]);
}

fn maternal_health(case: &Value) {
    let rows = rows(&case["inputs"]["matrix"]);
    let directions = directions(&case["inputs"]["types"], 3);
    let third = 1.0 / 3.0;
    let outcome = RankSumRatio::default().score(&matrix(&rows, &directions), &weights(&[third; 3])).expect("scores");
    recomputed(case, "rsr", outcome.scores.as_slice());
    let Some(Findings::RankSumRatio { table: groups, regression, .. }) = &outcome.detail.findings else {
        panic!("{:?}", outcome.detail)
    };
    let of_groups = |value: fn(&RatioGroup) -> f64| groups.iter().map(value).collect::<Vec<f64>>();
    // The case gives the distinct ratios with twelve digits.
    let distinct = of_groups(|group| group.ratio);
    assert_printed("distinct ratios", &distinct, &numbers(&case["recomputed"]["rsr_sorted_unique"]), 1e-12);
    printed(case, "rsr_sorted_unique", &distinct);
    for (name, found) in
        [("probit", of_groups(|g| g.probit)), ("intercept", vec![regression.intercept]), ("slope", vec![regression.slope])]
    {
        printed(case, name, &found);
        recomputed(case, name, &found);
    }
    recomputed(case, "rsr_fit", &of_groups(|group| group.fitted));

    let document = document(&directions, &json!({ "method": "equal" }), &json!({ "method": "rank-sum-ratio" }));
    let evaluation = Model::from_json(&document.to_string()).expect("a document").evaluate(&table(&rows)).expect("evaluates");
    let found: Vec<f64> = evaluation.root().scores().iter().map(|s| s.expect("scored")).collect();
    recomputed(case, "rsr", &found);
}

fn clothes(case: &Value) {
    let grades = rows(&case["inputs"]["R_rows_grades_cols_factors"]);
    let given = numbers(&case["inputs"]["weights"]);
    let factors: Vec<Vec<f64>> = (0..given.len()).map(|j| grades.iter().map(|row| row[j]).collect()).collect();
    let matrix = MembershipMatrix::new(keys(given.len()).into_iter().zip(&factors)).expect("memberships");
    let of = |operator| matrix.synthesize(&weights(&given), operator).expect("some grade");
    let mean = of(FuzzyOperator::SumProduct);
    printed(case, "mu", mean.memberships());
    for (name, operator) in [
        ("mu", FuzzyOperator::SumProduct),
        ("mu_min_max", FuzzyOperator::MaxMin),
        ("mu_max_product", FuzzyOperator::MaxProduct),
        ("mu_bounded_sum", FuzzyOperator::SumMin),
    ] {
        recomputed(case, name, of(operator).memberships());
    }
    let values = numbers(&case["inputs"]["grade_scores"]);
    let value = mean.value(&values).expect("one a grade");
    printed(case, "score_weighted_average", &[value]);
    recomputed(case, "score_weighted_average", &[value]);
    printed(case, "score_max_membership", &[values[mean.grade() - 1]]);
}

#[cfg(feature = "lp")]
fn hospitals(case: &Value) {
    use governance_efficacy::score::frontier::{Dea, Production};
    let units: Vec<&str> =
        case["inputs"]["dmu"].as_array().expect("a list").iter().map(|u| u.as_str().expect("a name")).collect();
    let column = |table: &str, j: usize| rows(&case["inputs"][table]).iter().map(|row| row[j]).collect::<Vec<f64>>();
    let columns = |table: &str, names: [&'static str; 2]| [(names[0], column(table, 0)), (names[1], column(table, 1))];
    let production =
        Production::new(units, columns("inputs", ["beds", "staff"]), columns("outputs", ["outpatients", "inpatients"]));
    let production = production.expect("positive");
    let efficiencies =
        |dea: Dea| -> Vec<f64> { dea.evaluate(&production).expect("solved").iter().map(|unit| unit.efficiency).collect() };
    let (ccr, bcc) = (efficiencies(Dea::default()), efficiencies(Dea::default().with_variable_returns()));
    printed(case, "ccr_input_first10", &ccr[..10]);
    printed(case, "bcc_input", &bcc);
    recomputed(case, "ccr_input", &ccr);
    recomputed(case, "bcc_input", &bcc);
    // Constant returns: what is saved of the inputs is what could be made more of the outputs.
    assert_agree("toward outputs", &efficiencies(Dea::default().toward_outputs()), &ccr);
}

fn promethee(case: &Value) {
    let inputs = &case["inputs"];
    let data = rows(&inputs["matrix"]);
    let directions = directions(&inputs["types"], data[0].len());
    let given = numbers(&inputs["weights"]);
    let preference = Preference::linear(number(&inputs["q"]), number(&inputs["p"])).expect("q ≤ p");
    let outcome =
        Promethee::default().with_preference(preference).score(&matrix(&data, &directions), &weights(&given)).expect("flows");
    printed(case, "net_flow", outcome.scores.as_slice());
    recomputed(case, "net_flow", outcome.scores.as_slice());
    recomputed(case, "phi_plus", outcome.detail.series("positive-flow").expect("a series"));
    recomputed(case, "phi_minus", outcome.detail.series("negative-flow").expect("a series"));
    let preference = json!({ "shape": inputs["preference"], "q": inputs["q"], "p": inputs["p"] });
    let score = json!({ "method": "promethee", "preference": preference });
    let model = Model::from_json(&document(&directions, &given_entry(&given), &score).to_string()).expect("a model");
    let evaluation = model.evaluate(&table(&data)).expect("evaluates");
    let found: Vec<f64> = evaluation.root().scores().iter().flatten().copied().collect();
    assert_eq!(found, outcome.scores.as_slice());
}

fn coupling_grid(case: &Value) {
    let found = |form: CouplingForm| -> (Vec<f64>, Vec<f64>) {
        let coupling = CouplingCoordination::default().with_form(form);
        let of = |levels: Vec<f64>| coupling.of_levels(&levels).expect("levels");
        rows(&case["inputs"]["u"]).into_iter().map(of).map(|row| (row.coupling, row.degree)).unzip()
    };
    let (standard, degrees) = found(CouplingForm::Standard);
    recomputed(case, "C_standard", &standard);
    recomputed(case, "D_standard_equal_weights", &degrees);
    // Without the factor k in the numerator nothing is ever coupled by more than 1/k.
    let lost: Vec<f64> = standard.iter().zip(rows(&case["inputs"]["u"])).map(|(c, u)| c / u.len() as f64).collect();
    recomputed(case, "C_lost_coefficient_error_max_is_1_over_n", &lost);
    let (revised, degrees) = found(CouplingForm::Revised);
    recomputed(case, "C_revised_wang2021", &revised);
    recomputed(case, "D_revised_equal_weights", &degrees);
}

/// The book scales every indicator to 0.002–0.998, weighs by entropy within each subsystem, scales the sums to 0–1 for the coupling and
/// the obstacles, and cuts them at 0.002 and 0.998 for the weights of the subsystems.
fn provinces(case: &Value) {
    let inputs = &case["inputs"];
    let (values, epsilon) = (rows(&inputs["matrix"]), number(&inputs["epsilon"]));
    let each = |rows: &[Vec<f64>], of: &dyn Fn(f64) -> f64| -> Vec<Vec<f64>> {
        rows.iter().map(|row| row.iter().map(|&x| of(x)).collect()).collect()
    };
    let entropy = |rows: &[Vec<f64>]| {
        let benefit = vec![Direction::Benefit; rows[0].len()];
        let weighing = Entropy::default().with_normalization(Normalization::None).weigh(&matrix(rows, &benefit));
        weighing.expect("weights").weights
    };
    let normalised = each(&min_max(&values, &directions(&inputs["types"], 9)), &|r| epsilon + (1.0 - 2.0 * epsilon) * r);
    let mut indicator_weights = Vec::new();
    let mut sums = vec![Vec::new(); values.len()];
    for from in [0, 3, 6] {
        let part: Vec<Vec<f64>> = normalised.iter().map(|row| row[from..from + 3].to_vec()).collect();
        let weights = entropy(&part);
        for (sums, row) in sums.iter_mut().zip(&part) {
            sums.push(row.iter().zip(weights.as_slice()).map(|(r, w)| r * w).sum());
        }
        indicator_weights.extend_from_slice(weights.as_slice());
    }
    printed(case, "indicator_weights", &indicator_weights);
    recomputed(case, "indicator_weights", &indicator_weights);
    let levels = min_max(&sums, &[Direction::Benefit; 3]);
    let weights = entropy(&each(&levels, &|u| u.clamp(epsilon, 1.0 - epsilon)));
    printed(case, "subsystem_weights", weights.as_slice());
    recomputed(case, "subsystem_weights", weights.as_slice());
    let years: Vec<&str> = inputs["year"].as_array().expect("years").iter().filter_map(Value::as_str).collect();
    let of_2015: Vec<Vec<f64>> = levels.iter().zip(&years).filter(|(_, year)| **year == "2015").map(|(u, _)| u.clone()).collect();
    let coupling = CouplingCoordination::default().with_contributions(weights.clone()).with_zero_replacement(1e-10);
    let found = coupling.expect("a small number").of_table(&table(&of_2015), &keys(3)).expect("levels");
    let series = |of: fn(&Coordination) -> f64| -> Vec<f64> { found.coordination.iter().flatten().map(of).collect() };
    for (name, values) in [
        ("coupling_2015", series(|row| row.coupling)),
        ("coord_T_2015", series(|row| row.development)),
        ("D_2015", series(|row| row.degree)),
    ] {
        printed(case, name, &values);
        recomputed(case, name, &values);
    }
    let small: Vec<Vec<f64>> = each(&of_2015, &|u| 0.01 + 0.98 * u);
    let squeezed = CouplingCoordination::default().of_table(&table(&small), &keys(3)).expect("levels");
    let squeezed: Vec<f64> = squeezed.coordination.iter().flatten().map(|row| row.coupling).collect();
    recomputed(case, "coupling_2015_eps_0.01", &squeezed);
    assert!(
        found.notices.iter().any(|n| matches!(n, Notice::Coupling(CouplingNotice::ZeroLevel { replaced_by: Some(_), .. }))),
        "zeros are told"
    );
    obstacles(case, &Obstacles::of_table(&table(&levels), &weights).expect("obstacles"), &years);
}

/// What is missing of each subsystem: losses in 2015, their shares, and the sums over the provinces year by year.
fn obstacles(case: &Value, found: &Obstacles, years: &[&str]) {
    let of = |series: fn(&Obstacle) -> &Vec<Option<f64>>, row: usize| -> Vec<f64> {
        found.indicators.iter().filter_map(|of| series(of)[row]).collect()
    };
    let rows_of = |year: &str| -> Vec<usize> { (0..years.len()).filter(|&row| years[row] == year).collect() };
    let losses: Vec<f64> = rows_of("2015").into_iter().flat_map(|row| of(|o| &o.losses, row)).collect();
    let degrees: Vec<f64> = rows_of("2015").into_iter().flat_map(|row| of(|o| &o.degrees, row)).collect();
    let sums = (2015..2025).flat_map(|year| {
        let losses: Vec<Vec<f64>> = rows_of(&year.to_string()).into_iter().map(|row| of(|o| &o.losses, row)).collect();
        [0, 1, 2].map(|subsystem| losses.iter().map(|row| row[subsystem]).sum::<f64>())
    });
    let sums: Vec<f64> = sums.collect();
    let held = |kind: &str, name: &str| rows(&case[kind][name]).concat();
    assert_agree("obstacle_2015", &losses, &held("recomputed", "obstacle_2015"));
    assert_agree("obstacle degrees", &degrees, &held("recomputed", "obstacle_2015_row_normalised"));
    assert_agree("obstacle_sum_by_year", &sums, &held("recomputed", "obstacle_sum_by_year"));
    for (name, found) in [("obstacle_2015", losses), ("obstacle_sum_by_year", sums)] {
        assert_printed(name, &found, &held("published", name), number(&case["check"][name]["tolerance"]));
    }
}

fn min_max(rows: &[Vec<f64>], directions: &[Direction]) -> Vec<Vec<f64>> {
    let criteria = matrix(rows, directions);
    let sample = criteria.sample();
    let columns: Vec<Vec<f64>> = sample
        .columns()
        .iter()
        .map(|column| {
            let scale = Scale::fit(Normalization::MinMax, &sample, column).expect("a scale");
            column.values().iter().map(|&x| scale.apply(x)).collect()
        })
        .collect();
    (0..rows.len()).map(|row| columns.iter().map(|column| column[row]).collect()).collect()
}
