//! The typed, resolved program: everything by id, one flat row of slots for the facts, one straight line of operations.
//!
//! Holding a [`Program`] is the proof that checking passed. The line is written once and read in two ways
//! (in intervals of what is possible, and turned round for grading), so that no meaning is written twice.
//! May see `source` (spans) and `value`; never `syntax` or `diagnostic`.

mod code;
#[cfg(feature = "cli")]
mod guarantee;
mod invariants;
mod print;

pub use code::{Code, Op, Run, When};
#[cfg(feature = "cli")]
pub use guarantee::{Change, Claim, ClaimKind, Claimed, Guarantee};
pub use invariants::broken;
pub use print::print;

use crate::source::Span;
use crate::value::{Calendar, Date, Duration, Moment, Period, Text};

/// Index of a fact.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct FactId(pub u32);
/// Index of a scale.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct ScaleId(pub u32);
/// Index of a score.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct ScoreId(pub u32);
/// Index of a rule or escalation.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct RuleId(pub u32);
/// Index of a duty.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct DutyId(pub u32);
/// Index of a gate.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct GateId(pub u32);
/// Index of a partner or contact.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct PartnerId(pub u32);
/// A place in the row that evaluation fills: `now`, `today`, the slots of the facts, then one for each operation.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Reg(pub u32);

/// The register of the moment decided for, in minutes.
pub const NOW: Reg = Reg(0);
/// The register of its date in London, in days.
pub const TODAY: Reg = Reg(1);
/// The register of the first slot.
pub const FIRST_SLOT: u32 = 2;

/// A slot's value where the fact was not asked.
pub const NOT_ASKED: i32 = i32::MIN;
/// A slot's value where nobody can say.
pub const UNKNOWN: i32 = i32::MIN + 1;
/// A slot's value where what was given could not be used.
pub const FAULT: i32 = i32::MIN + 2;
/// Slot values up to this one are not values of a fact.
pub const LAST_MARK: i32 = i32::MIN + 15;

/// A whole policy, ready to run.
#[derive(Debug, Clone)]
pub struct Program {
    /// The header.
    pub policy: Policy,
    /// What rules cite.
    pub sources: Vec<Source>,
    /// What cases are graded on.
    pub scales: Vec<Scale>,
    /// What is asked.
    pub facts: Vec<Fact>,
    /// What may be in each slot.
    pub slots: Vec<Slot>,
    /// Weighted scores.
    pub scores: Vec<Score>,
    /// Rules and escalations, in the order written.
    pub rules: Vec<Rule>,
    /// Each duty that any rule demands, once.
    pub duties: Vec<Duty>,
    /// What is refused until its needs are met.
    pub gates: Vec<Gate>,
    /// What is said of all cases.
    #[cfg(feature = "cli")]
    pub guarantees: Vec<Guarantee>,
    /// Whom duties go to, and numbers to ring.
    pub partners: Vec<Partner>,
    /// What working hours and working days are kept by.
    pub calendars: Vec<Calendar>,
    /// The policy's own tests.
    pub examples: Vec<Example>,
    /// What is computed.
    pub code: Code,
}

/// `policy NAME …`
#[derive(Debug, Clone)]
pub struct Policy {
    /// Its name.
    pub name: String,
    /// Its title.
    pub title: Text,
    /// Its version, from 1.
    pub version: u32,
    /// The first day on which it decides.
    pub in_force_from: Date,
}

/// `source NAME "…"`
#[derive(Debug, Clone)]
pub struct Source {
    /// Its name.
    pub name: String,
    /// Its title.
    pub title: Text,
    /// Where to read it.
    pub link: Option<String>,
}

/// A name with its words.
#[derive(Debug, Clone)]
pub struct Named {
    /// The name.
    pub name: String,
    /// Its words.
    pub text: Text,
}

/// `scale NAME: …`
#[derive(Debug, Clone)]
pub struct Scale {
    /// Its name.
    pub name: String,
    /// Lowest first.
    pub levels: Vec<Named>,
    /// By level: the first day on which no case is graded so. Never of the highest.
    pub retired: Vec<Option<Date>>,
    /// The level that the plain rules give.
    pub base: Reg,
    /// The level with escalations: the outcome.
    pub level: Reg,
}

/// `fact NAME: …`
#[derive(Debug, Clone)]
pub struct Fact {
    /// Its name.
    pub name: String,
    /// The question.
    pub ask: Text,
    /// Its type.
    pub kind: FactKind,
    /// Its first slot; an any-of fact has one for each option.
    pub slot: u32,
    /// What is presumed while it is not known, as the author wrote it.
    pub presume: Option<String>,
    /// Whether nothing but the route to a partner may depend on it; the checker has seen to that.
    pub protected: bool,
}

