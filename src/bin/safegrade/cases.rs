//! A file of cases as far as its headings, for the commands that read one.

use std::fs::File;
use std::io::{self, Read};
use std::path::Path;

use safegrade::ir::Program;
use safegrade::replay::Columns;
use safegrade::value::Moment;

use crate::failure::Failure;
use crate::output;
use crate::table::{self, Table};

/// The file and its size where that is known; `-` is standard input.
pub fn open(path: &Path) -> Result<(Box<dyn Read>, Option<u64>), Failure> {
    if path == Path::new("-") {
        return Ok((Box::new(io::stdin().lock()), None));
    }
    let file = File::open(path).map_err(|error| Failure::file(path, error))?;
    let size = file.metadata().ok().map(|data| data.len());
    Ok((Box::new(file), size))
}

/// The moment decided for, where one was given.
pub fn moment(text: Option<&str>) -> Result<Option<Moment>, Failure> {
    let Some(text) = text else { return Ok(None) };
    let moment = Moment::parse_now(text);
    moment
        .map(Some)
        .map_err(|_| Failure::usage(format!("`{text}` is no moment; write `2016-03-24 22:00`")))
}

/// Reads the headings.
pub fn headings(path: &Path, table: &mut Table<impl Read>) -> Result<Vec<String>, Failure> {
    if !table.fields().map_err(|error| unreadable(path, error))? {
        return Err(Failure::usage(format!(
            "{}: the file is empty; its first row names a fact for each column",
            output::path(path)
        )));
    }
    let headings: Vec<String> = table
        .row()
        .map(|heading| {
            let heading = std::str::from_utf8(heading).unwrap_or("\u{fffd}");
            heading.trim_start_matches('\u{feff}').trim().to_owned()
        })
        .collect();
    if let [only] = headings.as_slice()
        && only.contains([';', '\t'])
    {
        return Err(Failure::usage(format!(
            "{}: the first row is one heading, `{only}`; separate columns with commas",
            output::path(path)
        )));
    }
    Ok(headings)
}

/// What the headings mean to a policy.
pub fn columns<'p>(
    path: &Path,
    program: &'p Program,
    headings: &[String],
    recorded: Option<&str>,
    ignore: &[String],
) -> Result<Columns<'p>, Failure> {
    let headings: Vec<&str> = headings.iter().map(String::as_str).collect();
    Columns::new(program, &headings, recorded, ignore).map_err(|faults| {
        let lines: Vec<String> = faults
            .iter()
            .map(|fault| match &fault.help {
                Some(help) => format!("{}; {help}", fault.message),
                None => fault.message.clone(),
            })
            .collect();
        Failure::usage(format!("{}: {}", output::path(path), lines.join("\n       ")))
    })
}

/// Refuses cases of which nobody says when they are decided.
pub fn dated(columns: &Columns<'_>, now: Option<Moment>) -> Result<(), Failure> {
    if columns.has_now() || now.is_some() {
        return Ok(());
    }
    Err(Failure::usage(
        "the cases have no column `now`; give the moment decided for with --now",
    ))
}

/// A row that cannot be read.
pub fn unreadable(path: &Path, error: table::Error) -> Failure {
    match error {
        table::Error::Io(error) => Failure::file(path, error),
        table::Error::Row(row) => Failure::usage(format!(
            "{}: row {row} is longer than {} MB; is a quotation mark left open?",
            output::path(path),
            table::MOST_BYTES >> 20
        )),
        table::Error::Open(row) => Failure::usage(format!(
            "{}: the quotation mark opened in row {row} is not closed before the file ends",
            output::path(path)
        )),
    }
}
