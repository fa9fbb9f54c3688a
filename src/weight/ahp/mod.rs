//! The analytic hierarchy process (层次分析法).

mod consistency;
pub(super) mod fuzzy;
mod group;
mod hierarchy;
mod incomplete;
mod judgement;
mod priority;
mod random_index;
mod revision;
#[cfg(feature = "csv")]
mod sheet;
mod uncertainty;

use serde::{Deserialize, Serialize};

use crate::document::{Entry, Reader, TableBuilder, Value};
use crate::error::Error;
use crate::label::Key;
use crate::method::{Invariance, MethodInfo, Needs};
use crate::notice::Notice;
use crate::table::Sample;

use super::{Weigh, Weighing, WeighingDetail, Weights, named};

pub use consistency::{Consistency, Priorities};
pub use fuzzy::{FuzzyAhp, FuzzyDetail, Triangle};
pub use group::{Aggregation, Decision, Group, consensus};
pub use hierarchy::{AlternativeOutcome, Criterion, CriterionOutcome, Hierarchy, HierarchyOutcome, OverallConsistency};
pub use incomplete::{Completed, Completion, IncompleteJudgements};
pub use judgement::JudgementMatrix;
pub use priority::Priority;
pub use random_index::{RandomIndex, SimulatedIndex};
pub use revision::{CyclicTriad, Revision};
#[cfg(feature = "csv")]
pub use sheet::{Expert, JudgementSheet};
pub use uncertainty::{JudgementUncertainty, WeightDistribution, WeightSpread};

pub(super) const INFO: MethodInfo = MethodInfo {
    name: "ahp",
    en: "Analytic hierarchy process",
    zh: "层次分析法",
    source: "Saaty (1980), The Analytic Hierarchy Process",
    needs: Needs::Names,
    invariances: &[Invariance::UnitOrder, Invariance::IndicatorOrder, Invariance::Scale, Invariance::Shift],
    streamable: true,
};

/// Saaty's limit for the consistency ratio.
const DEFAULT_LIMIT: f64 = 0.1;

fn checked_limit(limit: f64) -> Result<f64, Error> {
    if !(limit.is_finite() && limit > 0.0) {
        return Err(Error::setting("consistency limit", limit, "give a positive number; 0.1 is Saaty's"));
    }
    Ok(limit)
}

/// Weights from pairwise judgements (层次分析法, AHP).
///
/// # Formula
/// The principal eigenvector of the judgement matrix `A`: `A w = λ_max w`, `Σ w = 1`; or another [`Priority`]. Consistency:
/// `CI = (λ_max − n)/(n − 1)`, `CR = CI/RI(n)`.
///
/// # Result
/// Weights on the simplex; the detail holds the [`Consistency`], with the table of random indices named. A ratio above the limit
/// (0.1) is told in a notice and not refused: Saaty's own examples go to 0.2.
///
/// # Edge cases
/// Order 1 has the weight 1; orders 1 and 2 are always consistent, CR = 0.
///
/// # Errors
/// [`Error::Length`] unless there are as many indicators as the matrix has rows; [`Error::Unknown`] if the names given don't match;
/// [`Error::Undefined`] for an order the table of random indices doesn't reach.
///
/// # Complexity
/// O(n²) a step, some twenty steps.
///
/// # Reference
/// Saaty (1977), A scaling method for priorities in hierarchical structures, *Journal of Mathematical Psychology* 15; Saaty (1980),
/// *The Analytic Hierarchy Process*, McGraw-Hill.
///
/// # Example
/// The consumption of drinks; Saaty (2008, *International Journal of Services Sciences* 1(1)) prints .177, .019, .042, .116, .190,
/// .129, .327 and CR .022.
/// ```
/// use governance_efficacy::weight::{Ahp, JudgementMatrix, WeighingDetail};
///
/// let drinks = ["coffee", "wine", "tea", "beer", "sodas", "milk", "water"];
/// let judgements = JudgementMatrix::from_upper(&[
///     vec![9.0, 5.0, 2.0, 1.0, 1.0, 1.0 / 2.0],
///     vec![1.0 / 3.0, 1.0 / 9.0, 1.0 / 9.0, 1.0 / 9.0, 1.0 / 9.0],
///     vec![1.0 / 3.0, 1.0 / 4.0, 1.0 / 3.0, 1.0 / 9.0],
///     vec![1.0 / 2.0, 1.0, 1.0 / 3.0],
///     vec![2.0, 1.0 / 2.0],
///     vec![1.0 / 3.0],
/// ])?;
/// let weighing = Ahp::new(judgements).weigh_names(drinks)?;
/// assert!((weighing.weights.get("water").unwrap() - 0.327).abs() < 5e-4);
/// let WeighingDetail::Ahp(detail) = weighing.detail else { unreachable!() };
/// assert!((detail.consistency.consistency_ratio - 0.022).abs() < 5e-4);
/// # Ok::<(), governance_efficacy::Error>(())
/// ```
#[derive(Debug, Clone, PartialEq)]
pub struct Ahp {
    judgements: Judgements,
    names: Option<Vec<Key>>,
    priority: Priority,
    random_index: RandomIndex,
    limit: f64,
}

