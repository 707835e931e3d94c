//! How well those who are found answer, so that whoever is meant comes first.

use std::cmp::Ordering;

use fixedbitset::FixedBitSet;

use super::Directory;
use super::list::StartAt;
use super::order::{Between, Order};
use super::search::{Search, in_all};
use super::users::By;

/// How much of a field is what was typed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Part {
    Whole,
    Beginning,
}

/// The users who answer a search, apart by how well they do, the best first: those of whom a whole field (the name, the
/// e-mail address, a linked client's name or Client ID) is what was typed; those of whom one begins with it; those of whom
/// each word begins a word somewhere; and the others.
pub(super) struct Ranks([FixedBitSet; 4]);

impl Directory {
    pub(super) fn ranks(&self, search: &Search, matching: FixedBitSet) -> Ranks {
        let typed = search.typed().as_bytes();
        let mut ranks = [
            self.users_with_field(Part::Whole, typed),
            self.users_with_field(Part::Beginning, typed),
            self.users_with_words_begun(search.words()),
            matching.clone(),
        ];
        let mut left = matching;
        for rank in &mut ranks {
            rank.intersect_with(&left);
            left.difference_with(rank);
        }
        Ranks(ranks)
    }

    /// At most so many users of these, those of each rank by name, each with the rank.
    pub(super) fn ranked_page(
        &self,
        ranks: &Ranks,
        backwards: bool,
        start: &StartAt,
        wanted: usize,
    ) -> Vec<(i64, u32)> {
        let mut page = Vec::new();
        let mut start = start.clone();
        let mut numbered: Vec<(i64, &FixedBitSet)> = (0..).zip(&ranks.0).collect();
        if backwards {
            numbered.reverse();
        }
        for (rank, users) in numbered {
            let count = users.count_ones(..);
            let from = match &mut start {
                StartAt::Row(row) if *row >= count => {
                    *row -= count;
                    continue;
                }
                StartAt::Row(row) => StartAt::Row(std::mem::take(row)),
                StartAt::After(place) => match if backwards { place.time.cmp(&rank) } else { rank.cmp(&place.time) } {
                    Ordering::Less => continue,
                    Ordering::Equal => StartAt::After(place.by_name()),
                    Ordering::Greater => StartAt::Row(0),
                },
            };
            let found = self.page(By::Name, backwards, &from, Some(users), wanted - page.len());
            page.extend(found.into_iter().map(|user| (rank, user)));
            if page.len() == wanted {
                break;
            }
        }
        page
    }

    fn users_with_words_begun(&self, words: &[String]) -> FixedBitSet {
        let with = |word: &String| {
            let users = self.users.text.with_begun(word);
            self.or_linked_to(users, || self.clients.text.with_begun(word))
        };
        in_all(words.iter().map(with)).unwrap_or_default()
    }

    fn users_with_field(&self, part: Part, typed: &[u8]) -> FixedBitSet {
        let mut users = FixedBitSet::with_capacity(self.users.len());
        for by in [By::Name, By::Email] {
            let field = |user| self.users.key(by, user).text;
            let order = self.users.order(by);
            let (from, to) = stretch(order, field, part, typed);
            users.extend(order.between(from, to).map(|user| user as usize));
        }
        self.or_linked_to(users, || {
            let mut clients = FixedBitSet::with_capacity(self.clients.len());
            let by_name = stretch(&self.clients.by_name, |client| self.clients.name(client), part, typed);
            clients.extend(self.clients.by_name.between(by_name.0, by_name.1).map(|client| client as usize));
            let by_id = stretch(&self.clients.by_id, |client| self.clients.folded_id(client), part, typed);
            clients.extend(self.clients.by_id.between(by_id.0, by_id.1).map(|client| client as usize));
            clients
        })
    }
}

/// Where those stand together of whom this part of a field is what was typed, in the order of that field.
fn stretch<'a>(order: &Order, field: impl Fn(u32) -> &'a [u8], part: Part, typed: &[u8]) -> (Between, Between) {
    let is = |text: &[u8]| match part {
        Part::Whole => text == typed,
        Part::Beginning => text.starts_with(typed),
    };
    (order.find(|entry| field(entry) < typed), order.find(|entry| field(entry) < typed || is(field(entry))))
}
