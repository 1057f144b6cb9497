//! `DELETE /teams/{team}/people/{person}`.

use axum::{extract::State, http::StatusCode};
use tacit_spec::{PersonId, TeamId};

use crate::{caller::Caller, envelope::ApiError, input::Path, state::ServerState};

/// Take somebody out of a team
///
/// Their sessions and tokens end if they belong to no other.
#[utoipa::path(delete, path = "/teams/{team}/people/{person}", tag = "people",
    params(("team" = uuid::Uuid, Path), ("person" = uuid::Uuid, Path)),
    responses((status = 204), (status = 409, description = "the owner stays")))]
pub(super) async fn remove_person(
    State(state): State<ServerState>,
    Caller(who): Caller,
    Path((team, person)): Path<(TeamId, PersonId)>,
) -> Result<StatusCode, ApiError> {
    state.app.remove_person(&who, team, person).await?;
    Ok(StatusCode::NO_CONTENT)
}
