use std::fs::File;
use std::io::{BufWriter, Error, Write};

use csv::{Terminator, Writer, WriterBuilder};

use super::Cell;

/// A file of comma-separated values as Excel reads it: UTF-8 with its mark, lines ended as on Windows.
pub(super) struct CsvFile(Writer<BufWriter<File>>);

impl CsvFile {
    pub(super) fn begin(file: File) -> Result<Self, Error> {
        let mut file = BufWriter::new(file);
        file.write_all("\u{feff}".as_bytes())?;
        Ok(Self(WriterBuilder::new().flexible(true).terminator(Terminator::CRLF).from_writer(file)))
    }

    pub(super) fn row(&mut self, cells: &[Cell]) -> Result<(), Error> {
        Ok(self.0.write_record(cells.iter().map(Cell::text))?)
    }

    pub(super) fn finish(self) -> Result<(), Error> {
        self.0.into_inner().map_err(|error| error.into_error())?.into_inner()?.sync_all()
    }
}
