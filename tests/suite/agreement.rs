//! How far rankings agree: values of published libraries, the Handbook's votes, what must hold for any rankings.

use crate::common::{agrees, number, numbers};
use governance_efficacy::numeric::correlation::Correlation;
use governance_efficacy::score::agreement::consensus::{borda, copeland, kemeny};
use governance_efficacy::score::agreement::{Agreement, kendall_w};
use governance_efficacy::score::{Orientation, Scores};
use proptest::prelude::*;
use proptest::test_runner::RngSeed;
use serde_json::Value;

fn golden(text: &str) -> Value {
    serde_json::from_str(text).expect("a golden file is JSON")
}

/// The names of the golden cases and of the measures.
const MEASURES: [(&str, Agreement); 6] = [
    ("spearman", Agreement::Spearman),
    ("kendall_tau_a", Agreement::KendallTauA),
    ("kendall_tau_b", Agreement::KendallTauB),
    ("goodman_kruskal", Agreement::GoodmanKruskal),
    ("weighted_spearman", Agreement::WeightedSpearman),
    ("ws", Agreement::Ws),
];

#[test]
fn every_golden_case_is_met() {
    let family = golden(include_str!("../golden/correlations.json"));
    let cases = family["cases"].as_array().expect("a list of cases");
    for case in cases {
        let name = case["name"].as_str().expect("a name");
        let (_, measure) = MEASURES.iter().find(|(method, _)| case["method"] == *method).expect("a measure");
        let (x, y) = (numbers(&case["inputs"]["x"]), numbers(&case["inputs"]["y"]));
        let (found, expected) = (measure.of(&x, &y).expect("rankings"), number(&case["expected"]["value"]));
        assert!(agrees(found, expected, 1.0), "{name}: found {found}, expected {expected}");
        let correlation = match measure {
            Agreement::Spearman => Correlation::Spearman,
            Agreement::KendallTauA => Correlation::KendallTauA,
            Agreement::KendallTauB => Correlation::Kendall,
            _ => continue,
        };
        assert_eq!(correlation.test(&x, &y).expect("samples").coefficient, found, "{name}: as a correlation");
    }
    println!("golden cases run {} of {}", cases.len(), cases.len());
    assert_eq!(cases.len(), 24, "the number of cases");
}

/// Mean absolute rank differences when one indicator is left out, of COINr 1.1.14.
#[test]
fn the_average_rank_shift_is_that_of_a_published_library() {
    let example = golden(include_str!("../golden/hand_example.json"));
    let (ranks, expected) = (&example["remove_L1"]["Ranks"], &example["remove_L1"]["MeanAbsDiff"]);
    for left_out in ["Nominal", "a", "b", "c", "d"] {
        let found = Agreement::RankShift.of(&numbers(&ranks["Nominal"]), &numbers(&ranks[left_out])).expect("rankings");
        assert!(agrees(found, number(&expected[left_out]), 1.0), "{left_out}: {found}");
    }
}

/// Copeland scores of COINr 1.1.14: the indicators rank the units and count as often as they weigh.
#[test]
fn copeland_points_are_those_of_a_published_library() {
    let example = golden(include_str!("../golden/hand_example.json"));
    let ranking = |key: &str, orientation| {
        let values = numbers(&example["impute_mean"][key]);
        let units = (0..values.len()).map(|unit| unit.to_string());
        Scores::new(units, values, orientation).expect("scores").ranking(governance_efficacy::score::Ties::Fractional)
    };
    let indicators = [
        ("a", Orientation::HigherIsBetter, 1),
        ("b", Orientation::HigherIsBetter, 2),
        ("c", Orientation::LowerIsBetter, 1),
        ("d", Orientation::HigherIsBetter, 3),
    ];
    let rankings: Vec<Vec<f64>> =
        indicators.iter().flat_map(|&(key, orientation, weight)| vec![ranking(key, orientation); weight]).collect();
    assert_eq!(copeland(&rankings).expect("rankings").points, numbers(&example["copeland_flat"]));
}

