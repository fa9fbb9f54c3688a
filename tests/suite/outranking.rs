//! Methods that compare units pair by pair: beside what the OECD/JRC Handbook (2008) prints of voting, beside their definitions
//! written out pair by pair, and on input they refuse.
#![cfg(all(feature = "csv", feature = "json", feature = "toml"))]

use crate::common::{agrees, assert_agree, document, given_entry, keys, matrix, number, numbers, table, weights};
use governance_efficacy::model::Model;
use governance_efficacy::score::{
    Borda, Copeland, Electre1, Electre3, Findings, Kemeny, Outcome, Preference, Promethee, Relation, Score, ScoreMethod,
    Thresholds,
};
use governance_efficacy::{DecisionMatrix, Direction, Error, Weights};
use proptest::prelude::*;
use proptest::test_runner::RngSeed;
use serde_json::{Value, json};

fn config(cases: u32) -> ProptestConfig {
    ProptestConfig { cases, rng_seed: RngSeed::Fixed(0x6f_75_74), failure_persistence: None, ..ProptestConfig::default() }
}

fn handbook() -> Value {
    serde_json::from_str(include_str!("../golden/tai_handbook.json")).expect("valid JSON")
}

fn texts(value: &Value) -> Vec<&str> {
    value.as_array().expect("a list").iter().map(|text| text.as_str().expect("a text")).collect()
}

fn series<'a>(outcome: &'a Outcome, name: &str) -> &'a [f64] {
    outcome.detail.series(name).unwrap_or_else(|| panic!("no series {name}"))
}

/// The units from the first to the last by these scores, which must tell all apart.
fn order(names: &[&str], outcome: &Outcome) -> String {
    let ranks = outcome.scores.ranking(governance_efficacy::score::Ties::Competition);
    let at = |rank: usize| ranks.iter().position(|&r| r == rank as f64).expect("no ties");
    (1..=names.len()).map(|rank| names[at(rank)]).collect::<Vec<_>>().join(">")
}

// ---------------------------------------------------------------------------------------------------------------------------
// What the Handbook prints

/// Voters as criteria: the place each group gives to the candidates, a cost, and its share of the voters.
fn election<'a>(table: &'a Value, candidates: &[&'a str]) -> (DecisionMatrix, Weights, f64) {
    let counts = numbers(&table["counts"]);
    let orders: Vec<Vec<&str>> = table["orders"].as_array().expect("a list").iter().map(texts).collect();
    let place = |order: &Vec<&str>, of: &str| order.iter().position(|other| *other == of).expect("a candidate") as f64;
    let rows: Vec<Vec<f64>> = candidates.iter().map(|of| orders.iter().map(|order| place(order, of)).collect()).collect();
    let voters: f64 = counts.iter().sum();
    let shares: Vec<f64> = counts.iter().map(|count| count / voters).collect();
    (matrix(&rows, &vec![Direction::Cost; counts.len()]), weights(&shares), voters)
}

