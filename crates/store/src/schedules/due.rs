//! Ticks whose time has come.

use std::collections::HashSet;

use tacit_spec::{AgentId, BucketKey, EnvironmentId, Place, ScheduleId, TeamId, TestId};
use uuid::Uuid;

use crate::{
    Access, Micros, Result, Tx,
    backend::{build, fetch, row, select},
};

row! {
    /// A schedule whose tick is due, with what a run of it needs.
    #[derive(Clone, Debug, PartialEq)]
    pub struct Due {
        /// The schedule.
        pub id: ScheduleId,
        /// The team of the bucket.
        pub team: TeamId,
        /// The bucket of the test.
        pub bucket: BucketKey,
        /// The test.
        pub test: TestId,
        /// The test's name now.
        pub test_name: String,
        /// The test's revision now.
        pub revision: i64,
        /// The environment.
        pub environment: EnvironmentId,
        /// The environment's name now.
        pub environment_name: String,
        /// As in the schedule.
        pub rule: String,
        /// As in the schedule.
        pub zone: Option<String>,
        /// As in the schedule.
        pub anchor: Micros,
        /// The tick.
        pub next_at: Micros,
        /// Whether the schedule, its environment or its bucket rests.
        pub paused: bool,
        /// The places that the environment names, as it keeps them.
        pub places: Option<String>,
        /// Those of the shared environment it inherits from.
        pub shared_places: Option<String>,
    }
}

/// From one tick to the next one about which nothing is decided.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Move {
    /// The schedule.
    pub schedule: ScheduleId,
    /// What it was.
    pub from: Micros,
    /// What it is to be.
    pub to: Micros,
}

/// The schedules whose tick is due, longest ago first, at most `limit`.
pub async fn due(on: impl Into<Access<'_>>, now: Micros, limit: i64) -> Result<Vec<Due>> {
    select!(
        on,
        fetch_all,
        Due,
        "FROM (SELECT s.id AS id, b.team AS team, s.bucket AS bucket, s.test AS test, t.name AS test_name,
                      t.revision AS revision, s.environment AS environment, e.name AS environment_name, s.rule AS rule,
                      s.zone AS zone, s.anchor AS anchor, s.next_at AS next_at,
                      (s.paused OR EXISTS (SELECT 1 FROM pauses AS p WHERE p.bucket = s.bucket
                          AND (p.environment IS NULL OR p.environment = s.environment))) AS paused,
                      e.places AS places, shared.places AS shared_places
               FROM schedules AS s JOIN tests AS t ON t.id = s.test JOIN environments AS e ON e.id = s.environment
               LEFT JOIN environments AS shared ON shared.id = e.parent JOIN buckets AS b ON b.key = s.bucket
               WHERE s.next_at <= $1 ORDER BY s.next_at, s.id LIMIT $2) AS due ORDER BY next_at, id",
        now,
        limit
    )
}

/// Of the schedules that [`due`] gives with the same `now` and `limit`: where runs of them wait or go on.
pub async fn busy(
    on: impl Into<Access<'_>>,
    now: Micros,
    limit: i64,
) -> Result<HashSet<(ScheduleId, Place)>> {
    let rows = fetch!(
        on,
        fetch_all,
        (Uuid, Option<String>, Option<Uuid>),
        "SELECT schedule, region, agent FROM runs WHERE schedule IS NOT NULL AND status IN ('queued', 'working')
         AND schedule IN (SELECT id FROM schedules WHERE next_at <= $1 ORDER BY next_at, id LIMIT $2)",
        now,
        limit
    )?;
    let place = |(schedule, region, agent): (Uuid, Option<String>, Option<Uuid>)| {
        (ScheduleId(schedule), crate::runs::place(region.as_deref(), agent.map(AgentId)))
    };
    Ok(rows.into_iter().map(place).collect())
}

/// When the next tick is due.
pub async fn first_due(on: impl Into<Access<'_>>) -> Result<Option<Micros>> {
    let row = fetch!(on, fetch_optional, (i64,), "SELECT next_at FROM schedules ORDER BY next_at LIMIT 1")?;
    Ok(row.map(|(at,)| at))
}

/// Moves schedules on; returns those that were where `from` says. About the others somebody else decided.
pub async fn advance(tx: &mut Tx, moves: &[Move]) -> Result<HashSet<ScheduleId>> {
    let mut moved = HashSet::with_capacity(moves.len());
    for chunk in crate::runs::chunks(moves) {
        // Both databases call the columns of VALUES column1, column2, ...
        let rows = build!(&mut *tx, (Uuid,), "UPDATE schedules SET next_at = column3 FROM (", |builder| {
            builder.push_values(chunk, |mut row, one| {
                row.push_bind(one.schedule.0).push_bind(one.from).push_bind(one.to);
            });
            builder.push(") AS moved WHERE id = column1 AND next_at = column2 RETURNING id");
        })?;
        moved.extend(rows.into_iter().map(|(id,)| ScheduleId(id)));
    }
    Ok(moved)
}
