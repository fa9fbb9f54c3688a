//! A partial order from two complete ones (偏序关系): what PROMETHEE I and ELECTRE III say of a pair of units.

use std::cmp::Ordering;

use super::ranking::{Orientation, Ties, is_tie, rank};

/// What a partial order says of one unit beside another (两两关系).
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Relation {
    /// Better (优于).
    Preferred,
    /// Worse (劣于).
    Inferior,
    /// As good (无差异).
    Indifferent,
    /// Better in one order and worse in the other, so that neither may be put first (不可比).
    Incomparable,
}

/// One of two complete orders: a number a unit.
type Order<'a> = (&'a [f64], Orientation);

/// What both orders together say of unit `a` beside unit `b`; none for a unit that is not there.
pub(super) fn relation(orders: [Order<'_>; 2], a: usize, b: usize) -> Option<Relation> {
    let compared = |(values, orientation): Order<'_>| {
        let (x, y) = (*values.get(a)?, *values.get(b)?);
        let (x, y) = if orientation == Orientation::HigherIsBetter { (x, y) } else { (y, x) };
        Some(if is_tie(x, y) { Ordering::Equal } else { x.total_cmp(&y) })
    };
    let [first, second] = orders;
    Some(match (compared(first)?, compared(second)?) {
        (Ordering::Equal, Ordering::Equal) => Relation::Indifferent,
        (Ordering::Greater, Ordering::Less) | (Ordering::Less, Ordering::Greater) => Relation::Incomparable,
        (Ordering::Greater, _) | (_, Ordering::Greater) => Relation::Preferred,
        _ => Relation::Inferior,
    })
}

/// The units to which no other is preferred, in row order.
pub(super) fn undominated(orders: [Order<'_>; 2]) -> Vec<usize> {
    let [first, second] = orders.map(|(values, orientation)| rank(values, orientation, Ties::Dense));
    let mut order: Vec<usize> = (0..first.len()).collect();
    order.sort_by(|&a, &b| first[a].total_cmp(&first[b]));
    // The best second rank among units better in the first order, and in the group that ties in it.
    let mut best = f64::INFINITY;
    let mut found = Vec::new();
    for group in order.chunk_by(|&a, &b| first[a] == first[b]) {
        let of_group = group.iter().map(|&unit| second[unit]).fold(f64::INFINITY, f64::min);
        if of_group < best {
            found.extend(group.iter().copied().filter(|&unit| second[unit] == of_group));
            best = of_group;
        }
    }
    found.sort_unstable();
    found
}

#[cfg(test)]
mod tests {
    use super::*;

    const UP: Orientation = Orientation::HigherIsBetter;
    const DOWN: Orientation = Orientation::LowerIsBetter;

    #[test]
    fn two_orders_agree_or_leave_a_pair_open() {
        let orders: [Order<'_>; 2] = [(&[3.0, 2.0, 3.0, 1.0], UP), (&[1.0, 1.0, 2.0, 2.0], DOWN)];
        assert_eq!(relation(orders, 0, 1), Some(Relation::Preferred));
        assert_eq!(relation(orders, 1, 0), Some(Relation::Inferior));
        assert_eq!(relation(orders, 1, 2), Some(Relation::Incomparable));
        assert_eq!(relation(orders, 2, 2), Some(Relation::Indifferent));
        assert_eq!(relation(orders, 0, 4), None);
    }

    #[test]
    fn the_undominated_are_those_no_pair_puts_lower() {
        let values = |seed: usize| -> Vec<f64> { (0..40).map(|i| ((i * seed + seed) % 7) as f64).collect() };
        for seed in 1..30 {
            let (first, second) = (values(seed), values(seed * seed + 1));
            let orders: [Order<'_>; 2] = [(&first, UP), (&second, DOWN)];
            let by_pairs: Vec<usize> =
                (0..40).filter(|&a| (0..40).all(|b| relation(orders, a, b) != Some(Relation::Inferior))).collect();
            assert_eq!(undominated(orders), by_pairs, "seed {seed}");
        }
    }
}
