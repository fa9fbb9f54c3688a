//! Scores: dominance, the promises of each method, ranks.

use super::*;

/// Methods without an answer for some sound data: CoCoSo compares by ratios to the least, which is 0 for a unit that is worst everywhere.
pub(crate) const MAY_BE_UNDEFINED: [&str; 1] = ["cocoso"];

/// Methods whose scores are only an order, in which a small change of the data may not show.
pub(crate) const ORDINAL: [&str; 1] = ["multimoora"];

/// The scores under several weights, taken at once and one after the other.
#[allow(clippy::type_complexity)] // Two of the same.
fn under_weights(
    method: &ScoreMethod,
    matrix: &DecisionMatrix,
    sets: &[Vec<f64>],
) -> (Result<Vec<f64>, &'static str>, Result<Vec<f64>, &'static str>) {
    let fitted = match method.fit(matrix) {
        Ok(fitted) => fitted,
        Err(error) => return (Err(error.code()), Err(error.code())),
    };
    let of = |set: &Vec<f64>| fitted.score(matrix, &weights(set)).map(|outcome| outcome.scores.as_slice().to_vec());
    let each = sets.iter().map(of).collect::<Result<Vec<_>, _>>().map(|each| each.concat());
    (fitted.score_many(matrix, &sets.concat()).map_err(|e| e.code()), each.map_err(|e| e.code()))
}

#[test]
fn many_units_under_many_weights_score_as_one_after_the_other() {
    // More rows than a block, and not a multiple of it.
    let rows: Vec<Vec<f64>> =
        (0..300_u32).map(|i| (0..4_u32).map(|j| f64::from((i * 37 + j * 101 + i * j) % 211 + 1)).collect()).collect();
    let matrix = matrix(&rows, &[Direction::Benefit, Direction::Cost, Direction::Benefit, Direction::Benefit]);
    let sets = [[0.1, 0.2, 0.3, 0.4], [0.4, 0.3, 0.2, 0.1], [0.0, 0.5, 0.5, 0.0]].map(|set| set.to_vec());
    for method in ["weighted-sum", "topsis"].iter().flat_map(|name| score_methods(name)) {
        let (many, each) = under_weights(&method, &matrix, &sets);
        let (many, each) = (many.expect("scores"), each.expect("scores"));
        assert!(many.iter().zip(&each).all(|(a, b)| agrees(*a, *b, 1.0)), "{method:?}");
    }
}

/// What a score method sees of a unit that is better or equal everywhere.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Sees {
    /// What is better counts, everywhere.
    Better,
    /// It never counts against the unit, and may not count.
    NothingWorse,
    /// It may even count against the unit: the documentation of the method says so.
    NoOrder,
}

/// All methods see what is better but for those named here.
pub(crate) fn sees(method: &ScoreMethod) -> Sees {
    match method {
        ScoreMethod::FuzzyEvaluation(fuzzy) => {
            let by_maximum = fuzzy.clone().by_maximum_membership() == *fuzzy;
            match fuzzy.operator() {
                // Flat memberships, and vectors of unit length that stay below the middle grade.
                FuzzyOperator::SumProduct if !by_maximum => Sees::NothingWorse,
                _ => Sees::NoOrder,
            }
        }
        // What is gained in the mean can be lost by being less balanced.
        ScoreMethod::Mpi(_) | ScoreMethod::Ampi(_) => Sees::NoOrder,
        // Two units on the frontier have the same score.
        #[cfg(feature = "lp")]
        ScoreMethod::BenefitOfTheDoubt(_) => Sees::NothingWorse,
        // A difference below the threshold of indifference counts nothing.
        ScoreMethod::Promethee(promethee) if *promethee != Promethee::default() => Sees::NothingWorse,
        // ELECTRE I chooses, and units that outrank each other and the same others are one to it; in ELECTRE III units equally qualified at
        // every level leave the distillation together.
        ScoreMethod::Electre1(_) | ScoreMethod::Electre3(_) => Sees::NothingWorse,
        _ => Sees::Better,
    }
}

