//! The directory held against lists that are searched, sorted and counted plainly.

use std::collections::BTreeMap;

use chrono::{DateTime, TimeDelta, Utc};
use proptest::prelude::*;

use super::*;
use crate::{Origin, Portal, search_words};

/// A portal user as the plain list keeps it.
#[derive(Debug, Clone)]
struct User {
    name: String,
    email: String,
    created_at: DateTime<Utc>,
    verified: bool,
    last_sign_in_at: Option<DateTime<Utc>>,
}

#[derive(Debug, Clone, Default)]
struct Plain {
    users: BTreeMap<i64, User>,
    /// Name, and whether its portal is open.
    clients: BTreeMap<String, (String, bool)>,
    pairs: BTreeMap<(i64, String), Standing>,
}

/// Whether the word stands in the text where a word or a number begins.
fn begins(text: &str, word: &str) -> bool {
    let class = |c: char| {
        if c.is_ascii_digit() {
            1
        } else if c == '@' {
            2
        } else if c.is_ascii_punctuation() {
            3
        } else {
            4 + u8::from(c == ' ')
        }
    };
    let begins_at = |at: usize| {
        let before = text[..at].chars().next_back();
        before.is_none_or(|before| class(before) != class(text[at..].chars().next().unwrap()))
    };
    text.match_indices(word).any(|(at, _)| begins_at(at))
}

/// Something that happens to a firm.
#[derive(Debug, Clone)]
enum Event {
    User(i64, User),
    Client(String, String, bool),
    Pair(i64, String, Standing),
}

fn day(days: i64) -> DateTime<Utc> {
    DateTime::UNIX_EPOCH + TimeDelta::days(days)
}

fn users() -> impl Strategy<Value = (i64, User)> {
    let seen = prop::option::of(0_i64..1600);
    (1_i64..40, 0_i64..8, any::<bool>(), seen).prop_map(|(id, created, verified, seen)| {
        // The name and the address are the account's for good: they follow from its number.
        let name =
            format!("{} {}", ["Ana", "Bo", "Ánna", "李"][id as usize % 4], ["Smith", "Søn", "Bo"][id as usize % 3]);
        let email = format!("{}{}@example.com", ["b", "A", "x"][id as usize % 3], id);
        let created_at = day(created);
        let last_sign_in_at = seen.map(|quarters| DateTime::UNIX_EPOCH + TimeDelta::minutes(quarters * 15));
        (id, User { name, email, created_at, verified, last_sign_in_at })
    })
}

fn client_ids() -> impl Strategy<Value = String> {
    "(10|a|A)[0-3]{1,2}"
}

fn events() -> impl Strategy<Value = Event> {
    let standing = prop::sample::select(vec![Standing::default(), Standing::linked(Origin::Staff), Standing::barred()]);
    prop_oneof![
        3 => users().prop_map(|(id, user)| Event::User(id, user)),
        2 => (client_ids(), "(Smith|Bo|Café 10|A1)", any::<bool>()).prop_map(|(id, name, open)| Event::Client(id, name, open)),
        4 => (1_i64..40, client_ids(), standing).prop_map(|(user, client, standing)| Event::Pair(user, client, standing)),
    ]
}

impl Plain {
    fn take(&mut self, event: &Event) {
        match event.clone() {
            Event::User(id, user) => {
                let created_at = self.users.get(&id).map_or(user.created_at, |before| before.created_at);
                self.users.insert(id, User { created_at, ..user });
            }
            Event::Client(id, name, open) => {
                self.clients.insert(id, (name, open));
            }
            Event::Pair(user, client, standing) => {
                if self.users.contains_key(&user) && self.clients.contains_key(&client) {
                    self.pairs.insert((user, client), standing);
                }
            }
        }
    }

    fn linked(&self, user: i64) -> impl Iterator<Item = (&str, &str, bool)> {
        let pairs = self.pairs.iter().filter(move |((of, _), standing)| *of == user && standing.is_linked());
        pairs.map(|((_, client), _)| {
            let (name, open) = &self.clients[client];
            (client.as_str(), name.as_str(), *open)
        })
    }

    /// How well a user answers, plainly.
    fn rank(&self, id: i64, search: &Search) -> usize {
        let user = &self.users[&id];
        let own = vec![fold(&user.name), fold(&user.email)];
        let linked = self.linked(id).flat_map(|(client, name, _)| [fold(client), fold(name)]);
        let all: Vec<String> = own.iter().cloned().chain(linked).collect();
        let typed = search.typed();
        let words = |texts: &[String], has: fn(&str, &str) -> bool| {
            search.words().iter().all(|word| texts.iter().any(|text| has(text, word)))
        };
        let answers = |how: usize, texts: &[String]| match how {
            0 => texts.iter().any(|text| text == typed),
            1 => texts.iter().any(|text| text.starts_with(typed)),
            2 => words(texts, begins),
            _ => words(texts, |text, word| text.contains(word)),
        };
        (0..4).flat_map(|how| [answers(how, &own), answers(how, &all)]).position(|answers| answers).unwrap()
    }

