//! Writing to the terminal: plain where it is piped, in colour where it is looked at, never wider than a small window.

use std::io::{self, IsTerminal, Write};
use std::path::Path;

use indicatif::{ProgressBar, ProgressStyle};

use crate::failure::Failure;

/// Columns that running text fills at most. Fixed, so that the same command writes the same bytes everywhere.
pub const WIDTH: usize = 80;

/// Bold.
pub const BOLD: &str = "\u{1b}[1m";
/// Faint.
pub const FAINT: &str = "\u{1b}[2m";
/// Red.
pub const RED: &str = "\u{1b}[1;31m";
/// Green.
pub const GREEN: &str = "\u{1b}[32m";
/// Yellow.
pub const YELLOW: &str = "\u{1b}[33m";
/// Cyan.
pub const CYAN: &str = "\u{1b}[36m";
/// Back to plain.
pub const PLAIN: &str = "\u{1b}[0m";

/// Text in a style. Colours are taken out again where nobody sees them.
pub fn styled(style: &str, text: impl AsRef<str>) -> String {
    format!("{style}{}{PLAIN}", text.as_ref())
}

/// A bar on the way to `total`, with what stands beside it; only where somebody looks at standard error.
pub fn progress(total: u64, beside: &str) -> ProgressBar {
    if !io::stderr().is_terminal() {
        return ProgressBar::hidden();
    }
    let style = ProgressStyle::with_template(&format!("{{bar:40}} {beside}"));
    ProgressBar::new(total).with_style(style.unwrap_or_else(|_| ProgressStyle::default_bar()))
}

/// Writes to standard output. A reader that stops listening is no failure.
pub fn print(text: &str) -> Result<(), Failure> {
    let mut out = anstream::stdout().lock();
    match out.write_all(text.as_bytes()).and_then(|()| out.flush()) {
        Err(error) if error.kind() != io::ErrorKind::BrokenPipe => {
            Err(Failure::file(Path::new("standard output"), error))
        }
        _ => Ok(()),
    }
}

/// Writes a document to standard output as JSON, laid out for reading, with a line end.
pub fn json(document: &impl serde::Serialize) -> Result<(), Failure> {
    let text = serde_json::to_string_pretty(document)
        .map_err(|error| Failure::usage(format!("cannot write the document: {error}")))?;
    print(&format!("{text}\n"))
}

/// Writes to standard error, as well as that goes.
pub fn complain(text: &str) {
    let mut err = anstream::stderr().lock();
    let end = if text.ends_with('\n') || text.is_empty() {
        ""
    } else {
        "\n"
    };
    // Where standard error is closed there is nobody left to tell.
    let _ = write!(err, "{text}{end}");
}

/// A line that begins with `error:`.
pub fn error(message: &str) -> String {
    format!("{RED}error:{PLAIN} {message}\n")
}

/// A line that begins with `note:`.
pub fn note(message: &str) -> String {
    format!("{CYAN}note:{PLAIN} {message}\n")
}

/// A path as people read it.
pub fn path(path: &Path) -> String {
    if path == Path::new("-") {
        "standard input".to_owned()
    } else {
        path.display().to_string()
    }
}

/// `1 rule`, `2 rules`.
pub fn count(number: usize, one: &str) -> String {
    format!("{number} {one}{}", if number == 1 { "" } else { "s" })
}

/// Breaks text at spaces so that no line is wider than [`WIDTH`]: the first line after `first`, the others after `rest`.
/// Styles take no room. A word that is wider than a line stands on one of its own.
pub fn wrap(first: &str, rest: &str, text: &str) -> String {
    let mut out = String::from(first);
    let mut column = width(first);
    let mut bare = true;
    for word in text.split(' ').filter(|word| !word.is_empty()) {
        let wide = width(word);
        if !bare && column + 1 + wide > WIDTH {
            out.push('\n');
            out.push_str(rest);
            column = width(rest);
            bare = true;
        }
        if !bare {
            out.push(' ');
            column += 1;
        }
        out.push_str(word);
        column += wide;
        bare = false;
    }
    out.push('\n');
    out
}

/// The columns a text takes, styles left out.
pub fn width(text: &str) -> usize {
    anstream::adapter::strip_str(text)
        .map(|part| part.chars().count())
        .sum()
}
