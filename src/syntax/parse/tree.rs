//! What the grammar found, as one flat list of nodes in the order of the text.
//!
//! pest's pairs count references and are walked by iterators of iterators; these nodes are two words and are copied.

use std::cell::Cell;
use std::fmt;

use pest::Token;
use pest::iterators::Pairs;

use super::grammar::Rule;
use crate::source::Span;

/// All nodes of a text.
#[derive(Debug)]
pub struct Tree<'i> {
    text: &'i str,
    /// How far the text stands behind the start of its file.
    shift: usize,
    nodes: Vec<Record>,
    /// Where something was looked for that the grammar promises and that is not there.
    broken: Cell<Option<Span>>,
}

#[derive(Debug)]
struct Record {
    rule: Rule,
    start: usize,
    end: usize,
    /// The first node that is not inside this one.
    next: usize,
}

impl<'i> Tree<'i> {
    /// A tree of no nodes.
    pub fn empty(shift: usize) -> Tree<'i> {
        Tree {
            text: "",
            shift,
            nodes: Vec::new(),
            broken: Cell::new(None),
        }
    }

    /// Takes over what pest found.
    pub fn new(text: &'i str, shift: usize, pairs: Pairs<'i, Rule>) -> Tree<'i> {
        let mut nodes: Vec<Record> = Vec::new();
        let mut open = Vec::new();
        for token in pairs.tokens() {
            match token {
                Token::Start { rule, pos } => {
                    open.push(nodes.len());
                    nodes.push(Record {
                        rule,
                        start: pos.pos(),
                        end: pos.pos(),
                        next: 0,
                    });
                }
                Token::End { pos, .. } => {
                    let next = nodes.len();
                    if let Some(node) = open.pop().and_then(|node| nodes.get_mut(node)) {
                        node.end = pos.pos();
                        node.next = next;
                    }
                }
            }
        }
        Tree {
            text,
            shift,
            nodes,
            broken: Cell::new(None),
        }
    }

    /// The whole text that was read.
    pub fn text(&self) -> &'i str {
        self.text
    }

    /// Where a place in the text stands in its file.
    pub fn place(&self, start: usize, end: usize) -> Span {
        Span::new(start + self.shift, end + self.shift)
    }

    /// The node of the whole text.
    pub fn root(&self) -> Node<'_> {
        Node { tree: self, at: 0 }
    }

    /// Where anything promised was missing.
    pub fn broken(&self) -> Option<Span> {
        self.broken.get()
    }

    /// The end of a stretch of text without the white space at its end.
    fn trimmed(&self, start: usize, end: usize) -> usize {
        start + self.text.get(start..end).unwrap_or("").trim_end().len()
    }
}

/// One node. Comments are no children: they may stand anywhere.
#[derive(Clone, Copy)]
pub struct Node<'t> {
    tree: &'t Tree<'t>,
    at: usize,
}

/// As it is written.
impl fmt::Debug for Node<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.str().fmt(f)
    }
}

impl<'t> Node<'t> {
    fn record(self) -> &'t Record {
        const NOTHING: Record = Record {
            rule: Rule::EOI,
            start: 0,
            end: 0,
            next: 0,
        };
        self.tree.nodes.get(self.at).unwrap_or(&NOTHING)
    }

    /// The grammar's rule.
    pub fn rule(self) -> Rule {
        self.record().rule
    }

    /// Where it begins in the text.
    pub fn start(self) -> usize {
        self.record().start
    }

    /// Where it ends in the text.
    pub fn end(self) -> usize {
        self.record().end
    }

    /// The text it covers.
    pub fn str(self) -> &'t str {
        self.tree.text.get(self.start()..self.end()).unwrap_or("")
    }

    /// The node's place without the white space and comments that were tried before an optional part.
    pub fn span(self) -> Span {
        let node = self.record();
        let mut end = self.tree.trimmed(node.start, node.end);
        let inside = self.tree.nodes.get(self.at + 1..node.next).unwrap_or(&[]);
        for comment in inside.iter().rev().filter(|node| node.rule == Rule::COMMENT) {
            if self.tree.trimmed(comment.start, comment.end) != end {
                break;
            }
            end = self.tree.trimmed(node.start, comment.start);
        }
        self.tree.place(node.start, end)
    }

    /// The node and all inside it in the order of the text, comments among them.
    pub fn all_within(self) -> impl Iterator<Item = Node<'t>> {
        (self.at..self.record().next).map(move |at| Node { tree: self.tree, at })
    }

    /// Whether there is no node inside it.
    pub fn is_leaf(self) -> bool {
        self.record().next <= self.at + 1
    }

    /// The whole text that it is from.
    pub fn source(self) -> &'t str {
        self.tree.text
    }

    /// All children.
    pub fn children(self) -> Children<'t> {
        Children {
            of: self,
            at: self.at + 1,
            end: self.record().next,
            only: None,
        }
    }

    /// The children of one rule.
    pub fn all(self, rule: Rule) -> Children<'t> {
        Children {
            only: Some(rule),
            ..self.children()
        }
    }

    /// The first child of one rule.
    pub fn child(self, rule: Rule) -> Option<Node<'t>> {
        self.all(rule).next()
    }

    /// The first child of one rule, which the grammar promises. Where there is none, the checker tells that it could not be read.
    pub fn need(self, rule: Rule) -> Node<'t> {
        self.child(rule).unwrap_or_else(|| self.nothing())
    }

    /// A node without text or children, in place of one that is missing.
    pub fn nothing(self) -> Node<'t> {
        self.tree.broken.set(Some(self.span()));
        Node {
            tree: self.tree,
            at: usize::MAX - 1,
        }
    }

    /// Whether there is a child of one rule.
    pub fn has(self, rule: Rule) -> bool {
        self.child(rule).is_some()
    }
}

/// The children of a node, one after another.
#[derive(Debug, Clone)]
pub struct Children<'t> {
    of: Node<'t>,
    at: usize,
    end: usize,
    only: Option<Rule>,
}

impl<'t> Children<'t> {
    /// The next child, which the grammar promises.
    pub fn need(&mut self) -> Node<'t> {
        self.next().unwrap_or_else(|| self.of.nothing())
    }
}

impl<'t> Iterator for Children<'t> {
    type Item = Node<'t>;

    fn next(&mut self) -> Option<Node<'t>> {
        while self.at < self.end {
            let node = Node {
                tree: self.of.tree,
                at: self.at,
            };
            // A node is never before itself, so this ends.
            self.at = node.record().next.max(self.at + 1);
            let rule = node.rule();
            if rule != Rule::COMMENT && self.only.is_none_or(|only| only == rule) {
                return Some(node);
            }
        }
        None
    }
}
