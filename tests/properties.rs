//! What must hold for any data: weights on the simplex, no dependence on the order of units or indicators, the invariances each
//! method promises, dominance, consistent judgements, what is written is read, frozen scales.
//!
//! The batteries go through the lists of all methods, so that a new one is under test as soon as it has a name.
#![cfg(all(feature = "csv", feature = "json", feature = "toml"))]

mod common;

use std::fmt::Write as _;

use common::{agrees, keys, matrix, weights};
use governance_efficacy::model::{Branch, Detail, Evaluation, Fitted, Grades, Model, Outside, Scope, System, Veto};
use governance_efficacy::prepare::{
    Cuts, Denominator, Missing, Normalization, OnConstant, Preparation, Reference, Rule as OutlierRule, Scale, Screen, Screened,
    TiedRanks, Treatment, TreatmentMethod, TreatmentResult,
};
use governance_efficacy::score::{
    Ampi, Aras, Borda, Cocoso, Codas, Copeland, Copras, Cradis, Edas, Electre1, Electre3, FuzzyEvaluation, FuzzyOperator,
    GeometricMean, GreyRelational, HarmonicMean, Kemeny, Mabac, Mairca, Marcos, Membership, Moora, Mpi, Multimoora, Owa,
    PowerMean, Preference, Promethee, RankSumRatio, Score, ScoreMethod, Spotis, Thresholds, Ties, Topsis, Vikor, Waspas,
    WeightedProduct, WeightedSum,
};
use governance_efficacy::table::{Column, CsvForm, CsvOptions, Rows};
use governance_efficacy::weight::ahp::{AhpDetail, Completion, FuzzyAhp, IncompleteJudgements, Priority, RandomIndex, Triangle};
use governance_efficacy::weight::combine::Game;
use governance_efficacy::weight::{
    Ahp, Angle, Bwm, Cilos, CoefficientOfVariation, Combined, Components, Correlation, Critic, Dematel, Entropy, Equal, Fucom,
    G1, Gini, Given, Idocriw, Independence, JudgementMatrix, Loadings, Lopcow, Merec, Pca, Points, Precedence, RankOrder,
    RankRule, Rule, StandardDeviation, Swara, Weigh, Weighing, WeighingDetail, WeightMethod,
};
use governance_efficacy::{
    DecisionMatrix, Direction, Error, Indicator, IndicatorTable, Invariance, Key, MethodInfo, Needs, Notice, Period, Role,
    Weights,
};
use proptest::prelude::*;
use proptest::test_runner::RngSeed;
use rand_pcg::Pcg64;
use rand_pcg::rand_core::SeedableRng as _;

/// The same cases on every run, so that a failure is a failure of the code and not of the day.
fn config(cases: u32) -> ProptestConfig {
    ProptestConfig { cases, rng_seed: RngSeed::Fixed(0x70_61_70_69), failure_persistence: None, ..ProptestConfig::default() }
}

// ---------------------------------------------------------------------------------------------------------------------------
// Data

/// Units × indicators with directions and importances.
#[derive(Debug, Clone)]
struct Study {
    rows: Vec<Vec<f64>>,
    directions: Vec<Direction>,
    importance: Vec<f64>,
}

fn direction() -> impl Strategy<Value = Direction> {
    prop_oneof![
        4 => Just(Direction::Benefit),
        3 => Just(Direction::Cost),
        1 => (1.0..100.0).prop_map(Direction::Target),
        1 => (1.0..60.0, 0.0..40.0).prop_map(|(low, width)| Direction::Band { low, high: low + width }),
    ]
}

fn study(units: std::ops::RangeInclusive<usize>, indicators: std::ops::RangeInclusive<usize>) -> impl Strategy<Value = Study> {
    (units, indicators)
        .prop_flat_map(|(n, m)| {
            let rows = prop::collection::vec(prop::collection::vec(0.5..100.0, m), n);
            let importance = prop::collection::vec(0.05..1.0, m);
            (rows, prop::collection::vec(direction(), m), importance)
        })
        .prop_map(|(rows, directions, importance)| Study { rows, directions, importance })
        .prop_filter("an indicator that tells no units apart is another test", |study| {
            (0..study.directions.len()).all(|j| {
                let good: Vec<f64> = study.rows.iter().map(|row| goodness(study.directions[j], row[j])).collect();
                let (low, high) = ends(&good);
                high - low > 0.5
            })
        })
}

fn ends(values: &[f64]) -> (f64, f64) {
    (values.iter().copied().fold(f64::INFINITY, f64::min), values.iter().copied().fold(f64::NEG_INFINITY, f64::max))
}

/// Something that grows with how good a value is.
fn goodness(direction: Direction, x: f64) -> f64 {
    match direction {
        Direction::Benefit => x,
        Direction::Cost => -x,
        Direction::Target(target) => -(x - target).abs(),
        Direction::Band { low, high } => -(low - x).max(x - high).max(0.0),
    }
}

/// `x` made better by a share of what can be gained.
fn improved(direction: Direction, x: f64, gain: f64) -> f64 {
    match direction {
        Direction::Benefit => x * (1.0 + gain),
        Direction::Cost => x / (1.0 + gain),
        Direction::Target(target) => x + (target - x) * gain.min(1.0),
        Direction::Band { low, high } => x + (x.clamp(low, high) - x) * gain.min(1.0),
    }
}

impl Study {
    fn shares(&self) -> Vec<f64> {
        let total: f64 = self.importance.iter().sum();
        self.importance.iter().map(|w| w / total).collect()
    }

    fn keys(&self) -> Vec<String> {
        keys(self.directions.len())
    }

    fn matrix(&self) -> DecisionMatrix {
        matrix(&self.rows, &self.directions)
    }

    /// Another unit of measurement and another zero for each indicator, in its data and in its direction alike.
    fn remeasured(&self, factors: &[f64], shifts: &[f64]) -> Self {
        let x = |j: usize, x: f64| x * factors[j] + shifts[j];
        let direction = |j: usize| match self.directions[j] {
            Direction::Target(target) => Direction::Target(x(j, target)),
            Direction::Band { low, high } => Direction::Band { low: x(j, low), high: x(j, high) },
            other => other,
        };
        Self {
            rows: self.rows.iter().map(|row| row.iter().enumerate().map(|(j, &value)| x(j, value)).collect()).collect(),
            directions: (0..self.directions.len()).map(direction).collect(),
            importance: self.importance.clone(),
        }
    }
}

/// A way to put `0..count` in another order.
fn order(count: usize, seed: u64) -> Vec<usize> {
    let mut order: Vec<usize> = (0..count).collect();
    order.sort_by_key(|&at| (at as u64 + 1).wrapping_mul(seed | 1).rotate_left(17));
    order
}

/// The matrix with its columns in another order, under the keys they had.
fn with_columns(study: &Study, order: &[usize]) -> DecisionMatrix {
    let keys = study.keys();
    let criteria: Vec<(&str, Direction)> = order.iter().map(|&j| (keys[j].as_str(), study.directions[j])).collect();
    let rows: Vec<Vec<f64>> = study.rows.iter().map(|row| order.iter().map(|&j| row[j]).collect()).collect();
    DecisionMatrix::from_rows(&criteria, &rows).expect("valid")
}

fn with_rows(study: &Study, order: &[usize]) -> DecisionMatrix {
    let rows: Vec<Vec<f64>> = order.iter().map(|&i| study.rows[i].clone()).collect();
    matrix(&rows, &study.directions)
}

// ---------------------------------------------------------------------------------------------------------------------------
// Methods by name

/// Judgements near the ratios of `importance`, not consistent.
fn judgements(importance: &[f64]) -> JudgementMatrix {
    let noise = |i: usize, j: usize| 1.0 + 0.3 * ((i * 7 + j * 3) % 5) as f64;
    let row = |i: usize| (i + 1..importance.len()).map(|j| importance[i] / importance[j] * noise(i, j)).collect();
    let upper: Vec<Vec<f64>> = (0..importance.len().saturating_sub(1)).map(row).collect();
    JudgementMatrix::from_upper(&upper).expect("positive")
}

fn given(study: &Study) -> WeightMethod {
    Given::new(study.keys().into_iter().zip(study.shares())).expect("names").into()
}

