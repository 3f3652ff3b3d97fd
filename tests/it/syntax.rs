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
