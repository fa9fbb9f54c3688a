//! Weights: on the simplex, no dependence on order, what each method promises.

use super::*;

proptest! {
    #![proptest_config(config(192))]

    #[test]
    fn weights_lie_on_the_simplex_in_the_order_of_the_indicators(study in study(3..=12, 1..=6)) {
        let matrix = study.matrix();
        for method in WeightMethod::INFOS.iter().copied().flat_map(|info| weight_methods(info.name, &study.importance)) {
            let Ok(weighing) = method.weigh(&matrix) else { continue };
            let found = weighing.weights;
            prop_assert!(found.keys().iter().eq(matrix.keys()), "{:?}", method);
            prop_assert!(found.as_slice().iter().all(|w| (0.0..=1.0).contains(w)), "{:?} {:?}", method, found);
            let total: f64 = found.as_slice().iter().sum();
            prop_assert!((total - 1.0).abs() <= 1e-12, "{:?} sums to {}", method, total);
        }
    }

    #[test]
    fn every_weighting_method_keeps_its_promises(
        study in study(3..=12, 1..=6),
        seed in any::<u64>(),
        factors in prop::collection::vec(0.001..1000.0, 6),
        shifts in prop::collection::vec(-200.0..200.0, 6),
        powers in prop::collection::vec(-300..300_i32, 6),
    ) {
        let rows = with_rows(&study, &order(study.rows.len(), seed));
        let columns = with_columns(&study, &order(study.directions.len(), seed));
        let scaled = study.remeasured(&factors, &[0.0; 6]).matrix();
        let shifted = study.remeasured(&[1.0; 6], &shifts).matrix();
        let doubled = study.remeasured(&powers.iter().map(|&p| 2.0_f64.powi(p)).collect::<Vec<_>>(), &[0.0; 6]).matrix();
        for &info in WeightMethod::INFOS {
            let methods = weight_methods(info.name, &study.importance);
            for method in &methods {
                let expected = weighed(method, &study.matrix());
                same_weights(weighed(method, &rows), expected.clone())?;
                same_weights(weighed(method, &columns), expected)?;
            }
            // A method that compares has nothing to compare in one indicator.
            let Some(by_default) = methods.first() else { continue };
            let expected = weighed(by_default, &study.matrix());
            if info.promises(Invariance::Scale) {
                same_weights(weighed(by_default, &scaled), expected.clone())?;
                // A power of two changes no digit of any number on the way.
                prop_assert_eq!(weighed(by_default, &doubled), expected.clone(), "{}", info.name);
            }
            if info.promises(Invariance::Shift) {
                same_weights(weighed(by_default, &shifted), expected)?;
            }
        }
    }

    #[test]
    fn consistent_judgements_give_back_their_weights(
        importance in prop::collection::vec(0.01..1.0, 1..=15),
    ) {
        let total: f64 = importance.iter().sum();
        let shares: Vec<f64> = importance.iter().map(|w| w / total).collect();
        let full: Vec<Vec<f64>> = shares.iter().map(|a| shares.iter().map(|b| a / b).collect()).collect();
        let upper: Vec<Vec<f64>> = full.iter().take(shares.len() - 1).enumerate().map(|(i, r)| r[i + 1..].to_vec()).collect();
        for judgements in [JudgementMatrix::from_upper(&upper), JudgementMatrix::from_rows(&full)] {
            let judgements = judgements.expect("reciprocal");
            for priority in [Priority::Eigenvector, Priority::GeometricMean, Priority::ColumnMean] {
                for table in [RandomIndex::Saaty1980, RandomIndex::AlonsoLamata2006] {
                    let ahp = Ahp::new(judgements.clone()).with_priority(priority).with_random_index(table);
                    let weighing = ahp.weigh_names(keys(shares.len())).expect("weights");
                    same(weighing.weights.as_slice(), &shares)?;
                    let WeighingDetail::Ahp(AhpDetail { consistency, .. }) = weighing.detail else { panic!("{:?}", weighing.detail) };
                    prop_assert!(consistency.consistency_ratio.abs() <= 1e-12, "{:?}", consistency);
                    prop_assert!(agrees(consistency.lambda_max, shares.len() as f64, 1.0), "{:?}", consistency);
                    prop_assert!(!weighing.notices.iter().any(|n| n.code() == "inconsistent"));
                }
            }
        }
    }

    #[test]
    fn priorities_solve_what_they_say(importance in prop::collection::vec(0.05..1.0, 3..=9)) {
        let judgements = judgements(&importance);
        let n = importance.len() as f64;
        let weigh = |priority| Ahp::new(judgements.clone()).with_priority(priority).weigh_names(keys(importance.len()));

        // A w = λ w, and no positive reciprocal matrix has λ below n (Saaty 1980).
        let weighing = weigh(Priority::Eigenvector).expect("weights");
        let w = weighing.weights.as_slice();
        let WeighingDetail::Ahp(AhpDetail { consistency, .. }) = &weighing.detail else { panic!("{:?}", weighing.detail) };
        for (row, w_i) in judgements.rows().zip(w) {
            let product: f64 = row.iter().zip(w).map(|(a, w)| a * w).sum();
            prop_assert!(agrees(product, consistency.lambda_max * w_i, 1.0));
        }
        prop_assert!(consistency.lambda_max >= n - 1e-12);
        prop_assert!(agrees(consistency.consistency_index, (consistency.lambda_max - n) / (n - 1.0), n));

        // ln w_i − ln w_j is the mean difference of the logarithms of the rows.
        let weighing = weigh(Priority::GeometricMean).expect("weights");
        let log: Vec<f64> = judgements.rows().map(|row| row.iter().map(|a| a.ln()).sum::<f64>() / n).collect();
        for (i, w_i) in weighing.weights.as_slice().iter().enumerate() {
            prop_assert!(agrees(w_i.ln() - weighing.weights.as_slice()[0].ln(), log[i] - log[0], 10.0));
        }

        // The mean of the columns, each divided by its sum.
        let weighing = weigh(Priority::ColumnMean).expect("weights");
        let columns: Vec<f64> = (0..importance.len()).map(|j| judgements.rows().map(|row| row[j]).sum()).collect();
        let mean: Vec<f64> = judgements.rows().map(|r| r.iter().zip(&columns).map(|(a, c)| a / c).sum::<f64>() / n).collect();
        same(weighing.weights.as_slice(), &mean)?;
    }

    #[test]
    fn combined_weights_follow_their_rule(study in study(4..=8, 2..=6), alpha in 0.0..=1.0_f64) {
        let entropy = Entropy::default().weigh(&study.matrix()).expect("weights").weights;
        let (a, b) = (study.shares(), entropy.as_slice().to_vec());
        let sources = [weights(&a), entropy];
        let of = |rule: &Rule| Combined::of_weights(rule, &sources).map(|w| (w.weights.as_slice().to_vec(), w.detail));
        let normalized = |w: Vec<f64>| { let total: f64 = w.iter().sum(); w.into_iter().map(|x| x / total).collect::<Vec<_>>() };
        let pairs = || a.iter().zip(&b);

        let (found, _) = of(&Rule::Additive { coefficients: Some(vec![alpha, 1.0 - alpha]) }).expect("weights");
        same(&found, &pairs().map(|(a, b)| alpha * a + (1.0 - alpha) * b).collect::<Vec<_>>())?;
        let (found, _) = of(&Rule::Multiplicative).expect("weights");
        same(&found, &normalized(pairs().map(|(a, b)| a * b).collect()))?;
        let (found, _) = of(&Rule::GeometricMean).expect("weights");
        same(&found, &normalized(pairs().map(|(a, b)| (a * b).sqrt()).collect()))?;

        // The equilibrium: no player gains by another coefficient that is not negative.
        let (found, detail) = of(&Rule::GameTheory(Game::NonNegative)).expect("weights");
        let WeighingDetail::Combined { coefficients, moved, .. } = detail else { panic!("{detail:?}") };
        prop_assert!(agrees(coefficients.iter().sum(), 1.0, 1.0) && coefficients.iter().all(|c| *c >= 0.0));
        same(&found, &pairs().map(|(x, y)| coefficients[0] * x + coefficients[1] * y).collect::<Vec<_>>())?;
        let dot = |x: &[f64], y: &[f64]| x.iter().zip(y).map(|(x, y)| x * y).sum::<f64>();
        let (aa, ab, bb) = (dot(&a, &a), dot(&a, &b), dot(&b, &b));
        let determinant = aa * bb - ab * ab;
        if determinant > 1e-6 {
            let signed = [(aa * bb - ab * bb) / determinant, (aa * bb - aa * ab) / determinant];
            let expected = if signed[0] <= 0.0 { [0.0, 1.0] } else if signed[1] <= 0.0 { [1.0, 0.0] } else {
                signed.map(|c| c / (signed[0] + signed[1]))
            };
            for (found, expected) in coefficients.iter().zip(expected) {
                prop_assert!((found - expected).abs() <= 1e-9, "{:?} {:?}", coefficients, expected);
            }
        }
        let distance = |w: &[f64]| w.iter().zip(&found).map(|(x, y)| (x - y).abs()).sum::<f64>() / 2.0;
        same(&moved, &[distance(&a), distance(&b)])?;
    }

    #[test]
    fn entropy_is_what_the_formula_says_and_ignores_directions(study in study(3..=12, 1..=6)) {
        let n = study.rows.len() as f64;
        let divergence: Vec<f64> = (0..study.directions.len()).map(|j| {
            let total: f64 = study.rows.iter().map(|row| row[j]).sum();
            1.0 + study.rows.iter().map(|row| row[j] / total).map(|p| p * p.ln()).sum::<f64>() / n.ln()
        }).collect();
        let total: f64 = divergence.iter().sum();
        let expected: Vec<f64> = divergence.iter().map(|d| d / total).collect();
        let weighing = Entropy::default().weigh(&study.matrix()).expect("weights");
        let benefits = matrix(&study.rows, &vec![Direction::Benefit; study.directions.len()]);
        prop_assert_eq!(&Entropy::default().weigh(&benefits).expect("weights"), &weighing);
        for (found, expected) in weighing.weights.as_slice().iter().zip(expected) {
            prop_assert!((found - expected).abs() <= 1e-9 * expected + 1e-12, "{} {}", found, expected);
        }
    }
}

