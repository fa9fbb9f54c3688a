//! Dagum's decomposition of Gini's coefficient by groups (达格姆基尼系数分解).

use serde::{Deserialize, Serialize};

use crate::error::Error;
use crate::numeric::sum;

use super::amounts::{Amounts, Parts};
use super::gini::population_form;

/// Gini's coefficient as the sum of three parts (达格姆基尼系数): within groups, net between groups, and transvariation, which comes from
/// groups that overlap.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Dagum {
    /// Gini's coefficient, population form.
    pub gini: f64,
    /// `G_w`, within groups (组内差异).
    pub within: f64,
    /// `G_nb`, net between groups (组间净差异).
    pub net_between: f64,
    /// `G_t`, transvariation: units of the poorer group above units of the richer (超变密度).
    pub transvariation: f64,
    /// The groups in order of first appearance.
    pub groups: Vec<DagumGroup>,
    /// Each pair of groups, the one with the higher mean first.
    pub pairs: Vec<DagumPair>,
}

/// One group (组).
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct DagumGroup {
    /// Its name.
    pub name: String,
    /// Units that count.
    pub units: usize,
    /// Its share of the population, p.
    pub population_share: f64,
    /// Its share of the amounts, s.
    pub amount_share: f64,
    /// Mean amount.
    pub mean: f64,
    /// Gini's coefficient within it, `G_jj`; 0 where all its amounts are 0.
    pub gini: f64,
}

/// Two groups (组对).
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct DagumPair {
    /// The group with the higher mean.
    pub higher: String,
    /// The group with the lower mean.
    pub lower: String,
    /// `G_jh`: the mean difference of a unit of one and a unit of the other over the sum of the means (组间基尼系数); 0 where both means are 0.
    pub gini: f64,
    /// `D_jh`, relative affluence (相对富裕度): 0 where the means are the same, 1 where the groups don't overlap.
    pub affluence: f64,
}

/// Splits Gini's coefficient by groups (达格姆分解): `G = G_w + G_nb + G_t`, exactly.
///
/// # Formula
/// With the shares p of population and s of amounts, `G_w = Σ_j G_jj p_j s_j`; over pairs of groups, `G_nb = Σ G_jh (p_j s_h + p_h s_j) D_jh`
/// and `G_t` the same with `1 − D_jh`. `D_jh = (d − q)/(d + q)`, where d is the mean of what a unit of the group with the higher mean is above
/// a unit of the other, q of what it is below, each taken as 0 where it is not.
///
/// # Input
/// Amounts of 0 or more on a ratio scale, with groups.
///
/// # Errors
/// [`Error::Value`] with the unit for a negative amount, [`Error::Undefined`] if all are 0 or there are no groups.
///
/// # Complexity
/// O(n log n + k n) for k groups.
///
/// # Reference
/// Dagum (1997), A new approach to the decomposition of the Gini income inequality ratio, *Empirical Economics* 22(4).
///
/// # Example
/// No published value checked. By hand: {1, 3} and {2, 6} have the means 2 and 4 of the mean 3, p = ½ and s = 1/3 and 2/3. Within, both
/// have the Gini coefficient 1/4: `G_w = ¼ · ½ = 1/8`. Between, a unit of the second is above one of the first by 1, 5, 0, 3 and below
/// by 0, 0, 1, 0: d = 9/4, q = 1/4, D = 8/10, and `G_jh = (5/2)/6 = 5/12`, which counts `½ · 2/3 + ½ · 1/3 = ½`. All pairs of the four
/// differ by 1, 2, 5, 1, 4, 3 in sum 16, `G = 16/(16 · 3) = 1/3 = 1/8 + 1/6 + 1/24`.
/// ```
/// use governance_efficacy::analysis::distribution::{Amounts, dagum};
///
/// let found = dagum(&Amounts::new(&[1.0, 3.0, 2.0, 6.0])?.with_groups(["East", "East", "West", "West"])?)?;
/// assert!((found.gini - 1.0 / 3.0).abs() < 1e-15);
/// assert!((found.within - 1.0 / 8.0).abs() < 1e-15);
/// assert!((found.net_between - 1.0 / 6.0).abs() < 1e-15);
/// assert!((found.transvariation - 1.0 / 24.0).abs() < 1e-15);
/// assert_eq!((found.pairs[0].higher.as_str(), found.pairs[0].affluence), ("West", 0.8));
/// # Ok::<(), governance_efficacy::Error>(())
/// ```
pub fn dagum(amounts: &Amounts) -> Result<Dagum, Error> {
    const METHOD: &str = "Dagum's decomposition";
    let all = amounts.checked(METHOD, false)?;
    let Some(groups) = amounts.grouped(&all) else {
        return Err(Error::Undefined {
            method: METHOD,
            problem: "the amounts have no groups".to_owned(),
            remedy: "give the group of each unit, or take gini".to_owned(),
        });
    };
    let mean = all.mean();
    let sorted: Vec<Parts> = groups.iter().map(|(_, members)| members.sorted()).collect();
    let groups: Vec<DagumGroup> = groups
        .into_iter()
        .zip(&sorted)
        .map(|((name, _), members)| {
            let (population_share, own) = (members.population(), members.mean());
            let (amount_share, gini) = (population_share * own / mean, population_form(members));
            DagumGroup { name, units: members.len(), population_share, amount_share, mean: own / members.unit, gini }
        })
        .collect();
    let within = sum(&groups.iter().map(|g| g.gini * g.population_share * g.amount_share).collect::<Vec<_>>());
    let (mut pairs, mut net, mut crossing) = (Vec::new(), Vec::new(), Vec::new());
    for j in 0..groups.len() {
        for h in 0..j {
            let (high, low) = if groups[j].mean > groups[h].mean { (j, h) } else { (h, j) };
            let (above, below) = excess(&sorted[high], &sorted[low]);
            let means = sorted[high].mean() + sorted[low].mean();
            let gini = if means > 0.0 { (above + below) / means } else { 0.0 };
            let affluence = if above + below > 0.0 { ((above - below) / (above + below)).clamp(0.0, 1.0) } else { 0.0 };
            let (a, b) = (&groups[high], &groups[low]);
            let counts = a.population_share * b.amount_share + b.population_share * a.amount_share;
            net.push(gini * counts * affluence);
            crossing.push(gini * counts * (1.0 - affluence));
            pairs.push(DagumPair { higher: a.name.clone(), lower: b.name.clone(), gini, affluence });
        }
    }
    let (net_between, transvariation) = (sum(&net), sum(&crossing));
    Ok(Dagum { gini: population_form(&all.sorted()), within, net_between, transvariation, groups, pairs })
}

