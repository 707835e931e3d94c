use std::borrow::Cow;
use std::io::{Read, Result, Write};

use super::stored::Stored;

/// The most bytes that one sign stands for.
const LONGEST: usize = size_of::<u64>();
/// Before a byte that stands for itself. Every other is the number of a sign.
const ITSELF: u8 = u8::MAX;
/// How many times the signs are chosen anew, each time out of what two of the ones before come to.
const ROUNDS: usize = 5;

/// Stretches that come often in texts, each written as one byte: names and addresses take a half or less of the room. Any
/// text can be written in it, and read back by itself. Without any signs a text is written as it is.
#[derive(Debug, Clone)]
pub(super) struct Shorthand {
    /// By their first byte, and of the same first byte the longer before the shorter.
    signs: Vec<Stretch>,
    /// Where those of each first byte begin.
    starts: [usize; 257],
}

/// Some bytes, one at least.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
struct Stretch {
    /// The first in the lowest place, and nothing after the last.
    bytes: u64,
    length: usize,
}

impl Default for Shorthand {
    fn default() -> Self {
        Self::of_signs(Vec::new())
    }
}

impl Shorthand {
    /// The one in which these texts are short, and others like them.
    pub(super) fn of(texts: &[Cow<'_, [u8]>]) -> Self {
        (0..ROUNDS).fold(Self::default(), |before, _| before.improved(texts))
    }

    fn of_signs(mut signs: Vec<Stretch>) -> Self {
        signs.sort_unstable_by_key(|sign| (sign.first(), std::cmp::Reverse(sign.length), sign.bytes));
        let starts = std::array::from_fn(|first| signs.partition_point(|sign| usize::from(sign.first()) < first));
        Self { signs, starts }
    }

    /// The signs that would have been worth most where these texts are cut up by these: one of them, or two together.
    fn improved(&self, texts: &[Cow<'_, [u8]>]) -> Self {
        let mut met = Vec::new();
        for text in texts {
            let mut before: Option<Stretch> = None;
            let mut rest = &text[..];
            while let Some(stretch) = self.next(rest).map(|sign| self.signs[sign]).or(Stretch::one(rest)) {
                met.push(stretch);
                met.extend(before.and_then(|before| before.and(stretch)));
                before = Some(stretch);
                rest = &rest[stretch.length..];
            }
        }
        met.sort_unstable();
        let mut worth: Vec<(usize, Stretch)> =
            met.chunk_by(PartialEq::eq).map(|alike| (alike.len() * alike[0].worth(), alike[0])).collect();
        worth.sort_unstable_by(|one, other| other.cmp(one));
        worth.truncate(usize::from(ITSELF));
        Self::of_signs(worth.into_iter().map(|(_, stretch)| stretch).collect())
    }

    /// The number of the longest sign that a text begins with.
    fn next(&self, text: &[u8]) -> Option<usize> {
        let first = usize::from(*text.first()?);
        let word = word(text);
        let begins = |&sign: &usize| {
            let Stretch { bytes, length } = self.signs[sign];
            length <= text.len() && word & mask(length) == bytes
        };
        (self.starts[first]..self.starts[first + 1]).find(begins)
    }

    /// Writes a text at the end of others.
    pub(super) fn write(&self, text: &[u8], to: &mut Vec<u8>) {
        if self.signs.is_empty() {
            return to.extend_from_slice(text);
        }
        let mut rest = text;
        while let Some(&byte) = rest.first() {
            let length = match self.next(rest) {
                Some(sign) => {
                    to.push(u8::try_from(sign).expect("there are fewer signs than bytes"));
                    self.signs[sign].length
                }
                None => {
                    to.extend([ITSELF, byte]);
                    1
                }
            };
            rest = &rest[length..];
        }
    }

    /// The text that was written.
    pub(super) fn read<'a>(&self, written: &'a [u8]) -> Cow<'a, [u8]> {
        if self.signs.is_empty() {
            return Cow::Borrowed(written);
        }
        let mut text = Vec::with_capacity(written.len() * 3);
        self.read_to(written, &mut text);
        Cow::Owned(text)
    }

