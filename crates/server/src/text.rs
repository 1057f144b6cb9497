//! Bodies that are read as text, so that what is wrong in them has a line: definitions and files.

use axum::{
    body::Bytes,
    extract::{FromRequest, Request, rejection::BytesRejection},
    http::{HeaderMap, StatusCode, header},
};
use tacit_app::AppError;

use crate::{envelope::ApiError, layers::MAX_BODY};

/// A body of text.
pub(crate) struct Text(pub(crate) String);

impl<S: Send + Sync> FromRequest<S> for Text {
    type Rejection = ApiError;

    async fn from_request(request: Request, state: &S) -> Result<Self, ApiError> {
        let bytes = Bytes::from_request(request, state).await.map_err(|error| not_whole(&error))?;
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

fn not_whole(error: &BytesRejection) -> ApiError {
    if error.status() == StatusCode::PAYLOAD_TOO_LARGE {
        return AppError::TooLarge { limit_mib: MAX_BODY >> 20 }.into();
    }
    AppError::invalid("", "the body did not arrive whole").into()
}
