//! The path profile (路径画像): inputs and process of the four paths. Is the network there, are the institutions alive?
//!
//! It is a ledger of its own and is never added to efficacy: an index that mixed both would be true by construction. Political
//! leadership is recorded as posts, a covenant, institutions and households in reach, never by hours, reads, likes or points.

use crate::governance::{Institution, InstitutionKind, NetworkLevel, Path, RightKind};

use super::measured::Measured;
use super::observation::{Observation, partly, ratio};
use super::standard::{StandardIndicator, counted};

const OURS: &str = "operationalisation of this library";

pub(super) const LEADERSHIP: &[StandardIndicator] = &[
    StandardIndicator::of(
        "channel_reach",
        "Reach of official channels",
        "渠道可达率",
        &["leadership.households_reachable", "profile.households"],
        channel_reach,
    )
    .formula("households reachable by an official channel / households", OURS),
    StandardIndicator::of("covenant_in_force", "Covenant in force", "居民公约在施", &["leadership.covenant_in_force"], covenant)
        .formula("1 if a residents' covenant is in force, else 0", OURS),
    StandardIndicator::counting("posts_filled", "Posts filled", "班子配齐率", counted!(leadership.posts_filled / posts))
        .formula("posts filled / posts", OURS),
    StandardIndicator::of(
        "leadership_institutions",
        "Institutions of leadership alive",
        "政治引领制度运行率",
        INSTITUTIONS,
        |o| institutions_alive(o, Path::PoliticalLeadership),
    )
    .formula(ALIVE, OURS),
];

pub(super) const EMPOWERMENT: &[StandardIndicator] = &[
    StandardIndicator::of("branch_coverage", "Grids with a Party branch", "网格党支部覆盖率", NETWORK, |o| {
        coverage(o, NetworkLevel::GridBranch)
    })
    .formula("grids with a branch / grids", OURS),
    StandardIndicator::of("group_coverage", "Buildings with a Party group", "楼栋党小组覆盖率", NETWORK, |o| {
        coverage(o, NetworkLevel::BuildingGroup)
    })
    .formula("buildings with a group / buildings", OURS),
    StandardIndicator::of("household_coverage", "Core households in place", "党员中心户到位率", NETWORK, |o| {
        coverage(o, NetworkLevel::CoreHousehold)
    })
    .formula("min(1, core households / planned core households)", OURS),
    StandardIndicator::of("network_coverage", "Coverage of the network", "组织网络覆盖度", NETWORK, network_coverage)
        .formula("(branch coverage · group coverage · household coverage)^(1/3)", OURS),
    StandardIndicator::counting(
        "active_partners",
        "Active partners",
        "活跃共建单位占比",
        counted!(partnerships: active_partners / partners),
    )
    .formula("partners with a joint action in the period / partners under an agreement", OURS),
    StandardIndicator::counting(
        "member_service_share",
        "Members in service",
        "党员参与服务率",
        counted!(membership.members_serving / members),
    )
    .formula("Party members who took part in service / Party members", OURS),
    StandardIndicator::of(
        "empowerment_institutions",
        "Institutions of empowerment alive",
        "组织赋能制度运行率",
        INSTITUTIONS,
        |o| institutions_alive(o, Path::OrganizationalEmpowerment),
    )
    .formula(ALIVE, OURS),
];

pub(super) const INTEGRATION: &[StandardIndicator] = &[
    StandardIndicator::counting("registration_rate", "Registration", "资源登记率", counted!(resources: registered / offers))
        .formula("offers registered / offers known from the inventory", OURS),
    StandardIndicator::counting("disclosure_rate", "Disclosure", "资源公示率", counted!(resources: disclosed / registered))
        .formula("offers disclosed / offers registered", OURS),
    StandardIndicator::counting("matching_rate", "Matching", "供需对接率", counted!(resources: matched / registered))
        .formula("offers matched with a demand / offers registered", OURS),
    StandardIndicator::counting("use_evaluated_rate", "Uses evaluated", "使用评估率", counted!(resources: uses_evaluated / uses))
        .formula("uses whose performance was evaluated / uses completed", OURS),
    StandardIndicator::of(
        "integration_institutions",
        "Institutions of integration alive",
        "资源整合制度运行率",
        INSTITUTIONS,
        |o| institutions_alive(o, Path::ResourceIntegration),
    )
    .formula(ALIVE, OURS),
];

