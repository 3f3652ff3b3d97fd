//! What grading reads: for each thing that conditions test, classes of its values and the bits that each class leaves.
//!
//! `conjunctions.rs` makes them of a program, `grade.rs` puts them together for a case.

use crate::ir::{self, When};
use crate::list::List as _;
use crate::value::Period;

/// Bits in a word.
pub const WORD: u32 = u64::BITS;

/// A word of conjunctions. Where all is known the two are the same.
#[derive(Debug, Clone, Copy)]
pub struct Bits {
    /// Those that may hold.
    pub may: u64,
    /// Those that surely hold.
    pub must: u64,
}

impl Bits {
    /// All of them.
    pub const ALL: Bits = Bits {
        may: u64::MAX,
        must: u64::MAX,
    };

    /// Leaves only those that others leave.
    #[must_use]
    #[inline(always)]
    pub fn and(self, other: Bits) -> Bits {
        Bits {
            may: self.may & other.may,
            must: self.must & other.must,
        }
    }
}

/// Classes of numbers, in which all tests of a reader come out alike.
#[derive(Debug, Clone)]
pub struct Classes {
    /// Where they begin, but the lowest: the first two at hand, for few have more.
    first: [i32; 2],
    /// The others.
    more: Vec<i32>,
}

impl Classes {
    /// Classes that begin at those bounds, and the lowest.
    #[must_use]
    pub fn new(bounds: Vec<i32>) -> Classes {
        let mut bounds = bounds.into_iter();
        Classes {
            first: [(); 2].map(|()| bounds.next().unwrap_or(i32::MAX)),
            more: bounds.list(),
        }
    }

    /// The class of a value. Most have a bound or two, and counting those is quickest.
    #[must_use]
    #[inline(always)]
    pub fn of(&self, value: i32) -> u32 {
        let [first, second] = self.first;
        let mut class = u32::from(first <= value).wrapping_add(u32::from(second <= value));
        for bound in &self.more {
            class = class.wrapping_add(u32::from(*bound <= value));
        }
        class
    }
}

/// Something given that conditions read.
#[derive(Debug, Clone)]
pub struct Given {
    /// Its slot, or past all of them [`NOW`] or [`TODAY`].
    pub slot: u32,
    /// Its classes.
    pub classes: Classes,
}

impl Given {
    /// The class of a value. What is not known has the first, what is faulty the second.
    #[must_use]
    #[inline(always)]
    pub fn class(&self, value: i32) -> u32 {
        (self.classes.of(value))
            .wrapping_add(u32::from(ir::FAULT <= value))
            .wrapping_add(u32::from(ir::LAST_MARK < value))
    }
}

/// In place of a slot: the moment, in minutes.
pub const NOW: u32 = u32::MAX;
/// In place of a slot: its date, in days.
pub const TODAY: u32 = u32::MAX - 1;

/// Of a word, what all that is given rules out.
#[derive(Debug, Clone, Default)]
pub struct Column {
    /// What is given that it depends on, by index, and where the classes of that begin.
    pub reads: Vec<(u32, u32)>,
    /// The bits that are left, for each class of what is given.
    pub left: Vec<Bits>,
}

/// Something that conditions read, and the bits that its values rule out.
#[derive(Debug, Clone)]
pub struct Reader {
    /// Where its value comes from.
    pub source: Source,
    /// Its classes.
    pub classes: Classes,
    /// The words that its masks are for.
    pub words: Vec<u32>,
    /// For each class, from the lowest, a mask for each of the words.
    pub masks: Vec<u64>,
    /// The links that are followed before it.
    pub before: Vec<Links>,
}

/// A conjunction that others test: most of what is not a fact, so it has less than a reader.
#[derive(Debug, Clone, Copy)]
pub struct Link {
    /// Its bit.
    pub bit: u32,
    /// What is left of the others' word where it does not hold, and where it holds.
    pub left: [u64; 2],
}

impl Link {
    /// What is left, by the word in which its bit stands.
    #[must_use]
    #[inline(always)]
    pub fn follow(&self, from: Bits) -> Bits {
        let (most, least) = (self.pick(from.may), self.pick(from.must));
        Bits {
            may: most | least,
            must: most & least,
        }
    }

    /// Looked up and not chosen, since a choice is a branch that is hard to guess.
    #[inline(always)]
    fn pick(&self, word: u64) -> u64 {
        let holds = (word >> (self.bit % WORD) & 1) as usize;
        self.left.get(holds).copied().unwrap_or(u64::MAX)
    }
}

/// Links to one word of which none waits for another, so that they may be followed side by side.
#[derive(Debug, Clone)]
pub struct Links {
    /// The word.
    pub word: u32,
    /// The links.
    pub links: Vec<Link>,
}

impl Links {
    /// Takes one more, if it waits for none of these.
    pub fn take(&mut self, word: u32, link: Link) -> bool {
        let rules_out = |known: &Link| known.left.iter().any(|left| !left >> (link.bit % WORD) & 1 != 0);
        let fits = self.word == word && !(link.bit / WORD == word && self.links.iter().any(rules_out));
        if fits {
            self.links.push(link);
        }
        fits
    }
}

/// Where the value of a reader comes from. A reader stands after all that it needs.
#[derive(Debug, Clone)]
pub enum Source {
    /// The moment, in minutes.
    Now,
    /// Its date, in days.
    Today,
    /// A slot of the case.
    Slot(u32),
    /// A fixed value.
    Constant(i32),
    /// Whether a conjunction holds.
    Bit(u32),
    /// What is that long after a reader, by index.
    After(u32, Period, When),
    /// Weighted sum of readers, by index, and a constant.
    Sum(Vec<(u32, i32)>, i32),
    /// The value of the first tier of which any conjunction holds, else 0.
    Highest(Vec<(i32, Mask)>),
}

/// A set of bits, word by word.
pub type Mask = Vec<(u32, u64)>;

/// Adds a bit to a set.
pub fn add(mask: &mut Mask, bit: u32) {
    let (word, bit) = (bit / WORD, 1 << (bit % WORD));
    let place = mask.partition_point(|(own, _)| *own < word);
    match mask.get_mut(place) {
        Some((own, bits)) if *own == word => *bits |= bit,
        _ => mask.insert(place, (word, bit)),
    }
}

impl Reader {
    /// What a value from a range leaves of one of its words. A test may come out true if it does in one of the classes,
    /// and surely does if in all of them.
    #[must_use]
    pub fn left(&self, place: usize, low: u32, high: u32) -> Bits {
        let (low, high) = (low as usize, high as usize);
        let width = self.words.len();
        let mut left = Bits { may: 0, must: u64::MAX };
        for mask in self
            .masks
            .iter()
            .skip(low * width + place)
            .step_by(width)
            .take(high - low + 1)
        {
            left.may |= mask;
            left.must &= mask;
        }
        left
    }
}

impl Source {
    /// The slot of what is given.
    #[must_use]
    pub fn slot(&self) -> Option<u32> {
        match self {
            Source::Now => Some(NOW),
            Source::Today => Some(TODAY),
            Source::Slot(slot) => Some(*slot),
            Source::Constant(_) | Source::Bit(_) | Source::After(..) | Source::Sum(..) | Source::Highest(_) => None,
        }
    }
}