/// Data that methods meet and their authors did not think of.
pub(crate) fn awkward() -> Vec<(&'static str, Vec<Vec<f64>>)> {
    vec![
        ("one unit", vec![vec![1.0, 2.0, 3.0]]),
        ("two units", vec![vec![1.0, 2.0, 3.0], vec![2.0, 1.0, 4.0]]),
        ("a constant column", vec![vec![1.0, 7.0, 3.0], vec![2.0, 7.0, 4.0], vec![4.0, 7.0, 1.0], vec![3.0, 7.0, 2.0]]),
        ("units that are all the same", vec![vec![1.0, 2.0, 3.0]; 4]),
        ("a column twice", vec![vec![1.0, 1.0, 3.0], vec![2.0, 2.0, 1.0], vec![4.0, 4.0, 2.0], vec![3.0, 3.0, 9.0]]),
        ("a column and its mirror", vec![vec![1.0, 4.0, 3.0], vec![2.0, 3.0, 1.0], vec![4.0, 1.0, 2.0], vec![3.0, 2.0, 9.0]]),
        ("a unit best everywhere", vec![vec![9.0, 9.0, 9.0], vec![2.0, 3.0, 1.0], vec![4.0, 1.0, 2.0], vec![3.0, 2.0, 5.0]]),
        ("a column of zeros", vec![vec![1.0, 0.0, 3.0], vec![2.0, 0.0, 1.0], vec![4.0, 0.0, 2.0]]),
        ("a zero", vec![vec![1.0, 0.0, 3.0], vec![2.0, 5.0, 1.0], vec![4.0, 2.0, 2.0], vec![3.0, 1.0, 2.5]]),
        ("a negative value", vec![vec![1.0, -2.0, 3.0], vec![2.0, 5.0, 1.0], vec![4.0, 2.0, 2.0], vec![3.0, 1.0, 2.5]]),
        ("a column with mean zero", vec![vec![1.0, -2.0, 3.0], vec![2.0, 2.0, 1.0], vec![4.0, -1.0, 2.0], vec![3.0, 1.0, 2.5]]),
        (
            "the largest numbers",
            vec![vec![1.7e308, 2.0, 3.0], vec![1.0e308, 1.0, 4.0], vec![1.5e308, 5.0, 1.0], vec![1e307, 4.0, 2.0]],
        ),
        (
            "numbers from end to end",
            vec![vec![-1.7e308, 2.0, 3.0], vec![1.7e308, 1.0, 4.0], vec![0.0, 5.0, 1.0], vec![1.0, 4.0, 2.0]],
        ),
        (
            "the smallest numbers",
            vec![vec![5e-324, 2.0, 3.0], vec![2e-323, 1.0, 4.0], vec![1e-320, 5.0, 1.0], vec![1e-310, 4.0, 2.0]],
        ),
        ("more indicators than units", vec![vec![1.0, 2.0, 3.0, 5.0, 9.0, 4.0], vec![2.0, 1.0, 4.0, 6.0, 3.0, 8.0]]),
    ]
}

