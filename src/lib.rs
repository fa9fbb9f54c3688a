//! Measures how well communities are governed (社区治理效能评价).

pub mod document;
mod error;
pub mod governance;
pub mod indicator;
mod label;
mod method;
pub mod model;
mod notice;
mod numeric;
pub mod prepare;
pub mod report;
pub mod score;
pub mod table;
pub mod weight;

pub use error::{Error, Place};
pub use governance::{Granularity, Period};
pub use indicator::{Direction, Indicator, Role};
pub use label::{Key, Label, Language};
pub use method::{Invariance, MethodInfo, Needs};
pub use notice::{DropReason, Notice};
pub use table::{DecisionMatrix, IndicatorTable};
pub use weight::Weights;
