//! A key in a form that a person can write down, and type again years later: the only other copy of the key to a firm's
//! file.
//!
//! It is the key itself, 256 bits, and the first 24 bits of a digest of it, in Crockford's base 32 (five bits a sign; no I,
//! L, O and U): 56 letters and digits in 14 groups of four. Whoever reads it back may leave the groups out, write small, and
//! take O for 0, I or L for 1, and U for V. A slip is found by the digest; which sign it is in is not.

use sha2::{Digest, Sha256};
use zeroize::Zeroizing;

use crate::Key;

/// Crockford's letters and digits, by what they stand for.
const SIGNS: &[u8; 32] = b"0123456789ABCDEFGHJKMNPQRSTVWXYZ";
/// How many letters and digits there are: five bits each.
const LENGTH: usize = 56;
/// How many of them stand together.
const GROUP: usize = 4;
/// The bytes of the key, and of both together.
const OF_KEY: usize = 32;
const OF_ALL: usize = 35;
/// So that the digest is of nothing else that might be made of a key.
const PURPOSE: &[u8] = b"Portico recovery key\n";

/// Why what was typed is no recovery key, for whoever typed it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub(crate) enum BadRecoveryKey {
    /// It is too short or too long.
    #[error("It has {0} letters and digits; a recovery key has {LENGTH}.")]
    Length(usize),
    /// It holds something that is neither a letter nor a digit.
    #[error("“{0}” does not belong in it: a recovery key has letters and digits only.")]
    Sign(char),
    /// Its letters and digits do not fit each other.
    #[error("One of its letters or digits is not as it was written down.")]
    Slip,
}

/// What a person writes down.
#[must_use]
pub(crate) fn write(key: &Key) -> Zeroizing<String> {
    let mut bytes = Zeroizing::new([0; OF_ALL]);
    bytes[..OF_KEY].copy_from_slice(key.bytes());
    bytes[OF_KEY..].copy_from_slice(&check(key.bytes()));
    let mut text = Zeroizing::new(String::with_capacity(LENGTH + LENGTH / GROUP));
    for place in 0..LENGTH {
        if place > 0 && place % GROUP == 0 {
            text.push('-');
        }
        text.push(char::from(SIGNS[usize::from(five_bits(&bytes, place))]));
    }
    text
}

/// The key that a person has written down.
///
/// # Errors
/// [`BadRecoveryKey`] says what is wrong with what was typed.
pub(crate) fn read(typed: &str) -> Result<Key, BadRecoveryKey> {
    let mut bytes = Zeroizing::new([0_u8; OF_ALL]);
    let mut count = 0;
    for sign in typed.chars().filter(|sign| !stands_between(*sign)) {
        let value = value_of(sign).ok_or(BadRecoveryKey::Sign(sign))?;
        if count < LENGTH {
            put_five_bits(&mut bytes, count, value);
        }
        count += 1;
    }
    if count != LENGTH {
        return Err(BadRecoveryKey::Length(count));
    }
    let mut key = Zeroizing::new([0; OF_KEY]);
    key.copy_from_slice(&bytes[..OF_KEY]);
    if check(&key) != bytes[OF_KEY..] {
        return Err(BadRecoveryKey::Slip);
    }
    Ok(Key::of(&key))
}

/// What may stand between groups: spaces, ends of lines, and whatever a program makes of a hyphen.
fn stands_between(sign: char) -> bool {
    sign.is_whitespace() || matches!(sign, '-' | '\u{2010}'..='\u{2015}' | '\u{2212}' | '.' | '\u{200b}' | '\u{feff}')
}

/// What a letter or digit stands for, or looks like one that does.
fn value_of(sign: char) -> Option<u8> {
    let sign = match sign.to_ascii_uppercase() {
        'O' => '0',
        'I' | 'L' => '1',
        'U' => 'V',
        sign => sign,
    };
    let place = SIGNS.iter().position(|known| char::from(*known) == sign)?;
    u8::try_from(place).ok()
}

/// A slip in one of the signs, or two that have changed places, go unnoticed once in sixteen million times.
fn check(key: &[u8; OF_KEY]) -> [u8; OF_ALL - OF_KEY] {
    let digest = Sha256::new().chain_update(PURPOSE).chain_update(key).finalize();
    [digest[0], digest[1], digest[2]]
}

