//! `GET /buckets/{bucket}/tests/{test}/metrics`.

#![expect(unused_qualifications, reason = "utoipa writes the types of parameters with their paths")]

use axum::extract::State;
use serde::{Deserialize, Serialize};
use tacit_app::{AppError, Slice, Summary, Timeframe};
use tacit_spec::{AgentId, EnvironmentId, Place};
use utoipa::{IntoParams, ToSchema};
use uuid::Uuid;

use crate::{
    caller::Caller,
    envelope::{Answer, Envelope, ok},
    input::{Params, Path},
    shape::path::TestPath,
    shape::test_summary::change,
    state::ServerState,
    time::seconds,
};

/// Which runs count.
#[derive(Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
pub(crate) struct MetricsQuery {
    /// `all` or a region code.
    region: Option<String>,
    /// Id of a remote agent; in place of a region.
    agent: Option<Uuid>,
    /// `hour`, `day`, `week` or `month`.
    timeframe: Option<String>,
    /// `all` or the id of an environment.
    environment_uuid: Option<String>,
}

/// Metrics of a test.
#[derive(Serialize, ToSchema)]
pub(crate) struct MetricsBody {
    /// Slices with runs in them, oldest first.
    response_times: Vec<SliceBody>,
    this_time_period: Percentiles,
    /// Differences.
    change_from_last_period: Percentiles,
    region: String,
    timeframe: &'static str,
    environment_uuid: String,
}

/// A slice of the period.
#[derive(Serialize, ToSchema)]
struct SliceBody {
    /// Where it begins, Unix seconds.
    timestamp: f64,
    /// 0 to 1.
    success_ratio: Option<f64>,
    avg_response_time_ms: Option<f64>,
}

/// Milliseconds that so many of a hundred runs did not exceed.
#[derive(Serialize, ToSchema)]
struct Percentiles {
    response_time_50th_percentile: Option<f64>,
    response_time_95th_percentile: Option<f64>,
    response_time_99th_percentile: Option<f64>,
    total_test_runs: i64,
}

const ALL: &str = "all";

impl SliceBody {
    fn new(slice: &Slice) -> Self {
        Self {
            timestamp: seconds(slice.from),
            success_ratio: slice.summary.success_ratio,
            avg_response_time_ms: slice.summary.average_ms,
        }
    }
}

impl Percentiles {
    fn new(summary: &Summary) -> Self {
        Self {
            response_time_50th_percentile: summary.p50_ms,
            response_time_95th_percentile: summary.p95_ms,
            response_time_99th_percentile: summary.p99_ms,
            total_test_runs: i64::try_from(summary.runs).unwrap_or(i64::MAX),
        }
    }

    fn change(now: &Summary, before: &Summary) -> Self {
        let (now, before) = (Self::new(now), Self::new(before));
        Self {
            response_time_50th_percentile: change(
                now.response_time_50th_percentile,
                before.response_time_50th_percentile,
            ),
            response_time_95th_percentile: change(
                now.response_time_95th_percentile,
                before.response_time_95th_percentile,
            ),
            response_time_99th_percentile: change(
                now.response_time_99th_percentile,
                before.response_time_99th_percentile,
            ),
            total_test_runs: now.total_test_runs - before.total_test_runs,
        }
    }
}

/// A day when not given.
pub(super) fn timeframe(written: Option<&str>) -> Result<Timeframe, AppError> {
    let Some(written) = written else { return Ok(Timeframe::default()) };
    Timeframe::parse(written)
        .ok_or_else(|| AppError::invalid("timeframe", "choose `hour`, `day`, `week` or `month`"))
}

/// Success and response times over a period
#[utoipa::path(get, path = "/buckets/{bucket}/tests/{test}/metrics", tag = "tests", params(TestPath, MetricsQuery), responses((status = 200, body = Envelope<MetricsBody>)))]
pub(super) async fn get_metrics(
    State(state): State<ServerState>,
    Caller(who): Caller,
    Path(path): Path<TestPath>,
    Params(query): Params<MetricsQuery>,
) -> Answer<MetricsBody> {
    let frame = timeframe(query.timeframe.as_deref())?;
    let region = query.region.as_deref().filter(|region| *region != ALL);
    let environment = match query.environment_uuid.as_deref().filter(|id| *id != ALL) {
        None => None,
        Some(id) => Some(id.parse().map_err(|_| {
            AppError::invalid("environment_uuid", "this is neither `all` nor the id of an environment")
        })?),
    };
    let place = match (query.agent, region) {
        (Some(agent), _) => Some(Place::Agent(AgentId(agent))),
        (None, Some(region)) => Some(Place::Region(region.to_owned())),
        (None, None) => None,
    };
    let filter = (place.as_ref(), environment);
    let metrics = state.app.metrics(&who, &path.bucket(), path.test(), frame, filter).await?;
    Ok(ok(MetricsBody {
        response_times: metrics.slices.iter().map(SliceBody::new).collect(),
        change_from_last_period: Percentiles::change(&metrics.now, &metrics.before),
        this_time_period: Percentiles::new(&metrics.now),
        region: region.unwrap_or(ALL).into(),
        timeframe: frame.as_str(),
        environment_uuid: environment.map_or_else(|| ALL.into(), |id: EnvironmentId| id.to_string()),
    }))
}
