//! `/metrics` is outside people's roles: the operator's token opens it, and nobody's own.

use std::sync::Arc;

use axum::{Router, body::Body};
use http::{Request, Response, header};
use http_body_util::BodyExt;
use tacit_server::{Exposition, MetricsDoor, ServerState, Settings, metrics_router, router};
use tower::ServiceExt;
use zeroize::Zeroizing;

use crate::common::{As, TestServer};

const TOKEN: &str = "a token of the operator";

fn door(token: Option<&str>) -> MetricsDoor {
    let token = token.map(|token| Zeroizing::new(token.to_owned()));
    MetricsDoor::new(token, |accept| Exposition {
        media_type: "text/x-test",
        text: format!("for {accept}\n"),
    })
}

async fn ask(router: &Router, authorization: Option<&str>) -> (u16, String, Option<String>) {
    let mut request = Request::get("/metrics").header(header::ACCEPT, "text/plain");
    if let Some(value) = authorization {
        request = request.header(header::AUTHORIZATION, value);
    }
    let response: Response<Body> =
        router.clone().oneshot(request.body(Body::empty()).unwrap()).await.unwrap();
    let status = response.status().as_u16();
    let kind = response.headers().get(header::CONTENT_TYPE).map(|value| value.to_str().unwrap().to_owned());
    let body = response.into_body().collect().await.unwrap().to_bytes();
    (status, String::from_utf8(body.to_vec()).unwrap(), kind)
}

fn face(server: &TestServer, metrics: Option<MetricsDoor>) -> Router {
    let settings = Arc::new(Settings { metrics, ..Settings::default() });
    router(ServerState { app: server.app.clone(), settings })
}

#[tokio::test]
async fn nobodys_role_opens_it() {
    let server = TestServer::start().await;
    let open = face(&server, Some(door(Some(TOKEN))));
    // The row of the matrix: `!` for everybody.
    for somebody in As::ALL {
        let own = (somebody != As::Nobody).then(|| format!("Bearer {}", server.token(somebody)));
        let (status, body, _) = ask(&open, own.as_deref()).await;
        assert_eq!(status, 401, "{somebody:?}: {body}");
        assert!(!body.contains("for text/plain"));
    }
    for wrong in ["Bearer ", "Bearer a token of the operato", "bearer x", TOKEN, "Basic YTpi", "Bearer é"] {
        assert_eq!(ask(&open, Some(wrong)).await.0, 401, "{wrong}");
    }
    let (status, body, kind) = ask(&open, Some(&format!("Bearer {TOKEN}"))).await;
    assert_eq!((status, body.as_str(), kind.as_deref()), (200, "for text/plain\n", Some("text/x-test")));
}

#[tokio::test]
async fn it_is_not_there_until_the_operator_says_so() {
    let server = TestServer::start().await;
    for metrics in [None, Some(door(None))] {
        let (status, body, _) = ask(&face(&server, metrics), Some(&format!("Bearer {TOKEN}"))).await;
        assert_eq!(status, 404);
        assert!(body.contains("not served here"), "{body}");
    }
}

#[tokio::test]
async fn a_listener_of_its_own_has_nothing_else() {
    let open = metrics_router(door(None));
    assert_eq!(ask(&open, None).await.0, 200);
    let guarded = metrics_router(door(Some(TOKEN)));
    assert_eq!(ask(&guarded, None).await.0, 401);
    assert_eq!(ask(&guarded, Some(&format!("Bearer {TOKEN}"))).await.0, 200);
    let request = Request::get("/v1/account").body(Body::empty()).unwrap();
    assert_eq!(open.oneshot(request).await.unwrap().status(), 404);
}

#[test]
fn the_token_is_not_printed() {
    let shown = format!("{:?}", Settings { metrics: Some(door(Some(TOKEN))), ..Settings::default() });
    assert!(shown.contains("wants_token: true") && !shown.contains("operator"), "{shown}");
}
