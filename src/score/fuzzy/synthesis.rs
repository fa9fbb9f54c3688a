//! Memberships of several factors become one (模糊合成).

use crate::error::Error;
use crate::label::Key;
use crate::numeric::sum;
use crate::weight::Weights;

/// Memberships nearer than this are one: they differ by rounding.
const TIE: f64 = 1e-12;

/// How weights and memberships become the membership of the whole (模糊合成算子).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default)]
pub enum FuzzyOperator {
    /// M(∧, ∨): the largest of `min(w_j, r_jk)` (主因素决定型). One factor decides, and its weight caps it.
    MaxMin,
    /// M(·, ∨): the largest of `w_j r_jk` (主因素突出型).
    MaxProduct,
    /// M(∧, ⊕): the sum of `min(w_j, r_jk)`, at most 1 (取小上界和型).
    SumMin,
    /// M(·, ⊕): the sum of `w_j r_jk`, at most 1 (加权平均型).
    #[default]
    SumProduct,
}

pub(super) const OPERATORS: [(&str, FuzzyOperator); 4] = [
    ("max-min", FuzzyOperator::MaxMin),
    ("max-product", FuzzyOperator::MaxProduct),
    ("sum-min", FuzzyOperator::SumMin),
    ("sum-product", FuzzyOperator::SumProduct),
];

impl FuzzyOperator {
    /// Its name in a model document.
    pub fn name(self) -> &'static str {
        OPERATORS.iter().find(|(_, operator)| *operator == self).map_or("sum-product", |(name, _)| name)
    }

    /// Whether every factor adds to the whole, and not only the strongest.
    pub(super) fn sums(self) -> bool {
        matches!(self, Self::SumMin | Self::SumProduct)
    }

    /// `so_far`, to which a factor with weight `w` and membership `r` is added.
    pub(super) fn add(self, so_far: f64, w: f64, r: f64) -> f64 {
        match self {
            Self::MaxMin => so_far.max(w.min(r)),
            Self::MaxProduct => so_far.max(w * r),
            Self::SumMin => (so_far + w.min(r)).min(1.0),
            Self::SumProduct => (so_far + w * r).min(1.0),
        }
    }
}

/// How far each factor belongs to each grade (隶属度矩阵), such as the shares of votes in a questionnaire.
///
/// # Formula
/// `b_k` joins `w_j` and `r_jk` over the factors j by the [`FuzzyOperator`].
///
/// # Reference
/// Wang Peizhuang (1983), *模糊集合论及其应用*, 上海科学技术出版社.
///
/// # Example
/// A garment of Zhang Jingxin's book *mathmodels*, four factors and the grades good, fair, poor, valued 90, 75 and 50: it prints the
/// memberships 0.70, 0.16, 0.14 and the value 82.
/// ```
/// use governance_efficacy::Weights;
/// use governance_efficacy::score::{FuzzyOperator, MembershipMatrix};
///
/// let votes = MembershipMatrix::from_votes([
///     ("color", [8.0, 1.0, 1.0]),
///     ("make", [7.0, 2.0, 1.0]),
///     ("brand", [6.0, 2.0, 2.0]),
///     ("style", [7.0, 1.0, 2.0]),
/// ])?;
/// let weights = Weights::new([("color", 0.3), ("make", 0.3), ("brand", 0.3), ("style", 0.1)])?;
/// let garment = votes.synthesize(&weights, FuzzyOperator::SumProduct)?;
/// let rounded: Vec<f64> = garment.memberships().iter().map(|b| (b * 1e12).round() / 1e12).collect();
/// assert_eq!(rounded, [0.7, 0.16, 0.14]);
/// assert!((garment.value(&[90.0, 75.0, 50.0])? - 82.0).abs() < 1e-12);
/// assert_eq!(garment.grade(), 1);
/// // By hand: (3 · 0.7 − 1)/(2 · 0.16 · 2) = 1.71875.
/// assert!((garment.effectiveness().unwrap() - 1.71875).abs() < 1e-12);
/// # Ok::<(), governance_efficacy::Error>(())
/// ```
#[derive(Debug, Clone, PartialEq)]
pub struct MembershipMatrix {
    factors: Vec<Key>,
    rows: Vec<Vec<f64>>,
}

impl MembershipMatrix {
    /// For each factor its membership of each grade, 0 to 1, in any order of grades that is the same for all.
    ///
    /// # Errors
    /// [`Error::TooFew`] without factors or with fewer than two grades; [`Error::Length`] for another number of grades than in the first
    /// factor; [`Error::InvalidSetting`] for a membership outside [0, 1], or a factor that belongs to no grade; [`Error::InvalidKey`] and
    /// [`Error::Duplicate`] for the names.
    pub fn new<K: AsRef<str>, R: AsRef<[f64]>>(factors: impl IntoIterator<Item = (K, R)>) -> Result<Self, Error> {
        let matrix = Self::checked(factors, "give memberships from 0 to 1")?;
        match matrix.first_where(|r| r > 1.0) {
            Some((factor, r)) => Err(refused(factor, r, "give memberships from 0 to 1, or counts as votes")),
            None => Ok(matrix),
        }
    }

