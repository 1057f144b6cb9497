//! `POST /radar/{token}/batch`.

use axum::extract::State;
use serde_json::{Map, Value};
use tacit_app::{AppError, TriggerCall, Variables};

use crate::{
    envelope::{Answer, Envelope, created},
    input::{Body, Path},
    shape::started::StartedBody,
    state::ServerState,
};

/// Run a test once for each object of a list; its fields become initial variables
#[utoipa::path(post, path = "/radar/{token}/batch", tag = "triggers", params(("token" = String, Path)),
    request_body = Vec<Object>, responses((status = 201, body = Envelope<StartedBody>)))]
pub(super) async fn trigger_batch(
    State(state): State<ServerState>,
    Path(token): Path<String>,
    Body(sets): Body<Vec<Map<String, Value>>>,
) -> Answer<StartedBody> {
    let calls = sets.into_iter().enumerate().map(|(at, set)| call(at, set)).collect::<Result<_, _>>()?;
    Ok(created(StartedBody::new(&state, state.app.trigger_batch(&token, calls).await?)))
}

fn call(at: usize, set: Map<String, Value>) -> Result<TriggerCall, AppError> {
    let mut variables = Variables::new();
    for (name, value) in set {
        let text = match value {
            Value::String(text) => text,
            Value::Number(number) => number.to_string(),
            Value::Bool(truth) => truth.to_string(),
            Value::Null => continue,
            Value::Array(_) | Value::Object(_) => {
                return Err(AppError::invalid(
                    format!("[{at}]"),
                    "a variable has to be text, a number, true or false",
                ));
            }
        };
        variables.insert(name, text);
    }
    Ok(TriggerCall(variables))
}
