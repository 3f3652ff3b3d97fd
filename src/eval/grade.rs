//! The cheap parts of a decision: what to act on, and which rules say so.
//!
//! The most that is possible under the presumptions is acted on; where all is known, that is what is so.

use super::Case;
use super::conjunctions::{self, Link, Mask, Reader, Source};
use super::line::{self, Interval, World};
use super::list;
use crate::ir::{Program, RuleId, ScaleId};

/// A program made ready for grading.
#[derive(Debug, Clone)]
pub struct Grader {
    readers: Vec<Reader>,
    links: Vec<Link>,
    /// By scale, the reader of its level.
    levels: Vec<u32>,
    /// How many words the bits of all conjunctions take.
    words: usize,
    /// The bits of the rules.
    rules: Mask,
}

/// Memory that gradings share, so that none allocates.
#[derive(Debug, Default)]
pub struct Scratch {
    bits: Vec<Bits>,
    /// By reader, what it read.
    values: Vec<Interval>,
}

/// A word of conjunctions. Where all is known the two are the same.
#[derive(Debug, Clone, Copy)]
struct Bits {
    /// Those that may hold.
    may: u64,
    /// Those that surely hold.
    must: u64,
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
            .and_then(|reader| self.scratch.values.get(*reader as usize))
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
            .for_each(|(rule, _)| conjunctions::add(&mut rules, rule));
        Grader {
            readers: turned.readers,
            links: turned.links,
            levels: turned.levels,
            words: turned.bits.div_ceil(u64::BITS) as usize,
            rules,
        }
    }

    /// Grades a case: lets every reader clear the bits that its value rules out.
    /// All that a reader needs was settled by those before it.
    pub fn grade<'s>(&'s self, program: &Program, case: &Case, scratch: &'s mut Scratch) -> Grade<'s> {
        let all = Bits {
            may: u64::MAX,
            must: u64::MAX,
        };
        scratch.bits.clear();
        scratch.bits.resize(self.words, all);
        scratch.values.resize(self.readers.len(), Interval::default());
        let Scratch { bits, values } = scratch;
        let mut links = self.links.iter();
        for (index, reader) in self.readers.iter().enumerate() {
            for _ in 0..reader.links {
                links.next().iter().for_each(|link| follow(link, bits));
            }
            let value = match &reader.source {
                Source::Slot(index) => {
                    let given = case.row.get(*index as usize);
                    let pair = given.zip(program.slots.get(*index as usize));
                    pair.map_or(Interval::default(), |(given, slot)| {
                        line::slot(*given, slot, World::Presumed)
                    })
                }
                Source::Bit(bit) => bits
                    .get((bit / u64::BITS) as usize)
                    .map_or(Interval::default(), |bits| {
                        let holds = |word: u64| i32::from(word >> (bit % u64::BITS) & 1 != 0);
                        Interval {
                            low: holds(bits.must),
                            high: holds(bits.may),
                        }
                    }),
                Source::Sum(terms, constant) => {
                    let mut sum = Interval::exactly(*constant);
                    for (term, weight) in terms {
                        sum = sum.plus(*weight, values.get(*term as usize).copied().unwrap_or_default());
                    }
                    sum
                }
                Source::After(of, period, when) => {
                    let of = values.get(*of as usize).copied().unwrap_or_default();
                    let end = |value: i32| when.after(value, *period, &program.calendars);
                    Interval {
                        low: end(of.low),
                        high: end(of.high),
                    }
                }
                Source::Query(query) => list::ask(program, case, *query, case.now, World::Presumed),
                Source::Highest(tiers) => highest(tiers, bits),
                Source::Constant(value) => Interval::exactly(*value),
                Source::Now => Interval::exactly(case.now.minutes),
                Source::Today => Interval::exactly(case.now.date().days),
            };
            if let Some(own) = values.get_mut(index) {
                *own = value;
            }
            let low = class(reader, value.low);
            let high = if value.settled() {
                low
            } else {
                class(reader, value.high)
            };
            let width = reader.words.len();
            let masks = reader.masks.get(low * width..).unwrap_or_default();
            if low == high {
                for (word, mask) in reader.words.iter().zip(masks) {
                    clear(bits, *word, *mask, *mask);
                }
            } else {
                // A test may come out true if it does in one of the classes, and surely does if in all of them.
                for (place, word) in reader.words.iter().enumerate() {
                    let (mut any, mut all) = (0, u64::MAX);
                    for mask in masks.iter().skip(place).step_by(width).take(high - low + 1) {
                        any |= mask;
                        all &= mask;
                    }
                    clear(bits, *word, any, all);
                }
            }
        }
        links.for_each(|link| follow(link, bits));
        Grade { grader: self, scratch }
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

/// The class of a reader that a value falls into. Most have a bound or two, and counting those is quickest.
#[inline(always)]
fn class(reader: &Reader, value: i32) -> usize {
    let [first, second] = reader.first;
    let mut class = usize::from(first <= value) + usize::from(second <= value);
    for bound in &reader.bounds {
        class += usize::from(*bound <= value);
    }
    class
}

/// Leaves only the bits of a word that a value leaves.
#[inline(always)]
fn clear(bits: &mut [Bits], word: u32, may: u64, must: u64) {
    if let Some(bits) = bits.get_mut(word as usize) {
        bits.may &= may;
        bits.must &= must;
    }
}

/// Hands on whether a conjunction holds to those that test it. That is hard to guess, so nothing here branches on it.
#[inline(always)]
fn follow(link: &Link, bits: &mut [Bits]) {
    let Some(from) = bits.get((link.bit / u64::BITS) as usize) else {
        return;
    };
    let all_or_none = |word: u64| (word >> (link.bit % u64::BITS) & 1).wrapping_neg();
    let (may, must) = (all_or_none(from.may), all_or_none(from.must));
    let (any, all) = (link.on & may | link.off & !must, (link.on | !may) & (link.off | must));
    clear(bits, link.word, any, all);
}
