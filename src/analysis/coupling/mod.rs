//! Coupling coordination (耦合协调度): do the parts of a whole develop together, and how far.
//!
//! The degree of coordination is a description of levels side by side. It shows balance, not influence: two dimensions at the same
//! level are fully coupled whether or not one has anything to do with the other.

mod class;
mod degree;
mod result;
mod subjects;
mod synergy;

use crate::error::Error;
use crate::label::{Key, Label};
use crate::model::{Evaluation, NodeResult};
use crate::notice::{CouplingNotice, Notice};
use crate::score::{Orientation, is_tie};
use crate::table::{IndicatorTable, Rows};
use crate::weight::Weights;

pub use class::{ClosedEnd, CoordinationClass};
pub use degree::CouplingForm;
pub(in crate::analysis) use result::row_of;
pub use result::{Coordination, Couplings, Subsystem};
pub use subjects::subject_levels;
pub use synergy::{JointGain, Reference, RowGain};

/// How far outside 0 to 1 rounding may take a level.
const ROUNDING: f64 = 1e-12;
/// Above this C of the standard form hardly tells rows apart, if it is so for most of them.
const CROWDED: f64 = 0.95;

/// Coupling coordination of two or more subsystems (耦合协调度模型).
///
/// # Formula
/// `D = √(C T)`, with the coupling degree C of [`CouplingForm`] and `T = Σ α_i u_i`. The contributions α are equal unless given. The
/// many forms in print for 2, 3 and 4 subsystems are not equivalent: a form without the factor k has 1/k for its largest value, which
/// is an error (Liu 2017).
///
/// # Input
/// Levels `u_i` of each subsystem, 0 to 1, more being better.
///
/// # Result
/// C, T and D, 0 to 1; the class of D in ten steps; the subsystems that lag.
///
/// # Edge cases
/// A level of 0 makes C and D zero in both forms, all zero too. The worst of a sample under min-max has the level 0 whatever its
/// facts: use goalposts, for time series above all. [`with_zero_replacement`](Self::with_zero_replacement) puts a small number there;
/// it is named in the result, because it moves D by a lot (1e-10 and 0.01 give C of 0.002 and 0.79 for one row of a published table).
/// A row in which a subsystem has no level has no degree.
///
/// # Errors
/// [`Error::TooFew`] for less than two subsystems, [`Error::Value`] for a level outside 0 to 1, and what weights that name other
/// subsystems cause.
///
/// # Complexity
/// O(n k), O(n k²) with the revised form.
///
/// # Reference
/// `D = √(C T)` and the ten classes: Liao (1999), 环境与经济协调发展的定量评判及其分类体系, 热带地理 19(2): 171–177. Lost coefficients: Liu
/// (2017), 耦合度计算的常见错误分析, 淮阴师范学院学报(自然科学版) 16(1): 18–22. The general standard form and the revised form: Wang, Kong,
/// Ren, Zhi & Dai (2021), 国内耦合协调度模型的误区及修正, 自然资源学报 36(3): 793–810.
///
/// # Example
/// By hand: `C = 2 √(0.9 · 0.1)/(0.9 + 0.1) = 0.6`, `T = 0.5`, `D = √0.3`.
/// ```
/// use governance_efficacy::analysis::coupling::{CoordinationClass, CouplingCoordination};
///
/// let found = CouplingCoordination::default().of_levels(&[0.9, 0.1])?;
/// assert!((found.coupling - 0.6).abs() < 1e-12 && (found.degree - 0.3_f64.sqrt()).abs() < 1e-12);
/// assert_eq!(found.class, CoordinationClass::BarelyCoordinated);
/// // The second lags.
/// assert_eq!(found.lagging[0].as_str(), "2");
/// # Ok::<(), governance_efficacy::Error>(())
/// ```
#[derive(Debug, Clone, PartialEq, Default)]
pub struct CouplingCoordination {
    form: CouplingForm,
    contributions: Option<Weights>,
    closed: ClosedEnd,
    zero_replacement: Option<f64>,
}

impl CouplingCoordination {
    /// Sets the formula of the coupling degree; the standard form if not set.
    #[must_use]
    pub fn with_form(mut self, form: CouplingForm) -> Self {
        self.form = form;
        self
    }

    /// Sets the parts of the subsystems in T, by their keys; equal if not set.
    #[must_use]
    pub fn with_contributions(mut self, contributions: Weights) -> Self {
        self.contributions = Some(contributions);
        self
    }

    /// Sets which end of a class belongs to it; the lower if not set.
    #[must_use]
    pub fn with_closed_end(mut self, closed: ClosedEnd) -> Self {
        self.closed = closed;
        self
    }

