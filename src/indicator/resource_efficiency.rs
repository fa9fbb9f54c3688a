//! Resource allocation efficiency (治理资源配置效率): do resources get where they are needed, as agreed and for their purpose?
//!
//! Amounts of different kinds have different units and are never added: what is taken over kinds is the mean of ratios.

use crate::governance::{Allocation, ResourceKind, ResourceSource};
use crate::label::Label;
use crate::numeric::{diversity, sum};

use super::measured::{Measured, Unavailable};
use super::observation::{Observation, mean, not_recorded, partly, too_few, zero};
use super::standard::{StandardIndicator, counted};

pub(super) const INDICATORS: &[StandardIndicator] = &[
    StandardIndicator::of(
        "demand_fulfilment",
        "Demand fulfilment",
        "需求满足率",
        &["allocations.demanded", "allocations.allocated"],
        demand_fulfilment,
    )
    .formula("Σ_g min(allocated, demanded) / Σ_g demanded per kind of resource; mean over kinds", "Culyer & Wagstaff (1993)"),
    StandardIndicator::of(
        "resource_utilisation",
        "Resource utilisation",
        "资源利用率",
        &["allocations.used", "resources.mobilized"],
        resource_utilisation,
    )
    .diagnostic()
    .guarded_by("demand_fulfilment")
    .formula("used / available per kind of resource; mean over kinds", "Liebman & Mahoney (2017) on its limits"),
    StandardIndicator::counting(
        "delivery_of_matches",
        "Delivery of matches",
        "对接落实率",
        counted!(resources: delivered / matched),
    )
    .formula("matched offers delivered / matched offers", "operationalisation of this library"),
    StandardIndicator::of(
        "allocation_gini",
        "Gini of allocation over need",
        "网格分配基尼系数",
        &["allocations.demanded", "allocations.allocated", "allocations.grid"],
        allocation_gini,
    )
    .cost()
    .formula(
        "Σ_g Σ_h π_g π_h |y_g − y_h| / (2 Σ_g π_g y_g) over grids, y allocation per need, π share of need; mean over kinds",
        "Brown (1994); Culyer & Wagstaff (1993)",
    ),
    StandardIndicator::of(
        "source_diversity",
        "Diversity of resource sources",
        "资源来源多样性",
        &["resources.value"],
        source_diversity,
    )
    .diagnostic()
    .formula("−Σ p ln p / ln 4 over the value from the four sources", "Shannon (1948)"),
    StandardIndicator::counting(
        "use_on_purpose",
        "Use on purpose",
        "资源合规使用率",
        counted!(resources: uses_on_purpose / uses_audited),
    )
    .formula("audited uses found on purpose / audited uses", "operationalisation of this library"),
    StandardIndicator::of("technical_efficiency", "Technical efficiency", "技术效率", &[], |_| {
        Measured::unavailable(Unavailable::CrossSectional { place: Label::new("the analysis", "分析部分") })
    })
    .diagnostic()
    .formula("data envelopment analysis over the communities", "Charnes, Cooper & Rhodes (1978)"),
];

/// One kind of resource after the other, with its allocations if there are any.
fn by_kind<'a>(o: &'a Observation<'_>) -> impl Iterator<Item = (ResourceKind, Vec<&'a Allocation>)> {
    ResourceKind::ALL.iter().filter_map(|&kind| {
        let of_kind: Vec<&Allocation> = o.facts.allocations.iter().filter(|a| a.kind == kind).collect();
        (!of_kind.is_empty()).then_some((kind, of_kind))
    })
}

/// Demand and allocation of every record in which both are recorded.
fn needs<'a>(allocations: impl IntoIterator<Item = &'a &'a Allocation>) -> Vec<(f64, f64)> {
    allocations.into_iter().filter_map(|a| a.demanded.zip(a.allocated)).collect()
}

