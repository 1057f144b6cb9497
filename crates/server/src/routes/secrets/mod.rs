//! `/teams/{team}/secrets` and `/buckets/{bucket}/secrets`, the same for both scopes, and `/secrets/{secret}` for the life
//! of one. No answer holds a value.

mod create;
mod list;
mod names;
mod next;
mod remove;
mod search;
mod show;
mod sources;
mod trial;
mod update;
mod usage;
mod versions;

use axum::extract::DefaultBodyLimit;
use serde::{Deserialize, Serialize};
use tacit_app::{Confidential, EchoIn, NewValue, Reference, SecretInfo};
use tacit_spec::{SecretId, TestId};
use utoipa::ToSchema;
use utoipa_axum::{router::OpenApiRouter, routes};

use crate::{layers::SMALL_BODY, state::ServerState, time::seconds};

pub(super) fn router() -> OpenApiRouter<ServerState> {
    OpenApiRouter::new()
        .routes(routes!(list::list_team_secrets, create::create_team_secret))
        .routes(routes!(show::get_team_secret, update::update_team_secret, remove::delete_team_secret))
        .routes(routes!(usage::get_team_secret_usage))
        .routes(routes!(list::list_bucket_secrets, create::create_bucket_secret))
        .routes(routes!(show::get_bucket_secret, update::update_bucket_secret, remove::delete_bucket_secret))
        .routes(routes!(usage::get_bucket_secret_usage))
        .routes(routes!(names::list_secret_names))
        .routes(routes!(sources::list_secret_sources))
        .routes(routes!(next::stage_next_value, next::discard_next_value))
        .routes(routes!(next::promote_next_value))
        .routes(routes!(search::get_secret_search, search::search_for_secret))
        .routes(routes!(search::take_secret_out))
        .routes(routes!(trial::try_next_value, trial::get_next_value_trial))
        .routes(routes!(versions::list_secret_versions))
        .routes(routes!(versions::restore_secret_version))
        .layer(DefaultBodyLimit::max(SMALL_BODY))
}

/// How results of steps that use a secret are kept.
#[derive(ToSchema)]
#[schema(rename_all = "kebab-case")]
#[expect(dead_code, reason = "documents tacit_app::Visibility, which knows no OpenAPI")]
pub(crate) enum VisibilityName {
    /// What could hold the value is not kept.
    Strict,
    /// All is kept but the value, which is masked. Not for values that are easy to guess.
    Redact,
}

/// A secret, without its value, which nobody can read again.
#[derive(Serialize, ToSchema)]
pub(crate) struct SecretBody {
    #[schema(value_type = uuid::Uuid)]
    secret_uuid: SecretId,
    /// As in `{{get_secret(name)}}`.
    name: String,
    description: Option<String>,
    /// Counts the values it had.
    version: i64,
    /// How results of steps that use it are kept.
    #[schema(value_type = VisibilityName)]
    visibility: &'static str,
    /// The only hosts it is sent to, if it is a sealed secret: `api.example.com`, `*.example.com`,
    /// `https://api.example.com:8443`. Empty for a plain secret, which authors of tests can send anywhere.
    allowed_hosts: Vec<String>,
    /// Unix seconds.
    created_at: f64,
    /// Unix seconds.
    updated_at: f64,
    /// When a run used it last, Unix seconds.
    last_used_at: Option<f64>,
    /// When the value stops working at its issuer, as far as the owner knows: Unix seconds. Runs go on; the owner is told
    /// two weeks before.
    expires_at: Option<f64>,
    /// Where the value is kept, when that is not here.
    from: Option<FromBody>,
    /// Why the value could not be had from there, when it was asked for last.
    trouble: Option<String>,
    /// The value that waits to become the current one.
    next: Option<NextBody>,
    /// How many tests and shared environments name it.
    used_by: usize,
    /// In how many stored texts its value stands: definitions of now and before, triggers, results. Null before that is known.
    stands_in: Option<u64>,
    /// The tests to whose requests an API sent its value back within the last 30 days, the latest first.
    echoed_in: Vec<EchoBody>,
}

/// A test to whose requests an API sent a value back.
#[derive(Serialize, ToSchema)]
#[schema(as = SecretEcho)]
struct EchoBody {
    bucket_key: String,
    #[schema(value_type = uuid::Uuid)]
    test_id: TestId,
    test_name: String,
    /// Unix seconds.
    last_at: f64,
}

impl From<EchoIn> for EchoBody {
    fn from(EchoIn { bucket, test, name, last_at }: EchoIn) -> Self {
        Self { bucket_key: bucket.0, test_id: test, test_name: name, last_at: seconds(last_at) }
    }
}

/// Where a value is kept that is not kept here.
#[derive(Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(as = KeptIn)]
pub(crate) struct FromBody {
    /// The name of a source, as the operator calls it.
    source: String,
    /// The place in it: a path, or a name.
    path: String,
    /// The field of what lies there; in Vault `value`, when left out, elsewhere all of it.
    field: Option<String>,
}

impl From<Reference> for FromBody {
    fn from(Reference { source, path, field }: Reference) -> Self {
        Self { source, path, field }
    }
}

impl From<FromBody> for Reference {
    fn from(FromBody { source, path, field }: FromBody) -> Self {
        Self { source, path, field: field.filter(|field| !field.is_empty()) }
    }
}

/// A value or its place, one of both.
fn new_value(
    value: Option<Confidential>,
    from: Option<FromBody>,
) -> Result<Option<NewValue>, tacit_app::AppError> {
    match (value, from) {
        (Some(_), Some(_)) => {
            let message = "a secret has a value, or a place where it is kept: leave one out";
            Err(tacit_app::AppError::invalid("from", message))
        }
        (Some(value), None) => Ok(Some(NewValue::Here(value))),
        (None, Some(from)) => Ok(Some(NewValue::Elsewhere(from.into()))),
        (None, None) => Ok(None),
    }
}

/// A value that waits.
#[derive(Serialize, ToSchema)]
struct NextBody {
    /// The number it will have.
    version: i64,
    /// Since when it waits, Unix seconds.
    since: f64,
}

impl From<SecretInfo> for SecretBody {
    fn from(secret: SecretInfo) -> Self {
        let SecretInfo {
            id,
            name,
            description,
            version,
            visibility,
            allowed_hosts,
            created_at,
            updated_at,
            last_used_at,
            expires_at,
            from,
            trouble,
            next,
            used_by,
            stands_in,
            echoed_in,
        } = secret;
        Self {
            secret_uuid: id,
            name,
            description,
            version,
            visibility: visibility.as_str(),
            allowed_hosts: allowed_hosts.iter().map(ToString::to_string).collect(),
            created_at: seconds(created_at),
            updated_at: seconds(updated_at),
            last_used_at: last_used_at.map(seconds),
            expires_at: expires_at.map(seconds),
            from: from.map(FromBody::from),
            trouble,
            next: next.map(|next| NextBody { version: next.version, since: seconds(next.since) }),
            used_by,
            stands_in,
            echoed_in: echoed_in.into_iter().map(EchoBody::from).collect(),
        }
    }
}
