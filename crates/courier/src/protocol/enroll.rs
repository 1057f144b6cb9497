//! Becoming an agent.

use serde::{Deserialize, Serialize};
use tacit_spec::AgentId;
use uuid::Uuid;

use crate::{AgentKey, JobKey};

/// What a program says that wants to be an agent. The single-use token is no part of it: it goes in a header, where
/// nothing prints it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Enroll {
    /// [`VERSION`](super::VERSION) of the agent.
    pub protocol: u16,
    /// Version of the program.
    pub version: String,
    /// What its requests are to be verified with. It made the pair itself and keeps the other half.
    pub key: AgentKey,
    /// A name to take instead of the one given where the token was made.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub name: Option<String>,
}

/// What the program is from now on.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Enrolled {
    /// Its id.
    pub agent: AgentId,
    /// Its name, as people see it.
    pub name: String,
    /// The installation it belongs to; every request and every job is bound to it.
    pub installation: Uuid,
    /// What its jobs are verified with.
    pub job_key: JobKey,
}
