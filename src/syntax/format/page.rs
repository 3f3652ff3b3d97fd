//! The lines as they come to stand: breaking, comments, columns.

use super::comments::Comments;
use super::table::{Begins, FIRST, PARENT, Row};
use super::tokens::{Item, Part, Token};

/// Lines are broken before this many characters; commas and closing brackets may still follow.
const WIDTH: usize = 98;
/// Nothing hangs further to the right than this, however deep it nests.
const FURTHEST: usize = 60;
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
pub struct Line<'t> {
    /// What it is.
    pub kind: Kind,
    /// Its cells; what follows one is aligned with the other lines of the table.
    pub cells: Vec<Cell>,
    /// The comment that ends it.
    pub comment: Option<&'t str>,
    /// Which lines it shares its columns with.
    pub table: usize,
    /// Its item takes one line, so that of its table all comments stand in one column, whatever lines have none.
    pub single: bool,
}

/// A stretch of a line.
#[derive(Debug, Default)]
pub struct Cell {
    /// Its text.
    pub text: String,
    /// How many characters it has.
    width: usize,
    /// How many spaces follow it at least.
    gap: usize,
}

/// The lines written so far and the one being written.
#[derive(Debug)]
pub struct Page<'t> {
    /// The comments still to come.
    pub comments: Comments<'t>,
    /// The finished lines.
    pub lines: Vec<Line<'t>>,
    /// The cells that ended on this line.
    cells: Vec<Cell>,
    current: Cell,
    column: usize,
    indent: usize,
    /// How many lines of rules were finished.
    rows: usize,
    open: Vec<Open>,
    clause: Clause,
}

/// A part that is being written.
#[derive(Debug, Clone, Copy, Default)]
struct Open {
    /// The token after its last.
    end: usize,
    /// Where it began.
    column: usize,
    /// Where the list that it belongs to hangs, or its own entries do.
    hang: usize,
    /// On which line it began, or the last entry of a list did.
    row: usize,
    /// How many cells ended before it on its line.
    cells: usize,
    /// It does not fit on a line.
    broken: bool,
    /// It is part of something that stands on one line, so there is nothing to align.
    flat: bool,
    /// An entry was written.
    entered: bool,
    /// Its entries fill their lines.
    fills: bool,
    /// Its first token.
    first: usize,
}

/// The second word of a clause, under which that of the next clause may stand.
#[derive(Debug, Default)]
struct Clause {
    /// Where it stands.
    second: usize,
    /// What is to happen with the next token.
    next: Second,
}

#[derive(Debug, Default, Clone, Copy, PartialEq, Eq)]
enum Second {
    /// Nothing.
    #[default]
    Other,
    /// It is the second word of a clause.
    Note,
    /// It stands under the second word above.
    Under,
}

