//! Where one step of a number takes a grade two levels or more up or down.
//!
//! Two copies of the policy agree on everything but the number, which stands one step apart on both sides of a bound.

use super::audit::{Auditor, Cliff, Finding, Question};
use super::clauses::NumberId;
use super::encode::Worlds;
use super::region;
use super::solver::{Answer, Lit};
use super::witness;
use crate::eval::{Case, Interval, Kept, Scratch};
use crate::ir::{self, FactId, Range, ScaleId};

/// A cliff as it was found: with what shows which answers are enough for it.
struct Found {
    sides: [(i32, u8); 2],
    case: Case,
    /// Together these cannot hold, so what is needed of them is what the cliff rests on.
    settled: Vec<Lit>,
}

/// Asks at every bound of a number, on every scale, and tells the widest cliff of each.
pub fn cliffs(auditor: &mut Auditor<'_>, worlds: &mut Worlds<'_>, id: FactId, fact: &ir::Fact) {
    let Some(number) = worlds.number(fact.slot) else { return };
    // What the policy itself needs is made before the copy, which is gone when all bounds of this number were asked.
    for scale in &auditor.engine.program().scales {
        for level in (0..).zip(&scale.levels).map(|(level, _)| level) {
            worlds.level(&mut auditor.clauses, scale.level, level);
        }
    }
    auditor.clauses.begin();
    of_number(auditor, worlds, id, fact, number);
    auditor.clauses.end();
}

fn of_number(auditor: &mut Auditor<'_>, worlds: &mut Worlds<'_>, id: FactId, fact: &ir::Fact, number: NumberId) {
    let range = auditor.clauses.range(number);
    let other = auditor.clauses.number(range);
    let mut beyond = worlds.but(fact.slot, other);
    let bounds = auditor.clauses.bounds(number);
    let engine = auditor.engine;
    for (scale_id, scale) in (0..).map(ScaleId).zip(&engine.program().scales) {
        let mut widest: Option<Found> = None;
        let apart = two_apart(auditor, worlds, &mut beyond, scale);
        for bound in &bounds {
            let sides = [(number, *bound - 1), (other, *bound)];
            let question = Question::Cliff(scale_id, id, *bound);
            let found = at(auditor, worlds, question, fact.slot, sides, scale_id, apart);
            let wider = |found: &Found| {
                let wide = |found: &Found| found.sides[0].1.abs_diff(found.sides[1].1);
                widest.as_ref().is_none_or(|widest| wide(found) > wide(widest))
            };
            if let Some(found) = found.filter(wider) {
                widest = Some(found);
            }
        }
        if let Some(found) = widest {
            let case = smallest(auditor, worlds, &found, scale_id, id, fact.slot);
            auditor.audit.findings.push(Finding::Cliff(Box::new(Cliff {
                scale: scale_id,
                fact: id,
                sides: found.sides,
                case,
            })));
        }
    }
}

/// That the levels of the two copies are two apart, either way.
fn two_apart<'p>(auditor: &mut Auditor<'_>, one: &mut Worlds<'p>, two: &mut Worlds<'p>, scale: &ir::Scale) -> Lit {
    let top = i64::try_from(scale.levels.len()).unwrap_or(0) - 1;
    let clauses = &mut auditor.clauses;
    let mut ways = Vec::new();
    for level in 0..top - 1 {
        let above = [&mut *one, &mut *two].map(|worlds| worlds.level(clauses, scale.level, level + 1));
        let two_above = [&mut *one, &mut *two].map(|worlds| worlds.level(clauses, scale.level, level + 2));
        ways.push(clauses.and(above[0].not(), two_above[1]));
        ways.push(clauses.and(above[1].not(), two_above[0]));
    }
    clauses.any(&ways)
}

fn at(
    auditor: &mut Auditor<'_>,
    worlds: &Worlds<'_>,
    question: Question,
    slot: u32,
    sides: [(NumberId, i32); 2],
    scale: ScaleId,
    apart: Lit,
) -> Option<Found> {
    auditor.audit.asked += 1;
    let mut asked: Vec<Lit> = sides
        .iter()
        .map(|(number, value)| auditor.clauses.within(*number, Range::new(*value, *value)))
        .collect();
    asked.push(apart);
    let engine = auditor.engine;
    let mut shown = None;
    let mut scratch = Scratch::default();
    let case = auditor.can(worlds, question, &asked, |_, case| {
        let mut case = case.clone();
        let levels = sides.map(|(_, value)| {
            case.put(slot, value);
            let level = engine.grade(&case, &mut scratch).level(scale);
            (value, u8::try_from(level).unwrap_or(0))
        });
        let apart = levels[0].1.abs_diff(levels[1].1) >= 2;
        shown = apart.then_some(levels);
        apart
    })?;
    // Which answers there are, while the model is at hand.
    let cells = region::bounds(&auditor.clauses, worlds, worlds, &[]);
    let mut settled: Vec<Lit> = cells.iter().map(|bound| bound.literal).collect();
    asked.pop();
    settled.extend(asked);
    settled.extend([auditor.within, apart.not()]);
    Some(Found {
        sides: shown?,
        case: case?,
        settled,
    })
}

/// The case with as few answers as both levels need.
fn smallest(
    auditor: &mut Auditor<'_>,
    worlds: &Worlds<'_>,
    found: &Found,
    scale: ScaleId,
    number: FactId,
    slot: u32,
) -> Case {
    let program = auditor.engine.program();
    let Some(level) = program.scales.get(scale.0 as usize).map(|scale| scale.level) else {
        return found.case.clone();
    };
    // What either side may come to, kept up to date while answers are left out.
    let sides = |case: &Case| {
        found.sides.map(|(value, level)| {
            let mut case = case.clone();
            case.put(slot, value);
            (Kept::new(program, worlds.readers(), &case), i32::from(level))
        })
    };
    let same = |sides: &[(Kept<'_>, i32); 2]| {
        let mut sides = sides.iter();
        sides.all(|(side, wanted)| side.register(level) == Interval::exactly(*wanted))
    };
    let mut enough = vec![number];
    if auditor.clauses.solver.solve(&found.settled, auditor.budget) == Answer::No {
        let core = auditor.clauses.solver.core().to_vec();
        enough.extend(witness::facts(&auditor.clauses, worlds, &core));
    }
    let fewer = witness::only(program, &found.case, &enough, |case| same(&sides(case)));
    let mut case = fewer.unwrap_or_else(|| found.case.clone());
    let mut sides = sides(&case);
    for (_, fact) in (0..).map(FactId).zip(&program.facts).filter(|(id, _)| *id != number) {
        let slots = fact.slot..fact.slot + fact.kind.width();
        for slot in slots.clone() {
            sides.iter_mut().for_each(|(side, _)| side.put(slot, ir::NOT_ASKED));
        }
        if same(&sides) {
            sides.iter_mut().for_each(|(side, _)| side.keep());
            slots.for_each(|slot| case.put(slot, ir::NOT_ASKED));
        } else {
            sides.iter_mut().for_each(|(side, _)| side.back());
        }
    }
    case
}
