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

/// Not every database keeps a NUL in text, so none has to.
pub(crate) fn checked_text(path: &str, text: Option<&str>) -> Result<()> {
    if text.is_some_and(|text| text.contains('\0')) {
        return Err(AppError::invalid(path, "the text holds the character NUL (U+0000): remove it"));
    }
    Ok(())
}
