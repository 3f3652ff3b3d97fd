//! Order and sets of ids, made once for all types.
//!
//! The standard library's sorts and trees are written out anew for each type they meet, five thousand bytes at a time
//! in the browser's module. Everything here goes through one heap and one row of bits.

use crate::list::List as _;
use std::collections::BinaryHeap;

/// The items in the order of their keys; those of equal keys stay in the order they had.
#[must_use]
pub fn sorted_by_key<T>(items: Vec<T>, key: impl Fn(&T) -> [u32; 3]) -> Vec<T> {
    let keys = items.iter().map(&key).list();
    let mut items: Vec<Option<T>> = items.into_iter().map(Some).list();
    let order = order_of(keys).into_iter();
    order
        .filter_map(|index| items.get_mut(index as usize)?.take())
        .list()
}

/// The indices of keys in their order.
fn order_of(keys: Vec<[u32; 3]>) -> Vec<u32> {
    let heap: BinaryHeap<[u32; 4]> = (0..).zip(keys).map(|(index, [a, b, c])| [a, b, c, index]).collect();
    heap.into_sorted_vec()
        .into_iter()
        .map(|[_, _, _, index]| index)
        .list()
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
