//! From facts to indicators (由事实到指标): the standard system measured for every community and period.

use std::collections::HashMap;

use crate::error::Error;
use crate::governance::{CommunityFacts, Dimension, Facts, Path, Period};
use crate::label::Key;
use crate::notice::Notice;

use super::measured::{Measured, Origin, Remark};
use super::observation::Observation;
use super::specification::{Indicator, Role};
use super::standard::StandardIndicator;

/// One indicator over all rows of a measurement (指标列), under its dimension or path.
#[derive(Debug, Clone, PartialEq)]
pub struct Series<G> {
    group: G,
    indicator: Indicator,
    values: Vec<Measured>,
}

impl<G: Copy> Series<G> {
    /// The dimension or path it belongs to.
    pub fn group(&self) -> G {
        self.group
    }

    /// Its specification. The role is that of this measurement: what is self-reported has become diagnostic.
    pub fn indicator(&self) -> &Indicator {
        &self.indicator
    }

    /// One value a row, in the order of [`Measurement::rows`].
    pub fn values(&self) -> &[Measured] {
        &self.values
    }
}

/// The standard system as measured (测量结果): rows are communities in periods, columns are indicators.
///
/// Efficacy and path profile are two ledgers. Nothing here adds them.
#[derive(Debug, Clone, PartialEq)]
pub struct Measurement {
    rows: Vec<(Key, Period)>,
    efficacy: Vec<Series<Dimension>>,
    companions: Vec<Series<Dimension>>,
    path_profile: Vec<Series<Path>>,
    notices: Vec<Notice>,
}

impl Measurement {
    /// Community and period of every row, in the order of the facts.
    pub fn rows(&self) -> &[(Key, Period)] {
        &self.rows
    }

    /// The efficacy indicators (效能指标), dimension by dimension.
    pub fn efficacy(&self) -> &[Series<Dimension>] {
        &self.efficacy
    }

    /// What is shown beside efficacy indicators and never scored (附注指标).
    pub fn companions(&self) -> &[Series<Dimension>] {
        &self.companions
    }

    /// The path profile (路径画像), path by path; there is no total.
    pub fn path_profile(&self) -> &[Series<Path>] {
        &self.path_profile
    }

    /// What a reader must know.
    pub fn notices(&self) -> &[Notice] {
        &self.notices
    }

    /// The efficacy indicator `key`.
    ///
    /// # Errors
    /// [`Error::Unknown`] with the near matches.
    pub fn indicator(&self, key: &str) -> Result<&Series<Dimension>, Error> {
        self.efficacy
            .iter()
            .find(|series| series.indicator.key() == key)
            .ok_or_else(|| Error::unknown("indicator", key, self.efficacy.iter().map(|series| series.indicator.key().as_str())))
    }
}

/// Measures the standard system on `facts` with the default settings; see [`Measuring`].
///
/// # Example
/// ```
/// use governance_efficacy::governance::{CommunityFacts, Facts, Profile};
/// use governance_efficacy::indicator::{Unavailable, measure};
/// use governance_efficacy::numeric::interval::Confidence;
/// use governance_efficacy::{Key, Period};
///
/// let riverside = CommunityFacts::new(Key::new("Riverside")?, Period::year(2024)?).with_profile(Profile {
///     eligible_residents: Some(4_000),
///     residents_took_part: Some(900),
///     ..Profile::default()
/// });
/// let measurement = measure(&Facts::new(vec![riverside])?);
///
/// let participation = &measurement.indicator("resident_participation")?.values()[0];
/// assert_eq!(participation.value, Ok(0.225));
/// assert!(participation.interval(Confidence::default()).is_some_and(|interval| interval.contains(0.22)));
///
/// // Nothing is recorded of services: the rate is not 0, it is not known.
/// let response = &measurement.indicator("response_rate")?.values()[0];
/// assert_eq!(response.value, Err(Unavailable::NotRecorded { fact: "services.valid_requests".into() }));
/// # Ok::<(), governance_efficacy::Error>(())
/// ```
pub fn measure(facts: &Facts) -> Measurement {
    Measuring::default().measure(facts)
}

/// How the standard system is measured (测量设置).
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Measuring {
    small_count: u64,
}

impl Default for Measuring {
    fn default() -> Self {
        Self { small_count: 10 }
    }
}

impl Measuring {
    /// Sets below which non-zero count an efficacy indicator raises a notice; 10 unless set, 0 for none.
    #[must_use]
    pub fn with_small_count(mut self, threshold: u64) -> Self {
        self.small_count = threshold;
        self
    }

