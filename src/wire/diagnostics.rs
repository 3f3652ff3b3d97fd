//! Messages, example results and faults as documents. Places count lines and columns from 0, in UTF-16 code units.

use crate::list::List as _;
use serde::Serialize;

use super::Text;
use crate::diagnostic;
use crate::eval;
use crate::source::{SourceFile, Span};

/// Where something stands.
#[derive(Debug, Clone, Serialize)]
pub struct Place<'a> {
    /// The source's name.
    pub source: &'a str,
    /// UTF-16 offset of its first character.
    pub start: u32,
    /// UTF-16 offset past its last.
    pub end: u32,
    /// Line of its first character.
    pub line: u32,
    /// Column of its first character.
    pub column: u32,
    /// Line past its last.
    pub end_line: u32,
    /// Column past its last.
    pub end_column: u32,
    /// What to say of it, where it is a label.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub message: Option<&'a str>,
    /// What to put there, where it is a mend.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub text: Option<&'a str>,
}

/// One message.
#[derive(Debug, Clone, Serialize)]
pub struct Diagnostic<'a> {
    /// `SG` and three digits.
    pub code: &'static str,
    /// `error` or `warning`.
    pub severity: &'static str,
    /// One sentence.
    pub message: &'a str,
    /// Where.
    pub primary: Place<'a>,
    /// What explains it.
    pub secondary: Vec<Place<'a>>,
    /// What to do.
    pub help: Option<&'a str>,
    /// A certain mend.
    pub edit: Option<Place<'a>>,
}

/// What came of an example.
#[derive(Debug, Clone, Serialize)]
pub struct ExampleResult<'a> {
    /// Its name.
    pub name: &'a str,
    /// Its words.
    pub text: Text<'a>,
    /// Whether all came as expected.
    pub passed: bool,
    /// What did not.
    pub failures: &'a [String],
    /// Where it stands.
    pub place: Place<'a>,
}

/// Something wrong with a case.
#[derive(Debug, Clone, Serialize)]
pub struct Fault<'a> {
    /// What kind.
    pub code: &'static str,
    /// The name as the case gave it.
    pub fact: &'a str,
    /// One sentence.
    pub message: &'a str,
    /// What would have been right.
    pub help: Option<&'a str>,
}

fn place(source: &SourceFile, span: Span) -> Place<'_> {
    let (start, end) = (source.position(span.start), source.position(span.end));
    Place {
        source: source.name(),
        start: start.utf16,
        end: end.utf16,
        line: start.line,
        column: start.column,
        end_line: end.line,
        end_column: end.column,
        message: None,
        text: None,
    }
}

fn label<'a>(source: &'a SourceFile, label: &'a diagnostic::Label) -> Place<'a> {
    Place {
        message: Some(&label.message),
        ..place(source, label.span)
    }
}

fn edit<'a>(source: &'a SourceFile, edit: &'a diagnostic::Edit) -> Place<'a> {
    Place {
        text: Some(&edit.text),
        ..place(source, edit.span)
    }
}

/// Messages as documents.
#[must_use]
pub fn diagnostics<'a>(source: &'a SourceFile, list: &'a [diagnostic::Diagnostic]) -> Vec<Diagnostic<'a>> {
    let one = |diagnostic: &'a diagnostic::Diagnostic| Diagnostic {
        code: diagnostic.code.as_str(),
        severity: match diagnostic.severity() {
            diagnostic::Severity::Error => "error",
            diagnostic::Severity::Warning => "warning",
        },
        message: &diagnostic.message,
        primary: label(source, &diagnostic.primary),
        secondary: diagnostic.secondary.iter().map(|other| label(source, other)).list(),
        help: diagnostic.help.as_deref(),
        edit: diagnostic.edit.as_ref().map(|found| edit(source, found)),
    };
    list.iter().map(one).list()
}

/// Example results as documents.
#[must_use]
pub fn examples<'a>(source: &'a SourceFile, list: &'a [eval::ExampleResult]) -> Vec<ExampleResult<'a>> {
    let one = |result: &'a eval::ExampleResult| ExampleResult {
        name: &result.name,
        text: Text::from(&result.text),
        passed: result.failures.is_empty(),
        failures: &result.failures,
        place: place(source, result.span),
    };
    list.iter().map(one).list()
}

/// Faults as documents.
#[must_use]
pub fn faults(list: &[eval::Fault]) -> Vec<Fault<'_>> {
    fn one(fault: &eval::Fault) -> Fault<'_> {
        Fault {
            code: fault.kind.as_str(),
            fact: &fault.fact,
            message: &fault.message,
            help: fault.help.as_deref(),
        }
    }
    list.iter().map(one).list()
}
