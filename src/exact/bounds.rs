//! What is still possible for a case: both ends of every scale, each with a case that shows it.

use super::clauses::Clauses;
use super::encode::Worlds;
use super::solver::Answer;
use super::witness;
use crate::Engine;
use crate::eval::{Case, Scratch};
use crate::ir::ScaleId;

/// One end of what is possible.
#[derive(Debug, Clone)]
pub struct End {
    /// The level.
    pub level: u8,
    /// A completion that has it; none where none was found, and then the end is only known not to lie beyond.
    pub witness: Option<Case>,
}

/// What is possible on one scale.
#[derive(Debug, Clone)]
pub struct Bounds {
    /// The scale.
    pub scale: ScaleId,
    /// No completion is lower.
    pub lowest: End,
    /// No completion is higher.
    pub highest: End,
}

/// The levels that completions of a case reach, with its moment as it is.
/// Evaluation alone bounds them; only where it leaves several are the clauses asked, each time within a budget of conflicts.
#[must_use]
pub fn possible(engine: &Engine, case: &Case, budget: u64) -> Vec<Bounds> {
    let program = engine.program();
    let decision = engine.decide(case);
    let mut clauses = Clauses::new(false);
    let mut worlds = Worlds::new(&mut clauses, program, case.row(), Some(case.now()));
    let mut scratch = Scratch::default();
    let outcomes = decision.outcomes.iter().zip(&program.scales);
    let ends = outcomes.map(|(outcome, scale)| {
        let mut level = |id: ScaleId, case: &Case| engine.grade(case, &mut scratch).level(id);
        let mut end = |from: u8, to: u8| {
            let up = from < to;
            let mut levels: Vec<u8> = (from.min(to)..=from.max(to)).collect();
            if !up {
                levels.reverse();
            }
            for found in levels {
                if found == to {
                    break;
                }
                // Whether any completion lies at this end or beyond it.
                let bound = i64::from(found) + i64::from(up);
                let reached = worlds.level(&mut clauses, scale.level, bound).when(!up);
                match clauses.solver.solve(&[reached], budget) {
                    Answer::No => {}
                    Answer::Unknown => {
                        return End {
                            level: found,
                            witness: None,
                        };
                    }
                    Answer::Yes => {
                        let witness = witness::case(&clauses, &worlds, case.now(), |case| {
                            level(outcome.scale, case) == i32::from(found)
                        });
                        return End { level: found, witness };
                    }
                }
            }
            let witness = match clauses.solver.solve(&[], budget) {
                Answer::Yes => witness::case(&clauses, &worlds, case.now(), |case| {
                    level(outcome.scale, case) == i32::from(to)
                }),
                Answer::No | Answer::Unknown => None,
            };
            End { level: to, witness }
        };
        Bounds {
            scale: outcome.scale,
            lowest: end(outcome.lowest, outcome.highest),
            highest: end(outcome.highest, outcome.lowest),
        }
    });
    ends.collect()
}
