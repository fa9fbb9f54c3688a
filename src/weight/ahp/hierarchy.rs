//! A whole hierarchy of judgements (递阶层次结构).

use serde::{Deserialize, Serialize};

use crate::error::Error;
use crate::label::Key;

use super::super::named;
use super::consistency::{Consistency, Priorities};
use super::judgement::JudgementMatrix;
use super::priority::{Priority, normalize};
use super::random_index::RandomIndex;

/// How deep a hierarchy may go.
const MAX_DEPTH: usize = 32;

/// A criterion of a hierarchy (准则): its children with the judgements of them, or at the bottom the judgements of the alternatives, if
/// there are alternatives.
#[derive(Debug, Clone, PartialEq)]
pub struct Criterion {
    key: Key,
    judgements: Option<JudgementMatrix>,
    children: Vec<Criterion>,
}

impl Criterion {
    /// A criterion that is divided further, with the judgements of its children in their order.
    ///
    /// # Errors
    /// [`Error::InvalidKey`] for the name; [`Error::TooFew`] without children; [`Error::Length`] unless the judgements are of as many
    /// things as there are children; [`Error::Duplicate`] for children of the same name; [`Error::Limit`] beyond 32 levels.
    pub fn of(
        name: impl AsRef<str>,
        judgements: JudgementMatrix,
        children: impl IntoIterator<Item = Self>,
    ) -> Result<Self, Error> {
        let children: Vec<Self> = children.into_iter().collect();
        named::keys("criterion", children.iter().map(|child| &child.key))?;
        let criterion = Self { key: Key::new(name)?, judgements: Some(judgements), children };
        criterion.check_order(criterion.children.len(), "children")?;
        let depth = criterion.depth();
        if depth > MAX_DEPTH {
            return Err(Error::Limit { what: "depth of the hierarchy", found: depth, limit: MAX_DEPTH });
        }
        Ok(criterion)
    }

    /// A criterion at the bottom, whose weight is what one wants to know.
    ///
    /// # Errors
    /// [`Error::InvalidKey`] for the name.
    pub fn leaf(name: impl AsRef<str>) -> Result<Self, Error> {
        Ok(Self { key: Key::new(name)?, judgements: None, children: Vec::new() })
    }

    /// A criterion at the bottom, with the judgements of the alternatives under it.
    ///
    /// # Errors
    /// [`Error::InvalidKey`] for the name.
    pub fn over_alternatives(name: impl AsRef<str>, judgements: JudgementMatrix) -> Result<Self, Error> {
        Ok(Self { key: Key::new(name)?, judgements: Some(judgements), children: Vec::new() })
    }

    fn depth(&self) -> usize {
        self.children.iter().map(Self::depth).max().map_or(1, |below| below + 1)
    }

    fn check_order(&self, expected: usize, what: &str) -> Result<(), Error> {
        match &self.judgements {
            Some(judgements) if judgements.order() != expected => {
                let what = format!("rows of the judgements under {:?}, one for each of its {what}", self.key);
                Err(Error::Length { what, expected, found: judgements.order() })
            }
            _ => Ok(()),
        }
    }
}

/// A hierarchy of judgements from the goal down to the criteria and, if there are any, the alternatives (递阶层次结构).
///
/// # Formula
/// Local priorities are those of each matrix; global ones multiply down. Alternatives: distributive mode `Σ_k w_k p_ik`; ideal mode
/// `Σ_k w_k p_ik / max_i p_ik`, divided by the sum, in which another alternative that is nowhere best changes no order among the rest.
/// Consistency of a level, and of all: `CR = Σ w CI / Σ w RI` over its matrices, each with the global weight of the criterion it belongs
/// to; 0 where `Σ w RI = 0`.
///
/// # Reference
/// Saaty (1980), *The Analytic Hierarchy Process*, McGraw-Hill; ideal mode: Forman & Gass (2001), The analytic hierarchy process, an
/// exposition, *Operations Research* 49.
///
/// # Example
/// By hand: quality is 3 times price, so that they weigh ¾ and ¼; service is 2 times design and so has ¾ · ⅔ = ½.
/// ```
/// use governance_efficacy::weight::JudgementMatrix;
/// use governance_efficacy::weight::ahp::{Criterion, Hierarchy, Priority, RandomIndex};
///
/// let twice = |a: f64| JudgementMatrix::from_upper(&[vec![a]]);
/// let quality = Criterion::of("quality", twice(2.0)?, [Criterion::leaf("service")?, Criterion::leaf("design")?])?;
/// let goal = Criterion::of("goal", twice(3.0)?, [quality, Criterion::leaf("price")?])?;
/// let outcome = Hierarchy::new(goal)?.evaluate(Priority::Eigenvector, RandomIndex::Saaty1980)?;
/// let service = outcome.criterion("goal/quality/service").unwrap();
/// assert!((service.local - 2.0 / 3.0).abs() < 1e-15 && (service.global - 0.5).abs() < 1e-15);
/// assert_eq!(outcome.overall.ratio, 0.0); // two things never contradict each other
/// # Ok::<(), governance_efficacy::Error>(())
/// ```
#[derive(Debug, Clone, PartialEq)]
pub struct Hierarchy {
    goal: Criterion,
    alternatives: Vec<Key>,
}

