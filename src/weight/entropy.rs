//! Entropy weights (熵权法).

use crate::document::{Reader, TableBuilder};
use crate::error::Error;
use crate::label::Key;
use crate::method::{Invariance, MethodInfo, Needs};
use crate::notice::Notice;
use crate::numeric::{Reading, divergence, shannon_entropy};
use crate::prepare::normalize::normalization_setting;
use crate::prepare::{Normalization, Scale};
use crate::table::{Gathers, Sample, SampleColumn};
use crate::threads;

use super::{Weigh, Weighing, WeighingDetail, Weights};

pub(super) const INFO: MethodInfo = MethodInfo {
    name: "entropy",
    en: "Entropy weights",
    zh: "熵权法",
    source: "Hwang & Yoon (1981), Multiple Attribute Decision Making, §2.4.2; Zeleny (1982), Multiple Criteria Decision Making",
    needs: Needs::Columns,
    invariances: &[Invariance::UnitOrder, Invariance::IndicatorOrder, Invariance::Scale],
    streamable: true,
};

/// Below this number of units the weights are unstable.
const ENOUGH_UNITS: usize = 10;

/// Entropy weights (熵权法): an indicator weighs more the more unevenly it is spread over the units.
///
/// # Formula
/// With `p_ij = r_ij / Σ_i r_ij`: `e_j = −(1/ln n) Σ_i p_ij ln p_ij`, `d_j = 1 − e_j`, `w_j = d_j / Σ_j d_j`, where `0 · ln 0 = 0`.
/// `d_j` is computed without the subtraction, so that a near-constant indicator keeps its digits.
///
/// # Input
/// `r` is the raw data by default, the paper's form: non-negative, directions ignored. [`with_normalization`] sets another;
/// `min-max`, also shifted, is the habit of much Chinese empirical work. It erases the spread by which the method tells indicators apart,
/// so a notice is given, whether the method, the model's preparation or an indicator names it.
///
/// [`with_normalization`]: Entropy::with_normalization
///
/// # Result
/// Weights on the simplex; the detail holds `e_j` and `d_j`, each in [0, 1].
///
/// # Edge cases
/// An indicator that is the same everywhere has `d = 0` and weighs nothing. If all are, there is no answer. With `min-max` and two
/// units all weights are equal whatever the data, so that is refused.
///
/// # Errors
/// [`Error::Undefined`] for one unit, a column that sums to zero, or when no indicator varies; [`Error::Value`] for a negative
/// value; what the normalisation refuses.
///
/// # Complexity
/// O(n m), two passes.
///
/// # Reference
/// Shannon (1948), A mathematical theory of communication, *Bell System Technical Journal* 27; Hwang & Yoon (1981), *Multiple
/// Attribute Decision Making*, Springer, §2.4.2; Zeleny (1982), *Multiple Criteria Decision Making*, McGraw-Hill.
///
/// # Example
/// Six laptops by six criteria; Ersoy (2021, LogForum 17(3)) prints 0.405, 0.221, 0.134, 0.199, 0.007, 0.034.
/// ```
/// use governance_efficacy::weight::{Entropy, Weigh};
/// use governance_efficacy::{DecisionMatrix, Direction};
///
/// let names = ["storage", "memory", "battery", "clock", "weight", "price"];
/// let matrix = DecisionMatrix::from_rows(
///     &names.map(|name| (name, Direction::Benefit)),
///     &[
///         [256.0, 8.0, 41.0, 1.6, 1.77, 7347.16],
///         [256.0, 8.0, 32.0, 1.0, 1.80, 6919.99],
///         [256.0, 8.0, 53.0, 1.6, 1.90, 8400.00],
///         [256.0, 8.0, 41.0, 1.0, 1.75, 6808.90],
///         [512.0, 8.0, 35.0, 1.6, 1.70, 8479.99],
///         [256.0, 4.0, 35.0, 1.6, 1.70, 7499.99],
///     ],
/// )?;
/// let weights = Entropy::default().weigh(&matrix)?.weights;
/// let rounded: Vec<f64> = weights.as_slice().iter().map(|w| (w * 1e3).round() / 1e3).collect();
/// assert_eq!(rounded, [0.405, 0.221, 0.134, 0.199, 0.007, 0.034]);
/// # Ok::<(), governance_efficacy::Error>(())
/// ```
#[derive(Debug, Clone, Copy, PartialEq, Default)]
pub struct Entropy {
    normalization: Option<Normalization>,
}

normalization_setting!(
    Entropy,
    "Sets the normalisation of the data, which must give non-negative values; the raw data if not set, or with [`Normalization::None`]."
);

impl Entropy {
    /// Whether the values of `column` are brought to one range, by its own normalisation or that of the method, wherever that is set.
    fn erases_spread(self, column: &SampleColumn<'_>) -> bool {
        let of_method = self.normalization.filter(|&normalization| normalization != Normalization::None);
        let normalization = of_method.map(|normalization| column.normalization().unwrap_or(normalization));
        let by_range = matches!(
            normalization,
            Some(Normalization::MinMax | Normalization::MinMaxShifted { .. } | Normalization::MinMaxPlus { .. })
        );
        by_range && !column.at_midpoint()
    }

    /// The normalisation of the data.
    fn data(self) -> Normalization {
        self.normalization.unwrap_or(Normalization::None)
    }

