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
    /// By list, its records: each a row of slots.
    pub(crate) records: Vec<Vec<Vec<i32>>>,
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
        }
    }
}

impl Case {
    /// A case of which nothing was asked yet.
    #[must_use]
    pub fn new(program: &Program, now: Moment) -> Case {
        Case {
            row: vec![ir::NOT_ASKED; program.slots.len()],
            records: vec![Vec::new(); program.lists()],
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
        self.records.iter_mut().for_each(Vec::clear);
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
        self.records.iter_mut().for_each(Vec::clear);
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

    /// How many records were given for a list; none of what is no list.
    #[must_use]
    pub fn records_of(&self, fact: &Fact) -> Option<usize> {
        self.records.get(list_index(fact)?).map(Vec::len)
    }

    /// The records that were given for a list, each a row of slots.
    #[must_use]
    pub fn records(&self, fact: &Fact) -> &[Vec<i32>] {
        let records = list_index(fact).and_then(|index| self.records.get(index));
        records.map_or(&[][..], Vec::as_slice)
    }

    /// Gives a list its records: rows of slots that hold only what those may.
    pub fn put_records(&mut self, fact: &Fact, records: Vec<Vec<i32>>) {
        if let Some(own) = list_index(fact).and_then(|index| self.records.get_mut(index)) {
            *own = records;
            self.put(fact.slot, 1);
        }
    }

    /// Whether every slot has a value.
    #[must_use]
    pub fn all_known(&self) -> bool {
        self.row.iter().all(|value| *value > ir::LAST_MARK)
    }

    /// Forgets what was wrong, but not what became of it.
    pub fn forgive(&mut self) {
        self.faults.clear();
    }

    /// What was wrong so far.
    #[must_use]
    pub fn faults(&self) -> &[Fault] {
        &self.faults
    }

    /// Gives a fact its answer. A name the policy does not know, or a value the fact cannot have, becomes a fault.
    pub fn give(&mut self, program: &Program, name: &str, answer: &Answer) {
        match program.fact_named(name) {
            Some((_, fact)) => match list_of(fact) {
                Some(list) => self.give_list(program, fact, list, answer),
                None => self.sheet(program).give_one(fact, answer),
            },
            None => self.sheet(program).misspelt(name),
        }
    }

    fn sheet<'c>(&'c mut self, program: &'c Program) -> Sheet<'c> {
        Sheet {
            facts: &program.facts,
            row: &mut self.row,
            faults: &mut self.faults,
            list: None,
        }
    }

    /// The records of a list. What is wrong inside one leaves that part of it open; a list that cannot be read at all,
    /// or is too long, counts as not known.
    fn give_list(&mut self, program: &Program, fact: &Fact, list: &ir::List, answer: &Answer) {
        let mut texts = Vec::new();
        let entries = match answer {
            Answer::Unknown => return self.put(fact.slot, ir::UNKNOWN),
            Answer::Text(text) if text.trim().is_empty() => return,
            Answer::Text(text) if text.trim() == "unknown" => return self.put(fact.slot, ir::UNKNOWN),
            Answer::Text(text) if text.trim() == "none" => &[][..],
            Answer::Text(text) => {
                texts.extend(answer::option_names(text).map(|entry| Answer::Text(entry.to_owned())));
                texts.as_slice()
            }
            Answer::List(list) => list.as_slice(),
            Answer::YesNo(_) | Answer::Number(_) | Answer::Each(_) | Answer::Unusable(_) => {
                return self.fault(program, fact, FaultKind::WrongType, answer);
            }
        };
        if usize::try_from(list.most).is_ok_and(|most| entries.len() > most) {
            return self.fault(program, fact, FaultKind::OutOfRange, answer);
        }
        let mut records = Vec::with_capacity(entries.len());
        for entry in entries {
            let mut row = vec![ir::NOT_ASKED; list.slots.len()];
            let mut sheet = Sheet {
                facts: &list.fields,
                row: &mut row,
                faults: &mut self.faults,
                list: Some(&fact.name),
            };
            match (entry, list.fields.first()) {
                // In one text the fields stand in their order.
                (Answer::Text(text), _) if text.contains(',') => sheet.give_in_order(text),
                (Answer::Each(pairs), _) => pairs.iter().for_each(|(name, answer)| sheet.give(name, answer)),
                // A plain value is that of the first field.
                (_, Some(first)) => sheet.give_one(first, entry),
                (_, None) => {}
            }
            records.push(row);
        }
        self.put_records(fact, records);
    }

    /// Puts one slot's value, which must be one that reading an answer gave.
    pub fn put(&mut self, slot: u32, value: i32) {
        if let Some(place) = self.row.get_mut(slot as usize) {
            *place = value;
        }
    }

    /// Marks a fact as faulty and says why.
    pub(crate) fn fault(&mut self, program: &Program, fact: &Fact, kind: FaultKind, answer: &Answer) {
        self.sheet(program).fault(fact, kind, answer);
    }
}

/// A form being filled in: the case's own, or one record of a list.
struct Sheet<'c> {
    facts: &'c [Fact],
    row: &'c mut [i32],
    faults: &'c mut Vec<Fault>,
    /// The name of the list that the record is in.
    list: Option<&'c str>,
}

impl<'c> Sheet<'c> {
    fn give(&mut self, name: &str, answer: &Answer) {
        match self.facts.iter().find(|fact| fact.name == name) {
            Some(fact) => self.give_one(fact, answer),
            None => self.misspelt(name),
        }
    }

