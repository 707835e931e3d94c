//! What is decided while the backend does not answer (rule 45): told as intended, never as done.

use chrono::{DateTime, TimeDelta, Utc};

use super::sentence::{age, day, name};
use crate::{Intention, Standing};

/// What is intended, as a heading.
#[must_use]
pub fn intention(intention: Intention, user: &str, client: &str) -> String {
    let (user, client) = (name(user), name(client));
    match intention {
        Intention::Link => format!("Link {user} to {client}"),
        Intention::DeLink => format!("De-link {user} from {client}"),
        Intention::CloseAccess => format!("Close access of {user} to {client}"),
    }
}

/// That it waits, for the notice that offers to withdraw it.
#[must_use]
pub fn intent_waits(intention: Intention, client: &str) -> String {
    let client = name(client);
    let will = match intention {
        Intention::Link => format!("Will link {client}"),
        Intention::DeLink => format!("Will de-link {client}"),
        Intention::CloseAccess => format!("Will close access to {client}"),
    };
    format!("{will} when back online, once you confirm it there")
}

/// That nothing waits for a client any more, since the decision before was taken back by one that leaves all as it is.
#[must_use]
pub fn intent_taken_back(waited: Intention, client: &str) -> String {
    let client = name(client);
    match waited {
        Intention::Link => format!("{client} will not be linked: nothing waits for it any more"),
        Intention::DeLink => format!("{client} will stay linked: nothing waits for it any more"),
        Intention::CloseAccess => format!("Access to {client} will not be closed: nothing waits for it any more"),
    }
}

/// How long ago something was decided.
#[must_use]
pub fn intent_age(passed: TimeDelta) -> String {
    format!("decided {} ago", age(passed))
}

/// How a pair stands, who made it so and when; of a pair that nobody ever changed there is neither.
#[must_use]
pub fn pair_stands(standing: Standing, changed: Option<(&str, DateTime<Utc>)>) -> String {
    let Some((who, at)) = changed else { return "never linked".to_owned() };
    let (who, day) = (name(who), day(at));
    match standing {
        Standing { origin: Some(_), .. } => format!("linked by {who} on {day}"),
        Standing { barred: true, .. } => format!("access closed by {who} on {day}"),
        Standing { .. } => format!("not linked, changed last by {who} on {day}"),
    }
}

/// What was refused since the pair has moved, though it stands as it was meant to.
#[must_use]
pub fn meant_anyway(why: &str) -> String {
    format!("{why} The two stand as was intended.")
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::Origin;

    #[test]
    fn what_is_intended_is_never_told_as_done() {
        for one in Intention::ALL {
            assert!(intent_waits(one, "Smith").starts_with("Will ") && intent_waits(one, "Smith").contains("confirm"));
            assert!(intent_taken_back(one, "Smith").contains("nothing waits"));
        }
        assert_eq!(intention(Intention::Link, "Jane Smith", "כהן"), "Link Jane Smith to \u{2068}כהן\u{2069}");
        assert_eq!(intention(Intention::DeLink, "Jane Smith", "1002"), "De-link Jane Smith from 1002");
        assert_eq!(intention(Intention::CloseAccess, "Jane Smith", "1002"), "Close access of Jane Smith to 1002");
        assert_eq!(intent_age(TimeDelta::hours(3)), "decided 3 hours ago");
    }

    #[test]
    fn how_a_pair_stands_names_who_made_it_so() {
        let at: DateTime<Utc> = "2026-08-03T14:05:59Z".parse().unwrap();
        let says = |standing| pair_stands(standing, Some(("Dana Osei", at)));
        assert_eq!(says(Standing::linked(Origin::Staff)), "linked by Dana Osei on 3 Aug 2026");
        assert_eq!(says(Standing::barred()), "access closed by Dana Osei on 3 Aug 2026");
        assert_eq!(says(Standing::default()), "not linked, changed last by Dana Osei on 3 Aug 2026");
        assert_eq!(pair_stands(Standing::default(), None), "never linked");
        assert_eq!(meant_anyway("So it is."), "So it is. The two stand as was intended.");
    }
}
