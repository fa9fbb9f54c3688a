//! Normalisation (无量纲化): raw values of any unit and direction to benefit-oriented numbers without a unit.
//!
//! | name | benefit | cost | needs | leaves the result when an indicator is |
//! |---|---|---|---|---|
//! | `min-max` | (x − min)/(max − min) | (max − x)/(max − min) | not constant | scaled or shifted |
//! | `goalposts` | the same with bounds of the analyst | | low < high | — |
//! | `vector` | x/√Σx² | 1 − x/√Σx² | not all zero | scaled |
//! | `sum` | x/Σx | (1/x)/Σ(1/x) | positive | scaled |
//! | `max` | x/max | 1 − x/max | max > 0 | scaled |
//! | `linear` | x/max | min/x | positive | scaled |
//! | `z-score` | (x − mean)/sd | (mean − x)/sd | not constant | scaled or shifted |
//! | `none` | x | — | no cost indicator | — |
//!
//! A target (适度型) becomes `1 − |x − t| / max |x − t|` and a band (区间型) `1 − max(low − x, x − high, 0) / max(…)` first,
//! which are benefits; then the benefit formula applies.
//!
//! References: Hwang & Yoon (1981), *Multiple Attribute Decision Making*, ch. 2; OECD/JRC (2008), *Handbook on Constructing
//! Composite Indicators*, §5; Jahan & Edwards (2015), A state-of-the-art survey on the influence of normalization techniques in
//! ranking, *Materials & Design* 65.

use std::borrow::Cow;

use serde::{Deserialize, Serialize};

use crate::document::{Entry, TableBuilder, Value};
use crate::error::Error;
use crate::indicator::{Direction, Goalposts};
use crate::numeric::{Extrema, Moments, sum, sum_by};
use crate::table::{Sample, SampleColumn};

/// How raw values become benefit-oriented numbers without a unit (无量纲化方法). The [module](self) lists the formulas.
#[derive(Debug, Clone, Copy, PartialEq, Default)]
#[non_exhaustive]
pub enum Normalization {
    /// By the range of the sample (极差法), to [0, 1].
    #[default]
    MinMax,
    /// By bounds the analyst sets (目标值法), UNDP's way; the direction reverses it for a cost.
    Goalposts {
        /// The same bounds for every indicator; if none, each indicator's own.
        bounds: Option<Goalposts>,
        /// Whether values beyond the bounds count as 0 and 1.
        clip: bool,
    },
    /// By the Euclidean length of the column (向量归一化).
    Vector,
    /// By the sum of the column (归一化).
    Sum,
    /// By the largest value, a cost as its complement (最大值法).
    Max,
    /// By the largest value, a cost as the smallest over it (线性比例法).
    Linear,
    /// By mean and standard deviation (标准化), with `ddof` degrees of freedom taken off.
    ZScore {
        /// 1 for the sample's standard deviation, 0 for the population's.
        ddof: u8,
    },
    /// As it is (不处理), for values that are on one scale already. A cost is refused.
    None,
}

/// The names of the normalisations without parameters.
const NAMES: [(&str, Normalization); 9] = [
    ("min-max", Normalization::MinMax),
    ("goalposts", Normalization::Goalposts { bounds: None, clip: true }),
    ("vector", Normalization::Vector),
    ("sum", Normalization::Sum),
    ("max", Normalization::Max),
    ("linear", Normalization::Linear),
    ("z-score", Normalization::ZScore { ddof: 1 }),
    ("z-score-population", Normalization::ZScore { ddof: 0 }),
    ("none", Normalization::None),
];

impl Normalization {
    /// Each indicator's own goalposts; values beyond them count as 0 and 1.
    pub const GOALPOSTS: Self = Self::Goalposts { bounds: None, clip: true };