    /// For each factor how many votes each grade got; their shares are the memberships.
    ///
    /// # Errors
    /// As [`new`](Self::new), for a negative count in place of a membership outside [0, 1].
    pub fn from_votes<K: AsRef<str>, R: AsRef<[f64]>>(factors: impl IntoIterator<Item = (K, R)>) -> Result<Self, Error> {
        let mut matrix = Self::checked(factors, "give how many votes each grade got")?;
        for (factor, row) in matrix.factors.iter().zip(&mut matrix.rows) {
            let total = sum(row);
            if !total.is_finite() {
                return Err(refused(factor, total, "give counts whose sum is finite"));
            }
            for votes in row {
                *votes /= total;
            }
        }
        Ok(matrix)
    }

    fn checked<K: AsRef<str>, R: AsRef<[f64]>>(
        factors: impl IntoIterator<Item = (K, R)>,
        remedy: &'static str,
    ) -> Result<Self, Error> {
        let mut matrix = Self { factors: Vec::new(), rows: Vec::new() };
        for (factor, row) in factors {
            let (factor, row) = (Key::new(factor.as_ref())?, row.as_ref().to_vec());
            let expected = matrix.rows.first().map_or(row.len(), Vec::len);
            if row.len() != expected {
                return Err(Error::Length { what: format!("grades of {:?}", factor.as_str()), expected, found: row.len() });
            }
            if matrix.factors.contains(&factor) {
                return Err(Error::Duplicate { what: "factor", name: factor.to_string() });
            }
            matrix.factors.push(factor);
            matrix.rows.push(row);
        }
        if matrix.rows.is_empty() {
            return Err(Error::TooFew { what: "factors", needed: 1 });
        }
        if matrix.grades() < 2 {
            return Err(Error::TooFew { what: "grades to tell apart", needed: 2 });
        }
        if let Some((factor, r)) = matrix.first_where(|r| !r.is_finite() || r < 0.0) {
            return Err(refused(factor, r, remedy));
        }
        match matrix.rows.iter().position(|row| row.iter().all(|&r| r == 0.0)) {
            Some(at) => Err(refused(&matrix.factors[at], 0.0, "let it belong to one grade at least, or leave it out")),
            None => Ok(matrix),
        }
    }

    fn first_where(&self, wrong: impl Fn(f64) -> bool) -> Option<(&Key, f64)> {
        let cells = self.factors.iter().zip(&self.rows).flat_map(|(factor, row)| row.iter().map(move |&r| (factor, r)));
        cells.into_iter().find(|&(_, r)| wrong(r))
    }

    fn grades(&self) -> usize {
        self.rows.first().map_or(0, Vec::len)
    }

    /// The membership of the whole.
    ///
    /// # Errors
    /// [`Error::Length`] and [`Error::Unknown`] unless the weights name the factors; [`Error::Undefined`] if memberships are too small to be
    /// told from none.
    pub fn synthesize(&self, weights: &Weights, operator: FuzzyOperator) -> Result<Synthesis, Error> {
        let weights = weights.in_order_of(self.factors.iter())?;
        let joined = |grade: usize| self.rows.iter().zip(&weights).fold(0.0, |b, (row, &w)| operator.add(b, w, row[grade]));
        let synthesis = Synthesis { memberships: (0..self.grades()).map(joined).collect() };
        if synthesis.memberships.iter().any(|&b| b >= f64::MIN_POSITIVE) {
            return Ok(synthesis);
        }
        Err(Error::Undefined {
            method: "fuzzy synthesis",
            problem: "it belongs to no grade".to_owned(),
            remedy: "give larger memberships or weights".to_owned(),
        })
    }
}

fn refused(factor: &Key, value: f64, remedy: &str) -> Error {
    Error::setting(format!("a membership of {:?}", factor.as_str()), value, remedy)
}

/// How far the whole belongs to each grade (综合隶属度).
#[derive(Debug, Clone, PartialEq)]
pub struct Synthesis {
    /// Not all zero.
    pub(super) memberships: Vec<f64>,
}

impl Synthesis {
    /// The memberships, in the order of the grades.
    pub fn memberships(&self) -> &[f64] {
        &self.memberships
    }

    /// The grade with the largest membership (最大隶属度原则), counted from 1; of equal ones the first.
    pub fn grade(&self) -> usize {
        let largest = self.memberships.iter().copied().fold(0.0, f64::max);
        1 + self.memberships.iter().position(|&b| b >= largest - TIE).unwrap_or(0)
    }

