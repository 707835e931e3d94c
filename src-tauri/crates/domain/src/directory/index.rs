use std::borrow::Cow;
use std::collections::HashMap;
use std::sync::Arc;

use fixedbitset::FixedBitSet;
use memchr::memmem::Finder;

use super::column::Column;
use super::order::Order;
use super::packed::Packed;
use super::pieces::{DIGITS, Kind, begins_in_piece, each_piece, is_of_others, runs, seams};
use super::postings::Postings;
use super::stored::by_fields;

/// Which entries have which pieces of text. A piece that no entry has any more stays, with no entries.
#[derive(Debug, Clone, Default)]
pub(super) struct Index {
    /// Each with a line end after it, in the order in which they came.
    pieces: Packed,
    by_text: Order,
    postings: Column<Arc<Postings>>,
}

by_fields! {
    Index { pieces, by_text, postings }
}

impl Index {
    /// The index of all these texts, by entry.
    pub(super) fn of<'a>(texts: impl Iterator<Item = Cow<'a, [u8]>>) -> Self {
        let mut numbers: HashMap<Box<[u8]>, usize> = HashMap::new();
        let mut postings: Vec<Postings> = Vec::new();
        let mut entries = 0;
        for (entry, text) in (0_u32..).zip(texts) {
            entries += 1;
            each_piece(&text, |piece| {
                let number = numbers.get(piece).copied().unwrap_or_else(|| {
                    numbers.insert(piece.into(), postings.len());
                    postings.push(Postings::default());
                    postings.len() - 1
                });
                postings[number].insert(entry);
            });
        }
        let mut pieces: Vec<(Box<[u8]>, usize)> = numbers.into_iter().collect();
        pieces.sort_unstable();
        let mut index = Self::default();
        for (piece, number) in pieces {
            let mut postings = std::mem::take(&mut postings[number]);
            postings.compact(entries);
            index.push(&piece, postings);
        }
        index.by_text = Order::of(&(0..index.len()).collect::<Vec<_>>());
        index
    }

    fn len(&self) -> u32 {
        u32::try_from(self.postings.len()).expect("there are fewer pieces than texts have bytes")
    }

    fn get(&self, piece: u32) -> &[u8] {
        let text = self.pieces.get(piece);
        &text[..text.len() - 1]
    }

    fn push(&mut self, piece: &[u8], postings: Postings) {
        self.pieces.push(&[piece, b"\n"].concat());
        self.postings.push(Arc::new(postings));
    }

    /// Adds an entry with this text.
    pub(super) fn insert(&mut self, entry: u32, text: &[u8]) {
        each_piece(text, |piece| {
            let number = self.find(piece).unwrap_or_else(|| self.add(piece));
            self.postings.change(number, |postings| Arc::make_mut(postings).insert(entry));
        });
    }

    /// Takes an entry with this text out.
    pub(super) fn remove(&mut self, entry: u32, text: &[u8]) {
        each_piece(text, |piece| {
            if let Some(number) = self.find(piece) {
                self.postings.change(number, |postings| Arc::make_mut(postings).remove(entry));
            }
        });
    }

    fn find(&self, piece: &[u8]) -> Option<u32> {
        let place = self.by_text.find(|other| self.get(other) < piece);
        self.by_text.next(place).filter(|&found| self.get(found) == piece)
    }

    fn add(&mut self, piece: &[u8]) -> u32 {
        let number = self.len();
        self.push(piece, Postings::default());
        let mut by_text = std::mem::take(&mut self.by_text);
        by_text.insert(number, |other| self.get(other) < piece);
        self.by_text = by_text;
        number
    }

    /// Adds to a set all entries that have the word within one of their pieces.
    pub(super) fn add_within(&self, word: &[u8], set: &mut FixedBitSet) {
        let mut pieces = Vec::new();
        self.each_with(word, |piece| pieces.push(piece));
        if word.len() == 1 {
            // Whoever has one of these has the others that it tells of.
            pieces.retain(|&piece| !is_of_others(self.get(piece)));
        }
        self.add_all(&pieces, set);
    }

    /// Adds to a set all entries that have the word, one that is always within a piece, at the beginning of a run.
    pub(super) fn add_begun(&self, word: &[u8], set: &mut FixedBitSet) {
        let mut pieces = Vec::new();
        let finder = Finder::new(word);
        self.each_with(word, |piece| pieces.push(piece));
        pieces.retain(|&piece| begins_in_piece(self.get(piece), &finder));
        self.add_all(&pieces, set);
    }

    /// Adds to a set all entries that have any of these pieces.
    fn add_all(&self, pieces: &[u32], set: &mut FixedBitSet) {
        let postings = || pieces.iter().map(|&piece| self.postings.get(piece));
        postings().filter(|postings| postings.are_bits()).for_each(|postings| postings.add_to(set));
        // Of what nearly everybody has nothing is left to add, an `e` in an address for one.
        if !set.is_full() {
            postings().filter(|postings| !postings.are_bits()).for_each(|postings| postings.add_to(set));
        }
    }

    /// The entries, of so many, that may have the word over several of their pieces: all that do, and some that do not.
    pub(super) fn across(&self, word: &[u8], entries: usize) -> Option<FixedBitSet> {
        if word.len() == 2 {
            return None;
        }
        let runs: Vec<(Kind, &[u8])> = runs(word).collect();
        let mut narrowed = Narrowed { index: self, entries, left: None };
        match runs[..] {
            [(Kind::Digits, number)] if number.len() > DIGITS => narrowed.by_number(number),
            [] | [_] => {}
            [first, ref between @ .., last] => {
                seams(word).for_each(|seam| narrowed.by_piece(seam));
                narrowed.by_end(first);
                between.iter().for_each(|&run| narrowed.by_whole(run));
                narrowed.by_beginning(last);
            }
        }
        narrowed.left
    }

    /// Calls for each piece that has this in it.
    fn each_with(&self, part: &[u8], mut found: impl FnMut(u32)) {
        let finder = Finder::new(part);
        for (first, block) in self.pieces.blocks() {
            let mut at = 0;
            while let Some(hit) = finder.find(&block.bytes[at..]) {
                let within = block.ends.partition_point(|end| end as usize <= at + hit);
                at = block.ends.get(within) as usize;
                found(first + u32::try_from(within).expect("a block has few entries"));
            }
        }
    }

    /// The pieces that begin like this.
    fn beginning<'a>(&'a self, start: &'a [u8]) -> impl Iterator<Item = u32> + 'a {
        let place = self.by_text.find(|other| self.get(other) < start);
        self.by_text.after(place).take_while(move |&piece| self.get(piece).starts_with(start))
    }
}

