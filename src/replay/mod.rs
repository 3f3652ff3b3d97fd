//! Many cases against one policy: columns to slots, and what came of all of them.
//!
//! Pure: files and progress belong to the terminal program. Counts do not depend on the order of cases,
//! so tallies of parts add up to the tally of the whole.

mod cases;
mod columns;
mod quick;
mod tally;
#[cfg(feature = "cli")]
mod versions;

pub use cases::Cases;
pub use columns::Columns;
pub use tally::{ColumnFault, RuleCount, Tally};
#[cfg(feature = "cli")]
pub use versions::{Versions, VersionsReplay};

use crate::eval::{Batch, FaultKind};
use crate::ir::{self, Program};
use crate::value::Moment;
use columns::Target;

/// The most different recorded grades that are kept apart; more are no grades.
const MOST_RECORDED: usize = 50;

/// A replay under way.
#[derive(Debug)]
pub struct Replay<'p> {
    program: &'p Program,
    columns: Columns<'p>,
    now: Option<Moment>,
    batch: Batch,
    tally: Tally,
    /// Every recorded grade so far, as it was written, and the cases of the batch that have it, a bit each.
    recorded: Vec<(String, u64)>,
    /// Whether a column has the recorded grade.
    graded: bool,
    rows: u64,
    /// What was wrong in the row being read.
    faults: Vec<(usize, FaultKind)>,
}

/// What a row says beside the facts.
#[derive(Debug, Clone, Copy, Default)]
struct Row<'r> {
    recorded: &'r str,
    now: Option<Moment>,
}

