//! `GET /teams/{team}/audit/export`.

use axum::{
    body::{Body, Bytes},
    extract::State,
    http::header,
    response::{IntoResponse, Response},
};
use futures::{TryStreamExt, stream};
use tacit_spec::TeamId;

use crate::{caller::Caller, envelope::ApiError, input::Path, state::ServerState};

/// The audit log as it is stored, oldest first
///
/// One JSON object in a line: `seq`, `entry` (the stored text of the entry), `mac` (what ties it to the one before, in
/// hexadecimal). The export is an entry itself, and written before it begins.
#[utoipa::path(get, path = "/teams/{team}/audit/export", tag = "audit", params(("team" = uuid::Uuid, Path)),
    responses((status = 200, content_type = "application/x-ndjson", body = String)))]
pub(super) async fn export_audit(
    State(state): State<ServerState>,
    Caller(who): Caller,
    Path(team): Path<TeamId>,
) -> Result<Response, ApiError> {
    let export = state.app.export_audit(&who, team).await?;
    let lines = stream::try_unfold(export, |mut export| async move {
        let line = export.next().await?;
        Ok::<_, tacit_app::AppError>(line.map(|line| (Bytes::from(line + "\n"), export)))
    });
    // A connection that is cut shows that it is not all.
    let body = Body::from_stream(lines.map_err(|error| std::io::Error::other(error.to_string())));
    let headers = [
        (header::CONTENT_TYPE, "application/x-ndjson"),
        (header::CONTENT_DISPOSITION, "attachment; filename=\"tacit-audit.ndjson\""),
    ];
    Ok((headers, body).into_response())
}
