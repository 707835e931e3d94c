//! The activity log: one sentence an entry (rule 29).

use super::sentence::{counted, name};
use crate::{Deed, Origin, Standing};

/// The facts of an activity that its sentence names.
#[derive(Debug, Clone, Copy)]
pub struct ActivityWords<'a> {
    /// Who did it.
    pub actor: &'a str,
    /// What was done.
    pub deed: Deed,
    /// The client, by Client ID and name; empty where it was about none.
    pub client: &'a str,
    /// How the user stood to the client before; as after, where it was about no such pair.
    pub before: Standing,
    /// How the user stood to it afterwards.
    pub after: Standing,
    /// Whether it took an earlier change back.
    pub undo: bool,
    /// What more there is to say: of settings what [`super::settings_change`] says, of an import [`import_taken`].
    pub detail: Option<&'a str>,
    /// Why, if a reason was typed.
    pub reason: Option<&'a str>,
}

/// How a user stands to a client, in a word or two: before and after something was done.
#[must_use]
pub fn standing(standing: Standing) -> &'static str {
    match standing {
        Standing { origin: Some(Origin::SignUp), .. } => "linked at sign-up",
        Standing { origin: Some(Origin::Contact), .. } => "linked as contact",
        Standing { origin: Some(Origin::Claim), .. } => "linked by claim",
        Standing { origin: Some(Origin::Staff), .. } => "linked by staff",
        Standing { barred: true, .. } => "access closed",
        Standing { .. } => "not linked",
    }
}

/// What the log says of an activity: the names of who and which client come from it.
#[must_use]
pub fn activity(activity: &ActivityWords<'_>) -> String {
    let ActivityWords { deed, after, undo, .. } = *activity;
    let (actor, client) = (name(activity.actor), name(activity.client));
    let done = match (deed, after.origin) {
        (Deed::Link | Deed::DeLink | Deed::CloseAccess | Deed::Unbar, _) if undo => {
            format!("{actor} {}", taken_back(activity, &client))
        }
        (Deed::Link, Some(Origin::SignUp)) => format!("{actor} signed up from {client} and was linked"),
        (Deed::Link, Some(Origin::Contact)) => format!("{client} lists this e-mail as contact: linked"),
        (Deed::Link, Some(Origin::Claim)) => format!("{actor} claimed {client}"),
        (Deed::Link, Some(Origin::Staff) | None) => format!("{actor} linked {client}"),
        (Deed::DeLink, _) => format!("{actor} de-linked {client}"),
        (Deed::CloseAccess, _) => format!("{actor} closed access to {client}"),
        (Deed::Unbar, _) => format!("{actor} lifted the bar from {client}: it can be claimed again"),
        (Deed::OpenKey, _) => format!("{actor} opened the key of {client}"),
        (Deed::ChangeSettings, _) => format!("{actor} changed the settings"),
        (Deed::Import, _) => format!("{actor} took an import"),
    };
    let detail = activity.detail.filter(|detail| !detail.is_empty()).map(|detail| format!(": {detail}"));
    let reason = activity.reason.map(|reason| format!(" “{}”", name(reason)));
    [Some(done), detail, reason].into_iter().flatten().collect()
}

/// What an undo took back, told from how the pair stood before and after it: what was undone led the other way.
fn taken_back(undo: &ActivityWords<'_>, client: &str) -> String {
    match (undo.before, undo.after) {
        (Standing { barred: true, .. }, Standing { origin: Some(_), .. }) => {
            format!("took back closing access to {client}: linked again")
        }
        (Standing { barred: true, .. }, _) => format!("took back closing access to {client}"),
        (Standing { origin: Some(_), .. }, Standing { barred: true, .. }) => {
            format!("took back the link to {client}: access is closed again")
        }
        (_, Standing { barred: true, .. }) => {
            format!("took back lifting the bar from {client}: access is closed again")
        }
        (_, Standing { origin: Some(_), .. }) => format!("took back the de-link of {client}"),
        (_, Standing { origin: None, .. }) => format!("took back the link to {client}"),
    }
}

/// What an import brought, as part of a sentence.
#[must_use]
pub fn import_taken(clients: u64, new_clients: u64, turned_inactive: u64) -> String {
    let clients = counted(clients, "client");
    match (new_clients, turned_inactive) {
        (0, 0) => clients,
        (new, 0) => format!("{clients}, {new} of them new"),
        (0, gone) => format!("{clients}, {gone} turned inactive"),
        (new, gone) => format!("{clients}, {new} of them new, {gone} turned inactive"),
    }
}

