//! `GET /teams/{team}/audit/verification`.

use axum::extract::State;
use serde::Serialize;
use tacit_spec::TeamId;
use utoipa::ToSchema;

use crate::{
    caller::Caller,
    envelope::{Answer, Envelope, ok},
    input::Path,
    state::ServerState,
};

/// Whether the log is as it was written.
#[derive(Serialize, ToSchema)]
pub(crate) struct VerificationBody {
    /// Every entry is genuine and in its place.
    intact: bool,
    /// Entries found genuine, from the first one on.
    genuine: u64,
    /// What is wrong.
    message: Option<String>,
    /// Where the log ends, when nothing is wrong: kept elsewhere, `tacit audit verify --expect` compares it later.
    end: Option<String>,
}

/// Check the audit log for changes made outside tacit
#[utoipa::path(get, path = "/teams/{team}/audit/verification", tag = "audit", params(("team" = uuid::Uuid, Path)),
    responses((status = 200, body = Envelope<VerificationBody>)))]
pub(super) async fn verify_audit(
    State(state): State<ServerState>,
    Caller(who): Caller,
    Path(team): Path<TeamId>,
) -> Answer<VerificationBody> {
    let verdict = state.app.verify_audit(&who, team).await?;
    Ok(ok(VerificationBody {
        intact: verdict.broken.is_none(),
        genuine: verdict.genuine,
        message: verdict.broken,
        end: verdict.end.map(|end| end.to_string()),
    }))
}
