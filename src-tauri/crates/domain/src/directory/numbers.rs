use std::io::{Read, Result, Write};

use super::stored::Stored;

/// What can be kept as a number above a smaller one.
pub(super) trait Whole: Copy + Ord + Default + Stored {
    /// How much it is above a smaller one.
    fn above(self, least: Self) -> u64;

    /// The one so much above this.
    fn plus(self, above: u64) -> Self;
}

impl Whole for u32 {
    fn above(self, least: Self) -> u64 {
        u64::from(self - least)
    }

    fn plus(self, above: u64) -> Self {
        self.wrapping_add(above as Self)
    }
}

impl Whole for u8 {
    fn above(self, least: Self) -> u64 {
        u64::from(self - least)
    }

    fn plus(self, above: u64) -> Self {
        self.wrapping_add(above as Self)
    }
}

impl Whole for bool {
    fn above(self, least: Self) -> u64 {
        u64::from(self & !least)
    }

    fn plus(self, above: u64) -> Self {
        self | (above != 0)
    }
}

impl Whole for i64 {
    fn above(self, least: Self) -> u64 {
        self.wrapping_sub(least).cast_unsigned()
    }

    fn plus(self, above: u64) -> Self {
        self.wrapping_add(above.cast_signed())
    }
}

/// Numbers in a row, each in as many bits as the largest of them takes above the smallest: a thousand of a kind seldom lie
/// far apart, and so take a half or a quarter of the room.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Numbers<T> {
    least: T,
    /// How many bits each has.
    bits: u32,
    len: u32,
    /// The bits, and one word more, so that a number is always within two.
    words: Vec<u64>,
}

impl<T: Whole> Default for Numbers<T> {
    fn default() -> Self {
        Self::of(&[])
    }
}

impl<T: Whole> Numbers<T> {
    /// These, in this order.
    pub(super) fn of(numbers: &[T]) -> Self {
        let least = numbers.iter().copied().min().unwrap_or_default();
        let most = numbers.iter().copied().max().unwrap_or_default().above(least);
        let bits = u64::BITS - most.leading_zeros();
        let words = vec![0; words(numbers.len(), bits)];
        let len = u32::try_from(numbers.len()).expect("a block has few numbers");
        let mut packed = Self { least, bits, len, words };
        for (at, number) in numbers.iter().enumerate() {
            packed.write(at, number.above(least));
        }
        packed
    }

    pub(super) fn len(&self) -> usize {
        self.len as usize
    }

    pub(super) fn is_empty(&self) -> bool {
        self.len == 0
    }

    #[inline]
    pub(super) fn get(&self, at: usize) -> T {
        assert!(at < self.len(), "there are fewer numbers");
        if self.bits == 0 {
            return self.least;
        }
        let (word, shift) = self.place(at);
        let [low, high] = [word, word + 1].map(|word| u128::from(self.words[word]));
        self.least.plus(((high << u64::BITS | low) >> shift) as u64 & self.mask())
    }

    pub(super) fn last(&self) -> Option<T> {
        self.len().checked_sub(1).map(|last| self.get(last))
    }

