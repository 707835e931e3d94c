//! Who has all words of a search.

use fixedbitset::FixedBitSet;
use memchr::memmem::Finder;

use super::Directory;
use super::list::number;
use crate::{fold, search_words};

/// From how few users on a further word is looked up user by user, rather than by a scan.
const FEW: usize = 4096;

/// What somebody searches for, folded.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Search {
    words: Vec<String>,
    typed: String,
}

impl Search {
    /// Of what was typed.
    #[must_use]
    pub fn of(typed: &str) -> Self {
        let typed = fold(typed).split_whitespace().collect::<Vec<_>>().join(" ");
        Self { words: search_words(&typed), typed }
    }

    /// Each word once; all of them must be found, in any order.
    #[must_use]
    pub fn words(&self) -> &[String] {
        &self.words
    }

    /// The words as they were typed, one space between them.
    pub(super) fn typed(&self) -> &str {
        &self.typed
    }
}

impl Directory {
    /// The users who have each of these words in the name, the e-mail address, or a linked client's name or Client ID;
    /// none where there are no words, since then it is everybody.
    pub(super) fn users_with(&self, words: &[String]) -> Option<FixedBitSet> {
        let mut words: Vec<&str> = words.iter().map(String::as_str).collect();
        // The longest first: it leaves the fewest.
        words.sort_by_key(|word| std::cmp::Reverse(word.len()));
        let (first, others) = words.split_first()?;
        let mut users = self.users_with_word(first);
        for word in others {
            if users.count_ones(..) > FEW {
                users.intersect_with(&self.users_with_word(word));
            } else {
                let word = Finder::new(word);
                let without: Vec<usize> = users.ones().filter(|&user| !self.has_word(user, &word)).collect();
                for user in without {
                    users.remove(user);
                }
            }
        }
        Some(users)
    }

    fn users_with_word(&self, word: &str) -> FixedBitSet {
        self.or_linked_to(self.users.text.with(word), || self.clients.text.with(word))
    }

    /// These users, and those who are linked to any of these clients.
    pub(super) fn or_linked_to(&self, mut users: FixedBitSet, clients: impl FnOnce() -> FixedBitSet) -> FixedBitSet {
        let without = self.users.len() - users.count_ones(..);
        if without == 0 {
            return users;
        }
        let clients = clients();
        // Whichever are fewer are gone through: the clients, or the users who are not among them yet.
        if clients.count_ones(..) < without {
            self.clients
                .users
                .each_of(&clients, |_, linked| linked.iter().for_each(|&user| users.insert(user as usize)));
        } else {
            let mut others = users.clone();
            others.toggle_range(..);
            self.users.ties.each_of(&others, |user, ties| {
                let mut linked = ties.iter().filter(|tie| !tie.is_barred());
                if linked.any(|tie| clients.contains(tie.client() as usize)) {
                    users.insert(user);
                }
            });
        }
        users
    }

    fn has_word(&self, user: usize, word: &Finder<'_>) -> bool {
        let user = number(user);
        let mut clients = self.users.ties.get(user).iter().filter(|tie| !tie.is_barred());
        word.find(self.users.text.get(user)).is_some()
            || clients.any(|tie| word.find(self.clients.text.get(tie.client())).is_some())
    }

    /// The clients that have each of these words in the name or the Client ID; none where there are no words.
    pub(super) fn clients_with(&self, words: &[String]) -> Option<FixedBitSet> {
        in_all(words.iter().map(|word| self.clients.text.with(word)))
    }
}

/// Those who are in every one of these sets; none where there is no set.
pub(super) fn in_all(sets: impl Iterator<Item = FixedBitSet>) -> Option<FixedBitSet> {
    sets.reduce(|mut all, set| {
        all.intersect_with(&set);
        all
    })
}