    /// Its name in a model document.
    pub fn name(self) -> &'static str {
        match self {
            Self::Goalposts { .. } => "goalposts",
            other => NAMES.iter().find(|(_, n)| *n == other).map_or("z-score", |(name, _)| name),
        }
    }

    pub(crate) fn read(entry: &Entry<'_>) -> Result<Self, Error> {
        if entry.is_text() {
            return entry.word("normalization", &NAMES);
        }
        let mut reader = entry.table()?;
        reader.required("method")?.word("normalization with settings", &[("goalposts", ())])?;
        let bounds = reader.optional("bounds").map(|bounds| read_goalposts(&bounds)).transpose()?;
        let clip = reader.optional("clip").map_or(Ok(true), |e| e.truth())?;
        reader.finish()?;
        Ok(Self::Goalposts { bounds, clip })
    }

    pub(crate) fn write(self) -> Value {
        match self {
            Self::Goalposts { bounds, clip } => {
                let table = TableBuilder::default().with("method", "goalposts");
                table.with_some("bounds", bounds.map(write_goalposts)).with("clip", clip).into()
            }
            other => other.name().into(),
        }
    }
}

/// The setting of a method that normalises: a field `normalization` of which none means the default of its paper.
macro_rules! normalization_setting {
    ($method:ident, $doc:literal) => {
        impl $method {
            #[doc = $doc]
            #[must_use]
            pub fn with_normalization(mut self, normalization: Normalization) -> Self {
                self.normalization = Some(normalization);
                self
            }

            /// The same method, with `normalization` if it names none of its own.
            pub(super) fn with_default_normalization(self, normalization: Normalization) -> Self {
                Self { normalization: self.normalization.or(Some(normalization)) }
            }

            pub(super) fn read(reader: &mut Reader<'_>) -> Result<Self, Error> {
                Ok(Self { normalization: reader.optional("normalization").map(|e| Normalization::read(&e)).transpose()? })
            }

            pub(super) fn write(self) -> TableBuilder {
                TableBuilder::default().with_some("normalization", self.normalization.map(Normalization::write))
            }
        }
    };
}
pub(crate) use normalization_setting;

/// `[low, high]`
pub(crate) fn read_goalposts(entry: &Entry<'_>) -> Result<Goalposts, Error> {
    match entry.numbers()?[..] {
        [low, high] => Goalposts::new(low, high).map_err(|e| entry.error(e)),
        ref ends => Err(entry.error(Error::Length { what: "goalposts".to_owned(), expected: 2, found: ends.len() })),
    }
}

pub(crate) fn write_goalposts(goalposts: Goalposts) -> Value {
    vec![goalposts.low(), goalposts.high()].into()
}

/// A fitted normalisation of one indicator (已拟合的量纲变换): it takes raw values to benefit-oriented ones on a frozen scale.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Scale {
    orientation: Orientation,
    map: Map,
    /// The raw values it was fitted on, or for a target or a band their distances from it; beyond them it extrapolates. None where
    /// the bounds are the analyst's.
    bounds: Option<(f64, f64)>,
}

/// From a raw value to one where more is better.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
enum Orientation {
    AsIs,
    Target { target: f64, reach: f64 },
    Band { low: f64, high: f64, reach: f64 },
}

/// From an oriented value to the normalised one.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
enum Map {
    Identity,
    /// (x − origin)/span, kept within [0, 1] if clipped.
    Affine {
        origin: f64,
        span: f64,
        clip: bool,
    },
    /// numerator/x
    Ratio {
        numerator: f64,
    },
    /// The same for every unit.
    Constant(f64),
}

impl Orientation {
    fn of(direction: Direction, values: &[f64]) -> Self {
        let reached = |orientation: Self| values.iter().map(|&x| orientation.distance(x)).fold(0.0, f64::max);
        match direction {
            Direction::Benefit | Direction::Cost => Self::AsIs,
            Direction::Target(target) => Self::Target { target, reach: reached(Self::Target { target, reach: 0.0 }) },
            Direction::Band { low, high } => Self::Band { low, high, reach: reached(Self::Band { low, high, reach: 0.0 }) },
        }
    }

    /// How far `x` is from the target or the band; `x` itself without one.
    fn distance(self, x: f64) -> f64 {
        match self {
            Self::AsIs => x,
            Self::Target { target, .. } => (x - target).abs(),
            Self::Band { low, high, .. } => (low - x).max(x - high).max(0.0),
        }
    }

