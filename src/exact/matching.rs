//! Which answers two versions of a policy share: facts of the same name and kind.

use super::clauses::{Clauses, NumberId};
use super::encode::Worlds;
use crate::eval::Case;
use crate::ir::{self, Fact, FactKind, Program, Range};

/// A case of one program as a case of another, fact by fact of the same name.
#[must_use]
pub fn translated(from: &Program, to: &Program, case: &Case) -> Case {
    let mut other = Case::new(to, case.now());
    for fact in &to.facts {
        let Some((_, own)) = from.fact_named(&fact.name) else {
            continue;
        };
        for (slot, own_slot) in pairs(own, fact) {
            if let Some(value) = case.slot(own_slot) {
                other.put(slot, option_value(own, fact, value).unwrap_or(ir::NOT_ASKED));
            }
        }
    }
    other
}

/// Slots of two facts that mean the same: of the second, then of the first.
fn pairs(own: &Fact, other: &Fact) -> Vec<(u32, u32)> {
    match (&own.kind, &other.kind) {
        (FactKind::AnyOf(here), FactKind::AnyOf(there)) => {
            let named = |(index, option): (u32, &ir::Named)| {
                let place = here.iter().position(|own| own.name == option.name)?;
                Some((other.slot + index, own.slot + u32::try_from(place).ok()?))
            };
            (0..).zip(there).filter_map(named).collect()
        }
        _ if core::mem::discriminant(&own.kind) == core::mem::discriminant(&other.kind) => vec![(other.slot, own.slot)],
        _ => Vec::new(),
    }
}

/// What a value is in the other fact: options are the same by name.
fn option_value(own: &Fact, other: &Fact, value: i32) -> Option<i32> {
    match (&own.kind, &other.kind) {
        (FactKind::OneOf(here), FactKind::OneOf(there)) => {
            let name = &here.get(usize::try_from(value).ok()?)?.name;
            let index = there.iter().position(|option| option.name == *name)?;
            i32::try_from(index).ok()
        }
        _ => Some(value),
    }
}

/// Values that mean the same: of the old, of the new.
type Values = Vec<(i32, i32)>;

/// Which slots of the new program are slots of the old.
pub struct Matching {
    /// By new slot, the old slot whose number or condition it is.
    pub slots: Vec<Option<u32>>,
    /// One-of facts whose options differ: old slot, new slot, pairs of values; every other value is left out.
    options: Vec<(u32, u32, Values)>,
    /// Numbers whose range is another: old slot, the range of the new.
    ranges: Vec<(u32, Range)>,
}

impl Matching {
    /// Looks for facts of the same name; what is not the same is told.
    pub fn of(notes: &mut Vec<String>, one: &Worlds<'_>, new: &Program) -> Matching {
        let old = one.program();
        let mut found = Matching {
            slots: vec![None; new.slots.len()],
            options: Vec::new(),
            ranges: Vec::new(),
        };
        for fact in &new.facts {
            let Some((_, own)) = old.fact_named(&fact.name) else {
                notes.push(format!("`{}` is a new fact", fact.name));
                continue;
            };
            if core::mem::discriminant(&own.kind) != core::mem::discriminant(&fact.kind) {
                notes.push(format!(
                    "`{}` is another kind of fact, so it is taken as another fact",
                    fact.name
                ));
                continue;
            }
            let mut share = true;
            match (&own.kind, &fact.kind) {
                (FactKind::OneOf(here), FactKind::OneOf(there)) => {
                    let names = |list: &[ir::Named]| list.iter().map(|option| option.name.clone()).collect::<Vec<_>>();
                    if names(here) != names(there) {
                        notes.push(format!(
                            "`{}` has other options: compared where both have them",
                            fact.name
                        ));
                        let values = 0..i32::try_from(here.len()).unwrap_or(0);
                        let both = values.filter_map(|value| Some((value, option_value(own, fact, value)?)));
                        found.options.push((own.slot, fact.slot, both.collect()));
                        share = false;
                    }
                }
                (FactKind::Number { places: here, .. }, FactKind::Number { places: there, .. }) if here != there => {
                    notes.push(format!(
                        "`{}` has another number of places, so it is taken as another fact",
                        fact.name
                    ));
                    share = false;
                }
                _ => {}
            }
            let range = |program: &Program, slot: u32| program.slots.get(slot as usize).map(|slot| slot.full);
            if share
                && let (Some(here), Some(there)) = (range(old, own.slot), range(new, fact.slot))
                && here != there
            {
                notes.push(format!(
                    "`{}` has another range: compared where both have it",
                    fact.name
                ));
                found.ranges.push((own.slot, there));
            }
            for (slot, own_slot) in pairs(own, fact).into_iter().filter(|_| share) {
                if let Some(place) = found.slots.get_mut(slot as usize) {
                    *place = Some(own_slot);
                }
            }
        }
        for fact in old.facts.iter().filter(|fact| new.fact_named(&fact.name).is_none()) {
            notes.push(format!("`{}` is no longer asked", fact.name));
        }
        found
    }

    /// Says in clauses what facts have in common that are not quite the same.
    pub fn link(&self, clauses: &mut Clauses, one: &Worlds<'_>, two: &Worlds<'_>) {
        let both: Vec<(NumberId, NumberId, &Values)> = self
            .options
            .iter()
            .filter_map(|(old, new, values)| Some((one.number(*old)?, two.number(*new)?, values)))
            .collect();
        for (old, new, values) in both {
            let mut any = Vec::new();
            for (here, there) in values {
                let here = clauses.within(old, Range::new(*here, *here));
                let there = clauses.within(new, Range::new(*there, *there));
                clauses.solver.clause(&[here.not(), there]);
                clauses.solver.clause(&[there.not(), here]);
                any.push(here);
            }
            clauses.solver.clause(&any);
        }
        for (slot, range) in &self.ranges {
            if let Some(id) = one.number(*slot) {
                let within = clauses.within(id, *range);
                clauses.solver.clause(&[within]);
            }
        }
    }
}
