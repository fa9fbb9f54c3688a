//! The countermeasures of the theory (对策), by path, and the indicators they bear on.

use crate::governance::Path;
use crate::label::Key;

/// What the theory advises on one path (对策). Which indicators it bears on is this library's own reading; that doing it moves them is not
/// shown by any score.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Countermeasure {
    /// Its key.
    pub key: &'static str,
    /// What to do, in English.
    pub en: &'static str,
    /// What to do, in Chinese.
    pub zh: &'static str,
    /// The path it belongs to.
    pub path: Path,
    /// Indicators of the standard system it is meant to move.
    pub indicators: &'static [&'static str],
}

const fn of(
    path: Path,
    key: &'static str,
    en: &'static str,
    zh: &'static str,
    indicators: &'static [&'static str],
) -> Countermeasure {
    Countermeasure { key, en, zh, path, indicators }
}

/// Every countermeasure, path by path (对策表).
pub const COUNTERMEASURES: &[Countermeasure] = &[
    of(
        Path::PoliticalLeadership,
        "study_and_education",
        "Study and education, on and off line, theory with practice",
        "学习教育：线上线下结合、理论与实践结合",
        &["resident_participation", "resolution_delivery"],
    ),
    of(
        Path::PoliticalLeadership,
        "policy_publicity",
        "Publicity of policies by notice boards, official accounts and short videos",
        "政策宣传与舆论引导：宣传栏、微信公众号、短视频",
        &["resident_participation", "match_recall", "sense_of_gain"],
    ),
    of(
        Path::PoliticalLeadership,
        "community_ethos",
        "A shared ethos of building, governing and sharing together",
        "培育社区风尚：共建共治共享",
        &["sense_of_happiness", "sense_of_security", "mediation_success"],
    ),
    of(
        Path::OrganizationalEmpowerment,
        "four_level_network",
        "Complete the network of community, grid, building and household",
        "健全社区党委—网格党支部—楼栋党小组—党员中心户四级网络",
        &["collaboration_density", "hub_centralisation", "response_rate", "match_recall"],
    ),
    of(
        Path::OrganizationalEmpowerment,
        "members_in_public_affairs",
        "Members take part in public affairs, volunteering and mediation",
        "党员参与公共事务、志愿服务、矛盾调解",
        &["resident_participation", "target_group_coverage", "mediation_success"],
    ),
    of(
        Path::OrganizationalEmpowerment,
        "volunteer_service",
        "A volunteer service system that works",
        "完善志愿服务制度",
        &["service_variety", "target_group_coverage", "on_time_completion"],
    ),
    of(
        Path::OrganizationalEmpowerment,
        "joint_party_building",
        "Joint Party building: shared resources and joint events with other organisations",
        "党建联建：资源共享、活动共办",
        &["collaboration_density", "participation_evenness", "delivery_of_matches"],
    ),
    of(
        Path::ResourceIntegration,
        "bring_services_down",
        "Bring government policy, funds, projects and public services down to the community",
        "政府资源下沉：政策、资金、项目、公共服务",
        &["demand_fulfilment", "allocation_gini", "match_recall"],
    ),
    of(
        Path::ResourceIntegration,
        "market_and_society",
        "Win donation, sponsorship, cooperation and specialised services from market and society",
        "引入市场与社会资源：捐赠、赞助、合作与专业化服务",
        &["source_diversity", "demand_fulfilment", "service_variety"],
    ),
    of(
        Path::ResourceIntegration,
        "sharing_platform",
        "A platform that inventories, registers, discloses and matches resources and needs",
        "资源共享平台：梳理、登记、公示、供需对接",
        &["delivery_of_matches", "resource_utilisation", "match_precision", "match_recall"],
    ),
    of(
        Path::ResourceIntegration,
        "incentive_and_supervision",
        "Incentives, supervision and evaluation of how resources are used",
        "激励机制、监管与资源使用绩效评估",
        &["use_on_purpose", "resource_utilisation", "technical_efficiency"],
    ),
    of(
        Path::InstitutionalGuarantee,
        "joint_meeting",
        "Joint meetings with clear duties, channels and ways of cooperating",
        "联席会议：明确职责分工、沟通渠道与协作方式",
        &["collaboration_density", "resolution_delivery", "response_rate"],
    ),
    of(
        Path::InstitutionalGuarantee,
        "consultation",
        "Consultation of all subjects; major matters discussed democratically",
        "多元主体协商，重大事项民主讨论、广泛征求意见",
        &["quorum_attainment", "resident_participation", "resolution_delivery", "litigation_per_10000"],
    ),
    of(
        Path::InstitutionalGuarantee,
        "dispute_screening",
        "Screen disputes early and settle them for good",
        "矛盾纠纷排查化解",
        &[
            "mediation_success",
            "dispute_recurrence",
            "disputes_per_1000",
            "incidents_per_1000",
            "temporal_stability",
            "hazard_rectification",
        ],
    ),
    of(
        Path::InstitutionalGuarantee,
        "four_rights",
        "Guarantee the rights to know, to participate, to express and to supervise",
        "保障知情权、参与权、表达权、监督权",
        &["resident_participation", "quorum_attainment", "resolution_rate", "satisfaction_rate", "repeat_request_rate"],
    ),
];

/// The countermeasures that bear on an indicator, path by path; none for an indicator the theory says nothing of.
///
/// ```
/// use governance_efficacy::Key;
/// use governance_efficacy::analysis::advice::countermeasures_for;
///
/// let found = countermeasures_for(&Key::new("mediation_success")?);
/// assert!(found.iter().any(|measure| measure.zh == "矛盾纠纷排查化解"));
/// # Ok::<(), governance_efficacy::Error>(())
/// ```
pub fn countermeasures_for(indicator: &Key) -> Vec<&'static Countermeasure> {
    COUNTERMEASURES.iter().filter(|measure| measure.indicators.contains(&indicator.as_str())).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::indicator::Role;
    use crate::model::System;

    #[test]
    fn every_scored_indicator_has_a_countermeasure_and_no_countermeasure_names_a_stranger() {
        let system = System::standard();
        let indicators = system.indicators();
        for indicator in indicators.iter().filter(|indicator| indicator.role() == Role::Scored) {
            assert!(!countermeasures_for(indicator.key()).is_empty(), "{}", indicator.key());
        }
        for measure in COUNTERMEASURES {
            for indicator in measure.indicators {
                assert!(indicators.iter().any(|i| i.key() == indicator), "{}: {indicator}", measure.key);
            }
        }
    }
}
