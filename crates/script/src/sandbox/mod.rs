//! The child process: confine first, then serve scripts until the parent goes away.
//!
//! ```text
//!  parent <-- socket --> line -> session <- natives <- surface/*.js <- script
//!                                              machine: image, limits, verdict
//! ```

mod base64;
mod confine;
mod digest;
mod edits;
mod libraries;
mod line;
mod machine;
mod natives;
mod raw;
mod self_check;
mod session;
mod surface;
mod thrown;
mod xml;

use std::panic;
use std::process::{self, ExitCode};
use std::rc::Rc;

use line::Line;
use machine::Machine;
use session::Session;

use crate::protocol::{ToParent, ToSandbox};

/// The exit code that says to the operator: this system would not confine the process.
const UNCONFINED: u8 = 3;

/// The entry of `tacit sandbox`. Call it first thing in `main`, before any thread, runtime or logger.
///
/// Standard input must be the socket [`Pool`](crate::Pool) hands over. With `--check` as the last argument it tries
/// to break out instead, for [`Pool::check`](crate::Pool::check): one line to that socket, and it ends.
#[must_use]
pub fn sandbox_main() -> ExitCode {
    // A panic's message could hold what a script has read.
    panic::set_hook(Box::new(|_| process::abort()));
    if confine::confine().is_err() {
        return ExitCode::from(UNCONFINED);
    }
    if std::env::args_os().next_back().is_some_and(|argument| argument == "--check") {
        return self_check::report();
    }
    let session = Rc::new(Session::new(Line));
    let Ok(mut machine) = Machine::new(Rc::clone(&session)) else { return ExitCode::FAILURE };
    session.line().say(&ToParent::Ready);
    loop {
        let ToSandbox::Run(run) = session.line().hear() else { return ExitCode::FAILURE };
        let end = machine.run(*run);
        session.line().say(&ToParent::End(Box::new(end)));
    }
}
