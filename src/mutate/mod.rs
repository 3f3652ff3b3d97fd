//! Mutants of a policy: its text with one small mistake in it, of a kind that an author could make.
//!
//! A mutant that no example notices shows what the examples do not say. Changes are made to nodes of the grammar, not
//! to the program: so each has its exact place and can be shown in the author's own words, and whatever does not
//! compile was no mistake that anybody could have made unseen.
//! May see all of the way from text to engine; only the terminal program uses it.

mod change;
mod essence;
mod text;

use std::collections::BTreeSet;
use std::hash::{DefaultHasher, Hash, Hasher};

use crate::diagnostic::{Diagnostics, Severity};
use crate::engine::{Engine, compile};
use crate::source::{SourceFile, Span};
use crate::syntax::{self, Rule};

/// What kind of mistake.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Kind {
    /// A number, a date or a level one step up or down, or its own end counted in or out.
    Threshold,
    /// A part of a condition or of a list left out.
    Part,
    /// `and` for `or`, `any of` for `all of`.
    Joined,
    /// `not` left out or put in.
    Negation,
    /// An `unless` left out.
    Unless,
    /// A level that is demanded, one higher or lower.
    Level,
    /// A rule or an escalation left out.
    Rule,
    /// One of several outcomes of a rule left out.
    Outcome,
    /// More time allowed.
    Deadline,
    /// A weight of a score one more or less, or left out.
    Weight,
    /// A bound between two bands moved.
    Band,
    /// A need of a gate left out.
    Need,
    /// What is presumed of the unknown left out, widened or turned round.
    Presumption,
    /// A level kept that is given up.
    Retired,
}

impl Kind {
    /// The word in documents.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            Kind::Threshold => "threshold",
            Kind::Part => "part",
            Kind::Joined => "joined",
            Kind::Negation => "negation",
            Kind::Unless => "unless",
            Kind::Level => "level",
            Kind::Rule => "rule",
            Kind::Outcome => "outcome",
            Kind::Deadline => "deadline",
            Kind::Weight => "weight",
            Kind::Band => "band",
            Kind::Need => "need",
            Kind::Presumption => "presumption",
            Kind::Retired => "retired",
        }
    }
}

/// One small mistake.
#[derive(Debug, Clone)]
pub struct Mutant {
    /// Of which kind.
    pub kind: Kind,
    /// The item it is made in: ``rule `missing_child` ``.
    pub item: String,
    /// The item's name.
    pub name: String,
    /// What is changed: `` `age < 18` taken as `age < 19` ``.
    pub words: String,
    /// Where.
    pub span: Span,
    /// What stands in the place of what, in order.
    edits: Vec<(Span, String)>,
}

/// What a mutant comes to.
#[derive(Debug)]
pub enum Made {
    /// A policy that means something else.
    Other(Box<Engine>),
    /// A policy whose examples speak of what is no longer in it.
    Untestable,
    /// Nothing that an author could overlook: it does not compile, or means the same, or the same as one before.
    Nothing,
}

/// Makes the mutants of one policy.
#[derive(Debug)]
pub struct Mutants<'s> {
    source: &'s SourceFile,
    list: Vec<Mutant>,
    /// What every policy so far means, the original's meaning among them; as sums, since of a large policy there are
    /// many and each is long.
    seen: BTreeSet<u64>,
}

impl<'s> Mutants<'s> {
    /// Finds the places of a policy that compiles.
    #[must_use]
    pub fn new(source: &'s SourceFile, engine: &Engine) -> Mutants<'s> {
        let mut sink = Diagnostics::default();
        let tree = syntax::read(source, &mut sink);
        let mut list = change::changes(&tree);
        // Stable: what begins at the same place stays in the order of the kinds.
        list.sort_by_key(|mutant| mutant.span.start);
        Mutants {
            source,
            list,
            seen: BTreeSet::from([meaning(engine)]),
        }
    }

    /// Those that there may be, in the order of the text.
    #[must_use]
    pub fn list(&self) -> &[Mutant] {
        &self.list
    }

    /// Makes one of them.
    pub fn make(&mut self, mutant: &Mutant) -> Made {
        let text = text::edited(self.source.text(), &mutant.edits);
        let source = SourceFile::new(self.source.name(), text);
        let compiled = compile(&source);
        let Some(engine) = compiled.engine else {
            let mut errors = compiled
                .diagnostics
                .iter()
                .filter(|found| found.severity() == Severity::Error);
            let examples = examples(&source);
            let inside = |span: Span| {
                let holds = |example: &Span| example.start <= span.start && span.end <= example.end;
                examples.iter().any(holds)
            };
            return if errors.all(|error| inside(error.primary.span)) {
                Made::Untestable
            } else {
                Made::Nothing
            };
        };
        if self.seen.insert(meaning(&engine)) {
            Made::Other(Box::new(engine))
        } else {
            Made::Nothing
        }
    }
}

/// What a policy means, as a number.
fn meaning(engine: &Engine) -> u64 {
    let mut hasher = DefaultHasher::new();
    essence::essence(engine.program()).hash(&mut hasher);
    hasher.finish()
}

/// Where the examples of a text stand.
fn examples(source: &SourceFile) -> Vec<Span> {
    let mut sink = Diagnostics::default();
    let tree = syntax::read(source, &mut sink);
    let items = tree.root().all(Rule::item);
    items
        .filter_map(|item| item.child(Rule::example))
        .map(|example| example.span())
        .collect()
}
