//! The layout: each `tests/syntax/NAME.rules` comes out as `NAME.formatted`, and what came out stays as it is.

use std::fs;
use std::path::Path;

use safegrade::source::SourceFile;

fn formatted(name: &str, text: &str) -> String {
    let (formatted, diagnostics) = safegrade::format(&SourceFile::new(name, text));
    assert!(diagnostics.is_empty(), "{name}: {diagnostics:?}");
    formatted.unwrap_or_else(|| panic!("{name}: not formatted"))
}

fn comments(text: &str) -> Vec<&str> {
    let mut found: Vec<&str> = text
        .lines()
        .filter_map(|line| Some(line.get(line.find('#')?..)?.trim_end()))
        .collect();
    found.sort_unstable();
    found
}

#[test]
fn the_layout_is_as_written_down_and_stays() {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/syntax");
    let mut seen = 0;
    for entry in fs::read_dir(&folder).unwrap() {
        let path = entry.unwrap().path();
        if path.extension().is_none_or(|extension| extension != "rules") {
            continue;
        }
        let name = path.display().to_string();
        let text = fs::read_to_string(&path).unwrap();
        let wanted = fs::read_to_string(path.with_extension("formatted")).unwrap();
        let found = formatted(&name, &text);
        assert_eq!(found, wanted, "{name}");
        assert_eq!(formatted(&name, &found), found, "{name} does not stay");
        assert_eq!(comments(&found), comments(&text), "{name} loses or changes a comment");
        seen += 1;
    }
    assert!(seen >= 9, "{seen} files");
}

#[test]
fn the_policies_of_the_demo_are_laid_out() {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("demo/policies");
    for entry in fs::read_dir(&folder).unwrap() {
        let path = entry.unwrap().path();
        let text = fs::read_to_string(&path).unwrap();
        assert_eq!(
            formatted(&path.display().to_string(), &text),
            text,
            "{}: run `safegrade fmt`",
            path.display()
        );
    }
}

/// The text with a comment in place of some of the spaces between its words. A moment stays whole.
fn sprinkled(text: &str, seed: u32) -> String {
    let (mut state, mut quoted, mut escaped) = (seed, false, false);
    let mut out = String::new();
    for character in text.chars() {
        state = state.wrapping_mul(1_664_525).wrapping_add(1_013_904_223);
        quoted ^= character == '"' && !escaped;
        escaped = character == '\\' && !escaped;
        let between = character == ' ' && !quoted && !out.ends_with(|last: char| last.is_ascii_digit());
        match state >> 24 {
            0..16 if between => out.push_str(" # behind\n"),
            16..24 if between => out.push_str("\n\n  # alone\n"),
            _ => out.push(character),
        }
    }
    out
}

fn without_comments(text: &str) -> String {
    let lines = text
        .lines()
        .map(|line| line.split_once('#').map_or(line, |(code, _)| code));
    lines.collect::<Vec<_>>().join("\n")
}

fn without_space(text: &str) -> String {
    text.split_whitespace().collect()
}

#[test]
fn comments_may_stand_anywhere() {
    for name in ["conditions", "declarations", "examples", "partners", "rules"] {
        let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/syntax").join(name);
        let text = without_comments(&fs::read_to_string(path.with_extension("formatted")).unwrap());
        for seed in 1..20 {
            let sprinkled = sprinkled(&text, seed);
            let found = formatted(name, &sprinkled);
            assert_eq!(formatted(name, &found), found, "{name} does not stay");
            assert_eq!(
                comments(&found),
                comments(&sprinkled),
                "{name} loses or changes a comment"
            );
            let words = without_space(&without_comments(&found));
            assert_eq!(words, without_space(&text), "{name} changes its words");
        }
    }
}
