//! Weights by precedence chart (优序图法).

use crate::document::{Entry, Reader, TableBuilder, Value};
use crate::error::Error;
use crate::label::Key;
use crate::method::{Invariance, MethodInfo, Needs};
use crate::table::Sample;

use super::{Weigh, Weighing, WeighingDetail, named};

pub(super) const INFO: MethodInfo = MethodInfo {
    name: "precedence",
    en: "Precedence chart",
    zh: "优序图法",
    source: "Moody (1983), Decision Making: Proven Methods for Better Decisions",
    needs: Needs::Names,
    invariances: &[Invariance::UnitOrder, Invariance::IndicatorOrder, Invariance::Scale, Invariance::Shift],
    streamable: true,
};

/// Weights by precedence chart (优序图法): for each pair the analyst says only which indicator matters more, not by how much.
///
/// # Formula
/// `m_ij` is 1 if i matters more than j, 0 if less, ½ if the same, `m_ji = 1 − m_ij`, and `m_ii = ½`: `w_i = Σ_j m_ij / Σ_i Σ_j m_ij`, where
/// the sum of all is m²/2. For a panel `m_ij` is the share of its members for whom i matters more, counting half of those who see no
/// difference. A chart that leaves the diagonal out would give the last of an order no weight at all.
///
/// # Edge cases
/// Marks may go round in a circle: they then tend to equal weights.
///
/// # Errors
/// [`Error::Unknown`] for an indicator of the node that is not in the chart. One chart may serve several nodes: each shares its weight out by
/// the marks of its own children among all.
///
/// # Reference
/// Moody (1983), *Decision Making: Proven Methods for Better Decisions*, McGraw-Hill; with the diagonal, as the method is in use in China
/// (穆迪优序图).
///
/// # Example
/// By hand: safety before cost and comfort, cost and comfort the same: 2.5, 1 and 1 of 4.5.
/// ```
/// use governance_efficacy::weight::{Precedence, Weigh};
/// use governance_efficacy::{DecisionMatrix, Direction};
///
/// let names = ["safety", "cost", "comfort"];
/// let matrix = DecisionMatrix::from_rows(&names.map(|name| (name, Direction::Benefit)), &[[1.0, 2.0, 3.0]])?;
/// let weights = Precedence::new(names, &[vec![1.0, 1.0], vec![0.5]])?.weigh(&matrix)?.weights;
/// assert!((weights.get("safety").unwrap() - 2.5 / 4.5).abs() < 1e-15);
/// # Ok::<(), governance_efficacy::Error>(())
/// ```
#[derive(Debug, Clone, PartialEq)]
pub struct Precedence {
    names: Vec<Key>,
    upper: Vec<Vec<f64>>,
}

impl Precedence {
    /// The names, and the marks above the diagonal, each of the indicator of its row against that of its column: n − 1 rows of n − 1,
    /// n − 2, …, 1 marks from 0 to 1.
    ///
    /// # Errors
    /// [`Error::Length`] for another number of rows or marks, [`Error::Judgement`] for a mark outside 0 to 1; [`Error::TooFew`],
    /// [`Error::InvalidKey`] and [`Error::Duplicate`] for the names.
    pub fn new<K: AsRef<str>, R: AsRef<[f64]>>(names: impl IntoIterator<Item = K>, upper: &[R]) -> Result<Self, Error> {
        let names = named::keys("indicator in the chart", names)?;
        if upper.len() + 1 != names.len() {
            let what = "rows of the precedence chart above the diagonal".to_owned();
            return Err(Error::Length { what, expected: names.len() - 1, found: upper.len() });
        }
        for (i, row) in upper.iter().enumerate() {
            let (row, expected) = (row.as_ref(), names.len() - 1 - i);
            if row.len() != expected {
                return Err(Error::Length { what: format!("marks in row {} of the chart", i + 1), expected, found: row.len() });
            }
            if let Some(k) = row.iter().position(|mark| !(0.0..=1.0).contains(mark)) {
                return Err(Error::Judgement {
                    row: i + 1,
                    column: i + k + 2,
                    problem: format!("the mark is {}", row[k]),
                    remedy: "give 1 for more important, 0.5 for the same, 0 for less, or the share of a panel".to_owned(),
                });
            }
        }
        Ok(Self { names, upper: upper.iter().map(|row| row.as_ref().to_vec()).collect() })
    }

    pub(super) fn keys(&self) -> &[Key] {
        &self.names
    }

    fn marks(&self) -> Vec<f64> {
        let mut marks = vec![0.5; self.names.len()];
        for (i, row) in self.upper.iter().enumerate() {
            for (k, mark) in row.iter().enumerate() {
                marks[i] += mark;
                marks[i + 1 + k] += 1.0 - mark;
            }
        }
        marks
    }

    pub(super) fn read(reader: &mut Reader<'_>) -> Result<Self, Error> {
        let names = reader.required("names")?;
        let upper = reader.required("upper")?;
        let rows = upper.list()?.iter().map(Entry::numbers).collect::<Result<Vec<_>, _>>()?;
        Self::new(named::read_names(&names)?, &rows).map_err(|e| upper.error(e))
    }

    pub(super) fn write(&self) -> TableBuilder {
        let rows: Vec<Value> = self.upper.iter().cloned().map(Value::from).collect();
        TableBuilder::default().with("names", named::write_names(&self.names)).with("upper", rows)
    }
}

impl Weigh for Precedence {
    fn info(&self) -> &'static MethodInfo {
        &INFO
    }

    fn weigh<'a>(&self, data: impl Into<Sample<'a>>) -> Result<Weighing, Error> {
        let marks = self.marks();
        let detail = WeighingDetail::Precedence { names: self.names.clone(), marks: marks.clone() };
        named::weigh(INFO.name, &self.names, &marks, &data.into(), detail)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_order_and_a_circle_by_hand() {
        let order = Precedence::new(["a", "b", "c"], &[vec![1.0, 1.0], vec![1.0]]).expect("valid");
        assert_eq!(order.marks(), [2.5, 1.5, 0.5]);
        let circle = Precedence::new(["a", "b", "c"], &[vec![1.0, 0.0], vec![1.0]]).expect("valid");
        assert_eq!(circle.marks(), [1.5; 3]);
        assert_eq!(Precedence::new::<_, Vec<f64>>(["a"], &[]).expect("one alone").marks(), [0.5]);
    }

    #[test]
    fn marks_that_cannot_be_are_refused_with_their_place() {
        let error = Precedence::new(["a", "b", "c"], &[vec![1.0, 1.0], vec![2.0]]).unwrap_err();
        assert!(matches!(error, Error::Judgement { row: 2, column: 3, .. }), "{error}");
        let code = |rows: &[Vec<f64>]| Precedence::new(["a", "b"], rows).unwrap_err().code();
        assert_eq!((code(&[]), code(&[vec![]]), code(&[vec![f64::NAN]])), ("length", "length", "judgement"));
    }
}
