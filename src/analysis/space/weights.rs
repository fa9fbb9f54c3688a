//! Who is a neighbour of whom (空间权重矩阵).

use std::collections::HashMap;

use serde::{Deserialize, Serialize};

use crate::error::Error;
use crate::governance::Period;
use crate::table::IndicatorTable;

/// Where a unit is (坐标): easting and northing on a plane, or longitude and latitude in degrees.
pub type Coordinates = (f64, f64);

/// How far two places are apart (距离度量).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Distance {
    /// On a plane, in the unit of the coordinates (平面距离).
    #[default]
    Planar,
    /// On the globe in kilometres, of longitude and latitude in degrees: a sphere with the mean radius 6,371.0088 km (球面距离).
    Great,
}

impl Distance {
    fn between(self, a: Coordinates, b: Coordinates) -> f64 {
        const RADIUS: f64 = 6_371.008_8;
        match self {
            Self::Planar => (a.0 - b.0).hypot(a.1 - b.1),
            Self::Great => {
                let half = |x: f64| (x.to_radians() / 2.0).sin().powi(2);
                let chord = half(b.1 - a.1) + a.1.to_radians().cos() * b.1.to_radians().cos() * half(b.0 - a.0);
                2.0 * RADIUS * chord.sqrt().min(1.0).asin()
            }
        }
    }
}

/// Who is a neighbour of whom, and how much that counts (空间权重矩阵).
///
/// A unit is no neighbour of itself. A unit that has no neighbours and is none is an island: it takes no part in a test, which names it.
///
/// # Example
/// ```
/// use governance_efficacy::analysis::space::SpatialWeights;
///
/// let street = SpatialWeights::of_pairs(["A", "B", "C", "D"], [("A", "B"), ("B", "C")])?;
/// assert_eq!(street.neighbors("B")?, [("A", 1.0), ("C", 1.0)]);
/// assert_eq!(street.islands(), ["D"]);
/// assert_eq!(street.row_standardized().neighbors("B")?, [("A", 0.5), ("C", 0.5)]);
/// # Ok::<(), governance_efficacy::Error>(())
/// ```
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(try_from = "super::given::Form", into = "super::given::Form")]
pub struct SpatialWeights {
    pub(super) units: Vec<String>,
    /// Of each unit its neighbours, ascending, with a positive weight each.
    pub(super) rows: Vec<Vec<(usize, f64)>>,
    pub(super) is_standardized: bool,
}

/// More units would need more comparisons than anyone waits for.
const MOST: usize = 100_000;

impl SpatialWeights {
    /// Neighbours by name, each pair once: both are neighbours of each other, with weight 1 (邻接).
    ///
    /// # Errors
    /// [`Error::TooFew`] with fewer than three units, [`Error::Duplicate`] for a unit that occurs twice, [`Error::Unknown`] for a name
    /// in a pair that is no unit, [`Error::InvalidSetting`] for a unit paired with itself, [`Error::Limit`] beyond 100,000 units.
    pub fn of_pairs<S: Into<String>, A: AsRef<str>, B: AsRef<str>>(
        units: impl IntoIterator<Item = S>,
        pairs: impl IntoIterator<Item = (A, B)>,
    ) -> Result<Self, Error> {
        let units = checked(units)?;
        let place: HashMap<&str, usize> = units.iter().enumerate().map(|(at, unit)| (unit.as_str(), at)).collect();
        let find =
            |name: &str| place.get(name).copied().ok_or_else(|| Error::unknown("unit", name, units.iter().map(String::as_str)));
        let mut rows = vec![Vec::new(); units.len()];
        for (a, b) in pairs {
            let (i, j) = (find(a.as_ref())?, find(b.as_ref())?);
            if i == j {
                return Err(Error::setting("a pair of neighbours", format!("{:?} with itself", a.as_ref()), "leave it out"));
            }
            rows[i].push((j, 1.0));
            rows[j].push((i, 1.0));
        }
        for row in &mut rows {
            row.sort_unstable_by_key(|&(at, _)| at);
            row.dedup_by_key(|&mut (at, _)| at);
        }
        Ok(Self { units, rows, is_standardized: false })
    }

