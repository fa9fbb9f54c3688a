//! Values computed with published libraries and independent formulas, for every method: each case through the direct call and
//! through the model document. `golden/README.md` tells where they come from.
#![cfg(all(feature = "csv", feature = "json", feature = "toml"))]

mod common;

use common::{agrees, assert_agree, directions, document, given_entry, keys, matrix, number, numbers, rows, table, weights};
use governance_efficacy::Direction;
use governance_efficacy::model::{Evaluation, Model};
use governance_efficacy::prepare::{Normalization, Scale};
use governance_efficacy::score::{Score, ScoreMethod, Topsis, WeightedSum};
use governance_efficacy::weight::ahp::{Aggregation, Completion, Group, IncompleteJudgements, Priority};
use governance_efficacy::weight::{
    Ahp, Angle, Cilos, CoefficientOfVariation, Critic, Entropy, Equal, Gini, Idocriw, JudgementMatrix, Loadings, Lopcow, Merec,
    Pca, StandardDeviation, Weigh, WeighingDetail, WeightMethod,
};
use serde_json::{Value, json};

const FAMILIES: [(&str, &str); 5] = [
    ("normalisations", include_str!("golden/normalisations.json")),
    ("weights", include_str!("golden/weights.json")),
    ("ahp", include_str!("golden/ahp.json")),
    ("topsis", include_str!("golden/topsis.json")),
    ("additive", include_str!("golden/additive.json")),
];

/// What a case is put through.
type Run = fn(&Case);

/// The methods whose cases are run, and how. A new method moves here from [`NOT_YET`].
const RUN: &[(&str, Run)] = &[
    ("norm_minmax", |case| case.normalization(Normalization::MinMax)),
    ("norm_max", |case| case.normalization(Normalization::Max)),
    ("norm_sum", |case| case.normalization(Normalization::Sum)),
    ("norm_vector", |case| case.normalization(Normalization::Vector)),
    ("norm_linear", |case| case.normalization(Normalization::Linear)),
    ("norm_logarithmic", |case| case.normalization(Normalization::Logarithmic)),
    ("norm_zavadskas_turskis", |case| case.normalization(Normalization::ZavadskasTurskis)),
    ("entropy", |case| case.weights(&Entropy::default().into(), &json!({ "method": "entropy" }))),
    ("equal", |case| case.weights(&Equal.into(), &json!({ "method": "equal" }))),
    ("critic", |case| case.weights(&Critic::default().into(), &json!({ "method": "critic" }))),
    ("std", |case| {
        let raw = StandardDeviation::default().with_normalization(Normalization::None);
        case.weights(&raw.into(), &json!({ "method": "standard-deviation", "normalization": "none" }));
    }),
    ("cv", |case| case.weights(&CoefficientOfVariation.into(), &json!({ "method": "coefficient-of-variation" }))),
    ("gini", |case| case.weights(&Gini.into(), &json!({ "method": "gini" }))),
    ("angle", |case| case.weights(&Angle.into(), &json!({ "method": "angle" }))),
    ("cilos", |case| {
        case.weights(&Cilos::default().first_best().into(), &json!({ "method": "cilos", "first-best": true }));
    }),
    ("idocriw", |case| {
        case.weights(&Idocriw::default().first_best().into(), &json!({ "method": "idocriw", "first-best": true }));
    }),
    ("lopcow", |case| case.weights(&Lopcow.into(), &json!({ "method": "lopcow" }))),
    ("merec", |case| case.weights(&Merec.into(), &json!({ "method": "merec" }))),
    ("pca", Case::first_component),
    ("ahp_incomplete_eigmin", |case| case.incomplete(Completion::LambdaMax)),
    ("ahp_incomplete_harker", |case| case.incomplete(Completion::Harker)),
    ("ahp_incomplete_llsm", |case| case.incomplete(Completion::LeastSquares)),
    ("ahp_group_aij", Case::group),
    ("fuzzy_ahp_buckley", Case::fuzzy),
    ("ahp_eigenvector", |case| case.judgements(Priority::Eigenvector)),
    ("ahp_geometric_mean", |case| case.judgements(Priority::GeometricMean)),
    ("ahp_normalized_column_mean", |case| case.judgements(Priority::ColumnMean)),
    ("topsis_minmax", |case| case.topsis(Normalization::MinMax)),
    ("topsis_vector", |case| case.topsis(Normalization::Vector)),
    ("topsis_max", |case| case.topsis(Normalization::Max)),
    ("topsis_sum", |case| case.topsis(Normalization::Sum)),
    ("topsis_linear", |case| case.topsis(Normalization::Linear)),
    ("wsm_linear", |case| case.weighted_sum(Normalization::Linear)),
    ("wsm_minmax", |case| case.weighted_sum(Normalization::MinMax)),
    ("wsm_sum", |case| case.weighted_sum(Normalization::Sum)),
];

