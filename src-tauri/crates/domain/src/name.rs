use crate::composed;
use crate::visible::{is_invisible, turns_direction};

/// A person's first and last name, as the person wrote them (rule 17: never changed afterwards).
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PersonName {
    first: String,
    last: String,
}

/// Why two texts cannot be a person's name.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum BadName {
    /// The first name, the last name, or both are missing.
    #[error("first and last name are both needed")]
    Missing,
    /// A part has more than [`PersonName::LONGEST`] characters.
    #[error("a name has 100 characters at most")]
    TooLong,
    /// A control character, or one that turns the direction of the text around it.
    #[error("a name has no control characters")]
    Control,
}

impl PersonName {
    /// The most characters that each part may have.
    pub const LONGEST: usize = 100;

    /// White space around each part is dropped, and letters are composed.
    ///
    /// # Errors
    /// [`BadName`] says what is wrong.
    pub fn new(first: &str, last: &str) -> Result<Self, BadName> {
        Ok(Self { first: part(first)?, last: part(last)? })
    }

    /// The first name, which is also what to call the person in a sentence.
    #[must_use]
    pub fn first(&self) -> &str {
        &self.first
    }

    /// The last name.
    #[must_use]
    pub fn last(&self) -> &str {
        &self.last
    }
}

impl std::fmt::Display for PersonName {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "{} {}", self.first, self.last)
    }
}

fn part(text: &str) -> Result<String, BadName> {
    // Before anything is measured: some letters are more characters in this form.
    let text = composed(text.trim());
    if text.is_empty() {
        Err(BadName::Missing)
    } else if text.chars().count() > PersonName::LONGEST {
        Err(BadName::TooLong)
    } else if text.contains(char::is_control) || text.contains(turns_direction) {
        Err(BadName::Control)
    } else if text.chars().all(is_invisible) {
        Err(BadName::Missing)
    } else {
        Ok(text)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_name_is_the_same_however_its_letters_were_composed() {
        let composed = PersonName::new("Zo\u{eb}", "Nov\u{e1}k").unwrap();
        assert_eq!(PersonName::new("Zoe\u{308}", "Nova\u{301}k").unwrap(), composed);
    }

    #[test]
    fn both_parts_are_needed_and_kept_as_written() {
        assert_eq!(PersonName::new(" Ana Sofía ", "Smith").unwrap().to_string(), "Ana Sofía Smith");
        assert_eq!(PersonName::new("Ana", "  "), Err(BadName::Missing));
        assert_eq!(PersonName::new("Ana\n", "Smi\nth"), Err(BadName::Control));
        assert_eq!(PersonName::new("\u{200B}", "Smith"), Err(BadName::Missing));
        assert_eq!(PersonName::new("Ana", "\u{202E}htimS"), Err(BadName::Control));
        assert!(PersonName::new("می\u{200C}خواهم", "Smith").is_ok(), "a joiner belongs to the word");
    }
}
