//! Facts hold together, or every contradiction in them is told.
#![cfg(all(feature = "csv", feature = "json"))]

use governance_efficacy::governance::{
    CommunityFacts, Contradictions, Facts, Institution, InstitutionKind, OrderMonth, Outcome, Profile, Service, ServiceCategory,
    Survey,
};
use governance_efficacy::{Error, Key, Period};
use proptest::prelude::*;

fn key(text: &str) -> Key {
    Key::new(text).expect("a key")
}

fn east() -> CommunityFacts {
    CommunityFacts::new(key("East"), Period::year(2024).expect("a year"))
}

fn contradictions(result: Result<Facts, Error>) -> Contradictions {
    match result {
        Err(Error::Facts(found)) => found,
        other => panic!("expected contradictions, found {other:?}"),
    }
}

#[test]
fn a_community_occurs_once_a_period_and_all_periods_have_one_length() {
    let quarter = CommunityFacts::new(key("West"), Period::quarter(2024, 1).expect("a quarter"));
    let found = contradictions(Facts::new(vec![east(), east(), quarter]));
    let kinds: Vec<&str> = found.iter().map(|one| one.kind.code()).collect();
    assert_eq!(kinds, ["duplicate", "period-mismatch"]);
    assert!(found.iter().all(|one| one.file.is_none() && one.row.is_none()), "facts built by hand have no file");
    assert!(matches!(Facts::new(Vec::new()), Err(Error::TooFew { needed: 1, .. })));
}

#[test]
fn all_contradictions_are_told_at_once_in_one_message() {
    let profile =
        Profile { population: Some(5), eligible_residents: Some(6), residents_took_part: Some(7), ..Profile::default() };
    let meeting = Institution { in_place: Some(false), held: Some(1), ..Institution::new(InstitutionKind::JointMeeting) };
    let error = Facts::new(vec![east().with_profile(profile).with_institutions(vec![meeting])]).expect_err("three");
    assert_eq!(error.code(), "facts");
    let text = error.to_string();
    assert!(text.contains("3 contradictions"), "{text}");
    for part in ["profile.eligible_residents is 6", "profile.residents_took_part is 7", "institutions[joint-meeting].held is 1"] {
        assert!(text.contains(part), "{text}");
    }
}

#[test]
fn numbers_that_are_none_are_told_and_never_panic() {
    for number in [f64::NAN, f64::INFINITY, f64::NEG_INFINITY, 1e300, -1.0] {
        let survey = Survey { mean: Some(number), scale_low: Some(1.0), ..Survey::new(Outcome::SenseOfGain) };
        let found = contradictions(Facts::new(vec![east().with_surveys(vec![survey])]));
        assert!(found.iter().any(|one| one.field == "surveys[sense-of-gain].mean"), "{number}: {found}");
    }
    let months = [1, 2].map(|month| OrderMonth::new(Period::month(2024, month).expect("a month")));
    let huge = Service { needs: Some(u64::MAX), ..Service::new(ServiceCategory::Legal) };
    let found = contradictions(Facts::new(vec![east().with_services(vec![huge]).with_order(months.to_vec())]));
    assert_eq!(found.iter().next().map(|one| one.value.as_str()), Some("18446744073709551615"));
}

#[test]
fn facts_are_found_by_community_and_period() {
    let later = CommunityFacts::new(key("East"), Period::year(2025).expect("a year"));
    let facts = Facts::new(vec![later, east()]).expect("sound");
    assert_eq!(facts.len(), 2);
    assert_eq!(facts.periods(), [Period::year(2024).expect("a year"), Period::year(2025).expect("a year")]);
    assert_eq!(facts.get(&key("East"), facts.periods()[0]), Some(&east()));
    assert_eq!(facts.get(&key("West"), facts.periods()[0]), None);
    assert_eq!(facts.granularity(), governance_efficacy::Granularity::Year);
}

#[test]
fn a_hostile_json_builds_no_facts() {
    let community = |inner: &str| format!(r#"{{"communities": [{{"community": "East", "period": "2024", {inner}}}]}}"#);
    assert!(Facts::from_json(&community(r#""profile": {"population": 7}"#)).is_ok());
    for (inner, why) in [
        (r#""profile": {"population": -7}"#, "a negative count"),
        (r#""profile": {"population": 7.5}"#, "half a resident"),
        (r#""profile": {"population": 1e30}"#, "too many"),
        (r#""profile": {"name_of_secretary": "x"}"#, "an unknown field"),
        (r#""residents": [{"name": "x"}]"#, "a list of persons"),
        (r#""services": [{"category": "astrology"}]"#, "an unknown category"),
        (r#""services": [{"needs": 3}]"#, "no category"),
        (r#""grids": [{"grid": "a/b"}]"#, "a key with a slash"),
        (r#""order": [{"month": "2024-13"}]"#, "no month"),
        (r#""surveys": [{"outcome": "sense-of-gain", "mean": NaN}]"#, "no number"),
        (r#""joint_actions": [{"layer": "services", "subject": "a", "partner": "b"}]"#, "times left out"),
    ] {
        assert!(matches!(Facts::from_json(&community(inner)), Err(Error::Syntax { line: Some(1), .. })), "{why}");
    }
    let contradicting = community(r#""major_matters": {"matters": 1, "discussed": 2, "consulted": 3}"#);
    assert_eq!(contradictions(Facts::from_json(&contradicting)).len(), 2);
    // The same door without the library's own function.
    assert!(serde_json::from_str::<Facts>(&contradicting).is_err());
    assert!(serde_json::from_str::<Facts>(r#"{"communities": []}"#).is_err());
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(64))]

    #[test]
    fn json_gives_back_what_it_was_given(seed: u64) {
        let facts = crate::made::facts(seed);
        let text = facts.to_json().expect("JSON");
        prop_assert_eq!(Facts::from_json(&text).expect("the same"), facts);
    }
}
