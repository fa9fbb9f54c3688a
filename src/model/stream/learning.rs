//! A fit, pass by pass (逐遍拟合).

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use crate::error::Error;
use crate::governance::Period;
use crate::indicator::{Direction, Normalization, Reference};
use crate::label::Key;
use crate::model::fitted::{Fitted, wanted};
use crate::model::hierarchy::{Branch, Children};
use crate::model::lint;
use crate::model::node::FittedNode;
use crate::model::scoring::Climb;
use crate::model::{Model, Outside, Scope};
use crate::notice::Notice;
use crate::numeric::Extrema;
use crate::prepare::Scale;
use crate::score::Score;
use crate::table::{Deviations, Rows, Sample, SampleColumn, Statistics, Terms};
use crate::weight::Weigh;

use super::check;
use super::pass::{Pass, Task};
use super::tally::{ColumnTally, Tally};

/// A fit that learns in passes over parts of a table that is never whole in memory, or not on this machine (逐遍拟合).
///
/// [`pass`](Self::pass) says what to gather; [`Pass::tally`] gathers it of one part, on any thread or machine; the tallies are
/// [merged](Tally::merge) in any order and given to [`complete`](Self::complete). When no pass is left, [`finish`](Self::finish) gives the
/// fitted model. [`Model::fit_stream`] does all this over a source of parts.
///
/// The passes: the ends of all indicators; then for each level of the hierarchy, from below, squared deviations and divergences where the
/// methods ask for them, and the ends of the scores.
///
/// ```
/// use governance_efficacy::model::stream::{FitInPasses, Tally};
/// use governance_efficacy::model::{Model, System};
/// use governance_efficacy::{Indicator, IndicatorTable};
///
/// let model = Model::new(System::flat([Indicator::new("answered")?])?);
/// let parts = [
///     IndicatorTable::from_rows(["A", "B"], &["answered"], &[[Some(0.5)], [Some(0.9)]])?,
///     IndicatorTable::from_rows(["C"], &["answered"], &[[Some(0.6)]])?,
/// ];
/// let mut fit = FitInPasses::new(&model)?;
/// while let Some(pass) = fit.pass() {
///     let mut whole = Tally::default();
///     for part in &parts {
///         whole.merge(&pass.tally(part)?)?;
///     }
///     fit.complete(&whole)?;
/// }
/// assert_eq!(fit.finish()?.row_count(), 3);
/// # Ok::<(), governance_efficacy::Error>(())
/// ```
#[derive(Debug)]
pub struct FitInPasses {
    fitted: Fitted,
    /// The nodes by their height over the indicators.
    levels: Vec<Vec<Key>>,
    /// Of indicators, and of nodes as they enter the node above.
    statistics: BTreeMap<Key, Statistics>,
    phase: Phase,
    pass: Option<Pass>,
}

/// What the pass under way is about.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Phase {
    Indicators,
    /// Deviations, and divergences on scales that need none.
    Spread(usize),
    /// Divergences on scales that come from deviations.
    Evenness(usize),
    Scores(usize),
    Done,
}

impl FitInPasses {
    /// Begins to fit `model`.
    ///
    /// # Errors
    /// [`Error::Undefined`] naming the method, policy or direction that can't learn from a stream, and what can.
    pub fn new(model: &Model) -> Result<Self, Error> {
        model.check()?;
        check::streamable(model)?;
        let preparation = model.preparation.fit_stream(&wanted(model), None)?;
        let fitted = Fitted {
            model: model.clone(),
            preparation,
            nodes: Vec::new(),
            dropped: Vec::new(),
            rows: Arc::new(Rows::none()),
            streamed: None,
        };
        let mut levels = Vec::new();
        heights(model.system.root(), &mut levels);
        let mut fit = Self { fitted, levels, statistics: BTreeMap::new(), phase: Phase::Indicators, pass: None };
        let indicators = fit.fitted.preparation.indicators.iter();
        let tasks = indicators.map(|indicator| Task::Ends { key: indicator.key.clone() }).collect();
        fit.begin(tasks);
        Ok(fit)
    }

