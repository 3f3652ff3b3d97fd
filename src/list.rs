//! Lists, made in one place.
//!
//! `collect` writes out a loop with its growing of memory for every chain of iterators it ends; in the browser's module
//! that was some hundred bytes at a time, a hundred times over. `list` shares the loop between all chains of one type.

/// What an iterator is for `fill`: only its next item, so that nothing else of it is compiled in.
trait Source<T> {
    fn pull(&mut self) -> Option<T>;
}

impl<I: Iterator> Source<I::Item> for I {
    fn pull(&mut self) -> Option<I::Item> {
        self.next()
    }
}

/// Makes a list of what an iterator gives.
pub trait List: Iterator + Sized {
    /// All items in their order.
    fn list(mut self) -> Vec<Self::Item> {
        fill(&mut self)
    }
}

impl<I: Iterator> List for I {}

#[inline(never)]
fn fill<T>(items: &mut dyn Source<T>) -> Vec<T> {
    let mut list = Vec::new();
    while let Some(item) = items.pull() {
        list.push(item);
    }
    list
}
