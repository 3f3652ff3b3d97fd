//! The main job, shown: one case graded in the terminal, then the demo in a browser.

use crate::project::{Project, run, succeeds, variable};
use crate::serve::{Server, fetch};
use crate::{package, setup};
use anyhow::{Result, ensure};
use std::io::IsTerminal as _;
use std::process::{Command, Stdio};
use std::thread;

const POLICY: &str = "demo/policies/dorset.rules";
/// An invented boy, and the moment that `demo/cases/README.md` gives for him.
const CASE: &str = "demo/cases/third-time-from-care.json";
const NOW: &str = "2016-03-24 22:00";

pub fn start(project: &Project, once: bool, port: Option<u16>) -> Result<()> {
    setup::wasm_target(project)?;
    setup::npm_packages(project)?;
    package::build(project)?;
    show(project, once, port)
}

/// The demo from a package that is built already.
pub fn show(project: &Project, once: bool, port: Option<u16>) -> Result<()> {
    run(&mut project.cargo(["build", "--quiet", "--locked", "--release", "--bin", "safegrade"]))?;
    grade(project)?;
    let server = Server::open(project, port)?;
    if once || variable("CI").is_some() || !std::io::stdin().is_terminal() {
        return visit(server);
    }
    let page = server.page()?;
    let server = server.announce();
    open(&page);
    server.run()
}

fn grade(project: &Project) -> Result<()> {
    println!("\n$ safegrade grade {POLICY} --case {CASE} --now \"{NOW}\"\n");
    let program = format!("safegrade{}", std::env::consts::EXE_SUFFIX);
    let mut command = Command::new(project.target.join("release").join(program));
    run(command
        .current_dir(&project.root)
        .args(["grade", POLICY, "--case", CASE, "--now", NOW]))
}

/// Fetches the page and all it names, as proof that they are there, and returns.
fn visit(server: Server) -> Result<()> {
    let address = server.address()?;
    thread::spawn(move || server.run());
    let page = fetch(address, "/demo/")?;
    let names = references(&page);
    ensure!(names.iter().any(|name| name.ends_with(".js")), "the page has no script");
    for name in &names {
        fetch(address, &resolve(name))?;
    }
    println!(
        "\nThe demo answers, with all that its page names: {}.",
        names.join(", ")
    );
    println!("`cargo demo` in a terminal keeps it open.");
    Ok(())
}

/// The files of this site that a page names in `src` and `href`.
fn references(page: &str) -> Vec<&str> {
    let values = |attribute| {
        page.split(attribute)
            .skip(1)
            .filter_map(|rest: &str| rest.split('"').next())
    };
    let local = |value: &&str| !value.is_empty() && !value.starts_with('#') && !value.contains(':');
    values(" src=\"").chain(values(" href=\"")).filter(local).collect()
}

/// A reference on the page `/demo/`, as a path from the root.
fn resolve(name: &str) -> String {
    let name = name.split(['?', '#']).next().unwrap_or_default();
    if name.starts_with('/') {
        return name.to_owned();
    }
    let mut parts = vec!["demo"];
    for part in name.split('/') {
        match part {
            "." => {}
            ".." => _ = parts.pop(),
            other => parts.push(other),
        }
    }
    format!("/{}", parts.join("/"))
}

/// Opens the page where there is a screen; its address is on the terminal in any case.
fn open(page: &str) {
    let mut command = if cfg!(target_os = "macos") {
        Command::new("open")
    } else if cfg!(windows) {
        Command::new("explorer")
    } else if variable("DISPLAY").or_else(|| variable("WAYLAND_DISPLAY")).is_some() {
        Command::new("xdg-open")
    } else {
        return;
    };
    succeeds(command.arg(page).stdout(Stdio::null()));
}

#[cfg(test)]
mod tests {
    use super::{references, resolve};

    #[test]
    fn what_a_page_names() {
        let page = r##"<link rel="icon" href="data:,"><script src="../pkg/dist/safegrade.js"></script>
            <a href="#top">top</a> <a href="https://example.org/">out</a> <a href="editor/">editor</a>"##;
        assert_eq!(references(page), ["../pkg/dist/safegrade.js", "editor/"]);
        assert_eq!(resolve("../pkg/dist/safegrade.js"), "/pkg/dist/safegrade.js");
        assert_eq!(resolve("./a/b.css?v=1"), "/demo/a/b.css");
        assert_eq!(resolve("editor/"), "/demo/editor/");
        assert_eq!(resolve("/demo/x.js"), "/demo/x.js");
    }
}
