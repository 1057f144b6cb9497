//! Remote agents: who may fetch runs, and prove it with which key. Of an enrolment token only the hash is known here.

use tacit_spec::{AgentId, PersonId, TeamId};

use crate::{
    Access, Micros, Result, Tx,
    backend::{execute, row, select, text_enum},
    found,
};

text_enum! {
    /// How far an agent is.
    pub enum AgentState {
        /// Nobody has used its enrolment token yet.
        Pending = "pending",
        /// It has a key.
        Active = "active",
        /// Nothing it sends counts any more.
        Revoked = "revoked",
    }
}

row! {
    /// A remote agent.
    #[derive(Clone, Debug, PartialEq)]
    pub struct Agent {
        /// The agent.
        pub id: AgentId,
        /// Whose runs it executes.
        pub team: TeamId,
        /// What its team calls it.
        pub name: String,
        /// How far it is.
        pub state: AgentState,
        /// What it signs its requests with.
        pub public_key: Option<Vec<u8>>,
        /// The version of the program, as it said last.
        pub version: Option<String>,
        /// Runs at once, over all its instances.
        pub slots: u32,
        /// Its enrolment token counts until then; `None` when there is none.
        pub enrolment_until: Option<Micros>,
        /// Who made it; `None` when the person is gone.
        pub created_by: Option<PersonId>,
        /// When it was made.
        pub created_at: Micros,
        /// When it got its key.
        pub enrolled_at: Option<Micros>,
        /// Its last request, or one a little before.
        pub last_seen_at: Option<Micros>,
        /// When it was revoked.
        pub revoked_at: Option<Micros>,
    }
}

/// What an agent brings when it enrols.
#[derive(Clone, Copy, Debug)]
pub struct Enrolment<'a> {
    /// Keyed hash of the token.
    pub hash: &'a [u8],
    /// What it will sign with.
    pub public_key: &'a [u8],
    /// The version of the program.
    pub version: &'a str,
    /// Now.
    pub now: Micros,
}

/// Adds an agent that waits for its enrolment.
pub async fn insert(tx: &mut Tx, agent: &Agent) -> Result<()> {
    execute!(
        tx,
        "INSERT INTO agents (id, team, name, state, slots, created_by, created_at)
         VALUES ($1, $2, $3, $4, $5, $6, $7)",
        agent.id.0,
        agent.team.0,
        agent.name.as_str(),
        agent.state.as_str(),
        i64::from(agent.slots),
        agent.created_by.map(|person| person.0),
        agent.created_at
    )?;
    Ok(())
}

/// One agent, revoked ones too.
pub async fn find(on: impl Into<Access<'_>>, agent: AgentId) -> Result<Option<Agent>> {
    select!(on, fetch_optional, Agent, "FROM agents WHERE id = $1", agent.0)
}

/// The agents of a team, oldest first, revoked ones too.
pub async fn of_team(on: impl Into<Access<'_>>, team: TeamId) -> Result<Vec<Agent>> {
    select!(on, fetch_all, Agent, "FROM agents WHERE team = $1 ORDER BY created_at, id", team.0)
}

/// Every agent that may fetch runs: what a process starts with.
pub async fn active(on: impl Into<Access<'_>>) -> Result<Vec<Agent>> {
    select!(on, fetch_all, Agent, "FROM agents WHERE state = 'active' ORDER BY created_at, id")
}

/// Saves what people change of an agent.
pub async fn update(tx: &mut Tx, agent: AgentId, name: &str, slots: u32) -> Result<()> {
    found(execute!(
        tx,
        "UPDATE agents SET name = $2, slots = $3 WHERE id = $1 AND state <> 'revoked'",
        agent.0,
        name,
        i64::from(slots)
    )?)
}

/// Gives an agent a new enrolment token; the one before counts no more.
pub async fn allow_enrolment(tx: &mut Tx, agent: AgentId, hash: &[u8], until: Micros) -> Result<()> {
    found(execute!(
        tx,
        "UPDATE agents SET enrolment_hash = $2, enrolment_until = $3 WHERE id = $1 AND state <> 'revoked'",
        agent.0,
        hash,
        until
    )?)
}

/// The agent that has this enrolment token, also when it is too late (`enrolment_until`) or used (none).
pub async fn find_by_enrolment(on: impl Into<Access<'_>>, hash: &[u8]) -> Result<Option<Agent>> {
    select!(on, fetch_optional, Agent, "FROM agents WHERE enrolment_hash = $1", hash)
}

/// Makes an agent active and uses up its token. `false` when the token was used, replaced or is too late.
pub async fn enrol(tx: &mut Tx, enrolment: Enrolment<'_>) -> Result<bool> {
    let rows = execute!(
        tx,
        "UPDATE agents SET state = 'active', public_key = $2, version = $3, enrolled_at = $4, last_seen_at = $4,
                           enrolment_until = NULL
         WHERE enrolment_hash = $1 AND enrolment_until > $4 AND state <> 'revoked'",
        enrolment.hash,
        enrolment.public_key,
        enrolment.version,
        enrolment.now
    )?;
    Ok(rows > 0)
}

/// Remembers when an agent was seen, and which version it said.
pub async fn touch(tx: &mut Tx, agent: AgentId, version: &str, now: Micros) -> Result<()> {
    execute!(
        tx,
        "UPDATE agents SET last_seen_at = $3, version = $2 WHERE id = $1 AND state = 'active'",
        agent.0,
        version,
        now
    )?;
    Ok(())
}

/// Ends an agent for good. `false` when it was revoked before.
pub async fn revoke(tx: &mut Tx, agent: AgentId, now: Micros) -> Result<bool> {
    let rows = execute!(
        tx,
        "UPDATE agents SET state = 'revoked', revoked_at = $2, public_key = NULL, enrolment_hash = NULL,
                           enrolment_until = NULL
         WHERE id = $1 AND state <> 'revoked'",
        agent.0,
        now
    )?;
    Ok(rows > 0)
}

/// Forgets the hashes of enrolment tokens that have expired at `now`. Returns how many.
pub async fn forget_enrolments(tx: &mut Tx, now: Micros) -> Result<u64> {
    execute!(
        tx,
        "UPDATE agents SET enrolment_hash = NULL WHERE enrolment_hash IS NOT NULL AND enrolment_until <= $1",
        now
    )
}
