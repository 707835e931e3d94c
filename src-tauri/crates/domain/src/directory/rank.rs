//! How well those who are found answer, so that whoever is meant comes first.

use std::borrow::Cow;
use std::cmp::Ordering;

use fixedbitset::FixedBitSet;

use super::Directory;
use super::list::StartAt;
use super::order::{Between, Order};
use super::search::{Word, all_but, in_all};
use super::users::By;

/// How much of a field is what was typed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Part {
    Whole,
    Beginning,
}

/// What was searched for, and who answers it.
pub(super) struct Searched<'a> {
    /// The words as they were typed.
    pub(super) typed: &'a str,
    pub(super) words: &'a [Word<'a>],
    pub(super) matching: FixedBitSet,
}

/// How well a user answers, the best first. Of those alike, who does by a field of their own (the name, the e-mail address)
/// comes before who does by one of a linked client (its name, its Client ID).
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum How {
    /// A whole field, or its beginning, is what was typed.
    Field(Part),
    /// Each word begins a word somewhere.
    WordsBegun,
    /// Each word is somewhere.
    Anywhere,
}

/// Whose fields are looked at.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Whose {
    Own,
    Linked,
}

impl How {
    const ALL: [Self; 4] = [Self::Field(Part::Whole), Self::Field(Part::Beginning), Self::WordsBegun, Self::Anywhere];
}

impl Directory {
    /// The users who answer a search, apart by how well they do, the best first. Nobody is looked at before they are asked
    /// for: a page seldom goes beyond the first.
    fn ranks<'a>(&'a self, searched: &'a Searched<'a>) -> impl Iterator<Item = (i64, FixedBitSet)> + 'a {
        let mut left = searched.matching.clone();
        let apart = How::ALL.into_iter().flat_map(|how| [(how, Whose::Own), (how, Whose::Linked)]);
        (0..).zip(apart).map(move |(rank, (how, whose))| {
            let mut users = match whose {
                _ if left.is_clear() => FixedBitSet::new(),
                Whose::Own => self.who_answer_themselves(how, searched),
                Whose::Linked => self.who_answer_by_links(how, searched, &left),
            };
            users.intersect_with(&left);
            left.difference_with(&users);
            (rank, users)
        })
    }

    /// At most so many users of these, those of each rank by name, each with the rank.
    pub(super) fn ranked_page(
        &self,
        searched: &Searched<'_>,
        backwards: bool,
        start: &StartAt,
        wanted: usize,
    ) -> Vec<(i64, u32)> {
        let mut page = Vec::new();
        let mut start = start.clone();
        let ranks = self.ranks(searched);
        let ranks: Box<dyn Iterator<Item = (i64, FixedBitSet)>> = match backwards {
            true => Box::new(ranks.collect::<Vec<_>>().into_iter().rev()),
            false => Box::new(ranks),
        };
        for (rank, users) in ranks {
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
            let found = self.page(By::Name, backwards, &from, Some(&users), wanted - page.len());
            page.extend(found.into_iter().map(|user| (rank, user)));
            if page.len() == wanted {
                break;
            }
        }
        page
    }

    /// Who answers so by fields of their own.
    fn who_answer_themselves(&self, how: How, searched: &Searched<'_>) -> FixedBitSet {
        let words = searched.words.iter();
        match how {
            How::Field(part) => self.users_with_field(part, searched.typed.as_bytes()),
            How::WordsBegun => in_all(words.map(Word::users_begun)).unwrap_or_default(),
            How::Anywhere => in_all(words.map(|word| word.users().clone())).unwrap_or_default(),
        }
    }

    /// Who of those left answers so by a linked client too, and maybe others.
    fn who_answer_by_links(&self, how: How, searched: &Searched<'_>, left: &FixedBitSet) -> FixedBitSet {
        // Whoever is not left is nobody to be looked for.
        let others = all_but(left);
        let begun = |word: &Word<'_>| {
            let mut users = others.clone();
            // Whoever has the only word so themselves is not left.
            if searched.words.len() > 1 {
                users.union_with(&word.users_begun());
            }
            self.or_linked_to(users, || Cow::Owned(word.clients_begun()))
        };
        match how {
            How::Field(part) => {
                let clients = || Cow::Owned(self.clients_with_field(part, searched.typed.as_bytes()));
                self.or_linked_to(others, clients)
            }
            How::WordsBegun => in_all(searched.words.iter().map(begun)).unwrap_or_default(),
            How::Anywhere => left.clone(),
        }
    }

    fn users_with_field(&self, part: Part, typed: &[u8]) -> FixedBitSet {
        let mut users = FixedBitSet::with_capacity(self.users.len());
        for by in [By::Name, By::Email] {
            let field = |user| self.users.key(by, user).text;
            let order = self.users.order(by);
            let (from, to) = stretch(order, field, part, typed);
            users.extend(order.between(from, to).map(|user| user as usize));
        }
        users
    }

    fn clients_with_field(&self, part: Part, typed: &[u8]) -> FixedBitSet {
        let mut clients = FixedBitSet::with_capacity(self.clients.len());
        let by_name = stretch(&self.clients.by_name, |client| self.clients.name(client), part, typed);
        clients.extend(self.clients.by_name.between(by_name.0, by_name.1).map(|client| client as usize));
        let by_id = stretch(&self.clients.by_id, |client| self.clients.folded_id(client), part, typed);
        clients.extend(self.clients.by_id.between(by_id.0, by_id.1).map(|client| client as usize));
        clients
    }
}

/// Where those stand together of whom this part of a field is what was typed, in the order of that field.
fn stretch<'a>(order: &Order, field: impl Fn(u32) -> Cow<'a, [u8]>, part: Part, typed: &[u8]) -> (Between, Between) {
    let is_before = |text: &[u8]| text < typed;
    let is_before_or_in = |text: &[u8]| match part {
        Part::Whole => text <= typed,
        Part::Beginning => text < typed || text.starts_with(typed),
    };
    (order.find(|entry| is_before(&field(entry))), order.find(|entry| is_before_or_in(&field(entry))))
}
