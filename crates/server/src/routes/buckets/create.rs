//! `POST /buckets`.

#![expect(unused_qualifications, reason = "utoipa writes the types of parameters with their paths")]

use axum::extract::State;
use serde::Deserialize;
use tacit_spec::TeamId;
use utoipa::{IntoParams, ToSchema};
use uuid::Uuid;

use crate::{
    caller::Caller,
    envelope::{Answer, Envelope, created},
    input::{Body, Params},
    shape::bucket::BucketBody,
    state::ServerState,
};

/// The new bucket, as newer clients send it.
#[derive(Deserialize, ToSchema)]
pub(crate) struct NewBucketBody {
    /// Unique in the team.
    name: Option<String>,
    /// May be left out by somebody who has one team.
    team_id: Option<Uuid>,
    /// The same as `team_id`.
    team_uuid: Option<Uuid>,
}

/// The new bucket, as older clients send it.
#[derive(Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
pub(crate) struct NewBucketQuery {
    name: Option<String>,
    team_uuid: Option<Uuid>,
    team_id: Option<Uuid>,
}

/// Add a bucket
#[utoipa::path(post, path = "/buckets", tag = "buckets", params(NewBucketQuery), request_body = NewBucketBody, responses((status = 201, body = Envelope<BucketBody>)))]
pub(super) async fn create_bucket(
    State(state): State<ServerState>,
    Caller(who): Caller,
    Params(query): Params<NewBucketQuery>,
    Body(body): Body<NewBucketBody>,
) -> Answer<BucketBody> {
    let name = body.name.or(query.name).unwrap_or_default();
    let team = body.team_id.or(body.team_uuid).or(query.team_uuid).or(query.team_id).map(TeamId);
    Ok(created(BucketBody::new(&state, state.app.create_bucket(&who, team, &name).await?)))
}