/// What a hierarchy of judgements comes to (层次分析结果).
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct HierarchyOutcome {
    /// Every criterion from the goal down, each before its children.
    pub criteria: Vec<CriterionOutcome>,
    /// Every alternative, in order; empty if there are none.
    pub alternatives: Vec<AlternativeOutcome>,
    /// Consistency of each level of criteria that are judged, that of the goal's matrix first; the judgements of the alternatives make the
    /// last, wherever their criteria stand.
    pub levels: Vec<OverallConsistency>,
    /// Consistency of all judgements.
    pub overall: OverallConsistency,
}

/// One criterion (准则权重).
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct CriterionOutcome {
    /// Its address: the keys from the goal down, joined by `/`.
    pub address: String,
    /// Its share in its parent; 1 for the goal.
    pub local: f64,
    /// Its share in the goal.
    pub global: f64,
    /// Consistency of the judgements under it, if there are any.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub consistency: Option<Consistency>,
}

/// One alternative (方案得分).
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct AlternativeOutcome {
    /// Its name.
    pub key: Key,
    /// Its priority in distributive mode; they sum to 1.
    pub distributive: f64,
    /// Its priority in ideal mode; they sum to 1.
    pub ideal: f64,
}

/// Consistency of several matrices, weighted (总体一致性).
#[derive(Debug, Clone, Copy, PartialEq, Default, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct OverallConsistency {
    /// `Σ w CI`.
    pub consistency_index: f64,
    /// `Σ w RI`.
    pub random_index: f64,
    /// The first over the second; 0 if the second is 0.
    pub ratio: f64,
}

impl OverallConsistency {
    fn add(&mut self, weight: f64, of: &Consistency) {
        self.consistency_index += weight * of.consistency_index;
        self.random_index += weight * of.random_index;
        self.ratio = if self.random_index > 0.0 { self.consistency_index / self.random_index } else { 0.0 };
    }
}

impl HierarchyOutcome {
    /// The criterion at `address`, such as `goal/quality/service`.
    pub fn criterion(&self, address: &str) -> Option<&CriterionOutcome> {
        self.criteria.iter().find(|criterion| criterion.address == address)
    }
}

impl Hierarchy {
    /// Criteria under a goal, without alternatives.
    ///
    /// # Errors
    /// [`Error::Length`] if a criterion at the bottom has judgements, which would be of alternatives.
    pub fn new(goal: Criterion) -> Result<Self, Error> {
        Self::checked(goal, Vec::new())
    }

    /// Criteria under a goal, and the alternatives judged under each criterion at the bottom.
    ///
    /// # Errors
    /// [`Error::Length`] unless every criterion at the bottom has judgements of as many things as there are alternatives; [`Error::TooFew`],
    /// [`Error::InvalidKey`] and [`Error::Duplicate`] for the names.
    pub fn with_alternatives<K: AsRef<str>>(goal: Criterion, alternatives: impl IntoIterator<Item = K>) -> Result<Self, Error> {
        let alternatives = named::keys("alternative", alternatives)?;
        Self::checked(goal, alternatives)
    }

    fn checked(goal: Criterion, alternatives: Vec<Key>) -> Result<Self, Error> {
        let mut open = vec![&goal];
        while let Some(criterion) = open.pop() {
            if criterion.children.is_empty() {
                let judged = criterion.judgements.as_ref().map_or(0, JudgementMatrix::order);
                if judged != alternatives.len() {
                    let what = format!("alternatives judged under {:?}", criterion.key);
                    return Err(Error::Length { what, expected: alternatives.len(), found: judged });
                }
            }
            open.extend(&criterion.children);
        }
        Ok(Self { goal, alternatives })
    }

