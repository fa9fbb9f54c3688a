//! Whole models: any order, frozen scales, from a file.

use super::*;

/// A hierarchy of two or three dimensions over the indicators of a study, with gaps.
#[derive(Debug, Clone)]
pub(crate) struct Whole {
    pub(crate) study: Study,
    /// The dimension of each indicator.
    pub(crate) dimension: Vec<usize>,
    pub(crate) gaps: Vec<Vec<bool>>,
    pub(crate) entropy: bool,
    pub(crate) sum: bool,
    pub(crate) topsis_above: bool,
    pub(crate) normalization: Option<Normalization>,
}

pub(crate) fn whole() -> impl Strategy<Value = Whole> {
    (
        study(4..=9, 3..=7),
        prop::collection::vec(prop::collection::vec(prop::bool::weighted(0.12), 7), 9),
        any::<[bool; 3]>(),
        0..4,
    )
        .prop_map(|(study, gaps, [entropy, sum, topsis_above], normalization)| {
            let count = study.directions.len();
            let dimensions = if count >= 5 { 3 } else { 2 };
            let normalization = [None, Some(Normalization::MinMax), Some(Normalization::Vector), Some(Normalization::Max)]
                [usize::try_from(normalization).expect("small")];
            let dimension = (0..count).map(|j| j % dimensions).collect();
            Whole { study, dimension, gaps, entropy, sum, topsis_above, normalization }
        })
        .prop_filter("an indicator needs three values that differ", |whole| {
            (0..whole.study.directions.len()).all(|j| {
                let present: Vec<f64> = (0..whole.study.rows.len())
                    .filter(|&i| !whole.gaps[i][j])
                    .map(|i| goodness(whole.study.directions[j], whole.study.rows[i][j]))
                    .collect();
                present.len() >= 3 && ends(&present).1 - ends(&present).0 > 0.5
            })
        })
}

impl Whole {
    pub(crate) fn indicators(&self) -> Vec<Indicator> {
        let keys = self.study.keys();
        let pairs = keys.iter().zip(&self.study.directions);
        pairs.map(|(key, &d)| Indicator::new(key).expect("a key").with_direction(d).expect("finite")).collect()
    }

    /// The model, with dimensions and indicators put in the order `by`.
    pub(crate) fn model(&self, by: &[usize], missing: Missing) -> Model {
        let indicators = self.indicators();
        let mut dimensions: Vec<usize> = Vec::new();
        for &j in by {
            if !dimensions.contains(&self.dimension[j]) {
                dimensions.push(self.dimension[j]);
            }
        }
        let branches = dimensions.iter().map(|&d| {
            let own = by.iter().filter(|&&j| self.dimension[j] == d).map(|&j| indicators[j].clone());
            Branch::of(format!("d{d}"), own).expect("a key")
        });
        let system = System::new(Branch::over("overall", branches.collect::<Vec<_>>()).expect("a key")).expect("valid");
        // Judgements of the dimensions, by name.
        let importance: Vec<f64> = (1..=dimensions.len()).map(|d| d as f64).collect();
        let names: Vec<String> = (0..dimensions.len()).map(|d| format!("d{d}")).collect();
        let mut preparation = Preparation::default().with_missing(missing);
        if let Some(normalization) = self.normalization {
            preparation = preparation.with_normalization(normalization);
        }
        let mut model = Model::new(system)
            .with_detail(Detail::Full)
            .with_preparation(preparation)
            .with_dimension_weights(Ahp::new(judgements(&importance)).with_names(names).expect("names"));
        if self.entropy {
            model = model.with_indicator_weights(Entropy::default());
        }
        if self.sum {
            model = model.with_indicator_scores(WeightedSum::default());
        }
        if self.topsis_above {
            model = model.with_dimension_scores(Topsis::default());
        }
        model
    }

    /// The table with rows and columns in the orders given.
    pub(crate) fn table(&self, rows: &[usize], columns: &[usize], with_gaps: bool) -> IndicatorTable {
        let keys = reordered(&self.study.keys(), columns);
        let cell = |i: usize, j: usize| (!(with_gaps && self.gaps[i][j])).then_some(self.study.rows[i][j]);
        let cells: Vec<Vec<Option<f64>>> = rows.iter().map(|&i| columns.iter().map(|&j| cell(i, j)).collect()).collect();
        IndicatorTable::from_rows(rows.iter().map(|i| format!("u{i}")), &keys, &cells).expect("valid")
    }

