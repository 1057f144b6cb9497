//! `POST /teams/{team}/people`.

use axum::extract::State;
use serde::Deserialize;
use tacit_app::{Confidential, NewPerson};
use tacit_spec::TeamId;
use utoipa::ToSchema;

use super::{PersonBody, RoleName, role};
use crate::{
    caller::Caller,
    envelope::{Answer, Envelope, created},
    input::{Body, Path},
    state::ServerState,
};

/// Somebody to add.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct NewPersonBody {
    /// To sign in with.
    email: String,
    /// Shown to others.
    name: String,
    /// Any but owner.
    #[schema(value_type = RoleName)]
    role: String,
    /// The first one; at least 10 characters.
    #[schema(value_type = String, format = Password, write_only)]
    password: Confidential,
}

/// Add somebody to a team
#[utoipa::path(post, path = "/teams/{team}/people", tag = "people", params(("team" = uuid::Uuid, Path)),
    request_body = NewPersonBody, responses((status = 201, body = Envelope<PersonBody>)))]
pub(super) async fn add_person(
    State(state): State<ServerState>,
    Caller(who): Caller,
    Path(team): Path<TeamId>,
    Body(body): Body<NewPersonBody>,
) -> Answer<PersonBody> {
    let NewPersonBody { email, name, role: text, password } = body;
    let new = NewPerson { email, name, role: role(&text)?, password };
    Ok(created(state.app.add_person(&who, team, new).await?.into()))
}
