//! Services: needs and deliveries, requests and responses, target groups, and what residents say of it.

use governance_efficacy::governance::{Outcome, Service, ServiceCategory, Survey, TargetGroup, TargetGroupKind};

use super::community::{HASTY, Year};
use super::draw::{Hand, whole};

/// A category: needs and requests of 1,000 residents in a year, and how easily a weak community leaves it out (0: never).
const CATEGORIES: [(ServiceCategory, f64, f64, f64); 12] = [
    (ServiceCategory::ElderlyCare, 22.0, 8.0, 0.0),
    (ServiceCategory::Childcare, 8.0, 3.0, 1.3),
    (ServiceCategory::Education, 10.0, 6.0, 1.0),
    (ServiceCategory::Health, 18.0, 8.0, 0.0),
    (ServiceCategory::Disability, 6.0, 3.0, 0.9),
    (ServiceCategory::SocialAssistance, 7.0, 5.0, 0.0),
    (ServiceCategory::Employment, 8.0, 5.0, 1.0),
    (ServiceCategory::CultureAndSports, 20.0, 8.0, 0.0),
    (ServiceCategory::Convenience, 16.0, 26.0, 0.0),
    (ServiceCategory::Environment, 10.0, 42.0, 0.0),
    (ServiceCategory::Legal, 5.0, 8.0, 1.0),
    (ServiceCategory::Safety, 6.0, 16.0, 0.4),
];

pub(crate) fn services(year: &Year<'_>, hand: &mut Hand) -> Vec<Service> {
    let quality = year.quality.service;
    // Closing early makes much resolved, and brings much back.
    let haste = if year.community.number == HASTY { 2.5 } else { 0.0 };
    let thousands = year.residents_by(1_000.0);
    // What holds for the whole community, above what holds for a category.
    let recall = hand.share(0.38, 0.96, quality);
    let precision = hand.share(0.4, 0.97, quality);
    let contact = hand.share(0.76, 1.0, quality + 0.5);
    let resolution = hand.share(0.48, 0.98, quality + haste);
    let punctuality = hand.share(0.58, 1.0, quality + haste);
    let repetition = hand.share(0.26, 0.05, quality - 1.4 * haste);
    let satisfaction = hand.share(0.62, 0.98, quality);
    let reply = hand.share(0.25, 0.75, 0.0);
    let categories: Vec<_> = CATEGORIES.into_iter().filter(|(.., rare)| *rare == 0.0 || hand.lasting().chance(0.4)).collect();
    (categories.into_iter())
        .map(|(category, needs, requests, rare)| {
            let offered = hand.share(0.0, 1.0, quality) > 0.38 * rare;
            let needs = hand.lasting_events(needs * thousands);
            let answered = hand.near(needs, recall);
            let answered = if offered { answered } else { 0 };
            let deliveries_needed = answered + hand.events(0.5 * answered as f64);
            // What nobody asked for is mostly events.
            let unasked = (1.0 - precision) / precision * if category == ServiceCategory::CultureAndSports { 1.8 } else { 0.9 };
            let deliveries = deliveries_needed + hand.events(unasked * deliveries_needed as f64);
            let requests = hand.lasting_events(requests * thousands);
            let valid = hand.of(requests, 0.88, 0.98, 0.0);
            let contacted = hand.near(valid, contact);
            let resolved = hand.near(valid, resolution);
            let repeated = hand.near(requests, repetition);
            let due = hand.passing().of(requests, 0.97);
            let on_time = hand.near(due, punctuality);
            let asked = hand.passing().of(valid, 0.7);
            let answers = hand.near(asked, reply);
            let satisfied = hand.near(answers, satisfaction);
            Service {
                needs: Some(needs),
                needs_answered: Some(answered),
                deliveries: Some(deliveries),
                deliveries_needed: Some(deliveries_needed),
                requests: Some(requests),
                valid_requests: Some(valid),
                repeated_requests: Some(repeated),
                contacted: Some(contacted),
                resolved: Some(resolved),
                due: Some(due),
                closed_on_time: Some(on_time),
                asked: Some(asked),
                answers: Some(answers),
                satisfied: Some(satisfied),
                ..Service::new(category)
            }
        })
        .collect()
}

pub(crate) fn target_groups(year: &Year<'_>, hand: &mut Hand) -> Vec<TargetGroup> {
    let groups = [
        (TargetGroupKind::Elderly, 0.18, 0.3, 0.85),
        (TargetGroupKind::LivingAlone, 0.025, 0.55, 1.0),
        (TargetGroupKind::Children, 0.14, 0.15, 0.7),
        (TargetGroupKind::ChildrenInDifficulty, 0.004, 0.6, 1.03),
        (TargetGroupKind::Disabled, 0.021, 0.45, 1.0),
        (TargetGroupKind::LowIncome, 0.016, 0.6, 1.0),
        (TargetGroupKind::Unemployed, 0.02, 0.2, 0.85),
        (TargetGroupKind::Newcomers, 0.09, 0.08, 0.6),
        (TargetGroupKind::Veterans, 0.014, 0.3, 0.95),
    ];
    // Everyone keeps a register of the first and of those in need; of the others some do.
    let always = [TargetGroupKind::Elderly, TargetGroupKind::Disabled, TargetGroupKind::LowIncome];
    let known: Vec<_> = groups.into_iter().filter(|(group, ..)| always.contains(group) || hand.lasting().chance(0.4)).collect();
    (known.into_iter())
        .map(|(group, share, low, high)| {
            let size = whole(year.population as f64 * share * hand.lasting_factor()).max(1);
            TargetGroup {
                size: Some(size),
                served: Some(hand.of(size, low, high, year.quality.service)),
                ..TargetGroup::new(group)
            }
        })
        .collect()
}

pub(crate) fn surveys(year: &Year<'_>, hand: &mut Hand) -> Vec<Survey> {
    let (low, high) = match year.community.number {
        6 | 21 => (0.0, 10.0),
        13 => (0.0, 100.0),
        _ => (1.0, 5.0),
    };
    let quality = year.quality;
    let asked = 80 + 20 * hand.lasting().whole(0, 12);
    let asked = asked.min(year.population / 5);
    let reply = hand.share(0.45, 0.9, 0.0);
    let answers = hand.passing().of(asked, reply);
    let outcomes = [
        (Outcome::SenseOfGain, 0.4 * quality.resources + 0.6 * quality.service),
        (Outcome::SenseOfHappiness, 0.3 * quality.organization + 0.3 * quality.service + 0.2 * quality.order),
        (Outcome::SenseOfSecurity, 0.8 * quality.order + 0.2 * quality.organization),
    ];
    (outcomes.into_iter())
        .map(|(outcome, quality)| {
            let deviation = hand.lasting().between(0.17, 0.26);
            let error = deviation / (answers.max(1) as f64).sqrt() * hand.passing().normal();
            let mean = (hand.share(0.42, 0.96, quality) + error).clamp(0.0, 1.0);
            Survey {
                mean: Some(cents(low + (high - low) * mean)),
                standard_deviation: Some(cents((high - low) * deviation)),
                scale_low: Some(low),
                scale_high: Some(high),
                asked: Some(asked),
                answers: Some(answers),
                ..Survey::new(outcome)
            }
        })
        .collect()
}

/// A number with two decimals.
fn cents(number: f64) -> f64 {
    whole(number * 100.0) as f64 / 100.0
}
