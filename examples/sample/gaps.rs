//! What is left out on purpose, since real ledgers have gaps.

use governance_efficacy::governance::{Allocation, CommunityFacts, ResourceKind};

/// One gap: where, and what is taken away there.
pub(crate) struct Gap {
    /// Numbers of the communities.
    pub(crate) communities: &'static [u64],
    /// The years; all three of them if there are three.
    pub(crate) years: &'static [i16],
    /// What is missing, in English and in Chinese.
    pub(crate) what: [&'static str; 2],
    take: fn(&mut CommunityFacts),
}

/// All of them, in the order of the types.
pub(crate) const GAPS: &[Gap] = &[
    Gap {
        communities: &[2],
        years: &[2024],
        what: [
            "`grids` and all by grid: a new division into grids is not recorded yet, so allocations are known for the community only",
            "网格重新划分，尚未登记：缺 `grids`，资源配置仅有社区合计",
        ],
        take: |facts| {
            facts.grids.clear();
            let kinds: Vec<_> = facts.allocations.iter().map(|a| a.kind).collect();
            for kind in kinds {
                merge_grids(facts, kind);
            }
        },
    },
    Gap {
        communities: &[10],
        years: &[2022, 2023],
        what: ["`residents_took_part`: nobody counted distinct residents", "未统计参与居民数（不重复）"],
        take: |facts| facts.profile.residents_took_part = None,
    },
    Gap {
        communities: &[12, 22],
        years: &[2022],
        what: ["`joint_actions`: no layer of the network was recorded", "未记录任何协作层的共同行动"],
        take: |facts| facts.joint_actions.clear(),
    },
    Gap {
        communities: &[19],
        years: &[2022],
        what: ["`decision_organs`: when decisions were due was not recorded", "未记录议定事项的应落实情况"],
        take: |facts| {
            for organ in &mut facts.decision_organs {
                organ.decisions_due = None;
                organ.decisions_carried_out = None;
                organ.decisions_on_time = None;
            }
        },
    },
    Gap {
        communities: &[8],
        years: &[2022],
        what: ["`resources`: no ledger; the sharing platform opened in 2023", "无资源台账；共享平台 2023 年启用"],
        take: |facts| facts.resources.clear(),
    },
    Gap {
        communities: &[1, 14],
        years: &[2022, 2023],
        what: ["`resources`: no use was audited yet", "资源使用尚未审计"],
        take: |facts| {
            for resource in &mut facts.resources {
                resource.uses_audited = None;
                resource.uses_on_purpose = None;
            }
        },
    },
    Gap {
        communities: &[18],
        years: &[2022],
        what: ["`allocations`: what was demanded was not asked", "未登记资源需求量"],
        take: |facts| {
            for allocation in &mut facts.allocations {
                allocation.demanded = None;
            }
        },
    },
    Gap {
        communities: &[16],
        years: &[2022],
        what: ["`services`: the register of needs was begun in 2023", "2023 年起登记居民需求"],
        take: |facts| {
            for service in &mut facts.services {
                service.needs = None;
                service.needs_answered = None;
                service.deliveries_needed = None;
            }
        },
    },
    Gap {
        communities: &[4],
        years: &[2022, 2023],
        what: ["`services`: repeated requests were not told apart", "未区分重复诉求"],
        take: |facts| {
            for service in &mut facts.services {
                service.repeated_requests = None;
            }
        },
    },
    Gap {
        communities: &[22],
        years: &[2023],
        what: ["`services`: deadlines were not recorded", "未记录办理时限"],
        take: |facts| {
            for service in &mut facts.services {
                service.due = None;
                service.closed_on_time = None;
            }
        },
    },
    Gap {
        communities: &[21],
        years: &[2023],
        what: ["`services`: no call-backs, so nobody was asked whether they were satisfied", "未开展满意度回访"],
        take: |facts| {
            for service in &mut facts.services {
                service.asked = None;
                service.answers = None;
                service.satisfied = None;
            }
        },
    },
    Gap {
        communities: &[13],
        years: &[2022],
        what: ["`target_groups`: no ledger", "无重点群体台账"],
        take: |facts| facts.target_groups.clear(),
    },
    Gap {
        communities: &[3],
        years: &[2022],
        what: ["`order`: October to December are lost", "缺 10—12 月月度秩序记录"],
        take: |facts| facts.order.truncate(9),
    },
    Gap {
        communities: &[17],
        years: &[2022],
        what: ["`order`: whether hazards were rectified was not followed", "未跟踪隐患整改情况"],
        take: |facts| {
            for month in &mut facts.order {
                month.hazards_rectified = None;
            }
        },
    },
    Gap {
        communities: &[6, 24],
        years: &[2022, 2023, 2024],
        what: ["`order`: suits were not told by the court", "法院未提供成讼数据"],
        take: |facts| {
            for month in &mut facts.order {
                month.suits = None;
            }
        },
    },
    Gap {
        communities: &[2, 5, 9, 11, 16, 23],
        years: &[2022],
        what: [
            "`order_record`: mediation of 2021 is not recorded, so that no cohort can be followed",
            "无 2021 年调解记录，无法追踪复发",
        ],
        take: |facts| {
            facts.order_record.settled_cohort = None;
            facts.order_record.reopened = None;
        },
    },
    Gap {
        communities: &[5, 9],
        years: &[2022, 2023, 2024],
        what: ["`surveys`: no survey was held", "未开展居民感受调查"],
        take: |facts| facts.surveys.clear(),
    },
    Gap {
        communities: &[11, 19, 23],
        years: &[2022, 2023],
        what: ["`surveys`: the first survey was held in 2024", "2024 年首次开展居民感受调查"],
        take: |facts| facts.surveys.clear(),
    },
];

/// Leaves the gaps in facts that are whole.
pub(crate) fn leave(communities: &mut [CommunityFacts]) {
    for gap in GAPS {
        for facts in communities.iter_mut() {
            let here = gap.communities.iter().any(|number| facts.community == *super::community::name(*number));
            if here && gap.years.contains(&facts.period.calendar_year()) {
                (gap.take)(facts);
            }
        }
    }
}

/// Makes one record of the community out of the records of its grids.
fn merge_grids(facts: &mut CommunityFacts, kind: ResourceKind) {
    let Some(first) = facts.allocations.iter().position(|a| a.kind == kind) else { return };
    let sum =
        |of: fn(&Allocation) -> Option<f64>| facts.allocations.iter().filter(|a| a.kind == kind).map(of).sum::<Option<f64>>();
    let (demanded, allocated, used) = (sum(|a| a.demanded), sum(|a| a.allocated), sum(|a| a.used));
    let mut seen = false;
    facts.allocations.retain(|a| a.kind != kind || !std::mem::replace(&mut seen, true));
    if let Some(whole) = facts.allocations.get_mut(first) {
        (whole.grid, whole.demanded, whole.allocated, whole.used) = (None, demanded, allocated, used);
    }
}
