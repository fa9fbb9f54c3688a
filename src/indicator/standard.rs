//! The standard system (标准指标体系): which indicators stand for the four dimensions, and what is shown beside them.
//!
//! One definition each: key, labels, direction, role, unit, range, formula, source, the facts it needs and how it is measured
//! stand together, so that they can't drift apart. The system is this library's operationalisation; the theory gives no formulas.
//! Full citations stand in `docs/model.md`.

use crate::governance::{CommunityFacts, Dimension, Path};
use crate::label::{Key, Label};

use super::measured::Measured;
use super::observation::Observation;
use super::specification::{Direction, Indicator, Range, Role};
use super::{companion, order_stability, path_profile, resource_efficiency, service_precision, subject_synergy};

/// How an indicator is measured.
pub(super) type Measure = fn(&Observation<'_>) -> Measured;

/// An indicator of the standard system (标准指标).
///
/// ```
/// use governance_efficacy::Direction;
/// use governance_efficacy::governance::Dimension;
/// use governance_efficacy::indicator::StandardIndicator;
///
/// let all: Vec<&StandardIndicator> =
///     StandardIndicator::efficacy().iter().flat_map(|(_, indicators)| indicators.iter()).collect();
/// let repeats = all.iter().find(|i| i.key() == "repeat_request_rate").expect("a standard indicator");
/// assert_eq!(repeats.specification().direction(), Direction::Cost);
/// assert_eq!(repeats.facts(), ["services.repeated_requests", "services.requests"]);
/// // Who closes requests early has the same ones again: the two are shown together.
/// let resolved = all.iter().find(|i| i.key() == "resolution_rate").expect("a standard indicator");
/// assert_eq!(resolved.guard(), Some("repeat_request_rate"));
/// ```
#[derive(Debug, Clone, Copy)]
pub struct StandardIndicator {
    key: &'static str,
    en: &'static str,
    zh: &'static str,
    direction: Direction,
    role: Role,
    unit: &'static str,
    range: Range,
    formula: &'static str,
    source: &'static str,
    facts: &'static [&'static str],
    guard: Option<&'static str>,
    beside: Option<&'static str>,
    demoted: Option<fn(&CommunityFacts) -> bool>,
    measure: Measure,
}

