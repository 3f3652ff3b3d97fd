//! Where text lives and how positions convert: byte offsets inside, lines and UTF-16 columns outside.
//!
//! Spans are byte ranges of one source file; every tree carries them and nobody else counts lines.

/// A half-open byte range of a policy text.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Default)]
pub struct Span {
    /// First byte.
    pub start: u32,
    /// One past the last byte.
    pub end: u32,
}

impl Span {
    /// The span from `start` to `end`; the ends are put in order.
    #[must_use]
    pub fn new(start: usize, end: usize) -> Span {
        let start = u32::try_from(start).unwrap_or(u32::MAX);
        let end = u32::try_from(end).unwrap_or(u32::MAX);
        Span {
            start: start.min(end),
            end: end.max(start),
        }
    }

    /// The smallest span that holds both.
    #[must_use]
    pub fn to(self, other: Span) -> Span {
        Span {
            start: self.start.min(other.start),
            end: self.end.max(other.end),
        }
    }

    /// The text the span covers; empty where it does not fit the text.
    #[must_use]
    pub fn of(self, text: &str) -> &str {
        text.get(self.start as usize..self.end as usize).unwrap_or("")
    }
}

/// A policy text with its name, such as a file path; where a policy builds on another, the texts of both, one after the other.
#[derive(Debug, Clone)]
pub struct SourceFile {
    /// By text, its name and where it begins.
    parts: Vec<(String, u32)>,
    text: String,
    lines: LineIndex,
}

impl SourceFile {
    /// Takes a text under a name. A byte order mark at the start is kept in the text and skipped by the parser.
    #[must_use]
    pub fn new(name: impl Into<String>, text: impl Into<String>) -> SourceFile {
        let text = text.into();
        SourceFile {
            parts: vec![(name.into(), 0)],
            lines: LineIndex::new(&text),
            text,
        }
    }

    /// The same policy on top of another, which it builds on.
    #[must_use]
    pub fn on(self, base: SourceFile) -> SourceFile {
        let SourceFile {
            mut parts, mut text, ..
        } = base;
        // No item goes on in the next text.
        text.push('\n');
        let start = u32::try_from(text.len()).unwrap_or(u32::MAX);
        text.push_str(self.text.trim_start_matches('\u{feff}'));
        parts.extend(self.parts.into_iter().map(|(name, at)| (name, at + start)));
        SourceFile {
            parts,
            lines: LineIndex::new(&text),
            text,
        }
    }

    /// The name it was given; of several texts, that of the last.
    #[must_use]
    pub fn name(&self) -> &str {
        self.parts.last().map_or("", |(name, _)| name)
    }

    /// The whole text.
    #[must_use]
    pub fn text(&self) -> &str {
        &self.text
    }

    /// The texts that it is made of: the name of each and where it begins, in bytes.
    pub fn parts(&self) -> impl Iterator<Item = (&str, u32)> {
        self.parts.iter().map(|(name, start)| (name.as_str(), *start))
    }

    /// The name of the text in which a byte offset stands, and where in that text.
    #[must_use]
    pub fn position(&self, offset: u32) -> (&str, Position) {
        let (name, start) = self
            .parts()
            .filter(|(_, start)| *start <= offset)
            .last()
            .unwrap_or_default();
        let (first, found) = (
            self.lines.position(&self.text, start),
            self.lines.position(&self.text, offset),
        );
        (
            name,
            Position {
                line: found.line - first.line,
                utf16: found.utf16 - first.utf16,
                ..found
            },
        )
    }
}

/// A place as editors and browsers count: zero-based, in UTF-16 code units.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Position {
    /// Line, from 0.
    pub line: u32,
    /// UTF-16 code units from the start of the line.
    pub column: u32,
    /// UTF-16 code units from the start of the text.
    pub utf16: u32,
}

/// The starts of all lines, in bytes and in UTF-16 code units.
#[derive(Debug, Clone)]
struct LineIndex {
    starts: Vec<(u32, u32)>,
}

impl LineIndex {
    fn new(text: &str) -> LineIndex {
        let mut starts = vec![(0, 0)];
        let mut utf16 = 0u32;
        let mut bytes = 0u32;
        for line in text.split_inclusive('\n') {
            bytes = bytes.saturating_add(u32::try_from(line.len()).unwrap_or(u32::MAX));
            utf16 = utf16.saturating_add(utf16_length(line));
            if line.ends_with('\n') {
                starts.push((bytes, utf16));
            }
        }
        LineIndex { starts }
    }

    fn position(&self, text: &str, offset: u32) -> Position {
        let line = self
            .starts
            .partition_point(|(start, _)| *start <= offset)
            .saturating_sub(1);
        let (start, utf16_start) = self.starts.get(line).copied().unwrap_or((0, 0));
        let mut end = offset as usize;
        while end > start as usize && !text.is_char_boundary(end) {
            end -= 1;
        }
        let end = end.min(text.len());
        let column = utf16_length(text.get(start as usize..end).unwrap_or(""));
        Position {
            line: u32::try_from(line).unwrap_or(u32::MAX),
            column,
            utf16: utf16_start.saturating_add(column),
        }
    }
}

fn utf16_length(text: &str) -> u32 {
    if text.is_ascii() {
        return u32::try_from(text.len()).unwrap_or(u32::MAX);
    }
    u32::try_from(text.chars().map(char::len_utf16).sum::<usize>()).unwrap_or(u32::MAX)
}

/// What is longer is not held against other names: that takes time by the square of the length.
const LONGEST_NAME: usize = 100;

/// The known name nearest to what was written, within a third of its letters; a name that only differs in case is nearest.
#[must_use]
pub fn nearest<'a>(written: &str, known: &mut dyn Iterator<Item = &'a str>) -> Option<&'a str> {
    if written.len() > LONGEST_NAME {
        return None;
    }
    let written = written.to_ascii_lowercase();
    let most = (written.chars().count() / 3).max(1);
    known
        .filter(|name| name.len() <= LONGEST_NAME)
        .map(|name| (strsim::osa_distance(&written, &name.to_ascii_lowercase()), name))
        .filter(|(distance, _)| *distance <= most)
        .min()
        .map(|(_, name)| name)
}
