use std::borrow::Cow;

use chrono::{DateTime, Utc};
use fixedbitset::FixedBitSet;
use serde::{Deserialize, Serialize};
use ts_rs::TS;
use utoipa::ToSchema;

use super::Directory;
use super::order::Between;
use super::rank::Searched;
use super::search::{Search, Word};
use super::standing::State;
use super::users::{By, Key, walked};
use crate::PortalUserId;

/// The states a list of portal users can be narrowed to.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize, TS, ToSchema)]
#[serde(rename_all = "snake_case")]
#[ts(export)]
pub enum UserFilter {
    /// Everybody.
    #[default]
    All,
    /// Linked to no client (rule 25).
    NoLinkedClient,
    /// The e-mail address was never verified (15).
    NotVerified,
    /// Linked to at least one client whose portal is closed (1).
    ClosedPortal,
    /// No sign-in in twelve months (44).
    Dormant,
    /// Barred from at least one client, since access was closed (27).
    Barred,
}

impl UserFilter {
    /// Every one of them.
    pub const ALL: [Self; 6] =
        [Self::All, Self::NoLinkedClient, Self::NotVerified, Self::ClosedPortal, Self::Dormant, Self::Barred];
}

/// What a list of portal users can be ordered by.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize, TS, ToSchema)]
#[serde(rename_all = "snake_case")]
#[ts(export)]
pub enum UserSort {
    /// First and last name.
    #[default]
    Name,
    /// The e-mail address.
    Email,
    /// The day (UTC) of the last sign-in.
    LastSignIn,
    /// When the account was created.
    Created,
    /// How well they answer the search: a whole field, a field's beginning, the beginnings of words, anything else; of
    /// those alike, by a field of their own before by a linked client's; and then by name. Without a search, by name.
    Relevance,
}

/// Which portal users a list asks for.
#[derive(Debug, Clone, Copy)]
pub struct Listing<'a> {
    /// What is searched for, each word of it to be found in the user or in a linked client.
    pub search: &'a Search,
    /// Only users in this state.
    pub filter: UserFilter,
    /// In which order.
    pub sort: UserSort,
    /// The other way round; who never signed in comes last either way.
    pub descending: bool,
    /// Who was last seen before this is dormant ([`crate::dormant_before`]).
    pub dormant_before: DateTime<Utc>,
    /// Where the page begins.
    pub start: &'a StartAt,
    /// The most users on it.
    pub limit: usize,
}

/// Where a page of a list begins.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum StartAt {
    /// With the user in this row, counted from 0.
    Row(usize),
    /// After this place.
    After(PlaceInList),
}

/// A user's place in the order of a list, wherever the users around it have moved meanwhile.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PlaceInList {
    /// What the list is ordered by first, where that is a time: in days or milliseconds, negative where the newest come
    /// first; or how well the user answers the search.
    pub time: i64,
    /// The folded name, or the folded address where the list is ordered by it.
    pub text: String,
    /// The user.
    pub user: PortalUserId,
}

/// The users on a page.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FoundUsers {
    /// In the order asked for.
    pub users: Vec<PortalUserId>,
    /// All who answer, on all pages.
    pub total: usize,
    /// The place of the last user on this page, if there are more after it.
    pub next: Option<PlaceInList>,
}

/// How many portal users there are in each state.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct UserCounts {
    /// Everybody.
    pub all: usize,
    /// As [`UserFilter::NoLinkedClient`].
    pub no_linked_client: usize,
    /// As [`UserFilter::NotVerified`].
    pub not_verified: usize,
    /// As [`UserFilter::ClosedPortal`].
    pub closed_portal: usize,
    /// As [`UserFilter::Dormant`].
    pub dormant: usize,
    /// As [`UserFilter::Barred`].
    pub barred: usize,
}

impl Directory {
    /// A page of the portal users that a list asks for, with how many there are on all pages.
    #[must_use]
    pub fn list(&self, listing: &Listing<'_>) -> FoundUsers {
        let (by, backwards) = walked(listing.sort, listing.descending);
        let words = self.words(listing.search.words());
        let matching = self.matching(listing, &words);
        let total = matching.as_ref().map_or(self.users.len(), |users| users.count_ones(..));
        // One more than asked for tells whether there is a next page.
        let wanted = listing.limit + 1;
        let mut users: Vec<(i64, u32)> = match matching {
            Some(matching) if listing.sort == UserSort::Relevance && !listing.search.words().is_empty() => {
                let searched = Searched { typed: listing.search.typed(), words: &words, matching };
                self.ranked_page(&searched, backwards, listing.start, wanted)
            }
            matching => {
                let users = self.page(by, backwards, listing.start, matching.as_ref(), wanted);
                users.into_iter().map(|user| (self.users.key(by, user).time, user)).collect()
            }
        };
        let more = users.len() > listing.limit;
        users.truncate(listing.limit);
        let next = users.last().filter(|_| more).map(|&(time, last)| self.place(by, time, last));
        FoundUsers { users: users.into_iter().map(|(_, user)| self.users.id(user)).collect(), total, next }
    }

