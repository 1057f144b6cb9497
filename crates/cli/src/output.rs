//! The two streams, in one place.

use std::io::{self, ErrorKind, Write};

use crate::{Exit, Failure};

/// Writes text with a line end to standard output. A reader that went away wants no more: that is no failure.
pub(crate) fn line(text: &str) -> Result<Exit, Failure> {
    let mut out = io::stdout().lock();
    let written = out.write_all(text.as_bytes()).and_then(|()| match text.ends_with('\n') {
        true => out.flush(),
        false => out.write_all(b"\n").and_then(|()| out.flush()),
    });
    match written {
        Err(error) if error.kind() != ErrorKind::BrokenPipe => {
            Err(Failure::could_not(format!("standard output cannot be written: {}", error.kind())))
        }
        _ => Ok(Exit::Passed),
    }
}

/// Writes a line to standard error. Nobody can be told when that fails.
pub(crate) fn complain(text: &str) {
    let _ = writeln!(io::stderr().lock(), "{text}");
}
