//! The cheap parts of a decision: what to act on, and which rules say so.
//!
//! The most that is possible under the presumptions is acted on; where all is known, that is what is so.

use super::Case;
use super::conjunctions;
use super::line::{self, Interval, World};
use super::masks::{self, Bits, Column, Given, Links, Mask, NOW, Reader, Source};
use crate::ir::{self, Program, RuleId, ScaleId};

/// A program made ready for grading.
#[derive(Debug, Clone)]
pub struct Grader {
    given: Vec<Given>,
    readers: Vec<Reader>,
    /// By word, what all that is given rules out.
    columns: Vec<Column>,
    /// The links that are followed after all of them.
    last: Vec<Links>,
    /// By scale, the reader of its level.
    levels: Vec<u32>,
    /// The bits of the rules.
    rules: Mask,
}

/// Memory that gradings share, so that none allocates.
#[derive(Debug, Default)]
pub struct Scratch {
    /// The class of all that is given.
    classes: Vec<u32>,
    /// Word by word, the conjunctions that hold.
    bits: Vec<Bits>,
    /// By reader, what it read.
    values: Vec<Interval>,
}

/// What grading a case found. It reads from the scratch memory.
#[derive(Debug, Clone, Copy)]
pub struct Grade<'s> {
    grader: &'s Grader,
    scratch: &'s Scratch,
}

impl Grade<'_> {
    /// The level to act on.
    #[must_use]
    pub fn level(&self, scale: ScaleId) -> i32 {
        let reader = self.grader.levels.get(scale.0 as usize);
        reader
            .and_then(|reader| self.scratch.values.get(*reader as usize - self.grader.given.len()))
            .map_or(0, |value| value.high)
    }

    /// The rules acted on, in order.
    pub fn rules(&self) -> impl Iterator<Item = RuleId> {
        self.grader.rules.iter().flat_map(|(word, mask)| {
            let first = word * u64::BITS;
            ones(self.word(*word) & mask).map(move |bit| RuleId(first + bit))
        })
    }

    /// The bits of a word of rules: those that are acted on, and others.
    #[inline(always)]
    pub(super) fn word(&self, word: u32) -> u64 {
        self.scratch.bits.get(word as usize).map_or(0, |bits| bits.may)
    }
}

/// The places of the bits that are set.
#[inline(always)]
fn ones(mut bits: u64) -> impl Iterator<Item = u32> {
    core::iter::from_fn(move || {
        let lowest = (bits != 0).then(|| bits.trailing_zeros());
        bits &= bits.wrapping_sub(1);
        lowest
    })
}

impl Grader {
    /// Makes a program ready.
    #[must_use]
    pub fn new(program: &Program) -> Grader {
        let turned = conjunctions::turn(program);
        let mut rules = Mask::new();
        (0..)
            .zip(&program.rules)
            .for_each(|(rule, _)| masks::add(&mut rules, rule));
        Grader {
            given: turned.given,
            readers: turned.readers,
            columns: turned.columns,
            last: turned.last,
            levels: turned.levels,
            rules,
        }
    }

    /// Grades a case: takes the bits that are left by all that is given, then lets every reader clear those that its value
    /// rules out. All that a reader needs was settled by those before it.
    pub fn grade<'s>(&'s self, program: &Program, case: &Case, scratch: &'s mut Scratch) -> Grade<'s> {
        scratch.classes.resize(self.given.len(), 0);
        scratch.values.resize(self.readers.len(), Interval::default());
        scratch.bits.resize(self.columns.len(), Bits::ALL);
        let (classes, values) = (scratch.classes.as_mut_slice(), scratch.values.as_mut_slice());
        let bits = scratch.bits.as_mut_slice();
        for (own, given) in classes.iter_mut().zip(&self.given) {
            *own = given.class(given.read(case));
        }
        for (own, column) in bits.iter_mut().zip(&self.columns) {
            let mut left = Bits::ALL;
            for (given, first) in &column.reads {
                let class = classes.get(*given as usize).copied().unwrap_or_default();
                let cell = column.left.get(first.wrapping_add(class) as usize);
                left = left.and(cell.copied().unwrap_or(Bits::ALL));
            }
            *own = left;
        }
        for (index, reader) in self.readers.iter().enumerate() {
            follow(&reader.before, bits);
            let value = self.value(program, case, reader, values, bits);
            if let Some(own) = values.get_mut(index) {
                *own = value;
            }
            let low = reader.classes.of(value.low);
            let high = if value.settled() {
                low
            } else {
                reader.classes.of(value.high)
            };
            if low == high {
                let masks = reader
                    .masks
                    .get(low as usize * reader.words.len()..)
                    .unwrap_or_default();
                for (word, mask) in reader.words.iter().zip(masks) {
                    clear(
                        bits,
                        *word,
                        Bits {
                            may: *mask,
                            must: *mask,
                        },
                    );
                }
            } else {
                for (place, word) in reader.words.iter().enumerate() {
                    clear(bits, *word, reader.left(place, low, high));
                }
            }
        }
        follow(&self.last, bits);
        Grade { grader: self, scratch }
    }

