//! The shape of a message to a policy author, the table of codes, and their rendering behind a feature.
//!
//! Rooms that find something wrong say what and where; wording stands next to each finding, in plain words:
//! lower case, no final stop, user text in backticks, no second person, nothing of the implementation.

mod code;
#[cfg(feature = "render")]
mod render;

pub use crate::source::nearest;
pub use code::Code;
#[cfg(feature = "render")]
pub use render::render;

use crate::list::List as _;
use crate::sorted::sorted_by_key;
use crate::source::Span;

/// How bad it is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Severity {
    /// The policy does not compile.
    Error,
    /// The policy compiles, but its author should look.
    Warning,
}

/// A place and what to say about it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Label {
    /// Where.
    pub span: Span,
    /// What; may be empty for the primary place.
    pub message: String,
}

/// A replacement of text that is certain to mend the trouble.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Edit {
    /// What to replace.
    pub span: Span,
    /// What to put there.
    pub text: String,
}

/// One message.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Diagnostic {
    /// Its stable code.
    pub code: Code,
    /// One sentence.
    pub message: String,
    /// The place it is about.
    pub primary: Label,
    /// Other places that explain it.
    pub secondary: Vec<Label>,
    /// What to do about it.
    pub help: Option<String>,
    /// A certain mend.
    pub edit: Option<Edit>,
}

impl Diagnostic {
    /// A message at a place.
    #[must_use]
    pub fn new(code: Code, span: Span, message: impl Into<String>) -> Box<Diagnostic> {
        let primary = Label {
            span,
            message: String::new(),
        };
        Box::new(Diagnostic {
            code,
            message: message.into(),
            primary,
            secondary: Vec::new(),
            help: None,
            edit: None,
        })
    }

    /// Says more at the primary place.
    #[must_use]
    pub fn saying(mut self: Box<Self>, message: impl Into<String>) -> Box<Diagnostic> {
        self.primary.message = message.into();
        self
    }

    /// Names another place.
    #[must_use]
    pub fn and_at(mut self: Box<Self>, span: Span, message: impl Into<String>) -> Box<Diagnostic> {
        self.secondary.push(Label {
            span,
            message: message.into(),
        });
        self
    }

    /// Says what to do.
    #[must_use]
    pub fn help(mut self: Box<Self>, help: impl Into<String>) -> Box<Diagnostic> {
        self.help = Some(help.into());
        self
    }

    /// Offers a mend.
    #[must_use]
    pub fn edit(mut self: Box<Self>, span: Span, text: impl Into<String>) -> Box<Diagnostic> {
        self.edit = Some(Edit {
            span,
            text: text.into(),
        });
        self
    }

    /// Suggests the known name that is nearest to the one written there, if any is near.
    #[must_use]
    pub fn suggest(
        self: Box<Self>,
        span: Span,
        written: &str,
        known: &mut dyn Iterator<Item = &str>,
    ) -> Box<Diagnostic> {
        match nearest(written, known) {
            Some(name) => {
                let name = name.to_owned();
                self.help(format!("did you mean `{name}`?")).edit(span, name)
            }
            None => self,
        }
    }

    /// How bad it is.
    #[must_use]
    pub fn severity(&self) -> Severity {
        self.code.severity()
    }
}

/// Collects messages up to a limit, so that a hostile file cannot flood its reader.
#[derive(Debug, Default)]
#[expect(
    clippy::vec_box,
    reason = "a message is built in its box, and moving it on is then one word"
)]
pub struct Diagnostics {
    list: Vec<Box<Diagnostic>>,
    left_out: usize,
}

/// How many messages are kept for one compilation.
const MOST: usize = 200;

impl Diagnostics {
    /// Takes a message.
    pub fn push(&mut self, diagnostic: Box<Diagnostic>) {
        if !self.full() {
            self.list.push(diagnostic);
        } else if diagnostic.severity() == Severity::Error && !self.any_error() {
            // An error must never be lost behind warnings.
            self.list.push(diagnostic);
        } else {
            self.left_out += 1;
        }
    }

    /// Whether further messages are only counted.
    #[must_use]
    pub fn full(&self) -> bool {
        self.list.len() >= MOST
    }

    /// Whether any message is an error.
    #[must_use]
    pub fn any_error(&self) -> bool {
        self.list
            .iter()
            .any(|diagnostic| diagnostic.severity() == Severity::Error)
    }

    /// All messages by place; where some were left out the last one says how many.
    /// While there are errors the warnings wait: most would only be echoes of them.
    #[must_use]
    pub fn into_list(mut self) -> Vec<Diagnostic> {
        if self.any_error() {
            self.list.retain(|diagnostic| diagnostic.severity() == Severity::Error);
        }
        self.list = sorted_by_key(self.list, |diagnostic| {
            let span = diagnostic.primary.span;
            [span.start, span.end, diagnostic.code as u32]
        });
        if self.left_out > 0 {
            let span = self.list.last().map(|last| last.primary.span).unwrap_or_default();
            let message = format!("{} more messages are left out", self.left_out);
            self.list.push(Diagnostic::new(Code::MoreMessages, span, message));
        }
        self.list.into_iter().map(|diagnostic| *diagnostic).list()
    }
}