    /// The pass to do next; none when all are done.
    pub fn pass(&self) -> Option<&Pass> {
        self.pass.as_ref()
    }

    /// Takes what the pass gathered of all rows.
    ///
    /// # Errors
    /// [`Error::Length`] unless the tally is one of this pass; [`Error::TooFew`] without rows; [`Error::Undefined`] if the rows are not as many as
    /// in the passes before; what the methods can't answer.
    pub fn complete(&mut self, whole: &Tally) -> Result<(), Error> {
        let Some(pass) = self.pass.take() else {
            return Err(Error::setting("a tally", "when no pass is left", "call finish"));
        };
        if self.phase == Phase::Indicators {
            self.refuse_absent(whole.periods())?;
        }
        if whole.rows() == 0 {
            return Err(Error::TooFew { what: "rows", needed: 1 });
        }
        let columns = whole.columns(&pass.tasks)?;
        let before = *self.fitted.streamed.get_or_insert(whole.rows());
        if before != whole.rows() {
            return Err(Error::Undefined {
                method: "a stream",
                problem: format!("it had {before} rows in the passes before and has {} now", whole.rows()),
                remedy: "give the same rows in every pass; do not write to the file meanwhile".to_owned(),
            });
        }
        for (task, tally) in pass.tasks.iter().zip(columns) {
            self.learn(task, tally);
        }
        self.advance()
    }

    /// The fitted model.
    ///
    /// # Errors
    /// [`Error::InvalidSetting`] while a pass is left.
    pub fn finish(mut self) -> Result<Fitted, Error> {
        if self.pass.is_some() || self.phase != Phase::Done {
            return Err(Error::setting("the fit", "with passes left", "complete every pass first"));
        }
        // Each node after those beneath it, as in a fit on a whole table.
        let places = self.fitted.model.system.places();
        let order: Vec<&Key> = places.iter().rev().map(|place| place.branch.key()).collect();
        self.fitted.nodes.sort_by_key(|node| order.iter().position(|key| **key == node.key));
        self.fitted.dropped.sort_by_key(|dropped| order.iter().position(|key| *key == dropped));
        Ok(self.fitted)
    }

    fn begin(&mut self, tasks: Vec<Task>) {
        self.pass = Some(Pass { fitted: Arc::new(self.fitted.clone()), tasks });
    }

    fn refuse_absent(&self, found: &BTreeSet<Period>) -> Result<(), Error> {
        let Scope::Periods(periods) = &self.fitted.model.scope else { return Ok(()) };
        match periods.iter().find(|period| !found.contains(period)) {
            None => Ok(()),
            Some(absent) => {
                let known: Vec<String> = found.iter().map(ToString::to_string).collect();
                Err(Error::unknown("period of the fit", &absent.to_string(), known.iter().map(String::as_str)))
            }
        }
    }

    /// Keeps what was gathered of one column.
    fn learn(&mut self, task: &Task, tally: &ColumnTally) {
        let [sum, squares] = tally.sums();
        match task {
            Task::Ends { key } => {
                if let Some(statistics) = of_values(tally) {
                    self.statistics.insert(key.clone(), statistics);
                }
            }
            Task::ScoreEnds { key } => {
                let outside = self.fitted.model.outside;
                let Some(node) = self.fitted.nodes.iter_mut().find(|node| node.key == *key) else { return };
                let found = of_values(tally);
                node.climb = Climb::of(node.score.method(), found.as_ref().map(|statistics| statistics.ends));
                if let Some(scores) = found {
                    self.statistics.insert(key.clone(), climbing(&scores, node.climb, outside));
                }
            }
            Task::Deviations { key, center } => {
                if let Some(statistics) = self.statistics.get_mut(key) {
                    statistics.deviations = Some(Deviations { center: *center, sum, squares });
                }
            }
            Task::Divergence { key, normalization, .. } => {
                let n = tally.count() as f64;
                if let Some(statistics) = self.statistics.get_mut(key) {
                    statistics.divergences.push((*normalization, Ok(sum / (n * n.ln()))));
                }
            }
        }
    }

