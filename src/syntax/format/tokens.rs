//! An item as a list of tokens, as if it stood on one line, and the nodes around them.

use super::table::{Begins, FIRST, ROWS, Row, is_parent, row_of};
use crate::syntax::parse::{Node, Rule};

/// A word, string or sign.
#[derive(Debug)]
pub struct Token<'t> {
    /// What it is.
    pub text: &'t str,
    /// A space stands before it.
    pub space: bool,
    /// Where it would begin on one line.
    pub start: usize,
    /// Where it would end on one line.
    pub end: usize,
    /// How much must follow on its line, without commas and closing brackets.
    pub tail: usize,
    /// How many comments of the text stand before it.
    pub comments: usize,
    /// How it stands in the part around it.
    pub row: Option<usize>,
    /// The part that it begins and that the row speaks of; none where that is the token alone.
    pub part: Option<usize>,
    /// Where its cell would end, where it ends one.
    pub lead: usize,
}

/// A node of the grammar that has others inside.
#[derive(Debug)]
pub struct Part {
    rule: Rule,
    /// The nearest node around it that has rows, or itself.
    context: Rule,
    /// Where it ends in the text.
    until: usize,
    /// Its first token.
    pub first: usize,
    /// The token after its last.
    pub end: usize,
    /// The first token that begins a line where it does not fit on one.
    pub breaks: Option<usize>,
    /// The first token that may begin a line even where the parent fits on one.
    pub stop: Option<usize>,
    /// A comment inside keeps it from standing on one line.
    pub forced: bool,
    /// All its entries are single words.
    pub plain: bool,
    /// An entry was seen.
    entered: bool,
}

/// An item.
#[derive(Debug)]
pub struct Item<'t> {
    /// Its tokens in order.
    pub tokens: Vec<Token<'t>>,
    /// Its nodes, each before those inside it.
    pub parts: Vec<Part>,
    /// For each row, where the widest of its cells would end.
    pub leads: [usize; ROWS.len()],
    /// Where its last token ends in the text.
    pub end: usize,
}

/// A node on one line.
pub fn one_line(node: Node<'_>) -> String {
    let mut line = String::new();
    for token in Item::new(node, 0).tokens {
        line.push_str(if token.space && !line.is_empty() { " " } else { "" });
        line.push_str(token.text);
    }
    line
}

impl<'t> Item<'t> {
    /// Reads an item with so many comments before it.
    pub fn new(node: Node<'t>, comments: usize) -> Item<'t> {
        let mut reader = Reader {
            item: Item {
                tokens: Vec::new(),
                parts: Vec::new(),
                leads: [0; ROWS.len()],
                end: 0,
            },
            text: node.str(),
            start: node.start(),
            at: node.start(),
            open: Vec::new(),
            comments,
            next: None,
            line: 0,
        };
        for node in node.all_within() {
            reader.node(node);
        }
        reader.close(usize::MAX);
        let mut item = reader.item;
        item.measure_tails();
        item
    }

    /// The row of a token.
    pub fn row(token: &Token<'_>) -> Option<&'static Row> {
        ROWS.get(token.row?)
    }

    fn measure_tails(&mut self) {
        let mut tail = 0;
        for token in self.tokens.iter_mut().rev() {
            token.tail = tail;
            tail = if Item::row(token).is_some_and(|row| row.begins.may()) {
                0
            } else if closes(token.text) {
                tail
            } else {
                tail + token.end - token.start + usize::from(token.space)
            };
        }
    }
}

struct Reader<'t> {
    item: Item<'t>,
    text: &'t str,
    /// Where the text begins in the file.
    start: usize,
    /// What is before this place was read.
    at: usize,
    open: Vec<usize>,
    comments: usize,
    /// How the next token stands.
    next: Option<Next>,
    /// Where the line would begin that the next token stands on, less its indent.
    line: usize,
}

struct Next {
    row: usize,
    part: Option<usize>,
    parent: usize,
}

impl<'t> Reader<'t> {
    fn node(&mut self, node: Node<'t>) {
        self.close(node.start());
        self.signs(node.start());
        let rule = node.rule();
        if rule == Rule::COMMENT {
            self.comments += 1;
            self.at = node.end();
            return;
        }
        let index = (!node.is_leaf()).then_some(self.item.parts.len());
        let outer = self.open.last().copied().unwrap_or(usize::MAX);
        let parent = self.item.parts.get(outer);
        let context = parent.map_or(rule, |parent| parent.context);
        // What stands first in its parent stands as the parent does.
        if let Some(parent) = parent.filter(|parent| self.next.is_none() && parent.first < self.item.tokens.len()) {
            self.next = row_of(parent.rule, context, rule).map(|row| Next {
                row,
                part: index,
                parent: outer,
            });
        }
        let Some(index) = index else {
            return self.leaf(node);
        };
        self.open.push(index);
        self.item.parts.push(Part {
            rule,
            context: if is_parent(rule) { rule } else { context },
            until: node.end(),
            first: self.item.tokens.len(),
            end: 0,
            breaks: None,
            stop: None,
            forced: false,
            plain: true,
            entered: false,
        });
    }

