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
//!     rule = "additive"           # half the same for all, half what tells the communities apart
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
//! # From facts to four dimensions
//!
//! Facts are what offices count: one [`governance::CommunityFacts`] a community and period. They are checked together, and what
//! contradicts is told all at once.
//!
//! ```
//! use governance_efficacy::governance::{CommunityFacts, Facts, Profile, Service, ServiceCategory};
//! use governance_efficacy::{Error, IndicatorTable, Key, Period};
//!
//! let riverside = CommunityFacts::new(Key::new("Riverside")?, Period::year(2024)?)
//!     .with_profile(Profile { eligible_residents: Some(4_000), residents_took_part: Some(900), ..Profile::default() })
//!     .with_services(vec![Service {
//!         valid_requests: Some(200),
//!         resolved: Some(170),
//!         ..Service::new(ServiceCategory::Convenience)
//!     }]);
//!
//! let table = IndicatorTable::from_facts(&Facts::new(vec![riverside.clone()])?)?;
//! assert_eq!(table.value(0, "resolution_rate")?, Some(0.85));
//! // Nothing is recorded of disputes: not zero, but not available, and the table knows why.
//! assert_eq!(table.value(0, "mediation_success")?, None);
//! assert!(table.column("mediation_success")?.reason(0).is_some());
//!
//! // More resolved than received can't be.
//! let mut wrong = riverside;
//! wrong.services[0].resolved = Some(210);
//! let Err(Error::Facts(contradictions)) = Facts::new(vec![wrong]) else { panic!("a contradiction") };
//! assert!(contradictions.to_string().contains("resolved"));
//! # Ok::<(), Error>(())
//! ```
//!
//! The standard system and a model document turn facts into scores. Here the shipped sample, which is synthetic:
//!
//! ```
//! # #[cfg(all(feature = "json", feature = "toml"))] {
//! use governance_efficacy::governance::Facts;
//! use governance_efficacy::model::Model;
//!
//! # let folder = concat!(env!("CARGO_MANIFEST_DIR"), "/examples");
//! # let read = |file: &str| std::fs::read_to_string(format!("{folder}/{file}"));
//! let facts = Facts::from_json(&read("data/sample/facts.json")?)?;
//! let model = Model::from_toml(&read("models/standard.toml")?)?;
//! let evaluation = model.evaluate_facts(&facts)?;
//!
//! let dimensions: Vec<&str> = evaluation.nodes()[1..].iter().map(|node| node.label().en.as_str()).collect();
//! assert_eq!(dimensions, ["Subject synergy", "Resource allocation efficiency", "Service precision", "Order stability"]);
//! // The path profile stands beside the scores and enters none of them.
//! assert!(evaluation.beside().is_some_and(|beside| !beside.path_profile.is_empty()));
//! println!("{evaluation}");
//! # }
//! # Ok::<(), Box<dyn std::error::Error>>(())
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
//! | `lp` | methods that solve linear programmes | no |
//! | `report` | figures of results as SVG | no |
//! | `parallel` | several threads; results are the same bytes on any number | no |
//! | `uncertainty` | how sure a ranking is, and what makes it unsure | yes |
//! | `toml` | model documents as TOML text | yes |
//!
//! What is kept in files implements serde's traits whatever the features: facts and their records, periods, keys and labels, tables,
//! indicators, [`Weights`], models, fitted models, evaluations with their parts, notices, results of analyses. Matrices, a single method and
//! its outcome, errors and the draws of an uncertainty analysis don't; a method is written in the model document that names it.

pub mod analysis;
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
#[cfg(feature = "uncertainty")]
mod threads;
pub mod weight;

pub use error::{Error, Place};
pub use governance::{Granularity, Period};
pub use indicator::{Direction, Indicator, Role};
pub use label::{Key, Label, Language};
pub use method::{Invariance, MethodInfo, Needs};
pub use notice::{CouplingNotice, DropReason, Notice, TooMany};
pub use table::{DecisionMatrix, IndicatorTable};
pub use weight::Weights;
