use super::column::Column;
use super::order::Order;
use super::packed::Packed;
use super::stored::by_fields;
use super::text::Text;
use crate::{ClientId, Portal, fold};

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
    /// Name and Client ID, folded, each with a line end after it.
    pub(super) text: Text,
    /// The Client IDs as they are written.
    ids: Packed<u8>,
    /// The users who are linked to each.
    pub(super) users: Packed<u32>,
    pub(super) open: Column<bool>,
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

    pub(super) fn id(&self, client: u32) -> &[u8] {
        self.ids.get(client)
    }

    pub(super) fn find(&self, id: &str) -> Option<u32> {
        let folded = fold(id);
        let key = (folded.as_bytes(), id.as_bytes());
        let place = self.by_id.find(|client| self.id_key(client) < key);
        self.by_id.next(place).filter(|&client| self.ids.get(client) == id.as_bytes())
    }

    /// Those whose Client ID begins like this, to the letter.
    pub(super) fn with_id_from(&self, start: &str) -> impl Iterator<Item = u32> {
        let folded = fold(start);
        let place = self.by_id.find(|client| self.folded_id(client) < folded.as_bytes());
        let alike =
            self.by_id.after(place).take_while(move |&client| self.folded_id(client).starts_with(folded.as_bytes()));
        alike.filter(move |&client| self.ids.get(client).starts_with(start.as_bytes()))
    }

    /// Those whose name begins like this, by name.
    pub(super) fn with_name_from<'a>(&'a self, start: &'a [u8]) -> impl Iterator<Item = u32> + 'a {
        let place = self.by_name.find(|client| self.name(client) < start);
        self.by_name.after(place).take_while(move |&client| self.name(client).starts_with(start))
    }

    /// What orders clients by name: those of the same name by Client ID.
    pub(super) fn key(&self, client: u32) -> (&[u8], &[u8]) {
        (self.name(client), self.ids.get(client))
    }

    /// What orders clients by Client ID.
    fn id_key(&self, client: u32) -> (&[u8], &[u8]) {
        (self.folded_id(client), self.ids.get(client))
    }

    pub(super) fn in_order(&self) -> impl Iterator<Item = u32> {
        self.by_name.after(self.by_name.nth(0))
    }

    pub(super) fn name(&self, client: u32) -> &[u8] {
        self.fields(client).next().unwrap_or_default()
    }

    pub(super) fn folded_id(&self, client: u32) -> &[u8] {
        self.fields(client).nth(1).unwrap_or_default()
    }

    fn fields(&self, client: u32) -> impl Iterator<Item = &[u8]> {
        self.text.get(client).split(|&byte| byte == b'\n')
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
        self.ids.push(entry.id.as_str().as_bytes());
        self.users.push(&[]);
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
        all.sort_unstable_by_key(|&client| self.id_key(client));
        let by_id = Order::of(&all);
        all.sort_unstable_by_key(|&client| self.key(client));
        let by_name = Order::of(&all);
        (self.by_id, self.by_name) = (by_id, by_name);
    }
}
