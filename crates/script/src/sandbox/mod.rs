//! The child process: confine first, then serve scripts until the parent goes away.

use std::process::ExitCode;

/// The entry of `tacit sandbox`. Call it first thing in `main`, before any thread, runtime or logger.
#[must_use]
pub fn sandbox_main() -> ExitCode {
    ExitCode::FAILURE
}
