//! What stands behind a result (分析): whether the indicators hold together, how sure a ranking is, and what makes it unsure.

pub mod advice;
pub mod contribution;
pub mod coupling;
pub mod distribution;
#[cfg(feature = "lp")]
pub mod efficiency;
pub mod multivariate;
pub mod obstacle;
pub mod panel;
pub mod pathways;
#[cfg(feature = "uncertainty")]
pub mod sensitivity;
pub mod space;
pub mod stability;
pub mod trace;
#[cfg(feature = "uncertainty")]
pub mod uncertainty;
