//! What is sent of a maintenance window.

use serde::{Deserialize, de::IgnoredAny};
use tacit_app::{AppError, MaintenanceChange, MaintenanceTimes};
use utoipa::ToSchema;
use uuid::Uuid;

use crate::{input::given, time::given_time};

/// A maintenance window to be. What is left out stays as it was; what was read of one may be sent back as a whole.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct MaintenanceInput {
    /// What people call it.
    name: Option<String>,
    /// For people; `null` takes it away.
    #[serde(default, deserialize_with = "given")]
    #[schema(value_type = Option<String>)]
    note: Option<Option<String>>,
    /// Only for this environment; `null` for all of them.
    #[serde(default, deserialize_with = "given")]
    #[schema(value_type = Option<Uuid>)]
    environment_id: Option<Option<Uuid>>,
    /// Only for this test; `null` for all of them.
    #[serde(default, deserialize_with = "given")]
    #[schema(value_type = Option<Uuid>)]
    test_id: Option<Option<Uuid>>,
    /// `rest` (schedules have no runs; what is meant without) or `mute` (runs go on, nobody is told of them).
    mode: Option<String>,
    /// Unix seconds: when it begins, once; at once when left out.
    from: Option<f64>,
    /// Unix seconds: when it is over.
    until: Option<f64>,
    /// Instead: when it begins, again and again. Minute, hour, day, month and day of the week.
    cron: Option<String>,
    /// Of the cron expression, such as `Europe/Berlin`; UTC when left out.
    time_zone: Option<String>,
    /// How long it is open each time, from `1m` to `7d`.
    duration: Option<String>,

    // What answers show and nobody sets.
    #[serde(default, rename = "id")]
    #[schema(ignore)]
    _id: IgnoredAny,
    #[serde(default, rename = "open")]
    #[schema(ignore)]
    _open: IgnoredAny,
    #[serde(default, rename = "next")]
    #[schema(ignore)]
    _next: IgnoredAny,
    #[serde(default, rename = "created_at")]
    #[schema(ignore)]
    _created_at: IgnoredAny,
}

impl MaintenanceInput {
    pub(super) fn change(self) -> Result<MaintenanceChange, AppError> {
        let times = MaintenanceTimes {
            from: self.from.map(|at| given_time("from", at)).transpose()?,
            until: self.until.map(|at| given_time("until", at)).transpose()?,
            cron: self.cron,
            time_zone: self.time_zone,
            duration: self.duration,
        };
        Ok(MaintenanceChange {
            name: self.name,
            note: self.note,
            environment: self.environment_id.map(|id| id.map(Into::into)),
            test: self.test_id.map(|id| id.map(Into::into)),
            mode: self.mode,
            times,
        })
    }
}
