//! Codes and facts in English, for the window, the pages, mails and replies alike: nowhere else are they put into
//! words. Plain, without blame, and without guessing a pronoun for anybody.

use std::borrow::Cow;

use icu_properties::props::BidiClass;
use icu_properties::{CodePointMapData, CodePointMapDataBorrowed};

use crate::visible::turns_direction;
use crate::{Access, Action, Decision, Fact, Facts, LinkState, Origin, Portal};

/// A portal's state, as it stands beside a client's name.
#[must_use]
pub fn portal(portal: Portal) -> &'static str {
    match portal {
        Portal::Open => "portal open",
        Portal::ClientInactive => "portal closed: client inactive",
        Portal::NotInPortal => "portal closed: not in the portal",
    }
}

/// What a sign-in leads to, as it stands in a row.
#[must_use]
pub fn access(access: Access) -> &'static str {
    match access {
        Access::CanSignIn => "Can sign in",
        Access::NotVerified => "E-mail not verified",
        Access::MustClaim => "Must claim a client",
        Access::NoOpenPortal => "No open portal",
    }
}

/// Where a link comes from; the date follows it.
#[must_use]
pub fn origin(origin: Origin, made_by: &str) -> String {
    let made_by = name(made_by);
    match origin {
        Origin::SignUp => "came from this portal at sign-up".to_owned(),
        Origin::Contact => "listed as contact at sign-up".to_owned(),
        Origin::Claim => "claimed with an invoice number".to_owned(),
        Origin::Staff => format!("linked by {made_by}"),
    }
}

/// What staff cannot change about an account, and who can (rules 14 and 17).
pub const FIXED: &str = "Only the user can verify the e-mail or reset the password. Name and e-mail are fixed: a new \
                         address needs a new account.";

/// What the log says of a change to a link: the names of who and which client come from it.
#[must_use]
pub fn activity(change: &ActivityWords<'_>) -> String {
    let ActivityWords { before, after, undo, .. } = *change;
    let (actor, client) = (name(change.actor), name(change.client));
    let done = match (before, after, undo) {
        (_, Some(_), true) => format!("{actor} took back the de-link of {client}"),
        (_, None, true) => format!("{actor} took back the link to {client}"),
        (_, Some(Origin::SignUp), _) => format!("{actor} signed up from {client} and was linked"),
        (_, Some(Origin::Contact), _) => format!("{client} lists this e-mail as contact: linked"),
        (_, Some(Origin::Claim), _) => format!("{actor} claimed {client}"),
        (_, Some(Origin::Staff), _) => format!("{actor} linked {client}"),
        (_, None, _) => format!("{actor} de-linked {client}"),
    };
    match change.reason {
        Some(reason) => format!("{done} “{}”", name(reason)),
        None => done,
    }
}

/// A name for use in a sentence. One with right-to-left letters is set apart, so that it does not turn what stands
/// around it; characters that turn direction themselves are shown as unreadable.
fn name(text: &str) -> Cow<'_, str> {
    const DIRECTION: CodePointMapDataBorrowed<'static, BidiClass> = CodePointMapData::<BidiClass>::new();
    let turns = |c| matches!(DIRECTION.get(c), BidiClass::RightToLeft | BidiClass::ArabicLetter);
    let text = if text.contains(turns_direction) {
        Cow::Owned(text.replace(turns_direction, "\u{FFFD}"))
    } else {
        Cow::Borrowed(text)
    };
    if text.chars().any(turns) { Cow::Owned(format!("\u{2068}{text}\u{2069}")) } else { text }
}

/// The facts of a change to a link that its sentence names.
#[derive(Debug, Clone, Copy)]
pub struct ActivityWords<'a> {
    /// Who did it.
    pub actor: &'a str,
    /// The client, by Client ID and name.
    pub client: &'a str,
    /// The origin before.
    pub before: Option<Origin>,
    /// The origin after.
    pub after: Option<Origin>,
    /// Whether it took an earlier change back.
    pub undo: bool,
    /// Why, if a reason was typed.
    pub reason: Option<&'a str>,
}

/// The account's own beginnings, as its history tells them.
pub const ACCOUNT_CREATED: &str = "Account created by the user";
/// As above.
pub const EMAIL_VERIFIED: &str = "E-mail verified by the user";

/// Why a client is suggested (rule 21).
#[must_use]
pub fn suggestion(receives_invoices: bool) -> &'static str {
    if receives_invoices { "lists this e-mail as contact for invoices" } else { "lists this e-mail as contact" }
}

