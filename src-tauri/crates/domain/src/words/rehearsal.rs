//! Key rehearsal (rule 42): what is wrong with a key, for staff, and what to say to the caller, who is told nothing of
//! it (10).

use chrono::TimeDelta;

use super::sentence::{age, list, minute, name};
use super::slips::slips;
use crate::{FirmSettings, KeyAnswer, Portal, Rehearsal, Typed};

/// Exactly what is wrong, each thing a sentence, for staff alone. `data_age` is how old the firm's data is, if it is
/// known.
#[must_use]
pub fn rehearsal(rehearsal: &Rehearsal, data_age: Option<TimeDelta>) -> Vec<String> {
    let says = [
        Some(outcome(rehearsal.answer).to_owned()),
        client_id(&rehearsal.client_id),
        invoice_number(&rehearsal.invoice_number, &rehearsal.client_id),
        rehearsal.portal.and_then(closed_portal).map(str::to_owned),
        rehearsal.closed_until.map(|until| {
            let until = minute(until);
            format!("The key is closed until {until}, after too many wrong tries; staff can open it before.")
        }),
        data_age.filter(|_| rehearsal.answer != Some(KeyAnswer::Accepted)).and_then(old_data),
    ];
    says.into_iter().flatten().collect()
}

fn outcome(answer: Option<KeyAnswer>) -> &'static str {
    match answer {
        Some(KeyAnswer::Accepted) => "This opens the portal.",
        Some(KeyAnswer::CodeSent) => {
            "This does not open the portal alone: the portal asks for a code besides, and sends it to the client's \
             contacts."
        }
        Some(_) => "This does not open the portal.",
        None => "Whether this opens the portal is not known here.",
    }
}

fn client_id(typed: &Typed) -> Option<String> {
    match typed {
        Typed::Exact => Some("The Client ID is right.".to_owned()),
        Typed::Nearly { right, slips: wrong } => Some(nearly("The Client ID", right, &slips(wrong))),
        Typed::OfAnotherClient | Typed::Unknown => Some("No client has a Client ID like this one.".to_owned()),
        Typed::NotChecked => Some("The Client ID was not checked.".to_owned()),
        Typed::NotAsked => None,
    }
}

fn invoice_number(typed: &Typed, client_id: &Typed) -> Option<String> {
    let says = match typed {
        Typed::Exact => "The invoice number is right.",
        Typed::Nearly { right, slips: wrong } => return Some(nearly("The invoice number", right, &slips(wrong))),
        Typed::OfAnotherClient => "The invoice number is another client's.",
        // Whose number it should be is not known.
        Typed::Unknown if *client_id == Typed::Unknown => return None,
        Typed::Unknown => "The client never had an invoice number like this one.",
        Typed::NotChecked => "The invoice number was not checked: invoice numbers are not kept on this computer.",
        Typed::NotAsked => "The firm asks for no invoice number.",
    };
    Some(says.to_owned())
}

fn nearly(what: &str, right: &str, wrong: &[String]) -> String {
    let right = name(right);
    if wrong.is_empty() {
        format!("{what} is {right}.")
    } else {
        format!("{what} is {right}; what was typed has {}.", list(wrong))
    }
}

fn closed_portal(portal: Portal) -> Option<&'static str> {
    match portal {
        Portal::Open => None,
        Portal::ClientInactive => Some("The client is inactive, so its portal is closed to every key."),
        Portal::NotInPortal => Some("The client is not in the portal, so no key opens it."),
    }
}

/// Young data is not worth a word: imports are hours apart.
fn old_data(data_age: TimeDelta) -> Option<String> {
    let old = data_age >= TimeDelta::hours(1);
    old.then(|| format!("The data is {} old: what is newer is not known here yet.", age(data_age)))
}

/// What to say back to the caller. The same whatever was wrong: which part it was, and that it was read out wrongly at
/// all, is told to nobody who has not shown the key (rule 10).
#[must_use]
pub fn say_back(rehearsal: &Rehearsal, settings: FirmSettings) -> String {
    match rehearsal.answer {
        Some(KeyAnswer::Accepted) => {
            "That opens the portal: please type it exactly as you have read it out.".to_owned()
        }
        Some(KeyAnswer::CodeSent) => {
            format!("Please type it exactly as you have read it out. {CODE_BESIDES}")
        }
        _ => format!("{} {ON_FILE}", as_printed(settings)),
    }
}

/// Helps where nothing typed does, and reaches only who may be reached.
const ON_FILE: &str =
    "If the portal still does not open, we can send a link to the e-mail address that we have on file.";

/// What comes after a right key where it is not enough alone.
pub(super) const CODE_BESIDES: &str =
    "The portal then asks for a code, which it sends to the e-mail address that we have on file.";

