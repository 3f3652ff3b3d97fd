//! One length of time by two clocks: `5 days` beside `5 working days` of the same fact.
//!
//! What follows on something else may well run by another clock, as in `after 28 days … within 5 working days`; so only
//! lengths that count from the same fact are held against each other, and only where they come to much the same:
//! - where one of them is no deadline, the same number of hours or days: most often one length said in two ways;
//! - of one duty, the same, and deadlines of which now one and now the other is earlier, by the day of the week.

use crate::diagnostic::{Code, Diagnostic, Diagnostics};
use crate::source::Span;
use crate::syntax::ast::{
    self, Bound, DutyKind, Expr, ExprKind, Item, Literal, LiteralKind, Outcome, PointsFor, RuleItem,
};
use crate::value::{DAY, Decimal, Unit};

/// Warns of each length that stands beside one of another clock, at the later of the two.
pub fn clocks(module: &ast::Module<'_>, sink: &mut Diagnostics) {
    let mut found = Found::default();
    for item in &module.items {
        if let Item::Setting(setting) = item {
            found.settings.push((setting.name().text(), setting.value()));
        }
    }
    for item in &module.items {
        found.item(item);
    }
    for (index, later) in found.lengths.iter().enumerate() {
        let earlier = found.lengths.get(..index).unwrap_or(&[]);
        let differs = |first: &&Length<'_>| first.differs(later) && !found.paired(first) && !found.paired(later);
        if let Some(first) = earlier.iter().find(differs) {
            sink.push(later.told(first));
        }
    }
}

/// How long, by which clock.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Clock<'s> {
    /// Minutes that pass.
    Elapsed(i64),
    /// So many days, or hours, of a calendar.
    Kept(i64, bool, &'s str),
}

impl Clock<'_> {
    /// As long as if the calendar were always open.
    fn minutes(self) -> i64 {
        match self {
            Clock::Elapsed(minutes) => minutes,
            Clock::Kept(number, days, _) => number.saturating_mul(if days { i64::from(DAY) } else { 60 }),
        }
    }

    /// Whether another is of another clock.
    fn differs(self, other: Clock<'_>) -> bool {
        match (self, other) {
            (Clock::Elapsed(_), Clock::Elapsed(_)) => false,
            (Clock::Kept(_, _, own), Clock::Kept(_, _, other)) => own != other,
            (Clock::Elapsed(_), Clock::Kept(..)) | (Clock::Kept(..), Clock::Elapsed(_)) => true,
        }
    }

    /// Whether time that passes may end before or after so many days of a week without holidays.
    fn crosses(self, other: Clock<'_>) -> bool {
        match (self, other) {
            (Clock::Elapsed(minutes), Clock::Kept(days, true, _))
            | (Clock::Kept(days, true, _), Clock::Elapsed(minutes)) => {
                let weekends = days / 5 + i64::from(days % 5 > 0);
                (days..=days.saturating_add(2 * weekends)).contains(&(minutes / i64::from(DAY)))
            }
            (Clock::Elapsed(_) | Clock::Kept(..), Clock::Elapsed(_) | Clock::Kept(..)) => false,
        }
    }
}

/// A length of time that counts from a fact.
struct Length<'a> {
    from: &'a str,
    clock: Clock<'a>,
    /// The duty that is due by it.
    duty: Option<(DutyKind, &'a str)>,
    span: Span,
    said: String,
}

impl Length<'_> {
    fn differs(&self, later: &Length<'_>) -> bool {
        let one_duty = self.duty.is_some() && self.duty == later.duty;
        // What is done within 24 hours and what is done within a working day may be two things.
        let apart = self.duty.is_some() && later.duty.is_some() && !one_duty;
        self.from == later.from
            && self.clock.differs(later.clock)
            && !apart
            && (self.clock.minutes() == later.clock.minutes() || one_duty && self.clock.crosses(later.clock))
    }

    fn told(&self, first: &Length<'_>) -> Box<Diagnostic> {
        let message = format!(
            "`{}` since `{}` is by another clock than `{}`",
            self.said, self.from, first.said
        );
        Diagnostic::new(Code::MixedClocks, self.span, message)
            .saying("this is by one clock")
            .and_at(first.span, "this is by another")
            .help("which of them ends first depends on the day of the week; say both by the clock that is meant")
    }
}

#[derive(Default)]
struct Found<'a> {
    settings: Vec<(&'a str, Literal<'a>)>,
    lengths: Vec<Length<'a>>,
}

impl<'a> Found<'a> {
    /// Whether a threshold has a deadline of its own clock that it waits for, so that no other is meant by it.
    fn paired(&self, length: &Length<'_>) -> bool {
        let deadline =
            |other: &Length<'_>| other.duty.is_some() && other.from == length.from && other.clock == length.clock;
        length.duty.is_none() && self.lengths.iter().any(deadline)
    }