    /// The `k` nearest of each unit, with weight 1 (k 近邻). Being near is not mutual. Of equal distances the unit that comes first is taken.
    ///
    /// # Errors
    /// As [`of_pairs`](Self::of_pairs); [`Error::InvalidSetting`] unless `k` is at least 1 and below the number of units, and for
    /// coordinates that are not finite or no longitude and latitude.
    ///
    /// # Complexity
    /// O(n²).
    pub fn nearest<S: Into<String>>(
        places: impl IntoIterator<Item = (S, Coordinates)>,
        k: usize,
        distance: Distance,
    ) -> Result<Self, Error> {
        let (units, coordinates) = placed(places, distance)?;
        if k == 0 || k >= units.len() {
            return Err(Error::setting("number of neighbours", k, format!("give 1 to {}", units.len() - 1)));
        }
        let row = |i: usize| {
            let mut others: Vec<(f64, usize)> =
                (0..units.len()).filter(|&j| j != i).map(|j| (distance.between(coordinates[i], coordinates[j]), j)).collect();
            let by_distance = |a: &(f64, usize), b: &(f64, usize)| a.0.total_cmp(&b.0).then(a.1.cmp(&b.1));
            others.select_nth_unstable_by(k - 1, by_distance);
            let mut row: Vec<(usize, f64)> = others[..k].iter().map(|&(_, j)| (j, 1.0)).collect();
            row.sort_unstable_by_key(|&(at, _)| at);
            row
        };
        let rows = (0..units.len()).map(row).collect();
        Ok(Self { units, rows, is_standardized: false })
    }

    /// All units within `limit` of each other, with weight 1 (距离带).
    ///
    /// # Errors
    /// As [`nearest`](Self::nearest); [`Error::InvalidSetting`] for a limit that is not positive.
    ///
    /// # Complexity
    /// O(n²).
    pub fn within<S: Into<String>>(
        places: impl IntoIterator<Item = (S, Coordinates)>,
        limit: f64,
        distance: Distance,
    ) -> Result<Self, Error> {
        let (units, coordinates) = placed(places, distance)?;
        if !(limit.is_finite() && limit > 0.0) {
            return Err(Error::setting("distance between neighbours", limit, "give a positive number"));
        }
        let mut rows = vec![Vec::new(); units.len()];
        for i in 0..units.len() {
            for j in 0..units.len() {
                if i != j && distance.between(coordinates[i], coordinates[j]) <= limit {
                    rows[i].push((j, 1.0));
                }
            }
        }
        Ok(Self { units, rows, is_standardized: false })
    }

    /// The same with the weights of each unit's neighbours summing to 1 (行标准化).
    #[must_use]
    pub fn row_standardized(mut self) -> Self {
        for row in &mut self.rows {
            let total: f64 = row.iter().map(|(_, weight)| weight).sum();
            for (_, weight) in row {
                *weight /= total;
            }
        }
        self.is_standardized = true;
        self
    }

    /// Names of the units.
    pub fn units(&self) -> &[String] {
        &self.units
    }

    /// The neighbours of `unit`, each with its weight.
    ///
    /// # Errors
    /// [`Error::Unknown`] for a unit that is not there.
    pub fn neighbors(&self, unit: &str) -> Result<Vec<(&str, f64)>, Error> {
        let at = self.units.iter().position(|name| name == unit);
        let at = at.ok_or_else(|| Error::unknown("unit", unit, self.units.iter().map(String::as_str)))?;
        Ok(self.rows[at].iter().map(|&(j, weight)| (self.units[j].as_str(), weight)).collect())
    }

    /// Whether the weights of each unit's neighbours sum to 1.
    pub fn is_row_standardized(&self) -> bool {
        self.is_standardized
    }

    /// The units that have no neighbours and are none (孤岛).
    pub fn islands(&self) -> Vec<&str> {
        self.units.iter().zip(self.linked()).filter(|(_, linked)| !linked).map(|(unit, _)| unit.as_str()).collect()
    }

