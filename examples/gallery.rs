//! Draws every figure from the shipped sample, which is synthetic, in English and Chinese.
//!
//! ```text
//! cargo run --example gallery --features report -- [DIR]
//! ```
//!
//! DIR is `docs/gallery` unless another is named.

mod figures;

use std::path::PathBuf;

use governance_efficacy::Language;

use figures::{Study, file_name};

fn main() -> Result<(), Box<dyn std::error::Error>> {
    let folder = std::env::args_os().nth(1).map_or_else(|| PathBuf::from("docs/gallery"), PathBuf::from);
    std::fs::create_dir_all(&folder)?;
    let study = Study::new()?;
    for language in [Language::En, Language::Zh] {
        for (name, figure) in study.figures(language)? {
            std::fs::write(folder.join(file_name(name, language)), figure.to_svg())?;
        }
    }
    Ok(())
}