impl<'t> Page<'t> {
    /// An empty page.
    pub fn new(comments: Comments<'t>) -> Page<'t> {
        Page {
            comments,
            lines: Vec::new(),
            cells: Vec::new(),
            current: Cell::default(),
            column: 0,
            indent: 0,
            rows: 0,
            open: Vec::new(),
            clause: Clause::default(),
        }
    }

    /// Writes an item and the comment that ends its last line.
    pub fn item(&mut self, item: &Item<'t>, comments: usize) {
        self.open.clear();
        self.clause = Clause::default();
        self.begin(0);
        let mut parts = item.parts.iter().peekable();
        for (index, token) in item.tokens.iter().enumerate() {
            while self.open.pop_if(|open| open.end <= index).is_some() {}
            let second = match Item::row(token) {
                Some(row) => self.stand(item, token, row),
                None => {
                    self.space(token);
                    Second::Other
                }
            };
            self.above(token.comments);
            while let Some(part) = parts.next_if(|part| part.first <= index) {
                self.enter(item, part);
            }
            self.write(token.text, token.end - token.start);
            self.clause.next = second;
        }
        self.finish();
        self.attach(comments);
    }

    /// The space before a token that goes on with the line.
    fn space(&mut self, token: &Token<'_>) {
        let mut gap = usize::from(token.space && self.column > self.indent);
        match std::mem::take(&mut self.clause.next) {
            Second::Note => self.clause.second = self.column + gap,
            Second::Under => gap = gap.max(self.clause.second.saturating_sub(self.column)),
            Second::Other => {}
        }
        self.pad(gap);
    }

    fn write(&mut self, text: &str, width: usize) {
        self.current.text.push_str(text);
        self.current.width += width;
        self.column += width;
    }

    fn pad(&mut self, gap: usize) {
        self.write(&" ".repeat(gap), gap);
    }

    /// Ends a cell.
    fn cell(&mut self, gap: usize) {
        self.current.gap = gap;
        self.column += gap;
        self.cells.push(std::mem::take(&mut self.current));
    }

    /// Begins a line for a token, or goes on with this one.
    fn stand(&mut self, item: &Item<'t>, token: &Token<'t>, row: &Row) -> Second {
        let open = self.open.last().copied().unwrap_or_default();
        let part = token.part.and_then(|part| item.parts.get(part));
        let last = part
            .and_then(|part| item.tokens.get(part.stop.unwrap_or(part.end).checked_sub(1)?))
            .unwrap_or(token);
        let room = WIDTH.checked_sub(self.column + 1 + (last.end - token.start) + last.tail);
        let fits = room.is_some() && !part.is_some_and(|part| part.forced);
        let unfit = !fits || self.comments.next(token.comments).is_some() || open.row != self.rows;
        let first = !open.entered;
        let begins = match row.begins {
            Begins::Never => false,
            Begins::Always | Begins::Under => true,
            Begins::Unfit => unfit,
            Begins::Below => unfit || !open.flat && room < Some(widening(item, open)),
            Begins::Rest => !first,
            Begins::Broken => open.broken,
            Begins::Fill => open.broken && !first && unfit,
            Begins::List if open.fills => open.broken && !first && unfit,
            Begins::List => open.broken && !(first && row.indent == FIRST),
        };
        if begins {
            let indent = match row.indent {
                FIRST => open.hang,
                PARENT => open.column.min(FURTHEST),
                indent => open.hang + indent,
            };
            self.finish();
            self.attach(token.comments);
            self.begin(indent);
            if row.begins == Begins::Below {
                (0..open.cells).for_each(|_| self.cell(2));
            }
        }
        if row.gap > 0 && !open.flat && (!begins || row.begins == Begins::Rest) {
            self.cell(row.gap);
        } else if !begins {
            self.space(token);
        }
        if let Some(open) = self.open.last_mut()
            && matches!(row.begins, Begins::Fill | Begins::List | Begins::Rest)
        {
            if !open.entered && row.indent == FIRST {
                open.hang = self.column.min(FURTHEST);
            }
            open.entered = true;
            open.row = self.rows;
        }
        if row.begins == Begins::Under {
            Second::Under
        } else if row.begins == Begins::Always {
            Second::Note
        } else {
            Second::Other
        }
    }

    /// Begins a part with the token that is about to be written.
    fn enter(&mut self, item: &Item<'t>, part: &Part) {
        let above = self.open.last().copied().unwrap_or_default();
        let (first, last) = (item.tokens.get(part.first), item.tokens.get(part.end.saturating_sub(1)));
        let width = match (first, last) {
            (Some(first), Some(last)) => last.end.saturating_sub(first.start) + last.tail,
            _ => 0,
        };
        let broken = part.breaks.is_some() && (part.forced || self.column + width > WIDTH);
        self.open.push(Open {
            end: part.end,
            column: self.column,
            hang: above.hang,
            row: self.rows,
            cells: self.cells.len(),
            broken,
            flat: above.flat || part.breaks.is_some() && !broken,
            entered: false,
            fills: part.plain && !part.forced,
            first: part.first,
        });
    }

    /// Begins a line.
    fn begin(&mut self, indent: usize) {
        self.indent = indent;
        self.column = 0;
        self.pad(indent);
    }

    /// Ends the line.
    fn finish(&mut self) {
        self.cell(0);
        let cells = std::mem::take(&mut self.cells);
        self.lines.push(Line::new(Kind::Code, cells, None));
        self.rows += 1;
    }

    /// Puts a comment that ended the same line in the source to the end of the last line, with the lines that go on below it.
    fn attach(&mut self, until: usize) {
        let comment = self.comments.next(until).filter(|comment| !comment.alone);
        let (Some(comment), Some(last)) = (comment, self.lines.last_mut()) else {
            return;
        };
        last.comment = Some(comment.text);
        self.comments.used += 1;
        while let Some(comment) = self.comments.next(until).filter(|comment| comment.follows) {
            let line = Line::new(Kind::Comment, Vec::new(), Some(comment.text));
            self.lines.push(line);
            self.comments.used += 1;
        }
    }

    /// Puts the comments before a token above the line that is being written.
    fn above(&mut self, until: usize) {
        while let Some(comment) = self.comments.next(until) {
            let line = Line::comment(self.indent, comment.text);
            self.lines.push(line);
            self.comments.used += 1;
        }
    }

    /// The text with its columns aligned.
    pub fn into_text(mut self) -> String {
        align_cells(&mut self.lines);
        let mut text = String::new();
        for run in self.lines.chunk_by(|above, below| {
            above.comment.is_some() == below.comment.is_some()
                || above.single && below.single && above.table == below.table
        }) {
            let commented = run
                .iter()
                .filter(|line| line.kind == Kind::Code && line.comment.is_some());
            let widths = commented.map(Line::width);
            let (least, most) = widths.fold((usize::MAX, 0), |(least, most), width| {
                (least.min(width), most.max(width))
            });
            let mut column = most;
            for line in run {
                for cell in &line.cells {
                    text.push_str(&cell.text);
                    pad(&mut text, cell.gap);
                }
                if least.saturating_add(FAR) < most && line.kind == Kind::Code {
                    column = line.width();
                }
                if let Some(comment) = line.comment {
                    pad(&mut text, column + 2 - line.width());
                    text.push_str(comment);
                }
                text.push('\n');
            }
        }
        text
    }
}

/// How much wider the table makes the cells before a part than they are.
fn widening(item: &Item<'_>, open: Open) -> usize {
    let first = item.tokens.get(open.first);
    first.map_or(0, |first| {
        let most = first.row.and_then(|row| item.leads.get(row));
        most.map_or(0, |most| most.saturating_sub(first.lead))
    })
}

fn pad(text: &mut String, count: usize) {
    text.push_str(&" ".repeat(count));
}

impl<'t> Line<'t> {
    fn new(kind: Kind, cells: Vec<Cell>, comment: Option<&'t str>) -> Line<'t> {
        Line {
            kind,
            cells,
            comment,
            table: 0,
            single: false,
        }
    }

    /// A comment on a line of its own.
    pub fn comment(indent: usize, text: &str) -> Line<'t> {
        let text = " ".repeat(indent) + text;
        Line::new(Kind::Comment, vec![Cell { text, width: 0, gap: 0 }], None)
    }

