//! The façade: compile a policy, decide cases.

use crate::diagnostic::{Diagnostic, Diagnostics};
use crate::eval::{self, Case, Decision, ExampleResult, Grade, Grader, Scratch};
use crate::ir::Program;
use crate::source::SourceFile;
use crate::value::Moment;
use crate::{check, syntax};

/// What compiling gave: an engine where there was no error, and every message either way.
#[derive(Debug)]
pub struct Compiled {
    /// The engine; none exactly when a diagnostic is an error.
    pub engine: Option<Engine>,
    /// Errors and warnings by place.
    pub diagnostics: Vec<Diagnostic>,
}

/// A compiled policy. It holds no state of its cases and may be shared.
#[derive(Debug, Clone)]
pub struct Engine {
    program: Program,
    grader: Grader,
}

/// Compiles a policy.
#[must_use]
pub fn compile(source: &SourceFile) -> Compiled {
    let mut sink = Diagnostics::default();
    let tree = syntax::read(source, &mut sink);
    let module = syntax::parse(&tree, &mut sink);
    let program = check::check(&module, &mut sink);
    #[cfg(feature = "cli")]
    if program.is_some() {
        crate::lint::clocks(&module, &mut sink);
    }
    Compiled {
        engine: program.map(|program| Engine {
            grader: Grader::new(&program),
            program,
        }),
        diagnostics: sink.into_list(),
    }
}

/// The policy in the standard layout; none where it has syntax errors, which the messages then name.
#[must_use]
pub fn format(source: &SourceFile) -> (Option<String>, Vec<Diagnostic>) {
    let mut sink = Diagnostics::default();
    let tree = syntax::read(source, &mut sink);
    syntax::parse(&tree, &mut sink);
    let text = (!sink.any_error()).then(|| syntax::format(&tree));
    (text, sink.into_list())
}

/// Hands what was written to those who print it for people: every item that could be read, names as text.
pub fn written<T>(source: &SourceFile, print: impl FnOnce(&syntax::ast::Module<'_>) -> T) -> T {
    let mut sink = Diagnostics::default();
    let tree = syntax::read(source, &mut sink);
    print(&syntax::parse(&tree, &mut sink))
}

/// Every text shown to people that has no Welsh, in the order written.
#[cfg(feature = "cli")]
#[must_use]
pub fn without_welsh(source: &SourceFile) -> Vec<Diagnostic> {
    written(source, crate::lint::without_welsh)
}

impl Engine {
    /// The program, for the rooms that write it out.
    #[must_use]
    pub fn program(&self) -> &Program {
        &self.program
    }

    /// A case of which nothing was asked yet.
    #[must_use]
    pub fn case(&self, now: Moment) -> Case {
        Case::new(&self.program, now)
    }

    /// The cheap parts of a decision, into memory that is used again.
    pub fn grade<'s>(&'s self, case: &Case, scratch: &'s mut Scratch) -> Grade<'s> {
        self.grader.grade(&self.program, case, scratch)
    }

    /// The whole decision. Total: what was wrong with the case is part of it.
    #[must_use]
    pub fn decide(&self, case: &Case) -> Decision {
        eval::decide(&self.program, case)
    }

    /// Runs the policy's own examples.
    #[must_use]
    pub fn test(&self) -> Vec<ExampleResult> {
        eval::run_examples(&self.program)
    }
}
