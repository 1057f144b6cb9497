//! A bucket.

use serde::Serialize;
use tacit_app::{Bucket, Team};
use utoipa::ToSchema;
use uuid::Uuid;

use crate::{state::ServerState, time::seconds};

/// A bucket.
#[derive(Serialize, ToSchema)]
pub(crate) struct BucketBody {
    /// Twelve letters and digits.
    key: String,
    /// Unique in the team.
    name: String,
    /// Whether it is the team's first one, which stays.
    default: bool,
    /// Runscope's token for traffic; always null here.
    auth_token: Option<String>,
    /// Runscope's switch for traffic; always true here.
    verify_ssl: bool,
    /// Unix seconds.
    created_at: f64,
    /// Its team.
    team: TeamRef,
    /// Whoever knows it may run the bucket's tests.
    trigger_url: String,
    /// Its tests in the API.
    tests_url: String,
}

#[derive(Serialize, ToSchema)]
struct TeamRef {
    id: Uuid,
    uuid: Uuid,
    name: String,
}

impl BucketBody {
    pub(crate) fn new(state: &ServerState, (team, bucket): (Team, Bucket)) -> Self {
        Self {
            trigger_url: state.bucket_trigger_url(&bucket.trigger_token),
            tests_url: state.tests_url(&bucket.key),
            key: bucket.key.0,
            name: bucket.name,
            default: bucket.is_default,
            auth_token: None,
            verify_ssl: true,
            created_at: seconds(bucket.created_at),
            team: TeamRef { id: team.id.0, uuid: team.id.0, name: team.name },
        }
    }
}
