//! `GET /teams/{team}/channels/{channel}/deliveries`.

use axum::extract::State;
use serde::Serialize;
use tacit_app::{DeliveryAttempt, DeliveryView};
use tacit_spec::{BucketKey, ChannelId, DeliveryId, IncidentId, RunId, TeamId, TestId};
use utoipa::ToSchema;
use uuid::Uuid;

use crate::{
    caller::Caller,
    envelope::{Answer, Envelope, ok},
    input::{Params, Path},
    shape::page::PageQuery,
    state::ServerState,
    time::seconds,
};

/// A message and its tries. Neither what was sent nor what was answered is kept.
#[derive(Serialize, ToSchema)]
#[schema(as = Delivery)]
pub(super) struct DeliveryBody {
    /// What the message is known by, however often it is tried.
    #[schema(value_type = Uuid)]
    id: DeliveryId,
    #[schema(value_type = String)]
    bucket_key: BucketKey,
    #[schema(value_type = Uuid)]
    test_id: TestId,
    /// As it is now.
    test_name: String,
    environment_id: Option<Uuid>,
    #[schema(value_type = Uuid)]
    test_run_id: RunId,
    /// The code of a location, or the id of a remote agent.
    place: String,
    #[schema(value_type = Option<Uuid>)]
    incident_id: Option<IncidentId>,
    /// `passed`, `failed`, `still_failing`, `recovered`, `flaky`, `acknowledged` or `closed`.
    change: String,
    /// `waiting`, `sending`, `delivered`, `failed` or `uncertain`: it may have arrived, and is not sent again by itself.
    status: &'static str,
    attempts: Vec<AttemptBody>,
    /// Unix seconds.
    created_at: f64,
    /// When it is tried next, Unix seconds; `null` when it is over.
    next_attempt_at: Option<f64>,
    /// Unix seconds.
    finished_at: Option<f64>,
}

/// One try.
#[derive(Serialize, ToSchema)]
#[schema(as = DeliveryAttempt)]
struct AttemptBody {
    /// From 1.
    number: i64,
    /// Unix seconds.
    begun_at: f64,
    /// Unix seconds; `null` when it was cut short, or goes on.
    ended_at: Option<f64>,
    /// The kind of failure; `null` when it arrived.
    code: Option<String>,
    /// HTTP status, or the code of a mail server's reply.
    status: Option<i64>,
    /// What to do, for people.
    hint: Option<String>,
}

impl From<DeliveryAttempt> for AttemptBody {
    fn from(attempt: DeliveryAttempt) -> Self {
        let DeliveryAttempt { number, begun_at, ended_at, code, answer, hint } = attempt;
        let (begun_at, ended_at) = (seconds(begun_at), ended_at.map(seconds));
        Self { number, begun_at, ended_at, code, status: answer, hint }
    }
}

impl From<DeliveryView> for DeliveryBody {
    fn from(DeliveryView { row, test_name, attempts }: DeliveryView) -> Self {
        Self {
            id: row.id,
            bucket_key: row.bucket,
            test_id: row.test,
            test_name,
            environment_id: (!row.scope.is_nil()).then_some(row.scope),
            test_run_id: row.run,
            place: row.place,
            incident_id: row.incident,
            change: row.change,
            status: row.status.as_str(),
            attempts: attempts.into_iter().map(Into::into).collect(),
            created_at: seconds(row.created_at),
            next_attempt_at: row.finished_at.is_none().then(|| seconds(row.next_at)),
            finished_at: row.finished_at.map(seconds),
        }
    }
}

/// The messages to a channel, newest first
#[utoipa::path(get, path = "/teams/{team}/channels/{channel}/deliveries", tag = "channels",
    params(("team" = uuid::Uuid, Path), ("channel" = uuid::Uuid, Path), PageQuery),
    responses((status = 200, body = Envelope<Vec<DeliveryBody>>)))]
pub(super) async fn list_deliveries(
    State(state): State<ServerState>,
    Caller(who): Caller,
    Path((team, channel)): Path<(TeamId, ChannelId)>,
    Params(page): Params<PageQuery>,
) -> Answer<Vec<DeliveryBody>> {
    let found = state.app.deliveries(&who, team, channel, page.page()).await?;
    Ok(ok(found.into_iter().map(Into::into).collect()))
}