    /// Puts `value` in the place of levels of 0 in C, not in T; they stay 0 if not set.
    ///
    /// # Errors
    /// [`Error::InvalidSetting`] unless the value is above 0 and at most 0.01.
    pub fn with_zero_replacement(mut self, value: f64) -> Result<Self, Error> {
        if !(value > 0.0 && value <= 0.01) {
            return Err(Error::setting("zero replacement", value, "give a small number above 0 and at most 0.01, such as 1e-10"));
        }
        self.zero_replacement = Some(value);
        Ok(self)
    }

    /// Of the levels of one row; the subsystems are called `1`, `2`, ….
    ///
    /// # Errors
    /// See [`CouplingCoordination`].
    pub fn of_levels(&self, levels: &[f64]) -> Result<Coordination, Error> {
        let subsystem = |(at, &level): (usize, &f64)| {
            let key = Key::new((at + 1).to_string())?;
            Ok((key.clone(), Label::same(key.as_str()), vec![Some(level)]))
        };
        let subsystems: Vec<_> = levels.iter().enumerate().map(subsystem).collect::<Result<_, Error>>()?;
        let found = self.of_subsystems(&Rows::units(["the levels"])?, subsystems)?;
        found.coordination.into_iter().next().flatten().ok_or(Error::TooFew { what: "levels", needed: 2 })
    }

    /// Of the columns `subsystems` of `table`, row by row.
    ///
    /// # Errors
    /// See [`CouplingCoordination`]; [`Error::Unknown`] for a column that is not there.
    ///
    /// ```
    /// use governance_efficacy::IndicatorTable;
    /// use governance_efficacy::analysis::coupling::CouplingCoordination;
    ///
    /// let rows = [[Some(0.5), Some(0.5)], [Some(0.9), Some(0.1)]];
    /// let table = IndicatorTable::from_rows(["East", "West"], &["order", "service"], &rows)?;
    /// let found = CouplingCoordination::default().of_table(&table, &["order", "service"])?;
    /// // Fully coupled at half the way: D = √(1 · 0.5).
    /// assert_eq!(found.of("East", None)?.map(|row| row.degree), Some(0.5_f64.sqrt()));
    /// assert_eq!(found.of("West", None)?.unwrap().lagging[0].as_str(), "service");
    /// # Ok::<(), governance_efficacy::Error>(())
    /// ```
    pub fn of_table<K: AsRef<str>>(&self, table: &IndicatorTable, subsystems: &[K]) -> Result<Couplings, Error> {
        let column = |key: &K| {
            let column = table.column(key.as_ref())?;
            Ok((column.key().clone(), Label::same(column.key().as_str()), column.iter().collect()))
        };
        self.of_subsystems(table.rows(), subsystems.iter().map(column).collect::<Result<_, Error>>()?)
    }

    /// Of the dimensions right below the whole, row by row: the four dimensions of the standard system.
    ///
    /// Levels are the scores of the dimensions, turned round where lower is better.
    ///
    /// # Errors
    /// As [`of_nodes`](Self::of_nodes).
    pub fn of_evaluation(&self, evaluation: &Evaluation) -> Result<Couplings, Error> {
        let root = evaluation.root().key();
        let dimensions = evaluation.nodes().iter().filter(|node| node.key() != root && !node.address().contains('/'));
        self.of_scores(evaluation, dimensions.collect())
    }

    /// Of the nodes `nodes` of an evaluation, wherever they stand.
    ///
    /// # Errors
    /// See [`CouplingCoordination`]; [`Error::Unknown`] for a node that is not there. A method whose scores are not within 0 to 1 gives
    /// no levels: score the nodes by another, or give the levels as a table.
    pub fn of_nodes<K: AsRef<str>>(&self, evaluation: &Evaluation, nodes: &[K]) -> Result<Couplings, Error> {
        self.of_scores(evaluation, nodes.iter().map(|key| evaluation.node(key.as_ref())).collect::<Result<_, _>>()?)
    }

    fn of_scores(&self, evaluation: &Evaluation, nodes: Vec<&NodeResult>) -> Result<Couplings, Error> {
        let level = |node: &NodeResult, score: f64| match node.orientation() {
            Orientation::HigherIsBetter => score,
            Orientation::LowerIsBetter => 1.0 - score,
        };
        let subsystem = |node: &NodeResult| {
            let levels = node.scores().iter().map(|score| score.map(|s| level(node, s)));
            (node.key().clone(), node.label().clone(), levels.collect())
        };
        self.of_subsystems(evaluation.rows(), nodes.into_iter().map(subsystem).collect())
    }

