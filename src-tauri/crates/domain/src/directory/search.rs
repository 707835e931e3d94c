//! Who has all words of a search.

use std::borrow::Cow;
use std::cell::OnceCell;

use fixedbitset::FixedBitSet;
use memchr::memmem::Finder;

use super::Directory;
use super::list::number;
use crate::{fold, search_words};

/// Of how few users a word is looked up user by user, rather than of all at once.
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

/// A word that is searched for, and who has it: looked up once, and only where somebody asks.
pub(super) struct Word<'a> {
    directory: &'a Directory,
    pub(super) text: &'a str,
    users: OnceCell<FixedBitSet>,
    clients: OnceCell<FixedBitSet>,
}

impl Word<'_> {
    /// The users who have it in the name or the e-mail address.
    pub(super) fn users(&self) -> &FixedBitSet {
        self.users.get_or_init(|| self.directory.users.text.with(self.text))
    }

    /// The clients that have it in the name or the Client ID.
    pub(super) fn clients(&self) -> &FixedBitSet {
        self.clients.get_or_init(|| self.directory.clients.text.with(self.text))
    }

    /// The users of whom a word, or a number, begins with it.
    pub(super) fn users_begun(&self) -> FixedBitSet {
        self.directory.users.text.with_begun(self.text, || self.users())
    }

    /// The clients of which a word, or a number, begins with it.
    pub(super) fn clients_begun(&self) -> FixedBitSet {
        self.directory.clients.text.with_begun(self.text, || self.clients())
    }
}

impl Directory {
    /// The words of a search, to be looked up.
    pub(super) fn words<'a>(&'a self, words: &'a [String]) -> Vec<Word<'a>> {
        let word = |text| Word { directory: self, text, users: OnceCell::new(), clients: OnceCell::new() };
        words.iter().map(|text| word(text.as_str())).collect()
    }

    /// The users who have each of these words in the name, the e-mail address, or a linked client's name or Client ID;
    /// none where there are no words, since then it is everybody.
    pub(super) fn users_with(&self, words: &[Word<'_>]) -> Option<FixedBitSet> {
        let mut words: Vec<&Word<'_>> = words.iter().collect();
        // The longest first: it leaves the fewest.
        words.sort_by_key(|word| std::cmp::Reverse(word.text.len()));
        let (first, others) = words.split_first()?;
        let mut users = self.users_with_word(first);
        for word in others {
            if users.count_ones(..) > FEW {
                users.intersect_with(&self.users_with_word(word));
            } else {
                let word = Finder::new(word.text);
                let without: Vec<usize> = users.ones().filter(|&user| !self.has_word(user, &word)).collect();
                for user in without {
                    users.remove(user);
                }
            }
        }
        Some(users)
    }

    fn users_with_word(&self, word: &Word<'_>) -> FixedBitSet {
        self.or_linked_to(word.users().clone(), || Cow::Borrowed(word.clients()))
    }

    /// These users, and those who are linked to any of these clients.
    pub(super) fn or_linked_to<'a>(
        &self,
        mut users: FixedBitSet,
        clients: impl FnOnce() -> Cow<'a, FixedBitSet>,
    ) -> FixedBitSet {
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
            self.users.each_linked_to_any(&all_but(&users), &clients, |user| users.insert(user));
        }
        users
    }

    fn has_word(&self, user: usize, word: &Finder<'_>) -> bool {
        let user = number(user);
        word.find(&self.users.text.get(user)).is_some()
            || self.users.linked(user).any(|client| word.find(&self.clients.text.get(client)).is_some())
    }

    /// The clients that have each of these words in the name or the Client ID; none where there are no words.
    pub(super) fn clients_with(&self, words: &[String]) -> Option<FixedBitSet> {
        in_all(words.iter().map(|word| self.clients.text.with(word)))
    }
}

/// Everybody who is not in this set.
pub(super) fn all_but(users: &FixedBitSet) -> FixedBitSet {
    let mut others = users.clone();
    others.toggle_range(..);
    others
}

/// Those who are in every one of these sets; none where there is no set.
pub(super) fn in_all(sets: impl Iterator<Item = FixedBitSet>) -> Option<FixedBitSet> {
    sets.reduce(|mut all, set| {
        all.intersect_with(&set);
        all
    })
}
