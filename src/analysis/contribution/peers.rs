//! Strengths and weaknesses among peers (优势与短板).

use serde::{Deserialize, Serialize};

use crate::error::Error;
use crate::governance::Period;
use crate::label::{Key, Label};
use crate::model::{Fitted, Leaf};
use crate::numeric::sum;
use crate::table::IndicatorTable;

use super::super::coupling::row_of;

/// Who the peers of a unit are (比较组): rows of the same period, without the unit itself.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Peers {
    /// All others (全部).
    #[default]
    All,
    /// Those with the same value of an attribute of the table, for example the group (同组).
    Attribute(String),
}

/// Where one unit is better or worse than its peers (优势与短板), on the scale from the worst value (0) to the best (1).
///
/// By plain differences from the mean of the peers; no test of significance is made, and few peers make a shaky mean.
///
/// # Example
/// By hand: order of 4, 8 and 6 stands at 0, 1 and 0.5. C is at 0.5, like the mean of A and B; one of two is worse.
/// ```
/// use governance_efficacy::analysis::contribution::{PeerComparison, Peers};
/// use governance_efficacy::model::{Model, System};
/// use governance_efficacy::score::WeightedSum;
/// use governance_efficacy::{Indicator, IndicatorTable};
///
/// let model = Model::new(System::flat([Indicator::new("order")?])?).with_indicator_scores(WeightedSum::default());
/// let table = IndicatorTable::from_rows(["A", "B", "C"], &["order"], &[[Some(4.0)], [Some(8.0)], [Some(6.0)]])?;
/// let found = PeerComparison::of(&model.fit(&table)?, &table, "C", None, &Peers::All)?;
/// assert_eq!(found.peers, 2);
/// assert_eq!((found.items[0].position, found.items[0].peer_mean, found.items[0].share_worse), (0.5, 0.5, 0.5));
/// # Ok::<(), governance_efficacy::Error>(())
/// ```
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct PeerComparison {
    /// The unit.
    pub unit: String,
    /// The period, if the rows have periods.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub period: Option<Period>,
    /// Who its peers are.
    pub group: Peers,
    /// How many there are.
    pub peers: usize,
    /// Per indicator that is known of the unit and of a peer, the greatest lead first.
    pub items: Vec<PeerItem>,
}

/// One indicator among peers (单项比较).
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct PeerItem {
    /// The indicator.
    pub key: Key,
    /// Its name in English and Chinese.
    pub label: Label,
    /// Where the unit stands, 0 the worst value to 1 the best.
    pub position: f64,
    /// The mean of its peers.
    pub peer_mean: f64,
    /// The share of its peers that are worse, half of those that are equal.
    pub share_worse: f64,
}

impl PeerItem {
    /// How far the unit is ahead of the mean of its peers; negative where it is behind.
    pub fn lead(&self) -> f64 {
        self.position - self.peer_mean
    }
}

impl PeerComparison {
    /// Compares `unit` in `period` with its peers.
    ///
    /// # Errors
    /// As [`Fitted::score`]; [`Error::Unknown`] for a row or attribute that is not there; [`Error::TooFew`] without any peer.
    pub fn of(
        fitted: &Fitted,
        table: &IndicatorTable,
        unit: &str,
        period: impl Into<Option<Period>>,
        group: &Peers,
    ) -> Result<Self, Error> {
        let period = period.into();
        let view = fitted.leaf_view(table, fitted.root().as_str())?;
        let own = row_of(&view.rows, unit, period)?;
        let attribute = match group {
            Peers::All => None,
            Peers::Attribute(name) => Some(table.attribute(name)?),
        };
        // The rows of the view are among those of the table.
        let value = |unit: &str| table.rows().position(unit, period).and_then(|at| attribute?.values.get(at)?.as_deref());
        let is_peer =
            |other: &str| other != unit && (attribute.is_none() || value(other).is_some() && value(other) == value(unit));
        let rows = view.rows.iter().enumerate().filter(|(_, row)| row.period == period && is_peer(row.unit));
        let peers: Vec<usize> = rows.map(|(at, _)| at).collect();
        if peers.is_empty() {
            return Err(Error::TooFew { what: "peers", needed: 1 });
        }
        let item = |leaf: &Leaf| {
            let position = leaf.position_of(own)?;
            let others: Vec<f64> = peers.iter().filter_map(|&row| leaf.position_of(row)).collect();
            if others.is_empty() {
                return None;
            }
            let points =
                others.iter().map(|&other| if other < position { 1.0 } else { f64::from(u8::from(other == position)) / 2.0 });
            Some(PeerItem {
                key: leaf.key().clone(),
                label: leaf.label.clone(),
                position,
                peer_mean: sum(&others) / others.len() as f64,
                share_worse: points.sum::<f64>() / others.len() as f64,
            })
        };
        let mut items: Vec<PeerItem> = view.leaves.iter().filter_map(item).collect();
        items.sort_by(|a, b| b.lead().total_cmp(&a.lead()));
        Ok(Self { unit: unit.to_owned(), period, group: group.clone(), peers: peers.len(), items })
    }

    /// The `k` greatest leads, the greatest first (优势).
    pub fn strengths(&self, k: usize) -> Vec<&PeerItem> {
        self.items.iter().filter(|item| item.lead() > 0.0).take(k).collect()
    }

    /// The `k` greatest lags, the greatest first (短板).
    pub fn weaknesses(&self, k: usize) -> Vec<&PeerItem> {
        self.items.iter().rev().filter(|item| item.lead() < 0.0).take(k).collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn strengths_lead_and_weaknesses_lag() {
        let item = |key: &str, position: f64, peer_mean: f64| PeerItem {
            key: Key::new(key).expect("a key"),
            label: Label::same(key),
            position,
            peer_mean,
            share_worse: 0.5,
        };
        let items = vec![item("a", 0.9, 0.2), item("b", 0.6, 0.5), item("c", 0.5, 0.5), item("d", 0.1, 0.4)];
        let found = PeerComparison { unit: "A".to_owned(), period: None, group: Peers::default(), peers: 3, items };
        let keys = |items: Vec<&PeerItem>| items.iter().map(|item| item.key.to_string()).collect::<Vec<_>>();
        assert_eq!((keys(found.strengths(9)), keys(found.strengths(1))), (vec!["a".into(), "b".into()], vec!["a".to_owned()]));
        assert_eq!(keys(found.weaknesses(9)), ["d"]);
    }
}
