use std::fs::File;
use std::io::{BufWriter, Error};
use std::path::Path;

use chrono::Local;
use rust_xlsxwriter::{Format, Workbook, XlsxError};

use super::Cell;

/// A workbook of one sheet, of which one row at a time is held in memory.
pub(super) struct XlsxFile {
    workbook: Workbook,
    file: File,
    row: u32,
    moments: Format,
}

impl XlsxFile {
    /// `aside` is the folder for what is not yet packed.
    pub(super) fn begin(file: File, aside: &Path) -> Result<Self, Error> {
        let mut workbook = Workbook::new();
        workbook.set_tempdir(aside).map_err(failed)?;
        let sheet = workbook.add_worksheet_with_constant_memory().map_err(failed)?;
        sheet.set_name("Portal users").map_err(failed)?;
        Ok(Self { workbook, file, row: 0, moments: Format::new().set_num_format("yyyy-mm-dd hh:mm") })
    }

    pub(super) fn row(&mut self, cells: &[Cell]) -> Result<(), Error> {
        let sheet = self.workbook.worksheet_from_index(0).map_err(failed)?;
        for (column, cell) in (0..).zip(cells) {
            // A text that is written as one is never a formula, whatever it begins with.
            let written = match cell {
                Cell::Text(text) => sheet.write_string(self.row, column, text),
                Cell::Number(number) => sheet.write_number(self.row, column, *number as f64),
                Cell::Moment(at) => {
                    let at = at.with_timezone(&Local).naive_local();
                    sheet.write_datetime_with_format(self.row, column, at, &self.moments)
                }
            };
            written.map_err(failed)?;
        }
        self.row += 1;
        Ok(())
    }

    pub(super) fn finish(mut self) -> Result<(), Error> {
        let mut packed = BufWriter::new(self.file);
        self.workbook.save_to_writer(&mut packed).map_err(failed)?;
        packed.into_inner()?.sync_all()
    }
}

fn failed(error: XlsxError) -> Error {
    match error {
        XlsxError::IoError(error) => error,
        XlsxError::RowColumnLimitError => Error::other("a sheet of Excel holds 1,048,576 rows; CSV holds any number"),
        other => Error::other(other),
    }
}
