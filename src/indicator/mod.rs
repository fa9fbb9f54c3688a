//! What is measured (指标): the specification of an indicator, its measured value, and the standard system.
//!
//! The standard system stands for the four dimensions of efficacy, one file each; the path profile is a ledger of its own that is
//! never added to it. Both are this library's operationalisation: the theory gives no formulas. `docs/model.md` has the whole
//! system with full citations.

mod companion;
mod measured;
mod measurement;
mod normalization;
mod observation;
mod order_stability;
mod path_profile;
mod resource_efficiency;
mod service_precision;
mod specification;
mod standard;
mod subject_synergy;
#[cfg(test)]
mod testing;

pub use measured::{Imputation, Measured, Origin, Remark, Unavailable};
pub use measurement::{Measurement, Measuring, Series, measure};
pub use normalization::{Cuts, Normalization, Reference, TiedRanks};
pub use specification::{Direction, Goalposts, Indicator, Range, Role};
pub use standard::StandardIndicator;
