//! `POST /setup`.

use axum::{
    extract::State,
    http::{HeaderMap, Method, Uri},
};
use serde::Deserialize;
use tacit_app::{Confidential, NewOwner, Via, Who};
use utoipa::ToSchema;

use crate::{
    caller::forged,
    cookie::{self, SetCookie},
    envelope::{ApiError, Data, Envelope, created},
    input::Body,
    routes::session::SessionBody,
    state::ServerState,
};

/// The first person and their team.
#[derive(Deserialize, ToSchema)]
pub(crate) struct SetupBody {
    /// To sign in with.
    email: String,
    /// Shown to others.
    name: String,
    /// At least 10 characters.
    #[schema(value_type = String, format = Password, write_only)]
    password: Confidential,
    /// Shown to its members.
    team_name: String,
}

/// Make the owner, their team and its default bucket
///
/// Only while nobody is here. The answer signs the owner in.
#[utoipa::path(post, path = "/setup", tag = "set-up", security(()), request_body = SetupBody,
    responses((status = 201, body = Envelope<SessionBody>), (status = 400, description = "a rule is not kept"),
              (status = 409, description = "somebody is here already")))]
pub(super) async fn create_setup(
    State(state): State<ServerState>,
    method: Method,
    uri: Uri,
    headers: HeaderMap,
    Body(body): Body<SetupBody>,
) -> Result<(SetCookie, Data<SessionBody>), ApiError> {
    forged(&method, &headers)?;
    cookie::will_be_kept(&state.settings, &uri, &headers)?;
    let SetupBody { email, name, password, team_name } = body;
    let founded = state.app.set_up(NewOwner { email, name, password, team_name }).await?;
    let token = state.app.start_session(founded.person).await?;
    let presence = state.app.presence(&Who { person: founded.person, via: Via::Session }).await?;
    Ok((cookie::set(&token)?, created(presence.into())))
}
