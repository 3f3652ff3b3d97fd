//! Declarations: the header, sources, scales, settings, facts with their ranges and presumptions, bands, partners.

use super::build::{Builder, LARGEST};
use super::linear::{Kind, Linear};
use super::lower::Value;
use super::names::Symbol;
use super::{Checker, id};
use crate::diagnostic::{Code, Diagnostic, Diagnostics};
use crate::ir;
use crate::list::List as _;
use crate::source::Span;
use crate::syntax::ast::{self, FactKind, PresumeKind};
use crate::value::{Date, Decimal, Duration, Moment, Period, Text};

/// The most options of one fact, and the most levels of one scale.
const MOST_OPTIONS: usize = 200;
/// The most scales of a policy.
const MOST_SCALES: usize = 32;

/// What the header says; none where it says too little.
pub fn header(header: ast::Policy, sink: &mut Diagnostics) -> Option<ir::Policy> {
    let (mut title, mut version, mut in_force, mut nation, mut base) = (None, None, None, None, None);
    for clause in header.clauses() {
        let (span, again) = match clause {
            ast::PolicyClause::Title(words) => (words.span(), title.replace(words).is_some()),
            ast::PolicyClause::Version(literal) => (literal.span(), version.replace(literal).is_some()),
            ast::PolicyClause::InForce(literal) => (literal.span(), in_force.replace(literal).is_some()),
            ast::PolicyClause::Nation(name) => (name.span(), nation.replace(name).is_some()),
            ast::PolicyClause::BuildsOn(name) => (name.span(), base.replace(name).is_some()),
        };
        if again {
            sink.push(Diagnostic::new(
                Code::Repeated,
                span,
                "this clause stands twice in the header",
            ));
        }
    }
    let (Some(version), Some(in_force)) = (version, in_force) else {
        let missing = if version.is_none() {
            "`version`"
        } else {
            "`in force from`"
        };
        sink.push(
            Diagnostic::new(
                Code::NoPolicy,
                header.name().span(),
                format!("the header says no {missing}"),
            )
            .help("every policy has a version and a day from which it decides"),
        );
        return None;
    };
    let number = Decimal::parse(version.text())
        .and_then(|number| u32::try_from(number.at_places(0)?).ok())
        .filter(|number| *number > 0);
    if number.is_none() {
        sink.push(Diagnostic::new(
            Code::BadNumber,
            version.span(),
            "a version is a whole number from 1",
        ));
    }
    let date = Date::parse(in_force.text());
    if date.is_err() {
        sink.push(
            Diagnostic::new(Code::ImpossibleDate, in_force.span(), "this date does not exist")
                .help("dates run from 1900-01-01 to 2199-12-31"),
        );
    }
    let title = words_or_name(title, header.name());
    Some(ir::Policy {
        name: header.name().text().to_owned(),
        title,
        version: number?,
        in_force_from: date.ok()?,
    })
}

impl Checker<'_, '_> {
    /// Declares every name, then what the declarations say.
    pub fn declare(&mut self) {
        for (name, symbol) in &self.items.names {
            if self.overrides(*name, *symbol).is_none() {
                self.names.declare(*name, *symbol, self.sink);
            }
        }
        for source in &self.items.sources {
            self.sources.push(ir::Source {
                name: source.name().text().to_owned(),
                title: source.title().text(),
                link: source.link(),
            });
        }
        self.declare_scales();
        self.calendars();
        self.declare_settings();
        for fact in &self.items.facts {
            self.declare_fact(*fact);
        }
        self.builder = Builder::new(&self.slots);
        for score in &self.items.scores {
            let text = words_or_name(score.words(), score.name());
            let bands = self.bands(*score);
            self.scores.push(ir::Score {
                name: score.name().text().to_owned(),
                text,
                points: ir::NOW,
                bands,
            });
        }
        for partner in &self.items.partners {
            self.declare_partner(*partner);
        }
    }

    fn declare_scales(&mut self) {
        let items = self.items;
        if let Some(scale) = items.scales.get(MOST_SCALES) {
            self.error(
                Code::TooMany,
                scale.name().span(),
                format!("a policy has at most {MOST_SCALES} scales"),
            );
        }
        for scale in &items.scales {
            let levels = self.named(&scale.levels().list(), "level");
            if levels.len() < 2 {
                self.advise(
                    Code::EmptyRange,
                    scale.name().span(),
                    format!("`{}` has only one level", scale.name().text()),
                    "write the levels from the lowest to the highest with `<` between them",
                );
            }
            let retired = self.retired(*scale);
            self.scales.push(ir::Scale {
                name: scale.name().text().to_owned(),
                levels,
                retired,
                base: ir::NOW,
                level: ir::NOW,
            });
        }
    }

