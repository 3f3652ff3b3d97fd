//! Loading a policy for the commands that use one.

use std::path::{Path, PathBuf};

use safegrade::ast::{Item, Policy};
use safegrade::diagnostic::{self, Diagnostic, Severity};
use safegrade::source::{SourceFile, Span};
use safegrade::{Engine, compile, written};

use crate::failure::Failure;
use crate::{input, output};

/// The most policies that build on one another.
const MOST_LAYERS: usize = 16;

/// Reads a policy file by itself; `-` is standard input.
pub fn alone(path: &Path) -> Result<SourceFile, Failure> {
    Ok(SourceFile::new(output::path(path), input::text(path)?))
}

/// Reads a policy file and those of the policies that it builds on, which are looked for beside it.
/// Where one is not there the checker says so at its name.
pub fn read(path: &Path) -> Result<SourceFile, Failure> {
    Ok(layers(path)?.1)
}

/// The policies that a policy builds on, together, and it on top of them.
pub fn layers(path: &Path) -> Result<(Option<SourceFile>, SourceFile), Failure> {
    let top = alone(path)?;
    let mut below = Vec::new();
    let mut seen = vec![path.to_owned()];
    let mut wanted = builds_on(&top);
    while let Some(name) = wanted {
        let Some((file, source)) = beside(path, &name) else {
            break;
        };
        if seen.contains(&file) || seen.len() == MOST_LAYERS {
            return Err(Failure::policy(output::error(&format!(
                "{}: policies build on one another in a circle, or more than {MOST_LAYERS} of them",
                output::path(&file)
            ))));
        }
        wanted = builds_on(&source);
        below.push(source);
        seen.push(file);
    }
    let base = below.into_iter().rev().reduce(|below, above| above.on(below));
    Ok(match base {
        Some(base) => (Some(base.clone()), top.on(base)),
        None => (None, top),
    })
}

/// The policy of that name in the folder of another: in the file of its name, else in the first `.rules` that holds it.
fn beside(path: &Path, name: &str) -> Option<(PathBuf, SourceFile)> {
    let is = |file: PathBuf| {
        let source = alone(&file).ok()?;
        let own = last_header(&source, |policy| policy.name().text() == name);
        own.unwrap_or(false).then_some((file, source))
    };
    let by_name = path.with_file_name(format!("{name}.rules"));
    is(by_name).or_else(|| {
        let folder = path.parent().filter(|folder| !folder.as_os_str().is_empty());
        let entries = std::fs::read_dir(folder.unwrap_or(Path::new("."))).ok()?;
        let mut files: Vec<PathBuf> = entries
            .filter_map(|entry| Some(path.with_file_name(entry.ok()?.file_name())))
            .filter(|file| file.extension().is_some_and(|end| end == "rules"))
            .collect();
        files.sort();
        files.into_iter().find_map(is)
    })
}

/// The policy that a text says it builds on.
fn builds_on(source: &SourceFile) -> Option<String> {
    last_header(source, |policy| policy.builds_on().map(|name| name.text().to_owned())).flatten()
}

/// Where the name of a policy stands; of several that build on one another, that of the last.
pub fn header(source: &SourceFile) -> Span {
    last_header(source, |policy| policy.name().span()).unwrap_or_default()
}

fn last_header<T>(source: &SourceFile, read: impl Fn(&Policy<'_>) -> T) -> Option<T> {
    written(source, |module| {
        let headers = module.items.iter().rev().filter_map(|item| {
            if let Item::Policy(policy) = item {
                Some(policy)
            } else {
                None
            }
        });
        headers.map(read).next()
    })
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
