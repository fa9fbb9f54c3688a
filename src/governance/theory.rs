//! The terms of the theory (理论术语): paths, dimensions, subjects, roles, goals, problems, outcomes.
//!
//! The theory gives names and no formulas. Which path serves which dimension, and every formula built on these terms, is this
//! library's own reading.

use super::vocabulary::vocabulary;

vocabulary! {
    /// The four paths by which Party-building-led governance works (四条路径): what is put in, never what comes out.
    Path, "path";
    PoliticalLeadership = "political_leadership", "Political leadership", "政治引领";
    OrganizationalEmpowerment = "organisational_empowerment", "Organisational empowerment", "组织赋能";
    ResourceIntegration = "resource_integration", "Resource integration", "资源整合";
    InstitutionalGuarantee = "institutional_guarantee", "Institutional guarantee", "机制保障";
}

vocabulary! {
    /// The four dimensions of governance efficacy (治理效能四维): what comes out.
    Dimension, "dimension";
    SubjectSynergy = "subject_synergy", "Subject synergy", "治理主体协同度";
    ResourceAllocationEfficiency =
        "resource_allocation_efficiency", "Resource allocation efficiency", "治理资源配置效率";
    ServicePrecision = "service_precision", "Service precision", "治理服务精准度";
    OrderStability = "order_stability", "Order stability", "治理秩序稳定度";
}

vocabulary! {
    /// The five kinds of governing subject (治理主体).
    SubjectKind, "kind of subject";
    Party = "party", "Party organisations", "党组织";
    Government = "government", "Government", "政府";
    Market = "market", "Market", "市场";
    SocialOrganizations = "social-organisations", "Social organisations", "社会组织";
    Residents = "residents", "Residents", "居民";
}

vocabulary! {
    /// The pattern of roles (角色格局): who does what in governing together.
    ///
    /// This is the pattern of the theory paper. Later official wording adds democratic consultation (民主协商) and support by
    /// science and technology (科技支撑).
    GovernanceRole, "role";
    Leads = "leads", "Party committee leads", "党委领导";
    Responsible = "responsible", "Government responsible", "政府负责";
    Cooperates = "cooperates", "Society cooperates", "社会协同";
    Participates = "participates", "Public participates", "公众参与";
    GuaranteedByLaw = "guaranteed-by-law", "Rule of law guarantees", "法治保障";
}

vocabulary! {
    /// What the paths aim at (目标).
    Goal, "goal";
    SharedValues = "shared-values", "Shared core values", "核心价值观";
    CommunityEthos = "community-ethos", "Community ethos", "社区风尚";
    BuildGovernShare = "build-govern-share", "Building, governing and sharing together", "共建共治共享";
    /// No fact measures it alone: it is what the dimensions look for in joint action.
    Synergy = "synergy", "The whole exceeds the parts (1+1>2)", "整体大于部分之和（1+1>2）";
}

vocabulary! {
    /// The problems that governing together is to overcome (治理困境): the dimensions measure their inverse.
    Problem, "problem";
    Fragmentation = "fragmentation", "Fragmentation of subjects", "主体碎片化";
    Dispersion = "dispersion", "Dispersion of resources", "资源分散化";
    Uniformity = "uniformity", "Uniformity of services", "服务单一化";
    ConflictOfInterest = "conflict-of-interest", "Conflicts of interest", "利益冲突";
    InformationBarrier = "information-barrier", "Information barriers", "信息壁垒";
    CooperationDilemma = "cooperation-dilemma", "Cooperation dilemmas", "协作困境";
}

vocabulary! {
    /// What residents feel of it (居民感受), known by survey only.
    Outcome, "outcome";
    SenseOfGain = "sense-of-gain", "Sense of gain", "获得感";
    SenseOfHappiness = "sense-of-happiness", "Sense of happiness", "幸福感";
    SenseOfSecurity = "sense-of-security", "Sense of security", "安全感";
}

impl SubjectKind {
    /// The path it works by: every one (各路径均涉及各主体).
    pub fn paths(self) -> &'static [Path] {
        Path::ALL
    }

    /// The dimension in which its joint action counts.
    pub fn dimensions(self) -> &'static [Dimension] {
        &[Dimension::SubjectSynergy]
    }

    /// Its role in the pattern of the theory: Party organisations lead, government is responsible, market and social
    /// organisations cooperate, residents participate. The fifth role, the guarantee by law, belongs to no kind of subject.
    ///
    /// ```
    /// use governance_efficacy::governance::{GovernanceRole, SubjectKind};
    ///
    /// assert_eq!(SubjectKind::Party.role(), GovernanceRole::Leads);
    /// assert_eq!(SubjectKind::Market.role().label().zh, "社会协同");
    /// ```
    pub fn role(self) -> GovernanceRole {
        match self {
            Self::Party => GovernanceRole::Leads,
            Self::Government => GovernanceRole::Responsible,
            Self::Market | Self::SocialOrganizations => GovernanceRole::Cooperates,
            Self::Residents => GovernanceRole::Participates,
        }
    }
}

impl GovernanceRole {
    /// The paths it belongs to.
    pub fn paths(self) -> &'static [Path] {
        &[Path::PoliticalLeadership, Path::InstitutionalGuarantee]
    }

    /// The dimension it serves.
    pub fn dimensions(self) -> &'static [Dimension] {
        &[Dimension::SubjectSynergy]
    }
}

impl Goal {
    /// The paths that pursue it.
    pub fn paths(self) -> &'static [Path] {
        match self {
            Self::SharedValues | Self::CommunityEthos | Self::BuildGovernShare => &[Path::PoliticalLeadership],
            Self::Synergy => Path::ALL,
        }
    }

    /// The dimensions in which it would show.
    pub fn dimensions(self) -> &'static [Dimension] {
        match self {
            Self::SharedValues | Self::CommunityEthos | Self::BuildGovernShare => &[Dimension::OrderStability],
            Self::Synergy => Dimension::ALL,
        }
    }
}

impl Problem {
    /// The dimensions whose inverse it is.
    ///
    /// ```
    /// use governance_efficacy::governance::{Dimension, Problem};
    ///
    /// assert_eq!(Problem::Uniformity.dimensions(), [Dimension::ServicePrecision]);
    /// ```
    pub fn dimensions(self) -> &'static [Dimension] {
        match self {
            Self::Fragmentation => &[Dimension::SubjectSynergy],
            Self::Dispersion => &[Dimension::ResourceAllocationEfficiency],
            Self::Uniformity => &[Dimension::ServicePrecision],
            Self::ConflictOfInterest | Self::InformationBarrier | Self::CooperationDilemma => {
                &[Dimension::SubjectSynergy, Dimension::OrderStability]
            }
        }
    }
}

impl Outcome {
    /// The dimension it is shown in: gain and happiness in service precision, security in order stability.
    pub fn dimensions(self) -> &'static [Dimension] {
        match self {
            Self::SenseOfGain | Self::SenseOfHappiness => &[Dimension::ServicePrecision],
            Self::SenseOfSecurity => &[Dimension::OrderStability],
        }
    }
}
