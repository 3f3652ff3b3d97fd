//! What cases that were decided have shown of a policy: most questions are answered by some case before they are asked.

use super::clauses::{Clauses, Part};
use super::encode::Worlds;
use crate::Engine;
use crate::eval::{Case, Scratch};
use crate::ir::{self, Demand, FactKind, RuleId, ScaleId};
use crate::sorted::Ids;
use crate::value::{DAY, Moment};

/// What was seen.
#[derive(Debug)]
pub struct Seen<'e> {
    engine: &'e Engine,
    scratch: Scratch,
    /// Rules that applied.
    pub applied: Ids,
    /// Rules that were the only ones to demand something.
    pub mattered: Ids,
    /// By scale, the levels that were given.
    pub given: Vec<Ids>,
}

/// Whether a duty as one rule demands it is due no later than as another does, as far as that can be seen without a case.
pub fn covers(one: &Demand, other: &Demand) -> bool {
    one.deadline == other.deadline || other.deadline.is_none()
}

impl<'e> Seen<'e> {
    /// Nothing yet.
    pub fn new(engine: &'e Engine) -> Seen<'e> {
        Seen {
            engine,
            scratch: Scratch::default(),
            applied: Ids::default(),
            mattered: Ids::default(),
            given: vec![Ids::default(); engine.program().scales.len()],
        }
    }

    /// Decides a case of which all is known, and remembers what it shows.
    pub fn look(&mut self, case: &Case) {
        let program = self.engine.program();
        let grade = self.engine.grade(case, &mut self.scratch);
        let rules: Vec<(RuleId, &ir::Rule)> = grade
            .rules()
            .filter_map(|id| Some((id, program.rules.get(id.0 as usize)?)))
            .collect();
        for (scale, given) in (0..).map(ScaleId).zip(&mut self.given) {
            given.insert(u32::try_from(grade.level(scale)).unwrap_or(0));
            // Alone is who demands more than everybody else.
            let own = |rule: &ir::Rule| {
                rule.demands
                    .iter()
                    .filter(|(id, _)| *id == scale)
                    .map(|(_, level)| *level)
                    .max()
            };
            let top = rules.iter().filter_map(|(_, rule)| own(rule)).max();
            let mut highest = rules.iter().filter(|(_, rule)| top.is_some() && own(rule) == top);
            if let (Some((id, _)), None) = (highest.next(), highest.next()) {
                self.mattered.insert(id.0);
            }
        }
        for (id, rule) in &rules {
            self.applied.insert(id.0);
            let lone = rule.duties.iter().any(|demand| {
                let others = rules.iter().filter(|(other, _)| other != id);
                !others
                    .flat_map(|(_, other)| &other.duties)
                    .any(|own| own.duty == demand.duty && covers(own, demand))
            });
            if lone {
                self.mattered.insert(id.0);
            }
        }
    }

    /// Looks at cases drawn from the cells that the policy cuts its facts into, the same on every machine.
    pub fn sample(&mut self, clauses: &Clauses, worlds: &Worlds<'_>, start: Moment, cases: usize) {
        let mut draw = Draw(1);
        let program = self.engine.program();
        let ways: Vec<Way> = (0..)
            .zip(&program.slots)
            .map(|(slot, own)| Way::of(clauses, worlds, slot, own))
            .collect();
        let mut row = Vec::with_capacity(ways.len());
        for _ in 0..cases {
            let now = start.plus(draw.below(400 * DAY));
            row.clear();
            row.extend(ways.iter().map(|way| match way {
                Way::Fixed(value) => *value,
                Way::YesNo => draw.below(2),
                Way::Since(bounds) => {
                    let long = draw.one(bounds).unwrap_or(0);
                    now.plus(-long.clamp(-400 * DAY, 400 * DAY)).minutes
                }
                Way::Moment => now.plus(-draw.below(10 * DAY)).minutes,
                Way::Date => now.date().days - draw.below(30 * 365),
                Way::Number(low, bounds) => {
                    let cell = draw.below(i32::try_from(bounds.len() + 1).unwrap_or(1));
                    let place = usize::try_from(cell - 1).ok();
                    place.and_then(|place| bounds.get(place)).copied().unwrap_or(*low)
                }
            }));
            self.look(&Case::from_row(program, &row, now));
        }
    }
}

/// How a slot is filled at random.
enum Way {
    Fixed(i32),
    YesNo,
    /// A moment, as long ago as some bound says.
    Since(Vec<i32>),
    Moment,
    Date,
    /// One of the cells between bounds, from a lowest value on.
    Number(i32, Vec<i32>),
}

impl Way {
    fn of(clauses: &Clauses, worlds: &Worlds<'_>, slot: u32, own: &ir::Slot) -> Way {
        let Some(id) = worlds.number(slot) else {
            return worlds.fixed(slot).map_or(Way::YesNo, Way::Fixed);
        };
        let kind = worlds.program().fact(own.fact).map(|fact| &fact.kind);
        match kind {
            Some(FactKind::Moment) => {
                let is = |part: &Part| matches!(part, Part::Number(number) if *number == id);
                let mut sums = clauses.sums.iter();
                let since = sums.find(|sum| sum.terms.len() == 2 && sum.terms.iter().any(|(part, _)| is(part)));
                since.map_or(Way::Moment, |sum| Way::Since(clauses.bounds(sum.number)))
            }
            Some(FactKind::Date) => Way::Date,
            _ => Way::Number(own.full.low, clauses.bounds(id)),
        }
    }
}

/// Numbers that look random and are the same everywhere.
struct Draw(u64);

impl Draw {
    fn below(&mut self, bound: i32) -> i32 {
        self.0 = self
            .0
            .wrapping_mul(6_364_136_223_846_793_005)
            .wrapping_add(1_442_695_040_888_963_407);
        i32::try_from((self.0 >> 33) % u64::try_from(bound.max(1)).unwrap_or(1)).unwrap_or(0)
    }

    fn one(&mut self, list: &[i32]) -> Option<i32> {
        let place = self.below(i32::try_from(list.len()).unwrap_or(0));
        list.get(usize::try_from(place).ok()?).copied()
    }
}
