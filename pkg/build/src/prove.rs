//! Every check and every test, one after another, and a line for each at the end.

use crate::project::{Project, files, run, succeeds};
use crate::{demo, package, setup};
use anyhow::{Result, bail, ensure};
use std::path::PathBuf;
use std::time::{Duration, Instant};

enum Outcome {
    Passed,
    Failed(String),
    /// It needs what an earlier step failed to make.
    NotRun,
}

struct Line {
    name: &'static str,
    outcome: Outcome,
    took: Duration,
}

#[derive(Default)]
struct Record {
    lines: Vec<Line>,
}

pub fn start(project: &Project) -> Result<()> {
    let start = now();
    let mut browser = PathBuf::new();
    let mut record = Record::default();

    // Without the tools nothing below is worth its time.
    record.step("tools", || {
        setup::wasm_target(project)?;
        setup::npm_packages(project)?;
        browser = setup::browser()?;
        Ok(())
    });
    if !record.all_passed() {
        return record.close(start.elapsed());
    }

    record.step("formatting", || run(&mut project.cargo(["fmt", "--all", "--check"])));
    record.step("lints: library and terminal", || {
        clippy(project, &["--package", "safegrade", "--all-targets"])
    });
    record.step("lints: library alone", || {
        clippy(project, &["--package", "safegrade", "--lib", "--no-default-features"])
    });
    record.step("lints: browser", || {
        let target = ["--target", "wasm32-unknown-unknown"];
        let features = [
            "--package",
            "safegrade",
            "--lib",
            "--no-default-features",
            "--features",
            "wasm",
        ];
        clippy(project, &[features.as_slice(), &target].concat())
    });
    record.step("lints: build tool", || {
        clippy(project, &["--package", "safegrade-build", "--all-targets"])
    });
    record.step("tests: library and terminal", || native(project, "safegrade"));
    record.step("tests: examples in documents", || {
        run(&mut project.cargo(["test", "--quiet", "--locked", "--package", "safegrade", "--doc"]))
    });
    record.step("tests: build tool", || native(project, "safegrade-build"));
    let mut size = None;
    let packaged = record.step("package", || {
        size = Some(package::build(project)?);
        Ok(())
    });
    record.step_if(packaged, "package: size", || {
        size.map_or(Ok(()), package::within_budget)
    });
    record.step_if(packaged, "tests: Node", || node_tests(project, ".test.mjs", &browser));
    record.step_if(packaged, "tests: browser", || {
        node_tests(project, ".browser.mjs", &browser)
    });
    record.step_if(packaged, "demo", || demo::show(project, true, Some(0)));
    record.close(start.elapsed())
}

fn clippy(project: &Project, selection: &[&str]) -> Result<()> {
    run(project
        .cargo(["clippy", "--quiet", "--locked"])
        .args(selection)
        .args(["--", "--deny", "warnings"]))
}

fn native(project: &Project, package: &str) -> Result<()> {
    let selection = ["--locked", "--package", package];
    if succeeds(&mut project.cargo(["nextest", "--version"])) {
        let quiet = ["--cargo-quiet", "--status-level", "slow", "--no-fail-fast"];
        run(project.cargo(["nextest", "run"]).args(selection).args(quiet))
    } else {
        run(project
            .cargo(["test", "--quiet", "--no-fail-fast", "--all-targets"])
            .args(selection))
    }
}

fn node_tests(project: &Project, ending: &str, browser: &std::path::Path) -> Result<()> {
    let tests = files(&project.pkg().join("test"), ending)?;
    ensure!(!tests.is_empty(), "no tests in pkg/test end in {ending}");
    // The machine may have two cores and a browser is heavy: one file at a time.
    let options = ["--test", "--test-reporter=spec", "--test-concurrency=1"];
    // Built by the native tests before: the package must say the same as the terminal program, byte for byte.
    let program = project
        .target
        .join("debug")
        .join(format!("safegrade{}", std::env::consts::EXE_SUFFIX));
    run(project
        .node(options)
        .args(tests)
        .env("SAFEGRADE_BROWSER", browser)
        .env("SAFEGRADE_PROGRAM", program))
}

impl Record {
    /// Runs a step and says whether it passed.
    fn step(&mut self, name: &'static str, action: impl FnOnce() -> Result<()>) -> bool {
        println!("\n== {name}");
        let start = now();
        let outcome = match action() {
            Ok(()) => Outcome::Passed,
            Err(error) => {
                eprintln!("{error:#}");
                Outcome::Failed(format!("{error:#}"))
            }
        };
        let passed = matches!(outcome, Outcome::Passed);
        self.lines.push(Line {
            name,
            outcome,
            took: start.elapsed(),
        });
        passed
    }

    fn step_if(&mut self, ready: bool, name: &'static str, action: impl FnOnce() -> Result<()>) {
        if ready {
            self.step(name, action);
        } else {
            self.lines.push(Line {
                name,
                outcome: Outcome::NotRun,
                took: Duration::ZERO,
            });
        }
    }

    fn all_passed(&self) -> bool {
        self.lines.iter().all(|line| matches!(line.outcome, Outcome::Passed))
    }

    fn close(&self, took: Duration) -> Result<()> {
        println!("\n== all steps");
        for line in &self.lines {
            let seconds = line.took.as_secs_f64();
            match &line.outcome {
                Outcome::Passed => println!("passed   {:<32}{seconds:>8.1} s", line.name),
                Outcome::Failed(why) => println!("FAILED   {:<32}{seconds:>8.1} s   {}", line.name, first_line(why)),
                Outcome::NotRun => println!("not run  {}", line.name),
            }
        }
        let passed = self
            .lines
            .iter()
            .filter(|line| matches!(line.outcome, Outcome::Passed))
            .count();
        println!(
            "{passed} of {} steps passed in {:.0} s",
            self.lines.len(),
            took.as_secs_f64()
        );
        if self.all_passed() {
            Ok(())
        } else {
            bail!("not everything passed")
        }
    }
}

fn first_line(text: &str) -> &str {
    text.lines().next().unwrap_or_default()
}

#[expect(
    clippy::disallowed_methods,
    reason = "how long a step takes is measured here; the engine reads no clock"
)]
fn now() -> Instant {
    Instant::now()
}

#[cfg(test)]
mod tests {
    use super::Record;
    use anyhow::bail;
    use std::time::Duration;

    #[test]
    fn one_failure_fails_everything_and_the_rest_still_runs() {
        let mut record = Record::default();
        assert!(record.step("first", || Ok(())));
        assert!(record.close(Duration::ZERO).is_ok());
        let ready = record.step("second", || bail!("broken"));
        record.step_if(ready, "third", || panic!("must not run"));
        assert!(record.step("fourth", || Ok(())));
        assert!(record.close(Duration::ZERO).is_err());
        assert_eq!(record.lines.len(), 4);
    }
}
