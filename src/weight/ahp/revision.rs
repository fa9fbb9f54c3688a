//! Which judgements to look at again (判断修正建议).

use super::judgement::JudgementMatrix;
use super::priority::{Priority, lambda_max};
use super::random_index::index;

/// One judgement against the others (判断偏差).
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Revision {
    /// Row, counted from 0.
    pub row: usize,
    /// Column, counted from 0; above the diagonal.
    pub column: usize,
    /// The judgement as it stands.
    pub judgement: f64,
    /// The value that would agree with the priorities, `w_i/w_j`.
    pub consistent: f64,
    /// How far the two are apart, `|ln(a_ij w_j/w_i)|`.
    pub deviation: f64,
    /// The index `CI` after this judgement alone were changed to the consistent value; divided by the random index it is the CR.
    pub consistency_index_after: f64,
}

/// Three judgements that go round in a circle: the first over the second, the second over the third, the third over the first (循环判断).
pub type CyclicTriad = (usize, usize, usize);

impl JudgementMatrix {
    /// The judgements, the one that contradicts the others most first.
    ///
    /// ```
    /// use governance_efficacy::weight::JudgementMatrix;
    ///
    /// // 2 and 3 would make 6; the judgement of the first against the third says 1/2.
    /// let judgements = JudgementMatrix::from_upper(&[vec![2.0, 0.5], vec![3.0]])?;
    /// let worst = judgements.revisions()?[0];
    /// assert!(worst.consistent != worst.judgement && worst.consistency_index_after < 0.2);
    /// # Ok::<(), governance_efficacy::Error>(())
    /// ```
    ///
    /// # Errors
    /// [`Error::Undefined`](crate::Error::Undefined) if the judgements span more than a float can hold.
    pub fn revisions(&self) -> Result<Vec<Revision>, crate::Error> {
        let w = Priority::Eigenvector.of(self)?;
        let n = self.order();
        let mut revisions = Vec::new();
        for (i, row) in self.rows().enumerate() {
            for j in i + 1..n {
                let consistent = w[i] / w[j];
                let changed = self.with_judgement(i, j, consistent);
                let after = Priority::Eigenvector.of(&changed)?;
                revisions.push(Revision {
                    row: i,
                    column: j,
                    judgement: row[j],
                    consistent,
                    deviation: (row[j] / consistent).ln().abs(),
                    consistency_index_after: index(n, lambda_max(changed.values(), &after)),
                });
            }
        }
        revisions.sort_by(|a, b| b.deviation.total_cmp(&a.deviation));
        Ok(revisions)
    }

    /// The triads that go round in a circle, in which no order of importance agrees with all three judgements.
    ///
    /// ```
    /// use governance_efficacy::weight::JudgementMatrix;
    ///
    /// // The first over the second, the second over the third, the third over the first.
    /// let judgements = JudgementMatrix::from_upper(&[vec![2.0, 0.5], vec![2.0]])?;
    /// assert_eq!(judgements.cyclic_triads(), [(0, 1, 2)]);
    /// # Ok::<(), governance_efficacy::Error>(())
    /// ```
    pub fn cyclic_triads(&self) -> Vec<CyclicTriad> {
        let over = |i: usize, j: usize| self.get(i, j).is_some_and(|a| a > 1.0);
        let n = self.order();
        let mut triads = Vec::new();
        for i in 0..n {
            for j in i + 1..n {
                for k in j + 1..n {
                    if over(i, j) && over(j, k) && over(k, i) {
                        triads.push((i, j, k));
                    } else if over(j, i) && over(k, j) && over(i, k) {
                        triads.push((i, k, j));
                    }
                }
            }
        }
        triads
    }

    /// Koczkodaj's index (1993): the worst of all triads, `max min(|1 − a_ik/(a_ij a_jk)|, |1 − a_ij a_jk/a_ik|)`, 0 to below 1; 0 up to
    /// order 2.
    pub fn koczkodaj(&self) -> f64 {
        let a: Vec<&[f64]> = self.rows().collect();
        let n = self.order();
        let mut worst: f64 = 0.0;
        for i in 0..n {
            for j in i + 1..n {
                for k in j + 1..n {
                    let ratio = a[i][k] / (a[i][j] * a[j][k]);
                    worst = worst.max((1.0 - ratio).abs().min((1.0 - 1.0 / ratio).abs()));
                }
            }
        }
        worst
    }

