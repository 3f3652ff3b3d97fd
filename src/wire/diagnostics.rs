//! Messages, example results and faults as documents. Places count lines and columns from 0, in UTF-16 code units.

use super::document::{Document, object};
use crate::diagnostic;
use crate::eval;
use crate::source::{SourceFile, Span};

/// Where something stands; where it is a label also what to say of it, where it is a mend what to put there.
fn place<'a>(source: &'a SourceFile, span: Span, more: Option<(&'static str, &'a str)>) -> Document<'a> {
    let ((name, start), (_, end)) = (source.position(span.start), source.position(span.end));
    let mut place = vec![
        ("source", name.into()),
        ("start", start.utf16.into()),
        ("end", end.utf16.into()),
        ("line", start.line.into()),
        ("column", start.column.into()),
        ("end_line", end.line.into()),
        ("end_column", end.column.into()),
    ];
    place.extend(more.map(|(key, text)| (key, text.into())));
    Document::Object(place)
}

fn label<'a>(source: &'a SourceFile, label: &'a diagnostic::Label) -> Document<'a> {
    place(source, label.span, Some(("message", &label.message)))
}

fn edit<'a>(source: &'a SourceFile, edit: &'a diagnostic::Edit) -> Document<'a> {
    place(source, edit.span, Some(("text", &edit.text)))
}

/// Messages as documents.
#[must_use]
pub fn diagnostics<'a>(source: &'a SourceFile, list: &'a [diagnostic::Diagnostic]) -> Document<'a> {
    Document::list(list.iter().map(|diagnostic| message(source, diagnostic)))
}

/// Messages of several policies as one list.
#[cfg(feature = "cli")]
#[must_use]
pub fn diagnostics_of<'a>(found: impl Iterator<Item = (&'a SourceFile, &'a [diagnostic::Diagnostic])>) -> Document<'a> {
    Document::list(found.flat_map(|(source, list)| list.iter().map(|found| message(source, found))))
}

fn message<'a>(source: &'a SourceFile, diagnostic: &'a diagnostic::Diagnostic) -> Document<'a> {
    object! {
        code: diagnostic.code.as_str(),
        severity: match diagnostic.severity() {
            diagnostic::Severity::Error => "error",
            diagnostic::Severity::Warning => "warning",
        },
        message: &diagnostic.message,
        primary: label(source, &diagnostic.primary),
        secondary: Document::list(diagnostic.secondary.iter().map(|other| label(source, other))),
        help: diagnostic.help.as_deref(),
        edit: diagnostic.edit.as_ref().map(|found| edit(source, found)),
    }
}

/// A text in the standard layout, none where it cannot be read, and the messages.
#[must_use]
pub fn formatted<'a>(
    source: &'a SourceFile,
    text: Option<&'a str>,
    list: &'a [diagnostic::Diagnostic],
) -> Document<'a> {
    object! { text: text, diagnostics: diagnostics(source, list) }
}

/// An example result as a document.
fn example<'a>(source: &'a SourceFile, result: &'a eval::ExampleResult) -> Document<'a> {
    object! {
        name: &result.name,
        text: &result.text,
        passed: result.failures.is_empty(),
        failures: Document::list(result.failures.iter()),
        place: place(source, result.span, None),
    }
}

/// Example results as documents, of one policy after another.
#[must_use]
pub fn examples<'a>(results: impl Iterator<Item = (&'a SourceFile, &'a eval::ExampleResult)>) -> Document<'a> {
    Document::list(results.map(|(source, result)| example(source, result)))
}

/// Faults as documents.
#[must_use]
pub fn faults(list: &[eval::Fault]) -> Document<'_> {
    Document::list(list.iter().map(|fault| {
        object! {
            code: fault.kind.as_str(),
            fact: &fault.fact,
            message: &fault.message,
            help: fault.help.as_deref(),
        }
    }))
}
