use std::io::{Read, Result, Write};

use fixedbitset::FixedBitSet;

use super::stored::Stored;

/// The entries that have something, in order: as the steps from each to the next, in as few bytes as these take, or a bit
/// for every entry where that takes fewer.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Postings {
    /// Each step in groups of seven bits, the lowest first; all but the last group of a step have the highest bit.
    Steps { bytes: Vec<u8>, last: Option<u32> },
    /// A bit for every entry.
    Bits(FixedBitSet),
}

impl Stored for Postings {
    fn store(&self, to: &mut impl Write) -> Result<()> {
        match self {
            Self::Steps { bytes, last } => {
                false.store(to)?;
                // One more, so that there is a number for none.
                last.map_or(0, |last| u64::from(last) + 1).to_le_bytes().store(to)?;
                bytes.store(to)
            }
            Self::Bits(bits) => {
                true.store(to)?;
                bits.len().store(to)?;
                usize::store_all(bits.as_slice(), to)
            }
        }
    }

    fn restore(from: &mut impl Read) -> Result<Self> {
        if bool::restore(from)? {
            let len = usize::restore(from)?;
            let words = usize::restore_all(len.div_ceil(usize::BITS as usize), from)?;
            return Ok(Self::Bits(FixedBitSet::with_capacity_and_blocks(len, words)));
        }
        let last = u64::from_le_bytes(Stored::restore(from)?).checked_sub(1);
        let last = last.map(|last| u32::try_from(last).expect("it was stored as such"));
        Ok(Self::Steps { bytes: Vec::restore(from)?, last })
    }
}

impl Default for Postings {
    fn default() -> Self {
        Self::Steps { bytes: Vec::new(), last: None }
    }
}

impl Postings {
    /// Adds an entry, wherever it belongs.
    pub(super) fn insert(&mut self, entry: u32) {
        match self {
            Self::Bits(bits) => bits.grow_and_insert(entry as usize),
            Self::Steps { last, .. } if *last == Some(entry) => {}
            Self::Steps { bytes, last } if last.is_none_or(|last| last < entry) => {
                write(entry - last.map_or(0, |last| last + 1), bytes);
                *last = Some(entry);
            }
            Self::Steps { .. } => {
                let mut entries: Vec<u32> = self.iter().collect();
                if let Err(place) = entries.binary_search(&entry) {
                    entries.insert(place, entry);
                    *self = entries.into_iter().collect();
                }
            }
        }
    }

    /// Takes an entry out, if it is in.
    pub(super) fn remove(&mut self, entry: u32) {
        match self {
            Self::Bits(bits) if bits.contains(entry as usize) => bits.remove(entry as usize),
            Self::Bits(_) => {}
            Self::Steps { .. } => *self = self.iter().filter(|&other| other != entry).collect(),
        }
    }

    /// Takes whichever form is smaller among so many entries.
    pub(super) fn compact(&mut self, entries: usize) {
        match self {
            Self::Steps { bytes, .. } if bytes.len() > entries / 8 => {
                let mut bits = FixedBitSet::with_capacity(entries);
                self.add_to(&mut bits);
                *self = Self::Bits(bits);
            }
            Self::Steps { bytes, .. } => bytes.shrink_to_fit(),
            Self::Bits(_) => {}
        }
    }

    /// Adds all of them to a set that has room for every entry.
    pub(super) fn add_to(&self, set: &mut FixedBitSet) {
        match self {
            Self::Steps { bytes, .. } => Walk { bytes, next: 0 }.for_each(|entry| set.insert(entry as usize)),
            Self::Bits(bits) => set.union_with(bits),
        }
    }

    /// Whether they are so many that adding them is quick.
    pub(super) fn are_bits(&self) -> bool {
        matches!(self, Self::Bits(_))
    }

    fn iter(&self) -> Box<dyn Iterator<Item = u32> + '_> {
        match self {
            Self::Steps { bytes, .. } => Box::new(Walk { bytes, next: 0 }),
            Self::Bits(bits) => Box::new(bits.ones().map(|entry| u32::try_from(entry).expect("it was put in as such"))),
        }
    }
}

impl FromIterator<u32> for Postings {
    /// Of entries in order, each once.
    fn from_iter<I: IntoIterator<Item = u32>>(entries: I) -> Self {
        let mut postings = Self::default();
        entries.into_iter().for_each(|entry| postings.insert(entry));
        postings
    }
}

fn write(mut step: u32, bytes: &mut Vec<u8>) {
    while step >= 0x80 {
        bytes.push(step.to_le_bytes()[0] | 0x80);
        step >>= 7;
    }
    bytes.push(step.to_le_bytes()[0]);
}

struct Walk<'a> {
    bytes: &'a [u8],
    /// The lowest entry that may come next.
    next: u32,
}

impl Iterator for Walk<'_> {
    type Item = u32;

    #[inline]
    fn next(&mut self) -> Option<u32> {
        let mut step = 0;
        let mut shift = 0;
        loop {
            let (&byte, rest) = self.bytes.split_first()?;
            self.bytes = rest;
            step |= u32::from(byte & 0x7f) << shift;
            if byte & 0x80 == 0 {
                break;
            }
            shift += 7;
        }
        let entry = self.next + step;
        self.next = entry + 1;
        Some(entry)
    }
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use proptest::prelude::*;

    use super::*;

    proptest! {
        /// In either form, whatever is put in and taken out, they are a set.
        #[test]
        fn they_are_a_set(
            stride in 1_usize..40,
            changes in prop::collection::vec((any::<bool>(), 0_u32..2000), 0..40),
            compact_at in 0_usize..40,
        ) {
            let mut set: BTreeSet<u32> = (0..1500).step_by(stride).collect();
            let mut postings: Postings = set.iter().copied().collect();
            for (number, (insert, entry)) in changes.into_iter().enumerate() {
                if number == compact_at {
                    postings.compact(2000);
                }
                if insert {
                    postings.insert(entry);
                    set.insert(entry);
                } else {
                    postings.remove(entry);
                    set.remove(&entry);
                }
            }
            prop_assert!(postings.iter().eq(set.iter().copied()));
            let mut bits = FixedBitSet::with_capacity(2000);
            postings.add_to(&mut bits);
            prop_assert!(bits.ones().eq(set.iter().map(|&entry| entry as usize)));
        }
    }
}
