//! What is refused until its needs are met.
//!
//! Only what holds in every completion of the case opens a gate: what is merely presumed, not known or faulty refuses.

use super::decide::View;
use super::decision::{Gate, Missing};
use crate::ir::{self, GateId};
use crate::list::List as _;

/// Every gate of the policy.
pub fn gates(view: &View<'_>) -> Vec<Gate> {
    (0..)
        .map(GateId)
        .zip(&view.program.gates)
        .map(|(id, gate)| Gate {
            gate: id,
            missing: missing(view, gate),
        })
        .list()
}

fn missing(view: &View<'_>, gate: &ir::Gate) -> Vec<Missing> {
    let mut missing = Vec::new();
    for (need, met) in (0..).zip(gate.needs.iter().map(|need| view.full(need.applies))) {
        if met.low == 0 {
            missing.push(Missing {
                need,
                known: met.high == 0,
            });
        }
    }
    missing
}
