//! DEMATEL weights (决策试验与评价实验室法).

use nalgebra::DMatrix;

use crate::document::{Entry, Reader, TableBuilder, Value};
use crate::error::Error;
use crate::label::Key;
use crate::method::{Invariance, MethodInfo, Needs};
use crate::table::Sample;

use super::{Weigh, Weighing, WeighingDetail, named};

pub(super) const INFO: MethodInfo = MethodInfo {
    name: "dematel",
    en: "DEMATEL weights",
    zh: "决策试验与评价实验室法",
    source: "Gabus & Fontela (1972), World Problems, an Invitation to Further Thought within the Framework of DEMATEL, Battelle",
    needs: Needs::Names,
    invariances: &[Invariance::UnitOrder, Invariance::IndicatorOrder, Invariance::Scale, Invariance::Shift],
    streamable: true,
};

/// The largest number of factors: a hostile file must not ask for a large inverse.
const MAX_ORDER: usize = 256;

/// DEMATEL weights (决策试验与评价实验室法), the DEcision MAking Trial and Evaluation Laboratory: experts say how strongly each factor
/// influences each other; a factor weighs more the more it influences and is influenced, directly and through others.
///
/// # Formula
/// `X = D / max(largest row sum, largest column sum)`, total relation `T = X (I − X)⁻¹`; row sums `r`, column sums `c`; prominence
/// `r + c`, relation `r − c` (positive: a cause). `w_j = (r_j + c_j) / Σ (r + c)`.
///
/// # Errors
/// [`Error::Unknown`] for an indicator of the node that is no factor. One matrix may serve several nodes: each shares its weight out by the
/// prominence of its own children among all factors.
///
/// # Reference
/// Gabus & Fontela (1972), *World Problems, an Invitation to Further Thought within the Framework of DEMATEL*, Battelle Geneva.
///
/// # Example
/// By hand: a acts on b with strength 1 and nothing else happens, so `X = D`, `T = D`, and both have the prominence 1.
/// ```
/// use governance_efficacy::weight::Dematel;
///
/// let dematel = Dematel::new(["a", "b"], &[[0.0, 1.0], [0.0, 0.0]])?;
/// let relations = dematel.relations();
/// assert_eq!(relations.prominence, [1.0, 1.0]);
/// assert_eq!(relations.relation, [1.0, -1.0]);
/// # Ok::<(), governance_efficacy::Error>(())
/// ```
#[derive(Debug, Clone, PartialEq)]
pub struct Dematel {
    names: Vec<Key>,
    /// Row by row: the influence of the row on the column.
    influence: Vec<Vec<f64>>,
    relations: Relations,
}

/// What direct influences say of each factor (因素关系), in the order of the factors.
#[derive(Debug, Clone, PartialEq)]
pub struct Relations {
    /// Influence given, direct and indirect: row sums `r` of the total relation (影响度).
    pub given: Vec<f64>,
    /// Influence received: column sums `c` (被影响度).
    pub received: Vec<f64>,
    /// Prominence `r + c` (中心度).
    pub prominence: Vec<f64>,
    /// Relation `r − c`, positive for a cause and negative for an effect (原因度).
    pub relation: Vec<f64>,
    /// Mean of the total relation, above which an influence is usually drawn (阈值).
    pub threshold: f64,
}

impl Dematel {
    /// The influence of each of `names` (row) on each (column), not negative, usually on a scale of 0 to 4; the diagonal is 0.
    ///
    /// # Errors
    /// [`Error::Length`] unless it is square and has the names; [`Error::Judgement`] for an influence that is negative or not finite, or
    /// a diagonal other than 0; [`Error::Undefined`] if nothing influences anything, or influences only go round in a circle of full
    /// strength; [`Error::InvalidKey`] and [`Error::Duplicate`] for the names; [`Error::Limit`] beyond 256 factors.
    pub fn new<K: AsRef<str>, R: AsRef<[f64]>>(names: impl IntoIterator<Item = K>, influence: &[R]) -> Result<Self, Error> {
        let names = named::keys("factor", names)?;
        let order = names.len();
        if order > MAX_ORDER {
            return Err(Error::Limit { what: "order of the influence matrix", found: order, limit: MAX_ORDER });
        }
        if influence.len() != order {
            return Err(Error::Length { what: "rows of influence".to_owned(), expected: order, found: influence.len() });
        }
        for (i, row) in influence.iter().enumerate() {
            let row = row.as_ref();
            if row.len() != order {
                return Err(Error::Length { what: format!("influences in row {}", i + 1), expected: order, found: row.len() });
            }
            for (j, &x) in row.iter().enumerate() {
                if !x.is_finite() || x < 0.0 || (i == j && x != 0.0) {
                    return Err(Error::Judgement {
                        row: i + 1,
                        column: j + 1,
                        problem: format!("the influence is {x}"),
                        remedy: "give a finite influence that is not negative, and 0 on the diagonal".to_owned(),
                    });
                }
            }
        }
        let influence: Vec<Vec<f64>> = influence.iter().map(|row| row.as_ref().to_vec()).collect();
        let relations = relations(&influence)?;
        Ok(Self { names, influence, relations })
    }

