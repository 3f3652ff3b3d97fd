//! `safegrade examples`

use std::path::PathBuf;
use std::process::ExitCode;

use safegrade::Engine;
use safegrade::eval::{Case, Due};
use safegrade::exact::{self, Shown};
use safegrade::mutate::{Made, Mutants};
use safegrade::source::SourceFile;
use serde_json::json;

use crate::budget::Budget;
use crate::failure::Failure;
use crate::output::{self, count};
use crate::{mutate, policy};

/// Write examples that show what a policy does: every rule at work, both sides of every threshold, each answer deciding
///
/// And for every small mistake that `mutate` makes one that tells the policy from it, where anything does. They say what
/// the policy does today, and are for a person to judge: paste what is right, mend the policy where it is not. No answer
/// is given that an example does not need.
#[derive(Debug, clap::Args)]
pub struct Args {
    /// The policy; `-` is standard input
    policy: PathBuf,
    /// Write them as JSON, with what each was made for
    #[arg(long)]
    json: bool,
    #[command(flatten)]
    budget: Budget,
}

/// Writes the examples; what no case was found for is told beside them.
pub fn run(args: &Args) -> Result<ExitCode, Failure> {
    let (source, engine) = policy::load(&args.policy)?;
    let cover = exact::cover(&engine, args.budget.conflicts);
    let missed = cover.missed.join("; ");
    let (mut aims, reached) = (cover.aims, cover.aims - cover.missed.len());
    let mut kept: Vec<Kept> = cover.cases.into_iter().map(|shown| Kept::new(&engine, shown)).collect();
    let before = kept.len();
    tell_apart(&source, &engine, &mut kept, args.budget.conflicts);
    let reached = reached + kept.len() - before;
    aims += kept.len() - before;
    let examples: Vec<(String, &str)> = (1..)
        .zip(&kept)
        .map(|(number, kept)| {
            let name = format!("shown_{number}");
            let example = exact::example(engine.program(), &name, &kept.shown.case, &kept.expect());
            (example, kept.shown.aim.as_str())
        })
        .collect();
    if args.json {
        let examples: Vec<_> = examples
            .iter()
            .map(|(example, aim)| json!({ "aim": aim, "example": example }))
            .collect();
        output::json(&json!({ "examples": examples, "aims": aims, "reached": reached, "missed": cover.missed }))?;
        return Ok(ExitCode::SUCCESS);
    }
    for (example, aim) in &examples {
        output::print(&output::wrap("# ", "# ", aim))?;
        output::print(&format!("{example}\n"))?;
    }
    let mut said = format!(
        "{}: {} for {reached} of {aims} aims",
        source.name(),
        count(examples.len(), "example"),
    );
    if !missed.is_empty() {
        said = format!("{said}; no case was found for: {missed}");
    }
    output::complain(&output::wrap("", "  ", &said));
    Ok(ExitCode::SUCCESS)
}

/// A case with what an example says of it.
struct Kept {
    shown: Shown,
    levels: Vec<String>,
    /// Duties with their deadlines.
    duties: Vec<String>,
    /// Duties that it says there are not.
    denied: Vec<String>,
}

impl Kept {
    fn new(engine: &Engine, shown: Shown) -> Kept {
        let (levels, duties) = outcome(engine, &shown.case);
        Kept {
            shown,
            levels,
            duties,
            denied: Vec::new(),
        }
    }

    fn expect(&self) -> String {
        let denied = self.denied.iter().map(|duty| format!("no {duty}"));
        let said: Vec<String> = self.levels.iter().chain(&self.duties).cloned().chain(denied).collect();
        said.join(",\n         ")
    }

    /// Whether the example fails for another policy over the same facts.
    fn notices(&self, engine: &Engine, other: &Engine) -> bool {
        let there = exact::translated(engine.program(), other.program(), &self.shown.case);
        let (levels, duties) = outcome(other, &there);
        levels != self.levels
            || self.duties.iter().any(|duty| !duties.contains(duty))
            || duties
                .iter()
                .any(|duty| self.denied.iter().any(|denied| denied == undated(duty)))
    }
}

/// Adds a case for each mistake that none so far tells from the policy.
fn tell_apart(source: &SourceFile, engine: &Engine, kept: &mut Vec<Kept>, budget: u64) {
    let mut mutants = Mutants::new(source, engine);
    let list: Vec<_> = mutants.list().to_vec();
    let progress = mutate::progress(list.len());
    for mutant in list {
        progress.inc(1);
        let Made::Other(other) = mutants.make(&mutant) else {
            continue;
        };
        if kept.iter().any(|kept| kept.notices(engine, &other)) {
            continue;
        }
        let Some(change) = exact::diff(engine, &other, budget).changes.into_iter().next() else {
            continue;
        };
        let aim = format!("not as if, in {}, {}", mutant.item, mutant.words);
        let mut found = Kept::new(engine, Shown { case: change.case, aim });
        let there = exact::translated(engine.program(), other.program(), &found.shown.case);
        let own: Vec<&str> = found.duties.iter().map(|duty| undated(duty)).collect();
        let more = outcome(&other, &there).1;
        let denied = more.iter().map(|duty| undated(duty)).filter(|duty| !own.contains(duty));
        found.denied = denied.map(str::to_owned).collect();
        kept.push(found);
    }
    progress.finish_and_clear();
}

/// A duty without its deadline.
fn undated(duty: &str) -> &str {
    duty.split(" by ").next().unwrap_or(duty)
}

/// What comes out, as an example says it: levels, and duties with their deadlines.
fn outcome(engine: &Engine, case: &Case) -> (Vec<String>, Vec<String>) {
    let program = engine.program();
    let decision = engine.decide(case);
    let mut levels = Vec::new();
    for (outcome, scale) in decision.outcomes.iter().zip(&program.scales) {
        let level = scale
            .levels
            .get(usize::from(outcome.act))
            .map_or("", |level| level.name.as_str());
        levels.push(format!("{} {level}", scale.name));
    }
    for (found, score) in decision.scores.iter().zip(&program.scores) {
        // Points that answers not given could still change are no fit expectation.
        if found.exact {
            levels.push(format!("{} {}", score.name, found.act));
            let band = score.band(found.act).and_then(|band| score.bands.get(band));
            levels.extend(band.map(|band| format!("{} {}", score.name, band.name.name)));
        }
    }
    for (found, gate) in decision.gates.iter().zip(&program.gates) {
        let does = if found.open() { "opens" } else { "refuses" };
        levels.push(format!("gate {} {does}", gate.name));
    }
    let mut duties = Vec::new();
    for found in &decision.duties {
        let Some(duty) = program.duties.get(found.duty.0 as usize) else {
            continue;
        };
        let by = match found.due {
            Due::At(moment) => format!(" by {}", moment.wall()),
            Due::None | Due::Unknown => String::new(),
        };
        duties.push(format!("{}{by}", duty.written()));
    }
    (levels, duties)
}