    fn answers(&self, id: i64, words: &[String], filter: UserFilter, dormant_before: DateTime<Utc>) -> bool {
        let user = &self.users[&id];
        let mut texts = vec![fold(&user.name), fold(&user.email)];
        texts.extend(self.linked(id).flat_map(|(client, name, _)| [fold(client), fold(name)]));
        words.iter().all(|word| texts.iter().any(|text| text.contains(word.as_str())))
            && match filter {
                UserFilter::All => true,
                UserFilter::NoLinkedClient => self.linked(id).count() == 0,
                UserFilter::NotVerified => !user.verified,
                UserFilter::ClosedPortal => self.linked(id).any(|(_, _, open)| !open),
                UserFilter::Dormant => user.last_sign_in_at.unwrap_or(user.created_at) < dormant_before,
                UserFilter::Barred => self.pairs.iter().any(|((of, _), standing)| *of == id && standing.barred),
            }
    }

    fn list(&self, listing: &Listing<'_>) -> Vec<i64> {
        let answers = |id: &i64| self.answers(*id, listing.search.words(), listing.filter, listing.dormant_before);
        let mut ids: Vec<i64> = self.users.keys().copied().filter(answers).collect();
        let name = |id: &i64| (fold(&self.users[id].name), *id);
        let never = (listing.sort == UserSort::LastSignIn).then_some(());
        match (listing.sort, listing.descending) {
            (UserSort::Relevance, descending) => {
                let searched = !listing.search.words().is_empty();
                ids.sort_by_key(|id| (if searched { self.rank(*id, listing.search) } else { 0 }, name(id)));
                if descending {
                    ids.reverse();
                }
            }
            (UserSort::Name, false) => ids.sort_by_key(name),
            (UserSort::Name, true) => ids.sort_by_key(|id| std::cmp::Reverse(name(id))),
            (UserSort::Email, false) => ids.sort_by_key(|id| (fold(&self.users[id].email), *id)),
            (UserSort::Email, true) => ids.sort_by_key(|id| std::cmp::Reverse((fold(&self.users[id].email), *id))),
            (UserSort::LastSignIn | UserSort::Created, descending) => ids.sort_by_key(|id| {
                let user = &self.users[id];
                let day = |time: DateTime<Utc>| time.timestamp() / (24 * 60 * 60);
                let time = never.map_or(Some(user.created_at.timestamp()), |()| user.last_sign_in_at.map(day));
                (time.is_none(), time.map(|time| if descending { -time } else { time }), name(id))
            }),
        }
        ids
    }

    fn gathered(&self) -> Directory {
        let mut gathering = Gathering::default();
        for (&id, user) in &self.users {
            let text = search_text(&user.name, &user.email);
            gathering.user(&entry(id, user, &text));
        }
        for (id, (name, open)) in &self.clients {
            let id = ClientId::new(id.as_str()).unwrap();
            let text = search_text(name, id.as_str());
            gathering.client(&ClientEntry { id: &id, text: &text, portal: portal(*open) });
        }
        for ((user, client), standing) in &self.pairs {
            gathering.pair(PortalUserId::new(*user), &ClientId::new(client.as_str()).unwrap(), *standing);
        }
        gathering.finish()
    }
}

fn entry<'a>(id: i64, user: &User, text: &'a str) -> UserEntry<'a> {
    let User { created_at, verified, last_sign_in_at, .. } = *user;
    UserEntry { id: PortalUserId::new(id), text, created_at, verified, last_sign_in_at }
}

fn portal(open: bool) -> Portal {
    if open { Portal::Open } else { Portal::ClientInactive }
}

fn put(directory: &mut Directory, event: &Event, plain: &Plain) {
    match event {
        Event::User(id, _) => {
            // As it is now, with the creation that it had from the beginning.
            let user = &plain.users[id];
            directory.put_user(&entry(*id, user, &search_text(&user.name, &user.email)));
        }
        Event::Client(id, name, open) => {
            let id = ClientId::new(id.as_str()).unwrap();
            directory.put_client(&ClientEntry {
                id: &id,
                text: &search_text(name, id.as_str()),
                portal: portal(*open),
            });
        }
        Event::Pair(user, client, standing) => {
            directory.put_pair(PortalUserId::new(*user), &ClientId::new(client.as_str()).unwrap(), *standing);
        }
    }
}

fn stored(directory: &Directory) -> Vec<u8> {
    let mut bytes = Vec::new();
    directory.store(&mut bytes).unwrap();
    bytes
}

/// The same, by way of its bytes.
fn restored(directory: &Directory) -> Directory {
    let bytes = stored(directory);
    let mut left = bytes.as_slice();
    let restored = Directory::restore(&mut left).unwrap();
    assert!(left.is_empty() && stored(&restored) == bytes);
    restored
}

