//! The analytic hierarchy process (层次分析法).

mod consistency;
mod judgement;
mod priority;

use crate::document::{Entry, Reader, TableBuilder, Value};
use crate::error::Error;
use crate::label::Key;
use crate::method::{Invariance, MethodInfo, Needs};
use crate::notice::Notice;
use crate::table::Sample;

use super::{Weigh, Weighing, WeighingDetail, Weights};

pub use consistency::{Consistency, RandomIndex};
pub use judgement::JudgementMatrix;
pub use priority::Priority;

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

/// Weights from pairwise judgements (层次分析法, AHP).
///
/// # Formula
/// The principal eigenvector of the judgement matrix `A`: `A w = λ_max w`, `Σ w = 1`; or another [`Priority`]. Consistency:
/// `CI = (λ_max − n)/(n − 1)`, `CR = CI/RI(n)`.
///
/// # Result
/// Weights on the simplex; the detail is the [`Consistency`], with the table of random indices named. A ratio above the limit
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
/// let WeighingDetail::Ahp(consistency) = weighing.detail else { unreachable!() };
/// assert!((consistency.consistency_ratio - 0.022).abs() < 5e-4);
/// # Ok::<(), governance_efficacy::Error>(())
/// ```
#[derive(Debug, Clone, PartialEq)]
pub struct Ahp {
    judgements: JudgementMatrix,
    names: Option<Vec<Key>>,
    priority: Priority,
    random_index: RandomIndex,
    limit: f64,
}

impl Ahp {
    /// Judgements of the indicators in their order.
    pub fn new(judgements: JudgementMatrix) -> Self {
        Self {
            judgements,
            names: None,
            priority: Priority::default(),
            random_index: RandomIndex::default(),
            limit: DEFAULT_LIMIT,
        }
    }

    /// Names the rows of the matrix, so that their order need not be that of the indicators.
    ///
    /// # Errors
    /// [`Error::Length`] unless there is one name a row; [`Error::Duplicate`] and [`Error::InvalidKey`] for the names.
    pub fn with_names<K: AsRef<str>>(mut self, names: impl IntoIterator<Item = K>) -> Result<Self, Error> {
        let names = names.into_iter().map(Key::new).collect::<Result<Vec<Key>, _>>()?;
        if names.len() != self.judgements.order() {
            let what = "names of the judgement matrix".to_owned();
            return Err(Error::Length { what, expected: self.judgements.order(), found: names.len() });
        }
        for (at, name) in names.iter().enumerate() {
            if names[..at].contains(name) {
                return Err(Error::Duplicate { what: "name in the judgement matrix", name: name.to_string() });
            }
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
        if !(limit.is_finite() && limit > 0.0) {
            return Err(Error::setting("consistency limit", limit, "give a positive number; 0.1 is Saaty's"));
        }
        self.limit = limit;
        Ok(self)
    }

    /// The judgements.
    pub fn judgements(&self) -> &JudgementMatrix {
        &self.judgements
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
        let order = self.judgements.order();
        if keys.len() != order {
            let what = "indicators for the judgement matrix".to_owned();
            return Err(Error::Length { what, expected: order, found: keys.len() });
        }
        let priorities = self.priority.of(&self.judgements)?;
        let consistency = Consistency::of(&self.judgements, &priorities, self.priority, self.random_index)?;
        let named = Weights::proportional("ahp", self.names.clone().unwrap_or_else(|| keys.to_vec()), &priorities)?;
        let values = named.in_order_of(keys.iter())?;
        let weights = Weights::new(keys.iter().zip(values))?;
        let mut notices = Vec::new();
        if consistency.consistency_ratio > self.limit {
            notices.push(Notice::Inconsistent { ratio: consistency.consistency_ratio, limit: self.limit });
        }
        let outside = self.judgements.outside_saaty_scale();
        if outside > 0 {
            notices.push(Notice::OutsideSaatyScale { judgements: outside });
        }
        Ok(Weighing { weights, detail: WeighingDetail::Ahp(consistency), notices })
    }

    pub(super) fn read(reader: &mut Reader<'_>) -> Result<Self, Error> {
        let judgements = match (reader.optional("upper"), reader.optional("matrix")) {
            (Some(upper), None) => {
                let rows = upper.list()?.iter().map(read_judgements).collect::<Result<Vec<_>, _>>()?;
                JudgementMatrix::from_upper(&rows).map_err(|e| upper.error(e))?
            }
            (None, Some(matrix)) => {
                let rows = matrix.list()?.iter().map(read_judgements).collect::<Result<Vec<_>, _>>()?;
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
                .map_err(|e| matrix.error(e))?
            }
            (_, found) => {
                let problem = if found.is_some() { "given both as upper and as matrix" } else { "missing" };
                return Err(reader.error(Error::setting(
                    "the judgements",
                    problem,
                    "give upper = [[a12, a13, …], [a23, …], …] or the whole matrix",
                )));
            }
        };
        let mut ahp = Self::new(judgements);
        if let Some(names) = reader.optional("names") {
            let keys = names.list()?.iter().map(Entry::key).collect::<Result<Vec<_>, _>>()?;
            ahp = ahp.with_names(keys).map_err(|e| names.error(e))?;
        }
        if let Some(priority) = reader.optional("priority") {
            ahp.priority = priority.word("priority method", &priority::NAMES)?;
        }
        if let Some(table) = reader.optional("random-index") {
            ahp.random_index = table.word("table of random indices", &consistency::NAMES)?;
        }
        if let Some(limit) = reader.optional("limit") {
            ahp = ahp.with_limit(limit.number()?).map_err(|e| limit.error(e))?;
        }
        Ok(ahp)
    }

    pub(super) fn write(&self) -> TableBuilder {
        let names = self.names.as_ref().map(|names| names.iter().map(Key::to_string).collect::<Vec<_>>());
        let upper: Vec<Value> = self.judgements.upper().into_iter().map(Value::from).collect();
        TableBuilder::default()
            .with("upper", upper)
            .with_some("names", names)
            .with("priority", self.priority.name())
            .with("random-index", self.random_index.name())
            .with("limit", self.limit)
    }
}

/// One row of judgements: numbers, or fractions as texts such as `"1/3"`.
fn read_judgements(row: &Entry<'_>) -> Result<Vec<f64>, Error> {
    row.list()?.iter().map(read_judgement).collect()
}

fn read_judgement(entry: &Entry<'_>) -> Result<f64, Error> {
    if !entry.is_text() {
        return entry.number();
    }
    let text = entry.text()?;
    let number = |part: &str| part.trim().parse::<f64>().ok();
    let value = match text.split_once('/') {
        Some((above, below)) => number(above).zip(number(below)).map(|(above, below)| above / below),
        None => number(text),
    };
    value.ok_or_else(|| {
        entry.error(Error::setting("the judgement", format!("{text:?}"), "give a number, or a fraction such as \"1/3\""))
    })
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
        let names: Vec<String> = (0..ahp.judgements.order()).map(|i| format!("c{i}")).collect();
        match ahp.weigh_names(names).expect("weights").detail {
            WeighingDetail::Ahp(consistency) => consistency,
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
    }
}
