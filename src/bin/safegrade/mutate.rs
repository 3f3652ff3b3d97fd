//! `safegrade mutate`

use std::path::PathBuf;
use std::process::ExitCode;

use indicatif::ProgressBar;
use safegrade::Engine;
use safegrade::exact;
use safegrade::mutate::{Made, Mutant, Mutants};
use safegrade::replay::Cases;
use safegrade::source::SourceFile;
use serde_json::{Value, json};

use crate::failure::Failure;
use crate::output::{self, FAINT, GREEN, RED, count, styled};
use crate::table::Table;
use crate::{cases, diff, policy};

/// Make small mistakes in a policy, one at a time, and say which its examples do not notice
#[derive(Debug, clap::Args)]
pub struct Args {
    /// The policy; `-` is standard input
    policy: PathBuf,
    /// Cases that may notice what no example does: CSV as for `replay`
    #[arg(long, value_name = "FILE")]
    cases: Option<PathBuf>,
    /// The moment decided for, where the cases have no column `now`
    #[arg(long, value_name = "MOMENT", requires = "cases")]
    now: Option<String>,
    /// A column that is no part of the case; may be given several times
    #[arg(long, value_name = "COLUMN", requires = "cases")]
    ignore: Vec<String>,
    /// Make at most so many mistakes, spread evenly over the policy
    #[arg(long, value_name = "N")]
    limit: Option<usize>,
    /// Fail unless every mistake is noticed
    #[arg(long)]
    all: bool,
    /// With each survivor, an example that tells it from the policy
    #[arg(long)]
    examples: bool,
    /// Write every mistake and what noticed it as JSON
    #[arg(long)]
    json: bool,
}

/// Who noticed a mistake first.
enum Noticed {
    /// That example.
    Example(String),
    /// Some example speaks of what is left out, so that the policy would not compile.
    Compiler,
    /// The case in that row.
    Case(usize),
    /// It makes no difference to any case of which all is known: that is proved.
    Alike,
    /// Nobody; an example that would, where one was found.
    Nobody(Option<String>),
}

/// Cases, and how the policy grades them as it stands.
struct Known {
    cases: Cases,
    grades: Vec<Vec<u64>>,
}

pub fn run(args: &Args) -> Result<ExitCode, Failure> {
    let (source, engine) = policy::load(&args.policy)?;
    if engine.program().examples.is_empty() && args.cases.is_none() {
        return Err(Failure::usage(format!(
            "{} has no example, so nothing could notice a mistake",
            source.name()
        )));
    }
    if let Some(failing) = engine.test().iter().find(|result| !result.failures.is_empty()) {
        return Err(Failure::usage(format!(
            "the example `{}` fails as the policy stands; `safegrade test {}` says why",
            failing.name,
            source.name()
        )));
    }
    let known = known(args, &engine)?;
    let mut mutants = Mutants::new(&source, &engine);
    let chosen = chosen(mutants.list(), args.limit);
    let progress = progress(chosen.len());
    let mut found = Vec::new();
    for mutant in chosen {
        let noticed = match mutants.make(&mutant) {
            Made::Nothing => None,
            Made::Untestable => Some(Noticed::Compiler),
            Made::Other(other) => Some(notice(&engine, &other, known.as_ref())),
        };
        found.extend(noticed.map(|noticed| (mutant, noticed)));
        progress.inc(1);
    }
    progress.finish_and_clear();
    if args.json {
        output::json(&document(&source, &found))?;
    } else {
        output::print(&report(&source, known.as_ref(), &found, args.examples))?;
    }
    let survived = found.iter().any(|(_, noticed)| matches!(noticed, Noticed::Nobody(_)));
    Ok(if args.all && survived {
        ExitCode::from(Failure::DIFFERS)
    } else {
        ExitCode::SUCCESS
    })
}

fn known(args: &Args, engine: &Engine) -> Result<Option<Known>, Failure> {
    let Some(path) = &args.cases else { return Ok(None) };
    let program = engine.program();
    let now = cases::moment(args.now.as_deref())?;
    let (input, _) = cases::open(path)?;
    let mut table = Table::new(input);
    let columns = cases::columns(path, program, &cases::headings(path, &mut table)?, None, &args.ignore)?;
    cases::dated(&columns, now)?;
    let mut list = Cases::default();
    while table.fields().map_err(|error| cases::unreadable(path, error))? {
        list.read(program, &columns, now, table.row());
    }
    let grades = list.grades(program).collect();
    Ok(Some(Known { cases: list, grades }))
}

/// So many of them, as evenly as whole numbers go.
fn chosen(list: &[Mutant], limit: Option<usize>) -> Vec<Mutant> {
    let most = limit.unwrap_or(list.len()).min(list.len());
    let places = (0..most).map(|index| index * list.len() / most);
    places.filter_map(|at| list.get(at).cloned()).collect()
}

fn notice(engine: &Engine, other: &Engine, known: Option<&Known>) -> Noticed {
    let example = other.test().into_iter().find(|result| !result.failures.is_empty());
    let case = || known.and_then(|known| known.cases.graded_otherwise(other.program(), &known.grades));
    match example {
        Some(example) => Noticed::Example(example.name),
        None => case().map_or_else(|| apart(engine, other), Noticed::Case),
    }
}

/// Conflicts that the search for a difference may meet.
const BUDGET: u64 = 20_000;

