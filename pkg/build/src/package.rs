//! Builds the JavaScript package into `pkg/dist`:
//! `safegrade_bg.wasm`, its glue for ES modules (`glue.js`), and the one-file classic script (`safegrade.js`).

use crate::arrange::Functions;
use crate::classic::Parts;
use crate::project::{Project, run, variable};
use crate::setup::{self, Library};
use anyhow::{Context, Result, ensure};
use flate2::{Compression, write::GzEncoder};
use std::io::Write as _;
use std::path::{Path, PathBuf};
use wasm_bindgen_cli_support::Bindgen;

/// What a page may have to fetch, at most: bytes of the module after gzip.
const BUDGET: usize = 110_000;

/// The same where the toolchain cannot build the standard library.
const BUDGET_AS_SHIPPED: usize = 122_500;

/// What cargo is asked for beyond the ordinary, so that it builds the standard library as part of the module:
/// for size, without a second copy of what is compiled in already, and with panics that stop at once and say nothing.
/// What a panic would say reaches nobody in a browser, and the printing of it is a tenth of the module.
const FROM_SOURCE: [&str; 5] = [
    "-Zbuild-std=std",
    "-Zbuild-std-features=optimize_for_size",
    "-Zpanic-immediate-abort",
    "--config",
    "profile.wasm.panic=\"immediate-abort\"",
];

/// How hard the optimiser of binaryen works on the module, after rustc and wasm-bindgen.
const SHRINK: &str = "-Oz";

/// What it does beside, in this order; the level stands where `None` is. Found by trying: each step is some hundred bytes.
const STEPS: [Option<&str>; 8] = [
    // A function called once stays one: code grouped as in the source repeats itself more for gzip.
    Some("--one-caller-inline-max-function-size"),
    Some("0"),
    // Places in memory may be computed within the instructions that use them. That could only go wrong for a place in
    // the lowest thousand bytes, where the stack ends: then it traps, as the stack running over does.
    Some("--low-memory-unused"),
    None,
    // Control flow is taken apart and put together anew, which sees more than what LLVM left.
    Some("--flatten"),
    Some("--rereloop"),
    None,
    None,
];

/// Features are named one by one: with `--all-features` the optimiser uses some that browsers do not have.
const OPTIMISER: [&str; 9] = [
    "--strip-debug",
    "--strip-producers",
    "--enable-mutable-globals",
    "--enable-nontrapping-float-to-int",
    "--enable-bulk-memory",
    "--enable-bulk-memory-opt",
    "--enable-sign-ext",
    "--enable-reference-types",
    "--enable-multivalue",
];

/// The module and the two kinds of glue to it.
struct Bound {
    wasm: Vec<u8>,
    /// For ES modules.
    web: String,
    /// For a plain `<script>`.
    classic: String,
}

/// How large the module is after gzip, and the library it was built with.
#[derive(Clone, Copy)]
pub struct Size {
    bytes: usize,
    library: Library,
}

/// Builds the package and says how large its files are.
pub fn build(project: &Project) -> Result<Size> {
    same_version(project)?;
    let (compiled, library) = compile(project, None)?;
    let bound = bind(project, compiled)?;
    let wasm = optimise(project, &bound.wasm, SHRINK)?;
    no_local_paths(project, &wasm)?;

    let pkg = project.pkg();
    let read = |name: &str| std::fs::read_to_string(pkg.join(name)).with_context(|| format!("cannot read pkg/{name}"));
    let parts = Parts {
        version: &project.version,
        glue: &bound.classic,
        engine: &read("engine.js")?,
        history: &read("history.js")?,
        classic: &read("classic.js")?,
        wasm: &wasm,
    };
    let script = parts.join()?;
    parses(project, &script)?;

    let dist = project.dist();
    if dist.exists() {
        std::fs::remove_dir_all(&dist)?;
    }
    std::fs::create_dir_all(&dist)?;
    println!("{:<32}{:>12}{:>12}", "pkg/dist", "bytes", "gzip");
    for (name, bytes) in [
        ("safegrade_bg.wasm", wasm.as_slice()),
        ("glue.js", bound.web.as_bytes()),
        ("safegrade.js", script.as_bytes()),
    ] {
        std::fs::write(dist.join(name), bytes)?;
        println!("{name:<32}{:>12}{:>12}", bytes.len(), gzip(bytes)?);
    }
    Ok(Size {
        bytes: gzip(&wasm)?,
        library,
    })
}

