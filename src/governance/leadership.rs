//! Path 1, political leadership (政治引领): posts, covenant, study and publicity, as institutions in place and households in reach.
//!
//! There is no place here for hours studied, reads, likes, forwards or points. The rules of the General Office of the State
//! Council on government apps and the 2024 provisions against formalism restrict such counts as yardsticks, and they measure nothing.

use super::record::record;
use super::theory::{Dimension, Path};
use super::vocabulary::vocabulary;

vocabulary! {
    /// A channel of policy publicity and guidance of opinion (政策宣传、舆论引导渠道).
    PublicityChannel, "publicity channel";
    NoticeBoard = "notice-board", "Notice board", "宣传栏";
    WechatAccount = "wechat-account", "WeChat public account", "微信公众号";
    ShortVideo = "short-video", "Short video", "短视频";
    Broadcast = "broadcast", "Broadcast", "广播";
    HouseholdVisit = "household-visit", "Household visits", "入户宣传";
    OtherChannel = "other", "Other channel", "其他渠道";
}

impl PublicityChannel {
    /// The path it belongs to.
    pub fn paths(self) -> &'static [Path] {
        &[Path::PoliticalLeadership]
    }

    /// The dimension it serves.
    pub fn dimensions(self) -> &'static [Dimension] {
        &[Dimension::OrderStability]
    }
}

record! {
    /// Posts, covenant, study and reach of a community in a period (政治引领情况). Never entered into an efficacy score.
    Leadership, "leadership.csv";
    facts {
        posts: u64, "Posts of the community Party committee and the residents' committee", "社区“两委”岗位数", "posts (个)";
        posts_filled: u64, "Posts that are filled at the end of the period", "期末在岗数", "posts (个)";
        covenant_in_force: bool, "Whether a residents' covenant with the shared values is in force", "居民公约是否有效施行";
        study_online: bool, "Whether study and education is offered on line", "是否开展线上学习教育";
        study_offline: bool, "Whether study and education is offered off line", "是否开展线下学习教育";
        study_theory: bool, "Whether study covers theory", "是否开展理论学习";
        study_practice: bool, "Whether study covers practice", "是否开展实践教育";
        households_reachable: u64, "Households that at least one official channel can reach, each counted once", "至少一种官方渠道可触达的户数（不重复）", "households (户)";
    }
    rules {
        posts_filled <= posts;
    }
}

record! {
    /// One kind of publicity channel: does it exist, and how many households can it reach (宣传渠道).
    Channel, "channels.csv";
    keys {
        channel: PublicityChannel, "Kind of channel", "渠道类别";
    }
    facts {
        existing: u64, "Channels of this kind in use", "在用渠道数", "channels (个)";
        households_reachable: u64, "Households that this kind of channel can reach", "该类渠道可触达户数", "households (户)";
    }
    rules {}
}