pub(super) const GUARANTEE: &[StandardIndicator] = &[
    StandardIndicator::of(
        "institutions_alive",
        "Institutions of guarantee alive",
        "机制保障制度运行率",
        INSTITUTIONS,
        |o| institutions_alive(o, Path::InstitutionalGuarantee),
    )
    .formula(ALIVE, OURS),
    StandardIndicator::counting(
        "major_matters_consulted",
        "Major matters consulted",
        "重大事项征求意见率",
        counted!(major_matters.consulted / matters),
    )
    .formula("major matters on which opinions were sought widely / major matters decided", OURS),
    StandardIndicator::of("right_to_know", "Right to know", "知情权", RIGHTS, |o| right(o, RightKind::Know))
        .formula("items disclosed / items due for disclosure", OURS),
    StandardIndicator::of("right_to_participate", "Right to participate", "参与权", RIGHTS, |o| {
        right(o, RightKind::Participate)
    })
    .formula("persons who attended / persons invited", OURS),
    StandardIndicator::of("right_to_express", "Right to express", "表达权", RIGHTS, |o| right(o, RightKind::Express))
        .formula("opinions answered / opinions raised", OURS),
    StandardIndicator::of("right_to_supervise", "Right to supervise", "监督权", RIGHTS, |o| right(o, RightKind::Supervise))
        .formula("issues rectified / issues raised", OURS),
];

const NETWORK: &[&str] = &["network.covered", "network.units"];
const INSTITUTIONS: &[&str] = &["institutions.in_place", "institutions.due", "institutions.held"];
const RIGHTS: &[&str] = &["rights.met", "rights.due"];
const ALIVE: &str = "kinds of institution in place and held as often as due / kinds recorded";

fn channel_reach(o: &Observation<'_>) -> Measured {
    let counts = (o.facts.leadership.households_reachable, o.facts.profile.households);
    ratio(&[counts], |&counts| counts, "leadership.households_reachable", "profile.households", 0)
}

fn covenant(o: &Observation<'_>) -> Measured {
    o.facts.leadership.covenant_in_force.map_or_else(
        || Measured::not_recorded("leadership.covenant_in_force"),
        |in_force| Measured::value(f64::from(u8::from(in_force))),
    )
}

/// Covered units of one level of the network. Core households are counted against a plan, which they may exceed: more than planned
/// is no more than full coverage, and the counts are then no part of a whole.
fn coverage(o: &Observation<'_>, level: NetworkLevel) -> Measured {
    let path = |field: &str| format!("network[{level}].{field}");
    let counts = o.facts.network.iter().find(|at| at.level == level).map_or((None, None), |at| (at.covered, at.units));
    match counts {
        (Some(covered), Some(units)) if covered > units && units > 0 => Measured::value(1.0),
        _ => ratio(&[counts], |&counts| counts, &path("covered"), &path("units"), 0),
    }
}

/// The geometric mean over the levels below the committee: an empty level is not made up for by a full one.
fn network_coverage(o: &Observation<'_>) -> Measured {
    let mut product = 1.0;
    for level in [NetworkLevel::GridBranch, NetworkLevel::BuildingGroup, NetworkLevel::CoreHousehold] {
        match coverage(o, level).value {
            Ok(share) => product *= share,
            Err(why) => return Measured::unavailable(why),
        }
    }
    Measured::value(product.cbrt())
}

/// Whether an institution is in place and was held as often as its own rules ask; not known if one of that is not recorded.
fn is_alive(institution: &Institution) -> Option<bool> {
    match (institution.in_place, institution.due, institution.held) {
        (Some(false), ..) => Some(false),
        // Rules in writing without a frequency have nothing due.
        (Some(true), Some(0), _) => Some(true),
        (Some(true), Some(due), Some(held)) => Some(held >= due),
        _ => None,
    }
}

