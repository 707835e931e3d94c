//! How answers are made of what is known. The backend knows it from its tables and a desktop from its cache: made here,
//! the two cannot say different things about the same facts (`rules.md` 40, 45). What a desktop does not know it leaves
//! out, and the answer names it as not checked.

mod access_check;
mod client;
mod clients;
mod key_rehearsal;
mod open_paths;
mod page;
mod portal;
mod portal_user;
mod portal_users;
mod records;
mod who_can_get_in;

pub use access_check::{AskedAbout, KnownAttempt, checked};
pub use client::{AboutClient, KnownContact, client_detail};
pub use clients::{KnownClient, client_hit};
pub use key_rehearsal::{meant, rehearsed};
pub use open_paths::open_paths_of;
pub use page::{CLIENTS_IN_A_ROW, PageSize, cursor, in_order, marked, searched, start, whole};
pub use portal::{KnownPortal, KnownPortals, amount, totals, user_portal};
pub use portal_user::{KnownBar, KnownChange, KnownLink, KnownUser, Suggested, detail};
pub use portal_users::{ListedClient, ListedUser, counted, row};
pub use records::records;
pub use who_can_get_in::{AtClient, who_can_get_in};