    /// The geometric consistency index (Aguarón & Moreno-Jiménez 2003), `2/((n−1)(n−2)) Σ_(i<j) ln²(a_ij w_j/w_i)` with the priorities by
    /// geometric mean, which alone it is defined for; 0 up to order 2.
    ///
    /// ```
    /// use governance_efficacy::weight::JudgementMatrix;
    ///
    /// let consistent = JudgementMatrix::from_upper(&[vec![2.0, 4.0], vec![2.0]])?;
    /// assert!(consistent.geometric_consistency_index()? < 1e-12);
    /// # Ok::<(), governance_efficacy::Error>(())
    /// ```
    ///
    /// # Errors
    /// [`Error::Undefined`](crate::Error::Undefined) if the judgements span more than a float can hold.
    pub fn geometric_consistency_index(&self) -> Result<f64, crate::Error> {
        let n = self.order() as f64;
        if self.order() <= 2 {
            return Ok(0.0);
        }
        let w = Priority::GeometricMean.of(self)?;
        let squares: f64 = self
            .rows()
            .enumerate()
            .map(|(i, row)| (i + 1..w.len()).map(|j| (row[j] * w[j] / w[i]).ln().powi(2)).sum::<f64>())
            .sum();
        Ok(2.0 / ((n - 1.0) * (n - 2.0)) * squares)
    }

    /// The geometric consistency index that corresponds to CR = 0.1: .31, .35 and .37 for orders 3, 4 and above; none up to order 2.
    pub fn geometric_consistency_threshold(&self) -> Option<f64> {
        match self.order() {
            0..=2 => None,
            3 => Some(0.31),
            4 => Some(0.35),
            _ => Some(0.37),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn judge(a: f64, b: f64, c: f64) -> JudgementMatrix {
        JudgementMatrix::from_upper(&[vec![a, b], vec![c]]).expect("valid")
    }

    #[test]
    fn indices_of_three_things_by_hand() {
        // a_ik/(a_ij a_jk) is 24/(2 · 3) = 4: |1 − 4| = 3, |1 − ¼| = ¾. The other way about it is ¼.
        assert!((judge(2.0, 24.0, 3.0).koczkodaj() - 0.75).abs() < 1e-15);
        assert!((judge(0.5, 1.0 / 24.0, 1.0 / 3.0).koczkodaj() - 0.75).abs() < 1e-15);
        assert!(judge(2.0, 6.0, 3.0).koczkodaj() < 1e-15);
        // Priorities ∛4 : 1 : ∛¼; each judgement is off by ∛2, and 2/(2 · 1) · 3 · (ln 2/3)² = (ln 2)²/3.
        let found = judge(2.0, 2.0, 2.0).geometric_consistency_index().expect("defined");
        assert!((found - std::f64::consts::LN_2.powi(2) / 3.0).abs() < 1e-12, "{found}");
    }

    #[test]
    fn only_what_goes_round_is_a_circle() {
        assert_eq!(judge(2.0, 0.5, 2.0).cyclic_triads(), [(0, 1, 2)]);
        assert_eq!(judge(0.5, 2.0, 0.5).cyclic_triads(), [(0, 2, 1)]);
        for (a, b, c) in [(2.0, 2.0, 2.0), (2.0, 2.0, 0.5), (0.5, 2.0, 2.0), (0.5, 0.5, 0.5), (2.0, 1.0, 2.0), (1.0, 1.0, 1.0)] {
            assert_eq!(judge(a, b, c).cyclic_triads(), [], "{a} {b} {c}");
        }
    }

    #[test]
    fn revisions_begin_with_the_farthest_off() {
        let found = judge(2.0, 24.0, 3.0).revisions().expect("defined");
        assert_eq!(found.len(), 3);
        let pairs: Vec<(usize, usize, f64)> = found.iter().map(|r| (r.row, r.column, r.judgement)).collect();
        for pair in [(0, 1, 2.0), (0, 2, 24.0), (1, 2, 3.0)] {
            assert!(pairs.contains(&pair), "{pairs:?}");
        }
        for revision in &found {
            // ln 4 over the circle, a third of it on each of three.
            assert!((revision.deviation - 4.0_f64.ln() / 3.0).abs() < 1e-9, "{revision:?}");
            assert!((revision.deviation - (revision.judgement / revision.consistent).ln().abs()).abs() < 1e-15);
            assert!(revision.consistency_index_after >= 0.0 && revision.consistency_index_after < 0.09, "{revision:?}");
        }
    }

    #[test]
    fn circles_of_four_things_are_found_once() {
        // 0 over 1, 1 over 2, 2 over 0; the fourth loses to all.
        let found = JudgementMatrix::from_upper(&[vec![2.0, 0.5, 3.0], vec![2.0, 3.0], vec![3.0]]).expect("valid");
        assert_eq!(found.cyclic_triads(), [(0, 1, 2)]);
        let last = JudgementMatrix::from_upper(&[vec![3.0, 3.0, 3.0], vec![2.0, 0.5], vec![2.0]]).expect("valid");
        assert_eq!(last.cyclic_triads(), [(1, 2, 3)]);
    }

    #[test]
    fn the_threshold_of_the_geometric_index_grows_with_the_order() {
        let threshold = |order: usize| {
            let upper: Vec<Vec<f64>> = (1..order).rev().map(|k| vec![1.0; k]).collect();
            JudgementMatrix::from_upper(&upper).expect("valid").geometric_consistency_threshold()
        };
        assert_eq!([1, 2, 3, 4, 5, 9].map(threshold), [None, None, Some(0.31), Some(0.35), Some(0.37), Some(0.37)]);
    }
}
