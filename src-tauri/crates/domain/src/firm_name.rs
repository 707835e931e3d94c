use crate::{composed, fold};

/// The most characters of a firm's name.
const LONGEST: usize = 200;
/// The most characters of a slug: of one part of a host's name.
const LONGEST_SLUG: usize = 63;

/// A firm's name as it is kept: letters composed, without white space around it. None if it is none: it has 1 to 200
/// characters, none of them a control character.
#[must_use]
pub fn firm_name(text: &str) -> Option<String> {
    let name = composed(text.trim());
    let sound = !name.is_empty() && name.chars().count() <= LONGEST && !name.contains(char::is_control);
    sound.then_some(name)
}

/// What stands for a firm of this name in addresses: `harlow-pike-llp`. A name without a Latin letter or digit gets `firm`.
#[must_use]
pub fn slug_of(name: &str) -> String {
    let folded = fold(name);
    let words = folded.split(|letter: char| !letter.is_ascii_alphanumeric()).filter(|word| !word.is_empty());
    let mut slug = words.collect::<Vec<_>>().join("-");
    slug.truncate(LONGEST_SLUG);
    match slug.trim_end_matches('-') {
        "" => "firm".to_owned(),
        slug => slug.to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_firms_name_is_kept_as_written_and_none_is_none() {
        assert_eq!(firm_name(" Harlow & Pike LLP ").as_deref(), Some("Harlow & Pike LLP"));
        for none in ["", "   ", "Harlow\nPike", &"x".repeat(201)] {
            assert_eq!(firm_name(none), None, "{none}");
        }
    }

    #[test]
    fn a_slug_has_small_letters_digits_and_hyphens_whatever_the_name() {
        for (name, slug) in [
            ("Harlow & Pike LLP", "harlow-pike-llp"),
            ("Ærø Søren", "aero-soren"),
            ("--", "firm"),
            ("健二", "firm"),
            ("O’Brien", "o-brien"),
        ] {
            assert_eq!(slug_of(name), slug);
        }
        assert!(slug_of(&"long name ".repeat(20)).len() <= 63);
    }
}
