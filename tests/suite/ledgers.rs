//! Ledgers read back what they wrote, and tell every mistake with its file and row.
#![cfg(feature = "csv")]

use std::fs;

use governance_efficacy::Error;
use governance_efficacy::governance::ledger::{Limits, ledgers, read, read_folder, read_within, templates, write, write_folder};
use governance_efficacy::governance::{Contradictions, ResourceKind, ServiceCategory};
use proptest::prelude::*;

const COMMUNITIES: (&str, &str) = ("communities.csv", "community,period,population\nEast,2024,100\nWest,2024,90\n");

fn mistakes(files: &[(&str, &str)]) -> Contradictions {
    match read(files.iter().copied()) {
        Err(Error::Facts(found)) => found,
        other => panic!("expected mistakes, found {other:?}"),
    }
}

/// Row, field, value and kind of the only mistake in `file`, read beside two communities.
fn the_mistake(file: &str, text: &str) -> (Option<usize>, String, String, &'static str) {
    let found = mistakes(&[COMMUNITIES, (file, text)]);
    let [one] = found.iter().collect::<Vec<_>>()[..] else { panic!("{found}") };
    assert_eq!(one.file.as_deref(), Some(file));
    (one.row, one.field.clone(), one.value.clone(), one.kind.code())
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(64))]

    #[test]
    fn ledgers_give_back_what_they_were_given(seed: u64) {
        let facts = crate::made::facts(seed);
        let files = write(&facts).expect("written");
        prop_assert_eq!(&read(files.clone()).expect("read"), &facts);
        prop_assert_eq!(write(&read(files.clone()).expect("read")).expect("written"), files);
    }
}

#[test]
fn the_facts_of_the_tests_reach_every_ledger_and_column() {
    let mut unseen: Vec<(String, String)> = Vec::new();
    let all: Vec<_> = (0..40).map(|seed| write(&crate::made::facts(seed)).expect("written")).collect();
    for ledger in ledgers() {
        for (at, column) in ledger.columns().iter().enumerate() {
            let filled = all.iter().any(|files| {
                let mut rows = csv::Reader::from_reader(files[ledger.file()].as_bytes());
                rows.records().any(|row| row.expect("a row").get(at).is_some_and(|cell| !cell.is_empty()))
            });
            if !filled {
                unseen.push((ledger.file().to_owned(), column.name().to_owned()));
            }
        }
    }
    assert!(unseen.is_empty(), "{unseen:?}");
}

#[test]
fn a_folder_reads_back_the_same_and_keeps_nothing_from_before() {
    let dir = std::env::temp_dir().join(format!("governance-ledgers-{}", std::process::id()));
    let (rich, poor) = (crate::made::facts(1), read([COMMUNITIES]).expect("facts"));
    write_folder(&rich, &dir).expect("written");
    assert_eq!(read_folder(&dir).expect("read"), rich);
    write_folder(&poor, &dir).expect("written");
    assert_eq!(read_folder(&dir).expect("read"), poor, "a ledger of before was left over");
    fs::write(dir.join("notes.txt"), "left alone").expect("written");
    fs::write(dir.join("servces.csv"), "x").expect("written");
    let Err(Error::Facts(found)) = read_folder(&dir) else { panic!("a misspelled file") };
    assert!(found.to_string().contains("near matches: \"services.csv\""), "{found}");
    fs::remove_dir_all(&dir).expect("removed");
    assert!(matches!(read_folder(&dir), Err(Error::Io { .. })), "no folder");
}

#[test]
fn words_are_read_in_english_and_in_chinese() {
    let text = "community,period,category,needs\nEast,2024,养老服务,3\nEast,2024,Culture and Sports,4\n";
    let facts = read([COMMUNITIES, ("services.csv", text)]).expect("read");
    let categories: Vec<_> = facts.iter().flat_map(|c| &c.services).map(|service| service.category).collect();
    assert_eq!(categories, [ServiceCategory::ElderlyCare, ServiceCategory::CultureAndSports]);
    let leadership = "community,period,covenant_in_force,study_online,study_offline\nEast,2024,是,NO,\n";
    let facts = read([COMMUNITIES, ("leadership.csv", leadership)]).expect("read");
    let east =
        facts.iter().next().map(|c| (c.leadership.covenant_in_force, c.leadership.study_online, c.leadership.study_offline));
    assert_eq!(east, Some((Some(true), Some(false), None)));
}

