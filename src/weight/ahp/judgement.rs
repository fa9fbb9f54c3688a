//! Pairwise judgements (判断矩阵).

use crate::error::Error;

/// How far a full matrix may be from reciprocal, relative.
const RECIPROCITY_TOLERANCE: f64 = 1e-9;

/// The largest order a matrix may have: a person can't judge more, and a hostile file must not ask for more.
const MAX_ORDER: usize = 256;

/// A positive reciprocal matrix of pairwise judgements (判断矩阵): `a_ij` says how many times as important i is as j,
/// `a_ji = 1/a_ij`, `a_ii = 1`.
///
/// Built from the upper triangle, so that reciprocity can't be violated; a full matrix is checked.
///
/// ```
/// use governance_efficacy::weight::JudgementMatrix;
///
/// // Three criteria: the first is 3 times the second and 5 times the third, the second twice the third.
/// let judgements = JudgementMatrix::from_upper(&[vec![3.0, 5.0], vec![2.0]])?;
/// assert_eq!(judgements.order(), 3);
/// assert_eq!(judgements.get(2, 0), Some(0.2));
/// # Ok::<(), governance_efficacy::Error>(())
/// ```
#[derive(Debug, Clone, PartialEq)]
pub struct JudgementMatrix {
    order: usize,
    /// Row by row.
    values: Vec<f64>,
}

impl JudgementMatrix {
    /// From the rows of the upper triangle, without the diagonal: n − 1 rows of n − 1, n − 2, …, 1 judgements. No rows make the
    /// matrix of order 1.
    ///
    /// # Errors
    /// [`Error::Length`] for a row of another length, [`Error::Judgement`] for a judgement that is not positive and finite.
    pub fn from_upper<R: AsRef<[f64]>>(upper: &[R]) -> Result<Self, Error> {
        let order = upper.len() + 1;
        Self::check_order(order)?;
        let mut values = vec![1.0; order * order];
        for (i, row) in upper.iter().enumerate() {
            let (row, expected) = (row.as_ref(), order - 1 - i);
            if row.len() != expected {
                let what = format!("judgements in row {} of the upper triangle of order {order}", i + 1);
                return Err(Error::Length { what, expected, found: row.len() });
            }
            for (k, &a) in row.iter().enumerate() {
                let j = i + 1 + k;
                check_judgement(i, j, a)?;
                values[i * order + j] = a;
                values[j * order + i] = 1.0 / a;
            }
        }
        Ok(Self { order, values })
    }

    /// From values that have been checked, row by row.
    pub(super) fn of_checked(order: usize, values: Vec<f64>) -> Self {
        Self { order, values }
    }

    /// Refuses an order that no one can judge.
    pub(super) fn check_order(order: usize) -> Result<(), Error> {
        if order > MAX_ORDER {
            return Err(Error::Limit { what: "order of the judgement matrix", found: order, limit: MAX_ORDER });
        }
        Ok(())
    }

    /// From all rows.
    ///
    /// # Errors
    /// [`Error::Length`] unless it is square, [`Error::Judgement`] for a judgement that is not positive and finite, a diagonal
    /// other than 1, or a pair that is not reciprocal within 10⁻⁹. [`from_upper`](Self::from_upper) needs no such check.
    pub fn from_rows<R: AsRef<[f64]>>(rows: &[R]) -> Result<Self, Error> {
        Self::from_pairs(rows, |a, b| (a * b - 1.0).abs() <= RECIPROCITY_TOLERANCE, |a, b| (a, b))
    }

    /// From all rows of a matrix that was printed rounded to `decimals` places: a pair is taken if it is reciprocal for some values that
    /// round to those printed. The judgement above 1 of each pair is kept and its reciprocal recomputed, since rounding costs it least.
    ///
    /// # Errors
    /// As [`JudgementMatrix::from_rows`].
    pub fn from_rounded<R: AsRef<[f64]>>(rows: &[R], decimals: u8) -> Result<Self, Error> {
        let half = 0.5 * 10.0_f64.powi(-i32::from(decimals));
        // The last place may itself be rounded among floats.
        let half = half * (1.0 + 1e-9);
        let is_reciprocal = |a: f64, b: f64| (a - half) * (b - half) <= 1.0 && (a + half) * (b + half) >= 1.0;
        let keep = |a: f64, b: f64| if a >= b { (a, 1.0 / a) } else { (1.0 / b, b) };
        Self::from_pairs(rows, is_reciprocal, keep)
    }

