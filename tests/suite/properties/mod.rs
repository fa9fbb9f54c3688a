//! What must hold for any data: weights on the simplex, no dependence on the order of units or indicators, the invariances each
//! method promises, dominance, consistent judgements, what is written is read, frozen scales.
//!
//! The batteries go through the lists of all methods, so that a new one is under test as soon as it has a name.
#![cfg(all(feature = "csv", feature = "json", feature = "toml"))]
// Each part takes what it needs of the imports here.
#![allow(clippy::wildcard_imports)]

use std::fmt::Write as _;

use crate::common::{agrees, keys, matrix, weights};
use crate::methods::{every_normalization, judgements, score_methods, shares, weight_methods};
use governance_efficacy::model::{Branch, Detail, Evaluation, Fitted, Grades, Model, Outside, Scope, System, Veto};
use governance_efficacy::prepare::{
    Denominator, Missing, Normalization, OnConstant, Preparation, Reference, Rule as OutlierRule, Scale, Screen, Screened,
    Treatment, TreatmentMethod, TreatmentResult,
};
use governance_efficacy::score::{FuzzyOperator, Promethee, Score, ScoreMethod, Ties, Topsis, WeightedSum};
use governance_efficacy::table::{Column, CsvForm, CsvOptions, Rows};
use governance_efficacy::weight::ahp::{AhpDetail, Completion, IncompleteJudgements, Priority, RandomIndex};
use governance_efficacy::weight::combine::Game;
use governance_efficacy::weight::{
    Ahp, CoefficientOfVariation, Combined, Entropy, Equal, Given, JudgementMatrix, Rule, Weigh, Weighing, WeighingDetail,
    WeightMethod,
};
use governance_efficacy::{
    DecisionMatrix, Direction, Error, Indicator, IndicatorTable, Invariance, Key, MethodInfo, Needs, Notice, Period, Role,
    Weights,
};
use proptest::prelude::*;
use proptest::test_runner::RngSeed;
use rand_pcg::Pcg64;
use rand_pcg::rand_core::SeedableRng as _;
#[cfg(feature = "lp")]
mod efficiency;
mod models;
mod preparation;
mod same;
mod scores;
mod stream;
mod study;
mod targets;
mod weights;
mod written;

use preparation::{filling, treatments};
use same::*;
use scores::ORDINAL;
use study::*;

/// The same cases on every run, so that a failure is a failure of the code and not of the day.
fn config(cases: u32) -> ProptestConfig {
    ProptestConfig { cases, rng_seed: RngSeed::Fixed(0x70_61_70_69), failure_persistence: None, ..ProptestConfig::default() }
}