/// All pages of a list, one after the other.
fn paged(directory: &Directory, listing: Listing<'_>) -> Vec<i64> {
    let mut users = Vec::new();
    let mut start = listing.start.clone();
    loop {
        let page = directory.list(&Listing { start: &start, ..listing });
        users.extend(page.users.iter().map(|user| user.get()));
        match page.next {
            Some(place) => start = StartAt::After(place),
            None => return users,
        }
    }
}

const SORTS: [UserSort; 5] =
    [UserSort::Name, UserSort::Email, UserSort::LastSignIn, UserSort::Created, UserSort::Relevance];

proptest! {
    /// Whatever happened, one by one or gathered at once, and restored from bytes on the way or at the end: each list, page
    /// by page and from any row, is what plain sorting and searching give; and a clone made on the way is still the state
    /// that it was made of.
    #[test]
    fn lists_are_what_plain_lists_are(
        events in prop::collection::vec(events(), 0..120),
        early in 0_usize..120,
        restored_at in 0_usize..120,
        search in "(|smith|bo a|10|an 1|李|x1|example son|nobody|a|b|1|0|bo smith|cafe 10|@|ana s|a1|.c)",
        (filter, sort) in (prop::sample::select(&UserFilter::ALL[..]), prop::sample::select(&SORTS[..])),
        descending: bool,
        limit in 1_usize..9,
        row in 0_usize..40,
    ) {
        let mut plain = Plain::default();
        let mut directory = Directory::default();
        let mut kept = None;
        for (number, event) in events.iter().enumerate() {
            if number == early {
                kept = Some((plain.clone(), directory.clone()));
            }
            if number == restored_at {
                directory = restored(&directory);
            }
            plain.take(event);
            put(&mut directory, event, &plain);
        }
        let search = Search::of(&search);
        let (start, dormant_before) = (StartAt::Row(0), day(9));
        let listing = Listing { search: &search, filter, sort, descending, dormant_before, start: &start, limit };
        let gathered = plain.gathered();
        let last = [(plain.clone(), restored(&gathered)), (plain.clone(), gathered), (plain, directory)];
        let states = kept.into_iter().chain(last);
        for (plain, directory) in states {
            let expected = plain.list(&listing);
            prop_assert_eq!(directory.list(&listing).total, expected.len());
            prop_assert_eq!(&paged(&directory, listing), &expected);
            let from_row = Listing { start: &StartAt::Row(row), ..listing };
            prop_assert_eq!(&paged(&directory, from_row), &expected[row.min(expected.len())..]);
            for &id in plain.users.keys() {
                let mut linked: Vec<_> = plain.linked(id).map(|(client, name, _)| {
                    let text = search_text(name, client);
                    let has = search.words().iter().filter(|word| text.contains(word.as_str())).count();
                    (std::cmp::Reverse(has), fold(name), client.to_owned())
                }).collect();
                linked.sort();
                let first: Vec<String> = linked.iter().take(2).map(|(.., client)| client.clone()).collect();
                let found = directory.linked(PortalUserId::new(id), &search, 2);
                prop_assert_eq!(found.clients, linked.len());
                prop_assert_eq!(found.open_portals, plain.linked(id).filter(|(.., open)| *open).count());
                prop_assert_eq!(found.first.iter().map(ClientId::as_str).collect::<Vec<_>>(), first);
            }
            let counts = directory.counts(dormant_before);
            let counted = [
                counts.all, counts.no_linked_client, counts.not_verified, counts.closed_portal, counts.dormant, counts.barred,
            ];
            let all = UserFilter::ALL.map(|filter| {
                plain.users.keys().filter(|&&id| plain.answers(id, &[], filter, dormant_before)).count()
            });
            prop_assert_eq!(counted, all);
        }
    }

    /// Clients: the one whose Client ID was typed, then those that begin with it, then by name.
    #[test]
    fn clients_are_found_as_in_a_plain_list(
        events in prop::collection::vec(events(), 0..80),
        typed in "(|a1|10|A1|smith|bo|caf|1|03)",
        limit in 1_usize..9,
    ) {
        let mut plain = Plain::default();
        let mut directory = Directory::default();
        for event in &events {
            plain.take(event);
            put(&mut directory, event, &plain);
        }
        let words = search_words(&typed);
        let mut expected: Vec<_> = plain.clients.iter().filter_map(|(id, (name, _))| {
            let (folded_name, folded_id) = (fold(name), fold(id));
            let has = |word: &String| folded_name.contains(word.as_str()) || folded_id.contains(word.as_str());
            let begins = id.starts_with(&typed) || folded_name.starts_with(&fold(&typed));
            words.iter().all(has).then_some((*id != typed, !begins, folded_name, id.clone()))
        }).collect();
        expected.sort();
        for directory in [directory, plain.gathered()] {
            let found = directory.find_clients(&words, &typed, limit);
            prop_assert_eq!(found.total, expected.len());
            let ids: Vec<&str> = found.clients.iter().map(ClientId::as_str).collect();
            let first: Vec<&str> = expected.iter().take(limit).map(|(.., id)| id.as_str()).collect();
            prop_assert_eq!(ids, first);
        }
    }
}
