//! What is shown beside an indicator so that it can be read (附注指标). Companions are measured like indicators and never scored.

use crate::governance::Outcome;

use super::measured::Measured;
use super::observation::{Observation, mean, not_recorded, partly, ratio};
use super::resource_efficiency::value_by_source;
use super::standard::{StandardIndicator, counted};
use super::subject_synergy::layers;

const COUNTED: &str = "counted";
const OURS: &str = "operationalisation of this library";
const NETWORK: &[&str] = &["subjects", "joint_actions.times"];
const ANSWERED: &str = "valid answers / persons asked";

pub(super) const SUBJECT_SYNERGY: &[StandardIndicator] = &[
    StandardIndicator::of("network_subjects", "Subjects in the network", "协作主体数", &["subjects"], |o| {
        match o.facts.subjects.len() {
            0 => Measured::not_recorded("subjects"),
            count => Measured::value(count as f64),
        }
    })
    .in_unit("subjects")
    .shown_beside("collaboration_density")
    .formula("n", COUNTED),
    StandardIndicator::of("network_layers", "Layers recorded", "已记录协作层数", NETWORK, |o| match layers(o, 1) {
        Ok(layers) => Measured::value(layers.len() as f64),
        Err(why) => Measured::unavailable(why),
    })
    .in_unit("layers")
    .shown_beside("collaboration_density")
    .formula("layers with at least one record", COUNTED),
    StandardIndicator::of("network_mean_degree", "Mean degree", "平均度", NETWORK, mean_degree)
        .in_unit("partners")
        .shown_beside("collaboration_density")
        .formula("2E/n per layer; mean over the layers", "Wasserman & Faust (1994)"),
];

pub(super) const RESOURCE_EFFICIENCY: &[StandardIndicator] = &[StandardIndicator::of(
    "resources_per_resident",
    "Resources per resident",
    "人均资源价值",
    &["resources.value", "profile.population"],
    resources_per_resident,
)
.in_unit("yuan per resident and year")
.shown_beside("source_diversity")
.formula("value of all resources / (resident population · years)", OURS)];

pub(super) const SERVICE_PRECISION: &[StandardIndicator] = &[
    StandardIndicator::of(
        "match_f1",
        "F1 of services and needs",
        "供需匹配F1值",
        &["services.deliveries_needed", "services.deliveries", "services.needs_answered", "services.needs"],
        match_f1,
    )
    .shown_beside("match_precision")
    .formula("2·precision·recall/(precision + recall)", "van Rijsbergen (1979)"),
    StandardIndicator::counting(
        "satisfaction_response",
        "Answers on satisfaction",
        "满意度应答率",
        counted!(services: answers / asked),
    )
    .shown_beside("satisfaction_rate")
    .formula(ANSWERED, OURS),
    StandardIndicator::of("satisfaction_low", "Satisfaction, lower bound", "满意率下界", SATISFACTION, |o| {
        satisfaction_bound(o, false)
    })
    .shown_beside("satisfaction_rate")
    .formula("satisfied / asked: as if no other person were satisfied", "Manski (2003)"),
    StandardIndicator::of("satisfaction_high", "Satisfaction, upper bound", "满意率上界", SATISFACTION, |o| {
        satisfaction_bound(o, true)
    })
    .shown_beside("satisfaction_rate")
    .formula("(satisfied + asked − answers) / asked: as if every other person were satisfied", "Manski (2003)"),
    StandardIndicator::of("gain_answers", "Answers on the sense of gain", "获得感有效样本", ANSWERS, |o| {
        answers(o, Outcome::SenseOfGain)
    })
    .in_unit("persons")
    .shown_beside("sense_of_gain")
    .formula("valid answers", COUNTED),
    StandardIndicator::of("gain_response", "Response on the sense of gain", "获得感应答率", ASKED, |o| {
        response(o, Outcome::SenseOfGain)
    })
    .shown_beside("sense_of_gain")
    .formula(ANSWERED, OURS),
    StandardIndicator::of("happiness_answers", "Answers on the sense of happiness", "幸福感有效样本", ANSWERS, |o| {
        answers(o, Outcome::SenseOfHappiness)
    })
    .in_unit("persons")
    .shown_beside("sense_of_happiness")
    .formula("valid answers", COUNTED),
    StandardIndicator::of("happiness_response", "Response on the sense of happiness", "幸福感应答率", ASKED, |o| {
        response(o, Outcome::SenseOfHappiness)
    })
    .shown_beside("sense_of_happiness")
    .formula(ANSWERED, OURS),
];

