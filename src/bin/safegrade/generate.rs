//! `safegrade generate`: believable cases from a seed, for trying replays out. Nobody in them exists.

use std::io::{BufWriter, Write};
use std::path::{Path, PathBuf};
use std::process::ExitCode;

use safegrade::eval::{Case, Scratch, value_words};
use safegrade::ir::{Fact, FactKind, LAST_MARK, Scale, ScaleId};
use safegrade::value::{Decimal, Moment};

use crate::failure::Failure;
use crate::invent::Inventor;
use crate::policy;
use crate::random::Random;

/// Write invented cases as CSV, the same for the same seed
///
/// The cases are believable for any policy. Most answers are harmless, and the worse an answer the rarer it is: about
/// 15 cases in 100 reach the top of a scale where the policy lets them. Numbers are mostly small, options mostly among
/// the first. Moments lie before `now`, mostly by hours, in the order that the policy's examples show. Blanks are rarer
/// where not knowing would itself raise the grade. Nobody in the cases exists.
#[derive(Debug, clap::Args)]
pub struct Args {
    /// The policy
    policy: PathBuf,
    /// How many cases
    #[arg(long, value_name = "N", default_value_t = 1000)]
    cases: u64,
    /// Another seed gives other cases
    #[arg(long, value_name = "N", default_value_t = 1)]
    seed: u64,
    /// How many answers in a hundred are blank, where that does not raise the grade
    #[arg(long, value_name = "PERCENT", default_value_t = 10, value_parser = clap::value_parser!(u64).range(0..=100))]
    unknown: u64,
    /// Add a column `recorded`: a grade as people might have given it: the policy's in 90 cases of 100, else mostly one lower
    #[arg(long)]
    recorded: bool,
}

pub fn run(args: &Args) -> Result<ExitCode, Failure> {
    let (_, engine) = policy::load(&args.policy)?;
    let program = engine.program();
    let mut random = Random::new(args.seed);
    let inventor = Inventor::new(&engine, args.unknown, &mut random);
    let mut out = BufWriter::with_capacity(1 << 18, std::io::stdout().lock());
    let mut scratch = Scratch::default();
    let mut write = || -> std::io::Result<()> {
        let mut line: Vec<&str> = program.facts.iter().map(|fact| fact.name.as_str()).collect();
        line.push("now");
        if args.recorded {
            line.push("recorded");
        }
        writeln!(out, "{}", line.join(","))?;
        let start = Moment::in_london(program.policy.in_force_from, 0);
        for _ in 0..args.cases {
            let now = start.plus(random.small(3 * 525_600));
            let mut case = engine.case(now);
            inventor.fill(&mut case, &mut random);
            for fact in &program.facts {
                write!(out, "{},", words(fact, &case))?;
            }
            write!(out, "{}", now.wall())?;
            if args.recorded
                && let Some(scale) = program.scales.first()
            {
                let level = engine.grade(&case, &mut scratch).level(ScaleId(0));
                write!(out, ",{}", recorded(scale, level, &mut random))?;
            }
            writeln!(out)?;
        }
        out.flush()
    };
    match write() {
        Err(error) if error.kind() != std::io::ErrorKind::BrokenPipe => {
            Err(Failure::file(Path::new("standard output"), error))
        }
        _ => Ok(ExitCode::SUCCESS),
    }
}

/// The grade that people give where the policy gives a level: when they err, they mostly see less than there is.
fn recorded<'s>(scale: &'s Scale, level: i32, random: &mut Random) -> &'s str {
    let level = match random.below(100) {
        0..7 => level - 1,
        7..10 => level + 1,
        _ => level,
    };
    let highest = scale.levels.len() - 1;
    let level = usize::try_from(level).unwrap_or(0).min(highest);
    scale.levels.get(level).map_or("", |level| &level.name)
}

/// A fact's cell.
fn words(fact: &Fact, case: &Case) -> String {
    match &fact.kind {
        FactKind::AnyOf(options) => {
            let values: Option<Vec<i32>> = (fact.slot..fact.slot + fact.kind.width())
                .map(|slot| case.slot(slot))
                .collect();
            let Some(values) = values else { return String::new() };
            let present: Vec<&str> = options
                .iter()
                .zip(values)
                .filter(|(_, value)| *value == 1)
                .map(|(option, _)| option.name.as_str())
                .collect();
            if present.is_empty() {
                "none".to_owned()
            } else {
                present.join(";")
            }
        }
        FactKind::List(list) => {
            let records = case.records(fact).iter().map(|record| {
                let cell = |field: &Fact| match record.get(field.slot as usize) {
                    Some(value) if *value > LAST_MARK => plain(field, *value),
                    _ => String::new(),
                };
                list.fields.iter().map(cell).collect::<Vec<_>>().join(",")
            });
            let records: Vec<String> = records.collect();
            match case.slot(fact.slot) {
                None => String::new(),
                Some(_) if records.is_empty() => "none".to_owned(),
                Some(_) => quoted(&records.join(";")),
            }
        }
        FactKind::YesNo
        | FactKind::Number { .. }
        | FactKind::OneOf(_)
        | FactKind::Duration { .. }
        | FactKind::Date
        | FactKind::Moment => case.slot(fact.slot).map(|value| plain(fact, value)).unwrap_or_default(),
    }
}

/// A value as a case gives it.
fn plain(fact: &Fact, value: i32) -> String {
    match &fact.kind {
        FactKind::Number { places, .. } => Decimal {
            digits: i64::from(value),
            places: *places,
        }
        .to_string(),
        // Not in the largest units: a case names one.
        FactKind::Duration { .. } => format!("{value} minutes"),
        FactKind::YesNo
        | FactKind::OneOf(_)
        | FactKind::AnyOf(_)
        | FactKind::Date
        | FactKind::Moment
        | FactKind::List(_) => value_words(fact, value),
    }
}

/// A cell that holds commas, as CSV wants it.
fn quoted(cell: &str) -> String {
    if cell.contains(',') {
        format!("\"{cell}\"")
    } else {
        cell.to_owned()
    }
}