/// The method `name` as it is by default, then its other settings.
fn weight_methods(name: &str, study: &Study) -> Vec<WeightMethod> {
    match name {
        "equal" => vec![Equal.into()],
        "given" => vec![given(study)],
        "ahp" => [Priority::Eigenvector, Priority::GeometricMean, Priority::ColumnMean]
            .map(|priority| {
                let ahp = Ahp::new(judgements(&study.importance)).with_names(study.keys()).expect("names");
                ahp.with_priority(priority).into()
            })
            .to_vec(),
        "entropy" => vec![
            Entropy::default().into(),
            Entropy::default().with_normalization(Normalization::MinMax).into(),
            Entropy::default().with_normalization(Normalization::Vector).into(),
        ],
        "combined" => [
            Rule::default(),
            Rule::Multiplicative,
            Rule::GeometricMean,
            Rule::GameTheory(Game::NonNegative),
            Rule::GameTheory(Game::Signed),
            Rule::GameTheory(Game::Absolute),
            Rule::MaximumDeviation { normalization: None },
        ]
        .into_iter()
        .map(|rule| Combined::new(rule, [given(study), Entropy::default().into()]).expect("two sources").into())
        .collect(),
        "standard-deviation" => vec![
            StandardDeviation::default().into(),
            StandardDeviation::default().with_normalization(Normalization::Vector).into(),
        ],
        "coefficient-of-variation" => vec![CoefficientOfVariation.into()],
        "gini" => vec![Gini.into()],
        "angle" => vec![Angle.into()],
        "critic" => Correlation::ALL.map(|correlation| Critic::default().with_correlation(correlation).into()).to_vec(),
        "merec" => vec![Merec.into()],
        "cilos" => vec![Cilos::default().into()],
        "idocriw" => vec![Idocriw::default().into()],
        "lopcow" => vec![Lopcow.into()],
        "independence" => vec![Independence.into()],
        "pca" => vec![
            Pca::default().with_components(Components::Explaining(0.9)).expect("a share").into(),
            Pca::default().into(),
            Pca::default().with_loadings(Loadings::First).into(),
        ],
        "fuzzy-ahp" => {
            let around = |a: f64| Triangle { low: a * 0.8, mode: a, high: a * 1.5 };
            let upper: Vec<Vec<Triangle>> =
                judgements(&study.importance).upper().into_iter().map(|row| row.into_iter().map(around).collect()).collect();
            vec![FuzzyAhp::from_upper(&upper).expect("ordered").with_names(study.keys()).expect("names").into()]
        }
        "rank-order" => [RankRule::Centroid, RankRule::Sum, RankRule::Reciprocal]
            .map(|rule| RankOrder::new(study.keys()).expect("names").with_rule(rule).into())
            .to_vec(),
        "points" => vec![Points::new(study.keys().into_iter().zip(study.importance.clone())).expect("points").into()],
        "swara" => vec![Swara::new(study.keys(), vec![0.2; study.keys().len() - 1]).expect("steps").into()],
        "fucom" => vec![Fucom::new(study.keys(), vec![1.5; study.keys().len() - 1]).expect("steps").into()],
        "g1" => vec![G1::new(study.keys(), vec![1.2; study.keys().len() - 1]).expect("steps").into()],
        "precedence" => {
            let count = study.keys().len();
            let upper: Vec<Vec<f64>> = (1..count).map(|i| (i..count).map(|j| ((i + j) % 3) as f64 / 2.0).collect()).collect();
            vec![Precedence::new(study.keys(), &upper).expect("marks").into()]
        }
        "bwm" => {
            let (keys, last) = (study.keys(), study.keys().len() - 1);
            // From 5 down to 1, with a judgement in between that contradicts them; one alone is best and worst.
            let over_worst = |j: usize| if j == 0 && last > 0 { 5.0 } else { 1.0 + ((j * 2) % 4) as f64 * f64::from(j < last) };
            let over_others = |j: usize| if j == last && last > 0 { 5.0 } else { 1.0 + (j % 3) as f64 };
            let judgements = keys.iter().enumerate().map(|(j, key)| (key, over_others(j), over_worst(j)));
            vec![Bwm::new(&keys[0], &keys[last], judgements).expect("judgements").into()]
        }
        "dematel" => {
            let count = study.keys().len();
            let influence: Vec<Vec<f64>> = (0..count)
                .map(|i| (0..count).map(|j| if i == j { 0.0 } else { ((i + 2 * j) % 4 + 1) as f64 }).collect())
                .collect();
            // A factor alone influences nothing.
            Dematel::new(study.keys(), &influence).map(Into::into).into_iter().collect()
        }
        other => panic!("the battery has no constructor for the weighting method {other:?}: add one here"),
    }
}

const NORMALIZATIONS: [Normalization; 6] = [
    Normalization::MinMax,
    Normalization::Vector,
    Normalization::Sum,
    Normalization::Max,
    Normalization::Linear,
    Normalization::ZScore { ddof: 1 },
];

/// Every way to normalise, with settings of which most are not the default.
fn every_normalization() -> Vec<Normalization> {
    let references = [Reference::Mean, Reference::Median, Reference::Best, Reference::Value(70.0)];
    let ties = [TiedRanks::Mean, TiedRanks::Lowest, TiedRanks::Highest, TiedRanks::Dense];
    let cuts = [Cuts::HANDBOOK, Cuts::shares(&[0.5]).expect("a share"), Cuts::values(&[30.0, 60.0]).expect("ascending")];
    let others = [
        Normalization::MinMaxShifted { epsilon: 0.05 },
        Normalization::MinMaxPlus { epsilon: 0.001 },
        Normalization::Logarithmic,
        Normalization::ZavadskasTurskis,
        Normalization::Percentile,
        Normalization::Borda,
    ];
    NORMALIZATIONS
        .into_iter()
        .chain(others)
        .chain(references.map(|reference| Normalization::DistanceToReference { reference }))
        .chain(ties.map(|ties| Normalization::Rank { ties }))
        .chain(cuts.map(|cuts| Normalization::Categorical { cuts }))
        .collect()
}

/// Every policy that fills gaps.
fn filling() -> Vec<Missing> {
    let by: Key = "group".parse().expect("a key");
    vec![
        Missing::Mean,
        Missing::Median,
        Missing::GroupMean { by: by.clone() },
        Missing::GroupMedian { by },
        Missing::RowMean,
        Missing::DimensionMean,
        Missing::PanelLatest,
        Missing::PanelLinear,
        Missing::Nearest { k: 3 },
        Missing::Regression,
        Missing::ExpectationMaximization,
    ]
}

