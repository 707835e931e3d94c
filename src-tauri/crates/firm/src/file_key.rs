use std::fmt;

use zeroize::Zeroizing;

/// How many hexadecimal digits the key has, and how many the salt that a file begins with.
const OF_KEY: usize = 64;
const OF_SALT: usize = 32;

/// What a database in a file is encrypted with, by SQLCipher: a random 256-bit key, used as it is, and the salt with which
/// the file begins, which is no secret and tells it from every other file. It is wiped from memory when it is dropped, and
/// shown to nobody.
#[derive(Clone)]
pub struct FileKey(Zeroizing<String>);

impl FileKey {
    /// The key of these 64 hexadecimal digits, for the file whose salt has these 32.
    #[must_use]
    pub fn from_hex(key: &str, salt: &str) -> Option<Self> {
        let are_digits = |text: &str, count| text.len() == count && text.bytes().all(|digit| digit.is_ascii_hexdigit());
        if !are_digits(key, OF_KEY) || !are_digits(salt, OF_SALT) {
            return None;
        }
        let mut digits = Zeroizing::new(String::with_capacity(OF_KEY + OF_SALT));
        digits.push_str(key);
        digits.push_str(salt);
        Some(Self(digits))
    }

    /// As SQLCipher takes a key that nothing is derived from.
    pub(crate) fn raw(&self) -> Zeroizing<String> {
        Zeroizing::new(format!("x'{}'", self.0.as_str()))
    }
}

impl fmt::Debug for FileKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("FileKey(…)")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_key_is_shown_to_nobody_and_nothing_else_is_one() {
        let (key, salt) = ("0f".repeat(32), "a1".repeat(16));
        let file_key = FileKey::from_hex(&key, &salt).unwrap();
        assert_eq!(format!("{file_key:?}"), "FileKey(…)");
        assert_eq!(*file_key.raw(), format!("x'{key}{salt}'"));
        for (key, salt) in
            [("", ""), (&key[..62], &salt), (&key, &"g".repeat(32)), (&key, &"é".repeat(16)), (&salt, &key)]
        {
            assert!(FileKey::from_hex(key, salt).is_none(), "{key} {salt}");
        }
    }
}
