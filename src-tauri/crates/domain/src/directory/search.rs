//! Who has all words of a search.

use fixedbitset::FixedBitSet;
use memchr::memmem::Finder;

use super::Directory;
use super::list::number;

/// From how few users on a further word is looked up user by user, rather than by a scan.
const FEW: usize = 4096;

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
        let mut users = FixedBitSet::with_capacity(self.users.len());
        self.users.text.each_with(word, |user| users.insert(user as usize));
        self.clients.text.each_with(word, |client| {
            for &user in self.clients.users.get(client) {
                users.insert(user as usize);
            }
        });
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
        let longest = words.iter().max_by_key(|word| word.len())?;
        let others: Vec<Finder<'_>> = words.iter().filter(|&word| word != longest).map(Finder::new).collect();
        let mut clients = FixedBitSet::with_capacity(self.clients.len());
        self.clients.text.each_with(longest, |client| {
            if others.iter().all(|word| word.find(self.clients.text.get(client)).is_some()) {
                clients.insert(client as usize);
            }
        });
        Some(clients)
    }
}