    /// `d_j` of one column.
    fn column_divergence(self, sample: &Sample<'_>, column: &SampleColumn<'_>) -> Result<f64, Error> {
        let n = column.count();
        let undefined =
            |problem: String, remedy: &str| Error::Undefined { method: "entropy", problem, remedy: remedy.to_owned() };
        let key = column.key().as_str();
        if n < 2 {
            return Err(undefined(format!("indicator {key:?} has a value for {n} unit"), "give at least two units"));
        }
        if column.at_midpoint() {
            return Ok(0.0);
        }
        let scale = match self.data() {
            Normalization::None => None,
            normalization => {
                if n == 2 && self.erases_spread(column) {
                    let problem =
                        format!("with a min-max normalisation the two values of {key:?} become its ends whatever they are");
                    return Err(undefined(problem, "use the raw data, or given weights"));
                }
                Some(Scale::fit(normalization, sample, column)?)
            }
        };
        if let Some(at) = first_negative(column, scale.as_ref()) {
            let problem = "is negative, where entropy takes shares of a sum";
            return Err(sample.value_error(column, at, problem, "set normalization = \"min-max\" or \"sum\" for these weights"));
        }
        let found = match column.statistics() {
            None => divergence(column.values(), &scale.as_ref().map_or(Reading::Plain, Scale::reading)),
            Some(statistics) => statistics.divergence(self.data()),
        };
        found
            .map(|d| d.max(0.0))
            .map_err(|total| undefined(format!("the values of {key:?} sum to {total}"), "leave the indicator out, or rescale it"))
    }
}

/// Where the first value is that becomes negative on `scale`, or is so without one.
fn first_negative(column: &SampleColumn<'_>, scale: Option<&Scale>) -> Option<usize> {
    let of_scale = |scale: &Scale| scale.ends().map(|(least, _)| least);
    let least = scale.map_or(Some(column.ends().min), of_scale);
    // Where the ends tell enough, no value is looked at.
    if least.is_some_and(|least| least >= 0.0) {
        return None;
    }
    column.values().iter().position(|&x| scale.map_or(x, |scale| scale.apply(x)) < 0.0)
}

impl Weigh for Entropy {
    fn info(&self) -> &'static MethodInfo {
        &INFO
    }

    fn gathers(&self) -> Option<Gathers> {
        Some(Gathers { divergences: vec![self.data()], ..Gathers::default() })
    }

    fn weigh<'a>(&self, data: impl Into<Sample<'a>>) -> Result<Weighing, Error> {
        let sample = data.into();
        let divergences = threads::map(sample.columns(), sample.cells(), |column| self.column_divergence(&sample, column))?;
        let keys: Vec<Key> = sample.keys().cloned().collect();
        let weights = Weights::proportional("entropy", keys, &divergences)?;
        let mut notices = Vec::new();
        let units = sample.columns().iter().map(SampleColumn::count).min().unwrap_or_default();
        if units < ENOUGH_UNITS {
            notices.push(Notice::FewUnits { units, needed: ENOUGH_UNITS });
        }
        if sample.columns().iter().any(|column| self.erases_spread(column)) {
            notices.push(Notice::SpreadErased);
        }
        let detail = WeighingDetail::Entropy {
            normalization: self.data().name().to_owned(),
            entropy: divergences.iter().map(|&d| shannon_entropy(d)).collect(),
            divergence: divergences,
        };
        Ok(Weighing { weights, detail, notices })
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::{Model, System};
    use crate::prepare::Preparation;
    use crate::{Indicator, IndicatorTable};

    const MIN_MAX: Normalization = Normalization::MinMax;

    /// What is told of entropy weights of a and b, with the normalisation of the preparation and that of a.
    fn told(rows: &[[f64; 2]], of_all: Normalization, of_a: Option<Normalization>) -> Result<bool, Error> {
        let of_a = of_a.map_or_else(|| Indicator::new("a"), |own| Indicator::new("a")?.with_normalization(own));
        let system = System::flat([of_a.expect("an indicator"), Indicator::new("b").expect("an indicator")]).expect("a system");
        let model = Model::new(system)
            .with_preparation(Preparation::default().with_normalization(of_all))
            .with_indicator_weights(Entropy::default());
        let units: Vec<String> = (0..rows.len()).map(|i| format!("u{i}")).collect();
        let cells: Vec<[Option<f64>; 2]> = rows.iter().map(|row| row.map(Some)).collect();
        let table = IndicatorTable::from_rows(units, &["a", "b"], &cells).expect("a table");
        Ok(model.evaluate(&table)?.root().weighing().notices.contains(&Notice::SpreadErased))
    }

    #[test]
    fn a_range_that_erases_spread_is_told_wherever_it_is_set() {
        let rows = [[1.0, 5.0], [2.0, 9.0], [4.0, 6.0]];
        for by_range in [MIN_MAX, Normalization::MinMaxShifted { epsilon: 0.01 }, Normalization::MinMaxPlus { epsilon: 1e-4 }] {
            assert_eq!(told(&rows, by_range, None), Ok(true), "{by_range:?}");
            assert_eq!(told(&rows, Normalization::Sum, Some(by_range)), Ok(true), "{by_range:?}");
            let error = told(&rows[..2], by_range, None).expect_err("equal whatever the data");
            assert_eq!(error.root().code(), "undefined", "{error}");
        }
        assert_eq!(told(&rows, Normalization::Sum, None), Ok(false));
        assert_eq!(told(&rows, Normalization::None, None), Ok(false));
    }

    #[test]
    fn nine_units_are_few_and_ten_are_not() {
        let notices = |units: usize| {
            let rows: Vec<[f64; 1]> = (0..units).map(|i| [1.0 + (i * i) as f64]).collect();
            let matrix = crate::DecisionMatrix::from_rows(&[("a", crate::Direction::Benefit)], &rows).expect("a matrix");
            Entropy::default().with_normalization(Normalization::Sum).weigh(&matrix).expect("weights").notices
        };
        assert_eq!(notices(9), [Notice::FewUnits { units: 9, needed: 10 }]);
        assert_eq!(notices(10), []);
    }
}