/// The method `name` as it is by default, then its other settings.
fn score_methods(name: &str) -> Vec<ScoreMethod> {
    match name {
        "weighted-sum" => std::iter::once(WeightedSum::default())
            .chain(NORMALIZATIONS.map(|n| WeightedSum::default().with_normalization(n)))
            .map(Into::into)
            .collect(),
        "topsis" => std::iter::once(Topsis::default())
            .chain(NORMALIZATIONS.map(|n| Topsis::default().with_normalization(n)))
            .map(Into::into)
            .collect(),
        "vikor" => vec![Vikor::default().into(), Vikor::default().with_strategy(0.8).expect("a share").into()],
        "weighted-product" => vec![WeightedProduct::default().into()],
        "geometric-mean" => vec![GeometricMean::default().into()],
        "harmonic-mean" => vec![HarmonicMean::default().into()],
        "power-mean" => {
            let of = |p| PowerMean::default().with_exponent(p).expect("an exponent").into();
            vec![PowerMean::default().into(), of(-2.0), of(0.0), of(3.0)]
        }
        "waspas" => vec![Waspas::default().into(), Waspas::default().with_lambda(0.2).expect("a share").into()],
        "owa" => {
            let of = |alpha| Owa::default().with_quantifier(alpha).expect("an exponent").into();
            vec![Owa::default().into(), of(0.5), of(1.0)]
        }
        "mpi" => vec![Mpi::default().into()],
        "ampi" => vec![Ampi::default().into()],
        "grey-relational" => {
            vec![GreyRelational::default().into(), GreyRelational::default().with_zeta(0.1).expect("a share").into()]
        }
        "copras" => with_and_without(Copras::default(), Copras::with_normalization),
        "edas" => with_and_without(Edas::default(), Edas::with_normalization),
        "moora" => with_and_without(Moora::default(), Moora::with_normalization),
        "multimoora" => vec![Multimoora::default().into()],
        "mabac" => with_and_without(Mabac::default(), Mabac::with_normalization),
        "aras" => with_and_without(Aras::default(), Aras::with_normalization),
        "codas" => vec![Codas::default().into(), Codas::default().with_threshold(0.0).expect("not negative").into()],
        "marcos" => with_and_without(Marcos::default(), Marcos::with_normalization),
        "cocoso" => vec![Cocoso::default().into(), Cocoso::default().with_lambda(1.0).expect("a share").into()],
        "mairca" => with_and_without(Mairca::default(), Mairca::with_normalization),
        "cradis" => with_and_without(Cradis::default(), Cradis::with_normalization),
        // The studies of the battery have no goalposts.
        "spotis" => vec![Spotis::default().with_normalization(Normalization::MinMax).into()],
        "rank-sum-ratio" => vec![
            RankSumRatio::default().into(),
            RankSumRatio::default().with_interpolated_ranks().into(),
            RankSumRatio::default().with_equal_grades(5).expect("grades").into(),
        ],
        "fuzzy-evaluation" => {
            let fuzzy = FuzzyEvaluation::new(Membership::triangular(vec![0.0, 0.5, 1.0]).expect("ascends")).expect("ascends");
            let flat = Membership::trapezoid(vec![0.2, 0.4, 0.4, 0.9]).expect("ascends");
            let flat = FuzzyEvaluation::new(flat).expect("ascends").with_grade_values(vec![20.0, 60.0, 100.0]).expect("ascend");
            let operators = [FuzzyOperator::MaxMin, FuzzyOperator::MaxProduct, FuzzyOperator::SumMin];
            std::iter::once(fuzzy.clone())
                .chain([flat, fuzzy.clone().by_maximum_membership(), fuzzy.clone().with_normalization(Normalization::Vector)])
                .chain(operators.map(|operator| fuzzy.clone().with_operator(operator)))
                .map(Into::into)
                .collect()
        }
        #[cfg(feature = "lp")]
        "benefit-of-the-doubt" => {
            use governance_efficacy::score::{BenefitOfTheDoubt, ShareBounds};
            let free = BenefitOfTheDoubt::default();
            let bounds = ShareBounds::of_all(0.05, 1.0).expect("ends");
            vec![
                free.clone().into(),
                free.clone().with_normalization(Normalization::MinMax).into(),
                free.clone().with_weight_bounds(bounds.clone()).into(),
                free.with_shares(bounds).into(),
            ]
        }
        "promethee" => {
            let shapes = [
                Preference::u_shape(2.0),
                Preference::v_shape(30.0),
                Preference::level(1.0, 10.0),
                Preference::linear(1.0, 10.0),
                Preference::gaussian(8.0),
            ];
            let of_first = Promethee::default().with_preference_of("c1".parse().expect("a key"), Preference::usual());
            std::iter::once(Promethee::default())
                .chain(shapes.map(|shape| of_first.clone().with_preference(shape.expect("thresholds"))))
                .map(Into::into)
                .collect()
        }
        "electre-1" => {
            let set = Electre1::default().with_concordance(0.6).and_then(|method| method.with_discordance(0.4)).expect("shares");
            vec![Electre1::default().into(), set.clone().into(), set.with_common_range().into()]
        }
        "electre-3" => {
            let thresholds = Thresholds::new(2.0, 10.0).expect("in order");
            let with_veto = thresholds.with_veto(60.0).expect("in order");
            let of_first = Electre3::default().with_thresholds_of("c1".parse().expect("a key"), thresholds);
            vec![
                Electre3::default().into(),
                Electre3::default().with_thresholds(with_veto).into(),
                of_first.with_thresholds(with_veto).into(),
            ]
        }
        "borda" => vec![Borda::default().into()],
        "copeland" => vec![Copeland::default().into()],
        "kemeny" => vec![Kemeny::default().into()],
        other => panic!("the battery has no constructor for the score method {other:?}: add one here"),
    }
}

/// Methods without an answer for some sound data: CoCoSo compares by ratios to the least, which is 0 for a unit that is worst everywhere.
const MAY_BE_UNDEFINED: [&str; 1] = ["cocoso"];

/// Methods whose scores are only an order, in which a small change of the data may not show.
const ORDINAL: [&str; 1] = ["multimoora"];

/// A method as it is by default, then on values normalised in several ways.
fn with_and_without<M: Into<ScoreMethod> + Clone>(method: M, set: fn(M, Normalization) -> M) -> Vec<ScoreMethod> {
    let others = [Normalization::MinMax, Normalization::Vector, Normalization::Linear].map(|n| set(method.clone(), n).into());
    std::iter::once(method.into()).chain(others).collect()
}

/// What a score method sees of a unit that is better or equal everywhere.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Sees {
    /// What is better counts, everywhere.
    Better,
    /// It never counts against the unit, and may not count.
    NothingWorse,
    /// It may even count against the unit: the documentation of the method says so.
    NoOrder,
}

/// All methods see what is better but for those named here.
fn sees(method: &ScoreMethod) -> Sees {
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
        assert!(weight_methods(info.name, &study).iter().all(|method| method.info() == info), "{}", info.name);
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

/// Three routes to climb a mountain, two indicators (Opricovic & Tzeng 2004).
fn mountain() -> Study {
    Study {
        rows: vec![vec![1.0, 3000.0], vec![2.0, 3750.0], vec![5.0, 4500.0]],
        directions: vec![Direction::Cost, Direction::Benefit],
        importance: vec![0.5, 0.5],
    }
}

// ---------------------------------------------------------------------------------------------------------------------------
// Comparing

fn same(found: &[f64], expected: &[f64]) -> Result<(), TestCaseError> {
    prop_assert_eq!(found.len(), expected.len());
    for (found, expected) in found.iter().zip(expected) {
        prop_assert!(agrees(*found, *expected, 1.0), "{} {}", found, expected);
    }
    Ok(())
}

/// Weights by key, or the code of the error.
fn weighed(method: &WeightMethod, matrix: &DecisionMatrix) -> Result<Weights, &'static str> {
    method.weigh(matrix).map(|weighing| weighing.weights).map_err(|e| e.code())
}

fn same_weights(found: Result<Weights, &'static str>, expected: Result<Weights, &'static str>) -> Result<(), TestCaseError> {
    match (found, expected) {
        (Ok(found), Ok(expected)) => {
            for (key, weight) in expected.iter() {
                let found = found.get(key.as_str());
                prop_assert!(found.is_some_and(|f| agrees(f, weight, 1.0)), "{}: {:?} {}", key, found, weight);
            }
            prop_assert_eq!(found.len(), expected.len());
        }
        (found, expected) => prop_assert_eq!(found.err(), expected.err(), "an answer here and none there"),
    }
    Ok(())
}

fn scored(method: &ScoreMethod, matrix: &DecisionMatrix, weights: &Weights) -> Result<Vec<f64>, &'static str> {
    method.score(matrix, weights).map(|outcome| outcome.scores.as_slice().to_vec()).map_err(|e| e.code())
}

fn same_scores(found: Result<Vec<f64>, &'static str>, expected: Result<Vec<f64>, &'static str>) -> Result<(), TestCaseError> {
    match (found, expected) {
        (Ok(found), Ok(expected)) => same(&found, &expected),
        (found, expected) => {
            prop_assert_eq!(found.err(), expected.err(), "an answer here and none there");
            Ok(())
        }
    }
}

fn reordered<T: Clone>(values: &[T], order: &[usize]) -> Vec<T> {
    order.iter().map(|&at| values[at].clone()).collect()
}

// ---------------------------------------------------------------------------------------------------------------------------
// Weights