    /// Local and global priorities, alternatives and consistency.
    ///
    /// # Errors
    /// [`Error::Node`] with the address of the criterion whose judgements have no answer: an order the table of random indices doesn't
    /// reach, or judgements that span more than a float can hold.
    pub fn evaluate(&self, priority: Priority, table: RandomIndex) -> Result<HierarchyOutcome, Error> {
        let outcome = HierarchyOutcome {
            criteria: Vec::new(),
            alternatives: Vec::new(),
            levels: vec![OverallConsistency::default(); self.goal.depth() - 1],
            overall: OverallConsistency::default(),
        };
        let count = self.alternatives.len();
        let mut walk = Walk {
            priority,
            table,
            outcome,
            of_alternatives: OverallConsistency::default(),
            distributive: vec![0.0; count],
            ideal: vec![0.0; count],
        };
        walk.visit(&self.goal, self.goal.key.as_str().to_owned(), 0, 1.0, 1.0)?;
        let Walk { mut outcome, of_alternatives, mut distributive, mut ideal, .. } = walk;
        if count > 0 {
            outcome.levels.push(of_alternatives);
            normalize(&mut distributive);
            normalize(&mut ideal);
        }
        let alternatives = self.alternatives.iter().zip(distributive).zip(ideal);
        outcome.alternatives = alternatives
            .map(|((key, distributive), ideal)| AlternativeOutcome { key: key.clone(), distributive, ideal })
            .collect();
        Ok(outcome)
    }
}

/// What gathers on the way down.
struct Walk {
    priority: Priority,
    table: RandomIndex,
    outcome: HierarchyOutcome,
    of_alternatives: OverallConsistency,
    distributive: Vec<f64>,
    ideal: Vec<f64>,
}