/// Why an import asks to be confirmed (rule 2).
#[must_use]
pub fn import_doubt(turning_inactive: u64, active: u64) -> String {
    let active = counted(active, "active client");
    format!(
        "{turning_inactive} of {active} would turn inactive. An export that was cut short looks the same: please \
         confirm that it is complete."
    )
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::{Change, Pair};

    const JANE: Standing = Standing { origin: Some(Origin::Claim), barred: false };
    const NOT_LINKED: Standing = Standing { origin: None, barred: false };
    const BARRED: Standing = Standing { origin: None, barred: true };

    fn says(deed: Deed, before: Standing, after: Standing, undo: bool) -> String {
        let (actor, client) = ("Dana Osei", "1003 Realty");
        activity(&ActivityWords { actor, deed, client, before, after, undo, detail: None, reason: None })
    }

    #[test]
    fn before_and_after_are_told_apart() {
        let all = Origin::ALL.map(Standing::linked).into_iter().chain([NOT_LINKED, BARRED]);
        let says: std::collections::BTreeSet<_> = all.map(standing).collect();
        assert_eq!(says.len(), Origin::ALL.len() + 2);
    }

    #[test]
    fn the_log_says_who_did_what_and_why() {
        let mut change = ActivityWords {
            actor: "Dana Osei",
            deed: Deed::Link,
            client: "1003 Realty",
            before: NOT_LINKED,
            after: Standing::linked(Origin::Staff),
            undo: false,
            detail: None,
            reason: Some("asked by phone"),
        };
        assert_eq!(activity(&change), "Dana Osei linked 1003 Realty “asked by phone”");
        change =
            ActivityWords { deed: Deed::ChangeSettings, client: "", detail: Some("late fees turned off"), ..change };
        assert_eq!(activity(&change), "Dana Osei changed the settings: late fees turned off “asked by phone”");
        let brought = import_taken(120, 3, 1);
        change = ActivityWords { deed: Deed::Import, detail: Some(&brought), reason: None, ..change };
        assert_eq!(activity(&change), "Dana Osei took an import: 120 clients, 3 of them new, 1 turned inactive");
    }

    /// Rule 2.
    #[test]
    fn an_import_in_doubt_says_why_it_asks() {
        assert!(import_doubt(12, 400).starts_with("12 of 400 active clients would turn inactive."));
    }

    #[test]
    fn each_deed_has_its_sentence() {
        assert_eq!(says(Deed::Link, NOT_LINKED, JANE, false), "Dana Osei claimed 1003 Realty");
        assert_eq!(says(Deed::DeLink, JANE, NOT_LINKED, false), "Dana Osei de-linked 1003 Realty");
        assert_eq!(says(Deed::CloseAccess, JANE, BARRED, false), "Dana Osei closed access to 1003 Realty");
        assert_eq!(
            says(Deed::Unbar, BARRED, NOT_LINKED, false),
            "Dana Osei lifted the bar from 1003 Realty: it can be claimed again"
        );
        assert_eq!(says(Deed::OpenKey, NOT_LINKED, NOT_LINKED, false), "Dana Osei opened the key of 1003 Realty");
    }

    #[test]
    fn an_undo_says_what_it_took_back() {
        assert_eq!(says(Deed::Link, NOT_LINKED, JANE, true), "Dana Osei took back the de-link of 1003 Realty");
        assert_eq!(says(Deed::DeLink, JANE, NOT_LINKED, true), "Dana Osei took back the link to 1003 Realty");
        assert_eq!(
            says(Deed::Link, BARRED, JANE, true),
            "Dana Osei took back closing access to 1003 Realty: linked again"
        );
        assert_eq!(says(Deed::Unbar, BARRED, NOT_LINKED, true), "Dana Osei took back closing access to 1003 Realty");
        assert_eq!(
            says(Deed::CloseAccess, NOT_LINKED, BARRED, true),
            "Dana Osei took back lifting the bar from 1003 Realty: access is closed again"
        );
        assert_eq!(
            says(Deed::CloseAccess, JANE, BARRED, true),
            "Dana Osei took back the link to 1003 Realty: access is closed again"
        );
    }

    proptest! {
        /// Rules 26 and 29: undoing a change is told as taking back what that change was called.
        #[test]
        fn an_undo_names_what_was_done(before in prop::sample::select(vec![JANE, NOT_LINKED, BARRED])) {
            let pair = Pair { version: 1, standing: before };
            let took_back = |change: Change| {
                let undo = change.pair.undo(change.before).unwrap();
                says(undo.deed(), undo.before, undo.pair.standing, true)
            };
            let cases = [
                (pair.link(Origin::Staff), "took back the link to"),
                (pair.de_link(), "took back the de-link of"),
                (pair.close(), "took back closing access to"),
                (pair.unbar(), "took back lifting the bar from"),
            ];
            for (change, expected) in cases {
                prop_assert!(change.is_none_or(|change| took_back(change).contains(expected)), "{expected}");
            }
        }
    }
}
