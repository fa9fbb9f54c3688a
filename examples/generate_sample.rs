//! Makes the shipped sample: synthetic facts of 24 communities in 2022, 2023 and 2024, as JSON and as a folder of CSV ledgers.
//!
//! ```text
//! cargo run --example generate_sample -- --out DIR [--seed N]
//! ```
//!
//! The same seed gives the same bytes. What is shipped in `examples/data/sample` comes from the default seed. No community of it
//! exists, and nothing in it is drawn from the records of a real one.

mod sample;

use std::error::Error;
use std::path::{Path, PathBuf};

use governance_efficacy::governance::ledger;

const HELP: &str = "\
Makes the shipped sample: synthetic facts of 24 communities in three years.

  generate_sample --out DIR [--seed N]

  --out DIR   write README.md, facts.json and ledgers/*.csv into DIR
  --seed N    seed of the generator; by default that of the shipped sample
";

struct Arguments {
    out: PathBuf,
    seed: u64,
}

fn main() {
    if let Err(error) = run() {
        eprintln!("generate_sample: {error}");
        std::process::exit(1);
    }
}

fn run() -> Result<(), Box<dyn Error>> {
    let Some(Arguments { out, seed }) = parse()? else {
        print!("{HELP}");
        return Ok(());
    };
    let facts = sample::facts(seed)?;
    std::fs::create_dir_all(&out).map_err(|e| format!("{}: {e}", out.display()))?;
    write(&out.join("facts.json"), &sample::to_json(&facts)?)?;
    ledger::write_folder(&facts, out.join("ledgers"))?;
    write(&out.join("README.md"), sample::readme(seed).as_bytes())?;
    println!("synthetic: {} communities in periods, seed {seed}, made by {}", facts.len(), sample::GENERATOR);
    Ok(())
}

fn parse() -> Result<Option<Arguments>, Box<dyn Error>> {
    use lexopt::prelude::{Long, Short, ValueExt};

    let (mut out, mut seed) = (None, sample::SEED);
    let mut parser = lexopt::Parser::from_env();
    while let Some(argument) = parser.next()? {
        match argument {
            Long("out") => out = Some(parser.value()?.into()),
            Long("seed") => seed = parser.value()?.parse()?,
            Short('h') | Long("help") => return Ok(None),
            other => return Err(other.unexpected().into()),
        }
    }
    let out = out.ok_or("say where to write with --out DIR")?;
    Ok(Some(Arguments { out, seed }))
}

fn write(path: &Path, bytes: &[u8]) -> Result<(), Box<dyn Error>> {
    std::fs::write(path, bytes).map_err(|e| format!("{}: {e}", path.display()))?;
    println!("written: {} ({} bytes)", path.display(), bytes.len());
    Ok(())
}
