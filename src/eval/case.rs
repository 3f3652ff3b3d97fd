//! A case: a row of slots, the moment decided for, and what was wrong with what was given.

use super::answer::{self, Answer};
use crate::ir::{self, Fact, FactKind, Program};
use crate::list::List as _;
use crate::source::nearest;
use crate::value::{Date, Decimal, Duration, Moment};

/// One case, made for one program.
#[derive(Debug, Clone)]
pub struct Case {
    /// One value or mark for each slot.
    pub(crate) row: Vec<i32>,
    /// The moment decided for.
    pub(crate) now: Moment,
    /// What was wrong.
    pub(crate) faults: Vec<Fault>,
}

/// Something wrong with what was given. The fact counts as not known, at its worst.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Fault {
    /// What kind.
    pub kind: FaultKind,
    /// The name as the case gave it.
    pub fact: String,
    /// One sentence.
    pub message: String,
    /// What would have been right.
    pub help: Option<String>,
}

/// The kinds of fault.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum FaultKind {
    /// The policy has no such fact.
    UnknownFact,
    /// A value of another type.
    WrongType,
    /// The fact has no such option.
    UnknownOption,
    /// Outside the declared range.
    OutOfRange,
    /// A date or time that does not exist.
    ImpossibleDate,
    /// It could not be read at all.
    NotReadable,
    /// No version of the policy was in force yet.
    #[cfg(feature = "cli")]
    NotInForce,
}

impl FaultKind {
    /// The word in documents.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            FaultKind::UnknownFact => "unknown_fact",
            FaultKind::WrongType => "wrong_type",
            FaultKind::UnknownOption => "unknown_option",
            FaultKind::OutOfRange => "out_of_range",
            FaultKind::ImpossibleDate => "impossible_date",
            FaultKind::NotReadable => "not_readable",
            #[cfg(feature = "cli")]
            FaultKind::NotInForce => "not_in_force",
        }
    }
}

impl Case {
    /// A case of which nothing was asked yet.
    #[must_use]
    pub fn new(program: &Program, now: Moment) -> Case {
        Case {
            row: vec![ir::NOT_ASKED; program.slots.len()],
            now,
            faults: Vec::new(),
        }
    }

    /// A case from a row of slots.
    #[must_use]
    pub fn from_row(program: &Program, row: &[i32], now: Moment) -> Case {
        let mut case = Case::new(program, now);
        case.refill(program, row, now);
        case
    }

    /// Puts another row and moment in place. A value that its slot cannot hold counts as a fault.
    pub fn refill(&mut self, program: &Program, row: &[i32], now: Moment) {
        self.faults.clear();
        self.now = Moment {
            minutes: now.minutes.clamp(Moment::FIRST.minutes, Moment::LAST.minutes),
        };
        for (own, (given, slot)) in self.row.iter_mut().zip(row.iter().zip(&program.slots)) {
            *own = if *given <= ir::LAST_MARK || slot.full.holds(*given) {
                *given
            } else {
                ir::FAULT
            };
        }
    }

    /// The row of slots: values and marks.
    #[must_use]
    pub fn row(&self) -> &[i32] {
        &self.row
    }

    /// A slot's value; none where it is not known.
    #[must_use]
    pub fn slot(&self, slot: u32) -> Option<i32> {
        self.row
            .get(slot as usize)
            .copied()
            .filter(|value| *value > ir::LAST_MARK)
    }

    /// Adds a fault that is not about one fact.
    pub fn add_fault(&mut self, fault: Fault) {
        self.faults.push(fault);
    }

    /// Empties the case for another, keeping its memory.
    pub fn clear(&mut self, now: Moment) {
        self.row.fill(ir::NOT_ASKED);
        self.faults.clear();
        self.now = now;
    }

    /// The moment decided for.
    #[must_use]
    pub fn now(&self) -> Moment {
        self.now
    }

    /// Decides for another moment.
    pub fn set_now(&mut self, now: Moment) {
        self.now = now;
    }

    /// Whether every slot has a value.
    #[must_use]
    pub fn all_known(&self) -> bool {
        self.row.iter().all(|value| *value > ir::LAST_MARK)
    }

    /// What was wrong so far.
    #[must_use]
    pub fn faults(&self) -> &[Fault] {
        &self.faults
    }

