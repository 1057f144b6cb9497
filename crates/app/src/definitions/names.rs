//! Names of buckets, tests and environments.

use crate::{AppError, Result};

const CHARS: usize = 255;

/// The name without space around it, when it can be shown in one line.
pub(crate) fn checked_name<'a>(path: &str, name: &'a str) -> Result<&'a str> {
    let name = name.trim();
    let problem = if name.is_empty() {
        "the name is empty"
    } else if name.chars().nth(CHARS).is_some() {
        "the name has more than 255 characters"
    } else if name.chars().any(char::is_control) {
        "the name has control characters in it, such as a line break"
    } else {
        return Ok(name);
    };
    Err(AppError::invalid(path, problem))
}