    fn of_subsystems(&self, rows: &Rows, mut subsystems: Vec<(Key, Label, Vec<Option<f64>>)>) -> Result<Couplings, Error> {
        if subsystems.len() < 2 {
            return Err(Error::TooFew { what: "subsystems to couple", needed: 2 });
        }
        for (key, _, levels) in &mut subsystems {
            for (row, level) in levels.iter_mut().enumerate() {
                *level = level.map(|u| within_unit(u, rows, row, key)).transpose()?;
            }
        }
        let keys: Vec<Key> = subsystems.iter().map(|(key, ..)| key.clone()).collect();
        let contributions = match &self.contributions {
            Some(given) => given.in_order_of(keys.iter())?,
            None => Weights::equal(keys.iter().cloned())?.as_slice().to_vec(),
        };
        let mut levels = vec![0.0; keys.len()];
        let mut coordination = Vec::with_capacity(rows.len());
        let (mut absent, mut zeros, mut crowded) = (Vec::new(), Vec::new(), 0);
        for row in 0..rows.len() {
            let is_complete = subsystems.iter().zip(&mut levels).all(|((.., from), to)| from[row].map(|u| *to = u).is_some());
            if !is_complete {
                absent.push(row);
                coordination.push(None);
                continue;
            }
            if levels.contains(&0.0) {
                zeros.push(row);
            }
            let found = self.coordination(&keys, &levels, &contributions);
            crowded += usize::from(found.coupling >= CROWDED);
            coordination.push(Some(found));
        }
        let names =
            |rows_of: Vec<usize>| rows_of.into_iter().filter_map(|row| rows.get(row)).map(|row| row.to_string()).collect();
        let coupled = rows.len() - absent.len();
        let mut notices = Vec::new();
        if !absent.is_empty() {
            notices.push(CouplingNotice::NoLevel { rows: names(absent) });
        }
        if !zeros.is_empty() {
            notices.push(CouplingNotice::ZeroLevel { rows: names(zeros), replaced_by: self.zero_replacement });
        }
        if self.form == CouplingForm::Standard && coupled > 1 && 2 * crowded > coupled {
            notices.push(CouplingNotice::Crowded { rows: crowded, of: coupled, limit: CROWDED });
        }
        let subsystems = subsystems.into_iter().zip(contributions);
        Ok(Couplings {
            form: self.form,
            closed: self.closed,
            zero_replacement: self.zero_replacement,
            subsystems: subsystems
                .map(|((key, label, levels), contribution)| Subsystem { key, label, contribution, levels })
                .collect(),
            rows: rows.clone(),
            coordination,
            notices: notices.into_iter().map(Notice::Coupling).collect(),
        })
    }

    fn coordination(&self, keys: &[Key], levels: &[f64], contributions: &[f64]) -> Coordination {
        let [coupling, development, degree] = self.degrees(levels, contributions);
        let least = levels.iter().copied().fold(f64::INFINITY, f64::min);
        let at_least: Vec<bool> = levels.iter().map(|&u| is_tie(u, least)).collect();
        let lagging = if at_least.contains(&false) {
            keys.iter().zip(at_least).filter(|(_, lags)| *lags).map(|(key, _)| key.clone()).collect()
        } else {
            Vec::new()
        };
        Coordination { coupling, development, degree, class: CoordinationClass::of(degree, self.closed), lagging }
    }

    /// `[C, T, D]`, with zeros replaced in C if that was asked for.
    fn degrees(&self, levels: &[f64], contributions: &[f64]) -> [f64; 3] {
        match self.zero_replacement {
            Some(small) if levels.contains(&0.0) => {
                let replaced: Vec<f64> = levels.iter().map(|&u| if u == 0.0 { small } else { u }).collect();
                degree::degrees(self.form, levels, &replaced, contributions)
            }
            _ => degree::degrees(self.form, levels, levels, contributions),
        }
    }
}

/// A level of 0 to 1, freed of what rounding added.
fn within_unit(level: f64, rows: &Rows, row: usize, key: &Key) -> Result<f64, Error> {
    if (-ROUNDING..=1.0 + ROUNDING).contains(&level) {
        return Ok(level.clamp(0.0, 1.0));
    }
    Err(Error::Value {
        place: Box::new(rows.place(row, key)),
        value: level,
        problem: "is no level from 0 to 1".to_owned(),
        remedy:
            "normalise the columns, or score the dimensions by a method with scores from 0 to 1, such as topsis or weighted-sum"
                .to_owned(),
    })
}
