use domain::{Path, PersonAtClient, words};

use crate::OpenPath;

/// These paths of a person to a client, each with whether it is open and what shuts it (`rules.md` 27).
#[must_use]
pub fn open_paths_of(person: &PersonAtClient, paths: &[Path]) -> Vec<OpenPath> {
    let settings = person.facts.settings_in_force();
    let of = |&path: &Path| {
        let open = person.is_open(path);
        OpenPath { path, open, says: words::path(path, open, settings), shut_by: path.shut_by() }
    };
    paths.iter().map(of).collect()
}