    /// From all rows, if each pair is reciprocal, as `keep` makes them.
    fn from_pairs<R: AsRef<[f64]>>(
        rows: &[R],
        is_reciprocal: impl Fn(f64, f64) -> bool,
        keep: impl Fn(f64, f64) -> (f64, f64),
    ) -> Result<Self, Error> {
        let order = rows.len();
        if order == 0 {
            return Err(Error::TooFew { what: "judgements", needed: 1 });
        }
        Self::check_order(order)?;
        for (i, row) in rows.iter().enumerate() {
            let found = row.as_ref().len();
            if found != order {
                return Err(Error::Length { what: format!("judgements in row {}", i + 1), expected: order, found });
            }
        }
        let mut values = vec![1.0; order * order];
        for i in 0..order {
            let a = rows[i].as_ref();
            check_judgement(i, i, a[i])?;
            if (a[i] - 1.0).abs() > RECIPROCITY_TOLERANCE {
                return Err(invalid(i, i, format!("it is {}", a[i]), "put 1 on the diagonal: a thing is as important as itself"));
            }
            for j in i + 1..order {
                let (above, below) = (a[j], rows[j].as_ref()[i]);
                check_judgement(i, j, above)?;
                check_judgement(j, i, below)?;
                if !is_reciprocal(above, below) {
                    let problem =
                        format!("{above} and its mirror {below} are not reciprocal: their product is {}", above * below);
                    return Err(invalid(i, j, problem, "give the upper triangle only, and the rest follows"));
                }
                (values[i * order + j], values[j * order + i]) = keep(above, below);
            }
        }
        Ok(Self { order, values })
    }

    /// Number of things compared, n ≥ 1.
    pub fn order(&self) -> usize {
        self.order
    }

    /// The judgement of `i` against `j`, counted from 0.
    pub fn get(&self, i: usize, j: usize) -> Option<f64> {
        (i < self.order && j < self.order).then(|| self.values[i * self.order + j])
    }

    /// The rows.
    pub fn rows(&self) -> impl ExactSizeIterator<Item = &[f64]> + Clone {
        self.values.chunks_exact(self.order)
    }

    /// Row by row.
    pub(super) fn values(&self) -> &[f64] {
        &self.values
    }

    /// The rows of the upper triangle, without the diagonal.
    pub fn upper(&self) -> Vec<Vec<f64>> {
        self.rows().enumerate().take(self.order - 1).map(|(i, row)| row[i + 1..].to_vec()).collect()
    }

    /// The same judgements but for one pair. The judgement must be positive and finite.
    pub(super) fn with_judgement(&self, i: usize, j: usize, a: f64) -> Self {
        let mut changed = self.clone();
        (changed.values[i * self.order + j], changed.values[j * self.order + i]) = (a, 1.0 / a);
        changed
    }

    /// How many judgements above the diagonal lie outside Saaty's 1/9 to 9. Means of a group may.
    pub fn outside_saaty_scale(&self) -> usize {
        let outside = |a: &f64| !(1.0 / 9.0 - 1e-12..=9.0 + 1e-12).contains(a);
        self.rows().enumerate().map(|(i, row)| row[i + 1..].iter().filter(|a| outside(a)).count()).sum()
    }
}

/// One judgement as a text: a number, a fraction such as `1/3`, or `?` for one that is missing.
pub(super) fn parse_judgement(text: &str) -> Result<Option<f64>, Error> {
    let text = text.trim();
    if text == "?" {
        return Ok(None);
    }
    let number = |part: &str| part.trim().parse::<f64>().ok();
    let value = match text.split_once('/') {
        // Two signs don't make a judgement.
        Some((above, below)) => number(above).zip(number(below)).filter(|(a, b)| *a >= 0.0 && *b >= 0.0).map(|(a, b)| a / b),
        None => number(text),
    };
    value.map(Some).ok_or_else(|| {
        let remedy = "give a number, a fraction such as \"1/3\", or \"?\" for a judgement that is missing";
        Error::setting("the judgement", format!("{text:?}"), remedy)
    })
}

fn check_judgement(i: usize, j: usize, a: f64) -> Result<(), Error> {
    // The reciprocal must be a number too.
    if a.is_finite() && a > 0.0 && (1.0 / a).is_finite() && 1.0 / a > 0.0 {
        Ok(())
    } else {
        Err(invalid(i, j, format!("it is {a}"), "give a positive number, such as 3 or 1/3"))
    }
}