/// The methods of these families that the crate does not have yet.
const NOT_YET: &[&str] = &["bwm_linear", "wpm_sum", "wpm_linear", "waspas"];

struct Case {
    name: String,
    method: String,
    inputs: Value,
    expected: Value,
}

fn cases() -> Vec<Case> {
    let text = |value: &Value| value.as_str().expect("a text").to_owned();
    let mut cases = Vec::new();
    for (family, content) in FAMILIES {
        let content: Value = serde_json::from_str(content).expect("a golden file is JSON");
        assert_eq!(content["family"], family, "the file is what its name says");
        for case in content["cases"].as_array().expect("a list of cases") {
            cases.push(Case {
                name: text(&case["name"]),
                method: text(&case["method"]),
                inputs: case["inputs"].clone(),
                expected: case["expected"].clone(),
            });
        }
    }
    cases
}

#[test]
fn every_case_is_run_or_named_as_not_yet() {
    let cases = cases();
    let run_names: Vec<&str> = RUN.iter().map(|(name, _)| *name).collect();
    for name in run_names.iter().chain(NOT_YET) {
        assert!(cases.iter().any(|case| case.method == *name), "no case is of the method {name:?} that a list names");
        let listed = run_names.iter().chain(NOT_YET).filter(|other| *other == name).count();
        assert_eq!(listed, 1, "{name:?} is in both lists, or twice in one");
    }
    let mut waiting = 0;
    for case in &cases {
        match RUN.iter().find(|(name, _)| *name == case.method) {
            Some((_, run)) => run(case),
            None if NOT_YET.contains(&case.method.as_str()) => waiting += 1,
            None => panic!("{}: the method {:?} is in no list; add it to RUN or to NOT_YET", case.name, case.method),
        }
    }
    println!("golden cases run {} of {}, not yet: {}", cases.len() - waiting, cases.len(), NOT_YET.join(", "));
    assert_eq!(cases.len(), 113, "the number of cases of all families");
}

impl Case {
    fn rows(&self) -> Vec<Vec<f64>> {
        rows(&self.inputs["matrix"])
    }

    fn directions(&self) -> Vec<Direction> {
        directions(&self.inputs["types"], self.rows()[0].len())
    }

    /// The case as a model document of one level, evaluated on the same numbers as a table.
    fn through_document(&self, rows: &[Vec<f64>], document: &Value) -> Evaluation {
        let model = Model::from_json(&document.to_string()).unwrap_or_else(|e| panic!("{}: {e}", self.name));
        model.evaluate(&table(rows)).unwrap_or_else(|e| panic!("{}: {e}", self.name))
    }

    fn normalization(&self, normalization: Normalization) {
        let (rows, directions) = (self.rows(), self.directions());
        let matrix = matrix(&rows, &directions);
        let sample = matrix.sample();
        let score = json!({ "method": "weighted-sum", "normalization": normalization.name() });
        let evaluation = self.through_document(&rows, &document(&directions, &json!({ "method": "equal" }), &score));
        let through_document = &evaluation.root().detail().expect("in full").normalized;
        for (j, column) in sample.columns().iter().enumerate() {
            let scale = Scale::fit(normalization, &sample, column).unwrap_or_else(|e| panic!("{}: {e}", self.name));
            let found: Vec<f64> = column.values().iter().map(|&x| scale.apply(x)).collect();
            let expected: Vec<f64> = self.expected["matrix"].as_array().expect("rows").iter().map(|r| number(&r[j])).collect();
            assert_agree(&format!("{} column {j}", self.name), &found, &expected);

            let mut at_once = vec![0.0; found.len()];
            scale.apply_into(column.values(), &mut at_once);
            assert_eq!(at_once, found, "{}: all at once and one by one", self.name);
            let (key, values) = &through_document[j];
            assert_eq!(key, column.key());
            assert_eq!(values, &found.into_iter().map(Some).collect::<Vec<_>>(), "{}: through the document", self.name);
        }
    }

    fn weights(&self, method: &WeightMethod, entry: &Value) {
        let (rows, directions) = (self.rows(), self.directions());
        let weighing = method.weigh(&matrix(&rows, &directions)).unwrap_or_else(|e| panic!("{}: {e}", self.name));
        assert_agree(&self.name, weighing.weights.as_slice(), &numbers(&self.expected["weights"]));
        let evaluation = self.through_document(&rows, &document(&directions, entry, &json!({ "method": "weighted-sum" })));
        assert_eq!(evaluation.root().weighing(), &weighing, "{}: through the document", self.name);
    }

