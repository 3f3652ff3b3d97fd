//! Tree to program: names, types, ranges, order, lints. Every compile-time message about meaning comes from here.
//!
//! Differs from `syntax` in that names become ids and every expression has a type; from `ir` in that it may fail.
//! A program comes out exactly when no error was reported; there is never half a program.

#[cfg(feature = "cli")]
mod answered;
mod build;
mod compare;
mod declare;
mod example;
mod gates;
#[cfg(feature = "cli")]
mod guarantee;
mod linear;
mod lower;
mod names;
mod order;
mod overlay;
mod partner;
mod period;
mod protect;
mod retire;
mod rules;
mod schedule;

use crate::diagnostic::{Code, Diagnostic, Diagnostics};
use crate::ir;
use crate::source::Span;
use crate::syntax::ast;
use crate::value::Calendar;
use build::Builder;
use lower::Value;
use names::{Names, Symbol};

/// Checks a module and lowers it to a program; none where any error is in the sink.
pub fn check(module: &ast::Module, sink: &mut Diagnostics) -> Option<ir::Program> {
    let broken_syntax = sink.any_error();
    if broken_syntax && module.items.is_empty() {
        // Nothing could be read, so nothing is known to be missing either.
        return None;
    }
    let items = Items::sort(module);
    let policy = overlay::policy(&items, sink);
    if overlay::lacks_base(&items) {
        // Every name of the policy that is not here would be told as unknown.
        return None;
    }
    let mut checker = Checker::new(&items, sink);
    checker.declare();
    checker.schedule();
    checker.rules();
    checker.gates();
    #[cfg(feature = "cli")]
    {
        checker.guaranteed = checker.guarantees();
    }
    #[cfg(feature = "cli")]
    checker.lint_answered();
    checker.protect();
    let examples = checker.examples();
    checker.lint_retired(policy.as_ref(), &examples);
    checker.lint(broken_syntax);
    let program = checker.into_program(policy, examples);
    if sink.any_error() {
        return None;
    }
    if let Some(name) = program.as_ref().and_then(ir::broken) {
        // A program that breaks an invariant must never run; that it did is worth a report.
        sink.push(Diagnostic::new(
            Code::Unexpected,
            Span::default(),
            format!("internal: the policy was not understood ({name})"),
        ));
        return None;
    }
    program
}

/// The items of a module by kind.
#[derive(Default)]
struct Items<'a> {
    policies: Vec<ast::Policy<'a>>,
    sources: Vec<ast::Source<'a>>,
    scales: Vec<ast::Scale<'a>>,
    settings: Vec<ast::Setting<'a>>,
    calendars: Vec<ast::Calendar<'a>>,
    facts: Vec<ast::Fact<'a>>,
    derived: Vec<ast::Derived<'a>>,
    scores: Vec<ast::Score<'a>>,
    rules: Vec<ast::RuleItem<'a>>,
    gates: Vec<ast::Gate<'a>>,
    #[cfg(feature = "cli")]
    guarantees: Vec<ast::Guarantee<'a>>,
    partners: Vec<ast::Partner<'a>>,
    examples: Vec<ast::Example<'a>>,
    /// What each name stands for, in the order written, so that the second of two is the one at fault.
    names: Vec<(ast::Name<'a>, (Symbol, usize))>,
}