#[test]
fn the_elections_of_the_handbook_end_as_printed() {
    let handbook = handbook();
    let voting = &handbook["published"]["voting"];
    for (table, candidates) in
        [("table25", &["a", "b", "c", "d"][..]), ("table28", &["a", "b", "c"]), ("table31", &["a", "b", "c", "d"])]
    {
        let published = &voting[table];
        let (matrix, weights, voters) = election(published, candidates);
        let outcome = Borda::default().score(&matrix, &weights).expect("scores");
        let points: Vec<f64> = series(&outcome, "points").iter().map(|points| points * voters).collect();
        let printed: Vec<f64> = candidates.iter().map(|of| number(&published["borda"][of])).collect();
        assert_agree(table, &points, &printed);
    }
    // Table 25: Borda's first is b, Condorcet's is c, who beats every other.
    let (matrix, weights, _) = election(&voting["table25"], &["a", "b", "c", "d"]);
    let copeland = Copeland::default().score(&matrix, &weights).expect("scores");
    assert_eq!(order(&["a", "b", "c", "d"], &copeland), voting["table25"]["condorcet"]);
    assert_eq!(copeland.detail.findings, Some(Findings::Copeland { winner: Some(2) }));
    let kemeny = Kemeny::default().score(&matrix, &weights).expect("scores");
    assert_eq!(order(&["a", "b", "c", "d"], &kemeny), voting["table25"]["condorcet"]);
    // Table 28: the majorities run in a circle.
    let (matrix, weights, voters) = election(&voting["table28"], &["a", "b", "c"]);
    let copeland = Copeland::default().score(&matrix, &weights).expect("scores");
    assert_eq!(copeland.scores.as_slice(), [0.0; 3]);
    assert_eq!(copeland.detail.findings, Some(Findings::Copeland { winner: None }));
    let kemeny = Kemeny::default().score(&matrix, &weights).expect("scores");
    assert_eq!(order(&["a", "b", "c"], &kemeny), voting["table28"]["ckyl"]);
    let Some(Findings::Kemeny { support, orders: 1 }) = kemeny.detail.findings else { panic!("{:?}", kemeny.detail) };
    assert!(agrees(support * voters, number(&voting["table28"]["ckyl_score"]), 1.0), "{support}");
    // Table 31: without the last candidate, the order of the others by Borda's count turns around.
    let without: Vec<Vec<&str>> = voting["table31"]["orders"]
        .as_array()
        .expect("a list")
        .iter()
        .map(|o| texts(o).into_iter().filter(|c| *c != "d").collect())
        .collect();
    let smaller = json!({ "counts": voting["table31"]["counts"], "orders": without });
    let (matrix, weights, voters) = election(&smaller, &["a", "b", "c"]);
    let outcome = Borda::default().score(&matrix, &weights).expect("scores");
    let points: Vec<f64> = series(&outcome, "points").iter().map(|points| points * voters).collect();
    let printed: Vec<f64> = ["a", "b", "c"].map(|of| number(&voting["table31"]["borda_without_d"][of])).to_vec();
    assert_agree("without d", &points, &printed);
    assert_eq!(order(&["a", "b", "c"], &outcome), "c>b>a");
}

#[test]
fn the_outranking_matrix_of_five_countries_is_that_of_table_36() {
    let handbook = handbook();
    let names = ["FIN", "USA", "SWE", "JPN", "KOR"];
    let rows: Vec<Vec<f64>> = handbook["raw"].as_array().expect("rows")[..5].iter().map(numbers).collect();
    let (matrix, weights) = (matrix(&rows, &[Direction::Benefit; 8]), weights(&[0.125; 8]));
    let support = Copeland::default().support(&matrix, &weights).expect("few units");
    for (a, name) in names.iter().enumerate() {
        for (b, &printed) in numbers(&handbook["published"]["table36_outranking_5"][name]).iter().enumerate() {
            // The United States and Japan have 3.00 telephones both in the printed data, and only there: a tie, half an eighth for each.
            let tie = match (*name, names[b]) {
                ("USA", "JPN") => 0.0625,
                ("JPN", "USA") => -0.0625,
                _ => 0.0,
            };
            assert!(agrees(support[a][b], printed + tie, 1.0), "{name} over {}: {}", names[b], support[a][b]);
        }
    }
    let outcome = Kemeny::default().score(&matrix, &weights).expect("scores");
    let winners: Vec<&str> = texts(&handbook["published"]["table37_ckyl_winners"]);
    let Some(Findings::Kemeny { support, orders }) = outcome.detail.findings else { panic!("{:?}", outcome.detail) };
    assert_eq!(orders, winners.len() as u64);
    assert!(agrees(support, number(&handbook["published"]["table37_ckyl_best"]) + 0.0625, 1.0), "{support}");
    let place = |order: &&str, name: &str| order.split('>').position(|other| other == name).expect("a country") + 1;
    let mean = |name: &&str| winners.iter().map(|order| place(order, name)).sum::<usize>() as f64 / winners.len() as f64;
    assert_agree("mean places", outcome.scores.as_slice(), &names.iter().map(mean).collect::<Vec<_>>());
}

