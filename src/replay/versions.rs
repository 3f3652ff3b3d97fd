//! Many cases against the versions of a policy: each row is graded by the version in force at its moment.

use super::{ColumnFault, Columns, Replay, Tally};
use crate::history::{History, InForce};
use crate::value::Moment;

/// A replay of a history under way.
#[derive(Debug)]
pub struct VersionsReplay<'h> {
    history: &'h History,
    /// By version, the earliest first.
    replays: Vec<Replay<'h>>,
    /// The column that says the moment, and how many columns there are.
    moment: Option<usize>,
    columns: usize,
    now: Option<Moment>,
    rows: u64,
    early: Option<ColumnFault>,
    undated: Option<ColumnFault>,
}

/// What came of the rows of a history.
#[derive(Debug)]
pub struct Versions<'h> {
    /// By version, the earliest first.
    pub tallies: Vec<(Columns<'h>, Tally)>,
    /// Rows from before the first version, which decided them all the same.
    pub early: Option<ColumnFault>,
    /// Rows whose moment nobody can tell, which the newest version decided.
    pub undated: Option<ColumnFault>,
}

impl<'h> VersionsReplay<'h> {
    /// Nothing read yet. By version the columns as it reads them and the index of the scale that the recorded grade is
    /// compared with; `now` is the moment decided for where no column says it.
    #[must_use]
    pub fn new(history: &'h History, columns: Vec<(Columns<'h>, usize)>, now: Option<Moment>) -> VersionsReplay<'h> {
        let first = columns.first().map(|(columns, _)| columns);
        VersionsReplay {
            moment: first.and_then(Columns::moment),
            columns: first.map_or(0, |columns| columns.all().len()),
            replays: history
                .versions()
                .zip(columns)
                .map(|(version, (columns, scale))| Replay::new(version.engine.program(), columns, now, scale))
                .collect(),
            history,
            now,
            rows: 0,
            early: None,
            undated: None,
        }
    }

    /// As [`Replay::line`].
    pub fn line(&mut self, bytes: &[u8]) -> Option<usize> {
        let said = match self.moment {
            Some(column) => moment(field(bytes, column)?),
            None => None,
        };
        let at = self.version(said);
        let taken = self.replays.get_mut(at.index)?.line(bytes)?;
        self.done(said, at.index, at.early);
        Some(taken)
    }

    /// As [`Replay::fields`].
    pub fn fields<'r>(&mut self, fields: impl ExactSizeIterator<Item = &'r [u8]> + Clone) {
        // In a row of another length nobody can tell which field is the moment.
        let column = self.moment.filter(|_| fields.len() == self.columns);
        let said = column.and_then(|column| moment(fields.clone().nth(column)?));
        let at = self.version(said);
        let (index, early) = (at.index, at.early);
        if let Some(replay) = self.replays.get_mut(index) {
            replay.fields(fields);
        }
        self.done(said, index, early);
    }

    /// What came of all rows.
    #[must_use]
    pub fn versions(self) -> Versions<'h> {
        Versions {
            tallies: self.replays.into_iter().map(Replay::tally).collect(),
            early: self.early,
            undated: self.undated,
        }
    }

    fn version(&self, said: Option<Moment>) -> InForce<'h> {
        said.or(self.now)
            .map_or_else(|| self.history.newest(), |now| self.history.at(now))
    }

    /// Counts a row that was read, also for the versions that did not read it: theirs are rows of the same table.
    fn done(&mut self, said: Option<Moment>, index: usize, early: bool) {
        self.rows += 1;
        let others = self.replays.iter_mut().enumerate().filter(|(other, _)| *other != index);
        others.for_each(|(_, replay)| replay.pass());
        let undated = said.or(self.now).is_none();
        for (counts, counter) in [(early, &mut self.early), (undated, &mut self.undated)] {
            if counts {
                let fault = counter.get_or_insert(ColumnFault {
                    count: 0,
                    first: self.rows,
                });
                fault.count += 1;
            }
        }
    }
}

/// A field of a row of bytes; none where the row has a quotation mark before its end or is not all there.
fn field(bytes: &[u8], column: usize) -> Option<&[u8]> {
    let mut rest = bytes;
    for _ in 0..column {
        let stop = rest
            .iter()
            .position(|byte| matches!(byte, b',' | b'\r' | b'\n' | b'"'))?;
        rest = rest.get(stop..).filter(|rest| rest.first() == Some(&b','))?.get(1..)?;
    }
    let stop = rest
        .iter()
        .position(|byte| matches!(byte, b',' | b'\r' | b'\n' | b'"'))?;
    rest.get(..stop).filter(|_| rest.get(stop) != Some(&b'"'))
}

fn moment(field: &[u8]) -> Option<Moment> {
    Moment::parse_now(core::str::from_utf8(field).ok()?.trim()).ok()
}
