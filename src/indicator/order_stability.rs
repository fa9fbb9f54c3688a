//! Order stability (治理秩序稳定度): are disputes settled for good, and does little happen, month after month?

use std::collections::BTreeMap;

use crate::governance::{CommunityFacts, IncidentRecord, OrderMonth, Outcome, Period};
use crate::label::Label;

use super::measured::{Measured, Remark, Unavailable};
use super::observation::{Observation, not_recorded, ratio, too_few};
use super::service_precision::{SURVEY, survey};
use super::standard::{StandardIndicator, counted};

pub(super) const INDICATORS: &[StandardIndicator] = &[
    StandardIndicator::counting(
        "mediation_success",
        "Mediation success",
        "调解成功率",
        counted!(monthly: mediations_settled / mediations_closed),
    )
    .guarded_by("dispute_recurrence")
    .formula("mediations settled / mediations closed", "People's Mediation Law (2010)"),
    StandardIndicator::of(
        "dispute_recurrence",
        "Dispute recurrence",
        "纠纷复发率",
        &["order_record.reopened", "order_record.settled_cohort"],
        dispute_recurrence,
    )
    .cost()
    .formula(
        "of the disputes settled 12 to 24 months before the end of the period: reopened within 12 months / all",
        "operationalisation of this library, after Strathern (1997)",
    ),
    StandardIndicator::of(
        "incidents_per_1000",
        "Incidents per 1,000 residents",
        "安全事件率",
        &["order.incidents", "profile.population", "order_record.incident_record"],
        |o| o.rate(|month| month.incidents, 1_000.0, "order.incidents"),
    )
    .cost()
    .in_unit("per 1,000 residents and year")
    .demoted_where(not_independent)
    .formula("incidents · 1000 / (resident population · years)", "Garwood (1936) for the interval"),
    StandardIndicator::of(
        "litigation_per_10000",
        "Suits per 10,000 residents",
        "万人成讼率",
        &["order.suits", "profile.population"],
        |o| o.rate(|month| month.suits, 10_000.0, "order.suits"),
    )
    .diagnostic()
    .cost()
    .in_unit("per 10,000 residents and year")
    .formula(
        "first-instance civil and administrative suits · 10⁴ / (resident population · years)",
        "Opinions on Governing the Sources of Litigation (2021)",
    ),
    StandardIndicator::of("temporal_stability", "Stability over time", "时序稳定度", &["order.incidents"], temporal_stability)
        .formula(
            "1/(1 + τ), τ² = max(0, (s² − mean)/mean²) of the incidents of twelve months",
            "Anscombe (1949); Bliss & Fisher (1953)",
        ),
    StandardIndicator::counting(
        "hazard_rectification",
        "Hazard rectification",
        "隐患整改率",
        counted!(monthly: hazards_rectified / hazards_found),
    )
    .formula("hazards rectified / hazards found", "Work Safety Law (2021), art. 41"),
    StandardIndicator::of("sense_of_security", "Sense of security", "安全感", SURVEY, |o| survey(o, Outcome::SenseOfSecurity))
        .formula("(mean − lowest)/(highest − lowest) of the stated scale", "OECD (2013)"),
    StandardIndicator::of(
        "disputes_per_1000",
        "Disputes per 1,000 residents",
        "矛盾纠纷发生率",
        &["order.disputes", "profile.population"],
        |o| o.rate(|month| month.disputes, 1_000.0, "order.disputes"),
    )
    .diagnostic()
    .cost()
    .in_unit("per 1,000 residents and year")
    .formula("disputes · 1000 / (resident population · years)", "operationalisation of this library"),
];

/// Months that stability over time looks at.
const MONTHS: usize = 12;

/// Only a record that is said to be independent is taken for one.
fn not_independent(facts: &CommunityFacts) -> bool {
    facts.order_record.incident_record != Some(IncidentRecord::Independent)
}

fn dispute_recurrence(o: &Observation<'_>) -> Measured {
    let record = &o.facts.order_record;
    if record.settled_cohort.is_none() {
        let because = Label::new(
            "no cohort of disputes settled 12 to 24 months before the end of the period is recorded",
            "未记录期末前 12—24 个月内调解成功的纠纷",
        );
        return Measured::unavailable(Unavailable::NotYetObservable { because });
    }
    ratio(
        std::slice::from_ref(record),
        |r| (r.reopened, r.settled_cohort),
        "order_record.reopened",
        "order_record.settled_cohort",
        0,
    )
}

