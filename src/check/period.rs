//! Lengths of time by the four clocks, and the calendars they are kept by.

use super::linear::{Kind, Linear};
use super::lower::Value;
use super::names::Symbol;
use super::{Checker, id};
use crate::diagnostic::{Code, Diagnostic};
use crate::ir;
use crate::list::List as _;
use crate::source::Span;
use crate::syntax::ast;
use crate::value::{Calendar, DAY, Decimal, Duration, Hours, NATIONS, Nation, Period};

/// The calendar of working days that needs no declaration where the header names a nation.
const WORKING: &str = "working";
/// Monday to Friday.
const WEEKDAYS: u8 = 0b1_1111;
/// Monday to Sunday, without bank holidays.
const EVERY_DAY: u8 = 0b111_1111;
/// Counting open days takes a step a day, so there is an end to it.
const MOST_DAYS: i64 = 3_000;
const MOST_HOURS: i64 = 30_000;
const MOST_MONTHS: i64 = 3_600;

impl Checker<'_, '_> {
    /// Declares the calendars, and that of working days.
    pub fn calendars(&mut self) {
        let items = self.items;
        // That of an overlay, else of what it builds on.
        let named = items.policies.iter().rev().find_map(|policy| policy.nation());
        let nation = named.and_then(|name| self.nation(name));
        for item in &items.calendars {
            let calendar = self.calendar(*item, nation);
            self.calendars.push(calendar);
        }
        if let Some(nation) = nation {
            self.calendars.push(Calendar {
                name: WORKING.to_owned(),
                nation: Some(nation),
                open: vec![all_day(WEEKDAYS)],
                closed: Vec::new(),
            });
        }
    }

    fn nation(&mut self, name: ast::Name) -> Option<Nation> {
        let found = NATIONS.iter().find(|(known, _)| *known == name.text());
        if found.is_none() {
            let message = format!("no nation is called `{}`", name.text());
            let mut known = NATIONS.iter().map(|(name, _)| *name);
            let diagnostic = Diagnostic::new(Code::UnknownName, name.span(), message);
            let diagnostic = diagnostic.suggest(name.span(), name.text(), &mut known);
            self.sink.push(if diagnostic.help.is_none() {
                diagnostic.help("there are `england_and_wales`, `scotland`, `northern_ireland`")
            } else {
                diagnostic
            });
        }
        found.map(|(_, nation)| *nation)
    }

    fn calendar(&mut self, item: ast::Calendar, nation: Option<Nation>) -> Calendar {
        if let Some(second) = item.nations().nth(1) {
            self.error(Code::Repeated, second.span(), "a calendar is kept by one nation");
        }
        let own = item.nations().next().map(|name| self.nation(name));
        let mut open: Vec<Hours> = item.open().filter_map(|hours| self.hours(hours)).list();
        if item.open().next().is_none() {
            open.push(all_day(WEEKDAYS));
        }
        let nation = own.unwrap_or(nation);
        // A deadline by a calendar that never opens would never come.
        let kinds = if nation.is_some() { u8::MAX } else { EVERY_DAY };
        if !open.is_empty() && open.iter().all(|hours| hours.days & kinds == 0) {
            self.advise(
                Code::EmptyRange,
                item.name().span(),
                "this calendar is never open",
                "bank holidays are those of a nation: `nation england_and_wales`",
            );
        }
        let mut closed = Vec::new();
        for day in item.closed() {
            closed.extend(self.date(day));
        }
        Calendar {
            name: item.name().text().replace('_', " "),
            nation,
            open,
            closed,
        }
    }

    fn hours(&mut self, hours: ast::Hours) -> Option<Hours> {
        let Some((from, to)) = hours.times() else {
            return Some(all_day(hours.days()));
        };
        let (from, to) = (self.time(from), self.time(to));
        let (from, to) = (from?, to?);
        if from == to || from == DAY {
            self.advise(
                Code::EmptyRange,
                hours.span(),
                "these hours are empty",
                "write `all day` for the whole day",
            );
            return None;
        }
        Some(Hours {
            days: hours.days(),
            from,
            to,
        })
    }

    /// The minute of the day; 24:00 is its end.
    fn time(&mut self, time: ast::Literal) -> Option<i32> {
        let text = time.text();
        let (hour, minute) = text.split_once(':')?;
        let (hour, minute) = (hour.parse::<i32>().ok()?, minute.parse::<i32>().ok()?);
        if minute > 59 || hour * 60 + minute > DAY {
            self.advise(
                Code::ImpossibleDate,
                time.span(),
                format!("`{text}` is no time of day"),
                "times run from `00:00` to `24:00`",
            );
            return None;
        }
        Some(hour * 60 + minute)
    }

