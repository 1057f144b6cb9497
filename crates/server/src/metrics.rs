//! `/metrics`: numbers for whoever scrapes, outside people's roles.

use std::{fmt, sync::Arc};

use axum::{
    Router,
    extract::State,
    http::{HeaderMap, HeaderValue, StatusCode, header},
    response::{IntoResponse, Response},
    routing::get,
};
use subtle::ConstantTimeEq;
use zeroize::Zeroizing;

use crate::envelope::failure;

/// Numbers as text.
pub struct Exposition {
    /// The form it has.
    pub media_type: &'static str,
    /// The text.
    pub text: String,
}

/// Makes the text; gets what the request's `Accept` header says.
type Write = dyn Fn(&str) -> Exposition + Send + Sync;

/// Who may read the numbers, and where they come from.
#[derive(Clone)]
pub struct MetricsDoor {
    token: Option<Arc<Zeroizing<String>>>,
    write: Arc<Write>,
}

impl MetricsDoor {
    /// With a token, whoever shows it may read; without one, whoever reaches the listener.
    #[must_use]
    pub fn new(
        token: Option<Zeroizing<String>>,
        write: impl Fn(&str) -> Exposition + Send + Sync + 'static,
    ) -> Self {
        Self { token: token.map(Arc::new), write: Arc::new(write) }
    }

    fn opens(&self, headers: &HeaderMap) -> bool {
        let Some(token) = &self.token else { return true };
        let shown =
            headers.get(header::AUTHORIZATION).and_then(|value| value.as_bytes().strip_prefix(b"Bearer "));
        // How long it takes says nothing about the token but its length.
        shown.is_some_and(|shown| bool::from(shown.ct_eq(token.as_bytes())))
    }

    async fn read(self, headers: HeaderMap) -> Response {
        if !self.opens(&headers) {
            let message = "the numbers are for who shows the token that the operator chose for them";
            let mut response = failure(StatusCode::UNAUTHORIZED, message.into(), Vec::new());
            response.headers_mut().insert(header::WWW_AUTHENTICATE, HeaderValue::from_static("Bearer"));
            return response;
        }
        let accept = headers.get(header::ACCEPT).and_then(|value| value.to_str().ok()).unwrap_or_default();
        let (accept, write) = (accept.to_owned(), Arc::clone(&self.write));
        // Thousands of tests make a long text: other requests do not wait for it.
        let Ok(Exposition { media_type, text }) = tokio::task::spawn_blocking(move || write(&accept)).await
        else {
            let message = "the numbers could not be written; the operator finds the cause in the log";
            return failure(StatusCode::INTERNAL_SERVER_ERROR, message.into(), Vec::new());
        };
        let headers = [(header::CONTENT_TYPE, media_type), (header::CACHE_CONTROL, "no-store")];
        (headers, text).into_response()
    }
}

impl fmt::Debug for MetricsDoor {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("MetricsDoor").field("wants_token", &self.token.is_some()).finish_non_exhaustive()
    }
}

/// For the listener that everybody reaches: without a token there is nothing here.
pub(crate) async fn scrape(door: Option<MetricsDoor>, headers: HeaderMap) -> Response {
    match door.filter(|door| door.token.is_some()) {
        Some(door) => door.read(headers).await,
        None => {
            let message = "the numbers are not served here: the operator gives `tacit serve` a token or a listener \
                           for them";
            failure(StatusCode::NOT_FOUND, message.into(), Vec::new())
        }
    }
}

/// For a listener of their own.
pub fn metrics_router(door: MetricsDoor) -> Router {
    let read = |State(door): State<MetricsDoor>, headers: HeaderMap| door.read(headers);
    Router::new().route("/metrics", get(read)).with_state(door)
}
