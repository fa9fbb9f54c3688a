//! Consistency of judgements (一致性检验).

use serde::{Deserialize, Serialize};

use crate::error::Error;

use super::incomplete::{Completed, Completion};
use super::judgement::JudgementMatrix;
use super::priority::{Priority, lambda_max};
use super::random_index::{IndexOfOrder, RandomIndex, SimulatedIndex, index};

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
    /// How it was simulated, if it was.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub simulation: Option<SimulatedIndex>,
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
        let consistency = Consistency::of(self, &values, priority, table.at(self.order())?);
        Ok(Priorities { values, consistency })
    }
}

impl Consistency {
    /// With M pairs missing the random index is brought down to `RI(n)·[1 − 2M/((n−1)(n−2))]`, at least 0.
    pub(super) fn of_incomplete(completed: &Completed, missing: usize, completion: Completion, random: IndexOfOrder) -> Self {
        let order = completed.priorities.len();
        let n = order as f64;
        let share = if order <= 2 { 1.0 } else { (1.0 - 2.0 * missing as f64 / ((n - 1.0) * (n - 2.0))).max(0.0) };
        let random_index = random.value * share;
        let consistency_index = index(order, completed.lambda_max).max(0.0);
        // No more judgements than it takes to connect all: nothing can contradict anything.
        let consistency_ratio = if random_index > 0.0 { consistency_index / random_index } else { 0.0 };
        Self {
            order,
            priority: completion.name().to_owned(),
            lambda_max: completed.lambda_max,
            consistency_index,
            random_index_table: random.table.to_owned(),
            random_index,
            simulation: random.simulation,
            consistency_ratio,
        }
    }

    pub(super) fn of(judgements: &JudgementMatrix, priorities: &[f64], priority: Priority, random: IndexOfOrder) -> Self {
        let order = judgements.order();
        let lambda_max = lambda_max(judgements.values(), priorities);
        let consistency_index = index(order, lambda_max);
        Self {
            order,
            priority: priority.name().to_owned(),
            lambda_max,
            consistency_index,
            random_index_table: random.table.to_owned(),
            random_index: random.value,
            simulation: random.simulation,
            consistency_ratio: if order <= 2 { 0.0 } else { consistency_index / random.value },
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_pair_that_is_missing_brings_the_random_index_down() {
        let share = |order: usize, missing: usize| {
            let equal: Vec<Vec<f64>> = (1..order).rev().map(|judgements| vec![1.0; judgements]).collect();
            let completed = Completed {
                priorities: vec![1.0 / order as f64; order],
                matrix: JudgementMatrix::from_upper(&equal).expect("judgements"),
                lambda_max: order as f64 + 0.3,
            };
            let random = IndexOfOrder { value: 2.0, table: "one", simulation: None };
            let of = Consistency::of_incomplete(&completed, missing, Completion::Harker, random);
            (of.random_index / 2.0, of.consistency_index, of.consistency_ratio)
        };
        // 1 − 2 · 1/(3 · 2), 1 − 2 · 2/(4 · 3): by hand for four and five things.
        for (order, missing, expected) in [(4, 1, 2.0 / 3.0), (5, 2, 2.0 / 3.0), (4, 3, 0.0), (4, 4, 0.0), (2, 0, 1.0)] {
            let (share, index, ratio) = share(order, missing);
            assert!((share - expected).abs() < 1e-15, "{order} {missing}: {share}");
            if order > 2 {
                assert!((index - 0.3 / (order as f64 - 1.0)).abs() < 1e-12, "{index}");
            }
            assert_eq!(ratio, if share > 0.0 { index / (2.0 * share) } else { 0.0 });
        }
    }
}
