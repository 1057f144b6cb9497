//! `GET /buckets/{bucket}/credentials`.

#![expect(unused_qualifications, reason = "utoipa writes the types of parameters with their paths")]

use axum::extract::State;
use serde::{Deserialize, Serialize};
use tacit_app::WrittenCredential;
use tacit_spec::{EnvironmentId, TestId};
use utoipa::{IntoParams, ToSchema};
use uuid::Uuid;

use crate::{
    caller::Caller,
    envelope::{Answer, Envelope, ok},
    input::{Params, Path},
    shape::path::BucketPath,
    state::ServerState,
};

/// Where to look.
#[derive(Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
pub(crate) struct CredentialsQuery {
    /// Only in this test and its environments.
    test_id: Option<Uuid>,
}

/// A credential that is written out. The text itself is not told.
#[derive(Serialize, ToSchema)]
pub(crate) struct WrittenCredentialBody {
    /// Null for a shared environment.
    #[schema(value_type = Option<uuid::Uuid>)]
    test_id: Option<TestId>,
    test_name: Option<String>,
    /// Null when it stands in the test's steps.
    #[schema(value_type = Option<uuid::Uuid>)]
    environment_id: Option<EnvironmentId>,
    environment_name: Option<String>,
    /// Such as `steps[0].headers.Authorization[0]`.
    place: String,
    /// Which of those at the same place, from 0.
    nth: usize,
    /// What it looks like, for people: `a GitHub token`.
    #[schema(value_type = String)]
    kind: &'static str,
    /// A name for the secret in its place.
    suggested_name: String,
}

impl From<WrittenCredential> for WrittenCredentialBody {
    fn from(WrittenCredential { place, finding, nth }: WrittenCredential) -> Self {
        let (test_id, test_name) = place.test.unzip();
        let (environment_id, environment_name) = place.environment.unzip();
        Self {
            test_id,
            test_name,
            environment_id,
            environment_name,
            place: finding.place,
            nth,
            kind: finding.kind,
            suggested_name: finding.suggestion,
        }
    }
}

/// Find credentials that are written out in definitions
///
/// By the forms that issuers give them, and by places that are called like one of a credential. For those who may edit tests.
#[utoipa::path(get, path = "/buckets/{bucket}/credentials", tag = "secrets", params(BucketPath, CredentialsQuery),
    responses((status = 200, body = Envelope<Vec<WrittenCredentialBody>>)))]
pub(super) async fn list_credentials(
    State(state): State<ServerState>,
    Caller(who): Caller,
    Path(path): Path<BucketPath>,
    Params(query): Params<CredentialsQuery>,
) -> Answer<Vec<WrittenCredentialBody>> {
    let test = query.test_id.map(Into::into);
    let found = state.app.written_credentials(&who, &path.bucket(), test).await?;
    Ok(ok(found.into_iter().map(Into::into).collect()))
}
