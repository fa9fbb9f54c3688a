//! Order: incidents, disputes, hazards and suits by month, and how settlements last.

use governance_efficacy::governance::{IncidentRecord, OrderMonth, OrderRecord};
use governance_efficacy::{Error, Period};

use super::community::{HASTY, Year};
use super::draw::Hand;

/// The communities that record their incidents themselves.
pub(crate) const SELF_REPORTED: [u64; 3] = [4, 16, 23];

/// How much of the year's incidents, disputes and hazards falls into each month.
const SEASON: [f64; 12] = [1.05, 0.85, 0.95, 1.0, 1.0, 1.05, 1.15, 1.15, 1.0, 0.95, 0.9, 0.95];

pub(crate) fn months(year: &Year<'_>, hand: &mut Hand) -> Result<Vec<OrderMonth>, Error> {
    let quality = year.quality.order;
    let haste = if year.community.number == HASTY { 2.5 } else { 0.0 };
    let thousands = year.residents_by(1_000.0);
    let incidents = thousands * hand.share(11.0, 1.5, quality) / 12.0;
    let clumping = hand.share(0.75, 0.02, quality);
    // Good screening finds more of what bad order makes.
    let disputes = thousands * hand.share(5.0, 14.0, 0.6 * year.quality.organization - 0.7 * quality) / 12.0;
    let settled = hand.share(0.5, 0.99, quality + haste);
    let hazards = 1.5 + thousands * hand.share(1.0, 2.2, 0.5 * year.quality.organization);
    let rectified = hand.share(0.58, 1.0, 0.5 * (quality + year.quality.resources));
    let suits = thousands * hand.share(5.5, 1.5, 0.7 * quality) / 12.0;
    (SEASON.iter().zip(1..))
        .map(|(season, month)| {
            let disputes = hand.events(disputes * season);
            let closed = hand.passing().of(disputes, 0.9);
            let found = hand.events(hazards * season);
            Ok(OrderMonth {
                incidents: Some(hand.passing().clumped_events(incidents * season, clumping)),
                disputes: Some(disputes),
                mediations_closed: Some(closed),
                mediations_settled: Some(hand.passing().of(closed, settled)),
                hazards_found: Some(found),
                hazards_rectified: Some(hand.passing().of(found, rectified)),
                suits: Some(hand.events(suits)),
                ..OrderMonth::new(Period::month(year.calendar, month)?)
            })
        })
        .collect()
}

/// The cohort of a calendar year is what was settled in the year before: in the first year it is drawn, later it is known.
pub(crate) fn record(year: &Year<'_>, settled_before: Option<u64>, hand: &mut Hand) -> OrderRecord {
    let quality = year.quality.order;
    let haste = if year.community.number == HASTY { 3.5 } else { 0.0 };
    let drawn = hand.events(6.5 * year.residents_by(1_000.0));
    let cohort = settled_before.unwrap_or(drawn);
    OrderRecord {
        incident_record: Some(match year.community.number {
            number if SELF_REPORTED.contains(&number) => IncidentRecord::SelfReported,
            _ => IncidentRecord::Independent,
        }),
        settled_cohort: Some(cohort),
        reopened: Some(hand.of(cohort, 0.28, 0.05, quality - haste)),
    }
}
