//! How sure a ranking is (排序稳定性): how far weights, indicators and units may change before it does, and what each indicator really
//! counts for.
//!
//! | question | answer |
//! |---|---|
//! | How far may one weight move before the winner, or the order, changes? | [`WeightStability`] |
//! | What is the least change of the weights that brings one unit level with another? | [`SmallestChange`] |
//! | What if an indicator, or a unit, were not there? | [`LeaveOneOut`] |
//! | What if an indicator, or a unit, were there twice? | [`CloneTest`] |
//! | How much does each indicator really count for? | [`Importance`] |
//! | Which weights make each indicator count for what it should? | [`Balanced`] |
//!
//! Nothing here is random: the same data give the same bytes. Ranks are within a period where a table has periods. The weights,
//! scales and ideals of a fitted model stay as they are unless the text says that the model is fitted anew.
//!
//! # Example
//! By hand: with the weight `t` for x the units score `A = t`, `B = 1 − t`, `C = 0.75 t + 0.5 (1 − t)`. At `t = 0.6` C leads with
//! 0.65 before A with 0.6 and B with 0.4. A overtakes C from `t = 2/3` on, B does below 0.4; A and B change places at 0.5.
//! ```
//! use governance_efficacy::analysis::stability::{Change, Search, WeightStability};
//! use governance_efficacy::score::WeightedSum;
//! use governance_efficacy::{DecisionMatrix, Direction, Weights};
//!
//! let criteria = [("x", Direction::Benefit), ("y", Direction::Benefit)];
//! let matrix = DecisionMatrix::from_rows(&criteria, &[[1.0, 0.0], [0.0, 1.0], [0.75, 0.5]])?.with_units(["A", "B", "C"])?;
//! let weights = Weights::new([("x", 0.6), ("y", 0.4)])?;
//! let stability = WeightStability::of_matrix(WeightedSum::default(), &matrix, &weights, Search::default())?;
//!
//! let x = &stability.intervals[0];
//! assert!((x.winner.lower.weight - 0.4).abs() < 1e-12 && (x.winner.upper.weight - 2.0 / 3.0).abs() < 1e-12);
//! assert!((x.order.lower.weight - 0.5).abs() < 1e-12);
//! assert_eq!(x.winner.lower.change, Some(Change::Overtakes { unit: "B".into(), over: "C".into() }));
//! assert_eq!(x.order.lower.change, Some(Change::Overtakes { unit: "B".into(), over: "A".into() }));
//! # Ok::<(), governance_efficacy::Error>(())
//! ```

mod copies;
mod crossing;
mod gauss_newton;
mod importance;
mod intervals;
mod leave_out;
mod local_linear;
mod nearest;
mod rebalance;
mod search;
mod shifts;
mod smallest_change;
mod stage;

pub use copies::{CloneTest, CopiedIndicator, CopiedUnit};
pub use importance::{Importance, IndicatorImportance};
pub use intervals::{Bound, Change, Procedure, Span, WeightInterval, WeightStability};
pub use leave_out::{Effect, LeaveOneOut, LeftOut};
pub use rebalance::{Balanced, Ending, Measure};
pub use search::Search;
pub use shifts::{Moved, RankShifts, WinnerChange};
pub use smallest_change::{Norm, Reach, SmallestChange};
