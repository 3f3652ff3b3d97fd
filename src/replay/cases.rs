//! Cases kept in memory, to be graded by several programs of the same facts.

use super::{Columns, Row};
use crate::eval::{Batch, LANES};
use crate::ir::{self, Program};
use crate::value::Moment;

/// Cases as rows of slots.
#[derive(Debug, Default)]
pub struct Cases {
    /// Row after row.
    slots: Vec<i32>,
    /// By row the moment decided for; none is any.
    now: Vec<Option<Moment>>,
}

impl Cases {
    /// Reads a row of fields as [`Replay::fields`](super::Replay::fields) does.
    pub fn read<'r>(
        &mut self,
        program: &Program,
        columns: &Columns<'_>,
        now: Option<Moment>,
        fields: impl ExactSizeIterator<Item = &'r [u8]>,
    ) {
        let mut row = Row::default();
        let mut slots = vec![ir::NOT_ASKED; program.slots.len()];
        if fields.len() == columns.all().len() {
            for (index, (column, field)) in columns.all().iter().zip(fields).enumerate() {
                let put = |slot: u32, value: i32| {
                    if let Some(own) = slots.get_mut(slot as usize) {
                        *own = value;
                    }
                };
                row.read(index, column.target, field, put, &mut Vec::new());
            }
        } else {
            slots.fill(ir::FAULT);
        }
        self.slots.append(&mut slots);
        self.now.push(row.now.or(now));
    }

    /// How many there are.
    #[must_use]
    pub fn count(&self) -> usize {
        self.now.len()
    }

    /// How a program grades them, batch after batch: for each scale and level the cases acted on so, a bit each.
    pub fn grades(&self, program: &Program) -> impl Iterator<Item = Vec<u64>> {
        let mut batch = Batch::new(program);
        let width = program.slots.len();
        let mut slots = self.slots.chunks_exact(width.max(1));
        self.now.chunks(LANES).map(move |moments| {
            batch.clear();
            for now in moments {
                for (slot, value) in (0..).zip(slots.next().unwrap_or(&[])) {
                    batch.put(slot, *value);
                }
                batch.put_now(*now);
                batch.done();
            }
            batch.run();
            let levels = program.scales.iter().flat_map(|scale| {
                let levels = (0..).zip(&scale.levels);
                levels.map(|(level, _)| (scale.level, level))
            });
            levels.map(|(reg, level)| batch.acted(reg, level)).collect()
        })
    }

    /// The first case, counted from 1, that a program grades otherwise than is known of them.
    #[must_use]
    pub fn graded_otherwise(&self, program: &Program, known: &[Vec<u64>]) -> Option<usize> {
        let batches = self.grades(program).zip(known).enumerate();
        let mut found = batches.filter_map(|(batch, (grades, known))| {
            let differ = grades
                .iter()
                .zip(known)
                .fold(0, |lanes, (one, other)| lanes | one ^ other);
            (differ != 0).then(|| batch * LANES + differ.trailing_zeros() as usize + 1)
        });
        found.next()
    }
}
