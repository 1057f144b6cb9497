//! Bodies that are read as text, so that what is wrong in them has a line: definitions and files.

use axum::{
    body::Bytes,
    extract::{FromRequest, Request, rejection::BytesRejection},
    http::{HeaderMap, StatusCode, header},
};
use tacit_app::AppError;

use crate::{envelope::ApiError, layers::BODY_TIME};

/// A body of text.
pub(crate) struct Text(pub(crate) String);

impl<S: Send + Sync> FromRequest<S> for Text {
    type Rejection = ApiError;

    async fn from_request(request: Request, state: &S) -> Result<Self, ApiError> {
        let bytes = in_time(Bytes::from_request(request, state)).await?.map_err(|error| not_whole(&error))?;
        match String::from_utf8(bytes.into()) {
            Ok(text) => Ok(Self(text)),
            Err(error) => {
                let at = error.utf8_error().valid_up_to() + 1;
                Err(AppError::invalid("", format!("the body is not UTF-8 text: see byte {at}")).into())
            }
        }
    }
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

/// What reads a body, unless the client takes too long to send it.
pub(crate) async fn in_time<T>(reading: impl Future<Output = T>) -> Result<T, AppError> {
    let slow = |_| AppError::invalid("", "the body took too long to arrive");
    tokio::time::timeout(BODY_TIME, reading).await.map_err(slow)
}

fn not_whole(error: &BytesRejection) -> ApiError {
    if error.status() == StatusCode::PAYLOAD_TOO_LARGE {
        return AppError::TooLarge.into();
    }
    AppError::invalid("", "the body did not arrive whole").into()
}
