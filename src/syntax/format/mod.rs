//! Tree to text: a policy in the standard layout, and a condition in one line of words.
//!
//! Only space changes: every word, string and comment of the source comes out again, in the same order.
//! To lay out what is laid out already gives the same text. Called on trees without syntax errors.
//!
//! `table` says how each construct looks, `tokens` reads an item as one line, `page` breaks it.

mod comments;
mod page;
mod table;
mod tokens;

pub use tokens::one_line;

use super::parse::{Rule, Tree};
use comments::Comments;
use page::{Kind, Line, Page};
use tokens::Item;

/// The policy in the standard layout, its comments kept; empty where the source holds nothing.
#[must_use]
pub fn format(tree: &Tree<'_>) -> String {
    let mut page = Page::new(Comments::new(tree));
    let mut above: Option<Above> = None;
    let mut items = tree
        .root()
        .children()
        .filter(|node| node.rule() == Rule::item)
        .peekable();
    while let Some(node) = items.next() {
        let gap = gap(&mut page, above.as_ref(), Some(node.start()));
        let from = page.lines.len();
        let item = Item::new(node, page.comments.used);
        let next = items.peek().map_or(usize::MAX, |next| next.start());
        page.item(&item, page.comments.before(next));
        let lines = page.lines.split_off(from);
        let kind = node.children().next().map_or(Rule::item, |item| item.rule());
        let single = lines.iter().filter(|line| line.kind == Kind::Code).count() == 1;
        let blank = gap.iter().any(|line| line.kind == Kind::Blank);
        let together = above.as_ref().filter(|above| {
            // A source is one thing, even where its link stands below.
            !blank && above.kind == kind && (above.single && single || kind == Rule::source)
        });
        let table = together.map_or(page.lines.len(), |above| above.table);
        if above.is_some() && together.is_none() && !blank {
            page.lines.push(Line::blank());
        }
        for mut line in gap.into_iter().chain(lines) {
            line.table = table;
            line.single = single;
            page.lines.push(line);
        }
        above = Some(Above {
            kind,
            end: item.end,
            single,
            table,
        });
    }
    let rest = gap(&mut page, above.as_ref(), None);
    page.lines.extend(rest);
    page.into_text()
}

/// The item before a gap.
struct Above {
    kind: Rule,
    end: usize,
    /// It takes one line.
    single: bool,
    table: usize,
}

/// The comments before the item at a place, or all that are left, with a blank line wherever the author left some.
fn gap<'t>(page: &mut Page<'t>, above: Option<&Above>, before: Option<usize>) -> Vec<Line<'t>> {
    let comments = &mut page.comments;
    let mut lines: Vec<Line<'t>> = Vec::new();
    let mut end = comments.last_end().max(above.map_or(0, |above| above.end));
    let mut hanging = above.is_some();
    let mut indented = 0;
    let until = before.map_or(usize::MAX, |before| comments.before(before));
    while let Some(comment) = comments.next(until) {
        if comments.line_ends(end, comment.start) > 1 {
            if above.is_some() || !lines.is_empty() {
                lines.push(Line::blank());
            }
            hanging = false;
        }
        // What stands indented right below an item belongs to it, unless it stands right above the next one.
        lines.push(Line::comment(
            if hanging && comment.column > 0 { 2 } else { 0 },
            comment.text,
        ));
        indented += usize::from(hanging);
        end = comment.end;
        comments.used += 1;
    }
    if let Some(before) = before {
        if comments.line_ends(end, before) > 1 {
            if above.is_some() || !lines.is_empty() {
                lines.push(Line::blank());
            }
        } else if !lines.iter().any(|line| line.kind == Kind::Blank) {
            for line in lines.iter_mut().take(indented) {
                for cell in &mut line.cells {
                    cell.text = cell.text.trim_start().to_owned();
                }
            }
        }
    }
    lines
}
