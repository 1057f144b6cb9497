//! `cargo xtask demo`: from a clone to something to see.

use std::{os::unix::process::CommandExt, process::Command};

use crate::{Outcome, build, workspace};

/// Builds what is missing, then becomes `tacit demo`; arguments other than `--release` are handed on.
pub(crate) fn run(arguments: &[String]) -> Outcome {
    let (ours, theirs): (Vec<_>, Vec<_>) = arguments.iter().partition(|argument| *argument == "--release");
    let release = !ours.is_empty();
    println!("Building tacit. The first time this takes several minutes.");
    build::all(release)?;
    let program = workspace::program(release);
    // Takes the place of this process, so that Ctrl-C reaches one program and the shell waits until it has ended.
    let error = Command::new(&program).arg("demo").args(theirs).exec();
    Err(format!("{} could not be started: {error}", program.display()))
}