#[test]
fn every_method_answers_awkward_data_or_says_why_not() {
    let informative = |error: &Error| {
        let message = error.to_string();
        assert!(message.contains(';') && message.len() > 20, "{message:?} gives no remedy");
        message
    };
    for (what, rows) in awkward() {
        let count = rows[0].len();
        for direction in [Direction::Benefit, Direction::Cost] {
            let study = Study { directions: vec![direction; count], importance: vec![0.3; count], rows: rows.clone() };
            let matrix = study.matrix();
            for method in WeightMethod::INFOS.iter().flat_map(|info| weight_methods(info.name, &study.importance)) {
                match method.weigh(&matrix) {
                    Err(error) => drop(informative(&error)),
                    Ok(weighing) => {
                        let text = serde_json::to_string(&weighing).expect("writes");
                        // What is no number is written as null, and refused.
                        let again: Weighing =
                            serde_json::from_str(&text).unwrap_or_else(|e| panic!("{what}, {method:?}: {e}\n{text}"));
                        assert_eq!(again, weighing, "{what}, {method:?}");
                    }
                }
            }
            let equal = Weights::equal(matrix.keys().cloned()).expect("some");
            for method in ScoreMethod::INFOS.iter().flat_map(|info| score_methods(info.name)) {
                match method.score(&matrix, &equal) {
                    Err(error) => drop(informative(&error)),
                    Ok(outcome) => {
                        assert!(outcome.scores.as_slice().iter().all(|s| s.is_finite()), "{what}, {method:?}");
                        let text = serde_json::to_string(&outcome.detail).expect("writes");
                        let again: governance_efficacy::score::ScoreDetail =
                            serde_json::from_str(&text).unwrap_or_else(|e| panic!("{what}, {method:?}: {e}\n{text}"));
                        assert_eq!(again, outcome.detail, "{what}, {method:?}");
                    }
                }
            }
        }
    }
}

