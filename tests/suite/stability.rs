//! How sure a ranking is: intervals of weights against brute force, least changes against their optimality conditions, leaving
//! out and copying against models built by hand, importances and weights that meet them.
#![cfg(all(feature = "csv", feature = "json", feature = "toml"))]

use crate::common::{agrees, keys, matrix, weights};
use approx::assert_relative_eq;
use governance_efficacy::analysis::stability::{
    Balanced, Change, CloneTest, Effect, Ending, Importance, LeaveOneOut, Measure, Norm, Procedure, RankShifts, Reach, Search,
    SmallestChange, Span, WeightInterval, WeightStability,
};
use governance_efficacy::indicator::Goalposts;
use governance_efficacy::model::{Branch, Fitted, Model, Scope, System};
use governance_efficacy::prepare::{Missing, Normalization, Preparation};
use governance_efficacy::score::{
    Mabac, Mairca, Marcos, Moora, Orientation, Score, ScoreMethod, Spotis, Topsis, Vikor, WeightedSum,
};
use governance_efficacy::table::{CsvOptions, Rows};
use governance_efficacy::weight::{Entropy, Given};
use governance_efficacy::{DecisionMatrix, Direction, Indicator, IndicatorTable, Period, Weights};
use proptest::prelude::*;
use proptest::test_runner::RngSeed;

fn config(cases: u32) -> ProptestConfig {
    ProptestConfig { cases, rng_seed: RngSeed::Fixed(0x72_61_6e_6b), failure_persistence: None, ..ProptestConfig::default() }
}

/// Units × indicators and positive weights.
#[derive(Debug, Clone)]
struct Study {
    rows: Vec<Vec<f64>>,
    shares: Vec<f64>,
}

fn study(units: std::ops::RangeInclusive<usize>, indicators: std::ops::RangeInclusive<usize>) -> impl Strategy<Value = Study> {
    (units, indicators)
        .prop_flat_map(|(n, m)| {
            (prop::collection::vec(prop::collection::vec(1.0..100.0, m), n), prop::collection::vec(0.05..1.0, m))
        })
        .prop_map(|(rows, importance): (Vec<Vec<f64>>, Vec<f64>)| {
            let total: f64 = importance.iter().sum();
            Study { rows, shares: importance.iter().map(|w| w / total).collect() }
        })
}

impl Study {
    fn matrix(&self) -> DecisionMatrix {
        matrix(&self.rows, &vec![Direction::Benefit; self.shares.len()])
    }

    fn weights(&self) -> Weights {
        weights(&self.shares)
    }

    /// The weights with `t` for indicator `j`, the others in proportion.
    fn ray(&self, j: usize, t: f64) -> Weights {
        let rest: f64 = self.shares.iter().enumerate().filter(|(k, _)| *k != j).map(|(_, w)| w).sum();
        let along = |(k, w): (usize, &f64)| if k == j { t } else { w / rest * (1.0 - t) };
        weights(&self.shares.iter().enumerate().map(along).collect::<Vec<_>>())
    }

    /// Scores of which more is better.
    fn scores(&self, method: &ScoreMethod, weights: &Weights) -> Vec<f64> {
        let scores = method.score(&self.matrix(), weights).expect("scores").scores;
        let sign = if scores.orientation() == Orientation::HigherIsBetter { 1.0 } else { -1.0 };
        scores.as_slice().iter().map(|s| sign * s).collect()
    }

    fn stability(&self, method: &ScoreMethod) -> WeightStability {
        WeightStability::of_matrix(method.clone(), &self.matrix(), &self.weights(), Search::default()).expect("has intervals")
    }
}

/// Unit numbers from the best to the worst.
fn order(scores: &[f64]) -> Vec<usize> {
    let mut order: Vec<usize> = (0..scores.len()).collect();
    order.sort_by(|&a, &b| scores[b].total_cmp(&scores[a]).then(a.cmp(&b)));
    order
}

fn additive() -> Vec<ScoreMethod> {
    // SPOTIS asks for goalposts, which these matrices have not.
    let spotis = Spotis::default().with_normalization(Normalization::MinMax);
    vec![WeightedSum::default().into(), Mabac::default().into(), Mairca::default().into(), Moora::default().into(), spotis.into()]
}

fn sum() -> ScoreMethod {
    WeightedSum::default().into()
}

/// The weighted sum of the values as they are.
fn plain() -> ScoreMethod {
    WeightedSum::default().with_normalization(Normalization::None).into()
}

fn tai() -> (Model, IndicatorTable) {
    let model = Model::from_toml(include_str!("../../examples/models/tai.toml")).expect("the shipped model is valid");
    let table = include_bytes!("../../examples/data/tai.csv").as_slice();
    (model, IndicatorTable::from_csv(table, &CsvOptions::default()).expect("valid"))
}

fn ranked(effect: &Effect) -> &RankShifts {
    match effect {
        Effect::Ranked(shifts) => shifts,
        Effect::Refused { reason } => panic!("refused: {reason}"),
    }
}

fn written_and_read<T: serde::Serialize + serde::de::DeserializeOwned + PartialEq + std::fmt::Debug>(value: &T) {
    let text = serde_json::to_string(value).expect("writes");
    assert_eq!(serde_json::from_str::<T>(&text).expect("reads"), *value);
}

// ---------------------------------------------------------------------------------------------------------------------------
// Intervals of weights

