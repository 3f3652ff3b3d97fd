//! `safegrade replay` with several versions of a policy: each row under the rules of its day.

use std::io::Read;

use indicatif::ProgressBar;
use safegrade::history::History;
use safegrade::ir::Program;
use safegrade::replay::{ColumnFault, Columns, Tally, Versions, VersionsReplay};
use safegrade::value::Moment;
use serde_json::{Value, json};

use crate::failure::Failure;
use crate::replay::{self, Args};
use crate::table::Table;
use crate::{cases, output, words};

/// What came of the rows, and by version the columns that it does not ask and another does.
pub struct Replayed<'h> {
    history: &'h History,
    versions: Versions<'h>,
    unread: Vec<Vec<String>>,
}

/// The columns that a version does not ask and another does, which is no slip of the pen.
pub fn not_asked(args: &Args, history: &History, program: &Program, headings: &[String]) -> Vec<String> {
    let known = |heading: &&String| {
        let mut versions = history.versions();
        versions.any(|version| Columns::knows(version.engine.program(), heading))
    };
    headings
        .iter()
        .filter(|heading| !Columns::knows(program, heading))
        .filter(known)
        .filter(|heading| args.recorded.as_ref() != Some(heading) && !args.ignore.contains(heading))
        .cloned()
        .collect()
}

/// Grades every row by the version in force at its moment.
pub fn replay<'h>(
    args: &Args,
    history: &'h History,
    input: impl Read,
    now: Option<Moment>,
    progress: &ProgressBar,
) -> Result<Replayed<'h>, Failure> {
    let unreadable = |error| cases::unreadable(&args.cases, error);
    let mut table = Table::new(input);
    let headings = cases::headings(&args.cases, &mut table)?;
    let mut unread = Vec::new();
    let mut columns = Vec::new();
    for version in history.versions() {
        let program = version.engine.program();
        let others = not_asked(args, history, program, &headings);
        let ignore = [args.ignore.as_slice(), &others].concat();
        let scale = replay::scale(program, args.scale.as_deref())?;
        columns.push((
            cases::columns(&args.cases, program, &headings, args.recorded.as_deref(), &ignore)?,
            scale,
        ));
        unread.push(others);
    }
    if let Some((columns, _)) = columns.first() {
        cases::dated(columns, now)?;
    }
    let mut replay = VersionsReplay::new(history, columns, now);
    loop {
        table.lines(|bytes| replay.line(bytes)).map_err(unreadable)?;
        progress.set_position(table.position());
        if !table.fields().map_err(unreadable)? {
            return Ok(Replayed {
                history,
                versions: replay.versions(),
                unread,
            });
        }
        replay.fields(table.row());
    }
}

impl Replayed<'_> {
    fn cases(&self) -> u64 {
        self.versions.tallies.iter().map(|(_, tally)| tally.cases).sum()
    }

    /// By version: its engine, what came of its rows, and the columns that it does not ask.
    fn each(&self) -> impl Iterator<Item = (&safegrade::Engine, &(Columns<'_>, Tally), &[String])> {
        let engines = self.history.versions().map(|version| &version.engine);
        let found = engines.zip(&self.versions.tallies).zip(&self.unread);
        found.map(|((engine, tally), unread)| (engine, tally, unread.as_slice()))
    }

    /// The counts for a program to read.
    pub fn document(&self) -> Value {
        let fault =
            |fault: Option<ColumnFault>| fault.map(|fault| json!({ "count": fault.count, "first_row": fault.first }));
        let versions: Vec<Value> = self
            .each()
            .map(|(engine, (columns, tally), unread)| {
                let mut document = replay::document(engine, columns, tally);
                if let Value::Object(entries) = &mut document {
                    let from = engine.program().policy.in_force_from.to_string();
                    entries.insert("in_force_from".to_owned(), json!(from));
                    entries.insert("columns_not_asked".to_owned(), json!(unread));
                }
                document
            })
            .collect();
        json!({
            "cases": self.cases(),
            "before_first_version": fault(self.versions.early),
            "without_moment": fault(self.versions.undated),
            "versions": versions,
        })
    }

    /// The counts for people: how many cases each version decided, then what came of them.
    pub fn report(&self, args: &Args) -> Result<String, Failure> {
        let names: Vec<&str> = self
            .each()
            .map(|(engine, ..)| engine.program().policy.name.as_str())
            .collect();
        let mut text = format!(
            "{} cases against {}, each by the version in force at its moment:\n",
            self.cases(),
            names.first().unwrap_or(&"")
        );
        for (engine, (_, tally), unread) in self.each() {
            let policy = &engine.program().policy;
            text.push_str(&format!(
                "  {:<44} {:>9}\n",
                format!(
                    "version {}, in force from {}",
                    policy.version,
                    words::date(policy.in_force_from)
                ),
                tally.cases
            ));
            if !unread.is_empty() && tally.cases > 0 {
                text.push_str(&output::wrap("    does not ask: ", "      ", &unread.join(", ")));
            }
        }
        if let Some(ColumnFault { count, first }) = self.versions.early {
            text.push_str(&format!(
                "\nFrom before the first version: {count}, first in row {first}; graded by that version,\n\
                 whose rules need not be those of the day.\n"
            ));
        }
        if let Some(ColumnFault { count, first }) = self.versions.undated {
            text.push_str(&format!(
                "\nOf no moment that can be told: {count}, first in row {first}; graded by the newest version.\n"
            ));
        }
        for (engine, (columns, tally), _) in self.each().filter(|(_, (_, tally), _)| tally.cases > 0) {
            let policy = &engine.program().policy;
            text.push_str(&format!(
                "\n==== version {}, in force from {}\n\n",
                policy.version,
                words::date(policy.in_force_from)
            ));
            let scale = replay::scale(engine.program(), args.scale.as_deref())?;
            text.push_str(&replay::report(engine, columns, tally, scale));
        }
        Ok(text)
    }
}
