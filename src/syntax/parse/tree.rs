//! What the grammar found, each node with the nodes inside it.
//!
//! pest's pairs count references and are walked by iterators of iterators; these nodes are one word and are copied.

use std::{fmt, slice};

use pest::Token;
use pest::iterators::Pairs;

use super::grammar::Rule;
use crate::source::Span;

/// All nodes of a text.
#[derive(Debug)]
pub struct Tree<'i> {
    text: &'i str,
    root: Record<'i>,
}

struct Record<'i> {
    rule: Rule,
    /// The how many-th it is of the nodes that it stands among.
    place: u32,
    /// Where it stands in the file, without the white space and comments that were tried before an optional part.
    span: Span,
    /// Where it ends with these.
    end: usize,
    /// Its text without them.
    text: &'i str,
    inside: Vec<Record<'i>>,
}

static NOTHING: Record<'static> = Record {
    rule: Rule::EOI,
    place: 0,
    span: Span { start: 0, end: 0 },
    end: 0,
    text: "",
    inside: Vec::new(),
};

impl<'i> Tree<'i> {
    /// A tree of no nodes.
    pub fn empty() -> Tree<'i> {
        Tree {
            text: "",
            root: Record {
                rule: Rule::EOI,
                place: 0,
                span: Span::default(),
                end: 0,
                text: "",
                inside: Vec::new(),
            },
        }
    }

    /// Takes over what pest found in the text from a place on.
    pub fn new(text: &'i str, shift: usize, pairs: Pairs<'i, Rule>) -> Tree<'i> {
        let mut open = Vec::new();
        let mut closed: Vec<Record> = Vec::new();
        for token in pairs.tokens() {
            match token {
                Token::Start { pos, .. } => open.push((pos.pos() + shift, closed.len())),
                Token::End { rule, pos } => {
                    let (start, first) = open.pop().unwrap_or_default();
                    let end = pos.pos() + shift;
                    let inside = closed.split_off(first);
                    let until = own_end(text, end, &inside);
                    let before = open.last().map_or(0, |(_, first)| *first);
                    closed.push(Record {
                        rule,
                        place: u32::try_from(closed.len() - before).unwrap_or(u32::MAX),
                        span: Span::new(start, until),
                        end,
                        text: text.get(start..until).unwrap_or(""),
                        inside,
                    });
                }
            }
        }
        match closed.pop() {
            Some(root) => Tree { text, root },
            None => Tree::empty(),
        }
    }

    /// The whole text that was read.
    pub fn text(&self) -> &'i str {
        self.text
    }

    /// The node of the whole text.
    pub fn root(&self) -> Node<'_> {
        Node(&self.root)
    }
}

/// Where a node's own text ends: before the white space and comments at its end, which only come in with others inside.
fn own_end(text: &str, mut end: usize, inside: &[Record<'_>]) -> usize {
    for last in inside.iter().rev() {
        if last.end < end {
            end = text.get(..end).unwrap_or("").trim_end().len();
        }
        if last.end < end {
            break;
        }
        if last.rule != Rule::COMMENT {
            return last.span.end as usize;
        }
        end = last.span.start as usize;
    }
    end
}

/// One node. Comments are no children: they may stand anywhere.
#[derive(Clone, Copy)]
pub struct Node<'t>(&'t Record<'t>);

/// As it is written.
impl fmt::Debug for Record<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.text.fmt(f)
    }
}

impl fmt::Debug for Node<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.fmt(f)
    }
}

impl<'t> Node<'t> {
    /// The grammar's rule.
    pub fn rule(self) -> Rule {
        self.0.rule
    }

    /// Where it begins in the file.
    pub fn start(self) -> usize {
        self.0.span.start as usize
    }

    /// Where it ends in the file, with the white space and comments that were tried before an optional part.
    pub fn end(self) -> usize {
        self.0.end
    }

    /// The text it covers.
    pub fn str(self) -> &'t str {
        self.0.text
    }

    /// Where that text stands.
    pub fn span(self) -> Span {
        self.0.span
    }

    /// The node and all inside it in the order of the text, comments among them.
    pub fn all_within(self) -> Within<'t> {
        Within(vec![slice::from_ref(self.0).iter()])
    }

    /// Whether there is no node inside it.
    pub fn is_leaf(self) -> bool {
        self.0.inside.is_empty()
    }

    /// All children.
    pub fn children(self) -> Children<'t> {
        Children {
            of: self,
            at: 0,
            only: None,
        }
    }

    /// The children of one rule.
    pub fn all(self, rule: Rule) -> Children<'t> {
        Children {
            of: self,
            at: 0,
            only: Some(rule),
        }
    }

    /// The first child of one rule.
    pub fn child(self, rule: Rule) -> Option<Node<'t>> {
        self.from(0, Some(rule))
    }

    /// The first child from a place on, of one rule where one is given.
    fn from(self, at: u32, only: Option<Rule>) -> Option<Node<'t>> {
        let wanted = |record: &&Record<'_>| only.map_or(record.rule != Rule::COMMENT, |only| record.rule == only);
        let rest = self.0.inside.get(at as usize..)?;
        rest.iter().find(wanted).map(Node)
    }

    /// The first child of one rule, which the grammar promises.
    pub fn need(self, rule: Rule) -> Node<'t> {
        promised(self.child(rule))
    }

    /// Whether there is a child of one rule.
    pub fn has(self, rule: Rule) -> bool {
        self.child(rule).is_some()
    }
}

/// What is promised by the grammar, or a node without text or children: what it should have said is then an error.
pub fn promised(node: Option<Node<'_>>) -> Node<'_> {
    debug_assert!(node.is_some(), "a node is missing that the grammar promises");
    node.unwrap_or(Node(&NOTHING))
}

/// The children of a node, one after another.
#[derive(Debug, Clone)]
pub struct Children<'t> {
    of: Node<'t>,
    at: u32,
    only: Option<Rule>,
}

impl<'t> Children<'t> {
    /// The next child, which the grammar promises.
    pub fn need(&mut self) -> Node<'t> {
        promised(self.next())
    }
}

impl<'t> Iterator for Children<'t> {
    type Item = Node<'t>;

    fn next(&mut self) -> Option<Node<'t>> {
        let next = self.of.from(self.at, self.only)?;
        self.at = next.0.place + 1;
        Some(next)
    }
}

/// A node and all inside it: what is left of each list of nodes that was begun.
#[derive(Debug)]
pub struct Within<'t>(Vec<slice::Iter<'t, Record<'t>>>);

impl<'t> Iterator for Within<'t> {
    type Item = Node<'t>;

    fn next(&mut self) -> Option<Node<'t>> {
        loop {
            match self.0.last_mut()?.next() {
                Some(record) => {
                    self.0.push(record.inside.iter());
                    return Some(Node(record));
                }
                None => self.0.pop(),
            };
        }
    }
}
