//! What services keep open because they were told that something is wrong, until they took the message of its end.
//!
//! ```text
//!   told that something is wrong --> open --(the end is written)--> ended --(the end arrives)--> no row
//!                                      ^                               |
//!                                      +---- told again in between ----+
//! ```

use tacit_spec::{BucketKey, ChannelId, IncidentId, RunId, TeamId, TestId};
use uuid::Uuid;

use crate::{
    Access, Result, Tx,
    backend::{Columns, build, execute, fetch, row, select},
    runs::chunks,
};

row! {
    /// Something that a service keeps open.
    #[derive(Clone, Debug, PartialEq)]
    pub struct KeptOpen {
        /// The channel to the service.
        pub channel: ChannelId,
        /// The team.
        pub team: TeamId,
        /// The bucket.
        pub bucket: BucketKey,
        /// The test that is not well.
        pub test: TestId,
        /// The environment, or the nil id.
        pub scope: Uuid,
        /// The key of the place.
        pub place: String,
        /// The run that was told last.
        pub run: RunId,
        /// Its incident.
        pub incident: Option<IncidentId>,
        /// Whether the message of the end is written.
        pub ended: bool,
    }
}

/// What is kept open of these tests.
pub async fn of_tests(on: impl Into<Access<'_>>, tests: &[TestId]) -> Result<Vec<KeptOpen>> {
    let mut access = on.into();
    let mut all = Vec::new();
    for chunk in chunks(tests) {
        all.extend(build!(access.again(), KeptOpen, "SELECT ", |builder| {
            builder.push(KeptOpen::columns()).push(" FROM kept_open WHERE test IN (");
            let mut ids = builder.separated(", ");
            for test in chunk {
                ids.push_bind(test.0);
            }
            builder.push(") ORDER BY channel, test, scope, place");
        })?);
    }
    Ok(all)
}

/// What a channel's service keeps open.
pub async fn of_channel(on: impl Into<Access<'_>>, channel: ChannelId) -> Result<Vec<KeptOpen>> {
    select!(
        on,
        fetch_all,
        KeptOpen,
        "FROM kept_open WHERE channel = $1 ORDER BY test, scope, place",
        channel.0
    )
}

/// How much a channel's service keeps open.
pub async fn count(on: impl Into<Access<'_>>, channel: ChannelId) -> Result<i64> {
    let (count,) =
        fetch!(on, fetch_one, (i64,), "SELECT COUNT(*) FROM kept_open WHERE channel = $1", channel.0)?;
    Ok(count)
}

/// Remembers what was told last. The same key must not come twice.
pub async fn save(tx: &mut Tx, all: &[KeptOpen]) -> Result<()> {
    for chunk in chunks(all) {
        build!(
            &mut *tx,
            (Uuid,),
            "INSERT INTO kept_open (channel, team, bucket, test, scope, place, run, incident, ended) ",
            |builder| {
                builder.push_values(chunk, |mut row, one| {
                    row.push_bind(one.channel.0)
                        .push_bind(one.team.0)
                        .push_bind(one.bucket.0.as_str())
                        .push_bind(one.test.0)
                        .push_bind(one.scope)
                        .push_bind(one.place.as_str())
                        .push_bind(one.run.0)
                        .push_bind(one.incident.map(|incident| incident.0))
                        .push_bind(one.ended);
                });
                builder.push(
                    " ON CONFLICT (channel, test, scope, place) DO UPDATE
                      SET run = excluded.run, incident = excluded.incident, ended = excluded.ended RETURNING channel",
                );
            }
        )?;
    }
    Ok(())
}

/// The end has arrived: forgets it, unless it was told anew meanwhile.
pub async fn forget(tx: &mut Tx, channel: ChannelId, test: TestId, scope: Uuid, place: &str) -> Result<()> {
    execute!(
        tx,
        "DELETE FROM kept_open WHERE channel = $1 AND test = $2 AND scope = $3 AND place = $4 AND ended",
        channel.0,
        test.0,
        scope,
        place
    )?;
    Ok(())
}

/// Forgets what a channel's service keeps open: it is left to be ended there.
pub async fn abandon(tx: &mut Tx, channel: ChannelId) -> Result<()> {
    execute!(tx, "DELETE FROM kept_open WHERE channel = $1", channel.0)?;
    Ok(())
}