pub(super) const ORDER_STABILITY: &[StandardIndicator] = &[
    StandardIndicator::of("security_answers", "Answers on the sense of security", "安全感有效样本", ANSWERS, |o| {
        answers(o, Outcome::SenseOfSecurity)
    })
    .in_unit("persons")
    .shown_beside("sense_of_security")
    .formula("valid answers", COUNTED),
    StandardIndicator::of("security_response", "Response on the sense of security", "安全感应答率", ASKED, |o| {
        response(o, Outcome::SenseOfSecurity)
    })
    .shown_beside("sense_of_security")
    .formula(ANSWERED, OURS),
];

const SATISFACTION: &[&str] = &["services.satisfied", "services.answers", "services.asked"];
const ANSWERS: &[&str] = &["surveys.answers"];
const ASKED: &[&str] = &["surveys.answers", "surveys.asked"];

fn mean_degree(o: &Observation<'_>) -> Measured {
    match layers(o, 1) {
        Ok(layers) => {
            let degrees: Vec<f64> = layers.iter().map(|d| d.iter().sum::<usize>() as f64 / d.len() as f64).collect();
            mean(&degrees, not_recorded("joint_actions"))
        }
        Err(why) => Measured::unavailable(why),
    }
}

fn resources_per_resident(o: &Observation<'_>) -> Measured {
    let (amounts, used) = match value_by_source(o) {
        Ok(found) => found,
        Err(why) => return Measured::unavailable(why),
    };
    match o.facts.profile.population {
        None => Measured::not_recorded("profile.population"),
        Some(0) => Measured::unavailable(super::observation::zero("profile.population")),
        Some(population) => {
            let exposure = population as f64 * o.facts.period.years();
            Measured::value(crate::numeric::sum(&amounts) / exposure).with_remark(partly(used, o.facts.resources.len() as u64))
        }
    }
}

/// The harmonic mean of precision and recall; 0 where both are, the limit of ever smaller ones.
fn match_f1(o: &Observation<'_>) -> Measured {
    let services = &o.facts.services;
    let precision =
        ratio(services, |s| (s.deliveries_needed, s.deliveries), "services.deliveries_needed", "services.deliveries", 0);
    let recall = ratio(services, |s| (s.needs_answered, s.needs), "services.needs_answered", "services.needs", 0);
    match (precision.value, recall.value) {
        (Ok(p), Ok(r)) if p + r > 0.0 => Measured::value(2.0 * p * r / (p + r)),
        (Ok(_), Ok(_)) => Measured::value(0.0),
        (Err(why), _) | (_, Err(why)) => Measured::unavailable(why),
    }
}

/// What the satisfaction rate would be if nobody, or everybody, of those who were asked and did not answer were satisfied.
fn satisfaction_bound(o: &Observation<'_>, silent_are_satisfied: bool) -> Measured {
    let counts = |asked: Option<u64>, answers: Option<u64>, satisfied: Option<u64>| {
        let silent = asked?.saturating_sub(answers?);
        Some(satisfied?.saturating_add(if silent_are_satisfied { silent } else { 0 }))
    };
    let mut bound = ratio(
        &o.facts.services,
        |s| (counts(s.asked, s.answers, s.satisfied), s.asked),
        "services.satisfied",
        "services.asked",
        0,
    );
    // A bound is no estimate: it has no sampling interval of its own.
    bound.origin = None;
    bound
}

fn answers(o: &Observation<'_>, outcome: Outcome) -> Measured {
    let survey = o.facts.surveys.iter().find(|survey| survey.outcome == outcome);
    survey
        .and_then(|survey| survey.answers)
        .map_or_else(|| Measured::not_recorded(&format!("surveys[{outcome}].answers")), |count| Measured::value(count as f64))
}

fn response(o: &Observation<'_>, outcome: Outcome) -> Measured {
    let survey = o.facts.surveys.iter().find(|survey| survey.outcome == outcome);
    let counts = survey.map_or((None, None), |survey| (survey.answers, survey.asked));
    ratio(&[counts], |&c| c, &format!("surveys[{outcome}].answers"), &format!("surveys[{outcome}].asked"), 0)
}

