//! Every method by name, as it is by default and with other settings: for the batteries of properties and for fuzzing.

#![allow(dead_code)] // Each user takes the part it needs.

use governance_efficacy::prepare::{Cuts, Normalization, Reference, TiedRanks};
use governance_efficacy::score::{
    Ampi, Aras, Borda, Cocoso, Codas, Copeland, Copras, Cradis, Edas, Electre1, Electre3, FuzzyEvaluation, FuzzyOperator,
    GeometricMean, GreyRelational, HarmonicMean, Kemeny, Mabac, Mairca, Marcos, Membership, Moora, Mpi, Multimoora, Owa,
    PowerMean, Preference, Promethee, RankSumRatio, ScoreMethod, Spotis, Thresholds, Topsis, Vikor, Waspas, WeightedProduct,
    WeightedSum,
};
use governance_efficacy::weight::ahp::{FuzzyAhp, Priority, Triangle};
use governance_efficacy::weight::combine::Game;
use governance_efficacy::weight::{
    Ahp, Angle, Bwm, Cilos, CoefficientOfVariation, Combined, Components, Correlation, Critic, Dematel, Entropy, Equal, Fucom,
    G1, Gini, Given, Idocriw, Independence, JudgementMatrix, Loadings, Lopcow, Merec, Pca, Points, Precedence, RankOrder,
    RankRule, Rule, StandardDeviation, Swara, WeightMethod,
};

/// `c1`, `c2`, … for so many indicators.
pub(crate) fn keys(count: usize) -> Vec<String> {
    (1..=count).map(|j| format!("c{j}")).collect()
}

/// Importances as shares of 1.
pub(crate) fn shares(importance: &[f64]) -> Vec<f64> {
    let total: f64 = importance.iter().sum();
    importance.iter().map(|w| w / total).collect()
}

/// Judgements near the ratios of `importance`, not consistent.
pub(crate) fn judgements(importance: &[f64]) -> JudgementMatrix {
    let noise = |i: usize, j: usize| 1.0 + 0.3 * ((i * 7 + j * 3) % 5) as f64;
    let row = |i: usize| (i + 1..importance.len()).map(|j| importance[i] / importance[j] * noise(i, j)).collect();
    let upper: Vec<Vec<f64>> = (0..importance.len().saturating_sub(1)).map(row).collect();
    JudgementMatrix::from_upper(&upper).expect("positive")
}

pub(crate) fn given(importance: &[f64]) -> WeightMethod {
    Given::new(keys(importance.len()).into_iter().zip(shares(importance))).expect("names").into()
}

/// The method `name` as it is by default, then its other settings.
pub(crate) fn weight_methods(name: &str, importance: &[f64]) -> Vec<WeightMethod> {
    match name {
        "equal" => vec![Equal.into()],
        "given" => vec![given(importance)],
        "ahp" => [Priority::Eigenvector, Priority::GeometricMean, Priority::ColumnMean]
            .map(|priority| {
                let ahp = Ahp::new(judgements(importance)).with_names(keys(importance.len())).expect("names");
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
        .map(|rule| Combined::new(rule, [given(importance), Entropy::default().into()]).expect("two sources").into())
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
                judgements(importance).upper().into_iter().map(|row| row.into_iter().map(around).collect()).collect();
            vec![FuzzyAhp::from_upper(&upper).expect("ordered").with_names(keys(importance.len())).expect("names").into()]
        }
        "rank-order" => [RankRule::Centroid, RankRule::Sum, RankRule::Reciprocal]
            .map(|rule| RankOrder::new(keys(importance.len())).expect("names").with_rule(rule).into())
            .to_vec(),
        "points" => vec![Points::new(keys(importance.len()).into_iter().zip(importance.iter().copied())).expect("points").into()],
        "swara" => vec![Swara::new(keys(importance.len()), vec![0.2; keys(importance.len()).len() - 1]).expect("steps").into()],
        "fucom" => vec![Fucom::new(keys(importance.len()), vec![1.5; keys(importance.len()).len() - 1]).expect("steps").into()],
        "g1" => vec![G1::new(keys(importance.len()), vec![1.2; keys(importance.len()).len() - 1]).expect("steps").into()],
        "precedence" => {
            let count = keys(importance.len()).len();
            let upper: Vec<Vec<f64>> = (1..count).map(|i| (i..count).map(|j| ((i + j) % 3) as f64 / 2.0).collect()).collect();
            vec![Precedence::new(keys(importance.len()), &upper).expect("marks").into()]
        }
        "bwm" => {
            let (keys, last) = (keys(importance.len()), keys(importance.len()).len() - 1);
            // From 5 down to 1, with a judgement in between that contradicts them; one alone is best and worst.
            let over_worst = |j: usize| if j == 0 && last > 0 { 5.0 } else { 1.0 + ((j * 2) % 4) as f64 * f64::from(j < last) };
            let over_others = |j: usize| if j == last && last > 0 { 5.0 } else { 1.0 + (j % 3) as f64 };
            let judgements = keys.iter().enumerate().map(|(j, key)| (key, over_others(j), over_worst(j)));
            vec![Bwm::new(&keys[0], &keys[last], judgements).expect("judgements").into()]
        }
        "dematel" => {
            let count = keys(importance.len()).len();
            let influence: Vec<Vec<f64>> = (0..count)
                .map(|i| (0..count).map(|j| if i == j { 0.0 } else { ((i + 2 * j) % 4 + 1) as f64 }).collect())
                .collect();
            // A factor alone influences nothing.
            Dematel::new(keys(importance.len()), &influence).map(Into::into).into_iter().collect()
        }
        other => panic!("the battery has no constructor for the weighting method {other:?}: add one here"),
    }
}

pub(crate) const NORMALIZATIONS: [Normalization; 6] = [
    Normalization::MinMax,
    Normalization::Vector,
    Normalization::Sum,
    Normalization::Max,
    Normalization::Linear,
    Normalization::ZScore { ddof: 1 },
];

/// Every way to normalise, with settings of which most are not the default.
pub(crate) fn every_normalization() -> Vec<Normalization> {
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

/// The method `name` as it is by default, then its other settings.
pub(crate) fn score_methods(name: &str) -> Vec<ScoreMethod> {
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

/// A method as it is by default, then on values normalised in several ways.
pub(crate) fn with_and_without<M: Into<ScoreMethod> + Clone>(method: M, set: fn(M, Normalization) -> M) -> Vec<ScoreMethod> {
    let others = [Normalization::MinMax, Normalization::Vector, Normalization::Linear].map(|n| set(method.clone(), n).into());
    std::iter::once(method.into()).chain(others).collect()
}