/// The mean of what a unit of the first is above a unit of the second, and of what it is below; both in ascending order.
fn excess(first: &Parts, second: &Parts) -> (f64, f64) {
    (above(first, second), above(second, first))
}

fn above(first: &Parts, second: &Parts) -> f64 {
    let (mut at, mut share, mut amount) = (0, 0.0, 0.0);
    let terms = first.values.iter().zip(&first.shares).map(|(&x, &weight)| {
        while let (Some(&y), Some(&lower)) = (second.values.get(at), second.shares.get(at)) {
            if y >= x {
                break;
            }
            share += lower;
            amount += lower * y;
            at += 1;
        }
        weight * (x * share - amount).max(0.0)
    });
    sum(&terms.collect::<Vec<_>>()) / (first.population() * second.population())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::numeric::agrees;

    #[test]
    fn the_parts_sum_to_the_whole_for_any_groups_and_weights() {
        let values: Vec<f64> = (1..=60_u32).map(|i| f64::from(i * 37 % 61) + if i % 7 == 0 { 0.0 } else { 0.5 }).collect();
        let weights: Vec<f64> = (1..=60_u32).map(|i| f64::from(i * 17 % 13)).collect();
        for count in [1, 2, 5, 60] {
            let groups = (0..60).map(|i| format!("g{}", i % count));
            let amounts = Amounts::new(&values).and_then(|a| a.with_weights(&weights)).and_then(|a| a.with_groups(groups));
            let found = dagum(&amounts.expect("grouped")).expect("no negative amount");
            assert!(agrees(found.within + found.net_between + found.transvariation, found.gini, 1.0), "{count}: {found:?}");
            assert!(count != 1 || (found.net_between, found.transvariation) == (0.0, 0.0));
        }
    }

    #[test]
    fn groups_apart_do_not_cross_and_groups_alike_do_only_that() {
        let of = |values: &[f64]| {
            let amounts = Amounts::new(values).and_then(|a| a.with_groups(["a", "a", "b", "b"])).expect("grouped");
            dagum(&amounts).expect("no negative amount")
        };
        let apart = of(&[1.0, 2.0, 3.0, 4.0]);
        assert!(apart.transvariation == 0.0 && apart.pairs[0].affluence == 1.0, "{apart:?}");
        let alike = of(&[1.0, 2.0, 1.0, 2.0]);
        assert!(alike.net_between == 0.0 && alike.transvariation > 0.0, "{alike:?}");
        assert_eq!(dagum(&Amounts::new(&[1.0]).expect("finite")).unwrap_err().code(), "undefined");
    }
}