#[test]
fn copeland_and_its_matrix_are_those_of_the_composite_indicator_package() {
    let golden: Value = serde_json::from_str(include_str!("../golden/hand_example.json")).expect("valid JSON");
    let column = |data: &str, name: &str| numbers(&golden[data][name]);
    let by_columns = |columns: &[Vec<f64>], directions: &[Direction]| {
        let rows: Vec<Vec<f64>> = (0..columns[0].len()).map(|i| columns.iter().map(|column| column[i]).collect()).collect();
        matrix(&rows, directions)
    };
    let scores = |columns: &[Vec<f64>], directions: &[Direction], shares: &[f64]| {
        let outcome = Copeland::default().score(&by_columns(columns, directions), &weights(shares)).expect("scores");
        outcome.scores.as_slice().to_vec()
    };
    let [a, b, c, d] = ["a", "b", "c", "d"].map(|name| column("impute_mean", name));
    let expected = &golden["scores"]["copeland"];
    let (benefit, cost) = (Direction::Benefit, Direction::Cost);
    let first = scores(&[a, b], &[benefit, benefit], &[1.0 / 3.0, 2.0 / 3.0]);
    assert_eq!(first, numbers(&expected["P"]));
    let second = scores(&[c, d], &[cost, benefit], &[0.25, 0.75]);
    assert_eq!(second, numbers(&expected["Q"]));
    assert_eq!(scores(&[first, second], &[benefit, benefit], &[0.6, 0.4]), numbers(&expected["I"]));

    // The fourth unit has a gap, at which the package credits the wrong unit: the others.
    let complete = |name: &str| -> Vec<f64> {
        let values = golden["iData"][name].as_array().expect("a list");
        [0, 1, 2, 4, 5].iter().map(|&i: &usize| number(&values[i])).collect()
    };
    let data = by_columns(&["a", "b", "c", "d"].map(complete), &[benefit, benefit, cost, benefit]);
    let shares = weights(&[1.0 / 7.0, 2.0 / 7.0, 1.0 / 7.0, 3.0 / 7.0]);
    let support = Copeland::default().support(&data, &shares).expect("few units");
    for (found, at) in support.iter().zip([0, 1, 2, 4, 5]) {
        let row = numbers(&golden["outrank"]["OutRankMatrix"][at]);
        assert_agree("support", found, &[0, 1, 2, 4, 5].map(|k: usize| row[k]));
    }
}

// ---------------------------------------------------------------------------------------------------------------------------
// Beside the definitions

/// Units × criteria, some of them costs, with ties and, where `offset` is large, few digits left to the differences.
#[derive(Debug, Clone)]
struct Study {
    rows: Vec<Vec<f64>>,
    directions: Vec<Direction>,
    shares: Vec<f64>,
}

fn study(units: std::ops::RangeInclusive<usize>) -> impl Strategy<Value = Study> {
    let offset = prop_oneof![Just(0.0), Just(1e8), Just(-1e8)];
    let value = prop_oneof![(0..12_u8).prop_map(f64::from), 0.0..12.0];
    (units, 1..=5_usize, offset).prop_flat_map(move |(n, m, offset)| {
        let rows = prop::collection::vec(prop::collection::vec(value.clone().prop_map(move |x| x + offset), m), n);
        let directions = prop::collection::vec(prop_oneof![Just(Direction::Benefit), Just(Direction::Cost)], m);
        let importance = prop::collection::vec(0.05..1.0, m);
        (rows, directions, importance).prop_map(|(rows, directions, importance)| {
            let total: f64 = importance.iter().sum();
            Study { rows, directions, shares: importance.iter().map(|w| w / total).collect() }
        })
    })
}

impl Study {
    fn outcome(&self, method: impl Into<ScoreMethod>) -> Outcome {
        let matrix = matrix(&self.rows, &self.directions);
        method.into().score(&matrix, &weights(&self.shares)).unwrap_or_else(|e| panic!("{self:?}: {e}"))
    }