/// Whose judgements, and how many of them are there.
#[derive(Debug, Clone, PartialEq)]
enum Judgements {
    Complete(JudgementMatrix),
    Incomplete(IncompleteJudgements, Completion),
    Group(Group, Aggregation),
}

impl Judgements {
    fn of_one(judgements: IncompleteJudgements, completion: Completion) -> Self {
        match judgements.as_complete() {
            Some(complete) => Self::Complete(complete),
            None => Self::Incomplete(judgements, completion),
        }
    }
}

impl Ahp {
    /// Judgements of the indicators in their order.
    pub fn new(judgements: JudgementMatrix) -> Self {
        Self::of(Judgements::Complete(judgements))
    }

    /// Judgements of which some are missing, completed by `completion`. The priorities are those of the completion; the random index is
    /// brought down in proportion, `RI(n)·[1 − 2M/((n−1)(n−2))]` with M missing pairs.
    pub fn of_incomplete(judgements: IncompleteJudgements, completion: Completion) -> Self {
        Self::of(Judgements::Incomplete(judgements, completion))
    }

    /// Judgements of several experts, brought together by `aggregation`.
    pub fn of_group(group: Group, aggregation: Aggregation) -> Self {
        Self::of(Judgements::Group(group, aggregation))
    }

    fn of(judgements: Judgements) -> Self {
        Self {
            judgements,
            names: None,
            priority: Priority::default(),
            random_index: RandomIndex::default(),
            limit: DEFAULT_LIMIT,
        }
    }

    /// Number of things compared.
    pub fn order(&self) -> usize {
        match &self.judgements {
            Judgements::Complete(judgements) => judgements.order(),
            Judgements::Incomplete(judgements, _) => judgements.order(),
            Judgements::Group(group, _) => group.order(),
        }
    }

    /// Names the rows of the matrix, so that their order need not be that of the indicators.
    ///
    /// # Errors
    /// [`Error::Length`] unless there is one name a row; [`Error::Duplicate`] and [`Error::InvalidKey`] for the names.
    pub fn with_names<K: AsRef<str>>(mut self, names: impl IntoIterator<Item = K>) -> Result<Self, Error> {
        let names = named::keys("name in the judgement matrix", names)?;
        if names.len() != self.order() {
            let what = "names of the judgement matrix".to_owned();
            return Err(Error::Length { what, expected: self.order(), found: names.len() });
        }
        self.names = Some(names);
        Ok(self)
    }

    /// Sets how the priorities follow from the judgements.
    #[must_use]
    pub fn with_priority(mut self, priority: Priority) -> Self {
        self.priority = priority;
        self
    }

    /// Sets the table of random indices.
    #[must_use]
    pub fn with_random_index(mut self, random_index: RandomIndex) -> Self {
        self.random_index = random_index;
        self
    }

    /// Sets the consistency ratio above which a notice is given.
    ///
    /// # Errors
    /// [`Error::InvalidSetting`] unless it is positive and finite.
    pub fn with_limit(mut self, limit: f64) -> Result<Self, Error> {
        self.limit = checked_limit(limit)?;
        Ok(self)
    }

    /// The same with an error in each judgement: `normal` times `deviation` added to `ln a_ij`.
    #[cfg(feature = "uncertainty")]
    pub(crate) fn perturbed(&self, deviation: f64, normal: &mut dyn FnMut() -> f64) -> Result<Self, Error> {
        Ok(Self { judgements: self.judgements.perturbed(deviation, normal)?, ..self.clone() })
    }

