use std::sync::Arc;

use super::stored::by_fields;

/// How many values share a block.
const VALUES: usize = 4096;

/// One value for each entry, numbered from zero. Clones share their blocks; a change copies the one block that it is in.
#[derive(Debug, Clone)]
pub(super) struct Column<T> {
    blocks: Arc<Vec<Arc<Vec<T>>>>,
}

by_fields! {
    Column<T> { blocks }
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

    pub(super) fn set(&mut self, entry: u32, value: T) {
        self.change(entry, |old| *old = value);
    }

    pub(super) fn change(&mut self, entry: u32, change: impl FnOnce(&mut T)) {
        let block = &mut Arc::make_mut(&mut self.blocks)[entry as usize / VALUES];
        change(&mut Arc::make_mut(block)[entry as usize % VALUES]);
    }

    /// All values, by entry.
    pub(super) fn iter(&self) -> impl Iterator<Item = &T> {
        self.blocks.iter().flat_map(|block| block.iter())
    }
}