proptest! {
    #![proptest_config(config(60))]

    #[test]
    fn the_closed_form_is_the_nearest_crossing_of_any_two_lines(study in study(2..=9, 2..=6)) {
        for method in additive() {
            let stability = study.stability(&method);
            prop_assert_eq!(stability.procedure, Procedure::ClosedForm {});
            for (j, interval) in stability.intervals.iter().enumerate() {
                let w = study.shares[j];
                let now = study.scores(&method, &study.weights());
                let (none, all) = (study.scores(&method, &study.ray(j, 0.0)), study.scores(&method, &study.ray(j, 1.0)));
                let best = order(&now)[0];
                let nearest = |pairs: &dyn Fn(usize, usize) -> bool| {
                    let (mut lower, mut upper) = (0.0_f64, 1.0_f64);
                    for a in 0..now.len() {
                        for b in 0..now.len() {
                            // The difference is a line through its values at 0 and at 1.
                            let (d0, d1) = (none[a] - none[b], all[a] - all[b]);
                            if !pairs(a, b) || d0 * d1 > 0.0 || d0 == d1 {
                                continue;
                            }
                            let t = d0 / (d0 - d1);
                            if t > w { upper = upper.min(t) } else { lower = lower.max(t) }
                        }
                    }
                    (lower, upper)
                };
                for (span, (lower, upper)) in
                    [(&interval.winner, nearest(&|a, _| a == best)), (&interval.order, nearest(&|a, b| a < b))]
                {
                    let is_nearest = agrees(span.lower.weight, lower, 1.0) && agrees(span.upper.weight, upper, 1.0);
                    prop_assert!(is_nearest, "{:?} {:?} {:?}", span, lower, upper);
                    prop_assert!(span.contains(interval.weight));
                }
            }
        }
    }

    #[test]
    fn just_inside_the_order_is_as_before_and_just_outside_it_is_not(study in study(2..=9, 2..=6)) {
        for method in additive() {
            let now = order(&study.scores(&method, &study.weights()));
            for (j, interval) in study.stability(&method).intervals.iter().enumerate() {
                let at = |t: f64| order(&study.scores(&method, &study.ray(j, t)));
                for (span, is_winner) in [(&interval.winner, true), (&interval.order, false)] {
                    let same = |t: f64| if is_winner { at(t)[0] == now[0] } else { at(t) == now };
                    let Span { lower, upper } = span;
                    let inside = [(lower.weight + 1e-9).min(interval.weight), (upper.weight - 1e-9).max(interval.weight)];
                    prop_assert!(inside.into_iter().all(same));
                    for (bound, outside) in [(lower, lower.weight - 1e-9), (upper, upper.weight + 1e-9)] {
                        let Some(Change::Overtakes { unit, over }) = &bound.change else {
                            prop_assert!(bound.weight == 0.0 || bound.weight == 1.0);
                            continue;
                        };
                        prop_assert!(!same(outside), "{:?}", bound);
                        let place = |name: &str| at(outside).iter().position(|i| (i + 1).to_string() == name);
                        prop_assert!(place(unit) < place(over), "{:?}", bound);
                    }
                }
            }
        }
    }

    /// The utility of MARCOS rises with the weighted sum of linearly normalised values, for any weights: the same crossings,
    /// found by search.
    #[test]
    fn the_search_finds_what_the_closed_form_does(study in study(2..=7, 2..=5)) {
        let lines = study.stability(&WeightedSum::default().with_normalization(Normalization::Linear).into());
        let searched = study.stability(&Marcos::default().into());
        prop_assert_eq!(searched.procedure, Procedure::Search { steps: 100, tolerance: 1e-12 });
        for (line, found) in lines.intervals.iter().zip(&searched.intervals) {
            prop_assert_eq!(&line.winners, &found.winners);
            // Two crossings between neighboring grid points go unseen by the search, at most that far out.
            for (a, b) in [(&line.winner.lower, &found.winner.lower), (&line.winner.upper, &found.winner.upper)] {
                prop_assert!((a.weight - b.weight).abs() < 1e-9, "{:?} {:?}", a, b);
            }
            prop_assert!(found.order.lower.weight <= line.order.lower.weight + 1e-9);
            prop_assert!(found.order.upper.weight >= line.order.upper.weight - 1e-9);
        }
    }

    #[test]
    fn no_order_of_units_or_indicators_and_no_unit_of_measurement_moves_an_interval(
        study in study(3..=7, 3..=5),
        turn in 1_usize..3,
    ) {
        let alike = |a: &WeightInterval, b: &WeightInterval| {
            let bounds = |i: &WeightInterval| [&i.order.lower, &i.order.upper, &i.winner.lower, &i.winner.upper].map(|b| b.weight);
            bounds(a).iter().zip(bounds(b)).all(|(a, b)| agrees(*a, b, 1.0))
        };
        for method in [sum(), Topsis::default().into()] {
            let straight = study.stability(&method);
            let mut turned = study.clone();
            turned.rows.rotate_left(turn);
            // The units are named by their number, so that only the bounds can be compared.
            for (a, b) in straight.intervals.iter().zip(&turned.stability(&method).intervals) {
                prop_assert!(alike(a, b), "{:?} {:?}", a, b);
            }
            let mut turned = study.clone();
            turned.rows.iter_mut().for_each(|row| row.rotate_left(turn));
            turned.shares.rotate_left(turn);
            let mut moved = turned.stability(&method).intervals;
            moved.rotate_right(turn);
            for (a, b) in straight.intervals.iter().zip(&moved) {
                prop_assert!(alike(a, b), "{:?} {:?}", a, b);
            }
            let mut scaled = study.clone();
            scaled.rows.iter_mut().for_each(|row| row[0] *= 1000.0);
            for (a, b) in straight.intervals.iter().zip(&scaled.stability(&method).intervals) {
                prop_assert!(alike(a, b), "{:?} {:?}", a, b);
            }
        }
    }
}

#[test]
fn every_method_has_intervals_around_its_weights() {
    // Phones by price, storage, camera, looks.
    let criteria = [
        ("price", Direction::Cost),
        ("storage", Direction::Benefit),
        ("camera", Direction::Benefit),
        ("looks", Direction::Benefit),
    ];
    let mut matrix = DecisionMatrix::from_rows(
        &criteria,
        &[
            [250.0, 16.0, 12.0, 5.0],
            [200.0, 16.0, 8.0, 3.0],
            [300.0, 32.0, 16.0, 4.0],
            [275.0, 32.0, 8.0, 4.0],
            [225.0, 16.0, 16.0, 2.0],
        ],
    )
    .expect("valid");
    for (key, low, high) in [("price", 100.0, 400.0), ("storage", 0.0, 64.0), ("camera", 0.0, 20.0), ("looks", 0.0, 5.0)] {
        matrix = matrix.with_goalposts(key, Goalposts::new(low, high).expect("ordered")).expect("known");
    }
    let weights = Weights::new([("price", 0.35), ("storage", 0.25), ("camera", 0.25), ("looks", 0.15)]).expect("on the simplex");
    let mut seen = 0;
    for method in ScoreMethod::all() {
        let name = method.info().name;
        // A method that needs other data than these is under test elsewhere.
        if method.score(&matrix, &weights).is_err() {
            continue;
        }
        seen += 1;
        let stability =
            WeightStability::of_matrix(method, &matrix, &weights, Search::default()).unwrap_or_else(|e| panic!("{name}: {e}"));
        assert_eq!(stability.intervals.len(), 4);
        for interval in &stability.intervals {
            for span in [&interval.winner, &interval.order] {
                assert!(span.lower.weight <= interval.weight && interval.weight <= span.upper.weight, "{name}: {interval:?}");
                assert!(0.0 <= span.lower.weight && span.upper.weight <= 1.0, "{name}: {interval:?}");
            }
            assert!(interval.winner.lower.weight <= interval.order.lower.weight + 1e-9, "{name}: {interval:?}");
        }
        written_and_read(&stability);
    }
    assert!(seen >= 24, "{seen} methods");
}