    /// Measures every indicator, companion and item of the path profile for every community and period of `facts`.
    ///
    /// Notices tell of small counts behind efficacy indicators, of records that could be used in part only, of stability without any
    /// incident, and of incidents that are not recorded independently: these become diagnostic for all rows, because a rate that is
    /// scored for one community and not for the next compares nothing.
    pub fn measure(self, facts: &Facts) -> Measurement {
        let history = History::of(facts);
        let observe = |standard: &StandardIndicator| -> Vec<Measured> {
            let of = |facts| standard.measure(&Observation { facts, earlier: history.before(facts) });
            facts.iter().map(of).collect()
        };
        let mut notices = Vec::new();
        let mut efficacy = Vec::new();
        for (standard, group) in flat(StandardIndicator::efficacy()) {
            let mut series = Series { group, indicator: standard.specification(), values: observe(standard) };
            let demoted: Vec<String> = facts
                .iter()
                .zip(&series.values)
                .filter(|(facts, measured)| measured.value.is_ok() && standard.is_demoted_by(facts))
                .map(|(facts, _)| format!("{} {}", facts.community, facts.period))
                .collect();
            if !demoted.is_empty() {
                notices.push(Notice::SelfReported { indicator: series.indicator.key().clone(), rows: demoted });
                series.indicator = series.indicator.with_role(Role::Diagnostic);
            }
            self.note_small_counts(facts, &series, &mut notices);
            note_remarks(facts, &series, &mut notices);
            efficacy.push(series);
        }
        let companions = flat(StandardIndicator::companions())
            .map(|(standard, group)| Series { group, indicator: standard.specification(), values: observe(standard) })
            .collect();
        let mut path_profile = Vec::new();
        for (standard, group) in flat(StandardIndicator::path_profile()) {
            let series = Series { group, indicator: standard.specification(), values: observe(standard) };
            note_remarks(facts, &series, &mut notices);
            path_profile.push(series);
        }
        let rows = facts.iter().map(|facts| (facts.community.clone(), facts.period)).collect();
        Measurement { rows, efficacy, companions, path_profile, notices }
    }

    fn note_small_counts<G>(self, facts: &Facts, series: &Series<G>, notices: &mut Vec<Notice>) {
        for (facts, measured) in facts.iter().zip(&series.values) {
            let count = measured.origin.and_then(Origin::smallest_count);
            if let Some(count) = count.filter(|&count| count < self.small_count) {
                notices.push(Notice::SmallCount {
                    unit: facts.community.to_string(),
                    period: facts.period,
                    indicator: series.indicator.key().clone(),
                    count,
                    threshold: self.small_count,
                });
            }
        }
    }
}

fn note_remarks<G>(facts: &Facts, series: &Series<G>, notices: &mut Vec<Notice>) {
    for (facts, measured) in facts.iter().zip(&series.values) {
        let Some(remark) = measured.remark else { continue };
        let (unit, period, indicator) = (facts.community.to_string(), facts.period, series.indicator.key().clone());
        notices.push(match remark {
            Remark::PartlyRecorded { used, expected } => Notice::PartlyRecorded { unit, period, indicator, used, expected },
            Remark::NoIncidents { months } => Notice::NoIncidents { unit, period, indicator, months },
        });
    }
}

/// The indicators of all groups, each with its group.
fn flat<G: Copy>(groups: &'static [(G, &'static [StandardIndicator])]) -> impl Iterator<Item = (&'static StandardIndicator, G)> {
    groups.iter().flat_map(|(group, indicators)| indicators.iter().map(move |indicator| (indicator, *group)))
}

/// The periods of each community, the latest first.
struct History<'a>(HashMap<&'a Key, Vec<&'a CommunityFacts>>);

impl<'a> History<'a> {
    fn of(facts: &'a Facts) -> Self {
        let mut periods: HashMap<&Key, Vec<&CommunityFacts>> = HashMap::new();
        for facts in facts {
            periods.entry(&facts.community).or_default().push(facts);
        }
        for of_one in periods.values_mut() {
            of_one.sort_by_key(|facts| std::cmp::Reverse(facts.period));
        }
        Self(periods)
    }

