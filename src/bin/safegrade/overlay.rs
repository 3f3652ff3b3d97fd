//! Whether an overlay keeps its promise: over all cases and times, nothing comes out lower or later than in the policy
//! that it builds on. The checker holds what an overlay may write; this holds what comes of it.

use safegrade::Engine;
use safegrade::diagnostic::{Code, Diagnostic};
use safegrade::eval::Case;
use safegrade::exact::{self, Kind};
use safegrade::ir::{self, Program};
use safegrade::source::Span;
use safegrade::value::Period;

use crate::budget::Budget;
use crate::diff;

/// What an overlay lowers, as messages at its header and at what it lowers.
pub fn lowered(base: &Engine, whole: &Engine, header: Span) -> Vec<Diagnostic> {
    let found = exact::diff(base, whole, Budget::default().conflicts);
    let program = whole.program();
    let mut messages = Vec::new();
    for change in found.changes.iter().filter(|change| change.kind.lowers()) {
        let told = diff::told(base, change, &[]);
        let rule = match &change.kind {
            Kind::Level(.., rule) | Kind::Duty(.., rule) => program.rules.iter().find(|own| own.name == *rule),
            Kind::Gate(..) | Kind::Score(_) => None,
        };
        if let (Kind::Duty(..), Some(rule)) = (&change.kind, rule)
            && (only_shortened(base.program(), program, &rule.name) || raised(base, whole, &change.case))
        {
            continue;
        }
        let message = format!("this overlay lowers something: {}, when {}", told.what, told.when);
        let diagnostic = Diagnostic::new(Code::Overlay, header, message);
        let diagnostic = diagnostic.help(format!("this case comes out lower:\n{}", told.example));
        messages.push(*match rule {
            Some(rule) => diagnostic.and_at(rule.span, "the policy that it builds on says more"),
            None => diagnostic,
        });
    }
    // More of a duty that falls away with its level is of no account; more that may be lower is.
    let open = |kind: &Kind| kind.lowers() && !matches!(kind, Kind::Duty(..));
    if found.open.iter().any(open) || found.unsound {
        let message = "whether this overlay lowers anything is not decided within the budget";
        messages.push(*Diagnostic::new(Code::Overlay, header, message).help("`safegrade diff --budget` looks further"));
    }
    messages
}

/// Whether the case comes out higher on some scale. What is asked for at the lower level falls away with that level:
/// whoever is no longer absent has no review of the absent.
fn raised(base: &Engine, whole: &Engine, case: &Case) -> bool {
    let same = exact::translated(base.program(), whole.program(), case);
    let (below, above) = (base.decide(case), whole.decide(&same));
    let mut pairs = below.outcomes.iter().zip(&above.outcomes);
    pairs.any(|(below, above)| below.act < above.act)
}

/// Whether a rule demands all that it did, if some of it earlier.
fn only_shortened(old: &Program, new: &Program, name: &str) -> bool {
    let demands = |program: &Program| {
        let rule = program.rules.iter().find(|rule| rule.name == name);
        let duties = rule.map_or(&[][..], |rule| &rule.duties);
        let said = duties.iter().filter_map(|demand| {
            let duty = program.duties.get(demand.duty.0 as usize)?;
            Some((duty.written(), demand.deadline))
        });
        said.collect::<Vec<_>>()
    };
    let now = demands(new);
    demands(old).iter().all(|(duty, then)| {
        now.iter()
            .any(|(own, deadline)| own == duty && no_later((new, *deadline), (old, *then)))
    })
}

/// Whether one deadline is certainly no later than another.
fn no_later((above, new): (&Program, Option<ir::Deadline>), (below, old): (&Program, Option<ir::Deadline>)) -> bool {
    let (Some(new), Some(old)) = (new, old) else {
        return new == old;
    };
    let same = |own: u32, other: u32| {
        let name = |program: &Program, calendar: u32| program.calendars.get(calendar as usize).cloned();
        name(above, own) == name(below, other)
    };
    let shorter = match (new.within, old.within) {
        (Period::Elapsed(new), Period::Elapsed(old)) => new.minutes <= old.minutes,
        (Period::Months(new), Period::Months(old)) => new <= old,
        (Period::Hours(own, new), Period::Hours(calendar, old))
        | (Period::Days(own, new), Period::Days(calendar, old)) => same(own, calendar) && new <= old,
        (new, old) => new == old,
    };
    new.from == old.from && new.after == old.after && shorter
}