    /// `15 working days`, `4 mash hours`
    pub fn kept(&mut self, number: &str, calendar: ast::Name, unit: &str, span: Span) -> Option<Period> {
        let declared = self.items.calendars.iter().any(|item| item.name().text() == WORKING);
        let index = if calendar.text() == WORKING && !declared {
            let index = self.items.calendars.len();
            if self.calendars.len() <= index {
                self.advise(
                    Code::UnknownName,
                    calendar.span(),
                    "nothing says whose bank holidays are no working days",
                    "write it in the header: `nation england_and_wales`",
                );
                return None;
            }
            index
        } else {
            self.named_as(Symbol::Calendar, calendar)?
        };
        let count = Decimal::parse(number).and_then(|number| number.at_places(0));
        let hours = unit.starts_with("hour");
        let most = if hours { MOST_HOURS } else { MOST_DAYS };
        let Some(count) = count.filter(|count| (0..=most).contains(count)) else {
            self.error(
                Code::BadNumber,
                span,
                format!("whole {unit} of a calendar are counted from 0 to {most}"),
            );
            return None;
        };
        let count = i32::try_from(count).ok()?;
        Some(if hours {
            Period::Hours(id(index), count * 60)
        } else {
            Period::Days(id(index), count)
        })
    }

    /// A fixed length of time by any clock; anything else is an error.
    pub fn period(&mut self, expr: ast::Expr) -> Option<Period> {
        let value = self.lower(expr)?;
        self.as_period(value, expr.span())
    }

    /// The length of time that a value is; anything else is an error.
    pub fn as_period(&mut self, value: Value, span: Span) -> Option<Period> {
        match value {
            Value::Period(period) => Some(period),
            Value::Number(linear) => match linear.months() {
                Some(months) => self.months(months, linear.places, span),
                None => self.elapsed(&linear, span).map(Period::Elapsed),
            },
            other @ (Value::Condition(_)
            | Value::Option(_)
            | Value::Options(_)
            | Value::Level(..)
            | Value::Score(..)) => {
                let message = format!("{} stands where a duration is needed", self.describe(&other));
                self.error(Code::WrongType, span, message);
                None
            }
        }
    }

    fn months(&mut self, months: i64, places: u8, span: Span) -> Option<Period> {
        let whole = places == 0 && (0..=MOST_MONTHS).contains(&months);
        if !whole {
            self.error(
                Code::BadNumber,
                span,
                "whole months and years are counted, up to 300 years",
            );
        }
        i32::try_from(months).ok().filter(|_| whole).map(Period::Months)
    }

    fn elapsed(&mut self, linear: &Linear, span: Span) -> Option<Duration> {
        if linear.kind != Kind::Duration || !linear.terms.is_empty() {
            let message = if linear.terms.is_empty() {
                format!("{} stands where a duration is needed", linear.kind.words())
            } else {
                "this duration is not fixed".to_owned()
            };
            self.advise(
                Code::WrongType,
                span,
                message,
                "write minutes, hours, days, weeks, months, years or `working days`, such as `24 hours`, \
                 or the name of a setting",
            );
            return None;
        }
        let minutes = i32::try_from(linear.constant)
            .ok()
            .filter(|minutes| (0..=Duration::LONGEST.minutes).contains(minutes));
        if minutes.is_none() {
            self.error(Code::BadNumber, span, "a duration is 0 or more and at most 300 years");
        }
        minutes.map(|minutes| Duration { minutes })
    }

    /// How long before the clock that many months, working hours or working days after a moment or date have passed.
    pub fn passed(&mut self, from: &Linear, period: Period, span: Span) -> Option<Linear> {
        let (clock, when) = match from.kind {
            Kind::Moment => (ir::NOW, ir::When::Moment),
            Kind::Date => (ir::TODAY, ir::When::Date),
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
        let reg = from.terms.first().filter(|reg| {
            *reg != ir::NOW && *reg != ir::TODAY && from.constant == 0 && from.terms.iter().eq([(*reg, 1)].iter())
        });
        let Some(reg) = reg else {
            self.advise(
                Code::WrongType,
                span,
                "months and working time count from one fact",
                "name the moment or date itself, without `+` or `-`",
            );
            return None;
        };
        let after = self.builder.after(reg, period, when, &self.calendars);
        Linear::register(clock, 0, from.kind.clone()).plus(
            &Linear::register(after, 0, from.kind.clone()),
            -1,
            Kind::Number(None),
        )
    }
}

fn all_day(days: u8) -> Hours {
    Hours { days, from: 0, to: DAY }
}

/// Whether a value is a length of time that only a calendar can count.
pub fn is_by_calendar(value: &Value) -> bool {
    match value {
        Value::Period(_) => true,
        Value::Number(linear) => linear.months().is_some(),
        Value::Condition(_) | Value::Option(_) | Value::Options(_) | Value::Level(..) | Value::Score(..) => false,
    }
}
