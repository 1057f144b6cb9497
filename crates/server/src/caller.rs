//! Who is asking: a session cookie or a personal token.

use axum::{
    extract::FromRequestParts,
    http::{HeaderMap, Method, header, request::Parts},
};
use axum_extra::extract::CookieJar;
use tacit_app::{AppError, Who};

use crate::{envelope::ApiError, state::ServerState};

/// Name of the session cookie. The prefix makes browsers insist on `Secure`, `Path=/` and no `Domain` (RFC 6265bis).
pub(crate) const COOKIE: &str = "__Host-tacit";
/// A page of another site cannot set it without our consent (no CORS is granted).
pub(crate) const CSRF_HEADER: &str = "x-tacit-csrf";

/// Extracted by every handler that needs somebody; its absence from a handler is visible in its signature.
pub(crate) struct Caller(pub(crate) Who);

impl FromRequestParts<ServerState> for Caller {
    type Rejection = ApiError;

    async fn from_request_parts(parts: &mut Parts, state: &ServerState) -> Result<Self, Self::Rejection> {
        if let Some(token) = bearer(&parts.headers) {
            return Ok(Self(state.app.who_by_token(token).await?));
        }
        let jar = CookieJar::from_headers(&parts.headers);
        let session = jar.get(COOKIE).ok_or(AppError::Unauthenticated)?;
        let who = state.app.who_by_session(session.value()).await?;
        forged(&parts.method, &parts.headers)?;
        Ok(Self(who))
    }
}

/// What the caller showed, to ask later whether it still counts.
pub(crate) fn shown(headers: &HeaderMap) -> Option<String> {
    let session = || CookieJar::from_headers(headers).get(COOKIE).map(|session| session.value().to_owned());
    bearer(headers).map(ToOwned::to_owned).or_else(session)
}

fn bearer(headers: &HeaderMap) -> Option<&str> {
    let value = headers.get(header::AUTHORIZATION)?.to_str().ok()?;
    let (scheme, token) = value.split_once(' ')?;
    scheme.eq_ignore_ascii_case("bearer").then(|| token.trim())
}

/// Refuses a request that another site may have made the browser send.
pub(crate) fn forged(method: &Method, headers: &HeaderMap) -> Result<(), AppError> {
    if method.is_safe() {
        return Ok(());
    }
    let site = headers.get("sec-fetch-site").and_then(|site| site.to_str().ok());
    let foreign = matches!(site, Some("cross-site" | "same-site"));
    if foreign || !headers.contains_key(CSRF_HEADER) {
        return Err(AppError::Forbidden(format!(
            "requests with the session cookie need the header {CSRF_HEADER}; programs should use a personal token"
        )));
    }
    Ok(())
}
