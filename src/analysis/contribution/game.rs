//! Shapley and Owen values of a game whose players are indicators (沙普利值与欧文值).

use std::collections::HashMap;

use crate::numeric::Random;

/// Players who may come together in any order, group by group: a group comes as a whole before another begins.
#[derive(Debug, Clone)]
pub(super) enum Players {
    /// One player, by number.
    One(usize),
    /// A group.
    Group(Vec<Self>),
}

/// A largest group and a largest number of coalitions for which values are computed exactly.
const LARGEST_GROUP: usize = 12;
const LARGEST_GAME: usize = 1 << 16;
/// Coalitions are bits of a word.
const LARGEST_NUMBER: usize = 128;

/// What an exact value is made of: marginal contributions of players to coalitions.
#[derive(Debug, Clone, Default)]
pub(super) struct Plan {
    /// Which players are in, coalition by coalition.
    pub(super) coalitions: Vec<u128>,
    /// A player, the part of a marginal contribution, the coalition with the player and the one without.
    marginals: Vec<(usize, f64, usize, usize)>,
}

impl Players {
    fn members(&self) -> u128 {
        match self {
            Self::One(player) => 1 << player,
            Self::Group(members) => members.iter().map(Self::members).fold(0, |all, one| all | one),
        }
    }

    /// How many coalitions an exact computation looks at; none if there are too many.
    fn coalitions(&self, outer: usize) -> Option<usize> {
        let Self::Group(members) = self else { return Some(0) };
        if members.len() > LARGEST_GROUP {
            return None;
        }
        let has_players = members.iter().any(|member| matches!(member, Self::One(_)));
        let own = if has_players { outer << members.len() } else { 0 };
        let inner = outer.checked_shl(u32::try_from(members.len()).ok()?.saturating_sub(1))?;
        let all = members.iter().try_fold(own, |sum, member| Some(sum + member.coalitions(inner)?))?;
        (all <= LARGEST_GAME).then_some(all)
    }

    /// The exact computation, if it is not too large: the Shapley value of one group, the Owen value (Winter's for more levels) of
    /// groups of groups.
    pub(super) fn plan(&self, players: usize) -> Option<Plan> {
        if players > LARGEST_NUMBER {
            return None;
        }
        self.coalitions(1)?;
        let mut plan = Plan::default();
        let mut known = HashMap::new();
        self.visit(&[(1.0, 0)], &mut plan, &mut known);
        Some(plan)
    }

    /// `before`: the coalitions that may be there when this group's turn comes, each with its probability.
    fn visit(&self, before: &[(f64, u128)], plan: &mut Plan, known: &mut HashMap<u128, usize>) {
        let Self::Group(members) = self else { return };
        let m = members.len();
        for (at, member) in members.iter().enumerate() {
            let others: Vec<u128> =
                members.iter().enumerate().filter(|(other, _)| *other != at).map(|(_, other)| other.members()).collect();
            let mut contexts = Vec::with_capacity(before.len() << others.len());
            for subset in 0..1_usize << others.len() {
                let chosen = others.iter().enumerate().filter(|(bit, _)| subset >> bit & 1 == 1);
                let coalition = chosen.map(|(_, members)| members).fold(0, |all, one| all | one);
                let part = order_share(subset.count_ones() as usize, m);
                contexts.extend(before.iter().map(|(p, there)| (p * part, there | coalition)));
            }
            let Self::One(player) = member else {
                member.visit(&contexts, plan, known);
                continue;
            };
            for (part, there) in contexts {
                let mut place = |coalition: u128| {
                    *known.entry(coalition).or_insert_with(|| {
                        plan.coalitions.push(coalition);
                        plan.coalitions.len() - 1
                    })
                };
                let (with, without) = (place(there | 1 << player), place(there));
                plan.marginals.push((*player, part, with, without));
            }
        }
    }

    /// A random order in which the players come, every group as a whole.
    pub(super) fn order(&self, random: &mut Random, to: &mut Vec<usize>) {
        match self {
            Self::One(player) => to.push(*player),
            Self::Group(members) => {
                let mut turns: Vec<usize> = (0..members.len()).collect();
                for last in (1..turns.len()).rev() {
                    turns.swap(last, random.below(last + 1));
                }
                for turn in turns {
                    members[turn].order(random, to);
                }
            }
        }
    }
}

/// `t! (m − 1 − t)! / m!`: how likely it is that of m members just these t come before a given other one.
fn order_share(t: usize, m: usize) -> f64 {
    // 1/(m · C(m − 1, t)), every step exact enough: m is at most 12.
    let choose = (0..t).fold(1.0, |c, i| c * (m - 1 - i) as f64 / (i + 1) as f64);
    1.0 / (m as f64 * choose)
}

