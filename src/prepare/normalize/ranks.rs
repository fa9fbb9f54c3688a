//! Scales of ranks (秩次标尺): what matters is which units are worse, not by how much.

use std::sync::Arc;

use crate::indicator::TiedRanks;

/// Equal values among their sample.
struct Group {
    value: f64,
    /// Number of worse values.
    worse: usize,
    size: usize,
    /// Number of distinct worse values.
    before: usize,
}

/// What each value becomes by its rank, 1 being the worst, as `ties` gives it to equal values: the values ascending.
pub(super) fn ranked(values: &[f64], is_cost: bool, ties: TiedRanks) -> Arc<[(f64, f64)]> {
    steps(values, is_cost, |group| match ties {
        TiedRanks::Mean => mean_rank(group),
        TiedRanks::Lowest => group.worse as f64 + 1.0,
        TiedRanks::Highest => (group.worse + group.size) as f64,
        TiedRanks::Dense => group.before as f64 + 1.0,
    })
}

/// What each value becomes by its percentile rank `(rank − 1)/(n − 1)`.
pub(super) fn percentiles(values: &[f64], is_cost: bool) -> Arc<[(f64, f64)]> {
    let others = (values.len() - 1).max(1) as f64;
    steps(values, is_cost, |group| (mean_rank(group) - 1.0) / others)
}

/// What each value becomes by the number of units that are worse and half of those that are equal.
pub(super) fn borda(values: &[f64], is_cost: bool) -> Arc<[(f64, f64)]> {
    steps(values, is_cost, |group| mean_rank(group) - 1.0)
}

fn mean_rank(group: &Group) -> f64 {
    group.worse as f64 + (group.size + 1) as f64 / 2.0
}

fn steps(values: &[f64], is_cost: bool, of: impl Fn(&Group) -> f64) -> Arc<[(f64, f64)]> {
    let mut sorted = values.to_vec();
    sorted.sort_by(f64::total_cmp);
    if is_cost {
        sorted.reverse();
    }
    let mut groups: Vec<Group> = Vec::new();
    for (at, &value) in sorted.iter().enumerate() {
        let before = groups.len();
        match groups.last_mut() {
            Some(group) if group.value == value => group.size += 1,
            _ => groups.push(Group { value, worse: at, size: 1, before }),
        }
    }
    let mut steps: Vec<(f64, f64)> = groups.iter().map(|group| (group.value, of(group))).collect();
    if is_cost {
        steps.reverse();
    }
    steps.into()
}

/// What `x` becomes: a value of the fit what it became there, one between two of them the middle of both, one beyond the ends the end.
pub(super) fn at(steps: &[(f64, f64)], x: f64) -> f64 {
    let above = steps.partition_point(|&(value, _)| value < x);
    match (above.checked_sub(1).and_then(|below| steps.get(below)), steps.get(above)) {
        (_, Some(&(value, y))) if value == x => y,
        (Some(&(_, lower)), Some(&(_, upper))) => f64::midpoint(lower, upper),
        (Some(&(_, y)), None) | (None, Some(&(_, y))) => y,
        (None, None) => 0.0,
    }
}

/// Whether steps that were read from a file ascend, and what they become goes one way.
pub(super) fn are_sound(steps: &[(f64, f64)]) -> bool {
    let one_way = |way: fn(f64, f64) -> bool| steps.windows(2).all(|w| way(w[0].1, w[1].1));
    !steps.is_empty()
        && steps.iter().all(|(x, y)| x.is_finite() && y.is_finite())
        && steps.windows(2).all(|w| w[0].0 < w[1].0)
        && (one_way(|a, b| a < b) || one_way(|a, b| a > b))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn equal_values_get_the_rank_their_rule_says() {
        let values = [3.0, 1.0, 2.0, 2.0];
        let found = |ties, is_cost| ranked(&values, is_cost, ties).iter().map(|s| s.1).collect::<Vec<_>>();
        assert_eq!(found(TiedRanks::Mean, false), [1.0, 2.5, 4.0]);
        assert_eq!(found(TiedRanks::Lowest, false), [1.0, 2.0, 4.0]);
        assert_eq!(found(TiedRanks::Highest, false), [1.0, 3.0, 4.0]);
        assert_eq!(found(TiedRanks::Dense, false), [1.0, 2.0, 3.0]);
        assert_eq!(found(TiedRanks::Lowest, true), [4.0, 2.0, 1.0]);
        assert_eq!(found(TiedRanks::Dense, true), [3.0, 2.0, 1.0]);
    }

    #[test]
    fn a_value_that_was_not_fitted_stands_between_its_neighbors() {
        let steps = percentiles(&[10.0, 20.0, 40.0], false);
        assert_eq!([5.0, 10.0, 11.0, 20.0, 39.0, 40.0, 99.0].map(|x| at(&steps, x)), [0.0, 0.0, 0.25, 0.5, 0.75, 1.0, 1.0]);
    }

    #[test]
    fn zero_is_zero_whatever_its_sign() {
        assert_eq!(ranked(&[0.0, -0.0, 1.0], false, TiedRanks::Mean).len(), 2);
        assert_eq!(at(&percentiles(&[0.0, 1.0], false), -0.0), 0.0);
    }

    #[test]
    fn what_no_fit_makes_is_not_sound() {
        assert!(are_sound(&[(1.0, 1.0), (2.0, 3.0)]) && are_sound(&[(1.0, 3.0), (2.0, 1.0)]) && are_sound(&[(1.0, 1.0)]));
        let wrong: [&[(f64, f64)]; 6] = [
            &[],
            &[(2.0, 1.0), (1.0, 3.0)],
            &[(1.0, 1.0), (1.0, 3.0)],
            &[(1.0, 1.0), (2.0, 1.0)],
            &[(1.0, 1.0), (2.0, 3.0), (3.0, 2.0)],
            &[(1.0, f64::NAN)],
        ];
        for steps in wrong {
            assert!(!are_sound(steps), "{steps:?}");
        }
    }
}
