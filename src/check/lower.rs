//! Expressions to registers, with their types.
//!
//! Every comparison becomes a range test on one register; what couples several registers becomes a sum first.
//! `None` means that the trouble is already in the sink.

use super::build::Condition;
use super::linear::{Kind, Linear, Terms};
use super::names::Symbol;
use super::period::is_by_calendar;
use super::{Checker, id};
use crate::diagnostic::{Code, Diagnostic};
use crate::ir;
use crate::list::List as _;
use crate::source::Span;
use crate::syntax::ast::{self, Bound, ExprKind, LiteralKind, Relation};
use crate::value::{DAY, Date, Decimal, Moment, MomentError, Period};

/// What an expression stands for.
#[derive(Debug, Clone)]
pub enum Value {
    /// Yes or no.
    Condition(Condition),
    /// A number, duration, date or moment.
    Number(Linear),
    /// The option of a one-of fact.
    Option(usize),
    /// The options of an any-of fact.
    Options(usize),
    /// The level of a scale.
    Level(usize, ir::Reg),
    /// The points of a score.
    Score(usize, Linear),
    /// A length of time kept by a calendar.
    Period(Period),
}

/// Past this, a bound of a comparison is none.
pub const UNBOUNDED: i64 = 1 << 60;

impl Checker<'_, '_> {
    /// A condition; anything else is an error.
    pub fn condition(&mut self, expr: ast::Expr) -> Option<Condition> {
        match self.lower(expr)? {
            Value::Condition(condition) => Some(condition),
            other @ (Value::Number(_)
            | Value::Option(_)
            | Value::Options(_)
            | Value::Level(..)
            | Value::Score(..)
            | Value::Period(_)) => {
                let message = format!("{} stands where a yes or no is needed", self.describe(&other));
                let diagnostic = Diagnostic::new(Code::WrongType, expr.span(), message);
                let help = match other {
                    Value::Options(_) => "say which: `any of …`, `at least 2 of …`, `… has …`",
                    Value::Option(_) | Value::Level(..) | Value::Score(..) => "compare it: `… is …`, `… at least …`",
                    Value::Period(_) => "write `at least 15 working days since` and a moment",
                    Value::Number(_) | Value::Condition(_) => "compare it: `… < …`, `… at least …`",
                };
                self.sink.push(diagnostic.help(help));
                None
            }
        }
    }

    /// A number, duration, date or moment; anything else is an error.
    pub fn number(&mut self, expr: ast::Expr) -> Option<Linear> {
        let value = self.lower(expr)?;
        self.as_number(value, expr)
    }

    /// What a number, duration, date or moment is; anything else is an error.
    fn as_number(&mut self, value: Value, at: ast::Expr) -> Option<Linear> {
        match value {
            Value::Number(linear) | Value::Score(_, linear) => Some(linear),
            other @ (Value::Condition(_)
            | Value::Option(_)
            | Value::Options(_)
            | Value::Level(..)
            | Value::Period(_)) => {
                let message = format!("{} stands where a number is needed", self.describe(&other));
                self.error(Code::WrongType, at.span(), message);
                None
            }
        }
    }

    /// What an expression stands for.
    pub fn lower(&mut self, expr: ast::Expr) -> Option<Value> {
        match expr.kind() {
            ExprKind::All(parts) => self.chain(parts),
            ExprKind::Any(parts) => {
                self.refuse_mixed(parts.clone());
                self.chain(parts)
            }
            ExprKind::Not(inner) => {
                let inner = self.condition(inner)?;
                Some(Value::Condition(self.builder.not(inner)))
            }
            ExprKind::Group(inner) => self.lower(inner),
            ExprKind::Ordered(left, relation, right) => {
                let truth = self.ordered(expr, left, relation, right)?;
                Some(Value::Condition(self.remark_settled(truth, expr.span())))
            }
            ExprKind::Is(left, positive, right) => {
                let truth = self.is(expr, left, right)?;
                Some(Value::Condition(if positive { truth } else { self.builder.not(truth) }))
            }
            ExprKind::IsWithin(left, positive, from, to) => {
                let low = self.ordered(expr, left, Relation::AtLeast, from);
                let high = self.ordered(expr, left, Relation::AtMost, to);
                let truth = self.builder.all(&[low?, high?]);
                let truth = self.remark_settled(truth, expr.span());
                Some(Value::Condition(if positive { truth } else { self.builder.not(truth) }))
            }
            ExprKind::IsOneOf(left, positive, options) => {
                let value = self.lower(left)?;
                let mut any = Vec::new();
                for option in options.each() {
                    any.push(self.is_named(&value, left, option)?);
                }
                let truth = self.builder.any(&any);
                Some(Value::Condition(if positive { truth } else { self.builder.not(truth) }))
            }
            ExprKind::Has(left, option) => self.has(left, option),
            ExprKind::Quantified(bound, counted) => self.quantified(expr, bound, counted),
            ExprKind::Since(bound, moment) => self.since(expr, bound, moment),
            ExprKind::Count(counted) => {
                let items = self.counted(counted)?;
                Some(Value::Number(self.total(&items, &[])))
            }
            ExprKind::Sum(terms) => self.sum(expr, terms),
            ExprKind::Literal(literal) => self.literal(literal),
            ExprKind::Now => Some(Value::Number(Linear::register(ir::NOW, 0, Kind::Moment))),
            ExprKind::Today => Some(Value::Number(Linear::register(ir::TODAY, 0, Kind::Date))),
            ExprKind::Name(name) => self.name(name),
        }
    }

