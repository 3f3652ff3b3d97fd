//! Loading a policy for the commands that use one.

use std::path::Path;

use safegrade::diagnostic::{self, Diagnostic, Severity};
use safegrade::source::SourceFile;
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