    /// The value at `distance` on the same side of the target or the band as `x`.
    fn at_distance(self, distance: f64, x: f64) -> f64 {
        match self {
            Self::AsIs => distance,
            Self::Target { target, .. } => target + distance.copysign(x - target),
            Self::Band { low, .. } if x < low => low - distance,
            Self::Band { high, .. } => high + distance,
        }
    }

    fn apply(self, x: f64) -> f64 {
        match self {
            Self::AsIs => x,
            Self::Target { reach, .. } | Self::Band { reach, .. } => {
                let distance = self.distance(x);
                if reach > 0.0 { (1.0 - distance / reach).clamp(0.0, 1.0) } else { f64::from(u8::from(distance <= 0.0)) }
            }
        }
    }
}

/// The values of an indicator as they count: a target or a band by the closeness to it.
pub(crate) fn oriented(direction: Direction, values: &[f64]) -> Cow<'_, [f64]> {
    match Orientation::of(direction, values) {
        Orientation::AsIs => Cow::Borrowed(values),
        orientation => values.iter().map(|&x| orientation.apply(x)).collect(),
    }
}

impl Scale {
    /// Learns the scale of `column`.
    ///
    /// # Errors
    /// [`Error::Constant`] where the formula needs the values to vary, [`Error::Value`] for a value outside what it takes,
    /// [`Error::Undefined`] for a column it has no answer for.
    pub fn fit(normalization: Normalization, sample: &Sample<'_>, column: &SampleColumn<'_>) -> Result<Self, Error> {
        let raw = column.values();
        if raw.is_empty() {
            return Err(Error::TooFew { what: "values of the indicator", needed: 1 });
        }
        let range = Extrema::of(raw);
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
            _ => !matches!(normalization, Normalization::Goalposts { .. }),
        };
        let scale = Self { orientation, map, bounds: fitted_on.filter(|_| extrapolates) };
        // An overflow of finite values, such as a sum beyond the largest number, must not pass as a scale: it takes every value to 0.
        let beyond = values.iter().position(|&x| !map.apply(x).is_finite()).or_else(|| {
            let farthest = (0..raw.len()).max_by(|&a, &b| raw[a].abs().total_cmp(&raw[b].abs()));
            farthest.filter(|_| !scale.is_sound())
        });
        match beyond {
            None => Ok(scale),
            Some(at) => Err(fitting.refused(at, "is out of reach of", "rescale the indicator")),
        }
    }

    /// The scale of a method that takes raw values: only a target and a band become closeness, and a constant indicator its midpoint.
    pub(crate) fn unscaled(sample: &Sample<'_>, column: &SampleColumn<'_>) -> Result<Self, Error> {
        if column.direction() == Direction::Cost && !column.at_midpoint() {
            let ends = Extrema::of(column.values());
            return Ok(Self { orientation: Orientation::AsIs, map: Map::Identity, bounds: Some((ends.min, ends.max)) });
        }
        let scale = Self::fit(Normalization::None, sample, column)?;
        let ends = Extrema::of(column.values());
        Ok(Self { bounds: scale.bounds.or(Some((ends.min, ends.max))), ..scale })
    }

    /// The normalised value of `x`: more is better.
    pub fn apply(&self, x: f64) -> f64 {
        self.map.apply(self.orientation.apply(x))
    }

    /// The normalised values of `from`, into `to`; as many as the shorter holds.
    pub fn apply_into(&self, from: &[f64], to: &mut [f64]) {
        if self.orientation == Orientation::AsIs {
            match self.map {
                Map::Identity => to.iter_mut().zip(from).for_each(|(y, &x)| *y = x),
                Map::Affine { origin, span, clip: false } => {
                    to.iter_mut().zip(from).for_each(|(y, &x)| *y = (x - origin) / span);
                }
                map => to.iter_mut().zip(from).for_each(|(y, &x)| *y = map.apply(x)),
            }
        } else {
            to.iter_mut().zip(from).for_each(|(y, &x)| *y = self.apply(x));
        }
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

    /// Whether `x` has a place on the scale: a ratio holds positive values only.
    pub(crate) fn reaches(&self, x: f64) -> bool {
        !matches!(self.map, Map::Ratio { .. }) || self.orientation.apply(x) > 0.0
    }

    /// Whether it changes nothing.
    pub fn is_identity(&self) -> bool {
        self.map == Map::Identity && self.orientation == Orientation::AsIs
    }

    /// Whether every number in it is finite and usable, for a scale that was read from a file.
    pub(crate) fn is_sound(&self) -> bool {
        let finite = |numbers: &[f64]| numbers.iter().all(|x| x.is_finite());
        let map = match self.map {
            Map::Identity => true,
            Map::Affine { origin, span, .. } => finite(&[origin, span]) && span != 0.0,
            Map::Ratio { numerator } => finite(&[numerator]) && numerator > 0.0,
            Map::Constant(x) => finite(&[x]),
        };
        let orientation = match self.orientation {
            Orientation::AsIs => true,
            Orientation::Target { target, reach } => finite(&[target, reach]) && reach >= 0.0,
            Orientation::Band { low, high, reach } => finite(&[low, high, reach]) && low <= high && reach >= 0.0,
        };
        let ratio_bounds = !matches!(self.map, Map::Ratio { .. })
            || self.orientation != Orientation::AsIs
            || self.bounds.is_some_and(|(low, _)| low > 0.0);
        map && orientation && ratio_bounds && self.bounds.is_none_or(|(low, high)| finite(&[low, high]) && low <= high)
    }
}

