//! Errors of the parts, for the person at the shell: who is the operator too, and may know the cause.

use std::fmt::Write;

use tacit_app::{AppError, InstallationError};
use tacit_store::{Fault, StoreError};

use crate::Failure;

pub(crate) fn store_trouble(error: StoreError) -> Failure {
    let text = match &error {
        StoreError::Other(fault) => format!("the database cannot be used: {}", Fault::for_operator(fault)),
        StoreError::Full => "the disk is full".to_owned(),
        StoreError::Busy => "the database is busy: another process holds it for a long time".to_owned(),
        StoreError::Corrupt => "the database is damaged".to_owned(),
        other => other.to_string(),
    };
    let failure = Failure::could_not(text);
    match error {
        StoreError::Full => failure.hint("free some space; nothing was lost"),
        StoreError::Corrupt => failure.hint("restore it from a backup"),
        StoreError::Busy => failure.hint("try again in a moment"),
        _ => failure,
    }
}

pub(crate) fn app_trouble(error: AppError) -> Failure {
    match error {
        AppError::Invalid { message, problems } => {
            let mut text = message.clone();
            for problem in problems.iter().filter(|problem| problem.message != message) {
                let _ = write!(text, "\n  {}: {}", problem.path, problem.message);
            }
            Failure::usage(text)
        }
        AppError::Internal(cause) => Failure::could_not(cause.for_operator()),
        AppError::Full => Failure::could_not("the disk is full").hint("free some space; nothing was lost"),
        other => Failure::could_not(other.to_string()),
    }
}

pub(crate) fn installation_trouble(error: InstallationError) -> Failure {
    match error {
        InstallationError::Store(error) => store_trouble(error),
        InstallationError::App(error) => app_trouble(error),
        // These words say what to do themselves.
        other => Failure::could_not(other.to_string()),
    }
}
