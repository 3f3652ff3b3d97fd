//! What is asked of lists: the line of a query is read for each record, and what it finds is put together.

use super::Case;
use super::line::{Interval, Line, World};
use crate::ir::{self, FactId, Program, Query, Which};
use crate::list::List as _;
use crate::value::Moment;

/// What a query may come to.
pub fn ask(program: &Program, case: &Case, query: u32, now: Moment, world: World) -> Interval {
    let Some(query) = program.queries.get(query as usize) else {
        return Interval::default();
    };
    let full = Interval {
        low: query.range.low,
        high: query.range.high,
    };
    let Some(list) = program.list(query.fact) else {
        return full;
    };
    let given = program.fact(query.fact).and_then(|fact| {
        let slot = program.slots.get(fact.slot as usize)?;
        Some(super::line::slot(*case.row.get(fact.slot as usize)?, slot, world))
    });
    let records = match given {
        Some(Interval { low: 1, .. }) => case.records.get(list.index as usize).map_or(&[][..], Vec::as_slice),
        // Presumed to be without records.
        Some(Interval { high: 0, .. }) => &[],
        _ => return full,
    };
    let found = records
        .iter()
        .map(|record| meant(program, query, list, record, now))
        .list();
    match query.which {
        Which::Count => {
            let count = |end: fn(&Interval) -> i32| found.iter().map(|(holds, _)| end(holds)).sum();
            Interval {
                low: count(|holds| holds.low),
                high: count(|holds| holds.high),
            }
        }
        Which::Latest(_) => ends(&found, full, |value| value),
        // The least is the greatest of the opposites.
        Which::Earliest(_) => {
            let least = ends(&found, opposite(full), opposite);
            opposite(least)
        }
    }
}

fn opposite(value: Interval) -> Interval {
    Interval {
        low: value.high.saturating_neg(),
        high: value.low.saturating_neg(),
    }
}

/// The greatest value of those that are meant: no less than of those that surely are, no more than of those that may be.
fn ends(found: &[(Interval, Interval)], full: Interval, turn: fn(Interval) -> Interval) -> Interval {
    let values = |surely: bool| {
        let meant = move |holds: &Interval| if surely { holds.low != 0 } else { holds.high != 0 };
        found
            .iter()
            .filter(move |(holds, _)| meant(holds))
            .map(|(_, value)| turn(*value))
    };
    let low = values(true).map(|value| value.low).max();
    let low = low.or_else(|| values(false).map(|value| value.low).min());
    let high = values(false).map(|value| value.high).max();
    Interval {
        low: low.unwrap_or(full.low),
        high: high.unwrap_or(full.high),
    }
}

/// Whether a record is meant, and the value that is asked of it.
fn meant(program: &Program, query: &Query, list: &ir::List, record: &[i32], now: Moment) -> (Interval, Interval) {
    let registers = line(program, query, list, record).read(now, World::Full);
    let read = |reg: usize| registers.get(reg).copied().unwrap_or_default();
    let slot = match query.which {
        Which::Latest(slot) | Which::Earliest(slot) => slot,
        Which::Count => 0,
    };
    (read(query.holds.0 as usize), read((slot + ir::FIRST_SLOT) as usize))
}

fn line<'a>(program: &'a Program, query: &'a Query, list: &'a ir::List, record: &'a [i32]) -> Line<'a> {
    Line {
        code: &query.code,
        slots: &list.slots,
        row: record,
        calendars: &program.calendars,
        ask: None,
    }
}

/// The lines of all records that any query is run for, with what is in their registers at a moment.
pub fn lines<'a>(program: &'a Program, case: &'a Case, now: Moment) -> Vec<(&'a ir::Code, Vec<Interval>)> {
    let mut lines = Vec::new();
    for query in &program.queries {
        let Some(list) = program.list(query.fact) else { continue };
        for record in case.records.get(list.index as usize).into_iter().flatten() {
            let registers = line(program, query, list, record).read(now, World::Full);
            lines.push((&query.code, registers));
        }
    }
    lines
}

/// Whether anything about the records of a list that was given is not known.
pub fn marks<'a>(program: &Program, case: &'a Case, fact: FactId) -> impl Iterator<Item = &'a i32> {
    let index = program.list(fact).map(|list| list.index as usize);
    let records = index.and_then(|index| case.records.get(index));
    records
        .into_iter()
        .flatten()
        .flatten()
        .filter(|value| **value <= ir::LAST_MARK)
}
