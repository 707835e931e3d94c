//! Links: where they come from, what changing them would do, and what it did.

use super::money::amount;
use super::sentence::{counted, list, name};
use crate::{DeLinkDoubt, Deed, Frequency, Origin, Pair, Pays, Plan, Standing};

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

/// Why a client cannot be claimed, and what lifts the bar (rule 27); the date stands beside it.
#[must_use]
pub fn barred(closed_by: &str) -> String {
    format!("access closed by {}; linking lifts the bar, and so does letting the user claim again", name(closed_by))
}

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
            "{first_name} will see no client any more. The next sign-in will ask for a Client ID and any invoice \
             number of that client."
        ),
        1 => format!("{first_name} will no longer see {client}. 1 linked client stays."),
        _ => format!("{first_name} will no longer see {client}. {staying} linked clients stay."),
    }
}

/// What a de-link is asked about before it is done (rules 26 and 28), as a sentence or two.
#[must_use]
pub fn de_link_doubt(first_name: &str, client: &str, doubt: &DeLinkDoubt) -> String {
    let effect = de_link_effect(first_name, client, doubt.staying);
    let plans: Vec<String> = doubt.running_plans.iter().map(plan).collect();
    if plans.is_empty() {
        return effect;
    }
    format!("{effect} {} would stop: {}.", counted(plans.len(), "running payment plan"), list(&plans))
}

/// A payment plan, told from the user's others (rule 34).
fn plan(plan: &Plan) -> String {
    let often = match plan.frequency {
        Frequency::Weekly => "every week",
        Frequency::TwoWeekly => "every two weeks",
        Frequency::Monthly => "every month",
        Frequency::Quarterly => "every quarter",
        Frequency::Yearly => "every year",
    };
    let pays = match plan.pays {
        Pays::Amount(money) => amount(money),
        Pays::Invoices { cap: Some(cap) } => format!("all invoices up to {}", amount(cap)),
        Pays::Invoices { cap: None } => "all invoices".to_owned(),
    };
    format!("{pays} {often} since {}", plan.starts_on.format("%-d %b %Y"))
}

/// What a link or de-link came to, for the notice that offers to undo it.
#[must_use]
pub fn link_answer(client: &str, linked: bool, changed: bool) -> String {
    deed_answer(if linked { Deed::Link } else { Deed::DeLink }, client, changed)
}

/// What a deed came to, for the notice that offers to undo it. `client` is the one that it was about, if any.
#[must_use]
pub fn deed_answer(deed: Deed, client: &str, changed: bool) -> String {
    let client = name(client);
    match (deed, changed) {
        (Deed::Link, true) => format!("Linked {client}"),
        (Deed::Link, false) => format!("{client} was linked already: nothing changed"),
        (Deed::DeLink, true) => format!("De-linked {client}"),
        (Deed::DeLink, false) => format!("{client} was not linked: nothing changed"),
        (Deed::CloseAccess, true) => format!("Closed access to {client}"),
        (Deed::CloseAccess, false) => format!("Access to {client} was closed already: nothing changed"),
        (Deed::Unbar, true) => format!("{client} can be claimed again"),
        (Deed::Unbar, false) => format!("{client} could be claimed already: nothing changed"),
        (Deed::OpenKey, true) => format!("Opened the key of {client}"),
        (Deed::OpenKey, false) => format!("The key of {client} was open already: nothing changed"),
        (Deed::ChangeSettings, true) => "Changed the settings".to_owned(),
        (Deed::ChangeSettings, false) => "The settings were so already: nothing changed".to_owned(),
        (Deed::Import, true) => "Took the import".to_owned(),
        (Deed::Import, false) => "The import was taken already: nothing changed".to_owned(),
    }
}

/// The same, with what became of the payment plans for the client (rule 26): a de-link stopped so many, and an undo
/// starts none of those again.
#[must_use]
pub fn with_plans(says: String, stopped: u64, staying_stopped: u64) -> String {
    match (stopped, staying_stopped) {
        (0, 0) => says,
        (0, staying) => format!("{says}. {} stopped", plans(staying, "stays", "stay")),
        (stopped, _) => format!("{says}. {} stopped", plans(stopped, "was", "were")),
    }
}

fn plans(count: u64, one: &str, many: &str) -> String {
    format!("{} {}", counted(count, "payment plan"), if count == 1 { one } else { many })
}

/// Why a pair was not changed: it is not of the version that was looked at. Whoever looked at an older one is told how it
/// stands and by whom; nobody is blamed for a version that there never was.
#[must_use]
pub fn pair_moved(client: &str, looked_at: i64, pair: Pair, changed_by: Option<&str>) -> String {
    if changed_by.is_none() || (0..pair.version).contains(&looked_at) {
        return moved(client, pair.standing, changed_by);
    }
    format!("The link to {} never had the version {looked_at}; it has {}", name(client), pair.version)
}

/// How a pair stands, where a change was refused because it was decided on another state.
#[must_use]
pub fn moved(client: &str, standing: Standing, changed_by: Option<&str>) -> String {
    let client = name(client);
    let Some(who) = changed_by.map(name) else { return format!("{client} never was linked") };
    match standing {
        Standing { origin: Some(_), .. } => format!("{who} has linked {client}"),
        Standing { barred: true, .. } => format!("{who} has closed access to {client}"),
        Standing { .. } => format!("{who} has de-linked {client}"),
    }
}

