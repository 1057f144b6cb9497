//! The messages, as JSON.
//!
//! The agent asks, the server answers; every request is a `POST` to one of the [`path`]s.
//!
//! | path | says | is answered with |
//! |---|---|---|
//! | `enroll` | [`Enroll`], with the single-use token as `Authorization: Bearer` | [`Enrolled`] |
//! | `poll` | [`Poll`]: one-time keys, one for each free slot | [`Jobs`], after at most [`POLL`] |
//! | `heartbeat` | [`Heartbeat`]: what is under way | [`Beat`]: what is to stop |
//! | `progress` | [`News`] of several runs | [`Done`] |
//! | `result` | [`Finished`]: one record | [`Accepted`] |
//! | `release` | [`Release`]: what was not begun | [`Done`] |
//!
//! All but the first carry a token made for this one request in `Authorization`, after the word
//! [`SCHEME`](crate::identity::SCHEME). Answers stand in the envelope `{data, meta, error}`; see [`answer`].
//!
//! What an agent does not know it leaves aside, so that a newer server may say more; what changes a meaning raises
//! [`VERSION`].

use std::time::Duration;

pub mod answer;
mod enroll;
mod lease;
mod poll;
mod progress;
mod result;

pub use answer::{Refusal, RefusalCode};
pub use enroll::{Enroll, Enrolled};
pub use lease::{Beat, Done, Heartbeat, Held, Release, Stop, Why};
pub use poll::{Instance, Jobs, Poll};
pub use progress::{News, RunNews};
pub use result::{Accepted, Finished, Outcome};

/// The version of these messages.
pub const VERSION: u16 = 1;
/// The oldest version that is still understood.
pub const OLDEST_VERSION: u16 = 1;

/// The longest time a poll is left unanswered.
pub const POLL: Duration = Duration::from_secs(20);
/// Between two heartbeats of an instance.
pub const HEARTBEAT: Duration = Duration::from_secs(10);
/// How long a run stays an instance's without a heartbeat.
pub const LEASE: Duration = Duration::from_secs(60);

/// Where the requests go.
pub mod path {
    /// Makes an agent of a single-use token.
    pub const ENROLL: &str = "/v1/agent/enroll";
    /// Asks for jobs.
    pub const POLL: &str = "/v1/agent/poll";
    /// Keeps leases.
    pub const HEARTBEAT: &str = "/v1/agent/heartbeat";
    /// Tells what happens.
    pub const PROGRESS: &str = "/v1/agent/progress";
    /// Hands a record over.
    pub const RESULT: &str = "/v1/agent/result";
    /// Gives runs back.
    pub const RELEASE: &str = "/v1/agent/release";
}