    fn first_component(&self) {
        let pca = Pca::default().with_loadings(Loadings::First);
        let weighing = pca.weigh(&matrix(&self.rows(), &self.directions())).unwrap_or_else(|e| panic!("{}: {e}", self.name));
        assert_agree(&self.name, weighing.weights.as_slice(), &numbers(&self.expected["pc1_squared_weights"]));
        let WeighingDetail::Pca { eigenvalues } = &weighing.detail else { panic!("{}: {:?}", self.name, weighing.detail) };
        let expected = numbers(&self.expected["eigenvalues"]);
        // Eigenvalues sum to the number of indicators, which is their scale.
        let right = eigenvalues.iter().zip(&expected).all(|(x, y)| agrees(*x, *y, expected.len() as f64));
        assert!(right && eigenvalues.len() == expected.len(), "{}: {eigenvalues:?}, expected {expected:?}", self.name);
        let entry = json!({ "method": "pca", "loadings": "first" });
        let document = document(&self.directions(), &entry, &json!({ "method": "weighted-sum" }));
        assert_eq!(self.through_document(&self.rows(), &document).root().weighing(), &weighing, "{}", self.name);
    }

    fn incomplete(&self, completion: Completion) {
        let rows = rows(&self.inputs["pairwise_with_zero_for_missing"]);
        let order = rows.len();
        let upper: Vec<Vec<Option<f64>>> =
            (0..order - 1).map(|i| rows[i][i + 1..].iter().map(|&a| Some(a).filter(|&a| a > 0.0)).collect()).collect();
        let judgements = IncompleteJudgements::from_upper(&upper).unwrap_or_else(|e| panic!("{}: {e}", self.name));
        let completed = judgements.complete(completion).unwrap_or_else(|e| panic!("{}: {e}", self.name));
        let expected = numbers(&self.expected["weights"]);
        // The golden minimum of λ_max was found by a search that stopped at 1e-5.
        let tolerance = if completion == Completion::LambdaMax { 1e-5 } else { 1e-9 };
        let near = completed.priorities.iter().zip(&expected).all(|(w, e)| (w - e).abs() <= tolerance * e);
        assert!(near && completed.priorities.len() == order, "{}: {completed:?}", self.name);
        if self.expected["lambda_max"].is_number() {
            assert!(agrees(completed.lambda_max, number(&self.expected["lambda_max"]), order as f64), "{}", self.name);
        }
        let written: Vec<Value> =
            upper.iter().map(|row| row.iter().map(|a| a.map_or(json!("?"), |a| json!(a))).collect()).collect();
        let entry = json!({ "method": "ahp", "upper": written, "completion": completion.name() });
        let data = [vec![1.0; order], vec![2.0; order]];
        let document = document(&vec![Direction::Benefit; order], &entry, &json!({ "method": "weighted-sum" }));
        let evaluation = self.through_document(&data, &document);
        assert_agree(&self.name, evaluation.root().weighing().weights.as_slice(), &completed.priorities);
    }

    fn group(&self) {
        let experts: Vec<Vec<Vec<f64>>> =
            self.inputs["pairwise_list"].as_array().expect("a list of matrices").iter().map(rows).collect();
        let order = experts[0].len();
        let judgements = experts.iter().map(|e| (JudgementMatrix::from_rows(e).expect("a reciprocal matrix"), 1.0));
        let ahp = Ahp::of_group(Group::new(judgements).expect("several experts"), Aggregation::Judgements);
        let weighing = ahp.weigh_names(keys(order)).unwrap_or_else(|e| panic!("{}: {e}", self.name));
        assert_agree(&self.name, weighing.weights.as_slice(), &numbers(&self.expected["weights"]));
        let listed: Vec<Value> = experts.iter().map(|e| json!({ "matrix": e })).collect();
        let entry = json!({ "method": "ahp", "experts": listed, "aggregation": "judgements" });
        let data = [vec![1.0; order], vec![2.0; order]];
        let document = document(&vec![Direction::Benefit; order], &entry, &json!({ "method": "weighted-sum" }));
        assert_eq!(self.through_document(&data, &document).root().weighing(), &weighing, "{}", self.name);
    }

