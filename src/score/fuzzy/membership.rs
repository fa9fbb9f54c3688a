//! How far a value belongs to each grade (隶属函数).

use crate::document::{Entry, TableBuilder, Value};
use crate::error::Error;

/// More grades than this are refused: each takes room for every unit.
const MOST_GRADES: usize = 100;

/// How far a value belongs to each of several grades (隶属函数), by points on the scale of the value: from one grade to the next its
/// membership passes along a straight line, and the first and the last grade reach on without end.
///
/// The grades go from worst to best, so that the points descend where less is better. The memberships of a value sum to 1.
///
/// ```
/// use governance_efficacy::score::Membership;
///
/// // Sulphur dioxide in mg/m³, four grades: 0.07 is on its way from 0.15 to 0.05, 0.08/0.10 of it done.
/// let air = Membership::triangular(vec![0.50, 0.25, 0.15, 0.05])?;
/// let rounded: Vec<f64> = air.of(0.07).iter().map(|r| (r * 1e12).round() / 1e12).collect();
/// assert_eq!(rounded, [0.0, 0.0, 0.2, 0.8]);
/// assert_eq!(air.of(0.01), [0.0, 0.0, 0.0, 1.0]);
///
/// // Two grades with nothing in doubt below 60 and from 70 on.
/// assert_eq!(Membership::trapezoid(vec![60.0, 70.0])?.of(65.0), [0.5, 0.5]);
/// # Ok::<(), governance_efficacy::Error>(())
/// ```
#[derive(Debug, Clone, PartialEq)]
pub struct Membership {
    is_triangular: bool,
    points: Vec<f64>,
}

impl Default for Membership {
    /// Five grades on a scale from 0 to 1, best at 0, ¼, ½, ¾ and 1.
    fn default() -> Self {
        Self { is_triangular: true, points: vec![0.0, 0.25, 0.5, 0.75, 1.0] }
    }
}

impl Membership {
    /// One point a grade, at which a value belongs to that grade alone (三角形).
    ///
    /// # Errors
    /// [`Error::InvalidSetting`] unless there are two at least, all ascending or all descending; [`Error::Limit`] beyond 100 grades.
    pub fn triangular(points: Vec<f64>) -> Result<Self, Error> {
        let is_strict = ordered(&points, |a, b| a < b) || ordered(&points, |a, b| a > b);
        if points.len() < 2 || !is_strict {
            let remedy = "give one point a grade, from the worst grade to the best, ascending or descending";
            return Err(Error::setting("triangular", format!("{points:?}"), remedy));
        }
        Self { is_triangular: true, points }.limited()
    }

    /// Two points between each grade and the next (梯形): where a value leaves the one, and from where it belongs to the next alone.
    ///
    /// # Errors
    /// [`Error::InvalidSetting`] unless they are an even number, all ascending or all descending; the end of one passage and the
    /// beginning of the next may be the same; [`Error::Limit`] beyond 100 grades.
    pub fn trapezoid(points: Vec<f64>) -> Result<Self, Error> {
        let passes = |before: fn(f64, f64) -> bool| {
            points.chunks_exact(2).all(|pair| before(pair[0], pair[1])) && ordered(&points, |a, b| before(a, b) || a == b)
        };
        if points.is_empty() || !points.len().is_multiple_of(2) || !(passes(|a, b| a < b) || passes(|a, b| a > b)) {
            let remedy =
                "give two points between each grade and the next, from the worst grade to the best, ascending or descending";
            return Err(Error::setting("trapezoid", format!("{points:?}"), remedy));
        }
        Self { is_triangular: false, points }.limited()
    }

    fn limited(self) -> Result<Self, Error> {
        match self.grades() {
            found if found > MOST_GRADES => Err(Error::Limit { what: "number of grades", found, limit: MOST_GRADES }),
            _ => Ok(self),
        }
    }

    /// Number of grades, at least 2.
    pub fn grades(&self) -> usize {
        if self.is_triangular { self.points.len() } else { self.points.len() / 2 + 1 }
    }

    /// Whether a larger value belongs to a better grade.
    pub fn ascends(&self) -> bool {
        self.points.first() < self.points.last()
    }

    /// How far `x` belongs to each grade, the worst first.
    pub fn of(&self, x: f64) -> Vec<f64> {
        let mut memberships = vec![0.0; self.grades()];
        self.for_each(x, |grade, r| memberships[grade] = r);
        memberships
    }

