//! `safegrade check`

use std::path::PathBuf;
use std::process::ExitCode;

use safegrade::diagnostic::{self, Code, Diagnostic, Severity};
use safegrade::history::{self, Version};
use safegrade::source::SourceFile;
use safegrade::{Engine, compile, wire, without_welsh};

use crate::failure::Failure;
use crate::output::{self, GREEN, RED, YELLOW, count, styled};
use crate::{overlay, policy};

/// Check policies: every error and warning, with its place; those of one name also as versions of one policy
#[derive(Debug, clap::Args)]
pub struct Args {
    /// The policies; `-` is standard input
    #[arg(required = true, value_name = "POLICY")]
    policies: Vec<PathBuf>,
    /// Write the messages as JSON: one list over all policies
    #[arg(long)]
    json: bool,
    /// Say which texts shown to people lack a language, and fail where one does
    #[arg(long, value_name = "LANGUAGE")]
    require: Option<Required>,
}

/// A language that every text must have.
#[derive(Debug, Clone, Copy, clap::ValueEnum)]
enum Required {
    /// Welsh
    Cy,
}

/// A policy and what was found.
struct Checked {
    source: SourceFile,
    engine: Option<Engine>,
    found: Vec<Diagnostic>,
}

impl Checked {
    fn number(&self, severity: Severity) -> usize {
        let of = |found: &&Diagnostic| found.severity() == severity;
        self.found.iter().filter(of).count()
    }
}

/// Checks each policy. One that cannot be read does not keep the others from being checked.
pub fn run(args: &Args) -> Result<ExitCode, Failure> {
    let mut worst = ExitCode::SUCCESS;
    let mut checked = Vec::new();
    for path in &args.policies {
        let (base, source) = match policy::layers(path) {
            Ok(layers) => layers,
            Err(failure) => {
                worst = failure.report();
                continue;
            }
        };
        let compiled = compile(&source);
        let mut found = compiled.diagnostics;
        let below = base.and_then(|base| compile(&base).engine);
        if let (Some(below), Some(engine)) = (&below, &compiled.engine) {
            found.extend(overlay::lowered(below, engine, policy::header(&source)));
        }
        if compiled.engine.is_some() && args.require.is_some() {
            found.extend(without_welsh(&source));
        }
        checked.push(Checked {
            source,
            engine: compiled.engine,
            found,
        });
    }
    versions(&mut checked);
    if args.json {
        let found = checked
            .iter()
            .map(|checked| (&checked.source, checked.found.as_slice()));
        output::json(&wire::diagnostics_of(found))?;
    } else {
        report(&checked, args.policies.len() > 1)?;
    }
    let lacks = |checked: &Checked| checked.found.iter().any(|found| found.code == Code::NoWelsh);
    Ok(if worst != ExitCode::SUCCESS {
        worst
    } else if checked.iter().any(|checked| checked.number(Severity::Error) > 0) {
        ExitCode::from(Failure::POLICY)
    } else if checked.iter().any(lacks) {
        ExitCode::from(Failure::DIFFERS)
    } else {
        ExitCode::SUCCESS
    })
}

/// Adds what keeps policies of one name from being versions of one policy.
fn versions(checked: &mut [Checked]) {
    let compiled = checked.iter().enumerate().filter_map(|(index, checked)| {
        let source = checked.source.clone();
        let engine = checked.engine.clone()?;
        Some((index, Version { source, engine }))
    });
    let mut groups: Vec<Vec<(usize, Version)>> = Vec::new();
    for (index, version) in compiled {
        let name = |version: &Version| version.engine.program().policy.name.clone();
        let same = |group: &&mut Vec<(usize, Version)>| {
            let first = group.first();
            first.is_some_and(|(_, first)| name(first) == name(&version))
        };
        match groups.iter_mut().find(same) {
            Some(group) => group.push((index, version)),
            None => groups.push(vec![(index, version)]),
        }
    }
    for group in groups {
        let versions: Vec<&Version> = group.iter().map(|(_, version)| version).collect();
        for ((index, _), misfits) in group.iter().zip(history::misfits(&versions)) {
            if let Some(checked) = checked.get_mut(*index) {
                checked.found.extend(misfits);
            }
        }
    }
}

fn report(checked: &[Checked], several: bool) -> Result<(), Failure> {
    for (index, one) in checked.iter().enumerate() {
        let drawn = diagnostic::render(&one.source, &one.found, true);
        let before = if index > 0 { "\n" } else { "" };
        let gap = if drawn.is_empty() || drawn.ends_with("\n\n") {
            ""
        } else {
            "\n"
        };
        output::print(&format!("{before}{drawn}{gap}{}", summary(one)))?;
    }
    if several {
        let sum = |severity| checked.iter().map(|one| one.number(severity)).sum();
        let verdict = verdict(sum(Severity::Error), sum(Severity::Warning));
        output::print(&format!("\nall policies: {verdict}\n"))?;
    }
    Ok(())
}

/// `dorset.rules: 31 rules, 27 facts, 24 examples: no errors, 2 warnings`
fn summary(checked: &Checked) -> String {
    let holds = checked.engine.as_ref().map_or_else(String::new, |engine| {
        let program = engine.program();
        format!(
            " {}, {}, {}:",
            count(program.rules.len(), "rule"),
            count(program.facts.len(), "fact"),
            count(program.examples.len(), "example")
        )
    });
    let verdict = verdict(checked.number(Severity::Error), checked.number(Severity::Warning));
    format!("{}:{holds} {verdict}\n", checked.source.name())
}

fn verdict(errors: usize, warnings: usize) -> String {
    let found = |number: usize, one: &str, style: &str| {
        if number == 0 {
            format!("no {one}s")
        } else {
            styled(style, count(number, one))
        }
    };
    let verdict = format!(
        "{}, {}",
        found(errors, "error", RED),
        found(warnings, "warning", YELLOW)
    );
    if errors + warnings == 0 {
        styled(GREEN, verdict)
    } else {
        verdict
    }
}
