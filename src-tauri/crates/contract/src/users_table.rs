use domain::{PortalUserId, UserColumn, UserFilter, UserSort};
use serde::{Deserialize, Serialize};
use ts_rs::TS;

/// A table of portal users as the window shows it, to be copied or exported.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
#[ts(export)]
pub struct UsersTable {
    /// What is searched for.
    pub search: String,
    /// The state that the list is narrowed to.
    pub filter: UserFilter,
    /// By what it is ordered.
    pub sort: UserSort,
    /// The other way round.
    pub descending: bool,
    /// Only these of all portal users, in the list's order; none: everybody who answers the list.
    pub only: Option<Vec<PortalUserId>>,
    /// But not these.
    pub except: Vec<PortalUserId>,
    /// The columns, in their order.
    pub columns: Vec<UserColumn>,
}

/// The window's request to export a table into a file that staff choose.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
#[ts(export)]
pub struct UsersExport {
    /// What is exported.
    pub table: UsersTable,
    /// As what.
    pub format: ExportFormat,
}

/// The kinds of files that a table can be exported as.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "snake_case")]
#[ts(export)]
pub enum ExportFormat {
    /// Comma-separated values, in UTF-8.
    Csv,
    /// A workbook of Excel.
    Xlsx,
}

/// What was copied or exported.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
#[ts(export)]
pub struct TableTaken {
    /// How many portal users.
    pub rows: i64,
    /// The name of the file, without its folder; none where it was copied.
    pub file: Option<String>,
    /// Staff chose no file after all.
    pub cancelled: bool,
}
