//! `safegrade diff`

use std::path::PathBuf;
use std::process::ExitCode;

use safegrade::Engine;
use safegrade::eval::{Case, Due};
use safegrade::exact::{self, Change, Diff, Kind};
use serde_json::{Value, json};

use crate::budget::Budget;
use crate::failure::Failure;
use crate::output::{self, BOLD, FAINT, GREEN, RED, YELLOW, count, styled};
use crate::{input, policy};

/// Say what two versions of a policy differ in: what comes out, over all cases and times
///
/// Rules that were only renamed, moved or written in other words show nothing. Every difference is a region, as wide as
/// it can be made, with a case that was decided by both; that there are no others is proved, and the proof checked.
#[derive(Debug, clap::Args)]
pub struct Args {
    /// The policy as it was
    old: PathBuf,
    /// The policy as it is to be
    new: PathBuf,
    /// Write the differences as JSON
    #[arg(long)]
    json: bool,
    /// Fail where the new version is anywhere less strict: a level lower, a duty gone, a gate open
    #[arg(long, value_name = "WHAT", value_parser = ["no-downgrade"])]
    gate: Option<String>,
    /// A file that names the differences the gate lets pass, one a line; what follows `#` is why
    #[arg(long, value_name = "FILE", requires = "gate")]
    waive: Option<PathBuf>,
    #[command(flatten)]
    budget: Budget,
}

/// Compares two versions.
pub fn run(args: &Args) -> Result<ExitCode, Failure> {
    let (_, old) = policy::load(&args.old)?;
    let (_, new) = policy::load(&args.new)?;
    let waived = match &args.waive {
        Some(path) => names(&input::text(path)?),
        None => Vec::new(),
    };
    let diff = exact::diff(&old, &new, args.budget.conflicts);
    let told: Vec<Told> = diff.changes.iter().map(|change| told(&old, change, &waived)).collect();
    if args.json {
        output::json(&document(&diff, &told))?;
    } else {
        output::print(&report(&diff, &told))?;
    }
    let unmatched: Vec<&String> = waived
        .iter()
        .filter(|name| !told.iter().any(|told| told.name == **name))
        .collect();
    if !unmatched.is_empty() {
        let names: Vec<&str> = unmatched.iter().map(|name| name.as_str()).collect();
        output::complain(&output::note(&format!("nothing is called {}", names.join(", "))));
    }
    let lowered = told.iter().any(|told| told.lowers && !told.waived);
    let fails = args.gate.is_some() && (lowered || !diff.open.is_empty()) || diff.unsound;
    Ok(if fails {
        ExitCode::from(Failure::DIFFERS)
    } else {
        ExitCode::SUCCESS
    })
}

/// The names in a file of waivers.
fn names(text: &str) -> Vec<String> {
    let lines = text.lines().map(|line| line.split('#').next().unwrap_or("").trim());
    lines.filter(|name| !name.is_empty()).map(str::to_owned).collect()
}

/// A difference in words.
pub struct Told {
    /// By what it is waived: made of what it says, so that it stays while the difference does.
    name: String,
    lowers: bool,
    score: bool,
    waived: bool,
    /// What comes out otherwise.
    pub what: String,
    /// Under which conditions.
    pub when: String,
    /// An example of the old version that the new one breaks.
    pub example: String,
}

/// A difference in words, and whether it is waived.
pub fn told(old: &Engine, change: &Change, waived: &[String]) -> Told {
    let when = if change.region.is_empty() {
        "always".to_owned()
    } else {
        change.region.join(", ")
    };
    let (what, short, expect) = match &change.kind {
        Kind::Level(scale, level, raised, rule) => {
            let others = change.others.join(" or ");
            let what = if *raised {
                format!("{scale}: {others} -> {level}, by `{rule}`")
            } else {
                format!("{scale}: {level} -> {others}, by `{rule}`")
            };
            let expect = format!("{scale} {}", level_of(old, scale, &change.case));
            let short = format!("{scale}-{}-{level}-{rule}", if *raised { "to" } else { "from" });
            (what, short, expect)
        }
        Kind::Duty(words, true, rule) => (
            format!("now also, by `{rule}`: {words}"),
            format!("duty-new-{}", slug(words)),
            duty_of(old, words, &change.case),
        ),
        Kind::Duty(words, false, rule) => (
            format!("no longer, by `{rule}`: {words}"),
            format!("duty-gone-{}", slug(words)),
            duty_of(old, words, &change.case),
        ),
        Kind::Score(score) => (
            format!("`{score}` comes out otherwise"),
            format!("score-{score}"),
            points_of(old, score, &change.case),
        ),
        Kind::Gate(gate, true) => (
            format!("`{gate}` opens now"),
            format!("gate-opens-{gate}"),
            format!("gate {gate} refuses"),
        ),
        Kind::Gate(gate, false) => (
            format!("`{gate}` refuses now"),
            format!("gate-refuses-{gate}"),
            format!("gate {gate} opens"),
        ),
    };
    let name = format!("{short}-{:04x}", fingerprint(&format!("{what} {when}")));
    Told {
        waived: waived.contains(&name),
        lowers: change.kind.lowers(),
        score: matches!(change.kind, Kind::Score(_)),
        example: exact::example(old.program(), &name.replace('-', "_"), &change.case, &expect),
        name,
        what,
        when,
    }
}

