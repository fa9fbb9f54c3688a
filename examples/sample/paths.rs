//! Inputs and process: leadership, network, members, partners, institutions. Good organisation shows here.

use governance_efficacy::governance::{
    Channel, Grid, Institution, InstitutionKind, Leadership, MajorMatters, MemberActivity, MemberPractice, MemberService,
    Membership, NetworkLevel, Organization, Partnership, Practice, PublicityChannel, Recruitment, RecruitmentPool, Right,
    RightKind, RoleDefinition, SubjectKind,
};
use governance_efficacy::governance::{DecisionOrgan, GovernanceRole};

use super::community::Year;
use super::draw::{Hand, whole};

pub(crate) fn leadership(year: &Year<'_>, hand: &mut Hand) -> Leadership {
    let organization = year.quality.organization;
    let posts = 7 + 2 * hand.lasting().whole(0, 2);
    Leadership {
        posts: Some(posts),
        posts_filled: Some(hand.of(posts, 0.7, 1.05, organization)),
        covenant_in_force: Some(hand.share(0.0, 1.0, organization) > 0.38),
        study_online: Some(hand.share(0.0, 1.0, organization) > 0.3),
        study_offline: Some(true),
        study_theory: Some(true),
        study_practice: Some(hand.share(0.0, 1.0, organization) > 0.45),
        households_reachable: Some(hand.of(year.households, 0.66, 1.0, organization)),
    }
}

pub(crate) fn channels(leadership: &Leadership, hand: &mut Hand) -> Vec<Channel> {
    let reachable = leadership.households_reachable.unwrap_or(0);
    let kinds = [
        (PublicityChannel::NoticeBoard, 6, 0.5, 0.8),
        (PublicityChannel::WechatAccount, 1, 0.45, 0.9),
        (PublicityChannel::ShortVideo, 1, 0.05, 0.5),
        (PublicityChannel::Broadcast, 2, 0.1, 0.5),
        (PublicityChannel::HouseholdVisit, 1, 0.2, 0.6),
        (PublicityChannel::OtherChannel, 1, 0.0, 0.1),
    ];
    (kinds.into_iter())
        .filter_map(|(kind, most, low, high)| {
            let existing = hand.lasting().whole(u64::from(low >= 0.2), most);
            let reach = hand.of(reachable, low, high, 0.0);
            (existing > 0).then(|| Channel { existing: Some(existing), households_reachable: Some(reach), ..Channel::new(kind) })
        })
        .collect()
}

pub(crate) fn network(year: &Year<'_>, grids: &[Grid], hand: &mut Hand) -> Vec<Organization> {
    let organization = year.quality.organization;
    let buildings = grids.iter().filter_map(|grid| grid.buildings).sum();
    let planned = whole(year.households as f64 / 50.0).max(4);
    let level = |level, units, covered| Organization { units: Some(units), covered: Some(covered), ..Organization::new(level) };
    vec![
        level(NetworkLevel::CommunityCommittee, 1, 1),
        level(NetworkLevel::GridBranch, grids.len() as u64, hand.of(grids.len() as u64, 0.55, 1.1, organization)),
        level(NetworkLevel::BuildingGroup, buildings, hand.of(buildings, 0.35, 1.05, organization)),
        // A plan, which a few exceed.
        level(NetworkLevel::CoreHousehold, planned, whole(planned as f64 * hand.share(0.4, 1.1, organization))),
    ]
}

pub(crate) fn membership(year: &Year<'_>, hand: &mut Hand) -> Membership {
    let share = hand.lasting().between(0.03, 0.07);
    let members = whole(year.population as f64 * share);
    Membership {
        members: Some(members),
        members_serving: Some(hand.of(members, 0.2, 0.75, year.quality.organization)),
        households_linked: Some(hand.of(year.households, 0.2, 0.8, year.quality.organization)),
    }
}

pub(crate) fn practices(year: &Year<'_>, membership: &Membership, hand: &mut Hand) -> Vec<Practice> {
    let members = membership.members.unwrap_or(0);
    let kinds = [(MemberPractice::ShowIdentity, 0.8), (MemberPractice::KeepPromises, 0.3), (MemberPractice::SetExample, 0.0)];
    (kinds.into_iter())
        .map(|(kind, ease)| {
            let share = hand.share(0.0, 1.0, year.quality.organization + ease);
            let taking_part = hand.of(members, 0.1, 0.8, year.quality.organization + ease);
            let in_place = share > 0.35;
            Practice { in_place: Some(in_place), members: Some(if in_place { taking_part } else { 0 }), ..Practice::new(kind) }
        })
        .collect()
}

pub(crate) fn member_service(year: &Year<'_>, membership: &Membership, hand: &mut Hand) -> Vec<MemberService> {
    let serving = membership.members_serving.unwrap_or(0);
    let kinds = [
        (MemberActivity::PublicAffairs, 14.0, 0.6),
        (MemberActivity::Volunteering, 22.0, 0.75),
        (MemberActivity::Mediation, 9.0, 0.15),
    ];
    (kinds.into_iter())
        .map(|(kind, often, share)| {
            let activities = often * hand.share(0.4, 1.6, year.quality.organization);
            let members = hand.of(serving, 0.6 * share, 1.4 * share, 0.0);
            MemberService { activities: Some(hand.events(activities)), members: Some(members), ..MemberService::new(kind) }
        })
        .collect()
}