/// What a de-link would change (rules 25 and 28). `staying` counts the other linked clients.
#[must_use]
pub fn de_link_effect(first_name: &str, client: &str, staying: usize) -> String {
    let (first_name, client) = (name(first_name), name(client));
    match staying {
        0 => format!(
            "{first_name} will see no client any more. The next sign-in will ask for a Client ID and any invoice number \
             of that client."
        ),
        1 => format!("{first_name} will no longer see {client}. 1 linked client stays."),
        _ => format!("{first_name} will no longer see {client}. {staying} linked clients stay."),
    }
}

/// What a link or de-link came to, for the notice that offers to undo it.
#[must_use]
pub fn link_answer(client: &str, linked: bool, changed: bool) -> String {
    let client = name(client);
    match (linked, changed) {
        (true, true) => format!("Linked {client}"),
        (false, true) => format!("De-linked {client}"),
        (true, false) => format!("{client} was linked already: nothing changed"),
        (false, false) => format!("{client} was not linked: nothing changed"),
    }
}

/// How a pair stands, where a change was refused because it was decided on another state.
#[must_use]
pub fn moved(client: &str, linked: bool, changed_by: Option<&str>) -> String {
    let client = name(client);
    let Some(who) = changed_by.map(name) else { return format!("{client} never was linked") };
    let did = if linked { "linked" } else { "de-linked" };
    format!("{who} has {did} {client}")
}

/// What a portal user can or cannot do: the headline of an ability.
#[must_use]
pub fn ability(action: Action, facts: &Facts) -> String {
    match action {
        Action::SignIn => "Sign in".to_owned(),
        Action::SeeAndPay => {
            let owed = facts.owed();
            match (owed.invoices, owed.late_fees) {
                (0, _) => "See and pay what is due (nothing is due now)".to_owned(),
                (invoices, 0) => format!("See and pay {}", counted(invoices, "unpaid invoice")),
                (invoices, fees) => {
                    format!("See and pay {}, {}", counted(invoices, "unpaid invoice"), counted(fees, "late fee"))
                }
            }
        }
        Action::PayForNoInvoice => "Make a payment that is for no invoice".to_owned(),
        Action::SaveMethod => "Save a payment method".to_owned(),
        Action::SetUpPlan => "Set up a payment plan".to_owned(),
        Action::SeePaymentHistory => "See payment history".to_owned(),
        Action::SeeLetters => "See engagement letters".to_owned(),
        Action::SignLetter => "Sign an engagement letter".to_owned(),
        Action::Claim => "Link a further client with its Client ID".to_owned(),
        Action::LookIn => "Look at the portal as the client sees it".to_owned(),
    }
}

/// Why it can or cannot be done: the fact that decided, all that holds for signing in, and for what comes after it only
/// what is its own.
#[must_use]
pub fn reason(action: Action, decision: &Decision) -> String {
    let mut facts = decision.steps.iter().map(|passed| step(passed.fact));
    match (decision.failed(), action) {
        (Some(fact), _) => step(fact),
        (None, Action::SignIn) => facts.collect::<Vec<_>>().join(", "),
        (None, _) => facts.next_back().unwrap_or_default(),
    }
}