/// The sizes at every level of rustc's and the optimiser's. Each variant is kept, to be timed.
pub fn compare(project: &Project) -> Result<()> {
    let folder = project.scratch()?.join("compare");
    println!("{:<32}{:>12}{:>12}", "rustc, optimiser", "bytes", "gzip");
    for level in ["z", "s", "2", "3"] {
        let bound = bind(project, compile(project, Some(level))?.0)?;
        for shrink in ["-Oz", "-Os", "-O3"] {
            let wasm = optimise(project, &bound.wasm, shrink)?;
            let variant = folder.join(format!("rustc-O{level}{shrink}"));
            std::fs::create_dir_all(&variant)?;
            std::fs::write(variant.join("safegrade_bg.wasm"), &wasm)?;
            std::fs::write(variant.join("glue.js"), &bound.web)?;
            println!(
                "{:<32}{:>12}{:>12}",
                format!("opt-level {level}, {shrink}"),
                wasm.len(),
                gzip(&wasm)?
            );
        }
    }
    println!("kept in {}", folder.display());
    Ok(())
}

/// The engine as one module, with the standard library built along where that can be done.
fn compile(project: &Project, level: Option<&str>) -> Result<(Vec<u8>, Library)> {
    let mut library = setup::library(project);
    if let Err(error) = cargo(project, level, library) {
        ensure!(library == Library::FromSource, error);
        println!("the standard library could not be built: taking the larger one that came with Rust");
        library = Library::AsShipped;
        cargo(project, level, library)?;
    }
    let path = project.target.join("wasm32-unknown-unknown/wasm/safegrade.wasm");
    let wasm = std::fs::read(&path).with_context(|| format!("cannot read {}", path.display()))?;
    Ok((wasm, library))
}

/// The crate type is asked for here only, see the root manifest.
fn cargo(project: &Project, level: Option<&str>, library: Library) -> Result<()> {
    let mut cargo = project.cargo([
        "rustc",
        "--locked",
        "--lib",
        "--package",
        "safegrade",
        "--profile",
        "wasm",
        "--target",
        setup::TARGET,
        "--no-default-features",
        "--features",
        "wasm",
        "--crate-type",
        "cdylib",
    ]);
    // Texts in the module that are paths say where in the sources, not where on this machine.
    let flags: Vec<String> = local_paths(project)
        .iter()
        .map(|(path, name)| format!("--remap-path-prefix={}={name}", path.display()))
        .collect();
    if library == Library::FromSource {
        // For this one command: it lets a stable toolchain do what is not promised to stay as it is.
        cargo.args(FROM_SOURCE).env("RUSTC_BOOTSTRAP", "1");
    }
    cargo
        .env_remove("RUSTFLAGS")
        .env("CARGO_ENCODED_RUSTFLAGS", flags.join("\u{1f}"));
    if let Some(level) = level {
        cargo.env("CARGO_PROFILE_WASM_OPT_LEVEL", level);
    }
    run(&mut cargo)
}

fn bind(project: &Project, compiled: Vec<u8>) -> Result<Bound> {
    let (web, wasm) = glue(compiled.clone(), |bindgen| bindgen.web(true).map(|_| ()))?;
    let (classic, same) = glue(compiled, |bindgen| bindgen.no_modules(true).map(|_| ()))?;
    ensure!(wasm == same, "the two kinds of glue do not share one module");
    std::fs::write(project.scratch()?.join("bound.wasm"), &wasm)?;
    Ok(Bound { wasm, web, classic })
}

fn glue(compiled: Vec<u8>, target: impl FnOnce(&mut Bindgen) -> Result<()>) -> Result<(String, Vec<u8>)> {
    let mut bindgen = Bindgen::new();
    target(&mut bindgen)?;
    // The address of the module is named in index.js; the classic script carries the module itself.
    bindgen
        .input_bytes("safegrade", compiled)
        .omit_default_module_path(true)
        .remove_name_section(true)
        .typescript(false);
    let mut output = bindgen.generate_output()?;
    let single = output.snippets().values().all(Vec::is_empty) && output.local_modules().is_empty();
    ensure!(
        single && output.npm_dependencies().is_empty(),
        "the glue must be one file that imports nothing"
    );
    let wasm = output.wasm_mut().emit_wasm();
    Ok((output.js().to_owned(), wasm))
}

