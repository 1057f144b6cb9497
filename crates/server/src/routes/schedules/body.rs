//! What is sent of a schedule.

use serde::{Deserialize, de::IgnoredAny};
use tacit_app::{NewRule, ScheduleChange};
use utoipa::ToSchema;
use uuid::Uuid;

use crate::input::given;

/// A schedule to be. What is left out stays as it was; what was read of one may be sent back as a whole.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct ScheduleInput {
    /// Where it runs; a new one without runs in the test's default environment.
    environment_id: Option<Uuid>,
    /// Seconds, minutes, hours or days, from `10s`: such as `1m`, `5m`, `15m`, `30m`, `1h`, `6h`, `1d`.
    interval: Option<String>,
    /// Instead of an interval: minute, hour, day, month and day of the week. A single time of day that the clock leaves out
    /// in spring becomes the first moment after the gap, and one that comes twice in autumn counts once; what names several
    /// hours follows the clock on the wall.
    cron: Option<String>,
    /// Of the cron expression, such as `Europe/Berlin`; a new one has UTC when left out.
    time_zone: Option<String>,
    /// For people; `null` takes it away.
    #[serde(default, deserialize_with = "given")]
    #[schema(value_type = Option<String>)]
    note: Option<Option<String>>,
    /// Whether it rests.
    paused: Option<bool>,

    // What answers show and nobody sets.
    #[serde(default, rename = "id")]
    #[schema(ignore)]
    _id: IgnoredAny,
    #[serde(default, rename = "test_id")]
    #[schema(ignore)]
    _test_id: IgnoredAny,
    #[serde(default, rename = "paused_by")]
    #[schema(ignore)]
    _paused_by: IgnoredAny,
    #[serde(default, rename = "maintenance")]
    #[schema(ignore)]
    _maintenance: IgnoredAny,
    #[serde(default, rename = "next_run_at")]
    #[schema(ignore)]
    _next_run_at: IgnoredAny,
    #[serde(default, rename = "created_at")]
    #[schema(ignore)]
    _created_at: IgnoredAny,
}

impl ScheduleInput {
    pub(super) fn change(self) -> Result<ScheduleChange, tacit_app::AppError> {
        let rule = match (self.interval, self.cron) {
            (Some(_), Some(_)) => {
                let message = "a schedule has an interval or a cron expression, not both: leave one out";
                return Err(tacit_app::AppError::invalid("cron", message));
            }
            (Some(_), None) if self.time_zone.is_some() => {
                let message = "an interval has no time zone: leave it out, or write a cron expression";
                return Err(tacit_app::AppError::invalid("time_zone", message));
            }
            (Some(interval), None) => Some(NewRule::Interval(interval)),
            (None, Some(cron)) => Some(NewRule::Cron(Some(cron), self.time_zone)),
            (None, None) => self.time_zone.map(|zone| NewRule::Cron(None, Some(zone))),
        };
        let environment = self.environment_id.map(Into::into);
        Ok(ScheduleChange { environment, rule, note: self.note, paused: self.paused })
    }
}
