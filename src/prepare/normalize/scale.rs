//! The fitted normalisation of one indicator (已拟合的量纲变换).

use serde::{Deserialize, Serialize};

use crate::error::Error;
use crate::indicator::Direction;
use crate::indicator::Normalization;
use crate::numeric::{Extrema, Kernel, Moments, Reading, dispatch};
use crate::table::{Sample, SampleColumn};

use super::fitting::Fitting;
use super::map::Map;
use super::orientation::Orientation;

/// A fitted normalisation of one indicator (已拟合的量纲变换): it takes raw values to benefit-oriented ones on a frozen scale.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Scale {
    orientation: Orientation,
    map: Map,
    /// The raw values it was fitted on, or for a target or a band their distances from it; beyond them it extrapolates. None where
    /// the bounds are the analyst's.
    bounds: Option<(f64, f64)>,
}

impl Scale {
    /// Learns the scale of `column` by its own normalisation if it has one, else by `normalization`.
    ///
    /// # Errors
    /// [`Error::Constant`] where the formula needs the values to vary, [`Error::Value`] for a value outside what it takes,
    /// [`Error::Undefined`] for a column it has no answer for.
    pub fn fit(normalization: Normalization, sample: &Sample<'_>, column: &SampleColumn<'_>) -> Result<Self, Error> {
        let normalization = column.normalization().unwrap_or(normalization).checked()?;
        let raw = column.values();
        if raw.is_empty() {
            return Err(Error::TooFew { what: "values of the indicator", needed: 1 });
        }
        let range = column.ends();
        if column.at_midpoint() {
            let bounds = Some((range.min, range.max));
            return Ok(Self { orientation: Orientation::AsIs, map: Map::Constant(0.5), bounds });
        }
        let orientation = Orientation::of(column.direction(), raw);
        let (oriented, distances): (Vec<f64>, Vec<f64>);
        let (values, ends, fitted_on) = if orientation == Orientation::AsIs {
            (raw, range, range)
        } else {
            oriented = raw.iter().map(|&x| orientation.apply(x)).collect();
            distances = raw.iter().map(|&x| orientation.distance(x)).collect();
            (oriented.as_slice(), Extrema::of(&oriented), Extrema::of(&distances))
        };
        let fitted_on = Some((fitted_on.min, fitted_on.max));
        let fitting = Fitting { sample, column, orientation, values, ends, name: normalization.name() };
        let map = fitting.map(normalization)?;
        let extrapolates = match map {
            Map::Identity => orientation != Orientation::AsIs,
            _ => !normalization.is_given(),
        };
        let scale = Self { orientation, map, bounds: fitted_on.filter(|_| extrapolates) };
        // An overflow of finite values, such as a sum beyond the largest number, must not pass as a scale: it takes every value to 0.
        // It never turns back on its way from one end to the other, so that the ends tell of all.
        let reaches_ends = [ends.min, ends.max].iter().all(|&x| scale.map.apply(x).is_finite());
        let first_beyond = || values.iter().position(|&x| !scale.map.apply(x).is_finite());
        let beyond = if reaches_ends { None } else { first_beyond() }.or_else(|| {
            let farthest = || (0..raw.len()).max_by(|&a, &b| raw[a].abs().total_cmp(&raw[b].abs()));
            if reaches_ends && scale.is_sound() { None } else { farthest().filter(|_| !scale.is_sound()) }
        });
        match beyond {
            None => Ok(scale),
            Some(at) => Err(fitting.refused(at, "is out of reach of", "rescale the indicator")),
        }
    }

    /// The scale of a method that takes raw values: only a target and a band become closeness, and a constant indicator its midpoint.
    pub(crate) fn unscaled(sample: &Sample<'_>, column: &SampleColumn<'_>) -> Result<Self, Error> {
        let ends = column.ends();
        let bounds = Some((ends.min, ends.max));
        if column.direction() == Direction::Cost && !column.at_midpoint() {
            return Ok(Self { orientation: Orientation::AsIs, map: Map::Identity, bounds });
        }
        let scale = Self::fit(Normalization::None, sample, column)?;
        Ok(Self { bounds: scale.bounds.or(bounds), ..scale })
    }

    /// The normalised value of `x`: more is better.
    pub fn apply(&self, x: f64) -> f64 {
        self.map.apply(self.orientation.apply(x))
    }

    /// The normalised values of `from`, into `to`; as many as the shorter holds.
    pub fn apply_into(&self, from: &[f64], to: &mut [f64]) {
        if self.orientation == Orientation::AsIs {
            match &self.map {
                Map::Identity => to.iter_mut().zip(from).for_each(|(y, &x)| *y = x),
                Map::Affine { origin, span, clip: false } => dispatch(Affine { from, to, origin: *origin, span: *span }),
                map => to.iter_mut().zip(from).for_each(|(y, &x)| *y = map.apply(x)),
            }
        } else {
            to.iter_mut().zip(from).for_each(|(y, &x)| *y = self.apply(x));
        }
    }

