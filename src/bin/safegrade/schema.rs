//! `safegrade schema`

use std::path::PathBuf;
use std::process::ExitCode;

use safegrade::wire;

use crate::failure::Failure;
use crate::output;
use crate::policy::{self, Loaded};

/// Write what a policy asks, grades and whom it tells, as JSON: enough to draw a form
#[derive(Debug, clap::Args)]
pub struct Args {
    /// The policy, or several versions of one; `-` is standard input
    #[arg(required = true, value_name = "POLICY")]
    policies: Vec<PathBuf>,
    /// Of several versions, that which is in force on this day, such as `2016-03-24`
    #[arg(long, value_name = "DATE")]
    as_of: Option<String>,
    /// JSON is what it always writes; accepted for symmetry
    #[arg(long, hide = true)]
    json: bool,
}

/// Writes the schema.
pub fn run(args: &Args) -> Result<ExitCode, Failure> {
    let as_of = args.as_of.as_deref().map(policy::day).transpose()?;
    let engine = match (policy::load_all(&args.policies)?, as_of) {
        (Loaded::One(engine), _) => engine,
        (Loaded::Versions(history), Some(day)) => policy::in_force(&history, day)?,
        (Loaded::Versions(_), None) => {
            return Err(Failure::usage(
                "several versions were given; say with --as-of on which day the one meant is in force",
            ));
        }
    };
    output::json(&wire::schema(engine.program()))?;
    Ok(ExitCode::SUCCESS)
}
