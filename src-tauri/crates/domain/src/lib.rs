//! The words and rules of Portico, numbered as in the firm's rule book: what a client portal is, when it is open, what
//! a portal user's sign-in leads to, what a link gives, and [`decide`], which answers whether somebody can do
//! something, step by step.
//!
//! Everything here is pure: no I/O, no clock, no database. Whoever enforces a rule and whoever explains it call the
//! same function, so that an explanation cannot disagree with what a portal does (rule 40). Functions return codes
//! with facts; [`words`] alone turns them into English.

mod client;
mod decide;
mod email;
mod fold;
mod invoice;
mod key;
mod link;
mod money;
mod name;
mod portal_user;
pub mod words;

pub use client::{BadClientId, ClientId, Portal};
pub use decide::{Account, Action, Decision, Fact, Facts, FirmSettings, Outcome, PortalFacts, Step, Who, decide};
pub use email::{BadEmail, Email};
pub use fold::{find_all, fold, search_words};
pub use invoice::{Invoice, InvoiceKind, Owed};
pub use key::{KeyAnswer, KeyFacts, KeyTally};
pub use link::{Change, Origin, Pair};
pub use money::{BadAmount, Currency, Money};
pub use name::{BadName, PersonName};
pub use portal_user::{Access, PortalUserId, access, dormant_before, is_dormant};
