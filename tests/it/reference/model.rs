//! A policy as plain data, small enough to be understood at a glance: what the printer writes and the evaluator reads.
//!
//! Facts, scales, partners and duties always have the same names; everything about them is generated.
//! A value is one whole number: yes is 1, decimals are tenths, an option is its place, any-of facts are bits,
//! a duration is minutes, dates and moments are as `clock` has them.

use super::clock::{Calendar, Day, Minute};

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Kind {
    YesNo,
    Whole(i64, i64),
    Decimal(i64, i64),
    OneOf(&'static [&'static str]),
    AnyOf(&'static [&'static str]),
    Duration(i64, i64),
    Date,
    Moment,
}

pub const FACTS: [(&str, Kind); 12] = [
    ("a", Kind::YesNo),
    ("b", Kind::YesNo),
    ("c", Kind::YesNo),
    ("n", Kind::Whole(0, 5)),
    ("w", Kind::Decimal(360, 366)),
    ("k", Kind::OneOf(&["x", "y", "z"])),
    ("g", Kind::AnyOf(&["p1", "p2", "p3"])),
    ("l", Kind::Duration(0, 180)),
    ("d", Kind::Date),
    ("m", Kind::Moment),
    ("t", Kind::Moment),
    ("s", Kind::OneOf(&["female", "male"])),
];

pub const N: usize = 3;
pub const W: usize = 4;
pub const K: usize = 5;
pub const G: usize = 6;
pub const L: usize = 7;
pub const D: usize = 8;
pub const M: usize = 9;
pub const T: usize = 10;
/// The protected one, which chooses the route to the second partner.
pub const S: usize = 11;

pub const SCALES: [(&str, &[&str]); 3] = [
    ("risk", &["none_", "low", "medium", "high"]),
    ("response", &["slow", "fast", "at_once"]),
    ("old", &["zero", "first", "two", "three", "four"]),
];

pub const SCORES: [&str; 2] = ["warning", "total"];
pub const BANDS: [&str; 3] = ["few", "some", "many"];

pub const DUTIES: [(&str, [&str; 2]); 4] = [
    ("alert", ["care", "school"]),
    ("refer", ["care", "school"]),
    ("do", ["visit", "talk"]),
    ("tell", ["sergeant", "inspector"]),
];

/// The fact that chooses the route, and the telephone by option; no fact where there is one route.
pub const PARTNERS: [(&str, Option<usize>, &[&str]); 2] = [
    ("care", Some(K), &["01", "02", "03"]),
    ("school", Some(S), &["11", "12"]),
];