/// The level on which the old version acts.
fn level_of(old: &Engine, scale: &str, case: &Case) -> String {
    let program = old.program();
    let index = program.scales.iter().position(|own| own.name == scale);
    let found = index.and_then(|index| {
        let level = usize::from(old.decide(case).outcomes.get(index)?.act);
        program.scales.get(index)?.levels.get(level)
    });
    found.map_or_else(String::new, |level| level.name.clone())
}

/// The points that the old version gives.
fn points_of(old: &Engine, score: &str, case: &Case) -> String {
    let found = old.program().scores.iter().find(|own| own.name == score);
    let points = found.map(|own| safegrade::eval::register(old.program(), case, own.points).high);
    format!("{score} {}", points.unwrap_or(0))
}

/// What the old version demands of a duty, and by when.
fn duty_of(old: &Engine, words: &str, case: &Case) -> String {
    let named = words.split(" within ").next().unwrap_or(words);
    let decision = old.decide(case);
    let found = decision.duties.iter().find(|found| {
        let duty = old.program().duties.get(found.duty.0 as usize);
        duty.is_some_and(|duty| named == duty.written())
    });
    match found.map(|found| found.due) {
        None => format!("no {named}"),
        Some(Due::At(moment)) => format!("{named} by {}", moment.wall()),
        Some(Due::None | Due::Unknown) => named.to_owned(),
    }
}

fn slug(words: &str) -> String {
    let duty = words.split(" within ").next().unwrap_or(words);
    duty.replace([' ', '_'], "-")
}

/// Sixteen bits of a text, to tell differences of one kind apart.
fn fingerprint(text: &str) -> u32 {
    let hash = text.bytes().fold(0x811c_9dc5_u32, |hash, byte| {
        (hash ^ u32::from(byte)).wrapping_mul(0x0100_0193)
    });
    hash >> 16
}

fn report(diff: &Diff, told: &[Told]) -> String {
    let mut out = String::new();
    for note in &diff.notes {
        out.push_str(&output::wrap("note: ", "      ", note));
    }
    if !diff.notes.is_empty() {
        out.push('\n');
    }
    for (lowers, score, title, style) in [
        (true, false, "Less strict", RED),
        (false, false, "Stricter", YELLOW),
        (false, true, "Scores", YELLOW),
    ] {
        let own: Vec<&Told> = told
            .iter()
            .filter(|told| told.lowers == lowers && told.score == score)
            .collect();
        if own.is_empty() {
            continue;
        }
        out.push_str(&format!("{}\n", styled(style, title)));
        for told in own {
            let waived = if told.waived { ", waived" } else { "" };
            out.push_str(&output::wrap(
                "  ",
                "    ",
                &format!(
                    "{} {}",
                    styled(BOLD, &told.what),
                    styled(FAINT, format!("({}{waived})", told.name))
                ),
            ));
            out.push_str(&output::wrap("    when ", "         ", &told.when));
            for line in told.example.lines() {
                out.push_str(&format!("      {}\n", styled(FAINT, line)));
            }
        }
        out.push('\n');
    }
    for kind in &diff.open {
        out.push_str(&output::wrap(
            "",
            "  ",
            &styled(RED, format!("not decided: {}", kind_words(kind))),
        ));
    }
    let verdict = if diff.unsound {
        styled(RED, "a proof did not stand up to its check: please report it")
    } else if told.is_empty() && diff.open.is_empty() {
        styled(GREEN, "equal: no case at any time comes out otherwise")
    } else {
        let lowered = told.iter().filter(|told| told.lowers).count();
        format!("{}, {lowered} of them less strict", count(told.len(), "difference"))
    };
    let proved = if diff.open.is_empty() && !diff.unsound {
        "; that there is no other is proved, and the proof was checked"
    } else {
        ""
    };
    out.push_str(&output::wrap("", "  ", &format!("{verdict}{proved}")));
    out
}

fn kind_words(kind: &Kind) -> String {
    match kind {
        Kind::Level(scale, level, true, rule) => format!("whether {scale} comes to {level} elsewhere by `{rule}`"),
        Kind::Level(scale, level, false, rule) => format!("whether {scale} no longer is {level} elsewhere by `{rule}`"),
        Kind::Duty(words, true, _) => format!("whether there is more of the new duty {words}"),
        Kind::Duty(words, false, _) => format!("whether there is more of the duty gone, {words}"),
        Kind::Score(score) => format!("whether `{score}` comes out otherwise elsewhere"),
        Kind::Gate(gate, _) => format!("whether there is more about `{gate}`"),
    }
}

fn document(diff: &Diff, told: &[Told]) -> Value {
    let changes: Vec<Value> = told
        .iter()
        .zip(&diff.changes)
        .map(|(told, change)| {
            json!({
                "name": told.name,
                "what": told.what,
                "when": change.region,
                "less_strict": told.lowers,
                "waived": told.waived,
                "example": told.example,
            })
        })
        .collect();
    json!({
        "equal": told.is_empty() && diff.open.is_empty() && !diff.unsound,
        "changes": changes,
        "notes": diff.notes,
        "proved_complete": diff.proved,
        "not_decided": diff.open.iter().map(kind_words).collect::<Vec<_>>(),
    })
}