    /// The judgements of one expert of a group, whom `pick` picks out of so many; none without a group.
    #[cfg(feature = "uncertainty")]
    pub(crate) fn of_one_expert(&self, pick: &mut dyn FnMut(usize) -> usize) -> Option<Self> {
        let Judgements::Group(group, _) = &self.judgements else { return None };
        let expert = group.experts().nth(pick(group.experts().len()))?;
        Some(Self { judgements: Judgements::of_one(expert.clone(), group.completion()), ..self.clone() })
    }

    /// The weights of what is called `names`, without data.
    ///
    /// # Errors
    /// As [`Weigh::weigh`], and [`Error::InvalidKey`] and [`Error::Duplicate`] for the names.
    pub fn weigh_names<K: AsRef<str>>(&self, names: impl IntoIterator<Item = K>) -> Result<Weighing, Error> {
        let keys = names.into_iter().map(Key::new).collect::<Result<Vec<Key>, _>>()?;
        self.weigh_keys(&keys)
    }

    fn weigh_keys(&self, keys: &[Key]) -> Result<Weighing, Error> {
        let order = self.order();
        if keys.len() != order {
            let what = "indicators for the judgement matrix".to_owned();
            return Err(Error::Length { what, expected: order, found: keys.len() });
        }
        let (priorities, detail) = self.priorities()?;
        let weights = match &self.names {
            None => Weights::proportional("ahp", keys.to_vec(), &priorities)?,
            Some(names) => {
                let named = Weights::proportional("ahp", names.clone(), &priorities)?;
                let values = named.in_order_of(keys.iter())?;
                Weights::proportional("ahp", keys.to_vec(), &values)?
            }
        };
        let mut notices = Vec::new();
        if detail.consistency.consistency_ratio > self.limit {
            notices.push(Notice::Inconsistent { ratio: detail.consistency.consistency_ratio, limit: self.limit });
        }
        let outside = self.outside_saaty_scale();
        if outside > 0 {
            notices.push(Notice::OutsideSaatyScale { judgements: outside });
        }
        Ok(Weighing { weights, detail: WeighingDetail::Ahp(detail), notices })
    }

    fn priorities(&self) -> Result<(Vec<f64>, AhpDetail), Error> {
        let (priority, table) = (self.priority, self.random_index);
        match &self.judgements {
            Judgements::Complete(judgements) => {
                let Priorities { values, consistency } = judgements.priorities(priority, table)?;
                Ok((values, AhpDetail { consistency, completion: None, group: None }))
            }
            Judgements::Incomplete(judgements, completion) => {
                let completed = judgements.complete(*completion)?;
                let consistency =
                    Consistency::of_incomplete(&completed, judgements.missing(), *completion, table.at(self.order())?);
                let completion = Some(completion.name().to_owned());
                Ok((completed.priorities, AhpDetail { consistency, completion, group: None }))
            }
            Judgements::Group(group, aggregation) => {
                let decision = group.decide(*aggregation, priority, table)?;
                let missing: Vec<usize> = group.experts().map(IncompleteJudgements::missing).collect();
                let completion = missing.iter().any(|&m| m > 0).then(|| group.completion().name().to_owned());
                let group = GroupDetail {
                    aggregation: aggregation.name().to_owned(),
                    missing,
                    consistency_ratios: decision.consistency.iter().map(|c| c.consistency_ratio).collect(),
                    distance: decision.distance,
                    outlying: decision.outlying.iter().map(|at| at + 1).collect(),
                    consensus: decision.consensus,
                };
                Ok((decision.priorities, AhpDetail { consistency: decision.of_group, completion, group: Some(group) }))
            }
        }
    }

    /// How many judgements a person made outside 1/9 to 9; means of a group may lie anywhere.
    fn outside_saaty_scale(&self) -> usize {
        match &self.judgements {
            Judgements::Complete(judgements) => judgements.outside_saaty_scale(),
            Judgements::Incomplete(judgements, _) => judgements.outside_saaty_scale(),
            Judgements::Group(group, _) => group.experts().map(IncompleteJudgements::outside_saaty_scale).sum(),
        }
    }