    /// Goes on to the next pass that has anything to gather.
    fn advance(&mut self) -> Result<(), Error> {
        loop {
            self.phase = match self.phase {
                Phase::Indicators => {
                    self.learn_preparation()?;
                    Phase::Spread(0)
                }
                Phase::Spread(level) => Phase::Evenness(level),
                Phase::Evenness(level) => {
                    self.fit_level(level)?;
                    Phase::Scores(level)
                }
                Phase::Scores(level) => {
                    self.tell_climbs(level);
                    if level + 1 < self.levels.len() { Phase::Spread(level + 1) } else { Phase::Done }
                }
                Phase::Done => Phase::Done,
            };
            let tasks = match self.phase {
                Phase::Spread(level) => {
                    let mut tasks = self.deviations(level);
                    tasks.extend(self.divergences(level, false)?);
                    tasks
                }
                Phase::Evenness(level) => self.divergences(level, true)?,
                Phase::Scores(level) => {
                    let fitted = |key: &&Key| self.fitted.nodes.iter().any(|node| node.key == **key);
                    self.levels[level].iter().filter(fitted).map(|key| Task::ScoreEnds { key: key.clone() }).collect()
                }
                Phase::Indicators | Phase::Done => Vec::new(),
            };
            if !tasks.is_empty() || self.phase == Phase::Done {
                if !tasks.is_empty() {
                    self.begin(tasks);
                }
                return Ok(());
            }
        }
    }

    fn learn_preparation(&mut self) -> Result<(), Error> {
        let wanted = wanted(&self.fitted.model);
        let ends: Vec<Option<Extrema>> =
            wanted.iter().map(|one| self.statistics.get(one.indicator.key()).map(|statistics| statistics.ends)).collect();
        self.fitted.preparation = self.fitted.model.preparation.fit_stream(&wanted, Some(&ends))?;
        Ok(())
    }

    /// What a node weighs: its children that are left.
    fn children(&self, branch: &Branch) -> Vec<(Key, Terms)> {
        let children = branch.scored_children().into_iter();
        children.filter_map(|key| self.terms_of(&key).map(|terms| (key, terms))).collect()
    }

    fn terms_of(&self, key: &Key) -> Option<Terms> {
        if !self.statistics.contains_key(key) {
            return None;
        }
        match self.fitted.preparation.indicators.iter().find(|indicator| indicator.key == *key) {
            Some(indicator) => Some(indicator.terms),
            None => self.fitted.nodes.iter().any(|node| node.key == *key).then(|| Direction::Benefit.into()),
        }
    }

    fn sample<'a>(&'a self, columns: &'a [(Key, Terms)]) -> Sample<'a> {
        let known = columns.iter().filter_map(|(key, terms)| Some((key, *terms, self.statistics.get(key)?)));
        Sample::of_statistics(&self.fitted.rows, known)
    }

    /// The nodes of a level.
    fn branches(&self, level: usize) -> Vec<&Branch> {
        let places = self.fitted.model.system.places().into_iter();
        places.map(|place| place.branch).filter(|branch| self.levels[level].contains(branch.key())).collect()
    }

