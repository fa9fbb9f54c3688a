//! The checked collection of facts (事实集): the only way from facts to indicators.

use serde::{Deserialize, Serialize};

#[cfg(feature = "json")]
use crate::document::{read_json, write_json};
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
#[serde(try_from = "FactsForm")]
pub struct Facts {
    communities: Vec<CommunityFacts>,
    /// Their places, in the order of community and period.
    #[serde(skip)]
    sorted: Vec<usize>,
}

/// What serde reads before the checks.
#[derive(Deserialize)]
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
        let found = check::findings(&communities);
        Contradictions::none_in(found.into_iter().map(|finding| finding.contradiction).collect())?;
        Ok(Self::of_checked(communities))
    }

    /// Facts that were checked already, and that are not empty.
    pub(super) fn of_checked(communities: Vec<CommunityFacts>) -> Self {
        let mut sorted: Vec<usize> = (0..communities.len()).collect();
        sorted.sort_by_key(|&at| communities.get(at).map(|facts| (facts.community.clone(), facts.period)));
        Self { communities, sorted }
    }

    /// Reads facts from JSON text, `{"communities": [ … ]}`, and checks them as [`Facts::new`] does.
    ///
    /// ```
    /// use governance_efficacy::Error;
    /// use governance_efficacy::governance::Facts;
    ///
    /// let facts = Facts::from_json(r#"{"communities": [
    ///     {"community": "东湖", "period": "2024", "services": [{"category": "legal", "valid_requests": 40, "resolved": 31}]}
    /// ]}"#)?;
    /// assert_eq!(Facts::from_json(&facts.to_json()?)?, facts);
    ///
    /// let negative = r#"{"communities": [{"community": "东湖", "period": "2024", "profile": {"population": -1}}]}"#;
    /// let error = Facts::from_json(negative).unwrap_err().to_string();
    /// assert!(error.contains("communities[0].profile.population (community 东湖, period 2024) is -1"));
    /// # Ok::<(), Error>(())
    /// ```
    ///
    /// # Errors
    /// [`Error::Syntax`] for a text that is no JSON of facts, with line, path, value and remedy; else as [`Facts::new`].
    #[cfg(feature = "json")]
    pub fn from_json(text: &str) -> Result<Self, Error> {
        let form: FactsForm = read_json(text, "the facts", &["community", "period"])?;
        Self::new(form.communities)
    }

    /// The facts as JSON text; what is not recorded is left out.
    ///
    /// # Errors
    /// [`Error::Syntax`] if the text can't be made, which no checked facts cause.
    #[cfg(feature = "json")]
    pub fn to_json(&self) -> Result<String, Error> {
        write_json(self, "the facts")
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
        let wanted = (community, period);
        let name = |at: usize| self.communities.get(at).map(|facts| (&facts.community, facts.period));
        let found = self.sorted.binary_search_by(|&at| name(at).cmp(&Some(wanted))).ok()?;
        self.communities.get(*self.sorted.get(found)?)
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

    /// The communities, to be changed and checked again.
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