    pub(super) fn read(reader: &mut Reader<'_>) -> Result<Self, Error> {
        let mut ahp = Self::of(if let Some(experts) = reader.optional("experts") {
            let of_experts = experts.list()?.iter().map(read_expert).collect::<Result<Vec<_>, _>>()?;
            let aggregation = reader.optional("aggregation").map(|e| e.word("aggregation of a group", &group::NAMES));
            let group = Group::new(of_experts).map_err(|e| experts.error(e))?.with_completion(read_completion(reader)?);
            Judgements::Group(group, aggregation.transpose()?.unwrap_or_default())
        } else {
            let judgements = read_judgements(reader)?;
            // A completion has no place beside judgements that are complete.
            let completion = if judgements.missing() > 0 { read_completion(reader)? } else { Completion::default() };
            Judgements::of_one(judgements, completion)
        });
        if let Some(names) = reader.optional("names") {
            let keys = names.list()?.iter().map(Entry::key).collect::<Result<Vec<_>, _>>()?;
            ahp = ahp.with_names(keys).map_err(|e| names.error(e))?;
        }
        if let Some(priority) = reader.optional("priority") {
            if matches!(ahp.judgements, Judgements::Incomplete(..)) {
                let remedy = "leave it out: where judgements are missing priorities follow by completion";
                return Err(priority.error(Error::setting("priority", "given beside \"?\"", remedy)));
            }
            ahp.priority = priority.word("priority method", &priority::NAMES)?;
        }
        if let Some(table) = reader.optional("random-index") {
            ahp.random_index = RandomIndex::read(&table)?;
        }
        if let Some(limit) = reader.optional("limit") {
            ahp = ahp.with_limit(limit.number()?).map_err(|e| limit.error(e))?;
        }
        Ok(ahp)
    }

    pub(super) fn write(&self) -> TableBuilder {
        let names = self.names.as_ref().map(|names| names.iter().map(Key::to_string).collect::<Vec<_>>());
        let judgements = match &self.judgements {
            Judgements::Complete(judgements) => TableBuilder::default().with("upper", write_upper(&judgements.clone().into())),
            Judgements::Incomplete(judgements, completion) => {
                TableBuilder::default().with("upper", write_upper(judgements)).with("completion", completion.name())
            }
            Judgements::Group(group, aggregation) => {
                let experts: Vec<Value> = group
                    .experts()
                    .zip(group.weights())
                    .map(|(e, &w)| TableBuilder::default().with("upper", write_upper(e)).with("weight", w).into())
                    .collect();
                let completion = group.experts().any(|e| e.missing() > 0).then(|| group.completion().name());
                let table = TableBuilder::default().with("experts", experts).with("aggregation", aggregation.name());
                table.with_some("completion", completion)
            }
        };
        let priority = (!matches!(self.judgements, Judgements::Incomplete(..))).then(|| self.priority.name());
        judgements
            .with_some("names", names)
            .with_some("priority", priority)
            .with("random-index", self.random_index.write())
            .with("limit", self.limit)
    }
}

/// What AHP found on the way (层次分析过程).
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct AhpDetail {
    /// Consistency of the judgements; of the aggregated judgements for a group.
    pub consistency: Consistency,
    /// Name of the completion, if judgements were missing.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub completion: Option<String>,
    /// How each expert stands to the group, if there are several.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub group: Option<GroupDetail>,
}

/// How the experts stand to the group (专家与群组). Lists are in the order of the experts.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct GroupDetail {
    /// Name of the aggregation.
    pub aggregation: String,
    /// How many pairs each did not judge.
    pub missing: Vec<usize>,
    /// Consistency ratio of each.
    pub consistency_ratios: Vec<f64>,
    /// Distance of each one's priorities to the group's, 0 to 1.
    pub distance: Vec<f64>,
    /// The experts who stand apart, counted from 1.
    pub outlying: Vec<usize>,
    /// Consensus, 0 to 1.
    pub consensus: f64,
}

fn write_upper(judgements: &IncompleteJudgements) -> Vec<Value> {
    let write = |a: Option<f64>| a.map_or_else(|| Value::from("?"), Value::from);
    judgements.upper().into_iter().map(|row| row.into_iter().map(write).collect::<Vec<_>>().into()).collect()
}

fn read_completion(reader: &mut Reader<'_>) -> Result<Completion, Error> {
    reader.optional("completion").map_or(Ok(Completion::default()), |entry| entry.word("completion", &incomplete::NAMES))
}