#[test]
fn an_absent_ledger_an_absent_column_and_an_empty_cell_are_not_recorded_and_zero_is_zero() {
    let text = "community,period,kind,grid,used\nEast,2024,funds,,0\nWest,2024,funds,,\n";
    let facts = read([COMMUNITIES, ("allocations.csv", text)]).expect("read");
    let used: Vec<_> = facts.iter().flat_map(|c| &c.allocations).map(|a| (a.kind, a.demanded, a.used)).collect();
    assert_eq!(used, [(ResourceKind::Funds, None, Some(0.0)), (ResourceKind::Funds, None, None)]);
    assert!(facts.iter().all(|c| c.services.is_empty() && c.profile.households.is_none()));
}

#[test]
fn columns_may_stand_in_any_order() {
    let text = "satisfied,category,period,answers,community\n3,legal,2024,4,East\n";
    let facts = read([COMMUNITIES, ("services.csv", text)]).expect("read");
    let satisfied: Vec<_> = facts.iter().flat_map(|c| &c.services).map(|s| (s.satisfied, s.answers)).collect();
    assert_eq!(satisfied, [(Some(3), Some(4))]);
}

#[test]
fn a_byte_order_mark_windows_lines_blank_lines_and_blank_rows_do_no_harm() {
    let communities = "\u{feff}community,period,population\r\n\r\nEast,2024,100\r\n,,\r\nWest,2024,90";
    let facts = read([("communities.csv", communities)]).expect("read");
    assert_eq!(facts, read([COMMUNITIES]).expect("read"));
}

#[test]
fn rows_are_counted_as_an_editor_counts_lines() {
    for end in ["\n", "\r\n"] {
        let lines =
            ["community,period,category,needs", "East,2024,legal,1", "", "", "West,2024,\"legal\",x", "West,2024,safety,-2", ""];
        let found = mistakes(&[COMMUNITIES, ("services.csv", &lines.join(end))]);
        let rows: Vec<_> = found.iter().map(|one| (one.row, one.value.as_str())).collect();
        assert_eq!(rows, [(Some(5), "x"), (Some(6), "-2")], "{end:?}");
    }
    // A cell of two lines; the row is where it begins.
    let text = "community,period,group\n\"Ea\nst\",2024,\nWest,20x4,\n";
    let found = mistakes(&[("communities.csv", text)]);
    assert_eq!(found.iter().map(|one| one.row).collect::<Vec<_>>(), [Some(2), Some(4)]);
}

#[test]
fn each_mistake_of_a_cell_is_named() {
    let service = |cell: &str| the_mistake("services.csv", &format!("community,period,category,needs\nEast,2024,legal,{cell}\n"));
    let expected = |value: &str, kind| (Some(2), "needs".to_owned(), value.to_owned(), kind);
    assert_eq!(service("-3"), expected("-3", "negative"));
    assert_eq!(service("3.5"), expected("3.5", "unreadable"));
    assert_eq!(service("about 3"), expected("about 3", "unreadable"));
    assert_eq!(service("\"12,00\""), expected("12,00", "unreadable"));
    assert_eq!(service("３％"), expected("３％", "unreadable"));
    assert_eq!(service("99999999999999999999999"), expected("99999999999999999999999", "not-plausible"));
    let amount =
        |cell: &str| the_mistake("allocations.csv", &format!("community,period,kind,grid,used\nEast,2024,funds,,{cell}\n")).3;
    assert_eq!([amount("inf"), amount("NaN"), amount("1.2.3"), amount("1e999")], ["unreadable"; 4]);
    let yes = the_mistake("leadership.csv", "community,period,covenant_in_force\nEast,2024,maybe\n");
    assert_eq!((yes.1.as_str(), yes.3), ("covenant_in_force", "unreadable"));
    let key = the_mistake("grids.csv", "community,period,grid\nEast,2024,a/b\n");
    assert_eq!((key.1.as_str(), key.3), ("grid", "unreadable"));
    let missing = the_mistake("services.csv", "community,period,category,needs\nEast,2024,,3\n");
    assert_eq!((missing.1.as_str(), missing.3), ("category", "missing-value"));
    let period = the_mistake("services.csv", "community,period,category\nEast,24,legal\n");
    assert_eq!((period.1.as_str(), period.2.as_str(), period.3), ("period", "24", "unreadable"));
    let group = the_mistake("communities.csv", "community,period,group\nEast,2024,\"two\nlines\"\n");
    assert_eq!((group.1.as_str(), group.3), ("group", "unreadable"));
}

