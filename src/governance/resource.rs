//! Path 3, resource integration (资源整合), and what was allocated of it: by source, channel, kind and grid.
//!
//! Amounts are in the unit of their kind ([`ResourceKind::unit`]) and are never added across kinds. Only `value` is in one unit
//! of value for all.

use crate::label::{Key, Label};

use super::record::record;
use super::theory::{Dimension, Path};
use super::vocabulary::vocabulary;

vocabulary! {
    /// The four sources of resources (资源来源).
    ResourceSource, "resource source";
    Government = "government", "Government resources", "政府资源";
    Market = "market", "Market resources", "市场资源";
    Social = "social", "Social resources", "社会资源";
    Residents = "residents", "Residents' resources", "居民资源";
}

vocabulary! {
    /// How a resource comes in (资源渠道).
    ResourceChannel, "resource channel";
    BroughtDown = "brought-down", "Brought down to the community", "下沉";
    Donation = "donation", "Donation", "捐赠";
    Sponsorship = "sponsorship", "Sponsorship", "赞助";
    Cooperation = "cooperation", "Cooperation", "合作";
    Purchase = "purchase", "Purchase of services", "购买服务";
    Contribution = "contribution", "Residents' own contribution", "居民自筹与志愿贡献";
}

vocabulary! {
    /// Kinds of resource (资源类别).
    ResourceKind, "kind of resource";
    Policy = "policy", "Policy", "政策";
    Funds = "funds", "Funds", "资金";
    Projects = "projects", "Projects", "项目";
    PublicServices = "public-services", "Public services brought down", "公共服务下沉";
    Technology = "technology", "Technology", "技术";
    Talent = "talent", "Talent", "人才";
    ProfessionalServices = "professional-services", "Specialised services", "专业化服务";
    DiverseServices = "diverse-services", "Diversified services", "多元化服务";
    Venues = "venues", "Venues", "场地";
    Materials = "materials", "Materials", "物资";
    VolunteerTime = "volunteer-time", "Volunteer time", "志愿服务时间";
}

vocabulary! {
    /// The four stages of the resource-sharing platform (资源共享平台四环节).
    PlatformStage, "stage of the platform";
    Inventory = "inventory", "Inventory", "梳理";
    Registration = "registration", "Registration", "登记";
    Disclosure = "disclosure", "Disclosure", "公示";
    Matching = "matching", "Matching of supply and demand", "供需对接";
}

impl ResourceSource {
    /// The path it belongs to.
    pub fn paths(self) -> &'static [Path] {
        &[Path::ResourceIntegration]
    }

    /// The dimensions it serves.
    pub fn dimensions(self) -> &'static [Dimension] {
        match self {
            Self::Government | Self::Social => &[Dimension::ResourceAllocationEfficiency, Dimension::ServicePrecision],
            Self::Market | Self::Residents => &[Dimension::ResourceAllocationEfficiency],
        }
    }
}

impl ResourceKind {
    /// The unit its amounts are in.
    ///
    /// ```
    /// use governance_efficacy::governance::ResourceKind;
    ///
    /// assert_eq!(ResourceKind::Funds.unit().zh, "元");
    /// ```
    pub fn unit(self) -> Label {
        match self {
            Self::Funds => Label::new("yuan", "元"),
            Self::Policy | Self::Projects | Self::Technology => Label::new("items", "项"),
            Self::PublicServices | Self::ProfessionalServices | Self::DiverseServices => Label::new("service occasions", "人次"),
            Self::Talent => Label::new("person-days", "人日"),
            Self::Venues | Self::VolunteerTime => Label::new("hours", "小时"),
            Self::Materials => Label::new("pieces", "件"),
        }
    }
}

impl PlatformStage {
    /// The path it belongs to.
    pub fn paths(self) -> &'static [Path] {
        &[Path::ResourceIntegration]
    }

    /// The dimensions it serves.
    pub fn dimensions(self) -> &'static [Dimension] {
        &[Dimension::ResourceAllocationEfficiency, Dimension::ServicePrecision]
    }
}

record! {
    /// What came from one source through one channel of one kind, and how far it went on the platform (资源动员与平台流转).
    ///
    /// Offers are counted at each stage of the platform; amounts are in the unit of the kind.
    Resource, "resources.csv";
    keys {
        source: ResourceSource, "Source", "来源";
        channel: ResourceChannel, "Channel", "渠道";
        kind: ResourceKind, "Kind", "类别";
    }
    facts {
        offers: u64, "Offers known from the inventory", "梳理掌握的资源数", "offers (项)";
        registered: u64, "Offers registered on the platform", "已登记资源数", "offers (项)";
        disclosed: u64, "Registered offers that are disclosed", "已公示资源数", "offers (项)";
        matched: u64, "Registered offers matched with a demand", "已对接资源数", "offers (项)";
        delivered: u64, "Matched offers actually delivered", "对接后落实资源数", "offers (项)";
        mobilized: f64, "Amount available in the period: mobilised, with what was carried over", "本期可用量（含上期结转）", "unit of the kind (该类单位)";
        value: f64, "The same in one unit of value for all kinds", "折算价值", "yuan (元)";
        uses: u64, "Uses that were completed", "已完成的使用项目数", "uses (项)";
        uses_evaluated: u64, "Of these, those whose performance was evaluated", "其中已作使用绩效评估数", "uses (项)";
        uses_audited: u64, "Of these, those that were audited", "其中已审计数", "uses (项)";
        uses_on_purpose: u64, "Audited uses found to be on purpose", "审计认定合规使用数", "uses (项)";
    }
    rules {
        registered <= offers;
        disclosed <= registered;
        matched <= registered;
        delivered <= matched;
        uses_evaluated <= uses;
        uses_audited <= uses;
        uses_on_purpose <= uses_audited;
    }
}

record! {
    /// What was demanded, allocated and used of one kind of resource, in one grid or in the community as a whole (资源配置).
    Allocation, "allocations.csv";
    keys {
        kind: ResourceKind, "Kind", "类别";
        grid: Option<Key>, "Grid; empty for what is not divided by grid", "网格；不按网格划分时留空";
    }
    facts {
        demanded: f64, "Amount demanded", "需求量", "unit of the kind (该类单位)";
        allocated: f64, "Amount allocated", "配置量", "unit of the kind (该类单位)";
        used: f64, "Amount used", "使用量", "unit of the kind (该类单位)";
    }
    rules {
        used <= allocated;
    }
}
