use std::borrow::Cow;

use chrono::{DateTime, Utc};
use fixedbitset::FixedBitSet;

use super::clients::Clients;
use super::column::NumberColumn;
use super::list::UserSort;
use super::lists::{Lists, slices};
use super::order::{Between, Order};
use super::standing::{State, Tie};
use super::stored::by_fields;
use super::text::Text;
use crate::{PortalUserId, Standing};

/// What the directory is told of a portal user.
#[derive(Debug, Clone, Copy)]
pub struct UserEntry<'a> {
    /// The portal user.
    pub id: PortalUserId,
    /// The name and the e-mail address, as [`super::search_text`] folds them. They never change (rule 17).
    pub text: &'a str,
    /// When the account was created.
    pub created_at: DateTime<Utc>,
    /// Whether the e-mail address is verified (rule 15).
    pub verified: bool,
    /// The last sign-in, if there was one.
    pub last_sign_in_at: Option<DateTime<Utc>>,
}

/// All portal users, numbered as they came, in columns, and in each order that a list may have.
#[derive(Debug, Clone, Default)]
pub(super) struct Users {
    /// Name and e-mail address, folded, with a line end between them.
    pub(super) text: Text,
    /// The clients that each is linked to or barred from: [`Tie`]s.
    ties: Lists,
    /// [`State`]s.
    states: NumberColumn<u8>,
    /// The last sign-in, or else the account's creation, in milliseconds since 1970. Of the sign-ins of a day the first
    /// one may be all that is known.
    pub(super) last_seen: NumberColumn<i64>,
    created: NumberColumn<i64>,
    ids: NumberColumn<i64>,
    orders: [Order; By::ALL.len()],
}

by_fields! {
    Users { text, ties, states, last_seen, created, ids, orders }
}

/// The orders that are kept. Those by time are kept both ways, since those whose time is the same are in the order of
/// their names either way.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum By {
    Id,
    Name,
    Email,
    SignIn,
    LatestSignIn,
    Created,
    LatestCreated,
}

impl By {
    pub(super) const ALL: [Self; 7] =
        [Self::Id, Self::Name, Self::Email, Self::SignIn, Self::LatestSignIn, Self::Created, Self::LatestCreated];
}

/// In milliseconds.
const DAY: i64 = 24 * 60 * 60 * 1000;

/// What stands in an order by which: all of them are orders of such keys.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct Key<'a> {
    pub(super) time: i64,
    pub(super) text: Cow<'a, [u8]>,
    pub(super) id: i64,
}

impl Users {
    pub(super) fn len(&self) -> usize {
        self.ids.len()
    }

    pub(super) fn id(&self, user: u32) -> PortalUserId {
        PortalUserId::new(self.ids.get(user))
    }

    pub(super) fn find(&self, id: PortalUserId) -> Option<u32> {
        let by_id = self.order(By::Id);
        by_id.next(by_id.find(|user| self.ids.get(user) < id.get())).filter(|&user| self.id(user) == id)
    }

    pub(super) fn newest(&self) -> Option<PortalUserId> {
        let by_id = self.order(By::Id);
        by_id.before(by_id.nth(self.len())).next().map(|user| self.id(user))
    }

    pub(super) fn order(&self, by: By) -> &Order {
        &self.orders[by as usize]
    }

