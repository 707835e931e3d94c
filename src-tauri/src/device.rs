//! What tells this computer from others. The keys of all that is kept here are named after it, so it lies in a file of its
//! own that is written once: settings are written again and again, and may be torn by a crash.

use std::fs::{self, File};
use std::io::{self, Write as _};
use std::path::Path;

use uuid::Uuid;

/// This computer's, in this folder of the application; made at the first start. Where it cannot be written down it is another
/// one at the next start, which reads everything anew.
pub(crate) fn id(home: &Path) -> String {
    let file = home.join("device");
    let known = fs::read_to_string(&file).ok().and_then(|text| text.trim().parse::<Uuid>().ok());
    let id = known.unwrap_or_else(|| {
        let new = Uuid::new_v4();
        if let Err(error) = write(&file, &new.to_string()) {
            tracing::warn!(%error, "what tells this computer from others could not be kept");
        }
        new
    });
    id.to_string()
}

/// Writes a file whole or not at all.
fn write(file: &Path, text: &str) -> io::Result<()> {
    let begun = file.with_extension("new");
    let mut new = File::create(&begun)?;
    new.write_all(text.as_bytes())?;
    new.sync_all()?;
    fs::rename(begun, file)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_computer_stays_the_same_and_a_file_that_says_nothing_is_written_anew() {
        let home = tempfile::tempdir().unwrap();
        let first = id(home.path());
        assert_eq!(id(home.path()), first);
        fs::write(home.path().join("device"), "torn").unwrap();
        let second = id(home.path());
        assert_ne!(second, first);
        assert_eq!(id(home.path()), second);
    }
}