/// Why no kind has a value: demand or allocation is not recorded, or nothing was demanded.
fn without_demand(o: &Observation<'_>) -> Unavailable {
    let recorded = |field: fn(&Allocation) -> Option<f64>| o.facts.allocations.iter().any(|a| field(a).is_some());
    if !recorded(|a| a.demanded) {
        not_recorded("allocations.demanded")
    } else if o.facts.allocations.iter().all(|a| a.demanded.and(a.allocated).is_none()) {
        not_recorded("allocations.allocated")
    } else {
        zero("allocations.demanded")
    }
}

fn demand_fulfilment(o: &Observation<'_>) -> Measured {
    let (mut fulfilled, mut used) = (Vec::new(), 0);
    for (_, allocations) in by_kind(o) {
        let places = needs(&allocations);
        used += places.len();
        let demanded = sum(&places.iter().map(|p| p.0).collect::<Vec<_>>());
        let met = sum(&places.iter().map(|&(demand, allocation)| demand.min(allocation)).collect::<Vec<_>>());
        // A kind that nobody asked for has nothing to fulfil.
        if demanded > 0.0 {
            fulfilled.push(met / demanded);
        }
    }
    let found = o.facts.allocations.iter().filter(|a| a.demanded.is_some() || a.allocated.is_some()).count();
    mean(&fulfilled, without_demand(o)).with_remark(partly(used as u64, found as u64))
}

fn allocation_gini(o: &Observation<'_>) -> Measured {
    let (mut values, mut most) = (Vec::new(), 0);
    let (mut used, mut found) = (0, 0);
    for (_, allocations) in by_kind(o) {
        let in_grids: Vec<&Allocation> = allocations.into_iter().filter(|a| a.grid.is_some()).collect();
        let places = needs(&in_grids);
        found += in_grids.len() as u64;
        used += places.len() as u64;
        most = most.max(places.iter().filter(|&&place| place != (0.0, 0.0)).count());
        values.extend(diversity::allocation_gini(&places));
    }
    let why = if found == 0 {
        not_recorded("allocations.grid")
    } else if used == 0 {
        without_demand(o)
    } else if most >= 2 {
        zero("allocations.allocated")
    } else {
        too_few("grids with a need or an allocation", "有需求或有配置的网格", most, 2)
    };
    mean(&values, why).with_remark(partly(used, found))
}

fn resource_utilisation(o: &Observation<'_>) -> Measured {
    let (mut values, mut idle, mut used, mut found) = (Vec::new(), false, 0, 0);
    for &kind in ResourceKind::ALL {
        let mobilized: Vec<Option<f64>> = o.facts.resources.iter().filter(|r| r.kind == kind).map(|r| r.mobilized).collect();
        let consumed: Vec<Option<f64>> = o.facts.allocations.iter().filter(|a| a.kind == kind).map(|a| a.used).collect();
        found += u64::from(!(mobilized.is_empty() && consumed.is_empty()));
        // A sum with a term missing would be too small.
        let complete = |amounts: &[Option<f64>]| {
            amounts.iter().copied().collect::<Option<Vec<f64>>>().filter(|all| !all.is_empty()).map(|all| sum(&all))
        };
        let (Some(available), Some(consumed)) = (complete(&mobilized), complete(&consumed)) else { continue };
        used += 1;
        if available > 0.0 {
            // The facts hold that no more is used than is available, up to the rounding of decimal amounts.
            values.push((consumed / available).min(1.0));
        } else {
            idle = true;
        }
    }
    let why = if idle {
        zero("resources.mobilized")
    } else if o.facts.resources.iter().any(|r| r.mobilized.is_some()) {
        not_recorded("allocations.used")
    } else {
        not_recorded("resources.mobilized")
    };
    mean(&values, why).with_remark(partly(used, found))
}

