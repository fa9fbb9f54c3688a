//! Values computed with published libraries and independent formulas, for every method: each case through the direct call and
//! through the model document. `golden/README.md` tells where they come from.
#![cfg(all(feature = "csv", feature = "json", feature = "toml"))]

use crate::common::{
    agrees, assert_agree, directions, document, given_entry, keys, matrix, number, numbers, rows, table, weights,
};
use governance_efficacy::Direction;
use governance_efficacy::indicator::Goalposts;
use governance_efficacy::model::{Evaluation, Model};
use governance_efficacy::prepare::{Normalization, Scale};
use governance_efficacy::score::{
    Aras, Cocoso, Codas, Copras, Cradis, Edas, Electre1, Electre3, GreyRelational, Mabac, Mairca, Marcos, Moora, Orientation,
    Outcome, Preference, Promethee, Score, ScoreMethod, Spotis, Thresholds, Topsis, Vikor, Waspas, WeightedProduct, WeightedSum,
};
use governance_efficacy::weight::ahp::{Aggregation, Completion, Group, IncompleteJudgements, Priority};
use governance_efficacy::weight::{
    Ahp, Angle, Bwm, Cilos, CoefficientOfVariation, Critic, Entropy, Equal, Gini, Idocriw, JudgementMatrix, Loadings, Lopcow,
    Merec, Pca, StandardDeviation, Weigh, WeighingDetail, WeightMethod,
};
use serde_json::{Value, json};

const FAMILIES: [(&str, &str); 8] = [
    ("normalisations", include_str!("../golden/normalisations.json")),
    ("weights", include_str!("../golden/weights.json")),
    ("ahp", include_str!("../golden/ahp.json")),
    ("topsis", include_str!("../golden/topsis.json")),
    ("additive", include_str!("../golden/additive.json")),
    ("compromise", include_str!("../golden/compromise.json")),
    ("promethee", include_str!("../golden/promethee.json")),
    ("electre", include_str!("../golden/electre.json")),
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
        case.weights(&Cilos::default().with_first_best().into(), &json!({ "method": "cilos", "first-best": true }));
    }),
    ("idocriw", |case| {
        case.weights(&Idocriw::default().with_first_best().into(), &json!({ "method": "idocriw", "first-best": true }));
    }),
    ("lopcow", |case| case.weights(&Lopcow.into(), &json!({ "method": "lopcow" }))),
    ("merec", |case| case.weights(&Merec.into(), &json!({ "method": "merec" }))),
    ("pca", Case::first_component),
    ("ahp_incomplete_eigmin", |case| case.incomplete(Completion::LambdaMax)),
    ("ahp_incomplete_harker", |case| case.incomplete(Completion::Harker)),
    ("ahp_incomplete_llsm", |case| case.incomplete(Completion::LeastSquares)),
    ("ahp_group_aij", Case::group),
    ("fuzzy_ahp_buckley", Case::fuzzy),
    ("bwm_linear", Case::best_worst),
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
    ("wpm_sum", |case| {
        let method = WeightedProduct::default().with_normalization(Normalization::Sum);
        case.score(&method.into(), &json!({ "method": "weighted-product", "normalization": "sum" }));
    }),
    ("wpm_linear", |case| case.score(&WeightedProduct::default().into(), &json!({ "method": "weighted-product" }))),
    ("waspas", |case| case.score(&Waspas::default().into(), &json!({ "method": "waspas" }))),
    ("vikor", Case::vikor),
    ("gra", |case| case.score(&GreyRelational::default().into(), &json!({ "method": "grey-relational" }))),
    ("copras", |case| case.score(&Copras::default().into(), &json!({ "method": "copras" }))),
    ("edas", |case| case.score(&Edas::default().into(), &json!({ "method": "edas" }))),
    ("moora_ratio", |case| case.score(&Moora::default().into(), &json!({ "method": "moora" }))),
    ("mabac", |case| case.score(&Mabac::default().into(), &json!({ "method": "mabac" }))),
    ("aras", |case| case.score(&Aras::default().into(), &json!({ "method": "aras" }))),
    ("codas", |case| case.score(&Codas::default().into(), &json!({ "method": "codas", "tau": 0.02 }))),
    ("marcos", |case| case.score(&Marcos::default().into(), &json!({ "method": "marcos" }))),
    ("cocoso", |case| case.score(&Cocoso::default().into(), &json!({ "method": "cocoso", "lambda": 0.5 }))),
    ("mairca", |case| case.score(&Mairca::default().into(), &json!({ "method": "mairca" }))),
    ("cradis", |case| case.score(&Cradis::default().into(), &json!({ "method": "cradis" }))),
    ("spotis", |case| case.score(&Spotis::default().into(), &json!({ "method": "spotis" }))),
    ("promethee2_usual", |case| case.promethee("usual")),
    ("promethee2_ushape", |case| case.promethee("u-shape")),
    ("promethee2_vshape", |case| case.promethee("v-shape")),
    ("promethee2_level", |case| case.promethee("level")),
    ("promethee2_linear", |case| case.promethee("linear")),
    ("promethee2_gaussian", |case| case.promethee("gaussian")),
    ("electre1", |case| case.electre_1(&Electre1::default(), &json!({ "method": "electre-1" }))),
    ("electre1_global_range", |case| {
        let common = json!({ "method": "electre-1", "common-range": true });
        case.electre_1(&Electre1::default().with_common_range(), &common);
    }),
    ("electre3_credibility", Case::electre_3),
];

