//! Diversity, evenness and inequality of amounts over kinds (多样性、均衡度与不平等).
//!
//! Amounts are non-negative and finite, in any one unit: only their shares matter, so that every measure here is free of scale and
//! of the order of the kinds. `0·ln 0 = 0`. What has no answer is `None`, never 0, 1 or NaN.

/// Shannon entropy in natural units (香农熵): `H = −Σ p ln p`, p the share of each kind.
///
/// # Input
/// The amount of each kind. Kinds without any amount may be given as 0 or left out.
///
/// # Result
/// 0 (all of one kind) to ln S; `None` without any positive amount, or if an amount is negative or not finite.
///
/// # Reference
/// Shannon (1948), A mathematical theory of communication, *Bell System Technical Journal* 27(3): 379–423.
///
/// ```
/// use governance_efficacy::numeric::diversity::shannon;
///
/// assert_eq!(shannon(&[5.0, 5.0]), Some(2.0_f64.ln()));
/// assert_eq!(shannon(&[5.0, 0.0]), Some(0.0));
/// assert_eq!(shannon(&[0.0, 0.0]), None);
/// ```
pub fn shannon(amounts: &[f64]) -> Option<f64> {
    let entropy: f64 = shares(amounts)?.into_iter().filter(|&p| p > 0.0).map(|p| -p * p.ln()).sum();
    // The share 1 gives −0.
    Some(entropy.max(0.0))
}

/// Evenness over a stated number of kinds (均衡度): `J = H/ln S`.
///
/// Pielou took the number of species that were found for S. Here S is the number of *eligible* kinds: one active kind alone, where
/// five could act, is not perfectly even but not even at all. With S fixed by definition, such as the four sources of resources, it is
/// the Shannon index as a share of its greatest value.
///
/// # Input
/// The amount of each kind and the number of `kinds` S that could have one.
///
/// # Result
/// 0 (all of one kind) to 1 (equal amounts of all S kinds). `None` if S ≤ 1, if nothing is there, or if more than S kinds are.
///
/// # Reference
/// Pielou (1966), The measurement of diversity in different types of biological collections, *Journal of Theoretical Biology* 13:
/// 131–144; [`shannon`] for H.
///
/// ```
/// use governance_efficacy::numeric::diversity::evenness;
///
/// // Two of four eligible kinds, equally active: ln 2/ln 4 = 0.5.
/// assert_eq!(evenness(&[3.0, 3.0, 0.0, 0.0], 4), Some(0.5));
/// assert_eq!(evenness(&[6.0], 4), Some(0.0));
/// assert_eq!(evenness(&[6.0], 1), None);
/// ```
pub fn evenness(amounts: &[f64], kinds: usize) -> Option<f64> {
    if kinds < 2 || present(amounts) > kinds {
        return None;
    }
    shannon(amounts).map(|h| (h / (kinds as f64).ln()).min(1.0))
}

/// Effective number of kinds (有效种类数): Hill's number of order 1, `N₁ = exp H`.
///
/// It is the number of equally large kinds that would give the same entropy: at least 1, at most the number of kinds present.
/// `None` as for [`shannon`].
///
/// # Reference
/// Hill (1973), Diversity and evenness: a unifying notation and its consequences, *Ecology* 54(2): 427–432.
///
/// ```
/// use governance_efficacy::numeric::diversity::hill_1;
///
/// assert!((hill_1(&[2.0, 2.0, 2.0]).expect("something is there") - 3.0).abs() < 1e-12);
/// ```
pub fn hill_1(amounts: &[f64]) -> Option<f64> {
    shannon(amounts).map(f64::exp)
}

/// Variety against a reference list of kinds (相对多样性): `(N₁ − 1)/(S − 1)`.
///
/// # Input
/// The amount of each kind and the number of `kinds` S on the reference list.
///
/// # Result
/// 0 (all of one kind) to 1 (equal amounts of all S). `None` as for [`evenness`].
///
/// # Reference
/// Hill (1973) for N₁ ([`hill_1`]); the scaling to 0…1 follows Heip (1974), A new index measuring evenness, *Journal of the Marine
/// Biological Association of the United Kingdom* 54(3): 555–557, with S the reference list in place of the kinds found.
///
/// ```
/// use governance_efficacy::numeric::diversity::relative_variety;
///
/// // Two equal kinds of five: (2 − 1)/(5 − 1) = 0.25.
/// let variety = relative_variety(&[8.0, 8.0], 5).expect("something is there");
/// assert!((variety - 0.25).abs() < 1e-12);
/// ```
pub fn relative_variety(amounts: &[f64], kinds: usize) -> Option<f64> {
    if kinds < 2 || present(amounts) > kinds {
        return None;
    }
    hill_1(amounts).map(|n1| ((n1 - 1.0) / (kinds as f64 - 1.0)).clamp(0.0, 1.0))
}