impl Plan {
    /// The value of each player, from the worth of each coalition.
    pub(super) fn values(&self, players: usize, worth: &[f64]) -> Vec<f64> {
        let mut values = vec![0.0; players];
        for &(player, part, with, without) in &self.marginals {
            values[player] += part * (worth[with] - worth[without]);
        }
        values
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn values(players: &Players, count: usize, worth: impl Fn(u128) -> f64) -> Vec<f64> {
        let plan = players.plan(count).expect("small");
        let worth: Vec<f64> = plan.coalitions.iter().map(|&coalition| worth(coalition)).collect();
        plan.values(count, &worth)
    }

    fn flat(count: usize) -> Players {
        Players::Group((0..count).map(Players::One).collect())
    }

    #[test]
    fn the_glove_game_by_hand() {
        // Player 0 has a left glove, 1 and 2 a right one each; a pair is worth 1. Orders in which 0 completes a pair: all where it is
        // not first, 4 of 6; each of the others does where it comes right after 0 and first of the two, 1 of 6.
        let found = values(&flat(3), 3, |c| f64::from(u8::from(c & 1 == 1 && c & 6 != 0)));
        for (found, expected) in found.iter().zip([4.0 / 6.0, 1.0 / 6.0, 1.0 / 6.0]) {
            assert!((found - expected).abs() < 1e-15, "{found} {expected}");
        }
    }

    #[test]
    fn owen_s_value_of_the_glove_game_with_the_right_gloves_together() {
        // Groups {0} and {1, 2}. 0 first: whichever of 1, 2 comes first completes the pair. 0 last: it does. So ½, ¼, ¼.
        let players = Players::Group(vec![Players::One(0), Players::Group(vec![Players::One(1), Players::One(2)])]);
        let found = values(&players, 3, |c| f64::from(u8::from(c & 1 == 1 && c & 6 != 0)));
        assert_eq!(found, [0.5, 0.25, 0.25]);
    }

    #[test]
    fn exact_values_sum_to_the_worth_of_all_whatever_the_groups() {
        let worth = |c: u128| f64::from(c.count_ones()).sqrt() + f64::from(u8::from(c & 5 == 5)) - 0.3 * (c as f64).sin();
        let deep = Players::Group(vec![
            Players::Group(vec![Players::Group(vec![Players::One(0), Players::One(1)]), Players::One(2)]),
            Players::Group(vec![Players::One(3), Players::One(4), Players::One(5)]),
        ]);
        for players in [flat(6), deep] {
            let total: f64 = values(&players, 6, worth).iter().sum();
            assert!((total - (worth(63) - worth(0))).abs() < 1e-12);
        }
    }

    /// Every order in which the players may come; each is as likely as any other.
    fn orders(players: &Players) -> Vec<Vec<usize>> {
        let Players::Group(members) = players else {
            let Players::One(player) = players else { unreachable!() };
            return vec![vec![*player]];
        };
        let mut all = Vec::new();
        for (at, first) in members.iter().enumerate() {
            let rest: Vec<Players> = members.iter().enumerate().filter(|(k, _)| *k != at).map(|(_, of)| of.clone()).collect();
            let later = if rest.is_empty() { vec![Vec::new()] } else { orders(&Players::Group(rest)) };
            for order in orders(first) {
                all.extend(later.iter().map(|later| [order.clone(), later.clone()].concat()));
            }
        }
        all
    }

    #[test]
    fn exact_values_are_the_mean_marginal_contributions_over_all_orders() {
        let worth = |c: u128| (f64::from(u32::try_from(c).expect("small")) * 1.7).sin() + f64::from(c.count_ones()).powi(2);
        let groups = Players::Group(vec![
            Players::Group(vec![Players::One(3), Players::Group(vec![Players::One(0), Players::One(4)])]),
            Players::One(1),
            Players::Group(vec![Players::One(2), Players::One(5)]),
        ]);
        for players in [flat(6), groups] {
            let orders = orders(&players);
            let mut expected = [0.0; 6];
            for order in &orders {
                let mut there = 0;
                for &player in order {
                    expected[player] += (worth(there | 1 << player) - worth(there)) / orders.len() as f64;
                    there |= 1 << player;
                }
            }
            for (found, expected) in values(&players, 6, worth).iter().zip(expected) {
                assert!((found - expected).abs() < 1e-12, "{found} {expected}");
            }
        }
    }

    #[test]
    fn a_game_too_large_is_not_planned() {
        assert!(flat(13).plan(13).is_none());
        assert!(flat(12).plan(12).is_some());
    }

    #[test]
    fn random_orders_keep_groups_together() {
        let players = Players::Group(vec![
            Players::Group(vec![Players::One(0), Players::One(1), Players::One(2)]),
            Players::Group(vec![Players::One(3), Players::One(4)]),
        ]);
        let mut random = Random::seeded(3);
        for _ in 0..50 {
            let mut order = Vec::new();
            players.order(&mut random, &mut order);
            let first_group = order[0] < 3;
            let length = if first_group { 3 } else { 2 };
            assert!(order[..length].iter().all(|&player| (player < 3) == first_group), "{order:?}");
        }
    }

    #[test]
    fn coalitions_are_counted_before_any_is_looked_at() {
        assert_eq!(flat(3).coalitions(1), Some(8));
        // Two groups of two: of each 4 coalitions beside either of the 2 of the other, and none of the groups alone.
        let pair = |a, b| Players::Group(vec![Players::One(a), Players::One(b)]);
        assert_eq!(Players::Group(vec![pair(0, 1), pair(2, 3)]).coalitions(1), Some(16));
        // One player beside a group: 4 of the outer two, and 4 · 2 within.
        assert_eq!(Players::Group(vec![Players::One(0), pair(1, 2)]).coalitions(1), Some(12));
    }
}
