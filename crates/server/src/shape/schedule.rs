//! A schedule, and what rests.

use serde::Serialize;
use tacit_app::{Rests, ScheduleView};
use utoipa::ToSchema;
use uuid::Uuid;

use super::maintenance::OpenMaintenanceBody;
use crate::time::seconds;

/// When a test runs.
#[derive(Serialize, ToSchema)]
#[schema(as = Schedule)]
pub(crate) struct ScheduleBody {
    id: Uuid,
    test_id: Uuid,
    environment_id: Uuid,
    /// Such as `5m`; `null` with a cron expression.
    interval: Option<String>,
    /// Minute, hour, day, month and day of the week.
    cron: Option<String>,
    /// Of the cron expression.
    time_zone: Option<String>,
    /// For people.
    note: Option<String>,
    /// Whether this schedule rests by itself.
    paused: bool,
    /// Why it is not run: `bucket`, `environment` or `schedule` rests, it is the time of a `maintenance` window, or the
    /// `disk` is nearly full.
    paused_by: Option<&'static str>,
    /// The maintenance window that is open for it.
    maintenance: Option<OpenMaintenanceBody>,
    /// Unix seconds; `null` while it is paused, and when its time never comes again.
    next_run_at: Option<f64>,
    /// Unix seconds.
    created_at: f64,
}

/// What rests in a bucket.
#[derive(Serialize, ToSchema)]
#[schema(as = Pauses)]
pub(crate) struct PausesBody {
    /// Whether all of it does.
    bucket: bool,
    /// The environments that do.
    environments: Vec<Uuid>,
}

impl ScheduleBody {
    pub(crate) fn new(view: &ScheduleView) -> Self {
        let row = &view.row;
        let rule = || Some(row.rule.clone());
        let (interval, cron) = if row.zone.is_some() { (None, rule()) } else { (rule(), None) };
        Self {
            id: row.id.0,
            test_id: row.test.0,
            environment_id: row.environment.0,
            interval,
            cron,
            time_zone: row.zone.clone(),
            note: row.note.clone(),
            paused: row.paused,
            paused_by: view.paused_by.map(|what| what.as_str()),
            maintenance: view.maintenance.as_ref().map(OpenMaintenanceBody::new),
            next_run_at: view.next_run_at().map(seconds),
            created_at: seconds(row.created_at),
        }
    }
}

impl PausesBody {
    pub(crate) fn new(rests: &Rests) -> Self {
        Self { bucket: rests.bucket, environments: rests.environments.iter().map(|id| id.0).collect() }
    }
}
