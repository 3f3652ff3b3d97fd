//! Gets what a build or a test needs, or says in one line what a person must install.

use crate::project::{Project, output, run, succeeds, variable};
use anyhow::{Context, Result, bail, ensure};
use std::path::PathBuf;
use std::process::Command;

/// What the module is built for.
pub const TARGET: &str = "wasm32-unknown-unknown";
const BROWSERS: [&str; 5] = [
    "chromium",
    "chromium-browser",
    "google-chrome",
    "google-chrome-stable",
    "chrome",
];
const MAC_BROWSERS: [&str; 2] = [
    "/Applications/Google Chrome.app/Contents/MacOS/Google Chrome",
    "/Applications/Chromium.app/Contents/MacOS/Chromium",
];

/// The standard library that is linked into the module.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Library {
    /// Built together with the module, for size.
    FromSource,
    /// As it came with the toolchain, built for speed and with words for every panic: a tenth larger.
    AsShipped,
}

/// The folder of the toolchain.
pub fn sysroot(project: &Project) -> Option<PathBuf> {
    let mut rustc = Command::new("rustc");
    rustc.args(["--print", "sysroot"]).current_dir(&project.root);
    output(&mut rustc).map(PathBuf::from)
}

/// The standard library for WebAssembly.
pub fn wasm_target(project: &Project) -> Result<()> {
    let sysroot = sysroot(project).context("rustc does not answer")?;
    if sysroot.join("lib/rustlib").join(TARGET).is_dir() {
        return Ok(());
    }
    println!("adding the target {TARGET}");
    rustup(project, &["target", "add", TARGET])
        .with_context(|| format!("the Rust toolchain lacks the target {TARGET}; install it, with rustup if you can"))
}

/// Which standard library the module can have. Gets the sources of it where they are missing; that it must be the
/// larger one is no error, since that works too, but is said.
pub fn library(project: &Project) -> Library {
    let reason = match sources(project) {
        Ok(()) => return Library::FromSource,
        Err(reason) => reason,
    };
    println!("the module is built with the larger standard library that came with Rust: {reason:#}");
    Library::AsShipped
}

fn sources(project: &Project) -> Result<()> {
    // A list of what this cargo can do if it is let; one that leaves it out has another name for it or none.
    let abilities = output(project.cargo(["-Z", "help"]).env("RUSTC_BOOTSTRAP", "1")).unwrap_or_default();
    ensure!(
        ["build-std", "panic-immediate-abort"]
            .iter()
            .all(|ability| abilities.contains(&format!("-Z {ability} "))),
        "this version of Rust cannot build a smaller one; 1.95 can"
    );
    let manifest = sysroot(project)
        .context("rustc does not answer")?
        .join("lib/rustlib/src/rust/library/Cargo.lock");
    if manifest.is_file() {
        return Ok(());
    }
    println!("adding the component rust-src");
    rustup(project, &["component", "add", "rust-src"])
        .context("the Rust toolchain lacks the component rust-src; install it, with rustup if you can")
}

fn rustup(project: &Project, arguments: &[&str]) -> Result<()> {
    run(Command::new("rustup").args(arguments).current_dir(&project.root))
}

/// The packages of `pkg/package-lock.json`: the optimiser, the driver of the browser, and the checker of types.
pub fn npm_packages(project: &Project) -> Result<()> {
    let version = output(&mut project.node(["--version"])).unwrap_or_default();
    if !new_enough(&version) {
        bail!(
            "Node.js 20.16 or later is needed, with npm (found: {})",
            if version.is_empty() { "none" } else { &version }
        );
    }
    let pkg = project.pkg();
    let wanted = std::fs::read(pkg.join("package-lock.json"))?;
    let stamp = pkg.join("node_modules/.installed-lock.json");
    if std::fs::read(&stamp).is_ok_and(|installed| installed == wanted) {
        return Ok(());
    }
    println!("installing the npm packages of pkg/");
    let npm = if cfg!(windows) { "npm.cmd" } else { "npm" };
    run(Command::new(npm)
        .args(["ci", "--ignore-scripts", "--loglevel", "error"])
        .current_dir(&pkg))?;
    std::fs::write(stamp, wanted)?;
    Ok(())
}

fn new_enough(version: &str) -> bool {
    let mut numbers = version
        .trim_start_matches('v')
        .split('.')
        .map(|part| part.parse::<u32>().unwrap_or(0));
    (numbers.next().unwrap_or(0), numbers.next().unwrap_or(0)) >= (20, 16)
}

/// A real browser for the tests.
pub fn browser() -> Result<PathBuf> {
    if let Some(path) = variable("SAFEGRADE_BROWSER").map(PathBuf::from) {
        return if path.is_file() {
            Ok(path)
        } else {
            bail!("SAFEGRADE_BROWSER names no file: {}", path.display())
        };
    }
    if let Some(path) = installed_browser() {
        return Ok(path);
    }
    if is_root() && succeeds(Command::new("apt-get").arg("--version")) {
        println!("installing Chromium");
        apt_get(&["update", "-qq"])?;
        apt_get(&["install", "-qq", "--yes", "--no-install-recommends", "chromium"])?;
    }
    installed_browser().context(
        "the browser tests need Chromium or Chrome: install it (Debian: `sudo apt-get install chromium`), \
         or set SAFEGRADE_BROWSER to its path",
    )
}

fn installed_browser() -> Option<PathBuf> {
    let path = variable("PATH").unwrap_or_default();
    let on_path = std::env::split_paths(&path).flat_map(|folder| BROWSERS.map(|name| folder.join(name)));
    on_path
        .chain(MAC_BROWSERS.map(PathBuf::from))
        .find(|candidate| candidate.is_file())
}

fn is_root() -> bool {
    output(Command::new("id").arg("-u")).is_some_and(|user| user == "0")
}

fn apt_get(arguments: &[&str]) -> Result<()> {
    run(Command::new("apt-get")
        .args(arguments)
        .env("DEBIAN_FRONTEND", "noninteractive")
        .stdout(std::io::stderr()))
}

#[cfg(test)]
mod tests {
    use super::new_enough;

    #[test]
    fn node_versions() {
        assert!(new_enough("v20.16.0") && new_enough("v24.1.0"));
        assert!(!new_enough("v20.15.1") && !new_enough("v18.20.0") && !new_enough(""));
    }
}