    pub(super) fn key(&self, by: By, user: u32) -> Key<'_> {
        let id = self.ids.get(user);
        // By the day, which is what is told of sign-ins. Who never signed in comes last either way.
        let day = || self.last_seen.get(user).div_euclid(DAY);
        let signed_in = || self.state(user).signed_in.then(day);
        let time = match by {
            By::Id | By::Name | By::Email => 0,
            By::SignIn => signed_in().unwrap_or(i64::MAX),
            By::LatestSignIn => signed_in().map_or(i64::MAX, |time| -time),
            By::Created => self.created.get(user),
            By::LatestCreated => -self.created.get(user),
        };
        Key { time, text: self.text_of_key(by, user), id }
    }

    fn text_of_key(&self, by: By, user: u32) -> Cow<'_, [u8]> {
        match by {
            By::Id => Cow::Borrowed(&[]),
            By::Email => self.text.fields(user).1,
            _ => self.text.fields(user).0,
        }
    }

    /// The place in an order where this key stands or would stand; after it, if `after`.
    pub(super) fn place(&self, by: By, key: &Key<'_>, after: bool) -> Between {
        self.order(by).find(|user| {
            let other = self.key(by, user);
            other < *key || after && other == *key
        })
    }

    pub(super) fn state(&self, user: u32) -> State {
        State::of_bits(self.states.get(user))
    }

    /// What all can be filtered by, with when each was last seen.
    pub(super) fn states_and_last_seen(&self) -> impl Iterator<Item = (State, i64)> + '_ {
        self.states.iter().map(State::of_bits).zip(self.last_seen.iter())
    }

    pub(super) fn ties(&self, user: u32) -> impl Iterator<Item = Tie> + '_ {
        self.ties.get(user).map(Tie)
    }

    /// Calls for each user of a set who is linked to any of these clients.
    pub(super) fn each_linked_to_any(&self, users: &FixedBitSet, clients: &FixedBitSet, mut found: impl FnMut(usize)) {
        self.ties.each_of(users, |user, ties| {
            let mut linked = ties.iter().map(|&tie| Tie(tie)).filter(|tie| !tie.is_barred());
            if linked.any(|tie| clients.contains(tie.client() as usize)) {
                found(user);
            }
        });
    }

    /// The clients that a user is linked to.
    pub(super) fn linked(&self, user: u32) -> impl Iterator<Item = u32> + '_ {
        self.ties(user).filter(|tie| !tie.is_barred()).map(Tie::client)
    }

    /// Puts how a user stands to a client in the place of how it was.
    pub(super) fn tie(&mut self, user: u32, client: u32, standing: Standing) {
        let mut ties: Vec<Tie> = self.ties(user).filter(|tie| tie.client() != client).collect();
        ties.extend(Tie::of(client, standing));
        self.ties.replace(user, &numbers(&ties));
    }

    /// Takes the ties of all, each of which ends where this says.
    pub(super) fn tie_all(&mut self, ties: &[Tie], ends: &[usize]) {
        self.ties = Lists::of(slices(&numbers(ties), ends));
    }

    /// Takes a user, who is new or of whom something has changed, and answers the number.
    pub(super) fn put(&mut self, entry: &UserEntry<'_>) -> u32 {
        match self.find(entry.id) {
            Some(user) => {
                self.update(user, entry);
                user
            }
            None => {
                let user = self.push(entry);
                self.text.enter(user);
                for by in By::ALL {
                    self.enter(by, user);
                }
                user
            }
        }
    }

    /// Takes a new user, who is in no order and not found yet.
    pub(super) fn push(&mut self, entry: &UserEntry<'_>) -> u32 {
        let user = u32::try_from(self.len()).expect("a firm has fewer than 2^32 portal users");
        self.text.push(entry.text);
        self.ties.push_empty();
        self.ids.push(entry.id.get());
        self.created.push(entry.created_at.timestamp_millis());
        self.last_seen.push(last_seen(entry));
        let (verified, signed_in) = (entry.verified, entry.last_sign_in_at.is_some());
        self.states.push(State { verified, signed_in, ..State::default() }.bits());
        user
    }

    fn update(&mut self, user: u32, entry: &UserEntry<'_>) {
        let moves = [By::SignIn, By::LatestSignIn];
        for by in moves {
            self.leave(by, user);
        }
        self.last_seen.set(user, last_seen(entry));
        let (verified, signed_in) = (entry.verified, entry.last_sign_in_at.is_some());
        self.states.set(user, State { verified, signed_in, ..self.state(user) }.bits());
        for by in moves {
            self.enter(by, user);
        }
    }

    /// Takes anew what a user's links and bars come to.
    pub(super) fn recompute(&mut self, user: u32, clients: &Clients) {
        let mut linked = self.linked(user).peekable();
        let state = State {
            linked: linked.peek().is_some(),
            closed: linked.any(|client| !clients.open.get(client)),
            barred: self.ties(user).any(Tie::is_barred),
            ..self.state(user)
        };
        drop(linked);
        self.states.set(user, state.bits());
    }

    fn enter(&mut self, by: By, user: u32) {
        let mut order = std::mem::take(&mut self.orders[by as usize]);
        let key = self.key(by, user);
        order.insert(user, |other| self.key(by, other) < key);
        self.orders[by as usize] = order;
    }

    fn leave(&mut self, by: By, user: u32) {
        let mut order = std::mem::take(&mut self.orders[by as usize]);
        let key = self.key(by, user);
        order.remove(|other| self.key(by, other) < key);
        self.orders[by as usize] = order;
    }

    /// Puts everybody in order and has everybody found, all at once.
    pub(super) fn arrange(&mut self) {
        self.text.enter_all();
        let by_name = self.sorted_by_text(By::Name);
        // Orders by time go on by name: places in the order of names are compared sooner than names.
        let mut ranks = vec![0; self.len()];
        for (rank, user) in (0..).zip(by_name.after(by_name.nth(0))) {
            ranks[user as usize] = rank;
        }
        let time_and_rank = |by, user| (self.key(by, user).time, ranks[user as usize]);
        self.orders = By::ALL.map(|by| match by {
            By::Id => self.sorted_by(|user| (self.ids.get(user), 0)),
            By::Name => by_name.clone(),
            By::Email => self.sorted_by_text(by),
            By::SignIn | By::LatestSignIn | By::Created | By::LatestCreated => {
                self.sorted_by(|user| time_and_rank(by, user))
            }
        });
        self.text.shorten();
    }

    fn sorted_by(&self, key: impl Fn(u32) -> (i64, u32)) -> Order {
        let mut keyed: Vec<_> = self.all().map(|user| (key(user), user)).collect();
        keyed.sort_unstable();
        Order::of(&keyed.into_iter().map(|(_, user)| user).collect::<Vec<_>>())
    }

    fn sorted_by_text(&self, by: By) -> Order {
        let mut keyed: Vec<_> = self.all().map(|user| (beginning(&self.text_of_key(by, user)), user)).collect();
        let key = |user| self.key(by, user);
        keyed.sort_unstable_by(|one, other| one.0.cmp(&other.0).then_with(|| key(one.1).cmp(&key(other.1))));
        Order::of(&keyed.into_iter().map(|(_, user)| user).collect::<Vec<_>>())
    }

    fn all(&self) -> impl Iterator<Item = u32> + use<> {
        0..u32::try_from(self.len()).expect("a firm has fewer than 2^32 portal users")
    }
}

fn numbers(ties: &[Tie]) -> Vec<u32> {
    ties.iter().map(|tie| tie.0).collect()
}

/// The first bytes of a text, as a number that orders texts as far as they go.
fn beginning(text: &[u8]) -> u64 {
    let mut bytes = [0; 8];
    let known = text.len().min(bytes.len());
    bytes[..known].copy_from_slice(&text[..known]);
    u64::from_be_bytes(bytes)
}

fn last_seen(entry: &UserEntry<'_>) -> i64 {
    entry.last_sign_in_at.unwrap_or(entry.created_at).timestamp_millis()
}

/// The order that a list asks for, and whether it is walked backwards.
pub(super) fn walked(sort: UserSort, descending: bool) -> (By, bool) {
    match (sort, descending) {
        (UserSort::Name | UserSort::Relevance, backwards) => (By::Name, backwards),
        (UserSort::Email, backwards) => (By::Email, backwards),
        (UserSort::LastSignIn, false) => (By::SignIn, false),
        (UserSort::LastSignIn, true) => (By::LatestSignIn, false),
        (UserSort::Created, false) => (By::Created, false),
        (UserSort::Created, true) => (By::LatestCreated, false),
    }
}