    pub(crate) fn all(&self) -> (Vec<usize>, Vec<usize>) {
        ((0..self.study.rows.len()).collect(), (0..self.study.directions.len()).collect())
    }
}

pub(crate) const RENORMALIZE: Missing = Missing::Renormalize { coverage: 0.5 };

/// Score and rank.
pub(crate) type Standing = (Option<f64>, Option<f64>);

pub(crate) type Named<T> = Vec<(String, T)>;

/// The score and the rank of each unit at each node, and every weight, by name.
pub(crate) fn by_name(evaluation: &Evaluation) -> (Named<Standing>, Named<f64>) {
    let mut scores = Vec::new();
    let mut weights = Vec::new();
    for node in evaluation.nodes() {
        for (at, row) in evaluation.rows().iter().enumerate() {
            scores.push((format!("{} of {}", node.key(), row.unit), (node.scores()[at], node.ranks()[at])));
        }
        weights.extend(node.weighing().weights.iter().map(|(key, w)| (format!("{key} in {}", node.key()), w)));
    }
    weights.extend(evaluation.indicators().iter().map(|i| (format!("{} globally", i.key), i.global_weight)));
    scores.sort_by(|a, b| a.0.cmp(&b.0));
    weights.sort_by(|a, b| a.0.cmp(&b.0));
    (scores, weights)
}

pub(crate) fn same_evaluation(
    found: &Result<Evaluation, Error>,
    expected: &Result<Evaluation, Error>,
) -> Result<(), TestCaseError> {
    let (found, expected) = match (found, expected) {
        (Ok(found), Ok(expected)) => (by_name(found), by_name(expected)),
        (found, expected) => {
            let code = |result: &Result<Evaluation, Error>| result.as_ref().err().map(|e| e.root().code());
            prop_assert_eq!(code(found), code(expected), "an answer here and none there: {:?} {:?}", found, expected);
            return Ok(());
        }
    };
    prop_assert_eq!(found.0.len(), expected.0.len());
    for ((place, (score, rank)), (other, (expected_score, expected_rank))) in found.0.iter().zip(&expected.0) {
        prop_assert_eq!(place, other);
        prop_assert_eq!(rank, expected_rank, "{}", place);
        let close = match (score, expected_score) {
            (Some(score), Some(expected)) => agrees(*score, *expected, 1.0),
            (score, expected) => score == expected,
        };
        prop_assert!(close, "{}: {:?} {:?}", place, score, expected_score);
    }
    for ((place, weight), (other, expected)) in found.1.iter().zip(&expected.1) {
        prop_assert_eq!(place, other);
        prop_assert!(agrees(*weight, *expected, 1.0), "{}: {} {}", place, weight, expected);
    }
    Ok(())
}

