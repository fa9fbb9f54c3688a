//! Circles of a directed graph (强连通分量).

/// The strongly connected components of the graph of `n` nodes whose arcs `leads` tells: nodes that reach each other. Each component
/// stands before those it leads to, and its nodes in ascending order. O(n²) time, after Tarjan (1972), O(n) memory.
pub(crate) fn components(n: usize, leads: impl Fn(usize, usize) -> bool) -> Vec<Vec<usize>> {
    const UNSEEN: usize = usize::MAX;
    let mut found = Vec::new();
    // The number of each node in the order in which it was seen, and the least such number it reaches among the open ones.
    let (mut seen, mut reach, mut is_open) = (vec![UNSEEN; n], vec![UNSEEN; n], vec![false; n]);
    let (mut open, mut count) = (Vec::new(), 0);
    // Nodes on the way from the root, each with the next neighbour to look at: a stack of its own, for a path may be as long as n.
    let mut way: Vec<(usize, usize)> = Vec::new();
    for root in 0..n {
        if seen[root] == UNSEEN {
            way.push((root, 0));
        }
        while let Some((node, from)) = way.pop() {
            if seen[node] == UNSEEN {
                (seen[node], reach[node], is_open[node]) = (count, count, true);
                count += 1;
                open.push(node);
            }
            match (from..n).find(|&next| (seen[next] == UNSEEN || is_open[next]) && leads(node, next)) {
                // Seen on the way back, it tells what it reaches.
                Some(next) if seen[next] == UNSEEN => way.extend([(node, next), (next, 0)]),
                Some(next) => {
                    reach[node] = reach[node].min(reach[next]);
                    way.push((node, next + 1));
                }
                None if reach[node] == seen[node] => {
                    let start = open.iter().rposition(|&other| other == node).unwrap_or(0);
                    let mut component = open.split_off(start);
                    for &member in &component {
                        is_open[member] = false;
                    }
                    component.sort_unstable();
                    found.push(component);
                }
                None => {}
            }
        }
    }
    found.reverse();
    found
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn components_are_the_nodes_that_reach_each_other_in_the_order_of_the_arcs() {
        for seed in 1..200_usize {
            let n = 1 + seed % 9;
            let leads = |a: usize, b: usize| a != b && (a * 7 + b * 13 + a * b * seed) * seed % 11 < 2;
            let mut reaches: Vec<Vec<bool>> = (0..n).map(|a| (0..n).map(|b| a == b || leads(a, b)).collect()).collect();
            for by in 0..n {
                let onward = reaches[by].clone();
                for reached in reaches.iter_mut().filter(|reached| reached[by]) {
                    reached.iter_mut().zip(&onward).for_each(|(reached, onward)| *reached |= onward);
                }
            }
            let found = components(n, leads);
            assert_eq!(found.iter().map(Vec::len).sum::<usize>(), n);
            let at = |node: usize| found.iter().position(|component| component.contains(&node)).expect("somewhere");
            for (a, b) in (0..n).flat_map(|a| (0..n).map(move |b| (a, b))) {
                assert_eq!(at(a) == at(b), reaches[a][b] && reaches[b][a], "seed {seed}: {a} and {b}");
                assert!(!reaches[a][b] || at(a) <= at(b), "seed {seed}: {a} leads to {b}");
            }
        }
    }

    #[test]
    #[cfg_attr(miri, ignore = "takes hours there")]
    fn a_long_way_needs_no_deep_stack() {
        let found = components(3000, |a, b| b == a + 1 || (a == 2999 && b == 0));
        assert_eq!(found.len(), 1);
    }
}
