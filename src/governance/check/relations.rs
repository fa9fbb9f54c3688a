//! What must hold between the records of one community and period (记录间关系), one rule a function.

use std::collections::{HashMap, HashSet};

use crate::governance::cell::Cell;
use crate::governance::community::{CommunityFacts, Grid, Ledgered, Profile};
use crate::governance::contradiction::ContradictionKind as Kind;
use crate::governance::network::NetworkLevel;
use crate::governance::period::Granularity;
use crate::governance::resource::{Allocation, ResourceKind};
use crate::governance::theory::SubjectKind;

use super::report::{Report, Spot, Wrong, exceeds, spot};

type Relation = fn(&CommunityFacts, &mut Report<'_>);

/// Every relation, in the order it is checked.
pub(super) const ALL: &[Relation] = &[
    grids_make_up_no_more_than_the_community,
    reachable_households_are_households,
    channels_that_do_not_exist_reach_nobody,
    covered_units_are_units,
    network_counts_the_grids_and_buildings,
    linked_households_are_households,
    members_who_practise_are_members,
    members_in_one_activity_serve,
    subjects_are_present,
    kinds_that_may_not_take_part_did_not,
    joint_action_is_between_two_listed_subjects,
    a_pair_acts_jointly_once_a_layer,
    allocations_go_to_listed_grids,
    no_more_is_allocated_than_available,
    target_groups_are_residents,
    institutions_that_are_not_in_place_are_not_held,
    months_lie_within_the_period,
    survey_means_lie_on_their_scale,
];

fn grids_make_up_no_more_than_the_community(c: &CommunityFacts, report: &mut Report<'_>) {
    type Count = fn(&Grid) -> Option<u64>;
    let sums: [(_, Count, _); 2] = [
        ("population", |grid| grid.population, c.profile.population),
        ("households", |grid| grid.households, c.profile.households),
    ];
    for (field, of, whole) in sums {
        // What a grid leaves unrecorded could only add to the sum.
        let sum: f64 = c.grids.iter().filter_map(|grid| of(grid).number()).sum();
        if let Some(whole) = whole.number().filter(|&whole| exceeds(sum, whole)) {
            let wrong = Wrong::part(c.profile.path(field), whole);
            report.sum::<Profile>(0, format!("the sum of grids[…].{field}"), sum, wrong);
        }
    }
}

fn reachable_households_are_households(c: &CommunityFacts, report: &mut Report<'_>) {
    let reachable = spot!(&c.leadership => households_reachable);
    report.at_most(&reachable, &spot!(&c.profile => households));
    for (index, channel) in c.channels.iter().enumerate() {
        let reach = spot!(index, channel => households_reachable);
        // A household in reach of one kind of channel is in reach of at least one.
        report.at_most(&reach, &reachable);
        if reachable.number.is_none() {
            report.at_most(&reach, &spot!(&c.profile => households));
        }
    }
}

fn channels_that_do_not_exist_reach_nobody(c: &CommunityFacts, report: &mut Report<'_>) {
    for (index, channel) in c.channels.iter().enumerate() {
        if let (Some(0), Some(reach @ 1..)) = (channel.existing, channel.households_reachable) {
            let wrong = Wrong::new(Kind::Inconsistent, "correct one of the two").against("existing", &0);
            report.field(index, channel, "households_reachable", reach.to_string(), wrong);
        }
    }
}

fn covered_units_are_units(c: &CommunityFacts, report: &mut Report<'_>) {
    // The number of core households is a plan, which may be exceeded.
    let levels = c.network.iter().enumerate().filter(|(_, at)| at.level != NetworkLevel::CoreHousehold);
    for (index, at) in levels {
        report.at_most(&spot!(index, at => covered), &spot!(index, at => units));
    }
}

fn network_counts_the_grids_and_buildings(c: &CommunityFacts, report: &mut Report<'_>) {
    let buildings: Option<f64> = c.grids.iter().map(|grid| grid.buildings.number()).sum();
    let listed = [
        (NetworkLevel::GridBranch, Some(c.grids.len() as f64), "the number of grids"),
        (NetworkLevel::BuildingGroup, buildings, "the sum of grids[…].buildings"),
    ];
    for (index, at) in c.network.iter().enumerate().filter(|_| !c.grids.is_empty()) {
        for (level, count, what) in listed {
            if let (Some(units), Some(count)) = (at.units.number(), count)
                && at.level == level
                && units.to_bits() != count.to_bits()
            {
                let wrong = Wrong::new(Kind::Inconsistent, "count the same units in both").against(what, &count);
                report.field(index, at, "units", units.to_string(), wrong);
            }
        }
    }
}

fn linked_households_are_households(c: &CommunityFacts, report: &mut Report<'_>) {
    report.at_most(&spot!(&c.membership => households_linked), &spot!(&c.profile => households));
}

fn members_who_practise_are_members(c: &CommunityFacts, report: &mut Report<'_>) {
    for (index, practice) in c.practices.iter().enumerate() {
        report.at_most(&spot!(index, practice => members), &spot!(&c.membership => members));
    }
}

fn members_in_one_activity_serve(c: &CommunityFacts, report: &mut Report<'_>) {
    for (index, service) in c.member_service.iter().enumerate() {
        report.at_most(&spot!(index, service => members), &spot!(&c.membership => members_serving));
    }
}

fn subjects_are_present(c: &CommunityFacts, report: &mut Report<'_>) {
    let mut listed: HashMap<SubjectKind, u64> = HashMap::new();
    for subject in &c.subjects {
        *listed.entry(subject.kind).or_default() += 1;
    }
    for (index, of) in c.participation.iter().enumerate() {
        let listed = listed.get(&of.kind).copied().unwrap_or(0);
        if let Some(present) = of.present.filter(|&present| present < listed) {
            let wrong = Wrong::new(Kind::Inconsistent, "count every subject that is listed")
                .against(format!("the number of subjects of kind {}", of.kind), &listed);
            report.field(index, of, "present", present.to_string(), wrong);
        }
    }
}

fn kinds_that_may_not_take_part_did_not(c: &CommunityFacts, report: &mut Report<'_>) {
    for (index, of) in c.participation.iter().enumerate() {
        if let (Some(false), Some(activities @ 1..)) = (of.eligible, of.joint_activities) {
            let wrong = Wrong::new(Kind::Inconsistent, "correct one of the two").against("eligible", &"no");
            report.field(index, of, "joint_activities", activities.to_string(), wrong);
        }
    }
}

fn joint_action_is_between_two_listed_subjects(c: &CommunityFacts, report: &mut Report<'_>) {
    let listed: HashSet<_> = c.subjects.iter().map(|subject| &subject.subject).collect();
    for (index, action) in c.joint_actions.iter().enumerate() {
        for (field, subject) in [("subject", &action.subject), ("partner", &action.partner)] {
            if !listed.contains(subject) {
                let wrong = Wrong::new(Kind::UnknownReference, "list it in subjects, or correct the name");
                report.field(index, action, field, subject.to_string(), wrong);
            }
        }
        if action.subject == action.partner {
            let wrong = Wrong::new(Kind::Inconsistent, "name two different subjects").against("subject", &action.subject);
            report.field(index, action, "partner", action.partner.to_string(), wrong);
        }
    }
}

fn a_pair_acts_jointly_once_a_layer(c: &CommunityFacts, report: &mut Report<'_>) {
    let mut pairs = HashSet::with_capacity(c.joint_actions.len());
    for (index, action) in c.joint_actions.iter().enumerate() {
        // Joint action has no direction. A pair written twice the same way is found as a duplicate already.
        let turned = (action.layer, &action.partner, &action.subject);
        if pairs.contains(&turned) && action.subject != action.partner {
            report.record(index, action, Wrong::new(Kind::Duplicate, "keep one record of the pair, which has no direction"));
        }
        pairs.insert((action.layer, &action.subject, &action.partner));
    }
}

fn allocations_go_to_listed_grids(c: &CommunityFacts, report: &mut Report<'_>) {
    let listed: HashSet<_> = c.grids.iter().map(|grid| &grid.grid).collect();
    for (index, allocation) in c.allocations.iter().enumerate() {
        if let Some(grid) = allocation.grid.as_ref().filter(|grid| !listed.contains(grid)) {
            let wrong = Wrong::new(Kind::UnknownReference, "list it in grids, or correct the name");
            report.field(index, allocation, "grid", grid.to_string(), wrong);
        }
    }
}

fn no_more_is_allocated_than_available(c: &CommunityFacts, report: &mut Report<'_>) {
    for kind in ResourceKind::ALL {
        let resources: Vec<_> = c.resources.iter().filter(|resource| resource.kind == *kind).collect();
        let allocations = || c.allocations.iter().enumerate().filter(|(_, allocation)| allocation.kind == *kind);
        // Where one source is not recorded, it could make up the difference.
        let available: Option<f64> = resources.iter().map(|resource| resource.mobilized.number()).sum();
        let (Some(available), Some((index, _)), false) = (available, allocations().next(), resources.is_empty()) else {
            continue;
        };
        let allocated: f64 = allocations().filter_map(|(_, allocation)| allocation.allocated.number()).sum();
        if exceeds(allocated, available) {
            let wrong = Wrong::part(format!("the sum of resources[…/{kind}].mobilized"), available);
            report.sum::<Allocation>(index, format!("the sum of allocations[{kind}/…].allocated"), allocated, wrong);
        }
    }
}

fn target_groups_are_residents(c: &CommunityFacts, report: &mut Report<'_>) {
    for (index, group) in c.target_groups.iter().enumerate() {
        report.at_most(&spot!(index, group => size), &spot!(&c.profile => population));
    }
}

fn institutions_that_are_not_in_place_are_not_held(c: &CommunityFacts, report: &mut Report<'_>) {
    for (index, institution) in c.institutions.iter().enumerate() {
        if let (Some(false), Some(held @ 1..)) = (institution.in_place, institution.held) {
            let wrong = Wrong::new(Kind::Inconsistent, "correct one of the two").against("in_place", &"no");
            report.field(index, institution, "held", held.to_string(), wrong);
        }
    }
}

fn months_lie_within_the_period(c: &CommunityFacts, report: &mut Report<'_>) {
    for (index, month) in c.order.iter().enumerate() {
        if month.month.granularity() != Granularity::Month || !c.period.contains(month.month) {
            let wrong =
                Wrong::new(Kind::PeriodMismatch, "give a month of the period, such as 2024-07").against("period", &c.period);
            report.field(index, month, "month", month.month.to_string(), wrong);
        }
    }
}

fn survey_means_lie_on_their_scale(c: &CommunityFacts, report: &mut Report<'_>) {
    type Holds = fn(f64, f64) -> bool;
    for (index, survey) in c.surveys.iter().enumerate() {
        let (low, high) = (survey.scale_low.number(), survey.scale_high.number());
        let width = low.zip(high).map(|(low, high)| high - low);
        let (mean, deviation) = (survey.mean.number(), survey.standard_deviation.number());
        let must_hold: [(_, _, _, _, Holds); 4] = [
            ("scale_low", low, "scale_high", high, |low, high| low < high),
            ("mean", mean, "scale_low", low, |mean, low| mean >= low),
            ("mean", mean, "scale_high", high, |mean, high| mean <= high),
            ("standard_deviation", deviation, "the width of the scale", width, |deviation, width| deviation <= width),
        ];
        for (field, value, bound, at, holds) in must_hold {
            if let (Some(value), Some(at)) = (value, at)
                && !holds(value, at)
            {
                let wrong = Wrong::new(Kind::OutOfScale, "correct the value or the scale").against(bound, &at);
                report.field(index, survey, field, value.to_string(), wrong);
            }
        }
    }
}
