//! The templates and the data dictionary in `docs/templates` are what the columns give.
//!
//! `UPDATE_TEMPLATES=1 cargo test --test suite templates` writes them anew.
#![cfg(feature = "csv")]

use std::collections::BTreeMap;
use std::fs;
use std::path::Path;

use governance_efficacy::governance::ledger::{data_dictionary, ledgers, templates};

#[test]
fn the_committed_templates_are_up_to_date() {
    let dir = Path::new(env!("CARGO_MANIFEST_DIR")).join("docs/templates");
    let mut expected: BTreeMap<String, String> = templates().into_iter().map(|(file, text)| (file.to_owned(), text)).collect();
    expected.insert("README.md".to_owned(), data_dictionary());
    if std::env::var_os("UPDATE_TEMPLATES").is_some() {
        let _ = fs::remove_dir_all(&dir);
        fs::create_dir_all(&dir).expect("made");
        for (file, text) in &expected {
            fs::write(dir.join(file), text).expect("written");
        }
    }
    let committed: BTreeMap<String, String> = fs::read_dir(&dir)
        .expect("docs/templates is there")
        .map(|entry| entry.expect("an entry").path())
        .map(|path| {
            let name = path.file_name().expect("a name").to_string_lossy().into_owned();
            (name, fs::read_to_string(&path).expect("readable").replace("\r\n", "\n"))
        })
        .collect();
    let names = |files: &BTreeMap<String, String>| files.keys().cloned().collect::<Vec<_>>();
    assert_eq!(names(&committed), names(&expected));
    for (file, text) in &expected {
        assert!(committed.get(file) == Some(text), "docs/templates/{file} is out of date; run with UPDATE_TEMPLATES=1");
    }
}

#[test]
fn every_ledger_and_column_is_described_in_both_languages() {
    for ledger in ledgers() {
        assert!(ledger.about().ends_with('.') && ledger.about().contains('('), "{}: {}", ledger.file(), ledger.about());
        for column in ledger.columns() {
            let meaning = column.meaning();
            let chinese = meaning.zh.chars().any(|c| ('\u{4e00}'..='\u{9fff}').contains(&c));
            assert!(!meaning.en.is_empty() && chinese, "{} {}", ledger.file(), column.name());
            assert!(!meaning.en.contains('|') && !meaning.zh.contains('|'), "would break the table");
        }
    }
}
