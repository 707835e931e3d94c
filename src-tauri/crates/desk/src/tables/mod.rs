//! Tables of portal users that leave Portico, copied or exported as a file: exactly what a view shows, in its order, read
//! from what is kept here. What somebody typed as a name never becomes a formula on the way.

mod copied;
mod csv_file;
mod export;
mod xlsx_file;

use chrono::{DateTime, Local, Utc};
use contract::{PortalUserRow, UserColumn};

pub use copied::CopiedTable;
pub(crate) use copied::copied;
pub(crate) use export::{About, export};

/// What stands in a place of a table.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Cell {
    Text(String),
    Number(i64),
    Moment(DateTime<Utc>),
}

impl Cell {
    /// What a row says in a column.
    pub(crate) fn of(row: &PortalUserRow, column: UserColumn) -> Self {
        match column {
            UserColumn::Name => Self::Text(row.name.text.clone()),
            UserColumn::Email => Self::Text(row.email.text.clone()),
            UserColumn::Clients => Self::Text(clients(row)),
            UserColumn::LinkCount => Self::Number(row.link_count),
            UserColumn::Access => Self::Text(row.access_label.clone()),
            UserColumn::LastSignIn => row.last_sign_in_at.map_or_else(|| Self::Text("never".to_owned()), Self::Moment),
            UserColumn::Created => Self::Moment(row.created_at),
        }
    }

    /// As text that no program takes for a formula; moments by this computer's clock.
    pub(crate) fn text(&self) -> String {
        match self {
            Self::Text(text) => guarded(text),
            Self::Number(number) => number.to_string(),
            Self::Moment(at) => at.with_timezone(&Local).format("%Y-%m-%d %H:%M").to_string(),
        }
    }
}

fn clients(row: &PortalUserRow) -> String {
    let named: Vec<&str> = row.clients.iter().map(|client| client.name.text.as_str()).collect();
    let unnamed = row.link_count - i64::try_from(named.len()).unwrap_or_default();
    match unnamed {
        ..=0 => named.join("; "),
        more => format!("{} and {more} more", named.join("; ")),
    }
}

/// The text, with an apostrophe before it where a spreadsheet would take it for a formula.
fn guarded(text: &str) -> String {
    const BEGIN_FORMULAS: [char; 11] = ['=', '+', '-', '@', '\t', '\r', '\n', '＝', '＋', '－', '＠'];
    if text.starts_with(BEGIN_FORMULAS) { format!("'{text}") } else { text.to_owned() }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_begins_like_a_formula_is_text() {
        for bad in ["=1+1", "+1", "-1", "@SUM(A1)", "\t=1", "\r=1", "＝1"] {
            assert_eq!(Cell::Text(bad.to_owned()).text(), format!("'{bad}"));
        }
        for plain in ["Ann", "1002", "a=b", "O'Brien", ""] {
            assert_eq!(Cell::Text(plain.to_owned()).text(), plain);
        }
    }
}
