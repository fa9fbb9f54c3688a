//! Measures how well communities are governed (社区治理效能评价), and under that: composite indicators and multi-criteria decision
//! analysis for any table of units and indicators.
//!
//! A theory of grassroots Party-building-led community governance names four paths and four efficacy dimensions: subject synergy
//! (治理主体协同度), resource allocation efficiency (治理资源配置效率), service precision (治理服务精准度) and order stability
//! (治理秩序稳定度). It gives no formulas. This crate makes the dimensions measurable; what it measures them by is its own
//! operationalisation, stated line by line in [`indicator`] and in `docs/model.md`. Scores compare what was measured. They prove no
//! cause.
//!
//! The unit of evaluation is a community in a period, never a person. Facts are aggregate counts.
//!
//! # The way of the data
//!
//! ```text
//! facts ──► indicators ──► table ──► prepare ──► weigh ──► score ──► evaluation
//! ```
//!
//! Enter where your data are: at the facts ([`governance`]), at a table of indicators ([`IndicatorTable`]), or with a matrix and one
//! method ([`weight`], [`score`]).
//!
//! # One method on a matrix
//!
//! ```
//! use governance_efficacy::score::{Score, Topsis};
//! use governance_efficacy::weight::{Entropy, Weigh};
//! use governance_efficacy::{DecisionMatrix, Direction};
//!
//! // Phones by price, storage, camera, looks: a low price is good.
//! let criteria = [
//!     ("price", Direction::Cost),
//!     ("storage", Direction::Benefit),
//!     ("camera", Direction::Benefit),
//!     ("looks", Direction::Benefit),
//! ];
//! let matrix = DecisionMatrix::from_rows(&criteria, &[
//!     [250.0, 16.0, 12.0, 5.0],
//!     [200.0, 16.0, 8.0, 3.0],
//!     [300.0, 32.0, 16.0, 4.0],
//!     [275.0, 32.0, 8.0, 4.0],
//!     [225.0, 16.0, 16.0, 2.0],
//! ])?
//! .with_units(["A", "B", "C", "D", "E"])?;
//!
//! let weights = Entropy::default().weigh(&matrix)?.weights;
//! let outcome = Topsis::default().score(&matrix, &weights)?;
//! let best = outcome.scores.iter().max_by(|a, b| a.1.total_cmp(&b.1));
//! assert_eq!(best.map(|(unit, _)| unit), Some("C"));
//! # Ok::<(), governance_efficacy::Error>(())
//! ```
//!
//! # A table and a model
//!
//! A [`model::Model`] holds a hierarchy and how each of its nodes is weighed and scored. The whole study can also be one document:
//!
//! ```
//! # #[cfg(all(feature = "csv", feature = "toml"))] {
//! use governance_efficacy::IndicatorTable;
//! use governance_efficacy::model::Model;
//! use governance_efficacy::table::CsvOptions;
//!
//! let model = Model::from_toml(r#"
//!     schema = 1
//!     name = "Four communities, made up"
//!
//!     [weights.dimensions]
//!     method = "ahp"
//!     upper = [[2]]               # order counts twice as much as service
//!
//!     [weights.indicators]
//!     method = "combined"
//!     rule = "game-theory"
//!     of = [{ method = "equal" }, { method = "entropy" }]
//!
//!     [score]
//!     method = "weighted-sum"
//!
//!     [[dimension]]
//!     key = "order"
//!
//!     [[dimension]]
//!     key = "service"
//!
//!     [[indicator]]
//!     key = "disputes"
//!     dimension = "order"
//!     direction = "cost"
//!
//!     [[indicator]]
//!     key = "settled"
//!     dimension = "order"
//!
//!     [[indicator]]
//!     key = "answered"
//!     dimension = "service"
//! "#)?;
//!
//! let csv = "community,disputes,settled,answered\nEast,3.1,.92,.98\nSouth,5.4,.85,.95\nWest,2.2,.70,.91\nNorth,7.9,.61,.88\n";
//! let table = IndicatorTable::from_csv(csv.as_bytes(), &CsvOptions::default())?;
//!
//! let fitted = model.fit(&table)?;                // weights, scales and ideals, frozen
//! let evaluation = fitted.score(&table)?;         // this table, or a later one on the same scale
//! assert_eq!(evaluation.root().ranks()[0], Some(1.0));
//! assert_eq!(evaluation.node("service")?.scores()[3], Some(0.0));
//! # }
//! # Ok::<(), governance_efficacy::Error>(())
//! ```
//!
//! # What an answer comes with
//!
//! An [`Error`] means that no right answer can be given; it names the place, the value and the remedy. A [`Notice`] comes with an
//! answer and says what limits it: too few units for entropy weights, an inconsistent judgement matrix, a gap that was filled. Gaps
//! are `Option`, never NaN, which neither enters nor leaves.
//!
//! # Features
//!
//! | feature | gives | default |
//! |---|---|---|
//! | `csv` | tables and ledgers as CSV | yes |
//! | `json` | facts, model documents and results as JSON text | yes |
//! | `toml` | model documents as TOML text | yes |
//!
//! Every type that holds data implements serde's traits whatever the features.

pub mod document;
mod error;
pub mod governance;
pub mod indicator;
mod label;
mod method;
pub mod model;
mod notice;
pub mod numeric;
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
