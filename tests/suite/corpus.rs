//! What fuzzing kept, run again: seeds, and inputs that once broke something. New ones are found by `fuzz/` (see `docs/testing.md`).
#![cfg(all(feature = "csv", feature = "json", feature = "lp", feature = "toml"))]

use std::path::Path;

#[path = "../../fuzz/src/targets.rs"]
mod targets;

fn replay(name: &str, target: fn(&[u8])) {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("fuzz/corpus").join(name);
    let files: Vec<_> = std::fs::read_dir(&folder).expect("the corpus").map(|entry| entry.expect("a file").path()).collect();
    assert!(!files.is_empty(), "{} is empty", folder.display());
    for file in files {
        println!("{}", file.display());
        target(&std::fs::read(&file).expect("a file"));
    }
}

#[test]
fn model_documents_in_toml() {
    replay("model_toml", targets::model_toml);
}

#[test]
fn model_documents_in_json() {
    replay("model_json", targets::model_json);
}

#[test]
fn tables_as_csv() {
    replay("table_csv", targets::table_csv);
}

#[test]
fn facts_in_json() {
    replay("facts_json", targets::facts_json);
}

#[test]
fn judgements_of_experts() {
    replay("judgements", targets::judgements);
}

#[test]
fn any_matrix_through_every_method() {
    replay("methods", targets::methods);
    replay("methods", targets::every_method);
}
