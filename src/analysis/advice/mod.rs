//! What would move the result most (改进建议): the cheapest changes of indicators that reach a target, and the countermeasures of the theory that
//! bear on them.
//!
//! A plan says what the *score* would be if the indicators had other values. Whether a measure changes an indicator, no score can tell:
//! association is not effect (相关不等于因果).

mod additive;
mod countermeasure;
mod improvement;
mod lever;
mod plan;
mod search;

pub use countermeasure::{COUNTERMEASURES, Countermeasure, countermeasures_for};
pub use improvement::{Improvement, Target};
pub use lever::Lever;
pub use plan::{Change, Optimality, Plan};