/// The type of a fact.
#[derive(Debug, Clone)]
pub enum FactKind {
    /// `yes/no`: 0 or 1
    YesNo,
    /// `whole`, `decimal`: the number times ten to the power of `places`
    Number {
        /// Lowest value.
        low: i32,
        /// Highest value.
        high: i32,
        /// Places behind the point; 0 for whole numbers.
        places: u8,
        /// The unit's name.
        unit: Option<String>,
    },
    /// `one of`: the option's index
    OneOf(Vec<Named>),
    /// `any of`: one slot of 0 or 1 for each option
    AnyOf(Vec<Named>),
    /// `duration`: minutes
    Duration {
        /// Shortest.
        low: Duration,
        /// Longest.
        high: Duration,
    },
    /// `date`: days
    Date,
    /// `moment`: minutes
    Moment,
}

/// What may be in a slot while it is not known.
#[derive(Debug, Clone, Copy)]
pub struct Slot {
    /// Its fact.
    pub fact: FactId,
    /// The declared range.
    pub full: Range,
    /// The presumed part of it; the whole range where nothing is presumed.
    pub presumed: Range,
}

/// A closed range of slot values.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Default, Hash)]
pub struct Range {
    /// Lowest.
    pub low: i32,
    /// Highest.
    pub high: i32,
}

/// `score NAME …`
#[derive(Debug, Clone)]
pub struct Score {
    /// Its name.
    pub name: String,
    /// Its words.
    pub text: Text,
    /// Its points.
    pub points: Reg,
    /// Its bands, lowest first, without gaps; may be none.
    pub bands: Vec<Band>,
}

impl Scale {
    /// The level that counts on a day where one is demanded: that one, or the next above it that is not retired.
    #[must_use]
    pub fn counts_as(&self, level: u8, today: Date) -> u8 {
        let mut counts = level;
        while let Some(Some(from)) = self.retired.get(usize::from(counts))
            && *from <= today
        {
            counts += 1;
        }
        counts
    }
}

impl Score {
    /// The index of the band that holds so many points.
    #[must_use]
    pub fn band(&self, points: i32) -> Option<usize> {
        self.bands.iter().rposition(|band| band.from <= points)
    }
}

/// `band 6..10 cat_2`
#[derive(Debug, Clone)]
pub struct Band {
    /// From.
    pub from: i32,
    /// To, inclusive; open where none.
    pub to: Option<i32>,
    /// Its name and words.
    pub name: Named,
}

/// `rule` and `escalate`
#[derive(Debug, Clone)]
pub struct Rule {
    /// Its name.
    pub name: String,
    /// Its sentence, or its name in words.
    pub sentence: Text,
    /// Whether it is an escalation.
    pub escalates: bool,
    /// 1 where it applies.
    pub applies: Reg,
    /// Its condition as the formatter writes it on one line.
    pub condition: String,
    /// The levels it demands.
    pub demands: Vec<(ScaleId, u8)>,
    /// The duties it demands.
    pub duties: Vec<Demand>,
    /// What it cites.
    pub because: Vec<Citation>,
    /// The facts it reads, directly or through what it reads.
    pub facts: Vec<FactId>,
    /// Where it stands.
    pub span: Span,
}

/// `because SOURCE "quote"`
#[derive(Debug, Clone)]
pub struct Citation {
    /// Index of the source.
    pub source: u32,
    /// What it says.
    pub quote: Option<String>,
}

/// The kinds of duty.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum DutyKind {
    /// `alert`
    Alert,
    /// `refer to`
    Refer,
    /// `do`
    Do,
    /// `tell`
    Tell,
}

impl DutyKind {
    /// The word in documents.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            DutyKind::Alert => "alert",
            DutyKind::Refer => "refer",
            DutyKind::Do => "do",
            DutyKind::Tell => "tell",
        }
    }
}

/// Something that must be done, once for all rules that demand it.
#[derive(Debug, Clone)]
pub struct Duty {
    /// What kind.
    pub kind: DutyKind,
    /// To whom, or what.
    pub to: String,
    /// In words.
    pub text: Text,
    /// The partner it goes to, for alerts and referrals.
    pub partner: Option<PartnerId>,
}

impl Duty {
    /// As rules and examples write it, without its deadline: `refer to social_care`.
    #[must_use]
    pub fn written(&self) -> String {
        let word = if self.kind == DutyKind::Refer {
            "refer to"
        } else {
            self.kind.as_str()
        };
        format!("{word} {}", self.to)
    }
}

/// A duty as one rule demands it.
#[derive(Debug, Clone, Copy)]
pub struct Demand {
    /// Which duty.
    pub duty: DutyId,
    /// By when.
    pub deadline: Option<Deadline>,
}

/// `within D of M`
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Deadline {
    /// The fact whose moment it counts from.
    pub from: FactId,
    /// For an escalation that names no other moment, its own time, which passes first.
    pub after: Option<Period>,
    /// The time allowed.
    pub within: Period,
}

impl Deadline {
    /// When it is for a case whose moment is that.
    #[must_use]
    pub fn at(self, from: Moment, calendars: &[Calendar]) -> Moment {
        let from = self.after.map_or(from, |after| after.after(from, calendars));
        self.within.after(from, calendars)
    }

    /// The whole time since its moment, in words.
    #[must_use]
    pub fn words(self, calendars: &[Calendar]) -> String {
        let within = self.within.words(calendars);
        self.after.map_or_else(
            || within.clone(),
            |after| format!("{} and then {within}", after.words(calendars)),
        )
    }
}

