//! Retired levels: from a day on no case is graded so, and the next level above counts.

use super::Checker;
use super::build::Condition;
use crate::diagnostic::{Code, Diagnostic};
use crate::ir::{self, ExpectKind};
use crate::list::List as _;
use crate::syntax::ast;
use crate::value::Date;

impl Checker<'_, '_> {
    /// By level of a scale: from when it is retired.
    pub fn retired(&mut self, scale: ast::Scale) -> Vec<Option<Date>> {
        let mut dates = Vec::new();
        for level in scale.levels() {
            dates.push(level.retired().and_then(|date| self.date(date)));
        }
        if let Some(level) = scale.levels().last()
            && let Some(date) = level.retired()
        {
            let message = format!("the highest level, `{}`, cannot be retired", level.name().text());
            self.advise(
                Code::RetiredTop,
                date.span(),
                message,
                "no level above it could count instead; write the level that takes its place after it, with `<`",
            );
        }
        dates
    }

    /// Adds to the demands on a scale those of retired levels: what demands one demands from its day on the next,
    /// and the lowest is demanded always.
    pub fn demand_instead(&mut self, scale: usize, demands: &mut Vec<(Condition, u8)>) {
        let dates = self.scales.get(scale).map_or(Vec::new(), |scale| scale.retired.clone());
        if dates.iter().all(Option::is_none) {
            return;
        }
        let mut lifted = Vec::new();
        let mut carried: Option<Condition> = None;
        for (level, (from, next)) in (0u8..).zip(dates.iter().take(250).zip(1u8..)) {
            let Some(from) = from else {
                carried = None;
                continue;
            };
            // All that demands this level, what was carried here from below included.
            let mut parts: Vec<Condition> = carried.into_iter().list();
            if level == 0 {
                parts.push(Condition::Settled(true));
            }
            let own = demands.iter().filter(|(_, demanded)| *demanded == level);
            parts.extend(own.map(|(condition, _)| *condition));
            let demanded = self.builder.any(&parts);
            let days = (i64::from(from.days), i64::from(Date::LAST.days));
            let then = self.builder.within(ir::TODAY, days.0, days.1);
            let instead = self.builder.all(&[demanded, then]);
            if usize::from(next) < dates.len() {
                lifted.push((instead, next));
            }
            carried = Some(instead);
        }
        demands.extend(lifted);
    }

    /// Warns of levels that are retired before their policy decides, and of examples that expect one.
    pub fn lint_retired(&mut self, policy: Option<&ir::Policy>, examples: &[ir::Example]) {
        let items = self.items;
        for (scale, made) in items.scales.iter().zip(&self.scales) {
            for (level, from) in scale.levels().zip(&made.retired) {
                if let (Some(from), Some(policy)) = (from, policy)
                    && *from <= policy.in_force_from
                {
                    let message = format!(
                        "`{}` is retired before this policy decides anything",
                        level.name().text()
                    );
                    self.sink.push(
                        Diagnostic::new(Code::Retired, level.name().span(), message).help("take it off the scale"),
                    );
                }
            }
        }
        for example in examples {
            for expect in &example.expect {
                let (scale, levels, at) = match expect.kind {
                    ExpectKind::Level(scale, level) => (scale, [level, level], example.now),
                    ExpectKind::Range(scale, low, high) => (scale, [low, high], example.now),
                    ExpectKind::Change(at, Some((scale, level))) => (scale, [level, level], at),
                    ExpectKind::Points(..)
                    | ExpectKind::Band(..)
                    | ExpectKind::Because(..)
                    | ExpectKind::Duty(..)
                    | ExpectKind::NoDuty(_)
                    | ExpectKind::Ask(_)
                    | ExpectKind::Gate(..)
                    | ExpectKind::Settled
                    | ExpectKind::Change(_, None)
                    | ExpectKind::NoChange => continue,
                };
                let Some(scale) = self.scales.get(scale.0 as usize) else {
                    continue;
                };
                for level in levels {
                    if let Some(Some(from)) = scale.retired.get(usize::from(level))
                        && *from <= at.date()
                        && let Some(level) = scale.levels.get(usize::from(level))
                    {
                        let message = format!("`{}` is retired from {from} and cannot come out here", level.name);
                        self.sink.push(Diagnostic::new(Code::Retired, expect.span, message));
                        break;
                    }
                }
            }
        }
    }
}
