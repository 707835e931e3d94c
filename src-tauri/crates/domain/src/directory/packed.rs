use std::sync::Arc;

use fixedbitset::FixedBitSet;

use super::numbers::Numbers;
use super::stored::by_fields;

/// How many entries share a block: a change copies one block, and a scan runs over one at a time.
const BLOCK: usize = 1024;

/// Texts, numbered from zero, packed into blocks. Clones share their blocks; a change copies the one block that it is in.
#[derive(Debug, Clone, Default)]
pub(super) struct Packed {
    blocks: Arc<Vec<Arc<Block>>>,
}

/// Some texts, one after the other.
#[derive(Debug, Clone, Default)]
pub(super) struct Block {
    pub(super) bytes: Vec<u8>,
    /// Where in `bytes` each text ends.
    pub(super) ends: Numbers<u32>,
}

by_fields! {
    Packed { blocks }
    Block { bytes, ends }
}

impl Packed {
    pub(super) fn get(&self, entry: u32) -> &[u8] {
        let (block, within) = split(entry);
        self.blocks[block].get(within)
    }

    pub(super) fn len(&self) -> usize {
        self.blocks.last().map_or(0, |last| (self.blocks.len() - 1) * BLOCK + last.ends.len())
    }

    /// All texts, by number.
    pub(super) fn iter(&self) -> impl Iterator<Item = &[u8]> {
        self.blocks.iter().flat_map(|block| (0..block.ends.len()).map(|within| block.get(within)))
    }

    /// Calls for each text in a set, quicker than with [`Self::get`] where they are many.
    pub(super) fn each_of(&self, set: &FixedBitSet, mut found: impl FnMut(usize, &[u8])) {
        let mut current = None;
        for entry in set.ones() {
            let (block, within) = (entry / BLOCK, entry % BLOCK);
            let texts: &Block = match current {
                Some((number, texts)) if number == block => texts,
                _ => current.insert((block, &*self.blocks[block])).1,
            };
            found(entry, texts.get(within));
        }
    }

    /// Adds a text, with the next number.
    pub(super) fn push(&mut self, text: &[u8]) {
        let blocks = Arc::make_mut(&mut self.blocks);
        if blocks.last().is_none_or(|block| block.ends.len() == BLOCK) {
            if let Some(full) = blocks.last_mut() {
                Arc::make_mut(full).bytes.shrink_to_fit();
            }
            blocks.push(Arc::default());
        }
        if let Some(block) = blocks.last_mut() {
            Arc::make_mut(block).push(text);
        }
    }

    /// Puts this in the place of a text.
    pub(super) fn replace(&mut self, entry: u32, text: &[u8]) {
        let (block, within) = split(entry);
        let block = &mut Arc::make_mut(&mut self.blocks)[block];
        let mut replaced = Block::default();
        (0..block.ends.len()).for_each(|at| replaced.push(if at == within { text } else { block.get(at) }));
        *block = Arc::new(replaced);
    }

    /// Writes every text in another way, one block at a time.
    pub(super) fn rewrite(&mut self, mut write: impl FnMut(&[u8], &mut Vec<u8>)) {
        for block in Arc::make_mut(&mut self.blocks) {
            let (mut bytes, mut ends) = (Vec::new(), Vec::new());
            for within in 0..block.ends.len() {
                write(block.get(within), &mut bytes);
                ends.push(count(bytes.len()));
            }
            bytes.shrink_to_fit();
            *block = Arc::new(Block { bytes, ends: Numbers::of(&ends) });
        }
    }

    /// The blocks, each with the number of its first entry.
    pub(super) fn blocks(&self) -> impl Iterator<Item = (u32, &Block)> {
        self.blocks.iter().enumerate().map(|(at, block)| (count(at * BLOCK), &**block))
    }
}

impl Block {
    fn push(&mut self, text: &[u8]) {
        self.bytes.extend_from_slice(text);
        self.ends.push(count(self.bytes.len()));
    }

    fn get(&self, within: usize) -> &[u8] {
        let start = within.checked_sub(1).map_or(0, |before| self.ends.get(before));
        &self.bytes[start as usize..self.ends.get(within) as usize]
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
    fn texts_are_what_was_put_in_and_clones_stay_as_they_were() {
        let written: Vec<Vec<u8>> = (0..3000_u32).map(|n| vec![b'x'; n as usize % 7]).collect();
        let mut packed = Packed::default();
        written.iter().for_each(|text| packed.push(text));
        let before = packed.clone();
        packed.replace(1023, b"a longer one");
        packed.replace(1024, b"");
        packed.push(b"new");
        packed.rewrite(|text, to| to.extend([b"<", text].concat()));
        for (entry, written) in (0..).zip(&written) {
            assert_eq!(before.get(entry), written);
            let now: &[u8] = match entry {
                1023 => b"a longer one",
                1024 => b"",
                _ => written,
            };
            assert_eq!(packed.get(entry), [b"<", now].concat());
        }
        assert_eq!(packed.get(3000), b"<new");
        assert!(packed.iter().eq((0..3001).map(|entry| packed.get(entry))));
        let firsts: Vec<u32> = packed.blocks().map(|(first, _)| first).collect();
        assert_eq!(firsts, [0, 1024, 2048]);
    }
}
