//! A maintenance window.

use serde::Serialize;
use tacit_app::{Covered, MaintenanceView};
use utoipa::ToSchema;
use uuid::Uuid;

use crate::time::seconds;

/// A time at which schedules rest, or nobody is told of runs.
#[derive(Serialize, ToSchema)]
#[schema(as = Maintenance)]
pub(crate) struct MaintenanceBody {
    id: Uuid,
    /// What people call it.
    name: String,
    /// For people.
    note: Option<String>,
    /// Only for this environment.
    environment_id: Option<Uuid>,
    /// Only for this test.
    test_id: Option<Uuid>,
    /// `rest`: schedules have no runs, and nothing counts as missed. `mute`: runs go on, and nobody is told of them.
    mode: &'static str,
    /// Unix seconds: when it begins, once.
    from: Option<f64>,
    /// Unix seconds: when it is over.
    until: Option<f64>,
    /// When it begins, again and again: minute, hour, day, month and day of the week.
    cron: Option<String>,
    /// Of the cron expression.
    time_zone: Option<String>,
    /// How long it is open each time.
    duration: Option<String>,
    /// When it is open now.
    open: Option<OpeningBody>,
    /// When it is open next.
    next: Option<OpeningBody>,
    /// Unix seconds.
    created_at: f64,
}

/// From when until when a window is open, in Unix seconds.
#[derive(Serialize, ToSchema)]
#[schema(as = MaintenanceOpening)]
pub(crate) struct OpeningBody {
    from: f64,
    until: f64,
}

/// A window that is open for a schedule.
#[derive(Serialize, ToSchema)]
#[schema(as = OpenMaintenance)]
pub(crate) struct OpenMaintenanceBody {
    id: Uuid,
    /// What people call it.
    name: String,
    /// `rest` or `mute`.
    mode: &'static str,
    /// Unix seconds.
    from: f64,
    /// Unix seconds.
    until: f64,
}

impl MaintenanceBody {
    pub(crate) fn new(view: &MaintenanceView) -> Self {
        let row = &view.row;
        let opening = |(from, until)| OpeningBody { from: seconds(from), until: seconds(until) };
        Self {
            id: row.id.0,
            name: row.name.clone(),
            note: row.note.clone(),
            environment_id: row.environment.map(|id| id.0),
            test_id: row.test.map(|id| id.0),
            mode: row.mode.as_str(),
            from: row.from_at.map(seconds),
            until: row.until_at.map(seconds),
            cron: row.cron.clone(),
            time_zone: row.zone.clone(),
            duration: view.duration(),
            open: view.open.map(opening),
            next: view.next.map(opening),
            created_at: seconds(row.created_at),
        }
    }
}

impl OpenMaintenanceBody {
    pub(crate) fn new(open: &Covered) -> Self {
        Self {
            id: open.id.0,
            name: open.name.clone(),
            mode: if open.rests { "rest" } else { "mute" },
            from: seconds(open.from),
            until: seconds(open.until),
        }
    }
}