#[test]
fn units_that_tie_and_part_make_the_interval_a_point() {
    // A = t, B = 1 − t, C = t/2 + (1 − t)/2 − 0.1: A and B tie at 0.5.
    let matrix = matrix(&[vec![1.0, 0.0], vec![0.0, 1.0], vec![0.4, 0.4]], &[Direction::Benefit; 2]);
    let stability = WeightStability::of_matrix(plain(), &matrix, &weights(&[0.5, 0.5]), Search::default()).expect("scores");
    let interval = &stability.intervals[0];
    assert_eq!(interval.winners, ["1", "2"]);
    assert_eq!((interval.winner.lower.weight, interval.winner.upper.weight), (0.5, 0.5));
    assert_eq!(interval.winner.upper.change, Some(Change::Parts { unit: "1".into(), from: "2".into() }));
    assert_eq!(interval.winner.lower.change, Some(Change::Parts { unit: "2".into(), from: "1".into() }));
    assert!(!interval.winner.contains(0.5));
    // By search as well.
    let stability =
        WeightStability::of_matrix(Vikor::default(), &matrix, &weights(&[0.5, 0.5]), Search::default()).expect("scores");
    let winner = &stability.intervals[0].winner;
    assert!(winner.upper.weight - winner.lower.weight < 1e-9, "{winner:?}");
}

#[test]
fn units_that_tie_everywhere_and_weights_that_can_not_move_bound_nothing() {
    let twins = matrix(&[vec![3.0, 4.0], vec![3.0, 4.0], vec![1.0, 1.0]], &[Direction::Benefit; 2]);
    let of = |matrix: &DecisionMatrix, shares: &[f64]| {
        WeightStability::of_matrix(plain(), matrix, &weights(shares), Search::default()).expect("scores").intervals
    };
    let intervals = of(&twins, &[0.3, 0.7]);
    assert_eq!(intervals[0].winners, ["1", "2"]);
    assert_eq!((intervals[0].order.lower.weight, intervals[0].order.upper.weight), (0.0, 1.0));
    assert_eq!(intervals[0].order.lower.change, None);
    // All weight on the first: the second can only gain.
    let intervals = of(&matrix(&[vec![1.0, 0.0], vec![0.5, 1.0]], &[Direction::Benefit; 2]), &[1.0, 0.0]);
    assert_eq!((intervals[0].order.lower.weight, intervals[0].order.upper.weight), (1.0, 1.0));
    // 1 − t against 0.5 (1 − t) + t: level at t = 1/3.
    assert_eq!(intervals[1].order.lower.change, None);
    assert_relative_eq!(intervals[1].order.upper.weight, 1.0 / 3.0, epsilon = 1e-12);
    let alone = of(&matrix(&[vec![2.0], vec![1.0]], &[Direction::Benefit]), &[1.0]);
    assert_eq!((alone[0].winner.lower.weight, alone[0].winner.upper.weight), (1.0, 1.0));
}

#[test]
fn a_unit_that_draws_level_at_the_very_end_passes_nobody() {
    // Equal in the first, so that they tie when it has all the weight.
    let level = matrix(&[vec![1.0, 1.0], vec![1.0, 0.5], vec![0.0, 0.0]], &[Direction::Benefit; 2]);
    for method in [sum(), Marcos::default().with_normalization(Normalization::Max).into()] {
        let intervals = WeightStability::of_matrix(method, &level, &weights(&[0.4, 0.6]), Search::default());
        let Ok(intervals) = intervals else { continue };
        let upper = &intervals.intervals[0].winner.upper;
        assert_eq!(upper.weight, 1.0);
        assert_eq!(upper.change, Some(Change::DrawsLevel { unit: "2".into(), with: "1".into() }));
    }
}

#[test]
fn each_period_has_intervals_of_its_own() {
    let (first, second) = (Period::year(2023).expect("valid"), Period::year(2024).expect("valid"));
    let post = |key: &str| Indicator::new(key).expect("a key").with_goalposts(Goalposts::new(0.0, 10.0).expect("ordered"));
    let model = Model::new(System::flat([post("c1"), post("c2")]).expect("sound"))
        .with_indicator_scores(WeightedSum::default().with_normalization(Normalization::GOALPOSTS));
    let table = |values: [[f64; 2]; 3]| crate::common::table(&values.map(|row| row.to_vec()));
    let (early, late) = (table([[9.0, 2.0], [3.0, 7.0], [6.0, 4.0]]), table([[1.0, 8.0], [5.0, 5.0], [9.0, 3.0]]));
    let panel = IndicatorTable::stack(&[(first, early.clone()), (second, late.clone())]).expect("stacks");
    let whole = model.fit(&panel).expect("fits");
    let both = WeightStability::of_node(&whole, &panel, "overall", "overall", Search::default()).expect("scores");
    assert_eq!(both.intervals.len(), 4);
    for (part, period, at) in [(early, first, 0), (late, second, 1)] {
        let fitted = model.fit(&part).expect("fits");
        let alone = WeightStability::of_node(&fitted, &part, "overall", "overall", Search::default()).expect("scores");
        for (j, alone) in alone.intervals.iter().enumerate() {
            let found = &both.intervals[2 * j + at];
            assert_eq!(found.period, Some(period));
            assert_relative_eq!(found.order.lower.weight, alone.order.lower.weight, epsilon = 1e-12);
            assert_relative_eq!(found.winner.upper.weight, alone.winner.upper.weight, epsilon = 1e-12);
        }
    }
}