    /// A chain, in which `and` binds first; where it has both it is refused, but each trouble in it is told at once.
    fn chain(&mut self, parts: ast::Parts) -> Option<Value> {
        let (mut any, mut all, mut whole) = (Vec::new(), Vec::new(), true);
        for (or, part) in parts {
            if or {
                any.push(self.builder.all(&all));
                all.clear();
            }
            match self.condition(part) {
                Some(condition) => all.push(condition),
                None => whole = false,
            }
        }
        any.push(self.builder.all(&all));
        whole.then(|| Value::Condition(self.builder.any(&any)))
    }

    fn refuse_mixed(&mut self, mut parts: ast::Parts) {
        let mut first = parts.next().map(|(_, part)| part.span());
        while let Some((or, part)) = parts.next() {
            if or {
                first = Some(part.span());
                continue;
            }
            // A part of more than two is told once.
            let Some(begun) = first.take() else { continue };
            let rest = parts.clone().take_while(|(or, _)| !or);
            let last = rest.last().map_or(part, |(_, last)| last);
            self.sink.push(
                Diagnostic::new(
                    Code::MixedAndOr,
                    begun.to(last.span()),
                    "`and` and `or` stand side by side without brackets",
                )
                .saying("this `and` part would be taken together")
                .help("put brackets round what belongs together, so that it reads aloud one way only"),
            );
        }
    }

    /// What a name stands for in a condition.
    fn name(&mut self, name: ast::Name) -> Option<Value> {
        match self.names.value(name, self.sink)? {
            (Symbol::Fact, index) => self.fact_value(index),
            (Symbol::Derived, index) => self.derived.get(index)?.clone(),
            (Symbol::Setting, index) => self.settings.get(index)?.clone(),
            (Symbol::Score, index) => {
                let points = self.scores.get(index)?.points;
                Some(Value::Score(
                    index,
                    Linear::register(points, 0, Kind::Number(Some("points".to_owned()))),
                ))
            }
            (Symbol::Scale, index) => {
                let scale = self.scales.get(index)?;
                let reg = if self.raising.contains(&index) {
                    scale.base
                } else {
                    scale.level
                };
                Some(Value::Level(index, reg))
            }
            #[cfg(feature = "cli")]
            (Symbol::Guarantee, _) => None,
            (Symbol::Source, _)
            | (Symbol::Partner, _)
            | (Symbol::Rule, _)
            | (Symbol::Example, _)
            | (Symbol::Calendar, _)
            | (Symbol::Gate, _) => None,
        }
    }

    fn fact_value(&self, index: usize) -> Option<Value> {
        let fact = self.facts.get(index)?;
        let reg = ir::Reg(fact.slot + ir::FIRST_SLOT);
        Some(match &fact.kind {
            ir::FactKind::YesNo => Value::Condition(Condition::Computed(reg)),
            ir::FactKind::Number { places, unit, .. } => {
                Value::Number(Linear::register(reg, *places, Kind::Number(unit.clone())))
            }
            ir::FactKind::OneOf(_) => Value::Option(index),
            ir::FactKind::AnyOf(_) => Value::Options(index),
            ir::FactKind::Duration { .. } => Value::Number(Linear::register(reg, 0, Kind::Duration)),
            ir::FactKind::Date => Value::Number(Linear::register(reg, 0, Kind::Date)),
            ir::FactKind::Moment => Value::Number(Linear::register(reg, 0, Kind::Moment)),
        })
    }

