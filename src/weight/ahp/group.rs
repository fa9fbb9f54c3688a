//! Judgements of a group (群组决策).

use crate::error::Error;

use super::consistency::Consistency;
use super::incomplete::{Completion, IncompleteJudgements};
use super::judgement::JudgementMatrix;
use super::priority::{Priority, normalize};
use super::random_index::{IndexOfOrder, RandomIndex};

/// How the judgements of a group become one (群组集结方式).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
#[non_exhaustive]
pub enum Aggregation {
    /// The weighted geometric mean of the judgements (判断集结, AIJ): the group acts as one. A pair is the mean of those who judged it.
    #[default]
    Judgements,
    /// The weighted arithmetic mean of the priorities (权重算术平均, AIP): each keeps a voice of their own.
    PrioritiesArithmetic,
    /// The weighted geometric mean of the priorities, renormalised (权重几何平均, AIP).
    PrioritiesGeometric,
}

pub(super) const NAMES: [(&str, Aggregation); 3] = [
    ("judgements", Aggregation::Judgements),
    ("priorities-arithmetic", Aggregation::PrioritiesArithmetic),
    ("priorities-geometric", Aggregation::PrioritiesGeometric),
];

impl Aggregation {
    /// Its name in a model document.
    pub fn name(self) -> &'static str {
        NAMES.iter().find(|(_, aggregation)| *aggregation == self).map_or("judgements", |(name, _)| name)
    }
}

/// Experts with their judgements of the same things (专家组).
///
/// ```
/// use governance_efficacy::weight::JudgementMatrix;
/// use governance_efficacy::weight::ahp::{Aggregation, Group, Priority, RandomIndex};
///
/// let judge = |a: f64| JudgementMatrix::from_upper(&[vec![a]]);
/// let group = Group::new([(judge(2.0)?, 1.0), (judge(8.0)?, 1.0)])?;
/// let decision = group.decide(Aggregation::Judgements, Priority::Eigenvector, RandomIndex::Saaty1980)?;
/// // The geometric mean of 2 and 8 is 4.
/// assert!((decision.priorities[0] - 0.8).abs() < 1e-12);
/// # Ok::<(), governance_efficacy::Error>(())
/// ```
#[derive(Debug, Clone, PartialEq)]
pub struct Group {
    experts: Vec<IncompleteJudgements>,
    /// Summing to 1.
    weights: Vec<f64>,
    completion: Completion,
}

/// What a group decided, and how each expert stands to it (群组结果). Lists of experts are in their order.
#[derive(Debug, Clone, PartialEq)]
pub struct Decision {
    /// Priorities of the group, summing to 1.
    pub priorities: Vec<f64>,
    /// The aggregated judgements, whichever way the priorities were aggregated; where nobody judged, as the completion fills them.
    pub judgements: JudgementMatrix,
    /// Priorities of each expert.
    pub of_experts: Vec<Vec<f64>>,
    /// Consistency of the aggregated judgements.
    pub of_group: Consistency,
    /// Consistency of each expert.
    pub consistency: Vec<Consistency>,
    /// Distance of each expert's priorities to the group's: half the sum of absolute differences, 0 to 1.
    pub distance: Vec<f64>,
    /// The experts whose distance is above the mean by more than twice the standard deviation of the distances, as numbers from 0; at
    /// least four experts are needed to say so.
    pub outlying: Vec<usize>,
    /// Consensus of the experts, 0 to 1, after Goepel (2013): see [`consensus`].
    pub consensus: f64,
}

