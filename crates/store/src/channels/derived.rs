//! Channels that came with something.

use tacit_spec::{BucketKey, EnvironmentId};

use super::Channel;
use crate::{Access, Result, backend::select};

/// The channels that came with a bucket, oldest first; those of its environments are not among them.
pub async fn of_bucket(on: impl Into<Access<'_>>, bucket: &BucketKey) -> Result<Vec<Channel>> {
    select!(
        on,
        fetch_all,
        Channel,
        "FROM channels WHERE bucket = $1 AND bucket IS NOT NULL ORDER BY created_at, id",
        bucket.0.as_str()
    )
}

/// The channels that came with an environment, oldest first.
pub async fn of_environment(on: impl Into<Access<'_>>, environment: EnvironmentId) -> Result<Vec<Channel>> {
    select!(
        on,
        fetch_all,
        Channel,
        "FROM channels WHERE environment = $1 AND environment IS NOT NULL ORDER BY created_at, id",
        environment.0
    )
}