    /// A literal as a value.
    pub fn literal(&mut self, literal: ast::Literal) -> Option<Value> {
        Some(match literal.kind() {
            LiteralKind::Quantity { number, unit } => {
                let linear = Decimal::parse(number).and_then(|number| Linear::quantity(number, unit));
                if linear.is_none() {
                    let message = format!("`{}` cannot be held exactly", span_words(number, unit));
                    self.advise(
                        Code::BadNumber,
                        literal.span(),
                        message,
                        "numbers reach a thousand million and six places behind the point; \
                         durations are whole and reach 300 years",
                    );
                }
                Value::Number(linear?)
            }
            LiteralKind::Kept { number, calendar, unit } => {
                Value::Period(self.kept(number, calendar, unit, literal.span())?)
            }
            LiteralKind::Date(_) => Value::Number(Linear::constant(i64::from(self.date(literal)?.days), 0, Kind::Date)),
            LiteralKind::Moment(_) => Value::Number(Linear::constant(
                i64::from(self.moment(literal)?.minutes),
                0,
                Kind::Moment,
            )),
            LiteralKind::Time(_) => return self.impossible(literal, MomentError::Shape),
            LiteralKind::YesNo(truth) => Value::Condition(Condition::Settled(truth)),
        })
    }

    /// A date as written in a policy.
    pub fn date(&mut self, literal: ast::Literal) -> Option<Date> {
        match Date::parse(literal.text()) {
            Ok(date) => Some(date),
            Err(error) => self.impossible(literal, error),
        }
    }

    /// A moment as written in a policy, where several spaces may stand before the time.
    pub fn moment(&mut self, literal: ast::Literal) -> Option<Moment> {
        let text = literal.text();
        let (date, time) = text.split_once([' ', '\t', 'T']).unwrap_or((text, ""));
        match Moment::parse(&format!("{date} {}", time.trim_start())) {
            Ok(moment) => Some(moment),
            Err(error) => self.impossible(literal, error),
        }
    }

    /// Says that a date or time does not exist.
    pub fn impossible<T>(&mut self, literal: ast::Literal, error: MomentError) -> Option<T> {
        let text = literal.text();
        let message = match error {
            MomentError::Impossible => format!("`{text}` does not exist"),
            MomentError::Shape => format!("`{text}` is no date and time"),
        };
        self.advise(
            Code::ImpossibleDate,
            literal.span(),
            message,
            "dates run from 1900-01-01 to 2199-12-31 and are written `2016-03-24`, moments `2016-03-24 21:00`",
        );
        None
    }

    // ---- sums, counts, elapsed time -------------------------------------------------------------

    fn sum(&mut self, whole: ast::Expr, terms: ast::Parts) -> Option<Value> {
        let mut total: Option<Linear> = None;
        for (minus, term) in terms {
            let value = self.number(term)?;
            total = Some(match total {
                None => value,
                Some(sum) => self.add(whole.span(), sum, value, minus)?,
            });
        }
        let total = total?;
        if self.builder.sum_range(&total.terms, total.constant).is_none() {
            self.error(
                Code::TooBig,
                whole.span(),
                "this sum can grow past what is counted exactly",
            );
            return None;
        }
        Some(Value::Number(total))
    }

    fn add(&mut self, span: Span, a: Linear, b: Linear, minus: bool) -> Option<Linear> {
        let a = a.beside(&b);
        let b = b.beside(&a);
        let sign = if minus { -1 } else { 1 };
        let sum = match (&a.kind, &b.kind, minus) {
            (Kind::Number(x), Kind::Number(y), _) if x == y => a.plus(&b, sign, a.kind.clone()),
            (Kind::Duration, Kind::Duration, _) => a.plus(&b, sign, Kind::Duration),
            (Kind::Moment, Kind::Duration, _) => a.plus(&b, sign, Kind::Moment),
            (Kind::Duration, Kind::Moment, false) => a.plus(&b, sign, Kind::Moment),
            (Kind::Moment, Kind::Moment, true) => a.plus(&b, sign, Kind::Duration),
            (Kind::Date, Kind::Date, true) => a
                .plus(&b, sign, Kind::Duration)
                .and_then(|days| days.times(i64::from(DAY), Kind::Duration)),
            _ => {
                let (x, y) = (a.kind.words(), b.kind.words());
                let message = if minus {
                    format!("{y} cannot be taken from {x}")
                } else {
                    format!("{x} and {y} cannot be added")
                };
                self.error(Code::WrongType, span, message);
                return None;
            }
        };
        if sum.is_none() {
            self.error(Code::TooBig, span, "this sum can grow past what is counted exactly");
        }
        sum
    }

