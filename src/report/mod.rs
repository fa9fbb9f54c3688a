//! Results for people to read (结果呈现): text for a terminal, CSV for a spreadsheet.

mod comparison;
#[cfg(feature = "csv")]
mod csv;
mod multivariate;
mod plan;
mod summary;
mod text_table;

pub use multivariate::MultivariateSummary;
pub use plan::PlanSummary;
pub use summary::Summary;
pub(crate) use text_table::{Align, TextTable};