/// The methods of these families that the crate does not have yet.
const NOT_YET: &[&str] = &[];

struct Case {
    name: String,
    method: String,
    params: Value,
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
                params: case["params"].clone(),
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
    assert_eq!(cases.len(), 180, "the number of cases of all families");
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

    fn best_worst(&self) {
        let over_others = numbers(&self.inputs["best_to_others"]);
        let over_worst = numbers(&self.inputs["others_to_worst"]);
        let names = keys(over_others.len());
        let widest = over_others.iter().copied().fold(0.0, f64::max);
        let at = |values: &[f64]| values.iter().position(|&a| a == widest).expect("the widest judgement");
        let (best, worst) = (names[at(&over_worst)].as_str(), names[at(&over_others)].as_str());
        let judgements = names.iter().zip(&over_others).zip(&over_worst).map(|((name, &a), &b)| (name, a, b));
        let bwm = Bwm::new(best, worst, judgements).unwrap_or_else(|e| panic!("{}: {e}", self.name));
        let data = [vec![1.0; names.len()], vec![2.0; names.len()]];
        let directions = vec![Direction::Benefit; names.len()];
        let weighing = bwm.weigh(&matrix(&data, &directions)).unwrap_or_else(|e| panic!("{}: {e}", self.name));
        assert_agree(&self.name, weighing.weights.as_slice(), &numbers(&self.expected["weights"]));
        let WeighingDetail::Bwm(detail) = &weighing.detail else { panic!("{}: {:?}", self.name, weighing.detail) };
        assert!(agrees(detail.deviation, number(&self.expected["xi_linear"]), 1.0), "{}: {detail:?}", self.name);
        let table = |values: &[f64]| -> serde_json::Map<String, Value> {
            names.iter().cloned().zip(values.iter().map(|a| json!(a))).collect()
        };
        let entry = json!({
            "method": "bwm", "best": best, "worst": worst,
            "best-to-others": table(&over_others), "others-to-worst": table(&over_worst),
        });
        let evaluation = self.through_document(&data, &document(&directions, &entry, &json!({ "method": "weighted-sum" })));
        assert_eq!(evaluation.root().weighing(), &weighing, "{}: through the document", self.name);
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

    /// Scores by call and by document, with the bounds of the case as goalposts if it has any.
    fn outcome(&self, method: &ScoreMethod, entry: &Value) -> Outcome {
        let (rows, directions) = (self.rows(), self.directions());
        let given = numbers(&self.inputs["weights"]);
        let mut matrix = matrix(&rows, &directions);
        let mut document = document(&directions, &given_entry(&given), entry);
        for (j, key) in keys(directions.len()).iter().enumerate() {
            let bounds = &self.inputs["bounds"][j];
            if !bounds.is_null() {
                let goalposts = Goalposts::new(number(&bounds[0]), number(&bounds[1])).expect("bounds");
                matrix = matrix.with_goalposts(key, goalposts).expect("a criterion");
                document["indicator"][j]["goalposts"] = bounds.clone();
            }
        }
        let outcome = method.score(&matrix, &weights(&given)).unwrap_or_else(|e| panic!("{}: {e}", self.name));
        let evaluation = self.through_document(&rows, &document);
        let through: Vec<f64> = evaluation.root().scores().iter().map(|s| s.expect("a score")).collect();
        assert_eq!(through, outcome.scores.as_slice(), "{}: through the document", self.name);
        assert_eq!(evaluation.root().detail().expect("in full").way, outcome.detail, "{}: the way", self.name);
        let is_lower_better = self.params["lower_is_better"] == json!(true);
        assert_eq!(evaluation.root().orientation() == Orientation::LowerIsBetter, is_lower_better, "{}", self.name);
        outcome
    }

    fn score(&self, method: &ScoreMethod, entry: &Value) {
        let outcome = self.outcome(method, entry);
        assert_agree(&self.name, outcome.scores.as_slice(), &numbers(&self.expected["scores"]));
    }

    fn vikor(&self) {
        let v = number(&self.params["v"]);
        let method = Vikor::default().with_strategy(v).expect("a share");
        let outcome = self.outcome(&method.into(), &json!({ "method": "vikor", "v": v }));
        let series = |name| outcome.detail.series(name).expect("a series of VIKOR");
        assert_agree(&self.name, outcome.scores.as_slice(), &numbers(&self.expected["Q"]));
        assert_agree(&self.name, series("group-utility"), &numbers(&self.expected["S"]));
        assert_agree(&self.name, series("individual-regret"), &numbers(&self.expected["R"]));
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

    fn promethee(&self, shape: &str) {
        let (rows, directions) = (self.rows(), self.directions());
        let given = numbers(&self.inputs["weights"]);
        let mut method = Promethee::default();
        let mut entries = serde_json::Map::new();
        for (j, key) in keys(directions.len()).into_iter().enumerate() {
            let at = |name: &str| number(&self.params[name][j]);
            let (preference, names): (_, &[&str]) = match shape {
                "usual" => (Ok(Preference::usual()), &[]),
                "u-shape" => (Preference::u_shape(at("q")), &["q"]),
                "v-shape" => (Preference::v_shape(at("p")), &["p"]),
                "level" => (Preference::level(at("q"), at("p")), &["q", "p"]),
                "linear" => (Preference::linear(at("q"), at("p")), &["q", "p"]),
                _ => (Preference::gaussian(at("s")), &["s"]),
            };
            let mut entry = json!({ "shape": shape });
            for name in names {
                entry[name] = json!(at(name));
            }
            method = method.with_preference_of(key.parse().expect("a key"), preference.expect("thresholds"));
            entries.insert(key, entry);
        }
        let outcome = method.score(&matrix(&rows, &directions), &weights(&given)).expect("scores");
        // Flows lie in [−1, 1]: their tolerance is that of 1, also where all of them are small.
        let near = |found: &[f64], expected: &Value| found.iter().zip(numbers(expected)).all(|(x, y)| agrees(*x, y, 1.0));
        assert!(near(outcome.scores.as_slice(), &self.expected["phi_net"]), "{}: {:?}", self.name, outcome.scores);
        if shape != "gaussian" {
            let flow = |name: &str| outcome.detail.series(name).expect("a flow");
            assert!(near(flow("positive-flow"), &self.expected["phi_plus"]), "{}: {:?}", self.name, outcome.detail);
            assert!(near(flow("negative-flow"), &self.expected["phi_minus"]), "{}: {:?}", self.name, outcome.detail);
        }
        self.as_by_document(&outcome, &json!({ "method": "promethee", "preferences": entries }));
    }

    fn electre_1(&self, method: &Electre1, entry: &Value) {
        let (rows, directions) = (self.rows(), self.directions());
        let (data, weights) = (matrix(&rows, &directions), weights(&numbers(&self.inputs["weights"])));
        let (least, greatest) = (number(&self.params["c_hat"]), number(&self.params["d_hat"]));
        let method = method.clone().with_concordance(least).and_then(|m| m.with_discordance(greatest)).expect("shares");
        let found = method.outranking(&data, &weights).expect("few units");
        for (name, found) in [("concordance", &found.concordance), ("discordance", &found.discordance)] {
            let expected = crate::common::rows(&self.expected[name]);
            assert_agree(&format!("{} {name}", self.name), &found.concat(), &expected.concat());
        }
        let expected = crate::common::rows(&self.expected["outranks"]);
        let concordance = crate::common::rows(&self.expected["concordance"]);
        for (a, row) in found.outranks.iter().enumerate() {
            for (b, &outranks) in row.iter().enumerate() {
                // Where the golden sum of weights misses the threshold by its rounding, 0.35 + 0.3 against 0.65, the pair does outrank.
                let meets = (concordance[a][b] - least).abs() < 1e-12 && found.discordance[a][b] <= greatest;
                assert_eq!(outranks, expected[a][b] > 0.0 || meets, "{}: {a} over {b}", self.name);
            }
        }
        let outcome = method.score(&data, &weights).expect("scores");
        let count = |test: &dyn Fn(usize, usize) -> bool, a: usize| (0..rows.len()).filter(|&b| test(a, b)).count() as f64;
        for (a, &score) in outcome.scores.as_slice().iter().enumerate() {
            let (given, taken) = (count(&|a, b| found.outranks[a][b], a), count(&|a, b| found.outranks[b][a], a));
            assert_eq!(score, given - taken, "{}: unit {a}", self.name);
        }
        let mut entry = entry.clone();
        (entry["concordance"], entry["discordance"]) = (json!(least), json!(greatest));
        self.as_by_document(&outcome, &entry);
    }

    fn electre_3(&self) {
        let (rows, directions) = (self.rows(), self.directions());
        let (data, weights) = (matrix(&rows, &directions), weights(&numbers(&self.inputs["weights"])));
        let mut method = Electre3::default();
        let mut entries = serde_json::Map::new();
        for (j, key) in keys(directions.len()).into_iter().enumerate() {
            let [q, p, v] = ["q", "p", "v"].map(|name| number(&self.params[name][j]));
            let thresholds = Thresholds::new(q, p).and_then(|t| t.with_veto(v)).expect("in order");
            method = method.with_thresholds_of(key.parse().expect("a key"), thresholds);
            entries.insert(key, json!({ "q": q, "p": p, "v": v }));
        }
        let found = method.credibility(&data, &weights).expect("few units");
        for (name, found) in [("concordance", &found.concordance), ("credibility", &found.credibility)] {
            let mut expected = crate::common::rows(&self.expected[name]);
            // A unit outranks itself; the golden file leaves that out of the credibility.
            expected.iter_mut().enumerate().for_each(|(a, row)| row[a] = 1.0);
            assert_agree(&format!("{} {name}", self.name), &found.concat(), &expected.concat());
        }
        let outcome = method.score(&data, &weights).expect("scores");
        self.as_by_document(&outcome, &json!({ "method": "electre-3", "thresholds": entries }));
    }

    /// The same scores, and the same on the way to them, through a model document with this entry of the score.
    fn as_by_document(&self, outcome: &Outcome, score: &Value) {
        let weights = given_entry(&numbers(&self.inputs["weights"]));
        let evaluation = self.through_document(&self.rows(), &document(&self.directions(), &weights, score));
        let found: Vec<Option<f64>> = outcome.scores.as_slice().iter().copied().map(Some).collect();
        assert_eq!(evaluation.root().scores(), found, "{}: through the document", self.name);
        assert_eq!(evaluation.root().detail().expect("in full").way, outcome.detail, "{}: the way", self.name);
    }
}
