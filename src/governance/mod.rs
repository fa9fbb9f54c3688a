//! The facts of communities (社区治理事实): aggregate counts for one community in one period, checked as a whole.
//!
//! [`CommunityFacts`] holds what is recorded of a community in a [`Period`]; [`Facts`] is the checked collection, and the only way
//! to the indicators. Facts are built by hand, read from JSON, or read from a folder of CSV ledgers (`ledger`, feature `csv`).
//!
//! ```
//! use governance_efficacy::governance::{CommunityFacts, DecisionOrgan, Facts, OrganKind, Profile};
//! use governance_efficacy::{Key, Period};
//!
//! let east = CommunityFacts::new(Key::new("East Lake")?, Period::year(2024)?)
//!     .with_profile(Profile { eligible_residents: Some(4800), residents_took_part: Some(912), ..Profile::default() })
//!     .with_decision_organs(vec![DecisionOrgan {
//!         decisions_due: Some(14),
//!         decisions_carried_out: Some(13),
//!         decisions_on_time: Some(11),
//!         ..DecisionOrgan::new(OrganKind::DeliberationMeeting)
//!     }]);
//! let facts = Facts::new(vec![east])?;
//! assert_eq!(facts.len(), 1);
//! # Ok::<(), governance_efficacy::Error>(())
//! ```
//!
//! # Rules of honest recording
//!
//! * **No person.** A record counts; none stands for one resident or one member, and no field takes a name of a person, an identity
//!   number, an address or points. A [`Subject`] is an organisation.
//! * **Absent is not zero.** What may be unrecorded is an `Option`; an empty list means that nothing is recorded there.
//! * **No contradiction.** A part greater than its whole, a share over 1, a grid or subject that is not listed, a month outside the
//!   period, a record that occurs twice: all are found at once and reported together as [`Contradictions`], each with file and row
//!   if it came from a ledger, community, period, field and both values.
//! * **Two books.** What paths put in (leadership, network, institutions, rights) and what comes out (delivery, precision, order) are
//!   both recorded here. They are never added into one score.
//!
//! # Where each term of the theory stands
//!
//! | theory 理论 | term | type |
//! |---|---|---|
//! | 政治引领、组织赋能、资源整合、机制保障 | four paths | [`Path`] |
//! | 协同度、配置效率、精准度、稳定度 | four dimensions | [`Dimension`] |
//! | 党组织、政府、市场、社会组织、居民 | five kinds of subject | [`SubjectKind`], [`Participation`] |
//! | 党委领导、政府负责、社会协同、公众参与、法治保障 | pattern of roles | [`GovernanceRole`], [`RoleDefinition`] |
//! | 核心枢纽 | hub of collaboration | [`Subject`], [`JointAction`] by [`Layer`]: the position in the network |
//! | 社区党委—网格党支部—楼栋党小组—党员中心户 | four-level network | [`NetworkLevel`], [`Organization`] |
//! | 全覆盖、无死角 | full coverage | [`Organization::units`], [`Organization::covered`], [`Grid`], [`Membership::households_linked`] |
//! | 党员发展标准、教育管理 | admission standard, education and management | [`InstitutionKind::MemberAdmission`], [`InstitutionKind::MemberEducation`] |
//! | 亮身份、践承诺、作表率 | show identity, keep promises, set an example | [`MemberPractice`], [`Practice`] |
//! | 公共事务、志愿服务、矛盾调解 | members' activities | [`MemberActivity`], [`MemberService`], [`Membership`] |
//! | 社区骨干、优秀青年、社会组织负责人 | recruitment pools | [`RecruitmentPool`], [`Recruitment`] |
//! | 党员积分管理 | points system: in place or not | [`InstitutionKind::MemberPoints`] |
//! | 志愿服务制度 | volunteer service system | [`InstitutionKind::VolunteerService`] |
//! | 党建联建、资源共享、活动共办 | joint Party building, shared resources, joint events | [`Partnership`] |
//! | 政府、市场、社会、居民资源 | resources by source, channel and kind | [`ResourceSource`], [`ResourceChannel`], [`ResourceKind`], [`Resource`], [`Allocation`] |
//! | 专业化、多元化服务 | specialised, diversified services | [`ResourceKind::ProfessionalServices`], [`ResourceKind::DiverseServices`] |
//! | 梳理、登记、公示、供需对接 | stages of the sharing platform | [`PlatformStage`], [`Resource`], [`InstitutionKind::SharingPlatform`] |
//! | 激励机制、监管、资源使用绩效评估 | incentives, supervision, evaluation of use | [`InstitutionKind::Incentives`], [`InstitutionKind::ResourceSupervision`], [`InstitutionKind::UseEvaluation`] |
//! | 联席会议、多元主体协商、矛盾纠纷排查化解 | joint meeting, consultation, dispute screening | [`InstitutionKind`], [`Institution`] |
//! | 职责分工、沟通渠道、协作方式 | rules in writing | [`InstitutionKind::DivisionOfDuties`], [`InstitutionKind::CommunicationChannels`], [`InstitutionKind::WaysOfCooperation`] |
//! | 民主集中制；居民代表大会、业主大会、议事协商会 | democratic centralism; decision organs | [`InstitutionKind::DemocraticCentralism`]; [`OrganKind`], [`DecisionOrgan`] |
//! | 知情权、参与权、表达权、监督权 | four rights | [`RightKind`], [`Right`] |
//! | 重大事项民主讨论、广泛征求意见 | major matters | [`MajorMatters`], [`InstitutionKind::MajorMatters`] |
//! | 学习教育（线上线下、理论与实践） | study | [`InstitutionKind::Study`], [`Leadership::study_online`] and beside it |
//! | 政策宣传、舆论引导；宣传栏、微信公众号、短视频 | publicity and its channels | [`InstitutionKind::PolicyPublicity`], [`InstitutionKind::OpinionGuidance`], [`PublicityChannel`], [`Channel`] |
//! | 核心价值观、社区风尚、共建共治共享；“1+1>2” | goals; synergy | [`Goal`], [`Leadership::covenant_in_force`] |
//! | 主体碎片化、资源分散化、服务单一化；利益冲突、信息壁垒、协作困境 | problems | [`Problem`] |
//! | 获得感、幸福感、安全感 | sense of gain, happiness, security | [`Outcome`], [`Survey`] |
//! | 需求、诉求、重点群体 | needs, requests, target groups | [`ServiceCategory`], [`Service`], [`TargetGroupKind`], [`TargetGroup`] |
//! | 秩序 | order: incidents, disputes, hazards, suits | [`OrderMonth`], [`OrderRecord`], [`IncidentRecord`] |
//!
//! Every vocabulary gives its words in English and Chinese (`label`), and, where the theory links them, its `paths` and
//! `dimensions`.