/// A vote of the Handbook: so many voters for each order, as ranks of the candidates in alphabetical order.
fn ballots(vote: &Value) -> Vec<Vec<f64>> {
    let orders = vote["orders"].as_array().expect("orders");
    let ranks = |order: &Value| {
        let order = order.as_array().expect("an order");
        let mut ranks = vec![0.0; order.len()];
        for (at, candidate) in order.iter().enumerate() {
            let letter = candidate.as_str().and_then(|name| name.bytes().next()).expect("a letter");
            ranks[usize::from(letter - b'a')] = (at + 1) as f64;
        }
        ranks
    };
    let voters = vote["counts"].as_array().expect("counts").iter().map(|count| count.as_u64().expect("a count"));
    orders.iter().zip(voters).flat_map(|(order, voters)| (0..voters).map(|_| ranks(order)).collect::<Vec<_>>()).collect()
}

const CANDIDATES: [&str; 4] = ["a", "b", "c", "d"];

/// The names from the best rank to the worst.
fn order(names: &[&str], ranks: &[f64]) -> String {
    let mut ranked: Vec<(&str, f64)> = names.iter().copied().zip(ranks.iter().copied()).collect();
    ranked.sort_by(|a, b| a.1.total_cmp(&b.1));
    ranked.into_iter().map(|(name, _)| name).collect::<Vec<_>>().join(">")
}

/// OECD/JRC Handbook (2008), §6, tables 25, 28 and 31.
#[test]
fn the_votes_of_the_handbook_are_won_as_published() {
    let voting = &golden(include_str!("../golden/tai_handbook.json"))["published"]["voting"];
    for table in ["table25", "table28", "table31"] {
        let vote = &voting[table];
        let rankings = ballots(vote);
        let found = borda(&rankings).expect("rankings");
        let candidates = found.points.len() as f64;
        for (at, mean_rank) in found.points.iter().enumerate() {
            let expected = number(&vote["borda"][CANDIDATES[at]]);
            // Borda's points of a candidate are those it has behind itself, over all voters.
            let points = rankings.len() as f64 * (candidates - mean_rank);
            assert!(agrees(points, expected, 1.0), "{table}, candidate {at}: {points}, published {expected}");
        }
    }
    // Table 25 has an order by majorities, which Copeland and Kemeny then share.
    let rankings = ballots(&voting["table25"]);
    assert_eq!(order(&CANDIDATES, &copeland(&rankings).expect("rankings").ranks), voting["table25"]["condorcet"]);
    assert_eq!(order(&CANDIDATES, &kemeny(&rankings).expect("rankings").ranks), voting["table25"]["condorcet"]);
    // Table 28 is a cycle: 33 prefer a to b, 42 b to c, 35 c to a.
    let rankings = ballots(&voting["table28"]);
    let found = kemeny(&rankings).expect("rankings");
    assert_eq!(
        (order(&CANDIDATES, &found.ranks).as_str(), found.orders),
        (voting["table28"]["ckyl"].as_str().expect("an order"), 1)
    );
    let supported = rankings.len() as f64 * 3.0 - found.disagreements;
    assert_eq!(supported, number(&voting["table28"]["ckyl_score"]));
    assert_eq!(copeland(&rankings).expect("rankings").points, [0.0; 3]);
}

/// OECD/JRC Handbook (2008), tables 36 and 37: eight indicators rank five countries; three orders are best.
#[test]
fn the_handbooks_five_countries_have_three_best_orders() {
    let handbook = golden(include_str!("../golden/tai_handbook.json"));
    let raw = crate::common::rows(&handbook["raw"]);
    let names = ["FIN", "USA", "SWE", "JPN", "KOR"];
    let rankings: Vec<Vec<f64>> = (0..8)
        .map(|j| {
            let values = raw[..5].iter().map(|row| row[j]).collect();
            let scores = Scores::new(names, values, Orientation::HigherIsBetter).expect("scores");
            scores.ranking(governance_efficacy::score::Ties::Fractional)
        })
        .collect();
    let found = kemeny(&rankings).expect("rankings");
    let order = order(&names, &found.ranks);
    let published = handbook["published"]["table37_ckyl_winners"].as_array().expect("orders");
    assert!(published.iter().any(|winner| *winner == order), "{order}");
    assert_eq!(found.orders, published.len() as u64);
    // Eight indicators on ten pairs; the published score gives the tied telephones of the United States and Japan to Japan.
    let score = 10.0 - found.disagreements / 8.0;
    assert_eq!(score - 0.5 / 8.0, number(&handbook["published"]["table37_ckyl_best"]));
}

