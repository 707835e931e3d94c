//! What would help where somebody cannot do something, for staff: who can do what (rule 40).

use super::doors::{key, printed_key};
use super::sentence::name;
use crate::{FirmSettings, Remedy};

/// Who asked, about which client, and what the firm's portals ask for.
#[derive(Debug, Clone, Copy, Default)]
pub struct Caller<'a> {
    /// What to call the person, if that is known: the first name.
    pub first_name: Option<&'a str>,
    /// The name of the client in question, if it is about one.
    pub client: Option<&'a str>,
    /// The firm's settings, as they are in force.
    pub settings: FirmSettings,
}

/// What would help, and who can do it (rule 14: what only the user can do is never offered to staff).
#[must_use]
pub fn remedy(remedy: Remedy, caller: &Caller<'_>) -> String {
    let client = caller.client.map_or_else(|| "the client".into(), name);
    let (key, printed) = (key(caller.settings), printed_key(caller.settings));
    match remedy {
        Remedy::SignUp => "Only the user can create the account: on the portal's page, with this e-mail.".to_owned(),
        Remedy::VerifyEmail => {
            "Only the user can verify the e-mail: by opening the message that was sent, or a new one \
                                that the sign-in page sends."
                .to_owned()
        }
        Remedy::ResetPassword => {
            "Only the user can choose a new password: by the message that the sign-in page sends. It \
                                  opens the sign-in at once."
                .to_owned()
        }
        Remedy::SignInLater => {
            "Only the user can sign in again, once that time is over; nobody can shorten it.".to_owned()
        }
        Remedy::Claim => {
            format!("Only the user can claim {client}: after signing in, with {printed}, exactly as printed.")
        }
        Remedy::ClaimLater => {
            format!("Only the user can claim {client}, once that time is over; nobody can shorten it.")
        }
        Remedy::SaveMethod => "Only the user can save a payment method: after signing in.".to_owned(),
        Remedy::PayWithoutAccount => {
            format!("Without an account, only the user can pay: with {key}, or by the link in an invoice e-mail.")
        }
        Remedy::Link => {
            format!("Staff can link {client}: it takes effect at once, no claim is needed, and a bar is lifted.")
        }
        Remedy::OpenKey => format!("Staff can open the key of {client} before its time is over."),
        Remedy::SendOneClickLink => format!("Staff can send a new one-click link for {client}."),
        Remedy::TurnHistoryOn => {
            "Staff who may change the firm's settings can turn payment history on, for all portals at once.".to_owned()
        }
        Remedy::ActivateClient => format!(
            "The firm can make {client} active in its practice management system; the next import brings it here."
        ),
        Remedy::PutInPortal => format!(
            "The firm can put {client} into the portal in its practice management system; the next import brings it \
             here."
        ),
        Remedy::GrantPermission => {
            "Whoever looks after the firm's directory can give the permission to see payments.".to_owned()
        }
    }
}

#[cfg(test)]
pub(super) mod tests {
    use super::*;
    use crate::By;

    pub(crate) const CALLER: Caller<'_> = Caller {
        first_name: Some("Jane"),
        client: Some("Smith Family Trust"),
        settings: FirmSettings {
            payment_history: false,
            asks_invoice: true,
            strict_keys: false,
            late_fees_shown: true,
            cache_hours: 72,
        },
    };

    /// Rule 14.
    #[test]
    fn what_only_the_user_can_do_says_so() {
        for one in Remedy::ALL {
            let says = remedy(one, &CALLER);
            assert_eq!(says.to_lowercase().contains("only the user can"), one.by() == By::Person, "{says}");
            assert_eq!(says.starts_with("Staff"), one.by() == By::Staff, "{says}");
        }
        assert_eq!(
            remedy(Remedy::Claim, &CALLER),
            "Only the user can claim Smith Family Trust: after signing in, with the Client ID and any invoice number \
             of the client, exactly as printed."
        );
        assert_eq!(
            remedy(Remedy::OpenKey, &Caller::default()),
            "Staff can open the key of the client before its time is over."
        );
    }
}