/// Whether a mistake that nobody notices makes any difference: an example that shows one, or the proof that there is none.
/// What is presumed is not part of that, since it speaks of what is not known.
fn apart(engine: &Engine, other: &Engine) -> Noticed {
    let diff = exact::diff(engine, other, BUDGET);
    let presumed = |engine: &Engine| {
        let slots = engine.program().slots.iter();
        slots
            .map(|slot| (slot.presumed.low, slot.presumed.high))
            .collect::<Vec<_>>()
    };
    let equal = diff.changes.is_empty() && diff.open.is_empty() && diff.notes.is_empty() && !diff.unsound;
    if equal && presumed(engine) == presumed(other) {
        return Noticed::Alike;
    }
    let example = diff
        .changes
        .first()
        .map(|change| diff::told(engine, change, &[]).example);
    Noticed::Nobody(example)
}

/// How far through the mistakes it is, where somebody looks.
pub fn progress(mutants: usize) -> ProgressBar {
    output::progress(mutants as u64, "{percent}% {eta}")
}

/// How many were noticed by the examples, by the cases, by nobody, and how many make no difference.
fn tally(found: &[(Mutant, Noticed)]) -> [usize; 4] {
    let mut sums = [0; 4];
    for (_, noticed) in found {
        let [examples, cases, nobody, alike] = &mut sums;
        let sum = match noticed {
            Noticed::Example(_) | Noticed::Compiler => examples,
            Noticed::Case(_) => cases,
            Noticed::Nobody(_) => nobody,
            Noticed::Alike => alike,
        };
        *sum += 1;
    }
    sums
}

/// A share in tenths of a percent, without floats; only what is whole is a hundred.
fn share(part: usize, whole: usize) -> String {
    let tenths = (part * 1000).checked_div(whole).unwrap_or(1000);
    format!("{}.{} %", tenths / 10, tenths % 10)
}

fn report(source: &SourceFile, known: Option<&Known>, found: &[(Mutant, Noticed)], examples_too: bool) -> String {
    let mut out = String::new();
    let survived: Vec<(&Mutant, Option<&String>)> = found
        .iter()
        .filter_map(|(mutant, noticed)| match noticed {
            Noticed::Nobody(example) => Some((mutant, example.as_ref())),
            Noticed::Example(_) | Noticed::Compiler | Noticed::Case(_) | Noticed::Alike => None,
        })
        .collect();
    for of_one in survived.chunk_by(|(one, _), (next, _)| one.item == next.item) {
        let item = of_one.first().map_or("", |(mutant, _)| mutant.item.as_str());
        out.push_str(&format!("{} in {item}\n", styled(RED, "SURVIVED")));
        for (mutant, example) in of_one {
            let line = source.position(mutant.span.start).1.line + 1;
            let line = styled(FAINT, format!("line {line:<4}"));
            out.push_str(&output::wrap(&format!("  {line} "), "            ", &mutant.words));
            for line in example
                .iter()
                .filter(|_| examples_too)
                .flat_map(|example| example.lines())
            {
                out.push_str(&format!("            {}\n", styled(FAINT, line)));
            }
        }
    }
    let [examples, cases, nobody, alike] = tally(found);
    if nobody > 0 {
        out.push('\n');
    }
    let by_cases = known.map_or_else(String::new, |known| {
        format!(", {cases} more by {}", count(known.cases.count(), "case"))
    });
    let alike_too = match alike {
        0 => String::new(),
        1 => "; 1 makes no difference to any case, which is proved".to_owned(),
        alike => format!("; {alike} make no difference to any case, which is proved"),
    };
    let verdict = match (found.len(), nobody) {
        (0, _) => "there are none to make".to_owned(),
        (_, 0) => styled(GREEN, "none survived"),
        _ => styled(RED, format!("{nobody} survived")),
    };
    out.push_str(&output::wrap(
        "",
        "  ",
        &format!(
            "{}: {}: {} noticed: {examples} by the examples{by_cases}; {verdict}{alike_too}",
            source.name(),
            count(found.len(), "mutant"),
            share(examples + cases, found.len() - alike)
        ),
    ));
    out
}

fn document(source: &SourceFile, found: &[(Mutant, Noticed)]) -> Value {
    let mutants: Vec<Value> = found
        .iter()
        .map(|(mutant, noticed)| {
            let ((_, start), (_, end)) = (source.position(mutant.span.start), source.position(mutant.span.end));
            let (verdict, example, case) = match noticed {
                Noticed::Example(name) => ("noticed_by_example", Some(name), None),
                Noticed::Compiler => ("noticed_by_example", None, None),
                Noticed::Case(row) => ("noticed_by_case", None, Some(row)),
                Noticed::Alike => ("alike", None, None),
                Noticed::Nobody(_) => ("survived", None, None),
            };
            json!({
                "kind": mutant.kind.as_str(),
                "item": mutant.name,
                "words": format!("{}: {}", mutant.item, mutant.words),
                "verdict": verdict,
                "example": example,
                "row": case,
                "would_notice": match noticed {
                    Noticed::Nobody(example) => example.as_deref(),
                    Noticed::Example(_) | Noticed::Compiler | Noticed::Case(_) | Noticed::Alike => None,
                },
                "place": {
                    "source": source.name(),
                    "start": start.utf16, "end": end.utf16,
                    "line": start.line, "column": start.column,
                    "end_line": end.line, "end_column": end.column,
                },
            })
        })
        .collect();
    let [examples, cases, nobody, alike] = tally(found);
    json!({
        "policy": source.name(),
        "noticed_by_examples": examples,
        "noticed_by_cases": cases,
        "survived": nobody,
        "alike": alike,
        "mutants": mutants,
    })
}
