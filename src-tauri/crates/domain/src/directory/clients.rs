use std::borrow::Cow;

use super::column::NumberColumn;
use super::lists::Lists;
use super::order::Order;
use super::packed::Packed;
use super::stored::by_fields;
use super::text::Text;
use crate::{ClientId, Portal, fold};

/// What no Client ID is.
const IN_CAPITALS: &[u8] = b"\n";

/// What the directory is told of a client.
#[derive(Debug, Clone, Copy)]
pub struct ClientEntry<'a> {
    /// The Client ID.
    pub id: &'a ClientId,
    /// The name and the Client ID, as [`super::search_text`] folds them.
    pub text: &'a str,
    /// Whether its portal is open.
    pub portal: Portal,
}

/// All clients, numbered as they came.
#[derive(Debug, Clone, Default)]
pub(super) struct Clients {
    /// Name and Client ID, folded, with a line end between them.
    pub(super) text: Text,
    /// The Client IDs as they are written, as far as that does not follow from how they are folded.
    ids: Packed,
    /// The users who are linked to each.
    pub(super) users: Lists,
    pub(super) open: NumberColumn<bool>,
    /// By the folded Client ID, and then as it is written.
    pub(super) by_id: Order,
    pub(super) by_name: Order,
}

by_fields! {
    Clients { text, ids, users, open, by_id, by_name }
}

impl Clients {
    pub(super) fn len(&self) -> usize {
        self.open.len()
    }

    /// The Client ID as it is written.
    pub(super) fn id(&self, client: u32) -> Cow<'_, [u8]> {
        self.key(client).1
    }

    pub(super) fn find(&self, id: &str) -> Option<u32> {
        let folded = fold(id);
        let key = (folded.as_bytes(), id.as_bytes());
        let place = self.by_id.find(|client| {
            let (folded, id) = self.id_key(client);
            (&*folded, &*id) < key
        });
        self.by_id.next(place).filter(|&client| *self.id(client) == *id.as_bytes())
    }

    /// Those whose Client ID begins like this, to the letter.
    pub(super) fn with_id_from(&self, start: &str) -> impl Iterator<Item = u32> {
        let folded = fold(start);
        let place = self.by_id.find(|client| *self.folded_id(client) < *folded.as_bytes());
        let alike =
            self.by_id.after(place).take_while(move |&client| self.folded_id(client).starts_with(folded.as_bytes()));
        alike.filter(move |&client| self.id(client).starts_with(start.as_bytes()))
    }

    /// Those whose name begins like this, by name.
    pub(super) fn with_name_from<'a>(&'a self, start: &'a [u8]) -> impl Iterator<Item = u32> + 'a {
        let place = self.by_name.find(|client| *self.name(client) < *start);
        self.by_name.after(place).take_while(move |&client| self.name(client).starts_with(start))
    }

    /// What orders clients by name: those of the same name by Client ID.
    pub(super) fn key(&self, client: u32) -> (Cow<'_, [u8]>, Cow<'_, [u8]>) {
        let (name, folded) = self.text.fields(client);
        (name, written(folded, self.ids.get(client)))
    }

    /// What orders clients by Client ID.
    fn id_key(&self, client: u32) -> (Cow<'_, [u8]>, Cow<'_, [u8]>) {
        let folded = self.folded_id(client);
        (folded.clone(), written(folded, self.ids.get(client)))
    }

    pub(super) fn in_order(&self) -> impl Iterator<Item = u32> {
        self.by_name.after(self.by_name.nth(0))
    }

    pub(super) fn name(&self, client: u32) -> Cow<'_, [u8]> {
        self.text.fields(client).0
    }

    pub(super) fn folded_id(&self, client: u32) -> Cow<'_, [u8]> {
        self.text.fields(client).1
    }

    /// Takes a client, who is new or of whom something has changed, and answers the number.
    pub(super) fn put(&mut self, entry: &ClientEntry<'_>) -> u32 {
        match self.find(entry.id.as_str()) {
            Some(client) => {
                self.update(client, entry);
                client
            }
            None => {
                let client = self.push(entry);
                self.text.enter(client);
                let mut by_id = std::mem::take(&mut self.by_id);
                by_id.insert(client, |other| self.id_key(other) < self.id_key(client));
                self.by_id = by_id;
                self.enter_by_name(client);
                client
            }
        }
    }

    /// Takes a new client, who is in no order and not found yet.
    pub(super) fn push(&mut self, entry: &ClientEntry<'_>) -> u32 {
        let client = u32::try_from(self.len()).ok().filter(|client| client.leading_zeros() > 0);
        let client = client.expect("a firm has fewer than 2^31 clients: a tie needs the highest bit");
        self.text.push(entry.text);
        self.ids.push(kept(entry));
        self.users.push_empty();
        self.open.push(entry.portal.is_open());
        client
    }

    fn update(&mut self, client: u32, entry: &ClientEntry<'_>) {
        self.open.set(client, entry.portal.is_open());
        if !self.text.is(client, entry.text) {
            let mut by_name = std::mem::take(&mut self.by_name);
            by_name.remove(|other| self.key(other) < self.key(client));
            self.by_name = by_name;
            self.text.replace(client, entry.text);
            self.enter_by_name(client);
        }
    }

    fn enter_by_name(&mut self, client: u32) {
        let mut by_name = std::mem::take(&mut self.by_name);
        by_name.insert(client, |other| self.key(other) < self.key(client));
        self.by_name = by_name;
    }

    /// Puts all in order and has them found, all at once.
    pub(super) fn arrange(&mut self) {
        self.text.enter_all();
        let mut all: Vec<u32> = (0..u32::try_from(self.len()).expect("a firm has fewer than 2^32 clients")).collect();
        all.sort_unstable_by(|&one, &other| self.id_key(one).cmp(&self.id_key(other)));
        let by_id = Order::of(&all);
        all.sort_unstable_by(|&one, &other| self.key(one).cmp(&self.key(other)));
        let by_name = Order::of(&all);
        (self.by_id, self.by_name) = (by_id, by_name);
        self.text.shorten();
    }
}

/// What is kept of how a Client ID is written: nothing where it is as it is folded, a sign where it is that in capitals,
/// else the Client ID.
fn kept<'a>(ClientEntry { id, text, .. }: &ClientEntry<'a>) -> &'a [u8] {
    let folded = text.split_once('\n').map_or("", |(_, folded)| folded);
    if folded == id.as_str() {
        b""
    } else if folded.to_ascii_uppercase() == id.as_str() {
        IN_CAPITALS
    } else {
        id.as_str().as_bytes()
    }
}

/// The Client ID as it is written, of how it is folded and what is kept beside.
fn written<'a>(folded: Cow<'a, [u8]>, kept: &'a [u8]) -> Cow<'a, [u8]> {
    match kept {
        b"" => folded,
        IN_CAPITALS => Cow::Owned(folded.to_ascii_uppercase()),
        written => Cow::Borrowed(written),
    }
}