    /// Tells `visit` the one or two grades `x` belongs to, counted from 0, and how far.
    pub(super) fn for_each(&self, x: f64, mut visit: impl FnMut(usize, f64)) {
        let sign = if self.ascends() { 1.0 } else { -1.0 };
        let last = self.grades() - 1;
        for grade in 0..last {
            let (from, to) = self.passage(grade);
            if sign * x <= sign * from {
                return visit(grade, 1.0);
            }
            if sign * x < sign * to {
                // Halves, because a passage may be longer than the largest number.
                let share = (x / 2.0 - from / 2.0) / (to / 2.0 - from / 2.0);
                visit(grade, 1.0 - share);
                return visit(grade + 1, share);
            }
        }
        visit(last, 1.0);
    }

    /// Where a value leaves `grade`, and from where it belongs to the next alone.
    fn passage(&self, grade: usize) -> (f64, f64) {
        let from = if self.is_triangular { grade } else { 2 * grade };
        (self.points[from], self.points[from + 1])
    }

    pub(super) fn read(entry: &Entry<'_>) -> Result<Self, Error> {
        let mut reader = entry.table()?;
        let found = match (reader.optional("triangular"), reader.optional("trapezoid")) {
            (Some(points), None) => Self::triangular(points.numbers()?).map_err(|e| points.error(e)),
            (None, Some(points)) => Self::trapezoid(points.numbers()?).map_err(|e| points.error(e)),
            _ => Err(entry.error(Error::setting("membership", "not clear", "give either triangular or trapezoid"))),
        }?;
        reader.finish()?;
        Ok(found)
    }

    pub(super) fn write(&self) -> Value {
        let name = if self.is_triangular { "triangular" } else { "trapezoid" };
        TableBuilder::default().with(name, self.points.clone()).into()
    }
}

/// Whether all numbers are finite and each goes before the next.
fn ordered(points: &[f64], before: impl Fn(f64, f64) -> bool) -> bool {
    points.iter().all(|x| x.is_finite()) && points.windows(2).all(|pair| before(pair[0], pair[1]))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ends_are_open_and_memberships_sum_to_one() {
        let triangular = Membership::triangular(vec![0.0, 0.5, 1.0]).expect("ascends");
        assert_eq!(triangular.of(-5.0), [1.0, 0.0, 0.0]);
        assert_eq!(triangular.of(0.5), [0.0, 1.0, 0.0]);
        assert_eq!(triangular.of(0.625), [0.0, 0.75, 0.25]);
        assert_eq!(triangular.of(9.0), [0.0, 0.0, 1.0]);
        // A cost: leaves the worst at 30, is fair from 20 to 15, and good from 5 down.
        let trapezoid = Membership::trapezoid(vec![30.0, 20.0, 15.0, 5.0]).expect("descends");
        assert_eq!(trapezoid.grades(), 3);
        assert_eq!(
            [31.0, 25.0, 17.0, 10.0, 1.0].map(|x| trapezoid.of(x)),
            [[1.0, 0.0, 0.0], [0.5, 0.5, 0.0], [0.0, 1.0, 0.0], [0.0, 0.5, 0.5], [0.0, 0.0, 1.0]]
        );
        let long = Membership::triangular(vec![-1.7e308, 1.7e308]).expect("ascends");
        assert_eq!(long.of(0.0), [0.5, 0.5]);
    }

    #[test]
    fn a_triangle_is_a_trapezoid_without_a_top() {
        let triangular = Membership::triangular(vec![0.0, 0.5, 1.0]).expect("ascends");
        let trapezoid = Membership::trapezoid(vec![0.0, 0.5, 0.5, 1.0]).expect("ascends");
        for step in -10..30 {
            let x = f64::from(step) / 20.0;
            assert_eq!(triangular.of(x), trapezoid.of(x));
        }
    }

    #[test]
    fn points_out_of_order_are_refused() {
        for points in [vec![], vec![1.0], vec![1.0, 1.0], vec![1.0, 3.0, 2.0], vec![0.0, f64::NAN]] {
            assert_eq!(Membership::triangular(points).unwrap_err().code(), "invalid-setting");
        }
        for points in [vec![], vec![1.0, 2.0, 3.0], vec![1.0, 1.0], vec![1.0, 3.0, 2.0, 4.0], vec![0.0, f64::INFINITY]] {
            assert_eq!(Membership::trapezoid(points).unwrap_err().code(), "invalid-setting");
        }
        let many: Vec<f64> = (0..101).map(f64::from).collect();
        assert_eq!(Membership::triangular(many).unwrap_err().code(), "limit");
    }
}
