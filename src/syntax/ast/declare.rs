//! Declarations: what a policy says of itself, its scales, settings, calendars, facts, lets and scores.

use super::literal::{literal_of, literals, string_of};
use super::{
    Band, Calendar, Counted, Derived, Ends, Expr, Fact, Hours, Labelled, Literal, Name, Names, Options, Points, Policy,
    Presume, Scale, Score, Setting, Source, Words, condition_of, name_of, names_read,
};
use crate::list::List as _;
use crate::source::Span;
use crate::syntax::format::one_line;
use crate::syntax::parse::{Node, Rule};

/// A clause of the header.
#[derive(Debug, Clone, Copy)]
pub enum PolicyClause<'s> {
    /// `title "…"`
    Title(Words<'s>),
    /// `version 3`
    Version(Literal<'s>),
    /// `in force from 2015-05-01`
    InForce(Literal<'s>),
    /// `nation england_and_wales`
    Nation(Name<'s>),
    /// `builds on national_missing_people`
    BuildsOn(Name<'s>),
}

impl<'s> Policy<'s> {
    /// Its clauses in the order written.
    pub fn clauses(self) -> impl Iterator<Item = PolicyClause<'s>> {
        self.0.children().filter_map(|clause| {
            let rule = clause.rule();
            Some(if rule == Rule::policy_title {
                PolicyClause::Title(Words(clause.need(Rule::text)))
            } else if rule == Rule::version {
                PolicyClause::Version(literal_of(clause))
            } else if rule == Rule::in_force {
                PolicyClause::InForce(literal_of(clause))
            } else if rule == Rule::nation {
                PolicyClause::Nation(name_of(clause))
            } else if rule == Rule::builds_on {
                PolicyClause::BuildsOn(name_of(clause))
            } else {
                return None;
            })
        })
    }

    /// Whose bank holidays count.
    #[must_use]
    pub fn nation(self) -> Option<Name<'s>> {
        self.0.child(Rule::nation).map(name_of)
    }

    /// The policy that it builds on.
    #[must_use]
    pub fn builds_on(self) -> Option<Name<'s>> {
        self.0.child(Rule::builds_on).map(name_of)
    }
}

impl<'s> Source<'s> {
    /// Its title.
    #[must_use]
    pub fn title(self) -> Words<'s> {
        Words(self.0.need(Rule::text))
    }

    /// Where to read it.
    #[must_use]
    pub fn link(self) -> Option<String> {
        self.0.child(Rule::link).map(string_of)
    }
}

impl<'s> Scale<'s> {
    /// Lowest first.
    pub fn levels(self) -> impl Iterator<Item = Labelled<'s>> {
        let levels = |node: &Node<'_>| [Rule::level, Rule::higher].contains(&node.rule());
        let inside = |node: Node<'s>| Labelled(node.child(Rule::level).unwrap_or(node));
        self.0.children().filter(levels).map(inside)
    }
}

/// Which way an overlay may change a setting.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Change {
    /// Higher or longer.
    Raise,
    /// Lower or shorter.
    Lower,
}

impl<'s> Setting<'s> {
    /// Its value.
    #[must_use]
    pub fn value(self) -> Literal<'s> {
        literal_of(self.0)
    }

    /// Which way an overlay may change it, if at all.
    #[must_use]
    pub fn overlays(self) -> Option<Change> {
        let way = self.0.child(Rule::changeable)?;
        Some(if way.has(Rule::kw_raise) {
            Change::Raise
        } else {
            Change::Lower
        })
    }
}

impl<'s> Calendar<'s> {
    /// Whose bank holidays count; more than one is an error of the checker.
    pub fn nations(self) -> impl Iterator<Item = Name<'s>> {
        self.0.all(Rule::nation).map(name_of)
    }

    /// When it is open; none is all of Monday to Friday.
    pub fn open(self) -> impl Iterator<Item = Hours<'s>> {
        let hours = |node: &Node<'_>| node.rule() == Rule::hours;
        self.0.all_within().filter(hours).map(Hours)
    }

    /// Days on which it is closed.
    pub fn closed(self) -> impl Iterator<Item = Literal<'s>> {
        self.0.all(Rule::closed).map(literal_of)
    }
}