    fn item(&mut self, item: &Item<'a>) {
        match item {
            Item::Derived(derived) => self.condition(derived.value()),
            Item::Score(score) => {
                for points in score.points() {
                    match points.reason() {
                        PointsFor::Each(counted) => counted.items().for_each(|item| self.condition(item)),
                        PointsFor::If(condition) => self.condition(condition),
                    }
                }
            }
            Item::Rule(rule) => self.rule(*rule),
            Item::Gate(gate) => gate.needs().for_each(|need| self.condition(need.condition())),
            Item::Policy(_)
            | Item::Source(_)
            | Item::Scale(_)
            | Item::Setting(_)
            | Item::Calendar(_)
            | Item::Fact(_)
            | Item::Guarantee(_)
            | Item::Partner(_)
            | Item::Example(_) => {}
        }
    }

    fn rule(&mut self, rule: RuleItem<'a>) {
        let conditions = rule.when().into_iter().chain(rule.unless());
        conditions.for_each(|condition| self.condition(condition));
        if let Some(after) = rule.after() {
            self.length(after.duration(), after.name().text(), None);
        }
        for outcome in rule.outcomes() {
            // Without a fact it counts from the escalation, and so follows on something else.
            if let Outcome::Duty(duty) = outcome
                && let Some(within) = duty.within()
                && let Some(of) = within.of()
            {
                self.length(within.duration(), of.text(), Some((duty.kind(), duty.name().text())));
            }
        }
    }

    /// Every length in a condition.
    fn condition(&mut self, condition: Expr<'a>) {
        match condition.kind() {
            ExprKind::All(parts) | ExprKind::Any(parts) => parts.for_each(|(_, part)| self.condition(part)),
            ExprKind::Not(inner) | ExprKind::Group(inner) => self.condition(inner),
            ExprKind::Quantified(_, counted) | ExprKind::Count(counted) => {
                counted.items().for_each(|item| self.condition(item));
            }
            ExprKind::Since(bound, from) => {
                if let Some(from) = from.name()
                    && let Bound::AtLeast(length)
                    | Bound::AtMost(length)
                    | Bound::MoreThan(length)
                    | Bound::FewerThan(length)
                    | Bound::Exactly(length) = bound
                {
                    self.length(length, from.text(), None);
                }
            }
            ExprKind::Ordered(..)
            | ExprKind::Is(..)
            | ExprKind::IsWithin(..)
            | ExprKind::IsOneOf(..)
            | ExprKind::Has(..)
            | ExprKind::Sum(_)
            | ExprKind::Literal(_)
            | ExprKind::Now
            | ExprKind::Today
            | ExprKind::Name(_) => {}
        }
    }

    /// A length written out or kept in a setting.
    fn length(&mut self, length: Expr<'a>, from: &'a str, duty: Option<(DutyKind, &'a str)>) {
        let literal = match length.kind() {
            ExprKind::Literal(literal) => Some(literal),
            ExprKind::Name(name) => {
                let found = self.settings.iter().find(|(setting, _)| *setting == name.text());
                found.map(|(_, value)| *value)
            }
            ExprKind::All(_)
            | ExprKind::Any(_)
            | ExprKind::Not(_)
            | ExprKind::Group(_)
            | ExprKind::Ordered(..)
            | ExprKind::Is(..)
            | ExprKind::IsWithin(..)
            | ExprKind::IsOneOf(..)
            | ExprKind::Has(..)
            | ExprKind::Quantified(..)
            | ExprKind::Since(..)
            | ExprKind::Count(_)
            | ExprKind::Sum(_)
            | ExprKind::Now
            | ExprKind::Today => None,
        };
        let Some((clock, said)) = literal.and_then(clock) else {
            return;
        };
        self.lengths.push(Length {
            from,
            clock,
            duty,
            span: length.span(),
            said,
        });
    }
}

/// What a literal says, and its words. Months are by no clock that these could be taken for.
fn clock(literal: Literal<'_>) -> Option<(Clock<'_>, String)> {
    let whole = |number: &str| Decimal::parse(number)?.at_places(0);
    match literal.kind() {
        LiteralKind::Quantity { number, unit } => {
            let minutes = Unit::from_name(unit?)?.minutes();
            let clock = Clock::Elapsed(whole(number)?.saturating_mul(i64::from(minutes)));
            Some((clock, format!("{number} {}", unit?)))
        }
        LiteralKind::Kept { number, calendar, unit } => {
            let clock = Clock::Kept(whole(number)?, unit.starts_with("day"), calendar.text());
            Some((clock, format!("{number} {} {unit}", calendar.text())))
        }
        LiteralKind::Date(_) | LiteralKind::Moment(_) | LiteralKind::Time(_) | LiteralKind::YesNo(_) => None,
    }
}