    /// What is to be gathered of squared deviations at a level.
    fn deviations(&self, level: usize) -> Vec<Task> {
        let mut tasks: Vec<Task> = Vec::new();
        for branch in self.branches(level) {
            let (weights, scoring) = (self.fitted.model.weight_method(branch), self.fitted.model.scoring(branch));
            let of_weights = weights.gathers().unwrap_or_default();
            let method = scoring.method();
            let children = self.children(branch);
            let scored = if scoring.is_over_leaves() { self.leaves_of(branch) } else { children.clone() };
            let asks = |normalization: Option<Normalization>, terms: &Terms| {
                terms.normalization.or(normalization).is_some_and(needs_deviations)
            };
            let weighed = children.into_iter().filter(|(_, terms)| {
                of_weights.deviations
                    || of_weights.divergences.iter().any(|&on| on != Normalization::None && asks(Some(on), terms))
            });
            let of_weights: Vec<(Key, Terms)> = weighed.collect();
            let of_score =
                scored.into_iter().filter(|(_, terms)| method.gathers().deviations || asks(method.normalization(), terms));
            for (key, _) in of_weights.into_iter().chain(of_score) {
                let Some(statistics) = self.statistics.get(&key) else { continue };
                if statistics.deviations.is_none() && !tasks.iter().any(|task| *task.key() == key) {
                    tasks.push(Task::Deviations { key, center: statistics.mean() });
                }
            }
        }
        tasks
    }

    /// The indicators beneath a node that are left.
    fn leaves_of(&self, branch: &Branch) -> Vec<(Key, Terms)> {
        match branch.children() {
            Children::Indicators(_) => self.children(branch),
            Children::Branches(branches) => branches.iter().flat_map(|child| self.leaves_of(child)).collect(),
        }
    }

    /// What is to be gathered of divergences at a level, on scales that come from deviations, or on the others.
    fn divergences(&mut self, level: usize, from_deviations: bool) -> Result<Vec<Task>, Error> {
        let mut tasks = Vec::new();
        let mut without_answer = Vec::new();
        for branch in self.branches(level) {
            let of_weights = self.fitted.model.weight_method(branch).gathers().unwrap_or_default();
            let children = self.children(branch);
            let sample = self.sample(&children);
            for normalization in of_weights.divergences {
                for column in sample.columns().iter().filter(|column| !column.at_midpoint()) {
                    let Some(statistics) = column.statistics() else { continue };
                    let on =
                        if normalization == Normalization::None { None } else { column.normalization().or(Some(normalization)) };
                    if on.is_some_and(needs_deviations) != from_deviations {
                        continue;
                    }
                    let found = scale_of(on, &sample, column, statistics);
                    let (scale, mean) = found.map_err(|e| e.in_node(branch.key().as_str()))?;
                    let key = column.key().clone();
                    if mean > 0.0 && mean.is_normal() {
                        tasks.push(Task::Divergence { key, scale, mean, normalization });
                    } else {
                        without_answer.push((key, normalization, mean * statistics.count as f64));
                    }
                }
            }
        }
        for (key, normalization, sum) in without_answer {
            if let Some(statistics) = self.statistics.get_mut(&key) {
                statistics.divergences.push((normalization, Err(sum)));
            }
        }
        Ok(tasks)
    }

    /// Weighs and fits the nodes of a level.
    fn fit_level(&mut self, level: usize) -> Result<(), Error> {
        let mut fitted: Vec<Result<FittedNode, Key>> = Vec::new();
        for branch in self.branches(level) {
            let children = self.children(branch);
            if children.is_empty() {
                fitted.push(Err(branch.key().clone()));
                continue;
            }
            fitted.push(Ok(self.fit_node(branch, &children).map_err(|e| e.in_node(branch.key().as_str()))?));
        }
        for node in fitted {
            match node {
                Ok(node) => self.fitted.nodes.push(node),
                Err(dropped) => self.fitted.dropped.push(dropped),
            }
        }
        Ok(())
    }

