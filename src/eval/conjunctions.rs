//! The straight line turned round, for grading: not what each operation reads, but what each value rules out.
//!
//! Every condition is a conjunction of tests; `a or b` is the conjunction `not a and not b`, turned over by whoever reads it.
//! Each conjunction is one bit, the rules' first. For each thing that tests read there is a reader (`masks.rs`): its bounds cut
//! the numbers into classes in which all its tests come out alike, and each class has a mask of the bits that survive it.
//! Grading so costs a few words for each fact, not an operation for each rule, and leaves few branches to guess.
//! What is given has two classes more, for what is not known and for what is faulty, so they cost no more than a value,
//! and as it waits for nothing its masks are kept by word.
//!
//! Registers are taken from the last to the first, so that whoever reads a register has said so before it is reached.
//!
//! A conjunction with two tests of one register keeps the second in a bit of its own: one mask for both would know of an
//! unknown value that it cannot be low and high at once, which intervals do not, and a grade must say what the decision says.

use super::masks::{Classes, Column, Given, Link, Links, Mask, Reader, Source, WORD, add};
use crate::ir::{self, Code, Op, Program, Range, Reg};
use crate::list::List as _;

/// The most mask words of one reader. More tests of the same register go to another, so that the size of all
/// masks stays in proportion to the policy, however many bounds and rules it has.
const MOST_CELLS: usize = 4096;

/// A program's line turned round.
pub struct Turned {
    /// What is given: the first readers.
    pub given: Vec<Given>,
    /// What else is read, in order.
    pub readers: Vec<Reader>,
    /// By word, what all that is given rules out.
    pub columns: Vec<Column>,
    /// The links that are followed after all of them.
    pub last: Vec<Links>,
    /// By scale, the reader of its level.
    pub levels: Vec<u32>,
}

/// Turns a program's line round.
pub fn turn(program: &Program) -> Turned {
    let code = &program.code;
    let registers = code.inputs as usize + code.ops.len();
    let mut draft = Draft {
        code,
        bits: 0,
        places: vec![Place::default(); 2 * registers],
        readers: Vec::new(),
        links: Vec::new(),
    };
    for rule in &program.rules {
        let bit = draft.fresh();
        let at = draft.holds_at(rule.applies);
        let Some(place) = draft.places.get_mut(at) else {
            continue;
        };
        if place.bit.is_none() {
            place.bit = Some(bit);
        } else {
            // Another rule has the same condition.
            place.tests.push(holds(bit));
        }
    }
    let levels: Vec<usize> = program.scales.iter().map(|scale| draft.read(scale.level)).list();
    for at in (0..draft.places.len()).rev() {
        draft.place(at);
    }
    draft.finish(program, &levels)
}

/// What is wanted of a register. Each has two places: what stands there (a number, all of an `and`, none of an `or`),
/// and whether the condition there holds, where that is something else.
#[derive(Debug, Clone, Default)]
struct Place {
    /// The bit of its conjunction, where anything asks for it.
    bit: Option<u32>,
    /// Whether its value is wanted, apart from tests.
    read: bool,
    tests: Vec<Test>,
    /// The conjunction that tested it last.
    tested_by: Option<u32>,
    /// Its reader, counted from the last.
    reader: usize,
}

/// A test: the bit stays where the value lies in the range, or where it does not.
#[derive(Debug, Clone, Copy)]
struct Test {
    range: Range,
    inside: bool,
    bit: u32,
}

fn holds(bit: u32) -> Test {
    Test {
        range: Range::new(1, 1),
        inside: true,
        bit,
    }
}

struct Draft<'p> {
    code: &'p Code,
    bits: u32,
    places: Vec<Place>,
    /// From the last to the first, and how many links there were. Sums name places until all readers are known.
    readers: Vec<(Reader, usize)>,
    /// The same, each with the word it leads to.
    links: Vec<(u32, Link)>,
}