/// Gini coefficient of an allocation against need (按需分配基尼系数): how unequally allocation per need falls on the places.
///
/// # Formula
/// `G = Σ_g Σ_h π_g π_h |y_g − y_h| / (2 Σ_g π_g y_g)` with `y` allocation per need and `π` the share of the need. In the shares of
/// allocation α this is `½ Σ_g Σ_h |α_g π_h − α_h π_g|`, which also holds for a place that received something without a need (the
/// limit of ever smaller need), and is computed after sorting by y.
///
/// # Input
/// One pair (need, allocation) a place, each non-negative and finite; all needs in one unit, all allocations in one unit. A place
/// with neither does not take part.
///
/// # Result
/// 0 (allocation in proportion to need) to below 1, or 1 if all goes where there is no need. `None` with fewer than two places,
/// without any need or any allocation, or if an amount is negative or not finite.
///
/// # Complexity
/// O(G log G) for G places.
///
/// # Reference
/// Gini's mean difference with weights, as used for health and public services relative to need: Brown (1994), Using Gini-style
/// indices to evaluate the spatial patterns of health practitioners, *Social Science & Medicine* 38(9): 1243–1256.
///
/// # Example
/// Two grids of equal need, one of which receives everything: y = 2 and 0, G = 2·¼·2/(2·1) = ½.
///
/// ```
/// use governance_efficacy::numeric::diversity::allocation_gini;
///
/// assert_eq!(allocation_gini(&[(1.0, 2.0), (1.0, 0.0)]), Some(0.5));
/// assert_eq!(allocation_gini(&[(1.0, 3.0), (2.0, 6.0)]), Some(0.0));
/// assert_eq!(allocation_gini(&[(1.0, 3.0)]), None);
/// ```
pub fn allocation_gini(places: &[(f64, f64)]) -> Option<f64> {
    let (needs, allocations): (Vec<f64>, Vec<f64>) = places.iter().copied().filter(|&pair| pair != (0.0, 0.0)).unzip();
    if needs.len() < 2 {
        return None;
    }
    let mut places: Vec<(f64, f64)> = shares(&needs)?.into_iter().zip(shares(&allocations)?).collect();
    // A place without need has infinite allocation per need and comes last.
    places.sort_by(|a, b| (a.1 / a.0).total_cmp(&(b.1 / b.0)));
    let (mut need, mut allocation, mut sum) = (0.0, 0.0, 0.0);
    for (pi, alpha) in places {
        sum += alpha * need - pi * allocation;
        need += pi;
        allocation += alpha;
    }
    Some(sum.clamp(0.0, 1.0))
}

/// How many amounts are there at all.
fn present(amounts: &[f64]) -> usize {
    amounts.iter().filter(|&&x| x > 0.0).count()
}

/// The amounts as shares of their sum.
fn shares(amounts: &[f64]) -> Option<Vec<f64>> {
    let greatest = amounts.iter().copied().fold(0.0, f64::max);
    let sound = amounts.iter().all(|x| x.is_finite() && *x >= 0.0);
    if !sound || greatest <= 0.0 {
        return None;
    }
    // Scaled by the greatest first: the sum of finite amounts can overflow.
    let scaled: Vec<f64> = amounts.iter().map(|x| x / greatest).collect();
    let total: f64 = scaled.iter().sum();
    Some(scaled.into_iter().map(|x| x / total).collect())
}

#[cfg(test)]
mod tests {
    use approx::assert_relative_eq;
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn evenness_by_hand() {
        // Amounts 2, 1, 1 over four eligible kinds: H = ½ ln 2 + 2·¼ ln 4 = 1.5 ln 2; J = 1.5 ln 2/(2 ln 2) = 0.75.
        assert_relative_eq!(evenness(&[2.0, 1.0, 1.0], 4).expect("active"), 0.75, max_relative = 1e-14);
        // Hill: N₁ = 2^1.5; (2^1.5 − 1)/3.
        let n1 = 2.0_f64.powf(1.5);
        assert_relative_eq!(hill_1(&[2.0, 1.0, 1.0]).expect("active"), n1, max_relative = 1e-14);
        assert_relative_eq!(relative_variety(&[2.0, 1.0, 1.0], 4).expect("active"), (n1 - 1.0) / 3.0, max_relative = 1e-14);
    }

