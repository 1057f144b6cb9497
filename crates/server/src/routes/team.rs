//! `GET /teams/{team}`.

use axum::extract::State;
use serde::Serialize;
use tacit_app::TeamOverview;
use tacit_spec::TeamId;
use utoipa::ToSchema;
use utoipa_axum::{router::OpenApiRouter, routes};

use crate::{
    caller::Caller,
    envelope::{Answer, Envelope, ok},
    input::Path,
    routes::people::PersonRef,
    state::ServerState,
    time::seconds,
};

pub(super) fn router() -> OpenApiRouter<ServerState> {
    OpenApiRouter::new().routes(routes!(get_team))
}

/// A team with its buckets.
#[derive(Serialize, ToSchema)]
pub(crate) struct TeamBody {
    #[schema(value_type = uuid::Uuid)]
    id: TeamId,
    /// The same as `id`.
    #[schema(value_type = uuid::Uuid)]
    uuid: TeamId,
    name: String,
    /// Unix seconds.
    created_at: f64,
    buckets: Vec<TeamBucket>,
    user_count: i64,
    bucket_count: usize,
    /// The same as `owned_by`: a team is not handed over yet.
    created_by: Option<PersonRef>,
    owned_by: Option<PersonRef>,
    /// Empty: there is nothing to bill.
    additional_billing_emails: Vec<String>,
    /// Empty.
    flags: Vec<String>,
}

/// A bucket, in short.
#[derive(Serialize, ToSchema)]
struct TeamBucket {
    key: String,
    name: String,
    default: bool,
}

impl From<TeamOverview> for TeamBody {
    fn from(team: TeamOverview) -> Self {
        let TeamOverview { id, name, created_at, buckets, people, owner } = team;
        let buckets: Vec<_> = buckets
            .into_iter()
            .map(|(key, name, default)| TeamBucket { key: key.0, name, default })
            .collect();
        Self {
            id,
            uuid: id,
            name,
            created_at: seconds(created_at),
            bucket_count: buckets.len(),
            buckets,
            user_count: people,
            created_by: owner.clone().map(Into::into),
            owned_by: owner.map(Into::into),
            additional_billing_emails: Vec::new(),
            flags: Vec::new(),
        }
    }
}

/// One team
#[utoipa::path(get, path = "/teams/{team}", tag = "people", params(("team" = uuid::Uuid, Path)),
    responses((status = 200, body = Envelope<TeamBody>)))]
async fn get_team(
    State(state): State<ServerState>,
    Caller(who): Caller,
    Path(team): Path<TeamId>,
) -> Answer<TeamBody> {
    Ok(ok(state.app.team_overview(&who, team).await?.into()))
}
