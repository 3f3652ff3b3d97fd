//! A table in CSV, a piece at a time, so that memory does not grow with the file.

use std::io::{self, BufRead, BufReader, Read};

use csv_core::ReadRecordResult;

/// The rows of a table, the headings among them.
#[derive(Debug)]
pub struct Table<R> {
    input: BufReader<R>,
    parser: csv_core::Reader,
    /// The fields of a row, one after the other, unquoted.
    text: Vec<u8>,
    /// Where each of them ends.
    ends: Vec<usize>,
    fields: usize,
    rows: u64,
    position: u64,
}

/// What ends the reading of a table early.
#[derive(Debug)]
pub enum Error {
    /// The file.
    Io(io::Error),
    /// That row, the headings being row 0, is longer than [`MOST_BYTES`].
    Row(u64),
    /// The file ends inside a quotation mark that was opened in that row.
    Open(u64),
}

/// The longest row: whoever forgets a closing quote makes one row of the rest of the file.
pub const MOST_BYTES: usize = 16 << 20;

/// How much of the file is in memory.
const PIECE: usize = 1 << 18;

impl<R: Read> Table<R> {
    /// A table to be read from its headings on.
    pub fn new(input: R) -> Table<R> {
        Table {
            input: BufReader::with_capacity(PIECE, input),
            parser: csv_core::Reader::new(),
            text: vec![0; 1 << 12],
            ends: vec![0; 1 << 8],
            fields: 0,
            rows: 0,
            position: 0,
        }
    }

    /// Hands out what is in memory, from the start of a row on, as long as `read` takes whole rows of it.
    pub fn lines(&mut self, mut read: impl FnMut(&[u8]) -> Option<usize>) -> Result<(), Error> {
        let piece = self.input.fill_buf().map_err(Error::Io)?;
        let mut rest = piece;
        while let Some(taken) = read(rest) {
            rest = rest.get(taken..).unwrap_or(&[]);
            self.rows += 1;
        }
        let taken = piece.len() - rest.len();
        self.take(taken);
        Ok(())
    }

    /// Reads the next row, however it is written, for [`row`](Table::row); false where there is none.
    pub fn fields(&mut self) -> Result<bool, Error> {
        let (mut length, mut used, mut marks) = (0, 0, 0);
        self.fields = 0;
        loop {
            let piece = self.input.fill_buf().map_err(Error::Io)?;
            let at_end = piece.is_empty();
            let text = self.text.get_mut(length..).unwrap_or_default();
            let ends = self.ends.get_mut(self.fields..).unwrap_or_default();
            let (result, taken, written, ended) = self.parser.read_record(piece, text, ends);
            let read = piece.get(..taken).unwrap_or(&[]);
            marks += read.iter().filter(|byte| **byte == b'"').count();
            self.take(taken);
            length += written;
            used += taken;
            self.fields += ended;
            match result {
                ReadRecordResult::InputEmpty => {}
                ReadRecordResult::OutputFull => self.text.resize(self.text.len() * 2, 0),
                ReadRecordResult::OutputEndsFull => self.ends.resize(self.ends.len() * 2, 0),
                // Whatever follows an open mark, other rows too, would be one field.
                ReadRecordResult::Record if at_end && marks % 2 == 1 => return Err(Error::Open(self.rows)),
                ReadRecordResult::Record => {
                    self.rows += 1;
                    return Ok(true);
                }
                ReadRecordResult::End => return Ok(false),
            }
            if used > MOST_BYTES {
                return Err(Error::Row(self.rows));
            }
        }
    }

    /// The fields of the row read last.
    pub fn row(&self) -> impl ExactSizeIterator<Item = &[u8]> + Clone {
        let mut start = 0;
        self.ends.iter().take(self.fields).map(move |end| {
            let field = self.text.get(start..*end).unwrap_or_default();
            start = *end;
            field
        })
    }

    /// How far into the file it is.
    pub fn position(&self) -> u64 {
        self.position
    }

    fn take(&mut self, bytes: usize) {
        self.input.consume(bytes);
        self.position += bytes as u64;
    }
}
