//! Comparisons: every one becomes a range test on one register, of a weighted sum where it couples several.

use super::Checker;
use super::build::Condition;
use super::linear::{Kind, Linear};
use super::lower::{UNBOUNDED, Value};
use crate::diagnostic::{Code, Diagnostic};
use crate::ir;
use crate::source::Span;
use crate::syntax::ast::{self, Relation};

impl Checker<'_, '_> {
    pub fn ordered(
        &mut self,
        whole: ast::Expr,
        left: ast::Expr,
        relation: Relation,
        right: ast::Expr,
    ) -> Option<Condition> {
        let value = self.lower(left)?;
        let truth = match (&value, right.name()) {
            (Value::Level(scale, reg), Some(level)) => {
                let index = i64::from(self.level_named(*scale, level)?);
                self.ordered_range(*reg, relation, index, index)
            }
            (Value::Score(score, linear), Some(name)) if self.names.peek(name).is_none() => {
                let (from, to) = self.band_named(*score, name)?;
                let reg = linear.terms.first()?;
                self.ordered_range(reg, relation, from, to)
            }
            (Value::Number(a) | Value::Score(_, a), _) => {
                let b = self.number(right)?;
                let (low, high) = match relation {
                    Relation::Less => (-UNBOUNDED, -1),
                    Relation::AtMost => (-UNBOUNDED, 0),
                    Relation::More => (1, UNBOUNDED),
                    Relation::AtLeast => (0, UNBOUNDED),
                };
                self.difference_within(whole.span(), a, &b, low, high)?
            }
            _ => {
                let help = match &value {
                    Value::Level(scale, _) => format!("compare it with a level: {}", self.level_list(*scale)),
                    Value::Condition(_) | Value::Number(_) | Value::Option(_) | Value::Options(_) | Value::Score(..) | Value::Period(_) => "only numbers, durations, dates, moments, scales and scores are more or less than something; others use `is`".to_owned(),
                };
                let message = format!("{} cannot be compared like this", self.describe(&value));
                self.advise(Code::WrongType, whole.span(), message, help);
                return None;
            }
        };
        Some(truth)
    }

    /// Compares a register with a level or a band from `from` to `to`.
    fn ordered_range(&mut self, reg: ir::Reg, relation: Relation, from: i64, to: i64) -> Condition {
        let (low, high) = match relation {
            Relation::Less => (-UNBOUNDED, from - 1),
            Relation::AtMost => (-UNBOUNDED, to),
            Relation::More => (to + 1, UNBOUNDED),
            Relation::AtLeast => (from, UNBOUNDED),
        };
        self.builder.within(reg, low, high)
    }

    pub fn is(&mut self, whole: ast::Expr, left: ast::Expr, right: ast::Expr) -> Option<Condition> {
        let value = self.lower(left)?;
        if let (Value::Option(_) | Value::Level(..) | Value::Score(..), Some(name)) = (&value, right.name()) {
            let number = matches!(value, Value::Score(..)) && self.names.peek(name).is_some();
            if !number {
                let truth = self.is_named(&value, left, name)?;
                return Some(self.remark_settled(truth, whole.span()));
            }
        }
        let truth = match &value {
            Value::Condition(a) => {
                let a = *a;
                match self.condition(right)? {
                    Condition::Settled(true) => a,
                    Condition::Settled(false) => self.builder.not(a),
                    b @ Condition::Computed(_) => {
                        let (not_a, not_b) = (self.builder.not(a), self.builder.not(b));
                        let both = self.builder.all(&[a, b]);
                        let neither = self.builder.all(&[not_a, not_b]);
                        self.builder.any(&[both, neither])
                    }
                }
            }
            Value::Number(a) | Value::Score(_, a) => {
                let b = self.number(right)?;
                self.difference_within(whole.span(), a, &b, 0, 0)?
            }
            Value::Option(_) | Value::Options(_) | Value::Level(..) | Value::Period(_) => {
                let help = match value {
                    Value::Options(_) => "write `… has OPTION`, or `none of …`",
                    Value::Period(_) => "write `at least 15 working days since` and a moment",
                    Value::Condition(_) | Value::Number(_) | Value::Option(_) | Value::Level(..) | Value::Score(..) => {
                        "write one of its own words after `is`"
                    }
                };
                let message = format!("{} cannot be compared with this", self.describe(&value));
                self.advise(Code::WrongType, right.span(), message, help);
                return None;
            }
        };
        Some(self.remark_settled(truth, whole.span()))
    }

