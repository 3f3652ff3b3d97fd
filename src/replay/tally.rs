//! What came of many cases, as counts that add up.

use std::collections::BTreeMap;

use crate::eval::{FaultKind, Grade};
use crate::ir::Program;

/// Counts over cases.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Tally {
    /// Cases.
    pub cases: u64,
    /// Cases of which something was not known.
    pub unknown: u64,
    /// By scale and level: cases acted on at that level.
    pub outcomes: Vec<Vec<u64>>,
    /// By recorded grade, as it was written: how many cases of each level of the compared scale.
    pub recorded: BTreeMap<String, Vec<u64>>,
    /// By rule.
    pub rules: Vec<RuleCount>,
    /// By column and kind of fault.
    pub faults: BTreeMap<(usize, &'static str), ColumnFault>,
    /// Rows with too few or too many fields.
    pub ragged: Option<ColumnFault>,
    /// The scale that the recorded grade is compared with.
    scale: usize,
}

/// How often a rule spoke.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct RuleCount {
    /// Cases in which it was acted on.
    pub fired: u64,
    /// Cases in which it demanded the very level acted on, of some scale.
    pub decided: u64,
}

/// How often something was wrong.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct ColumnFault {
    /// How often.
    pub count: u64,
    /// The first row, counted from 1 below the headings.
    pub first: u64,
}

/// The most different recorded grades that are kept apart; more are no grades.
const MOST_RECORDED: usize = 50;

impl Tally {
    /// Nothing yet. The recorded grade is compared with the scale of that index.
    #[must_use]
    pub fn new(program: &Program, scale: usize) -> Tally {
        Tally {
            cases: 0,
            unknown: 0,
            outcomes: program.scales.iter().map(|scale| vec![0; scale.levels.len()]).collect(),
            recorded: BTreeMap::new(),
            rules: vec![RuleCount::default(); program.rules.len()],
            faults: BTreeMap::new(),
            ragged: None,
            scale,
        }
    }

    /// Adds a graded case.
    pub fn add(&mut self, program: &Program, grade: &Grade<'_>, recorded: Option<&str>, unknown: bool) {
        self.cases += 1;
        self.unknown += u64::from(unknown);
        for (scale, counts) in program.scales.iter().zip(&mut self.outcomes) {
            let level = usize::try_from(grade.act(scale.level)).unwrap_or(0);
            if let Some(count) = counts.get_mut(level) {
                *count += 1;
            }
        }
        for (rule, count) in program.rules.iter().zip(&mut self.rules) {
            if grade.act(rule.applies) == 0 {
                continue;
            }
            count.fired += 1;
            let decides = |(scale, level): &(crate::ir::ScaleId, u8)| {
                let acted = program.scales.get(scale.0 as usize).map(|scale| grade.act(scale.level));
                *level > 0 && acted == Some(i32::from(*level))
            };
            count.decided += u64::from(rule.demands.iter().any(decides));
        }
        let Some(recorded) = recorded else { return };
        let Some(scale) = program.scales.get(self.scale) else {
            return;
        };
        let full = self.recorded.len() >= MOST_RECORDED && !self.recorded.contains_key(recorded);
        let key = if full { "(others)" } else { recorded };
        if !self.recorded.contains_key(key) {
            self.recorded.insert(key.to_owned(), vec![0; scale.levels.len()]);
        }
        let level = usize::try_from(grade.act(scale.level)).unwrap_or(0);
        if let Some(count) = self.recorded.get_mut(key).and_then(|counts| counts.get_mut(level)) {
            *count += 1;
        }
    }

    /// The index of the scale that the recorded grade is compared with.
    #[must_use]
    pub fn scale(&self) -> usize {
        self.scale
    }

    /// Notes something wrong in a column of a row.
    pub fn fault(&mut self, column: usize, kind: FaultKind, row: u64) {
        let fault = self
            .faults
            .entry((column, kind.as_str()))
            .or_insert(ColumnFault { count: 0, first: row });
        fault.count += 1;
        fault.first = fault.first.min(row);
    }

    /// Notes a row with another number of fields than the headings.
    pub fn ragged(&mut self, row: u64) {
        let fault = self.ragged.get_or_insert(ColumnFault { count: 0, first: row });
        fault.count += 1;
    }
}
