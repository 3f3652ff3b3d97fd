//! The order of rooms, as `src/ARCHITECTURE.md` gives it: a room sees only rooms above it.

use std::path::{Path, PathBuf};

const ROOMS: [&str; 17] = [
    "list",
    "sorted",
    "source",
    "value",
    "diagnostic",
    "syntax",
    "ir",
    "check",
    "lint",
    "eval",
    "engine",
    "history",
    "exact",
    "replay",
    "mutate",
    "wire",
    "wasm",
];
const FORBIDDEN: [(&str, &str); 10] = [
    ("value", "source"),
    ("diagnostic", "value"),
    ("ir", "syntax"),
    ("ir", "diagnostic"),
    ("eval", "syntax"),
    ("eval", "check"),
    ("eval", "diagnostic"),
    ("replay", "syntax"),
    ("replay", "check"),
    ("wasm", "check"),
];
/// A crate and the only place that may name it.
const KEPT: [(&str, &str); 7] = [
    ("wasm_bindgen", "src/wasm/"),
    ("js_sys", "src/wasm/"),
    ("serde_wasm_bindgen", "src/wasm/"),
    ("talc", "src/wasm/"),
    ("pest", "src/syntax/parse/"),
    ("codespan_reporting", "src/diagnostic/render.rs"),
    ("serde", "src/wire/"),
];

fn files(folder: &Path, list: &mut Vec<PathBuf>) {
    for entry in std::fs::read_dir(folder).expect("a folder") {
        let path = entry.expect("an entry").path();
        if path.is_dir() {
            files(&path, list);
        } else if path.extension().is_some_and(|end| end == "rs") {
            list.push(path);
        }
    }
}

fn code(text: &str) -> String {
    text.lines()
        .filter(|line| !line.trim_start().starts_with("//"))
        .collect::<Vec<_>>()
        .join("\n")
}

fn violations(root: &Path) -> Vec<String> {
    let mut found = Vec::new();
    let mut list = Vec::new();
    files(&root.join("src"), &mut list);
    for path in list {
        let name = path.strip_prefix(root).expect("inside").display().to_string();
        let text = std::fs::read_to_string(&path).expect("text");
        if text.lines().count() > 800 {
            found.push(format!("{name}: over 800 lines"));
        }
        let text = code(&text);
        if name.starts_with("src/bin/") || name == "src/lib.rs" {
            continue;
        }
        let room = name
            .trim_start_matches("src/")
            .split(['/', '.'])
            .next()
            .expect("a room")
            .to_owned();
        let rank = |room: &str| ROOMS.iter().position(|known| *known == room);
        let Some(own) = rank(&room) else {
            found.push(format!("{name}: no such room"));
            continue;
        };
        for statement in text.split(';').filter(|statement| statement.contains("crate::")) {
            for part in statement.split("crate::").skip(1) {
                let names: String = part
                    .chars()
                    .take_while(|c| c.is_alphanumeric() || "_{, \n".contains(*c))
                    .collect();
                let list = if names.starts_with('{') {
                    names.as_str()
                } else {
                    names.split([',', ' ', '\n', '{']).next().unwrap_or("")
                };
                for other in list.split(|c: char| !(c.is_alphanumeric() || c == '_')) {
                    if rank(other).is_some_and(|rank| rank > own) || FORBIDDEN.contains(&(room.as_str(), other)) {
                        found.push(format!("{name}: `{room}` must not see `{other}`"));
                    }
                }
            }
        }
        for (krate, place) in KEPT {
            if !name.starts_with(place)
                && (text.contains(&format!("{krate}::")) || text.contains(&format!("use {krate};")))
                && !(krate == "serde" && room == "wasm")
            {
                found.push(format!("{name}: only {place} names {krate}"));
            }
        }
    }
    found
}

#[test]
fn rooms_see_only_what_stands_above_them() {
    let found = violations(Path::new(env!("CARGO_MANIFEST_DIR")));
    assert!(found.is_empty(), "{}", found.join("\n"));
}

/// What stands at the top of the project: the six places, and what cargo and git want there.
#[test]
fn nothing_else_stands_at_the_top() {
    const PLACES: [&str; 8] = [
        "Cargo.toml",
        "Cargo.lock",
        "README.md",
        "src",
        "grammar",
        "pkg",
        "tests",
        "demo",
    ];
    let entries = std::fs::read_dir(env!("CARGO_MANIFEST_DIR")).expect("the project");
    let names = entries.map(|entry| entry.expect("an entry").file_name().into_string().expect("a name"));
    let strangers: Vec<String> = names
        .filter(|name| !name.starts_with('.') && name != "target" && !PLACES.contains(&name.as_str()))
        .collect();
    assert!(strangers.is_empty(), "{strangers:?}");
}

#[test]
fn a_planted_violation_is_found() {
    let folder = std::env::temp_dir().join(format!("safegrade-layers-{}", std::process::id()));
    std::fs::create_dir_all(folder.join("src/eval")).expect("a folder");
    std::fs::write(
        folder.join("src/eval/mod.rs"),
        "use crate::{ir,\n syntax::ast};\nuse pest::Parser;",
    )
    .expect("a file");
    let found = violations(&folder);
    std::fs::remove_dir_all(&folder).expect("removed");
    assert_eq!(found.len(), 2, "{found:?}");
}