    fn leaf(&mut self, node: Node<'t>) {
        self.at = node.end();
        if node.rule() == Rule::string {
            return self.token(node.str());
        }
        // A moment may have more than one space inside.
        for word in node.str().split_whitespace() {
            self.token(word);
        }
    }

    /// Reads the signs before a place, which have no nodes of their own.
    fn signs(&mut self, until: usize) {
        let end = self.text.len().min(until - self.start);
        let mut rest = self.text.get(self.at - self.start..end).unwrap_or("").trim_start();
        self.at = self.at.max(until);
        while let Some(sign) = rest.chars().next() {
            let length = if rest.starts_with("..") { 2 } else { sign.len_utf8() };
            let (sign, behind) = rest.split_at_checked(length).unwrap_or((rest, ""));
            self.token(sign);
            rest = behind.trim_start();
        }
    }

    /// Ends the nodes that end before a place.
    fn close(&mut self, place: usize) {
        while let Some(open) = self.open.last().copied() {
            let Some(until) = self.item.parts.get(open).map(|part| part.until) else {
                return;
            };
            if until > place {
                return;
            }
            self.signs(until);
            self.open.pop();
            let end = self.item.tokens.len();
            let token = |index: usize| self.item.tokens.get(index);
            let comments = |index: usize| token(index).map_or(0, |token| token.comments);
            let Some(part) = self.item.parts.get_mut(open) else {
                return;
            };
            part.end = end;
            part.forced |= part.breaks.is_some_and(|at| comments(end - 1) > comments(at - 1));
            let listed = token(part.first)
                .filter(|first| first.part == Some(open))
                .and_then(Item::row)
                .is_some_and(|row| row.begins == Begins::List);
            let several = end > part.first + 1;
            let (forced, stop) = (part.forced, part.stop);
            let parent = self.open.last().and_then(|open| self.item.parts.get_mut(*open));
            if let Some(parent) = parent {
                parent.forced |= forced;
                parent.stop = parent.stop.or(stop);
                parent.plain &= !(listed && several);
            }
        }
    }

    fn token(&mut self, text: &'t str) {
        let index = self.item.tokens.len();
        let last = self.item.tokens.last();
        let space = last.is_none_or(|last| !holds(last.text)) && !closes(text) && !matches!(text, ":" | ".." | "/");
        // A comment before a sign that belongs to what is before it counts as being behind the sign.
        let joined = closes(text) || matches!(text, ":" | "=");
        let comments = last.filter(|_| joined).map_or(self.comments, |last| last.comments);
        let start = last.map_or(0, |last| last.end) + usize::from(space);
        let end = start + text.chars().count();
        let next = self.next.take();
        let mut lead = 0;
        if let Some(next) = &next
            && let Some(row) = ROWS.get(next.row)
        {
            if row.gap > 0 {
                lead = start.saturating_sub(self.line);
                if let Some(most) = self.item.leads.get_mut(next.row) {
                    *most = lead.max(*most);
                }
            }
            if row.begins.may() && row.indent < FIRST {
                self.line = start.saturating_sub(row.indent);
            }
            if let Some(parent) = self.item.parts.get_mut(next.parent) {
                let all = row.indent != FIRST && row.begins != Begins::Fill;
                if row.begins.by_parent() && parent.breaks.is_none() && (all || parent.entered) {
                    parent.breaks = Some(index);
                }
                if row.begins.may() && !row.begins.by_parent() {
                    parent.stop = parent.stop.or(Some(index));
                }
                parent.entered = true;
            }
        }
        self.item.end = self.at;
        self.item.tokens.push(Token {
            text,
            space,
            start,
            end,
            tail: 0,
            comments,
            row: next.as_ref().map(|next| next.row),
            part: next.and_then(|next| next.part),
            lead,
        });
    }
}

/// Whether nothing stands before a sign, and the end of a line is not kept for it.
fn closes(text: &str) -> bool {
    matches!(text, "," | ")")
}

/// Whether no space follows a sign.
fn holds(text: &str) -> bool {
    matches!(text, "(" | ".." | "/")
}
