//! Tables of portal users that leave Portico: what their columns are called, and which users they are of.

use crate::{UserColumn, UserFilter, UserSort};

/// The title of a column.
#[must_use]
pub fn user_column(column: UserColumn) -> &'static str {
    match column {
        UserColumn::Name => "Name",
        UserColumn::Email => "E-mail",
        UserColumn::Clients => "Linked clients",
        UserColumn::LinkCount => "Number of clients",
        UserColumn::Access => "Access",
        UserColumn::LastSignIn => "Last sign-in",
        UserColumn::Created => "Account since",
    }
}

/// Whom a filter leaves in the list.
#[must_use]
pub fn user_filter(filter: UserFilter) -> &'static str {
    match filter {
        UserFilter::All => "All",
        UserFilter::NoLinkedClient => "No linked client",
        UserFilter::NotVerified => "Not verified",
        UserFilter::ClosedPortal => "Closed portal",
        UserFilter::Dormant => "Dormant",
        UserFilter::Barred => "Access closed",
    }
}

/// The order of a list.
#[must_use]
pub fn user_order(sort: UserSort, descending: bool) -> &'static str {
    match (sort, descending) {
        (UserSort::Name, false) => "Name",
        (UserSort::Name, true) => "Name, Z first",
        (UserSort::Email, false) => "E-mail",
        (UserSort::Email, true) => "E-mail, Z first",
        (UserSort::LastSignIn, false) => "Last sign-in, the oldest first",
        (UserSort::LastSignIn, true) => "Last sign-in, the newest first",
        (UserSort::Created, false) => "Account since, the oldest first",
        (UserSort::Created, true) => "Account since, the newest first",
        (UserSort::Relevance, false) => "The best matches first",
        (UserSort::Relevance, true) => "The best matches last",
    }
}