    /// Gives a fact its answer. A name the policy does not know, or a value the fact cannot have, becomes a fault.
    pub fn give(&mut self, program: &Program, name: &str, answer: &Answer) {
        let Some((_, fact)) = program.fact_named(name) else {
            self.misspelt(program, name);
            return;
        };
        match (&fact.kind, answer) {
            (FactKind::AnyOf(options), answer) => self.give_options(fact, options, answer),
            (kind, answer) => match answer::read_one(kind, answer) {
                Ok(value) => self.put(fact.slot, value),
                Err(kind) => self.fault(fact, kind, answer),
            },
        }
    }

    /// Notes a name that the policy does not know. It may be meant for a fact that is not answered, so that fact counts
    /// at its worst until it is.
    fn misspelt(&mut self, program: &Program, name: &str) {
        // A document of nothing else is no form: each name is told, but what it may have meant is not looked for.
        if self.faults.len() >= MOST_SUGGESTED {
            return self.faults.push(unknown_fact(name, None));
        }
        let near = nearest(name, &mut program.facts.iter().map(|fact| fact.name.as_str()));
        if let Some((_, fact)) = near.and_then(|near| program.fact_named(near)) {
            for slot in fact.slot..fact.slot + fact.kind.width() {
                if self.row.get(slot as usize) == Some(&ir::NOT_ASKED) {
                    self.put(slot, ir::FAULT);
                }
            }
        }
        self.faults.push(unknown_fact(name, near));
    }

    /// Puts one slot's value, which must be one that reading an answer gave.
    pub fn put(&mut self, slot: u32, value: i32) {
        if let Some(place) = self.row.get_mut(slot as usize) {
            *place = value;
        }
    }

    fn give_options(&mut self, fact: &Fact, options: &[ir::Named], answer: &Answer) {
        match answer {
            Answer::Unknown => self.put_all(fact, ir::UNKNOWN),
            Answer::Text(text) => match text.trim() {
                "" => {}
                "unknown" => self.put_all(fact, ir::UNKNOWN),
                "none" => self.put_all(fact, 0),
                text => {
                    self.put_all(fact, 0);
                    for name in answer::option_names(text) {
                        if !self.give_option(fact, options, name, &Answer::YesNo(true)) {
                            return;
                        }
                    }
                }
            },
            Answer::List(list) => {
                self.put_all(fact, 0);
                for item in list {
                    let Answer::Text(name) = item else {
                        return self.fault(fact, FaultKind::WrongType, item);
                    };
                    if !self.give_option(fact, options, name, &Answer::YesNo(true)) {
                        return;
                    }
                }
            }
            Answer::Each(pairs) => {
                for (index, (name, answer)) in pairs.iter().enumerate() {
                    if pairs.iter().take(index).any(|(earlier, _)| earlier == name) {
                        let twice = Answer::Unusable(format!("given `{name}` twice"));
                        return self.fault(fact, FaultKind::NotReadable, &twice);
                    }
                    if !self.give_option(fact, options, name, answer) {
                        return;
                    }
                }
            }
            Answer::YesNo(_) | Answer::Number(_) | Answer::Unusable(_) => {
                self.fault(fact, FaultKind::WrongType, answer)
            }
        }
    }

    /// Gives one option of an any-of fact its answer. False where it made the fact faulty.
    fn give_option(&mut self, fact: &Fact, options: &[ir::Named], name: &str, answer: &Answer) -> bool {
        let index = (0..).zip(options).find(|(_, option)| option.name == name);
        let Some((index, _)) = index else {
            self.fault(fact, FaultKind::UnknownOption, &Answer::Text(name.to_owned()));
            return false;
        };
        match answer::read_one(&FactKind::YesNo, answer) {
            Ok(value) => {
                self.put(fact.slot + index, value);
                true
            }
            Err(kind) => {
                self.fault(fact, kind, answer);
                false
            }
        }
    }

    /// Puts one value into every slot of a fact.
    fn put_all(&mut self, fact: &Fact, value: i32) {
        (fact.slot..fact.slot + fact.kind.width()).for_each(|slot| self.put(slot, value));
    }

