use std::collections::HashMap;
use std::hash::Hash;

use domain::directory::{PlaceInList, Search, StartAt};
use domain::{LONGEST_SEARCH, PortalUserId, find_all};

use crate::{Marked, PortalUsersQuery};

/// How many linked clients a row names.
pub const CLIENTS_IN_A_ROW: usize = 2;

/// How many rows a page may have: so many if none are asked for, and at most so many.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct PageSize {
    /// If the request names none.
    pub unasked: u32,
    /// At most.
    pub most: u32,
}

impl PageSize {
    /// Of lists of portal users.
    pub const PORTAL_USERS: Self = Self { unasked: 50, most: 200 };
    /// Of clients that are searched for.
    pub const CLIENTS: Self = Self { unasked: 20, most: 100 };

    /// The number of rows that a request asks for.
    ///
    /// # Errors
    /// What may be asked for, in one sentence.
    pub fn of(self, asked: Option<u32>) -> Result<u32, String> {
        match asked.unwrap_or(self.unasked) {
            limit if (1..=self.most).contains(&limit) => Ok(limit),
            limit => Err(format!("`limit` is 1 to {}, not {limit}.", self.most)),
        }
    }
}

/// What is searched for.
///
/// # Errors
/// That it is too long, in one sentence.
pub fn searched(search: &str) -> Result<Search, String> {
    if search.chars().count() > LONGEST_SEARCH {
        return Err(format!("A search has {LONGEST_SEARCH} characters at most."));
    }
    Ok(Search::of(search))
}

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

/// Rows in the order in which they were found; tables give them in any.
pub fn in_order<K: Eq + Hash, T>(order: &[K], rows: Vec<T>, key: impl Fn(&T) -> K) -> Vec<T> {
    let mut rows: HashMap<K, T> = rows.into_iter().map(|row| (key(&row), row)).collect();
    order.iter().filter_map(|key| rows.remove(key)).collect()
}

/// Where the page begins that is asked for.
///
/// # Errors
/// Why it begins nowhere, in one sentence.
pub fn start(query: &PortalUsersQuery) -> Result<StartAt, &'static str> {
    match (&query.after, query.row) {
        (None, row) => Ok(StartAt::Row(row.unwrap_or(0) as usize)),
        (Some(after), None) => read_cursor(after).map(StartAt::After).ok_or("`after` is not the `next` of a page."),
        (Some(_), Some(_)) => Err("A page begins `after` a place or with a `row`, not both."),
    }
}

/// A place in a list as it is given out: user, time, text.
#[must_use]
pub fn cursor(place: &PlaceInList) -> String {
    format!("{}.{}.{}", place.user, place.time, place.text)
}

fn read_cursor(text: &str) -> Option<PlaceInList> {
    let (user, rest) = text.split_once('.')?;
    let (time, text) = rest.split_once('.')?;
    let (time, text, user) = (time.parse().ok()?, text.to_owned(), PortalUserId::new(user.parse().ok()?));
    Some(PlaceInList { time, text, user })
}
