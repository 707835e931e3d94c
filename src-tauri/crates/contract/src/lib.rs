//! What crosses an edge of Portico: the questions and answers of the firm API (`/api/v1`), which are also those of the
//! window's commands, and the problem in which every refusal is told.
//!
//! The types here have no behaviour. Words of the domain ([`domain::Origin`], [`domain::Access`] …) are used as they
//! are, never mirrored. Everything that the window reads has a TypeScript twin in `ui/src/ipc/types`, written by
//! `cargo test` and checked to be fresh. Times are UTC instants in RFC 3339.

mod activity;
mod clients;
mod links;
mod marked;
mod outbox;
mod portal_users;
mod problem;
mod session;

/// Words of the domain by which every question names what it is about.
pub use domain::{ClientId, PortalUserId};

pub use activity::{ActivityAction, ActivityEntry, ActivityPage, ActivityQuery, ActorKind};
pub use clients::{ClientHit, ClientsPage, ClientsQuery};
pub use links::{LinkAnswer, LinkBody, LinkChange, PairState};
pub use marked::Marked;
pub use outbox::{OutboxLetter, OutboxMail, OutboxPage, OutboxQuery, OutboxState};
pub use portal_users::{
    Ability, DeLinkEffect, HistoryEntry, LinkedClient, PortalUserCounts, PortalUserDetail, PortalUserRow,
    PortalUsersPage, PortalUsersQuery, RowClient, SuggestedLink, UserFilter,
};
pub use problem::{PROBLEM_JSON, Problem, ProblemCode};
pub use session::{FirmBrief, Session};