impl Group {
    /// Experts' judgements, complete or not, each with the weight of the expert; the weights need not sum to 1.
    ///
    /// # Errors
    /// [`Error::TooFew`] without experts; [`Error::Length`] for matrices of different order; [`Error::InvalidSetting`] for a weight that
    /// is not positive and finite.
    pub fn new<J: Into<IncompleteJudgements>>(experts: impl IntoIterator<Item = (J, f64)>) -> Result<Self, Error> {
        let (experts, mut weights): (Vec<IncompleteJudgements>, Vec<f64>) =
            experts.into_iter().map(|(judgements, weight)| (judgements.into(), weight)).unzip();
        let Some(first) = experts.first() else {
            return Err(Error::TooFew { what: "experts", needed: 1 });
        };
        for (at, (expert, &weight)) in experts.iter().zip(&weights).enumerate() {
            if expert.order() != first.order() {
                let what = format!("rows of the judgements of expert {}, as of the first", at + 1);
                return Err(Error::Length { what, expected: first.order(), found: expert.order() });
            }
            if !(weight.is_finite() && weight > 0.0) {
                return Err(Error::setting(format!("weight of expert {}", at + 1), weight, "give a positive number"));
            }
        }
        normalize(&mut weights);
        Ok(Self { experts, weights, completion: Completion::default() })
    }

    /// Sets how priorities follow where judgements are missing.
    #[must_use]
    pub fn with_completion(mut self, completion: Completion) -> Self {
        self.completion = completion;
        self
    }

    /// Number of things compared.
    pub fn order(&self) -> usize {
        self.experts.first().map_or(1, IncompleteJudgements::order)
    }

    /// The experts' judgements, in order.
    pub fn experts(&self) -> impl ExactSizeIterator<Item = &IncompleteJudgements> {
        self.experts.iter()
    }

    /// The experts' weights, in order, summing to 1.
    pub fn weights(&self) -> &[f64] {
        &self.weights
    }

    /// How priorities follow where judgements are missing.
    pub fn completion(&self) -> Completion {
        self.completion
    }

    /// The weighted geometric mean of the judgements, for each pair over those who judged it; missing where nobody did.
    ///
    /// # Errors
    /// [`Error::Judgement`] if a mean is more than a float can hold, which takes judgements no one makes.
    pub fn judgements(&self) -> Result<IncompleteJudgements, Error> {
        let n = self.order();
        let mean = |i: usize, j: usize| -> Option<f64> {
            let judged = self.experts.iter().zip(&self.weights).filter_map(|(e, w)| Some((e.get(i, j)?, w)));
            let (logs, weight) = judged.fold((0.0, 0.0), |(logs, weight), (a, w)| (logs + w * a.ln(), weight + w));
            (weight > 0.0).then(|| (logs / weight).exp())
        };
        let upper: Vec<Vec<Option<f64>>> = (0..n - 1).map(|i| (i + 1..n).map(|j| mean(i, j)).collect()).collect();
        IncompleteJudgements::from_upper(&upper)
    }

    /// What the group decides.
    ///
    /// # Errors
    /// [`Error::Undefined`] for an order the table of random indices doesn't reach, or judgements that span more than a float can hold.
    pub fn decide(&self, aggregation: Aggregation, priority: Priority, table: RandomIndex) -> Result<Decision, Error> {
        let index = table.at(self.order())?;
        let found = self.experts.iter().map(|e| self.of_one(e, priority, &index)).collect::<Result<Vec<_>, _>>()?;
        let of_experts: Vec<Vec<f64>> = found.iter().map(|(_, w, _)| w.clone()).collect();
        let (judgements, of_judgements, of_group) = self.of_one(&self.judgements()?, priority, &index)?;
        let along = |j: usize| of_experts.iter().zip(&self.weights).map(move |(w, share)| (w[j], share));
        let things = judgements.order();
        let mut priorities: Vec<f64> = match aggregation {
            Aggregation::Judgements => of_judgements,
            Aggregation::PrioritiesArithmetic => (0..things).map(|j| along(j).map(|(w, share)| share * w).sum()).collect(),
            Aggregation::PrioritiesGeometric => {
                (0..things).map(|j| along(j).map(|(w, share)| share * w.ln()).sum::<f64>().exp()).collect()
            }
        };
        normalize(&mut priorities);
        let distance: Vec<f64> =
            of_experts.iter().map(|w| w.iter().zip(&priorities).map(|(a, b)| (a - b).abs()).sum::<f64>() / 2.0).collect();
        Ok(Decision {
            outlying: outlying(&distance),
            consensus: consensus(&of_experts),
            priorities,
            consistency: found.into_iter().map(|(.., consistency)| consistency).collect(),
            of_group,
            judgements,
            of_experts,
            distance,
        })
    }

