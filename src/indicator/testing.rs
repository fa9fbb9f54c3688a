//! What the tests of the indicators share.

use crate::governance::CommunityFacts;
use crate::label::Key;

use super::measured::{Measured, Unavailable};
use super::observation::Observation;
use super::standard::StandardIndicator;

/// A community in 2024 of which nothing is recorded.
pub(super) fn community() -> CommunityFacts {
    community_in("2024")
}

pub(super) fn community_in(period: &str) -> CommunityFacts {
    CommunityFacts::new(Key::new("Riverside").expect("valid"), period.parse().expect("valid"))
}

pub(super) fn indicator(key: &str) -> &'static StandardIndicator {
    let by_dimension = StandardIndicator::efficacy().iter().chain(StandardIndicator::companions()).flat_map(|(_, all)| *all);
    let mut every = by_dimension.chain(StandardIndicator::path_profile().iter().flat_map(|(_, all)| *all));
    every.find(|indicator| indicator.key() == key).expect("a standard indicator")
}

pub(super) fn measured(key: &str, facts: &CommunityFacts) -> Measured {
    measured_after(key, facts, &[])
}

/// With earlier periods, the latest first.
pub(super) fn measured_after(key: &str, facts: &CommunityFacts, earlier: &[&CommunityFacts]) -> Measured {
    indicator(key).measure(&Observation { facts, earlier })
}

/// Why there is no value.
pub(super) fn reason(key: &str, facts: &CommunityFacts) -> Unavailable {
    measured(key, facts).value.expect_err("not available")
}

pub(super) fn assert_value(measured: &Measured, expected: f64) {
    let value = measured.value.clone().expect("available");
    assert!((value - expected).abs() <= 1e-9 * expected.abs() + 1e-15, "{value} where {expected} is right");
}
