//! The lines as they come to stand: breaking, comments, columns.
//!
//! Text is written in the order of the source. Whoever begins a line says up to which place of the source
//! the comments go before it, so that each comes out once, in order, and near where it stood.

use super::comments::Comments;
use crate::source::Span;
use crate::syntax::ast::Name;

/// Lines are broken before this many characters; commas and closing brackets may still follow.
pub const WIDTH: usize = 98;
/// Nothing hangs further to the right than this, however deep it nests.
const FURTHEST: usize = 60;
/// The end of a cell: what follows is aligned with the other lines of the table.
pub const CELL: char = '\u{1}';
/// The end of a cell that has two spaces after it, or one where the table has a single line.
pub const WIDE_CELL: char = '\u{2}';
/// A cell that is wider stands out of its column, and the column is not widened for it.
const WIDEST: usize = 72;
/// Comments at the ends of lines are aligned where the lines differ by no more.
const FAR: usize = 40;

/// What a line is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Kind {
    /// Rules, perhaps with a comment at the end.
    Code,
    /// A comment, or the next line of one that ends a line of rules.
    Comment,
    /// Nothing.
    Blank,
}

/// A finished line.
#[derive(Debug)]
pub struct Line<'a> {
    /// What it is.
    pub kind: Kind,
    /// Its text with the ends of its cells.
    pub code: String,
    /// The comment that ends it.
    pub comment: Option<&'a str>,
    /// Which lines it shares its columns with.
    pub table: usize,
}

/// The lines written so far and the one being written.
#[derive(Debug)]
pub struct Page<'a> {
    /// The comments still to come.
    pub comments: Comments<'a>,
    /// The finished lines.
    pub lines: Vec<Line<'a>>,
    current: String,
    indent: usize,
    end: u32,
}

/// A part of a list.
#[derive(Debug)]
pub struct Part {
    /// Where it stood.
    pub span: Span,
    /// What it is.
    pub text: String,
    /// How much further than the list it hangs.
    pub further: usize,
    /// It begins a line even where it would fit.
    pub fresh: bool,
}

impl Part {
    /// A part like most.
    pub fn new(span: Span, text: String) -> Part {
        Part {
            span,
            text,
            further: 0,
            fresh: false,
        }
    }

    /// A name.
    pub fn name(name: &Name) -> Part {
        Part::new(name.span, name.text.to_owned())
    }
}

impl<'a> Page<'a> {
    /// An empty page.
    pub fn new(comments: Comments<'a>) -> Page<'a> {
        Page {
            comments,
            lines: Vec::new(),
            current: String::new(),
            indent: 0,
            end: 0,
        }
    }

    /// How long the line is that is being written.
    pub fn column(&self) -> usize {
        self.current.chars().count()
    }

    /// Where a list that begins here hangs.
    pub fn hang(&self) -> usize {
        self.column().min(FURTHEST)
    }

    /// Where the last thing written ended in the source.
    pub fn end(&self) -> u32 {
        self.end
    }

    /// Says where the last thing written ended in the source.
    pub fn set_end(&mut self, end: u32) {
        self.end = end;
    }

    /// Writes words of the language.
    pub fn push(&mut self, text: &str) {
        self.current.push_str(text);
    }

    /// Ends a cell.
    pub fn cell(&mut self, end: char) {
        self.current.push(end);
    }

    /// Writes what has a place; comments before its end go above the line.
    pub fn unit(&mut self, span: Span, text: &str) {
        self.above(span.end);
        self.current.push_str(text);
        self.end = span.end;
    }

    /// Writes a unit after a space, or on a line of its own where it does not fit or a comment stands before it.
    pub fn piece(&mut self, span: Span, text: &str, hang: usize) {
        if self.pending(span.start) || self.column() + 1 + text.chars().count() > WIDTH {
            self.line(hang, span.start);
        } else {
            self.current.push(' ');
        }
        self.unit(span, text);
    }

    /// Writes a piece, but never on the last line of something that was begun before so many lines.
    pub fn closing_piece(&mut self, span: Span, text: &str, hang: usize, lines: usize) {
        if self.lines.len() == lines {
            return self.piece(span, text, hang);
        }
        self.line(hang, span.start);
        self.unit(span, text);
    }

    /// Writes a list with as many parts on each line as fit.
    pub fn fill(&mut self, parts: &[Part], hang: usize) {
        for (index, part) in parts.iter().enumerate() {
            if index == 0 {
                self.unit(part.span, &part.text);
                continue;
            }
            self.current.push(',');
            if part.fresh {
                self.line(hang + part.further, part.span.start);
                self.unit(part.span, &part.text);
            } else {
                self.piece(part.span, &part.text, hang + part.further);
            }
        }
    }

    /// Whether a comment stands between what was written and a place.
    pub fn pending(&self, before: u32) -> bool {
        self.comments.peek(before).is_some()
    }

    /// Ends the line and begins one after the comments before a place.
    pub fn line(&mut self, indent: usize, before: u32) {
        self.finish();
        self.attach(before);
        self.begin(indent);
        self.above(before);
    }

    /// Begins a line.
    pub fn begin(&mut self, indent: usize) {
        self.indent = indent;
        self.current = " ".repeat(indent);
    }

    /// Ends the line.
    pub fn finish(&mut self) {
        let code = std::mem::take(&mut self.current);
        self.lines.push(Line {
            kind: Kind::Code,
            code,
            comment: None,
            table: 0,
        });
    }

    /// Puts a comment that ended the same line in the source to the end of the last line, with the lines that go on below it.
    pub fn attach(&mut self, before: u32) {
        let Some(comment) = self
            .comments
            .peek(before)
            .filter(|comment| !comment.alone && comment.line <= self.end)
        else {
            return;
        };
        let Some(last) = self.lines.last_mut() else { return };
        last.comment = Some(comment.text);
        self.comments.advance();
        while let Some(comment) = self.comments.peek(before).filter(|comment| comment.follows) {
            self.lines.push(Line {
                kind: Kind::Comment,
                code: String::new(),
                comment: Some(comment.text),
                table: 0,
            });
            self.comments.advance();
        }
    }

    /// Puts the comments before a place above the line that is being written.
    fn above(&mut self, before: u32) {
        while let Some(comment) = self.comments.peek(before) {
            let line = Line::comment(self.indent, comment.text);
            self.lines.push(line);
            self.comments.advance();
        }
    }

    /// The text with its columns aligned.
    pub fn into_text(mut self) -> String {
        align_cells(&mut self.lines);
        let widths: Vec<usize> = comment_columns(&self.lines);
        let mut text = String::new();
        for (line, width) in self.lines.iter().zip(widths) {
            text.push_str(&line.code);
            if let Some(comment) = line.comment {
                text.extend(std::iter::repeat_n(
                    ' ',
                    width.saturating_sub(line.code.chars().count()),
                ));
                text.push_str(comment);
            }
            text.push('\n');
        }
        text
    }
}

impl<'a> Line<'a> {
    /// A comment on a line of its own.
    pub fn comment(indent: usize, text: &str) -> Line<'a> {
        Line {
            kind: Kind::Comment,
            code: " ".repeat(indent) + text,
            comment: None,
            table: 0,
        }
    }

