use std::collections::HashSet;
use std::time::Duration;

use domain::Email;
use lettre::address::Envelope;
use lettre::message::header::{ContentType, HeaderName, HeaderValue};
use lettre::message::{Mailbox, Message};
use lettre::transport::smtp::authentication::Credentials;
use lettre::transport::smtp::client::{Tls, TlsParameters};
use lettre::{Address, AsyncSmtpTransport, AsyncTransport, Tokio1Executor};

use crate::db::mails::DueMail;
use crate::{Error, Secret};

/// The server that takes outgoing mail.
#[derive(Debug, Clone)]
pub struct Relay {
    /// Its name or address.
    pub host: String,
    /// Its port.
    pub port: u16,
    /// Whom to sign in as, and the password; none if it asks for none.
    pub credentials: Option<(String, Secret)>,
    /// How the connection is kept from being read.
    pub tls: RelayTls,
    /// The sender's address.
    pub from: Email,
    /// How long one message may take before it counts as not taken; [`Relay::PATIENCE`] for a server of the usual sort.
    pub patience: Duration,
}

/// How the connection to a relay is kept from being read.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum RelayTls {
    /// Not at all: only for a relay on this very computer.
    None,
    /// The connection begins in the clear and insists on `STARTTLS` (port 587).
    StartTls,
    /// TLS from the first byte (port 465).
    Implicit,
}

/// Why a message was not taken.
pub(super) struct NotTaken {
    /// Trying again would not help.
    pub(super) for_good: bool,
    /// What the relay said, without addresses.
    pub(super) words: String,
}

impl Relay {
    /// How long a message may take, if nobody says otherwise.
    pub const PATIENCE: Duration = Duration::from_secs(60);

    pub(super) fn transport(&self) -> Result<Transport, Error> {
        let parameters = || {
            let made = TlsParameters::new(self.host.clone());
            made.map_err(|error| Error::Invalid(format!("The mail server's name cannot be used for TLS: {error}")))
        };
        let tls = match self.tls {
            RelayTls::None => Tls::None,
            RelayTls::StartTls => Tls::Required(parameters()?),
            RelayTls::Implicit => Tls::Wrapper(parameters()?),
        };
        let mut builder = AsyncSmtpTransport::<Tokio1Executor>::builder_dangerous(&self.host)
            .port(self.port)
            .tls(tls)
            .timeout(Some(self.patience));
        if let Some((user, password)) = &self.credentials {
            builder = builder.credentials(Credentials::new(user.clone(), password.reveal().to_owned()));
        }
        Ok(Transport { smtp: builder.build(), from: address(&self.from)?, patience: self.patience })
    }
}

/// A relay, ready to be spoken to.
pub(super) struct Transport {
    smtp: AsyncSmtpTransport<Tokio1Executor>,
    from: Address,
    patience: Duration,
}

impl Transport {
    /// Hands one message over.
    pub(super) async fn send(&self, mail: &DueMail, firm: &str) -> Result<(), NotTaken> {
        let words = |error: &dyn std::fmt::Display| plain_words(&error.to_string(), &[&mail.subject, &mail.body]);
        let (envelope, message) =
            self.letter(mail, firm).map_err(|error| NotTaken { for_good: true, words: words(&error) })?;
        match tokio::time::timeout(self.patience, self.smtp.send_raw(&envelope, &message.formatted())).await {
            Ok(Ok(_)) => Ok(()),
            Ok(Err(error)) => Err(NotTaken {
                for_good: error.status().is_some_and(|code| is_for_good(u16::from(code))),
                words: words(&error),
            }),
            Err(_) => Err(NotTaken { for_good: false, words: "the relay took too long".to_owned() }),
        }
    }

    /// The message with its headers. Its Message-ID is the mail's own: one that is sent twice, because we died before we
    /// could note that it was sent, is seen as one.
    fn letter(&self, mail: &DueMail, firm: &str) -> Result<(Envelope, Message), Error> {
        let bad = |error: lettre::error::Error| Error::Corrupt(format!("a mail that cannot be written: {error}"));
        let to = address(&Email::new(&mail.recipient).map_err(|_| Error::Corrupt("an address".to_owned()))?)?;
        let message = Message::builder()
            .message_id(Some(format!("<{}@{}>", mail.mail_id, self.from.domain())))
            .date(mail.queued_at.into())
            .from(Mailbox::new(Some(firm.to_owned()), self.from.clone()))
            .to(Mailbox::new(None, to.clone()))
            .subject(&mail.subject)
            .raw_header(automatic())
            .header(ContentType::TEXT_PLAIN)
            .body(mail.body.clone())
            .map_err(bad)?;
        Ok((Envelope::new(Some(self.from.clone()), vec![to]).map_err(bad)?, message))
    }
}