    /// The conditions that are counted; an any-of fact counts with each option.
    pub fn counted(&mut self, counted: ast::Counted) -> Option<Vec<Condition>> {
        let mut items = Vec::new();
        let mut whole = true;
        for item in counted.items() {
            let value = if item.is_plain() {
                self.lower(item)
            } else {
                self.condition(item).map(Value::Condition)
            };
            match value {
                Some(Value::Condition(condition)) => items.push(condition),
                Some(Value::Options(fact)) => {
                    let fact = self.facts.get(fact)?;
                    items.extend(
                        (fact.slot..fact.slot + fact.kind.width())
                            .map(|slot| Condition::Computed(ir::Reg(slot + ir::FIRST_SLOT))),
                    );
                }
                Some(other) => {
                    let message = format!("{} cannot be counted", self.describe(&other));
                    self.advise(
                        Code::WrongType,
                        item.span(),
                        message,
                        "count conditions, or the options of an `any of` fact",
                    );
                    whole = false;
                }
                None => whole = false,
            }
        }
        whole.then_some(items)
    }

    /// How many of the conditions hold, each with its weight (1 where none is given).
    pub fn total(&mut self, items: &[Condition], weights: &[i64]) -> Linear {
        let mut terms = Terms::default();
        let mut constant = 0;
        for (index, item) in items.iter().enumerate() {
            let weight = weights.get(index).copied().unwrap_or(1);
            match item {
                Condition::Settled(true) => constant += weight,
                Condition::Settled(false) => {}
                // A policy is too short for so many weights of at most 32 bits to pass 64.
                Condition::Computed(reg) => terms.add(*reg, weight).unwrap_or_default(),
            }
        }
        Linear {
            terms,
            constant,
            places: 0,
            kind: Kind::Number(None),
            written: None,
        }
    }

    fn quantified(&mut self, whole: ast::Expr, bound: Bound, counted: ast::Counted) -> Option<Value> {
        let items = self.counted(counted)?;
        let (low, high, number) = match bound {
            Bound::Any => return Some(Value::Condition(self.builder.any(&items))),
            Bound::All => return Some(Value::Condition(self.builder.all(&items))),
            Bound::None => {
                let any = self.builder.any(&items);
                return Some(Value::Condition(self.builder.not(any)));
            }
            Bound::AtLeast(number) => (0, UNBOUNDED, number),
            Bound::AtMost(number) => (-UNBOUNDED, 0, number),
            Bound::MoreThan(number) => (1, UNBOUNDED, number),
            Bound::FewerThan(number) => (-UNBOUNDED, -1, number),
            Bound::Exactly(number) => (0, 0, number),
        };
        let number = self.number(number)?;
        let total = self.total(&items, &[]);
        let span = whole.span();
        if number.kind != Kind::Number(None) {
            self.error(
                Code::WrongType,
                span,
                format!("a count is compared with {}", number.kind.words()),
            );
            return None;
        }
        let truth = self.difference_within(span, &total, &number, low, high)?;
        Some(Value::Condition(self.remark_settled(truth, span)))
    }

    fn since(&mut self, whole: ast::Expr, bound: Bound, moment: ast::Expr) -> Option<Value> {
        let span = whole.span();
        // The grammar gives `since` only after a bound with a number.
        let (low, high, duration) = match bound {
            Bound::AtLeast(duration) => (0, UNBOUNDED, duration),
            Bound::AtMost(duration) => (-UNBOUNDED, 0, duration),
            Bound::MoreThan(duration) => (1, UNBOUNDED, duration),
            Bound::FewerThan(duration) => (-UNBOUNDED, -1, duration),
            Bound::Exactly(duration) => (0, 0, duration),
            Bound::Any | Bound::None | Bound::All => return None,
        };
        let length = self.lower(duration)?;
        let from = self.number(moment)?;
        let truth = if is_by_calendar(&length) {
            let period = self.as_period(length, duration.span())?;
            let passed = self.passed(&from, period, moment.span())?;
            let none = Linear::constant(0, 0, Kind::Number(None));
            self.difference_within(span, &passed, &none, low, high)?
        } else {
            let length = self.as_number(length, duration)?;
            let elapsed = match from.kind {
                Kind::Moment => Linear::register(ir::NOW, 0, Kind::Moment).plus(&from, -1, Kind::Duration)?,
                // Whole days, of which the first is the day itself. 36 hours would pass with the second.
                Kind::Date if length.terms.is_empty() && length.constant % i64::from(DAY) != 0 => {
                    let message = "since a date only whole days pass, as it has no time of day";
                    let diagnostic = Diagnostic::new(Code::WrongType, duration.span(), message);
                    self.sink
                        .push(diagnostic.help("write days, or count from a fact of type `moment`"));
                    return None;
                }
                Kind::Date => Linear::register(ir::TODAY, 0, Kind::Date)
                    .plus(&from, -1, Kind::Duration)?
                    .times(i64::from(DAY), Kind::Duration)?,
                Kind::Number(_) | Kind::Duration => {
                    let message = format!("{} stands where a moment or date is needed", from.kind.words());
                    self.error(Code::WrongType, moment.span(), message);
                    return None;
                }
            };
            self.difference_within(span, &elapsed, &length, low, high)?
        };
        Some(Value::Condition(self.remark_settled(truth, span)))
    }

