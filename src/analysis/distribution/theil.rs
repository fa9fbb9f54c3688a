//! Theil's indices of inequality, within and between groups (泰尔指数及其分解).

use serde::{Deserialize, Serialize};

use crate::error::Error;
use crate::label::{Label, Language};
use crate::numeric::sum;

use super::amounts::{Amounts, Parts};

/// Which of Theil's two indices (泰尔指数).
///
/// Both weigh the logarithm of an amount over the mean μ, and both add up exactly over groups; they differ in what a group counts.
///
/// | name | index | a group counts | needs |
/// |---|---|---|---|
/// | `t` | `T = Σ π (x/μ) ln(x/μ)` | by its share of the amounts | amounts ≥ 0 |
/// | `l` | `L = Σ π ln(μ/x)`, the mean log deviation | by its share of the population | amounts > 0 |
///
/// # Reference
/// Theil (1967), *Economics and Information Theory*, ch. 4; Shorrocks (1980), The class of additively decomposable inequality measures,
/// *Econometrica* 48(3).
///
/// # Example
/// By hand: of 1 and 3 the shares of the amounts are 1/4 and 3/4, so `T = ¼ ln ½ + ¾ ln 3/2`; and `L = ½ ln 2 + ½ ln 2/3 = ½ ln 4/3`.
/// ```
/// use governance_efficacy::analysis::distribution::{Amounts, Theil};
///
/// let amounts = Amounts::new(&[1.0, 3.0])?;
/// assert!((Theil::T.of(&amounts)?.value - (0.25 * 0.5_f64.ln() + 0.75 * 1.5_f64.ln())).abs() < 1e-15);
/// assert!((Theil::L.of(&amounts)?.value - 0.5 * (4.0_f64 / 3.0).ln()).abs() < 1e-15);
///
/// // With each unit a group of its own all inequality is between them.
/// let grouped = Theil::T.of(&amounts.with_groups(["East", "West"])?)?;
/// let parts = grouped.decomposition.expect("there are groups");
/// assert_eq!((parts.within, parts.between_share), (0.0, Some(1.0)));
/// # Ok::<(), governance_efficacy::Error>(())
/// ```
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Theil {
    /// Theil's T (泰尔 T 指数).
    #[default]
    T,
    /// Theil's L, the mean logarithmic deviation (泰尔 L 指数).
    L,
}

/// One of Theil's indices, with its parts if there are groups (泰尔指数结果).
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct TheilIndex {
    /// Which of the two.
    pub index: Theil,
    /// 0 for equal amounts; T is at most ln n without weights, L has no limit.
    pub value: f64,
    /// The parts within and between groups.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub decomposition: Option<TheilDecomposition>,
}

/// Inequality within and between groups (组内与组间分解): the two sum to the index.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct TheilDecomposition {
    /// What is left if every group had the mean of all (组内).
    pub within: f64,
    /// What is left if every unit had the mean of its group (组间).
    pub between: f64,
    /// The part between as a share of the index (组间贡献率); none if there is no inequality.
    pub between_share: Option<f64>,
    /// The groups in order of first appearance.
    pub groups: Vec<TheilGroup>,
}

/// One group (组).
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct TheilGroup {
    /// Its name.
    pub name: String,
    /// Units that count.
    pub units: usize,
    /// Its share of the population.
    pub population_share: f64,
    /// Its share of the amounts.
    pub amount_share: f64,
    /// Mean amount.
    pub mean: f64,
    /// The index within it; none if all its amounts are 0.
    pub value: Option<f64>,
    /// Its part of the inequality within.
    pub within: f64,
}

impl Theil {
    /// Its name for a reader.
    pub fn label(self) -> Label {
        match self {
            Self::T => Label::new("Theil T", "泰尔 T 指数"),
            Self::L => Label::new("Theil L", "泰尔 L 指数"),
        }
    }

    /// The index of `amounts`, within and between groups if they have groups.
    ///
    /// # Errors
    /// [`Error::Value`] with the unit for a negative amount, for L also for 0; [`Error::Undefined`] if all are 0.
    pub fn of(self, amounts: &Amounts) -> Result<TheilIndex, Error> {
        let method = if self == Self::T { "Theil's T" } else { "Theil's L" };
        let parts = amounts.checked(method, self == Self::L)?;
        let value = self.index(&parts);
        let decomposition = amounts.grouped(&parts).map(|groups| self.decompose(&parts, &groups, value));
        Ok(TheilIndex { index: self, value, decomposition })
    }

