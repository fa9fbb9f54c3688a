//! How far rankings of the same units agree (名次一致性), and one ranking that stands for several (共识排序).
//!
//! A ranking is a list of ranks, one a unit, 1 the best. Ranks may come under any policy for ties that keeps ties (competition, dense,
//! fractional): each ranking is brought to fractional ranks first, so that the policy makes no difference. [`Agreement`] compares two;
//! [`kendall_w`] compares any number; [`consensus`] makes one of many.

pub mod consensus;
mod goodman_kruskal;
mod kendall;
mod kendall_w;
mod rank_shift;
mod spearman;
mod weighted_spearman;
mod ws;

use std::fmt;

use serde::{Deserialize, Serialize};

use crate::error::Error;
use crate::label::Language;
use crate::numeric::fractional_ranks;

use super::{Scores, Ties};

pub use kendall_w::{KendallW, kendall_w};

/// A measure of how far two rankings of the same units agree (名次一致性度量).
///
/// Unless its documentation says otherwise a measure lies between −1 and 1, is 1 for rankings that are the same and −1 for one that is
/// the other reversed, and doesn't depend on which ranking comes first. Tests of a coefficient against chance are in
/// [`numeric::correlation`](crate::numeric::correlation).
///
/// # Example
/// The rankings 1 2 3 4 5 and 2 1 3 4 5 by hand. Nine of ten pairs agree: τ = (9 − 1)/10. WS weighs each shift by `2^−rank` of the reference
/// and divides it by the largest there could be: `1 − (1/2 · 1/4 + 1/4 · 1/3) = 19/24`. The two shifts of one make 2/5 a unit.
/// ```
/// use governance_efficacy::score::agreement::Agreement;
///
/// let (reference, other) = ([1.0, 2.0, 3.0, 4.0, 5.0], [2.0, 1.0, 3.0, 4.0, 5.0]);
/// assert_eq!(Agreement::KendallTauB.of(&reference, &other)?, 0.8);
/// assert!((Agreement::Ws.of(&reference, &other)? - 19.0 / 24.0).abs() < 1e-12);
/// assert_eq!(Agreement::RankShift.of(&reference, &other)?, 0.4);
/// assert_eq!(Agreement::named("kendall-tau-b")?, Agreement::KendallTauB);
/// # Ok::<(), governance_efficacy::Error>(())
/// ```
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
#[non_exhaustive]
pub enum Agreement {
    /// Spearman's ρ (斯皮尔曼等级相关系数): Pearson's correlation of the fractional ranks. The short form with `Σd²` is wrong with ties.
    Spearman,
    /// Kendall's τ-a (肯德尔 τ-a): concordant less discordant pairs over all pairs. With ties it can't reach 1.
    KendallTauA,
    /// Kendall's τ-b (肯德尔 τ-b): concordant less discordant pairs over the geometric mean of the pairs untied in each.
    KendallTauB,
    /// Goodman & Kruskal's γ (古德曼－克鲁斯卡尔 γ): concordant less discordant pairs over the pairs tied in neither, so that ties count for
    /// nothing: it can be 1 for rankings that are not the same.
    GoodmanKruskal,
    /// Weighted Spearman (加权斯皮尔曼系数): `1 − 6 Σ d² [(n − R + 1) + (n − Q + 1)] / (n⁴ + n³ − n² − n)`: a shift near the top weighs more. There
    /// is no correction for ties: the formula is applied to the fractional ranks.
    WeightedSpearman,
    /// WS (WS 系数): `1 − Σ 2^−R |R − Q| / max(R − 1, n − R)`, R the rank in the reference: a shift near the top of the reference weighs more.
    /// It lies above 0 and up to 1, and is *not* symmetric: the first ranking is the reference.
    Ws,
    /// Kendall's W of two rankings (肯德尔和谐系数), with the correction for ties, 0 to 1; [`kendall_w`] takes any number. Without ties it is
    /// `(ρ + 1)/2`.
    KendallW,
    /// Average rank shift (平均名次变动): `Σ |R − Q| / n`, in ranks; 0 for rankings that are the same, at most n/2.
    RankShift,
}

/// What a measure of agreement tells of itself (度量说明).
#[derive(Debug, Clone, Copy, PartialEq)]
#[non_exhaustive]
pub struct AgreementInfo {
    /// Its name in a document.
    pub name: &'static str,
    /// Its English name.
    pub en: &'static str,
    /// Its Chinese name.
    pub zh: &'static str,
    /// Author, year and title of the work that defines it.
    pub source: &'static str,
    /// The least it can be.
    pub least: f64,
    /// The most it can be; none where that grows with the number of units.
    pub most: Option<f64>,
    /// What it is for two rankings that are the same and have no ties.
    pub identical: f64,
    /// Whether it is the same whichever ranking comes first.
    pub symmetric: bool,
}

