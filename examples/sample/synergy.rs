//! Subject synergy: who acts with whom, who takes part, what is decided and carried out.

use governance_efficacy::governance::{
    DecisionOrgan, JointAction, Layer, OrganKind, Participation, Profile, Subject, SubjectKind,
};
use governance_efficacy::{Error, Key};

use super::community::Year;
use super::draw::{Hand, squash, whole};

pub(crate) fn profile(year: &Year<'_>, hand: &mut Hand) -> Profile {
    let eligible = hand.lasting().between(0.76, 0.84);
    let eligible = whole(year.population as f64 * eligible);
    Profile {
        group: Some(year.community.housing.label().to_owned()),
        population: Some(year.population),
        households: Some(year.households),
        eligible_residents: Some(eligible),
        residents_took_part: Some(hand.of(eligible, 0.04, 0.42, year.quality.organization)),
    }
}

/// The organised subjects that a community may have: key, kind, pull on others, and whether every community has it.
const SUBJECTS: [(&str, SubjectKind, f64, bool); 11] = [
    ("committee", SubjectKind::Party, 1.5, true),
    ("branch", SubjectKind::Party, -0.2, false),
    ("street", SubjectKind::Government, 0.4, true),
    ("police", SubjectKind::Government, 0.0, true),
    ("property", SubjectKind::Market, 0.0, true),
    ("merchants", SubjectKind::Market, -0.8, false),
    ("social-work", SubjectKind::SocialOrganizations, 0.2, true),
    ("mutual-aid", SubjectKind::SocialOrganizations, -0.5, false),
    ("residents", SubjectKind::Residents, 1.0, true),
    ("owners", SubjectKind::Residents, -0.2, true),
    ("volunteers", SubjectKind::Residents, 0.1, false),
];

pub(crate) fn subjects(year: &Year<'_>, hand: &mut Hand) -> Result<Vec<Subject>, Error> {
    let mut subjects = Vec::new();
    for (key, kind, _, everywhere) in SUBJECTS {
        let listed = everywhere || hand.lasting().chance(0.4);
        let possible = match kind {
            SubjectKind::SocialOrganizations => year.community.has_social_organizations,
            _ => key != "owners" || year.community.has_owners_assembly,
        };
        if listed && possible {
            subjects.push(Subject::new(Key::new(key)?, kind));
        }
    }
    Ok(subjects)
}

pub(crate) fn participation(year: &Year<'_>, subjects: &[Subject], hand: &mut Hand) -> Vec<Participation> {
    let kinds = [
        (SubjectKind::Party, 26.0),
        (SubjectKind::Government, 15.0),
        (SubjectKind::Market, 9.0),
        (SubjectKind::SocialOrganizations, 10.0),
        (SubjectKind::Residents, 16.0),
    ];
    (kinds.into_iter())
        .map(|(kind, usual)| {
            let listed = subjects.iter().filter(|subject| subject.kind == kind).count() as u64;
            let eligible = kind != SubjectKind::SocialOrganizations || year.community.has_social_organizations;
            let others = hand.lasting().whole(0, 3);
            let expected = usual * hand.share(0.4, 1.6, year.quality.organization);
            let (present, activities) = if eligible { (listed + others, hand.events(expected)) } else { (0, 0) };
            Participation {
                present: Some(present),
                eligible: Some(eligible),
                joint_activities: Some(activities),
                ..Participation::new(kind)
            }
        })
        .collect()
}

/// The communities that record every layer of joint action.
pub(crate) const ALL_LAYERS: [u64; 2] = [9, 18];

