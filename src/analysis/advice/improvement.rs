//! The cheapest way to a target (最小成本改进).

use std::cell::Cell;

use crate::error::Error;
use crate::governance::Period;
use crate::model::Fitted;
use crate::score::{Orientation, ScoreMethod};
use crate::table::{Column, IndicatorTable};

use super::countermeasure::countermeasures_for;
use super::lever::{Lever, Move};
use super::plan::{Change, Optimality, Plan};
use super::{additive, search};

/// What a plan is to reach (改进目标).
#[derive(Debug, Clone, PartialEq)]
#[non_exhaustive]
pub enum Target {
    /// This score of the whole, or a better one (目标得分).
    Score(f64),
    /// The grade with this English or Chinese name, or a better one (目标等级).
    Grade(String),
    /// This rank among the rows of the period, the others staying as they are (目标名次).
    Rank(usize),
}

/// The cheapest changes of indicators that reach a target (最小成本改进方案).
///
/// # Formula
/// `min Σ_j c_j |x_j − x_j⁰|` over values between the present one and the limit of each lever, in whole steps where a step is set, so that the
/// score of the whole on the frozen scale reaches the target.
///
/// # Method
/// Where the score is a sum of what each indicator gives and that rises in proportion to the change, a linear program gives the optimum; with
/// steps a mixed-integer one does (feature `lp`). Otherwise branch and bound over boxes, for which it is enough that the score falls with none of
/// the changes: the plan is optimal, or comes with a bound below which no plan costs.
///
/// # Errors
/// [`Error::Unknown`] for a unit, indicator or grade that is not there; [`Error::Duplicate`] for two levers of one indicator;
/// [`Error::Undefined`] where the unit has no score or an indicator no value, where a lever would worsen the score, or where a method compares
/// all units with each other, so that one can't be moved alone.
///
/// # Example
/// By hand: of two indicators, equal weights, East has 0.2 and 0.4, a score of 0.3. To reach 0.5 it takes 0.4 of either in sum; the second is
/// cheaper and may rise by 0.3, so that 0.1 is left for the first: 0.3 · 1 + 0.1 · 2 = 0.5.
/// ```
/// use governance_efficacy::analysis::advice::{Improvement, Lever, Target};
/// use governance_efficacy::model::{Model, System};
/// use governance_efficacy::prepare::Normalization;
/// use governance_efficacy::score::WeightedSum;
/// use governance_efficacy::{Indicator, IndicatorTable};
///
/// let sum = WeightedSum::default().with_normalization(Normalization::None);
/// let model = Model::new(System::flat([Indicator::new("a")?, Indicator::new("b")?])?).with_indicator_scores(sum);
/// let rows = [[Some(0.2), Some(0.4)], [Some(1.0), Some(1.0)]];
/// let table = IndicatorTable::from_rows(["East", "West"], &["a", "b"], &rows)?;
/// let fitted = model.fit(&table)?;
///
/// let improvement = Improvement::new([Lever::new("a", 1.0, 2.0)?, Lever::new("b", 0.7, 1.0)?])?;
/// let plan = improvement.plan(&fitted, &table, "East", None, &Target::Score(0.5))?;
/// assert!((plan.cost - 0.5).abs() < 1e-3 && plan.after >= 0.5);
/// # Ok::<(), governance_efficacy::Error>(())
/// ```
#[derive(Debug, Clone, PartialEq)]
pub struct Improvement {
    levers: Vec<Lever>,
    gap: f64,
    effort: usize,
}

impl Improvement {
    /// The indicators that can be moved.
    ///
    /// # Errors
    /// [`Error::TooFew`] without one, [`Error::Duplicate`] for two of the same indicator.
    pub fn new(levers: impl IntoIterator<Item = Lever>) -> Result<Self, Error> {
        let levers: Vec<Lever> = levers.into_iter().collect();
        if levers.is_empty() {
            return Err(Error::TooFew { what: "indicators that can be moved", needed: 1 });
        }
        for (at, lever) in levers.iter().enumerate() {
            if levers[..at].iter().any(|other| other.indicator == lever.indicator) {
                return Err(Error::Duplicate { what: "indicator that can be moved", name: lever.indicator.to_string() });
            }
        }
        Ok(Self { levers, gap: 1e-3, effort: 20_000 })
    }

    /// Sets how much dearer than the bound a plan found by branch and bound may be to count as optimal; a thousandth if not set.
    ///
    /// # Errors
    /// [`Error::InvalidSetting`] unless it is positive and finite.
    pub fn with_gap(mut self, share: f64) -> Result<Self, Error> {
        if !(share > 0.0 && share.is_finite()) {
            return Err(Error::setting("gap", share, "give a finite number above 0, such as 0.001"));
        }
        self.gap = share;
        Ok(self)
    }

    /// Sets after how many computations of the model branch and bound ends; 20,000 if not set, some seconds with ten levers.
    ///
    /// # Errors
    /// [`Error::InvalidSetting`] for fewer than 100, [`Error::Limit`] for more than ten million.
    pub fn with_effort(mut self, evaluations: usize) -> Result<Self, Error> {
        const MOST: usize = 10_000_000;
        if evaluations > MOST {
            return Err(Error::Limit { what: "effort of the search, in evaluations", found: evaluations, limit: MOST });
        }
        if evaluations < 100 {
            return Err(Error::setting("effort", evaluations, "give at least 100"));
        }
        self.effort = evaluations;
        Ok(self)
    }