    /// How far `a` is ahead of `b` in criterion `j`.
    fn ahead(&self, a: usize, b: usize, j: usize) -> f64 {
        let gap = self.rows[a][j] - self.rows[b][j];
        if self.directions[j] == Direction::Cost { -gap } else { gap }
    }

    /// Σ_j w_j f(j, how far `a` is ahead of `b` in j).
    fn weighted(&self, a: usize, b: usize, f: impl Fn(usize, f64) -> f64) -> f64 {
        self.shares.iter().enumerate().map(|(j, w)| w * f(j, self.ahead(a, b, j))).sum()
    }
}

fn preference() -> impl Strategy<Value = Preference> {
    let q_p = || (prop_oneof![Just(0.0), Just(1.0), Just(2.0), 0.0..3.0], prop_oneof![Just(0.0), Just(1.0), 0.001..5.0]);
    prop_oneof![
        Just(Preference::usual()),
        q_p().prop_map(|(q, _)| Preference::u_shape(q).expect("q")),
        (0.1..20.0).prop_map(|p| Preference::v_shape(p).expect("p")),
        q_p().prop_map(|(q, more)| Preference::level(q, q + more).expect("q ≤ p")),
        q_p().prop_map(|(q, more)| Preference::linear(q, q + more).expect("q ≤ p")),
        (0.05..9.0).prop_map(|s| Preference::gaussian(s).expect("s")),
    ]
}

/// The two distillations of Roy (1978), each time over all pairs.
fn distilled(degrees: &[Vec<f64>], descending: bool) -> Vec<f64> {
    let s = |degree: f64| 0.3 - 0.15 * degree;
    let below = |units: &[usize], limit: f64| {
        let pairs = units.iter().flat_map(|&a| units.iter().map(move |&b| (a, b))).filter(|(a, b)| a != b);
        pairs.map(|(a, b)| degrees[a][b]).filter(|&degree| degree < limit - 1e-12).fold(0.0, f64::max)
    };
    let mut left: Vec<usize> = (0..degrees.len()).collect();
    let (mut ranks, mut placed) = (vec![0.0; left.len()], 0);
    while !left.is_empty() {
        let mut chosen = left.clone();
        let mut level = below(&chosen, f64::INFINITY);
        while chosen.len() > 1 && level > 0.0 {
            level = below(&chosen, level - s(level));
            let over = |a: usize, b: usize| {
                let degree = degrees[a][b];
                a != b && degree > level + 1e-12 && degree - degrees[b][a] > s(degree) + 1e-12
            };
            let count = |test: &dyn Fn(usize) -> bool| i32::try_from(chosen.iter().filter(|&&b| test(b)).count()).expect("few");
            let qualification: Vec<i32> = chosen.iter().map(|&a| count(&|b| over(a, b)) - count(&|b| over(b, a))).collect();
            let best = if descending { qualification.iter().max() } else { qualification.iter().min() };
            let best = *best.expect("units");
            chosen = chosen.into_iter().zip(qualification).filter(|(_, q)| *q == best).map(|(unit, _)| unit).collect();
        }
        let mean = placed as f64 + (chosen.len() + 1) as f64 / 2.0;
        for &unit in &chosen {
            ranks[unit] = if descending { mean } else { (degrees.len() + 1) as f64 - mean };
        }
        placed += chosen.len();
        left.retain(|unit| !chosen.contains(unit));
    }
    ranks
}