#[cfg(test)]
mod tests {
    use super::super::observation::zero;
    use super::super::testing::{assert_value, community, community_in, measured, reason};
    use super::*;
    use crate::governance::{
        JointAction, Layer, Profile, Resource, ResourceChannel, ResourceKind, ResourceSource, Service, ServiceCategory, Subject,
        SubjectKind, Survey,
    };
    use crate::label::Key;

    #[test]
    fn a_density_stands_beside_its_subjects_layers_and_degree() {
        let key = |name: &str| Key::new(name).expect("valid");
        let facts = community()
            .with_subjects(["a", "b", "c", "d"].map(|name| Subject::new(key(name), SubjectKind::Market)).to_vec())
            .with_joint_actions(vec![
                JointAction::new(Layer::Command, key("a"), key("b"), 1),
                JointAction::new(Layer::Command, key("b"), key("c"), 1),
                JointAction::new(Layer::Services, key("a"), key("d"), 0),
            ]);
        assert_value(&measured("network_subjects", &facts), 4.0);
        assert_value(&measured("network_layers", &facts), 2.0);
        // 2·2/4 = 1 in one layer, 0 in the other.
        assert_value(&measured("network_mean_degree", &facts), 0.5);
        for key in ["network_subjects", "network_layers", "network_mean_degree"] {
            assert_eq!(reason(key, &community()), not_recorded("subjects"), "{key}");
        }
    }

    #[test]
    fn resources_per_resident_are_annualised() {
        let worth = |value| Resource {
            value: Some(value),
            ..Resource::new(ResourceSource::Social, ResourceChannel::Cooperation, ResourceKind::Funds)
        };
        let people = |population| Profile { population: Some(population), ..Profile::default() };
        // 60,000 yuan in a quarter among 4,000: 15 a quarter, 60 a year.
        let quarter = community_in("2024-Q1").with_resources(vec![worth(60_000.0)]);
        assert_value(&measured("resources_per_resident", &quarter.clone().with_profile(people(4_000))), 60.0);
        assert_eq!(reason("resources_per_resident", &quarter), not_recorded("profile.population"));
        assert_eq!(reason("resources_per_resident", &quarter.with_profile(people(0))), zero("profile.population"));
        assert_eq!(reason("resources_per_resident", &community()), not_recorded("resources.value"));
    }

    #[test]
    fn f1_is_the_harmonic_mean() {
        let of = |needed, answered| {
            community().with_services(vec![Service {
                deliveries: Some(10),
                deliveries_needed: Some(needed),
                needs: Some(20),
                needs_answered: Some(answered),
                ..Service::new(ServiceCategory::Legal)
            }])
        };
        // Precision 0.6, recall 0.3: 0.36/0.9.
        assert_value(&measured("match_f1", &of(6, 6)), 0.4);
        assert_value(&measured("match_f1", &of(0, 0)), 0.0);
        assert_eq!(reason("match_f1", &community()), not_recorded("services.deliveries"));
    }

    #[test]
    fn silence_bounds_satisfaction_from_both_sides() {
        let facts = community().with_services(vec![Service {
            asked: Some(200),
            answers: Some(120),
            satisfied: Some(90),
            ..Service::new(ServiceCategory::Health)
        }]);
        // 90/120 of the answers; of all asked at least 90/200, at most (90 + 80)/200.
        assert_value(&measured("satisfaction_rate", &facts), 0.75);
        assert_value(&measured("satisfaction_response", &facts), 0.6);
        assert_value(&measured("satisfaction_low", &facts), 0.45);
        assert_value(&measured("satisfaction_high", &facts), 0.85);
        assert_eq!(reason("satisfaction_low", &community()), not_recorded("services.asked"));
    }

    #[test]
    fn surveys_stand_beside_their_answers() {
        let survey = Survey { asked: Some(400), answers: Some(300), ..Survey::new(Outcome::SenseOfSecurity) };
        let facts = community().with_surveys(vec![survey]);
        assert_value(&measured("security_answers", &facts), 300.0);
        assert_value(&measured("security_response", &facts), 0.75);
        assert_eq!(reason("gain_response", &facts), not_recorded("surveys[sense-of-gain].asked"));
        assert_eq!(reason("happiness_answers", &facts), not_recorded("surveys[sense-of-happiness].answers"));
    }
}
