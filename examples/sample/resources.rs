//! Resources: what was demanded, allocated and used, and where it came from.

use governance_efficacy::Error;
use governance_efficacy::governance::{Allocation, Resource, ResourceChannel, ResourceKind, ResourceSource};

use super::community::{Community, Housing, Year};
use super::draw::{Hand, divide, whole};

/// A kind of resource: what 1,000 residents demand of it in a year, the value of a unit in yuan, the steps it is counted in, and
/// whether it is divided by grid.
struct Kind {
    of: ResourceKind,
    demand: f64,
    value: Option<u64>,
    step: u64,
    by_grid: bool,
    sources: &'static [(ResourceSource, ResourceChannel, f64)],
}

const fn kind(
    of: ResourceKind,
    demand: f64,
    value: Option<u64>,
    sources: &'static [(ResourceSource, ResourceChannel, f64)],
) -> Kind {
    Kind { of, demand, value, step: 1, by_grid: false, sources }
}

/// What every community has.
const COMMON: [Kind; 5] = [
    Kind {
        step: 100,
        ..kind(
            ResourceKind::Funds,
            60_000.0,
            Some(1),
            &[
                (ResourceSource::Government, ResourceChannel::BroughtDown, 8.0),
                (ResourceSource::Market, ResourceChannel::Sponsorship, 1.2),
                (ResourceSource::Residents, ResourceChannel::Contribution, 0.8),
            ],
        )
    },
    Kind {
        by_grid: true,
        ..kind(ResourceKind::PublicServices, 900.0, Some(30), &[(ResourceSource::Government, ResourceChannel::BroughtDown, 1.0)])
    },
    Kind {
        by_grid: true,
        ..kind(ResourceKind::VolunteerTime, 700.0, Some(20), &[(ResourceSource::Residents, ResourceChannel::Contribution, 1.0)])
    },
    kind(ResourceKind::ProfessionalServices, 160.0, Some(80), &[(ResourceSource::Social, ResourceChannel::Purchase, 1.0)]),
    kind(ResourceKind::Materials, 220.0, Some(25), &[(ResourceSource::Market, ResourceChannel::Donation, 1.0)]),
];

/// What some have; each community has one of these.
const OTHER: [Kind; 5] = [
    kind(ResourceKind::Projects, 1.5, Some(20_000), &[(ResourceSource::Government, ResourceChannel::BroughtDown, 1.0)]),
    kind(ResourceKind::Technology, 0.8, Some(8_000), &[(ResourceSource::Market, ResourceChannel::Cooperation, 1.0)]),
    kind(ResourceKind::Talent, 24.0, Some(300), &[(ResourceSource::Social, ResourceChannel::Cooperation, 1.0)]),
    kind(ResourceKind::DiverseServices, 180.0, Some(35), &[(ResourceSource::Social, ResourceChannel::Cooperation, 1.0)]),
    kind(ResourceKind::Venues, 60.0, Some(60), &[(ResourceSource::Residents, ResourceChannel::Contribution, 1.0)]),
];

/// What two have, and nobody can put a price on.
const POLICY: Kind = kind(ResourceKind::Policy, 1.2, None, &[(ResourceSource::Government, ResourceChannel::BroughtDown, 1.0)]);

/// How well each step goes in the community as a whole, above how it goes for one kind.
struct Level {
    supply: f64,
    fairness: f64,
    usage: f64,
    offers: f64,
}

/// What is allocated, and the resources it is allocated from.
pub(crate) fn resources(year: &Year<'_>, hand: &mut Hand) -> Result<(Vec<Resource>, Vec<Allocation>), Error> {
    let number = year.community.number;
    let other = OTHER.iter().zip(0..).filter(|(_, index)| number % 5 == *index).map(|(kind, _)| kind);
    let policy = number.is_multiple_of(12).then_some(&POLICY);
    let quality = year.quality.resources;
    let level = Level {
        supply: hand.level(quality),
        fairness: hand.level(quality),
        usage: hand.level(quality),
        offers: hand.level(quality),
    };
    let mut resources = Vec::new();
    let mut allocations = Vec::new();
    for kind in COMMON.iter().chain(other).chain(policy) {
        let social = kind.sources.iter().all(|(source, ..)| *source == ResourceSource::Social);
        if social && !year.community.has_social_organizations {
            continue;
        }
        let total = allocate(kind, year, &level, hand, &mut allocations)?;
        resources.extend(mobilize(kind, total, year, &level, hand));
    }
    Ok((resources, allocations))
}