/// `gate NAME …`
#[derive(Debug, Clone)]
pub struct Gate {
    /// Its name.
    pub name: String,
    /// What it is in the way of, in words.
    pub text: Text,
    /// What must hold, whatever is not known.
    pub needs: Vec<Need>,
    /// What it says while it is shut.
    pub refuse: Option<Text>,
    /// What it cites.
    pub because: Vec<Citation>,
}

/// `needs CONDITION "…"`
#[derive(Debug, Clone)]
pub struct Need {
    /// 1 where it is met.
    pub applies: Reg,
    /// The condition as the formatter writes it on one line.
    pub condition: String,
    /// Its words, or the condition in words.
    pub text: Text,
}

/// `partner` and `contact`
#[derive(Debug, Clone)]
pub struct Partner {
    /// Its name.
    pub name: String,
    /// Its words.
    pub text: Text,
    /// A number to ring that is never alerted.
    pub contact: bool,
    /// The one-of fact that chooses the route.
    pub by: Option<FactId>,
    /// Its routes.
    pub routes: Vec<Route>,
    /// What an alert to it may say; none where the policy does not say.
    pub may_see: Option<Vec<Seen>>,
}

/// Something that an alert may say.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Seen {
    /// The answer to a fact.
    Fact(FactId),
    /// The level of a scale.
    Scale(ScaleId),
    /// The points of a score.
    Score(ScoreId),
    /// The rules that ask for it, in words.
    Reasons,
}

/// How to reach a partner.
#[derive(Debug, Clone)]
pub struct Route {
    /// The days on which it holds, the last of them not.
    pub days: (Date, Date),
    /// For which option of the routing fact; none is always.
    pub option: Option<u32>,
    /// The ways.
    pub channels: Vec<Way>,
}

/// A way, and when somebody is there.
#[derive(Debug, Clone)]
pub struct Way {
    /// How.
    pub by: Channel,
    /// Where.
    pub address: String,
    /// The calendar of its hours; none is always.
    pub during: Option<u32>,
}

/// A way of reaching somebody.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Channel {
    /// `phone`
    Phone,
    /// `web`
    Web,
    /// `email`
    Email,
}

impl Channel {
    /// The word in documents.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            Channel::Phone => "phone",
            Channel::Web => "web",
            Channel::Email => "email",
        }
    }
}

/// `example …`
#[derive(Debug, Clone)]
pub struct Example {
    /// Its name.
    pub name: String,
    /// Its words.
    pub text: Text,
    /// The row of slots.
    pub row: Vec<i32>,
    /// The moment decided for.
    pub now: Moment,
    /// What must come out.
    pub expect: Vec<Expect>,
    /// Where it stands.
    pub span: Span,
}

/// One expectation of an example.
#[derive(Debug, Clone)]
pub struct Expect {
    /// Where it stands.
    pub span: Span,
    /// What.
    pub kind: ExpectKind,
}

/// The kinds of expectation.
#[derive(Debug, Clone)]
pub enum ExpectKind {
    /// `risk medium`
    Level(ScaleId, u8),
    /// `risk may be low..high`
    Range(ScaleId, u8, u8),
    /// `seraf 7`
    Points(ScoreId, i32),
    /// `seraf cat_2`
    Band(ScoreId, u32),
    /// `because RULE` or `not because RULE`
    Because(RuleId, bool),
    /// `alert P`, `alert P by M`
    Duty(DutyId, Option<Moment>),
    /// `no alert P`; none where no rule ever demands it
    NoDuty(Option<DutyId>),
    /// `ask FACT`
    Ask(FactId),
    /// `gate G opens` or `gate G refuses`
    Gate(GateId, bool),
    /// `settled`
    Settled,
    /// `next change at M to LEVEL`
    Change(Moment, Option<(ScaleId, u8)>),
    /// `no change`
    NoChange,
}

impl Program {
    /// The fact of that id. Ids come from this program, so there is always one.
    #[must_use]
    pub fn fact(&self, id: FactId) -> Option<&Fact> {
        self.facts.get(id.0 as usize)
    }

    /// The fact of that name.
    #[must_use]
    pub fn fact_named(&self, name: &str) -> Option<(FactId, &Fact)> {
        let index = self.facts.iter().position(|fact| fact.name == name)?;
        Some((FactId(u32::try_from(index).ok()?), self.facts.get(index)?))
    }
}

impl FactKind {
    /// How many slots such a fact takes.
    #[must_use]
    pub fn width(&self) -> u32 {
        match self {
            FactKind::AnyOf(options) => u32::try_from(options.len()).unwrap_or(u32::MAX),
            FactKind::YesNo
            | FactKind::Number { .. }
            | FactKind::OneOf(_)
            | FactKind::Duration { .. }
            | FactKind::Date
            | FactKind::Moment => 1,
        }
    }
}

impl Range {
    /// Both ends.
    #[must_use]
    pub fn new(low: i32, high: i32) -> Range {
        Range { low, high }
    }

    /// Whether a value lies within.
    #[must_use]
    #[inline(always)]
    pub fn holds(self, value: i32) -> bool {
        self.low <= value && value <= self.high
    }
}
