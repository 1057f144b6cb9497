//! All routes, and the OpenAPI document made from them.

use axum::{Json, Router, http::StatusCode, response::Response, routing::get};
use utoipa::{OpenApi, openapi::OpenApi as Document};
use utoipa_axum::router::OpenApiRouter;

use crate::{alias, envelope::failure, layers, routes, state::ServerState, ui};

#[derive(OpenApi)]
#[openapi(info(title = "tacit", description = "API monitoring. The vocabulary is Runscope's."))]
struct Api;

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