    /// How a sum of entropy reads values through it. A factor in the place of the divisor moves the last digit, which no end of the scale sees.
    pub(crate) fn reading(&self) -> Reading<'_> {
        match self.map {
            _ if self.orientation != Orientation::AsIs => {}
            Map::Identity => return Reading::Plain,
            Map::Affine { origin, span, clip: false } if (1.0 / span).is_normal() => {
                return Reading::Line { origin, factor: 1.0 / span };
            }
            _ => {}
        }
        Reading::Blocks(Box::new(|from, to| self.apply_into(from, to)))
    }

    /// Mean and squared deviations of what it makes of values with those of `raw`.
    ///
    /// # Errors
    /// [`Error::Undefined`] where the values themselves would have to be at hand.
    pub(crate) fn moments(&self, raw: Moments) -> Result<Moments, Error> {
        match self.map {
            _ if self.orientation != Orientation::AsIs => Err(not_at_hand()),
            Map::Identity => Ok(raw),
            Map::Affine { origin, span, clip: false } => Ok(raw.mapped(origin, span, 1.0, 0.0)),
            Map::Lifted { origin, span, factor, offset } => Ok(raw.mapped(origin, span, factor, offset)),
            Map::Constant(value) => Ok(raw.mapped(0.0, 1.0, 0.0, value)),
            _ => Err(not_at_hand()),
        }
    }

    /// The mean of what it makes of values with the mean `raw`.
    ///
    /// # Errors
    /// As [`moments`](Self::moments).
    pub(crate) fn mean(&self, raw: f64) -> Result<f64, Error> {
        self.moments(Moments::about(raw, 1, 0.0, 0.0)).map(|moments| moments.mean)
    }

    /// Least and largest of what it makes of the values it was fitted on, where they were taken as they are; none where it can't say.
    pub(crate) fn ends(&self) -> Option<(f64, f64)> {
        let (low, high) = self.bounds.filter(|_| self.orientation == Orientation::AsIs)?;
        let (a, b) = (self.map.apply(low), self.map.apply(high));
        Some(if a <= b { (a, b) } else { (b, a) })
    }

    /// The raw values it was fitted on, least and largest, or for a target or a band their distances from it; beyond them it
    /// extrapolates. None where it never does.
    pub fn bounds(&self) -> Option<(f64, f64)> {
        self.bounds
    }

    /// `x` where the scale was fitted on values as good and as bad; else the nearest value that is.
    pub fn within(&self, x: f64) -> f64 {
        let Some((low, high)) = self.bounds else { return x };
        let distance = self.orientation.distance(x);
        if distance < low {
            self.orientation.at_distance(low, x)
        } else if distance > high {
            self.orientation.at_distance(high, x)
        } else {
            x
        }
    }

    /// Whether `x` has a place on the scale: ratios and logarithms hold positive values only.
    pub(crate) fn reaches(&self, x: f64) -> bool {
        !self.map.is_of_positive_values() || self.orientation.apply(x) > 0.0
    }

    /// Whether it changes nothing.
    pub fn is_identity(&self) -> bool {
        self.map == Map::Identity && self.orientation == Orientation::AsIs
    }

    /// Whether every number in it is finite and usable, for a scale that was read from a file.
    pub(crate) fn is_sound(&self) -> bool {
        let finite = |numbers: &[f64]| numbers.iter().all(|x| x.is_finite());
        let orientation = match self.orientation {
            Orientation::AsIs => true,
            Orientation::Target { target, reach } => finite(&[target, reach]) && reach >= 0.0,
            Orientation::Band { low, high, reach } => finite(&[low, high, reach]) && low <= high && reach >= 0.0,
        };
        let positive_bounds = !self.map.is_of_positive_values()
            || self.orientation != Orientation::AsIs
            || self.bounds.is_some_and(|(low, _)| low > 0.0);
        self.map.is_sound()
            && orientation
            && positive_bounds
            && self.bounds.is_none_or(|(low, high)| finite(&[low, high]) && low <= high)
    }
}

fn not_at_hand() -> Error {
    Error::Undefined {
        method: "normalisation",
        problem: "the spread of what it makes of the values can't be learned from a stream".to_owned(),
        remedy: "use min-max, max, sum, vector or z-score normalisation for these weights, or read the whole table".to_owned(),
    }
}

/// (x − origin)/span of each value.
struct Affine<'a> {
    from: &'a [f64],
    to: &'a mut [f64],
    origin: f64,
    span: f64,
}

impl Kernel for Affine<'_> {
    type Output = ();

    #[inline(always)]
    fn run(self) {
        for (y, x) in self.to.iter_mut().zip(self.from) {
            *y = (x - self.origin) / self.span;
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_no_fit_makes_is_not_sound() {
        let of = |orientation: Orientation| Scale { orientation, map: Map::Identity, bounds: Some((0.0, 1.0)) }.is_sound();
        assert!(of(Orientation::AsIs) && of(Orientation::Target { target: 1.0, reach: 0.0 }));
        assert!(
            !of(Orientation::Target { target: 1.0, reach: -1.0 }) && !of(Orientation::Target { target: f64::NAN, reach: 1.0 })
        );
        assert!(of(Orientation::Band { low: 1.0, high: 1.0, reach: 0.0 }));
        assert!(
            !of(Orientation::Band { low: 2.0, high: 1.0, reach: 0.0 })
                && !of(Orientation::Band { low: 0.0, high: 1.0, reach: -1.0 })
        );
        let ratio = |bounds| Scale { orientation: Orientation::AsIs, map: Map::Ratio { numerator: 1.0 }, bounds }.is_sound();
        assert!(ratio(Some((0.5, 2.0))) && !ratio(Some((0.0, 2.0))) && !ratio(None) && !ratio(Some((2.0, 1.0))));
    }

    #[test]
    fn ratios_and_logarithms_reach_positive_values_only() {
        let of = |map: Map, x: f64| Scale { orientation: Orientation::AsIs, map, bounds: None }.reaches(x);
        assert_eq!([-1.0, 0.0, 1.0].map(|x| of(Map::Ratio { numerator: 1.0 }, x)), [false, false, true]);
        assert_eq!([-1.0, 0.0, 1.0].map(|x| of(Map::Logarithm { origin: 0.0, span: 1.0 }, x)), [false, false, true]);
        assert_eq!([-1.0, 0.0, 1.0].map(|x| of(Map::Identity, x)), [true; 3]);
    }
}