    /// The cheapest changes with which `unit` reaches `target`.
    ///
    /// # Errors
    /// See [`Improvement`].
    pub fn plan(
        &self,
        fitted: &Fitted,
        table: &IndicatorTable,
        unit: &str,
        period: Option<Period>,
        target: &Target,
    ) -> Result<Plan, Error> {
        let row = table.rows().position(unit, period).ok_or_else(|| {
            let known: Vec<String> = table.rows().iter().map(|row| row.to_string()).collect();
            let asked = period.map_or_else(|| unit.to_owned(), |period| format!("{unit} {period}"));
            Error::unknown("unit", &asked, known.iter().map(String::as_str))
        })?;
        let moves = self.levers.iter().map(|lever| move_of(lever, fitted, table, row)).collect::<Result<Vec<_>, _>>()?;
        let problem = Problem::new(fitted, table, row, moves)?;
        problem.refuse_worsening()?;
        let needed = problem.needed(target)?;
        let all: Vec<f64> = problem.moves.iter().map(Move::most).collect();
        let none = vec![0.0; all.len()];
        let (shares, optimality) = if problem.before >= needed {
            (none, Optimality::Optimal)
        } else if problem.score(&all)? < needed {
            (all, Optimality::Unreachable)
        } else {
            match additive::solve(&problem, needed)? {
                Some(found) => (found, Optimality::Optimal),
                None => search::solve(&problem, needed, self.gap, self.effort)?,
            }
        };
        problem.tell(&shares, needed, optimality)
    }
}

fn move_of(lever: &Lever, fitted: &Fitted, table: &IndicatorTable, row: usize) -> Result<Move, Error> {
    let scored = fitted.scored_indicators();
    if !scored.contains(&&lever.indicator) {
        return Err(Error::unknown("scored indicator", lever.indicator.as_str(), scored.iter().map(|key| key.as_str())));
    }
    let from = table.value(row, lever.indicator.as_str())?.ok_or_else(|| Error::Undefined {
        method: "the improvement plan",
        problem: format!(
            "{} of {} has no value that could be moved",
            lever.indicator,
            table.rows().get(row).map(|r| r.to_string()).unwrap_or_default()
        ),
        remedy: "leave the lever out".to_owned(),
    })?;
    Ok(Move::of(lever, from))
}

/// The score of one row as its levers move it, more being better.
pub(super) struct Problem<'a> {
    fitted: &'a Fitted,
    /// The whole table, or nothing but the row where its score needs no other.
    table: IndicatorTable,
    row: usize,
    name: (String, Option<Period>),
    pub(super) moves: Vec<Move>,
    pub(super) before: f64,
    sign: f64,
    /// Scores of the other rows of the period, more being better.
    others: Vec<f64>,
    evaluations: Cell<usize>,
}

impl<'a> Problem<'a> {
    fn new(fitted: &'a Fitted, table: &IndicatorTable, row: usize, moves: Vec<Move>) -> Result<Self, Error> {
        if let Some(method) = fitted.relative_method() {
            return Err(Error::Undefined {
                method,
                problem: "it compares every unit with every other, so that none can be moved alone".to_owned(),
                remedy: "plan with topsis, weighted-sum or another method that scores one row".to_owned(),
            });
        }
        let view = fitted.view(table, fitted.root().as_str())?;
        let sign = if view.orientation == Orientation::HigherIsBetter { 1.0 } else { -1.0 };
        let known = view.rows.iter().zip(&view.scores).filter_map(|(r, score)| Some((r, sign * (*score)?)));
        let asked = table.rows().get(row);
        let named = asked.map(|r| (r.unit.to_owned(), r.period)).unwrap_or_default();
        let (own, others): (Vec<_>, Vec<_>) = known.filter(|(r, _)| r.period == named.1).partition(|(r, _)| r.unit == named.0);
        let before = own.first().map(|(_, score)| *score).ok_or_else(|| Error::Undefined {
            method: "the improvement plan",
            problem: format!("{} has no score", asked.map(|r| r.to_string()).unwrap_or_default()),
            remedy: "choose a policy for missing data that gives it one".to_owned(),
        })?;
        let others = others.into_iter().map(|(_, score)| score).collect();
        let mut problem = Self {
            fitted,
            table: table.select_rows(&[row])?,
            row: 0,
            name: named,
            moves,
            before,
            sign,
            others,
            evaluations: Cell::new(0),
        };
        // What fills the gaps of a row may come from others.
        let none = vec![0.0; problem.moves.len()];
        if problem.score(&none).ok() != Some(before) {
            (problem.table, problem.row) = (table.clone(), row);
        }
        Ok(problem)
    }