mod cell;
mod check;
mod community;
mod contradiction;
mod facts;
mod leadership;
#[cfg(feature = "csv")]
pub mod ledger;
mod mechanism;
mod network;
mod order;
mod period;
mod record;
mod resource;
mod service;
mod subject;
mod theory;
mod vocabulary;

pub use community::{CommunityFacts, Grid, Profile};
pub(crate) use community::{Ledgered, Visitor};
pub use contradiction::{Contradiction, ContradictionKind, Contradictions};
pub use facts::Facts;
pub use leadership::{Channel, Leadership, PublicityChannel};
pub use mechanism::{DecisionOrgan, Institution, InstitutionKind, MajorMatters, OrganKind, Right, RightKind};
pub use network::{
    MemberActivity, MemberPractice, MemberService, Membership, NetworkLevel, Organization, Partnership, Practice, Recruitment,
    RecruitmentPool,
};
pub use order::{IncidentRecord, OrderMonth, OrderRecord, Survey};
pub use period::{Granularity, Period};
pub use resource::{Allocation, PlatformStage, Resource, ResourceChannel, ResourceKind, ResourceSource};
pub use service::{Service, ServiceCategory, TargetGroup, TargetGroupKind};
pub use subject::{JointAction, Layer, Participation, RoleDefinition, Subject};
pub use theory::{Dimension, Goal, GovernanceRole, Outcome, Path, Problem, SubjectKind};
pub(crate) use vocabulary::same_word;
