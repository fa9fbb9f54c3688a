//! Importance–performance map (重要性—绩效分析).

use serde::{Deserialize, Serialize};

use crate::error::Error;
use crate::governance::Period;
use crate::label::{Key, Label};
use crate::model::{Fitted, Leaf};
use crate::numeric::sum;
use crate::table::IndicatorTable;

/// A quadrant of the map (象限).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Quadrant {
    /// Important and good (继续保持).
    KeepUp,
    /// Important and not good (重点改进).
    Concentrate,
    /// Neither (低优先级).
    LowPriority,
    /// Good, and not important (供给过度).
    PossibleOverkill,
}

impl Quadrant {
    /// Its name in English and Chinese.
    pub fn label(self) -> Label {
        match self {
            Self::KeepUp => Label::new("keep up the good work", "继续保持"),
            Self::Concentrate => Label::new("concentrate here", "重点改进"),
            Self::LowPriority => Label::new("low priority", "低优先级"),
            Self::PossibleOverkill => Label::new("possible overkill", "供给过度"),
        }
    }
}

/// Which indicators matter and how they do (重要性—绩效图): weight against mean position, in four quadrants cut at the means.
///
/// # Formula
/// Importance is the weight in the whole, performance the mean over the rows of where they stand from the worst value (0) to the best
/// (1). A quadrant begins at the mean over the indicators; what lies on the cut counts as above it.
///
/// # Limits
/// Importance is what the model says, not what residents think or what varies with the score: for that see
/// [`Importance`](crate::analysis::stability::Importance). The cuts are relative: half of the indicators are always below something.
///
/// # Reference
/// Martilla & James (1977), Importance–performance analysis, *Journal of Marketing* 41(1): 77–79.
///
/// # Example
/// By hand: means of 0.5 for both; cut at 0.5 for performance and at (0.75 + 0.25)/2 for importance.
/// ```
/// use governance_efficacy::analysis::contribution::{ImportancePerformance, Quadrant};
/// use governance_efficacy::model::{Model, System};
/// use governance_efficacy::score::WeightedSum;
/// use governance_efficacy::weight::Given;
/// use governance_efficacy::{Indicator, IndicatorTable};
///
/// let model = Model::new(System::flat([Indicator::new("order")?, Indicator::new("service")?])?)
///     .with_indicator_weights(Given::new([("order", 0.75), ("service", 0.25)])?)
///     .with_indicator_scores(WeightedSum::default());
/// let table = IndicatorTable::from_rows(["A", "B"], &["order", "service"], &[[Some(1.0), Some(4.0)], [Some(3.0), Some(2.0)]])?;
/// let map = ImportancePerformance::of(&model.fit(&table)?, &table, None)?;
/// assert_eq!((map.importance_cut, map.performance_cut), (0.5, 0.5));
/// assert_eq!(map.items[0].quadrant, Quadrant::KeepUp);
/// assert_eq!(map.items[1].quadrant, Quadrant::PossibleOverkill);
/// # Ok::<(), governance_efficacy::Error>(())
/// ```
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ImportancePerformance {
    /// The period; none for all rows.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub period: Option<Period>,
    /// Mean weight.
    pub importance_cut: f64,
    /// Mean performance.
    pub performance_cut: f64,
    /// The indicators that have a value, in the order of the hierarchy.
    pub items: Vec<MapItem>,
}

/// One indicator on the map (单项).
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct MapItem {
    /// The indicator.
    pub key: Key,
    /// Its name in English and Chinese.
    pub label: Label,
    /// Its weight in the whole.
    pub importance: f64,
    /// Its mean position, 0 to 1.
    pub performance: f64,
    /// Where it falls.
    pub quadrant: Quadrant,
}

impl ImportancePerformance {
    /// The map of the rows of `period`, or of all rows without one.
    ///
    /// # Errors
    /// As [`Fitted::score`]; [`Error::TooFew`] if no row of the period has a value.
    pub fn of(fitted: &Fitted, table: &IndicatorTable, period: Option<Period>) -> Result<Self, Error> {
        // Sums of rounded weights and positions.
        const ROUNDING: f64 = 1e-12;
        let view = fitted.leaf_view(table, fitted.root().as_str())?;
        let mean = |leaf: &Leaf| {
            let rows = view.rows.iter().zip(leaf.positions()).filter(|(row, _)| period.is_none() || row.period == period);
            let present: Vec<f64> = rows.filter_map(|(_, position)| position).collect();
            (!present.is_empty()).then(|| sum(&present) / present.len() as f64)
        };
        let found: Vec<(&Leaf, f64)> = view.leaves.iter().filter_map(|leaf| Some((leaf, mean(leaf)?))).collect();
        if found.is_empty() {
            return Err(Error::TooFew { what: "indicators with a value in the period", needed: 1 });
        }
        let count = found.len() as f64;
        let importance_cut = found.iter().map(|(leaf, _)| leaf.weight).sum::<f64>() / count;
        let performance_cut = found.iter().map(|(_, mean)| mean).sum::<f64>() / count;
        let item = |(leaf, performance): (&Leaf, f64)| {
            let is_important = leaf.weight >= importance_cut - ROUNDING;
            let quadrant = match (is_important, performance >= performance_cut - ROUNDING) {
                (true, true) => Quadrant::KeepUp,
                (true, false) => Quadrant::Concentrate,
                (false, false) => Quadrant::LowPriority,
                (false, true) => Quadrant::PossibleOverkill,
            };
            MapItem { key: leaf.key().clone(), label: leaf.label.clone(), importance: leaf.weight, performance, quadrant }
        };
        Ok(Self { period, importance_cut, performance_cut, items: found.into_iter().map(item).collect() })
    }
}
