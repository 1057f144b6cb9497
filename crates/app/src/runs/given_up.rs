//! Runs that end without a record.

/// Why nobody could run it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum GivenUp {
    /// The definition is gone or cannot be read.
    Definition,
    /// The environment is gone.
    Environment,
    /// The secrets could not be opened.
    Secrets,
    /// It was lost several times.
    Lost,
    /// A fault of tacit's own.
    Internal,
    /// Its record was dropped, because a secret was found in it.
    Withheld,
}

impl GivenUp {
    const ALL: [Self; 6] =
        [Self::Definition, Self::Environment, Self::Secrets, Self::Lost, Self::Internal, Self::Withheld];

    /// The word in the store and in results.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Definition => "definition",
            Self::Environment => "environment",
            Self::Secrets => "secrets",
            Self::Lost => "agent_lost",
            Self::Internal => "internal",
            Self::Withheld => "withheld",
        }
    }

    /// Reads the word.
    #[must_use]
    pub fn parse(word: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|reason| reason.as_str() == word)
    }

    /// For people: what happened and what to do next.
    #[must_use]
    pub fn sentence(self) -> &'static str {
        match self {
            Self::Definition => {
                "the definition that was to run is gone or damaged: restore an earlier revision of the test"
            }
            Self::Environment => "the environment of the run was deleted: choose another one and run again",
            Self::Secrets => {
                "the secrets of the bucket could not be opened, so nothing was sent: the operator finds the cause in the \
                 audit log"
            }
            Self::Lost => {
                "the run was lost several times, as when the server stops in the middle of it: run again"
            }
            Self::Internal => {
                "tacit failed in the middle of the run: the operator finds the cause in the log"
            }
            Self::Withheld => {
                "a secret was found in the finished result, so all of it was dropped: the operator finds more in the \
                 audit log"
            }
        }
    }
}
