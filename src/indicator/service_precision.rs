//! Service precision (治理服务精准度): do services answer what was needed and asked for, of all groups, in time?

use crate::governance::{Outcome, ServiceCategory};
use crate::numeric::diversity;

use super::measured::Measured;
use super::observation::{Observation, mean, not_recorded, partly, zero};
use super::standard::{StandardIndicator, counted};

pub(super) const INDICATORS: &[StandardIndicator] = &[
    StandardIndicator::counting(
        "match_precision",
        "Precision of services",
        "服务精准率",
        counted!(services: deliveries_needed / deliveries),
    )
    .guarded_by("match_recall")
    .formula("deliveries that answer a registered need / deliveries", "van Rijsbergen (1979)"),
    StandardIndicator::counting(
        "match_recall",
        "Coverage of needs",
        "需求响应覆盖率",
        counted!(services: needs_answered / needs),
    )
    .guarded_by("match_precision")
    .formula("registered needs answered / registered needs", "van Rijsbergen (1979)"),
    StandardIndicator::counting("response_rate", "Response rate", "响应率", counted!(services: contacted / valid_requests))
        .guarded_by("resolution_rate")
        .formula("requests contacted / valid requests", "Beijing Regulations on Handling Complaints without Delay (2021)"),
    StandardIndicator::counting("resolution_rate", "Resolution rate", "解决率", counted!(services: resolved / valid_requests))
        .guarded_by("repeat_request_rate")
        .formula("requests resolved / valid requests", "Beijing Regulations on Handling Complaints without Delay (2021)"),
    StandardIndicator::counting("satisfaction_rate", "Satisfaction rate", "满意率", counted!(services: satisfied / answers))
        .guarded_by("satisfaction_response")
        .formula("satisfied / valid answers", "Beijing Regulations on Handling Complaints without Delay (2021); Manski (2003)"),
    StandardIndicator::counting(
        "on_time_completion",
        "Completion on time",
        "按时办结率",
        counted!(services: closed_on_time / due),
    )
    .formula("requests closed within their deadline / requests due", "operationalisation of this library"),
    StandardIndicator::counting(
        "repeat_request_rate",
        "Repeated requests",
        "重复诉求率",
        counted!(services: repeated_requests / requests),
    )
    .cost()
    .formula("repeated requests / all requests", "operationalisation of this library, after Strathern (1997)"),
    StandardIndicator::of(
        "target_group_coverage",
        "Coverage of target groups",
        "重点群体覆盖率",
        &["target_groups.served", "target_groups.size"],
        target_group_coverage,
    )
    .formula("distinct persons served / size of the group; mean over groups", "operationalisation of this library"),
    StandardIndicator::of("service_variety", "Variety of services", "服务多样性", &["services.deliveries"], service_variety)
        .formula("(N₁ − 1)/(S − 1), N₁ = exp(−Σ p ln p) over the S categories of the reference list", "Hill (1973); Heip (1974)"),
    StandardIndicator::of("sense_of_gain", "Sense of gain", "获得感", SURVEY, |o| survey(o, Outcome::SenseOfGain))
        .formula("(mean − lowest)/(highest − lowest) of the stated scale", "OECD (2013)"),
    StandardIndicator::of("sense_of_happiness", "Sense of happiness", "幸福感", SURVEY, |o| {
        survey(o, Outcome::SenseOfHappiness)
    })
    .formula("(mean − lowest)/(highest − lowest) of the stated scale", "OECD (2013)"),
];

/// The facts of a survey outcome.
pub(super) const SURVEY: &[&str] = &["surveys.mean", "surveys.scale_low", "surveys.scale_high"];

/// Groups without members have nobody to reach.
fn target_group_coverage(o: &Observation<'_>) -> Measured {
    let groups = &o.facts.target_groups;
    let recorded: Vec<(u64, u64)> = groups.iter().filter_map(|group| group.served.zip(group.size)).collect();
    let shares: Vec<f64> =
        recorded.iter().filter(|(_, size)| *size > 0).map(|&(served, size)| served as f64 / size as f64).collect();
    let why = if !recorded.is_empty() {
        zero("target_groups.size")
    } else if groups.iter().any(|group| group.size.is_some()) {
        not_recorded("target_groups.served")
    } else {
        not_recorded("target_groups.size")
    };
    mean(&shares, why).with_remark(partly(recorded.len() as u64, groups.len() as u64))
}

/// A category without a record of deliveries had none.
fn service_variety(o: &Observation<'_>) -> Measured {
    let deliveries: Vec<f64> = o.facts.services.iter().filter_map(|s| s.deliveries).map(|count| count as f64).collect();
    if deliveries.is_empty() {
        return Measured::not_recorded("services.deliveries");
    }
    diversity::relative_variety(&deliveries, ServiceCategory::ALL.len())
        .map_or_else(|| Measured::unavailable(zero("services.deliveries")), Measured::value)
}

/// A survey mean as a share of its scale, so that surveys on different scales can be compared.
pub(super) fn survey(o: &Observation<'_>, outcome: Outcome) -> Measured {
    let path = |field: &str| format!("surveys[{outcome}]{field}");
    let Some(survey) = o.facts.surveys.iter().find(|survey| survey.outcome == outcome) else {
        return Measured::not_recorded(&path(""));
    };
    match (survey.mean, survey.scale_low, survey.scale_high) {
        (None, ..) => Measured::not_recorded(&path(".mean")),
        (_, None, _) => Measured::not_recorded(&path(".scale_low")),
        (_, _, None) => Measured::not_recorded(&path(".scale_high")),
        (Some(mean), Some(low), Some(high)) if low < high => Measured::value(((mean - low) / (high - low)).clamp(0.0, 1.0)),
        _ => Measured::unavailable(zero(&path(".scale_high − scale_low"))),
    }
}