/// Two nodes over two indicators each.
fn two_nodes() -> (System, IndicatorTable) {
    let leaf = |key: &str| Indicator::new(key).expect("a key");
    let system = System::new(
        Branch::over(
            "overall",
            [
                Branch::of("order", [leaf("c1"), leaf("c2")]).expect("a key"),
                Branch::of("service", [leaf("c3"), leaf("c4")]).expect("a key"),
            ],
        )
        .expect("a key"),
    )
    .expect("sound");
    let rows = [
        vec![3.0, 9.0, 4.0, 7.0],
        vec![5.0, 4.0, 6.0, 6.0],
        vec![7.0, 5.0, 9.0, 1.0],
        vec![2.0, 8.0, 7.0, 5.0],
        vec![6.0, 3.0, 5.0, 8.0],
    ];
    (system, crate::common::table(&rows))
}

/// Names from the best to the worst by the whole.
fn names(fitted: &Fitted, table: &IndicatorTable) -> Vec<String> {
    let evaluation = fitted.score(table).expect("scores");
    let scores: Vec<f64> = evaluation.root().scores().iter().map(|s| s.expect("scored")).collect();
    order(&scores).into_iter().map(|at| evaluation.rows().get(at).expect("there").unit.to_owned()).collect()
}

#[test]
fn the_weights_of_every_node_are_watched_by_the_ranking_of_the_whole() {
    let (system, table) = two_nodes();
    let given = |node: &str, t: f64| {
        let pairs = |x: &str, y: &str, t: f64| Given::new([(x, t), (y, 1.0 - t)]).expect("keys");
        let t_of = |other: &str, default: f64| if node == other { t } else { default };
        Model::new(system.clone())
            .with_dimension_weights(pairs("order", "service", t_of("overall", 0.45)))
            .with_node_weights("order", pairs("c1", "c2", t_of("order", 0.6)))
            .and_then(|m| m.with_node_weights("service", pairs("c3", "c4", t_of("service", 0.3))))
            .expect("known nodes")
    };
    let straight = |model: Model| model.with_indicator_scores(WeightedSum::default());
    let over_leaves = |model: Model| {
        let scoring = governance_efficacy::model::Scoring::from(WeightedSum::default()).over_leaves();
        model.with_node_score("overall", scoring).expect("known")
    };
    for (what, shape, closed) in [
        ("sums", &straight as &dyn Fn(Model) -> Model, [true, true, true]),
        ("TOPSIS below", &|m: Model| m, [true, false, false]),
        ("leaves", &over_leaves, [true, true, true]),
    ] {
        let fitted = shape(given("", 0.0)).fit(&table).expect("fits");
        let now = names(&fitted, &table);
        let all = WeightStability::of_model(&fitted, &table, Search::default()).expect("scores");
        let found: Vec<&str> = all.iter().map(|s| s.node.as_ref().expect("named").as_str()).collect();
        assert_eq!(found, ["overall", "order", "service"], "{what}");
        for (stability, closed) in all.iter().zip(closed) {
            let node = stability.node.as_ref().expect("named").as_str();
            assert_eq!(stability.procedure == Procedure::ClosedForm {}, closed, "{what} {node}");
            let order = &stability.intervals[0].order;
            for (bound, inward) in [(&order.lower, 1e-6), (&order.upper, -1e-6)] {
                let at = |t: f64| names(&shape(given(node, t)).fit(&table).expect("fits"), &table);
                assert_eq!(at(bound.weight + inward), now, "{what} {node} {bound:?}");
                if matches!(bound.change, Some(Change::Overtakes { .. })) {
                    assert_ne!(at(bound.weight - inward), now, "{what} {node} {bound:?}");
                }
            }
        }
    }
}

#[test]
fn gaps_are_searched_and_a_unit_may_lose_its_score() {
    let keys = ["c1", "c2", "c3"];
    let rows = [[Some(1.0), Some(5.0), Some(2.0)], [None, Some(4.0), Some(6.0)], [Some(3.0), Some(1.0), Some(4.0)]];
    let table = IndicatorTable::from_rows(["A", "B", "C"], &keys, &rows).expect("valid");
    let model = Model::new(System::flat(keys.map(|k| Indicator::new(k).expect("a key"))).expect("sound"))
        .with_indicator_scores(WeightedSum::default())
        .with_preparation(Preparation::default().with_missing(Missing::Renormalize { coverage: 0.5 }));
    let fitted = model.fit(&table).expect("fits");
    let stability = WeightStability::of_node(&fitted, &table, "overall", "overall", Search::default()).expect("scores");
    assert!(matches!(stability.procedure, Procedure::Search { .. }));
    // B lacks the first indicator; above a weight of one half too little of it is left.
    let upper = [&stability.intervals[0].order.upper, &stability.intervals[0].winner.upper];
    assert!(upper.iter().all(|bound| bound.weight <= 0.5 + 1e-9), "{upper:?}");
    assert!(upper.iter().any(|bound| matches!(bound.change, Some(Change::Unscored { .. }))), "{upper:?}");
}

#[test]
fn what_is_asked_of_the_wrong_node_is_refused() {
    let (system, table) = two_nodes();
    let fitted = Model::new(system).fit(&table).expect("fits");
    let code = |node: &str, ranked: &str| {
        WeightStability::of_node(&fitted, &table, node, ranked, Search::default()).map_err(|e| e.code()).map(|_| ())
    };
    assert_eq!(code("order", "overall"), Ok(()));
    assert_eq!(code("order", "order"), Ok(()));
    assert_eq!(code("overall", "order"), Err("invalid-setting"));
    assert_eq!(code("order", "service"), Err("invalid-setting"));
    assert_eq!(code("ordr", "overall"), Err("unknown"));
    let pair = |pair, norm| SmallestChange::of_node(&fitted, &table, "order", pair, None, norm).map_err(|e| e.code());
    // TOPSIS over the indicators.
    assert_eq!(pair(("1", "2"), Norm::Euclidean).unwrap_err(), "undefined");
    let at_the_top =
        |pair| SmallestChange::of_node(&fitted, &table, "overall", pair, None, Norm::CityBlock).map_err(|e| e.code());
    assert_eq!(at_the_top(("1", "9")).unwrap_err(), "unknown");
    assert!(at_the_top(("1", "2")).is_ok());
}

// ---------------------------------------------------------------------------------------------------------------------------
// The smallest change

/// A unit whose lead over the second is `c` in each indicator.
fn lead_of(c: &[f64]) -> DecisionMatrix {
    matrix(&[c.to_vec(), vec![0.0; c.len()]], &vec![Direction::Benefit; c.len()])
}

