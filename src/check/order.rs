//! The order in which values are computed: what is read first, whatever the order of the text.

/// An order in which every node comes after those it needs, or a circle of nodes that need each other.
/// Without recursion, so that no chain of definitions is too long.
///
/// # Errors
/// The nodes of one circle, in the order in which each needs the next.
pub fn order(needs: &[Vec<usize>]) -> Result<Vec<usize>, Vec<usize>> {
    let mut state = vec![State::Fresh; needs.len()];
    let mut done = Vec::with_capacity(needs.len());
    for root in 0..needs.len() {
        let mut path: Vec<(usize, usize)> = vec![(root, 0)];
        while let Some((node, next)) = path.pop() {
            match state.get(node) {
                Some(State::Done) => continue,
                Some(State::Fresh | State::Open) | None => {}
            }
            set(&mut state, node, State::Open);
            match needs.get(node).and_then(|list| list.get(next)) {
                None => {
                    set(&mut state, node, State::Done);
                    done.push(node);
                }
                Some(needed) => {
                    path.push((node, next + 1));
                    if matches!(state.get(*needed), Some(State::Open)) {
                        let start = path.iter().position(|(open, _)| open == needed).unwrap_or(0);
                        return Err(path.iter().skip(start).map(|(open, _)| *open).collect());
                    }
                    path.push((*needed, 0));
                }
            }
        }
    }
    Ok(done)
}

#[derive(Clone, Copy)]
enum State {
    Fresh,
    Open,
    Done,
}

fn set(state: &mut [State], node: usize, to: State) {
    if let Some(slot) = state.get_mut(node) {
        *slot = to;
    }
}
