//! What came of many cases, as counts that add up.

use std::collections::BTreeMap;

use crate::eval::{Batch, FaultKind};
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

    /// Adds a batch of graded cases. `recorded` has the grades as they were written, and their cases, a bit each.
    pub fn add(&mut self, program: &Program, batch: &Batch, recorded: &[(String, u64)]) {
        let count = |cases: u64| u64::from(cases.count_ones());
        self.cases += u64::try_from(batch.cases()).unwrap_or_default();
        self.unknown += count(batch.unknown());
        // By scale and level: the cases acted on at that level.
        let acted: Vec<Vec<u64>> = program
            .scales
            .iter()
            .map(|scale| {
                let levels = (0..).zip(&scale.levels);
                levels.map(|(level, _)| batch.acted(scale.level, level)).collect()
            })
            .collect();
        for (cases, counts) in acted.iter().zip(&mut self.outcomes) {
            for (cases, sum) in cases.iter().zip(counts) {
                *sum += count(*cases);
            }
        }
        for (rule, sum) in program.rules.iter().zip(&mut self.rules) {
            let fired = batch.acted(rule.applies, 1);
            let demands = rule.demands.iter().filter(|(_, level)| *level > 0);
            let decided = demands.fold(0, |cases, (scale, level)| {
                let acted = acted.get(scale.0 as usize);
                cases
                    | acted
                        .and_then(|acted| acted.get(usize::from(*level)))
                        .copied()
                        .unwrap_or(0)
            });
            sum.fired += count(fired);
            sum.decided += count(fired & decided);
        }
        let Some(acted) = acted.get(self.scale) else { return };
        for (grade, cases) in recorded.iter().filter(|(_, cases)| *cases != 0) {
            if !self.recorded.contains_key(grade) {
                self.recorded.insert(grade.clone(), vec![0; acted.len()]);
            }
            for (acted, sum) in acted.iter().zip(self.recorded.get_mut(grade).into_iter().flatten()) {
                *sum += count(acted & cases);
            }
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
