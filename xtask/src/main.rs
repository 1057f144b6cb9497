//! Project commands: `cargo xtask demo`, `cargo xtask test`, and what they are made of.
//!
//! ```text
//!   demo --> build --> web, script libraries (npm), the program (cargo) --> tacit demo
//!   test --> tools --> walls, format, clippy, deny, web, tests, gen --check, browser --> one summary
//! ```
//!
//! This crate owns how the project is built and checked, so that a machine with Rust, Node.js and npm needs no list of
//! steps. It depends on none of our crates: what it wants from the program, it asks the built program for.
//!
//! To add a check: a row in [`check`]'s `STEPS`. To add a generated file: a row in [`generate`]'s `FILES`. To add a
//! wall: a row in [`walls`]' tables.

#![expect(
    clippy::print_stdout,
    clippy::print_stderr,
    reason = "these commands talk to a person at a terminal"
)]

mod build;
mod check;
mod debian;
mod demo;
mod deny;
mod generate;
mod links;
mod npm;
mod process;
mod report;
mod walls;
mod workspace;

use std::process::ExitCode;

/// What a command or one of its steps ends with; an error is a sentence for the person who typed the command.
type Outcome = Result<(), String>;

/// One command: its name, what it takes, what it does, and the function that does it.
type Row = (&'static str, &'static str, &'static str, fn(&[String]) -> Outcome);

const COMMANDS: &[Row] = &[
    ("demo", "[--release] [...]", "build everything and start tacit with something to see", demo::run),
    ("test", "[STEP...]", "run all checks and tests, or the named steps", check::run),
    ("build", "[--release]", "build the web interface, the script libraries and the program", build::run),
    ("walls", "", "check which crate may reach which", walls::run),
    ("gen", "[--check]", "write the generated files, or say which are stale", generate::run),
    ("bench", "[...]", "measure against a local target, side by side with a bare client", build::bench),
    (
        "soak",
        "[--debug] [...]",
        "hold thousands of schedules for minutes, then find the highest rate",
        build::soak,
    ),
];

fn main() -> ExitCode {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let Some((name, rest)) = arguments.split_first() else {
        eprint!("{}", usage());
        return ExitCode::from(2);
    };
    let Some((.., command)) = COMMANDS.iter().find(|row| row.0 == name) else {
        eprint!("There is no command `{name}`.\n\n{}", usage());
        return ExitCode::from(2);
    };
    match command(rest) {
        Ok(()) => ExitCode::SUCCESS,
        Err(message) => {
            eprintln!("{message}");
            ExitCode::FAILURE
        }
    }
}

fn usage() -> String {
    let rows = COMMANDS.iter().map(|(name, takes, does, _)| format!("  {name:<6} {takes:<18} {does}\n"));
    format!("cargo xtask COMMAND\n\n{}", rows.collect::<String>())
}
