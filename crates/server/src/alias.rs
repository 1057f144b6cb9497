//! Older names of paths: some of Runscope's clients say `radar` for `tests`.

use axum::{
    Router,
    body::Body,
    http::{Request, Uri},
};
use tower::{Layer, util::MapRequestLayer};

/// Lets `router` answer under the older names too.
pub(crate) fn apply(router: Router) -> Router {
    Router::new().fallback_service(MapRequestLayer::new(current).layer(router))
}

fn current(mut request: Request<Body>) -> Request<Body> {
    if let Some(uri) = renamed(request.uri()) {
        *request.uri_mut() = uri;
    }
    request
}

/// `/v1/buckets/{bucket}/radar...` is `/v1/buckets/{bucket}/tests...`.
fn renamed(uri: &Uri) -> Option<Uri> {
    let (bucket, rest) = uri.path().strip_prefix("/v1/buckets/")?.split_once('/')?;
    let rest = rest.strip_prefix("radar").filter(|rest| rest.is_empty() || rest.starts_with('/'))?;
    let query = uri.query().map(|query| format!("?{query}")).unwrap_or_default();
    format!("/v1/buckets/{bucket}/tests{rest}{query}").parse().ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn radar_is_tests() {
        let renamed = |path: &str| renamed(&path.parse().unwrap()).map(|uri| uri.to_string());
        assert_eq!(renamed("/v1/buckets/k/radar?count=2").unwrap(), "/v1/buckets/k/tests?count=2");
        assert_eq!(renamed("/v1/buckets/k/radar/t/results/r").unwrap(), "/v1/buckets/k/tests/t/results/r");
        for other in ["/v1/buckets/k/radars", "/v1/buckets/radar", "/v1/radar/t/trigger", "/buckets/k/radar"]
        {
            assert_eq!(renamed(other), None, "{other}");
        }
    }
}
