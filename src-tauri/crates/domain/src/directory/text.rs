use std::borrow::Cow;

use fixedbitset::FixedBitSet;
use memchr::memmem::Finder;

use super::index::Index;
use super::packed::Packed;
use super::pieces;
use super::shorthand::Shorthand;
use super::stored::by_fields;

/// Folded texts, one an entry, and the index of their pieces. What lies within one piece is found by the index alone: the
/// texts are read only for what may lie over several.
#[derive(Debug, Clone, Default)]
pub(super) struct Text {
    /// Written in the shorthand.
    entries: Packed,
    shorthand: Shorthand,
    index: Index,
}

/// From how many texts the shorthand is made.
const SAMPLE: usize = 4096;

by_fields! {
    Text { entries, shorthand, index }
}

impl Text {
    pub(super) fn len(&self) -> usize {
        self.entries.len()
    }

    pub(super) fn get(&self, entry: u32) -> Cow<'_, [u8]> {
        self.shorthand.read(self.entries.get(entry))
    }

    /// What stands before the line end of an entry, and what after it.
    pub(super) fn fields(&self, entry: u32) -> (Cow<'_, [u8]>, Cow<'_, [u8]>) {
        let text = self.get(entry);
        let end = memchr::memchr(b'\n', &text).unwrap_or(text.len());
        let next = text.len().min(end + 1);
        match text {
            Cow::Borrowed(text) => (Cow::Borrowed(&text[..end]), Cow::Borrowed(&text[next..])),
            Cow::Owned(mut text) => {
                let second = text.split_off(next);
                text.truncate(end);
                (Cow::Owned(text), Cow::Owned(second))
            }
        }
    }

    /// Adds an entry, with the next number, that is not found yet.
    pub(super) fn push(&mut self, folded: &str) {
        self.entries.push(&self.written(folded));
    }

    /// Has an entry found that was only pushed.
    pub(super) fn enter(&mut self, entry: u32) {
        self.index.insert(entry, &self.shorthand.read(self.entries.get(entry)));
    }

    /// Has all entries found, all at once.
    pub(super) fn enter_all(&mut self) {
        self.index = Index::of(self.entries.iter().map(|text| self.shorthand.read(text)));
    }

    /// Writes all entries in the shorthand that suits them. Whoever compares many of them does that before.
    pub(super) fn shorten(&mut self) {
        let every = self.len().div_ceil(SAMPLE).max(1);
        let sample: Vec<_> = self.entries.iter().step_by(every).map(|text| self.shorthand.read(text)).collect();
        let shorthand = Shorthand::of(&sample);
        self.entries.rewrite(|text, to| shorthand.write(&self.shorthand.read(text), to));
        self.shorthand = shorthand;
    }

    /// Whether this is the text of an entry.
    pub(super) fn is(&self, entry: u32, folded: &str) -> bool {
        *self.get(entry) == *folded.as_bytes()
    }

    /// Puts a text in the place of an entry.
    pub(super) fn replace(&mut self, entry: u32, folded: &str) {
        self.index.remove(entry, &self.shorthand.read(self.entries.get(entry)));
        self.entries.replace(entry, &self.written(folded));
        self.index.insert(entry, folded.as_bytes());
    }

    /// The entries that have the word in them. A word has no space and no line end, so none is found across two fields.
    pub(super) fn with(&self, word: &str) -> FixedBitSet {
        let mut found = FixedBitSet::with_capacity(self.len());
        self.index.add_within(word.as_bytes(), &mut found);
        if let Some(mut others) = self.index.across(word.as_bytes(), self.len()) {
            others.difference_with(&found);
            let finder = Finder::new(word);
            self.each_of(&others, |entry, text| {
                if finder.find(text).is_some() {
                    found.insert(entry);
                }
            });
        }
        found
    }

    /// The entries that have the word in them where a word or a number begins. `with` says which have it at all.
    pub(super) fn with_begun<'a>(&self, word: &str, with: impl FnOnce() -> &'a FixedBitSet) -> FixedBitSet {
        let mut begun = FixedBitSet::with_capacity(self.len());
        if pieces::is_within_a_piece(word.as_bytes()) {
            self.index.add_begun(word.as_bytes(), &mut begun);
        } else {
            let finder = Finder::new(word);
            self.each_of(with(), |entry, text| {
                if pieces::begins_in(text, &finder) {
                    begun.insert(entry);
                }
            });
        }
        begun
    }

    /// Calls for each text of a set.
    fn each_of(&self, set: &FixedBitSet, mut found: impl FnMut(usize, &[u8])) {
        let mut text = Vec::new();
        self.entries.each_of(set, |entry, written| {
            self.shorthand.read_to(written, &mut text);
            found(entry, &text);
        });
    }

    fn written(&self, folded: &str) -> Vec<u8> {
        let mut written = Vec::new();
        self.shorthand.write(folded.as_bytes(), &mut written);
        written
    }
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
                    Ordering::Equal => {
                        text.enter_all();
                        text.shorten();
                    }
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
            let with = text.with(&word);
            let found: Vec<usize> = with.ones().collect();
            let expected: Vec<usize> = (0..texts.len()).filter(|&entry| texts[entry].contains(&word)).collect();
            prop_assert_eq!(found, expected);
            let begun: Vec<usize> = text.with_begun(&word, || &with).ones().collect();
            let begins = |entry: &usize| pieces::begins_in(texts[*entry].as_bytes(), &Finder::new(&word));
            let expected: Vec<usize> = (0..texts.len()).filter(begins).collect();
            prop_assert_eq!(begun, expected);
        }
    }
}
