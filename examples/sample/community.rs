//! The communities of the sample: what they are, how good they are at what, and how that changes.

use governance_efficacy::governance::Grid;
use governance_efficacy::{Error, Key};

use super::draw::{Draw, divide, whole};

/// How many communities there are.
pub(crate) const COMMUNITIES: u64 = 24;
/// The years, of which each community has all.
pub(crate) const YEARS: [i16; 3] = [2022, 2023, 2024];

/// The community with about 800 residents, so that counts behind shares are small.
pub(crate) const SMALLEST: u64 = 9;
/// The community with about 20,000 residents.
pub(crate) const LARGEST: u64 = 18;
/// The community where there are no social organisations.
pub(crate) const WITHOUT_SOCIAL_ORGANIZATIONS: u64 = 14;
/// The community that looks good wherever one count alone is asked: requests are closed early and come again, disputes are settled
/// in haste and reopen.
pub(crate) const HASTY: u64 = 17;
/// The community whose order is disturbed in the second year.
pub(crate) const DISTURBED: u64 = 7;
/// The community that reforms its services in the third year.
pub(crate) const REFORMED: u64 = 20;
/// The community that loses its organisers in the third year.
pub(crate) const DESERTED: u64 = 15;

/// The name of a community, which says that there is no such place.
pub(crate) fn name(number: u64) -> String {
    format!("SYN-{number:02}")
}

/// What kind of place it is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Housing {
    OldTown,
    Commercial,
    Resettlement,
    Village,
}

impl Housing {
    pub(crate) fn label(self) -> &'static str {
        match self {
            Self::OldTown => "Synthetic old town 合成老旧小区",
            Self::Commercial => "Synthetic commercial housing 合成商品房小区",
            Self::Resettlement => "Synthetic resettlement 合成安置社区",
            Self::Village => "Synthetic village to community 合成村改居",
        }
    }

    /// Households in a building.
    fn households_per_building(self) -> f64 {
        match self {
            Self::OldTown => 36.0,
            Self::Commercial => 90.0,
            Self::Resettlement => 60.0,
            Self::Village => 14.0,
        }
    }

    /// How much better or worse than average it starts.
    fn head_start(self) -> Quality {
        let [organization, resources, service, order] = match self {
            Self::OldTown => [0.3, -0.4, 0.0, 0.1],
            Self::Commercial => [-0.2, 0.5, 0.3, 0.2],
            Self::Resettlement => [-0.1, 0.1, -0.2, -0.4],
            Self::Village => [0.2, -0.2, -0.3, 0.1],
        };
        Quality { organization, resources, service, order }
    }
}

/// What no ledger shows and all of them depend on. About 0 on average, about 1 in standard deviation.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Quality {
    pub(crate) organization: f64,
    pub(crate) resources: f64,
    pub(crate) service: f64,
    pub(crate) order: f64,
}

/// One community, as far as it stays the same.
pub(crate) struct Community {
    pub(crate) number: u64,
    pub(crate) housing: Housing,
    /// Whether its owners have an assembly.
    pub(crate) has_owners_assembly: bool,
    /// Whether there are social organisations.
    pub(crate) has_social_organizations: bool,
    population: f64,
    growth: f64,
    grid_weights: Vec<f64>,
    quality: [Quality; YEARS.len()],
}

/// A community in one year.
pub(crate) struct Year<'a> {
    pub(crate) community: &'a Community,
    /// The calendar year.
    pub(crate) calendar: i16,
    /// Its number, from 1.
    pub(crate) number: u64,
    pub(crate) quality: Quality,
    pub(crate) population: u64,
    pub(crate) households: u64,
}