impl<'s> Hours<'s> {
    /// The kinds of day, as bits: Monday is 1, Sunday 64, a bank holiday 128.
    #[must_use]
    pub fn days(self) -> u8 {
        self.0.all(Rule::day_span).fold(0, |days, span| days | day_span(span))
    }

    /// From and to; none is all day.
    #[must_use]
    pub fn times(self) -> Option<(Literal<'s>, Literal<'s>)> {
        let mut times = literals(self.0);
        times.next().zip(times.next())
    }
}

/// The kinds of day as bits.
fn day_span(node: Node<'_>) -> u8 {
    let mut days = node.all(Rule::weekday).map(weekday);
    match (days.next(), days.next()) {
        (Some(day), None) => 1 << day,
        // From the first round the week to the second.
        (Some(first), Some(last)) => (0..7)
            .filter(|day| (day + 7 - first) % 7 <= (last + 7 - first) % 7)
            .fold(0, |days, day| days | 1 << day),
        (None, _) if node.has(Rule::kw_weekends) => 0b110_0000,
        (None, _) if node.has(Rule::kw_bank) => 0b1000_0000,
        (None, _) => u8::MAX,
    }
}

fn weekday(node: Node<'_>) -> u8 {
    let days = [
        Rule::kw_monday,
        Rule::kw_tuesday,
        Rule::kw_wednesday,
        Rule::kw_thursday,
        Rule::kw_friday,
        Rule::kw_saturday,
    ];
    (0..)
        .zip(days)
        .find(|(_, day)| node.has(*day))
        .map_or(6, |(day, _)| day)
}

/// The type of a fact as written.
#[derive(Debug, Clone, Copy)]
pub enum FactKind<'s> {
    /// `yes/no`
    YesNo,
    /// `whole 0..120 years`
    Whole(Ends<'s>),
    /// `decimal 30.0..45.0 degrees`
    Decimal(Ends<'s>),
    /// `one of a, b`
    OneOf(Options<'s>),
    /// `any of a, b`
    AnyOf(Options<'s>),
    /// `duration 0 hours..90 days`
    Duration(Ends<'s>),
    /// `date`
    Date,
    /// `moment`
    Moment,
}

impl<'s> Fact<'s> {
    /// Its type.
    #[must_use]
    pub fn kind(self) -> FactKind<'s> {
        for node in self.0.children() {
            let rule = node.rule();
            if rule == Rule::type_whole {
                return FactKind::Whole(Ends(node));
            } else if rule == Rule::type_decimal {
                return FactKind::Decimal(Ends(node));
            } else if rule == Rule::type_one_of {
                return FactKind::OneOf(Options(node));
            } else if rule == Rule::type_any_of {
                return FactKind::AnyOf(Options(node));
            } else if rule == Rule::type_duration {
                return FactKind::Duration(Ends(node));
            } else if rule == Rule::type_date {
                return FactKind::Date;
            } else if rule == Rule::type_moment {
                return FactKind::Moment;
            }
        }
        FactKind::YesNo
    }

    /// The question; more than one is an error of the checker.
    pub fn ask(self) -> impl Iterator<Item = Words<'s>> {
        self.0.all(Rule::ask).map(|ask| Words(ask.need(Rule::text)))
    }

    /// The presumptions; more than one is an error of the checker.
    pub fn presume(self) -> impl Iterator<Item = Presume<'s>> {
        self.0.all(Rule::presume).map(Presume)
    }

    /// `protected`: nothing may depend on it; more than one is an error of the checker.
    pub fn protected(self) -> impl Iterator<Item = Span> {
        self.0.all(Rule::protected).map(Node::span)
    }

    /// Whether it is protected.
    #[must_use]
    pub fn is_protected(self) -> bool {
        self.0.has(Rule::protected)
    }
}

impl<'s> Options<'s> {
    /// Each of them.
    pub fn each(self) -> impl Iterator<Item = Labelled<'s>> {
        self.0.all(Rule::option).map(Labelled)
    }
}

