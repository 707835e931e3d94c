//! Reading the three files: RFC 4180, UTF-8 with or without a byte order mark, columns in any order.

use std::collections::{BTreeSet, HashMap};
use std::fmt;

use csv::{ByteRecord, ReaderBuilder};
use domain::ClientId;

use super::{ClientRecord, ContactRecord, ExportFiles, InvoiceRecord, quotes};

/// The three files, checked in themselves and against each other.
#[derive(Debug)]
pub struct Export {
    pub(crate) clients: Vec<ClientRecord>,
    pub(crate) contacts: Vec<ContactRecord>,
    pub(crate) invoices: Vec<InvoiceRecord>,
    /// Columns that Portico does not know: `clients.csv: fax`. They are ignored.
    pub ignored_columns: Vec<String>,
}

/// What is wrong with a row: where it stands, and what to mend.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct BadRow {
    /// `clients.csv`
    pub file: &'static str,
    /// Counts the file's lines from 1; a row that spans several is named by its first.
    pub line: u64,
    /// The column's name; none if the row as a whole is wrong.
    pub column: Option<&'static str>,
    /// What is wrong, as the end of a sentence.
    pub what: String,
}

impl fmt::Display for BadRow {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}, line {}", self.file, self.line)?;
        match self.column {
            Some(column) => write!(f, ", column {column}: {}", self.what),
            None => write!(f, ": {}", self.what),
        }
    }
}

/// Either all of an export or what is wrong with it.
pub type ReadExport = Result<Export, Vec<BadRow>>;

impl Export {
    /// Reads and checks the files.
    ///
    /// # Errors
    /// Every bad row, in the order of the files.
    pub fn read(files: &ExportFiles) -> ReadExport {
        let mut bad = Vec::new();
        let mut ignored_columns = Vec::new();
        let clients: Vec<(u64, ClientRecord)> = read_file(&files.clients, &mut ignored_columns, &mut bad);
        let contacts = read_file(&files.contacts, &mut ignored_columns, &mut bad);
        let invoices = read_file(&files.invoices, &mut ignored_columns, &mut bad);
        let known: BTreeSet<&ClientId> = clients.iter().map(|(_, client)| &client.client_id).collect();
        let clients_are_sound = bad.iter().all(|bad| bad.file != ClientRecord::FILE);
        if clients_are_sound {
            check_clients::<ContactRecord>(&contacts, &known, &mut bad);
            check_clients::<InvoiceRecord>(&invoices, &known, &mut bad);
        }
        if !bad.is_empty() {
            return Err(bad);
        }
        Ok(Self {
            clients: without_lines(clients),
            contacts: without_lines(contacts),
            invoices: without_lines(invoices),
            ignored_columns,
        })
    }
}

fn without_lines<R>(rows: Vec<(u64, R)>) -> Vec<R> {
    rows.into_iter().map(|(_, row)| row).collect()
}

/// What each file's rows are.
pub(super) trait Record: Sized {
    const FILE: &'static str;
    const COLUMNS: &'static [&'static str];
    /// The columns that no two rows may have in common.
    const SAME: &'static str;

    fn read(fields: &mut Fields<'_>) -> Option<Self>;
    fn identity(&self) -> String;
    fn client(&self) -> &ClientId;
}

/// The fields of a row by the names of their columns; what is wrong with them is gathered, not only the first.
pub(super) struct Fields<'a> {
    file: &'static str,
    line: u64,
    places: &'a HashMap<&'static str, usize>,
    row: &'a ByteRecord,
    bad: &'a mut Vec<BadRow>,
}

impl Fields<'_> {
    pub(super) fn parse<T>(&mut self, column: &'static str, read: impl FnOnce(&str) -> Result<T, String>) -> Option<T> {
        let bytes = self.places.get(column).and_then(|&place| self.row.get(place)).unwrap_or_default();
        let read =
            std::str::from_utf8(bytes).map_err(|_| "is not UTF-8: export the file as UTF-8".to_owned()).and_then(read);
        read.map_err(|what| self.refuse(column, &what)).ok()
    }

    pub(super) fn refuse(&mut self, column: &'static str, what: &str) {
        self.bad.push(BadRow { file: self.file, line: self.line, column: Some(column), what: what.to_owned() });
    }
}