impl AgreementInfo {
    /// Its name in `language`.
    pub fn label(&self, language: Language) -> &'static str {
        match language {
            Language::En => self.en,
            Language::Zh => self.zh,
        }
    }
}

impl Agreement {
    /// All measures, in the order of the documentation.
    pub const ALL: [Self; 8] = [
        Self::Spearman,
        Self::KendallTauA,
        Self::KendallTauB,
        Self::GoodmanKruskal,
        Self::WeightedSpearman,
        Self::Ws,
        Self::KendallW,
        Self::RankShift,
    ];

    /// What it tells of itself.
    pub fn info(self) -> &'static AgreementInfo {
        match self {
            Self::Spearman => &spearman::INFO,
            Self::KendallTauA => &kendall::TAU_A,
            Self::KendallTauB => &kendall::TAU_B,
            Self::GoodmanKruskal => &goodman_kruskal::INFO,
            Self::WeightedSpearman => &weighted_spearman::INFO,
            Self::Ws => &ws::INFO,
            Self::KendallW => &kendall_w::INFO,
            Self::RankShift => &rank_shift::INFO,
        }
    }

    /// The measure of this name, as in a document.
    ///
    /// # Errors
    /// [`Error::Unknown`] with the near matches.
    pub fn named(name: &str) -> Result<Self, Error> {
        let known = Self::ALL.map(|measure| measure.info().name);
        let found = Self::ALL.into_iter().find(|measure| measure.info().name == name);
        found.ok_or_else(|| Error::unknown("measure of agreement", name, known))
    }

    /// How far `other` agrees with `reference`: ranks of the same units in the same order, 1 the best.
    ///
    /// # Errors
    /// [`Error::TooFew`] for fewer than two units, [`Error::Length`] for rankings of different length, [`Error::InvalidSetting`] for a rank
    /// that is not finite or below 1 (scores go through [`of_scores`](Self::of_scores)), [`Error::Undefined`] for a ranking in which all
    /// units tie, since it orders nothing (the average rank shift and Kendall's W take one of those).
    pub fn of(self, reference: &[f64], other: &[f64]) -> Result<f64, Error> {
        let pair = fractional([reference, other])?;
        let [x, y] = pair.as_slice() else { return Err(Error::TooFew { what: "rankings", needed: 2 }) };
        let value = match self {
            Self::Spearman => spearman::of(x, y),
            Self::KendallTauA => kendall::tau_a(x, y),
            Self::KendallTauB => kendall::tau_b(x, y),
            Self::GoodmanKruskal => goodman_kruskal::of(x, y),
            Self::WeightedSpearman => Some(weighted_spearman::of(x, y)),
            Self::Ws => Some(ws::of(x, y)),
            Self::KendallW => return Ok(kendall_w(&[x, y])?.w),
            Self::RankShift => return Ok(rank_shift::of(x, y)),
        };
        value.filter(|_| orders_something(x) && orders_something(y)).ok_or_else(|| all_tied(self.info().en))
    }

    /// How far the ranks of `other` agree with those of `reference`. Units are matched by name and period; scores that differ by rounding
    /// only tie, as in [`Scores::ranking`]. Rows of several periods are ranked together.
    ///
    /// # Errors
    /// [`Error::Length`] and [`Error::Unknown`] unless both score the same rows; as [`of`](Self::of).
    ///
    /// ```
    /// use governance_efficacy::score::agreement::Agreement;
    /// use governance_efficacy::score::{Orientation, Scores};
    ///
    /// let topsis = Scores::new(["East", "West", "North"], vec![0.8, 0.5, 0.1], Orientation::HigherIsBetter)?;
    /// let vikor = Scores::new(["North", "West", "East"], vec![0.9, 0.4, 0.0], Orientation::LowerIsBetter)?;
    /// assert_eq!(Agreement::KendallTauB.of_scores(&topsis, &vikor)?, 1.0);
    /// # Ok::<(), governance_efficacy::Error>(())
    /// ```
    pub fn of_scores(self, reference: &Scores, other: &Scores) -> Result<f64, Error> {
        self.of(&reference.ranking(Ties::Fractional), &in_rows_of(reference, other)?)
    }
}

impl fmt::Display for Agreement {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(self.info().en)
    }
}

/// The fractional ranks of `other` in the row order of `reference`.
fn in_rows_of(reference: &Scores, other: &Scores) -> Result<Vec<f64>, Error> {
    let (rows, others) = (reference.rows(), other.rows());
    if rows.len() != others.len() {
        return Err(Error::Length { what: "rows of the second scores".to_owned(), expected: rows.len(), found: others.len() });
    }
    let ranks = other.ranking(Ties::Fractional);
    let of_row = |row: crate::table::Row<'_>| {
        let at = others.position(row.unit, row.period).and_then(|at| ranks.get(at).copied());
        at.ok_or_else(|| {
            let (name, known) = (row.to_string(), others.iter().map(|row| row.to_string()).collect::<Vec<_>>());
            Error::unknown("row of the second scores", &name, known.iter().map(String::as_str))
        })
    };
    rows.iter().map(of_row).collect()
}

