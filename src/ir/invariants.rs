//! What always holds for a program, as functions: debug builds and the tests run them after every check.

use super::{Citation, FactKind, Program, Reg};

/// Whether something holds of a program.
type Invariant = fn(&Program) -> bool;

/// The name of the first invariant that does not hold, or none.
#[must_use]
pub fn broken(program: &Program) -> Option<&'static str> {
    let checks: [(&str, Invariant); 5] = [
        ("every operation reads only earlier registers", reads_backwards),
        ("slots belong to their facts in order", slots_in_order),
        ("presumptions lie within declared ranges", presumptions_within),
        ("every id names something", ids_exist),
        ("every example has a row as wide as the facts", rows_fit),
    ];
    checks
        .into_iter()
        .find(|(_, holds)| !holds(program))
        .map(|(name, _)| name)
}

fn reads_backwards(program: &Program) -> bool {
    let code = &program.code;
    (code.inputs..)
        .zip(&code.ops)
        .all(|(own, op)| code.reads(*op).iter().all(|reg| reg.0 < own))
}

fn slots_in_order(program: &Program) -> bool {
    let mut next = 0;
    for fact in &program.facts {
        if fact.slot != next {
            return false;
        }
        next += fact.kind.width();
    }
    next as usize == program.slots.len() && program.code.inputs == next + super::FIRST_SLOT
}

fn presumptions_within(program: &Program) -> bool {
    program.slots.iter().all(|slot| {
        slot.full.holds(slot.presumed.low)
            && slot.full.holds(slot.presumed.high)
            && slot.presumed.low <= slot.presumed.high
    })
}

fn ids_exist(program: &Program) -> bool {
    let registers = program.code.inputs as usize + program.code.ops.len();
    let within = |reg: Reg| (reg.0 as usize) < registers;
    let cited = |because: &[Citation]| {
        because
            .iter()
            .all(|citation| (citation.source as usize) < program.sources.len())
    };
    program
        .scales
        .iter()
        .all(|scale| within(scale.base) && within(scale.level) && !scale.levels.is_empty() && top_stays(scale))
        && program.queries.iter().all(|query| program.list(query.fact).is_some())
        && program.scores.iter().all(|score| within(score.points))
        && program
            .gates
            .iter()
            .all(|gate| cited(&gate.because) && gate.needs.iter().all(|need| within(need.applies)))
        && program.rules.iter().all(|rule| {
            within(rule.applies)
                && rule.demands.iter().all(|(scale, level)| {
                    program
                        .scales
                        .get(scale.0 as usize)
                        .is_some_and(|scale| usize::from(*level) < scale.levels.len())
                })
                && cited(&rule.because)
                && rule.duties.iter().all(|demand| {
                    (demand.duty.0 as usize) < program.duties.len()
                        && demand.deadline.is_none_or(|deadline| {
                            program
                                .fact(deadline.from)
                                .is_some_and(|fact| matches!(fact.kind, FactKind::Moment))
                        })
                })
        })
}

fn top_stays(scale: &super::Scale) -> bool {
    scale.retired.len() == scale.levels.len() && scale.retired.last().is_none_or(Option::is_none)
}

fn rows_fit(program: &Program) -> bool {
    program
        .examples
        .iter()
        .all(|example| example.row.len() == program.slots.len() && example.records.len() == program.lists())
}
