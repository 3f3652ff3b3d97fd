//! What cases that were decided have shown of a policy: most questions are answered by some case before they are asked.

use std::sync::Arc;

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
    reads: Arc<Reads>,
    /// Rules that applied.
    pub applied: Ids,
    /// Rules that were the only ones to demand something, but for those that follow on what they raise.
    pub mattered: Ids,
    /// By scale, the levels that were given.
    pub given: Vec<Ids>,
}

/// By rule, the scales that its condition reads, by way of other scales too.
///
/// Such a rule is no rival of one that raises what it reads: without the other it might not apply.
#[derive(Debug)]
pub struct Reads(Vec<Vec<ScaleId>>);

impl Reads {
    /// Of all rules of a program.
    pub fn of(program: &ir::Program) -> Reads {
        Reads(
            program
                .rules
                .iter()
                .map(|rule| scales_behind(program, rule.applies))
                .collect(),
        )
    }

    /// Whether a rule reads any scale.
    pub fn any(&self, rule: RuleId) -> bool {
        self.0.get(rule.0 as usize).is_some_and(|scales| !scales.is_empty())
    }

    /// Whether one rule would demand what it does without another.
    pub fn apart(&self, rival: RuleId, rule: &ir::Rule) -> bool {
        let reads = self.0.get(rival.0 as usize).map_or(&[][..], Vec::as_slice);
        !rule.demands.iter().any(|(scale, _)| reads.contains(scale))
    }
}

/// Keeps the two that demand most of a scale, of rules with other ids.
fn insert(top: &mut [(u8, u32); 2], found: (u8, u32)) {
    let [first, second] = top;
    if found.1 == first.1 {
        first.0 = first.0.max(found.0);
    } else if found.0 > first.0 {
        (*first, *second) = (found, *first);
    } else if found.0 > second.0 {
        *second = found;
    }
}

/// The scales that a register is made of.
fn scales_behind(program: &ir::Program, reg: ir::Reg) -> Vec<ScaleId> {
    let mut seen = Ids::default();
    let mut open = vec![reg];
    let mut found = Vec::new();
    while let Some(reg) = open.pop() {
        if !seen.insert(reg.0) {
            continue;
        }
        for (id, scale) in (0..).map(ScaleId).zip(&program.scales) {
            if (scale.base == reg || scale.level == reg) && !found.contains(&id) {
                found.push(id);
            }
        }
        open.extend(program.code.op(reg).into_iter().flat_map(|op| program.code.reads(op)));
    }
    found
}

/// Whether a duty as one rule demands it is due no later than as another does, as far as that can be seen without a case.
pub fn covers(one: &Demand, other: &Demand) -> bool {
    one.deadline == other.deadline || other.deadline.is_none()
}

impl<'e> Seen<'e> {
    /// Nothing yet.
    pub fn new(engine: &'e Engine, reads: &Arc<Reads>) -> Seen<'e> {
        Seen {
            engine,
            scratch: Scratch::default(),
            reads: Arc::clone(reads),
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
        }
        // Most rules read no scale, and of those only the two that demand most need looking at.
        let follows = |id: &RuleId| self.reads.any(*id);
        let mut tops: Vec<[(u8, u32); 2]> = vec![[(0, u32::MAX); 2]; program.scales.len()];
        for (id, rule) in rules.iter().filter(|(id, _)| !follows(id)) {
            for (scale, level) in &rule.demands {
                if let Some(top) = tops.get_mut(scale.0 as usize) {
                    insert(top, (*level, id.0));
                }
            }
        }
        let following: Vec<&(RuleId, &ir::Rule)> = rules.iter().filter(|(id, _)| follows(id)).collect();
        for (id, rule) in &rules {
            self.applied.insert(id.0);
            let alone = rule.demands.iter().any(|(scale, level)| {
                let top = tops.get(scale.0 as usize).copied().unwrap_or_default();
                let plain = top.iter().any(|(least, other)| *other != id.0 && least >= level);
                let mut follow = following
                    .iter()
                    .filter(|(other, _)| other != id && self.reads.apart(*other, rule));
                let demands =
                    |other: &ir::Rule| other.demands.iter().any(|(own, least)| own == scale && least >= level);
                !plain && !follow.any(|(_, other)| demands(other))
            });
            let lone = rule.duties.iter().any(|demand| {
                let others = rules
                    .iter()
                    .filter(|(other, _)| other != id && self.reads.apart(*other, rule));
                let mut duties = others.flat_map(|(_, other)| &other.duties);
                !duties.any(|own| own.duty == demand.duty && covers(own, demand))
            });
            if alone || lone {
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