/// One column on its way to a scale.
struct Fitting<'a> {
    sample: &'a Sample<'a>,
    column: &'a SampleColumn<'a>,
    orientation: Orientation,
    /// The values, oriented.
    values: &'a [f64],
    ends: Extrema,
    /// Name of the normalisation.
    name: &'static str,
}

impl Fitting<'_> {
    fn map(&self, normalization: Normalization) -> Result<Map, Error> {
        let (values, ends) = (self.values, self.ends);
        let is_cost = self.column.direction() == Direction::Cost;
        let affine = |origin: f64, span: f64| Map::Affine { origin, span, clip: false };
        Ok(match normalization {
            Normalization::MinMax => {
                self.require_variation()?;
                if is_cost { affine(ends.max, -ends.range()) } else { affine(ends.min, ends.range()) }
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
                if is_cost { Map::Ratio { numerator: 1.0 / sum_by(values, |x| 1.0 / x) } } else { affine(0.0, sum(values)) }
            }
            Normalization::Max => {
                self.require_positive_maximum()?;
                if is_cost { affine(ends.max, -ends.max) } else { affine(0.0, ends.max) }
            }
            Normalization::Linear => {
                self.require_positive()?;
                if is_cost { Map::Ratio { numerator: ends.min } } else { affine(0.0, ends.max) }
            }
            Normalization::ZScore { ddof } => {
                self.require_variation()?;
                let moments = Moments::of(values);
                let deviation = moments.standard_deviation(usize::from(ddof));
                // A deviation among the subnormal numbers has lost its digits; with one unit none is left to divide by.
                if !deviation.is_normal() {
                    return Err(self.undefined("has no standard deviation that is a number", "rescale the indicator"));
                }
                affine(moments.mean, if is_cost { -deviation } else { deviation })
            }
            Normalization::None if is_cost => {
                return Err(self.undefined("is a cost, so that more would count as better", "name a normalisation"));
            }
            Normalization::None => Map::Identity,
        })
    }

    /// The length of the column, from values scaled by the largest, so that squares neither overflow nor vanish.
    fn length(&self) -> Result<f64, Error> {
        let scale = self.ends.max.abs().max(self.ends.min.abs());
        if scale == 0.0 {
            return Err(self.undefined("is zero for every unit", "leave the indicator out"));
        }
        let length = scale * sum_by(self.values, |x| (x / scale) * (x / scale)).sqrt();
        // A length among the subnormal numbers has lost its digits.
        if !length.is_normal() {
            return Err(self.undefined("is too small or too large for its length to be a number", "rescale the indicator"));
        }
        Ok(length)
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
    fn refused(&self, at: usize, problem: &str, remedy: &str) -> Error {
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

impl Map {
    fn apply(self, x: f64) -> f64 {
        match self {
            Self::Identity => x,
            Self::Affine { origin, span, clip } => {
                let y = (x - origin) / span;
                if clip { y.clamp(0.0, 1.0) } else { y }
            }
            Self::Ratio { numerator } => numerator / x,
            Self::Constant(y) => y,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::numeric::agrees;
    use crate::table::DecisionMatrix;

    /// One indicator of the given direction, normalised.
    fn normalized(normalization: Normalization, direction: Direction, values: &[f64]) -> Result<Vec<f64>, Error> {
        let matrix = DecisionMatrix::from_columns(&[("x", direction)], vec![values.to_vec()])?;
        let sample = matrix.sample();
        let scale = Scale::fit(normalization, &sample, &sample.columns()[0])?;
        let mut out = vec![0.0; values.len()];
        scale.apply_into(values, &mut out);
        assert!(values.iter().zip(&out).all(|(&x, &y)| scale.apply(x) == y), "one value and a slice of them must agree");
        Ok(out)
    }

    fn expect(normalization: Normalization, direction: Direction, values: &[f64], expected: &[f64]) {
        let found = normalized(normalization, direction, values).expect("defined");
        let same = found.iter().zip(expected).all(|(x, y)| agrees(*x, *y, 1.0));
        assert!(same && found.len() == expected.len(), "{normalization:?} {direction:?}: {found:?}, expected {expected:?}");
    }

    #[test]
    fn each_formula_by_hand() {
        use Direction::{Benefit, Cost};
        // 1, 2, 5: range 4, sum 8, length √30, Σ1/x = 1.7, mean 8/3, Σ(x − mean)² = 26/3.
        let x = [1.0, 2.0, 5.0];
        let (length, sd) = (30.0_f64.sqrt(), (26.0_f64 / 6.0).sqrt());
        expect(Normalization::MinMax, Benefit, &x, &[0.0, 0.25, 1.0]);
        expect(Normalization::MinMax, Cost, &x, &[1.0, 0.75, 0.0]);
        expect(Normalization::Vector, Benefit, &x, &[1.0 / length, 2.0 / length, 5.0 / length]);
        expect(Normalization::Vector, Cost, &x, &[1.0 - 1.0 / length, 1.0 - 2.0 / length, 1.0 - 5.0 / length]);
        expect(Normalization::Sum, Benefit, &x, &[0.125, 0.25, 0.625]);
        expect(Normalization::Sum, Cost, &x, &[1.0 / 1.7, 0.5 / 1.7, 0.2 / 1.7]);
        expect(Normalization::Max, Benefit, &x, &[0.2, 0.4, 1.0]);
        expect(Normalization::Max, Cost, &x, &[0.8, 0.6, 0.0]);
        expect(Normalization::Linear, Benefit, &x, &[0.2, 0.4, 1.0]);
        expect(Normalization::Linear, Cost, &x, &[1.0, 0.5, 0.2]);
        let z = |x: f64| (x - 8.0 / 3.0) / sd;
        expect(Normalization::ZScore { ddof: 1 }, Benefit, &x, &[z(1.0), z(2.0), z(5.0)]);
        expect(Normalization::ZScore { ddof: 1 }, Cost, &x, &[-z(1.0), -z(2.0), -z(5.0)]);
        expect(Normalization::None, Benefit, &x, &x);
    }

    #[test]
    fn goalposts_count_what_lies_beyond_them_as_the_end() {
        let bounds = Goalposts::new(0.0, 4.0).ok();
        let clipped = Normalization::Goalposts { bounds, clip: true };
        expect(clipped, Direction::Benefit, &[-1.0, 1.0, 5.0], &[0.0, 0.25, 1.0]);
        expect(clipped, Direction::Cost, &[-1.0, 1.0, 5.0], &[1.0, 0.75, 0.0]);
        let open = Normalization::Goalposts { bounds, clip: false };
        expect(open, Direction::Benefit, &[-1.0, 5.0], &[-0.25, 1.25]);
        let own = normalized(Normalization::GOALPOSTS, Direction::Benefit, &[1.0]).unwrap_err();
        assert!(own.to_string().contains("\"x\" has no goalposts"), "{own}");
    }

    #[test]
    fn a_target_and_a_band_become_closeness() {
        // Distances to 7: 1, 0, 3.
        expect(Normalization::None, Direction::Target(7.0), &[6.0, 7.0, 10.0], &[1.0 - 1.0 / 3.0, 1.0, 0.0]);
        // Beyond 10 to 20: 4, 0, 0, 1.
        let band = Direction::Band { low: 10.0, high: 20.0 };
        expect(Normalization::None, band, &[6.0, 10.0, 15.0, 21.0], &[0.0, 1.0, 1.0, 0.75]);
        // All inside.
        expect(Normalization::None, band, &[11.0, 12.0], &[1.0, 1.0]);
    }

    #[test]
    fn a_frozen_target_clips_what_is_farther_away() {
        let matrix = DecisionMatrix::from_columns(&[("x", Direction::Target(0.0))], vec![vec![-2.0, 1.0]]).expect("valid");
        let sample = matrix.sample();
        let scale = Scale::fit(Normalization::None, &sample, &sample.columns()[0]).expect("defined");
        assert_eq!(scale.apply(9.0), 0.0);
        assert_eq!(scale.bounds(), Some((1.0, 2.0)));
        // As near as 1 and as far as 2 on either side.
        let within = [-9.0, -1.5, -0.5, 0.0, 0.5, 1.5, 9.0].map(|x| scale.within(x));
        assert_eq!(within, [-2.0, -1.5, -1.0, 1.0, 1.0, 1.5, 2.0]);
    }

    #[test]
    fn a_frozen_band_clips_by_the_distance_from_it() {
        let direction = Direction::Band { low: 10.0, high: 20.0 };
        let matrix = DecisionMatrix::from_columns(&[("x", direction)], vec![vec![6.0, 8.0, 12.0]]).expect("valid");
        let sample = matrix.sample();
        let scale = Scale::fit(Normalization::MinMax, &sample, &sample.columns()[0]).expect("varies");
        assert_eq!([1.0, 7.0, 15.0, 20.0, 22.0, 30.0].map(|x| scale.within(x)), [6.0, 7.0, 15.0, 20.0, 22.0, 24.0]);
    }

    #[test]
    fn what_a_formula_cannot_take_is_refused_with_its_place() {
        let code = |normalization, direction, values: &[f64]| normalized(normalization, direction, values).unwrap_err().code();
        for normalization in [Normalization::Sum, Normalization::Linear] {
            assert_eq!(code(normalization, Direction::Benefit, &[1.0, 0.0]), "value");
            assert_eq!(code(normalization, Direction::Cost, &[1.0, -1.0]), "value");
        }
        assert_eq!(code(Normalization::Max, Direction::Benefit, &[-1.0, -2.0]), "value");
        assert_eq!(code(Normalization::Vector, Direction::Benefit, &[0.0, 0.0]), "undefined");
        assert_eq!(code(Normalization::None, Direction::Cost, &[1.0, 2.0]), "undefined");
        for normalization in [Normalization::MinMax, Normalization::ZScore { ddof: 1 }, Normalization::ZScore { ddof: 0 }] {
            assert_eq!(code(normalization, Direction::Benefit, &[3.0, 3.0]), "constant");
        }
        // The range of these is more than a float holds.
        assert_eq!(code(Normalization::MinMax, Direction::Benefit, &[-1.7e308, 1.7e308]), "value");
    }

    #[test]
    fn a_vector_of_very_small_or_large_numbers_keeps_its_length() {
        for unit in [1e-200, 1e200] {
            expect(Normalization::Vector, Direction::Benefit, &[3.0 * unit, 4.0 * unit], &[0.6, 0.8]);
        }
    }
}