    /// Marks a fact as faulty and says why.
    pub(crate) fn fault(&mut self, fact: &Fact, kind: FaultKind, answer: &Answer) {
        self.put_all(fact, ir::FAULT);
        let kind = if matches!(answer, Answer::Unusable(_)) {
            FaultKind::NotReadable
        } else {
            kind
        };
        let given = answer.words();
        let message = match kind {
            FaultKind::UnknownOption => format!("{given} is no option of `{}`", fact.name),
            FaultKind::OutOfRange => format!("{given} is outside the range of `{}`", fact.name),
            FaultKind::ImpossibleDate => format!("{given} does not exist"),
            FaultKind::WrongType | FaultKind::NotReadable | FaultKind::UnknownFact => {
                format!("`{}` cannot be {given}", fact.name)
            }
            // Said of a whole case, never of a fact.
            #[cfg(feature = "cli")]
            FaultKind::NotInForce => String::new(),
        };
        let suggestion = match (kind, answer, &fact.kind) {
            (FaultKind::UnknownOption, Answer::Text(text), FactKind::OneOf(options) | FactKind::AnyOf(options)) => {
                nearest(text, &mut options.iter().map(|option| option.name.as_str()))
            }
            _ => None,
        };
        let help = suggestion.map_or_else(|| expected(&fact.kind), |name| format!("did you mean `{name}`?"));
        self.faults.push(Fault {
            kind,
            fact: fact.name.clone(),
            message,
            help: Some(help),
        });
    }
}

/// How many names that the policy does not know get a suggestion.
const MOST_SUGGESTED: usize = 100;

/// The fault of a heading that the policy does not know.
pub fn unknown_heading(program: &Program, name: &str) -> Fault {
    unknown_fact(
        name,
        nearest(name, &mut program.facts.iter().map(|fact| fact.name.as_str())),
    )
}

fn unknown_fact(name: &str, near: Option<&str>) -> Fault {
    let help = near.map(|near| format!("did you mean `{near}`?"));
    let shown: String = name.chars().take(60).collect();
    Fault {
        kind: FaultKind::UnknownFact,
        fact: name.to_owned(),
        message: format!("the policy asks nothing called `{shown}`"),
        help,
    }
}

/// What a fact takes, in words.
fn expected(kind: &FactKind) -> String {
    match kind {
        FactKind::YesNo => "give yes, no or unknown".to_owned(),
        FactKind::Number {
            low,
            high,
            places,
            unit,
        } => {
            let (low, high) = (
                Decimal {
                    digits: i64::from(*low),
                    places: *places,
                },
                Decimal {
                    digits: i64::from(*high),
                    places: *places,
                },
            );
            let unit = unit.as_ref().map(|unit| format!(" {unit}")).unwrap_or_default();
            match places {
                0 => format!("give a whole number, {low} to {high}{unit}"),
                1 => format!("give {low} to {high}{unit}, with one figure behind the point at most"),
                places => format!("give {low} to {high}{unit}, with {places} figures behind the point at most"),
            }
        }
        FactKind::OneOf(options) => format!("give one of {}", list(options)),
        FactKind::AnyOf(options) => format!("give a list of {}", list(options)),
        FactKind::Duration { low, high } => format!("give {low} to {high}, such as `12 hours`"),
        FactKind::Date => format!("give a date such as `2016-03-24`, {} to {}", Date::FIRST, Date::LAST),
        FactKind::Moment => "give a moment such as `2016-03-24 21:00`, from 1900 to 2199".to_owned(),
    }
}

fn list(options: &[ir::Named]) -> String {
    const MOST: usize = 12;
    let mut names: Vec<String> = options
        .iter()
        .take(MOST)
        .map(|option| format!("`{}`", option.name))
        .list();
    if options.len() > MOST {
        names.push("…".to_owned());
    }
    names.join(", ")
}

/// A slot's value in words, as a policy would write it.
#[must_use]
pub fn value_words(fact: &Fact, value: i32) -> String {
    match &fact.kind {
        FactKind::YesNo | FactKind::AnyOf(_) => if value == 0 { "no" } else { "yes" }.to_owned(),
        FactKind::Number { places, unit, .. } => {
            let number = Decimal {
                digits: i64::from(value),
                places: *places,
            };
            unit.as_ref()
                .map_or_else(|| number.to_string(), |unit| format!("{number} {unit}"))
        }
        FactKind::OneOf(options) => usize::try_from(value)
            .ok()
            .and_then(|index| options.get(index))
            .map(|option| option.name.clone())
            .unwrap_or_default(),
        FactKind::Duration { .. } => Duration { minutes: value }.to_string(),
        FactKind::Date => Date { days: value }.to_string(),
        FactKind::Moment => Moment { minutes: value }.wall(),
    }
}
