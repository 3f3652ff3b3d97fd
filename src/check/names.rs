//! What is declared: one table of names for the whole policy, and the use of each, for the lint.

use std::cell::Cell;
use std::collections::BTreeMap;

use crate::diagnostic::{Code, Diagnostic, Diagnostics};
use crate::source::Span;
use crate::syntax::ast;

/// What a name stands for, with its index among its kind.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Symbol {
    /// `fact`
    Fact(usize),
    /// `let`
    Derived(usize),
    /// `setting`
    Setting(usize),
    /// `score`
    Score(usize),
    /// `scale`
    Scale(usize),
    /// `source`
    Source(usize),
    /// `partner`, `contact`
    Partner(usize),
    /// `rule`, `escalate`
    Rule(usize),
    /// `example`
    Example(usize),
    /// `calendar`
    Calendar(usize),
    /// `gate`
    Gate(usize),
}

impl Symbol {
    fn word(self) -> &'static str {
        match self {
            Symbol::Fact(_) => "fact",
            Symbol::Derived(_) => "let",
            Symbol::Setting(_) => "setting",
            Symbol::Score(_) => "score",
            Symbol::Scale(_) => "scale",
            Symbol::Source(_) => "source",
            Symbol::Partner(_) => "partner or contact",
            Symbol::Rule(_) => "rule",
            Symbol::Example(_) => "example",
            Symbol::Calendar(_) => "calendar",
            Symbol::Gate(_) => "gate",
        }
    }

    fn index(self) -> usize {
        match self {
            Symbol::Fact(index)
            | Symbol::Derived(index)
            | Symbol::Setting(index)
            | Symbol::Score(index)
            | Symbol::Scale(index)
            | Symbol::Source(index)
            | Symbol::Partner(index)
            | Symbol::Rule(index)
            | Symbol::Example(index)
            | Symbol::Calendar(index)
            | Symbol::Gate(index) => index,
        }
    }

    /// Rules, gates and examples are named beside everything else: nothing in a condition can mean them.
    fn family(self) -> usize {
        match self {
            Symbol::Rule(_) => 1,
            Symbol::Example(_) => 2,
            Symbol::Source(_) => 3,
            Symbol::Partner(_) => 4,
            Symbol::Calendar(_) => 5,
            Symbol::Gate(_) => 6,
            Symbol::Fact(_) | Symbol::Derived(_) | Symbol::Setting(_) | Symbol::Score(_) | Symbol::Scale(_) => 0,
        }
    }
}

/// The names of one family that conditions read.
const VALUES: usize = 0;

/// The table of names.
#[derive(Debug, Default)]
pub struct Names<'a> {
    /// By family.
    tables: [BTreeMap<&'a str, Entry>; 7],
}

#[derive(Debug)]
struct Entry {
    symbol: Symbol,
    span: Span,
    used: Cell<bool>,
}

impl<'a> Names<'a> {
    /// Declares a name; a second declaration is an error that names the first.
    pub fn declare(&mut self, name: &ast::Name<'a>, symbol: Symbol, sink: &mut Diagnostics) {
        let Some(table) = self.tables.get_mut(symbol.family()) else {
            return;
        };
        if let Some(first) = table.get(name.text) {
            let message = format!("`{}` is declared twice", name.text);
            sink.push(
                Diagnostic::new(Code::DuplicateName, name.span, message)
                    .and_at(first.span, format!("first as a {} here", first.symbol.word()))
                    .help("give one of them another name"),
            );
            return;
        }
        let entry = Entry {
            symbol,
            span: name.span,
            used: Cell::new(false),
        };
        table.insert(name.text, entry);
    }

    /// What a name in a condition stands for; an error where it stands for nothing.
    pub fn value(&self, text: &str, span: Span, sink: &mut Diagnostics) -> Option<Symbol> {
        self.find(VALUES, text, span, "nothing is called", sink)
    }

    /// What a name in a condition stands for, without a word where it stands for nothing.
    pub fn peek(&self, text: &str) -> Option<Symbol> {
        let entry = self.tables.get(VALUES)?.get(text);
        entry.map(|entry| entry.symbol)
    }