/// `upper` or `matrix`, complete or not.
fn read_judgements(reader: &mut Reader<'_>) -> Result<IncompleteJudgements, Error> {
    let rows_of = |entry: &Entry<'_>| entry.list()?.iter().map(read_row).collect::<Result<Vec<_>, _>>();
    match (reader.optional("upper"), reader.optional("matrix")) {
        (Some(upper), None) => IncompleteJudgements::from_upper(&rows_of(&upper)?).map_err(|e| upper.error(e)),
        (None, Some(matrix)) => {
            let Some(rows) = complete(&rows_of(&matrix)?) else {
                let remedy = "give the upper triangle, in which \"?\" may stand";
                return Err(matrix.error(Error::setting("a judgement", "missing", remedy)));
            };
            match reader.optional("decimals") {
                None => JudgementMatrix::from_rows(&rows),
                Some(decimals) => {
                    let places = decimals.count()?;
                    let places = u8::try_from(places).ok().filter(|p| (1..=15).contains(p)).ok_or_else(|| {
                        decimals.error(Error::setting("decimals", places, "give the number of printed decimals, 1 to 15"))
                    })?;
                    JudgementMatrix::from_rounded(&rows, places)
                }
            }
            .map(IncompleteJudgements::from)
            .map_err(|e| matrix.error(e))
        }
        (_, found) => {
            let problem = if found.is_some() { "given both as upper and as matrix" } else { "missing" };
            let remedy = "give upper = [[a12, a13, …], [a23, …], …] or the whole matrix";
            Err(reader.error(Error::setting("the judgements", problem, remedy)))
        }
    }
}

/// One expert: judgements, and a weight that is 1 if not given.
fn read_expert(entry: &Entry<'_>) -> Result<(IncompleteJudgements, f64), Error> {
    let mut reader = entry.table()?;
    let judgements = read_judgements(&mut reader)?;
    let weight = reader.optional("weight").map_or(Ok(1.0), |weight| weight.number())?;
    reader.optional("name").map_or(Ok(""), |name| name.text())?;
    reader.finish()?;
    Ok((judgements, weight))
}

fn complete(rows: &[Vec<Option<f64>>]) -> Option<Vec<Vec<f64>>> {
    rows.iter().map(|row| row.iter().copied().collect()).collect()
}

/// One row of judgements: numbers, fractions as texts such as `"1/3"`, or `"?"` for one that is missing.
fn read_row(row: &Entry<'_>) -> Result<Vec<Option<f64>>, Error> {
    row.list()?.iter().map(read_judgement).collect()
}

fn read_judgement(entry: &Entry<'_>) -> Result<Option<f64>, Error> {
    if !entry.is_text() {
        return entry.number().map(Some);
    }
    judgement::parse_judgement(entry.text()?).map_err(|e| entry.error(e))
}

