//! Order, sets of ids and look-up, made once for all types.
//!
//! The standard library's sorts, trees and hash tables are written out anew for each type they meet, thousands of bytes
//! at a time in the browser's module. Everything here goes through one heap, one row of bits and one table of hashes.

use crate::list::List as _;
use std::collections::BinaryHeap;
use std::hash::{Hash, Hasher};

/// The items in the order of their keys; those of equal keys stay in the order they had.
#[must_use]
pub fn sorted_by_key<T>(items: Vec<T>, key: impl Fn(&T) -> [u32; 3]) -> Vec<T> {
    let keys = items.iter().map(&key).list();
    let mut items: Vec<Option<T>> = items.into_iter().map(Some).list();
    let order = order_of(keys).into_iter();
    order.filter_map(|index| items.get_mut(index as usize)?.take()).list()
}

/// The indices of keys in their order.
fn order_of(keys: Vec<[u32; 3]>) -> Vec<u32> {
    let heap: BinaryHeap<[u32; 4]> = (0..).zip(keys).map(|(index, [a, b, c])| [a, b, c, index]).collect();
    heap.into_sorted_vec().into_iter().map(|[_, _, _, index]| index).list()
}

/// A set of small numbers, in order.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Ids {
    words: Vec<u64>,
}

impl Ids {
    /// Puts a number in. False where it was there already.
    pub fn insert(&mut self, id: u32) -> bool {
        let (word, bit) = ((id / 64) as usize, 1u64 << (id % 64));
        if self.words.len() <= word {
            self.words.resize(word + 1, 0);
        }
        let Some(word) = self.words.get_mut(word) else {
            return false;
        };
        let fresh = *word & bit == 0;
        *word |= bit;
        fresh
    }

    /// Whether a number is in.
    #[must_use]
    pub fn contains(&self, id: u32) -> bool {
        let word = self.words.get((id / 64) as usize).copied().unwrap_or(0);
        word >> (id % 64) & 1 == 1
    }

    /// The numbers from the lowest on.
    #[must_use]
    pub fn list(&self) -> Vec<u32> {
        let mut list = Vec::new();
        for (index, word) in (0u32..).zip(&self.words) {
            let mut left = *word;
            while left != 0 {
                list.push(index * 64 + left.trailing_zeros());
                left &= left - 1;
            }
        }
        list
    }
}

/// Where things stand in a list of any type, found by what they are. Nothing is read out of it in an order of its own.
#[derive(Debug, Default)]
pub struct Index {
    /// The last place of each chain.
    chains: Vec<usize>,
    /// For each place the hash of what is there, and the place before it in its chain.
    places: Vec<(u32, usize)>,
}

/// No place.
const NONE: usize = usize::MAX;

impl Index {
    /// The place of what has that hash and `is` looked for.
    pub fn find(&self, hash: u32, is: &mut dyn FnMut(usize) -> bool) -> Option<usize> {
        let mut at = self.chains.get(chain(hash, self.chains.len())).copied()?;
        while let Some((other, before)) = self.places.get(at) {
            if *other == hash && is(at) {
                return Some(at);
            }
            at = *before;
        }
        None
    }

    /// Gives the next place of the list to what has that hash.
    pub fn push(&mut self, hash: u32) {
        self.places.push((hash, NONE));
        let length = self.places.len();
        if length <= self.chains.len() {
            self.chain_up(length - 1);
            return;
        }
        self.chains = vec![NONE; length * 2];
        for place in 0..length {
            self.chain_up(place);
        }
    }

    fn chain_up(&mut self, place: usize) {
        let length = self.chains.len();
        let Some((hash, before)) = self.places.get_mut(place) else {
            return;
        };
        if let Some(last) = self.chains.get_mut(chain(*hash, length)) {
            *before = std::mem::replace(last, place);
        }
    }
}

fn chain(hash: u32, chains: usize) -> usize {
    hash as usize % chains.max(1)
}

/// The hash by which an [`Index`] finds something: FNV-1a, the same on every machine.
pub fn hash_of(thing: &impl Hash) -> u32 {
    let mut hash = Fnv(0x811c_9dc5);
    thing.hash(&mut hash);
    hash.0
}

struct Fnv(u32);

impl Hasher for Fnv {
    fn write(&mut self, bytes: &[u8]) {
        for byte in bytes {
            self.0 = (self.0 ^ u32::from(*byte)).wrapping_mul(0x0100_0193);
        }
    }

    fn finish(&self) -> u64 {
        u64::from(self.0)
    }
}