impl Draft<'_> {
    fn fresh(&mut self) -> u32 {
        let bit = self.bits;
        self.bits += 1;
        bit
    }

    /// The place that says whether a condition holds.
    fn holds_at(&self, reg: Reg) -> usize {
        2 * reg.0 as usize + usize::from(!matches!(self.code.op(reg), Some(Op::All(_))))
    }

    /// The bit of the conjunction at a place.
    fn bit(&mut self, at: usize) -> u32 {
        let known = self.places.get(at).and_then(|place| place.bit);
        known.unwrap_or_else(|| {
            let bit = self.fresh();
            if let Some(place) = self.places.get_mut(at) {
                place.bit = Some(bit);
            }
            bit
        })
    }

    /// The place of a register's value, which is wanted.
    fn read(&mut self, reg: Reg) -> usize {
        let at = match self.code.op(reg) {
            Some(Op::All(_) | Op::Any(_) | Op::Not(_) | Op::Within(..)) => {
                let at = self.holds_at(reg);
                self.bit(at);
                at
            }
            Some(Op::Constant(_) | Op::Sum(..) | Op::Highest(_) | Op::After(..)) | None => 2 * reg.0 as usize,
        };
        if let Some(place) = self.places.get_mut(at) {
            place.read = true;
        }
        at
    }

    /// Makes what is wanted at a place.
    fn place(&mut self, at: usize) {
        let Some(place) = self.places.get_mut(at) else { return };
        let (read, bit, mut tests) = (place.read, place.bit, core::mem::take(&mut place.tests));
        if !(read || bit.is_some() || !tests.is_empty()) {
            return;
        }
        let reg = Reg(u32::try_from(at / 2).unwrap_or(u32::MAX));
        let source = match bit {
            Some(bit) => {
                self.link(bit, &core::mem::take(&mut tests));
                Source::Bit(bit)
            }
            None => self.number(reg),
        };
        if read || !tests.is_empty() {
            self.push(&source, &tests);
        }
        if let Some(place) = self.places.get_mut(at) {
            place.reader = self.readers.len();
        }
        let Some(bit) = bit else { return };
        let code = self.code;
        match code.op(reg) {
            Some(Op::All(run)) => self.conjunction(bit, run.of(&code.args), true),
            Some(Op::Any(run)) if at.is_multiple_of(2) => self.conjunction(bit, run.of(&code.args), false),
            _ => self.conjunction(bit, &[reg], true),
        }
    }

    fn number(&mut self, reg: Reg) -> Source {
        let code = self.code;
        match code.op(reg) {
            Some(Op::Sum(run, constant)) => {
                let place =
                    |(term, weight): &(Reg, i32)| (u32::try_from(self.read(*term)).unwrap_or(u32::MAX), *weight);
                Source::Sum(run.of(&code.terms).iter().map(place).list(), constant)
            }
            Some(Op::Highest(run)) => {
                let mut tiers: Vec<(i32, Mask)> = Vec::new();
                for (condition, level) in run.of(&code.demands) {
                    let bit = self.bit(self.holds_at(*condition));
                    let place = tiers.partition_point(|(higher, _)| higher > level);
                    if tiers.get(place).is_none_or(|(own, _)| own != level) {
                        tiers.insert(place, (*level, Mask::new()));
                    }
                    if let Some((_, bits)) = tiers.get_mut(place) {
                        add(bits, bit);
                    }
                }
                Source::Highest(tiers)
            }
            Some(Op::After(of, period, when)) => {
                Source::After(u32::try_from(self.read(of)).unwrap_or(u32::MAX), period, when)
            }
            Some(Op::Constant(value)) => Source::Constant(value),
            // Conditions have bits.
            Some(Op::All(_) | Op::Any(_) | Op::Not(_) | Op::Within(..)) => Source::Constant(0),
            None if reg == ir::NOW => Source::Now,
            None if reg == ir::TODAY => Source::Today,
            None => Source::Slot(reg.0 - ir::FIRST_SLOT),
        }
    }

    /// Makes a bit hold where all of some conditions come out as wanted.
    fn conjunction(&mut self, bit: u32, parts: &[Reg], wanted: bool) {
        for part in parts {
            let (at, range, inside) = self.test(*part, wanted);
            let again = self.places.get(at).is_some_and(|place| place.tested_by == Some(bit));
            let tested = if again { self.fresh() } else { bit };
            if again {
                self.link(tested, &[holds(bit)]);
            }
            if let Some(place) = self.places.get_mut(at) {
                place.tested_by = Some(bit);
                place.tests.push(Test {
                    range,
                    inside,
                    bit: tested,
                });
            }
        }
    }

    /// A condition that must come out as wanted, as a test of the value at a place.
    fn test(&mut self, mut reg: Reg, mut wanted: bool) -> (usize, Range, bool) {
        let holds = Range::new(1, 1);
        loop {
            match self.code.op(reg) {
                Some(Op::Not(of)) => (reg, wanted) = (of, !wanted),
                Some(Op::Within(of, range)) => return (self.read(of), range, wanted),
                Some(Op::Any(_)) => {
                    let none = 2 * reg.0 as usize;
                    self.bit(none);
                    return (none, holds, !wanted);
                }
                Some(Op::All(_) | Op::Constant(_) | Op::Sum(..) | Op::Highest(_) | Op::After(..)) | None => {
                    return (self.read(reg), holds, wanted);
                }
            }
        }
    }

    /// Adds what a conjunction rules out.
    fn link(&mut self, bit: u32, tests: &[Test]) {
        let first = self.links.len();
        for test in tests {
            let (word, mask) = (test.bit / WORD, !(1 << (test.bit % WORD)));
            let left = [0, 1].map(|value| {
                if test.range.holds(value) == test.inside {
                    u64::MAX
                } else {
                    mask
                }
            });
            match self.links.iter_mut().skip(first).find(|(own, _)| *own == word) {
                Some((_, link)) => link.left.iter_mut().zip(left).for_each(|(own, left)| *own &= left),
                None => self.links.push((word, Link { bit, left })),
            }
        }
    }

    /// Adds what reads a source: one reader, or several where one would be too large.
    fn push(&mut self, source: &Source, mut tests: &[Test]) {
        loop {
            let (mut bounds, mut words) = (Vec::new(), Vec::new());
            let fits = |test: &&Test| {
                insert(&mut bounds, test.range.low);
                if let Some(after) = test.range.high.checked_add(1) {
                    insert(&mut bounds, after);
                }
                insert(&mut words, test.bit / WORD);
                (bounds.len() + 1) * words.len() <= MOST_CELLS
            };
            let (own, rest) = tests.split_at(tests.iter().take_while(fits).count());
            let reader = reader(source.clone(), bounds, words, own);
            self.readers.push((reader, self.links.len()));
            if rest.is_empty() {
                return;
            }
            tests = rest;
        }
    }

    fn finish(self, program: &Program, levels: &[usize]) -> Turned {
        let total = self.readers.len();
        let index = |at: usize| {
            let reader = self.places.get(at).map_or(0, |place| total - place.reader);
            u32::try_from(reader).unwrap_or(u32::MAX)
        };
        let mut left = self.links.len();
        let mut links = self.links.into_iter().rev();
        let mut readers = Vec::with_capacity(total);
        for (mut reader, made_before) in self.readers.into_iter().rev() {
            // Those made before it are followed after it. What is given is settled at once and waits for no link, so those
            // that stand among the given are followed before the first that is not.
            if reader.source.slot().is_none() {
                reader.before = grouped(links.by_ref().take(left - made_before));
                left = made_before;
            }
            let named = |term: &mut u32| *term = index(*term as usize);
            match &mut reader.source {
                Source::Sum(terms, _) => terms.iter_mut().for_each(|(term, _)| named(term)),
                Source::After(of, ..) => named(of),
                Source::Now
                | Source::Today
                | Source::Slot(_)
                | Source::Constant(_)
                | Source::Bit(_)
                | Source::Highest(_) => {}
            }
            readers.push(reader);
        }
        let levels = levels.iter().map(|at| index(*at)).list();
        let words = (0..self.bits.div_ceil(WORD)).map(|word| column(program, &readers, word));
        let columns = words.list();
        // The first registers are given, so theirs are the first readers.
        let slots = readers.iter().map_while(|reader| Some((reader.source.slot()?, reader)));
        let given = slots
            .map(|(slot, reader)| Given {
                slot,
                classes: reader.classes.clone(),
            })
            .list();
        Turned {
            readers: readers.split_off(given.len()),
            given,
            columns,
            last: grouped(links),
            levels,
        }
    }
}