    fn fit_node(&self, branch: &Branch, children: &[(Key, Terms)]) -> Result<FittedNode, Error> {
        let (weights, scoring) = (self.fitted.model.weight_method(branch), self.fitted.model.scoring(branch));
        let family = branch.scored_children();
        let sample = self.sample(children);
        let weighing = weights.weigh(sample.clone().left_of(&family))?;
        let mut notices: Vec<Notice> = lint::dominant(&weighing).collect();
        notices.extend(lint::compatibility(&weighing.detail, scoring.method()));
        let node = if scoring.is_over_leaves() {
            let leaves = self.fitted.leaves(&weighing.weights);
            let keys = leaves.iter().filter_map(|(key, _)| Some((key.clone(), self.terms_of(key)?)));
            let columns: Vec<(Key, Terms)> = keys.collect();
            FittedNode::fit(branch.key(), weighing, &self.sample(&columns), Some(leaves.try_into()?), scoring.method())?
        } else {
            FittedNode::fit(branch.key(), weighing, &sample, None, scoring.method())?
        };
        Ok(FittedNode { notices, ..node })
    }

    /// Tells how the scores of a level enter the one above.
    fn tell_climbs(&mut self, level: usize) {
        let root = self.fitted.model.system.root().key().clone();
        let has_grades = self.fitted.model.grades.is_some();
        for node in self.fitted.nodes.iter_mut().filter(|node| self.levels[level].contains(&node.key)) {
            if node.key != root || has_grades {
                node.notices.extend(node.climb.notice());
            }
        }
    }
}

/// The height of each node over the indicators.
fn heights(branch: &Branch, levels: &mut Vec<Vec<Key>>) -> usize {
    let height = match branch.children() {
        Children::Indicators(_) => 0,
        Children::Branches(branches) => branches.iter().map(|child| 1 + heights(child, levels)).max().unwrap_or_default(),
    };
    if levels.len() <= height {
        levels.resize(height + 1, Vec::new());
    }
    levels[height].push(branch.key().clone());
    height
}

/// Whether the scale comes from squared deviations.
fn needs_deviations(normalization: Normalization) -> bool {
    matches!(normalization, Normalization::Vector | Normalization::ZScore { .. })
}

/// Whether a scale by `normalization` can be learned from the ends, the sum and the squared deviations of a column.
pub(super) fn is_learned_from_statistics(normalization: Normalization, direction: Direction) -> bool {
    match normalization {
        Normalization::Rank { .. } | Normalization::Percentile | Normalization::Borda | Normalization::Logarithmic => false,
        // Of a cost it is the sum of the inverses.
        Normalization::Sum => direction == Direction::Benefit,
        Normalization::DistanceToReference { reference } => reference != Reference::Median,
        Normalization::Categorical { cuts } => !cuts.are_shares(),
        _ => true,
    }
}

/// The scale on which evenness is asked for, and the mean on it.
fn scale_of(
    on: Option<Normalization>,
    sample: &Sample<'_>,
    column: &SampleColumn<'_>,
    statistics: &Statistics,
) -> Result<(Option<Scale>, f64), Error> {
    let Some(normalization) = on else { return Ok((None, statistics.mean())) };
    let scale = Scale::fit(normalization, sample, column)?;
    let mean = scale.mean(statistics.mean())?;
    Ok((Some(scale), mean))
}

/// What a first pass tells of a column that has a value.
fn of_values(tally: &ColumnTally) -> Option<Statistics> {
    let (min, max) = tally.ends()?;
    let ends = Extrema { min, max };
    Some(Statistics { count: tally.count(), ends, sum: tally.sums()[0], deviations: None, divergences: Vec::new() })
}

/// The same of scores as they enter the node above.
fn climbing(scores: &Statistics, climb: Climb, outside: Outside) -> Statistics {
    let (a, b) = (climb.apply(scores.ends.min, outside), climb.apply(scores.ends.max, outside));
    let n = scores.count as f64;
    let sum = match climb {
        Climb::Same => scores.sum,
        Climb::Complement => n - scores.sum,
        Climb::Range { worst, best } if worst == best => 0.5 * n,
        Climb::Range { worst, best } => (scores.sum - n * worst) / (best - worst),
    };
    Statistics { ends: Extrema { min: a.min(b), max: a.max(b) }, sum, ..scores.clone() }
}
