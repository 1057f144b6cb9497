//! What rests: whole buckets, and environments.

use tacit_spec::{BucketKey, EnvironmentId};

use crate::{
    Access, Micros, Result, Tx,
    backend::{execute, row, select},
};

row! {
    /// Something whose schedules rest.
    #[derive(Clone, Debug, PartialEq)]
    pub struct Pause {
        /// The bucket.
        pub bucket: BucketKey,
        /// `None`: the whole bucket.
        pub environment: Option<EnvironmentId>,
        /// Since when.
        pub created_at: Micros,
    }
}

/// Lets a bucket rest, or one environment of it. Nothing changes when it does already.
pub async fn pause(
    tx: &mut Tx,
    bucket: &BucketKey,
    environment: Option<EnvironmentId>,
    now: Micros,
) -> Result<()> {
    execute!(
        tx,
        "INSERT INTO pauses (bucket, environment, created_at) VALUES ($1, $2, $3) ON CONFLICT DO NOTHING",
        bucket.0.as_str(),
        environment.map(|environment| environment.0),
        now
    )?;
    Ok(())
}

/// Ends the rest of a bucket, or of one environment of it; that of the other kind stays.
pub async fn resume(tx: &mut Tx, bucket: &BucketKey, environment: Option<EnvironmentId>) -> Result<()> {
    match environment {
        None => {
            execute!(tx, "DELETE FROM pauses WHERE bucket = $1 AND environment IS NULL", bucket.0.as_str())?
        }
        Some(environment) => execute!(
            tx,
            "DELETE FROM pauses WHERE bucket = $1 AND environment = $2",
            bucket.0.as_str(),
            environment.0
        )?,
    };
    Ok(())
}

/// What rests in a bucket.
pub async fn pauses_of_bucket(on: impl Into<Access<'_>>, bucket: &BucketKey) -> Result<Vec<Pause>> {
    select!(
        on,
        fetch_all,
        Pause,
        "FROM pauses WHERE bucket = $1 ORDER BY created_at, environment",
        bucket.0.as_str()
    )
}
