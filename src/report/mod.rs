//! Results for people to read (结果呈现): text for a terminal, CSV for a spreadsheet, figures (feature `report`).

/// What every summary of a result without further settings has: the result, a language, and the result's own `summary` and `Display`.
macro_rules! summary {
    ($(#[$doc:meta])* $name:ident of $of:ty) => {
        $(#[$doc])*
        #[derive(Debug, Clone, Copy)]
        pub struct $name<'a> {
            found: &'a $of,
            language: Language,
        }

        impl $of {
            /// The result as text in `language`.
            pub fn summary(&self, language: Language) -> $name<'_> {
                $name { found: self, language }
            }
        }

        impl $name<'_> {
            fn say(&self, en: &str, zh: &str) -> String {
                match self.language {
                    Language::En => en.to_owned(),
                    Language::Zh => zh.to_owned(),
                }
            }
        }

        impl fmt::Display for $of {
            /// The English summary.
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                self.summary(Language::En).fmt(f)
            }
        }
    };
}

mod change;
mod comparison;
mod contribution;
mod convergence;
mod coupling;
#[cfg(feature = "csv")]
mod csv;
mod explanation;
#[cfg(feature = "report")]
pub mod figure;
mod inequality;
mod joint_gain;
mod moran;
mod multivariate;
mod obstacle;
mod pathways;
mod plan;
mod summary;
mod table;
pub mod tables;
mod text_table;
mod transition;
mod trend;

pub use change::ChangeSummary;
pub use contribution::{ContributionSummary, MapSummary, PeerSummary};
pub use convergence::{BetaSummary, SigmaSummary};
pub use coupling::CouplingSummary;
pub use explanation::ExplanationSummary;
pub use inequality::InequalitySummary;
pub use joint_gain::JointGainSummary;
pub use moran::{LocalMoranSummary, MoranSummary};
pub use multivariate::MultivariateSummary;
pub use obstacle::ObstacleSummary;
pub use pathways::PathwaySummary;
pub use plan::PlanSummary;
pub use summary::Summary;
pub use table::{Cell, Table, Wording};
pub(crate) use text_table::{Align, TextTable, notices, p_value};
pub use transition::TransitionSummary;
pub use trend::TrendSummary;