    /// Names with their words; a name twice is an error.
    fn named(&mut self, list: &[ast::Labelled], what: &str) -> Vec<ir::Named> {
        if let Some(first_too_many) = list.get(MOST_OPTIONS) {
            self.error(
                Code::TooMany,
                first_too_many.name().span(),
                format!("there can be at most {MOST_OPTIONS} here"),
            );
        }
        // Each is held against those before it, so no more than there may be.
        for (index, item) in list.iter().enumerate().take(MOST_OPTIONS) {
            let name = item.name();
            let mut earlier = list.iter().take(index).map(|earlier| earlier.name());
            if let Some(first) = earlier.find(|earlier| earlier.text() == name.text()) {
                let message = format!("the {what} `{}` stands twice", name.text());
                self.sink.push(
                    Diagnostic::new(Code::DuplicateName, name.span(), message).and_at(first.span(), "first here"),
                );
            }
        }
        list.iter()
            .map(|item| ir::Named {
                name: item.name().text().to_owned(),
                text: words_or_name(item.words(), item.name()),
            })
            .list()
    }

    fn declare_fact(&mut self, fact: ast::Fact) {
        let name = fact.name();
        let slot = id(self.slots.len());
        let fact_id = ir::FactId(id(self.facts.len()));
        let kind = self.fact_kind(fact).unwrap_or(ir::FactKind::YesNo);
        if let Some(again) = fact.ask().nth(1) {
            self.error(
                Code::Repeated,
                again.span(),
                format!("`{}` has two questions", name.text()),
            );
        }
        if let Some(again) = fact.presume().nth(1) {
            self.error(
                Code::Repeated,
                again.span(),
                format!("`{}` has two presumptions", name.text()),
            );
        }
        if let Some(again) = fact.protected().nth(1) {
            let message = format!("`{}` is protected twice", name.text());
            self.error(Code::Repeated, again, message);
        }
        let protected = fact.is_protected();
        if protected {
            // To be given and never to decide is what it is for.
            self.named_as(Symbol::Fact, name);
        }
        let full = full_range(&kind);
        let presumed = fact
            .presume()
            .next()
            .and_then(|presume| self.presumed(presume, &kind, full));
        for index in 0..kind.width() {
            let presumed = match &presumed {
                Some(Presumed::Whole(range)) => *range,
                Some(Presumed::Each(bits)) => bits.get(index as usize).map_or(full, |bit| ir::Range::new(*bit, *bit)),
                None => full,
            };
            self.slots.push(ir::Slot {
                fact: fact_id,
                full,
                presumed,
            });
        }
        let ask = words_or_name(fact.ask().next(), name);
        let presume = fact.presume().next().map(|presume| presume.said());
        self.facts.push(ir::Fact {
            name: name.text().to_owned(),
            ask,
            kind,
            slot,
            presume,
            protected,
        });
    }

    fn fact_kind(&mut self, fact: ast::Fact) -> Option<ir::FactKind> {
        Some(match fact.kind() {
            FactKind::YesNo => ir::FactKind::YesNo,
            FactKind::Whole(ends) => self.number_kind(ends, Some(0))?,
            FactKind::Decimal(ends) => self.number_kind(ends, None)?,
            FactKind::OneOf(options) => ir::FactKind::OneOf(self.named(&options.each().list(), "option")),
            FactKind::AnyOf(options) => ir::FactKind::AnyOf(self.named(&options.each().list(), "option")),
            FactKind::Duration(ends) => {
                let (low, high) = (self.duration_literal(ends.from())?, self.duration_literal(ends.to()?)?);
                if low > high {
                    self.error(Code::EmptyRange, ends.span(), "this range runs backwards");
                    return None;
                }
                ir::FactKind::Duration { low, high }
            }
            FactKind::Date => ir::FactKind::Date,
            FactKind::Moment => ir::FactKind::Moment,
        })
    }