    /// The periods of the same community before this one.
    fn before(&self, facts: &CommunityFacts) -> &[&'a CommunityFacts] {
        let all = self.0.get(&facts.community).map_or(&[][..], Vec::as_slice);
        let first_before = all.partition_point(|other| other.period >= facts.period);
        all.get(first_before..).unwrap_or_default()
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::super::testing::{assert_value, community_in};
    use super::*;
    use crate::governance::{
        Allocation, DecisionOrgan, Grid, IncidentRecord, OrderMonth, OrderRecord, OrganKind, Profile, Resource, ResourceChannel,
        ResourceKind, ResourceSource, Service, ServiceCategory, TargetGroup, TargetGroupKind,
    };
    use crate::label::Language;

    fn order(name: &str, period: &str, incidents: u64, record: Option<IncidentRecord>) -> CommunityFacts {
        let mut facts = community_in(period);
        facts.community = Key::new(name).expect("valid");
        let months = facts.period.months().map(|month| OrderMonth { incidents: Some(incidents), ..OrderMonth::new(month) });
        let order = months.collect();
        facts
            .with_order(order)
            .with_profile(Profile { population: Some(5_000), ..Profile::default() })
            .with_order_record(OrderRecord { incident_record: record, ..OrderRecord::default() })
    }

    fn measured(communities: Vec<CommunityFacts>) -> Measurement {
        measure(&Facts::new(communities).expect("no contradictions"))
    }

    #[test]
    fn rows_and_columns_are_whole_and_in_order() {
        let measurement = measured(vec![order("West", "2024", 1, None), order("East", "2024", 2, None)]);
        let names: Vec<&str> = measurement.rows().iter().map(|(community, _)| community.as_str()).collect();
        assert_eq!(names, ["West", "East"]);
        let whole = |lengths: Vec<usize>| lengths.into_iter().all(|length| length == 2);
        assert!(whole(measurement.efficacy().iter().map(|s| s.values().len()).collect()));
        assert!(whole(measurement.companions().iter().map(|s| s.values().len()).collect()));
        assert!(whole(measurement.path_profile().iter().map(|s| s.values().len()).collect()));
        assert_eq!(measurement.efficacy().len(), 32);
        assert!(
            matches!(measurement.indicator("incident_per_1000"), Err(Error::Unknown { near, .. }) if near == ["incidents_per_1000"])
        );
    }

    #[test]
    fn incidents_count_only_if_every_community_has_them_from_others() {
        use IncidentRecord::{Independent, SelfReported};
        let role = |m: &Measurement| m.indicator("incidents_per_1000").expect("standard").indicator().role();
        let independent =
            measured(vec![order("West", "2024", 1, Some(Independent)), order("East", "2024", 2, Some(Independent))]);
        assert_eq!(role(&independent), Role::Scored);
        let mixed = measured(vec![
            order("West", "2024", 1, Some(Independent)),
            order("East", "2024", 2, Some(SelfReported)),
            order("North", "2024", 2, None),
        ]);
        assert_eq!(role(&mixed), Role::Diagnostic);
        let notice = mixed.notices().iter().find(|notice| notice.code() == "self-reported").expect("told");
        assert!(matches!(notice, Notice::SelfReported { rows, .. } if rows == &["East 2024", "North 2024"]), "{notice}");
        // Nothing recorded is nothing to demote.
        assert_eq!(role(&measured(vec![community_in("2024")])), Role::Scored);
    }

    #[test]
    fn quarters_look_back_over_the_quarters_of_their_own_community() {
        let quarters = ["2023-Q2", "2023-Q3", "2023-Q4", "2024-Q1"];
        let mut all: Vec<CommunityFacts> = quarters.iter().rev().map(|q| order("West", q, 4, None)).collect();
        all.extend(quarters.iter().take(3).map(|q| order("East", q, 4, None)));
        let measurement = measured(all);
        let stability = measurement.indicator("temporal_stability").expect("standard").values();
        // West 2024-Q1 stands first and has twelve months of 4; no other quarter has a year behind it.
        assert_value(&stability[0], 1.0);
        assert!(stability[1..].iter().all(|measured| measured.value.is_err()));
    }

    #[test]
    fn a_quiet_year_and_small_counts_are_told_with_their_numbers() {
        let quiet = order("West", "2024", 0, Some(IncidentRecord::Independent)).with_decision_organs(vec![DecisionOrgan {
            decisions_due: Some(30),
            decisions_on_time: Some(6),
            meetings_due: Some(12),
            meetings_quorate: Some(0),
            ..DecisionOrgan::new(OrganKind::ResidentsAssembly)
        }]);
        let facts = Facts::new(vec![quiet]).expect("no contradictions");
        let notices = measure(&facts).notices().to_vec();
        let period: Period = "2024".parse().expect("valid");
        let indicator = |key| Key::new(key).expect("valid");
        assert_eq!(
            notices,
            [
                Notice::SmallCount {
                    unit: "West".into(),
                    period,
                    indicator: indicator("resolution_delivery"),
                    count: 6,
                    threshold: 10
                },
                Notice::NoIncidents { unit: "West".into(), period, indicator: indicator("temporal_stability"), months: 12 },
            ]
        );
        assert!(notices[0].text(Language::Zh).contains("低于 10"), "{}", notices[0].text(Language::Zh));
        assert_eq!(Measuring::default().with_small_count(5).measure(&facts).notices().len(), 1);
    }

    /// Facts whose counts come from `seed`, each part at most its whole, all `scale` times as large.
    fn any_facts(seed: &[(u64, u64)], amounts: &[(f64, f64)], scale: u64) -> CommunityFacts {
        let mut pairs = seed.iter().copied().cycle().map(|(a, b)| (a.min(b) * scale, a.max(b) * scale));
        let mut pair = || pairs.next().unwrap_or_default();
        let some = |(part, whole): (u64, u64)| (Some(part), Some(whole));
        let services = [ServiceCategory::ElderlyCare, ServiceCategory::Legal, ServiceCategory::Safety].map(|category| {
            let ((needs_answered, needs), (deliveries_needed, deliveries)) = (some(pair()), some(pair()));
            let ((resolved, valid_requests), (satisfied, answers)) = (some(pair()), some(pair()));
            Service {
                needs,
                needs_answered,
                deliveries,
                deliveries_needed,
                valid_requests,
                resolved,
                answers,
                satisfied,
                ..Service::new(category)
            }
        });
        let groups = [TargetGroupKind::Elderly, TargetGroupKind::Children].map(|kind| {
            let (served, size) = some(pair());
            TargetGroup { size, served, ..TargetGroup::new(kind) }
        });
        let facts = community_in("2024");
        let months = facts.period.months().map(|month| {
            let (mediations_settled, mediations_closed) = some(pair());
            OrderMonth { incidents: Some(pair().0), mediations_closed, mediations_settled, ..OrderMonth::new(month) }
        });
        let order = months.collect();
        let grid = |at: usize| Key::new(format!("g{at}")).expect("valid");
        let allocations = amounts.iter().enumerate().map(|(at, &(demanded, allocated))| Allocation {
            demanded: Some(demanded * scale as f64),
            allocated: Some(allocated * scale as f64),
            ..Allocation::new(ResourceKind::Funds, grid(at))
        });
        let allocations = allocations.collect();
        let (value, rest) = pair();
        let worth = |source, value: u64| Resource {
            value: Some(value as f64),
            ..Resource::new(source, ResourceChannel::Cooperation, ResourceKind::Funds)
        };
        facts
            .with_profile(Profile { population: Some(1_000_000), ..Profile::default() })
            .with_grids((0..amounts.len()).map(|at| Grid::new(grid(at))).collect())
            .with_services(services.to_vec())
            .with_target_groups(groups.to_vec())
            .with_order(order)
            .with_allocations(allocations)
            .with_resources(vec![worth(ResourceSource::Government, value), worth(ResourceSource::Residents, rest)])
    }

    proptest! {
        #[test]
        fn every_value_lies_in_its_range_and_shares_ignore_the_size_of_the_counts(
            seed in proptest::collection::vec((0..500_u64, 0..500_u64), 1..20),
            amounts in proptest::collection::vec((0.0..1e4_f64, 0.0..1e4_f64), 0..5),
        ) {
            let (once, tenfold) = (any_facts(&seed, &amounts, 1), any_facts(&seed, &amounts, 10));
            let (once, tenfold) = (measured(vec![once]), measured(vec![tenfold]));
            for (small, large) in once.efficacy().iter().zip(tenfold.efficacy()) {
                let key = small.indicator().key();
                let (a, b) = (&small.values()[0].value, &large.values()[0].value);
                prop_assert_eq!(a.is_ok(), b.is_ok(), "{}", key);
                let (Ok(a), Ok(b)) = (a, b) else { continue };
                let range = small.indicator().range().expect("stated");
                prop_assert!(a.is_finite() && range.contains(*a) && range.contains(*b), "{key}: {a} {b}");
                if range == crate::indicator::Range::SHARE && key != "temporal_stability" {
                    prop_assert!((a - b).abs() <= 1e-9, "{key}: {a} {b}");
                }
            }
        }
    }
}
