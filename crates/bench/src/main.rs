//! The hot path against a bare client, side by side in one run; and the whole program under load for minutes ([`soak`]).
//!
//! Every number is a ratio to a baseline that was measured in the same round, on the same target; the median of the
//! rounds is printed. The target is a process of its own, so that its work is not counted. `tacit-bench ROW...` runs
//! only the rows whose name holds one of the words.
#![expect(clippy::print_stdout, reason = "it is a program that prints a table")]

mod ceiling;
mod measure;
mod rows;
mod soak;
mod target;

use std::process::ExitCode;

fn main() -> ExitCode {
    let mut arguments: Vec<String> = std::env::args().skip(1).collect();
    match arguments.first().map(String::as_str) {
        Some("sandbox") => return tacit_script::sandbox_main(),
        Some("target") => return target::serve(),
        Some("plain-target") => return soak::serve_plain(),
        Some("soak") => return soak::run(&arguments[1..]),
        _ => {}
    }
    // `--program PATH`: the built `tacit`, for what can only be measured on the whole program.
    let program = arguments.iter().position(|argument| argument == "--program").map(|at| {
        let mut pair = arguments.drain(at..(at + 2).min(arguments.len()));
        pair.nth(1).unwrap_or_default()
    });
    let runtime = tokio::runtime::Runtime::new().expect("a runtime starts");
    runtime.block_on(rows::run_all(&arguments, program.as_deref()));
    ExitCode::SUCCESS
}