proptest! {
    #![proptest_config(config(192))]

    #[test]
    fn weights_lie_on_the_simplex_in_the_order_of_the_indicators(study in study(3..=12, 1..=6)) {
        let matrix = study.matrix();
        for method in WeightMethod::INFOS.iter().copied().flat_map(|info| weight_methods(info.name, &study)) {
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
            let methods = weight_methods(info.name, &study);
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
fn awkward() -> Vec<(&'static str, Vec<Vec<f64>>)> {
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
            for method in WeightMethod::INFOS.iter().flat_map(|info| weight_methods(info.name, &study)) {
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
        common::assert_agree(&format!("{method:?}"), &with, &expected);
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
            let Some(method) = weight_methods(info.name, &study).into_iter().next() else { continue };
            if !info.promises(Invariance::Scale) {
                continue;
            }
            let expected = weighed(&method, &study.matrix()).expect("everyday numbers");
            if let Ok(found) = weighed(&method, &scaled) {
                common::assert_agree(&format!("{} at 2^{power}", info.name), found.as_slice(), expected.as_slice());
            }
        }
        for &info in ScoreMethod::INFOS {
            let method = &score_methods(info.name)[0];
            let weights = weights(&study.shares());
            let expected = scored(method, &study.matrix(), &weights).expect("everyday numbers");
            if let (true, Ok(found)) = (info.promises(Invariance::Scale), scored(method, &scaled, &weights)) {
                common::assert_agree(&format!("{} at 2^{power}", info.name), &found, &expected);
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
        let method = &weight_methods(info.name, &study)[0];
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

// ---------------------------------------------------------------------------------------------------------------------------
// Normalisation and scores

/// Whether an indicator can be measured in another unit, or from another zero, without another normalised value: the last column
/// of the table in `prepare::normalize`.
fn normalization_promises(normalization: Normalization) -> (bool, bool) {
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

fn normalized(normalization: Normalization, matrix: &DecisionMatrix) -> Vec<Result<Vec<f64>, &'static str>> {
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
                let one = common::matrix(std::slice::from_ref(row), &study.directions);
                let alone = fitted.score(&one, &given).expect("scores").scores;
                prop_assert_eq!(alone.as_slice(), &all[i..=i], "{:?}", method);
            }
        }
    }
}

// ---------------------------------------------------------------------------------------------------------------------------
// Efficiency

#[cfg(feature = "lp")]
mod efficiency {
    use governance_efficacy::score::frontier::{Dea, Efficiency, Production, ReturnsToScale, SuperEfficiency};

    use super::*;

    /// Rows of values, of which the first `inputs` are inputs.
    fn production(rows: &[Vec<f64>], inputs: usize, factors: &[f64]) -> Production {
        let column = |j: usize| (format!("c{j}"), rows.iter().map(|row| row[j] * factors[j]).collect::<Vec<f64>>());
        let units = (0..rows.len()).map(|i| format!("u{i}"));
        Production::new(units, (0..inputs).map(column), (inputs..rows[0].len()).map(column)).expect("positive")
    }

    fn levels(found: &[Efficiency]) -> Vec<f64> {
        found.iter().map(|unit| unit.efficiency).collect()
    }

    fn models() -> [Dea; 4] {
        let (ccr, bcc) = (Dea::default(), Dea::default().with_variable_returns());
        [ccr, bcc, ccr.toward_outputs(), bcc.toward_outputs()]
    }

    /// The peers reach the unit at its efficiency, with its slacks.
    fn is_explained(found: &Efficiency, unit: usize, rows: &[Vec<f64>], inputs: usize, toward_outputs: bool) -> bool {
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
            let normalized: Vec<Vec<f64>> = super::normalized(Normalization::Max, &matrix).into_iter().map(|c| c.expect("positive")).collect();
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
}

// ---------------------------------------------------------------------------------------------------------------------------
// Whole models

/// A hierarchy of two or three dimensions over the indicators of a study, with gaps.
#[derive(Debug, Clone)]
struct Whole {
    study: Study,
    /// The dimension of each indicator.
    dimension: Vec<usize>,
    gaps: Vec<Vec<bool>>,
    entropy: bool,
    sum: bool,
    topsis_above: bool,
    normalization: Option<Normalization>,
}

fn whole() -> impl Strategy<Value = Whole> {
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
    fn indicators(&self) -> Vec<Indicator> {
        let keys = self.study.keys();
        let pairs = keys.iter().zip(&self.study.directions);
        pairs.map(|(key, &d)| Indicator::new(key).expect("a key").with_direction(d).expect("finite")).collect()
    }

    /// The model, with dimensions and indicators put in the order `by`.
    fn model(&self, by: &[usize], missing: Missing) -> Model {
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
    fn table(&self, rows: &[usize], columns: &[usize], with_gaps: bool) -> IndicatorTable {
        let keys = reordered(&self.study.keys(), columns);
        let cell = |i: usize, j: usize| (!(with_gaps && self.gaps[i][j])).then_some(self.study.rows[i][j]);
        let cells: Vec<Vec<Option<f64>>> = rows.iter().map(|&i| columns.iter().map(|&j| cell(i, j)).collect()).collect();
        IndicatorTable::from_rows(rows.iter().map(|i| format!("u{i}")), &keys, &cells).expect("valid")
    }

    fn all(&self) -> (Vec<usize>, Vec<usize>) {
        ((0..self.study.rows.len()).collect(), (0..self.study.directions.len()).collect())
    }
}

const RENORMALIZE: Missing = Missing::Renormalize { coverage: 0.5 };

/// Score and rank.
type Standing = (Option<f64>, Option<f64>);

type Named<T> = Vec<(String, T)>;

/// The score and the rank of each unit at each node, and every weight, by name.
fn by_name(evaluation: &Evaluation) -> (Named<Standing>, Named<f64>) {
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

fn same_evaluation(found: &Result<Evaluation, Error>, expected: &Result<Evaluation, Error>) -> Result<(), TestCaseError> {
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

/// A panel of three years with some gaps, in eighths so that changes of unit are exact; each unit in one of two groups.
#[derive(Debug, Clone)]
struct Panel {
    /// By row, in eighths; the first years of all units, then the second.
    cells: Vec<Vec<i32>>,
    gaps: Vec<Vec<bool>>,
    is_cost: Vec<bool>,
}

fn panel() -> impl Strategy<Value = Panel> {
    (5..=8_usize, 2..=4_usize).prop_flat_map(|(units, columns)| {
        let rows = units * 3;
        (
            prop::collection::vec(prop::collection::vec(-400..400_i32, columns), rows),
            prop::collection::vec(prop::collection::vec(prop::bool::weighted(0.15), columns), rows),
            prop::collection::vec(any::<bool>(), columns),
        )
            .prop_map(|(cells, gaps, is_cost)| Panel { cells, gaps, is_cost })
    })
}

impl Panel {
    /// The rows in the order `rows`, each indicator in another unit and from another zero.
    fn table(&self, rows: &[usize], factor: f64, shift: f64, with_gaps: bool) -> IndicatorTable {
        use governance_efficacy::table::{Attribute, Column, Rows};
        let units = self.cells.len() / 3;
        let year = |row: usize| Period::year(2020 + i16::try_from(row / units).expect("few")).expect("valid");
        let names = Rows::panel(rows.iter().map(|&row| (format!("U{}", row % units), year(row)))).expect("unique");
        let columns = (0..self.is_cost.len()).map(|j| {
            let cell = |&row: &usize| {
                let is_there = !(with_gaps && self.gaps[row][j]);
                is_there.then(|| f64::from(self.cells[row][j]) / 8.0 * factor + shift)
            };
            Column::with_gaps(keys(self.is_cost.len())[j].parse().expect("a key"), rows.iter().map(cell).collect())
                .expect("finite")
        });
        let values = rows.iter().map(|&row| Some(["old", "new"][row % units % 2].to_owned())).collect();
        let table = IndicatorTable::new(names, columns.collect()).expect("valid");
        table.with_attribute(Attribute { name: "group".parse().expect("a key"), values }).expect("as long")
    }

    fn indicators(&self) -> Vec<Indicator> {
        let direction = |is_cost: &bool| if *is_cost { Direction::Cost } else { Direction::Benefit };
        let named = keys(self.is_cost.len()).into_iter().zip(&self.is_cost);
        named
            .map(|(key, is_cost)| Indicator::new(key).and_then(|i| i.with_direction(direction(is_cost))).expect("valid"))
            .collect()
    }

    /// The columns, filled.
    fn filled(&self, missing: &Missing, table: &IndicatorTable) -> Result<Vec<Vec<f64>>, &'static str> {
        let preparation = Preparation::default().with_missing(missing.clone()).with_on_constant(OnConstant::Midpoint);
        let matrix = preparation.without_held_out().matrix(table, &self.indicators()).map_err(|e| e.code())?;
        Ok(matrix.criteria().iter().map(|criterion| criterion.values().to_vec()).collect())
    }
}

/// Every policy that fills gaps, and what it leaves by the median.
fn filling_all() -> Vec<Missing> {
    filling().into_iter().map(|missing| Missing::in_turn([missing, Missing::Median]).expect("they fill")).collect()
}

proptest! {
    #![proptest_config(config(48))]

    #[test]
    fn filling_a_complete_table_changes_nothing(panel in panel()) {
        let rows: Vec<usize> = (0..panel.cells.len()).collect();
        let table = panel.table(&rows, 1.0, 0.0, false);
        let whole: Vec<Vec<f64>> = table.columns().iter().map(|c| c.iter().flatten().collect()).collect();
        for missing in filling() {
            // A method may refuse to learn from too few rows; what it answers is the table.
            if let Ok(filled) = panel.filled(&missing, &table) {
                prop_assert_eq!(&filled, &whole, "{}", missing);
            }
        }
    }

    #[test]
    fn what_fills_a_gap_depends_on_no_order_and_no_unit(
        panel in panel(),
        seed in any::<u64>(),
        power in -3..4_i32,
        shift in -100..100_i32,
    ) {
        let rows: Vec<usize> = (0..panel.cells.len()).collect();
        let other = order(rows.len(), seed);
        let (factor, shift) = (2.0_f64.powi(power), f64::from(shift));
        for missing in filling_all() {
            let tolerance = if missing.to_string().starts_with("expectation") { 1e-5 } else { 1e-9 };
            let found = panel.filled(&missing, &panel.table(&rows, 1.0, 0.0, true));
            let moved = panel.filled(&missing, &panel.table(&other, 1.0, 0.0, true));
            let remeasured = panel.filled(&missing, &panel.table(&rows, factor, shift, true));
            prop_assert_eq!(found.as_ref().err(), moved.as_ref().err(), "{}", missing);
            prop_assert_eq!(found.as_ref().err(), remeasured.as_ref().err(), "{}", missing);
            let (Ok(found), Ok(moved), Ok(remeasured)) = (found, moved, remeasured) else { continue };
            for (j, column) in found.iter().enumerate() {
                for (at, &row) in other.iter().enumerate() {
                    prop_assert!((moved[j][at] - column[row]).abs() <= tolerance * 50.0, "{}: {} {}", missing, moved[j][at], column[row]);
                    let expected = column[row] * factor + shift;
                    let found = remeasured[j][row];
                    prop_assert!((found - expected).abs() <= tolerance * 50.0 * factor, "{}: {} {}", missing, found, expected);
                    if !panel.gaps[row][j] {
                        prop_assert_eq!(column[row], f64::from(panel.cells[row][j]) / 8.0, "{} touched a value", missing);
                    }
                }
            }
        }
    }
}

/// Every way to treat outliers, by a rule that finds them or everywhere.
fn treatments() -> Vec<Treatment> {
    let methods = [
        TreatmentMethod::Winsorize { points: 3 },
        TreatmentMethod::Log { mirror: true },
        TreatmentMethod::Log { mirror: false },
        TreatmentMethod::BoxCox { lambda: None },
        TreatmentMethod::BoxCox { lambda: Some(-0.5) },
        TreatmentMethod::YeoJohnson { lambda: None },
        TreatmentMethod::YeoJohnson { lambda: Some(1.5) },
        TreatmentMethod::QuantileCap { low: 0.1, high: 0.9 },
    ];
    let single = |method| Treatment::default().with_methods([method]).expect("sound");
    let always = |method| single(method).with_rule(OutlierRule::Always).expect("sound");
    methods.map(always).into_iter().chain(methods.map(single)).chain([Treatment::default()]).collect()
}

/// What a treatment makes of one column, and its line of the treatment table.
fn treated_column(treatment: &Treatment, values: &[f64]) -> (Vec<f64>, TreatmentResult) {
    let rows: Vec<[Option<f64>; 1]> = values.iter().map(|&x| [Some(x)]).collect();
    let table = IndicatorTable::from_rows((0..rows.len()).map(|i| i.to_string()), &["x"], &rows).expect("valid");
    let preparation = Preparation::default().with_treatment(treatment.clone()).with_on_constant(OnConstant::Midpoint);
    let indicator = Indicator::new("x").expect("a key");
    let matrix = preparation.matrix(&table, std::slice::from_ref(&indicator)).expect("treated");
    let model = Model::new(System::flat([indicator]).expect("a system"))
        .with_preparation(preparation)
        .with_indicator_scores(WeightedSum::default());
    let evaluation = model.evaluate(&table).expect("evaluates");
    (matrix.criteria()[0].values().to_vec(), evaluation.preparation().treatment[0].clone())
}

proptest! {
    #![proptest_config(config(96))]

    #[test]
    fn a_treated_column_keeps_its_order_but_for_ties_at_the_caps(
        bulk in prop::collection::vec(-50.0..50.0_f64, 4..20),
        tail in prop::collection::vec(100.0..1e4_f64, 0..3),
        is_low in any::<bool>(),
        seed in any::<u64>(),
        power in -6..7_i32,
        shift in -100..100_i32,
    ) {
        let sign = if is_low { -1.0 } else { 1.0 };
        let values: Vec<f64> = bulk.iter().copied().chain(tail.iter().map(|x| sign * x)).collect();
        let other = order(values.len(), seed);
        for treatment in treatments() {
            let (found, line) = treated_column(&treatment, &values);
            let is_cap = matches!(line.method.as_deref(), Some("winsorize" | "quantile-cap"));
            for (a, x) in values.iter().zip(&found) {
                prop_assert!(x.is_finite());
                for (b, y) in values.iter().zip(&found) {
                    prop_assert!(a < b || x >= y, "{:?}: {} {} became {} {}", line, a, b, x, y);
                    // Where a curve is flat, near values may come as near as rounding.
                    let is_near = (a - b).abs() < 1e-6 * a.abs().max(1.0) || (x - y).abs() <= 1e-12 * x.abs().max(1.0);
                    prop_assert!(is_cap || is_near || a.partial_cmp(b) == x.partial_cmp(y), "{:?}: {} {}", line, a, b);
                }
                if line.method.is_none() {
                    prop_assert_eq!(a, x);
                }
            }
            let capped = values.iter().zip(&found).filter(|(a, x)| is_cap && a != x).count();
            prop_assert_eq!(line.capped.len(), capped);
            if let [TreatmentMethod::Winsorize { points }] = treatment.methods() {
                prop_assert!(capped <= *points);
            }
            // The order of the units does not matter.
            let (moved, moved_line) = treated_column(&treatment, &reordered(&values, &other));
            prop_assert_eq!(&moved_line.method, &line.method);
            let near = moved.iter().zip(reordered(&found, &other)).all(|(a, b)| (a - b).abs() <= 1e-6 * b.abs().max(1.0));
            prop_assert!(near, "{:?}: {:?} {:?}", line, moved, found);
            // Neither does the unit of measurement, for caps and logarithms: min-max gives the same shares.
            if is_cap || line.method.as_deref() == Some("log") {
                let (factor, shift) = (2.0_f64.powi(power), f64::from(shift));
                let remeasured: Vec<f64> = values.iter().map(|x| x * factor + shift).collect();
                let (elsewhere, _) = treated_column(&treatment, &remeasured);
                let shares = |column: &[f64]| {
                    let (low, high) = ends(column);
                    column.iter().map(|x| (x - low) / (high - low)).collect::<Vec<f64>>()
                };
                let near = shares(&elsewhere).iter().zip(shares(&found)).all(|(a, b)| (a - b).abs() < 1e-6);
                prop_assert!(near, "{:?}: {:?} {:?}", line, elsewhere, found);
            }
        }
    }
}

#[test]
fn a_gap_in_a_later_table_is_filled_with_what_the_base_had() {
    let table = |cells: &[[Option<f64>; 2]]| {
        IndicatorTable::from_rows((0..cells.len()).map(|i| format!("u{i}")), &["c1", "c2"], cells).expect("valid")
    };
    let base = table(&[[Some(1.0), Some(10.0)], [Some(2.0), Some(20.0)], [Some(6.0), Some(30.0)]]);
    let later = table(&[[None, Some(10.0)], [Some(100.0), Some(20.0)]]);
    // Of 1, 2, 6 the mean is 3 and the median 2: on the scale of 1 to 6 that is 0.4 and 0.2. The 100 of the later table is no
    // part of it, and counts as 6.
    for (missing, expected) in [(Missing::Mean, 0.4), (Missing::Median, 0.2)] {
        let indicators = ["c1", "c2"].map(|key| Indicator::new(key).expect("a key"));
        let model = Model::new(System::flat(indicators).expect("valid"))
            .with_preparation(Preparation::default().with_missing(missing))
            .with_indicator_scores(WeightedSum::default());
        let evaluation = model.fit(&base).expect("fits").score(&later).expect("scores");
        let found: Vec<f64> = evaluation.root().scores().iter().map(|s| s.expect("scored")).collect();
        common::assert_agree("filled", &found, &[expected / 2.0, 0.75]);
    }
}

#[test]
fn a_diagnostic_indicator_weighs_nothing_and_may_be_absent() {
    let study = Study { rows: vec![vec![1.0, 9.0, 4.0], vec![2.0, 5.0, 4.0], vec![6.0, 7.0, 4.0]], ..mountain() };
    let model = |with_diagnostic: bool| {
        let scored = ["c1", "c2"].map(|key| Indicator::new(key).expect("a key"));
        let diagnostic = with_diagnostic.then(|| Indicator::new("c3").expect("a key").with_role(Role::Diagnostic));
        let model = Model::new(System::flat(scored.into_iter().chain(diagnostic)).expect("valid"));
        model.with_indicator_weights(Entropy::default())
    };
    let whole = common::table(&study.rows);
    let part = common::table(&study.rows.iter().map(|row| row[..2].to_vec()).collect::<Vec<_>>());
    let expected = model(false).evaluate(&whole).expect("evaluates");
    for table in [whole, part] {
        // It is constant too, which would be an error if it were scored.
        let found = model(true).evaluate(&table).expect("evaluates");
        assert_eq!(found.root(), expected.root());
        assert_eq!(found.indicators()[2].global_weight, 0.0);
    }
}

#[test]
fn a_veto_changes_the_grade_and_nothing_else() {
    let indicators = ["c1", "c2"].map(|key| Indicator::new(key).expect("a key"));
    let plain = Model::new(System::flat(indicators).expect("valid")).with_indicator_scores(WeightedSum::default());
    let plain = plain.with_grades(Grades::new(vec![0.5, 0.75], ["weak", "fair", "good"]).expect("ascending"));
    // Scores 1, 0, 0.5 and 0.75: a score at a cut belongs to the higher grade.
    let table = common::table(&[vec![5.0, 5.0], vec![1.0, 1.0], vec![3.0, 3.0], vec![3.0, 5.0]]);
    let graded = |evaluation: &Evaluation| -> Vec<String> {
        evaluation.grades().expect("graded").iter().map(|g| g.as_ref().expect("a grade").en.clone()).collect()
    };
    let before = plain.evaluate(&table).expect("evaluates");
    assert_eq!(graded(&before), ["good", "weak", "fair", "good"]);
    for (veto, expected, strikes) in [
        (Veto::above("c1", 4.0), ["weak", "weak", "fair", "good"], true),
        (Veto::above("c1", 5.0), ["good", "weak", "fair", "good"], false),
        (Veto::below("c2", 5.0), ["good", "weak", "weak", "good"], true),
    ] {
        let after = plain.clone().with_veto(veto.expect("finite")).evaluate(&table).expect("evaluates");
        assert_eq!(graded(&after), expected);
        assert_eq!((after.root().scores(), after.root().ranks()), (before.root().scores(), before.root().ranks()));
        assert_eq!(after.notices().iter().any(|n| n.code() == "vetoed"), strikes);
    }
}

// ---------------------------------------------------------------------------------------------------------------------------
// What is written is read

fn finite() -> impl Strategy<Value = f64> {
    use proptest::num::f64::{NEGATIVE, NORMAL, POSITIVE, SUBNORMAL, ZERO};
    prop_oneof![3 => -1e6..1e6, 1 => POSITIVE | NEGATIVE | NORMAL | SUBNORMAL | ZERO]
}

/// Texts that make trouble in files, beside any others.
fn any_text() -> impl Strategy<Value = String> {
    let nasty = [
        "unit",
        "period",
        "indicator",
        "value",
        "NA",
        "nan",
        "a,b",
        "a\"b",
        "\"",
        "a;b",
        "#a",
        "a\nb",
        "a\r\nb",
        "-",
        "=1+1",
        "2024",
        "\u{feff}a",
        "甲社区",
        "a b",
        "𝒳",
        "[a]",
        "a.b",
        "true",
        "null",
        "'",
        "\\",
        "1e5",
    ];
    prop_oneof![1 => prop::sample::select(nasty.to_vec()).prop_map(str::to_owned), 1 => "(?s).{1,6}", 1 => "\\PC{1,8}"]
}

fn any_key() -> impl Strategy<Value = Key> {
    any_text().prop_filter_map("no key", |text| Key::new(text).ok())
}

fn any_period() -> impl Strategy<Value = Period> {
    prop_oneof![
        (1..=9999_i16).prop_map(|y| Period::year(y).expect("valid")),
        (1..=9999_i16, 1..=2_u8).prop_map(|(y, h)| Period::half_year(y, h).expect("valid")),
        (1..=9999_i16, 1..=4_u8).prop_map(|(y, q)| Period::quarter(y, q).expect("valid")),
        (1..=9999_i16, 1..=12_u8).prop_map(|(y, m)| Period::month(y, m).expect("valid")),
    ]
}

/// A table that the crate accepts, with periods or without.
fn any_table() -> impl Strategy<Value = IndicatorTable> {
    let units = prop::collection::btree_set(any_text(), 1..5);
    let keys = prop::collection::btree_set(any_key(), 1..4);
    (units, keys, prop::collection::vec(prop::option::weighted(0.8, finite()), 40), any::<bool>()).prop_filter_map(
        "refused by the table",
        |(units, keys, cells, dated)| {
            let years = [2023, 2024].map(|y| Period::year(y).expect("valid"));
            let rows = if dated {
                Rows::panel(units.iter().flat_map(|unit| years.map(|year| (unit.clone(), year)))).ok()?
            } else {
                Rows::units(&units).ok()?
            };
            let mut cells = cells.into_iter().cycle();
            let columns = keys.into_iter().map(|key| Column::with_gaps(key, cells.by_ref().take(rows.len()).collect()).ok());
            let columns: Option<Vec<Column>> = columns.collect();
            IndicatorTable::new(rows, columns?).ok()
        },
    )
}

fn bits(table: &IndicatorTable) -> Vec<Vec<Option<u64>>> {
    table.columns().iter().map(|column| column.iter().map(|x| x.map(f64::to_bits)).collect()).collect()
}

proptest! {
    #![proptest_config(config(512))]

    #[test]
    fn a_table_survives_csv(table in any_table()) {
        let mut text = Vec::new();
        if let Err(error) = table.to_csv(&mut text) {
            // The only names that would be read as something else.
            let periods = ["period", "year", "年份", "年度", "时期", "期别"];
            let is_period = |key: &Key| periods.iter().any(|name| key.as_str().eq_ignore_ascii_case(name));
            prop_assert!(table.keys().any(is_period), "{}", error);
            return Ok(());
        }
        let again = IndicatorTable::from_csv(text.as_slice(), &CsvOptions::default());
        let again = again.map_err(|e| TestCaseError::fail(format!("{e}\n{}", String::from_utf8_lossy(&text))))?;
        prop_assert_eq!(&again, &table);
        prop_assert_eq!(bits(&again), bits(&table));
        prop_assert_eq!(again.checksum(), table.checksum());
    }

    #[test]
    fn a_table_survives_json(table in any_table()) {
        let text = serde_json::to_string(&table).expect("writes");
        let again: IndicatorTable = serde_json::from_str(&text).expect("reads");
        prop_assert_eq!(&again, &table);
        prop_assert_eq!(bits(&again), bits(&table));
    }

    #[test]
    fn long_csv_tells_the_same_as_wide(table in any_table()) {
        // Written here by hand: one line a value, gaps too, so that every row and column is named.
        let quoted = |text: &str| format!("\"{}\"", text.replace('"', "\"\""));
        let dated = table.rows().has_periods();
        let mut text = if dated { "unit,period,indicator,value\n" } else { "unit,indicator,value\n" }.to_owned();
        for (at, row) in table.rows().iter().enumerate() {
            for column in table.columns() {
                let value = column.get(at).map_or_else(String::new, |x| x.to_string());
                let period = row.period.map_or_else(String::new, |p| format!("{p},"));
                writeln!(text, "{},{period}{},{value}", quoted(row.unit), quoted(column.key().as_str())).expect("a text");
            }
        }
        let again = IndicatorTable::from_csv(text.as_bytes(), &CsvOptions::default().with_form(CsvForm::Long));
        prop_assert_eq!(again.map_err(|e| TestCaseError::fail(format!("{e}\n{text}")))?, table);
    }

    #[test]
    fn a_period_survives_text_and_json(period in any_period(), other in any_period()) {
        prop_assert_eq!(period.to_string().parse::<Period>().expect("reads"), period);
        let text = serde_json::to_string(&period).expect("writes");
        prop_assert_eq!(serde_json::from_str::<Period>(&text).expect("reads"), period);
        prop_assert_eq!(period == other, period.to_string() == other.to_string());
        if let Some(following) = period.following() {
            prop_assert!(following > period && following.granularity() == period.granularity());
        }
        prop_assert!(period.months().all(|month| period.contains(month)));
    }

    #[test]
    fn weights_survive_json(importance in prop::collection::vec(1e-12..1.0, 1..8)) {
        let total: f64 = importance.iter().sum();
        let weights = weights(&importance.iter().map(|w| w / total).collect::<Vec<_>>());
        let text = serde_json::to_string(&weights).expect("writes");
        prop_assert_eq!(serde_json::from_str::<Weights>(&text).expect("reads"), weights);
    }
}

#[test]
fn stacked_tables_keep_the_attributes_of_their_rows() {
    use governance_efficacy::table::Attribute;
    let year = |y: i16| Period::year(y).expect("valid");
    let part = |attribute: Option<&str>| {
        let table = IndicatorTable::from_rows(["A", "B"], &["x"], &[[Some(1.0)], [Some(2.0)]]).expect("valid");
        match attribute {
            None => table,
            Some(name) => {
                let values = vec![Some("old".to_owned()), None];
                table.with_attribute(Attribute { name: name.parse().expect("a key"), values }).expect("as long")
            }
        }
    };
    let parts = [(year(2023), part(Some("group"))), (year(2024), part(None)), (year(2025), part(Some("group")))];
    let table = IndicatorTable::stack(&parts).expect("valid");
    let values: Vec<Option<&str>> = table.attribute("group").expect("there").values.iter().map(Option::as_deref).collect();
    assert_eq!(values, [Some("old"), None, None, None, Some("old"), None]);
    assert_eq!(table.attribute("gruop").unwrap_err().code(), "unknown");
    assert_ne!(table.checksum(), IndicatorTable::stack(&parts[1..]).expect("valid").checksum());
    let without = IndicatorTable::stack(&[2023, 2024, 2025].map(|y| (year(y), part(None)))).expect("valid");
    assert_ne!(table.checksum(), without.checksum(), "what is known of the rows is part of the data");
}

#[test]
fn stacked_tables_have_gaps_where_a_period_lacks_an_indicator() {
    let [first, second] = [2023, 2024].map(|y| Period::year(y).expect("valid"));
    let part = |units: [&str; 2], keys: [&str; 2], cells: [[Option<f64>; 2]; 2]| {
        IndicatorTable::from_rows(units, &keys, &cells).expect("valid")
    };
    let table = IndicatorTable::stack(&[
        (first, part(["A", "B"], ["x", "y"], [[Some(1.0), Some(2.0)], [None, Some(4.0)]])),
        (second, part(["B", "C"], ["z", "y"], [[Some(5.0), Some(6.0)], [Some(7.0), Some(8.0)]])),
    ]);
    let table = table.expect("stacks");
    let rows: Vec<String> = table.rows().iter().map(|row| row.to_string()).collect();
    assert_eq!(rows, ["A 2023", "B 2023", "B 2024", "C 2024"]);
    let column = |key: &str| table.column(key).expect("there").iter().collect::<Vec<_>>();
    assert_eq!(column("x"), [Some(1.0), None, None, None]);
    assert_eq!(column("y"), [Some(2.0), Some(4.0), Some(6.0), Some(8.0)]);
    assert_eq!(column("z"), [None, None, Some(5.0), Some(7.0)]);
    assert_eq!(table.missing(), 5);
    assert_eq!(table.in_periods(&[second]).expect("there").column("x").expect("there").missing(), 2);
}

fn any_normalization() -> impl Strategy<Value = Normalization> {
    use governance_efficacy::indicator::Goalposts;
    let bounds = prop::option::of((-1e3..1e3, 1e-3..1e3).prop_map(|(low, span)| Goalposts::new(low, low + span).expect("valid")));
    prop_oneof![
        prop::sample::select(every_normalization()),
        Just(Normalization::ZScore { ddof: 0 }),
        Just(Normalization::None),
        (bounds, any::<bool>()).prop_map(|(bounds, clip)| Normalization::Goalposts { bounds, clip }),
    ]
}

/// A weighting method over `children`, with any of its settings.
fn any_weights(children: Vec<String>) -> impl Strategy<Value = WeightMethod> {
    let count = children.len();
    let importance = prop::collection::vec(0.05..1.0, count);
    let single = (0..4_u8, importance, prop::option::of(any_normalization()), 0..3_usize, any::<[bool; 2]>(), 0.01..0.9)
        .prop_map(move |(kind, importance, normalization, priority, [named, alonso], limit)| {
            let total: f64 = importance.iter().sum();
            let shares = importance.iter().map(|w| w / total);
            match kind {
                0 => Equal.into(),
                1 => Given::new(children.iter().zip(shares)).expect("names").into(),
                2 => {
                    let priority = [Priority::Eigenvector, Priority::GeometricMean, Priority::ColumnMean][priority];
                    let ahp = Ahp::new(judgements(&importance)).with_priority(priority).with_limit(limit).expect("positive");
                    let ahp = match (alonso, named) {
                        (true, true) => ahp.with_random_index(RandomIndex::AlonsoLamata2006),
                        (true, false) => ahp.with_random_index(RandomIndex::Simulated { seed: 9, draws: 100 }),
                        (false, _) => ahp,
                    };
                    if named { ahp.with_names(&children).expect("names").into() } else { ahp.into() }
                }
                _ => normalization.map_or(Entropy::default(), |n| Entropy::default().with_normalization(n)).into(),
            }
        });
    let single = single.boxed();
    let rule = prop_oneof![
        Just(Rule::Additive { coefficients: None }),
        (0.0..=1.0).prop_map(|alpha| Rule::Additive { coefficients: Some(vec![alpha, 1.0 - alpha]) }),
        Just(Rule::Multiplicative),
        Just(Rule::GeometricMean),
        prop::sample::select(vec![Game::NonNegative, Game::Signed, Game::Absolute]).prop_map(Rule::GameTheory),
        prop::option::of(any_normalization()).prop_map(|normalization| Rule::MaximumDeviation { normalization }),
    ];
    let combined =
        (rule, single.clone(), single.clone()).prop_map(|(rule, a, b)| Combined::new(rule, [a, b]).expect("two sources").into());
    prop_oneof![3 => single, 1 => combined]
}

fn any_score() -> impl Strategy<Value = ScoreMethod> {
    (any::<bool>(), prop::option::of(any_normalization())).prop_map(|(sum, normalization)| match (sum, normalization) {
        (true, None) => WeightedSum::default().into(),
        (true, Some(n)) => WeightedSum::default().with_normalization(n).into(),
        (false, None) => Topsis::default().into(),
        (false, Some(n)) => Topsis::default().with_normalization(n).into(),
    })
}

fn any_indicator(key: Key) -> impl Strategy<Value = Indicator> {
    use governance_efficacy::indicator::Goalposts;
    let span = || prop::option::of((-1e3..1e3, 1e-3..1e3).prop_map(|(low, span)| (low, low + span)));
    let own = prop::option::of(any_normalization());
    (direction(), any::<bool>(), any::<[String; 5]>(), span(), span(), 0..4, own).prop_map(
        move |(direction, diagnostic, [en, zh, unit, formula, source], range, goalposts, open, own)| {
            let mut indicator = Indicator::of_key(key.clone())
                .with_label(en, zh)
                .with_direction(direction)
                .expect("finite")
                .with_unit(unit)
                .with_formula(formula, source);
            if diagnostic {
                indicator = indicator.with_role(Role::Diagnostic);
            }
            if let Some(own) = own {
                indicator = indicator.with_normalization(own).expect("sound");
            }
            if let Some((low, high)) = range {
                indicator = indicator.with_range(low, high).expect("ordered");
            }
            if let Some((low, high)) = goalposts {
                indicator = indicator.with_goalposts(Goalposts::new(low, high).expect("ordered"));
            }
            // A range that is open at one end comes from the standard system or from a file.
            let range = [None, Some(serde_json::json!({ "low": 0.0 })), Some(serde_json::json!({ "high": 1.5 })), None];
            if let Some(range) = range[usize::try_from(open).expect("small")].clone() {
                let mut text = serde_json::to_value(&indicator).expect("writes");
                text["range"] = range;
                indicator = serde_json::from_value(text).expect("reads");
            }
            indicator
        },
    )
}

/// A model with any of its settings over a hierarchy of three levels, `root / (a / (x, y), b / z)`, with keys of any script.
fn any_model() -> impl Strategy<Value = Model> {
    prop::collection::btree_set(any_key(), 9..=9)
        .prop_flat_map(|keys| {
            // Another order than that of the alphabet.
            let keys: Vec<Key> = reordered(&keys.into_iter().collect::<Vec<_>>(), &order(9, 77));
            let text = |at: usize| keys[at].to_string();
            let (node_a, node_b) = (any_weights(vec![text(2), text(3)]), any_weights(vec![text(5), text(6)]));
            let settings = (
                any_text(),
                prop_oneof![
                    Just(Missing::Error),
                    Just(Missing::DropUnit),
                    Just(Missing::DropIndicator),
                    Just(Missing::Mean),
                    Just(Missing::Median),
                    (0.01..=1.0).prop_map(|coverage| Missing::Renormalize { coverage }),
                    prop::sample::select(filling()),
                    prop::sample::subsequence(filling(), 1..4).prop_map(|turns| Missing::in_turn(turns).expect("they fill")),
                    Just(Missing::in_turn([Missing::PanelLatest, Missing::DropUnit]).expect("the last may drop")),
                ],
                prop::sample::select(vec![OnConstant::Error, OnConstant::Drop, OnConstant::Midpoint]),
                prop::option::of(any_normalization()),
                prop::sample::select(vec![Ties::Competition, Ties::Dense, Ties::Ordinal, Ties::Fractional]),
                prop::sample::select(vec![Outside::Clip, Outside::Extend, Outside::Error]),
                (any::<[bool; 4]>(), any::<[bool; 4]>(), prop::sample::select(treatments())),
                prop::collection::vec(any_period(), 1..3),
            );
            let indicators = (any_indicator(keys[5].clone()), any_indicator(keys[6].clone()), any_indicator(keys[7].clone()));
            (Just(keys), settings, node_a, node_b, any_score(), any_score(), any_score(), indicators, finite())
        })
        .prop_map(|(keys, settings, node_a, node_b, over, under, own, (x, y, z), limit)| {
            let (name, missing, on_constant, normalization, ties, outside, (flags, steps, treatment), scope) = settings;
            let ([full, periods, graded, reversed], [screened, divided, treated, tried]) = (flags, steps);
            let spare = Indicator::of_key(keys[8].clone());
            let branches = [
                Branch::over(
                    &keys[2],
                    [Branch::of(&keys[4], [x.with_role(Role::Scored), y.with_role(Role::Scored)]).expect("a key")],
                ),
                Branch::of(&keys[3], [z, spare]),
            ];
            let root = Branch::over(&keys[1], branches.map(|b| b.expect("a key"))).expect("a key").with_label("Whole", "总体");
            let mut preparation = Preparation::default().with_missing(missing).with_on_constant(on_constant);
            if screened {
                preparation = preparation.with_screen(Screen::default().of(Screened::Units).with_nonzero(0.25).expect("a share"));
            }
            if divided {
                let denominator = Denominator::new(&keys[7], &keys[0]).and_then(|d| d.with_per(1000.0)).expect("valid");
                preparation = preparation.with_denominator(denominator);
            }
            if treated {
                preparation = preparation.with_treatment(treatment.with_indicators([&keys[5], &keys[7]]).expect("keys"));
            }
            if !tried {
                preparation = preparation.without_held_out();
            }
            if let Some(normalization) = normalization {
                preparation = preparation.with_normalization(normalization);
            }
            let mut model = Model::new(System::new(root).expect("valid"))
                .with_name(name)
                .with_preparation(preparation)
                .with_ties(ties)
                .with_outside(outside)
                .with_dimension_scores(over)
                .with_indicator_scores(under)
                .with_detail(if full { Detail::Full } else { Detail::Scores });
            if periods {
                model = model.with_scope(Scope::Periods(scope));
            }
            if graded {
                let grades = Grades::new(vec![0.2, 0.7], ["差", "中", "优"]).expect("ascending");
                model = model.with_grades(grades).with_veto(Veto::above(&keys[7], limit).expect("finite"));
            }
            // Exceptions in either order: the result must not depend on it.
            let set_first = |model: Model| model.with_node_weights(keys[1].as_str(), node_a.clone()).expect("a node");
            let set_second = |model: Model| {
                let model = model.with_node_weights(keys[4].as_str(), node_b.clone()).expect("a node");
                model.with_node_score(keys[3].as_str(), own.clone()).expect("a node")
            };
            if reversed { set_first(set_second(model)) } else { set_second(set_first(model)) }
        })
}

proptest! {
    #![proptest_config(config(128))]

    #[test]
    fn a_model_document_survives_both_formats(model in any_model()) {
        let toml = model.to_toml().expect("writes");
        let again = Model::from_toml(&toml).map_err(|e| TestCaseError::fail(format!("{e}\n{toml}")))?;
        prop_assert_eq!(&again, &model, "{}", toml);
        prop_assert_eq!(again.to_toml().expect("writes"), toml);
        let json = model.to_json().expect("writes");
        let again = Model::from_json(&json).map_err(|e| TestCaseError::fail(format!("{e}\n{json}")))?;
        prop_assert_eq!(&again, &model, "{}", json);
        let value = serde_json::to_value(&model).expect("writes");
        prop_assert_eq!(serde_json::from_value::<Model>(value).expect("reads"), model);
    }
}

// ---------------------------------------------------------------------------------------------------------------------------
// Targets and bands

#[test]
fn targets_and_bands_by_hand() {
    let scale = |direction, values: &[f64]| {
        let matrix = DecisionMatrix::from_columns(&[("x", direction)], vec![values.to_vec()]).expect("valid");
        let sample = matrix.sample();
        Scale::fit(Normalization::MinMax, &sample, &sample.columns()[0]).expect("varies")
    };
    // Target 7: distances 2, 0, 1; the farthest is 0, the nearest 1.
    let target = scale(Direction::Target(7.0), &[5.0, 7.0, 8.0]);
    for (x, expected) in [(5.0, 0.0), (7.0, 1.0), (8.0, 0.5), (6.0, 0.5), (9.0, 0.0), (8.5, 0.25)] {
        assert!((target.apply(x) - expected).abs() < 1e-12, "{x}: {} {expected}", target.apply(x));
    }
    // Band 10 to 20: beyond it by 4, 0, 0, 2.
    let band = scale(Direction::Band { low: 10.0, high: 20.0 }, &[6.0, 10.0, 15.0, 22.0]);
    for (x, expected) in [(6.0, 0.0), (10.0, 1.0), (20.0, 1.0), (22.0, 0.5), (8.0, 0.5), (24.0, 0.0)] {
        assert!((band.apply(x) - expected).abs() < 1e-12, "{x}: {} {expected}", band.apply(x));
    }
}

#[test]
fn a_target_on_a_frozen_scale_by_hand() {
    let model = |direction| {
        let indicator = Indicator::new("x").expect("a key").with_direction(direction).expect("finite");
        Model::new(System::flat([indicator]).expect("valid")).with_indicator_scores(WeightedSum::default())
    };
    let table = |values: &[f64]| {
        let cells: Vec<[Option<f64>; 1]> = values.iter().map(|&x| [Some(x)]).collect();
        IndicatorTable::from_rows((0..values.len()).map(|i| format!("u{i}")), &["x"], &cells).expect("valid")
    };
    let check = |direction, base: &[f64], cases: &[(f64, f64)]| {
        let fitted = model(direction).fit(&table(base)).expect("fits");
        for &(x, expected) in cases {
            let evaluation = fitted.score(&table(&[x])).expect("scores");
            let found = evaluation.root().scores()[0].expect("scored");
            assert!((found - expected).abs() < 1e-12, "{direction:?}: {x} scores {found}, expected {expected}");
        }
    };
    // Distances of the fit to 7: 2, 0, 1. What is farther than 2 is as bad as 2; 8.5 is not as good as 8.
    check(Direction::Target(7.0), &[5.0, 7.0, 8.0], &[(8.5, 0.25), (9.0, 0.0), (9.5, 0.0), (4.0, 0.0), (6.5, 0.75)]);
    // Beyond the band of 10 to 20 by 4, 2, 0. A value above the band is not in it for lying above all values of the fit.
    check(
        Direction::Band { low: 10.0, high: 20.0 },
        &[6.0, 8.0, 12.0],
        &[(15.0, 1.0), (20.0, 1.0), (22.0, 0.5), (24.0, 0.0), (30.0, 0.0), (4.0, 0.0), (9.0, 0.75)],
    );
    // No value of the fit is at the target: distances 1, 2, 3. Better than the best of the fit counts as the best of it.
    check(Direction::Target(0.0), &[1.0, 2.0, 3.0], &[(0.0, 1.0), (0.5, 1.0), (-1.0, 1.0), (-2.0, 0.5), (-9.0, 0.0)]);
}

#[test]
fn a_target_within_its_scale_is_not_refused_as_outside() {
    let indicator = Indicator::new("x").expect("a key").with_direction(Direction::Target(7.0)).expect("finite");
    let model = Model::new(System::flat([indicator]).expect("valid")).with_outside(Outside::Error);
    let table = |x: f64| IndicatorTable::from_rows(["a"], &["x"], &[[Some(x)]]).expect("valid");
    let base = IndicatorTable::from_rows(["a", "b", "c"], &["x"], &[[Some(5.0)], [Some(7.0)], [Some(8.0)]]).expect("valid");
    let fitted = model.fit(&base).expect("fits");
    // The scale is the distance to 7, from 0 to 2: 8.5 lies on it, above every value of the fit though it is.
    assert!(fitted.score(&table(8.5)).is_ok(), "{:?}", fitted.score(&table(8.5)));
    let refused = fitted.score(&table(9.5)).unwrap_err();
    assert_eq!(refused.root().code(), "value", "{refused}");
}
