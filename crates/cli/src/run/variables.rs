//! Variables given as arguments.

use crate::Failure;

/// Reads `NAME=VALUE`.
pub(crate) fn given(arguments: &[String]) -> Result<Vec<(String, String)>, Failure> {
    arguments.iter().enumerate().map(|(index, argument)| one(index, argument)).collect()
}

/// Messages do not repeat the argument: people mistake it for the place of a secret.
fn one(index: usize, argument: &str) -> Result<(String, String), Failure> {
    let number = index + 1;
    let Some((name, value)) = argument.split_once('=') else {
        return Err(
            Failure::usage(format!("--var number {number} has no `=`")).hint("write --var NAME=VALUE")
        );
    };
    if name.trim().is_empty() {
        return Err(
            Failure::usage(format!("--var number {number} has no name")).hint("write --var NAME=VALUE")
        );
    }
    if name == "get_secret" || name.starts_with("runscope_") {
        return Err(Failure::usage(format!("--var number {number} has a name that is reserved"))
            .hint("`get_secret` and names that begin with `runscope_` have a meaning of their own"));
    }
    Ok((name.to_owned(), value.to_owned()))
}