/// Why something of this number cannot be undone though nobody changed the pair meanwhile: `newest` is what happened to it
/// last. `link` says whether it was taken for a link, and not for a de-link.
#[must_use]
pub fn not_to_be_undone(client: &str, number: i64, newest: i64, link: bool) -> String {
    let client = name(client);
    match (number == newest, link) {
        (false, _) => format!("Activity {number} is not what happened to {client} last: that is activity {newest}"),
        (true, true) => format!("Activity {number} did not link {client}"),
        (true, false) => format!("Activity {number} did not de-link {client}"),
    }
}

/// What a deed came to, where it let a user claim a client again to whom access had been closed (27).
#[must_use]
pub fn with_bar_lifted(says: String) -> String {
    format!("{says}. The user may claim it again too")
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{Currency, Money};

    #[test]
    fn a_right_to_left_name_does_not_turn_its_sentence() {
        assert_eq!(link_answer("Smith", true, true), "Linked Smith");
        assert_eq!(link_answer("כהן, נועה", true, true), "Linked \u{2068}כהן, נועה\u{2069}");
    }

    #[test]
    fn numbers_agree_with_their_nouns() {
        assert!(de_link_effect("Jane", "1002", 1).ends_with("1 linked client stays."));
    }

    #[test]
    fn a_bar_says_who_set_it_and_what_lifts_it() {
        assert_eq!(
            barred("Dana Osei"),
            "access closed by Dana Osei; linking lifts the bar, and so does letting the user claim again"
        );
    }

    #[test]
    fn what_is_asked_about_names_the_plans_that_would_stop() {
        let money = Money { minor: 5000, currency: Currency::from_code("USD").unwrap() };
        let starts_on = chrono::NaiveDate::from_ymd_opt(2026, 1, 31).unwrap();
        let plan = Plan { pays: Pays::Amount(money), frequency: Frequency::Monthly, starts_on };
        let capped = Plan { pays: Pays::Invoices { cap: Some(money) }, ..plan };
        let all = Plan { pays: Pays::Invoices { cap: None }, frequency: Frequency::TwoWeekly, ..plan };
        let doubt = |plans: &[Plan]| DeLinkDoubt { staying: 2, running_plans: plans.to_vec() };
        let says = |plans: &[Plan]| de_link_doubt("Jane", "Smith", &doubt(plans));
        let effect = "Jane will no longer see Smith. 2 linked clients stay.";
        assert_eq!(says(&[]), effect);
        let one = "1 running payment plan would stop: 50.00 USD every month since 31 Jan 2026.";
        assert_eq!(says(&[plan]), format!("{effect} {one}"));
        let several = "2 running payment plans would stop: all invoices up to 50.00 USD every month since 31 Jan 2026 \
                       and all invoices every two weeks since 31 Jan 2026.";
        assert_eq!(says(&[capped, all]), format!("{effect} {several}"));
    }

    /// Rule 26.
    #[test]
    fn plans_are_told_of_where_there_are_any() {
        let says = |stopped, staying| with_plans("De-linked Smith".to_owned(), stopped, staying);
        assert_eq!(says(0, 0), "De-linked Smith");
        assert_eq!(says(1, 0), "De-linked Smith. 1 payment plan was stopped");
        assert_eq!(says(0, 2), "De-linked Smith. 2 payment plans stay stopped");
    }

    /// Rule 23: nothing to do is no fault.
    #[test]
    fn an_answer_says_what_changed_or_that_nothing_did() {
        assert_eq!(deed_answer(Deed::CloseAccess, "Smith", true), "Closed access to Smith");
        assert_eq!(deed_answer(Deed::Unbar, "Smith", true), "Smith can be claimed again");
        assert!(Deed::ALL.into_iter().all(|deed| deed_answer(deed, "", false).ends_with("othing changed")));
    }

    #[test]
    fn what_cannot_be_undone_says_which_change_was_the_last() {
        let says = |number, link| not_to_be_undone("Smith", number, 9, link);
        assert_eq!(says(7, true), "Activity 7 is not what happened to Smith last: that is activity 9");
        assert_eq!(says(9, true), "Activity 9 did not link Smith");
        assert_eq!(says(9, false), "Activity 9 did not de-link Smith");
    }

    #[test]
    fn who_was_first_is_named_with_what_was_done() {
        assert_eq!(moved("Smith", Standing::barred(), Some("Dana Osei")), "Dana Osei has closed access to Smith");
        assert_eq!(moved("Smith", Standing::linked(Origin::Claim), Some("Jane")), "Jane has linked Smith");
        assert_eq!(moved("Smith", Standing::default(), Some("Dana Osei")), "Dana Osei has de-linked Smith");
        assert_eq!(moved("Smith", Standing::default(), None), "Smith never was linked");
        let pair = |version, standing| Pair { version, standing };
        let linked = pair(2, Standing::linked(Origin::Staff));
        assert_eq!(pair_moved("Smith", 1, linked, Some("Dana Osei")), "Dana Osei has linked Smith");
        for looked_at in [3, -1] {
            let says = pair_moved("Smith", looked_at, linked, Some("Dana Osei"));
            assert_eq!(says, format!("The link to Smith never had the version {looked_at}; it has 2"));
        }
        assert_eq!(pair_moved("Smith", 7, pair(0, Standing::default()), None), "Smith never was linked");
    }
}
