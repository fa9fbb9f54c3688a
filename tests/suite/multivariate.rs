//! Whether indicators hold together: the Handbook's Technology Achievement Index, a published library, cases by hand, awkward data.

use crate::common::{agrees, assert_agree, assert_printed, number, numbers, rows};
use governance_efficacy::analysis::multivariate::{Flag, Multivariate, NodeCheck, Part, Reason, check};
use governance_efficacy::model::{Branch, System};
use governance_efficacy::{Direction, Indicator, IndicatorTable, Key, Language, Role};
use proptest::prelude::*;
use proptest::test_runner::RngSeed;
use serde_json::Value;

fn golden(text: &str) -> Value {
    serde_json::from_str(text).expect("a golden file is JSON")
}

fn handbook() -> Value {
    golden(include_str!("../golden/tai_handbook.json"))
}

fn indicator(key: &str) -> Indicator {
    Indicator::new(key).expect("a key")
}

fn table(keys: &[&str], rows: &[Vec<Option<f64>>]) -> IndicatorTable {
    IndicatorTable::from_rows((1..=rows.len()).map(|i| i.to_string()), keys, rows).expect("a valid table")
}

fn complete(rows: &[Vec<f64>]) -> Vec<Vec<Option<f64>>> {
    rows.iter().map(|row| row.iter().copied().map(Some).collect()).collect()
}

/// The Technology Achievement Index: 23 countries, eight indicators in four pillars.
fn tai() -> Multivariate {
    let handbook = handbook();
    let texts = |key: &str| -> Vec<String> {
        let list = handbook[key].as_array().expect("a list");
        list.iter().map(|name| name.as_str().expect("a text").to_owned()).collect()
    };
    let (keys, pillars) = (texts("indicators"), texts("pillars"));
    let mut distinct = pillars.clone();
    distinct.dedup();
    let branch = |pillar: &String| {
        let members = keys.iter().zip(&pillars).filter(|(_, p)| *p == pillar).map(|(key, _)| indicator(key));
        Branch::of(pillar, members).expect("a branch")
    };
    let system = System::new(Branch::over("tai", distinct.iter().map(branch)).expect("a branch")).expect("a system");
    let keys: Vec<&str> = keys.iter().map(String::as_str).collect();
    check(&table(&keys, &complete(&rows(&handbook["raw"]))), &system).expect("the table has the indicators")
}

fn found<T>(part: &Part<T>) -> &T {
    part.found().unwrap_or_else(|| panic!("{:?}", part.reason()))
}

fn coefficients(checked: &Multivariate) -> Vec<Vec<f64>> {
    let matrix = checked.matrix(|correlations| correlations.pearson);
    matrix.into_iter().map(|row| row.into_iter().map(|r| r.expect("a correlation")).collect()).collect()
}

#[test]
fn the_tai_has_the_correlations_of_table_6() {
    let (handbook, checked) = (handbook(), tai());
    let found = coefficients(&checked);
    for (j, expected) in rows(&handbook["computed"]["corr"]).iter().enumerate() {
        assert_agree("correlations", &found[j], expected);
    }
    let printed = &handbook["published"]["table6_corr_upper"];
    for (j, checked) in checked.indicators.iter().enumerate() {
        let row: Vec<f64> = printed[checked.key.as_str()].as_array().expect("a row").iter().filter_map(Value::as_f64).collect();
        // The Handbook prints the logarithms of telephones and electricity to two digits, and computes with more.
        assert_printed(checked.key.as_str(), &found[j][j..], &row, 0.02);
    }
}

