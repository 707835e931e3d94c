use std::sync::Arc;

use memchr::memmem::Finder;

use super::packed::{BLOCK, Packed};

/// How many entries of a block are told apart by its signature: as many groups as there are bits in a mask.
const GROUP: usize = BLOCK / 16;
/// How many kinds of three bytes a signature tells apart. With more of them it lets less pass that a scan then passes
/// over, and takes more memory.
const KINDS: usize = 4096;

/// Folded texts, one an entry, and for each block of them a signature: which three bytes in a row there are in which of
/// its 16 groups of entries. A scan for a word passes over the groups that lack some of the word's bytes: the rarer and
/// longer the word, the less is left to read; one of less than three bytes is looked for everywhere. A signature only ever
/// gains: it may send a scan to where nothing is, and never past what is there.
#[derive(Debug, Clone, Default)]
pub(super) struct Text {
    entries: Packed<u8>,
    /// For each block, and for each kind of three bytes, a mask of the groups that have them.
    signatures: Arc<Vec<Arc<Vec<u16>>>>,
    count: usize,
}

impl Text {
    pub(super) fn get(&self, entry: u32) -> &[u8] {
        self.entries.get(entry)
    }

    /// Adds an entry, with the next number.
    pub(super) fn push(&mut self, folded: &str) {
        let text = closed(folded);
        self.entries.push(&text);
        self.sign(self.count, &text);
        self.count += 1;
    }

    /// Whether this is the text of an entry.
    pub(super) fn is(&self, entry: u32, folded: &str) -> bool {
        self.get(entry).strip_suffix(b"\n") == Some(folded.as_bytes())
    }

    /// Puts a text in the place of an entry.
    pub(super) fn replace(&mut self, entry: u32, folded: &str) {
        let text = closed(folded);
        self.entries.replace(entry, &text);
        self.sign(entry as usize, &text);
    }

    fn sign(&mut self, entry: usize, text: &[u8]) {
        let signatures = Arc::make_mut(&mut self.signatures);
        if signatures.len() <= entry / BLOCK {
            signatures.push(Arc::new(vec![0; KINDS]));
        }
        let signature = Arc::make_mut(&mut signatures[entry / BLOCK]);
        for kind in kinds(text) {
            signature[kind] |= 1 << (entry % BLOCK / GROUP);
        }
    }

    /// Calls for each entry that has the word in it. A word has no line end, so none is found across two fields or
    /// entries.
    pub(super) fn each_with(&self, word: &str, mut found: impl FnMut(u32)) {
        let finder = Finder::new(word);
        let kinds: Vec<usize> = kinds(word.as_bytes()).collect();
        for ((first, block), signature) in self.entries.blocks().zip(self.signatures.iter()) {
            let mut groups = kinds.iter().fold(u16::MAX, |groups, &kind| groups & signature[kind]);
            while groups != 0 {
                // The next groups in a row are read in one go.
                let start = groups.trailing_zeros() as usize;
                let end = start + (groups >> start).trailing_ones() as usize;
                groups &= u16::MAX.checked_shl(u32::try_from(end).unwrap_or(u32::MAX)).unwrap_or(0);
                let last = (end * GROUP).min(block.ends.len());
                let mut entry = start * GROUP;
                if entry >= last {
                    break;
                }
                let mut at = block.start(entry);
                let stop = block.ends[last - 1] as usize;
                while let Some(hit) = finder.find(&block.items[at..stop]) {
                    // The very next entry, where the word is common; a long way off, where it is rare.
                    if block.ends[entry] as usize <= at + hit {
                        entry += block.ends[entry..].partition_point(|&end| end as usize <= at + hit);
                    }
                    at = block.ends[entry] as usize;
                    found(first + u32::try_from(entry).expect("a block has few entries"));
                    entry += 1;
                }
            }
        }
    }
}

/// A text as it is packed.
fn closed(text: &str) -> Vec<u8> {
    let mut text = text.as_bytes().to_vec();
    text.push(b'\n');
    text
}

/// The kinds of three bytes in a row that a text has.
fn kinds(text: &[u8]) -> impl Iterator<Item = usize> {
    text.windows(3).map(|three| {
        let number = u32::from(three[0]) << 16 | u32::from(three[1]) << 8 | u32::from(three[2]);
        // Knuth's multiplicative hash: the highest bits of the product depend on all of the number.
        (number.wrapping_mul(2_654_435_769) >> (u32::BITS - KINDS.ilog2())) as usize
    })
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(48))]

        /// Whatever is passed over, all who have the word are found, each once and in order.
        #[test]
        fn a_scan_finds_what_reading_everything_finds(
            texts in prop::collection::vec("[abc]{0,3}\n[abcd]{0,5}", 0..2500),
            replaced in prop::collection::vec((0_usize..2500, "[xyzab]{0,6}"), 0..20),
            word in "[abcdxyz]{1,5}",
        ) {
            let mut texts = texts;
            let mut text = Text::default();
            texts.iter().for_each(|entry| text.push(entry));
            for (entry, new) in replaced {
                if entry < texts.len() {
                    let number = u32::try_from(entry).unwrap();
                    prop_assert_eq!(text.is(number, &new), texts[entry] == new);
                    text.replace(number, &new);
                    texts[entry] = new;
                }
            }
            let mut found = Vec::new();
            text.each_with(&word, |entry| found.push(entry as usize));
            let expected: Vec<usize> = (0..texts.len()).filter(|&entry| texts[entry].contains(&word)).collect();
            prop_assert_eq!(found, expected);
        }
    }
}
