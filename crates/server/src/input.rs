//! What handlers read from a request. Errors say what is wrong and never quote what was sent.

use axum::{
    body::Bytes,
    extract::{FromRequest, FromRequestParts, Path, Query, Request},
    http::{HeaderMap, header, request::Parts},
};
use serde::de::DeserializeOwned;
use tacit_app::{AppError, Problem};

use crate::envelope::ApiError;

/// Parameters of the path. What cannot be one names nothing: 404.
pub(crate) struct InPath<T>(pub(crate) T);

/// Parameters of the query.
pub(crate) struct InQuery<T>(pub(crate) T);

/// A body of text.
pub(crate) struct InText(pub(crate) String);

/// A body of JSON. A missing body is an empty object.
pub(crate) struct InJson<T>(pub(crate) T);

impl<S: Send + Sync, T: DeserializeOwned + Send> FromRequestParts<S> for InPath<T> {
    type Rejection = ApiError;

    async fn from_request_parts(parts: &mut Parts, state: &S) -> Result<Self, ApiError> {
        match Path::from_request_parts(parts, state).await {
            Ok(Path(read)) => Ok(Self(read)),
            Err(_) => Err(AppError::NotFound("address").into()),
        }
    }
}

impl<S: Send + Sync, T: DeserializeOwned + Send> FromRequestParts<S> for InQuery<T> {
    type Rejection = ApiError;

    async fn from_request_parts(parts: &mut Parts, state: &S) -> Result<Self, ApiError> {
        match Query::from_request_parts(parts, state).await {
            Ok(Query(read)) => Ok(Self(read)),
            Err(_) => {
                Err(AppError::invalid("", "a parameter of the query has a value it cannot have").into())
            }
        }
    }
}

impl<S: Send + Sync> FromRequest<S> for InText {
    type Rejection = ApiError;

    async fn from_request(request: Request, state: &S) -> Result<Self, ApiError> {
        let bytes = Bytes::from_request(request, state).await.map_err(|_| too_large())?;
        match String::from_utf8(bytes.into()) {
            Ok(text) => Ok(Self(text)),
            Err(error) => {
                let at = error.utf8_error().valid_up_to() + 1;
                Err(AppError::invalid("", format!("the body is not UTF-8 text: see byte {at}")).into())
            }
        }
    }
}

impl<S: Send + Sync, T: DeserializeOwned> FromRequest<S> for InJson<T> {
    type Rejection = ApiError;

    async fn from_request(request: Request, state: &S) -> Result<Self, ApiError> {
        let InText(text) = InText::from_request(request, state).await?;
        let text = if text.trim().is_empty() { "{}" } else { &text };
        serde_json::from_str(text).map(Self).map_err(|error| json_error(&error).into())
    }
}

/// Where it is wrong and how; never the parser's own words, which quote what was sent.
pub(crate) fn json_error(error: &serde_json::Error) -> AppError {
    use serde_json::error::Category;
    let what = match error.classify() {
        Category::Data => "a field is missing, or has another type than it should have",
        Category::Eof => "the JSON ends too early",
        Category::Syntax | Category::Io => "this is not JSON",
    };
    let (line, column) = (error.line(), error.column());
    let message = format!("{what}: line {line}, column {column}");
    let problem = Problem {
        path: String::new(),
        line: u32::try_from(line).ok(),
        column: u32::try_from(column).ok(),
        message: message.clone(),
        hint: None,
    };
    AppError::Invalid { message, problems: vec![problem] }
}

/// The revision that the client read before it changed something: `If-Match: "3"` (RFC 9110, 13.1.1).
pub(crate) fn if_match(headers: &HeaderMap) -> Result<Option<i64>, ApiError> {
    let Some(value) = headers.get(header::IF_MATCH) else { return Ok(None) };
    let text = value.to_str().unwrap_or_default().trim();
    if text == "*" {
        return Ok(None);
    }
    let number = text.strip_prefix("W/").unwrap_or(text).trim_matches('"').parse();
    number.map(Some).map_err(|_| {
        AppError::invalid("If-Match", "write the number of the revision that you changed").into()
    })
}

fn too_large() -> ApiError {
    AppError::invalid("", "the body is larger than this server accepts, or was cut off").into()
}