#[test]
fn methods_that_compare_pairs_have_an_answer_where_nothing_differs() {
    use governance_efficacy::score::Aggregation;
    let outranking = ScoreMethod::INFOS.iter().flat_map(|info| score_methods(info.name));
    // By the operators that take no mean, fuzzy evaluation is no compensation either; but it compares no pairs.
    let compares =
        |method: &ScoreMethod| method.aggregation() == Aggregation::Outranking && method.info().needs == Needs::CompleteMatrix;
    for method in outranking.filter(compares) {
        let scores = |rows: &[Vec<f64>], shares: &[f64]| {
            let directions = [Direction::Benefit, Direction::Cost, Direction::Benefit];
            scored(&method, &matrix(rows, &directions[..shares.len()]), &weights(shares))
        };
        assert_eq!(scores(&[vec![1.0, 2.0]], &[0.5, 0.5]), Err("too-few"), "{method:?}");
        let same = scores(&vec![vec![1.0, 2.0]; 5], &[0.5, 0.5]).expect("all tie");
        assert!(same.iter().all(|score| score.to_bits() == same[0].to_bits()), "{method:?}: {same:?}");
        // A criterion that is the same everywhere tells no units apart, whatever its weight.
        let rows = [[1.0, 7.0, 9.0], [2.0, 3.0, 9.0], [4.0, 8.0, 9.0], [3.0, 1.0, 9.0]];
        let three: Vec<Vec<f64>> = rows.iter().map(|row| row.to_vec()).collect();
        let two: Vec<Vec<f64>> = rows.iter().map(|row| row[..2].to_vec()).collect();
        let (with, without) = (scores(&three, &[0.45, 0.15, 0.4]).expect("scores"), scores(&two, &[0.75, 0.25]).expect("scores"));
        let expected: Vec<f64> = match method.info().name {
            // Of the criterion itself every flow is 0, and every unit has half of the points.
            "promethee" => without.iter().map(|flow| 0.6 * flow).collect(),
            "borda" => without.iter().map(|share| 0.6 * share + 0.4 * 0.5).collect(),
            "copeland" | "kemeny" => without,
            // It agrees with every pair, so that concordance is higher.
            _ => with.clone(),
        };
        crate::common::assert_agree(&format!("{method:?}"), &with, &expected);
    }
}

