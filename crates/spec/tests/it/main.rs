//! Definitions from outside: what is read, written back, and said about mistakes.

mod environments;
mod files;
mod hostile;
mod mistakes;
mod round_trip;
mod schema;

use std::{fs, path::Path};

/// A real export from the folder of samples beside the project; `None`, with a note, where there is none.
#[expect(clippy::print_stdout, reason = "a test that was not run must say so")]
fn sample(start: &str) -> Option<String> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../../shared/samples");
    let Ok(files) = fs::read_dir(&folder) else {
        println!("no samples here: {start} was not tried");
        return None;
    };
    let file = files.flatten().find(|file| file.file_name().to_string_lossy().starts_with(start));
    let file = file.unwrap_or_else(|| panic!("the samples have no {start}"));
    Some(fs::read_to_string(file.path()).expect("a sample can be read"))
}

/// One error a line.
fn lines(errors: &[tacit_spec::DefinitionError]) -> String {
    errors.iter().map(|error| format!("{error}\n")).collect()
}
