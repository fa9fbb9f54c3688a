//! The facts of communities (社区治理事实): aggregate counts for one community in one period.

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
