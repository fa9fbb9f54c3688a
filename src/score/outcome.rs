//! What scoring gives (评价结果).

use serde::{Deserialize, Serialize};

use crate::notice::Notice;
use crate::numeric::regression::Line;

use super::rank_sum_ratio::RatioGroup;
use super::ranking::Scores;

/// Scores and how they came about (评价结果).
#[derive(Debug, Clone, PartialEq)]
pub struct Outcome {
    /// The scores.
    pub scores: Scores,
    /// What the method found on the way.
    pub detail: ScoreDetail,
    /// What the reader must know.
    pub notices: Vec<Notice>,
}

/// What a score method found on the way (评价过程).
#[derive(Debug, Clone, PartialEq, Default, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ScoreDetail {
    /// Numbers of each row beside its score, such as the distances of TOPSIS; the documentation of the method lists them.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub series: Vec<Series>,
    /// What the method says of the units together, such as the compromise set of VIKOR.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub findings: Option<Findings>,
}

impl ScoreDetail {
    /// The numbers called `name`, in row order.
    ///
    /// ```
    /// use governance_efficacy::score::{Score, Topsis};
    /// use governance_efficacy::{DecisionMatrix, Direction, Weights};
    ///
    /// let matrix = DecisionMatrix::from_rows(&[("a", Direction::Benefit)], &[[3.0], [4.0]])?;
    /// let outcome = Topsis::default().score(&matrix, &Weights::new([("a", 1.0)])?)?;
    /// // Normalised by the length 5 of the column.
    /// assert_eq!(outcome.detail.series("to-ideal").unwrap()[1], 0.0);
    /// assert!((outcome.detail.series("to-ideal").unwrap()[0] - 0.2).abs() < 1e-12);
    /// # Ok::<(), governance_efficacy::Error>(())
    /// ```
    pub fn series(&self, name: &str) -> Option<&[f64]> {
        self.series.iter().find(|series| series.name == name).map(|series| series.values.as_slice())
    }
}

/// One number of each row (逐行结果).
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Series {
    /// Its name.
    pub name: String,
    /// The numbers, in row order.
    pub values: Vec<f64>,
}

/// What a score method says of the units together (整体结论). Units are row numbers, counted from 0.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(tag = "method", rename_all = "kebab-case", deny_unknown_fields)]
#[non_exhaustive]
pub enum Findings {
    /// VIKOR: the compromise.
    Vikor {
        /// Whether the first is ahead of the second by at least `1/(n − 1)` (C1).
        acceptable_advantage: bool,
        /// Whether the first is also first by group utility or by individual regret (C2).
        acceptable_stability: bool,
        /// The compromise set.
        compromise: Vec<usize>,
    },
    /// Rank-sum ratio: how the ratios are distributed, and where the grades begin.
    RankSumRatio {
        /// The distinct ratios, ascending.
        table: Vec<RatioGroup>,
        /// The line of the ratio over the probit.
        regression: Line,
        /// The probits at which the second and each further grade begins.
        cuts: Vec<f64>,
        /// The ratios on the line at those probits.
        cut_ratios: Vec<f64>,
    },
    /// Fuzzy comprehensive evaluation: how much the largest membership tells.
    FuzzyEvaluation {
        /// Of each unit, as [`Synthesis::effectiveness`](super::Synthesis::effectiveness) says; none where one grade has all.
        effectiveness: Vec<Option<f64>>,
    },
    /// Benefit of the doubt: how each unit was scored. Outer lists by unit, inner ones by criterion.
    BenefitOfTheDoubt {
        /// The weights of the normalised values.
        weights: Vec<Vec<f64>>,
        /// The share of each criterion in the score; 0 where the score is 0.
        shares: Vec<Vec<f64>>,
    },
    /// PROMETHEE I: what its partial order leaves to choose from.
    Promethee {
        /// The units to which no other is preferred.
        undominated: Vec<usize>,
    },
    /// ELECTRE I: what it chooses.
    #[serde(rename = "electre-1")]
    Electre1 {
        /// The least concordance.
        concordance: f64,
        /// The greatest discordance.
        discordance: f64,
        /// The units to choose from: none of them outranks another, and each unit outside is outranked by one of them.
        kernel: Vec<usize>,
        /// Units that outrank each other in a circle, and so count as one.
        cycles: Vec<Vec<usize>>,
    },
    /// ELECTRE III: what its partial order leaves to choose from.
    #[serde(rename = "electre-3")]
    Electre3 {
        /// The units to which no other is preferred.
        undominated: Vec<usize>,
    },
    /// Copeland's rule: who beats every other.
    Copeland {
        /// The Condorcet winner, if there is one.
        winner: Option<usize>,
    },
    /// The Condorcet–Kemeny rule: how well the best order is supported.
    Kemeny {
        /// The weight in favour of the order, summed over all pairs of units.
        support: f64,
        /// How many orders are supported as well.
        orders: u64,
    },
}

/// What a [`Score`](super::Score) method gives for the units it was shown (方法输出).
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Found {
    /// One score a row.
    pub scores: Vec<f64>,
    /// Numbers of each row beside its score.
    pub series: Vec<Series>,
    /// What it says of the units together.
    pub findings: Option<Findings>,
    /// What the reader must know.
    pub notices: Vec<Notice>,
}

impl Found {
    /// Scores and nothing beside.
    pub fn scores(scores: Vec<f64>) -> Self {
        Self { scores, ..Self::default() }
    }

    /// The same with one more number of each row.
    #[must_use]
    pub fn with_series(mut self, name: &str, values: Vec<f64>) -> Self {
        self.series.push(Series { name: name.to_owned(), values });
        self
    }

    /// The same with what the method says of the units together.
    #[must_use]
    pub fn with_findings(mut self, findings: Findings) -> Self {
        self.findings = Some(findings);
        self
    }

    /// The same with `notice` if there is one.
    #[must_use]
    pub fn with_notice(mut self, notice: Option<Notice>) -> Self {
        self.notices.extend(notice);
        self
    }
}
