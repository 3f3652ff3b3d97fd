//! Reads a text by the grammar's tables, which `grammar/build.rs` makes of `grammar/safegrade.pest`.
//!
//! What pest's derive would write out as code for every rule is here one walk over data: a twentieth of the bytes,
//! and faster, since a rule that cannot begin with the next character is not tried.

use pest::error::Error;
use pest::iterators::Pairs;
use pest::{Atomicity, ParseResult, ParserState};

include!(concat!(env!("OUT_DIR"), "/grammar.rs"));

/// A rule of the grammar, by its place; the grammar's tables name each.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Rule(u16);

/// One rule of the grammar.
struct Definition {
    kind: Kind,
    /// The index of the set of ASCII characters that it can begin with, a bit for each.
    first: u8,
    /// Where its operations begin.
    start: u16,
}

#[derive(Clone, Copy)]
enum Kind {
    /// Leaves a node in the tree.
    Node,
    /// `_`: leaves none.
    Silent,
    /// `@`: a node without white space or nodes inside.
    Atomic,
    /// `@{ "text" ~ !word_char }`, of which only the text is kept.
    Keyword,
}

impl Rule {
    /// What an author calls it, as `grammar/build.rs` says; nothing where nobody writes it.
    pub fn words(self) -> &'static str {
        WORDS.split('\n').nth(usize::from(self.0)).unwrap_or_default()
    }
}

impl Definition {
    fn program(&self) -> &'static [u8] {
        PROGRAM.get(usize::from(self.start)..).unwrap_or(&[])
    }
}

/// The text whose index stands there.
fn text(bytes: &'static [u8]) -> &'static str {
    number(bytes).and_then(|(index, _)| TEXTS.get(index)).unwrap_or(&"")
}

/// What one rule makes of a text.
///
/// # Errors
/// Where it does not fit. What would have fitted there is in the error only where `explain` is asked for: that tries every rule.
pub fn read(rule: Rule, text: &str, explain: bool) -> Result<Pairs<'_, Rule>, Box<Error<Rule>>> {
    let reader = Reader {
        text: text.as_bytes(),
        explain,
    };
    pest::state(text, |state| reader.rule(rule, state)).map_err(Box::new)
}

type State<'i> = Box<ParserState<'i, Rule>>;
type Step<'i> = ParseResult<State<'i>>;

#[derive(Clone, Copy)]
struct Reader<'i> {
    text: &'i [u8],
    explain: bool,
}

impl<'i> Reader<'i> {
    fn rule(self, rule: Rule, state: State<'i>) -> Step<'i> {
        let Some(definition) = DEFINITIONS.get(usize::from(rule.0)) else {
            return Err(state);
        };
        if !self.explain && !self.may_begin(definition.first, &state) {
            return Err(state);
        }
        let expr = definition.program();
        match definition.kind {
            Kind::Silent if rule == Rule::WHITESPACE => state.atomic(Atomicity::Atomic, |state| self.expr(expr, state)),
            Kind::Silent => self.expr(expr, state),
            Kind::Node => state.rule(rule, |state| self.expr(expr, state)),
            Kind::Atomic => state.rule(rule, |state| {
                state.atomic(Atomicity::Atomic, |state| self.expr(expr, state))
            }),
            Kind::Keyword => state.rule(rule, |state| {
                state.atomic(Atomicity::Atomic, |state| {
                    state.sequence(|state| {
                        let state = state.match_string(text(expr))?;
                        state.lookahead(false, |state| self.rule(Rule::word_char, state))
                    })
                })
            }),
        }
    }

    /// One operation; what follows it in the program is not looked at.
    fn expr(self, expr: &'static [u8], state: State<'i>) -> Step<'i> {
        let Some((operation, rest)) = expr.split_first() else {
            return Err(state);
        };
        match (*operation, rest) {
            (TEXT, _) => state.match_string(text(rest)),
            (RANGE, [from, to, ..]) => state.match_range(char::from(*from)..char::from(*to)),
            (RULE, _) => self.rule(Rule(u16::try_from(index(rest)).unwrap_or(u16::MAX)), state),
            (UNTIL, _) => state.skip_until(STOPS.get(index(rest)).unwrap_or(&&[][..])),
            (ANY, _) => state.skip(1),
            (START, _) => state.start_of_input(),
            (END, _) => state.end_of_input(),
            (SEQUENCE, _) => state.sequence(|state| self.sequence(parts(rest), state)),
            (CHOICE, _) => self.choice(parts(rest), state),
            (OPTIONAL, _) => state.optional(|state| self.expr(rest, state)),
            (REPEAT, _) if state.atomicity() != Atomicity::NonAtomic => state.repeat(|state| self.expr(rest, state)),
            (REPEAT, _) => state.sequence(|state| {
                state.optional(|state| {
                    self.expr(rest, state)?.repeat(|state| {
                        state.sequence(|state| self.space(state).and_then(|state| self.expr(rest, state)))
                    })
                })
            }),
            (AHEAD, _) => state.lookahead(true, |state| self.expr(rest, state)),
            (NOT_AHEAD, _) => state.lookahead(false, |state| self.expr(rest, state)),
            _ => Err(state),
        }
    }

    fn choice(self, parts: Parts, mut state: State<'i>) -> Step<'i> {
        for part in parts {
            match self.expr(part, state) {
                Ok(state) => return Ok(state),
                Err(other) => state = other,
            }
        }
        Err(state)
    }

    fn sequence(self, parts: Parts, mut state: State<'i>) -> Step<'i> {
        for (index, part) in parts.enumerate() {
            if index > 0 {
                state = self.space(state)?;
            }
            state = self.expr(part, state)?;
        }
        Ok(state)
    }

    /// White space and comments, which stand between the parts of everything that is not atomic.
    fn space(self, state: State<'i>) -> Step<'i> {
        if state.atomicity() != Atomicity::NonAtomic {
            return Ok(state);
        }
        state.repeat(|state| {
            self.rule(Rule::WHITESPACE, state)
                .or_else(|state| self.rule(Rule::COMMENT, state))
        })
    }

    /// Whether the next character is one of a set. Of characters outside ASCII nothing is known.
    fn may_begin(self, first: u8, state: &ParserState<'i, Rule>) -> bool {
        let first = FIRSTS.get(usize::from(first)).copied().unwrap_or(u128::MAX);
        let next = self.text.get(state.position().pos());
        first == u128::MAX || next.is_some_and(|byte| !byte.is_ascii() || first >> byte & 1 == 1)
    }
}

/// The index that an operation speaks of.
fn index(bytes: &'static [u8]) -> usize {
    number(bytes).map_or(usize::MAX, |(index, _)| index)
}

/// A number in one byte or two, and what follows it.
fn number(bytes: &'static [u8]) -> Option<(usize, &'static [u8])> {
    let (first, rest) = bytes.split_first()?;
    let low = usize::from(first % 128);
    if *first < 128 {
        return Some((low, rest));
    }
    let (high, rest) = rest.split_first()?;
    Some((low + 128 * usize::from(*high), rest))
}

/// The parts of a chain that are left, and how many.
struct Parts(&'static [u8], usize);

fn parts(chain: &'static [u8]) -> Parts {
    number(chain).map_or(Parts(&[], 0), |(count, parts)| Parts(parts, count))
}

impl Iterator for Parts {
    type Item = &'static [u8];

    fn next(&mut self) -> Option<&'static [u8]> {
        self.1 = self.1.checked_sub(1)?;
        let (length, rest) = number(self.0)?;
        let (part, rest) = rest.split_at_checked(length)?;
        self.0 = rest;
        Some(part)
    }
}
