//! Reading files as text, with plain words for what is wrong with them.

use std::fs::File;
use std::io::{self, Read};
use std::path::Path;

use crate::failure::Failure;
use crate::output;

/// The largest file that is read whole. The compiler has its own, smaller limit for policies.
const MOST_BYTES: u64 = 64 << 20;

/// The whole text of a file; `-` is standard input.
pub fn text(path: &Path) -> Result<String, Failure> {
    let bytes = bytes(path)?;
    String::from_utf8(bytes).map_err(|error| {
        let bytes = error.as_bytes();
        let at = error.utf8_error().valid_up_to();
        let before = bytes.get(..at).unwrap_or(&[]);
        let line = before.iter().filter(|byte| **byte == b'\n').count() + 1;
        let hint = match bytes {
            [0xff, 0xfe, ..] | [0xfe, 0xff, ..] => "the file is UTF-16; save it as UTF-8".to_owned(),
            _ => format!("byte {at} (line {line}) is not UTF-8; save the file as UTF-8"),
        };
        Failure::usage(format!("{}: {hint}", output::path(path)))
    })
}

fn bytes(path: &Path) -> Result<Vec<u8>, Failure> {
    let fail = |error: io::Error| Failure::file(path, error);
    let mut bytes = Vec::new();
    if path == Path::new("-") {
        io::stdin()
            .lock()
            .take(MOST_BYTES + 1)
            .read_to_end(&mut bytes)
            .map_err(fail)?;
    } else {
        let file = File::open(path).map_err(fail)?;
        if file.metadata().map_err(fail)?.is_dir() {
            return Err(fail(io::ErrorKind::IsADirectory.into()));
        }
        file.take(MOST_BYTES + 1).read_to_end(&mut bytes).map_err(fail)?;
    }
    if bytes.len() as u64 > MOST_BYTES {
        return Err(Failure::usage(format!(
            "{}: larger than {} MB",
            output::path(path),
            MOST_BYTES >> 20
        )));
    }
    Ok(bytes)
}
