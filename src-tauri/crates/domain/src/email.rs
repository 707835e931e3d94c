use icu_casemap::CaseMapper;
use icu_normalizer::ComposingNormalizerBorrowed;

use crate::visible::is_invisible;

/// An e-mail address: as it was written, and the one key by which addresses are compared everywhere (rule 3).
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Email {
    written: String,
    key: String,
}

/// Why a text is no e-mail address that mail could be sent to.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("is not an e-mail address such as jane@example.com")]
pub struct BadEmail;

impl Email {
    /// The most bytes that an address may have (RFC 5321, 4.5.3.1.3, less the angle brackets).
    pub const LONGEST: usize = 254;

    /// Takes one plain address. Quoted local parts, comments, display names and lists of addresses are refused: no
    /// person's mailbox needs them, and they are how mail is made to go elsewhere. So is what is plain only as it is
    /// written: normalized, a letter may become two, and U+037E a semicolon.
    ///
    /// # Errors
    /// [`BadEmail`] if it is no such address.
    pub fn new(text: &str) -> Result<Self, BadEmail> {
        let (local, domain) = text.rsplit_once('@').ok_or(BadEmail)?;
        if domain.contains(is_invisible) {
            return Err(BadEmail);
        }
        let local_key = local_key(local);
        let key = format!("{local_key}@{}", domain_key(domain)?);
        let plain = is_plain_local(local) && is_plain_local(&local_key);
        if !plain || text.len() > Self::LONGEST || key.len() > Self::LONGEST {
            return Err(BadEmail);
        }
        Ok(Self { written: text.to_owned(), key })
    }

    /// The address as it was written: what is shown, and what mail is sent to.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.written
    }

    /// What makes two addresses the same: the domain in its ASCII form, the local part in NFC and full case folding.
    /// Accents, dots and `+tags` do make a difference.
    #[must_use]
    pub fn key(&self) -> &str {
        &self.key
    }
}

impl std::fmt::Display for Email {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(&self.written)
    }
}

/// Whether this is a local part without quotes (RFC 5321, 4.1.2 "Dot-string"), of at most 64 bytes (4.5.3.1.1).
fn is_plain_local(local: &str) -> bool {
    let forbidden = |c: char| is_invisible(c) || c.is_whitespace() || "\"(),:;<>@[\\]".contains(c);
    local.len() <= 64 && local.split('.').all(|atom| !atom.is_empty() && !atom.contains(forbidden))
}

fn local_key(local: &str) -> String {
    let nfc = ComposingNormalizerBorrowed::new_nfc();
    let folded = CaseMapper::new().fold_string(&nfc.normalize(local)).into_owned();
    nfc.normalize(&folded).into_owned()
}

fn domain_key(domain: &str) -> Result<String, BadEmail> {
    let ascii = idna::domain_to_ascii_strict(domain).map_err(|_| BadEmail)?;
    if ascii.contains('.') && !ascii.ends_with('.') { Ok(ascii) } else { Err(BadEmail) }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn key(text: &str) -> String {
        Email::new(text).unwrap().key().to_owned()
    }

    proptest! {
        /// Rule 3: the key is a normal form, and itself an address.
        #[test]
        fn the_key_of_a_key_is_itself(local in "\\PC{1,20}", domain in "[a-zA-Zäöüß]{1,10}\\.(com|example)") {
            if let Ok(email) = Email::new(&format!("{local}@{domain}")) {
                prop_assert_eq!(key(email.key()), email.key());
            }
        }

        #[test]
        fn no_text_makes_the_reader_panic(text in "\\PC*") {
            let _ = Email::new(&text);
        }
    }

    /// Rule 3.
    #[test]
    fn letter_case_and_the_form_of_a_domain_make_no_difference() {
        assert_eq!(key("Jane.Smith@Example.COM"), key("jane.smith@example.com"));
        assert_eq!(key("info@bücher.example"), key("info@xn--bcher-kva.example"));
        assert_eq!(key("STRASSE@example.com"), key("straße@example.com"));
        assert_eq!(key("jose\u{301}@example.com"), key("josé@example.com"));
    }

    #[test]
    fn look_alikes_stay_apart() {
        assert_ne!(key("mıke@example.com"), key("mike@example.com"));
        assert_ne!(key("josé@example.com"), key("jose@example.com"));
        assert_ne!(key("jane+tax@example.com"), key("jane@example.com"));
    }

    /// Each of these 16 ideographs has four bytes; of the one that stands for another, the normal form has one more.
    #[test]
    fn an_address_that_is_too_long_when_normalized_is_refused() {
        let fits = format!("{}@example.com", "\u{20000}".repeat(16));
        assert!(Email::new(&fits).is_ok());
        assert_eq!(Email::new(&format!("a{}\u{FA6C}@example.com", "\u{20000}".repeat(15))), Err(BadEmail));
    }

    /// Every character there is, alone: proptest draws few of the odd ones.
    #[test]
    fn the_local_key_of_every_single_character_is_a_normal_form() {
        for c in '\0'..=char::MAX {
            let key = local_key(c.encode_utf8(&mut [0; 4]));
            assert_eq!(local_key(&key), key, "{c:?}");
        }
    }

    #[test]
    fn the_address_is_shown_as_written() {
        assert_eq!(Email::new("Jane@Example.COM").unwrap().as_str(), "Jane@Example.COM");
    }

    #[test]
    fn what_no_mailbox_is_called_is_refused() {
        let long = format!("{}@example.com", "x".repeat(250));
        for text in [
            "",
            "jane",
            "@example.com",
            "jane@",
            "jane@example",
            "a b@example.com",
            "a@b@example.com",
            "a,b@example.com",
            "\"a\"@example.com",
            "<a@example.com>",
            "a@exa mple.com",
            "a\r\n@example.com",
            "a..b@example.com",
            "jane\u{202E}@example.com",
            "jane\u{37E}@example.com",
            ".jane@example.com",
            "jane.@example.com",
            "jane@exam\u{AD}ple.com",
            &long,
        ] {
            assert_eq!(Email::new(text), Err(BadEmail), "{text:?}");
        }
    }
}