// ---------------------------------------------------------------------------------------------------------------------------
// What must hold for any rankings

/// The same cases on every run.
fn config(cases: u32) -> ProptestConfig {
    ProptestConfig { cases, rng_seed: RngSeed::Fixed(0x70_61_70_69), failure_persistence: None, ..ProptestConfig::default() }
}

/// Ranks 1 the best with many ties, at least two of them different.
fn with_ties(units: usize) -> impl Strategy<Value = Vec<f64>> {
    prop::collection::vec((1..=units.div_ceil(2) + 1).prop_map(|rank| rank as f64), units)
        .prop_filter("a ranking orders something", |ranks| ranks.iter().any(|rank| *rank != ranks[0]))
}

fn permutation(units: usize) -> impl Strategy<Value = Vec<f64>> {
    Just((1..=units).map(|rank| rank as f64).collect::<Vec<_>>()).prop_shuffle()
}

fn pair_with_ties() -> impl Strategy<Value = (Vec<f64>, Vec<f64>)> {
    (2_usize..40).prop_flat_map(|units| (with_ties(units), with_ties(units)))
}

fn pair_of_permutations() -> impl Strategy<Value = (Vec<f64>, Vec<f64>)> {
    (2_usize..40).prop_flat_map(|units| (permutation(units), permutation(units)))
}

/// Concordant and discordant pairs, and those untied in x and in y, by comparing every pair.
fn compared(x: &[f64], y: &[f64]) -> (f64, f64, f64, f64) {
    let (mut concordant, mut discordant, mut untied_x, mut untied_y) = (0.0, 0.0, 0.0, 0.0);
    for i in 0..x.len() {
        for j in 0..i {
            let product = (x[i] - x[j]) * (y[i] - y[j]);
            concordant += f64::from(u8::from(product > 0.0));
            discordant += f64::from(u8::from(product < 0.0));
            untied_x += f64::from(u8::from(x[i] != x[j]));
            untied_y += f64::from(u8::from(y[i] != y[j]));
        }
    }
    (concordant, discordant, untied_x, untied_y)
}

