//! `safegrade replay`: many cases from a table, counted.

use std::io::Read;
use std::path::PathBuf;
use std::process::ExitCode;

use indicatif::ProgressBar;
use safegrade::Engine;
use safegrade::history::History;
use safegrade::ir::Program;
use safegrade::replay::{ColumnFault, Columns, Replay, Tally};
use safegrade::value::Moment;
use serde_json::{Map, Value, json};

use crate::failure::Failure;
use crate::policy::{self, Loaded};
use crate::table::Table;
use crate::{cases, output, versions};

/// Grade many cases from a CSV file and count what comes out
#[derive(Debug, clap::Args)]
pub struct Args {
    /// The policy; several versions of one grade each case by the one in force at its moment
    #[arg(required = true, value_name = "POLICY")]
    policies: Vec<PathBuf>,
    /// Of several versions, grade every case by that which is in force on this day, such as `2016-03-24`
    #[arg(long, value_name = "DATE")]
    as_of: Option<String>,
    /// The cases: CSV whose columns are named as the facts; a blank is unknown, never No; `-` is standard input
    #[arg(long, value_name = "FILE")]
    pub cases: PathBuf,
    /// The column with the grade recorded at the time
    #[arg(long, value_name = "COLUMN")]
    pub recorded: Option<String>,
    /// The scale that the recorded grade belongs to; the first of the policy if not given
    #[arg(long, value_name = "SCALE")]
    pub scale: Option<String>,
    /// The moment decided for, where the cases have no column `now`
    #[arg(long, value_name = "MOMENT")]
    now: Option<String>,
    /// A column that is no part of the case; may be given several times
    #[arg(long, value_name = "COLUMN")]
    pub ignore: Vec<String>,
    /// The counts for a program to read
    #[arg(long)]
    json: bool,
}

pub fn run(args: &Args) -> Result<ExitCode, Failure> {
    let as_of = args.as_of.as_deref().map(policy::day).transpose()?;
    match (policy::load_all(&args.policies)?, as_of) {
        (Loaded::One(engine), _) => by_one(args, &engine, None),
        (Loaded::Versions(history), Some(day)) => by_one(args, &policy::in_force(&history, day)?, Some(&history)),
        (Loaded::Versions(history), None) => by_versions(args, &history),
    }
}

/// Each row under the rules of its day.
fn by_versions(args: &Args, history: &History) -> Result<ExitCode, Failure> {
    let now = cases::moment(args.now.as_deref())?;
    let (input, size) = cases::open(&args.cases)?;
    let progress = progress(size);
    let replayed = versions::replay(args, history, input, now, &progress)?;
    progress.finish_and_clear();
    if args.json {
        output::json(&replayed.document())?;
    } else {
        output::print(&replayed.report(args)?)?;
    }
    Ok(ExitCode::SUCCESS)
}

/// The scale that the recorded grade belongs to.
pub fn scale(program: &Program, name: Option<&str>) -> Result<usize, Failure> {
    let Some(name) = name else { return Ok(0) };
    let found = program.scales.iter().position(|scale| scale.name == name);
    found.ok_or_else(|| {
        Failure::usage(format!(
            "version {} of the policy has no scale `{name}`",
            program.policy.version
        ))
    })
}

/// Every row by one policy, or by one version of a history.
fn by_one(args: &Args, engine: &Engine, history: Option<&History>) -> Result<ExitCode, Failure> {
    let program = engine.program();
    let scale = scale(program, args.scale.as_deref())?;
    let now = cases::moment(args.now.as_deref())?;
    let (input, size) = cases::open(&args.cases)?;
    let progress = progress(size);
    let (columns, tally) = replay(args, program, history, input, scale, now, &progress)?;
    progress.finish_and_clear();
    if args.json {
        let text = serde_json::to_string_pretty(&document(engine, &columns, &tally)).unwrap_or_default();
        output::print(&format!("{text}\n"))?;
    } else {
        output::print(&report(engine, &columns, &tally, scale))?;
    }
    Ok(ExitCode::SUCCESS)
}

fn progress(size: Option<u64>) -> ProgressBar {
    match size {
        Some(size) => output::progress(size, "{percent}% {bytes_per_sec} {eta}"),
        None => ProgressBar::hidden(),
    }
}

fn replay<'p>(
    args: &Args,
    program: &'p Program,
    history: Option<&History>,
    input: impl Read,
    scale: usize,
    now: Option<Moment>,
    progress: &ProgressBar,
) -> Result<(Columns<'p>, Tally), Failure> {
    let unreadable = |error| cases::unreadable(&args.cases, error);
    let mut table = Table::new(input);
    let headings = cases::headings(&args.cases, &mut table)?;
    let others = history.map(|history| versions::not_asked(args, history, program, &headings));
    let ignore = [args.ignore.as_slice(), &others.unwrap_or_default()].concat();
    let columns = cases::columns(&args.cases, program, &headings, args.recorded.as_deref(), &ignore)?;
    cases::dated(&columns, now)?;
    let mut replay = Replay::new(program, columns, now, scale);
    loop {
        table.lines(|bytes| replay.line(bytes)).map_err(unreadable)?;
        progress.set_position(table.position());
        if !table.fields().map_err(unreadable)? {
            return Ok(replay.tally());
        }
        replay.fields(table.row());
    }
}