#[test]
fn one_community_is_evaluated_by_given_memberships() {
    let model = Model::from_toml(
        r#"
        schema = 1
        indicator = [{ key = "answered" }, { key = "disputes", direction = "cost" }]

        [score]
        method = "fuzzy-evaluation"

        [score.memberships]
        answered = { triangular = [0.5, 0.75, 1] }
        disputes = { trapezoid = [9, 6, 4, 2] }
        "#,
    )
    .expect("a document");
    assert_eq!(Model::from_toml(&model.to_toml().expect("writes")).expect("reads"), model);
    let table = |cells: [f64; 2]| {
        let cells = [cells.map(Some)];
        IndicatorTable::from_rows(["Riverside"], &["answered", "disputes"], &cells).expect("valid")
    };
    let fitted = model.fit(&table([0.75, 9.0])).expect("fits");
    // Fair and poor; later half of the way to good and fair: nothing of the first year bounds the second.
    for (cells, expected) in [([0.75, 9.0], 0.25), ([0.875, 5.0], 0.625)] {
        let evaluation = fitted.score(&table(cells)).expect("scores");
        assert_eq!(evaluation.root().scores(), [Some(expected)]);
        assert!(evaluation.all_notices().all(|(_, notice)| notice.code() != "outside-scale"));
    }
}

#[test]
fn every_method_has_a_constructor_and_tells_who_it_is() {
    let study = mountain();
    for &info in WeightMethod::INFOS {
        assert!(weight_methods(info.name, &study.importance).iter().all(|method| method.info() == info), "{}", info.name);
    }
    for &info in ScoreMethod::INFOS {
        assert!(score_methods(info.name).iter().all(|method| method.info() == info), "{}", info.name);
    }
    let infos = || WeightMethod::INFOS.iter().copied().chain(ScoreMethod::INFOS.iter().copied());
    for info in infos() {
        assert_eq!(infos().filter(|other| other.name == info.name).count(), 1, "two methods are named {:?}", info.name);
        assert!([info.name, info.en, info.zh, info.source].iter().all(|text| !text.is_empty()), "{info:?}");
        assert!(info.promises(Invariance::UnitOrder) && info.promises(Invariance::IndicatorOrder), "{}", info.name);
    }
}

/// Whether an indicator can be measured in another unit, or from another zero, without another normalised value: the last column
/// of the table in `prepare::normalize`.
pub(crate) fn normalization_promises(normalization: Normalization) -> (bool, bool) {
    match normalization {
        Normalization::MinMax
        | Normalization::MinMaxShifted { .. }
        | Normalization::MinMaxPlus { .. }
        | Normalization::ZScore { .. }
        | Normalization::Rank { .. }
        | Normalization::Percentile
        | Normalization::Borda => (true, true),
        Normalization::Vector
        | Normalization::Sum
        | Normalization::Max
        | Normalization::Linear
        | Normalization::ZavadskasTurskis => (true, false),
        Normalization::DistanceToReference { reference } => (!matches!(reference, Reference::Value(_)), false),
        // A quantile between two values may fall on the other side of a value by rounding.
        Normalization::Logarithmic | Normalization::Categorical { .. } => (false, false),
        other => panic!("the battery does not know what {other:?} promises: say so here"),
    }
}

pub(crate) fn normalized(normalization: Normalization, matrix: &DecisionMatrix) -> Vec<Result<Vec<f64>, &'static str>> {
    let sample = matrix.sample();
    let columns = sample.columns().iter().map(|column| {
        let scale = Scale::fit(normalization, &sample, column).map_err(|e| e.code())?;
        Ok(column.values().iter().map(|&x| scale.apply(x)).collect())
    });
    columns.collect()
}