#[cfg(test)]
mod tests {
    use super::super::testing::{assert_value, community, measured, reason};
    use super::*;
    use crate::governance::{CommunityFacts, Service, Survey, TargetGroup, TargetGroupKind};
    use crate::indicator::{Origin, Remark};

    fn services() -> CommunityFacts {
        community().with_services(vec![
            Service {
                needs: Some(80),
                needs_answered: Some(60),
                deliveries: Some(100),
                deliveries_needed: Some(70),
                requests: Some(250),
                valid_requests: Some(200),
                repeated_requests: Some(20),
                contacted: Some(196),
                resolved: Some(150),
                due: Some(160),
                closed_on_time: Some(120),
                asked: Some(120),
                answers: Some(80),
                satisfied: Some(72),
                ..Service::new(ServiceCategory::ElderlyCare)
            },
            Service {
                needs: Some(20),
                needs_answered: Some(15),
                deliveries: Some(100),
                deliveries_needed: Some(50),
                requests: Some(50),
                valid_requests: Some(50),
                repeated_requests: Some(10),
                contacted: Some(44),
                resolved: Some(40),
                due: Some(40),
                closed_on_time: Some(40),
                asked: Some(30),
                answers: Some(20),
                satisfied: Some(8),
                ..Service::new(ServiceCategory::Legal)
            },
        ])
    }

    #[test]
    fn shares_add_up_the_counts_of_all_categories() {
        // Needs 75/100, deliveries 120/200, contacted 240/250, resolved 190/250, on time 160/200, satisfied 80/100,
        // repeated 30/300.
        for (key, value) in [
            ("match_recall", 0.75),
            ("match_precision", 0.6),
            ("response_rate", 0.96),
            ("resolution_rate", 0.76),
            ("on_time_completion", 0.8),
            ("satisfaction_rate", 0.8),
            ("repeat_request_rate", 0.1),
        ] {
            assert_value(&measured(key, &services()), value);
        }
        assert_eq!(measured("resolution_rate", &services()).origin, Some(Origin::Binomial { successes: 190, trials: 250 }));
    }

    #[test]
    fn shares_without_requests_needs_or_answers_are_not_available() {
        let none = Service {
            needs: Some(0),
            needs_answered: Some(0),
            valid_requests: Some(0),
            contacted: Some(0),
            resolved: Some(0),
            answers: Some(0),
            satisfied: Some(0),
            requests: Some(0),
            repeated_requests: Some(0),
            ..Service::new(ServiceCategory::Legal)
        };
        let idle = community().with_services(vec![none]);
        for (key, fact) in [
            ("match_recall", "services.needs"),
            ("response_rate", "services.valid_requests"),
            ("resolution_rate", "services.valid_requests"),
            ("satisfaction_rate", "services.answers"),
            ("repeat_request_rate", "services.requests"),
        ] {
            assert_eq!(reason(key, &idle), zero(fact), "{key}");
        }
        for (key, fact) in [("match_precision", "services.deliveries"), ("on_time_completion", "services.due")] {
            assert_eq!(reason(key, &idle), not_recorded(fact), "{key}");
        }
    }

    #[test]
    fn coverage_is_the_mean_over_groups_and_not_over_persons() {
        let group = |kind, size, served| TargetGroup { size, served, ..TargetGroup::new(kind) };
        let facts = community().with_target_groups(vec![
            group(TargetGroupKind::Elderly, Some(1000), Some(900)),
            group(TargetGroupKind::Disabled, Some(40), Some(12)),
            group(TargetGroupKind::Veterans, Some(0), Some(0)),
            group(TargetGroupKind::Children, Some(300), None),
        ]);
        // (0.9 + 0.3)/2: the small group weighs as much as the large one; no veterans, children served not recorded.
        let coverage = measured("target_group_coverage", &facts);
        assert_value(&coverage, 0.6);
        assert_eq!(coverage.remark, Some(Remark::PartlyRecorded { used: 3, expected: 4 }));
        assert_eq!(reason("target_group_coverage", &community()), not_recorded("target_groups.size"));
        let empty = community().with_target_groups(vec![group(TargetGroupKind::Veterans, Some(0), Some(0))]);
        assert_eq!(reason("target_group_coverage", &empty), zero("target_groups.size"));
    }

    #[test]
    fn variety_is_against_the_twelve_categories() {
        // Two categories in equal parts: N₁ = 2, (2 − 1)/(12 − 1).
        assert_eq!(ServiceCategory::ALL.len(), 12);
        assert_value(&measured("service_variety", &services()), 1.0 / 11.0);
        let idle = community().with_services(vec![Service { deliveries: Some(0), ..Service::new(ServiceCategory::Legal) }]);
        assert_eq!(reason("service_variety", &idle), zero("services.deliveries"));
        assert_eq!(reason("service_variety", &community()), not_recorded("services.deliveries"));
    }

    #[test]
    fn a_survey_mean_is_brought_to_its_scale() {
        let asked =
            |mean, low| Survey { mean: Some(mean), scale_low: low, scale_high: Some(5.0), ..Survey::new(Outcome::SenseOfGain) };
        // 4.2 on 1…5: 3.2/4.
        assert_value(&measured("sense_of_gain", &community().with_surveys(vec![asked(4.2, Some(1.0))])), 0.8);
        let unscaled = community().with_surveys(vec![asked(4.2, None)]);
        assert_eq!(reason("sense_of_gain", &unscaled), not_recorded("surveys[sense-of-gain].scale_low"));
        assert_eq!(reason("sense_of_happiness", &unscaled), not_recorded("surveys[sense-of-happiness]"));
    }
}