#[test]
fn every_score_method_survives_a_document() {
    let indicators = || keys(2).into_iter().map(|key| Indicator::new(key).expect("a key"));
    for method in ScoreMethod::INFOS.iter().flat_map(|info| score_methods(info.name)) {
        let model = Model::new(System::flat(indicators()).expect("a system")).with_indicator_scores(method.clone());
        let again = Model::from_toml(&model.to_toml().expect("writes")).unwrap_or_else(|e| panic!("{method:?}: {e}"));
        assert_eq!(again, model, "{method:?}");
        assert_eq!(Model::from_json(&model.to_json().expect("writes")).expect("reads"), model, "{method:?}");
    }
}

#[test]
fn a_mean_that_is_zero_but_for_rounding_is_no_divisor() {
    // 0.1 + 0.2 − 0.3 is 2.8·10⁻¹⁷ among floats. Divided by it, the first indicator would take all the weight.
    let rows = [vec![0.1, 1.0], vec![0.2, 2.0], vec![-0.3, 4.0]];
    let error = CoefficientOfVariation.weigh(&matrix(&rows, &[Direction::Benefit; 2])).expect_err("the mean is zero");
    assert!(error.code() == "undefined" && error.to_string().contains("\"c1\""), "{error}");
}

#[test]
fn every_weighting_method_is_right_or_refuses_near_the_ends_of_the_floats() {
    let study = Study {
        rows: vec![vec![1.0, 5.0, 2.0], vec![1.5, 3.0, 9.0], vec![1.75, 4.0, 5.0], vec![1.25, 8.0, 4.0], vec![1.125, 6.0, 7.0]],
        directions: vec![Direction::Benefit, Direction::Cost, Direction::Benefit],
        importance: vec![0.2, 0.5, 0.3],
    };
    for power in [-1050, -1000, -600, 600, 1000, 1020] {
        // The last factor may not exist as a number.
        let half = 2.0_f64.powi(power / 2);
        let scaled = study.remeasured(&[half, 1.0, 1.0], &[0.0; 3]).remeasured(&[half, 1.0, 1.0], &[0.0; 3]).matrix();
        for &info in WeightMethod::INFOS {
            let Some(method) = weight_methods(info.name, &study.importance).into_iter().next() else { continue };
            if !info.promises(Invariance::Scale) {
                continue;
            }
            let expected = weighed(&method, &study.matrix()).expect("everyday numbers");
            if let Ok(found) = weighed(&method, &scaled) {
                crate::common::assert_agree(&format!("{} at 2^{power}", info.name), found.as_slice(), expected.as_slice());
            }
        }
        for &info in ScoreMethod::INFOS {
            let method = &score_methods(info.name)[0];
            let weights = weights(&study.shares());
            let expected = scored(method, &study.matrix(), &weights).expect("everyday numbers");
            if let (true, Ok(found)) = (info.promises(Invariance::Scale), scored(method, &scaled, &weights)) {
                crate::common::assert_agree(&format!("{} at 2^{power}", info.name), &found, &expected);
            }
        }
    }
}

/// Judgements drawn from Saaty's scale, 1/9 to 9, as contradictory as they come.
#[test]
fn five_thousand_judgement_matrices_keep_what_defines_their_priorities() {
    let mut random = Pcg64::seed_from_u64(20_240);
    let mut upto = |most: u64| random.next_u64() % most;
    for case in 0..5_000_usize {
        let order = 3 + case % 10;
        let mut judgement = || {
            let a = (1 + upto(9)) as f64;
            if upto(2) == 0 { a } else { 1.0 / a }
        };
        let upper: Vec<Vec<f64>> = (1..order).rev().map(|count| (0..count).map(|_| judgement()).collect()).collect();
        let judgements = JudgementMatrix::from_upper(&upper).expect("on the scale");

        let eigen = judgements.priorities(Priority::Eigenvector, RandomIndex::Saaty1980).expect("priorities");
        let (w, lambda) = (&eigen.values, eigen.consistency.lambda_max);
        let residual = |(row, x): (&[f64], &f64)| (row.iter().zip(w).map(|(a, x)| a * x).sum::<f64>() - lambda * x).powi(2);
        let norm = judgements.rows().zip(w).map(residual).sum::<f64>().sqrt();
        assert!(norm / lambda <= 1e-12, "{upper:?}: residual {norm}, λ = {lambda}");
        assert!(lambda >= order as f64 - 1e-12 && w.iter().all(|&x| x > 0.0), "{upper:?}: {w:?}");

        let mean = judgements.priorities(Priority::GeometricMean, RandomIndex::Saaty1980).expect("priorities").values;
        let all: Vec<Vec<Option<f64>>> = upper.iter().map(|row| row.iter().copied().map(Some).collect()).collect();
        let least_squares = IncompleteJudgements::from_upper(&all).and_then(|all| all.complete(Completion::LeastSquares));
        let least_squares = least_squares.expect("connected").priorities;
        assert!(mean.iter().zip(&least_squares).all(|(a, b)| (a - b).abs() <= 1e-12 * b), "{mean:?} {least_squares:?}");
    }
}

