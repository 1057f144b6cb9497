//! What is answered of an incident.

use serde::Serialize;
use tacit_app::{Condition, IncidentDetail, IncidentView, TimelineEntry};
use tacit_spec::{BucketKey, ChannelId, EnvironmentId, IncidentId, Place, TestId};
use utoipa::ToSchema;

use crate::{routes::people::PersonRef, time::seconds};

/// An incident: a test that does not pass in an environment.
#[derive(Serialize, ToSchema)]
#[schema(as = Incident)]
pub(crate) struct IncidentBody {
    #[schema(value_type = uuid::Uuid)]
    id: IncidentId,
    #[schema(value_type = String)]
    bucket_key: BucketKey,
    #[schema(value_type = uuid::Uuid)]
    test_id: TestId,
    test_name: String,
    #[schema(value_type = Option<uuid::Uuid>)]
    environment_id: Option<EnvironmentId>,
    environment_name: Option<String>,
    /// `open`, `acknowledged` or `resolved`.
    status: &'static str,
    /// `down`, or `flaky`: it passes and fails in turn.
    condition: String,
    /// Every place that failed since it opened.
    places: Vec<IncidentPlace>,
    /// Unix seconds.
    opened_at: f64,
    /// Unix seconds.
    resolved_at: Option<f64>,
    /// Unix seconds.
    acknowledged_at: Option<f64>,
    acknowledged_by: Option<PersonRef>,
}

/// A place in an incident.
#[derive(Serialize, ToSchema)]
struct IncidentPlace {
    /// The code of a location, or the id of a remote agent.
    place: String,
    name: String,
    /// `well`, `down` or `flaky`.
    condition: &'static str,
}

/// An incident with its timeline.
#[derive(Serialize, ToSchema)]
#[schema(as = IncidentDetail)]
pub(crate) struct IncidentDetailBody {
    #[serde(flatten)]
    incident: IncidentBody,
    /// Oldest first.
    timeline: Vec<TimelineBody>,
}

/// One line of a timeline.
#[derive(Serialize, ToSchema)]
#[schema(as = TimelineEntry)]
struct TimelineBody {
    /// Unix seconds.
    at: f64,
    /// `opened`, `failed`, `flaky`, `unwatched`, `recovered`, `acknowledged`, `acknowledgement_ended`, `told`,
    /// `not_told`, `closed` or `resolved`.
    event: &'static str,
    /// The code of a location, or the id of a remote agent.
    place: Option<String>,
    place_name: Option<String>,
    person: Option<PersonRef>,
    #[schema(value_type = Option<uuid::Uuid>)]
    channel_id: Option<ChannelId>,
    /// `null` when it is gone, or came with a definition.
    channel_name: Option<String>,
    /// What the channel was told.
    change: Option<&'static str>,
}

impl From<IncidentView> for IncidentBody {
    fn from(view: IncidentView) -> Self {
        let IncidentView { row, test_name, environment_name, places, acknowledged_by } = view;
        let status = match (row.resolved_at, row.acknowledged_at) {
            (Some(_), _) => "resolved",
            (None, Some(_)) => "acknowledged",
            (None, None) => "open",
        };
        let place = |(place, name, condition): (Place, String, Condition)| IncidentPlace {
            place: place.key(),
            name,
            condition: match condition {
                Condition::Well => "well",
                Condition::Down => "down",
                Condition::Flaky => "flaky",
                Condition::Unwatched => "unwatched",
            },
        };
        Self {
            id: row.id,
            bucket_key: row.bucket,
            test_id: row.test,
            test_name,
            environment_id: row.environment,
            environment_name,
            status,
            condition: row.condition,
            places: places.into_iter().map(place).collect(),
            opened_at: seconds(row.opened_at),
            resolved_at: row.resolved_at.map(seconds),
            acknowledged_at: row.acknowledged_at.map(seconds),
            acknowledged_by: acknowledged_by.map(Into::into),
        }
    }
}

impl From<TimelineEntry> for TimelineBody {
    fn from(entry: TimelineEntry) -> Self {
        let TimelineEntry { at, event, place, person, channel, change } = entry;
        let (place, place_name) = place.map(|(place, name)| (place.key(), name)).unzip();
        let (channel_id, channel_name) = channel.unzip();
        Self {
            at: seconds(at),
            event,
            place,
            place_name,
            person: person.map(Into::into),
            channel_id,
            channel_name: channel_name.flatten(),
            change: change.map(tacit_app::Change::as_str),
        }
    }
}

impl From<IncidentDetail> for IncidentDetailBody {
    fn from(IncidentDetail { view, timeline }: IncidentDetail) -> Self {
        Self { incident: view.into(), timeline: timeline.into_iter().map(Into::into).collect() }
    }
}
