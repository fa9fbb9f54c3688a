//! Scores (综合评价): one file a method.

pub mod agreement;
mod aras;
#[cfg(feature = "lp")]
mod benefit_of_the_doubt;
mod borda;
mod cocoso;
mod codas;
mod compare;
mod copeland;
mod copras;
mod cradis;
mod edas;
mod electre;
mod fitted;
#[cfg(feature = "lp")]
pub mod frontier;
mod fuzzy;
mod grey_relational;
mod kemeny;
mod mabac;
mod mairca;
mod majority;
mod marcos;
mod mazziotta_pareto;
mod moora;
mod multimoora;
mod outcome;
mod owa;
mod per_criterion;
mod power_mean;
mod promethee;
mod rank_sum_ratio;
mod ranking;
mod relation;
mod spotis;
mod topsis;
mod vikor;
mod waspas;
mod weighted_product;
mod weighted_sum;

use crate::document::{Entry, Reader, TableBuilder};
use crate::error::Error;
use crate::label::Key;
use crate::method::MethodInfo;
use crate::prepare::Normalization;
use crate::table::{DecisionMatrix, Gathers, Sample};
use crate::weight::Weights;

pub use aras::Aras;
#[cfg(feature = "lp")]
pub use benefit_of_the_doubt::{BenefitOfTheDoubt, ShareBounds};
pub use borda::Borda;
pub use cocoso::Cocoso;
pub use codas::Codas;
pub use compare::{AgreementMatrix, Compared, Comparison, Refused, compare};
pub use copeland::Copeland;
pub use copras::Copras;
pub use cradis::Cradis;
pub use edas::Edas;
pub use electre::{Credibility, Electre1, Electre3, Outranking, Thresholds};
pub use fitted::{FittedCriterion, FittedScore, Learning, Units};
pub use fuzzy::{FuzzyEvaluation, FuzzyOperator, Membership, MembershipMatrix, Synthesis};
pub use grey_relational::{GreyRelational, grey_relational_grades};
pub use kemeny::Kemeny;
pub use mabac::Mabac;
pub use mairca::Mairca;
pub use marcos::Marcos;
pub use mazziotta_pareto::{Ampi, Mpi};
pub use moora::Moora;
pub use multimoora::Multimoora;
pub use outcome::{Findings, Found, Outcome, ScoreDetail, Series};
pub use owa::Owa;
pub use power_mean::{GeometricMean, HarmonicMean, PowerMean};
pub use promethee::{Preference, Promethee};
pub use rank_sum_ratio::{RankSumRatio, RatioGroup};
pub use ranking::{Orientation, Scores, Ties};
pub(crate) use ranking::{TIES, Tolerance, is_tie, rank};
pub use relation::Relation;
pub use spotis::Spotis;
pub use topsis::{Ideal, Topsis};
pub use vikor::Vikor;
pub use waspas::Waspas;
pub use weighted_product::WeightedProduct;
pub use weighted_sum::WeightedSum;

/// A way to score units (评价方法).
///
/// A method of your own says what it is ([`info`](Score::info)), on which values it works ([`normalization`](Score::normalization)) and
/// what it makes of them ([`evaluate`](Score::evaluate)); the rest is given.
///
/// ```
/// use governance_efficacy::score::{Score, WeightedSum};
/// use governance_efficacy::{DecisionMatrix, Direction, Weights};
///
/// let criteria = [("quality", Direction::Benefit), ("price", Direction::Cost)];
/// let matrix = DecisionMatrix::from_rows(&criteria, &[[7.0, 20.0], [9.0, 30.0]])?;
/// let weights = Weights::new([("quality", 0.6), ("price", 0.4)])?;
/// let outcome = WeightedSum::default().score(&matrix, &weights)?;
/// assert_eq!(outcome.scores.as_slice(), [0.4, 0.6]);
/// # Ok::<(), governance_efficacy::Error>(())
/// ```
pub trait Score: Clone + Sync {
    /// What the method tells of itself.
    fn info(&self) -> &'static MethodInfo;

