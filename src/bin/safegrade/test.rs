//! `safegrade test`

use std::path::PathBuf;
use std::process::ExitCode;

use safegrade::eval::ExampleResult;
use safegrade::source::SourceFile;
use safegrade::wire;
use serde_json::{Value, json};

use crate::failure::Failure;
use crate::output::{self, FAINT, GREEN, RED, count, styled};
use crate::{coverage, policy, words};

/// Run the examples that stand in policies
#[derive(Debug, clap::Args)]
pub struct Args {
    /// The policies; `-` is standard input
    #[arg(required = true)]
    policies: Vec<PathBuf>,
    /// Write the results as JSON: one list over all policies; with `--coverage` two lists
    #[arg(long)]
    json: bool,
    /// Say also what no example shows one way or the other
    #[arg(long)]
    coverage: bool,
}

/// Runs the examples of each policy. A policy that cannot be used does not keep the others from being tested.
pub fn run(args: &Args) -> Result<ExitCode, Failure> {
    let mut tested = Vec::new();
    let mut worst = ExitCode::SUCCESS;
    let (mut failed, mut ran) = (0, 0);
    for (index, path) in args.policies.iter().enumerate() {
        let (source, engine) = match policy::load(path) {
            Ok(loaded) => loaded,
            Err(failure) => {
                worst = failure.report();
                continue;
            }
        };
        let results = engine.test();
        ran += results.len();
        failed += results.iter().filter(|result| !result.failures.is_empty()).count();
        let coverage = args.coverage.then(|| coverage::of(&source, &engine));
        if args.json {
            tested.push((source, results, coverage));
        } else {
            if index > 0 {
                output::print("\n")?;
            }
            output::print(&report(&source, &results))?;
            if let Some(coverage) = coverage {
                output::print(&coverage.report())?;
            }
        }
    }
    if args.json {
        let results = tested
            .iter()
            .flat_map(|(source, results, _)| results.iter().map(move |result| (source, result)));
        let results = wire::examples(results);
        if args.coverage {
            let coverage = tested
                .iter()
                .filter_map(|(source, _, found)| Some(found.as_ref()?.document(source)));
            output::json(&json!({ "examples": results, "coverage": coverage.collect::<Vec<Value>>() }))?;
        } else {
            output::json(&results)?;
        }
    } else if args.policies.len() > 1 {
        output::print(&format!("\n{}", tally("all policies", ran, failed)))?;
    }
    let broken = worst != ExitCode::SUCCESS;
    Ok(if broken || failed == 0 {
        worst
    } else {
        ExitCode::from(Failure::DIFFERS)
    })
}

fn report(source: &SourceFile, results: &[ExampleResult]) -> String {
    let mut out = String::new();
    for result in results {
        let said = if result.text.en == words::name(&result.name) {
            String::new()
        } else {
            styled(FAINT, format!(": {}", result.text.en))
        };
        if result.failures.is_empty() {
            out.push_str(&output::wrap(
                &format!("{} ", styled(GREEN, "passed")),
                "         ",
                &format!("{}{said}", result.name),
            ));
            continue;
        }
        out.push_str(&output::wrap(
            &format!("{} ", styled(RED, "FAILED")),
            "         ",
            &format!("{}{said}", result.name),
        ));
        let (name, place) = source.position(result.span.start);
        out.push_str(&format!(
            "         {}\n",
            styled(FAINT, format!("{name}:{}:{}", place.line + 1, place.column + 1))
        ));
        for failure in &result.failures {
            out.push_str(&output::wrap("       - ", "         ", failure));
        }
    }
    let failed = results.iter().filter(|result| !result.failures.is_empty()).count();
    let gap = if results.is_empty() { "" } else { "\n" };
    format!("{out}{gap}{}", tally(source.name(), results.len(), failed))
}

fn tally(name: &str, ran: usize, failed: usize) -> String {
    let verdict = match (ran, failed) {
        (0, _) => "there are none to run".to_owned(),
        (_, 0) => styled(GREEN, "all passed"),
        _ => styled(RED, format!("{failed} failed")),
    };
    format!("{name}: {}: {verdict}\n", count(ran, "example"))
}