fn least(c: &[f64], w: &[f64], norm: Norm) -> SmallestChange {
    SmallestChange::of_matrix(plain(), &lead_of(c), &weights(w), ("1", "2"), None, norm).expect("additive")
}

/// The corners of the weights on the simplex with `Σ c v ≥ 0`.
fn corners(c: &[f64]) -> Vec<Vec<f64>> {
    let m = c.len();
    let corner = |pairs: &[(usize, f64)]| {
        let mut v = vec![0.0; m];
        for &(j, x) in pairs {
            v[j] = x;
        }
        v
    };
    let mut corners: Vec<Vec<f64>> = (0..m).filter(|&j| c[j] >= 0.0).map(|j| corner(&[(j, 1.0)])).collect();
    for ahead in (0..m).filter(|&j| c[j] > 0.0) {
        for behind in (0..m).filter(|&j| c[j] < 0.0) {
            let share = c[ahead] / (c[ahead] - c[behind]);
            corners.push(corner(&[(ahead, 1.0 - share), (behind, share)]));
        }
    }
    corners
}

fn on_simplex(raw: &[f64]) -> Vec<f64> {
    let total: f64 = raw.iter().sum();
    raw.iter().map(|x| x / total).collect()
}

proptest! {
    #![proptest_config(config(400))]

    #[test]
    fn the_smallest_change_ties_the_two_and_nothing_nearer_does(
        (c, w) in (2_usize..8).prop_flat_map(|m| (
            prop::collection::vec(prop_oneof![8 => -1.0..1.0, 1 => Just(0.0), 1 => Just(-0.5)], m),
            prop::collection::vec(prop_oneof![6 => 0.05..1.0, 1 => Just(0.0)], m),
        )).prop_filter("some weight", |(_, w)| w.iter().sum::<f64>() > 0.1),
        mix in prop::collection::vec(0.0..1.0_f64, 64),
    ) {
        let w = on_simplex(&w);
        let dot = |v: &[f64]| v.iter().zip(&c).map(|(v, c)| v * c).sum::<f64>();
        for norm in [Norm::Euclidean, Norm::CityBlock] {
            let found = least(&c, &w, norm);
            prop_assert!((found.lead - dot(&w)).abs() < 1e-12);
            match &found.reach {
                Reach::Already {} => prop_assert!(found.lead >= 0.0),
                Reach::Impossible { behind, .. } => {
                    prop_assert!(c.iter().all(|&c| c < 0.0));
                    prop_assert!(agrees(*behind, -c.iter().copied().fold(f64::NEG_INFINITY, f64::max), 1.0));
                }
                Reach::Possible { weights: v, distance } => {
                    let v = v.as_slice();
                    prop_assert!(dot(v).abs() < 1e-12, "they tie: {}", dot(v));
                    let length = |u: &[f64]| -> f64 {
                        let moves = u.iter().zip(&w).map(|(u, w)| u - w);
                        match norm {
                            Norm::Euclidean => moves.map(|d| d * d).sum::<f64>().sqrt(),
                            Norm::CityBlock => moves.map(f64::abs).sum(),
                        }
                    };
                    prop_assert!(agrees(*distance, length(v), 1.0));
                    let corners = corners(&c);
                    if norm == Norm::Euclidean {
                        // The nearest point of a convex set is the one from which no other lies in the direction of w.
                        for corner in &corners {
                            let angle: f64 = (0..w.len()).map(|j| (v[j] - w[j]) * (corner[j] - v[j])).sum();
                            prop_assert!(angle >= -1e-10, "{} {:?}", angle, corner);
                        }
                    }
                    for mix in mix.chunks(8) {
                        let mut point = vec![0.0; w.len()];
                        let raw: Vec<f64> = (0..corners.len()).map(|at| mix[at % 8].powi(4) + 1e-9).collect();
                        let shares = on_simplex(&raw);
                        for (corner, share) in corners.iter().zip(shares) {
                            point.iter_mut().zip(corner).for_each(|(p, x)| *p += share * x);
                        }
                        prop_assert!(length(&point) >= distance - 1e-9);
                    }
                }
            }
            written_and_read(&found);
        }
    }
}

#[test]
fn the_city_block_answer_is_that_of_a_fine_grid() {
    for (c, w) in
        [([0.2, -0.3, -0.4], [0.5, 0.3, 0.2]), ([0.1, -0.9, 0.3], [0.2, 0.7, 0.1]), ([-0.2, -0.1, 0.05], [0.3, 0.3, 0.4])]
    {
        for norm in [Norm::Euclidean, Norm::CityBlock] {
            let Reach::Possible { distance, .. } = least(&c, &w, norm).reach else { panic!("possible") };
            let mut best = f64::INFINITY;
            for a in 0..=1000_u32 {
                for b in 0..=1000 - a {
                    let v = [f64::from(a) / 1000.0, f64::from(b) / 1000.0, f64::from(1000 - a - b) / 1000.0];
                    let (mut lead, mut square, mut city) = (0.0, 0.0, 0.0);
                    for j in 0..3 {
                        lead += c[j] * v[j];
                        square += (v[j] - w[j]).powi(2);
                        city += (v[j] - w[j]).abs();
                    }
                    if lead >= 0.0 {
                        best = best.min(if norm == Norm::Euclidean { square.sqrt() } else { city });
                    }
                }
            }
            assert!(distance <= best + 1e-12 && best < distance + 0.01, "{distance} {best}");
        }
    }
}

#[test]
fn a_unit_that_draws_level_only_where_all_weight_is_does_so_there() {
    // Level in b alone, behind elsewhere.
    for norm in [Norm::Euclidean, Norm::CityBlock] {
        let found = least(&[-0.3, 0.0, -0.1], &[0.4, 0.2, 0.4], norm);
        let Reach::Possible { weights, .. } = found.reach else { panic!("possible: {found:?}") };
        crate::common::assert_agree("weights", weights.as_slice(), &[0.0, 1.0, 0.0]);
    }
    assert!(matches!(least(&[0.0, 0.0], &[0.5, 0.5], Norm::Euclidean).reach, Reach::Already {}));
}

