//! `POST /session`.

use std::net::{IpAddr, SocketAddr};

use axum::{
    extract::{ConnectInfo, State},
    http::{Extensions, HeaderMap, Method, Uri},
};
use axum_extra::extract::CookieJar;
use serde::Deserialize;
use tacit_app::{Confidential, Via, Who};
use utoipa::ToSchema;

use super::SessionBody;
use crate::{
    caller::{COOKIE, forged},
    cookie::{self, SetCookie},
    envelope::{ApiError, Data, Envelope, ok},
    input::Body,
    state::ServerState,
};

/// Who wants to sign in.
#[derive(Deserialize, ToSchema)]
pub(crate) struct SignInBody {
    email: String,
    #[schema(value_type = String, format = Password, write_only)]
    password: Confidential,
}

/// Sign in with a browser
///
/// Sets the session cookie. Programs use a personal token instead. Failures are counted by e-mail address and by network
/// address.
#[utoipa::path(post, path = "/session", tag = "session", security(()), request_body = SignInBody,
    responses((status = 200, body = Envelope<SessionBody>), (status = 401, description = "wrong address or password"),
              (status = 429, description = "too many failures: see Retry-After")))]
pub(super) async fn create_session(
    State(state): State<ServerState>,
    method: Method,
    uri: Uri,
    headers: HeaderMap,
    extensions: Extensions,
    jar: CookieJar,
    Body(body): Body<SignInBody>,
) -> Result<(SetCookie, Data<SessionBody>), ApiError> {
    forged(&method, &headers)?;
    cookie::will_be_kept(&state.settings, &uri, &headers)?;
    let (person, token) = state.app.sign_in(&body.email, body.password, address(&extensions)).await?;
    if let Some(old) = jar.get(COOKIE) {
        state.app.sign_out(old.value()).await?;
    }
    let presence = state.app.presence(&Who { person, via: Via::Session }).await?;
    Ok((cookie::set(&token)?, ok(presence.into())))
}

/// Known when the server was started with connection info.
fn address(extensions: &Extensions) -> Option<IpAddr> {
    extensions.get::<ConnectInfo<SocketAddr>>().map(|ConnectInfo(address)| address.ip())
}