#[test]
fn an_unknown_word_is_told_with_its_near_matches() {
    let found =
        mistakes(&[COMMUNITIES, ("services.csv", "community,period,category\nEast,2024,elderly-cares\nEast,2024,养老服物\n")]);
    let text = found.to_string();
    assert!(text.contains("did you mean \"elderly-care\"?") && text.contains("did you mean \"养老服务\"?"), "{text}");
    assert!(found.iter().all(|one| one.kind.code() == "unknown-word" && one.field == "category"), "{text}");
}

#[test]
fn a_row_of_an_unlisted_community_or_period_is_told() {
    let found = mistakes(&[COMMUNITIES, ("grids.csv", "community,period,grid\nEsat,2024,a\nEast,2023,a\n")]);
    let told: Vec<_> = found.iter().map(|one| (one.row, one.field.as_str(), one.value.as_str(), one.kind.code())).collect();
    assert_eq!(told, [(Some(2), "community", "Esat", "unknown-reference"), (Some(3), "period", "2023", "unknown-reference")]);
    assert!(found.to_string().contains("near matches: \"East\""), "{found}");
}

#[test]
fn what_may_stand_once_stands_once() {
    let twice = the_mistake("communities.csv", "community,period\nEast,2024\nWest,2024\nEast,2024\n");
    assert_eq!((twice.0, twice.3), (Some(4), "duplicate"));
    let twice = the_mistake("membership.csv", "community,period,members\nEast,2024,5\nEast,2024,5\n");
    assert_eq!((twice.0, twice.3), (Some(3), "duplicate"));
    let twice = the_mistake("grids.csv", "community,period,grid\nEast,2024,a\nWest,2024,a\nEast,2024,a\n");
    assert_eq!((twice.0, twice.3), (Some(4), "duplicate"));
}

#[test]
fn a_header_is_checked_before_its_rows() {
    let unknown = the_mistake("services.csv", "community,period,category,neds\nEast,2024,legal,3\n");
    assert_eq!(unknown, (Some(1), "column".to_owned(), "neds".to_owned(), "unknown-column"));
    let missing = the_mistake("services.csv", "community,period,needs\nEast,2024,-3\n");
    assert_eq!(missing, (Some(1), "column".to_owned(), "category".to_owned(), "missing-column"));
    let twice = the_mistake("services.csv", "community,period,category,needs,needs\nEast,2024,legal,3,4\n");
    assert_eq!((twice.0, twice.3), (Some(1), "duplicate"));
    assert_eq!(mistakes(&[("communities.csv", "")]).len(), 2, "an empty file lacks its two required columns");
    let ragged = the_mistake("services.csv", "community,period,category,needs\nEast,2024,legal\n");
    assert_eq!((ragged.0, ragged.2.as_str(), ragged.3), (Some(2), "3", "unreadable"));
}

#[test]
fn the_files_of_a_folder_are_checked() {
    let found = mistakes(&[("grids.csv", "community,period,grid\n")]);
    assert_eq!(found.iter().map(|one| one.kind.code()).collect::<Vec<_>>(), ["missing-file"]);
    let empty = read([("communities.csv", "community,period\n")]).unwrap_err();
    assert!(matches!(empty.root(), Error::TooFew { .. }), "{empty}");
    // 东湖 in GBK, as an older spreadsheet saves it.
    let gbk: &[u8] = b"community,period\nWest,2024\n\xb6\xab\xba\xfe,2024\n";
    let Err(Error::Facts(found)) = read([("communities.csv", gbk)]) else { panic!("no UTF-8") };
    let one = found.iter().next().expect("one");
    assert_eq!((one.row, one.kind.code()), (Some(3), "unreadable"));
    assert!(one.remedy.contains("UTF-8"));
}

#[test]
fn mistakes_of_all_files_come_together() {
    let found = mistakes(&[
        ("communities.csv", "community,period,population,eligible_residents\nEast,2024,100,120\nWest,2024,x,1\n"),
        ("grids.csv", "community,period,grid,population\nEast,2024,a,70\nEast,2024,b,70\nNorth,2024,c,1\n"),
        ("resources.csv", "community,period,source,channel,kind,registered,disclosed\nEast,2024,market,gift,funds,1,2\n"),
        ("rights.csv", "community,period,right,due,met\nWest,2024,know,3,4\n"),
    ]);
    let mut places: Vec<_> = found.iter().map(|one| (one.file.as_deref().unwrap_or(""), one.row, one.kind.code())).collect();
    places.sort_unstable();
    assert_eq!(
        places,
        [
            ("communities.csv", Some(2), "part-exceeds-whole"),
            ("communities.csv", Some(2), "part-exceeds-whole"),
            ("communities.csv", Some(3), "unreadable"),
            ("grids.csv", Some(4), "unknown-reference"),
            ("resources.csv", Some(2), "unknown-word"),
            ("rights.csv", Some(2), "part-exceeds-whole"),
        ]
    );
}