proptest! {
    #![proptest_config(config(128))]

    #[test]
    fn a_model_does_not_depend_on_any_order(whole in whole(), seed in any::<u64>(), with_gaps in any::<bool>()) {
        let (rows, columns) = whole.all();
        let missing = if with_gaps { RENORMALIZE } else { Missing::Error };
        let expected = whole.model(&columns, missing.clone()).evaluate(&whole.table(&rows, &columns, with_gaps));
        let (by_row, by_column) = (order(rows.len(), seed), order(columns.len(), seed));
        let other_rows = whole.model(&columns, missing.clone()).evaluate(&whole.table(&by_row, &columns, with_gaps));
        same_evaluation(&other_rows, &expected)?;
        let other_columns = whole.model(&columns, missing.clone()).evaluate(&whole.table(&rows, &by_column, with_gaps));
        prop_assert_eq!(&other_columns.map(|e| by_name(&e)), &expected.clone().map(|e| by_name(&e)), "columns go by name");
        let other_hierarchy = whole.model(&by_column, missing).evaluate(&whole.table(&rows, &columns, with_gaps));
        same_evaluation(&other_hierarchy, &expected)?;
    }

    #[test]
    fn local_weights_multiply_to_global_ones(whole in whole(), with_gaps in any::<bool>()) {
        let (rows, columns) = whole.all();
        let model = whole.model(&columns, if with_gaps { RENORMALIZE } else { Missing::Error });
        let Ok(evaluation) = model.evaluate(&whole.table(&rows, &columns, with_gaps)) else { return Ok(()) };
        prop_assert_eq!(evaluation.root().global_weight(), 1.0);
        let root = &evaluation.root().weighing().weights;
        let mut total = 0.0;
        for indicator in evaluation.indicators() {
            let node = evaluation.node(indicator.node.as_str()).expect("its node");
            let above = root.get(indicator.node.as_str()).expect("weighed");
            prop_assert!(agrees(node.global_weight(), above, 1.0));
            let local = node.weighing().weights.get(indicator.key.as_str()).expect("weighed");
            prop_assert!(agrees(indicator.global_weight, above * local, 1.0));
            total += indicator.global_weight;
        }
        prop_assert!((total - 1.0).abs() <= 1e-12, "the leaves sum to {}", total);
    }

    #[test]
    fn a_node_is_its_method_on_what_is_there(whole in whole()) {
        let (rows, columns) = whole.all();
        let Ok(evaluation) = whole.model(&columns, RENORMALIZE).evaluate(&whole.table(&rows, &columns, true)) else {
            return Ok(());
        };
        for node in evaluation.nodes() {
            let normalized = &node.detail().expect("in full").normalized;
            let weights = &node.weighing().weights;
            // The ideal of a criterion is its best normalised value, the anti-ideal its worst, over the rows of the fit.
            let points: Vec<(f64, f64)> = normalized.iter().map(|(_, values)| {
                ends(&values.iter().flatten().copied().collect::<Vec<_>>())
            }).collect();
            for (i, found) in node.scores().iter().enumerate() {
                let present: Vec<(f64, f64, (f64, f64))> = normalized.iter().zip(&points).filter_map(|((key, values), &point)| {
                    Some((weights.get(key.as_str())?, values[i]?, point))
                }).collect();
                let share: f64 = present.iter().map(|p| p.0).sum();
                if present.is_empty() || share < 0.5 - 1e-9 {
                    prop_assert_eq!(*found, None, "{} of unit {} has {} of the weight", node.key(), i, share);
                    continue;
                }
                if share < 0.5 + 1e-9 {
                    continue;
                }
                let expected = if node.method() == "weighted-sum" {
                    present.iter().map(|(w, r, _)| w / share * r).sum()
                } else {
                    let plus: f64 = present.iter().map(|(w, r, (_, best))| (w / share * (best - r)).powi(2)).sum();
                    let minus: f64 = present.iter().map(|(w, r, (worst, _))| (w / share * (r - worst)).powi(2)).sum();
                    if plus + minus == 0.0 { 0.5 } else { minus.sqrt() / (plus.sqrt() + minus.sqrt()) }
                };
                let found = found.expect("enough of the weight");
                prop_assert!(agrees(found, expected, 1.0), "{} of unit {}: {} {}", node.key(), i, found, expected);
            }
        }
    }

    #[test]
    fn fitting_then_scoring_is_evaluating_also_from_a_file(whole in whole(), with_gaps in any::<bool>()) {
        let (rows, columns) = whole.all();
        let model = whole.model(&columns, if with_gaps { RENORMALIZE } else { Missing::Error });
        let table = whole.table(&rows, &columns, with_gaps);
        let Ok(fitted) = model.fit(&table) else {
            prop_assert!(model.evaluate(&table).is_err());
            return Ok(());
        };
        let evaluation = fitted.score(&table).expect("scores");
        prop_assert_eq!(&model.evaluate(&table).expect("evaluates"), &evaluation);
        // The rows of the fit lie on the scale.
        prop_assert!(evaluation.all_notices().all(|(_, n)| !["outside-scale", "frozen-scale"].contains(&n.code())));
        let strict = model.clone().with_outside(Outside::Error).evaluate(&table).expect("evaluates");
        prop_assert_eq!(by_name(&strict), by_name(&evaluation));
        // Each row by itself scores as it does among the others.
        for (i, row) in rows.iter().enumerate() {
            let alone = fitted.score(&whole.table(&[*row], &columns, with_gaps)).expect("scores");
            for (node, all) in alone.nodes().iter().zip(evaluation.nodes()) {
                prop_assert_eq!(node.scores()[0], all.scores()[i], "{} of {}", node.key(), i);
            }
        }

        let text = serde_json::to_string(&fitted).expect("writes");
        let again: Fitted = serde_json::from_str(&text).expect("reads");
        prop_assert_eq!(&again, &fitted);
        prop_assert_eq!(serde_json::to_string(&again).expect("writes"), text);
        prop_assert_eq!(&again.score(&table).expect("scores"), &evaluation);

        let text = evaluation.to_json().expect("writes");
        let again: Evaluation = serde_json::from_str(&text).expect("reads");
        prop_assert_eq!(&again, &evaluation);
        prop_assert_eq!(again.to_json().expect("writes"), text);
        prop_assert_eq!(model.evaluate(&table).expect("evaluates").to_json().expect("writes"), evaluation.to_json().expect("writes"));
    }

    #[test]
    fn on_a_frozen_scale_another_unit_moves_no_one(
        whole in whole(),
        newcomers in prop::collection::vec(prop::collection::vec(0.001..1e4, 7), 1..4),
        gap in any::<bool>(),
        extend in any::<bool>(),
    ) {
        let (rows, columns) = whole.all();
        let outside = if extend { Outside::Extend } else { Outside::Clip };
        let model = whole.model(&columns, RENORMALIZE).with_outside(outside);
        let base = whole.table(&rows, &columns, true);
        let Ok(fitted) = model.fit(&base) else { return Ok(()) };
        let before = fitted.score(&base).expect("scores");

        let mut larger = whole.clone();
        for newcomer in &newcomers {
            larger.study.rows.push(newcomer[..columns.len()].to_vec());
            larger.gaps.insert(larger.study.rows.len() - 1, { let mut gaps = vec![false; 7]; gaps[0] = gap; gaps });
        }
        // The newcomers first, so that every row has another place.
        let mut all: Vec<usize> = (rows.len()..larger.study.rows.len()).collect();
        all.extend(&rows);
        let after = fitted.score(&larger.table(&all, &columns, true)).expect("scores");
        for (node, now) in before.nodes().iter().zip(after.nodes()) {
            prop_assert_eq!(node.scores(), &now.scores()[newcomers.len()..], "{}", node.key());
            prop_assert_eq!(node.weighing(), now.weighing());
            let within = now.scores().iter().flatten().all(|s| (-1e-12..=1.0 + 1e-12).contains(s));
            prop_assert!(within || extend, "{}: {:?}", node.key(), now.scores());
        }
        let others = newcomers.len();
        prop_assert!(after.notices().contains(&Notice::FrozenScale { rows: rows.len(), others }), "{:?}", after.notices());
    }

    #[test]
    fn on_a_frozen_scale_a_better_unit_scores_no_less(
        study in study(3..=8, 1..=1),
        newcomers in prop::collection::vec(-150.0..250.0, 12),
        sum in any::<bool>(),
    ) {
        // One indicator of any direction: the order of the scores is the order of what is good, beyond the scale too.
        let direction = study.directions[0];
        let indicator = Indicator::new("c1").expect("a key").with_direction(direction).expect("finite");
        let mut model = Model::new(System::flat([indicator]).expect("valid")).with_preparation(
            Preparation::default().with_normalization(Normalization::MinMax),
        );
        if sum {
            model = model.with_indicator_scores(WeightedSum::default());
        }
        let table = |values: &[f64]| {
            let cells: Vec<[Option<f64>; 1]> = values.iter().map(|&x| [Some(x)]).collect();
            IndicatorTable::from_rows((0..values.len()).map(|i| format!("u{i}")), &["c1"], &cells).expect("valid")
        };
        let base: Vec<f64> = study.rows.iter().map(|row| row[0]).collect();
        for outside in [Outside::Clip, Outside::Extend] {
            // With TOPSIS, distance beyond the ideal counts against a unit; with the sum it goes on.
            if outside == Outside::Extend && !sum {
                continue;
            }
            let fitted = model.clone().with_outside(outside).fit(&table(&base)).expect("fits");
            let values: Vec<f64> = base.iter().chain(&newcomers).copied().collect();
            let scores = fitted.score(&table(&values)).expect("scores").root().scores().to_vec();
            for (a, x) in values.iter().zip(&scores) {
                for (b, y) in values.iter().zip(&scores) {
                    let no_worse = goodness(direction, *a) >= goodness(direction, *b);
                    prop_assert!(!no_worse || x.expect("scored") >= y.expect("scored") - 1e-9,
                        "{:?} {:?}: {} scores {:?}, {} scores {:?}; fitted on {:?}", direction, outside, a, x, b, y, base);
                }
            }
        }
    }
}