    /// A blank line.
    pub fn blank() -> Line<'a> {
        Line {
            kind: Kind::Blank,
            code: String::new(),
            comment: None,
            table: 0,
        }
    }
}

/// How wide a column of a table is, and in how many lines it has something to its right.
#[derive(Clone, Copy, Default)]
struct Column {
    width: usize,
    lines: usize,
}

fn align_cells(lines: &mut [Line<'_>]) {
    let mut tables: Vec<Vec<Column>> = Vec::new();
    for line in lines.iter() {
        let count = line.code.matches([CELL, WIDE_CELL]).count();
        if tables.len() <= line.table {
            tables.resize(line.table + 1, Vec::new());
        }
        let Some(columns) = tables.get_mut(line.table) else {
            continue;
        };
        if columns.len() < count {
            columns.resize(count, Column::default());
        }
        for (cell, column) in line.code.split([CELL, WIDE_CELL]).take(count).zip(columns) {
            let width = cell.chars().count();
            column.width = column.width.max(if width > WIDEST { 0 } else { width });
            column.lines += 1;
        }
    }
    for line in lines {
        let Some(columns) = tables.get(line.table).filter(|_| line.code.contains([CELL, WIDE_CELL])) else {
            continue;
        };
        let mut columns = columns.iter();
        let mut aligned = String::new();
        for cell in line.code.split_inclusive([CELL, WIDE_CELL]) {
            let text = cell.trim_end_matches([CELL, WIDE_CELL]);
            aligned.push_str(text);
            if text.len() < cell.len() {
                let column = columns.next().copied().unwrap_or_default();
                let gap = if cell.ends_with(CELL) { 0 } else { column.lines.min(2) };
                aligned.extend(std::iter::repeat_n(
                    ' ',
                    (column.width + gap).saturating_sub(text.chars().count()),
                ));
            }
        }
        line.code = aligned;
    }
}

/// The column of the comment at the end of each line.
fn comment_columns(lines: &[Line<'_>]) -> Vec<usize> {
    let mut columns = Vec::with_capacity(lines.len());
    for run in lines.chunk_by(|above, below| above.comment.is_some() == below.comment.is_some()) {
        let widths = run.iter().map(|line| {
            if line.kind == Kind::Code {
                line.code.chars().count()
            } else {
                0
            }
        });
        let code = || widths.clone().filter(|width| *width > 0);
        let (least, most) = (code().min().unwrap_or(0), code().max().unwrap_or(0));
        let mut own = most;
        for width in widths {
            own = if width > 0 { width } else { own };
            columns.push(2 + if most - least <= FAR { most } else { own });
        }
    }
    columns
}
