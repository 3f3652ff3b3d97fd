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
use crate::syntax::ast::{self, FactKind, LiteralKind, PresumeKind};
use crate::value::{Date, Decimal, Duration, Moment, MomentError, Period, Text};

/// The most options of one fact, and the most levels of one scale.
const MOST_OPTIONS: usize = 200;
/// The most scales of a policy.
const MOST_SCALES: usize = 32;

/// What the header says; none where it says too little.
pub fn header(header: &ast::Policy, sink: &mut Diagnostics) -> Option<ir::Policy> {
    let (mut title, mut version, mut in_force, mut nation, mut base) = (None, None, None, None, None);
    for clause in &header.clauses {
        let (span, again) = match clause {
            ast::PolicyClause::Title(words) => (words.span, title.replace(words).is_some()),
            ast::PolicyClause::Version(literal) => (literal.span, version.replace(literal).is_some()),
            ast::PolicyClause::InForce(literal) => (literal.span, in_force.replace(literal).is_some()),
            ast::PolicyClause::Nation(name) => (name.span, nation.replace(name).is_some()),
            ast::PolicyClause::BuildsOn(name) => (name.span, base.replace(name).is_some()),
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
                header.name.span,
                format!("the header says no {missing}"),
            )
            .help("every policy has a version and a day from which it decides"),
        );
        return None;
    };
    let number = match &version.kind {
        LiteralKind::Quantity { number, unit: None } => Decimal::parse(number)
            .and_then(|number| u32::try_from(number.at_places(0)?).ok())
            .filter(|number| *number > 0),
        LiteralKind::Quantity { .. }
        | LiteralKind::Kept { .. }
        | LiteralKind::Date(_)
        | LiteralKind::Moment(_)
        | LiteralKind::Time(_)
        | LiteralKind::YesNo(_) => None,
    };
    if number.is_none() {
        sink.push(Diagnostic::new(
            Code::BadNumber,
            version.span,
            "a version is a whole number from 1",
        ));
    }
    let date = match &in_force.kind {
        LiteralKind::Date(text) => Date::parse(text),
        LiteralKind::Quantity { .. }
        | LiteralKind::Kept { .. }
        | LiteralKind::Moment(_)
        | LiteralKind::Time(_)
        | LiteralKind::YesNo(_) => Err(MomentError::Shape),
    };
    if date.is_err() {
        sink.push(
            Diagnostic::new(Code::ImpossibleDate, in_force.span, "this date does not exist")
                .help("dates run from 1900-01-01 to 2199-12-31"),
        );
    }
    let title = title.map_or_else(|| Text::from_name(header.name.text), |words| words.text.to_owned());
    Some(ir::Policy {
        name: header.name.text.to_owned(),
        title,
        version: number?,
        in_force_from: date.ok()?,
    })
}

impl Checker<'_, '_> {
    /// Declares every name, then what the declarations say.
    pub fn declare(&mut self) {
        for (name, symbol) in &self.items.names {
            if self.overrides(name, *symbol).is_none() {
                self.names.declare(name, *symbol, self.sink);
            }
        }
        for source in &self.items.sources {
            self.sources.push(ir::Source {
                name: source.name.text.to_owned(),
                title: source.title.text.to_owned(),
                link: source.link.clone(),
            });
        }
        self.declare_scales();
        self.calendars();
        self.declare_settings();
        for fact in &self.items.facts {
            self.declare_fact(fact);
        }
        self.builder = Builder::new(&self.slots);
        for score in &self.items.scores {
            let text = words_or_name(score.words.as_ref(), &score.name);
            let bands = self.bands(score);
            self.scores.push(ir::Score {
                name: score.name.text.to_owned(),
                text,
                points: ir::NOW,
                bands,
            });
        }
        for partner in &self.items.partners {
            self.declare_partner(partner);
        }
    }