    /// The score after each lever has gone its share of its way.
    pub(super) fn score(&self, shares: &[f64]) -> Result<f64, Error> {
        self.evaluations.set(self.evaluations.get() + 1);
        let mut table = self.table.clone();
        for (lever, &share) in self.moves.iter().zip(shares) {
            let column = self.table.column(lever.indicator.as_str())?;
            let mut values: Vec<Option<f64>> = column.iter().collect();
            values[self.row] = Some(lever.at(share));
            table = table.with_column(Column::with_gaps(lever.indicator.clone(), values)?);
        }
        let view = self.fitted.view(&table, self.fitted.root().as_str())?;
        let at = view.rows.position(&self.name.0, self.name.1);
        at.and_then(|at| view.scores[at]).map(|score| self.sign * score).ok_or_else(|| Error::Undefined {
            method: "the improvement plan",
            problem: format!("{} loses its score when its indicators change", self.name.0),
            remedy: "choose another policy for missing data".to_owned(),
        })
    }

    pub(super) fn evaluations(&self) -> usize {
        self.evaluations.get()
    }

    /// Whether the score is a sum of what each indicator gives.
    pub(super) fn is_separable(&self) -> bool {
        self.fitted.is_separable(|method| {
            matches!(
                method,
                ScoreMethod::WeightedSum(_) | ScoreMethod::Mabac(_) | ScoreMethod::Mairca(_) | ScoreMethod::Spotis(_)
            )
        })
    }

    /// Refuses a lever that goes the wrong way, or a score that falls as things get better.
    fn refuse_worsening(&self) -> Result<(), Error> {
        const STEPS: u32 = 8;
        for (j, lever) in self.moves.iter().enumerate() {
            let mut last = self.before;
            for step in 1..=STEPS {
                let mut shares = vec![0.0; self.moves.len()];
                shares[j] = f64::from(step) / f64::from(STEPS);
                let score = self.score(&shares)?;
                if score < last - 1e-12 * last.abs().max(1.0) {
                    return Err(Error::Undefined {
                        method: "the improvement plan",
                        problem: format!(
                            "the score falls when {} goes from {} to {}",
                            lever.indicator,
                            lever.from,
                            lever.at(1.0)
                        ),
                        remedy: "give a limit on the better side of the present value".to_owned(),
                    });
                }
                last = score;
            }
        }
        Ok(())
    }

    /// The score that the target comes to.
    fn needed(&self, target: &Target) -> Result<f64, Error> {
        match target {
            Target::Score(score) if score.is_finite() => Ok(self.sign * score),
            Target::Score(score) => Err(Error::setting("target score", score, "give a finite number")),
            Target::Grade(name) => {
                let model = self.fitted.model();
                let grades = model.grades().filter(|_| !model.has_vetoes()).ok_or_else(|| {
                    let remedy = "take a score as target; a grade can be one where the model has grades and no veto";
                    Error::setting("target grade", format!("{name:?}"), remedy)
                })?;
                let at = grades.labels().iter().position(|label| label.en == *name || label.zh == *name);
                let at =
                    at.ok_or_else(|| Error::unknown("grade", name, grades.labels().iter().map(|label| label.en.as_str())))?;
                Ok(self.fitted.score_of_grade(at).map_or(f64::NEG_INFINITY, |score| self.sign * score))
            }
            Target::Rank(0) => Err(Error::setting("target rank", 0, "ranks begin at 1")),
            Target::Rank(rank) => {
                let mut others = self.others.clone();
                others.sort_by(|a, b| b.total_cmp(a));
                // Level with the other who stands there is enough.
                Ok(others.get(rank - 1).copied().unwrap_or(f64::NEG_INFINITY))
            }
        }
    }

    /// The plan of these shares.
    fn tell(&self, shares: &[f64], needed: f64, optimality: Optimality) -> Result<Plan, Error> {
        let after = self.score(shares)?;
        let mut changes = Vec::with_capacity(self.moves.len());
        for (j, (lever, &share)) in self.moves.iter().zip(shares).enumerate() {
            let with = |share: f64| {
                let mut other = shares.to_vec();
                other[j] = share;
                other
            };
            let gain = if share > 0.0 { after - self.score(&with(0.0))? } else { 0.0 };
            // Small enough to stay on one side of every kink, large enough for the digits of the difference.
            let small = 1e-6;
            let mut nudged = vec![0.0; shares.len()];
            nudged[j] = small;
            let marginal = if lever.way == 0.0 { 0.0 } else { (self.score(&nudged)? - self.before) / (small * lever.way.abs()) };
            changes.push(Change {
                indicator: lever.indicator.clone(),
                from: lever.from,
                to: lever.at(share),
                cost: lever.cost * share,
                gain,
                marginal,
                marginal_per_cost: marginal / lever.unit_cost,
                countermeasures: countermeasures_for(&lever.indicator).iter().map(|measure| measure.key.to_owned()).collect(),
            });
        }
        let target = if needed == f64::NEG_INFINITY { self.before } else { needed };
        Ok(Plan {
            unit: self.name.0.clone(),
            period: self.name.1,
            target: self.sign * target,
            before: self.sign * self.before,
            after: self.sign * after,
            cost: changes.iter().map(|change| change.cost).sum(),
            optimality,
            changes,
            evaluations: self.evaluations(),
        })
    }
}
