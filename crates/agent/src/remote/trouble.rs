//! Why the server did not do what it was asked.

use tacit_courier::protocol::{Refusal, RefusalCode};
use tacit_wire::WireError;

/// Why a call came to nothing. Its text is for the operator and holds nothing of what was said.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum CallError {
    /// No answer.
    #[error("the server cannot be reached: {0}")]
    Wire(#[from] WireError),
    /// Somebody else answered.
    #[error("what answered with status {0} is not a tacit server")]
    NotTacit(u16),
    /// The answer is somewhere else.
    #[error("the address of the server leads to another one; use the final address")]
    Moved,
    /// The server said no.
    #[error("{}", .0.message)]
    Refused(Refusal),
    /// The server said no because of the clocks.
    #[error("this machine's clock is {}; set it", offset(*.0))]
    Clock(i64),
}

impl CallError {
    pub(super) fn refused(refusal: Refusal, now: i64) -> Self {
        match (refusal.code, refusal.server_time) {
            (RefusalCode::Clock, Some(theirs)) => Self::Clock(now.saturating_sub(theirs) / 1_000_000),
            _ => Self::Refused(refusal),
        }
    }

    /// Whether trying again is of no use.
    #[must_use]
    pub fn is_final(&self) -> bool {
        let Self::Refused(refusal) = self else { return false };
        matches!(
            refusal.code,
            RefusalCode::AgentUnknown
                | RefusalCode::AgentRevoked
                | RefusalCode::AgentTooOld
                | RefusalCode::AgentTooNew
                | RefusalCode::Signature
        )
    }

    /// Whether it is about what was sent, so that sending it again is of no use.
    pub(super) fn is_about_content(&self) -> bool {
        let Self::Refused(refusal) = self else { return false };
        matches!(refusal.code, RefusalCode::Malformed | RefusalCode::TooLarge)
    }

    /// What to do about it.
    #[must_use]
    pub fn hint(&self) -> Option<&'static str> {
        Some(match self {
            Self::Wire(WireError::CertificateIssuer) => {
                "give the server's certificate authority with --cacert, if it is one of your own"
            }
            Self::Wire(_) => "check --server, and that this machine may connect to it",
            Self::NotTacit(_) => {
                "check --server: it is the address people open in the browser, without a page's path"
            }
            Self::Moved => "often that is https instead of http",
            Self::Clock(_) => "use a time service, such as chrony or systemd-timesyncd",
            Self::Refused(refusal) => match refusal.code {
                RefusalCode::Signature => {
                    "if another machine was enrolled as this agent, remove the state file and enrol anew; if a proxy \
                     is in between, it must not change requests"
                }
                RefusalCode::AgentUnknown | RefusalCode::AgentRevoked => {
                    "make a token on the page Agents, remove the state file, and start with --token-file"
                }
                _ => return None,
            },
        })
    }
}

fn offset(seconds: i64) -> String {
    let way = if seconds < 0 { "behind" } else { "ahead of" };
    format!("{} seconds {way} the server's", seconds.unsigned_abs())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn clocks_are_compared_in_words() {
        let refusal = |theirs| RefusalCode::Clock.refusal(Some(theirs));
        let said = |theirs| CallError::refused(refusal(theirs), 100_000_000).to_string();
        assert_eq!(said(190_000_000), "this machine's clock is 90 seconds behind the server's; set it");
        assert_eq!(said(10_000_000), "this machine's clock is 90 seconds ahead of the server's; set it");
    }

    #[test]
    fn what_cannot_get_better_is_final() {
        let refused = |code: RefusalCode| CallError::Refused(code.refusal(None)).is_final();
        assert!(refused(RefusalCode::AgentRevoked) && refused(RefusalCode::AgentTooOld));
        assert!(
            !refused(RefusalCode::Busy) && !refused(RefusalCode::Replayed) && !refused(RefusalCode::Other)
        );
        assert!(!CallError::Wire(WireError::ConnectionRefused).is_final());
    }
}
