//! Who works on a run, and runs that end without a result.

use std::collections::{HashMap, HashSet};

use tacit_spec::{AgentId, Place, RunId, TeamId};
use uuid::Uuid;

use super::{RunSource, RunStatus};
use crate::{
    Access, Micros, Result, Tx,
    backend::{build, execute, fetch, row, select},
};

/// Who takes a run, and for how long.
#[derive(Clone, Copy, Debug)]
pub struct Claim {
    /// Now.
    pub now: Micros,
    /// Afterwards the run may be queued again.
    pub lease_until: Micros,
}

row! {
    /// A run that has not ended.
    #[derive(Clone, Debug, PartialEq)]
    pub struct Unfinished {
        /// The run.
        pub id: RunId,
        /// The team it belongs to.
        pub team: TeamId,
        /// Region code; `None` on an agent.
        pub region: Option<String>,
        /// The remote agent; `None` in a region.
        pub agent: Option<AgentId>,
        /// What asked for it.
        pub source: RunSource,
        /// Queued or working.
        pub status: RunStatus,
        /// How often it was claimed.
        pub epoch: i64,
        /// The agent has it until then.
        pub lease_until: Option<Micros>,
        /// When it was asked for.
        pub created_at: Micros,
    }
}

impl Unfinished {
    /// Where it happens.
    #[must_use]
    pub fn place(&self) -> Place {
        super::row::place(self.region.as_deref(), self.agent)
    }
}

/// Takes a queued run. Returns its new epoch, or `None` when it is not queued (any more).
pub async fn claim(tx: &mut Tx, run: RunId, claim: Claim) -> Result<Option<i64>> {
    let row = fetch!(
        tx,
        fetch_optional,
        (i64,),
        "UPDATE runs SET status = 'working', epoch = epoch + 1, started_at = $2, lease_until = $3
         WHERE id = $1 AND status = 'queued' RETURNING epoch",
        run.0,
        claim.now,
        claim.lease_until
    )?;
    Ok(row.map(|(epoch,)| epoch))
}

/// From when until when a run is taken.
#[derive(Clone, Copy, Debug)]
pub struct ClaimedUntil {
    /// Now.
    pub now: Micros,
    /// Afterwards the run may be queued again.
    pub lease_until: Micros,
}

/// Takes queued runs. Returns the new epochs of those that were queued.
pub async fn claim_all(tx: &mut Tx, claims: &[(RunId, ClaimedUntil)]) -> Result<HashMap<RunId, i64>> {
    let mut epochs = HashMap::with_capacity(claims.len());
    for chunk in super::chunks(claims) {
        // Both databases call the columns of VALUES column1, column2, ...
        let rows = build!(
            &mut *tx,
            (Uuid, i64),
            "UPDATE runs SET status = 'working', epoch = epoch + 1, started_at = column2, lease_until = column3 FROM (",
            |builder| {
                builder.push_values(chunk, |mut row, (run, times)| {
                    row.push_bind(run.0).push_bind(times.now).push_bind(times.lease_until);
                });
                builder.push(") AS claim_of WHERE id = column1 AND status = 'queued' RETURNING id, epoch");
            }
        )?;
        epochs.extend(rows.into_iter().map(|(run, epoch)| (RunId(run), epoch)));
    }
    Ok(epochs)
}

/// Keeps a run longer. `false` when the epoch is not the current one: somebody else has it.
pub async fn extend_lease(tx: &mut Tx, run: RunId, epoch: i64, lease_until: Micros) -> Result<bool> {
    let rows = execute!(
        tx,
        "UPDATE runs SET lease_until = $3 WHERE id = $1 AND epoch = $2 AND status = 'working'",
        run.0,
        epoch,
        lease_until
    )?;
    Ok(rows > 0)
}