proptest! {
    #![proptest_config(config(256))]

    #[test]
    fn flows_are_those_of_every_pair(study in study(2..=30), preferences in prop::collection::vec(preference(), 5)) {
        let mut method = Promethee::default();
        for (key, preference) in keys(study.shares.len()).iter().zip(&preferences) {
            method = method.with_preference_of(key.parse().expect("a key"), *preference);
        }
        let outcome = study.outcome(method);
        let (positive, negative) = (series(&outcome, "positive-flow"), series(&outcome, "negative-flow"));
        let n = study.rows.len();
        for a in 0..n {
            let others = || (0..n).filter(|&b| b != a);
            let over: f64 = others().map(|b| study.weighted(a, b, |j, d| preferences[j].degree(d))).sum();
            let under: f64 = others().map(|b| study.weighted(b, a, |j, d| preferences[j].degree(d))).sum();
            let expected = [over, under].map(|sum| sum / (n - 1) as f64);
            prop_assert!((positive[a] - expected[0]).abs() <= 1e-12, "{} {}", positive[a], expected[0]);
            prop_assert!((negative[a] - expected[1]).abs() <= 1e-12, "{} {}", negative[a], expected[1]);
            prop_assert!((outcome.scores.as_slice()[a] - (expected[0] - expected[1])).abs() <= 2e-12);
        }
    }

    #[test]
    fn partial_orders_keep_to_the_complete_ones(study in study(2..=12), preference in preference()) {
        let promethee = study.outcome(Promethee::default().with_preference(preference));
        let thresholds = Thresholds::new(0.5, 2.0).and_then(|t| t.with_veto(6.0)).expect("in order");
        let electre = study.outcome(Electre3::default().with_thresholds(thresholds));
        let n = study.rows.len();
        let check = |outcome: &Outcome, relation: &dyn Fn(usize, usize) -> Option<Relation>, undominated: &[usize]| {
            let relation = |a: usize, b: usize| relation(a, b).expect("units");
            let ranks = outcome.scores.ranking(governance_efficacy::score::Ties::Competition);
            for a in 0..n {
                prop_assert_eq!(undominated.contains(&a), (0..n).all(|b| relation(a, b) != Relation::Inferior));
                for b in 0..n {
                    let mirrored = match relation(b, a) {
                        Relation::Preferred => Relation::Inferior,
                        Relation::Inferior => Relation::Preferred,
                        same => same,
                    };
                    prop_assert_eq!(relation(a, b), mirrored);
                    prop_assert!(relation(a, b) != Relation::Preferred || ranks[a] < ranks[b]);
                    prop_assert!(relation(a, b) != Relation::Indifferent || agrees(ranks[a], ranks[b], 1.0));
                }
            }
            Ok(())
        };
        let Some(Findings::Promethee { undominated }) = &promethee.detail.findings else { panic!("no findings") };
        check(&promethee, &|a, b| Promethee::relation(&promethee.detail, a, b), undominated)?;
        let Some(Findings::Electre3 { undominated }) = &electre.detail.findings else { panic!("no findings") };
        check(&electre, &|a, b| Electre3::relation(&electre.detail, a, b), undominated)?;
        prop_assert_eq!(Promethee::relation(&promethee.detail, 0, n), None);
        prop_assert_eq!(Electre3::relation(&promethee.detail, 0, 1), None);
    }

    #[test]
    fn borda_is_the_usual_net_flow_and_copeland_counts_majorities(study in study(2..=12)) {
        let n = study.rows.len();
        let (borda, flow) = (study.outcome(Borda::default()), study.outcome(Promethee::default()));
        for (share, net) in borda.scores.as_slice().iter().zip(flow.scores.as_slice()) {
            prop_assert!(agrees(*share, f64::midpoint(1.0, *net), 1.0), "{} {}", share, net);
        }
        let copeland = study.outcome(Copeland::default());
        let support = Copeland::default().support(&matrix(&study.rows, &study.directions), &weights(&study.shares)).expect("few");
        for (a, own) in support.iter().enumerate() {
            let count = |test: &dyn Fn(f64) -> bool| (0..n).filter(|&b| b != a && test(own[b] - 0.5)).count() as f64;
            let (wins, losses) = (count(&|margin| margin > 1e-12), count(&|margin| margin < -1e-12));
            prop_assert_eq!((series(&copeland, "wins")[a], series(&copeland, "losses")[a]), (wins, losses));
            for b in (0..n).filter(|&b| b != a) {
                let expected = study.weighted(a, b, |_, d| if d > 0.0 { 1.0 } else if d < 0.0 { 0.0 } else { 0.5 });
                prop_assert!(agrees(own[b], expected, 1.0));
            }
        }
        // Who beats all others is first by both.
        let Some(Findings::Copeland { winner }) = copeland.detail.findings else { panic!("no findings") };
        let kemeny = study.outcome(Kemeny::default());
        if let Some(winner) = winner {
            prop_assert_eq!(kemeny.scores.as_slice()[winner], 1.0);
        }
        // With one criterion, all give its order.
        if study.shares.len() == 1 {
            let ranks = |outcome: &Outcome| outcome.scores.ranking(governance_efficacy::score::Ties::Fractional);
            prop_assert_eq!(ranks(&borda), ranks(&copeland));
            prop_assert_eq!(ranks(&borda), ranks(&kemeny));
        }
    }

    #[test]
    fn a_kernel_holds_no_rivals_and_answers_every_unit_outside(study in study(2..=12), least in 0.3..0.9, greatest in 0.0..0.8) {
        let method = Electre1::default().with_concordance(least).and_then(|m| m.with_discordance(greatest)).expect("shares");
        let found = method.outranking(&matrix(&study.rows, &study.directions), &weights(&study.shares)).expect("few");
        let outcome = study.outcome(method);
        let Some(Findings::Electre1 { kernel, cycles, .. }) = &outcome.detail.findings else { panic!("no findings") };
        let n = study.rows.len();
        let is_in_circle = |a: usize, b: usize| cycles.iter().any(|cycle| cycle.contains(&a) && cycle.contains(&b));
        let outranks = |a: usize, b: usize| found.outranks[a][b];
        for &a in kernel {
            prop_assert!(kernel.iter().all(|&b| !outranks(a, b) || is_in_circle(a, b)));
        }
        for b in (0..n).filter(|b| !kernel.contains(b)) {
            // The unit itself, or one it is in a circle with.
            let class = (0..n).filter(|&other| other == b || is_in_circle(b, other));
            prop_assert!(class.into_iter().any(|b| kernel.iter().any(|&a| outranks(a, b))));
        }
        let ranges: Vec<f64> = (0..study.shares.len()).map(|j| {
            let ahead = |a: usize| study.ahead(a, 0, j);
            (0..n).map(ahead).fold(f64::NEG_INFINITY, f64::max) - (0..n).map(ahead).fold(f64::INFINITY, f64::min)
        }).collect();
        for a in 0..n {
            for b in (0..n).filter(|&b| b != a) {
                let concordance = study.weighted(a, b, |_, d| if d >= 0.0 { 1.0 } else { 0.0 });
                let objection = |j: usize| if ranges[j] > 0.0 { -study.ahead(a, b, j) / ranges[j] } else { 0.0 };
                let discordance = (0..ranges.len()).map(objection).fold(0.0, f64::max);
                prop_assert!(agrees(found.concordance[a][b], concordance, 1.0));
                prop_assert!(agrees(found.discordance[a][b], discordance, 1.0));
            }
        }
    }

    #[test]
    fn credibility_and_distillation_are_as_defined(study in study(2..=12), q in 0.0..2.0, more in 0.0..4.0, veto in 0.0..9.0) {
        let (p, v) = (q + more, q + more + veto);
        let method = Electre3::default().with_thresholds(Thresholds::new(q, p).and_then(|t| t.with_veto(v)).expect("in order"));
        let n = study.rows.len();
        let found = method.credibility(&matrix(&study.rows, &study.directions), &weights(&study.shares)).expect("few");
        for a in 0..n {
            for b in (0..n).filter(|&b| b != a) {
                let agree = |gap: f64| if gap <= q { 1.0 } else if gap > p { 0.0 } else { (p - gap) / (p - q) };
                let object = |gap: f64| if gap <= p { 0.0 } else if gap >= v { 1.0 } else { (gap - p) / (v - p) };
                let concordance = study.weighted(a, b, |_, d| agree(-d)).min(1.0);
                let objections = (0..study.shares.len()).map(|j| object(-study.ahead(a, b, j))).filter(|&d| d > concordance);
                let expected = concordance * objections.map(|d| (1.0 - d) / (1.0 - concordance)).product::<f64>();
                prop_assert!(agrees(found.concordance[a][b], concordance, 1.0));
                prop_assert!(agrees(found.credibility[a][b], expected, 1.0), "{} {}", found.credibility[a][b], expected);
            }
        }
        let outcome = study.outcome(method);
        prop_assert_eq!(series(&outcome, "descending-rank"), distilled(&found.credibility, true));
        prop_assert_eq!(series(&outcome, "ascending-rank"), distilled(&found.credibility, false));
    }
}

