//! What handlers read from a request. Errors say what is wrong and never quote what was sent.

use axum::{
    extract::{self, FromRequest, FromRequestParts, Request},
    http::request::Parts,
};
use serde::{Deserialize, Deserializer, de::DeserializeOwned};
use serde_json::error::Category;
use serde_path_to_error::Segment;
use tacit_app::{AppError, Problem};

use crate::{envelope::ApiError, text::Text};

/// Parameters of the path. What cannot be one names nothing: 404.
pub(crate) struct Path<T>(pub(crate) T);

/// Parameters of the query.
pub(crate) struct Params<T>(pub(crate) T);

/// A body of JSON. A missing body is an empty object.
pub(crate) struct Body<T>(pub(crate) T);

impl<S: Send + Sync, T: DeserializeOwned + Send> FromRequestParts<S> for Path<T> {
    type Rejection = ApiError;

    async fn from_request_parts(parts: &mut Parts, state: &S) -> Result<Self, ApiError> {
        match extract::Path::from_request_parts(parts, state).await {
            Ok(extract::Path(read)) => Ok(Self(read)),
            Err(_) => Err(AppError::NotFound("address").into()),
        }
    }
}

impl<S: Send + Sync, T: DeserializeOwned + Send> FromRequestParts<S> for Params<T> {
    type Rejection = ApiError;

    async fn from_request_parts(parts: &mut Parts, state: &S) -> Result<Self, ApiError> {
        match extract::Query::from_request_parts(parts, state).await {
            Ok(extract::Query(read)) => Ok(Self(read)),
            Err(rejection) => {
                let name = parameter(&rejection).unwrap_or_default();
                let which = if name.is_empty() { "a parameter of the query" } else { &name };
                let message = format!("{which} has a value it cannot have");
                Err(AppError::invalid(name, message).into())
            }
        }
    }
}

/// Which parameter it is, by its name here. The rest of what the rejection says may quote what was sent.
fn parameter(rejection: &extract::rejection::QueryRejection) -> Option<String> {
    let text = rejection.body_text();
    let (_, cause) = text.split_once(": ")?;
    let (name, _) = cause.split_once(": ")?;
    name.bytes().all(|byte| byte.is_ascii_lowercase() || byte == b'_').then(|| name.to_owned())
}

impl<S: Send + Sync, T: DeserializeOwned> FromRequest<S> for Body<T> {
    type Rejection = ApiError;

    async fn from_request(request: Request, state: &S) -> Result<Self, ApiError> {
        let Text(text) = Text::from_request(request, state).await?;
        let text = if text.trim().is_empty() { "{}" } else { &text };
        let mut json = serde_json::Deserializer::from_str(text);
        let read = serde_path_to_error::deserialize(&mut json).map_err(|error| {
            let field = field_of_ours(error.path());
            error_at(error.inner(), field.as_deref())
        })?;
        json.end().map_err(|error| json_error(&error))?;
        Ok(Self(read))
    }
}

/// For a field that may be `null` or left out: tells the two apart.
pub(crate) fn given<'de, D, T>(deserializer: D) -> Result<Option<Option<T>>, D::Error>
where
    D: Deserializer<'de>,
    T: Deserialize<'de>,
{
    Option::deserialize(deserializer).map(Some)
}

/// Where it is wrong and how; never the parser's own words, which quote what was sent.
pub(crate) fn json_error(error: &serde_json::Error) -> AppError {
    error_at(error, None)
}

/// The field that holds what is wrong. Only the outermost is ours for sure; inside, names may be the sender's.
fn field_of_ours(path: &serde_path_to_error::Path) -> Option<String> {
    match path.iter().next()? {
        Segment::Map { key } => Some(key.clone()),
        _ => None,
    }
}

fn error_at(error: &serde_json::Error, field: Option<&str>) -> AppError {
    if let Some(field) = missing_field(error) {
        let message = format!("{field} is missing");
        return AppError::invalid(field, message);
    }
    let known = known_fields(error);
    let field = field.filter(|_| error.is_data() && known.is_none());
    let what = match error.classify() {
        Category::Data => match known {
            Some(known) => format!("there is a field that does not belong here (known are {known})"),
            None => format!("{} has another type than it should have", field.unwrap_or("a field")),
        },
        Category::Eof => "the JSON ends too early".into(),
        Category::Syntax | Category::Io => "this is not JSON".into(),
    };
    let (line, column) = (error.line(), error.column());
    let message = format!("{what}: line {line}, column {column}");
    let problem = Problem {
        path: field.unwrap_or_default().to_owned(),
        line: u32::try_from(line).ok(),
        column: u32::try_from(column).ok(),
        message: message.clone(),
        hint: None,
    };
    AppError::Invalid { message, problems: vec![problem] }
}

/// The fields there are, when there is one that nobody reads. Its own name is the sender's, and is not said.
fn known_fields(error: &serde_json::Error) -> Option<String> {
    let message = error.to_string();
    // The sender's field may hold anything, but comes first.
    let (_, ours) = message.strip_prefix("unknown field `")?.rsplit_once("`, expected ")?;
    Some(ours.split('`').skip(1).step_by(2).collect::<Vec<_>>().join(", "))
}

/// The field that is missing. Every other message about the shape of a body may quote it; this one names a field of ours.
fn missing_field(error: &serde_json::Error) -> Option<String> {
    let message = error.to_string();
    let (field, _) = message.strip_prefix("missing field `")?.split_once('`')?;
    Some(field.to_owned())
}
