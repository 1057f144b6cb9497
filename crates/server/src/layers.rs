//! What every request passes: limits, security headers, the access log.

use std::{any::Any, time::Duration};

use axum::{
    Router,
    body::Body,
    extract::{DefaultBodyLimit, MatchedPath},
    http::{HeaderName, HeaderValue, Request, Response, StatusCode, header},
    middleware::{self, Next},
};
use tower_http::catch_panic::CatchPanicLayer;

use crate::envelope::failure;

/// Definitions and imports are the largest bodies.
pub(crate) const MAX_BODY: usize = 8 << 20;
/// Of a body that holds no definition: a secret's value with every byte escaped, and some.
pub(crate) const SMALL_BODY: usize = 256 << 10;
/// Variables that a trigger is given, escaped.
pub(crate) const TRIGGER_BODY: usize = 4 << 20;
/// A body has to be there after so long.
pub(crate) const BODY_TIME: Duration = Duration::from_secs(60);

/// Scripts and styles come from this server alone. Styles may be set by scripts, as the UI's components do.
const POLICY: &str = "default-src 'self'; script-src 'self'; style-src 'self' 'unsafe-inline'; img-src 'self' data:; \
connect-src 'self'; frame-ancestors 'none'; base-uri 'none'; form-action 'self'; object-src 'none'";

pub(crate) fn apply<S: Clone + Send + Sync + 'static>(router: Router<S>) -> Router<S> {
    router
        .layer(CatchPanicLayer::custom(panicked))
        .layer(middleware::from_fn(headers))
        .layer(middleware::from_fn(log))
        .layer(DefaultBodyLimit::max(MAX_BODY))
}

/// The panic hook has told the operator where; what it says may quote anything.
fn panicked(_: Box<dyn Any + Send>) -> Response<Body> {
    let message = "something went wrong on the server; the operator finds the cause in its log";
    failure(StatusCode::INTERNAL_SERVER_ERROR, message.into(), Vec::new())
}

async fn headers(request: Request<Body>, next: Next) -> Response<Body> {
    let path = request.uri().path();
    let api = path.starts_with("/v1") || path.starts_with("/radar");
    let shared = path.starts_with("/share/");
    let mut response = next.run(request).await;
    let headers = response.headers_mut();
    let mut set = |name, value| {
        headers.insert(name, HeaderValue::from_static(value));
    };
    set(header::CONTENT_SECURITY_POLICY, POLICY);
    set(header::X_CONTENT_TYPE_OPTIONS, "nosniff");
    set(header::X_FRAME_OPTIONS, "DENY");
    set(header::REFERRER_POLICY, "no-referrer");
    if api || shared {
        // Links are passed on, and may end up where a search engine finds them.
        set(HeaderName::from_static("x-robots-tag"), "noindex, nofollow");
    }
    if shared || (api && !headers.contains_key(header::CACHE_CONTROL)) {
        headers.insert(header::CACHE_CONTROL, HeaderValue::from_static("no-store"));
    }
    response
}

/// Logs the route as it was registered: paths and queries can hold tokens.
async fn log(request: Request<Body>, next: Next) -> Response<Body> {
    let method = request.method().clone();
    let route = request.extensions().get::<MatchedPath>().map(|path| path.as_str().to_owned());
    let began = std::time::Instant::now();
    let response = next.run(request).await;
    let route = route.as_deref().unwrap_or("(file)");
    let status = response.status().as_u16();
    tracing::debug!(%method, route, status, ms = began.elapsed().as_millis(), "request");
    response
}
