//! The words and rules of Portico, numbered as in the firm's rule book: what a client portal is, when it is open, what
//! a portal user's sign-in leads to, what a link gives, and [`decide()`], which answers whether somebody can do
//! something, step by step.
//!
//! Everything here is pure: no I/O, no clock, no database. Whoever enforces a rule and whoever explains it call the
//! same function, so that an explanation cannot disagree with what a portal does (rule 40). Functions return codes
//! with facts; [`words`] alone turns them into English.

mod client;
mod clues;
mod colour;
mod decide;
mod deed;
pub mod directory;
mod doors;
mod email;
mod facts;
mod firm_name;
mod fold;
mod intention;
mod invoice;
mod key;
mod limits;
mod link;
mod money;
mod name;
mod near;
mod one_click;
mod permission;
mod plan;
mod portal_user;
mod reason;
mod rehearse;
mod remedy;
mod review;
mod sign_in;
mod visible;
pub mod words;

pub use client::{BadClientId, ClientId, Portal};
pub use clues::{Clue, Listing, OneClickSent, Sent, Surroundings, TakenAway, clues};
pub use colour::{BadColour, Colour};
pub use decide::{Action, Decision, Fact, Outcome, Step, Who, decide};
pub use deed::Deed;
pub use directory::{Directory, UserColumn, UserFilter, UserSort};
pub use doors::{ClientFacts, Door, Path, PersonAtClient, ShutBy, Way, WayKind, doors};
pub use email::{BadEmail, Email};
pub use facts::{Account, Facts, FirmSettings, Letters, PortalFacts};
pub use firm_name::{firm_name, slug_of};
pub use fold::{LONGEST_SEARCH, composed, find_all, fold, fold_anew, search_words};
pub use intention::{Intended, Intention};
pub use invoice::{Invoice, InvoiceKind, Owed};
pub use key::{KeyAnswer, KeyFacts, KeyTally};
pub use limits::{ClaimLock, Limited, Limits, WrongByAccount, WrongKeys};
pub use link::{Change, DeLinkDoubt, Origin, Pair, Standing};
pub use money::{BadAmount, Currency, Money};
pub use name::{BadName, PersonName};
pub use one_click::{LinkState, OneClickLink};
pub use permission::{Permission, Permissions};
pub use plan::{Frequency, Pays, Plan};
pub use portal_user::{Access, PortalUserId, access, dormant_before, is_dormant};
pub use reason::{BadReason, reason};
pub use rehearse::{Rehearsal, RehearsalFacts, Slip, Typed, look_alike_key, rehearse};
pub use remedy::{By, Remedy, remedies};
pub use review::{Finding, Reviewed, ReviewedClient, findings};
pub use sign_in::{SignInLimits, SignInLock, WrongPasswords};