/// Each five bits lie in two bytes at most.
fn five_bits(bytes: &[u8; OF_ALL], place: usize) -> u8 {
    let (byte, shift) = lies(place);
    let two = u16::from_be_bytes([bytes[byte], *bytes.get(byte + 1).unwrap_or(&0)]);
    u8::try_from((two >> shift) & 31).expect("five bits fit")
}

fn put_five_bits(bytes: &mut [u8; OF_ALL], place: usize, value: u8) {
    let (byte, shift) = lies(place);
    let [high, low] = (u16::from(value) << shift).to_be_bytes();
    bytes[byte] |= high;
    if let Some(next) = bytes.get_mut(byte + 1) {
        *next |= low;
    }
}

/// In which byte they begin, and how far they are from the end of the next one.
fn lies(place: usize) -> (usize, usize) {
    (place * 5 / 8, 11 - place * 5 % 8)
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn bare(text: &str) -> String {
        text.replace('-', "")
    }

    #[test]
    fn it_is_fourteen_groups_of_four() {
        let text = write(&Key::of(&[0; OF_KEY]));
        assert!(text.starts_with("0000-0000-") && text.len() == 69, "{}", text.as_str());
        assert!(text.split('-').all(|group| group.len() == 4));
    }

    #[test]
    fn what_is_none_is_told_by_what_is_wrong_with_it() {
        let text = write(&Key::random());
        assert_eq!(read("").unwrap_err(), BadRecoveryKey::Length(0));
        assert_eq!(read(&text[..68]).unwrap_err(), BadRecoveryKey::Length(55));
        assert_eq!(read(&format!("{}0", text.as_str())).unwrap_err(), BadRecoveryKey::Length(57));
        assert_eq!(read(&text.replacen('-', "!", 1)).unwrap_err(), BadRecoveryKey::Sign('!'));
        assert_eq!(read("passwörd").unwrap_err(), BadRecoveryKey::Sign('ö'));
    }

    proptest! {
        #[test]
        fn what_is_written_is_read(key: [u8; OF_KEY]) {
            prop_assert_eq!(*read(&write(&Key::of(&key))).unwrap().bytes(), key);
        }

        /// However it is written.
        #[test]
        fn a_hand_is_forgiven(key: [u8; OF_KEY], hand in proptest::collection::vec(0..4_u8, LENGTH)) {
            let text = write(&Key::of(&key));
            let written: String = bare(&text).chars().zip(hand).map(|(sign, hand)| match (sign, hand) {
                ('0', 1) => "O".to_owned(),
                ('0', 2) => "o".to_owned(),
                ('1', 1) => "I".to_owned(),
                ('1', 2) => "l".to_owned(),
                ('V', 1) => "u".to_owned(),
                (sign, 1) => sign.to_ascii_lowercase().to_string(),
                (sign, 2) => format!("{sign} "),
                (sign, 3) => format!("\u{2013}{sign}\n"),
                (sign, _) => sign.to_string(),
            }).collect();
            prop_assert_eq!(*read(&written).unwrap().bytes(), key);
        }

        #[test]
        fn a_sign_that_is_another_one_is_found(key: [u8; OF_KEY], place in 0..LENGTH, other in 1..32_usize) {
            let mut signs = bare(&write(&Key::of(&key))).into_bytes();
            let was = SIGNS.iter().position(|sign| *sign == signs[place]).unwrap();
            signs[place] = SIGNS[(was + other) % 32];
            prop_assert_eq!(read(&String::from_utf8(signs).unwrap()).unwrap_err(), BadRecoveryKey::Slip);
        }

        #[test]
        fn two_that_have_changed_places_are_found(key: [u8; OF_KEY], place in 0..LENGTH - 1) {
            let mut signs = bare(&write(&Key::of(&key))).into_bytes();
            prop_assume!(signs[place] != signs[place + 1]);
            signs.swap(place, place + 1);
            prop_assert_eq!(read(&String::from_utf8(signs).unwrap()).unwrap_err(), BadRecoveryKey::Slip);
        }

        #[test]
        fn nothing_that_is_typed_is_too_much(typed: String) {
            prop_assert!(read(&typed).is_err());
        }
    }
}