#[test]
fn the_tai_has_the_components_of_table_7() {
    let (handbook, checked) = (handbook(), tai());
    let components = found(&checked.nodes[0].components);
    assert_agree("eigenvalues", &components.eigenvalues, &numbers(&handbook["computed"]["eigen"]));
    assert_printed("eigenvalues", &components.eigenvalues, &numbers(&handbook["published"]["table7_eigen"]), 0.1);
    let percent: Vec<f64> = components.explained.iter().map(|share| 100.0 * share).collect();
    assert_printed("explained", &percent, &numbers(&handbook["published"]["table7_pct"]), 0.15);
    assert_eq!(components.above_one, 2);
    assert!(agrees(components.cumulative[7], 1.0, 1.0));
    // Loadings: the squares of a component sum to its eigenvalue, those of an indicator to 1.
    for k in 0..8 {
        let squares: f64 = components.loadings.iter().map(|(_, loadings)| loadings[k] * loadings[k]).sum();
        assert!(agrees(squares, components.eigenvalues[k], 1.0), "component {k}");
        let sum: f64 = components.loadings.iter().map(|(_, loadings)| loadings[k]).sum();
        assert!(sum >= 0.0, "the sign of component {k}");
    }
    for (key, loadings) in &components.loadings {
        assert!(agrees(loadings.iter().map(|l| l * l).sum(), 1.0, 1.0), "{key}");
    }
}

#[test]
fn the_tai_has_the_alpha_of_table_11() {
    let (handbook, checked) = (handbook(), tai());
    let (computed, published) = (&handbook["computed"], &handbook["published"]);
    let alpha = found(&checked.nodes[0].alpha);
    assert_agree("α", &[alpha.raw.expect("varies")], &[number(&computed["alpha_raw"])]);
    let standardized = [alpha.standardized.expect("varies")];
    assert_agree("α standardised", &standardized, &[number(&computed["alpha_standardised"])]);
    assert_printed("α", &standardized, &[number(&published["cronbach_alpha"])], 0.005);
    let if_deleted: Vec<f64> = alpha.items.iter().map(|item| item.standardized_if_deleted.expect("varies")).collect();
    assert_agree("α if deleted", &if_deleted, &numbers(&computed["alpha_if_deleted"]));
    let item_rest: Vec<f64> = alpha.items.iter().map(|item| item.standardized_item_rest.expect("varies")).collect();
    assert_agree("item-rest", &item_rest, &numbers(&computed["item_total"]));
    // The Handbook's own digits come from values of more digits than it prints.
    assert_printed("table 11, α if deleted", &if_deleted, &numbers(&published["table11_alpha_if_deleted"]), 0.002);
    assert_printed("table 11, item-total", &item_rest, &numbers(&published["table11_item_total"]), 0.006);
}

#[test]
fn the_tai_has_the_adequacy_of_a_published_library() {
    let (handbook, checked) = (handbook(), tai());
    let computed = &handbook["computed"];
    let kmo = found(&checked.nodes[0].adequacy);
    assert_agree("KMO", &[kmo.overall], &[number(&computed["kmo_overall"])]);
    let each: Vec<f64> = kmo.indicators.iter().map(|(_, value)| value.expect("correlated")).collect();
    assert_agree("KMO", &each, &numbers(&computed["kmo"]));
    let bartlett = found(&checked.nodes[0].sphericity);
    assert_agree("Bartlett", &[bartlett.chi_squared], &[number(&computed["bartlett"]["chisq"])]);
    assert_agree("Bartlett", &[bartlett.p_value], &[number(&computed["bartlett"]["p.value"])]);
    assert_eq!(bartlett.degrees_of_freedom as f64, number(&computed["bartlett"]["df"]));
}

#[test]
fn the_tai_has_one_flag_and_its_pillars_are_checked_too() {
    let checked = tai();
    // Table 6: Internet hosts and high-technology exports, both of the pillar "recent", at −.45.
    let [Flag::NegativeWithin { first, second, node, correlation, p_value }] = checked.flags.as_slice() else {
        panic!("{:?}", checked.flags);
    };
    assert_eq!([first, second, node].map(Key::as_str), ["internet", "exports", "recent"]);
    assert!((correlation + 0.45).abs() < 0.005 && p_value.is_some_and(|p| p < 0.05), "{correlation}, {p_value:?}");
    assert_eq!(checked.nodes.len(), 5);
    assert!(checked.nodes[1..].iter().all(|node| node.indicators.len() == 2 && node.complete_rows == 23));
    // Of two indicators: α standardised is 2r/(1 + r), KMO one half, χ² = −(n − 1 − 9/6) ln(1 − r²).
    let r = checked.pair("exports", "internet").expect("known");
    let r = found(&r.correlations).pearson.coefficient;
    let recent = checked.node("recent").expect("known");
    assert!(agrees(found(&recent.alpha).standardized.expect("varies"), 2.0 * r / (1.0 + r), 1.0));
    assert!(agrees(found(&recent.adequacy).overall, 0.5, 1.0));
    assert!(agrees(found(&recent.sphericity).chi_squared, -20.5 * (1.0 - r * r).ln(), 1.0));
}