impl Walk {
    fn visit(&mut self, criterion: &Criterion, address: String, level: usize, local: f64, global: f64) -> Result<(), Error> {
        let judged = criterion.judgements.as_ref().map(|judgements| judgements.priorities(self.priority, self.table));
        let Some(Priorities { values, consistency }) = judged.transpose().map_err(|e| e.in_node(&address))? else {
            self.outcome.criteria.push(CriterionOutcome { address, local, global, consistency: None });
            return Ok(());
        };
        self.outcome.overall.add(global, &consistency);
        let at_bottom = criterion.children.is_empty();
        let of_level = if at_bottom { Some(&mut self.of_alternatives) } else { self.outcome.levels.get_mut(level) };
        if let Some(of_level) = of_level {
            of_level.add(global, &consistency);
        }
        self.outcome.criteria.push(CriterionOutcome { address: address.clone(), local, global, consistency: Some(consistency) });
        if at_bottom {
            let best = values.iter().copied().fold(0.0, f64::max);
            for ((distributive, ideal), p) in self.distributive.iter_mut().zip(&mut self.ideal).zip(values) {
                *distributive += global * p;
                *ideal += global * (p / best);
            }
            return Ok(());
        }
        for (child, share) in criterion.children.iter().zip(values) {
            self.visit(child, format!("{address}/{}", child.key), level + 1, share, global * share)?;
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn twice(a: f64) -> JudgementMatrix {
        JudgementMatrix::from_upper(&[vec![a]]).expect("valid")
    }

    fn three(a: f64, b: f64, c: f64) -> JudgementMatrix {
        JudgementMatrix::from_upper(&[vec![a, b], vec![c]]).expect("valid")
    }

    fn over(name: &str, a: f64) -> Criterion {
        Criterion::over_alternatives(name, twice(a)).expect("valid")
    }

    #[test]
    fn both_modes_by_hand() {
        // Weights ¾ and ¼; under the first x : y = 4 : 1, under the second 1 : 3. Distributive: x = ¾ · 0.8 + ¼ · ¼ = 0.6625.
        // Ideal: x = ¾ + ¼ · ⅓ = 5/6, y = ¾ · ¼ + ¼ = 7/16, together 61/48.
        let goal = Criterion::of("goal", twice(3.0), [over("a", 4.0), over("b", 1.0 / 3.0)]).expect("valid");
        let hierarchy = Hierarchy::with_alternatives(goal, ["x", "y"]).expect("valid");
        let outcome = hierarchy.evaluate(Priority::Eigenvector, RandomIndex::Saaty1980).expect("evaluates");
        assert!((outcome.alternatives[0].distributive - 0.6625).abs() < 1e-15, "{outcome:?}");
        assert!((outcome.alternatives[0].ideal - 40.0 / 61.0).abs() < 1e-15, "{outcome:?}");
        assert_eq!(outcome.levels.len(), 2);
    }

    #[test]
    fn consistency_is_weighted_by_what_the_judgements_decide() {
        // The goal's matrix of two has no index; a, with ¾, is inconsistent and b, with ¼, is not: CR = ¾ CI / (¾ RI + ¼ RI).
        let children = ["x", "y", "z"].map(|name| Criterion::leaf(name).expect("a name"));
        let a = Criterion::of("a", three(2.0, 2.0, 2.0), children.clone()).expect("valid");
        let b = Criterion::of("b", three(2.0, 4.0, 2.0), children).expect("valid");
        let hierarchy = Hierarchy::new(Criterion::of("goal", twice(3.0), [a, b]).expect("valid")).expect("valid");
        let outcome = hierarchy.evaluate(Priority::Eigenvector, RandomIndex::Saaty1980).expect("evaluates");
        let of_a = outcome.criterion("goal/a").and_then(|a| a.consistency.clone()).expect("judged");
        let expected = 0.75 * of_a.consistency_ratio;
        assert!(of_a.consistency_ratio > 0.01 && (outcome.overall.ratio - expected).abs() < 1e-12, "{outcome:?}");
        assert_eq!((outcome.levels.len(), outcome.levels[0].ratio), (2, 0.0));
        assert!((outcome.levels[1].ratio - expected).abs() < 1e-12);
        let leaves = outcome.criteria.iter().filter(|c| c.consistency.is_none());
        assert!((leaves.map(|leaf| leaf.global).sum::<f64>() - 1.0).abs() < 1e-15);
    }

    #[test]
    fn what_does_not_fit_is_refused_by_name() {
        let leaf = |name| Criterion::leaf(name).expect("a name");
        let error = Criterion::of("goal", twice(1.0), [leaf("a")]).unwrap_err();
        assert!(matches!(error, Error::Length { expected: 1, found: 2, .. }), "{error}");
        assert_eq!(Criterion::of("goal", twice(1.0), [leaf("a"), leaf("a")]).unwrap_err().code(), "duplicate");
        assert_eq!(Criterion::of("goal", twice(1.0), []).unwrap_err().code(), "too-few");
        let goal = || Criterion::of("goal", twice(1.0), [over("a", 1.0), leaf("b")]).expect("valid");
        let error = Hierarchy::with_alternatives(goal(), ["x", "y"]).unwrap_err();
        assert!(error.to_string().contains("\"b\""), "{error}");
        assert!(Hierarchy::new(goal()).unwrap_err().to_string().contains("\"a\""));
        let one = || JudgementMatrix::from_upper::<Vec<f64>>(&[]).expect("order 1");
        let deep = (0..40).try_fold(leaf("a"), |child, _| Criterion::of("a", one(), [child]));
        assert_eq!(deep.unwrap_err().code(), "limit");
        let upper: Vec<Vec<f64>> = (1..16).rev().map(|k| vec![1.0; k]).collect();
        let children: Vec<Criterion> = (0..16).map(|i| Criterion::leaf(format!("c{i}")).expect("a name")).collect();
        let goal = Criterion::of("goal", JudgementMatrix::from_upper(&upper).expect("valid"), children).expect("valid");
        let error = Hierarchy::new(goal).expect("valid").evaluate(Priority::Eigenvector, RandomIndex::Saaty1980).unwrap_err();
        assert!(matches!(&error, Error::Node { node, .. } if node == "goal"), "{error}");
    }

    #[test]
    fn alternatives_get_what_each_criterion_gives_them() {
        // Goal 3 : 1; under the first A : B is 1 : 1, under the second 1 : 4.
        let goal = Criterion::of("goal", twice(3.0), [over("x", 1.0), over("y", 0.25)]).expect("valid");
        let hierarchy = Hierarchy::with_alternatives(goal, ["A", "B"]).expect("valid");
        let found = hierarchy.evaluate(Priority::default(), RandomIndex::default()).expect("defined").alternatives;
        // 0.75 · ½ + 0.25 · 0.2 and 0.75 · ½ + 0.25 · 0.8; by the best 0.75 + 0.25 · ¼ and 1, of a sum.
        for (outcome, (distributive, ideal)) in found.iter().zip([(0.425, 0.8125 / 1.8125), (0.575, 1.0 / 1.8125)]) {
            assert!((outcome.distributive - distributive).abs() < 1e-12, "{outcome:?}");
            assert!((outcome.ideal - ideal).abs() < 1e-12, "{outcome:?}");
        }
    }
}
