use fixedbitset::FixedBitSet;
use memchr::memmem::Finder;

use super::index::Index;
use super::packed::Packed;
use super::pieces;
use super::stored::by_fields;

/// Folded texts, one an entry, and the index of their pieces. What lies within one piece is found by the index alone: the
/// texts are read only for what may lie over several.
#[derive(Debug, Clone, Default)]
pub(super) struct Text {
    /// Each with a line end after it.
    entries: Packed<u8>,
    index: Index,
}

by_fields! {
    Text { entries, index }
}

impl Text {
    pub(super) fn len(&self) -> usize {
        self.entries.len()
    }

    pub(super) fn get(&self, entry: u32) -> &[u8] {
        self.entries.get(entry)
    }

    /// Adds an entry, with the next number, that is not found yet.
    pub(super) fn push(&mut self, folded: &str) {
        self.entries.push(closed(folded).as_bytes());
    }

    /// Has an entry found that was only pushed.
    pub(super) fn enter(&mut self, entry: u32) {
        self.index.insert(entry, self.entries.get(entry));
    }

    /// Has all entries found, all at once.
    pub(super) fn enter_all(&mut self) {
        self.index = Index::of(self.entries.iter());
    }

    /// Whether this is the text of an entry.
    pub(super) fn is(&self, entry: u32, folded: &str) -> bool {
        self.get(entry).strip_suffix(b"\n") == Some(folded.as_bytes())
    }

    /// Puts a text in the place of an entry.
    pub(super) fn replace(&mut self, entry: u32, folded: &str) {
        self.index.remove(entry, self.entries.get(entry));
        self.entries.replace(entry, closed(folded).as_bytes());
        self.index.insert(entry, self.entries.get(entry));
    }

    /// The entries that have the word in them. A word has no space and no line end, so none is found across two fields.
    pub(super) fn with(&self, word: &str) -> FixedBitSet {
        let mut found = FixedBitSet::with_capacity(self.len());
        self.index.add_within(word.as_bytes(), &mut found);
        if let Some(mut others) = self.index.across(word.as_bytes(), self.len()) {
            others.difference_with(&found);
            let finder = Finder::new(word);
            self.entries.each_of(&others, |entry, text| {
                if finder.find(text).is_some() {
                    found.insert(entry);
                }
            });
        }
        found
    }

    /// The entries that have the word in them where a word or a number begins.
    pub(super) fn with_begun(&self, word: &str) -> FixedBitSet {
        let mut begun = FixedBitSet::with_capacity(self.len());
        if pieces::is_within_a_piece(word.as_bytes()) {
            self.index.add_begun(word.as_bytes(), &mut begun);
        } else {
            let finder = Finder::new(word);
            self.entries.each_of(&self.with(word), |entry, text| {
                if pieces::begins_in(text, &finder) {
                    begun.insert(entry);
                }
            });
        }
        begun
    }
}

/// A text as it is packed.
fn closed(text: &str) -> String {
    format!("{text}\n")
}

#[cfg(test)]
mod tests {
    use std::cmp::Ordering;

    use proptest::prelude::*;

    use super::*;

    proptest! {
        /// All who have the word are found and nobody else, entered one by one or all at once, whatever was put in the
        /// place of what: over letters, digits, signs and domains, with many texts alike and with few.
        #[test]
        fn a_search_finds_what_reading_everything_finds(
            texts in prop::collection::vec("[ab1]{0,3}[ab .'12]{0,4}\n[ab1.@é]{0,8}", 0..90),
            replaced in prop::collection::vec((0_usize..90, "[ab12.@ ]{0,8}"), 0..9),
            at_once in 0_usize..90,
            word in "[ab12.@'é]{1,6}",
        ) {
            let mut texts = texts;
            let mut text = Text::default();
            for (number, entry) in texts.iter().enumerate() {
                text.push(entry);
                match number.cmp(&at_once) {
                    Ordering::Less => {}
                    Ordering::Equal => text.enter_all(),
                    Ordering::Greater => text.enter(u32::try_from(number).unwrap()),
                }
            }
            if texts.len() <= at_once {
                text.enter_all();
            }
            for (entry, new) in replaced {
                if entry < texts.len() {
                    let number = u32::try_from(entry).unwrap();
                    prop_assert_eq!(text.is(number, &new), texts[entry] == new);
                    text.replace(number, &new);
                    texts[entry] = new;
                }
            }
            let found: Vec<usize> = text.with(&word).ones().collect();
            let expected: Vec<usize> = (0..texts.len()).filter(|&entry| texts[entry].contains(&word)).collect();
            prop_assert_eq!(found, expected);
            let begun: Vec<usize> = text.with_begun(&word).ones().collect();
            let begins = |entry: &usize| pieces::begins_in(texts[*entry].as_bytes(), &Finder::new(&word));
            let expected: Vec<usize> = (0..texts.len()).filter(begins).collect();
            prop_assert_eq!(begun, expected);
        }
    }
}
