//! `GET /teams/{team}/secret-sources`.

use axum::extract::State;
use serde::Serialize;
use tacit_app::SourceOffer;
use tacit_spec::TeamId;
use utoipa::ToSchema;

use crate::{
    caller::Caller,
    envelope::{Answer, Envelope, ok},
    input::Path,
    state::ServerState,
};

/// A source of values that are not kept here.
#[derive(Serialize, ToSchema)]
#[schema(as = SecretSource)]
pub(crate) struct SourceBody {
    /// As the operator calls it.
    name: String,
    /// `files`, `environment` or `vault_kv2`.
    kind: &'static str,
    /// What the team's paths begin with; an empty one for every path.
    prefixes: Vec<String>,
}

/// Where the team may keep values of secrets
///
/// As the operator listed it. Only the owner.
#[utoipa::path(get, path = "/teams/{team}/secret-sources", tag = "secrets", params(("team" = uuid::Uuid, Path)),
    responses((status = 200, body = Envelope<Vec<SourceBody>>)))]
pub(super) async fn list_secret_sources(
    State(state): State<ServerState>,
    Caller(who): Caller,
    Path(team): Path<TeamId>,
) -> Answer<Vec<SourceBody>> {
    let body = |SourceOffer { name, kind, prefixes }| SourceBody { name, kind, prefixes };
    Ok(ok(state.app.value_sources(&who, team).await?.into_iter().map(body).collect()))
}