/// Runs after wasm-bindgen: before it, the optimiser's encodings are not understood.
fn optimise(project: &Project, wasm: &[u8], level: &str) -> Result<Vec<u8>> {
    let small = optimiser(project, wasm, &STEPS.map(|step| step.unwrap_or(level)))?;
    let functions = Functions::of(&small)?;
    let order = functions.best_order(&small, gzip)?;
    optimiser(
        project,
        &functions.named(&small, &order),
        &["--reorder-functions-by-name"],
    )
}

fn optimiser(project: &Project, wasm: &[u8], steps: &[&str]) -> Result<Vec<u8>> {
    let scratch = project.scratch()?;
    let (before, after) = (scratch.join("before.wasm"), scratch.join("after.wasm"));
    std::fs::write(&before, wasm)?;
    let optimiser = project.pkg().join("node_modules/binaryen/bin/wasm-opt");
    let mut command = project.node([optimiser.as_os_str(), before.as_os_str()]);
    run(command.args(steps).args(OPTIMISER).arg("-o").arg(&after))?;
    Ok(std::fs::read(after)?)
}

/// Folders of this machine that rustc writes into the module, and what is to stand there instead.
fn local_paths(project: &Project) -> Vec<(PathBuf, &'static str)> {
    let home = variable("CARGO_HOME").map(PathBuf::from);
    let home = home.or_else(|| std::env::home_dir().map(|home| home.join(".cargo")));
    let cargo = home.map(|home| (home.join("registry/src"), "crates"));
    let rust = setup::sysroot(project).map(|sysroot| (sysroot, "rust"));
    [(project.root.clone(), "safegrade")]
        .into_iter()
        .chain(cargo)
        .chain(rust)
        .collect()
}

fn no_local_paths(project: &Project, wasm: &[u8]) -> Result<()> {
    for (path, _) in local_paths(project) {
        let path = path.display().to_string();
        let found = wasm.windows(path.len()).any(|window| window == path.as_bytes());
        ensure!(!found, "the module names a folder of this machine: {path}");
    }
    Ok(())
}

fn same_version(project: &Project) -> Result<()> {
    let manifest = std::fs::read(project.pkg().join("package.json"))?;
    let manifest: serde_json::Value = serde_json::from_slice(&manifest)?;
    let version = manifest["version"].as_str().unwrap_or_default();
    ensure!(
        version == project.version,
        "Cargo.toml is version {}, pkg/package.json {version}",
        project.version
    );
    Ok(())
}

/// Asks Node whether the script parses, as a script and not as a module.
fn parses(project: &Project, script: &str) -> Result<()> {
    let copy: &Path = &project.scratch()?.join("safegrade.cjs");
    std::fs::write(copy, script)?;
    run(project.node(["--check"]).arg(copy)).context("the parts of safegrade.js do not fit together")
}

fn gzip(bytes: &[u8]) -> Result<usize> {
    let mut encoder = GzEncoder::new(Vec::new(), Compression::best());
    encoder.write_all(bytes)?;
    Ok(encoder.finish()?.len())
}

/// A package over its budget works, but is not to be published.
pub fn within_budget(size: Size) -> Result<()> {
    let (budget, library) = match size.library {
        Library::FromSource => (BUDGET, "built along with it"),
        Library::AsShipped => (BUDGET_AS_SHIPPED, "as it came with Rust"),
    };
    ensure!(
        size.bytes <= budget,
        "safegrade_bg.wasm is {} bytes after gzip; the budget is {budget}, with the standard library {library}",
        size.bytes
    );
    println!("within the budget of {budget} bytes for the module after gzip, with the standard library {library}");
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::{BUDGET, BUDGET_AS_SHIPPED, Size, gzip, within_budget};
    use crate::setup::Library;

    #[test]
    fn the_budget_is_a_limit() {
        for (budget, library) in [(BUDGET, Library::FromSource), (BUDGET_AS_SHIPPED, Library::AsShipped)] {
            let size = |bytes| Size { bytes, library };
            assert!(within_budget(size(budget)).is_ok());
            assert!(within_budget(size(budget + 1)).is_err());
        }
    }

    #[test]
    fn sizes_are_after_compression() {
        assert!(gzip(&[7; 10_000]).unwrap() < 100);
    }
}