#[test]
fn limits_hold() {
    let within = |limits: Limits| read_within([COMMUNITIES], limits);
    assert!(within(Limits::default().with_rows(2).with_cells(6)).is_ok());
    assert!(matches!(within(Limits::default().with_rows(1)), Err(Error::Limit { found: 2, limit: 1, .. })));
    assert!(matches!(within(Limits::default().with_cells(5)), Err(Error::Limit { found: 6, limit: 5, .. })));
    let columns = format!("community,period{}\n", ",x".repeat(2000));
    assert!(matches!(read([("communities.csv", columns)]), Err(Error::Limit { found: 2002, .. })));
    assert!(matches!(within(Limits::default().with_bytes(10)), Err(Error::Limit { limit: 10, .. })));
}

#[test]
fn a_flood_of_mistakes_is_cut_and_says_so() {
    let grids = "community,period,grid\n".to_owned() + &"East,2024,\n".repeat(50);
    let files = [(COMMUNITIES.0, COMMUNITIES.1), ("grids.csv", grids.as_str())];
    let Err(Error::Facts(found)) = read_within(files, Limits::default().with_mistakes(20)) else { panic!("mistakes") };
    assert_eq!((found.len(), found.is_complete()), (20, false));
    assert!(found.to_string().contains("after which reading stopped"), "{found}");
    let Err(Error::Facts(found)) = read(files) else { panic!("mistakes") };
    assert_eq!((found.len(), found.is_complete()), (50, true));
}

#[test]
fn an_empty_template_is_a_ledger_in_which_nothing_is_recorded() {
    let mut files = templates();
    files.insert(COMMUNITIES.0, COMMUNITIES.1.to_owned());
    assert_eq!(read(files).expect("read"), read([COMMUNITIES]).expect("read"));
}

#[test]
fn no_column_has_a_place_for_a_person() {
    // Names, identity numbers, addresses, telephone numbers and points of persons; hours, reads, likes and forwards.
    let forbidden =
        ["name", "identity", "id", "address", "phone", "points", "score", "rank", "hours", "reads", "likes", "forwards"];
    for ledger in ledgers() {
        for column in ledger.columns() {
            assert!(column.name().split('_').all(|part| !forbidden.contains(&part)), "{} {}", ledger.file(), column.name());
        }
    }
}

proptest! {
    #[test]
    fn no_text_makes_the_reader_panic(communities in ".{0,80}", body in "(community|period|grid|East|2024|[,\"\n\r]|.){0,60}") {
        let _ = read([("communities.csv", communities.as_str()), ("grids.csv", body.as_str())]);
        let _ = read([COMMUNITIES, ("grids.csv", body.as_str())]);
    }
}

#[test]
fn what_a_spreadsheet_saves_wrong_is_told_with_the_cause() {
    let told = |communities: &'static [u8]| read([("communities.csv", communities)]).unwrap_err().to_string();
    for (file, parts) in [
        (&b"community;period;population\nEast;2024;12\n"[..], ["communities.csv, row 1", "by commas, not by a semicolon"]),
        (b"community,period,,population\nEast,2024,,12\n", ["communities.csv, row 1", "name column 3 in the header"]),
        (b"community,period,population,population\nEast,2024,12,12\n", ["communities.csv, row 1", "keep one column of the name"]),
        (b"community,period\n\xb6\xab\xba\xfe,2024\n", ["communities.csv, row 2", "GBK"]),
        (b"community,period,population\n", ["communities.csv", "no rows of communities beneath the header"]),
    ] {
        let message = told(file);
        assert!(parts.iter().all(|part| message.contains(part)), "{message}");
    }
    for period in ["Period", "年份", "year"] {
        let file = format!("community,{period},population\nEast,2024,12\n");
        assert_eq!(read([("communities.csv", file)]).map(|facts| facts.len()), Ok(1), "{period}");
    }
}
