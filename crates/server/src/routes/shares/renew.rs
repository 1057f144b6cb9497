//! `POST /buckets/{bucket}/shares/{share}/reset`.

use axum::extract::State;

use crate::{
    caller::Caller,
    envelope::{Answer, Envelope, created},
    input::Path,
    shape::path::SharePath,
    shape::share::ShareBody,
    state::ServerState,
};

/// Replace a link by a new one to the same; the old one stops working
#[utoipa::path(post, path = "/buckets/{bucket}/shares/{share}/reset", tag = "shares", params(SharePath), responses((status = 201, body = Envelope<ShareBody>)))]
pub(super) async fn renew_share(
    State(state): State<ServerState>,
    Caller(who): Caller,
    Path(path): Path<SharePath>,
) -> Answer<ShareBody> {
    let made = state.app.renew_share(&who, &path.bucket(), path.share()).await?;
    Ok(created(ShareBody::new(&state, made)))
}