impl<'a> Items<'a> {
    fn sort(module: &ast::Module<'a>) -> Items<'a> {
        let mut items = Items::default();
        for item in &module.items {
            let named = match *item {
                ast::Item::Policy(item) => {
                    items.policies.push(item);
                    continue;
                }
                ast::Item::Source(item) => (item.name(), (Symbol::Source, put(&mut items.sources, item))),
                ast::Item::Scale(item) => (item.name(), (Symbol::Scale, put(&mut items.scales, item))),
                ast::Item::Setting(item) => (item.name(), (Symbol::Setting, put(&mut items.settings, item))),
                ast::Item::Calendar(item) => (item.name(), (Symbol::Calendar, put(&mut items.calendars, item))),
                ast::Item::Fact(item) => (item.name(), (Symbol::Fact, put(&mut items.facts, item))),
                ast::Item::Derived(item) => (item.name(), (Symbol::Derived, put(&mut items.derived, item))),
                ast::Item::Score(item) => (item.name(), (Symbol::Score, put(&mut items.scores, item))),
                ast::Item::Rule(item) => (item.name(), (Symbol::Rule, put(&mut items.rules, item))),
                #[cfg(feature = "cli")]
                ast::Item::Guarantee(item) => (item.name(), (Symbol::Guarantee, put(&mut items.guarantees, item))),
                ast::Item::Gate(item) => (item.name(), (Symbol::Gate, put(&mut items.gates, item))),
                ast::Item::Partner(item) => (item.name(), (Symbol::Partner, put(&mut items.partners, item))),
                ast::Item::Example(item) => (item.name(), (Symbol::Example, put(&mut items.examples, item))),
            };
            items.names.push(named);
        }
        items
    }
}

/// Puts an item at the end of its list and says where that is.
fn put<T>(list: &mut Vec<T>, item: T) -> usize {
    list.push(item);
    list.len() - 1
}

/// The state of one check. Lists run beside the items of their kind, index by index.
struct Checker<'a, 's> {
    items: &'a Items<'a>,
    sink: &'s mut Diagnostics,
    names: Names<'a>,
    sources: Vec<ir::Source>,
    scales: Vec<ir::Scale>,
    facts: Vec<ir::Fact>,
    slots: Vec<ir::Slot>,
    /// Those of the policy, then that of `working` days where the header names a nation.
    calendars: Vec<Calendar>,
    settings: Vec<Option<Value>>,
    derived: Vec<Option<Value>>,
    scores: Vec<ir::Score>,
    partners: Vec<ir::Partner>,
    duties: Vec<ir::Duty>,
    rules: Vec<ir::Rule>,
    gates: Vec<ir::Gate>,
    #[cfg(feature = "cli")]
    guaranteed: Vec<ir::Guarantee>,
    /// Addressees whose duty some rule has given words.
    worded: Vec<String>,
    /// Conditions of rules that a scale needed before its rule's turn came.
    applies: Vec<Option<build::Condition>>,
    /// The scales that the escalation raises whose condition is looked at.
    raising: Vec<usize>,
    builder: Builder,
}

impl<'a, 's> Checker<'a, 's> {
    fn new(items: &'a Items<'a>, sink: &'s mut Diagnostics) -> Checker<'a, 's> {
        Checker {
            items,
            sink,
            names: Names::default(),
            sources: Vec::new(),
            scales: Vec::new(),
            facts: Vec::new(),
            slots: Vec::new(),
            calendars: Vec::new(),
            settings: Vec::new(),
            derived: Vec::new(),
            scores: Vec::new(),
            partners: Vec::new(),
            duties: Vec::new(),
            rules: Vec::new(),
            gates: Vec::new(),
            #[cfg(feature = "cli")]
            guaranteed: Vec::new(),
            worded: Vec::new(),
            applies: vec![None; items.rules.len()],
            raising: Vec::new(),
            builder: Builder::new(&[]),
        }
    }

    fn error(&mut self, code: Code, span: Span, message: impl Into<String>) {
        self.sink.push(Diagnostic::new(code, span, message));
    }

    /// An error or a warning with what to do about it.
    fn advise(&mut self, code: Code, span: Span, message: impl Into<String>, help: impl Into<String>) {
        self.sink.push(Diagnostic::new(code, span, message).help(help));
    }

    /// The index of what is of that kind and has that name; an error where there is none.
    fn named_as(&mut self, kind: Symbol, name: ast::Name) -> Option<usize> {
        self.names.of_kind(kind, name, self.sink)
    }

    fn lint(&mut self, broken_syntax: bool) {
        // A name used only in an item that could not be read would look unused.
        if !broken_syntax {
            self.names.lint_unused(self.sink);
        }
        let rules = self.items.rules.iter().map(|rule| (rule.name(), rule.because().next()));
        let gates = self.items.gates.iter().map(|gate| (gate.name(), gate.because().next()));
        for (name, because) in rules.chain(gates) {
            if because.is_none() {
                let message = format!("`{}` cites nothing", name.text());
                self.advise(
                    Code::NoCitation,
                    name.span(),
                    message,
                    "say what it rests on: `because SOURCE \"what it says\"`",
                );
            }
        }
    }

    fn into_program(self, policy: Option<ir::Policy>, examples: Vec<ir::Example>) -> Option<ir::Program> {
        Some(ir::Program {
            policy: policy?,
            sources: self.sources,
            scales: self.scales,
            facts: self.facts,
            slots: self.slots,
            scores: self.scores,
            rules: self.rules,
            duties: self.duties,
            gates: self.gates,
            #[cfg(feature = "cli")]
            guarantees: self.guaranteed,
            partners: self.partners,
            calendars: self.calendars,
            examples,
            code: self.builder.finish(),
        })
    }
}

/// A list index as a 32-bit id.
fn id(index: usize) -> u32 {
    u32::try_from(index).unwrap_or(u32::MAX)
}
