//! What our messages say: plain text, and nothing that a stranger typed. A message that anybody can have sent to an address
//! does not carry a name that anybody can choose.

use domain::words::good_for;
use domain::{Email, OneClickLink};

use super::letterhead::{Letterhead, one_line};
use crate::Secret;
use crate::accounts::{RESET_IS_GOOD_FOR, VERIFICATION_IS_GOOD_FOR};
use crate::keys::CODE_IS_GOOD_FOR;

/// What a message is about.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Kind {
    /// It verifies an address (`rules.md` 15).
    Verification,
    /// Somebody wanted to sign up with an address that has an account.
    AccountExists,
    /// It lets a person choose a new password (14).
    PasswordReset,
    /// A client's key was used (10).
    KeyUsed,
    /// The code that a strict firm asks for besides the key (10).
    KeyCode,
    /// It brings a bill, with a one-click link (7).
    Invoice,
    /// It tells what is to be paid in all, with a one-click link (7).
    Statement,
}

/// A message, to be queued.
#[derive(Clone)]
pub struct Message<'a> {
    pub(crate) kind: Kind,
    pub(crate) recipient: &'a Email,
    pub(crate) subject: String,
    pub(crate) body: String,
}

impl Kind {
    const ALL: [Self; 7] = [
        Self::Verification,
        Self::AccountExists,
        Self::PasswordReset,
        Self::KeyUsed,
        Self::KeyCode,
        Self::Invoice,
        Self::Statement,
    ];

    /// How it is written in the database and on the wire.
    #[must_use]
    pub fn code(self) -> &'static str {
        match self {
            Self::Verification => "verification",
            Self::AccountExists => "account_exists",
            Self::PasswordReset => "password_reset",
            Self::KeyUsed => "key_used",
            Self::KeyCode => "key_code",
            Self::Invoice => "invoice",
            Self::Statement => "statement",
        }
    }

    pub(crate) fn from_code(code: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|kind| kind.code() == code)
    }
}

impl<'a> Message<'a> {
    pub(crate) fn verification(to: &'a Email, head: &Letterhead, token: &Secret) -> Self {
        let (firm, link) = (head.firm(), head.link("verify", token));
        let good_for = good_for(VERIFICATION_IS_GOOD_FOR);
        Self {
            kind: Kind::Verification,
            recipient: to,
            subject: format!("Verify your e-mail address for {firm}"),
            body: format!(
                "Somebody, most likely you, created an account with this address at the client portal of {firm}.\n\n\
                 If it was you, open this link within {good_for} and enter your password:\n\n{link}\n\n\
                 If it was not you, there is nothing to do: without this link the account can do nothing. If you want \
                 the account for yourself, open the link and choose a password of your own.\n"
            ),
        }
    }

    pub(crate) fn account_exists(to: &'a Email, head: &Letterhead) -> Self {
        let (firm, sign_in, reset) = (head.firm(), head.page("sign-in"), head.page("reset"));
        Self {
            kind: Kind::AccountExists,
            recipient: to,
            subject: format!("You have an account at {firm} already"),
            body: format!(
                "Somebody, most likely you, wanted to create an account with this address at the client portal of \
                 {firm}. There is one already, and nothing was changed.\n\n\
                 Sign in here:\n\n{sign_in}\n\n\
                 If you no longer know the password, choose a new one here:\n\n{reset}\n"
            ),
        }
    }

    pub(crate) fn password_reset(to: &'a Email, head: &Letterhead, token: &Secret) -> Self {
        let (firm, link) = (head.firm(), head.link("reset", token));
        let good_for = good_for(RESET_IS_GOOD_FOR);
        Self {
            kind: Kind::PasswordReset,
            recipient: to,
            subject: format!("Choose a new password for {firm}"),
            body: format!(
                "Somebody, most likely you, asked for a new password for your account at the client portal of {firm}.\
                 \n\nIf it was you, open this link within {good_for} and choose one. That signs you out everywhere.\
                 \n\n{link}\n\n\
                 If it was not you, there is nothing to do: your password stays as it is.\n"
            ),
        }
    }

    pub(crate) fn invoice(to: &'a Email, head: &Letterhead, client: &str, token: &Secret) -> Self {
        let (firm, client) = (head.firm(), one_line(client));
        let subject = format!("A bill for {client} from {firm}");
        Self::with_link(Kind::Invoice, to, head, subject, format!("There is a bill for {client} from {firm}."), token)
    }

    pub(crate) fn statement(to: &'a Email, head: &Letterhead, client: &str, token: &Secret) -> Self {
        let (firm, client) = (head.firm(), one_line(client));
        let subject = format!("What {client} has to pay at {firm}");
        let says = format!("Here is what {client} has to pay at {firm} at the moment.");
        Self::with_link(Kind::Statement, to, head, subject, says, token)
    }

    fn with_link(kind: Kind, to: &'a Email, head: &Letterhead, subject: String, says: String, token: &Secret) -> Self {
        let (firm, link) = (head.firm(), head.link("open", token));
        let good_for = good_for(OneClickLink::GOOD_FOR);
        Self {
            kind,
            recipient: to,
            subject,
            body: format!(
                "{says}\n\nOpen this link to see it. It needs no account and is good for {good_for}:\n\n{link}\n\n\
                 Whoever has this link sees what is to be paid. Questions? Please ask {firm}.\n"
            ),
        }
    }

    pub(crate) fn key_used(to: &'a Email, firm: &str, client: &str) -> Self {
        let (firm, client) = (one_line(firm), one_line(client));
        Self {
            kind: Kind::KeyUsed,
            recipient: to,
            subject: format!("The client portal of {client} was opened"),
            body: format!(
                "Somebody who knows the Client ID of {client} at {firm}, and an invoice number if one is asked for, has \
                 just opened its client portal with them or linked it to an account.\n\n\
                 If you or a colleague did so, there is nothing to do. If not, please tell {firm}.\n"
            ),
        }
    }

    pub(crate) fn key_code(to: &'a Email, firm: &str, client: &str, code: &str) -> Self {
        let (firm, client) = (one_line(firm), one_line(client));
        let good_for = good_for(CODE_IS_GOOD_FOR);
        Self {
            kind: Kind::KeyCode,
            recipient: to,
            subject: format!("Your code for the client portal of {client}"),
            body: format!(
                "The code that opens the client portal of {client} at {firm} is\n\n    {code}\n\n\
                 It is good for {good_for}. Give it to nobody: {firm} never asks for it.\n\n\
                 If neither you nor a colleague asked for it, please tell {firm}: somebody knows the Client ID and an \
                 invoice number.\n"
            ),
        }
    }
}
