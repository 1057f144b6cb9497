//! Channels: whom to tell, with settings that only the vault can open.
//!
//! A channel of the team is made by people. Others come with something, with the `emails` and `webhooks` of a definition
//! or the address that a trigger gave, and go with it.

mod derived;
mod reach;

use tacit_spec::{BucketKey, ChannelId, EnvironmentId, RunId, TeamId};

pub use derived::{of_bucket, of_environment};
pub use reach::{Listener, Subject, hearing, reach, set_environment, set_reach};

use crate::{
    Access, Micros, Result, StoreError, Tx,
    backend::{execute, row, select},
    found,
};

row! {
    /// A channel.
    #[derive(Clone, PartialEq)]
    pub struct Channel {
        /// The channel.
        pub id: ChannelId,
        /// The team it belongs to.
        pub team: TeamId,
        /// The bucket it came with.
        pub bucket: Option<BucketKey>,
        /// The environment it came with.
        pub environment: Option<EnvironmentId>,
        /// The run it came with.
        pub run: Option<RunId>,
        /// A word of alerting's.
        pub kind: String,
        /// Unique among the team's own.
        pub name: String,
        /// Where messages go: all of the settings that may be shown.
        pub host: String,
        /// JSON: which runs it hears of.
        pub rule: String,
        /// Whether it hears of every bucket.
        pub whole_team: bool,
        /// JSON: to whom the operator's mail server sends, instead of settings.
        pub recipients: Option<String>,
        /// Whether it hears of nothing.
        pub paused: bool,
        /// Counts the settings it had, from 1.
        pub version: i64,
        /// The settings, sealed.
        pub sealed: Vec<u8>,
        /// The version of the team's key they are sealed with.
        pub key_version: i64,
        /// When they were sealed.
        pub sealed_at: Micros,
        /// When it was made.
        pub created_at: Micros,
        /// When it was changed.
        pub updated_at: Micros,
    }
}

impl Channel {
    /// Whether people made it for the team.
    #[must_use]
    pub fn is_of_team(&self) -> bool {
        self.bucket.is_none() && self.environment.is_none() && self.run.is_none()
    }
}

/// Adds a channel. A [`StoreError::Conflict`] when the team has one of that name.
pub async fn insert(tx: &mut Tx, channel: &Channel) -> Result<()> {
    let rows = execute!(
        tx,
        "INSERT INTO channels (id, team, bucket, environment, run, kind, name, host, rule, whole_team, recipients, paused, version,
                               sealed, key_version, sealed_at, created_at, updated_at)
         VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17, $18) ON CONFLICT DO NOTHING",
        channel.id.0,
        channel.team.0,
        channel.bucket.as_ref().map(|bucket| bucket.0.as_str()),
        channel.environment.map(|environment| environment.0),
        channel.run.map(|run| run.0),
        channel.kind.as_str(),
        channel.name.as_str(),
        channel.host.as_str(),
        channel.rule.as_str(),
        channel.whole_team,
        channel.recipients.as_deref(),
        channel.paused,
        channel.version,
        channel.sealed.as_slice(),
        channel.key_version,
        channel.sealed_at,
        channel.created_at,
        channel.updated_at
    )?;
    if rows == 0 { Err(name_taken(&channel.name)) } else { Ok(()) }
}

/// One channel.
pub async fn find(on: impl Into<Access<'_>>, channel: ChannelId) -> Result<Option<Channel>> {
    select!(on, fetch_optional, Channel, "FROM channels WHERE id = $1", channel.0)
}

/// The channels that people made for a team, oldest first.
pub async fn of_team(on: impl Into<Access<'_>>, team: TeamId) -> Result<Vec<Channel>> {
    select!(
        on,
        fetch_all,
        Channel,
        "FROM channels WHERE team = $1 AND bucket IS NULL AND environment IS NULL AND run IS NULL
         ORDER BY created_at, id",
        team.0
    )
}

/// Saves what can be changed of a channel. A [`StoreError::Conflict`] as in [`insert`].
pub async fn update(tx: &mut Tx, channel: &Channel) -> Result<()> {
    let rows = execute!(
        tx,
        "UPDATE channels SET name = $2, host = $3, rule = $4, whole_team = $5, recipients = $6, paused = $7, version = $8,
                             sealed = $9, key_version = $10, sealed_at = $11, updated_at = $12 WHERE id = $1",
        channel.id.0,
        channel.name.as_str(),
        channel.host.as_str(),
        channel.rule.as_str(),
        channel.whole_team,
        channel.recipients.as_deref(),
        channel.paused,
        channel.version,
        channel.sealed.as_slice(),
        channel.key_version,
        channel.sealed_at,
        channel.updated_at
    )
    .map_err(|error| error.or_conflict(&name_taken(&channel.name).to_string()))?;
    found(rows)
}

/// Channels of a team whose settings are sealed under a data key before `key_version`, at most `limit`.
pub async fn on_older_key(
    on: impl Into<Access<'_>>,
    team: TeamId,
    key_version: i64,
    limit: i64,
) -> Result<Vec<Channel>> {
    select!(
        on,
        fetch_all,
        Channel,
        "FROM channels WHERE team = $1 AND recipients IS NULL AND key_version < $2 ORDER BY id LIMIT $3",
        team.0,
        key_version,
        limit
    )
}

/// Replaces the sealed settings by the same under another key.
pub async fn replace_sealed(tx: &mut Tx, channel: ChannelId, sealed: &[u8], key_version: i64) -> Result<()> {
    found(execute!(
        tx,
        "UPDATE channels SET sealed = $2, key_version = $3 WHERE id = $1",
        channel.0,
        sealed,
        key_version
    )?)
}

/// Removes a channel with its messages and what was remembered for it.
pub async fn delete(tx: &mut Tx, channel: ChannelId) -> Result<()> {
    execute!(&mut *tx, "DELETE FROM alert_states WHERE channel = $1", channel.0)?;
    found(execute!(tx, "DELETE FROM channels WHERE id = $1", channel.0)?)
}

fn name_taken(name: &str) -> StoreError {
    StoreError::conflict(format!("the team already has a channel named {name}"))
}