/// Asks holiday notices not to answer (RFC 3834).
fn automatic() -> HeaderValue {
    HeaderValue::new(HeaderName::new_from_ascii_str("Auto-Submitted"), "auto-generated".to_owned())
}

/// The address for the envelope, as it is stored; only a domain beyond ASCII is written as every relay knows it.
fn address(email: &Email) -> Result<Address, Error> {
    let (local, written) = email.as_str().rsplit_once('@').unwrap_or_default();
    let (_, in_ascii) = email.key().rsplit_once('@').unwrap_or_default();
    let domain = if written.is_ascii() { written } else { in_ascii };
    Address::new(local, domain).map_err(|error| Error::Corrupt(format!("an address: {error}")))
}

/// A refusal that stays one. Codes 53x say that the relay does not know us: that is for its settings to be put right.
fn is_for_good(code: u16) -> bool {
    (500..600).contains(&code) && !(530..540).contains(&code)
}

/// The relay's words without whatever may be of the message, which filters quote when they refuse one: an address, since a
/// log of mail is no list of people; a link, which is good for the account; the message's own names, numbers and codes.
/// Nor anything that a terminal would obey.
fn plain_words(words: &str, message: &[&str]) -> String {
    let plain: String = words.chars().map(|c| if c.is_control() { ' ' } else { c }).collect();
    let bare = |word: &str| word.trim_matches(|c: char| !c.is_alphanumeric()).to_lowercase();
    let tells = |word: &&str| word.contains(|c: char| c.is_uppercase() || c.is_numeric() || !c.is_ascii());
    let own: HashSet<String> =
        message.iter().flat_map(|text| text.split_whitespace()).filter(tells).map(bare).collect();
    let is_of_the_message = |word: &str| {
        word.contains(['@', '/', '=', '%', '?']) || word.chars().count() > LONGEST_WORD || own.contains(&bare(word))
    };
    let shown = plain.split_whitespace().map(|word| if is_of_the_message(word) { "…" } else { word });
    shown.collect::<Vec<_>>().join(" ").chars().take(200).collect()
}

/// Longer words than any that says why; a token is.
const LONGEST_WORD: usize = 30;

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_relays_words_are_kept_without_addresses() {
        let words = plain_words("permanent error (550): 5.1.1 <jane@example.com>: Recipient address rejected", &[]);
        assert_eq!(words, "permanent error (550): 5.1.1 … Recipient address rejected");
    }

    #[test]
    fn what_a_relay_quotes_of_a_message_is_not_kept() {
        let token = "0123456789abcdef".repeat(4);
        let words = plain_words(
            &format!("554 blocked: https://a.example/verify?token={token}\u{1b}[31m {token} (see: help)"),
            &[],
        );
        assert_eq!(words, "554 blocked: … [31m … (see: help)");
        let message = ["Your code for the portal of Smith Family Trust", "Dear Jane,\n\nThe code is 123456.\n"];
        let words = plain_words("554 5.7.1 spam: \"dear JANE, the code is 123456\" (Smith Family Trust)", &message);
        assert_eq!(words, "554 5.7.1 spam: … … … code is … … … …");
    }

    #[test]
    fn a_relay_that_does_not_know_us_is_asked_again() {
        assert!(is_for_good(550) && is_for_good(554) && !is_for_good(535) && !is_for_good(451));
    }

    #[test]
    fn an_addresss_domain_is_sent_in_ascii() {
        let sent = |text| address(&Email::new(text).unwrap()).unwrap().to_string();
        assert_eq!(sent("Info@Bücher.example"), "Info@xn--bcher-kva.example");
        assert_eq!(sent("mıke+tax@Example.com"), "mıke+tax@Example.com");
    }
}
