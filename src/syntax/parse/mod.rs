//! Text to tree: the only place that knows pest.
//!
//! What the grammar did not take becomes an error, one an item: nothing is dropped in silence.

mod errors;
mod grammar;
mod tree;

pub use grammar::Rule;
pub use tree::{Children, Node, Tree, promised};

use super::{ast, screen};
use crate::diagnostic::{Code, Diagnostic, Diagnostics};
use crate::source::{SourceFile, Span};
use errors::why_invalid;

/// Finds the nodes of a policy text; what stops it is in the sink, and then there are none.
pub fn read<'s>(source: &'s SourceFile, sink: &mut Diagnostics) -> Tree<'s> {
    let body = source.text().strip_prefix('\u{feff}').unwrap_or(source.text());
    let shift = source.text().len() - body.len();
    if !screen::screen(source.text(), sink) {
        return Tree::empty();
    }
    match grammar::read(Rule::file, body, false) {
        Ok(pairs) => Tree::new(source.text(), shift, pairs),
        Err(_) => {
            // `invalid` takes whatever no item takes, so the grammar cannot fail.
            sink.push(Diagnostic::new(
                Code::Unexpected,
                Span::new(shift, source.text().len()),
                "the file could not be read",
            ));
            Tree::empty()
        }
    }
}

/// Lists the items. Total: what cannot be read is in the sink, and the items around it still come back.
pub fn parse<'s>(tree: &'s Tree<'s>, sink: &mut Diagnostics) -> ast::Module<'s> {
    let mut items = Vec::new();
    let mut previous: Option<Node<'_>> = None;
    for node in tree.root().children() {
        if node.rule() == Rule::invalid {
            if !node.str().trim().is_empty() {
                sink.push(why_invalid(tree, node, previous));
            }
            previous = None;
        } else if node.rule() == Rule::item {
            previous = Some(node);
            // A guarantee decides nothing. Who proves it reads it; the browser's module reads over it.
            #[cfg(not(feature = "cli"))]
            if node.has(Rule::guarantee) {
                continue;
            }
            items.push(ast::Item::of(node.children().need()));
        }
    }
    ast::Module { items }
}
