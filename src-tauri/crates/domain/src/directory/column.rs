use std::sync::Arc;

use super::numbers::{Numbers, Whole};
use super::stored::by_fields;

/// How many values share a block.
const VALUES: usize = 4096;

/// One value for each entry, numbered from zero. Clones share their blocks; a change copies the one block that it is in.
#[derive(Debug, Clone)]
pub(super) struct Column<T> {
    blocks: Arc<Vec<Arc<Vec<T>>>>,
}

/// As a [`Column`], of numbers, in as few bits as they take.
#[derive(Debug, Clone, Default)]
pub(super) struct NumberColumn<T> {
    full: Arc<Vec<Arc<Numbers<T>>>>,
    /// Those that do not fill a block yet, as they are.
    last: Arc<Vec<T>>,
}

by_fields! {
    Column<T> { blocks }
    NumberColumn<T: Whole> { full, last }
}

impl<T> Default for Column<T> {
    fn default() -> Self {
        Self { blocks: Arc::default() }
    }
}

impl<T: Clone> Column<T> {
    pub(super) fn get(&self, entry: u32) -> &T {
        &self.blocks[entry as usize / VALUES][entry as usize % VALUES]
    }

    pub(super) fn len(&self) -> usize {
        self.blocks.last().map_or(0, |last| (self.blocks.len() - 1) * VALUES + last.len())
    }

    pub(super) fn push(&mut self, value: T) {
        let blocks = Arc::make_mut(&mut self.blocks);
        if blocks.last().is_none_or(|block| block.len() == VALUES) {
            blocks.push(Arc::new(Vec::with_capacity(VALUES)));
        }
        if let Some(block) = blocks.last_mut() {
            Arc::make_mut(block).push(value);
        }
    }

    pub(super) fn change(&mut self, entry: u32, change: impl FnOnce(&mut T)) {
        let block = &mut Arc::make_mut(&mut self.blocks)[entry as usize / VALUES];
        change(&mut Arc::make_mut(block)[entry as usize % VALUES]);
    }
}

impl<T: Whole> NumberColumn<T> {
    pub(super) fn get(&self, entry: u32) -> T {
        let (block, within) = (entry as usize / VALUES, entry as usize % VALUES);
        self.full.get(block).map_or_else(|| self.last[within], |numbers| numbers.get(within))
    }

    pub(super) fn len(&self) -> usize {
        self.full.len() * VALUES + self.last.len()
    }

    pub(super) fn push(&mut self, number: T) {
        let last = Arc::make_mut(&mut self.last);
        last.push(number);
        if last.len() == VALUES {
            Arc::make_mut(&mut self.full).push(Arc::new(Numbers::of(last)));
            last.clear();
        }
    }

    pub(super) fn set(&mut self, entry: u32, number: T) {
        let (block, within) = (entry as usize / VALUES, entry as usize % VALUES);
        match Arc::make_mut(&mut self.full).get_mut(block) {
            Some(numbers) => Arc::make_mut(numbers).set(within, number),
            None => Arc::make_mut(&mut self.last)[within] = number,
        }
    }

    /// All numbers, by entry.
    pub(super) fn iter(&self) -> impl Iterator<Item = T> + '_ {
        self.full.iter().flat_map(|numbers| numbers.iter()).chain(self.last.iter().copied())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_are_what_was_put_in_and_clones_stay_as_they_were() {
        let mut column = NumberColumn::default();
        (0..9000_i64).for_each(|number| column.push(number * number));
        let before = column.clone();
        column.set(5000, -1);
        column.set(8500, -2);
        let changed = |number| match number {
            5000 => -1,
            8500 => -2,
            _ => number * number,
        };
        assert!(before.iter().eq((0..9000).map(|number| number * number)));
        assert!(column.iter().eq((0..9000).map(changed)));
        assert_eq!([column.get(5000), column.get(4096), column.get(8500)], [-1, 4096 * 4096, -2]);
        assert_eq!(column.len(), 9000);
    }
}
