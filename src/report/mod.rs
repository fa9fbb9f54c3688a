//! Results for people to read (结果呈现): text for a terminal, CSV for a spreadsheet.

mod comparison;
mod contribution;
mod coupling;
#[cfg(feature = "csv")]
mod csv;
mod explanation;
#[cfg(feature = "report")]
pub mod figure;
mod joint_gain;
mod multivariate;
mod obstacle;
mod pathways;
mod plan;
mod summary;
mod text_table;

pub use contribution::{ContributionSummary, MapSummary, PeerSummary};
pub use coupling::CouplingSummary;
pub use explanation::ExplanationSummary;
pub use joint_gain::JointGainSummary;
pub use multivariate::MultivariateSummary;
pub use obstacle::ObstacleSummary;
pub use pathways::PathwaySummary;
pub use plan::PlanSummary;
pub use summary::Summary;
pub(crate) use text_table::{Align, TextTable};