    /// The source of that name.
    pub fn source(&self, name: &ast::Name, sink: &mut Diagnostics) -> Option<usize> {
        self.of_family(3, name, "no source is called", sink)
    }

    /// The partner of that name.
    pub fn partner(&self, name: &ast::Name, sink: &mut Diagnostics) -> Option<usize> {
        self.of_family(4, name, "no partner is called", sink)
    }

    /// The calendar of that name.
    pub fn calendar(&self, name: &ast::Name, sink: &mut Diagnostics) -> Option<usize> {
        self.of_family(5, name, "no calendar is called", sink)
    }

    /// The gate of that name.
    pub fn gate(&self, name: &ast::Name, sink: &mut Diagnostics) -> Option<usize> {
        self.of_family(6, name, "no gate is called", sink)
    }

    /// The rule of that name.
    pub fn rule(&self, name: &ast::Name, sink: &mut Diagnostics) -> Option<usize> {
        self.of_family(1, name, "no rule is called", sink)
    }

    /// A family of one kind needs no look at the kind.
    fn of_family(&self, family: usize, name: &ast::Name, nothing: &str, sink: &mut Diagnostics) -> Option<usize> {
        Some(self.find(family, name.text, name.span, nothing, sink)?.index())
    }

    /// The fact of that name.
    pub fn fact(&self, name: &ast::Name, sink: &mut Diagnostics) -> Option<usize> {
        match self.find(VALUES, name.text, name.span, "no fact is called", sink)? {
            Symbol::Fact(index) => Some(index),
            other @ (Symbol::Derived(_)
            | Symbol::Setting(_)
            | Symbol::Score(_)
            | Symbol::Scale(_)
            | Symbol::Source(_)
            | Symbol::Partner(_)
            | Symbol::Rule(_)
            | Symbol::Example(_)
            | Symbol::Calendar(_)
            | Symbol::Gate(_)) => {
                sink.push(Diagnostic::new(
                    Code::WrongKind,
                    name.span,
                    format!("`{}` is a {}, not a fact", name.text, other.word()),
                ));
                None
            }
        }
    }

    /// The scale of that name.
    pub fn scale(&self, name: &ast::Name, sink: &mut Diagnostics) -> Option<usize> {
        match self.find(VALUES, name.text, name.span, "no scale is called", sink)? {
            Symbol::Scale(index) => Some(index),
            other @ (Symbol::Fact(_)
            | Symbol::Derived(_)
            | Symbol::Setting(_)
            | Symbol::Score(_)
            | Symbol::Source(_)
            | Symbol::Partner(_)
            | Symbol::Rule(_)
            | Symbol::Example(_)
            | Symbol::Calendar(_)
            | Symbol::Gate(_)) => {
                sink.push(
                    Diagnostic::new(
                        Code::WrongKind,
                        name.span,
                        format!("`{}` is a {}, not a scale", name.text, other.word()),
                    )
                    .help("only a scale is raised"),
                );
                None
            }
        }
    }

    fn find(&self, family: usize, text: &str, span: Span, nothing: &str, sink: &mut Diagnostics) -> Option<Symbol> {
        let table = self.tables.get(family)?;
        if let Some(entry) = table.get(text) {
            entry.used.set(true);
            return Some(entry.symbol);
        }
        let diagnostic = Diagnostic::new(Code::UnknownName, span, format!("{nothing} `{text}`"));
        // What nobody will read needs no suggestion, which takes as long as there are names.
        sink.push(if sink.full() {
            diagnostic
        } else {
            diagnostic.suggest(span, text, &mut table.keys().copied())
        });
        None
    }

    /// Warns of facts, lets, settings and sources that nothing uses.
    pub fn lint_unused(&self, sink: &mut Diagnostics) {
        for (name, entry) in self.tables.iter().flatten() {
            let counts = matches!(
                entry.symbol,
                Symbol::Fact(_) | Symbol::Derived(_) | Symbol::Setting(_) | Symbol::Source(_) | Symbol::Calendar(_)
            );
            if counts && !entry.used.get() {
                let message = format!("the {} `{name}` is declared and nothing uses it", entry.symbol.word());
                sink.push(Diagnostic::new(Code::Unused, entry.span, message).help("use it in a rule, or take it out"));
            }
        }
    }
}
