//! Messages, example results and faults as documents. Places count lines and columns from 0, in UTF-16 code units.

use serde::Serialize;

use super::Text;
use crate::diagnostic;
use crate::eval;
use crate::source::{SourceFile, Span};

/// Where something stands.
#[derive(Debug, Clone, Serialize)]
pub struct Place {
    /// The source's name.
    pub source: String,
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
}

/// A place and what to say of it.
#[derive(Debug, Clone, Serialize)]
pub struct Label {
    /// Where.
    #[serde(flatten)]
    pub place: Place,
    /// What.
    pub message: String,
}

/// A certain mend.
#[derive(Debug, Clone, Serialize)]
pub struct Edit {
    /// What to replace.
    #[serde(flatten)]
    pub place: Place,
    /// By what.
    pub text: String,
}

/// One message.
#[derive(Debug, Clone, Serialize)]
pub struct Diagnostic {
    /// `SG` and three digits.
    pub code: &'static str,
    /// `error` or `warning`.
    pub severity: &'static str,
    /// One sentence.
    pub message: String,
    /// Where.
    pub primary: Label,
    /// What explains it.
    pub secondary: Vec<Label>,
    /// What to do.
    pub help: Option<String>,
    /// A certain mend.
    pub edit: Option<Edit>,
}

/// What came of an example.
#[derive(Debug, Clone, Serialize)]
pub struct ExampleResult {
    /// Its name.
    pub name: String,
    /// Its words.
    pub text: Text,
    /// Whether all came as expected.
    pub passed: bool,
    /// What did not.
    pub failures: Vec<String>,
    /// Where it stands.
    pub place: Place,
}

/// Something wrong with a case.
#[derive(Debug, Clone, Serialize)]
pub struct Fault {
    /// What kind.
    pub code: &'static str,
    /// The name as the case gave it.
    pub fact: String,
    /// One sentence.
    pub message: String,
    /// What would have been right.
    pub help: Option<String>,
}

fn place(source: &SourceFile, span: Span) -> Place {
    let (start, end) = (source.position(span.start), source.position(span.end));
    Place {
        source: source.name().to_owned(),
        start: start.utf16,
        end: end.utf16,
        line: start.line,
        column: start.column,
        end_line: end.line,
        end_column: end.column,
    }
}

fn label(source: &SourceFile, label: &diagnostic::Label) -> Label {
    Label {
        place: place(source, label.span),
        message: label.message.clone(),
    }
}

/// Messages as documents.
#[must_use]
pub fn diagnostics(source: &SourceFile, list: &[diagnostic::Diagnostic]) -> Vec<Diagnostic> {
    let one = |diagnostic: &diagnostic::Diagnostic| Diagnostic {
        code: diagnostic.code.as_str(),
        severity: match diagnostic.severity() {
            diagnostic::Severity::Error => "error",
            diagnostic::Severity::Warning => "warning",
        },
        message: diagnostic.message.clone(),
        primary: label(source, &diagnostic.primary),
        secondary: diagnostic.secondary.iter().map(|other| label(source, other)).collect(),
        help: diagnostic.help.clone(),
        edit: diagnostic.edit.as_ref().map(|edit| Edit {
            place: place(source, edit.span),
            text: edit.text.clone(),
        }),
    };
    list.iter().map(one).collect()
}

/// Example results as documents.
#[must_use]
pub fn examples(source: &SourceFile, list: &[eval::ExampleResult]) -> Vec<ExampleResult> {
    let one = |result: &eval::ExampleResult| ExampleResult {
        name: result.name.clone(),
        text: Text::from(&result.text),
        passed: result.failures.is_empty(),
        failures: result.failures.clone(),
        place: place(source, result.span),
    };
    list.iter().map(one).collect()
}

/// Faults as documents.
#[must_use]
pub fn faults(list: &[eval::Fault]) -> Vec<Fault> {
    let one = |fault: &eval::Fault| Fault {
        code: fault.kind.as_str(),
        fact: fault.fact.clone(),
        message: fault.message.clone(),
        help: fault.help.clone(),
    };
    list.iter().map(one).collect()
}