fn invalid(i: usize, j: usize, problem: String, remedy: &str) -> Error {
    Error::Judgement { row: i + 1, column: j + 1, problem, remedy: remedy.to_owned() }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_upper_triangle_says_it_all() {
        let judgements = JudgementMatrix::from_upper(&[vec![2.0, 4.0], vec![2.0]]).expect("valid");
        let rows: Vec<Vec<f64>> = judgements.rows().map(<[f64]>::to_vec).collect();
        assert_eq!(rows, [[1.0, 2.0, 4.0], [0.5, 1.0, 2.0], [0.25, 0.5, 1.0]]);
        assert_eq!(JudgementMatrix::from_rows(&rows).expect("reciprocal"), judgements);
        assert_eq!(judgements.upper(), [vec![2.0, 4.0], vec![2.0]]);
        assert_eq!(JudgementMatrix::from_upper::<Vec<f64>>(&[]).expect("order 1").order(), 1);
    }

    #[test]
    fn a_matrix_that_is_not_reciprocal_is_refused_with_its_place() {
        let error = JudgementMatrix::from_rows(&[[1.0, 2.0], [0.4, 1.0]]).unwrap_err();
        assert!(matches!(error, Error::Judgement { row: 1, column: 2, .. }), "{error}");
        assert_eq!(JudgementMatrix::from_rows(&[[2.0]]).unwrap_err().code(), "judgement");
        assert_eq!(JudgementMatrix::from_upper(&[[0.0]]).unwrap_err().code(), "judgement");
        assert_eq!(JudgementMatrix::from_upper(&[[f64::NAN]]).unwrap_err().code(), "judgement");
        assert_eq!(JudgementMatrix::from_upper(&[[f64::INFINITY]]).unwrap_err().code(), "judgement");
        assert_eq!(JudgementMatrix::from_upper(&[vec![1.0], vec![1.0]]).unwrap_err().code(), "length");
        assert_eq!(JudgementMatrix::from_rows(&[vec![1.0], vec![1.0, 1.0]]).unwrap_err().code(), "length");
        assert_eq!(JudgementMatrix::from_rows::<[f64; 0]>(&[]).unwrap_err().code(), "too-few");
        assert_eq!(JudgementMatrix::from_upper(&vec![vec![1.0]; 300]).unwrap_err().code(), "limit");
    }

    #[test]
    fn a_printed_matrix_is_taken_within_its_rounding() {
        let printed = [[1.0, 9.0, 3.0], [0.11, 1.0, 0.33], [0.33, 3.0, 1.0]];
        assert!(JudgementMatrix::from_rows(&printed).is_err());
        let judgements = JudgementMatrix::from_rounded(&printed, 2).expect("within rounding");
        assert_eq!(judgements.get(1, 0), Some(1.0 / 9.0));
        assert_eq!(judgements.get(1, 2), Some(1.0 / 3.0));
        assert_eq!(judgements.outside_saaty_scale(), 0);
        // 0.1 stands for 0.05 to 0.15 and so for 6.67 to 20.
        assert!(JudgementMatrix::from_rounded(&[[1.0, 7.0], [0.1, 1.0]], 1).is_ok());
        assert!(JudgementMatrix::from_rounded(&[[1.0, 6.0], [0.1, 1.0]], 1).is_err());
        assert!(JudgementMatrix::from_rounded(&[[1.0, 5.0], [0.21, 1.0]], 2).is_err());
        assert!(JudgementMatrix::from_rounded(&[[1.01, 5.0], [0.2, 1.0]], 1).is_err(), "a diagonal is 1");
    }

    #[test]
    fn one_pair_is_changed_and_what_is_not_there_is_none() {
        let judgements = JudgementMatrix::from_upper(&[vec![2.0, 4.0, 8.0], vec![2.0, 4.0], vec![2.0]]).expect("valid");
        let changed = judgements.with_judgement(0, 2, 5.0);
        for i in 0..4 {
            for j in 0..4 {
                let expected = match (i, j) {
                    (0, 2) => Some(5.0),
                    (2, 0) => Some(0.2),
                    _ => judgements.get(i, j),
                };
                assert_eq!(changed.get(i, j), expected, "{i} {j}");
            }
        }
        assert_eq!([judgements.get(0, 4), judgements.get(4, 0), judgements.get(3, 4)], [None; 3]);
        assert_eq!(judgements.get(3, 0), Some(0.125));
    }
}