/// α of COINr 1.1.14, on its min-max scale from 1 to 100.
#[test]
fn alpha_is_that_of_a_published_library() {
    let example = golden(include_str!("../golden/hand_example.json"));
    let columns: Vec<Vec<f64>> = ["a", "b", "c", "d"].iter().map(|key| numbers(&example["minmax_1_100"][key])).collect();
    let rows: Vec<Vec<f64>> = (0..6).map(|i| columns.iter().map(|column| column[i]).collect()).collect();
    let pillars = [
        Branch::of("P", ["a", "b"].map(indicator)).expect("a branch"),
        Branch::of("Q", ["c", "d"].map(indicator)).expect("a branch"),
    ];
    let system = System::new(Branch::over("I", pillars).expect("a branch")).expect("a system");
    let checked = check(&table(&["a", "b", "c", "d"], &complete(&rows)), &system).expect("known");
    let raw = |node: &NodeCheck| found(&node.alpha).raw.expect("varies");
    assert_agree("α", &[raw(&checked.nodes[0])], &[number(&example["cronbach"])]);
    assert_agree("α of Q", &[raw(&checked.nodes[2])], &[number(&example["cronbach_Q"])]);
    assert!(
        checked
            .flags
            .iter()
            .any(|flag| matches!(flag, Flag::NegativeWithin { first, second, .. } if first == "c" && second == "d"))
    );
}

/// Centred values (−3, −1, 1, 3), (−3, 1, −1, 3) and (3, −1, 1, −3): Σx² = 20 each, Σxy = 16, Σxz = −16, Σyz = −20.
/// r = .8, −.8, −1: with z a cost all three agree.
#[test]
fn directions_are_respected() {
    let data = [vec![1.0, 1.0, 7.0], vec![3.0, 5.0, 3.0], vec![5.0, 3.0, 5.0], vec![7.0, 7.0, 1.0]];
    let keys = ["x", "y", "z"];
    let system = |direction| {
        System::flat([indicator("x"), indicator("y"), indicator("z").with_direction(direction).expect("valid")])
            .expect("a system")
    };
    let benefit = check(&table(&keys, &complete(&data)), &system(Direction::Benefit)).expect("known");
    assert_printed("benefit", &coefficients(&benefit).concat(), &[1.0, 0.8, -0.8, 0.8, 1.0, -1.0, -0.8, -1.0, 1.0], 1e-12);
    let codes: Vec<&str> = benefit.flags.iter().map(Flag::code).collect();
    assert_eq!(codes, ["negative-within", "redundant", "negative-within"]);
    // x − z + y cancel in part; the sum of y and z doesn't vary at all, so that without x there is no α.
    let alpha = found(&benefit.nodes[0].alpha);
    assert_eq!((alpha.items[0].raw_if_deleted, alpha.items[0].standardized_if_deleted), (None, None));
    assert_eq!(alpha.items[0].standardized_item_rest, None);

    let cost = check(&table(&keys, &complete(&data)), &system(Direction::Cost)).expect("known");
    assert_printed("cost", &coefficients(&cost).concat(), &[1.0, 0.8, 0.8, 0.8, 1.0, 1.0, 0.8, 1.0, 1.0], 1e-12);
    assert_eq!(cost.flags.iter().map(Flag::code).collect::<Vec<_>>(), ["redundant"]);
    // y and z are one: no inverse, and those two are named.
    let reason = cost.nodes[0].adequacy.reason().expect("singular");
    assert_eq!(reason.code(), "singular");
    assert!(reason.text(Language::En).starts_with("y, z are"), "{}", reason.text(Language::En));
    assert_eq!(cost.nodes[0].sphericity.reason(), Some(reason));
    // Components need no inverse: one eigenvalue is zero.
    let components = found(&cost.nodes[0].components);
    assert!(components.eigenvalues[2].abs() < 1e-12, "{components:?}");
    // Mean correlation (.8 + .8 + 1)/3 = 13/15: α = 3 · 13/15 / (1 + 2 · 13/15) = 39/41, raw likewise since all variances are the same.
    let alpha = found(&cost.nodes[0].alpha);
    for found in [alpha.raw, alpha.standardized] {
        assert!(agrees(found.expect("varies"), 39.0 / 41.0, 1.0), "{alpha:?}");
    }
    // Without x two that are the same: α = 1; without y or z: 2 · .8/1.8.
    assert!(agrees(alpha.items[0].raw_if_deleted.expect("varies"), 1.0, 1.0));
    assert!(agrees(alpha.items[1].raw_if_deleted.expect("varies"), 1.6 / 1.8, 1.0));
}

