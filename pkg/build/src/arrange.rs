//! The order of the functions in the module. It means nothing to an engine, but gzip finds what repeats itself
//! only within 32 KB: where functions that are alike stand together, the module packs some hundredths smaller.
//! Linkers order functions for compression on the same grounds (`--bp-compression-sort` of LLVM's).

use anyhow::{Context, Result};
use std::collections::{BTreeMap, BTreeSet, VecDeque};
use std::ops::Range;
use wasm_encoder::{NameMap, NameSection};
use wasmparser::{Parser, Payload, TypeRef};

/// The functions of a module.
pub struct Functions {
    /// Where each stands among its bytes.
    bodies: Vec<Range<usize>>,
    /// How many others it takes from outside; those are counted first.
    imported: u32,
}

/// Runs that more functions than this share tell nothing.
const COMMON: usize = 60;

impl Functions {
    /// Finds them.
    pub fn of(wasm: &[u8]) -> Result<Functions> {
        let mut functions = Functions {
            bodies: Vec::new(),
            imported: 0,
        };
        for payload in Parser::new(0).parse_all(wasm) {
            match payload.context("the module cannot be read")? {
                Payload::ImportSection(imports) => {
                    for import in imports.into_imports() {
                        functions.imported += u32::from(matches!(import?.ty, TypeRef::Func(_)));
                    }
                }
                Payload::CodeSectionEntry(body) => functions.bodies.push(body.range()),
                _ => {}
            }
        }
        Ok(functions)
    }

    /// The order, of those tried, in which the module packs smallest by a measure.
    pub fn best_order(&self, wasm: &[u8], packed: impl Fn(&[u8]) -> Result<usize>) -> Result<Vec<usize>> {
        let as_they_are: Vec<usize> = (0..self.bodies.len()).collect();
        let mut best = (packed(&self.joined(wasm, &as_they_are))?, as_they_are);
        for run in 5..=8 {
            for window in [6_000, 12_000, 24_000] {
                let order = Alike::of(self, wasm, run).order(window);
                let size = packed(&self.joined(wasm, &order))?;
                if size < best.0 {
                    best = (size, order);
                }
            }
        }
        Ok(best.1)
    }

    fn joined(&self, wasm: &[u8], order: &[usize]) -> Vec<u8> {
        order
            .iter()
            .flat_map(|own| &wasm[self.bodies[*own].clone()])
            .copied()
            .collect()
    }

    /// The module with names by which sorting its functions brings them into an order.
    pub fn named(&self, wasm: &[u8], order: &[usize]) -> Vec<u8> {
        let mut rank = vec![0; order.len()];
        for (place, own) in order.iter().enumerate() {
            rank[*own] = place;
        }
        let mut names = NameMap::new();
        for (index, rank) in (self.imported..).zip(rank) {
            names.append(index, &format!("f{rank:06}"));
        }
        let mut section = NameSection::new();
        section.functions(&names);
        let mut named = wasm.to_vec();
        wasm_encoder::Section::append_to(&section, &mut named);
        named
    }
}

/// What functions share.
struct Alike {
    /// By function, how long it is.
    lengths: Vec<usize>,
    /// By function, the runs of bytes in it that others have too.
    runs: Vec<Vec<usize>>,
    /// By run, the functions that have it.
    owners: Vec<Vec<usize>>,
}

impl Alike {
    fn of(functions: &Functions, wasm: &[u8], run: usize) -> Alike {
        let mut all: BTreeMap<&[u8], BTreeSet<usize>> = BTreeMap::new();
        for (own, body) in functions.bodies.iter().enumerate() {
            for bytes in wasm[body.clone()].windows(run) {
                all.entry(bytes).or_default().insert(own);
            }
        }
        let mut alike = Alike {
            lengths: functions.bodies.iter().map(ExactSizeIterator::len).collect(),
            runs: vec![Vec::new(); functions.bodies.len()],
            owners: Vec::new(),
        };
        for owners in all.into_values().filter(|owners| (2..=COMMON).contains(&owners.len())) {
            for own in &owners {
                alike.runs[*own].push(alike.owners.len());
            }
            alike.owners.push(owners.into_iter().collect());
        }
        alike
    }

    /// Puts next, again and again, what shares most with the functions just before, for its length.
    fn order(&self, window: usize) -> Vec<usize> {
        let mut left: BTreeSet<usize> = (0..self.lengths.len()).collect();
        let mut shared = vec![0_u32; self.lengths.len()];
        let mut seen = vec![0_u32; self.owners.len()];
        let (mut before, mut bytes) = (VecDeque::new(), 0);
        let mut order = Vec::new();
        let worth = |own: usize, shared: u32| f64::from(shared) / (self.lengths[own] as f64).sqrt();
        // The first of the best, so that the same module always comes out the same.
        while let Some(next) = left
            .iter()
            .copied()
            .rev()
            .max_by(|a, b| worth(*a, shared[*a]).total_cmp(&worth(*b, shared[*b])))
        {
            left.remove(&next);
            order.push(next);
            before.push_back(next);
            bytes += self.lengths[next];
            for run in &self.runs[next] {
                seen[*run] += 1;
                if seen[*run] == 1 {
                    self.owners[*run].iter().for_each(|own| shared[*own] += 1);
                }
            }
            while bytes > window && before.len() > 1 {
                let Some(gone) = before.pop_front() else { break };
                bytes -= self.lengths[gone];
                for run in &self.runs[gone] {
                    seen[*run] -= 1;
                    if seen[*run] == 0 {
                        self.owners[*run].iter().for_each(|own| shared[*own] -= 1);
                    }
                }
            }
        }
        order
    }
}

#[cfg(test)]
mod tests {
    use super::{Alike, Functions};

    /// Functions of eight bytes, two kinds of them by turns.
    fn by_turns() -> (Functions, Vec<u8>) {
        let wasm = [[1, 2, 3, 4, 5, 6, 7, 8], [9, 8, 9, 7, 9, 6, 9, 5]].concat().repeat(3);
        let bodies = (0..6).map(|own| own * 8..own * 8 + 8).collect();
        (Functions { bodies, imported: 0 }, wasm)
    }

    #[test]
    fn what_is_alike_stands_together() {
        let (functions, wasm) = by_turns();
        assert_eq!(Alike::of(&functions, &wasm, 5).order(16), [0, 2, 4, 1, 3, 5]);
    }

    #[test]
    fn no_order_is_taken_that_packs_larger() {
        let (functions, wasm) = by_turns();
        let first_is_best = |bytes: &[u8]| Ok(usize::from(bytes != wasm));
        assert_eq!(functions.best_order(&wasm, first_is_best).unwrap(), [0, 1, 2, 3, 4, 5]);
    }
}