    // ---- names that belong to a value -----------------------------------------------------------

    /// The index of a fact's option.
    pub fn option_named(&mut self, fact: usize, name: ast::Name) -> Option<u32> {
        let fact = self.facts.get(fact)?;
        let options = match &fact.kind {
            ir::FactKind::OneOf(options) | ir::FactKind::AnyOf(options) => options.as_slice(),
            ir::FactKind::YesNo
            | ir::FactKind::Number { .. }
            | ir::FactKind::Duration { .. }
            | ir::FactKind::Date
            | ir::FactKind::Moment => &[],
        };
        let names: Vec<String> = options.iter().map(|option| option.name.clone()).list();
        let message = format!("`{}` is no option of `{}`", name.text(), fact.name);
        self.position_of(&names, name, message)
    }

    /// The index of a scale's level.
    pub fn level_named(&mut self, scale: usize, name: ast::Name) -> Option<u32> {
        let scale = self.scales.get(scale)?;
        let names: Vec<String> = scale.levels.iter().map(|level| level.name.clone()).list();
        let message = format!("`{}` is no level of `{}`", name.text(), scale.name);
        self.position_of(&names, name, message)
    }

    /// The points from and to which a score's band runs.
    pub fn band_named(&mut self, score: usize, name: ast::Name) -> Option<(i64, i64)> {
        let index = self.band_index(score, name)?;
        let band = self.scores.get(score)?.bands.get(index as usize)?;
        Some((i64::from(band.from), band.to.map_or(UNBOUNDED, i64::from)))
    }

    /// The index of a score's band.
    pub fn band_index(&mut self, score: usize, name: ast::Name) -> Option<u32> {
        let score = self.scores.get(score)?;
        let names: Vec<String> = score.bands.iter().map(|band| band.name.name.clone()).list();
        let message = format!("`{}` is no band of `{}`", name.text(), score.name);
        self.position_of(&names, name, message)
    }

    fn position_of(&mut self, names: &[String], name: ast::Name, message: String) -> Option<u32> {
        let (name, span) = (name.text(), name.span());
        let found = names.iter().position(|known| known == name);
        if found.is_none() {
            let mut known = names.iter().map(String::as_str);
            let diagnostic = Diagnostic::new(Code::UnknownOption, span, message).suggest(span, name, &mut known);
            let list = names.iter().take(12).map(|name| format!("`{name}`")).list().join(", ");
            self.sink.push(if diagnostic.help.is_none() {
                diagnostic.help(format!("there are {list}"))
            } else {
                diagnostic
            });
        }
        found.map(id)
    }

    pub fn level_list(&self, scale: usize) -> String {
        let levels = self.scales.get(scale).map_or(&[][..], |scale| scale.levels.as_slice());
        levels.iter().map(|level| format!("`{}`", level.name)).list().join(", ")
    }

    pub fn describe(&self, value: &Value) -> String {
        match value {
            Value::Condition(_) => "a yes or no".to_owned(),
            Value::Number(linear) => linear.kind.words(),
            Value::Option(fact) => format!(
                "the one-of fact `{}`",
                self.facts.get(*fact).map_or("", |fact| fact.name.as_str())
            ),
            Value::Options(fact) => format!(
                "the any-of fact `{}`",
                self.facts.get(*fact).map_or("", |fact| fact.name.as_str())
            ),
            Value::Level(scale, _) => format!(
                "the scale `{}`",
                self.scales.get(*scale).map_or("", |scale| scale.name.as_str())
            ),
            Value::Period(period) => period.words(&self.calendars),
            Value::Score(score, _) => format!(
                "the score `{}`",
                self.scores.get(*score).map_or("", |score| score.name.as_str())
            ),
        }
    }
}

fn span_words(number: &str, unit: Option<&str>) -> String {
    match unit {
        Some(unit) => format!("{number} {unit}"),
        None => number.to_owned(),
    }
}
