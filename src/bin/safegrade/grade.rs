//! `safegrade grade`

use std::path::{Path, PathBuf};
use std::process::ExitCode;

use safegrade::Engine;
use safegrade::eval::{Answer, Case, Decision};
use safegrade::exact::{Completions, Exactly};
use safegrade::ir::Program;
use safegrade::value::{Moment, MomentError};
use safegrade::wire::{self, Document, Raw};

use crate::budget::Budget;
use crate::failure::Failure;
use crate::policy::Loaded;
use crate::report::{self, Beside};
use crate::words::{self, Lang};
use crate::{input, output, policy};

/// Grade a case and say why
#[derive(Debug, clap::Args)]
pub struct Args {
    /// The policy; of several versions of one, that which is in force at the moment decides
    #[arg(required = true, value_name = "POLICY")]
    policies: Vec<PathBuf>,
    /// The case: a JSON object of facts and answers; `-` is standard input
    #[arg(long, value_name = "FILE")]
    case: PathBuf,
    /// The moment to decide for, such as `2016-03-24 22:00` (London time); `now` asks this machine's clock
    #[arg(long, value_name = "MOMENT")]
    now: String,
    /// Write the whole decision as JSON
    #[arg(long, conflicts_with = "lang")]
    json: bool,
    /// Say exactly what is still possible: which levels and duties, what brings them about, which answers can still change
    /// anything, and which known answers it rests on
    #[arg(long)]
    exact: bool,
    #[command(flatten)]
    budget: Budget,
    /// The policy's words in English or, where it has them, in Welsh
    #[arg(long, value_enum, default_value = "en")]
    lang: Lang,
}

/// Grades a case. Where the case had faults the decision is written all the same, and the exit code tells.
pub fn run(args: &Args) -> Result<ExitCode, Failure> {
    let standard_input = Path::new("-");
    if args.case == standard_input && args.policies.iter().any(|policy| policy == standard_input) {
        return Err(Failure::usage("only one of policy and case can be standard input"));
    }
    let now = moment(&args.now)?;
    let loaded = policy::load_all(&args.policies)?;
    let document = document(&args.case)?;
    let read = |engine: &Engine, now| {
        let mut case = engine.case(now);
        wire::give(engine.program(), &mut case, &document);
        case
    };
    let faults = match &loaded {
        Loaded::One(engine) => {
            let case = read(engine, now);
            let program = engine.program();
            let (decision, exactly) = match exactly(args, engine, &case) {
                Some((decision, exactly)) => (decision, Some(exactly)),
                None => (engine.decide(&case), None),
            };
            if args.json {
                let document = wire::decision(program, &case, &decision);
                json(document, program, &case, exactly.as_ref())?;
            } else {
                let beside = Beside {
                    exactly: exactly.as_ref(),
                    next: None,
                };
                output::print(&report::decision(program, &case, &decision, beside, args.lang))?;
            }
            decision.faults
        }
        Loaded::Versions(history) => {
            let mut decided = history.decide(now, read);
            let engine = &decided.version.engine;
            let mut found = None;
            if let Some((decision, exactly)) = exactly(args, engine, &decided.case) {
                let faults = std::mem::take(&mut decided.decision.faults);
                decided.decision = Decision { faults, ..decision };
                found = Some(exactly);
            }
            let (program, case) = (engine.program(), &decided.case);
            if args.json {
                json(wire::decided(&decided), program, case, found.as_ref())?;
            } else {
                let beside = Beside {
                    exactly: found.as_ref(),
                    next: decided.next.as_ref(),
                };
                output::print(&report::decision(program, case, &decided.decision, beside, args.lang))?;
            }
            decided.decision.faults
        }
    };
    Ok(if faults.is_empty() {
        ExitCode::SUCCESS
    } else {
        ExitCode::from(Failure::TROUBLE)
    })
}

/// What is exactly known of a case, where that was asked for, and the decision with it.
fn exactly(args: &Args, engine: &Engine, case: &Case) -> Option<(Decision, Exactly)> {
    if !args.exact {
        return None;
    }
    let (decision, exactly) = Completions::new(engine, true).exactly(case, args.budget.conflicts);
    if exactly.possible.unsound {
        output::complain(&output::note(
            "a proof did not stand up to its check, please report it; what it was for is told as not decided",
        ));
    }
    Some((decision, exactly))
}

/// Writes a decision as JSON, with what is exactly known.
fn json<'d>(
    mut document: Document<'d>,
    program: &'d Program,
    case: &'d Case,
    exactly: Option<&'d Exactly>,
) -> Result<(), Failure> {
    if let (Document::Object(entries), Some(exactly)) = (&mut document, exactly) {
        entries.push(("exact", wire::exactly(program, case, exactly)));
    }
    output::json(&document)
}

/// The moment to decide for.
fn moment(text: &str) -> Result<Moment, Failure> {
    if text == "now" {
        let now = clock()?;
        output::complain(&output::note(&format!(
            "decided for {}, as this machine's clock says",
            words::moment(now)
        )));
        return Ok(now);
    }
    Moment::parse_now(text).map_err(|error| {
        Failure::usage(match error {
            MomentError::Shape => format!("--now: `{text}` is no moment; write it as `2016-03-24 22:00`"),
            MomentError::Impossible => format!("--now: `{text}` does not exist, or is not from 1900 to 2199"),
        })
    })
}

#[expect(
    clippy::disallowed_methods,
    reason = "the one place that reads the clock, where the command line asks for it"
)]
fn clock() -> Result<Moment, Failure> {
    let since = std::time::SystemTime::now().duration_since(std::time::UNIX_EPOCH);
    let minutes = since.ok().and_then(|since| i32::try_from(since.as_secs() / 60).ok());
    let now = minutes
        .map(|minutes| Moment { minutes })
        .filter(|now| *now <= Moment::LAST);
    now.ok_or_else(|| Failure::usage("this machine's clock shows no time that can be used; give --now a moment"))
}

/// Reads a case. What is wrong with its answers becomes a fault of the case; what is no JSON at all is refused.
fn document(path: &Path) -> Result<Answer, Failure> {
    let text = input::text(path)?;
    let text = text.strip_prefix('\u{feff}').unwrap_or(&text);
    let refuse = |why: &str| Failure::usage(format!("{}: {why}", output::path(path)));
    let Raw(document) = serde_json::from_str(text).map_err(|error| refuse(&no_json(&error)))?;
    let Answer::Each(pairs) = &document else {
        return Err(refuse(
            "a case is a JSON object of facts and answers, such as {\"age\": 15}",
        ));
    };
    if pairs.iter().any(|(name, _)| name == "now") {
        return Err(refuse(
            "the case carries `now`; the moment to decide for is given by --now alone",
        ));
    }
    Ok(document)
}

/// What is wrong with the text, and where.
fn no_json(error: &serde_json::Error) -> String {
    let text = error.to_string();
    let place = format!(" at line {} column {}", error.line(), error.column());
    let what = if error.is_eof() {
        "the text ends too early"
    } else {
        text.strip_suffix(&place).unwrap_or(&text)
    };
    if error.line() == 0 {
        format!("not JSON: {what}")
    } else {
        format!("line {}, column {}: not JSON: {what}", error.line(), error.column())
    }
}
