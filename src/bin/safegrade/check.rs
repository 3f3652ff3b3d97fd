//! `safegrade check`

use std::path::PathBuf;
use std::process::ExitCode;

use safegrade::diagnostic::{self, Severity};
use safegrade::{Compiled, compile, wire};

use crate::failure::Failure;
use crate::output::{self, GREEN, RED, YELLOW, count, styled};
use crate::{overlay, policy};

/// Check a policy: every error and warning, with its place
#[derive(Debug, clap::Args)]
pub struct Args {
    /// The policy; `-` is standard input
    policy: PathBuf,
    /// Write the messages as JSON
    #[arg(long)]
    json: bool,
}

/// Checks a policy.
pub fn run(args: &Args) -> Result<ExitCode, Failure> {
    let (base, source) = policy::layers(&args.policy)?;
    let mut compiled = compile(&source);
    let below = base.and_then(|base| compile(&base).engine);
    if let (Some(below), Some(engine)) = (&below, &compiled.engine) {
        let lowered = overlay::lowered(below, engine, policy::header(&source));
        if !lowered.is_empty() {
            compiled.diagnostics.extend(lowered);
            compiled.engine = None;
        }
    }
    if args.json {
        output::json(&wire::diagnostics(&source, &compiled.diagnostics))?;
    } else {
        let drawn = diagnostic::render(&source, &compiled.diagnostics, true);
        let gap = if drawn.is_empty() || drawn.ends_with("\n\n") {
            ""
        } else {
            "\n"
        };
        output::print(&format!("{drawn}{gap}{}", summary(source.name(), &compiled)))?;
    }
    Ok(if compiled.engine.is_some() {
        ExitCode::SUCCESS
    } else {
        ExitCode::from(Failure::POLICY)
    })
}

/// `dorset.rules: 31 rules, 27 facts, 24 examples: no errors, 2 warnings`
fn summary(name: &str, compiled: &Compiled) -> String {
    let of = |severity: Severity| {
        compiled
            .diagnostics
            .iter()
            .filter(|found| found.severity() == severity)
            .count()
    };
    let (errors, warnings) = (of(Severity::Error), of(Severity::Warning));
    let found = |number: usize, one: &str, style: &str| {
        if number == 0 {
            format!("no {one}s")
        } else {
            styled(style, count(number, one))
        }
    };
    let holds = compiled.engine.as_ref().map_or_else(String::new, |engine| {
        let program = engine.program();
        format!(
            " {}, {}, {}:",
            count(program.rules.len(), "rule"),
            count(program.facts.len(), "fact"),
            count(program.examples.len(), "example")
        )
    });
    let verdict = format!(
        "{}, {}",
        found(errors, "error", RED),
        found(warnings, "warning", YELLOW)
    );
    let verdict = if errors + warnings == 0 {
        styled(GREEN, verdict)
    } else {
        verdict
    };
    format!("{name}:{holds} {verdict}\n")
}
