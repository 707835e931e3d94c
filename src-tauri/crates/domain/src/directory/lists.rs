use std::sync::Arc;

use fixedbitset::FixedBitSet;

use super::numbers::Numbers;
use super::stored::by_fields;

/// How many lists share a block: a change makes one block anew.
const BLOCK: usize = 256;

/// From one in so many on, lists are many.
const FEW: usize = 16;

/// Short lists of numbers, themselves numbered from zero, packed into blocks. Clones share their blocks; a change makes the
/// one block anew that it is in.
#[derive(Debug, Clone, Default)]
pub(super) struct Lists {
    blocks: Arc<Vec<Arc<Block>>>,
}

/// Some lists, one after the other.
#[derive(Debug, Clone, Default)]
struct Block {
    items: Numbers<u32>,
    /// Where in `items` each list ends.
    ends: Numbers<u32>,
}

by_fields! {
    Lists { blocks }
    Block { items, ends }
}

impl Lists {
    /// Packs these.
    pub(super) fn of<'a>(lists: impl IntoIterator<Item = &'a [u32]>) -> Self {
        let mut lists = lists.into_iter().peekable();
        let mut blocks = Vec::new();
        while lists.peek().is_some() {
            blocks.push(Arc::new(Block::of(lists.by_ref().take(BLOCK))));
        }
        Self { blocks: Arc::new(blocks) }
    }

    pub(super) fn get(&self, list: u32) -> impl Iterator<Item = u32> + '_ {
        let (block, within) = split(list as usize);
        self.blocks[block].get(within)
    }

    /// Calls for each list in a set. Where they are many, whole blocks are unpacked, which is quicker than list by list.
    pub(super) fn each_of(&self, set: &FixedBitSet, mut found: impl FnMut(usize, &[u32])) {
        let are_many = set.count_ones(..) * FEW > set.len();
        let (mut items, mut ends, mut unpacked) = (Vec::new(), Vec::new(), None);
        for list in set.ones() {
            let (block, within) = split(list);
            if !are_many {
                items.clear();
                items.extend(self.blocks[block].get(within));
                found(list, &items);
                continue;
            }
            if unpacked.replace(block) != Some(block) {
                self.blocks[block].items.unpack(&mut items);
                self.blocks[block].ends.unpack(&mut ends);
            }
            let start = within.checked_sub(1).map_or(0, |before| ends[before]);
            found(list, &items[start as usize..ends[within] as usize]);
        }
    }

    /// Adds a list without anything in it, with the next number.
    pub(super) fn push_empty(&mut self) {
        let blocks = Arc::make_mut(&mut self.blocks);
        if blocks.last().is_none_or(|block| block.ends.len() == BLOCK) {
            blocks.push(Arc::default());
        }
        if let Some(block) = blocks.last_mut() {
            let end = block.ends.last().unwrap_or(0);
            Arc::make_mut(block).ends.push(end);
        }
    }

    /// Puts this in the place of a list.
    pub(super) fn replace(&mut self, list: u32, items: &[u32]) {
        let (block, within) = split(list as usize);
        let block = &mut Arc::make_mut(&mut self.blocks)[block];
        let lists: Vec<Vec<u32>> = (0..block.ends.len())
            .map(|at| if at == within { items.to_vec() } else { block.get(at).collect() })
            .collect();
        *block = Arc::new(Block::of(lists.iter().map(Vec::as_slice)));
    }
}

impl Block {
    fn of<'a>(lists: impl Iterator<Item = &'a [u32]>) -> Self {
        let (mut items, mut ends) = (Vec::new(), Vec::new());
        for list in lists {
            items.extend_from_slice(list);
            ends.push(u32::try_from(items.len()).expect("few lists have fewer than 2^32 numbers"));
        }
        Self { items: Numbers::of(&items), ends: Numbers::of(&ends) }
    }

    fn get(&self, within: usize) -> impl Iterator<Item = u32> + '_ {
        let start = within.checked_sub(1).map_or(0, |before| self.ends.get(before));
        self.items.range(start as usize, self.ends.get(within) as usize)
    }
}

/// The parts of something, each of which ends where this says.
pub(super) fn slices<'a>(items: &'a [u32], ends: &'a [usize]) -> impl Iterator<Item = &'a [u32]> {
    let starts = std::iter::once(0).chain(ends.iter().copied());
    starts.zip(ends).map(|(start, &end)| &items[start..end])
}

/// The block a list is in, and which one it is there.
fn split(list: usize) -> (usize, usize) {
    (list / BLOCK, list % BLOCK)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lists_are_what_was_put_in_and_clones_stay_as_they_were() {
        let written: Vec<Vec<u32>> = (0..700).map(|n| (n..n + n % 5).collect()).collect();
        let mut lists = Lists::of(written.iter().map(Vec::as_slice));
        let before = lists.clone();
        lists.replace(255, &[7, 1 << 31]);
        lists.replace(256, &[]);
        lists.push_empty();
        for (list, written) in (0..).zip(&written) {
            assert!(before.get(list).eq(written.iter().copied()));
            let now: &[u32] = match list {
                255 => &[7, 1 << 31],
                256 => &[],
                _ => written,
            };
            assert!(lists.get(list).eq(now.iter().copied()));
        }
        assert_eq!(lists.get(700).count(), 0);
        for some in [vec![3, 255, 699], (0..701).collect()] {
            let mut of_some = Vec::new();
            lists.each_of(&some.iter().copied().collect(), |list, items| of_some.push((list, items.to_vec())));
            let expected = some.iter().map(|&list| (list, lists.get(u32::try_from(list).unwrap()).collect::<Vec<_>>()));
            assert!(expected.eq(of_some));
        }
    }
}
