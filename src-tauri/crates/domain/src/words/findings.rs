//! What an access review finds (rule 44).

use crate::Finding;

/// A finding, as it stands beside an account.
#[must_use]
pub fn finding(finding: Finding) -> &'static str {
    match finding {
        Finding::NoClient => "Linked to no client",
        Finding::NeverVerified => "E-mail never verified",
        Finding::Dormant => "No sign-in in twelve months",
        Finding::ClosedPortal => "Linked to a client whose portal is closed",
        Finding::NotAContact => "Linked to a client that does not list this e-mail as contact",
        Finding::ContactNotLinked => "Listed as contact by a client, but not linked to it",
        Finding::UnrelatedClients => "Linked to clients that have nothing else in common",
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_finding_says_what_is_there_and_blames_nobody() {
        assert_eq!(finding(Finding::Dormant), "No sign-in in twelve months");
        assert_eq!(finding(Finding::ContactNotLinked), "Listed as contact by a client, but not linked to it");
    }
}
