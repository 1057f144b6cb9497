//! How the program ends.

use std::process::ExitCode;

use crate::{output, terminal::Style};

/// Exit codes, the same for every command.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Exit {
    /// All is well.
    Passed = 0,
    /// A test failed.
    Failed = 1,
    /// Wrong arguments, or a definition with a mistake.
    Usage = 2,
    /// The work could not be done.
    CouldNotRun = 3,
    /// Stopped by a signal.
    Interrupted = 130,
}

impl From<Exit> for ExitCode {
    fn from(exit: Exit) -> Self {
        (exit as u8).into()
    }
}

/// Why a command could not be done, in words for the person at the shell.
#[derive(Debug)]
pub(crate) struct Failure {
    exit: Exit,
    messages: Vec<Message>,
}

/// One thing that is wrong.
#[derive(Debug)]
pub(crate) struct Message {
    /// What is wrong, and where.
    pub(crate) text: String,
    /// What to do next.
    pub(crate) hint: Option<String>,
}

impl Failure {
    /// A mistake in the arguments.
    pub(crate) fn usage(text: impl Into<String>) -> Self {
        Self::of(Exit::Usage, text)
    }

    /// Something in the way that is nobody's mistake in writing.
    pub(crate) fn could_not(text: impl Into<String>) -> Self {
        Self::of(Exit::CouldNotRun, text)
    }

    /// Several mistakes in definitions.
    pub(crate) fn definitions(messages: Vec<Message>) -> Self {
        Self { exit: Exit::Usage, messages }
    }

    fn of(exit: Exit, text: impl Into<String>) -> Self {
        Self { exit, messages: vec![Message { text: text.into(), hint: None }] }
    }

    /// Says what to do next.
    pub(crate) fn hint(mut self, hint: impl Into<String>) -> Self {
        if let Some(last) = self.messages.last_mut() {
            last.hint = Some(hint.into());
        }
        self
    }

    /// Tells the person at the shell.
    pub(crate) fn tell(self) -> Exit {
        let style = Style::of_errors();
        for message in self.messages {
            output::complain(&format!("{} {}", style.red("error:"), message.text));
            if let Some(hint) = message.hint {
                output::complain(&format!("  {} {hint}", style.dim("hint:")));
            }
        }
        self.exit
    }
}
