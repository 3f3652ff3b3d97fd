//! Builds, tests and serves safegrade. Run through the aliases in `.cargo/config.toml`:
//! `cargo demo`, `cargo prove`, `cargo pkg`, `cargo serve`.

mod arrange;
mod classic;
mod demo;
mod package;
mod project;
mod prove;
mod serve;
mod setup;

use anyhow::{Context, Result, bail};
use project::Project;
use std::process::ExitCode;

const USAGE: &str = "\
cargo demo  [--once] [--port N]   build everything, grade one case here, then open the demo
cargo prove                       every check and every test, in real browsers too
cargo pkg   [--compare]           build the JavaScript package into pkg/dist;
                                  --compare lists the sizes at every level of optimisation
cargo serve [--port N]            serve the demo as it was last built";

/// What follows the command's name.
#[derive(Default)]
struct Options {
    once: bool,
    compare: bool,
    port: Option<u16>,
}

fn main() -> ExitCode {
    match run() {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("\nerror: {error:#}");
            ExitCode::FAILURE
        }
    }
}

fn run() -> Result<()> {
    let mut arguments = std::env::args().skip(1);
    let command = arguments.next().unwrap_or_default();
    let options = Options::parse(&command, arguments)?;
    if matches!(command.as_str(), "" | "help" | "--help" | "-h") {
        println!("{USAGE}");
        return Ok(());
    }
    let project = Project::find()?;
    match command.as_str() {
        "demo" => demo::start(&project, options.once, options.port),
        "test" => prove::start(&project),
        "package" => {
            setup::wasm_target(&project)?;
            setup::npm_packages(&project)?;
            if options.compare {
                package::compare(&project)
            } else {
                package::within_budget(package::build(&project)?)
            }
        }
        "serve" if !project.dist().exists() => bail!("nothing is built yet: run `cargo pkg` or `cargo demo`"),
        "serve" => serve::Server::open(&project, options.port)?.announce().run(),
        other => bail!("no such command: {other}\n\n{USAGE}"),
    }
}

impl Options {
    fn parse(command: &str, mut arguments: impl Iterator<Item = String>) -> Result<Self> {
        let mut options = Self::default();
        while let Some(argument) = arguments.next() {
            match (command, argument.as_str()) {
                ("demo", "--once") => options.once = true,
                ("package", "--compare") => options.compare = true,
                ("demo" | "serve", "--port") => {
                    let port = arguments.next().context("--port needs a number")?;
                    options.port = Some(port.parse().with_context(|| format!("not a port: {port}"))?);
                }
                (_, other) => bail!("`{command}` does not know {other}\n\n{USAGE}"),
            }
        }
        Ok(options)
    }
}
