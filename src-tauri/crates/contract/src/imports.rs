use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};
use ts_rs::TS;
use utoipa::ToSchema;

/// An export of the PMS to import (`rules.md` 2): three files, each as CSV with a line of headings.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS, ToSchema)]
#[serde(deny_unknown_fields)]
#[ts(export)]
pub struct ImportBody {
    /// `clients.csv`.
    pub clients_csv: String,
    /// `contacts.csv`.
    pub contacts_csv: String,
    /// `invoices.csv`.
    pub invoices_csv: String,
    /// When the export was taken from the PMS; now, if not given.
    #[serde(default)]
    pub as_of: Option<DateTime<Utc>>,
    /// Take it even if it turns many clients inactive.
    #[serde(default)]
    pub confirm: bool,
    /// Only say what would happen: nothing is written.
    #[serde(default)]
    pub dry_run: bool,
}

/// What an import came to, or would come to.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize, TS, ToSchema)]
#[ts(export)]
pub struct ImportAnswer {
    /// Whether it was taken: not in a dry run, not with bad rows, and not while it needs a confirmation.
    pub taken: bool,
    /// Nothing was written: this is what would happen.
    pub dry_run: bool,
    /// Present where so many clients would turn inactive that it looks like an export cut short: to be confirmed first.
    pub needs_confirmation: Option<TurningInactive>,
    /// Clients in the file.
    pub clients: u64,
    /// Of those, not known before.
    pub new_clients: u64,
    /// Clients that were active and are not any more.
    pub turned_inactive: u64,
    /// Contacts in the file.
    pub contacts: u64,
    /// Contacts that the file no longer lists.
    pub contacts_gone: u64,
    /// Invoices and debit memos in the file.
    pub invoices: u64,
    /// Invoices that the file no longer has.
    pub invoices_closed: u64,
    /// What is wrong with the files, in their order; at most the first 100. With one bad row nothing is taken.
    pub bad_rows: Vec<BadRow>,
    /// Headings that mean nothing here.
    pub ignored_columns: Vec<String>,
}

/// How many clients an import would turn inactive.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS, ToSchema)]
#[ts(export)]
pub struct TurningInactive {
    /// Would turn inactive.
    pub turning_inactive: u64,
    /// Are active now.
    pub active: u64,
    /// Both, and why it asks, in words.
    pub says: String,
}

/// Something wrong with a file.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS, ToSchema)]
#[ts(export)]
pub struct BadRow {
    /// The file's name: `clients.csv`.
    pub file: String,
    /// The line in the file, the headings being line 1.
    pub line: u64,
    /// The heading of the column; none where it is the row as a whole.
    pub column: Option<String>,
    /// What is wrong, in words.
    pub what: String,
}
