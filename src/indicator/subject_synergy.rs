//! Subject synergy (治理主体协同度): do the subjects of governance act together, and does what they agree on come about?
//!
//! It measures the outputs of cooperation. Whether its institutions exist is told in the path profile.

use std::collections::{BTreeMap, HashMap};

use crate::governance::{JointAction, Layer, SubjectKind};
use crate::numeric::{diversity, network};

use super::measured::{Measured, Unavailable};
use super::observation::{Observation, mean, not_recorded, too_few, zero};
use super::standard::{StandardIndicator, counted};

pub(super) const INDICATORS: &[StandardIndicator] = &[
    StandardIndicator::of(
        "collaboration_density",
        "Collaboration density",
        "协作网络密度",
        &["subjects", "joint_actions.times"],
        collaboration_density,
    )
    .formula(
        "2E/(n(n − 1)) of ties of joint action, per layer; mean over the layers",
        "Wasserman & Faust (1994); Feng et al. (2025)",
    ),
    StandardIndicator::of(
        "participation_evenness",
        "Evenness of participation",
        "参与均衡度",
        &["participation.eligible", "participation.joint_activities"],
        participation_evenness,
    )
    .diagnostic()
    .formula("−Σ p ln p / ln S over joint activities, S eligible kinds of subject", "Shannon (1948); Pielou (1966)"),
    StandardIndicator::counting(
        "resident_participation",
        "Resident participation",
        "居民参与率",
        counted!(profile.residents_took_part / eligible_residents),
    )
    .formula("distinct residents who took part / eligible residents", "Arnstein (1969)"),
    StandardIndicator::counting(
        "resolution_delivery",
        "Decisions carried out on time",
        "议定事项按期落实率",
        counted!(decision_organs: decisions_on_time / decisions_due),
    )
    .formula("decisions carried out on time / decisions due", "operationalisation of this library"),
    StandardIndicator::counting(
        "quorum_attainment",
        "Meetings due that met their quorum",
        "法定会议达标率",
        counted!(decision_organs: meetings_quorate / meetings_due),
    )
    .formula(
        "meetings that met their stated quorum / meetings due",
        "Organic Law of the Urban Residents' Committees (revised 2025); Civil Code (2020), art. 278",
    ),
    StandardIndicator::of(
        "hub_centralisation",
        "Hub centralisation",
        "枢纽集中度",
        &["subjects", "joint_actions.times"],
        hub_centralisation,
    )
    .diagnostic()
    .formula("Σ(d_max − d_i)/((n − 1)(n − 2)) per layer; mean over the layers", "Freeman (1979)"),
];

/// The degrees of all subjects, layer by layer, of a network of at least `needed` subjects.
///
/// A layer is recorded if it has a row; a row with 0 times is no tie.
pub(super) fn layers(o: &Observation<'_>, needed: usize) -> Result<Vec<Vec<usize>>, Unavailable> {
    let subjects = &o.facts.subjects;
    if subjects.is_empty() {
        return Err(not_recorded("subjects"));
    }
    if subjects.len() < needed {
        return Err(too_few("subjects", "协作主体", subjects.len(), needed as u64));
    }
    if o.facts.joint_actions.is_empty() {
        return Err(not_recorded("joint_actions"));
    }
    let place: HashMap<_, usize> = subjects.iter().enumerate().map(|(at, subject)| (&subject.subject, at)).collect();
    let mut layers: BTreeMap<Layer, Vec<&JointAction>> = BTreeMap::new();
    for action in &o.facts.joint_actions {
        layers.entry(action.layer).or_default().push(action);
    }
    let degrees = layers.values().filter_map(|actions| {
        let acted = actions.iter().filter(|action| action.times > 0);
        let ties = acted.filter_map(|action| Some((*place.get(&action.subject)?, *place.get(&action.partner)?)));
        network::degrees(subjects.len(), ties)
    });
    Ok(degrees.collect())
}