impl<'s> Ends<'s> {
    /// The first.
    #[must_use]
    pub fn from(self) -> Literal<'s> {
        literal_of(self.0)
    }

    /// The last; none is the first again, or open.
    #[must_use]
    pub fn to(self) -> Option<Literal<'s>> {
        literals(self.0).nth(1)
    }

    /// What they count.
    #[must_use]
    pub fn unit(self) -> Option<Name<'s>> {
        self.0.child(Rule::unit).map(name_of)
    }
}

/// What is presumed.
#[derive(Debug, Clone, Copy)]
pub enum PresumeKind<'s> {
    /// `yes`, `no`
    YesNo(bool),
    /// `none`, `all` of the options
    Every(bool),
    /// `0..17`, `15`
    Range(Ends<'s>),
    /// `missing, found`
    Names(Names<'s>),
}

impl<'s> Presume<'s> {
    /// What.
    #[must_use]
    pub fn kind(self) -> PresumeKind<'s> {
        if let Some(range) = self.0.child(Rule::presumed_range) {
            PresumeKind::Range(Ends(range))
        } else if let Some(names) = self.0.child(Rule::presumed_names) {
            PresumeKind::Names(Names(names))
        } else if self.0.has(Rule::kw_none) || self.0.has(Rule::kw_all) {
            PresumeKind::Every(self.0.has(Rule::kw_all))
        } else {
            PresumeKind::YesNo(self.0.has(Rule::kw_yes))
        }
    }

    /// What, as written, on one line.
    #[must_use]
    pub fn said(self) -> String {
        self.0.children().last().map_or_else(String::new, one_line)
    }
}

impl<'s> Derived<'s> {
    /// What it stands for.
    #[must_use]
    pub fn value(self) -> Expr<'s> {
        condition_of(self.0)
    }
}

/// What points are given for.
#[derive(Debug, Clone, Copy)]
pub enum PointsFor<'s> {
    /// `for each of X`
    Each(Counted<'s>),
    /// `if C`
    If(Expr<'s>),
}

impl<'s> Score<'s> {
    /// What it adds up.
    pub fn points(self) -> impl Iterator<Item = Points<'s>> {
        self.0.all(Rule::points).map(Points)
    }

    /// Its bands.
    pub fn bands(self) -> impl Iterator<Item = Band<'s>> {
        self.0.all(Rule::band).map(Band)
    }

    /// Every name that decides about its points.
    #[must_use]
    pub fn reads(self) -> Vec<Name<'s>> {
        self.points().flat_map(|points| names_read(points.0)).list()
    }
}

impl<'s> Points<'s> {
    /// `subtract`
    #[must_use]
    pub fn subtract(self) -> bool {
        self.0.has(Rule::kw_subtract)
    }

    /// How many.
    #[must_use]
    pub fn number(self) -> Literal<'s> {
        literal_of(self.0)
    }

    /// For what.
    #[must_use]
    pub fn reason(self) -> PointsFor<'s> {
        match self.0.child(Rule::for_each) {
            Some(each) => PointsFor::Each(Counted(each.need(Rule::counted))),
            None => PointsFor::If(condition_of(self.0.need(Rule::points_if))),
        }
    }
}

impl<'s> Band<'s> {
    /// Its points; where there is no last, it is open.
    #[must_use]
    pub fn ends(self) -> Ends<'s> {
        Ends(self.0)
    }

    /// Its name and words.
    #[must_use]
    pub fn label(self) -> Labelled<'s> {
        Labelled(self.0)
    }
}