/// A target of 5 makes 1, 5, 9 as good as −4, 0, −4: with 4, 0, 4 as a cost it is the same.
#[test]
fn a_target_counts_by_the_distance_from_it() {
    let data = [vec![1.0, 4.0, 2.0], vec![5.0, 0.0, 3.0], vec![9.0, 4.0, 8.0], vec![7.0, 2.0, 1.0]];
    let band = Direction::band(2.5, 3.0).expect("valid");
    let system = System::flat([
        indicator("t").with_direction(Direction::target(5.0).expect("valid")).expect("valid"),
        indicator("c").with_direction(Direction::Cost).expect("valid"),
        indicator("b").with_direction(band).expect("valid"),
    ])
    .expect("a system");
    let checked = check(&table(&["t", "c", "b"], &complete(&data)), &system).expect("known");
    let matrix = coefficients(&checked);
    assert!(agrees(matrix[0][1], 1.0, 1.0), "{matrix:?}");
    // Distances from the band: .5, 0, 5, 1.5; from the target 4, 0, 4, 2.
    let tau = found(&checked.pair("b", "t").expect("known").correlations).kendall.coefficient;
    // Pairs of (4, .5), (0, 0), (4, 5), (2, 1.5): one tie in the first, of the others 1 ≷ 4 disagree: (4 − 1)/√(5 · 6).
    assert!(agrees(tau, 3.0 / 30.0_f64.sqrt(), 1.0), "{tau}");
}

#[test]
fn gaps_are_left_out_pair_by_pair_and_row_by_row() {
    let data = vec![
        vec![Some(1.0), Some(2.0), None],
        vec![Some(2.0), None, Some(1.0)],
        vec![Some(3.0), Some(1.0), Some(2.0)],
        vec![Some(4.0), Some(5.0), None],
        vec![Some(5.0), None, Some(4.0)],
    ];
    let system = System::flat(["a", "b", "c"].map(indicator)).expect("a system");
    let checked = check(&table(&["a", "b", "c"], &data), &system).expect("known");
    assert_eq!(checked.indicators.iter().map(|i| i.available).collect::<Vec<_>>(), [5, 3, 3]);
    // a and b share the rows 1, 3, 4: (1, 2), (3, 1), (4, 5), of three pairs two agree.
    let tau = found(&checked.pair("a", "b").expect("known").correlations).kendall;
    assert_eq!((tau.coefficient, tau.n), (1.0 / 3.0, 3));
    // b and c share one row, and so do all three.
    assert_eq!(checked.pair("c", "b").expect("known").correlations.reason().map(Reason::code), Some("too-few-rows"));
    assert_eq!(checked.matrix(|c| c.spearman)[1][2], None);
    let node = &checked.nodes[0];
    assert_eq!(node.complete_rows, 1);
    assert_eq!(node.alpha.reason().map(Reason::code), Some("too-few-rows"));
    assert!(checked.to_string().contains("rows in which all indicators are available: 1, it takes 3"), "{checked}");
}

