//! Efficiencies: data envelopment analysis.

use governance_efficacy::score::frontier::{Dea, Efficiency, Production, ReturnsToScale, SuperEfficiency};

use super::scores::normalized;
use super::*;

/// Rows of values, of which the first `inputs` are inputs.
pub(crate) fn production(rows: &[Vec<f64>], inputs: usize, factors: &[f64]) -> Production {
    let column = |j: usize| (format!("c{j}"), rows.iter().map(|row| row[j] * factors[j]).collect::<Vec<f64>>());
    let units = (0..rows.len()).map(|i| format!("u{i}"));
    Production::new(units, (0..inputs).map(column), (inputs..rows[0].len()).map(column)).expect("positive")
}

pub(crate) fn levels(found: &[Efficiency]) -> Vec<f64> {
    found.iter().map(|unit| unit.efficiency).collect()
}

pub(crate) fn models() -> [Dea; 4] {
    let (ccr, bcc) = (Dea::default(), Dea::default().with_variable_returns());
    [ccr, bcc, ccr.toward_outputs(), bcc.toward_outputs()]
}

/// The peers reach the unit at its efficiency, with its slacks.
pub(crate) fn is_explained(found: &Efficiency, unit: usize, rows: &[Vec<f64>], inputs: usize, toward_outputs: bool) -> bool {
    (0..rows[0].len()).all(|j| {
        let peers: f64 = found.peers.iter().map(|&(peer, lambda)| lambda * rows[peer][j]).sum();
        let own = rows[unit][j];
        let expected = match (j < inputs, toward_outputs) {
            (true, false) => own * found.efficiency - found.input_slacks[j],
            (true, true) => own - found.input_slacks[j],
            (false, false) => own + found.output_slacks[j - inputs],
            (false, true) => own / found.efficiency + found.output_slacks[j - inputs],
        };
        (peers - expected).abs() <= 1e-8 * own / found.efficiency
    })
}

