//! Ledgers in a folder (台账文件夹).

use std::fs;
use std::io::Read;
use std::path::Path;

use crate::document::SteadyFile;
use crate::error::Error;
use crate::governance::facts::Facts;

use super::{Limits, read_within, write};

/// Reads the facts from the ledgers in the folder `dir`, within the default [`Limits`].
///
/// Every file that ends in `.csv` must be a ledger, since a misspelled name would else read as "nothing recorded"; other files and
/// folders within are left alone.
///
/// # Errors
/// [`Error::Io`] if the folder or a file in it can't be read, or if a file changes while it is read; else as [`read`](super::read).
pub fn read_folder(dir: impl AsRef<Path>) -> Result<Facts, Error> {
    read_folder_within(dir, Limits::default())
}

/// Reads the facts from the ledgers in the folder `dir`, within `limits`.
///
/// # Errors
/// As [`read_folder`].
pub fn read_folder_within(dir: impl AsRef<Path>, limits: Limits) -> Result<Facts, Error> {
    let dir = dir.as_ref();
    let mut files = Vec::new();
    for entry in fs::read_dir(dir).map_err(|problem| io(dir, &problem))? {
        let path = entry.map_err(|problem| io(dir, &problem))?.path();
        let is_csv = path.extension().is_some_and(|extension| extension.eq_ignore_ascii_case("csv"));
        let Some(name) = path.file_name().filter(|_| is_csv) else { continue };
        let size = fs::metadata(&path).map_err(|problem| io(&path, &problem))?;
        if !size.is_file() {
            continue;
        }
        Limits::keep(
            "size of a ledger in bytes (set by Limits::with_bytes)",
            usize::try_from(size.len()).unwrap_or(usize::MAX),
            limits.bytes,
        )?;
        let mut content = Vec::new();
        // One byte more than the limit tells a file that grew meanwhile.
        let most = u64::try_from(limits.bytes).unwrap_or(u64::MAX).saturating_add(1);
        SteadyFile::open(&path)?.take(most).read_to_end(&mut content).map_err(|problem| io(&path, &problem))?;
        files.push((name.to_string_lossy().into_owned(), content));
    }
    read_within(files, limits)
}

/// Writes the facts as ledgers into the folder `dir`, which is made if it is not there.
///
/// Every ledger is written, so that none is left over from before.
///
/// # Errors
/// [`Error::Io`] if the folder can't be made or a file can't be written.
pub fn write_folder(facts: &Facts, dir: impl AsRef<Path>) -> Result<(), Error> {
    let dir = dir.as_ref();
    fs::create_dir_all(dir).map_err(|problem| io(dir, &problem))?;
    for (file, text) in write(facts)? {
        let path = dir.join(file);
        fs::write(&path, text).map_err(|problem| io(&path, &problem))?;
    }
    Ok(())
}

fn io(path: &Path, problem: &std::io::Error) -> Error {
    Error::Io { path: path.display().to_string(), problem: problem.to_string() }
}
