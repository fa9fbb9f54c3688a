//! From a normalisation and a column to its frozen map (拟合).

use crate::error::Error;
use crate::indicator::{Cuts, Direction, Goalposts, Normalization, Reference};
use crate::numeric::{Extrema, Moments, mean, median, quantile, sum, sum_by};
use crate::table::{Sample, SampleColumn, Statistics};

use super::map::Map;
use super::orientation::Orientation;
use super::ranks;

/// One column on its way to a scale.
pub(super) struct Fitting<'a> {
    pub(super) sample: &'a Sample<'a>,
    pub(super) column: &'a SampleColumn<'a>,
    pub(super) orientation: Orientation,
    /// The values, oriented.
    pub(super) values: &'a [f64],
    pub(super) ends: Extrema,
    /// Name of the normalisation.
    pub(super) name: &'static str,
}

impl Fitting<'_> {
    pub(super) fn map(&self, normalization: Normalization) -> Result<Map, Error> {
        let (values, ends) = (self.values, self.ends);
        let is_cost = self.column.direction() == Direction::Cost;
        let affine = |origin: f64, span: f64| Map::Affine { origin, span, clip: false };
        let range = || if is_cost { (ends.max, -ends.range()) } else { (ends.min, ends.range()) };
        Ok(match normalization {
            Normalization::MinMax => {
                self.require_variation()?;
                let (origin, span) = range();
                affine(origin, span)
            }
            Normalization::MinMaxShifted { epsilon } => {
                self.require_variation()?;
                let (origin, span) = range();
                Map::Lifted { origin, span, factor: 1.0 - epsilon, offset: epsilon }
            }
            Normalization::MinMaxPlus { epsilon } => {
                self.require_variation()?;
                let (origin, span) = range();
                Map::Lifted { origin, span, factor: 1.0, offset: epsilon }
            }
            Normalization::Goalposts { bounds, clip } => {
                let goalposts = self.goalposts(bounds)?;
                let (low, high) = (goalposts.low(), goalposts.high());
                let (origin, span) = if is_cost { (high, low - high) } else { (low, high - low) };
                Map::Affine { origin, span, clip }
            }
            Normalization::Vector => {
                let length = self.length()?;
                if is_cost { affine(length, -length) } else { affine(0.0, length) }
            }
            Normalization::Sum => {
                self.require_positive()?;
                if is_cost { Map::Ratio { numerator: 1.0 / sum_by(values, |x| 1.0 / x) } } else { affine(0.0, self.sum()) }
            }
            Normalization::Max => {
                self.require_positive_maximum()?;
                if is_cost { affine(ends.max, -ends.max) } else { affine(0.0, ends.max) }
            }
            Normalization::Linear => {
                self.require_positive()?;
                if is_cost { Map::Ratio { numerator: ends.min } } else { affine(0.0, ends.max) }
            }
            Normalization::Logarithmic => self.logarithmic(is_cost)?,
            Normalization::ZavadskasTurskis => {
                self.require_positive()?;
                relative(if is_cost { ends.min } else { ends.max }, is_cost)
            }
            Normalization::ZScore { ddof } => self.z_score(usize::from(ddof), is_cost)?,
            Normalization::Rank { ties } => {
                self.require_variation()?;
                Map::Ranks(ranks::ranked(values, is_cost, ties))
            }
            Normalization::Percentile => {
                self.require_variation()?;
                Map::Ranks(ranks::percentiles(values, is_cost))
            }
            Normalization::Borda => {
                self.require_variation()?;
                Map::Ranks(ranks::borda(values, is_cost))
            }
            Normalization::DistanceToReference { reference } => relative(self.reference(reference, is_cost)?, is_cost),
            Normalization::Categorical { cuts } => self.classes(cuts, is_cost)?,
            Normalization::None if is_cost => {
                return Err(self.undefined("is a cost, so that more would count as better", "name a normalisation"));
            }
            Normalization::None => Map::Identity,
        })
    }

    fn logarithmic(&self, is_cost: bool) -> Result<Map, Error> {
        if let Some(at) = self.values.iter().position(|&x| x < 1.0) {
            let remedy = "give the indicator in a unit in which every value is at least 1, or use min-max normalisation";
            return Err(self.refused(at, "is below 1, where logarithms turn the order around, as they must not for", remedy));
        }
        let total = sum_by(self.values, f64::ln);
        if total <= 0.0 {
            return Err(self.undefined("is 1 for every unit, so that its logarithms sum to 0", "leave the indicator out"));
        }
        if !is_cost {
            return Ok(Map::Logarithm { origin: 0.0, span: total });
        }
        match self.values.len() - 1 {
            0 => Err(self.undefined("is a cost of one unit alone", "give at least two units")),
            others => Ok(Map::Logarithm { origin: total, span: -total * others as f64 }),
        }
    }

    fn z_score(&self, ddof: usize, is_cost: bool) -> Result<Map, Error> {
        self.require_variation()?;
        let moments = match self.column.statistics() {
            Some(statistics) => statistics.moments(),
            None => Moments::of(self.values),
        };
        let deviation = moments.standard_deviation(ddof);
        // A deviation among the subnormal numbers has lost its digits; with one unit none is left to divide by.
        if !deviation.is_normal() {
            return Err(self.undefined("has no standard deviation that is a number", "rescale the indicator"));
        }
        Ok(Map::Affine { origin: moments.mean, span: if is_cost { -deviation } else { deviation }, clip: false })
    }

    fn reference(&self, reference: Reference, is_cost: bool) -> Result<f64, Error> {
        let (value, problem) = match reference {
            Reference::Mean => (self.mean(), "has a mean that is not positive, as the reference must be"),
            Reference::Median => (median(self.values), "has a median that is not positive, as the reference must be"),
            Reference::Best if is_cost => (self.ends.min, "has a smallest value that is not positive, as the leader must be"),
            Reference::Best => (self.ends.max, "has a largest value that is not positive, as the leader must be"),
            Reference::Value(value) => (value, "has a reference that is not positive"),
        };
        if value <= 0.0 {
            return Err(self.undefined(problem, "use min-max normalisation"));
        }
        // A mean among the subnormal numbers has lost its digits.
        if value.is_normal() {
            Ok(value)
        } else {
            Err(self.undefined("is too small for its reference to be a number", "rescale the indicator"))
        }
    }

    fn classes(&self, cuts: Cuts, is_cost: bool) -> Result<Map, Error> {
        if !cuts.are_shares() {
            return Ok(Map::Classes { cuts: cuts.as_slice().into(), descending: is_cost });
        }
        self.require_variation()?;
        let mut sorted = self.values.to_vec();
        sorted.sort_by(f64::total_cmp);
        // What is reached from below by a benefit is reached from above by a cost.
        let mut at: Vec<f64> =
            cuts.as_slice().iter().map(|&share| quantile(&sorted, if is_cost { 1.0 - share } else { share })).collect();
        at.sort_by(f64::total_cmp);
        Ok(Map::Classes { cuts: at.into(), descending: is_cost })
    }

    /// The length of the column, from values scaled by the largest, so that squares neither overflow nor vanish.
    fn length(&self) -> Result<f64, Error> {
        let scale = self.ends.max.abs().max(self.ends.min.abs());
        if scale == 0.0 {
            return Err(self.undefined("is zero for every unit", "leave the indicator out"));
        }
        let length = match self.column.statistics() {
            Some(statistics) => statistics.length(),
            None => scale * sum_by(self.values, |x| (x / scale) * (x / scale)).sqrt(),
        };
        // A length among the subnormal numbers has lost its digits.
        if !length.is_normal() {
            return Err(self.undefined("is too small or too large for its length to be a number", "rescale the indicator"));
        }
        Ok(length)
    }

    fn sum(&self) -> f64 {
        self.column.statistics().map_or_else(|| sum(self.values), |statistics| statistics.sum)
    }

    fn mean(&self) -> f64 {
        self.column.statistics().map_or_else(|| mean(self.values), Statistics::mean)
    }

    fn goalposts(&self, given: Option<Goalposts>) -> Result<Goalposts, Error> {
        // A target or a band has become a share of its reach already.
        let share = || if self.orientation == Orientation::AsIs { None } else { Goalposts::new(0.0, 1.0).ok() };
        share()
            .or(given)
            .or(self.column.goalposts())
            .ok_or_else(|| self.undefined("has no goalposts", "give the indicator goalposts = [low, high]"))
    }

    fn require_variation(&self) -> Result<(), Error> {
        if self.ends.is_constant() {
            let value = self.values.first().copied().unwrap_or_default();
            return Err(Error::Constant { indicator: self.column.key().clone(), value, method: self.name });
        }
        Ok(())
    }

    fn require_positive(&self) -> Result<(), Error> {
        match self.values.iter().position(|&x| x <= 0.0) {
            None => Ok(()),
            Some(at) => Err(self.refused(at, "is not positive, as it must be for", "use min-max or vector normalisation")),
        }
    }

    fn require_positive_maximum(&self) -> Result<(), Error> {
        match self.values.iter().position(|&x| x >= self.ends.max) {
            Some(at) if self.ends.max <= 0.0 => {
                Err(self.refused(at, "is the largest and not positive, as it must be for", "use min-max normalisation"))
            }
            _ => Ok(()),
        }
    }

    /// The error that the `at`-th value has `problem` with this normalisation.
    pub(super) fn refused(&self, at: usize, problem: &str, remedy: &str) -> Error {
        let counts_as = match self.orientation {
            Orientation::AsIs => String::new(),
            // The value itself may be fine.
            _ => format!("counts by its closeness as {}, which ", self.values.get(at).copied().unwrap_or_default()),
        };
        self.sample.value_error(self.column, at, format!("{counts_as}{problem} {} normalisation", self.name), remedy)
    }

    /// The error that the indicator has `problem` as a whole.
    fn undefined(&self, problem: &str, remedy: &str) -> Error {
        Error::Undefined {
            method: "normalisation",
            problem: format!("indicator {:?} {problem} ({})", self.column.key().as_str(), self.name),
            remedy: remedy.to_owned(),
        }
    }
}

/// 1 at the reference, and from there by the relative distance: `x/reference`, for a cost `2 − x/reference`.
fn relative(reference: f64, is_cost: bool) -> Map {
    let (origin, span) = if is_cost { (2.0 * reference, -reference) } else { (0.0, reference) };
    Map::Affine { origin, span, clip: false }
}