impl Community {
    pub(crate) fn new(seed: u64, number: u64) -> Self {
        let draw = &mut Draw::stream(seed, [number, 0, 0]);
        let housing = match number % 8 {
            0 | 3 => Housing::OldTown,
            1 | 4 | 6 => Housing::Commercial,
            2 | 5 => Housing::Resettlement,
            _ => Housing::Village,
        };
        // Small communities are more frequent than large ones.
        let size = draw.between(0.0, 1.0);
        let population = match number {
            SMALLEST => 800.0,
            LARGEST => 20_400.0,
            _ => 1_800.0 + 9_400.0 * size * size.sqrt(),
        };
        let growth = if housing == Housing::Commercial { draw.between(0.0, 0.03) } else { draw.between(-0.015, 0.01) };
        let grids = whole(population / 2.7 / 560.0 + 1.0).clamp(4, 16);
        let grid_weights = (0..grids).map(|_| draw.between(0.6, 1.4)).collect();
        let quality = Self::qualities(draw, number, housing);
        Self {
            number,
            housing,
            has_owners_assembly: housing == Housing::Commercial || number.is_multiple_of(2),
            has_social_organizations: number != WITHOUT_SOCIAL_ORGANIZATIONS,
            population,
            growth,
            grid_weights,
            quality,
        }
    }

    /// Qualities that go together, improve slowly, and meet shocks of which half is left a year later.
    fn qualities(draw: &mut Draw, number: u64, housing: Housing) -> [Quality; YEARS.len()] {
        let common = 0.7 * draw.normal();
        let start = housing.head_start();
        let mut at = [start.organization, start.resources, start.service, start.order].map(|s| s + common + 0.6 * draw.normal());
        let mut shock = [0.0; 4];
        let mut year = 0;
        [(); YEARS.len()].map(|()| {
            year += 1;
            for (quality, shock) in at.iter_mut().zip(&mut shock) {
                *shock = 0.5 * *shock + 0.2 * draw.normal();
                *quality += draw.between(0.1, 0.36);
            }
            match (number, year) {
                (DISTURBED, 2) => shock[3] -= 1.6,
                (REFORMED, 3) => shock[2] += 1.5,
                (DESERTED, 3) => shock[0] -= 1.6,
                _ => {}
            }
            let [organization, resources, service, order] = std::array::from_fn(|i| at[i] + shock[i] - 0.3);
            Quality { organization, resources, service, order }
        })
    }

    /// Its key.
    pub(crate) fn key(&self) -> Result<Key, Error> {
        Key::new(name(self.number))
    }

    /// The community in each of the years.
    pub(crate) fn years(&self) -> impl Iterator<Item = Year<'_>> {
        YEARS.iter().zip(&self.quality).zip(1..).map(|((&calendar, &quality), number)| {
            let growth = 1.0 + self.growth * number as f64;
            let population = whole(self.population * growth);
            Year { community: self, calendar, number, quality, population, households: whole(population as f64 / 2.7) }
        })
    }

    /// How many grids it has.
    pub(crate) fn grids(&self) -> usize {
        self.grid_weights.len()
    }

    /// Key of the grid at `index`.
    pub(crate) fn grid_key(index: usize) -> Result<Key, Error> {
        Key::new(format!("G{}", index + 1))
    }

    /// The share of its residents in each grid, up to a factor.
    pub(crate) fn grid_weights(&self) -> &[f64] {
        &self.grid_weights
    }
}

impl Year<'_> {
    /// Its grids, which together are the community.
    pub(crate) fn grids(&self) -> Result<Vec<Grid>, Error> {
        let weights = self.community.grid_weights();
        let population = divide(self.population, weights);
        let households = divide(self.households, weights);
        // Buildings stay where they are, whoever moves.
        let settled = divide(whole(self.community.population / 2.7), weights);
        let per_building = self.community.housing.households_per_building();
        (population.into_iter().zip(households).zip(settled).enumerate())
            .map(|(index, ((population, households), settled))| {
                Ok(Grid {
                    population: Some(population),
                    households: Some(households),
                    buildings: Some(whole(settled as f64 / per_building).max(1)),
                    ..Grid::new(Community::grid_key(index)?)
                })
            })
            .collect()
    }

    /// The residents, for a rate of `per` so many of them.
    pub(crate) fn residents_by(&self, per: f64) -> f64 {
        self.population as f64 / per
    }
}