    /// A blank line.
    pub fn blank() -> Line<'t> {
        Line::new(Kind::Blank, Vec::new(), None)
    }

    fn width(&self) -> usize {
        self.cells.iter().map(|cell| cell.width + cell.gap).sum()
    }
}

/// How wide a column of a table is, how far from the next, and in how many lines it has something to its right.
#[derive(Clone, Copy, Default)]
struct Column {
    width: usize,
    gap: usize,
    lines: usize,
}

/// Makes the gaps behind the cells such that what follows is aligned.
fn align_cells(lines: &mut [Line<'_>]) {
    for table in lines.chunk_by_mut(|above, below| above.table == below.table) {
        let mut columns: Vec<Column> = Vec::new();
        for line in table.iter() {
            for (index, cell) in line.cells.iter().enumerate().filter(|(_, cell)| cell.gap > 0) {
                if columns.len() <= index {
                    columns.push(Column::default());
                }
                if let Some(column) = columns.get_mut(index) {
                    column.width = column.width.max(if cell.width < WIDEST { cell.width } else { 0 });
                    column.gap = column.gap.max(cell.gap);
                    column.lines += 1;
                }
            }
        }
        for line in table {
            for (cell, column) in line.cells.iter_mut().zip(&columns).filter(|(cell, _)| cell.gap > 0) {
                cell.gap = column.width.saturating_sub(cell.width) + column.gap.min(column.lines);
            }
        }
    }
}
