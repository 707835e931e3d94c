//! Ways into a portal: everybody's (rule 41), and one person's (27).

use super::facts::cause;
use super::sentence::{day, name};
use crate::{Door, Fact, FirmSettings, LinkState, OneClickLink, Path, ShutBy, Way};

/// Who gets in by this door and how, or why not now. `whose` is the person's name where the way is an account, and the
/// address that the mail went to, as written, where it is a one-click link.
#[must_use]
pub fn way(door: &Door<'_>, whose: &str, settings: FirmSettings) -> String {
    let whose = name(whose);
    let (who, how) = match door.way {
        Way::Account(_) => (whose.into_owned(), "by the account"),
        Way::Key => (format!("Whoever knows {}", key(settings)), "without an account"),
        Way::OneClickLink(link) => {
            (format!("Whoever has the mail sent to {whose} on {}", day(link.sent_at)), "by its one-click link")
        }
    };
    match door.decision.failed() {
        // It will not open again, whatever happens.
        Some(Fact::OneClickLink(state)) => {
            let why = if state == LinkState::Revoked { "was revoked" } else { "has expired" };
            format!("{who} no longer gets in {how}: it {why}.")
        }
        Some(fact) => format!("{who} would get in {how}, but not now: {}.", cause(fact)),
        None => format!("{who} gets in {how}."),
    }
}

/// What stands beside a way: whose account it is, or what somebody without one gets (rules 8 and 13).
#[must_use]
pub fn way_detail(way: Way<'_>, email: &str) -> String {
    const WITHOUT_ACCOUNT: &str = "sees and pays what is due, and nothing else";
    match way {
        Way::Account(_) => name(email).into_owned(),
        Way::Key => WITHOUT_ACCOUNT.to_owned(),
        Way::OneClickLink(link) if link.revoked_at.is_some() => WITHOUT_ACCOUNT.to_owned(),
        Way::OneClickLink(link) => format!("{WITHOUT_ACCOUNT}; {}", good_until(link)),
    }
}

fn good_until(link: &OneClickLink) -> String {
    format!("made to last until {}", day(link.expires_at()))
}

/// What a key consists of, with the code that a strict firm asks for besides (rules 9, 10).
pub(super) fn key(settings: FirmSettings) -> &'static str {
    match (settings.asks_invoice, settings.strict_keys) {
        (true, false) => "the Client ID and any invoice number of the client",
        (true, true) => "the Client ID, any invoice number of the client and the code that is sent to its contacts",
        (false, false) => "the Client ID",
        (false, true) => "the Client ID and the code that is sent to the client's contacts",
    }
}

/// What of a key stands on an invoice.
pub(super) fn printed_key(settings: FirmSettings) -> &'static str {
    key(FirmSettings { strict_keys: false, ..settings })
}

/// One person's path to a client, whether it is open, and what shuts it.
#[must_use]
pub fn path(path: Path, open: bool, settings: FirmSettings) -> String {
    let which = match path {
        Path::Account => "Seeing the client from the account".to_owned(),
        Path::Claim => format!("Claiming the client again, with {}", key(settings)),
        Path::Key => format!("Paying without an account, with {}", key(settings)),
        Path::OneClickLinks => "One-click links in mails already sent".to_owned(),
        Path::InvoicesToCome => "One-click links of invoices to come, as a contact for invoices".to_owned(),
    };
    if open { format!("{which}: open. {}", shut_by(path)) } else { format!("{which}: shut.") }
}

/// Who can shut a path; of what only the PMS can change, what it is.
fn shut_by(path: Path) -> &'static str {
    match (path.shut_by(), path) {
        (ShutBy::DeLink, _) => "De-linking shuts it.",
        (ShutBy::CloseAccess, _) => "Closing access shuts it.",
        (ShutBy::Pms, Path::InvoicesToCome) => {
            "Only the practice management system can change that: by taking the contact off the client."
        }
        (ShutBy::Pms, _) => {
            "It is nobody's own; only the practice management system can shut it: by taking the client out of the \
             portal."
        }
    }
}

#[cfg(test)]
mod tests {
    use chrono::{DateTime, TimeDelta};

    use super::*;
    use crate::words::decisions::tests::only;
    use crate::{ClientId, PortalUserId};

    fn says(way_in: Way<'_>, fact: Fact, whose: &str) -> String {
        way(&Door { way: way_in, decision: only(fact) }, whose, FirmSettings::default())
    }

    /// Rule 41.
    #[test]
    fn a_way_says_who_gets_in_and_how() {
        let jane = Way::Account(PortalUserId::new(7));
        assert_eq!(says(jane, Fact::Linked(true), "Jane Smith"), "Jane Smith gets in by the account.");
        assert_eq!(
            says(jane, Fact::EmailVerified(false), "Jane Smith"),
            "Jane Smith would get in by the account, but not now: the e-mail is not verified yet."
        );
        assert_eq!(
            says(Way::Key, Fact::KeyOpen(true), ""),
            "Whoever knows the Client ID and any invoice number of the client gets in without an account."
        );
        let link = OneClickLink {
            client: ClientId::new("1002").unwrap(),
            recipient_key: "jane@example.com".to_owned(),
            sent_at: DateTime::UNIX_EPOCH + TimeDelta::days(2),
            revoked_at: None,
        };
        let mail = Way::OneClickLink(&link);
        assert_eq!(
            says(mail, Fact::OneClickLink(LinkState::Expired), "Jane@example.com"),
            "Whoever has the mail sent to Jane@example.com on 3 Jan 1970 no longer gets in by its one-click link: it has \
             expired."
        );
        assert_eq!(way_detail(mail, ""), "sees and pays what is due, and nothing else; made to last until 4 Mar 1970");
        assert_eq!(way_detail(jane, "jane@example.com"), "jane@example.com");
    }

    /// Rule 9.
    #[test]
    fn where_no_invoice_number_is_asked_for_none_is_spoken_of() {
        let settings = FirmSettings { asks_invoice: false, ..FirmSettings::default() };
        let door = Door { way: Way::Key, decision: only(Fact::KeyOpen(true)) };
        assert_eq!(way(&door, "", settings), "Whoever knows the Client ID gets in without an account.");
        assert!(Path::ALL.into_iter().all(|one| !path(one, true, settings).contains("invoice number")));
    }

    /// Rule 10.
    #[test]
    fn at_a_strict_firm_the_code_belongs_to_the_key() {
        let settings = FirmSettings { strict_keys: true, ..FirmSettings::default() };
        let door = Door { way: Way::Key, decision: only(Fact::CodeNeeded(Some(true))) };
        assert_eq!(
            way(&door, "", settings),
            "Whoever knows the Client ID, any invoice number of the client and the code that is sent to its contacts \
             gets in without an account."
        );
        assert!(path(Path::Claim, true, settings).contains("the code that is sent to its contacts: open"));
    }

    /// Rule 27.
    #[test]
    fn a_path_says_whether_it_is_open_and_what_shuts_it() {
        let says = |one, open| path(one, open, FirmSettings::default());
        assert_eq!(
            says(Path::Claim, true),
            "Claiming the client again, with the Client ID and any invoice number of the client: open. Closing access \
             shuts it."
        );
        assert_eq!(says(Path::Account, false), "Seeing the client from the account: shut.");
        assert_eq!(
            says(Path::InvoicesToCome, true),
            "One-click links of invoices to come, as a contact for invoices: open. Only the practice management system \
             can change that: by taking the contact off the client."
        );
        for one in Path::ALL {
            assert_eq!(says(one, true).contains("practice management system"), one.shut_by() == ShutBy::Pms);
        }
    }
}
