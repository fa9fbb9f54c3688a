//! Figures of results (结果图形), as SVG.
//!
//! A figure is drawn from a result of the library and computes nothing of its own; the numbers in it are those of the result. It is
//! one `<svg>` element with title and description for those who can't see it, without styles of the page, scripts, fonts or links, so that
//! it stands in an HTML page as well as in a file. Two figures on one page need ids of their own: [`Style::with_id`].
//!
//! Colours are those of Okabe and Ito (2008), *Color Universal Design*, or scales that grow darker step by step; hatches, marks, dashes or
//! printed numbers say the same, so that nothing is lost in grey. Of many units the figures show the first and the last, and say so.
//!
//! | figure | drawn from |
//! |---|---|
//! | [`Ranking`] | [`Evaluation`](crate::model::Evaluation) |
//! | [`ContributionBars`] | [`Contributions`](crate::analysis::contribution::Contributions) |
//! | [`Radar`] | [`Evaluation`](crate::model::Evaluation) |
//! | [`IndicatorHeatMap`] | [`Fitted`](crate::model::Fitted) and a table |
//! | [`Slope`] | [`Evaluation`](crate::model::Evaluation) of several periods |
//! | `AcceptabilityMap` (feature `uncertainty`) | [`Draws`](crate::analysis::uncertainty) |
//! | [`WeightBars`] | several [`Weights`](crate::Weights) |
//! | [`CouplingScatter`] | [`Couplings`](crate::analysis::coupling::Couplings) |
//! | [`ObstacleBars`] | [`Obstacles`](crate::analysis::obstacle::Obstacles) |
//! | [`PriorityMap`] | [`ImportancePerformance`](crate::analysis::contribution::ImportancePerformance) |
//! | [`CorrelationMap`] | [`Multivariate`](crate::analysis::multivariate::Multivariate) |
//!
//! ```
//! use governance_efficacy::model::{Model, System};
//! use governance_efficacy::report::figure::{Ranking, Style};
//! use governance_efficacy::{Indicator, IndicatorTable, Label, Language};
//!
//! let model = Model::new(System::flat([Indicator::new("answered")?])?);
//! let table = IndicatorTable::from_rows(["East", "West"], &["answered"], &[[Some(0.9)], [Some(0.6)]])?;
//! let style = Style::new(Language::En).with_source(Label::same("two made-up communities"));
//! let figure = Ranking::default().draw(&model.evaluate(&table)?, &style)?;
//! assert!(figure.to_svg().contains("East"));
//! // Intervals were not computed, and the figure says so.
//! assert!(figure.to_svg().contains("not computed"));
//! # Ok::<(), governance_efficacy::Error>(())
//! ```

#[cfg(feature = "uncertainty")]
mod acceptability;
mod canvas;
mod cells;
mod choice;
mod contribution;
mod correlation;
mod coupling;
mod heat_map;
mod layout;
mod numbers;
mod obstacle;
mod palette;
mod priority;
mod radar;
mod ranking;
mod scale;
mod slope;
mod style;
mod text;
mod weights;

#[cfg(feature = "uncertainty")]
pub use acceptability::AcceptabilityMap;
pub use contribution::ContributionBars;
pub use correlation::CorrelationMap;
pub use coupling::CouplingScatter;
pub use heat_map::IndicatorHeatMap;
pub use obstacle::ObstacleBars;
pub use priority::PriorityMap;
pub use radar::Radar;
pub use ranking::Ranking;
pub use slope::Slope;
pub use style::{Figure, Style};
pub use weights::WeightBars;