/// A fact as part of a sentence.
#[must_use]
pub fn step(fact: Fact) -> String {
    match fact {
        Fact::AccountExists(true) => "account exists".to_owned(),
        Fact::AccountExists(false) => "needs an account".to_owned(),
        Fact::EmailVerified(true) => "e-mail verified".to_owned(),
        Fact::EmailVerified(false) => "the e-mail is not verified yet; only the user can open the message".to_owned(),
        Fact::AnyLink(0) => {
            "no linked client: the next sign-in asks for a Client ID and any invoice number of that client".to_owned()
        }
        Fact::AnyLink(links) => counted(links, "linked client"),
        Fact::AnyOpenPortal(0) => "no linked client has an open portal".to_owned(),
        Fact::AnyOpenPortal(open) => counted(open, "open portal"),
        Fact::Linked(true) => "linked to this client".to_owned(),
        Fact::Linked(false) => "not linked to this client".to_owned(),
        Fact::PortalOpen(Some(state)) => portal(state).to_owned(),
        Fact::PortalOpen(None) => "there is no such client".to_owned(),
        Fact::HistoryShown(true) => "the firm shows payment history".to_owned(),
        Fact::HistoryShown(false) => "the firm has payment history turned off".to_owned(),
        Fact::NotBarred(true) => "may claim this client".to_owned(),
        Fact::NotBarred(false) => "access was closed: staff have to link this client or lift the bar first".to_owned(),
        Fact::KeyOpen(true) => "the key is open".to_owned(),
        Fact::KeyOpen(false) => "the key is closed after too many wrong tries".to_owned(),
        Fact::BoundToClient(true) => "the visit is for this client".to_owned(),
        Fact::BoundToClient(false) => "the visit is for another client".to_owned(),
        Fact::OneClickLink(LinkState::Good) => "the one-click link is good".to_owned(),
        Fact::OneClickLink(LinkState::Expired) => "the one-click link has expired".to_owned(),
        Fact::OneClickLink(LinkState::Revoked) => "the one-click link was revoked".to_owned(),
        Fact::MethodSaved(Some(true)) => "a payment method is saved".to_owned(),
        Fact::MethodSaved(Some(false)) => "no payment method is saved; only the user can save one".to_owned(),
        Fact::MethodSaved(None) => "whether a payment method is saved is not known on this computer".to_owned(),
        Fact::LettersThere(Some(0)) => "there is no engagement letter".to_owned(),
        Fact::LettersThere(Some(letters)) => counted(letters, "engagement letter"),
        Fact::LettersToSign(Some(0)) => "no engagement letter waits for this person's signature".to_owned(),
        Fact::LettersToSign(Some(letters)) => format!("{} to sign", counted(letters, "engagement letter")),
        Fact::LettersThere(None) | Fact::LettersToSign(None) => {
            "engagement letters are not known on this computer".to_owned()
        }
        Fact::MaySeePayments(true) => "has the permission to see payments".to_owned(),
        Fact::MaySeePayments(false) => "needs the permission to see payments".to_owned(),
        Fact::OnlyLooks(true) => "looks and changes nothing".to_owned(),
        Fact::OnlyLooks(false) => "staff do nothing in a client's place".to_owned(),
    }
}

/// A count with its noun: "1 open portal", "3 open portals".
fn counted(count: impl TryInto<u64>, noun: &str) -> String {
    match count.try_into().unwrap_or(u64::MAX) {
        1 => format!("1 {noun}"),
        count => format!("{count} {noun}s"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{Account, Who, decide};

    #[test]
    fn a_no_names_what_decided_it_and_a_yes_everything_that_holds() {
        let mut facts = Facts { account: Some(Account { verified: false, ..Account::default() }), ..Facts::default() };
        let why = |facts: &Facts| reason(Action::SignIn, &decide(facts, Who::PortalUser, Action::SignIn, None));
        assert_eq!(why(&facts), "the e-mail is not verified yet; only the user can open the message");
        facts.account = Some(Account { verified: true, ..Account::default() });
        assert!(why(&facts).starts_with("no linked client: the next sign-in asks"));
    }

    #[test]
    fn the_log_says_who_did_what_and_why() {
        let mut change = ActivityWords {
            actor: "Dana Osei",
            client: "1003 Realty",
            before: None,
            after: Some(Origin::Staff),
            undo: false,
            reason: Some("asked by phone"),
        };
        assert_eq!(activity(&change), "Dana Osei linked 1003 Realty “asked by phone”");
        change = ActivityWords { before: Some(Origin::Claim), after: None, reason: None, ..change };
        assert_eq!(activity(&change), "Dana Osei de-linked 1003 Realty");
        change = ActivityWords { before: None, after: Some(Origin::Claim), undo: true, ..change };
        assert_eq!(activity(&change), "Dana Osei took back the de-link of 1003 Realty");
    }

    #[test]
    fn a_right_to_left_name_does_not_turn_its_sentence() {
        assert_eq!(link_answer("Smith", true, true), "Linked Smith");
        assert_eq!(link_answer("כהן, נועה", true, true), "Linked \u{2068}כהן, נועה\u{2069}");
    }

    #[test]
    fn numbers_agree_with_their_nouns() {
        assert_eq!(step(Fact::AnyOpenPortal(1)), "1 open portal");
        assert_eq!(step(Fact::AnyOpenPortal(3)), "3 open portals");
        assert!(de_link_effect("Jane", "1002", 1).ends_with("1 linked client stays."));
    }
}