impl StandardIndicator {
    /// The efficacy indicators of the four dimensions (效能指标), in order.
    pub fn efficacy() -> &'static [(Dimension, &'static [Self])] {
        &[
            (Dimension::SubjectSynergy, subject_synergy::INDICATORS),
            (Dimension::ResourceAllocationEfficiency, resource_efficiency::INDICATORS),
            (Dimension::ServicePrecision, service_precision::INDICATORS),
            (Dimension::OrderStability, order_stability::INDICATORS),
        ]
    }

    /// The items of the path profile (路径画像), in order. They are inputs and process and are never added to efficacy.
    pub fn path_profile() -> &'static [(Path, &'static [Self])] {
        &[
            (Path::PoliticalLeadership, path_profile::LEADERSHIP),
            (Path::OrganizationalEmpowerment, path_profile::EMPOWERMENT),
            (Path::ResourceIntegration, path_profile::INTEGRATION),
            (Path::InstitutionalGuarantee, path_profile::GUARANTEE),
        ]
    }

    /// What is shown beside efficacy indicators so that they can be read (附注指标): the size of a network beside its density, the
    /// response rate beside a satisfaction. Never scored.
    pub fn companions() -> &'static [(Dimension, &'static [Self])] {
        &[
            (Dimension::SubjectSynergy, companion::SUBJECT_SYNERGY),
            (Dimension::ResourceAllocationEfficiency, companion::RESOURCE_EFFICIENCY),
            (Dimension::ServicePrecision, companion::SERVICE_PRECISION),
            (Dimension::OrderStability, companion::ORDER_STABILITY),
        ]
    }

    /// The efficacy indicator `key`.
    pub(crate) fn named(key: &Key) -> Option<&'static Self> {
        Self::efficacy().iter().flat_map(|(_, indicators)| indicators.iter()).find(|standard| *key == standard.key())
    }

    /// Its key.
    pub fn key(&self) -> &'static str {
        self.key
    }

    /// Its name in English and Chinese.
    pub fn label(&self) -> Label {
        Label::new(self.en, self.zh)
    }

    /// Its specification, as a model needs it.
    pub fn specification(&self) -> Indicator {
        Indicator::of_key(Key::of_standard(self.key))
            .with_label(self.en, self.zh)
            .with_checked_direction(self.direction)
            .with_role(self.role)
            .with_unit(self.unit)
            .with_range_of(self.range)
            .with_formula(self.formula, self.source)
    }

    /// The facts it needs, as paths of their fields.
    pub fn facts(&self) -> &'static [&'static str] {
        self.facts
    }

    /// The indicator that is to be read together with it, because this one alone can be gamed (成对指标).
    pub fn guard(&self) -> Option<&'static str> {
        self.guard
    }

    /// The indicator that it is shown beside, if it is a companion.
    pub fn beside(&self) -> Option<&'static str> {
        self.beside
    }

    /// Whether what is recorded of a community takes it out of the score.
    pub(super) fn is_demoted_by(&self, facts: &CommunityFacts) -> bool {
        self.demoted.is_some_and(|demoted| demoted(facts))
    }

    pub(super) fn measure(&self, observation: &Observation<'_>) -> Measured {
        (self.measure)(observation)
    }

    /// A share that is better the higher it is, measured by `how` from `facts`.
    pub(super) const fn of(
        key: &'static str,
        en: &'static str,
        zh: &'static str,
        facts: &'static [&'static str],
        how: Measure,
    ) -> Self {
        Self {
            key,
            en,
            zh,
            direction: Direction::Benefit,
            role: Role::Scored,
            unit: "",
            range: Range::SHARE,
            formula: "",
            source: "",
            facts,
            guard: None,
            beside: None,
            demoted: None,
            measure: how,
        }
    }

    /// A share that is counted: [`counted!`] gives its facts and how they are added up.
    pub(super) const fn counting(key: &'static str, en: &'static str, zh: &'static str, counted: Counted) -> Self {
        Self::of(key, en, zh, counted.facts, counted.measure)
    }

    pub(super) const fn formula(mut self, formula: &'static str, source: &'static str) -> Self {
        self.formula = formula;
        self.source = source;
        self
    }

    pub(super) const fn cost(mut self) -> Self {
        self.direction = Direction::Cost;
        self
    }

    pub(super) const fn diagnostic(mut self) -> Self {
        self.role = Role::Diagnostic;
        self
    }

    /// A number that can't be negative, in `unit`, in place of a share.
    pub(super) const fn in_unit(mut self, unit: &'static str) -> Self {
        self.unit = unit;
        self.range = Range::NON_NEGATIVE;
        self
    }

    pub(super) const fn guarded_by(mut self, guard: &'static str) -> Self {
        self.guard = Some(guard);
        self
    }

    pub(super) const fn shown_beside(mut self, key: &'static str) -> Self {
        self.beside = Some(key);
        self.role = Role::Diagnostic;
        self
    }

    pub(super) const fn demoted_where(mut self, demoted: fn(&CommunityFacts) -> bool) -> Self {
        self.demoted = Some(demoted);
        self
    }
}

/// A share of counts: its facts, and how they are added up.
#[derive(Clone, Copy)]
pub(super) struct Counted {
    pub(super) facts: &'static [&'static str],
    pub(super) measure: Measure,
}

/// The share of two fields over the records of a ledger: `counted!(services: resolved / valid_requests)`; of a record that stands
/// alone, `counted!(profile.residents_took_part / eligible_residents)`; of months, of which the whole period should be there,
/// `counted!(monthly: mediations_settled / mediations_closed)`.
macro_rules! counted {
    (monthly: $part:ident / $whole:ident) => {
        $crate::indicator::standard::counted!(@of order, |o| &o.facts.order, |o| o.months(), $part, $whole)
    };
    ($ledger:ident: $part:ident / $whole:ident) => {
        $crate::indicator::standard::counted!(@of $ledger, |o| &o.facts.$ledger, |_o| 0, $part, $whole)
    };
    ($alone:ident.$part:ident / $whole:ident) => {
        $crate::indicator::standard::counted!(@of $alone, |o| std::slice::from_ref(&o.facts.$alone), |_o| 0, $part, $whole)
    };
    (@of $ledger:ident, |$o:ident| $records:expr, |$p:ident| $expected:expr, $part:ident, $whole:ident) => {
        $crate::indicator::standard::Counted {
            facts: &[
                concat!(stringify!($ledger), ".", stringify!($part)),
                concat!(stringify!($ledger), ".", stringify!($whole)),
            ],
            measure: |observation| {
                let $o = observation;
                let records = $records;
                let $p = observation;
                $crate::indicator::observation::ratio(
                    records,
                    |record| (record.$part, record.$whole),
                    concat!(stringify!($ledger), ".", stringify!($part)),
                    concat!(stringify!($ledger), ".", stringify!($whole)),
                    $expected,
                )
            },
        }
    };
}
pub(super) use counted;

