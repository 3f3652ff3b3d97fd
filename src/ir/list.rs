//! Lists of records, and what is asked of them.

use super::{Code, Fact, FactId, FactKind, Program, Range, Reg, Slot};

/// The type of a fact that is a list. Its one slot in the row says whether the list was given.
#[derive(Debug, Clone)]
pub struct List {
    /// Its index among the lists of the policy.
    pub index: u32,
    /// What each record holds. Their slots are counted within the record.
    pub fields: Vec<Fact>,
    /// What may be in each slot of a record.
    pub slots: Vec<Slot>,
    /// How many records there are at most.
    pub most: i32,
}

/// A number that a policy asks of a list.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Query {
    /// The list.
    pub fact: FactId,
    /// What is asked.
    pub which: Which,
    /// The line that is run for each record, over `now`, `today` and the slots of the record.
    pub code: Code,
    /// 1 where the record is meant.
    pub holds: Reg,
    /// What can come out.
    pub range: Range,
}

/// What is asked of the records that are meant.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Which {
    /// How many there are.
    Count,
    /// The greatest value of a slot.
    Latest(u32),
    /// The least value of a slot.
    Earliest(u32),
}

impl Program {
    /// The list that a fact is, if it is one.
    #[must_use]
    pub fn list(&self, fact: FactId) -> Option<&List> {
        match &self.fact(fact)?.kind {
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

    /// How many facts are lists.
    #[must_use]
    pub fn lists(&self) -> usize {
        let kinds = self.facts.iter().map(|fact| &fact.kind);
        kinds.filter(|kind| matches!(kind, FactKind::List(_))).count()
    }
}
