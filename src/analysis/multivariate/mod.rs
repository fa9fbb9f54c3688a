//! Whether the indicators of a system hold together (多元检验), before anyone weighs them: correlations, internal consistency, sampling
//! adequacy, sphericity, principal components. The steps are those of OECD/JRC (2008), *Handbook on Constructing Composite Indicators*, §6.
//!
//! All is computed on the indicators that are scored, brought to "more is better" first: a cost is negated, a target or a band counts by
//! minus the distance from it. A negative correlation between two indicators of one dimension then means that they contradict each other.
//! Correlations of two indicators use the rows in which both are available; whatever needs several indicators at once uses the rows in
//! which all of them are. Rows of several periods are taken together; [`IndicatorTable::in_periods`] chooses.
//!
//! These checks describe; none is a licence. A formative index, whose indicators need not move together, may have a low α by right.

mod adequacy;
mod alpha;
mod components;
mod correlations;
mod data;
mod flag;
mod part;

use serde::{Deserialize, Serialize};

use crate::error::Error;
use crate::indicator::{Direction, Indicator, Role};
use crate::label::{Key, Label};
use crate::model::{Branch, Children, System};
use crate::numeric::correlation::Association;
use crate::table::IndicatorTable;

pub use adequacy::{Bartlett, Kmo};
pub use alpha::{Alpha, AlphaItem};
pub use components::Components;
pub use correlations::{Correlations, Pair};
pub use flag::{Flag, REDUNDANT};
pub use part::{Part, Reason};

use data::{Complete, Sample, directed};

/// Whether the indicators of a system hold together (多元检验结果). Made by [`check`]; plain data, and `Display` is an English text.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
#[non_exhaustive]
pub struct Multivariate {
    /// Rows of the table.
    pub rows: usize,
    /// The indicators, in the order of the system.
    pub indicators: Vec<Checked>,
    /// Every pair of them: the first with the second, third, …, then the second with the third, ….
    pub pairs: Vec<Pair>,
    /// Every node of the hierarchy with the indicators beneath it, the whole first.
    pub nodes: Vec<NodeCheck>,
    /// What a reader should look at.
    pub flags: Vec<Flag>,
}

/// An indicator that was checked (受检指标).
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
#[non_exhaustive]
pub struct Checked {
    /// Its key.
    pub key: Key,
    /// Its name.
    pub label: Label,
    /// The node right above it, its dimension.
    pub node: Key,
    /// Which values are good; it was directed to benefit.
    pub direction: Direction,
    /// Rows in which it is available.
    pub available: usize,
}

/// What several indicators are together (节点检验): those beneath one node, in the rows in which all are available.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
#[non_exhaustive]
pub struct NodeCheck {
    /// Key of the node.
    pub key: Key,
    /// Its name.
    pub label: Label,
    /// The indicators beneath it that are scored.
    pub indicators: Vec<Key>,
    /// Rows in which all of them are available.
    pub complete_rows: usize,
    /// Cronbach's α.
    pub alpha: Part<Alpha>,
    /// Sampling adequacy.
    pub adequacy: Part<Kmo>,
    /// Bartlett's test of sphericity.
    pub sphericity: Part<Bartlett>,
    /// Principal components.
    pub components: Part<Components>,
}

/// Checks whether the scored indicators of `system` hold together in `table` (多元检验).
///
/// # Errors
/// [`Error::Unknown`] for an indicator the table lacks. What has no answer for these data, as with a constant indicator or a singular
/// correlation matrix, is a [`Part`] that says why.
///
/// # Complexity
/// O(m² n log n) for Kendall's correlations of m indicators in n rows, and O(m³) a node.
///
/// # Example
/// By hand: price and wait are costs, so that the cheaper shop is also the quicker: r = 1 with benefits directed, and the two are redundant.
/// Cheap shops are bad ones, r = −1. The centred values are (1, 0, −1), (2, 0, −2) and (−1, 0, 1).
/// ```
/// use governance_efficacy::analysis::multivariate::{Flag, check};
/// use governance_efficacy::model::System;
/// use governance_efficacy::{Direction, Indicator, IndicatorTable};
///
/// let system = System::flat([
///     Indicator::new("price")?.with_direction(Direction::Cost)?,
///     Indicator::new("wait")?.with_direction(Direction::Cost)?,
///     Indicator::new("quality")?,
/// ])?;
/// let rows = [[Some(1.0), Some(10.0), Some(3.0)], [Some(2.0), Some(12.0), Some(4.0)], [Some(3.0), Some(14.0), Some(5.0)]];
/// let table = IndicatorTable::from_rows(["A", "B", "C"], &["price", "wait", "quality"], &rows)?;
/// let checked = check(&table, &system)?;
///
/// let pearson = checked.matrix(|correlations| correlations.pearson);
/// assert!((pearson[0][1].unwrap_or_default() - 1.0).abs() < 1e-12);
/// assert!((pearson[0][2].unwrap_or_default() + 1.0).abs() < 1e-12);
/// assert!(matches!(checked.flags[0], Flag::Redundant { .. }));
/// // Three rows can't tell three indicators apart: no inverse, no KMO, and the result says so.
/// assert_eq!(checked.nodes[0].adequacy.reason().map(|reason| reason.code()), Some("too-few-rows"));
/// println!("{checked}");
/// # Ok::<(), governance_efficacy::Error>(())
/// ```
pub fn check(table: &IndicatorTable, system: &System) -> Result<Multivariate, Error> {
    let mut indicators = Vec::new();
    let mut values = Vec::new();
    let branches = branches(system.root());
    for branch in &branches {
        for indicator in own_scored(branch) {
            let column: Vec<Option<f64>> = table.column(indicator.key().as_str())?.iter().collect();
            indicators.push(Checked {
                key: indicator.key().clone(),
                label: indicator.label().clone(),
                node: branch.key().clone(),
                direction: indicator.direction(),
                available: column.iter().flatten().count(),
            });
            values.push(directed(indicator.direction(), &column));
        }
    }
    let pairs = correlations::pairs(&indicators, &values);
    let nodes = branches.iter().map(|branch| check_node(branch, &indicators, &values)).collect();
    let flags = flag::of_pairs(&pairs);
    Ok(Multivariate { rows: table.rows().len(), indicators, pairs, nodes, flags })
}