fn read_file<R: Record>(bytes: &[u8], ignored_columns: &mut Vec<String>, bad: &mut Vec<BadRow>) -> Vec<(u64, R)> {
    if let Some((line, what)) = quotes::first_wrong(bytes) {
        bad.push(BadRow { file: R::FILE, line, column: None, what: what.to_owned() });
        return Vec::new();
    }
    let mut reader = ReaderBuilder::new().flexible(true).from_reader(bytes);
    let width = match reader.byte_headers() {
        Ok(headers) => headers.len(),
        Err(error) => {
            bad.push(BadRow { file: R::FILE, line: 1, column: None, what: error.to_string() });
            return Vec::new();
        }
    };
    let Some(places) = columns::<R>(&mut reader, ignored_columns, bad) else { return Vec::new() };
    let mut rows = Vec::new();
    let mut first_at: HashMap<String, u64> = HashMap::new();
    let mut lines = Lines { bytes, at: 0, line: 1 };
    for row in reader.byte_records() {
        let row = match row {
            Ok(row) => row,
            Err(error) => {
                bad.push(BadRow { file: R::FILE, line: lines.line, column: None, what: error.to_string() });
                break;
            }
        };
        let line = lines.of(&row);
        if row.len() != width {
            let what = format!("has {} fields, but the first line has {width}", row.len());
            bad.push(BadRow { file: R::FILE, line, column: None, what });
            continue;
        }
        let mut fields = Fields { file: R::FILE, line, places: &places, row: &row, bad };
        let Some(record) = R::read(&mut fields) else { continue };
        if let Some(first) = first_at.insert(record.identity(), line) {
            let what = format!("has the same {} as line {first}", R::SAME);
            bad.push(BadRow { file: R::FILE, line, column: None, what });
        }
        rows.push((line, record));
    }
    rows
}

/// Counts lines as an editor does. The reader's own count is one too low in files with Windows line ends.
struct Lines<'a> {
    bytes: &'a [u8],
    at: usize,
    line: u64,
}

impl Lines<'_> {
    /// The line on which this row begins. Rows are asked for in their order.
    fn of(&mut self, row: &ByteRecord) -> u64 {
        let start = row.position().map_or(0, |position| usize::try_from(position.byte()).unwrap_or(usize::MAX));
        while let Some(&byte) = self.bytes.get(self.at) {
            let is_end = byte == b'\n' || (byte == b'\r' && self.bytes.get(self.at + 1) != Some(&b'\n'));
            // The reader lets a row begin with the line ends before it.
            if self.at >= start && byte != b'\n' && byte != b'\r' {
                break;
            }
            self.line += u64::from(is_end);
            self.at += 1;
        }
        self.line
    }
}

/// Where each known column stands; none, with the reasons reported, if one is missing or there twice.
fn columns<R: Record>(
    reader: &mut csv::Reader<&[u8]>,
    ignored_columns: &mut Vec<String>,
    bad: &mut Vec<BadRow>,
) -> Option<HashMap<&'static str, usize>> {
    let mut places = HashMap::new();
    let mut sound = true;
    let headers = reader.byte_headers().cloned().unwrap_or_default();
    for (place, header) in headers.iter().enumerate() {
        let header = String::from_utf8_lossy(header);
        match R::COLUMNS.iter().find(|column| **column == header.trim()) {
            None => ignored_columns.push(format!("{}: {}", R::FILE, header.trim())),
            Some(column) => {
                if places.insert(*column, place).is_some() {
                    sound = false;
                    bad.push(BadRow {
                        file: R::FILE,
                        line: 1,
                        column: Some(column),
                        what: "is there twice".to_owned(),
                    });
                }
            }
        }
    }
    for column in R::COLUMNS.iter().filter(|column| !places.contains_key(**column)) {
        sound = false;
        bad.push(BadRow { file: R::FILE, line: 1, column: Some(column), what: "is missing".to_owned() });
    }
    sound.then_some(places)
}

fn check_clients<R: Record>(rows: &[(u64, R)], known: &BTreeSet<&ClientId>, bad: &mut Vec<BadRow>) {
    for (line, _) in rows.iter().filter(|(_, row)| !known.contains(row.client())) {
        let what = "is no client in clients.csv (letter case matters)".to_owned();
        bad.push(BadRow { file: R::FILE, line: *line, column: Some("client_id"), what });
    }
}