// ---- reports ----------------------------------------------------------------------------------------

/// The counts for a program to read.
pub fn document(engine: &Engine, columns: &Columns<'_>, tally: &Tally) -> Value {
    let program = engine.program();
    let levels = |scale: usize, counts: &[u64]| -> Value {
        let names = program
            .scales
            .get(scale)
            .map_or(&[][..], |scale| scale.levels.as_slice());
        Value::Object(
            names
                .iter()
                .zip(counts)
                .map(|(level, count)| (level.name.clone(), json!(count)))
                .collect(),
        )
    };
    let outcomes: Map<String, Value> = program
        .scales
        .iter()
        .zip(&tally.outcomes)
        .enumerate()
        .map(|(index, (scale, counts))| (scale.name.clone(), levels(index, counts)))
        .collect();
    let scale = tally.scale();
    let recorded: Map<String, Value> = tally
        .recorded
        .iter()
        .map(|(grade, counts)| (grade.clone(), levels(scale, counts)))
        .collect();
    let rules: Map<String, Value> = program
        .rules
        .iter()
        .zip(&tally.rules)
        .map(|(rule, count)| {
            (
                rule.name.clone(),
                json!({ "fired": count.fired, "decided": count.decided }),
            )
        })
        .collect();
    let faults: Vec<Value> = tally
        .faults
        .iter()
        .map(|((column, kind), fault)| json!({ "column": columns.name(*column), "code": kind, "count": fault.count, "first_row": fault.first }))
        .collect();
    json!({
        "policy": { "name": program.policy.name, "version": program.policy.version },
        "cases": tally.cases,
        "unknown": tally.unknown,
        "outcomes": outcomes,
        "recorded": recorded,
        "rules": rules,
        "faults": faults,
        "ragged_rows": tally.ragged.map(|fault| json!({ "count": fault.count, "first_row": fault.first })),
    })
}

/// A share in tenths of a percent, without floats.
fn share(part: u64, whole: u64) -> String {
    let tenths = (u128::from(part) * 1000 + u128::from(whole) / 2)
        .checked_div(u128::from(whole))
        .unwrap_or(0);
    format!("{}.{} %", tenths / 10, tenths % 10)
}

/// The counts for people.
pub fn report(engine: &Engine, columns: &Columns<'_>, tally: &Tally, scale: usize) -> String {
    let program = engine.program();
    let mut text = format!(
        "{} cases against {}, version {}; something was not known in {}.\n",
        tally.cases, program.policy.name, program.policy.version, tally.unknown
    );
    if let Some(ColumnFault { count, first }) = tally.ragged {
        let rows = if count == 1 {
            "1 row has".to_owned()
        } else {
            format!("{count} rows have")
        };
        text.push_str(&format!(
            "\n{rows} another number of fields than the headings, the first is row {first}; graded at their worst.\n"
        ));
    }
    if !tally.faults.is_empty() {
        text.push_str("\nFaults; each counted at its worst:\n");
        for ((column, kind), fault) in &tally.faults {
            text.push_str(&format!(
                "  {:<28} {:<16} {:>9}, first in row {}\n",
                columns.name(*column),
                kind.replace('_', " "),
                fault.count,
                fault.first
            ));
        }
    }
    for (scale, counts) in program.scales.iter().zip(&tally.outcomes) {
        text.push_str(&format!("\n{}\n", scale.name));
        for (level, count) in scale.levels.iter().zip(counts) {
            text.push_str(&format!(
                "  {:<16} {:>9}  {:>8}\n",
                level.name,
                count,
                share(*count, tally.cases)
            ));
        }
    }
    if let Some(scale) = program.scales.get(scale).filter(|_| !tally.recorded.is_empty()) {
        text.push_str(&format!(
            "\nrecorded (down) against {} (across)\n  {:<16}",
            scale.name, ""
        ));
        for level in &scale.levels {
            text.push_str(&format!(" {:>10}", level.name));
        }
        text.push('\n');
        let known = scale.levels.iter().map(|level| level.name.as_str());
        let others = tally
            .recorded
            .keys()
            .map(String::as_str)
            .filter(|grade| !scale.levels.iter().any(|level| level.name == *grade));
        for grade in known.chain(others) {
            let Some(counts) = tally.recorded.get(grade) else {
                continue;
            };
            let mark = if scale.levels.iter().any(|level| level.name == grade) {
                ""
            } else {
                "  (no level)"
            };
            let name = if grade.is_empty() { "(blank)" } else { grade };
            text.push_str(&format!("  {name:<16}"));
            for count in counts {
                text.push_str(&format!(" {count:>10}"));
            }
            text.push_str(&format!("{mark}\n"));
        }
    }
    text.push_str(&format!("\n{:<34} {:>9} {:>9}\n", "rule", "fired", "decided"));
    for (rule, count) in program.rules.iter().zip(&tally.rules) {
        let mark = if count.fired == 0 { "  never" } else { "" };
        text.push_str(&format!(
            "{:<34} {:>9} {:>9}{mark}\n",
            rule.name, count.fired, count.decided
        ));
    }
    text
}