proptest! {
    #![proptest_config(config(192))]

    #[test]
    fn normalisation_keeps_the_order_of_what_is_good_and_its_promises(
        study in study(3..=12, 1..=6),
        factors in prop::collection::vec(0.001..1000.0, 6),
        shifts in prop::collection::vec(0.0..200.0, 6),
    ) {
        let scaled = study.remeasured(&factors, &[0.0; 6]).matrix();
        let shifted = study.remeasured(&[1.0; 6], &shifts).matrix();
        for normalization in every_normalization() {
            let (scale, shift) = normalization_promises(normalization);
            let found = normalized(normalization, &study.matrix());
            let (scaled, shifted) = (normalized(normalization, &scaled), normalized(normalization, &shifted));
            for (j, column) in found.iter().enumerate() {
                let Ok(column) = column else { continue };
                let direction = study.directions[j];
                for (a, x) in study.rows.iter().zip(column) {
                    for (b, y) in study.rows.iter().zip(column) {
                        let better = goodness(direction, a[j]) >= goodness(direction, b[j]);
                        prop_assert!(!better || x >= &(y - 1e-12), "{:?} {:?}: {} {}", normalization, direction, x, y);
                    }
                }
                let (low, high) = ends(column);
                let is_open = matches!(
                    normalization,
                    Normalization::ZScore { .. }
                        | Normalization::MinMaxPlus { .. }
                        | Normalization::Logarithmic
                        | Normalization::ZavadskasTurskis
                        | Normalization::DistanceToReference { .. }
                        | Normalization::Rank { .. }
                        | Normalization::Borda
                );
                prop_assert!(is_open || (low >= 0.0 && high <= 1.0 + 1e-12), "{:?}: {} to {}", normalization, low, high);
                if normalization == Normalization::MinMax {
                    prop_assert!(low == 0.0 && high == 1.0, "{} to {}", low, high);
                }
                if scale {
                    same_scores(scaled[j].clone(), Ok(column.clone()))?;
                }
                if shift || !matches!(direction, Direction::Benefit | Direction::Cost) {
                    same_scores(shifted[j].clone(), Ok(column.clone()))?;
                }
            }
        }
    }

    #[test]
    fn every_score_method_keeps_its_promises(
        study in study(3..=12, 1..=6),
        seed in any::<u64>(),
        factors in prop::collection::vec(0.001..1000.0, 6),
        shifts in prop::collection::vec(-200.0..200.0, 6),
        powers in prop::collection::vec(-300..300_i32, 6),
    ) {
        let given = weights(&study.shares());
        let by_row = order(study.rows.len(), seed);
        let rows = with_rows(&study, &by_row);
        let columns = with_columns(&study, &order(study.directions.len(), seed));
        let scaled = study.remeasured(&factors, &[0.0; 6]).matrix();
        let shifted = study.remeasured(&[1.0; 6], &shifts).matrix();
        let doubled = study.remeasured(&powers.iter().map(|&p| 2.0_f64.powi(p)).collect::<Vec<_>>(), &[0.0; 6]).matrix();
        for &info in ScoreMethod::INFOS {
            let methods = score_methods(info.name);
            for method in &methods {
                let expected = scored(method, &study.matrix(), &given);
                same_scores(scored(method, &rows, &given), expected.clone().map(|scores| reordered(&scores, &by_row)))?;
                // The weights keep their own order: they go by name.
                same_scores(scored(method, &columns, &given), expected)?;
            }
            let expected = scored(&methods[0], &study.matrix(), &given);
            // The closeness to a target can be 0, which a product or a ratio can't take.
            let is_plain = study.directions.iter().all(|d| matches!(d, Direction::Benefit | Direction::Cost));
            let may_fail = MAY_BE_UNDEFINED.contains(&info.name) || !is_plain;
            prop_assert!(expected.is_ok() || may_fail, "{}: {:?}", info.name, expected);
            if info.promises(Invariance::Scale) {
                same_scores(scored(&methods[0], &scaled, &given), expected.clone())?;
                prop_assert_eq!(scored(&methods[0], &doubled, &given), expected.clone(), "{}", info.name);
            }
            if info.promises(Invariance::Shift) {
                same_scores(scored(&methods[0], &shifted, &given), expected)?;
            }
        }
    }

    #[test]
    fn many_weights_at_once_score_as_one_after_the_other(
        study in study(3..=8, 1..=5),
        others in prop::collection::vec(prop::collection::vec(0.05..1.0_f64, 5), 1..4),
    ) {
        let sets: Vec<Vec<f64>> = others.iter().map(|raw| shares(&raw[..study.directions.len()])).collect();
        for method in ScoreMethod::INFOS.iter().flat_map(|info| score_methods(info.name)) {
            let (many, each) = under_weights(&method, &study.matrix(), &sets);
            same_scores(many, each)?;
        }
    }

    #[test]
    fn a_cost_is_the_benefit_of_the_negated_values(study in study(3..=10, 1..=6)) {
        let mut negated = study.clone();
        for (j, direction) in study.directions.iter().enumerate().filter(|(_, d)| **d == Direction::Cost) {
            negated.rows.iter_mut().for_each(|row| row[j] = -row[j]);
            prop_assert_eq!(std::mem::replace(&mut negated.directions[j], Direction::Benefit), *direction);
        }
        let given = weights(&study.shares());
        for &info in ScoreMethod::INFOS {
            let methods = score_methods(info.name);
            // What depends on the zero of an indicator may promise no more than its default.
            let all = methods[0].aggregation() == governance_efficacy::score::Aggregation::Outranking;
            let known = if !info.promises(Invariance::Shift) { 0 } else if all { methods.len() } else { 1 };
            for method in &methods[..known] {
                same_scores(scored(method, &negated.matrix(), &given), scored(method, &study.matrix(), &given))?;
            }
        }
    }

    #[test]
    fn a_unit_better_or_equal_everywhere_never_ranks_lower(
        study in study(3..=10, 1..=6),
        gains in prop::collection::vec(prop_oneof![Just(0.0), 0.0..0.8], 6),
        of in any::<prop::sample::Index>(),
    ) {
        let mut study = study;
        let worse = of.index(study.rows.len());
        let better: Vec<f64> =
            study.rows[worse].iter().enumerate().map(|(j, &x)| improved(study.directions[j], x, gains[j])).collect();
        let strictly = study.rows[worse].iter().zip(&better).enumerate()
            .any(|(j, (&a, &b))| goodness(study.directions[j], b) > goodness(study.directions[j], a) + 1e-6);
        study.rows.push(better);
        let (matrix, given, best) = (study.matrix(), weights(&study.shares()), study.rows.len() - 1);
        for method in ScoreMethod::INFOS.iter().flat_map(|info| score_methods(info.name)) {
            let Ok(outcome) = method.score(&matrix, &given) else { continue };
            for ties in [Ties::Competition, Ties::Dense, Ties::Fractional] {
                let ranks = outcome.scores.ranking(ties);
                let seen = sees(&method);
                let no_lower = ranks[best] <= ranks[worse] || seen == Sees::NoOrder;
                prop_assert!(no_lower, "{:?} ranks {} after {}", method, ranks[best], ranks[worse]);
                let sees_it = !strictly || ranks[best] < ranks[worse] || seen != Sees::Better;
                prop_assert!(sees_it, "{:?} does not see what is better", method);
            }
        }
    }

    #[test]
    fn ranks_are_those_of_the_sorted_scores(
        scores in prop::collection::vec(prop_oneof![Just(0.5), Just(0.25), -1.0..1.0], 1..20),
        lower in any::<bool>(),
    ) {
        use governance_efficacy::score::{Orientation, Scores};
        let orientation = if lower { Orientation::LowerIsBetter } else { Orientation::HigherIsBetter };
        let units = (0..scores.len()).map(|i| format!("u{i}"));
        let found = Scores::new(units, scores.clone(), orientation).expect("finite");
        let better = |a: f64, b: f64| if lower { a < b } else { a > b };
        let count = |test: &dyn Fn(f64) -> bool| scores.iter().filter(|&&s| test(s)).count() as f64;
        let mut distinct = scores.clone();
        distinct.sort_by(f64::total_cmp);
        distinct.dedup();
        let mut ordinal = found.ranking(Ties::Ordinal);
        for (i, &score) in scores.iter().enumerate() {
            let above = count(&|s| better(s, score));
            let level = count(&|s| s.to_bits() == score.to_bits());
            prop_assert_eq!(found.ranking(Ties::Competition)[i], above + 1.0);
            prop_assert_eq!(found.ranking(Ties::Fractional)[i], above + f64::midpoint(level, 1.0));
            prop_assert_eq!(found.ranking(Ties::Dense)[i], distinct.iter().filter(|&&s| better(s, score)).count() as f64 + 1.0);
            prop_assert!(ordinal[i] > above && ordinal[i] <= above + level);
        }
        ordinal.sort_by(f64::total_cmp);
        prop_assert!(ordinal.iter().enumerate().all(|(at, &rank)| rank == (at + 1) as f64));
    }

    #[test]
    fn a_fitted_method_scores_each_unit_as_it_does_all(study in study(3..=8, 1..=5)) {
        let given = weights(&study.shares());
        let matrix = study.matrix();
        for method in ScoreMethod::INFOS.iter().flat_map(|info| score_methods(info.name)) {
            let Ok(fitted) = method.fit(&matrix) else { continue };
            let Ok(all) = fitted.score(&matrix, &given) else { continue };
            let all = all.scores.as_slice().to_vec();
            let at_once = method.score(&matrix, &given).expect("scores").scores;
            prop_assert_eq!(&all[..], at_once.as_slice());
            if method.info().needs == Needs::CompleteMatrix {
                continue; // It compares the units with each other.
            }
            for (i, row) in study.rows.iter().enumerate() {
                let one = crate::common::matrix(std::slice::from_ref(row), &study.directions);
                let alone = fitted.score(&one, &given).expect("scores").scores;
                prop_assert_eq!(alone.as_slice(), &all[i..=i], "{:?}", method);
            }
        }
    }
}