impl Multivariate {
    /// A symmetric matrix of one coefficient, rows and columns in the order of the indicators, 1 on the diagonal; none where a pair has no
    /// correlation.
    pub fn matrix(&self, of: impl Fn(&Correlations) -> Association) -> Vec<Vec<Option<f64>>> {
        let m = self.indicators.len();
        let mut matrix: Vec<Vec<Option<f64>>> = (0..m).map(|j| (0..m).map(|k| (j == k).then_some(1.0)).collect()).collect();
        let places = (0..m).flat_map(|j| (j + 1..m).map(move |k| (j, k)));
        for ((j, k), pair) in places.zip(&self.pairs) {
            let coefficient = pair.correlations.found().map(|correlations| of(correlations).coefficient);
            (matrix[j][k], matrix[k][j]) = (coefficient, coefficient);
        }
        matrix
    }

    /// The pair of the indicators `first` and `second`, in either order.
    ///
    /// # Errors
    /// [`Error::Unknown`] with the near matches, for either key; [`Error::Duplicate`] if it is the same twice.
    pub fn pair(&self, first: &str, second: &str) -> Result<&Pair, Error> {
        let keys = || self.indicators.iter().map(|indicator| indicator.key.as_str());
        if let Some(unknown) = [first, second].into_iter().find(|key| !keys().any(|known| known == *key)) {
            return Err(Error::unknown("checked indicator", unknown, keys()));
        }
        let is_it =
            |pair: &&Pair| (pair.first == first && pair.second == second) || (pair.first == second && pair.second == first);
        self.pairs.iter().find(is_it).ok_or_else(|| Error::Duplicate { what: "indicator of the pair", name: first.to_owned() })
    }

    /// What the indicators beneath the node `key` are together.
    ///
    /// # Errors
    /// [`Error::Unknown`] with the near matches.
    pub fn node(&self, key: &str) -> Result<&NodeCheck, Error> {
        let known = self.nodes.iter().map(|node| node.key.as_str());
        self.nodes.iter().find(|node| node.key == key).ok_or_else(|| Error::unknown("node", key, known))
    }
}

/// A node and all nodes beneath it, each before those beneath it.
fn branches(branch: &Branch) -> Vec<&Branch> {
    let beneath = match branch.children() {
        Children::Branches(children) => children.iter().flat_map(branches).collect(),
        Children::Indicators(_) => Vec::new(),
    };
    std::iter::once(branch).chain(beneath).collect()
}

/// The scored indicators right below a node.
fn own_scored(branch: &Branch) -> impl Iterator<Item = &Indicator> {
    let indicators = match branch.children() {
        Children::Indicators(indicators) => indicators.as_slice(),
        Children::Branches(_) => &[],
    };
    indicators.iter().filter(|indicator| indicator.role() == Role::Scored)
}

fn check_node(branch: &Branch, indicators: &[Checked], values: &[Vec<Option<f64>>]) -> NodeCheck {
    let beneath: Vec<&Key> = branches(branch).into_iter().flat_map(own_scored).map(Indicator::key).collect();
    let columns = indicators.iter().zip(values).filter(|(indicator, _)| beneath.contains(&&indicator.key));
    let (keys, columns): (Vec<Key>, Vec<&[Option<f64>]>) =
        columns.map(|(indicator, column)| (indicator.key.clone(), column.as_slice())).unzip();
    let complete = Complete::of(&keys, &columns);
    let sample = complete.sample();
    NodeCheck {
        key: branch.key().clone(),
        label: branch.label().clone(),
        complete_rows: complete.rows,
        alpha: part(&sample, |sample| Ok(alpha::of(sample))),
        adequacy: part(&sample, adequacy::kmo),
        sphericity: part(&sample, adequacy::bartlett),
        components: part(&sample, |sample| Ok(components::of(sample))),
        indicators: keys,
    }
}

fn part<T>(sample: &Result<Sample<'_>, Reason>, of: impl FnOnce(&Sample<'_>) -> Result<T, Reason>) -> Part<T> {
    sample.as_ref().map_err(Reason::clone).and_then(of).into()
}
