//! Every rule by name: what contradicts it, and what is told.

use crate::error::Error;
use crate::governance::community::{CommunityFacts, KindVisitor, Ledgered};
use crate::governance::contradiction::{Contradiction, Contradictions};
use crate::governance::facts::Facts;
use crate::governance::ledger;

fn contradictions(result: Result<Facts, Error>) -> Contradictions {
    match result {
        Err(Error::Facts(found)) => found,
        other => panic!("expected contradictions, found {other:?}"),
    }
}

/// Reads ledgers of the one community East in 2024; `rows` are given without community and period.
fn of_east(ledgers: &[(&str, &str, &[&str])]) -> Result<Facts, Error> {
    let mut files = vec![("communities.csv".to_owned(), "community,period\nEast,2024\n".to_owned())];
    for (file, columns, rows) in ledgers {
        let rows: Vec<String> = rows.iter().map(|row| format!("East,2024,{row}\n")).collect();
        let text = format!("community,period,{columns}\n{}", rows.concat());
        files.retain(|(name, _)| name != file);
        files.push(((*file).to_owned(), text));
    }
    ledger::read(files)
}

/// The one contradiction of a folder: its kind, field, value and other value.
fn told(contradiction: &Contradiction) -> (&str, &str, &str, Option<&str>) {
    let other = contradiction.other.as_ref().map(|(_, value)| value.as_str());
    (contradiction.kind.code(), &contradiction.field, &contradiction.value, other)
}

/// Rules within a record, one line each: ledger, columns, cells that contradict, the field that is told.
const WITHIN: &[(&str, &str, &str, &str)] = &[
    ("communities.csv", "population,eligible_residents", "4,5", "profile.eligible_residents"),
    ("communities.csv", "eligible_residents,residents_took_part", "4,5", "profile.residents_took_part"),
    ("leadership.csv", "posts,posts_filled", "4,5", "leadership.posts_filled"),
    ("membership.csv", "members,members_serving", "4,5", "membership.members_serving"),
    ("recruitment.csv", "pool,candidates,admitted", "outstanding-youth,4,5", "recruitment[outstanding-youth].admitted"),
    ("partnerships.csv", "kind,partners,active_partners", "market,4,5", "partnerships[market].active_partners"),
    ("partnerships.csv", "kind,partners,sharing_partners", "market,4,5", "partnerships[market].sharing_partners"),
    ("partnerships.csv", "kind,partners,event_partners", "market,4,5", "partnerships[market].event_partners"),
    (
        "resources.csv",
        "source,channel,kind,offers,registered",
        "market,donation,funds,4,5",
        "resources[market/donation/funds].registered",
    ),
    (
        "resources.csv",
        "source,channel,kind,registered,disclosed",
        "market,donation,funds,4,5",
        "resources[market/donation/funds].disclosed",
    ),
    (
        "resources.csv",
        "source,channel,kind,registered,matched",
        "market,donation,funds,4,5",
        "resources[market/donation/funds].matched",
    ),
    (
        "resources.csv",
        "source,channel,kind,matched,delivered",
        "market,donation,funds,4,5",
        "resources[market/donation/funds].delivered",
    ),
    (
        "resources.csv",
        "source,channel,kind,uses,uses_evaluated",
        "market,donation,funds,4,5",
        "resources[market/donation/funds].uses_evaluated",
    ),
    (
        "resources.csv",
        "source,channel,kind,uses,uses_audited",
        "market,donation,funds,4,5",
        "resources[market/donation/funds].uses_audited",
    ),
    (
        "resources.csv",
        "source,channel,kind,uses_audited,uses_on_purpose",
        "market,donation,funds,4,5",
        "resources[market/donation/funds].uses_on_purpose",
    ),
    ("allocations.csv", "kind,grid,allocated,used", "funds,,4,5", "allocations[funds/].used"),
    ("services.csv", "category,needs,needs_answered", "legal,4,5", "services[legal].needs_answered"),
    ("services.csv", "category,deliveries,deliveries_needed", "legal,4,5", "services[legal].deliveries_needed"),
    ("services.csv", "category,requests,valid_requests", "legal,4,5", "services[legal].valid_requests"),
    ("services.csv", "category,requests,repeated_requests", "legal,4,5", "services[legal].repeated_requests"),
    ("services.csv", "category,valid_requests,contacted", "legal,4,5", "services[legal].contacted"),
    ("services.csv", "category,valid_requests,resolved", "legal,4,5", "services[legal].resolved"),
    ("services.csv", "category,requests,resolved", "legal,4,5", "services[legal].resolved"),
    ("services.csv", "category,due,closed_on_time", "legal,4,5", "services[legal].closed_on_time"),
    ("services.csv", "category,asked,answers", "legal,4,5", "services[legal].answers"),
    ("services.csv", "category,answers,satisfied", "legal,4,5", "services[legal].satisfied"),
    ("target_groups.csv", "group,size,served", "elderly,4,5", "target_groups[elderly].served"),
    (
        "decision_organs.csv",
        "organ,meetings_due,meetings_quorate",
        "owners-assembly,4,5",
        "decision_organs[owners-assembly].meetings_quorate",
    ),
    (
        "decision_organs.csv",
        "organ,meetings_held,meetings_quorate",
        "owners-assembly,4,5",
        "decision_organs[owners-assembly].meetings_quorate",
    ),
    ("decision_organs.csv", "organ,invited,attended", "owners-assembly,4,5", "decision_organs[owners-assembly].attended"),
    (
        "decision_organs.csv",
        "organ,decisions_due,decisions_carried_out",
        "owners-assembly,4,5",
        "decision_organs[owners-assembly].decisions_carried_out",
    ),
    (
        "decision_organs.csv",
        "organ,decisions_carried_out,decisions_on_time",
        "owners-assembly,4,5",
        "decision_organs[owners-assembly].decisions_on_time",
    ),
    (
        "decision_organs.csv",
        "organ,decisions_due,decisions_on_time",
        "owners-assembly,4,5",
        "decision_organs[owners-assembly].decisions_on_time",
    ),
    ("rights.csv", "right,due,met", "know,4,5", "rights[know].met"),
    ("major_matters.csv", "matters,discussed", "4,5", "major_matters.discussed"),
    ("major_matters.csv", "matters,consulted", "4,5", "major_matters.consulted"),
    ("order.csv", "month,mediations_closed,mediations_settled", "2024-05,4,5", "order[2024-05].mediations_settled"),
    ("order.csv", "month,hazards_found,hazards_rectified", "2024-05,4,5", "order[2024-05].hazards_rectified"),
    ("order_record.csv", "settled_cohort,reopened", "4,5", "order_record.reopened"),
    ("surveys.csv", "outcome,asked,answers", "sense-of-gain,4,5", "surveys[sense-of-gain].answers"),
];

