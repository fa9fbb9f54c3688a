//! One community in one period (社区与期): all that is recorded of it.

use serde::{Deserialize, Serialize};

use crate::label::Key;

use super::leadership::{Channel, Leadership};
use super::mechanism::{DecisionOrgan, Institution, MajorMatters, Right};
use super::network::{MemberService, Membership, Organization, Partnership, Practice, Recruitment};
use super::order::{OrderMonth, OrderRecord, Survey};
use super::period::Period;
use super::record::{Record, record};
use super::resource::{Allocation, Resource};
use super::service::{Service, TargetGroup};
use super::subject::{JointAction, Participation, RoleDefinition, Subject};

record! {
    /// The community itself: its size, and who may and did take part (社区基本情况).
    Profile, "communities.csv";
    facts {
        group: String, "Group the community is compared in, for example its type; shown, never scored", "分组（如社区类型），仅用于展示";
        population: u64, "Resident population", "常住人口", "persons (人)";
        households: u64, "Households", "户数", "households (户)";
        eligible_residents: u64, "Residents eligible to take part in governing", "具备参与资格的居民数", "persons (人)";
        residents_took_part: u64, "Distinct residents who took part at least once in the period", "本期至少参与一次的居民数（不重复）", "persons (人)";
    }
    rules {
        eligible_residents <= population;
        residents_took_part <= eligible_residents;
    }
}

record! {
    /// One grid of the community (网格).
    Grid, "grids.csv";
    keys {
        grid: Key, "Key of the grid, unique in the community", "网格编号（社区内唯一）";
    }
    facts {
        population: u64, "Resident population of the grid", "网格常住人口", "persons (人)";
        households: u64, "Households of the grid", "网格户数", "households (户)";
        buildings: u64, "Residential buildings of the grid", "网格住宅楼栋数", "buildings (栋)";
    }
    rules {}
}

/// Makes [`CommunityFacts`] from the list of its ledgers: `one` record, or `many`, of each kind.
macro_rules! community {
    ( $( $how:ident $field:ident: $record:ty, $with:ident, $doc:literal; )+ ) => {
        /// What is recorded of one community in one period (社区治理事实): aggregate counts, nothing about a person.
        ///
        /// An empty list means that nothing is recorded there; it never means zero. Only [`Facts`](super::Facts) checks what is
        /// put in here, and only it reaches the indicators.
        ///
        /// ```
        /// use governance_efficacy::governance::{CommunityFacts, Profile, Service, ServiceCategory};
        /// use governance_efficacy::{Key, Period};
        ///
        /// let facts = CommunityFacts::new(Key::new("Riverside")?, Period::year(2024)?)
        ///     .with_profile(Profile { population: Some(6200), households: Some(2300), ..Profile::default() })
        ///     .with_services(vec![Service { needs: Some(80), needs_answered: Some(61), ..Service::new(ServiceCategory::ElderlyCare) }]);
        /// assert_eq!(facts.services[0].needs_answered, Some(61));
        /// # Ok::<(), governance_efficacy::Error>(())
        /// ```
        #[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
        #[serde(deny_unknown_fields)]
        pub struct CommunityFacts {
            /// Key of the community (社区).
            pub community: Key,
            /// The period (期).
            pub period: Period,
            $(
                #[doc = $doc]
                #[serde(default, skip_serializing_if = "nothing_recorded")]
                pub $field: community!(@type $how $record),
            )+
        }

        impl CommunityFacts {
            /// A community in a period of which nothing is recorded yet.
            pub fn new(community: Key, period: Period) -> Self {
                Self { community, period, $($field: Default::default()),+ }
            }

            $(
                #[doc = concat!("Sets `", stringify!($field), "`: ", $doc)]
                #[must_use]
                pub fn $with(mut self, $field: community!(@type $how $record)) -> Self {
                    self.$field = $field;
                    self
                }
            )+

            /// Shows every record, ledger by ledger.
            pub(crate) fn visit(&self, visitor: &mut impl Visitor) {
                $( visitor.visit(<$record>::of(self)); )+
            }

            /// Names every kind of record, in the same order.
            #[cfg(feature = "csv")]
            pub(crate) fn visit_kinds(visitor: &mut impl KindVisitor) -> Result<(), crate::error::Error> {
                $( visitor.visit_kind::<$record>()?; )+
                Ok(())
            }
        }

        $(
            impl Ledgered for $record {
                const FIELD: &'static str = stringify!($field);
                const ALONE: bool = community!(@alone $how);

                fn of(facts: &CommunityFacts) -> &[Self] {
                    community!(@slice $how facts.$field)
                }

                #[cfg(feature = "csv")]
                fn put(self, facts: &mut CommunityFacts) {
                    community!(@put $how facts.$field, self);
                }
            }
        )+
    };
    (@alone one) => { true };
    (@alone many) => { false };
    (@put one $field:expr, $record:expr) => { $field = $record };
    (@put many $field:expr, $record:expr) => { $field.push($record) };
    (@slice one $field:expr) => { std::slice::from_ref(&$field) };
    (@slice many $field:expr) => { &$field };
    (@type one $record:ty) => { $record };
    (@type many $record:ty) => { Vec<$record> };
}

