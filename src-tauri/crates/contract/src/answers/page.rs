use domain::directory::{PlaceInList, Search};
use domain::{PortalUserId, find_all};

use crate::Marked;

/// A text with the words of the search marked in it.
#[must_use]
pub fn marked(text: &str, search: &Search) -> Marked {
    Marked { text: text.to_owned(), marks: find_all(text, search.words()) }
}

/// A count as it is given out.
#[must_use]
pub fn whole(count: usize) -> i64 {
    i64::try_from(count).unwrap_or(i64::MAX)
}

/// A text that is not the `next` of a page.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct BadCursor;

/// A place in a list as it is given out: user, time, text.
#[must_use]
pub fn cursor(place: &PlaceInList) -> String {
    format!("{}.{}.{}", place.user, place.time, place.text)
}

/// A place in a list as it is taken back.
///
/// # Errors
/// [`BadCursor`] if it never was given out.
pub fn read_cursor(text: &str) -> Result<PlaceInList, BadCursor> {
    let read = || {
        let (user, rest) = text.split_once('.')?;
        let (time, text) = rest.split_once('.')?;
        Some(PlaceInList {
            time: time.parse().ok()?,
            text: text.to_owned(),
            user: PortalUserId::new(user.parse().ok()?),
        })
    };
    read().ok_or(BadCursor)
}
