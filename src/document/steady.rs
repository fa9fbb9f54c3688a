//! A file that must stay as it is while it is read (读取期间不得变动的文件).

use std::fs::{File, Metadata};
use std::io::{self, Read};
use std::path::Path;
use std::time::SystemTime;

use crate::error::Error;

/// What to do about a file in another encoding.
pub(crate) const NOT_UTF8: &str = "it is not in UTF-8 (a spreadsheet in Chinese saves plain CSV in GBK); save it as \"CSV UTF-8\" \
                        (不是 UTF-8 编码，可能为 GBK；请另存为 CSV UTF-8)";

/// A file that refuses to end well if its length or time of change is another than when it was opened: what was read would be part old,
/// part new. Pipes have neither, and are read as they come.
#[derive(Debug)]
pub struct SteadyFile {
    file: File,
    before: Option<Stamp>,
}

/// Length and time of change, where the system tells it.
type Stamp = (u64, Option<SystemTime>);

fn stamp(of: &Metadata) -> Stamp {
    (of.len(), of.modified().ok())
}

impl SteadyFile {
    pub(crate) fn open(path: &Path) -> Result<Self, Error> {
        let opened = || {
            let file = File::open(path)?;
            let about = file.metadata()?;
            Ok(Self { file, before: about.is_file().then(|| stamp(&about)) })
        };
        opened().map_err(|problem: io::Error| Error::Io { path: path.display().to_string(), problem: problem.to_string() })
    }
}

impl Read for SteadyFile {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        let count = self.file.read(buffer)?;
        if count == 0
            && !buffer.is_empty()
            && let Some(before) = self.before
            && stamp(&self.file.metadata()?) != before
        {
            return Err(io::Error::other("the file changed while it was read; read it again when nothing writes to it"));
        }
        Ok(count)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::io::Write;

    #[test]
    fn a_file_that_grows_while_it_is_read_is_refused() {
        let path = std::env::temp_dir().join(format!("steady-{}.csv", std::process::id()));
        std::fs::write(&path, "unit,a\nX,1\n").expect("written");
        let mut text = String::new();
        SteadyFile::open(&path).expect("opens").read_to_string(&mut text).expect("steady");
        assert_eq!(text, "unit,a\nX,1\n");

        let mut file = SteadyFile::open(&path).expect("opens");
        let mut first = [0; 4];
        file.read_exact(&mut first).expect("four bytes");
        std::fs::OpenOptions::new().append(true).open(&path).and_then(|mut f| f.write_all(b"Y,2\n")).expect("appended");
        let problem = file.read_to_string(&mut text).expect_err("refused").to_string();
        assert!(problem.contains("changed while it was read"), "{problem}");
        std::fs::remove_file(&path).expect("removed");
    }
}
