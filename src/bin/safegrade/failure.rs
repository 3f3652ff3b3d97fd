//! What ends a command early, in one place with its exit code.

use std::io;
use std::path::Path;
use std::process::ExitCode;

use crate::output;

/// Why a command could not do its work.
#[derive(Debug)]
pub struct Failure {
    code: u8,
    text: String,
}

impl Failure {
    /// Exit code where an example failed or a file is not formatted.
    pub const DIFFERS: u8 = 1;
    /// Exit code for trouble with the command, a file or a case.
    pub const TROUBLE: u8 = 2;
    /// Exit code where the policy does not compile.
    pub const POLICY: u8 = 3;

    /// The command or what it was given cannot be used. One sentence, lower case, without a stop.
    pub fn usage(message: impl AsRef<str>) -> Failure {
        Failure {
            code: Failure::TROUBLE,
            text: output::error(message.as_ref()),
        }
    }

    /// A file that cannot be read or written.
    pub fn file(path: &Path, error: io::Error) -> Failure {
        let kind = error.kind();
        let why = if kind == io::ErrorKind::NotFound {
            "there is no such file".to_owned()
        } else if kind == io::ErrorKind::PermissionDenied {
            "permission was refused".to_owned()
        } else if kind == io::ErrorKind::IsADirectory {
            "it is a folder, not a file".to_owned()
        } else {
            error.to_string()
        };
        Failure::usage(format!("{}: {why}", output::path(path)))
    }

    /// A policy that does not compile, with its messages drawn.
    pub fn policy(rendered: impl Into<String>) -> Failure {
        Failure {
            code: Failure::POLICY,
            text: rendered.into(),
        }
    }

    /// The exit code.
    pub fn code(&self) -> u8 {
        self.code
    }

    /// Says it on standard error.
    pub fn report(&self) -> ExitCode {
        output::complain(&self.text);
        ExitCode::from(self.code)
    }
}