    /// Judgements with their gaps filled, their priorities and their consistency.
    fn of_one(
        &self,
        judgements: &IncompleteJudgements,
        priority: Priority,
        index: &IndexOfOrder,
    ) -> Result<(JudgementMatrix, Vec<f64>, Consistency), Error> {
        if let Some(complete) = judgements.as_complete() {
            let w = priority.of(&complete)?;
            let consistency = Consistency::of(&complete, &w, priority, index.clone());
            return Ok((complete, w, consistency));
        }
        let completed = judgements.complete(self.completion)?;
        let consistency = Consistency::of_incomplete(&completed, judgements.missing(), self.completion, index.clone());
        Ok((completed.matrix, completed.priorities, consistency))
    }
}

fn outlying(distance: &[f64]) -> Vec<usize> {
    let n = distance.len() as f64;
    if distance.len() < 4 {
        return Vec::new();
    }
    let mean = distance.iter().sum::<f64>() / n;
    let deviation = (distance.iter().map(|d| (d - mean).powi(2)).sum::<f64>() / (n - 1.0)).sqrt();
    (0..distance.len()).filter(|&at| deviation > 1e-12 && distance[at] > mean + 2.0 * deviation).collect()
}

/// Consensus of priorities, from Shannon's α- and β-diversity (Goepel 2013; 共识度): 0 when each expert puts all weight on a thing of their
/// own, 1 when all agree.
///
/// `S* = (1/exp(H_β) − 1/K)/(1 − 1/K)` for K experts, with `H_β = H_γ − H_α`: the entropy of the mean priorities less the mean entropy of the
/// experts. Goepel adjusts the ends for a scale with the largest judgement 9; this is the form without that adjustment.
pub fn consensus(experts: &[Vec<f64>]) -> f64 {
    let count = experts.len() as f64;
    let things = experts.first().map_or(0, Vec::len);
    if experts.len() < 2 || things < 2 {
        return 1.0;
    }
    let entropy = |w: &[f64]| -w.iter().filter(|&&p| p > 0.0).map(|p| p * p.ln()).sum::<f64>();
    let mean: Vec<f64> = (0..things).map(|j| experts.iter().map(|w| w[j]).sum::<f64>() / count).collect();
    let alpha = experts.iter().map(|w| entropy(w)).sum::<f64>() / count;
    let beta = (entropy(&mean) - alpha).max(0.0);
    ((1.0 / beta.exp() - 1.0 / count) / (1.0 - 1.0 / count)).clamp(0.0, 1.0)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn judge(a: f64, b: f64, c: f64) -> JudgementMatrix {
        JudgementMatrix::from_upper(&[vec![a, b], vec![c]]).expect("valid")
    }

    #[test]
    fn experts_who_agree_are_the_group() {
        let expert = judge(2.0, 4.0, 2.0);
        let group = Group::new(vec![(expert.clone(), 1.0), (expert.clone(), 3.0)]).expect("two");
        for (name, aggregation) in NAMES {
            let decision = group.decide(aggregation, Priority::Eigenvector, RandomIndex::Saaty1980).expect("decides");
            assert!((decision.priorities[0] - 4.0 / 7.0).abs() < 1e-12, "{name}");
            assert!(decision.distance.iter().all(|d| *d < 1e-12) && (decision.consensus - 1.0).abs() < 1e-12, "{name}");
        }
    }

    #[test]
    fn what_one_did_not_judge_the_others_did() {
        // The first knows 1 : 2 and 2 : 3, both 2, and says nothing of 1 : 3; the second says 2, 9, 2.
        let gappy = IncompleteJudgements::from_upper(&[vec![Some(2.0), None], vec![Some(2.0)]]).expect("connected");
        let group = Group::new([(gappy.clone(), 1.0), (judge(2.0, 9.0, 2.0).into(), 1.0)]).expect("two");
        let decision = group.decide(Aggregation::Judgements, Priority::Eigenvector, RandomIndex::Saaty1980).expect("decides");
        assert!((decision.judgements.get(0, 2).expect("there") - 9.0).abs() < 1e-12, "nothing is invented");
        assert_eq!(decision.consistency[0].consistency_ratio, 0.0);
        assert!(decision.of_group.consistency_ratio > 0.05);
        assert!((decision.of_experts[0][0] - 4.0 / 7.0).abs() < 1e-12);
        // A pair that nobody judged stays missing, and the random index says so.
        let alone = Group::new([(gappy.clone(), 1.0), (gappy, 2.0)]).expect("two");
        assert_eq!(alone.judgements().expect("a mean").missing(), 1);
        let decision = alone.decide(Aggregation::Judgements, Priority::Eigenvector, RandomIndex::Saaty1980).expect("decides");
        assert_eq!((decision.of_group.random_index, decision.of_group.priority.as_str()), (0.0, "least-squares"));
    }

    #[test]
    fn consensus_falls_to_zero_when_each_wants_something_else() {
        assert!((consensus(&[vec![1.0, 0.0], vec![0.0, 1.0]])).abs() < 1e-12);
        assert!(consensus(&[vec![0.6, 0.4], vec![0.4, 0.6]]) > 0.9);
    }

    #[test]
    fn one_who_stands_apart_is_named() {
        let mut experts = vec![(judge(2.0, 4.0, 2.0), 1.0); 7];
        experts.push((judge(1.0 / 9.0, 1.0 / 9.0, 1.0), 1.0));
        let decision =
            Group::new(experts).expect("eight").decide(Aggregation::default(), Priority::default(), RandomIndex::default());
        assert_eq!(decision.expect("decides").outlying, [7]);
    }

    #[test]
    fn consensus_of_three_things_and_who_stands_apart_by_hand() {
        let alone = [vec![1.0, 0.0, 0.0], vec![0.0, 1.0, 0.0]];
        assert!(consensus(&alone).abs() < 1e-12 && (consensus(&[alone[0].clone(), alone[0].clone()]) - 1.0).abs() < 1e-12);
        // Mean 0.2 and deviation √(0.8/4) = 0.447: 1 is within 0.2 + 2 · 0.447. Of six, mean ⅙ and deviation 0.408, it is not.
        assert_eq!(outlying(&[0.0, 0.0, 0.0, 0.0, 1.0]), [0_usize; 0]);
        assert_eq!(outlying(&[0.0, 0.0, 0.0, 1.0, 0.0, 0.0]), [3]);
    }

    #[test]
    fn weights_of_experts_are_shares() {
        let judgements = judge(2.0, 4.0, 2.0);
        let group = Group::new([(judgements.clone(), 1.0), (judgements, 3.0)]).expect("two");
        assert_eq!(group.weights(), [0.25, 0.75]);
    }

    #[test]
    fn consensus_between_the_ends_by_hand() {
        // One sure of the first, one undecided: H_α = ½ ln 2, and H_γ of (¾, ¼).
        let alpha = 0.5 * std::f64::consts::LN_2;
        let gamma = -0.75 * 0.75_f64.ln() - 0.25 * 0.25_f64.ln();
        let expected = ((alpha - gamma).exp() - 0.5) / 0.5;
        let found = consensus(&[vec![1.0, 0.0], vec![0.5, 0.5]]);
        assert!((found - expected).abs() < 1e-12 && found > 0.1 && found < 0.9, "{found} {expected}");
    }

    #[test]
    fn every_aggregation_has_a_name_of_its_own() {
        let all = [Aggregation::Judgements, Aggregation::PrioritiesArithmetic, Aggregation::PrioritiesGeometric];
        let names: std::collections::BTreeSet<&str> = all.map(Aggregation::name).into();
        assert!(names.len() == 3 && names.iter().all(|name| !name.is_empty()), "{names:?}");
    }
}