/// The value from each of the four sources, with the number of records that state it.
pub(super) fn value_by_source(o: &Observation<'_>) -> Result<([f64; 4], u64), Unavailable> {
    let mut amounts = [0.0; 4];
    let mut used = 0;
    for (amount, source) in amounts.iter_mut().zip(ResourceSource::ALL) {
        let values: Vec<f64> = o.facts.resources.iter().filter(|r| r.source == *source).filter_map(|r| r.value).collect();
        used += values.len() as u64;
        *amount = sum(&values);
    }
    if used == 0 { Err(not_recorded("resources.value")) } else { Ok((amounts, used)) }
}

/// A source without a record of its own brought nothing.
fn source_diversity(o: &Observation<'_>) -> Measured {
    match value_by_source(o) {
        Ok((amounts, used)) => diversity::evenness(&amounts, amounts.len())
            .map_or_else(|| Measured::unavailable(zero("resources.value")), Measured::value)
            .with_remark(partly(used, o.facts.resources.len() as u64)),
        Err(why) => Measured::unavailable(why),
    }
}

#[cfg(test)]
mod tests {
    use super::super::testing::{assert_value, community, measured, reason};
    use super::*;
    use crate::governance::{CommunityFacts, Grid, Resource, ResourceChannel};
    use crate::indicator::Remark;
    use crate::label::Key;

