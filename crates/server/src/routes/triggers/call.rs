//! What the caller of a trigger URL gives: names and values of the query, and of a form.

use axum::{
    extract::{Form, FromRequest, Query, Request},
    http::{StatusCode, header},
};
use tacit_app::{AppError, TriggerCall, Variables};

use crate::{envelope::ApiError, text::in_time};

/// Variables of the query and of a form; the form's win. A body that is no form, such as a webhook's, is passed over.
pub(super) struct Call(pub(super) TriggerCall);

impl<S: Send + Sync> FromRequest<S> for Call {
    type Rejection = ApiError;

    async fn from_request(request: Request, state: &S) -> Result<Self, ApiError> {
        type Pairs = Vec<(String, String)>;
        let unreadable =
            |what: &str| AppError::invalid("", format!("the {what} cannot be read as names and values"));
        let Query(pairs) = Query::<Pairs>::try_from_uri(request.uri()).map_err(|_| unreadable("query"))?;
        let mut variables: Variables = pairs.into_iter().collect();
        let kind = request.headers().get(header::CONTENT_TYPE).and_then(|kind| kind.to_str().ok());
        let is_form = kind.is_some_and(|kind| kind.starts_with("application/x-www-form-urlencoded"));
        if is_form && !request.method().is_safe() {
            let form = in_time(Form::<Pairs>::from_request(request, state)).await?;
            let Form(pairs) = form.map_err(|error| match error.status() {
                StatusCode::PAYLOAD_TOO_LARGE => AppError::TooLarge,
                _ => unreadable("form"),
            })?;
            variables.extend(pairs);
        }
        Ok(Self(TriggerCall(variables)))
    }
}
