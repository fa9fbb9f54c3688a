//! The shipped sample is what the generator makes, reads alike in both forms, and holds every kind of record and some gaps.
#![cfg(all(feature = "csv", feature = "json"))]

#[path = "../../examples/sample/mod.rs"]
mod sample;

use std::collections::BTreeSet;
use std::path::PathBuf;

use governance_efficacy::Period;
use governance_efficacy::governance::{Facts, ledger};
use governance_efficacy::indicator::measure;

fn shipped(path: &str) -> PathBuf {
    PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("examples/data/sample").join(path)
}

fn shipped_facts() -> Facts {
    let text = std::fs::read_to_string(shipped("facts.json")).expect("the sample is shipped");
    Facts::from_json(&text).expect("the sample holds together")
}

#[test]
fn the_default_seed_gives_the_shipped_bytes() {
    let facts = sample::facts(sample::SEED).expect("generates");
    let mut made = vec![
        ("facts.json".to_owned(), sample::to_json(&facts).expect("writes")),
        ("README.md".to_owned(), sample::readme(sample::SEED).into_bytes()),
    ];
    for (name, text) in ledger::write(&facts).expect("writes") {
        made.push((format!("ledgers/{name}"), text.into_bytes()));
    }
    for (path, bytes) in &made {
        let stored = std::fs::read(shipped(path)).unwrap_or_default();
        assert!(stored == *bytes, "{path} is not what the generator makes: run the example generate_sample again");
    }
    let stored = std::fs::read_dir(shipped("ledgers")).expect("ledgers are shipped").count();
    assert_eq!(stored, made.len() - 2, "a ledger that the generator does not make");
}

#[test]
fn another_seed_gives_other_facts_that_hold_together() {
    for seed in 0..3 {
        let facts = sample::facts(seed).expect("generates");
        assert_ne!(facts, shipped_facts());
    }
}

#[test]
fn ledgers_and_json_read_to_equal_facts() {
    let ledgers = ledger::read_folder(shipped("ledgers")).expect("the ledgers hold together");
    assert_eq!(ledgers, shipped_facts());
}

#[test]
fn every_community_has_every_year() {
    let facts = shipped_facts();
    let communities: BTreeSet<&str> = facts.iter().map(|of| of.community.as_str()).collect();
    assert_eq!(communities.len(), 24);
    assert_eq!(facts.len(), 24 * 3);
    let years = [2022, 2023, 2024].map(|year| Period::year(year).expect("a year"));
    assert_eq!(facts.periods(), years);
}

#[test]
fn the_label_can_not_be_missed() {
    for of in &shipped_facts() {
        assert!(of.community.as_str().starts_with("SYN-"), "{}", of.community);
        assert!(of.profile.group.as_deref().is_some_and(|group| group.starts_with("Synthetic ") && group.contains("合成")));
    }
    let readme = std::fs::read_to_string(shipped("README.md")).expect("the sample says what it is");
    assert!(readme.contains("SYNTHETIC") && readme.contains("合成数据") && readme.contains(&sample::SEED.to_string()));
}

#[test]
fn every_kind_of_record_and_every_column_is_filled_somewhere() {
    let written = ledger::write(&shipped_facts()).expect("writes");
    for ledger in ledger::ledgers() {
        let text = written.get(ledger.file()).unwrap_or_else(|| panic!("no {}", ledger.file()));
        let mut rows = text.lines().map(|line| line.split(','));
        let header: Vec<&str> = rows.next().expect("a header").collect();
        assert_eq!(header.len(), ledger.columns().len(), "{}", ledger.file());
        // No value of the sample has a comma in it, so that a row splits at each.
        let mut filled = vec![false; header.len()];
        for row in rows {
            let row: Vec<&str> = row.collect();
            assert_eq!(row.len(), header.len(), "{}: {row:?}", ledger.file());
            for (filled, cell) in filled.iter_mut().zip(row) {
                *filled |= !cell.is_empty();
            }
        }
        for (name, filled) in header.iter().zip(filled) {
            assert!(filled, "{}: {name} is nowhere recorded", ledger.file());
        }
    }
}

#[test]
fn indicators_vary_and_a_few_are_not_available() {
    let measurement = measure(&shipped_facts());
    let (mut cells, mut gaps) = (0_usize, 0_usize);
    for series in measurement.efficacy() {
        let key = series.indicator().key().as_str();
        if key == "technical_efficiency" {
            continue;
        }
        let values: Vec<f64> = series.values().iter().filter_map(|measured| measured.value.clone().ok()).collect();
        cells += series.values().len();
        gaps += series.values().len() - values.len();
        let mean = values.iter().sum::<f64>() / values.len() as f64;
        let variance = values.iter().map(|value| (value - mean).powi(2)).sum::<f64>() / values.len() as f64;
        assert!(variance.sqrt() > 0.04 * mean.abs(), "{key} hardly varies: mean {mean}, variance {variance}");
    }
    let share = gaps as f64 / cells as f64;
    assert!((0.03..0.08).contains(&share), "share of gaps {share}");
}

#[test]
fn the_sizes_are_those_that_the_readme_tells() {
    let facts = shipped_facts();
    let population = |of: &str| {
        let mut of_community = facts.iter().filter(|facts| facts.community.as_str() == of);
        of_community.next_back().and_then(|facts| facts.profile.population).expect("recorded")
    };
    assert!((700..900).contains(&population("SYN-09")));
    assert!((19_000..21_000).contains(&population("SYN-18")));
    for of in &facts {
        assert!(of.grids.is_empty() || (4..=16).contains(&of.grids.len()), "{} {}", of.community, of.period);
    }
}
