//! Conditions as sentences.
//!
//! A short condition is one line; one that would need brackets is a list, and a list within it where that needs some.

use std::collections::{BTreeMap, BTreeSet};

use safegrade::ast::{Bound, Counted, Expr, ExprKind, Literal, LiteralKind, Module, Parts, Relation};
use safegrade::ast::{Item as Written, Names};
use safegrade::ir::{Fact, FactKind, Named, Program};
use safegrade::value::Text;

use super::document::{Item, Line, Style, Target};
use super::phrases::{self, Phrase};
use crate::words::{self, Lang};

/// The longest condition, in characters, that is said in one line.
const ONE_LINE: usize = 200;

/// Says what the policy says, in one language.
pub struct Speaker<'a> {
    /// The compiled policy.
    pub program: &'a Program,
    /// The document's language.
    pub lang: Lang,
    settings: BTreeMap<&'a str, Literal<'a>>,
    lets: BTreeSet<&'a str>,
}

/// What the other side of a comparison lends to a value: the words of its options, and its unit.
#[derive(Default)]
struct Beside<'a> {
    options: Vec<&'a Named>,
    unit: Option<&'a str>,
}

impl<'a> Speaker<'a> {
    /// For a policy as compiled and as written.
    pub fn new(program: &'a Program, module: &'a Module<'a>, lang: Lang) -> Speaker<'a> {
        let mut speaker = Speaker {
            program,
            lang,
            settings: BTreeMap::new(),
            lets: BTreeSet::new(),
        };
        for item in &module.items {
            if let Written::Setting(setting) = item {
                speaker.settings.insert(setting.name().text(), setting.value());
            } else if let Written::Derived(derived) = item {
                speaker.lets.insert(derived.name().text());
            }
        }
        speaker
    }

    /// A fixed phrase around lines.
    pub fn say(&self, phrase: Phrase, parts: &[&Line]) -> Line {
        Line::of(self.lang, phrase, parts)
    }

    /// Words of the policy, marked where English stands in for Welsh.
    pub fn text(&self, text: &Text) -> Line {
        Line::text(self.lang.of(text)).in_english(text.cy.is_none())
    }

    /// Words of the policy in quotation marks.
    pub fn quoted(&self, text: &Text) -> Line {
        self.say(phrases::QUOTED, &[&self.text(text)])
    }

    /// A name as words.
    pub fn name(&self, name: &str) -> Line {
        Line::text(words::name(name)).in_english(true)
    }

    fn term(&self, line: Line, kind: &str, name: &str) -> Line {
        line.shown(Style::Term).to(&Target::Here(format!("{kind}-{name}")))
    }

    /// A fact: by its name, and in Welsh by its question, since names are English.
    pub fn fact(&self, fact: &Fact) -> Line {
        let line = match (self.lang, &fact.ask.cy) {
            (Lang::Cy, Some(question)) => {
                // One piece of text, as it is one term. Where two facts share a question the name tells them apart.
                let mut text = phrases::QUOTED.of(self.lang).replace("{0}", question);
                let same = self.program.facts.iter().filter(|other| other.ask.cy == fact.ask.cy);
                if same.count() > 1 {
                    text.push_str(&format!(" ({})", words::name(&fact.name)));
                }
                Line::text(text)
            }
            (Lang::Cy, None) | (Lang::En, _) => self.name(&fact.name),
        };
        self.term(line, "fact", &fact.name)
    }

    /// A scale.
    pub fn scale(&self, name: &str) -> Line {
        self.term(self.name(name), "scale", name)
    }

    /// A definition.
    pub fn definition(&self, name: &str) -> Line {
        self.term(self.name(name), "let", name)
    }

    /// Whatever a condition can read, by its name.
    pub fn named(&self, name: &str, unit: Option<&str>) -> Line {
        if let Some((_, fact)) = self.program.fact_named(name) {
            return self.fact(fact);
        }
        if let Some(score) = self.program.scores.iter().find(|score| score.name == name) {
            return self.term(self.text(&score.text), "score", name);
        }
        if let Some(value) = self.settings.get(name) {
            return self.literal(*value, unit);
        }
        if self.lets.contains(name) {
            return self.definition(name);
        }
        self.scale(name)
    }

    /// A value as written, with the unit of what it is compared with where it has none.
    pub fn literal(&self, literal: Literal<'_>, beside: Option<&str>) -> Line {
        let text = match literal.kind() {
            LiteralKind::Quantity { number, unit } => match unit.or(beside) {
                Some(unit) => phrases::quantity(self.lang, number, unit),
                None => number.to_owned(),
            },
            LiteralKind::Kept { number, calendar, unit } => {
                let length = phrases::quantity(self.lang, number, unit);
                let phrase = if calendar.text() == "working" {
                    return Line::text(phrases::working(self.lang, number, unit));
                } else {
                    phrases::KEPT
                };
                return self.say(phrase, &[&Line::text(length), &self.name(calendar.text())]);
            }
            LiteralKind::Date(date) => phrases::written_date(self.lang, date),
            LiteralKind::Moment(moment) => phrases::written_date(self.lang, moment),
            LiteralKind::Time(time) => time.to_owned(),
            LiteralKind::YesNo(true) => phrases::YES.of(self.lang).to_owned(),
            LiteralKind::YesNo(false) => phrases::NO.of(self.lang).to_owned(),
        };
        Line::text(text)
    }

    fn beside(&self, expr: Expr<'_>) -> Beside<'a> {
        let Some(name) = bare(expr).name() else {
            if let ExprKind::Sum(mut parts) = bare(expr).kind()
                && let Some((_, first)) = parts.next()
            {
                return self.beside(first);
            }
            return Beside::default();
        };
        let name = name.text();
        let mut beside = Beside::default();
        let program: &'a Program = self.program;
        if let Some((_, fact)) = program.fact_named(name) {
            match &fact.kind {
                FactKind::OneOf(options) | FactKind::AnyOf(options) => beside.options = options.iter().collect(),
                FactKind::Number { unit, .. } => beside.unit = unit.as_deref(),
                FactKind::YesNo | FactKind::Duration { .. } | FactKind::Date | FactKind::Moment => {}
            }
        } else if let Some(score) = program.scores.iter().find(|score| score.name == name) {
            beside.options = score.bands.iter().map(|band| &band.name).collect();
            beside.unit = Some("points");
        } else if let Some(scale) = program.scales.iter().find(|scale| scale.name == name) {
            beside.options = scale.levels.iter().collect();
        }
        beside
    }

    /// A number, a time, an option or a level.
    fn value(&self, expr: Expr<'_>, beside: &Beside<'_>) -> Line {
        match expr.kind() {
            ExprKind::Name(name) => match beside.options.iter().find(|option| option.name == name.text()) {
                Some(option) => self.quoted(&option.text),
                None => self.named(name.text(), beside.unit),
            },
            ExprKind::Literal(literal) => self.literal(literal, beside.unit),
            ExprKind::Now => Line::text(phrases::NOW.of(self.lang)),
            ExprKind::Today => Line::text(phrases::TODAY.of(self.lang)),
            ExprKind::Group(inner) => self.value(inner, beside),
            ExprKind::Count(counted) => self.say(phrases::COUNT, &[&self.list(counted)]),
            ExprKind::Sum(parts) => {
                let mut line = Line::default();
                for (index, (minus, part)) in parts.enumerate() {
                    if index > 0 {
                        let sign = if minus { phrases::MINUS } else { phrases::PLUS };
                        line.push(sign.of(self.lang));
                    }
                    line.extend(&self.value(part, beside));
                }
                line
            }
            ExprKind::All(_)
            | ExprKind::Any(_)
            | ExprKind::Not(_)
            | ExprKind::Ordered(..)
            | ExprKind::Is(..)
            | ExprKind::IsWithin(..)
            | ExprKind::IsOneOf(..)
            | ExprKind::Has(..)
            | ExprKind::Quantified(..)
            | ExprKind::Since(..) => self.line(expr),
        }
    }

    /// `within 1 hour of reported at`
    pub fn within_of(&self, length: Expr<'_>, from: &Line) -> Line {
        if let ExprKind::Literal(literal) = length.kind()
            && let LiteralKind::Quantity { number: "0", .. } = literal.kind()
        {
            return self.say(phrases::AT_MOMENT, &[from]);
        }
        self.say(phrases::WITHIN_OF, &[&self.length(length), from])
    }

    /// A length of time.
    pub fn length(&self, expr: Expr<'_>) -> Line {
        self.value(expr, &Beside::default())
    }

    /// Things that are counted, in a line.
    pub fn list(&self, counted: Counted<'_>) -> Line {
        let parts: Vec<Line> = counted.items().map(|item| self.counted(item)).collect();
        if parts.len() == 1 {
            return Line::joined(&parts, "");
        }
        self.say(phrases::THESE, &[&Line::joined(&parts, "; ")])
    }

    /// One of the things that are counted: a fact with several answers counts with each of them.
    fn counted(&self, expr: Expr<'_>) -> Line {
        match self.several(expr) {
            Some(fact) => self.fact(fact),
            None => self.within(expr),
        }
    }

    /// The fact with several answers that an expression is.
    fn several(&self, expr: Expr<'_>) -> Option<&'a Fact> {
        let (_, fact) = self.program.fact_named(bare(expr).name()?.text())?;
        matches!(fact.kind, FactKind::AnyOf(_)).then_some(fact)
    }

    fn is_time(&self, expr: Expr<'_>) -> bool {
        match bare(expr).kind() {
            ExprKind::Now | ExprKind::Today => true,
            ExprKind::Literal(literal) => matches!(literal.kind(), LiteralKind::Date(_) | LiteralKind::Moment(_)),
            ExprKind::Name(name) => self
                .program
                .fact_named(name.text())
                .is_some_and(|(_, fact)| matches!(fact.kind, FactKind::Date | FactKind::Moment)),
            // A moment less a moment is a length of time.
            ExprKind::Sum(parts) => parts.filter(|(_, part)| self.is_time(*part)).count() == 1,
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
            | ExprKind::Count(_) => false,
        }
    }

    fn ordered(&self, left: Expr<'_>, relation: Relation, right: Expr<'_>) -> Line {
        let time = self.is_time(left) || self.is_time(right);
        let phrase = match (relation, time) {
            (Relation::Less, false) => phrases::LESS,
            (Relation::AtMost, false) => phrases::AT_MOST,
            (Relation::More, false) => phrases::MORE,
            (Relation::AtLeast, false) => phrases::AT_LEAST,
            (Relation::Less, true) => phrases::BEFORE,
            (Relation::AtMost, true) => phrases::NOT_AFTER,
            (Relation::More, true) => phrases::AFTER,
            (Relation::AtLeast, true) => phrases::NOT_BEFORE,
        };
        self.say(
            phrase,
            &[
                &self.value(left, &self.beside(right)),
                &self.value(right, &self.beside(left)),
            ],
        )
    }

    fn one_of(&self, left: Expr<'_>, positive: bool, names: Names<'_>) -> Line {
        let beside = self.beside(left);
        let options = names.each().map(
            |name| match beside.options.iter().find(|option| option.name == name.text()) {
                Some(option) => self.quoted(&option.text),
                None => self.name(name.text()),
            },
        );
        let options: Vec<Line> = options.collect();
        let phrase = if positive {
            phrases::IS_ONE_OF
        } else {
            phrases::IS_NONE_OF
        };
        let options = Line::joined(&options, ", ");
        self.say(phrase, &[&self.value(left, &Beside::default()), &options])
    }

    /// `at least 2 of these are so`, before a list.
    fn lead(&self, bound: Bound<'_>) -> Line {
        let number = |phrase: Phrase, number: Expr<'_>| self.say(phrase, &[&self.value(number, &Beside::default())]);
        match bound {
            Bound::AtLeast(count) => number(phrases::AT_LEAST_OF_THESE, count),
            Bound::AtMost(count) => number(phrases::AT_MOST_OF_THESE, count),
            Bound::MoreThan(count) => number(phrases::MORE_OF_THESE, count),
            Bound::FewerThan(count) => number(phrases::FEWER_OF_THESE, count),
            Bound::Exactly(count) => number(phrases::EXACTLY_OF_THESE, count),
            Bound::Any => self.say(phrases::ANY_OF_THESE, &[]),
            Bound::None => self.say(phrases::NONE_OF_THESE, &[]),
            Bound::All => self.say(phrases::ALL_OF_THESE, &[]),
        }
    }

    fn quantified(&self, bound: Bound<'_>, counted: Counted<'_>) -> Line {
        let items: Vec<Expr<'_>> = counted.items().collect();
        let [item] = items.as_slice() else {
            let parts: Vec<Line> = items.iter().map(|item| self.counted(*item)).collect();
            return self.say(phrases::LISTED, &[&self.lead(bound), &Line::joined(&parts, "; ")]);
        };
        let what = self.counted(*item);
        let number =
            |phrase: Phrase, number: Expr<'_>| self.say(phrase, &[&self.value(number, &Beside::default()), &what]);
        match bound {
            Bound::AtLeast(count) => number(phrases::AT_LEAST_OF, count),
            Bound::AtMost(count) => number(phrases::AT_MOST_OF, count),
            Bound::MoreThan(count) => number(phrases::MORE_OF, count),
            Bound::FewerThan(count) => number(phrases::FEWER_OF, count),
            Bound::Exactly(count) => number(phrases::EXACTLY_OF, count),
            Bound::Any => self.say(phrases::ANY_OF, &[&what]),
            Bound::None => self.say(phrases::NONE_OF, &[&what]),
            Bound::All => self.say(phrases::ALL_OF, &[&what]),
        }
    }

    fn since(&self, bound: Bound<'_>, from: Expr<'_>) -> Line {
        let from = self.value(from, &Beside::default());
        let (phrase, length) = match bound {
            Bound::AtLeast(length) => (phrases::AT_LEAST_SINCE, length),
            Bound::AtMost(length) => (phrases::AT_MOST_SINCE, length),
            Bound::MoreThan(length) => (phrases::MORE_SINCE, length),
            Bound::FewerThan(length) => (phrases::LESS_SINCE, length),
            Bound::Exactly(length) => (phrases::EXACTLY_SINCE, length),
            // The checker lets none of these stand before `since`.
            Bound::Any | Bound::None | Bound::All => return from,
        };
        self.say(phrase, &[&self.value(length, &Beside::default()), &from])
    }

    fn not(&self, inner: Expr<'_>) -> Line {
        match bare(inner).kind() {
            ExprKind::Is(left, positive, right) => self.is(left, !positive, right),
            ExprKind::IsWithin(left, positive, low, high) => self.is_within(left, !positive, low, high),
            ExprKind::IsOneOf(left, positive, names) => self.one_of(left, !positive, names),
            ExprKind::Not(inner) => self.line(inner),
            ExprKind::Name(name) => {
                let phrase = match self.program.fact_named(name.text()) {
                    Some(_) => phrases::IS_NO,
                    None => phrases::NOT,
                };
                self.say(phrase, &[&self.named(name.text(), None)])
            }
            ExprKind::All(_)
            | ExprKind::Any(_)
            | ExprKind::Group(_)
            | ExprKind::Ordered(..)
            | ExprKind::Has(..)
            | ExprKind::Quantified(..)
            | ExprKind::Since(..)
            | ExprKind::Count(_)
            | ExprKind::Sum(_)
            | ExprKind::Literal(_)
            | ExprKind::Now
            | ExprKind::Today => self.say(phrases::NOT_SO, &[&self.within(inner)]),
        }
    }

    fn is(&self, left: Expr<'_>, positive: bool, right: Expr<'_>) -> Line {
        let phrase = if positive { phrases::IS } else { phrases::IS_NOT };
        let sides = [
            &self.value(left, &self.beside(right)),
            &self.value(right, &self.beside(left)),
        ];
        self.say(phrase, &sides)
    }

    fn is_within(&self, left: Expr<'_>, positive: bool, low: Expr<'_>, high: Expr<'_>) -> Line {
        let phrase = if positive {
            phrases::IS_WITHIN
        } else {
            phrases::IS_OUTSIDE
        };
        let beside = self.beside(left);
        // The unit is said once: from 16 to 17 years.
        let low = self.value(low, &Beside::default());
        self.say(
            phrase,
            &[&self.value(left, &Beside::default()), &low, &self.value(high, &beside)],
        )
    }

    /// `a, b and c`
    fn series(&self, parts: &[Line], last: Phrase) -> Line {
        let Some((end, before)) = parts.split_last().filter(|(_, before)| !before.is_empty()) else {
            return Line::joined(parts, "");
        };
        let mut line = Line::joined(before, ", ");
        line.push(last.of(self.lang));
        line.extend(end);
        line
    }

    /// A condition in one line; what would be misread stands in brackets.
    pub fn line(&self, expr: Expr<'_>) -> Line {
        let beside = Beside::default();
        match expr.kind() {
            ExprKind::All(parts) => {
                let parts: Vec<Line> = parts.map(|(_, part)| self.within(part)).collect();
                self.series(&parts, phrases::AND)
            }
            ExprKind::Any(parts) => {
                let parts: Vec<Line> = parts.map(|(_, part)| self.within(part)).collect();
                self.series(&parts, phrases::OR)
            }
            ExprKind::Not(inner) => self.not(inner),
            ExprKind::Group(inner) => self.line(inner),
            ExprKind::Ordered(left, relation, right) => self.ordered(left, relation, right),
            ExprKind::Is(left, positive, right) => self.is(left, positive, right),
            ExprKind::IsWithin(left, positive, low, high) => self.is_within(left, positive, low, high),
            ExprKind::IsOneOf(left, positive, names) => self.one_of(left, positive, names),
            ExprKind::Has(left, name) => {
                let beside = self.beside(left);
                let option = beside.options.iter().find(|option| option.name == name.text());
                let option = option.map_or_else(|| self.name(name.text()), |option| self.quoted(&option.text));
                self.say(phrases::HAS, &[&self.value(left, &Beside::default()), &option])
            }
            ExprKind::Quantified(bound, counted) => self.quantified(bound, counted),
            ExprKind::Since(bound, from) => self.since(bound, from),
            ExprKind::Name(name) => match self.program.fact_named(name.text()) {
                Some((_, fact)) if matches!(fact.kind, FactKind::YesNo) => {
                    self.say(phrases::IS_YES, &[&self.fact(fact)])
                }
                Some(_) | None => self.named(name.text(), None),
            },
            ExprKind::Count(_) | ExprKind::Sum(_) | ExprKind::Literal(_) | ExprKind::Now | ExprKind::Today => {
                self.value(expr, &beside)
            }
        }
    }

    /// A condition within another: two alternatives are clear as they are, whatever else is compound has brackets.
    fn within(&self, expr: Expr<'_>) -> Line {
        match alternatives(expr) {
            Some([one, other]) => self.say(phrases::EITHER, &[&self.line(one), &self.line(other)]),
            None if is_atom(expr) => self.line(expr),
            None => self.say(phrases::BRACKETS, &[&self.line(expr)]),
        }
    }

    /// A condition as a line, or as a list with a line above it.
    pub fn item<'e>(&self, expr: Expr<'e>) -> Item {
        let expr = bare(expr);
        let list = |lead: Line, parts: &[Expr<'_>]| Item {
            line: lead,
            inner: parts.iter().map(|part| self.entry(*part)).collect(),
            id: None,
        };
        if let ExprKind::All(parts) | ExprKind::Any(parts) = expr.kind()
            && let parts = unsigned(parts)
            && !self.short(expr, &parts)
        {
            let all = matches!(expr.kind(), ExprKind::All(_));
            let lead = if all {
                phrases::ALL_OF_THESE
            } else {
                phrases::ANY_OF_THESE
            };
            return list(self.say(lead, &[]), &parts);
        }
        let several = |counted: Counted<'e>| Some(counted.items().collect::<Vec<_>>()).filter(|items| items.len() > 1);
        if let ExprKind::Quantified(bound, counted) = expr.kind()
            && let Some(items) = several(counted)
        {
            return list(self.lead(bound), &items);
        }
        if let ExprKind::Not(inner) = expr.kind() {
            let inner = bare(inner).kind();
            if let ExprKind::All(parts) = inner {
                return list(self.say(phrases::NOT_ALL_OF_THESE, &[]), &unsigned(parts));
            }
            if let ExprKind::Any(parts) = inner {
                return list(self.say(phrases::NONE_OF_THESE, &[]), &unsigned(parts));
            }
            if let ExprKind::Quantified(Bound::Any, counted) = inner
                && let Some(items) = several(counted)
            {
                return list(self.say(phrases::NONE_OF_THESE, &[]), &items);
            }
        }
        self.line(expr).into()
    }

    fn entry(&self, part: Expr<'_>) -> Item {
        match self.several(part) {
            Some(fact) => self.say(phrases::EACH_OF, &[&self.fact(fact)]).into(),
            None => {
                let mut item = self.item(part);
                if !item.inner.is_empty() {
                    item.line.push(":");
                }
                item
            }
        }
    }

    /// Whether a chain is read in one line without brackets.
    fn short(&self, whole: Expr<'_>, parts: &[Expr<'_>]) -> bool {
        let all = matches!(whole.kind(), ExprKind::All(_));
        // In the middle of a chain nobody could tell where the alternatives end.
        let plain = |(index, part): (usize, &Expr<'_>)| {
            is_atom(*part) || (all && index + 1 == parts.len() && alternatives(*part).is_some())
        };
        let length = |line: &Line| line.0.iter().map(|piece| piece.text.chars().count()).sum::<usize>();
        parts.len() <= 3 && parts.iter().enumerate().all(plain) && length(&self.line(whole)) <= ONE_LINE
    }
}

/// An expression out of its brackets.
pub fn bare(mut expr: Expr<'_>) -> Expr<'_> {
    while let ExprKind::Group(inner) = expr.kind() {
        expr = inner;
    }
    expr
}

/// Whether a condition has no parts that could be taken for those of what is around it.
fn is_atom(expr: Expr<'_>) -> bool {
    match bare(expr).kind() {
        ExprKind::All(_) | ExprKind::Any(_) => false,
        ExprKind::Quantified(_, counted) => counted.items().count() == 1,
        ExprKind::Not(inner) => is_atom(inner),
        ExprKind::Group(_)
        | ExprKind::Ordered(..)
        | ExprKind::Is(..)
        | ExprKind::IsWithin(..)
        | ExprKind::IsOneOf(..)
        | ExprKind::Has(..)
        | ExprKind::Since(..)
        | ExprKind::Count(_)
        | ExprKind::Sum(_)
        | ExprKind::Literal(_)
        | ExprKind::Now
        | ExprKind::Today
        | ExprKind::Name(_) => true,
    }
}

/// The two sides of `a or b`, neither of them compound.
fn alternatives(expr: Expr<'_>) -> Option<[Expr<'_>; 2]> {
    let ExprKind::Any(parts) = bare(expr).kind() else {
        return None;
    };
    let sides = <[Expr<'_>; 2]>::try_from(unsigned(parts)).ok()?;
    sides.iter().all(|side| is_atom(*side)).then_some(sides)
}

/// The parts of a chain by themselves.
fn unsigned(parts: Parts<'_>) -> Vec<Expr<'_>> {
    parts.map(|(_, part)| part).collect()
}