    /// What a reader read before, or something given.
    #[inline(always)]
    fn read(&self, program: &Program, case: &Case, values: &[Interval], index: u32) -> Interval {
        if let Some(given) = self.given.get(index as usize) {
            let value = given.read(case);
            if value > ir::LAST_MARK {
                return Interval::exactly(value);
            }
            let slot = program.slots.get(given.slot as usize);
            return slot.map_or(Interval::default(), |slot| line::slot(value, slot, World::Presumed));
        }
        let place = (index as usize).wrapping_sub(self.given.len());
        values.get(place).copied().unwrap_or_default()
    }

    /// What a reader reads.
    #[inline(always)]
    fn value(&self, program: &Program, case: &Case, reader: &Reader, values: &[Interval], bits: &[Bits]) -> Interval {
        let read = |index: u32| self.read(program, case, values, index);
        match &reader.source {
            Source::Bit(bit) => {
                let word = bits.get((bit / u64::BITS) as usize);
                let holds = |word: u64| i32::from(word >> (bit % u64::BITS) & 1 != 0);
                word.map_or(Interval::default(), |word| Interval {
                    low: holds(word.must),
                    high: holds(word.may),
                })
            }
            Source::Sum(terms, constant) => {
                let mut sum = Interval::exactly(*constant);
                for (term, weight) in terms {
                    sum = sum.plus(*weight, read(*term));
                }
                sum
            }
            Source::After(of, period, when) => {
                let of = read(*of);
                let end = |value: i32| when.after(value, *period, &program.calendars);
                Interval {
                    low: end(of.low),
                    high: end(of.high),
                }
            }
            Source::Highest(tiers) => highest(tiers, bits),
            Source::Constant(value) => Interval::exactly(*value),
            // These are given.
            Source::Slot(_) | Source::Now | Source::Today => Interval::default(),
        }
    }
}

impl Given {
    /// What a case holds for it.
    #[inline(always)]
    fn read(&self, case: &Case) -> i32 {
        match case.row.get(self.slot as usize) {
            Some(value) => *value,
            None if self.slot == NOW => case.now.minutes,
            None => case.now.date().days,
        }
    }
}

/// The value of the first tier that has a bit.
fn highest(tiers: &[(i32, Mask)], bits: &[Bits]) -> Interval {
    let mut found = Interval::default();
    for (level, mask) in tiers {
        let (mut may, mut must) = (0, 0);
        for (word, mask) in mask {
            if let Some(bits) = bits.get(*word as usize) {
                may |= bits.may & mask;
                must |= bits.must & mask;
            }
        }
        if may != 0 {
            found.high = found.high.max(*level);
        }
        if must != 0 {
            found.low = *level;
            break;
        }
    }
    found
}

/// Leaves only the bits of a word that a value leaves.
#[inline(always)]
fn clear(bits: &mut [Bits], word: u32, left: Bits) {
    if let Some(bits) = bits.get_mut(word as usize) {
        *bits = bits.and(left);
    }
}

/// Hands on whether conjunctions hold to those that test them. That is hard to guess, so nothing here branches on it.
#[inline(always)]
fn follow(groups: &[Links], bits: &mut [Bits]) {
    for group in groups {
        let mut left = Bits::ALL;
        for link in &group.links {
            if let Some(from) = bits.get((link.bit / u64::BITS) as usize) {
                left = left.and(link.follow(*from));
            }
        }
        clear(bits, group.word, left);
    }
}
