//! Tree to text: a policy in the standard layout, and a condition in one line of words.
//!
//! Only space changes: every word, string and comment of the source comes out again, in the same order.
//! To lay out what is laid out already gives the same text. Called on trees without syntax errors.

mod comments;
mod conditions;
mod items;
mod page;

pub use conditions::condition_text;

use super::ast;
use crate::source::SourceFile;
use comments::Comments;
use page::{Kind, Line, Page};

/// The policy in the standard layout, its comments kept; empty where the source holds nothing.
#[must_use]
pub fn format(source: &SourceFile, module: &ast::Module) -> String {
    let mut page = Page::new(Comments::new(source.text(), &module.comments));
    let mut above: Option<Above<'_>> = None;
    for (index, item) in module.items.iter().enumerate() {
        let gap = Gap::take(&mut page, above.as_ref(), Some(item.span().start));
        let from = page.lines.len();
        page.item(item);
        page.finish();
        page.attach(module.items.get(index + 1).map_or(u32::MAX, |next| next.span().start));
        let mut lines = page.lines.split_off(from);
        let single = lines.iter().filter(|line| line.kind == Kind::Code).count() == 1;
        let together = above.as_ref().is_some_and(|above| {
            let same = std::mem::discriminant(above.item) == std::mem::discriminant(item);
            let short = matches!(item, ast::Item::Source(_)) || above.single && single;
            short && same && !gap.any_blank()
        });
        let table = above
            .as_ref()
            .filter(|_| together)
            .map_or(index + 1, |above| above.table);
        for line in &mut lines {
            line.table = table;
        }
        if above.is_some() && !together && !gap.any_blank() {
            page.lines.push(Line::blank());
        }
        page.lines.extend(gap.lines);
        page.lines.append(&mut lines);
        above = Some(Above { item, single, table });
    }
    let rest = Gap::take(&mut page, above.as_ref(), None);
    page.lines.extend(rest.lines);
    page.into_text()
}

/// The item before a gap.
struct Above<'m> {
    item: &'m ast::Item<'m>,
    /// It takes one line.
    single: bool,
    table: usize,
}

/// The comments between two items, with a blank line wherever the author left some.
struct Gap<'a> {
    lines: Vec<Line<'a>>,
}

impl<'a> Gap<'a> {
    /// Takes the comments before a place, or all that are left.
    fn take(page: &mut Page<'a>, above: Option<&Above<'_>>, before: Option<u32>) -> Gap<'a> {
        let mut lines: Vec<Line<'a>> = Vec::new();
        let mut end = page
            .comments
            .last_end()
            .max(above.map_or(0, |above| above.item.span().end));
        let mut hanging = above.is_some();
        let mut indented = 0;
        while let Some(comment) = page.comments.peek(before.unwrap_or(u32::MAX)) {
            let (span, column, text) = (comment.span, comment.column, comment.text);
            if page.comments.line_ends(end, span.start) > 1 {
                if above.is_some() || !lines.is_empty() {
                    lines.push(Line::blank());
                }
                hanging = false;
            }
            // What stands indented right below an item belongs to it, unless it stands right above the next one.
            let indent = if hanging && column > 0 { 2 } else { 0 };
            indented += usize::from(hanging);
            lines.push(Line::comment(indent, text));
            end = span.end;
            page.comments.advance();
        }
        if let Some(before) = before {
            if page.comments.line_ends(end, before) > 1 {
                if above.is_some() || !lines.is_empty() {
                    lines.push(Line::blank());
                }
            } else if !lines.iter().any(|line| line.kind == Kind::Blank) {
                for line in lines.iter_mut().take(indented) {
                    let bare = line.code.trim_start().to_owned();
                    line.code = bare;
                }
            }
        }
        Gap { lines }
    }

    fn any_blank(&self) -> bool {
        self.lines.iter().any(|line| line.kind == Kind::Blank)
    }
}

/// A literal as written.
fn literal(value: &ast::Literal) -> String {
    match &value.kind {
        ast::LiteralKind::Quantity { number, unit } => match unit {
            Some(unit) => format!("{number} {unit}"),
            None => (*number).to_owned(),
        },
        ast::LiteralKind::Date(text) | ast::LiteralKind::Time(text) => (*text).to_owned(),
        ast::LiteralKind::Moment(text) => one_space(text),
        ast::LiteralKind::YesNo(value) => if *value { "yes" } else { "no" }.to_owned(),
    }
}

/// A moment with one space between its date and its time.
pub fn one_space(moment: &str) -> String {
    moment.split_whitespace().collect::<Vec<_>>().join(" ")
}

/// Words between quotation marks.
fn quoted(words: &str) -> String {
    format!("\"{}\"", words.replace('\\', "\\\\").replace('"', "\\\""))
}