    fn decompose(self, all: &Parts, groups: &[(String, Parts)], value: f64) -> TheilDecomposition {
        let mean = all.mean();
        let groups: Vec<TheilGroup> = groups
            .iter()
            .map(|(name, members)| {
                let (population_share, own) = (members.population(), members.mean());
                let amount_share = population_share * own / mean;
                let found = (own > 0.0).then(|| self.index(members));
                let counts = if self == Self::T { amount_share } else { population_share };
                let (name, units) = (name.clone(), members.len());
                let (mean, within) = (own / members.unit, found.map_or(0.0, |x| x * counts));
                TheilGroup { name, units, population_share, amount_share, mean, value: found, within }
            })
            .collect();
        let within = sum(&groups.iter().map(|group| group.within).collect::<Vec<_>>());
        let between = groups.iter().map(|g| g.population_share * self.term(g.amount_share / g.population_share));
        let between = sum(&between.collect::<Vec<_>>());
        TheilDecomposition { within, between, between_share: (value > 0.0).then(|| (between / value).clamp(0.0, 1.0)), groups }
    }

    /// Of at least one unit with a positive mean.
    fn index(self, parts: &Parts) -> f64 {
        let mean = parts.mean();
        parts.expect(|x| self.term(x / mean))
    }

    /// What a unit with so many times the mean adds: the index's own term, less what sums to 0 over all units. So no term is negative,
    /// and amounts that hardly differ lose no digits.
    fn term(self, ratio: f64) -> f64 {
        let above = ratio - 1.0;
        match self {
            Self::T if ratio == 0.0 => 1.0,
            Self::T => ratio * ratio.ln() - above,
            Self::L => above - ratio.ln(),
        }
        .max(0.0)
    }
}

impl TheilIndex {
    /// Its name in `language`.
    pub fn name(&self, language: Language) -> String {
        self.index.label().in_language(language).to_owned()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::numeric::agrees;

    #[test]
    fn groups_sum_to_the_whole_with_weights_too() {
        let amounts = Amounts::new(&[10.0, 12.0, 20.0, 5.0, 8.0, 3.0])
            .and_then(|a| a.with_weights(&[1.0, 2.0, 0.5, 4.0, 1.0, 0.0]))
            .and_then(|a| a.with_groups(["a", "a", "b", "b", "b", "c"]))
            .expect("grouped");
        for index in [Theil::T, Theil::L] {
            let found = index.of(&amounts).expect("positive");
            let parts = found.decomposition.expect("groups");
            assert!(agrees(parts.within + parts.between, found.value, 1.0), "{index:?}: {parts:?}");
            assert_eq!(parts.groups.len(), 2, "a group of weight 0 is none");
        }
    }

    #[test]
    fn zeros_count_for_t_and_are_refused_by_l() {
        // One of four has all: T = ln 4.
        let amounts = Amounts::new(&[0.0, 0.0, 0.0, 5.0]).and_then(|a| a.with_groups(["a", "a", "b", "b"])).expect("grouped");
        let found = Theil::T.of(&amounts).expect("no negative amount");
        assert!(agrees(found.value, 4.0_f64.ln(), 1.0), "{found:?}");
        let parts = found.decomposition.expect("groups");
        // Group b has all, and in it one of two: ln 2 within, ln 2 between.
        assert!(agrees(parts.within, 2.0_f64.ln(), 1.0) && agrees(parts.between, 2.0_f64.ln(), 1.0), "{parts:?}");
        assert_eq!(parts.groups[0].value, None);
        assert_eq!(Theil::L.of(&amounts).unwrap_err().code(), "value");
    }

    #[test]
    fn the_share_between_groups_by_hand() {
        // Two groups that are level within: all lies between them.
        let amounts = |values: &[f64]| Amounts::new(values).and_then(|a| a.with_groups(["a", "a", "b", "b"])).expect("grouped");
        let share = |index: Theil, values: &[f64]| {
            index.of(&amounts(values)).expect("positive").decomposition.expect("groups").between_share
        };
        for index in [Theil::T, Theil::L] {
            assert!((share(index, &[1.0, 1.0, 3.0, 3.0]).expect("unequal") - 1.0).abs() < 1e-12);
            let found = index.of(&amounts(&[1.0, 2.0, 3.0, 5.0])).expect("positive");
            let parts = found.decomposition.as_ref().expect("groups");
            assert!((parts.between_share.expect("unequal") * found.value - parts.between).abs() < 1e-15, "{found:?}");
            assert_eq!(share(index, &[2.0; 4]), None);
        }
    }
}
