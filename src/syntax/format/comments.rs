//! Where the comments of a text stand, and the few places that the tree does not know.

use crate::source::Span;

/// A comment and how it stood.
#[derive(Debug)]
pub struct Comment<'a> {
    /// From `#` to the end of the line.
    pub text: &'a str,
    /// Where it is.
    pub span: Span,
    /// Where it counts as being: one before closing brackets counts as behind them.
    pub place: u32,
    /// Where its line starts.
    pub line: u32,
    /// How many characters stand before it on its line.
    pub column: usize,
    /// Nothing but space stands before it on its line.
    pub alone: bool,
    /// It goes on right below one that ends a line of rules.
    pub follows: bool,
}

/// The comments of a text; they are used up from first to last.
#[derive(Debug)]
pub struct Comments<'a> {
    source: &'a str,
    list: Vec<Comment<'a>>,
    next: usize,
}

impl<'a> Comments<'a> {
    /// Looks at each comment of a text.
    pub fn new(source: &'a str, spans: &[Span]) -> Comments<'a> {
        let mut list: Vec<Comment<'a>> = Vec::with_capacity(spans.len());
        for &span in spans {
            let before = source.get(..span.start as usize).unwrap_or("");
            let line = before.rfind(['\n', '\r']).map_or(0, |at| at + 1);
            let lead = before.get(line..).unwrap_or("").trim_start_matches('\u{feff}');
            let (column, alone) = (lead.chars().count(), lead.trim().is_empty());
            let follows = alone
                && list.last().is_some_and(|last| {
                    let gap = Span {
                        start: last.span.end,
                        end: span.start,
                    };
                    (!last.alone || last.follows) && last.column == column && line_ends(gap.of(source)) == 1
                });
            let line = u32::try_from(line).unwrap_or(u32::MAX);
            list.push(Comment {
                text: span.of(source),
                span,
                place: span.start,
                line,
                column,
                alone,
                follows,
            });
        }
        let mut behind: Option<(u32, u32)> = None;
        for comment in list.iter_mut().rev() {
            let until = behind.map_or(u32::MAX, |(start, _)| start);
            let rest = source.get(comment.span.end as usize..).unwrap_or("");
            let rest = rest
                .get(..until.saturating_sub(comment.span.end) as usize)
                .unwrap_or(rest);
            let closing = rest.trim_start_matches(|c: char| c.is_whitespace() || c == ')');
            let passed = rest.get(..rest.len() - closing.len()).unwrap_or("");
            let bracket = passed
                .rfind(')')
                .map(|at| comment.span.end + u32::try_from(at).unwrap_or(0) + 1);
            comment.place = match behind {
                Some((start, place)) if closing.is_empty() && place > start => place,
                _ => bracket.unwrap_or(comment.span.start),
            };
            behind = Some((comment.span.start, comment.place));
        }
        Comments { source, list, next: 0 }
    }

    /// The next comment, if it stands before a place.
    pub fn peek(&self, before: u32) -> Option<&Comment<'a>> {
        self.list.get(self.next).filter(|comment| comment.place < before)
    }

    /// Uses up the next comment.
    pub fn advance(&mut self) {
        self.next += 1;
    }

    /// Where the last comment that was used up ended.
    pub fn last_end(&self) -> u32 {
        self.next
            .checked_sub(1)
            .and_then(|last| self.list.get(last))
            .map_or(0, |comment| comment.span.end)
    }

    /// Whether a comment that is not used up stands between two places.
    pub fn any(&self, from: u32, to: u32) -> bool {
        let rest = self.list.get(self.next..).unwrap_or(&[]);
        let first = rest.partition_point(|comment| comment.place < from);
        rest.get(first).is_some_and(|comment| comment.place < to)
    }

    /// The next string from a place on.
    pub fn string_from(&self, from: u32) -> Span {
        let mut at = from as usize;
        while let Some(found) = self.from(at).find(['"', '#']) {
            at += found;
            if self.from(at).starts_with('#') {
                at += self.from(at).find(['\n', '\r']).unwrap_or(self.from(at).len());
                continue;
            }
            let mut escaped = true;
            for (length, character) in self.from(at).char_indices() {
                match character {
                    _ if escaped => escaped = false,
                    '\\' => escaped = true,
                    '"' => return Span::new(at, at + length + 1),
                    _ => {}
                }
            }
            break;
        }
        Span { start: from, end: from }
    }

    /// The next place from a place on that is neither space nor comment.
    pub fn code_from(&self, from: u32) -> u32 {
        let mut at = from as usize;
        loop {
            let rest = self.from(at);
            at += rest.len() - rest.trim_start().len();
            let rest = rest.trim_start();
            if !rest.starts_with('#') {
                return u32::try_from(at).unwrap_or(u32::MAX);
            }
            at += rest.find(['\n', '\r']).unwrap_or(rest.len());
        }
    }

    /// How many lines end between two places.
    pub fn line_ends(&self, from: u32, to: u32) -> usize {
        if from < to {
            line_ends(Span { start: from, end: to }.of(self.source))
        } else {
            0
        }
    }

    /// The text that is laid out.
    pub fn source(&self) -> &'a str {
        self.source
    }

    fn from(&self, at: usize) -> &'a str {
        self.source.get(at..).unwrap_or("")
    }
}

fn line_ends(text: &str) -> usize {
    text.matches(['\n', '\r']).count() - text.matches("\r\n").count()
}