/// The share of the kinds recorded for `path`. Kinds of which nothing is known are told in the remark and not taken for dead.
fn institutions_alive(o: &Observation<'_>, path: Path) -> Measured {
    let of_path = |kind: InstitutionKind| kind.paths().contains(&path);
    let kinds = InstitutionKind::ALL.iter().filter(|kind| of_path(**kind)).count() as u64;
    let known: Vec<bool> = o.facts.institutions.iter().filter(|i| of_path(i.kind)).filter_map(is_alive).collect();
    if known.is_empty() {
        return Measured::not_recorded("institutions.in_place");
    }
    let alive = known.iter().filter(|alive| **alive).count() as u64;
    Measured::share(alive, known.len() as u64, "institutions.in_place").with_remark(partly(known.len() as u64, kinds))
}

fn right(o: &Observation<'_>, kind: RightKind) -> Measured {
    let path = |field: &str| format!("rights[{kind}].{field}");
    let counts = o.facts.rights.iter().find(|right| right.right == kind).map_or((None, None), |right| (right.met, right.due));
    ratio(&[counts], |&counts| counts, &path("met"), &path("due"), 0)
}

#[cfg(test)]
mod tests {
    use super::super::observation::{not_recorded, zero};
    use super::super::testing::{assert_value, community, measured, reason};
    use super::*;
    use crate::governance::{
        CommunityFacts, Leadership, MajorMatters, Membership, Organization, Partnership, Profile, Resource, ResourceChannel,
        ResourceKind, ResourceSource, Right, SubjectKind,
    };
    use crate::indicator::{Origin, Remark, Unavailable};

    fn network(levels: &[(NetworkLevel, u64, u64)]) -> CommunityFacts {
        let of = |&(level, units, covered): &(NetworkLevel, u64, u64)| Organization {
            units: Some(units),
            covered: Some(covered),
            ..Organization::new(level)
        };
        community().with_network(levels.iter().map(of).collect())
    }

    #[test]
    fn leadership_is_reach_covenant_and_posts() {
        let facts =
            community().with_profile(Profile { households: Some(2_000), ..Profile::default() }).with_leadership(Leadership {
                households_reachable: Some(1_900),
                covenant_in_force: Some(true),
                posts: Some(9),
                posts_filled: Some(7),
                ..Leadership::default()
            });
        assert_value(&measured("channel_reach", &facts), 0.95);
        assert_value(&measured("covenant_in_force", &facts), 1.0);
        assert_value(&measured("posts_filled", &facts), 7.0 / 9.0);
        assert_eq!(reason("channel_reach", &community()), not_recorded("profile.households"));
        assert_eq!(reason("covenant_in_force", &community()), not_recorded("leadership.covenant_in_force"));
        assert_eq!(reason("posts_filled", &community()), not_recorded("leadership.posts"));
    }

    #[test]
    fn network_coverage_is_the_geometric_mean_of_three_levels() {
        use NetworkLevel::{BuildingGroup, CommunityCommittee, CoreHousehold, GridBranch};
        // 8/8, 16/32, and 70 households where 56 were planned count as 1: (1 · ½ · 1)^(1/3).
        let facts = network(&[(CommunityCommittee, 1, 1), (GridBranch, 8, 8), (BuildingGroup, 32, 16), (CoreHousehold, 56, 70)]);
        assert_value(&measured("group_coverage", &facts), 0.5);
        assert_value(&measured("household_coverage", &facts), 1.0);
        assert_eq!(measured("household_coverage", &facts).origin, None);
        assert_value(&measured("network_coverage", &facts), 0.5_f64.powf(1.0 / 3.0));
        // One empty level empties the whole.
        assert_value(
            &measured("network_coverage", &network(&[(GridBranch, 8, 8), (BuildingGroup, 4, 4), (CoreHousehold, 5, 0)])),
            0.0,
        );
    }

    #[test]
    fn network_coverage_needs_every_level() {
        let facts = network(&[(NetworkLevel::GridBranch, 8, 8), (NetworkLevel::BuildingGroup, 0, 0)]);
        assert_eq!(measured("branch_coverage", &facts).origin, Some(Origin::Binomial { successes: 8, trials: 8 }));
        assert_eq!(reason("group_coverage", &facts), zero("network[building-group].units"));
        assert_eq!(reason("network_coverage", &facts), zero("network[building-group].units"));
        assert_eq!(reason("household_coverage", &facts), not_recorded("network[core-household].units"));
    }