#[test]
fn copeland_counts_each_pair_once_beyond_a_block_too() {
    // A permutation in one criterion: the score of the unit with k others behind it is 2 k − (n − 1).
    let n = 2_500_u32;
    let values: Vec<f64> = (0..n).map(|i| f64::from(i * 1_009 % n)).collect();
    let rows: Vec<Vec<f64>> = values.iter().map(|&x| vec![x]).collect();
    let outcome = Copeland::default().score(&matrix(&rows, &[Direction::Benefit]), &weights(&[1.0])).expect("scores");
    let expected: Vec<f64> = values.iter().map(|x| 2.0 * x - f64::from(n - 1)).collect();
    assert_eq!(outcome.scores.as_slice(), expected);
}

// ---------------------------------------------------------------------------------------------------------------------------
// What is refused

#[track_caller]
fn refused<T: std::fmt::Debug>(result: Result<T, Error>, code: &str, parts: &[&str]) {
    let error = result.expect_err("should be refused");
    assert_eq!(error.root().code(), code, "{error}");
    for part in parts {
        assert!(error.to_string().contains(part), "{error} should say {part:?}");
    }
}

#[test]
fn thresholds_out_of_order_are_refused() {
    for (q, p) in [(-1.0, 2.0), (3.0, 2.0), (f64::NAN, 2.0), (1.0, f64::NAN), (0.0, f64::INFINITY)] {
        assert!(
            Preference::linear(q, p).is_err() && Preference::level(q, p).is_err() && Thresholds::new(q, p).is_err(),
            "{q} {p}"
        );
    }
    refused(Preference::linear(3.0, 2.0), "invalid-setting", &["p is 2", "not below q"]);
    refused(Preference::v_shape(0.0), "invalid-setting", &["p is 0", "above 0"]);
    refused(Preference::gaussian(-1.0), "invalid-setting", &["s is -1", "above 0"]);
    refused(Preference::u_shape(-1.0), "invalid-setting", &["q is -1", "at least 0"]);
    refused(Thresholds::new(1.0, 2.0).and_then(|t| t.with_veto(1.5)), "invalid-setting", &["v is 1.5", "not below p"]);
    refused(Electre1::default().with_concordance(1.1), "invalid-setting", &["concordance is 1.1", "0 to 1"]);
}

