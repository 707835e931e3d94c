//! What crosses an edge of Portico: the questions and answers of the firm API (`/api/v1`), which are also those of the
//! window's commands, and the problem in which every refusal is told.
//!
//! The types here have no behaviour; [`answers`] makes answers of what is known. Words of the domain ([`domain::Origin`], [`domain::Access`] …) are used as they
//! are, never mirrored. Everything that the window reads has a TypeScript twin in `ui/src/ipc/types`, written by
//! `cargo test` and checked to be fresh. Times are UTC instants in RFC 3339.

mod access_check;
mod activity;
pub mod answers;
mod changes;
mod client;
mod clients;
mod close_access;
mod firms;
mod imports;
mod intents;
mod key_rehearsal;
mod links;
mod links_batch;
mod marked;
mod menu;
mod one_click;
mod outbox;
mod own_firm;
mod portal;
mod portal_users;
mod problem;
mod session;
mod settings;
mod snapshot;
mod standing;
mod users_table;
mod window_settings;

/// Words of the domain by which every question names what it is about; an activity's action is the domain's deed.
pub use domain::{ClientId, Deed as ActivityAction, PortalUserId, UserColumn, UserFilter, UserSort};

pub use access_check::{
    AccessCheck, AccessCheckQuery, CheckedStep, NearAccount, OfferedRemedy, RecordedAttempt, WayIn, WhoCanGetIn,
};
pub use activity::{ActivityEntry, ActivityPage, ActivityQuery, ActorKind};
pub use changes::{
    CachedAsOf, CachedClient, CachedContact, CachedKey, CachedLink, CachedPortalUser, CachedRecord, Change,
    ChangesPage, ChangesQuery,
};
pub use client::{ClientContact, ClientDetail, KeyOpened, KeyOpening};
pub use clients::{ClientHit, ClientsPage, ClientsQuery};
pub use close_access::{CloseAccessAnswer, CloseAccessBody, CloseAccessChange, OpenPath, OpenPaths};
pub use firms::{ChosenFirm, ExportTaken, FirmChoice, FirmChoices, PickedExport};
pub use imports::{BadRow, ImportAnswer, ImportBody, TurningInactive};
pub use intents::{
    Intent, IntentAnswer, IntentBody, IntentForeseen, IntentId, IntentIds, IntentList, IntentPaths, IntentStanding,
};
pub use key_rehearsal::{KeyRehearsal, KeyRehearsalBody};
pub use links::{LinkAnswer, LinkBody, LinkChange, PairQuery, PairState};
pub use links_batch::{BatchedAct, BatchedChange, BatchedResult, LinksBatch, LinksBatchAnswer};
pub use marked::Marked;
pub use menu::{MenuEntry, MenuGroup, WindowMenu};
pub use one_click::{OneClickAbout, OneClickBody, OneClickLinkView, OneClickLinks, OneClickRevoked};
pub use outbox::{OutboxLetter, OutboxMail, OutboxPage, OutboxQuery, OutboxState};
pub use own_firm::{RecoveryKey, SetAside, TypedRecoveryKey};
pub use portal::{Amount, ClientInvoice, PortalClient, PortalView, UnpaidInvoice, UserPortal};
pub use portal_users::{
    Ability, BarredClient, DeLinkEffect, HistoryEntry, LinkedClient, PortalUserCounts, PortalUserDetail, PortalUserRow,
    PortalUsersPage, PortalUsersQuery, RowClient, SuggestedLink,
};
pub use problem::{PROBLEM_JSON, Problem, ProblemCode};
pub use session::{FirmBrief, Session};
pub use settings::{FirmSettingsView, SettingsBody};
pub use snapshot::{
    ClientColumns, ClientPage, ContactColumns, Flag, KeyColumns, LinkColumns, PortalUserColumns, RecordColumns,
    RecordKind, SnapshotPage, SnapshotQuery,
};
pub use standing::{DeskConnection, DeskStanding, SyncProgress};
pub use users_table::{ExportFormat, TableTaken, UsersExport, UsersTable};
pub use window_settings::{Density, SavedView, ShownColumn, Theme, WindowSetting, WindowSettings};