    #[test]
    fn one_kind_alone_is_not_even_and_equal_kinds_are() {
        assert_eq!(evenness(&[9.0, 0.0, 0.0], 3), Some(0.0));
        assert_eq!(relative_variety(&[9.0], 3), Some(0.0));
        assert_relative_eq!(evenness(&[1.0; 5], 5).expect("active"), 1.0, max_relative = 1e-15);
        assert_relative_eq!(relative_variety(&[1.0; 5], 5).expect("active"), 1.0, max_relative = 1e-14);
    }

    #[test]
    fn what_has_no_answer_is_none() {
        for amounts in [&[][..], &[0.0, 0.0], &[1.0, -1.0], &[f64::NAN, 1.0], &[f64::INFINITY]] {
            assert_eq!(shannon(amounts), None, "{amounts:?}");
            assert_eq!(evenness(amounts, 4), None, "{amounts:?}");
            assert_eq!(relative_variety(amounts, 4), None, "{amounts:?}");
        }
        assert_eq!(evenness(&[1.0, 1.0], 1), None);
        assert_eq!(evenness(&[1.0, 1.0, 1.0], 2), None, "three active kinds where two are eligible");
        assert_eq!(allocation_gini(&[]), None);
        assert_eq!(allocation_gini(&[(1.0, 0.0), (2.0, 0.0)]), None, "no allocation");
        assert_eq!(allocation_gini(&[(0.0, 1.0), (0.0, 2.0)]), None, "no need");
        assert_eq!(allocation_gini(&[(1.0, 1.0), (0.0, 0.0)]), None, "one place only");
        assert_eq!(allocation_gini(&[(1.0, 1.0), (1.0, -1.0)]), None);
    }

    #[test]
    fn allocation_gini_by_its_definition() {
        // Needs 1, 2, 3, 2 (π = .125, .25, .375, .25), allocations 3, 1, 4, 0: y = 3, ½, 4/3, 0 and Σ π y = 1.
        let places = [(1.0, 3.0), (2.0, 1.0), (3.0, 4.0), (2.0, 0.0)];
        let (mut above, mut mean) = (0.0, 0.0);
        for (need, allocation) in places {
            mean += need / 8.0 * (allocation / need);
            for (n2, a2) in places {
                above += need / 8.0 * n2 / 8.0 * f64::abs(allocation / need - a2 / n2);
            }
        }
        assert_relative_eq!(mean, 1.0, max_relative = 1e-15);
        assert_relative_eq!(allocation_gini(&places).expect("four places"), above / 2.0, max_relative = 1e-14);
        // Everything goes where nobody needs it.
        assert_eq!(allocation_gini(&[(5.0, 0.0), (0.0, 2.0)]), Some(1.0));
    }

    #[test]
    fn amounts_near_the_largest_number_do_not_overflow() {
        assert_relative_eq!(evenness(&[f64::MAX, f64::MAX], 2).expect("active"), 1.0, max_relative = 1e-15);
        assert_eq!(allocation_gini(&[(f64::MAX, f64::MAX), (f64::MAX, f64::MAX)]), Some(0.0));
    }

    fn amounts() -> impl Strategy<Value = Vec<f64>> {
        proptest::collection::vec(prop_oneof![1 => Just(0.0), 4 => 0.001..1e6_f64], 2..9)
    }

    proptest! {
        #[test]
        fn diversity_is_free_of_scale_and_order_and_within_its_range(amounts in amounts(), scale in 1e-6..1e6_f64) {
            let kinds = amounts.len();
            let mut other: Vec<f64> = amounts.iter().map(|x| x * scale).collect();
            other.reverse();
            for measure in [evenness, relative_variety] {
                match (measure(&amounts, kinds), measure(&other, kinds)) {
                    (Some(a), Some(b)) => {
                        prop_assert!((0.0..=1.0).contains(&a));
                        prop_assert!((a - b).abs() <= 1e-9, "{a} {b}");
                        prop_assert!(measure(&amounts, kinds + 1).is_some_and(|more| more <= a));
                    }
                    (a, b) => prop_assert_eq!(a, b),
                }
            }
        }

        #[test]
        fn allocation_gini_is_free_of_units_and_order(
            needs in proptest::collection::vec(0.1..100.0_f64, 2..8), seed in amounts(), a in 0.001..1e3_f64, b in 0.001..1e3_f64,
        ) {
            let places: Vec<(f64, f64)> = needs.into_iter().zip(seed.into_iter().cycle()).collect();
            let other: Vec<(f64, f64)> = places.iter().rev().map(|&(n, x)| (n * a, x * b)).collect();
            if let (Some(one), Some(two)) = (allocation_gini(&places), allocation_gini(&other)) {
                prop_assert!((0.0..1.0).contains(&one));
                prop_assert!((one - two).abs() <= 1e-9);
            }
        }
    }
}
