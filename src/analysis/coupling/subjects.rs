//! The five kinds of subject as subsystems (五类主体的协作水平).

use std::collections::{BTreeMap, BTreeSet, HashMap};

use crate::error::Error;
use crate::governance::{CommunityFacts, Facts, SubjectKind};
use crate::indicator::{Measured, Unavailable};
use crate::label::{Key, Label};
use crate::numeric::sum;
use crate::table::{Column, IndicatorTable, Rows};

use super::{CouplingCoordination, Couplings};

impl CouplingCoordination {
    /// Of the five kinds of subject (五类治理主体), by their [`subject_levels`].
    ///
    /// # Errors
    /// None beyond those of the settings. A community without a subject of some kind has no degree; a notice names it.
    pub fn of_subjects(&self, facts: &Facts) -> Result<Couplings, Error> {
        let table = subject_levels(facts)?;
        let subsystem = |(column, kind): (&Column, &SubjectKind)| -> (Key, Label, Vec<Option<f64>>) {
            (column.key().clone(), kind.label(), column.iter().collect())
        };
        self.of_subsystems(table.rows(), table.columns().iter().zip(SubjectKind::ALL).map(subsystem).collect())
    }
}

/// How far each kind of subject acts together with the others (各类主体的跨类协作密度): one column a kind, one row a community and
/// period.
///
/// # Formula
/// Ties of joint action between the n_k subjects of a kind and the n − n_k of the others, over the `n_k (n − n_k)` there could be, per
/// layer; mean over the recorded layers. It is the collaboration density of subject synergy seen from one kind of subject, and this
/// library's own operationalisation: no publication defines the levels of the five kinds. Levels of your own make as good a table for
/// [`CouplingCoordination::of_table`].
///
/// # Result
/// 0, nobody of the kind acted with another kind, to 1; a gap with its reason where there is no subject of the kind, no other, or no
/// record.
///
/// # Errors
/// None that checked facts cause.
///
/// # Example
/// By hand: two subjects of the Party, one of the market, and one tie: 1 of 2 · 1 pairs, seen from either side.
/// ```
/// use governance_efficacy::analysis::coupling::subject_levels;
/// use governance_efficacy::governance::{CommunityFacts, Facts, JointAction, Layer, Subject, SubjectKind};
/// use governance_efficacy::{Key, Period};
///
/// let key = |text: &str| Key::new(text);
/// let riverside = CommunityFacts::new(key("Riverside")?, Period::year(2024)?)
///     .with_subjects(vec![
///         Subject::new(key("committee")?, SubjectKind::Party),
///         Subject::new(key("branch")?, SubjectKind::Party),
///         Subject::new(key("grocer")?, SubjectKind::Market),
///     ])
///     .with_joint_actions(vec![JointAction::new(Layer::Services, key("committee")?, key("grocer")?, 3)]);
/// let levels = subject_levels(&Facts::new(vec![riverside])?)?;
/// assert_eq!(levels.value(0, "party")?, Some(0.5));
/// assert_eq!(levels.value(0, "market")?, Some(0.5));
/// assert_eq!(levels.value(0, "residents")?, None);
/// # Ok::<(), governance_efficacy::Error>(())
/// ```
pub fn subject_levels(facts: &Facts) -> Result<IndicatorTable, Error> {
    let rows = Rows::panel(facts.iter().map(|of| (of.community.as_str(), of.period)))?;
    let columns = SubjectKind::ALL.iter().map(|&kind| {
        let cells = facts.iter().map(|of| level(of, kind).map_or_else(Measured::unavailable, Measured::value));
        Column::measured(Key::new(kind.key())?, cells.collect())
    });
    IndicatorTable::new(rows, columns.collect::<Result<_, _>>()?)
}

fn level(facts: &CommunityFacts, kind: SubjectKind) -> Result<f64, Unavailable> {
    let not_recorded = |fact: &str| Unavailable::NotRecorded { fact: fact.to_owned() };
    let too_few = |en: &str, zh: &str| Unavailable::TooFew { what: Label::new(en, zh), found: 0, needed: 1 };
    if facts.subjects.is_empty() {
        return Err(not_recorded("subjects"));
    }
    let own = facts.subjects.iter().filter(|subject| subject.kind == kind).count();
    let others = facts.subjects.len() - own;
    if own == 0 {
        return Err(too_few("subjects of this kind", "该类主体"));
    }
    if others == 0 {
        return Err(too_few("subjects of another kind", "其他类主体"));
    }
    if facts.joint_actions.is_empty() {
        return Err(not_recorded("joint_actions"));
    }
    let kinds: HashMap<&Key, SubjectKind> = facts.subjects.iter().map(|subject| (&subject.subject, subject.kind)).collect();
    // A tie may stand in either order, or in both.
    let mut layers: BTreeMap<_, BTreeSet<(&Key, &Key)>> = BTreeMap::new();
    for action in &facts.joint_actions {
        let layer = layers.entry(action.layer).or_default();
        let is_of = |subject: &Key| kinds.get(subject) == Some(&kind);
        if action.times > 0 && is_of(&action.subject) != is_of(&action.partner) {
            let (a, b) = (&action.subject, &action.partner);
            layer.insert((a.min(b), a.max(b)));
        }
    }
    let densities: Vec<f64> = layers.values().map(|ties| ties.len() as f64 / (own * others) as f64).collect();
    Ok(sum(&densities) / densities.len() as f64)
}