    /// The normalisation it uses; none if its formula takes raw values and their directions.
    fn normalization(&self) -> Option<Normalization>;

    /// What its scores can be.
    fn range(&self) -> ScoreRange;

    /// How its scores let one criterion make up for another.
    fn aggregation(&self) -> Aggregation;

    /// Whether a higher or a lower score is better.
    fn orientation(&self) -> Orientation {
        Orientation::HigherIsBetter
    }

    /// Whether the analyst gives the scale, so that nothing is learned from the rows of the fit: no value lies beyond it, and an indicator
    /// may be the same everywhere.
    fn has_given_scale(&self) -> bool {
        is_given(self.normalization())
    }

    /// The criteria that its settings name; a name that no criterion bears is refused.
    fn named_keys(&self) -> Vec<Key> {
        Vec::new()
    }

    /// How many numbers [`learn`](Score::learn) gives.
    fn reference_length(&self) -> usize {
        0
    }

    /// Whether [`learn`](Score::learn) gives the best and the worst value and the score is about the distances from them, so that a value
    /// beyond them would count against its unit.
    fn measures_distance(&self) -> bool {
        false
    }

    /// What it must know of each criterion to learn from a stream beside what its normalisation asks for; only asked of a method whose
    /// [`info`](Score::info) says that it is streamable.
    fn gathers(&self) -> Gathers {
        Gathers::default()
    }

    /// What it learns of one criterion beside the scale.
    ///
    /// # Errors
    /// What its formula can't take.
    fn learn(&self, _criterion: &Learning<'_>) -> Result<Vec<f64>, Error> {
        Ok(Vec::new())
    }

    /// Scores units with `weights`, which are in the order of the criteria.
    ///
    /// # Errors
    /// What its formula can't take.
    fn evaluate(&self, units: &Units<'_>, weights: &[f64]) -> Result<Found, Error>;

    /// Scores units under many weights: `weights` holds one set after the other, and `scores` gets the scores of all units under each. A method
    /// says more than one after the other where it can do better.
    ///
    /// # Errors
    /// As [`evaluate`](Score::evaluate).
    fn evaluate_many(&self, units: &Units<'_>, weights: &[f64], scores: &mut [f64]) -> Result<(), Error> {
        let sets = weights.chunks(units.criteria().len().max(1));
        for (weights, scores) in sets.zip(scores.chunks_mut(units.count().max(1))) {
            scores.copy_from_slice(&self.evaluate(units, weights)?.scores);
        }
        Ok(())
    }

    /// Learns the scale from `data`, a [`DecisionMatrix`] or a [`Sample`]. Weights come later, so that one fit serves many weights.
    ///
    /// # Errors
    /// What the normalisation refuses; gaps, if the method compares every unit with every other; [`Error::Unknown`] for a criterion
    /// that only the settings name.
    fn fit<'a>(&self, data: impl Into<Sample<'a>>) -> Result<FittedScore<Self>, Error> {
        let sample = data.into();
        let known = || sample.columns().iter().map(crate::table::SampleColumn::key);
        if let Some(stray) = self.named_keys().iter().find(|named| !known().any(|key| key == *named)) {
            return Err(Error::unknown("criterion in the settings of the score", stray.as_str(), known().map(Key::as_str)));
        }
        FittedScore::learn(self, &sample)
    }

    /// Scores the units of `matrix` on the scale of that same matrix.
    ///
    /// # Errors
    /// As [`fit`](Score::fit); [`Error::Length`] and [`Error::Unknown`] unless the weights name the criteria of the matrix.
    fn score(&self, matrix: &DecisionMatrix, weights: &Weights) -> Result<Outcome, Error> {
        self.fit(matrix)?.score(matrix, weights)
    }
}

/// What the scores of a method can be (得分范围): how they enter the node above.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ScoreRange {
    /// 0 to 1 by nature: they enter as they are, or as one minus the score where lower is better.
    Unit,
    /// Any number: they enter by the range of the rows of the fit.
    Open,
    /// Only their order means something: they enter no other score.
    Ordinal,
}

