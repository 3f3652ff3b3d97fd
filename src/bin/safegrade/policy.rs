//! Loading a policy for the commands that use one.

use std::path::{Path, PathBuf};

use safegrade::diagnostic::{self, Diagnostic, Severity};
use safegrade::history::{History, Version};
use safegrade::source::SourceFile;
use safegrade::value::{Date, Moment};
use safegrade::{Engine, compile};

use crate::failure::Failure;
use crate::{input, output};

/// Reads a policy file; `-` is standard input.
pub fn read(path: &Path) -> Result<SourceFile, Failure> {
    Ok(SourceFile::new(output::path(path), input::text(path)?))
}

/// Reads and compiles a policy. Warnings are only counted, on standard error: `check` shows them.
pub fn load(path: &Path) -> Result<(SourceFile, Engine), Failure> {
    let source = read(path)?;
    let compiled = compile(&source);
    let Some(engine) = compiled.engine else {
        let errors: Vec<Diagnostic> = compiled
            .diagnostics
            .into_iter()
            .filter(|found| found.severity() == Severity::Error)
            .collect();
        let rendered = diagnostic::render(&source, &errors, true);
        return Err(Failure::policy(format!(
            "{rendered}{}",
            output::error(&format!(
                "{} does not compile: {}",
                source.name(),
                output::count(errors.len(), "error")
            ))
        )));
    };
    if !compiled.diagnostics.is_empty() {
        let found = output::count(compiled.diagnostics.len(), "warning");
        output::complain(&output::note(&format!(
            "{found} in {0}; `safegrade check {0}` shows more",
            source.name()
        )));
    }
    Ok((source, engine))
}

/// What was given: one policy, which decides every case, or several versions of one, each of which decides its own time.
pub enum Loaded {
    One(Engine),
    Versions(History),
}

/// Reads and compiles one policy, or the versions of one.
pub fn load_all(paths: &[PathBuf]) -> Result<Loaded, Failure> {
    if let [only] = paths {
        return Ok(Loaded::One(load(only)?.1));
    }
    if paths.iter().filter(|path| *path == Path::new("-")).count() > 1 {
        return Err(Failure::usage("only one policy can be standard input"));
    }
    let mut versions = Vec::new();
    for path in paths {
        let (source, engine) = load(path)?;
        versions.push(Version { source, engine });
    }
    let sources: Vec<SourceFile> = versions.iter().map(|version| version.source.clone()).collect();
    match History::new(versions) {
        Ok(Some(history)) => Ok(Loaded::Versions(history)),
        Ok(None) => Err(Failure::usage("no policy was given")),
        Err(found) => {
            let drawn = sources.iter().zip(&found);
            let drawn: String = drawn
                .map(|(source, found)| diagnostic::render(source, found, true))
                .collect();
            let errors = output::count(found.iter().map(Vec::len).sum(), "error");
            Err(Failure::policy(format!(
                "{drawn}{}",
                output::error(&format!("the policies are no versions of one: {errors}"))
            )))
        }
    }
}

/// A day given by `--as-of`.
pub fn day(text: &str) -> Result<Date, Failure> {
    Date::parse(text).map_err(|_| Failure::usage(format!("--as-of: `{text}` is no date; write it as `2016-03-24`")))
}

/// The version in force on a day.
pub fn in_force(history: &History, day: Date) -> Result<Engine, Failure> {
    let found = history.at(Moment::in_london(day, 0));
    if found.early {
        return Err(Failure::usage(format!("--as-of: on {day} no version was in force yet")));
    }
    Ok(found.version.engine.clone())
}
