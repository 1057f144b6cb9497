//! Runs that a schedule asks for, and ticks that had none.

use std::collections::HashSet;

use tacit_spec::{RunId, ScheduleId};
use uuid::Uuid;

use super::{NewRun, RunStatus, finish::chunks};
use crate::{
    Micros, Result, Tx,
    backend::{build, execute},
};

/// What became of a tick: a run to be queued, or a record of why there is none.
#[derive(Clone, Debug, PartialEq)]
pub struct NewTick {
    /// The run; with `missed`, the record.
    pub run: NewRun,
    /// The schedule.
    pub schedule: ScheduleId,
    /// The time it was due.
    pub scheduled_at: Micros,
    /// Why there is no run.
    pub missed: Option<Missed>,
}

/// Why ticks had no run.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Missed {
    /// A word of `app`'s.
    pub reason: &'static str,
    /// How many ticks the record stands for.
    pub ticks: i64,
    /// Now.
    pub noticed_at: Micros,
}

/// Writes ticks down; returns the runs that were added. A tick of which something is known already is left out.
pub async fn create_ticks(tx: &mut Tx, ticks: &[NewTick]) -> Result<HashSet<RunId>> {
    let mut made = HashSet::with_capacity(ticks.len());
    for chunk in chunks(ticks) {
        let rows = build!(
            &mut *tx,
            (Uuid,),
            "INSERT INTO runs (id, team, bucket, test, test_name, revision, environment, environment_name, region, agent,
                source, status, reason, epoch, created_at, finished_at, schedule, scheduled_at, missed_ticks) ",
            |builder| {
                builder.push_values(chunk, |mut row, tick| {
                    let NewTick { run, schedule, scheduled_at, missed } = tick;
                    let status = if missed.is_some() { RunStatus::Missed } else { RunStatus::Queued };
                    row.push_bind(run.id.0)
                        .push_bind(run.team.0)
                        .push_bind(run.bucket.0.as_str())
                        .push_bind(run.test.0)
                        .push_bind(run.test_name.as_str())
                        .push_bind(run.revision)
                        .push_bind(run.environment.map(|environment| environment.0))
                        .push_bind(run.environment_name.as_str())
                        .push_bind(run.place.region())
                        .push_bind(run.place.agent().map(|agent| agent.0))
                        .push_bind(run.source.as_str())
                        .push_bind(status.as_str())
                        .push_bind(missed.map(|missed| missed.reason))
                        .push_bind(0_i64)
                        .push_bind(run.created_at)
                        .push_bind(missed.map(|missed| missed.noticed_at))
                        .push_bind(schedule.0)
                        .push_bind(*scheduled_at)
                        .push_bind(missed.map(|missed| missed.ticks));
                });
                builder.push(" ON CONFLICT DO NOTHING RETURNING id");
            }
        )?;
        made.extend(rows.into_iter().map(|(id,)| RunId(id)));
    }
    Ok(made)
}

/// Asks for a failed run once more. `false` when that was done already, or the failed one is no run of a schedule.
pub(super) async fn create_retry(tx: &mut Tx, failed: RunId, id: RunId, now: Micros) -> Result<bool> {
    let rows = execute!(
        tx,
        "INSERT INTO runs (id, team, bucket, test, test_name, revision, environment, environment_name, region, agent,
                           source, run_by, status, epoch, created_at, retry_of)
         SELECT $1, team, bucket, test, test_name, revision, environment, environment_name, region, agent, source,
                run_by, 'queued', 0, $2, id
         FROM runs WHERE id = $3 AND schedule IS NOT NULL AND result = 'fail' ON CONFLICT DO NOTHING",
        id.0,
        now,
        failed.0
    )?;
    Ok(rows > 0)
}
