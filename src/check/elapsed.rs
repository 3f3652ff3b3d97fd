//! How far apart moments and dates are: `since`, and windows such as `within 90 days before now`.

use super::Checker;
use super::build::Condition;
use super::linear::{Kind, Linear};
use super::lower::{Raising, UNBOUNDED, Value};
use super::period::is_by_calendar;
use crate::diagnostic::{Code, Diagnostic};
use crate::ir;
use crate::source::Span;
use crate::syntax::ast::{self, Bound, Side};
use crate::value::{DAY, Period};

impl Checker<'_, '_> {
    /// `at least 24 hours since reported_at`
    pub fn since(&mut self, span: Span, bound: &Bound, moment: &ast::Expr, raising: Raising<'_>) -> Option<Value> {
        let (low, high, duration) = match bound {
            Bound::AtLeast(duration) => (0, UNBOUNDED, duration),
            Bound::AtMost(duration) => (-UNBOUNDED, 0, duration),
            Bound::MoreThan(duration) => (1, UNBOUNDED, duration),
            Bound::FewerThan(duration) => (-UNBOUNDED, -1, duration),
            Bound::Exactly(duration) => (0, 0, duration),
            // The grammar gives `since` only after a bound with a number.
            Bound::Any | Bound::None | Bound::All => return None,
        };
        let length = self.lower(duration, raising)?;
        let from = self.number(moment, raising)?;
        let truth = if is_by_calendar(&length) {
            let period = self.as_period(length, duration.span)?;
            let passed = self.passed(&from, period, moment.span)?;
            let none = Linear::constant(0, 0, Kind::Number(None));
            self.difference_within(span, &passed, &none, low, high)?
        } else {
            let length = self.as_number(length, duration.span)?;
            let elapsed = match from.kind {
                Kind::Moment => Linear::register(ir::NOW, 0, Kind::Moment).plus(&from, -1, Kind::Duration)?,
                // Whole days, of which the first is the day itself.
                Kind::Date => Linear::register(ir::TODAY, 0, Kind::Date)
                    .plus(&from, -1, Kind::Duration)?
                    .times(i64::from(DAY), Kind::Duration)?,
                Kind::Number(_) | Kind::Duration => {
                    let message = format!("{} stands where a moment or date is needed", from.kind.words());
                    self.error(Code::WrongType, moment.span, message);
                    return None;
                }
            };
            self.difference_within(span, &elapsed, &length, low, high)?
        };
        Some(Value::Condition(self.remark_settled(truth, span)))
    }

    /// `reported_at within 90 days before now`: both ends belong to the window.
    pub fn window(
        &mut self,
        span: Span,
        what: &ast::Expr,
        length: &ast::Expr,
        side: Side,
        anchor: &ast::Expr,
        raising: Raising<'_>,
    ) -> Option<Condition> {
        let what = self.number(what, raising)?;
        let length_span = length.span;
        let length = self.lower(length, raising)?;
        let anchor = self.number(anchor, raising)?;
        let before = matches!(side, Side::Before | Side::Either).then_some((&what, &anchor));
        let after = matches!(side, Side::After | Side::Either).then_some((&anchor, &what));
        let mut sides = Vec::new();
        for (earlier, later) in before.into_iter().chain(after) {
            let ordered = self.difference_within(span, later, earlier, 0, UNBOUNDED)?;
            let near = if is_by_calendar(&length) {
                let period = self.as_period(length.clone(), length_span)?;
                let end = self.later(earlier, period, span)?;
                self.difference_within(span, &end, later, 0, UNBOUNDED)?
            } else {
                let length = self.as_number(length.clone(), length_span)?;
                let apart = self.add(span, later.clone(), earlier.clone(), true)?;
                self.difference_within(span, &apart, &length, -UNBOUNDED, 0)?
            };
            sides.push(self.builder.all(&[ordered, near]));
        }
        Some(self.builder.any(&sides))
    }

    /// How long before the clock that many months, working hours or working days after a moment or date have passed.
    fn passed(&mut self, from: &Linear, period: Period, span: Span) -> Option<Linear> {
        let clock = match from.kind {
            Kind::Date => ir::TODAY,
            Kind::Moment | Kind::Number(_) | Kind::Duration => ir::NOW,
        };
        let end = self.later(from, period, span)?;
        Linear::register(clock, 0, from.kind.clone()).plus(&end, -1, Kind::Number(None))
    }

    /// That many months, working hours or working days after a moment or date.
    fn later(&mut self, from: &Linear, period: Period, span: Span) -> Option<Linear> {
        let when = match from.kind {
            Kind::Moment => ir::When::Moment,
            Kind::Date => ir::When::Date,
            Kind::Number(_) | Kind::Duration => {
                let message = format!("{} stands where a moment or date is needed", from.kind.words());
                self.error(Code::WrongType, span, message);
                return None;
            }
        };
        if when == ir::When::Date && matches!(period, Period::Hours(..)) {
            self.error(
                Code::WrongType,
                span,
                "hours are counted from a moment, and this is a date",
            );
            return None;
        }
        if from.terms.is_empty() {
            let end = when.after(i32::try_from(from.constant).ok()?, period, &self.calendars);
            return Some(Linear::constant(i64::from(end), 0, from.kind.clone()));
        }
        let reg = from.terms.first().filter(|reg| {
            *reg != ir::NOW && *reg != ir::TODAY && from.constant == 0 && from.terms.iter().eq([(*reg, 1)].iter())
        });
        let Some(reg) = reg else {
            let diagnostic = Diagnostic::new(Code::WrongType, span, "months and working time count from one fact");
            self.sink.push(diagnostic.help(
                "name the moment or date itself, without `+` or `-`; `now` and `today` can only be where it ends",
            ));
            return None;
        };
        let after = self.builder.after(reg, period, when, &self.calendars);
        Some(Linear {
            needs: from.needs.clone(),
            ..Linear::register(after, 0, from.kind.clone())
        })
    }
}
