//! From a table as it is to columns that can be scored (数据预处理), in the steps of the OECD/JRC Handbook (2008, §§3–5).
//!
//! The steps stand in a fixed order: indicators and units with too few values are screened out ([`Screen`]), counts are divided by
//! what they are counted over, gaps are dropped or filled ([`Missing`]), outliers are treated, constant indicators are dealt with
//! ([`OnConstant`]), and the method that scores directs and normalises what is left ([`Normalization`]). What a step learns it learns
//! from the rows of the fit, and applies to later tables as it is. `docs/preparation.md` has a table of every method.

mod constant;
mod denominate;
mod draft;
mod fit;
mod fitted;
mod impute;
mod missing;
pub mod normalize;
mod report;
mod screen;
mod settings;
mod treat;

pub use constant::OnConstant;
pub use denominate::Denominator;
pub(crate) use fit::Wanted;
pub use fitted::Dropped;
pub(crate) use fitted::{FittedPreparation, Prepared, PreparedColumn};
pub use impute::{Completed, DrawnCell, Draws, HeldOut, ImputationResult, MultipleImputation};
pub use missing::{Missing, Turns};
pub use normalize::{Cuts, Normalization, Reference, Scale, TiedRanks};
pub use report::PreparationResult;
pub use screen::{Screen, Screened};
pub use settings::Preparation;
pub use treat::{Rule, Shape, ShapeDefinition, Treatment, TreatmentMethod, TreatmentResult};