/// Divides a kind over the grids, well or badly, and gives the steps allocated in all.
fn allocate(
    kind: &Kind,
    year: &Year<'_>,
    level: &Level,
    hand: &mut Hand,
    allocations: &mut Vec<Allocation>,
) -> Result<u64, Error> {
    // Only some communities know on which grid volunteers spend their time.
    let by_grid = kind.by_grid && (kind.of == ResourceKind::PublicServices || year.community.number.is_multiple_of(12));
    let places = if by_grid { year.community.grids() } else { 1 };
    let demand = kind.demand * year.residents_by(1_000.0) / kind.step as f64 * hand.share(0.8, 1.2, 0.0);
    let needs: Vec<f64> = (year.community.grid_weights().iter().take(places))
        .map(|weight| if by_grid { weight * (1.0 + 0.2 * hand.lasting().normal()).max(0.3) } else { 1.0 })
        .collect();
    let demanded = divide(whole(demand).max(2), &needs);
    let supply = whole(demand * hand.share(0.42, 1.12, level.supply)).max(1);
    // Where resources are poorly integrated, some grids are favoured, and it is mostly the same ones.
    let favour = hand.share(0.5, 0.14, level.fairness);
    let parts: Vec<f64> = needs.iter().map(|need| need * (1.0 + favour * hand.lasting().normal()).max(0.1)).collect();
    let allocated = divide(supply, &parts);
    let amount = |steps: u64| Some((steps * kind.step) as f64);
    for (index, (demanded, allocated)) in demanded.into_iter().zip(allocated).enumerate() {
        let used = hand.of(allocated, 0.6, 1.02, level.usage + 0.5);
        let grid = if by_grid { Some(Community::grid_key(index)?) } else { None };
        allocations.push(Allocation {
            demanded: amount(demanded),
            allocated: amount(allocated),
            used: amount(used),
            ..Allocation::new(kind.of, grid)
        });
    }
    Ok(supply)
}

/// The resources of a kind, source by source: a little more than what was allocated.
fn mobilize(kind: &Kind, allocated: u64, year: &Year<'_>, level: &Level, hand: &mut Hand) -> Vec<Resource> {
    let quality = year.quality.resources;
    let available = allocated + whole(allocated as f64 * hand.share(0.12, 0.0, quality));
    let sources: Vec<_> = (kind.sources.iter())
        .filter(|(source, ..)| {
            let collective = *source == ResourceSource::Residents && kind.of == ResourceKind::Funds;
            !collective || year.community.housing == Housing::Village
        })
        .collect();
    let shares: Vec<f64> = sources.iter().map(|(.., share)| share * (1.0 + 0.3 * hand.lasting().normal()).max(0.2)).collect();
    (sources.into_iter().zip(divide(available, &shares)))
        .map(|(&(source, channel, _), steps)| {
            let mobilized = steps * kind.step;
            let offers = 3 + hand.events(3.0 + 1.2 * year.residents_by(1_000.0));
            let registered = hand.of(offers, 0.6, 1.04, quality);
            let disclosed = hand.of(registered, 0.55, 1.04, quality);
            let matched = hand.of(registered, 0.5, 1.0, quality);
            let uses = 2 + hand.events(2.0 + 1.4 * year.residents_by(1_000.0));
            let audited = hand.of(uses, 0.3, 0.9, quality);
            Resource {
                offers: Some(offers),
                registered: Some(registered),
                disclosed: Some(disclosed),
                matched: Some(matched),
                delivered: Some(hand.of(matched, 0.5, 1.0, level.offers)),
                mobilized: Some(mobilized as f64),
                value: kind.value.map(|value| (mobilized * value) as f64),
                uses: Some(uses),
                uses_evaluated: Some(hand.of(uses, 0.2, 0.95, quality)),
                uses_audited: Some(audited),
                uses_on_purpose: Some(hand.of(audited, 0.78, 1.02, quality)),
                ..Resource::new(source, channel, kind.of)
            }
        })
        .collect()
}