proptest! {
    #![proptest_config(config(512))]

    #[test]
    fn kendalls_by_sorting_are_those_by_comparing_every_pair((x, y) in pair_with_ties()) {
        let (concordant, discordant, untied_x, untied_y) = compared(&x, &y);
        let score = concordant - discordant;
        let pairs = (x.len() * (x.len() - 1) / 2) as f64;
        let of = |measure: Agreement| measure.of(&x, &y).expect("rankings");
        prop_assert_eq!(of(Agreement::KendallTauA), score / pairs);
        prop_assert!(agrees(of(Agreement::KendallTauB), score / (untied_x * untied_y).sqrt(), 1.0));
        prop_assert_eq!(of(Agreement::GoodmanKruskal), score / (concordant + discordant));
    }

    #[test]
    fn every_measure_is_in_its_range_and_symmetric_if_it_says_so((x, y) in pair_with_ties()) {
        for measure in Agreement::ALL {
            let info = measure.info();
            let (there, back) = (measure.of(&x, &y).expect("rankings"), measure.of(&y, &x).expect("rankings"));
            prop_assert!(there >= info.least && there <= info.most.unwrap_or(x.len() as f64 / 2.0), "{}: {}", measure, there);
            if info.symmetric {
                prop_assert!(agrees(there, back, 1.0), "{}: {} and {}", measure, there, back);
            }
        }
    }

    #[test]
    fn the_same_ranking_agrees_fully_and_its_reverse_not_at_all((x, _) in pair_of_permutations()) {
        let reversed: Vec<f64> = x.iter().map(|rank| x.len() as f64 + 1.0 - rank).collect();
        for measure in Agreement::ALL {
            let (same, reverse) = (measure.of(&x, &x).expect("rankings"), measure.of(&x, &reversed).expect("rankings"));
            prop_assert!(agrees(same, measure.info().identical, 1.0), "{}: {}", measure, same);
            let expected = match measure {
                // Twice the sum of n − 1, n − 3, …: about n/2 a unit.
                Agreement::RankShift => (x.len() * x.len() / 2) as f64 / x.len() as f64,
                Agreement::KendallW => 0.0,
                // Small, but not the least there is.
                Agreement::Ws => { prop_assert!(reverse < 0.5, "{}", reverse); continue }
                _ => -1.0,
            };
            prop_assert!(agrees(reverse, expected, 1.0), "{}: {}, expected {}", measure, reverse, expected);
        }
    }

    #[test]
    fn the_order_of_the_units_makes_no_difference((x, y) in pair_with_ties(), seed in any::<u64>()) {
        let mut order: Vec<usize> = (0..x.len()).collect();
        order.sort_by_key(|&at| (at as u64 + 1).wrapping_mul(seed | 1).rotate_left(17));
        let moved = |ranks: &[f64]| order.iter().map(|&at| ranks[at]).collect::<Vec<f64>>();
        for measure in Agreement::ALL {
            let (before, after) = (measure.of(&x, &y).expect("rankings"), measure.of(&moved(&x), &moved(&y)).expect("rankings"));
            prop_assert!(agrees(before, after, 1.0), "{}: {} and {}", measure, before, after);
        }
    }

    #[test]
    fn kendalls_w_is_the_mean_of_all_spearmans((x, y) in pair_of_permutations()) {
        // A third ranking, of five grades.
        let z: Vec<f64> = x.iter().zip(&y).map(|(a, b)| 1.0 + (a + b) % 5.0).collect();
        let rho = |a: &[f64], b: &[f64]| Agreement::Spearman.of(a, b).expect("rankings");
        let two = kendall_w(&[&x, &y]).expect("rankings").w;
        prop_assert!(agrees(two, f64::midpoint(rho(&x, &y), 1.0), 1.0), "{}", two);
        let three = kendall_w(&[&x, &y, &x]).expect("rankings").w;
        let mean = (2.0 * rho(&x, &y) + 1.0) / 3.0;
        prop_assert!(agrees(three, (1.0 + 2.0 * mean) / 3.0, 1.0), "{}", three);
        let found = kendall_w(&[&x, &y, &z]).expect("rankings");
        prop_assert!((0.0..=1.0).contains(&found.w) && (0.0..=1.0).contains(&found.p_value), "{:?}", found);
    }

    #[test]
    fn no_order_is_nearer_than_kemenys(rankings in (2_usize..6).prop_flat_map(|units| prop::collection::vec(with_ties(units), 1..6))) {
        let found = kemeny(&rankings).expect("rankings");
        let disagreement = |order: &[f64]| -> f64 {
            rankings.iter().map(|ranks| {
                let (_, discordant, untied, _) = compared(ranks, order);
                discordant + ((order.len() * (order.len() - 1) / 2) as f64 - untied) / 2.0
            }).sum()
        };
        prop_assert_eq!(disagreement(&found.ranks), found.disagreements);
        let all = orders(rankings[0].len());
        let least = all.iter().map(|order| disagreement(order)).fold(f64::INFINITY, f64::min);
        prop_assert_eq!(found.disagreements, least);
        prop_assert_eq!(found.orders, all.iter().filter(|order| disagreement(order) == least).count() as u64);
    }

    #[test]
    fn a_unanimous_order_is_every_consensus((x, _) in pair_of_permutations(), voters in 1_usize..5) {
        let rankings = vec![x.clone(); voters];
        prop_assert_eq!(&borda(&rankings).expect("rankings").ranks, &x);
        prop_assert_eq!(&copeland(&rankings).expect("rankings").ranks, &x);
        prop_assert_eq!(&kemeny(&rankings).expect("rankings").ranks, &x);
    }
}

/// All orders of so many units, as ranks.
fn orders(units: usize) -> Vec<Vec<f64>> {
    if units == 0 {
        return vec![Vec::new()];
    }
    let insert = |ranks: Vec<f64>| {
        (0..units).map(move |at| {
            let new = (at + 1) as f64;
            let mut longer: Vec<f64> = ranks.iter().map(|&rank| if rank >= new { rank + 1.0 } else { rank }).collect();
            longer.push(new);
            longer
        })
    };
    orders(units - 1).into_iter().flat_map(insert).collect()
}
