//! Where things are, and how other programs are run.

use anyhow::{Context, Result, bail};
use serde_json::Value;
use std::ffi::{OsStr, OsString};
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

/// The checkout and the cargo that started this program.
pub struct Project {
    pub root: PathBuf,
    /// Cargo's own folder for what it builds.
    pub target: PathBuf,
    /// The engine's version, from the root manifest.
    pub version: String,
    cargo: OsString,
}

impl Project {
    pub fn find() -> Result<Self> {
        let cargo = variable("CARGO").unwrap_or_else(|| "cargo".into());
        let manifest = variable("CARGO_MANIFEST_DIR").context("run this through cargo, as in `cargo demo`")?;
        let root = Path::new(&manifest).join("../..").canonicalize()?;
        let output = Command::new(&cargo)
            .args(["metadata", "--no-deps", "--locked", "--format-version", "1"])
            .current_dir(&root)
            .stderr(Stdio::inherit())
            .output()?;
        if !output.status.success() {
            bail!("cargo metadata failed");
        }
        let metadata: Value = serde_json::from_slice(&output.stdout)?;
        let target = metadata["target_directory"]
            .as_str()
            .context("no target directory")?
            .into();
        let version = metadata["packages"]
            .as_array()
            .and_then(|packages| packages.iter().find(|package| package["name"] == "safegrade"))
            .and_then(|package| package["version"].as_str())
            .context("no package called safegrade")?
            .to_owned();
        Ok(Self {
            root,
            target,
            version,
            cargo,
        })
    }

    /// A command of cargo's, run in the root and held to the committed lock file.
    pub fn cargo<I: AsRef<OsStr>>(&self, arguments: impl IntoIterator<Item = I>) -> Command {
        let mut command = Command::new(&self.cargo);
        command.args(arguments).current_dir(&self.root);
        command
    }

    pub fn node<I: AsRef<OsStr>>(&self, arguments: impl IntoIterator<Item = I>) -> Command {
        let mut command = Command::new("node");
        command.args(arguments).current_dir(self.pkg());
        command
    }

    pub fn pkg(&self) -> PathBuf {
        self.root.join("pkg")
    }

    pub fn dist(&self) -> PathBuf {
        self.root.join("pkg/dist")
    }

    /// A folder for what is only needed on the way.
    pub fn scratch(&self) -> Result<PathBuf> {
        let folder = self.target.join("safegrade-build");
        std::fs::create_dir_all(&folder)?;
        Ok(folder)
    }
}

/// Runs a command on this terminal; anything but success is an error.
pub fn run(command: &mut Command) -> Result<()> {
    let status = command
        .status()
        .with_context(|| format!("cannot start {}", command.get_program().display()))?;
    if status.success() {
        Ok(())
    } else {
        bail!("{} failed ({status})", words(command))
    }
}

/// Whether a command can be started and succeeds. What it prints is not shown.
pub fn succeeds(command: &mut Command) -> bool {
    output(command).is_some()
}

/// What a command prints, if it can be started and succeeds.
pub fn output(command: &mut Command) -> Option<String> {
    let output = command.stdin(Stdio::null()).stderr(Stdio::null()).output().ok()?;
    output
        .status
        .success()
        .then(|| String::from_utf8_lossy(&output.stdout).trim().to_owned())
}

#[expect(
    clippy::disallowed_methods,
    reason = "this program, unlike the engine, lives in an environment"
)]
pub fn variable(name: &str) -> Option<OsString> {
    std::env::var_os(name).filter(|value| !value.is_empty())
}

/// The files of a folder whose names end so, in order.
pub fn files(folder: &Path, ending: &str) -> Result<Vec<PathBuf>> {
    let mut found = Vec::new();
    for entry in std::fs::read_dir(folder).with_context(|| format!("cannot read {}", folder.display()))? {
        let path = entry?.path();
        if path
            .file_name()
            .is_some_and(|name| name.to_string_lossy().ends_with(ending))
        {
            found.push(path);
        }
    }
    found.sort();
    Ok(found)
}

fn words(command: &Command) -> String {
    let program = Path::new(command.get_program()).file_stem().unwrap_or_default();
    let mut words = vec![program.to_string_lossy()];
    words.extend(command.get_args().map(OsStr::to_string_lossy));
    words.join(" ")
}
