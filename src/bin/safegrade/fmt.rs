//! `safegrade fmt`

use std::fs;
use std::path::{Path, PathBuf};
use std::process::ExitCode;

use safegrade::diagnostic;
use safegrade::format;

use crate::failure::Failure;
use crate::output::{self, count};
use crate::policy;

/// Write policies in the standard layout
#[derive(Debug, clap::Args)]
pub struct Args {
    /// The policies; `-` reads standard input and writes standard output
    #[arg(required = true)]
    files: Vec<PathBuf>,
    /// Change nothing; list the files that are not in the standard layout
    #[arg(long)]
    check: bool,
}

/// Formats each file. One that has syntax errors is left as it is and does not keep the others from being formatted.
pub fn run(args: &Args) -> Result<ExitCode, Failure> {
    let mut worst = 0;
    for path in &args.files {
        match one(path, args.check) {
            Ok(differs) => worst = worst.max(if differs { Failure::DIFFERS } else { 0 }),
            Err(failure) => {
                failure.report();
                worst = worst.max(failure.code());
            }
        }
    }
    Ok(ExitCode::from(worst))
}

/// Whether the file was to be checked and differs.
fn one(path: &Path, check: bool) -> Result<bool, Failure> {
    let source = policy::alone(path)?;
    let (text, found) = format(&source);
    let Some(text) = text else {
        let drawn = diagnostic::render(&source, &found, true);
        return Err(Failure::policy(format!(
            "{drawn}{}",
            output::error(&format!(
                "{} was left as it is: {}",
                source.name(),
                count(found.len(), "message")
            ))
        )));
    };
    let differs = text != source.text();
    if check {
        if differs {
            output::print(&format!("{}\n", source.name()))?;
        }
        return Ok(differs);
    }
    if path == Path::new("-") {
        output::print(&text)?;
    } else if differs {
        replace(path, &text)?;
        output::complain(&format!("formatted {}\n", source.name()));
    }
    Ok(false)
}

/// Puts a new text in a file's place all at once, so that no crash leaves half a policy.
fn replace(path: &Path, text: &str) -> Result<(), Failure> {
    // Through a link, what it points to is replaced and the link stays.
    let target = fs::canonicalize(path).map_err(|error| Failure::file(path, error))?;
    let mut name = target.file_name().unwrap_or_default().to_owned();
    name.push(".formatting");
    let beside = target.with_file_name(name);
    let done = fs::metadata(&target).and_then(|metadata| {
        fs::write(&beside, text)?;
        fs::set_permissions(&beside, metadata.permissions())?;
        fs::rename(&beside, &target)
    });
    done.map_err(|error| {
        // Whatever is left of the attempt goes; the policy itself was not touched.
        let _ = fs::remove_file(&beside);
        Failure::file(path, error)
    })
}
