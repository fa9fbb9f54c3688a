//! Path 2, organisational empowerment (组织赋能): the four-level network of organisations, members' service, recruitment, partners.
//!
//! Members are counted, never listed and never ranked; a points system is an institution that is in place or not.

use super::record::record;
use super::theory::{Dimension, Path, SubjectKind};
use super::vocabulary::vocabulary;

vocabulary! {
    /// The four levels of the organisational network (四级组织网络).
    NetworkLevel, "level of the network";
    CommunityCommittee = "community-committee", "Community Party committee", "社区党委";
    GridBranch = "grid-branch", "Grid Party branch", "网格党支部";
    BuildingGroup = "building-group", "Building Party group", "楼栋党小组";
    CoreHousehold = "core-household", "Party-member core household", "党员中心户";
}

vocabulary! {
    /// What members do to set an example (党员示范实践).
    MemberPractice, "practice";
    ShowIdentity = "show-identity", "Showing identity", "亮身份";
    KeepPromises = "keep-promises", "Keeping promises", "践承诺";
    SetExample = "set-example", "Setting an example", "作表率";
}

vocabulary! {
    /// What members do for the community (党员服务活动).
    MemberActivity, "member activity";
    PublicAffairs = "public-affairs", "Public affairs", "公共事务";
    Volunteering = "volunteering", "Volunteering", "志愿服务";
    Mediation = "mediation", "Mediation", "矛盾调解";
}

vocabulary! {
    /// Where new members come from (党员发展来源).
    RecruitmentPool, "recruitment pool";
    CommunityBackbones = "community-backbones", "Community backbones", "社区骨干";
    OutstandingYouth = "outstanding-youth", "Outstanding youth", "优秀青年";
    SocialOrganizationLeaders =
        "social-organisation-leaders", "Leaders of social organisations", "社会组织负责人";
}

impl NetworkLevel {
    /// The path it belongs to.
    pub fn paths(self) -> &'static [Path] {
        &[Path::OrganizationalEmpowerment]
    }

    /// The dimensions it serves.
    pub fn dimensions(self) -> &'static [Dimension] {
        &[Dimension::SubjectSynergy, Dimension::ServicePrecision]
    }
}

impl MemberPractice {
    /// The path it belongs to.
    pub fn paths(self) -> &'static [Path] {
        &[Path::OrganizationalEmpowerment]
    }
}

impl MemberActivity {
    /// The path it belongs to.
    pub fn paths(self) -> &'static [Path] {
        &[Path::OrganizationalEmpowerment]
    }

    /// The dimensions it serves.
    pub fn dimensions(self) -> &'static [Dimension] {
        &[Dimension::SubjectSynergy, Dimension::ServicePrecision, Dimension::OrderStability]
    }
}

impl RecruitmentPool {
    /// The path it belongs to.
    pub fn paths(self) -> &'static [Path] {
        &[Path::OrganizationalEmpowerment]
    }
}

record! {
    /// One level of the network: what there is to cover, and what is covered (组织覆盖).
    ///
    /// What is counted depends on the level: for the committee the community itself (1), for branches the grids, for groups the
    /// buildings, for core households the number planned. A joint branch covers each of its grids. Full coverage without a dead
    /// angle (全覆盖、无死角) is `covered = units` on every level.
    Organization, "network.csv";
    keys {
        level: NetworkLevel, "Level of the network", "组织层级";
    }
    facts {
        units: u64, "Units to cover: 1 community, grids, buildings, or planned core households", "应覆盖单元数：社区（1）、网格、楼栋或计划设立的党员中心户", "units (个)";
        covered: u64, "Units that have their organisation, or core households that exist; only these may exceed the plan", "已建立组织的单元数；党员中心户为实有户数，可超过计划", "units (个)";
    }
    rules {}
}

record! {
    /// The members of a community in a period, counted together (党员总体情况).
    Membership, "membership.csv";
    facts {
        members: u64, "Party members who belong or have reported to the community", "社区党员数（含在社区报到党员）", "persons (人)";
        members_serving: u64, "Distinct members who took part in public affairs, volunteering or mediation", "参与公共事务、志愿服务或矛盾调解的党员数（不重复）", "persons (人)";
        households_linked: u64, "Households that a core household keeps in touch with", "党员中心户联系户数", "households (户)";
    }
    rules {
        members_serving <= members;
    }
}

record! {
    /// One practice of setting an example: is it in place, how many members take part (示范实践).
    Practice, "practices.csv";
    keys {
        practice: MemberPractice, "Practice", "实践";
    }
    facts {
        in_place: bool, "Whether the practice is in place", "是否已推行";
        members: u64, "Members who take part", "参与党员数", "persons (人)";
    }
    rules {}
}

record! {
    /// One kind of members' activity (党员活动).
    MemberService, "member_service.csv";
    keys {
        activity: MemberActivity, "Kind of activity", "活动类别";
    }
    facts {
        activities: u64, "Activities held", "活动次数", "activities (次)";
        members: u64, "Distinct members who took part in this kind", "参与党员数（不重复）", "persons (人)";
    }
    rules {}
}

record! {
    /// One pool of recruitment (党员发展来源).
    Recruitment, "recruitment.csv";
    keys {
        pool: RecruitmentPool, "Pool", "来源";
    }
    facts {
        candidates: u64, "Candidates under education and observation", "培养对象数", "persons (人)";
        admitted: u64, "Candidates admitted in the period by the standard", "按标准发展党员数", "persons (人)";
    }
    rules {
        admitted <= candidates;
    }
}

record! {
    /// Partners in joint Party building, by kind of organisation (党建联建、资源共享、活动共办).
    Partnership, "partnerships.csv";
    keys {
        kind: SubjectKind, "Kind of the partner organisations", "联建单位类别";
    }
    facts {
        partners: u64, "Partner organisations with an agreement in force", "签约联建单位数", "organisations (个)";
        active_partners: u64, "Of these, those with at least one joint action in the period", "其中本期至少共同行动一次的单位数", "organisations (个)";
        sharing_partners: u64, "Of these, those that shared resources", "其中共享资源的单位数", "organisations (个)";
        event_partners: u64, "Of these, those that held joint events", "其中共办活动的单位数", "organisations (个)";
        joint_events: u64, "Events held jointly", "共办活动次数", "events (次)";
    }
    rules {
        active_partners <= partners;
        sharing_partners <= partners;
        event_partners <= partners;
    }
}

impl Partnership {
    /// The paths it belongs to.
    pub fn paths() -> &'static [Path] {
        &[Path::OrganizationalEmpowerment, Path::ResourceIntegration]
    }

    /// The dimensions it serves.
    pub fn dimensions() -> &'static [Dimension] {
        &[Dimension::SubjectSynergy, Dimension::ResourceAllocationEfficiency]
    }
}
