//! Weights from points (打分赋权).

use crate::document::{Reader, TableBuilder};
use crate::error::Error;
use crate::label::Key;
use crate::method::{Invariance, MethodInfo, Needs};
use crate::table::Sample;

use super::{Weigh, Weighing, WeighingDetail, named};

pub(super) const INFO: MethodInfo = MethodInfo {
    name: "points",
    en: "Points",
    zh: "打分赋权法",
    source: "von Winterfeldt & Edwards (1986), Decision Analysis and Behavioral Research, ch. 8",
    needs: Needs::Names,
    invariances: &[Invariance::UnitOrder, Invariance::IndicatorOrder, Invariance::Scale, Invariance::Shift],
    streamable: true,
};

/// Weights from points (打分赋权法): point allocation, in which a budget of points is spread over the indicators (budget allocation), and
/// swing weighting, in which the indicator whose swing from worst to best matters most gets 100 and the others a share of that. Both
/// divide the points by their sum; they differ in the question that was asked.
///
/// # Formula
/// `w_j = points_j / Σ_j points_j`.
///
/// # Errors
/// [`Error::Unknown`] for an indicator of the node without points; [`Error::Undefined`] if all of them have 0. One list may serve several
/// nodes: each takes the points of its own children.
///
/// # Reference
/// von Winterfeldt & Edwards (1986), *Decision Analysis and Behavioral Research*, Cambridge University Press, ch. 8; OECD/JRC (2008),
/// *Handbook on Constructing Composite Indicators*, §6 (budget allocation).
///
/// # Example
/// ```
/// use governance_efficacy::weight::{Points, Weigh};
/// use governance_efficacy::{DecisionMatrix, Direction};
///
/// let criteria = ["a", "b"].map(|key| (key, Direction::Benefit));
/// let matrix = DecisionMatrix::from_rows(&criteria, &[[1.0, 2.0]])?;
/// let weights = Points::new([("a", 100.0), ("b", 25.0)])?.weigh(&matrix)?.weights;
/// assert_eq!(weights.as_slice(), [0.8, 0.2]);
/// # Ok::<(), governance_efficacy::Error>(())
/// ```
#[derive(Debug, Clone, PartialEq)]
pub struct Points {
    keys: Vec<Key>,
    points: Vec<f64>,
}

impl Points {
    /// Points by key.
    ///
    /// # Errors
    /// [`Error::InvalidSetting`] for points that are negative or not finite, all zero, or more in sum than a float can hold;
    /// [`Error::TooFew`], [`Error::InvalidKey`] and [`Error::Duplicate`] for the names.
    pub fn new<K: AsRef<str>>(points: impl IntoIterator<Item = (K, f64)>) -> Result<Self, Error> {
        let (names, points): (Vec<K>, Vec<f64>) = points.into_iter().unzip();
        let keys = named::keys("indicator with points", names)?;
        if let Some((key, x)) = keys.iter().zip(&points).find(|(_, x)| !x.is_finite() || **x < 0.0) {
            return Err(Error::setting(format!("the points of {key:?}"), x, "give a finite number that is not negative"));
        }
        if points.iter().all(|&x| x == 0.0) {
            return Err(Error::setting("the points", "all zero", "give some indicator points"));
        }
        if !points.iter().sum::<f64>().is_finite() {
            return Err(Error::setting(
                "the sum of the points",
                "more than a number can hold",
                "give smaller points, such as 0 to 100",
            ));
        }
        Ok(Self { keys, points })
    }

    pub(super) fn keys(&self) -> &[Key] {
        &self.keys
    }

    pub(super) fn read(reader: &mut Reader<'_>) -> Result<Self, Error> {
        let points = reader.required("points")?;
        Self::new(named::read_numbers(&points)?).map_err(|e| points.error(e))
    }

    pub(super) fn write(&self) -> TableBuilder {
        TableBuilder::default().with("points", named::write_numbers(&self.keys, &self.points))
    }
}

impl Weigh for Points {
    fn info(&self) -> &'static MethodInfo {
        &INFO
    }

    fn weigh<'a>(&self, data: impl Into<Sample<'a>>) -> Result<Weighing, Error> {
        named::weigh(INFO.name, &self.keys, &self.points, &data.into(), WeighingDetail::Points {})
    }
}