impl<'p> Replay<'p> {
    /// Nothing read yet. `now` is the moment decided for where no column says it; the recorded grade is compared with
    /// the scale of that index.
    #[must_use]
    pub fn new(program: &'p Program, columns: Columns<'p>, now: Option<Moment>, scale: usize) -> Replay<'p> {
        Replay {
            program,
            graded: columns.has_recorded(),
            columns,
            now,
            batch: Batch::new(program),
            tally: Tally::new(program, scale),
            recorded: Vec::new(),
            rows: 0,
            faults: Vec::new(),
        }
    }

    /// Reads a row straight from the bytes of a file and says how many it took.
    /// None, and nothing is read, unless all of the row is there, with its line's end and without quotes; then its
    /// fields are to be found by other means and given to [`fields`](Replay::fields).
    pub fn line(&mut self, bytes: &[u8]) -> Option<usize> {
        self.faults.clear();
        let Some((row, taken)) = self.plain(bytes) else {
            self.batch.forget();
            return None;
        };
        self.finish(row);
        Some(taken)
    }

    /// Reads a row of fields. Blank is not asked, never No.
    pub fn fields<'r>(&mut self, fields: impl ExactSizeIterator<Item = &'r [u8]>) {
        self.faults.clear();
        let mut row = Row::default();
        if fields.len() == self.columns.all().len() {
            for (index, (column, field)) in self.columns.all().iter().zip(fields).enumerate() {
                let put = |slot, value| self.batch.put(slot, value);
                row.read(index, column.target, field, put, &mut self.faults);
            }
        } else {
            // Which field belongs to which column cannot be told, so every answer of the row is faulty: what would be
            // presumed of an answer not known must not hide one that was given.
            self.tally.ragged(self.rows + 1);
            for (slot, _) in (0..).zip(&self.program.slots) {
                self.batch.put(slot, ir::FAULT);
            }
        }
        self.finish(row);
    }

    /// Counts a row of the table that somebody else reads, so that rows are told by their places.
    pub fn pass(&mut self) {
        self.rows += 1;
    }

    /// The columns, and what came of all rows.
    #[must_use]
    pub fn tally(mut self) -> (Columns<'p>, Tally) {
        self.count();
        (self.columns, self.tally)
    }

    fn plain<'r>(&mut self, bytes: &'r [u8]) -> Option<(Row<'r>, usize)> {
        if matches!(bytes.first(), Some(b'\r' | b'\n')) {
            return None;
        }
        let mut row = Row::default();
        let mut rest = bytes;
        let last = self.columns.all().len().checked_sub(1)?;
        let (batch, faults) = (&mut self.batch, &mut self.faults);
        for (index, column) in self.columns.all().iter().enumerate() {
            let ends = |byte: u8| {
                if index == last {
                    matches!(byte, b'\r' | b'\n')
                } else {
                    byte == b','
                }
            };
            let length = if let Some((value, length)) = column.quick.read(rest, ends) {
                match column.target {
                    Target::Slot(slot, _) => batch.put(slot, value),
                    Target::Options(..) => column.target.slots().for_each(|slot| batch.put(slot, value)),
                    Target::Now if value > ir::LAST_MARK => row.now = Some(Moment { minutes: value }.second()),
                    Target::Now | Target::Recorded | Target::Ignored => {
                        let put = |slot, value| batch.put(slot, value);
                        row.read(index, column.target, rest.get(..length)?, put, faults);
                    }
                }
                length
            } else {
                let stops = |byte: &u8| matches!(byte, b',' | b'\r' | b'\n' | b'"');
                let length = rest.iter().position(stops)?;
                rest.get(length).filter(|byte| ends(**byte))?;
                row.read(
                    index,
                    column.target,
                    rest.get(..length)?,
                    |slot, value| batch.put(slot, value),
                    faults,
                );
                length
            };
            // Past the mark that ends the field.
            rest = rest.get(length + 1..)?;
        }
        let taken = bytes.len() - rest.len();
        let windows = rest.first() == Some(&b'\n') && bytes.get(taken - 1) == Some(&b'\r');
        Some((row, taken + usize::from(windows)))
    }

    fn finish(&mut self, row: Row<'_>) {
        self.rows += 1;
        for (column, kind) in self.faults.drain(..) {
            self.tally.fault(column, kind, self.rows);
        }
        for slot in self.columns.unasked() {
            self.batch.put(*slot, ir::NOT_ASKED);
        }
        // Without a moment any is possible, so that whatever hangs on time is at its worst.
        self.batch.put_now(row.now.or(self.now));
        if self.graded {
            self.record(row.recorded);
        }
        if self.batch.done() {
            self.count();
        }
    }

    fn record(&mut self, grade: &str) {
        let lane = 1 << self.batch.cases();
        if let Some((_, lanes)) = self.recorded.iter_mut().find(|(known, _)| known == grade) {
            *lanes |= lane;
        } else if self.recorded.len() < MOST_RECORDED {
            self.recorded.push((grade.to_owned(), lane));
        } else if let Some((_, lanes)) = self.recorded.get_mut(MOST_RECORDED) {
            *lanes |= lane;
        } else {
            self.recorded.push(("(others)".to_owned(), lane));
        }
    }

    /// Grades the batch, counts what came of it and empties it.
    fn count(&mut self) {
        self.batch.run();
        self.tally.add(self.program, &self.batch, &self.recorded);
        self.batch.clear();
        for (_, lanes) in &mut self.recorded {
            *lanes = 0;
        }
    }
}

impl<'r> Row<'r> {
    /// Reads a field of any spelling into the slots, each of which it puts a value or mark into.
    fn read(
        &mut self,
        column: usize,
        target: Target<'_>,
        field: &'r [u8],
        mut put: impl FnMut(u32, i32),
        faults: &mut Vec<(usize, FaultKind)>,
    ) {
        let wrong = match (target, core::str::from_utf8(field)) {
            (Target::Ignored, _) => None,
            (Target::Recorded, text) => {
                self.recorded = text.map_or("\u{fffd}", str::trim);
                text.err().map(|_| FaultKind::NotReadable)
            }
            (_, Err(_)) => Some(FaultKind::NotReadable),
            (Target::Now, Ok(text)) => {
                let moment = Moment::parse_now(text.trim());
                self.now = moment.ok();
                moment.err().map(|_| FaultKind::ImpossibleDate)
            }
            (target, Ok(text)) => target.read(text, &mut put).err(),
        };
        if let Some(kind) = wrong {
            faults.push((column, kind));
            for slot in target.slots() {
                put(slot, ir::FAULT);
            }
        }
    }
}
