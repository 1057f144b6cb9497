//! All routes, and the OpenAPI document made from them.

use axum::{Json, Router, http::StatusCode, response::Response, routing::get};
use utoipa::{
    Modify, OpenApi,
    openapi::{
        OpenApi as Document,
        security::{ApiKey, ApiKeyValue, HttpAuthScheme, HttpBuilder, SecurityScheme},
    },
};
use utoipa_axum::router::OpenApiRouter;

use crate::{alias, caller::COOKIE, envelope::failure, layers, routes, state::ServerState, ui};

#[derive(OpenApi)]
#[openapi(
    info(title = "tacit", description = "API monitoring. The vocabulary is Runscope's."),
    security(("token" = []), ("session" = [])),
    modifiers(&Proofs)
)]
struct Api;

/// How callers prove who they are.
struct Proofs;

impl Modify for Proofs {
    fn modify(&self, document: &mut Document) {
        let token = HttpBuilder::new()
            .scheme(HttpAuthScheme::Bearer)
            .description(Some("A personal token: for programs."))
            .build();
        let about = "What `POST /session` gives a browser. Requests that change something also need the header \
                     `X-Tacit-CSRF: 1`.";
        let session = ApiKey::Cookie(ApiKeyValue::with_description(COOKIE, about));
        let components = document.components.get_or_insert_default();
        components.add_security_scheme("token", SecurityScheme::Http(token));
        components.add_security_scheme("session", SecurityScheme::ApiKey(session));
    }
}

fn api() -> OpenApiRouter<ServerState> {
    OpenApiRouter::with_openapi(Api::openapi()).nest("/v1", routes::v1())
}

/// The OpenAPI document of the REST API.
#[must_use]
pub fn openapi() -> Document {
    api().split_for_parts().1
}

/// The whole face.
pub fn router(state: ServerState) -> Router {
    let (router, document) = api().split_for_parts();
    let document = serde_json::to_value(document).unwrap_or_default();
    let router = router
        .route("/v1/openapi.json", get(move || async move { Json(document) }))
        .merge(routes::outside())
        .fallback(ui::serve)
        .method_not_allowed_fallback(wrong_method);
    alias::apply(layers::apply(router).with_state(state))
}

pub(crate) async fn wrong_method() -> Response {
    failure(StatusCode::METHOD_NOT_ALLOWED, "this route does not take this method".into(), Vec::new())
}
