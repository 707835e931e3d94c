//! Key rehearsal (rule 42): staff type what a caller reads out, and see exactly what is wrong with it. For staff alone:
//! a visitor is told only yes or no (10).

use chrono::{DateTime, Utc};

use crate::{KeyAnswer, KeyFacts, KeyTally, Portal};

/// How one letter that was typed differs from the one that is right.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Slip {
    /// A small letter for a capital, or the other way round.
    LetterCase {
        /// What was typed.
        typed: char,
        /// What is right.
        right: char,
    },
    /// Another letter that looks the same: O for 0, l for 1.
    LookAlike {
        /// What was typed.
        typed: char,
        /// What is right.
        right: char,
    },
    /// A space too many.
    ExtraSpace,
    /// A space too few.
    MissingSpace,
    /// A hyphen, dash, dot or slash too many.
    ExtraMark(char),
    /// A hyphen, dash, dot or slash too few.
    MissingMark(char),
}

/// What the typed text is to the keys that there are.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Typed {
    /// It is right to the letter.
    Exact,
    /// It is not, but this one may be meant.
    Nearly {
        /// The right text.
        right: String,
        /// How the typed one differs, in the order of the text.
        slips: Vec<Slip>,
    },
    /// An invoice number that is right, but another client's: the firm's staff may know whose.
    OfAnotherClient,
    /// Nothing is like it.
    Unknown,
    /// Not known on this computer (invoice numbers are never cached).
    NotChecked,
    /// The firm does not ask for it (rule 9): whatever was typed, it changes nothing.
    NotAsked,
}

/// What is known when a key is rehearsed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RehearsalFacts {
    /// The Client IDs whose [`look_alike_key`] is that of the typed one; the exact one among them, if there is one.
    pub client_ids: Vec<String>,
    /// The state of the portal of the client that is meant; none if no client is.
    pub portal: Option<Portal>,
    /// The wrong tries for that client.
    pub tally: KeyTally,
    /// That client's invoice numbers whose [`look_alike_key`] is that of the typed one; none if they are not known
    /// here.
    pub invoice_numbers: Option<Vec<String>>,
    /// Whether the typed number is another client's.
    pub of_another_client: bool,
    /// Whether the firm asks for an invoice number at all (rule 9).
    pub asks_invoice: bool,
    /// Whether a code is needed besides the key: the firm wants it so, or too many wrong keys are about (rule 10). None
    /// where that is not known.
    pub asks_code: Option<bool>,
}

/// What is wrong with a key, and what it would come to in the portal.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Rehearsal {
    /// The Client ID.
    pub client_id: Typed,
    /// The invoice number.
    pub invoice_number: Typed,
    /// The state of the portal of the client that is meant; none if no client is.
    pub portal: Option<Portal>,
    /// What the portal would answer now; none if it depends on what is not known here.
    pub answer: Option<KeyAnswer>,
    /// Until when no key of this client is accepted.
    pub closed_until: Option<DateTime<Utc>>,
}

/// Rehearses a key, given without a code. The portal's own [`KeyFacts::answer`] says what it would come to.
#[must_use]
pub fn rehearse(facts: &RehearsalFacts, client_id: &str, invoice_number: &str, now: DateTime<Utc>) -> Rehearsal {
    let client = nearest(client_id, &facts.client_ids);
    let invoice = match &facts.invoice_numbers {
        _ if !facts.asks_invoice => Typed::NotAsked,
        None => Typed::NotChecked,
        Some(numbers) => match nearest(invoice_number, numbers) {
            Typed::Unknown if facts.of_another_client => Typed::OfAnotherClient,
            typed => typed,
        },
    };
    let key = |invoice_matches| KeyFacts {
        portal: facts.portal.filter(|_| client == Typed::Exact),
        asks_invoice: facts.asks_invoice,
        invoice_matches,
        tally: facts.tally,
    };
    let answer = match invoice {
        // Without the number, what is sure is what does not depend on it.
        Typed::NotChecked => Some(key(true).answer(now)).filter(|answer| *answer == key(false).answer(now)),
        _ => Some(key(invoice == Typed::Exact).answer(now)),
    };
    let answer = answer.and_then(|answer| match (answer, facts.asks_code) {
        (KeyAnswer::Accepted, Some(true)) => Some(KeyAnswer::CodeSent),
        (KeyAnswer::Accepted, None) => None,
        (answer, _) => Some(answer),
    });
    let closed_until = facts.tally.closed_until.filter(|until| now < *until);
    Rehearsal { client_id: client, invoice_number: invoice, portal: facts.portal, answer, closed_until }
}

