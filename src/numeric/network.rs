//! Networks of joint action (协作网络): density, degree and degree centralisation.
//!
//! Density falls mechanically with the number of nodes, because the possible ties grow with its square: show the number of nodes
//! and the mean degree beside it.

/// Density of an undirected network (无向网络密度): `2E/(n(n − 1))`, the share of possible ties that exist.
///
/// # Input
/// The number of `nodes` n and of distinct `ties` E between different nodes.
///
/// # Result
/// 0 (no tie) to 1 (all tied to all); `None` if n < 2 or if there are more ties than pairs.
///
/// # Reference
/// Wasserman & Faust (1994), *Social Network Analysis: Methods and Applications*, Cambridge University Press, chapter 4.
///
/// # Example
/// Krackhardt's kite (1990) has 10 nodes and 18 ties: 2·18/90 = 0.4.
///
/// ```
/// use governance_efficacy::numeric::network::density;
///
/// assert_eq!(density(10, 18), Some(0.4));
/// assert_eq!(density(1, 0), None);
/// ```
pub fn density(nodes: usize, ties: usize) -> Option<f64> {
    share_of_pairs(nodes, 2.0 * ties as f64)
}

/// Density of a directed network (有向网络密度): `E/(n(n − 1))`, the share of possible arcs that exist.
///
/// The number of `arcs` counts a → b and b → a as two. `None` if n < 2 or if there are more arcs than ordered pairs. Reference as for
/// [`density`].
///
/// ```
/// use governance_efficacy::numeric::network::directed_density;
///
/// // Three nodes have six ordered pairs.
/// assert_eq!(directed_density(3, 3), Some(0.5));
/// ```
pub fn directed_density(nodes: usize, arcs: usize) -> Option<f64> {
    share_of_pairs(nodes, arcs as f64)
}

fn share_of_pairs(nodes: usize, arcs: f64) -> Option<f64> {
    let n = nodes as f64;
    let pairs = n * (n - 1.0);
    (nodes >= 2 && arcs <= pairs).then(|| arcs / pairs)
}

/// Degree of every node of an undirected network (度): how many others it is tied to.
///
/// # Input
/// The number of nodes and the ties as pairs of node numbers, counted from 0. A tie that is given twice, in either order, counts
/// once; a tie of a node to itself does not count.
///
/// # Result
/// One degree a node, or `None` if a tie names a node that does not exist.
///
/// ```
/// use governance_efficacy::numeric::network::degrees;
///
/// assert_eq!(degrees(3, [(0, 1), (1, 2), (2, 1)]), Some(vec![1, 2, 1]));
/// assert_eq!(degrees(2, [(0, 2)]), None);
/// ```
pub fn degrees(nodes: usize, ties: impl IntoIterator<Item = (usize, usize)>) -> Option<Vec<usize>> {
    let mut pairs: Vec<(usize, usize)> = ties.into_iter().filter(|(a, b)| a != b).map(|(a, b)| (a.min(b), a.max(b))).collect();
    pairs.sort_unstable();
    pairs.dedup();
    let mut degree = vec![0; nodes];
    for (a, b) in pairs {
        *degree.get_mut(a)? += 1;
        *degree.get_mut(b)? += 1;
    }
    Some(degree)
}

/// Degree centralisation of an undirected network (度中心势): `Σ(d_max − d_i)/((n − 1)(n − 2))`.
///
/// # Input
/// The degree of every node, as [`degrees`] gives it: each at most n − 1.
///
/// # Result
/// 1 for a star, 0 where all nodes are alike (a ring, a complete or an empty network); `None` if n < 3, where the most
/// centralised network is no different from the least, or if a degree exceeds n − 1.
///
/// # Reference
/// Freeman (1979), Centrality in social networks: conceptual clarification, *Social Networks* 1(3): 215–239.
///
/// # Example
/// ```
/// use governance_efficacy::numeric::network::degree_centralization;
///
/// assert_eq!(degree_centralization(&[4, 1, 1, 1, 1]), Some(1.0));
/// assert_eq!(degree_centralization(&[2, 2, 2, 2]), Some(0.0));
/// ```
pub fn degree_centralization(degrees: &[usize]) -> Option<f64> {
    let n = degrees.len();
    let most = degrees.iter().copied().max()?;
    if n < 3 || most > n - 1 {
        return None;
    }
    let distance: f64 = degrees.iter().map(|&d| (most - d) as f64).sum();
    Some(distance / ((n - 1) as f64 * (n - 2) as f64))
}

