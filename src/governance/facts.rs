//! The checked collection of facts (事实集): the only way from facts to indicators.

use serde::{Deserialize, Serialize};

use crate::error::Error;
use crate::label::Key;

use super::check;
use super::community::CommunityFacts;
use super::contradiction::Contradictions;
use super::period::{Granularity, Period};

/// Facts of communities in periods that hold together (事实集).
///
/// There is at least one community; each occurs once in a period; all periods have one granularity; no record contradicts another.
/// The order of the communities is kept.
///
/// ```
/// use governance_efficacy::governance::{CommunityFacts, Facts, Profile};
/// use governance_efficacy::{Error, Key, Period};
///
/// let community = CommunityFacts::new(Key::new("Riverside")?, Period::year(2024)?)
///     .with_profile(Profile { eligible_residents: Some(400), residents_took_part: Some(410), ..Profile::default() });
/// let Err(Error::Facts(contradictions)) = Facts::new(vec![community]) else { panic!("more took part than may") };
/// assert_eq!(contradictions.len(), 1);
/// assert!(contradictions.to_string().contains("residents_took_part is 410"));
/// # Ok::<(), Error>(())
/// ```
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(try_from = "FactsForm", into = "FactsForm")]
pub struct Facts {
    communities: Vec<CommunityFacts>,
}

/// What serde reads before the checks.
#[derive(Serialize, Deserialize)]
#[serde(rename = "Facts", deny_unknown_fields)]
struct FactsForm {
    communities: Vec<CommunityFacts>,
}

impl Facts {
    /// Checks the facts of `communities`, all of them at once.
    ///
    /// # Errors
    /// [`Error::TooFew`] without any community; [`Error::Facts`] with every contradiction found.
    pub fn new(communities: Vec<CommunityFacts>) -> Result<Self, Error> {
        if communities.is_empty() {
            return Err(Error::TooFew { what: "communities", needed: 1 });
        }
        Contradictions::none_in(check::contradictions(&communities))?;
        Ok(Self { communities })
    }

    /// Every community in every period, in the order given.
    pub fn iter(&self) -> std::slice::Iter<'_, CommunityFacts> {
        self.communities.iter()
    }

    /// How many communities in periods there are; at least one.
    #[expect(clippy::len_without_is_empty, reason = "there is always at least one")]
    pub fn len(&self) -> usize {
        self.communities.len()
    }

    /// The facts of `community` in `period`, if they are here.
    pub fn get(&self, community: &Key, period: Period) -> Option<&CommunityFacts> {
        self.communities.iter().find(|facts| facts.community == *community && facts.period == period)
    }

    /// The periods, in time, each once.
    pub fn periods(&self) -> Vec<Period> {
        let mut periods: Vec<Period> = self.communities.iter().map(|facts| facts.period).collect();
        periods.sort_unstable();
        periods.dedup();
        periods
    }

    /// How long each period is.
    pub fn granularity(&self) -> Granularity {
        self.communities.first().map_or(Granularity::Year, |facts| facts.period.granularity())
    }

    /// The facts, unchecked again.
    pub fn into_communities(self) -> Vec<CommunityFacts> {
        self.communities
    }
}

impl<'a> IntoIterator for &'a Facts {
    type Item = &'a CommunityFacts;
    type IntoIter = std::slice::Iter<'a, CommunityFacts>;

    fn into_iter(self) -> Self::IntoIter {
        self.iter()
    }
}

impl TryFrom<FactsForm> for Facts {
    type Error = Error;

    fn try_from(form: FactsForm) -> Result<Self, Error> {
        Self::new(form.communities)
    }
}

impl From<Facts> for FactsForm {
    fn from(facts: Facts) -> Self {
        Self { communities: facts.communities }
    }
}
