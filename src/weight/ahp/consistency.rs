//! Consistency of judgements (一致性检验).

use serde::{Deserialize, Serialize};

use crate::error::Error;

use super::incomplete::{Completed, Completion};
use super::judgement::JudgementMatrix;
use super::priority::{Priority, lambda_max};

/// The mean consistency index of random matrices (平均随机一致性指标 RI), by which the consistency ratio is formed. Several are in
/// circulation, and verdicts near 0.1 depend on the choice, so that the result names it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
#[non_exhaustive]
pub enum RandomIndex {
    /// Saaty (1980), orders 1 to 15: 0, 0, .58, .90, 1.12, 1.24, 1.32, 1.41, 1.45, 1.49, 1.51, 1.48, 1.56, 1.57, 1.59.
    #[default]
    Saaty1980,
    /// Alonso & Lamata (2006): the mean λ_max of random matrices lies on the line 2.7699 n − 4.3513, so that
    /// RI = (1.7699 n − 4.3513)/(n − 1), n ≥ 3 of any size.
    AlonsoLamata2006,
}

pub(super) const NAMES: [(&str, RandomIndex); 2] =
    [("saaty-1980", RandomIndex::Saaty1980), ("alonso-lamata-2006", RandomIndex::AlonsoLamata2006)];

const SAATY_1980: [f64; 15] = [0.0, 0.0, 0.58, 0.90, 1.12, 1.24, 1.32, 1.41, 1.45, 1.49, 1.51, 1.48, 1.56, 1.57, 1.59];

impl RandomIndex {
    /// Its name in a model document.
    pub fn name(self) -> &'static str {
        NAMES.iter().find(|(_, index)| *index == self).map_or("saaty-1980", |(name, _)| name)
    }

    /// RI of matrices of `order`; 0 up to order 2, which is always consistent.
    ///
    /// # Errors
    /// [`Error::Undefined`] for an order the table doesn't reach.
    pub fn of_order(self, order: usize) -> Result<f64, Error> {
        let n = order as f64;
        match self {
            _ if order <= 2 => Ok(0.0),
            Self::Saaty1980 => SAATY_1980.get(order - 1).copied().ok_or_else(|| Error::Undefined {
                method: "random index saaty-1980",
                problem: format!("the table ends at order 15 and the matrix has {order}"),
                remedy: "set random-index = \"alonso-lamata-2006\", or split the node".to_owned(),
            }),
            Self::AlonsoLamata2006 => Ok((1.7699 * n - 4.3513) / (n - 1.0)),
        }
    }
}

/// What a judgement matrix says of its own consistency (一致性检验结果).
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Consistency {
    /// Number of things compared.
    pub order: usize,
    /// Name of the priority method.
    pub priority: String,
    /// `λ_max`, the mean of `(A w)_i / w_i`: the principal eigenvalue with the eigenvector method, an approximation otherwise.
    pub lambda_max: f64,
    /// Consistency index `CI = (λ_max − n)/(n − 1)`; 0 up to order 2.
    pub consistency_index: f64,
    /// Name of the table of random indices.
    pub random_index_table: String,
    /// Random index of that order.
    pub random_index: f64,
    /// Consistency ratio `CR = CI/RI`; 0 up to order 2.
    pub consistency_ratio: f64,
}

/// Priorities and what the judgements say of their own consistency (权重与一致性).
#[derive(Debug, Clone, PartialEq)]
pub struct Priorities {
    /// The priorities, in the order of the judgements: positive, summing to 1.
    pub values: Vec<f64>,
    /// Their consistency.
    pub consistency: Consistency,
}

impl JudgementMatrix {
    /// The priorities by `priority`, and the consistency by `table`: the short way where no names are needed, as in a loop over many
    /// matrices.
    ///
    /// ```
    /// use governance_efficacy::weight::JudgementMatrix;
    /// use governance_efficacy::weight::ahp::{Priority, RandomIndex};
    ///
    /// // Consistent: 2 · 2 = 4, in the ratio 4 : 2 : 1.
    /// let judgements = JudgementMatrix::from_upper(&[vec![2.0, 4.0], vec![2.0]])?;
    /// let priorities = judgements.priorities(Priority::Eigenvector, RandomIndex::Saaty1980)?;
    /// assert!((priorities.values[0] - 4.0 / 7.0).abs() < 1e-15);
    /// assert!(priorities.consistency.consistency_ratio.abs() < 1e-14);
    /// # Ok::<(), governance_efficacy::Error>(())
    /// ```
    ///
    /// # Errors
    /// [`Error::Undefined`] for an order the table doesn't reach, and if the judgements span more than a float can hold.
    pub fn priorities(&self, priority: Priority, table: RandomIndex) -> Result<Priorities, Error> {
        let values = priority.of(self)?;
        let consistency = Consistency::of(self, &values, priority, table)?;
        Ok(Priorities { values, consistency })
    }
}

impl Consistency {
    /// With M pairs missing the random index is brought down to `RI(n)·[1 − 2M/((n−1)(n−2))]`, at least 0.
    pub(super) fn of_incomplete(
        completed: &Completed,
        missing: usize,
        completion: Completion,
        table: RandomIndex,
    ) -> Result<Self, Error> {
        let order = completed.priorities.len();
        let n = order as f64;
        let share = if order <= 2 { 1.0 } else { (1.0 - 2.0 * missing as f64 / ((n - 1.0) * (n - 2.0))).max(0.0) };
        let random_index = table.of_order(order)? * share;
        let consistency_index = if order <= 2 { 0.0 } else { ((completed.lambda_max - n) / (n - 1.0)).max(0.0) };
        // No more judgements than it takes to connect all: nothing can contradict anything.
        let consistency_ratio = if random_index > 0.0 { consistency_index / random_index } else { 0.0 };
        Ok(Self {
            order,
            priority: completion.name().to_owned(),
            lambda_max: completed.lambda_max,
            consistency_index,
            random_index_table: table.name().to_owned(),
            random_index,
            consistency_ratio,
        })
    }

    pub(super) fn of(
        judgements: &JudgementMatrix,
        priorities: &[f64],
        priority: Priority,
        table: RandomIndex,
    ) -> Result<Self, Error> {
        let order = judgements.order();
        let n = order as f64;
        let lambda_max = lambda_max(judgements.values(), priorities);
        let random_index = table.of_order(order)?;
        // Up to order 2 every reciprocal matrix is consistent; what is left of λ_max − n is rounding.
        let consistency_index = if order <= 2 { 0.0 } else { (lambda_max - n) / (n - 1.0) };
        let consistency_ratio = if order <= 2 { 0.0 } else { consistency_index / random_index };
        Ok(Self {
            order,
            priority: priority.name().to_owned(),
            lambda_max,
            consistency_index,
            random_index_table: table.name().to_owned(),
            random_index,
            consistency_ratio,
        })
    }
}