    /// Numbers, both ends at the same number of places: that of the finer one, or the one asked for.
    fn number_kind(&mut self, ends: ast::Ends, places: Option<u8>) -> Option<ir::FactKind> {
        let low = self.range_end(ends.from())?;
        let high = self.range_end(ends.to()?)?;
        let places = places.unwrap_or(low.places.max(high.places));
        let at_places = |end: Decimal| {
            end.at_places(places)
                .filter(|digits| digits.abs() <= LARGEST)
                .and_then(|digits| i32::try_from(digits).ok())
        };
        let (Some(low), Some(high)) = (at_places(low), at_places(high)) else {
            self.advise(
                Code::BadNumber,
                ends.span(),
                "this range does not fit",
                "whole numbers have no point, and a number has at most nine digits with those behind the point",
            );
            return None;
        };
        if low > high {
            self.error(Code::EmptyRange, ends.span(), "this range runs backwards");
            return None;
        }
        Some(ir::FactKind::Number {
            low,
            high,
            places,
            unit: ends.unit().map(|unit| unit.text().to_owned()),
        })
    }

    fn range_end(&mut self, literal: ast::Literal) -> Option<Decimal> {
        let number = Decimal::parse(literal.text());
        if number.is_none() {
            self.error(
                Code::BadNumber,
                literal.span(),
                "this is no number that can be held exactly",
            );
        }
        number
    }

    fn duration_literal(&mut self, literal: ast::Literal) -> Option<Duration> {
        let value = self.literal(literal)?;
        match self.as_period(value, literal.span())? {
            Period::Elapsed(duration) => Some(duration),
            Period::Months(_) | Period::Hours(..) | Period::Days(..) => {
                self.advise(
                    Code::WrongType,
                    literal.span(),
                    "a fact's duration is elapsed time",
                    "write minutes, hours, days or weeks, such as `24 hours`",
                );
                None
            }
        }
    }

    fn presumed(&mut self, presume: ast::Presume, kind: &ir::FactKind, full: ir::Range) -> Option<Presumed> {
        let cannot = |checker: &mut Self, help: &str| {
            checker.sink.push(
                Diagnostic::new(
                    Code::CannotPresume,
                    presume.span(),
                    "the fact cannot be presumed to be this",
                )
                .help(help.to_owned()),
            );
            None
        };
        match (kind, presume.kind()) {
            (ir::FactKind::YesNo, PresumeKind::YesNo(truth)) => {
                Some(Presumed::Whole(ir::Range::new(i32::from(truth), i32::from(truth))))
            }
            (ir::FactKind::YesNo, _) => cannot(self, "presume `yes` or `no`"),
            (ir::FactKind::OneOf(options), PresumeKind::Names(names)) => {
                let mut range: Option<ir::Range> = None;
                for name in names.each() {
                    let Some(index) = self.option_index(options, name) else {
                        continue;
                    };
                    range = Some(range.map_or(ir::Range::new(index, index), |range| {
                        ir::Range::new(range.low.min(index), range.high.max(index))
                    }));
                }
                range.map(Presumed::Whole)
            }
            (ir::FactKind::OneOf(_), _) => cannot(self, "presume one or more of its options"),
            (ir::FactKind::AnyOf(options), PresumeKind::Every(all)) => {
                Some(Presumed::Each(vec![i32::from(all); options.len()]))
            }
            (ir::FactKind::AnyOf(options), PresumeKind::Names(names)) => {
                let mut bits = vec![0; options.len()];
                for name in names.each() {
                    let Some(index) = self.option_index(options, name) else {
                        continue;
                    };
                    if let Some(bit) = usize::try_from(index).ok().and_then(|index| bits.get_mut(index)) {
                        *bit = 1;
                    }
                }
                Some(Presumed::Each(bits))
            }
            (ir::FactKind::AnyOf(_), _) => cannot(self, "presume `none`, `all`, or exactly these options"),
            (ir::FactKind::Number { places, unit, .. }, PresumeKind::Range(ends)) => {
                let beside = Linear::constant(0, *places, Kind::Number(unit.clone()));
                let low = self.presumed_end(ends.from(), &beside, *places)?;
                let high = match ends.to() {
                    Some(to) => self.presumed_end(to, &beside, *places)?,
                    None => low,
                };
                self.presumed_range(presume.span(), low, high, full)
            }
            (ir::FactKind::Duration { .. }, PresumeKind::Range(ends)) => {
                let low = self.duration_literal(ends.from())?;
                let high = match ends.to() {
                    Some(to) => self.duration_literal(to)?,
                    None => low,
                };
                self.presumed_range(presume.span(), low.minutes, high.minutes, full)
            }
            (ir::FactKind::Number { .. } | ir::FactKind::Duration { .. }, _) => {
                cannot(self, "presume a value or a range such as `0..17`")
            }
            (ir::FactKind::Date | ir::FactKind::Moment, _) => cannot(
                self,
                "dates and moments are not presumed; while one is not known the worst case is acted on",
            ),
        }
    }

