//! `tacit validate`: what is wrong in definition files.

use std::fmt::Write;

use crate::{Exit, Failure, output, run::load, settings::ValidateArgs, terminal::printable};

/// Reads the files and counts their tests, or lists all mistakes.
pub(crate) fn validate(args: &ValidateArgs) -> Result<Exit, Failure> {
    let files = load::files(&args.files)?;
    let mut text = String::new();
    for file in files {
        let name = file.path.display().to_string();
        let tests = file.tests.len();
        let noun = if tests == 1 { "test" } else { "tests" };
        let _ = writeln!(text, "{}: {tests} {noun}, no mistakes", printable(&name));
    }
    output::line(&text)
}
