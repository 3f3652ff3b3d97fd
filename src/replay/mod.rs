//! Many cases against one policy: columns to slots, and what came of all of them.
//!
//! Pure: files and progress belong to the terminal program. Counts do not depend on the order of cases,
//! so tallies of parts add up to the tally of the whole.

mod columns;
mod quick;
mod tally;

pub use columns::Columns;
pub use tally::{ColumnFault, RuleCount, Tally};

use crate::eval::{Answer, Batch, Case, FaultKind};
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
    /// The case being read, as far as lists need it.
    lists: Case,
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
            lists: Case::new(program, Moment { minutes: 0 }),
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
            self.lists.clear(Moment { minutes: 0 });
            return None;
        };
        self.finish(row);
        Some(taken)
    }

    /// Reads a row of fields. Blank is not asked, never No.
    pub fn fields<'r>(&mut self, fields: impl ExactSizeIterator<Item = &'r [u8]>) {
        self.faults.clear();
        let mut row = Row::default();
        let mut filling = Filling {
            program: self.program,
            batch: &mut self.batch,
            lists: &mut self.lists,
            faults: &mut self.faults,
        };
        if fields.len() == self.columns.all().len() {
            for (index, (column, field)) in self.columns.all().iter().zip(fields).enumerate() {
                filling.read(&mut row, index, column.target, field);
            }
        } else {
            // Which field belongs to which column cannot be told, so every answer of the row is faulty: what would be
            // presumed of an answer not known must not hide one that was given.
            self.tally.ragged(self.rows + 1);
            for (slot, _) in (0..).zip(&self.program.slots) {
                filling.batch.put(slot, ir::FAULT);
                filling.lists.put(slot, ir::FAULT);
            }
        }
        self.finish(row);
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
        let mut filling = Filling {
            program: self.program,
            batch: &mut self.batch,
            lists: &mut self.lists,
            faults: &mut self.faults,
        };
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
                    Target::Slot(slot, _) => filling.batch.put(slot, value),
                    Target::Options(..) => column.target.slots().for_each(|slot| filling.batch.put(slot, value)),
                    Target::Now if value > ir::LAST_MARK => row.now = Some(Moment { minutes: value }.second()),
                    Target::List(_) | Target::Now | Target::Recorded | Target::Ignored => {
                        filling.read(&mut row, index, column.target, rest.get(..length)?);
                    }
                }
                length
            } else {
                let stops = |byte: &u8| matches!(byte, b',' | b'\r' | b'\n' | b'"');
                let length = rest.iter().position(stops)?;
                rest.get(length).filter(|byte| ends(**byte))?;
                filling.read(&mut row, index, column.target, rest.get(..length)?);
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
        let now = row.now.or(self.now);
        self.batch.put_now(now);
        self.batch.put_lists(self.program, &self.lists, now);
        self.lists.clear(Moment { minutes: 0 });
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

/// Where the fields of a row go.
struct Filling<'f> {
    program: &'f Program,
    batch: &'f mut Batch,
    lists: &'f mut Case,
    faults: &'f mut Vec<(usize, FaultKind)>,
}

impl Filling<'_> {
    /// Reads a field of any spelling.
    fn read<'r>(&mut self, row: &mut Row<'r>, column: usize, target: Target<'_>, field: &'r [u8]) {
        let wrong = match (target, core::str::from_utf8(field)) {
            (Target::Ignored, _) => None,
            (Target::Recorded, text) => {
                row.recorded = text.map_or("\u{fffd}", str::trim);
                text.err().map(|_| FaultKind::NotReadable)
            }
            (_, Err(_)) => Some(FaultKind::NotReadable),
            (Target::Now, Ok(text)) => {
                let moment = Moment::parse_now(text.trim());
                row.now = moment.ok();
                moment.err().map(|_| FaultKind::ImpossibleDate)
            }
            (Target::List(fact), Ok(text)) => {
                self.lists
                    .give(self.program, &fact.name, &Answer::Text(text.to_owned()));
                self.faults
                    .extend(self.lists.faults().iter().map(|fault| (column, fault.kind)));
                self.lists.forgive();
                let mark = self.lists.row().get(fact.slot as usize);
                self.batch.put(fact.slot, mark.copied().unwrap_or(ir::NOT_ASKED));
                return;
            }
            (target, Ok(text)) => target.read(text, |slot, value| self.batch.put(slot, value)).err(),
        };
        if let Some(kind) = wrong {
            self.faults.push((column, kind));
            for slot in target.slots() {
                self.batch.put(slot, ir::FAULT);
                self.lists.put(slot, ir::FAULT);
            }
        }
    }
}
