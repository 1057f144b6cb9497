//! The envelope of answers, and every way the server says no.

use serde::{Deserialize, Serialize, de::DeserializeOwned};

/// Why the server says no: the field `error` of the envelope.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Refusal {
    /// The HTTP status.
    pub status: u16,
    /// One sentence for people.
    pub message: String,
    /// The same for the program.
    #[serde(default)]
    pub code: RefusalCode,
    /// The server's clock in Unix microseconds, where the clocks may be the trouble.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub server_time: Option<i64>,
}

/// Why the server says no.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum RefusalCode {
    /// There is no such enrolment token.
    TokenUnknown,
    /// The enrolment token was used before.
    TokenUsed,
    /// The enrolment token's time is over.
    TokenExpired,
    /// There is no such agent.
    AgentUnknown,
    /// The agent was removed.
    AgentRevoked,
    /// The request is not signed with the agent's key, or was changed on the way.
    Signature,
    /// The request was made too long ago, or is from the future.
    Clock,
    /// The request came before.
    Replayed,
    /// The agent speaks a version that the server does not understand any more.
    AgentTooOld,
    /// The agent speaks a version that the server does not understand yet.
    AgentTooNew,
    /// What was sent is not what belongs there.
    Malformed,
    /// More was sent than is taken.
    TooLarge,
    /// Later perhaps.
    Busy,
    /// Anything else; see the status.
    #[default]
    #[serde(other)]
    Other,
}

impl RefusalCode {
    /// The HTTP status it goes with.
    #[must_use]
    pub fn status(self) -> u16 {
        match self {
            Self::TokenUnknown | Self::AgentUnknown | Self::Signature | Self::Clock | Self::Replayed => 401,
            Self::TokenUsed | Self::TokenExpired | Self::AgentRevoked => 403,
            Self::AgentTooOld | Self::AgentTooNew | Self::Malformed => 400,
            Self::TooLarge => 413,
            Self::Busy => 503,
            Self::Other => 500,
        }
    }

    /// One sentence for people: what is wrong and what to do next.
    #[must_use]
    pub fn message(self) -> &'static str {
        match self {
            Self::TokenUnknown => {
                "the enrolment token is not one of this server's; make one on the page Agents"
            }
            Self::TokenUsed => "the enrolment token was used before; make a new one on the page Agents",
            Self::TokenExpired => "the enrolment token has expired; make a new one on the page Agents",
            Self::AgentUnknown => "the server knows no such agent; enrol it anew",
            Self::AgentRevoked => "the agent was removed on the server; enrol it anew if that was a mistake",
            Self::Signature => "the request is not signed with the agent's key, or was changed on the way",
            Self::Clock => {
                "the clocks of agent and server differ by more than half a minute; set the agent's"
            }
            Self::Replayed => "the request came before and does not count again",
            Self::AgentTooOld => "the agent is too old for this server; update it",
            Self::AgentTooNew => "the agent is newer than this server understands; update the server first",
            Self::Malformed => "what was sent is not what belongs here",
            Self::TooLarge => "what was sent is larger than this address takes",
            Self::Busy => "the server is busy; try again",
            Self::Other => "something went wrong on the server",
        }
    }

    /// The field `error` of an answer.
    #[must_use]
    pub fn refusal(self, server_time: Option<i64>) -> Refusal {
        Refusal { status: self.status(), message: self.message().to_owned(), code: self, server_time }
    }
}

/// An answer that is not one.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("the answer is not one of a tacit server")]
pub struct NoAnswer;

/// Reads an answer. What it says is not quoted in the error.
///
/// # Errors
/// When it is not in the envelope: somebody else answered.
pub fn read<T: DeserializeOwned>(body: &[u8]) -> Result<Result<T, Refusal>, NoAnswer> {
    #[derive(Deserialize)]
    struct Envelope<'a> {
        #[serde(borrow)]
        data: Option<&'a serde_json::value::RawValue>,
        error: Option<Refusal>,
    }
    let envelope: Envelope<'_> = serde_json::from_slice(body).map_err(|_| NoAnswer)?;
    if let Some(refusal) = envelope.error {
        return Ok(Err(refusal));
    }
    let data = envelope.data.ok_or(NoAnswer)?;
    serde_json::from_str(data.get()).map(Ok).map_err(|_| NoAnswer)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::protocol::{Accepted, Outcome};

    #[test]
    fn answers_come_in_the_envelope() {
        let body = br#"{"data": {"outcome": "stale"}, "meta": {"status": "success"}, "error": null}"#;
        assert_eq!(read::<Accepted>(body), Ok(Ok(Accepted { outcome: Outcome::Stale })));
        assert_eq!(read::<Accepted>(b"<html>"), Err(NoAnswer));
        assert_eq!(read::<Accepted>(br#"{"data": {}, "error": null}"#), Err(NoAnswer));
    }

    #[test]
    fn refusals_are_known_by_their_code() {
        let refusal = RefusalCode::Clock.refusal(Some(5));
        let body = serde_json::json!({"data": {}, "meta": {"status": "error"}, "error": refusal}).to_string();
        assert_eq!(read::<Accepted>(body.as_bytes()), Ok(Err(refusal)));
        let newer = br#"{"data": {}, "error": {"status": 418, "message": "no", "code": "of_next_year"}}"#;
        let Ok(Err(refusal)) = read::<Accepted>(newer) else { panic!("a refusal") };
        assert_eq!(refusal.code, RefusalCode::Other);
        let none = br#"{"data": {}, "error": {"status": 500, "message": "no", "more_info": ""}}"#;
        let Ok(Err(refusal)) = read::<Accepted>(none) else { panic!("a refusal") };
        assert_eq!((refusal.code, refusal.status), (RefusalCode::Other, 500));
    }
}