/// Entries that are narrowed down, one run of a word after the other; all of them at first.
struct Narrowed<'a> {
    index: &'a Index,
    entries: usize,
    left: Option<FixedBitSet>,
}

impl Narrowed<'_> {
    /// Keeps those with a run that ends like this. That there is one of its last byte, the seam has told.
    fn by_end(&mut self, (kind, run): (Kind, &[u8])) {
        if kind == Kind::Digits {
            return self.by_whole((kind, run));
        }
        if run.len() == 1 {
            return;
        }
        let mut pieces = Vec::new();
        self.index.each_with(&[run, b"\n"].concat(), |piece| pieces.push(piece));
        // A domain has no part of a word but its beginning.
        pieces.retain(|&piece| !self.index.get(piece).starts_with(b"@"));
        self.keep(&pieces);
    }

    /// Keeps those with this run.
    fn by_whole(&mut self, (kind, run): (Kind, &[u8])) {
        if kind == Kind::Digits && run.len() > DIGITS { self.by_number(run) } else { self.by_piece(run) }
    }

    /// Keeps those with a run that begins like this. That there is one of its first byte, the seam has told.
    fn by_beginning(&mut self, (kind, run): (Kind, &[u8])) {
        match run.len() {
            1 => {}
            2.. if kind == Kind::Digits && run.len() > DIGITS => self.by_number(run),
            _ => self.keep(&self.index.beginning(run).collect::<Vec<_>>()),
        }
    }

    /// Keeps those with all pieces of a number longer than a piece.
    fn by_number(&mut self, number: &[u8]) {
        number.windows(DIGITS).for_each(|digits| self.by_piece(digits));
    }

    /// Keeps those with this piece.
    fn by_piece(&mut self, piece: &[u8]) {
        self.keep(self.index.find(piece).as_slice());
    }

    /// Keeps those with any of these pieces.
    fn keep(&mut self, pieces: &[u32]) {
        let mut having = FixedBitSet::with_capacity(self.entries);
        self.index.add_all(pieces, &mut having);
        match &mut self.left {
            Some(left) => left.intersect_with(&having),
            None => self.left = Some(having),
        }
    }
}