#[cfg(test)]
mod tests {
    use approx::assert_relative_eq;
    use proptest::prelude::*;

    use super::*;

    /// Krackhardt (1990), Assessing the political landscape, *Administrative Science Quarterly* 35(2): 342–369.
    const KITE: [(usize, usize); 18] = [
        (0, 1),
        (0, 2),
        (0, 3),
        (0, 5),
        (1, 3),
        (1, 4),
        (1, 6),
        (2, 3),
        (2, 5),
        (3, 4),
        (3, 5),
        (3, 6),
        (4, 6),
        (5, 6),
        (5, 7),
        (6, 7),
        (7, 8),
        (8, 9),
    ];

    #[test]
    fn krackhardts_kite() {
        let degrees = degrees(10, KITE).expect("nodes 0 to 9");
        // Published degree centralities .444 .444 .333 .667 .333 .556 .556 .333 .222 .111 are degrees over 9.
        assert_eq!(degrees, [4, 4, 3, 6, 3, 5, 5, 3, 2, 1]);
        assert_relative_eq!(density(10, KITE.len()).expect("ten nodes"), 0.4, max_relative = 1e-15);
        // d_max = 6, Σ(6 − d) = 60 − 36 = 24, (n − 1)(n − 2) = 72: a third.
        assert_relative_eq!(degree_centralization(&degrees).expect("ten nodes"), 1.0 / 3.0, max_relative = 1e-15);
    }

    #[test]
    fn a_star_is_central_and_rings_and_complete_networks_are_not() {
        let star = degrees(6, (1..6).map(|i| (0, i))).expect("valid");
        let ring = degrees(6, (0..6).map(|i| (i, (i + 1) % 6))).expect("valid");
        let complete = degrees(6, (0..6).flat_map(|i| (0..6).map(move |j| (i, j)))).expect("valid");
        assert_eq!(degree_centralization(&star), Some(1.0));
        assert_eq!(degree_centralization(&ring), Some(0.0));
        assert_eq!(degree_centralization(&complete), Some(0.0));
        assert_eq!(degree_centralization(&[0; 6]), Some(0.0));
    }

    #[test]
    fn networks_too_small_or_impossible_have_no_value() {
        assert_eq!(density(0, 0), None);
        assert_eq!(density(1, 0), None);
        assert_eq!(density(3, 4), None);
        assert_eq!(density(2, 1), Some(1.0));
        assert_eq!(directed_density(2, 3), None);
        assert_eq!(degree_centralization(&[]), None);
        assert_eq!(degree_centralization(&[1, 1]), None);
        assert_eq!(degree_centralization(&[3, 1, 1]), None);
    }

    proptest! {
        #[test]
        fn values_lie_within_0_and_1_and_ignore_the_order_of_nodes(
            n in 3..12_usize, ties in proptest::collection::vec((0..12_usize, 0..12_usize), 0..60),
        ) {
            let ties: Vec<_> = ties.into_iter().map(|(a, b)| (a % n, b % n)).collect();
            let degree = degrees(n, ties.iter().copied()).expect("nodes below n");
            let reversed = degrees(n, ties.iter().map(|&(a, b)| (n - 1 - b, n - 1 - a))).expect("nodes below n");
            let centralization = degree_centralization(&degree).expect("n ≥ 3");
            prop_assert!((0.0..=1.0).contains(&centralization));
            prop_assert_eq!(Some(centralization), degree_centralization(&reversed));
            let edges = degree.iter().sum::<usize>() / 2;
            prop_assert!((0.0..=1.0).contains(&density(n, edges).expect("n ≥ 2")));
        }
    }
}
