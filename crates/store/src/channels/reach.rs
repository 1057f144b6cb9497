//! Whose runs a channel hears of.

use std::fmt;

use tacit_spec::{BucketKey, ChannelId, EnvironmentId, RunId, TeamId};
use uuid::Uuid;

use crate::{
    Access, Result, Tx,
    backend::{Columns, build, execute, fetch, row},
    runs::chunks,
};

/// Something that has runs.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Subject {
    /// Every bucket of a team.
    Team(TeamId),
    /// A bucket.
    Bucket(BucketKey),
    /// An environment, and those that inherit from it.
    Environment(EnvironmentId),
    /// One run.
    Run(RunId),
}

impl fmt::Display for Subject {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Team(team) => write!(f, "team:{team}"),
            Self::Bucket(bucket) => write!(f, "bucket:{bucket}"),
            Self::Environment(environment) => write!(f, "environment:{environment}"),
            Self::Run(run) => write!(f, "run:{run}"),
        }
    }
}

row! {
    /// A channel that hears of something.
    #[derive(Clone, Debug, PartialEq)]
    pub struct Listener {
        /// What it hears of, as [`Subject`] is written.
        pub subject: String,
        /// The channel.
        pub id: ChannelId,
        /// As in the channel.
        pub kind: String,
        /// As in the channel.
        pub rule: String,
        /// As in the channel.
        pub bucket: Option<BucketKey>,
        /// As in the channel.
        pub environment: Option<EnvironmentId>,
        /// As in the channel.
        pub run: Option<RunId>,
    }
}

/// The channels that hear of any of the subjects, and are not paused.
pub async fn hearing(on: impl Into<Access<'_>>, subjects: &[Subject]) -> Result<Vec<Listener>> {
    let mut access = on.into();
    let mut all = Vec::new();
    for chunk in chunks(subjects) {
        all.extend(build!(access.again(), Listener, "SELECT ", |builder| {
            builder.push(Listener::columns()).push(
                " FROM (SELECT r.subject AS subject, c.id AS id, c.kind AS kind, c.rule AS rule, c.bucket AS bucket,
                               c.environment AS environment, c.run AS run, c.created_at AS created_at
                        FROM channel_reach AS r JOIN channels AS c ON c.id = r.channel
                        WHERE NOT c.paused AND r.subject IN (",
            );
            let mut ids = builder.separated(", ");
            for subject in chunk {
                ids.push_bind(subject.to_string());
            }
            builder.push(")) AS hearing ORDER BY created_at, id");
        })?);
    }
    Ok(all)
}

/// What a channel hears of beside a whole team: buckets and environments.
pub async fn reach(on: impl Into<Access<'_>>, channel: ChannelId) -> Result<Vec<Subject>> {
    let rows = fetch!(
        on,
        fetch_all,
        (Option<String>, Option<Uuid>),
        "SELECT bucket, environment FROM channel_reach WHERE channel = $1 ORDER BY subject",
        channel.0
    )?;
    let subject = |(bucket, environment): (Option<String>, Option<Uuid>)| {
        let bucket = bucket.map(|bucket| Subject::Bucket(BucketKey(bucket)));
        bucket.or(environment.map(|environment| Subject::Environment(EnvironmentId(environment))))
    };
    Ok(rows.into_iter().filter_map(subject).collect())
}

/// Says anew which of the team's own channels hear of an environment.
pub async fn set_environment(tx: &mut Tx, environment: EnvironmentId, channels: &[ChannelId]) -> Result<()> {
    execute!(
        &mut *tx,
        "DELETE FROM channel_reach WHERE environment = $1
         AND channel IN (SELECT id FROM channels WHERE environment IS NULL)",
        environment.0
    )?;
    for channel in channels {
        execute!(
            &mut *tx,
            "INSERT INTO channel_reach (subject, channel, environment) VALUES ($1, $2, $3) ON CONFLICT DO NOTHING",
            Subject::Environment(environment).to_string(),
            channel.0,
            environment.0
        )?;
    }
    Ok(())
}

/// Says anew what a channel hears of.
pub async fn set_reach(tx: &mut Tx, channel: ChannelId, subjects: &[Subject]) -> Result<()> {
    execute!(&mut *tx, "DELETE FROM channel_reach WHERE channel = $1", channel.0)?;
    for subject in subjects {
        let (bucket, environment) = match subject {
            Subject::Bucket(bucket) => (Some(bucket.0.as_str()), None),
            Subject::Environment(environment) => (None, Some(environment.0)),
            Subject::Team(_) | Subject::Run(_) => (None, None),
        };
        execute!(
            &mut *tx,
            "INSERT INTO channel_reach (subject, channel, bucket, environment) VALUES ($1, $2, $3, $4)
             ON CONFLICT DO NOTHING",
            subject.to_string(),
            channel.0,
            bucket,
            environment
        )?;
    }
    Ok(())
}