    /// At most so many of these users, or of all.
    pub(super) fn page(
        &self,
        by: By,
        backwards: bool,
        start: &StartAt,
        users: Option<&FixedBitSet>,
        wanted: usize,
    ) -> Vec<u32> {
        match (users, start) {
            (None, start) => self.walk(by, backwards, self.start(by, backwards, start)).take(wanted).collect(),
            (Some(users), start) if is_few(users.count_ones(..), self.users.len()) => {
                self.picked(by, backwards, start, users, wanted)
            }
            (Some(users), start) => {
                let (from, skipped) = match start {
                    StartAt::Row(row) => (&StartAt::Row(0), *row),
                    after @ StartAt::After(_) => (after, 0),
                };
                let walk = self.walk(by, backwards, self.start(by, backwards, from));
                walk.filter(|&user| users.contains(user as usize)).skip(skipped).take(wanted).collect()
            }
        }
    }

    /// How many users there are in each state.
    #[must_use]
    pub fn counts(&self, dormant_before: DateTime<Utc>) -> UserCounts {
        let mut counts = UserCounts { all: self.users.len(), ..UserCounts::default() };
        let before = dormant_before.timestamp_millis();
        for (state, last_seen) in self.users.states_and_last_seen() {
            let is = |filter| usize::from(answers(filter, state, last_seen, before));
            counts.no_linked_client += is(UserFilter::NoLinkedClient);
            counts.not_verified += is(UserFilter::NotVerified);
            counts.closed_portal += is(UserFilter::ClosedPortal);
            counts.dormant += is(UserFilter::Dormant);
            counts.barred += is(UserFilter::Barred);
        }
        counts
    }

    /// The users that answer, whatever the order and the page; none where that is everybody.
    fn matching(&self, listing: &Listing<'_>, words: &[Word<'_>]) -> Option<FixedBitSet> {
        let with_words = self.users_with(words);
        if listing.filter == UserFilter::All {
            return with_words;
        }
        let before = listing.dormant_before.timestamp_millis();
        let answers = |state, last_seen| answers(listing.filter, state, last_seen, before);
        let mut matching = FixedBitSet::with_capacity(self.users.len());
        match with_words {
            Some(users) => matching.extend(users.ones().filter(|&user| {
                let user = number(user);
                answers(self.users.state(user), self.users.last_seen.get(user))
            })),
            None => {
                let all = self.users.states_and_last_seen().enumerate();
                matching.extend(all.filter(|&(_, (state, seen))| answers(state, seen)).map(|(user, _)| user));
            }
        }
        Some(matching)
    }

    /// A page of few users: they are put in order, rather than looked for among all.
    fn picked(&self, by: By, backwards: bool, start: &StartAt, users: &FixedBitSet, wanted: usize) -> Vec<u32> {
        let mut keyed: Vec<(Key<'_>, u32)> =
            users.ones().map(|user| (self.users.key(by, number(user)), number(user))).collect();
        keyed.sort_unstable();
        if backwards {
            keyed.reverse();
        }
        let skipped = match start {
            StartAt::Row(row) => *row,
            StartAt::After(place) => {
                keyed.partition_point(|(key, _)| if backwards { *key >= place.key() } else { *key <= place.key() })
            }
        };
        keyed.into_iter().skip(skipped).take(wanted).map(|(_, user)| user).collect()
    }

    /// The place in an order from which a page is walked, in the direction in which it is.
    fn start(&self, by: By, backwards: bool, start: &StartAt) -> Between {
        let order = self.users.order(by);
        match start {
            StartAt::Row(row) if backwards => order.nth(self.users.len().saturating_sub(*row)),
            StartAt::Row(row) => order.nth(*row),
            StartAt::After(place) => self.users.place(by, &place.key(), !backwards),
        }
    }

    fn walk(&self, by: By, backwards: bool, from: Between) -> Box<dyn Iterator<Item = u32> + '_> {
        let order = self.users.order(by);
        if backwards { Box::new(order.before(from)) } else { Box::new(order.after(from)) }
    }

    fn place(&self, by: By, time: i64, user: u32) -> PlaceInList {
        let key = self.users.key(by, user);
        PlaceInList { time, text: String::from_utf8_lossy(&key.text).into_owned(), user: self.users.id(user) }
    }
}

impl PlaceInList {
    /// The place among those who answer as well.
    pub(super) fn by_name(&self) -> Self {
        Self { time: 0, ..self.clone() }
    }

    fn key(&self) -> Key<'_> {
        Key { time: self.time, text: Cow::Borrowed(self.text.as_bytes()), id: self.user.get() }
    }
}

/// Whether it is cheaper to put so many in order than to look for the first of them among all.
pub(super) fn is_few(some: usize, all: usize) -> bool {
    some.saturating_mul(some) < all.saturating_mul(2)
}

fn answers(filter: UserFilter, state: State, last_seen: i64, dormant_before: i64) -> bool {
    match filter {
        UserFilter::All => true,
        UserFilter::NoLinkedClient => !state.linked,
        UserFilter::NotVerified => !state.verified,
        UserFilter::ClosedPortal => state.closed,
        UserFilter::Dormant => last_seen < dormant_before,
        UserFilter::Barred => state.barred,
    }
}

pub(super) fn number(user: usize) -> u32 {
    u32::try_from(user).expect("users and clients are numbered so")
}
