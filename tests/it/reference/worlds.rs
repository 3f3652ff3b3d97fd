//! What a case that is partly known may turn out to be: completions, one by one.

use super::clock::{self, Minute};
use super::evaluate::{Reference, State};
use super::generate;
use super::model::*;

/// How many completions are looked at. Where there are more they are taken at equal steps.
pub const MOST: usize = 40;

/// A case's completions and what follows from each.
pub struct Worlds {
    /// Under what is presumed of the unknown. A faulty fact is never presumed.
    pub presumed: Vec<(Vec<i64>, State)>,
    /// Under nothing, those above among them.
    pub full: Vec<(Vec<i64>, State)>,
    pub all_known: bool,
    /// By fact whether it is known.
    pub known: Vec<bool>,
    /// The known facts; the others hold anything.
    pub facts: Vec<i64>,
}

impl Worlds {
    /// The one that is presumed, where there is but one.
    pub fn only(&self) -> (&[i64], &State) {
        let (facts, state) = self.presumed.first().expect("there is one");
        (facts, state)
    }
}

pub fn known(case: &Case) -> Vec<bool> {
    case.facts
        .iter()
        .map(|given| matches!(given, Given::Known(_)))
        .collect()
}

pub fn worlds(reference: &Reference<'_>, case: &Case, most: usize) -> Worlds {
    let state = |facts: Vec<i64>| {
        let state = reference.state(&facts, case.now);
        (facts, state)
    };
    let presumptions = &reference.policy.presumed;
    let presumed: Vec<_> = completions(case, Some(presumptions), most)
        .into_iter()
        .map(state)
        .collect();
    let full = completions(case, None, most)
        .into_iter()
        .map(state)
        .chain(presumed.clone())
        .collect();
    let known = known(case);
    Worlds {
        facts: presumed[0].0.clone(),
        presumed,
        full,
        all_known: known.iter().all(|known| *known),
        known,
    }
}

fn completions(case: &Case, presumed: Option<&Vec<Option<(i64, i64)>>>, most: usize) -> Vec<Vec<i64>> {
    let values: Vec<Vec<i64>> = (0..FACTS.len())
        .map(|fact| values(case, fact, presumed.and_then(|presumed| presumed[fact])))
        .collect();
    let all: usize = values.iter().map(Vec::len).product();
    // A step that shares no factor with the numbers of values, so that every one of them comes up.
    let step = if all <= most { 1 } else { all / most * 2 + 1 };
    (0..all.min(most))
        .map(|index| {
            let mut rest = index * step % all;
            let mut take = |values: &Vec<i64>| {
                let value = values[rest % values.len()];
                rest /= values.len();
                value
            };
            values.iter().map(&mut take).collect()
        })
        .collect()
}

/// What a fact may be.
pub fn values(case: &Case, fact: usize, presumed: Option<(i64, i64)>) -> Vec<i64> {
    let kind = FACTS[fact].1;
    let given = &case.facts[fact];
    let presumed = presumed.filter(|_| *given != Given::Faulty);
    let all = all_values(kind, case.now, presumed);
    match given {
        Given::Known(value) => vec![*value],
        Given::Unknown | Given::NotAsked | Given::Faulty => all,
        Given::Part(known, held) => {
            let mut values: Vec<i64> = all.iter().map(|value| value & !known | held).collect();
            values.sort_unstable();
            values.dedup();
            values
        }
    }
}

fn all_values(kind: Kind, now: Minute, presumed: Option<(i64, i64)>) -> Vec<i64> {
    let range = |low: i64, high: i64, step: usize| {
        let (low, high) = presumed.unwrap_or((low, high));
        let mut values: Vec<i64> = (low..=high).step_by(step).chain([high]).collect();
        values.dedup();
        values
    };
    match kind {
        Kind::YesNo => range(0, 1, 1),
        Kind::Whole(low, high) | Kind::Decimal(low, high) => range(low, high, 1),
        Kind::Duration(low, high) => range(low, high, 30),
        Kind::OneOf(_) => range(0, kind.options() - 1, 1),
        Kind::AnyOf(_) => range(0, (1 << kind.options()) - 1, 1),
        // A few of all there are: enough to find a range that is too narrow.
        Kind::Date => {
            let today = clock::shown(now).0;
            vec![
                today - 7_000,
                today - 6_500,
                today - 31,
                today - 10,
                today - 2,
                today,
                today + 3,
            ]
        }
        Kind::Moment => {
            let hours = [9_000, 700, 100, 25, 3, 0, -2].map(|hours| now - hours * 60);
            hours.into_iter().chain(generate::moments()).collect()
        }
    }
}
