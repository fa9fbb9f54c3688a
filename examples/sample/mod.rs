//! The shipped sample: 24 communities in three years, all of them made up, from one seed.
//!
//! Each community has qualities that no ledger shows, some that last and some that pass; every count is a binomial or Poisson draw
//! around a share or rate that depends on them. So a better community looks better, within the error that counts of its size have.
//! No real community, and no statistic of a real place, is in it.

mod community;
mod draw;
mod gaps;
mod json;
mod order;
mod paths;
mod readme;
mod resources;
mod service;
mod synergy;

use governance_efficacy::governance::{CommunityFacts, Facts};
use governance_efficacy::{Error, Period};

use community::{COMMUNITIES, Community, Year};
use draw::Hand;

pub(crate) use json::to_json;
pub(crate) use readme::readme;

/// The seed of the sample that is shipped.
pub(crate) const SEED: u64 = 20_240_601;

/// What makes the numbers, named wherever they are shown.
pub(crate) const GENERATOR: &str = "examples/generate_sample.rs, PCG XSL 128/64 (rand_pcg 0.10, rand_distr 0.6)";

/// The facts that belong to `seed`.
///
/// # Errors
/// Those of [`Facts::new`], if the model contradicts itself.
pub(crate) fn facts(seed: u64) -> Result<Facts, Error> {
    let mut communities = Vec::new();
    for number in 1..=COMMUNITIES {
        let community = Community::new(seed, number);
        let mut settled_before = None;
        for year in community.years() {
            let facts = of_year(seed, &year, settled_before)?;
            settled_before = facts.order.iter().map(|month| month.mediations_settled).sum();
            communities.push(facts);
        }
    }
    gaps::leave(&mut communities);
    Facts::new(communities)
}

fn of_year(seed: u64, year: &Year<'_>, settled_before: Option<u64>) -> Result<CommunityFacts, Error> {
    // Every part has its own random numbers, under its own number.
    let hand = |part| Hand::new(seed, year.community.number, part, year.number);
    let grids = year.grids()?;
    let leadership = paths::leadership(year, &mut hand(1));
    let channels = paths::channels(&leadership, &mut hand(2));
    let network = paths::network(year, &grids, &mut hand(3));
    let membership = paths::membership(year, &mut hand(4));
    let practices = paths::practices(year, &membership, &mut hand(5));
    let member_service = paths::member_service(year, &membership, &mut hand(6));
    let subjects = synergy::subjects(year, &mut hand(7))?;
    let participation = synergy::participation(year, &subjects, &mut hand(8));
    let joint_actions = synergy::joint_actions(year, &subjects, &mut hand(9));
    let organs = synergy::decision_organs(year, &mut hand(10));
    let rights = paths::rights(year, &organs, &mut hand(11));
    let (resources, allocations) = resources::resources(year, &mut hand(12))?;
    Ok(CommunityFacts::new(year.community.key()?, Period::year(year.calendar)?)
        .with_profile(synergy::profile(year, &mut hand(13)))
        .with_grids(grids)
        .with_leadership(leadership)
        .with_channels(channels)
        .with_network(network)
        .with_membership(membership)
        .with_practices(practices)
        .with_member_service(member_service)
        .with_recruitment(paths::recruitment(year, &mut hand(14)))
        .with_partnerships(paths::partnerships(year, &mut hand(15)))
        .with_participation(participation)
        .with_roles(paths::roles(year, &mut hand(16)))
        .with_subjects(subjects)
        .with_joint_actions(joint_actions)
        .with_resources(resources)
        .with_allocations(allocations)
        .with_services(service::services(year, &mut hand(17)))
        .with_target_groups(service::target_groups(year, &mut hand(18)))
        .with_institutions(paths::institutions(year, &mut hand(19)))
        .with_decision_organs(organs)
        .with_rights(rights)
        .with_major_matters(paths::major_matters(year, &mut hand(20)))
        .with_order(order::months(year, &mut hand(21))?)
        .with_order_record(order::record(year, settled_before, &mut hand(22)))
        .with_surveys(service::surveys(year, &mut hand(23))))
}