    /// `value is NAME`, where the name is an option, level or band of the value's own.
    pub fn is_named(&mut self, value: &Value, at: ast::Expr, name: ast::Name) -> Option<Condition> {
        match value {
            Value::Option(fact) => {
                let option = i64::from(self.option_named(*fact, name)?);
                let reg = ir::Reg(self.facts.get(*fact)?.slot + ir::FIRST_SLOT);
                Some(self.builder.within(reg, option, option))
            }
            Value::Level(scale, reg) => {
                let level = i64::from(self.level_named(*scale, name)?);
                Some(self.builder.within(*reg, level, level))
            }
            Value::Score(score, linear) => {
                let (from, to) = self.band_named(*score, name)?;
                let reg = linear.terms.first()?;
                Some(self.builder.within(reg, from, to))
            }
            Value::Condition(_) | Value::Number(_) | Value::Options(_) | Value::Period(_) => {
                let message = format!("{} has no options to name", self.describe(value));
                self.error(Code::WrongType, at.span(), message);
                None
            }
        }
    }

    pub fn has(&mut self, left: ast::Expr, option: ast::Name) -> Option<Value> {
        match self.lower(left)? {
            Value::Options(fact) => {
                let index = self.option_named(fact, option)?;
                let reg = ir::Reg(self.facts.get(fact)?.slot + index + ir::FIRST_SLOT);
                Some(Value::Condition(Condition::Computed(reg)))
            }
            other @ (Value::Condition(_)
            | Value::Number(_)
            | Value::Option(_)
            | Value::Level(..)
            | Value::Score(..)
            | Value::Period(_)) => {
                let message = format!("{} has no set of options", self.describe(&other));
                self.advise(
                    Code::WrongType,
                    left.span(),
                    message,
                    "`has` goes with a fact of type `any of`",
                );
                None
            }
        }
    }

    /// `low <= a - b <= high` in the last place of both.
    pub fn difference_within(&mut self, span: Span, a: &Linear, b: &Linear, low: i64, high: i64) -> Option<Condition> {
        let a = a.clone().beside(b);
        let b = b.clone().beside(&a);
        let difference = if a.kind == b.kind {
            a.plus(&b, -1, a.kind.clone())
        } else {
            None
        };
        let Some(difference) = difference else {
            let (left, right) = (a.kind.words(), b.kind.words());
            let message = if a.kind == b.kind {
                "this comparison grows past what is counted exactly".to_owned()
            } else {
                format!("{left} is compared with {right}")
            };
            let code = if a.kind == b.kind {
                Code::TooBig
            } else {
                Code::WrongType
            };
            let diagnostic = Diagnostic::new(code, span, message);
            self.sink.push(match (&a.kind, &b.kind) {
                (Kind::Duration, Kind::Number(Some(_))) | (Kind::Number(Some(_)), Kind::Duration) => {
                    diagnostic.help("elapsed time is counted in minutes, hours, days or weeks")
                }
                (Kind::Moment, Kind::Date) | (Kind::Date, Kind::Moment) => diagnostic.help(
                    "a moment has a time of day, a date has none; use `today` beside dates and `now` beside moments",
                ),
                _ => diagnostic,
            });
            return None;
        };
        self.linear_within(span, &difference, low, high)
    }

    pub fn linear_within(&mut self, span: Span, linear: &Linear, low: i64, high: i64) -> Option<Condition> {
        let mut terms = linear.terms.iter();
        if let (Some((reg, weight)), None) = (terms.next(), terms.next()) {
            let (from, to) = (
                low.saturating_sub(linear.constant),
                high.saturating_sub(linear.constant),
            );
            let (from, to) = if *weight > 0 {
                (div_up(from, *weight), to.div_euclid(*weight))
            } else {
                (div_up(-to, -*weight), (-from).div_euclid(-*weight))
            };
            return Some(self.builder.within(*reg, from, to));
        }
        if linear.terms.is_empty() {
            return Some(Condition::Settled(low <= linear.constant && linear.constant <= high));
        }
        if linear.terms.has(ir::NOW) && linear.terms.has(ir::TODAY) {
            self.error(Code::WrongType, span, "`now` and `today` stand in one sum");
            return None;
        }
        let fits = self.builder.sum_range(&linear.terms, linear.constant).is_some();
        // The constant goes to the other side: comparisons of one sum with several numbers then share a register.
        let apart = self.builder.sum(&linear.terms, 0).map(|reg| (reg, linear.constant));
        let together = || Some((self.builder.sum(&linear.terms, linear.constant)?, 0));
        let Some((reg, constant)) = apart.or_else(together).filter(|_| fits) else {
            self.error(Code::TooBig, span, "this sum can grow past what is counted exactly");
            return None;
        };
        let (low, high) = (low.saturating_sub(constant), high.saturating_sub(constant));
        Some(self.builder.within(reg, low, high))
    }

    /// Warns of a comparison that the declared ranges settle.
    pub fn remark_settled(&mut self, truth: Condition, span: Span) -> Condition {
        if let Condition::Settled(truth) = truth {
            let word = if truth { "always" } else { "never" };
            self.advise(
                Code::NeverMatters,
                span,
                format!("this comparison is {word} true"),
                "compare with a value inside the declared range",
            );
        }
        truth
    }
}

fn div_up(a: i64, b: i64) -> i64 {
    -((-a).div_euclid(b))
}