/// Keeps runs of a remote agent longer. Returns those that it has, with the epoch it believes in.
pub async fn extend_leases(
    tx: &mut Tx,
    agent: AgentId,
    runs: &[(RunId, i64)],
    lease_until: Micros,
) -> Result<HashSet<RunId>> {
    let mut kept = HashSet::with_capacity(runs.len());
    for chunk in super::chunks(runs) {
        let rows = build!(&mut *tx, (Uuid,), "UPDATE runs SET lease_until = ", |builder| {
            builder.push_bind(lease_until).push(" FROM (");
            builder.push_values(chunk, |mut row, (run, epoch)| {
                row.push_bind(run.0).push_bind(*epoch);
            });
            builder
                .push(") AS held WHERE id = column1 AND epoch = column2 AND status = 'working' AND agent = ");
            builder.push_bind(agent.0).push(" RETURNING id");
        })?;
        kept.extend(rows.into_iter().map(|(run,)| RunId(run)));
    }
    Ok(kept)
}

/// Queues a run again whose agent is lost. `false` when the epoch is not the current one, or it has ended.
pub async fn requeue(tx: &mut Tx, run: RunId, epoch: i64) -> Result<bool> {
    let rows = execute!(
        tx,
        "UPDATE runs SET status = 'queued', started_at = NULL, lease_until = NULL
         WHERE id = $1 AND epoch = $2 AND status = 'working'",
        run.0,
        epoch
    )?;
    Ok(rows > 0)
}

/// Stops a run. `false` when it had ended. What its agent sends later is stale.
pub async fn cancel(tx: &mut Tx, run: RunId, now: Micros) -> Result<bool> {
    let rows = execute!(
        tx,
        "UPDATE runs SET status = 'canceled', result = 'canceled', finished_at = $2, lease_until = NULL
         WHERE id = $1 AND status IN ('queued', 'working')",
        run.0,
        now
    )?;
    Ok(rows > 0)
}

/// Ends a run that nobody could do, without a result. `reason` is a word of `app`'s. `false` when it had ended.
pub async fn give_up(tx: &mut Tx, run: RunId, reason: &str, now: Micros) -> Result<bool> {
    let rows = execute!(
        tx,
        "UPDATE runs SET status = 'finished', reason = $2, finished_at = $3, lease_until = NULL
         WHERE id = $1 AND status IN ('queued', 'working')",
        run.0,
        reason,
        now
    )?;
    Ok(rows > 0)
}

/// The runs that have not ended, oldest first: what a queue in memory starts with.
pub async fn unfinished(on: impl Into<Access<'_>>) -> Result<Vec<Unfinished>> {
    select!(
        on,
        fetch_all,
        Unfinished,
        "FROM runs WHERE status IN ('queued', 'working') ORDER BY created_at, id"
    )
}

/// The runs of a remote agent that have not ended, oldest first.
pub async fn unfinished_of_agent(on: impl Into<Access<'_>>, agent: AgentId) -> Result<Vec<Unfinished>> {
    select!(
        on,
        fetch_all,
        Unfinished,
        "FROM runs WHERE agent = $1 AND status IN ('queued', 'working') ORDER BY created_at, id",
        agent.0
    )
}

/// The agents that runs wait for.
pub async fn agents_waited_for(on: impl Into<Access<'_>>) -> Result<Vec<AgentId>> {
    let rows = fetch!(
        on,
        fetch_all,
        (Uuid,),
        "SELECT DISTINCT agent FROM runs WHERE agent IS NOT NULL AND status IN ('queued', 'working')
         AND status = 'queued'"
    )?;
    Ok(rows.into_iter().map(|(agent,)| AgentId(agent)).collect())
}

/// The runs that remote agents have no more: their leases are over.
pub async fn lost_afar(on: impl Into<Access<'_>>, now: Micros) -> Result<Vec<Unfinished>> {
    select!(
        on,
        fetch_all,
        Unfinished,
        "FROM runs WHERE agent IS NOT NULL AND status IN ('queued', 'working') AND status = 'working'
         AND lease_until < $1 ORDER BY created_at, id",
        now
    )
}