/// The edges of the network, layer by layer. Whoever acts together in one year mostly does so in the next: the propensity of a
/// pair lasts, what changes is the organisation of the community.
pub(crate) fn joint_actions(year: &Year<'_>, subjects: &[Subject], hand: &mut Hand) -> Vec<JointAction> {
    let layers: &[(Layer, f64)] = if ALL_LAYERS.contains(&year.community.number) {
        &[
            (Layer::Command, -0.3),
            (Layer::Consultation, -0.2),
            (Layer::Resources, -0.9),
            (Layer::Information, 0.2),
            (Layer::Services, -0.2),
        ]
    } else {
        &[(Layer::Consultation, -0.2), (Layer::Resources, -0.9), (Layer::Services, -0.2)]
    };
    let pull = |key: &Key| SUBJECTS.iter().find(|(name, ..)| key == name).map_or(0.0, |(_, _, pull, _)| *pull);
    let organization = hand.level(0.8 * year.quality.organization);
    let mut actions = Vec::new();
    for &(layer, ease) in layers {
        let before = actions.len();
        for (index, subject) in subjects.iter().enumerate() {
            for partner in &subjects[index + 1..] {
                let closeness = pull(&subject.subject) + pull(&partner.subject) + ease;
                let apart = hand.lasting().between(0.0, 1.0);
                let whim = 0.2 * hand.passing().normal();
                if apart < squash(1.2 * (closeness + 0.8 * organization + whim) - 1.7) {
                    let times = 1 + hand.events(1.5 * (1.0 + closeness).max(0.3));
                    actions.push(JointAction::new(layer, subject.subject.clone(), partner.subject.clone(), times));
                }
            }
        }
        // A layer that is recorded in which nobody acted together says so aloud.
        if let (true, [first, second, ..]) = (actions.len() == before, subjects) {
            actions.push(JointAction::new(layer, first.subject.clone(), second.subject.clone(), 0));
        }
    }
    actions
}

pub(crate) fn decision_organs(year: &Year<'_>, hand: &mut Hand) -> Vec<DecisionOrgan> {
    const ORGANIC_LAW: &str = "城市居民委员会组织法（2018修正）第九条";
    const CIVIL_CODE: &str = "民法典第二百七十八条";
    const CHARTER: &str = "居民代表会议章程";
    const RULES: &str = "议事协商规则";
    let organization = year.quality.organization;
    let households = year.households;
    // Organ, meetings due in a year, quorum by heads and by area, its source, how many are invited to a meeting, how hard a quorum
    // is to reach.
    let organs = [
        (OrganKind::ResidentsMeeting, 1, 0.5, None, ORGANIC_LAW, 2 * (households / 30).max(10), 0.2),
        (OrganKind::ResidentsAssembly, 4, 0.6667, None, CHARTER, (households / 40).clamp(25, 90), 0.6),
        (OrganKind::OwnersAssembly, 2, 0.6667, Some(0.6667), CIVIL_CODE, households, -1.4),
        (OrganKind::DeliberationMeeting, 12, 0.5, None, RULES, 15, 0.9),
    ];
    let mut records = Vec::new();
    // Decisions are carried out as the whole community can, above what an organ can.
    let delivery = hand.level(organization);
    let attendance = hand.level(organization);
    for (organ, due, heads, area, law, seats, ease) in organs {
        if organ == OrganKind::OwnersAssembly && !year.community.has_owners_assembly {
            continue;
        }
        let beyond = hand.events(0.1 * due as f64);
        let held_of_due = hand.of(due, 0.55, 1.1, organization + 0.5);
        let held = held_of_due + beyond;
        let quorate = hand.of(held_of_due, 0.3, 1.1, attendance + ease);
        let turnout = if organ == OrganKind::OwnersAssembly { (0.25, 0.85) } else { (0.5, 0.95) };
        let decisions = hand.events(2.2 * held as f64);
        let decisions_due = decisions + hand.events(1.0);
        let carried_out = hand.of(decisions_due, 0.6, 1.02, delivery + 0.4);
        let on_time = hand.of(carried_out, 0.55, 1.0, delivery);
        records.push(DecisionOrgan {
            meetings_due: Some(due),
            meetings_held: Some(held),
            meetings_quorate: Some(quorate),
            quorum_heads: Some(heads),
            quorum_area: area,
            quorum_law: Some(law.to_owned()),
            invited: Some(held * seats),
            attended: Some(hand.of(held * seats, turnout.0, turnout.1, attendance + 0.3)),
            decisions: Some(decisions),
            decisions_due: Some(decisions_due),
            decisions_carried_out: Some(carried_out),
            decisions_on_time: Some(on_time),
            ..DecisionOrgan::new(organ)
        });
    }
    records
}
