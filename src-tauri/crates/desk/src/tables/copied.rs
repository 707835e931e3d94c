use std::fmt::Write;
use std::sync::Arc;

use contract::UsersTable;
use domain::words;

use super::Cell;
use crate::Error;
use crate::kept::{Kept, Walk, invalid};

/// The most rows that are copied: what is more is exported.
const MOST: usize = 10_000;

/// A table as programs paste it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CopiedTable {
    /// A line for each row, its cells apart by tabs.
    pub text: String,
    /// The same as a table of HTML.
    pub html: String,
    /// How many portal users.
    pub rows: usize,
}

/// A table, to be copied.
pub(crate) async fn copied(kept: Arc<Kept>, table: &UsersTable) -> Result<CopiedTable, Error> {
    let mut walk = Walk::begin(kept, table).await?;
    if walk.len() > MOST {
        return Err(invalid(format!("At most {MOST} rows can be copied: export what is more.")));
    }
    let mut copied = CopiedTable { text: String::new(), html: "<table>".to_owned(), rows: walk.len() };
    let titles = table.columns.iter().map(|&column| words::user_column(column).to_owned()).collect::<Vec<_>>();
    copied.put("th", &titles);
    while let Some(rows) = walk.next().await? {
        for row in &rows {
            let cells: Vec<_> = table.columns.iter().map(|&column| Cell::of(row, column).text()).collect();
            copied.put("td", &cells);
        }
    }
    copied.html.push_str("</table>");
    Ok(copied)
}

impl CopiedTable {
    fn put(&mut self, kind: &str, cells: &[String]) {
        let line: Vec<String> = cells.iter().map(|cell| in_one_cell(cell)).collect();
        self.text.push_str(&line.join("\t"));
        self.text.push('\n');
        self.html.push_str("<tr>");
        for cell in cells {
            // Writing into a text cannot fail.
            let _ = write!(self.html, "<{kind}>{}</{kind}>", escaped(cell));
        }
        self.html.push_str("</tr>");
    }
}

/// The text as spreadsheets paste it into one cell: on one line, and in quotes where it begins with one, since they would
/// take that for the beginning of quotes.
fn in_one_cell(text: &str) -> String {
    let line = text.replace(['\t', '\r', '\n'], " ");
    match line.starts_with('"') {
        true => format!("\"{}\"", line.replace('"', "\"\"")),
        false => line,
    }
}

fn escaped(text: &str) -> String {
    text.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;").replace('"', "&quot;")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_name_in_quotes_stays_in_its_cell() {
        assert_eq!(in_one_cell("\"Ace\" Plumbing"), "\"\"\"Ace\"\" Plumbing\"");
        assert_eq!(in_one_cell("\"=1+1\""), "\"\"\"=1+1\"\"\"");
        assert_eq!(in_one_cell("Joe \"Ace\" Doe\tnext"), "Joe \"Ace\" Doe next");
    }
}