/// The incidents of the twelve months that end with the period, from earlier periods where the period is shorter than a year.
fn temporal_stability(o: &Observation<'_>) -> Measured {
    let recorded = |facts: &CommunityFacts| -> Vec<(Period, u64)> {
        facts.order.iter().filter_map(|month: &OrderMonth| Some((month.month, month.incidents?))).collect()
    };
    // Later records of a month stand: the earlier periods come first, the oldest before the others.
    let mut months: BTreeMap<Period, u64> = o.earlier.iter().rev().flat_map(|facts| recorded(facts)).collect();
    months.extend(recorded(o.facts));
    let window = last_year(o.facts.period);
    let counts: Vec<f64> = months.iter().filter(|(month, _)| window.contains(month)).map(|(_, &count)| count as f64).collect();
    if counts.is_empty() {
        return Measured::unavailable(not_recorded("order.incidents"));
    }
    if counts.len() < MONTHS {
        return Measured::unavailable(too_few("months of incidents", "有事件记录的月份", counts.len(), MONTHS as u64));
    }
    match beyond_poisson(&counts) {
        Some(tau) => Measured::value(1.0 / (1.0 + tau)),
        None => Measured::value(1.0).with_remark(Some(Remark::NoIncidents { months: counts.len() as u64 })),
    }
}

/// The twelve months that end with `period`.
fn last_year(period: Period) -> Vec<Period> {
    let mut window: Vec<Period> = period.months().collect();
    let before = Period::year(period.calendar_year() - 1).into_iter().chain(Period::year(period.calendar_year()));
    let mut earlier: Vec<Period> = before.flat_map(Period::months).filter(|month| Some(month) < window.first()).collect();
    let missing = MONTHS.saturating_sub(window.len());
    window.splice(0..0, earlier.split_off(earlier.len().saturating_sub(missing)));
    window
}

/// The dispersion τ of counts beyond that of a Poisson process, `τ² = max(0, (s² − mean)/mean²)`: the moment estimate of the
/// dispersion parameter of a negative binomial distribution. None if nothing happened at all.
fn beyond_poisson(counts: &[f64]) -> Option<f64> {
    let moments = crate::numeric::Moments::of(counts);
    let deviation = moments.standard_deviation(1);
    (moments.mean > 0.0).then(|| ((deviation * deviation - moments.mean).max(0.0)).sqrt() / moments.mean)
}

#[cfg(test)]
mod tests {
    use super::super::observation::zero;
    use super::super::testing::{assert_value, community, community_in, measured, measured_after, reason};
    use super::*;
    use crate::governance::{OrderRecord, Profile, Survey};
    use crate::indicator::{Measured, Origin};

    fn monthly(period: &str, months: usize, of: impl Fn(usize, OrderMonth) -> OrderMonth) -> CommunityFacts {
        let facts = community_in(period);
        let order = facts.period.months().take(months).enumerate().map(|(at, month)| of(at, OrderMonth::new(month))).collect();
        facts.with_order(order)
    }

    fn incidents(period: &str, counts: &[u64]) -> CommunityFacts {
        monthly(period, counts.len(), |at, month| OrderMonth { incidents: Some(counts[at]), ..month })
    }

    fn people(population: u64) -> Profile {
        Profile { population: Some(population), ..Profile::default() }
    }

    #[test]
    fn settled_and_rectified_are_shares_of_the_whole_period() {
        let facts = monthly("2024", 12, |_, month| OrderMonth {
            mediations_closed: Some(5),
            mediations_settled: Some(4),
            hazards_found: Some(10),
            hazards_rectified: Some(9),
            ..month
        });
        // 48/60 and 108/120.
        assert_value(&measured("mediation_success", &facts), 0.8);
        assert_value(&measured("hazard_rectification", &facts), 0.9);
        assert_eq!(measured("mediation_success", &facts).remark, None);
        let quiet = monthly("2024", 12, |_, month| OrderMonth {
            mediations_closed: Some(0),
            mediations_settled: Some(0),
            hazards_found: Some(0),
            hazards_rectified: Some(0),
            ..month
        });
        assert_eq!(reason("mediation_success", &quiet), zero("order.mediations_closed"));
        assert_eq!(reason("hazard_rectification", &quiet), zero("order.hazards_found"));
    }

    #[test]
    fn missing_months_are_told() {
        let nine = monthly("2024", 9, |_, month| OrderMonth {
            incidents: Some(2),
            mediations_closed: Some(5),
            mediations_settled: Some(4),
            ..month
        })
        .with_profile(people(6_000));
        let told = Some(Remark::PartlyRecorded { used: 9, expected: 12 });
        assert_eq!(measured("mediation_success", &nine).remark, told);
        // 18 incidents in nine months among 6,000: exposure 4,500 resident-years, 4 per 1,000, the rate of the months there are.
        let rate = measured("incidents_per_1000", &nine);
        assert_value(&rate, 4.0);
        assert_eq!(rate.remark, told);
    }

    #[test]
    fn rates_are_annualised_by_exposure() {
        let of = |period, months| {
            monthly(period, months, |_, month| OrderMonth { incidents: Some(3), disputes: Some(6), suits: Some(1), ..month })
                .with_profile(people(8_000))
        };
        // 36 a year among 8,000: 4.5 per 1,000. A quarter with the same pace has the same rate, from 9 over 2,000 resident-years.
        for (key, value) in [("incidents_per_1000", 4.5), ("disputes_per_1000", 9.0), ("litigation_per_10000", 15.0)] {
            assert_value(&measured(key, &of("2024", 12)), value);
            assert_value(&measured(key, &of("2024-Q2", 3)), value);
        }
        let quarter = measured("incidents_per_1000", &of("2024-Q2", 3));
        assert_eq!(quarter.origin, Some(Origin::Poisson { events: 9, exposure: 2_000.0, per: 1_000.0 }));
    }