proptest! {
    #![proptest_config(config(24))]

    #[test]
    fn efficiencies_are_what_they_are_called(
        rows in prop::collection::vec(prop::collection::vec(0.5..100.0, 5), 2..=14),
        inputs in 1..=4_usize,
        factors in prop::collection::vec(0.001..1000.0, 5),
        seed in any::<u64>(),
    ) {
        let plain = production(&rows, inputs, &[1.0; 5]);
        let remeasured = production(&rows, inputs, &factors);
        let by_row = order(rows.len(), seed);
        let shuffled = production(&reordered(&rows, &by_row), inputs, &[1.0; 5]);
        let all = models().map(|dea| dea.evaluate(&plain).expect("solved"));
        for (dea, found) in models().iter().zip(&all) {
            let found_levels = levels(found);
            prop_assert!(found_levels.iter().all(|&e| e > 0.0 && e <= 1.0), "{:?}", found_levels);
            prop_assert!(found.iter().any(|unit| unit.is_efficient), "someone makes the frontier");
            same(&levels(&dea.evaluate(&remeasured).expect("solved")), &found_levels)?;
            same(&levels(&dea.evaluate(&shuffled).expect("solved")), &reordered(&found_levels, &by_row))?;
            let toward_outputs = *dea == dea.toward_outputs();
            for (unit, efficiency) in found.iter().enumerate() {
                prop_assert!(is_explained(efficiency, unit, &rows, inputs, toward_outputs), "{:?} {:?}", dea, efficiency);
                // Only those who make the frontier are peers.
                prop_assert!(efficiency.peers.iter().all(|&(peer, _)| found[peer].is_efficient), "{:?}", efficiency);
            }
            // Without the unit itself nothing changes for one that is behind.
            let beyond = dea.super_efficiency(&plain).expect("solved");
            for (own, others) in found_levels.iter().zip(&beyond) {
                match *others {
                    SuperEfficiency::Of(level) if *own < 1.0 => prop_assert!(agrees(level, *own, 1.0), "{} {}", level, own),
                    SuperEfficiency::Of(level) => prop_assert!(level >= 1.0 - 1e-9, "{}", level),
                    SuperEfficiency::Infeasible => prop_assert!(*own == 1.0 && !models()[..1].contains(dea), "{}", own),
                }
            }
        }
        let [ccr, bcc, ccr_out, bcc_out] = all.map(|found| levels(&found));
        prop_assert!(ccr.iter().zip(&bcc).all(|(c, b)| *b >= c - 1e-9) && ccr_out.iter().zip(&bcc_out).all(|(c, b)| *b >= c - 1e-9));
        same(&ccr_out, &ccr)?;
        let scale = Dea::default().scale_efficiency(&plain).expect("solved");
        for (scale, (c, b)) in scale.iter().zip(ccr.iter().zip(&bcc)) {
            prop_assert!(agrees(scale.scale, c / b, 1.0) && scale.scale <= 1.0, "{:?}", scale);
            prop_assert_eq!(scale.returns == ReturnsToScale::Constant, b - c <= 1e-9, "{:?}", scale);
        }
    }

    #[test]
    fn the_benefit_of_the_doubt_leaves_no_unit_above_one(study in study(2..=10, 1..=5)) {
        use governance_efficacy::score::{BenefitOfTheDoubt, Findings};
        let (matrix, given) = (study.matrix(), weights(&study.shares()));
        let outcome = BenefitOfTheDoubt::default().score(&matrix, &given).expect("scores");
        let scores = outcome.scores.as_slice();
        prop_assert!(scores.iter().all(|s| (0.0..=1.0).contains(s)) && scores.contains(&1.0), "{:?}", scores);
        // No fixed weights do better for a unit: the largest score is 1 with them, so the others lie below.
        let normalized: Vec<Vec<f64>> = normalized(Normalization::Max, &matrix).into_iter().map(|c| c.expect("positive")).collect();
        let fixed: Vec<f64> = (0..scores.len()).map(|i| normalized.iter().zip(given.as_slice()).map(|(c, w)| c[i] * w).sum()).collect();
        let most = fixed.iter().copied().fold(0.0, f64::max);
        prop_assert!(fixed.iter().zip(scores).all(|(f, s)| f / most <= s + 1e-9));
        let Some(Findings::BenefitOfTheDoubt { weights, shares }) = outcome.detail.findings else { panic!("findings") };
        for (own, (share, score)) in weights.iter().zip(shares.iter().zip(scores)) {
            prop_assert!(own.iter().all(|w| *w >= 0.0));
            prop_assert!(*score == 0.0 || agrees(share.iter().sum(), 1.0, 1.0));
            let with_them = |i: usize| normalized.iter().zip(own).map(|(c, w)| c[i] * w).sum::<f64>();
            prop_assert!((0..scores.len()).all(|i| with_them(i) <= 1.0 + 1e-9), "{:?}", own);
        }
    }

    #[test]
    fn the_benefit_of_the_doubt_is_efficiency_with_an_input_of_one(
        rows in prop::collection::vec(prop::collection::vec(0.5..100.0, 3), 2..=10),
    ) {
        use governance_efficacy::score::BenefitOfTheDoubt;
        let with_input: Vec<Vec<f64>> = rows.iter().map(|row| [&[1.0], &row[..]].concat()).collect();
        let expected = levels(&Dea::default().evaluate(&production(&with_input, 1, &[1.0; 4])).expect("solved"));
        let matrix = matrix(&rows, &[Direction::Benefit; 3]);
        let equal = Weights::equal(matrix.keys().cloned()).expect("some");
        same(BenefitOfTheDoubt::default().score(&matrix, &equal).expect("scores").scores.as_slice(), &expected)?;
    }

    #[test]
    fn one_input_and_one_output_are_a_ratio(pairs in prop::collection::vec((0.01..100.0, 0.01..100.0), 1..=12)) {
        let rows: Vec<Vec<f64>> = pairs.iter().map(|&(x, y)| vec![x, y]).collect();
        let best = pairs.iter().map(|(x, y)| y / x).fold(0.0, f64::max);
        let expected: Vec<f64> = pairs.iter().map(|(x, y)| y / x / best).collect();
        let found = Dea::default().evaluate(&production(&rows, 1, &[1.0; 2])).expect("solved");
        same(&levels(&found), &expected)?;
    }
}
