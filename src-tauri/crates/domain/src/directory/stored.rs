//! A directory as bytes, one part after the other, so that whoever has made one need not make it again. Blocks are written
//! and read as they lie in memory, many values at a time, and nothing is put in order or looked for.
//!
//! The bytes are trusted: whoever keeps them sees to it that they are the ones that were written ([`Directory::FORM`]).

use std::io::{Read, Result, Write};
use std::sync::Arc;

use super::Directory;
use super::clients::Clients;
use super::users::Users;

impl Directory {
    /// Of which form the bytes are: those of another are not to be read. Whoever changes what is written, or in which
    /// order, counts on.
    pub const FORM: [u32; 2] = [2, usize::BITS];

    /// Writes everything that there is.
    ///
    /// # Errors
    /// Those of `to`.
    pub fn store(&self, to: &mut impl Write) -> Result<()> {
        self.users.store(to)?;
        self.clients.store(to)
    }

    /// Reads what [`Directory::store`] has written, and nothing after it.
    ///
    /// # Errors
    /// Those of `from`.
    pub fn restore(from: &mut impl Read) -> Result<Self> {
        Ok(Self { users: Users::restore(from)?, clients: Clients::restore(from)? })
    }
}

/// A part of a directory.
pub(super) trait Stored: Sized {
    fn store(&self, to: &mut impl Write) -> Result<()>;

    fn restore(from: &mut impl Read) -> Result<Self>;

    /// Writes some, one after the other.
    fn store_all(some: &[Self], to: &mut impl Write) -> Result<()> {
        some.iter().try_for_each(|one| one.store(to))
    }

    /// Reads so many.
    fn restore_all(count: usize, from: &mut impl Read) -> Result<Vec<Self>> {
        (0..count).map(|_| Self::restore(from)).collect()
    }
}

/// Values that are of one size, and so are copied many at a time: how each goes over into a number, and back.
macro_rules! of_one_size {
    ($($type:ty as $number:ty: $to:expr, $back:expr;)*) => { $(
        impl Stored for $type {
            fn store(&self, to: &mut impl Write) -> Result<()> {
                Self::store_all(std::slice::from_ref(self), to)
            }

            fn restore(from: &mut impl Read) -> Result<Self> {
                let mut bytes = [0; size_of::<$number>()];
                from.read_exact(&mut bytes)?;
                Ok($back(<$number>::from_le_bytes(bytes)))
            }

            fn store_all(some: &[Self], to: &mut impl Write) -> Result<()> {
                let bytes: Vec<u8> = some.iter().flat_map(|&one| <$number>::to_le_bytes($to(one))).collect();
                to.write_all(&bytes)
            }

            fn restore_all(count: usize, from: &mut impl Read) -> Result<Vec<Self>> {
                let mut bytes = vec![0; count * size_of::<$number>()];
                from.read_exact(&mut bytes)?;
                let (numbers, _) = bytes.as_chunks();
                Ok(numbers.iter().map(|&number| $back(<$number>::from_le_bytes(number))).collect())
            }
        }
    )* };
}

of_one_size! {
    u32 as u32: |number| number, |number| number;
    u64 as u64: |number| number, |number| number;
    i64 as i64: |number| number, |number| number;
    usize as usize: |number| number, |number| number;
    bool as u8: u8::from, |byte| byte != 0;
}

impl Stored for u8 {
    fn store(&self, to: &mut impl Write) -> Result<()> {
        to.write_all(&[*self])
    }

    fn restore(from: &mut impl Read) -> Result<Self> {
        let mut byte = [0];
        from.read_exact(&mut byte)?;
        Ok(byte[0])
    }

    fn store_all(some: &[Self], to: &mut impl Write) -> Result<()> {
        to.write_all(some)
    }

    fn restore_all(count: usize, from: &mut impl Read) -> Result<Vec<Self>> {
        let mut bytes = vec![0; count];
        from.read_exact(&mut bytes)?;
        Ok(bytes)
    }
}

impl<T: Stored> Stored for Vec<T> {
    fn store(&self, to: &mut impl Write) -> Result<()> {
        self.len().store(to)?;
        T::store_all(self, to)
    }

    fn restore(from: &mut impl Read) -> Result<Self> {
        T::restore_all(usize::restore(from)?, from)
    }
}

impl<T: Stored> Stored for Arc<T> {
    fn store(&self, to: &mut impl Write) -> Result<()> {
        (**self).store(to)
    }

    fn restore(from: &mut impl Read) -> Result<Self> {
        Ok(Self::new(T::restore(from)?))
    }
}

impl<T: Stored, const N: usize> Stored for [T; N]
where
    Self: Default,
{
    fn store(&self, to: &mut impl Write) -> Result<()> {
        T::store_all(self, to)
    }

    fn restore(from: &mut impl Read) -> Result<Self> {
        let mut restored = Self::default();
        for one in &mut restored {
            *one = T::restore(from)?;
        }
        Ok(restored)
    }
}

/// What is stored field by field, in this order.
macro_rules! by_fields {
    ($($type:ident $(<$of:ident $(: $bound:ident)?>)? { $($field:ident),* })*) => { $(
        impl $(<$of: $crate::directory::stored::Stored $(+ $bound)?>)? $crate::directory::stored::Stored for $type $(<$of>)? {
            fn store(&self, to: &mut impl std::io::Write) -> std::io::Result<()> {
                $( self.$field.store(to)?; )*
                Ok(())
            }

            fn restore(from: &mut impl std::io::Read) -> std::io::Result<Self> {
                Ok(Self { $( $field: $crate::directory::stored::Stored::restore(from)?, )* })
            }
        }
    )* };
}

pub(super) use by_fields;

#[cfg(test)]
mod tests {
    use chrono::DateTime;

    use super::super::{ClientEntry, Gathering, UserEntry};
    use super::*;
    use crate::{ClientId, Origin, Portal, PortalUserId, Standing};

    /// Two users and a client: one is linked to it, one is barred from it.
    fn small() -> Directory {
        let mut gathering = Gathering::default();
        let client = ClientId::new("A1").unwrap();
        for id in [1, 2].map(PortalUserId::new) {
            let last_sign_in_at = (id.get() == 1).then_some(DateTime::UNIX_EPOCH);
            let (text, created_at) = ("ana smith\nana@example.com", DateTime::UNIX_EPOCH);
            gathering.user(&UserEntry { id, text, created_at, verified: true, last_sign_in_at });
        }
        gathering.client(&ClientEntry { id: &client, text: "smith\na1", portal: Portal::ClientInactive });
        gathering.pair(PortalUserId::new(1), &client, Standing::linked(Origin::Staff));
        gathering.pair(PortalUserId::new(2), &client, Standing::barred());
        gathering.finish()
    }

    /// Bytes of one number are of one form for ever: whoever changes the form counts on, and writes this sum anew.
    #[test]
    fn bytes_of_one_number_are_of_one_form() {
        let mut bytes = Vec::new();
        small().store(&mut bytes).unwrap();
        let sum = bytes.iter().fold(0_u32, |sum, &byte| sum.rotate_left(5) ^ u32::from(byte));
        let [form, word_size] = Directory::FORM;
        assert_eq!(form, 2, "a new form has a new sum");
        if word_size == 64 {
            assert_eq!((bytes.len(), sum), (1176, 2_468_366_854));
        }
    }

    #[test]
    fn what_ends_too_early_is_no_directory() {
        let mut bytes = Vec::new();
        small().store(&mut bytes).unwrap();
        for end in 0..bytes.len() {
            assert!(Directory::restore(&mut &bytes[..end]).is_err(), "{end}");
        }
    }
}