    #[test]
    fn a_rate_needs_people_and_a_record() {
        for (key, fact) in
            [("incidents_per_1000", "incidents"), ("disputes_per_1000", "disputes"), ("litigation_per_10000", "suits")]
        {
            assert_eq!(reason(key, &community().with_profile(people(9))), not_recorded(&format!("order.{fact}")));
        }
        assert_eq!(reason("incidents_per_1000", &incidents("2024", &[1; 12])), not_recorded("profile.population"));
        assert_eq!(
            reason("incidents_per_1000", &incidents("2024", &[1; 12]).with_profile(people(0))),
            zero("profile.population")
        );
    }

    #[test]
    fn recurrence_is_that_of_a_cohort_watched_for_a_year() {
        let record = |cohort, reopened| {
            community().with_order_record(OrderRecord { settled_cohort: cohort, reopened, ..OrderRecord::default() })
        };
        assert_value(&measured("dispute_recurrence", &record(Some(40), Some(6))), 0.15);
        assert!(matches!(reason("dispute_recurrence", &community()), Unavailable::NotYetObservable { .. }));
        assert_eq!(reason("dispute_recurrence", &record(Some(0), Some(0))), zero("order_record.settled_cohort"));
        assert_eq!(reason("dispute_recurrence", &record(Some(9), None)), not_recorded("order_record.reopened"));
    }

    #[test]
    fn stability_is_the_dispersion_beyond_chance() {
        // Six months of 2 and six of 6: mean 4, s² = 12·4/11 = 48/11, τ² = (48/11 − 4)/16 = (4/11)/16 = 1/44.
        let uneven = incidents("2024", &[2, 6, 2, 6, 2, 6, 2, 6, 2, 6, 2, 6]);
        assert_value(&measured("temporal_stability", &uneven), 1.0 / (1.0 + (1.0_f64 / 44.0).sqrt()));
        // All in one month: mean 2, s² = (22² + 11·2²)/11 = 48, τ² = 46/4.
        let burst = incidents("2024", &[24, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0]);
        assert_value(&measured("temporal_stability", &burst), 1.0 / (1.0 + 11.5_f64.sqrt()));
        // Less dispersed than chance would have it: as stable as can be.
        assert_value(&measured("temporal_stability", &incidents("2024", &[5; 12])), 1.0);
    }

    #[test]
    fn no_incident_at_all_is_stable_and_says_so() {
        let quiet = measured("temporal_stability", &incidents("2024", &[0; 12]));
        let expected = Measured { remark: Some(Remark::NoIncidents { months: 12 }), ..Measured::value(1.0) };
        assert_eq!(quiet, expected);
    }

    #[test]
    fn a_short_period_looks_back_over_twelve_months() {
        let quarters = ["2023-Q1", "2023-Q2", "2023-Q3", "2023-Q4", "2024-Q1"];
        let facts: Vec<CommunityFacts> =
            quarters.iter().map(|q| incidents(q, if *q == "2023-Q1" { &[90, 90, 90] } else { &[2, 6, 4] })).collect();
        let latest_first: Vec<&CommunityFacts> = facts[..4].iter().rev().collect();
        // Twelve months to March 2024, four each of 2, 6, 4: mean 4, s² = 12·(4 + 4 + 0)/3/11 = 32/11 < 4: no dispersion beyond
        // chance. The first quarter of 2023 is too long ago.
        assert_value(&measured_after("temporal_stability", &facts[4], &latest_first), 1.0);
        let alone = measured_after("temporal_stability", &facts[4], &latest_first[..1]);
        assert!(matches!(alone.value, Err(Unavailable::TooFew { found: 6, needed: 12, .. })), "{alone:?}");
        assert_eq!(reason("temporal_stability", &community()), not_recorded("order.incidents"));
    }

    #[test]
    fn the_year_before_the_first_year_is_no_failure() {
        assert_eq!(last_year(Period::year(1).expect("valid")).len(), 12);
        assert_eq!(last_year(Period::month(1, 3).expect("valid")).len(), 3);
        let twelve = last_year(Period::half_year(2024, 1).expect("valid"));
        assert_eq!(twelve.first().map(ToString::to_string), Some("2023-07".to_owned()));
        assert_eq!((twelve.len(), twelve.last().map(ToString::to_string)), (12, Some("2024-06".to_owned())));
    }

    #[test]
    fn security_is_surveyed() {
        let survey =
            Survey { mean: Some(8.5), scale_low: Some(0.0), scale_high: Some(10.0), ..Survey::new(Outcome::SenseOfSecurity) };
        assert_value(&measured("sense_of_security", &community().with_surveys(vec![survey])), 0.85);
        assert_eq!(reason("sense_of_security", &community()), not_recorded("surveys[sense-of-security]"));
    }
}
