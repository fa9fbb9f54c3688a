//! How unequal units are (差异): in all, within groups and between them; and natural breaks.
//!
//! | question | answer |
//! |---|---|
//! | How unequal are the units? | [`gini`], [`Theil`], [`atkinson`] |
//! | Is that within groups or between them? | [`Theil`] with groups, exactly; [`dagum`], which also tells how much they overlap |
//! | All of it at once | [`Inequality`] |
//! | Where do the values fall into levels? | [`NaturalBreaks`] |
//!
//! All measures of inequality need a scale on which 0 means none: they don't change with the unit of measurement and do with a shift.
//! Scores on a min-max scale have the 0 of the worst unit, so that a measure of them compares periods and groups on that scale and
//! nothing beyond it. Guide: `docs/distribution.md`.

mod amounts;
mod atkinson;
mod dagum;
mod from_table;
mod gini;
mod inequality;
mod jenks;
mod theil;

pub use amounts::Amounts;
pub use atkinson::{Atkinson, atkinson};
pub use dagum::{Dagum, DagumGroup, DagumPair, dagum};
pub use gini::{Gini, gini};
pub use inequality::{Inequality, Measured};
pub use jenks::NaturalBreaks;
pub use theil::{Theil, TheilDecomposition, TheilGroup, TheilIndex};