/// A length of time by one of the clocks.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Length {
    Minutes(i64),
    Hours(i64),
    Days(i64),
    Weeks(i64),
    Months(i64),
    Years(i64),
    WorkingDays(i64),
    /// Hours and days of the policy's calendar of that index.
    OpenHours(usize, i64),
    OpenDays(usize, i64),
    /// A setting, by index.
    Setting(usize),
    /// The duration that a fact gives.
    Fact(usize),
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Relation {
    Less,
    AtMost,
    More,
    AtLeast,
    Is,
    IsNot,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Bound {
    AtLeast,
    AtMost,
    MoreThan,
    FewerThan,
    Exactly,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Quantity {
    Any,
    None,
    All,
}

/// What is counted: conditions and the options of any-of facts.
#[derive(Debug, Clone)]
pub enum Item {
    Options(usize),
    Condition(Condition),
}

/// A part of a sum, in tenths.
#[derive(Debug, Clone)]
pub enum Term {
    Fact(usize),
    Count(Vec<Item>),
    Constant(i64),
}

#[derive(Debug, Clone)]
pub enum Condition {
    Yes(usize),
    Let(usize),
    Not(Box<Condition>),
    All(Vec<Condition>),
    Any(Vec<Condition>),
    /// Terms, those after the first added or, with false, subtracted, against a number in tenths.
    Sum(Vec<(bool, Term)>, Relation, i64),
    /// A number from one to another, both in tenths and included.
    Between(Vec<(bool, Term)>, i64, i64),
    /// Whether a fact is one of these options, or with false none of them.
    Option(usize, bool, Vec<usize>),
    Has(usize, usize),
    Counted(Bound, i64, Vec<Item>),
    Quantified(Quantity, Vec<Item>),
    Since(Bound, Length, usize),
    /// A duration fact against minutes.
    Lasts(usize, Relation, i64),
    /// A moment fact plus a duration fact against now.
    Passed(usize, usize, Relation),
    /// Now against a moment.
    Now(Relation, Minute),
    /// Today against a date.
    Today(Relation, Day),
    /// A date fact against a date.
    Born(usize, Relation, Day),
    Level(usize, Relation, usize),
    Points(usize, Relation, i64),
    Band(usize, Relation, usize),
}

/// A score: its points and where its bands begin after the first.
#[derive(Debug, Clone)]
pub struct Score {
    pub points: Vec<Points>,
    pub bands: [i64; 2],
}

#[derive(Debug, Clone)]
pub struct Points {
    /// Negative ones are subtracted.
    pub number: i64,
    /// For each of these that holds; else for one that does.
    pub each: bool,
    pub items: Vec<Item>,
}

#[derive(Debug, Clone)]
pub struct Rule {
    /// For an escalation the time and the moment it counts from.
    pub after: Option<(Length, usize)>,
    /// None is `always`.
    pub when: Option<Condition>,
    pub unless: Option<Condition>,
    /// Scales and the levels they are raised to.
    pub raises: Vec<(usize, usize)>,
    pub duties: Vec<Demand>,
}

/// A duty as a rule demands it.
#[derive(Debug, Clone)]
pub struct Demand {
    pub kind: usize,
    pub to: usize,
    /// The time allowed and the moment it counts from; none only in an escalation, whose own moment it then is.
    pub within: Option<(Length, Option<usize>)>,
}

#[derive(Debug, Clone)]
pub struct Policy {
    pub nation: usize,
    pub calendars: Vec<Calendar>,
    pub settings: Vec<Length>,
    /// By fact the lowest and highest value presumed. Of any-of facts both are the same bits.
    pub presumed: Vec<Option<(i64, i64)>>,
    /// By scale and level the day from which no case is graded so.
    pub retired: Vec<Vec<Option<Day>>>,
    /// Each may read those before it.
    pub lets: Vec<Condition>,
    /// Each may read the lets of which there are then as many as `early`.
    pub scores: Vec<Score>,
    /// How many of the lets read neither scores nor scales.
    pub early: usize,
    pub rules: Vec<Rule>,
    /// The needs of each gate.
    pub gates: Vec<Vec<Condition>>,
}

/// What a case says of a fact.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Given {
    Known(i64),
    Unknown,
    NotAsked,
    /// Something that the fact cannot be.
    Faulty,
    /// Of an any-of fact, some options only: which are known, and which of those hold.
    Part(i64, i64),
}

#[derive(Debug, Clone)]
pub struct Case {
    pub now: Minute,
    pub facts: Vec<Given>,
}

impl Policy {
    pub fn rule_name(&self, index: usize) -> String {
        let kind = if self.rules[index].after.is_some() { "e" } else { "r" };
        format!("{kind}{index}")
    }

    /// Every condition that stands by itself.
    pub fn conditions(&self) -> Vec<&Condition> {
        let mut all: Vec<&Condition> = self.lets.iter().collect();
        for item in self
            .scores
            .iter()
            .flat_map(|score| &score.points)
            .flat_map(|points| &points.items)
        {
            if let Item::Condition(condition) = item {
                all.push(condition);
            }
        }
        for rule in &self.rules {
            all.extend(rule.when.iter().chain(&rule.unless));
        }
        all.extend(self.gates.iter().flatten());
        all
    }
}