    pub(super) fn iter(&self) -> impl DoubleEndedIterator<Item = T> + '_ {
        self.range(0, self.len())
    }

    /// Puts all of them in the place of others.
    pub(super) fn unpack(&self, to: &mut Vec<T>) {
        to.clear();
        let mask = self.mask();
        let mut bit = 0;
        to.extend((0..self.len).map(|_| {
            let (word, shift) = (bit / u64::BITS as usize, bit % u64::BITS as usize);
            bit += self.bits as usize;
            let low = u128::from(self.words[word]);
            let high = self.words.get(word + 1).map_or(0, |&word| u128::from(word));
            self.least.plus(((high << u64::BITS | low) >> shift) as u64 & mask)
        }));
    }

    /// Those from one place to before another.
    pub(super) fn range(&self, from: usize, to: usize) -> impl DoubleEndedIterator<Item = T> + '_ {
        (from..to).map(|at| self.get(at))
    }

    /// How many come before the first that is not so; all that are so come before all that are not.
    pub(super) fn partition_point(&self, is_so: impl Fn(T) -> bool) -> usize {
        let (mut from, mut to) = (0, self.len());
        while from < to {
            let middle = from.midpoint(to);
            if is_so(self.get(middle)) { from = middle + 1 } else { to = middle }
        }
        from
    }

    /// Adds one to the end.
    pub(super) fn push(&mut self, number: T) {
        if self.is_empty() || !self.has_room_for(number) {
            *self = Self::of(&self.iter().chain([number]).collect::<Vec<_>>());
            return;
        }
        let at = self.len();
        self.len += 1;
        self.words.resize(words(self.len(), self.bits), 0);
        self.write(at, number.above(self.least));
    }

    /// Puts one in the place of another.
    pub(super) fn set(&mut self, at: usize, number: T) {
        if self.has_room_for(number) {
            self.write(at, number.above(self.least));
        } else {
            let mut numbers: Vec<T> = self.iter().collect();
            numbers[at] = number;
            *self = Self::of(&numbers);
        }
    }

    fn has_room_for(&self, number: T) -> bool {
        number >= self.least && number.above(self.least) <= self.mask()
    }

    /// Every bit that a number may have.
    fn mask(&self) -> u64 {
        u64::MAX.checked_shr(u64::BITS - self.bits).unwrap_or(0)
    }

    /// The word that a number begins in, and how far into it.
    fn place(&self, at: usize) -> (usize, u32) {
        let bit = at * self.bits as usize;
        (bit / u64::BITS as usize, (bit % u64::BITS as usize) as u32)
    }

    fn write(&mut self, at: usize, above: u64) {
        if self.bits == 0 {
            return;
        }
        let ((word, shift), mask) = (self.place(at), self.mask());
        self.words[word] = self.words[word] & !(mask << shift) | above << shift;
        if shift + self.bits > u64::BITS {
            let written = u64::BITS - shift;
            self.words[word + 1] = self.words[word + 1] & !(mask >> written) | above >> written;
        }
    }
}

/// How many words so many numbers of so many bits take.
fn words(len: usize, bits: u32) -> usize {
    (len * bits as usize).div_ceil(u64::BITS as usize) + 1
}

impl<T: Whole> Stored for Numbers<T> {
    fn store(&self, to: &mut impl Write) -> Result<()> {
        self.least.store(to)?;
        self.bits.store(to)?;
        self.len.store(to)?;
        u64::store_all(&self.words, to)
    }

    fn restore(from: &mut impl Read) -> Result<Self> {
        let (least, bits, len) = (T::restore(from)?, u32::restore(from)?, u32::restore(from)?);
        Ok(Self { least, bits, len, words: u64::restore_all(words(len as usize, bits), from)? })
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn a_number() -> impl Strategy<Value = i64> {
        prop_oneof![0_i64..3, -70_i64..900, any::<i64>()]
    }

    proptest! {
        /// Whatever is put in, added and put in its place, they are a plain list, and a stored one too.
        #[test]
        fn they_are_a_list(
            mut plain in prop::collection::vec(a_number(), 0..90),
            changes in prop::collection::vec((any::<bool>(), 0_usize..90, a_number()), 0..40),
        ) {
            let mut numbers = Numbers::of(&plain);
            for (push, at, number) in changes {
                if push {
                    plain.push(number);
                    numbers.push(number);
                } else if at < plain.len() {
                    plain[at] = number;
                    numbers.set(at, number);
                }
            }
            let mut bytes = Vec::new();
            numbers.store(&mut bytes).unwrap();
            let numbers = Numbers::restore(&mut &bytes[..]).unwrap();
            prop_assert!(numbers.iter().eq(plain.iter().copied()));
            prop_assert_eq!(numbers.last(), plain.last().copied());
            let mut unpacked = vec![7];
            numbers.unpack(&mut unpacked);
            prop_assert_eq!(&unpacked, &plain);
            plain.sort_unstable();
            let sorted = Numbers::of(&plain);
            prop_assert_eq!(sorted.partition_point(|number| number < 7), plain.partition_point(|&number| number < 7));
        }
    }
}