/// How to type a key, whoever asks.
pub(super) fn as_printed(settings: FirmSettings) -> &'static str {
    if settings.asks_invoice {
        "Please take an invoice and type the Client ID and the invoice number exactly as printed there: capitals as \
         capitals, a zero as a zero, and no space before or after."
    } else {
        "Please take an invoice and type the Client ID exactly as printed there: capitals as capitals, a zero as a \
         zero, and no space before or after."
    }
}

#[cfg(test)]
mod tests {
    use chrono::DateTime;
    use proptest::prelude::*;

    use super::*;
    use crate::{KeyTally, RehearsalFacts, rehearse};

    fn facts() -> RehearsalFacts {
        RehearsalFacts {
            client_ids: vec!["TR-1040".to_owned()],
            portal: Some(Portal::Open),
            tally: KeyTally::default(),
            invoice_numbers: Some(vec!["20931".to_owned()]),
            of_another_client: false,
            asks_invoice: true,
            asks_code: Some(false),
        }
    }

    fn says(facts: &RehearsalFacts, client_id: &str, invoice_number: &str) -> Vec<String> {
        rehearsal(&rehearse(facts, client_id, invoice_number, DateTime::UNIX_EPOCH), Some(TimeDelta::hours(5)))
    }

    #[test]
    fn what_is_wrong_is_told_slip_by_slip() {
        assert_eq!(
            says(&facts(), "tR-1O40 ", "2093l"),
            [
                "This does not open the portal.",
                "The Client ID is TR-1040; what was typed has a small t for a capital T, an O for a 0 and a space too \
                 many.",
                "The invoice number is 20931; what was typed has an l for a 1.",
                "The data is 5 hours old: what is newer is not known here yet.",
            ]
        );
        assert_eq!(
            says(&facts(), "TR-1040", "20931"),
            ["This opens the portal.", "The Client ID is right.", "The invoice number is right."]
        );
    }

    #[test]
    fn a_closed_portal_and_a_closed_key_are_told() {
        let closed_until = Some(DateTime::UNIX_EPOCH + TimeDelta::hours(3));
        let closed = RehearsalFacts {
            portal: Some(Portal::ClientInactive),
            tally: KeyTally { wrong_in_a_row: 10, closed_until },
            of_another_client: true,
            ..facts()
        };
        assert_eq!(
            says(&closed, "TR-1040", "30001")[2..],
            [
                "The invoice number is another client's.",
                "The client is inactive, so its portal is closed to every key.",
                "The key is closed until 1 Jan 1970, 03:00 UTC, after too many wrong tries; staff can open it before.",
                "The data is 5 hours old: what is newer is not known here yet.",
            ]
        );
    }

    /// Rules 42 and 45.
    #[test]
    fn offline_it_says_that_the_invoice_number_was_not_checked() {
        let offline = RehearsalFacts { invoice_numbers: None, ..facts() };
        assert_eq!(
            says(&offline, "TR-1040", "20931")[..3],
            [
                "Whether this opens the portal is not known here.",
                "The Client ID is right.",
                "The invoice number was not checked: invoice numbers are not kept on this computer.",
            ]
        );
    }

    #[test]
    fn of_an_unknown_client_no_invoice_is_spoken_of() {
        let unknown =
            RehearsalFacts { client_ids: Vec::new(), portal: None, invoice_numbers: Some(Vec::new()), ..facts() };
        let says = says(&unknown, "9999", "20931");
        assert_eq!(says[..2], ["This does not open the portal.", "No client has a Client ID like this one."]);
        assert_eq!(says.len(), 3);
    }

    #[test]
    fn what_to_say_back_helps_and_gives_nothing_away() {
        let wrong = rehearse(&facts(), "tr-1040", "20931", DateTime::UNIX_EPOCH);
        assert_eq!(
            say_back(&wrong, FirmSettings::default()),
            "Please take an invoice and type the Client ID and the invoice number exactly as printed there: capitals \
             as capitals, a zero as a zero, and no space before or after. If the portal still does not open, we can \
             send a link to the e-mail address that we have on file."
        );
    }

    proptest! {
        /// Rule 10: whatever was wrong, the caller hears one and the same.
        #[test]
        fn what_is_said_back_never_tells_what_was_wrong(
            typed in "[TtRr1O0l4 -]{0,7}", number in "[209l31]{0,5}",
            active: bool, closed: bool, of_another_client: bool,
        ) {
            let closed_until = closed.then(|| DateTime::UNIX_EPOCH + TimeDelta::hours(3));
            let facts = RehearsalFacts {
                portal: Some(Portal::of(active, true)),
                tally: KeyTally { wrong_in_a_row: 0, closed_until },
                of_another_client,
                ..facts()
            };
            let rehearsed = rehearse(&facts, &typed, &number, DateTime::UNIX_EPOCH);
            let nothing = rehearse(&facts, "", "", DateTime::UNIX_EPOCH);
            let settings = FirmSettings::default();
            if rehearsed.answer != Some(KeyAnswer::Accepted) {
                prop_assert_eq!(say_back(&rehearsed, settings), say_back(&nothing, settings));
            }
        }
    }
}
