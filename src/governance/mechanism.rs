//! Path 4, institutional guarantee (机制保障): institutions, decision organs, the four rights, major matters.
//!
//! Institutions of the other paths stand here too, since all are recorded alike: in place or not, due and held.

use super::record::record;
use super::theory::{Dimension, Path};
use super::vocabulary::vocabulary;

vocabulary! {
    /// Institutions that the theory names (制度机制).
    InstitutionKind, "institution";
    Study = "study", "Study and education", "学习教育";
    PolicyPublicity = "policy-publicity", "Policy publicity", "政策宣传";
    OpinionGuidance = "opinion-guidance", "Guidance of public opinion", "舆论引导";
    MemberAdmission = "member-admission", "Admission standard for members", "党员发展标准";
    MemberEducation = "member-education", "Education and management of members", "党员教育管理";
    /// Only whether it is in place: no points and no ranking of persons have a place in the facts.
    MemberPoints = "member-points", "Member points system", "党员积分管理";
    VolunteerService = "volunteer-service", "Volunteer service system", "志愿服务制度";
    SharingPlatform = "sharing-platform", "Resource-sharing platform", "资源共享平台";
    Incentives = "incentives", "Incentives", "激励机制";
    ResourceSupervision = "resource-supervision", "Supervision of resources", "资源监管";
    UseEvaluation = "use-evaluation", "Performance evaluation of use", "资源使用绩效评估";
    JointMeeting = "joint-meeting", "Joint meeting", "联席会议";
    MultiSubjectConsultation = "multi-subject-consultation", "Multi-subject consultation", "多元主体协商";
    DisputeScreening = "dispute-screening", "Dispute screening and resolution", "矛盾纠纷排查化解";
    DivisionOfDuties = "division-of-duties", "Division of duties, in writing", "职责分工";
    CommunicationChannels = "communication-channels", "Channels of communication, in writing", "沟通渠道";
    WaysOfCooperation = "ways-of-cooperation", "Ways of cooperating, in writing", "协作方式";
    DemocraticCentralism = "democratic-centralism", "Democratic centralism", "民主集中制";
    MajorMatters = "major-matters", "Democratic discussion and wide consultation of major matters", "重大事项民主讨论与征求意见";
}

vocabulary! {
    /// Organs in which the community decides (决策组织).
    OrganKind, "decision organ";
    ResidentsMeeting = "residents-meeting", "Residents' meeting", "居民会议";
    ResidentsAssembly = "residents-assembly", "Residents' assembly", "居民代表大会";
    OwnersAssembly = "owners-assembly", "Owners' assembly", "业主大会";
    DeliberationMeeting = "deliberation-meeting", "Deliberation meeting", "议事协商会";
}

vocabulary! {
    /// The four rights of residents (四项权利).
    RightKind, "right";
    /// Due: items that must be disclosed. Met: items disclosed.
    Know = "know", "Right to know", "知情权";
    /// Due: persons invited. Met: persons who attended.
    Participate = "participate", "Right to participate", "参与权";
    /// Due: opinions raised. Met: opinions answered.
    Express = "express", "Right to express", "表达权";
    /// Due: issues raised. Met: issues rectified.
    Supervise = "supervise", "Right to supervise", "监督权";
}

impl InstitutionKind {
    /// The paths it belongs to.
    ///
    /// ```
    /// use governance_efficacy::governance::{InstitutionKind, Path};
    ///
    /// let guaranteed = InstitutionKind::ALL.iter().filter(|kind| kind.paths().contains(&Path::InstitutionalGuarantee));
    /// assert_eq!(guaranteed.count(), 11);
    /// ```
    pub fn paths(self) -> &'static [Path] {
        match self {
            Self::Study | Self::PolicyPublicity | Self::OpinionGuidance => &[Path::PoliticalLeadership],
            Self::MemberAdmission | Self::MemberEducation | Self::MemberPoints | Self::VolunteerService => {
                &[Path::OrganizationalEmpowerment]
            }
            Self::SharingPlatform => &[Path::ResourceIntegration],
            Self::Incentives | Self::ResourceSupervision | Self::UseEvaluation => {
                &[Path::ResourceIntegration, Path::InstitutionalGuarantee]
            }
            Self::JointMeeting
            | Self::MultiSubjectConsultation
            | Self::DisputeScreening
            | Self::DivisionOfDuties
            | Self::CommunicationChannels
            | Self::WaysOfCooperation
            | Self::DemocraticCentralism
            | Self::MajorMatters => &[Path::InstitutionalGuarantee],
        }
    }

    /// The dimensions it serves; empty where the theory names none.
    pub fn dimensions(self) -> &'static [Dimension] {
        match self {
            Self::Study
            | Self::PolicyPublicity
            | Self::OpinionGuidance
            | Self::MemberAdmission
            | Self::MemberEducation
            | Self::MemberPoints => &[],
            Self::VolunteerService => &[Dimension::ServicePrecision],
            Self::SharingPlatform => &[Dimension::ResourceAllocationEfficiency, Dimension::ServicePrecision],
            Self::Incentives | Self::ResourceSupervision | Self::UseEvaluation => &[Dimension::ResourceAllocationEfficiency],
            Self::DisputeScreening => &[Dimension::OrderStability],
            Self::JointMeeting | Self::DivisionOfDuties | Self::CommunicationChannels | Self::WaysOfCooperation => {
                &[Dimension::SubjectSynergy]
            }
            Self::MultiSubjectConsultation | Self::DemocraticCentralism | Self::MajorMatters => {
                &[Dimension::SubjectSynergy, Dimension::OrderStability]
            }
        }
    }
}

