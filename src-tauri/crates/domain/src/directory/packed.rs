use std::sync::Arc;

use fixedbitset::FixedBitSet;

use super::stored::by_fields;

/// How many entries share a block: a change copies one block, and a scan runs over one at a time.
const BLOCK: usize = 1024;

/// Entries of any length, numbered from zero, packed into blocks. Clones share their blocks; a change copies the one block
/// that it is in.
#[derive(Debug, Clone)]
pub(super) struct Packed<T> {
    blocks: Arc<Vec<Arc<Block<T>>>>,
}

/// Some entries, one after the other.
#[derive(Debug, Clone)]
pub(super) struct Block<T> {
    pub(super) items: Vec<T>,
    /// Where in `items` each entry ends.
    pub(super) ends: Vec<u32>,
}

by_fields! {
    Packed<T> { blocks }
    Block<T> { items, ends }
}

impl<T> Default for Packed<T> {
    fn default() -> Self {
        Self { blocks: Arc::default() }
    }
}

impl<T: Copy> Packed<T> {
    /// Packs these.
    pub(super) fn of<'a>(entries: impl IntoIterator<Item = &'a [T]>) -> Self
    where
        T: 'a,
    {
        let mut packed = Self::default();
        for entry in entries {
            packed.push(entry);
        }
        packed
    }

    pub(super) fn get(&self, entry: u32) -> &[T] {
        let (block, within) = split(entry);
        self.blocks[block].get(within)
    }

    pub(super) fn len(&self) -> usize {
        self.blocks.last().map_or(0, |last| (self.blocks.len() - 1) * BLOCK + last.ends.len())
    }

    /// All entries, by number.
    pub(super) fn iter(&self) -> impl Iterator<Item = &[T]> {
        self.blocks.iter().flat_map(|block| (0..block.ends.len()).map(|within| block.get(within)))
    }

    /// Calls for each entry in a set, quicker than with [`Self::get`] where they are many.
    pub(super) fn each_of(&self, set: &FixedBitSet, mut found: impl FnMut(usize, &[T])) {
        let mut current = None;
        for entry in set.ones() {
            let (block, within) = (entry / BLOCK, entry % BLOCK);
            let items: &Block<T> = match current {
                Some((number, items)) if number == block => items,
                _ => current.insert((block, &*self.blocks[block])).1,
            };
            found(entry, items.get(within));
        }
    }

    /// Adds an entry, with the next number.
    pub(super) fn push(&mut self, items: &[T]) {
        let blocks = Arc::make_mut(&mut self.blocks);
        if blocks.last().is_none_or(|block| block.ends.len() == BLOCK) {
            if let Some(full) = blocks.last_mut() {
                Arc::make_mut(full).items.shrink_to_fit();
            }
            blocks.push(Arc::new(Block { items: Vec::new(), ends: Vec::new() }));
        }
        if let Some(block) = blocks.last_mut() {
            let block = Arc::make_mut(block);
            block.items.extend_from_slice(items);
            block.ends.push(count(block.items.len()));
        }
    }

    /// Puts this in the place of an entry.
    pub(super) fn replace(&mut self, entry: u32, items: &[T]) {
        let (block, within) = split(entry);
        let block = &mut Arc::make_mut(&mut self.blocks)[block];
        let entries = (0..block.ends.len()).map(|at| if at == within { items } else { block.get(at) });
        *block = Arc::new(Block::of(entries));
    }

    /// The blocks, each with the number of its first entry.
    pub(super) fn blocks(&self) -> impl Iterator<Item = (u32, &Block<T>)> {
        self.blocks.iter().enumerate().map(|(at, block)| (count(at * BLOCK), &**block))
    }
}

impl<T: Copy> Block<T> {
    fn of<'a>(entries: impl Iterator<Item = &'a [T]>) -> Self
    where
        T: 'a,
    {
        let mut block = Self { items: Vec::new(), ends: Vec::with_capacity(BLOCK) };
        for entry in entries {
            block.items.extend_from_slice(entry);
            block.ends.push(count(block.items.len()));
        }
        block
    }

    fn get(&self, within: usize) -> &[T] {
        &self.items[self.start(within)..self.ends[within] as usize]
    }

    /// Where in `items` an entry begins.
    fn start(&self, within: usize) -> usize {
        within.checked_sub(1).map_or(0, |before| self.ends[before] as usize)
    }
}

/// The block an entry is in, and which one it is there.
fn split(entry: u32) -> (usize, usize) {
    (entry as usize / BLOCK, entry as usize % BLOCK)
}

fn count(len: usize) -> u32 {
    u32::try_from(len).expect("a firm has fewer than 2^32 of anything, and a block far fewer")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn entries_are_what_was_put_in_and_clones_stay_as_they_were() {
        let written: Vec<Vec<u8>> = (0..3000_u32).map(|n| vec![b'x'; n as usize % 7]).collect();
        let mut packed = Packed::of(written.iter().map(Vec::as_slice));
        let before = packed.clone();
        packed.replace(1023, b"a longer one");
        packed.replace(1024, b"");
        packed.push(b"new");
        for (entry, written) in (0..).zip(&written) {
            assert_eq!(before.get(entry), written);
            let now: &[u8] = match entry {
                1023 => b"a longer one",
                1024 => b"",
                _ => written,
            };
            assert_eq!(packed.get(entry), now);
        }
        assert_eq!(packed.get(3000), b"new");
        let firsts: Vec<u32> = packed.blocks().map(|(first, _)| first).collect();
        assert_eq!(firsts, [0, 1024, 2048]);
    }
}