#[test]
fn only_the_lead_counts_and_not_how_high_the_two_stand() {
    // Eighths, so that differences are exact.
    let (c, base) = ([0.25, -0.375, -0.5], [0.5, 0.75, 1.0]);
    let raised = matrix(&[base.iter().zip(c).map(|(b, c)| b + c).collect(), base.to_vec()], &[Direction::Benefit; 3]);
    for norm in [Norm::Euclidean, Norm::CityBlock] {
        let found = SmallestChange::of_matrix(plain(), &raised, &weights(&[0.5, 0.25, 0.25]), ("1", "2"), None, norm);
        assert_eq!(found.expect("additive"), least(&c, &[0.5, 0.25, 0.25], norm));
    }
}

#[test]
fn the_unit_of_the_scores_does_not_change_the_weights() {
    let of = |unit: f64, norm| match least(&[0.2 * unit, -0.3 * unit, -0.4 * unit], &[0.5, 0.3, 0.2], norm).reach {
        Reach::Possible { weights, .. } => weights,
        other => panic!("possible: {other:?}"),
    };
    for norm in [Norm::Euclidean, Norm::CityBlock] {
        for unit in [1e-200, 1e200] {
            crate::common::assert_agree("weights", of(unit, norm).as_slice(), of(1.0, norm).as_slice());
        }
    }
}

// ---------------------------------------------------------------------------------------------------------------------------
// Leaving out and copying

#[test]
fn the_achievement_index_loses_its_winner_with_two_indicators_and_no_order_with_a_country() {
    let (model, table) = tai();
    let out = LeaveOneOut::of(&model, &table).expect("evaluates");
    assert_eq!((out.indicators.len(), out.units.len(), out.ranks.len()), (8, 23, 23));
    let changed: Vec<&str> =
        out.indicators.iter().filter(|i| !ranked(&i.effect).winners.is_empty()).map(|i| i.name.as_str()).collect();
    assert_eq!(changed, ["internet", "university"]);
    // On fixed goalposts no country moves another.
    assert!(out.units.iter().all(|unit| ranked(&unit.effect).is_none() && ranked(&unit.effect).compared == 22));
    for left in &out.indicators {
        let others = table.keys().filter(|key| **key != left.name.as_str()).map(|key| (key.as_str(), 1.0 / 7.0));
        let document =
            include_str!("../../examples/models/tai.toml").replace("method = \"equal\"", "method = \"given\"\nweights = {}");
        let at = document.find(&format!("[[indicator]]\nkey = {:?}", left.name)).expect("named");
        let end = document[at + 1..].find("[[indicator]]").map_or(document.len(), |next| at + 1 + next);
        let entry: Vec<String> = others.map(|(key, weight)| format!("{key} = {weight}")).collect();
        let document = format!("{}{}", &document[..at], &document[end..]).replace("{}", &format!("{{ {} }}", entry.join(", ")));
        let without = Model::from_toml(&document).expect("valid").evaluate(&table).expect("evaluates");
        let shifts = ranked(&left.effect);
        let mut total = 0.0;
        for (at, rank) in without.root().ranks().iter().enumerate() {
            let (before, after) = (out.ranks[at].expect("ranked"), rank.expect("ranked"));
            total += (before - after).abs();
            let moved = shifts.moved.iter().find(|moved| moved.unit == out.rows[at]);
            assert_eq!(moved.map(|m| (m.from, m.to)), (before != after).then_some((before, after)), "{}", left.name);
        }
        assert_relative_eq!(shifts.mean_absolute_shift, total / 23.0, epsilon = 1e-12);
    }
    written_and_read(&out);
}

#[test]
fn a_node_with_nothing_left_goes_and_its_weight_with_it() {
    let leaf = |key: &str| Indicator::new(key).expect("a key");
    let branch = |key: &str, leaves: Vec<Indicator>| Branch::of(key, leaves).expect("a key");
    let nodes = [branch("a", vec![leaf("c1"), leaf("c2")]), branch("b", vec![leaf("c3")]), branch("c", vec![leaf("c4")])];
    let system = System::new(Branch::over("overall", nodes).expect("a key")).expect("sound");
    let model = Model::new(system)
        .with_dimension_weights(Given::new([("a", 0.5), ("b", 0.3), ("c", 0.2)]).expect("keys"))
        .with_indicator_scores(WeightedSum::default());
    let (_, table) = two_nodes();
    let out = LeaveOneOut::of(&model, &table).expect("evaluates");
    let system = System::new(
        Branch::over("overall", [branch("a", vec![leaf("c1"), leaf("c2")]), branch("c", vec![leaf("c4")])]).expect("a key"),
    );
    let without = Model::new(system.expect("sound"))
        .with_dimension_weights(Given::new([("a", 5.0 / 7.0), ("c", 2.0 / 7.0)]).expect("keys"))
        .with_indicator_scores(WeightedSum::default());
    let expected = without.evaluate(&table).expect("evaluates");
    let shifts = ranked(&out.indicators[2].effect);
    assert_eq!(out.indicators[2].name, "c3");
    for (at, rank) in expected.root().ranks().iter().enumerate() {
        let moved = shifts.moved.iter().find(|m| m.unit == out.rows[at]);
        assert_eq!(moved.map_or(out.ranks[at], |m| Some(m.to)), *rank);
    }
}

#[test]
fn what_can_not_be_left_out_says_so() {
    let model = Model::new(System::flat([Indicator::new("c1").expect("a key")]).expect("sound"));
    let out = LeaveOneOut::of(&model, &crate::common::table(&[vec![1.0], vec![2.0]])).expect("evaluates");
    assert!(matches!(&out.indicators[0].effect, Effect::Refused { reason } if reason.contains("indicators left")));
    // One unit alone doesn't vary.
    assert!(
        out.units.iter().all(|unit| matches!(&unit.effect, Effect::Refused { reason } if reason.contains("c1"))),
        "{:?}",
        out.units
    );
    let weightless = Model::new(System::flat(["c1", "c2"].map(|k| Indicator::new(k).expect("a key"))).expect("sound"))
        .with_indicator_weights(Given::new([("c1", 1.0), ("c2", 0.0)]).expect("keys"));
    let out = LeaveOneOut::of(&weightless, &crate::common::table(&[vec![1.0, 3.0], vec![2.0, 5.0], vec![4.0, 4.0]]))
        .expect("evaluates");
    assert!(matches!(&out.indicators[0].effect, Effect::Refused { .. }));
    assert!(ranked(&out.indicators[1].effect).is_none());
}

