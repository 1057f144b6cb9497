//! What whoever has a link sees: no account is asked for, and nothing else can be reached from here.

mod badge;
mod feed;
mod picture;
mod result;

use std::hash::{DefaultHasher, Hash, Hasher};

use axum::{
    http::{HeaderMap, HeaderValue, StatusCode, header},
    response::{IntoResponse, Response},
};
use utoipa_axum::{router::OpenApiRouter, routes};

use crate::state::ServerState;

pub(super) fn router() -> OpenApiRouter<ServerState> {
    OpenApiRouter::new()
        .routes(routes!(result::get_shared_result))
        .routes(routes!(badge::get_badge))
        .routes(routes!(feed::get_feed))
}

/// A document that may be kept for a minute, and asked for again by what it held.
fn document(kind: &'static str, text: String, asked: &HeaderMap) -> Response {
    let mut hasher = DefaultHasher::new();
    text.hash(&mut hasher);
    let tag = format!("\"{:016x}\"", hasher.finish());
    let known = asked.get_all(header::IF_NONE_MATCH).iter().filter_map(|value| value.to_str().ok());
    let known = known.flat_map(|tags| tags.split(',')).any(|one| one.trim().trim_start_matches("W/") == tag);
    let mut response = if known {
        StatusCode::NOT_MODIFIED.into_response()
    } else {
        ([(header::CONTENT_TYPE, kind)], text).into_response()
    };
    let headers = response.headers_mut();
    headers.insert(header::CACHE_CONTROL, HeaderValue::from_static("max-age=60"));
    if let Ok(tag) = HeaderValue::from_str(&tag) {
        headers.insert(header::ETAG, tag);
    }
    response
}

/// One line without what XML cannot hold, escaped or not, and what turns the direction of writing.
fn plain(text: &str) -> String {
    let fits = |c: char| {
        !c.is_control()
            && !matches!(c, '\u{200e}' | '\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}')
            && !matches!(c, '\u{fffe}' | '\u{ffff}')
    };
    text.chars().map(|c| if fits(c) { c } else { ' ' }).collect()
}