/// Rankings of at least two units, checked and brought to fractional ranks.
fn fractional<R: AsRef<[f64]>>(rankings: impl IntoIterator<Item = R>) -> Result<Vec<Vec<f64>>, Error> {
    let mut checked: Vec<Vec<f64>> = Vec::new();
    for (at, ranking) in rankings.into_iter().enumerate() {
        let ranks = ranking.as_ref();
        if let Some(first) = checked.first().filter(|first| first.len() != ranks.len()) {
            return Err(Error::Length {
                what: format!("ranks of ranking {}", at + 1),
                expected: first.len(),
                found: ranks.len(),
            });
        }
        if ranks.len() < 2 {
            return Err(Error::TooFew { what: "ranked units", needed: 2 });
        }
        if let Some((unit, rank)) = ranks.iter().enumerate().find(|(_, rank)| !(rank.is_finite() && **rank >= 1.0)) {
            let which = format!("the rank of unit {} in ranking {}", unit + 1, at + 1);
            return Err(Error::setting(which, rank, "give finite ranks, 1 the best; scores must be ranked first"));
        }
        checked.push(fractional_ranks(ranks));
    }
    Ok(checked)
}

/// Whether not all units tie.
fn orders_something(ranks: &[f64]) -> bool {
    ranks.windows(2).any(|pair| pair[0] != pair[1])
}

fn all_tied(method: &'static str) -> Error {
    Error::Undefined {
        method,
        problem: "all units tie in a ranking, which orders nothing".to_owned(),
        remedy: "leave that ranking out".to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_are_those_of_the_serialised_form_and_lead_back() {
        for measure in Agreement::ALL {
            let name = measure.info().name;
            assert_eq!(serde_json::to_value(measure).expect("writes"), name);
            assert_eq!(Agreement::named(name).expect("known"), measure);
        }
        let Err(Error::Unknown { near, .. }) = Agreement::named("kendall-tau-c") else { panic!("not a measure") };
        assert!(near.contains(&"kendall-tau-b".to_owned()), "{near:?}");
    }

    #[test]
    fn bad_rankings_are_refused_with_their_kind() {
        for measure in Agreement::ALL {
            let code = |x: &[f64], y: &[f64]| measure.of(x, y).map_err(|e| e.code());
            assert_eq!(code(&[1.0, 2.0], &[1.0]), Err("length"), "{measure}");
            assert_eq!(code(&[1.0], &[1.0]), Err("too-few"), "{measure}");
            assert_eq!(code(&[], &[]), Err("too-few"), "{measure}");
            assert_eq!(code(&[1.0, f64::NAN], &[1.0, 2.0]), Err("invalid-setting"), "{measure}");
            assert_eq!(code(&[1.0, 2.0], &[0.3, 0.9]), Err("invalid-setting"), "{measure}: scores, not ranks");
            let takes_ties = matches!(measure, Agreement::RankShift | Agreement::KendallW);
            assert_eq!(code(&[1.0, 2.0], &[1.5, 1.5]).is_ok(), takes_ties, "{measure}");
        }
        assert_eq!(Agreement::KendallW.of(&[1.0, 1.0], &[2.0, 2.0]).map_err(|e| e.code()), Err("undefined"));
        assert_eq!(Agreement::RankShift.of(&[1.0, 1.0], &[2.0, 2.0]), Ok(0.0));
    }

    #[test]
    fn the_policy_for_ties_makes_no_difference() {
        let other = [3.0, 1.0, 4.0, 2.0];
        for measure in Agreement::ALL {
            let of = |ranks: &[f64]| measure.of(ranks, &other).expect("ranks");
            let fractional = of(&[1.0, 2.5, 2.5, 4.0]);
            assert_eq!(of(&[1.0, 2.0, 2.0, 4.0]), fractional, "{measure}: competition");
            assert_eq!(of(&[1.0, 2.0, 2.0, 3.0]), fractional, "{measure}: dense");
        }
    }

    #[test]
    fn scores_are_matched_by_row_and_refused_for_other_rows() {
        use crate::score::Orientation::HigherIsBetter;
        let scores = |units: &[&str], values: &[f64]| Scores::new(units, values.to_vec(), HigherIsBetter).expect("valid");
        let reference = scores(&["A", "B", "C"], &[0.9, 0.5, 0.1]);
        let same = scores(&["C", "A", "B"], &[1.0, 3.0, 2.0]);
        assert_eq!(Agreement::RankShift.of_scores(&reference, &same), Ok(0.0));
        let code = |other: &Scores| Agreement::Spearman.of_scores(&reference, other).map_err(|e| e.code());
        assert_eq!(code(&scores(&["A", "B"], &[1.0, 2.0])), Err("length"));
        assert_eq!(code(&scores(&["A", "B", "D"], &[1.0, 2.0, 3.0])), Err("unknown"));
    }
}