    #[test]
    fn partners_and_members_are_counted_together() {
        let partnership = |kind, partners, active| Partnership {
            partners: Some(partners),
            active_partners: Some(active),
            ..Partnership::new(kind)
        };
        let facts = community()
            .with_partnerships(vec![partnership(SubjectKind::Market, 6, 3), partnership(SubjectKind::Government, 4, 4)])
            .with_membership(Membership { members: Some(300), members_serving: Some(120), ..Membership::default() });
        assert_value(&measured("active_partners", &facts), 0.7);
        assert_value(&measured("member_service_share", &facts), 0.4);
        assert_eq!(reason("active_partners", &community()), not_recorded("partnerships.partners"));
        assert_eq!(reason("member_service_share", &community()), not_recorded("membership.members"));
    }

    #[test]
    fn the_platform_is_followed_stage_by_stage() {
        let facts = community().with_resources(vec![Resource {
            offers: Some(50),
            registered: Some(40),
            disclosed: Some(30),
            matched: Some(20),
            uses: Some(16),
            uses_evaluated: Some(4),
            ..Resource::new(ResourceSource::Market, ResourceChannel::Donation, ResourceKind::Materials)
        }]);
        for (key, value) in
            [("registration_rate", 0.8), ("disclosure_rate", 0.75), ("matching_rate", 0.5), ("use_evaluated_rate", 0.25)]
        {
            assert_value(&measured(key, &facts), value);
            assert!(matches!(reason(key, &community()), Unavailable::NotRecorded { .. }), "{key}");
        }
    }

    #[test]
    fn an_institution_on_paper_is_not_alive() {
        let of = |kind, in_place, due, held| Institution { in_place: Some(in_place), due, held, ..Institution::new(kind) };
        let facts = community().with_institutions(vec![
            of(InstitutionKind::JointMeeting, true, Some(12), Some(12)),
            of(InstitutionKind::MultiSubjectConsultation, true, Some(4), Some(1)),
            of(InstitutionKind::DivisionOfDuties, true, Some(0), None),
            of(InstitutionKind::DisputeScreening, false, None, None),
            of(InstitutionKind::DemocraticCentralism, true, None, None),
            of(InstitutionKind::Study, true, Some(2), Some(3)),
        ]);
        // Of eleven kinds of path 4 four are known: joint meeting and duties are alive, consultation was held too seldom, screening
        // is not in place. Of centralism it is not known how often it was due; study belongs to path 1.
        let alive = measured("institutions_alive", &facts);
        assert_value(&alive, 0.5);
        assert_eq!(alive.remark, Some(Remark::PartlyRecorded { used: 4, expected: 11 }));
        assert_value(&measured("leadership_institutions", &facts), 1.0);
        assert_eq!(reason("empowerment_institutions", &facts), not_recorded("institutions.in_place"));
        assert_eq!(reason("integration_institutions", &facts), not_recorded("institutions.in_place"));
    }

    #[test]
    fn rights_and_major_matters_are_met_where_due() {
        let facts = community()
            .with_major_matters(MajorMatters { matters: Some(8), discussed: Some(8), consulted: Some(6) })
            .with_rights(
                RightKind::ALL
                    .iter()
                    .zip([19, 12, 8, 0])
                    .map(|(&kind, met)| Right { due: Some(20), met: Some(met), ..Right::new(kind) })
                    .collect(),
            );
        assert_value(&measured("major_matters_consulted", &facts), 0.75);
        for (key, value) in
            [("right_to_know", 0.95), ("right_to_participate", 0.6), ("right_to_express", 0.4), ("right_to_supervise", 0.0)]
        {
            assert_value(&measured(key, &facts), value);
        }
        assert_eq!(reason("right_to_know", &community()), not_recorded("rights[know].due"));
        let nothing_raised =
            community().with_rights(vec![Right { due: Some(0), met: Some(0), ..Right::new(RightKind::Express) }]);
        assert_eq!(reason("right_to_express", &nothing_raised), zero("rights[express].due"));
        assert_eq!(reason("major_matters_consulted", &community()), not_recorded("major_matters.matters"));
    }
}