/// A kind of record that a community holds.
pub(crate) trait Ledgered: Record {
    /// The field of [`CommunityFacts`].
    const FIELD: &'static str;
    /// Whether there is but one of a community and period.
    const ALONE: bool;

    /// The records of this kind.
    fn of(facts: &CommunityFacts) -> &[Self];

    /// Puts the record among those of the community.
    #[cfg(feature = "csv")]
    fn put(self, facts: &mut CommunityFacts);

    /// The path of a field of this record: `services[elderly-care].resolved`.
    fn path(&self, field: &str) -> String {
        if Self::ALONE { format!("{}.{field}", Self::FIELD) } else { format!("{}[{}].{field}", Self::FIELD, self.key()) }
    }
}

/// Looks at the records of a community, ledger by ledger.
pub(crate) trait Visitor {
    fn visit<R: Ledgered>(&mut self, records: &[R]);
}

/// Goes through the kinds of record.
#[cfg(feature = "csv")]
pub(crate) trait KindVisitor {
    fn visit_kind<R: Ledgered + super::ledger::Row>(&mut self) -> Result<(), crate::error::Error>;
}

fn nothing_recorded<T: Default + PartialEq>(records: &T) -> bool {
    *records == T::default()
}

community! {
    one profile: Profile, with_profile, "Size of the community, and who may and did take part (基本情况).";
    many grids: Grid, with_grids, "Its grids (网格).";
    one leadership: Leadership, with_leadership, "Posts, covenant, study and reach (政治引领).";
    many channels: Channel, with_channels, "Publicity channels (宣传渠道).";
    many network: Organization, with_network, "The four-level organisational network (四级组织网络).";
    one membership: Membership, with_membership, "Party members, counted together (党员总体情况).";
    many practices: Practice, with_practices, "Practices of setting an example (示范实践).";
    many member_service: MemberService, with_member_service, "Members' activities (党员服务活动).";
    many recruitment: Recruitment, with_recruitment, "Pools of recruitment (党员发展来源).";
    many partnerships: Partnership, with_partnerships, "Partners in joint Party building (党建联建).";
    many participation: Participation, with_participation, "The five kinds of subject (五类主体).";
    many roles: RoleDefinition, with_roles, "The pattern of roles (角色格局).";
    many subjects: Subject, with_subjects, "Organised subjects, the nodes of the network of joint action (协作网络节点).";
    many joint_actions: JointAction, with_joint_actions, "Joint action, the edges of that network, layer by layer (共同行动).";
    many resources: Resource, with_resources, "Resources by source, channel and kind (资源动员).";
    many allocations: Allocation, with_allocations, "Demand, allocation and use by kind and grid (资源配置).";
    many services: Service, with_services, "Services by category (分类服务).";
    many target_groups: TargetGroup, with_target_groups, "Target groups (重点群体).";
    many institutions: Institution, with_institutions, "Institutions of all paths (制度).";
    many decision_organs: DecisionOrgan, with_decision_organs, "Decision organs (决策组织).";
    many rights: Right, with_rights, "The four rights (四项权利).";
    one major_matters: MajorMatters, with_major_matters, "Major matters (重大事项).";
    many order: OrderMonth, with_order, "Order by month (月度秩序).";
    one order_record: OrderRecord, with_order_record, "Who recorded the incidents, and how settlements lasted (秩序总体情况).";
    many surveys: Survey, with_surveys, "Survey outcomes (居民感受调查).";
}
