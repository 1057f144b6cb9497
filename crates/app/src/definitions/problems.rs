//! From the mistakes that `spec` finds to what the user is told.

use tacit_spec::DefinitionError;

use crate::{AppError, Problem};

impl From<DefinitionError> for Problem {
    fn from(error: DefinitionError) -> Self {
        let DefinitionError { line, column, path, message, hint } = error;
        Self { path, line, column, message, hint }
    }
}

/// `what` is `test`, `environment`, ...
pub(super) fn refused(what: &str, errors: Vec<DefinitionError>) -> AppError {
    let message = match &*errors {
        [only] => format!("the {what} cannot be used: {only}"),
        all => format!("the {what} cannot be used: {} mistakes were found", all.len()),
    };
    AppError::Invalid { message, problems: errors.into_iter().map(Problem::from).collect() }
}

/// Texts from this length on are read away from the threads that serve others.
const LONG: usize = 64 << 10;

/// Reads a text with `read`.
pub(super) async fn reading<T: Send + 'static>(
    text: &str,
    read: impl FnOnce(&str) -> Result<T, AppError> + Send + 'static,
) -> Result<T, AppError> {
    if text.len() < LONG {
        return read(text);
    }
    let text = text.to_owned();
    let done = tokio::task::spawn_blocking(move || read(&text)).await;
    done.map_err(|_| AppError::internal("reading a definition stopped half-way"))?
}

/// Fails when there are mistakes.
pub(super) fn none(what: &str, errors: Vec<DefinitionError>) -> Result<(), AppError> {
    if errors.is_empty() { Ok(()) } else { Err(refused(what, errors)) }
}
