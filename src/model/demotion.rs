//! What the facts make diagnostic (降为诊断指标): it weighs nothing, and weights that were stated for it are left out.

use crate::error::Error;
use crate::indicator::{Direction, Indicator, Measurement, Role, Series};
use crate::label::Key;
use crate::notice::Notice;
use crate::table::{Column, IndicatorTable, Rows, Sample};
use crate::weight::{Combined, Given, Weigh, WeightMethod};

use super::{Evaluation, Fitted, Model};

/// A model in which what the facts make diagnostic weighs nothing.
#[derive(Debug)]
pub(crate) struct Demoted {
    pub(crate) model: Model,
    /// What is to be told of it, by node.
    told: Vec<(Key, Notice)>,
}

impl Demoted {
    pub(super) fn fit(&self, table: &IndicatorTable) -> Result<Fitted, Error> {
        let mut fitted = self.model.fit(table)?;
        for node in &mut fitted.nodes {
            node.notices.extend(self.told.iter().filter(|(key, _)| *key == node.key).map(|(_, notice)| notice.clone()));
        }
        Ok(fitted)
    }

    pub(super) fn evaluate(&self, table: &IndicatorTable) -> Result<Evaluation, Error> {
        self.fit(table)?.score(table)
    }

    /// The same with another model.
    pub(super) fn map(self, change: impl FnOnce(Model) -> Model) -> Self {
        Self { model: change(self.model), ..self }
    }
}

impl Model {
    /// The same model in which what the measurement makes diagnostic weighs nothing. Where weights or judgements name such an
    /// indicator, the weights they make of the others are rescaled and stand as given ones.
    pub(crate) fn demoted_by(&self, measurement: &Measurement) -> Result<Demoted, Error> {
        let efficacy = measurement.efficacy().iter().map(Series::indicator).filter(|i| i.role() == Role::Diagnostic);
        let is_scored = |key: &&Key| self.system.indicators().iter().any(|i| i.key() == *key && i.role() == Role::Scored);
        let demoted: Vec<&Key> = efficacy.map(Indicator::key).filter(is_scored).collect();
        let mut model = self.clone();
        let mut told = Vec::new();
        if demoted.is_empty() {
            return Ok(Demoted { model, told });
        }
        self.check()?;
        model.system = self.system.with_diagnostic(&demoted)?;
        // A list that serves several nodes is parted among them, since none of it may name what is left out.
        let is_parted = self.weights.indicators.named_keys().iter().any(|key| demoted.contains(&key));
        for place in self.system.places().iter().filter(|place| place.branch.is_over_indicators()) {
            let family = place.branch.scored_children();
            let (gone, left): (Vec<Key>, Vec<Key>) = family.iter().cloned().partition(|key| demoted.contains(&key));
            let parted = is_parted && self.weights.own(place.branch.key()).is_none();
            let method = self.weights.of(place.branch);
            if !is_stated(method) || gone.is_empty() && !parted {
                continue;
            }
            let mut notices = Vec::new();
            let stated = left_to(method, &family, &left, &mut notices).map_err(|e| e.in_node(&place.address))?;
            notices.extend(gone.into_iter().map(|indicator| Notice::WeightLeftOut { indicator }));
            told.extend(notices.into_iter().map(|notice| (place.branch.key().clone(), notice)));
            model.weights.set(place.branch.key().clone(), stated);
        }
        if is_parted {
            model.weights.indicators = WeightMethod::default();
        }
        Ok(Demoted { model, told })
    }
}

/// Whether a method states weights or judgements of its own for each child.
fn is_stated(method: &WeightMethod) -> bool {
    method.order().is_some() || !method.named_keys().is_empty()
}

/// `method` for what is `left` of `family`: weights and judgements that were stated become the weights they give, rescaled.
fn left_to(method: &WeightMethod, family: &[Key], left: &[Key], notices: &mut Vec<Notice>) -> Result<WeightMethod, Error> {
    if let WeightMethod::Combined(combined) = method {
        let sources = combined.sources().iter().map(|source| left_to(source, family, left, notices));
        let sources = sources.collect::<Result<Vec<_>, _>>()?;
        return Ok(Combined::new(combined.rule().clone(), sources)?.into());
    }
    if !is_stated(method) {
        return Ok(method.clone());
    }
    // Names are all that it needs.
    let rows = Rows::numbered(1)?;
    let columns: Vec<Column> = left.iter().cloned().map(Column::empty).collect();
    let sample = Sample::of_columns(&rows, columns.iter().map(|column| (column, Direction::Benefit.into())));
    let weighing = method.weigh(sample.left_of(family))?;
    notices.extend(weighing.notices);
    Ok(Given::new(weighing.weights.iter().map(|(key, weight)| (key.as_str(), weight)))?.into())
}
