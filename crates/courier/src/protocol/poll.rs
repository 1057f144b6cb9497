//! Asking for jobs.

use serde::{Deserialize, Serialize};
use uuid::Uuid;

use super::Stop;
use crate::{LeaseKey, SealedJob};

/// One process of an agent. Several with one identity work as one agent.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Instance {
    /// Made when the process starts.
    pub id: Uuid,
    /// [`VERSION`](super::VERSION) of the agent.
    pub protocol: u16,
    /// Version of the program.
    pub version: String,
    /// Runs it executes at once.
    pub slots: u32,
}

/// Asks for as many jobs as there are keys. Without keys it is a way to hear at once what is to stop.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Poll {
    /// Who asks.
    pub instance: Instance,
    /// One for each free slot. A job is sealed to one of them, and none to the same twice.
    pub keys: Vec<LeaseKey>,
}

/// Answered as soon as there is something in it, else empty after [`POLL`](super::POLL).
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Jobs {
    /// Each claimed for this instance, with a lease of [`LEASE`](super::LEASE).
    pub jobs: Vec<SealedJob>,
    /// What this instance is to stop.
    #[serde(default)]
    pub stop: Vec<Stop>,
}
