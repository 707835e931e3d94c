use std::fs::{self, File};
use std::io;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use chrono::{DateTime, Utc};
use contract::{ExportFormat, UsersExport, UsersTable};
use domain::words;
use tokio::sync::mpsc::{Receiver, channel};

use super::Cell;
use super::csv_file::CsvFile;
use super::xlsx_file::XlsxFile;
use crate::Error;
use crate::kept::{Kept, Walk};
use crate::private::create_private;

/// How many portions of rows wait to be written.
const WAITING: usize = 4;

/// What a file says about itself, beside what it is of.
#[derive(Debug, Clone)]
pub(crate) struct About {
    /// The firm's name.
    pub(crate) firm: String,
    /// Who exports.
    pub(crate) staff: String,
    /// When.
    pub(crate) at: DateTime<Utc>,
    /// When the newest import was taken from the PMS.
    pub(crate) data_as_of: Option<DateTime<Utc>>,
    /// When the backend was last heard.
    pub(crate) last_heard: Option<DateTime<Utc>>,
}

/// Writes a table into a file that only its owner may read; answers how many rows. It is there whole or not at all.
///
/// # Errors
/// [`Error::NotHandedOver`] if the file cannot be written; else as [`Walk::begin`].
pub(crate) async fn export(kept: Arc<Kept>, about: &About, asked: &UsersExport, path: &Path) -> Result<usize, Error> {
    let mut walk = Walk::begin(kept, &asked.table).await?;
    let expected = walk.len();
    let head = head(about, &asked.table, expected);
    let (sender, receiver) = channel(WAITING);
    let (format, path) = (asked.format, path.to_owned());
    let writing = tokio::task::spawn_blocking(move || write(format, &path, &head, receiver, expected));
    while let Some(rows) = walk.next().await? {
        let cells = |row| asked.table.columns.iter().map(|&column| Cell::of(row, column)).collect();
        // Who writes has stopped where this cannot be sent, and tells why.
        if sender.send(rows.iter().map(cells).collect()).await.is_err() {
            break;
        }
    }
    drop(sender);
    let written = writing.await.map_err(io::Error::other).flatten();
    written.map_err(|error| Error::NotHandedOver(format!("The file cannot be written: {error}.")))?;
    Ok(expected)
}

/// What stands above the rows: what this is, and the titles.
fn head(about: &About, table: &UsersTable, rows: usize) -> Vec<Vec<Cell>> {
    let said = |name: &str, value: Cell| vec![Cell::Text(name.to_owned()), value];
    let text = |text: &str| Cell::Text(text.to_owned());
    let mut lines = vec![said("Portal users of", text(&about.firm))];
    if table.only.is_some() {
        lines.push(said("Chosen", text("one by one")));
    } else {
        lines.push(said("Search", text(table.search.trim())));
        lines.push(said("Filter", text(words::user_filter(table.filter))));
    }
    lines.push(said("Order", text(words::user_order(table.sort, table.descending))));
    if !table.except.is_empty() {
        lines.push(said("Left out", Cell::Number(i64::try_from(table.except.len()).unwrap_or(i64::MAX))));
    }
    lines.push(said("Rows", Cell::Number(i64::try_from(rows).unwrap_or(i64::MAX))));
    lines.push(said("Exported by", text(&about.staff)));
    lines.push(said("Exported at", Cell::Moment(about.at)));
    // How old it is goes along with it (rules 2 and 45).
    let ages = [("Clients as of", about.data_as_of), ("Portal users as of", about.last_heard)];
    lines.extend(ages.into_iter().filter_map(|(name, at)| Some(said(name, Cell::Moment(at?)))));
    lines.push(vec![text("")]);
    lines.push(table.columns.iter().map(|&column| text(words::user_column(column))).collect());
    lines
}

enum Sheet {
    Csv(Box<CsvFile>),
    Xlsx(Box<XlsxFile>),
}

impl Sheet {
    fn rows(&mut self, rows: &[Vec<Cell>]) -> io::Result<()> {
        rows.iter().try_for_each(|row| match self {
            Self::Csv(file) => file.row(row),
            Self::Xlsx(file) => file.row(row),
        })
    }

    fn finish(self) -> io::Result<()> {
        match self {
            Self::Csv(file) => file.finish(),
            Self::Xlsx(file) => file.finish(),
        }
    }
}

type Portions = Receiver<Vec<Vec<Cell>>>;

/// Writes beside the file's place, and puts it there when it is whole.
fn write(format: ExportFormat, path: &Path, head: &[Vec<Cell>], portions: Portions, expected: usize) -> io::Result<()> {
    let mut part = path.as_os_str().to_owned();
    // A name that nobody else's file has.
    part.push(format!(".{:016x}.part", rand::random::<u64>()));
    let part = PathBuf::from(part);
    let written = create_private(&part)
        .and_then(|file| write_into(format, path, file, head, portions, expected))
        .and_then(|()| fs::rename(&part, path));
    if written.is_err() {
        let _ = fs::remove_file(&part);
    }
    written
}

fn write_into(
    format: ExportFormat,
    path: &Path,
    file: File,
    head: &[Vec<Cell>],
    mut portions: Portions,
    expected: usize,
) -> io::Result<()> {
    let aside = path.parent().unwrap_or(path);
    let mut sheet = match format {
        ExportFormat::Csv => Sheet::Csv(Box::new(CsvFile::begin(file)?)),
        ExportFormat::Xlsx => Sheet::Xlsx(Box::new(XlsxFile::begin(file, aside)?)),
    };
    sheet.rows(head)?;
    let mut count = 0;
    while let Some(rows) = portions.blocking_recv() {
        count += rows.len();
        sheet.rows(&rows)?;
    }
    if count != expected {
        return Err(io::Error::other("the rows ended before their end"));
    }
    sheet.finish()
}