    /// What the influences say of each factor.
    pub fn relations(&self) -> &Relations {
        &self.relations
    }

    pub(super) fn keys(&self) -> &[Key] {
        &self.names
    }

    pub(super) fn read(reader: &mut Reader<'_>) -> Result<Self, Error> {
        let names = reader.required("names")?;
        let influence = reader.required("influence")?;
        let rows = influence.list()?.iter().map(Entry::numbers).collect::<Result<Vec<_>, _>>()?;
        Self::new(named::read_names(&names)?, &rows).map_err(|e| influence.error(e))
    }

    pub(super) fn write(&self) -> TableBuilder {
        let rows: Vec<Value> = self.influence.iter().cloned().map(Value::from).collect();
        TableBuilder::default().with("names", named::write_names(&self.names)).with("influence", rows)
    }
}

fn relations(influence: &[Vec<f64>]) -> Result<Relations, Error> {
    let order = influence.len();
    let direct = DMatrix::from_fn(order, order, |i, j| influence[i][j]);
    let undefined = |problem: &str, remedy: &str| Error::Undefined {
        method: INFO.name,
        problem: problem.to_owned(),
        remedy: remedy.to_owned(),
    };
    let rows = direct.row_iter().map(|row| row.sum());
    let columns = direct.column_iter().map(|column| column.sum());
    let largest = rows.chain(columns).fold(0.0, f64::max);
    if largest == 0.0 {
        return Err(undefined("no factor influences any other", "give some influence above 0"));
    }
    if largest.is_infinite() {
        return Err(undefined("the influences of a factor add up to more than a number can hold", "use a scale such as 0 to 4"));
    }
    let normalized = direct / largest;
    let inverse = (DMatrix::identity(order, order) - &normalized).try_inverse();
    let total =
        inverse.map(|inverse| &normalized * inverse).filter(|t| t.iter().all(|x| x.is_finite() && (-1e-9..1e9).contains(x)));
    let Some(total) = total else {
        let problem = "every influence comes back with its full strength, so that the indirect ones have no bound";
        return Err(undefined(problem, "give at least one factor a smaller sum of influences"));
    };
    let given: Vec<f64> = total.row_iter().map(|row| row.sum()).collect();
    let received: Vec<f64> = total.column_iter().map(|column| column.sum()).collect();
    let pairs = || given.iter().zip(&received);
    let (prominence, relation) = (pairs().map(|(r, c)| r + c).collect(), pairs().map(|(r, c)| r - c).collect());
    let threshold = total.sum() / (order * order) as f64;
    Ok(Relations { given, received, prominence, relation, threshold })
}

impl Weigh for Dematel {
    fn info(&self) -> &'static MethodInfo {
        &INFO
    }

    fn weigh<'a>(&self, data: impl Into<Sample<'a>>) -> Result<Weighing, Error> {
        let Relations { prominence, relation, .. } = self.relations.clone();
        let detail = WeighingDetail::Dematel { names: self.names.clone(), prominence: prominence.clone(), relation };
        named::weigh(INFO.name, &self.names, &prominence, &data.into(), detail)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_chain_by_hand() {
        // a → b → c, each 2: X has 1 there; T adds a → c with 1.
        let dematel = Dematel::new(["a", "b", "c"], &[[0.0, 2.0, 0.0], [0.0, 0.0, 2.0], [0.0; 3]]).expect("valid");
        assert_eq!(dematel.relations().given, [2.0, 1.0, 0.0]);
        assert_eq!(dematel.relations().received, [0.0, 1.0, 2.0]);
        assert_eq!(dematel.relations().threshold, 3.0 / 9.0);
    }

    #[test]
    fn what_has_no_total_relation_is_refused() {
        let code = |rows: &[[f64; 2]]| Dematel::new(["a", "b"], rows).unwrap_err().code();
        assert_eq!(code(&[[0.0, 0.0], [0.0, 0.0]]), "undefined");
        assert_eq!(code(&[[0.0, 1.0], [1.0, 0.0]]), "undefined");
        assert_eq!(code(&[[1.0, 1.0], [1.0, 0.0]]), "judgement");
        assert_eq!(code(&[[0.0, -1.0], [1.0, 0.0]]), "judgement");
        assert_eq!(code(&[[0.0, f64::NAN], [1.0, 0.0]]), "judgement");
        assert_eq!(code(&[[0.0, 1.0]]), "length");
    }

    #[test]
    fn influences_too_large_to_add_are_told_as_such() {
        let rows = [[0.0, 1e308, 1e308], [0.0; 3], [0.0; 3]];
        let message = Dematel::new(["a", "b", "c"], &rows).unwrap_err().to_string();
        assert!(message.contains("more than a number can hold") && message.contains("0 to 4"), "{message}");
    }
}