/// The mean over the layers of what `of` finds in the degrees of one.
fn over_layers(o: &Observation<'_>, needed: usize, of: impl Fn(&[usize]) -> Option<f64>) -> Measured {
    match layers(o, needed) {
        Ok(layers) => {
            let values: Vec<f64> = layers.iter().filter_map(|degrees| of(degrees)).collect();
            mean(&values, not_recorded("joint_actions"))
        }
        Err(why) => Measured::unavailable(why),
    }
}

fn collaboration_density(o: &Observation<'_>) -> Measured {
    // Every tie is counted at both its ends.
    over_layers(o, 2, |degrees| network::density(degrees.len(), degrees.iter().sum::<usize>() / 2))
}

fn hub_centralisation(o: &Observation<'_>) -> Measured {
    over_layers(o, 3, network::degree_centralization)
}

/// Every kind of subject must say whether it is eligible: leaving one out would make the others look more even.
fn participation_evenness(o: &Observation<'_>) -> Measured {
    let mut activities = Vec::new();
    for kind in SubjectKind::ALL {
        let of_kind = o.facts.participation.iter().find(|of| of.kind == *kind);
        match of_kind.and_then(|of| of.eligible) {
            None => return Measured::not_recorded(&format!("participation[{kind}].eligible")),
            Some(false) => {}
            Some(true) => match of_kind.and_then(|of| of.joint_activities) {
                None => return Measured::not_recorded(&format!("participation[{kind}].joint_activities")),
                Some(count) => activities.push(count as f64),
            },
        }
    }
    if activities.len() < 2 {
        return Measured::unavailable(too_few("eligible kinds of subject", "具备参与条件的主体类别", activities.len(), 2));
    }
    diversity::evenness(&activities, activities.len())
        .map_or_else(|| Measured::unavailable(zero("participation.joint_activities")), Measured::value)
}

#[cfg(test)]
mod tests {
    use super::super::testing::{assert_value, community, measured, reason};
    use super::*;
    use crate::governance::{CommunityFacts, DecisionOrgan, OrganKind, Participation, Profile, Subject};
    use crate::label::Key;

    fn key(name: &str) -> Key {
        Key::new(name).expect("valid")
    }

    fn with_network(subjects: usize, ties: &[(Layer, usize, usize, u64)]) -> CommunityFacts {
        let name = |at: usize| key(&format!("s{at}"));
        community()
            .with_subjects((0..subjects).map(|at| Subject::new(name(at), SubjectKind::Market)).collect())
            .with_joint_actions(ties.iter().map(|&(l, a, b, times)| JointAction::new(l, name(a), name(b), times)).collect())
    }

    #[test]
    fn density_is_the_mean_over_the_layers() {
        use Layer::{Command, Resources, Services};
        // Four subjects, six pairs. Command: a star of 3 ties, 3/6. Services: 1 tie, 1/6, and one pair that did not act.
        // Resources: recorded, no tie, 0. Mean (1/2 + 1/6 + 0)/3 = 2/9.
        let facts = with_network(
            4,
            &[
                (Command, 0, 1, 5),
                (Command, 0, 2, 1),
                (Command, 0, 3, 2),
                (Services, 1, 2, 9),
                (Services, 2, 3, 0),
                (Resources, 0, 1, 0),
            ],
        );
        assert_value(&measured("collaboration_density", &facts), 2.0 / 9.0);
        // Centralisation: star 1; one tie: Σ(1 − d) = 2 over (3)(2) = 1/3; empty 0. Mean 4/9.
        assert_value(&measured("hub_centralisation", &facts), 4.0 / 9.0);
    }

    #[test]
    fn a_network_of_one_or_without_any_record_has_no_density() {
        assert_eq!(reason("collaboration_density", &community()), not_recorded("subjects"));
        assert_eq!(reason("collaboration_density", &with_network(3, &[])), not_recorded("joint_actions"));
        assert_eq!(reason("collaboration_density", &with_network(1, &[])), too_few("subjects", "协作主体", 1, 2));
        let pair = with_network(2, &[(Layer::Command, 0, 1, 1)]);
        assert_value(&measured("collaboration_density", &pair), 1.0);
        assert_eq!(reason("hub_centralisation", &pair), too_few("subjects", "协作主体", 2, 3));
    }