#[test]
fn ranks_are_compared_within_periods_and_among_the_same_rows() {
    let year = |y| Period::year(y).expect("valid");
    let rows = Rows::panel([
        ("A", year(2023)),
        ("B", year(2023)),
        ("C", year(2023)),
        ("A", year(2024)),
        ("B", year(2024)),
        ("D", year(2024)),
    ]);
    let column = |key: &str, values: [Option<f64>; 6]| {
        governance_efficacy::table::Column::with_gaps(key.parse().expect("a key"), values.to_vec()).expect("finite")
    };
    let table = IndicatorTable::new(
        rows.expect("valid"),
        vec![
            column("c1", [Some(1.0), Some(2.0), Some(3.0), Some(2.0), Some(1.0), Some(3.0)]),
            column("c2", [Some(9.0), Some(5.0), Some(1.0), Some(4.0), Some(8.0), None]),
        ],
    )
    .expect("valid");
    let model = Model::new(System::flat(["c1", "c2"].map(|k| Indicator::new(k).expect("a key"))).expect("sound"))
        .with_indicator_weights(Entropy::default())
        .with_indicator_scores(WeightedSum::default())
        .with_preparation(Preparation::default().with_missing(Missing::DropUnit))
        .with_scope(Scope::Pooled);
    let out = LeaveOneOut::of(&model, &table).expect("evaluates");
    // D lacks the second indicator, and stays out without it too.
    assert_eq!(out.rows, ["A 2023", "B 2023", "C 2023", "A 2024", "B 2024"]);
    let without = ranked(&out.indicators[1].effect);
    assert_eq!(without.compared, 5);
    assert_eq!(out.units.iter().map(|u| u.name.as_str()).collect::<Vec<_>>(), ["A", "B", "C"]);
    // Without A there are B and C in the first year, and B alone in the second.
    assert_eq!(ranked(&out.units[0].effect).compared, 3);
    let test = CloneTest::of(&model, &table).expect("evaluates");
    assert!(test.units.iter().all(|unit| unit.ties), "{:?}", test.units);
    written_and_read(&test);
}

proptest! {
    #![proptest_config(config(40))]

    #[test]
    fn a_weighted_sum_does_not_see_that_an_indicator_was_split(study in study(3..=8, 2..=5)) {
        let system = System::flat(keys(study.shares.len()).iter().map(|k| Indicator::new(k).expect("a key"))).expect("sound");
        let given = Given::new(keys(study.shares.len()).into_iter().zip(study.shares.iter().copied())).expect("keys");
        let model = Model::new(system).with_indicator_weights(given);
        let table = crate::common::table(&study.rows);
        let sums = CloneTest::of(&model.clone().with_indicator_scores(WeightedSum::default()), &table).expect("evaluates");
        prop_assert!(sums.indicators.iter().all(|i| ranked(&i.split).is_none()));
        prop_assert!(sums.units.iter().all(|unit| unit.ties && ranked(&unit.effect).is_none()));
        // TOPSIS with the weights outside the square: the squares of two halves are not the square of the whole, but the copy
        // ties all the same.
        let topsis = CloneTest::of(&model, &table).expect("evaluates");
        prop_assert!(topsis.units.iter().all(|unit| unit.ties));
    }
}

#[test]
fn topsis_sees_that_an_indicator_was_split() {
    let (model, table) = tai();
    let model = model.with_indicator_scores(Topsis::default());
    let test = CloneTest::of(&model, &table).expect("evaluates");
    assert!(test.indicators.iter().any(|i| !ranked(&i.split).is_none()));
    for i in &test.indicators {
        // Two halves weigh √½ of the whole under a square: the split counts for less than the copy that doubles.
        assert!(ranked(&i.split).mean_absolute_shift <= ranked(&i.doubled).mean_absolute_shift + 0.3, "{}", i.name);
    }
}

// ---------------------------------------------------------------------------------------------------------------------------
// Importance

/// All combinations of two levels: no correlation, the variances the squares of the steps over 4.
fn factorial(steps: &[f64]) -> DecisionMatrix {
    let rows: Vec<Vec<f64>> = (0..1_usize << steps.len())
        .map(|bits| steps.iter().enumerate().map(|(j, s)| if bits >> j & 1 == 1 { *s } else { 0.0 }).collect())
        .collect();
    matrix(&rows, &vec![Direction::Benefit; steps.len()])
}

#[test]
fn without_correlation_importances_are_the_squares_of_weights_times_spreads() {
    let (steps, w) = ([1.0, 2.0, 0.5], [0.5, 0.2, 0.3]);
    let importance = Importance::of_matrix(plain(), &factorial(&steps), &weights(&w)).expect("varies");
    let squares: Vec<f64> = steps.iter().zip(w).map(|(s, w)| (s * w).powi(2)).collect();
    for (found, square) in importance.indicators.iter().zip(&squares) {
        let expected = square / squares.iter().sum::<f64>();
        for x in [found.linear, found.linear_share, found.main_effect, found.main_effect_share] {
            assert_relative_eq!(x, expected, epsilon = 1e-12);
        }
        assert_eq!((found.rows, found.bandwidth), (8, None));
    }
    written_and_read(&importance);
}

