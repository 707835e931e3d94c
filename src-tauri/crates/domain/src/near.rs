use crate::Email;

/// What an address is written with, but for letters beyond ASCII.
const LETTERS: &str = "abcdefghijklmnopqrstuvwxyz0123456789._-+@";

impl Email {
    /// The keys ([`Email::key`]) of all addresses that are one slip of the hand away: a letter left out, doubled or wrong, or
    /// two in the wrong order. An account with one of them is probably whom somebody means whose address has none. There
    /// are some eighty for each letter.
    #[must_use]
    pub fn keys_one_slip_away(&self) -> Vec<String> {
        let key: Vec<char> = self.key().chars().collect();
        let text =
            |left: &[char], between: &[char], right: &[char]| [left, between, right].concat().into_iter().collect();
        let mut keys: Vec<String> = Vec::new();
        for place in 0..=key.len() {
            let (left, right) = key.split_at(place);
            keys.extend(LETTERS.chars().map(|letter| text(left, &[letter], right)));
            let Some((&here, rest)) = right.split_first() else { continue };
            keys.push(text(left, &[], rest));
            keys.extend(LETTERS.chars().map(|letter| text(left, &[letter], rest)));
            if let Some((&next, rest)) = rest.split_first() {
                keys.push(text(left, &[next, here], rest));
            }
        }
        keys.sort_unstable();
        keys.dedup();
        keys.retain(|near| near != self.key());
        keys
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn one_slip_of_the_hand_is_near_and_two_are_not() {
        let near = |typed: &str, meant: &str| {
            let (typed, meant) = (Email::new(typed).unwrap(), Email::new(meant).unwrap());
            typed.keys_one_slip_away().iter().any(|key| key == meant.key())
        };
        for typed in ["jne@example.com", "janne@example.com", "jame@example.com", "jnae@example.com", "JANE@example.co"]
        {
            assert!(near(typed, "jane@example.com"), "{typed}");
        }
        assert!(near("jane@exmaple.com", "jane@example.com") && near("ja.ne@example.com", "jane@example.com"));
        assert!(!near("jnae@exmaple.com", "jane@example.com") && !near("jane@example.com", "Jane@Example.com"));
    }
}