    /// Mean of `values`, one a grade, weighted by the memberships (加权平均原则).
    ///
    /// # Errors
    /// [`Error::Length`] unless there is one a grade; [`Error::InvalidSetting`] for a value that is not finite.
    pub fn value(&self, values: &[f64]) -> Result<f64, Error> {
        if values.len() != self.memberships.len() {
            return Err(Error::Length {
                what: "values of the grades".to_owned(),
                expected: self.memberships.len(),
                found: values.len(),
            });
        }
        match values.iter().find(|x| !x.is_finite()) {
            Some(x) => Err(Error::setting("the value of a grade", x, "give finite values")),
            None => Ok(self.mean_of(values)),
        }
    }

    /// The weighted mean of as many values as there are grades.
    pub(super) fn mean_of(&self, values: &[f64]) -> f64 {
        let total = sum(&self.memberships);
        self.memberships.iter().zip(values).map(|(b, x)| b / total * x).sum()
    }

    /// How much the largest membership tells (最大隶属度原则的有效度): `α = (nβ − 1)/(2γ(n − 1))`, β the largest and γ the second share of
    /// n grades, none if a single grade has all. It is 0 where all grades are equal; from 1 on the grade is usually trusted, below 0.5
    /// the weighted value is preferred.
    ///
    /// It is how far β lies above an even spread, `(β − 1/n)/(1 − 1/n)`, over how far γ is from having half, `γ/(1/2)`. The measure and
    /// its thresholds are in wide use in Chinese applied work; its first source was not at hand.
    pub fn effectiveness(&self) -> Option<f64> {
        let n = self.memberships.len() as f64;
        let total = sum(&self.memberships);
        let mut sorted = self.memberships.clone();
        sorted.sort_by(|a, b| b.total_cmp(a));
        let (largest, second) = (sorted.first()? / total, sorted.get(1)? / total);
        let effectiveness = (n * largest - 1.0).max(0.0) / (2.0 * second * (n - 1.0));
        effectiveness.is_finite().then_some(effectiveness)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn operators_by_hand() {
        let matrix = MembershipMatrix::new([("a", [0.9, 0.1]), ("b", [0.3, 0.7])]).expect("memberships");
        let weights = Weights::new([("b", 0.6), ("a", 0.4)]).expect("valid");
        let of = |operator| matrix.synthesize(&weights, operator).expect("some grade").memberships;
        assert_eq!(of(FuzzyOperator::MaxMin), [0.4, 0.6]);
        assert_eq!(of(FuzzyOperator::MaxProduct), [0.4 * 0.9, 0.6 * 0.7]);
        assert_eq!(of(FuzzyOperator::SumMin), [0.7, 0.7]);
        assert!((of(FuzzyOperator::SumProduct)[0] - 0.54).abs() < 1e-15);
        // The bounded sum: 0.5 + 0.5 + … is no more than 1.
        let sure = MembershipMatrix::new([("a", [1.0, 1.0]), ("b", [1.0, 1.0])]).expect("memberships");
        assert_eq!(sure.synthesize(&weights, FuzzyOperator::SumMin).expect("some").memberships, [1.0, 1.0]);
    }

    #[test]
    fn effectiveness_at_its_ends() {
        let of = |memberships: &[f64]| Synthesis { memberships: memberships.to_vec() }.effectiveness();
        assert_eq!(of(&[0.25; 4]), Some(0.0));
        assert_eq!(of(&[0.0, 1.0, 0.0]), None);
        // β = γ = ½ of two grades: (1 − 1)/… = 0; of three: ½/(2 · ½ · 2) = ¼.
        assert_eq!(of(&[0.5, 0.5]), Some(0.0));
        assert_eq!(of(&[0.5, 0.5, 0.0]), Some(0.25));
    }

    #[test]
    fn what_is_no_membership_is_refused() {
        let code = |rows: &[(&str, Vec<f64>)]| MembershipMatrix::new(rows.to_vec()).unwrap_err().code();
        assert_eq!(code(&[]), "too-few");
        assert_eq!(code(&[("a", vec![1.0])]), "too-few");
        assert_eq!(code(&[("a", vec![0.5, 0.5]), ("b", vec![1.0])]), "length");
        assert_eq!(code(&[("a", vec![0.5, 0.5]), ("a", vec![0.5, 0.5])]), "duplicate");
        assert_eq!(code(&[("a", vec![0.5, 1.5])]), "invalid-setting");
        assert_eq!(code(&[("a", vec![0.5, f64::NAN])]), "invalid-setting");
        assert_eq!(code(&[("a", vec![0.0, 0.0])]), "invalid-setting");
        let huge = MembershipMatrix::from_votes([("a", [f64::MAX, f64::MAX])]).unwrap_err();
        assert_eq!(huge.code(), "invalid-setting", "{huge}");
    }

    #[test]
    fn a_negative_membership_is_refused_and_none_is_not() {
        let of = |r: f64| MembershipMatrix::new([("a", vec![0.5, r, 0.5])]).map(|_| ()).map_err(|e| e.code());
        assert_eq!((of(0.0), of(1.0)), (Ok(()), Ok(())));
        assert!(of(-0.1).is_err() && of(f64::NAN).is_err());
    }
}