#[test]
fn documents_tell_where_a_preference_is_wrong() {
    let model = |score: Value| {
        let document = document(&[Direction::Benefit, Direction::Cost], &given_entry(&[0.5, 0.5]), &score);
        Model::from_json(&document.to_string()).map(drop)
    };
    let promethee = |preference: Value| model(json!({ "method": "promethee", "preference": preference }));
    refused(promethee(json!("liner")), "unknown", &["score.preference", "linear"]);
    refused(promethee(json!("linear")), "invalid-setting", &["score.preference", "thresholds"]);
    refused(promethee(json!({ "shape": "linear", "q": 1 })), "invalid-setting", &["\"p\"", "missing"]);
    refused(promethee(json!({ "shape": "u-shape", "q": 1, "p": 2 })), "unknown", &["score.preference.p"]);
    refused(promethee(json!({ "shape": "level", "q": 3, "p": 2 })), "invalid-setting", &["score.preference", "p is 2"]);
    let by_key = json!({ "method": "promethee", "preferences": { "c3": "usual" } });
    refused(model(by_key), "unknown", &["\"c3\"", "c1"]);
    let thresholds = json!({ "method": "electre-3", "thresholds": { "c2": { "q": 2, "p": 1 } } });
    refused(model(thresholds), "invalid-setting", &["score.thresholds.c2", "p is 1"]);
    // p is q where only q is given.
    model(json!({ "method": "electre-3", "threshold": { "q": 2 }, "thresholds": { "c1": { "v": 3 } } })).expect("valid");
}