    /// Of each unit whether it is no island.
    pub(super) fn linked(&self) -> Vec<bool> {
        let mut linked: Vec<bool> = self.rows.iter().map(|row| !row.is_empty()).collect();
        self.rows.iter().flatten().for_each(|&(at, _)| linked[at] = true);
        linked
    }

    /// Units and coordinates of the rows of `table` in `period`, from two of its attributes: `x` is longitude or easting, `y` latitude or
    /// northing. Rows that lack either are left out.
    ///
    /// # Errors
    /// [`Error::Unknown`] for an attribute that is not there, [`Error::InvalidSetting`] for a text that is no number.
    pub fn coordinates(
        table: &IndicatorTable,
        (x, y): (&str, &str),
        period: impl Into<Option<Period>>,
    ) -> Result<Vec<(String, Coordinates)>, Error> {
        let period = period.into();
        let (easting, northing) = (table.attribute(x)?, table.attribute(y)?);
        let mut found = Vec::new();
        for (at, row) in table.rows().iter().enumerate().filter(|(_, row)| row.period == period) {
            let read = |name: &str, text: &Option<String>| match text.as_deref().map(str::trim) {
                None | Some("") => Ok(None),
                Some(text) => match text.parse::<f64>() {
                    Ok(x) if x.is_finite() => Ok(Some(x)),
                    _ => Err(Error::setting(format!("attribute {name:?} of unit {:?}", row.unit), text, "give a number")),
                },
            };
            if let (Some(x), Some(y)) = (read(x, &easting.values[at])?, read(y, &northing.values[at])?) {
                found.push((row.unit.to_owned(), (x, y)));
            }
        }
        Ok(found)
    }
}

pub(super) fn checked<S: Into<String>>(units: impl IntoIterator<Item = S>) -> Result<Vec<String>, Error> {
    let units: Vec<String> = units.into_iter().map(Into::into).collect();
    if units.len() < 3 {
        return Err(Error::TooFew { what: "units in space", needed: 3 });
    }
    if units.len() > MOST {
        return Err(Error::Limit { what: "units in space", found: units.len(), limit: MOST });
    }
    let mut seen = std::collections::HashSet::new();
    match units.iter().find(|unit| !seen.insert(unit.as_str())) {
        Some(twice) => Err(Error::Duplicate { what: "unit", name: twice.clone() }),
        None => Ok(units),
    }
}

