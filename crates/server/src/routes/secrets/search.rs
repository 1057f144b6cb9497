//! `/secrets/{secret}/search`: where its value stands in what is stored.

use axum::extract::State;
use serde::Serialize;
use tacit_app::{SearchView, TraceIn, Traces};
use tacit_spec::{EnvironmentId, SecretId, TestId};
use utoipa::ToSchema;

use crate::{
    caller::Caller,
    envelope::{Answer, Envelope, ok},
    input::Path,
    state::ServerState,
    time::seconds,
};

/// The last search for the value of a secret.
#[derive(Serialize, ToSchema)]
pub(crate) struct SecretSearchBody {
    /// `none` before the first one, `working`, or `finished`.
    state: &'static str,
    /// Unix seconds.
    asked_at: Option<f64>,
    /// Unix seconds.
    finished_at: Option<f64>,
    /// Texts that were looked at.
    looked_at: i64,
    /// Whether it was taken out where it was found; then `found` is what is left.
    repaired: bool,
    /// Null until it is finished.
    found: Option<TracesBody>,
}

/// Where a value stands.
#[derive(Serialize, ToSchema)]
#[schema(as = SecretTraces)]
pub(crate) struct TracesBody {
    /// In how many texts.
    count: u64,
    /// Definitions of now; at most 200 are listed.
    definitions: Vec<TraceBody>,
    /// How many definitions of before.
    revisions: u64,
    /// How many runs whose trigger brought it along.
    triggers: u64,
    /// How many results.
    results: u64,
    /// Whether it is too short to be looked for: fewer than 6 bytes.
    too_short: bool,
    /// Whether it is kept elsewhere and could not be fetched.
    away: bool,
    /// Whether a fault ended the search; the operator finds the cause in the log.
    failed: bool,
}

/// A definition in which a value stands.
#[derive(Serialize, ToSchema)]
#[schema(as = SecretTrace)]
pub(crate) struct TraceBody {
    bucket_key: String,
    /// Null for a shared environment.
    #[schema(value_type = Option<uuid::Uuid>)]
    test_id: Option<TestId>,
    /// Null when it stands in the test's steps.
    #[schema(value_type = Option<uuid::Uuid>)]
    environment_id: Option<EnvironmentId>,
    /// Of the environment, or of the test.
    name: String,
    /// Such as `steps[0].headers.Authorization[0]`.
    places: Vec<String>,
    /// Whether `get_secret` can be put in every one of them; else the rest is changed by hand.
    by_itself: bool,
}

impl From<TraceIn> for TraceBody {
    fn from(TraceIn { bucket, test, environment, name, places, by_itself }: TraceIn) -> Self {
        Self { bucket_key: bucket.0, test_id: test, environment_id: environment, name, places, by_itself }
    }
}

impl From<Traces> for TracesBody {
    fn from(found: Traces) -> Self {
        Self {
            count: found.count(),
            revisions: found.revisions,
            triggers: found.triggers,
            results: found.results,
            too_short: found.too_short,
            away: found.away,
            failed: found.failed,
            definitions: found.definitions.into_iter().map(Into::into).collect(),
        }
    }
}

impl From<Option<SearchView>> for SecretSearchBody {
    fn from(search: Option<SearchView>) -> Self {
        let state = match &search {
            None => "none",
            Some(search) if search.finished_at.is_none() => "working",
            Some(_) => "finished",
        };
        Self {
            state,
            asked_at: search.as_ref().map(|search| seconds(search.asked_at)),
            finished_at: search.as_ref().and_then(|search| search.finished_at).map(seconds),
            looked_at: search.as_ref().map_or(0, |search| search.looked_at),
            repaired: search.as_ref().is_some_and(|search| search.repairs),
            found: search.and_then(|search| search.found).map(Into::into),
        }
    }
}

/// Where the value of a secret was found
///
/// It is looked for when it is entered: in definitions of the team's tests and environments, in what they were before, in
/// variables of triggers and in results, in every form. Only the owner.
#[utoipa::path(get, path = "/secrets/{secret}/search", tag = "secrets", params(("secret" = uuid::Uuid, Path)),
    responses((status = 200, body = Envelope<SecretSearchBody>)))]
pub(super) async fn get_secret_search(
    State(state): State<ServerState>,
    Caller(who): Caller,
    Path(secret): Path<SecretId>,
) -> Answer<SecretSearchBody> {
    Ok(ok(state.app.secret_search(&who, secret).await?.into()))
}

/// Look for the value of a secret once more
///
/// Only the owner.
#[utoipa::path(post, path = "/secrets/{secret}/search", tag = "secrets", params(("secret" = uuid::Uuid, Path)),
    responses((status = 200, body = Envelope<SecretSearchBody>)))]
pub(super) async fn search_for_secret(
    State(state): State<ServerState>,
    Caller(who): Caller,
    Path(secret): Path<SecretId>,
) -> Answer<SecretSearchBody> {
    Ok(ok(state.app.search_for_secret(&who, secret).await?.into()))
}

/// Take the value of a secret out of what is stored
///
/// In definitions `get_secret` takes its place, as a new revision; in what they were before, in variables of triggers and in
/// results there is a mask afterwards. Parts of longer texts in scripts are left, and told. Only the owner.
#[utoipa::path(post, path = "/secrets/{secret}/search/take-out", tag = "secrets",
    params(("secret" = uuid::Uuid, Path)),
    responses((status = 200, body = Envelope<SecretSearchBody>),
              (status = 409, description = "it is being looked for, or was not yet")))]
pub(super) async fn take_secret_out(
    State(state): State<ServerState>,
    Caller(who): Caller,
    Path(secret): Path<SecretId>,
) -> Answer<SecretSearchBody> {
    Ok(ok(state.app.take_secret_out(&who, secret).await?.into()))
}