/// Puts links together that may be followed side by side.
fn grouped(links: impl Iterator<Item = (u32, Link)>) -> Vec<Links> {
    let mut groups: Vec<Links> = Vec::new();
    for (word, link) in links {
        if !groups.last_mut().is_some_and(|group| group.take(word, link)) {
            groups.push(Links {
                word,
                links: vec![link],
            });
        }
    }
    groups
}

/// Inserts an item into a list in order, once.
fn insert<T: Ord>(list: &mut Vec<T>, item: T) {
    let place = list.partition_point(|own| *own < item);
    if list.get(place) != Some(&item) {
        list.insert(place, item);
    }
}

fn reader(source: Source, bounds: Vec<i32>, words: Vec<u32>, tests: &[Test]) -> Reader {
    let mut masks = vec![u64::MAX; (bounds.len() + 1) * words.len()];
    for test in tests {
        let place = words.partition_point(|word| *word < test.bit / WORD);
        // Each class by its first value.
        let values = core::iter::once(i32::MIN).chain(bounds.iter().copied());
        for (value, class) in values.zip(masks.chunks_mut(words.len())) {
            if test.range.holds(value) != test.inside
                && let Some(word) = class.get_mut(place)
            {
                *word &= !(1 << (test.bit % WORD));
            }
        }
    }
    Reader {
        source,
        classes: Classes::new(bounds),
        words,
        masks,
        before: Vec::new(),
    }
}

/// What all that is given rules out of a word.
fn column(program: &Program, readers: &[Reader], word: u32) -> Column {
    let mut column = Column::default();
    for (index, reader) in (0..).zip(readers) {
        let Some(slot) = reader.source.slot() else { break };
        let Ok(place) = reader.words.binary_search(&word) else {
            continue;
        };
        let Ok(first) = u32::try_from(column.left.len()) else {
            continue;
        };
        column.reads.push((index, first));
        let slot = program.slots.get(slot as usize);
        let ranges = slot.map_or_else(Default::default, |slot| [slot.presumed, slot.full]);
        for range in ranges {
            let (low, high) = (reader.classes.of(range.low), reader.classes.of(range.high));
            column.left.push(reader.left(place, low, high));
        }
        for class in (0..).take(reader.masks.len() / reader.words.len()) {
            column.left.push(reader.left(place, class, class));
        }
    }
    column
}