    /// Puts the text that was written in the place of another.
    pub(super) fn read_to(&self, written: &[u8], text: &mut Vec<u8>) {
        text.clear();
        if self.signs.is_empty() {
            return text.extend_from_slice(written);
        }
        let mut written = written.iter();
        while let Some(&byte) = written.next() {
            match self.signs.get(usize::from(byte)) {
                Some(sign) => {
                    // All bytes at once are quicker than the right number of them.
                    let end = text.len() + sign.length;
                    text.extend_from_slice(&sign.bytes.to_le_bytes());
                    text.truncate(end);
                }
                None => text.extend(written.next()),
            }
        }
    }
}

impl Stretch {
    /// The first byte of a text.
    fn one(text: &[u8]) -> Option<Self> {
        text.first().map(|&byte| Self { bytes: u64::from(byte), length: 1 })
    }

    fn first(self) -> u8 {
        self.bytes.to_le_bytes()[0]
    }

    /// The two as one, if that is not too long.
    fn and(self, next: Self) -> Option<Self> {
        let length = self.length + next.length;
        (length <= LONGEST).then(|| Self { bytes: self.bytes | next.bytes << (8 * self.length), length })
    }

    /// A byte that has no sign takes two.
    fn worth(self) -> usize {
        if self.length == 1 { 2 } else { self.length }
    }
}

/// The first bytes of a text, the first in the lowest place.
fn word(text: &[u8]) -> u64 {
    match text.first_chunk() {
        Some(bytes) => u64::from_le_bytes(*bytes),
        None => text.iter().rev().fold(0, |word, &byte| word << 8 | u64::from(byte)),
    }
}

/// The bits of so many bytes.
fn mask(length: usize) -> u64 {
    u64::MAX >> (8 * (LONGEST - length))
}

impl Stored for Shorthand {
    fn store(&self, to: &mut impl Write) -> Result<()> {
        self.signs.iter().map(|sign| sign.bytes).collect::<Vec<_>>().store(to)?;
        self.signs.iter().map(|sign| sign.length).collect::<Vec<_>>().store(to)
    }

    fn restore(from: &mut impl Read) -> Result<Self> {
        let (bytes, lengths) = (Vec::<u64>::restore(from)?, Vec::<usize>::restore(from)?);
        let signs = bytes.into_iter().zip(lengths).map(|(bytes, length)| Stretch { bytes, length });
        Ok(Self::of_signs(signs.collect()))
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn a_text() -> impl Strategy<Value = Vec<u8>> {
        prop_oneof![
            "(ana|bo|maria) (smith|li)\n(ana|bo)[.]smith[0-9]{0,3}@example[.]com".prop_map(String::into_bytes),
            "[éß李 a]{0,9}".prop_map(String::into_bytes),
            prop::collection::vec(any::<u8>(), 0..20),
        ]
    }

    proptest! {
        /// Whatever it was made for, each text is read as it was written, and after it was stored too.
        #[test]
        fn what_was_written_is_read(
            known in prop::collection::vec(a_text(), 0..60),
            others in prop::collection::vec(a_text(), 0..20),
        ) {
            let made_for: Vec<_> = known.iter().map(|text| Cow::Borrowed(&text[..])).collect();
            let shorthand = Shorthand::of(&made_for);
            let mut bytes = Vec::new();
            shorthand.store(&mut bytes).unwrap();
            let restored = Shorthand::restore(&mut &bytes[..]).unwrap();
            for text in known.iter().chain(&others) {
                let mut written = Vec::new();
                shorthand.write(text, &mut written);
                prop_assert_eq!(&shorthand.read(&written)[..], &text[..]);
                let mut read = b"of before".to_vec();
                restored.read_to(&written, &mut read);
                prop_assert_eq!(&read, text);
            }
        }
    }

    #[test]
    fn texts_that_are_alike_take_less_than_half() {
        let texts: Vec<_> = (0..400).map(|n| format!("maria santos{n}\nmaria.santos{n}@example.com")).collect();
        let shorthand = Shorthand::of(&texts.iter().map(|text| Cow::Borrowed(text.as_bytes())).collect::<Vec<_>>());
        let mut written = Vec::new();
        texts.iter().for_each(|text| shorthand.write(text.as_bytes(), &mut written));
        assert!(written.len() * 2 < texts.iter().map(String::len).sum());
    }
}
