//! What is declared: one table of names for the whole policy, and the use of each, for the lint.

use std::cell::Cell;

use crate::diagnostic::{Code, Diagnostic, Diagnostics};
use crate::sorted::{Index, hash_of};
use crate::source::Span;
use crate::syntax::ast;

/// What a name stands for; it comes with an index among its kind.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Symbol {
    /// `fact`
    Fact,
    /// `let`
    Derived,
    /// `setting`
    Setting,
    /// `score`
    Score,
    /// `scale`
    Scale,
    /// `source`
    Source,
    /// `partner`, `contact`
    Partner,
    /// `rule`, `escalate`
    Rule,
    /// `example`
    Example,
    /// `calendar`
    Calendar,
    /// `gate`
    Gate,
    /// `guarantee`
    #[cfg(feature = "cli")]
    Guarantee,
}

impl Symbol {
    fn word(self) -> &'static str {
        match self {
            Symbol::Fact => "fact",
            Symbol::Derived => "let",
            Symbol::Setting => "setting",
            Symbol::Score => "score",
            Symbol::Scale => "scale",
            Symbol::Source => "source",
            Symbol::Partner => "partner",
            Symbol::Rule => "rule",
            Symbol::Example => "example",
            Symbol::Calendar => "calendar",
            Symbol::Gate => "gate",
            #[cfg(feature = "cli")]
            Symbol::Guarantee => "guarantee",
        }
    }

    /// Whether a condition can read it. The other kinds are named beside these and each other: two of different kinds
    /// may have one name.
    fn is_value(self) -> bool {
        match self {
            Symbol::Fact | Symbol::Derived | Symbol::Setting | Symbol::Score | Symbol::Scale => true,
            #[cfg(feature = "cli")]
            Symbol::Guarantee => false,
            Symbol::Source | Symbol::Partner | Symbol::Rule | Symbol::Example | Symbol::Calendar | Symbol::Gate => {
                false
            }
        }
    }

    /// Whether two things of these kinds may not have one name.
    fn is_beside(self, other: Symbol) -> bool {
        self == other || (self.is_value() && other.is_value())
    }
}

/// Stands for all kinds that a condition can read.
const VALUE: Symbol = Symbol::Fact;

/// The table of names.
#[derive(Debug, Default)]
pub struct Names<'a> {
    entries: Vec<Entry<'a>>,
    index: Index,
}

#[derive(Debug)]
struct Entry<'a> {
    name: &'a str,
    symbol: (Symbol, usize),
    span: Span,
    used: Cell<bool>,
}

impl<'a> Names<'a> {
    /// Declares a name; a second declaration is an error that names the first.
    pub fn declare(&mut self, name: ast::Name<'a>, symbol: (Symbol, usize), sink: &mut Diagnostics) {
        if let Some(first) = self.entry(symbol.0, name.text()) {
            let message = format!("`{}` is declared twice", name.text());
            sink.push(
                Diagnostic::new(Code::DuplicateName, name.span(), message)
                    .and_at(first.span, format!("first as a {} here", first.symbol.0.word()))
                    .help("give one of them another name"),
            );
            return;
        }
        self.index.push(hash_of(&name.text()));
        self.entries.push(Entry {
            name: name.text(),
            symbol,
            span: name.span(),
            used: Cell::new(false),
        });
    }

    /// What a name in a condition stands for; an error where it stands for nothing.
    pub fn value(&self, name: ast::Name, sink: &mut Diagnostics) -> Option<(Symbol, usize)> {
        self.find(VALUE, name, "nothing", sink)
    }

    /// What a name in a condition stands for, without a word where it stands for nothing.
    pub fn peek(&self, name: ast::Name) -> Option<(Symbol, usize)> {
        self.entry(VALUE, name.text()).map(|entry| entry.symbol)
    }

    /// The index of what is of that kind and has that name.
    pub fn of_kind(&self, kind: Symbol, name: ast::Name, sink: &mut Diagnostics) -> Option<usize> {
        let word = kind.word();
        let (found, index) = self.find(kind, name, &format!("no {word}"), sink)?;
        if found == kind {
            return Some(index);
        }
        let message = format!("`{}` is a {}, not a {word}", name.text(), found.word());
        sink.push(Diagnostic::new(Code::WrongKind, name.span(), message));
        None
    }

    fn entry(&self, kind: Symbol, text: &str) -> Option<&Entry<'a>> {
        let is = |entry: &Entry| entry.name == text && entry.symbol.0.is_beside(kind);
        let place = self
            .index
            .find(hash_of(&text), &mut |place| self.entries.get(place).is_some_and(is))?;
        self.entries.get(place)
    }

    fn find(&self, kind: Symbol, name: ast::Name, nothing: &str, sink: &mut Diagnostics) -> Option<(Symbol, usize)> {
        let text = name.text();
        if let Some(entry) = self.entry(kind, text) {
            entry.used.set(true);
            return Some(entry.symbol);
        }
        let span = name.span();
        let diagnostic = Diagnostic::new(Code::UnknownName, span, format!("{nothing} is called `{text}`"));
        // What nobody will read needs no suggestion, which takes as long as there are names.
        sink.push(if sink.full() {
            diagnostic
        } else {
            let beside = self.entries.iter().filter(|entry| entry.symbol.0.is_beside(kind));
            diagnostic.suggest(span, text, &mut beside.map(|entry| entry.name))
        });
        None
    }

    /// Warns of facts, lets, settings, sources and calendars that nothing uses.
    pub fn lint_unused(&self, sink: &mut Diagnostics) {
        for entry in &self.entries {
            let kind = entry.symbol.0;
            let counts = matches!(
                kind,
                Symbol::Fact | Symbol::Derived | Symbol::Setting | Symbol::Source | Symbol::Calendar
            );
            if counts && !entry.used.get() {
                let message = format!("the {} `{}` is declared and nothing uses it", kind.word(), entry.name);
                sink.push(Diagnostic::new(Code::Unused, entry.span, message).help("use it in a rule, or take it out"));
            }
        }
    }
}
