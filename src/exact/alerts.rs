//! Whether an alert depends only on what its partner may see: whoever gets it, or does not, learns nothing else from that.

use super::audit::{Auditor, Question};
use super::encode::Worlds;
use super::guarantees::{Verdict, open, said};
use super::witness;
use crate::eval::{Case, levels};
use crate::ir::{Claimed, DutyId, PartnerId, Program, ScaleId, Seen};

/// What became of one duty to a partner that may not see everything.
#[derive(Debug, Clone)]
pub struct Alerted {
    /// The partner.
    pub partner: PartnerId,
    /// The duty.
    pub duty: DutyId,
    /// Whether it depends only on what may be seen; where not, two cases that look alike and differ in it.
    pub verdict: Verdict,
}

/// Asks of every duty whose partner has a list of what it may see.
pub fn alerts(auditor: &mut Auditor<'_>, worlds: &mut Worlds<'_>) {
    let program = auditor.engine.program();
    for (duty, found) in (0..).map(DutyId).zip(&program.duties) {
        let Some(partner) = found.partner else { continue };
        let seen = program
            .partners
            .get(partner.0 as usize)
            .and_then(|own| own.may_see.as_ref());
        let Some(seen) = seen else { continue };
        let verdict = decide(auditor, worlds, duty, seen);
        auditor.audit.alerts.push(Alerted { partner, duty, verdict });
    }
}

/// Two copies of the policy agree on the time, on every answer and on every level that may be seen.
fn decide(auditor: &mut Auditor<'_>, worlds: &mut Worlds<'_>, duty: DutyId, seen: &[Seen]) -> Verdict {
    let engine = auditor.engine;
    let program = engine.program();
    let same = shown_slots(program, seen);
    let clauses = &mut auditor.clauses;
    let mut other = worlds.shared(clauses, program, &same);
    let claimed = Claimed::Duty(duty);
    let (here, there) = (said(clauses, worlds, claimed), said(clauses, &mut other, claimed));
    let mut asked = vec![here, there.not()];
    let scales: Vec<ScaleId> = seen.iter().filter_map(|seen| scale(*seen)).collect();
    for scale in scales.iter().filter_map(|id| program.scales.get(id.0 as usize)) {
        for level in 1..i64::try_from(scale.levels.len()).unwrap_or(0) {
            let (one, two) = (
                worlds.level(clauses, scale.level, level),
                other.level(clauses, scale.level, level),
            );
            let (both, neither) = (clauses.and(one, two), clauses.and(one.not(), two.not()));
            asked.push(clauses.any(&[both, neither]));
        }
    }
    let differ = |one: &Case, two: &Case| {
        let levels = [one, two].map(|case| levels(program, case));
        let alike = scales.iter().all(|id| {
            let [one, two] = levels.each_ref().map(|levels| levels.get(id.0 as usize));
            one == two
        });
        let owed = |case: &Case| engine.decide(case).duties.iter().any(|found| found.duty == duty);
        alike && owed(one) && !owed(two)
    };
    auditor.audit.asked += 1;
    let mut second = None;
    let found = auditor.can(worlds, Question::Guarantee, &asked, |clauses, case| {
        // The other copy has the same answers where they are shared, and its own elsewhere.
        let mut two = Case::new(program, case.now());
        for (slot, shared) in (0..).zip(&same) {
            if let Some(value) = shared.and_then(|_| case.slot(slot)) {
                two.put(slot, value);
            }
        }
        second = witness::completion(clauses, &other, &two).filter(|two| differ(case, two));
        second.is_some()
    });
    match (found, second) {
        (Some(None), _) => Verdict::Proved,
        (Some(Some(case)), Some(two)) => Verdict::Refuted(Box::new(case), Some(Box::new(two))),
        _ => open(auditor),
    }
}

fn scale(seen: Seen) -> Option<ScaleId> {
    if let Seen::Scale(scale) = seen {
        Some(scale)
    } else {
        None
    }
}

/// By slot, itself where its fact may be seen.
fn shown_slots(program: &Program, seen: &[Seen]) -> Vec<Option<u32>> {
    let may = |slot: u32, fact| seen.contains(&Seen::Fact(fact)).then_some(slot);
    (0..)
        .zip(&program.slots)
        .map(|(slot, own)| may(slot, own.fact))
        .collect()
}