    fn declare_scales(&mut self) {
        let items = self.items;
        if let Some(scale) = items.scales.get(MOST_SCALES) {
            self.error(
                Code::TooMany,
                scale.name.span,
                format!("a policy has at most {MOST_SCALES} scales"),
            );
        }
        for scale in &items.scales {
            let levels = self.named(&scale.levels, "level");
            if levels.len() < 2 {
                let diagnostic = Diagnostic::new(
                    Code::EmptyRange,
                    scale.name.span,
                    format!("`{}` has only one level", scale.name.text),
                );
                self.sink
                    .push(diagnostic.help("write the levels from the lowest to the highest with `<` between them"));
            }
            let retired = self.retired(scale);
            self.scales.push(ir::Scale {
                name: scale.name.text.to_owned(),
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
                first_too_many.name.span,
                format!("there can be at most {MOST_OPTIONS} here"),
            );
        }
        // Each is held against those before it, so no more than there may be.
        for (index, item) in list.iter().enumerate().take(MOST_OPTIONS) {
            if let Some(first) = list
                .iter()
                .take(index)
                .find(|earlier| earlier.name.text == item.name.text)
            {
                let message = format!("the {what} `{}` stands twice", item.name.text);
                self.sink.push(
                    Diagnostic::new(Code::DuplicateName, item.name.span, message).and_at(first.name.span, "first here"),
                );
            }
        }
        list.iter()
            .map(|item| ir::Named {
                name: item.name.text.to_owned(),
                text: words_or_name(item.words.as_ref(), &item.name),
            })
            .list()
    }

    fn declare_fact(&mut self, fact: &ast::Fact) {
        let slot = id(self.slots.len());
        let fact_id = ir::FactId(id(self.facts.len()));
        let kind = self.fact_kind(fact).unwrap_or(ir::FactKind::YesNo);
        if let Some(again) = fact.ask.get(1) {
            self.error(
                Code::Repeated,
                again.span,
                format!("`{}` has two questions", fact.name.text),
            );
        }
        if let Some(again) = fact.presume.get(1) {
            self.error(
                Code::Repeated,
                again.span,
                format!("`{}` has two presumptions", fact.name.text),
            );
        }
        if let Some(again) = fact.protected.get(1) {
            let message = format!("`{}` is protected twice", fact.name.text);
            self.error(Code::Repeated, *again, message);
        }
        let protected = !fact.protected.is_empty();
        if protected {
            // To be given and never to decide is what it is for.
            self.names.of_kind(Symbol::Fact, &fact.name, self.sink);
        }
        let full = full_range(&kind);
        let presumed = fact
            .presume
            .first()
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
        let ask = fact
            .ask
            .first()
            .map_or_else(|| Text::from_name(fact.name.text), |words| words.text.to_owned());
        let presume = fact.presume.first().map(|presume| presume_words(&presume.kind));
        self.facts.push(ir::Fact {
            name: fact.name.text.to_owned(),
            ask,
            kind,
            slot,
            presume,
            protected,
        });
    }

    fn fact_kind(&mut self, fact: &ast::Fact) -> Option<ir::FactKind> {
        Some(match &fact.kind {
            FactKind::YesNo => ir::FactKind::YesNo,
            FactKind::Whole(low, high, unit) => {
                let (low, high) = self.number_range(low, high, Some(0), fact.kind_span)?;
                ir::FactKind::Number {
                    low: low.0,
                    high: high.0,
                    places: 0,
                    unit: unit.as_ref().map(|unit| unit.text.to_owned()),
                }
            }
            FactKind::Decimal(low, high, unit) => {
                let (low, high) = self.number_range(low, high, None, fact.kind_span)?;
                ir::FactKind::Number {
                    low: low.0,
                    high: high.0,
                    places: low.1.max(high.1),
                    unit: unit.as_ref().map(|unit| unit.text.to_owned()),
                }
            }
            FactKind::OneOf(options) => ir::FactKind::OneOf(self.named(options, "option")),
            FactKind::AnyOf(options) => ir::FactKind::AnyOf(self.named(options, "option")),
            FactKind::Duration(low, high) => {
                let (low, high) = (self.duration_literal(low)?, self.duration_literal(high)?);
                if low > high {
                    self.error(Code::EmptyRange, fact.kind_span, "this range runs backwards");
                    return None;
                }
                ir::FactKind::Duration { low, high }
            }
            FactKind::Date => ir::FactKind::Date,
            FactKind::Moment => ir::FactKind::Moment,
        })
    }

    /// Both ends at the same number of places: that of the finer one, or the one asked for.
    fn number_range(
        &mut self,
        low: &ast::Literal,
        high: &ast::Literal,
        places: Option<u8>,
        span: Span,
    ) -> Option<((i32, u8), (i32, u8))> {
        let mut ends = Vec::new();
        for literal in [low, high] {
            let number = match &literal.kind {
                LiteralKind::Quantity { number, unit: None } => Decimal::parse(number),
                LiteralKind::Quantity { .. }
                | LiteralKind::Kept { .. }
                | LiteralKind::Date(_)
                | LiteralKind::Moment(_)
                | LiteralKind::Time(_)
                | LiteralKind::YesNo(_) => None,
            };
            if number.is_none() {
                self.error(
                    Code::BadNumber,
                    literal.span,
                    "this is no number that can be held exactly",
                );
            }
            ends.push(number?);
        }
        let places = places.unwrap_or_else(|| ends.iter().map(|end| end.places).max().unwrap_or(0));
        let mut at_places = ends.iter().map(|end| {
            end.at_places(places)
                .filter(|digits| digits.abs() <= LARGEST)
                .and_then(|digits| i32::try_from(digits).ok())
        });
        let (Some(Some(from)), Some(Some(to))) = (at_places.next(), at_places.next()) else {
            let diagnostic = Diagnostic::new(Code::BadNumber, span, "this range does not fit");
            self.sink.push(
                diagnostic.help(
                    "whole numbers have no point, and a number has at most nine digits with those behind the point",
                ),
            );
            return None;
        };
        if from > to {
            self.error(Code::EmptyRange, span, "this range runs backwards");
            return None;
        }
        Some(((from, places), (to, places)))
    }

    fn duration_literal(&mut self, literal: &ast::Literal) -> Option<Duration> {
        let expr = ast::Expr {
            span: literal.span,
            kind: ast::ExprKind::Literal(*literal),
        };
        match self.period(&expr)? {
            Period::Elapsed(duration) => Some(duration),
            Period::Months(_) | Period::Hours(..) | Period::Days(..) => {
                let diagnostic = Diagnostic::new(Code::WrongType, literal.span, "a fact's duration is elapsed time");
                self.sink
                    .push(diagnostic.help("write minutes, hours, days or weeks, such as `24 hours`"));
                None
            }
        }
    }

    fn presumed(&mut self, presume: &ast::Presume, kind: &ir::FactKind, full: ir::Range) -> Option<Presumed> {
        let cannot = |checker: &mut Self, help: &str| {
            checker.sink.push(
                Diagnostic::new(
                    Code::CannotPresume,
                    presume.span,
                    "the fact cannot be presumed to be this",
                )
                .help(help.to_owned()),
            );
            None
        };
        match (kind, &presume.kind) {
            (ir::FactKind::YesNo, PresumeKind::YesNo(truth)) => {
                Some(Presumed::Whole(ir::Range::new(i32::from(*truth), i32::from(*truth))))
            }
            (ir::FactKind::YesNo, _) => cannot(self, "presume `yes` or `no`"),
            (ir::FactKind::OneOf(options), PresumeKind::Names(names)) => {
                let mut range: Option<ir::Range> = None;
                for name in names {
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
                Some(Presumed::Each(vec![i32::from(*all); options.len()]))
            }
            (ir::FactKind::AnyOf(options), PresumeKind::Names(names)) => {
                let mut bits = vec![0; options.len()];
                for name in names {
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
            (ir::FactKind::Number { places, unit, .. }, PresumeKind::Range(low, high)) => {
                let beside = Linear::constant(0, *places, Kind::Number(unit.clone()));
                let low_value = self.presumed_end(low, &beside, *places)?;
                let high_value = high
                    .as_ref()
                    .map_or(Some(low_value), |high| self.presumed_end(high, &beside, *places))?;
                self.presumed_range(presume.span, low_value, high_value, full)
            }
            (ir::FactKind::Duration { .. }, PresumeKind::Range(low, high)) => {
                let low_value = self.duration_literal(low)?.minutes;
                let high_value = high.as_ref().map_or(Some(low_value), |high| {
                    self.duration_literal(high).map(|duration| duration.minutes)
                })?;
                self.presumed_range(presume.span, low_value, high_value, full)
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

    fn presumed_end(&mut self, literal: &ast::Literal, beside: &Linear, places: u8) -> Option<i32> {
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
                literal.span,
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

    pub fn option_index(&mut self, options: &[ir::Named], name: &ast::Name) -> Option<i32> {
        let found = options.iter().position(|option| option.name == name.text);
        if found.is_none() {
            let mut known = options.iter().map(|option| option.name.as_str());
            self.sink.push(
                Diagnostic::new(
                    Code::UnknownOption,
                    name.span,
                    format!("`{}` is no option of the fact", name.text),
                )
                .suggest(name.span, name.text, &mut known),
            );
        }
        found.and_then(|index| i32::try_from(index).ok())
    }

    fn bands(&mut self, score: &ast::Score) -> Vec<ir::Band> {
        let mut bands: Vec<ir::Band> = Vec::new();
        let labels: Vec<ast::Labelled> = score.bands.iter().map(|band| band.name.clone()).list();
        let names = self.named(&labels, "band");
        let mut open: Option<i64> = None;
        for (index, (band, name)) in score.bands.iter().zip(names).enumerate() {
            let from = self.points_literal(&band.from);
            let to = match &band.to {
                Some(to) => self.points_literal(to).map(Some),
                None => Some(None),
            };
            let (Some(from), Some(to)) = (from, to) else { continue };
            if index > 0 && open != Some(i64::from(from)) {
                let diagnostic = Diagnostic::new(
                    Code::Bands,
                    band.span,
                    "this band does not begin where the one before it ends",
                );
                self.sink.push(diagnostic.help("write bands from the lowest to the highest, each from one more than the end of the one before; only the last may be open"));
            }
            if to.is_some_and(|to| to < from) {
                self.error(Code::EmptyRange, band.span, "this band runs backwards");
            }
            open = to.map(|to| i64::from(to) + 1);
            bands.push(ir::Band { from, to, name });
        }
        bands
    }

    /// A whole number of points.
    pub fn points_literal(&mut self, literal: &ast::Literal) -> Option<i32> {
        let number = match &literal.kind {
            LiteralKind::Quantity { number, unit: None } => Decimal::parse(number)
                .and_then(|number| number.at_places(0))
                .filter(|points| points.abs() <= 1_000_000),
            LiteralKind::Quantity { .. }
            | LiteralKind::Kept { .. }
            | LiteralKind::Date(_)
            | LiteralKind::Moment(_)
            | LiteralKind::Time(_)
            | LiteralKind::YesNo(_) => None,
        };
        let points = number.and_then(|points| i32::try_from(points).ok());
        if points.is_none() {
            self.error(
                Code::BadNumber,
                literal.span,
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
pub fn words_or_name(words: Option<&ast::Words>, name: &ast::Name) -> Text {
    words.map_or_else(|| Text::from_name(name.text), |words| words.text.to_owned())
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

fn presume_words(kind: &PresumeKind) -> String {
    let literal = |literal: &ast::Literal| match &literal.kind {
        LiteralKind::Quantity {
            number,
            unit: Some(unit),
        } => format!("{number} {unit}"),
        LiteralKind::Quantity { number, unit: None } => (*number).to_owned(),
        LiteralKind::Kept { number, calendar, unit } => format!("{number} {} {unit}", calendar.text),
        LiteralKind::Date(text) | LiteralKind::Moment(text) | LiteralKind::Time(text) => (*text).to_owned(),
        LiteralKind::YesNo(truth) => if *truth { "yes" } else { "no" }.to_owned(),
    };
    match kind {
        PresumeKind::YesNo(truth) => if *truth { "yes" } else { "no" }.to_owned(),
        PresumeKind::Every(all) => if *all { "all" } else { "none" }.to_owned(),
        PresumeKind::Range(low, None) => literal(low),
        PresumeKind::Range(low, Some(high)) => format!("{}..{}", literal(low), literal(high)),
        PresumeKind::Names(names) => names.iter().map(|name| name.text).list().join(", "),
    }
}