/// What letters that people take for each other have in common: case, O and 0, I, l and 1, spaces, dashes. Two texts of
/// the same key may be meant for each other.
#[must_use]
pub fn look_alike_key(text: &str) -> String {
    text.chars().filter(|c| !is_gap(*c)).flat_map(char::to_lowercase).map(look).collect()
}

fn look(c: char) -> char {
    match c {
        'o' => '0',
        'i' | 'l' | '|' => '1',
        's' => '5',
        'b' => '8',
        'z' => '2',
        _ => c,
    }
}

fn is_gap(c: char) -> bool {
    c.is_whitespace() || matches!(c, '-' | '‐' | '‑' | '–' | '—' | '_' | '.' | '/' | '#')
}

/// The right text that the typed one needs the fewest changes to become.
fn nearest(typed: &str, right: &[String]) -> Typed {
    if right.iter().any(|right| right == typed) {
        return Typed::Exact;
    }
    let key = look_alike_key(typed);
    let meant = right.iter().filter(|right| !key.is_empty() && look_alike_key(right) == key);
    let nearest = meant.map(|right| (slips(typed, right), right)).min_by_key(|(slips, right)| (slips.len(), *right));
    match nearest {
        Some((slips, right)) => Typed::Nearly { right: right.clone(), slips },
        None => Typed::Unknown,
    }
}

/// How a text differs from another one of the same [`look_alike_key`]: apart from gaps they have the same letters in
/// the same order, up to their looks.
fn slips(typed: &str, right: &str) -> Vec<Slip> {
    let (mut typed, mut right) = (typed.chars().peekable(), right.chars().peekable());
    let mut slips = Vec::new();
    loop {
        match (typed.peek().copied(), right.peek().copied()) {
            (None, None) => return slips,
            (Some(a), Some(b)) if a == b => {
                typed.next();
                right.next();
            }
            (Some(a), _) if is_gap(a) => {
                typed.next();
                slips.push(if a.is_whitespace() { Slip::ExtraSpace } else { Slip::ExtraMark(a) });
            }
            (_, Some(b)) if is_gap(b) => {
                right.next();
                slips.push(if b.is_whitespace() { Slip::MissingSpace } else { Slip::MissingMark(b) });
            }
            (Some(a), Some(b)) => {
                typed.next();
                right.next();
                let same_letter = a.to_lowercase().eq(b.to_lowercase());
                let slip = |typed, right| {
                    if same_letter { Slip::LetterCase { typed, right } } else { Slip::LookAlike { typed, right } }
                };
                slips.push(slip(a, b));
            }
            // Not of the same look-alike key after all: nothing more can be said.
            (Some(_), None) | (None, Some(_)) => return slips,
        }
    }
}

#[cfg(test)]
mod tests {
    use chrono::TimeDelta;
    use proptest::prelude::*;

    use super::*;

    fn now() -> DateTime<Utc> {
        DateTime::UNIX_EPOCH
    }

    fn facts(client_ids: &[&str], invoices: Option<&[&str]>) -> RehearsalFacts {
        let texts = |texts: &[&str]| texts.iter().map(|text| (*text).to_owned()).collect::<Vec<_>>();
        RehearsalFacts {
            client_ids: texts(client_ids),
            portal: (!client_ids.is_empty()).then_some(Portal::Open),
            tally: KeyTally::default(),
            invoice_numbers: invoices.map(texts),
            of_another_client: false,
            asks_invoice: true,
            asks_code: Some(false),
        }
    }

    fn slips_of(typed: &str, right: &str) -> Vec<Slip> {
        match rehearse(&facts(&[right], Some(&[])), typed, "", now()).client_id {
            Typed::Nearly { right: found, slips } if found == right => slips,
            other => panic!("{typed} for {right}: {other:?}"),
        }
    }

    proptest! {
        /// Rule 42 cannot disagree with rule 9: only an exact Client ID with an exact number is said to open.
        #[test]
        fn only_the_exact_key_is_said_to_be_accepted(typed in "[TR1O0lI -]{0,5}", right in "[TR1O0lI -]{1,5}", number in "[0O1l]{1,3}") {
            let facts = facts(&[&right], Some(&["01"]));
            let accepted = rehearse(&facts, &typed, &number, now()).answer == Some(KeyAnswer::Accepted);
            prop_assert_eq!(accepted, typed == right && number == "01");
        }

        #[test]
        fn what_differs_only_in_looks_is_told_apart(text in "[A-Za-z0-9]{1,8}") {
            let swapped: String = text.chars().map(|c| match c { '0' => 'O', 'O' => '0', '1' => 'l', 'l' => '1', c => c }).collect();
            prop_assume!(swapped != text);
            prop_assert!(!slips_of(&swapped, &text).is_empty());
        }

        #[test]
        fn no_text_makes_it_panic(typed in "\\PC{0,12}", right in "\\PC{1,12}") {
            let _ = rehearse(&facts(&[&right], Some(&[&right])), &typed, &typed, now());
            let _ = slips(&typed, &right);
        }
    }