    type Row = (ResourceKind, Option<&'static str>, Option<f64>, Option<f64>, Option<f64>);

    fn allocated(rows: &[Row]) -> CommunityFacts {
        let grid = |name: &str| Key::new(name).expect("valid");
        let allocations = rows.iter().map(|&(kind, at, demanded, allocated, used)| Allocation {
            demanded,
            allocated,
            used,
            ..Allocation::new(kind, at.map(grid))
        });
        community().with_grids(["a", "b", "c"].map(|name| Grid::new(grid(name))).to_vec()).with_allocations(allocations.collect())
    }

    fn resource(source: ResourceSource, kind: ResourceKind) -> Resource {
        Resource::new(source, ResourceChannel::Cooperation, kind)
    }

    #[test]
    fn surplus_in_one_grid_does_not_make_up_for_want_in_another() {
        let facts = allocated(&[
            (ResourceKind::Funds, Some("a"), Some(100.0), Some(150.0), None),
            (ResourceKind::Funds, Some("b"), Some(100.0), Some(50.0), None),
            (ResourceKind::Talent, None, Some(8.0), Some(2.0), None),
            (ResourceKind::Venues, None, Some(0.0), Some(2.0), None),
        ]);
        // Funds (100 + 50)/200 = 0.75, talent 2/8 = 0.25, venues: no demand; mean 0.5. Yuan and days are never added.
        assert_value(&measured("demand_fulfilment", &facts), 0.5);
        // Gini of funds: shares of allocation .75/.25 over equal need: ½·|.75·.5 − .25·.5|·2 = 0.25. Talent is not divided by grid.
        assert_value(&measured("allocation_gini", &facts), 0.25);
    }

    #[test]
    fn fulfilment_without_demand_or_record_is_not_available() {
        assert_eq!(reason("demand_fulfilment", &community()), not_recorded("allocations.demanded"));
        let idle = allocated(&[(ResourceKind::Funds, None, Some(0.0), Some(9.0), None)]);
        assert_eq!(reason("demand_fulfilment", &idle), zero("allocations.demanded"));
        let unallocated = allocated(&[(ResourceKind::Funds, None, Some(3.0), None, None)]);
        assert_eq!(reason("demand_fulfilment", &unallocated), not_recorded("allocations.allocated"));
    }

    #[test]
    fn a_gini_needs_two_grids_and_an_allocation() {
        let funds = |at, demanded, given| (ResourceKind::Funds, at, Some(demanded), Some(given), None);
        assert_eq!(reason("allocation_gini", &allocated(&[funds(None, 3.0, 1.0)])), not_recorded("allocations.grid"));
        let one = allocated(&[funds(Some("a"), 3.0, 1.0), funds(Some("b"), 0.0, 0.0)]);
        assert!(matches!(reason("allocation_gini", &one), Unavailable::TooFew { found: 1, needed: 2, .. }));
        let nothing = allocated(&[funds(Some("a"), 3.0, 0.0), funds(Some("b"), 2.0, 0.0)]);
        assert_eq!(reason("allocation_gini", &nothing), zero("allocations.allocated"));
    }

    #[test]
    fn utilisation_is_taken_kind_by_kind_and_only_of_whole_sums() {
        let mobilized = |source, kind, amount| Resource { mobilized: amount, ..resource(source, kind) };
        let facts = allocated(&[
            (ResourceKind::Funds, Some("a"), None, Some(60.0), Some(30.0)),
            (ResourceKind::Funds, Some("b"), None, Some(40.0), Some(20.0)),
            (ResourceKind::Venues, None, None, Some(10.0), Some(9.0)),
            (ResourceKind::Talent, None, None, Some(10.0), Some(10.0)),
        ])
        .with_resources(vec![
            mobilized(ResourceSource::Government, ResourceKind::Funds, Some(80.0)),
            mobilized(ResourceSource::Market, ResourceKind::Funds, Some(20.0)),
            mobilized(ResourceSource::Residents, ResourceKind::Venues, Some(10.0)),
            mobilized(ResourceSource::Social, ResourceKind::Talent, Some(10.0)),
            mobilized(ResourceSource::Market, ResourceKind::Talent, None),
        ]);
        // Funds 50/100, venues 9/10; talent is not known whole. Mean 0.7.
        let utilisation = measured("resource_utilisation", &facts);
        assert_value(&utilisation, 0.7);
        assert_eq!(utilisation.remark, Some(Remark::PartlyRecorded { used: 2, expected: 3 }));
        assert_eq!(reason("resource_utilisation", &community()), not_recorded("resources.mobilized"));
    }

    #[test]
    fn matches_delivered_and_uses_on_purpose() {
        let facts = community().with_resources(vec![
            Resource {
                matched: Some(12),
                delivered: Some(9),
                uses_audited: Some(10),
                uses_on_purpose: Some(10),
                ..resource(ResourceSource::Market, ResourceKind::Funds)
            },
            Resource {
                matched: Some(8),
                delivered: Some(6),
                uses_audited: Some(10),
                uses_on_purpose: Some(9),
                ..resource(ResourceSource::Social, ResourceKind::Talent)
            },
        ]);
        // 15/20 and 19/20.
        assert_value(&measured("delivery_of_matches", &facts), 0.75);
        assert_value(&measured("use_on_purpose", &facts), 0.95);
        let unaudited = community().with_resources(vec![Resource {
            uses_audited: Some(0),
            uses_on_purpose: Some(0),
            ..resource(ResourceSource::Market, ResourceKind::Funds)
        }]);
        assert_eq!(reason("use_on_purpose", &unaudited), zero("resources.uses_audited"));
        assert_eq!(reason("delivery_of_matches", &unaudited), not_recorded("resources.matched"));
    }

    #[test]
    fn diversity_is_over_all_four_sources() {
        let worth = |source, value| Resource { value, ..resource(source, ResourceKind::Funds) };
        let facts = community()
            .with_resources(vec![worth(ResourceSource::Government, Some(600.0)), worth(ResourceSource::Market, Some(600.0))]);
        // Two of four sources in equal parts: ln 2/ln 4.
        assert_value(&measured("source_diversity", &facts), 0.5);
        let none = community().with_resources(vec![worth(ResourceSource::Government, Some(0.0))]);
        assert_eq!(reason("source_diversity", &none), zero("resources.value"));
        assert_eq!(reason("source_diversity", &community()), not_recorded("resources.value"));
    }

    #[test]
    fn technical_efficiency_is_left_to_the_analysis_of_all_communities() {
        assert!(matches!(reason("technical_efficiency", &community()), Unavailable::CrossSectional { .. }));
    }
}