    fn presumed_end(&mut self, literal: ast::Literal, beside: &Linear, places: u8) -> Option<i32> {
        let Some(Value::Number(linear)) = self.literal(literal) else {
            return None;
        };
        let linear = linear.beside(beside);
        let number = Decimal {
            digits: linear.constant,
            places: linear.places,
        };
        let value = number
            .at_places(places)
            .and_then(|digits| i32::try_from(digits).ok())
            .filter(|_| linear.kind == beside.kind);
        if value.is_none() {
            self.error(
                Code::CannotPresume,
                literal.span(),
                format!("this is not {} with as many places", beside.kind.words()),
            );
        }
        value
    }

    fn presumed_range(&mut self, span: Span, low: i32, high: i32, full: ir::Range) -> Option<Presumed> {
        if low > high {
            self.error(Code::EmptyRange, span, "this range runs backwards");
            return None;
        }
        if !full.holds(low) || !full.holds(high) {
            self.error(Code::CannotPresume, span, "the presumption leaves the fact's range");
            return None;
        }
        Some(Presumed::Whole(ir::Range::new(low, high)))
    }

    pub fn option_index(&mut self, options: &[ir::Named], name: ast::Name) -> Option<i32> {
        let found = options.iter().position(|option| option.name == name.text());
        if found.is_none() {
            let mut known = options.iter().map(|option| option.name.as_str());
            self.sink.push(
                Diagnostic::new(
                    Code::UnknownOption,
                    name.span(),
                    format!("`{}` is no option of the fact", name.text()),
                )
                .suggest(name.span(), name.text(), &mut known),
            );
        }
        found.and_then(|index| i32::try_from(index).ok())
    }

    fn bands(&mut self, score: ast::Score) -> Vec<ir::Band> {
        let mut bands: Vec<ir::Band> = Vec::new();
        let names = self.named(&score.bands().map(|band| band.label()).list(), "band");
        let mut open: Option<i64> = None;
        for (index, (band, name)) in score.bands().zip(names).enumerate() {
            let from = self.points_literal(band.ends().from());
            let to = match band.ends().to() {
                Some(to) => self.points_literal(to).map(Some),
                None => Some(None),
            };
            let (Some(from), Some(to)) = (from, to) else { continue };
            if index > 0 && open != Some(i64::from(from)) {
                self.advise(
                    Code::Bands,
                    band.span(),
                    "this band does not begin where the one before it ends",
                    "write bands from the lowest to the highest, each from one more than the end of the one before; \
                     only the last may be open",
                );
            }
            if to.is_some_and(|to| to < from) {
                self.error(Code::EmptyRange, band.span(), "this band runs backwards");
            }
            open = to.map(|to| i64::from(to) + 1);
            bands.push(ir::Band { from, to, name });
        }
        bands
    }

    /// A whole number of points.
    pub fn points_literal(&mut self, literal: ast::Literal) -> Option<i32> {
        let number = Decimal::parse(literal.text())
            .and_then(|number| number.at_places(0))
            .filter(|points| points.abs() <= 1_000_000);
        let points = number.and_then(|points| i32::try_from(points).ok());
        if points.is_none() {
            self.error(
                Code::BadNumber,
                literal.span(),
                "points are whole numbers up to a million",
            );
        }
        points
    }
}

enum Presumed {
    Whole(ir::Range),
    Each(Vec<i32>),
}

/// The words given, or the name as words.
pub fn words_or_name(words: Option<ast::Words>, name: ast::Name) -> Text {
    words.map_or_else(|| Text::from_name(name.text()), |words| words.text())
}

fn full_range(kind: &ir::FactKind) -> ir::Range {
    match kind {
        ir::FactKind::YesNo | ir::FactKind::AnyOf(_) => ir::Range::new(0, 1),
        ir::FactKind::Number { low, high, .. } => ir::Range::new(*low, *high),
        ir::FactKind::OneOf(options) => ir::Range::new(0, i32::try_from(options.len()).unwrap_or(1).max(1) - 1),
        ir::FactKind::Duration { low, high } => ir::Range::new(low.minutes, high.minutes),
        ir::FactKind::Date => ir::Range::new(Date::FIRST.days, Date::LAST.days),
        ir::FactKind::Moment => ir::Range::new(Moment::FIRST.minutes, Moment::LAST.minutes),
    }
}
