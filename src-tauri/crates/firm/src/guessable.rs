//! Passwords that somebody who knows a little would try first.

use domain::{Email, PersonName, fold};

/// The commonest passwords that are long enough: letters and digits alone count, in small letters.
const COMMONEST: [&str; 40] = [
    "123456789012",
    "1234567890123",
    "12345678910",
    "123456789123",
    "123456123456",
    "1234567891011",
    "111111111111",
    "000000000000",
    "121212121212",
    "123123123123",
    "112233445566",
    "987654321098",
    "password1234",
    "password12345",
    "password123456",
    "passwordpassword",
    "mypassword123",
    "newpassword123",
    "adminadminadmin",
    "administrator",
    "administrator1",
    "welcome12345",
    "welcome123456",
    "welcomewelcome",
    "changeme1234",
    "changemenow1",
    "letmeinletmein",
    "qwertyuiop12",
    "qwertyuiop123",
    "qwertyqwerty",
    "qwerty123456",
    "qwertyuiopasdf",
    "asdfghjkl123",
    "1q2w3e4r5t6y",
    "1qaz2wsx3edc",
    "abcdefghijkl",
    "abcd12345678",
    "iloveyou1234",
    "iloveyouforever",
    "unbelievable",
];

/// Whether it is among the commonest, or of the same few characters over and over.
pub(crate) fn is_common(password: &str) -> bool {
    let plain = plain(password);
    let mut distinct: Vec<char> = password.chars().collect();
    distinct.sort_unstable();
    distinct.dedup();
    distinct.len() <= 3 || COMMONEST.contains(&plain.as_str())
}

/// Whether nothing is left of it but digits, signs and three letters once the names of the person and of the firm are taken
/// out, and the words that people put beside them.
pub(crate) fn is_made_of_names(password: &str, email: &Email, name: Option<&PersonName>, firm: &str) -> bool {
    let mut words: Vec<String> = ["password", "portal", "client", "tax"].map(str::to_owned).to_vec();
    for text in [email.as_str(), firm].into_iter().chain(name.map(PersonName::first)).chain(name.map(PersonName::last))
    {
        words.extend(fold(text).split(|c: char| !c.is_alphanumeric()).filter(|word| word.len() > 2).map(str::to_owned));
    }
    words.sort_by_key(|word| std::cmp::Reverse(word.len()));
    let whole = letters(&plain(password));
    let rest = words.iter().fold(whole.clone(), |rest, word| rest.replace(&letters(word), ""));
    rest != whole && rest.chars().count() <= 3
}

fn plain(text: &str) -> String {
    fold(text).chars().filter(|c| c.is_alphanumeric()).collect()
}

fn letters(text: &str) -> String {
    text.chars().filter(|c| c.is_alphabetic()).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_commonest_are_known_however_they_are_dressed_up() {
        for bad in ["Password1234", "Qwerty-123-456", "1q2w3e4r5t6y", "aaaaaaaaaaaaa", "abababababab", "1234 5678 9012"]
        {
            assert!(is_common(bad), "{bad}");
        }
        assert!(!is_common("correct horse battery"));
    }

    #[test]
    fn names_alone_are_no_password() {
        let (email, name) = (Email::new("jane.smith@example.com").unwrap(), PersonName::new("Jane", "Smith").unwrap());
        let bad = |password| is_made_of_names(password, &email, Some(&name), "Harlow & Pike LLP");
        for password in
            ["jane.smith.2026", "HarlowPike2026!", "harlow-pike-portal", "Smith-Jane-1234", "example.com-1234"]
        {
            assert!(bad(password), "{password}");
        }
        for password in ["839471029384", "correct horse battery", "jane eats pickled plums"] {
            assert!(!bad(password), "{password}");
        }
    }
}