fn placed<S: Into<String>>(
    places: impl IntoIterator<Item = (S, Coordinates)>,
    distance: Distance,
) -> Result<(Vec<String>, Vec<Coordinates>), Error> {
    let (units, coordinates): (Vec<S>, Vec<Coordinates>) = places.into_iter().unzip();
    let units = checked(units)?;
    let is_place = |&(x, y): &Coordinates| match distance {
        Distance::Planar => x.is_finite() && y.is_finite(),
        Distance::Great => (-180.0..=360.0).contains(&x) && (-90.0..=90.0).contains(&y),
    };
    match units.iter().zip(&coordinates).find(|(_, place)| !is_place(place)) {
        Some((unit, place)) => {
            let remedy = "give finite numbers; on the globe longitude then latitude, in degrees";
            Err(Error::setting(format!("coordinates of unit {unit:?}"), format!("{place:?}"), remedy))
        }
        None => Ok((units, coordinates)),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const SQUARE: [(&str, (f64, f64)); 4] = [("A", (0.0, 0.0)), ("B", (1.0, 0.0)), ("C", (0.0, 1.0)), ("D", (5.0, 5.0))];

    #[test]
    fn neighbours_by_distance_and_by_count() {
        let within = SpatialWeights::within(SQUARE, 1.0, Distance::Planar).expect("places");
        assert_eq!(within.neighbors("A").expect("a unit"), [("B", 1.0), ("C", 1.0)]);
        assert_eq!(within.islands(), ["D"]);
        let nearest = SpatialWeights::nearest(SQUARE, 1, Distance::Planar).expect("places");
        assert_eq!(nearest.neighbors("A").expect("a unit"), [("B", 1.0)]);
        assert_eq!(nearest.neighbors("D").expect("a unit"), [("B", 1.0)]);
        assert!(nearest.islands().is_empty());
    }

    #[test]
    fn a_degree_of_the_equator_is_111_km() {
        // A circumference of 2π · 6371.0088 km in 360 parts.
        let found = Distance::Great.between((10.0, 0.0), (11.0, 0.0));
        assert!((found - 2.0 * std::f64::consts::PI * 6_371.008_8 / 360.0).abs() < 1e-9, "{found}");
        assert!((Distance::Great.between((0.0, 90.0), (77.0, -90.0)) - std::f64::consts::PI * 6_371.008_8).abs() < 1e-6);
    }

    #[test]
    fn what_is_no_space_is_refused() {
        let code = |result: Result<SpatialWeights, Error>| result.map_err(|e| e.code()).err();
        let none: [(&str, &str); 0] = [];
        assert_eq!(code(SpatialWeights::of_pairs(["A", "B"], none)), Some("too-few"));
        assert_eq!(code(SpatialWeights::of_pairs(["A", "B", "A"], none)), Some("duplicate"));
        assert_eq!(code(SpatialWeights::of_pairs(["A", "B", "C"], [("A", "D")])), Some("unknown"));
        assert_eq!(code(SpatialWeights::of_pairs(["A", "B", "C"], [("A", "A")])), Some("invalid-setting"));
        assert_eq!(code(SpatialWeights::nearest(SQUARE, 4, Distance::Planar)), Some("invalid-setting"));
        assert_eq!(
            code(SpatialWeights::within(SQUARE.map(|(unit, _)| (unit, (0.0, 99.0))), 1.0, Distance::Great)),
            Some("invalid-setting")
        );
        assert_eq!(code(SpatialWeights::within(SQUARE, -1.0, Distance::Planar)), Some("invalid-setting"));
    }

    #[test]
    fn a_degree_of_longitude_is_shorter_where_both_lie_north() {
        // A quarter of the equator; at 60° north a degree is about half as long; from pole to pole half a great circle.
        let quarter = std::f64::consts::FRAC_PI_2 * 6_371.008_8;
        assert!((Distance::Great.between((0.0, 0.0), (90.0, 0.0)) - quarter).abs() < 1e-9);
        assert!((Distance::Great.between((10.0, -90.0), (70.0, 90.0)) - 2.0 * quarter).abs() < 1e-6);
        let chord = (60.0_f64.to_radians().cos() * 0.5_f64.to_radians().sin()).asin();
        assert!((Distance::Great.between((0.0, 60.0), (1.0, 60.0)) - 2.0 * 6_371.008_8 * chord).abs() < 1e-9);
    }

    #[test]
    fn coordinates_are_finite_numbers_and_rows_without_are_left_out() {
        use crate::table::Attribute;
        let table = IndicatorTable::from_rows(["A", "B"], &["a"], &[[Some(1.0)], [Some(2.0)]]).expect("a table");
        let with = |x: [Option<&str>; 2]| {
            let of = |name: &str, values: [Option<&str>; 2]| Attribute {
                name: name.parse().expect("a key"),
                values: values.iter().map(|value| value.map(str::to_owned)).collect(),
            };
            let table = table.clone().with_attribute(of("x", x)).and_then(|t| t.with_attribute(of("y", [Some("2"), Some("3")])));
            SpatialWeights::coordinates(&table.expect("as long"), ("x", "y"), None)
        };
        assert_eq!(with([Some(" 1.5 "), Some("")]), Ok(vec![("A".to_owned(), (1.5, 2.0))]));
        assert_eq!(with([None, Some("-4")]), Ok(vec![("B".to_owned(), (-4.0, 3.0))]));
        for wrong in ["inf", "nan", "1,5", "east"] {
            let error = with([Some("1"), Some(wrong)]).unwrap_err();
            assert!(error.code() == "invalid-setting" && error.to_string().contains("\"B\""), "{wrong}: {error}");
        }
    }
}
