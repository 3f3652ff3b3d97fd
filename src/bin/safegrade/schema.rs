//! `safegrade schema`

use std::path::PathBuf;
use std::process::ExitCode;

use safegrade::wire;

use crate::failure::Failure;
use crate::{output, policy};

/// Write what a policy asks, grades and whom it tells, as JSON: enough to draw a form
#[derive(Debug, clap::Args)]
pub struct Args {
    /// The policy; `-` is standard input
    policy: PathBuf,
    /// JSON is what it always writes; accepted for symmetry
    #[arg(long, hide = true)]
    json: bool,
}

/// Writes the schema.
pub fn run(args: &Args) -> Result<ExitCode, Failure> {
    let (_, engine) = policy::load(&args.policy)?;
    output::json(&wire::schema(engine.program()))?;
    Ok(ExitCode::SUCCESS)
}