impl OrganKind {
    /// The path it belongs to.
    pub fn paths(self) -> &'static [Path] {
        &[Path::InstitutionalGuarantee]
    }

    /// The dimensions it serves.
    pub fn dimensions(self) -> &'static [Dimension] {
        &[Dimension::SubjectSynergy, Dimension::OrderStability]
    }
}

impl RightKind {
    /// The path it belongs to.
    pub fn paths(self) -> &'static [Path] {
        &[Path::InstitutionalGuarantee]
    }

    /// The dimensions it serves.
    pub fn dimensions(self) -> &'static [Dimension] {
        &[Dimension::SubjectSynergy, Dimension::ServicePrecision]
    }
}

record! {
    /// One institution: is it in place, how often was it due by its own rules, how often was it held (制度运行).
    ///
    /// Rules in writing that are not held at a frequency have nothing due: `due` 0. An institution is alive if it is in place and
    /// was held at least as often as it was due.
    Institution, "institutions.csv";
    keys {
        kind: InstitutionKind, "Institution", "制度";
    }
    facts {
        in_place: bool, "Whether it is in place", "是否已建立";
        due: u64, "Times it was due in the period by its own rules; 0 if it has no frequency", "按规定本期应开展次数；无频次要求为 0", "times (次)";
        held: u64, "Times it was held", "实际开展次数", "times (次)";
    }
    rules {}
}

record! {
    /// One decision organ: what it convened, who attended, what it decided, what was carried out (决策组织运行).
    ///
    /// The quorum is data: an owners' assembly needs heads and area, and the law in force in the period is named. The indicator
    /// of quorums counts meetings *due*, so that holding none does not help.
    DecisionOrgan, "decision_organs.csv";
    keys {
        organ: OrganKind, "Organ", "组织";
    }
    facts {
        meetings_due: u64, "Meetings due in the period by law or charter", "依法依章应召开会议数", "meetings (次)";
        meetings_held: u64, "Meetings held, with those beyond what was due", "实际召开会议数", "meetings (次)";
        meetings_quorate: u64, "Of the meetings due, those that were held and met their quorum", "应召开会议中达到法定人数的会议数", "meetings (次)";
        quorum_heads: f64, "Share of heads that the quorum asks for", "法定人数要求：人数占比", "share 0–1 (比例)";
        quorum_area: f64, "Share of floor area that the quorum asks for, if any", "法定要求：专有部分面积占比（如有）", "share 0–1 (比例)";
        quorum_law: String, "The law or charter in force that states the quorum", "所依据的现行法律或章程";
        invited: u64, "Invitations to its meetings", "应到人次", "attendances (人次)";
        attended: u64, "Attendances", "实到人次", "attendances (人次)";
        decisions: u64, "Decisions made in the period", "本期议定事项数", "decisions (项)";
        decisions_due: u64, "Decisions, of whatever period, due to be carried out in this one", "本期应落实的议定事项数", "decisions (项)";
        decisions_carried_out: u64, "Of the decisions due, those carried out by the end of the period, late ones too", "其中期末前已落实数（含逾期）", "decisions (项)";
        decisions_on_time: u64, "Of the decisions due, those carried out on time", "其中按期落实数", "decisions (项)";
    }
    rules {
        meetings_quorate <= meetings_due;
        meetings_quorate <= meetings_held;
        quorum_heads <= 1;
        quorum_area <= 1;
        attended <= invited;
        decisions_carried_out <= decisions_due;
        decisions_on_time <= decisions_carried_out;
        decisions_on_time <= decisions_due;
    }
}

record! {
    /// One right: how often it was due, and how often it was met (权利保障). What is counted is said at [`RightKind`].
    Right, "rights.csv";
    keys {
        right: RightKind, "Right", "权利";
    }
    facts {
        due: u64, "Items due for disclosure; persons invited; opinions raised; issues raised", "应公开事项数；应邀人次；提出意见数；提出监督问题数", "cases (件)";
        met: u64, "Items disclosed; persons who attended; opinions answered; issues rectified", "已公开事项数；到会人次；已答复意见数；已整改问题数", "cases (件)";
    }
    rules {
        met <= due;
    }
}

record! {
    /// Major matters: discussed democratically, consulted widely (重大事项).
    MajorMatters, "major_matters.csv";
    facts {
        matters: u64, "Major matters decided in the period", "本期决定的重大事项数", "matters (项)";
        discussed: u64, "Of these, those discussed democratically before the decision", "其中经民主讨论数", "matters (项)";
        consulted: u64, "Of these, those on which opinions were sought widely", "其中广泛征求意见数", "matters (项)";
    }
    rules {
        discussed <= matters;
        consulted <= matters;
    }
}