impl ScoreRange {
    /// Of a mean of normalised values.
    fn of_mean(normalization: Option<Normalization>) -> Self {
        match normalization {
            None
            | Some(
                Normalization::ZScore { .. }
                | Normalization::DistanceToReference { .. }
                | Normalization::ZavadskasTurskis
                | Normalization::Borda
                | Normalization::Rank { .. }
                | Normalization::MinMaxPlus { .. },
            ) => Self::Open,
            Some(_) => Self::Unit,
        }
    }
}

/// How a score lets one criterion make up for another (合成方式), after OECD/JRC (2008), §6 and table 4.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Aggregation {
    /// Fully, at a constant rate: the weights are rates of exchange (线性合成).
    Linear,
    /// Less and less as a criterion gets worse (几何合成).
    Geometric,
    /// As far as the distances from reference points do (参照点距离).
    Reference,
    /// Hardly: units are compared criterion by criterion, and the weights say how much each matters (非补偿多准则).
    Outranking,
}

/// The setting `normalization` of a score method that has others too: none means that of its paper.
macro_rules! normalization_choice {
    ($method:ident) => {
        impl $method {
            /// Sets the normalisation; that of the paper if not set.
            #[must_use]
            pub fn with_normalization(mut self, normalization: Normalization) -> Self {
                self.normalization = Some(normalization);
                self
            }

            /// The same method, with `normalization` if it names none of its own.
            pub(in crate::score) fn with_default_normalization(&self, normalization: Normalization) -> Self {
                let mut method = self.clone();
                method.normalization = self.normalization.or(Some(normalization));
                method
            }
        }
    };
}
use normalization_choice;

/// The settings of a score method whose only one is `normalization`.
macro_rules! normalization_only {
    ($method:ident) => {
        crate::score::normalization_choice!($method);

        impl $method {
            pub(super) fn read(reader: &mut crate::document::Reader<'_>) -> Result<Self, Error> {
                Ok(Self { normalization: crate::score::read_normalization(reader)? })
            }

            pub(super) fn write(&self) -> crate::document::TableBuilder {
                crate::score::write_normalization(self.normalization)
            }
        }
    };
}
use normalization_only;

/// Whether the ends of the scale are the analyst's.
fn is_given(normalization: Option<Normalization>) -> bool {
    normalization.is_some_and(Normalization::is_given)
}

/// A setting that is a share.
fn share(name: &str, value: f64) -> Result<f64, Error> {
    if (0.0..=1.0).contains(&value) { Ok(value) } else { Err(Error::setting(name, value, "give a number from 0 to 1")) }
}

/// The method with the number of the document called `name`, if it is there.
fn read_number<M>(
    reader: &mut Reader<'_>,
    name: &'static str,
    method: M,
    set: impl FnOnce(M, f64) -> Result<M, Error>,
) -> Result<M, Error> {
    match reader.optional(name) {
        Some(entry) => set(method, entry.number()?).map_err(|e| entry.error(e)),
        None => Ok(method),
    }
}

/// What a criterion is divided by, alone in its list: a number that is not zero, lost its digits, or overflowed.
fn divisor(criterion: &Learning<'_>, value: f64, what: &str) -> Result<Vec<f64>, Error> {
    if value > 0.0 && value.is_normal() {
        return Ok(vec![value]);
    }
    Err(Error::Undefined {
        method: "the score",
        problem: format!("indicator {:?} has the {what} {value}, and is divided by it", criterion.key().as_str()),
        remedy: "leave the indicator out, rescale it, or name a normalisation such as min-max".to_owned(),
    })
}

/// Weighted products of positive values.
fn product(units: &Units<'_>, weights: &[f64], method: &'static str) -> Result<Vec<f64>, Error> {
    let mut products = units.sums(|j, r| if weights[j] > 0.0 { weights[j] * r.ln() } else { 0.0 });
    for (row, product) in products.iter_mut().enumerate() {
        *product = product.exp();
        if product.is_nan() {
            return Err(Error::Undefined {
                method,
                problem: format!("{} has a negative value after normalisation", units.name(row)),
                remedy: "set outside = \"clip\", or fit the scale on rows that include it".to_owned(),
            });
        }
    }
    Ok(products)
}

