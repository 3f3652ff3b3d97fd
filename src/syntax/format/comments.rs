//! How the comments of a text stood in it.

use crate::syntax::parse::{Rule, Tree};

/// A comment and how it stood.
#[derive(Debug)]
pub struct Comment<'t> {
    /// From `#` to the end of the line.
    pub text: &'t str,
    /// Where it begins.
    pub start: usize,
    /// Where it ends.
    pub end: usize,
    /// How many characters stand before it on its line.
    pub column: usize,
    /// Nothing but space stands before it on its line.
    pub alone: bool,
    /// It goes on right below one that ends a line of rules.
    pub follows: bool,
}

/// The comments of a text; they are used up from first to last.
#[derive(Debug)]
pub struct Comments<'t> {
    source: &'t str,
    list: Vec<Comment<'t>>,
    /// How many are used up.
    pub used: usize,
}

impl<'t> Comments<'t> {
    /// Looks at each comment of a text.
    pub fn new(tree: &'t Tree<'_>) -> Comments<'t> {
        let (source, root) = (tree.text(), tree.root());
        let mut list: Vec<Comment<'t>> = Vec::new();
        for node in root.all_within().filter(|node| node.rule() == Rule::COMMENT) {
            let (start, text) = (node.start(), node.str().trim_end());
            let before = source.get(root.start()..start).unwrap_or("");
            let lead = before.rsplit(['\n', '\r']).next().unwrap_or("");
            let (column, alone) = (lead.chars().count(), lead.trim().is_empty());
            let follows = alone
                && list.last().is_some_and(|last| {
                    (!last.alone || last.follows)
                        && last.column == column
                        && line_ends(source.get(last.end..start).unwrap_or("")) == 1
                });
            list.push(Comment {
                text,
                start,
                end: start + text.len(),
                column,
                alone,
                follows,
            });
        }
        Comments { source, list, used: 0 }
    }

    /// The next comment, if it is one of the first so many.
    pub fn next(&self, until: usize) -> Option<&Comment<'t>> {
        self.list.get(self.used).filter(|_| self.used < until)
    }

    /// How many comments begin before a place.
    pub fn before(&self, place: usize) -> usize {
        self.list.partition_point(|comment| comment.start < place)
    }

    /// Where the last comment that was used up ended.
    pub fn last_end(&self) -> usize {
        let last = self.used.checked_sub(1).and_then(|last| self.list.get(last));
        last.map_or(0, |comment| comment.end)
    }

    /// How many lines end between two places.
    pub fn line_ends(&self, from: usize, to: usize) -> usize {
        line_ends(self.source.get(from..to).unwrap_or(""))
    }
}

/// A line ends with a line feed, with a carriage return, or with both.
fn line_ends(text: &str) -> usize {
    let next = text.bytes().skip(1).chain([0]);
    let pairs = text.bytes().zip(next);
    pairs
        .filter(|pair| pair.0 == b'\n' || pair.0 == b'\r' && pair.1 != b'\n')
        .count()
}