#[test]
fn within_a_record_no_part_exceeds_its_whole() {
    for (file, columns, cells, field) in WITHIN {
        let found = contradictions(of_east(&[(file, columns, &[cells])]));
        let [one] = found.iter().collect::<Vec<_>>()[..] else { panic!("{file} {columns}: {found}") };
        assert_eq!(told(one), ("part-exceeds-whole", *field, "5", Some("4")), "{file} {columns}");
        assert_eq!((one.file.as_deref(), one.row), (Some(*file), Some(2)));
        assert_eq!((one.community.as_deref(), one.period.as_deref()), (Some("East"), Some("2024")));
        let equal = cells.replace('5', "4").replace("2024-04", "2024-05");
        assert!(of_east(&[(file, columns, &[&equal])]).is_ok(), "{file} {columns}: a part may be the whole");
        let unrecorded = cells.replace(",4,", ",,");
        assert!(unrecorded == *cells || of_east(&[(file, columns, &[&unrecorded])]).is_ok(), "{file} {columns}: not recorded");
    }
}

#[test]
fn every_rule_within_a_record_has_its_line_above() {
    struct Rules(Vec<(&'static str, &'static str, &'static str)>);
    impl KindVisitor for Rules {
        fn visit_kind<R: Ledgered + ledger::Row>(&mut self) -> Result<(), Error> {
            self.0.extend(R::RULES.iter().filter_map(|rule| Some((R::FILE, rule.whole?, rule.part))));
            Ok(())
        }
    }
    let mut rules = Rules(Vec::new());
    CommunityFacts::visit_kinds(&mut rules).expect("listed");
    let mut tested: Vec<_> = WITHIN
        .iter()
        .filter_map(|(file, columns, _, _)| {
            let (rest, part) = columns.rsplit_once(',')?;
            Some((*file, rest.rsplit(',').next()?, part))
        })
        .collect();
    rules.0.sort_unstable();
    tested.sort_unstable();
    assert_eq!(tested, rules.0);
}

type Case<'a> = (&'a str, &'a [(&'a str, &'a str, &'a [&'a str])], (&'a str, &'a str, &'a str, Option<&'a str>));

/// Rules between records, one case each: what must hold, ledgers that contradict it, what is told.
const BETWEEN: &[Case<'_>] = &[
    (
        "grids make up no more than the community: population",
        &[("communities.csv", "population", &["10"]), ("grids.csv", "grid,population", &["a,6", "b,5"])],
        ("part-exceeds-whole", "the sum of grids[…].population", "11", Some("10")),
    ),
    (
        "grids make up no more than the community: households",
        &[("communities.csv", "households", &["10"]), ("grids.csv", "grid,households", &["a,6", "b,5"])],
        ("part-exceeds-whole", "the sum of grids[…].households", "11", Some("10")),
    ),
    (
        "households in reach are households",
        &[("communities.csv", "households", &["10"]), ("leadership.csv", "households_reachable", &["11"])],
        ("part-exceeds-whole", "leadership.households_reachable", "11", Some("10")),
    ),
    (
        "what one kind of channel reaches, at least one reaches",
        &[
            ("leadership.csv", "households_reachable", &["8"]),
            ("channels.csv", "channel,households_reachable", &["notice-board,9"]),
        ],
        ("part-exceeds-whole", "channels[notice-board].households_reachable", "9", Some("8")),
    ),
    (
        "what one kind of channel reaches are households",
        &[("communities.csv", "households", &["10"]), ("channels.csv", "channel,households_reachable", &["宣传栏,11"])],
        ("part-exceeds-whole", "channels[notice-board].households_reachable", "11", Some("10")),
    ),
    (
        "a channel that does not exist reaches nobody",
        &[("channels.csv", "channel,existing,households_reachable", &["notice-board,0,9"])],
        ("inconsistent", "channels[notice-board].households_reachable", "9", Some("0")),
    ),
    (
        "covered units are units",
        &[("network.csv", "level,units,covered", &["grid-branch,4,5"])],
        ("part-exceeds-whole", "network[grid-branch].covered", "5", Some("4")),
    ),
    (
        "the network counts the grids that are listed",
        &[("network.csv", "level,units", &["grid-branch,4"]), ("grids.csv", "grid", &["a", "b"])],
        ("inconsistent", "network[grid-branch].units", "4", Some("2")),
    ),
    (
        "the network counts the buildings of the grids",
        &[("network.csv", "level,units", &["building-group,4"]), ("grids.csv", "grid,buildings", &["a,3", "b,2"])],
        ("inconsistent", "network[building-group].units", "4", Some("5")),
    ),
    (
        "linked households are households",
        &[("communities.csv", "households", &["10"]), ("membership.csv", "households_linked", &["11"])],
        ("part-exceeds-whole", "membership.households_linked", "11", Some("10")),
    ),
    (
        "members who practise are members",
        &[("membership.csv", "members", &["4"]), ("practices.csv", "practice,members", &["show-identity,5"])],
        ("part-exceeds-whole", "practices[show-identity].members", "5", Some("4")),
    ),
    (
        "members in one activity are among those who serve",
        &[("membership.csv", "members_serving", &["4"]), ("member_service.csv", "activity,members", &["mediation,5"])],
        ("part-exceeds-whole", "member_service[mediation].members", "5", Some("4")),
    ),
    (
        "subjects that are listed are present",
        &[("participation.csv", "kind,present", &["market,1"]), ("subjects.csv", "subject,kind", &["a,market", "b,market"])],
        ("inconsistent", "participation[market].present", "1", Some("2")),
    ),
    (
        "a kind that may not take part did not",
        &[("participation.csv", "kind,eligible,joint_activities", &["market,no,3"])],
        ("inconsistent", "participation[market].joint_activities", "3", Some("no")),
    ),
    (
        "joint action names listed subjects",
        &[
            ("joint_actions.csv", "layer,subject,partner,times", &["services,a,b,1"]),
            ("subjects.csv", "subject,kind", &["a,market"]),
        ],
        ("unknown-reference", "joint_actions[services/a/b].partner", "b", None),
    ),
    (
        "joint action is between two subjects",
        &[
            ("joint_actions.csv", "layer,subject,partner,times", &["services,a,a,1"]),
            ("subjects.csv", "subject,kind", &["a,market"]),
        ],
        ("inconsistent", "joint_actions[services/a/a].partner", "a", Some("a")),
    ),
    (
        "a pair acts jointly once a layer, whichever is named first",
        &[
            ("joint_actions.csv", "layer,subject,partner,times", &["services,a,b,1", "services,b,a,2"]),
            ("subjects.csv", "subject,kind", &["a,market", "b,party"]),
        ],
        ("duplicate", "joint_actions", "services/b/a", None),
    ),
    (
        "allocations go to listed grids",
        &[("allocations.csv", "kind,grid,demanded", &["funds,z,3"]), ("grids.csv", "grid", &["a"])],
        ("unknown-reference", "allocations[funds/z].grid", "z", None),
    ),
    (
        "no more is allocated than is available",
        &[
            ("resources.csv", "source,channel,kind,mobilized", &["market,donation,funds,0.1", "social,donation,funds,0.2"]),
            ("allocations.csv", "kind,grid,allocated", &["funds,,0.3", "funds,a,0.5"]),
            ("grids.csv", "grid", &["a"]),
        ],
        ("part-exceeds-whole", "the sum of allocations[funds/…].allocated", "0.8", Some("0.30000000000000004")),
    ),
    (
        "target groups are residents",
        &[("communities.csv", "population", &["10"]), ("target_groups.csv", "group,size", &["elderly,11"])],
        ("part-exceeds-whole", "target_groups[elderly].size", "11", Some("10")),
    ),
    (
        "an institution that is not in place is not held",
        &[("institutions.csv", "kind,in_place,held", &["joint-meeting,no,2"])],
        ("inconsistent", "institutions[joint-meeting].held", "2", Some("no")),
    ),
    (
        "months lie within the period",
        &[("order.csv", "month,disputes", &["2025-01,2"])],
        ("period-mismatch", "order[2025-01].month", "2025-01", Some("2024")),
    ),
    (
        "a month is a month",
        &[("order.csv", "month,disputes", &["2024-Q1,2"])],
        ("period-mismatch", "order[2024-Q1].month", "2024-Q1", Some("2024")),
    ),
    (
        "a scale has a width",
        &[("surveys.csv", "outcome,scale_low,scale_high", &["sense-of-gain,5,5"])],
        ("out-of-scale", "surveys[sense-of-gain].scale_low", "5", Some("5")),
    ),
    (
        "a mean lies on its scale: above",
        &[("surveys.csv", "outcome,mean,scale_low,scale_high", &["sense-of-gain,5.5,1,5"])],
        ("out-of-scale", "surveys[sense-of-gain].mean", "5.5", Some("5")),
    ),
    (
        "a mean lies on its scale: below",
        &[("surveys.csv", "outcome,mean,scale_low,scale_high", &["sense-of-gain,0.5,1,5"])],
        ("out-of-scale", "surveys[sense-of-gain].mean", "0.5", Some("1")),
    ),
    (
        "a deviation is no wider than the scale",
        &[("surveys.csv", "outcome,standard_deviation,scale_low,scale_high", &["sense-of-gain,4.5,1,5"])],
        ("out-of-scale", "surveys[sense-of-gain].standard_deviation", "4.5", Some("4")),
    ),
    (
        "a share is at most 1: heads",
        &[("decision_organs.csv", "organ,quorum_heads", &["owners-assembly,66"])],
        ("share-over-one", "decision_organs[owners-assembly].quorum_heads", "66", None),
    ),
    (
        "a share is at most 1: area",
        &[("decision_organs.csv", "organ,quorum_area", &["owners-assembly,1.5"])],
        ("share-over-one", "decision_organs[owners-assembly].quorum_area", "1.5", None),
    ),
    (
        "an amount is not negative",
        &[("allocations.csv", "kind,grid,demanded", &["funds,,-3.5"])],
        ("negative", "allocations[funds/].demanded", "-3.5", None),
    ),
    (
        "a count is that of a community",
        &[("communities.csv", "population", &["1000000000001"])],
        ("not-plausible", "profile.population", "1000000000001", None),
    ),
    (
        "a record occurs once",
        &[("services.csv", "category,needs", &["legal,3", "法律与调解服务,4"])],
        ("duplicate", "services", "legal", None),
    ),
];

#[test]
fn between_records_what_must_agree_agrees() {
    for (rule, ledgers, expected) in BETWEEN {
        let found = contradictions(of_east(ledgers));
        let [one] = found.iter().collect::<Vec<_>>()[..] else { panic!("{rule}: {found}") };
        assert_eq!(told(one), *expected, "{rule}");
        assert!(one.file.is_some() && one.row.is_some() && !one.remedy.is_empty(), "{rule}");
    }
}

#[test]
fn what_is_allowed_is_allowed() {
    // More core households than planned; more meetings than due; a pair in two layers; a kind not divided by grid beside one that
    // is; allocations where one source is not recorded; a decimal sum that rounding puts a hair above.
    let facts = of_east(&[
        ("grids.csv", "grid", &["a"]),
        ("network.csv", "level,units,covered", &["core-household,10,12", "grid-branch,1,1"]),
        ("decision_organs.csv", "organ,meetings_due,meetings_held,meetings_quorate", &["owners-assembly,1,4,1"]),
        ("subjects.csv", "subject,kind", &["p,party", "m,market"]),
        ("joint_actions.csv", "layer,subject,partner,times", &["command,p,m,2", "services,m,p,0"]),
        (
            "resources.csv",
            "source,channel,kind,mobilized",
            &["market,donation,funds,5", "social,donation,funds,", "market,donation,venues,0.3"],
        ),
        ("allocations.csv", "kind,grid,allocated", &["funds,,7", "funds,a,1", "venues,,0.1", "venues,a,0.2"]),
    ]);
    assert!(facts.is_ok(), "{facts:?}");
}