#[test]
fn what_can_not_be_answered_says_why() {
    let code = |data: &[Vec<f64>], keys: &[&str]| {
        let system = System::flat(keys.iter().map(|key| indicator(key))).expect("a system");
        let checked = check(&table(keys, &complete(data)), &system).expect("known");
        let node = checked.nodes.into_iter().next().expect("the whole");
        let code = |reason: Option<&Reason>| reason.map_or("found", Reason::code);
        [code(node.alpha.reason()), code(node.adequacy.reason()), code(node.sphericity.reason()), code(node.components.reason())]
    };
    assert_eq!(code(&[vec![1.0], vec![2.0], vec![3.0]], &["a"]), ["too-few-indicators"; 4]);
    assert_eq!(code(&[vec![1.0, 2.0], vec![2.0, 3.0]], &["a", "b"]), ["too-few-rows"; 4]);
    assert_eq!(code(&[vec![1.0, 7.0], vec![2.0, 7.0], vec![4.0, 7.0]], &["a", "b"]), ["constant"; 4]);
    let three = [vec![1.0, 2.0, 9.0], vec![2.0, 1.0, 5.0], vec![4.0, 7.0, 6.0]];
    assert_eq!(code(&three, &["a", "b", "c"]), ["found", "too-few-rows", "too-few-rows", "found"]);
    // A third that is the sum of the other two.
    let sums: Vec<Vec<f64>> =
        [(1.0, 4.0), (2.0, 1.0), (3.0, 3.0), (4.0, 9.0), (6.0, 2.0)].map(|(a, b)| vec![a, b, a + b]).to_vec();
    assert_eq!(code(&sums, &["a", "b", "c"]), ["found", "singular", "singular", "found"]);
    // (1, −1, −1, 1) and (1, 1, −1, −1) have no correlation at all.
    let square = [vec![1.0, 1.0], vec![-1.0, 1.0], vec![-1.0, -1.0], vec![1.0, -1.0]];
    assert_eq!(code(&square, &["a", "b"]), ["found", "uncorrelated", "found", "found"]);
}

#[test]
fn numbers_of_any_size_stay_finite() {
    for unit in [1e-320, 1e-200, 1.0, 1e200, 2e307] {
        let data: Vec<Vec<f64>> = [(1.0, 2.0), (-3.0, -1.0), (4.0, 8.0), (-8.0, -5.0)].map(|(a, b)| vec![a * unit, b]).to_vec();
        let checked = check(&table(&["a", "b"], &complete(&data)), &System::flat(["a", "b"].map(indicator)).expect("valid"))
            .expect("known");
        let text = serde_json::to_string(&checked).expect("writes");
        assert_eq!(
            serde_json::from_str::<Multivariate>(&text).expect("reads"),
            checked,
            "{unit}: a NaN would be written as null"
        );
        assert!(!checked.to_string().contains("NaN") && !checked.to_string().contains("inf"), "{checked}");
    }
}

#[test]
fn diagnostic_indicators_are_left_out_and_missing_ones_are_named() {
    let system = System::flat([indicator("a"), indicator("b"), indicator("d").with_role(Role::Diagnostic)]).expect("a system");
    let rows = complete(&[vec![1.0, 2.0], vec![2.0, 1.0], vec![3.0, 4.0]]);
    let checked = check(&table(&["a", "b"], &rows), &system).expect("known");
    assert_eq!(checked.indicators.len(), 2);
    assert_eq!(checked.pair("a", "bb").map_err(|e| e.code()), Err("unknown"));
    assert_eq!(checked.pair("a", "a").map_err(|e| e.code()), Err("duplicate"));
    assert_eq!(checked.node("x").map_err(|e| e.code()), Err("unknown"));
    let error = check(&table(&["a", "c"], &rows), &system).expect_err("b is missing");
    assert_eq!(error.code(), "unknown");
}

#[test]
fn the_result_survives_a_round_trip_and_is_the_same_every_time() {
    let checked = tai();
    let text = serde_json::to_string(&checked).expect("writes");
    assert_eq!(serde_json::from_str::<Multivariate>(&text).expect("reads"), checked);
    assert_eq!(serde_json::to_string(&tai()).expect("writes"), text);
    for language in [Language::En, Language::Zh] {
        println!("{}", checked.summary(language));
    }
}