#[test]
fn a_near_constant_indicator_keeps_the_digits_of_its_entropy() {
    // To second order d = Σ u²/(2 n ln n); with u = (−1.5, −.5, .5, 1.5)·ε the next term is smaller by ε², the third being odd.
    let column = |offset: f64| [-1.5, -0.5, 0.5, 1.5].map(|u| offset * (1.0 + u * 1e-6));
    let expected = 5.0 * 1e-12 / (8.0 * 4.0_f64.ln());
    for offset in [1e-6, 1.0, 1e8] {
        let rows: Vec<Vec<f64>> = column(offset).iter().zip([1.0, 2.0, 3.0, 4.0]).map(|(&x, y)| vec![x, y]).collect();
        let weighing = Entropy::default().weigh(&matrix(&rows, &[Direction::Benefit; 2])).expect("weights");
        let WeighingDetail::Entropy { divergence, .. } = weighing.detail else { panic!("{:?}", weighing.detail) };
        // The data themselves hold ε to 10⁻¹⁰ only.
        assert!((divergence[0] / expected - 1.0).abs() < 1e-9, "{offset}: {} {expected}", divergence[0]);
    }
}

#[test]
fn what_is_not_promised_does_not_hold() {
    let study = Study {
        rows: vec![vec![1.0, 30.0, 2.0], vec![2.0, 37.0, 5.0], vec![5.0, 45.0, 1.0], vec![4.0, 31.0, 9.0]],
        directions: vec![Direction::Cost, Direction::Benefit, Direction::Benefit],
        importance: vec![0.2, 0.5, 0.3],
    };
    let changed = |invariance| match invariance {
        Invariance::Scale => Some(study.remeasured(&[3.0, 0.1, 7.0], &[0.0; 3]).matrix()),
        Invariance::Shift => Some(study.remeasured(&[1.0; 3], &[10.0, 5.0, 1.0]).matrix()),
        _ => None,
    };
    // What holds here and is not promised: the sources of the battery do not depend on the unit of measurement, and with the benefit of the
    // doubt all units of this study have the score 1, wherever the zero is.
    let holds_here = [
        ("combined", Invariance::Scale),
        ("benefit-of-the-doubt", Invariance::Shift),
        // By the normalisation of the battery.
        ("spotis", Invariance::Scale),
        ("spotis", Invariance::Shift),
    ];
    let differ = |x: &[f64], y: &[f64]| x.iter().zip(y).any(|(x, y)| (x - y).abs() > 1e-6);
    let not_promised = |info: &'static MethodInfo| {
        let open = [Invariance::Scale, Invariance::Shift].into_iter();
        open.filter(move |&i| !info.promises(i) && !holds_here.contains(&(info.name, i)))
    };
    for &info in WeightMethod::INFOS {
        let method = &weight_methods(info.name, &study.importance)[0];
        let expected = weighed(method, &study.matrix()).expect("weights");
        for invariance in not_promised(info) {
            let found = weighed(method, &changed(invariance).expect("data")).expect("weights");
            assert!(differ(found.as_slice(), expected.as_slice()), "{} could promise {invariance:?}", info.name);
        }
    }
    let weights = weights(&study.shares());
    for &info in ScoreMethod::INFOS {
        let method = &score_methods(info.name)[0];
        let expected = scored(method, &study.matrix(), &weights).expect("scores");
        for invariance in not_promised(info).filter(|_| !ORDINAL.contains(&info.name)) {
            let found = scored(method, &changed(invariance).expect("data"), &weights).expect("scores");
            assert!(differ(&found, &expected), "{} could promise {invariance:?}", info.name);
        }
    }
}
