//! `DELETE /session`.

use axum::{
    extract::State,
    http::{HeaderMap, Method, StatusCode},
};
use axum_extra::extract::CookieJar;

use crate::{
    caller::{COOKIE, forged},
    cookie::{self, SetCookie},
    envelope::ApiError,
    state::ServerState,
};

/// Sign out
///
/// Ends the session of the cookie, and removes the cookie whether it was one or not.
#[utoipa::path(delete, path = "/session", tag = "session", security(()), responses((status = 204)))]
pub(super) async fn delete_session(
    State(state): State<ServerState>,
    method: Method,
    headers: HeaderMap,
    jar: CookieJar,
) -> Result<(StatusCode, SetCookie), ApiError> {
    forged(&method, &headers)?;
    if let Some(session) = jar.get(COOKIE) {
        state.app.sign_out(session.value()).await?;
    }
    Ok((StatusCode::NO_CONTENT, cookie::remove()?))
}
