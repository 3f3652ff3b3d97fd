//! Reads a text by the grammar's tables, which `grammar/build.rs` makes of `grammar/safegrade.pest`.
//!
//! What pest's derive would write out as code for every rule is here one walk over data: a twentieth of the bytes,
//! and faster, since a rule that cannot begin with the next character is not tried.

use pest::error::Error;
use pest::iterators::Pairs;
use pest::{Atomicity, ParseResult, ParserState};

include!(concat!(env!("OUT_DIR"), "/grammar.rs"));

/// One rule of the grammar.
struct Definition {
    kind: Kind,
    /// A bit for each ASCII character that it can begin with.
    first: u128,
    expr: Expr,
}

#[derive(Clone, Copy)]
enum Kind {
    /// Leaves a node in the tree.
    Node,
    /// `_`: leaves none.
    Silent,
    /// `@`: a node without white space or nodes inside.
    Atomic,
}

enum Expr {
    Text(&'static str),
    Range(char, char),
    Any,
    Start,
    End,
    Rule(Rule),
    Sequence(&'static [Expr]),
    Choice(&'static [Expr]),
    Optional(&'static Expr),
    Repeat(&'static Expr),
    Ahead(&'static Expr),
    NotAhead(&'static Expr),
    /// Everything up to the first of these texts.
    Until(&'static [&'static str]),
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
        let Some(definition) = DEFINITIONS.get(rule as usize) else {
            return Err(state);
        };
        if !self.explain && !self.may_begin(definition.first, &state) {
            return Err(state);
        }
        let expr = &definition.expr;
        match definition.kind {
            Kind::Silent if matches!(rule, Rule::WHITESPACE) => {
                state.atomic(Atomicity::Atomic, |state| self.expr(expr, state))
            }
            Kind::Silent => self.expr(expr, state),
            Kind::Node => state.rule(rule, |state| self.expr(expr, state)),
            Kind::Atomic => state.rule(rule, |state| {
                state.atomic(Atomicity::Atomic, |state| self.expr(expr, state))
            }),
        }
    }

    fn expr(self, expr: &'static Expr, state: State<'i>) -> Step<'i> {
        match expr {
            Expr::Text(text) => state.match_string(text),
            Expr::Range(from, to) => state.match_range(*from..*to),
            Expr::Any => state.skip(1),
            Expr::Start => state.start_of_input(),
            Expr::End => state.end_of_input(),
            Expr::Rule(rule) => self.rule(*rule, state),
            Expr::Sequence(parts) => state.sequence(|state| self.sequence(parts, state)),
            Expr::Choice(parts) => parts
                .iter()
                .try_fold(state, |state, part| match self.expr(part, state) {
                    Ok(state) => Err(state),
                    Err(state) => Ok(state),
                })
                .map_or_else(Ok, Err),
            Expr::Optional(inner) => state.optional(|state| self.expr(inner, state)),
            Expr::Repeat(inner) if state.atomicity() != Atomicity::NonAtomic => {
                state.repeat(|state| self.expr(inner, state))
            }
            Expr::Repeat(inner) => state.sequence(|state| {
                state.optional(|state| {
                    self.expr(inner, state)?.repeat(|state| {
                        state.sequence(|state| self.space(state).and_then(|state| self.expr(inner, state)))
                    })
                })
            }),
            Expr::Ahead(inner) => state.lookahead(true, |state| self.expr(inner, state)),
            Expr::NotAhead(inner) => state.lookahead(false, |state| self.expr(inner, state)),
            Expr::Until(texts) => state.skip_until(texts),
        }
    }

    fn sequence(self, parts: &'static [Expr], mut state: State<'i>) -> Step<'i> {
        for (index, part) in parts.iter().enumerate() {
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
    fn may_begin(self, first: u128, state: &ParserState<'i, Rule>) -> bool {
        let next = self.text.get(state.position().pos());
        first == u128::MAX || next.is_some_and(|byte| !byte.is_ascii() || first >> byte & 1 == 1)
    }
}