#[test]
fn a_setting_for_a_criterion_that_is_not_there_is_refused() {
    let data = matrix(&[vec![1.0, 2.0], vec![2.0, 1.0]], &[Direction::Benefit; 2]);
    let key = || "c22".parse().expect("a key");
    let promethee = Promethee::default().with_preference_of(key(), Preference::usual());
    refused(promethee.score(&data, &weights(&[0.5, 0.5])), "unknown", &["\"c22\"", "c2"]);
    let electre = Electre3::default().with_thresholds_of(key(), Thresholds::default());
    refused(electre.fit(&data), "unknown", &["\"c22\"", "c2"]);
}

#[test]
fn a_setting_for_an_indicator_that_was_dropped_does_no_harm() {
    let score = json!({ "method": "promethee", "preferences": { "c1": { "shape": "u-shape", "q": 1 }, "c2": "usual" } });
    let mut document = document(&[Direction::Benefit; 2], &json!({ "method": "equal" }), &score);
    document["prepare"] = json!({ "on-constant": "drop" });
    let model = Model::from_json(&document.to_string()).expect("a model");
    let evaluation = model.evaluate(&table(&[vec![1.0, 5.0], vec![2.0, 5.0], vec![4.0, 5.0]])).expect("evaluates");
    // By c1 alone: the third is more than 1 above both others.
    assert_eq!(evaluation.root().scores(), [Some(-0.5), Some(-0.5), Some(1.0)]);
}

#[test]
fn too_many_pairs_are_refused_and_not_begun() {
    let many = |n: u32| matrix(&(0..n).map(|i| vec![f64::from(i)]).collect::<Vec<_>>(), &[Direction::Benefit]);
    let one = weights(&[1.0]);
    refused(Electre1::default().score(&many(5_001), &one), "limit", &["5001", "5000", "pair by pair"]);
    refused(Electre3::default().score(&many(1_001), &one), "limit", &["1001", "1000"]);
    refused(Kemeny::default().score(&many(2_001), &one), "limit", &["2001", "2000"]);
    refused(Copeland::default().support(&many(5_001), &one), "limit", &["5001", "5000"]);
    // An order without circles is found for as many as there may be; units that all tie are one circle.
    let ranks = Kemeny::default().score(&many(300), &one).expect("no circle").scores;
    assert_eq!(ranks.as_slice()[0], 300.0);
    let same = matrix(&vec![vec![1.0]; 21], &[Direction::Benefit]);
    refused(Kemeny::default().score(&same, &one), "limit", &["21", "20", "circle"]);
}

#[test]
fn an_order_is_no_score_for_the_node_above() {
    let mut model = document(&[Direction::Benefit; 2], &json!({ "method": "equal" }), &json!({ "method": "kemeny" }));
    model["indicator"][0]["dimension"] = json!("first");
    model["indicator"][1]["dimension"] = json!("second");
    model["dimension"] = json!([{ "key": "first" }, { "key": "second" }]);
    refused(Model::from_json(&model.to_string()), "invalid-setting", &["kemeny", "order"]);
    model["score"] = json!({ "dimensions": { "method": "kemeny" }, "indicators": { "method": "promethee" } });
    let model = Model::from_json(&model.to_string()).expect("the root may have an order");
    let evaluation = model.evaluate(&table(&[vec![1.0, 2.0], vec![2.0, 4.0], vec![4.0, 5.0]])).expect("evaluates");
    assert_eq!(evaluation.root().scores(), [Some(3.0), Some(2.0), Some(1.0)]);
}
