//! The files of the UI, built into the binary.

use axum::{
    http::{HeaderMap, Method, StatusCode, Uri, header},
    response::{Html, IntoResponse, Response},
};
use rust_embed::RustEmbed;

use crate::envelope::failure;

/// Empty when the UI was not built; `build.rs` makes the folder.
#[derive(RustEmbed)]
#[folder = "$TACIT_WEB_DIST"]
struct Files;

const MISSING: &str = "<!doctype html><html lang=en><meta charset=utf-8><title>tacit</title>\
<h1>This build has no web interface</h1><p>The API works. To build the interface into the program, install Node.js and npm \
and run <code>cargo xtask build</code>.</p></html>";

/// A file of the UI; pages of the UI that are no file get its entry page.
pub(crate) async fn serve(method: Method, uri: Uri, headers: HeaderMap) -> Response {
    let path = uri.path().trim_start_matches('/');
    if is_api(path) {
        return failure(StatusCode::NOT_FOUND, "there is no such route".into(), Vec::new());
    }
    if method != Method::GET && method != Method::HEAD {
        return failure(
            StatusCode::METHOD_NOT_ALLOWED,
            "there is nothing to send to here".into(),
            Vec::new(),
        );
    }
    if let Some(response) = file(path, &headers) {
        return response;
    }
    match file("index.html", &headers) {
        Some(response) => response,
        None => Html(MISSING).into_response(),
    }
}

/// Programs ask there, and want no page.
fn is_api(path: &str) -> bool {
    ["v1", "radar"].into_iter().any(|root| {
        path.strip_prefix(root)
            .is_some_and(|rest| !rest.starts_with(|next: char| next.is_ascii_alphanumeric()))
    })
}

fn file(path: &str, headers: &HeaderMap) -> Option<Response> {
    let kind = mime_guess::from_path(path).first_or_octet_stream().to_string();
    // File names in assets/ hold a hash of their content.
    let cache = if path.starts_with("assets/") { "public, max-age=31536000, immutable" } else { "no-cache" };
    let accepted =
        headers.get(header::ACCEPT_ENCODING).and_then(|value| value.to_str().ok()).unwrap_or_default();
    for (coding, ending) in [("br", ".br"), ("gzip", ".gz")] {
        if accepted.contains(coding)
            && let Some(file) = Files::get(&format!("{path}{ending}"))
        {
            let headers = [
                (header::CONTENT_TYPE, kind),
                (header::CACHE_CONTROL, cache.into()),
                (header::CONTENT_ENCODING, coding.into()),
                (header::VARY, "accept-encoding".into()),
            ];
            return Some((headers, file.data).into_response());
        }
    }
    let file = Files::get(path)?;
    let headers = [(header::CONTENT_TYPE, kind), (header::CACHE_CONTROL, cache.into())];
    Some((headers, file.data).into_response())
}