    fn give_one(&mut self, fact: &Fact, answer: &Answer) {
        if let FactKind::AnyOf(options) = &fact.kind {
            return self.give_options(fact, options, answer);
        }
        match answer::read_one(&fact.kind, answer) {
            Ok(value) => self.put(fact.slot, value),
            Err(kind) => self.fault(fact, kind, answer),
        }
    }

    fn give_in_order(&mut self, text: &str) {
        for (index, part) in text.split(',').enumerate() {
            let answer = Answer::Text(part.trim().to_owned());
            match self.facts.get(index) {
                Some(fact) => self.give_one(fact, &answer),
                None => self.misspelt(part.trim()),
            }
        }
    }

    /// A fact's name as faults give it.
    fn name_of(&self, name: &str) -> String {
        self.list
            .map_or_else(|| name.to_owned(), |list| format!("{list}.{name}"))
    }

    /// Notes a name that the policy does not know. It may be meant for a fact that is not answered, so that fact counts
    /// at its worst until it is.
    fn misspelt(&mut self, name: &str) {
        // A document of nothing else is no form: each name is told, but what it may have meant is not looked for.
        if self.faults.len() >= MOST_SUGGESTED {
            return self.faults.push(unknown_fact(&self.name_of(name), None));
        }
        let near = nearest(name, &mut self.facts.iter().map(|fact| fact.name.as_str()));
        if let Some(fact) = near.and_then(|near| self.facts.iter().find(|fact| fact.name == near)) {
            for slot in fact.slot..fact.slot + fact.kind.width() {
                if self.row.get(slot as usize) == Some(&ir::NOT_ASKED) {
                    self.put(slot, ir::FAULT);
                }
            }
        }
        self.faults.push(unknown_fact(&self.name_of(name), near));
    }

    /// Puts one slot's value, which must be one that reading an answer gave.
    fn put(&mut self, slot: u32, value: i32) {
        if let Some(place) = self.row.get_mut(slot as usize) {
            *place = value;
        }
    }

    fn give_options(&mut self, fact: &Fact, options: &[ir::Named], answer: &Answer) {
        let find = |name: &str| {
            options
                .iter()
                .position(|option| option.name == name)
                .and_then(|index| u32::try_from(index).ok())
        };
        match answer {
            Answer::Unknown => (fact.slot..fact.slot + fact.kind.width()).for_each(|slot| self.put(slot, ir::UNKNOWN)),
            Answer::Text(text) if text.trim().is_empty() => {}
            Answer::Text(text) if text.trim() == "unknown" => self.give_options(fact, options, &Answer::Unknown),
            Answer::Text(text) if text.trim() == "none" => self.give_options(fact, options, &Answer::List(Vec::new())),
            Answer::Text(text) => {
                let names = answer::option_names(text).map(|name| Answer::Text(name.to_owned()));
                self.give_options(fact, options, &Answer::List(names.list()));
            }
            Answer::List(list) => {
                let mut present = Vec::new();
                for item in list {
                    match item {
                        Answer::Text(name) => match find(name) {
                            Some(index) => present.push(index),
                            None => return self.fault(fact, FaultKind::UnknownOption, item),
                        },
                        Answer::Unknown
                        | Answer::YesNo(_)
                        | Answer::Number(_)
                        | Answer::List(_)
                        | Answer::Each(_)
                        | Answer::Unusable(_) => return self.fault(fact, FaultKind::WrongType, item),
                    }
                }
                for index in 0..fact.kind.width() {
                    self.put(fact.slot + index, i32::from(present.contains(&index)));
                }
            }
            Answer::Each(pairs) => {
                for (index, (name, answer)) in pairs.iter().enumerate() {
                    if pairs.iter().take(index).any(|(earlier, _)| earlier == name) {
                        return self.fault(
                            fact,
                            FaultKind::NotReadable,
                            &Answer::Unusable(format!("given `{name}` twice")),
                        );
                    }
                    let Some(index) = find(name) else {
                        self.fault(fact, FaultKind::UnknownOption, &Answer::Text(name.clone()));
                        return;
                    };
                    match answer::read_one(&FactKind::YesNo, answer) {
                        Ok(value) => self.put(fact.slot + index, value),
                        Err(kind) => return self.fault(fact, kind, answer),
                    }
                }
            }
            Answer::YesNo(_) | Answer::Number(_) | Answer::Unusable(_) => {
                self.fault(fact, FaultKind::WrongType, answer)
            }
        }
    }

    /// Marks a fact as faulty and says why.
    fn fault(&mut self, fact: &Fact, kind: FaultKind, answer: &Answer) {
        (fact.slot..fact.slot + fact.kind.width()).for_each(|slot| self.put(slot, ir::FAULT));
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
            fact: self.name_of(&fact.name),
            message,
            help: Some(help),
        });
    }
}

fn list_of(fact: &Fact) -> Option<&ir::List> {
    match &fact.kind {
        FactKind::List(list) => Some(list),
        FactKind::YesNo
        | FactKind::Number { .. }
        | FactKind::OneOf(_)
        | FactKind::AnyOf(_)
        | FactKind::Duration { .. }
        | FactKind::Date
        | FactKind::Moment => None,
    }
}

fn list_index(fact: &Fact) -> Option<usize> {
    list_of(fact).map(|list| list.index as usize)
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
        FactKind::List(list) => format!("give a list of at most {} records", list.most),
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
        FactKind::List(_) => if value == 0 { "none" } else { "given" }.to_owned(),
    }
}
