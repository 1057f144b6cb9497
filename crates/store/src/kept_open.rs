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
        /// Whether a message that something is wrong has arrived, and that of the end not yet. Kept by who delivers.
        pub delivered: bool,
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

/// How much a channel's service keeps open, as far as it took what it was told.
pub async fn count(on: impl Into<Access<'_>>, channel: ChannelId) -> Result<i64> {
    let (count,) = fetch!(
        on,
        fetch_one,
        (i64,),
        "SELECT COUNT(*) FROM kept_open WHERE channel = $1 AND delivered",
        channel.0
    )?;
    Ok(count)
}

/// Remembers what was told last. The same key must not come twice.
pub async fn save(tx: &mut Tx, all: &[KeptOpen]) -> Result<()> {
    for chunk in chunks(all) {
        build!(
            &mut *tx,
            (Uuid,),
            "INSERT INTO kept_open (channel, team, bucket, test, scope, place, run, incident, ended, delivered) ",
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
                        .push_bind(one.ended)
                        .push_bind(one.delivered);
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

/// A message that something is wrong has arrived.
pub async fn note_open(tx: &mut Tx, one: &KeptOpen) -> Result<()> {
    let known = set_delivered(tx, one, true).await?;
    if known == 0 {
        save(tx, &[KeptOpen { delivered: true, ..one.clone() }]).await?;
    }
    Ok(())
}

/// The message of the end has arrived, or was given up where nothing was open: forgets it, unless something about the same
/// place is still to be told.
pub async fn note_end(tx: &mut Tx, one: &KeptOpen) -> Result<()> {
    let (left,) = fetch!(
        &mut *tx,
        fetch_one,
        (i64,),
        "SELECT COUNT(*) FROM deliveries WHERE channel = $1 AND test = $2 AND scope = $3 AND place = $4
         AND status IN ('waiting', 'sending') AND change <> 'acknowledged'",
        one.channel.0,
        one.test.0,
        one.scope,
        one.place.as_str()
    )?;
    set_delivered(tx, one, false).await?;
    if left == 0 {
        execute!(
            tx,
            "DELETE FROM kept_open WHERE channel = $1 AND test = $2 AND scope = $3 AND place = $4 AND ended",
            one.channel.0,
            one.test.0,
            one.scope,
            one.place.as_str()
        )?;
    }
    Ok(())
}

async fn set_delivered(tx: &mut Tx, one: &KeptOpen, delivered: bool) -> Result<u64> {
    execute!(
        tx,
        "UPDATE kept_open SET delivered = $5 WHERE channel = $1 AND test = $2 AND scope = $3 AND place = $4",
        one.channel.0,
        one.test.0,
        one.scope,
        one.place.as_str(),
        delivered
    )
}

/// Forgets what a channel's service keeps open: it is left to be ended there. What it did not take yet is none of it.
pub async fn abandon(tx: &mut Tx, channel: ChannelId) -> Result<()> {
    execute!(tx, "DELETE FROM kept_open WHERE channel = $1 AND delivered", channel.0)?;
    Ok(())
}
