//! A link for readers outside the team.

use serde::Serialize;
use tacit_app::{ShareKind, ShareView};
use utoipa::ToSchema;
use uuid::Uuid;

use super::test::PersonRef;
use crate::{state::ServerState, time::seconds};

/// A link for readers outside the team.
#[derive(Serialize, ToSchema)]
pub(crate) struct ShareBody {
    id: Uuid,
    /// `result`, `badge` or `feed`.
    kind: &'static str,
    /// Whoever knows it sees what it shows.
    url: String,
    bucket_key: String,
    /// `null`: of the whole bucket.
    test_id: Option<Uuid>,
    test_name: Option<String>,
    /// Of a result.
    test_run_id: Option<Uuid>,
    created_by: Option<PersonRef>,
    /// Unix seconds.
    created_at: f64,
    /// Unix seconds; `null` until it is withdrawn.
    expires_at: Option<f64>,
}

impl ShareBody {
    pub(crate) fn new(state: &ServerState, view: ShareView) -> Self {
        let share = view.share;
        Self {
            id: share.id.0,
            kind: share.kind.as_str(),
            url: match share.kind {
                ShareKind::Result => state.shared_page(&view.token),
                ShareKind::Badge => state.badge_url(&view.token),
                ShareKind::Feed => state.feed_url(&view.token),
            },
            bucket_key: share.bucket.0,
            test_id: share.test.map(|test| test.0),
            test_name: view.test_name,
            test_run_id: share.run.map(|run| run.0),
            created_by: view.created_by.as_ref().map(PersonRef::new),
            created_at: seconds(share.created_at),
            expires_at: share.expires_at.map(seconds),
        }
    }
}