    fn taking_part(counts: [(Option<bool>, Option<u64>); 5]) -> CommunityFacts {
        let participation = SubjectKind::ALL.iter().zip(counts).map(|(&kind, (eligible, joint_activities))| Participation {
            eligible,
            joint_activities,
            ..Participation::new(kind)
        });
        community().with_participation(participation.collect())
    }

    #[test]
    fn evenness_is_over_eligible_kinds() {
        let (yes, no) = (Some(true), Some(false));
        // Four eligible kinds with 2, 1, 1, 0 activities: H = 1.5 ln 2, over ln 4: 0.75.
        let facts = taking_part([(yes, Some(2)), (yes, Some(1)), (yes, Some(1)), (yes, Some(0)), (no, None)]);
        assert_value(&measured("participation_evenness", &facts), 0.75);
        // One active kind where three could act is not even at all.
        let alone = taking_part([(yes, Some(7)), (yes, Some(0)), (yes, Some(0)), (no, None), (no, None)]);
        assert_value(&measured("participation_evenness", &alone), 0.0);
    }

    #[test]
    fn evenness_needs_all_kinds_some_activity_and_two_eligible() {
        let (yes, no) = (Some(true), Some(false));
        let silent = taking_part([(yes, Some(0)), (yes, Some(0)), (no, None), (no, None), (no, None)]);
        assert_eq!(reason("participation_evenness", &silent), zero("participation.joint_activities"));
        let alone = taking_part([(yes, Some(3)), (no, None), (no, None), (no, None), (no, None)]);
        assert!(matches!(reason("participation_evenness", &alone), Unavailable::TooFew { found: 1, needed: 2, .. }));
        let unknown = taking_part([(yes, Some(3)), (yes, Some(3)), (None, Some(3)), (no, None), (no, None)]);
        assert_eq!(reason("participation_evenness", &unknown), not_recorded("participation[market].eligible"));
        let uncounted = taking_part([(yes, Some(3)), (yes, None), (no, None), (no, None), (no, None)]);
        assert_eq!(reason("participation_evenness", &uncounted), not_recorded("participation[government].joint_activities"));
    }

    #[test]
    fn residents_who_took_part_over_those_who_may() {
        let profile = Profile { eligible_residents: Some(4_000), residents_took_part: Some(900), ..Profile::default() };
        // 900/4000 = 0.225.
        assert_value(&measured("resident_participation", &community().with_profile(profile)), 0.225);
        assert_eq!(reason("resident_participation", &community()), not_recorded("profile.eligible_residents"));
    }

    #[test]
    fn decisions_and_quorums_are_counted_against_what_was_due() {
        let organ = |kind, due, quorate, decisions, on_time| DecisionOrgan {
            meetings_due: Some(due),
            meetings_held: Some(quorate),
            meetings_quorate: Some(quorate),
            decisions_due: Some(decisions),
            decisions_carried_out: Some(on_time),
            decisions_on_time: Some(on_time),
            ..DecisionOrgan::new(kind)
        };
        let facts = community().with_decision_organs(vec![
            organ(OrganKind::ResidentsAssembly, 4, 3, 20, 15),
            organ(OrganKind::OwnersAssembly, 1, 0, 5, 5),
        ]);
        // (3 + 0)/(4 + 1); an owners' assembly that was not held counts against the rate. (15 + 5)/(20 + 5).
        assert_value(&measured("quorum_attainment", &facts), 0.6);
        assert_value(&measured("resolution_delivery", &facts), 0.8);
        let idle = community().with_decision_organs(vec![organ(OrganKind::OwnersAssembly, 0, 0, 0, 0)]);
        assert_eq!(reason("quorum_attainment", &idle), zero("decision_organs.meetings_due"));
        assert_eq!(reason("resolution_delivery", &idle), zero("decision_organs.decisions_due"));
    }
}
