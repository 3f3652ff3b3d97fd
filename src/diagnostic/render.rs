//! Messages drawn with the lines of source they speak of, for a terminal.

use crate::list::List as _;
use codespan_reporting::diagnostic as drawn;
use codespan_reporting::files::SimpleFiles;
use codespan_reporting::term::termcolor::{Ansi, NoColor};
use codespan_reporting::term::{self, Config, DisplayStyle};

use super::{Code, Diagnostic, Label, Severity};
use crate::source::{SourceFile, Span};

/// A line longer than this is not drawn: only its place is named.
const LONGEST_LINE: usize = 400;
const BYTE_ORDER_MARK: &str = "\u{feff}";

/// Every message with its code, place, lines of source and help; with ANSI colours or without.
#[must_use]
pub fn render(source: &SourceFile, diagnostics: &[Diagnostic], colour: bool) -> String {
    let canvas = Canvas::new(source);
    let mut out = Vec::new();
    for diagnostic in diagnostics {
        canvas.draw(diagnostic, colour, &mut out);
    }
    String::from_utf8_lossy(&out).into_owned()
}

struct Canvas {
    /// The texts, and where each begins in the source.
    files: SimpleFiles<String, String>,
    starts: Vec<usize>,
}

impl Canvas {
    fn new(source: &SourceFile) -> Canvas {
        let mut canvas = Canvas {
            files: SimpleFiles::new(),
            starts: Vec::new(),
        };
        let ends = source.parts().skip(1).map(|(_, start)| start as usize);
        let ends = ends.chain([source.text().len()]);
        for ((name, start), end) in source.parts().zip(ends) {
            let text = source.text().get(start as usize..end).unwrap_or("");
            // The mark takes no column for the reader, so it takes none here.
            let plain = text.strip_prefix(BYTE_ORDER_MARK).unwrap_or(text);
            canvas.files.add(visible(name), visible(plain));
            canvas.starts.push(end - plain.len());
        }
        canvas
    }

    fn draw(&self, diagnostic: &Diagnostic, colour: bool, out: &mut Vec<u8>) {
        let severity = match diagnostic.severity() {
            Severity::Error => drawn::Severity::Error,
            Severity::Warning => drawn::Severity::Warning,
        };
        let mut picture = drawn::Diagnostic::new(severity)
            .with_code(diagnostic.code.as_str())
            .with_message(visible(&diagnostic.message));
        let mut drawable = true;
        if diagnostic.code != Code::MoreMessages {
            picture = picture.with_label(self.label(drawn::LabelStyle::Primary, &diagnostic.primary));
            for other in &diagnostic.secondary {
                picture = picture.with_label(self.label(drawn::LabelStyle::Secondary, other));
            }
            drawable = picture.labels.iter().all(|label| self.drawable(label));
        }
        picture = picture.with_notes(diagnostic.help.iter().map(|help| visible(help)).list());
        let config = Config {
            display_style: if drawable {
                DisplayStyle::Rich
            } else {
                DisplayStyle::Medium
            },
            ..Config::default()
        };
        let before = out.len();
        let drawn = if colour {
            term::emit_to_write_style(&mut Ansi::new(&mut *out), &config, &self.files, &picture)
        } else {
            term::emit_to_write_style(&mut NoColor::new(&mut *out), &config, &self.files, &picture)
        };
        if drawn.is_err() {
            // A message must reach its reader even where its picture cannot be drawn.
            out.truncate(before);
            out.extend_from_slice(format!("{}: {}\n", diagnostic.code, visible(&diagnostic.message)).as_bytes());
        }
    }

    fn label(&self, style: drawn::LabelStyle, label: &Label) -> drawn::Label<usize> {
        let (file, range) = self.range(label.span);
        drawn::Label::new(style, file, range).with_message(visible(&label.message))
    }

    /// The text in which a span begins, and where in it: held within it and without the white space at its end.
    fn range(&self, span: Span) -> (usize, core::ops::Range<usize>) {
        let after = self.starts.partition_point(|start| *start <= span.start as usize);
        let file = after.saturating_sub(1);
        let (text, shift) = (self.text(file), self.starts.get(file).copied().unwrap_or(0));
        let place = |offset: u32| {
            let mut offset = (offset as usize).saturating_sub(shift).min(text.len());
            while !text.is_char_boundary(offset) {
                offset -= 1;
            }
            offset
        };
        let (start, end) = (place(span.start), place(span.end));
        let covered = text.get(start..end).unwrap_or("").trim_end().len();
        (file, start..if covered == 0 { end } else { start + covered })
    }

    fn text(&self, file: usize) -> &str {
        self.files.get(file).map_or("", |file| file.source().as_str())
    }

    fn drawable(&self, label: &drawn::Label<usize>) -> bool {
        let (text, range) = (self.text(label.file_id), &label.range);
        let (before, after) = (
            text.get(..range.start).unwrap_or(""),
            text.get(range.end..).unwrap_or(""),
        );
        let start = before.rfind('\n').map_or(0, |at| at + 1);
        let end = after.find('\n').map_or(text.len(), |at| range.end + at);
        text.get(start..end)
            .unwrap_or("")
            .split('\n')
            .all(|line| line.len() <= LONGEST_LINE)
    }
}

/// The text with every character that would move the cursor or hide itself replaced by one that shows, byte for byte.
fn visible(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    let mut characters = text.chars().peekable();
    while let Some(character) = characters.next() {
        out.push_str(match character {
            '\n' | '\t' => {
                out.push(character);
                continue;
            }
            '\r' if characters.peek() == Some(&'\n') => "\r",
            _ if character.is_control() && character.len_utf8() == 1 => "?",
            _ if character.is_control() => "¿",
            '\u{61c}' => "¿",
            '\u{200b}'..='\u{200f}'
            | '\u{2028}'..='\u{202e}'
            | '\u{2060}'..='\u{2069}'
            | '\u{feff}'
            | '\u{fff9}'..='\u{fffb}' => "\u{fffd}",
            _ => {
                out.push(character);
                continue;
            }
        });
    }
    out
}