/// Few distinct values and many gaps, so that constants, ties, singular matrices and empty rows all occur.
fn awkward_rows() -> impl Strategy<Value = Vec<Vec<Option<f64>>>> {
    let cell = prop_oneof![3 => (0_u8..4).prop_map(|x| Some(f64::from(x))), 2 => (-1e3..1e3).prop_map(Some), 1 => Just(None)];
    prop::collection::vec(prop::collection::vec(cell, 4), 1..12)
}

fn two_pillars() -> System {
    let cost = indicator("b").with_direction(Direction::Cost).expect("valid");
    let target = indicator("d").with_direction(Direction::Target(2.0)).expect("valid");
    let pillars = [
        Branch::of("P", [indicator("a"), cost]).expect("a branch"),
        Branch::of("Q", [indicator("c"), target]).expect("a branch"),
    ];
    System::new(Branch::over("I", pillars).expect("a branch")).expect("a system")
}

proptest! {
    #![proptest_config(ProptestConfig {
        cases: 512, rng_seed: RngSeed::Fixed(0x70_61_70_69), failure_persistence: None, ..ProptestConfig::default()
    })]

    #[test]
    fn any_table_has_a_finite_answer_within_its_range(data in awkward_rows()) {
        let checked = check(&table(&["a", "b", "c", "d"], &data), &two_pillars()).expect("known");
        let text = serde_json::to_string(&checked).expect("writes");
        // A number that is not finite would come back as another.
        prop_assert_eq!(&serde_json::from_str::<Multivariate>(&text).expect("reads"), &checked);
        for correlations in checked.pairs.iter().filter_map(|pair| pair.correlations.found()) {
            for found in [correlations.pearson, correlations.spearman, correlations.kendall] {
                prop_assert!(found.coefficient.abs() <= 1.0 && found.p_value.is_some_and(|p| (0.0..=1.0).contains(&p)), "{:?}", found);
            }
        }
        for node in &checked.nodes {
            if let Some(alpha) = node.alpha.found() {
                prop_assert!([alpha.raw, alpha.standardized].into_iter().flatten().all(|alpha| alpha <= 1.0 + 1e-9), "{:?}", alpha);
            }
            if let Some(kmo) = node.adequacy.found() {
                prop_assert!((0.0..=1.0).contains(&kmo.overall), "{:?}", kmo);
            }
            if let Some(test) = node.sphericity.found() {
                prop_assert!(test.chi_squared >= 0.0 && (0.0..=1.0).contains(&test.p_value), "{:?}", test);
            }
            if let Some(components) = node.components.found() {
                let sum: f64 = components.eigenvalues.iter().sum();
                prop_assert!(agrees(sum, node.indicators.len() as f64, 10.0), "{:?}", components);
            }
        }
    }

    #[test]
    fn the_order_of_the_rows_makes_no_difference(data in awkward_rows()) {
        let answer = |data: &[Vec<Option<f64>>]| check(&table(&["a", "b", "c", "d"], data), &two_pillars()).expect("known");
        let reversed: Vec<Vec<Option<f64>>> = data.iter().rev().cloned().collect();
        let (before, after) = (answer(&data), answer(&reversed));
        for (one, other) in before.pairs.iter().zip(&after.pairs) {
            prop_assert_eq!(one.correlations.reason(), other.correlations.reason());
            if let (Some(one), Some(other)) = (one.correlations.found(), other.correlations.found()) {
                prop_assert!(agrees(one.pearson.coefficient, other.pearson.coefficient, 1.0));
                prop_assert!(agrees(one.spearman.coefficient, other.spearman.coefficient, 1.0));
                prop_assert_eq!(one.kendall, other.kendall);
            }
        }
        for (one, other) in before.nodes.iter().zip(&after.nodes) {
            let standardized = |node: &NodeCheck| node.alpha.found().and_then(|alpha| alpha.standardized);
            if let (Some(one), Some(other)) = (standardized(one), standardized(other)) {
                // Near a sum that hardly varies α has no bound, nor has the rounding.
                prop_assert!(one < -1e3 || agrees(one, other, 1e3), "{} {}", one, other);
            }
            prop_assert_eq!(one.alpha.reason(), other.alpha.reason());
        }
    }
}