#[cfg(test)]
mod tests {
    use std::collections::HashSet;

    use super::*;

    fn every() -> impl Iterator<Item = &'static StandardIndicator> {
        let by_dimension = StandardIndicator::efficacy().iter().chain(StandardIndicator::companions()).flat_map(|(_, all)| *all);
        by_dimension.chain(StandardIndicator::path_profile().iter().flat_map(|(_, all)| *all))
    }

    #[test]
    fn the_dimensions_and_paths_stand_in_the_order_of_the_theory() {
        assert!(StandardIndicator::efficacy().iter().map(|(dimension, _)| dimension).eq(Dimension::ALL));
        assert!(StandardIndicator::companions().iter().map(|(dimension, _)| dimension).eq(Dimension::ALL));
        assert!(StandardIndicator::path_profile().iter().map(|(path, _)| path).eq(Path::ALL));
        let sizes: Vec<usize> = StandardIndicator::efficacy().iter().map(|(_, all)| all.len()).collect();
        assert_eq!(sizes, [6, 7, 11, 8]);
    }

    #[test]
    fn keys_are_unique_over_both_ledgers_and_valid() {
        let mut keys = HashSet::new();
        for indicator in every() {
            assert!(Key::new(indicator.key()).is_ok() && keys.insert(indicator.key()), "{}", indicator.key());
        }
    }

    #[test]
    fn every_indicator_says_what_it_is_in_both_languages() {
        for indicator in every() {
            let label = indicator.label();
            assert!(!label.en.is_empty() && label.zh.chars().any(|c| c >= '\u{4e00}'), "{}", indicator.key());
            assert!(!indicator.formula.is_empty() && !indicator.source.is_empty(), "{}", indicator.key());
            assert!(!indicator.facts.is_empty() || indicator.key() == "technical_efficiency", "{}", indicator.key());
        }
    }

    #[test]
    fn guards_and_companions_point_at_efficacy_indicators() {
        let efficacy: HashSet<&str> =
            StandardIndicator::efficacy().iter().flat_map(|(_, all)| *all).map(StandardIndicator::key).collect();
        let all: HashSet<&str> = every().map(StandardIndicator::key).collect();
        for indicator in every() {
            assert!(indicator.guard().is_none_or(|guard| all.contains(guard)), "{}", indicator.key());
            assert!(indicator.beside().is_none_or(|beside| efficacy.contains(beside)), "{}", indicator.key());
        }
    }

    #[test]
    fn the_diagnostic_indicators_are_those_whose_direction_is_disputed() {
        let diagnostic: Vec<&str> = StandardIndicator::efficacy()
            .iter()
            .flat_map(|(_, all)| *all)
            .filter(|i| i.specification().role() == Role::Diagnostic)
            .map(StandardIndicator::key)
            .collect();
        assert_eq!(
            diagnostic,
            [
                "participation_evenness",
                "hub_centralisation",
                "resource_utilisation",
                "source_diversity",
                "technical_efficiency",
                "litigation_per_10000",
                "disputes_per_1000"
            ]
        );
    }

    /// The document and the code name the same indicators, direction, role and Chinese name.
    #[test]
    fn the_model_document_has_a_row_for_every_indicator() {
        let document = include_str!("../../docs/model.md");
        let rows: Vec<&str> = document.lines().filter(|line| line.starts_with('|')).collect();
        for indicator in every() {
            let cell = format!("| `{}` | {} |", indicator.key(), indicator.zh);
            let row = rows.iter().find(|row| row.contains(&cell));
            assert!(row.is_some(), "docs/model.md lacks a row with {cell}");
        }
        for (_, indicators) in StandardIndicator::efficacy() {
            for indicator in *indicators {
                let cell = format!("| `{}` | {} |", indicator.key(), indicator.zh);
                let row = rows.iter().find(|row| row.contains(&cell)).expect("found above");
                let sign = match (indicator.role, indicator.direction) {
                    (Role::Diagnostic, _) => "◇",
                    (Role::Scored, Direction::Cost) => "−",
                    (Role::Scored, _) => "+",
                };
                assert!(row.contains(&format!(" | {sign} | ")) || row.contains(&format!(" | {sign} (◇")), "{row}");
            }
        }
    }
}
