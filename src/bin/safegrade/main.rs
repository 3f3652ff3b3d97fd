//! The terminal program: `safegrade check`, `grade`, `test`, `mutate`, `fmt`, `explain`, `schema`, `replay`,
//! `generate`, `prove`, `examples`, `diff`.
//!
//! It sees only the library's public face. Files, the clock and the terminal are touched here and nowhere else.

mod budget;
mod cases;
mod check;
mod coverage;
mod diff;
mod exactly;
mod examples;
mod explain;
mod failure;
mod fmt;
mod generate;
mod grade;
mod input;
mod invent;
mod mutate;
mod output;
mod overlay;
mod policy;
mod prove;
mod random;
mod replay;
mod report;
mod schema;
mod table;
mod test;
mod versions;
mod words;

use std::process::ExitCode;

use clap::{Parser, Subcommand};

/// Risk rules in plain words: check a policy, grade a case, see why.
#[derive(Debug, Parser)]
#[command(version, max_term_width = 90, after_help = EXIT_CODES)]
struct Program {
    #[command(subcommand)]
    command: Command,
    /// When to write in colour; never where output is piped or NO_COLOR is set, unless `always`
    #[arg(long, global = true, value_name = "WHEN", default_value = "auto")]
    colour: clap::ColorChoice,
}

const EXIT_CODES: &str = "\
Exit codes:
  0  all is well
  1  an example failed, a mutant was not noticed, a text lacks a language, or a file is not in the
     standard layout
  2  the command, a file or a case is faulty
  3  a policy does not compile";

#[derive(Debug, Subcommand)]
enum Command {
    Check(check::Args),
    Grade(grade::Args),
    Test(test::Args),
    Mutate(mutate::Args),
    Fmt(fmt::Args),
    Explain(explain::Args),
    Schema(schema::Args),
    Replay(replay::Args),
    Generate(generate::Args),
    Prove(prove::Args),
    Examples(examples::Args),
    Diff(diff::Args),
}

fn main() -> ExitCode {
    let program = Program::parse();
    let choice = match program.colour {
        clap::ColorChoice::Auto => anstream::ColorChoice::Auto,
        clap::ColorChoice::Always => anstream::ColorChoice::Always,
        clap::ColorChoice::Never => anstream::ColorChoice::Never,
    };
    choice.write_global();
    let done = match &program.command {
        Command::Check(args) => check::run(args),
        Command::Grade(args) => grade::run(args),
        Command::Test(args) => test::run(args),
        Command::Mutate(args) => mutate::run(args),
        Command::Fmt(args) => fmt::run(args),
        Command::Explain(args) => explain::run(args),
        Command::Schema(args) => schema::run(args),
        Command::Replay(args) => replay::run(args),
        Command::Generate(args) => generate::run(args),
        Command::Prove(args) => prove::run(args),
        Command::Examples(args) => examples::run(args),
        Command::Diff(args) => diff::run(args),
    };
    done.unwrap_or_else(|failure| failure.report())
}