fn read_normalization(reader: &mut Reader<'_>) -> Result<Option<Normalization>, Error> {
    reader.optional("normalization").map(|entry| Normalization::read(&entry)).transpose()
}

fn write_normalization(normalization: Option<Normalization>) -> TableBuilder {
    TableBuilder::default().with_some("normalization", normalization.map(Normalization::write))
}

/// Makes the enum of all methods from one list.
macro_rules! score_methods {
    ($($(#[$feature:meta])? $method:ident $info:path, $doc:literal;)+) => {
        /// A score method of this library, as a model document names it (评价方法).
        ///
        /// ```
        /// use governance_efficacy::score::{Score, ScoreMethod, Topsis};
        ///
        /// let method = ScoreMethod::from(Topsis::default());
        /// assert_eq!(method.info().name, "topsis");
        /// ```
        #[derive(Debug, Clone, PartialEq)]
        #[non_exhaustive]
        pub enum ScoreMethod {
            $($(#[$feature])? #[doc = $doc] $method($method),)+
        }

        $($(#[$feature])? impl From<$method> for ScoreMethod {
            fn from(method: $method) -> Self {
                Self::$method(method)
            }
        })+

        /// Whatever the method: the same as of the method itself.
        impl Score for ScoreMethod {
            fn info(&self) -> &'static MethodInfo {
                match self { $($(#[$feature])? Self::$method(method) => method.info(),)+ }
            }

            fn normalization(&self) -> Option<Normalization> {
                match self { $($(#[$feature])? Self::$method(method) => method.normalization(),)+ }
            }

            fn range(&self) -> ScoreRange {
                match self { $($(#[$feature])? Self::$method(method) => method.range(),)+ }
            }

            fn aggregation(&self) -> Aggregation {
                match self { $($(#[$feature])? Self::$method(method) => method.aggregation(),)+ }
            }

            fn orientation(&self) -> Orientation {
                match self { $($(#[$feature])? Self::$method(method) => method.orientation(),)+ }
            }

            fn has_given_scale(&self) -> bool {
                match self { $($(#[$feature])? Self::$method(method) => method.has_given_scale(),)+ }
            }

            fn named_keys(&self) -> Vec<Key> {
                match self { $($(#[$feature])? Self::$method(method) => method.named_keys(),)+ }
            }

            fn reference_length(&self) -> usize {
                match self { $($(#[$feature])? Self::$method(method) => method.reference_length(),)+ }
            }

            fn measures_distance(&self) -> bool {
                match self { $($(#[$feature])? Self::$method(method) => method.measures_distance(),)+ }
            }

            fn gathers(&self) -> Gathers {
                match self { $($(#[$feature])? Self::$method(method) => method.gathers(),)+ }
            }

            fn learn(&self, criterion: &Learning<'_>) -> Result<Vec<f64>, Error> {
                match self { $($(#[$feature])? Self::$method(method) => method.learn(criterion),)+ }
            }

            fn evaluate(&self, units: &Units<'_>, weights: &[f64]) -> Result<Found, Error> {
                match self { $($(#[$feature])? Self::$method(method) => method.evaluate(units, weights),)+ }
            }

            fn evaluate_many(&self, units: &Units<'_>, weights: &[f64], scores: &mut [f64]) -> Result<(), Error> {
                match self { $($(#[$feature])? Self::$method(method) => method.evaluate_many(units, weights, scores),)+ }
            }
        }

        impl ScoreMethod {
            /// What every score method tells of itself, in the order of the documentation.
            pub const INFOS: &'static [&'static MethodInfo] = &[$($(#[$feature])? &$info,)+];

            /// Every score method with its default settings, in the order of the documentation.
            pub fn all() -> Vec<Self> {
                vec![$($(#[$feature])? $method::default().into(),)+]
            }

            /// Reads the settings of the method called `name`.
            fn read_named(name: &str, reader: &mut Reader<'_>) -> Result<Option<Self>, Error> {
                $($(#[$feature])? if name == $info.name {
                    return Ok(Some($method::read(reader)?.into()));
                })+
                Ok(None)
            }

            fn settings(&self) -> TableBuilder {
                match self { $($(#[$feature])? Self::$method(method) => method.write(),)+ }
            }

            /// The method, with `normalization` if it names none of its own.
            pub(crate) fn with_default_normalization(&self, normalization: Normalization) -> Self {
                match self { $($(#[$feature])? Self::$method(method) => method.with_default_normalization(normalization).into(),)+ }
            }
        }
    };
}

score_methods! {
    WeightedSum weighted_sum::INFO, "Weighted sum.";
    WeightedProduct weighted_product::INFO, "Weighted product.";
    GeometricMean power_mean::GEOMETRIC, "Geometric mean.";
    HarmonicMean power_mean::HARMONIC, "Harmonic mean.";
    PowerMean power_mean::POWER, "Power mean.";
    Waspas waspas::INFO, "WASPAS.";
    Owa owa::INFO, "Ordered weighted average.";
    Mpi mazziotta_pareto::MPI, "Mazziotta–Pareto index.";
    Ampi mazziotta_pareto::AMPI, "Adjusted Mazziotta–Pareto index.";
    Topsis topsis::INFO, "TOPSIS.";
    Vikor vikor::INFO, "VIKOR.";
    GreyRelational grey_relational::INFO, "Grey relational analysis.";
    Copras copras::INFO, "COPRAS.";
    Edas edas::INFO, "EDAS.";
    Moora moora::INFO, "MOORA, the ratio system.";
    Multimoora multimoora::INFO, "MULTIMOORA.";
    Mabac mabac::INFO, "MABAC.";
    Aras aras::INFO, "ARAS.";
    Codas codas::INFO, "CODAS.";
    Marcos marcos::INFO, "MARCOS.";
    Cocoso cocoso::INFO, "CoCoSo.";
    Mairca mairca::INFO, "MAIRCA.";
    Cradis cradis::INFO, "CRADIS.";
    Spotis spotis::INFO, "SPOTIS.";
    RankSumRatio rank_sum_ratio::INFO, "Rank-sum ratio.";
    FuzzyEvaluation fuzzy::INFO, "Fuzzy comprehensive evaluation.";
    #[cfg(feature = "lp")] BenefitOfTheDoubt benefit_of_the_doubt::INFO, "Benefit of the doubt.";
    Promethee promethee::INFO, "PROMETHEE I and II.";
    Electre1 electre::INFO_ONE, "ELECTRE I.";
    Electre3 electre::INFO_THREE, "ELECTRE III.";
    Borda borda::INFO, "Borda count.";
    Copeland copeland::INFO, "Copeland's rule.";
    Kemeny kemeny::INFO, "Condorcet–Kemeny rule.";
}

/// The methods that need a feature, which a document may name without it.
const WITH_FEATURE: [(&str, &str); 1] = [("benefit-of-the-doubt", "lp")];

impl Default for ScoreMethod {
    fn default() -> Self {
        Self::Topsis(Topsis::default())
    }
}

impl ScoreMethod {
    pub(crate) fn read(entry: &Entry<'_>) -> Result<Self, Error> {
        let mut reader = entry.table()?;
        let method = Self::read_fields(&mut reader)?;
        reader.finish()?;
        Ok(method)
    }

    /// Reads the method from a table that may hold other entries too.
    pub(crate) fn read_fields(reader: &mut Reader<'_>) -> Result<Self, Error> {
        let entry = reader.required("method")?;
        let name = entry.text()?;
        if let Some(method) = Self::read_named(name, reader)? {
            return Ok(method);
        }
        Err(entry.error(match WITH_FEATURE.iter().find(|(known, _)| *known == name) {
            Some(&(_, feature)) => Error::Feature { what: "score method", name: name.to_owned(), feature },
            None => Error::unknown("score method", name, Self::INFOS.iter().map(|info| info.name)),
        }))
    }

    /// The method as a table of a model document.
    pub(crate) fn fields(&self) -> TableBuilder {
        TableBuilder::default().with("method", self.info().name).and(self.settings())
    }
}
