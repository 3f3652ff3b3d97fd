//! Overlays: what a policy that builds on another may change of it. It may add whatever makes outcomes higher and
//! deadlines earlier, for outcomes only rise, and it may give a setting again where and as the other policy allows.

use std::cmp::Ordering;

use super::lower::Value;
use super::names::Symbol;
use super::{Checker, Items, declare};
use crate::diagnostic::{Code, Diagnostic, Diagnostics};
use crate::ir;
use crate::source::Span;
use crate::syntax::ast::{self, Change};

/// The header that counts: the last of those that build on one another; none where there is none or it says too little.
pub fn policy(items: &Items<'_>, sink: &mut Diagnostics) -> Option<ir::Policy> {
    let mut known: Option<(ast::Policy, Option<ir::Policy>)> = None;
    for header in items.policies.iter().copied() {
        let policy = declare::header(header, sink);
        let found = match (header.builds_on(), &known) {
            (None, None) => None,
            (None, Some((first, _))) => Some(
                Diagnostic::new(Code::NoPolicy, header.span(), "there are two policy headers")
                    .and_at(first.name().span(), "the first is here")
                    .help("an overlay says what it `builds on`"),
            ),
            (Some(base), Some((below, before))) if base.text() == below.name().text() => match (before, &policy) {
                (Some(before), Some(policy)) if policy.in_force_from < before.in_force_from => Some(
                    Diagnostic::new(
                        Code::Overlay,
                        header.name().span(),
                        format!("this comes into force before `{}`, which it builds on", base.text()),
                    )
                    .and_at(below.name().span(), "that comes into force later"),
                ),
                _ => None,
            },
            (Some(base), _) => Some(
                Diagnostic::new(
                    Code::Overlay,
                    base.span(),
                    format!("there is no policy `{}` here to build on", base.text()),
                )
                .help(format!(
                    "put the file that says `policy {}` beside this one",
                    base.text()
                )),
            ),
        };
        if let Some(found) = found {
            sink.push(found);
        }
        known = Some((header, policy));
    }
    if known.is_none() {
        let diagnostic = Diagnostic::new(Code::NoPolicy, Span::default(), "there is no policy header");
        sink.push(diagnostic.help("begin with `policy NAME`, `version 1` and `in force from 2016-01-31`"));
    }
    known?.1
}

/// Whether the lowest policy that is here builds on another.
pub fn lacks_base(items: &Items<'_>) -> bool {
    items
        .policies
        .first()
        .is_some_and(|policy| policy.builds_on().is_some())
}

/// The examples of the policy itself. Those of the policies it builds on say what comes out without it.
pub fn own_examples<'a>(items: &Items<'a>) -> impl Iterator<Item = ast::Example<'a>> {
    let from = items.policies.last().map_or(0, |header| header.span().start);
    let examples = items.examples.iter().copied();
    examples.filter(move |example| example.name().span().start >= from)
}

impl Checker<'_, '_> {
    /// The setting that an overlay gives again.
    pub fn overrides(&self, name: ast::Name, symbol: (Symbol, usize)) -> Option<usize> {
        let (kind, first) = self.names.peek(name)?;
        let between = |header: &ast::Policy| {
            let given = self.items.settings.get(first);
            given.is_some_and(|given| (given.name().span().start..name.span().start).contains(&header.span().start))
        };
        let again = kind == Symbol::Setting && symbol.0 == Symbol::Setting && symbol.1 != first;
        (again && self.items.policies.iter().any(between)).then_some(first)
    }

    /// The values of the settings. Where an overlay gives one again, its value counts.
    pub fn declare_settings(&mut self) {
        for (index, setting) in self.items.settings.iter().enumerate() {
            let value = self.literal(setting.value());
            if let Some(first) = self.overrides(setting.name(), (Symbol::Setting, index)) {
                self.change(first, *setting, value.clone());
            }
            self.settings.push(value);
        }
    }

    fn change(&mut self, first: usize, again: ast::Setting, value: Option<Value>) {
        let (Some(base), Some(place)) = (self.items.settings.get(first), self.settings.get_mut(first)) else {
            return;
        };
        let moved = match (&*place, &value) {
            (Some(Value::Number(old)), Some(Value::Number(new))) if old.kind == new.kind => {
                let (old, new) = (old.clone().beside(new), new.clone().beside(old));
                Some(new.constant.cmp(&old.constant))
            }
            _ => None,
        };
        let allowed = match base.overlays() {
            Some(Change::Raise) => Some((Ordering::Less, "raise or lengthen")),
            Some(Change::Lower) => Some((Ordering::Greater, "lower or shorten")),
            None => None,
        };
        let message = match (allowed, moved) {
            (None, _) => format!("an overlay may not change `{}`", base.name().text()),
            (Some(_), None) => format!("`{}` is of another kind where it is given first", base.name().text()),
            (Some((wrong, way)), Some(moved)) if moved == wrong => {
                format!("an overlay may only {way} `{}`", base.name().text())
            }
            _ => {
                *place = value;
                return;
            }
        };
        let diagnostic = Diagnostic::new(Code::Overlay, again.value().span(), message);
        self.sink
            .push(diagnostic.and_at(base.name().span(), "the policy that it builds on gives it here"));
    }
}