proptest! {
    #![proptest_config(config(60))]

    #[test]
    fn importance_is_a_share_and_the_same_in_any_order_and_unit(study in study(6..=30, 2..=5), turn in 1_usize..3) {
        for method in [sum(), Topsis::default().into()] {
            let of = |study: &Study| Importance::of_matrix(method.clone(), &study.matrix(), &study.weights()).expect("varies");
            let straight = of(&study);
            let (mut linear, mut main) = (0.0, 0.0);
            for i in &straight.indicators {
                prop_assert!((0.0..=1.0).contains(&i.linear) && (0.0..=1.0).contains(&i.main_effect));
                prop_assert!(i.bandwidth.is_some() || (i.main_effect - i.linear).abs() < 1e-9);
                prop_assert!(i.degrees_of_freedom >= 1.0 - 1e-9 && i.degrees_of_freedom <= study.rows.len() as f64 + 1e-9);
                linear += i.linear_share;
                main += i.main_effect_share;
            }
            prop_assert!((linear - 1.0).abs() < 1e-12 && (main - 1.0).abs() < 1e-12);
            let mut other = study.clone();
            other.rows.rotate_left(turn);
            other.rows.iter_mut().for_each(|row| row.rotate_left(turn));
            other.shares.rotate_left(turn);
            other.rows.iter_mut().for_each(|row| row[0] *= 256.0);
            let mut moved = of(&other).indicators;
            moved.rotate_right(turn);
            for (a, b) in straight.indicators.iter().zip(&moved) {
                prop_assert!(agrees(a.linear, b.linear, 1.0) && agrees(a.main_effect, b.main_effect, 1.0), "{:?} {:?}", a, b);
            }
        }
    }

    #[test]
    fn weights_that_meet_reachable_targets_are_found(
        steps in prop::collection::vec(0.5..2.0, 2..5),
        raw in prop::collection::vec(0.2..1.0, 8),
    ) {
        let m = steps.len();
        let (w, target) = (on_simplex(&raw[..m]), on_simplex(&raw[4..4 + m]));
        for measure in [Measure::Linear, Measure::MainEffect] {
            let (matrix, wanted) = (factorial(&steps), weights(&target));
            let found = Balanced::of_matrix(plain(), &matrix, &weights(&w), measure, Some(&wanted)).expect("varies");
            prop_assert_eq!(found.ending, Ending::Reached);
            // Importances go with (w s)², so that w goes with √target / s.
            let expected = on_simplex(&target.iter().zip(&steps).map(|(t, s)| t.sqrt() / s).collect::<Vec<_>>());
            for (found, expected) in found.weights.as_slice().iter().zip(&expected) {
                prop_assert!((found - expected).abs() < 1e-5, "{} {}", found, expected);
            }
        }
    }

    #[test]
    fn weights_only_ever_come_nearer_and_are_never_negative(study in study(8..=20, 2..=5)) {
        let topsis = ScoreMethod::from(Topsis::default());
        for (method, measure) in [(sum(), Measure::Linear), (sum(), Measure::MainEffect), (topsis, Measure::Linear)] {
            let found = Balanced::of_matrix(method, &study.matrix(), &study.weights(), measure, None).expect("varies");
            prop_assert!(found.weights.as_slice().iter().all(|w| *w >= 0.0));
            prop_assert!((found.shares.iter().sum::<f64>() - 1.0).abs() < 1e-12);
            prop_assert!(found.ending != Ending::Stopped, "{:?}", found);
            if found.ending == Ending::Nearest {
                prop_assert!(found.largest_gap > 1e-6);
            }
            written_and_read(&found);
        }
    }
}

#[test]
fn targets_that_can_not_be_reached_are_said_not_to_be() {
    // The second is the first in another unit: the two always count the same.
    let rows: Vec<Vec<f64>> = [1.0, 4.0, 2.0, 7.0, 5.0].iter().map(|&x| vec![x, 10.0 * x]).collect();
    let twins = matrix(&rows, &[Direction::Benefit; 2]);
    let found = Balanced::of_matrix(sum(), &twins, &weights(&[0.9, 0.1]), Measure::Linear, None).expect("varies");
    assert_eq!(found.ending, Ending::Nearest);
    assert_relative_eq!(found.largest_gap, 0.4, epsilon = 1e-9);

    let (model, table) = tai();
    let fitted = model.fit(&table).expect("fits");
    for measure in [Measure::Linear, Measure::MainEffect] {
        let found = Balanced::of_node(&fitted, &table, "overall", measure, None).expect("varies");
        assert_eq!(found.ending, Ending::Nearest);
        assert!(found.largest_gap < 0.5 * found.largest_gap_before, "{found:?}");
    }
}

#[test]
fn the_importance_of_the_achievement_index_is_not_its_equal_weight() {
    let (model, table) = tai();
    let fitted = model.fit(&table).expect("fits");
    let (whole, node) = (
        Importance::of_model(&fitted, &table).expect("varies"),
        Importance::of_node(&fitted, &table, "overall").expect("varies"),
    );
    assert_eq!(whole.indicators, node.indicators);
    let exports = whole.indicators.iter().find(|i| i.indicator == "exports").expect("there");
    // A fifth of what its weight says.
    assert!(exports.linear_share < 0.03 && exports.weight == 0.125, "{exports:?}");
}

#[test]
fn every_indicator_of_a_hierarchy_has_its_weight_in_the_whole() {
    let (system, table) = two_nodes();
    let model = Model::new(system).with_dimension_weights(Given::new([("order", 0.75), ("service", 0.25)]).expect("keys"));
    let fitted = model.fit(&table).expect("fits");
    let whole = Importance::of_model(&fitted, &table).expect("varies");
    let weights: Vec<f64> = whole.indicators.iter().map(|i| i.weight).collect();
    assert_eq!(weights, [0.375, 0.375, 0.125, 0.125]);
    let nodes = Importance::of_node(&fitted, &table, "overall").expect("varies");
    assert_eq!(nodes.indicators.iter().map(|i| i.indicator.as_str()).collect::<Vec<_>>(), ["order", "service"]);
}

#[test]
fn a_target_counts_by_closeness_and_what_does_not_vary_explains_nothing() {
    let criteria = [("t", Direction::Target(5.0)), ("same", Direction::Benefit)];
    let rows = [[3.0, 1.0], [4.0, 1.0], [5.0, 1.0], [6.0, 1.0], [7.0, 1.0]];
    let matrix = DecisionMatrix::from_rows(&criteria, &rows).expect("valid");
    let weights = Weights::new([("t", 0.5), ("same", 0.5)]).expect("on the simplex");
    let importance = Importance::of_matrix(plain(), &matrix, &weights).expect("varies");
    // The raw value has no correlation with the score, its closeness to 5 a perfect one.
    assert_relative_eq!(importance.indicators[0].linear, 1.0, epsilon = 1e-12);
    assert_eq!((importance.indicators[1].linear, importance.indicators[1].main_effect), (0.0, 0.0));
    let code = |rows: &[[f64; 2]]| {
        let matrix = DecisionMatrix::from_rows(&criteria, rows).expect("valid");
        Importance::of_matrix(plain(), &matrix, &weights).map_err(|e| e.root().code())
    };
    assert_eq!(code(&[[1.0, 1.0], [2.0, 2.0]]).unwrap_err(), "too-few");
    assert_eq!(code(&[[4.0, 1.0], [6.0, 1.0], [4.0, 1.0]]).unwrap_err(), "undefined");
}
