//! Loading a policy for the commands that use one.

use std::path::{Path, PathBuf};

use safegrade::ast::{Item, Policy, PolicyClause};
use safegrade::diagnostic::{self, Diagnostic, Severity};
use safegrade::history::{History, Version};
use safegrade::source::{SourceFile, Span};
use safegrade::value::{Date, Moment};
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
    while let Some((name, day)) = wanted {
        let Some((file, source)) = beside(path, &name, &day) else {
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

/// The policy of that name in the folder of another: of several versions the one that is in force when the other comes
/// into force.
fn beside(path: &Path, name: &str, day: &str) -> Option<(PathBuf, SourceFile)> {
    let folder = path.parent().filter(|folder| !folder.as_os_str().is_empty());
    let entries = std::fs::read_dir(folder.unwrap_or(Path::new("."))).ok()?;
    let mut files: Vec<PathBuf> = entries
        .filter_map(|entry| Some(path.with_file_name(entry.ok()?.file_name())))
        .filter(|file| file.extension().is_some_and(|end| end == "rules"))
        .collect();
    files.sort();
    let found = files.into_iter().filter_map(|file| {
        let source = alone(&file).ok().filter(|source| source.text().contains(name))?;
        let (own, from) = last_header(&source, |policy| (policy.name().text() == name, day_of(policy)))?;
        own.then_some((from, file, source))
    });
    // Dates as written sort as they follow on each other. Where all begin later, the checker says so of the first.
    let best = found.min_by_key(|(from, ..)| {
        let later = from.as_str() > day;
        (later, (!later).then(|| core::cmp::Reverse(from.clone())), from.clone())
    });
    best.map(|(_, file, source)| (file, source))
}

/// The day from which a policy is in force, as written.
fn day_of(policy: &Policy<'_>) -> String {
    let day = policy.clauses().find_map(|clause| {
        if let PolicyClause::InForce(day) = clause {
            Some(day.text().to_owned())
        } else {
            None
        }
    });
    day.unwrap_or_default()
}

/// The policy that a text says it builds on, and from when.
fn builds_on(source: &SourceFile) -> Option<(String, String)> {
    // Most build on nothing, and need not be read for that.
    if !source.text().contains("builds") {
        return None;
    }
    last_header(source, |policy| {
        let base = policy.builds_on()?;
        Some((base.text().to_owned(), day_of(policy)))
    })
    .flatten()
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