impl Weigh for Ahp {
    fn info(&self) -> &'static MethodInfo {
        &INFO
    }

    fn weigh<'a>(&self, data: impl Into<Sample<'a>>) -> Result<Weighing, Error> {
        let sample = data.into();
        let weighing = self.weigh_keys(&sample.family())?;
        Ok(Weighing { weights: weighing.weights.rescaled_to(sample.keys())?, ..weighing })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn consistency(ahp: &Ahp) -> Consistency {
        let names: Vec<String> = (0..ahp.order()).map(|i| format!("c{i}")).collect();
        match ahp.weigh_names(names).expect("weights").detail {
            WeighingDetail::Ahp(detail) => detail.consistency,
            other => panic!("{other:?}"),
        }
    }

    #[test]
    fn orders_one_and_two_are_consistent() {
        for judgements in [JudgementMatrix::from_upper::<Vec<f64>>(&[]), JudgementMatrix::from_upper(&[vec![7.0]])] {
            let ahp = Ahp::new(judgements.expect("valid"));
            assert_eq!(consistency(&ahp).consistency_ratio, 0.0);
        }
        let two = Ahp::new(JudgementMatrix::from_upper(&[vec![3.0]]).expect("valid"));
        let weights = two.weigh_names(["a", "b"]).expect("weights").weights;
        assert!((weights.as_slice()[0] - 0.75).abs() < 1e-15);
    }

    #[test]
    fn inconsistency_is_told_and_not_refused() {
        // a > b > c > a: as contradictory as three judgements can be.
        let ahp = Ahp::new(JudgementMatrix::from_upper(&[vec![9.0, 1.0 / 9.0], vec![9.0]]).expect("valid"));
        let weighing = ahp.weigh_names(["a", "b", "c"]).expect("weights");
        assert!(matches!(weighing.notices[..], [Notice::Inconsistent { ratio, limit }] if ratio > 1.0 && limit == 0.1));
    }

    #[test]
    fn names_put_the_weights_in_order() {
        let judgements = JudgementMatrix::from_upper(&[vec![3.0]]).expect("valid");
        let ahp = Ahp::new(judgements).with_names(["b", "a"]).expect("two names");
        let weights = ahp.weigh_names(["a", "b"]).expect("weights").weights;
        assert!((weights.get("b").expect("there") - 0.75).abs() < 1e-15);
        assert_eq!(weights.keys()[0], "a");
        assert_eq!(ahp.weigh_names(["a", "c"]).unwrap_err().code(), "unknown");
        assert_eq!(ahp.weigh_names(["a"]).unwrap_err().code(), "length");
    }

    #[test]
    fn an_order_beyond_the_table_is_told() {
        let upper: Vec<Vec<f64>> = (1..16).rev().map(|k| vec![1.0; k]).collect();
        let ahp = Ahp::new(JudgementMatrix::from_upper(&upper).expect("valid"));
        let names: Vec<String> = (0..16).map(|i| format!("c{i}")).collect();
        assert_eq!(ahp.weigh_names(&names).unwrap_err().code(), "undefined");
        let ahp = ahp.with_random_index(RandomIndex::AlonsoLamata2006);
        assert!(ahp.weigh_names(&names).is_ok());
        let simulated = consistency(&ahp.with_random_index(RandomIndex::Simulated { seed: 3, draws: 200 }));
        let simulation = simulated.simulation.expect("named in the result");
        assert_eq!((simulation.seed, simulation.draws, simulation.mean), (3, 200, simulated.random_index));
    }

    #[test]
    fn a_judgement_beyond_nine_is_told_whoever_made_it() {
        let told = |ahp: Ahp| {
            let found = ahp.weigh_names(["a", "b", "c"]).expect("weights").notices;
            found.iter().find_map(|n| if let Notice::OutsideSaatyScale { judgements } = n { Some(*judgements) } else { None })
        };
        let matrix = |a: f64| JudgementMatrix::from_upper(&[vec![a, a * 2.0], vec![2.0]]).expect("valid");
        let gappy = IncompleteJudgements::from_upper(&[vec![Some(20.0), Some(4.0)], vec![None]]).expect("valid");
        assert_eq!((told(Ahp::new(matrix(4.0))), told(Ahp::new(matrix(10.0)))), (None, Some(2)));
        assert_eq!(told(Ahp::of_incomplete(gappy, Completion::default())), Some(1));
        let group = Group::new([(matrix(4.0), 1.0), (matrix(10.0), 1.0)]).expect("two");
        assert_eq!(told(Ahp::of_group(group, Aggregation::default())), Some(2));
    }

    #[test]
    fn a_group_tells_who_stands_apart_and_what_filled_its_gaps() {
        let of = |a: f64, b: f64, c: f64| JudgementMatrix::from_upper(&[vec![a, b], vec![c]]).expect("valid");
        let detail = |group: Group| {
            let found = Ahp::of_group(group, Aggregation::default()).weigh_names(["a", "b", "c"]).expect("weights");
            let WeighingDetail::Ahp(detail) = found.detail else { panic!("{:?}", found.detail) };
            (detail.completion, detail.group.expect("a group").outlying)
        };
        let mut experts = vec![(of(2.0, 4.0, 2.0), 1.0); 7];
        experts.push((of(1.0 / 9.0, 1.0 / 9.0, 1.0), 1.0));
        // The eighth, counted from 1; with nothing missing nothing was completed.
        assert_eq!(detail(Group::new(experts).expect("eight")), (None, vec![8]));
        let gappy = IncompleteJudgements::from_upper(&[vec![Some(2.0), Some(4.0)], vec![None]]).expect("valid");
        let group = Group::new([(gappy, 1.0), (of(2.0, 4.0, 2.0).into(), 1.0)]).expect("two").with_completion(Completion::Harker);
        let ahp = crate::weight::WeightMethod::from(Ahp::of_group(group.clone(), Aggregation::default()));
        assert_eq!(detail(group).0.as_deref(), Some("harker"));
        // What is written is read again, with its completion.
        let text = format!("{:?}", ahp.write());
        assert!(text.contains("harker"), "{text}");
    }
}