    #[test]
    fn each_slip_is_named() {
        assert_eq!(
            slips_of("tr-1040", "TR-1040"),
            [Slip::LetterCase { typed: 't', right: 'T' }, Slip::LetterCase { typed: 'r', right: 'R' },]
        );
        assert_eq!(slips_of("TR-1O40", "TR-1040"), [Slip::LookAlike { typed: 'O', right: '0' }]);
        assert_eq!(slips_of("TR-l040", "TR-1040"), [Slip::LookAlike { typed: 'l', right: '1' }]);
        assert_eq!(slips_of("TR 1040", "TR-1040"), [Slip::ExtraSpace, Slip::MissingMark('-')]);
        assert_eq!(slips_of("TR-1040 ", "TR-1040"), [Slip::ExtraSpace]);
        assert_eq!(slips_of("TR1040", "TR-1040"), [Slip::MissingMark('-')]);
    }

    #[test]
    fn the_nearest_of_several_is_meant() {
        let both = facts(&["TR-1O40", "TR-1040"], Some(&["20931"]));
        let typed = rehearse(&both, "tr-1040", "20931", now());
        assert!(matches!(typed.client_id, Typed::Nearly { ref right, .. } if right == "TR-1040"), "{typed:?}");
        assert_eq!(typed.answer, Some(KeyAnswer::UnknownClient), "the portal itself compares to the letter");
    }

    #[test]
    fn an_invoice_of_another_client_and_a_closed_key_are_told() {
        let mut facts = facts(&["1002"], Some(&[]));
        facts.of_another_client = true;
        let other = rehearse(&facts, "1002", "30001", now());
        assert_eq!((other.invoice_number, other.answer), (Typed::OfAnotherClient, Some(KeyAnswer::WrongInvoice)));
        facts.tally = KeyTally { wrong_in_a_row: 10, closed_until: Some(now() + TimeDelta::hours(1)) };
        let closed = rehearse(&facts, "1002", "30001", now());
        assert_eq!(
            (closed.answer, closed.closed_until),
            (Some(KeyAnswer::KeyClosed), Some(now() + TimeDelta::hours(1)))
        );
    }

    /// Rules 42 and 45: a desktop has no invoice numbers, and says what is sure without them.
    #[test]
    fn offline_only_the_client_id_is_checked() {
        let offline = rehearse(&facts(&["1002"], None), "1002", "20931", now());
        assert_eq!(
            (offline.client_id, offline.invoice_number, offline.answer),
            (Typed::Exact, Typed::NotChecked, None)
        );
        let wrong = rehearse(&facts(&[], None), "9999", "20931", now());
        assert_eq!((wrong.client_id, wrong.answer), (Typed::Unknown, Some(KeyAnswer::UnknownClient)));
    }

    /// Rule 9: a firm may turn the question for an invoice number off.
    /// Rule 10: too many wrong keys in the firm make it ask for a code, and a desktop does not know how many there are.
    #[test]
    fn where_it_is_not_known_whether_a_code_is_asked_for_nothing_is_said_to_open() {
        let mut facts = RehearsalFacts { asks_invoice: false, asks_code: None, ..facts(&["1002"], None) };
        assert_eq!(rehearse(&facts, "1002", "", now()).answer, None);
        assert_eq!(rehearse(&facts, "9", "", now()).answer, Some(KeyAnswer::UnknownClient));
        facts.asks_code = Some(true);
        assert_eq!(rehearse(&facts, "1002", "", now()).answer, Some(KeyAnswer::CodeSent));
    }

    #[test]
    fn a_firm_that_asks_no_invoice_number_needs_none() {
        let facts = RehearsalFacts { asks_invoice: false, ..facts(&["1002"], None) };
        for number in ["", "20931"] {
            let rehearsal = rehearse(&facts, "1002", number, now());
            assert_eq!((rehearsal.invoice_number, rehearsal.answer), (Typed::NotAsked, Some(KeyAnswer::Accepted)));
        }
        assert_eq!(rehearse(&facts, "1003", "", now()).answer, Some(KeyAnswer::UnknownClient));
    }
}