pub(crate) fn recruitment(year: &Year<'_>, hand: &mut Hand) -> Vec<Recruitment> {
    let pools = [
        (RecruitmentPool::CommunityBackbones, 2.4),
        (RecruitmentPool::OutstandingYouth, 1.8),
        (RecruitmentPool::SocialOrganizationLeaders, 0.9),
    ];
    (pools.into_iter())
        .map(|(pool, per_5000)| {
            let candidates = hand.events(per_5000 * year.residents_by(5_000.0));
            Recruitment {
                candidates: Some(candidates),
                admitted: Some(hand.passing().of(candidates, 0.3)),
                ..Recruitment::new(pool)
            }
        })
        .collect()
}

pub(crate) fn partnerships(year: &Year<'_>, hand: &mut Hand) -> Vec<Partnership> {
    let kinds = [
        (SubjectKind::Party, 3.0),
        (SubjectKind::Government, 3.0),
        (SubjectKind::Market, 6.0),
        (SubjectKind::SocialOrganizations, 4.0),
    ];
    (kinds.into_iter())
        .filter(|(kind, _)| *kind != SubjectKind::SocialOrganizations || year.community.has_social_organizations)
        .map(|(kind, usual)| {
            let partners = 1 + hand.lasting().events(usual);
            let active = hand.of(partners, 0.35, 1.05, year.quality.organization);
            let sharing = hand.of(active, 0.3, 0.95, year.quality.resources);
            let event = hand.of(active, 0.3, 0.95, year.quality.organization);
            let joint_events = event + hand.events(1.5 * event as f64);
            Partnership {
                partners: Some(partners),
                active_partners: Some(active),
                sharing_partners: Some(sharing),
                event_partners: Some(event),
                joint_events: Some(joint_events),
                ..Partnership::new(kind)
            }
        })
        .collect()
}

pub(crate) fn roles(year: &Year<'_>, hand: &mut Hand) -> Vec<RoleDefinition> {
    (GovernanceRole::ALL.iter())
        .map(|&role| {
            let ease = if matches!(role, GovernanceRole::Leads | GovernanceRole::Responsible) { 1.5 } else { 0.0 };
            let in_writing = hand.share(0.0, 1.0, year.quality.organization + ease) > 0.42;
            RoleDefinition { in_writing: Some(in_writing), ..RoleDefinition::new(role) }
        })
        .collect()
}

pub(crate) fn institutions(year: &Year<'_>, hand: &mut Hand) -> Vec<Institution> {
    (InstitutionKind::ALL.iter())
        .map(|&kind| {
            let ease = match kind {
                InstitutionKind::Study | InstitutionKind::MemberAdmission | InstitutionKind::MemberEducation => 3.0,
                InstitutionKind::PolicyPublicity | InstitutionKind::DisputeScreening | InstitutionKind::VolunteerService => 1.8,
                InstitutionKind::MemberPoints | InstitutionKind::UseEvaluation | InstitutionKind::Incentives => 0.2,
                _ => 0.9,
            };
            let due = match kind {
                InstitutionKind::Study | InstitutionKind::PolicyPublicity | InstitutionKind::DisputeScreening => 12,
                InstitutionKind::JointMeeting | InstitutionKind::MultiSubjectConsultation | InstitutionKind::VolunteerService => {
                    4
                }
                InstitutionKind::UseEvaluation | InstitutionKind::ResourceSupervision | InstitutionKind::MemberEducation => 2,
                InstitutionKind::SharingPlatform => 6,
                _ => 0,
            };
            let in_place = hand.share(0.0, 1.0, year.quality.organization + ease) > 0.4;
            let held = hand.of(due, 0.82, 1.2, year.quality.organization);
            let (due, held) = if in_place { (due, held) } else { (0, 0) };
            Institution { in_place: Some(in_place), due: Some(due), held: Some(held), ..Institution::new(kind) }
        })
        .collect()
}

/// The four rights; who was invited to the meetings of the decision organs, and came, is what the right to participate counts.
pub(crate) fn rights(year: &Year<'_>, organs: &[DecisionOrgan], hand: &mut Hand) -> Vec<Right> {
    let organization = year.quality.organization;
    let right = |right, due, met| Right { due: Some(due), met: Some(met), ..Right::new(right) };
    let to_disclose = 60 + 10 * hand.lasting().whole(0, 6);
    let opinions = 4 + hand.events(9.0 * year.residents_by(1_000.0));
    let issues = 3 + hand.events(3.0 * year.residents_by(1_000.0));
    vec![
        right(RightKind::Know, to_disclose, hand.of(to_disclose, 0.6, 1.03, organization)),
        right(
            RightKind::Participate,
            organs.iter().filter_map(|o| o.invited).sum(),
            organs.iter().filter_map(|o| o.attended).sum(),
        ),
        right(RightKind::Express, opinions, hand.of(opinions, 0.5, 1.02, year.quality.service)),
        right(RightKind::Supervise, issues, hand.of(issues, 0.45, 1.0, organization)),
    ]
}

pub(crate) fn major_matters(year: &Year<'_>, hand: &mut Hand) -> MajorMatters {
    let matters = 3 + hand.events(4.0);
    MajorMatters {
        matters: Some(matters),
        discussed: Some(hand.of(matters, 0.6, 1.1, year.quality.organization)),
        consulted: Some(hand.of(matters, 0.3, 1.05, year.quality.organization)),
    }
}
