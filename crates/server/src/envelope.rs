//! `{data, meta, error}`: the shape of every answer (Runscope's API).

use axum::{
    Json,
    http::{HeaderValue, StatusCode, header},
    response::{IntoResponse, Response},
};
use serde::Serialize;
use tacit_app::{AppError, Problem};
use utoipa::ToSchema;

/// A successful answer.
pub(crate) struct Data<T>(pub(crate) StatusCode, pub(crate) T);

/// 200 with `data`.
pub(crate) fn ok<T>(data: T) -> Data<T> {
    Data(StatusCode::OK, data)
}

/// 201 with `data`.
pub(crate) fn created<T>(data: T) -> Data<T> {
    Data(StatusCode::CREATED, data)
}

/// The body of every answer that has one.
#[derive(Serialize, ToSchema)]
pub(crate) struct Envelope<T> {
    /// What was asked for; `{}` when it went wrong.
    pub(crate) data: T,
    /// Whether it went well.
    pub(crate) meta: Meta,
    /// What went wrong.
    pub(crate) error: Option<ErrorBody>,
}

#[derive(Serialize, ToSchema)]
pub(crate) struct Meta {
    /// `success` or `error`.
    pub(crate) status: &'static str,
}

/// What went wrong.
#[derive(Serialize, ToSchema)]
pub(crate) struct ErrorBody {
    /// The HTTP status code.
    pub(crate) status: u16,
    /// One sentence.
    pub(crate) message: String,
    /// Where to read more; empty for now.
    pub(crate) more_info: String,
    /// Each thing that is wrong with what was sent, with its place.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    #[schema(value_type = Vec<ProblemBody>)]
    pub(crate) errors: Vec<Problem>,
}

/// One thing that is wrong with what was sent: documents [`Problem`], which knows no OpenAPI.
#[derive(Serialize, ToSchema)]
pub(crate) struct ProblemBody {
    /// `steps[0].assertions[1].comparison`
    path: String,
    /// From 1.
    line: Option<u32>,
    /// From 1.
    column: Option<u32>,
    /// What is wrong.
    message: String,
    /// What to do about it.
    hint: Option<String>,
}

impl<T: Serialize> IntoResponse for Data<T> {
    fn into_response(self) -> Response {
        (self.0, Json(Envelope { data: self.1, meta: Meta { status: "success" }, error: None }))
            .into_response()
    }
}

/// A failed answer. Made from [`AppError`], whose inner cause goes to the log and not into the answer.
pub(crate) struct ApiError(pub(crate) AppError);

impl From<AppError> for ApiError {
    fn from(error: AppError) -> Self {
        Self(error)
    }
}

/// What handlers return.
pub(crate) type Answer<T> = Result<Data<T>, ApiError>;

impl IntoResponse for ApiError {
    fn into_response(self) -> Response {
        let status = match &self.0 {
            AppError::Unauthenticated | AppError::SignInFailed => StatusCode::UNAUTHORIZED,
            AppError::Forbidden(_) => StatusCode::FORBIDDEN,
            AppError::NotFound(_) => StatusCode::NOT_FOUND,
            AppError::Invalid { .. } => StatusCode::BAD_REQUEST,
            AppError::Conflict(_) | AppError::Tampered(_) => StatusCode::CONFLICT,
            AppError::TooLarge => StatusCode::PAYLOAD_TOO_LARGE,
            AppError::TooMany { .. } => StatusCode::TOO_MANY_REQUESTS,
            AppError::Full => StatusCode::INSUFFICIENT_STORAGE,
            AppError::Busy => StatusCode::SERVICE_UNAVAILABLE,
            AppError::Internal(_) => StatusCode::INTERNAL_SERVER_ERROR,
        };
        let message = self.0.to_string();
        let retry_after = match &self.0 {
            AppError::TooMany { retry_after } => Some(retry_after.as_secs().max(1)),
            _ => None,
        };
        let errors = match self.0 {
            AppError::Invalid { problems, .. } => problems,
            AppError::Internal(cause) => {
                tracing::error!(cause = cause.for_operator(), "a request failed");
                Vec::new()
            }
            _ => Vec::new(),
        };
        let mut response = failure(status, message, errors);
        if let Some(seconds) = retry_after {
            response.headers_mut().insert(header::RETRY_AFTER, HeaderValue::from(seconds));
        }
        response
    }
}

/// A failed answer with this status.
pub(crate) fn failure(status: StatusCode, message: String, errors: Vec<Problem>) -> Response {
    let body = Envelope {
        data: serde_json::json!({}),
        meta: Meta { status: "error" },
        error: Some(ErrorBody { status: status.as_u16(), message, more_info: String::new(), errors }),
    };
    (status, Json(body)).into_response()
}