    fn fuzzy(&self) {
        let matrix: Vec<Vec<Vec<f64>>> = self.inputs["pairwise_tfn"].as_array().expect("rows").iter().map(rows).collect();
        let order = matrix.len();
        let upper: Vec<&[Vec<f64>]> = (0..order - 1).map(|i| &matrix[i][i + 1..]).collect();
        let entry = json!({ "method": "fuzzy-ahp", "upper": upper });
        let data = [vec![1.0; order], vec![2.0; order]];
        let document = document(&vec![Direction::Benefit; order], &entry, &json!({ "method": "weighted-sum" }));
        let evaluation = self.through_document(&data, &document);
        let weighing = evaluation.root().weighing();
        assert_agree(&self.name, weighing.weights.as_slice(), &numbers(&self.expected["weights"]));
        let WeighingDetail::FuzzyAhp(detail) = &weighing.detail else { panic!("{}: {:?}", self.name, weighing.detail) };
        for (found, expected) in detail.fuzzy_weights.iter().zip(rows(&self.expected["fuzzy_weights"])) {
            assert_agree(&self.name, &[found.low, found.mode, found.high], &expected);
        }
        assert!(agrees(detail.graded_consistency_ratio, number(&self.expected["cr_saaty1980"]), order as f64), "{detail:?}");
    }

    fn judgements(&self, priority: Priority) {
        let judgements = rows(&self.inputs["pairwise"]);
        let order = judgements.len();
        let matrix = JudgementMatrix::from_rows(&judgements).unwrap_or_else(|e| panic!("{}: {e}", self.name));
        let ahp = Ahp::new(matrix).with_priority(priority);
        let weighing = ahp.weigh_names(keys(order)).unwrap_or_else(|e| panic!("{}: {e}", self.name));
        assert_agree(&self.name, weighing.weights.as_slice(), &numbers(&self.expected["weights"]));
        let WeighingDetail::Ahp(detail) = &weighing.detail else { panic!("{}: {:?}", self.name, weighing.detail) };
        let consistency = &detail.consistency;
        let found = [
            ("lambda_max", consistency.lambda_max),
            ("ci", consistency.consistency_index),
            ("cr_saaty1980", consistency.consistency_ratio),
        ];
        for (name, found) in found {
            // The indices are differences of λ_max and n, which is their scale.
            let expected = &self.expected[name];
            let right = expected.is_null() || agrees(found, number(expected), order as f64);
            assert!(right, "{} {name}: found {found}, expected {expected}", self.name);
        }
        if priority == Priority::Eigenvector {
            assert!(["lambda_max", "ci", "cr_saaty1980"].iter().all(|name| self.expected[name].is_number()), "{}", self.name);
        }
        let entry = json!({ "method": "ahp", "matrix": judgements, "priority": priority.name() });
        // The judgements know nothing of the data: two rows that differ will do.
        let data = [vec![1.0; order], vec![2.0; order]];
        let document = document(&vec![Direction::Benefit; order], &entry, &json!({ "method": "weighted-sum" }));
        let evaluation = self.through_document(&data, &document);
        assert_eq!(evaluation.root().weighing(), &weighing, "{}: through the document", self.name);
    }

    fn topsis(&self, normalization: Normalization) {
        let by_name = Topsis::default().with_normalization(normalization);
        self.scores(&by_name.into(), "topsis", normalization, normalization == Normalization::Vector);
    }

    fn weighted_sum(&self, normalization: Normalization) {
        let by_name = WeightedSum::default().with_normalization(normalization);
        self.scores(&by_name.into(), "weighted-sum", normalization, normalization == Normalization::MinMax);
    }

    /// `is_default` says that the method must use this normalisation where none is named.
    fn scores(&self, method: &ScoreMethod, name: &str, normalization: Normalization, is_default: bool) {
        let (rows, directions) = (self.rows(), self.directions());
        let given = numbers(&self.inputs["weights"]);
        let outcome =
            method.score(&matrix(&rows, &directions), &weights(&given)).unwrap_or_else(|e| panic!("{}: {e}", self.name));
        let found = outcome.scores.as_slice();
        assert_agree(&self.name, found, &numbers(&self.expected["scores"]));

        let found: Vec<Option<f64>> = found.iter().copied().map(Some).collect();
        let named = json!({ "method": name, "normalization": normalization.name() });
        let mut documents = vec![document(&directions, &given_entry(&given), &named)];
        let mut prepared = document(&directions, &given_entry(&given), &json!({ "method": name }));
        if is_default {
            documents.push(prepared.clone());
        }
        prepared["prepare"] = json!({ "normalization": normalization.name() });
        documents.push(prepared);
        for document in documents {
            let evaluation = self.through_document(&rows, &document);
            assert_eq!(evaluation.root().scores(), found, "{}: through the document {document}", self.name);
            assert_eq!(evaluation.root().detail().expect("in full").way, outcome.detail, "{}: the way", self.name);
            assert_eq!(evaluation.root().normalization(), normalization.name(), "{}", self.name);
        }
    }
}
